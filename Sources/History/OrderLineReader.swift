public import Groundwork

/// How a file of order lines is to be read where the file itself does not say.
public struct OrderLineOptions: Sendable, Equatable {
  /// Columns by name, for the parts whose names tell nothing.
  public var columns: [OrderLineRole: String] = [:]
  /// Day and month in dates such as 1/12/2010; found from the file unless given.
  public var dates: DateOrder?
  /// Whether a row equal to an earlier one in every field is left out. A till that scans an article twice writes such rows, so the
  /// default keeps them.
  public var dropsDuplicates = false
  /// How the file writes decimals; found from the file unless given.
  public var decimals: DecimalMark?
  /// The zone to whose clock times that tell their distance from UTC are brought; nil keeps them as they are written.
  public var timeZone: String?
  /// Codes that are not goods, besides `OrderLineReader.serviceCodes`; in any case.
  public var serviceCodes: [String] = []
  /// Codes that are goods, though they look like postage or fees; in any case.
  public var goods: [String] = []
  /// A cancellation of the same customer, item and quantity within this many minutes after a sale takes the sale out of demand: nobody
  /// picked it. A later one is a return of goods that were picked.
  public var withdrawalMinutes = 1_440

  public init() {}
}

/// Reads order lines as web shops and tills export them.
public struct OrderLineReader {
  /// Codes of postage, fees and manual entries met in the field; a code that begins `gift_` is a voucher.
  public static let serviceCodes: [String] = [
    "POST", "POSTAGE", "DOT", "M", "MANUAL", "D", "DISC", "DISCOUNT", "S", "SAMPLE", "SAMPLES", "B", "C2", "C3", "CRUK", "BANK CHARGES",
    "AMAZONFEE",
    "FEE", "FEES", "FREIGHT", "SHIPPING", "CARRIAGE", "DELIVERY", "ADJUST", "ADJUST2", "TEST001", "TEST002", "GIFT", "VOUCHER", "TIP",
    "DEPOSIT",
  ]

  private var history = OrderHistory()
  private var options: OrderLineOptions
  private let codes: Set<String>
  private let goods: Set<String>
  private var seenRows = HashSet64()
  private var itemIndex: [UInt64: Int32] = [:]
  private var itemIsService: [Bool] = []
  /// Of each item: lines left out for their quantities.
  private var itemLinesLost: [Int32] = []
  /// Of each item: the hash of its first spelling, and whether others were met.
  private var spelling: [(hash: UInt64, several: Bool)] = []
  private var orders = OrderNumbers()
  private var customerIndex: [UInt64: Int32] = [:]
  private var status = SaleStatus()
  private var clock: WallClock?
  private var orderHasSeveralTimes: [Bool] = []
  private var reversals: [Reversal] = []

  /// A cancellation or return that may take an earlier sale out of demand.
  struct Reversal {
    var customer: Int32
    var item: Int32
    var units: Int32
    var minute: Int32
  }

  private init(options: OrderLineOptions) {
    self.options = options
    clock = options.timeZone.flatMap { WallClock(zone: $0) }
    goods = Set(options.goods.map { $0.uppercased() })
    codes = Set((Self.serviceCodes + options.serviceCodes).map { $0.uppercased() })
  }

  /// Reads all files, one after another, as one history.
  ///
  /// - Parameters:
  ///   - paths: CSV files, plain or gzip.
  ///   - cancellation: polled every few thousand rows.
  /// - Throws: `InputErrors` where a file cannot be read, a column is missing, or dates have two meanings; `Cancelled`.
  /// - Complexity: one pass; about 32 bytes a line that is demand and 13 a row.
  public static func read(_ paths: [String], options: OrderLineOptions = OrderLineOptions(), cancellation: Cancellation? = nil) throws
    -> OrderHistory
  {
    var reader = OrderLineReader(options: options)
    for path in paths {
      // The order of day and month is looked up first: a row read the wrong way round cannot be mended later.
      let dates = try options.dates ?? DateOrder.found(in: CSVReader(path: path), options: options)
      try reader.read(CSVReader(path: path), dates: dates, cancellation: cancellation)
    }
    return reader.finish()
  }

  /// Reads a text in memory; `label` stands for the file in places.
  public static func read(text: String, label: String, options: OrderLineOptions = OrderLineOptions()) throws -> OrderHistory {
    try read(bytes: Array(text.utf8), label: label, options: options)
  }

