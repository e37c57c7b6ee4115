internal import Foundation
internal import Groundwork

/// Chooses the item of an order line by a race: item i arrives at a line after an exponential time of rate weight(i), and the first wins.
///
/// An item wins with probability weight ÷ Σ weights, and an item added later takes exactly the lines it wins: no other line changes its item.
/// An item's arrivals are a pure function of the lines' key and the item's *name*, so neither file order nor company matters.
///
/// Eight lines race together. An item's arrivals at them, over a stretch of time, are a Poisson process: their number is drawn by inversion (most
/// items have none and cost one multiplication), each has a line and a moment that are uniform, and of a Poisson process with rate weight(i) a line the
/// first arrival at a line is exponential with just that rate. A stretch holds four arrivals a line on average; a line nobody reached (2 %) goes on into
/// the next. Everything is whole numbers, so the winners are the same on every processor.
///
/// - Complexity: O(items) per eight lines, about 1 ns an item.
public final class ItemRace: @unchecked Sendable {
  /// Lines that race together.
  public static let width = 8
  /// Expected arrivals at a line in a stretch.
  private static let arrivalsPerStretch = 4.0

  /// Items that take part.
  let count: Int
  private let items: UnsafeMutablePointer<Int32>
  /// Two hashes of each name.
  private let keys: UnsafeMutablePointer<(UInt64, UInt64)>
  /// P(no arrival) in 2⁻⁶⁴, and where the item's further P(at most k arrivals), k = 1, 2 … begin in `cumulative`; each list ends with all ones.
  private let none: UnsafeMutablePointer<UInt64>
  private let firstCumulative: UnsafeMutablePointer<Int32>
  private let cumulative: [UInt64]

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
    none = .allocate(capacity: max(1, count))
    firstCumulative = .allocate(capacity: max(1, count))
    var cumulative: [UInt64] = []
    for (position, i) in taking.enumerated() {
      let name = StableHash.of(names[i])
      (items + position).initialize(to: Int32(i))
      (keys + position).initialize(to: (name, StableHash.mix(name &+ 0x9e37_79b9_7f4a_7c15)))
      (firstCumulative + position).initialize(to: Int32(cumulative.count))
      let mean = Self.arrivalsPerStretch * Double(Self.width) * (weights[i] / total)
      var mass = exp(-mean), sum = mass, arrivals = 0.0
      (none + position).initialize(to: Self.share(sum))
      while true {
        arrivals += 1
        mass *= mean / arrivals
        sum += mass
        // What is left is less than the last place of a uniform number.
        if arrivals > mean, mass < 0x1p-66 { break }
        cumulative.append(Self.share(sum))
      }
      cumulative.append(.max)
    }
    self.cumulative = cumulative
  }

  deinit {
    items.deallocate()
    keys.deallocate()
    none.deallocate()
    firstCumulative.deallocate()
  }

  private static func share(_ p: Double) -> UInt64 { p >= 1 ? .max : UInt64(p * 0x1p64) }

  /// Room for one race.
  struct Scratch: ~Copyable {
    /// Positions of the items that arrive, and what their number of arrivals was drawn from.
    fileprivate let starters: UnsafeMutablePointer<(word: UInt64, position: Int)>
    /// Of each line the moment of the first arrival so far, in 2⁻⁶¹ of a stretch, and who it was.
    fileprivate let moments: UnsafeMutablePointer<UInt64>
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
    winners.update(repeating: -1, count: Self.width)
    moments.update(repeating: .max, count: Self.width)
    var stretch: UInt64 = 0
    while true {
      race(Self.key(key, stretch: stretch), scratch)
      if (0..<wanted).allSatisfy({ winners[$0] >= 0 }) { return }
      stretch += 1
      // Whoever arrives in a later stretch cannot beat a line that has its winner.
      for lane in 0..<Self.width where winners[lane] >= 0 { moments[lane] = 0 }
    }
  }

  /// The key of a later stretch of time.
  @inline(__always)
  static func key(_ key: (UInt64, UInt64), stretch: UInt64) -> (UInt64, UInt64) {
    stretch == 0 ? key : (StableHash.mix(key.0 &+ stretch), StableHash.mix(key.1 ^ stretch))
  }

  /// One stretch of time.
  private func race(_ key: (UInt64, UInt64), _ scratch: borrowing Scratch) {
    let n = count, starters = scratch.starters, moments = scratch.moments, winners = scratch.winners
    var started = 0, i = 0
    while i < n {
      let word = word(i, key)
      // Written every time, kept when it arrives: one item in six does, which no processor guesses well.
      starters[started] = (word, i)
      started &+= word < none[i] ? 0 : 1
      i &+= 1
    }
    cumulative.withUnsafeBufferPointer { cumulative in
      i = 0
      while i < started {
        let (word, position) = starters[i]
        var number = Int(firstCumulative[position]), arrival: UInt64 = 0
        repeat {
          let point = Self.point(word, arrival), lane = Int(truncatingIfNeeded: point &>> 61), moment = point & (1 &<< 61 &- 1)
          let isFirst = moment < moments[lane]
          winners[lane] = isFirst ? items[position] : winners[lane]
          moments[lane] = isFirst ? moment : moments[lane]
          arrival &+= 1
          number &+= 1
          // The last entry is the largest number there is.
        } while word > cumulative[number &- 1]
        i &+= 1
      }
    }
  }

  /// What an item's number of arrivals is drawn from: the two halves of the 128-bit product of draw and name, folded into one.
  ///
  /// Both factors are hashes already, so one multiplication mixes them; it is the folded multiply of the wyhash family.
  @inline(__always)
  func word(_ i: Int, _ key: (UInt64, UInt64)) -> UInt64 {
    let name = keys[i], product = (key.0 ^ name.0).multipliedFullWidth(by: key.1 ^ name.1)
    return product.high ^ product.low
  }

  /// Where an item's k-th arrival lies: its line in the three leading bits, its moment in the others.
  @inline(__always)
  static func point(_ word: UInt64, _ k: UInt64) -> UInt64 { StableHash.mix(word &+ (k &+ 1) &* 0x9e37_79b9_7f4a_7c15) }
}
