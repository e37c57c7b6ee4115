internal import Groundwork
internal import Optimization
internal import Randomness

extension AnswerFamily {
  /// One period: newsvendors, loss functions, myopic levels and bounds.
  static let newsvendor: [AnswerFamily] = [
    AnswerFamily("newsvendor_normal", "newsvendor_poisson", "newsvendor_discrete", "newsvendor_lognormal") { row in
      try levelAnswer(row, demand: try oneLaw(row))
    },
    AnswerFamily("newsvendor_normal_cost", "newsvendor_poisson_cost", "newsvendor_discrete_cost", "newsvendor_lognormal_cost") { row in
      var answer = Answer()
      answer.add(
        "cost",
        try oneLaw(row).newsvendorCost(
          of: try row.inputs.number("base_stock_level"), overage: try row.inputs.number("holding_cost"),
          underage: try row.inputs.number("stockout_cost")))
      return answer
    },
    AnswerFamily("newsvendor_normal_explicit", "newsvendor_poisson_explicit", "newsvendor_discrete_explicit") { row in
      let inputs = row.inputs
      let prices = ShopPrices(
        revenue: try inputs.number(["revenue", "selling_revenue"]), purchaseCost: try inputs.number("purchase_cost"),
        salvageValue: try inputs.number("salvage_value"), holdingCost: try inputs.number("holding_cost", or: 0),
        stockoutCost: try inputs.number("stockout_cost", or: 0))
      let law = try oneLaw(row)
      let found = try law.newsvendor(prices: prices)
      var answer = Answer()
      answer.choose("base_stock_level", found.level, costedBy: "profit")
      answer.add("profit", found.profit)
      answer.priced = { _, row in
        try row[expected: "base_stock_level"]?.single.map {
          (prices.revenue - prices.purchaseCost) * law.mean
            - (try law.newsvendorCost(of: $0, overage: prices.overage, underage: prices.underage))
        }
      }
      return answer
    },
    AnswerFamily("newsvendor_with_disruptions") { row in
      let inputs = row.inputs
      let problem = DisruptedNewsvendor(
        demand: try inputs.number("demand"), holdingCost: try inputs.number("holding_cost"),
        backorderCost: try inputs.number("stockout_cost"), disruptionProbability: try inputs.number("disruption_prob"),
        recoveryProbability: try inputs.number("recovery_prob"))
      let found = try problem.level()
      var answer = Answer()
      answer.choose("base_stock_level", found.level, costedBy: "cost")
      answer.add("cost", found.cost)
      answer.priced = { _, row in try row[expected: "base_stock_level"]?.single.map { try problem.cost(of: $0) } }
      return answer
    },
    AnswerFamily("newsvendor_additive_yield") { row in
      let inputs = row.inputs
      let yield: DemandLaw =
        inputs.has("yield_lo")
        ? .uniform(low: try inputs.number("yield_lo"), high: try inputs.number("yield_hi"))
        : .normal(mean: try inputs.number("yield_mean"), sd: try inputs.number("yield_sd"))
      let found = try Optimization.newsvendor(
        demand: try inputs.number("demand"), additiveYield: yield, overage: try inputs.number("holding_cost"),
        underage: try inputs.number("stockout_cost"))
      var answer = Answer()
      answer.add("base_stock_level", found.level)
      answer.add("cost", found.cost)
      return answer
    },
    AnswerFamily("loss_function") { row in
      let law = try lossLaw(row.inputs)
      try law.validate()
      let x = try row.inputs.number(row.inputs.has("x") ? "x" : "z")
      var answer = Answer()
      answer.add("loss", law.loss(x))
      answer.add("complementary_loss", law.complementaryLoss(x))
      return answer
    },
    AnswerFamily("myopic") { row in
      let inputs = row.inputs
      let found = try oneLaw(row).myopic(
        holdingCost: try inputs.number("holding_cost"), backorderCost: try inputs.number("stockout_cost"),
        purchaseCost: try inputs.number("purchase_cost"), nextPurchaseCost: try inputs.number("purchase_cost_next_per"),
        discount: try inputs.number("discount_factor", or: 1))
      var answer = Answer()
      answer.add("base_stock_level", found.level)
      answer.add("cost", found.cost)
      return answer
    },
    AnswerFamily("myopic_bounds") { row in
      let inputs = row.inputs
      let n = try inputs.whole("num_periods", in: 1...100_000)
      let words = try inputs.demands(periods: n, usual: inputs.has("demand_sd") ? nil : "normal")
      let laws = try words.map { try $0.law() }
      let K = try inputs.series("fixed_cost", count: n)
      let c = try inputs.series("purchase_cost", count: n, or: 0)
      let h = try inputs.series("holding_cost", count: n)
      let p = try inputs.series("stockout_cost", count: n)
      let horizon = MyopicHorizon(
        periods: (0..<n).map {
          .init(
            demand: laws[$0], orderCost: K[$0], purchaseCost: c[$0], holdingCost: h[$0], backorderCost: p[$0])
        }, terminalHolding: try inputs.number("terminal_holding_cost", or: 0),
        terminalBackorder: try inputs.number("terminal_stockout_cost", or: 0), discount: try inputs.number("discount_factor", or: 1))
      let bounds = try horizon.bounds()
      var answer = Answer()
      answer.add("S_lower", bounds.map(\.SLower))
      answer.add("S_upper", bounds.map(\.SUpper))
      answer.add("s_lower", bounds.map(\.sLower))
      answer.add("s_upper", bounds.map(\.sUpper))
      return answer
    },
  ]

