import Groundwork
import Kernel
import Optimization
import Randomness
import Scenario
import Simulation
import Supply
import Testing

@testable import Experiment

/// One item in a periodic study of days in which nothing costs fixed.
private func plan(lead: Double, lost: Bool, perishing: Perishing? = nil, emergency: EmergencySupply? = nil) -> Plan {
  var plan = textbookPlan(mean: 2, weeks: 30, warmUpWeeks: 8, leadTime: .constant(lead))
  plan.supply.suppliers[0].orderCost = 0
  plan.supply.suppliers.append(SupplierPlan(name: "near", leadTime: .constant(0)))
  plan.supply.stockPoints[0].control.policy = .baseStock(S: 8)
  plan.supply.stockPoints[0].holdingCost = 1
  plan.supply.stockPoints[0].backorderCost = lost ? 0 : 19
  plan.supply.stockPoints[0].lostSaleCost = 19
  plan.supply.stockPoints[0].perishing = perishing
  plan.supply.stockPoints[0].emergency = emergency
  if case .perItem(var stream) = plan.supply.streams[0] {
    stream.unmet = UnmetDemand(backorderShare: lost ? 0 : 1)
    plan.supply.streams = [.perItem(stream)]
  }
  return plan
}

private let cases: [(name: String, plan: Plan)] = [
  ("lost sales", plan(lead: 3, lost: true)), ("lost sales at once", plan(lead: 0, lost: true)),
  ("goods that spoil", plan(lead: 1, lost: true, perishing: Perishing(shelfLife: .days(3), issue: .lifo, wasteCost: 7))),
  ("two suppliers", plan(lead: 2, lost: false, emergency: EmergencySupply(supplier: 1, surcharge: 5))),
]

@Suite struct `What to order by state` {
  @Test(arguments: 0..<4) func `no table of positions is drawn for an item of another model`(index: Int) {
    #expect(OrderTable(cases[index].plan, cancellation: Cancellation()) == nil, "\(cases[index].name)")
  }

  @Test func `an item of positions keeps its table`() {
    #expect(OrderTable(textbookPlan(), cancellation: Cancellation()) != nil)
  }

  /// Every cell against the row of the table that has its state, found by looking at all of them.
  @Test(arguments: 0..<4) func `each cell is the order of one state of the policy`(index: Int) throws {
    let loaded = scenario([Draft(name: "base", plan: cases[index].plan)], replications: 2)
    let result = try PolicyOptimizer(scenario: loaded, options: StudyOptions(loaded.experiment)).run()
    guard let candidate = result.items[0].candidates.first(where: { if case .stateTable = $0.control.policy { true } else { false } }),
      case .stateTable(let table) = candidate.control.policy
    else {
      // Without a lead time lost sales are a base stock, and there is no table to draw.
      #expect(result.stateOrders == nil && index == 1)
      return
    }
    let found = try #require(result.stateOrders)
    #expect(found.assumptions == ["that of the scenario"] && found.isOptimal)
    let width = table.shape.width
    let (x, y): (Int, Int) = if case .ages(let ages, _) = table.shape { (ages - 1, 0) } else { (0, 1) }
    let typical = Int64(2)
    var seen = 0
    for (r, row) in found.rows.enumerated() {
      for (c, column) in found.columns.enumerated() {
        var state = [Int64](repeating: 0, count: width)
        for i in (width - table.shape.pipeline)..<width { state[i] = typical }
        if case .ages(let ages, _) = table.shape { for i in 0..<ages { state[i] = 0 } }
        state[x] = Int64(column)
        if y < width { state[y] = Int64(row) }
        let own = table.rows.first { $0.state == state }
        #expect(own.map { Double($0.order) } == (found.orders[r][c].isNaN ? nil : found.orders[r][c]))
        if let emergency = found.emergency { #expect(own.map { Double($0.emergency) } == (emergency[r][c].isNaN ? nil : emergency[r][c])) }
        if own != nil { seen += 1 }
      }
    }
    #expect(seen > 10)
    if let resting = found.resting {
      var state = [Int64](repeating: 0, count: width)
      state[x] = Int64(resting)
      #expect(table.order(state) == (0, 0))
      if resting > 0 {
        state[x] -= 1
        #expect(table.order(state) != (0, 0))
      }
    }
  }
}
