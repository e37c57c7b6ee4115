import Kernel
import Testing

@Suite struct `A slab` {
  @Test func `keeps its records while it grows`() {
    var slab = Slab<Int64>(capacity: 1)
    for i in 0..<1_000 { slab.append(Int64(i * i)) }
    let count = slab.count
    #expect(count == 1_000)
    for i in 0..<1_000 where slab[i] != Int64(i * i) { Issue.record("record \(i) is \(slab[i])") }
    slab[10] += 5
    #expect(slab[10] == 105)
    #expect(Array(slab.array().prefix(4)) == [0, 1, 4, 9])
  }

  @Test func `appends copies and forgets`() {
    var slab = Slab<Int32>(repeating: 7, count: 3)
    slab.append(repeating: 9, count: 40)
    let count = slab.count
    #expect(count == 43)
    #expect(slab[2] == 7)
    #expect(slab[3] == 9)
    #expect(slab[42] == 9)
    slab.removeAll()
    let isEmpty = slab.isEmpty
    #expect(isEmpty)
    slab.append(1)
    #expect(slab.array() == [1])
    #expect(Slab([4, 5, 6] as [Int32]).array() == [4, 5, 6])
  }
}

@Suite struct `Wide numbers` {
  @Test(
    arguments: [
      (0, 0), (1, -1), (Int64.max, Int64.max), (Int64.min, Int64.max), (Int64.min, Int64.min), (-123_456_789_012, 987_654_321_098),
    ] as [(Int64, Int64)])
  func `a product is exact`(a: Int64, b: Int64) {
    #expect(wideProduct(a, b) == Int128(a) * Int128(b))
  }

  @Test(arguments: [0, 1, -1, Int128(Int64.max), Int128(Int64.min), Int128(Int64.max) + 1, -(Int128(1) << 100), Int128(1) << 90 + 12345])
  func `a conversion is the library's`(wide: Int128) {
    #expect(Double(wide: wide) == Double(wide))
  }
}

@Suite struct `Places that are used again` {
  /// Beside a dictionary, and with the place left last taken first.
  @Test(arguments: 0..<8) func `keep each record until it is removed`(world: UInt64) {
    var slots = Slots<Int64>(), obvious: [Int32: Int64] = [:], left: [Int32] = [], dice = SplitMix(seed: world)
    for step in 0..<2_000 {
      if obvious.isEmpty || dice.below(100) < 55 {
        let expected = left.popLast() ?? Int32(obvious.count), place = slots.insert(Int64(step))
        #expect(place == expected)
        obvious[place] = Int64(step)
      } else {
        let place = obvious.keys.sorted()[dice.below(obvious.count)]
        if slots[Int(place)] != obvious[place] { Issue.record("place \(place) holds \(slots[Int(place)])") }
        slots.remove(place)
        left.append(place)
        obvious[place] = nil
      }
    }
    var found: [Int64] = []
    slots.forEach { found.append($0) }
    #expect(found == obvious.sorted { $0.key < $1.key }.map(\.value))
    let count = slots.count
    #expect(count == obvious.count)
  }
}
