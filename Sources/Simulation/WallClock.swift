internal import Kernel
internal import Supply

/// Time of the day in a place whose clocks change: what the clock on the wall shows, and when it shows it.
struct WallClock: Sendable {
  /// From each moment on the wall is that much ahead of the time elapsed, ticks; ascending, empty where clocks never change.
  private var offsets: [(from: Int64, ahead: Int64)] = []

  /// - Parameter changes: in order of time.
  init(_ changes: [ClockChange] = []) {
    var ahead: Int64 = 0
    for change in changes {
      ahead += change.forward.ticks
      offsets.append((change.at.ticks, ahead))
    }
  }

  /// Ticks on the wall since the midnight with which the clock began.
  private func wall(_ time: Int64) -> Int64 { time + (offsets.last { $0.from <= time }?.ahead ?? 0) }

  /// The first moment at which the wall shows that; of what it skips, the moment as long after the change.
  private func moment(_ wall: Int64) -> Int64 {
    var ahead: Int64 = 0
    for offset in offsets {
      // Before the change by the clock that held until then; within the gap it is counted on by that clock.
      if wall - ahead < offset.from { return wall - ahead }
      if wall - offset.ahead < offset.from { return wall - ahead }
      ahead = offset.ahead
    }
    return wall - ahead
  }

  /// The same time of the day so many days later.
  func time(_ time: Int64, plus days: Int) -> Int64 {
    offsets.isEmpty ? time + Int64(days) * dayTicks : moment(wall(time) + Int64(days) * dayTicks)
  }

  /// `time` itself, or on a closed day the same time of the next open day.
  ///
  /// - Parameter closed: one element a day of the calendar; empty where every day is open.
  @inline(__always)
  func open(_ time: Int64, closed: [Bool]) -> Int64 {
    if closed.isEmpty { return time }
    let today = Int((offsets.isEmpty ? time : wall(time)) / dayTicks)
    var day = today
    while day < closed.count, closed[day] { day += 1 }
    return day == today ? time : self.time(time, plus: day - today)
  }
}
