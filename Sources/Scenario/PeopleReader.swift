internal import Groundwork
internal import Kernel
internal import Randomness
internal import Simulation
internal import Warehouse

/// Reads what is said of people one by one: skills, age, practice; learning, forgetting, tiredness, and how they come and go.
struct PeopleReader {
  let reading: Reading
  let clock: ReadClock
  let field: Field

  /// Hours of practice: hours are hours; longer units are weeks of so many hours.
  func practice(_ quantity: Quantity, weeklyHours: Double) -> Double {
    if ["us", "ms", "s", "min", "h"].contains(quantity.unit) { return quantity.value / 3600 }
    return quantity.value / (7 * 86_400) * weeklyHours
  }

  /// Regular hours on duty in a week of a shift, holidays and changes of the clock aside: those of each weekday are what most such days
  /// have on which the shift works. The table of days goes on for weeks after the horizon, so that every weekday comes often.
  ///
  /// - Parameter partTime: the share of its days that one person works.
  func weeklyHours(_ shift: ShiftPlan, partTime: Double) -> Double {
    var byDay: [Int: Int64] = [:], d = 0
    for (paid, day) in zip(shift.paid, shift.days ?? ShiftPlan.plainDays(shift.paid)) {
      while d < shift.duty.count, shift.duty[d].end <= paid.end {
        byDay[day, default: 0] += shift.duty[d].end.ticks - shift.duty[d].start.ticks
        d += 1
      }
    }
    // The first day may have a piece of the night before.
    byDay[0] = nil
    var ticks: Int64 = 0
    for (_, days) in Dictionary(grouping: byDay.keys, by: { clock.civil.weekday(day: $0) }).sorted(by: { $0.key < $1.key }) {
      let counts = Dictionary(grouping: days.compactMap { byDay[$0] }, by: { $0 }).mapValues(\.count)
      ticks += counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    }
    return Double(ticks) / Double(SimTime.ticksPerHour) * min(1, partTime)
  }

  private func weeklyHours(_ pool: PoolPlan, _ shifts: [ShiftPlan]) -> Double {
    weeklyHours(shifts[pool.shift], partTime: pool.terms?.partTime ?? 1)
  }

  // MARK: Pools

  /// nil inside where the pool says nothing of it; nil outside after a complaint.
  func terms(_ pool: Field, people: [String], shift: ShiftPlan, stepIndex: [String: Int], crewOf: (Int) -> Bool) -> PoolTerms?? {
    let keys = ["absence", "part-time", "age", "experience", "people"]
    guard keys.contains(where: { pool[$0].isPresent }) else { return .some(nil) }
    var terms = PoolTerms()
    var isGood = true
    func need<Value>(_ value: Value?, _ put: (Value) -> Void) { if let value { put(value) } else { isGood = false } }
    need(pool["absence"].share()) { terms.absence = $0 }
    if terms.absence >= 1 {
      reading.error(
        "out-of-range", "with an absence of 100 % nobody of the pool ever comes", "write less, or `count: 0`", at: pool["absence"].place)
      isGood = false
    }
    need(pool["part-time"].quantity()) { terms.partTime = $0.value }
    let weekly = weeklyHours(shift, partTime: terms.partTime)
    if let branch = pool["age"].branch {
      var reader = LawReader(reading, use: .time)
      need(reader.law(branch, key: "age")) { terms.age = $0 }
    }
    if pool["experience"].isPresent { need(pool["experience"].quantity()) { terms.experience = practice($0, weeklyHours: weekly) } }
    for (name, one) in pool["people"].named where people.contains(name) {
      var person = PoolTerms.Person(name: name)
      if one["hired"].isPresent {
        need(hired(one["hired"])) { at in
          if at > 0 { person.hired = SimTime(ticks: at) }
          // Since then the person has worked its hours.
          if at < 0 { person.experience = Double(-at) / Double(7 * SimTime.ticksPerDay) * weekly }
        }
      }
      if one["age"].isPresent { need(one["age"].quantity()) { person.age = $0.value } }
      if one["experience"].isPresent { need(one["experience"].quantity()) { person.experience = practice($0, weeklyHours: weekly) } }
      for (skill, value) in one["skills"].named {
        guard let step = stepIndex[skill] else {
          reading.unknown("step", skill, among: stepIndex.keys.sorted(), code: "unknown-name", at: value.parentPlace)
          isGood = false
          continue
        }
        if !crewOf(step) {
          reading.error(
            "no-skill", "'\(name)' has a skill that its pool lacks: '\(skill)'", "add `\(skill): 100 %` to the pool's skills",
            at: value.parentPlace)
          isGood = false
          continue
        }
        need(value.quantity()) { person.skills.append(.init(step: step, proficiency: $0.value)) }
      }
      terms.people.append(person)
    }
    // Who is there at the start comes first.
    terms.people = terms.people.filter { $0.hired == nil } + terms.people.filter { $0.hired != nil }
    return isGood ? .some(terms == PoolTerms() ? nil : terms) : nil
  }

