internal import Groundwork
internal import Kernel
internal import Randomness

/// A floor with everything: disciplines, displacement, limits, patience, equipment, gates, people one by one, and the time of all of them accounted for.
///
/// Where the plain floor updates what an event touches, the hall brings every integral up to the moment before anything changes (`advance`): with a few
/// steps and pools that costs tens of nanoseconds an event, and no sum can be forgotten. On a floor that is plain both give the same numbers.
///
/// A task holds one person (or none, where equipment works alone), one place and one unit of equipment, all seized at once; only a task that is done and finds
/// no room at the next step keeps them while it waits. So who waits for whom can only form a ring through full queues (`Hall+Deadlock`).
struct Hall: ~Copyable {
  static let patienceEnd: UInt16 = 104
  static let failure: UInt16 = 105
  static let repaired: UInt16 = 106
  static let gatherEnd: UInt16 = 107
  static let staffing: UInt16 = 108
  static let leaving: UInt16 = 109
  static let overtimeCheck: UInt16 = 110

  /// Why a job waits.
  enum Cause: Int, CaseIterable { case people, offShift, place, equipment, departure }

  struct Station: BitwiseCopyable {
    var waiting = 0
    var working = 0
    var blocked = 0
    var down = 0
    /// Work put aside until its person's next shift.
    var stopped = 0
    /// Tasks that are done and wait for room here, first come first.
    var firstBlocked: Int32 = -1
    var lastBlocked: Int32 = -1
    var gatherEnd = EventHandle.none
    /// Sums of the measured window.
    var busyTicks: Int128 = 0
    var blockedTicks: Int128 = 0
    var downTicks: Int128 = 0
    var starvedTicks: Int128 = 0
    var idleTicks: Int128 = 0
    var presentTicks: Int128 = 0
    var stayTicks: Int128 = 0
    var stays: Int64 = 0
    var longest = 0
    var tasks: Int64 = 0
    var orders: Int64 = 0
    var lines: Int64 = 0
    var waitTicks: Int128 = 0
    var waits: Int64 = 0
    var arrivals: Int64 = 0
    var turnedAway: Int64 = 0
    var gaveUp: Int64 = 0
    var displaced: Int64 = 0
    /// Walked by the tasks begun in the measured window, in metres.
    var metres = 0.0
    var walkedOrders: Int64 = 0
    var walkedLines: Int64 = 0

    /// Tasks that hold a place here.
    var tasksHere: Int { working + blocked + down + stopped }
    var present: Int { waiting + tasksHere }
  }

  struct Job: BitwiseCopyable {
    var payload: Int32
    /// Behind it in its task or among the free jobs.
    var next: Int32 = -1
    /// Changes whenever it leaves a queue.
    var stamp: UInt32 = 0
    /// Moves from step to step so far.
    var moves: UInt32 = 0
    var lines: Int32
    var isInbound: Bool
    var isWaiting = false
    /// Where it waits or is worked on.
    var station: Int32 = -1
    /// Whether its work here has been begun before, so that it waits a second time; how long it has waited here, and whether that was counted.
    var isBegun = false
    var isWaitCounted = false
    var waited: Int64 = 0
    var aisles: UInt64
    var due: Int64
    var priority: Int64
    var salt: UInt64
    var identity: UInt64
    /// When it came to the step, and to its queue.
    var came: Int64 = 0
    var queued: Int64 = 0
    var rank: Int64 = 0
    var tie: Int64 = 0
    var patience = EventHandle.none
  }

  struct Task: BitwiseCopyable {
    enum State: UInt8, BitwiseCopyable { case working, blocked, down, stopped }
    var state = State.working
    var person: Int32
    var station: Int32
    /// Its first job; the rest hangs on `next`.
    var job: Int32
    var unit: Int32 = -1
    /// Behind it among those blocked by the same step, or among the free tasks.
    var next: Int32 = -1
    var count: Int32
    var rank: Int64
    /// When it was begun, when its present stretch was, and the ticks that were left then.
    var begun: Int64
    var since: Int64
    var left: Int64
    /// Ticks it would take at the stated speed, and how many times as long it takes.
    var standard: Int64
    var slowness: Double
    var end = EventHandle.none
  }

