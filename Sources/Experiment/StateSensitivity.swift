internal import Foundation
internal import Groundwork
internal import Kernel
internal import Optimization
internal import Simulation
internal import Supply

/// By how much the least cost moves where stock is solved by state, and the price of a shortage that today's levels imply there.
///
/// Every number is moved one percent up and one percent down and the exact program solved again; a range in which the best orders stay good
/// is not looked for, since it would take a program for each step.
public struct StateSensitivity: Sendable, Equatable {
  /// A number of the scenario that a program by state stands on.
  public enum Parameter: String, Sendable, CaseIterable {
    case holdingCost = "holding cost"
    case lostSale = "cost of a lost sale"
    case waiting = "price of waiting"
    case waste = "cost of waste"
    case surcharge = "emergency surcharge"
    case demandMean = "demand, mean"
  }

  public struct Line: Sendable, Equatable {
    public var parameter: Parameter
    /// As it is today: money per unit and day, per unit, or units a day; nil over several items.
    public var value: Double?
    /// Percent of the least cost for one percent of the number.
    public var elasticity: Double
  }

  public struct Item: Sendable, Equatable {
    public var item: String
    public var location: String
    public var stockPoint: Int
    /// Least cost in the item's model, money per week.
    public var costPerWeek: Double
    public var lines: [Line]
  }

  public var items: [Item]
  /// All items of `items` with the same percent on each of their numbers.
  public var total: [Line]
  /// Items solved by state that were not solved again, and why.
  public var left: [(item: String, why: String)]

  public static func == (a: Self, b: Self) -> Bool {
    a.items == b.items && a.total == b.total && a.left.map(\.item) == b.left.map(\.item) && a.left.map(\.why) == b.left.map(\.why)
  }

  /// States up to which a program is solved again for every number, and items looked at: those that cost most.
  static let stateLimit = 20_000
  static let itemLimit = 10
  private static let step = 0.01

  /// - Parameter proposals: of all items that were asked for.
  /// - Returns: nil where none was solved by state.
  init?(
    _ proposals: [ItemProposal], plan: Plan, threads: Int, cancellation: Cancellation, progress: (@Sendable (StudyProgress) -> Void)? = nil
  ) throws(Cancelled) {
    let solved = proposals.filter { $0.solver.family != .positions && !$0.candidates.isEmpty }
    if solved.isEmpty { return nil }
    items = []
    left = []
    var chosen: [(proposal: ItemProposal, cost: Double)] = []
    for proposal in solved {
      // A class whose best reaches the bound is an optimum too, but takes a search to be solved again, not a program. With one candidate
      // only nothing else was to be looked for.
      guard let best = proposal.candidates.first, best.optimality == .best, let cost = best.expectedCostPerDay, cost > 0,
        [.lostSales, .perishable, .twoSuppliers].contains(best.method) || proposal.candidates.count == 1
      else {
        left.append((proposal.item, "its program has no proven least cost"))
        continue
      }
      if case .stateTable(let table) = best.control.policy, table.count > Self.stateLimit {
        left.append((proposal.item, "its program has \(table.count) states"))
      } else {
        chosen.append((proposal, cost))
      }
    }
    let order = chosen.indices.sorted { (-chosen[$0].cost, $0) < (-chosen[$1].cost, $1) }
    for i in order.dropFirst(Self.itemLimit) { left.append((chosen[i].proposal.item, "others cost more")) }
    let kept = order.prefix(Self.itemLimit).sorted().map { chosen[$0] }
    let size = ProgramSize(items: proposals.count)
    let jobs = kept.indices.flatMap { i in Parameter.allCases.map { (item: i, parameter: $0) } }
    let watch = SolvingWatch("solving again for the sensitivity", planned: jobs.count, progress)
    let answers = try concurrentMap(jobs.count, threads: threads, cancellation: cancellation) { k -> Double? in
      let proposal = kept[jobs[k].item].proposal
      watch?.began(proposal.item)
      defer { watch?.ended() }
      func least(_ factor: Double) -> Double? {
        guard let other = Self.changed(plan, proposal.stockPoint, jobs[k].parameter, factor) else { return nil }
        let found = try? PolicyProposer.byState(
          other, proposal.stockPoint, proposal.solver.family, isHole: true, size: size, threads: 1, cancellation: cancellation)
        guard let best = found?.candidates.first, best.optimality == .best else { return nil }
        return best.expectedCostPerDay
      }
      guard let up = least(1 + Self.step), let down = least(1 - Self.step), up > 0, down > 0 else { return nil }
      return log(up / down) / log((1 + Self.step) / (1 - Self.step))
    }
    try cancellation.check()
    for (i, subject) in kept.enumerated() {
      var lines: [Line] = []
      for (job, answer) in zip(jobs, answers) where job.item == i {
        guard let answer else { continue }
        let value = Self.value(plan, subject.proposal.stockPoint, job.parameter)
        lines.append(Line(parameter: job.parameter, value: value, elasticity: answer))
      }
      items.append(
        Item(
          item: subject.proposal.item, location: subject.proposal.location, stockPoint: subject.proposal.stockPoint,
          costPerWeek: subject.cost * 7, lines: lines))
    }
    let looked = items
    let all = looked.reduce(0) { $0 + $1.costPerWeek }
    total = Parameter.allCases.compactMap { parameter in
      let parts = looked.compactMap { item in
        item.lines.first { $0.parameter == parameter }.map { $0.elasticity * item.costPerWeek }
      }
      return parts.isEmpty ? nil : Line(parameter: parameter, value: nil, elasticity: parts.reduce(0, +) / all)
    }
  }

