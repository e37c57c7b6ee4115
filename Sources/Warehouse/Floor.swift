public import Kernel
public import Randomness

/// People, stations and queues of one floor while a replication runs.
///
/// A job is an index: it enters a flow at its first station and comes out of `nextPutAway` (inbound) or `nextDeparted` (outbound)
/// and is forgotten. People finish what they have begun, past a break or the end of a shift if need be; the time past paid hours is overtime.
public struct Floor: ~Copyable {
  /// This room's kinds of events.
  public static let taskEnd: UInt16 = 100
  public static let dutyStart: UInt16 = 101
  public static let dutyEnd: UInt16 = 102
  public static let departure: UInt16 = 103

  public let compiled: CompiledFloor

  struct Station: BitwiseCopyable {
    /// First and last job of a queue in order of arrival; an ordered one lies in `ranked`.
    var front: Int32 = -1
    var back: Int32 = -1
    var waiting = 0
    let isOrdered: Bool
    var busy = 0
    /// People on duty and free who could serve here.
    var idle = 0
    let batch: Int
    let capacity: Int
    /// Station after this one in its flow; −1 at the end.
    let next: Int
    let isInbound: Bool
    let travelTicksPerMetre: Double
    var serversTouched: Int64 = 0
    var queueTouched: Int64 = 0
    var scheduledTicks: Int64 = 0
    var busyTicks: Int64 = 0
    var longest = 0
    var tasks: Int64 = 0
    var orders: Int64 = 0
    var lines: Int64 = 0
    var waitTicks: Int64 = 0
    var waits: Int64 = 0
    /// Ticks spent at each queue length up to the longest seen; owned by the floor.
    var levels: UnsafeMutablePointer<Int64>
    var levelRoom: Int
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
    var workedTicks: Int64 = 0
    var overtimeTicks: Int64 = 0
    /// Since time 0, measured or not.
    var overtimeTicksToDate: Int64 = 0
  }

  struct Job: BitwiseCopyable {
    var payload: Int32
    /// Behind it in its queue, its task or the list of free jobs.
    var next: Int32 = -1
    var entered: Int64 = 0
    var aisles: UInt64
    var sortKey: Int64
    var lines: Int32
  }

  var stations: Slab<Station>
  var workers: Slab<Worker>
  var pools: Slab<Pool>
  private var idlePeople: Slab<Int32>
  private var crewStations: Slab<Int32>
  private var crewSlowness: Slab<Double>
  private var onDuty: Slab<Bool>
  private var paidEnd: Slab<Int64>
  private var ranked: [RankedLine]
  /// Waits by bin, `TickHistogram.binLimit` a station.
  private var waitBins: Slab<UInt32>
  private let longestQueueFirst: Bool
  private let routing: Routing?

  private var jobs = Slab<Job>(capacity: 256)
  /// Seconds of work, `stepCount` a job.
  private var workSeconds = Slab<Double>(capacity: 1024)
  private let stepCount: Int
  /// How long the work at each station takes; stations of the inbound flow, then of the outbound flow.
  private let work: Slab<WorkTimes.Step>
  private let flowSteps: Slab<Int32>
  private let inboundSteps: Int
  /// Whether lines of the inbound or the outbound flow draw times of their own.
  private let drawsLines: (inbound: Bool, outbound: Bool)
  private var freeJob: Int32 = -1

  /// Payloads of jobs that left their flow and were not yet asked for.
  private var putAwayList = Slab<Int32>()
  private var departedList = Slab<Int32>()
  private var putAwayRead = 0
  private var departedRead = 0
  /// Whether somebody may be able to start; the owner calls `startWork` in its class of the instant.
  public private(set) var startsPending = false

  private var measuring = false
  private var measuredFrom: Int64 = 0
  public var trace: FloorTrace?

