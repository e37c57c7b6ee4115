internal import Groundwork
internal import Optimization
internal import Randomness

/// Demand as rows name it: a word with its numbers, or probabilities.
enum DemandWord: Equatable {
  case poisson(mean: Double)
  case normal(mean: Double, sd: Double)
  /// On 0, 1, 2, …
  case geometric(mean: Double)
  case uniform(Int, Int)
  case lattice(LatticeDistribution)

  var mean: Double {
    switch self {
    case .poisson(let mean), .normal(let mean, _), .geometric(let mean): mean
    case .uniform(let a, let b): Double(a + b) / 2
    case .lattice(let law): law.mean
    }
  }

  var variance: Double {
    switch self {
    case .poisson(let mean): mean
    case .normal(_, let sd): sd * sd
    case .geometric(let mean): mean * (1 + mean)
    case .uniform(let a, let b): (Double(b - a + 1) * Double(b - a + 1) - 1) / 12
    case .lattice(let law): law.variance
    }
  }

  /// The law of one period as loss functions know it: normal demand as it is, all others on whole units.
  func law() throws(LawError) -> DemandLaw {
    if case .normal(let mean, let sd) = self { return .normal(mean: mean, sd: sd) }
    return .lattice(try lattice())
  }

  /// The law on whole units; normal demand is rounded, what falls below 0 counts as 0.
  func lattice(tail: Double = 1e-16) throws(LawError) -> LatticeDistribution {
    switch self {
    case .poisson(let mean): try Law.poisson(mean: mean).lattice(tail: tail)
    case .normal(let mean, let sd): sd == 0 ? try Law.constant(mean).lattice() : try Law.normal(mean: mean, sd: sd).lattice(tail: tail)
    case .geometric(let mean): try Law.geometric(mean: mean, from: 0).lattice(tail: tail)
    case .uniform(let a, let b): LatticeDistribution(offset: a, probabilities: [Double](repeating: 1 / Double(b - a + 1), count: b - a + 1))
    case .lattice(let law): law
    }
  }
}

extension RowInputs {
  /// The demand a row names: `demand` (a word), `demand_pmf`, or else the word a kind takes for granted.
  ///
  /// - Parameter usual: the word where the row has none: `poisson`, `normal`.
  func demand(usual: String) throws(InputErrors) -> DemandWord {
    if has("demand_pmf") { return .lattice(try lattice("demand_pmf")) }
    let word = has("demand") ? try text("demand") : usual
    switch word {
    case "poisson":
      let mean = try positive("demand_mean")
      try expect(sd: mean.squareRoot(), of: word)
      return .poisson(mean: mean)
    case "normal": return try normal(mean: try number("demand_mean"), sd: try number("demand_sd"), "demand_sd")
    case "geometric":
      let mean = try positive("demand_mean")
      try expect(sd: (mean * (1 + mean)).squareRoot(), of: word)
      return .geometric(mean: mean)
    default: return try uniform(word, remedy: "or give demand_pmf")
    }
  }

  /// A standard deviation beside a law that has no choice of it must be the law's own, to a hundredth.
  private func expect(sd own: Double, of word: String) throws(InputErrors) {
    guard has("demand_sd") else { return }
    try expect(try number("demand_sd"), own: own, of: word)
  }

  private func expect(_ sd: Double, own: Double, of word: String) throws(InputErrors) {
    if abs(sd - own) > 0.01 * own {
      throw refusal("demand_sd", "is \(sd), but a \(word) law of this mean has \(own)", remedy: "remove it, or name another law")
    }
  }

  /// The demand of each of so many periods: a word or probabilities for all, or a list with one each; the words' numbers are one for all
  /// periods or a list.
  ///
  /// - Parameter usual: the word where the row has none; nil = normal beside a `demand_sd`, else Poisson.
  func demands(periods n: Int, usual: String? = nil) throws(InputErrors) -> [DemandWord] {
    for name in ["demand_pmfs", "demand_pmf"] where has(name) {
      guard case .array(let laws)? = json[name]?.value else { continue }
      if laws.count != n { throw refusal(name, "holds \(laws.count) laws", remedy: "give one for all periods, or \(n) of them") }
      var found: [DemandWord] = []
      for law in laws { found.append(.lattice(try RowInputs(PlacedJSON(.object([.init(name, law)]), at: law.place)).lattice(name))) }
      return found
    }
    if has("demand_pmf") { return [DemandWord](repeating: .lattice(try lattice("demand_pmf")), count: n) }
    var words = [String](repeating: usual ?? (has("demand_sd") ? "normal" : "poisson"), count: n)
    if has("demand"), case .array(let list)? = json["demand"]?.value {
      if list.count != n { throw refusal("demand", "names \(list.count) laws", remedy: "give one for all periods, or \(n) of them") }
      words = []
      for one in list {
        guard case .string(let word) = one.value else { throw refusal("demand", "holds \(one.describedKind)", remedy: "write words only") }
        words.append(word)
      }
    } else if has("demand") {
      words = [String](repeating: try text("demand"), count: n)
    }
    let needsMean = words.contains { ["poisson", "normal", "geometric"].contains($0) }
    let means = needsMean ? try series("demand_mean", count: n) : []
    let sds = words.contains("normal") || has("demand_sd") ? try series("demand_sd", count: n) : []
    var found: [DemandWord] = []
    for (t, word) in words.enumerated() {
      func own(_ sd: Double) throws(InputErrors) {
        if !words.contains("normal"), !sds.isEmpty { try expect(sds[t], own: sd, of: word) }
      }
      switch word {
      case "poisson", "geometric":
        let mean = means[t]
        if !(mean >= 0 && mean.isFinite) { throw refusal("demand_mean", "holds \(mean)", remedy: "write numbers of at least 0") }
        try own((word == "poisson" ? mean : mean * (1 + mean)).squareRoot())
        found.append(mean == 0 ? .uniform(0, 0) : word == "poisson" ? .poisson(mean: mean) : .geometric(mean: mean))
      case "normal": found.append(try normal(mean: means[t], sd: sds[t], "demand_sd"))
      default: found.append(try uniform(word, remedy: "or give demand_pmf"))
      }
    }
    return found
  }

