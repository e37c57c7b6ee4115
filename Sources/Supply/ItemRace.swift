internal import Foundation
internal import Groundwork

/// Chooses the item of an order line by a race of exponentials: item i arrives at E(line, i) ÷ weight(i), and the first wins.
///
/// An item wins with probability weight ÷ Σ weights, and an item added later takes exactly the lines it wins: no other line changes its item.
/// The exponential of an item is a pure function of the line's key and the item's *name*, so neither file order nor company matters.
///
/// Eight lines share one 64-bit word per item, one byte a line: the byte is the leading part of the uniform behind E. Only items whose byte is small
/// enough to arrive before a cut-off time are looked at closely, and a line nobody reaches in time (about 2 %) is raced in full. Times are
/// compared by a series for the logarithm; a line with two arrivals that it cannot tell apart is raced in full, too.
///
/// - Complexity: O(items) per eight lines, about 1 ns an item.
public final class ItemRace: @unchecked Sendable {
  /// Lines that share a word.
  public static let width = 8
  /// Expected number of arrivals before the cut-off.
  private static let expectedArrivals = 4.0

  let count: Int
  /// Items that take part, their name hashes, 1 ÷ rates, and the largest leading byte that may still beat the cut-off, repeated eight times plus one.
  private let items: UnsafeMutablePointer<Int32>
  private let keys: UnsafeMutablePointer<(UInt64, UInt64)>
  private let slowness: UnsafeMutablePointer<Double>
  private let thresholds: UnsafeMutablePointer<UInt64>
  /// Positions (in `items`) too popular for the byte filter: always looked at.
  private let favourites: [Int]
  private let cutOff: Double

  public var isEmpty: Bool { count == 0 }

  /// - Parameters:
  ///   - names: one per item of the plan.
  ///   - weights: relative popularity, one per item, at least 0; 0 = does not take part.
  public init(names: [String], weights: [Double]) {
    precondition(names.count == weights.count, "one weight per item")
    let total = weights.reduce(0) { $0 + max(0, $1) }
    let cutOff = total > 0 ? Self.expectedArrivals / total : 0
    let taking = names.indices.filter { weights[$0] > 0 }
    count = taking.count
    items = .allocate(capacity: max(1, count))
    keys = .allocate(capacity: max(1, count))
    slowness = .allocate(capacity: max(1, count))
    thresholds = .allocate(capacity: max(1, count))
    var favourites: [Int] = []
    for (position, i) in taking.enumerated() {
      let byte = UInt64(-expm1(-weights[i] * cutOff) * 256)
      (items + position).initialize(to: Int32(i))
      let name = StableHash.of(names[i])
      (keys + position).initialize(to: (name, StableHash.mix(name &+ 0x9e37_79b9_7f4a_7c15)))
      (slowness + position).initialize(to: 1 / weights[i])
      if byte >= 127 { favourites.append(position) }
      (thresholds + position).initialize(to: byte >= 127 ? 0 : (byte + 1) &* 0x0101_0101_0101_0101)
    }
    self.favourites = favourites
    self.cutOff = cutOff
  }

  deinit {
    items.deallocate()
    keys.deallocate()
    slowness.deallocate()
    thresholds.deallocate()
  }

  /// Room for the contestants of eight lines who may win.
  struct Scratch: ~Copyable {
    /// A contestant at one line.
    fileprivate struct Entry: BitwiseCopyable {
      var word: UInt64
      var position: Int32
      var lane: Int32
    }

    /// Positions of contestants who may win at least one of the lines.
    fileprivate let starters: UnsafeMutablePointer<Int32>
    fileprivate let entries: UnsafeMutablePointer<Entry>
    /// The winner of each line so far.
    fileprivate let best: UnsafeMutablePointer<Leader>

    /// - Parameter contestants: of the largest race to be run.
    init(contestants: Int) {
      starters = .allocate(capacity: contestants + 1)
      entries = .allocate(capacity: ItemRace.width * contestants + 1)
      best = .allocate(capacity: ItemRace.width)
    }

    deinit {
      starters.deallocate()
      entries.deallocate()
      best.deallocate()
    }

    /// Item that won a line of the last race.
    subscript(lane: Int) -> Int32 { best[lane].item }
  }

  fileprivate struct Leader: BitwiseCopyable {
    /// Arrival, to a relative 2·10⁻⁵.
    var time = Double.infinity
    var item: Int32 = -1
    /// 1 where two arrivals were too close to be told apart by their approximate times.
    var close: Int32 = 0
  }

  /// The winners of up to eight lines that share `key`; lane `j` of the word is line `j`.
  ///
  /// - Parameters:
  ///   - key: the 128 bits drawn for these eight lines.
  ///   - count: lines wanted, 1…8.
  ///   - body: called with lane and item, in order of lane.
  public func winners(key: (UInt64, UInt64), count wanted: Int, _ body: (Int, Int32) -> Void) {
    let scratch = Scratch(contestants: count)
    run(key: key, count: wanted, scratch)
    for lane in 0..<wanted { body(lane, scratch[lane]) }
  }