  public init(_ compiled: CompiledFloor) {
    self.compiled = compiled
    let steps = compiled.plan.steps
    stepCount = compiled.work.stepCount
    work = Slab(compiled.work.steps)
    flowSteps = Slab((compiled.work.inbound + compiled.work.outbound).map { Int32($0) })
    inboundSteps = compiled.work.inbound.count
    drawsLines = (compiled.work.inbound.contains { compiled.work.drawsLines(at: $0) }, compiled.work.outbound.contains { compiled.work.drawsLines(at: $0) })
    longestQueueFirst = compiled.plan.assignment == .longestQueue
    routing = compiled.routing
    stations = Slab(capacity: steps.count)
    for (s, step) in steps.enumerated() {
      let levels = UnsafeMutablePointer<Int64>.allocate(capacity: Self.firstLevels)
      levels.initialize(repeating: 0, count: Self.firstLevels)
      stations.append(
        Station(
          isOrdered: step.queue != .fifo, batch: step.batch, capacity: compiled.capacity[s], next: compiled.next[s], isInbound: compiled.isInbound[s],
          travelTicksPerMetre: compiled.travelTicksPerMetre[s], levels: levels, levelRoom: Self.firstLevels))
    }
    ranked = steps.map { _ in RankedLine() }
    waitBins = Slab(repeating: 0, count: steps.count * TickHistogram.binLimit)
    workers = Slab(capacity: compiled.workerCount)
    pools = Slab(capacity: compiled.pools.count)
    idlePeople = Slab(repeating: 0, count: compiled.workerCount)
    crewStations = Slab()
    crewSlowness = Slab()
    for (index, pool) in compiled.pools.enumerated() {
      for _ in 0..<pool.count { workers.append(Worker(pool: Int32(index))) }
      let firstCrew = crewStations.count
      for (station, slowness) in zip(pool.stations, pool.slowness) {
        crewStations.append(Int32(station))
        crewSlowness.append(slowness)
      }
      pools.append(Pool(firstIdle: pool.firstWorker, people: pool.count, shift: pool.shift, firstCrew: firstCrew, endCrew: crewStations.count))
    }
    onDuty = Slab(repeating: false, count: compiled.duties.count)
    paidEnd = Slab(repeating: 0, count: compiled.duties.count)
  }

  deinit {
    for s in 0..<stations.count { stations[s].levels.deallocate() }
  }

  private static let firstLevels = 64

  /// Puts the first change of every shift and the first departures on the agenda.
  public mutating func begin(_ agenda: inout Agenda) {
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

  /// A new job at the start of its flow, with its work at every step of it. Where `drawsLines(flow)`, the work of each line is added by `addLine`.
  public mutating func makeJob(
    _ flow: Flow, payload: Int32, _ size: JobSize, sortKey: Int64, salt: UInt64, identity: UInt64, key: DrawKey
  ) -> Int32 {
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
    }
    var i = flow == .inbound ? 0 : inboundSteps
    let end = flow == .inbound ? inboundSteps : flowSteps.count
    while i < end {
      let s = Int(flowSteps[i])
      var seconds = work[s].perOrder
      if work[s].drawsOrder { seconds = max(0, work[s].order.draw(key.uniform(source: work[s].source ^ salt, ordinal: identity))) }
      workSeconds[slot * stepCount + s] = seconds + (work[s].perLine * Double(size.lines) + work[s].perUnit * Double(size.units))
      i &+= 1
    }
    return Int32(truncatingIfNeeded: slot)
  }

  public func drawsLines(_ flow: Flow) -> Bool { flow == .inbound ? drawsLines.inbound : drawsLines.outbound }

  /// Adds the work drawn for one line of a job; `line` is its number in the order.
  public mutating func addLine(
    _ line: Int, quantity: Int64, to job: Int32, _ flow: Flow, salt: UInt64, identity: UInt64, key: DrawKey
  ) {
    for i in flow == .inbound ? 0..<inboundSteps : inboundSteps..<flowSteps.count {
      let s = Int(flowSteps[i])
      workSeconds[Int(job) * stepCount + s] += work[s].drawnSeconds(line: line, quantity: quantity, salt: salt, identity: identity, key: key)
    }
  }

  /// The payload of the next job that came to the end of the inbound flow; nil when there is no more.
  @inline(__always)
  public mutating func nextPutAway() -> Int32? {
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
    if departedRead == departedList.count {
      departedRead = 0
      departedList.removeAll()
      return nil
    }
    departedRead += 1
    return departedList[departedRead - 1]
  }

