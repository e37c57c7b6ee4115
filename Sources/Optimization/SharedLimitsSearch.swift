internal import Groundwork
internal import Supply

/// The search for prices and for the plan.
struct SharedLimitsSearch {
  /// One policy of one item: what it costs and what it takes. Of an item with a menu *s* is the place in it.
  struct Column: Sendable {
    var s: Int
    var S: Int
    var cost: Double
    var uses: [Double]
  }

  /// What all items do at given prices.
  struct Response {
    var prices: [Double]
    /// Index of each item's column.
    var chosen: [Int]
    var used: [Double]
    var bound: Double
  }

  let problem: SharedLimitsProblem
  let control: SolverControl
  private let models: [PositionModel?]
  private let crew: SweepCrew
  private var columns: [[Column]]
  private var proven = true
  /// Sets of prices tried, and the highest bound met.
  private var attempts = 0
  private var highest = -Double.infinity
  /// The highest bound over policies of any shape, where items bring menus that do not hold them all.
  private var highestProof = -Double.infinity
  /// The response of least excess met, and the cheapest that keeps all limits.
  private var closest: Response?
  private var cheapest: (cost: Double, response: Response)?

  init(_ problem: SharedLimitsProblem, control: SolverControl) throws(OptimizationError) {
    self.problem = problem
    self.control = control
    var models: [PositionModel?] = []
    for item in problem.items {
      try control.check()
      models.append(try item.problem.map { (own) throws(OptimizationError) in try PositionModel(own) })
    }
    self.models = models
    crew = SweepCrew(threads: control.threads)
    columns = problem.items.map { item in
      let all = (item.menu?.choices ?? []).enumerated().map { k, choice in
        Column(s: k, S: 0, cost: choice.use.costPerDay, uses: item.uses(choice.use))
      }
      return SharedChoice.undominated(all).map { all[$0] }
    }
  }

  var isProven: Bool { proven }

  /// What no policies within the limits cost less than: of any shape, where menus do not hold all.
  func lowerBound(_ best: Response) -> Double { problem.items.contains { $0.menu != nil } ? highestProof : best.bound }

  mutating func run(rounds: Int) throws(OptimizationError) -> SharedPlan {
    let (best, isFree) = try priced(rounds: rounds)
    if isFree { return plan(best.chosen, response: best) }
    var chosen = try choose(best)
    if excess(used(chosen)) > 1e-9 { chosen = try leastViolation(from: chosen) }
    return plan(chosen, response: best)
  }

  /// The prices of the highest bound met, and whether no limit needs any.
  mutating func priced(rounds: Int) throws(OptimizationError) -> (best: Response, isFree: Bool) {
    let n = problem.limits.count
    var prices = [Double](repeating: 0, count: n)
    // Where waiting costs an item nothing, only a limit on units short makes it order at all.
    func isFree(_ item: SharedItem) -> Bool { item.problem.map { $0.backorderCost == 0 && $0.backorderCostPerUnit == 0 } ?? false }
    let unpriced = problem.items.contains(where: isFree)
    if unpriced {
      guard let c = (0..<n).first(where: { c in problem.items.allSatisfy { $0.perUnitShort[c] > 0 || !isFree($0) } })
      else {
        throw .neverOrdering
      }
      prices[c] = typicalPrice(c)
    }
    // Raised until waiting is dear enough for every item to order.
    var start = try attempt(prices)
    for _ in 0..<60 {
      guard case .tooCheap = start, unpriced else { break }
      for c in prices.indices { prices[c] *= 2 }
      start = try attempt(prices)
    }
    var best: Response
    switch start {
    case .found(let response): best = response
    case .tooCheap: throw .neverOrdering
    case .failed(let error): throw error
    }
    if !violated(best.used), prices.allSatisfy({ $0 == 0 }) { return (best, true) }
    for round in 0..<(n == 1 ? 1 : rounds) {
      let before = best.bound
      for c in 0..<n {
        let found = try balance(c, from: best)
        if found.bound > best.bound { best = found }
      }
      if round > 0, best.bound - before <= 1e-7 * abs(best.bound) { break }
    }
    if n > 1 { best = try polished(best) }
    return (best, false)
  }

