internal import Kernel

extension Hall {
  /// Brings every sum up to `now`; nothing has changed since the last call.
  mutating func advance(to now: Int64) {
    while now > queueSeries.next { closeStretch(at: queueSeries.next) }
    bring(to: now)
  }

  mutating func bring(to now: Int64) {
    let span = now - reached
    if span == 0 { return }
    reached = now
    for p in 0..<pools.count where measuring { pools[p].employedTicks += wide(pools[p].employed, span) }
    for u in 0..<unitTicks.count where measuring { unitTicks[u] += wide(Int64(unitCounts[u]), span) }
    for e in 0..<heldDown.count where measuring { heldDownTicks[e] += wide(Int64(heldDown[e]), span) }
    if measuring { for s in 0..<stations.count { advance(station: s, span) } }
    if measuring { advanceStarved(span) }
    // Who waits when measuring begins is recorded with all its wait.
    if !measuring { for s in 0..<stations.count where stations[s].waiting > 0 { causeClocks[clock(s, cause(s))] += span } }
  }

  @inline(__always)
  private mutating func clock(_ s: Int, _ cause: Cause) -> Int { s * Cause.allCases.count + cause.rawValue }

  /// A job comes to its queue: from now on the causes of its wait are counted.
  @inline(__always)
  mutating func markCauses(_ job: Int32, _ s: Int) {
    if !fixed[s].isWorked { return }
    let mark = Int(job) * Cause.allCases.count, clock = s * Cause.allCases.count
    causeMarks[mark + Cause.people.rawValue] = causeClocks[clock + Cause.people.rawValue]
    causeMarks[mark + Cause.offShift.rawValue] = causeClocks[clock + Cause.offShift.rawValue]
    if !needsMeans(s) { return }
    causeMarks[mark + Cause.place.rawValue] = causeClocks[clock + Cause.place.rawValue]
    causeMarks[mark + Cause.equipment.rawValue] = causeClocks[clock + Cause.equipment.rawValue]
    causeMarks[mark + Cause.replenishment.rawValue] = 0
  }

  /// Whether anybody can wait at a step for more than people.
  @inline(__always)
  private mutating func needsMeans(_ s: Int) -> Bool { fixed[s].place >= 0 || fixed[s].equipment >= 0 || s == picking }

  /// A job has waited for goods on their pick faces since a moment; no clock runs for that cause.
  mutating func markHeld(_ job: Int32, since: Int64, _ now: Int64) {
    causeMarks[Int(job) * Cause.allCases.count + Cause.replenishment.rawValue] = since - now
  }

  /// A wait is over and recorded: so are the causes, which add up to it.
  @inline(__always)
  mutating func recordCauses(_ j: Int, _ s: Int, _ wait: Int64) {
    let mark = j * Cause.allCases.count, clock = s * Cause.allCases.count
    if !fixed[s].isWorked {
      waitCauses[clock + Cause.departure.rawValue] += Int128(wait)
      return
    }
    var counted = recordCause(.people, clock, mark) + recordCause(.offShift, clock, mark)
    if needsMeans(s) {
      counted += recordCause(.place, clock, mark) + recordCause(.equipment, clock, mark) + recordCause(.replenishment, clock, mark)
    }
    assert(counted == wait, "the causes of a wait add up to it")
  }

  @inline(__always)
  private mutating func recordCause(_ cause: Cause, _ clock: Int, _ mark: Int) -> Int64 {
    let part = causeClocks[clock + cause.rawValue] - causeMarks[mark + cause.rawValue]
    waitCauses[clock + cause.rawValue] += Int128(part)
    return part
  }

  private mutating func advance(station s: Int, _ span: Int64) {
    // Field by field: the record is half a kilobyte, and this is done for every event.
    let waiting = stations[s].waiting, held = stations[s].held, queued = waiting + held
    let working = stations[s].working, blocked = stations[s].blocked &- stations[s].alone
    if queued >= levels[s].count { levels[s].append(contentsOf: repeatElement(0, count: max(64, queued + 1 - levels[s].count))) }
    levels[s][queued] += span
    stations[s].presentTicks += wide(Int64(present(s)), span)
    if waiting > 0 {
      let cause = clock(s, cause(s))
      causeTicks[cause] += wide(Int64(waiting), span)
      causeClocks[cause] += span
    }
    if held > 0 { causeTicks[s * Cause.allCases.count + Cause.replenishment.rawValue] += wide(Int64(held), span) }
    if !fixed[s].isWorked { return }
    if working > 0 { stations[s].busyTicks += wide(Int64(working), span) }
    if blocked > 0 { stations[s].blockedTicks += wide(Int64(blocked), span) }
    let servers = freeServers(s)
    if servers.down > 0 { stations[s].downTicks += wide(Int64(servers.down), span) }
    if servers.free > 0 {
      if isStarved(s) {
        stations[s].starvedTicks += wide(Int64(servers.free), span)
      } else {
        stations[s].idleTicks += wide(Int64(servers.free), span)
      }
    }
  }

