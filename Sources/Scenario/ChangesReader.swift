internal import Groundwork
internal import Kernel
internal import Simulation
internal import Supply
internal import Warehouse

/// Reads `changes:`: values that become others on a date.
///
/// The changes of a date are applied to the scenario together, as an alternative's would be, on top of those of earlier dates, and all is
/// read again: what then differs in the plan is what changes at that moment. So changes are checked like any values, in whatever order
/// they stand, and what cannot change while the clock runs is a difference that nothing takes up.
struct ChangesReader {
  let reading: Reading
  /// The scenario, `changes:` included.
  let root: Branch
  let clock: ReadClock

  private struct Change {
    var at: SimTime
    var edit: Edit
  }

  /// The plan with its changes; nil after a complaint.
  func applied(to base: Plan, name: String, title: String) -> Plan? {
    let (changes, areGood) = changes()
    var plan = base
    var before = base
    var tree = withoutChanges
    var isGood = areGood
    let editor = Editor(reading: reading)
    for date in Self.dates(changes) {
      let problems = reading.problems.count
      let next = editor.applying(date.edits, to: tree)
      guard reading.problems.count == problems, let read = read(next, name, title),
        // An address that leads nowhere has been told, maybe of the scenario itself.
        !reading.problems.contains(where: { problem in
          problem.severity == .error && date.edits.contains { $0.addressPlace == problem.location }
        })
      else {
        isGood = false
        continue
      }
      var after = read
      after.targets = before.targets
      var taken = plan
      let idle = idle(date.edits, tree, before: before, after: after, name, title)
      for edit in idle {
        reading.error(
          "no-change", "'\(edit.address)' does not change anything on that day", Self.elsewhere(edit.address.keys), at: edit.addressPlace)
      }
      if !idle.isEmpty {
        isGood = false
      } else if !take(after, after: before, at: date.at, into: &taken) {
        for edit in refused(date.edits, tree, before: before, at: date.at, name, title) {
          let (why, remedy) = Self.refusal(edit.address.keys)
          reading.error(
            "fixed-in-a-run", "'\(edit.address)' cannot change while the clock runs: \(why)", remedy, at: edit.addressPlace)
        }
        isGood = false
      } else {
        plan = taken
        tree = next
        before = after
      }
    }
    return isGood ? plan : nil
  }

  /// Complains of the changes of a scenario that has mistakes itself, so that all are told at once; what a change does not bring is said
  /// already.
  func check(name: String, title: String) {
    let editor = Editor(reading: reading)
    var tree = withoutChanges
    for date in Self.dates(changes().list) {
      let problems = reading.problems.count
      let next = editor.applying(date.edits, to: tree)
      if reading.problems.count == problems { _ = read(next, name, title) }
      if reading.problems.count == problems { tree = next }
    }
  }

  private func read(_ tree: Branch, _ name: String, _ title: String) -> Plan? {
    PlanReader(reading: reading, root: tree).read(name: name, title: title)?.draft.plan
  }

  /// What a tree with some edits would be, whatever may be said of it; nil where it cannot be read.
  private func wouldBe(_ edits: [Edit], on tree: Branch, _ name: String, _ title: String) -> Plan? {
    var plan: Plan?
    // Of two readings only what both complain of is told, and the second says nothing.
    reading.agreed([{ plan = read(Editor(reading: reading).applying(edits, to: tree), name, title) }, {}])
    return plan
  }

  /// The edits of a date without which all would be the same.
  private func idle(_ edits: [Edit], _ tree: Branch, before: Plan, after: Plan, _ name: String, _ title: String) -> [Edit] {
    if edits.count == 1 { return after == before ? edits : [] }
    return edits.indices.filter { i in
      var others = edits
      others.remove(at: i)
      guard var plan = wouldBe(others, on: tree, name, title) else { return false }
      plan.targets = before.targets
      return plan == after
    }.map { edits[$0] }
  }

