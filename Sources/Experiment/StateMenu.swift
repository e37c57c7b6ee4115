internal import Groundwork
internal import Optimization
internal import Randomness
internal import Simulation
internal import Supply

/// The policies of an item that is solved by state, each with what it costs and takes, for limits that items share.
///
/// A limit on stock makes stock dearer and one on units short makes waiting or losing dearer: so the item's own program is solved at a
/// ladder of such prices, and the best levels of its simple classes are listed beside its optima. Every policy is then followed along its
/// own chain of states, which tells its cost at the true prices and its use of the limits together.
struct StateMenu {
  let plan: Plan
  let stockPoint: Int
  let family: SolverChoice.Family
  /// Whether dearer stock, or dearer units short, is what the limits ask for.
  let isStockLimited: Bool
  let isServiceLimited: Bool
  let size: ProgramSize
  let cancellation: Cancellation

  /// Prices up and down the ladder: each so many times the one before.
  static let step = 1.3
  static let rungs = 16
  /// Levels that a class is followed at, at most.
  static let levels = 40
  /// States that all policies of an item reach together, at most: some seconds of work.
  private var work: Int { 50 * size.chain }

  /// Of many items each has a thinner menu: they fill each other's steps, and all are to be listed in the time of a few.
  private var thinning: Int { size.chain >= 20_000 ? 1 : 4 }

  private var control: SolverControl { SolverControl(cancellation: cancellation) }
  private var exact: SolverControl { SolverControl(cancellation: cancellation, memoryLimit: size.chain * 20) }

  /// The menu; nil where no policy of the item could be followed.
  func menu() throws(OptimizationError) -> ItemMenu? {
    switch family {
    case .lostSales: try lostSales()
    case .perishable: try perishable()
    case .twoSuppliers: try twoSuppliers()
    case .positions: nil
    }
  }

  /// What a given policy costs and takes; nil where its family cannot tell.
  func use(of policy: Policy) throws(OptimizationError) -> ItemUse? {
    do throws(OptimizationError) {
      switch family {
      case .lostSales:
        let (model, problem) = try lostSalesProblem()
        return try use(of: policy, problem).map { cost($0, problem, model) }
      case .perishable:
        let (model, problem, opening) = try perishableProposer.unlimited()
        return try use(of: policy, problem, opening).map { cost($0, problem, model) }
      case .twoSuppliers:
        guard let (model, problem) = try twoSupplierProposer.units() else { return nil }
        return try use(of: policy, problem).map { cost($0, problem, model) }
      case .positions: return nil
      }
    } catch {
      if case .cancelled = error { throw error }
      return nil
    }
  }

  /// What `body` says, or nil where it would not fit or did not settle.
  private func tried<Value>(_ body: () throws(OptimizationError) -> Value?) throws(OptimizationError) -> Value? {
    do throws(OptimizationError) {
      return try body()
    } catch {
      if case .cancelled = error { throw error }
      return nil
    }
  }

  /// Factors of the ladder from 1 up where `rises`, and down where `falls`.
  private func ladder(rises: Bool, falls: Bool) -> [Double] {
    var factors = [1.0]
    for k in stride(from: 1, through: Self.rungs, by: thinning) {
      var factor = 1.0
      for _ in 0..<k { factor *= Self.step }
      if rises { factors.append(factor) }
      if falls { factors.append(1 / factor) }
    }
    return factors
  }

  /// Whole numbers from 0 to `top`, at most so many.
  private static func spread(to top: Int, _ count: Int = levels) -> [Int] {
    let step = max(1, (top + count - 1) / count)
    return Array(stride(from: 0, through: max(0, top), by: step))
  }

  /// Policies of one item, as they are followed.
  private struct Listing {
    var choices: [ItemMenu.Choice] = []
    /// States that may yet be reached.
    var left: Int
    let cost: (PeriodUse) -> ItemUse

    init(left: Int, cost: @escaping (PeriodUse) -> ItemUse) {
      self.left = left
      self.cost = cost
    }

    mutating func add(_ policy: Policy, _ found: PeriodUse?) {
      guard let found else { return }
      left -= found.states
      choices.append(.init(policy: policy, use: cost(found)))
    }
  }

  private func use(_ use: PeriodUse, costing cost: Double, _ model: PeriodicModel) -> ItemUse {
    ItemUse(
      costPerDay: cost / model.days, meanStock: use.stock, ordersPerDay: use.orders / model.days, shortPerDay: use.short / model.days)
  }

  // MARK: Unmet demand is lost

