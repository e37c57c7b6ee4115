internal import Groundwork
internal import Kernel
internal import Randomness
internal import Simulation
internal import Warehouse

/// Whether anybody is ever on duty where there is work.
extension FloorReader {
  /// Complains of steps whose people exist and are never there before the horizon: their shift, holidays, hours on the floor, training and
  /// retirement leave no moment. False after a complaint.
  func hasDuty(_ floor: FloorPlan, _ pools: [Pool]) -> Bool {
    let works = pools.indices.map { isEverOnDuty($0, floor, pools) }
    var isGood = true
    for step in floor.steps where !step.crew.isEmpty && !step.crew.contains(where: { works[$0.pool] }) {
      let names = Set(step.crew.map { pools[$0.pool].group }).sorted().map { "'\($0)'" }.joined(separator: ", ")
      reading.error(
        "zero-capacity", "nobody is ever on duty for '\(step.name)' before the horizon: of \(names) no hour is left",
        "look at the days of their shift, holidays, `on-floor:`, training and retirement; let somebody work before the clock ends",
        at: place(of: step))
      isGood = false
    }
    return isGood
  }

  private func place(of step: StepPlan) -> SourceLocation {
    for flow in ["inbound", "outbound", "returns"] where field["process"][flow][step.name].isPresent {
      return field["process"][flow][step.name].parentPlace
    }
    if step.kind == .repair {
      for (name, one) in field["equipment"].named where step.name == "repair of \(name)" { return one["failures"]["by"].place }
    }
    return field.parentPlace
  }

  private func isEverOnDuty(_ p: Int, _ floor: FloorPlan, _ pools: [Pool]) -> Bool {
    guard let first = firstWorker(p, floor, pools) else { return false }
    let plan = floor.pools[p], horizon = clock.clock.horizon
    return floor.shifts[plan.shift].duty.contains { span in
      let start = max(span.start, first), end = min(span.end, horizon)
      guard start < end else { return false }
      guard let onFloor = plan.onFloor else { return true }
      // How many may be there changes within a shift: every stretch that begins before its end.
      return onFloor.indices.contains { (i: Int) in
        let until = i + 1 < onFloor.count ? onFloor[i + 1].at : SimTime(ticks: .max)
        return onFloor[i].most != 0 && max(start, onFloor[i].at) < min(end, until)
      } || start < (onFloor.first?.at ?? SimTime(ticks: .max))
    }
  }

  /// From when on somebody of a pool can work, trained and not retired; nil = never.
  private func firstWorker(_ p: Int, _ floor: FloorPlan, _ pools: [Pool]) -> SimTime? {
    let terms = floor.people
    var starts: [SimTime] = []
    if floor.pools[p].count > 0 {
      let staff = floor.pools[p].terms
      if isPastRetirement(p, floor) {
        if let after = terms?.replacedAfter { starts.append(after + (terms?.replacementTraining ?? .zero)) }
      } else if let people = staff?.people, people.count == floor.pools[p].count, people.allSatisfy({ $0.hired != nil }) {
        starts += people.compactMap(\.hired)
      } else {
        starts.append(.zero)
      }
    }
    for hiring in terms?.hiring ?? [] where hiring.pool == p && hiring.count > 0 {
      starts.append(hiring.at + (hiring.training ?? .zero))
    }
    // Who comes by a change on a date is not in this plan.
    if starts.isEmpty, floor.pools[p].count == 0, hasPeople(pools[p]) { starts.append(.zero) }
    return starts.min()
  }

  /// Whether all who are there at the start are too old to stay, for certain.
  private func isPastRetirement(_ p: Int, _ floor: FloorPlan) -> Bool {
    guard let limit = floor.people?.retirementAge, let staff = floor.pools[p].terms else { return false }
    if staff.people.contains(where: { ($0.age ?? 0) < limit && ($0.age != nil || staff.age == nil) }) { return false }
    if staff.people.count == floor.pools[p].count, staff.people.allSatisfy({ $0.age != nil }) { return true }
    guard let age = staff.age, let least = try? Distribution(age).quantile(1e-9) else { return false }
    return least >= limit
  }
}
