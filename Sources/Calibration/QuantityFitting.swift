internal import Randomness

/// Units of a line. Items differ by far more than lines do, so each item keeps its own mean and dispersion; what is judged is the mixture
/// over items.
enum QuantityFitting {
  /// 1 + negative binomial and geometric, each with the items' own parameters. People order in sixes, dozens and cases; where that
  /// refuses both, each item keeps its own observed quantities.
  static func fit(_ counts: [Int: Int], items: [CalibratedItem]) -> FittedCount {
    var result = CountFitting.summary(counts)
    guard result.observations >= 30, result.mean > 1 else { return result }
    func consider(_ name: String, parameters: Int, law: Law, of laws: (CalibratedItem) -> Law) {
      var parts: [(weight: Double, law: Distribution)] = []
      for item in items {
        guard let distribution = try? Distribution(laws(item)) else { return }
        parts.append((item.popularity, distribution))
      }
      func mixed(_ value: (Distribution) -> Double) -> Double {
        var sum = 0.0
        for part in parts { sum += part.weight * value(part.law) }
        return sum
      }
      result.candidates.append(
        CountFitting.judge(
          name, law, result, parameters: parameters, mass: { k in mixed { $0.pmf(Double(k)) } },
          above: { k in mixed { $0.survival(Double(k)) } }))
    }
    consider(
      "per item 1 + negative binomial with its mean and dispersion", parameters: 0,
      law: .shifted(by: 1, .negativeBinomial(mean: result.mean - 1, dispersion: 2))
    ) { .shifted(by: 1, extraLaw($0)) }
    consider("per item geometric with its mean", parameters: 0, law: .geometric(mean: result.mean, from: 1)) {
      $0.quantityMean > 1 ? .geometric(mean: $0.quantityMean, from: 1) : .constant(1)
    }
    result.candidates.sort { $0.misplaced < $1.misplaced }
    result.chosen = Fit.choice(of: result.candidates)
    return result
  }

  /// Least mean and dispersion written: a negative binomial law needs a mean above 0 and a dispersion above 1.
  static let leastExtra = 0.001, leastDispersion = 1.001

  /// Units beyond the first of a line.
  static func extraLaw(_ item: CalibratedItem) -> Law {
    .negativeBinomial(mean: max(leastExtra, item.quantityMean - 1), dispersion: max(leastDispersion, item.quantityDispersion))
  }

  /// The law of one item's line, as the scenario has it.
  static func law(_ item: CalibratedItem, chosen: Fit?) -> Law {
    switch chosen?.law {
    case .shifted: .shifted(by: 1, extraLaw(item))
    case .geometric: item.quantityMean > 1 ? .geometric(mean: item.quantityMean, from: 1) : .constant(1)
    default: .empirical(item.quantities.map { Weighted(Double($0.value), weight: Double($0.times)) }, smooth: false)
    }
  }
}
