internal import Kernel

/// Customers' orders in order of time, as flat columns. An order's identity (for every later draw) is its key, not its position.
///
/// It is read through a `view`: plain pointers, which cost a line nothing.
public final class DemandChunk {
  private var times = Slab<Int64>()
  private var streams = Slab<Int32>()
  private var keys = Slab<UInt64>()
  private var firstLines = Slab<Int32>(repeating: 0, count: 1)
  private var items = Slab<Int32>()
  private var quantities = Slab<Int64>()

  public init() {}

  /// The columns as they are now, until the chunk is changed.
  public var view: DemandView {
    DemandView(
      owner: self, times: times.records, streams: streams.records, keys: keys.records, firstLines: firstLines.records, items: items.records,
      quantities: quantities.records)
  }

  func clear() {
    times.removeAll()
    streams.removeAll()
    keys.removeAll()
    firstLines.removeAll()
    firstLines.append(0)
    items.removeAll()
    quantities.removeAll()
  }

  /// Makes room for orders and lines behind these and has their places filled.
  func append(orders: Int, lines: Int, _ fill: (inout Columns) -> Void) {
    let order = times.count, line = items.count
    times.append(repeating: 0, count: orders)
    streams.append(repeating: 0, count: orders)
    keys.append(repeating: 0, count: orders)
    firstLines.append(repeating: 0, count: orders)
    items.append(repeating: 0, count: lines)
    quantities.append(repeating: 0, count: lines)
    // The profile asked for it: appending line by line costs more than drawing the lines of one-line orders.
    var columns = Columns(
      times: times.records.baseAddress!, streams: streams.records.baseAddress!, keys: keys.records.baseAddress!,
      firstLines: firstLines.records.baseAddress!, items: items.records.baseAddress!, quantities: quantities.records.baseAddress!,
      order: order,
      line: line)
    fill(&columns)
    precondition(columns.order == order + orders && columns.line == line + lines, "every place is filled")
  }

  /// Where the next order and the next line go.
  struct Columns {
    let times: UnsafeMutablePointer<Int64>
    let streams: UnsafeMutablePointer<Int32>
    let keys: UnsafeMutablePointer<UInt64>
    let firstLines: UnsafeMutablePointer<Int32>
    let items: UnsafeMutablePointer<Int32>
    let quantities: UnsafeMutablePointer<Int64>
    var order: Int
    var line: Int

    @inline(__always)
    mutating func add(item: Int32, quantity: Int64) {
      items[line] = item
      quantities[line] = quantity
      line &+= 1
    }

    /// Ends the order whose lines were added last.
    @inline(__always)
    mutating func end(time: Int64, stream: Int32, key: UInt64) {
      times[order] = time
      streams[order] = stream
      keys[order] = key
      order &+= 1
      firstLines[order] = Int32(truncatingIfNeeded: line)
    }
  }
}

/// The columns of a chunk. Debug builds check every index.
public struct DemandView {
  private let owner: DemandChunk
  /// Arrival of each order, ticks.
  public let times: UnsafeBufferPointer<Int64>
  public let streams: UnsafeBufferPointer<Int32>
  /// (hour bucket << 20 | ordinal) in an order stream; (period << 24 | customer) in a per-item stream; the order's number in a replay.
  public let keys: UnsafeBufferPointer<UInt64>
  /// First line of each order; one more element than orders.
  public let firstLines: UnsafeBufferPointer<Int32>
  public let items: UnsafeBufferPointer<Int32>
  public let quantities: UnsafeBufferPointer<Int64>

  fileprivate init(
    owner: DemandChunk, times: UnsafeMutableBufferPointer<Int64>, streams: UnsafeMutableBufferPointer<Int32>,
    keys: UnsafeMutableBufferPointer<UInt64>, firstLines: UnsafeMutableBufferPointer<Int32>, items: UnsafeMutableBufferPointer<Int32>,
    quantities: UnsafeMutableBufferPointer<Int64>
  ) {
    self.owner = owner
    self.times = UnsafeBufferPointer(times)
    self.streams = UnsafeBufferPointer(streams)
    self.keys = UnsafeBufferPointer(keys)
    self.firstLines = UnsafeBufferPointer(firstLines)
    self.items = UnsafeBufferPointer(items)
    self.quantities = UnsafeBufferPointer(quantities)
  }

  /// Orders.
  public var count: Int { times.count }

  /// Lines of an order, by their place in `items` and `quantities`.
  public func lines(of order: Int) -> Range<Int> { Int(firstLines[order])..<Int(firstLines[order + 1]) }
}
