/// Finitely many values, ascending, each with its probability, and the probabilities of either side of each.
struct Atoms: Sendable {
  let values: [Double]
  let masses: [Double]
  /// P(X ≤ values[i]).
  let cumulative: [Double]
  /// P(X > values[i]).
  let beyond: [Double]

  /// Sorts, joins equal values, leaves out zero weights and scales to 1. At least one weight is positive.
  init(_ weighted: [(value: Double, weight: Double)]) {
    var values: [Double] = [], masses: [Double] = []
    for (value, weight) in weighted.sorted(by: { $0.value < $1.value }) where weight > 0 {
      if value == values.last {
        masses[masses.count - 1] += weight
      } else {
        values.append(value)
        masses.append(weight)
      }
    }
    self.init(values: values, masses: masses)
  }

  init(_ lattice: LatticeDistribution) {
    self.init(values: lattice.probabilities.indices.map { Double(lattice.offset + $0) }, masses: lattice.probabilities)
  }

  private init(values: [Double], masses: [Double]) {
    // A scale first: weights may be as large or as small as a Double can be.
    let top = masses.max() ?? 1
    let total = masses.reduce(0) { $0 + $1 / top }
    let masses = masses.map { $0 / top / total }
    var cumulative = masses
    for i in cumulative.indices.dropFirst() { cumulative[i] = min(1, cumulative[i - 1] + masses[i]) }
    cumulative[cumulative.count - 1] = 1
    var beyond = [Double](repeating: 0, count: masses.count)
    for i in beyond.indices.dropLast().reversed() { beyond[i] = min(1, beyond[i + 1] + masses[i + 1]) }
    self.values = values
    self.masses = masses
    self.cumulative = cumulative
    self.beyond = beyond
  }

  /// The number of values on the lower side of x.
  private func rank(_ x: Double, closed: Bool) -> Int {
    var low = 0, high = values.count
    while low < high {
      let middle = (low + high) / 2
      if closed ? values[middle] <= x : values[middle] < x { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func lower(_ x: Double, closed: Bool) -> Double {
    let n = rank(x, closed: closed)
    return n == 0 ? 0 : cumulative[n - 1]
  }

  func upper(_ x: Double, closed: Bool) -> Double {
    let n = rank(x, closed: !closed)
    return n == 0 ? 1 : beyond[n - 1]
  }

  func mass(_ x: Double) -> Double {
    let i = rank(x, closed: false)
    return i < values.count && values[i] == x ? masses[i] : 0
  }

  func quantile(_ tail: Tail) -> Double {
    let i: Int? =
      switch tail {
      case .lower(let p): firstIndex { cumulative[$0] >= p }
      case .upper(let q): firstIndex { beyond[$0] <= q }
      }
    return values[i ?? values.count - 1]
  }

  /// The first index for which a monotone statement holds.
  func firstIndex(where isTrue: (Int) -> Bool) -> Int? {
    var low = 0, high = values.count
    while low < high {
      let middle = (low + high) / 2
      if isTrue(middle) { high = middle } else { low = middle + 1 }
    }
    return low < values.count ? low : nil
  }
}
