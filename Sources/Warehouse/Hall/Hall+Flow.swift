internal import Groundwork
internal import Kernel
internal import Randomness

/// Orders on their way from step to step: shares, routes, gates, full queues, patience.
extension Hall {
  /// A job begins its flow.
  mutating func enter(_ job: Int32, station s: Int, at now: Int64, _ agenda: inout Agenda) {
    advance(to: now)
    startsPending = true
    jobs[Int(job)].entered = now
    jobs[Int(job)].accounted = now
    // The door refuses a first step that would make orders wait outside, so there is always a way in.
    if !arrive(job, at: destination(of: job, from: s, hops: 0), now, &agenda) { abandon(job) }
  }

  /// The step at which a job comes to rest that is sent to `first`: shares and gates that hold nothing are passed on the way. -1 = it is
  /// done.
  ///
  /// Draws are keyed to the job and the number of its moves, so that asking again, once there is room, gives the same answer.
  mutating func destination(of job: Int32, from first: Int, hops: Int) -> Int {
    var s = first, hops = hops
    while s >= 0 {
      if isElsewhere(job, s) {
        s = fixed[s].next
      } else if fixed[s].share < 1, uniform(fixed[s].shareSource, job, hops) >= fixed[s].share {
        s = fixed[s].next
      } else if fixed[s].kind == .gate, !fixed[s].holdsBack {
        s = routed(job, from: s, hops: hops)
      } else {
        return s
      }
      hops += 1
    }
    return -1
  }

  /// Where a job goes that is done at a step.
  private mutating func routed(_ job: Int32, from s: Int, hops: Int) -> Int {
    if !fixed[s].carriers.isEmpty { return carrier(of: job, at: s) }
    let ways = fixed[s].routes
    if ways.isEmpty { return fixed[s].next }
    let u = uniform(fixed[s].routeSource, job, hops)
    for r in ways where u < routes[r].upTo { return routes[r].step }
    return routes[ways.end - 1].step
  }

  private mutating func uniform(_ source: UInt64, _ job: Int32, _ hops: Int) -> Double {
    let j = Int(job), move = Int(jobs[j].moves) + hops
    // A draw's number has fifteen bits; an order that goes round for longer draws from further sources.
    let round = move < 0x8000 ? 0 : StableHash.mix(UInt64(move >> 15))
    return key.uniform(source: source ^ jobs[j].salt ^ round, ordinal: jobs[j].identity, draw: UInt16(truncatingIfNeeded: move) | 0x8000)
  }

  /// The step a job comes to when it leaves `s`.
  mutating func destination(of job: Int32, leaving s: Int) -> Int { destination(of: job, from: routed(job, from: s, hops: 0), hops: 1) }

  /// Brings a job to rest at a step; false when there is no room and it must stay where it is.
  mutating func arrive(_ job: Int32, at s: Int, now: Int64, waited: Bool, _ agenda: inout Agenda) -> Bool {
    let j = Int(job)
    if s < 0 {
      finish(job)
      return true
    }
    if measuring && !waited { stations[s].arrivals += 1 }
    if stations[s].waiting >= fixed[s].limit, !hasRoom(s, now, &agenda) {
      if !fixed[s].leavesWhenFull { return false }
      if measuring { stations[s].turnedAway += 1 }
      tellLeft(job)
      tell(.turnedAway, job, s)
      abandon(job)
      return true
    }
    tellLeft(job)
    jobs[j].moves &+= 1
    jobs[j].came = now
    jobs[j].station = Int32(truncatingIfNeeded: s)
    jobs[j].isBegun = false
    jobs[j].workLeft = 1
    jobs[j].isWaitCounted = false
    jobs[j].waited = 0
    let visit = Int(visits[j * stepCount + s])
    visits[j * stepCount + s] &+= 1
    if visit > 0 { drawAgain(job, step: s, visit: visit) }
    setTies(job, s, now)
    if s == picking, visit == 0, !claim(job) {
      hold(job, s, now)
      return true
    }
    queue(job, s, now)
    if fixed[s].hasPatience {
      let seconds = max(0, fixed[s].patience.draw(uniform(fixed[s].patienceSource, job, 0)))
      jobs[j].stay.setPatience(ticks(min(seconds * 1e6, 4e18)), at: now, kind: Self.patienceEnd, subject: job, &agenda)
    }
    if fixed[s].kind == .gate {
      if fixed[s].splits {
        split(job, at: s, now, &agenda)
      } else if fixed[s].joins {
        join(job, at: s, now, &agenda)
      } else if fixed[s].opens {
        // It waits for the next opening.
      } else if stations[s].waiting >= fixed[s].gather {
        letGo(s, fixed[s].gather, now, &agenda)
      } else if stations[s].waiting == 1, fixed[s].gatherTicks != .max {
        stations[s].gatherEnd = agenda.schedule(
          at: SimTime(ticks: now + fixed[s].gatherTicks), .workEnd, kind: Self.gatherEnd, subject: Int32(truncatingIfNeeded: s))
      }
    } else if stations[s].waiting > fixed[s].limit {
      // It came only because somebody is free: they begin at once.
      startNow(s, now, &agenda)
    }
    return true
  }

