import Groundwork
import Testing

@testable import Optimization

/// A random process whose every action can reach state 0, so that there is one closed class.
func randomProcess(_ generator: inout TestGenerator, states: Int, actions: Int) throws -> DecisionProcess {
  try DecisionProcess(stateCount: states) { _ in
    (0..<actions).map { a in
      var weights = (0..<min(states, 6)).map { _ in (state: generator.integer(0...(states - 1)), probability: generator.uniform()) }
      weights.append((0, 0.1 + generator.uniform()))
      let sum = weights.reduce(0) { $0 + $1.probability }
      return DecisionProcess.Action(
        label: a, cost: 10 * generator.uniform(), transitions: weights.map { ($0.state, $0.probability / sum) })
    }
  }
}

/// All policies of a small process.
func everyPolicy(states: Int, actions: Int) -> [[Int32]] {
  var all: [[Int32]] = [[]]
  for _ in 0..<states { all = all.flatMap { head in (0..<actions).map { head + [Int32($0)] } } }
  return all
}

@Suite struct `The core for Markov decisions` {
  @Test func `the least average is that of the best of all policies, tried one by one`() throws {
    var generator = TestGenerator(71)
    for _ in 0..<25 {
      let process = try randomProcess(&generator, states: 5, actions: 3)
      var least = Double.infinity
      for policy in everyPolicy(states: 5, actions: 3) {
        let law = try process.stationaryLaw(of: policy)
        least = min(least, zip(law, process.costs(of: policy)).reduce(0) { $0 + $1.0 * $1.1 })
      }
      for method in [BellmanMethod.valueIteration, .modifiedPolicyIteration(sweeps: 4), .policyIteration] {
        let found = try process.solve(method: method, tolerance: 1e-9)
        #expect(found.lower <= least + 1e-9 && least <= found.upper + 1e-9 && found.upper - found.lower <= 1e-9)
        // The policy costs what its iteration says.
        let law = try process.stationaryLaw(of: found.choice)
        #expect(abs(zip(law, process.costs(of: found.choice)).reduce(0) { $0 + $1.0 * $1.1 } - least) < 1e-8)
        let own = try process.evaluate(found.choice, tolerance: 1e-9)
        #expect(abs(own.cost - least) < 1e-8)
      }
    }
  }

