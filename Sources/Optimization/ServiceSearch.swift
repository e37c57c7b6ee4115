public import Groundwork
internal import Randomness
internal import Supply

/// The service a target speaks of; definitions as in `PolicyEvaluation`.
public enum ServiceKind: String, Sendable, Hashable, Codable {
  case fillRate = "fill rate"
  case cycleService = "cycle service level"
  case readyRate = "ready rate"

  /// A promise is kept when it is missed by no more than this: sums of probabilities are not exact to the last bit.
  static let rounding = 1e-12
}

/// The levels of least ordering and holding cost that keep a service promise.
public struct ServiceLevels: Sendable, Equatable {
  /// Order when the position is at or below this, up to `S`. With no order cost s = S − 1: base stock.
  public var s: Int
  public var S: Int
  /// Priced without any cost of waiting.
  public var evaluation: PolicyEvaluation
  /// The price of waiting that would lead to the same level.
  public var penalty: ImpliedPenalty
  /// Whether no other (s, S), or base-stock level where orders cost nothing, is cheaper;
  /// false only when the search met its limit before its bound.
  public var isProven: Bool

  public init(s: Int, S: Int, evaluation: PolicyEvaluation, penalty: ImpliedPenalty, isProven: Bool) {
    self.s = s
    self.S = S
    self.evaluation = evaluation
    self.penalty = penalty
    self.isProven = isProven
  }
}

extension InventoryProblem {
  /// The (s, S) policy of least ordering and holding cost whose service is at least `level`; where orders cost
  /// nothing, the base-stock level. Prices of waiting in the problem are left aside, and so are minimum and multiple.
  ///
  /// For each Δ = S − s service rises with *s* and so does the cost, so the least *s* that keeps the promise is the best
  /// one; all Δ are tried, until a Lagrangian bound proves that a larger one cannot pay: with ρ a price of the misses,
  /// the cost of any policy that keeps the promise is at least the mean of h·stock + ρ·miss over its positions less ρ
  /// times the misses allowed, and the visits that any *n* positions can share are bounded by the *n* greatest m(j).
  ///
  /// - Parameter level: greater than 0, less than 1.
  /// - Throws: `unreachableService`, `invalid`, `holdingIsFree`, `tooLarge`, `notCovered` (crossing lead times with an order cost).
  /// - Complexity: O(Δ̄²) for the last Δ̄ tried; Δ̄ is a small multiple of the best Δ.
  public func leastCostLevels(_ kind: ServiceKind, atLeast level: Double, cancellation: Cancellation? = nil) throws(OptimizationError)
    -> ServiceLevels
  {
    try refuseWithoutAnswer(isPriced: false)
    return try leastCostLevels(kind, atLeast: level, model: Evaluator.model(of: self), cancellation: cancellation)
  }

  /// The same with the laws already made, which do not depend on prices or the supplier's terms.
  func leastCostLevels(
    _ kind: ServiceKind, atLeast level: Double, model: PositionModel, cancellation: Cancellation?
  ) throws(OptimizationError) -> ServiceLevels {
    if !(level > 0 && level < 1) { throw .invalid(field: "service level", reason: "must be greater than 0 and less than 1") }
    if holdingCost == 0 { throw .holdingIsFree }
    var unpriced = priced(backorderCost: 0, perUnit: 0)
    unpriced.minimum = 1
    unpriced.multiple = 1
    let evaluator = Evaluator(unpriced, model: model)
    if evaluator.crosses, kind == .cycleService { throw .notCovered(reason: "cycle service has no meaning where receipts cross") }
    var s: Int
    var S: Int
    var proven = true
    if orderCost == 0 || evaluator.crosses {
      if orderCost > 0 { throw .notCovered(reason: "with lead times that cross, only base stock has an exact answer") }
      let shape = try PolicyShape(.baseStock(S: 0), evaluator, cancellation: cancellation)
      guard let shift = shape.leastShift(reaching: level, kind) else { throw .unreachableService(reason: "\(kind.rawValue) \(level)") }
      S = shift
      s = shift - 1
    } else {
      var search = try ServiceSearch(evaluator, kind, level)
      (s, S, proven) = try search.run(cancellation)
    }
    let policy = Policy.sS(s: Int64(s), S: Int64(S))
    return ServiceLevels(
      s: s, S: S, evaluation: try evaluator.evaluate(policy, cancellation: cancellation),
      penalty: try unpriced.impliedPenalty(of: policy, model: model, cancellation: cancellation), isProven: proven)
  }
}

