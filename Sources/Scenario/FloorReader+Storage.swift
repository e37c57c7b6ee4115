internal import Groundwork
internal import Kernel
internal import Simulation
internal import Warehouse

/// How goods are kept: pick faces and the work on the storage.
extension FloorReader {
  /// Steps that the storage makes by itself, as results and skills call them.
  var upkeepNames: [String] {
    [
      ("replenish", field["storage"]["replenish"]), ("re-slot", field["storage"]["re-slotting"]),
      ("slotting", root["new-items"]["slotting"]),
    ]
    .filter { $0.1.isPresent }.map(\.0)
  }

  /// Times of travel of work on the storage.
  var upkeepTravels: [Field] {
    [field["storage"]["replenish"], field["storage"]["re-slotting"], root["new-items"]["slotting"]].map { $0["time"]["travel"] }
  }

  /// What new items cost on a floor makes no sense without one.
  func needsNoFloor() -> Bool {
    for key in ["slotting", "unfamiliar"] where root["new-items"][key].isPresent {
      reading.error(
        "misplaced-key", "'\(key)' is work on a floor, and the scenario has none", "add `warehouse:`, or remove it",
        at: root["new-items"][key].parentPlace)
      return false
    }
    return true
  }

  func readStorage(_ floor: inout FloorPlan, _ pools: [Pool], isGood: inout Bool) {
    let storage = field["storage"]
    if storage.isPresent, storage.twigs.allSatisfy({ $0.value.isNothing }) {
      reading.error(
        "missing-key", "'storage' says nothing", "write for example `rule: popularity` or `pick-face: 14 d`", at: storage.parentPlace)
      isGood = false
    }
    var plan = StoragePlan()
    if storage["re-slotting"].isPresent {
      if let terms = reslotting(storage["re-slotting"], &floor, pools) { plan.reslotting = terms } else { isGood = false }
    }
    if root["new-items"]["slotting"].isPresent || root["new-items"]["unfamiliar"].isPresent {
      if let terms = newcomers(root["new-items"], &floor, pools) { plan.newcomers = terms } else { isGood = false }
    }
    if storage["pick-face"].isPresent || storage["replenish"].isPresent {
      if let faces = faces(storage, &floor, pools) { plan.faces = faces } else { isGood = false }
    }
    if plan != StoragePlan() { floor.storage = plan }
    if floor.storage != nil {
      refuseParts(floor, key: "storage", at: storage.place, isGood: &isGood)
      refuseZones(floor, at: storage.isPresent ? storage.place : root["new-items"].place, isGood: &isGood)
    }
  }

  private func faces(_ storage: Field, _ floor: inout FloorPlan, _ pools: [Pool]) -> StoragePlan.Faces? {
    let replenish = storage["replenish"]
    for (key, other, example) in [
      ("pick-face", "replenish", "replenish: { below: 4 d, by: pickers, time: 3 min }"), ("replenish", "pick-face", "pick-face: 14 d"),
    ]
    where !storage[other].isPresent {
      reading.error(
        "missing-key", "'\(key)' without '\(other)': nobody would ever fill a face, or there is none", "add `\(example)`",
        at: storage[key].parentPlace)
      return nil
    }
    let room = amount(storage["pick-face"])
    let below = replenish["below"].require() ? amount(replenish["below"]) : nil
    let step = upkeep("replenish", replenish, floor, pools)
    guard let room, let below, let step, canPickFromFaces(floor) else { return nil }
    if !isMore(room, than: below) {
      reading.error(
        "out-of-range", "a face of this size is always low", "give `below:` less than `pick-face:`, like `below: 4 d` of 14 d",
        at: replenish["below"].place)
      return nil
    }
    floor.steps.append(step)
    return StoragePlan.Faces(room: room, below: below, step: floor.steps.count - 1)
  }

