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
    case "poisson": return .poisson(mean: try positive("demand_mean"))
    case "normal":
      let sd = try number("demand_sd")
      if sd < 0 { throw refusal("demand_sd", "is negative", remedy: "write at least 0") }
      return .normal(mean: try number("demand_mean"), sd: sd)
    case "geometric": return .geometric(mean: try positive("demand_mean"))
    default:
      if let (a, b) = wholeRange(word, after: "uniform on ") { return .uniform(a, b) }
      if let (a, b) = wholeRange(word, after: "uniform ") { return .uniform(a, b) }
      throw refusal(
        "demand", "is '\(word)', which is not known", remedy: "write poisson, normal, geometric, 'uniform on 0..4', or give demand_pmf")
    }
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