  private mutating func arrive(_ job: Int32, at s: Int, _ now: Int64, _ agenda: inout Agenda) -> Bool {
    arrive(job, at: s, now: now, waited: false, &agenda)
  }

  /// Whether one more may come to a full queue: those in front of it can begin now, or somebody is free for it.
  private mutating func hasRoom(_ s: Int, _ now: Int64, _ agenda: inout Agenda) -> Bool {
    guard fixed[s].isWorked, stations[s].firstBlocked < 0 || stations[s].waiting == 0 else { return false }
    if stations[s].waiting > 0 { startNow(s, now, &agenda) }
    return stations[s].waiting < fixed[s].limit || canBegin(s, one: true) && (fixed[s].crew.isEmpty || hasStayer(s, now))
  }

  private mutating func setTies(_ job: Int32, _ s: Int, _ now: Int64) {
    let j = Int(job)
    sequence &+= 1
    jobs[j].tie = sequence
    switch fixed[s].queue {
    case .fifo: jobs[j].rank = shuffles ? now : 0
    case .lifo:
      jobs[j].rank = -now
      jobs[j].tie = -sequence
    case .dueDate: jobs[j].rank = jobs[j].due
    case .priority: jobs[j].rank = jobs[j].priority
    case .shortest: jobs[j].rank = ownWork(job, at: s)
    }
    if shuffles { jobs[j].tie = Int64(bitPattern: key.bits(source: fixed[s].tieSource ^ jobs[j].salt, ordinal: jobs[j].identity)) }
  }

  /// The place of a job that comes back to its queue half done. Its old rank puts it before those who came later, and before its equals;
  /// where who came last is first it is as if it came now, and where the least work is first what is left of it counts.
  mutating func setTiesAgain(_ job: Int32, _ s: Int, _ now: Int64) {
    let j = Int(job)
    switch fixed[s].queue {
    case .fifo, .dueDate, .priority: return
    case .lifo:
      sequence &+= 1
      jobs[j].rank = -now
      jobs[j].tie = shuffles ? .min : -sequence
    case .shortest: jobs[j].rank = ownWork(job, at: s)
    }
  }

  /// Puts a job into the queue of its step, in front of those who came later.
  mutating func queue(_ job: Int32, _ s: Int, _ now: Int64) {
    let j = Int(job)
    jobs[j].queued = now
    jobs[j].stay.begin()
    markCauses(job, s)
    lines[s].insert(job, rank: jobs[j].rank, tie: jobs[j].tie, stamp: jobs[j].stay.stamp)
    stations[s].waiting += 1
    noteLonger(s, now)
    startsPending = true
    tell(.queued, job, s, count: stations[s].waiting)
  }

  /// A queue has become shorter, or (below) longer.
  mutating func noteShorter(_ s: Int, _ now: Int64) {
    trace?.add(FloorTrace.QueueStep(station: s, time: SimTime(ticks: now), length: stations[s].queued))
  }

  mutating func noteLonger(_ s: Int, _ now: Int64) {
    noteShorter(s, now)
  }

