internal import Randomness

extension SeasonalProblem {
  /// Expected discounted cost of a given plan of levels: in period *t*, at or below `s` order up to `S`.
  ///
  /// The same recursion as `solve` with the decision given, so for the levels of a solution it is the solution's cost.
  ///
  /// - Parameter levels: one element a decision (periods less lead time), oldest first; s ≤ S.
  /// - Throws: `invalid`; `notCovered` with a minimum or multiple, whose orders no pair of levels describes; `tooLarge`.
  /// - Complexity: O(*T·n·w*) for *T* periods, *n* positions between the lowest and the highest level, *w* points of the demand laws.
  public func cost(ofLevels levels: [(s: Int, S: Int)]) throws(OptimizationError) -> Double {
    let solver = try SeasonalSolver(self)
    let periods = solver.problem.periods
    if minimum > 1 || multiple > 1 { throw .notCovered(reason: "levels alone do not say what is ordered under a minimum or multiple") }
    if levels.count != solver.decisions { throw .invalid(field: "levels", reason: "must be \(solver.decisions), one a decision") }
    for (s, S) in levels where s > S || abs(s) > 1_000_000_000 || abs(S) > 1_000_000_000 {
      throw .invalid(field: "levels", reason: "must have s at most S, within ±1 000 000 000")
    }
    // Below the lowest s every period orders, so the cost is a straight line from there down; at it none does whose S is no higher.
    let low = (levels.map(\.s).min() ?? 0) - 1
    let high = max(initialStock, levels.map(\.S).max() ?? 0)
    let width = max(1, high - low + 1)
    let cells = Double(width) * Double(levels.count)
    if cells > 4e7 { throw .tooLarge(states: cells, limit: 4e7) }
    var value = [Double](repeating: 0, count: width)
    var t = levels.count - 1
    while t >= 0 {
      let period = periods[t]
      let isLast = t == levels.count - 1
      let next = isLast ? [] : solver.expectation(of: value, under: solver.laws[t], slopeBelow: periods[t + 1].unitCost)
      func after(_ y: Int) -> Double { solver.governed(t, y) + (isLast ? 0 : discount * next[y - low]) }
      let (s, S) = levels[t]
      let ordered = after(S)
      for i in 0..<width {
        let x = low + i
        let isOrdering = x <= s && x < S
        value[i] = isOrdering ? period.orderCost + period.unitCost * Double(S - x) + ordered : after(x)
      }
      t -= 1
    }
    let i = initialStock - low
    let first = i >= 0 ? value[i] : value[0] + periods[0].unitCost * Double(-i)
    return first + solver.unsaid(from: initialStock) + solver.unavoidableCost
  }
}
