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

  public init(value: Double, lower: Double?, upper: Double?, n: Int, kind: Kind, level: Double = 0.95) {
    self.value = value
    self.lower = lower
    self.upper = upper
    self.n = n
    self.kind = kind
    self.level = level
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
