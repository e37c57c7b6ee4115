#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The order quantity that minimises ordering and holding cost when demand is steady and known.
///
///     Q* = √(2·K·λ / h)
///
/// F. W. Harris, "How many parts to make at once", *Factory* 10(2), 1913.
///
/// - Parameters:
///   - orderCost: *K*, money per order; at least 0.
///   - demandRate: *λ*, units per unit of time; at least 0.
///   - holdingCost: *h*, money per unit and the same unit of time; greater than 0 (0 gives infinity).
/// - Returns: *Q\**, in units, not rounded. Its cost is h·Q*.
/// - Complexity: O(1).
public func economicOrderQuantity(orderCost: Double, demandRate: Double, holdingCost: Double) -> Double {
  (2 * orderCost * demandRate / holdingCost).squareRoot()
}

/// The economic order quantity when customers wait at a price.
///
///     Q* = √(2·K·λ·(h + p) / (h·p)),   cost = √(2·K·λ·h·p / (h + p)),   share of demand that waits = h / (h + p)
///
/// - Parameters:
///   - orderCost: *K*, money per order; at least 0.
///   - demandRate: *λ*, units per unit of time; at least 0.
///   - holdingCost: *h*, money per unit and unit of time; greater than 0.
///   - backorderCost: *p*, money per unit owed and unit of time; greater than 0.
/// - Returns: quantity (not rounded), share of demand that waits, cost per unit of time.
/// - Complexity: O(1).
public func economicOrderQuantityWithBackorders(
  orderCost: Double, demandRate: Double, holdingCost: Double, backorderCost: Double
) -> (quantity: Double, shareWaiting: Double, cost: Double) {
  let harmonic = holdingCost * backorderCost / (holdingCost + backorderCost)
  return (
    (2 * orderCost * demandRate / harmonic).squareRoot(), holdingCost / (holdingCost + backorderCost),
    (2 * orderCost * demandRate * harmonic).squareRoot()
  )
}

/// The revised power approximation to (s, S) from the mean and variance of demand alone: R. Ehrhardt and C. Mosier,
/// "A revision of the power approximation for computing (s, S) policies", *Management Science* 30(5), 1984.
///
///     Qp = 1.3·μ^0.494·(K/h)^0.506·(1 + σL²/μ²)^0.116,   z = √(Qp / ((p/h)·σL))
///     sp = 0.973·μL + σL·(0.183/z + 1.063 − 2.192·z)
///
/// The authors also cut both levels at the newsvendor level when Qp/μ ≤ 1.5; textbooks leave that out, and so does this.
///
/// - Parameters:
///   - orderCost: *K*; greater than 0.
///   - holdingCost: *h* and `backorderCost` *p*, per unit and period; greater than 0.
///   - demandMean: *μ* and `demandVariance` σ², of one period.
///   - leadTime: periods; μL and σL are those of leadTime + 1 periods.
/// - Returns: s and S, not rounded.
/// - Complexity: O(1).
public func powerApproximation(
  orderCost: Double, holdingCost: Double, backorderCost: Double, demandMean: Double, demandVariance: Double, leadTime: Double = 0
) -> (s: Double, S: Double) {
  let meanLead = demandMean * (leadTime + 1)
  let sdLead = (demandVariance * (leadTime + 1)).squareRoot()
  let quantity =
    1.3 * pow(demandMean, 0.494) * pow(orderCost / holdingCost, 0.506) * pow(1 + sdLead * sdLead / (demandMean * demandMean), 0.116)
  let z = (quantity / (backorderCost / holdingCost * sdLead)).squareRoot()
  let s = 0.973 * meanLead + sdLead * (0.183 / z + 1.063 - 2.192 * z)
  return (s, s + quantity)
}

/// The same with its inputs checked.
///
/// - Parameters: as `powerApproximation`; certain demand (variance 0) is refused, since the fit has it in a denominator.
/// - Throws: `invalid`.
/// - Complexity: O(1).
public func revisedPowerApproximation(
  orderCost: Double, holdingCost: Double, backorderCost: Double, demandMean: Double, demandVariance: Double, leadTime: Double = 0
) throws(OptimizationError) -> (s: Double, S: Double) {
  try NumberCheck.positive(orderCost, "orderCost")
  try NumberCheck.positive(holdingCost, "holdingCost")
  try NumberCheck.positive(backorderCost, "backorderCost")
  try NumberCheck.positive(demandMean, "demandMean")
  try NumberCheck.positive(demandVariance, "demandVariance")
  try NumberCheck.notNegative(leadTime, "leadTime")
  return powerApproximation(
    orderCost: orderCost, holdingCost: holdingCost, backorderCost: backorderCost, demandMean: demandMean, demandVariance: demandVariance,
    leadTime: leadTime)
}

/// The standard normal law.
enum StandardNormal {
  static func density(_ z: Double) -> Double { exp(-z * z / 2) / (2 * Double.pi).squareRoot() }

  static func cumulative(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

  /// E(Z − z)⁺.
  static func loss(_ z: Double) -> Double { density(z) - z * 0.5 * erfc(z / 2.0.squareRoot()) }

  /// Second-order loss E((Z − z)⁺)² / 2.
  static func secondLoss(_ z: Double) -> Double { 0.5 * ((z * z + 1) * 0.5 * erfc(z / 2.0.squareRoot()) - z * density(z)) }

  /// The *z* with P(Z ≤ z) = p, by halving to the last bit; −∞ and ∞ at 0 and 1, NaN outside.
  static func quantile(_ p: Double) -> Double {
    if !(p >= 0 && p <= 1) { return .nan }
    if p == 0 { return -.infinity }
    if p == 1 { return .infinity }
    // From the smaller tail, where the distribution function keeps its accuracy.
    if p > 0.5 { return -lower(1 - p) }
    return lower(p)
  }

  private static func lower(_ p: Double) -> Double {
    var low = -40.0
    var high = 0.0
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if cumulative(middle) < p { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
