public import Kernel
public import Randomness

/// People, stations and queues of one floor while a replication runs.
///
/// A job is an index: it enters a flow at its first station and comes out of `nextPutAway` (inbound) or `nextDeparted` (outbound) and is
/// forgotten. People finish what they have begun, past a break or the end of a shift if need be; the time past paid hours is overtime.
public struct Floor: ~Copyable {
  /// This room's kinds of events.
  public static let taskEnd: UInt16 = 100
  public static let dutyStart: UInt16 = 101
  public static let dutyEnd: UInt16 = 102
  public static let departure: UInt16 = 103

  public let compiled: CompiledFloor
  /// Whether this plain floor serves; else the hall, which knows everything and costs more, does.
  let isPlain: Bool
  var hall: Hall {
    _read { yield hallPlace.pointee }
    nonmutating _modify { yield &hallPlace.pointee }
  }
  /// Apart from the floor: the compiler follows every field of what holds no references, and the hall has hundreds.
  private let hallPlace: UnsafeMutablePointer<Hall>

  struct Station: BitwiseCopyable {
    /// First and last job of a queue in order of arrival; an ordered one lies in `ranked`.
    var front: Int32 = -1
    var back: Int32 = -1
    var waiting = 0
    let isOrdered: Bool
    var busy = 0
    /// People on duty and free who could serve here.
    var idle = 0
    /// Those of them whose work it is; counted where others help.
    var ownIdle = 0
    let batch: Int
    let capacity: Int
    /// Station after this one in its flow; −1 at the end.
    let next: Int
    /// Where its times stand among those of a job.
    let pathPlace: Int
    let isInbound: Bool
    let travelTicksPerMetre: Double
    var serversTouched: Int64 = 0
    var queueTouched: Int64 = 0
    var scheduledTicks: Int64 = 0
    var busyTicks: Int64 = 0
    var tasks: Int64 = 0
    var orders: Int64 = 0
    var lines: Int64 = 0
    var waitTicks: Int128 = 0
    var waits: Int64 = 0
    /// Ticks spent at each queue length up to the longest seen; owned by the floor.
    var levels: UnsafeMutablePointer<Int64>
    var levelRoom: Int
    /// Its waits by bin; the floor's.
    let waitBins: UnsafeMutablePointer<TickHistogram.Bin>
  }

  struct Worker: BitwiseCopyable {
    enum State: UInt8, BitwiseCopyable { case off, idle, busy }
    var state = State.off
    var pool: Int32
    var station: Int32 = -1
    /// First job of the task; the rest hangs on `next`.
    var job: Int32 = -1
    var start: Int64 = 0
    var paidEnd: Int64 = 0
  }

  struct Pool: BitwiseCopyable {
    /// Free people on duty, longest free first: a ring of `people` places in `idlePeople` from `firstIdle` on.
    let firstIdle: Int
    let people: Int
    var idleHead = 0
    var idleCount = 0
    let shift: Int
    /// Its stations and its slowness there: places in `crewStations` and `crewSlowness`.
    let firstCrew: Int
    let endCrew: Int
    /// Whether who ends a task may begin the next without having been free: nobody helps, and places limit nobody.
    let goesOn: Bool
    var idleTouched: Int64 = 0
    var idleTicks: Int64 = 0
    /// Those of them in which work that can come to its people was held up before them; and the stations before which it is.
    var starvedTicks: Int64 = 0
    var starvedStations = 0
    var workedTicks: Int64 = 0
    /// Of the tasks ended in the measured window: work as it was, and at the stated speed.
    var actualTicks = 0.0
    var standardTicks = 0.0
    var overtimeTicks: Int64 = 0
    /// Since time 0, measured or not.
    var overtimeTicksToDate: Int64 = 0
  }

  struct Job: BitwiseCopyable {
    var payload: Int32
    /// Behind it in its queue, its task or the list of free jobs.
    var next: Int32 = -1
    var aisles: UInt64
    var sortKey: Int64
    var lines: Int32
  }

