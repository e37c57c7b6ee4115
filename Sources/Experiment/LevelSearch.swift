internal import Estimation
internal import Foundation
internal import Groundwork
internal import Kernel
internal import Optimization
internal import Randomness
internal import Scenario
internal import Simulation
internal import Supply

/// Levels found by simulation alone: a pattern search that needs no model, so that whatever the scenario has (shared orders, put-away, lost
/// sales, closing days) is in the cost it looks at.
///
/// Every round simulates nine sets of levels on common random worlds: reorder levels moved down, kept and moved up, order sizes smaller,
/// kept and larger, each item by a step of its own size. A simulation measures every item by itself, so each item takes the best of its own
/// nine; one that kept its centre halves its steps, one that moved the same way twice doubles them (R. Hooke and T. A. Jeeves, "'Direct
/// search' solution of numerical and statistical problems", *J. ACM* 8(2), 1961, all items at once). Items that share an order's fixed cost
/// bear equal parts of it and do see each other, so this is a heuristic; the study measures the result again.
struct LevelSearch {
  var study: Study
  var plan: Plan
  var service: ServiceTarget?

  /// Rounds, and replications a round.
  static let rounds = 8
  static let replications = 30

  private struct Place {
    var stockPoint: Int
    var policy: Policy
    /// Units of a move of the levels, and the factor of a move of the size.
    var shift: Double
    var size: Double
    var isMoving = true
    var last = (0, 0)
  }

  /// The controls found, one a stock point that could be searched.
  ///
  /// Every item begins at the cheapest in a first simulation of what the programs found and of today's levels: a model that is not the
  /// scenario may have put its own far from where they belong.
  func run(_ proposals: [ItemProposal], cancellation: Cancellation, progress: (@Sendable (StudyProgress) -> Void)?) throws -> [Int: Control]
  {
    var places: [Place] = []
    var start = plan
    var study = study
    study.options.phase = .search
    study.options.precision = [:]
    study.options.transitions = 0
    study.options.replications = min(Self.replications, max(2, study.options.replications))
    for begin in try beginnings(proposals, study, cancellation: cancellation) {
      start.supply.setControl(begin.control, of: begin.stockPoint)
      let policy = begin.control.policy
      let spread = Self.spread(plan, begin.stockPoint, policy)
      places.append(
        Place(stockPoint: begin.stockPoint, policy: policy, shift: max(1, 0.6 * spread, Double(Self.top(policy)) / 6), size: 1.5))
    }
    if places.isEmpty { return [:] }
    for round in 0..<Self.rounds where places.contains(where: \.isMoving) {
      try cancellation.check()
      let moves = [(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)]
      study.drafts = moves.map { levels, size in
        var draft = Draft(name: "\(levels) \(size)", plan: start)
        for place in places {
          let review = draft.plan.supply.stockPoints[place.stockPoint].control.review
          draft.plan.supply.setControl(Control(policy: Self.moved(place, levels, size), review: review), of: place.stockPoint)
        }
        return draft
      }
      let result = try study.run(cancellation: cancellation) { finished in
        progress?(
          StudyProgress(finished: finished.finished, planned: finished.planned, activity: "search, round \(round + 1) of \(Self.rounds)"))
      }
      for i in places.indices {
        let own = result.scenarios.map { $0.items[places[i].stockPoint] }
        let best = own.indices.min { isBetter(own[$0], own[$1]) || (!isBetter(own[$1], own[$0]) && $0 < $1) } ?? 0
        places[i].policy = Self.moved(places[i], moves[best].0, moves[best].1)
        if best == 0 {
          places[i].isMoving = places[i].shift > 1 || places[i].size > 1.05
          places[i].shift = max(1, places[i].shift / 2)
          places[i].size = places[i].size.squareRoot()
        } else {
          if moves[best].0 != 0, moves[best].0 == places[i].last.0 { places[i].shift *= 2 }
          if moves[best].1 != 0, moves[best].1 == places[i].last.1 { places[i].size = min(4, places[i].size * places[i].size) }
        }
        places[i].last = moves[best]
        let review = start.supply.stockPoints[places[i].stockPoint].control.review
        start.supply.setControl(Control(policy: places[i].policy, review: review), of: places[i].stockPoint)
      }
    }
    return Dictionary(uniqueKeysWithValues: places.map { ($0.stockPoint, start.supply.stockPoints[$0.stockPoint].control) })
  }

