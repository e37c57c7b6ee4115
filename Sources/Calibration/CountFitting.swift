internal import Foundation
internal import Randomness

/// Fits laws to counts from 1 (lines of an order) and judges them.
enum CountFitting {
  /// Geometric, shifted Poisson and shifted negative binomial by maximum likelihood; the likeliest that is good enough is chosen, else
  /// none.
  ///
  /// - Parameter counts: value → how often; values at least 1.
  static func linesPerOrder(_ counts: [Int: Int]) -> FittedCount {
    var result = summary(counts)
    let mean = result.mean
    guard result.observations >= 30, mean > 1 else { return result }
    var candidates: [Fit] = []
    func consider(_ name: String, _ law: Law, parameters: Int) {
      guard let distribution = try? Distribution(law) else { return }
      candidates.append(
        judge(
          name, law, result, parameters: parameters, mass: { distribution.pmf(Double($0)) }, above: { distribution.survival(Double($0)) }))
    }
    consider("geometric, mean \(mean.rounded(toPlaces: 2)) from 1", .geometric(mean: mean, from: 1), parameters: 1)
    consider("1 + Poisson, mean \(mean.rounded(toPlaces: 2))", .shifted(by: 1, .poisson(mean: mean - 1)), parameters: 1)
    if let dispersion = negativeBinomialDispersion(result.histogram, mean: mean - 1) {
      consider(
        "1 + negative binomial, mean \(mean.rounded(toPlaces: 2)), dispersion \(dispersion.rounded(toPlaces: 2))",
        .shifted(by: 1, .negativeBinomial(mean: mean - 1, dispersion: dispersion)), parameters: 2)
    }
    candidates.sort { aic($0) < aic($1) }
    result.candidates = candidates
    result.chosen = Fit.choice(of: candidates)
    return result
  }

  static func summary(_ counts: [Int: Int]) -> FittedCount {
    let histogram = counts.sorted { $0.key < $1.key }.map { FittedCount.Count(value: $0.key, times: $0.value) }
    var n = 0
    var sum = 0.0
    var squares = 0.0
    for bar in histogram {
      n += bar.times
      sum += Double(bar.value) * Double(bar.times)
    }
    let mean = n > 0 ? sum / Double(n) : 0
    for bar in histogram { squares += (Double(bar.value) - mean) * (Double(bar.value) - mean) * Double(bar.times) }
    return FittedCount(
      observations: n, mean: mean, variance: n > 1 ? squares / Double(n - 1) : 0, histogram: histogram, candidates: [], chosen: nil)
  }

  private static func aic(_ fit: Fit) -> Double { 2 * Double(fit.parameters) - 2 * fit.logLikelihood }

  /// Pearson's χ² over runs of values with at least five expected; the last run holds all that is larger.
  ///
  /// - Parameters:
  ///   - mass: probability of a value.
  ///   - above: probability of more than a value.
  static func judge(
    _ name: String, _ law: Law, _ data: FittedCount, parameters: Int, mass: (Int) -> Double, above: (Int) -> Double
  ) -> Fit {
    let n = Double(data.observations)
    var times: [Int: Int] = [:]
    for bar in data.histogram { times[bar.value] = bar.times }
    var chi = 0.0
    var distance = 0.0
    var bins = 0
    var expected = 0.0
    var observed = 0.0
    var passedObserved = 0.0
    var value = 1
    while true {
      expected += n * mass(value)
      observed += Double(times[value] ?? 0)
      passedObserved += Double(times[value] ?? 0)
      let rest = n * above(value)
      if expected >= 5 && rest >= 5 {
        chi += (observed - expected) * (observed - expected) / expected
        distance += abs(observed - expected)
        bins += 1
        expected = 0
        observed = 0
      } else if rest < 5 || value > 1_000_000 {
        expected += rest
        observed += n - passedObserved
        if expected > 0 { chi += (observed - expected) * (observed - expected) / expected }
        distance += abs(observed - expected)
        bins += 1
        break
      }
      value += 1
    }
    var likelihood = 0.0
    for bar in data.histogram { likelihood += Double(bar.times) * log(max(mass(bar.value), 1e-300)) }
    let degrees = max(0, bins - 1 - parameters)
    let p = degrees > 0 ? SpecialFunctions.chiSquaredSurvival(chi, degrees: Double(degrees)) : 0
    return Fit(
      name: name, law: law, chiSquared: chi, degrees: degrees, p: p, misplaced: distance / (2 * n), logLikelihood: likelihood,
      parameters: parameters)
  }

  /// The dispersion (variance ÷ mean) that makes counts of mean `mean`, shifted by 1, likeliest; nil where they vary no more than Poisson
  /// counts.
  ///
  /// The mean's estimate is the sample mean for every dispersion; what remains is one dimension, searched by golden section in the
  /// logarithm of dispersion − 1.
  static func negativeBinomialDispersion(_ histogram: [FittedCount.Count], mean: Double) -> Double? {
    var n = 0.0
    var squares = 0.0
    for bar in histogram {
      let d = Double(bar.value - 1) - mean
      n += Double(bar.times)
      squares += d * d * Double(bar.times)
    }
    guard mean > 0, n > 1, squares / (n - 1) > mean * 1.000_1 else { return nil }
    func likelihood(_ logExcess: Double) -> Double {
      let dispersion = 1 + exp(logExcess)
      let r = mean / (dispersion - 1)
      let logP = -log(dispersion)
      let logQ = log((dispersion - 1) / dispersion)
      let base = r * logP - SpecialFunctions.logGamma(r)
      var sum = 0.0
      for bar in histogram {
        let k = Double(bar.value - 1)
        sum += Double(bar.times) * (base + SpecialFunctions.logGamma(r + k) - SpecialFunctions.logGamma(k + 1) + k * logQ)
      }
      return sum
    }
    let golden = (5.0.squareRoot() - 1) / 2
    var low = log(1e-4)
    var high = log(1e4)
    var a = high - golden * (high - low)
    var b = low + golden * (high - low)
    var fa = likelihood(a)
    var fb = likelihood(b)
    for _ in 0..<60 {
      if fa < fb {
        low = a
        (a, fa) = (b, fb)
        b = low + golden * (high - low)
        fb = likelihood(b)
      } else {
        high = b
        (b, fb) = (a, fa)
        a = high - golden * (high - low)
        fa = likelihood(a)
      }
    }
    return 1 + exp((low + high) / 2)
  }
}
