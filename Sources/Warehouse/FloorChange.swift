public import Kernel

/// A wage from a moment on.
public struct WageChange: Sendable, Equatable, Codable {
  public var at: SimTime
  /// Money per hour.
  public var wage: Double

  public init(at: SimTime, wage: Double) {
    self.at = at
    self.wage = wage
  }
}

/// How long a step takes for orders and receipts that come to the floor from a moment on.
public struct WorkChange: Sendable, Equatable, Codable {
  public var at: SimTime
  /// Its travel is the step's own.
  public var work: StepPlan.Work

  public init(at: SimTime, work: StepPlan.Work) {
    self.at = at
    self.work = work
  }
}

extension FloorPlan {
  /// The moments at which wages or step times change, ascending.
  var changeTimes: [SimTime] {
    let all = pools.flatMap { ($0.laterWages ?? []).map(\.at) } + steps.flatMap { ($0.laterWork ?? []).map(\.at) }
    return Set(all).sorted()
  }

  /// The steps with the times that hold at a moment.
  func steps(at time: SimTime) -> [StepPlan] {
    steps.map { step in
      var step = step
      if let change = step.laterWork?.last(where: { $0.at <= time }) { step.work = change.work }
      return step
    }
  }
}
