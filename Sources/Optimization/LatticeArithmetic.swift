internal import Randomness

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Sums and mixtures of laws on the integers, without transforms, so that tails keep their relative accuracy.
enum LatticeArithmetic {
  /// Points whose probability is below this at either end of a law are folded into the last point kept. A cost
  /// error is below this times the largest cost of a state: far under the rounding of the sums it enters.
  static let negligible = 1e-18

  static let zero = LatticeDistribution(offset: 0, probabilities: [1])

  /// The law without negligible ends; the mass cut goes to the end points, so that the sum stays.
  static func trimmed(_ law: LatticeDistribution) -> LatticeDistribution {
    let p = law.probabilities
    var first = 0
    var last = p.count - 1
    var low = 0.0
    var high = 0.0
    while first < last, low + p[first] < negligible {
      low += p[first]
      first += 1
    }
    while last > first, high + p[last] < negligible {
      high += p[last]
      last -= 1
    }
    if first == 0, last == p.count - 1 { return law }
    var kept = Array(p[first...last])
    kept[0] += low
    kept[kept.count - 1] += high
    return LatticeDistribution(offset: law.offset + first, probabilities: kept)
  }

  /// The greatest number of which all values with mass are multiples; 0 for the constant 0.
  static func commonDivisor(_ law: LatticeDistribution) -> Int {
    var divisor = 0
    for (i, p) in law.probabilities.enumerated() where p > 0 {
      var (a, b) = (divisor, law.offset + i)
      while b != 0 { (a, b) = (b, a % b) }
      divisor = abs(a)
      if divisor == 1 { break }
    }
    return divisor
  }

  /// The same law counted in lots; all values must be multiples of the lot, and none negative.
  static func counted(_ law: LatticeDistribution, in lot: Int) -> LatticeDistribution {
    var lots = [Double](repeating: 0, count: law.largest / lot + 1)
    for (i, p) in law.probabilities.enumerated() where p > 0 { lots[(law.offset + i) / lot] += p }
    let first = lots.firstIndex { $0 > 0 } ?? 0
    return LatticeDistribution(offset: first, probabilities: Array(lots[first...]))
  }

  /// Any law counted in lots: every value that is not negative is split between the two nearest lots so that its mean stays.
  static func spread(_ law: LatticeDistribution, over lot: Int) -> LatticeDistribution {
    let low = law.smallest / lot
    var p = [Double](repeating: 0, count: law.largest / lot + 2 - low)
    for (i, mass) in law.probabilities.enumerated() {
      let units = law.offset + i
      let part = Double(units % lot) / Double(lot)
      p[units / lot - low] += mass * (1 - part)
      p[units / lot - low + 1] += mass * part
    }
    while p.count > 1, p[p.count - 1] == 0 { p.removeLast() }
    return LatticeDistribution(offset: low, probabilities: p)
  }

  /// The law of a sum of two independent draws. - Complexity: O(*mn*), or O(*kn*) for the *k* points of the first that have mass.
  static func sum(_ a: LatticeDistribution, _ b: LatticeDistribution) -> LatticeDistribution {
    let (short, long) = a.probabilities.count <= b.probabilities.count ? (a, b) : (b, a)
    if short.probabilities.count == 1 {
      return LatticeDistribution(offset: a.offset + b.offset, probabilities: long.probabilities)
    }
    var result = [Double](repeating: 0, count: short.probabilities.count + long.probabilities.count - 1)
    result.withUnsafeMutableBufferPointer { out in
      long.probabilities.withUnsafeBufferPointer { values in
        guard let base = out.baseAddress, let long = values.baseAddress else { return }
        let weights = short.probabilities
        var i = 0
        while i < weights.count {
          if i + 4 <= weights.count, weights[i] != 0, weights[i + 1] != 0, weights[i + 2] != 0, weights[i + 3] != 0 {
            add((weights[i], weights[i + 1], weights[i + 2], weights[i + 3]), long, to: base + i, values.count)
            i += 4
          } else {
            if weights[i] != 0 { add(weights[i], long, to: base + i, values.count) }
            i += 1
          }
        }
      }
    }
    return trimmed(LatticeDistribution(offset: a.offset + b.offset, probabilities: result))
  }

  /// About how many multiplications `power` takes: its last sums are of halves of the result, of which only values with mass count.
  static func workOfPower(_ law: LatticeDistribution, _ count: Int) -> Double {
    if count < 2 { return 0 }
    let width = Double(law.probabilities.count) * Double(count)
    return width * width / 3 / Double(max(1, commonDivisor(law)))
  }

