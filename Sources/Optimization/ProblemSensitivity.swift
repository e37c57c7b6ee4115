public import Groundwork
internal import Randomness
public import Supply

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A number that an inventory problem stands on and that may be wrong.
public enum ProblemParameter: String, Sendable, CaseIterable {
  case holdingCost = "holding cost"
  /// Both prices of waiting together.
  case waitingCost = "price of waiting"
  case orderCost = "order cost"
  case leadTime = "lead time, mean"
  case demandMean = "demand, mean"
  case demandSpread = "demand, spread"

  /// Whether the laws stay as they are, so that only prices change.
  var isPrice: Bool { self == .holdingCost || self == .waitingCost || self == .orderCost }
}

extension InventoryProblem {
  /// The same problem with one of its numbers multiplied.
  ///
  /// * The prices: multiplied.
  /// * The lead time's mean: every value of its law multiplied, so that its coefficient of variation stays. In the `sequence` timing, which
  ///   knows whole periods only, a value between two whole numbers stands as a draw of either with its mean kept.
  /// * Demand's mean: Poisson customers come more often; a total per period is multiplied, its coefficient of variation kept (a value
  ///   between two integers stands as a draw of either).
  /// * Demand's spread: the coefficient of variation at the same mean. Totals per period move towards their mean (factor < 1); or fall to
  ///   zero with some probability and are larger by so much otherwise (factor > 1), which keeps mean and variance exact and nothing
  ///   negative. Poisson customers come less often and each asks for more, or more often for less.
  ///
  /// - Parameter factor: greater than 0 and finite.
  /// - Returns: nil where the problem cannot have such a law (customers of one unit each cannot come with less spread than Poisson's), or
  ///   does not depend on the number (a lead time of zero).
  public func scaled(_ parameter: ProblemParameter, by factor: Double) -> InventoryProblem? {
    guard factor > 0, factor.isFinite else { return nil }
    if factor == 1 { return self }
    var copy = self
    switch parameter {
    case .holdingCost: copy.holdingCost *= factor
    case .waitingCost:
      copy.backorderCost *= factor
      copy.backorderCostPerUnit *= factor
    case .orderCost: copy.orderCost *= factor
    case .leadTime:
      if !(leadTime.mean > 0) { return nil }
      copy.leadTime = LeadTime(days: leadTime.days.map { $0 * factor }, weights: leadTime.weights, crossing: leadTime.crossing)
      if case .sequence = timing { copy.leadTime = copy.leadTime.inWhole(periodDays) }
    case .demandMean:
      switch demand {
      case .perPeriod(let law): copy.demand = .perPeriod(law.stretched(by: factor))
      case .compoundPoisson(let rate, let size): copy.demand = .compoundPoisson(customersPerDay: rate * factor, size: size)
      }
    case .demandSpread:
      switch demand {
      case .perPeriod(let law): copy.demand = .perPeriod(law.spread(by: factor))
      case .compoundPoisson(let rate, let size):
        guard let changed = Self.spread(rate: rate, size: size, by: factor) else { return nil }
        copy.demand = changed
      }
    }
    return copy
  }

  /// Compound Poisson demand of the same mean and `factor` times the coefficient of variation: E s² ÷ E s multiplied by factor² by scaling
  /// the sizes, the rate divided by as much as the mean size grows.
  private static func spread(rate: Double, size: LatticeDistribution, by factor: Double) -> Demand? {
    func ratio(_ law: LatticeDistribution) -> Double { (law.variance + law.mean * law.mean) / law.mean }
    guard size.mean > 0 else { return nil }
    let goal = ratio(size) * factor * factor
    // Sizes below one unit would be customers nobody sees.
    if goal < 1 - 1e-12 || (factor < 1 && size.largest == 1) { return nil }
    var low = 0.0, high = 1.0
    if factor > 1 {
      low = 1
      high = 2 * factor * factor
    }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if ratio(size.stretched(by: middle)) < goal { low = middle } else { high = middle }
    }
    let changed = size.stretched(by: high)
    guard abs(ratio(changed) / goal - 1) < 1e-6 else { return nil }
    return .compoundPoisson(customersPerDay: rate * size.mean / changed.mean, size: changed)
  }
}

