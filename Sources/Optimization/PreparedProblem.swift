public import Groundwork
public import Supply

/// A problem with its laws made, so that several questions about it do not make them again.
public struct PreparedProblem: Sendable {
  public let problem: InventoryProblem
  let model: PositionModel

  /// - Throws: as `InventoryProblem.evaluate`.
  public init(_ problem: InventoryProblem) throws(OptimizationError) {
    self.problem = problem
    model = try Evaluator.model(of: problem)
  }

  /// As `InventoryProblem.evaluate`.
  public func evaluate(_ policy: Policy, cancellation: Cancellation? = nil) throws(OptimizationError) -> PolicyEvaluation {
    try Evaluator(problem, model: model).evaluate(policy, cancellation: cancellation)
  }

  /// As `InventoryProblem.impliedPenalty`.
  public func impliedPenalty(of policy: Policy, cancellation: Cancellation? = nil) throws(OptimizationError) -> ImpliedPenalty {
    if problem.holdingCost == 0 { throw .holdingIsFree }
    return try problem.impliedPenalty(of: policy, model: model, cancellation: cancellation)
  }

  /// As `InventoryProblem.propose`.
  public func propose(objective: Objective = .cost, review: Review? = nil, bestOnly: Bool = false, cancellation: Cancellation? = nil)
    throws(OptimizationError) -> [Candidate]
  {
    try problem.propose(objective: objective, review: review, bestOnly: bestOnly, model: model, cancellation: cancellation)
  }
}