  var stations: Slab<Station>
  var accounts: Slab<StationAccount>
  /// Who works at each station: places of pools, from `firstPool` on.
  var stationPools: Slab<Int32>
  var queueSeries = QueueSeries()
  /// The end of the present stretch of the queues' course.
  var stretchEnd = Int64.max
  var workers: Slab<Worker>
  var pools: Slab<Pool>
  var idlePeople: Slab<Int32>
  var crewStations: Slab<Int32>
  var crewSlowness: Slab<Double>
  /// The same by pool and station.
  var slownessAt: Slab<Double>
  /// Whether a pool helps at a station of others.
  var crewHelps: Slab<Bool>
  let hasHelpers: Bool
  var onDuty: Slab<Bool>
  var paidEnd: Slab<Int64>
  var ranked: [RankedLine]
  /// Waits by bin, `TickHistogram.binLimit` a station.
  var waitBins: Slab<TickHistogram.Bin>
  let longestQueueFirst: Bool
  let routing: Routing?

  var jobs = Slab<Job>(capacity: 256)
  /// Seconds of work, `stepCount` a job.
  var workSeconds = Slab<Double>(capacity: 1024)
  let stepCount: Int
  /// When each job came to each step of its flow and when it was begun there: two a step in the order of the flow, `pathWidth` a job.
  var times = Slab<Int64>(capacity: 1024)
  var path: PathSums
  let pathWidth: Int
  /// How long the work at each station takes; stations of the inbound flow, then of the outbound flow.
  let work: Slab<WorkTimes.Step>
  let flowSteps: Slab<Int32>
  let inboundSteps: Int
  /// Times of orders that other plans have drawn or will read, and each step's column there, −1 = none; nil where there are no such plans.
  private var known: UnsafeMutablePointer<Double>?
  private var knownColumns = 0
  private var columnOf = Slab<Int32>()
  /// Whether lines of the inbound or the outbound flow draw times of their own.
  let drawsLines: (inbound: Bool, outbound: Bool)
  var freeJob: Int32 = -1

  /// Payloads of receipts, and jobs of orders, that left their flow and were not yet asked for.
  var putAwayList = Slab<Int32>()
  var departedList = Slab<Int32>()
  var putAwayRead = 0
  var departedRead = 0
  /// Whether somebody may be able to start; the owner calls `startWork` in its class of the instant.
  @inline(__always)
  public var startsPending: Bool { isPlain ? plainStartsPending || goingOn >= 0 : hall.startsPending }
  var plainStartsPending = false
  /// Who has ended a task at this instant and not yet been counted as free, since there is work for nobody else; −1 = nobody.
  var goingOn: Int32 = -1

  var measuring = false
  var measuredFrom: Int64 = 0
  /// Ticks of the measured window; 0 before it begins.
  var measuredSpan: UInt64 = 0
  /// Waits that began in the measured window and still last, from its end on.
  var plainOpenWaits = 0
  /// By station, how long those had lasted that had not ended when the run did; empty before `closeWaits`.
  var unendedWaits: [[UInt64]] = []
  public var trace: FloorTrace? {
    didSet { hall.trace = trace }
  }

