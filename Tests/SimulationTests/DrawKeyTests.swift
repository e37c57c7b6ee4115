import Foundation
import Groundwork
import Kernel
import Randomness
import Simulation
@testable import Supply
import Testing

/// One test a row of the table that says what each draw is keyed to.
@Suite struct `Draws move only with what they are keyed to` {
  let key = DrawKey(seed: 11, phase: .main, replication: 3)

  func orders(_ world: World) throws -> DemandView {
    try DemandTape.complete(CompiledDemand(world.plan().supply, horizon: world.plan().clock.horizon.ticks), key: key).view
  }

  /// Lines of each order by the order's identity.
  func byIdentity(_ chunk: DemandView) -> [UInt64: (time: Int64, lines: [(Int32, Int64)])] {
    var result: [UInt64: (time: Int64, lines: [(Int32, Int64)])] = [:]
    for i in 0..<chunk.count {
      let lines = chunk.lines(of: i).map { (chunk.items[$0], chunk.quantities[$0]) }
      result[chunk.keys[i]] = (chunk.times[i], lines)
    }
    return result
  }

  @Test func `workers, policies, suppliers and wages change no customer's order`() throws {
    let base = try orders(World())
    #expect(base.count > 1_000)
    for other in [
      World(pickers: 9), World(leadTime: .constant(40)), World(policy: .rQ(r: 5, Q: 500)), World(backorderShare: 0), World(wage: 99),
    ] {
      let chunk = try orders(other)
      #expect(Array(chunk.times) == Array(base.times))
      #expect(Array(chunk.items) == Array(base.items))
      #expect(Array(chunk.quantities) == Array(base.quantities))
    }
  }

  @Test func `more demand adds orders and moves none`() throws {
    let few = byIdentity(try orders(World(perHour: 4))), many = byIdentity(try orders(World(perHour: 5.2)))
    #expect(many.count > few.count)
    for (identity, order) in few {
      let same = try #require(many[identity])
      #expect(same.time == order.time)
      #expect(same.lines.map(\.0) == order.lines.map(\.0) && same.lines.map(\.1) == order.lines.map(\.1))
    }
  }

  @Test func `a new item takes only the lines it wins`() throws {
    let old = byIdentity(try orders(World()))
    var world = World(items: 7)
    world.popularity = (0..<6).map { 1 / Double($0 + 1) } + [0.4]
    let new = byIdentity(try orders(world))
    #expect(Set(old.keys) == Set(new.keys))
    var lines = 0, won = 0
    for (identity, order) in old {
      let changed = try #require(new[identity])
      #expect(changed.lines.count == order.lines.count)
      for (before, after) in zip(order.lines, changed.lines) {
        lines += 1
        if after.0 == 6 { won += 1 } else { #expect(before == after) }
      }
    }
    // It wins its share of the popularity, 0.4 of 2.85, up to four standard errors.
    let share = 0.4 / (0.4 + (1...6).map { 1 / Double($0) }.reduce(0, +))
    #expect(abs(Double(won) / Double(lines) - share) < 4 * (share * (1 - share) / Double(lines)).squareRoot())
  }

  @Test func `an item that is alone asks for what it asks for in company`() throws {
    let alone = byIdentity(try orders(World(items: 1)))
    var world = World(items: 2)
    world.popularity = [1, 0.5]
    var kept = 0, odd = 0
    for (identity, order) in byIdentity(try orders(world)) {
      let before = try #require(alone[identity]).lines
      #expect(before.count == order.lines.count)
      for (line, after) in order.lines.enumerated() where after.0 == 0 {
        #expect(before[line] == after)
        kept += 1
        odd += line & 1
      }
    }
    #expect(odd > 100 && kept > odd + 100, "first and second lines of a draw are among them")
  }

  @Test func `the order of items in the file changes nothing but their numbers`() throws {
    let straight = byIdentity(try orders(World()))
    var turned = World()
    turned.names = (0..<6).map { "SKU\(5 - $0)" }
    turned.popularity = (0..<6).map { 1 / Double(6 - $0) }
    for (identity, order) in byIdentity(try orders(turned)) {
      #expect(order.lines.map { 5 - $0.0 } == straight[identity]?.lines.map(\.0))
    }
  }

  @Test func `an item is chosen in proportion to its popularity`() {
    let weights = [5.0, 3, 1, 0.5, 0.02, 0, 12]
    let race = ItemRace(names: weights.indices.map { "item \($0)" }, weights: weights)
    var won = [Double](repeating: 0, count: weights.count)
    let words = 20_000
    for ordinal in 0..<words {
      race.winners(key: key.block(source: 5, ordinal: UInt64(ordinal)), count: 4) { _, item in won[Int(item)] += 1 }
    }
    let total = weights.reduce(0, +), n = Double(words * 4)
    var chiSquare = 0.0
    for (count, weight) in zip(won, weights) where weight > 0 {
      let expected = n * weight / total
      chiSquare += (count - expected) * (count - expected) / expected
    }
    #expect(won[5] == 0)
    // 0.999 quantile of χ² with five degrees of freedom.
    #expect(chiSquare < 20.5, "χ² = \(chiSquare)")
  }

  /// χ² of counts against equal shares, in standard deviations from its mean.
  func excess(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count), freedom = Double(counts.count - 1)
    let square = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    return (square - freedom) / (2 * freedom).squareRoot()
  }