  /// The demand of several items: one word for all or one each, parted by `/` or as a list, their numbers in `demand_means` and
  /// `demand_sds`; or probabilities, `demand_pmf` for all, `demand_pmfs` one each.
  func demands(count: Int) throws(InputErrors) -> [DemandWord] {
    if has("demand_pmfs") {
      guard case .array(let laws)? = json["demand_pmfs"]?.value, laws.count == count else {
        throw refusal("demand_pmfs", "does not name \(count) laws", remedy: "write a list of {\"value\": probability, …}, one an item")
      }
      var found: [DemandWord] = []
      for law in laws {
        found.append(.lattice(try RowInputs(PlacedJSON(.object([.init("demand_pmfs", law)]), at: law.place)).lattice("demand_pmfs")))
      }
      return found
    }
    if has("demand_pmf") { return [DemandWord](repeating: .lattice(try lattice("demand_pmf")), count: count) }
    var words: [String]
    if has("demand"), case .array(let list)? = json["demand"]?.value {
      words = []
      for one in list {
        guard case .string(let word) = one.value else { throw refusal("demand", "holds \(one.describedKind)", remedy: "write words only") }
        words.append(word)
      }
    } else {
      words = try text("demand").split(separator: "/").map { $0.split(separator: " ").joined(separator: " ") }
    }
    if words.count != count && words.count != 1 {
      throw refusal("demand", "names \(words.count) demands for \(count) items", remedy: "separate them by /")
    }
    func mean(_ i: Int) throws(InputErrors) -> Double {
      let value = has("demand_means") ? try series("demand_means", count: count)[i] : try number("demand_mean")
      if !(value > 0 && value < 1e6) { throw refusal("demand_means", "holds \(value)", remedy: "write means above 0") }
      return value
    }
    var laws: [DemandWord] = []
    for i in 0..<count {
      let word = words[words.count == 1 ? 0 : i]
      switch word {
      case "poisson": laws.append(.poisson(mean: try mean(i)))
      case "geometric": laws.append(.geometric(mean: try mean(i)))
      case "normal":
        let sd = has("demand_sds") ? try series("demand_sds", count: count)[i] : try number("demand_sd")
        laws.append(try normal(mean: try mean(i), sd: sd, "demand_sds"))
      default:
        // "uniform 0..5 / 0..3" names the law once.
        let isShort = i > 0 && words[0].hasPrefix("uniform") && word.first?.isNumber == true
        laws.append(try uniform(isShort ? "uniform " + word : word, remedy: "or give demand_pmfs"))
      }
      if case .uniform(let a, let b) = laws[i], a < 0 || b >= 10_000 {
        throw refusal("demand", "'\(word)' is not understood", remedy: "write whole numbers from 0 to 9999, as in 'uniform 0..5 / 0..3'")
      }
    }
    return laws
  }

  private func normal(mean: Double, sd: Double, _ name: String) throws(InputErrors) -> DemandWord {
    if sd < 0 { throw refusal(name, "is negative", remedy: "write at least 0") }
    return .normal(mean: mean, sd: sd)
  }

  private func uniform(_ word: String, remedy: String) throws(InputErrors) -> DemandWord {
    if let (a, b) = wholeRange(word, after: "uniform on ") { return .uniform(a, b) }
    if let (a, b) = wholeRange(word, after: "uniform ") { return .uniform(a, b) }
    throw refusal("demand", "is '\(word)', which is not known", remedy: "write poisson, normal, geometric, 'uniform on 0..4', \(remedy)")
  }

  /// A number greater than 0.
  func positive(_ name: String) throws(InputErrors) -> Double {
    let value = try number(name)
    if value <= 0 { throw refusal(name, "is \(value)", remedy: "write a number greater than 0") }
    return value
  }

  /// Probabilities on the integers.
  func lattice(_ name: String) throws(InputErrors) -> LatticeDistribution {
    let weights = try weights(name)
    for one in weights where one.value != one.value.rounded() || abs(one.value) > 1e9 {
      throw refusal(name, "has the value \(one.value)", remedy: "use whole numbers")
    }
    let first = Int(weights.first?.value ?? 0)
    let last = Int(weights.last?.value ?? 0)
    if last - first > 2_000_000 { throw refusal(name, "spans more than 2 000 000 values", remedy: "count in larger units") }
    var p = [Double](repeating: 0, count: last - first + 1)
    for one in weights { p[Int(one.value) - first] += one.weight }
    return LatticeDistribution(offset: first, probabilities: p).normalized()
  }

  private func wholeRange(_ word: String, after prefix: String) -> (Int, Int)? {
    guard word.hasPrefix(prefix) else { return nil }
    let ends = word.dropFirst(prefix.count).split(separator: "..", omittingEmptySubsequences: false).map { Int($0.drop { $0 == " " }) }
    guard ends.count == 2, let a = ends[0], let b = ends[1], a <= b, abs(a) < 1_000_000, abs(b) < 1_000_000 else { return nil }
    return (a, b)
  }
}
