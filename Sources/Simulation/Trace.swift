public import Kernel
public import Warehouse

/// What one replication did, step by step. Switching it on changes no number.
public final class Trace {
  /// Tasks of workers and lengths of queues; nil without a floor.
  public internal(set) var floor: FloorTrace?
  /// Changes of a stock point's quantities, in order of time.
  public struct StockStep: Sendable, Equatable {
    public var stockPoint: Int
    public var time: SimTime
    public var onHand: Int64
    public var onOrder: Int64
    public var owed: Int64
  }
  public internal(set) var stock: [StockStep] = []
  /// Stock points whose steps are kept.
  public let stockPoints: Set<Int>

  /// - Parameter stockPoints: whose stock to follow.
  public init(stockPoints: Set<Int> = []) { self.stockPoints = stockPoints }
}
