public import Kernel

/// People, stations and queues of one floor while a replication runs.
///
/// A job is an index: it enters a flow at its first station and comes out in `putAwayJobs` (inbound) or `departedJobs` (outbound); its owner gives it back with
/// `release`. People finish what they have begun, past a break or the end of a shift if need be; the time past paid hours is overtime.
public struct Floor: ~Copyable {
  /// This room's kinds of events.
  public static let taskEnd: UInt16 = 100
  public static let dutyStart: UInt16 = 101
  public static let dutyEnd: UInt16 = 102
  public static let departure: UInt16 = 103

  public let compiled: CompiledFloor

  struct Station {
    var queue: JobQueue
    var busy = 0
    /// People on duty and free who could serve here.
    var idle = 0
    var batch: Int
    var capacity: Int
    var serversTouched: Int64 = 0
    var queueTouched: Int64 = 0
    var scheduledTicks: Int64 = 0
    var busyTicks: Int64 = 0
    var levelTicks = [Int64](repeating: 0, count: 64)
    var longest = 0
    var tasks: Int64 = 0
    var orders: Int64 = 0
    var lines: Int64 = 0
    var waitTicks: Int64 = 0
    var waits = TickHistogram()
    var nextDeparture = 0
  }

  struct Worker {
    enum State: UInt8 { case off, idle, busy }
    var state = State.off
    var pool: Int32
    var station: Int32 = -1
    /// First job of the task; the rest hangs on `nextJob`.
    var job: Int32 = -1
    var start: Int64 = 0
    var paidEnd: Int64 = 0
  }

  struct Pool {
    /// Free people on duty, longest free first.
    var idle: [Int32]
    var idleHead = 0
    var idleCount = 0
    var workedTicks: Int64 = 0
    var overtimeTicks: Int64 = 0
    /// Since time 0, measured or not.
    var overtimeTicksToDate: Int64 = 0
  }

  var stations: [Station]
  var workers: [Worker]
  var pools: [Pool]
  private var onDuty: [Bool]
  private var paidEnd: [Int64]

  // Jobs: one element each, `stepCount` for work.
  private var payload: [Int32] = []
  private var nextJob: [Int32] = []
  private var entered: [Int64] = []
  private var aisles: [UInt64] = []
  private var lineCount: [Int32] = []
  private var sortKey: [Int64] = []
  private var workTicks: [Int64] = []
  private var freeJob: Int32 = -1

  /// Payloads of jobs that left their flow since the owner last emptied the lists.
  public private(set) var putAwayJobs: [Int32] = []
  public private(set) var departedJobs: [Int32] = []
  /// Whether somebody may be able to start; the owner calls `startWork` in its class of the instant.
  public private(set) var startsPending = false

  private var measuring = false
  private var measuredFrom: Int64 = 0
  private var measuredTo: Int64 = 0
  public var trace: FloorTrace?

  public init(_ compiled: CompiledFloor) {
    self.compiled = compiled
    stations = compiled.plan.steps.indices.map { s in
      Station(queue: JobQueue(ordered: compiled.plan.steps[s].queue != .fifo), batch: compiled.plan.steps[s].batch, capacity: compiled.capacity[s])
    }
    workers = []
    pools = []
    for (index, pool) in compiled.pools.enumerated() {
      for _ in 0..<pool.count { workers.append(Worker(pool: Int32(index))) }
      pools.append(Pool(idle: [Int32](repeating: 0, count: max(1, pool.count))))
    }
    onDuty = [Bool](repeating: false, count: compiled.duties.count)
    paidEnd = [Int64](repeating: 0, count: compiled.duties.count)
  }

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

  /// A new job at the start of its flow's work. `work` must be filled by `setWork` for each step before it enters.
  public mutating func makeJob(payload load: Int32, lines: Int, aisleMask: UInt64, sortKey order: Int64) -> Int32 {
    let job: Int32
    if freeJob >= 0 {
      job = freeJob
      freeJob = nextJob[Int(job)]
      payload[Int(job)] = load
      aisles[Int(job)] = aisleMask
      lineCount[Int(job)] = Int32(truncatingIfNeeded: lines)
      sortKey[Int(job)] = order
    } else {
      job = Int32(payload.count)
      payload.append(load)
      nextJob.append(-1)
      entered.append(0)
      aisles.append(aisleMask)
      lineCount.append(Int32(truncatingIfNeeded: lines))
      sortKey.append(order)
      workTicks.append(contentsOf: repeatElement(0, count: compiled.work.stepCount))
    }
    return job
  }

