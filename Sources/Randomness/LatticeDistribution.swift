/// Probabilities on consecutive integers: P(offset + i) = probabilities[i]. Sums to 1 (to rounding; whoever cuts a tail puts it on the
/// last point).
public struct LatticeDistribution: Sendable, Equatable {
  public var offset: Int
  public var probabilities: [Double]

  public init(offset: Int = 0, probabilities: [Double]) {
    self.offset = offset
    self.probabilities = probabilities
  }

  public var mean: Double {
    var sum = 0.0
    for (i, p) in probabilities.enumerated() { sum += Double(offset + i) * p }
    return sum
  }

  public var variance: Double {
    let m = mean
    var sum = 0.0
    for (i, p) in probabilities.enumerated() {
      let d = Double(offset + i) - m
      sum += d * d * p
    }
    return sum
  }

  public var smallest: Int { offset }
  public var largest: Int { offset + probabilities.count - 1 }
}
