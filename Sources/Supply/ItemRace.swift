internal import Foundation
internal import Groundwork

/// Chooses the item of an order line by a race of exponentials: item i arrives at E(line, i) ÷ weight(i), and the first wins.
///
/// An item wins with probability weight ÷ Σ weights, and an item added later takes exactly the lines it wins: no other line changes its item.
/// The exponential of an item is a pure function of the line's key and the item's *name*, so neither file order nor company matters.
///
/// Eight lines share one 64-bit word per item, one byte a line: the byte is the leading part of the uniform behind E. Only items whose byte is small
/// enough to arrive before a cut-off time are looked at closely, and a line nobody reaches in time (about 2 %) is raced in full.
///
/// - Complexity: O(items) per eight lines, about 1 ns an item.
public struct ItemRace: Sendable {
  /// Lines that share a word.
  public static let width = 8
  /// Expected number of arrivals before the cut-off.
  private static let expectedArrivals = 4.0

  /// Items that take part, their name hashes, rates, and the largest leading byte that may still beat the cut-off, repeated eight times plus one.
  private let items: [Int32]
  private let keys: [UInt64]
  private let inverseRates: [Double]
  private let thresholds: [UInt64]
  /// Positions (in `items`) too popular for the byte filter: always looked at.
  private let favourites: [Int]
  private let cutOff: Double

  public var isEmpty: Bool { items.isEmpty }

  /// - Parameters:
  ///   - names: one per item of the plan.
  ///   - weights: relative popularity, one per item, at least 0; 0 = does not take part.
  public init(names: [String], weights: [Double]) {
    precondition(names.count == weights.count, "one weight per item")
    let total = weights.reduce(0) { $0 + max(0, $1) }
    var items: [Int32] = [], keys: [UInt64] = [], inverse: [Double] = [], thresholds: [UInt64] = [], favourites: [Int] = []
    let cutOff = total > 0 ? Self.expectedArrivals / total : 0
    for i in names.indices where weights[i] > 0 {
      let reach = -expm1(-weights[i] * cutOff)
      let byte = UInt64(reach * 256)
      items.append(Int32(i))
      keys.append(StableHash.of(names[i]))
      inverse.append(1 / weights[i])
      if byte >= 127 {
        favourites.append(items.count - 1)
        thresholds.append(0)
      } else {
        thresholds.append((byte + 1) &* 0x0101_0101_0101_0101)
      }
    }
    self.items = items
    self.keys = keys
    self.inverseRates = inverse
    self.thresholds = thresholds
    self.favourites = favourites
    self.cutOff = cutOff
  }

  /// The uniform behind a contestant's exponential at one of the eight lines of a word.
  @inline(__always)
  private func uniform(word: UInt64, lane: UInt64) -> Double {
    let leading = Double(word >> (8 * lane) & 255)
    let rest = Double(StableHash.mix(word &+ (lane &+ 1) &* 0x9e37_79b9_7f4a_7c15) >> 11) * 0x1p-53
    return (leading + rest) * 0x1p-8
  }

  /// The winners of up to eight lines that share `key`; lane `j` of the word is line `j`.
  ///
  /// - Parameters:
  ///   - key: the draw of these eight lines.
  ///   - count: lines wanted, 1…8.
  ///   - body: called with lane and item, in order of lane.
  public func winners(key: UInt64, count: Int, _ body: (Int, Int32) -> Void) {
    var best = InlineArray<8, Double>(repeating: .infinity)
    var who = InlineArray<8, Int32>(repeating: -1)
    let wanted: UInt64 = count >= 8 ? .max : (1 << (8 * UInt64(count))) - 1
    let highBits: UInt64 = 0x8080_8080_8080_8080 & wanted
    let n = items.count
    keys.withUnsafeBufferPointer { keys in
      thresholds.withUnsafeBufferPointer { thresholds in
        for i in 0..<n {
          let word = StableHash.mix(key ^ keys[i])
          // A byte below the threshold leaves its high bit; a borrow may add a false alarm, which costs time and nothing else.
          var hits = (word &- thresholds[i]) & ~word & highBits
          while hits != 0 {
            let lane = UInt64(hits.trailingZeroBitCount) / 8
            hits &= hits &- 1
            let u = uniform(word: word, lane: lane), slowness = inverseRates[i]
            // −log(1 − u) is at least u: most late arrivals are known without the logarithm.
            if u * slowness >= best[Int(lane)] { continue }
            let time = -log(1 - u) * slowness
            if time < best[Int(lane)] {
              best[Int(lane)] = time
              who[Int(lane)] = items[i]
            }
          }
        }
      }
    }
    for i in favourites {
      let word = StableHash.mix(key ^ keys[i])
      for lane in 0..<count {
        let time = -log(1 - uniform(word: word, lane: UInt64(lane))) * inverseRates[i]
        if time < best[lane] {
          best[lane] = time
          who[lane] = items[i]
        }
      }
    }
    for lane in 0..<count {
      if best[lane] > cutOff {
        for i in 0..<n {
          let time = -log(1 - uniform(word: StableHash.mix(key ^ keys[i]), lane: UInt64(lane))) * inverseRates[i]
          if time < best[lane] {
            best[lane] = time
            who[lane] = items[i]
          }
        }
      }
      body(lane, who[lane])
    }
  }
}