  // MARK: The floor

  /// nil inside where nothing is said; nil outside after a complaint.
  func people(_ pools: [PoolPlan], _ read: [ReadPool], shifts: [ShiftPlan]) -> PeopleTerms?? {
    let keys = ["learning", "forgetting", "fatigue", "age-effect", "workforce"]
    guard keys.contains(where: { field[$0].isPresent }) else { return .some(nil) }
    var terms = PeopleTerms()
    var isGood = true
    func need<Value>(_ value: Value?, _ put: (Value) -> Void) { if let value { put(value) } else { isGood = false } }
    if field["learning"].isPresent { need(curve(field["learning"])) { terms.learning = $0 } }
    if field["forgetting"].isPresent { need(field["forgetting"]["half-life"].quantity()) { terms.forgettingHalfLife = .seconds($0.value) } }
    if field["forgetting"].isPresent, !field["learning"].isPresent {
      reading.error(
        "misplaced-key", "who has not learnt cannot forget", "add `learning: { curve: de-jong, start: 60 % }`",
        at: field["forgetting"].place)
      isGood = false
    }
    let fatigue = field["fatigue"]
    if fatigue.isPresent {
      if let rate = fatigue["per-hour"].quantity(), let recovery = fatigue["recovery"].choice(), let half = fatigue["half-life"].quantity()
      {
        if recovery == "breaks", fatigue["half-life"].isPresent {
          reading.error(
            "misplaced-key", "a break takes all tiredness away; a half-life makes no sense", "write `recovery: rest`",
            at: fatigue["half-life"].place)
          isGood = false
        }
        terms.fatigue = Fatigue(perHour: rate.value, halfLife: recovery == "rest" ? .seconds(half.value) : nil)
        if recovery == "breaks", rate.value > 0 { warnOfNoRest(pools, shifts, at: fatigue.parentPlace) }
      } else {
        isGood = false
      }
    }
    let effect = field["age-effect"]
    if effect.isPresent {
      effect["source"].require()
      if let above = effect["above"].quantity(), let rate = effect["per-year"].quantity(), let source = effect["source"].text() {
        terms.ageEffect = AgeEffect(above: above.value, perYear: rate.value, source: source)
      } else {
        isGood = false
      }
      if !pools.contains(where: { $0.terms?.age != nil || $0.terms?.people.contains { $0.age != nil } == true }) {
        reading.warn(
          "unused", "no pool has an age", "add `age: { normal: { mean: 47 years, sd: 9 years } }` to a pool", at: effect.parentPlace)
      }
    }
    if !workforce(field["workforce"], pools, read, shifts, &terms) { isGood = false }
    return isGood ? .some(terms) : nil
  }

  /// Tiredness that only a break takes away, or the end of a shift, grows as long as neither comes.
  private func warnOfNoRest(_ pools: [PoolPlan], _ shifts: [ShiftPlan], at place: SourceLocation) {
    var told: Set<Int> = []
    for pool in pools where told.insert(pool.shift).inserted {
      let shift = shifts[pool.shift]
      var from: SimTime?, to: SimTime?, longest: Int64 = 0
      for duty in shift.duty {
        if duty.start != to { from = duty.start }
        to = duty.end
        if let from { longest = max(longest, duty.end.ticks - from.ticks) }
      }
      // Who works around the clock for a day has had no rest that anybody could mean.
      if longest <= SimTime.ticksPerDay { continue }
      reading.warn(
        "no-rest",
        "the shift '\(shift.name)' goes on for \(longest / SimTime.ticksPerDay) days without a break or an end, and its people grow more tired all "
          + "that time",
        "give the shift `breaks:` or hours that end, or write `recovery: rest`", at: place)
    }
  }

