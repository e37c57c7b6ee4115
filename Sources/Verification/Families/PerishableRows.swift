internal import Groundwork
internal import Optimization
internal import Randomness

extension AnswerFamily {
  /// Perishable items with age vector.
  static let perishables: [AnswerFamily] = [
    AnswerFamily("perishable") { row in
      let inputs = row.inputs
      let issuing: PerishableProblem.Issuing
      switch try inputs.text("issuing") {
      case "fifo": issuing = .oldestFirst
      case "lifo": issuing = .freshestFirst
      case let other: throw inputs.refusal("issuing", "is '\(other)'", remedy: "write fifo or lifo")
      }
      let problem = PerishableProblem(
        demand: try perishableDemand(inputs), shelfLife: try inputs.whole("shelf_life", in: 1...1_000),
        leadTime: try inputs.whole("lead_time", in: 1...1_000), largestOrder: try inputs.whole("max_order", in: 1...1_000_000),
        issuing: issuing, orderCost: try inputs.number("order_cost", or: 0), holdingCost: try inputs.number("holding_cost"),
        shortageCost: try inputs.number("shortage_cost"), wasteCost: try inputs.number("waste_cost"))
      let discount = try inputs.number("discount")
      let window = try horizon(inputs, discount: discount)
      var answer = Answer()
      if row.expects("optimal_return") || row.expects("value_from_empty") {
        // A tenth of what the row allows.
        let tolerance = row.tolerance.allowance(for: row[expected: "value_from_empty"]?.single ?? 1_000) / 10
        let best = try problem.optimum(.discounted(discount), tolerance: max(1e-6, tolerance), control: row.control)
        answer.add("value_from_empty", -best.cost)
        if row.expects("optimal_return") {
          answer.add("optimal_return", -(try problem.evaluate(best, over: window, control: row.control).cost))
        }
        answer.note = "\(best.states) states"
      }
      if row.expects("base_stock.") {
        let best = try problem.bestBaseStock(over: window, control: row.control)
        if !best.isBestOfClass { answer.note = (answer.note.map { $0 + "; " } ?? "") + "not every base stock could be looked at" }
        answer.choose("base_stock.S", Double(best.rule.level), costedBy: "base_stock.return")
        answer.add("base_stock.return", -best.outcome.cost)
      }
      answer.priced = { _, row in
        guard let S = row.wholeExpected("base_stock.S") else { return nil }
        return -(try problem.evaluate(.baseStock(S: S), over: window, control: row.control).cost)
      }
      return answer
    }
  ]

  /// The demand in the words of such rows, `gamma mean 4 cv 0.5 rounded to nearest integer`, or as elsewhere.
  private static func perishableDemand(_ inputs: RowInputs) throws -> LatticeDistribution {
    guard inputs.has("demand"), try inputs.text("demand").hasPrefix("gamma ") else { return try inputs.demand(usual: "poisson").lattice() }
    let words = try inputs.text("demand").split(separator: " ")
    guard words.count >= 5, words[1] == "mean", words[3] == "cv", let mean = Double(words[2]), let cv = Double(words[4]), mean > 0, cv > 0,
      mean < 1e6, cv < 1e3
    else { throw inputs.refusal("demand", "is not understood", remedy: "write 'gamma mean 4 cv 0.5 rounded to nearest integer'") }
    return try Law.gamma(mean: mean, sd: mean * cv).lattice(tail: 1e-13)
  }

  /// `365 discounted periods after 100 warm-up periods from empty`, which is also what is meant where nothing stands.
  private static func horizon(_ inputs: RowInputs, discount: Double) throws -> PerishableProblem.Window {
    guard inputs.has("horizon") else { return PerishableProblem.Window(warmUp: 100, periods: 365, discount: discount) }
    let counts = try inputs.text("horizon").split(separator: " ").compactMap { Int($0) }
    guard counts.count == 2, counts[0] >= 1, counts[0] <= 100_000, counts[1] >= 0, counts[1] <= 100_000 else {
      throw inputs.refusal(
        "horizon", "is not understood", remedy: "write '365 discounted periods after 100 warm-up periods from empty'")
    }
    return PerishableProblem.Window(warmUp: counts[1], periods: counts[0], discount: discount)
  }
}
