internal import Kernel
internal import Randomness

/// Jobs: made, given their work, told to those who ask what is done, and the walks to their goods.
extension Hall {
  mutating func makeJob(
    _ flow: Floor.Flow, payload: Int32, _ size: Floor.JobSize, due: Int64, priority: Int64, salt: UInt64, identity: UInt64
  ) -> Int32 {
    var job = Job(
      payload: payload, lines: Int32(truncatingIfNeeded: size.lines), isInbound: flow == .inbound, aisles: size.aisles, due: due,
      priority: priority, salt: salt, identity: identity)
    job.units = size.units
    job.workVersion = Int32(truncatingIfNeeded: workVersion)
    let slot = place(job)
    for i in flow == .inbound ? 0..<inboundSteps : inboundSteps..<flowSteps.count {
      let s = Int(flowSteps[i]), v = workVersion + s
      if fixed[s].zone >= 0 { continue }
      let seconds = perOrderSeconds(v, salt: salt, identity: identity)
      workSeconds[Int(slot) * stepCount + s] = seconds + (work[v].perLine * Double(size.lines) + work[v].perUnit * Double(size.units))
    }
    return slot
  }

  mutating func place(_ job: Job) -> Int32 {
    if freeJob >= 0 {
      let slot = freeJob, stamp = jobs[Int(slot)].stay.stamp
      freeJob = jobs[Int(slot)].next
      jobs[Int(slot)] = job
      jobs[Int(slot)].stay = Stay(stamp: stamp)
      for s in 0..<stepCount {
        visits[Int(slot) * stepCount + s] = 0
        workSeconds[Int(slot) * stepCount + s] = 0
      }
      clearZones(slot)
      path.clear(slot)
      return slot
    }
    jobs.append(job)
    workSeconds.append(repeating: 0, count: stepCount)
    visits.append(repeating: 0, count: stepCount)
    causeMarks.append(repeating: 0, count: Cause.allCases.count)
    clearZones(Int32(truncatingIfNeeded: jobs.count - 1))
    path.clear(Int32(truncatingIfNeeded: jobs.count - 1))
    return Int32(truncatingIfNeeded: jobs.count - 1)
  }

  /// A broken unit as a job of its repair step.
  mutating func makeRepair(unit: Int, seconds: Double, step s: Int) -> Int32 {
    let slot = place(
      Job(payload: Int32(unit), lines: 0, isInbound: false, aisles: 0, due: .max, priority: 0, salt: 0, identity: UInt64(unit)))
    workSeconds[Int(slot) * stepCount + s] = seconds
    return slot
  }

  mutating func addLine(_ line: Int, quantity: Int64, to job: Int32, _ flow: Floor.Flow, salt: UInt64, identity: UInt64) {
    for i in flow == .inbound ? 0..<inboundSteps : inboundSteps..<flowSteps.count {
      let s = Int(flowSteps[i])
      if fixed[s].zone >= 0 { continue }
      workSeconds[Int(job) * stepCount + s] += work[version(of: job, s)].drawnSeconds(
        line: line, quantity: quantity, salt: salt, identity: identity, key: key)
    }
  }

  /// Where the times of a job's work at a step stand in `work`.
  @inline(__always)
  func version(of job: Int32, _ s: Int) -> Int { Int(jobs[Int(job)].workVersion) + s }

  /// A second visit takes a time of its own: the part of the order is drawn again, what its lines and units take stays.
  mutating func drawAgain(_ job: Int32, step s: Int, visit: Int) {
    let v = version(of: job, s)
    guard work[v].drawsOrder else { return }
    let source = work[v].source ^ workSalt(job, s), identity = jobs[Int(job)].identity
    func drawn(_ visit: Int) -> Double {
      max(0, work[v].order.draw(key.uniform(source: source &+ UInt64(visit) &* 0x9e37_79b9_7f4a_7c15, ordinal: identity)))
    }
    workSeconds[Int(job) * stepCount + s] += drawn(visit) - drawn(visit - 1)
    if workSeconds[Int(job) * stepCount + s] < 0 { workSeconds[Int(job) * stepCount + s] = 0 }
  }

  mutating func release(_ job: Int32) {
    jobs[Int(job)].stay.void()
    jobs[Int(job)].next = freeJob
    freeJob = job
  }

  mutating func nextPutAway() -> Int32? { Self.read(&putAwayList, &putAwayRead) }
  mutating func nextDeparted() -> Int32? {
    let payload = Self.read(&departedList, &departedRead)
    if payload == nil {
      zones.departed.removeAll()
      path.departed.removeAll()
    }
    return payload
  }
  /// See `Floor.departedZone`.
  var departedZone: Int { zones.count == 0 ? -1 : Int(zones.departed[departedRead - 1]) }

  mutating func nextAbandoned() -> Int32? { Self.read(&abandonedList, &abandonedRead) }

  private static func read(_ list: inout Slab<Int32>, _ place: inout Int) -> Int32? {
    if place == list.count {
      place = 0
      list.removeAll()
      return nil
    }
    place += 1
    return list[place - 1]
  }

  /// Metres of a round through these aisles.
  mutating func metres(_ mask: UInt64) -> Double { routing?.length(mask: mask) ?? 0 }

  mutating func metres(toSlots slots: some Sequence<Int>) -> Double { routing?.length(slots: slots) ?? 0 }

  /// Metres of a round through the places of the goods that a step works of jobs that hang together.
  mutating func metres(through first: Int32, at s: Int) -> Double {
    var places: Set<Int> = [], job = first
    while job >= 0 {
      places.formUnion(self.places(job, at: s))
      job = jobs[Int(job)].next
    }
    return metres(toPlaces: places)
  }

  /// The slots that a step visits for a job: those of its zone, and of a part those of the part.
  func places(_ job: Int32, at s: Int) -> Set<Int> {
    let j = jobs[Int(job)], own = j.parent >= 0 ? j.zones : .max
    let wanted = fixed[s].zone < 0 ? own : own & (1 << UInt64(fixed[s].zone))
    var places: Set<Int> = []
    faces.forEachItem(j.parent >= 0 ? jobs[Int(j.parent)].picks : j.picks) { i in
      if wanted == .max || wanted & (1 << UInt64(max(0, compiled.kept[i].zone))) != 0 { places.insert(Int(kept[i].slot)) }
    }
    return places
  }

  mutating func metres(toPlaces places: Set<Int>) -> Double {
    guard let coordinates = compiled.plan.coordinates else { return metres(toSlots: places) }
    if let aisles = coordinates.aisles { return aisles.metres(places) }
    return StopTour.round(depot: coordinates.depot, stops: places.sorted().map { coordinates.places[$0] }).metres
  }
}
