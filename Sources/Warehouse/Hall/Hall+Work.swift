internal import Kernel

/// Who begins what, and what happens when it is done, displaced or put aside.
extension Hall {
  // MARK: Beginning

  /// Whether a place and a unit are free for one more task.
  private mutating func hasMeans(_ s: Int) -> Bool {
    let place = fixed[s].place, kind = fixed[s].equipment
    return (place < 0 || placesUsed[place] < places[place]) && (kind < 0 || unitCounts[Unit.room * kind] > 0)
  }

  /// Whether a task could begin at a step; `one` = for a job that is not in the queue yet.
  mutating func canBegin(_ s: Int, one: Bool) -> Bool {
    guard one || stations[s].waiting > 0, hasMeans(s) else { return false }
    return fixed[s].crew.isEmpty || skills.canSeize(for: s, waiting: stations[s].waiting)
  }

  /// Begins what can be begun at one step, without waiting for the instant's end.
  mutating func startNow(_ s: Int, _ now: Int64, _ agenda: inout Agenda) {
    while canBegin(s, one: false) {
      if fixed[s].crew.isEmpty {
        begin(-1, s, 1, now, &agenda)
        continue
      }
      var chosen: (person: Int, slowness: Double)?
      for c in fixed[s].crew where skills.isFree(c, waiting: stations[s].waiting) && !goes(Int(crew[c].pool), now) {
        let person = self.person(of: Int(crew[c].pool), member: c, for: s, now)
        let slow = speedLoss(person, s, now)
        if chosen == nil || (assignment == .bestSkilled && slow < chosen!.slowness)
          || (assignment == .leastLoaded && people[person].workedTicks < people[chosen!.person].workedTicks)
        {
          chosen = (person, slow)
        }
        if assignment == .longestQueue || assignment == .ownTaskFirst { break }
      }
      guard let chosen else { return }
      begin(chosen.person, s, chosen.slowness, now, &agenda)
    }
  }

  /// Whether somebody is free for a step who will be at the instant's end.
  func hasStayer(_ s: Int, _ now: Int64) -> Bool {
    fixed[s].crew.contains { skills.isFree($0, waiting: stations[s].waiting) && !goes(Int(crew[$0].pool), now) }
  }

  /// Whether a pool's people go home or into a break at this instant and have not yet: the calendar comes after the ends of work.
  private func goes(_ p: Int, _ now: Int64) -> Bool { nextGoing[pools[p].shift] == now }

  /// Lets everybody begin who can, and everything move on for which there is room.
  mutating func startWork(at now: Int64, _ agenda: inout Agenda) {
    advance(to: now)
    repeat {
      startsPending = false
      if picking >= 0 { settleFaces(now, &agenda) }
      for s in 0..<stations.count where fixed[s].crew.isEmpty && fixed[s].isWorked { startNow(s, now, &agenda) }
      if assignment == .longestQueue || assignment == .ownTaskFirst {
        var isLeftToOthers = false, isBegun = false
        repeat {
          (isLeftToOthers, isBegun) = (false, false)
          if shuffles {
            for p in poolOrder(now) where startPool(p, now, &isLeftToOthers, &agenda) { isBegun = true }
          } else {
            for p in 0..<pools.count where startPool(p, now, &isLeftToOthers, &agenda) { isBegun = true }
          }
          // What was left to others may be more than they can do.
        } while isLeftToOthers && isBegun
      } else {
        startByPerson(now, &agenda)
      }
      for s in 0..<stations.count where fixed[s].preempts && stations[s].waiting > 0 { displace(s, now, &agenda) }
      for s in 0..<stations.count where stations[s].firstBlocked >= 0 { admitBlocked(s, now, &agenda) }
      for i in 0..<impatient.count { giveUp(impatient[i].job, stamp: impatient[i].stamp, now, &agenda) }
      impatient.removeAll()
    } while startsPending
    if lackers.count > 0 { settleLacks() }
    if isWatched { tellCauses() }
  }

  /// - Parameter isLeft: becomes true where work was left to the people whose it is.
  /// - Returns: whether somebody began.
  private mutating func startPool(_ p: Int, _ now: Int64, _ isLeft: inout Bool, _ agenda: inout Agenda) -> Bool {
    var isBegun = false
    while skills.free(of: p) > 0 {
      var chosen = -1, most = 0
      for c in pools[p].crew {
        let s = Int(crewStations[c]), skill = Int(crewMembers[c])
        if stations[s].waiting > most, hasMeans(s), skills.isOpen(skill, waiting: stations[s].waiting) {
          if skills.standsBack(skill) {
            isLeft = true
            continue
          }
          chosen = s
          most = stations[s].waiting
          if assignment == .ownTaskFirst { break }
        }
      }
      if chosen < 0 { break }
      let w = Int(pools[p].idleFirst)
      isBegun = true
      begin(w, chosen, speedLoss(w, chosen, now), now, &agenda)
    }
    return isBegun
  }

