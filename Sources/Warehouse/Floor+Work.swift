public import Kernel

/// What happens on a plain floor: ends of tasks, shifts, departures, and who begins what.
extension Floor {
  // MARK: Events

  public mutating func handle(_ event: Event, agenda: inout Agenda) {
    if !isPlain { return hall.handle(event, agenda: &agenda) }
    let now = event.time.ticks
    if goingOn >= 0 { standBy(now) }
    switch event.kind {
    case Self.taskEnd: endTask(Int(event.subject), now)
    case Self.dutyStart: startDuty(Int(event.subject), span: Int(event.argument), now, &agenda)
    case Self.dutyEnd: endDuty(Int(event.subject), span: Int(event.argument), now, &agenda)
    default: depart(Int(event.subject), index: Int(event.argument), now, &agenda)
    }
  }

  mutating func endTask(_ w: Int, _ now: Int64) {
    let worker = workers.place(w)
    let s = Int(worker.pointee.station), p = Int(worker.pointee.pool), start = worker.pointee.start, paidEnd = worker.pointee.paidEnd
    let station = stations.place(s), account = accounts.place(s), pool = pools.place(p)
    touchServers(station, account, now)
    station.pointee.busy &-= 1
    settlePlace(s, station, now)
    if now > paidEnd { pool.pointee.overtimeTicksToDate += now - max(start, paidEnd) }
    let after = station.pointee.next, counted = now &- max(start, measuredFrom), isMeasured = measuring
    var job = worker.pointee.job, orders = 0, lines: Int64 = 0
    worker.pointee.job = -1
    while job >= 0 {
      let record = jobs.place(Int(job)), next = record.pointee.next
      orders &+= 1
      lines &+= Int64(record.pointee.lines)
      if after >= 0 {
        enter(job, station: after, at: now)
      } else {
        if station.pointee.isInbound { putAwayList.append(record.pointee.payload) } else { departedList.append(job) }
        release(job)
      }
      job = next
    }
    if isMeasured {
      station.pointee.busyTicks += counted
      station.pointee.tasks &+= 1
      station.pointee.orders &+= Int64(orders)
      station.pointee.lines &+= lines
      pool.pointee.workedTicks += counted
      if now > paidEnd { pool.pointee.overtimeTicks += now - max(start, paidEnd, measuredFrom) }
      let slowness = slownessAt[p &* stations.count &+ s], worked = Double(now &- start)
      pool.pointee.actualTicks += worked
      pool.pointee.standardTicks += slowness == 1 ? worked : worked / slowness
      account.pointee.handTicks += Int128(counted &* Int64(orders))
    }
    if after >= 0 { noteLeft(s, orders, now) }
    if trace != nil { tellTask(w, p, s, from: start, to: now, orders) }
    if onDuty[pool.pointee.shift] {
      if pool.pointee.goesOn, pool.pointee.idleCount == 0, crewHasWork(pool) {
        goingOn = Int32(truncatingIfNeeded: w)
        return
      }
      becomeIdle(w, p, now)
    } else {
      worker.pointee.state = .off
      changePresence(of: p, by: -1, now)
    }
    // Who is free again has looked for work of their own; here a place is free again too.
    if hasHelpers || station.pointee.waiting > 0 { plainStartsPending = true }
  }

  @inline(never)
  private func tellTask(_ w: Int, _ p: Int, _ s: Int, from start: Int64, to end: Int64, _ orders: Int) {
    trace?.tasks.append(.init(worker: w, pool: p, station: s, start: SimTime(ticks: start), end: SimTime(ticks: end), orders: orders))
  }

  /// Whether somebody waits at a station of a pool.
  @inline(__always)
  private func crewHasWork(_ pool: UnsafeMutablePointer<Pool>) -> Bool {
    for crew in pool.pointee.firstCrew..<pool.pointee.endCrew where stations.place(Int(crewStations[crew])).pointee.waiting > 0 {
      return true
    }
    return false
  }

  /// More happens at this instant, so that who was about to go on may not be the only one to begin something: they are free like others.
  private mutating func standBy(_ now: Int64) {
    let w = Int(goingOn)
    goingOn = -1
    becomeIdle(w, Int(workers[w].pool), now)
  }

  /// Somebody is free from now on, and looks whether there is something to begin.
  mutating func becomeIdle(_ w: Int, _ p: Int, _ now: Int64) {
    let pool = pools.place(p)
    var crew = pool.pointee.firstCrew
    while crew < pool.pointee.endCrew {
      let s = Int(crewStations[crew]), station = stations.place(s)
      touchServers(station, accounts.place(s), now)
      station.pointee.idle &+= 1
      if hasHelpers, !crewHelps[crew] { station.pointee.ownIdle &+= 1 }
      settlePlace(s, station, now)
      if station.pointee.waiting > 0 { plainStartsPending = true }
      crew &+= 1
    }
    touchIdle(pool, now)
    workers[w].state = .idle
    var tail = pool.pointee.idleHead &+ pool.pointee.idleCount
    if tail >= pool.pointee.people { tail &-= pool.pointee.people }
    idlePeople[pool.pointee.firstIdle &+ tail] = Int32(truncatingIfNeeded: w)
    pool.pointee.idleCount &+= 1
  }

