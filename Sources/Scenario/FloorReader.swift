internal import Groundwork
internal import Kernel
internal import Randomness
internal import Simulation
internal import Supply
internal import Warehouse

/// Reads `warehouse:` into a floor plan.
struct FloorReader {
  let reading: Reading
  let root: Field
  let clock: ReadClock
  let locationNames: [String]
  let streams: [DemandStream]
  let items: [ItemPlan]
  /// New items are the last of `items`.
  let newItems: NewItemsPlan?
  /// Zones of the items; nil where the items could not be read.
  var itemZones: [ItemZone]?

  var field: Field { root["warehouse"] }

  typealias Pool = ReadPool

  /// - Returns: nil inside where there is no floor; nil outside after a complaint.
  func read() -> FloorPlan?? {
    guard field.isPresent else { return needsNoFloor() ? .some(nil) : nil }
    if case .periodic = clock.study {
      reading.error(
        "periodic-floor", "a warehouse needs moments of the day, which a periodic study does not know", "use `study: continuous`",
        at: field.parentPlace)
      return nil
    }
    var isGood = true
    guard let location = location() else { return nil }
    var floor = FloorPlan(location: location)
    var shiftIndex: [String: Int] = [:]
    let shifts = ShiftReader(reading: reading, clock: clock)
    if field["shifts"].require() {
      for (name, one) in field["shifts"].named {
        guard let shift = shifts.shift(name, one) else {
          isGood = false
          continue
        }
        shiftIndex[name] = floor.shifts.count
        floor.shifts.append(shift)
      }
    } else {
      isGood = false
    }
    for (name, place) in field["places"].named {
      if let capacity = place.whole() { floor.places.append(PlacePlan(name: name, capacity: capacity)) } else { isGood = false }
    }
    let pools = PoolReader(reading: reading, clock: clock, field: field).pools(&floor, shiftIndex, isGood: &isGood)
    floor.pools = pools.map(\.plan)
    if field["accounts"].choice() == "full" { floor.fullAccounts = true }
    if field["ties"].choice() == "shuffled" { floor.shufflesTies = true }
    readEquipment(&floor, isGood: &isGood)
    floor.assignment = field["assignment"].choice().flatMap { Assignment(rawValue: $0) } ?? .longestQueue
    let steps = self.steps(&floor, pools, isGood: &isGood)
    if isGood { readStorage(&floor, pools, isGood: &isGood) }
    layout(&floor, steps, isGood: &isGood)
    if isGood { isGood = fitsTogether(floor) }
    if isGood { readPeople(&floor, pools, isGood: &isGood) }
    if isGood { isGood = hasDuty(floor, pools) }
    checkUse(floor, pools)
    return isGood ? .some(floor) : nil
  }

  private func location() -> Int? {
    if let name = field["at"].branch?.text { return locationNames.firstIndex(of: name) }
    if locationNames.count == 1 { return 0 }
    if locationNames.isEmpty { return nil }
    reading.error("missing-key", "'warehouse' does not say where it is", "add `at: \(locationNames[0])`", at: field.parentPlace)
    return nil
  }

  // MARK: Steps

  struct Step {
    var route: String?
    var routePlace: SourceLocation
    var travels: Bool
    var place: SourceLocation
  }

