internal import Groundwork
internal import Kernel
internal import Warehouse

/// A pool of the floor: what the planner calls a pool, or those of it who share a shift and skills.
struct ReadPool {
  var plan: PoolPlan
  /// The planner's name of it.
  var group: String
  /// The skills it names; nil = whatever names it.
  var skills: [String: Double]?
  /// The zone it is bound to; nil = it picks anywhere.
  var zone: String?
  /// Its people with a name.
  var people: [String]
  var field: Field

  /// Whether the zone it is bound to is not the one that a step picks.
  func isElsewhere(_ step: Field) -> Bool {
    guard let zone, let other = step["zone"].branch?.text else { return false }
    return zone != other
  }
}

/// Reads `warehouse.workers` into pools of people who share shift and skills.
///
/// A pool may work in several shifts: `shift: { early: 4, late: 3 }` is so many people in each; `shift: [early, evening]` is people who
/// work all of them. A person with a name may have a shift, a zone and skills of its own. Behind the door each such part is a pool by
/// itself.
struct PoolReader {
  let reading: Reading
  let clock: ReadClock
  /// `warehouse`.
  let field: Field

  private struct Part {
    var kind: PoolPlan.Membership.Kind
    var shift: Int
    var count: Int
    var people: [String] = []
    var skills: [String: Double]?
    var zone: String?
    /// What tells it from the others of its pool.
    var word: String
  }

  /// - Parameter shiftIndex: the shifts by name; those whose reading failed are missing.
  func pools(_ floor: inout FloorPlan, _ shiftIndex: [String: Int], isGood: inout Bool) -> [ReadPool] {
    guard field["workers"].require() else {
      isGood = false
      return []
    }
    var pools: [ReadPool] = []
    for (name, one) in field["workers"].named {
      let wage = one["wage"].quantity()
      let overtime = overtime(one["overtime"])
      let skills = self.skills(one["skills"])
      let zone = zone(one["zone"])
      let parts = zone == nil ? nil : parts(name, one, skills, zone: zone ?? nil, &floor, shiftIndex)
      guard let wage, let overtime, let skills, let parts else {
        isGood = false
        continue
      }
      var plans: [PoolPlan] = []
      for part in parts {
        var plan = PoolPlan(name: name, count: part.count, shift: part.shift, wage: wage.value * 3600, overtimeFactor: overtime)
        if parts.count > 1 {
          // The rest keeps the name: a person's change of shift renames nobody else's results.
          if part.kind != .rest { plan.name = "\(name) \(part.word)" }
          plan.membership = .init(pool: name, kind: part.kind)
          if part.kind != .rest,
            field["workers"][plan.name].isPresent || (pools.map(\.plan) + plans).contains(where: { $0.name == plan.name })
          {
            reading.error(
              "duplicate-key", "'\(name)' has a part of the name '\(plan.name)', and so has another pool",
              "give the pool another name: results are listed by name",
              at: field["workers"][plan.name].parentPlace)
            isGood = false
          }
        }
        plans.append(plan)
      }
      guard let present = PresenceReader(reading: reading, clock: clock).onto(plans, one["on-floor"], floor.shifts) else {
        isGood = false
        continue
      }
      for (plan, part) in zip(present, parts) {
        pools.append(ReadPool(plan: plan, group: name, skills: part.skills ?? skills, zone: part.zone, people: part.people, field: one))
      }
    }
    return pools
  }

  /// `×1.5`, `150 %` or `1.5`; with a plus it is a supplement, `+50 %`.
  private func overtime(_ field: Field) -> Double? {
    guard let branch = field.branch else { return 1.5 }
    guard let text = reading.scalar(branch, expected: "a factor such as ×1.5") else { return nil }
    let isSupplement = text.hasPrefix("+")
    let bare = ["×", "*", "+"].contains { text.hasPrefix($0) } ? String(text.dropFirst()).trimmed : text
    let forms = [QuantityForm(.none, example: "×1.5", in: 0...100), QuantityForm(.share, example: "150 %", in: 0...100)]
    guard let value = reading.quantity(.text(bare, at: branch.place), forms, key: "overtime")?.value else { return nil }
    let factor = isSupplement ? 1 + value : value
    if factor >= 1 { return factor }
    func plain(_ number: Double) -> String { ((number * 1e6).rounded() / 1e6).plainText }
    reading.error(
      "out-of-range", "'\(text)' would pay an hour of overtime less than another",
      "write a factor such as ×1.5" + (value > 0 ? ", or the supplement with its plus, `+\(plain(value * 100)) %`" : ""), at: branch.place)
    return nil
  }

  /// nil inside where none are named; nil outside after a complaint.
  private func skills(_ field: Field) -> [String: Double]?? {
    guard field.isPresent else { return .some(nil) }
    var skills: [String: Double] = [:]
    var isGood = true
    for (skill, share) in field.named {
      if let value = share.quantity()?.value { skills[skill] = value } else { isGood = false }
    }
    return isGood ? .some(skills) : nil
  }