  mutating func takeIdle(_ p: Int, _ now: Int64) -> Int {
    let pool = pools.place(p), head = pool.pointee.idleHead
    let w = Int(idlePeople[pool.pointee.firstIdle &+ head])
    touchIdle(pool, now)
    pool.pointee.idleHead = head &+ 1 == pool.pointee.people ? 0 : head &+ 1
    pool.pointee.idleCount &-= 1
    var crew = pool.pointee.firstCrew
    while crew < pool.pointee.endCrew {
      let s = Int(crewStations[crew]), station = stations.place(s)
      touchServers(station, accounts.place(s), now)
      station.pointee.idle &-= 1
      if hasHelpers, !crewHelps[crew] { station.pointee.ownIdle &-= 1 }
      settlePlace(s, station, now)
      crew &+= 1
    }
    return w
  }

  mutating func startDuty(_ shift: Int, span: Int, _ now: Int64, _ agenda: inout Agenda) {
    onDuty[shift] = true
    paidEnd[shift] = compiled.duties[shift].paidEnds[span]
    for (p, pool) in compiled.pools.enumerated() where pool.shift == shift {
      var come = 0
      for w in pool.firstWorker..<(pool.firstWorker + pool.count) {
        if workers[w].state == .busy { closeOvertime(w, p, now) }
        workers[w].paidEnd = max(workers[w].state == .busy ? workers[w].paidEnd : 0, paidEnd[shift])
        if workers[w].state == .off {
          becomeIdle(w, p, now)
          come += 1
        }
      }
      changePresence(of: p, by: come, now)
    }
    plainStartsPending = true
    agenda.schedule(
      at: SimTime(ticks: compiled.duties[shift].ends[span]), .calendar, kind: Self.dutyEnd, subject: Int32(shift), argument: Int64(span))
  }

  /// Paid hours begin again for somebody who has worked through since the last ones: what lies between is overtime.
  private mutating func closeOvertime(_ w: Int, _ p: Int, _ now: Int64) {
    let worker = workers[w]
    if now <= worker.paidEnd { return }
    pools[p].overtimeTicksToDate += now - max(worker.start, worker.paidEnd)
    if measuring { pools[p].overtimeTicks += now - max(worker.start, worker.paidEnd, measuredFrom) }
  }

  mutating func endDuty(_ shift: Int, span: Int, _ now: Int64, _ agenda: inout Agenda) {
    onDuty[shift] = false
    for (p, pool) in compiled.pools.enumerated() where pool.shift == shift {
      var gone = 0
      while pools[p].idleCount > 0 {
        let w = takeIdle(p, now)
        workers[w].state = .off
        gone += 1
      }
      changePresence(of: p, by: -gone, now)
    }
    let next = span + 1
    if next < compiled.duties[shift].starts.count {
      agenda.schedule(
        at: SimTime(ticks: compiled.duties[shift].starts[next]), .calendar, kind: Self.dutyStart, subject: Int32(shift),
        argument: Int64(next))
    }
  }

  mutating func depart(_ s: Int, index: Int, _ now: Int64, _ agenda: inout Agenda) {
    let latest = now - compiled.plan.steps[s].cutOff.ticks
    // By due date or priority, orders that are ready stand behind some that have come too late.
    var late: [Int32] = []
    while stations[s].waiting > late.count {
      let front = first(s)
      if times[pathPlace(front, s)] > latest {
        if !stations[s].isOrdered { break }
        _ = ranked[s].popFirst()
        late.append(front)
        continue
      }
      let station = stations.place(s), account = accounts.place(s)
      touchQueue(station, account, now)
      let job = takeFirst(s, station)
      let place = pathPlace(job, s)
      times[place + 1] = now
      _ = recordWait(station, account, since: times[place], now)
      if measuring {
        stations[s].orders += 1
        stations[s].lines += Int64(jobs[Int(job)].lines)
      }
      departedList.append(job)
      release(job)
    }
    for job in late { ranked[s].insert(job, rank: jobs[Int(job)].sortKey) }
    trace?.queue.append(.init(station: s, time: SimTime(ticks: now), length: stations[s].waiting))
    let departures = compiled.plan.steps[s].departures
    if index + 1 < departures.count {
      agenda.schedule(at: departures[index + 1], .workEnd, kind: Self.departure, subject: Int32(s), argument: Int64(index + 1))
    }
  }