  /// Reads bytes in memory; `label` stands for the file in places.
  public static func read(bytes: [UInt8], label: String, options: OrderLineOptions = OrderLineOptions()) throws -> OrderHistory {
    var reader = OrderLineReader(options: options)
    let dates = try options.dates ?? DateOrder.found(in: CSVReader(bytes: bytes, label: label), options: options)
    try reader.read(CSVReader(bytes: bytes, label: label), dates: dates, cancellation: nil)
    return reader.finish()
  }

  private mutating func read(_ file: CSVReader, dates: DateOrder?, cancellation: Cancellation?) throws {
    let columns = try OrderLineColumns(of: file.columns, given: options.columns, file: file.file)
    if let decimals = options.decimals { file.use(decimals: decimals) }
    if history.files.isEmpty { history.columns = columns.names }
    history.files.append(file.file)
    let layout = Layout(columns)
    if layout.price != nil { history.hasPrices = true }
    while try file.next() {
      if file.rowCount & 0xFFF == 0 { try cancellation?.check() }
      history.quality.rows += 1
      read(row: file, layout: layout, dates: dates)
    }
    history.quality.rows += file.badRowCount
    history.quality.blankLines += file.blankLineCount
    history.quality.note(.unreadable, count: file.badRowCount)
    history.quality.exclude(.unreadable, count: file.badRowCount)
    history.quality.diagnostics += file.diagnostics
  }

  /// Column indices of one file.
  private struct Layout {
    let order: Int, item: Int, quantity: Int, date: Int
    let time: Int?, price: Int?, customer: Int?, currency: Int?, cancelled: Int?, status: Int?

    init(_ columns: OrderLineColumns) {
      order = columns.index[.order]!
      item = columns.index[.item]!
      quantity = columns.index[.quantity]!
      date = columns.index[.date]!
      time = columns.index[.time]
      price = columns.index[.price]
      customer = columns.index[.customer]
      currency = columns.index[.currency]
      cancelled = columns.index[.cancelled]
      status = columns.index[.status]
    }
  }

