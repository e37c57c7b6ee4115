internal import Randomness

/// Which way a measure should go.
public enum GoodDirection: String, Sendable, Hashable, Codable {
  case up, down
}

/// What a paired difference lets us say.
public enum Verdict: String, Sendable, Hashable, Codable {
  /// The whole interval lies on the good side of 0.
  case better
  /// The whole interval lies on the bad side of 0.
  case worse
  /// The whole interval lies within the margin that does not matter.
  case noChange = "no change"
  /// Neither: more replications are needed, `Judgement.settledBy` of them.
  case cannotTell = "cannot tell"
}

/// A verdict and, where there is none, what it would take.
public struct Judgement: Sendable, Hashable, Codable {
  public var verdict: Verdict
  /// Replications that would settle the question with 80 % probability if the difference is as estimated; nil where it is settled, or
  /// where no number would.
  public var settledBy: Int?

  /// Judges a difference (alternative less base) by its interval.
  ///
  /// "No change" is a finding, not a failure to find: the interval must lie within the margin. An interval that holds 0 and reaches
  /// beyond the margin cannot tell. A difference of exactly 0 in every replication is no change at any margin.
  ///
  /// - Parameters:
  ///   - difference: a confidence interval of the paired difference.
  ///   - good: which way is better.
  ///   - margin: largest difference either way that does not matter, in the measure's unit; at least 0.
  public init(_ difference: Estimate, good: GoodDirection, margin: Double = 0) {
    let margin = margin > 0 ? margin : 0
    settledBy = nil
    guard difference.value.isFinite, let lower = difference.lower, let upper = difference.upper else {
      verdict = .cannotTell
      return
    }
    if lower >= -margin && upper <= margin {
      verdict = .noChange
    } else if lower > 0 {
      verdict = good == .up ? .better : .worse
    } else if upper < 0 {
      verdict = good == .up ? .worse : .better
    } else {
      verdict = .cannotTell
      // To leave 0 the interval must be shorter than the difference; to fit into the margin, than what is left of it.
      let distance = max(abs(difference.value), margin - abs(difference.value))
      settledBy = difference.replications(toTell: distance)
    }
  }
}

extension Judgement {
  /// The largest difference that does not matter, for tables and reports: a fifth of a percentage point of a share, half a percent of the
  /// base of anything else.
  ///
  /// - Parameter base: the base's value, in the measure's unit (shares as fractions).
  public static func margin(base: Double, isShare: Bool) -> Double { isShare ? 0.002 : 0.005 * abs(base) }
}

/// Whether a measure got worse by more than is allowed: what a regression gate asks.
public enum MarginVerdict: String, Sendable, Hashable, Codable {
  /// The whole interval is within what is allowed.
  case within
  /// The whole interval is beyond it.
  case beyond
  case cannotTell = "cannot tell"

  /// - Parameters:
  ///   - change: new less old, paired.
  ///   - good: which way is better; nil where a change either way is one too many.
  ///   - allowed: how much worse it may be; at least 0, in the measure's unit.
  public init(_ change: Estimate, good: GoodDirection?, allowed: Double) {
    guard change.value.isFinite, let lower = change.lower, let upper = change.upper else {
      self = .cannotTell
      return
    }
    let allowed = max(0, allowed)
    // Worsening is positive.
    let isWithin: Bool, isBeyond: Bool
    switch good {
    case .down: (isWithin, isBeyond) = (upper <= allowed, lower > allowed)
    case .up: (isWithin, isBeyond) = (lower >= -allowed, upper < -allowed)
    case nil: (isWithin, isBeyond) = (lower >= -allowed && upper <= allowed, lower > allowed || upper < -allowed)
    }
    self = isWithin ? .within : isBeyond ? .beyond : .cannotTell
  }
}

extension Estimate {
  /// Replications at which the interval's half-width would be at most `target`, by the spread seen so far; nil without an interval, or
  /// when more than 10⁹.
  ///
  /// The least n with t₍ₙ₋₁₎·s/√n ≤ target (A. M. Law, *Simulation Modeling and Analysis*, 5th ed. 2015, §9.4.1). A pilot's spread is
  /// itself uncertain: recompute as replications come in.
  public func replications(forHalfWidth target: Double) -> Int? {
    guard target > 0 else { return halfWidth == 0 ? n : nil }
    return replications(target: target, extra: 0)
  }

  /// Replications at which the half-width would be at most `share` of the value, 0.01 for 1 %; nil where the value is 0.
  public func replications(forRelativeHalfWidth share: Double) -> Int? {
    value.isFinite && value != 0 ? replications(forHalfWidth: share * abs(value)) : nil
  }

  /// Whether the interval is as narrow as asked.
  public func isWithin(relative share: Double) -> Bool { halfWidth.map { $0 <= share * abs(value) } ?? false }

  /// Replications at which a difference of the given size would be told from 0 with 80 % probability: t + z₀.₈ standard errors.
  func replications(toTell distance: Double) -> Int? {
    guard distance > 0 else { return nil }
    return replications(target: distance, extra: SpecialFunctions.normalQuantile(0.8)).map { max($0, n + 1) }
  }

  private func replications(target: Double, extra: Double) -> Int? {
    guard let error = standardError, error.isFinite, target.isFinite else { return nil }
    let sd = error * Double(n).squareRoot()
    func fits(_ count: Int) -> Bool {
      (Self.studentFactor(level: level, degrees: Double(count - 1)) + extra) * sd / Double(count).squareRoot() <= target
    }
    let most = 1_000_000_000
    guard fits(most) else { return nil }
    var low = 1, high = most
    // The left side falls with the count: halve the bracket.
    while high - low > 1 {
      let middle = (low + high) / 2
      if fits(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
