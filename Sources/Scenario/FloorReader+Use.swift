internal import Groundwork
internal import Supply
internal import Warehouse

/// What of a floor nothing uses.
extension FloorReader {
  /// Whether a shift is one of those that people work together.
  private func isPart(_ shift: String, of joined: String) -> Bool { joined.split(separator: "+").contains { $0.trimmed == shift } }

  /// Whether people bound to a zone do any step there.
  private func worksInZone(_ pool: Pool) -> Bool {
    field["process"]["outbound"].named.contains { name, step in
      step["zone"].branch?.text == pool.zone && (pool.skills?[name] != nil || step["by"].branch?.text == pool.group)
    }
  }

  /// What a step says of tiredness and helpers that are none.
  private func checkTerms(_ floor: FloorPlan) {
    for (name, step) in ["inbound", "outbound", "returns"].flatMap({ field["process"][$0].named }) {
      guard let terms = floor.steps.first(where: { $0.name == name })?.terms else { continue }
      if terms.load != 1, step["load"].isPresent, !field["fatigue"].isPresent {
        reading.warn(
          "unused", "'load' tires nobody: the floor has no fatigue", "add `fatigue: { per-hour: 2 % }` to the warehouse, or remove it",
          at: step["load"].place)
      }
      let crew = floor.steps.first { $0.name == name }?.crew ?? []
      if terms.helpersAbove != nil, step["helpers-above"].isPresent, step["by"].isPresent || step["zone"].isPresent,
        !crew.contains(where: { $0.helps == true })
      {
        reading.warn(
          "unused", "nobody helps at '\(name)': only its own people have the skill",
          "give another pool `skills: { \(name): 100 % }`, or remove 'helpers-above'", at: step["helpers-above"].place)
      }
    }
  }

  func checkUse(_ floor: FloorPlan, _ pools: [Pool]) {
    for pool in pools {
      guard let zone = pool.zone, !worksInZone(pool) else { continue }
      reading.warn(
        "unused", "'\(pool.plan.name)' are bound to the zone '\(zone)' and do no step there",
        "name them in the step's `by:`, or remove `zone:`", at: pool.field.parentPlace)
    }
    checkTerms(floor)
    let stepNames = floor.steps.map(\.name)
    let worked = floor.steps.count { $0.kind != .repair && $0.kind != .upkeep }
    let process = field["process"]
    let processNames =
      ["inbound", "outbound", "returns"].flatMap { process[$0].named.map(\.name) }
      + CarrierReader.carriers(process["outbound"].named).map(\.name)
    let known = processNames + upkeepNames
    var seen: Set<String> = []
    for (p, pool) in pools.enumerated() {
      for skill in pool.field["skills"].named where !known.contains(skill.name) && seen.insert(pool.group + "\n" + skill.name).inserted {
        if let near = nearestName(to: skill.name, among: known) {
          reading.error("unknown-name", "unknown step '\(skill.name)'", "did you mean '\(near)'?", at: skill.field.parentPlace)
        } else {
          reading.warn("unused", "no step needs the skill '\(skill.name)'", "remove it", at: skill.field.parentPlace)
        }
      }
      if worked == processNames.count, !floor.steps.contains(where: { $0.crew.contains { $0.pool == p } }) {
        reading.warn("unused", "'\(pool.plan.name)' have no step to work at", "name them in a step's `by:`", at: pool.field.parentPlace)
      }
    }
    for (s, shift) in floor.shifts.enumerated()
    where !floor.pools.contains(where: { $0.shift == s || isPart(shift.name, of: floor.shifts[$0.shift].name) })
      && Set(pools.map(\.group)).count == field["workers"].named.count
    {
      reading.warn(
        "unused", "nobody works in the shift '\(shift.name)'", "name it in a pool's `shift:`", at: field["shifts"][shift.name].parentPlace)
    }
    for (i, place) in floor.places.enumerated() where worked == processNames.count && !floor.steps.contains(where: { $0.place == i }) {
      reading.warn("unused", "no step uses '\(place.name)'", "name it in a step's `at:`", at: field["places"][place.name].parentPlace)
    }
    let hasDemand = streams.contains { stream in
      switch stream {
      case .orders(let s): s.location == floor.location
      case .replay(let s): s.location == floor.location
      case .perItem(let s): s.location == floor.location
      }
    }
    if !hasDemand, !streams.isEmpty, !stepNames.isEmpty {
      reading.warn(
        "unused", "no stream of demand is at the warehouse's location, so nobody picks or packs",
        "let a stream say `at: \(locationNames[floor.location])`",
        at: field.parentPlace)
    }
  }
}
