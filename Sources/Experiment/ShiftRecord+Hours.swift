internal import Kernel
internal import Simulation
internal import Warehouse

extension ShiftRecord {
  /// What of the spans lies outside the hours of duty, span after span in one piece; pieces under three minutes are left out.
  static func overtime(_ spans: [(start: Double, end: Double)], outside duty: [(Double, Double)]) -> [ClosedRange<Double>] {
    var pieces: [ClosedRange<Double>] = []
    for part in spans.sorted(by: { $0 < $1 }).flatMap({ without(duty, $0.start, $0.end) }) {
      if let last = pieces.last, part.lowerBound - last.upperBound < 1.0 / 60 {
        pieces[pieces.count - 1] = last.lowerBound...max(last.upperBound, part.upperBound)
      } else {
        pieces.append(part)
      }
    }
    return pieces.filter { $0.upperBound - $0.lowerBound >= 0.05 }
  }

  /// A span without the pauses in it.
  static func without(_ pauses: [(Double, Double)], _ start: Double, _ end: Double) -> [ClosedRange<Double>] {
    var parts: [ClosedRange<Double>] = []
    var reached = start
    for pause in pauses.sorted(by: { $0 < $1 }) where pause.1 > reached && pause.0 < end {
      if pause.0 > reached { parts.append(reached...pause.0) }
      reached = max(reached, pause.1)
    }
    if reached < end { parts.append(reached...end) }
    return parts
  }
}

extension ShiftRecord.Lane {
  /// What a person did besides work, as it was: a break begins when the work in hand is done, an absent one takes none.
  mutating func show(_ pauses: [FloorTrace.Pause], _ hour: (SimTime) -> Double) {
    func ranges(_ state: PersonState) -> [ClosedRange<Double>] {
      pauses.filter { $0.state == state }.compactMap { pause in
        let start = hour(pause.start), end = pause.end.map(hour) ?? .infinity
        return start < end ? start...end : nil
      }
    }
    breaks = ranges(.onBreak)
    absent = ranges(.absent)
    training = ranges(.training)
    down = ranges(.down)
    held = ranges(.blocked)
  }

  /// Time on duty is that of the shift without its breaks, the hours taken out in which somebody was not there, and what was worked or held
  /// outside of it, in a break or past the end.
  mutating func countUtilisation(
    duty: [(Double, Double)], until last: Double, _ pauses: [FloorTrace.Pause], _ hour: (SimTime) -> Double
  ) {
    func length(_ ranges: [ClosedRange<Double>]) -> Double { ranges.reduce(0) { $0 + $1.upperBound - $1.lowerBound } }
    let away = pauses.filter { [.off, .absent, .training].contains($0.state) }.map { (hour($0.start), $0.end.map(hour) ?? .infinity) }
    let own = duty.flatMap { ShiftRecord.without(away, $0.0, $0.1) }
    let spans = tasks.map { ($0.start, $0.end) } + (held + down).map { ($0.lowerBound, min(last, $0.upperBound)) }
    // One after the other, or at the same time for who tends several units: an hour counts once.
    var over = 0.0, reached = -Double.infinity
    for part in spans.sorted(by: { $0 < $1 }).flatMap({ ShiftRecord.without(duty, $0.0, $0.1) }) {
      over += max(0, part.upperBound - max(part.lowerBound, reached))
      reached = max(reached, part.upperBound)
    }
    let present = length(own) + over
    utilisation = present > 1e-6 ? min(1, tasks.reduce(0.0) { $0 + $1.end - $1.start } / present) : .nan
    isOff = present <= 1e-6 && absent.isEmpty && training.isEmpty
  }

  /// Overtime is what is worked, or held, past the shift. What somebody of the day before still holds when the shift has not begun is not
  /// this day's.
  mutating func count(overtimeOutside hours: [(Double, Double)]) {
    let begin = hours.map(\.0).min() ?? .infinity
    let isEarly = { (range: ClosedRange<Double>) in range.upperBound <= begin }
    held.removeAll(where: isEarly)
    down.removeAll(where: isEarly)
    let spans = tasks.map { (start: $0.start, end: $0.end) } + (held + down).map { (start: $0.lowerBound, end: $0.upperBound) }
    overtime = ShiftRecord.overtime(spans, outside: hours)
  }

  /// Only what lies within the hours shown.
  mutating func clip(to window: ClosedRange<Double>) {
    func clipped(_ ranges: [ClosedRange<Double>]) -> [ClosedRange<Double>] {
      ranges.compactMap { $0.overlaps(window) ? $0.clamped(to: window) : nil }.filter { $0.lowerBound < $0.upperBound }
    }
    (breaks, absent, down, held) = (clipped(breaks), clipped(absent), clipped(down), clipped(held))
    training = clipped(training)
    (overtime, planned) = (clipped(overtime), clipped(planned))
  }
}
