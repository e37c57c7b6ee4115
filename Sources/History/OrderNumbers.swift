internal import Groundwork

/// Tells orders apart. The lines of one number on one day are an order; the same number on another day is another order, as at tills that
/// begin again at 0001 every morning. Lines no more than two hours apart across midnight stay together, as those of a web order do.
///
/// Files need not be sorted: a number and a day find their order in one or two steps. Memory is one entry of a table an order.
struct OrderNumbers {
  /// Orders whose number had come before, on another day.
  private(set) var repeated = 0
  /// Of each order: the minute of its line read first.
  private(set) var minutes: [Int32] = []

  private static let nightMinutes: Int32 = 120
  /// The first order of each number, and each later one by number and day.
  private var first: [UInt64: Int32] = [:]
  private var later: [UInt64: Int32] = [:]
  /// Of each order: the minute of its line read last.
  private var latest: [Int32] = []
  private var last: (number: UInt64, day: Int32, index: Int32) = (0, 0, -1)

  /// One hash for a number on a day.
  static func key(_ number: UInt64, day: Int32) -> UInt64 {
    StableHash.mix(number ^ UInt64(truncatingIfNeeded: day &+ 1) &* 0x9e37_79b9_7f4a_7c15)
  }

  /// The order of a line, numbered from 0 as orders appear, and whether it has just begun under a number that had come before.
  mutating func order(of number: UInt64, minute: Int32) -> (index: Int32, isRepeated: Bool) {
    let day = minute / TimeStamp.minutesPerDay
    if last.index >= 0, number == last.number, day == last.day {
      latest[Int(last.index)] = minute
      return (last.index, false)
    }
    var index = known(number, day)
    if index == nil, let near = neighbour(number, day, minute) {
      later[Self.key(number, day: day)] = near
      index = near
    }
    var isRepeated = false
    if index == nil {
      let new = Int32(minutes.count)
      minutes.append(minute)
      latest.append(minute)
      isRepeated = first[number] != nil
      if isRepeated {
        later[Self.key(number, day: day)] = new
        repeated += 1
      } else {
        first[number] = new
      }
      index = new
    }
    latest[Int(index!)] = minute
    last = (number, day, index!)
    return (index!, isRepeated)
  }

  private func known(_ number: UInt64, _ day: Int32) -> Int32? {
    guard let earliest = first[number] else { return nil }
    if minutes[Int(earliest)] / TimeStamp.minutesPerDay == day { return earliest }
    return later[Self.key(number, day: day)]
  }

  /// The order of the night: the one of the day before or after whose line read last is near.
  private func neighbour(_ number: UInt64, _ day: Int32, _ minute: Int32) -> Int32? {
    guard first[number] != nil else { return nil }
    if let before = known(number, day - 1), abs(minute - latest[Int(before)]) <= Self.nightMinutes { return before }
    if let after = known(number, day + 1), abs(minute - latest[Int(after)]) <= Self.nightMinutes { return after }
    return nil
  }
}
