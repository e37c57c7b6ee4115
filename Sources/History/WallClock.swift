internal import Foundation

/// The clock of one zone, from minutes of UTC: changes of the clocks included.
struct WallClock {
  private let zone: TimeZone
  /// Half an hour of UTC and what the zone adds in it; no zone changes its clocks within one.
  private var held = (span: Int.min, minutesEast: 0)

  init?(zone name: String) {
    guard let zone = TimeZone(identifier: name) else { return nil }
    self.zone = zone
  }

  mutating func minute(utc: Int) -> Int32 {
    let span = utc / 30
    if span != held.span {
      held = (span, zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(utc * 60))) / 60)
    }
    return Int32(clamping: max(0, utc + held.minutesEast))
  }
}
