public import Groundwork

/// One line of an order as it was sold.
public struct OrderLine: Sendable, BitwiseCopyable, Equatable {
  /// Money per unit; 0 where the file has no price column, NaN where this row's price could not be read.
  public var price: Double
  /// Index into `OrderHistory.items`.
  public var item: Int32
  /// Orders are numbered from 0 as they first appear.
  public var order: Int32
  /// Units, at least 1; 0 marks a line found not to be demand after it was read.
  var units: Int32
  /// Minutes since 1970-01-01 in the shop's local time.
  public var minute: Int32
  /// A number for the customer; −1 where the file has none.
  public var customer: Int32

  public var quantity: Int { Int(units) }
  /// Days since 1970-01-01.
  public var day: Int { Int(minute / TimeStamp.minutesPerDay) }

  init(price: Double, item: Int32, order: Int32, units: Int32, minute: Int32, customer: Int32) {
    self.price = price
    self.item = item
    self.order = order
    self.units = units
    self.minute = minute
    self.customer = customer
  }
}

/// Order lines as checked observations: what was sold, when, in which order; everything left out is counted in `quality`.
///
/// Lines are held in blocks of 32 bytes a line (10 million lines: 320 MB), so that what depends on a choice of items, such as lines per
/// order, is computed exactly without reading the files again.
public struct OrderHistory: Sendable {
  /// The files read, as given.
  public internal(set) var files: [String] = []
  /// Which columns were used, for the report.
  public internal(set) var columns: [OrderLineRole: String] = [:]
  /// Item names as written (in capitals where several spellings occur), in order of appearance.
  public internal(set) var items: [String] = []
  public internal(set) var orderCount = 0
  /// Lines that are demand.
  public internal(set) var lineCount = 0
  /// First and last day with a line; nil when nothing is left.
  public internal(set) var firstDay: CivilDate?
  public internal(set) var lastDay: CivilDate?
  /// False where the dates carry no time of day: then nothing is known about hours.
  public internal(set) var hasTimes = false
  public internal(set) var hasPrices = false
  /// What stands beside the first price that names its currency: a sign or three capitals; nil = none does.
  public internal(set) var currency: String?
  /// Rows by what stands in the column of currencies; empty where there is none.
  public internal(set) var currencies: [String: Int] = [:]
  /// Rows by the distance from UTC written with their times, in minutes to the east, where it was not applied.
  public internal(set) var offsets: [Int: Int] = [:]
  public internal(set) var quality = DataQuality()

  static let blockSize = 1 << 16
  var blocks: [[OrderLine]] = []

  init() {}

  /// Days from the first to the last, both included.
  public var dayCount: Int {
    guard let firstDay, let lastDay else { return 0 }
    return lastDay.dayNumber - firstDay.dayNumber + 1
  }

  /// Every line that is demand, in the order of the files.
  public func forEachLine(_ visit: (OrderLine) -> Void) {
    for block in blocks {
      for line in block where line.units > 0 { visit(line) }
    }
  }

  /// Every order with at least one line that `isIncluded`, in order of appearance: its earliest minute (over all its lines that are
  /// demand) and its included lines as the file has them.
  ///
  /// - Complexity: O(lines), 4 bytes of memory a line.
  public func forEachOrder(where isIncluded: (OrderLine) -> Bool, _ visit: (_ minute: Int, _ lines: [OrderLine]) -> Void) {
    var starts = [Int32](repeating: 0, count: orderCount + 1)
    forEachLine { starts[Int($0.order) + 1] += 1 }
    for order in 0..<orderCount { starts[order + 1] += starts[order] }
    var places = [Int32](repeating: 0, count: Int(starts[orderCount]))
    var next = starts
    for (b, block) in blocks.enumerated() {
      for (i, line) in block.enumerated() where line.units > 0 {
        places[Int(next[Int(line.order)])] = Int32(b * Self.blockSize + i)
        next[Int(line.order)] += 1
      }
    }
    var included: [OrderLine] = []
    for order in 0..<orderCount {
      included.removeAll(keepingCapacity: true)
      var minute = Int32.max
      for place in starts[order]..<starts[order + 1] {
        let at = Int(places[Int(place)])
        let line = blocks[at / Self.blockSize][at % Self.blockSize]
        minute = min(minute, line.minute)
        if isIncluded(line) { included.append(line) }
      }
      if !included.isEmpty { visit(Int(minute), included) }
    }
  }

  mutating func append(_ line: OrderLine) {
    if blocks.isEmpty || blocks[blocks.count - 1].count == Self.blockSize {
      var block: [OrderLine] = []
      block.reserveCapacity(Self.blockSize)
      blocks.append(block)
    }
    blocks[blocks.count - 1].append(line)
  }

  subscript(place: Int) -> OrderLine {
    get { blocks[place / Self.blockSize][place % Self.blockSize] }
    set { blocks[place / Self.blockSize][place % Self.blockSize] = newValue }
  }

  var storedCount: Int { blocks.isEmpty ? 0 : (blocks.count - 1) * Self.blockSize + blocks[blocks.count - 1].count }
}
