internal import Foundation
internal import Groundwork

/// Chooses the item of an order line by a race: item i arrives at a line after an exponential time of rate weight(i), and the first wins.
///
/// An item wins with probability weight ÷ Σ weights, and an item added later takes exactly the lines it wins: no other line changes its
/// item. An item's arrivals are a pure function of the lines' key and the item's *name*, so neither file order nor company matters.
///
/// Four lines race together. An item's arrivals at them are one Poisson process of rate 4·weight(i): the first moment is read off 53 bits,
/// further ones follow at exponential gaps, and each arrival is at a line drawn uniformly. So an item's first arrival at a line is
/// exponential with rate weight(i). The leading 12 bits of all items are found first, eight at a time; only items whose bits may mean an
/// arrival before a cut-off are looked at closely, three arrivals a line on average. Where a line is reached by nobody (5 % of lines) the
/// cut-off is moved, which changes no arrival.
///
/// - Complexity: O(items) per four lines: 0.2 ns an item and 10 ns for each that is looked at closely.
public final class ItemRace: @unchecked Sendable {
  /// Lines that race together.
  public static let width = 4
  /// Expected arrivals at a line before each cut-off. Where a line is not reached before the last one, everybody is looked at.
  private static let cutOffs: [Double] = [3, 6, 12, 24]

  /// Items that take part. Their places are those of the ones with a weight, in the plan's order.
  let count: Int
  private let items: UnsafeMutablePointer<Int32>
  private let contestants: UnsafeMutablePointer<Contestant>
  private let heads: ItemHeads
  /// Moment of each cut-off.
  private let limits: [Double]
  private let logarithm = LogarithmTable.shared

  public var isEmpty: Bool { count == 0 }
  /// Who wins every line, where nobody else takes part.
  var only: Int32? { count == 1 ? items[0] : nil }

  private struct Contestant {
    /// Two hashes of the name.
    var name, second: UInt64
    /// Mean time between arrivals at the four lines.
    var spacing: Double
    /// The same in parts of 2⁻¹⁶.
    var fineSpacing: Double
  }

  /// - Parameters:
  ///   - names: one per item of the plan.
  ///   - weights: relative popularity, one per item, at least 0; 0 = does not take part.
  public convenience init(names: [String], weights: [Double]) { self.init(names: names, weights: weights, cutOffs: Self.cutOffs) }

  /// - Parameter cutOffs: ascending; any give the same winners.
  init(names: [String], weights: [Double], cutOffs: [Double]) {
    precondition(names.count == weights.count, "one weight per item")
    let total = weights.reduce(0) { $0 + max(0, $1) }
    let taking = names.indices.filter { weights[$0] > 0 }, limits = cutOffs.map { total > 0 ? $0 / total : 0 }
    count = taking.count
    items = .allocate(capacity: max(1, count))
    contestants = .allocate(capacity: count + 8)
    // Behind the last there is nobody, who never comes.
    contestants.initialize(repeating: Contestant(name: 0, second: 0, spacing: .infinity, fineSpacing: .infinity), count: count + 8)
    self.limits = limits
    for (place, i) in taking.enumerated() {
      let name = StableHash.of(names[i]), spacing = 1 / (weights[i] * Double(Self.width))
      (items + place).initialize(to: Int32(i))
      contestants[place] = Contestant(
        name: name, second: StableHash.mix(name &+ 0x9e37_79b9_7f4a_7c15), spacing: spacing, fineSpacing: spacing * 0x1p-16)
    }
    let contestants = contestants
    heads = ItemHeads(
      taking.indices.map { (contestants[$0].name, contestants[$0].second) },
      // P(no arrival before the cut-off); a hair lower, since the moment itself decides and the bits only spare looking.
      quiet: limits.map { limit in taking.indices.map { exp(-limit / contestants[$0].spacing) * (1 - 1e-9) } })
  }

  deinit {
    items.deallocate()
    contestants.deallocate()
  }

  /// Room for one race.
  struct Scratch: ~Copyable {
    fileprivate let heads: ItemHeads.Scratch
    /// Of those that are looked at: place, bits and first arrival. They are found two at a time.
    fileprivate let starters: UnsafeMutablePointer<Int32>
    fileprivate let words: UnsafeMutablePointer<UInt64>
    fileprivate let times: UnsafeMutablePointer<Double>
    /// Those of them that may come twice.
    fileprivate let returners: UnsafeMutablePointer<Int32>
    /// Of each line the moment of the first arrival so far.
    fileprivate let moments: UnsafeMutablePointer<SIMD4<Double>>
    /// Who that was; one more for those that win no line.
    fileprivate let winners: UnsafeMutablePointer<Int32>
    /// Infinity but for one line: what an arrival at it is added to.
    fileprivate let lanes: UnsafeMutablePointer<SIMD4<Double>>
    /// Infinity for the first lines, as many as are wanted; 0, which nobody comes before, for the others.
    fileprivate let wanted: UnsafeMutablePointer<SIMD4<Double>>

