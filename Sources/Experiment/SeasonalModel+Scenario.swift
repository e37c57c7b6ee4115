internal import Groundwork
internal import Kernel
internal import Optimization
internal import Simulation
internal import Supply

/// The scenario itself as a program.
extension SeasonalModel {
  /// Expected cost of a measured day under levels, money; nil where the scenario is not a finite-horizon program.
  ///
  /// It is one where nothing is assumed but that the item pays its orders alone (the cost is then the item's own, not its part of a
  /// shared one), the warm-up ends with a review, and orders know no minimum or multiple: the same start, the same
  /// periods, nothing charged during the warm-up and nothing after the end.
  func exactCostPerDay(of levels: TimePhasedLevels) -> Double? {
    guard var finite = finiteProgram else { return nil }
    if plan.supply.opensWithItsPolicy(stockPoint) { finite.initialStock = Int(clamping: Policy.timePhased(levels).meanPosition) }
    var pairs: [(s: Int, S: Int)] = []
    for k in 0..<decisions {
      let own = levels.stretch(at: SimTime(ticks: Int64(k) * period.ticks))
      guard own.isOrdering else { return nil }
      pairs.append((Int(own.s), Int(own.S)))
    }
    return (try? finite.cost(ofLevels: pairs)).map { $0 / measuredDays }
  }

  /// Least expected cost of a day over all policies, money; nil as for `exactCostPerDay`, and with a warm-up, in which a policy that knew
  /// of it would stock up for nothing: the least of what is measured would be no policy's cost. Nor is there one where each policy opens
  /// with its own stock, which nobody pays for.
  func exactOptimumPerDay(cancellation: Cancellation) -> Double? {
    guard warmUpPeriods == 0, !plan.supply.opensWithItsPolicy(stockPoint), let finite = finiteProgram else { return nil }
    return (try? finite.solve(cancellation: cancellation).expectedCost).map { $0 / measuredDays }
  }

  /// Reviews before costs are counted; nil where the warm-up is not a whole number of them.
  private var warmUpPeriods: Int? {
    guard case .fixed(let time) = plan.clock.warmUp, time.ticks % period.ticks == 0 else { return nil }
    return Int(time.ticks / period.ticks)
  }

  private var measuredDays: Double {
    guard case .fixed(let time) = plan.clock.warmUp else { return plan.clock.horizon.days }
    return plan.clock.horizon.days - time.days
  }

  /// The scenario itself as a program that ends with its clock.
  private var finiteProgram: SeasonalProblem? {
    let point = plan.supply.stockPoints[stockPoint]
    guard assumptions.allSatisfy({ $0 == ModelAssumptions.paysAlone }) else { return nil }
    guard lot == 1, point.minimum <= 1, point.multiple <= 1, case .periodic = plan.study, let warmUp = warmUpPeriods,
      warmUp < decisions, decisions == fullPeriods, var finite = try? problem()
    else { return nil }
    finite.periods.removeLast(finite.periods.count - decisions)
    // Orders of the last reviews are paid though their goods come after the end, when nothing is charged any more.
    for _ in 0..<leadTime {
      finite.periods.append(.init(demand: finite.periods[decisions - 1].demand, orderCost: 0, holdingCost: 0, backorderCost: 0))
    }
    for t in 0..<warmUp {
      finite.periods[t].orderCost = 0
      finite.periods[t].unitCost = 0
      finite.periods[t].holdingCost = 0
      finite.periods[t].backorderCost = 0
    }
    finite.terminalBackorder = 0
    return finite
  }
}
