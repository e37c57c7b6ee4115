#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Laws of the sum of a random number of draws.
enum Compound {
  /// More than this many multiplications are refused.
  static let patience = 3e9

  /// The law of the sum of `count` sizes, sizes on 0, 1, 2, …
  ///
  /// Poisson and negative binomial counts by Panjer's recursion (H. H. Panjer, ASTIN Bulletin 12, 1981), which for these two adds
  /// positive terms only and so is stable; a binomial count is a power of one trial's law; any other count by Horner's rule over the
  /// powers of the size.
  static func lattice(count: LawForm, size: LatticeDistribution, tail: Double, limit: Int) throws(LawError) -> LatticeDistribution {
    switch count {
    case .constant(let n): return try size.power(try times(n), tail: tail)
    case .count(let law): return try lattice(count: law, size: size, tail: tail, limit: limit)
    case .affine(let shift, 1, let inner) where shift >= 0:
      let sure = try size.power(try times(shift), tail: tail)
      return try sure.convolved(with: lattice(count: inner, size: size, tail: tail, limit: limit)).cut(tail: tail)
    case .mixture(let parts):
      var all: [(weight: Double, distribution: LatticeDistribution)] = []
      for part in parts { all.append((part.share, try lattice(count: part.form, size: size, tail: tail, limit: limit))) }
      try Law.checkSpan(all.map(\.distribution), limit: 4 * limit)
      return LatticeDistribution.mixing(all).cut(tail: tail)
    default:
      guard let values = try count.enumerated(limit: limit) else { return LatticeDistribution(probabilities: [1]) }
      let atoms = Atoms(values)
      return try horner(atoms, size: size, tail: tail, limit: limit)
    }
  }

  /// A fixed number of draws.
  private static func times(_ n: Double) throws(LawError) -> Int {
    if n > 1e9 { throw .tooMuchWork(operations: n) }
    return Int(n)
  }

  private static func lattice(count: CountLaw, size: LatticeDistribution, tail: Double, limit: Int) throws(LawError) -> LatticeDistribution
  {
    switch count {
    case .binomial(let n, let p, let q):
      let trial = LatticeDistribution.mixing([(q, LatticeDistribution(probabilities: [1])), (p, size)])
      return try trial.power(Int(n), tail: tail)
    case .poisson(let mean):
      // e^(−λ(1 − g₀)) must stay well above the smallest Double, or the recursion starts from nothing: halve the mean, then double the sum.
      let exponent = mean * (1 - size.probability(of: 0))
      let halvings = exponent > 500 ? Int(log2(exponent / 500).rounded(.up)) : 0
      let part = mean * pow(0.5, Double(halvings))
      let once = try panjer(
        a: 0, b: part, start: exp(-part * (1 - size.probability(of: 0))), mean: part, variance: part, size: size, tail: tail, limit: limit)
      return try doubled(once, halvings, tail: tail, limit: limit)
    case .negativeBinomial(let r, let p, let q):
      let g0 = size.probability(of: 0)
      // p/(1 − q·g₀), by its complement q·(1 − g₀)/(1 − q·g₀) when near 1.
      let logBase = log1p(-q * (1 - g0) / (1 - q * g0))
      let exponent = -r * logBase
      let halvings = exponent > 500 ? Int(log2(exponent / 500).rounded(.up)) : 0
      let part = r * pow(0.5, Double(halvings))
      let once = try panjer(
        a: q, b: (part - 1) * q, start: exp(part * logBase), mean: part * q / p, variance: part * q / (p * p), size: size, tail: tail,
        limit: limit)
      return try doubled(once, halvings, tail: tail, limit: limit)
    }
  }

  private static func doubled(_ once: LatticeDistribution, _ times: Int, tail: Double, limit: Int) throws(LawError) -> LatticeDistribution {
    var sum = once
    for _ in 0..<times {
      sum = try sum.convolved(with: sum).cut(tail: tail / 8)
      if sum.probabilities.count > limit { throw .tooLarge(points: Double(sum.probabilities.count), limit: limit) }
    }
    return sum
  }