  /// Who is served next; -1 when nobody waits.
  mutating func first(_ s: Int) -> Int32 {
    while let front = lines[s].first {
      if jobs[Int(front.job)].stay.stamp == front.stamp { return front.job }
      lines[s].dropFirst()
    }
    return -1
  }

  /// Takes who is served next out of a queue; somebody waits.
  mutating func takeFirst(_ s: Int, _ now: Int64, _ agenda: inout Agenda) -> Int32 {
    let job = first(s)
    lines[s].dropFirst()
    takeOut(job, s, now, &agenda)
    return job
  }

  /// Takes a job out of its queue; its entry there, unless it has been dropped, is void from now on.
  mutating func takeOut(_ job: Int32, _ s: Int, _ now: Int64, _ agenda: inout Agenda) {
    let j = Int(job)
    stations[s].waiting -= 1
    jobs[j].stay.end(&agenda)
    recordWait(j, s, now - jobs[j].queued)
    account(job, s, .wait, now)
    if stations[s].firstBlocked >= 0 { startsPending = true }
    noteShorter(s, now)
  }

  /// A wait has ended. It counts where the job came to the step in the measured window, whenever it ends. A job that was put back waits
  /// again: its one wait at the step grows, in the mean and among the quantiles.
  private mutating func recordWait(_ j: Int, _ s: Int, _ wait: Int64) {
    defer { jobs[j].waited += wait }
    if !isOfWindow(jobs[j].came) { return }
    let first = s * TickHistogram.binLimit, before = UInt64(bitPattern: jobs[j].waited), whole = UInt64(bitPattern: jobs[j].waited + wait)
    stations[s].waitTicks += Int128(wait)
    recordCauses(j, s, wait)
    if jobs[j].isWaitCounted {
      waitBins[first + TickHistogram.bin(before)].takeBack()
    } else {
      stations[s].waits += 1
      jobs[j].isWaitCounted = true
    }
    waitBins[first + TickHistogram.bin(whole)].add(whole)
  }

  /// A job has left a step.
  mutating func left(_ job: Int32, _ s: Int, _ now: Int64) {
    recordStay(s, since: jobs[Int(job)].came, now)
  }

  /// A visit that began at `since` has ended. It counts where that was in the measured window.
  mutating func recordStay(_ s: Int, since: Int64, _ now: Int64) {
    if !isOfWindow(since) { return }
    if !measuring { openVisits -= 1 }
    stations[s].stayTicks += Int128(now - since)
    stations[s].stays += 1
  }

  @inline(__always)
  func isOfWindow(_ moment: Int64) -> Bool { UInt64(bitPattern: moment &- measuredFrom) < measuredSpan }

  /// The end of its flow.
  private mutating func finish(_ job: Int32) {
    tellLeft(job)
    if jobs[Int(job)].isInbound {
      if isWatched, jobs[Int(job)].station >= 0 { tell(.departed, job, Int(jobs[Int(job)].station)) }
      forgetPicks(job, givesBack: false)
      putAwayList.append(jobs[Int(job)].payload)
      release(job)
    } else {
      leaveHouse(job)
    }
  }

  /// An order, or a part of one that is not joined, departs.
  mutating func leaveHouse(_ job: Int32) {
    if isWatched, jobs[Int(job)].station >= 0 { tell(.departed, job, Int(jobs[Int(job)].station)) }
    forgetPicks(job, givesBack: false)
    departedList.append(jobs[Int(job)].payload)
    assert(pathLength(job) == reached - jobs[Int(job)].entered, "an order's time on the floor is in its parts")
    path.depart(job)
    if zones.count > 0 { zones.departed.append(jobs[Int(job)].parent >= 0 ? Int32(jobs[Int(job)].zones.trailingZeroBitCount) : -1) }
    partLeft(job)
    release(job)
  }

  mutating func abandon(_ job: Int32) {
    forgetPicks(job, givesBack: true)
    abandonedList.append(jobs[Int(job)].payload)
    release(job)
  }

