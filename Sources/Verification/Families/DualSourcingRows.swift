internal import Groundwork
internal import Optimization
internal import Randomness

extension AnswerFamily {
  /// Two suppliers of one item.
  static let dualSourcing: [AnswerFamily] = [
    AnswerFamily("dual_sourcing") { row in
      let inputs = row.inputs
      let problem = DualSourcingProblem(
        demand: try inputs.demand(usual: "poisson").lattice(), regularLeadTime: try inputs.whole("regular_lead_time", in: 0...1_000),
        expeditedLeadTime: try inputs.whole("expedited_lead_time", in: 0...1_000), regularUnitCost: try inputs.number("regular_unit_cost"),
        expeditedUnitCost: try inputs.number("expedited_unit_cost"), holdingCost: try inputs.number("holding_cost"),
        backorderCost: try inputs.number("backorder_cost"))
      var answer = Answer()
      if row.expects("optimal_cost") {
        let best = try problem.optimum(
          tolerance: max(1e-6, row.tolerance.allowance(for: row[expected: "optimal_cost"]?.single ?? 1) / 10), control: row.control)
        answer.add("optimal_cost", best.cost)
        answer.note = "optimum between \(best.lower) and \(best.upper), \(best.states) states"
      }
      func levels(_ policy: DualSourcingPolicy, cap: Bool) -> AnswerValue {
        .numbers([policy.expeditedLevel, policy.regularLevel, cap ? policy.regularCap : nil].compactMap { $0.map(Double.init) })
      }
      if row.expects("single_index.") {
        let best = try problem.bestSingleIndex(control: row.control)
        answer.choose("single_index.Se_Sr", levels(best, cap: false), costedBy: "single_index.cost")
        answer.add("single_index.cost", best.cost)
      }
      if row.expects("dual_index.") {
        let best = try problem.bestDualIndex(control: row.control)
        answer.choose("dual_index.Se_Sr", levels(best, cap: false), costedBy: "dual_index.cost")
        answer.add("dual_index.cost", best.cost)
      }
      if row.expects("capped_dual_index.") {
        let best = try problem.bestCappedDualIndex(control: row.control)
        answer.choose("capped_dual_index.Se_Sr_cap", levels(best, cap: true), costedBy: "capped_dual_index.cost")
        answer.add("capped_dual_index.cost", best.cost)
      }
      if row.expects("tailored_base_surge.") {
        let best = try problem.bestTailoredBaseSurge(control: row.control)
        answer.choose(
          "tailored_base_surge.S_Q", .numbers([Double(best.expeditedLevel), Double(best.regularCap ?? 0)]),
          costedBy: "tailored_base_surge.cost")
        answer.add("tailored_base_surge.cost", best.cost)
      }
      answer.priced = { cost, row in
        // The level is a newsvendor's; a published one beside it costs the same where the index gap does and the fractile ties.
        switch cost {
        case "dual_index.cost":
          guard let levels = row.wholesExpected("dual_index.Se_Sr"), levels.count == 2, levels[1] >= levels[0] else { return nil }
          return try problem.evaluate(indexGap: levels[1] - levels[0], expeditedLevel: levels[0], control: row.control).cost
        case "capped_dual_index.cost":
          guard let levels = row.wholesExpected("capped_dual_index.Se_Sr_cap"), levels.count == 3, levels[1] >= levels[0] else {
            return nil
          }
          return try problem.evaluate(indexGap: levels[1] - levels[0], cap: levels[2], expeditedLevel: levels[0], control: row.control).cost
        default: return nil
        }
      }
      return answer
    }
  ]
}
