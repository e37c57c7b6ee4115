internal import Groundwork
internal import Kernel
internal import Randomness
internal import Simulation
internal import Warehouse

/// Reads how orders make rounds, are picked by zones, taken apart and joined, and held until a wave.
struct PickingReader {
  let reading: Reading
  let clock: ReadClock
  /// Zones in the order in which steps name them.
  let zones: [String]

  /// Keys that make a step without people hold, split or join.
  private static let gateKeys = ["split", "join", "waves", "every"]

  /// All keys read here but `cut-off`, which departures have too.
  static let keys = gateKeys + ["days", "hours", "up-to", "zone", "batching", "batch-lines"]

  static func isGate(_ field: Field) -> Bool { gateKeys.contains { field[$0].isPresent } }

  /// The zones that the steps of a flow name, in their order, with the place of the first mention.
  static func zones(_ steps: [(name: String, field: Field)]) -> [(name: String, place: SourceLocation)] {
    var found: [(name: String, place: SourceLocation)] = []
    for (_, step) in steps {
      if let zone = step["zone"].branch?.text, !found.contains(where: { $0.name == zone }) { found.append((zone, step["zone"].place)) }
    }
    return found
  }

  private func refuse(_ field: Field, _ why: String, _ remedy: String) { reading.error("misplaced-key", why, remedy, at: field.place) }

  /// nil inside where the step says none of it; nil outside after a complaint.
  func terms(_ name: String, _ field: Field, isGate: Bool) -> PickingTerms?? {
    var terms = PickingTerms()
    var isGood = true
    if isGate {
      isGood = gate(name, field, &terms)
    } else {
      for key in Self.gateKeys + ["up-to", "days", "hours"] where field[key].isPresent {
        refuse(field[key], "somebody works at '\(name)'; '\(key)' stands at a step without people and time", "make it a step of its own")
        isGood = false
      }
      if !rounds(name, field, &terms) { isGood = false }
      if field["time"]["per-truck"].isPresent, field["task"].branch?.text != "truck" {
        refuse(field["time"]["per-truck"], "'per-truck' is the time of a task that takes a truck", "add `task: truck`")
        isGood = false
      }
    }
    guard isGood else { return nil }
    return .some(terms == PickingTerms() ? nil : terms)
  }

  private func gate(_ name: String, _ field: Field, _ terms: inout PickingTerms) -> Bool {
    var isGood = true
    for key in ["zone", "batching", "batch-lines"] where field[key].isPresent {
      refuse(field[key], "nobody works at '\(name)'; '\(key)' makes no sense", "remove it")
      isGood = false
    }
    let said = (Self.gateKeys + ["batch", "or-after"]).filter { field[$0].isPresent && !($0 == "or-after" && field["batch"].isPresent) }
    if said.count > 1 {
      refuse(field[said[1]], "'\(name)' has '\(said[0])' and '\(said[1])', and one step holds orders for one reason", "make them two steps")
      isGood = false
    }
    let hasMoments = field["waves"].isPresent || field["every"].isPresent
    for key in ["up-to", "cut-off"] where field[key].isPresent && !hasMoments {
      refuse(field[key], "'\(key)' needs moments at which orders are released", "add `waves: mon-fri 08:00` or `every: 2 h`")
      isGood = false
    }
    for key in ["days", "hours"] where field[key].isPresent && !field["every"].isPresent {
      refuse(field[key], "'\(key)' limits `every:`", "add `every: 2 h`, or write the moments in `waves:`")
      isGood = false
    }
    terms.splits = field["split"].isPresent && field["split"].choice() != nil
    terms.joins = field["join"].isPresent && field["join"].choice() != nil
    if field["up-to"].isPresent {
      if let count = field["up-to"].whole() { terms.perOpening = count } else { isGood = false }
    }
    return isGood
  }

  private func rounds(_ name: String, _ field: Field, _ terms: inout PickingTerms) -> Bool {
    var isGood = true
    if field["zone"].isPresent, let word = field["zone"].text() { terms.zone = zones.firstIndex(of: word) }
    if field["batching"].isPresent {
      guard let word = field["batching"].choice() else { return false }
      terms.batching = PickingTerms.Batching(rawValue: word) ?? .inTurn
    }
    if field["batch-lines"].isPresent {
      guard let lines = field["batch-lines"].whole() else { return false }
      terms.linesAtMost = lines
    }
    let takesOne = !field["batch"].isPresent || field["batch"].whole() == 1
    for key in ["batching", "batch-lines"] where field[key].isPresent && takesOne && (key != "batching" || terms.batching != .inTurn) {
      refuse(field[key], "a round of '\(name)' is one order; '\(key)' needs several", "add `batch: 8 orders`")
      isGood = false
    }
    if terms.batching != .inTurn, !field["time"]["travel"].isPresent {
      refuse(
        field["batching"], "orders are close to each other where somebody walks",
        "add `time: { travel: 0.9 s per m }` and a layout, or write `batching: in turn`")
      isGood = false
    }
    for key in ["per-round", "per-truck"] {
      guard let branch = field["time"][key].branch else { continue }
      var reader = LawReader(reading, use: .time)
      guard let law = reader.law(branch, key: key) else { return false }
      terms.perRound = law
    }
    return isGood
  }