    /// - Parameter contestants: of the largest race to be run.
    init(contestants: Int) {
      heads = ItemHeads.Scratch(contestants: contestants)
      starters = .allocate(capacity: contestants + 10)
      words = .allocate(capacity: contestants + 10)
      times = .allocate(capacity: contestants + 10)
      returners = .allocate(capacity: contestants + 10)
      moments = .allocate(capacity: 1)
      moments.initialize(to: .zero)
      winners = .allocate(capacity: ItemRace.width + 1)
      winners.initialize(repeating: 0, count: ItemRace.width + 1)
      lanes = .allocate(capacity: ItemRace.width)
      wanted = .allocate(capacity: ItemRace.width + 1)
      for lane in 0..<ItemRace.width {
        var except = SIMD4(repeating: Double.infinity)
        except[lane] = 0
        (lanes + lane).initialize(to: except)
      }
      for count in 0...ItemRace.width {
        var first = SIMD4<Double>.zero
        for lane in 0..<count { first[lane] = .infinity }
        (wanted + count).initialize(to: first)
      }
    }

    deinit {
      starters.deallocate()
      words.deallocate()
      times.deallocate()
      returners.deallocate()
      moments.deallocate()
      winners.deallocate()
      lanes.deallocate()
      wanted.deallocate()
    }

    /// Item that won a line of the last race.
    subscript(lane: Int) -> Int32 { winners[lane] }
  }

