internal import Groundwork
internal import Kernel
internal import Randomness

/// A floor with everything: disciplines, displacement, limits, patience, equipment, gates, people one by one, and the time of all of them
/// accounted for.
///
/// Where the plain floor updates what an event touches, the hall brings every integral up to the moment before anything changes
/// (`advance`): with a few steps and pools that costs tens of nanoseconds an event, and no sum can be forgotten. On a floor that is plain
/// both give the same numbers.
///
/// A task holds one person (or none, where equipment works alone), one place and one unit of equipment, all seized at once; only a task
/// that is done and finds no room at the next step keeps them while it waits. So who waits for whom can only form a ring through full
/// queues (`Hall+Deadlock`).
///
/// What is called for every event is `mutating` even where it changes nothing: a method that only reads is handed a copy of the whole
/// record, two kilobytes, when one that changes it calls it. Measured: a fifth of the time.
struct Hall: ~Copyable {
  static let patienceEnd: UInt16 = 104
  static let failure: UInt16 = 105
  static let repaired: UInt16 = 106
  static let gatherEnd: UInt16 = 107
  static let staffing: UInt16 = 108
  static let leaving: UInt16 = 109
  static let overtimeCheck: UInt16 = 110
  static let reslotting: UInt16 = 120
  static let arrival: UInt16 = 131
  static let change: UInt16 = 132
  static let charged: UInt16 = 133
  static let trained: UInt16 = 134
  static let presence: UInt16 = 135

  /// Why a job waits.
  enum Cause: Int, CaseIterable { case people, offShift, place, equipment, departure, replenishment }

  struct Station: BitwiseCopyable {
    var waiting = 0
    /// Waiting for goods on their pick faces; they cannot be begun yet.
    var held = 0
    var working = 0
    var blocked = 0
    /// Those of them whose person has gone home: done, and nobody's time.
    var alone = 0
    /// Work put aside until its person's next shift.
    var stopped = 0
    /// Jobs in the hands of all these tasks.
    var inHand = 0
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
    var unendedStays: Int64 = 0
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
    /// Orders that came and found a face too empty; units brought to faces.
    var heldOrders: Int64 = 0
    var units: Int64 = 0
    /// Work added because items were new.
    var unfamiliarSeconds = 0.0
    /// Walks begun since the last re-slotting, before the first, and in the last whole interval between two; at the horizon those after the
    /// last one.
    var walksNow = Walks()
    var walksBefore = Walks()
    var walksLast = Walks()
    var walksAfter = Walks()
    /// Of a carrier: departures, orders they took, those meant for this or a later truck, and those a full truck left behind.
    var departures: Int64 = 0
    var shipped: Int64 = 0
    /// Orders, lines or units, as the capacity of its trucks counts.
    var loaded: Int64 = 0
    var onTruck: Int64 = 0
    var leftBehind: Int64 = 0

    /// All that wait.
    var queued: Int { waiting + held }
  }

  struct Walks: BitwiseCopyable {
    var metres = 0.0
    var lines: Int64 = 0
  }

  struct Job: BitwiseCopyable {
    var payload: Int32
    /// Behind it in its task or among the free jobs.
    var next: Int32 = -1
    /// In queues.
    var stay = Stay()
    /// Moves from step to step so far.
    var moves: UInt32 = 0
    var lines: Int32
    var units: Int64 = 0
    /// Zones it has lines in; 0 on a floor without zones.
    var zones: UInt64 = 0
    /// The order it is a part of; -1 = it is a whole order. Parts of it that have not been joined.
    var parent: Int32 = -1
    var partsLeft: Int32 = 0
    /// Number of the truck that brought it; -1 = none.
    var truck: Int32 = -1
    /// When it came to the floor.
    var entered: Int64 = 0
    /// Up to when its time is accounted for in `path`.
    var accounted: Int64 = 0
    var wasLeftBehind = false
    var isInbound: Bool
    /// Whether it waits outside the queue for goods on their pick faces.
    var isHeld = false
    /// Where it waits or is worked on.
    var station: Int32 = -1
    /// Whether its work here has been begun before, so that it waits a second time; how long it has waited here, and whether that was
    /// counted.
    var isBegun = false
    /// Share of its work here that is left: 1 until it is put back half done.
    var workLeft = 1.0
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
    /// What it takes from the pick faces: its first pick; -1 = nothing.
    var picks: Int32 = -1
    /// Where the times of its work begin in `work`.
    var workVersion: Int32 = 0
  }