  // MARK: Starting work

  /// Lets every free person who can do something begin, pool by pool; those who help stand back while somebody is free whose work it is.
  public mutating func startWork(at now: Int64, agenda: inout Agenda) {
    if !isPlain { return hall.startWork(at: now, &agenda) }
    var isLeftToOthers = false, isBegun = false
    if goingOn >= 0 {
      let w = Int(goingOn), p = Int(workers[w].pool), crew = plainStartsPending ? -1 : choose(pools.place(p), &isLeftToOthers)
      if crew >= 0 {
        goingOn = -1
        return begin(w, pool: p, station: Int(crewStations[crew]), slowness: crewSlowness[crew], now, &agenda)
      }
      standBy(now)
    }
    plainStartsPending = false
    repeat {
      (isLeftToOthers, isBegun) = (false, false)
      for p in 0..<pools.count {
        while pools[p].idleCount > 0 {
          let crew = choose(pools.place(p), &isLeftToOthers)
          if crew < 0 { break }
          isBegun = true
          begin(takeIdle(p, now), pool: p, station: Int(crewStations[crew]), slowness: crewSlowness[crew], now, &agenda)
        }
      }
      // What was left to others may be more than they can do.
    } while isLeftToOthers && isBegun
  }

  /// Where one of a pool who is free begins, as a place among the pools' stations; −1 = nowhere.
  ///
  /// - Parameter isLeftToOthers: set where a helper stands back.
  @inline(__always)
  private func choose(_ pool: UnsafeMutablePointer<Pool>, _ isLeftToOthers: inout Bool) -> Int {
    var chosen = -1, most = 0, crew = pool.pointee.firstCrew
    let end = pool.pointee.endCrew
    while crew < end {
      let station = stations.place(Int(crewStations[crew]))
      if station.pointee.waiting > most, station.pointee.busy < station.pointee.capacity {
        if hasHelpers, crewHelps[crew], station.pointee.ownIdle > 0 {
          isLeftToOthers = true
        } else {
          chosen = crew
          most = station.pointee.waiting
          if !longestQueueFirst { break }
        }
      }
      crew &+= 1
    }
    return chosen
  }

  mutating func begin(_ w: Int, pool p: Int, station s: Int, slowness: Double, _ now: Int64, _ agenda: inout Agenda) {
    let station = stations.place(s), account = accounts.place(s)
    touchServers(station, account, now)
    touchQueue(station, account, now)
    var left = min(station.pointee.batch, station.pointee.waiting)
    var span: Int64 = 0
    var mask: UInt64 = 0
    var head: Int32 = -1, last: Int32 = -1
    var measured = 0
    while left > 0 {
      left &-= 1
      let job = takeFirst(s, station), record = jobs.place(Int(job))
      span += ticks(min(workSeconds[Int(job) &* stepCount &+ s] * 1e6, longestWork))
      mask |= record.pointee.aisles
      // They leave the station in the order in which they are taken up.
      if last < 0 { head = job } else { jobs[Int(last)].next = job }
      record.pointee.next = -1
      last = job
      let moments = times.place(Int(job) &* pathWidth &+ station.pointee.pathPlace)
      moments[1] = now
      if recordWait(station, account, since: moments[0], now) { measured &+= 1 }
    }
    if station.pointee.travelTicksPerMetre > 0, routing != nil { span += travel(mask, station.pointee.travelTicksPerMetre) }
    if slowness != 1 { span = ticks(min(Double(span) * slowness, 9e17)) }
    // Nothing interrupts it: how long its orders stay is known.
    account.pointee.stayWork &+= Int128(truncatingIfNeeded: span) &* Int128(truncatingIfNeeded: measured)
    station.pointee.busy &+= 1
    settlePlace(s, station, now)
    let worker = workers.place(w)
    worker.pointee.state = .busy
    worker.pointee.station = Int32(truncatingIfNeeded: s)
    worker.pointee.job = head
    worker.pointee.start = now
    worker.pointee.paidEnd = paidEnd[pools[p].shift]
    if trace != nil { tellQueue(s, now) }
    agenda.schedule(
      at: SimTime(ticks: now + span), station.pointee.isInbound ? .putAway : .workEnd, kind: Self.taskEnd,
      subject: Int32(truncatingIfNeeded: w))
  }

  /// Ticks on the way of a round; apart, since the compiler would copy the routing for rounds without a way too, and mutating, since it
  /// would copy the whole floor for one that is not.
  @inline(never)
  private mutating func travel(_ mask: UInt64, _ ticksPerMetre: Double) -> Int64 {
    ticks(min((routing?.length(mask: mask) ?? 0) * ticksPerMetre, longestWork))
  }
}
