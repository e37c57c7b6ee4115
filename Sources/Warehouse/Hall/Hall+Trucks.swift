internal import Kernel
internal import Randomness

/// Trucks that bring goods and trucks that take orders away.
extension Hall {
  /// The carrier's step to which an order goes: by the first condition it fits, else by a draw of its own that no change of the floor
  /// moves.
  mutating func carrier(of job: Int32, at s: Int) -> Int {
    let j = jobs[Int(job)], order = j.parent >= 0 ? jobs[Int(j.parent)] : j
    for c in fixed[s].carriers where carriers[c].hasCondition {
      let isMet =
        (!carriers[c].hasStream || carriers[c].stream == order.salt)
        && (carriers[c].linesFrom == .max || Int64(order.lines) >= carriers[c].linesFrom)
      if isMet { return carriers[c].step }
    }
    let u = key.uniform(source: fixed[s].carrierSource ^ order.salt, ordinal: order.identity)
    var last = -1
    for c in fixed[s].carriers where !carriers[c].hasCondition {
      if u < carriers[c].upTo { return carriers[c].step }
      last = carriers[c].step
    }
    return last
  }

  /// What a job takes of a truck's room.
  private mutating func room(_ job: Int32, at s: Int) -> Int64 {
    switch fixed[s].capacityCounts {
    case .orders: 1
    case .lines: Int64(jobs[Int(job)].lines)
    case .units: jobs[Int(job)].units
    }
  }

  /// A truck leaves with the orders that are ready in time, up to the first that does not fit; the others wait for the next one. An order
  /// that is larger than a truck has one to itself.
  mutating func departTruck(_ s: Int, index: Int, _ now: Int64, _ agenda: inout Agenda) {
    let latest = now - fixed[s].cutOff, departures = compiled.plan.steps[s].departures
    if measuring { stations[s].departures += 1 }
    var staying: [OrderedLine.Place] = []
    var taken: Int64 = 0, isClosed = false
    while first(s) >= 0, let front = lines[s].first {
      lines[s].dropFirst()
      let j = Int(front.job)
      let size = room(front.job, at: s)
      if jobs[j].came <= latest, taken > 0, taken + size > Int64(fixed[s].capacity) { isClosed = true }
      if jobs[j].came > latest || isClosed {
        if jobs[j].came <= latest, !jobs[j].wasLeftBehind {
          jobs[j].wasLeftBehind = true
          if measuring { stations[s].leftBehind += 1 }
        }
        staying.append(front)
        continue
      }
      taken += size
      takeOut(front.job, s, now, &agenda)
      served(front.job, s)
      left(front.job, s, now)
      let meant = departure(s, for: front.job)
      if measuring {
        stations[s].shipped += 1
        stations[s].loaded += size
        if meant >= index { stations[s].onTruck += 1 }
      }
      if meant < index { missedDepartures[s][meant] = true }
      tell(.left, front.job, s)
      leaveHouse(front.job)
    }
    for one in staying { lines[s].insert(one.job, rank: one.rank, tie: one.tie, stamp: one.stamp) }
    startsPending = true
    if index + 1 < departures.count {
      agenda.schedule(at: departures[index + 1], .workEnd, kind: Floor.departure, subject: Int32(s), argument: Int64(index + 1))
    }
  }

  /// The number of the departure that an order was meant for: the first one that is far enough from its coming to the house.
  private func departure(_ s: Int, for job: Int32) -> Int {
    let j = jobs[Int(job)], entered = j.parent >= 0 ? jobs[Int(j.parent)].entered : j.entered
    let departures = compiled.plan.steps[s].departures
    var low = 0, high = departures.count
    while low < high {
      let middle = (low + high) / 2
      if departures[middle].ticks < entered + fixed[s].orderBy { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Of the departures in a span, how many there were and how many took along every order that was meant for them and has left by now, or
  /// stands at the carrier.
  func completeDepartures(_ s: Int, from start: Int64, to end: Int64) -> (all: Int, complete: Int) {
    var all = 0, complete = 0, missed = missedDepartures[s]
    for j in 0..<jobs.count where jobs[j].stay.isWaiting && Int(jobs[j].station) == s {
      let meant = departure(s, for: Int32(truncatingIfNeeded: j))
      if meant < missed.count, compiled.plan.steps[s].departures[meant].ticks <= reached { missed[meant] = true }
    }
    for (index, moment) in compiled.plan.steps[s].departures.enumerated() where moment.ticks >= start && moment.ticks < end {
      all += 1
      if !missed[index] { complete += 1 }
    }
    return (all, complete)
  }

  /// Takes what the seed's truck has brought out of a queue, onto its round.
  mutating func addTruck(_ seed: Int32, _ s: Int, _ now: Int64, _ agenda: inout Agenda) {
    let truck = jobs[Int(seed)].truck
    if truck < 0 { return }
    var others: [OrderedLine.Place] = []
    while first(s) >= 0, let front = lines[s].first {
      lines[s].dropFirst()
      if jobs[Int(front.job)].truck == truck {
        takeOut(front.job, s, now, &agenda)
        round.append(front.job)
      } else {
        others.append(front)
      }
    }
    for one in others { lines[s].insert(one.job, rank: one.rank, tie: one.tie, stamp: one.stamp) }
  }

  /// The next receipt that has been inspected and the step at which; nil when there is no more.
  mutating func nextInspected() -> (payload: Int32, step: Int)? {
    if inspectedRead == inspectedList.count {
      inspectedRead = 0
      inspectedList.removeAll()
      inspectedSteps.removeAll()
      return nil
    }
    inspectedRead += 1
    return (inspectedList[inspectedRead - 1].payload, Int(inspectedSteps[inspectedRead - 1]))
  }

  /// Of the receipt given last by `nextInspected`, so many units of those there were are not worked any more.
  mutating func reject(_ failed: Int64) {
    let (job, stamp, _) = inspectedList[inspectedRead - 1], j = Int(job)
    if jobs[j].stay.stamp != stamp { return }
    let before = jobs[j].units
    jobs[j].units -= failed
    for i in 0..<inboundSteps {
      let s = Int(flowSteps[i]), v = version(of: job, s)
      if work[v].perUnit == 0, !work[v].drawsUnit { continue }
      func drawn(_ units: Int64) -> Double {
        work[v].drawnSeconds(line: 0, quantity: units, salt: jobs[j].salt, identity: jobs[j].identity, key: key)
      }
      let less = work[v].perUnit * Double(failed) + (work[v].drawsUnit ? drawn(before) - drawn(before - failed) : 0)
      // With nothing left rounding must not leave a second of it.
      let seconds = workSeconds[j * stepCount + s] - less
      workSeconds[j * stepCount + s] = seconds > 1e-9 ? seconds : 0
    }
    let next = Int(jobs[j].station)
    if !jobs[j].stay.isWaiting || fixed[next].queue != .shortest { return }
    // By the least work its place follows what is left.
    jobs[j].stay.void()
    setTiesAgain(job, next, reached)
    lines[next].insert(job, rank: jobs[j].rank, tie: jobs[j].tie, stamp: jobs[j].stay.stamp)
  }
}