  private mutating func release(_ job: Int32) {
    jobs[Int(job)].next = freeJob
    freeJob = job
  }

  /// Queues a job at a station.
  public mutating func enter(_ job: Int32, station s: Int, at now: Int64) {
    jobs[Int(job)].entered = now
    touchQueue(s, now)
    if stations[s].isOrdered {
      ranked[s].insert(job, rank: jobs[Int(job)].sortKey)
    } else {
      jobs[Int(job)].next = -1
      if stations[s].waiting == 0 { stations[s].front = job } else { jobs[Int(stations[s].back)].next = job }
      stations[s].back = job
    }
    stations[s].waiting += 1
    if stations[s].waiting > stations[s].longest && now >= measuredFrom { stations[s].longest = stations[s].waiting }
    startsPending = true
    trace?.queue.append(.init(station: s, time: SimTime(ticks: now), length: stations[s].waiting))
  }

  /// The job `takeFirst` would give; somebody waits.
  private func first(_ s: Int) -> Int32 { stations[s].isOrdered ? ranked[s].first.unsafelyUnwrapped : stations[s].front }

  private mutating func takeFirst(_ s: Int) -> Int32 {
    stations[s].waiting -= 1
    if stations[s].isOrdered { return ranked[s].popFirst().unsafelyUnwrapped }
    let job = stations[s].front
    stations[s].front = jobs[Int(job)].next
    return job
  }

  // MARK: Events

  public mutating func handle(_ event: Event, agenda: inout Agenda) {
    let now = event.time.ticks
    switch event.kind {
    case Self.taskEnd: endTask(Int(event.subject), now)
    case Self.dutyStart: startDuty(Int(event.subject), span: Int(event.argument), now, &agenda)
    case Self.dutyEnd: endDuty(Int(event.subject), span: Int(event.argument), now, &agenda)
    default: depart(Int(event.subject), index: Int(event.argument), now, &agenda)
    }
  }

  private mutating func endTask(_ w: Int, _ now: Int64) {
    let worker = workers[w]
    let s = Int(worker.station), p = Int(worker.pool), start = worker.start
    touchServers(s, now)
    stations[s].busy -= 1
    if now > worker.paidEnd { pools[p].overtimeTicksToDate += now - max(start, worker.paidEnd) }
    if measuring {
      let counted = now - max(start, measuredFrom)
      stations[s].busyTicks += counted
      stations[s].tasks += 1
      pools[p].workedTicks += counted
      if now > worker.paidEnd { pools[p].overtimeTicks += now - max(start, worker.paidEnd, measuredFrom) }
    }
    var job = worker.job
    workers[w].job = -1
    let after = stations[s].next
    var orders = 0
    while job >= 0 {
      let next = jobs[Int(job)].next
      orders += 1
      if measuring {
        stations[s].orders += 1
        stations[s].lines += Int64(jobs[Int(job)].lines)
      }
      if after >= 0 {
        enter(job, station: after, at: now)
      } else {
        if stations[s].isInbound { putAwayList.append(jobs[Int(job)].payload) } else { departedList.append(jobs[Int(job)].payload) }
        release(job)
      }
      job = next
    }
    trace?.tasks.append(.init(worker: w, pool: p, station: s, start: SimTime(ticks: start), end: SimTime(ticks: now), orders: orders))
    if onDuty[pools[p].shift] { becomeIdle(w, p, now) } else { workers[w].state = .off }
    startsPending = true
  }

  private mutating func becomeIdle(_ w: Int, _ p: Int, _ now: Int64) {
    let pool = pools[p]
    for crew in pool.firstCrew..<pool.endCrew {
      let s = Int(crewStations[crew])
      touchServers(s, now)
      stations[s].idle += 1
    }
    workers[w].state = .idle
    var tail = pool.idleHead + pool.idleCount
    if tail >= pool.people { tail -= pool.people }
    idlePeople[pool.firstIdle + tail] = Int32(truncatingIfNeeded: w)
    pools[p].idleCount += 1
  }

