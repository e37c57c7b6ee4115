/// The search for the fewest people in each hour, which knows nothing of simulation.
///
/// A cell is an hour of a pool. From everybody in every hour, people are taken away where most are to spare: first many at a time, then
/// fewer, at last one by one, until one person less in any cell misses a target. It rests on the assumption of `StaffingWalk`: more people
/// never turn a met target into a missed one. So who is missed once is missed with still fewer people in other hours, and is not asked
/// about again. Work can wait for another hour, so several tables may have this property, and which is found follows the order of the
/// cells. Then one person more in a cell for one less in a dearer one, or in two, is tried wherever that lowers the pay, nearest hours
/// first; what is gained is thinned out again, until there is no such exchange.
struct StaffingHourWalk {
  struct Cell: Sendable {
    /// People of the shift.
    var most: Int
    /// People whom the work that comes in the hour would keep busy.
    var load: Double
    /// Pay of one person for the hour, a day.
    var price = 1.0
  }
  let cells: [Cell]
  let mostCandidates: Int
  /// Tables whose targets were measured.
  private(set) var measured = 0
  private var missed: [[Int]] = []

  init(cells: [Cell], mostCandidates: Int) {
    self.cells = cells
    self.mostCandidates = mostCandidates
  }

  /// - Parameter judge: whether a table meets the targets; that of everybody in every hour does.
  /// - Returns: whether one person less in any cell was found to miss a target, and whether every exchange was.
  mutating func run(_ judge: ([Int]) throws -> Bool) rethrows -> (best: [Int], isLeast: Bool, isExchanged: Bool) {
    var best = cells.map(\.most)
    var step = 1
    var isFirst = true
    while 4 * step <= best.max() ?? 0 { step *= 2 }
    while true {
      guard try thinOut(&best, by: step, asksAgain: isFirst, judge) else { return (best, false, false) }
      if step > 1 {
        step /= 2
        continue
      }
      switch try exchange(best, judge) {
      case .found(let table): (best, isFirst) = (table, false)
      case .none: return (best, true, true)
      case .limit: return (best, true, false)
      }
    }
  }

  /// Takes so many people at a time away; false where the limit stopped it.
  ///
  /// - Parameter asksAgain: measures what must miss because more people missed.
  private mutating func thinOut(_ best: inout [Int], by step: Int, asksAgain: Bool, _ judge: ([Int]) throws -> Bool) rethrows -> Bool {
    let now = best
    var open = Set(cells.indices.filter { now[$0] >= step })
    // Of equal ones the first.
    while let cell = open.min(by: { (spare($1, best), $0) < (spare($0, best), $1) }) {
      if measured >= mostCandidates { return false }
      var tried = best
      tried[cell] -= step
      if try meets(tried, asksAgain: asksAgain, judge) == true {
        best = tried
        if best[cell] < step { open.remove(cell) }
      } else {
        open.remove(cell)
      }
    }
    return true
  }

  private enum Exchange {
    case found([Int])
    case none
    case limit
  }

  /// A table of less pay with one person more in a cell. Where one person less in a cell for it misses, two do as well.
  private mutating func exchange(_ best: [Int], _ judge: ([Int]) throws -> Bool) rethrows -> Exchange {
    for into in cells.indices where best[into] < cells[into].most {
      let from = cells.indices.filter { $0 != into && best[$0] > 0 }.sorted { (abs($0 - into), $0) < (abs($1 - into), $1) }
      var possible: [Int] = []
      for a in from {
        var tried = best
        tried[into] += 1
        tried[a] -= 1
        guard let isMet = try meets(tried, judge) else { return .limit }
        if !isMet { continue }
        if cells[into].price < cells[a].price { return .found(tried) }
        possible.append(a)
        for b in possible where tried[b] > 0 && cells[into].price < cells[a].price + cells[b].price {
          var fewer = tried
          fewer[b] -= 1
          guard let isMet = try meets(fewer, judge) else { return .limit }
          if isMet { return .found(fewer) }
        }
      }
    }
    return .none
  }

  /// Whether a table meets the targets; nil where the limit leaves that open.
  private mutating func meets(_ table: [Int], asksAgain: Bool = false, _ judge: ([Int]) throws -> Bool) rethrows -> Bool? {
    if !asksAgain, missed.contains(where: { known in known.indices.allSatisfy { known[$0] >= table[$0] } }) { return false }
    if measured >= mostCandidates { return nil }
    measured += 1
    if try judge(table) { return true }
    missed.append(table)
    return false
  }

  private func spare(_ cell: Int, _ table: [Int]) -> Double { Double(table[cell]) - cells[cell].load }
}
