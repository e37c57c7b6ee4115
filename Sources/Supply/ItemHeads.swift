/// The leading 12 bits of what items' first arrivals at a line are read off, for eight items at a time, and which of them are large enough.
///
/// With the name's constants a, b, c (b odd) and the draw's k, l, m (l even), all of 16 bits, q = (a + k)·(b + l) + (c + m), and the bits
/// lead q·(2q + 1), the permutation of the cipher RC6 (R. L. Rivest et al., 1998), of which a leading bit hangs on all of q. They are
/// uniform since a + k is; that those of two items are independent is tested, also where names share a constant. The last four bits of the
/// product are not used: its very last is that of a + k + c + m.
struct ItemHeads: @unchecked Sendable, ~Copyable {
  typealias Eight = SIMD8<UInt16>
  /// Items that are looked at in one go; their places within it have 16 bits.
  static let stretch = 1 << 15
  private static let blocksPerStretch = stretch / 8

  private let count: Int
  private let blocks: Int
  /// The constants of eight items after the other.
  private let names: UnsafeMutablePointer<(a: Eight, b: Eight, c: Eight)>
  /// Per cut-off and eight items the least product that is large enough, as a signed number.
  private let thresholds: UnsafeMutablePointer<SIMD8<Int16>>
  /// Of each byte its set bits, times eight, and their number.
  private let positions: UnsafeMutablePointer<Eight>
  private let populations: UnsafeMutablePointer<UInt8>

  var stretches: Int { (blocks + Self.blocksPerStretch - 1) / Self.blocksPerStretch }

  /// - Parameters:
  ///   - hashes: two of each name.
  ///   - quiet: per cut-off and item, the share of draws that are not large enough.
  init(_ hashes: [(UInt64, UInt64)], quiet: [[Double]]) {
    count = hashes.count
    blocks = (count + 7) / 8
    names = .allocate(capacity: max(1, blocks))
    names.initialize(repeating: (.zero, .zero, .zero), count: blocks)
    thresholds = .allocate(capacity: max(1, blocks * quiet.count))
    thresholds.initialize(repeating: SIMD8(repeating: .max), count: blocks * quiet.count)
    for (i, hash) in hashes.enumerated() {
      let (a, b, c) = Self.constants(hash)
      names[i / 8].a[i % 8] = a
      names[i / 8].b[i % 8] = b
      names[i / 8].c[i % 8] = c
      for (level, shares) in quiet.enumerated() {
        thresholds[level * blocks + i / 8][i % 8] = Int16(min(0x7ff0, Int(shares[i] * 0x1p12) << 4 - 0x8000))
      }
    }
    positions = .allocate(capacity: 256)
    populations = .allocate(capacity: 256)
    for byte in 0..<256 {
      var bits = Eight.zero, n = 0
      for bit in 0..<8 where byte >> bit & 1 == 1 {
        bits[n] = UInt16(8 * bit)
        n += 1
      }
      (positions + byte).initialize(to: bits)
      (populations + byte).initialize(to: UInt8(n))
    }
  }

  deinit {
    names.deallocate()
    thresholds.deallocate()
    positions.deallocate()
    populations.deallocate()
  }

  /// Room for one stretch.
  struct Scratch: ~Copyable {
    /// The product of each item, its first bit as a sign; `find` writes them eight at a time.
    let heads: UnsafeMutablePointer<UInt16>
    fileprivate let eights: UnsafeMutablePointer<Eight>
    /// Places of those that are large enough.
    let places: UnsafeMutablePointer<UInt16>

    init(contestants: Int) {
      let room = min(ItemHeads.stretch, contestants)
      eights = .allocate(capacity: (room + 7) / 8 + 1)
      heads = UnsafeMutableRawPointer(eights).assumingMemoryBound(to: UInt16.self)
      places = .allocate(capacity: room + 24)
      places.initialize(repeating: 0, count: room + 24)
    }

    deinit {
      eights.deallocate()
      places.deallocate()
    }
  }

