internal import Groundwork
internal import Supply
internal import Warehouse

/// What of a floor nothing uses.
extension FloorReader {
  func checkUse(_ floor: FloorPlan, _ pools: [Pool]) {
    let stepNames = floor.steps.map(\.name)
    let worked = floor.steps.count { $0.kind != .repair }
    let process = field["process"]
    let known = ["inbound", "outbound", "returns"].flatMap { process[$0].named.map(\.name) } + CarrierReader.carriers(process["outbound"].named).map(\.name)
    for (p, pool) in pools.enumerated() {
      for skill in pool.field["skills"].named where !known.contains(skill.name) {
        if let near = nearestName(to: skill.name, among: known) {
          reading.error("unknown-name", "unknown step '\(skill.name)'", "did you mean '\(near)'?", at: skill.field.parentPlace)
        } else {
          reading.warn("unused", "no step needs the skill '\(skill.name)'", "remove it", at: skill.field.parentPlace)
        }
      }
      if worked == known.count, !floor.steps.contains(where: { $0.crew.contains { $0.pool == p } }) {
        reading.warn("unused", "'\(pool.plan.name)' have no step to work at", "name them in a step's `by:`", at: pool.field.parentPlace)
      }
    }
    for (s, shift) in floor.shifts.enumerated()
    where !floor.pools.contains(where: { $0.shift == s }) && floor.pools.count == field["workers"].named.count {
      reading.warn(
        "unused", "nobody works in the shift '\(shift.name)'", "name it in a pool's `shift:`", at: field["shifts"][shift.name].parentPlace)
    }
    for (i, place) in floor.places.enumerated() where worked == known.count && !floor.steps.contains(where: { $0.place == i }) {
      reading.warn("unused", "no step uses '\(place.name)'", "name it in a step's `at:`", at: field["places"][place.name].parentPlace)
    }
    let hasOrders = streams.contains { stream in
      switch stream {
      case .orders(let s): s.location == floor.location
      case .replay(let s): s.location == floor.location
      case .perItem: false
      }
    }
    if !hasOrders, !streams.isEmpty, !stepNames.isEmpty {
      reading.warn(
        "unused", "no stream brings customers' orders to the warehouse, so nobody picks or packs",
        "use `orders:` or `replay:` in a stream at its location",
        at: field.parentPlace)
    }
  }
}
