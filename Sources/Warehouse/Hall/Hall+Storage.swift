internal import Kernel
internal import Randomness

/// Pick faces on the floor: orders that wait for them, and the work of filling them.
extension Hall {
  /// What the storage knows of an item, beside its pick face.
  struct KeptState: BitwiseCopyable {
    var slot: Int32
    /// The replenishment that was called for; -1 = none.
    var call: Int32 = -1
    /// With whom it is about to change places; -1 = with nobody.
    var partner: Int32 = -1
    /// Lines asked of it since the last re-slotting, and since time 0.
    var recentLines: Int64 = 0
    var lines: Int64 = 0
    /// When customers could first ask for a new item; those that are not new are of old.
    var launched: Int64 = .min
  }

  /// Tells what an order takes (or a receipt brings) of an item, before it enters its flow.
  ///
  /// - Parameter line: its number in the order.
  mutating func addPick(_ item: Int, _ quantity: Int64, line: Int, to job: Int32, _ now: Int64) {
    walk(job, to: item, quantity)
    if jobs[Int(job)].isInbound { return }
    kept[item].recentLines += 1
    kept[item].lines += 1
    if kept[item].launched != .min { slowDown(job, item, quantity, line: line, now) }
  }

  /// Adds the place of an item to those a job goes to.
  private mutating func walk(_ job: Int32, to item: Int, _ quantity: Int64 = 0) {
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
    jobs[Int(job)].isHeld = true
    stations[s].held += 1
    if measuring { stations[s].heldOrders += 1 }
    noteLonger(s, now)
    tell(.held, job, s, count: stations[s].queued)
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
        jobs[Int(job)].isHeld = false
        stations[picking].held -= 1
        queue(job, picking, now)
        jobs[Int(job)].queued = since
        markHeld(job, since: since, now)
      }
      if faces.isShort(i) { callReplenishment(i, now, &agenda) }
      if faces.isAwaited(i) { hurry(i) }
    }
  }

  private mutating func callReplenishment(_ i: Int, _ now: Int64, _ agenda: inout Agenda) {
    let number = faces.call(i)
    let job = place(upkeepJob(i, salt: compiled.kept[i].source, identity: UInt64(number)))
    kept[i].call = job
    walk(job, to: i)
    _ = arrive(job, at: replenishing, now: now, waited: false, &agenda)
  }

  /// Puts the filling of a face that orders wait for before those of other faces.
  private mutating func hurry(_ i: Int) {
    let job = kept[i].call, j = Int(job)
    if job < 0 || !jobs[j].stay.isWaiting || jobs[j].rank == .min { return }
    // Its place in the line is void with its stamp; a new one stands in front.
    jobs[j].stay.void()
    jobs[j].rank = .min
    lines[replenishing].insert(job, rank: .min, tie: jobs[j].tie, stamp: jobs[j].stay.stamp)
  }

  private func upkeepJob(_ i: Int, lines: Int32 = 1, salt: UInt64, identity: UInt64) -> Job {
    let aisles = tracksPlaces ? 0 : compiled.aisleBit(slot: Int(kept[i].slot))
    var job = Job(
      payload: Int32(truncatingIfNeeded: i), lines: lines, isInbound: false, aisles: aisles, due: .max, priority: 0, salt: salt,
      identity: identity)
    job.workVersion = Int32(truncatingIfNeeded: workVersion)
    return job
  }

  /// Somebody goes to fill a face: what it has room for now is on its way, and takes its time.
  mutating func beginReplenishment(_ job: Int32) {
    let j = Int(job), s = replenishing
    let units = faces.beginMove(Int(jobs[j].payload))
    if measuring { stations[s].units += units }
    workSeconds[j * stepCount + s] = upkeepSeconds(job, s, units: units)
  }

  /// The time of a task of work on the storage.
  private mutating func upkeepSeconds(_ job: Int32, _ s: Int, units: Int64 = 0) -> Double {
    let j = jobs[Int(job)], v = version(of: job, s)
    var seconds = perOrderSeconds(v, salt: j.salt, identity: j.identity)
    seconds += work[v].perLine * Double(j.lines) + work[v].perUnit * Double(units)
    for line in 0..<Int(j.lines) {
      seconds += work[v].drawnSeconds(line: line, quantity: units, salt: j.salt, identity: j.identity, key: key)
    }
    return seconds
  }

  /// Work on the storage is done.
  mutating func endUpkeep(_ t: Int, _ now: Int64, _ agenda: inout Agenda) {
    let task = tasks[t], job = task.job, s = Int(task.station), item = Int(jobs[Int(job)].payload)
    if measuring { stations[s].tasks += 1 }
    served(job, s)
    left(job, s, now)
    tell(.done, task: t)
    tell(.left, task: t)
    if s == replenishing {
      faces.endMove(item)
      kept[item].call = -1
    }
    if s == compiled.plan.storage?.reslotting?.step { exchange(item) }
    forgetPicks(job, givesBack: false)
    stations[s].inHand -= 1
    release(job)
    close(t, now, &agenda)
  }

  /// Units of an item on the floor, promised ones included; it agrees with the stock ledger whenever an event has been dealt with.
  func units(of item: Int) -> Int64 { faces.items[item].units }

  // MARK: Changing places

  mutating func scheduleReslotting(after now: Int64, _ agenda: inout Agenda) {
    guard let plan = compiled.plan.storage?.reslotting, !kept.isEmpty else { return }
    agenda.schedule(at: SimTime(ticks: now + plan.every.ticks), .calendar, kind: Self.reslotting, subject: 0)
  }

  /// Metres on foot from the depot to a slot.
  private mutating func distance(slot: Int) -> Double {
    if let coordinates = compiled.plan.coordinates { return coordinates.depot.metres(to: coordinates.places[slot]) }
    return metres(toSlots: [slot]) / 2
  }

  /// Calls for items to change places, so that what was asked for most lies nearer.
  ///
  /// Items are taken in the order of metres they could save where their rank by lines would put them; each changes places with the item
  /// with which that saves most: (difference of lines) × (difference of distances). A greedy rule: a better set of exchanges may exist.
  ///
  /// - Complexity: O(items · log items + moves · items).
  mutating func reslot(_ now: Int64, _ agenda: inout Agenda) {
    guard let plan = compiled.plan.storage?.reslotting else { return }
    scheduleReslotting(after: now, &agenda)
    for s in 0..<stations.count {
      if reslottings == 0 { stations[s].walksBefore = stations[s].walksNow }
      stations[s].walksLast = stations[s].walksNow
      stations[s].walksNow = Walks()
    }
    reslottings += 1
    let items = (0..<kept.count).filter { compiled.kept[$0].isHere }
    let far = items.map { distance(slot: Int(kept[$0].slot)) }, lines = items.map { kept[$0].recentLines }
    let distances = far.sorted()
    var hope = [Double](repeating: 0, count: items.count)
    for (rank, k) in items.indices.sorted(by: { (lines[$1], $0) < (lines[$0], $1) }).enumerated() {
      hope[k] = Double(lines[k]) * (far[k] - distances[rank])
    }
    var isTaken = items.map { kept[$0].partner >= 0 }, left = plan.moves / 2
    for k in items.indices.sorted(by: { (-hope[$0], $0) < (-hope[$1], $1) }) where hope[k] > 1e-9 && left > 0 && !isTaken[k] {
      var best = -1, most = 1e-9
      for other in items.indices where !isTaken[other] {
        let gain = Double(lines[k] - lines[other]) * (far[k] - far[other])
        if gain > most {
          best = other
          most = gain
        }
      }
      if best < 0 { continue }
      isTaken[k] = true
      isTaken[best] = true
      left -= 1
      callExchange(items[k], items[best], plan.step, now, &agenda)
    }
    for i in 0..<kept.count { kept[i].recentLines = 0 }
  }

  private mutating func callExchange(_ a: Int, _ b: Int, _ s: Int, _ now: Int64, _ agenda: inout Agenda) {
    kept[a].partner = Int32(truncatingIfNeeded: b)
    kept[b].partner = Int32(truncatingIfNeeded: a)
    let job = place(upkeepJob(a, lines: 2, salt: compiled.kept[a].source, identity: exchanges))
    exchanges += 1
    walk(job, to: a)
    walk(job, to: b)
    workSeconds[Int(job) * stepCount + s] = upkeepSeconds(job, s)
    _ = arrive(job, at: s, now: now, waited: false, &agenda)
  }

  private mutating func exchange(_ a: Int) {
    let b = Int(kept[a].partner), slot = kept[a].slot
    kept[a].slot = kept[b].slot
    kept[b].slot = slot
    kept[a].partner = -1
    kept[b].partner = -1
  }

  // MARK: New items

  /// A new item is introduced; somebody makes a place for it. It is launched later.
  mutating func introduce(_ item: Int, launched: Int64, _ now: Int64, _ agenda: inout Agenda) {
    kept[item].launched = launched
    guard let s = compiled.plan.storage?.newcomers?.slottingStep else { return }
    advance(to: now)
    let job = place(upkeepJob(item, salt: compiled.kept[item].source, identity: 0))
    walk(job, to: item)
    workSeconds[Int(job) * stepCount + s] = upkeepSeconds(job, s)
    _ = arrive(job, at: s, now: now, waited: false, &agenda)
  }

  /// A line of an item that pickers do not know yet takes longer.
  private mutating func slowDown(_ job: Int32, _ item: Int, _ quantity: Int64, line: Int, _ now: Int64) {
    guard let terms = compiled.plan.storage?.newcomers, terms.factor > 1, let s = compiled.plan.pickingStep else { return }
    if let lines = terms.lines, kept[item].lines > lines { return }
    if let span = terms.span, now >= kept[item].launched + span.ticks { return }
    let j = Int(job), v = version(of: job, s)
    let known =
      work[v].perLine + work[v].perUnit * Double(quantity)
      + work[v].drawnSeconds(line: line, quantity: quantity, salt: jobs[j].salt, identity: jobs[j].identity, key: key)
    workSeconds[j * stepCount + s] += (terms.factor - 1) * known
    if measuring { stations[s].unfamiliarSeconds += (terms.factor - 1) * known }
  }
}