  private func steps(_ floor: inout FloorPlan, _ pools: [Pool], isGood: inout Bool) -> [Step] {
    let process = field["process"]
    guard process.require() else {
      isGood = false
      return []
    }
    var extra: [Step] = []
    var names: Set<String> = []
    var fields: [Field] = []
    let carriers = CarrierReader.carriers(process["outbound"].named)
    // Carriers stand behind the last step of the outbound flow.
    var stepIndex: [String: Int] = [:]
    var count = 0
    for (name, _) in process["inbound"].named + process["outbound"].named {
      if stepIndex[name] == nil { stepIndex[name] = count }
      count += 1
    }
    count += carriers.count
    for (name, _) in process["returns"].named {
      if stepIndex[name] == nil { stepIndex[name] = count }
      count += 1
    }
    let mentions = PickingReader.zones(process["outbound"].named)
    let picking = PickingReader(reading: reading, clock: clock, zones: mentions.map(\.name))
    let terms = StepTermsReader(
      reading: reading, stepIndex: stepIndex, equipmentNames: field["equipment"].named.map(\.name))
    for flow in ["inbound", "outbound", "returns"] {
      let steps = process[flow].named
      if flow == "outbound", steps.isEmpty {
        process[flow].require()
        if process[flow].isPresent {
          reading.error(
            "missing-key", "'outbound' has no step", "write for example `pack: { by: packers, time: 74 s }`", at: process[flow].place)
        }
        isGood = false
      }
      for (i, (name, one)) in steps.enumerated() {
        if !names.insert(name).inserted {
          reading.error(
            "duplicate-key", "the step '\(name)' stands in two flows", "give them different names: results are listed by name",
            at: one.parentPlace)
          isGood = false
        }
        fields.append(one)
        if flow == "outbound", i > 0, one["when"].isPresent {
          reading.error(
            "misplaced-key",
            "'when: stock complete' keeps an order from the floor until its goods are there; at '\(name)' work on it has begun",
            "write it at the first step, '\(steps[0].name)'", at: one["when"].place)
          isGood = false
        }
        if flow == "outbound", one["carriers"].isPresent {
          if !ship(name, one, isLast: i + 1 == steps.count, carriers, &floor, &fields, &names, picking) { isGood = false }
          continue
        }
        guard let (step, about) = step(name, one, isOutbound: flow == "outbound", floor, pools, terms, picking) else {
          isGood = false
          continue
        }
        if step.kind == .ship, i + 1 < steps.count {
          reading.error(
            "ship-last", "the step '\(name)' ships, so it must be the last", "move '\(steps[i + 1].name)' before it", at: one.parentPlace)
          isGood = false
        }
        switch flow {
        case "inbound": floor.inbound.append(floor.steps.count)
        case "outbound": floor.outbound.append(floor.steps.count)
        default: floor.returns = (floor.returns ?? []) + [floor.steps.count]
        }
        floor.steps.append(step)
        extra.append(about)
      }
    }
    if isGood, !terms.close(&floor, fields: fields) { isGood = false }
    if isGood, !picking.checkParts(floor, fields: fields) { isGood = false }
    if isGood, let itemZones, !picking.close(&floor, items: itemZones, mentions: mentions) { isGood = false }
    if isGood { addRepairs(&floor, pools, isGood: &isGood) }
    return extra
  }

