public import Kernel

/// Goods that cannot be sold for ever.
public struct Perishing: Sendable, Hashable, Codable {
  /// Which units a customer gets.
  public enum Issue: String, Sendable, Hashable, Codable, CaseIterable {
    /// First in, first out.
    case fifo
    /// Last in, first out: customers pick the freshest.
    case lifo
    /// First expired, first out. Every unit lasts equally long from its receipt, so that this is first in, first out.
    case fefo
  }

  /// From receipt, whole periods of the study: a unit received at a period's start can be sold in so many periods and is waste at the end
  /// of the last.
  public var shelfLife: SimTime
  public var issue: Issue
  /// Money per unit thrown away.
  public var wasteCost: Double

  public init(shelfLife: SimTime, issue: Issue, wasteCost: Double) {
    self.shelfLife = shelfLife
    self.issue = issue
    self.wasteCost = wasteCost
  }

  /// Units that will be waste within the next `periods` ends of a period were demand always its mean, rounded to the nearest unit (R.
  /// Broekmeulen and K. van Donselaar, "A heuristic to manage perishable inventory with batch ordering, positive lead-times, and
  /// time-varying demand", *Computers & Operations Research* 36(11), 2009).
  ///
  /// - Parameters:
  ///   - ages: units by the periods they can still be sold in, those in their last period first.
  ///   - pipeline: orders due in 1, 2, … periods; where it is shorter than `periods` − 1 nothing comes after it.
  ///   - mean: demand of a period, units.
  /// - Complexity: O(periods × ages).
  public static func estimatedWaste(ages: [Int64], pipeline: [Int64], mean: Double, periods: Int, freshestFirst: Bool) -> Int64 {
    var shelf = ages.map { Double($0) }
    let last = shelf.count - 1
    var wasted = 0.0
    for period in 0..<periods {
      var rest = mean
      for step in 0...last {
        let i = freshestFirst ? last - step : step
        let taken = min(rest, shelf[i])
        shelf[i] -= taken
        rest -= taken
      }
      wasted += shelf[0]
      for i in 0..<last { shelf[i] = shelf[i + 1] }
      shelf[last] = period < pipeline.count ? Double(pipeline[period]) : 0
    }
    return Int64(wasted.rounded())
  }
}
