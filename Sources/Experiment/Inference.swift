internal import Estimation
internal import Randomness

/// How this room calls on `Estimation`: replications that had nothing to measure are left out of quantiles and means, and never out of
/// sums.
enum Inference {
  /// The t that leaves (1 − level)/2 on either side.
  static func tQuantile(level: Double, degreesOfFreedom: Int) -> Double {
    SpecialFunctions.studentQuantile((1 + level) / 2, degrees: Double(degreesOfFreedom))
  }

  static func mean(_ values: [Double], level: Double) -> Estimate { .mean(of: values.filter { !$0.isNaN }, level: level) }

  static func ratio(_ numerators: [Double], _ denominators: [Double], level: Double) -> Estimate {
    .ratio(of: numerators, over: denominators, level: level)
  }

  /// Σa/Σb − Σc/Σd on pairs of replications.
  static func ratioDifference(_ a: [Double], _ b: [Double], minus c: [Double], _ d: [Double], level: Double) -> Estimate {
    .pairedRatioDifference(of: a, over: b, minus: c, over: d, level: level)
  }

  static func quantile(pooled: Double, perReplication: [Double], level: Double) -> Estimate {
    .quantile(pooled: pooled, perReplication: perReplication.filter { !$0.isNaN }, level: level)
  }

  /// Observations to cut, or nil where the series has not settled.
  static func mser5(_ series: [Double]) -> Int? {
    let cut = Estimation.mser5(series)
    return cut.isValid ? cut.observations : nil
  }

  /// The largest difference that does not matter: a fifth of a point for a share, half a percent of the base for anything else.
  static func indifference(base: Double, isShare: Bool) -> Double { isShare ? 0.002 : 0.005 * abs(base) }
}