  /// Where each item that can be searched begins.
  private func beginnings(_ proposals: [ItemProposal], _ study: Study, cancellation: Cancellation) throws -> [(
    stockPoint: Int, control: Control
  )] {
    var open: [(stockPoint: Int, choices: [Control])] = []
    for proposal in proposals where !proposal.candidates.isEmpty || proposal.isSearchable {
      let supplier = plan.supply.suppliers[plan.supply.stockPoints[proposal.stockPoint].supplier]
      var choices: [Control] = []
      for control in proposal.candidates.map(\.control) + [proposal.today].compactMap({ $0 }) where Self.canMove(control.policy) {
        var control = control
        // A base stock has no order size to be moved; one that costs something wants one.
        if case .baseStock(let S) = control.policy, supplier.orderCost + supplier.lineCost > 0 { control.policy = .sS(s: S - 1, S: S) }
        if !choices.contains(control) { choices.append(control) }
      }
      if !choices.isEmpty { open.append((proposal.stockPoint, choices)) }
    }
    let width = open.map(\.choices.count).max() ?? 0
    if width < 2 { return open.map { ($0.stockPoint, $0.choices[0]) } }
    var study = study
    study.drafts = (0..<width).map { k in
      var draft = Draft(name: "start \(k)", plan: plan)
      for item in open { draft.plan.supply.setControl(item.choices[min(k, item.choices.count - 1)], of: item.stockPoint) }
      return draft
    }
    let result = try study.run(cancellation: cancellation)
    return open.map { item in
      let own = result.scenarios.prefix(item.choices.count).map { $0.items[item.stockPoint] }
      let best = own.indices.min { isBetter(own[$0], own[$1]) || (!isBetter(own[$1], own[$0]) && $0 < $1) } ?? 0
      return (item.stockPoint, item.choices[best])
    }
  }

  /// Cheaper; with a promise, keeping it comes first, then the cost without the price of waiting is not known, so the whole cost decides.
  private func isBetter(_ a: ItemResult, _ b: ItemResult) -> Bool {
    func cost(_ item: ItemResult) -> Double { item.costPerWeek.value.isNaN ? .infinity : item.costPerWeek.value }
    guard let service else { return cost(a) < cost(b) }
    func level(_ item: ItemResult) -> Double {
      let estimate =
        switch service.kind {
        case .fillRate: item.fillRate
        case .cycleService: item.cycleServiceLevel
        case .readyRate: item.readyRate
        }
      return estimate.value.isNaN ? 1 : estimate.value
    }
    let keeps = (service.isKept(by: level(a)), service.isKept(by: level(b)))
    if keeps.0 != keeps.1 { return keeps.0 }
    return keeps.0 ? cost(a) < cost(b) : level(a) > level(b)
  }

  private static func canMove(_ policy: Policy) -> Bool {
    switch policy {
    case .sS, .rQ, .baseStock, .minMax: true
    default: false
    }
  }

  private static func moved(_ place: Place, _ levels: Int, _ size: Int) -> Policy {
    let shift = Int64((place.shift * Double(levels)).rounded())
    func sized(_ units: Int64) -> Int64 {
      if size == 0 { return max(1, units) }
      let other = Int64((Double(units) * (size > 0 ? place.size : 1 / place.size)).rounded())
      return max(1, other == units ? units + Int64(size) : other)
    }
    switch place.policy {
    case .sS(let s, let S): return .sS(s: s + shift, S: s + shift + sized(S - s))
    case .minMax(let low, let high): return .minMax(min: low + shift, max: low + shift + sized(high - low))
    case .rQ(let r, let Q): return .rQ(r: r + shift, Q: sized(Q))
    case .baseStock(let S): return .baseStock(S: S + shift)
    default: return place.policy
    }
  }

  /// Units by which demand over a lead time strays, roughly; where no model tells, a quarter of the level.
  private static func spread(_ plan: Plan, _ stockPoint: Int, _ policy: Policy) -> Double {
    if let problem = try? ModelAssumptions.problem(plan, stockPoint: stockPoint).get() {
      var days = problem.leadTime.mean
      if case .periodic(let interval, _) = plan.supply.stockPoints[stockPoint].control.review { days += interval.days }
      let perDay: Double =
        switch problem.demand {
        case .perPeriod(let law): law.variance / problem.periodDays
        case .compoundPoisson(let rate, let size): rate * (size.variance + size.mean * size.mean)
        }
      let square = zip(problem.leadTime.days, problem.leadTime.weights).reduce(0) { $0 + $1.1 * $1.0 * $1.0 }
      let mass = problem.leadTime.weights.reduce(0, +)
      let variance = max(0, square / mass - problem.leadTime.mean * problem.leadTime.mean)
      let result = (max(1, days) * perDay + variance * problem.meanDailyDemand * problem.meanDailyDemand).squareRoot()
      if result.isFinite { return result }
    }
    return Double(max(4, top(policy))) / 4
  }

  /// The position an order leads to, without its sign.
  private static func top(_ policy: Policy) -> Int64 {
    switch policy {
    case .sS(_, let S): abs(S)
    case .rQ(let r, let Q): abs(r + Q)
    case .baseStock(let S): abs(S)
    case .minMax(_, let high): abs(high)
    default: 4
    }
  }
}

extension ItemProposal {
  /// Whether simulation may look for levels where no program has any: there are levels to begin with, and some finite ones are best. Where
  /// holding costs nothing a level that outlasts the horizon looks best, and more would be better still.
  var isSearchable: Bool {
    let unpriced: [OptimizationError] = [.noDemand, .holdingIsFree, .neverOrdering]
    return today != nil && !unpriced.contains { $0.description == failure }
  }
}