  struct Task: BitwiseCopyable {
    enum State: UInt8, BitwiseCopyable { case working, blocked, stopped }
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
    /// Its number among the tasks begun.
    var number: Int64
    var work: InterruptibleWork
    var end = EventHandle.none
  }

  let compiled: CompiledFloor
  let key: DrawKey
  let terms: PeopleTerms?
  let shuffles: Bool
  let assignment: Assignment

  let fixed: Slab<CompiledHall.Station>
  let crew: Slab<CompiledHall.Crew>
  /// Who is free for what; a skill has the number of the membership in `crew`.
  var skills: SkillTable
  let routes: Slab<CompiledHall.Route>
  let carriers: Slab<CompiledHall.Carrier>
  let upstream: Slab<Int>
  var stations: Slab<Station>
  var lines: [OrderedLine]
  /// Ticks at each length of each queue, and waits by bin.
  var levels: [[Int64]]
  var waitBins: Slab<TickHistogram.Bin>
  /// Queue × ticks by cause, `Cause.allCases.count` a station.
  var causeTicks: Slab<Int128>
  /// By station and cause: ticks since time 0 during which those who waited did so because of it; what those clocks showed
  /// when each job came to its queue; and of the waits recorded, the part that each cause had.
  var causeClocks: Slab<Int64>
  var causeMarks = Slab<Int64>(capacity: 256)
  var waitCauses: Slab<Int128>

  var jobs = Slab<Job>(capacity: 256)
  var workSeconds = Slab<Double>(capacity: 1024)
  /// How often each job has come to each step.
  var visits = Slab<UInt16>(capacity: 1024)
  var path: PathBook
  let stepCount: Int
  /// All steps, and all of them again with their times from each change on; `workVersion` is where those begin that hold now.
  let work: Slab<WorkTimes.Step>
  var workVersion = 0
  let flowSteps: Slab<Int32>
  let inboundSteps: Int
  var freeJob: Int32 = -1
  var tasks = Slab<Task>(capacity: 64)
  var freeTask: Int32 = -1
  var begunTasks: Int64 = 0
  var sequence: Int64 = 0
  /// Jobs whose patience ends at this instant: they leave where nobody takes them now.
  var impatient = Slab<(job: Int32, stamp: UInt32)>()

  var places: Slab<Int>
  var placesUsed: Slab<Int>
  var units: Slab<Unit>
  let equipment: Slab<CompiledHall.Equipment>
  /// The free ones of each kind, by number.
  var freeUnits: PairingHeaps
  /// Units of each kind that are free, at work, down, charging; and their sums.
  var unitCounts: Slab<Int>
  /// By kind of equipment: how many there are to be, and how many of those in use go when they are free.
  var unitsOwned: Slab<Int>
  var unitsLeaving: Slab<Int>
  var unitTicks: Slab<Int128>
  /// Who lost a unit to a failure, and maybe some who have replaced it since.
  var lackers = Slab<Int32>()
  /// Of those down, the units that a task holds meanwhile: put aside until its person comes, or done and without room.
  var heldDown: Slab<Int>
  var heldDownTicks: Slab<Int128>

  var people = Slab<Person>(capacity: 64)
  var choices: Choices
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
  /// Up to when each of `headTicks` is counted.
  var headSince: Slab<Int64>
  var headTicksBefore: [Int128] = []
  /// Of the measured window: the states' sums, and paid time by the calendar.
  var measuredHeads: [Int128] = []
  var measuredPaid: [Int128] = []
  /// Money of each pool: since time 0 when measuring began, and of the measured window.
  var payBefore: [(regular: Double, overtime: Double)] = []
  var measuredPay: [(regular: Double, overtime: Double)] = []
  var shiftStates: Slab<ShiftState>
  /// When the next change of each shift is due, where its people go home or into a break with it; else `Int64.max`.
  var nextGoing: Slab<Int64>