  /// S₀ = start, Sₙ = Σⱼ (a + b·j/n)·gⱼ·Sₙ₋ⱼ / (1 − a·g₀).
  private static func panjer(
    a: Double, b: Double, start: Double, mean: Double, variance: Double, size: LatticeDistribution, tail: Double, limit: Int
  ) throws(LawError) -> LatticeDistribution {
    let sizeMean = size.mean
    let total = mean * sizeMean
    let sd = (mean * size.variance + variance * sizeMean * sizeMean).squareRoot()
    let entries = size.probabilities.indices.filter { size.probabilities[$0] > 0 && size.offset + $0 > 0 }
    if entries.isEmpty { return LatticeDistribution(probabilities: [1]) }
    let steps = entries.map { size.offset + $0 }, masses = entries.map { size.probabilities[$0] }
    let reach = total + 10 * sd
    if reach > 4 * Double(limit) { throw .tooLarge(points: reach, limit: limit) }
    // A sum has its largest size's tail, however far that is.
    let work = (reach + Double(steps.last!)) * Double(steps.count) / 2
    if work > patience { throw .tooMuchWork(operations: work) }
    let enough = 1 - max(tail / 8, 1e-13)
    let scale = 1 / (1 - a * size.probability(of: 0))
    var sums = [start]
    var cumulative = start
    // Past the mean a gap as long as the largest size without a term worth adding ends the sum even if rounding keeps it from reaching 1.
    var idle = 0
    while cumulative < enough || Double(sums.count) < total {
      let n = sums.count
      if n > 4 * limit { throw .tooLarge(points: Double(n), limit: limit) }
      let slope = b / Double(n)
      var sum = 0.0
      sums.withUnsafeBufferPointer { known in
        for (step, mass) in zip(steps, masses) {
          if step > n { break }
          sum += (a + slope * Double(step)) * mass * known[n - step]
        }
      }
      sum *= scale
      sums.append(sum)
      cumulative += sum
      idle = Double(n) > total + sd && sum < 1e-19 ? idle + 1 : 0
      if idle > steps.last! { break }
    }
    return LatticeDistribution(probabilities: sums).normalized().cut(tail: tail / 8)
  }

  /// p₀ + g·(p₁ + g·(p₂ + …)).
  private static func horner(_ count: Atoms, size: LatticeDistribution, tail: Double, limit: Int) throws(LawError) -> LatticeDistribution {
    let top = count.values.last!
    let length = Double(size.probabilities.count)
    let work = top * top / 2 * length * length
    if work > patience { throw .tooMuchWork(operations: work) }
    if Double(size.largest) * top > 4 * Double(limit) { throw .tooLarge(points: Double(size.largest) * top, limit: limit) }
    var masses = [Double](repeating: 0, count: Int(top) + 1)
    for (n, p) in zip(count.values, count.masses) { masses[Int(n)] = p }
    // Partial sums weigh less than 1; an entry that can no longer matter is dropped at the upper end.
    var sum = LatticeDistribution(probabilities: [masses[masses.count - 1]])
    for p in masses.dropLast().reversed() {
      sum = try sum.convolved(with: size)
      if sum.smallest > 0 { sum = LatticeDistribution(probabilities: [Double](repeating: 0, count: sum.smallest) + sum.probabilities) }
      sum.probabilities[0] += p
      while sum.probabilities.count > 1, sum.probabilities.last! < 1e-20 { sum.probabilities.removeLast() }
    }
    return sum.normalized().cut(tail: tail)
  }

  // MARK: Sizes that are not whole

  /// The law of the sum of continuous sizes, as straight pieces between the points of a grid, with the atom at 0 of a count of 0.
  ///
  /// Sizes are put on a grid of step h, at most an eighth of their standard deviation, so that every size keeps its mean (H. U. Gerber,
  /// "On the numerical evaluation of the distribution of aggregate claims", 1982); the error in the distribution function is of order h²,
  /// and the answers of h and h/2 are combined to take it away (Richardson). Atoms of the size itself are smeared over one step. The
  /// distribution function is right to about 10⁻⁵ for a smooth size; its mean and standard deviation are checked against the exact ones,
  /// to 2·10⁻⁴ and 2·10⁻³ of the standard deviation.
  ///
  /// - Throws: `LawError.tooMuchWork` where a grid as fine as the sizes need would not end.
  static func polyline(count: LawForm, size: LawForm, sizeSD: Double, total: (mean: Double, sd: Double)) throws(LawError) -> Polyline {
    var reach = total.mean + 9 * total.sd
    while true {
      var cells = 1024
      while reach / Double(cells) > sizeSD / 8 {
        cells *= 2
        if cells > 16_384 { throw .tooMuchWork(operations: (reach / sizeSD * 16) * (reach / sizeSD * 16)) }
      }
      let fine = try grid(count: count, size: size, step: reach / Double(2 * cells), points: 2 * cells + 1)
      // Heavy tails need a longer grid.
      if fine.beyond > 1e-9 && reach < total.mean + 200 * total.sd {
        reach *= 2
        continue
      }
      let coarse = try grid(count: count, size: size, step: reach / Double(cells), points: cells + 1)
      let line = joined(fine: fine.cdf, coarse: coarse.cdf, cells: cells, reach: reach, none: fine.none)
      if abs(line.mean - total.mean) > 2e-4 * total.sd || abs(line.variance.squareRoot() - total.sd) > 2e-3 * total.sd {
        throw .tooMuchWork(operations: patience * 10)
      }
      return line
    }
  }

