public import Groundwork

/// A finite Markov decision process as a description: states, the actions of each, what an action costs and where it leads. Rows are
/// stored flat.
///
/// Slow and general by intent: it knows nothing of stock, so that what it finds is independent of the fast methods beside it. Solve it
/// with the methods of `BellmanOperator`, or with `leastAverageCost`.
public struct DecisionProcess: BellmanOperator {
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
  /// States of the next decision; differs from `stateCount` only in a process with a horizon.
  public let successorCount: Int
  /// Rows of state *i* are actionStart[i] ..< actionStart[i + 1]; one more element than states.
  private var actionStart: [Int] = [0]
  private var labels: [Int] = []
  private var costs: [Double] = []
  private var transitionStart: [Int] = [0]
  private var successors: [Int32] = []
  private var probabilities: [Double] = []

  /// States of a block; a block is worth the hand-over to another thread.
  private static let blockSize = 256

  public var blockCount: Int { (stateCount + Self.blockSize - 1) / Self.blockSize }

  /// - Parameters:
  ///   - stateCount: greater than 0.
  ///   - successorCount: states of the next decision, where they are others.
  ///   - limit: transitions (and states) that may be stored.
  ///   - actions: those of a state, at least one; asked once per state in ascending order.
  /// - Throws: `tooLarge` before more than `limit` are stored, `invalid` for a state without action, a successor out of range, a cost
  ///   that is
  ///   not finite, or probabilities that do not sum to 1.
  public init(
    stateCount: Int, successorCount: Int? = nil, limit: Int = 50_000_000, actions: (_ state: Int) -> [Action]
  ) throws(OptimizationError) {
    if stateCount < 1 { throw .invalid(field: "stateCount", reason: "must be at least 1") }
    let successorCount = successorCount ?? stateCount
    if successorCount < 1 { throw .invalid(field: "successorCount", reason: "must be at least 1") }
    if max(stateCount, successorCount) > min(limit, Int(Int32.max)) {
      throw .tooLarge(states: Double(max(stateCount, successorCount)), limit: Double(limit))
    }
    self.stateCount = stateCount
    self.successorCount = successorCount
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
          if next < 0 || next >= successorCount {
            throw .invalid(field: "transitions", reason: "of state \(state) lead to \(next), which is no state")
          }
          if !(p >= 0) { throw .invalid(field: "transitions", reason: "of state \(state) have a probability below 0") }
          mass += p
          successors.append(Int32(next))
          probabilities.append(p)
        }
        if !(abs(mass - 1) <= 1e-8) {
          throw .invalid(field: "transitions", reason: "of state \(state) have probabilities that sum to \(mass), not 1")
        }
        labels.append(action.label)
        costs.append(action.cost)
        transitionStart.append(successors.count)
      }
      actionStart.append(labels.count)
    }
  }

  /// Actions of a state. - Precondition: `state` is one.
  public func actionCount(of state: Int) -> Int { actionStart[state + 1] - actionStart[state] }

  /// The modeller's name of an action. - Precondition: `action` is one of the state's.
  public func label(of action: Int32, in state: Int) -> Int { labels[actionStart[state] + Int(action)] }

  /// Ties go to the action given first: a later one must be better by more than rounding.
  public func apply(
    block: Int, values: UnsafePointer<Double>, next: UnsafeMutablePointer<Double>, choice: UnsafeMutablePointer<Int32>, mode: SweepMode,
    discount: Double
  ) -> ChangeRange {
    var range = ChangeRange()
    let first = block * Self.blockSize
    for state in first..<min(stateCount, first + Self.blockSize) {
      step(state, values: values, next: next, choice: choice, mode: mode, discount: discount)
      range.take(next[state] - values[state])
    }
    return range
  }

  @inline(__always)
  private func step(
    _ state: Int, values: UnsafePointer<Double>, next: UnsafeMutablePointer<Double>, choice: UnsafeMutablePointer<Int32>, mode: SweepMode,
    discount: Double
  ) {
    let rows = actionStart[state]..<actionStart[state + 1]
    func value(_ row: Int) -> Double {
      var expected = 0.0
      for k in transitionStart[row]..<transitionStart[row + 1] { expected += probabilities[k] * values[Int(successors[k])] }
      return costs[row] + discount * expected
    }
    if case .follow = mode {
      next[state] = value(min(rows.upperBound - 1, rows.lowerBound + max(0, Int(choice[state]))))
      return
    }
    var best = value(rows.lowerBound)
    var chosen = rows.lowerBound
    for row in rows.dropFirst() {
      let other = value(row)
      if other < best - 1e-13 * abs(best) {
        best = other
        chosen = row
      }
    }
    next[state] = best
    choice[state] = Int32(chosen - rows.lowerBound)
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

  /// The policy of least average cost, by value iteration that stops on the span. Needs that all optimal chains have one closed class.
  ///
  /// - Parameters:
  ///   - tolerance: greatest span at the end, relative to the cost (absolute below 1).
  ///   - maxSweeps: sweeps before `notConverged` is thrown.
  /// - Complexity: O(transitions) a sweep.
  public func leastAverageCost(tolerance: Double = 1e-10, maxSweeps: Int = 200_000, cancellation: Cancellation? = nil)
    throws(OptimizationError) -> Solution
  {
    let control = SolverControl(cancellation: cancellation)
    let found = try solve(tolerance: tolerance, relative: tolerance, maxSweeps: maxSweeps, control: control)
    return Solution(
      lower: found.lower, upper: found.upper, labels: labels(of: found.choice), values: found.values, sweeps: found.sweeps)
  }

  /// The modeller's names of the actions a policy takes, one per state.
  public func labels(of choice: [Int32]) -> [Int] { (0..<stateCount).map { label(of: choice[$0], in: $0) } }

  /// The law of the state in the long run under a policy whose chain has one closed class.
  ///
  /// Elimination of states one by one without subtraction (W. Grassmann, M. Taksar and D. Heyman, "Regenerative analysis and steady
  /// state distributions for Markov chains", *Operations Research* 33(5), 1985): every digit of small probabilities is kept.
  ///
  /// - Throws: `tooLarge` beyond 3 000 states, `invalid` where the closed class does not hold state 0.
  /// - Complexity: O(*n*³) time, O(*n*²) memory.
  public func stationaryLaw(of choice: [Int32]) throws(OptimizationError) -> [Double] {
    let n = stateCount
    if n != successorCount || choice.count != n { throw .invalid(field: "choice", reason: "must hold one action per state") }
    if n > 3_000 { throw .tooLarge(states: Double(n), limit: 3_000) }
    var matrix = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      let row = actionStart[i] + Int(choice[i])
      for k in transitionStart[row]..<transitionStart[row + 1] { matrix[i * n + Int(successors[k])] += probabilities[k] }
    }
    for last in stride(from: n - 1, to: 0, by: -1) {
      var out = 0.0
      for j in 0..<last { out += matrix[last * n + j] }
      if out <= 0 {
        throw .invalid(field: "choice", reason: "leads to a closed class that does not hold state 0")
      }
      for i in 0..<last where matrix[i * n + last] != 0 {
        matrix[i * n + last] /= out
        let share = matrix[i * n + last]
        for j in 0..<last { matrix[i * n + j] += share * matrix[last * n + j] }
      }
    }
    var law = [Double](repeating: 0, count: n)
    law[0] = 1
    var sum = 1.0
    for j in 1..<max(1, n) {
      for i in 0..<j { law[j] += law[i] * matrix[i * n + j] }
      sum += law[j]
    }
    return law.map { $0 / sum }
  }

  /// The expected cost of the action a policy takes, one per state.
  public func costs(of choice: [Int32]) -> [Double] { (0..<stateCount).map { costs[actionStart[$0] + Int(choice[$0])] } }

  /// One stage of backward induction.
  func backward(_ successorValues: [Double], discount: Double) -> (values: [Double], choice: [Int32]) {
    var values = [Double](repeating: 0, count: stateCount)
    var choice = [Int32](repeating: 0, count: stateCount)
    successorValues.withUnsafeBufferPointer { later in
      values.withUnsafeMutableBufferPointer { values in
        choice.withUnsafeMutableBufferPointer { choice in
          for state in 0..<stateCount {
            step(
              state, values: later.baseAddress!, next: values.baseAddress!, choice: choice.baseAddress!, mode: .improve, discount: discount)
          }
        }
      }
    }
    return (values, choice)
  }
}

