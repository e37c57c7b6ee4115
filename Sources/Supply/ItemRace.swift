internal import Foundation
internal import Groundwork

/// Chooses the item of an order line by a race: item i arrives at a line after an exponential time of rate weight(i), and the first wins.
///
/// An item wins with probability weight ÷ Σ weights, and an item added later takes exactly the lines it wins: no other line changes its
/// item. An item's arrivals are a pure function of the lines' key and the item's *name*, so neither file order nor company matters.
///
/// Eight lines race together. An item's arrivals at them are one Poisson process of rate 8·weight(i): the first moment is read off a 64-bit
/// word, further ones follow at exponential gaps, and each arrival is at a line drawn uniformly. So an item's first arrival at a line is
/// exponential with rate weight(i). Only items that arrive before a cut-off are looked at closely, two to four arrivals a line on average;
/// most items do not, and cost one multiplication. Where a line is reached by nobody (2 to 13 %) the cut-off is moved, which changes no
/// arrival.
///
/// - Complexity: O(items) per eight lines, about 1 ns an item.
public final class ItemRace: @unchecked Sendable {
  /// Lines that race together.
  public static let width = 8
  /// Expected arrivals at a line before each cut-off; at the last one a line without an arrival is rarer than e⁻¹²⁰.
  private static let cutOffs: [Double] = [2, 3, 4, 6, 8, 16, 32, 64, 128]
  /// Where a race of so many lines begins: few lines are reached sooner than many.
  private static let firstLevel: [Int] = [0, 0, 1, 1, 1, 2, 2, 2, 2]

  /// Items that take part.
  let count: Int
  private let items: UnsafeMutablePointer<Int32>
  /// Two hashes of each name.
  private let keys: UnsafeMutablePointer<(UInt64, UInt64)>
  /// Mean time between an item's arrivals at the eight lines.
  private let spacing: UnsafeMutablePointer<Double>
  /// The same in parts of 2⁻⁵³.
  private let fineSpacing: UnsafeMutablePointer<Double>
  /// The least word of an item that arrives before a cut-off, in 2⁻⁶⁴: P(no arrival) = exp(−cut-off ÷ spacing). One row per cut-off.
  private let thresholds: UnsafeMutablePointer<UInt64>
  /// Moment of each cut-off.
  private let limits: [Double]
  private let logarithm = LogarithmTable.shared