extension LeadTime {
  /// At most so many values: neighbours of small weight stand together at their mean.
  func merged(into count: Int) -> LeadTime {
    guard days.count > count else { return self }
    let order = days.indices.sorted { (days[$0], $0) < (days[$1], $1) }
    let mass = weights.reduce(0, +)
    var (values, shares): ([Double], [Double]) = ([], [])
    var sum = 0.0, weight = 0.0, before = 0.0
    for i in order {
      // A new value begins where the one before holds its part of the whole.
      if weight > 0, before + weight + weights[i] / 2 > mass * Double(values.count + 1) / Double(count) {
        values.append(sum / weight)
        shares.append(weight)
        before += weight
        (sum, weight) = (0, 0)
      }
      sum += days[i] * weights[i]
      weight += weights[i]
    }
    if weight > 0 {
      values.append(sum / weight)
      shares.append(weight)
    }
    return LeadTime(days: values, weights: shares, crossing: crossing)
  }

  /// In whole periods: a value between two stands as a draw of either with its mean kept.
  func inWhole(_ period: Double) -> LeadTime {
    var weightOf: [Int: Double] = [:]
    for (days, weight) in zip(days, weights) {
      let length = days / period
      let nearest = length.rounded()
      if abs(length - nearest) < 1e-9 {
        weightOf[Int(nearest), default: 0] += weight
      } else {
        let low = length.rounded(.down)
        weightOf[Int(low), default: 0] += weight * (low + 1 - length)
        weightOf[Int(low) + 1, default: 0] += weight * (length - low)
      }
    }
    let lengths = weightOf.keys.sorted()
    return LeadTime(days: lengths.map { Double($0) * period }, weights: lengths.map { weightOf[$0] ?? 0 }, crossing: crossing)
  }
}

extension LatticeDistribution {
  /// The law of factor·X, each value split between the two nearest integers so that its mean stays.
  func stretched(by factor: Double) -> LatticeDistribution { moved { $0 * factor } }

  /// The same mean, `factor` times the standard deviation (but for the rounding to integers), nothing below zero.
  func spread(by factor: Double) -> LatticeDistribution {
    let mean = mean
    if factor <= 1 { return moved { mean + factor * ($0 - mean) } }
    guard mean > 0 else { return self }
    let square = variance / (mean * mean)
    // With probability b demand is X ÷ b, else nothing: mean kept, (1 + cv²) ÷ b.
    let share = (1 + square) / (1 + factor * factor * square)
    var law = moved { $0 / share }
    law.probabilities = law.probabilities.map { $0 * share }
    if law.offset > 0 {
      law.probabilities = [Double](repeating: 0, count: law.offset) + law.probabilities
      law.offset = 0
    }
    law.probabilities[-law.offset] += 1 - share
    return law
  }

  private func moved(_ place: (Double) -> Double) -> LatticeDistribution {
    let ends = [place(Double(offset)), place(Double(offset + probabilities.count - 1))]
    let low = Int(ends[0].rounded(.down)), high = Int(ends[1].rounded(.up))
    var p = [Double](repeating: 0, count: high - low + 2)
    for (i, mass) in probabilities.enumerated() where mass > 0 {
      let x = place(Double(offset + i))
      let whole = x.rounded(.down)
      let part = x - whole
      p[Int(whole) - low] += mass * (1 - part)
      p[Int(whole) - low + 1] += mass * part
    }
    while p.count > 1, p[p.count - 1] == 0 { p.removeLast() }
    return LatticeDistribution(offset: low, probabilities: p)
  }
}

/// How the least cost of one item, and the cost of the policy that is best today, move with the problem's numbers. Exact evaluation
/// throughout, no simulation.
public struct SensitivityModel: Sendable {
  public let problem: InventoryProblem
  /// The best policy of the problem as it is, in units: (s, S); (r, Q) under a minimum or multiple; base stock where orders cost nothing.
  public let policy: Policy
  /// Units that the model counts as one: where customers ask for many at once there is nothing to be learnt from single ones.
  public let lot: Int
  /// The policy in the problem as it is; its cost is the least.
  public let evaluation: PolicyEvaluation

