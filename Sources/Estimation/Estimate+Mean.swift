internal import Randomness

extension Estimate {
  /// The mean of independent, equally distributed values with Student's interval, mean ± t·s/√n.
  ///
  /// Exact for normal values; for skewed ones right in the limit, so give it means of replications rather than single waits.
  ///
  /// - Parameters:
  ///   - values: one element per replication.
  ///   - level: of the interval, in (0, 1).
  /// - Returns: without an interval for fewer than two values; NaN without one where a value is not finite; see `caveat`.
  public static func mean(of values: [Double], level: Double = 0.95) -> Estimate {
    guard let moments = Moments(values) else {
      return .undefined(values.isEmpty ? .nothingObserved : .notFinite, n: values.count, level: level)
    }
    return .student(center: moments.mean, variance: moments.variance, n: values.count, level: level)
  }

  /// The mean of the differences a[i] − b[i] of two scenarios run on the same random worlds.
  public static func pairedDifference(of a: [Double], minus b: [Double], level: Double = 0.95) -> Estimate {
    guard a.count == b.count else { return .undefined(.unequalCounts, n: min(a.count, b.count), level: level) }
    return mean(of: zip(a, b).map { $0 - $1 }, level: level)
  }

  /// An interval for one future value: the sample's own order statistics, at ranks that leave (1 − level)/2 on either side.
  ///
  /// A new value of the same law falls between the k-th smallest and the k-th largest of n with probability 1 − 2k/(n + 1), whatever the
  /// law (S. S. Wilks, 1941). So 95 % needs 39 replications; with fewer there is no interval. The value is the mean.
  public static func prediction(of values: [Double], level: Double = 0.95) -> Estimate {
    guard let moments = Moments(values) else {
      var estimate = undefined(values.isEmpty ? .nothingObserved : .notFinite, n: values.count, level: level)
      estimate.kind = .prediction
      return estimate
    }
    // The largest rank that still holds the level; a thousandth of a rank forgives rounding.
    let rank = Int(((1 - level) / 2 * Double(values.count + 1) + 1e-9).rounded(.down))
    guard rank >= 1, level > 0, level < 1 else {
      return Estimate(value: moments.mean, lower: nil, upper: nil, n: values.count, kind: .prediction, level: level, caveat: .tooFew)
    }
    let sorted = values.sorted()
    return Estimate(
      value: moments.mean, lower: sorted[rank - 1], upper: sorted[values.count - rank], n: values.count, kind: .prediction, level: level,
      caveat: sorted.first == sorted.last ? .allEqual : nil)
  }

  // MARK: Parts

  /// center ± t·√(variance/n), the variance being that of one replication.
  static func student(center: Double, variance: Double, n: Int, level: Double) -> Estimate {
    guard n > 1 else {
      return Estimate(value: center, lower: nil, upper: nil, n: n, kind: .confidence, level: level, caveat: .oneReplication)
    }
    guard center.isFinite, variance.isFinite else { return .undefined(.notFinite, n: n, level: level) }
    let half = studentFactor(level: level, degrees: Double(n - 1)) * (variance / Double(n)).squareRoot()
    return Estimate(
      value: center, lower: center - half, upper: center + half, n: n, kind: .confidence, level: level,
      caveat: variance == 0 ? .allEqual : nil)
  }

  static func undefined(_ caveat: Caveat, n: Int, level: Double) -> Estimate {
    Estimate(value: .nan, lower: nil, upper: nil, n: n, kind: .confidence, level: level, caveat: caveat)
  }

  /// The t that leaves (1 − level)/2 on either side.
  static func studentFactor(level: Double, degrees: Double) -> Double {
    SpecialFunctions.studentQuantile(1 - (1 - min(max(level, 0), 1)) / 2, degrees: degrees)
  }

  /// The standard error behind a two-sided Student interval; nil without one.
  public var standardError: Double? {
    guard kind == .confidence, let halfWidth, n > 1 else { return nil }
    return halfWidth / Self.studentFactor(level: level, degrees: Double(n - 1))
  }

  /// The same interval cut to a range that the quantity cannot leave, such as 0…1 for a share. The value stays.
  public func clamped(to range: ClosedRange<Double>) -> Estimate {
    var result = self
    result.lower = lower.map { max($0, min(range.lowerBound, value)) }
    result.upper = upper.map { min($0, max(range.upperBound, value)) }
    return result
  }
}

/// Mean and variance of a list, without cancellation: equal values have a variance of exactly 0.
struct Moments {
  let mean: Double
  /// With n − 1; 0 for a single value.
  let variance: Double

  /// Nil for an empty list or one with a value that is not finite.
  init?(_ values: [Double]) {
    guard let first = values.first, values.allSatisfy(\.isFinite) else { return nil }
    // Deviations from the first value: their sum is small where the values are close together.
    let n = Double(values.count)
    var sum = 0.0
    for x in values { sum += x - first }
    let shift = sum / n
    var squares = 0.0, rest = 0.0
    for x in values {
      let d = x - first - shift
      squares += d * d
      rest += d
    }
    mean = first + shift
    variance = values.count > 1 ? max(0, squares - rest * rest / n) / (n - 1) : 0
  }
}
