/// Orders listed by state: what an exact program finds where no level says enough, because unmet demand is lost, goods spoil or a second
/// supplier is faster.
///
/// A state is a row of whole numbers; what they mean is the `shape`. The states stand as a tree, column by column, so that a look-up costs
/// one step a column. **Beyond the table** a state is read from left to right: a number that does not stand in the table beside those
/// before it is read as the next lower one that does, and one below the lowest as the lowest. (With two suppliers, units below the lowest
/// position are added to the emergency order.)
public struct StateTable: Sendable, Hashable, Codable {
  /// What the columns of a state are.
  public enum Shape: Sendable, Hashable, Codable {
    /// Units on hand, then the orders due in 1, 2, … `pipeline` periods.
    case stock(pipeline: Int)
    /// Units by the periods they can still be sold in, 1, 2, … `ages`, then the orders due in 1, 2, … `pipeline` periods.
    case ages(Int, pipeline: Int)
    /// On hand less owed with all that comes no later than an emergency order placed now; then the regular orders due 1, 2, … `pipeline`
    /// periods after that. Two orders are listed.
    case position(pipeline: Int)

    /// Numbers of a state.
    public var width: Int {
      switch self {
      case .stock(let pipeline), .position(let pipeline): 1 + pipeline
      case .ages(let ages, let pipeline): ages + pipeline
      }
    }

    /// Orders under way that a state tells apart.
    public var pipeline: Int {
      switch self {
      case .stock(let pipeline), .position(let pipeline), .ages(_, let pipeline): pipeline
      }
    }

    /// The columns as tables name them: `on hand`, `left 1`, `position`, `due 1` ….
    public var columns: [String] {
      let first =
        switch self {
        case .stock: ["on hand"]
        case .ages(let ages, _): (0..<ages).map { "left \($0 + 1)" }
        case .position: ["position"]
        }
      return first + (0..<pipeline).map { "due \($0 + 1)" }
    }

    /// The columns of what is ordered.
    public var orderColumns: [String] { if case .position = self { ["order", "emergency"] } else { ["order"] } }
  }

  /// What is wrong with a list of rows.
  public enum Flaw: Error, Sendable, Hashable {
    case empty
    /// A row has not as many numbers as the shape asks for, or one outside 0 … 10¹² (a position: −10¹² … 10¹²).
    case badRow(Int)
    /// Two rows are the same state; the later one in the list.
    case twice(Int)
    /// Before this row's number in this column, `missing` should stand.
    case hole(row: Int, column: Int, missing: Int64)
  }

  /// One state and what is ordered in it.
  public struct Row: Sendable, Hashable {
    public var state: [Int64]
    public var order: Int64
    /// From the emergency supplier; 0 where there is none.
    public var emergency: Int64

    public init(state: [Int64], order: Int64, emergency: Int64 = 0) {
      self.state = state
      self.order = order
      self.emergency = emergency
    }
  }

  public let shape: Shape
  /// Numbers of a state are multiples of this, counted from the lowest of their column.
  public let step: Int64
  /// Lowest number of the first column; all others begin at 0.
  public let lowest: Int64
  /// By column: node *i* of the column has the children `first[i] ..< first[i + 1]` in the next one; after the last column these are places
  /// in `orders`.
  private let tree: [[Int32]]
  private let orders: [Int64]
  private let emergencies: [Int64]?

  public static let largestNumber: Int64 = 1_000_000_000_000