  /// - Parameter key: of the replication; a hall's draws are made with it.
  public init(_ compiled: CompiledFloor, key: DrawKey) {
    self.compiled = compiled
    isPlain = compiled.isPlain
    hallPlace = .allocate(capacity: 1)
    hallPlace.initialize(to: Hall(compiled, key: key))
    let steps = compiled.plan.steps
    stepCount = compiled.work.stepCount
    pathWidth = 2 * max(compiled.plan.inbound.count, compiled.plan.outbound.count)
    path = PathSums(steps: compiled.plan.outbound.count)
    work = Slab(compiled.work.steps)
    flowSteps = Slab((compiled.work.inbound + compiled.work.outbound).map { Int32($0) })
    inboundSteps = compiled.work.inbound.count
    let times = [compiled.work] + compiled.hall.laterWork
    drawsLines = (
      times.contains { time in time.inbound.contains { time.drawsLines(at: $0) } },
      times.contains { time in time.outbound.contains { time.drawsLines(at: $0) } }
    )
    longestQueueFirst = compiled.plan.assignment == .longestQueue
    routing = compiled.routing
    stations = Slab(capacity: steps.count)
    accounts = Slab(capacity: steps.count)
    stationPools = Slab()
    waitBins = Slab(repeating: TickHistogram.Bin(), count: max(1, steps.count * TickHistogram.binLimit))
    // Places for all who can come to it limit nobody.
    let isAmple = steps.indices.map { s in
      compiled.capacity[s] >= compiled.pools.reduce(0) { $0 + ($1.stations.contains(s) ? $1.count : 0) }
    }
    for (s, step) in steps.enumerated() {
      let levels = UnsafeMutablePointer<Int64>.allocate(capacity: Self.firstLevels)
      levels.initialize(repeating: 0, count: Self.firstLevels)
      stations.append(
        Station(
          isOrdered: step.queue != .fifo, batch: step.batch, capacity: isAmple[s] ? .max : compiled.capacity[s],
          next: compiled.next[s],
          pathPlace: 2 * ((compiled.isInbound[s] ? compiled.plan.inbound : compiled.plan.outbound).firstIndex(of: s) ?? 0),
          isInbound: compiled.isInbound[s],
          travelTicksPerMetre: compiled.travelTicksPerMetre[s], levels: levels, levelRoom: Self.firstLevels,
          waitBins: waitBins.place(s * TickHistogram.binLimit)))
      let firstPool = stationPools.count
      for (p, pool) in compiled.pools.enumerated() where pool.stations.contains(s) { stationPools.append(Int32(p)) }
      accounts.append(StationAccount(pools: Stretch(firstPool, stationPools.count), isWorked: step.kind != .ship))
    }
    ranked = steps.map { _ in RankedLine() }
    workers = Slab(capacity: compiled.workerCount)
    pools = Slab(capacity: compiled.pools.count)
    idlePeople = Slab(repeating: 0, count: compiled.workerCount)
    crewStations = Slab()
    crewSlowness = Slab()
    crewHelps = Slab()
    slownessAt = Slab(repeating: 1, count: compiled.pools.count * steps.count)
    hasHelpers = compiled.pools.contains { $0.helps.contains(true) }
    for (index, pool) in compiled.pools.enumerated() {
      for _ in 0..<pool.count { workers.append(Worker(pool: Int32(index))) }
      let firstCrew = crewStations.count
      for (station, slowness) in zip(pool.stations, pool.slowness) {
        crewStations.append(Int32(station))
        crewSlowness.append(slowness)
        slownessAt[index * steps.count + station] = slowness
      }
      for helps in pool.helps {
        crewHelps.append(helps)
      }
      pools.append(
        Pool(
          firstIdle: pool.firstWorker, people: pool.count, shift: pool.shift, firstCrew: firstCrew, endCrew: crewStations.count,
          goesOn: !hasHelpers && pool.stations.allSatisfy { isAmple[$0] }))
    }
    onDuty = Slab(repeating: false, count: compiled.duties.count)
    paidEnd = Slab(repeating: 0, count: compiled.duties.count)
  }

  deinit {
    hallPlace.deinitialize(count: 1)
    hallPlace.deallocate()
    for s in 0..<stations.count { stations[s].levels.deallocate() }
  }

  static let firstLevels = 64

  /// Puts the first change of every shift and the first departures on the agenda.
  public mutating func begin(_ agenda: inout Agenda) {
    if !isPlain { return hall.begin(&agenda) }
    for (shift, duty) in compiled.duties.enumerated() where !duty.starts.isEmpty {
      agenda.schedule(at: SimTime(ticks: duty.starts[0]), .calendar, kind: Self.dutyStart, subject: Int32(shift), argument: 0)
    }
    for (s, step) in compiled.plan.steps.enumerated() where step.kind == .ship && !step.departures.isEmpty {
      agenda.schedule(at: step.departures[0], .workEnd, kind: Self.departure, subject: Int32(s), argument: 0)
    }
  }

  // MARK: Jobs

  /// Which way a job goes.
  public enum Flow: Sendable { case inbound, outbound }

  /// What a job is made of; its draws are keyed to `salt` and `identity`.
  public struct JobSize {
    public var lines: Int
    public var units: Int64
    /// Bits of the aisles its lines lie in.
    public var aisles: UInt64

    public init(lines: Int = 0, units: Int64 = 0, aisles: UInt64 = 0) {
      self.lines = lines
      self.units = units
      self.aisles = aisles
    }

    @inlinable @inline(__always)
    public mutating func add(_ quantity: Int64, _ aisle: UInt64) {
      lines += 1
      units += quantity
      aisles |= aisle
    }
  }