  /// Jobs waiting, being worked on or standing at a step.
  @inline(__always)
  private mutating func present(_ s: Int) -> Int {
    stations[s].waiting + stations[s].held + stations[s].inHand
  }

  /// People free for a step, as far as there are places and units for them; and how many more only a broken unit keeps from it. Whom a
  /// charging one keeps counts as free, and is starved while anything waits: charging is no failure.
  private mutating func freeServers(_ s: Int) -> (free: Int, down: Int) {
    var free = fixed[s].crew.isEmpty ? Int.max : skills.freeServers(for: s)
    if fixed[s].place >= 0 { free = min(free, max(0, places[fixed[s].place] - placesUsed[fixed[s].place])) }
    if fixed[s].equipment >= 0 {
      let first = Unit.room * fixed[s].equipment, units = unitCounts[first]
      // A broken unit that a task holds would serve nobody else if it were whole.
      let out = unitCounts[first + 2] - heldDown[fixed[s].equipment]
      let down = min(free, units + out) - min(free, units)
      return (min(free, units + out + unitCounts[first + 3]) - down, down)
    }
    return (free == .max ? 0 : free, 0)
  }

  /// Whether work that could be done at a step is held up: in its queue, where those who are free lack a place or a unit, for goods on their
  /// pick faces, or on its way here.
  private mutating func isStarved(_ s: Int) -> Bool {
    if stations[s].held > 0 { return true }
    // Not what waits for people: helpers whom nobody has called yet are idle.
    if stations[s].waiting > 0, fixed[s].crew.isEmpty || skills.canSeize(for: s, waiting: stations[s].waiting) { return true }
    for u in fixed[s].upstream where present(upstream[u]) > 0 { return true }
    return false
  }

  private mutating func advanceStarved(_ span: Int64) {
    for p in 0..<pools.count where skills.free(of: p) > 0 {
      // Those without their unit are down, and idle no less than that.
      let idle = p * Self.stateRoom + 2 * Person.State.idle.rawValue
      for c in pools[p].crew where isStarved(Int(crewStations[c])) {
        pools[p].starvedTicks += wide(heads[idle] + heads[idle + 1], span)
        break
      }
    }
  }

  /// Why those at the front of a queue do not begin: for want of a place or a unit only where somebody is free to use it.
  mutating func cause(_ s: Int) -> Cause {
    if !fixed[s].isWorked { return .departure }
    let hasPerson = fixed[s].crew.isEmpty || skills.canSeize(for: s, waiting: stations[s].waiting)
    if hasPerson, fixed[s].equipment >= 0, unitCounts[Unit.room * fixed[s].equipment] == 0 { return .equipment }
    if hasPerson, fixed[s].place >= 0, placesUsed[fixed[s].place] >= places[fixed[s].place] { return .place }
    for c in fixed[s].crew {
      let h = Int(crew[c].pool) * Self.stateRoom
      for state in 1...4 where heads[h + 2 * state] + heads[h + 2 * state + 1] > 0 { return .people }
    }
    return fixed[s].crew.isEmpty ? .people : .offShift
  }

  /// Brings the people's sums up to `reached`. Between changes they are not touched: most events change one state of one pool, and there
  /// are sixteen of each.
  mutating func settlePeople() {
    for h in 0..<headTicks.count { settleHead(h) }
    for p in 0..<pools.count { settlePaid(p) }
  }

  @inline(__always)
  mutating func settleHead(_ h: Int) {
    headTicks[h] += wide(heads[h], reached - headSince[h])
    headSince[h] = reached
  }

