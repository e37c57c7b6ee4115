internal import Randomness

extension InventoryProblem {
  /// The problem as a general decision process: a state is the position before a decision (state 0 is `lowest`), an action
  /// the units ordered, among all that minimum and multiple allow. Costs are per step; divide an average by `stepDays`.
  ///
  /// Positions below `lowest` are counted as `lowest`, so the range must hold all that a
  /// good policy visits; what lies outside is the modeller's error, not the solver's.
  ///
  /// - Complexity: O(*n*²·*w*) memory and time for *n* positions and *w* points of the step law.
  public func positionProcess(lowest: Int, highest: Int) throws(OptimizationError) -> (process: DecisionProcess, stepDays: Double) {
    if highest < lowest || highest - lowest > 1_000_000 {
      throw .invalid(field: "positions", reason: "must ascend and be at most 1 000 000")
    }
    let model = try PositionModel(self)
    let curve = CostCurve(model, self)
    let step = model.step
    let multiple = Int(multiple)
    let least = max(1, (Int(minimum) + multiple - 1) / multiple) * multiple
    let count = Double(highest - lowest + 1)
    let transitions = count * (count / Double(multiple) + 2) / 2 * Double(step.probabilities.count)
    if transitions > 5e7 { throw .tooLarge(states: transitions, limit: 5e7) }
    let process = try DecisionProcess(stateCount: highest - lowest + 1) { state in
      let position = lowest + state
      var quantities = [0]
      var q = least
      while position + q <= highest {
        quantities.append(q)
        q += multiple
      }
      return quantities.map { quantity in
        let y = position + quantity
        var next: [Int: Double] = [:]
        for (i, p) in step.probabilities.enumerated() where p > 0 { next[max(0, y - step.offset - i - lowest), default: 0] += p }
        return DecisionProcess.Action(
          label: quantity, cost: curve[y] + (quantity > 0 ? orderCost : 0),
          transitions: next.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
      }
    }
    return (process, model.stepDays)
  }
}
