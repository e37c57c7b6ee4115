internal import Groundwork

/// What an iteration found: a policy with proven bounds.
public struct BellmanSolution: Sendable {
  /// Average criterion: the least average cost of a step lies between these, and the policy's own is at most `upper`. Discounted
  /// criterion: the value of state 0 lies between them.
  public var lower: Double
  public var upper: Double
  /// Average criterion: relative values, what a state costs more in the long run than state 0. Discounted: values, each within half of
  /// `upper` − `lower` of the truth.
  public var values: [Double]
  /// The action of each state, in the operator's own numbering.
  public var choice: [Int32]
  public var sweeps: Int

  /// The middle of the bounds.
  public var cost: Double { (lower + upper) / 2 }
}

/// Methods for a Markov decision problem.
public enum BellmanMethod: Sendable, Equatable {
  /// Improves in every sweep (R. Bellman, 1957).
  case valueIteration
  /// After each improvement follows the policy for some sweeps, which cost one action each (M. Puterman and M. C. Shin, "Modified policy
  /// iteration algorithms for discounted Markov decision problems", *Management Science* 24(11), 1978).
  case modifiedPolicyIteration(sweeps: Int)
  /// Evaluates each policy to the end before it is improved (R. Howard, *Dynamic Programming and Markov Processes*, 1960).
  case policyIteration
}

extension BellmanOperator {
  /// The least cost over all policies, with bounds.
  ///
  /// Average cost: after a sweep min(*Tv* − *v*) ≤ g* ≤ max(*Tv* − *v*) for any *v* (A. Odoni, "On finding the maximal gain for Markov
  /// decision processes", *Operations Research* 17(5), 1969), and the policy that attains *Tv* costs at most the upper bound. Discounted:
  /// v* lies between *Tv* + γ/(1−γ)·min(*Tv* − *v*) and the same with max (J. MacQueen, 1966). Where the span stops shrinking, as for
  /// chains with a period, a step goes 85 % of the way, which leaves the bounds valid (P. Schweitzer, 1971).
  ///
  /// - Parameters:
  ///   - tolerance: greatest width of the bounds, in money (for the average criterion per step).
  ///   - relative: the same as a share of the answer; what is allowed is the sum of both.
  ///   - maxSweeps: sweeps before `notConverged` is thrown.
  ///   - start: a policy to begin with, one action per state.
  /// - Throws: `notConverged`, `cancelled`, `invalid`, `stateSpaceTooLarge`.
  /// - Complexity: a sweep visits every transition of every action once, a following sweep one action per state.
  public func solve(
    _ criterion: Criterion = .average, method: BellmanMethod = .valueIteration, tolerance: Double, relative: Double = 0,
    maxSweeps: Int = 100_000, start: [Int32]? = nil, control: SolverControl = SolverControl()
  ) throws(OptimizationError) -> BellmanSolution {
    try iterate(
      criterion, method: method, tolerance: tolerance, relative: relative, maxSweeps: maxSweeps, start: start, fixed: false,
      control: control)
  }

  /// The cost of a given policy, with bounds.
  ///
  /// - Parameter choice: the action of each state, in the operator's own numbering.
  public func evaluate(
    _ choice: [Int32], _ criterion: Criterion = .average, tolerance: Double, relative: Double = 0, maxSweeps: Int = 100_000,
    control: SolverControl = SolverControl()
  ) throws(OptimizationError) -> BellmanSolution {
    try iterate(
      criterion, method: .valueIteration, tolerance: tolerance, relative: relative, maxSweeps: maxSweeps, start: choice, fixed: true,
      control: control)
  }

  private func iterate(
    _ criterion: Criterion, method: BellmanMethod, tolerance: Double, relative: Double, maxSweeps: Int, start: [Int32]?, fixed: Bool,
    control: SolverControl
  ) throws(OptimizationError) -> BellmanSolution {
    try criterion.validate()
    if !(tolerance >= 0 && relative >= 0 && tolerance + relative > 0) {
      throw .invalid(field: "tolerance", reason: "must be greater than 0")
    }
    if let start, start.count != stateCount {
      throw .invalid(field: "start", reason: "must hold one action for each of the \(stateCount) states")
    }
    try control.admit(
      states: Double(stateCount), bytesEach: 20 + 16 * Double(scratchCount) / Double(max(1, stateCount)), reduce: "count in larger units")
    var iteration = BellmanIteration(self, criterion: criterion, start: start, control: control)
    iteration.relative = relative
    return try iteration.run(method: method, tolerance: tolerance, maxSweeps: maxSweeps, fixed: fixed)
  }
}

/// The state of an iteration. All methods are sweeps of three kinds over two arrays that change places.
struct BellmanIteration<Operator: BellmanOperator> {
  let problem: Operator
  let criterion: Criterion
  let control: SolverControl
  var values: [Double]
  var next: [Double]
  var choice: [Int32]
  /// Share of the answer that the bounds may be apart, beside the tolerance.
  var relative = 0.0
  private let crew: SweepCrew
  private var sweeps = 0
  /// Share of the way a step goes.
  private var stride = 1.0
  private var watched = Double.infinity
  /// Span at the last look whether rounding ends the iteration, and the sweep of the next look.
  private var seen = Double.infinity
  private var nextLook = 128

  init(_ problem: Operator, criterion: Criterion, start: [Int32]?, control: SolverControl) {
    self.problem = problem
    self.criterion = criterion
    self.control = control
    values = [Double](repeating: 0, count: problem.stateCount + problem.scratchCount)
    next = values
    choice = start ?? [Int32](repeating: 0, count: problem.stateCount)
    crew = SweepCrew(threads: problem.stateCount < 2_000 ? 1 : control.threads)
  }

