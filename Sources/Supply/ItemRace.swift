internal import Foundation
internal import Groundwork

/// Chooses the item of an order line by a race: item i arrives at a line after an exponential time of rate weight(i), and the first wins.
///
/// An item wins with probability weight ÷ Σ weights, and an item added later takes exactly the lines it wins: no other line changes its item.
/// An item's arrivals are a pure function of the lines' key and the item's *name*, so neither file order nor company matters.
///
/// Eight lines race together. An item's arrivals at them are one Poisson process of rate 8·weight(i): the first moment is read off a 64-bit word, further
/// ones follow at exponential gaps, and each arrival is at a line drawn uniformly. So an item's first arrival at a line is exponential with rate weight(i).
/// Only items that arrive before a cut-off are looked at closely, four arrivals a line on average; most items do not, and cost one multiplication. Where
/// a line is reached by nobody (2 %) the cut-off is doubled, which changes no arrival.
///
/// - Complexity: O(items) per eight lines, about 1 ns an item.
public final class ItemRace: @unchecked Sendable {
  /// Lines that race together.
  public static let width = 8
  /// Expected arrivals at a line before the first cut-off.
  private static let arrivalsBeforeCutOff = 4.0
  /// Cut-offs with a table; at the last one a line without an arrival is rarer than e⁻¹²⁰.
  private static let levels = 6

  /// Items that take part.
  let count: Int
  private let items: UnsafeMutablePointer<Int32>
  /// Two hashes of each name.
  private let keys: UnsafeMutablePointer<(UInt64, UInt64)>
  /// Mean time between an item's arrivals at the eight lines.
  private let spacing: UnsafeMutablePointer<Double>
  /// The least word of an item that arrives before a cut-off, in 2⁻⁶⁴: P(no arrival) = exp(−cut-off ÷ spacing). One row per cut-off.
  private let thresholds: UnsafeMutablePointer<UInt64>
  private let cutOff: Double

  public var isEmpty: Bool { count == 0 }

  /// - Parameters:
  ///   - names: one per item of the plan.
  ///   - weights: relative popularity, one per item, at least 0; 0 = does not take part.
  public init(names: [String], weights: [Double]) {
    precondition(names.count == weights.count, "one weight per item")
    let total = weights.reduce(0) { $0 + max(0, $1) }
    let taking = names.indices.filter { weights[$0] > 0 }
    count = taking.count
    items = .allocate(capacity: max(1, count))
    keys = .allocate(capacity: max(1, count))
    spacing = .allocate(capacity: max(1, count))
    thresholds = .allocate(capacity: max(1, count * Self.levels))
    cutOff = total > 0 ? Self.arrivalsBeforeCutOff / total : 0
    for (position, i) in taking.enumerated() {
      let name = StableHash.of(names[i]), gap = 1 / (weights[i] * Double(Self.width))
      (items + position).initialize(to: Int32(i))
      (keys + position).initialize(to: (name, StableHash.mix(name &+ 0x9e37_79b9_7f4a_7c15)))
      (spacing + position).initialize(to: gap)
      for level in 0..<Self.levels {
        // A hair lower: the moment itself decides, the word only spares looking.
        let none = exp(-cutOff * Double(1 << level) / gap) * (1 - 1e-12)
        (thresholds + level * count + position).initialize(to: none >= 1 ? .max : UInt64(none * 0x1p64))
      }
    }
  }

  deinit {
    items.deallocate()
    keys.deallocate()
    spacing.deallocate()
    thresholds.deallocate()
  }

  /// Room for one race.
  struct Scratch: ~Copyable {
    /// Items that arrive before the cut-off: their words and positions.
    fileprivate let starters: UnsafeMutablePointer<(word: UInt64, position: Int)>
    /// Of each line the moment of the first arrival so far, and who it was.
    fileprivate let moments: UnsafeMutablePointer<Double>
    fileprivate let winners: UnsafeMutablePointer<Int32>

    /// - Parameter contestants: of the largest race to be run.
    init(contestants: Int) {
      starters = .allocate(capacity: contestants + 1)
      moments = .allocate(capacity: ItemRace.width)
      winners = .allocate(capacity: ItemRace.width)
    }

    deinit {
      starters.deallocate()
      moments.deallocate()
      winners.deallocate()
    }

