internal import Foundation
internal import Kernel
public import Optimization
internal import Randomness
public import Simulation
public import Supply
internal import Warehouse

/// Where a stock point of a scenario is the optimiser's model, and where it is not.
///
/// The model is that of the textbooks: stationary demand of one item, full backorders, one supplier with a lead time that is constant or
/// does not cross, nobody
/// needed to move the goods, for ever. Whatever the scenario has besides is named in words; a model's number is exact for the scenario only
/// where nothing is named.
public enum ModelAssumptions {
  /// What keeps a stock point from being the model; empty = its exact cost is the expected cost of the simulation.
  ///
  /// - Parameter candidates: policies that are to be compared beside the plan's own; the start must be forgotten under each.
  public static func check(_ plan: Plan, stockPoint: Int, candidates: [Policy] = []) -> [String] {
    switch problem(plan, stockPoint: stockPoint) {
    case .success(let problem):
      problem.ignored
        + start(plan, stockPoint, [plan.supply.stockPoints[stockPoint].control.policy] + candidates, problem)
    case .failure(let error): [error.description]
    }
  }

  /// The stock point as an inventory problem; `ignored` names what the model leaves out.
  ///
  /// Demand that is lost is priced as the textbooks do: one that waits costs what losing it would cost, once per unit, weighted by the
  /// shares of both.
  public static func problem(_ plan: Plan, stockPoint: Int) -> Result<InventoryProblem, OptimizationError> {
    do {
      return .success(try build(plan, stockPoint: stockPoint))
    } catch {
      return .failure(error)
    }
  }

  /// What models of even demand leave out, and those along the calendar do not.
  static let meanLevel = "demand is taken at its mean level, without season and trend"
  static let evenOrders = "order lines arrive evenly, without the profile of the week and the season"
  /// What models of single items leave out where orders are shared, and models of items together do not.
  static let paysAlone = "every item pays the supplier's order cost alone, though orders of one moment share it"

  private static func build(_ plan: Plan, stockPoint: Int) throws(OptimizationError) -> InventoryProblem {
    let point = plan.supply.stockPoints[stockPoint]
    let supplier = plan.supply.suppliers[point.supplier]
    var ignored: [String] = []
    let demand = try DemandModel(plan, item: point.item, location: point.location)
    ignored += demand.ignored
    var period = 1.0
    let timing: InventoryProblem.Timing
    switch plan.study {
    case .periodic(let length):
      period = length.days
      var periods = 1
      if case .periodic(let interval, _) = point.control.review {
        periods = max(1, Int((interval.ticks + length.ticks - 1) / length.ticks))
      }
      timing = .sequence(periods: periods)
    case .continuous:
      if case .perPeriod = demand.law { period = demand.periodDays }
      if case .periodic(let interval, _) = point.control.review { timing = .every(days: interval.days) } else { timing = .continuous }
    }
    let (leadTime, leadTimeNotes) = leadTime(
      supplier.leadTime, crossing: supplier.crossing, period: plan.study == .continuous ? nil : period)
    ignored += leadTimeNotes
    if point.laterCosts != nil { ignored.append("the costs change on a date") }
    if supplier.laterLeadTimes != nil { ignored.append("the lead time changes on a date") }
    if point.emergency?.below != nil { ignored.append("all orders go to the regular supplier, though some go to the emergency supplier") }
    if supplier.closedDays.contains(true) { ignored.append("the supplier's closing days are left out") }
    let sharing = plan.supply.stockPoints.indices.count { i in
      plan.supply.stockPoints[i].supplier == point.supplier && plan.supply.stockPoints[i].location == point.location
    }
    if supplier.orderCost > 0, sharing > 1 {
      ignored.append(paysAlone)
    }
    let backordered = demand.backorderShare
    if backordered < 1 {
      ignored.append(backordered == 0 ? "unmet demand waits, though it is lost" : "unmet demand all waits, though part of it is lost")
    }
    if let floor = plan.floor, floor.location == point.location, !floor.inbound.isEmpty {
      ignored.append("goods can be used at receipt, though they wait to be put away")
    }
    ignored += plan.goodsBesideTheModel(at: point.location)
    if plan.supply.suppliers.isEmpty { throw .notCovered(reason: "nobody supplies the item") }
    var problem = InventoryProblem(
      demand: demand.law, timing: timing, periodDays: period, leadTime: leadTime, orderCost: supplier.orderCost + supplier.lineCost,
      holdingCost: point.holdingCost, backorderCost: backordered * point.backorderCost,
      backorderCostPerUnit: backordered * point.backorderCostPerUnit + (1 - backordered) * point.lostSaleCost, minimum: point.minimum,
      multiple: point.multiple, ignored: ignored)
    problem.opening = plan.supply.opensWithItsPolicy(stockPoint) ? .ofPolicy : .at(point.initialStock)
    return problem
  }