  private func used(_ chosen: [Int]) -> [Double] {
    var used = [Double](repeating: 0, count: problem.limits.count)
    for (i, k) in chosen.enumerated() {
      for c in used.indices { used[c] += columns[i][k].uses[c] }
    }
    return used
  }

  /// The plan whose relative excesses sum to the least found.
  ///
  /// It is the largest of Σ λ_c·(use_c − limit_c) ÷ yardstick_c over λ in [0, 1]: for any λ the items are independent again, each with
  /// prices of λ_c ÷ yardstick_c on its uses and hardly any on its cost. λ rises where a limit is broken and falls where it is kept; from
  /// the levels met and those around them a plan is put together by branch and bound, of least excess first and of least cost among those.
  private mutating func leastViolation(from chosen: [Int]) throws(OptimizationError) -> [Int] {
    let scales = problem.limits.map(\.yardstick)
    // So dear that a hundred-thousandth of a limit is worth all costs together.
    let money = chosen.enumerated().reduce(1e-9) { $0 + abs(columns[$1.offset][$1.element].cost) }
    let dear = 1e5 * money
    var weights = [Double](repeating: 1, count: scales.count)
    var best: (bound: Double, response: Response)?
    for step in 0..<60 {
      let prices = zip(weights, scales).map { dear * $0 / $1 }
      // An item that would rather never order: the limit on units short must weigh more.
      guard case .found(let response) = try attempt(prices) else {
        for c in weights.indices { weights[c] = weights[c] / 2 + 0.5 }
        continue
      }
      // The highest of these is close to the least excess there is.
      if response.bound / dear > best?.bound ?? -.infinity { best = (response.bound / dear, response) }
      let pace = 0.5 / (1 + 0.2 * Double(step))
      for c in weights.indices {
        let over = max(-1, min(1, (response.used[c] - problem.limits[c].limit) / scales[c]))
        weights[c] = max(0, min(1, weights[c] + pace * over))
      }
    }
    guard let best else { return chosen }
    let isCoarse = problem.items.count > SharedChoice.wholeLimit
    var found = chosen
    for round in 0..<3 {
      let gap = max(1e-4, excess(used(found)) - best.bound)
      _ = try widen(best.response, by: dear * min(gap, 0.5), isCoarse: isCoarse)
      let choice = SharedChoice(
        menus: columns, limits: problem.limits.map(\.limit), scales: scales, prices: best.response.prices, control: control)
      let starts = [found, best.response.chosen, closest?.chosen].compactMap { $0 }
      let next = try choice.leastExcess(from: starts)
      if excess(used(next)) >= excess(used(found)) - 1e-12, round > 0 { break }
      found = next
    }
    return found
  }

  private func violated(_ used: [Double]) -> Bool {
    zip(used, problem.limits).contains { $0 > $1.limit * (1 + 1e-12) + 1e-300 }
  }

  /// A price to begin with: the items' own costs for the share of the limit they take.
  private func typicalPrice(_ c: Int) -> Double {
    var price = 0.0
    for item in problem.items {
      guard let p = item.problem else {
        if let menu = item.menu { price = max(price, Self.typicalPrice(menu, item, c)) }
        continue
      }
      if item.perUnitInStock[c] > 0 { price = max(price, p.holdingCost / item.perUnitInStock[c]) }
      if item.perOrder[c] > 0 { price = max(price, max(p.orderCost, p.holdingCost) / item.perOrder[c]) }
      if item.perUnitShort[c] > 0 { price = max(price, max(p.backorderCostPerUnit, p.holdingCost) / item.perUnitShort[c]) }
    }
    return price > 0 ? price : 1
  }

  private static func typicalPrice(_ menu: ItemMenu, _ item: SharedItem, _ c: Int) -> Double {
    let cost = menu.choices.map(\.use.costPerDay).min() ?? 0
    var price = 0.0
    if item.perUnitInStock[c] > 0 { price = max(menu.holding, 1e-6 * cost) / item.perUnitInStock[c] }
    if item.perOrder[c] > 0 { price = max(price, max(menu.holding, cost) / item.perOrder[c]) }
    if item.perUnitShort[c] > 0 { price = max(price, max(menu.shortage, menu.holding) / item.perUnitShort[c]) }
    return price
  }