  let compiled: CompiledFloor
  let key: DrawKey
  let terms: PeopleTerms?
  let shuffles: Bool
  let assignment: Assignment

  let fixed: Slab<CompiledHall.Station>
  let crew: Slab<CompiledHall.Crew>
  let routes: Slab<CompiledHall.Route>
  let upstream: Slab<Int>
  var stations: Slab<Station>
  var lines: [OrderedLine]
  /// Ticks at each length of each queue, and waits by bin.
  var levels: [[Int64]]
  var waitBins: Slab<TickHistogram.Bin>
  /// Queue × ticks by cause, `Cause.allCases.count` a station.
  var causeTicks: Slab<Int128>

  var jobs = Slab<Job>(capacity: 256)
  var workSeconds = Slab<Double>(capacity: 1024)
  /// How often each job has come to each step.
  var visits = Slab<UInt16>(capacity: 1024)
  let stepCount: Int
  let work: Slab<WorkTimes.Step>
  let flowSteps: Slab<Int32>
  let inboundSteps: Int
  var freeJob: Int32 = -1
  var tasks = Slab<Task>(capacity: 64)
  var freeTask: Int32 = -1
  var sequence: Int64 = 0

  var places: Slab<Int>
  var placesUsed: Slab<Int>
  var units: Slab<Unit>
  let equipment: Slab<CompiledHall.Equipment>
  /// Units of each kind that are free, at work, down; and their sums.
  var unitCounts: Slab<Int>
  var unitTicks: Slab<Int128>
  /// Of those down, the units that a task holds meanwhile.
  var heldDown: Slab<Int>
  var heldDownTicks: Slab<Int128>

  var people = Slab<Person>(capacity: 64)
  /// Standard hours done and moment of the last work, and 1 ÷ proficiency, `stepCount` a person.
  var practice = Slab<Double>(capacity: 64)
  var practisedAt = Slab<Int64>(capacity: 64)
  var slowness = Slab<Double>(capacity: 64)
  var pools: Slab<Pool>
  /// Stations of each pool, in order of the process, and its membership in `crew` there.
  let crewStations: Slab<Int32>
  let crewMembers: Slab<Int32>
  let poolTerms: Slab<CompiledHall.Pool>
  /// People of each pool by state, paid and past paid hours; and their sums since time 0.
  var heads: Slab<Int64>
  var headTicks: Slab<Int128>
  var headTicksBefore: [Int128] = []
  /// Of the measured window: the states' sums, and paid time by the calendar.
  var measuredHeads: [Int128] = []
  var measuredPaid: [Int128] = []
  var shiftStates: Slab<ShiftState>

  var putAwayList = Slab<Int32>()
  var departedList = Slab<Int32>()
  var abandonedList = Slab<Int32>()
  var putAwayRead = 0
  var departedRead = 0
  var abandonedRead = 0
  var startsPending = false
  var measuring = false
  var reached: Int64 = 0
  var deadlock: FloorDeadlock?
  var trace: FloorTrace?
  private let routing: Routing?