  /// Trucks and inspection of the inbound flow. nil inside where the step says none of it; nil outside after a complaint.
  func receiving(_ name: String, _ field: Field, isGate: Bool) -> ReceivingTerms?? {
    var terms = ReceivingTerms()
    var isGood = true
    for key in ["task", "rejects", "rejected"] where field[key].isPresent && isGate {
      refuse(field[key], "nobody works at '\(name)'; '\(key)' makes no sense", "give it to a step with people")
      isGood = false
    }
    if field["task"].isPresent {
      guard let word = field["task"].choice() else { return nil }
      terms.wholeTrucks = word == "truck"
      if terms.wholeTrucks, field["batch"].isPresent {
        refuse(field["batch"], "a task of '\(name)' takes all that a truck brought; 'batch' makes no sense", "remove it, or `task: truck`")
        isGood = false
      }
    }
    if field["rejects"].isPresent {
      guard let share = field["rejects"].share(), let word = field["rejected"].choice() else { return nil }
      terms.rejects = share
      terms.writesOff = word == "written off"
    } else if field["rejected"].isPresent {
      refuse(field["rejected"], "'rejected' says what becomes of units that fail", "add `rejects: 2 %`")
      isGood = false
    }
    guard isGood else { return nil }
    return .some(terms == ReceivingTerms() ? nil : terms)
  }

  // MARK: Moments

  /// When a gate opens; empty where it has no moments; nil after a complaint.
  func moments(_ name: String, _ field: Field) -> (times: [SimTime], cutOff: SimTime)? {
    guard field["waves"].isPresent || field["every"].isPresent else { return ([], .zero) }
    var plan: [(days: Set<Weekday>, second: Int)] = []
    var between: (days: Set<Weekday>, from: Int, to: Int, every: Int)?
    if let branch = field["waves"].branch {
      guard let read = reading.departures(branch, key: "waves") else { return nil }
      plan = read
    } else {
      guard let every = field["every"].quantity(), let days = field["days"].weekdays() else { return nil }
      var span = (start: 0, length: 86_400)
      if let branch = field["hours"].branch {
        guard let read = reading.hours(branch, key: "hours") else { return nil }
        span = read
      }
      between = (days, span.start, span.start + span.length, max(1, Int(every.value.rounded())))
    }
    guard let cutOff = field["cut-off"].quantity() else { return nil }
    let times = between.map { moments(on: $0.days, from: $0.from, to: $0.to, every: $0.every) } ?? moments(of: plan)
    guard let first = times.first, first <= clock.clock.horizon else {
      let key = field["waves"].isPresent ? "waves" : "every"
      reading.error(
        "never-leaves", "'\(name)' never releases anything: none of its moments is on an open day of the clock before its horizon",
        "name days on which the clock is open, within \(clock.clock.horizon.days.plainText) d from the start", at: field[key].place)
      return nil
    }
    return (times, .seconds(cutOff.value))
  }

  /// Whether anything leaves before the horizon, with time between two departures to get ready. False after a complaint.
  func departs(_ who: String, _ field: Field, _ moments: [SimTime], cutOff: SimTime) -> Bool {
    let horizon = clock.clock.horizon
    guard let first = moments.first, first <= horizon else {
      reading.error(
        "never-leaves", "\(who) never leaves before the horizon",
        "name days on which the clock is open, within \(horizon.days.plainText) d from the start", at: field["departures"].place)
      return false
    }
    let gap = zip(moments, moments.dropFirst()).map { $1.ticks - $0.ticks }.min() ?? .max
    if cutOff.ticks < gap { return true }
    reading.error(
      "cut-off-gap", "\(who) leaves again after \((Double(gap) / Double(SimTime.ticksPerHour)).plainText) h, and its cut-off is no shorter",
      "make `cut-off:` shorter than the time between two departures", at: field["cut-off"].place)
    return false
  }

  /// The moments of a weekly plan on the open days of the clock, rising.
  func moments(of plan: [(days: Set<Weekday>, second: Int)]) -> [SimTime] {
    var moments: Set<SimTime> = []
    for day in 0..<clock.tableDays where !clock.isHoliday(day) {
      for one in plan where one.days.contains(clock.civil.weekday(day: day)) {
        moments.insert(SimTime(ticks: clock.civil.ticks(day: day, second: one.second)))
      }
    }
    return moments.sorted()
  }

