public import Groundwork
public import Supply

/// The exact long-run cost over a grid of reorder points and order sizes: how flat the bottom of the valley is.
public struct CostSurface: Sendable, Equatable {
  /// Which pair of levels the grid spans.
  public enum Levels: String, Sendable {
    /// Sizes are *S* − *s*.
    case reorderAndOrderTo = "(s, S)"
    /// Sizes are *Q*.
    case reorderAndQuantity = "(r, Q)"
  }
  public var levels: Levels
  /// Reorder points of the columns, units, rising by the same step.
  public var reorderPoints: [Int]
  /// Order sizes of the rows, units, rising by the same step.
  public var sizes: [Int]
  /// Money per day, one array a size.
  public var cost: [[Double]]
  /// The cheapest policy of all, not only of the grid, and its cost in money per day.
  public var best: (reorderPoint: Int, size: Int)
  public var leastCost: Double

  public static func == (a: Self, b: Self) -> Bool {
    a.levels == b.levels && a.reorderPoints == b.reorderPoints && a.sizes == b.sizes && a.cost == b.cost && a.best == b.best
      && a.leastCost == b.leastCost
  }
}

extension SensitivityModel {
  /// The cost around the best policy and today's.
  ///
  /// One cycle serves a whole row, since moving both levels by one moves the cycle by one and changes nothing else.
  ///
  /// - Parameters:
  ///   - best: the cheapest policy known, where it is another than the model's own: under a minimum or multiple an (s, S) can beat every
  ///     (r, Q).
  ///   - today: a policy the grid should reach, where that is within four times the width of the flat region; another policy is left out.
  ///   - columns: reorder points at most, and sizes at most.
  /// - Returns: nil where orders cost nothing, so that there is one level only.
  /// - Complexity: a cycle per size and a sum over it per cell.
  public func surface(around best: Policy? = nil, today: Policy?, columns: Int = 90, rows: Int = 60, cancellation: Cancellation? = nil)
    throws(OptimizationError)
    -> CostSurface?
  {
    let kind: CostSurface.Levels
    let r: Int, size: Int
    switch best ?? policy {
    case .sS(let s, let S): (kind, r, size) = (.reorderAndOrderTo, Int(s) / lot, Int(S - s) / lot)
    case .rQ(let point, let Q): (kind, r, size) = (.reorderAndQuantity, Int(point) / lot, Int(Q) / lot)
    default: return nil
    }
    if size < 1 { return nil }
    let step = kind == .reorderAndQuantity ? max(1, Int(counted.multiple)) : 1
    let smallest = kind == .reorderAndQuantity ? (max(1, Int(counted.minimum)) + step - 1) / step * step : 1
    func cost(_ reorder: Int, _ quantity: Int) throws(OptimizationError) -> Double {
      try shape(kind, r, quantity, cancellation).evaluation(shiftedBy: reorder - r).costPerDay
    }
    // The window: where the best policy with one level moved costs a tenth more.
    let row = try shape(kind, r, size, cancellation)
    let own = row.evaluation(shiftedBy: 0).costPerDay
    let bound = own * 1.1
    func reach(_ direction: Int) -> Int {
      var reach = 1
      while reach < 1 << 30, row.evaluation(shiftedBy: direction * reach).costPerDay < bound { reach *= 2 }
      var low = reach / 2
      while reach - low > 1 {
        let middle = (low + reach) / 2
        if row.evaluation(shiftedBy: direction * middle).costPerDay < bound { low = middle } else { reach = middle }
      }
      return reach
    }
    var left = r - reach(-1), right = r + reach(1)
    var small = size, large = size
    while small > smallest, try cost(r, small) < bound { small = max(smallest, min(small - 1, small * 9 / 10) / step * step) }
    while large < 8 * size + 8, try cost(r, large) < bound { large = max(large + step, large * 11 / 10 / step * step) }
    if let place = Self.place(today, kind), place.size >= lot {
      let (reorder, quantity) = (place.reorderPoint / lot, place.size / lot)
      let margin = (right - left) / 10 + 1, rim = (large - small) / 10 + 1
      if reorder > left - 4 * (right - left), reorder < right + 4 * (right - left), quantity < large + 4 * (large - small) {
        left = min(left, reorder - margin)
        right = max(right, reorder + margin)
        small = max(smallest, min(small, (quantity - rim) / step * step))
        large = max(large, (quantity + rim) / step * step)
      }
    }
    var points: [Int] = [], sizes: [Int] = [], table: [[Double]] = []
    var (least, place) = (own, (reorderPoint: r, size: size))
    for _ in 0..<4 {
      let across = max(1, (right - left + columns - 1) / columns)
      let up = max(step, ((large - small + rows - 1) / rows + step - 1) / step * step)
      // The grid passes through the best policy, and has a column and a row beyond it on each side, where there are such policies.
      points = Array(stride(from: r - max(1, (r - left) / across) * across, through: max(right, r + across), by: across))
      let below = max(size - up >= smallest ? 1 : 0, (size - small) / up)
      sizes = Array(stride(from: size - below * up, through: max(large, size + up), by: up))
      table = []
      for quantity in sizes {
        if cancellation?.isCancelled == true { throw .cancelled }
        let shape = try shape(kind, r, quantity, cancellation)
        table.append(points.map { shape.evaluation(shiftedBy: $0 - r).costPerDay })
      }
      // A search may have stopped beside the best of the grid.
      for (row, quantity) in zip(table, sizes) {
        for (cost, reorder) in zip(row, points) where cost < least * (1 - 1e-12) { (least, place) = (cost, (reorder, quantity)) }
      }
      // The best on the frame asks for more room.
      let before = (left, right, small, large)
      if place.reorderPoint == points[0] { left -= max(1, (right - left) / 3) }
      if place.reorderPoint == points[points.count - 1] { right += max(1, (right - left) / 3) }
      if place.size == sizes[0] { small = max(smallest, small - max(step, (large - small) / 3 / step * step)) }
      if place.size == sizes[sizes.count - 1] { large += max(step, (large - small) / 3 / step * step) }
      if before == (left, right, small, large) { break }
    }
    return CostSurface(
      levels: kind, reorderPoints: points.map { $0 * lot }, sizes: sizes.map { $0 * lot }, cost: table,
      best: (place.reorderPoint * lot, place.size * lot), leastCost: least)
  }

  private func shape(_ kind: CostSurface.Levels, _ reorder: Int, _ size: Int, _ cancellation: Cancellation?) throws(OptimizationError)
    -> PolicyShape
  {
    let policy: Policy =
      kind == .reorderAndOrderTo
      ? .sS(s: Int64(reorder), S: Int64(reorder + size)) : .rQ(r: Int64(reorder), Q: Int64(size))
    return try PolicyShape(policy, evaluator, cancellation: cancellation)
  }

  /// Where a policy stands in a grid of the kind; nil where it is of another.
  public static func place(_ policy: Policy?, _ kind: CostSurface.Levels) -> (reorderPoint: Int, size: Int)? {
    switch policy {
    case .sS(let s, let S): kind == .reorderAndOrderTo ? (Int(s), Int(S - s)) : nil
    case .minMax(let low, let high): kind == .reorderAndOrderTo ? (Int(low), Int(high - low)) : nil
    case .rQ(let r, let Q): kind == .reorderAndQuantity ? (Int(r), Int(Q)) : nil
    default: nil
    }
  }
}