  /// What is said where the position keeps a remainder for ever, which is then part of what its levels cost; nil where it does not.
  static func remainder(_ problem: InventoryProblem) -> String? {
    let kept = problem.keptDivisor
    if kept < 2 { return nil }
    let start: String
    switch problem.opening {
    case .at(let units): start = "that of the opening stock, \(units % Int64(kept))"
    case .ofPolicy: start = "that of the stock it opens with, its policy's mean position, which the levels choose"
    case .anywhere: return nil
    }
    return "demand and orders are all multiples of \(kept), so that the position keeps its remainder by it for ever: \(start)"
  }

  /// Days of lead time as weighted values. The simulator's ordered process has the law itself as what an order placed at any moment takes,
  /// so it is used as it is.
  private static func leadTime(_ law: Law, crossing: Bool, period: Double?) -> (LeadTime, [String]) {
    func whole(_ days: Double) -> Double {
      guard let period else { return days }
      // In a periodic study goods are received at the first start of a period at or after their arrival.
      return (days / period - 1e-9).rounded(.up) * period
    }
    if case .constant(let days) = law { return (LeadTime(days: [whole(max(0, days))], weights: [1]), []) }
    guard let law = try? Distribution(law) else { return (LeadTime(days: [], weights: []), []) }
    if let period {
      let top = law.quantile(1 - 1e-9)
      if top.isFinite, top / period < 20_000 {
        var days: [Double] = [], weights: [Double] = []
        var before = 0.0
        var k = 0.0
        while before < 1 - 1e-10, k * period <= top + period {
          let until = law.cdf(k * period)
          if until > before {
            days.append(k * period)
            weights.append(until - before)
            before = until
          }
          k += 1
        }
        if !days.isEmpty { return (LeadTime(days: days, weights: weights, crossing: crossing), []) }
      }
    }
    let days = zip(cells, cells.dropFirst()).map { whole(max(0, law.quantile(($0 + $1) / 2))) }
    let isExact = law.law.isDiscrete && Set(days).count < days.count / 4
    return (
      LeadTime(days: days, weights: zip(cells, cells.dropFirst()).map { $1 - $0 }, crossing: crossing),
      isExact ? [] : ["the lead time's law stands as \(days.count) weighted values"]
    )
  }

  /// Probabilities between which a continuous lead time stands as its median: even steps, finer where it is long and stock runs out.
  private static let cells = (0...32).map { Double($0) * 0.03 } + [0.97, 0.98, 0.985, 0.99, 0.995, 0.9975, 0.999, 1]

  /// Whether the measured span is the long run: the start must have been forgotten.
  private static func start(_ plan: Plan, _ stockPoint: Int, _ policies: [Policy], _ problem: InventoryProblem) -> [String] {
    var warmUp = 0.0
    if case .fixed(let time) = plan.clock.warmUp { warmUp = time.days } else { return [] }
    let demand = problem.meanDailyDemand
    guard demand > 0 else { return [] }
    let lot = policies.map(longestLot).max() ?? 0
    let cycle = lot / demand + (problem.leadTime.days.max() ?? 0)
    // Without the item's own number, so that it is one sentence for all items.
    if warmUp < 4 * cycle { return ["the warm-up of \(Int(warmUp)) days is short against four times the longest cycle and its lead time"] }
    // Stock above the levels must be sold before any policy begins to order.
    let lowest = policies.compactMap(highestPosition).min() ?? Double(plan.supply.stockPoints[stockPoint].initialStock)
    let over = plan.supply.opensWithItsPolicy(stockPoint) ? 0 : Double(plan.supply.stockPoints[stockPoint].initialStock) - lowest
    return over > 0 && warmUp < over / demand + 4 * cycle ? [overstocked(warmUp)] : []
  }

