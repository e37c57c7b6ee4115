internal import Randomness

/// The renewal function of a step law: m(j) = expected number of decisions after which the position
/// stands *j* below where the last order left it, before the next order; and its running sum M(n) =
/// m(0) + … + m(n − 1), the expected number of steps until the position has fallen by at least *n*.
///
///     m(0) = 1/(1 − f(0)),   m(j) = Σ f(i)·m(j − i) / (1 − f(0))
///
/// - Complexity: O(*k*) per *j* for the *k* values of the step law with mass.
struct RenewalMass {
  private(set) var m: [Double]
  private(set) var total: [Double]
  private let reversed: [Double]
  private let first: Int
  private let sparse: [(size: Int, weight: Double)]?

  init(_ step: LatticeDistribution) {
    let zero = step.offset == 0 ? step.probabilities[0] : 0
    let scale = 1 / (1 - zero)
    m = [scale]
    total = [0, scale]
    let positive = step.offset == 0 ? Array(step.probabilities.dropFirst()) : step.probabilities
    let smallest = max(1, step.offset)
    first = smallest
    let kept = positive.enumerated().filter { $0.element > 0 }
    if kept.count * 4 <= positive.count {
      sparse = kept.map { (smallest + $0.offset, $0.element * scale) }
      reversed = []
    } else {
      sparse = nil
      reversed = positive.reversed().map { $0 * scale }
    }
  }

  /// Makes m(0) … m(count − 1) known.
  mutating func extend(to count: Int) {
    let known = m.count
    if count <= known { return }
    m.append(contentsOf: repeatElement(0, count: count - known))
    total.reserveCapacity(count + 1)
    if let sparse {
      for j in known..<count {
        var sum = 0.0
        for (size, weight) in sparse {
          if size > j { break }
          sum += weight * m[j - size]
        }
        m[j] = sum
        total.append(total[j] + sum)
      }
      return
    }
    let width = reversed.count
    let first = first
    m.withUnsafeMutableBufferPointer { m in
      reversed.withUnsafeBufferPointer { f in
        guard let base = m.baseAddress, let weights = f.baseAddress else { return }
        // m(j) = Σ over sizes i = first … first + width − 1 of f(i)·m(j − i); in memory order j − i ascends while i descends.
        for j in known..<count where j >= first {
          let newest = j - first
          let terms = min(width, newest + 1)
          base[j] = LatticeArithmetic.dot(weights + (width - terms), base + (newest - terms + 1), terms)
        }
      }
    }
    for j in known..<count { total.append(total[j] + m[j]) }
  }
}
