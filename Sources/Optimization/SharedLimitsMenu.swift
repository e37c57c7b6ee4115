internal import Groundwork
internal import Supply

/// The levels of one item whose priced cost lies within a width of the least: what a plan near the bound can be made of.
///
/// A plan within the limits that costs less than the bound plus *w* has every item's priced cost within *w* of its least, so a menu as wide
/// as the gap holds the best plan.
struct SharedLimitsMenu {
  typealias Column = SharedLimitsSearch.Column

  /// Order sizes and levels that a fine menu may hold before it is thinned.
  static let spanLimit = 600
  static let levelLimit = 20_000

  let item: SharedItem
  let evaluator: Evaluator
  let prices: [Double]
  /// Steps that grow with the distance instead of every unit: for many items, which fill each other's steps.
  let isCoarse: Bool

  init(_ item: SharedItem, _ problem: InventoryProblem, model: PositionModel, prices: [Double], isCoarse: Bool) {
    self.item = item
    self.prices = prices
    self.isCoarse = isCoarse
    evaluator = Evaluator(problem, model: model)
  }

  /// What levels cost and take, from their evaluation in the item's own prices.
  static func column(_ item: SharedItem, _ own: PolicyEvaluation, s: Int, S: Int) -> Column {
    let use = ItemUse(
      costPerDay: own.costPerDay, meanStock: own.meanStock, ordersPerDay: own.ordersPerDay,
      shortPerDay: (1 - own.fillRate) * own.meanDailyDemand)
    return Column(s: s, S: S, cost: own.costPerDay, uses: item.uses(use))
  }

  private func priced(_ column: Column) -> Double { zip(prices, column.uses).reduce(column.cost) { $0 + $1.0 * $1.1 } }

  /// Levels around `centre`, those that others beat in cost and all uses left out.
  ///
  /// - Returns: the levels, and whether they are all within the width and not a selection.
  /// - Throws: `cancelled`.
  func levels(around centre: Column, width: Double, control: SolverControl) throws(OptimizationError)
    -> (columns: [Column], isWhole: Bool)
  {
    let least = priced(centre)
    // Of many items none need be twice as dear for the sake of the others.
    let ceiling = least + (isCoarse ? min(width, abs(least)) : width) + 1e-9 * abs(least)
    var found: [Column] = []
    var isWhole = !isCoarse
    let span = centre.S - centre.s
    // Demand in packs makes steps of cost that are no end.
    let patience = isCoarse ? 2 : max(3, min(64, Int(evaluator.model.meanStep)))
    for direction in [1, -1] {
      var distance = direction == 1 ? 0 : 1
      var misses = 0
      var low = centre.s
      var spans = 0
      while misses < patience {
        let size = span + direction * distance
        if size < 1 { break }
        if spans >= Self.spanLimit || found.count >= Self.levelLimit {
          isWhole = false
          break
        }
        try control.check()
        guard let (columns, least) = try? self.levels(size: size, near: low, ceiling: ceiling) else { break }
        low = least
        misses = columns.isEmpty ? misses + 1 : 0
        found += columns
        spans += 1
        distance += step(distance)
      }
    }
    return (SharedChoice.undominated(found).map { found[$0] }, isWhole)
  }

  private func step(_ distance: Int) -> Int { isCoarse ? max(1, distance / 3) : 1 }

  /// The levels of one order size S − s up to the ceiling, and the *s* of the cheapest.
  private func levels(size: Int, near s: Int, ceiling: Double) throws(OptimizationError) -> (columns: [Column], least: Int) {
    let shape = try PolicyShape(.sS(s: Int64(s), S: Int64(s + size)), evaluator)
    func column(_ shift: Int) -> Column {
      SharedLimitsMenu.column(item, shape.evaluation(shiftedBy: shift), s: s + shift, S: s + shift + size)
    }
    // Downhill in doubled strides, then in halved ones.
    var at = 0
    var best = priced(column(0))
    var stride = 1
    let direction = priced(column(1)) < best ? 1 : -1
    while stride < 1 << 30 {
      let next = priced(column(at + direction * stride))
      if next >= best { break }
      at += direction * stride
      best = next
      stride *= 2
    }
    while stride > 0 {
      for move in [-stride, stride] {
        let next = priced(column(at + move))
        if next < best {
          at += move
          best = next
        }
      }
      stride /= 2
    }
    var columns: [Column] = []
    for direction in [1, -1] {
      var distance = direction == 1 ? 0 : 1
      while columns.count < 2_000 {
        let next = column(at + direction * distance)
        if priced(next) > ceiling { break }
        columns.append(next)
        distance += step(distance)
      }
    }
    return (columns, s + at)
  }
}
