internal import Groundwork
internal import Kernel

/// A length of time in the two units a person would use: `2 d 3 h`, `3 h 58 min`, `12 min 3 s`, `45 s`.
enum DurationText {
  static func text(_ ticks: Int64) -> String {
    let second: Int64 = 1_000_000
    let whole = (max(0, ticks) + second / 2) / second
    let space = NumberFormat.thinSpace
    func two(_ a: Int64, _ unit: String, _ b: Int64, _ small: String) -> String {
      b == 0 ? "\(a)\(space)\(unit)" : "\(a)\(space)\(unit) \(b)\(space)\(small)"
    }
    if whole < 60 { return whole == 0 && ticks > 0 ? "under 1\(space)s" : "\(whole)\(space)s" }
    if whole < 3600 { return two(whole / 60, "min", whole % 60, "s") }
    // From here on the smaller unit is rounded, and may fill the larger one.
    let minutes = (whole + 30) / 60
    if minutes < 2880 { return two(minutes / 60, "h", minutes % 60, "min") }
    let hours = (whole + 1800) / 3600
    return two(hours / 24, "d", hours % 24, "h")
  }

  static func text(hours: Double) -> String { text(Int64((hours * Double(SimTime.ticksPerHour)).rounded())) }
}