    /// Item that won a line of the last race.
    subscript(lane: Int) -> Int32 { winners[lane] }
  }

  /// The winners of up to eight lines that share `key`.
  ///
  /// - Parameters:
  ///   - key: the 128 bits drawn for these eight lines.
  ///   - count: lines wanted, 1…8.
  ///   - body: called with line and item, in order of line.
  public func winners(key: (UInt64, UInt64), count wanted: Int, _ body: (Int, Int32) -> Void) {
    let scratch = Scratch(contestants: count)
    run(key: key, count: wanted, scratch)
    for lane in 0..<wanted { body(lane, scratch[lane]) }
  }

  /// As `winners`; they stand in `scratch` afterwards.
  func run(key: (UInt64, UInt64), count wanted: Int, _ scratch: borrowing Scratch) {
    let moments = scratch.moments, winners = scratch.winners
    if count == 1 {
      winners.update(repeating: items[0], count: wanted)
      return
    }
    var level = 0
    repeat {
      winners.update(repeating: -1, count: Self.width)
      moments.update(repeating: .infinity, count: Self.width)
      race(key, level: level, scratch)
      level += 1
    } while !(0..<wanted).allSatisfy { winners[$0] >= 0 }
  }

  /// All arrivals before the cut-off of a level.
  private func race(_ key: (UInt64, UInt64), level: Int, _ scratch: borrowing Scratch) {
    let n = count, starters = scratch.starters, moments = scratch.moments, winners = scratch.winners
    let thresholds = thresholds + min(level, Self.levels - 1) * n
    // Beyond the last table everybody is looked at.
    let floor: UInt64 = level < Self.levels ? .max : 0
    let limit = cutOff * Double(sign: .plus, exponent: level, significand: 1)
    var started = 0, i = 0
    while i < n {
      let word = word(i, key)
      // Written every time, kept when it arrives: one item in six does, which no processor guesses well.
      starters[started] = (word, i)
      started &+= word < min(thresholds[i], floor) ? 0 : 1
      i &+= 1
    }
    i = 0
    while i < started {
      let (word, position) = starters[i]
      let spacing = spacing[position], item = items[position]
      // The word's leading bits are the moment, its last three the line.
      var time = Self.exponential(Self.uniform(~word)) * spacing, lane = Int(truncatingIfNeeded: word & 7), k: UInt64 = 0
      while time <= limit {
        let isFirst = time < moments[lane]
        winners[lane] = isFirst ? item : winners[lane]
        moments[lane] = isFirst ? time : moments[lane]
        k &+= 1
        let next = Self.further(word, k), u = Self.uniform(next)
        // −log(1 − u) is at least u: most items come once and need no logarithm to be done.
        if time + u * spacing > limit { break }
        time += Self.exponential(u) * spacing
        lane = Int(truncatingIfNeeded: next & 7)
      }
      i &+= 1
    }
  }

  /// What an item's first arrival is read off: the two halves of the 128-bit product of draw and name, folded into one.
  ///
  /// Both factors are hashes already, so one multiplication mixes them; it is the folded multiply of the wyhash family.
  @inline(__always)
  func word(_ i: Int, _ key: (UInt64, UInt64)) -> UInt64 {
    let name = keys[i], product = (key.0 ^ name.0).multipliedFullWidth(by: key.1 ^ name.1)
    return product.high ^ product.low
  }

  /// The word of an item's k-th further arrival.
  @inline(__always)
  static func further(_ word: UInt64, _ k: UInt64) -> UInt64 { StableHash.mix(word &+ k &* 0x9e37_79b9_7f4a_7c15) }

  /// A number in [0, 1) from the leading bits.
  @inline(__always)
  static func uniform(_ bits: UInt64) -> Double { Double(Int64(truncatingIfNeeded: bits &>> 11)) * 0x1p-53 }

  /// −log(1 − u).
  ///
  /// Small u, which is nearly always: twice the inverse hyperbolic tangent of z = u ÷ (2 − u) by its series, right to 4·10⁻¹⁰.
  @inline(__always)
  static func exponential(_ u: Double) -> Double {
    if u >= 0.25 { return -log(1 - u) }
    let z = u / (2 - u), square = z * z
    return 2 * z * (1 + square * (1.0 / 3 + square * (0.2 + square * (1.0 / 7 + square * (1.0 / 9)))))
  }
}