  /// The longest queue first; for it the person that the rule prefers.
  private mutating func startByPerson(_ now: Int64, _ agenda: inout Agenda) {
    while true {
      var chosen = -1, most = 0
      for s in 0..<stations.count where !fixed[s].crew.isEmpty && stations[s].waiting > most && canBegin(s, one: false) {
        chosen = s
        most = stations[s].waiting
      }
      if chosen < 0 { return }
      var best = -1, bestLoss = Double.infinity
      for c in fixed[chosen].crew where skills.isFree(c, waiting: stations[chosen].waiting) {
        let w = person(of: Int(crew[c].pool), member: c, for: chosen, now)
        let loss = assignment == .bestSkilled ? speedLoss(w, chosen, now) : Double(people[w].workedTicks)
        if loss < bestLoss || shuffles && loss == bestLoss && Self.tie(key, .pool, UInt64(w), at: now) & 1 == 1 {
          best = w
          bestLoss = loss
        }
      }
      begin(best, chosen, speedLoss(best, chosen, now), now, &agenda)
    }
  }

  /// One person (-1 = equipment alone) begins a task at a step at which somebody waits.
  private mutating func begin(_ w: Int, _ s: Int, _ slow: Double, _ now: Int64, _ agenda: inout Agenda) {
    let composes = fixed[s].composesRounds
    if composes { composeRound(s, now, &agenda) }
    let n = composes ? round.count : min(fixed[s].batch, stations[s].waiting)
    var span: Int64 = 0, mask: UInt64 = 0, head: Int32 = -1, last: Int32 = -1, rank = Int64.max, lines: Int64 = 0
    // Of the way and of what a round takes as such, as much is left as of the work of the order with most left: 1 with a fresh one among
    // them.
    var rest = 0.0
    for i in 0..<n {
      let job = composes ? round[i] : takeFirst(s, now, &agenda), j = Int(job)
      if s == replenishing, !jobs[j].isBegun { beginReplenishment(job) }
      lines += lineCount(job, at: s)
      span += ticks(min(workSeconds[j * stepCount + s] * jobs[j].workLeft * 1e6, longestWork))
      rest = max(rest, jobs[j].workLeft)
      mask |= aisles(job, at: s)
      // They leave the step in the order in which they are taken up.
      if last < 0 { head = job } else { jobs[Int(last)].next = job }
      jobs[j].next = -1
      jobs[j].isBegun = true
      rank = min(rank, jobs[j].rank)
      last = job
    }
    if fixed[s].hasRoundTime { span += rest < 1 ? ticks(Double(roundTicks(head, s)) * rest) : roundTicks(head, s) }
    if fixed[s].ticksPerMetre > 0 {
      let walked = tracksPlaces ? metres(through: head, at: s) : metres(mask)
      span += ticks(min(walked * rest * fixed[s].ticksPerMetre, longestWork))
      // A way that goes on was counted when it was begun.
      if rest == 1 { countWalk(walked, orders: n, lines: lines, at: s) }
    }
    var task = Task(
      person: Int32(truncatingIfNeeded: w), station: Int32(truncatingIfNeeded: s), job: head, count: Int32(truncatingIfNeeded: n),
      rank: rank, number: begunTasks, work: InterruptibleWork(standard: span, slowness: slow, at: now))
    begunTasks += 1
    if fixed[s].place >= 0 { placesUsed[fixed[s].place] += 1 }
    let t: Int
    if freeTask >= 0 {
      t = Int(freeTask)
      freeTask = tasks[t].next
      tasks[t] = task
    } else {
      t = tasks.count
      tasks.append(task)
    }
    if fixed[s].equipment >= 0 {
      task.unit = seizeUnit(fixed[s].equipment, task: t, now, &agenda)
      if w >= 0 { people[w].lacks = -1 }
    }
    tasks[t].unit = task.unit
    stations[s].working += 1
    stations[s].inHand += n
    if w >= 0 {
      takeIdle(w)
      people[w].task = Int32(truncatingIfNeeded: t)
      set(w, .busy)
    }
    tell(.begun, task: t)
    schedule(t, now, &agenda)
  }

  private mutating func countWalk(_ metres: Double, orders: Int, lines: Int64, at s: Int) {
    stations[s].walksNow.metres += metres
    stations[s].walksNow.lines += lines
    if !measuring { return }
    stations[s].metres += metres
    stations[s].walkedOrders += Int64(orders)
    stations[s].walkedLines += lines
  }