  /// Richardson's combination of two grids, at the coarse one's points, and cubics between them.
  private static func joined(fine: [Double], coarse: [Double], cells: Int, reach: Double, none: Double) -> Polyline {
    var values = [none]
    for j in 1...cells { values.append(max(values[j - 1], min(1, (4 * fine[2 * j] - coarse[j]) / 3))) }
    var x = [0.0, 0.0], u = [0.0, none]
    var last = none
    let parts = max(1, 8192 / cells)
    for j in 0..<cells {
      // A cubic through four neighbours between two points, since straight pieces of this length would cost a digit; at the ends the four
      // that there are.
      let first = min(max(j - 1, 0), cells - 3)
      let (f0, f1, f2, f3) = (values[first], values[first + 1], values[first + 2], values[first + 3])
      let d1 = f1 - f0, d2 = f2 - 2 * f1 + f0, d3 = f3 - 3 * f2 + 3 * f1 - f0
      for part in 1...parts {
        let s = Double(j - first) + Double(part) / Double(parts)
        let p = f0 + s * (d1 + (s - 1) / 2 * (d2 + (s - 2) / 3 * d3))
        last = max(last, min(values[j + 1], p))
        x.append(reach / Double(cells) * (Double(j) + Double(part) / Double(parts)))
        u.append(last)
      }
    }
    u[u.count - 1] = 1
    return Polyline(x: x, u: u)
  }

  /// P(S ≤ j·step) for j = 0…, half of the mass at a point taken to lie below it.
  private static func grid(count: LawForm, size: LawForm, step: Double, points: Int) throws(LawError) -> (
    cdf: [Double], none: Double, beyond: Double
  ) {
    // E min(X, x) at the points of the grid: its second differences are the mean-preserving masses. Exact integrals, since a step may be
    // wide beside a size's beginning.
    var limited = [0.0]
    for j in 0..<points {
      let a = Double(j) * step
      limited.append(limited[j] + size.integratedSurvival(from: a, to: a + step))
    }
    var masses = [max(0, 1 - limited[1] / step)]
    for j in 1..<points { masses.append(max(0, (2 * limited[j] - limited[j - 1] - limited[j + 1]) / step)) }
    // Rounding of the differences, and sizes beyond the grid, whose sums lie beyond it too.
    while masses.count > 1, masses[masses.count - 1] < 1e-17 { masses.removeLast() }
    let lost = 1 - masses.reduce(0, +)
    if lost > 0 { masses[masses.count - 1] += lost }
    let sums = try lattice(count: count, size: LatticeDistribution(probabilities: masses), tail: 1e-13, limit: 2_000_000)
    // No size, or only sizes of exactly 0.
    let atZero = size.mass(0)
    let some = LatticeDistribution(probabilities: [atZero, 1 - atZero])
    let none = try lattice(count: count, size: some, tail: 0, limit: 2_000_000).probability(of: 0)
    var cdf: [Double] = []
    var below = 0.0
    for j in 0..<points {
      let p = sums.probability(of: j)
      cdf.append(j == 0 ? none : below + p / 2)
      below += p
    }
    return (cdf, none, max(0, 1 - below))
  }
}

extension LawForm {
  static func compound(count: Law, size: Law) throws(LawError) -> LawForm {
    let counting = try LawForm(count)
    if case .constant(0) = counting { return .constant(0) }
    if case .constant(1) = counting { return try LawForm(size) }
    let form = try LawForm(size)
    if case .constant(let c) = form { return c == 0 ? .constant(0) : moved(counting, by: 0, scale: c) }
    if size.isInteger {
      let lattice = try Law.compound(count: count, size: size).lattice(tail: 1e-15, nonNegative: true)
      return .atoms(Atoms(lattice))
    }
    if form.isDiscrete {
      throw .invalid([
        LawProblem(
          path: ["size"], message: "the size is discrete but not in whole numbers",
          remedy: "give the size in whole units and scale the sum, or a continuous size")
      ])
    }
    // The sum of n sizes of one gamma or exponential law is again gamma: no grid is needed for a fixed count.
    if case .constant(let n) = counting {
      switch form {
      case .exponential(let mean): return .gamma(shape: n, scale: mean)
      case .gamma(let shape, let scale): return .gamma(shape: n * shape, scale: scale)
      default: break
      }
    }
    let law = Law.compound(count: count, size: size)
    return .polyline(
      try Compound.polyline(count: counting, size: form, sizeSD: size.standardDeviation, total: (law.mean, law.standardDeviation)))
  }
}
