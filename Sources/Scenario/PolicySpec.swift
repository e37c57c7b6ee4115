internal import Groundwork
internal import Supply

/// A level as written: units, or days of mean demand.
enum Level: Equatable {
  case units(Double)
  case days(Double)

  func units(meanPerDay: Double) -> Double {
    switch self {
    case .units(let units): units
    case .days(let days): days * meanPerDay
    }
  }
}

/// A policy as written, before the mean demand of its stock point is known.
struct PolicySpec {
  enum Kind {
    case sS(Level, Level)
    case rQ(Level, Level)
    case baseStock(Level)
    case minMax(Level, Level)
    /// Levels that follow the calendar; which ones hangs on the item and place.
    case table(LevelTable)
    case states(StateTableFile)
    case capped(Level, cap: Level)
    case constantOrder(Level)
    case canOrder(Level, Level, Level)
    case baseStockWithWaste(Level)
    case dualIndex(emergency: Level, regular: Level, cap: Level?)
    case singleIndex(emergency: Level, regular: Level)
    case baseSurge(S: Level, Q: Level)
    /// Read in full already.
    case fixed(Policy)
    case none
    case optimize
  }
  var kind: Kind
  var review: Review
  var place: SourceLocation

  /// The policy in units. Levels are rounded to the nearest unit; an order-up-to level stays above its reorder point.
  func policy(meanPerDay: Double) -> Policy? {
    func whole(_ level: Level) -> Int64 { Int64(max(-9e15, min(9e15, level.units(meanPerDay: meanPerDay).rounded()))) }
    switch kind {
    case .sS(let s, let S): return .sS(s: whole(s), S: max(whole(S), whole(s) + 1))
    case .rQ(let r, let Q): return .rQ(r: whole(r), Q: max(1, whole(Q)))
    case .baseStock(let S): return .baseStock(S: whole(S))
    case .minMax(let low, let high): return .minMax(min: whole(low), max: max(whole(high), whole(low) + 1))
    case .capped(let S, let cap): return .cappedBaseStock(S: whole(S), cap: max(1, whole(cap)))
    case .constantOrder(let Q): return .constantOrder(Q: max(1, whole(Q)))
    case .canOrder(let s, let c, let S):
      let low = whole(s), can = max(whole(c), low)
      return .canOrder(s: low, c: can, S: max(whole(S), can + 1))
    case .baseStockWithWaste(let S): return .baseStockWithWaste(S: whole(S))
    case .dualIndex(let low, let high, let cap):
      return .twoSuppliers(.dualIndex(emergency: whole(low), regular: whole(high), cap: cap.map { max(1, whole($0)) }))
    case .singleIndex(let low, let high): return .twoSuppliers(.singleIndex(emergency: whole(low), regular: whole(high)))
    case .baseSurge(let S, let Q): return .twoSuppliers(.baseSurge(S: whole(S), Q: max(1, whole(Q))))
    case .fixed(let policy): return policy
    case .none: return Policy.none
    case .optimize, .table, .states: return nil
    }
  }

  /// The levels, in words, where they contradict each other at this mean demand: s above S.
  func isUpsideDown(meanPerDay: Double) -> (low: String, high: String)? {
    switch kind {
    case .canOrder(let s, let c, let S):
      // The same of both pairs; a can-order level may be the reorder point, which joins no order.
      if s == c { return PolicySpec(kind: .sS(c, S), review: review, place: place).isUpsideDown(meanPerDay: meanPerDay) }
      return PolicySpec(kind: .sS(s, c), review: review, place: place).isUpsideDown(meanPerDay: meanPerDay)
        ?? PolicySpec(kind: .sS(c, S), review: review, place: place).isUpsideDown(meanPerDay: meanPerDay)
    case .sS(let s, let S), .minMax(let s, let S):
      let low = s.units(meanPerDay: meanPerDay)
      let high = S.units(meanPerDay: meanPerDay)
      // Two lengths of time that are different may be the same number of units; that is rounding, not a contradiction.
      if case .days(let a) = s, case .days(let b) = S {
        return a >= b ? ("\(RelativeChange.plain(a)) d", "\(RelativeChange.plain(b)) d") : nil
      }
      return low >= high ? (RelativeChange.plain(low), RelativeChange.plain(high)) : nil
    default: return nil
    }
  }
}
