internal import Groundwork
internal import Optimization
internal import Randomness

extension AnswerFamily {
  /// Several items ordered together.
  static let jointReplenishment: [AnswerFamily] = [
    AnswerFamily("joint_replenishment") { row in
      let problem = try jointProblem(row.inputs)
      let n = problem.items.count
      var answer = Answer()
      if let expected = row[expected: "optimal_average_cost"]?.single {
        answer.add(
          "optimal_average_cost",
          try problem.optimum(.average, tolerance: max(1e-9, row.tolerance.allowance(for: expected) / 10), control: row.control).cost)
      }
      let asked = row.expected.filter { $0.name.hasPrefix("value_disc_") || $0.name.hasPrefix("optimal_q_at_") }
      if !asked.isEmpty {
        let discount = try row.inputs.number("discount")
        let smallest = asked.compactMap { $0.value.single }.map { row.tolerance.allowance(for: $0) }.min() ?? 0.01
        let best = try problem.optimum(.discounted(discount), tolerance: max(1e-7, smallest / 10), control: row.control)
        for one in asked {
          guard let position = stock(in: one.name, count: n) else { continue }
          if one.name.hasPrefix("value_disc_") {
            if let value = best.value(position: position) { answer.add(one.name, value) }
          } else if let order = best.order(position: position) {
            let cost = "value_disc_" + one.name.dropFirst("optimal_q_at_".count)
            if answer[cost] == nil, let value = best.value(position: position) { answer.add(cost, value) }
            answer.choose(one.name, .numbers(order.map(Double.init)), costedBy: cost)
          }
        }
        answer.priced = { cost, row in
          let choice = "optimal_q_at_" + cost.dropFirst("value_disc_".count)
          guard let position = stock(in: cost, count: n), let order = row.wholesExpected(choice) else { return nil }
          return problem.cost(ofOrder: order, at: position, under: best, discount: discount)
        }
        answer.note = "\(best.states) states"
      }
      return answer
    },
    AnswerFamily("jrp_silver_heuristic", "jrp_deterministic_optimum", "jrp_power_of_two") { row in
      let inputs = row.inputs
      let costs = try inputs.numbers("individual_fixed_costs")
      let holding = try inputs.series("holding_costs", count: costs.count)
      let rates = try inputs.series("demand_rates", count: costs.count)
      let problem = JointEconomicLots(
        sharedCost: try inputs.number("shared_fixed_cost"),
        items: costs.indices.map { .init(orderCost: costs[$0], holdingCost: holding[$0], demandRate: rates[$0]) })
      let found =
        switch row.kind {
        case "jrp_silver_heuristic": try problem.silver()
        case "jrp_power_of_two": try problem.powerOfTwo()
        default: try problem.optimum()
        }
      var answer = Answer()
      answer.choose("order_quantities", .numbers(found.orderQuantities), costedBy: "cost")
      answer.choose("base_cycle_time", found.cycle, costedBy: "cost")
      answer.choose("order_multiples", .numbers(found.multiples.map(Double.init)), costedBy: "cost")
      answer.add("cost", found.cost)
      answer.note = "lower bound \(found.lowerBound)"
      return answer
    },
  ]

  /// The stocks in a name such as `value_disc_5_0`.
  private static func stock(in name: String, count: Int) -> [Int]? {
    let numbers = name.split(separator: "_").suffix(count).compactMap { Int($0) }
    return numbers.count == count && numbers.allSatisfy { abs($0) < 1_000_000 } ? numbers : nil
  }

  private static func jointProblem(_ inputs: RowInputs) throws -> JointReplenishmentProblem {
    let minor = try inputs.numbers("minor_costs")
    let n = minor.count
    if inputs.has("items"), case .number? = inputs.json["items"]?.value { _ = try inputs.whole("items", in: n...n) }
    let holding = try inputs.series("holding_costs", count: n)
    let owed = try inputs.series("backorder_costs", count: n)
    if try !inputs.flag("backorders", or: true) {
      throw inputs.refusal("backorders", "is false", remedy: "lost demand of several items has no solver here")
    }
    var laws: [LatticeDistribution] = []
    for demand in try inputs.demands(count: n) { laws.append(try demand.lattice(tail: 1e-13)) }
    let major = inputs.has("major_cost_per_truck") ? "major_cost_per_truck" : "major_cost"
    return JointReplenishmentProblem(
      items: (0..<n).map { .init(demand: laws[$0], holdingCost: holding[$0], backorderCost: owed[$0], minorCost: minor[$0]) },
      majorCost: try inputs.number(major), truck: inputs.has("truck") ? try inputs.whole("truck", in: 1...1_000_000) : nil,
      leadTime: inputs.has("lead_time") ? try inputs.whole("lead_time", in: 0...1_000) : 0)
  }
}
