public import Kernel
public import Supply
public import Warehouse

/// Everything a run depends on besides its seed. Two equal plans give equal bytes. Checked once at the door; behind it code trusts it.
public struct Plan: Sendable, Equatable, Codable {
  public var name: String
  /// ISO 4217.
  public var currency: String
  public var clock: Clock
  public var study: StudyKind
  public var supply: SupplyPlan
  /// nil = an inventory study without people.
  public var floor: FloorPlan?
  public var targets: [Target]
  /// Money per order that leaves after its due time; nil = none.
  public var lateOrderCost: Double?
  /// Limits that all items share, for the optimiser; nil without any.
  public var constraints: [Target]?
  /// Measures that come apart into what each item takes in expectation, so that a limit on them has a price, and the side it lies on.
  /// Limits on other measures the simulation alone judges.
  public static let pricedLimits: [(kpi: String, comparison: Target.Comparison)] = [
    ("stock.value", .atMost), ("space-used.mean", .atMost), ("supplier-lines", .atMost), ("fill-rate", .atLeast),
  ]
  /// The limits that have a price, and those that the simulation alone judges.
  public var pricedConstraints: [Target] { (constraints ?? []).filter(\.isPriced) }
  public var judgedConstraints: [Target] { (constraints ?? []).filter { !$0.isPriced } }

  public init(
    name: String, currency: String, clock: Clock, study: StudyKind, supply: SupplyPlan, floor: FloorPlan? = nil, targets: [Target] = [],
    constraints: [Target]? = nil
  ) {
    self.name = name
    self.currency = currency
    self.clock = clock
    self.study = study
    self.supply = supply
    self.floor = floor
    self.targets = targets
    self.constraints = constraints
  }

  /// Whether the orders of a stream have a due time.
  public var promisesTimes: Bool {
    supply.streams.contains { stream in
      switch stream {
      case .orders(let s): s.due != nil
      case .replay(let s): s.due != nil
      case .perItem: false
      }
    }
  }
}

/// When a run starts, ends, and from when it counts.
public struct Clock: Sendable, Equatable, Codable {
  public enum WarmUp: Sendable, Equatable, Codable {
    case fixed(SimTime)
    /// MSER-5 on the total cost, one common cut for all alternatives, found by `Experiment` before the run.
    case automatic
  }
  /// ISO date of time 0; nil in a calendar-free study.
  public var startDate: String?
  /// Zone name, for labels only: spans are already in simulated time.
  public var timeZone: String
  /// Measured to here; demand stops here.
  public var horizon: SimTime
  public var warmUp: WarmUp
  /// Calendars' tables reach to horizon + this; unfinished orders are run out at most so long.
  public var runOut: SimTime

  public init(
    startDate: String? = nil, timeZone: String = "UTC", horizon: SimTime, warmUp: WarmUp = .fixed(.zero), runOut: SimTime = .days(91)
  ) {
    self.startDate = startDate
    self.timeZone = timeZone
    self.horizon = horizon
    self.warmUp = warmUp
    self.runOut = runOut
  }
}

public enum StudyKind: Sendable, Equatable, Codable {
  case continuous
  /// The literature's sequence: at the start of each period receive, order, demand; cost on the period's end.
  case periodic(period: SimTime)
}

/// `fill-rate: ">= 97 %"`.
public struct Target: Sendable, Equatable, Codable {
  public enum Comparison: String, Sendable, Codable { case atLeast = ">=", atMost = "<=" }
  /// KPI id as in the dictionary.
  public var kpi: String
  public var comparison: Comparison
  /// In the KPI's own unit (percent as a fraction).
  public var bound: Double

  /// Whether a value meets the bound, or misses it by no more than the rounding of either, a trillionth of the bound: 0.30 EUR are 0.10 EUR
  /// for each of 3 units, whatever binary fractions make of it.
  public func isMet(by value: Double) -> Bool {
    let slack = 1e-12 * abs(bound)
    switch comparison {
    case .atLeast: return value >= bound - slack
    case .atMost: return value <= bound + slack
    }
  }

  /// Whether it comes apart into the items' expectations as a limit.
  public var isPriced: Bool { Plan.pricedLimits.contains { $0.kpi == kpi } }

  public init(kpi: String, comparison: Comparison, bound: Double) {
    self.kpi = kpi
    self.comparison = comparison
    self.bound = bound
  }
}
