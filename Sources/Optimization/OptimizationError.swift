/// Why an inventory problem has no answer, or none this room will give. Each case is a statement a planner can act on.
public enum OptimizationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A number that is NaN, infinite, negative where it may not be, or a law that is none. `field` is the property's name.
  case invalid(field: String, reason: String)
  /// Holding stock costs nothing: any finite level is beaten by a higher one.
  case holdingIsFree
  /// Unmet demand costs nothing (or less than stocking ever would): the cheapest policy is never to order.
  case neverOrdering
  /// Nobody asks for the item: there is nothing to optimise.
  case noDemand
  /// The policy never orders, so the units owed grow without limit and no long-run average exists.
  case policyNeverOrders
  /// The exact method would need `states` states (or table cells), more than `limit`; refused before any memory is taken.
  case tooLarge(states: Double, limit: Double)
  /// The exact method would need `states` states and `bytes` of memory, more than the `limit` in bytes; refused before any is taken.
  /// `reduce` says what would make it fit.
  case stateSpaceTooLarge(states: Double, bytes: Double, limit: Double, reduce: String)
  /// The exact method would take `operations` (multiplications and comparisons), more than the `limit`, some minute's worth; refused before
  /// it begins. `reduce` says what would make it less.
  case tooMuchWork(operations: Double, limit: Double, reduce: String = "count in larger units")
  /// The model has no exact answer for this combination; `reason` names it.
  case notCovered(reason: String)
  /// No policy of the class reaches the service asked for.
  case unreachableService(reason: String)
  /// An iteration did not settle within its limit of sweeps.
  case notConverged(sweeps: Int, span: Double)
  /// Stopped on request.
  case cancelled

  public var description: String {
    switch self {
    case .invalid(let field, let reason): "\(field) \(reason)"
    case .holdingIsFree: "holding stock costs nothing, so no finite level is best; give a holding cost"
    case .neverOrdering:
      "unmet demand costs too little for any order to pay; give a price of waiting or of a lost sale, or a service target"
    case .noDemand: "there is no demand, so there is nothing to optimise"
    case .policyNeverOrders: "the policy never orders, so backorders grow without limit"
    case .tooLarge(let states, let limit):
      "the exact method would need about \(Int64(min(states, 9e18))) states, more than the \(Int64(min(limit, 9e18))) allowed;"
        + " count in larger units"
    case .stateSpaceTooLarge(let states, let bytes, let limit, let reduce):
      "the exact method would need about \(Int64(min(states, 9e18))) states in \(Int64(min(bytes / 1e6, 9e18))) MB, more than the"
        + " \(Int64(min(limit / 1e6, 9e18))) MB allowed; \(reduce)"
    case .tooMuchWork(let operations, let limit, let reduce):
      "the exact method would take about \(Self.words(operations)) operations, more than the \(Self.words(limit)) allowed; \(reduce)"
    case .notCovered(let reason): "no exact answer: \(reason)"
    case .unreachableService(let reason): "the service asked for cannot be reached: \(reason)"
    case .notConverged(let sweeps, let span): "not settled after \(sweeps) sweeps (span \(span))"
    case .cancelled: "stopped on request"
    }
  }

  /// Whether the problem has an answer and only its size stands in the way.
  public var isOfSize: Bool {
    switch self {
    case .tooLarge, .stateSpaceTooLarge, .tooMuchWork: true
    default: false
    }
  }

  /// A large number in words.
  private static func words(_ count: Double) -> String {
    for (size, word) in [(1e9, "billion"), (1e6, "million")] where count >= size {
      return count >= 1e15 * size ? "more than a million billion billion" : "\(Int64((count / size).rounded(.up))) \(word)"
    }
    return "\(Int64(max(0, count)))"
  }
}
