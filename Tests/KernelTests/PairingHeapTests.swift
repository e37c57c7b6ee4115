import Kernel
import Testing

@Suite struct `Pairing heaps` {
  /// Beside dictionaries that are searched to the end: three heaps, keys with many ties, nodes taken out from anywhere.
  @Test(arguments: 0..<20) func `keep the least of each at hand`(world: UInt64) {
    var heaps = PairingHeaps(heaps: 3), obvious = [[Int: PairingHeaps.Key]](repeating: [:], count: 3), dice = SplitMix(seed: world)
    heaps.reserve(nodes: 40)
    heaps.reserve(nodes: 90)
    var mistakes = 0
    for _ in 0..<4_000 {
      let node = dice.below(90), home = obvious.firstIndex { $0[node] != nil }
      let stands = heaps.contains(node)
      mistakes += stands == (home != nil) ? 0 : 1
      if let home {
        mistakes += heaps.key(of: node) == obvious[home][node] ? 0 : 1
        // The front as often as any other place.
        let out = dice.below(2) == 0 ? node : heaps.least(of: home) ?? node
        heaps.remove(out, from: home)
        obvious[home][out] = nil
      } else {
        let heap = dice.below(3), key = PairingHeaps.Key(Int64(dice.below(12)) - 6, Int64(dice.below(4)))
        heaps.insert(node, into: heap, key: key)
        obvious[heap][node] = key
      }
      for heap in 0..<3 {
        let least = obvious[heap].min { $0.value < $1.value || ($0.value == $1.value && $0.key < $1.key) }?.key
        mistakes += heaps.least(of: heap) == least ? 0 : 1
      }
    }
    #expect(mistakes == 0)
  }

  @Test func `give numbers back in order`() {
    var heaps = PairingHeaps(heaps: 1), dice = SplitMix(seed: 7), out: [Int64] = []
    heaps.reserve(nodes: 500)
    for node in 0..<500 { heaps.insert(node, into: 0, key: .init(Int64(dice.below(1_000)))) }
    while let node = heaps.least(of: 0) {
      out.append(heaps.key(of: node).first)
      heaps.remove(node, from: 0)
    }
    #expect(out.count == 500)
    #expect(out == out.sorted())
  }
}