  private mutating func schedule(_ t: Int, _ now: Int64, _ agenda: inout Agenda) {
    tasks[t].end = agenda.schedule(
      at: SimTime(ticks: tasks[t].work.due), fixed[Int(tasks[t].station)].isInbound ? .putAway : .workEnd, kind: Floor.taskEnd,
      subject: Int32(truncatingIfNeeded: t))
    expose(t)
  }

  // MARK: Ending

  mutating func endTask(_ t: Int, _ now: Int64, _ agenda: inout Agenda) {
    let s = Int(tasks[t].station)
    conceal(t)
    stretchEnded(t, isLast: true, now)
    if fixed[s].kind == .repair { return endRepair(t, now, &agenda) }
    if fixed[s].kind == .upkeep { return endUpkeep(t, now, &agenda) }
    if measuring { stations[s].tasks += 1 }
    var job = tasks[t].job
    while job >= 0 {
      served(job, s)
      if fixed[s].inspects {
        inspectedList.append((job, jobs[Int(job)].stay.stamp, jobs[Int(job)].payload))
        inspectedSteps.append(Int32(truncatingIfNeeded: s))
      }
      job = jobs[Int(job)].next
    }
    tell(.done, task: t)
    moveOn(t, waited: false, now, &agenda)
  }

  /// A stretch of work is over: what it taught and how it tired.
  ///
  /// - Parameter isLast: the task is done.
  private mutating func stretchEnded(_ t: Int, isLast: Bool, _ now: Int64) {
    account(task: t, .work, now)
    let w = Int(tasks[t].person)
    if let trace, isLast || now > tasks[t].work.since {
      trace.add(
        FloorTrace.Task(
          worker: w, pool: w >= 0 ? Int(people[w].pool) : -1, station: Int(tasks[t].station), start: SimTime(ticks: tasks[t].work.since),
          end: SimTime(ticks: now), orders: Int(tasks[t].count), isLast: isLast))
    }
    let worked = tasks[t].work.stop(at: now)
    guard w >= 0 else { return }
    practise(w, Int(tasks[t].station), worked: worked, standard: tasks[t].work.standard(of: worked), now)
  }

  /// Sends the jobs of a finished task on, as far as there is room.
  private mutating func moveOn(_ t: Int, waited: Bool, _ now: Int64, _ agenda: inout Agenda) {
    let s = Int(tasks[t].station)
    var waited = waited
    while tasks[t].job >= 0 {
      let job = tasks[t].job, after = jobs[Int(job)].next, came = jobs[Int(job)].came
      let next = destination(of: job, leaving: s)
      if tasks[t].state == .blocked { account(job, s, .stand, now) }
      if !arrive(job, at: next, now: now, waited: waited, &agenda) { return block(t, by: next, now, &agenda) }
      recordStay(s, since: came, now)
      stations[s].inHand -= 1
      tasks[t].job = after
      waited = false
    }
    close(t, now, &agenda)
  }

  /// A task that is done waits for room.
  private mutating func block(_ t: Int, by next: Int, _ now: Int64, _ agenda: inout Agenda) {
    let s = Int(tasks[t].station), task = Int32(truncatingIfNeeded: t)
    if tasks[t].state == .blocked {
      // It moved some of its jobs and must wait for room once more, behind the others.
    } else {
      tasks[t].state = .blocked
      stations[s].working -= 1
      stations[s].blocked += 1
      if tasks[t].person >= 0 {
        set(Int(tasks[t].person), .blocked)
        leaveStanding(t, now, &agenda)
      }
    }
    tell(.blocked, task: t, count: next)
    tasks[t].next = -1
    if stations[next].firstBlocked < 0 { stations[next].firstBlocked = task } else { tasks[Int(stations[next].lastBlocked)].next = task }
    stations[next].lastBlocked = task
    findDeadlock(waitingFor: next, now)
  }

  /// Moves in those who wait for room at a step.
  private mutating func admitBlocked(_ s: Int, _ now: Int64, _ agenda: inout Agenda) {
    while stations[s].firstBlocked >= 0,
      stations[s].waiting < fixed[s].limit || (fixed[s].isWorked && stations[s].waiting == 0 && canBegin(s, one: true))
    {
      let t = Int(stations[s].firstBlocked)
      stations[s].firstBlocked = tasks[t].next
      startsPending = true
      moveOn(t, waited: true, now, &agenda)
    }
  }