  let evaluator: Evaluator
  private let isCoarse: Bool
  let counted: InventoryProblem
  let countedPolicy: Policy
  private let model: PositionModel

  /// - Parameter isCoarse: count in larger units, and take neighbouring lead times together, where a percent of cost does not see the
  ///   difference; for many evaluations.
  /// - Throws: why the problem has no exact optimum.
  /// - Complexity: one search and one evaluation.
  public init(_ problem: InventoryProblem, isCoarse: Bool = false, cancellation: Cancellation? = nil) throws(OptimizationError) {
    try problem.refuseWithoutAnswer()
    var problem = problem.answerable()
    if isCoarse { problem.leadTime = try Self.coarseLeadTime(problem, cancellation) }
    self.problem = problem
    lot = isCoarse ? problem.coarseLot : problem.packsToCountIn
    counted = isCoarse ? try problem.countedWithItsSpread(in: lot) : try problem.counted(in: lot)
    self.isCoarse = isCoarse
    model = try Evaluator.model(of: counted)
    countedPolicy = try Self.best(counted, model, cancellation)
    evaluator = Evaluator(counted, model: model)
    evaluation = try evaluator.evaluate(countedPolicy, cancellation: cancellation)
    let k = Int64(lot)
    policy =
      switch countedPolicy {
      case .sS(let s, let S): .sS(s: s * k, S: S * k)
      case .rQ(let r, let Q): .rQ(r: r * k, Q: Q * k)
      case .baseStock(let S): .baseStock(S: S * k)
      default: countedPolicy
      }
  }

  /// Neighbouring lead times taken together, where the least cost hardly moves by it: the rare long ones decide levels that seldom fail.
  private static func coarseLeadTime(_ problem: InventoryProblem, _ cancellation: Cancellation?) throws(OptimizationError) -> LeadTime {
    var merged = problem
    merged.leadTime = problem.leadTime.merged(into: 10)
    guard merged.leadTime.days.count < problem.leadTime.days.count else { return problem.leadTime }
    let costs = [try leastCost(problem, cancellation), try leastCost(merged, cancellation)]
    return abs(costs[1] - costs[0]) <= 0.002 * costs[0] ? merged.leadTime : problem.leadTime
  }

  private static func leastCost(_ problem: InventoryProblem, _ cancellation: Cancellation?) throws(OptimizationError) -> Double {
    let counted = try problem.countedWithItsSpread(in: problem.coarseLot), model = try Evaluator.model(of: counted)
    return try Evaluator(counted, model: model).evaluate(best(counted, model, cancellation), cancellation: cancellation).costPerDay
  }

  private static func best(_ problem: InventoryProblem, _ model: PositionModel, _ cancellation: Cancellation?) throws(OptimizationError)
    -> Policy
  {
    if problem.minimum > 1 || problem.multiple > 1 {
      let best = try LotSearch(model, problem).run(cancellation)
      return .rQ(r: Int64(best.r), Q: Int64(best.Q))
    }
    if problem.orderCost == 0 || (problem.leadTime.crossing && !problem.leadTime.isConstant) {
      return .baseStock(S: Int64(try problem.optimalBaseStock(model: model).S))
    }
    let best = try ReorderSearch(model, problem).run(cancellation: cancellation)
    return .sS(s: Int64(best.s), S: Int64(best.S))
  }

  /// What the numbers are today, in the scenario's units: money per unit and day, money per unit where waiting is priced once, money per
  /// order, days, units per day; the spread is the coefficient of variation of a day's demand (of a period's, where demand is one total a
  /// period).
  public func value(of parameter: ProblemParameter) -> Double {
    switch parameter {
    case .holdingCost: problem.holdingCost
    case .waitingCost: problem.backorderCost > 0 ? problem.backorderCost : problem.backorderCostPerUnit
    case .orderCost: problem.orderCost
    case .leadTime: problem.leadTime.mean
    case .demandMean: problem.meanDailyDemand
    case .demandSpread:
      switch problem.demand {
      case .perPeriod(let law): law.mean > 0 ? law.variance.squareRoot() / law.mean : 0
      case .compoundPoisson(let rate, let size):
        size.mean > 0 && rate > 0 ? ((size.variance + size.mean * size.mean) / rate).squareRoot() / size.mean : 0
      }
    }
  }

