public import Kernel

/// Steps whose people and places wait for each other for ever.
public struct FloorDeadlock: Sendable, Equatable {
  /// A step that is done with its orders and waits for room at another one.
  public struct Link: Sendable, Equatable {
    public var step: Int
    public var waitsFor: Int
    public var tasks: Int
    /// What these tasks hold meanwhile, and what the step waited for cannot get: all there is of it is held by tasks of the ring.
    public var holds: [Means] = []
    public var lacks: [Means] = []
  }
  /// So many people of a pool, places or units of a kind, by index; or broken units of a kind, whose repair waits for people of the ring; or
  /// a pool that all have left for ever, of a step that nobody else works at.
  public struct Means: Sendable, Equatable {
    public enum Kind: Sendable { case people, places, units, broken, gone }
    public var kind: Kind
    public var index: Int
    public var count: Int
  }
  public var time: SimTime
  public var links: [Link]
}

extension Hall {
  /// Looks whether a wait that has just begun can end.
  ///
  /// A step is alive when it can take an order from its queue some day: with a person who is not held by work that waits for a step that is
  /// not alive, and likewise a place and a unit. People who are at home come back, and broken units are repaired where nobody is needed for
  /// that or the step of the repair is alive. The least set of steps that is closed under this rule is found by going round; what waits for
  /// a step outside it waits for ever. Work whose unit has broken does not wait so: it is put back, and its person is free.
  ///
  /// Nor is anybody held for ever who will go home, or into a break that lays work down, and come back: what is done stands alone then, on
  /// its place and its unit. And a queue is alive in which somebody has patience left, and a crew for which somebody else will come.
  ///
  /// Where the step waited for is alive even if all work that stands anywhere stood for ever, this wait ends, so it holds up nobody else
  /// for ever either.
  ///
  /// - Parameter step: what the wait that has just begun is for.
  /// - Complexity: O(steps) where that is seen at once, as nearly always; else O(steps² · tasks + people + jobs).
  mutating func findDeadlock(waitingFor step: Int, _ now: Int64) {
    if deadlock != nil || isAliveAtWorst(step, now) { return }
    // By task, the step it waits for; -1 = it does not wait.
    var waitsFor = [Int](repeating: -1, count: tasks.count)
    for s in 0..<stations.count {
      var t = stations[s].firstBlocked
      while t >= 0 {
        waitsFor[Int(t)] = s
        t = tasks[Int(t)].next
      }
    }
    var isAlive = (0..<stations.count).map { hasPatience($0) }
    let isHeld = (0..<tasks.count).map { waitsFor[$0] >= 0 && tasks[$0].person >= 0 && !putsDown(Int(tasks[$0].person), $0, now) }
    let newcomers = (0..<pools.count).map { awaitsOthers($0) }
    var changed = true
    while changed {
      changed = false
      var heldPeople = [Int64](repeating: 0, count: pools.count), heldPlaces = [Int](repeating: 0, count: places.count)
      var heldUnits = [Int](repeating: 0, count: equipment.count)
      let broken = (0..<equipment.count).map { brokenForGood($0, isAlive) }
      for t in 0..<tasks.count where waitsFor[t] >= 0 && !isAlive[waitsFor[t]] {
        let s = Int(tasks[t].station)
        if isHeld[t] { heldPeople[Int(people[Int(tasks[t].person)].pool)] += 1 }
        if fixed[s].place >= 0 { heldPlaces[fixed[s].place] += 1 }
        // A broken one that it holds is among the broken.
        if fixed[s].equipment >= 0, broken[fixed[s].equipment] == 0 || units[Int(tasks[t].unit)].state != .down {
          heldUnits[fixed[s].equipment] += 1
        }
      }
      for s in 0..<stations.count where !isAlive[s] {
        let hasPeople =
          !fixed[s].isWorked || fixed[s].crew.isEmpty
          || fixed[s].crew.contains { c in
            let p = Int(crew[c].pool)
            return newcomers[p] || pools[p].employed + pools[p].expected > heldPeople[p]
          }
        let hasPlace = fixed[s].place < 0 || placesToCome(fixed[s].place, now) > heldPlaces[fixed[s].place]
        let e = fixed[s].equipment, hasUnit = e < 0 || unitsToCome(e, now) > heldUnits[e] + broken[e]
        if hasPeople && hasPlace && hasUnit {
          isAlive[s] = true
          changed = true
        }
      }
    }
    var links: [FloorDeadlock.Link] = []
    for t in 0..<tasks.count where waitsFor[t] >= 0 && !isAlive[waitsFor[t]] {
      let step = Int(tasks[t].station)
      if let i = links.firstIndex(where: { $0.step == step && $0.waitsFor == waitsFor[t] }) {
        links[i].tasks += 1
      } else {
        links.append(.init(step: step, waitsFor: waitsFor[t], tasks: 1))
      }
    }
    if links.isEmpty { return }
    addMeans(&links, held: (0..<tasks.count).filter { waitsFor[$0] >= 0 && !isAlive[waitsFor[$0]] }, waitsFor, isAlive, isHeld, newcomers)
    deadlock = FloorDeadlock(time: SimTime(ticks: now), links: links)
  }