  /// The winners of up to four lines that share `key`.
  ///
  /// - Parameters:
  ///   - key: the 128 bits drawn for these four lines.
  ///   - count: lines wanted, 1…4.
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
    var level = 0, started = 0
    scratch.moments[0] = scratch.wanted[wanted]
    while !race(key, level: level, &started, scratch) { level += 1 }
    for lane in 0..<wanted { winners[lane] = items[Int(winners[lane])] }
  }

  /// All arrivals before the cut-off of a level that can matter, those before earlier cut-offs known. Winners are places.
  ///
  /// - Parameter started: those who are known, and then also those found here.
  /// - Returns: whether each line that is wanted was reached.
  private func race(_ key: (UInt64, UInt64), level: Int, _ started: inout Int, _ scratch: borrowing Scratch) -> Bool {
    var limit = limits[min(level, limits.count - 1)]
    if level >= limits.count {
      limit *= Double(sign: .plus, exponent: level - limits.count + 1, significand: 1)
      started = 0
    }
    let words = scratch.words, times = scratch.times, starters = scratch.starters, lanes = scratch.lanes
    var soonest = scratch.moments[0], stretch = 0
    // Who comes first at a line no processor guesses well: no branches in here.
    while stretch < heads.stretches {
      let found = level < limits.count ? heads.find(key, stretch, level: level, scratch.heads) : heads.all(key, stretch, scratch.heads)
      let places = scratch.heads.places, head = scratch.heads.heads, base = stretch &* ItemHeads.stretch
      // Where one is left over, it is paired with anybody, and counts once.
      places[found] = places[0]
      var s = 0
      while s < found {
        let a = Int(places[s]), b = Int(places[s &+ 1])
        let forA = contestants + (base &+ a), forB = contestants + (base &+ b)
        let wordA = Self.word(key, forA), wordB = Self.word(key, forB)
        let pair = logarithm.minusLogs(Self.parts(head[a], wordA), Self.parts(head[b], wordB))
        let timeA = pair.x * forA.pointee.spacing, timeB = pair.y * forB.pointee.spacing
        let place = started &+ s
        words[place] = wordA
        words[place &+ 1] = wordB
        times[place] = timeA
        times[place &+ 1] = timeB
        starters[place] = Int32(truncatingIfNeeded: base &+ a)
        starters[place &+ 1] = Int32(truncatingIfNeeded: base &+ b)
        soonest = Self.earlier(lanes[Int(truncatingIfNeeded: wordA & 3)] + SIMD4(repeating: timeA), soonest)
        soonest = Self.earlier(lanes[Int(truncatingIfNeeded: wordB & 3)] + SIMD4(repeating: timeB), soonest)
        s &+= 2
      }
      started &+= found
      stretch &+= 1
    }
    scratch.moments[0] = soonest
    // Whoever comes after the last of the lines was reached changes nothing.
    let latest = Self.largest(soonest), isReached = latest <= limit
    if isReached { limit = latest }
    let returning = findWinners(started, limit, scratch)
    if returning > 0 { comeAgain(returning, until: limit, scratch) }
    // Second arrivals may have reached the lines that first ones left.
    return isReached || Self.largest(scratch.moments[0]) <= limit
  }

  /// Notes who came first at each line.
  ///
  /// - Returns: how many may come again before `limit`.
  @inline(__always)
  private func findWinners(_ started: Int, _ limit: Double, _ scratch: borrowing Scratch) -> Int {
    let moments = UnsafeMutableRawPointer(scratch.moments).assumingMemoryBound(to: Double.self)
    let words = scratch.words, times = scratch.times, starters = scratch.starters, winners = scratch.winners, returners = scratch.returners
    var returning = 0, s = 0
    while s < started {
      let word = words[s], time = times[s], lane = Int(truncatingIfNeeded: word & 3), place = starters[s]
      winners[moments[lane] == time ? lane : Self.width] = place
      returners[returning] = Int32(truncatingIfNeeded: s)
      // −log(1 − u) is at least u: most items come once and need no logarithm to be done.
      let again = time + Double(Int32(truncatingIfNeeded: word & Self.gapBits)) * contestants[Int(place)].fineSpacing
      returning &+= again <= limit ? 1 : 0
      s &+= 1
    }
    return returning
  }

  /// Further arrivals of those that may come again.
  private func comeAgain(_ returning: Int, until limit: Double, _ scratch: borrowing Scratch) {
    let moments = UnsafeMutableRawPointer(scratch.moments).assumingMemoryBound(to: Double.self)
    for r in 0..<returning {
      let s = Int(scratch.returners[r]), word = scratch.words[s], place = scratch.starters[s]
      let spacing = contestants[Int(place)].spacing
      var time = scratch.times[s], k: UInt64 = 1
      while true {
        let next = Self.further(word, k)
        time += logarithm.exponential(next) * spacing
        if time > limit { break }
        let lane = Int(truncatingIfNeeded: next & 3)
        if time < moments[lane] {
          moments[lane] = time
          scratch.winners[lane] = place
        }
        k &+= 1
      }
    }
  }

  @inline(__always)
  private static func earlier(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> SIMD4<Double> { b.replacing(with: a, where: a .< b) }

  @inline(__always)
  private static func largest(_ moments: SIMD4<Double>) -> Double { max(max(moments.x, moments.y), max(moments.z, moments.w)) }

  // MARK: Bits

  /// Bits of a word of which the first gap has its leading ones; the two below are the line of the first arrival.
  private static let gapBits: UInt64 = 0xfffc

  /// What an item's arrivals are read off, but for the leading 12 bits of the first: the two halves of the 128-bit product of draw and
  /// name, folded into one.
  ///
  /// Both factors are hashes already, so one multiplication mixes them; it is the folded multiply of the wyhash family.
  @inline(__always)
  private static func word(_ key: (UInt64, UInt64), _ contestant: UnsafeMutablePointer<Contestant>) -> UInt64 {
    let product = (key.0 ^ contestant.pointee.name).multipliedFullWidth(by: key.1 ^ contestant.pointee.second)
    return product.high ^ product.low
  }

  /// P(no arrival before the first one), in parts of 2⁻⁵³: 12 bits of the head and 41 of the word, the last of them set.
  @inline(__always)
  private static func parts(_ head: UInt16, _ word: UInt64) -> Int64 {
    Int64(truncatingIfNeeded: (UInt64(head ^ 0x8000) &<< 37 ^ word &>> 23) | 1)
  }

  /// What an item's k-th further arrival is read off: the gap off the leading bits, the line off the last two.
  @inline(__always)
  private static func further(_ word: UInt64, _ k: UInt64) -> UInt64 {
    let bits = StableHash.mix(word &+ k &* 0x9e37_79b9_7f4a_7c15)
    return k == 1 ? (word & gapBits) &<< 48 | bits &>> 14 : bits
  }

  /// The bits of an item's first arrival, and its word; for tests.
  func bits(_ place: Int, _ key: (UInt64, UInt64)) -> (parts: Int64, word: UInt64) {
    let word = Self.word(key, contestants + place)
    return (Self.parts(heads.head(place, key), word), word)
  }
}