  /// A new job at the start of its flow, with its work at every step of it. Where `drawsLines(flow)`, the work of each line is added by
  /// `addLine`.
  ///
  /// - Parameters:
  ///   - due: ticks; `Int64.max` = nothing promised.
  ///   - priority: the smaller goes first.
  ///   - row: of the order in the history given to `share`; −1 = it has none.
  public mutating func makeJob(
    _ flow: Flow, payload: Int32, _ size: JobSize, due: Int64, priority: Int64, salt: UInt64, identity: UInt64, row: Int32 = -1,
    key: DrawKey
  ) -> Int32 {
    if !isPlain { return hall.makeJob(flow, payload: payload, size, due: due, priority: priority, salt: salt, identity: identity) }
    let sortKey = compiled.usesPriority ? priority : due
    let job = Job(payload: payload, aisles: size.aisles, sortKey: sortKey, lines: Int32(truncatingIfNeeded: size.lines))
    let slot: Int
    if freeJob >= 0 {
      slot = Int(freeJob)
      freeJob = jobs[slot].next
      jobs[slot] = job
    } else {
      slot = jobs.count
      jobs.append(job)
      workSeconds.append(repeating: 0, count: stepCount)
      times.append(repeating: 0, count: pathWidth)
    }
    var i = flow == .inbound ? 0 : inboundSteps
    let end = flow == .inbound ? inboundSteps : flowSteps.count
    let lines = Double(size.lines), units = Double(size.units), seconds = workSeconds.place(slot &* stepCount)
    while i < end {
      let s = Int(flowSteps[i]), step = work.place(s)
      var once = step.pointee.perOrder
      if step.pointee.drawsOrder {
        let place = knownPlace(row, s)
        once = place?.pointee ?? WorkHistory.unknown
        if once < 0 {
          once = max(0, step.pointee.order.draw(key.uniform(source: step.pointee.source ^ salt, ordinal: identity)))
          place?.pointee = once
        }
      }
      seconds[s] = once + (step.pointee.perLine * lines + step.pointee.perUnit * units)
      i &+= 1
    }
    return Int32(truncatingIfNeeded: slot)
  }

  /// From now on what orders draw is read from, and kept in, a history that must outlive the floor.
  public mutating func share(_ record: WorkHistory.Record) {
    known = record.seconds
    knownColumns = record.columns
    columnOf = Slab(record.columnOf)
  }

  @inline(__always)
  private func knownPlace(_ row: Int32, _ s: Int) -> UnsafeMutablePointer<Double>? {
    guard row >= 0, let known, columnOf[s] >= 0 else { return nil }
    return known + (Int(row) &* knownColumns &+ Int(columnOf[s]))
  }

  /// Tells what a job takes (or brings) of an item, given by its stock point, before it enters; where `compiled.recordsPicks`.
  ///
  /// - Parameter line: its number in the order.
  public mutating func addPick(_ item: Int, _ quantity: Int64, line: Int, to job: Int32, at now: Int64) {
    hall.addPick(item, quantity, line: line, to: job, now)
  }

  /// A new item is introduced, and launched at a later moment; where `compiled.recordsPicks`.
  public mutating func introduce(_ item: Int, launched: Int64, at now: Int64, agenda: inout Agenda) {
    hall.introduce(item, launched: launched, now, &agenda)
  }

  /// Goods of an item have been put away; where `compiled.recordsPicks`.
  public mutating func store(_ item: Int, _ quantity: Int64) { hall.store(item, quantity) }

  /// Units of an item in storage or on their way through the house; where `compiled.recordsPicks`, for checks.
  public func units(of item: Int) -> Int64 { hall.units(of: item) }

  public func drawsLines(_ flow: Flow) -> Bool { flow == .inbound ? drawsLines.inbound : drawsLines.outbound }

  /// Adds the work drawn for one line of a job; `line` is its number in the order.
  public mutating func addLine(
    _ line: Int, quantity: Int64, to job: Int32, _ flow: Flow, salt: UInt64, identity: UInt64, key: DrawKey
  ) {
    if !isPlain { return hall.addLine(line, quantity: quantity, to: job, flow, salt: salt, identity: identity) }
    for i in flow == .inbound ? 0..<inboundSteps : inboundSteps..<flowSteps.count {
      let s = Int(flowSteps[i])
      workSeconds[Int(job) * stepCount + s] += work[s].drawnSeconds(
        line: line, quantity: quantity, salt: salt, identity: identity, key: key)
    }
  }

  /// False where no job has come to the end of its flow since the lists were read.
  @inline(__always)
  public var mayHaveFinished: Bool { !isPlain || putAwayList.count + departedList.count > 0 }