  /// Whether places known one by one meet nothing that knows aisles, or whole orders, alone.
  func fitsTogether(_ floor: FloorPlan) -> Bool {
    let isLarge = (floor.layout?.bays ?? 0) * (floor.layout?.aisles ?? 0) > 64
    var isGood = true
    func refuse(_ what: String, _ beside: String, at place: SourceLocation) {
      reading.error("not-yet", "\(what) beside \(beside) is not built yet", "keep one of them", at: place)
      isGood = false
    }
    let places = [
      (floor.storage?.faces != nil, "pick faces", field["storage"]["pick-face"].place),
      (floor.storage?.reslotting != nil, "re-slotting", field["storage"]["re-slotting"].parentPlace),
      (floor.storage?.newcomers != nil, "work on new items", root["new-items"].parentPlace),
      (floor.coordinates != nil, "places with coordinates", field["layout"]["from"].place),
      (isLarge, "more than 64 bays", field["layout"]["bays"].place),
    ].filter(\.0)
    if floor.zones != nil, let first = places.first { refuse("picking by zones", first.1, at: first.2) }
    for s in floor.outbound where floor.coordinates != nil || isLarge {
      guard let batching = floor.steps[s].terms?.picking?.batching, batching != .inTurn, let last = places.last else { continue }
      refuse("`batching: \(batching.rawValue)`", last.1, at: field["process"]["outbound"][floor.steps[s].name]["batching"].place)
    }
    return isGood
  }

  private func reslotting(_ field: Field, _ floor: inout FloorPlan, _ pools: [Pool]) -> StoragePlan.Reslotting? {
    let layout = self.field["layout"]
    if !layout["bays"].isPresent, !layout["from"].isPresent {
      reading.error(
        "no-bays", "moving items needs positions inside the aisles", "give the layout `bays: 6`, or places with coordinates",
        at: field.parentPlace)
      return nil
    }
    let every = field["every"].require() ? field["every"].quantity() : nil, moves = field["moves"].require() ? field["moves"].whole() : nil
    let step = upkeep("re-slot", field, floor, pools, noUnits: "moving items")
    guard let every, let moves, let step else { return nil }
    let span = SimTime.seconds(every.value)
    if span >= clock.clock.horizon {
      reading.warn(
        "unused", "the clock ends before items are moved for the first time", "move them more often, or lengthen the horizon",
        at: field["every"].place)
    }
    floor.steps.append(step)
    return StoragePlan.Reslotting(every: span, moves: moves, step: floor.steps.count - 1)
  }

  private func newcomers(_ field: Field, _ floor: inout FloorPlan, _ pools: [Pool]) -> StoragePlan.Newcomers? {
    var terms = StoragePlan.Newcomers(), isGood = true
    if field["slotting"].isPresent {
      if let step = upkeep("slotting", field["slotting"], floor, pools, noUnits: "a new item's place") {
        floor.steps.append(step)
        terms.slottingStep = floor.steps.count - 1
      } else {
        isGood = false
      }
    }
    let unfamiliar = field["unfamiliar"]
    guard unfamiliar.isPresent else { return isGood ? terms : nil }
    if unfamiliar["lines"].isPresent == unfamiliar["for"].isPresent {
      let both = unfamiliar["lines"].isPresent
      reading.error(
        both ? "misplaced-key" : "missing-key",
        both ? "'lines' and 'for' both say how long an item is unfamiliar" : "'unfamiliar' does not say for how long",
        both ? "keep one of them" : "add `lines: 50`, or `for: 4 weeks`", at: both ? unfamiliar["for"].place : unfamiliar.parentPlace)
      isGood = false
    }
    if unfamiliar["lines"].isPresent { if let lines = unfamiliar["lines"].whole() { terms.lines = Int64(lines) } else { isGood = false } }
    if unfamiliar["for"].isPresent {
      if let span = unfamiliar["for"].quantity() { terms.span = .seconds(span.value) } else { isGood = false }
    }
    if unfamiliar["factor"].require(), let factor = unfamiliar["factor"].number() { terms.factor = factor } else { isGood = false }
    if floor.pickingStep == nil {
      reading.error(
        "missing-key", "nobody picks unfamiliar items: the outbound flow has no step with people",
        "add `pick: { by: pickers, time: 20 s per line }`", at: unfamiliar.parentPlace)
      isGood = false
    }
    return isGood ? terms : nil
  }

  private func amount(_ field: Field) -> StoragePlan.Amount? {
    guard let quantity = field.quantity() else { return nil }
    if quantity.dimension == .time { return .days(quantity.value / 86_400) }
    let units = quantity.value.rounded()
    if abs(units - quantity.value) > 1e-9 {
      reading.error(
        "not-whole", "'\(field.key)' must be a whole number of units", "write for example `\(field.key): 40 units`", at: field.place)
      return nil
    }
    return .units(Int64(units))
  }

