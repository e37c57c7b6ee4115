public import Kernel

/// Weights of non-negative numbers in bins of at most 0.8 % relative width; the bins are those of `TickHistogram`, in a unit of people's
/// choosing.
///
/// Each bin knows its least and largest number. Histograms of one scale add bin by bin, so that pooling replications is exact and does not
/// hang on their order. Quantiles of counted numbers are Hyndman and Fan's type 7 between order statistics; those of a bin of more than two
/// different numbers lie evenly between its extremes, which is off by less than 0.8 %. Whole numbers held for a time (queue lengths) have
/// the least level that is not exceeded for the share asked.
public struct Histogram: Sendable, Equatable {
  /// Ticks (or counts) per unit of the numbers.
  public let scale: Double
  /// Whole numbers such as queue lengths: no value lies between two bins.
  public let isDiscrete: Bool
  /// One element per bin from bin 0 on.
  public private(set) var weights: [Double]
  public private(set) var total: Double
  /// Least and largest number of each bin with a weight, in ticks.
  private var lows: [UInt64] = []
  private var highs: [UInt64] = []
  /// Numbers of which only a lower bound is known: how many in each bin, and the largest bound.
  var openWeights: [Double] = []
  public private(set) var openTotal = 0.0
  var largestOpen: UInt64 = 0

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
    weights = ticks.bins.map { Double($0.count) }
    lows = ticks.bins.map { $0.count == 0 ? .max : $0.extremes.low }
    highs = ticks.bins.map { $0.count == 0 ? 0 : $0.extremes.high }
    total = Double(ticks.total)
  }

  /// Weight of each whole number from 0 on.
  public init(levels: [Double]) {
    self.init(scale: 1, isDiscrete: true)
    for (level, weight) in levels.enumerated() where weight != 0 { add(Double(level), weight: weight) }
  }

  /// Least and largest number of a bin with a weight.
  public func extremes(_ bin: Int) -> (low: Double, high: Double) { (Double(lows[bin]) / scale, Double(highs[bin]) / scale) }

  public mutating func add(_ value: Double, weight: Double = 1) {
    let ticks = UInt64(max(0, (value * scale).rounded())), bin = TickHistogram.bin(ticks)
    grow(to: bin + 1)
    weights[bin] += weight
    lows[bin] = min(lows[bin], ticks)
    highs[bin] = max(highs[bin], ticks)
    total += weight
  }

  /// Adds a number of which only is known that it is larger than `ticks`: an order that has not left yet.
  public mutating func addOpen(ticks: UInt64) {
    let bin = TickHistogram.bin(ticks)
    if bin >= openWeights.count { openWeights.append(contentsOf: repeatElement(0, count: bin + 1 - openWeights.count)) }
    openWeights[bin] += 1
    openTotal += 1
    largestOpen = max(largestOpen, ticks)
  }

  public mutating func add(_ other: Histogram) {
    let isEmpty = total == 0 && openTotal == 0, isNothing = other.total == 0 && other.openTotal == 0
    precondition(other.scale == scale || isEmpty || isNothing, "histograms of one scale")
    if isNothing { return }
    if isEmpty {
      self = other
      return
    }
    grow(to: other.weights.count)
    for (bin, weight) in other.weights.enumerated() {
      weights[bin] += weight
      lows[bin] = min(lows[bin], other.lows[bin])
      highs[bin] = max(highs[bin], other.highs[bin])
    }
    total += other.total
    if other.openWeights.count > openWeights.count {
      openWeights.append(contentsOf: repeatElement(0, count: other.openWeights.count - openWeights.count))
    }
    for (bin, weight) in other.openWeights.enumerated() { openWeights[bin] += weight }
    openTotal += other.openTotal
    largestOpen = max(largestOpen, other.largestOpen)
  }

  private mutating func grow(to count: Int) {
    if count <= weights.count { return }
    lows.append(contentsOf: repeatElement(.max, count: count - weights.count))
    highs.append(contentsOf: repeatElement(0, count: count - weights.count))
    weights.append(contentsOf: repeatElement(0, count: count - weights.count))
  }

  /// The value below which a share `p` of the weight lies; NaN when empty. With open numbers it is Kaplan and Meier's, see `reaches`.
  public func quantile(_ p: Double) -> Double {
    if openTotal > 0 { return productLimit(p).ticks / scale }
    if total <= 0 { return .nan }
    return (isDiscrete ? level(p) : ordered(p)) / scale
  }

  /// Weight of the numbers at or below `value`; those of a bin lie evenly between its extremes. Open numbers are not among them.
  public func weight(upTo value: Double) -> Double {
    let limit = value * scale
    var sum = 0.0
    for (bin, weight) in weights.enumerated() where weight > 0 && Double(lows[bin]) <= limit {
      let low = Double(lows[bin]), high = Double(highs[bin])
      sum += high <= limit ? weight : 1 + ((limit - low) / (high - low) * (weight - 1)).rounded(.down)
    }
    return sum
  }

  /// Hyndman and Fan's type 7: between the two order statistics around rank 1 + p·(n − 1).
  private func ordered(_ p: Double) -> Double {
    let position = max(0, min(1, p)) * (total - 1), rank = position.rounded(.down), part = position - rank
    let below = orderStatistic(rank)
    return part == 0 ? below : below + part * (orderStatistic(rank + 1) - below)
  }

  /// The number of a rank counted from 0. Those of a bin lie evenly between its extremes.
  private func orderStatistic(_ rank: Double) -> Double {
    var before = 0.0, largest = 0.0
    for (bin, weight) in weights.enumerated() where weight > 0 {
      largest = Double(highs[bin])
      if before + weight > rank {
        let low = Double(lows[bin])
        return weight > 1 ? low + (largest - low) * ((rank - before) / (weight - 1)) : low
      }
      before += weight
    }
    return largest
  }

  /// The least level at or below which a share `p` of the time lies.
  private func level(_ p: Double) -> Double {
    let goal = p * total
    var sum = 0.0, last = 0.0
    for (bin, weight) in weights.enumerated() where weight > 0 {
      last = Double(highs[bin])
      if sum + weight >= goal {
        let low = Double(lows[bin])
        return low + ((last - low) * max(0, goal - sum) / weight).rounded(.down)
      }
      sum += weight
    }
    return last
  }
}
