internal import Foundation
internal import Groundwork
public import Randomness

/// New items as a process: items that are introduced over the horizon, and the launch of each.
///
/// The items stand in the plan from the start, behind all others, with a popularity of 0 in every stream; a replication draws when each is
/// introduced. Introductions are a Poisson process; an item introduced during a day counts from the next midnight. Then its first order is
/// placed, and after `leadDays` customers can ask for it. From there its popularity rises in a straight line from 0 to that of its model
/// over `rampDays`, a step a day (the day's middle counts), and stays. Customers' orders and their lines are those of the same run without
/// new items: a new item takes the lines it wins from the other items, weight ÷ Σ weights of them, and no other line changes.
public struct NewItemsPlan: Sendable, Equatable, Codable {
  /// Items introduced per day, on average.
  public var perDay: Double
  /// Place of the first of them in `SupplyPlan.items`; they are the last of the list.
  public var first: Int
  /// One element per new item: the item whose popularity and sizes it grows into.
  public var models: [Int]
  /// One element per new item: whole days from its first order to its launch.
  public var leadDays: [Int]
  /// The same for those introduced from later days on, ascending; nil = the same throughout.
  public var laterLeadDays: [LeadDaysChange]?
  /// Days from launch to full popularity; 0 = at once.
  public var rampDays: Double
  /// The first order, in days of the mean demand of its model.
  public var firstOrderDays: Double

  public init(perDay: Double, first: Int, models: [Int], leadDays: [Int], rampDays: Double, firstOrderDays: Double) {
    self.perDay = perDay
    self.first = first
    self.models = models
    self.leadDays = leadDays
    self.rampDays = rampDays
    self.firstOrderDays = firstOrderDays
  }

  /// Whole days from the first order to the launch that hold for items introduced from a day on.
  public struct LeadDaysChange: Sendable, Equatable, Codable {
    public var day: Int
    /// One element per new item.
    public var leadDays: [Int]

    public init(day: Int, leadDays: [Int]) {
      self.day = day
      self.leadDays = leadDays
    }
  }

  /// The day at whose midnight customers can first ask for the k-th new item, introduced on a day.
  public func launchDay(of k: Int, introduced day: Int) -> Int {
    day + (laterLeadDays?.last { $0.day <= day }?.leadDays ?? leadDays)[k]
  }

  /// How many items a plan must hold so that a replication needs more less often than once in 10¹²; what it needs beyond is never
  /// introduced.
  public static func places(perDay: Double, days: Double) -> Int {
    let mean = perDay * days
    return Int(min(1e15, (mean + 7.5 * mean.squareRoot() + 20).rounded(.up)))
  }

  /// The day, from time 0, at whose midnight each new item is introduced, in order; at most one element per new item, none at or after
  /// `days`.
  ///
  /// - Complexity: one draw an item.
  public func introductions(_ key: DrawKey, days: Int) -> [Int] {
    guard perDay > 0 else { return [] }
    let source = StableHash.of("new-items/arrivals")
    var result: [Int] = [], time = 0.0
    for k in models.indices {
      time -= Foundation.log1p(-key.uniform(source: source, ordinal: UInt64(k))) / perDay
      let day = time.rounded(.up)
      if day >= Double(days) { break }
      result.append(Int(day))
    }
    return result
  }

  /// Part of its full popularity that an item has on a day.
  func popularity(day: Int, launched: Int) -> Double {
    day < launched ? 0 : rampDays <= 0 ? 1 : min(1, (Double(day - launched) + 0.5) / rampDays)
  }
}

/// Which lines of the day being drawn go to new items.
///
/// New items challenge the line one after the other in order of their launch; the k-th wins with probability wₖ ÷ (W + w₁ + … + wₖ), and
/// the last winner takes the line. That gives each its share of the sum of weights, and a further item takes exactly what it wins. The next
/// winner is found at once: nobody from j + 1 to k wins with probability Sⱼ ÷ Sₖ, S the running sums.
struct NewItemRace {
  private let plan: NewItemsPlan
  /// New items in order of launch: place among the plan's items, launch day, model.
  private let launches: [(item: Int, day: Int, model: Int)]
  /// Per stream: its weight without new items, its sources of draws, and the running sums of the day, the first that of the old items.
  private let base: [Double]
  private let sources: [UInt64]
  private let weights: [[Double]]
  private var sums: [[Double]]

  init(_ plan: NewItemsPlan, streams: [(name: String, popularity: [Double])], key: DrawKey, days: Int) {
    self.plan = plan
    launches = plan.introductions(key, days: days).enumerated()
      .map { (item: plan.first + $0, day: plan.launchDay(of: $0, introduced: $1), model: plan.models[$0]) }
      .sorted { ($0.day, $0.item) < ($1.day, $1.item) }
    base = streams.map { $0.popularity.reduce(0, +) }
    sources = streams.map { StableHash.of("new-items/\($0.name)") }
    let launches = launches
    weights = streams.map { stream in launches.map { stream.popularity.isEmpty ? 0 : stream.popularity[$0.model] } }
    sums = base.map { [$0] }
  }

  /// - Complexity: O(items launched × streams).
  mutating func begin(day: Int) {
    let factors = launches.prefix { $0.day <= day }.map { plan.popularity(day: day, launched: $0.day) }
    for s in base.indices {
      var sum = base[s]
      sums[s] = [sum]
      for (k, factor) in factors.enumerated() {
        sum += weights[s][k] * factor
        sums[s].append(sum)
      }
    }
  }

  /// The new item that takes a line of an order, or nil where it stays with the old one.
  ///
  /// - Complexity: O(log items) a winner; on average 1 + ln(Sₙ ÷ S₀) draws.
  func winner(stream: Int, identity: UInt64, line: Int, key: DrawKey) -> Int? {
    let last = sums[stream].count - 1
    var at = 0, jump = 0
    // Fifteen winners of one line: rarer than 10⁻⁹ where new items have a hundred times the weight of the old.
    while at < last && jump < 16 {
      let limit = sums[stream][at] / key.uniform(source: sources[stream], ordinal: identity, draw: UInt16(line << 4 | jump))
      if sums[stream][last] <= limit { break }
      var low = at + 1, high = last
      while low < high {
        let middle = (low + high) / 2
        if sums[stream][middle] > limit { high = middle } else { low = middle + 1 }
      }
      at = low
      jump += 1
    }
    return at == 0 ? nil : launches[at - 1].item
  }
}