/// All Δ in turn. Misses and stock of each position stand in tables stored backwards, so
/// that the mean over a cycle is a dot product with m(j).
struct ServiceSearch {
  let evaluator: Evaluator
  let kind: ServiceKind
  /// Misses allowed per step (units, days) or, for cycle service, per order.
  let allowed: Double
  let K: Double
  let holdingPerStep: Double
  private var mass: RenewalMass
  private var top = 0
  private var bottom = 0
  private var stock: [Double] = []
  private var misses: [Double] = []
  /// P(the demand before a receipt ≤ x) for x from `bottom` to `top`, ascending.
  private var covered: [Double] = []

  init(_ evaluator: Evaluator, _ kind: ServiceKind, _ level: Double) throws(OptimizationError) {
    self.evaluator = evaluator
    self.kind = kind
    let model = evaluator.model
    switch kind {
    case .fillRate: allowed = (1 - level + ServiceKind.rounding) * model.meanStep
    case .readyRate, .cycleService: allowed = 1 - level + ServiceKind.rounding
    }
    K = evaluator.problem.orderCost
    holdingPerStep = evaluator.problem.holdingCost * model.stepDays
    mass = RenewalMass(model.step)
    let lot = (2 * K * model.meanStep / holdingPerStep).squareRoot()
    let width = Double(model.after.probabilities.count + model.step.largest)
    let states = 8 * lot + 2 * width
    if !(states <= ReorderSearch.stateLimit) { throw .tooLarge(states: states, limit: ReorderSearch.stateLimit) }
    let work = 16 * lot * lot + (kind == .cycleService ? 4 * lot * Double(model.step.largest) * Double(model.step.largest) : 0)
    if !(work <= ReorderSearch.workLimit) { throw .tooMuchWork(operations: work, limit: ReorderSearch.workLimit) }
    makeTables(span: Int(2 * lot) + 64)
  }

  private mutating func makeTables(span: Int) {
    let model = evaluator.model
    let high = max(model.after.largest, model.exposure.largest) + 1
    let low = min(model.before.smallest, model.exposure.smallest)
    top = high + span + model.step.largest
    bottom = low - span - model.step.largest - 1
    mass.extend(to: span + 1)
    let count = top - bottom + 1
    stock = (0..<count).map { evaluator.exposure.unused(top - $0) }
    switch kind {
    case .fillRate: misses = (0..<count).map { max(0, evaluator.after.short(top - $0) - evaluator.before.short(top - $0)) }
    case .readyRate: misses = (0..<count).map { 1 - evaluator.exposure.atMost(top - $0 - 1) }
    case .cycleService: covered = (0..<count).map { evaluator.before.atMost(bottom + $0) }
    }
  }

  private func mean(_ table: [Double], S: Int, span: Int) -> Double {
    let sum = mass.m.withUnsafeBufferPointer { m in
      table.withUnsafeBufferPointer { g in
        guard let a = m.baseAddress, let b = g.baseAddress else { return 0.0 }
        return LatticeArithmetic.dot(a, b + (top - S), span)
      }
    }
    return sum / mass.total[span]
  }

  /// P(u below the trigger), u = 0 …, for an order one unit further above it than `below` was for: each
  /// way down either fell short of the old trigger by one more, or stood on the new unit and left it.
  private func undershoot(after below: [Double], span: Int) -> [Double] {
    let step = evaluator.model.step
    var result = [Double](repeating: 0, count: step.largest)
    for u in 0..<step.largest {
      let leaving = u + 1 >= step.offset ? mass.m[span - 1] * step.probabilities[u + 1 - step.offset] : 0
      result[u] = leaving + (u + 1 < below.count ? below[u + 1] : 0)
    }
    return result
  }

  /// Multiplications of a search: some ten seconds.
  static let workLimit = 2e10