  /// The edits of a date that make something else which cannot change: those refused alone, or those without which the others are not.
  private func refused(_ edits: [Edit], _ tree: Branch, before: Plan, at: SimTime, _ name: String, _ title: String) -> [Edit] {
    if edits.count == 1 { return edits }
    func isTaken(_ edits: [Edit]) -> Bool? {
      guard var plan = wouldBe(edits, on: tree, name, title) else { return nil }
      plan.targets = before.targets
      var copy = before
      return take(plan, after: before, at: at, into: &copy)
    }
    let alone = edits.filter { isTaken([$0]) == false }
    if !alone.isEmpty { return alone }
    let needed = edits.indices.filter { i in
      var others = edits
      others.remove(at: i)
      return isTaken(others) == true
    }
    return needed.isEmpty ? Array(edits.prefix(1)) : needed.map { edits[$0] }
  }

  private var withoutChanges: Branch { Branch(.map((root.twigs ?? []).filter { $0.key != "changes" }), at: root.place) }

  // MARK: What is asked

  /// Changes in order of date, those of one date together.
  private static func dates(_ changes: [Change]) -> [(at: SimTime, edits: [Edit])] {
    var dates: [(at: SimTime, edits: [Edit])] = []
    for change in changes {
      if dates.last?.at == change.at { dates[dates.count - 1].edits.append(change.edit) } else { dates.append((change.at, [change.edit])) }
    }
    return dates
  }

