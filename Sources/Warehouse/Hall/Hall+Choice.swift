internal import Kernel

/// Who of several free people begins, and which work gives way: kept in heaps, so that a choice costs the same among ten people and among a
/// thousand.
extension Hall {
  /// How the free people of a pool are kept beside the list of who has been free longest.
  enum Preference {
    /// By that list alone.
    case longestFree
    /// One heap a pool, by ticks worked; who is free works no more.
    case leastWorked
    /// One heap for each step of a pool, by slowness there, which does not fall while somebody is free: it is looked at again before it
    /// counts.
    case fastest
    /// Slowness falls while people rest, and nothing else of it moves: heaps for each kind of people, who have the same skills
    /// (`Hall+Rested`).
    case fastestRested
    /// Slowness falls while people rest, at a pace of its own for each, but not below what it is without tiredness: heaps by that, of which
    /// so many are looked at until nobody further down can be faster.
    case fastestByBound
    /// Few people, or such whom age makes faster: all of them are looked at.
    case fastestOfAll

    /// Fewer than so many are looked at sooner than a heap is kept.
    private static let fewest = 32

    /// Whether each person stands in a heap for each step.
    var keepsSteps: Bool { self == .fastest || self == .fastestByBound }

    init(_ plan: FloorPlan) {
      let terms = plan.people
      switch plan.assignment {
      case .longestQueue, .ownTaskFirst: self = .longestFree
      case .leastLoaded: self = .leastWorked
      case .bestSkilled:
        let recovers = terms?.fatigue?.halfLife != nil
        if recovers, terms?.learning == nil, terms?.ageEffect == nil, RestedBook.pays(plan) {
          self = .fastestRested
        } else {
          let growsFaster = (terms?.ageEffect?.perYear ?? 0) < 0
          let isLarge = plan.pools.contains { $0.count >= Self.fewest }
          self = growsFaster || recovers && !isLarge ? .fastestOfAll : recovers ? .fastestByBound : .fastest
        }
      }
    }
  }

  /// The free people as the assignment prefers them, and the work under way where it can be displaced.
  struct Choices: ~Copyable {
    let preference: Preference
    var offers: PairingHeaps
    /// Nodes a person.
    let each: Int
    /// How often somebody became free.
    var turns: Int64 = 0
    /// Where each membership of a crew stands in the pools' lists of steps.
    let places: Slab<Int32>
    /// By step.
    var displaceable: PairingHeaps
    var rested: RestedBook

    /// - Parameter crewMembers: the memberships by pool, in order of the process.
    init(_ plan: FloorPlan, _ hall: CompiledHall, crewMembers: [Int32], steps: Int) {
      preference = Preference(plan)
      var places = [Int32](repeating: -1, count: hall.crew.count), stepsOf = [Int](repeating: 0, count: plan.pools.count)
      for (place, member) in crewMembers.enumerated() {
        places[Int(member)] = Int32(place)
        stepsOf[Int(hall.crew[Int(member)].pool)] += 1
      }
      self.places = Slab(places)
      each = preference.keepsSteps ? max(1, stepsOf.max() ?? 0) : 1
      offers = PairingHeaps(heaps: preference.keepsSteps ? crewMembers.count : plan.pools.count)
      displaceable = PairingHeaps(heaps: steps)
      rested = RestedBook(
        plan, isUsed: preference == .fastestRested, each: max(1, stepsOf.max() ?? 0), heaps: crewMembers.count)
    }

    mutating func reserve(people: Int) {
      if preference == .leastWorked || preference.keepsSteps { offers.reserve(nodes: people * each) }
    }
  }

  /// Notes that a person is free now, after all others who are.
  mutating func offer(_ w: Int, _ now: Int64) {
    let p = Int(people[w].pool), turn = shuffles ? people[w].idleTie : choices.turns
    choices.turns += 1
    switch choices.preference {
    case .longestFree, .fastestOfAll: return
    case .fastestRested: offerRested(w, turn)
    case .leastWorked: choices.offers.insert(w, into: p, key: .init(people[w].workedTicks, turn))
    case .fastest, .fastestByBound:
      for (i, c) in pools[p].crew.enumerated() {
        let loss = speedLoss(w, Int(crewStations[c]), now, rested: choices.preference == .fastestByBound)
        choices.offers.insert(w * choices.each + i, into: c, key: .init(Self.order(loss), turn))
      }
    }
  }

  /// A person is not free any more.
  mutating func withdraw(_ w: Int) {
    let p = Int(people[w].pool)
    switch choices.preference {
    case .longestFree, .fastestOfAll: return
    case .fastestRested: withdrawRested(w)
    case .leastWorked: choices.offers.remove(w, from: p)
    case .fastest, .fastestByBound: for (i, c) in pools[p].crew.enumerated() { choices.offers.remove(w * choices.each + i, from: c) }
    }
  }

