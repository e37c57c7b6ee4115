internal import Groundwork

extension OrderHistory {
  /// Takes out of demand each sale that an equal cancellation called off within `window` minutes: the latest such sale before it, each
  /// once.
  mutating func withdraw(_ reversals: [OrderLineReader.Reversal], within window: Int32) {
    struct Key: Hashable {
      var customer: Int32
      var item: Int32
      var units: Int32
    }
    var sales: [Key: [Int]] = [:]
    for reversal in reversals { sales[Key(customer: reversal.customer, item: reversal.item, units: reversal.units)] = [] }
    if sales.isEmpty { return }
    for place in 0..<storedCount {
      let line = self[place]
      let key = Key(customer: line.customer, item: line.item, units: line.units)
      if line.customer >= 0, sales[key] != nil { sales[key]!.append(place) }
    }
    // Equal times: in the order of the files.
    let ordered = reversals.enumerated().sorted { ($0.element.minute, $0.offset) < ($1.element.minute, $1.offset) }
    for (_, reversal) in ordered {
      let key = Key(customer: reversal.customer, item: reversal.item, units: reversal.units)
      var best: Int?
      for place in sales[key]! where self[place].units > 0 {
        let age = reversal.minute - self[place].minute
        if age >= 0, age <= window, best.map({ self[$0].minute <= self[place].minute }) ?? true { best = place }
      }
      guard let best else { continue }
      self[best].units = 0
      quality.note(.withdrawn)
      quality.exclude(.withdrawn)
    }
  }

  /// Leaves out days at either end that lie more than `gap` days from the rest and hold less than 0.1 % of the lines: typing errors such
  /// as 2101 for 2011.
  mutating func leaveOutStrayDates(gap: Int = 120) {
    var counts: [Int: Int] = [:]
    var total = 0
    forEachLine { line in
      counts[line.day, default: 0] += 1
      total += 1
    }
    let days = counts.keys.sorted()
    guard days.count > 1 else { return }
    func edge(_ days: [Int]) -> Int? {
      var passed = 0
      var cut: Int?
      for (day, next) in zip(days, days.dropFirst()) {
        passed += counts[day]!
        if passed * 1_000 > total { break }
        if abs(next - day) > gap { cut = next }
      }
      return cut
    }
    let low = edge(days) ?? days[0]
    let high = edge(days.reversed()) ?? days[days.count - 1]
    if low == days[0], high == days[days.count - 1] { return }
    for place in 0..<storedCount where self[place].units > 0 {
      let day = self[place].day
      if day < low || day > high {
        self[place].units = 0
        quality.note(.strayDate)
        quality.exclude(.strayDate)
      }
    }
  }
}
