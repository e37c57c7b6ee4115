internal import Groundwork
internal import Kernel
internal import Simulation

/// Recorded orders as web shops and tills export them: the columns that `bullwhip calibrate` finds by their names, with its forms of dates.
/// Rows that are no sale are left out, and each reason is told once, with the first place.
extension DemandReader {
  /// Why a row is not played, in the order in which a row is looked at.
  private enum Flaw: CaseIterable {
    case date, order, cancellation, item, quantity, none

    var words: String {
      switch self {
      case .date: "dates that are blank, unreadable or impossible"
      case .order: "no order number"
      case .cancellation: "cancelled orders (C and a number)"
      case .item: "items that are not in the scenario"
      case .quantity: "quantities that are not whole numbers"
      case .none: "quantities not above 0 (returns, corrections)"
      }
    }

    var remedy: String {
      switch self {
      case .date: "write dates as 2011-01-03 08:26"
      case .order: "give such lines one, if they were sold"
      case .cancellation, .none: "nothing need be done, if nothing was sold"
      case .item: "add the items to `items:`, if they are goods"
      case .quantity: "write whole units, as 12"
      }
    }
  }

  /// The sales of an export; nil where its dates cannot be understood.
  func exported(_ file: CSVReader, _ columns: ReplayColumns, at place: SourceLocation, outside: inout Int) -> [RecordedLine]? {
    do throws(InputErrors) { return try sales(file, columns, at: place, outside: &outside) } catch {
      reading.add(error)
      return nil
    }
  }

  private func sales(_ file: CSVReader, _ columns: ReplayColumns, at place: SourceLocation, outside: inout Int) throws(InputErrors)
    -> [RecordedLine]?
  {
    if clock.civil.start == nil {
      reading.error("bad-date", "a study without a calendar has no dates", "give the clock a start", at: place)
      return nil
    }
    var dates: DateOrder?
    switch try DateOrder.proved(by: CSVReader(path: file.file), column: columns.time) {
    case .notNeeded: break
    case .order(let order): dates = order
    case .doubtful(let text, let cell):
      reading.error(
        "bad-date", "'\(text)' can mean two days, and no date of the file tells which", "write dates as 2011-01-03", at: cell)
      return nil
    }
    // Shops spell their codes in several ways; what is not there as written is looked up without capitals.
    let folded = Dictionary(items.enumerated().map { ($1.name.lowercased(), $0) }, uniquingKeysWith: { a, _ in a })
    var rows: [RecordedLine] = [], flaws: [Flaw: (count: Int, text: String, place: SourceLocation)] = [:]
    while try file.next() {
      func leaveOut(_ flaw: Flaw, _ column: Int) {
        if flaws[flaw] == nil { flaws[flaw] = (0, file.text(column).trimmed, file.location(column)) }
        flaws[flaw]!.count += 1
      }
      guard let time = moment(file, columns, dates) else {
        leaveOut(.date, columns.time)
        continue
      }
      let order = columns.order.map { file.text($0).trimmed }
      if let column = columns.order, let order {
        if order.isEmpty {
          leaveOut(.order, column)
          continue
        }
        if order.count > 1, order.first!.lowercased() == "c", order.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }) {
          leaveOut(.cancellation, column)
          continue
        }
      }
      let name = file.text(columns.item).trimmed
      guard let item = itemIndex[name] ?? folded[name.lowercased()] else {
        leaveOut(.item, columns.item)
        continue
      }
      guard case .value(let units) = file.number(columns.quantity), units == units.rounded(), abs(units) <= 1e9 else {
        leaveOut(.quantity, columns.quantity)
        continue
      }
      guard units > 0 else {
        leaveOut(.none, columns.quantity)
        continue
      }
      if time < 0 || time >= clock.clock.horizon.ticks {
        outside += 1
        continue
      }
      rows.append(RecordedLine(time: time, number: order, row: file.rowCount, item: item, quantity: Int64(units)))
    }
    if file.badRowCount > 0 {
      reading.warn(
        "left-out", "\(counted(file.badRowCount)) left out: another number of fields than the header, or a stray quote",
        file.problems.first.map { "the first: \($0.message)" }, at: file.problems.first?.location)
    }
    for flaw in Flaw.allCases {
      guard let (count, text, cell) = flaws[flaw] else { continue }
      reading.warn(
        "left-out", "\(counted(count)) left out: \(flaw.words)\(text.isEmpty ? "" : ", as '\(text)'")", flaw.remedy, at: cell)
    }
    return rows
  }

  private func counted(_ count: Int) -> String { count == 1 ? "1 line is" : "\(count) lines are" }

  /// The moment of a row in ticks, to the minute; nil where it has none.
  private func moment(_ file: CSVReader, _ columns: ReplayColumns, _ dates: DateOrder?) -> Int64? {
    let minute: Int32
    switch file.withBytes(columns.time, { TimeStamp.parse($0, order: dates) }) {
    case .minute(let read): minute = read
    case .day(let day):
      minute = day * TimeStamp.minutesPerDay
      guard let hour = columns.hour else { break }
      guard case .minute(let read) = file.withBytes(hour, { TimeStamp.parseTime($0) }) else { return nil }
      return ticks(minute + read)
    case .blank, .impossible, .malformed, .ambiguous: return nil
    }
    return ticks(minute)
  }

  private func ticks(_ minute: Int32) -> Int64? {
    let day = Int(minute / TimeStamp.minutesPerDay), rest = Int(minute % TimeStamp.minutesPerDay)
    return clock.civil.day(of: CivilDate(dayNumber: day)).map { clock.civil.ticks(day: $0, second: rest * 60) }
  }
}