  var faces: PickFaces
  /// Where orders claim their units on the faces, and the step that fills the faces; -1 = there are no faces.
  let picking: Int
  let replenishing: Int
  let hasCoordinates: Bool
  /// Whether rounds go by the places where the items lie now, and not by a mask of aisles; and what else the storage knows of it.
  let tracksPlaces: Bool
  var kept: Slab<KeptState>
  var reslottings: Int = 0
  var exchanges: UInt64 = 0
  var zones: ZoneBook
  /// The orders of the round that is being made up.
  var round = Slab<Int32>()
  /// Departures, by carrier's step and number, that an order missed which was meant for them.
  var missedDepartures: [[Bool]]
  /// Receipts that have been inspected, and the steps at which. A job whose stamp has changed since is not on its way any more.
  var inspectedList = Slab<(job: Int32, stamp: UInt32, payload: Int32)>()
  var inspectedSteps = Slab<Int32>()
  var inspectedRead = 0

  var putAwayList = Slab<Int32>()
  var departedList = Slab<Int32>()
  var abandonedList = Slab<Int32>()
  var putAwayRead = 0
  var departedRead = 0
  var abandonedRead = 0
  var startsPending = false
  var measuring = false
  /// Where the measured window begins and how long it is; 0 before it begins.
  var measuredFrom: Int64 = 0
  var measuredSpan: UInt64 = 0
  /// Visits to steps that began in the measured window and still last, from its end on.
  var openVisits = 0
  /// By station, how long those waits had lasted that had not ended when the run did; empty before `closeVisits`.
  var unendedWaits: [[UInt64]] = []
  var reached: Int64 = 0
  var deadlock: FloorDeadlock?
  var queueSeries = QueueSeries()
  var trace: FloorTrace?
  let routing: Routing?

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
    skills = SkillTable(
      hall.stations.enumerated().flatMap { s, station in
        station.crew.map { .init(task: s, group: Int(hall.crew[$0].pool), helps: hall.crew[$0].helps) }
      }, helpersAbove: hall.stations.map(\.helpersAbove), groups: plan.pools.count)
    routes = Slab(hall.routes)
    carriers = Slab(hall.carriers)
    upstream = Slab(hall.upstream)
    equipment = Slab(hall.equipment)
    poolTerms = Slab(hall.pools)
    stations = Slab(repeating: Station(), count: steps)
    lines = (0..<steps).map { _ in OrderedLine() }
    levels = Array(repeating: [], count: steps)
    waitBins = Slab(repeating: TickHistogram.Bin(), count: steps * TickHistogram.binLimit)
    causeTicks = Slab(repeating: 0, count: steps * Cause.allCases.count)
    causeClocks = Slab(repeating: 0, count: steps * Cause.allCases.count)
    waitCauses = Slab(repeating: 0, count: steps * Cause.allCases.count)
    stepCount = max(1, steps)
    path = PathBook(steps: stepCount)
    work = Slab(compiled.work.steps + hall.laterWork.flatMap(\.steps))
    flowSteps = Slab((compiled.work.inbound + compiled.work.outbound).map { Int32($0) })
    inboundSteps = compiled.work.inbound.count
    places = Slab(plan.places.map(\.capacity))
    placesUsed = Slab(repeating: 0, count: plan.places.count)
    units = Slab()
    unitCounts = Slab(repeating: 0, count: Unit.room * hall.equipment.count)
    unitTicks = Slab(repeating: 0, count: Unit.room * hall.equipment.count)
    heldDown = Slab(repeating: 0, count: hall.equipment.count)
    heldDownTicks = Slab(repeating: 0, count: hall.equipment.count)
    freeUnits = PairingHeaps(heaps: hall.equipment.count)
    freeUnits.reserve(nodes: hall.equipment.reduce(0) { $0 + $1.count })
    unitsOwned = Slab(hall.equipment.map(\.count))
    unitsLeaving = Slab(repeating: 0, count: hall.equipment.count)
    for (e, one) in hall.equipment.enumerated() {
      for number in 0..<one.count {
        freeUnits.insert(units.count, into: e, key: .init(Int64(units.count)))
        units.append(Unit(equipment: Int32(e), number: Int32(number), clock: FailureClock(countsWorkOnly: one.countsWorkOnly)))
      }
      unitCounts[Unit.room * e] = one.count
    }
    pools = Slab(capacity: plan.pools.count)
    var crewStations: [Int32] = [], crewMembers: [Int32] = []
    for (p, pool) in plan.pools.enumerated() where isUsed {
      let first = crewStations.count
      let apart = plan.steps.indices.filter { [.repair, .upkeep].contains(plan.steps[$0].kind) }
      for s in plan.outbound + plan.inbound + (plan.returns ?? []) + apart {
        for c in hall.stations[s].crew where Int(hall.crew[c].pool) == p {
          crewStations.append(Int32(s))
          crewMembers.append(Int32(c))
        }
      }
      pools.append(Pool(shift: pool.shift, crew: Stretch(first, crewStations.count), wage: pool.wage))
    }
    self.crewStations = Slab(crewStations)
    self.crewMembers = Slab(crewMembers)
    choices = Choices(plan, hall, crewMembers: crewMembers, steps: steps)
    heads = Slab(repeating: 0, count: Self.stateRoom * plan.pools.count)
    headTicks = Slab(repeating: 0, count: Self.stateRoom * plan.pools.count)
    headSince = Slab(repeating: 0, count: Self.stateRoom * plan.pools.count)
    shiftStates = Slab(repeating: .closed, count: plan.shifts.count)
    nextGoing = Slab(repeating: .max, count: plan.shifts.count)
    missedDepartures = plan.steps.map {
      isUsed && $0.kind == .ship && $0.terms?.shipping != nil ? [Bool](repeating: false, count: $0.departures.count) : []
    }
    zones = ZoneBook(isUsed ? plan.zones?.names ?? [] : [])
    routing = compiled.routing
    faces = PickFaces(isUsed ? compiled.kept : [], plan.storage?.faces)
    hasCoordinates = isUsed && plan.coordinates != nil
    tracksPlaces = hasCoordinates || plan.storage?.reslotting != nil || (isUsed && compiled.routing?.needsSlots == true)
    kept = Slab((isUsed ? compiled.kept : []).map { KeptState(slot: Int32($0.slot)) })
    let hasFaces = isUsed && plan.storage?.faces != nil && !compiled.kept.isEmpty
    picking = hasFaces ? plan.pickingStep ?? -1 : -1
    replenishing = hasFaces ? plan.storage?.faces?.step ?? -1 : -1
    startsPending = hasFaces
  }

  // MARK: Events

  mutating func begin(_ agenda: inout Agenda) {
    for shift in compiled.hall.calendars.indices { schedule(shift: shift, change: 0, &agenda) }
    for (s, step) in compiled.plan.steps.enumerated() where !step.departures.isEmpty {
      agenda.schedule(at: step.departures[0], .workEnd, kind: Floor.departure, subject: Int32(s), argument: 0)
    }
    employ(&agenda)
    scheduleChanges(&agenda)
    for p in 0..<pools.count { schedulePresence(p, number: 0, &agenda) }
    startEquipment(&agenda)
    scheduleReslotting(after: 0, &agenda)
  }

  mutating func handle(_ event: Event, agenda: inout Agenda) {
    let now = event.time.ticks
    advance(to: now)
    switch event.kind {
    case Floor.taskEnd: endTask(Int(event.subject), now, &agenda)
    case Floor.dutyStart: changeShift(Int(event.subject), change: Int(event.argument), now, &agenda)
    case Floor.departure where fixed[Int(event.subject)].kind == .gate: open(Int(event.subject), index: Int(event.argument), now, &agenda)
    case Floor.departure where fixed[Int(event.subject)].isCarrier:
      departTruck(Int(event.subject), index: Int(event.argument), now, &agenda)
    case Floor.departure: depart(Int(event.subject), index: Int(event.argument), now, &agenda)
    case Self.patienceEnd:
      // Whoever is free at this instant comes first.
      impatient.append((event.subject, UInt32(truncatingIfNeeded: event.argument)))
      startsPending = true
    case Self.failure: fail(Int(event.subject), now, &agenda)
    case Self.repaired: repair(Int(event.subject), now, &agenda)
    case Self.gatherEnd: letGo(Int(event.subject), stations[Int(event.subject)].waiting, now, &agenda)
    case Self.staffing: staff(Int(event.subject), now, &agenda)
    case Self.reslotting: reslot(now, &agenda)
    case Self.charged: endCharge(Int(event.subject), now)
    case Self.change: change(Int(event.subject), now, &agenda)
    case Self.arrival: admit(Int(event.subject), now, &agenda)
    case Self.trained: endTraining(Int(event.subject), now)
    case Self.presence: changePresence(Int(event.subject), number: Int(event.argument), now, &agenda)
    case Self.leaving: leave(Int(event.subject), replacing: true, now, &agenda)
    default: checkOvertime(Int(event.subject), now, &agenda)
    }
    // Where nobody may begin anything, nothing else will be settled at this instant.
    if isWatched, !startsPending { tellCauses() }
  }
}
