public import Kernel
public import Randomness

/// Where demand comes from. A stream's `name` keys its draws, so it is part of what a run depends on.
public enum DemandStream: Sendable, Equatable, Codable {
  case orders(OrderStream)
  case perItem(PerItemStream)
  case replay(ReplayStream)
}

/// What happens to demand that stock cannot meet at once.
public struct UnmetDemand: Sendable, Equatable, Codable {
  /// Probability that an unmet line waits; the rest is lost.
  public var backorderShare: Double
  /// Whether an order leaves only when every line is there.
  public var shipComplete: Bool

  public init(backorderShare: Double, shipComplete: Bool = false) {
    self.backorderShare = backorderShare
    self.shipComplete = shipComplete
  }
}

/// One law for all items or one per item.
public enum PerItem<Value: Sendable & Equatable & Codable>: Sendable, Equatable, Codable {
  case same(Value)
  /// One element per item, in the order of `SupplyPlan.items`.
  case each([Value])

  @inlinable public subscript(item: Int) -> Value {
    switch self {
    case .same(let value): value
    case .each(let values): values[item]
    }
  }
}

/// Customers' orders with lines: what pickers pick. Arrivals are a Poisson process whose mean is given hour by hour.
public struct OrderStream: Sendable, Equatable, Codable {
  public var name: String
  public var location: Int
  /// Expected orders in each hour of the clock from time 0 (profile, season, trend, events and scale multiplied in); its count is the
  /// horizon in hours, rounded up.
  public var hourlyMean: [Double]
  /// Lines of an order, at least 1 (a draw below 1 counts as 1).
  public var lines: Law
  /// Relative popularity, one element per item of the plan; 0 = not in this stream.
  public var popularity: [Double]
  /// Units of a line, at least 1.
  public var quantity: PerItem<Law>
  public var unmet: UnmetDemand
  /// Time from arrival to the promised departure; nil = none promised.
  public var due: SimTime?
  /// Smaller is more urgent.
  public var priority: Int

  public init(
    name: String, location: Int, hourlyMean: [Double], lines: Law, popularity: [Double], quantity: PerItem<Law>, unmet: UnmetDemand,
    due: SimTime? = nil, priority: Int = 0
  ) {
    self.name = name
    self.location = location
    self.hourlyMean = hourlyMean
    self.lines = lines
    self.popularity = popularity
    self.quantity = quantity
    self.unmet = unmet
    self.due = due
    self.priority = priority
  }
}

/// Demand drawn item by item and period by period.
///
/// In a continuous study a Poisson or compound-Poisson demand arrives as single customers at uniform moments of its period (which is the
/// Poisson process); any other law's total arrives in one piece at the start of the period.
public struct PerItemStream: Sendable, Equatable, Codable {
  public var name: String
  public var location: Int
  /// Items of the stream and the law of one period's demand, same count. Units; a draw is discretised as the optimiser does it.
  public var items: [Int]
  public var laws: [Law]
  public var period: SimTime
  /// Factors on the mean, one per period of the horizon; empty = 1 throughout.
  public var factors: [Double]
  public var unmet: UnmetDemand

  public init(name: String, location: Int, items: [Int], laws: [Law], period: SimTime, factors: [Double] = [], unmet: UnmetDemand) {
    self.name = name
    self.location = location
    self.items = items
    self.laws = laws
    self.period = period
    self.factors = factors
    self.unmet = unmet
  }
}

extension PerItemStream {
  /// When periods of whole days begin where clock changes make some days longer or shorter than 24 hours: at midnights. After them stands
  /// when the last one ends.
  ///
  /// - Parameter dayStarts: as in `SupplyPlan`.
  /// - Returns: nil where all periods are equally long.
  public static func starts(every period: SimTime, until horizon: SimTime, dayStarts: [SimTime]?) -> [SimTime]? {
    guard let dayStarts, period.ticks % SimTime.ticksPerDay == 0, period > .zero else { return nil }
    let days = Int(period.ticks / SimTime.ticksPerDay)
    var starts = [SimTime.zero], day = 0
    while starts[starts.count - 1] < horizon {
      day += days
      starts.append(day < dayStarts.count ? dayStarts[day] : SimTime(ticks: starts[starts.count - 1].ticks + period.ticks))
    }
    return starts
  }
}

/// Recorded orders, played again as they were.
public struct ReplayStream: Sendable, Equatable, Codable {
  public struct Line: Sendable, Equatable, Codable {
    public var time: SimTime
    /// Lines of the same order share a number and stand together; numbers ascend.
    public var order: Int
    public var item: Int
    public var quantity: Int64

    public init(time: SimTime, order: Int, item: Int, quantity: Int64) {
      self.time = time
      self.order = order
      self.item = item
      self.quantity = quantity
    }
  }
  public var name: String
  public var location: Int
  /// In order of time.
  public var lines: [Line]
  public var unmet: UnmetDemand
  public var due: SimTime?

  public init(name: String, location: Int, lines: [Line], unmet: UnmetDemand, due: SimTime? = nil) {
    self.name = name
    self.location = location
    self.lines = lines
    self.unmet = unmet
    self.due = due
  }
}
