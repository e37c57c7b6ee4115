extension Atoms {
  var moments: (mean: Double, variance: Double) {
    var mean = 0.0
    for (x, p) in zip(values, masses) { mean += p * x }
    var variance = 0.0
    for (x, p) in zip(values, masses) { variance += p * (x - mean) * (x - mean) }
    return (mean, variance)
  }
}

extension LawForm {
  var isDiscrete: Bool {
    switch self {
    case .constant, .count, .atoms: true
    case .mixture(let parts): parts.allSatisfy(\.form.isDiscrete)
    case .affine(_, _, let inner), .truncated(_, let inner): inner.isDiscrete
    default: false
    }
  }

  /// All values of a discrete form with weights that sum to 1, less at most 10⁻¹⁷; nil for a form that is not discrete.
  func enumerated(limit: Int) throws(LawError) -> [(value: Double, weight: Double)]? {
    switch self {
    case .constant(let c): return [(c, 1)]
    case .count(let law):
      let lattice = try law.lattice(limit: limit)
      return lattice.probabilities.enumerated().map { (Double(lattice.offset + $0.offset), $0.element) }
    case .atoms(let atoms): return zip(atoms.values, atoms.masses).map { ($0, $1) }
    case .affine(let shift, let scale, let inner):
      return try inner.enumerated(limit: limit)?.map { (shift + scale * $0.value, $0.weight) }
    case .mixture(let parts):
      var all: [(value: Double, weight: Double)] = []
      for part in parts {
        guard let values = try part.form.enumerated(limit: limit) else { return nil }
        all.append(contentsOf: values.map { ($0.value, $0.weight * part.share) })
      }
      return all
    case .truncated(let cut, let inner):
      return try inner.enumerated(limit: limit)?.filter { $0.value >= cut.min && $0.value <= cut.max }.map {
        ($0.value, $0.weight / cut.kept)
      }
    default: return nil
    }
  }

  /// Mean and variance from the survival function: E X = a + ∫ P(X > x) dx and E (X − a)² = 2·∫ (x − a)·P(X > x) dx from the lower end a.
  func integratedMoments() -> (mean: Double, variance: Double) {
    if isDiscrete, let values = try? enumerated(limit: 4_000_000), !values.isEmpty { return Atoms(values).moments }
    let start = quantile(.lower(1e-18))
    var corners: [Double] = [start]
    let tails: [Tail] =
      [1e-12, 1e-8, 1e-5, 1e-3, 0.02, 0.1, 0.3].map { .lower($0) }
      + [0.5, 0.3, 0.1, 0.02, 1e-3, 1e-5, 1e-8, 1e-12, 1e-18, 1e-30, 1e-60].map { .upper($0) }
    for tail in tails {
      let x = quantile(tail)
      if x.isFinite, x > corners.last! { corners.append(x) }
    }
    let panels = Array(zip(corners, corners.dropFirst()))
    // A first look says how small an error does not matter.
    var size = (0.0, 0.0)
    for (a, b) in panels {
      let part = gauss(a, b, start)
      size = (size.0 + part.0, size.1 + part.1)
    }
    var first = 0.0, second = 0.0
    for (a, b) in panels {
      let part = integrate(a, b, from: start, depth: 0, allowed: (1e-13 * size.0, 1e-13 * size.1))
      first += part.0
      second += part.1
    }
    return (start + first, max(0, 2 * second - first * first))
  }

  /// ∫ P(X > x) dx between two places.
  func integratedSurvival(from a: Double, to b: Double) -> Double {
    if survival(a) < 1e-18 { return 0 }
    return integrate(a, b, from: a, depth: 1, allowed: (1e-13 * (b - a), .infinity)).0
  }

  /// ∫ S dx and ∫ (x − start)·S dx by Gauss and Legendre's five points, halved until two halves agree with the whole.
  private func integrate(_ a: Double, _ b: Double, from start: Double, depth: Int, allowed: (Double, Double)) -> (Double, Double) {
    let whole = gauss(a, b, start)
    let middle = a + (b - a) / 2
    if depth >= 40 || !(middle > a && middle < b) { return whole }
    let left = gauss(a, middle, start), right = gauss(middle, b, start)
    let first = left.0 + right.0, second = left.1 + right.1
    // Three halvings at least, so that two coarse looks cannot agree by missing the same step.
    if depth > 2, abs(first - whole.0) <= allowed.0, abs(second - whole.1) <= allowed.1 { return (first, second) }
    let l = integrate(a, middle, from: start, depth: depth + 1, allowed: allowed)
    let r = integrate(middle, b, from: start, depth: depth + 1, allowed: allowed)
    return (l.0 + r.0, l.1 + r.1)
  }

  private func gauss(_ a: Double, _ b: Double, _ start: Double) -> (Double, Double) {
    let points: [(x: Double, w: Double)] = [
      (0, 0.568888888888888889), (0.538469310105683091, 0.478628670499366468), (-0.538469310105683091, 0.478628670499366468),
      (0.906179845938663993, 0.236926885056189088), (-0.906179845938663993, 0.236926885056189088),
    ]
    let half = (b - a) / 2, middle = a + half
    var first = 0.0, second = 0.0
    for point in points {
      let x = middle + half * point.x
      let s = survival(x) * point.w * half
      first += s
      second += (x - start) * s
    }
    return (first, second)
  }
}