  init(_ compiled: CompiledFloor, key: DrawKey) {
    self.compiled = compiled
    self.key = key
    let hall = compiled.hall, plan = compiled.plan
    let isUsed = !compiled.isPlain
    let steps = isUsed ? plan.steps.count : 0
    terms = plan.people
    shuffles = plan.shufflesTies == true
    assignment = plan.assignment
    fixed = Slab(hall.stations)
    crew = Slab(hall.crew)
    routes = Slab(hall.routes)
    upstream = Slab(hall.upstream)
    equipment = Slab(hall.equipment)
    poolTerms = Slab(hall.pools)
    stations = Slab(repeating: Station(), count: steps)
    lines = (0..<steps).map { _ in OrderedLine() }
    levels = Array(repeating: [], count: steps)
    waitBins = Slab(repeating: TickHistogram.Bin(), count: steps * TickHistogram.binLimit)
    causeTicks = Slab(repeating: 0, count: steps * Cause.allCases.count)
    stepCount = max(1, steps)
    work = Slab(compiled.work.steps)
    flowSteps = Slab((compiled.work.inbound + compiled.work.outbound).map { Int32($0) })
    inboundSteps = compiled.work.inbound.count
    places = Slab(plan.places.map(\.capacity))
    placesUsed = Slab(repeating: 0, count: plan.places.count)
    units = Slab()
    unitCounts = Slab(repeating: 0, count: 3 * hall.equipment.count)
    unitTicks = Slab(repeating: 0, count: 3 * hall.equipment.count)
    heldDown = Slab(repeating: 0, count: hall.equipment.count)
    heldDownTicks = Slab(repeating: 0, count: hall.equipment.count)
    for (e, one) in hall.equipment.enumerated() {
      for _ in 0..<one.count { units.append(Unit(equipment: Int32(e))) }
      unitCounts[3 * e] = one.count
    }
    pools = Slab(capacity: plan.pools.count)
    var crewStations: [Int32] = [], crewMembers: [Int32] = []
    for (p, pool) in plan.pools.enumerated() where isUsed {
      let first = crewStations.count
      for s in plan.outbound + plan.inbound + plan.steps.indices.filter({ plan.steps[$0].kind == .repair }) {
        for c in hall.stations[s].crew where Int(hall.crew[c].pool) == p {
          crewStations.append(Int32(s))
          crewMembers.append(Int32(c))
        }
      }
      pools.append(Pool(shift: pool.shift, crew: Stretch(first, crewStations.count)))
    }
    self.crewStations = Slab(crewStations)
    self.crewMembers = Slab(crewMembers)
    heads = Slab(repeating: 0, count: Self.stateRoom * plan.pools.count)
    headTicks = Slab(repeating: 0, count: Self.stateRoom * plan.pools.count)
    shiftStates = Slab(repeating: .closed, count: plan.shifts.count)
    routing = compiled.routing
  }

  // MARK: Jobs

  mutating func makeJob(
    _ flow: Floor.Flow, payload: Int32, _ size: Floor.JobSize, due: Int64, priority: Int64, salt: UInt64, identity: UInt64
  ) -> Int32 {
    let job = Job(
      payload: payload, lines: Int32(truncatingIfNeeded: size.lines), isInbound: flow == .inbound, aisles: size.aisles, due: due, priority: priority, salt: salt, identity: identity)
    let slot = place(job)
    for i in flow == .inbound ? 0..<inboundSteps : inboundSteps..<flowSteps.count {
      let s = Int(flowSteps[i])
      var seconds = work[s].perOrder
      if work[s].drawsOrder { seconds = max(0, work[s].order.draw(key.uniform(source: work[s].source ^ salt, ordinal: identity))) }
      workSeconds[Int(slot) * stepCount + s] = seconds + (work[s].perLine * Double(size.lines) + work[s].perUnit * Double(size.units))
    }
    return slot
  }

  private mutating func place(_ job: Job) -> Int32 {
    if freeJob >= 0 {
      let slot = freeJob, stamp = jobs[Int(slot)].stamp
      freeJob = jobs[Int(slot)].next
      jobs[Int(slot)] = job
      jobs[Int(slot)].stamp = stamp
      for s in 0..<stepCount {
        visits[Int(slot) * stepCount + s] = 0
        workSeconds[Int(slot) * stepCount + s] = 0
      }
      return slot
    }
    jobs.append(job)
    workSeconds.append(repeating: 0, count: stepCount)
    visits.append(repeating: 0, count: stepCount)
    return Int32(truncatingIfNeeded: jobs.count - 1)
  }

  /// A broken unit as a job of its repair step.
  mutating func makeRepair(unit: Int, seconds: Double, step s: Int) -> Int32 {
    let slot = place(Job(payload: Int32(unit), lines: 0, isInbound: false, aisles: 0, due: .max, priority: 0, salt: 0, identity: UInt64(unit)))
    workSeconds[Int(slot) * stepCount + s] = seconds
    return slot
  }