  /// What is said of a given stock that outlasts the warm-up.
  static func overstocked(_ warmUp: Double) -> String {
    "the opening stock is above the levels for so long that the warm-up of \(Int(warmUp)) days does not forget it"
  }

  /// Units above which a policy never orders; nil where it has no such level.
  private static func highestPosition(_ policy: Policy) -> Double? {
    switch policy {
    case .sS(_, let S), .canOrder(_, _, let S), .baseStock(let S), .cappedBaseStock(let S, _), .baseStockWithWaste(let S): Double(S)
    case .rQ(let r, let Q): Double(r + Q)
    case .minMax(_, let high): Double(high)
    case .timePhased, .constantOrder, .stateTable, .twoSuppliers, .none: nil
    }
  }

  /// Units that the longest cycle of a policy lasts on.
  private static func longestLot(_ policy: Policy) -> Double {
    switch policy {
    case .sS(let s, let S): Double(S - s)
    case .rQ(_, let Q): Double(Q)
    case .canOrder(let s, _, let S): Double(S - s)
    case .minMax(let low, let high): Double(high - low)
    case .timePhased(let levels): levels.stretches.filter(\.isOrdering).map { Double($0.S - $0.s) }.max() ?? 0
    case .baseStock, .cappedBaseStock, .constantOrder, .baseStockWithWaste, .stateTable, .twoSuppliers, .none: 0
    }
  }
}

/// The demand that one stock point sees, as the optimiser knows demand.
struct DemandModel {
  var law: InventoryProblem.Demand
  /// Days of a period where the law is one per period.
  var periodDays = 1.0
  /// Share of unmet units that wait, weighted by the streams' demand.
  var backorderShare = 1.0
  var ignored: [String] = []

  private struct Part {
    var rate: Double
    var size: LatticeDistribution
    var meanPerDay: Double { rate * size.mean }
    var backorderShare: Double
    /// One total a period instead of customers.
    var total: (law: LatticeDistribution, days: Double)?
  }

