internal import Groundwork
internal import Optimization
internal import Randomness
internal import Supply

extension AnswerFamily {
  /// (r, Q) and (s, S) policies, and lots for known demand.
  static let lots: [AnswerFamily] = [
    AnswerFamily("rq_poisson_exact") { row in
      let inputs = row.inputs
      let rate = try inputs.demand(usual: "poisson")
      guard case .poisson(let mean) = rate else {
        throw inputs.refusal("demand", "is not Poisson", remedy: "this kind is for Poisson demand; see rq_cost_normal")
      }
      let problem = InventoryProblem(
        demand: .compoundPoisson(customersPerDay: mean, size: LatticeDistribution(offset: 1, probabilities: [1])), timing: .continuous,
        leadTime: .constant(try inputs.number("lead_time")), orderCost: try inputs.number("fixed_cost"),
        holdingCost: try inputs.number("holding_cost"), backorderCost: try inputs.number("stockout_cost"))
      let found = try problem.optimalLot(cancellation: row.control.cancellation)
      var answer = Answer()
      answer.choose("reorder_point", Double(found.r), costedBy: "cost")
      answer.choose("order_quantity", Double(found.Q), costedBy: "cost")
      answer.add("cost", found.costPerDay)
      answer.priced = { _, row in
        guard let r = whole(row, "reorder_point"), let Q = whole(row, "order_quantity") else { return nil }
        return try problem.evaluate(.rQ(r: Int64(r), Q: Int64(Q))).costPerDay
      }
      return answer
    },
    AnswerFamily("rq_cost_normal") { row in
      var answer = Answer()
      answer.add(
        "cost",
        try normalLot(row.inputs).cost(
          r: try row.inputs.number("reorder_point"), Q: try row.inputs.number("order_quantity"),
          backorderCost: try row.inputs.number("stockout_cost")))
      return answer
    },
    AnswerFamily("rq_eil_approximation") { row in
      let problem = try normalLot(row.inputs)
      let p = try row.inputs.number("stockout_cost")
      let found = try problem.inventoryLevelApproximation(stockoutCost: p)
      return lotAnswer(found) { try problem.inventoryLevelCost(r: $0, Q: $1, stockoutCost: p) }
    },
    AnswerFamily("rq_loss_function_approximation") { row in
      lotAnswer(try normalLot(row.inputs).lossFunctionApproximation(backorderCost: try row.inputs.number("stockout_cost")))
    },
    AnswerFamily("rq_eoqb_approximation") { row in
      lotAnswer(try normalLot(row.inputs).lotWithBackordersApproximation(backorderCost: try row.inputs.number("stockout_cost")))
    },
    AnswerFamily("rq_eoqss_approximation") { row in
      lotAnswer(try normalLot(row.inputs).lotWithSafetyStockApproximation(backorderCost: try row.inputs.number("stockout_cost")))
    },
    AnswerFamily("rq_normal_exact") { row in
      let problem = try normalLot(row.inputs)
      let p = try row.inputs.number("stockout_cost")
      return lotAnswer(try problem.optimum(backorderCost: p)) { try problem.cost(r: $0, Q: $1, backorderCost: p) }
    },
    AnswerFamily("ss_poisson_exact", "ss_discrete_exact") { row in
      let problem = try periodic(row.inputs)
      let found = try problem.optimalReorderLevels(cancellation: row.control.cancellation)
      var answer = Answer()
      answer.choose("reorder_point", Double(found.s), costedBy: "cost")
      answer.choose("order_up_to_level", Double(found.S), costedBy: "cost")
      answer.add("cost", found.costPerDay)
      answer.priced = { _, row in
        guard let s = whole(row, "reorder_point"), let S = whole(row, "order_up_to_level") else { return nil }
        return try problem.evaluate(.sS(s: Int64(s), S: Int64(S))).costPerDay
      }
      return answer
    },
    AnswerFamily("ss_poisson_cost", "ss_discrete_cost") { row in
      let s = try row.inputs.whole("reorder_point", in: -1_000_000_000...1_000_000_000)
      let S = try row.inputs.whole("order_up_to_level", in: -1_000_000_000...1_000_000_000)
      var answer = Answer()
      answer.add("cost", try periodic(row.inputs).evaluate(.sS(s: Int64(s), S: Int64(S))).costPerDay)
      return answer
    },
    AnswerFamily("ss_power_approximation") { row in
      let inputs = row.inputs
      let lead = inputs.has("lead_time") ? try inputs.number("lead_time") : 0
      let demand = try inputs.demand(usual: "normal")
      let found = try revisedPowerApproximation(
        orderCost: try inputs.number("fixed_cost"), holdingCost: try inputs.number("holding_cost"),
        backorderCost: try inputs.number("stockout_cost"), demandMean: demand.mean, demandVariance: demand.variance,
        leadTime: lead)
      var answer = Answer()
      answer.add("reorder_point", found.s)
      answer.add("order_up_to_level", found.S)
      return answer
    },
    AnswerFamily("wagner_whitin") { row in
      let inputs = row.inputs
      let n = try inputs.whole("num_periods", in: 1...LotSizingProblem.periodLimit)
      let problem = LotSizingProblem(
        demand: try inputs.series("demand", count: n), orderCost: try inputs.series("fixed_cost", count: n),
        unitCost: try inputs.series("purchase_cost", count: n, or: 0), holdingCost: try inputs.series("holding_cost", count: n),
        initialStock: try inputs.number("initial_inventory_level", or: 0))
      let found = try problem.optimalPlan()
      var answer = Answer()
      answer.choose("order_quantities", .numbers(found.orders), costedBy: "cost")
      answer.add("cost", found.cost)
      for (t, cost) in found.costToGo.enumerated() { answer.add("cost_to_go_period_\(t + 1)", cost) }
      answer.add("cost_to_go", found.costToGo)
      answer.priced = { _, row in
        guard case .numbers(let orders)? = row[expected: "order_quantities"] else { return nil }
        return try problem.cost(of: orders)
      }
      return answer
    },
    AnswerFamily("finite_horizon_dp") { row in try seasonalAnswer(row) },
  ]