  /// Width of the bounds on the answer that a change range gives.
  private func gap(_ range: ChangeRange) -> Double {
    switch criterion {
    case .average: range.span
    case .discounted(let factor): range.span * factor / (1 - factor)
    }
  }

  /// What the bounds may be apart, given the answer's size.
  private func allowed(_ tolerance: Double, _ range: ChangeRange) -> Double {
    if relative == 0 { return tolerance }
    switch criterion {
    case .average: return tolerance + relative * abs(range.lowest + range.highest) / 2
    case .discounted(let factor): return tolerance + relative * abs(next[0] + factor / (1 - factor) * (range.lowest + range.highest) / 2)
    }
  }

  mutating func run(method: BellmanMethod, tolerance: Double, maxSweeps: Int, fixed: Bool) throws(OptimizationError) -> BellmanSolution {
    let following: Int
    switch method {
    case .valueIteration: following = 0
    case .modifiedPolicyIteration(let sweeps): following = max(0, sweeps)
    case .policyIteration: following = .max
    }
    while true {
      var range = try sweep(fixed ? .follow : .improve, maxSweeps: maxSweeps)
      if gap(range) <= allowed(tolerance, range), !fixed, !problem.improvesExactly { range = try sweep(.prove, maxSweeps: maxSweeps) }
      control.progress?(SolverProgress(sweep: sweeps, gap: gap(range), states: problem.stateCount))
      if gap(range) <= allowed(tolerance, range) { return solution(range) }
      if sweeps >= nextLook {
        // Numbers carry 16 digits: where prices lie far apart, the bounds stop within the rounding of the values, and no sweep helps.
        if range.span > 0.9 * seen, range.span <= 64 * .ulpOfOne * largestValue() {
          throw .notConverged(sweeps: sweeps, span: gap(range))
        }
        seen = range.span
        nextLook = sweeps + 64
      }
      advance(range)
      if fixed { continue }
      // What is followed need not be followed further than a tenth of the way to the next improvement.
      var followed = 0
      let enough = following == .max ? allowed(tolerance, range) / 10 : gap(range) / 10
      while followed < following {
        let change = try sweep(.follow, maxSweeps: maxSweeps)
        advance(change)
        followed += 1
        if gap(change) <= enough { break }
      }
    }
  }

  private func largestValue() -> Double {
    var largest = 0.0
    for i in 0..<problem.stateCount { largest = max(largest, abs(next[i])) }
    return largest
  }

  private mutating func sweep(_ mode: SweepMode, maxSweeps: Int) throws(OptimizationError) -> ChangeRange {
    if sweeps >= min(maxSweeps, control.sweepLimit) { throw .notConverged(sweeps: sweeps, span: watched) }
    sweeps += 1
    let problem = problem
    let discount = criterion.discount
    let crew = crew
    let cancellation = control.cancellation
    let states = problem.stateCount
    let range = values.withUnsafeMutableBufferPointer { values in
      next.withUnsafeMutableBufferPointer { next in
        choice.withUnsafeMutableBufferPointer { choice in
          let (n, c) = (next.baseAddress!, choice.baseAddress!)
          let v = UnsafePointer(values.baseAddress!)
          if problem.scratchCount > 0 {
            let scratch = values.baseAddress! + states
            for stage in 0..<problem.scratchStageCount {
              _ = crew.run(blocks: problem.scratchBlockCount(stage: stage), cancellation: cancellation) { block in
                problem.prepare(stage: stage, block: block, values: v, scratch: scratch, mode: mode, discount: discount)
                return ChangeRange()
              }
            }
          }
          return crew.run(blocks: problem.blockCount, cancellation: cancellation) { block in
            problem.apply(block: block, values: v, next: n, choice: c, mode: mode, discount: discount)
          }
        }
      }
    }
    try control.check()
    if !range.lowest.isFinite || !range.highest.isFinite {
      throw .invalid(field: "costs", reason: "lead to a value that is not finite")
    }
    return range
  }

  /// Takes the step: values become *v* + stride·(*Tv* − *v*).
  private mutating func advance(_ range: ChangeRange) {
    if sweeps % 32 == 0 {
      // A chain with a period keeps its span for ever; a slow one loses little by shorter steps.
      if stride == 1, range.span > 0.6 * watched { stride = 0.85 }
      watched = range.span
    }
    swap(&values, &next)
    if stride < 1 {
      for i in 0..<problem.stateCount { values[i] = next[i] + stride * (values[i] - next[i]) }
    }
    // The common part grows by the cost of every sweep; taken off now and then, so that no digits are lost to it.
    if criterion == .average, sweeps % 64 == 0 {
      let base = values[0]
      for i in 0..<problem.stateCount { values[i] -= base }
    }
  }

  private func solution(_ range: ChangeRange) -> BellmanSolution {
    var result = problem.scratchCount == 0 ? next : Array(next[0..<problem.stateCount])
    switch criterion {
    case .average:
      let base = result[0]
      for i in 0..<result.count { result[i] -= base }
      return BellmanSolution(lower: range.lowest, upper: range.highest, values: result, choice: choice, sweeps: sweeps)
    case .discounted(let factor):
      let low = factor / (1 - factor) * range.lowest
      let high = factor / (1 - factor) * range.highest
      let lower = result[0] + low
      let upper = result[0] + high
      for i in 0..<result.count { result[i] += (low + high) / 2 }
      return BellmanSolution(lower: lower, upper: upper, values: result, choice: choice, sweeps: sweeps)
    }
  }
}
