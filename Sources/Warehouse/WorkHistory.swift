internal import Kernel
internal import Randomness

/// Times that are drawn once an order, known once in a replication for every plan that reads the same orders and draws the same: how long
/// an order takes at a step hangs on neither people nor stock.
///
/// A column a step, a row an order of the tape. Not for two threads at once.
///
/// - Complexity: 8 bytes an order and column.
public final class WorkHistory {
  private let columns: Int
  private var seconds = Slab<Double>()

  public init(columns: Int) { self.columns = columns }

  /// Before another replication, of so many orders.
  public func forget(orders: Int) {
    seconds.removeAll()
    seconds.append(repeating: Self.unknown, count: orders * columns)
  }

  /// No drawn time is negative.
  static let unknown = -1.0

  /// What a plan reads and adds to, until the history forgets; it does not keep the history alive.
  ///
  /// - Parameter columnOf: one element per step of the plan; −1 = not shared.
  public func record(_ columnOf: [Int32]) -> Record {
    precondition(columnOf.allSatisfy { $0 < columns }, "more columns than the history has")
    return Record(seconds: seconds.records.baseAddress, columns: columns, columnOf: columnOf)
  }

  public struct Record {
    let seconds: UnsafeMutablePointer<Double>?
    let columns: Int
    let columnOf: [Int32]
  }
}

extension CompiledFloor {
  /// What a step draws once an order: the same source and the same law give the same time.
  public struct OrderDraw: Hashable, Sendable {
    let source: UInt64
    let law: Law
  }

  /// One element per step; nil where nothing is drawn once an order, and on floors that keep no such times.
  public var orderDraws: [OrderDraw?] {
    zip(plan.steps, work.steps).map { step, times in
      guard isPlain, times.drawsOrder, let law = step.work.perOrder else { return nil }
      return OrderDraw(source: times.source, law: law)
    }
  }
}
