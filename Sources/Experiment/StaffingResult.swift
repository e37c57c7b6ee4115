public import Estimation
public import Simulation

/// People of one pool.
public struct StaffingPool: Sendable, Equatable {
  public var name: String
  public var shift: String
  public var today: Int
  public var needed: Int
  /// Where the search stopped looking.
  public var most: Int
}

/// What a staffing search found.
public struct StaffingResult: Sendable {
  public var pools: [StaffingPool]
  /// People on duty and the work that comes by hour of the day, one element per group of pools that share work; empty where nothing was
  /// found.
  public var hours: [StaffingHours]
  /// Whether any staffing within the limits meets every target; if not, `pools` has the most people that were allowed.
  public var isMet: Bool
  /// Whether every staffing with fewer people was ruled out.
  public var isProven: Bool
  /// Staffings simulated, and replications of all of them together.
  public var candidates: Int
  public var replications: Int
  /// Today's staffing and the one found, on the worlds of the search and on fresh ones; nil where nothing was found.
  public var search: StudyResult
  public var fresh: StudyResult?
  public var draft: Plan
  /// Places and equipment, where they were looked for: the fewest with which the people found meet every target.
  public var means: [StaffingMeans] = []
  /// Whether every smaller number of them was ruled out.
  public var isMeansProven = true
  /// How many of the people found are needed in each hour; nil where it was not asked, or nothing was found.
  public var byHour: StaffingTable?

  /// Whether the staffing found meets every target on the fresh worlds too.
  public var isConfirmed: Bool { fresh?.scenarios[1].targets.allSatisfy(\.isMet) ?? false }

  /// Share of the mean order cycle in which orders wait for goods, with the people shown; nil where no order has a cycle.
  public var goodsShare: Double? {
    let found = search.scenarios[1]
    guard let wait = found["order-cycle-time.goods"]?.estimate.value, let cycle = found["order-cycle-time.mean"]?.estimate.value, cycle > 0
    else { return nil }
    return wait / cycle
  }

  /// People on duty in hours 0 to 23, all groups together.
  public var people: [Double] { hours.reduce([Double](repeating: 0, count: 24)) { sum, group in zip(sum, group.people).map { $0 + $1 } } }

  /// By how much the search flattered the target of that number: what it promised less what fresh worlds give, above 0 where fresh worlds
  /// are worse; nil where nothing was found.
  public func optimism(target i: Int) -> Estimate? {
    guard let again = fresh?.scenarios[1].targets[i] else { return nil }
    let here = search.scenarios[1].targets[i]
    return here.target.comparison == .atLeast
      ? .independentDifference(of: here.estimate, minus: again.estimate, level: search.confidence)
      : .independentDifference(of: again.estimate, minus: here.estimate, level: search.confidence)
  }
}
