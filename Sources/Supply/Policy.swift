public import Kernel

/// The replenishment policies there are, with the one decision function that the simulator obeys and the optimiser evaluates.
///
/// Levels are in the item's smallest unit and speak of the inventory position: on hand + on order − owed to customers.
public enum Policy: Sendable, Hashable, Codable {
  /// At or below `s`, order up to `S`.
  case sS(s: Int64, S: Int64)
  /// At or below `r`, order the least multiple of `Q` that lifts the position above `r`.
  case rQ(r: Int64, Q: Int64)
  /// Below `S`, order up to `S`. With a periodic review it is the (R, S) policy.
  case baseStock(S: Int64)
  /// At or below `min`, order up to `max` (what planners enter in an ERP).
  case minMax(min: Int64, max: Int64)
  /// (s, S) with levels that follow the calendar.
  case timePhased(TimePhasedLevels)
  /// Below `S`, order up to `S`, but at most `cap` units at once: smooth orders for unmet demand that is lost.
  case cappedBaseStock(S: Int64, cap: Int64)
  /// `Q` units at every review, whatever is there. Only for reviews at intervals.
  case constantOrder(Q: Int64)
  /// At or below `s`, order up to `S`, and let every item of the same supplier and location that has such levels too and stands at or below
  /// its `c` order up to its `S` on the same order: joint replenishment. In periodic studies only where unmet demand
  /// waits and nothing spoils.
  case canOrder(s: Int64, c: Int64, S: Int64)
  /// Below `S`, order up to `S`, and what will be thrown away before the order comes on top. Only for perishable goods in periodic studies.
  case baseStockWithWaste(S: Int64)
  /// Orders listed by state. Only in periodic studies.
  indirect case stateTable(StateTable)
  /// A regular and an emergency supplier. Only in periodic studies.
  indirect case twoSuppliers(TwoSuppliers)
  /// Never orders.
  case none

  /// Whether the decision looks at more than the position (ages, orders under way one by one, a second supplier); then `orderQuantity` does
  /// not know it, and only periodic studies, which keep that state, play it.
  @inlinable public var looksBeyondPosition: Bool {
    switch self {
    case .baseStockWithWaste, .stateTable, .twoSuppliers: true
    default: false
    }
  }

  /// Whether it orders from a regular and an emergency supplier at once, and decides by itself which units come from whom.
  public var asksBothSuppliers: Bool {
    switch self {
    case .twoSuppliers: true
    case .stateTable(let table): if case .position = table.shape { true } else { false }
    default: false
    }
  }

  /// Units to order at a moment, before the supplier's minimum and multiple; at least 0. Policies that look beyond the position order
  /// nothing here.
  ///
  /// - Parameters:
  ///   - position: the inventory position before the decision, units.
  ///   - time: from time 0 of the clock; only time-phased levels look at it, so it may be left out where there are none.
  @inlinable public func orderQuantity(position: Int64, at time: SimTime = .zero) -> Int64 {
    switch self {
    case .sS(let s, let S): return position <= s ? S - position : 0
    case .rQ(let r, let Q):
      if position > r { return 0 }
      return ((r - position) / Q + 1) * Q
    case .baseStock(let S): return position < S ? S - position : 0
    case .minMax(let low, let high): return position <= low ? high - position : 0
    case .timePhased(let levels): return levels.orderQuantity(position: position, at: time)
    case .cappedBaseStock(let S, let cap): return position < S ? min(cap, S - position) : 0
    // By itself; who joins an order of others is decided with them.
    case .canOrder(let s, _, let S): return position <= s ? S - position : 0
    case .constantOrder(let Q): return Q
    case .baseStockWithWaste, .stateTable, .twoSuppliers, .none: return 0
    }
  }

  /// At or below this position the policy orders; of time-phased levels the highest, above which they order at no time.
  @inlinable public var trigger: Int64 {
    switch self {
    case .sS(let s, _): s
    case .rQ(let r, _): r
    case .baseStock(let S): S - 1
    case .minMax(let low, _): low
    case .timePhased(let levels): levels.highestTrigger
    case .cappedBaseStock(let S, _): S - 1
    case .canOrder(let s, _, _): s
    // Asked at intervals only, these order at any position.
    case .constantOrder, .baseStockWithWaste, .stateTable, .twoSuppliers: .max
    case .none: .min
    }
  }
}

/// When the policy is asked.
public enum Review: Sendable, Hashable, Codable {
  /// After every change of the position.
  case continuous
  /// Every `interval`, first at `first` after the start.
  case periodic(interval: SimTime, first: SimTime)
}

/// A policy and when it is asked: what stands at one item in one place.
public struct Control: Sendable, Hashable, Codable {
  public var policy: Policy
  public var review: Review

  public init(policy: Policy, review: Review) {
    self.policy = policy
    self.review = review
  }
}
