public import Groundwork

/// One step of dynamic programming over a finite set of states: the description of a problem that every method here can solve.
///
///     (T v)(i) = minₐ c(i, a) + γ·Σⱼ P(j | i, a)·v(j)
///
/// `DecisionProcess` is the general one, made of lists; a problem with a structure of its own (lost sales, perishables, two suppliers)
/// writes its expectation as dot products over contiguous memory and gets the same methods, bounds, threads and cancellation.
public protocol BellmanOperator: Sendable {
  /// States are 0 ..< stateCount.
  var stateCount: Int { get }
  /// Pieces a sweep is cut into, at least 1. Each state belongs to one block. The cut may not depend on the number of threads.
  var blockCount: Int { get }
  /// Whether `.improve` looks at every action. Where it does not (a search that relies on a shape), a bound is claimed only after a
  /// sweep in the mode `.prove`.
  var improvesExactly: Bool { get }

  /// Numbers that a step computes from *v* first and shares between all states, such as expectations after an order; 0 for none.
  var scratchCount: Int { get }
  /// Steps in which they are computed, each from what the one before it wrote.
  var scratchStageCount: Int { get }
  /// Pieces that a step is cut into.
  func scratchBlockCount(stage: Int) -> Int

  /// Writes the shared numbers of a block; all blocks are done before the next stage begins, and all stages before `apply` is asked.
  func prepare(
    stage: Int, block: Int, values: UnsafePointer<Double>, scratch: UnsafeMutablePointer<Double>, mode: SweepMode, discount: Double)

  /// Applies one step to the states of a block.
  ///
  /// - Parameters:
  ///   - values: *v*, one per state, and behind them the shared numbers.
  ///   - next: where *T v* goes; the states of this block only are written.
  ///   - choice: the action of each state, in the operator's own numbering; written unless the mode is `.follow`.
  ///   - discount: *γ*, in (0, 1].
  /// - Returns: the extremes of *T v* − *v* over the block.
  func apply(
    block: Int, values: UnsafePointer<Double>, next: UnsafeMutablePointer<Double>, choice: UnsafeMutablePointer<Int32>, mode: SweepMode,
    discount: Double
  ) -> ChangeRange
}

extension BellmanOperator {
  public var improvesExactly: Bool { true }
  public var scratchCount: Int { 0 }
  public var scratchStageCount: Int { 1 }
  public func scratchBlockCount(stage: Int) -> Int { 1 }

  public func prepare(
    stage: Int, block: Int, values: UnsafePointer<Double>, scratch: UnsafeMutablePointer<Double>, mode: SweepMode, discount: Double
  ) {}
}

/// What a sweep looks for.
public enum SweepMode: Sendable {
  /// A better action, by the operator's own search.
  case improve
  /// The best of all actions.
  case prove
  /// Nothing: the action chosen before is kept.
  case follow
}

/// What is minimised.
public enum Criterion: Sendable, Equatable {
  /// The long-run average cost of a step.
  case average
  /// The expected sum of γᵗ × cost; the factor is greater than 0 and less than 1.
  case discounted(Double)

  var discount: Double {
    switch self {
    case .average: 1
    case .discounted(let factor): factor
    }
  }

  func validate() throws(OptimizationError) {
    if case .discounted(let factor) = self, !(factor > 0 && factor < 1) {
      throw .invalid(field: "discount", reason: "must be greater than 0 and less than 1")
    }
  }
}

/// How a long solve is carried out; nothing here changes a result.
public struct SolverControl: Sendable {
  /// Threads of a sweep, at least 1. Results do not depend on it.
  public var threads: Int
  public var cancellation: Cancellation?
  /// Memory that values, choices and tables may take, bytes. A problem that needs more is refused before any is taken.
  public var memoryLimit: Int
  /// Sweeps after which a solve that has not converged is given up; the solver's own limit where that is smaller.
  public var sweepLimit = Int.max
  /// Called between sweeps on the caller's thread.
  public var progress: (@Sendable (SolverProgress) -> Void)?

  public init(
    threads: Int = 1, cancellation: Cancellation? = nil, memoryLimit: Int = 1 << 30, progress: (@Sendable (SolverProgress) -> Void)? = nil
  ) {
    self.threads = threads
    self.cancellation = cancellation
    self.memoryLimit = memoryLimit
    self.progress = progress
  }

  func check() throws(OptimizationError) {
    if cancellation?.isCancelled == true { throw .cancelled }
  }

  /// Refuses a problem that would not fit.
  ///
  /// - Parameters:
  ///   - states: counted without making them.
  ///   - bytesEach: memory of a state.
  ///   - reduce: what the planner can do about it.
  func admit(states: Double, bytesEach: Double = 20, reduce: String) throws(OptimizationError) {
    let bytes = states * bytesEach
    if !(bytes <= Double(memoryLimit)) || states > Double(Int32.max) {
      throw .stateSpaceTooLarge(states: states, bytes: bytes, limit: Double(memoryLimit), reduce: reduce)
    }
  }
}

/// How far a solve has come.
public struct SolverProgress: Sendable, Equatable {
  public var sweep: Int
  /// Width of the bounds on the answer so far, in money; infinite before there are any.
  public var gap: Double
  public var states: Int
  /// Steps there will be; nil where only the bounds say when it ends.
  public var planned: Int?

  public init(sweep: Int, gap: Double, states: Int, planned: Int? = nil) {
    self.sweep = sweep
    self.gap = gap
    self.states = states
    self.planned = planned
  }
}
