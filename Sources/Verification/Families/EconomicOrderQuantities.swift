internal import Groundwork
internal import Optimization

extension AnswerFamily {
  /// The economic order quantity and its kin.
  static let economicOrderQuantity: [AnswerFamily] = [
    AnswerFamily("eoq") { row in
      let problem = try lotProblem(row.inputs)
      return lotAnswer(try problem.lot()) { try problem.cost(ofLot: $0) }
    },
    AnswerFamily("eoq_cost_at_q") { row in
      var answer = Answer()
      answer.add("cost", try lotProblem(row.inputs).cost(ofLot: try row.inputs.number("order_quantity")))
      return answer
    },
    AnswerFamily("eoq_backorders") { row in
      let found = try lotProblem(row.inputs).lot(backorderCost: try row.inputs.number("stockout_cost"))
      var answer = lotAnswer(found.lot)
      answer.add("stockout_fraction", found.shareWaiting)
      return answer
    },
    AnswerFamily("epq") { row in
      lotAnswer(try lotProblem(row.inputs).lot(productionRate: try row.inputs.number("production_rate")))
    },
    AnswerFamily("eoq_all_units_discount") { row in try discountAnswer(row, .allUnits) },
    AnswerFamily("eoq_incremental_discount") { row in try discountAnswer(row, .incremental) },
    AnswerFamily("eoq_additive_yield") { row in
      lotAnswer(
        try lotProblem(row.inputs).lot(additiveYieldMean: try row.inputs.number("yield_mean"), sd: try row.inputs.number("yield_sd")))
    },
    AnswerFamily("eoq_multiplicative_yield") { row in
      lotAnswer(try lotProblem(row.inputs).lot(yieldMean: try row.inputs.number("yield_mean"), sd: try row.inputs.number("yield_sd")))
    },
    AnswerFamily("eoq_with_disruptions") { row in
      let isApproximate = try row.inputs.flag("approximate", or: false)
      return lotAnswer(
        try lotProblem(row.inputs).lot(
          lostSaleCost: try row.inputs.number("stockout_cost"), disruptionRate: try row.inputs.number("disruption_rate"),
          recoveryRate: try row.inputs.number("recovery_rate"), isApproximate: isApproximate))
    },
  ]

  private static func lotProblem(_ inputs: RowInputs) throws -> LotProblem {
    LotProblem(
      orderCost: try inputs.number("fixed_cost"), demandRate: try inputs.number("demand_rate"),
      holdingCost: try inputs.number("holding_cost"))
  }

  /// A lot and its cost. The valley is flat: another lot of the same cost ties where the cost of any lot is given.
  private static func lotAnswer(_ lot: EconomicLot, cost: (@Sendable (Double) throws -> Double)? = nil) -> Answer {
    var answer = Answer()
    answer.choose("order_quantity", lot.quantity, costedBy: "cost")
    answer.add("cost", lot.cost)
    if let cost {
      answer.priced = { _, row in try row[expected: "order_quantity"]?.single.map(cost) }
    }
    return answer
  }

  private static func discountAnswer(_ row: PublishedRow, _ discount: DiscountProblem.Discount) throws -> Answer {
    let inputs = row.inputs
    let from = try inputs.numbers("breakpoints")
    let costs = try inputs.series("unit_costs", count: from.count)
    let problem = DiscountProblem(
      orderCost: try inputs.number("fixed_cost"), demandRate: try inputs.number("demand_rate"),
      holdingRate: try inputs.number("holding_cost_rate"), breaks: zip(from, costs).map { PriceBreak(from: $0, unitCost: $1) },
      discount: discount)
    let found = try problem.lot()
    var answer = Answer()
    answer.choose("order_quantity", found.quantity, costedBy: "cost")
    answer.choose("region", Double(found.region), costedBy: "cost")
    answer.add("cost", found.cost)
    answer.priced = { _, row in try row[expected: "order_quantity"]?.single.map { try problem.cost(ofLot: $0) } }
    return answer
  }
}
