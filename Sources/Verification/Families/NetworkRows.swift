internal import Groundwork
internal import Optimization
internal import Randomness

extension AnswerFamily {
  /// Serial systems, one warehouse with its retailers, base stock under a capacity.
  static let networks: [AnswerFamily] = [
    AnswerFamily("serial_clark_scarf") { row in
      let inputs = row.inputs
      let n = try inputs.whole("num_stages", in: 1...1_000)
      let numbers = inputs.has("stages_downstream_first") ? try inputs.numbers("stages_downstream_first") : (1...n).map(Double.init)
      let names = numbers.map { number in Int(exactly: number).map { "\($0)" } ?? "\(number)" }
      if names.count != n { throw inputs.refusal("stages_downstream_first", "names \(names.count) stages", remedy: "name all \(n)") }
      let holding = try echelonHolding(inputs, count: n)
      let times = try inputs.series("lead_time", count: n)
      let demand = try inputs.demand(usual: "normal")
      let law: SerialSystem.Demand =
        switch demand {
        case .poisson(let mean): .poisson(mean: mean)
        case .normal(let mean, let sd): .normal(mean: mean, sd: sd)
        default: .perPeriod(try demand.lattice())
        }
      let system = SerialSystem(
        stages: (0..<n).map { .init(echelonHoldingCost: holding[$0], leadTime: times[$0]) },
        stockoutCost: try inputs.number("stockout_cost"), demand: law)
      let share = row[expected: "C"]?.single.map { $0 == 0 ? 1e-4 : row.tolerance.allowance(for: $0) / abs($0) } ?? 1e-4
      let found = try system.optimum(tolerance: min(1e-4, max(1e-6, share / 10)), control: row.control)
      var answer = Answer()
      answer.choose(
        "echelon_base_stock", .keyed(zip(names, found.echelonBaseStock).map { .init($0, $1) }), costedBy: "C")
      answer.add("C", found.cost)
      answer.note = "between \(found.lower) and \(found.upper)"
      answer.priced = { _, row in
        guard case .keyed(let entries)? = row[expected: "echelon_base_stock"] else { return nil }
        var levels: [Int] = []
        for name in names {
          guard let level = entries.first(where: { $0.name == name })?.value, level == level.rounded(), abs(level) < 1e9 else { return nil }
          levels.append(Int(level))
        }
        return try system.evaluate(echelonBaseStock: levels)
      }
      return answer
    },
    AnswerFamily("one_warehouse_multi_retailer") { row in
      let inputs = row.inputs
      let n = try inputs.whole("retailers", in: 1...100_000)
      try inputs.assume("demand", "poisson", "Poisson")
      let rates = try inputs.series("demand_rate_per_retailer", count: n)
      let times = try inputs.series("retailer_lead_time", count: n)
      let holding = try inputs.series("retailer_holding_cost", count: n)
      let owed = try inputs.series("backorder_cost", count: n)
      let network = RetailNetwork(
        warehouseLeadTime: try inputs.number("warehouse_lead_time"), warehouseHoldingCost: try inputs.number("warehouse_holding_cost"),
        retailers: (0..<n).map { .init(demandRate: rates[$0], leadTime: times[$0], holdingCost: holding[$0], backorderCost: owed[$0]) })
      let found = try network.optimum(control: row.control)
      // One number where the row has one, else one per retailer.
      func each(_ name: String, _ values: [Double]) -> AnswerValue {
        if case .numbers? = row[expected: name] { return .numbers(values) }
        return .number(values[0])
      }
      var answer = Answer()
      answer.choose("S0", Double(found.warehouseS), costedBy: "cost")
      answer.choose("S", each("S", found.retailerS.map(Double.init)), costedBy: "cost")
      answer.add("cost", found.cost)
      answer.add("E_onhand_wh", found.warehouseOnHand)
      for (name, values) in [
        ("E_onhand_ret", found.retailerOnHand), ("E_backorders_ret", found.retailerBackorders), ("fill_rate", found.fillRates),
      ] {
        switch each(name, values) {
        case .numbers(let all): answer.add(name, all)
        default: answer.add(name, values[0])
        }
      }
      answer.priced = { _, row in
        guard let S0 = row.wholeExpected("S0") else { return nil }
        let S = row.wholeExpected("S").map { [Int](repeating: $0, count: n) } ?? row.wholesExpected("S")
        guard let S, S.count == n else { return nil }
        return try network.evaluate(warehouseS: S0, retailerS: S).cost
      }
      return answer
    },
    AnswerFamily("capacitated_base_stock") { row in
      let inputs = row.inputs
      let problem = CapacitatedProblem(
        demand: try inputs.demand(usual: "poisson").lattice(), capacity: try inputs.whole("capacity", in: 1...1_000_000_000),
        leadTime: inputs.has("lead_time") ? try inputs.whole("lead_time", in: 0...10_000) : 0,
        holdingCost: try inputs.number("holding_cost"), backorderCost: try inputs.number("backorder_cost"))
      let found = try problem.optimum(control: row.control)
      var answer = Answer()
      answer.choose("S", Double(found.S), costedBy: "cost")
      answer.add("cost", found.cost)
      answer.add("mean_shortfall", found.meanShortfall)
      answer.priced = { _, row in try row.wholeExpected("S").map { try problem.evaluate(baseStock: $0).cost } }
      return answer
    },
  ]

  /// Echelon rates, or the differences of local ones from each stage to the next upstream.
  private static func echelonHolding(_ inputs: RowInputs, count: Int) throws -> [Double] {
    if inputs.has("echelon_holding_cost") { return try inputs.series("echelon_holding_cost", count: count) }
    let local = try inputs.series("local_holding_cost", count: count)
    return local.indices.map { $0 + 1 < count ? local[$0] - local[$0 + 1] : local[$0] }
  }
}