  /// The value of a fixed policy solves v = c + γPv; here summed term by term until γⁿ is nothing.
  @Test func `discounted values are those of the best policy, summed period by period`() throws {
    var generator = TestGenerator(72)
    for _ in 0..<10 {
      let process = try randomProcess(&generator, states: 4, actions: 2)
      let factor = 0.6 + 0.3 * generator.uniform()
      var best = [Double](repeating: .infinity, count: 4)
      for policy in everyPolicy(states: 4, actions: 2) {
        var values = [Double](repeating: 0, count: 4)
        for _ in 0..<400 { values = followed(process, policy, values, factor) }
        for i in 0..<4 { best[i] = min(best[i], values[i]) }
      }
      for method in [BellmanMethod.valueIteration, .modifiedPolicyIteration(sweeps: 4), .policyIteration] {
        let found = try process.solve(.discounted(factor), method: method, tolerance: 1e-10)
        for i in 0..<4 { #expect(abs(found.values[i] - best[i]) < 1e-9) }
        #expect(found.lower <= best[0] + 1e-9 && best[0] <= found.upper + 1e-9)
      }
    }
  }

  func followed(_ process: DecisionProcess, _ policy: [Int32], _ values: [Double], _ factor: Double) -> [Double] {
    var next = [Double](repeating: 0, count: values.count)
    var choice = policy
    values.withUnsafeBufferPointer { v in
      next.withUnsafeMutableBufferPointer { n in
        choice.withUnsafeMutableBufferPointer { c in
          _ = process.apply(
            block: 0, values: v.baseAddress!, next: n.baseAddress!, choice: c.baseAddress!, mode: .follow, discount: factor)
        }
      }
    }
    return next
  }

  @Test func `the number of threads changes no byte`() throws {
    var generator = TestGenerator(73)
    let process = try randomProcess(&generator, states: 5_000, actions: 3)
    let one = try process.solve(tolerance: 1e-7)
    for threads in [2, 3, 7] {
      let many = try process.solve(tolerance: 1e-7, control: SolverControl(threads: threads))
      #expect(many.values == one.values && many.choice == one.choice && many.lower == one.lower && many.sweeps == one.sweeps)
    }
  }

  /// Two states that take turns: the span of plain value iteration would stay for ever.
  @Test func `a chain with a period settles`() throws {
    let process = try DecisionProcess(stateCount: 2) { state in
      [DecisionProcess.Action(label: 0, cost: state == 0 ? 3 : 7, transitions: [(1 - state, 1)])]
    }
    let found = try process.solve(tolerance: 1e-9)
    #expect(abs(found.cost - 5) < 1e-9)
  }

  /// Buy now at 5 or wait: the price is 4 or 9 next week, and at the end one must buy at 6 or 8. By hand: in the last week 7 in the mean;
  /// in the second, at 4 buy, at 9 wait for 7, 5.5 in the mean; so today 5 is taken.
  @Test func `a horizon is solved from its end`() throws {
    func choose(_ prices: [Double], next: [(Int, Double)], successors: Int) throws -> DecisionProcess {
      // The last successor stands for "bought".
      try DecisionProcess(stateCount: prices.count + 1, successorCount: successors) { state in
        let done = DecisionProcess.Action(label: 9, cost: 0, transitions: [(successors - 1, 1)])
        if state == prices.count { return [done] }
        let buy = DecisionProcess.Action(label: 1, cost: prices[state], transitions: [(successors - 1, 1)])
        if next.isEmpty { return [buy] }
        return [DecisionProcess.Action(label: 0, cost: 0, transitions: next.map { (state: $0.0, probability: $0.1) }), buy]
      }
    }
    let weeks = [
      try choose([5], next: [(0, 0.5), (1, 0.5)], successors: 3), try choose([4, 9], next: [(0, 0.5), (1, 0.5)], successors: 3),
      try choose([6, 8], next: [], successors: 3),
    ]
    let found = try TimeVaryingProcess(stages: weeks, terminal: [0, 0, 0]).solve()
    #expect(found.values[0][0] == 5)
    #expect(found.values[1] == [4, 7, 0])
    #expect(weeks[0].label(of: found.choices[0][0], in: 0) == 1)
    #expect(weeks[1].label(of: found.choices[1][1], in: 1) == 0)
    // Next year's money is worth less: at half, waiting from week 1 costs ½·½·(½·4… ) and beats 5 today.
    let later = try TimeVaryingProcess(stages: weeks, terminal: [0, 0, 0]).solve(discount: 0.5)
    #expect(abs(later.values[0][0] - 0.5 * (0.5 * 3.5 + 0.5 * 3.5)) < 1e-12)
  }

  @Test func `what does not fit, is stopped or makes no sense has its reason`() throws {
    var generator = TestGenerator(74)
    let process = try randomProcess(&generator, states: 4_000, actions: 2)
    #expect(throws: OptimizationError.self) { try process.solve(tolerance: 0) }
    #expect(throws: OptimizationError.self) { try process.solve(.discounted(1), tolerance: 1e-6) }
    #expect(throws: OptimizationError.self) { try process.solve(.discounted(.nan), tolerance: 1e-6) }
    #expect(throws: OptimizationError.self) { try process.solve(tolerance: 1e-6, start: [0]) }
    #expect { try process.solve(tolerance: 1e-6, control: SolverControl(memoryLimit: 10_000)) } throws: { error in
      if case .stateSpaceTooLarge(let states, let bytes, let limit, _)? = error as? OptimizationError {
        return states == 4_000 && bytes > limit
      }
      return false
    }
    let flag = Cancellation()
    flag.cancel()
    for threads in [1, 2] {
      #expect(throws: OptimizationError.cancelled) {
        try process.solve(tolerance: 1e-6, control: SolverControl(threads: threads, cancellation: flag))
      }
    }
    #expect(throws: OptimizationError.self) { try process.solve(tolerance: 1e-12, maxSweeps: 2) }
    #expect(throws: OptimizationError.self) { try TimeVaryingProcess(stages: [], terminal: []) }
    #expect(throws: OptimizationError.self) { try TimeVaryingProcess(stages: [process], terminal: [0]) }
  }
}