  private func curve(_ field: Field) -> LearningCurve? {
    guard let word = field["curve"].choice(), let start = field["start"].quantity(), let rate = field["rate"].quantity(),
      let share = field["cognitive"].share(), let cognitive = field["cognitive-rate"].quantity(),
      let motor = field["motor-rate"].quantity(),
      let repetition = field["repetition"].quantity()
    else { return nil }
    let uses = [
      "wright": ["rate", "repetition"], "de-jong": ["rate", "repetition"], "hyperbolic": ["time-constant"],
      "dar-el": ["cognitive", "cognitive-rate", "motor-rate", "repetition", "time-constant"],
    ][word]!
    for key in ["rate", "cognitive", "cognitive-rate", "motor-rate", "time-constant", "repetition"]
    where field[key].isPresent && !uses.contains(key) {
      reading.error(
        "misplaced-key", "the curve '\(word)' has no '\(key)'", "it takes " + uses.map { "`\($0):`" }.joined(separator: ", "),
        at: field[key].place)
      return nil
    }
    var first = start.value
    if start.dimension == .share || start.unit.isEmpty {
      if field["plateau"].isPresent {
        reading.error(
          "misplaced-key", "'start' is a share of the plateau already", "write the start as lines or orders an hour, or remove 'plateau'",
          at: field["plateau"].place)
        return nil
      }
    } else {
      guard field["plateau"].isPresent, let plateau = field["plateau"].quantity() else {
        if !field["plateau"].isPresent {
          reading.error(
            "missing-key", "'start' in orders or lines an hour needs the plateau to compare with", "add `plateau: 120 lines/h`",
            at: field["start"].place)
        }
        return nil
      }
      guard plateau.dimension == start.dimension else {
        reading.error("wrong-unit", "'start' and 'plateau' count different things", "use the same unit", at: field["plateau"].place)
        return nil
      }
      first = plateau.value > 0 ? start.value / plateau.value : 2
      guard first > 0.001, first <= 1 else {
        reading.error(
          "out-of-range", "a beginner is not faster than the plateau", "make 'start' smaller than 'plateau'", at: field["start"].place)
        return nil
      }
    }
    let hours = repetition.value / 3600
    switch word {
    case "wright": return LearningCurve(.wright(rate: rate.value), start: first, repetitionHours: hours)
    case "de-jong": return LearningCurve(.deJong(rate: rate.value), start: first, repetitionHours: hours)
    case "dar-el":
      var curve = LearningCurve(
        .darEl(share: share, cognitiveRate: cognitive.value, motorRate: motor.value), start: first, repetitionHours: hours)
      guard field["time-constant"].isPresent else { return curve }
      if field["repetition"].isPresent {
        reading.error(
          "misplaced-key", "'time-constant' says how fast is learnt; 'repetition' makes no sense beside it", "keep one of them",
          at: field["repetition"].place)
        return nil
      }
      guard let constant = field["time-constant"].quantity() else { return nil }
      guard curve.makeUpHalf(after: practice(constant, weeklyHours: 40)) else {
        reading.error(
          "out-of-range", "with these rates half of what a beginner lacks is never made up", "make 'cognitive-rate' or 'motor-rate' smaller",
          at: field["time-constant"].place)
        return nil
      }
      return curve
    default:
      guard field["time-constant"].isPresent else {
        reading.error("missing-key", "the hyperbola needs its time constant", "add `time-constant: 6 weeks`", at: field.place)
        return nil
      }
      return field["time-constant"].quantity().map { LearningCurve(.hyperbolic(hours: practice($0, weeklyHours: 40)), start: first) }
    }
  }

