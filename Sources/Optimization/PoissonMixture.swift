internal import Randomness

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension LatticeArithmetic {
  /// Largest mean at which e^(−m) is far from the smallest number there is.
  private static let largestMean = 500.0

  /// A mixture of compound Poisson laws of one size law: demand over a lead time that takes one of many values.
  ///
  /// Panjer's recursion for all means at once, fₙ = (m/n) Σ j·bⱼ·fₙ₋ⱼ with the means side by side in memory and only the sizes that occur,
  /// so that the innermost loop runs over means and vectorises.
  ///
  /// - Returns: nil where a mean is too large for the recursion to begin, or there is nothing to gain.
  /// - Complexity: O(points of the result × sizes that occur × means).
  static func compoundPoissonMixture(_ means: [(weight: Double, mean: Double)], size: LatticeDistribution) -> LatticeDistribution? {
    let means = means.filter { $0.weight > 0 }
    guard means.count > 1, size.smallest >= 1, let most = means.map(\.mean).max(), most <= largestMean else { return nil }
    // Padded to whole vectors with means of zero.
    let lanes = (means.count + 3) / 4
    let highest = size.largest
    let sizes = size.probabilities.indices.filter { size.probabilities[$0] > 0 }.map {
      (units: size.offset + $0, share: Double(size.offset + $0) * size.probabilities[$0])
    }
    let moment = size.mean
    let second = size.variance + moment * moment
    let cutoff = Int(most * moment + 12 * (most * second).squareRoot()) + 40 * highest
    var rate = [SIMD4<Double>](repeating: .zero, count: lanes)
    var weight = rate
    var total = 0.0
    for (k, part) in means.enumerated() {
      rate[k / 4][k % 4] = part.mean
      weight[k / 4][k % 4] = part.weight
      total += part.weight
    }
    // Only the points that the largest size reaches back to are kept, in a ring.
    var room = 1
    while room <= highest { room *= 2 }
    var f = [SIMD4<Double>](repeating: .zero, count: lanes * room)
    for (k, part) in means.enumerated() { f[k / 4][k % 4] = exp(-part.mean) }
    var result = [Double]()
    var last = cutoff
    f.withUnsafeMutableBufferPointer { f in
      // A gap of the lattice can hold zeros for `highest` points in a row, so the end is a run of negligible points of that length.
      var quiet = 0, reaching = 0
      for n in 0...cutoff {
        let own = (n & (room - 1)) * lanes
        if n > 0 {
          while reaching < sizes.count, sizes[reaching].units <= n { reaching += 1 }
          let scale = 1 / Double(n)
          var lane = 0
          // The sums of four vectors stay in registers while the sizes go by.
          while lane + 4 <= lanes {
            var a = SIMD4<Double>.zero, b = a, c = a, d = a
            for (units, share) in sizes[..<reaching] {
              let from = ((n - units) & (room - 1)) * lanes + lane
              // Not fused products: without the processor's own they are calls.
              a += f[from] * share
              b += f[from + 1] * share
              c += f[from + 2] * share
              d += f[from + 3] * share
            }
            f[own + lane] = a * (rate[lane] * scale)
            f[own + lane + 1] = b * (rate[lane + 1] * scale)
            f[own + lane + 2] = c * (rate[lane + 2] * scale)
            f[own + lane + 3] = d * (rate[lane + 3] * scale)
            lane += 4
          }
          while lane < lanes {
            var a = SIMD4<Double>.zero
            for (units, share) in sizes[..<reaching] { a += f[((n - units) & (room - 1)) * lanes + lane] * share }
            f[own + lane] = a * (rate[lane] * scale)
            lane += 1
          }
        }
        var sum = SIMD4<Double>.zero
        for lane in 0..<lanes { sum += f[own + lane] * weight[lane] }
        let value = sum.sum() / total
        result.append(value)
        quiet = value < 1e-22 ? quiet + 1 : 0
        if quiet > highest, Double(n) > most * moment {
          last = n
          break
        }
      }
    }
    result.removeLast(result.count - 1 - last)
    return trimmed(normalised(LatticeDistribution(offset: 0, probabilities: result)))
  }
}
