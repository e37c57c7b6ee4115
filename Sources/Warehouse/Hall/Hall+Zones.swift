internal import Groundwork
internal import Kernel
internal import Randomness

/// What each order has in each zone of the pick area; nothing on a floor without zones.
struct ZoneBook: ~Copyable {
  let count: Int
  /// Keeps the draws of the parts of one order apart.
  let salts: Slab<UInt64>
  /// Lines, units and aisles, `count` a job; seconds that the lines take, `count` × steps a job.
  var lines = Slab<Int32>()
  var units = Slab<Int64>()
  var aisles = Slab<UInt64>()
  var seconds = Slab<Double>()
  /// Zone of each part that has left the floor by itself; -1 = a whole order.
  var departed = Slab<Int32>()

  init(_ names: [String]) {
    count = names.count
    salts = Slab(names.map { StableHash.of("zone/\($0)") })
  }
}

/// Orders taken apart by zone and joined again.
///
/// A part is a job of its own; the whole order stands aside as its parent, with the work of the steps behind the join. Between the two,
/// the work of a part is that of its lines, and what a step asks for each order it asks for each part.
extension Hall {
  /// Forgets what the job that had the slot before carried in each zone.
  mutating func clearZones(_ slot: Int32) {
    let count = zones.count
    if count == 0 { return }
    while zones.lines.count < jobs.count * count {
      zones.lines.append(0)
      zones.units.append(0)
      zones.aisles.append(0)
      zones.seconds.append(repeating: 0, count: stepCount)
    }
    for z in 0..<count {
      zones.lines[Int(slot) * count + z] = 0
      zones.units[Int(slot) * count + z] = 0
      zones.aisles[Int(slot) * count + z] = 0
      for s in 0..<stepCount { zones.seconds[(Int(slot) * count + z) * stepCount + s] = 0 }
    }
  }

  /// Tells in which zone a line of an order lies; called for each line before the order enters.
  mutating func addZone(_ z: Int, line: Int, quantity: Int64, aisle: UInt64, to job: Int32, salt: UInt64, identity: UInt64) {
    let j = Int(job), entry = j * zones.count + z
    let isFirst = zones.lines[entry] == 0
    zones.lines[entry] += 1
    zones.units[entry] += quantity
    zones.aisles[entry] |= aisle
    jobs[j].zones |= 1 << UInt64(z)
    for i in inboundSteps..<flowSteps.count {
      let s = Int(flowSteps[i])
      if fixed[s].zone >= 0, fixed[s].zone != z { continue }
      let v = version(of: job, s)
      let line =
        work[v].perLine + work[v].perUnit * Double(quantity)
        + work[v].drawnSeconds(line: line, quantity: quantity, salt: salt, identity: identity, key: key)
      zones.seconds[entry * stepCount + s] += line
      if fixed[s].zone == z { workSeconds[j * stepCount + s] += line + (isFirst ? perOrderSeconds(v, salt: salt, identity: identity) : 0) }
    }
  }

  /// What a step takes for an order as such; `v` is where its times stand in `work`.
  mutating func perOrderSeconds(_ v: Int, salt: UInt64, identity: UInt64) -> Double {
    work[v].drawsOrder ? max(0, work[v].order.draw(key.uniform(source: work[v].source ^ salt, ordinal: identity))) : work[v].perOrder
  }

  /// Lines that a step works of a job.
  mutating func lineCount(_ job: Int32, at s: Int) -> Int64 {
    fixed[s].zone < 0 ? Int64(jobs[Int(job)].lines) : Int64(zones.lines[Int(job) * zones.count + fixed[s].zone])
  }

  /// Aisles, or sections, that a step visits for a job.
  func aisles(_ job: Int32, at s: Int) -> UInt64 {
    fixed[s].zone < 0 ? jobs[Int(job)].aisles : zones.aisles[Int(job) * zones.count + fixed[s].zone]
  }

  /// Whether a job has nothing to do at a step because none of its lines lie in the step's zone.
  @inline(__always)
  mutating func isElsewhere(_ job: Int32, _ s: Int) -> Bool {
    fixed[s].zone >= 0 && jobs[Int(job)].zones & (1 << UInt64(fixed[s].zone)) == 0
  }