  private func workforce(
    _ field: Field, _ pools: [PoolPlan], _ read: [ReadPool], _ shifts: [ShiftPlan], _ terms: inout PeopleTerms
  ) -> Bool {
    guard field.isPresent else { return true }
    var isGood = true
    if let leaving = field["leaving"].quantity() { terms.leavingPerSecond = leaving.value } else { isGood = false }
    if field["retirement"].isPresent {
      if let age = field["retirement"]["at"].quantity() { terms.retirementAge = age.value } else { isGood = false }
      if !pools.contains(where: { $0.terms?.age != nil || $0.terms?.people.contains { $0.age != nil } == true }) {
        reading.warn(
          "unused", "no pool has an age, so nobody retires", "add `age: { normal: { mean: 47 years, sd: 9 years } }` to a pool",
          at: field["retirement"].parentPlace)
      }
    }
    let replacement = field["replacement"]
    if replacement.isPresent {
      if let after = replacement["after"].quantity(), let experience = replacement["experience"].quantity(),
        let age = replacement["age"].quantity()
      {
        terms.replacedAfter = .seconds(after.value)
        terms.replacementExperience = practice(experience, weeklyHours: 0)
        if terms.replacementExperience == 0, experience.value > 0 {
          terms.replacementExperiences = pools.map { practice(experience, weeklyHours: weeklyHours($0, shifts)) }
        }
        if let limit = terms.retirementAge, age.value >= limit {
          reading.error(
            "out-of-range", "who replaces somebody would retire at once: retirement is at \(field["retirement"]["at"].text() ?? "that age")",
            "write an `age:` below that", at: replacement["age"].isPresent ? replacement["age"].place : replacement.parentPlace)
          isGood = false
        }
        terms.replacementAge = age.value
        terms.replacementTraining = training(replacement)
      } else {
        isGood = false
      }
    }
    var events: [(at: SimTime, pool: Int, count: Int, field: Field)] = []
    for (word, one) in field["hiring"].named {
      guard let on = one["on"].require() ? moment(one["on"]) : nil, let count = one["count"].whole(), let name = one["as"].text(),
        let pool = one["zone"].isPresent ? zonePool(name, one, read, shifts) : hiringPool(name, one, pools, shifts)
      else {
        isGood = false
        continue
      }
      let experience =
        one["experience"].isPresent
        ? one["experience"].quantity().map { practice($0, weeklyHours: weeklyHours(pools[pool], shifts)) } : nil
      let age = one["age"].isPresent ? one["age"].quantity()?.value : nil
      let training = training(one)
      if training != nil, count <= 0 {
        reading.warn("unused", "who leaves is not trained", "remove `training:`, or make 'count' positive", at: one["training"].place)
      }
      if on >= clock.clock.horizon {
        reading.warn("unused", "'\(word)' comes after the horizon", "choose a day before it, or remove it", at: one["on"].place)
      }
      var at = on
      var last = SimTime.days(Double(clock.tableDays))
      if one["until"].isPresent {
        guard one["every"].isPresent else {
          reading.error("misplaced-key", "'until' ends what comes again", "add `every: 26 weeks`, or remove it", at: one["until"].place)
          isGood = false
          continue
        }
        guard let until = moment(one["until"]) else {
          isGood = false
          continue
        }
        last = min(last, until)
      }
      let every = one["every"].isPresent ? one["every"].quantity().map { SimTime.seconds($0.value) } : nil
      repeat {
        terms.hiring.append(Hiring(at: at, pool: pool, count: count, experience: experience, age: age, training: training))
        events.append((at, pool, count, one))
        guard let every else { break }
        at = at + every
      } while at < last
    }
    if isGood { warnOfMoreThanAll(events, pools) }
    return isGood
  }

  /// More people leave on a day than the pool can have then, whoever else has gone: told once for each hiring.
  private func warnOfMoreThanAll(_ events: [(at: SimTime, pool: Int, count: Int, field: Field)], _ pools: [PoolPlan]) {
    var there = pools.map(\.count), told: Set<String> = []
    for (_, event) in events.enumerated().sorted(by: { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }) {
      let left = there[event.pool] + event.count
      there[event.pool] = max(0, left)
      if left >= 0 || !told.insert(event.field.key).inserted { continue }
      reading.warn(
        "zero-capacity",
        "'\(event.field.key)' takes \(-event.count) out of '\(pools[event.pool].name)' on day \(Int(event.at.days)), "
          + "where \(left - event.count) at most can go",
        event.field["every"].isPresent ? "end it before: `until:`" : "make the count \(event.count - left) or more",
        at: event.field["count"].place)
    }
  }