  /// Moments so many seconds apart from one second of the wall clock to another, which is none, on the open days of the clock; rising.
  /// Where the clock changes in between there are more of them, or fewer.
  private func moments(on days: Set<Weekday>, from: Int, to: Int, every: Int) -> [SimTime] {
    var moments: Set<SimTime> = []
    for day in 0..<clock.tableDays where !clock.isHoliday(day) && days.contains(clock.civil.weekday(day: day)) {
      let (first, end) = (clock.civil.ticks(day: day, second: from), clock.civil.ticks(day: day, second: to))
      for at in stride(from: first, to: end, by: every * 1_000_000) { moments.insert(SimTime(ticks: at)) }
    }
    return moments.sorted()
  }

  // MARK: The whole

  /// Fills in which item lies in which zone; every line must be picked somewhere.
  func close(_ floor: inout FloorPlan, items: [ItemZone], mentions: [(name: String, place: SourceLocation)]) -> Bool {
    if zones.isEmpty {
      if let item = items.first(where: { $0.zone != nil }), let place = item.place {
        reading.warn(
          "unused", "items have zones, but no step picks a zone", "add `zone: \(item.zone ?? "")` to a step, or remove the zones", at: place
        )
      }
      return true
    }
    if zones.count > 64 {
      reading.error(
        "out-of-range", "the steps name \(zones.count) zones; a floor has at most 64", "join some of them", at: mentions[64].place)
      return false
    }
    let known = Array(Set(items.compactMap(\.zone))).sorted()
    for mention in mentions where !known.contains(mention.name) {
      reading.unknown("zone", mention.name, among: known, code: "unknown-name", at: mention.place)
      return false
    }
    var ofItem: [Int] = []
    var isGood = true
    for item in items {
      if let index = item.zone.flatMap({ zones.firstIndex(of: $0) }) {
        ofItem.append(index)
      } else {
        if isGood {
          reading.error(
            "no-zone",
            item.zone.map { "no step picks the zone '\($0)' of the item '\(item.name)'" }
              ?? "the item '\(item.name)' has no zone, and lines are picked by zones",
            "give every item one of the zones \(zones.joined(separator: ", "))", at: item.place)
        }
        isGood = false
      }
    }
    floor.zones = ZonePlan(names: zones, ofItem: ofItem)
    return isGood
  }

  /// What is taken apart must come together, and must not be lost on the way.
  func checkParts(_ floor: FloorPlan, fields: [Field]) -> Bool {
    let flow = floor.outbound
    func step(_ s: Int) -> StepPlan { floor.steps[s] }
    let splits = flow.filter { step($0).terms?.picking?.splits == true }, joins = flow.filter { step($0).terms?.picking?.joins == true }
    if let more = splits.dropFirst().first ?? joins.dropFirst().first {
      reading.error("two-splits", "orders are split or joined twice", "keep one `split:` and one `join:`", at: fields[more].parentPlace)
      return false
    }
    if let join = joins.first, splits.isEmpty {
      refuse(
        fields[join]["join"], "'\(step(join).name)' joins what no step has split", "add `split: zones` to a step before it, or remove it")
      return false
    }
    guard let split = splits.first else { return true }
    if zones.isEmpty {
      refuse(fields[split]["split"], "orders are split by zones, but no step picks a zone", "add `zone:` to the steps that pick")
      return false
    }
    func next(_ s: Int) -> Int { flow.firstIndex(of: s).map { $0 + 1 < flow.count ? flow[$0 + 1] : -1 } ?? -1 }
    func after(_ s: Int) -> [Int] {
      let terms = step(s).terms, ways = (terms?.routes ?? []).filter { $0.share > 0 }.map(\.step)
      return (ways.isEmpty ? [next(s)] : ways) + ((terms?.share ?? 1) < 1 || terms?.picking?.zone != nil ? [next(s)] : [])
    }
    // Where a part can come before it is joined.
    var between: Set<Int> = []
    var leaves = false
    var open = after(split)
    while let s = open.popLast() {
      if s < 0 { leaves = true }
      if s < 0 || s == joins.first || !between.insert(s).inserted { continue }
      open += after(s)
    }
    if let join = joins.first, leaves || between.contains(where: { step($0).kind == .ship }) {
      reading.error(
        "part-alone", "a part of an order could leave without the others, which wait for it at '\(step(join).name)'",
        "let every way from '\(step(split).name)' lead through '\(step(join).name)'", at: fields[split].parentPlace)
      return false
    }
    if let join = joins.first, (step(join).terms?.share ?? 1) < 1 {
      refuse(
        fields[join]["share"], "a part that passes '\(step(join).name)' by is never joined with the others",
        "remove 'share', or set it to 100 %")
      return false
    }
    for s in flow where between.contains(s) {
      let key =
        step(s).terms?.patience != nil ? "patience" : step(s).terms?.limit != nil && step(s).terms?.overflow == .leave ? "overflow" : nil
      guard let key else { continue }
      refuse(
        fields[s][key], "only a part of an order would leave '\(step(s).name)' unserved",
        "remove '\(key)', or move it to a step with whole orders")
      return false
    }
    return true
  }
}

/// An item and the zone it lies in.
struct ItemZone {
  var name: String
  var zone: String?
  var place: SourceLocation?
}
