internal import Randomness

/// The cost *g*(*y*) of one step that starts at position *y* after the decision, for every
/// integer *y*: a table where the demand laws have their mass, straight lines beyond it.
struct CostCurve {
  /// Position of `table[0]`.
  private(set) var low: Int
  private(set) var table: [Double]
  /// Cost change per unit of position beyond either end of the table: at most 0 below, at least 0 above.
  private(set) var slopeBelow: Double
  private(set) var slopeAbove: Double
  /// Whether *g* falls to its minimum and then rises (up to rounding): what the search of Zheng and Federgruen stands on.
  private(set) var isUnimodal: Bool
  /// The smallest position of least cost.
  private(set) var best: Int

  init(_ model: PositionModel, holding h: Double, backorder p: Double, perUnit π: Double) {
    let x = ExpectedExcess(model.exposure)
    let rate = model.stepDays
    low = model.exposure.smallest - 1
    var high = model.exposure.largest + 1
    if π > 0 {
      low = min(low, min(model.before.smallest, model.after.smallest) - 1)
      high = max(high, max(model.before.largest, model.after.largest) + 1)
    }
    var values = [Double](repeating: 0, count: high - low + 1)
    for i in 0..<values.count {
      let y = low + i
      values[i] = rate * (h * x.unused(y) + p * x.short(y))
    }
    if π > 0 {
      let s = ExpectedExcess(model.before)
      let e = ExpectedExcess(model.after)
      for i in 0..<values.count { values[i] += π * max(0, e.short(low + i) - s.short(low + i)) }
    }
    table = values
    slopeBelow = -rate * p
    slopeAbove = rate * h
    var least = 0
    for i in 1..<values.count where values[i] < values[least] - 1e-13 * abs(values[least]) { least = i }
    // The first of the points that tie with the least one within rounding, when they stand side by side.
    while least > 0, values[least - 1] <= values[least] * (1 + 1e-13) { least -= 1 }
    best = low + least
    var unimodal = true
    let slack = 1e-11 * (values.max() ?? 0)
    for i in 1..<values.count {
      if i <= least, values[i] > values[i - 1] + slack { unimodal = false }
      if i > least, values[i] < values[i - 1] - slack { unimodal = false }
    }
    isUnimodal = unimodal
  }

  init(_ model: PositionModel, _ problem: InventoryProblem) {
    self.init(model, holding: problem.holdingCost, backorder: problem.backorderCost, perUnit: problem.backorderCostPerUnit)
  }

  @inline(__always)
  subscript(y: Int) -> Double {
    let i = y - low
    if i < 0 { return table[0] - slopeBelow * Double(-i) }
    if i >= table.count { return table[table.count - 1] + slopeAbove * Double(i - table.count + 1) }
    return table[i]
  }

  /// The largest position with *g* ≤ `cost`, given that *g* rises beyond `start` and that
  /// g(start) ≤ cost. Infinite where *g* never exceeds it.
  func lastAtMost(_ cost: Double, from start: Int) -> Double {
    let end = low + table.count - 1
    if start < end, self[end] > cost {
      var inside = start
      var outside = end
      while outside - inside > 1 {
        let middle = (inside + outside) / 2
        if self[middle] <= cost { inside = middle } else { outside = middle }
      }
      return Double(inside)
    }
    if slopeAbove <= 0 { return .infinity }
    return max(Double(start), Double(end) + ((cost - self[end]) / slopeAbove).rounded(.down))
  }

  /// The smallest position below `start` from which *g* is at most `cost` up to `start`; minus infinity where there is none.
  func firstAtMost(_ cost: Double, upTo start: Int) -> Double {
    if start > low, self[low] > cost {
      var outside = low
      var inside = start
      while inside - outside > 1 {
        let middle = (inside + outside) / 2
        if self[middle] <= cost { inside = middle } else { outside = middle }
      }
      return Double(inside)
    }
    if slopeBelow >= 0 { return -.infinity }
    return min(Double(start), Double(low) - ((cost - self[low]) / -slopeBelow).rounded(.down))
  }
}

/// E(X − y)⁺ and E(y − X)⁺ of a lattice law, each summed from the side where it is small.
struct ExpectedExcess {
  private let offset: Int
  private let shortTable: [Double]
  private let unusedTable: [Double]
  private let cumulative: [Double]
  let mean: Double

  init(_ law: LatticeDistribution) {
    offset = law.offset
    mean = law.mean
    let p = law.probabilities
    let n = p.count
    var short = [Double](repeating: 0, count: n)
    var unused = [Double](repeating: 0, count: n)
    var below = [Double](repeating: 0, count: n)
    var tail = 0.0
    var i = n - 1
    while i > 0 {
      tail += p[i]
      short[i - 1] = short[i] + tail
      i -= 1
    }
    var head = 0.0
    for i in 0..<n {
      if i > 0 { unused[i] = unused[i - 1] + head }
      head += p[i]
      below[i] = min(1, head)
    }
    shortTable = short
    unusedTable = unused
    cumulative = below
  }

  func short(_ y: Int) -> Double {
    let i = y - offset
    if i < 0 { return mean - Double(y) }
    return i < shortTable.count ? shortTable[i] : 0
  }

  func unused(_ y: Int) -> Double {
    let i = y - offset
    if i < 0 { return 0 }
    return i < unusedTable.count ? unusedTable[i] : Double(y) - mean
  }

  /// P(X ≤ y).
  func atMost(_ y: Int) -> Double {
    let i = y - offset
    if i < 0 { return 0 }
    return i < cumulative.count ? cumulative[i] : 1
  }
}
