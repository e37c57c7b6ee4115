/// Counts (or weights) of non-negative numbers in bins of at most 0.8 % relative width: 128 bins an octave from 2⁻¹⁰, below that linear.
///
/// Histograms add bin by bin, so pooling replications is exact to the bin. A quantile interpolates inside its bin.
public struct Histogram: Sendable, Equatable {
  /// Index of the first stored bin, and the weights from there on.
  public private(set) var first = 0
  public private(set) var weights: [Double] = []
  public private(set) var total = 0.0

  public init() {}

  static let binsPerOctave = 128
  static let smallest = 1.0 / 1024

  static func bin(of value: Double) -> Int {
    if value < smallest { return Int(max(0, value) / smallest * Double(binsPerOctave)) }
    let exponent = Int(value.exponent) + 10
    let fraction = value.significand - 1
    return binsPerOctave * (exponent + 1) + Int(fraction * Double(binsPerOctave))
  }

  /// Lower edge of a bin.
  static func edge(_ bin: Int) -> Double {
    if bin < binsPerOctave { return smallest * Double(bin) / Double(binsPerOctave) }
    let octave = bin / binsPerOctave - 1
    let scale = octave >= 10 ? Double(UInt64(1) << UInt64(octave - 10)) : 1 / Double(UInt64(1) << UInt64(10 - octave))
    return scale * (1 + Double(bin % binsPerOctave) / Double(binsPerOctave))
  }

  public mutating func add(_ value: Double, weight: Double = 1) {
    let bin = Self.bin(of: value)
    if weights.isEmpty { first = bin }
    if bin < first {
      weights.insert(contentsOf: repeatElement(0, count: first - bin), at: 0)
      first = bin
    } else if bin >= first + weights.count {
      weights.append(contentsOf: repeatElement(0, count: bin - first - weights.count + 1))
    }
    weights[bin - first] += weight
    total += weight
  }

  public mutating func add(_ other: Histogram) {
    for (i, w) in other.weights.enumerated() where w != 0 { add(Self.edge(other.first + i), weight: w) }
  }

  /// The value below which a share `p` of the weight lies; NaN when empty.
  public func quantile(_ p: Double) -> Double {
    if total <= 0 { return .nan }
    let goal = p * total
    var sum = 0.0
    for (i, w) in weights.enumerated() where w > 0 {
      if sum + w >= goal {
        let low = Self.edge(first + i), high = Self.edge(first + i + 1)
        return low + (high - low) * max(0, goal - sum) / w
      }
      sum += w
    }
    return Self.edge(first + weights.count)
  }

  /// Weight at or below `value`, interpolated inside its bin.
  public func cumulative(_ value: Double) -> Double {
    let bin = Self.bin(of: value)
    var sum = 0.0
    for (i, w) in weights.enumerated() {
      if first + i < bin { sum += w } else if first + i == bin {
        let low = Self.edge(bin), high = Self.edge(bin + 1)
        sum += w * (value - low) / (high - low)
      }
    }
    return sum
  }
}