  /// Those that can be read, in order of date, then of the file; and whether they are all.
  private func changes() -> (list: [Change], areAll: Bool) {
    guard let branch = root["changes"], let dates = branch.twigs else {
      if let branch = root["changes"] {
        reading.error(
          "wrong-kind", "'changes' is \(branch.kindInWords)", "expected a map of dates, each with its changes", at: branch.place)
      }
      return ([], false)
    }
    var changes: [Change] = []
    var isGood = true
    for date in dates where !date.value.isNothing {
      guard let twigs = date.value.twigs else {
        reading.error(
          "wrong-kind", "the changes of '\(date.key)' are \(date.value.kindInWords)",
          "expected changes such as `{ warehouse.workers.packers.count: +2 }`", at: date.value.place)
        isGood = false
        continue
      }
      guard let at = clock.moment(date.key, at: date.place, reading) else {
        isGood = false
        continue
      }
      if at <= .zero || at >= clock.clock.horizon {
        reading.error(
          "bad-date", at <= .zero ? "what changes at the start is not a change" : "'\(date.key)' lies at or after the horizon",
          at <= .zero
            ? "write the value itself" : "choose a day before the end of the horizon", at: date.place)
        isGood = false
        continue
      }
      for twig in twigs {
        guard let address = Address(twig.key) else {
          reading.error(
            "bad-address", "'\(twig.key)' is not an address",
            "join keys with dots and quote those with dots: `policies.items.\"85.12\".r-Q.r`", at: twig.place)
          isGood = false
          continue
        }
        if address.keys.first == "changes" {
          reading.error("bad-address", "a change cannot change the changes", "write its date beside the others", at: twig.place)
          isGood = false
          continue
        }
        changes.append(Change(at: at, edit: Edit(address: address, addressPlace: twig.place, value: twig.value)))
      }
    }
    return (changes.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element), isGood)
  }

  // MARK: What can change

  /// Takes over what differs and may differ; false where something else differs.
  private func take(_ after: Plan, after before: Plan, at: SimTime, into plan: inout Plan) -> Bool {
    var same = before
    if let floor = after.floor, var old = before.floor, old.pools.count == floor.pools.count, old.steps.count == floor.steps.count {
      for p in floor.pools.indices {
        let more = floor.pools[p].count - old.pools[p].count
        if more != 0 {
          // People who are needed on a date come with the practice of the pool's first ones.
          var people = plan.floor?.people ?? PeopleTerms()
          people.hiring.append(Hiring(at: at, pool: p, count: more, experience: floor.pools[p].terms?.experience))
          plan.floor?.people = people
          old.pools[p].count = floor.pools[p].count
        }
        if floor.pools[p].wage != old.pools[p].wage {
          let wages = Self.setting(WageChange(at: at, wage: floor.pools[p].wage), in: plan.floor?.pools[p].laterWages) { $0.at == at }
          plan.floor?.pools[p].laterWages = wages
          old.pools[p].wage = floor.pools[p].wage
        }
      }
      takeCounts(floor, at: at, into: &plan, &old)
      for s in floor.steps.indices where floor.steps[s].work != old.steps[s].work {
        guard floor.steps[s].work.travelSecondsPerMetre == old.steps[s].work.travelSecondsPerMetre else { return false }
        let times = Self.setting(WorkChange(at: at, work: floor.steps[s].work), in: plan.floor?.steps[s].laterWork) { $0.at == at }
        plan.floor?.steps[s].laterWork = times
        old.steps[s].work = floor.steps[s].work
      }
      same.floor = old
    }
    guard same.supply.stockPoints.count == after.supply.stockPoints.count, same.supply.suppliers.count == after.supply.suppliers.count
    else { return false }
    for i in after.supply.suppliers.indices where after.supply.suppliers[i].leadTime != before.supply.suppliers[i].leadTime {
      if after.study != .continuous { return false }
      let change = LeadTimeChange(at: at, leadTime: after.supply.suppliers[i].leadTime)
      let laws = Self.setting(change, in: plan.supply.suppliers[i].laterLeadTimes) { $0.at == at }
      plan.supply.suppliers[i].laterLeadTimes = laws
      same.supply.suppliers[i].leadTime = change.leadTime
      // Orders overtake each other where one of the laws leaves no other way.
      plan.supply.suppliers[i].crossing = plan.supply.suppliers[i].crossing || after.supply.suppliers[i].crossing
      same.supply.suppliers[i].crossing = after.supply.suppliers[i].crossing
    }
    if let new = after.supply.newItems, let old = same.supply.newItems, new.leadDays != old.leadDays {
      // Whoever is introduced from then on is launched after the lead time that holds then.
      let day = Int((at.ticks + SimTime.ticksPerDay - 1) / SimTime.ticksPerDay)
      let change = NewItemsPlan.LeadDaysChange(day: day, leadDays: new.leadDays)
      let days = Self.setting(change, in: plan.supply.newItems?.laterLeadDays) { $0.day == day }
      plan.supply.newItems?.laterLeadDays = days
      same.supply.newItems?.leadDays = new.leadDays
    }
    guard takeCosts(after, after: before, at: at, into: &plan, &same) else { return false }
    for i in after.supply.stockPoints.indices {
      let new = after.supply.stockPoints[i].control
      let old = before.supply.stockPoints[i].control
      // Stock at the start that follows from the policy follows from the first one.
      same.supply.stockPoints[i].initialStock = after.supply.stockPoints[i].initialStock
      if new == old { continue }
      guard new.review == old.review, let later = Self.levels(new.policy), Self.levels(old.policy) != nil,
        let soFar = Self.levels(plan.supply.stockPoints[i].control.policy)
      else { return false }
      plan.supply.stockPoints[i].control.policy = .timePhased(Self.joined(soFar, later, at: at))
      same.supply.stockPoints[i].control = new
    }
    return same == after
  }

  /// How many places and units of equipment there are.
  private func takeCounts(_ floor: FloorPlan, at: SimTime, into plan: inout Plan, _ old: inout FloorPlan) {
    for (p, place) in floor.places.enumerated()
    where old.places.indices.contains(p) && old.places[p].name == place.name && old.places[p].capacity != place.capacity {
      let counts = Self.setting(CountChange(at: at, count: place.capacity), in: plan.floor?.places[p].later) { $0.at == at }
      plan.floor?.places[p].later = counts
      old.places[p].capacity = place.capacity
    }
    let kinds = old.equipment ?? []
    for (e, one) in (floor.equipment ?? []).enumerated()
    where kinds.indices.contains(e) && kinds[e].name == one.name && kinds[e].count != one.count {
      let counts = Self.setting(CountChange(at: at, count: one.count), in: plan.floor?.equipment?[e].later) { $0.at == at }
      plan.floor?.equipment?[e].later = counts
      old.equipment?[e].count = one.count
    }
  }

  /// What stock, waiting and lost sales cost.
  private func takeCosts(_ after: Plan, after before: Plan, at: SimTime, into plan: inout Plan, _ same: inout Plan) -> Bool {
    for i in after.supply.stockPoints.indices {
      let new = after.supply.stockPoints[i], old = before.supply.stockPoints[i]
      let change = CostChange(
        at: at, holdingCost: new.holdingCost, backorderCost: new.backorderCost, backorderCostPerUnit: new.backorderCostPerUnit,
        lostSaleCost: new.lostSaleCost)
      var undone = new
      (undone.holdingCost, undone.backorderCost) = (old.holdingCost, old.backorderCost)
      (undone.backorderCostPerUnit, undone.lostSaleCost) = (old.backorderCostPerUnit, old.lostSaleCost)
      if undone == new { continue }
      if after.study != .continuous { return false }
      let costs = Self.setting(change, in: plan.supply.stockPoints[i].laterCosts) { $0.at == at }
      plan.supply.stockPoints[i].laterCosts = costs
      (same.supply.stockPoints[i].holdingCost, same.supply.stockPoints[i].backorderCost) = (new.holdingCost, new.backorderCost)
      same.supply.stockPoints[i].backorderCostPerUnit = new.backorderCostPerUnit
      same.supply.stockPoints[i].lostSaleCost = new.lostSaleCost
    }
    return true
  }

  private static func setting<Element>(_ new: Element, in list: [Element]?, _ isSame: (Element) -> Bool) -> [Element] {
    (list ?? []).filter { !isSame($0) } + [new]
  }

  /// The levels of a policy that is asked at a level and orders up to another, or lots; nil for other policies.
  private static func levels(_ policy: Policy) -> TimePhasedLevels? {
    switch policy {
    case .sS(let s, let S): TimePhasedLevels([.init(start: .zero, s: s, S: S)])
    case .minMax(let low, let high): TimePhasedLevels([.init(start: .zero, s: low, S: high)])
    case .baseStock(let S): TimePhasedLevels([.init(start: .zero, s: S - 1, S: S)])
    case .rQ(let r, let Q): TimePhasedLevels([.lots(from: .zero, r: r, Q: Q)])
    case .timePhased(let levels): levels
    default: nil
    }
  }

  private static func joined(_ first: TimePhasedLevels, _ second: TimePhasedLevels, at: SimTime) -> TimePhasedLevels {
    var now = second.stretch(at: at)
    now.start = at
    return TimePhasedLevels(
      first.stretches.filter { $0.start < at } + [now] + second.stretches.filter { $0.start > at })
  }

  // MARK: What cannot

  private static let refusals: [(key: String, why: String, remedy: String)] = [
    ("demand", "demand is drawn for the whole horizon", "give the stream `season:`, `trend:` or `events:` with dates"),
    (
      "suppliers", "of a supplier only the lead time can, in a continuous study",
      "make it an alternative, or a scenario of its own that `extends:` this one"
    ),
    (
      "costs", "only what stock, waiting and lost sales cost can, in a continuous study",
      "make it an alternative, or a scenario of its own that `extends:` this one"
    ),
    (
      "policies", "only levels of s-S, r-Q, min-max and base-stock policies under the same review can",
      "write the policy as `s-S`, and change `s` or `S`"
    ),
    (
      "warehouse", "only counts of workers, places and equipment, wages, and the times of steps per order, line and unit can",
      "add a pool or a step for the time after it, or make it an alternative"
    ),
  ]

  private static func refusal(_ keys: [String]) -> (why: String, remedy: String) {
    refusals.first { $0.key == keys.first }.map { ($0.why, $0.remedy) } ?? ("it holds for the whole run", "make it an alternative")
  }

  /// For what changes no plan: how often a study is repeated, say.
  private static func elsewhere(_ keys: [String]) -> String {
    ["warehouse", "policies", "demand", "suppliers", "items", "locations"].contains(keys.first ?? "")
      ? "remove it, or write another value" : "only what a run depends on can change on a date"
  }
}
