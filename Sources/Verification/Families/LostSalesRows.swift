internal import Groundwork
internal import Optimization
internal import Randomness

extension AnswerFamily {
  /// Lost sales with a lead time of whole periods.
  static let lostSales: [AnswerFamily] = [
    AnswerFamily("lost_sales") { row in
      let inputs = row.inputs
      let problem = LostSalesProblem(
        demand: try inputs.demand(usual: "poisson").lattice(), leadTime: try inputs.whole("lead_time", in: 0...1_000),
        holdingCost: try inputs.number("holding_cost"), lostSaleCost: try inputs.number("lost_sale_cost"))
      var answer = Answer()
      // What a row does not ask for is not computed: the optimum may not fit where a class still does.
      if row[expected: "optimal_cost"] != nil {
        let best = try problem.optimum(control: row.control)
        answer.add("optimal_cost", best.cost)
        answer.note = "optimum between \(best.lower) and \(best.upper), \(best.states) states"
      }
      if row.expects("base_stock.") {
        let best = try problem.bestBaseStock(control: row.control)
        answer.choose("base_stock.S", Double(best.S ?? 0), costedBy: "base_stock.cost")
        answer.add("base_stock.cost", best.cost)
      }
      if row.expects("capped_base_stock.") {
        let best = try problem.bestCappedBaseStock(control: row.control)
        answer.choose("capped_base_stock.S", Double(best.S ?? 0), costedBy: "capped_base_stock.cost")
        answer.choose("capped_base_stock.cap", Double(best.cap ?? 0), costedBy: "capped_base_stock.cost")
        answer.add("capped_base_stock.cost", best.cost)
      }
      if row.expects("constant_order.") {
        let best = try problem.bestConstantOrder(control: row.control)
        answer.choose("constant_order.q", Double(best.cap ?? 0), costedBy: "constant_order.cost")
        answer.add("constant_order.cost", best.cost)
      }
      answer.priced = { cost, row in
        switch cost {
        case "base_stock.cost":
          guard let S = row.wholeExpected("base_stock.S") else { return nil }
          return try problem.evaluate(baseStock: S, control: row.control).cost
        case "capped_base_stock.cost":
          guard let S = row.wholeExpected("capped_base_stock.S"), let cap = row.wholeExpected("capped_base_stock.cap") else { return nil }
          return try problem.evaluate(baseStock: S, cap: cap, control: row.control).cost
        default: return nil
        }
      }
      return answer
    }
  ]
}

extension PublishedRow {
  /// Whether a name with this beginning is expected.
  func expects(_ prefix: String) -> Bool { expected.contains { $0.name.hasPrefix(prefix) } }

  /// An expected whole number of modest size.
  func wholeExpected(_ name: String) -> Int? {
    guard let value = self[expected: name]?.single, value == value.rounded(), abs(value) < 1e9 else { return nil }
    return Int(value)
  }

  /// Expected whole numbers of modest size.
  func wholesExpected(_ name: String) -> [Int]? {
    guard case .numbers(let values)? = self[expected: name], values.allSatisfy({ $0 == $0.rounded() && abs($0) < 1e9 }) else { return nil }
    return values.map { Int($0) }
  }
}