  private mutating func takeIdle(_ p: Int, _ now: Int64) -> Int {
    let pool = pools[p]
    let w = Int(idlePeople[pool.firstIdle + pool.idleHead])
    pools[p].idleHead = pool.idleHead + 1 == pool.people ? 0 : pool.idleHead + 1
    pools[p].idleCount -= 1
    for crew in pool.firstCrew..<pool.endCrew {
      let s = Int(crewStations[crew])
      touchServers(s, now)
      stations[s].idle -= 1
    }
    return w
  }

  private mutating func startDuty(_ shift: Int, span: Int, _ now: Int64, _ agenda: inout Agenda) {
    onDuty[shift] = true
    paidEnd[shift] = compiled.duties[shift].paidEnds[span]
    for (p, pool) in compiled.pools.enumerated() where pool.shift == shift {
      for w in pool.firstWorker..<(pool.firstWorker + pool.count) {
        workers[w].paidEnd = max(workers[w].state == .busy ? workers[w].paidEnd : 0, paidEnd[shift])
        if workers[w].state == .off { becomeIdle(w, p, now) }
      }
    }
    startsPending = true
    agenda.schedule(
      at: SimTime(ticks: compiled.duties[shift].ends[span]), .calendar, kind: Self.dutyEnd, subject: Int32(shift), argument: Int64(span))
  }

  private mutating func endDuty(_ shift: Int, span: Int, _ now: Int64, _ agenda: inout Agenda) {
    onDuty[shift] = false
    for (p, pool) in compiled.pools.enumerated() where pool.shift == shift {
      while pools[p].idleCount > 0 {
        let w = takeIdle(p, now)
        workers[w].state = .off
      }
    }
    let next = span + 1
    if next < compiled.duties[shift].starts.count {
      agenda.schedule(
        at: SimTime(ticks: compiled.duties[shift].starts[next]), .calendar, kind: Self.dutyStart, subject: Int32(shift), argument: Int64(next))
    }
  }

  private mutating func depart(_ s: Int, index: Int, _ now: Int64, _ agenda: inout Agenda) {
    let latest = now - compiled.plan.steps[s].cutOff.ticks
    while stations[s].waiting > 0, jobs[Int(first(s))].entered <= latest {
      touchQueue(s, now)
      let job = takeFirst(s)
      if measuring {
        recordWait(s, now - jobs[Int(job)].entered)
        stations[s].orders += 1
        stations[s].lines += Int64(jobs[Int(job)].lines)
      }
      departedList.append(jobs[Int(job)].payload)
      release(job)
    }
    trace?.queue.append(.init(station: s, time: SimTime(ticks: now), length: stations[s].waiting))
    let departures = compiled.plan.steps[s].departures
    if index + 1 < departures.count {
      agenda.schedule(at: departures[index + 1], .workEnd, kind: Self.departure, subject: Int32(s), argument: Int64(index + 1))
    }
  }

  // MARK: Starting work

  /// Lets every free person who can do something begin.
  public mutating func startWork(at now: Int64, agenda: inout Agenda) {
    startsPending = false
    for p in 0..<pools.count {
      while pools[p].idleCount > 0 {
        var chosen = -1, place = -1, most = 0
        for crew in pools[p].firstCrew..<pools[p].endCrew {
          let s = Int(crewStations[crew])
          if stations[s].waiting > most, stations[s].busy < stations[s].capacity {
            chosen = s
            place = crew
            most = stations[s].waiting
            if !longestQueueFirst { break }
          }
        }
        if chosen < 0 { break }
        begin(takeIdle(p, now), pool: p, station: chosen, slowness: crewSlowness[place], now, &agenda)
      }
    }
  }

