internal import Groundwork
internal import Warehouse

/// How often an order comes to each step on average.
extension StepTermsReader {
  /// Mean visits of a step beyond which a flow is taken for a mistake: nobody checks an order a thousand times, and a run would not end.
  static let mostVisits = 1000.0

  /// Complains where orders come back to a step, or to a gate, too often. False after a complaint.
  ///
  /// The mean numbers of comings are the solution of a = e + Pᵀ·a, where e is 1 at the first step and P has the shares by which orders go
  /// from step to step (Kemeny and Snell, *Finite Markov Chains*, 1960, theorem 3.2.1). Steps of a zone count as if each order had lines
  /// there.
  ///
  /// - Parameters:
  ///   - flow: its steps that orders reach, the first one first; from each of them the way out can be reached.
  ///   - next: the step after one; -1 = the way out.
  /// - Complexity: O(steps³) where orders come back at all.
  func endsSoon(_ flow: [Int], _ floor: FloorPlan, _ fields: [Field], next: (Int) -> Int) -> Bool {
    let place = Dictionary(uniqueKeysWithValues: flow.enumerated().map { ($1, $0) })
    let terms = flow.map { floor.steps[$0].terms ?? StepTerms() }
    let goesBack = flow.indices.contains { i in terms[i].routes.contains { $0.share > 0 && (place[$0.step] ?? .max) <= i } }
    if !goesBack { return true }
    let n = flow.count
    // Row by row the comings to a step less those that come from others, and on the right those from outside.
    var rows = (0..<n).map { i in (0...n).map { $0 == i || ($0 == n && i == 0) ? 1.0 : 0 } }
    for (i, s) in flow.enumerated() {
      func go(to t: Int, _ share: Double) { if let j = place[t] { rows[j][i] -= share } }
      let onward = next(s)
      for route in terms[i].routes { go(to: route.step, terms[i].share * route.share) }
      if terms[i].routes.isEmpty { go(to: onward, terms[i].share) }
      go(to: onward, 1 - terms[i].share)
    }
    // Columns add up to at least 0, and elimination keeps that: no pivot needs to be looked for.
    for i in 0..<n {
      let pivot = rows[i][i]
      // Rounding has taken the way out.
      guard pivot > 1e-15 else { return complain(flow[i], visits: .infinity, floor, fields) }
      for j in 0..<n where j != i && rows[j][i] != 0 {
        let factor = rows[j][i] / pivot
        for k in i...n { rows[j][k] -= factor * rows[i][k] }
      }
    }
    let visits = (0..<n).map { rows[$0][n] / rows[$0][$0] * terms[$0].share }
    let most = visits.max() ?? 0
    if most <= Self.mostVisits * (1 + 1e-6) { return true }
    // The first of those that differ by rounding only.
    return complain(flow[visits.firstIndex { $0 > most * (1 - 1e-6) } ?? 0], visits: most, floor, fields)
  }

  private func complain(_ s: Int, visits: Double, _ floor: FloorPlan, _ fields: [Field]) -> Bool {
    var unit = 1.0
    while unit < 1e15, visits / unit >= 1000 { unit *= 10 }
    let often = visits < 1e15 ? "about \(((visits / unit).rounded() * unit).plainText) times" : "without an end"
    reading.error(
      "no-exit",
      "an order comes to '\(floor.steps[s].name)' \(often) on average before it leaves; more than \(Int(Self.mostVisits)) are not run",
      "let a larger share go on: lower `fails:`, or give `out` more in `then:`", at: fields[s].parentPlace)
    return false
  }
}