  /// As `winners`; they stand in `scratch` afterwards.
  func run(key: (UInt64, UInt64), count wanted: Int, _ scratch: borrowing Scratch) {
    let n = count, starters = scratch.starters, entries = scratch.entries, best = scratch.best
    best.initialize(repeating: Leader(), count: wanted)
    let kept: UInt64 = wanted >= 8 ? .max : (1 << (8 * UInt64(wanted))) - 1
    let highBits: UInt64 = 0x8080_8080_8080_8080 & kept
    var started = 0, i = 0
    while i < n {
      // Written every time, kept when it may win: one item in five may, which no processor guesses well. (Zero has no bit in itself or its negative.)
      starters[started] = Int32(truncatingIfNeeded: i)
      let lanes = lanes(word(i, key), i) & highBits
      started &+= Int(truncatingIfNeeded: (lanes | (0 &- lanes)) &>> 63)
      i &+= 1
    }
    // A list first, the arithmetic after it: it is the same for every entry and overlaps. (Measured: in one loop it takes twice as long.)
    var entered = 0
    i = 0
    while i < started {
      let position = starters[i], word = word(Int(position), key)
      var lanes = lanes(word, Int(position)) & highBits
      repeat {
        entries[entered] = Scratch.Entry(word: word, position: position, lane: Int32(truncatingIfNeeded: lanes.trailingZeroBitCount &>> 3))
        entered &+= 1
        lanes &= lanes &- 1
      } while lanes != 0
      i &+= 1
    }
    i = 0
    while i < entered {
      let entry = entries[i], lane = Int(entry.lane), position = Int(entry.position)
      // An entry's leading bit is 0, so its uniform lies below ½.
      enter(position, at: Self.arrival(uniform(entry.word, lane)) * slowness[position], lane, best)
      i &+= 1
    }
    for i in favourites {
      let word = word(i, key)
      for lane in 0..<wanted { enter(i, at: -log(1 - uniform(word, lane)) * slowness[i], lane, best) }
    }
    for lane in 0..<wanted where best[lane].close != 0 || best[lane].time > cutOff * (1 - Self.margin) { best[lane].item = winner(of: lane, key) }
  }

  /// The 64 bits of an item at eight lines: the two halves of the 128-bit product of draw and name, folded into one.
  ///
  /// Both factors are hashes already, so one multiplication mixes them; it is the folded multiply of the wyhash family.
  @inline(__always)
  func word(_ i: Int, _ key: (UInt64, UInt64)) -> UInt64 {
    let name = keys[i], product = (key.0 ^ name.0).multipliedFullWidth(by: key.1 ^ name.1)
    return product.high ^ product.low
  }

  /// One high bit for each line an item may win: its byte is below the threshold. A borrow may add a false alarm, which costs time and nothing else.
  @inline(__always)
  private func lanes(_ word: UInt64, _ i: Int) -> UInt64 { (word &- thresholds[i]) & ~word }

  /// The uniform behind a contestant's exponential: the lane's byte of its word leads, 53 more bits of the word follow.
  @inline(__always)
  func uniform(_ word: UInt64, _ lane: Int) -> Double {
    let leading = Double(Int64(truncatingIfNeeded: word &>> (8 &* UInt64(lane)) & 255))
    let product = (word ^ 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(by: (UInt64(lane) &+ 1) &* 0xd6e8_feb8_6659_fd93)
    let rest = Double(Int64(truncatingIfNeeded: (product.high ^ product.low) &>> 11)) * 0x1p-53
    return (leading + rest) * 0x1p-8
  }

  /// Lets one contestant arrive at one line. Nothing here branches: who is first is a coin toss to the processor.
  @inline(__always)
  private func enter(_ i: Int, at time: Double, _ lane: Int, _ best: UnsafeMutablePointer<Leader>) {
    let leader = best[lane]
    let isFirst = time < leader.time, isClose: Int32 = abs(time - leader.time) <= Self.margin * time ? 1 : 0
    best[lane] = Leader(time: isFirst ? time : leader.time, item: isFirst ? items[i] : leader.item, close: leader.close | isClose)
  }

  /// −log(1 − u) for u below ½: twice the inverse hyperbolic tangent of z = u ÷ (2 − u), whose series is right to 2·10⁻⁵ there.
  @inline(__always)
  private static func arrival(_ u: Double) -> Double {
    let z = u / (2 - u), square = z * z
    return 2 * z * (1 + square * (1.0 / 3 + square * (0.2 + square * (1.0 / 7))))
  }

  /// Several times the largest relative error of a time.
  private static let margin = 1e-4

  /// The winner of one line by the logarithm itself: for the few lines that the quick race leaves open.
  private func winner(of lane: Int, _ key: (UInt64, UInt64)) -> Int32 {
    var first = Double.infinity, item: Int32 = -1
    for i in 0..<count {
      let u = uniform(word(i, key), lane)
      // −log(1 − u) is at least u: most late arrivals are known without the logarithm.
      if u * slowness[i] >= first { continue }
      let time = -log(1 - u) * slowness[i]
      if time < first { (first, item) = (time, items[i]) }
    }
    return item
  }
}