  /// The law of the sum of `count` independent draws; 0 gives the constant 0. - Complexity: O(log count) sums.
  static func power(_ law: LatticeDistribution, _ count: Int) -> LatticeDistribution {
    var result = zero
    var square = law
    var rest = count
    while rest > 0 {
      if rest & 1 == 1 { result = sum(result, square) }
      rest >>= 1
      if rest > 0 { square = sum(square, square) }
    }
    return result
  }

  /// The mixture with the given weights, which are normalised.
  static func mixture(_ parts: [(weight: Double, law: LatticeDistribution)]) -> LatticeDistribution {
    var total = 0.0
    var low = Int.max
    var high = Int.min
    for part in parts where part.weight > 0 {
      total += part.weight
      low = min(low, part.law.smallest)
      high = max(high, part.law.largest)
    }
    var result = [Double](repeating: 0, count: high - low + 1)
    for part in parts where part.weight > 0 {
      let weight = part.weight / total
      let base = part.law.offset - low
      for (i, p) in part.law.probabilities.enumerated() { result[base + i] += weight * p }
    }
    return trimmed(LatticeDistribution(offset: low, probabilities: result))
  }

  /// Poisson probabilities around their mode by the ratio recursion, cut where a point falls below 1e-19 of the mode, then normalised.
  ///
  /// - Complexity: O(√mean + 40).
  static func poisson(mean: Double) -> LatticeDistribution {
    if mean <= 0 { return zero }
    let mode = Int(mean)
    var up = [1.0]
    var k = mode
    while up[up.count - 1] > 1e-19 {
      k += 1
      up.append(up[up.count - 1] * mean / Double(k))
    }
    var down: [Double] = []
    var value = 1.0
    k = mode
    while k > 0, value > 1e-19 {
      value *= Double(k) / mean
      down.append(value)
      k -= 1
    }
    var p = Array(down.reversed())
    p.append(contentsOf: up)
    return trimmed(normalised(LatticeDistribution(offset: k, probabilities: p)))
  }

  /// Scaled to sum to 1. Summed from the small ends, so that the total is accurate.
  static func normalised(_ law: LatticeDistribution) -> LatticeDistribution {
    var low = 0.0
    for p in law.probabilities { low += p }
    return LatticeDistribution(offset: law.offset, probabilities: law.probabilities.map { $0 / low })
  }

  /// The number of events of a Poisson process in an interval whose length is uniform on [from, to] (in mean events): P(N = n) =
  /// (F(n; from) − F(n; to)) / (to − from), *F* the Poisson distribution function, since ∫ e⁻ᵘuⁿ/n! du is the upper gamma integral.
  static func poisson(meanUniformOn from: Double, _ to: Double) -> LatticeDistribution {
    if to - from < 1e-9 * max(1, to) { return poisson(mean: (from + to) / 2) }
    let a = poisson(mean: from)
    let b = poisson(mean: to)
    let low = min(a.smallest, b.smallest)
    let high = max(a.largest, b.largest)
    // F(n; from) − F(n; to) from whichever side has the small numbers: below the middle
    // from the lower tails, above it from the upper ones.
    let middle = Int((from + to) / 2)
    var result = [Double](repeating: 0, count: high - low + 1)
    func mass(_ law: LatticeDistribution, _ n: Int) -> Double {
      let i = n - law.offset
      return i >= 0 && i < law.probabilities.count ? law.probabilities[i] : 0
    }
    var difference = 0.0
    for n in low...max(low, min(middle, high)) {
      difference += mass(a, n) - mass(b, n)
      result[n - low] = max(0, difference) / (to - from)
    }
    difference = 0
    var n = high
    while n > middle {
      result[n - low] = max(0, difference) / (to - from)
      difference += mass(b, n) - mass(a, n)
      n -= 1
    }
    return trimmed(normalised(LatticeDistribution(offset: low, probabilities: result)))
  }

