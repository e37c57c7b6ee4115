/// How two suppliers share the orders of an item: the regular one is slow, the emergency one fast and dearer.
///
/// The emergency order is decided first. What an emergency order placed now can serve is on hand − owed + everything that comes no later
/// than it would; the whole position has in addition the regular orders that come later.
public enum TwoSuppliers: Sendable, Hashable, Codable {
  /// The emergency supplier lifts what it can serve to `emergency`; the regular one lifts the whole position to `regular`, by at most `cap`
  /// units at once.
  case dualIndex(emergency: Int64, regular: Int64, cap: Int64?)
  /// Both look at the whole position: the emergency supplier lifts it to `emergency`, the regular one from there to `regular`.
  case singleIndex(emergency: Int64, regular: Int64)
  /// The regular supplier sends `Q` every time; the emergency supplier lifts what it can serve to `S` (tailored base-surge).
  case baseSurge(S: Int64, Q: Int64)

  /// Units from both suppliers.
  ///
  /// - Parameters:
  ///   - near: what an emergency order placed now can serve, units.
  ///   - whole: the whole position, units.
  ///   - rounded: what an order above 0 to the emergency supplier becomes by its minimum and multiple; the regular order counts that.
  public func orders(near: Int64, whole: Int64, rounded: (Int64) -> Int64 = { $0 }) -> (regular: Int64, emergency: Int64) {
    func emergency(_ units: Int64) -> Int64 { units > 0 ? rounded(units) : 0 }
    switch self {
    case .dualIndex(let low, let high, let cap):
      let fast = emergency(low - near)
      let slow = max(0, high - whole - fast)
      return (min(slow, cap ?? slow), fast)
    case .singleIndex(let low, let high):
      let fast = emergency(low - whole)
      return (max(0, high - whole - fast), fast)
    case .baseSurge(let S, let Q): return (Q, emergency(S - near))
    }
  }

  /// What is on hand at the start where nothing else is said, since nothing is on order then.
  public var restingStock: Int64 {
    switch self {
    case .dualIndex(let low, let high, _), .singleIndex(let low, let high): max(0, low, high)
    case .baseSurge(let S, _): max(0, S)
    }
  }
}

/// A second, faster supplier of an item.
///
/// It is asked in one of two ways. A policy for two suppliers (`TwoSuppliers`, or a table of orders by position) orders from both at once
/// and minds no threshold. Any other policy orders from one: from this one where `below` is given and the inventory position at the review,
/// before the order, is below it; else from the regular one.
public struct EmergencySupply: Sendable, Hashable, Codable {
  /// Index of the supplier.
  public var supplier: Int
  /// Money per unit beyond what the regular supplier takes.
  public var surcharge: Double
  /// An order that a policy for one supplier places at an inventory position (on hand + on order − owed, whoever the orders on the way are
  /// from) below this many units goes to this supplier; nil = none does.
  public var below: Int64?
  /// Least units of an order line to it; nil = none.
  public var minimum: Int64?
  /// Order lines to it are multiples of this; nil = none.
  public var multiple: Int64?

  public init(supplier: Int, surcharge: Double, below: Int64? = nil, minimum: Int64? = nil, multiple: Int64? = nil) {
    self.supplier = supplier
    self.surcharge = surcharge
    self.below = below
    self.minimum = minimum
    self.multiple = multiple
  }

  /// Whether an order of a policy for one supplier goes here.
  @inlinable public func takes(position: Int64) -> Bool { below.map { position < $0 } ?? false }
}