  mutating func giveUp(_ job: Int32, stamp: UInt32, _ now: Int64, _ agenda: inout Agenda) {
    let j = Int(job)
    guard jobs[j].stay.isOf(stamp) else { return }
    let s = Int(jobs[j].station)
    jobs[j].stay.end(&agenda)
    stations[s].waiting -= 1
    if measuring { stations[s].gaveUp += 1 }
    recordWait(j, s, now - jobs[j].queued)
    tell(.gaveUp, job, s)
    left(job, s, now)
    startsPending = true
    noteShorter(s, now)
    abandon(job)
  }

  /// A gate lets the first `count` that wait go on.
  mutating func letGo(_ s: Int, _ count: Int, _ now: Int64, _ agenda: inout Agenda) {
    agenda.cancel(stations[s].gatherEnd)
    for _ in 0..<count {
      let job = takeFirst(s, now, &agenda)
      served(job, s)
      left(job, s, now)
      // A gate cannot hold what it lets go: the door refuses one before a step that makes others wait.
      if !arrive(job, at: destination(of: job, leaving: s), now, &agenda) { abandon(job) }
    }
    startsPending = true
  }

  /// The first of a queue who came by a moment; -1 = nobody did. Who stands before it is taken out of the line, into `late`.
  private mutating func first(_ s: Int, by latest: Int64, passing late: inout [OrderedLine.Place]) -> Int32 {
    while first(s) >= 0, let front = lines[s].first {
      if jobs[Int(front.job)].came <= latest { return front.job }
      // First come, first served: nobody behind it has come earlier.
      if fixed[s].queue == .fifo { return -1 }
      late.append(front)
      lines[s].dropFirst()
    }
    return -1
  }

  /// Those who have been passed over take their places again.
  private mutating func standAgain(_ late: [OrderedLine.Place], _ s: Int) {
    for one in late { lines[s].insert(one.job, rank: one.rank, tie: one.tie, stamp: one.stamp) }
  }

  mutating func depart(_ s: Int, index: Int, _ now: Int64, _ agenda: inout Agenda) {
    let latest = now - fixed[s].cutOff
    var late: [OrderedLine.Place] = []
    while first(s, by: latest, passing: &late) >= 0 {
      let job = takeFirst(s, now, &agenda)
      served(job, s)
      left(job, s, now)
      tell(.left, job, s)
      leaveHouse(job)
    }
    standAgain(late, s)
    startsPending = true
    let departures = compiled.plan.steps[s].departures
    if index + 1 < departures.count {
      agenda.schedule(at: departures[index + 1], .workEnd, kind: Floor.departure, subject: Int32(s), argument: Int64(index + 1))
    }
  }

  /// A gate with moments lets go who came in time.
  mutating func open(_ s: Int, index: Int, _ now: Int64, _ agenda: inout Agenda) {
    let latest = now - fixed[s].cutOff
    var count = 0, truck: Int32 = -1
    var late: [OrderedLine.Place] = []
    while true {
      let front = first(s, by: latest, passing: &late)
      if front < 0 { break }
      // What one truck has brought counts once.
      if truck < 0 || jobs[Int(front)].truck != truck { count += 1 }
      if count > fixed[s].perOpening { break }
      truck = jobs[Int(front)].truck
      let job = takeFirst(s, now, &agenda)
      served(job, s)
      left(job, s, now)
      pass(job, from: s, now, &agenda)
    }
    standAgain(late, s)
    let moments = compiled.plan.steps[s].departures
    if index + 1 < moments.count {
      agenda.schedule(at: moments[index + 1], .workEnd, kind: Floor.departure, subject: Int32(s), argument: Int64(index + 1))
    }
  }

  /// A job was served at a step.
  mutating func served(_ job: Int32, _ s: Int) {
    if !measuring { return }
    stations[s].orders += 1
    stations[s].lines += lineCount(job, at: s)
  }
}

/// Ticks of the longest work on one order, 126 years: longer than any run, and the sum over a batch of a thousand still fits.
let longestWork = 4e15

/// The nearest whole number of ticks, the half up; `span` is at least 0.
@inline(__always)
func ticks(_ span: Double) -> Int64 {
  let whole = Int64(span)
  return span - Double(whole) >= 0.5 ? whole &+ 1 : whole
}