  /// The part of the draws' key that the work of a job at a step has: a part keeps its order's where it is the only one that comes.
  mutating func workSalt(_ job: Int32, _ s: Int) -> UInt64 {
    let j = jobs[Int(job)]
    return j.parent >= 0 && fixed[s].zone >= 0 ? jobs[Int(j.parent)].salt : j.salt
  }

  /// An order at a gate that splits goes on in parts; with lines in one zone only, as it is.
  mutating func split(_ job: Int32, at s: Int, _ now: Int64, _ agenda: inout Agenda) {
    let order = jobs[Int(job)]
    takeOut(job, s, now, &agenda)
    served(job, s)
    left(job, s, now)
    if order.zones.nonzeroBitCount < 2 || order.parent >= 0 { return pass(job, from: s, now, &agenda) }
    jobs[Int(job)].partsLeft = Int32(order.zones.nonzeroBitCount)
    jobs[Int(job)].next = -1
    var bits = order.zones
    while bits != 0 {
      let z = bits.trailingZeroBitCount
      bits &= bits - 1
      pass(makePart(of: job, zone: z), from: s, now, &agenda)
    }
  }

  private mutating func makePart(of order: Int32, zone z: Int) -> Int32 {
    var part = jobs[Int(order)]
    part.parent = order
    // What it takes stands with the order.
    part.picks = -1
    part.partsLeft = 0
    part.zones = 1 << UInt64(z)
    part.salt ^= zones.salts[z]
    let entry = Int(order) * zones.count + z
    part.lines = zones.lines[entry]
    part.units = zones.units[entry]
    part.aisles = zones.aisles[entry]
    let slot = place(part)
    path.copy(order, to: slot)
    let own = Int(slot) * zones.count + z
    zones.lines[own] = zones.lines[entry]
    zones.units[own] = zones.units[entry]
    zones.aisles[own] = zones.aisles[entry]
    for i in inboundSteps..<flowSteps.count {
      let s = Int(flowSteps[i])
      if fixed[s].zone >= 0, fixed[s].zone != z { continue }
      let lines = zones.seconds[entry * stepCount + s]
      zones.seconds[own * stepCount + s] = lines
      workSeconds[Int(slot) * stepCount + s] =
        lines + perOrderSeconds(version(of: slot, s), salt: workSalt(slot, s), identity: part.identity)
    }
    return slot
  }

  /// A job has come to a gate that joins; with the last part of its order, the order goes on. Whole orders do not wait.
  mutating func join(_ job: Int32, at s: Int, _ now: Int64, _ agenda: inout Agenda) {
    let parent = jobs[Int(job)].parent
    if parent < 0 {
      takeOut(job, s, now, &agenda)
      served(job, s)
      left(job, s, now)
      return pass(job, from: s, now, &agenda)
    }
    jobs[Int(job)].next = jobs[Int(parent)].next
    jobs[Int(parent)].next = job
    jobs[Int(parent)].partsLeft -= 1
    if jobs[Int(parent)].partsLeft > 0 { return }
    var part = jobs[Int(parent)].next
    jobs[Int(parent)].next = -1
    while part >= 0 {
      let after = jobs[Int(part)].next
      takeOut(part, s, now, &agenda)
      left(part, s, now)
      tell(.left, part, s)
      release(part)
      part = after
    }
    path.copy(job, to: parent)
    jobs[Int(parent)].accounted = now
    served(parent, s)
    pass(parent, from: s, now, &agenda)
  }

  /// A part has left the floor by itself; with the last one its order is forgotten.
  mutating func partLeft(_ job: Int32) {
    let parent = jobs[Int(job)].parent
    if parent < 0 { return }
    jobs[Int(parent)].partsLeft -= 1
    if jobs[Int(parent)].partsLeft > 0 { return }
    forgetPicks(parent, givesBack: false)
    release(parent)
  }

  /// The door refuses a gate before a step that makes orders wait outside, so there is always room.
  mutating func pass(_ job: Int32, from s: Int, _ now: Int64, _ agenda: inout Agenda) {
    if !arrive(job, at: destination(of: job, leaving: s), now: now, waited: false, &agenda) { abandon(job) }
    startsPending = true
  }
}