  /// Cost of today's best policy, and the least there is, once a number is another; money per day.
  ///
  /// - Parameter changed: the whole problem at another demand, where the caller knows better than `InventoryProblem.scaled` what more
  ///   demand is.
  /// - Returns: nil where the problem does not depend on the number, or cannot have it so.
  /// - Complexity: for a price one search; else one search and one evaluation in laws made anew.
  public func costs(
    _ parameter: ProblemParameter, times factor: Double, changed: InventoryProblem? = nil, cancellation: Cancellation? = nil
  ) throws(OptimizationError) -> (own: Double, least: Double)? {
    guard let other = changed?.answerable() ?? problem.scaled(parameter, by: factor) else { return nil }
    let scaled = isCoarse ? try other.countedWithItsSpread(in: lot) : try other.counted(in: lot)
    if parameter.isPrice, changed == nil {
      let own: Double =
        switch parameter {
        case .holdingCost: evaluation.costPerDay + (factor - 1) * evaluation.holdingCostPerDay
        case .waitingCost: evaluation.costPerDay + (factor - 1) * evaluation.backorderCostPerDay
        default: evaluation.costPerDay + (factor - 1) * evaluation.orderingCostPerDay
        }
      return (own, try least(scaled, model, atMost: own, cancellation))
    }
    let laws = try Evaluator.model(of: scaled)
    let own = try Evaluator(scaled, model: laws).evaluate(countedPolicy, cancellation: cancellation).costPerDay
    return (own, try least(scaled, laws, atMost: own, cancellation))
  }

  private func least(_ problem: InventoryProblem, _ model: PositionModel, atMost own: Double, _ cancellation: Cancellation?)
    throws(OptimizationError) -> Double
  {
    let cost: Double
    if problem.minimum > 1 || problem.multiple > 1 {
      cost = try LotSearch(model, problem).run(cancellation).costPerDay
    } else if problem.orderCost == 0 || (problem.leadTime.crossing && !problem.leadTime.isConstant) {
      cost = try problem.optimalBaseStock(model: model).costPerDay
    } else {
      cost = try ReorderSearch(model, problem).run(cancellation: cancellation).costPerDay
    }
    return min(own, cost)
  }

  /// By how many percent the least cost moves when a number moves by one percent.
  ///
  /// For a price it is the share of its cost in the least cost, exactly (the envelope theorem: a policy that is best stays best for a small
  /// change, and its cost is linear in each price). For the laws it is the central difference over ±2 %; one-sided where only more
  /// spread is possible.
  public func elasticity(
    _ parameter: ProblemParameter, changed: ((Double) -> InventoryProblem?)? = nil, cancellation: Cancellation? = nil
  ) throws(OptimizationError) -> Double? {
    let cost = evaluation.costPerDay
    guard cost > 0 else { return nil }
    switch parameter {
    case .holdingCost: return evaluation.holdingCostPerDay / cost
    case .waitingCost: return evaluation.backorderCostPerDay / cost
    case .orderCost: return problem.orderCost > 0 ? evaluation.orderingCostPerDay / cost : nil
    case .leadTime, .demandMean, .demandSpread:
      let step = 0.02
      guard let up = try costs(parameter, times: 1 + step, changed: changed?(1 + step), cancellation: cancellation)?.least else {
        return nil
      }
      let down = try costs(parameter, times: 1 - step, changed: changed?(1 - step), cancellation: cancellation)?.least
      if let down { return log(up / down) / log((1 + step) / (1 - step)) }
      return log(up / cost) / log(1 + step)
    }
  }
}

