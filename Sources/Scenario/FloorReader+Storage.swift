internal import Groundwork
internal import Warehouse

/// How goods are kept: pick faces and the work on the storage.
extension FloorReader {
  /// Steps that the storage makes by itself, as results and skills call them.
  var upkeepNames: [String] { field["storage"]["replenish"].isPresent ? ["replenish"] : [] }

  func readStorage(_ floor: inout FloorPlan, _ pools: [Pool], isGood: inout Bool) {
    let storage = field["storage"]
    guard storage.isPresent else { return }
    if !storage["rule"].isPresent, !storage["pick-face"].isPresent, !storage["replenish"].isPresent {
      reading.error("missing-key", "'storage' says nothing", "write for example `rule: popularity` or `pick-face: 14 d`", at: storage.parentPlace)
      isGood = false
    }
    var plan = StoragePlan()
    if storage["pick-face"].isPresent || storage["replenish"].isPresent {
      if let faces = faces(storage, &floor, pools) { plan.faces = faces } else { isGood = false }
    }
    if plan != StoragePlan() { floor.storage = plan }
  }

  private func faces(_ storage: Field, _ floor: inout FloorPlan, _ pools: [Pool]) -> StoragePlan.Faces? {
    let replenish = storage["replenish"]
    for (key, other, example) in [("pick-face", "replenish", "replenish: { below: 4 d, by: pickers, time: 3 min }"), ("replenish", "pick-face", "pick-face: 14 d")]
    where !storage[other].isPresent {
      reading.error("missing-key", "'\(key)' without '\(other)': nobody would ever fill a face, or there is none", "add `\(example)`", at: storage[key].parentPlace)
      return nil
    }
    let room = amount(storage["pick-face"])
    let below = replenish["below"].require() ? amount(replenish["below"]) : nil
    let step = upkeep("replenish", replenish, floor, pools)
    guard let room, let below, let step, canPickFromFaces(floor) else { return nil }
    if !isMore(room, than: below) {
      reading.error(
        "out-of-range", "a face of this size is always low", "give `below:` less than `pick-face:`, like `below: 4 d` of 14 d", at: replenish["below"].place)
      return nil
    }
    floor.steps.append(step)
    return StoragePlan.Faces(room: room, below: below, step: floor.steps.count - 1)
  }

  private func amount(_ field: Field) -> StoragePlan.Amount? {
    guard let quantity = field.quantity() else { return nil }
    if quantity.dimension == .time { return .days(quantity.value / 86_400) }
    let units = quantity.value.rounded()
    if abs(units - quantity.value) > 1e-9 {
      reading.error("not-whole", "'\(field.key)' must be a whole number of units", "write for example `\(field.key): 40 units`", at: field.place)
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
  func upkeep(_ name: String, _ field: Field, _ floor: FloorPlan, _ pools: [Pool]) -> StepPlan? {
    if let taken = floor.steps.firstIndex(where: { $0.name == name }) {
      let flow = floor.outbound.contains(taken) ? "outbound" : "inbound"
      reading.error(
        "reserved-name", "a step cannot be called '\(name)': the storage has one of that name", "call it otherwise",
        at: self.field["process"][flow][name].parentPlace)
      return nil
    }
    let hasSkill = pools.contains { $0.skills?[name] != nil }, isAutomatic = field["with"].isPresent && !field["by"].isPresent && !hasSkill
    guard let crew = isAutomatic ? [] : self.crew(name, field, pools), let work = self.work(field["time"], step: name) else { return nil }
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
        "missing-key", "nobody picks from the faces: the outbound flow has no step with people", "add `pick: { by: pickers, time: 20 s per line }`",
        at: field["storage"]["pick-face"].parentPlace)
      return false
    }
    let step = field["process"]["outbound"][floor.steps[picking].name]
    var isGood = true
    for (key, why) in [
      ("share", "orders that passed it by would leave with goods that nobody took from a face"), ("limit", "orders wait here for the faces, and no limit can hold them"),
      ("patience", "orders wait here for the faces until their goods come"),
    ] where step[key].isPresent {
      reading.error("misplaced-key", "'\(key)' at the step that picks from the faces: \(why)", "remove it, or put it at another step", at: step[key].place)
      isGood = false
    }
    for s in floor.outbound.prefix(while: { $0 != picking }) where !(floor.steps[s].terms?.routes ?? []).isEmpty {
      let name = floor.steps[s].name
      reading.error(
        "misplaced-key", "'\(name)' sends orders different ways before their goods are picked from the faces", "put it behind '\(floor.steps[picking].name)'",
        at: field["process"]["outbound"][name].parentPlace)
      isGood = false
    }
    return isGood
  }
}