  /// A published level that is a whole number.
  private static func whole(_ row: PublishedRow, _ name: String) -> Int? {
    guard let value = row[expected: name]?.single, value == value.rounded(), abs(value) < 1e9 else { return nil }
    return Int(value)
  }

  private static func normalLot(_ inputs: RowInputs) throws -> NormalLotProblem {
    NormalLotProblem(
      orderCost: try inputs.number("fixed_cost"), holdingCost: try inputs.number("holding_cost"),
      demandRate: try inputs.number("demand_mean"), demandSD: try inputs.number("demand_sd"), leadTime: try inputs.number("lead_time"))
  }

  private static func lotAnswer(_ found: NormalLotLevels, cost: (@Sendable (Double, Double) throws -> Double)? = nil) -> Answer {
    var answer = Answer()
    answer.choose("reorder_point", found.r, costedBy: "cost")
    answer.choose("order_quantity", found.Q, costedBy: "cost")
    answer.add("cost", found.cost)
    if let cost {
      answer.priced = { _, row in
        guard let r = row[expected: "reorder_point"]?.single, let Q = row[expected: "order_quantity"]?.single else { return nil }
        return try cost(r, Q)
      }
    }
    return answer
  }

  /// Periodic review with backorders, as the literature counts it.
  private static func periodic(_ inputs: RowInputs) throws -> InventoryProblem {
    InventoryProblem(
      demand: .perPeriod(try inputs.demand(usual: "poisson").lattice()), timing: .sequence(periods: 1),
      leadTime: .constant(Double(inputs.has("lead_time") ? try inputs.whole("lead_time", in: 0...100_000) : 0)),
      orderCost: try inputs.number("fixed_cost"), holdingCost: try inputs.number("holding_cost"),
      backorderCost: try inputs.number("stockout_cost"))
  }

  private static func seasonalAnswer(_ row: PublishedRow) throws -> Answer {
    let inputs = row.inputs
    let n = try inputs.whole("num_periods", in: 1...100_000)
    let laws = try inputs.demands(periods: n).map { try $0.lattice() }
    let K = try inputs.series("fixed_cost", count: n, or: 0)
    let c = try inputs.series("purchase_cost", count: n, or: 0)
    let h = try inputs.series("holding_cost", count: n)
    let p = try inputs.series("stockout_cost", count: n)
    let problem = SeasonalProblem(
      periods: (0..<n).map { .init(demand: laws[$0], orderCost: K[$0], unitCost: c[$0], holdingCost: h[$0], backorderCost: p[$0]) },
      leadTime: inputs.has("lead_time") ? try inputs.whole("lead_time", in: 0...n) : 0,
      discount: try inputs.number("discount_factor", or: 1),
      terminalHolding: try inputs.number("terminal_holding_cost", or: 0),
      terminalBackorder: try inputs.number("terminal_stockout_cost", or: 0),
      initialStock: inputs.has("initial_inventory_level")
        ? try inputs.whole("initial_inventory_level", in: -1_000_000_000...1_000_000_000) : 0)
    let solution = try problem.solve(cancellation: row.control.cancellation)
    var answer = Answer()
    answer.choose("reorder_points", .numbers(solution.levels.map { Double($0.s ?? solution.lowest - 1) }), costedBy: "total_cost")
    answer.choose("order_up_to_levels", .numbers(solution.levels.map { Double($0.S) }), costedBy: "total_cost")
    answer.add("total_cost", solution.expectedCost)
    answer.priced = { _, row in
      func levels(_ name: String) -> [Int]? {
        guard case .numbers(let values)? = row[expected: name], values.count == solution.levels.count,
          values.allSatisfy({ abs($0) < 1e9 })
        else { return nil }
        return values.map { Int($0) }
      }
      let s = levels("reorder_points"), S = levels("order_up_to_levels")
      if s == nil && S == nil { return nil }
      // Of levels of one kind alone the others are the best beside them: at once below S where an order costs nothing, else ours.
      return try problem.cost(
        ofLevels: solution.levels.indices.map { t in
          let own = solution.levels[t]
          let upTo = S?[t] ?? max(own.S, s?[t] ?? own.S)
          return (s: s?[t] ?? (K[t] == 0 ? upTo - 1 : min(own.s ?? solution.lowest - 1, upTo)), S: upTo)
        })
    }
    return answer
  }
}