  @Test func `the bits that items race with are uniform, and independent between items, places and draws`() {
    let names = (0..<40).map { "SKU\($0)" }
    let race = ItemRace(names: names, weights: names.map { _ in 1 })
    let draws = 40_000
    // Eight bytes: the leading 48 of the first moment's 53 bits, and the word's last 16, which are the gap behind it and the line.
    var single = [Int](repeating: 0, count: 8 * 256)
    // Pairs by four bits each: two items' moments, moment and gap of one item, one item's moment in neighbouring draws, head and rest.
    var items = [Int](repeating: 0, count: 256), gaps = items, neighbours = items, halves = items, bits = [Int](repeating: 0, count: 52)
    var last: UInt64 = 0
    for ordinal in 0..<draws {
      let draw = key.block(source: 21, ordinal: UInt64(ordinal))
      let (parts, word) = race.bits(ordinal % 40, draw), a = UInt64(parts), b = UInt64(race.bits((ordinal + 1) % 40, draw).parts)
      for byte in 0..<6 { single[byte * 256 + Int(a >> (45 - 8 * UInt64(byte)) & 255)] += 1 }
      for byte in 0..<2 { single[(6 + byte) * 256 + Int(word >> (8 * UInt64(byte)) & 255)] += 1 }
      for bit in 1..<53 where (a ^ b) >> UInt64(bit) & 1 == 1 { bits[bit - 1] += 1 }
      items[Int((a >> 49) << 4 | b >> 49)] += 1
      gaps[Int((a >> 49) << 4 | word >> 12 & 15)] += 1
      neighbours[Int((a >> 49) << 4 | last >> 49)] += 1
      halves[Int((a >> 49) << 4 | a >> 33 & 15)] += 1
      last = a
    }
    for byte in 0..<8 { #expect(abs(excess(Array(single[(byte * 256)..<(byte * 256 + 256)]))) < 4.5) }
    for counts in [items, gaps, neighbours, halves] { #expect(abs(excess(counts)) < 4.5) }
    // A bit of two items differs half of the time, up to five standard errors.
    for count in bits { #expect(abs(Double(count) - Double(draws) / 2) < 2.5 * Double(draws).squareRoot()) }
  }

  /// The bits of eight items at a time have constants of 16 bits: in a large catalogue some items share one with another.
  @Test func `items that share constants race independently too`() {
    var groups: [[UInt64: [String]]] = [[:], [:], [:]]
    for i in 0..<3000 {
      let name = "SKU\(i)", hash = StableHash.of(name), second = StableHash.mix(hash &+ 0x9e37_79b9_7f4a_7c15)
      groups[0][hash & 0xffff, default: []].append(name)
      groups[1][second & 0xfffe, default: []].append(name)
      groups[2][hash >> 32 & 0xffff, default: []].append(name)
    }
    for shared in groups {
      let pairs = shared.values.filter { $0.count == 2 }.sorted { $0[0] < $1[0] }.prefix(3)
      #expect(pairs.count == 3, "so many names meet")
      for pair in pairs {
        let race = ItemRace(names: pair, weights: [1, 1])
        var counts = [Int](repeating: 0, count: 256)
        for ordinal in 0..<20_000 {
          let draw = key.block(source: 23, ordinal: UInt64(ordinal))
          counts[Int((race.bits(0, draw).parts >> 49) << 4 | race.bits(1, draw).parts >> 49)] += 1
        }
        #expect(abs(excess(counts)) < 4.5, "\(pair)")
      }
    }
  }

  /// The race as it is defined: every arrival of every item up to a moment, one by one.
  func slowRace(_ names: [String], _ weights: [Double], _ draw: (UInt64, UInt64)) -> [Int32] {
    let total = weights.reduce(0, +)
    var first = [Double](repeating: .infinity, count: 4), winner = [Int32](repeating: -1, count: 4)
    for (i, weight) in weights.enumerated() {
      let name = StableHash.of(names[i]), second = StableHash.mix(name &+ 0x9e37_79b9_7f4a_7c15)
      let product = (draw.0 ^ name).multipliedFullWidth(by: draw.1 ^ second), word = product.high ^ product.low
      func part(_ word: UInt64) -> UInt16 { UInt16(truncatingIfNeeded: word) }
      let q = (part(name) &+ part(draw.0)) &* ((part(second) | 1) &+ (part(draw.1) & 0xfffe)) &+ part(name >> 32) &+ part(draw.0 >> 32)
      let head = q &* (2 &* q &+ 1) &+ 0x8000
      let leading = UInt64(head) << 37, rest = word >> 23
      var x = Double(leading ^ rest | 1) * 0x1p-53, lane = Int(word & 3), time = 0.0, k: UInt64 = 0
      // Sixty arrivals a line on average: nobody is left without.
      while true {
        time -= logarithm(x) / (4 * weight)
        if time > 60 / total { break }
        if time < first[lane] { (first[lane], winner[lane]) = (time, Int32(i)) }
        k += 1
        var bits = StableHash.mix(word &+ k &* 0x9e37_79b9_7f4a_7c15)
        if k == 1 { bits = (word >> 2) << 50 | bits >> 14 }
        x = 1 - Double(bits >> 11) * 0x1p-53
        lane = Int(bits & 3)
      }
    }
    return winner
  }

  @Test func `the race is the first arrival of Poisson processes, followed one by one`() {
    // Few items, eights that are full and not, one item with nearly all the weight, and a catalogue of which each has little.
    for (count, falls) in [(2, 1.0), (7, 0), (8, 3), (9, 1), (300, 1), (300, 0)] {
      let weights = (0..<count).map { pow(1 + Double($0), -falls) }, names = weights.indices.map { "item \($0)" }
      let race = ItemRace(names: names, weights: weights)
      for ordinal in 0..<150 {
        let draw = key.block(source: 9, ordinal: UInt64(ordinal))
        let slow = slowRace(names, weights, draw)
        for wanted in 1...4 {
          var fast: [Int32] = []
          race.winners(key: draw, count: wanted) { _, item in fast.append(item) }
          #expect(fast == Array(slow.prefix(wanted)), "\(count) items")
        }
      }
    }
  }

  @Test func `lines that nobody reaches before the last cut-off are won all the same`() {
    // Whoever stands behind the last cut-off is never met by chance; so the first cut-offs are none.
    let weights = (0..<50).map { 1 / (1 + Double($0)) }, names = weights.indices.map { "item \($0)" }
    let race = ItemRace(names: names, weights: weights, cutOffs: [1e-6, 2e-6])
    for ordinal in 0..<100 {
      let draw = key.block(source: 10, ordinal: UInt64(ordinal))
      var fast: [Int32] = []
      race.winners(key: draw, count: 4) { _, item in fast.append(item) }
      #expect(fast == slowRace(names, weights, draw))
    }
  }

  @Test func `a catalogue larger than a stretch races as one`() {
    let count = ItemHeads.stretch + 100, names = (0..<count).map { "item \($0)" }
    var weights = [Double](repeating: 1e-6, count: count)
    for i in stride(from: 5, to: count, by: 997) { weights[i] = 1 }
    weights[count - 1] = 9
    let race = ItemRace(names: names, weights: weights)
    var behind = 0
    for ordinal in 0..<5 {
      let draw = key.block(source: 11, ordinal: UInt64(ordinal))
      var fast: [Int32] = []
      race.winners(key: draw, count: 4) { _, item in fast.append(item) }
      #expect(fast == slowRace(names, weights, draw))
      behind += fast.count { $0 >= Int32(ItemHeads.stretch) }
    }
    #expect(behind > 0)
  }

  @Test func `twice the weight wins twice as often, whoever else is there, and lines are independent`() {
    let race = ItemRace(names: ["A", "B", "C"], weights: [1, 2, 1])
    var pairs = [Int](repeating: 0, count: 9)
    let draws = 40_000
    for ordinal in 0..<draws {
      var won: [Int32] = []
      race.winners(key: key.block(source: 33, ordinal: UInt64(ordinal)), count: 4) { _, item in won.append(item) }
      pairs[Int(won[1]) * 3 + Int(won[2])] += 1
    }
    let share = [0.25, 0.5, 0.25]
    var square = 0.0
    for a in 0..<3 {
      for b in 0..<3 {
        let expected = Double(draws) * share[a] * share[b], miss = Double(pairs[a * 3 + b]) - expected
        square += miss * miss / expected
      }
    }
    // 0.999 quantile of χ² with eight degrees of freedom.
    #expect(square < 26.1, "χ² = \(square)")
  }

  @Test func `a lead time depends on supplier, item and date, not on when we ordered before`() throws {
    let law = Law.gamma(mean: 12, sd: 4)
    let compiled = try CompiledLeadTime(law: law, crossing: false, supplier: "overseas")
    var often = LeadTimeState(compiled, source: compiled.source(item: "A")), seldom = often
    var last: Int64 = 0
    for day in stride(from: 0, to: 300, by: 3) {
      let now = Int64(day) * SimTime.ticksPerDay
      let arrival = often.arrival(orderedAt: now, leadTime: compiled, key: key)
      #expect(arrival >= last, "orders do not cross")
      last = arrival
      if day % 30 == 0 { #expect(seldom.arrival(orderedAt: now, leadTime: compiled, key: key) == arrival) }
    }
  }
}