  private func lostSalesProblem() throws(OptimizationError) -> (model: PeriodicModel, problem: LostSalesProblem) {
    let model = try PeriodicModel(plan, stockPoint: stockPoint)
    let proposer = LostSalesProposer(
      plan: plan, stockPoint: stockPoint, bestOnly: true, size: size, threads: 1, cancellation: cancellation)
    return (model, proposer.problem(of: plan.supply.stockPoints[stockPoint], model))
  }

  private func cost(_ use: PeriodUse, _ problem: LostSalesProblem, _ model: PeriodicModel) -> ItemUse {
    self.use(use, costing: problem.holdingCost * use.stock + problem.lostSaleCost * use.short, model)
  }

  private func use(of policy: Policy, _ problem: LostSalesProblem) throws(OptimizationError) -> PeriodUse? {
    switch policy {
    case .baseStock(let S): try problem.use(baseStock: Int(clamping: S), stateLimit: size.chain, control: control)
    case .cappedBaseStock(let S, let cap):
      try problem.use(baseStock: Int(clamping: S), cap: Int(clamping: cap), stateLimit: size.chain, control: control)
    default: nil
    }
  }

  private func lostSales() throws(OptimizationError) -> ItemMenu? {
    let (model, own) = try lostSalesProblem()
    let point = plan.supply.stockPoints[stockPoint]
    let isWhole = plan.supply.opensWithItsPolicy(stockPoint) || point.initialStock % Int64(own.demandLot) == 0
    var list = Listing(left: work) { cost($0, own, model) }
    var floors: [ItemMenu.Floor] = []
    for factor in ladder(rises: isStockLimited, falls: isServiceLimited) {
      var priced = own
      priced.holdingCost *= factor
      let asked = priced
      var least: Double?
      if let found = try tried({ () throws(OptimizationError) in try asked.optimum(isCountedInLots: isWhole, control: exact) }) {
        least = found.lower
        if asked.leadTime == 0 {
          list.add(
            .baseStock(S: Int64(found.highest)),
            try tried { () throws(OptimizationError) in try own.use(of: found, control: control) })
        } else if let table = try? found.table() {
          list.add(
            .stateTable(table),
            try tried { () throws(OptimizationError) in try own.use(of: found, stateLimit: size.chain, control: control) })
        }
      }
      if let least = least ?? (try? asked.lowerBound()) {
        floors.append(
          .init(holding: priced.holdingCost / model.days, shortage: priced.lostSaleCost, costPerDay: max(0, least) / model.days))
      }
    }
    // Levels that cover what the dearest sale would ask for, uncapped and at caps around what is sold.
    var dear = own
    if isServiceLimited { dear.lostSaleCost *= 60 }
    let top = try Self.coveringLevel(dear.demand, periods: own.leadTime + 1, overage: dear.holdingCost, underage: dear.lostSaleCost)
    for S in Self.spread(to: top, Self.levels / thinning) where list.left > 0 {
      let policy = Policy.baseStock(S: Int64(S))
      list.add(policy, try tried { () throws(OptimizationError) in try use(of: policy, own) })
    }
    if own.leadTime > 0, thinning == 1 {
      let mean = own.demand.mean
      for cap in Set([0.8, 1, 1.2, 1.5, 2].map { max(1, Int((mean * $0).rounded(.up))) }).sorted() {
        for S in Self.spread(to: top, Self.levels / 2 + 4) where S > cap && list.left > 0 {
          let policy = Policy.cappedBaseStock(S: Int64(S), cap: Int64(cap))
          list.add(policy, try tried { () throws(OptimizationError) in try use(of: policy, own) })
        }
      }
    }
    return made(
      list.choices, holding: own.holdingCost / model.days, shortage: own.lostSaleCost, isAllPriced: true,
      model.leavesOutCosts ? [] : floors)
  }

  private static func coveringLevel(_ demand: LatticeDistribution, periods: Int, overage: Double, underage: Double)
    throws(OptimizationError) -> Int
  {
    let found = try DemandLaw.lattice(demand).coveringLevel(over: periods, overage: max(overage, 1e-9), underage: underage)
    return Int(min(1e6, found.level)) + 1
  }

  private func made(_ choices: [ItemMenu.Choice], holding: Double, shortage: Double, isAllPriced: Bool, _ floors: [ItemMenu.Floor])
    -> ItemMenu?
  {
    choices.isEmpty
      ? nil : ItemMenu(choices: choices, holding: holding, shortage: shortage, isAllPriced: isAllPriced, floors: floors)
  }

  // MARK: Goods that spoil

