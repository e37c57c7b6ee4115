public import Groundwork
internal import Kernel
internal import Randomness
internal import Simulation
internal import Warehouse

extension TracedRun {
  /// What everybody did on a day that a planner names: `2026-12-14`, or `day 12` without a calendar; `2026-12-14 late` shows only the
  /// people of that shift or pool.
  ///
  /// - Throws: `InputErrors` where it is no day, lies outside the measured time, or nobody works then.
  public func shift(_ text: String) throws(InputErrors) -> ShiftRecord {
    guard let floor = plan.floor, !floor.pools.isEmpty else {
      throw InputErrors(
        Diagnostic(
          .error, code: "needs-floor", "--shift shows people at work, and '\(title)' has no warehouse with workers",
          remedy: "add `warehouse:`"))
    }
    let (day, who) = try dayAndName(text)
    var pools = Set(floor.pools.indices)
    if let who {
      pools = pools.filter { p in
        let pool = floor.pools[p]
        return [pool.name, pool.group, floor.shifts[pool.shift].name].contains(who)
      }
      if pools.isEmpty {
        var names: [String] = []
        for pool in floor.pools {
          for name in [floor.shifts[pool.shift].name, pool.group, pool.name] where !names.contains(name) { names.append(name) }
        }
        throw InputErrors(
          Diagnostic(
            .error, code: "unknown-name", "there is no shift and no pool '\(who)'",
            remedy: nearestName(to: who, among: names).map { "did you mean '\($0)'?" } ?? "there are " + names.joined(separator: ", ")))
      }
    }
    func works(_ day: Int) -> Bool {
      pools.contains { p in
        floor.pools[p].count > 0 && floor.shifts[floor.pools[p].shift].paid.contains { wall($0.start).day == day }
      }
    }
    let record = PairedRunner([compiled]).trace(plan: 0, seed: seed, replication: replication).1.floor
    guard works(day), let record, let found = ShiftRecord(floor, record, day: day, pools: pools, dayOf: { wall($0).day }) else {
      let measured = measuredDays
      let next = (day..<measured.upperBound).first(where: works) ?? measured.last(where: works)
      throw InputErrors(
        Diagnostic(
          .error, code: "no-shift", "no shift\(who.map { " of '\($0)'" } ?? "") begins on \(name(of: day))",
          remedy: next.map { "the nearest one begins on \(name(of: $0))" } ?? "nobody works in the measured time"))
    }
    return found
  }

  private func name(of day: Int) -> String { date(of: day).map { "\($0)" } ?? "day \(day)" }

  private var measuredDays: Range<Int> {
    var first = 0
    if case .fixed(let time) = plan.clock.warmUp { first = Int(time.days) }
    return first..<max(first + 1, Int(plan.clock.horizon.days.rounded(.up)))
  }

  private func dayAndName(_ text: String) throws(InputErrors) -> (day: Int, who: String?) {
    let measured = measuredDays
    let range = "the measured time goes from \(name(of: measured.lowerBound)) to \(name(of: measured.upperBound - 1))"
    let hasCalendar = calendar.start != nil
    let words = text.split(separator: " ", maxSplits: hasCalendar ? 1 : 2).map(String.init)
    let taken = hasCalendar ? 1 : 2
    var day: Int?
    if hasCalendar {
      day = words.first.flatMap { CivilDate(iso: $0) }.flatMap { calendar.day(of: $0) }
    } else if words.count >= 2, words[0] == "day" {
      day = Int(words[1]).flatMap { (0...1_000_000).contains($0) ? $0 : nil }
    }
    guard let day else {
      throw InputErrors(
        Diagnostic(
          .error, code: "no-moment", "'\(text)' is no day", remedy: "write for example \(name(of: measured.lowerBound)); \(range)"))
    }
    guard measured.contains(day) else {
      throw InputErrors(Diagnostic(.error, code: "no-moment", "\(name(of: day)) lies outside the measured time", remedy: range))
    }
    return (day, words.count > taken ? words[taken] : nil)
  }
}
