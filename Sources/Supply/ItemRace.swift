internal import Foundation
internal import Groundwork

/// Chooses the item of an order line by a race of exponentials: item i arrives at E(line, i) ÷ weight(i), and the first wins.
///
/// An item wins with probability weight ÷ Σ weights, and an item added later takes exactly the lines it wins: no other line changes its item.
/// The exponential of an item is a pure function of the line's key and the item's *name*, so neither file order nor company matters.
///
/// Eight lines share one 64-bit word per item, one byte a line: the byte is the leading part of the uniform behind E. Only items whose byte is small
/// enough to arrive before a cut-off time are looked at closely, and a line nobody reaches in time (about 2 %) is raced in full. Times are
/// compared by a rational approximation of the logarithm; two that it cannot tell apart are compared by the logarithm itself.
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
  private let keys: UnsafeMutablePointer<UInt64>
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
      (keys + position).initialize(to: StableHash.of(names[i]))
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
    fileprivate let who: UnsafeMutablePointer<Int32>
    fileprivate let words: UnsafeMutablePointer<UInt64>
    fileprivate let lanes: UnsafeMutablePointer<UInt64>
    /// The winner of each line so far.
    fileprivate let best: UnsafeMutablePointer<Leader>

    /// - Parameter contestants: of the largest race to be run.
    init(contestants: Int) {
      who = .allocate(capacity: contestants + 1)
      words = .allocate(capacity: contestants + 1)
      lanes = .allocate(capacity: contestants + 1)
      best = .allocate(capacity: ItemRace.width)
    }

    deinit {
      who.deallocate()
      words.deallocate()
      lanes.deallocate()
      best.deallocate()
    }

    /// Item that won a line of the last race.
    subscript(lane: Int) -> Int32 { best[lane].item }
  }

  fileprivate struct Leader: BitwiseCopyable {
    /// Arrival, to a relative 2·10⁻⁵.
    var time = Double.infinity
    var uniform = 0.0
    var slowness = 0.0
    var item: Int32 = -1
  }

  /// The winners of up to eight lines that share `key`; lane `j` of the word is line `j`.
  ///
  /// - Parameters:
  ///   - key: the draw of these eight lines.
  ///   - count: lines wanted, 1…8.
  ///   - body: called with lane and item, in order of lane.
  public func winners(key: UInt64, count wanted: Int, _ body: (Int, Int32) -> Void) {
    let scratch = Scratch(contestants: count)
    run(key: key, count: wanted, scratch)
    for lane in 0..<wanted { body(lane, scratch[lane]) }
  }

  /// As `winners`; they stand in `scratch` afterwards.
  func run(key: UInt64, count wanted: Int, _ scratch: borrowing Scratch) {
    let n = count, who = scratch.who, words = scratch.words, lanes = scratch.lanes, best = scratch.best
    best.initialize(repeating: Leader(), count: wanted)
    let kept: UInt64 = wanted >= 8 ? .max : (1 << (8 * UInt64(wanted))) - 1
    let highBits: UInt64 = 0x8080_8080_8080_8080 & kept
    var found = 0
    for i in 0..<n {
      let word = StableHash.mix(key ^ keys[i])
      // A byte below the threshold leaves its high bit; a borrow may add a false alarm, which costs time and nothing else.
      let hits = (word &- thresholds[i]) & ~word & highBits
      // Written every time, kept when it is one: one item in five is, which no processor guesses well.
      who[found] = Int32(truncatingIfNeeded: i)
      words[found] = word
      lanes[found] = hits
      found &+= hits == 0 ? 0 : 1
    }
    for k in 0..<found {
      let i = Int(who[k]), word = words[k]
      var hits = lanes[k]
      repeat {
        let lane = hits.trailingZeroBitCount &>> 3
        hits &= hits &- 1
        enter(i, word, lane, best)
      } while hits != 0
    }
    for i in favourites {
      let word = StableHash.mix(key ^ keys[i])
      for lane in 0..<wanted { enter(i, word, lane, best) }
    }
    for lane in 0..<wanted where isLate(best[lane]) {
      for i in 0..<n { enter(i, StableHash.mix(key ^ keys[i]), lane, best) }
    }
  }

  /// Lets one contestant arrive at one line.
  @inline(__always)
  private func enter(_ i: Int, _ word: UInt64, _ lane: Int, _ best: UnsafeMutablePointer<Leader>) {
    let leading = Double(Int64(truncatingIfNeeded: word >> (8 &* UInt64(lane)) & 255)), slow = slowness[i]
    // −log(1 − u) is at least u, and u at least its leading byte: most late arrivals are known without the rest.
    if leading * 0x1p-8 * slow >= best[lane].time * (1 + Self.margin) { return }
    let rest = Double(Int64(truncatingIfNeeded: StableHash.mix(word &+ (UInt64(lane) &+ 1) &* 0x9e37_79b9_7f4a_7c15) >> 11)) * 0x1p-53
    let u = (leading + rest) * 0x1p-8
    let time = Self.arrival(u) * slow, leader = best[lane]
    if time >= leader.time * (1 + Self.margin) { return }
    if time > leader.time * (1 - Self.margin), -log(1 - u) * slow >= -log(1 - leader.uniform) * leader.slowness { return }
    best[lane] = Leader(time: time, uniform: u, slowness: slow, item: items[i])
  }

  /// Twice the largest relative error of `arrival`, and more.
  private static let margin = 1e-4

  /// −log(1 − u) to a relative 2·10⁻⁵: twice the inverse hyperbolic tangent of z = u ÷ (2 − u), by its series.
  @inline(__always)
  private static func arrival(_ u: Double) -> Double {
    if u >= 0.5 { return -log(1 - u) }
    let z = u / (2 - u), square = z * z
    return 2 * z * (1 + square * (1.0 / 3 + square * (0.2 + square * (1.0 / 7))))
  }

  private func isLate(_ leader: Leader) -> Bool {
    if leader.time <= cutOff * (1 - Self.margin) { return false }
    return leader.item < 0 || -log(1 - leader.uniform) * leader.slowness > cutOff
  }
}