  /// The price of one limit at which it is just kept, the others held: doubled until it is kept, then halved between.
  ///
  /// - Returns: the response of the highest bound met.
  private mutating func balance(_ c: Int, from start: Response) throws(OptimizationError) -> Response {
    var best = start
    var prices = start.prices
    var low = 0.0
    var high: Double
    prices[c] = 0
    if case .found(let free) = try attempt(prices) {
      if free.bound > best.bound { best = free }
      if free.used[c] <= problem.limits[c].limit { return best.prices[c] == 0 ? best : free.bound >= best.bound ? free : best }
    }
    high = max(start.prices[c], typicalPrice(c) / 64)
    var kept = false
    for _ in 0..<40 {
      prices[c] = high
      let outcome = try attempt(prices)
      // At absurd prices an item's levels no longer fit; what was reached is the end.
      if case .failed = outcome { break }
      if case .found(let found) = outcome {
        if found.bound > best.bound { best = found }
        if found.used[c] <= problem.limits[c].limit {
          kept = true
          break
        }
      }
      low = high
      high *= 2
    }
    if !kept { return best }
    for _ in 0..<24 where high - low > 1e-4 * high {
      let middle = (low + high) / 2
      prices[c] = middle
      switch try attempt(prices) {
      case .failed: return best
      case .tooCheap: low = middle
      case .found(let found):
        if found.bound > best.bound { best = found }
        if found.used[c] <= problem.limits[c].limit { high = middle } else { low = middle }
      }
    }
    return best
  }

  private enum Attempt {
    case found(Response)
    /// An item would rather never order: the price of waiting is too low for an answer.
    case tooCheap
    case failed(OptimizationError)
  }

  /// What the items do at given prices, or why there is no answer. Only cancellation is thrown.
  private mutating func attempt(_ prices: [Double]) throws(OptimizationError) -> Attempt {
    attempts += 1
    do {
      let response = try respond(prices)
      highest = max(highest, response.bound)
      control.progress?(SolverProgress(sweep: attempts, gap: (cheapest?.cost ?? .infinity) - highest, states: problem.items.count))
      return .found(response)
    } catch {
      if case .cancelled = error { throw error }
      if case .neverOrdering = error { return .tooCheap }
      return .failed(error)
    }
  }

  /// Every item's best policy at given prices.
  private mutating func respond(_ prices: [Double]) throws(OptimizationError) -> Response {
    let items = problem.items
    let (models, columns) = (models, columns)
    var results = [Result<Best, OptimizationError>?](repeating: nil, count: items.count)
    results.withUnsafeMutableBufferPointer { results in
      // Each block writes its own element only.
      nonisolated(unsafe) let out = results.baseAddress!
      _ = crew.run(blocks: items.count, cancellation: control.cancellation) { i in
        out[i] =
          models[i].map { Self.best(items[i], model: $0, prices: prices) } ?? .success(Self.best(items[i], columns[i], prices: prices))
        return ChangeRange()
      }
    }
    try control.check()
    var response = Response(prices: prices, chosen: [], used: [Double](repeating: 0, count: prices.count), bound: 0)
    var proof = 0.0
    for i in items.indices {
      switch results[i] {
      case .success(let found):
        if !found.proven { proven = false }
        response.bound += found.priced
        proof += found.floor
        for c in prices.indices { response.used[c] += found.column.uses[c] }
        response.chosen.append(keep(found.column, of: i))
      case .failure(let error): throw error
      case nil: throw .cancelled
      }
    }
    for c in prices.indices {
      response.bound -= prices[c] * problem.limits[c].limit
      proof -= prices[c] * problem.limits[c].limit
    }
    highestProof = max(highestProof, proof)
    let over = excess(response.used)
    if !violated(response.used) {
      let cost = response.chosen.enumerated().reduce(0) { $0 + self.columns[$1.offset][$1.element].cost }
      if cost < cheapest?.cost ?? .infinity { cheapest = (cost, response) }
    }
    if let known = closest, over >= excess(known.used) { return response }
    closest = response
    return response
  }

