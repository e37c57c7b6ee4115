internal import Kernel
internal import Randomness

/// People one by one: where they are, and what they know and feel.
extension Hall {
  struct Person: BitwiseCopyable {
    /// `down`: as free as `idle`, but the unit that broke in its hands is not repaired and no other of the kind is free.
    enum State: Int, BitwiseCopyable { case off, idle, busy, blocked, down, onBreak, absent, training }
    var pool: Int32
    /// Number in the pool, from 0 on; draws are keyed to it.
    var number: Int32
    var state = State.off
    /// Whether the paid hours of its shift are over.
    var isPastPaid = false
    var isEmployed = true
    /// Whether it is there in the present shift.
    var isPresent = false
    var isLeaving = false
    /// Absent in the present shift, at whose beginning it had work in hand: it finishes that and goes.
    var goesAbsent = false
    /// When its training ends; it begins no work before.
    var trainedAt: Int64 = 0
    /// Its task, also one that was put aside; -1 = none.
    var task: Int32 = -1
    /// The unit it lost to a failure and has not replaced; -1 = none.
    var lacks: Int32 = -1
    var nextInPool: Int32 = -1
    var idleNext: Int32 = -1
    var idleBefore: Int32 = -1
    /// Its place among those who are free since the same moment, where ties are shuffled.
    var idleTie: Int64 = 0
    /// Hours of tiredness, and since when it rests.
    var tiredness = 0.0
    var restsSince: Int64 = 0
    var workedTicks: Int64 = 0
    /// Seconds of age at time 0; NaN = unknown.
    var age = Double.nan
  }

  struct Pool: BitwiseCopyable {
    let shift: Int
    /// Its places in `crewStations`.
    let crew: Stretch
    var idleFirst: Int32 = -1
    var idleLast: Int32 = -1
    var firstPerson: Int32 = -1
    var lastPerson: Int32 = -1
    var people: Int32 = 0
    var employed: Int64 = 0
    /// People who are sure to come later.
    var expected: Int64 = 0
    /// People in their paid hours, by the calendar alone; and ticks of that.
    var paid: Int64 = 0
    var paidTicks: Int128 = 0
    /// Up to when `paidTicks` is counted.
    var paidSince: Int64 = 0
    var paidTicksBefore: Int128 = 0
    /// Money per hour now; what was paid until it became so, and the ticks that was paid for.
    var wage: Double
    var regularPay = 0.0
    var overtimePay = 0.0
    var paidTicksAtWage: Int128 = 0
    var overtimeTicksAtWage: Int128 = 0
    var employedTicks: Int128 = 0
    var overtimeUntil: Int64 = -1
    /// How many of its people may be on the floor at once, within the shift.
    var mostOnFloor = Int64.max
    /// Idle ticks during which their steps' orders were held up before them.
    var starvedTicks: Int128 = 0
    var standardTicks = 0.0
    var workTicks = 0.0
    var hired: Int64 = 0
    var gone: Int64 = 0
  }

  enum ShiftState: UInt8, BitwiseCopyable { case closed, open, onBreak }

  /// Elements of `heads` a pool: states, each in paid hours and past them.
  static var stateRoom: Int { 16 }

  @inline(__always)
  private mutating func head(_ w: Int) -> Int {
    Int(people[w].pool) * Self.stateRoom + 2 * people[w].state.rawValue + (people[w].isPastPaid ? 1 : 0)
  }

  mutating func set(_ w: Int, _ state: Person.State) {
    count(head(w), -1)
    people[w].state = state
    count(head(w), 1)
    trace?.change(worker: w, to: state.told, at: reached)
    tell(person: w, state.told)
  }

  mutating func setPastPaid(_ w: Int, _ past: Bool) {
    count(head(w), -1)
    people[w].isPastPaid = past
    count(head(w), 1)
    tell(person: w, people[w].state.told)
  }

  /// So many more people of a pool in a state; `advance` has been there already.
  @inline(__always)
  mutating func count(_ h: Int, _ more: Int64) {
    settleHead(h)
    heads[h] += more
  }

  /// So many more people of a pool in their paid hours.
  mutating func pay(_ p: Int, _ more: Int64) {
    settlePaid(p)
    pools[p].paid += more
  }

  // MARK: Free people

