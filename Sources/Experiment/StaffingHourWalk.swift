/// The search for the fewest people in each hour, which knows nothing of simulation.
///
/// A cell is an hour of a pool. From everybody in every hour, people are taken away where most are to spare: first many at a time, then
/// fewer, at last one by one, until one person less in any cell misses a target. It rests on the assumption of `StaffingWalk`: more people
/// never turn a met target into a missed one. So who is missed once is missed with still fewer people in other hours, and is not asked
/// about again. Work can wait for another hour, so several tables may have this property; which is found follows the order of the cells.
struct StaffingHourWalk {
  struct Cell: Sendable {
    /// People of the shift.
    var most: Int
    /// People whom the work that comes in the hour would keep busy.
    var load: Double
  }
  let cells: [Cell]
  let mostCandidates: Int
  /// Tables whose targets were measured.
  private(set) var measured = 0

  init(cells: [Cell], mostCandidates: Int) {
    self.cells = cells
    self.mostCandidates = mostCandidates
  }

  /// - Parameter judge: whether a table meets the targets; that of everybody in every hour does.
  /// - Returns: whether one person less in any cell was found to miss a target.
  mutating func run(_ judge: ([Int]) throws -> Bool) rethrows -> (best: [Int], isLeast: Bool) {
    var best = cells.map(\.most)
    var step = 1
    while 4 * step <= best.max() ?? 0 { step *= 2 }
    while true {
      var open = Set(cells.indices.filter { best[$0] >= step })
      // Of equal ones the first.
      while let cell = open.min(by: { (spare($1, best), $0) < (spare($0, best), $1) }) {
        if measured >= mostCandidates { return (best, false) }
        measured += 1
        var tried = best
        tried[cell] -= step
        if try judge(tried) {
          best = tried
          if best[cell] < step { open.remove(cell) }
        } else {
          open.remove(cell)
        }
      }
      if step == 1 { return (best, true) }
      step /= 2
    }
  }

  private func spare(_ cell: Int, _ table: [Int]) -> Double { Double(table[cell]) - cells[cell].load }
}