  private mutating func keep(_ column: Column, of i: Int) -> Int {
    if let known = columns[i].firstIndex(where: { $0.s == column.s && $0.S == column.S }) { return known }
    columns[i].append(column)
    return columns[i].count - 1
  }

  /// One item's best policy at given prices.
  private struct Best {
    var column: Column
    var priced: Double
    /// What no policy of any shape costs less than at these prices.
    var floor: Double
    var proven: Bool
  }

  private static func best(_ item: SharedItem, _ menu: [Column], prices: [Double]) -> Best {
    var least = Double.infinity
    var found = menu[0]
    for column in menu {
      let value = zip(prices, column.uses).reduce(column.cost) { $0 + $1.0 * $1.1 }
      if value < least { (least, found) = (value, column) }
    }
    let floor = item.floor(at: prices)
    return Best(column: found, priced: least, floor: min(least, floor ?? least), proven: floor != nil)
  }

  private static func best(_ item: SharedItem, model: PositionModel, prices: [Double]) -> Result<Best, OptimizationError> {
    guard var priced = item.problem else { return .failure(.notCovered(reason: "it has no program by position")) }
    for c in prices.indices {
      priced.holdingCost += prices[c] * item.perUnitInStock[c]
      priced.orderCost += prices[c] * item.perOrder[c]
      priced.backorderCostPerUnit += prices[c] * item.perUnitShort[c]
    }
    do throws(OptimizationError) {
      let found = try ReorderSearch(model, priced).run(cancellation: nil)
      let column = try Self.column(item, model: model, s: found.s, S: found.S)
      return .success(
        Best(column: column, priced: found.costPerDay, floor: found.costPerDay, proven: found.isOptimalAmongAllPolicies))
    } catch {
      return .failure(error)
    }
  }

  private static func column(_ item: SharedItem, model: PositionModel, s: Int, S: Int) throws(OptimizationError) -> Column {
    guard let problem = item.problem else { throw .notCovered(reason: "it has no program by position") }
    let own = try Evaluator(problem, model: model).evaluate(.sS(s: Int64(s), S: Int64(S)))
    return SharedLimitsMenu.column(item, own, s: s, S: S)
  }

  /// Prices moved together where one at a time is stuck: a bound over the levels met says where to, all items' programs what it is worth.
  private mutating func polished(_ start: Response) throws(OptimizationError) -> Response {
    var best = start
    for _ in 0..<4 {
      guard case .found(let found) = try attempt(promising(best)), found.bound > best.bound * (1 + 1e-9) else { break }
      best = found
    }
    return best
  }

  /// Prices of the highest bound over the columns met, by subgradient steps that shrink.
  private func promising(_ start: Response) -> [Double] {
    let limits = problem.limits.map(\.limit)
    let typical = limits.indices.map { max(typicalPrice($0) / 64, start.prices[$0]) }
    var prices = start.prices
    var best = (bound: -Double.infinity, prices: prices)
    for step in 0..<400 {
      var bound = 0.0
      var used = [Double](repeating: 0, count: limits.count)
      for menu in columns {
        var least = (value: Double.infinity, k: 0)
        for (k, column) in menu.enumerated() {
          var value = column.cost
          for c in prices.indices { value += prices[c] * column.uses[c] }
          if value < least.value { least = (value, k) }
        }
        bound += least.value
        for c in used.indices { used[c] += menu[least.k].uses[c] }
      }
      for c in prices.indices { bound -= prices[c] * limits[c] }
      if bound > best.bound { best = (bound, prices) }
      let pace = 0.3 / (1 + 0.1 * Double(step))
      for c in prices.indices {
        let over = max(-1, min(1, (used[c] - limits[c]) / max(limits[c], 1e-12)))
        prices[c] = max(0, prices[c] + pace * typical[c] * over)
      }
    }
    return best.prices
  }