/// Decisions over a horizon whose costs, actions and chances change from stage to stage.
public struct TimeVaryingProcess: Sendable {
  /// First stage first; the successors of each are the states of the next.
  public let stages: [DecisionProcess]
  /// Cost of ending in each successor of the last stage.
  public let terminal: [Double]

  /// - Throws: `invalid` where the stages do not fit together or a terminal cost is not finite.
  public init(stages: [DecisionProcess], terminal: [Double]) throws(OptimizationError) {
    guard let last = stages.last else { throw .invalid(field: "stages", reason: "must be at least one") }
    for (stage, next) in zip(stages, stages.dropFirst()) where stage.successorCount != next.stateCount {
      throw .invalid(field: "stages", reason: "lead to \(stage.successorCount) states where the next stage has \(next.stateCount)")
    }
    if terminal.count != last.successorCount || !terminal.allSatisfy(\.isFinite) {
      throw .invalid(field: "terminal", reason: "must be a finite cost for each of the \(last.successorCount) final states")
    }
    self.stages = stages
    self.terminal = terminal
  }

  /// What backward induction finds; one array a stage, one element a state.
  public struct Solution: Sendable {
    /// Least expected cost from the stage on.
    public var values: [[Double]]
    /// Index of the best action.
    public var choices: [[Int32]]
  }

  /// The least expected cost and the policy that attains it (R. Bellman, *Dynamic Programming*, 1957).
  ///
  /// - Parameter discount: worth of a cost one stage later, in (0, 1].
  /// - Complexity: O(transitions of all stages).
  public func solve(discount: Double = 1, cancellation: Cancellation? = nil) throws(OptimizationError) -> Solution {
    if !(discount > 0 && discount <= 1) { throw .invalid(field: "discount", reason: "must be greater than 0 and at most 1") }
    var later = terminal
    var result = Solution(values: [], choices: [])
    for stage in stages.reversed() {
      if cancellation?.isCancelled == true { throw .cancelled }
      let (values, choice) = stage.backward(later, discount: discount)
      result.values.append(values)
      result.choices.append(choice)
      later = values
    }
    result.values.reverse()
    result.choices.reverse()
    return result
  }
}