  /// A task is over: its means and its person are free.
  mutating func close(_ t: Int, _ now: Int64, _ agenda: inout Agenda) {
    let person = Int(tasks[t].person)
    uncount(t)
    releaseMeans(t, now, &agenda)
    if person >= 0 { free(person, now, &agenda) }
    startsPending = true
  }

  /// Takes a task off those of its state at its step.
  private mutating func uncount(_ t: Int) {
    let s = Int(tasks[t].station)
    switch tasks[t].state {
    case .working: stations[s].working -= 1
    case .blocked:
      stations[s].blocked -= 1
      if tasks[t].person < 0, !fixed[s].crew.isEmpty { stations[s].alone -= 1 }
    case .stopped: stations[s].stopped -= 1
    }
  }

  private mutating func releaseMeans(_ t: Int, _ now: Int64, _ agenda: inout Agenda) {
    let s = Int(tasks[t].station)
    if fixed[s].place >= 0 { placesUsed[fixed[s].place] -= 1 }
    if tasks[t].unit >= 0 { releaseUnit(Int(tasks[t].unit), now, &agenda) }
    tasks[t].job = -1
    tasks[t].next = freeTask
    freeTask = Int32(truncatingIfNeeded: t)
  }

  private mutating func endRepair(_ t: Int, _ now: Int64, _ agenda: inout Agenda) {
    let job = tasks[t].job, s = Int(tasks[t].station)
    tell(.done, task: t)
    tell(.left, task: t)
    if measuring { stations[s].tasks += 1 }
    served(job, s)
    left(job, s, now)
    let unit = Int(jobs[Int(job)].payload)
    stations[s].inHand -= 1
    release(job)
    close(t, now, &agenda)
    repair(unit, now, &agenda)
  }

  // MARK: Interruptions

  /// More urgent orders displace the least urgent work of their step that makes way for them at once.
  private mutating func displace(_ s: Int, _ now: Int64, _ agenda: inout Agenda) {
    while stations[s].waiting > 0 {
      guard let worst = leastUrgent(at: s, than: jobs[Int(first(s))].rank, now) else { return }
      if measuring { stations[s].displaced += 1 }
      let w = Int(tasks[worst].person)
      putBack(worst, restart: fixed[s].restarts, displaced: true, now, &agenda)
      if w >= 0 { free(w, now, &agenda) }
      let before = stations[s].working
      startNow(s, now, &agenda)
      if stations[s].working == before { return }
    }
  }

  /// The jobs of a task go back to the front of their queue; what is left is done later, or all of it again.
  ///
  /// - Parameter displaced: more urgent work has taken its people: it keeps the place it came with, behind that.
  mutating func putBack(_ t: Int, restart: Bool, displaced: Bool = false, _ now: Int64, _ agenda: inout Agenda) {
    let s = Int(tasks[t].station)
    if tasks[t].state == .working {
      agenda.cancel(tasks[t].end)
      conceal(t)
      stretchEnded(t, isLast: false, now)
    } else {
      account(task: t, .stand, now)
    }
    uncount(t)
    // What is left of the task, at the stated speed: so much is left of the work of each of its jobs. A later visit finds all of it again.
    let share = tasks[t].work.shareLeft
    tell(.putBack, task: t)
    var job = tasks[t].job
    while job >= 0 {
      let next = jobs[Int(job)].next
      jobs[Int(job)].workLeft = restart ? 1 : jobs[Int(job)].workLeft * share
      stations[s].inHand -= 1
      if !displaced { setTiesAgain(job, s, now) }
      queue(job, s, now)
      job = next
    }
    tasks[t].job = -1
    releaseMeans(t, now, &agenda)
  }

  /// The work stands still: its person goes home, or into a break.
  mutating func suspend(_ t: Int, forBreak: Bool, _ now: Int64, _ agenda: inout Agenda) {
    let s = Int(tasks[t].station)
    agenda.cancel(tasks[t].end)
    conceal(t)
    stretchEnded(t, isLast: false, now)
    stations[s].working -= 1
    stations[s].stopped += 1
    tasks[t].state = .stopped
    tell(.stopped, task: t, count: forBreak ? 1 : 0)
  }

  /// Work that stood still goes on, as fast as its person is now: rested, or out of practice.
  mutating func resume(_ t: Int, _ now: Int64, _ agenda: inout Agenda) {
    let s = Int(tasks[t].station)
    stations[s].stopped -= 1
    account(task: t, .stand, now)
    tasks[t].state = .working
    let w = Int(tasks[t].person)
    tasks[t].work.resume(at: now, slowness: w >= 0 ? speedLoss(w, s, now) : tasks[t].work.slowness)
    stations[s].working += 1
    tell(.resumed, task: t)
    schedule(t, now, &agenda)
  }
}
