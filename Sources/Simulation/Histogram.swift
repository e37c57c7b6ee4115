public import Kernel

/// Weights of non-negative numbers in bins of at most 0.8 % relative width; the bins are those of `TickHistogram`, in a unit of people's choosing.
///
/// Histograms of one scale add bin by bin, so pooling replications is exact to the bin. A quantile interpolates inside its bin unless the numbers are whole.
public struct Histogram: Sendable, Equatable {
  /// Ticks (or counts) per unit of the numbers.
  public let scale: Double
  /// Whole numbers such as queue lengths: no value lies between two bins.
  public let isDiscrete: Bool
  /// One element per bin from bin 0 on.
  public private(set) var weights: [Double]
  public private(set) var total: Double

  public init(scale: Double = 1, isDiscrete: Bool = false) {
    self.scale = scale
    self.isDiscrete = isDiscrete
    weights = []
    total = 0
  }

  /// Spans counted by the kernel, told in a unit of `ticksPerUnit`.
  public init(_ ticks: TickHistogram, ticksPerUnit: Double) {
    scale = ticksPerUnit
    isDiscrete = false
    weights = ticks.counts.map(Double.init)
    total = Double(ticks.total)
  }

  /// Weight of each whole number from 0 on.
  public init(levels: [Double]) {
    self.init(scale: 1, isDiscrete: true)
    for (level, weight) in levels.enumerated() where weight != 0 { add(Double(level), weight: weight) }
  }

  /// Lower edge of a bin, in the numbers' unit.
  public func edge(_ bin: Int) -> Double { Double(TickHistogram.edge(bin)) / scale }

  public mutating func add(_ value: Double, weight: Double = 1) {
    let bin = TickHistogram.bin(UInt64(max(0, (value * scale).rounded())))
    if bin >= weights.count { weights.append(contentsOf: repeatElement(0, count: bin + 1 - weights.count)) }
    weights[bin] += weight
    total += weight
  }

  public mutating func add(_ other: Histogram) {
    precondition(other.scale == scale || total == 0 || other.total == 0, "histograms of one scale")
    if total == 0 && other.total > 0 {
      self = other
      return
    }
    if other.weights.count > weights.count { weights.append(contentsOf: repeatElement(0, count: other.weights.count - weights.count)) }
    for (bin, weight) in other.weights.enumerated() { weights[bin] += weight }
    total += other.total
  }

  /// The least value at or below which a share `p` of the weight lies; NaN when empty.
  public func quantile(_ p: Double) -> Double {
    if total <= 0 { return .nan }
    let goal = p * total
    var sum = 0.0
    var last = 0
    for (bin, weight) in weights.enumerated() where weight > 0 {
      last = bin
      if sum + weight >= goal {
        if isDiscrete { return edge(bin) }
        return edge(bin) + (edge(bin + 1) - edge(bin)) * max(0, goal - sum) / weight
      }
      sum += weight
    }
    return isDiscrete ? edge(last) : edge(last + 1)
  }

  /// Weight at or below `value`, interpolated inside its bin.
  public func cumulative(_ value: Double) -> Double {
    if value < 0 { return 0 }
    let bin = TickHistogram.bin(UInt64(min(value * scale, 9e18)))
    var sum = 0.0
    for (i, weight) in weights.enumerated() where weight > 0 {
      if i < bin || (isDiscrete && i == bin) { sum += weight } else if i == bin { sum += weight * (value - edge(bin)) / (edge(bin + 1) - edge(bin)) }
    }
    return sum
  }
}