  mutating func run(_ cancellation: Cancellation?) throws(OptimizationError) -> (s: Int, S: Int, proven: Bool) {
    var best = (cost: Double.infinity, s: 0, S: 0)
    var s = max(evaluator.model.after.largest, evaluator.model.exposure.largest) + evaluator.model.step.largest
    var span = 1
    var below: [Double] = []
    var nextProof = 16
    // However large Δ̄ must grow for the proof, the search ends here; or where the sums have taken some ten seconds, as rare demand of many
    // units at once makes them.
    var limit = 0
    var work = 0.0
    while true {
      if span & 63 == 0, cancellation?.isCancelled == true { throw .cancelled }
      if span + 1 > mass.m.count || s - 1 < bottom + evaluator.model.step.largest { makeTables(span: span * 2 + 64) }
      if kind == .cycleService { below = undershoot(after: below, span: span) }
      func keeps(_ s: Int) -> Bool {
        work += Double(kind == .cycleService ? below.count : span) + 64
        if kind == .cycleService {
          var miss = 0.0
          for (u, p) in below.enumerated() { miss += p * (1 - covered[s - u - bottom]) }
          return miss <= allowed
        }
        return mean(misses, S: s + span, span: span) <= allowed
      }
      // The levels found for Δ − 1 are within a step or two of those for Δ; at first, by halving.
      if span == 1 {
        var low = bottom + evaluator.model.step.largest
        if keeps(low) { throw .unreachableService(reason: "\(kind.rawValue) is met without stock") }
        while s - low > 1 {
          let middle = low + (s - low) / 2
          if keeps(middle) { s = middle } else { low = middle }
        }
      } else {
        while !keeps(s) { s += 1 }
        while s - 1 >= bottom + evaluator.model.step.largest, keeps(s - 1) { s -= 1 }
      }
      let cost = K / mass.total[span] + holdingPerStep * mean(stock, S: s + span, span: span)
      if cost < best.cost * (1 - 1e-12) || (cost <= best.cost * (1 + 1e-12) && (s + span, s) < (best.S, best.s)) {
        best = (cost, s, s + span)
        limit = max(limit, 24 * span + 4 * evaluator.model.step.largest + 256)
      }
      if span >= nextProof {
        if noneBeyond(span, best) { return (best.s, best.S, true) }
        nextProof = span + max(8, span / 8)
      }
      if span >= limit || work > Self.workLimit { return (best.s, best.S, false) }
      span += 1
    }
  }

  /// Whether the bound excludes every Δ from `span` on.
  private func noneBeyond(_ span: Int, _ best: (cost: Double, s: Int, S: Int)) -> Bool {
    let step = evaluator.model.step
    // Beyond the largest step m(j) is a mean of the values a step or less before it, so
    // it cannot exceed them. Before that, it cannot exceed m(0).
    var peak = mass.m[0]
    if span > step.largest {
      peak = 0
      for j in (span - step.largest)..<span { peak = max(peak, mass.m[j]) }
    }
    // The most visits that one position, two positions … of any larger cycle can have: the known peaks, then `peak` for ever.
    let peaks = mass.m[0..<span].filter { $0 > peak }.sorted(by: >)
    func fill(_ visits: Double, _ cost: (Int) -> Double) -> Double {
      var left = visits
      var sum = 0.0
      var i = 0
      while left > 0 {
        let part = min(left, i < peaks.count ? peaks[i] : peak)
        sum += part * cost(i)
        left -= part
        i += 1
      }
      return sum
    }
    let M = mass.total[span]
    if kind == .cycleService {
      // The promise needs P(before ≤ s) ≥ level, so every position is above that fractile.
      var y = bottom
      while y < top, covered[y - bottom] < 1 - allowed { y += 1 }
      let sum = fill(M) { evaluator.exposure.unused(y + 1 + $0) }
      return holdingPerStep * sum / M >= best.cost
    }
    let bestSpan = best.S - best.s
    let miss = mean(misses, S: best.S, span: bestSpan)
    let missUp = mean(misses, S: best.S + 1, span: bestSpan)
    let missDown = mean(misses, S: best.S - 1, span: bestSpan)
    let held = mean(stock, S: best.S, span: bestSpan)
    let heldUp = mean(stock, S: best.S + 1, span: bestSpan)
    let heldDown = mean(stock, S: best.S - 1, span: bestSpan)
    var prices: [Double] = []
    if miss > missUp { prices.append(holdingPerStep * (heldUp - held) / (miss - missUp)) }
    if missDown > miss { prices.append(holdingPerStep * (held - heldDown) / (missDown - miss)) }
    for price in prices where price.isFinite && price > 0 {
      // Positions below the table miss everything and hold nothing; there are as many as
      // one likes, so nothing counts for more than they do.
      let cap = price * (misses.max() ?? 0)
      let costs = (0..<stock.count).map { min(cap, holdingPerStep * stock[$0] + price * misses[$0]) }.sorted()
      let sum = fill(M) { $0 < costs.count ? costs[$0] : cap }
      if sum / M - price * allowed >= best.cost * (1 - 1e-12) { return true }
    }
    return false
  }
}