  /// A unit that somebody must repair has broken: what waits for room already may wait for ever now.
  mutating func findDeadlockOfRepairs(_ now: Int64) {
    for s in 0..<stations.count where stations[s].firstBlocked >= 0 { findDeadlock(waitingFor: s, now) }
  }

  /// Whether somebody in the queue of a step will leave it if nobody takes him. Work that was begun there and put back waits patiently.
  private mutating func hasPatience(_ s: Int) -> Bool {
    guard fixed[s].hasPatience, stations[s].waiting > 0 else { return false }
    for j in 0..<jobs.count where jobs[j].stay.isWaiting && Int(jobs[j].station) == s && !jobs[j].isBegun { return true }
    return false
  }

  /// Whether a person whose work is done and finds no room will leave it standing some day, and come back free.
  private mutating func putsDown(_ w: Int, _ t: Int, _ now: Int64) -> Bool {
    let calendar = compiled.hall.calendars[pools[Int(people[w].pool)].shift]
    if now < calendar.lastBreak, rule(t, calendar.terms) != .finish { return true }
    return now < calendar.lastEnd && !people[w].isLeaving
  }

  /// Whether somebody who is not employed yet will come to a pool, beside those expected: for one who will leave it.
  private mutating func awaitsOthers(_ p: Int) -> Bool {
    guard let terms, terms.replacedAfter != nil else { return false }
    var w = pools[p].firstPerson
    while w >= 0 {
      let person = people[Int(w)], goes = terms.leavingPerSecond > 0 || (terms.retirementAge != nil && !person.age.isNaN)
      if person.isEmployed, !person.isLeaving, goes { return true }
      w = person.nextInPool
    }
    return false
  }

  /// Units of a kind that are broken and whose repair nobody can begin.
  private func brokenForGood(_ e: Int, _ isAlive: [Bool]) -> Int {
    equipment[e].repairStep >= 0 && !isAlive[equipment[e].repairStep] ? unitCounts[Unit.room * e + Unit.State.down.rawValue] : 0
  }