  private func step(
    _ name: String, _ field: Field, isOutbound: Bool, _ floor: FloorPlan, _ pools: [Pool], _ reader: StepTermsReader,
    _ picking: PickingReader
  )
    -> (StepPlan, Step)?
  {
    let queue = field["queue"].choice().map { $0 == "due date" ? StepPlan.Queue.dueDate : StepPlan.Queue(rawValue: $0) ?? .fifo }
    let about = Step(
      route: field["route"].branch?.text, routePlace: field["route"].place, travels: field["time"]["travel"].isPresent,
      place: field["time"]["travel"].place)
    if isOutbound, field["departures"].isPresent {
      for key in ["by", "time", "at", "batch", "plan"] + PickingReader.keys where field[key].isPresent {
        reading.error(
          "misplaced-key", "a step with departures only waits for them; '\(key)' makes no sense", "make it two steps", at: field[key].place)
      }
      guard let plan = field["departures"].branch.flatMap({ reading.departures($0, key: "departures") }),
        let cutOff = field["cut-off"].quantity(), let queue
      else { return nil }
      guard let terms = reader.terms(name, field, isGate: false, isShip: true, isInbound: false) else { return nil }
      let moments = picking.moments(of: plan)
      guard picking.departs("'\(name)'", field, moments, cutOff: .seconds(cutOff.value)) else { return nil }
      var step = StepPlan(name: name, kind: .ship, queue: queue, departures: moments, cutOff: .seconds(cutOff.value))
      step.terms = terms
      return (step, about)
    }
    let hasMoments = field["waves"].isPresent || field["every"].isPresent
    if field["cut-off"].isPresent, !hasMoments {
      reading.error("misplaced-key", "'cut-off' needs departures", "add `departures: mon-fri 16:30`", at: field["cut-off"].place)
    }
    let hasSkill = pools.contains { $0.skills?[name] != nil }
    if !field["by"].isPresent, !field["time"].isPresent, !hasSkill,
      PickingReader.isGate(field) || ["then", "or-after", "batch", "when"].contains(where: { field[$0].isPresent })
    {
      for key in ["at", "route", "plan"] where field[key].isPresent {
        reading.error("misplaced-key", "nobody works at '\(name)'; '\(key)' makes no sense", "remove it", at: field[key].place)
      }
      guard var terms = reader.terms(name, field, isGate: true, isShip: false, isInbound: !isOutbound),
        let held = picking.terms(name, field, isGate: true), let moments = picking.moments(name, field)
      else { return nil }
      terms?.picking = held
      guard let receiving = picking.receiving(name, field, isGate: true) else { return nil }
      terms?.receiving = receiving
      guard let queue else { return nil }
      var step = StepPlan(name: name, kind: .gate, queue: queue, departures: moments.times, cutOff: moments.cutOff)
      step.terms = terms
      return (step, about)
    }
    let isAutomatic = field["with"].isPresent && !field["by"].isPresent && !hasSkill
    let crew = isAutomatic ? [] : self.crew(name, field, pools)
    let place = field["at"].branch?.text.flatMap { name in floor.places.firstIndex { $0.name == name } }
    let batch = field["batch"].whole()
    let work = self.work(field["time"], step: name)
    let own = self.own(field, pools, crew ?? [])
    let terms = reader.terms(name, field, isGate: false, isShip: false, isInbound: !isOutbound)
    let rounds = picking.terms(name, field, isGate: false), receiving = picking.receiving(name, field, isGate: false)
    guard let crew, let queue, let batch, let work, var terms, let rounds, let receiving else { return nil }
    if let terms, !canBeHelped(name, field, terms, own: own, crew, pools) { return nil }
    if rounds != nil || receiving != nil {
      if terms == nil { terms = StepTerms() }
      terms?.picking = rounds
      terms?.receiving = receiving
    }
    var step = StepPlan(
      name: name, kind: isOutbound ? .outbound : .inbound, crew: crew, place: place, batch: batch, queue: queue, work: work)
    step.terms = terms
    if field["plan"].isPresent {
      guard let plan = field["plan"].quantity() else { return nil }
      step.plannedLinesPerHour = plan.value * 3600
    }
    return (step, about)
  }