  @inline(__always)
  mutating func settlePaid(_ p: Int) {
    pools[p].paidTicks += wide(pools[p].paid, reached - pools[p].paidSince)
    pools[p].paidSince = reached
  }

  /// - Parameter horizon: where measuring will end; nil = the queues' course is not kept.
  mutating func beginMeasuring(at now: Int64, until horizon: Int64?) {
    advance(to: now)
    settlePeople()
    if let horizon, horizon > now { queueSeries = QueueSeries(from: now, to: horizon, stations: stations.count) }
    headTicksBefore = headTicks.array()
    payBefore = (0..<pools.count).map { pay(of: $0) }
    for p in 0..<pools.count { pools[p].paidTicksBefore = pools[p].paidTicks }
    measuring = true
    measuredFrom = now
    measuredSpan = horizon.map { UInt64(max(0, $0 - now)) } ?? .max
  }

  mutating func endMeasuring(at now: Int64) {
    advance(to: now)
    settlePeople()
    if queueSeries.isKept, now > queueSeries.start { closeStretch(at: now) }
    queueSeries.next = .max
    measuring = false
    measuredSpan = UInt64(now - measuredFrom)
    var still = 0
    forEachVisit { j in if isOfWindow(jobs[j].came) { still += 1 } }
    openVisits = still
    if reslottings > 0 {
      for s in 0..<stations.count { stations[s].walksAfter = stations[s].walksNow.lines > 0 ? stations[s].walksNow : stations[s].walksLast }
    }
    if headTicksBefore.isEmpty { headTicksBefore = [Int128](repeating: 0, count: headTicks.count) }
    measuredHeads = (0..<headTicks.count).map { headTicks[$0] - headTicksBefore[$0] }
    measuredPay = (0..<pools.count).map { p in
      let now = pay(of: p), before = payBefore.isEmpty ? (regular: 0, overtime: 0) : payBefore[p]
      return (now.regular - before.regular, now.overtime - before.overtime)
    }
    measuredPaid = (0..<pools.count).map { pools[$0].paidTicks - pools[$0].paidTicksBefore }
    for p in 0..<pools.count {
      var sum: Int128 = 0
      for state in 1..<8 { sum += measuredHeads[p * Self.stateRoom + 2 * state] }
      // Paid by the calendar, spent by the people: two countings of the same minutes.
      assert(sum == measuredPaid[p], "paid minutes are worked, blocked, down, idle, break, absent or training")
    }
  }

  /// Every job that waits at a step, for goods, in its queue, or for its task to end.
  private func forEachVisit(_ body: (Int) -> Void) {
    for j in 0..<jobs.count where jobs[j].stay.isWaiting || jobs[j].isHeld { body(j) }
    for t in 0..<tasks.count {
      var job = tasks[t].job
      while job >= 0 {
        body(Int(job))
        job = jobs[Int(job)].next
      }
    }
  }

  /// The run is over: waits and stays that have not ended count with what they have lasted.
  mutating func closeVisits(at now: Int64) {
    if openVisits == 0 { return }
    advance(to: now)
    unendedWaits = [[UInt64]](repeating: [], count: stations.count)
    var open: [Int] = []
    forEachVisit { j in if isOfWindow(jobs[j].came) { open.append(j) } }
    for j in open {
      let s = Int(jobs[j].station)
      stations[s].stayTicks += Int128(now - jobs[j].came)
      stations[s].unendedStays += 1
      if !jobs[j].stay.isWaiting, !jobs[j].isHeld { continue }
      let wait = now - jobs[j].queued
      stations[s].waitTicks += Int128(wait)
      if jobs[j].isHeld {
        waitCauses[clock(s, .replenishment)] += Int128(wait)
      } else {
        recordCauses(j, s, wait)
      }
      // One that was put back is among the waits already, and lasts longer than stands there.
      if jobs[j].isWaitCounted {
        waitBins[s * TickHistogram.binLimit + TickHistogram.bin(UInt64(bitPattern: jobs[j].waited))].takeBack()
        stations[s].waits -= 1
      }
      unendedWaits[s].append(UInt64(jobs[j].waited + wait))
    }
  }

  // MARK: Reports

