#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import Randomness

/// The demand of several periods whose law has no closed form: a density on a grid from 0 on.
///
/// The density of one period is taken at the points of the grid and convolved with itself. For a density that is smooth and vanishes with its
/// derivatives at both ends, sums over the points are as good as integrals (Trefethen and Weideman, "The exponentially convergent
/// trapezoidal rule", *SIAM Review* 56(3), 2014); where an integral ends between, the first Euler–Maclaurin term stands for the end.
public struct DemandSum: Sendable, Equatable {
  /// Units between two points.
  let step: Double
  /// At each point: step × density, P(D ≤ x) and E(D − x)⁺.
  let masses: [Double]
  let below: [Double]
  let losses: [Double]
  public let mean: Double

  /// Points of all periods' grid together.
  private static let points = 48_000
  /// Probability beyond the grid of one period.
  private static let tail = 1e-9

  /// The sum of log-normal periods.
  ///
  /// - Throws: `notCovered` where half as many points would move the answer by more than 10⁻⁶ of a standard deviation: the log-normal law is
  ///   then too wide for one grid (σ above about 0.9).
  /// - Complexity: O((points)²) multiplications, less than a second.
  static func lognormal(mu: Double, sigma: Double, periods: Int) throws(OptimizationError) -> DemandSum {
    let mean = Double(periods) * exp(mu + sigma * sigma / 2)
    let end = exp(mu - sigma * SpecialFunctions.normalQuantile(tail))
    func density(_ x: Double) -> Double {
      if x <= 0 { return 0 }
      let z = (log(x) - mu) / sigma
      return exp(-z * z / 2) / (x * sigma * (2 * Double.pi).squareRoot())
    }
    let count = points / periods
    if count < 400 { throw .tooMuchWork(operations: 400 * Double(periods) * 400 * Double(periods), limit: 1e9) }
    let fine = DemandSum(density, end: end, count: count, periods: periods, mean: mean)
    let coarse = DemandSum(density, end: end, count: count / 2, periods: periods, mean: mean)
    let sd = mean / Double(periods) * (expm1(sigma * sigma) * Double(periods)).squareRoot()
    if abs(fine.below[fine.below.count - 1] - 1) > 1e-7 { throw .notCovered(reason: tooWide(periods)) }
    for share in [0.05, 0.5, 0.9, 0.99, 0.999] {
      let x = fine.quantile(share)
      if abs(fine.loss(x) - coarse.loss(x)) > 1e-6 * sd || abs(fine.cdf(x) - coarse.cdf(x)) > 1e-6 {
        throw .notCovered(reason: tooWide(periods))
      }
    }
    return fine
  }

  private static func tooWide(_ periods: Int) -> String {
    "the sum of \(periods) periods of so wide a log-normal law has no answer; give the law of the sum"
  }

  /// - Parameters:
  ///   - density: of one period; 0 at 0.
  ///   - end: last point of one period.
  ///   - mean: of the sum.
  init(_ density: (Double) -> Double, end: Double, count: Int, periods: Int, mean: Double) {
    let step = end / Double(count)
    let one = LatticeDistribution(offset: 0, probabilities: (0...count).map { step * density(Double($0) * step) })
    let law = LatticeArithmetic.power(one, periods)
    let masses = [Double](repeating: 0, count: law.offset) + law.probabilities
    func mass(_ k: Int) -> Double { masses.indices.contains(k) ? masses[k] : 0 }
    var below = masses, losses = masses, sum = 0.0
    for k in masses.indices {
      below[k] = sum + masses[k] / 2 - (mass(k + 1) - mass(k - 1)) / 24
      sum += masses[k]
    }
    var beyond = 0.0, excess = 0.0
    for k in masses.indices.reversed() {
      excess += beyond
      losses[k] = step * (excess + masses[k] / 12)
      beyond += masses[k]
    }
    self.step = step
    self.masses = masses
    self.below = below
    self.losses = losses
    self.mean = mean
  }

  func cdf(_ x: Double) -> Double {
    guard x > 0 else { return 0 }
    let (k, t) = place(x)
    guard k + 1 < masses.count else { return 1 }
    return min(1, max(0, below[k] + masses[k] * t + (masses[k + 1] - masses[k]) * t * t / 2))
  }

  func loss(_ x: Double) -> Double {
    guard x > 0 else { return mean - x }
    let (k, t) = place(x)
    guard k + 1 < masses.count else { return 0 }
    return max(0, losses[k] + step * ((below[k] - 1) * t + masses[k] * t * t / 2 + (masses[k + 1] - masses[k]) * t * t * t / 6))
  }

  func quantile(_ p: Double) -> Double {
    var low = 0, high = masses.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if below[middle] <= p { low = middle } else { high = middle }
    }
    // below + m·t + (m′ − m)·t²/2 = p, by the root that stays where m′ = m.
    let short = max(0, p - below[low]), m = masses[low], bend = (masses[low + 1] - masses[low]) / 2
    let root = max(0, m * m + 4 * bend * short).squareRoot()
    let t = m + root > 0 ? 2 * short / (m + root) : 0
    return (Double(low) + min(1, t)) * step
  }

  /// The point before a value, and how far beyond it the value lies, in steps.
  private func place(_ x: Double) -> (Int, Double) {
    let at = min(x / step, 1e15)
    return (Int(at), at - at.rounded(.down))
  }
}