  mutating func becomeIdle(_ w: Int, _ now: Int64) {
    let p = Int(people[w].pool)
    set(w, people[w].lacks >= 0 ? .down : .idle)
    var before = pools[p].idleLast
    if shuffles {
      people[w].idleTie = Self.tie(key, .person, UInt64(w), at: now)
      // The tie begins with the moment: only those who became free in it can change places.
      while before >= 0, people[Int(before)].idleTie > people[w].idleTie { before = people[Int(before)].idleBefore }
    }
    let next = before < 0 ? pools[p].idleFirst : people[Int(before)].idleNext
    (people[w].idleBefore, people[w].idleNext) = (before, next)
    if before < 0 { pools[p].idleFirst = Int32(w) } else { people[Int(before)].idleNext = Int32(w) }
    if next < 0 { pools[p].idleLast = Int32(w) } else { people[Int(next)].idleBefore = Int32(w) }
    skills.change(p, by: 1)
    offer(w, now)
    startsPending = true
  }

  mutating func takeIdle(_ w: Int) {
    withdraw(w)
    let p = Int(people[w].pool), before = people[w].idleBefore, next = people[w].idleNext
    if before < 0 { pools[p].idleFirst = next } else { people[Int(before)].idleNext = next }
    if next < 0 { pools[p].idleLast = before } else { people[Int(next)].idleBefore = before }
    skills.change(p, by: -1)
  }

  /// A person has nothing in hand: free, on break, or home.
  mutating func free(_ w: Int, _ now: Int64, _ agenda: inout Agenda) {
    people[w].task = -1
    switch whereabouts(of: w, now) {
    case .idle: becomeIdle(w, now)
    case .onBreak: rest(w, now)
    case .absent: beAbsent(w)
    default: goHome(w, now, &agenda)
    }
  }

  /// Where a person with work in hand will be without it: free, on break, absent or at home.
  mutating func whereabouts(of w: Int, _ now: Int64) -> Person.State {
    let p = Int(people[w].pool)
    if people[w].isPastPaid { return pools[p].overtimeUntil >= now && people[w].isPresent ? .idle : .off }
    if people[w].goesAbsent { return .absent }
    switch shiftStates[pools[p].shift] {
    case .open: return onFloor(p) > pools[p].mostOnFloor ? .onBreak : .idle
    case .onBreak: return .onBreak
    case .closed: return .off
    }
  }

  mutating func rest(_ w: Int, _ now: Int64) {
    set(w, .onBreak)
    if terms?.fatigue?.halfLife == nil { people[w].tiredness = 0 }
  }

  mutating func goHome(_ w: Int, _ now: Int64, _ agenda: inout Agenda) {
    set(w, .off)
    setPastPaid(w, false)
    people[w].isPresent = false
    if terms?.fatigue?.halfLife == nil { people[w].tiredness = 0 }
    if people[w].isLeaving { dismiss(w, now, &agenda) }
  }

  // MARK: Speed

  /// How many times as long as stated a person needs at a step, now.
  ///
  /// - Parameter rested: leaves tiredness out.
  mutating func speedLoss(_ w: Int, _ s: Int, _ now: Int64, rested: Bool = false) -> Double {
    var loss = slowness[w * stepCount + s]
    guard let terms else { return loss }
    if let curve = terms.learning { loss *= curve.slowness(practice: practice(w, s, now)) }
    if !rested, let fatigue = terms.fatigue {
      loss *= fatigue.slowness(afterHours: fatigue.left(of: people[w].tiredness, afterRest: max(0, now - people[w].restsSince)))
    }
    if let effect = terms.ageEffect, !people[w].age.isNaN { loss *= effect.slowness(age: people[w].age + Double(now) / 1e6) }
    return loss
  }

  /// Standard hours of practice that are left of what a person had when it did the step last.
  private mutating func practice(_ w: Int, _ s: Int, _ now: Int64) -> Double {
    let hours = practice[w * stepCount + s]
    guard let halfLife = terms?.forgettingHalfLife, hours < .infinity else { return hours }
    return hours * exp2(-Double(now - practisedAt[w * stepCount + s]) / Double(halfLife.ticks))
  }

  /// Work done: practice, tiredness, load.
  mutating func practise(_ w: Int, _ s: Int, worked: Int64, standard: Double, _ now: Int64) {
    let hour = Double(SimTime.ticksPerHour)
    people[w].workedTicks += worked
    if measuring {
      let p = Int(people[w].pool)
      pools[p].standardTicks += standard
      pools[p].workTicks += Double(worked)
    }
    guard let terms else { return }
    if terms.learning != nil {
      practice[w * stepCount + s] = practice(w, s, now - worked) + standard / hour
      practisedAt[w * stepCount + s] = now
    }
    if let fatigue = terms.fatigue {
      let rested = fatigue.left(of: people[w].tiredness, afterRest: max(0, now - worked - people[w].restsSince))
      people[w].tiredness = rested + Double(worked) / hour * fixed[s].load
      people[w].restsSince = now
    }
  }
}