  /// What a number is today; nil where the stock point does not have it.
  private static func value(_ plan: Plan, _ stockPoint: Int, _ parameter: Parameter) -> Double? {
    let point = plan.supply.stockPoints[stockPoint]
    func positive(_ value: Double?) -> Double? { value.flatMap { $0 > 0 ? $0 : nil } }
    switch parameter {
    case .holdingCost: return positive(point.holdingCost)
    case .lostSale: return point.emergency == nil ? positive(point.lostSaleCost) : nil
    case .waiting: return point.emergency == nil ? nil : positive(point.backorderCost)
    case .waste: return positive(point.perishing?.wasteCost)
    case .surcharge: return positive(point.emergency?.surcharge)
    case .demandMean: return positive(point.meanDailyDemand)
    }
  }

  /// The plan with one number of a stock point multiplied; more demand is what the scenario's own `scale` makes of it.
  static func changed(_ plan: Plan, _ stockPoint: Int, _ parameter: Parameter, _ factor: Double) -> Plan? {
    if value(plan, stockPoint, parameter) == nil { return nil }
    var copy = plan
    switch parameter {
    case .holdingCost: copy.supply.stockPoints[stockPoint].holdingCost *= factor
    case .lostSale: copy.supply.stockPoints[stockPoint].lostSaleCost *= factor
    case .waiting: copy.supply.stockPoints[stockPoint].backorderCost *= factor
    case .waste: copy.supply.stockPoints[stockPoint].perishing?.wasteCost *= factor
    case .surcharge: copy.supply.stockPoints[stockPoint].emergency?.surcharge *= factor
    case .demandMean:
      let point = plan.supply.stockPoints[stockPoint]
      copy.supply.streams = plan.supply.streams.map { stream in
        guard case .perItem(var own) = stream, own.location == point.location, own.items.contains(point.item) else { return stream }
        own.factors = own.factors.isEmpty ? [factor] : own.factors.map { $0 * factor }
        return .perItem(own)
      }
    }
    return copy
  }
}

/// The price of a shortage at which a level is right, from costs that are straight lines in that price.
enum ImpliedPrice {
  /// With a(s) what the level *s* costs besides shortage and b(s) the mean shortage, the price at which neither neighbour is better.
  ///
  /// - Parameters:
  ///   - price: today's; greater than 0.
  ///   - cost: of the level moved by −1, 0 or 1 step at a multiple of the price.
  /// - Returns: nil where a cost is not known or no price makes the level right.
  static func range(_ price: Double, cost: (_ shift: Int, _ factor: Double) -> Double?) -> ClosedRange<Double>? {
    guard price > 0 else { return nil }
    var other: [Double] = [], short: [Double] = []
    for shift in -1...1 {
      guard let once = cost(shift, 1), let twice = cost(shift, 2) else { return nil }
      short.append((twice - once) / price)
      other.append(once - (twice - once))
    }
    func ratio(_ cost: Double, _ gain: Double) -> Double { gain > 0 ? max(0, cost) / gain : .infinity }
    let low = ratio(other[1] - other[0], short[0] - short[1]), high = ratio(other[2] - other[1], short[1] - short[2])
    // Between two levels that customers' packs tell apart the cost is a straight line, and both ends are one number but for rounding.
    return low.isFinite && low <= high * (1 + 1e-6) ? min(low, high)...max(low, high) : nil
  }
}
