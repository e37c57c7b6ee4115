internal import Randomness

/// What (s, S) policies within a supplier's minimum and multiple cost at least, by the width Δ = S − s.
///
/// An order is placed at or below *s* and lifts the position to *S* or more, so that a cycle of positions begins Δ or more above *s*. From
/// an entry *e* the position spends m(e − y) steps at *y* in expectation (`RenewalMass`). Over random entries the largest shares of any
/// *k* positions are at most the *k* largest of m, and beyond the largest step m(j) is a mean of the values a step or less before it, so it
/// cannot exceed them. A cycle of M(Δ) steps or more, spread over the cheapest positions no thicker than that, costs more a step than
///
///     Σ vₖ·g₍ₖ₎ / Σ vₖ,   Σ vₖ = M(Δ),   g₍₁₎ ≤ g₍₂₎ ≤ …,   vₖ the sorted m
///
/// which rises with Δ, since every further position is dearer; order costs only add.
struct ConstrainedBound {
  private let model: PositionModel
  private let curve: CostCurve
  private let multiple: Int
  private let least: Int

  /// Multiplications that the whole class may take: a fraction of a second.
  static let workLimit = 2e8

  init(model: PositionModel, problem: InventoryProblem) {
    self.model = model
    curve = CostCurve(model, problem)
    multiple = Int(problem.multiple)
    least = Int(max(problem.minimum, 1))
  }

  /// About how many multiplications one Δ takes: undershoots of every entry, their chain, and some thirty sums over the cycle.
  func work(of span: Int) -> Double {
    let entries = Double(min(PositionCycle.entryLimit, max(multiple, least > span ? min(least, model.step.largest) : 1)))
    let width = Double(model.step.largest), points = Double(model.step.probabilities.count)
    let depth = Double(max(span, least) + multiple)
    return entries * min(depth, width) * points + entries * entries * entries + 300 * depth + depth * points
  }

  /// No policy of this Δ or a larger one costs less a step.
  func leastMean(from span: Int) -> Double {
    var mass = RenewalMass(model.step)
    mass.extend(to: span + 1)
    let largest = model.step.largest
    var peak = mass.m[0]
    if span > largest {
      peak = 0
      for j in (span - largest)..<span { peak = max(peak, mass.m[j]) }
    }
    let peaks = mass.m[0..<span].filter { $0 > peak }.sorted(by: >)
    // The cheapest positions lie side by side around the best one, cheapest first.
    var (below, above) = (curve.best - 1, curve.best)
    var left = mass.total[span], sum = 0.0
    var i = 0
    while left > 0 {
      let isAbove = curve[above] <= curve[below]
      let cost = isAbove ? curve[above] : curve[below]
      if isAbove { above += 1 } else { below -= 1 }
      let part = min(left, i < peaks.count ? peaks[i] : peak)
      sum += part * cost
      left -= part
      i += 1
    }
    return sum / mass.total[span]
  }
}