  /// The payload of the next job that came to the end of the inbound flow; nil when there is no more.
  @inline(__always)
  public mutating func nextPutAway() -> Int32? {
    if !isPlain { return hall.nextPutAway() }
    if putAwayRead == putAwayList.count {
      putAwayRead = 0
      putAwayList.removeAll()
      return nil
    }
    putAwayRead += 1
    return putAwayList[putAwayRead - 1]
  }

  /// The payload of the next job that left the outbound flow; nil when there is no more.
  @inline(__always)
  public mutating func nextDeparted() -> Int32? {
    if !isPlain { return hall.nextDeparted() }
    if departedRead == departedList.count {
      departedRead = 0
      departedList.removeAll()
      return nil
    }
    departedRead += 1
    return jobs[Int(departedList[departedRead - 1])].payload
  }

  /// Tells which truck has brought an inbound job; the floor must not be plain.
  public mutating func name(_ job: Int32, truck: Int32) { hall.jobs[Int(job)].truck = truck }

  /// The payload of the next receipt that has been inspected where units are rejected, and the step; nil when there is no more.
  public mutating func nextInspected() -> (payload: Int32, step: Int)? { isPlain ? nil : hall.nextInspected() }

  /// So many units of the receipt given last by `nextInspected` have failed: later steps work those that are left.
  public mutating func reject(_ failed: Int64) { hall.reject(failed) }

  /// Tells in which zone a line of an outbound job lies; called for each line before the job enters, on a floor with zones.
  public mutating func addZone(_ zone: Int, line: Int, quantity: Int64, aisle: UInt64, to job: Int32, salt: UInt64, identity: UInt64) {
    hall.addZone(zone, line: line, quantity: quantity, aisle: aisle, to: job, salt: salt, identity: identity)
  }

  /// The zone of the lines that the job given last by `nextDeparted` stands for; -1 = all lines.
  public var departedZone: Int { isPlain ? -1 : hall.departedZone }

  /// The payload of the next job of the outbound flow that left unserved: it found a queue full, or its patience ended; nil when there is
  /// no more.
  public mutating func nextAbandoned() -> Int32? { isPlain ? nil : hall.nextAbandoned() }

  mutating func release(_ job: Int32) {
    jobs[Int(job)].next = freeJob
    freeJob = job
  }

  /// A job begins its flow at a station.
  @inline(__always)
  public mutating func enter(_ job: Int32, station s: Int, at now: Int64, agenda: inout Agenda) {
    if isPlain { enter(job, station: s, at: now) } else { hall.enter(job, station: s, at: now, &agenda) }
  }

  /// Queues a job at a station.
  mutating func enter(_ job: Int32, station s: Int, at now: Int64) {
    let station = stations.place(s), account = accounts.place(s)
    times[Int(job) &* pathWidth &+ station.pointee.pathPlace] = now
    touchQueue(station, account, now)
    if station.pointee.isOrdered {
      ranked[s].insert(job, rank: jobs[Int(job)].sortKey)
    } else {
      jobs[Int(job)].next = -1
      if station.pointee.waiting == 0 { station.pointee.front = job } else { jobs[Int(station.pointee.back)].next = job }
      station.pointee.back = job
    }
    station.pointee.waiting &+= 1
    noteArrival(s, station, account, now)
    // Nobody free can serve here: then nobody can begin more than before. (Of helpers one may wait for what others do elsewhere.)
    if hasHelpers || station.pointee.idle > 0 { plainStartsPending = true }
    if trace != nil { tellQueue(s, now) }
  }

  @inline(never)
  func tellQueue(_ s: Int, _ now: Int64) {
    trace?.queue.append(.init(station: s, time: SimTime(ticks: now), length: stations[s].waiting))
  }

  /// The job `takeFirst` would give; somebody waits.
  func first(_ s: Int) -> Int32 { stations[s].isOrdered ? ranked[s].first.unsafelyUnwrapped : stations[s].front }

  @inline(__always)
  mutating func takeFirst(_ s: Int, _ station: UnsafeMutablePointer<Station>) -> Int32 {
    station.pointee.waiting &-= 1
    if station.pointee.isOrdered { return ranked[s].popFirst().unsafelyUnwrapped }
    let job = station.pointee.front
    station.pointee.front = jobs[Int(job)].next
    return job
  }
}