  /// nil inside where no zone is named; nil outside after a complaint.
  private func zone(_ field: Field) -> String?? {
    guard field.isPresent else { return .some(nil) }
    guard let word = field.text() else { return nil }
    let zones = PickingReader.zones(self.field["process"]["outbound"].named).map(\.name)
    if zones.contains(word) { return .some(word) }
    if zones.isEmpty {
      reading.error(
        "unknown-name", "no step picks by zones, so nobody can be bound to '\(word)'", "give a step of the outbound flow `zone: \(word)`",
        at: field.place)
    } else {
      reading.unknown("zone of a step", word, among: zones, code: "unknown-name", at: field.place)
    }
    return nil
  }

  // MARK: Parts

  private func parts(
    _ name: String, _ one: Field, _ skills: [String: Double]??, zone: String?, _ floor: inout FloorPlan, _ shiftIndex: [String: Int]
  ) -> [Part]? {
    guard one["shift"].require(), let branch = one["shift"].branch else {
      _ = count(one)
      return nil
    }
    var parts: [Part]
    let word: String?
    if branch.twigs != nil {
      word = nil
      guard let some = bySoMany(name, one, shiftIndex) else { return nil }
      parts = some
    } else {
      let shift = branch.list == nil ? branch.text.flatMap { shiftIndex[$0] } : together(name, branch, &floor, shiftIndex)
      guard let count = count(one), let shift else { return nil }
      word = floor.shifts[shift].name
      parts = [Part(kind: .rest, shift: shift, count: count, word: floor.shifts[shift].name)]
    }
    guard let skills else { return nil }
    for p in parts.indices { parts[p].zone = zone }
    for (person, about) in one["people"].named {
      guard let part = part(of: person, about, name, one, skills, parts, word, shiftIndex, floor) else { return nil }
      let known = parts.firstIndex { $0.kind == part.kind && $0.shift == part.shift && $0.zone == part.zone && $0.word == part.word }
      if let known {
        if part.kind == .people { parts[known].count += 1 }
        parts[known].people.append(person)
      } else {
        parts.append(part)
      }
      // Who has a part of its own is one less in the part it comes from.
      guard part.kind == .people else { continue }
      let home = parts.firstIndex { $0.kind == .rest } ?? parts.firstIndex { $0.kind == .shift && $0.shift == part.shift }
      if let home { parts[home].count -= 1 }
    }
    for part in parts where part.count < part.people.count {
      let people = one["people"].named.count
      reading.error(
        "out-of-range",
        word == nil
          ? "more people of the pool have a name than work in the shift '\(part.word)'"
          : "\(people) people of the pool have a name, but its count is \(count(one) ?? 0)",
        word == nil ? "raise the number of the shift" : "write `count: \(people)`", at: one["people"].place)
      return nil
    }
    // A pool whose people all have parts of their own has no rest.
    if parts.count > 1 { parts.removeAll { $0.kind == .rest && $0.count == 0 } }
    return parts
  }

  private func count(_ one: Field) -> Int? {
    if one["count"].isPresent { return one["count"].whole() }
    reading.error(
      "missing-key", "'\(one.address)' lacks 'count'", "write for example `\(reading.local(one["count"].declaration?.example ?? ""))`",
      at: one.parentPlace)
    return nil
  }

  /// `{ early: 4, late: 3 }`
  private func bySoMany(_ name: String, _ one: Field, _ shiftIndex: [String: Int]) -> [Part]? {
    var parts: [Part] = []
    var isGood = true
    for (shift, number) in one["shift"].named {
      guard let count = number.whole(), let index = shiftIndex[shift] else {
        isGood = false
        continue
      }
      parts.append(Part(kind: .shift, shift: index, count: count, word: shift))
    }
    if isGood, parts.isEmpty {
      reading.error(
        "missing-key", "'\(name)' works in no shift", "write for example `shift: { early: 4, late: 4 }`", at: one["shift"].place)
      return nil
    }
    let sum = parts.reduce(0) { $0 + $1.count }
    if isGood, one["count"].isPresent, let count = one["count"].whole(), count != sum {
      reading.error(
        "out-of-range", "the shifts of '\(name)' have \(sum) people, and its count is \(count)", "remove `count:`", at: one["count"].place)
      return nil
    }
    return isGood ? parts : nil
  }