  /// Says of each link of a ring what its tasks hold, and what the step they wait for lacks.
  ///
  /// - Parameters:
  ///   - held: the tasks of the ring.
  ///   - waitsFor: by task, the step it waits for.
  ///   - isAlive: by step.
  ///   - isHeld: by task, whether it keeps its person for ever.
  ///   - newcomers: by pool, whether others will come for its people.
  private func addMeans(
    _ links: inout [FloorDeadlock.Link], held: [Int], _ waitsFor: [Int], _ isAlive: [Bool], _ isHeld: [Bool], _ newcomers: [Bool]
  ) {
    func means(_ tasks: [Int], forEver: Bool = false) -> [FloorDeadlock.Means] {
      var found: [FloorDeadlock.Means] = []
      func add(_ kind: FloorDeadlock.Means.Kind, _ index: Int) {
        if let i = found.firstIndex(where: { $0.kind == kind && $0.index == index }) {
          found[i].count += 1
        } else {
          found.append(.init(kind: kind, index: index, count: 1))
        }
      }
      for t in tasks {
        let s = Int(self.tasks[t].station), person = Int(self.tasks[t].person)
        if person >= 0, !forEver || isHeld[t] { add(.people, Int(people[person].pool)) }
        if fixed[s].place >= 0 { add(.places, fixed[s].place) }
        if fixed[s].equipment >= 0 { add(.units, fixed[s].equipment) }
      }
      return found
    }
    let all = means(held, forEver: true)
    for i in links.indices {
      let link = links[i], s = link.waitsFor
      links[i].holds = means(held.filter { Int(tasks[$0].station) == link.step && waitsFor[$0] == s })
      let e = fixed[s].equipment, broken = e >= 0 ? brokenForGood(e, isAlive) : 0
      links[i].lacks =
        missingPeople(of: s, all, newcomers)
        + all.filter { $0.kind == .places && $0.index == fixed[s].place && $0.count >= places[$0.index] }
        + all.filter { $0.kind == .units && $0.index == e && $0.count + broken >= unitsOwned[e] }
      if broken > 0 {
        links[i].lacks.append(.init(kind: .broken, index: e, count: broken))
        links[i].lacks += missingPeople(of: equipment[e].repairStep, all, newcomers).filter { $0.kind == .people }
      }
    }
  }

  /// The crew of a step, where all of it is held by tasks of the ring.
  private func missingPeople(of s: Int, _ held: [FloorDeadlock.Means], _ newcomers: [Bool]) -> [FloorDeadlock.Means] {
    let people = held.filter { means in means.kind == .people && fixed[s].crew.contains { Int(crew[$0].pool) == means.index } }
    let isUnmanned = fixed[s].crew.allSatisfy { c in
      let p = Int(crew[c].pool)
      return !newcomers[p] && pools[p].employed + pools[p].expected <= Int64(people.first { $0.index == p }?.count ?? 0)
    }
    if !isUnmanned || !people.isEmpty { return isUnmanned ? people : [] }
    return fixed[s].crew.map { .init(kind: .gone, index: Int(crew[$0].pool), count: 0) }
  }

  /// Whether a step has a person, a place and a unit besides those that all work held up by a full queue keeps.
  private mutating func isAliveAtWorst(_ s: Int, _ now: Int64) -> Bool {
    if !fixed[s].isWorked { return true }
    var standing = 0
    if fixed[s].place >= 0 {
      for other in 0..<stations.count where fixed[other].place == fixed[s].place { standing += stations[other].blocked }
      if placesToCome(fixed[s].place, now) <= standing { return false }
    }
    if fixed[s].equipment >= 0 {
      standing = 0
      for other in 0..<stations.count where fixed[other].equipment == fixed[s].equipment { standing += stations[other].blocked }
      let kind = equipment[fixed[s].equipment]
      if kind.repairStep >= 0, !isAliveAtWorst(kind.repairStep, now) {
        standing += unitCounts[Unit.room * fixed[s].equipment + Unit.State.down.rawValue]
      }
      if unitsToCome(fixed[s].equipment, now) <= standing { return false }
    }
    if fixed[s].crew.isEmpty { return true }
    for c in fixed[s].crew {
      let p = Int(crew[c].pool), blocked = p * Self.stateRoom + 2 * Person.State.blocked.rawValue
      if pools[p].employed + pools[p].expected > heads[blocked] + heads[blocked + 1] { return true }
    }
    return false
  }
}
