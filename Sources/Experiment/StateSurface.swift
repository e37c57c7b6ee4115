internal import Foundation
internal import Groundwork
internal import Optimization
internal import Simulation
internal import Supply

/// The exact cost around the best simple policy of an item that is solved by state: over two levels where it has two (base stock and cap
/// of lost sales, the two levels of two suppliers), over one where it has one (a base stock of goods that spoil).
public struct StateSurface: Sendable, Equatable {
  public var item: String
  public var location: String
  /// What is varied along the columns, and along the rows; nil where there is one level.
  public var columnTitle: String
  public var rowTitle: String?
  /// Units, rising by the same step; `rows` holds one 0 where there is one level.
  public var columns: [Int]
  public var rows: [Int]
  /// Money per day, one array a row; NaN where the model has no cost.
  public var cost: [[Double]]
  public var best: (column: Int, row: Int)
  public var leastCost: Double
  /// The class, in words, such as `capped base stock`.
  public var policies: String
  /// What rows are, in words that follow "with the best"; empty where there are none.
  public var rowWords: String
  /// Today's levels, where they are of the class and shown, and how they are written.
  public var today: (column: Int, row: Int)?
  public var todayName: String
  public var todayCost: Double?
  /// What the model leaves out of the scenario.
  public var assumptions: [String]

  public static func == (a: Self, b: Self) -> Bool {
    a.item == b.item && a.location == b.location && a.columns == b.columns && a.rows == b.rows && a.cost == b.cost && a.best == b.best
      && a.leastCost == b.leastCost && a.today?.column == b.today?.column && a.today?.row == b.today?.row
  }
}

/// Where the cheapest simple policy lies and how flat the cost is around it, for the item that loses most today among those solved by state.
struct StateSurfaceStudy {
  let plan: Plan
  let threads: Int
  let cancellation: Cancellation

  /// Columns and rows at most, and states and sweeps of one evaluation: some seconds together. Where orders are capped near the mean demand,
  /// stock hardly drifts and a cell would take a hundred thousand sweeps; such cells are left blank.
  private static let columns = 28, rows = 16
  private static let states = 3_000
  private static let sweeps = 2_000

  /// A class of policies of one or two levels with its exact cost.
  private struct Family {
    var policies: String
    var columnTitle: String
    var rowTitle: String?
    var rowWords = ""
    var best: (column: Int, row: Int)
    var todayName = ""
    var today: (column: Int, row: Int)?
    /// Least values, and the distance between two that differ.
    var least: (column: Int, row: Int)
    /// Rows beyond which nothing changes, given the best column.
    var mostRow = Int.max
    var step = 1
    /// Money per day of all columns of one row; nil where the model has none.
    var cost: @Sendable (_ columns: [Int], _ row: Int) -> [Double?]
  }

  func run(_ proposals: [ItemProposal]) throws(Cancelled) -> StateSurface? {
    let known = proposals.filter { $0.solver.family != .positions }
    func least(_ p: ItemProposal) -> Double { p.candidates.compactMap(\.expectedCostPerDay).min() ?? 0 }
    func loss(_ p: ItemProposal) -> Double { p.todayCostPerDay.map { $0 - least(p) } ?? 0 }
    let order = known.indices.sorted {
      (-loss(known[$0]), -least(known[$0]), $0) < (-loss(known[$1]), -least(known[$1]), $1)
    }
    for i in order.prefix(6) {
      try cancellation.check()
      guard let family = try? family(known[i]) else { continue }
      if let found = try grid(family, known[i]) { return found }
    }
    return nil
  }

  // MARK: Classes

  private func family(_ proposal: ItemProposal) throws(OptimizationError) -> Family? {
    switch proposal.solver.family {
    case .lostSales: try lostSales(proposal)
    case .perishable: try perishable(proposal)
    case .twoSuppliers: try twoSuppliers(proposal)
    case .positions: nil
    }
  }

  private var control: SolverControl {
    var control = SolverControl(cancellation: cancellation, memoryLimit: Self.states * 20)
    control.sweepLimit = Self.sweeps
    return control
  }

