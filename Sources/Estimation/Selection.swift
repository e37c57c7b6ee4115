#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif
internal import Randomness

/// Which of several scenarios may be the best, and by how much each may miss it.
public struct BestSelection: Sendable, Hashable, Codable {
  public struct Contender: Sendable, Hashable, Codable {
    public var mean: Double
    /// The scenario's true mean less the best of the others' lies in this interval, for all scenarios at once, at the level. Where `good`
    /// is down, the sign is turned: positive is always better.
    public var lower: Double
    public var upper: Double
    /// Cannot be told from the best.
    public var isTiedForBest: Bool
  }

  /// One element per scenario, in the order given.
  public var contenders: [Contender]
  /// The scenario with the best sample mean.
  public var best: Int
  public var level: Double
  public var n: Int

  public var tied: [Int] { contenders.indices.filter { contenders[$0].isTiedForBest } }
  /// Whether only one can be the best.
  public var isDecided: Bool { tied.count == 1 }

  /// Multiple comparisons with the best (J. C. Hsu, *Annals of Statistics* 12, 1984) on paired replications, the k − 1 comparisons with
  /// the unknown best held together by Bonferroni (B. L. Nelson and F. J. Matejcik, *Management Science* 41, 1995): valid for any
  /// correlation, so for common random numbers.
  ///
  /// With probability at least `level` the truly best is among the tied and all intervals hold.
  ///
  /// - Parameters:
  ///   - values: one list per scenario, one element per replication, all of the same length.
  /// - Returns: nil without scenarios, with fewer than two replications, with lists of unequal length, or with values that are not finite.
  public init?(_ values: [[Double]], good: GoodDirection, level: Double = 0.95) {
    guard let n = values.first?.count, n > 1, values.allSatisfy({ $0.count == n }) else { return nil }
    let sign: Double = good == .up ? 1 : -1
    let means = values.compactMap { Moments($0)?.mean }
    guard means.count == values.count else { return nil }
    let k = values.count
    let t = k > 1 ? SpecialFunctions.studentQuantile(1 - (1 - level) / Double(k - 1), degrees: Double(n - 1)) : 0
    var margins = [Double](repeating: 0, count: k * k)
    var leads = margins
    for i in 0..<k {
      for j in 0..<i {
        guard let d = Moments(zip(values[i], values[j]).map { $0 - $1 }) else { return nil }
        let w = t * (d.variance / Double(n)).squareRoot()
        (margins[i * k + j], margins[j * k + i]) = (w, w)
        (leads[i * k + j], leads[j * k + i]) = (sign * d.mean, -sign * d.mean)
      }
    }
    func others(_ i: Int) -> [Int] { (0..<k).filter { $0 != i } }
    let uppers = (0..<k).map { i in max(0, others(i).map { leads[i * k + $0] + margins[i * k + $0] }.min() ?? 0) }
    // Exactly equal scenarios tie, though neither can beat the other.
    let candidates = (0..<k).filter { i in others(i).allSatisfy { leads[i * k + $0] + margins[i * k + $0] >= 0 } }
    contenders = (0..<k).map { i in
      let rivals = candidates.filter { $0 != i }
      let lower = rivals.map { leads[i * k + $0] - margins[i * k + $0] }.min() ?? 0
      return Contender(mean: means[i], lower: min(0, lower), upper: uppers[i], isTiedForBest: candidates.contains(i))
    }
    best = (0..<k).max { sign * means[$0] < sign * means[$1] }!
    self.level = level
    self.n = n
  }
}

/// Levels for several statements that shall all be true together.
public enum Familywise {
  /// The level of each of `count` intervals at which all of them hold with probability `level`, whatever their dependence: 1 − (1 −
  /// level)/count.
  public static func bonferroni(level: Double, count: Int) -> Double { count > 1 ? 1 - (1 - level) / Double(count) : level }

  /// The same for independent (or positively dependent) statements: level^(1/count), a little less demanding.
  public static func sidak(level: Double, count: Int) -> Double {
    count > 1 ? pow(level, 1 / Double(count)) : level
  }
}

/// Half the height of the band around an empirical distribution function of n independent values that holds the true one everywhere:
/// √(ln(2/(1 − level))/(2n)).
///
/// A. Dvoretzky, J. Kiefer, J. Wolfowitz 1956 with P. Massart's constant (*Annals of Probability* 18, 1990). Values of one replication
/// depend on each other; count replications then, not values.
///
/// - Returns: at most 1; nil for n = 0.
public func dkwHalfHeight(n: Int, level: Double = 0.95) -> Double? {
  guard n > 0, level > 0, level < 1 else { return nil }
  return min(1, (log(2 / (1 - level)) / (2 * Double(n))).squareRoot())
}