  /// - Parameter rows: every state once, in any order. Beside the numbers before it, each column must run without a gap: from 0 (a
  ///   position: from the lowest of all) upwards in equal steps.
  /// - Throws: the first flaw found.
  /// - Complexity: O(rows · log rows · columns).
  public init(_ shape: Shape, rows: [Row]) throws(Flaw) {
    let width = shape.width
    if rows.isEmpty || rows.count > Int(Int32.max) { throw .empty }
    var isPosition = false
    if case .position = shape { isPosition = true }
    for (i, row) in rows.enumerated() {
      let good =
        row.state.count == width && (row.order >= 0 && row.order <= Self.largestNumber)
        && (row.emergency >= 0 && row.emergency <= Self.largestNumber)
      if !good || row.emergency > 0 && !isPosition { throw .badRow(i) }
      for (c, x) in row.state.enumerated() where abs(x) > Self.largestNumber || x < 0 && !(isPosition && c == 0) { throw .badRow(i) }
    }
    let low = isPosition ? rows.map { $0.state[0] }.min() ?? 0 : 0
    var divisor: Int64 = 0
    for row in rows {
      for (c, x) in row.state.enumerated() {
        var (a, b) = (divisor, c == 0 ? x - low : x)
        while b != 0 { (a, b) = (b, a % b) }
        divisor = a
      }
      if divisor == 1 { break }
    }
    let step = max(1, divisor)
    let order = rows.indices.sorted { a, b in
      for c in 0..<width where rows[a].state[c] != rows[b].state[c] { return rows[a].state[c] < rows[b].state[c] }
      return a < b
    }
    for (a, b) in zip(order, order.dropFirst()) where rows[a].state == rows[b].state { throw .twice(b) }
    var tree: [[Int32]] = []
    // Groups of rows that agree in all columns so far, as bounds in `order`.
    var bounds = [0, order.count]
    for c in 0..<width {
      var next: [Int] = []
      var first: [Int32] = [0]
      for (from, to) in zip(bounds, bounds.dropFirst()) {
        var expected: Int64 = c == 0 ? low : 0
        var i = from
        while i < to {
          let value = rows[order[i]].state[c]
          if value != expected { throw .hole(row: order[i], column: c, missing: expected) }
          next.append(i)
          while i < to, rows[order[i]].state[c] == value { i += 1 }
          expected += step
        }
        first.append(Int32(next.count))
      }
      next.append(order.count)
      tree.append(first)
      bounds = next
    }
    self.shape = shape
    self.step = step
    lowest = low
    self.tree = tree
    orders = order.map { rows[$0].order }
    emergencies = isPosition ? order.map { rows[$0].emergency } : nil
  }

  /// States in the table.
  public var count: Int { orders.count }

  /// The largest regular order.
  public var largestOrder: Int64 { orders.max() ?? 0 }

  /// What is ordered in a state, in the table or beyond it (see above).
  ///
  /// - Parameter state: as many numbers as the shape has columns.
  /// - Complexity: O(columns).
  public func order(_ state: [Int64]) -> (regular: Int64, emergency: Int64) {
    precondition(state.count == shape.width, "a state has a number for each column of the table")
    var node = 0
    for (c, first) in tree.enumerated() {
      let begin = Int(first[node]), count = Int64(Int(first[node + 1]) - begin)
      let place = max(0, c == 0 ? state[c] - lowest : state[c]) / step
      node = begin + Int(min(place, count - 1))
    }
    let emergency = emergencies.map { $0[node] + max(0, lowest - state[0]) } ?? 0
    return (orders[node], emergency)
  }

  /// The least stock, fresh and with nothing on order, at which nothing is ordered; where there is none the most that the table knows.
  public var restingStock: Int64 {
    var state = [Int64](repeating: 0, count: shape.width)
    var column = 0
    if case .ages(let ages, _) = shape { column = ages - 1 }
    var node = 0
    for first in tree.prefix(column) { node = Int(first[node]) }
    let places = tree[column][node + 1] - tree[column][node]
    let low = column == 0 ? lowest : 0
    for place in 0..<Int64(places) {
      state[column] = low + place * step
      if state[column] >= 0, order(state) == (0, 0) { return state[column] }
    }
    return max(0, low + (Int64(places) - 1) * step)
  }

  /// Every state in ascending order, column by column.
  public var rows: [Row] {
    var result: [Row] = []
    result.reserveCapacity(count)
    var state = [Int64](repeating: 0, count: shape.width)
    func walk(_ column: Int, _ node: Int) {
      if column == tree.count {
        result.append(Row(state: state, order: orders[node], emergency: emergencies?[node] ?? 0))
        return
      }
      let begin = tree[column][node], end = tree[column][node + 1]
      for child in begin..<end {
        state[column] = (column == 0 ? lowest : 0) + Int64(child - begin) * step
        walk(column + 1, Int(child))
      }
    }
    walk(0, 0)
    return result
  }
}
