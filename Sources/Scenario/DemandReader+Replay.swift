internal import Groundwork
internal import Kernel
internal import Simulation
internal import Supply

/// Recorded orders.
extension DemandReader {
  /// A row that is a sale inside the clock.
  struct RecordedLine {
    var time: Int64
    /// The number of its order; nil where the file has none, and empty where the row has none.
    var number: String?
    var row: Int
    var item: Int
    var quantity: Int64
  }

  func replay(_ name: String, _ field: Field, _ location: Int, _ unmet: UnmetDemand) -> ReadStream? {
    let place = field["replay"].place
    guard let file = field["replay"].text(), let export = reading.rows(of: file, at: place),
      let columns = ReplayColumns(export.columns, file: file, reading: reading)
    else { return nil }
    var outside = 0
    let read =
      columns.isExport
      ? exported(export, columns, at: place, outside: &outside) : recorded(file, columns, at: place, outside: &outside)
    if outside > 0 {
      reading.warn(
        "outside-clock", "\(outside) lines of '\(file)' lie outside the clock and are not played", "move the start or the horizon",
        at: place)
    }
    guard let rows = read else { return nil }
    let (orders, firsts) = orders(of: rows, in: file, at: place)
    // Lines of an order stand together at the moment of its first line.
    let sorted = rows.indices.sorted { a, b in
      let x = firsts[orders[a]], y = firsts[orders[b]]
      return (x.time, x.row, rows[a].row) < (y.time, y.row, rows[b].row)
    }
    var numbers: [Int: Int] = [:]
    var means: [Int: Double] = [:]
    let lines = sorted.map { i in
      let row = rows[i]
      let number = numbers[orders[i]] ?? numbers.count
      numbers[orders[i]] = number
      means[row.item, default: 0] += Double(row.quantity) / horizonDays
      return ReplayStream.Line(time: SimTime(ticks: firsts[orders[i]].time), order: number, item: row.item, quantity: row.quantity)
    }
    if lines.isEmpty {
      reading.error("no-demand", "no line of '\(file)' lies inside the clock", "move the start or the horizon", at: place)
      return nil
    }
    let due = field["due"].isPresent ? field["due"].quantity().map { SimTime.seconds($0.value) } : nil
    let stream = ReplayStream(name: name, location: location, lines: lines, unmet: unmet, due: due)
    return ReadStream(stream: .replay(stream), meanPerDay: means, place: field.parentPlace)
  }

  /// What makes rows one order: the same number on the same day. Tills and some shops begin to count anew every day.
  private enum OrderIdentity: Hashable {
    case number(String, day: Int)
    case row(Int)
  }

  /// Which order each row belongs to, and the first line of each order; tells of numbers that come again and of rows without one.
  private func orders(of rows: [RecordedLine], in file: String, at place: SourceLocation) -> (
    ofRow: [Int], firsts: [(time: Int64, row: Int)]
  ) {
    var known: [OrderIdentity: Int] = [:]
    var firsts: [(time: Int64, row: Int)] = []
    var ofRow: [Int] = []
    var firstDays: [String: Int] = [:]
    var again: Set<String> = []
    var example: (number: String, day: Int)?
    var nameless = 0
    for row in rows {
      let identity: OrderIdentity
      if let number = row.number, !number.isEmpty {
        let day = clock.civil.wall(row.time).day
        identity = .number(number, day: day)
        if let first = firstDays[number], first != day {
          again.insert(number)
          example = example ?? (number, day)
        }
        firstDays[number] = firstDays[number] ?? day
      } else {
        identity = .row(row.row)
        nameless += row.number == nil ? 0 : 1
      }
      let order = known[identity] ?? firsts.count
      known[identity] = order
      ofRow.append(order)
      if order == firsts.count { firsts.append((row.time, row.row)) }
      if (row.time, row.row) < firsts[order] { firsts[order] = (row.time, row.row) }
    }
    if let example {
      let when = clock.civil.date(day: example.day)?.description ?? "day \(example.day)"
      reading.warn(
        "repeated-order",
        "\(again.count == 1 ? "1 order number" : "\(again.count) order numbers") of '\(file)' came before on another day"
          + " (each day's is an order), as '\(example.number)' on \(when)",
        "nothing need be done where numbers begin anew; give the lines of an order one day if they belong together", at: place)
    }
    if nameless > 0 {
      reading.warn(
        "no-orders",
        "\(nameless == 1 ? "1 line of '\(file)' has" : "\(nameless) lines of '\(file)' have") no order number "
          + "(each is an order of its own)",
        "give such lines one where customers order several at once", at: place)
    }
    return (ofRow, firsts)
  }

  /// The rows of a file in the language's own form, in which every row is a line.
  private func recorded(_ file: String, _ columns: ReplayColumns, at place: SourceLocation, outside: inout Int) -> [RecordedLine]? {
    var isGood = true
    guard let table = reading.table(file, at: place, goodRowsOf: &isGood) else { return nil }
    var rows: [RecordedLine] = []
    for row in table.rows.indices {
      var words = table[row, columns.time]
      if let hour = columns.hour {
        // A column `time` beside a date has the hour; where it has the whole moment, that is it.
        let own = table[row, hour]
        words = reading.timeOfDay(own) == nil && columns.isMoment(own) ? own : "\(words) \(own)"
      }
      guard let time = moment(words, at: table.location(row: row, column: columns.time)) else {
        isGood = false
        continue
      }
      let itemName = table[row, columns.item]
      guard let item = itemIndex[itemName] else {
        reading.unknown(
          "item", itemName, among: items.map(\.name), code: "unknown-name", at: table.location(row: row, column: columns.item))
        isGood = false
        continue
      }
      let cell = Branch.text(table[row, columns.quantity], at: table.location(row: row, column: columns.quantity))
      guard let quantity = reading.whole(cell, 1...1_000_000_000, noun: "units", key: "quantity") else {
        isGood = false
        continue
      }
      if time < 0 || time >= clock.clock.horizon.ticks {
        outside += 1
        continue
      }
      rows.append(
        RecordedLine(time: time, number: columns.order.map { table[row, $0].trimmed }, row: row, item: item, quantity: Int64(quantity)))
    }
    return isGood ? rows : nil
  }

  /// `2011-01-03 08:26`, `2011-01-03T08:26:00`, or `day 3 08:26` without a calendar.
  private func moment(_ text: String, at place: SourceLocation) -> Int64? {
    var words = text.replacing("T", with: " ").split(separator: " ").map(String.init)
    var second = 0
    if words.count > 1, let last = words.last, last.contains(":") {
      guard let time = reading.timeOfDay(last) else {
        reading.error("bad-date", "'\(text)' is not a moment", "write 2011-01-03 08:26", at: place)
        return nil
      }
      second = time
      words.removeLast()
    }
    if words.count == 2, words[0] == "day", let day = Int(words[1]), abs(day) <= 100_000 {
      return clock.civil.ticks(day: day, second: second)
    }
    guard words.count == 1, let date = reading.date(words[0], at: place) else { return nil }
    guard let day = clock.civil.day(of: date) else {
      reading.error("bad-date", "a study without a calendar has no dates", "give the clock a start, or write `day 3 08:26`", at: place)
      return nil
    }
    return clock.civil.ticks(day: day, second: second)
  }
}
