internal import Groundwork
internal import Kernel
internal import Simulation
internal import Warehouse

/// Hours of the day on the wall clock.
struct StaffingWall {
  let civil: CivilClock?

  init(_ clock: Clock) {
    civil = clock.civil(days: Int((clock.horizon.ticks + clock.runOut.ticks) / SimTime.ticksPerDay) + 2)
  }

  func place(_ ticks: Int64) -> (day: Int, second: Int) {
    civil?.wall(ticks) ?? (Int(ticks / SimTime.ticksPerDay), Int(ticks % SimTime.ticksPerDay / 1_000_000))
  }

  func hour(_ time: SimTime) -> Int { place(time.ticks).second / 3600 }

  /// Ticks of spans in each hour of the day.
  func ticks(of spans: [TimeSpan], in window: TimeSpan) -> [Int64] {
    var hours = [Int64](repeating: 0, count: 24)
    for span in spans {
      var at = max(span.start, window.start).ticks
      let end = min(span.end, window.end).ticks
      while at < end {
        let second = place(at).second
        let next = min(end, at + Int64(3600 - second % 3600) * 1_000_000 - at % 1_000_000)
        hours[second / 3600] += next - at
        at = next
      }
    }
    return hours
  }

  /// Days of the window on which a shift that somebody belongs to begins or goes on.
  func workingDays(_ floor: FloorPlan, _ window: TimeSpan) -> Int {
    var days: Set<Int> = []
    for pool in floor.pools where pool.count > 0 {
      for span in floor.shifts[pool.shift].duty where span.start < window.end && span.end > window.start {
        days.insert(place(max(span.start, window.start).ticks).day)
      }
    }
    return days.count
  }
}
