internal import Groundwork
internal import Kernel
internal import Optimization
internal import Simulation
internal import Supply

/// What a program by state orders of the best-selling item: the order over two numbers of the state, the others held where they usually
/// are.
public struct StateOrders: Sendable, Equatable {
  public var item: String
  /// What the two numbers are, in words.
  public var columnTitle: String
  public var rowTitle: String
  /// Units, strictly increasing.
  public var columns: [Int]
  public var rows: [Int]
  /// Units to order, one array a row; NaN where the table has no such state, since the policy never comes to it.
  public var orders: [[Double]]
  /// The same of the emergency supplier; nil where there is none.
  public var emergency: [[Double]]?
  /// Where the other numbers of the state are held, in words; nil where there are no others.
  public var held: String?
  /// The least stock, fresh and with nothing on order, at which nothing is ordered; nil where something always is.
  public var resting: Int?
  /// Whether stock is told apart by its age, and whether orders under way are part of the state.
  public var hasAges: Bool
  public var hasPipeline: Bool
  /// Units from one state of the table to the next.
  public var unit: Int
  /// Whether no policy of any shape is cheaper in the model.
  public var isOptimal: Bool
  /// What the model takes for granted, in words.
  public var assumptions: [String]

  /// - Parameters:
  ///   - table: the policy.
  ///   - usual: units that an order due usually has.
  ///   - period: what a period is called.
  init(item: String, _ table: StateTable, usual: Double, period: String, isOptimal: Bool, assumptions: [String]) {
    self.item = item
    self.isOptimal = isOptimal
    self.assumptions = assumptions.isEmpty ? ["that of the scenario"] : assumptions
    hasPipeline = table.shape.pipeline > 0
    hasAges = false
    if case .ages(let ages, _) = table.shape { hasAges = ages > 1 }
    unit = max(1, Int(table.step))
    let width = table.shape.width
    var first = 0, second: Int? = width > 1 ? 1 : nil
    switch table.shape {
    case .stock: columnTitle = "On hand, units"
    case .position: columnTitle = "On hand, or here before an emergency order would be, less owed, units"
    case .ages(let ages, _):
      first = ages - 1
      second = ages > 1 ? 0 : width > 1 ? 1 : nil
      columnTitle = ages > 1 ? "On hand with \(ages) \(period)s to sell, units" : "On hand, units"
    }
    rowTitle = second.map { Self.words(table.shape, column: $0, period).capitalisedFirst } ?? "On order"
    // Orders due stand at what is usual, ages between the oldest and the freshest at nothing.
    let others = (0..<width).filter { $0 != first && $0 != second }
    var goal = [Int64](repeating: 0, count: width)
    for c in others where c >= width - table.shape.pipeline { goal[c] = Int64((usual / Double(table.step)).rounded()) * table.step }
    let kept = table.rows.filter { row in others.allSatisfy { row.state[$0] == goal[$0] } }
    var found: [SIMD2<Int>: StateTable.Row] = [:]
    for row in kept { found[SIMD2(Int(row.state[first]), second.map { Int(row.state[$0]) } ?? 0)] = row }
    let acting = found.filter { $0.value.order > 0 || $0.value.emergency > 0 }.keys
    let step = Int(table.step)
    func places(_ part: (SIMD2<Int>) -> Int) -> [Int] {
      guard let low = found.keys.map(part).min(), let high = found.keys.map(part).max() else { return [] }
      let last = acting.map(part).max() ?? high
      let shown = min(high, last + max(2 * step, (last - low) / 4))
      return Array(stride(from: low, through: max(low, shown), by: max(1, OrderTable.round(((shown - low) / step + 30) / 31)) * step))
    }
    columns = places { $0.x }
    rows = places { $0.y }
    let (columns, rows) = (columns, rows)
    func cells(_ part: (StateTable.Row) -> Int64) -> [[Double]] {
      rows.map { y in columns.map { x in found[SIMD2(x, y)].map { Double(part($0)) } ?? .nan } }
    }
    orders = cells { $0.order }
    if case .position = table.shape { emergency = cells { $0.emergency } }
    if !others.isEmpty { held = others.map { "\(Self.words(table.shape, column: $0, period)) at \(goal[$0])" }.joined(separator: ", ") }
    var rest = [Int64](repeating: 0, count: width)
    rest[first] = table.restingStock
    if table.order(rest) == (0, 0) { resting = Int(table.restingStock) }
  }

  /// What a number of a state is, in words that stand within a sentence.
  private static func words(_ shape: StateTable.Shape, column: Int, _ period: String) -> String {
    let due = column - (shape.width - shape.pipeline) + 1
    if due < 1 { return "on hand with \(column + 1) \(period)\(column > 0 ? "s" : "") to sell" }
    if case .position = shape { return "due \(due) \(period)\(due > 1 ? "s" : "") after an emergency order would be here" }
    return "due in \(due) \(period)\(due > 1 ? "s" : "")"
  }
}

extension String {
  fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension OptimizationResult {
  /// The program's orders of the best-selling item by state; nil where its model is not one by state, or its program was left out.
  public var stateOrders: StateOrders? {
    let plan = search.base.plan
    func demand(_ proposal: ItemProposal) -> Double { plan.supply.stockPoints[proposal.stockPoint].meanDailyDemand }
    guard let proposal = items.max(by: { demand($0) < demand($1) }), proposal.solver.family != .positions,
      case .periodic(let length) = plan.study
    else { return nil }
    for candidate in proposal.candidates {
      guard case .stateTable(let table) = candidate.control.policy else { continue }
      let period = length.days == 1 ? "day" : length.days == 7 ? "week" : "period"
      return StateOrders(
        item: proposal.item, table, usual: demand(proposal) * length.days, period: period, isOptimal: candidate.optimality == .best,
        assumptions: candidate.approximations)
    }
    return nil
  }
}
