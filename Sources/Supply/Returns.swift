public import Randomness

/// Goods that customers send back.
///
/// Each line that has left the house comes back with all its units with probability `share`, so long after. When it has passed the floor's
/// flow of returns (at once where there is none) each unit is fit to be sold again with probability `restock`; the others are written off.
/// While a unit is with the customer or on its way through that flow it belongs to no stock.
public struct ReturnsPlan: Sendable, Equatable, Codable {
  public var share: Double
  /// Seconds from the departure to the house's door.
  public var after: Law
  public var restock: Double
  /// Money per unit that comes back: refund work, carriage.
  public var costPerUnit: Double

  public init(share: Double, after: Law, restock: Double, costPerUnit: Double = 0) {
    self.share = share
    self.after = after
    self.restock = restock
    self.costPerUnit = costPerUnit
  }
}
