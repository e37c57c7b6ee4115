internal import Groundwork
internal import Kernel
internal import Simulation
internal import Warehouse

/// Reads `on-floor:` of a pool, how many of its people are on the floor in each hour of the day.
struct PresenceReader {
  let reading: Reading
  let clock: ReadClock

  /// The parts of a planner's pool with what it says of them; nil after a complaint.
  ///
  /// - Parameters:
  ///   - field: `warehouse.workers.POOL.on-floor`.
  ///   - plans: the parts.
  ///   - shifts: of the floor.
  func onto(_ plans: [PoolPlan], _ field: Field, _ shifts: [ShiftPlan]) -> [PoolPlan]? {
    guard let branch = field.branch else { return plans }
    guard let twigs = branch.twigs else {
      reading.error(
        "wrong-kind", "'on-floor' is \(branch.kindInWords)", "expected \(ValueType.peopleByHour.inWords)", at: branch.place)
      return nil
    }
    var plans = plans
    // People with skills or a shift of their own are called by name.
    let parts = plans.indices.filter { plans[$0].membership?.kind != .people }
    let bare = twigs.filter { $0.value.twigs == nil }
    if !twigs.isEmpty, bare.isEmpty {
      let names = Set(parts.map { shifts[plans[$0].shift].name }).sorted()
      var isGood = true
      for twig in twigs {
        guard names.contains(twig.key) else {
          reading.unknown("shift of the pool", twig.key, among: names, code: "unknown-name", at: twig.place)
          isGood = false
          continue
        }
        for p in parts where shifts[plans[p].shift].name == twig.key {
          if let table = table(twig.value.twigs ?? [], plans[p], shifts) { plans[p].onFloor = table } else { isGood = false }
        }
      }
      return isGood ? plans : nil
    }
    if let odd = twigs.first(where: { $0.value.twigs != nil }) {
      reading.error(
        "wrong-kind", "some of 'on-floor' goes by shifts and some by hours", "write a map of hours for each shift", at: odd.place)
      return nil
    }
    if parts.count != 1 {
      let word = shifts[plans[parts.first ?? 0].shift].name
      reading.error(
        "wrong-kind", "the pool has people of different shifts or skills, so 'on-floor' does not say whose hours these are",
        "write a map for each shift: `on-floor: { \(word): { … } }`", at: branch.place)
      return nil
    }
    guard let table = table(twigs, plans[parts[0]], shifts) else { return nil }
    plans[parts[0]].onFloor = table
    return plans
  }

  /// Hours of the day on the wall clock in which a shift ever works.
  private func hours(of shift: ShiftPlan) -> Set<Int> {
    var hours: Set<Int> = []
    for span in shift.paid {
      var at = span.start.ticks
      while at < span.end.ticks, hours.count < 24 {
        let second = clock.civil.wall(at).second
        hours.insert(second / 3600)
        at += Int64(3600 - second % 3600) * 1_000_000
      }
    }
    return hours
  }

  private func table(_ twigs: [Twig], _ pool: PoolPlan, _ shifts: [ShiftPlan]) -> [PoolPlan.Presence]?? {
    var most = [Int?](repeating: nil, count: 24)
    var isGood = true
    let worked = hours(of: shifts[pool.shift])
    for twig in twigs {
      guard let hour = Int(twig.key), (0...23).contains(hour) else {
        reading.error(
          "out-of-range", "'\(twig.key)' is no hour of the day", "write the hour in which it begins, 0 to 23: `13: 4` is 13:00 to 14:00",
          at: twig.place)
        isGood = false
        continue
      }
      guard let count = reading.whole(twig.value, 0...100_000, noun: "workers", key: twig.key) else {
        isGood = false
        continue
      }
      most[hour] = count
      if !worked.contains(hour) {
        reading.warn(
          "unused", "in the hour \(hour) the shift '\(shifts[pool.shift].name)' never works", "remove it, or name an hour of the shift",
          at: twig.place)
      }
    }
    guard isGood else { return nil }
    let end = shifts[pool.shift].paid.last?.end ?? .zero
    return PoolPlan.Presence.daily(most, until: end) { clock.civil.wall($0).second }
  }
}
