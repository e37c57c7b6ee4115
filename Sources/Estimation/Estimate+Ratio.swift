extension Estimate {
  /// Σ numerators ÷ Σ denominators over replications, with the jackknife's interval.
  ///
  /// The value is the pooled ratio itself, so that it agrees with the sums printed beside it; its error is that of the pseudo-values n·R
  /// − (n − 1)·R₍₋ᵢ₎ (R. G. Miller, "The jackknife – a review", *Biometrika* 61, 1974), with Student's t.
  ///
  /// - Parameters:
  ///   - numerators, denominators: one element per replication, in the same order.
  /// - Returns: NaN without an interval where the denominators sum to 0; without an interval where they would without one replication.
  public static func ratio(of numerators: [Double], over denominators: [Double], level: Double = 0.95) -> Estimate {
    guard numerators.count == denominators.count else {
      return .undefined(.unequalCounts, n: min(numerators.count, denominators.count), level: level)
    }
    guard !numerators.isEmpty else { return .undefined(.nothingObserved, n: 0, level: level) }
    guard (numerators + denominators).allSatisfy(\.isFinite) else { return .undefined(.notFinite, n: numerators.count, level: level) }
    let ratios = LeaveOneOut(numerators, denominators)
    return jackknife(count: numerators.count, level: level) { ratios.value(without: $0) }
  }

  /// The difference of two pooled ratios, Σa/Σb of one scenario less Σc/Σd of another, jackknifed on pairs of replications.
  public static func pairedRatioDifference(
    of numerators: [Double], over denominators: [Double], minus otherNumerators: [Double], over otherDenominators: [Double],
    level: Double = 0.95
  ) -> Estimate {
    let lists = [numerators, denominators, otherNumerators, otherDenominators]
    let n = lists.map(\.count).min()!
    guard lists.allSatisfy({ $0.count == n }) else { return .undefined(.unequalCounts, n: n, level: level) }
    guard n > 0 else { return .undefined(.nothingObserved, n: 0, level: level) }
    guard lists.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return .undefined(.notFinite, n: n, level: level) }
    let own = LeaveOneOut(numerators, denominators), other = LeaveOneOut(otherNumerators, otherDenominators)
    return jackknife(count: n, level: level) { own.value(without: $0) - other.value(without: $0) }
  }

  /// A smooth statistic of all replications with the jackknife's interval around it.
  ///
  /// - Parameters:
  ///   - count: replications.
  ///   - statistic: the statistic of all replications (nil) or of all but one. Means, ratios, variances and their smooth functions
  ///     qualify; extremes and medians of few values do not.
  /// - Complexity: `count` + 1 calls.
  public static func jackknife(count: Int, level: Double = 0.95, statistic: (_ without: Int?) -> Double) -> Estimate {
    guard count > 0 else { return .undefined(.nothingObserved, n: 0, level: level) }
    let all = statistic(nil)
    guard all.isFinite else { return .undefined(.emptyDenominator, n: count, level: level) }
    guard count > 1 else {
      return Estimate(value: all, lower: nil, upper: nil, n: 1, kind: .confidence, level: level, caveat: .oneReplication)
    }
    // Pseudo-values relative to the whole; their variance is that of one replication's influence.
    let influences = (0..<count).map { Double(count - 1) * (all - statistic($0)) }
    guard let moments = Moments(influences) else {
      return Estimate(value: all, lower: nil, upper: nil, n: count, kind: .confidence, level: level, caveat: .emptyDenominator)
    }
    // Leave-one-out sums carry rounding of about n·10⁻¹⁶; a spread below that is none.
    let noise = 1e-14 * Double(count) * abs(all)
    return student(center: all, variance: moments.variance.squareRoot() <= noise ? 0 : moments.variance, n: count, level: level)
  }
}

/// Ratios of sums with one pair left out, in constant time each.
private struct LeaveOneOut {
  let numerators: [Double], denominators: [Double]
  let numerator: Double, denominator: Double

  init(_ numerators: [Double], _ denominators: [Double]) {
    self.numerators = numerators
    self.denominators = denominators
    numerator = numerators.reduce(0, +)
    denominator = denominators.reduce(0, +)
  }

  func value(without i: Int?) -> Double {
    guard let i else { return denominator == 0 ? .nan : numerator / denominator }
    let rest = denominator - denominators[i]
    // What is left after taking away all of it is rounding, not a denominator.
    return abs(rest) <= 1e-12 * abs(denominators[i]) ? .nan : (numerator - numerators[i]) / rest
  }
}
