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

/// How many places or units of a kind there are from a moment on.
///
/// Whatever is in use when there are fewer is used to its end; nobody takes what is left over then.
public struct CountChange: Sendable, Equatable, Codable {
  public var at: SimTime
  public var count: Int

  public init(at: SimTime, count: Int) {
    self.at = at
    self.count = count
  }

  /// The most there are or will be from a moment on, of a kind that has so many now.
  static func most(_ changes: [CountChange]?, now count: Int, after time: Int64) -> Int {
    (changes ?? []).reduce(count) { $1.at.ticks > time ? max($0, $1.count) : $0 }
  }
}

extension PlacePlan {
  /// How many there are at a moment.
  public func count(at time: SimTime) -> Int { later?.last { $0.at <= time }?.count ?? capacity }
}

extension EquipmentPlan {
  /// How many units there are at a moment.
  public func count(at time: SimTime) -> Int { later?.last { $0.at <= time }?.count ?? count }
}

extension FloorPlan {
  /// The moments at which wages, step times, places or equipment change, ascending.
  var changeTimes: [SimTime] {
    let costs = pools.flatMap { ($0.laterWages ?? []).map(\.at) } + steps.flatMap { ($0.laterWork ?? []).map(\.at) }
    let counts = places.flatMap { $0.later ?? [] } + (equipment ?? []).flatMap { $0.later ?? [] }
    return Set(costs + counts.map(\.at)).sorted()
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