  private var perishableProposer: PerishableProposer {
    PerishableProposer(plan: plan, stockPoint: stockPoint, bestOnly: true, size: size, threads: 1, cancellation: cancellation)
  }

  private func cost(_ use: PeriodUse, _ problem: PerishableProblem, _ model: PeriodicModel) -> ItemUse {
    self.use(
      use, costing: problem.holdingCost * use.stock + problem.shortageCost * use.short + problem.wasteCost * use.wasted, model)
  }

  private func use(of policy: Policy, _ problem: PerishableProblem, _ opening: Int?) throws(OptimizationError) -> PeriodUse? {
    let rule: PerishableRule
    switch policy {
    case .baseStock(let S): rule = .baseStock(S: Int(clamping: max(0, S)))
    case .baseStockWithWaste(let S): rule = .baseStockWithEstimatedWaste(S: Int(clamping: max(0, S)))
    default: return nil
    }
    return try problem.use(rule, startingWith: opening ?? rule.level, stateLimit: size.chain, control: control)
  }

  private func perishable() throws(OptimizationError) -> ItemMenu? {
    let (model, own, opening) = try perishableProposer.unlimited()
    var list = Listing(left: work) { cost($0, own, model) }
    var floors: [ItemMenu.Floor] = []
    // Prices besides the item's own: of stock, against what a lost unit costs, and of lost units.
    var prices: [(stock: Double, short: Double)] = [(0, 0)]
    for k in 0..<Self.rungs / 2 {
      let factor = Double(1 << k)
      if isStockLimited { prices.append((own.shortageCost * 0.01 * factor, 0)) }
      if isServiceLimited { prices.append((0, own.shortageCost * 0.25 * factor)) }
    }
    for price in prices {
      var priced = own
      priced.holdingCost += price.stock
      priced.shortageCost += price.short
      guard let found = try optimum(priced) else { continue }
      let use = try tried { () throws(OptimizationError) in
        try found.problem.use(of: found.optimum, stateLimit: size.states, control: control)
      }
      if let table = try? found.optimum.table() { list.add(.stateTable(table), use) }
      // Orders of a largest size that was met prove nothing.
      if found.isFree {
        floors.append(
          .init(
            holding: priced.holdingCost / model.days, shortage: priced.shortageCost, costPerDay: max(0, found.optimum.lower) / model.days))
      }
    }
    let dear = own.shortageCost * (isServiceLimited ? 60 : 1)
    let top = try Self.coveringLevel(
      own.demand, periods: own.leadTime + own.shelfLife, overage: max(own.holdingCost, 1e-3 * own.shortageCost), underage: dear)
    if own.demand.mean * Double(own.leadTime) <= 200 {
      for S in Self.spread(to: top, Self.levels / thinning) where list.left > 0 {
        for policy in [Policy.baseStock(S: Int64(S)), .baseStockWithWaste(S: Int64(S))] {
          list.add(policy, try tried { () throws(OptimizationError) in try use(of: policy, own, opening) })
        }
      }
    }
    return made(
      list.choices, holding: own.holdingCost / model.days, shortage: own.shortageCost, isAllPriced: own.wasteCost == 0,
      model.leavesOutCosts ? [] : floors)
  }

  /// The optimum with a largest order that no state asks for, or with the largest that fits; nil where none does.
  private func optimum(_ priced: PerishableProblem) throws(OptimizationError)
    -> (optimum: PerishableOptimum, problem: PerishableProblem, isFree: Bool)?
  {
    var problem = priced
    let level = try Self.coveringLevel(
      priced.demand, periods: priced.leadTime + 1, overage: max(priced.holdingCost, 1e-9), underage: priced.shortageCost)
    var limit = max(1, level)
    var last: (optimum: PerishableOptimum, problem: PerishableProblem, isFree: Bool)?
    while true {
      problem.largestOrder = limit
      let asked = problem
      // Of one solve as much work as a second takes.
      let digits = Double(asked.shelfLife + asked.leadTime - 1), points = Double(asked.demand.probabilities.count)
      var states = 1.0
      for _ in 0..<Int(digits) { states *= Double(limit + 1) }
      if states > Double(size.chain) || states * Double(limit + 1) * points > 1e9 { return last }
      guard let found = try tried({ () throws(OptimizationError) in try asked.optimum(.average, control: control) }) else { return last }
      if found.largestOrder < limit { return (found, asked, true) }
      last = (found, asked, false)
      limit += max(2, limit / 2)
    }
  }

  // MARK: Two suppliers