  private func lostSales(_ proposal: ItemProposal) throws(OptimizationError) -> Family? {
    let model = try PeriodicModel(plan, stockPoint: proposal.stockPoint)
    let point = plan.supply.stockPoints[proposal.stockPoint]
    let proposer = LostSalesProposer(
      plan: plan, stockPoint: proposal.stockPoint, bestOnly: false, size: ProgramSize(items: 1), threads: 1, cancellation: cancellation)
    let problem = proposer.problem(of: point, model), control = control
    guard problem.lostSaleCost > 0, !model.leavesOutCosts else { return nil }
    let days = model.days
    if problem.leadTime > 0, let found = proposal.candidates.first(where: { $0.method == .lostSalesCapped }),
      case .cappedBaseStock(let S, let cap) = found.control.policy
    {
      var today: (Int, Int)?
      var name = ""
      if case .cappedBaseStock(let S, let cap)? = proposal.today?.policy {
        (today, name) = ((Int(clamping: S), Int(clamping: cap)), "Today \(S), \(cap)")
      }
      // Where the least cap that binds nothing is.
      if case .baseStock(let S)? = proposal.today?.policy { (today, name) = ((Int(clamping: S), Int(clamping: S)), "Today \(S), no cap") }
      return Family(
        policies: "capped base stock", columnTitle: "Base stock S, units", rowTitle: "Cap on an order, units",
        rowWords: "cap", best: (Int(S), Int(cap)), todayName: name, today: today, least: (1, 1), mostRow: Int(S) + problem.demandLot, step: problem.demandLot
      ) { columns, row in
        columns.map { (try? problem.evaluate(baseStock: $0, cap: row, control: control).cost).map { $0 / days } }
      }
    }
    guard let found = proposal.candidates.first(where: { $0.method == .lostSalesBaseStock || $0.method == .lostSales }),
      case .baseStock(let S) = found.control.policy
    else { return nil }
    var today: (Int, Int)?
    if case .baseStock(let S)? = proposal.today?.policy { today = (Int(clamping: S), 0) }
    return Family(
      policies: "base stock", columnTitle: "Base stock S, units", rowTitle: nil, best: (Int(S), 0),
      todayName: today.map { "Today \($0.0)" } ?? "", today: today, least: (0, 0),
      step: problem.demandLot
    ) { columns, _ in
      columns.map { (try? problem.evaluate(baseStock: $0, control: control).cost).map { $0 / days } }
    }
  }

  private func perishable(_ proposal: ItemProposal) throws(OptimizationError) -> Family? {
    let proposer = PerishableProposer(
      plan: plan, stockPoint: proposal.stockPoint, bestOnly: false, size: ProgramSize(items: 1), threads: 1, cancellation: cancellation)
    let (model, problem, opening) = try proposer.unlimited()
    guard !model.leavesOutCosts,
      let found = proposal.candidates.filter({
        ($0.method == .perishableBaseStock || $0.method == .perishableWithWaste) && $0.expectedCostPerDay != nil
      }).min(by: { ($0.expectedCostPerDay ?? 0) < ($1.expectedCostPerDay ?? 0) })
    else { return nil }
    let isAware = found.method == .perishableWithWaste
    var best = 0
    if case .baseStock(let S) = found.control.policy { best = Int(S) }
    if case .baseStockWithWaste(let S) = found.control.policy { best = Int(S) }
    var today: (Int, Int)?
    if case .baseStock(let S)? = proposal.today?.policy, !isAware { today = (Int(clamping: S), 0) }
    if case .baseStockWithWaste(let S)? = proposal.today?.policy, isAware { today = (Int(clamping: S), 0) }
    let control = control, days = model.days
    return Family(
      policies: isAware ? "base stock with estimated waste" : "base stock", columnTitle: "Base stock S, units", rowTitle: nil,
      best: (best, 0), todayName: today.map { "Today \($0.0)" } ?? "", today: today, least: (0, 0)
    ) { columns, _ in
      columns.map { S in
        let rule: PerishableRule = isAware ? .baseStockWithEstimatedWaste(S: S) : .baseStock(S: S)
        let outcome = try? problem.evaluate(
          rule, over: PerishableProposer.window, startingWith: opening ?? S, stateLimit: Self.states, replications: 1, control: control)
        guard let outcome, outcome.halfWidth == 0 else { return nil }
        return outcome.cost / Double(PerishableProposer.window.periods) / days
      }
    }
  }

  private func twoSuppliers(_ proposal: ItemProposal) throws(OptimizationError) -> Family? {
    let proposer = TwoSupplierProposer(
      plan: plan, stockPoint: proposal.stockPoint, bestOnly: false, size: ProgramSize(items: 1), threads: 1, cancellation: cancellation)
    guard let (model, problem) = try proposer.units(), !model.leavesOutCosts,
      let found = proposal.candidates.first(where: { $0.method == .dualIndex && $0.expectedCostPerDay != nil }),
      case .twoSuppliers(.dualIndex(let low, let high, cap: nil)) = found.control.policy, high > low
    else { return nil }
    var today: (Int, Int)?
    if case .twoSuppliers(.dualIndex(let low, let high, cap: nil))? = proposal.today?.policy {
      today = (Int(clamping: low), Int(clamping: high - low))
    }
    var control = control
    control.memoryLimit = Self.states * 200
    let days = model.days, limited = control
    return Family(
      policies: "dual index", columnTitle: "Emergency level, units", rowTitle: "Regular minus emergency level, units",
      rowWords: "distance of the levels", best: (Int(low), Int(high - low)),
      todayName: today.map { "Today \($0.0), \($0.1)" } ?? "", today: today, least: (-(1 << 30), 0)
    ) { columns, row in
      guard let costs = try? problem.costs(indexGap: row, expeditedLevels: columns, control: limited) else { return columns.map { _ in nil } }
      return costs.map { $0 / days }
    }
  }

