internal import Kernel

/// Who of those who rest is fastest, without looking at all of them; the answer is that of looking at all.
///
/// Work takes as many times as long as the step and the skills say, and that 1 + a · f times, where f is what is left of the person's
/// tiredness. People of the same skills are one kind, where nobody learns or ages. What is left after resting from *t₀* to *t* is
/// f · 2^((t₀ − t) / H), with one half-life *H* for all: log₂ f + t₀ / H stands still while a person rests, and orders all who rest, now and
/// later. So a kind is known by its least tired; and kinds are looked at in the order of their skills, until a kind whose rested would be
/// slower than the best found. Numbers have an end: after a long rest 1 + a · f is 1 exactly, and people who differ in tiredness no longer
/// differ in speed. Then, as among all equals, who has been free longest begins: the rested of a kind stand in a heap by that, and tired ones
/// whose speeds may be equal are looked at together.
extension Hall {
  struct RestedBook: ~Copyable {
    let steps: Int
    /// One a step of a pool: the kinds of which somebody is free, by their bound. A node is kind × steps + place of the step in the pool.
    var kindsBySpeed: PairingHeaps
    /// Two a kind: the rested, by how long they have been free; and the tired, by how tired they are.
    var people: PairingHeaps
    /// By person: its kind, whether it stands among the rested, and its turn.
    var kinds: Slab<Int32>
    var isRested: Slab<Bool>
    var turns: Slab<Int64>
    /// By kind: how many of it are free.
    var free: Slab<Int32>
    private var known: [[Double]: Int32]

    /// Whether some pool has so many people of so few kinds that heaps cost less than looking at all; measured: from some 16 people on.
    static func pays(_ plan: FloorPlan) -> Bool {
      plan.pools.contains { pool in
        let own = Set((pool.terms?.people ?? []).map { person in person.skills.flatMap { [Double($0.step), $0.proficiency] } })
        return pool.count >= 16 && 3 * (own.count + 1) <= pool.count
      }
    }

    init(_ plan: FloorPlan, isUsed: Bool, each: Int, heaps: Int) {
      var rooms = 0
      if isUsed {
        // At most one kind for each pool and one for each person with skills of its own.
        for pool in plan.pools { rooms += 2 + 2 * (pool.terms?.people.count ?? 0) }
      }
      // Nothing of a record is read before it is whole, which `&&` would do, by a closure: the optimised build freed what was not there
      // (Swift 6.3).
      let speeds = isUsed ? heaps : 0
      steps = each
      kindsBySpeed = PairingHeaps(heaps: speeds)
      people = PairingHeaps(heaps: rooms)
      kinds = Slab()
      isRested = Slab()
      turns = Slab()
      free = Slab()
      known = [:]
    }

    /// - Parameter slowness: of the next person, at each step.
    mutating func add(pool: Int, slowness: [Double]) {
      let key = [Double(pool)] + slowness, kind = known[key] ?? Int32(free.count)
      known[key] = kind
      people.reserve(nodes: kinds.count + 1)
      if kind == free.count {
        free.append(0)
        kindsBySpeed.reserve(nodes: free.count * steps)
      }
      kinds.append(kind)
      isRested.append(false)
      turns.append(0)
    }

    mutating func insert(_ w: Int, isRested rested: Bool, key: PairingHeaps.Key) {
      isRested[w] = rested
      people.insert(w, into: 2 * Int(kinds[w]) + (rested ? 0 : 1), key: key)
    }

    mutating func remove(_ w: Int) { people.remove(w, from: 2 * Int(kinds[w]) + (isRested[w] ? 0 : 1)) }
  }

  mutating func offerRested(_ w: Int, _ turn: Int64) {
    let kind = Int(choices.rested.kinds[w])
    choices.rested.turns[w] = turn
    if people[w].tiredness > 0 {
      choices.rested.insert(w, isRested: false, key: .init(Self.ascending(tirednessOrder(w)), turn))
    } else {
      choices.rested.insert(w, isRested: true, key: .init(turn))
    }
    choices.rested.free[kind] += 1
    if choices.rested.free[kind] > 1 { return }
    for (i, c) in pools[Int(people[w].pool)].crew.enumerated() {
      let bound = Self.order(slowness[w * stepCount + Int(crewStations[c])])
      choices.rested.kindsBySpeed.insert(kind * choices.rested.steps + i, into: c, key: .init(bound))
    }
  }