  /// Amounts of different kinds can be compared item by item only.
  private func isMore(_ room: StoragePlan.Amount, than below: StoragePlan.Amount) -> Bool {
    switch (room, below) {
    case (.units(let a), .units(let b)): a > b
    case (.days(let a), .days(let b)): a > b
    default: true
    }
  }

  /// A step of the storage's own: who, what with, how long.
  ///
  /// - Parameter noUnits: what the work is, where a time per unit means nothing for it.
  func upkeep(_ name: String, _ field: Field, _ floor: FloorPlan, _ pools: [Pool], noUnits: String? = nil) -> StepPlan? {
    if let taken = floor.steps.firstIndex(where: { $0.name == name }) {
      let flow = floor.outbound.contains(taken) ? "outbound" : "inbound"
      reading.error(
        "reserved-name", "a step cannot be called '\(name)': the storage has one of that name", "call it otherwise",
        at: self.field["process"][flow][name].parentPlace)
      return nil
    }
    let hasSkill = pools.contains { $0.skills?[name] != nil }, isAutomatic = field["with"].isPresent && !field["by"].isPresent && !hasSkill
    guard let crew = isAutomatic ? [] : self.crew(name, field, pools), let work = self.work(field["time"], step: name) else { return nil }
    if let noUnits, work.perUnit != nil {
      reading.error("wrong-unit", "\(noUnits) knows no units", "write for example `time: 15 min`", at: field["time"].place)
      return nil
    }
    var step = StepPlan(name: name, kind: .upkeep, crew: crew, work: work)
    if let word = field["with"].branch?.text {
      step.terms = StepTerms()
      step.terms?.equipment = self.field["equipment"].named.firstIndex { $0.name == word }
    }
    return step
  }

  /// Whether every order comes to the picking step, and stays until its goods are there.
  private func canPickFromFaces(_ floor: FloorPlan) -> Bool {
    guard let picking = floor.pickingStep else {
      reading.error(
        "missing-key", "nobody picks from the faces: the outbound flow has no step with people",
        "add `pick: { by: pickers, time: 20 s per line }`",
        at: field["storage"]["pick-face"].parentPlace)
      return false
    }
    let step = field["process"]["outbound"][floor.steps[picking].name]
    var isGood = true
    for (key, why) in [
      ("share", "orders that passed it by would leave with goods that nobody took from a face"),
      ("limit", "orders wait here for the faces, and no limit can hold them"),
      ("patience", "orders wait here for the faces until their goods come"),
    ] where step[key].isPresent && (key != "share" || (floor.steps[picking].terms?.share ?? 1) < 1) {
      reading.error(
        "misplaced-key", "'\(key)' at the step that picks from the faces: \(why)", "remove it, or put it at another step",
        at: step[key].place)
      isGood = false
    }
    for s in floor.outbound.prefix(while: { $0 != picking }) where !(floor.steps[s].terms?.routes ?? []).isEmpty {
      let name = floor.steps[s].name
      reading.error(
        "misplaced-key", "'\(name)' sends orders different ways before their goods are picked from the faces",
        "put it behind '\(floor.steps[picking].name)'",
        at: field["process"]["outbound"][name].parentPlace)
      isGood = false
    }
    return isGood
  }

  /// What follows an order's goods to their places follows whole orders.
  func refuseParts(_ floor: FloorPlan, key: String, at place: SourceLocation, isGood: inout Bool) {
    guard let s = floor.steps.firstIndex(where: { $0.terms?.picking?.splits == true }) else { return }
    reading.error(
      "misplaced-key", "'\(key)' follows whole orders to their goods, and '\(floor.steps[s].name)' splits them",
      "remove one of the two, or let zones be picked one after another", at: place)
    isGood = false
  }

  /// An order claims its goods at one picking step, and an item that moves may come to lie in another zone.
  private func refuseZones(_ floor: FloorPlan, at place: SourceLocation, isGood: inout Bool) {
    guard floor.zones != nil, !floor.steps.contains(where: { $0.terms?.picking?.splits == true }) else { return }
    reading.error(
      "zones-and-faces", "pick faces, re-slotting and unfamiliar items know one picking step, and orders are picked by zones here",
      "remove `zone:` from the steps, or `pick-face:`, `re-slotting:`, `slotting:` and `unfamiliar:`", at: place)
    isGood = false
  }
}
