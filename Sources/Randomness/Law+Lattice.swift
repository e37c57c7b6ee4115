extension Law {
  /// The law on whole units: P(d) = F(d + ½) − F(d − ½), the same in the simulator and in the dynamic programs. A law that lives on the
  /// integers stays as it is.
  ///
  /// A compound law is discretised size by size, since each customer takes whole units: its lattice is that of the sum of `count`
  /// discretised sizes.
  ///
  /// - Parameters:
  ///   - tail: probability that may be moved from the ends to the last points kept, half on either side.
  ///   - nonNegative: whether what lies below 0 is put on 0.
  ///   - limit: most points allowed.
  /// - Throws: `LawError.invalid`; `.tooLarge` and `.tooMuchWork` with the size and a remedy.
  public func lattice(tail: Double = 1e-12, nonNegative: Bool = true, limit: Int = 2_000_000) throws(LawError) -> LatticeDistribution {
    let problems = problems()
    if !problems.isEmpty { throw .invalid(problems) }
    return try uncheckedLattice(tail: max(0, min(0.1, tail)), nonNegative: nonNegative, limit: limit)
  }

  private func uncheckedLattice(tail: Double, nonNegative: Bool, limit: Int) throws(LawError) -> LatticeDistribution {
    func part(_ law: Law) throws(LawError) -> LatticeDistribution {
      try law.uncheckedLattice(tail: tail / 4, nonNegative: nonNegative, limit: limit)
    }
    var result: LatticeDistribution
    switch self {
    case .compound(let count, let size):
      result = try Compound.lattice(count: LawForm(count), size: try part(size), tail: tail / 4, limit: limit)
    case .mixture(let parts):
      var all: [(weight: Double, distribution: LatticeDistribution)] = []
      for one in parts where one.weight > 0 { all.append((one.weight, try part(one.value))) }
      try Self.checkSpan(all.map(\.distribution), limit: limit)
      result = LatticeDistribution.mixing(all)
    case .zeroInflated(let share, let law):
      if share == 1 { return LatticeDistribution(offset: 0, probabilities: [1]) }
      let zero = LatticeDistribution(offset: 0, probabilities: [1])
      let inner = try part(law)
      try Self.checkSpan([zero, inner], limit: limit)
      result = LatticeDistribution.mixing([(share, zero), (1 - share, inner)])
    case .shifted(let by, let law) where by == by.rounded():
      result = try law.uncheckedLattice(tail: tail / 4, nonNegative: false, limit: limit).shifted(by: Int(by))
    default:
      result = try LawForm(self).lattice(tail: tail / 4, limit: limit)
    }
    if nonNegative { result = result.raised(to: 0) }
    result = result.cut(tail: tail).normalized()
    if result.probabilities.count > limit { throw .tooLarge(points: Double(result.probabilities.count), limit: limit) }
    return result
  }

  static func checkSpan(_ parts: [LatticeDistribution], limit: Int) throws(LawError) {
    let span = Double(parts.map(\.largest).max()! - parts.map(\.smallest).min()!) + 1
    if span > Double(limit) { throw .tooLarge(points: span, limit: limit) }
  }
}

extension LawForm {
  /// P(d) = F(d + ½) − F(d − ½).
  func lattice(tail: Double, limit: Int) throws(LawError) -> LatticeDistribution {
    if let values = try enumerated(limit: limit) { return try Self.lattice(of: Atoms(values), limit: limit) }
    // A value is rounded to the nearest unit, the half down: ceil(x − ½).
    let least = (quantile(.lower(tail / 2)) - 0.5).rounded(.up), greatest = (quantile(.upper(tail / 2)) - 0.5).rounded(.up)
    let span = greatest - least + 1
    if !(span <= Double(limit)) || abs(least) > 9e15 { throw .tooLarge(points: max(abs(least), span), limit: limit) }
    let first = Int(least), count = Int(span)
    // Differences of the smaller side, so that both tails keep their digits; the ends take all that lies beyond them.
    let median = quantile(.lower(0.5))
    var probabilities = [Double](repeating: 0, count: count)
    var lower = 0.0
    var upper = 1.0
    for i in 0..<count {
      let edge = Double(first + i) + 0.5
      if edge <= median {
        let next = i == count - 1 ? 1 : cdf(edge)
        probabilities[i] = max(0, next - lower)
        lower = next
        upper = 1 - lower
      } else {
        let next = i == count - 1 ? 0 : survival(edge)
        probabilities[i] = max(0, upper - next)
        upper = next
        lower = 1 - upper
      }
    }
    return LatticeDistribution(offset: first, probabilities: probabilities).normalized()
  }

  private static func lattice(of atoms: Atoms, limit: Int) throws(LawError) -> LatticeDistribution {
    let first = (atoms.values.first! - 0.5).rounded(.up), last = (atoms.values.last! - 0.5).rounded(.up)
    if !(last - first + 1 <= Double(limit)) || abs(first) > 9e15 {
      throw .tooLarge(points: max(abs(first), last - first + 1), limit: limit)
    }
    var probabilities = [Double](repeating: 0, count: Int(last - first) + 1)
    for (x, p) in zip(atoms.values, atoms.masses) { probabilities[Int((x - 0.5).rounded(.up) - first)] += p }
    return LatticeDistribution(offset: Int(first), probabilities: probabilities)
  }
}