  func crew(_ name: String, _ field: Field, _ pools: [Pool]) -> [StepPlan.Crew]? {
    let main = field["by"].branch?.text
    var crew: [StepPlan.Crew] = []
    for (index, pool) in pools.enumerated() {
      if pool.isElsewhere(field), !field["helpers-above"].isPresent {
        // Bound to another zone, and nothing says when they may leave it.
        if pool.field["skills"][name].isPresent {
          reading.warn(
            "unused", "'\(pool.plan.name)' are bound to the zone '\(pool.zone ?? "")' and never do the step '\(name)'",
            "let them help: `helpers-above: 20 orders` at the step, or remove the skill", at: pool.field["skills"][name].parentPlace)
        }
        continue
      }
      if let speed = pool.skills?[name] {
        crew.append(StepPlan.Crew(pool: index, proficiency: speed))
      } else if pool.group == main {
        if let skills = pool.skills {
          let near = nearestName(to: name, among: skills.keys.sorted()).map { "did you mean '\(name)' by the skill '\($0)'?" }
          reading.error(
            "no-skill", "the step '\(name)' is done by '\(pool.group)', who lack the skill", near ?? "add `\(name): 100 %` to their skills",
            at: field["by"].place)
          return nil
        }
        crew.append(StepPlan.Crew(pool: index))
      }
    }
    // The pool that the step names comes first.
    let home = own(field, pools, crew)
    if main != nil || !home.isEmpty {
      let own = crew.filter { home.contains($0.pool) }
      let others = crew.filter { !home.contains($0.pool) }
      // Who helps stands back for those whose work it is, where there are any.
      crew = own + others.map { StepPlan.Crew(pool: $0.pool, proficiency: $0.proficiency, helps: own.isEmpty ? nil : true) }
    }
    if let zone = field["zone"].branch?.text,
      pools.contains(where: { $0.isElsewhere(field) && ($0.group == main || $0.skills?[name] != nil) }),
      crew.allSatisfy({ pools[$0.pool].isElsewhere(field) })
    {
      reading.error(
        "empty-zone", "nobody picks in the zone '\(zone)': all who could do '\(name)' are bound to other zones",
        "give a pool or a person of it `zone: \(zone)`, or leave some without a zone", at: field["zone"].place)
      return nil
    }
    if crew.isEmpty {
      if main == nil {
        reading.error(
          "no-skill", "nobody can do the step '\(name)'", "add `by:` with a pool of workers, or give a pool the skill '\(name)'",
          at: field.parentPlace)
      }
      return nil
    }
    if crew.allSatisfy({ !hasPeople(pools[$0.pool]) }) {
      reading.error(
        "zero-capacity", "nobody works at the step '\(name)': its pools have no workers, and nobody is hired",
        "give one of them a count above 0, or hire before the horizon", at: field.parentPlace)
      return nil
    }
    return crew
  }

  /// The pools that a step can count on: those that `by:` names and those bound to its zone. Empty = all that have the skill.
  private func own(_ field: Field, _ pools: [Pool], _ crew: [StepPlan.Crew]) -> [Int] {
    let main = field["by"].branch?.text, zone = field["zone"].branch?.text
    if main == nil, !crew.contains(where: { pools[$0.pool].isElsewhere(field) }) { return [] }
    return pools.indices.filter { p in
      let isHome = zone != nil && pools[p].zone == zone && crew.contains { $0.pool == p }
      return !pools[p].isElsewhere(field) && (main == nil || pools[p].group == main || isHome)
    }
  }

  func work(_ field: Field, step: String) -> StepPlan.Work? {
    guard let branch = field.branch else {
      reading.error(
        "missing-key", "the step '\(step)' says no time", "write for example `time: 74 s` or `time: 45 s per line`", at: field.parentPlace)
      return nil
    }
    var work = StepPlan.Work()
    var isGood = true
    func put(_ law: Law, _ dimension: Dimension?) {
      switch dimension {
      case .some(.time / .line): work.perLine = law
      case .some(.time / .unit): work.perUnit = law
      default: work.perOrder = law
      }
    }
    let parts = ["travel", "per-order", "per-line", "per-unit", "per-round", "per-truck"]
    guard let twigs = branch.twigs, twigs.contains(where: { parts.contains($0.key) }) else {
      var reader = LawReader(reading, use: .work)
      guard let law = reader.law(branch, key: "time") else { return nil }
      put(law, reader.dimension)
      return work
    }
    if field["travel"].isPresent {
      if let pace = field["travel"].quantity() { work.travelSecondsPerMetre = pace.value } else { isGood = false }
    }
    for (key, natural) in [("per-order", Dimension.time / .order), ("per-line", .time / .line), ("per-unit", .time / .unit)] {
      guard let part = field[key].branch else { continue }
      var reader = LawReader(reading, use: .work)
      guard let law = reader.law(part, key: key) else {
        isGood = false
        continue
      }
      if let dimension = reader.dimension, dimension != .time, dimension != natural {
        reading.error("wrong-unit", "the unit does not fit '\(key)'", "write for example `\(key): 21 s`", at: part.place)
        isGood = false
      }
      put(law, natural)
    }
    return isGood ? work : nil
  }

