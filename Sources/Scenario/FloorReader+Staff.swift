internal import Groundwork
internal import Kernel
internal import Simulation
internal import Warehouse

/// Who is there, or will come.
extension FloorReader {
  /// Whether anybody of a pool ever works: it begins with people, or `hiring:` or a change on a date brings them before the horizon.
  func hasPeople(_ pool: Pool) -> Bool {
    if pool.plan.count > 0 { return true }
    for (_, one) in field["workforce"]["hiring"].named
    where one["as"].branch?.text == pool.group && isHired(one, into: pool) && comes(one["on"].branch?.text) { return true }
    for (date, changes) in root["changes"].named where comes(date) {
      for twig in changes.twigs where isMore(twig, for: pool) { return true }
    }
    return false
  }

  private func isHired(_ one: Field, into pool: Pool) -> Bool {
    // What cannot be read is complained of where it is read.
    guard let count = one["count"].branch?.text else { return true }
    if count.hasPrefix("-") || count.hasPrefix("0") { return false }
    if let zone = one["zone"].branch?.text, zone != pool.zone { return false }
    guard let shift = one["shift"].branch?.text, let membership = pool.plan.membership else { return true }
    return membership.kind != .shift || pool.plan.name == "\(pool.group) \(shift)"
  }

  /// Whether a change makes a pool larger: `warehouse.workers.packers.count: +2`, or the number of one of its shifts.
  private func isMore(_ twig: Twig, for pool: Pool) -> Bool {
    guard let keys = Address(twig.key)?.keys, keys.starts(with: ["warehouse", "workers", pool.group]), let text = twig.value.text else {
      return false
    }
    let isItsCount = keys.count == 4 && keys[3] == "count"
    let isItsShift = keys.count == 5 && keys[3] == "shift" && pool.plan.name == "\(pool.group) \(keys[4])"
    return (isItsCount || isItsShift) && !text.hasPrefix("-") && !text.hasPrefix("0")
  }

  /// Whether a day lies before the horizon; what is no day is complained of where it is read.
  private func comes(_ text: String?) -> Bool {
    guard let text else { return true }
    let day = text.hasPrefix("day ") ? Int(text.dropFirst(4).trimmed) : CivilDate(iso: text).flatMap { clock.civil.day(of: $0) }
    guard let day, day >= 0 else { return true }
    return day < clock.tableDays && clock.civil.ticks(day: day) < clock.clock.horizon.ticks
  }

  /// Helpers come once more wait than `helpers-above:`; a queue that cannot grow so long never calls them. False after a complaint.
  func canBeHelped(_ name: String, _ field: Field, _ terms: StepTerms, own: [Int], _ crew: [StepPlan.Crew], _ pools: [Pool]) -> Bool {
    guard let limit = terms.limit, let above = terms.helpersAbove, above >= limit, !own.isEmpty,
      crew.contains(where: { !own.contains($0.pool) })
    else { return true }
    if own.contains(where: { hasPeople(pools[$0]) }) {
      reading.warn(
        "unused", "helpers never come to '\(name)': at most \(limit) wait there", "make `helpers-above:` smaller than `limit:`",
        at: field["helpers-above"].place)
      return true
    }
    reading.error(
      "zero-capacity",
      "nobody ever works at '\(name)': its own people are none, and helpers come when more than \(above) wait, of at most \(limit)",
      "make `helpers-above:` smaller than `limit:`, or give the step people of its own", at: field["helpers-above"].place)
    return false
  }
}
