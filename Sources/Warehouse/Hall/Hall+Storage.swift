internal import Kernel
internal import Randomness

/// Pick faces on the floor: orders that wait for them, and the work of filling them.
extension Hall {
  /// Tells what an order takes (or a receipt brings) of an item, before it enters its flow.
  mutating func addPick(_ item: Int, _ quantity: Int64, to job: Int32) {
    jobs[Int(job)].picks = faces.add(item, quantity, to: jobs[Int(job)].picks, job: job)
  }

  /// Goods have been put away.
  mutating func store(_ item: Int, _ quantity: Int64) {
    if picking < 0 { return }
    faces.store(item, quantity)
    startsPending = true
  }

  /// Claims an order's units; false = it must wait for a face.
  mutating func claim(_ job: Int32) -> Bool {
    startsPending = true
    return faces.claim(jobs[Int(job)].picks)
  }

  /// An order waits for goods on its faces.
  mutating func hold(_ job: Int32, _ s: Int, _ now: Int64) {
    jobs[Int(job)].queued = now
    stations[s].held += 1
    if measuring { stations[s].heldOrders += 1 }
    noteLonger(s, now)
  }

  /// An order leaves the floor; its goods go with it, or back to storage.
  mutating func forgetPicks(_ job: Int32, givesBack: Bool) {
    let j = Int(job)
    if jobs[j].picks < 0 { return }
    faces.forget(jobs[j].picks, hasClaimed: picking >= 0 && visits[j * stepCount + picking] > 0, givesBack: givesBack)
    jobs[j].picks = -1
    if givesBack { startsPending = true }
  }

  /// Lets those go on whose goods have come, and calls for replenishment where a face is low: once an instant, before work starts.
  mutating func settleFaces(_ now: Int64, _ agenda: inout Agenda) {
    while let i = faces.nextTouched() {
      while let job = faces.nextReleased(i) {
        let since = jobs[Int(job)].queued
        stations[picking].held -= 1
        queue(job, picking, now)
        jobs[Int(job)].queued = since
      }
      if faces.isShort(i) { callReplenishment(i, now, &agenda) }
    }
  }

  private mutating func callReplenishment(_ i: Int, _ now: Int64, _ agenda: inout Agenda) {
    let kept = compiled.kept[i], call = faces.call(i)
    let job = place(
      Job(
        payload: Int32(truncatingIfNeeded: i), lines: 1, isInbound: false, aisles: compiled.aisleBit(slot: kept.slot), due: .max, priority: 0,
        salt: kept.source, identity: UInt64(call)))
    if hasCoordinates { addPick(i, 0, to: job) }
    _ = arrive(job, at: replenishing, now: now, waited: false, &agenda)
  }

  /// Somebody goes to fill a face: what it has room for now is on its way, and takes its time.
  mutating func beginReplenishment(_ job: Int32) {
    let j = Int(job), s = replenishing, identity = jobs[j].identity, salt = jobs[j].salt
    let units = faces.beginMove(Int(jobs[j].payload))
    if measuring { stations[s].units += units }
    var seconds = work[s].perOrder
    if work[s].drawsOrder { seconds = max(0, work[s].order.draw(key.uniform(source: work[s].source ^ salt, ordinal: identity))) }
    seconds += work[s].perLine + work[s].perUnit * Double(units)
    seconds += work[s].drawnSeconds(line: 0, quantity: units, salt: salt, identity: identity, key: key)
    workSeconds[j * stepCount + s] = seconds
  }

  mutating func endReplenishment(_ t: Int, _ now: Int64, _ agenda: inout Agenda) {
    let task = tasks[t], job = task.job, s = replenishing, w = Int(task.person)
    if measuring { stations[s].tasks += 1 }
    served(job, s)
    left(job, s, now)
    trace?.tasks.append(
      .init(worker: w, pool: w >= 0 ? Int(people[w].pool) : -1, station: s, start: SimTime(ticks: task.begun), end: SimTime(ticks: now), orders: 1))
    faces.endMove(Int(jobs[Int(job)].payload))
    forgetPicks(job, givesBack: false)
    release(job)
    close(t, now, &agenda)
  }

  /// Units of an item on the floor, promised ones included; it agrees with the stock ledger whenever an event has been dealt with.
  func units(of item: Int) -> Int64 { faces.items[item].units }
}