  @inline(__always)
  public mutating func setWork(_ job: Int32, step: Int, seconds: Double) {
    workTicks[Int(job) * compiled.work.stepCount + step] = Int64((seconds * 1e6).rounded())
  }

  /// The owner has read what it needed.
  public mutating func clearFinished() {
    putAwayJobs.removeAll(keepingCapacity: true)
    departedJobs.removeAll(keepingCapacity: true)
  }

  private mutating func release(_ job: Int32) {
    nextJob[Int(job)] = freeJob
    freeJob = job
  }

  /// Queues a job at a station.
  public mutating func enter(_ job: Int32, station s: Int, at now: Int64) {
    entered[Int(job)] = now
    touchQueue(s, now)
    stations[s].queue.push(job, key: sortKey[Int(job)])
    if stations[s].queue.count > stations[s].longest && now >= measuredFrom { stations[s].longest = stations[s].queue.count }
    startsPending = true
    trace?.queue.append(.init(station: s, time: SimTime(ticks: now), length: stations[s].queue.count))
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
    let s = Int(workers[w].station), p = Int(workers[w].pool), start = workers[w].start
    touchServers(s, now)
    stations[s].busy -= 1
    if now > workers[w].paidEnd { pools[p].overtimeTicksToDate += now - max(start, workers[w].paidEnd) }
    if measuring {
      let counted = now - max(start, measuredFrom)
      stations[s].busyTicks += counted
      stations[s].tasks += 1
      pools[p].workedTicks += counted
      if now > workers[w].paidEnd { pools[p].overtimeTicks += now - max(start, workers[w].paidEnd, measuredFrom) }
    }
    var job = workers[w].job
    workers[w].job = -1
    let after = compiled.next[s]
    var orders = 0
    while job >= 0 {
      let next = nextJob[Int(job)]
      orders += 1
      if measuring {
        stations[s].orders += 1
        stations[s].lines += Int64(lineCount[Int(job)])
      }
      if after >= 0 {
        enter(job, station: after, at: now)
      } else {
        if compiled.isInbound[s] { putAwayJobs.append(payload[Int(job)]) } else { departedJobs.append(payload[Int(job)]) }
        release(job)
      }
      job = next
    }
    trace?.tasks.append(.init(worker: w, pool: p, station: s, start: SimTime(ticks: start), end: SimTime(ticks: now), orders: orders))
    if onDuty[compiled.pools[p].shift] { becomeIdle(w, p, now) } else { workers[w].state = .off }
    startsPending = true
  }

  private mutating func becomeIdle(_ w: Int, _ p: Int, _ now: Int64) {
    for s in compiled.pools[p].stations {
      touchServers(s, now)
      stations[s].idle += 1
    }
    workers[w].state = .idle
    let size = pools[p].idle.count
    var tail = pools[p].idleHead + pools[p].idleCount
    if tail >= size { tail -= size }
    pools[p].idle[tail] = Int32(w)
    pools[p].idleCount += 1
  }