  /// The law of the sum of *N* draws of `size`, where *N* has the law `count`: Horner's scheme in convolutions.
  ///
  /// - Complexity: O(points of `count` × points of the result × points of `size`); O(points of `count`) when sizes are all alike.
  static func compound(count: LatticeDistribution, size: LatticeDistribution) -> LatticeDistribution {
    if size.probabilities.count == 1 {
      let s = size.offset
      if s == 1 { return count }
      if s == 0 { return zero }
      var spread = [Double](repeating: 0, count: (count.probabilities.count - 1) * s + 1)
      for (i, p) in count.probabilities.enumerated() { spread[i * s] = p }
      return LatticeDistribution(offset: count.offset * s, probabilities: spread)
    }
    var i = count.probabilities.count - 1
    var result = LatticeDistribution(offset: 0, probabilities: [count.probabilities[i]])
    while i > 0 {
      i -= 1
      result = rawSum(result, size)
      if result.offset == 0 {
        result.probabilities[0] += count.probabilities[i]
      } else {
        var p = [Double](repeating: 0, count: result.offset + result.probabilities.count)
        p[0] = count.probabilities[i]
        for (j, q) in result.probabilities.enumerated() { p[result.offset + j] += q }
        result = LatticeDistribution(offset: 0, probabilities: p)
      }
    }
    return trimmed(count.offset == 0 ? result : sum(result, power(size, count.offset)))
  }

  /// A sum of sub-probability laws, whose small masses must not be cut as if they were tails.
  private static func rawSum(_ a: LatticeDistribution, _ b: LatticeDistribution) -> LatticeDistribution {
    var result = [Double](repeating: 0, count: a.probabilities.count + b.probabilities.count - 1)
    result.withUnsafeMutableBufferPointer { out in
      a.probabilities.withUnsafeBufferPointer { values in
        guard let base = out.baseAddress, let first = values.baseAddress else { return }
        for (i, weight) in b.probabilities.enumerated() where weight != 0 { add(weight, first, to: base + i, values.count) }
      }
    }
    // The far end of a Horner step shrinks like the count's tail; what is below 1e-30 can no longer matter.
    var last = result.count - 1
    while last > 0, result[last] < 1e-30 { last -= 1 }
    return LatticeDistribution(offset: a.offset + b.offset, probabilities: Array(result[0...last]))
  }

  /// Compound Poisson probabilities by Panjer's recursion (1981): f₀ = e^(−m(1−b₀)), fₙ =
  /// (m/n) Σ j·bⱼ·fₙ₋ⱼ; for large means halved, then squared.
  ///
  /// - Complexity: O(*n·w*) for *n* points of the result and *w* of the size.
  static func compoundPoisson(mean: Double, size: LatticeDistribution) -> LatticeDistribution {
    if mean <= 0 { return zero }
    if size.probabilities.count == 1 { return compound(count: poisson(mean: mean), size: size) }
    if mean > 500 {
      let half = compoundPoisson(mean: mean / 2, size: size)
      return sum(half, half)
    }
    let b = size.probabilities
    let offset = size.offset
    let b0 = offset == 0 ? b[0] : 0
    let moment = size.mean
    let second = size.variance + moment * moment
    let highest = size.largest
    let cutoff = Int(mean * moment + 12 * (mean * second).squareRoot()) + 40 * highest
    var f = [exp(-mean * (1 - b0))]
    f.reserveCapacity(min(cutoff, 1 << 20))
    var weighted = [Double](repeating: 0, count: b.count)
    for i in 0..<b.count { weighted[i] = Double(i + offset) * b[i] * mean }
    let first = offset == 0 ? 1 : offset
    // A gap of the lattice can hold zeros for `highest` points in a row, so the end is a
    // run of negligible points of that length beyond the mean.
    var quiet = 0
    var n = 1
    while n <= cutoff {
      var sum = 0.0
      let top = min(n, highest)
      if first <= top {
        for j in first...top { sum += weighted[j - offset] * f[n - j] }
      }
      let value = sum / Double(n)
      f.append(value)
      quiet = value < 1e-22 ? quiet + 1 : 0
      if quiet > highest, Double(n) > mean * moment { break }
      n += 1
    }
    return trimmed(normalised(LatticeDistribution(offset: 0, probabilities: f)))
  }

  /// out[i] += weight·values[i] over contiguous memory that does not overlap.
  @inline(__always)
  static func add(_ weight: Double, _ values: UnsafePointer<Double>, to out: UnsafeMutablePointer<Double>, _ count: Int) {
    var i = 0
    while i < count {
      out[i] += weight * values[i]
      // Without a trap in the loop the compiler takes several points at a time.
      i &+= 1
    }
  }

  /// out[i + k] += weights.k·values[i] for k = 0, 1, 2 and 3, in this order at every place of `out`, which is then read and written once
  /// and not four times.
  @inline(__always)
  static func add(
    _ weights: (Double, Double, Double, Double), _ values: UnsafePointer<Double>, to out: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    /// The places that not all four reach.
    func edge(_ place: Int) {
      if place < count { out[place] += weights.0 * values[place] }
      if place >= 1, place - 1 < count { out[place] += weights.1 * values[place - 1] }
      if place >= 2, place - 2 < count { out[place] += weights.2 * values[place - 2] }
      if place >= 3, place - 3 < count { out[place] += weights.3 * values[place - 3] }
    }
    for place in 0..<3 { edge(place) }
    if count >= 3 {
      addFalling(weights, values + 3, to: out + 3, count - 3)
    } else {
      for place in 3..<(count + 3) { edge(place) }
    }
  }