  private mutating func begin(_ w: Int, pool p: Int, station s: Int, slowness: Double, _ now: Int64, _ agenda: inout Agenda) {
    touchServers(s, now)
    touchQueue(s, now)
    let n = min(stations[s].batch, stations[s].waiting)
    var span: Int64 = 0
    var mask: UInt64 = 0
    var head: Int32 = -1
    for _ in 0..<n {
      let job = takeFirst(s)
      span += ticks(min(workSeconds[Int(job) * stepCount + s] * 1e6, 9e17))
      mask |= jobs[Int(job)].aisles
      jobs[Int(job)].next = head
      head = job
      if measuring { recordWait(s, now - jobs[Int(job)].entered) }
    }
    if let routing, stations[s].travelTicksPerMetre > 0 { span += ticks(routing.length(mask: mask) * stations[s].travelTicksPerMetre) }
    if slowness != 1 { span = ticks(min(Double(span) * slowness, 9e17)) }
    stations[s].busy += 1
    workers[w].state = .busy
    workers[w].station = Int32(truncatingIfNeeded: s)
    workers[w].job = head
    workers[w].start = now
    workers[w].paidEnd = paidEnd[pools[p].shift]
    trace?.queue.append(.init(station: s, time: SimTime(ticks: now), length: stations[s].waiting))
    agenda.schedule(
      at: SimTime(ticks: now + span), stations[s].isInbound ? .putAway : .workEnd, kind: Self.taskEnd, subject: Int32(truncatingIfNeeded: w))
  }

  // MARK: Measuring

  @inline(__always)
  private mutating func touchServers(_ s: Int, _ now: Int64) {
    let span = now - stations[s].serversTouched
    if span == 0 { return }
    stations[s].serversTouched = now
    if measuring { stations[s].scheduledTicks += Int64(min(stations[s].capacity, stations[s].idle + stations[s].busy)) * span }
  }

  @inline(__always)
  private mutating func touchQueue(_ s: Int, _ now: Int64) {
    let span = now - stations[s].queueTouched
    if span == 0 { return }
    stations[s].queueTouched = now
    if measuring {
      let level = stations[s].waiting
      if level >= stations[s].levelRoom { growLevels(s) }
      stations[s].levels[level] += span
    }
  }

  private mutating func growLevels(_ s: Int) {
    let room = max(stations[s].waiting + 1, 2 * stations[s].levelRoom)
    let larger = UnsafeMutablePointer<Int64>.allocate(capacity: room)
    larger.initialize(repeating: 0, count: room)
    larger.update(from: stations[s].levels, count: stations[s].levelRoom)
    stations[s].levels.deallocate()
    stations[s].levels = larger
    stations[s].levelRoom = room
  }

  @inline(__always)
  private mutating func recordWait(_ s: Int, _ ticks: Int64) {
    stations[s].waitTicks += ticks
    stations[s].waits += 1
    waitBins[s * TickHistogram.binLimit + TickHistogram.bin(UInt64(bitPattern: ticks))] &+= 1
  }

  /// Starts counting: the end of warm-up.
  public mutating func beginMeasuring(at now: Int64) {
    for s in 0..<stations.count {
      touchServers(s, now)
      touchQueue(s, now)
      stations[s].longest = stations[s].waiting
    }
    measuring = true
    measuredFrom = now
  }

  /// Stops counting: the horizon. Work in hand is counted up to here.
  public mutating func endMeasuring(at now: Int64) {
    for s in 0..<stations.count {
      touchServers(s, now)
      touchQueue(s, now)
    }
    for w in 0..<workers.count where workers[w].state == .busy {
      let counted = now - max(workers[w].start, measuredFrom), p = Int(workers[w].pool)
      stations[Int(workers[w].station)].busyTicks += counted
      pools[p].workedTicks += counted
      if now > workers[w].paidEnd { pools[p].overtimeTicks += now - max(workers[w].start, workers[w].paidEnd, measuredFrom) }
    }
    measuring = false
  }

  /// Times spent at each queue length, and waits, of a station.
  func levelTicks(_ s: Int) -> [Int64] { Array(UnsafeBufferPointer(start: stations[s].levels, count: stations[s].levelRoom)) }

  func waits(_ s: Int) -> TickHistogram {
    TickHistogram((0..<TickHistogram.binLimit).map { waitBins[s * TickHistogram.binLimit + $0] }, total: stations[s].waits)
  }
}

/// The nearest whole number of ticks, the half up; `span` is at least 0. (Without SSE 4.1 the library's rounding is a call.)
@inline(__always)
private func ticks(_ span: Double) -> Int64 {
  let whole = Int64(span)
  return span - Double(whole) >= 0.5 ? whole &+ 1 : whole
}