  /// The demand of all periods to be covered: `lead_time` + 1 of them.
  private static func oneLaw(_ row: PublishedRow) throws -> DemandLaw {
    let inputs = row.inputs
    let lead = inputs.has("lead_time") ? try inputs.whole("lead_time", in: 0...100_000) : 0
    if row.kind.contains("lognormal") || inputs.has("mu") {
      return try DemandLaw.lognormal(mu: try inputs.number("mu"), sigma: try inputs.number("sigma")).summed(over: lead + 1)
    }
    let word = try inputs.demand(usual: row.kind.contains("poisson") ? "poisson" : "normal")
    switch word {
    case .normal(let mean, let sd): return try DemandLaw.normal(mean: mean, sd: sd).summed(over: lead + 1)
    case .poisson(let mean): return .lattice(try DemandWord.poisson(mean: mean * Double(lead + 1)).lattice())
    default: return try DemandLaw.lattice(try word.lattice()).summed(over: lead + 1)
    }
  }

  private static func levelAnswer(_ row: PublishedRow, demand: DemandLaw) throws -> Answer {
    let overage = try row.inputs.number("holding_cost")
    let underage = try row.inputs.number("stockout_cost")
    let found = try demand.newsvendor(overage: overage, underage: underage)
    var answer = Answer()
    answer.choose("base_stock_level", found.level, costedBy: "cost")
    answer.add("cost", found.cost)
    answer.priced = { _, row in
      try row[expected: "base_stock_level"]?.single.map { try demand.newsvendorCost(of: $0, overage: overage, underage: underage) }
    }
    return answer
  }

  /// The law a loss function's inputs name by their own names.
  private static func lossLaw(_ inputs: RowInputs) throws -> DemandLaw {
    if inputs.has("demand_pmf") || inputs.has("pmf") { return .lattice(try inputs.lattice(inputs.has("pmf") ? "pmf" : "demand_pmf")) }
    if inputs.has("rate") { return .exponential(rate: try inputs.number("rate")) }
    if inputs.has("mu") { return .lognormal(mu: try inputs.number("mu"), sigma: try inputs.number("sigma")) }
    if inputs.has("lo") { return .uniform(low: try inputs.number("lo"), high: try inputs.number("hi")) }
    if inputs.has("shape") { return .gamma(shape: try inputs.number("shape"), scale: try inputs.number("scale")) }
    if inputs.has("failures_counted_before") {
      // Failures before the r-th success: mean r(1 − p)/p, variance over mean 1/p.
      let r = try inputs.positive("failures_counted_before")
      let p = try share(inputs)
      return .lattice(try Law.negativeBinomial(mean: r * (1 - p) / p, dispersion: 1 / p).lattice(tail: 1e-17))
    }
    if inputs.has("n") {
      return .lattice(try Law.binomial(n: try inputs.whole("n", in: 1...1_000_000), p: try share(inputs)).lattice(tail: 1e-17))
    }
    if inputs.has("p") {
      let from = inputs.has("support_from") ? try inputs.whole("support_from", in: 0...1) : 1
      let p = try share(inputs)
      return .lattice(try Law.geometric(mean: (1 - p) / p + Double(from), from: from).lattice(tail: 1e-17))
    }
    if inputs.has("demand") || inputs.has("demand_mean") {
      switch try inputs.demand(usual: inputs.has("demand_sd") ? "normal" : "poisson") {
      case .normal(let mean, let sd): return .normal(mean: mean, sd: sd)
      case let other: return .lattice(try other.lattice(tail: 1e-17))
      }
    }
    if inputs.has("sd") { return .normal(mean: try inputs.number("mean"), sd: try inputs.number("sd")) }
    if inputs.has("mean") { return .lattice(try Law.poisson(mean: try inputs.positive("mean")).lattice(tail: 1e-17)) }
    return .normal(mean: 0, sd: 1)
  }

  private static func share(_ inputs: RowInputs) throws -> Double {
    let p = try inputs.number("p")
    if !(p > 0 && p < 1) { throw inputs.refusal("p", "is \(p)", remedy: "write a probability between 0 and 1") }
    return p
  }
}