  // MARK: Grid

  /// The window reaches to where one level moved alone costs a tenth more, and to today's levels where they are near; its best lies inside.
  private func grid(_ family: Family, _ proposal: ItemProposal) throws(Cancelled) -> StateSurface? {
    let step = family.step
    var best = family.best
    guard let own = family.cost([best.column], best.row)[0], own > 0 else { return nil }
    let bound = 1.1 * own
    func reach(_ direction: Int, from start: Int, least: Int, most: Int, _ cost: (Int) -> Double?) -> Int {
      var at = start
      for _ in 0..<40 {
        let next = at + direction * max(step, abs(at - start) / 3 / step * step)
        if next < least || next > most { break }
        at = next
        guard let found = cost(at), found < bound else { break }
      }
      return at
    }
    func column(_ x: Int) -> Double? { family.cost([x], best.row)[0] }
    func row(_ y: Int) -> Double? { family.cost([best.column], y)[0] }
    var left = reach(-1, from: best.column, least: family.least.column, most: .max, column)
    var right = reach(1, from: best.column, least: .min, most: .max, column)
    var low = best.row, high = best.row
    if family.rowTitle != nil {
      low = reach(-1, from: best.row, least: family.least.row, most: .max, row)
      high = reach(1, from: best.row, least: .min, most: family.mostRow, row)
    }
    // A few units each way at least, or a valley of whole units is a handful of cells.
    left = max(family.least.column, min(left, best.column - 5 * step))
    right = max(right, best.column + 5 * step)
    if family.rowTitle != nil {
      low = max(family.least.row, min(low, best.row - 4 * step))
      high = min(family.mostRow, max(high, best.row + 4 * step))
    }
    if let today = family.today {
      let (across, up) = (right - left + step, high - low + step)
      let isNear = today.column > left - 2 * across && today.column < right + 2 * across && today.row > low - 2 * up
        && today.row < high + 2 * up
      if isNear {
        left = max(family.least.column, min(left, today.column - step))
        right = max(right, today.column + step)
        if family.rowTitle != nil {
          low = max(family.least.row, min(low, today.row - step))
          high = max(high, today.row + step)
        }
      }
    }
    for _ in 0..<4 {
      func line(_ low: Int, _ high: Int, _ through: Int, _ count: Int) -> [Int] {
        let apart = max(step, ((high - low) / count + step - 1) / step * step)
        let first = through - (through - low) / apart * apart
        return Array(stride(from: first, through: max(high, through), by: apart))
      }
      let xs = line(left, right, best.column, Self.columns), ys = family.rowTitle == nil ? [0] : line(low, high, best.row, Self.rows)
      if xs.count < 2 || family.rowTitle != nil && ys.count < 2 { return nil }
      let table = try concurrentMap(ys.count, threads: threads, cancellation: cancellation) { k in
        family.cost(xs, ys[k]).map { $0 ?? .nan }
      }
      var least = Double.infinity
      for (y, costs) in zip(ys, table) { for (x, cost) in zip(xs, costs) where cost < least { (least, best) = (cost, (x, y)) } }
      guard least.isFinite, table.joined().count(where: \.isFinite) * 2 >= xs.count * ys.count else { return nil }
      // The best on the frame asks for more room, where there is any.
      var isInside = true
      func widen(_ at: Int, _ values: [Int], _ low: inout Int, _ high: inout Int, _ least: Int, _ most: Int) {
        let more = max(step, (high - low) / 3 / step * step)
        if at == values[0], at - step >= least { (low, isInside) = (max(least, low - more), false) }
        if at == values[values.count - 1], at + step <= most { (high, isInside) = (min(most, high + more), false) }
      }
      widen(best.column, xs, &left, &right, family.least.column, .max - step)
      if family.rowTitle != nil { widen(best.row, ys, &low, &high, family.least.row, family.mostRow == .max ? .max - step : family.mostRow) }
      if !isInside { continue }
      let today = family.today.flatMap { today in
        today.column >= xs[0] && today.column <= xs[xs.count - 1] && today.row >= ys[0] && today.row <= ys[ys.count - 1] ? today : nil
      }
      return StateSurface(
        item: proposal.item, location: proposal.location, columnTitle: family.columnTitle, rowTitle: family.rowTitle, columns: xs, rows: ys,
        cost: table, best: best, leastCost: least, policies: family.policies, rowWords: family.rowWords, today: today,
        todayName: family.todayName,
        todayCost: today.flatMap { family.cost([$0.column], $0.row)[0] }, assumptions: proposal.assumptions)
    }
    return nil
  }
}