  private mutating func read(row file: CSVReader, layout: Layout, dates: DateOrder?) {
    var reason: LineTrait?
    func place(_ column: Int) -> SourceLocation { file.location(column) }
    // Every trait is counted; the row is left out for the first in the order of the declaration, so the checks below follow it.
    func found(_ trait: LineTrait, column: Int, leavesOut: Bool = true, in reader: inout OrderLineReader) {
      reader.history.quality.note(trait)
      if leavesOut, reason == nil { reason = trait }
      if reader.history.quality.wantsExample(trait) { reader.history.quality.example(trait, file.text(column), at: place(column)) }
    }

    let moment = self.moment(of: file, layout: layout, dates: dates)
    var minute = moment?.minute
    if minute == nil { found(.impossibleDate, column: layout.date, in: &self) }
    if let moment, let zone = moment.zone {
      if clock != nil {
        minute = clock!.minute(utc: Int(moment.minute) - zone.minutesEast)
        found(.convertedTime, column: moment.column, leavesOut: false, in: &self)
      } else if zone == .utc {
        found(.utcTime, column: moment.column, leavesOut: false, in: &self)
      } else {
        history.offsets[zone.minutesEast, default: 0] += 1
        found(.offsetTime, column: moment.column, leavesOut: false, in: &self)
      }
    }

    let asked = self.units(file, layout.quantity)
    let units = asked.flaw == nil ? Int32(asked.units) : 0
    if let flaw = asked.flaw { found(flaw, column: layout.quantity, in: &self) }
    if file.isBlank(layout.order) { found(.blankOrder, column: layout.order, in: &self) }
    let item = file.isBlank(layout.item) ? nil : itemNumber(file, layout.item)
    if item == nil { found(.blankItem, column: layout.item, in: &self) }
    if !seenRows.insert(file.rowHash) { found(.duplicate, column: layout.order, leavesOut: options.dropsDuplicates, in: &self) }
    if let item, itemIsService[Int(item)] {
      found(.serviceCode, column: layout.item, in: &self)
      history.quality.serviceCodes[history.items[Int(item)].uppercased(), default: 0] += 1
    }

    if layout.cancelled != nil || layout.status != nil {
      let order = OrderNumbers.key(file.hash(layout.order), day: (minute ?? 0) / TimeStamp.minutesPerDay)
      if let column = status.column(file, cancelled: layout.cancelled, status: layout.status, order: order) {
        found(.calledOff, column: column, in: &self)
      }
    }
    if let column = layout.currency, !file.isBlank(column) { history.currencies[file.text(column).trimmed, default: 0] += 1 }

    var price = 0.0
    var priceIsGood = true
    if let column = layout.price {
      switch file.number(column) {
      case .value(let value) where abs(value) <= 1e12: price = value
      case .malformed:
        // Shops export prices with their currency: `€5.25`, `5,25 EUR`.
        let marked = MarkedPrice(file.text(column), decimals: file.dialect.decimals)
        if let marked, abs(marked.value) <= 1e12 { price = marked.value } else { priceIsGood = false }
        if history.currency == nil { history.currency = marked?.currency }
      default: priceIsGood = false
      }
    }
    // The letter alone does not tell: a shop may number its sales C1, C2, … What is called off has a negative quantity.
    let hasLetter = isCancellationNumber(file, layout.order), isCancellation = hasLetter && asked.units < 0
    if isCancellation { found(.cancellation, column: layout.order, in: &self) }
    if hasLetter, units > 0 { found(.letteredSale, column: layout.order, leavesOut: false, in: &self) }
    if asked.flaw == nil {
      if units < 0, !isCancellation {
        found(layout.price != nil && price == 0 ? .adjustment : .returned, column: layout.quantity, in: &self)
      }
      if units == 0 { found(.zeroQuantity, column: layout.quantity, in: &self) }
    }
    if let column = layout.price {
      // What was sold is known without its price.
      if !priceIsGood { found(.badPrice, column: column, leavesOut: false, in: &self) }
      if priceIsGood, price < 0 { found(.negativePrice, column: column, in: &self) }
      if priceIsGood, price == 0 { found(.zeroPrice, column: column, in: &self) }
    }
    var customer: Int32 = -1
    if let column = layout.customer {
      if file.isBlank(column) {
        found(.blankCustomer, column: column, leavesOut: false, in: &self)
      } else {
        customer = number(of: file.hash(column), in: &customerIndex)
      }
    }
    if !file.isUTF8 { found(.legacyText, column: layout.item, leavesOut: false, in: &self) }

    if let reason {
      history.quality.exclude(reason, units: max(0, asked.units))
      if let item, asked.flaw == reason { itemLinesLost[Int(item)] += 1 }
      if reason == .cancellation || reason == .returned, units < 0, customer >= 0, let item, let minute {
        reversals.append(Reversal(customer: customer, item: item, units: -units, minute: minute))
      }
      return
    }
    guard let item, let minute else { return }
    let (order, isRepeated) = orders.order(of: file.hash(layout.order), minute: minute)
    if isRepeated { found(.repeatedNumber, column: layout.order, leavesOut: false, in: &self) }
    if orderHasSeveralTimes.count == Int(order) { orderHasSeveralTimes.append(false) }
    if orders.minutes[Int(order)] != minute, !orderHasSeveralTimes[Int(order)] {
      orderHasSeveralTimes[Int(order)] = true
      found(.severalTimes, column: layout.order, leavesOut: false, in: &self)
    }
    history.append(OrderLine(price: priceIsGood ? price : .nan, item: item, order: order, units: units, minute: minute, customer: customer))
  }

  /// When a row was, as written, and the column that tells the time; nil where it has no date, or none the calendar knows.
  private mutating func moment(of file: CSVReader, layout: Layout, dates: DateOrder?)
    -> (minute: Int32, zone: TimeStamp.Zone?, column: Int)?
  {
    let date = file.withBytes(layout.date) { TimeStamp.parseWithZone($0, order: dates) }
    switch date.reading {
    case .minute(let minute):
      history.hasTimes = true
      return (minute, date.zone, layout.date)
    case .day(let day):
      guard let column = layout.time else { return (day * TimeStamp.minutesPerDay, nil, layout.date) }
      let time = file.withBytes(column) { TimeStamp.parseTimeWithZone($0) }
      guard case .minute(let minute) = time.reading else { return nil }
      history.hasTimes = true
      return (day * TimeStamp.minutesPerDay + minute, time.zone, column)
    case .blank, .impossible, .malformed, .ambiguous: return nil
    }
  }