  /// The bits of a stretch, and who is large enough at a level but not at the one before.
  ///
  /// - Returns: how many; their places within the stretch stand in `scratch`. Where the last eight items are fewer, a place behind the last
  ///   is among them once in a while.
  @inline(__always)
  func find(_ key: (UInt64, UInt64), _ stretch: Int, level: Int, _ scratch: borrowing Scratch) -> Int {
    // Two loops: nearly all races end with the first cut-off.
    level == 0 ? find(key, stretch, level: 0, isFirst: true, scratch) : find(key, stretch, level: level, isFirst: false, scratch)
  }

  @inline(__always)
  private func find(_ key: (UInt64, UInt64), _ stretch: Int, level: Int, isFirst: Bool, _ scratch: borrowing Scratch) -> Int {
    let k = Self.constants(key), first = stretch &* Self.blocksPerStretch, limits = thresholds + level &* blocks
    let before = limits - (isFirst ? 0 : blocks)
    let a = Eight(repeating: k.a), b = Eight(repeating: k.b &- 1), c = Eight(repeating: k.c)
    let one = Eight(repeating: 1), none = Eight(repeating: .max)
    let eights = scratch.eights - first, places = UnsafeMutableRawPointer(scratch.places), end = min(blocks, first &+ Self.blocksPerStretch)
    var found = 0, block = first
    while block < end {
      // Eight eights: a byte of marks an item of the eight.
      var i = min(end, block &+ 8)
      var marks = Eight.zero
      while i > block {
        i &-= 1
        let name = names + i
        let q = (name.pointee.a &+ a) &* (name.pointee.b &+ b) &+ (name.pointee.c &+ c)
        let bits = q &* (q &+ q &+ one)
        eights[i] = bits
        // A mask is −1 where it holds; what is too small now was too small before.
        let signed = unsafeBitCast(bits, to: SIMD8<Int16>.self)
        let wasSmall = isFirst ? none : unsafeBitCast(signed .< before[i], to: Eight.self)
        marks = marks &+ marks &+ unsafeBitCast(signed .< limits[i], to: Eight.self) &- wasSmall
      }
      let halves = unsafeBitCast(marks, to: SIMD2<UInt64>.self)
      var base = Eight(repeating: UInt16(truncatingIfNeeded: (block &- first) &* 8)), half = halves.x, item = 0
      while item < 8 {
        let byte = Int(truncatingIfNeeded: half & 255)
        places.storeBytes(of: positions[byte] &+ base, toByteOffset: found &* 2, as: Eight.self)
        found &+= Int(populations[byte])
        half &>>= 16
        base = base &+ one
        item &+= 1
        if item == 4 { half = halves.y }
      }
      block &+= 8
    }
    return found
  }

  /// The bits of a stretch, and everybody.
  func all(_ key: (UInt64, UInt64), _ stretch: Int, _ scratch: borrowing Scratch) -> Int {
    _ = find(key, stretch, level: 0, scratch)
    let n = min(Self.stretch, count - stretch * Self.stretch)
    for i in 0..<n { scratch.places[i] = UInt16(i) }
    return n
  }

  /// An item's product alone.
  func head(_ i: Int, _ key: (UInt64, UInt64)) -> UInt16 {
    let name = names[i / 8], k = Self.constants(key)
    let q = (name.a[i % 8] &+ k.a) &* (name.b[i % 8] &+ (k.b &- 1)) &+ (name.c[i % 8] &+ k.c)
    return q &* (q &+ q &+ 1)
  }

  /// Parts of 128 bits; the second is odd.
  @inline(__always)
  private static func constants(_ bits: (UInt64, UInt64)) -> (a: UInt16, b: UInt16, c: UInt16) {
    (UInt16(truncatingIfNeeded: bits.0), UInt16(truncatingIfNeeded: bits.1) | 1, UInt16(truncatingIfNeeded: bits.0 &>> 32))
  }
}