  private mutating func takeIdle(_ p: Int, _ now: Int64) -> Int {
    let w = Int(pools[p].idle[pools[p].idleHead])
    pools[p].idleHead += 1
    if pools[p].idleHead == pools[p].idle.count { pools[p].idleHead = 0 }
    pools[p].idleCount -= 1
    for s in compiled.pools[p].stations {
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
    let step = compiled.plan.steps[s]
    let latest = now - step.cutOff.ticks
    while stations[s].queue.count > 0, entered[Int(stations[s].queue.first)] <= latest {
      touchQueue(s, now)
      let job = stations[s].queue.pop()
      if measuring {
        recordWait(s, now - entered[Int(job)])
        stations[s].orders += 1
        stations[s].lines += Int64(lineCount[Int(job)])
      }
      departedJobs.append(payload[Int(job)])
      release(job)
    }
    trace?.queue.append(.init(station: s, time: SimTime(ticks: now), length: stations[s].queue.count))
    if index + 1 < step.departures.count {
      agenda.schedule(at: step.departures[index + 1], .workEnd, kind: Self.departure, subject: Int32(s), argument: Int64(index + 1))
    }
  }

  // MARK: Starting work

  /// Lets every free person who can do something begin.
  public mutating func startWork(at now: Int64, agenda: inout Agenda) {
    startsPending = false
    let longest = compiled.plan.assignment == .longestQueue
    for p in compiled.pools.indices {
      while pools[p].idleCount > 0 {
        var chosen = -1, position = -1, most = 0
        for (k, s) in compiled.pools[p].stations.enumerated() {
          let waiting = stations[s].queue.count
          if waiting > most, stations[s].busy < stations[s].capacity {
            chosen = s
            position = k
            most = waiting
            if !longest { break }
          }
        }
        if chosen < 0 { break }
        begin(takeIdle(p, now), pool: p, station: chosen, slowness: compiled.pools[p].slowness[position], now, &agenda)
      }
    }
  }

  private mutating func begin(_ w: Int, pool p: Int, station s: Int, slowness: Double, _ now: Int64, _ agenda: inout Agenda) {
    touchServers(s, now)
    touchQueue(s, now)
    let stepCount = compiled.work.stepCount
    let n = min(stations[s].batch, stations[s].queue.count)
    var ticks: Int64 = 0
    var mask: UInt64 = 0
    var first: Int32 = -1
    for _ in 0..<n {
      let job = stations[s].queue.pop()
      ticks += workTicks[Int(job) * stepCount + s]
      mask |= aisles[Int(job)]
      nextJob[Int(job)] = first
      first = job
      if measuring { recordWait(s, now - entered[Int(job)]) }
    }
    if let routing = compiled.routing, compiled.travelTicksPerMetre[s] > 0 {
      ticks += Int64((routing.length(mask: mask) * compiled.travelTicksPerMetre[s]).rounded())
    }
    if slowness != 1 { ticks = Int64((Double(ticks) * slowness).rounded()) }
    stations[s].busy += 1
    workers[w].state = .busy
    workers[w].station = Int32(s)
    workers[w].job = first
    workers[w].start = now
    workers[w].paidEnd = paidEnd[compiled.pools[p].shift]
    trace?.queue.append(.init(station: s, time: SimTime(ticks: now), length: stations[s].queue.count))
    agenda.schedule(at: SimTime(ticks: now + ticks), compiled.isInbound[s] ? .putAway : .workEnd, kind: Self.taskEnd, subject: Int32(w))
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
      let level = stations[s].queue.count
      if level >= stations[s].levelTicks.count {
        stations[s].levelTicks.append(contentsOf: repeatElement(0, count: max(level + 1, 2 * stations[s].levelTicks.count) - stations[s].levelTicks.count))
      }
      stations[s].levelTicks[level] += span
    }
  }

  @inline(__always)
  private mutating func recordWait(_ s: Int, _ ticks: Int64) {
    stations[s].waitTicks += ticks
    stations[s].waits.add(ticks)
  }

  /// Starts counting: the end of warm-up.
  public mutating func beginMeasuring(at now: Int64, until end: Int64) {
    for s in stations.indices {
      touchServers(s, now)
      touchQueue(s, now)
      stations[s].longest = stations[s].queue.count
    }
    measuring = true
    measuredFrom = now
    measuredTo = end
  }

  /// Stops counting: the horizon. Work in hand is counted up to here.
  public mutating func endMeasuring(at now: Int64) {
    for s in stations.indices {
      touchServers(s, now)
      touchQueue(s, now)
    }
    for w in workers.indices where workers[w].state == .busy {
      let counted = now - max(workers[w].start, measuredFrom), p = Int(workers[w].pool)
      stations[Int(workers[w].station)].busyTicks += counted
      pools[p].workedTicks += counted
      if now > workers[w].paidEnd { pools[p].overtimeTicks += now - max(workers[w].start, workers[w].paidEnd, measuredFrom) }
    }
    measuring = false
  }
}
