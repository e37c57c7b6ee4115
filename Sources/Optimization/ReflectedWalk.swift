internal import Groundwork
internal import Randomness

/// The long-run law of X′ = (X + ξ)⁺ for independent whole steps ξ with a negative mean: the stock under a constant order, the shortfall
/// behind a capacity, the overshoot of a base that orders every period.
///
/// X is a geometric number of strict ascending ladder heights (W. Feller, *An Introduction to Probability Theory*, vol. 2, ch. XII). The
/// heights α and the weak descending ones β solve the Wiener–Hopf equations
///
///     αᵢ = (ξᵢ + Σ_(j ≥ 1) αᵢ₊ⱼ·βⱼ) / (1 − β₀),   βⱼ = ξ₋ⱼ + Σ_(i ≥ 1) αᵢ·βᵢ₊ⱼ
///
/// iterated from below (W. Grassmann and J. Jain, "Numerical solutions of the waiting time distribution and idle time distribution of the
/// arithmetic GI/G/1 queue", *Operations Research* 37(1), 1989). Only sums of positive terms occur, and 1 − Σα is taken from the drift,
/// so that a walk close to balance loses no digits.
struct ReflectedWalk {
  /// Ladder heights: element *i* is the mass of height *i* + 1.
  private let heights: [Double]
  /// P(X = 0).
  let empty: Double
  let mean: Double

  /// - Parameter step: the law of ξ.
  /// - Throws: `notCovered` where the mean is not below 0, so that X grows without limit; `notConverged`; `tooLarge`.
  /// - Complexity: O(*ab*) an iteration for steps in −*a* … *b*; iterations grow as the drift nears 0.
  init(step: LatticeDistribution, cancellation: Cancellation? = nil) throws(OptimizationError) {
    let drift = step.mean
    if !(drift < -1e-12) {
      throw .notCovered(reason: "the load is not below the capacity, so the stock or the backlog grows without limit")
    }
    let up = max(0, step.largest)
    let down = max(0, -step.smallest)
    if Double(up) * Double(down) > 2.5e7 { throw .tooLarge(states: Double(up) * Double(down), limit: 2.5e7) }
    func mass(_ x: Int) -> Double {
      let i = x - step.offset
      return i >= 0 && i < step.probabilities.count ? step.probabilities[i] : 0
    }
    if up == 0 {
      heights = []
      empty = 1
      mean = 0
      return
    }
    let rises = (0..<up).map { mass($0 + 1) }
    let falls = (0...down).map { mass(-$0) }
    var α = [Double](repeating: 0, count: up)
    var β = falls
    let limit = max(1_000, Int(4e9 / (Double(up) * Double(down + 1))))
    var iteration = 0
    while true {
      var change = 0.0
      for i in stride(from: up - 1, through: 0, by: -1) {
        var sum = rises[i]
        let reach = min(down, up - 1 - i)
        if reach >= 1 { for j in 1...reach { sum += α[i + j] * β[j] } }
        let value = sum / (1 - β[0])
        change = max(change, value - α[i])
        α[i] = value
      }
      for j in 0...down {
        var sum = falls[j]
        let reach = min(up, down - j)
        if reach >= 1 { for i in 1...reach { sum += α[i - 1] * β[i + j] } }
        change = max(change, sum - β[j])
        β[j] = sum
      }
      iteration += 1
      // Below this, steps are rounding.
      if change <= 5e-16 { break }
      if cancellation?.isCancelled == true { throw .cancelled }
      if iteration >= limit { throw .notConverged(sweeps: iteration, span: change) }
    }
    var fall = 0.0
    for j in 0...down { fall += Double(j) * β[j] }
    var rise = 0.0
    for i in 0..<up { rise += Double(i + 1) * α[i] }
    heights = α
    empty = min(1, -drift / fall)
    mean = rise / empty
  }

  /// P(X = n) from n = 0 until less than `tail` is left, which goes to the last point.
  ///
  /// - Throws: `tooLarge` beyond five million points.
  func law(tail: Double = 1e-14) throws(OptimizationError) -> LatticeDistribution {
    var p = [empty]
    var left = 1 - empty
    // Points in a row without mass. Heights may leave gaps (demand that comes in packs); after as many as the highest of them nothing
    // follows.
    var quiet = 0
    while left > tail {
      if p.count > 5_000_000 { throw .tooLarge(states: Double(p.count), limit: 5e6) }
      var sum = 0.0
      for i in 0..<min(heights.count, p.count) { sum += heights[i] * p[p.count - 1 - i] }
      p.append(sum)
      left -= sum
      // The tail falls geometrically; what rounding leaves of `left` is not waited for.
      quiet = sum < 1e-20 ? quiet + 1 : 0
      if quiet >= heights.count { break }
    }
    if quiet > 0, quiet < p.count { p.removeLast(quiet) }
    p[p.count - 1] += max(0, left)
    return LatticeDistribution(offset: 0, probabilities: p)
  }
}
