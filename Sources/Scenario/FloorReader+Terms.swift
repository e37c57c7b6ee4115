internal import Groundwork
internal import Kernel
internal import Kernel
internal import Randomness
internal import Simulation
internal import Warehouse

/// Equipment, repairs, and people one by one.
extension FloorReader {
  func readEquipment(_ floor: inout FloorPlan, isGood: inout Bool) {
    var equipment: [EquipmentPlan] = []
    for (name, one) in field["equipment"].named {
      guard let count = one["count"].whole() else {
        isGood = false
        continue
      }
      var plan = EquipmentPlan(name: name, count: count)
      let failures = one["failures"]
      if failures.isPresent {
        failures["up"].require()
        failures["down"].require()
        guard let up = law(failures["up"]), let down = law(failures["down"]), let counts = failures["clock"].choice() else {
          isGood = false
          continue
        }
        if up.mean <= 0 {
          reading.error(
            "out-of-range", "a unit that fails at once never works", "write for example `up: { exponential: { mean: 60 h } }`",
            at: failures["up"].place)
          isGood = false
        } else {
          let failures = Double(count) * clock.clock.horizon.seconds / (up.mean + down.mean)
          if failures > Self.mostFailures {
            reading.error(
              "out-of-range", "'\(name)' would fail about \(twoDigits(failures / 1e6)) million times in a replication",
              "check the units of `up` and `down`", at: field["equipment"][name]["failures"]["up"].place)
            isGood = false
          }
        }
        plan.failures = .init(up: up, down: down, countsWorkOnly: counts == "working")
      }
      let charging = one["charging"]
      if charging.isPresent {
        charging["for"].require()
        guard charging["after"].require(), let after = charging["after"].quantity(), let lasts = law(charging["for"]) else {
          isGood = false
          continue
        }
        if lasts.mean <= 0 {
          reading.error(
            "out-of-range", "a charge that takes no time is none", "write for example `for: 45 min`, or remove `charging:`",
            at: charging["for"].place)
          isGood = false
        }
        plan.charging = .init(after: .seconds(after.value), lasts: lasts)
      }
      equipment.append(plan)
    }
    if !equipment.isEmpty { floor.equipment = equipment }
  }

  /// Failures of one kind of equipment in a replication beyond which nobody waits for the end.
  private static let mostFailures = 5e7

  private func law(_ field: Field) -> Law? {
    guard let branch = field.branch else { return nil }
    var reader = LawReader(reading, use: .time)
    return reader.law(branch, key: field.key)
  }

  /// A step of its own for the repairs of each kind that people repair, and a complaint about what nothing uses.
  func addRepairs(_ floor: inout FloorPlan, _ pools: [Pool], isGood: inout Bool) {
    for (e, (name, one)) in field["equipment"].named.enumerated() where e < floor.equipment?.count ?? 0 {
      let by = one["failures"]["by"]
      let crew = by.branch?.text.map { word in floor.pools.indices.filter { floor.pools[$0].group == word } } ?? []
      if let pool = crew.first {
        if crew.allSatisfy({ !hasPeople(pools[$0]) }) {
          reading.error(
            "zero-capacity", "nobody repairs '\(name)': '\(floor.pools[pool].group)' has no workers, and nobody is hired",
            "give the pool a count above 0, or hire before the horizon", at: by.place)
          isGood = false
        }
        floor.equipment?[e].failures?.repairStep = floor.steps.count
        floor.steps.append(StepPlan(name: "repair of \(name)", kind: .repair, crew: crew.map { .init(pool: $0) }))
      } else if !floor.steps.contains(where: { $0.terms?.equipment == e }) {
        reading.warn("unused", "no step uses '\(name)'", "name it in a step's `with:`", at: one.parentPlace)
      }
    }
  }

  func readPeople(_ floor: inout FloorPlan, _ pools: [Pool], isGood: inout Bool) {
    let reader = PeopleReader(reading: reading, clock: clock, field: field)
    let stepIndex = Dictionary(floor.steps.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    for (p, pool) in pools.enumerated() {
      let steps = floor.steps
      guard
        let terms = reader.terms(
          pool.field, people: pool.people, shift: floor.shifts[pool.plan.shift], stepIndex: stepIndex,
          crewOf: { step in steps[step].crew.contains { $0.pool == p } || (pool.zone != nil && steps[step].terms?.picking?.zone != nil) })
      else {
        isGood = false
        continue
      }
      floor.pools[p].terms = terms
    }
    if let people = reader.people(floor.pools, pools, shifts: floor.shifts) { floor.people = people } else { isGood = false }
  }
}
