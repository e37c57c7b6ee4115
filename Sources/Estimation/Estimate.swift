/// A number with what is known about it. Nothing downstream accepts a bare `Double` for something estimated.
public struct Estimate: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Hashable, Codable {
    /// The interval is the error of a mean (or ratio, or quantile) over replications.
    case confidence
    /// The interval holds single futures, not their mean.
    case prediction
    /// Known without error; the interval is the value.
    case exact
  }

  public var value: Double
  /// Bounds of the interval at `level`; nil where one replication gives none.
  public var lower: Double?
  public var upper: Double?
  /// Replications (or observations) behind the value.
  public var n: Int
  public var kind: Kind
  /// The interval's level, for example 0.95.
  public var level: Double
  /// Why there is no interval, or why it is not to be leaned on; nil when all is well.
  public var caveat: Caveat?

  public init(value: Double, lower: Double?, upper: Double?, n: Int, kind: Kind, level: Double = 0.95, caveat: Caveat? = nil) {
    self.value = value
    self.lower = lower
    self.upper = upper
    self.n = n
    self.kind = kind
    self.level = level
    self.caveat = caveat
  }

  /// What keeps an estimate from having a sound interval.
  public enum Caveat: String, Sendable, Hashable, Codable {
    /// Nothing was observed; the value is NaN.
    case nothingObserved = "nothing was observed"
    /// One replication has no spread.
    case oneReplication = "one replication gives no interval"
    /// A replication had nothing to measure, or an infinite value; the value is NaN.
    case notFinite = "a replication has no finite value"
    /// Every replication gave the same; the interval is the value, which does not mean the next one could not differ.
    case allEqual = "all replications are equal"
    /// The denominators sum to 0, or would without one replication.
    case emptyDenominator = "one replication holds the whole denominator"
    /// Too few replications for the level: the extremes do not hold enough of the law.
    case tooFew = "too few replications for this level"
    /// Too much was still open to tell: the value is a lower bound, printed with ≥.
    case lowerBound = "at least this: what is open has not been seen to its end"
    /// Lists that should belong together have different lengths.
    case unequalCounts = "the lists differ in length"
  }

  public static func exact(_ value: Double) -> Estimate {
    Estimate(value: value, lower: value, upper: value, n: 1, kind: .exact, level: 1)
  }

  /// Half the interval's width; nil without an interval.
  public var halfWidth: Double? {
    guard let lower, let upper else { return nil }
    return (upper - lower) / 2
  }
}
