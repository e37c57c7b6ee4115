internal import Foundation

/// How much longer than the stated time work takes a person with a given practice.
///
/// The stated time is the plateau: what a practised person needs. Practice is counted in standard hours, the stated time of the work done
/// so far, so that a long order teaches more than a short one; with n = 1 + practice ÷ repetition it is the number of the next repetition,
/// and the curves are those of the field:
///
/// - Wright, "Factors affecting the cost of airplanes", Journal of the Aeronautical Sciences 3(4), 1936:  T(n) = T(1) · n^(−b), b = −log₂
///   rate
/// - De Jong, "The effects of increasing skill on cycle time and its consequences for time standards", Ergonomics 1(1), 1957:  T(n) = T(1)
///   · (M + (1 − M) · n^(−b))
/// - Dar-El, Ayas and Gilad, "A dual-phase model for the individual learning process in industrial tasks", IIE Transactions 27(3), 1995:
///   T(n) = T(1) · (c · n^(−b_c) + (1 − c) · n^(−b_m)), a cognitive and a motor part with a rate each
/// - the hyperbola with three parameters of Mazur and Hastie, "Learning as accumulation", Psychological Bulletin 85(6), 1978:  speed(x) = k
///   · (x + p) ÷ (x + p + r)
///
/// T(1) is the stated time ÷ `start`. In De Jong's curve M is then `start` (the plateau is what cannot be compressed); Wright's and
/// Dar-El's have no plateau of their own and end at the stated time; in the hyperbola k is the plateau and p follows from `start`.
public struct LearningCurve: Sendable, Equatable, Codable {
  public enum Shape: Sendable, Equatable, Codable {
    /// Time falls to this share with each doubling of the practice.
    case wright(rate: Double)
    case deJong(rate: Double)
    /// `share` of the first time is cognitive.
    case darEl(share: Double, cognitiveRate: Double, motorRate: Double)
    /// Practice, standard hours, that takes a beginner from 0 to half the plateau: r.
    case hyperbolic(hours: Double)
  }
  public var shape: Shape
  /// Speed of the first repetition ÷ plateau; above 0, at most 1.
  public var start: Double
  /// Standard hours that count as one repetition.
  public var repetitionHours: Double

  public init(_ shape: Shape, start: Double, repetitionHours: Double = 1) {
    self.shape = shape
    self.start = start
    self.repetitionHours = repetitionHours
  }

  /// Chooses the repetition so that after `hours` of practice the speed lies half-way between a beginner's and the plateau.
  ///
  /// - Returns: false, with nothing changed, where no practice brings it there, or only more than 10¹² repetitions.
  public mutating func makeUpHalf(after hours: Double) -> Bool {
    if start >= 1 { return true }
    var counted = self
    counted.repetitionHours = 1
    let half = 2 / (1 + start)
    var low = 0.0, high = 1e12
    if counted.slowness(practice: high) > half { return false }
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if counted.slowness(practice: middle) > half { low = middle } else { high = middle }
    }
    repetitionHours = hours / high
    return true
  }

  /// Time ÷ stated time after `practice` standard hours; at least 1. `practice` infinite is the plateau.
  public func slowness(practice: Double) -> Double {
    if practice == .infinity { return 1 }
    let n = 1 + practice / repetitionHours
    switch shape {
    case .wright(let rate): return max(1, pow(n, log2(rate)) / start)
    case .deJong(let rate): return 1 + (1 / start - 1) * pow(n, log2(rate))
    case .darEl(let share, let cognitive, let motor):
      return max(1, (share * pow(n, log2(cognitive)) + (1 - share) * pow(n, log2(motor))) / start)
    case .hyperbolic(let r):
      let p = start < 1 ? r * start / (1 - start) : .infinity
      return p == .infinity ? 1 : (practice + p + r) / (practice + p)
    }
  }
}

func exp2(_ x: Double) -> Double { Foundation.exp2(x) }
func log(_ x: Double) -> Double { Foundation.log(x) }
