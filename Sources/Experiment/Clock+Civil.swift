public import Groundwork
public import Simulation

extension Clock {
  /// Time on the wall beside time of the run, for the first `days` days; nil for a time zone that is not known.
  public func civil(days: Int) -> CivilClock? {
    CivilClock(start: startDate.flatMap { CivilDate(iso: $0) }, zone: timeZone, days: days)
  }
}