  private var twoSupplierProposer: TwoSupplierProposer {
    TwoSupplierProposer(plan: plan, stockPoint: stockPoint, bestOnly: true, size: size, threads: 1, cancellation: cancellation)
  }

  private func cost(_ use: PeriodUse, _ problem: DualSourcingProblem, _ model: PeriodicModel) -> ItemUse {
    let bought = problem.expeditedUnitCost * use.emergencyUnits + problem.regularUnitCost * (problem.demand.mean - use.emergencyUnits)
    return self.use(use, costing: problem.holdingCost * use.stock + problem.backorderCost * use.owed + bought, model)
  }

  private func use(of policy: Policy, _ problem: DualSourcingProblem) throws(OptimizationError) -> PeriodUse? {
    switch policy {
    case .twoSuppliers(.dualIndex(let low, let high, let cap)):
      try problem.use(
        dualIndex: Int(clamping: low), Int(clamping: high), cap: cap.map { Int(clamping: $0) }, stateLimit: size.chain, control: control)
    case .twoSuppliers(.singleIndex(let low, let high)):
      try problem.use(singleIndex: Int(clamping: low), Int(clamping: high), stateLimit: size.chain, control: control)
    case .baseStock(let S):
      // All from the regular supplier.
      try problem.use(stateLimit: size.chain, control: control) { (Int(clamping: S) - $0 - $1.reduce(0, +), 0) }
    default: nil
    }
  }

  private func twoSuppliers() throws(OptimizationError) -> ItemMenu? {
    guard let (model, own) = try twoSupplierProposer.units() else { return nil }
    let point = plan.supply.stockPoints[stockPoint]
    let isWhole = plan.supply.opensWithItsPolicy(stockPoint) || point.initialStock % Int64(max(1, own.demandLot)) == 0
    var list = Listing(left: work) { cost($0, own, model) }
    var floors: [ItemMenu.Floor] = []
    var indices: [(low: Int, gap: Int, cap: Int?)] = []
    for (rung, factor) in ladder(rises: isStockLimited, falls: false).enumerated() {
      var priced = own
      priced.holdingCost *= factor
      let asked = priced
      if let found = try tried({ () throws(OptimizationError) in try asked.optimum(isCountedInLots: isWhole, control: exact) }) {
        floors.append(.init(holding: priced.holdingCost / model.days, shortage: 0, costPerDay: max(0, found.lower) / model.days))
        if let table = try? found.table(pipeline: own.regularLeadTime - own.expeditedLeadTime - 1) {
          list.add(
            .stateTable(table),
            try tried { () throws(OptimizationError) in try own.use(of: found, stateLimit: size.chain, control: control) })
        }
      }
      // The classes are searched on every other rung, which their levels and gaps fill.
      for isCapped in [false, true] where rung % (isCapped ? 4 : 2) == 0 {
        let found = try tried { () throws(OptimizationError) in
          try isCapped ? asked.bestCappedDualIndex(control: exactChain) : asked.bestDualIndex(control: exactChain)
        }
        guard let found, let high = found.regularLevel else { continue }
        // Gaps beside the best one hold a little more or less, where a whole level is a large step.
        let gap = high - found.expeditedLevel
        for beside in [gap, gap - 1, gap + 1, gap - 2, gap + 2] where beside >= 0 {
          let one = (low: found.expeditedLevel, gap: beside, cap: found.regularCap)
          if !indices.contains(where: { $0.gap == one.gap && $0.cap == one.cap }) { indices.append(one) }
        }
      }
    }
    // Both levels moved together: the gap decides what is expedited, the level what is held.
    let reach = max(2, min(Self.levels / 2, Int((own.demand.mean * Double(own.expeditedLeadTime + 2)).rounded(.up))))
    var seen: Set<[Int]> = []
    for index in indices {
      for shift in -reach...reach where list.left > 0 {
        let low = index.low + shift
        if !seen.insert([low, index.gap, index.cap ?? -1]).inserted { continue }
        let policy = Policy.twoSuppliers(
          .dualIndex(emergency: Int64(low), regular: Int64(low + index.gap), cap: index.cap.map { Int64(max(1, $0)) }))
        list.add(policy, try tried { () throws(OptimizationError) in try use(of: policy, own) })
      }
    }
    return made(list.choices, holding: own.holdingCost / model.days, shortage: 0, isAllPriced: false, model.leavesOutCosts ? [] : floors)
  }

  private var exactChain: SolverControl { SolverControl(cancellation: cancellation, memoryLimit: size.chain * 200) }
}
