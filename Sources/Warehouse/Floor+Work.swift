public import Kernel

/// What happens on a plain floor: ends of tasks, shifts, departures, and who begins what.
extension Floor {
  // MARK: Events

  public mutating func handle(_ event: Event, agenda: inout Agenda) {
    if !isPlain { return hall.handle(event, agenda: &agenda) }
    let now = event.time.ticks
    switch event.kind {
    case Self.taskEnd: endTask(Int(event.subject), now)
    case Self.dutyStart: startDuty(Int(event.subject), span: Int(event.argument), now, &agenda)
    case Self.dutyEnd: endDuty(Int(event.subject), span: Int(event.argument), now, &agenda)
    default: depart(Int(event.subject), index: Int(event.argument), now, &agenda)
    }
  }

  mutating func endTask(_ w: Int, _ now: Int64) {
    let worker = workers[w]
    let s = Int(worker.station), p = Int(worker.pool), start = worker.start
    touchServers(s, now)
    stations[s].busy -= 1
    settlePlace(s, now)
    if now > worker.paidEnd { pools[p].overtimeTicksToDate += now - max(start, worker.paidEnd) }
    if measuring {
      let counted = now - max(start, measuredFrom)
      stations[s].busyTicks += counted
      stations[s].tasks += 1
      pools[p].workedTicks += counted
      if now > worker.paidEnd { pools[p].overtimeTicks += now - max(start, worker.paidEnd, measuredFrom) }
      let slowness = slownessAt[p &* stations.count &+ s], worked = Double(now - start)
      pools[p].actualTicks += worked
      pools[p].standardTicks += slowness == 1 ? worked : worked / slowness
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
        if stations[s].isInbound { putAwayList.append(jobs[Int(job)].payload) } else { departedList.append(job) }
        release(job)
      }
      job = next
    }
    if measuring { accounts[s].handTicks += Int128((now - max(start, measuredFrom)) &* Int64(orders)) }
    if after >= 0 { noteLeft(s, orders, now) }
    trace?.tasks.append(.init(worker: w, pool: p, station: s, start: SimTime(ticks: start), end: SimTime(ticks: now), orders: orders))
    if onDuty[pools[p].shift] {
      becomeIdle(w, p, now)
    } else {
      workers[w].state = .off
      changePresence(of: p, by: -1, now)
    }
    plainStartsPending = true
  }

  mutating func becomeIdle(_ w: Int, _ p: Int, _ now: Int64) {
    let pool = pools[p]
    for crew in pool.firstCrew..<pool.endCrew {
      let s = Int(crewStations[crew])
      touchServers(s, now)
      stations[s].idle += 1
      if hasHelpers, !crewHelps[crew] { stations[s].ownIdle += 1 }
      settlePlace(s, now)
    }
    touchIdle(p, now)
    workers[w].state = .idle
    var tail = pool.idleHead + pool.idleCount
    if tail >= pool.people { tail -= pool.people }
    idlePeople[pool.firstIdle + tail] = Int32(truncatingIfNeeded: w)
    pools[p].idleCount += 1
  }

  mutating func takeIdle(_ p: Int, _ now: Int64) -> Int {
    let pool = pools[p]
    let w = Int(idlePeople[pool.firstIdle + pool.idleHead])
    touchIdle(p, now)
    pools[p].idleHead = pool.idleHead + 1 == pool.people ? 0 : pool.idleHead + 1
    pools[p].idleCount -= 1
    for crew in pool.firstCrew..<pool.endCrew {
      let s = Int(crewStations[crew])
      touchServers(s, now)
      stations[s].idle -= 1
      if hasHelpers, !crewHelps[crew] { stations[s].ownIdle -= 1 }
      settlePlace(s, now)
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
    while stations[s].waiting > 0, times[pathPlace(first(s), s)] <= latest {
      touchQueue(s, now)
      let job = takeFirst(s)
      let place = pathPlace(job, s)
      times[place + 1] = now
      _ = recordWait(s, since: times[place], now)
      if measuring {
        stations[s].orders += 1
        stations[s].lines += Int64(jobs[Int(job)].lines)
      }
      departedList.append(job)
      release(job)
    }
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
    plainStartsPending = false
    var isLeftToOthers = false, isBegun = false
    repeat {
      (isLeftToOthers, isBegun) = (false, false)
      for p in 0..<pools.count {
        while pools[p].idleCount > 0 {
          var chosen = -1, place = -1, most = 0
          for crew in pools[p].firstCrew..<pools[p].endCrew {
            let s = Int(crewStations[crew])
            if stations[s].waiting > most, stations[s].busy < stations[s].capacity {
              if hasHelpers, crewHelps[crew], stations[s].ownIdle > 0 {
                isLeftToOthers = true
                continue
              }
              chosen = s
              place = crew
              most = stations[s].waiting
              if !longestQueueFirst { break }
            }
          }
          if chosen < 0 { break }
          isBegun = true
          begin(takeIdle(p, now), pool: p, station: chosen, slowness: crewSlowness[place], now, &agenda)
        }
      }
      // What was left to others may be more than they can do.
    } while isLeftToOthers && isBegun
  }

  mutating func begin(_ w: Int, pool p: Int, station s: Int, slowness: Double, _ now: Int64, _ agenda: inout Agenda) {
    touchServers(s, now)
    touchQueue(s, now)
    let n = min(stations[s].batch, stations[s].waiting)
    var span: Int64 = 0
    var mask: UInt64 = 0
    var head: Int32 = -1
    var measured = 0
    let width = pathWidth, ownPlace = stations[s].pathPlace
    for _ in 0..<n {
      let job = takeFirst(s)
      span += ticks(min(workSeconds[Int(job) * stepCount + s] * 1e6, longestWork))
      mask |= jobs[Int(job)].aisles
      jobs[Int(job)].next = head
      head = job
      let place = Int(job) &* width &+ ownPlace
      times[place + 1] = now
      if recordWait(s, since: times[place], now) { measured &+= 1 }
    }
    if let routing, stations[s].travelTicksPerMetre > 0 {
      span += ticks(min(routing.length(mask: mask) * stations[s].travelTicksPerMetre, longestWork))
    }
    if slowness != 1 { span = ticks(min(Double(span) * slowness, 9e17)) }
    // Nothing interrupts it: how long its orders stay is known.
    accounts[s].stayWork &+= Int128(span) &* Int128(measured)
    stations[s].busy += 1
    settlePlace(s, now)
    workers[w].state = .busy
    workers[w].station = Int32(truncatingIfNeeded: s)
    workers[w].job = head
    workers[w].start = now
    workers[w].paidEnd = paidEnd[pools[p].shift]
    trace?.queue.append(.init(station: s, time: SimTime(ticks: now), length: stations[s].waiting))
    agenda.schedule(
      at: SimTime(ticks: now + span), stations[s].isInbound ? .putAway : .workEnd, kind: Self.taskEnd, subject: Int32(truncatingIfNeeded: w)
    )
  }
}