  /// out[i] += weights.k·values[i − k] for k = 0, 1, 2 and 3 in this order, at the places i = 0 … count + k − 1: there are three values
  /// before the first and none behind the last. Every place of `out` is read and written once and not four times.
  static func addFalling(
    _ weights: (Double, Double, Double, Double), _ values: UnsafePointer<Double>, to out: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    let target = UnsafeMutableRawPointer(out), source = UnsafeRawPointer(values), size = MemoryLayout<Double>.stride
    var i = 0
    while i &+ 4 <= count {
      var sum = target.loadUnaligned(fromByteOffset: i &* size, as: SIMD4<Double>.self)
      sum += weights.0 * source.loadUnaligned(fromByteOffset: i &* size, as: SIMD4<Double>.self)
      sum += weights.1 * source.loadUnaligned(fromByteOffset: (i &- 1) &* size, as: SIMD4<Double>.self)
      sum += weights.2 * source.loadUnaligned(fromByteOffset: (i &- 2) &* size, as: SIMD4<Double>.self)
      sum += weights.3 * source.loadUnaligned(fromByteOffset: (i &- 3) &* size, as: SIMD4<Double>.self)
      target.storeBytes(of: sum, toByteOffset: i &* size, as: SIMD4<Double>.self)
      i &+= 4
    }
    while i < count + 3 {
      if i < count { out[i] += weights.0 * values[i] }
      if i < count + 1 { out[i] += weights.1 * values[i - 1] }
      if i < count + 2 { out[i] += weights.2 * values[i - 2] }
      out[i] += weights.3 * values[i - 3]
      i += 1
    }
  }

  /// Σ a[i]·b[i] over contiguous memory; eight partial sums, always folded in the same order.
  @inline(__always)
  static func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
    var x = SIMD4<Double>.zero
    var y = SIMD4<Double>.zero
    var i = 0
    while i + 8 <= count {
      let a0 = UnsafeRawPointer(a + i).loadUnaligned(as: SIMD4<Double>.self)
      let b0 = UnsafeRawPointer(b + i).loadUnaligned(as: SIMD4<Double>.self)
      let a1 = UnsafeRawPointer(a + i + 4).loadUnaligned(as: SIMD4<Double>.self)
      let b1 = UnsafeRawPointer(b + i + 4).loadUnaligned(as: SIMD4<Double>.self)
      x += a0 * b0
      y += a1 * b1
      i += 8
    }
    var tail = 0.0
    while i < count {
      tail += a[i] * b[i]
      i += 1
    }
    return (x + y).sum() + tail
  }

  /// out[i] = `dot`(a, b + i, count) for i = 0 … places − 1, to the last bit: two places at a time, which share what is read of `a`.
  static func dots(
    _ a: UnsafePointer<Double>, sliding b: UnsafePointer<Double>, _ count: Int, to out: UnsafeMutablePointer<Double>, places: Int
  ) {
    var place = 0
    while place + 2 <= places {
      var x = SIMD4<Double>.zero, y = x, v = x, w = x
      let first = b + place, second = first + 1
      var i = 0
      while i + 8 <= count {
        let a0 = UnsafeRawPointer(a + i).loadUnaligned(as: SIMD4<Double>.self)
        x += a0 * UnsafeRawPointer(first + i).loadUnaligned(as: SIMD4<Double>.self)
        v += a0 * UnsafeRawPointer(second + i).loadUnaligned(as: SIMD4<Double>.self)
        let a1 = UnsafeRawPointer(a + i + 4).loadUnaligned(as: SIMD4<Double>.self)
        y += a1 * UnsafeRawPointer(first + i + 4).loadUnaligned(as: SIMD4<Double>.self)
        w += a1 * UnsafeRawPointer(second + i + 4).loadUnaligned(as: SIMD4<Double>.self)
        i += 8
      }
      var tail = 0.0, next = 0.0
      while i < count {
        tail += a[i] * first[i]
        next += a[i] * second[i]
        i += 1
      }
      out[place] = (x + y).sum() + tail
      out[place + 1] = (v + w).sum() + next
      place += 2
    }
    if place < places { out[place] = dot(a, b + place, count) }
  }
}