  init(_ plan: Plan, item: Int, location: Int) throws(OptimizationError) {
    var parts: [Part] = []
    let days = plan.clock.horizon.days
    for stream in plan.supply.streams {
      switch stream {
      case .perItem(let stream) where stream.location == location:
        for (i, other) in stream.items.enumerated() where other == item {
          var law = stream.laws[i]
          if let first = stream.factors.first, stream.factors.contains(where: { $0 != first }) {
            ignored.append(ModelAssumptions.meanLevel)
            law = law.withMean(times: stream.factors.reduce(0, +) / Double(stream.factors.count))
          } else if let factor = stream.factors.first, factor != 1 {
            law = law.withMean(times: factor)
          }
          parts.append(try Self.part(law, plan: plan, stream: stream))
        }
      case .orders(let stream) where stream.location == location:
        // Nobody asks for a new item before its launch: it is planned for what the item it resembles sells.
        var asked = item
        if let new = plan.supply.newItems, item >= new.first {
          asked = new.models[item - new.first]
          ignored.append("a new item sells from the start what the item it resembles sells")
        }
        let weight = stream.popularity[asked], all = stream.popularity.reduce(0, +)
        if weight <= 0 || all <= 0 { continue }
        let orders = stream.hourlyMean.reduce(0, +) / days
        let size = try Self.lattice(stream.quantity[item])
        parts.append(
          Part(
            rate: orders * max(1, stream.lines.mean) * weight / all, size: size.raised(to: 1), backorderShare: stream.unmet.backorderShare))
        if !WarmUpSearch.isFlat(stream.hourlyMean) {
          ignored.append(ModelAssumptions.evenOrders)
        }
        if !Self.isAlwaysOne(stream.lines) { ignored.append("order lines arrive one by one, though an order brings several") }
        if stream.unmet.shipComplete { ignored.append("lines leave as soon as they can, though orders wait to be complete") }
      case .replay(let stream) where stream.location == location:
        let lines = stream.lines.filter { $0.item == item }
        if lines.isEmpty { continue }
        let top = Int(lines.map(\.quantity).max() ?? 1)
        if top > 2_000_000 { throw .tooLarge(states: Double(top), limit: 2_000_000) }
        var counts = [Double](repeating: 0, count: top + 1)
        for line in lines where line.quantity > 0 { counts[Int(line.quantity)] += 1 / Double(lines.count) }
        parts.append(
          Part(
            rate: Double(lines.count) / days, size: LatticeDistribution(probabilities: counts).normalized(),
            backorderShare: stream.unmet.backorderShare))
        ignored.append("replayed lines are taken as a steady flow of customers like them")
      default: break
      }
    }
    parts.removeAll { $0.total.map { $0.law.mean } ?? $0.meanPerDay <= 0 }
    if parts.isEmpty { throw .noDemand }
    let weights = parts.map { $0.total.map { $0.law.mean / $0.days } ?? $0.meanPerDay }
    let sum = weights.reduce(0, +)
    backorderShare = zip(parts, weights).reduce(0) { $0 + $1.0.backorderShare * $1.1 } / sum
    if parts.count == 1, let total = parts[0].total {
      law = .perPeriod(total.law)
      periodDays = total.days
    } else {
      if parts.contains(where: { $0.total != nil }) {
        ignored.append("several streams ask for the item; totals of a period are taken as single customers")
      }
      let rates = parts.map { $0.total.map { 1 / $0.days } ?? $0.rate }
      let rate = rates.reduce(0, +)
      let size = LatticeDistribution.mixing(zip(parts, rates).map { (weight: $1 / rate, distribution: $0.total?.law ?? $0.size) })
      law = .compoundPoisson(customersPerDay: rate, size: size.normalized())
    }
    ignored = ignored.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Poisson and compound-Poisson demand of a continuous study comes as single customers, any other in one piece a period, as the simulator
  /// plays it.
  private static func part(_ law: Law, plan: Plan, stream: PerItemStream) throws(OptimizationError) -> Part {
    let days = stream.period.days, share = stream.unmet.backorderShare
    if case .continuous = plan.study {
      switch law {
      case .poisson(let mean):
        return Part(rate: mean / days, size: LatticeDistribution(offset: 1, probabilities: [1]), backorderShare: share)
      case .compound(count: .poisson(let mean), let size):
        return Part(rate: mean / days, size: try lattice(size), backorderShare: share)
      default: break
      }
    }
    let total = try lattice(law)
    var part = Part(rate: 1 / days, size: total, backorderShare: share)
    if case .periodic(let period) = plan.study, period.ticks > stream.period.ticks, period.ticks % stream.period.ticks == 0 {
      // Several of the stream's periods in one of the study's.
      do { part.total = (try total.power(Int(period.ticks / stream.period.ticks)), period.days) } catch { throw invalid(error) }
    } else {
      part.total = (total, days)
    }
    return part
  }

  /// Whether an order has one line, in whatever form the law says so.
  private static func isAlwaysOne(_ lines: Law) -> Bool {
    guard let law = try? lines.lattice() else { return false }
    return law.probabilities.indices.allSatisfy { law.offset + $0 <= 1 || law.probabilities[$0] == 0 }
  }

  private static func lattice(_ law: Law) throws(OptimizationError) -> LatticeDistribution {
    do { return try law.lattice() } catch { throw invalid(error) }
  }

  private static func invalid(_ error: LawError) -> OptimizationError { .invalid(field: "demand", reason: "\(error)") }
}
