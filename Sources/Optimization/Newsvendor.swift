public import Randomness

/// A newsvendor's level and its expected cost.
public struct NewsvendorLevel: Sendable, Equatable {
  public var level: Double
  public var cost: Double

  public init(level: Double, cost: Double) {
    self.level = level
    self.cost = cost
  }
}

/// The least level with P(D ≤ S) ≥ p/(p + h), and its cost h·E(S − D)⁺ + p·E(D − S)⁺, for demand on the integers.
///
/// K. Arrow, T. Harris and J. Marschak, "Optimal inventory policy", *Econometrica* 19(3), 1951.
///
/// - Parameters:
///   - demand: a law on the integers, with lead time the law of all periods to be covered.
///   - overage: *h*, money per unit left; greater than 0.
///   - underage: *p*, money per unit short; greater than 0.
/// - Throws: `invalid`.
/// - Complexity: O(points of the law).
public func newsvendor(demand: LatticeDistribution, overage: Double, underage: Double) throws(OptimizationError) -> NewsvendorLevel {
  try demand.validateAsDemand("demand")
  try checkPrices(overage, underage)
  let fractile = underage / (underage + overage)
  let excess = ExpectedExcess(demand)
  var level = demand.smallest
  while level < demand.largest, excess.atMost(level) < fractile * (1 - 1e-13) { level += 1 }
  return NewsvendorLevel(level: Double(level), cost: overage * excess.unused(level) + underage * excess.short(level))
}

/// The same for normal demand: S = μ + z·σ with Φ(z) = p/(p + h), cost (h + p)·φ(z)·σ; or the cost of a given level.
///
/// - Parameters:
///   - mean: *μ* and `sd` σ, of all periods to be covered; σ greater than 0. Negative demand is part of the law.
///   - overage: *h*, money per unit left; greater than 0.
///   - underage: *p*, money per unit short; greater than 0.
///   - level: where given, only its cost is computed.
/// - Throws: `invalid`.
/// - Complexity: O(1).
public func newsvendor(normalMean mean: Double, sd: Double, overage: Double, underage: Double, level: Double? = nil)
  throws(OptimizationError) -> NewsvendorLevel
{
  try checkPrices(overage, underage)
  if !mean.isFinite || !(sd > 0) || !sd.isFinite {
    throw .invalid(field: "demand", reason: "must have a finite mean and a positive, finite sd")
  }
  let z = level.map { ($0 - mean) / sd } ?? StandardNormal.quantile(underage / (underage + overage))
  let short = sd * StandardNormal.loss(z)
  let unused = sd * StandardNormal.loss(-z)
  return NewsvendorLevel(level: mean + z * sd, cost: overage * unused + underage * short)
}

private func checkPrices(_ overage: Double, _ underage: Double) throws(OptimizationError) {
  if !(overage > 0) || !overage.isFinite { throw .invalid(field: "overage", reason: "must be a finite number greater than 0") }
  if !(underage > 0) || !underage.isFinite { throw .invalid(field: "underage", reason: "must be a finite number greater than 0") }
}

/// Long-run cost of an (r, Q) policy under continuous review and normal demand, the integrals taken over real-valued positions.
///
///     c(r, Q) = K·λ/Q + h·(r + Q/2 − μ) + (h + p)·(σ²/Q)·[H(z₀) − H(z₁)],   z₀ = (r − μ)/σ, z₁ = (r + Q − μ)/σ
///
/// *μ*, *σ* of the demand over the lead time; *H* half the second-order loss E((Z −
/// z)⁺)². The mean of the backorders over a position that is uniform on (r, r + Q).
///
/// - Parameters: prices per unit and unit of time; `demandRate` per the same unit; `leadDemandSD` greater than 0.
/// - Returns: money per unit of time.
/// - Complexity: O(1).
public func lotCostUnderNormalDemand(
  r: Double, Q: Double, orderCost: Double, holdingCost: Double, backorderCost: Double, demandRate: Double, leadDemandMean: Double,
  leadDemandSD: Double
) -> Double {
  let z0 = (r - leadDemandMean) / leadDemandSD
  let z1 = (r + Q - leadDemandMean) / leadDemandSD
  let owed = leadDemandSD * leadDemandSD / Q * (StandardNormal.secondLoss(z0) - StandardNormal.secondLoss(z1))
  return orderCost * demandRate / Q + holdingCost * (r + Q / 2 - leadDemandMean) + (holdingCost + backorderCost) * owed
}