  /// One of each item's levels: from menus around the prices, widened until they hold every plan between the bound and the best found.
  private mutating func choose(_ response: Response) throws(OptimizationError) -> [Int] {
    let limits = problem.limits.map(\.limit), isCoarse = problem.items.count > SharedChoice.wholeLimit
    var width = 0.02 * response.chosen.enumerated().reduce(0) { $0 + abs(columns[$1.offset][$1.element].cost) }
    var chosen = response.chosen
    for _ in 0..<5 {
      let isWhole = try widen(response, by: width, isCoarse: isCoarse)
      let choice = SharedChoice(
        menus: columns, limits: limits, scales: problem.limits.map(\.yardstick), prices: response.prices, control: control)
      let starts = [chosen, response.chosen, closest?.chosen, cheapest?.response.chosen].compactMap { $0 }
      chosen = try choice.best(from: starts)
      let isKept = choice.excess(choice.used(chosen)) == 0
      let gap = choice.cost(chosen) - response.bound
      if isKept, gap <= width || !isWhole { break }
      width = isKept ? gap : 4 * width
    }
    return chosen
  }

  /// Adds every item's levels whose priced cost is within a width of the least.
  ///
  /// - Returns: whether the menus hold all of them.
  private mutating func widen(_ response: Response, by width: Double, isCoarse: Bool) throws(OptimizationError) -> Bool {
    let items = problem.items
    let (models, control, prices) = (models, control, response.prices)
    let centres = response.chosen.enumerated().map { columns[$0.offset][$0.element] }
    var results = [Result<(columns: [Column], isWhole: Bool), OptimizationError>?](repeating: nil, count: items.count)
    results.withUnsafeMutableBufferPointer { results in
      // Each block writes its own element only.
      nonisolated(unsafe) let out = results.baseAddress!
      _ = crew.run(blocks: items.count, cancellation: control.cancellation) { i in
        // A menu that an item brings holds all that there is of it.
        guard let model = models[i], let problem = items[i].problem else {
          out[i] = .success(([], true))
          return ChangeRange()
        }
        let menu = SharedLimitsMenu(items[i], problem, model: model, prices: prices, isCoarse: isCoarse)
        do throws(OptimizationError) {
          out[i] = .success(try menu.levels(around: centres[i], width: width, control: control))
        } catch {
          out[i] = .failure(error)
        }
        return ChangeRange()
      }
    }
    try control.check()
    var isWhole = true
    for i in items.indices {
      guard case .success(let found) = results[i] else { throw .cancelled }
      if !found.isWhole { isWhole = false }
      var known = Set(columns[i].map { [$0.s, $0.S] })
      for column in found.columns where known.insert([column.s, column.S]).inserted { columns[i].append(column) }
    }
    return isWhole
  }

  /// Sum over the limits of what is used too much, as shares of their yardsticks.
  private func excess(_ used: [Double]) -> Double {
    var sum = 0.0
    for (u, limit) in zip(used, problem.limits) where u > limit.limit {
      sum += (u - limit.limit) / limit.yardstick
    }
    return sum
  }

  private func plan(_ chosen: [Int], response: Response) -> SharedPlan {
    var cost = 0.0
    var used = [Double](repeating: 0, count: problem.limits.count)
    var policies: [Policy] = []
    for (i, k) in chosen.enumerated() {
      let column = columns[i][k]
      policies.append(problem.items[i].menu?.choices[column.s].policy ?? .sS(s: Int64(column.s), S: Int64(column.S)))
      cost += column.cost
      for c in used.indices { used[c] += column.uses[c] }
    }
    var violations: [SharedPlan.Violation] = []
    for (u, limit) in zip(used, problem.limits) where u > limit.limit * (1 + 1e-9) + 1e-12 {
      violations.append(SharedPlan.Violation(name: limit.name, excess: u - limit.limit))
    }
    return SharedPlan(
      policies: policies, cost: cost, lowerBound: proven && violations.isEmpty ? lowerBound(response) : nil, used: used,
      prices: response.prices,
      violations: violations)
  }
}