  // MARK: Layout and use

  private func layout(_ floor: inout FloorPlan, _ steps: [Step], isGood: inout Bool) {
    let layout = field["layout"]
    let routes = steps.filter { $0.route != nil }
    if let first = routes.first, let other = routes.first(where: { $0.route != first.route }) {
      reading.error("two-routes", "two steps walk by different routes", "one floor has one route in this version", at: other.routePlace)
      isGood = false
    }
    guard layout.isPresent else {
      for step in steps where step.travels {
        reading.error(
          "no-layout", "a time of travel needs a layout to walk on", "add `layout: { aisles: 10, length: 25 m, width: 2.4 m }`",
          at: step.place)
        isGood = false
      }
      if field["storage"]["rule"].isPresent {
        reading.error(
          "no-layout", "a storage rule needs a layout with bays", "add `layout: { aisles: 10, bays: 6, length: 25 m, width: 2.4 m }`",
          at: field["storage"]["rule"].place)
        isGood = false
      }
      for travel in upkeepTravels where travel.isPresent {
        reading.error(
          "no-layout", "a time of travel needs a layout to walk on", "add `layout: { aisles: 10, length: 25 m, width: 2.4 m }`",
          at: travel.place)
        isGood = false
      }
      return
    }
    if layout["from"].isPresent {
      if let coordinates = coordinates(steps) { floor.coordinates = coordinates } else { isGood = false }
      refuseParts(floor, key: "from", at: layout["from"].place, isGood: &isGood)
      return
    }
    var hasAll = true
    for (key, example) in [("aisles", "aisles: 10"), ("length", "length: 25 m"), ("width", "width: 2.4 m")] where !layout[key].isPresent {
      if reading.misspelt.contains(Address(["warehouse", "layout", key])) { continue }
      reading.error("missing-key", "'warehouse.layout' lacks '\(key)'", "write for example `\(example)`", at: layout.parentPlace)
      hasAll = false
    }
    for key in ["depot-at", "extent", "columns"] where layout[key].isPresent {
      reading.error(
        "misplaced-key", "'\(key)' belongs to storage places with coordinates", "add `from: locations.csv`, or remove it",
        at: layout[key].parentPlace)
      hasAll = false
    }
    guard hasAll else {
      isGood = false
      return
    }
    let aisles = layout["aisles"].whole()
    let length = layout["length"].quantity()
    let width = layout["width"].quantity()
    let depot = layout["depot"].choice()
    guard let aisles, let length, let width, let depot else {
      isGood = false
      return
    }
    floor.layout = LayoutPlan(
      aisles: aisles, aisleLength: length.value, aisleWidth: width.value, depot: LayoutPlan.Depot(rawValue: depot) ?? .frontMiddle,
      route: routes.first?.route.flatMap { LayoutPlan.Route(rawValue: $0) } ?? .sShape)
    if !LayoutReader(reading: reading, floor: field, routePlace: routes.first?.routePlace).read(into: &floor.layout!) { isGood = false }
    if floor.layout?.storage == .classBased { floor.layout?.classes = StorageClasses(items.map(\.itemClass))?.ends }
    if !steps.contains(where: \.travels), !upkeepTravels.contains(where: \.isPresent) {
      reading.warn(
        "unused", "no step walks on the layout", "give a step `time: { travel: 0.9 s per m }`, or remove the layout", at: layout.parentPlace
      )
    }
  }
}