  /// nil = none is stated, or it is wrong and complained of.
  private func training(_ newcomers: Field) -> SimTime? {
    newcomers["training"].isPresent ? newcomers["training"].quantity().map { .seconds($0.value) } : nil
  }

  /// The part of a pool that newcomers of one zone join: those of the pool who are bound to it.
  private func zonePool(_ name: String, _ one: Field, _ pools: [ReadPool], _ shifts: [ShiftPlan]) -> Int? {
    guard let zone = one["zone"].text() else { return nil }
    let shift = one["shift"].isPresent ? one["shift"].text() : nil
    if one["shift"].isPresent, shift == nil { return nil }
    let whole = pools.filter { $0.group == name }
    // Who has skills of its own is no pattern for newcomers.
    let parts = pools.indices.filter { p in
      pools[p].group == name && pools[p].zone == zone && (shift == nil || shifts[pools[p].plan.shift].name == shift)
        && !(pools[p].plan.membership?.kind == .people && pools[p].people.contains { pools[p].field["people"][$0]["skills"].isPresent })
    }
    let names = Set(parts.map { pools[$0].plan.shift })
    if names.count > 1 {
      let words = names.sorted().map { "`shift: \(shifts[$0].name)`" }.joined(separator: " or ")
      reading.error(
        "missing-key", "'\(name)' of the zone '\(zone)' work in several shifts, and the newcomers are not told in which", "add \(words)",
        at: one.parentPlace)
      return nil
    }
    if parts.isEmpty, !whole.isEmpty {
      let zones = Set(whole.compactMap(\.zone)).sorted()
      reading.error(
        "unknown-name", "nobody of '\(name)' is bound to the zone '\(zone)'" + (shift.map { " in the shift '\($0)'" } ?? ""),
        zones.isEmpty
          ? "bind people to it: `workers.\(name).zone: \(zone)`, or a person of the pool"
          : "bind somebody of the pool to it, or name one of \(zones.joined(separator: ", "))", at: one["zone"].place)
    }
    return parts.first
  }

  /// The pool, or the part of it, that newcomers join.
  private func hiringPool(_ name: String, _ one: Field, _ pools: [PoolPlan], _ shifts: [ShiftPlan]) -> Int? {
    let parts = pools.indices.filter { pools[$0].group == name && pools[$0].membership?.kind != .people }
    guard one["shift"].isPresent else {
      if parts.count > 1 {
        let words = parts.map { "`shift: \(shifts[pools[$0].shift].name)`" }.joined(separator: " or ")
        reading.error(
          "missing-key", "'\(name)' work in several shifts, and the newcomers are not told in which", "add \(words)", at: one.parentPlace)
        return nil
      }
      if parts.isEmpty, pools.contains(where: { $0.group == name }) {
        reading.error(
          "unknown-name", "every one of '\(name)' has a shift, a zone or skills of its own, and newcomers are not told which",
          "add a pool for them",
          at: one["as"].place)
      }
      return parts.first
    }
    guard let word = one["shift"].text() else { return nil }
    if let part = parts.first(where: { shifts[pools[$0].shift].name == word }) { return part }
    if shifts.contains(where: { $0.name == word }) {
      reading.error(
        "unknown-name", "nobody of '\(name)' works in the shift '\(word)'", "name one of the pool's shifts", at: one["shift"].place)
    }
    return nil
  }

  /// Ticks from the start to a day, below 0 for a day before it.
  private func hired(_ field: Field) -> Int64? {
    if let text = field.branch?.text, let date = CivilDate(iso: text), let start = clock.civil.start, date < start {
      return Int64(date.dayNumber - start.dayNumber) * SimTime.ticksPerDay
    }
    return moment(field)?.ticks
  }

  /// A date as a moment of the clock.
  private func moment(_ field: Field) -> SimTime? {
    guard let branch = field.branch, let text = reading.scalar(branch, expected: "a date such as 2011-03-01") else { return nil }
    return clock.moment(text, at: branch.place, reading)
  }
}