  mutating func withdrawRested(_ w: Int) {
    let kind = Int(choices.rested.kinds[w])
    choices.rested.remove(w)
    choices.rested.free[kind] -= 1
    if choices.rested.free[kind] > 0 { return }
    for (i, c) in pools[Int(people[w].pool)].crew.enumerated() {
      choices.rested.kindsBySpeed.remove(kind * choices.rested.steps + i, from: c)
    }
  }

  /// A number of any sign as one that compares as it does.
  private static func ascending(_ x: Double) -> Int64 {
    let bits = Int64(bitPattern: x.bitPattern)
    return bits >= 0 ? bits : bits ^ Int64.max
  }

  /// log₂ f + t₀ / H.
  private mutating func tirednessOrder(_ w: Int) -> Double {
    let halfLife = Double(terms?.fatigue?.halfLife?.ticks ?? 1)
    return log(people[w].tiredness) / 0.693_147_180_559_945_3 + Double(people[w].restsSince) / halfLife
  }

  /// Orders nearer than this may be those of equally tired people, rounded: they are of the size of 10⁴ at most, with 16 digits.
  private static var nearOrder: Double { 1e-9 }

  /// Who is found so far.
  private struct Found {
    var person = -1
    var loss = Double.infinity
    var turn = Int64.max

    mutating func meet(_ w: Int, _ loss: Double, _ turn: Int64) {
      if loss < self.loss || loss == self.loss && turn < self.turn { self = Found(person: w, loss: loss, turn: turn) }
    }
  }

  /// Who of a pool's free people is fastest at a step, of equals who has been free longest; there is one.
  ///
  /// - Parameter heap: the step of the pool.
  mutating func fastestRested(in heap: Int, for s: Int, _ now: Int64) -> Int {
    var found = Found(), looked: [Int] = []
    while let node = choices.rested.kindsBySpeed.least(of: heap) {
      if found.person >= 0, choices.rested.kindsBySpeed.key(of: node).first > Self.order(found.loss) { break }
      look(node / choices.rested.steps, for: s, now, &found)
      looked.append(node)
      choices.rested.kindsBySpeed.remove(node, from: heap)
    }
    for node in looked { choices.rested.kindsBySpeed.insert(node, into: heap, key: choices.rested.kindsBySpeed.key(of: node)) }
    return found.person
  }

  /// The fastest of a kind.
  private mutating func look(_ kind: Int, for s: Int, _ now: Int64, _ found: inout Found) {
    // Who has come to rest meanwhile changes the heap, once in a rest.
    while let w = choices.rested.people.least(of: 2 * kind + 1), isRested(w, now) {
      choices.rested.remove(w)
      choices.rested.insert(w, isRested: true, key: .init(choices.rested.turns[w]))
    }
    if let w = choices.rested.people.least(of: 2 * kind) { return found.meet(w, speedLoss(w, s, now), choices.rested.turns[w]) }
    var looked: [Int] = [], fastest = Double.infinity, first = 0.0
    while let w = choices.rested.people.least(of: 2 * kind + 1) {
      let loss = speedLoss(w, s, now), order = tirednessOrder(w)
      if looked.isEmpty { first = order }
      if loss > fastest, order > first + Self.nearOrder { break }
      fastest = min(fastest, loss)
      found.meet(w, loss, choices.rested.turns[w])
      looked.append(w)
      choices.rested.remove(w)
    }
    for w in looked {
      choices.rested.insert(w, isRested: false, key: .init(Self.ascending(tirednessOrder(w)), choices.rested.turns[w]))
    }
  }

  /// Whether so little tiredness is left that it changes no number.
  private mutating func isRested(_ w: Int, _ now: Int64) -> Bool {
    guard let fatigue = terms?.fatigue else { return true }
    return fatigue.slowness(afterHours: fatigue.left(of: people[w].tiredness, afterRest: max(0, now - people[w].restsSince))) == 1
  }
}