  /// `[early, evening]`: people who work all of them.
  private func together(_ name: String, _ branch: Branch, _ floor: inout FloorPlan, _ shiftIndex: [String: Int]) -> Int? {
    let words = (branch.list ?? []).compactMap { item in item.text.map { ($0, item.place) } }
    let shifts = words.compactMap { shiftIndex[$0.0] }
    guard shifts.count == words.count, !shifts.isEmpty else {
      if words.isEmpty { reading.error("missing-key", "'\(name)' works in no shift", "write for example `shift: early`", at: branch.place) }
      return nil
    }
    let joined = words.map(\.0).joined(separator: " + ")
    if let known = floor.shifts.firstIndex(where: { $0.name == joined }) { return known }
    var all = floor.shifts[shifts[0]]
    for (shift, word) in zip(shifts, words).dropFirst() {
      let other = floor.shifts[shift]
      if let clash = overlap(all.paid, other.paid) {
        let (day, second) = clock.civil.wall(clash.ticks)
        let time = "\(twoDigits(second / 3600)):\(twoDigits(second / 60 % 60))"
        let date = clock.civil.start.map { "\(CivilDate(dayNumber: $0.dayNumber + day))" } ?? "day \(day)"
        reading.error(
          "overlapping-shifts", "'\(name)' would be paid twice: their shift '\(word.0)' overlaps another, first on \(date) at \(time)",
          "change the hours, or give each shift its own people: `shift: { \(words[0].0): 4, \(word.0): 4 }`", at: word.1)
        return nil
      }
      if all.terms != other.terms {
        reading.error(
          "overlapping-shifts", "the shifts of '\(name)' say different things of overtime or of their end",
          "give them the same `overtime:` and `at-end:`", at: word.1)
        return nil
      }
      all.duty = (all.duty + other.duty).sorted { $0.start < $1.start }
      let days = (all.days ?? ShiftPlan.plainDays(all.paid)) + (other.days ?? ShiftPlan.plainDays(other.paid))
      let paid = zip(all.paid + other.paid, days).sorted { $0.0.start < $1.0.start }
      all.paid = paid.map(\.0)
      all.days = paid.map(\.1) == ShiftPlan.plainDays(all.paid) ? nil : paid.map(\.1)
      all.breaks = (all.breaks + other.breaks).sorted { $0.start < $1.start }
    }
    if shifts.count == 1 { return shifts[0] }
    all.name = joined
    floor.shifts.append(all)
    return floor.shifts.count - 1
  }

  private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

  /// The first moment that lies in two spans; both lists ascend.
  private func overlap(_ a: [TimeSpan], _ b: [TimeSpan]) -> SimTime? {
    var i = 0
    var j = 0
    while i < a.count, j < b.count {
      if a[i].end <= b[j].start { i += 1 } else if b[j].end <= a[i].start { j += 1 } else { return max(a[i].start, b[j].start) }
    }
    return nil
  }

  // MARK: People with a name

  private func part(
    of person: String, _ about: Field, _ name: String, _ one: Field, _ skills: [String: Double]?, _ parts: [Part], _ word: String?,
    _ shiftIndex: [String: Int],
    _ floor: FloorPlan
  ) -> Part? {
    var shift: Int?
    if about["shift"].isPresent {
      guard let index = about["shift"].text().flatMap({ shiftIndex[$0] }) else { return nil }
      shift = index
      if word == nil, !parts.contains(where: { $0.kind == .shift && $0.shift == index }) {
        reading.error(
          "unknown-name", "nobody of '\(name)' works in the shift '\(floor.shifts[index].name)' of '\(person)'",
          "count the person there: `shift: { …, \(floor.shifts[index].name): 1 }`", at: about["shift"].place)
        return nil
      }
    } else if word == nil {
      reading.error(
        "missing-key", "the pool works in several shifts, and '\(person)' does not say in which", "add `shift: \(parts[0].word)`",
        at: about.parentPlace)
      return nil
    }
    guard let own = zone(about["zone"]) else { return nil }
    let zone = own ?? parts[0].zone
    let ownSkills = about["skills"].named.map(\.name)
    let known = steps(of: name, skills)
    let process = field["process"]["inbound"].named.map(\.name) + field["process"]["outbound"].named.map(\.name)
    if ownSkills.contains(where: { !known.contains($0) && process.contains($0) }) {
      var all = skills ?? Dictionary(known.map { ($0, 1.0) }, uniquingKeysWith: { first, _ in first })
      for skill in ownSkills where all[skill] == nil { all[skill] = 1 }
      return Part(kind: .people, shift: shift ?? parts[0].shift, count: 1, people: [person], skills: all, zone: zone, word: person)
    }
    if let zone, zone != parts[0].zone {
      let isElsewhen = word == nil || (shift != nil && shift != parts[0].shift)
      let name = isElsewhen ? "\(floor.shifts[shift ?? parts[0].shift].name) \(zone)" : zone
      return Part(kind: .people, shift: shift ?? parts[0].shift, count: 1, people: [person], zone: zone, word: name)
    }
    if word == nil || shift == nil || shift == parts[0].shift {
      let home = word == nil ? parts.first { $0.shift == shift } : parts[0]
      return home.map { Part(kind: $0.kind, shift: $0.shift, count: $0.count, people: [person], zone: zone, word: $0.word) }
    }
    return Part(kind: .people, shift: shift!, count: 1, people: [person], zone: zone, word: floor.shifts[shift!].name)
  }

  /// The steps that people of a pool can do.
  private func steps(of name: String, _ skills: [String: Double]?) -> [String] {
    if let skills { return skills.keys.sorted() }
    let steps = field["process"]["inbound"].named + field["process"]["outbound"].named
    return steps.filter { $0.field["by"].branch?.text == name }.map(\.name)
  }
}
