public import Supply

extension LostSalesOptimum {
  /// The policy as orders by state: units on hand after receipt, then what is due in 1, 2, … *L* − 1 periods.
  ///
  /// - Complexity: O(states · log states).
  public func table() throws(StateTable.Flaw) -> StateTable {
    var rows: [StateTable.Row] = []
    guard let space else {
      for x in 0...max(0, level) { rows.append(.init(state: [Int64(x * lot)], order: Int64((level - x) * lot))) }
      return try StateTable(.stock(pipeline: 0), rows: rows)
    }
    rows.reserveCapacity(space.stateCount)
    let width = space.leadTime - 1
    for (c, column) in space.columns.enumerated() {
      let due = space.orders[(c * width)..<((c + 1) * width)].map { Int64($0) * Int64(lot) }
      for x in 0..<column.count {
        rows.append(.init(state: [Int64(x * lot)] + due, order: Int64(orders[column.offset + x]) * Int64(lot)))
      }
    }
    return try StateTable(.stock(pipeline: width), rows: rows)
  }
}

extension PerishableOptimum {
  /// The policy as orders by state: units by the periods they can still be sold in, then what is due in 1, 2, … *L* − 1 periods.
  ///
  /// - Complexity: O(states · log states).
  public func table() throws(StateTable.Flaw) -> StateTable {
    let side = Int64(problem.largestOrder + 1), width = problem.shelfLife + problem.leadTime - 1
    let rows = choice.enumerated().map { index, order in
      var state = [Int64](repeating: 0, count: width)
      var rest = Int64(index)
      for i in stride(from: width - 1, through: 0, by: -1) {
        state[i] = rest % side
        rest /= side
      }
      return StateTable.Row(state: state, order: Int64(order))
    }
    return try StateTable(.ages(problem.shelfLife, pipeline: problem.leadTime - 1), rows: rows)
  }

  /// The largest order in any state; where it is the problem's own limit, a higher limit may give a lower cost.
  public var largestOrder: Int { choice.max().map { Int($0) } ?? 0 }
}

extension DualSourcingOptimum {
  /// The policy as orders by state: what an expedited order placed now can serve, then the regular orders due 1, 2, … periods after it.
  ///
  /// Positions reach from the lowest that is told apart, with nothing under way, to the highest; below, the missing units are expedited.
  ///
  /// - Parameter pipeline: regular orders that come later than an expedited one would: the lag of the lead times less 1.
  /// - Complexity: O(states · log states).
  public func table(pipeline: Int) throws(StateTable.Flaw) -> StateTable {
    var rows: [StateTable.Row] = []
    func add(_ position: Int, _ due: [Int]) {
      guard let found = counted(position: position, pipeline: due) else { return }
      let unit = Int64(lot)
      rows.append(
        .init(
          state: [Int64(position) * unit] + due.map { Int64($0) * unit }, order: Int64(found.regular) * unit,
          emergency: Int64(found.expedited) * unit))
    }
    guard let space else {
      // Nothing is ever expedited: a base stock, whatever the pipeline. One row a state up to the level would be as many as its powers.
      if pipeline > 0 { throw .empty }
      for position in 0...max(0, level) { add(position, []) }
      return try StateTable(.position(pipeline: 0), rows: rows)
    }
    // Odometer over the orders under way; a whole position below the lowest is expedited up to it, so that `orders` knows every position.
    for position in (space.bottom - space.width * space.most)...space.top {
      var due = [Int](repeating: 0, count: space.width)
      while true {
        if position + due.reduce(0, +) <= space.top { add(position, due) }
        var i = space.width - 1
        while i >= 0, due[i] == space.most {
          due[i] = 0
          i -= 1
        }
        if i < 0 { break }
        due[i] += 1
      }
    }
    return try StateTable(.position(pipeline: space.width), rows: rows)
  }
}