  func stationReport(_ s: Int) -> Floor.StationReport {
    let station = stations[s]
    let bins = (0..<TickHistogram.binLimit).map { waitBins[s * TickHistogram.binLimit + $0] }
    var full = Floor.FullReport(
      blockedTicks: station.blockedTicks, downTicks: station.downTicks, starvedTicks: station.starvedTicks, idleTicks: station.idleTicks,
      presentTicks: station.presentTicks, stayTicks: station.stayTicks, stays: station.stays, unendedStays: station.unendedStays,
      arrivals: station.arrivals, turnedAway: station.turnedAway, gaveUp: station.gaveUp, displaced: station.displaced,
      causeTicks: (0..<Cause.allCases.count).map { causeTicks[s * Cause.allCases.count + $0] })
    full.waitCauses = (0..<Cause.allCases.count).map { waitCauses[s * Cause.allCases.count + $0] }
    full.metres = station.metres
    full.walkedOrders = station.walkedOrders
    full.walkedLines = station.walkedLines
    full.heldOrders = station.heldOrders
    full.units = station.units
    full.unfamiliarSeconds = station.unfamiliarSeconds
    full.metresBefore = station.walksBefore.metres
    full.linesBefore = station.walksBefore.lines
    full.metresAfter = station.walksAfter.metres
    full.linesAfter = station.walksAfter.lines
    full.departures = station.departures
    full.shipped = station.shipped
    full.loaded = station.loaded
    full.onTruck = station.onTruck
    full.leftBehind = station.leftBehind
    if queueSeries.isKept { full.queue = queueSeries.course(of: s) }
    return Floor.StationReport(
      busyTicks: station.busyTicks,
      scheduledTicks: station.busyTicks + station.blockedTicks + station.downTicks + station.starvedTicks + station.idleTicks,
      tasks: station.tasks,
      orders: station.orders, lines: station.lines, levelTicks: levels[s], waitTicks: station.waitTicks,
      waits: TickHistogram(bins, total: station.waits), unendedWaits: unendedWaits.isEmpty ? [] : unendedWaits[s], full: full)
  }

  func poolReport(_ p: Int) -> Floor.PoolReport {
    func ticks(_ state: Person.State, past: Bool) -> Int128 { measuredHeads[p * Self.stateRoom + 2 * state.rawValue + (past ? 1 : 0)] }
    let over = ticks(.busy, past: true) + ticks(.blocked, past: true) + ticks(.down, past: true) + ticks(.idle, past: true)
    let pool = pools[p]
    var full = Floor.FullPoolReport(
      paidTicks: measuredPaid[p], blockedTicks: ticks(.blocked, past: false) + ticks(.blocked, past: true),
      downTicks: ticks(.down, past: false) + ticks(.down, past: true), idleTicks: ticks(.idle, past: false) + ticks(.idle, past: true),
      starvedTicks: pool.starvedTicks, breakTicks: ticks(.onBreak, past: false), absentTicks: ticks(.absent, past: false),
      trainingTicks: ticks(.training, past: false),
      employedTicks: pool.employedTicks, standardTicks: pool.standardTicks, actualTicks: pool.workTicks, hired: pool.hired, gone: pool.gone)
    if compiled.plan.pools[p].laterWages != nil { full.pay = measuredPay[p] }
    return Floor.PoolReport(workedTicks: ticks(.busy, past: false) + ticks(.busy, past: true), overtimeTicks: over, full: full)
  }

  /// Ticks that units of a kind were free, at work, down and charging, and the part of those down in which a task held them.
  func equipmentReport(_ e: Int) -> (free: Int128, used: Int128, down: Int128, heldDown: Int128, charging: Int128) {
    let first = Unit.room * e
    return (unitTicks[first], unitTicks[first + 1], unitTicks[first + 2], heldDownTicks[e], unitTicks[first + 3])
  }

  /// Money paid for regular hours and for overtime since time 0.
  mutating func payToDate(at now: Int64) -> (regular: Double, overtime: Double) {
    advance(to: now)
    settlePeople()
    var regular = 0.0, overtime = 0.0
    for p in 0..<pools.count {
      let pay = pay(of: p)
      regular += pay.regular
      overtime += pay.overtime
    }
    return (regular, overtime)
  }
}

/// So many people, jobs or units over a span; a queue of a hundred thousand over three years does not fit 64 bits.
@inline(__always)
private func wide(_ count: Int64, _ span: Int64) -> Int128 {
  let product = count.multipliedFullWidth(by: span)
  return Int128(product.high) << 64 | Int128(product.low)
}