  mutating func addLine(_ line: Int, quantity: Int64, to job: Int32, _ flow: Floor.Flow, salt: UInt64, identity: UInt64) {
    for i in flow == .inbound ? 0..<inboundSteps : inboundSteps..<flowSteps.count {
      let s = Int(flowSteps[i])
      workSeconds[Int(job) * stepCount + s] += work[s].drawnSeconds(line: line, quantity: quantity, salt: salt, identity: identity, key: key)
    }
  }

  /// A second visit takes a time of its own: the part of the order is drawn again, what its lines and units take stays.
  mutating func drawAgain(_ job: Int32, step s: Int, visit: Int) {
    guard work[s].drawsOrder else { return }
    let source = work[s].source ^ jobs[Int(job)].salt, identity = jobs[Int(job)].identity
    func drawn(_ visit: Int) -> Double {
      max(0, work[s].order.draw(key.uniform(source: source &+ UInt64(visit) &* 0x9e37_79b9_7f4a_7c15, ordinal: identity)))
    }
    workSeconds[Int(job) * stepCount + s] += drawn(visit) - drawn(visit - 1)
    if workSeconds[Int(job) * stepCount + s] < 0 { workSeconds[Int(job) * stepCount + s] = 0 }
  }

  mutating func release(_ job: Int32) {
    jobs[Int(job)].stamp &+= 1
    jobs[Int(job)].next = freeJob
    freeJob = job
  }

  mutating func nextPutAway() -> Int32? { Self.read(&putAwayList, &putAwayRead) }
  mutating func nextDeparted() -> Int32? { Self.read(&departedList, &departedRead) }
  mutating func nextAbandoned() -> Int32? { Self.read(&abandonedList, &abandonedRead) }

  private static func read(_ list: inout Slab<Int32>, _ place: inout Int) -> Int32? {
    if place == list.count {
      place = 0
      list.removeAll()
      return nil
    }
    place += 1
    return list[place - 1]
  }

  /// Metres of a round through these aisles.
  func metres(_ mask: UInt64) -> Double { routing?.length(mask: mask) ?? 0 }

  // MARK: Events

  mutating func begin(_ agenda: inout Agenda) {
    for (shift, calendar) in compiled.hall.calendars.enumerated() where !calendar.times.isEmpty {
      agenda.schedule(at: SimTime(ticks: calendar.times[0]), .calendar, kind: Floor.dutyStart, subject: Int32(shift), argument: 0)
    }
    for (s, step) in compiled.plan.steps.enumerated() where step.kind == .ship && !step.departures.isEmpty {
      agenda.schedule(at: step.departures[0], .workEnd, kind: Floor.departure, subject: Int32(s), argument: 0)
    }
    employ(&agenda)
    startEquipment(&agenda)
  }

  mutating func handle(_ event: Event, agenda: inout Agenda) {
    let now = event.time.ticks
    advance(to: now)
    switch event.kind {
    case Floor.taskEnd: endTask(Int(event.subject), now, &agenda)
    case Floor.dutyStart: changeShift(Int(event.subject), change: Int(event.argument), now, &agenda)
    case Floor.departure: depart(Int(event.subject), index: Int(event.argument), now, &agenda)
    case Self.patienceEnd: giveUp(event.subject, stamp: UInt32(truncatingIfNeeded: event.argument), now)
    case Self.failure: fail(Int(event.subject), now, &agenda)
    case Self.repaired: repair(Int(event.subject), now, &agenda)
    case Self.gatherEnd: letGo(Int(event.subject), stations[Int(event.subject)].waiting, now, &agenda)
    case Self.staffing: staff(Int(event.subject), now, &agenda)
    case Self.leaving: leave(Int(event.subject), replacing: true, now, &agenda)
    default: checkOvertime(Int(event.subject), now, &agenda)
    }
  }
}
