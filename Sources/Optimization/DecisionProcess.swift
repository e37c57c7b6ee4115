public import Groundwork

/// A finite Markov decision process as a description: states, the actions of each, what
/// an action costs and where it leads. Rows are stored flat.
///
/// Slow and general by intent: it knows nothing of stock, so that what it finds is independent of the fast methods beside it.
public struct DecisionProcess: Sendable {
  /// One action of a state.
  public struct Action: Sendable {
    /// What the modeller calls it, such as the units ordered.
    public var label: Int
    /// Expected cost until the next decision.
    public var cost: Double
    /// Next states and their probabilities, which sum to 1.
    public var transitions: [(state: Int, probability: Double)]

    public init(label: Int, cost: Double, transitions: [(state: Int, probability: Double)]) {
      self.label = label
      self.cost = cost
      self.transitions = transitions
    }
  }

  public let stateCount: Int
  /// Rows of state *i* are actionStart[i] ..< actionStart[i + 1]; one more element than states.
  private var actionStart: [Int] = [0]
  private var labels: [Int] = []
  private var costs: [Double] = []
  private var transitionStart: [Int] = [0]
  private var successors: [Int32] = []
  private var probabilities: [Double] = []

  /// - Parameters:
  ///   - stateCount: greater than 0.
  ///   - limit: transitions (and states) that may be stored.
  ///   - actions: those of a state, at least one; asked once per state in ascending order.
  /// - Throws: `tooLarge` before more than `limit` are stored, `invalid` for a state without action, a successor out of range, a cost
  ///   that is
  ///   not finite, or probabilities that do not sum to 1.
  public init(stateCount: Int, limit: Int = 50_000_000, actions: (_ state: Int) -> [Action]) throws(OptimizationError) {
    if stateCount < 1 { throw .invalid(field: "stateCount", reason: "must be at least 1") }
    if stateCount > min(limit, Int(Int32.max)) { throw .tooLarge(states: Double(stateCount), limit: Double(limit)) }
    self.stateCount = stateCount
    for state in 0..<stateCount {
      let choices = actions(state)
      if choices.isEmpty { throw .invalid(field: "actions", reason: "of state \(state) are none") }
      for action in choices {
        if !action.cost.isFinite { throw .invalid(field: "cost", reason: "of an action of state \(state) is not finite") }
        if successors.count + action.transitions.count > limit {
          throw .tooLarge(states: Double(successors.count + action.transitions.count), limit: Double(limit))
        }
        var mass = 0.0
        for (next, p) in action.transitions {
          if next < 0 || next >= stateCount {
            throw .invalid(field: "transitions", reason: "of state \(state) lead to \(next), which is no state")
          }
          if !(p >= 0) { throw .invalid(field: "transitions", reason: "of state \(state) have a probability below 0") }
          mass += p
          successors.append(Int32(next))
          probabilities.append(p)
        }
        if abs(mass - 1) > 1e-8 {
          throw .invalid(field: "transitions", reason: "of state \(state) have probabilities that sum to \(mass), not 1")
        }
        labels.append(action.label)
        costs.append(action.cost)
        transitionStart.append(successors.count)
      }
      actionStart.append(labels.count)
    }
  }

  /// A policy with bounds on its own and on the least average cost.
  public struct Solution: Sendable {
    /// The least average cost per decision lies between these; the policy's own cost is at most `upper`.
    public var lower: Double
    public var upper: Double
    /// The label of the action chosen in each state.
    public var labels: [Int]
    /// Relative values: what a state costs more in the long run than state 0.
    public var values: [Double]
    public var sweeps: Int

    /// The middle of the bounds.
    public var average: Double { (lower + upper) / 2 }
  }

  /// The policy of least average cost, by value iteration that stops on the span.
  ///
  ///     v′(i) = minₐ c(i, a) + τ·Σ P(j | i, a)·v(j) + (1 − τ)·v(i)
  ///
  /// After each sweep min(v′ − v) ≤ g* ≤ max(v′ − v) (A. Odoni, "On finding the maximal gain for Markov decision
  /// processes", *Operations Research* 17(5), 1969). τ < 1 makes every chain aperiodic without changing any average cost
  /// (P. Schweitzer, 1971). Needs that all optimal chains have one closed class. Ties go to the action given first.
  ///
  /// - Parameters:
  ///   - tolerance: greatest span at the end, relative to the cost (absolute below 1).
  ///   - maxSweeps: sweeps before `notConverged` is thrown.
  /// - Complexity: O(transitions) a sweep.
  public func leastAverageCost(tolerance: Double = 1e-10, maxSweeps: Int = 200_000, cancellation: Cancellation? = nil)
    throws(OptimizationError) -> Solution
  {
    let damping = 0.9
    var values = [Double](repeating: 0, count: stateCount)
    var next = values
    var choice = [Int](repeating: 0, count: stateCount)
    var span = Double.infinity
    for sweep in 1...max(1, maxSweeps) {
      if cancellation?.isCancelled == true { throw .cancelled }
      var lower = Double.infinity
      var upper = -Double.infinity
      for state in 0..<stateCount {
        var best = Double.infinity
        for row in actionStart[state]..<actionStart[state + 1] {
          var expected = 0.0
          for k in transitionStart[row]..<transitionStart[row + 1] { expected += probabilities[k] * values[Int(successors[k])] }
          let value = costs[row] + damping * expected
          if best == .infinity || value < best - 1e-13 * abs(best) {
            best = value
            choice[state] = row
          }
        }
        next[state] = best + (1 - damping) * values[state]
        let change = next[state] - values[state]
        lower = min(lower, change)
        upper = max(upper, change)
      }
      let base = next[0]
      for state in 0..<stateCount { values[state] = next[state] - base }
      span = upper - lower
      if span <= tolerance * max(1, abs(upper)) {
        // The damped process holds its values back by the factor τ.
        return Solution(lower: lower, upper: upper, labels: choice.map { labels[$0] }, values: values.map { $0 * damping }, sweeps: sweep)
      }
    }
    throw .notConverged(sweeps: maxSweeps, span: span)
  }
}