  /// Who of a pool's free people begins at a step; there is one.
  ///
  /// - Parameter member: the pool's membership in the step's crew, in `crew`.
  mutating func person(of p: Int, member: Int, for s: Int, _ now: Int64) -> Int {
    switch choices.preference {
    case .longestFree: return Int(pools[p].idleFirst)
    case .leastWorked: return choices.offers.least(of: p)!
    case .fastest:
      let heap = Int(choices.places[member])
      while true {
        let node = choices.offers.least(of: heap)!, w = node / choices.each
        let slow = Self.order(speedLoss(w, s, now)), noted = choices.offers.key(of: node)
        if slow <= noted.first { return w }
        // It has forgotten or aged since; nobody else is faster than noted.
        choices.offers.remove(node, from: heap)
        choices.offers.insert(node, into: heap, key: .init(slow, noted.second))
      }
    case .fastestRested: return fastestRested(in: Int(choices.places[member]), for: s, now)
    case .fastestByBound: return fastestByBound(in: Int(choices.places[member]), of: p, for: s, now)
    case .fastestOfAll: return fastestOfAll(p, s, now)
    }
  }

  private mutating func fastestOfAll(_ p: Int, _ s: Int, _ now: Int64) -> Int {
    var best = Int(pools[p].idleFirst), next = people[best].idleNext
    var least = speedLoss(best, s, now)
    while next >= 0 {
      let loss = speedLoss(Int(next), s, now)
      if loss < least {
        best = Int(next)
        least = loss
      }
      next = people[Int(next)].idleNext
    }
    return best
  }

  /// Looks at people in the order of what their slowness would be without tiredness, which nobody is below and which does not fall while
  /// somebody is free. Where tiredness sets people further apart than skill does that is nearly everybody: then all are looked at as they
  /// stand.
  private mutating func fastestByBound(in heap: Int, of p: Int, for s: Int, _ now: Int64) -> Int {
    var best = -1, least = Double.infinity, turn = Int64.max
    var looked: [(node: Int, turn: Int64)] = []
    let most = skills.free(of: p) / 8 + 8
    while let node = choices.offers.least(of: heap) {
      let noted = choices.offers.key(of: node), w = node / choices.each
      // A product of three may be rounded otherwise than one of two.
      if best >= 0, noted.first > Self.order(least * (1 + 1e-12)) { break }
      if looked.count == most {
        best = fastestOfAll(p, s, now)
        break
      }
      let loss = speedLoss(w, s, now)
      if loss < least || loss == least && noted.second < turn { (best, least, turn) = (w, loss, noted.second) }
      looked.append((node, noted.second))
      choices.offers.remove(node, from: heap)
    }
    for one in looked {
      let bound = speedLoss(one.node / choices.each, s, now, rested: true)
      choices.offers.insert(one.node, into: heap, key: .init(Self.order(bound), one.turn))
    }
    return best
  }

  /// A number not below 0 as one that compares as it does.
  static func order(_ loss: Double) -> Int64 { Int64(bitPattern: loss.bitPattern) }

  // MARK: Work that gives way

  /// A task is worked on: where more urgent orders displace it, it can be found.
  mutating func expose(_ t: Int) {
    let s = Int(tasks[t].station)
    if !fixed[s].preempts { return }
    choices.displaceable.reserve(nodes: tasks.count)
    choices.displaceable.insert(t, into: s, key: .init(-tasks[t].rank, -tasks[t].number))
  }

  /// A task is not worked on any more.
  mutating func conceal(_ t: Int) {
    if choices.displaceable.contains(t) { choices.displaceable.remove(t, from: Int(tasks[t].station)) }
  }

  /// The least urgent work at a step that is less urgent than `rank` and makes way at once, of equal ones the one begun last; nil = none.
  mutating func leastUrgent(at s: Int, than rank: Int64, _ now: Int64) -> Int? {
    var found: Int?
    var passedOver: [Int] = []
    while found == nil, let t = choices.displaceable.least(of: s), tasks[t].rank > rank {
      if makesWay(t, now) {
        found = t
      } else {
        choices.displaceable.remove(t, from: s)
        passedOver.append(t)
      }
    }
    for t in passedOver { expose(t) }
    return found
  }

  /// Whether work that is displaced lets another order of its step begin in the same moment. Where its person would go home or into a break
  /// instead, or its unit would charge, it would stand still for nothing.
  private mutating func makesWay(_ t: Int, _ now: Int64) -> Bool {
    let s = Int(tasks[t].station), kind = fixed[s].equipment
    if kind >= 0, unitCounts[Unit.room * kind] == 0, isDueToCharge(Int(tasks[t].unit), now) { return false }
    if fixed[s].crew.isEmpty { return true }
    let waiting = stations[s].waiting + Int(tasks[t].count)
    if skills.canSeize(for: s, waiting: waiting) { return true }
    let w = Int(tasks[t].person)
    guard whereabouts(of: w, now) == .idle else { return false }
    for c in fixed[s].crew where crew[c].pool == people[w].pool && skills.isOpen(c, waiting: waiting) { return true }
    return false
  }
}
