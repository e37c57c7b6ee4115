extension LatticeDistribution {
  /// The law of the sum of two independent draws.
  ///
  /// - Complexity: the product of the two lengths; the shorter one's zeros cost nothing.
  /// - Throws: `LawError.tooMuchWork` beyond 3·10⁹ multiplications, `.tooLarge` for values beyond 2⁵³.
  public func convolved(with other: LatticeDistribution) throws(LawError) -> LatticeDistribution {
    let (long, short) = probabilities.count >= other.probabilities.count ? (self, other) : (other, self)
    let count = long.probabilities.count + short.probabilities.count - 1
    // Offsets beyond 2⁵³ are no longer whole numbers to anybody who takes them for a Double.
    if abs(offset) > 1 << 52 || abs(other.offset) > 1 << 52 {
      throw .tooLarge(points: Double(offset) + Double(other.offset), limit: 1 << 52)
    }
    let filled = short.probabilities.reduce(0) { $0 + ($1 != 0 ? 1 : 0) }
    let work = Double(filled) * Double(long.probabilities.count)
    if work > Compound.patience { throw .tooMuchWork(operations: work) }
    let sums = [Double](unsafeUninitializedCapacity: count) { sums, initialized in
      sums.initialize(repeating: 0)
      long.probabilities.withUnsafeBufferPointer { p in
        for (i, weight) in short.probabilities.enumerated() where weight != 0 {
          var j = 0
          while j < p.count {
            sums[i &+ j] += weight * p[j]
            // Without a trap in the loop the compiler takes several points at a time.
            j &+= 1
          }
        }
      }
      initialized = count
    }
    return LatticeDistribution(offset: long.offset + short.offset, probabilities: sums)
  }

  /// The law of the sum of n independent draws, by repeated squaring; ends that weigh less than `tail` together are cut after every step.
  ///
  /// - Parameter n: at least 0; 0 gives the constant 0.
  public func power(_ n: Int, tail: Double = 1e-15) throws(LawError) -> LatticeDistribution {
    precondition(n >= 0, "a distribution has no negative power")
    var result = LatticeDistribution(offset: 0, probabilities: [1])
    var square = self
    var rest = n
    while rest > 0 {
      if rest & 1 == 1 { result = try result.convolved(with: square).cut(tail: tail) }
      rest >>= 1
      if rest > 0 { square = try square.convolved(with: square).cut(tail: tail) }
    }
    return result
  }

  /// The law of a draw from one of several laws, chosen with the given weights (any positive total).
  public static func mixing(_ parts: [(weight: Double, distribution: LatticeDistribution)]) -> LatticeDistribution {
    let parts = parts.filter { $0.weight > 0 && !$0.distribution.probabilities.isEmpty }
    precondition(!parts.isEmpty, "a mixture needs a part with positive weight")
    let total = parts.reduce(0) { $0 + $1.weight }
    let first = parts.map(\.distribution.smallest).min()!, last = parts.map(\.distribution.largest).max()!
    var sums = [Double](repeating: 0, count: last - first + 1)
    for (weight, distribution) in parts {
      for (i, p) in distribution.probabilities.enumerated() { sums[distribution.offset - first + i] += weight / total * p }
    }
    return LatticeDistribution(offset: first, probabilities: sums)
  }

  /// The same law without ends that weigh at most `tail` together, half on either side; what is cut is put on the last point that stays,
  /// so the sum is unchanged.
  public func cut(tail: Double) -> LatticeDistribution {
    var low = 0, high = probabilities.count - 1
    var below = 0.0, above = 0.0
    while low < high, below + probabilities[low] <= tail / 2 {
      below += probabilities[low]
      low += 1
    }
    while high > low, above + probabilities[high] <= tail / 2 {
      above += probabilities[high]
      high -= 1
    }
    if low == 0 && high == probabilities.count - 1 { return self }
    var kept = Array(probabilities[low...high])
    kept[0] += below
    kept[kept.count - 1] += above
    return LatticeDistribution(offset: offset + low, probabilities: kept)
  }

  /// The law of max(x, bound): what lies below the bound is put on it.
  public func raised(to bound: Int) -> LatticeDistribution {
    if smallest >= bound { return self }
    if largest <= bound { return LatticeDistribution(offset: bound, probabilities: [1]) }
    let split = bound - offset
    var kept = Array(probabilities[split...])
    // From the far end, so that small masses keep their digits.
    kept[0] += probabilities[..<split].reduce(0, +)
    return LatticeDistribution(offset: bound, probabilities: kept)
  }

  /// The law on condition that a draw is at least `bound`: what lies below is left out and the rest scaled to 1; nil when nothing is left.
  public func conditioned(atLeast bound: Int) -> LatticeDistribution? {
    if smallest >= bound { return self }
    if largest < bound { return nil }
    let kept = Array(probabilities[(bound - offset)...])
    let total = kept.reduce(0, +)
    return total > 0 ? LatticeDistribution(offset: bound, probabilities: kept.map { $0 / total }) : nil
  }

  /// The law of the value plus `shift`.
  public func shifted(by shift: Int) -> LatticeDistribution { LatticeDistribution(offset: offset + shift, probabilities: probabilities) }

  /// Scaled so that the probabilities sum to 1.
  public func normalized() -> LatticeDistribution {
    let total = probabilities.reduce(0, +)
    return total == 1 || total <= 0 ? self : LatticeDistribution(offset: offset, probabilities: probabilities.map { $0 / total })
  }

  // MARK: Probabilities

  /// P(X = x).
  public func probability(of x: Int) -> Double { x < smallest || x > largest ? 0 : probabilities[x - offset] }

  /// Element i is P(X ≤ offset + i); the last is 1.
  public func cdfTable() -> [Double] {
    var sums = probabilities
    for i in sums.indices.dropFirst() { sums[i] += sums[i - 1] }
    for i in sums.indices { sums[i] = Swift.min(1, sums[i]) }
    if !sums.isEmpty { sums[sums.count - 1] = 1 }
    return sums
  }

  /// Element i is P(X > offset + i); the last is 0. Small answers keep their digits.
  public func survivalTable() -> [Double] {
    var sums = [Double](repeating: 0, count: probabilities.count)
    for i in sums.indices.dropLast().reversed() { sums[i] = Swift.min(1, sums[i + 1] + probabilities[i + 1]) }
    return sums
  }

  /// P(X ≤ x).
  public func cdf(_ x: Int) -> Double {
    if x < smallest { return 0 }
    if x >= largest { return 1 }
    return Swift.min(1, probabilities[...(x - offset)].reduce(0, +))
  }

  /// The smallest x with P(X ≤ x) ≥ p; the smallest or largest point for p ≤ 0 or p ≥ 1.
  public func quantile(_ p: Double) -> Int {
    var sum = 0.0
    for (i, q) in probabilities.enumerated() {
      sum += q
      if sum >= p { return offset + i }
    }
    return largest
  }

  // MARK: Loss functions

  /// E(X − x)⁺, the expected shortage when x stands against the demand X. Any real x.
  ///
  /// - Complexity: O(points above x).
  public func expectedShortage(at x: Double) -> Double {
    if x < Double(smallest) { return mean - x }
    var sum = 0.0
    for i in probabilities.indices.reversed() {
      let excess = Double(offset + i) - x
      if excess <= 0 { break }
      sum += excess * probabilities[i]
    }
    return sum
  }

  /// E(x − X)⁺, the expected surplus when x stands against the demand X. Any real x.
  public func expectedSurplus(at x: Double) -> Double {
    if x > Double(largest) { return x - mean }
    var sum = 0.0
    for i in probabilities.indices {
      let rest = x - Double(offset + i)
      if rest <= 0 { break }
      sum += rest * probabilities[i]
    }
    return sum
  }

  /// Element i is E(X − (offset + i))⁺, for all points at once; beyond the last point it is 0, below the first it grows by 1 a step.
  public func shortageTable() -> [Double] {
    let beyond = survivalTable()
    var losses = [Double](repeating: 0, count: probabilities.count)
    for i in losses.indices.dropLast().reversed() { losses[i] = losses[i + 1] + beyond[i] }
    return losses
  }

  /// Element i is E((offset + i) − X)⁺, for all points at once.
  public func surplusTable() -> [Double] {
    var losses = [Double](repeating: 0, count: probabilities.count)
    var below = 0.0
    for i in losses.indices.dropFirst() {
      below += probabilities[i - 1]
      losses[i] = losses[i - 1] + below
    }
    return losses
  }
}