  public var isEmpty: Bool { count == 0 }
  /// Who wins every line, where nobody else takes part.
  var only: Int32? { count == 1 ? items[0] : nil }

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
    fineSpacing = .allocate(capacity: max(1, count))
    thresholds = .allocate(capacity: max(1, count * Self.cutOffs.count))
    limits = Self.cutOffs.map { total > 0 ? $0 / total : 0 }
    for (position, i) in taking.enumerated() {
      let name = StableHash.of(names[i]), gap = 1 / (weights[i] * Double(Self.width))
      (items + position).initialize(to: Int32(i))
      (keys + position).initialize(to: (name, StableHash.mix(name &+ 0x9e37_79b9_7f4a_7c15)))
      (spacing + position).initialize(to: gap)
      (fineSpacing + position).initialize(to: gap * 0x1p-53)
      for (level, limit) in limits.enumerated() {
        // A hair lower: the moment itself decides, the word only spares looking.
        let none = exp(-limit / gap) * (1 - 1e-12)
        (thresholds + level * count + position).initialize(to: none >= 1 ? .max : UInt64(none * 0x1p64))
      }
    }
  }

  deinit {
    items.deallocate()
    keys.deallocate()
    spacing.deallocate()
    fineSpacing.deallocate()
    thresholds.deallocate()
  }

  /// Room for one race.
  struct Scratch: ~Copyable {
    /// Places of the items that arrive before the cut-off.
    fileprivate let starters: UnsafeMutablePointer<Int32>
    /// Their words and first arrivals; they are found two at a time.
    fileprivate let words: UnsafeMutablePointer<UInt64>
    fileprivate let times: UnsafeMutablePointer<Double>
    /// Those that may come twice.
    fileprivate let returners: UnsafeMutablePointer<(place: Int32, time: Double)>
    /// Of each line the moment of the first arrival so far, and who it was. Moments are bit patterns: those of numbers from 0 on are in the
    /// numbers' order.
    fileprivate let moments: UnsafeMutablePointer<Int64>
    fileprivate let winners: UnsafeMutablePointer<Int32>

    /// - Parameter contestants: of the largest race to be run.
    init(contestants: Int) {
      starters = .allocate(capacity: contestants + 1)
      words = .allocate(capacity: contestants + 1)
      times = .allocate(capacity: contestants + 1)
      returners = .allocate(capacity: contestants + 1)
      moments = .allocate(capacity: ItemRace.width)
      winners = .allocate(capacity: ItemRace.width)
    }

    deinit {
      starters.deallocate()
      words.deallocate()
      times.deallocate()
      returners.deallocate()
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
    let winners = scratch.winners
    if count == 1 {
      winners.update(repeating: items[0], count: wanted)
      return
    }
    var level = Self.firstLevel[wanted]
    while !race(key, level: level, count: wanted, scratch) { level += 1 }
  }

  /// All arrivals before the cut-off of a level that can matter to the first lines.
  ///
  /// - Returns: whether each of those lines was reached.
  private func race(_ key: (UInt64, UInt64), level: Int, count wanted: Int, _ scratch: borrowing Scratch) -> Bool {
    let moments = scratch.moments, winners = scratch.winners, starters = scratch.starters, returners = scratch.returners
    winners.update(repeating: -1, count: Self.width)
    moments.update(repeating: .max, count: Self.width)
    var limit = limits[min(level, limits.count - 1)]
    let started: Int
    if level < limits.count {
      started = findStarters(key, thresholds + level * count, starters)
    } else {
      // Beyond the last table everybody is looked at.
      limit *= Double(sign: .plus, exponent: level - limits.count + 1, significand: 1)
      for i in 0..<count { starters[i] = Int32(truncatingIfNeeded: i) }
      started = count
    }
    let words = scratch.words, times = scratch.times
    // The word's leading bits are the moment, its last three the line. Where one is left over, it is paired with anybody.
    starters[started] = 0
    var s = 0
    while s < started {
      let a = Int(starters[s]), b = Int(starters[s &+ 1])
      let first = word(a, key), second = word(b, key), pair = logarithm.exponentials(~first, ~second) * SIMD2(spacing[a], spacing[b])
      words[s] = first
      words[s &+ 1] = second
      times[s] = pair.x
      times[s &+ 1] = pair.y
      s &+= 2
    }
    // No branches in here: who comes first at a line, and who comes twice, no processor guesses well. So comparisons are signs of
    // differences.
    var returning = 0
    let end = Self.order(limit)
    s = 0
    while s < started {
      let place = starters[s], time = times[s], word = words[s]
      Self.arrive(place, at: Self.order(time), lane: Int(truncatingIfNeeded: word & 7), moments, winners)
      returners[returning] = (place, time)
      // −log(1 − u) is at least u: most items come once and need no logarithm to be done.
      let soonest = time + Self.parts(Self.further(word, 1)) * fineSpacing[Int(place)]
      returning &+= 1 &+ Int(truncatingIfNeeded: (end &- Self.order(soonest)) &>> 63)
      s &+= 1
    }
    // Whoever comes after the last of the lines was reached changes nothing.
    var latest: Int64 = 0
    for lane in 0..<wanted { latest = max(latest, moments[lane]) }
    let isReached = latest <= end
    if isReached { limit = Double(bitPattern: UInt64(bitPattern: latest)) }
    for r in 0..<returning {
      let place = Int(returners[r].place), word = word(place, key), spacing = spacing[place], fineSpacing = fineSpacing[place]
      var time = returners[r].time, k: UInt64 = 1
      while true {
        let next = Self.further(word, k)
        if time + Self.parts(next) * fineSpacing > limit { break }
        time += logarithm.exponential(next) * spacing
        if time > limit { break }
        Self.arrive(returners[r].place, at: Self.order(time), lane: Int(truncatingIfNeeded: next & 7), moments, winners)
        k &+= 1
      }
    }
    // Second arrivals may have reached the lines that first ones left.
    var everyLine = isReached
    if !isReached { everyLine = (0..<wanted).allSatisfy { moments[$0] <= end } }
    for lane in 0..<wanted where winners[lane] >= 0 { winners[lane] = items[Int(winners[lane])] }
    return everyLine
  }

  /// A moment as a number that compares as it does; the moments here are not below 0.
  @inline(__always)
  private static func order(_ moment: Double) -> Int64 { Int64(truncatingIfNeeded: moment.bitPattern & 0x7fff_ffff_ffff_ffff) }

  /// An item comes to a line; it wins it for now if nobody came before.
  @inline(__always)
  private static func arrive(
    _ place: Int32, at moment: Int64, lane: Int, _ moments: UnsafeMutablePointer<Int64>, _ winners: UnsafeMutablePointer<Int32>
  ) {
    let before = moments[lane], isFirst = (moment &- before) &>> 63
    moments[lane] = before ^ ((before ^ moment) & isFirst)
    winners[lane] = winners[lane] ^ ((winners[lane] ^ place) & Int32(truncatingIfNeeded: isFirst))
  }

  /// The items whose word is not below their threshold, by place.
  @inline(__always)
  private func findStarters(
    _ key: (UInt64, UInt64), _ thresholds: UnsafePointer<UInt64>, _ starters: UnsafeMutablePointer<Int32>
  ) -> Int {
    var started = 0, i = 0
    let n = count
    @inline(__always) func look(_ i: Int) {
      // Written every time, kept when it arrives: one item in six does.
      starters[started] = Int32(truncatingIfNeeded: i)
      started &+= word(i, key) >= thresholds[i] ? 1 : 0
    }
    // Four at a time: the loop's own steps cost a third as much as looking.
    while i &+ 4 <= n {
      look(i)
      look(i &+ 1)
      look(i &+ 2)
      look(i &+ 3)
      i &+= 4
    }
    while i < n {
      look(i)
      i &+= 1
    }
    return started
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

  /// A number in [0, 1) from the leading bits, in parts of 2⁻⁵³.
  @inline(__always)
  private static func parts(_ bits: UInt64) -> Double { Double(Int64(truncatingIfNeeded: bits &>> 11)) }
}