extension InventoryProblem {
  /// E s² ÷ E s of the customers' sizes: units that come together; nil for totals per period.
  private var clump: Double? {
    guard case .compoundPoisson(_, let size) = demand, size.mean > 0 else { return nil }
    return (size.variance + size.mean * size.mean) / size.mean
  }

  /// The deterministic lot with backorders, units; 0 where it is not finite.
  private var typicalLot: Double {
    let p = backorderCost > 0 ? backorderCost : holdingCost
    let lot = (2 * orderCost * meanDailyDemand * (holdingCost + p) / (holdingCost * p)).squareRoot()
    return lot.isFinite ? max(lot, Double(minimum)) : 0
  }

  /// Whether a chart of hundreds of policies would sum over so many positions each that it is drawn in larger units.
  public var hasWideCycles: Bool {
    let step: Double =
      switch demand {
      case .perPeriod(let law): Double(law.largest)
      case .compoundPoisson(_, let size): Double(size.largest)
      }
    return typicalLot + step > 50_000
  }

  /// A unit of account in which a hundred or more make a lead time's demand and customers still ask for several at once; 1 where that is
  /// the unit itself. Of the supplier's packs where there are such.
  var coarseLot: Int {
    let cover = meanDailyDemand * max(1, leadTime.mean)
    // A lot of tens of thousands is as good in ten thousandths of itself.
    let economic = typicalLot / 10_000
    switch demand {
    case .perPeriod(let law):
      // A total of hundreds keeps its spread in any unit that is small against its own; a tail of many thousands in a larger one.
      let spread = law.variance.squareRoot() / 2
      let tail = min(Double(law.probabilities.count) / 4_000, cover / 40)
      let most = max(min(max(cover / 150, tail), spread), economic > 2 ? economic : 0)
      if multiple > 1 {
        if most < Double(multiple) { return 1 }
        // Where packs themselves are fine against the spread, several of them count as one.
        return Int(multiple) * max(1, Int(min(max(most / 8, min(tail, spread)), 1e6)) / Int(multiple))
      }
      return max(1, Int(min(most, 1e6)))
    case .compoundPoisson:
      let most = max(min(cover / 150, (clump ?? 1) / 2), economic > 2 ? economic : 0)
      if multiple > 1 { return most >= Double(multiple) ? Int(multiple) * max(1, Int(most) / Int(multiple)) : 1 }
      return max(1, Int(min(most, 1e6)))
    }
  }

  /// As `counted`, and customers' sizes keep their second moment too: split between two lots a size gains spread, which a smaller size and
  /// more customers take away again.
  func countedWithItsSpread(in lot: Int) throws(OptimizationError) -> InventoryProblem {
    var copy = try counted(in: lot)
    guard lot > 1, case .compoundPoisson(let rate, let size) = demand, let clump else { return copy }
    let unit = 1 / Double(lot)
    let goal = clump * unit
    func ratio(_ law: LatticeDistribution) -> Double { law.mean > 0 ? (law.variance + law.mean * law.mean) / law.mean : 1 }
    if goal < 1 { return copy }
    var low = 0.0, high = 1.0
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if ratio(size.stretched(by: unit * middle)) < goal { low = middle } else { high = middle }
    }
    let changed = size.stretched(by: unit * high)
    guard changed.mean > 0, abs(ratio(changed) / goal - 1) < 1e-3 else { return copy }
    copy.demand = .compoundPoisson(customersPerDay: rate * size.mean * unit / changed.mean, size: changed)
    return copy
  }

  /// An item that sells thousands is counted in its supplier's packs: a state for every piece would say nothing more. Not where customers
  /// ask for so few at a time that counting each of them in packs would spread the demand more than it is.
  var packsToCountIn: Int {
    guard multiple > 1, meanDailyDemand * max(1, leadTime.mean) > 400 else { return 1 }
    let pack = Int(multiple)
    guard case .compoundPoisson(_, let size) = demand, let clump else { return pack }
    let coarse = size.stretched(by: 1 / Double(pack))
    return (coarse.variance + coarse.mean * coarse.mean) / coarse.mean * Double(pack) <= clump * 1.3 ? pack : 1
  }
}