  /// The units of a row, and what is wrong with them; what can mean two numbers is given as the larger.
  private func units(_ file: CSVReader, _ column: Int) -> (units: Double, flaw: LineTrait?) {
    switch file.number(column) {
    case .value(let value) where abs(value) <= 1e9: return (value, value == value.rounded() ? nil : .fractionalQuantity)
    case .ambiguous:
      let text = file.text(column)
      guard case .value(let one) = DecimalNumber.parse(text, mark: .comma), case .value(let other) = DecimalNumber.parse(text, mark: .point)
      else { return (0, .badQuantity) }
      return (max(one, other), .ambiguousQuantity)
    case .value, .blank, .malformed: return (0, .badQuantity)
    }
  }

  /// `C536379`: the letter C before a number.
  private func isCancellationNumber(_ file: CSVReader, _ column: Int) -> Bool {
    file.withBytes(column) { bytes in
      guard bytes.count >= 2, bytes[0] | 0x20 == UInt8(ascii: "c") else { return false }
      for i in 1..<bytes.count where bytes[i] < 0x30 || bytes[i] > 0x39 { return false }
      return true
    }
  }

  private mutating func itemNumber(_ file: CSVReader, _ column: Int) -> Int32 {
    let folded = file.hash(column, foldingCase: true)
    let exact = file.hash(column)
    if let known = itemIndex[folded] {
      if spelling[Int(known)].hash != exact, !spelling[Int(known)].several {
        spelling[Int(known)].several = true
        history.items[Int(known)] = history.items[Int(known)].uppercased()
        history.quality.note(.severalSpellings)
        history.quality.example(.severalSpellings, file.text(column), at: file.location(column))
      }
      return known
    }
    let name = file.text(column)
    let index = Int32(history.items.count)
    itemIndex[folded] = index
    history.items.append(name)
    spelling.append((exact, false))
    itemLinesLost.append(0)
    let code = name.uppercased()
    itemIsService.append(!goods.contains(code) && (codes.contains(code) || code.hasPrefix("GIFT_")))
    return index
  }

  private func number(of hash: UInt64, in index: inout [UInt64: Int32]) -> Int32 {
    if let known = index[hash] { return known }
    let new = Int32(index.count)
    index[hash] = new
    return new
  }

  private mutating func finish() -> OrderHistory {
    // Room for what follows: neither is asked again.
    seenRows = HashSet64()
    itemIndex = [:]
    history.orderCount = orders.minutes.count
    history.withdraw(reversals, within: Int32(clamping: options.withdrawalMinutes))
    history.leaveOutStrayDates()
    var first = Int.max
    var last = Int.min
    var count = 0
    var units = 0
    var linesKept = [Int32](repeating: 0, count: history.items.count)
    history.forEachLine { line in
      units += line.quantity
      linesKept[Int(line.item)] += 1
      first = min(first, line.day)
      last = max(last, line.day)
      count += 1
    }
    history.lineCount = count
    history.quality.kept = count
    history.quality.keptUnits = units
    let losers = history.items.indices.filter { itemLinesLost[$0] > 0 && itemLinesLost[$0] >= linesKept[$0] }
    history.quality.itemsLost = losers.sorted { itemLinesLost[$0] == itemLinesLost[$1] ? $0 < $1 : itemLinesLost[$0] > itemLinesLost[$1] }
      .map { DataQuality.LostItem(name: history.items[$0], lost: Int(itemLinesLost[$0]), kept: Int(linesKept[$0])) }
    if count > 0 {
      history.firstDay = CivilDate(dayNumber: first)
      history.lastDay = CivilDate(dayNumber: last)
    }
    return history
  }
}

extension DateOrder {
  /// The order that the file's own dates prove.
  ///
  /// - Throws: `dates` when the file has dates of that form and none proves an order.
  static func found(in file: CSVReader, options: OrderLineOptions) throws(InputErrors) -> DateOrder? {
    let columns = try OrderLineColumns(of: file.columns, given: options.columns, file: file.file)
    switch try proved(by: file, column: columns.index[.date]!) {
    case .notNeeded: return nil
    case .order(let order): return order
    case .doubtful(let text, let place):
      throw InputErrors(
        Diagnostic(
          .error, code: "dates", "'\(text)' can mean two days, and no date of the file tells which",
          remedy: "say --dates dmy or --dates mdy",
          at: place))
    }
  }
}
