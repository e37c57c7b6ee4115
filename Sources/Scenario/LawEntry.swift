/// Names of laws with their parameters, for the parser, `explain` and the schema.
struct LawEntry: Sendable {
  enum Role: Sendable {
    /// In the unit of what the law is a law of.
    case value
    /// A bare number; `cv`, a shape, a dispersion.
    case number
    case whole
    case share
    /// Another law.
    case law
  }
  struct Parameter: Sendable {
    var name: String
    var role: Role
    var isOptional = false
  }

  var name: String
  var parameters: [Parameter]
  var meaning: String
  /// Parameters for a drawing, in the language.
  var example: String

  /// Whether no parameter tells the unit of what the law gives: a count, whatever it is a law of.
  var isUnitless: Bool { !parameters.isEmpty && !parameters.contains { $0.role == .value || $0.role == .law } }

  /// Whether it gives whole numbers though its mean may have a unit.
  var counts: Bool { ["poisson", "negative-binomial", "geometric"].contains(name) }

  static let all: [LawEntry] = [
    LawEntry(
      name: "constant", parameters: [.init(name: "value", role: .value)],
      meaning: "Always the same; a bare value means this. Also called `deterministic`.",
      example: "{ constant: { value: 5 } }"),
    LawEntry(
      name: "uniform", parameters: [.init(name: "min", role: .value), .init(name: "max", role: .value)],
      meaning: "Every value between two bounds alike.", example: "{ uniform: { min: 2, max: 10 } }"),
    LawEntry(
      name: "triangular",
      parameters: [.init(name: "min", role: .value), .init(name: "mode", role: .value), .init(name: "max", role: .value)],
      meaning: "A least, a likeliest and a largest value.", example: "{ triangular: { min: 2, mode: 4, max: 12 } }"),
    LawEntry(
      name: "pert", parameters: [.init(name: "min", role: .value), .init(name: "mode", role: .value), .init(name: "max", role: .value)],
      meaning: "Beta-PERT: as triangular, with the likeliest value counting four times; mean (min + 4·mode + max)/6.",
      example: "{ pert: { min: 2, mode: 4, max: 12 } }"),
    LawEntry(
      name: "normal",
      parameters: [
        .init(name: "mean", role: .value), .init(name: "sd", role: .value, isOptional: true),
        .init(name: "cv", role: .number, isOptional: true),
      ],
      meaning: "The bell curve. Where negatives are impossible it is cut at zero, with a warning.",
      example: "{ normal: { mean: 10, sd: 3 } }"),
    LawEntry(
      name: "lognormal",
      parameters: [
        .init(name: "mean", role: .value), .init(name: "sd", role: .value, isOptional: true),
        .init(name: "cv", role: .number, isOptional: true),
      ],
      meaning: "Right-skewed: times of work. Mean and sd are those of the time itself, not of its logarithm.",
      example: "{ lognormal: { mean: 74, cv: 0.6 } }"),
    LawEntry(
      name: "gamma",
      parameters: [
        .init(name: "mean", role: .value, isOptional: true), .init(name: "sd", role: .value, isOptional: true),
        .init(name: "cv", role: .number, isOptional: true),
        .init(name: "shape", role: .number, isOptional: true), .init(name: "scale", role: .value, isOptional: true),
      ], meaning: "Right-skewed and never negative: lead times. By mean and sd (or cv), or by shape and scale.",
      example: "{ gamma: { mean: 21, sd: 6 } }"),
    LawEntry(
      name: "erlang", parameters: [.init(name: "k", role: .whole), .init(name: "mean", role: .value)],
      meaning: "The sum of k exponential times with the given mean in all.", example: "{ erlang: { k: 3, mean: 9 } }"),
    LawEntry(
      name: "exponential", parameters: [.init(name: "mean", role: .value)], meaning: "Without memory; cv 1.",
      example: "{ exponential: { mean: 5 } }"),
    LawEntry(
      name: "weibull", parameters: [.init(name: "shape", role: .number), .init(name: "scale", role: .value)],
      meaning: "Lives and delays; shape above 1 means ageing.", example: "{ weibull: { shape: 1.8, scale: 10 } }"),
    LawEntry(
      name: "beta",
      parameters: [
        .init(name: "a", role: .number), .init(name: "b", role: .number), .init(name: "min", role: .value),
        .init(name: "max", role: .value),
      ], meaning: "Between two bounds, with two shapes.", example: "{ beta: { a: 2, b: 5, min: 0, max: 20 } }"),
    LawEntry(
      name: "poisson", parameters: [.init(name: "mean", role: .value)],
      meaning: "Counts of independent events; variance equals mean.", example: "{ poisson: { mean: 5 } }"),
    LawEntry(
      name: "negative-binomial",
      parameters: [
        .init(name: "mean", role: .value), .init(name: "dispersion", role: .number, isOptional: true),
        .init(name: "sd", role: .value, isOptional: true),
      ], meaning: "Counts that vary more than Poisson's; dispersion = variance ÷ mean, above 1.",
      example: "{ negative-binomial: { mean: 5, dispersion: 3 } }"),
    LawEntry(
      name: "geometric", parameters: [.init(name: "mean", role: .value), .init(name: "from", role: .whole, isOptional: true)],
      meaning: "Counts from 0 or 1, each further one with the same chance.", example: "{ geometric: { mean: 4.2, from: 1 } }"),
    LawEntry(
      name: "binomial", parameters: [.init(name: "n", role: .whole), .init(name: "p", role: .share)],
      meaning: "Successes in n tries.", example: "{ binomial: { n: 20, p: 30 % } }"),
    LawEntry(
      name: "bernoulli", parameters: [.init(name: "p", role: .share)], meaning: "1 with probability p, else 0.",
      example: "{ bernoulli: { p: 97 % } }"),
    LawEntry(
      name: "discrete", parameters: [], meaning: "Values with weights, written out: `{ 1: 60 %, 2: 30 %, 5: 10 % }`.",
      example: "{ discrete: { 1: 0.6, 2: 0.3, 5: 0.1 } }"),
    LawEntry(
      name: "empirical",
      parameters: [.init(name: "file", role: .value, isOptional: true), .init(name: "smooth", role: .value, isOptional: true)],
      meaning: "Observed values from a CSV file (a column of values, an optional column `weight` or `count`); `smooth: true` interpolates.",
      example: "{ empirical: lead-times.csv }"),
    LawEntry(
      name: "mixture", parameters: [], meaning: "One of several named laws, chosen by weight.",
      example:
        "{ mixture: { small: { weight: 0.8, law: { poisson: { mean: 2 } } }, large: { weight: 0.2, law: { poisson: { mean: 20 } } } } }"),
    LawEntry(
      name: "zero-inflated", parameters: [.init(name: "zero", role: .share), .init(name: "law", role: .law)],
      meaning: "Nothing with probability `zero`, else the law.", example: "{ zero-inflated: { zero: 60 %, law: { poisson: { mean: 4 } } } }"
    ),
    LawEntry(
      name: "compound", parameters: [.init(name: "count", role: .law), .init(name: "size", role: .law)],
      meaning: "The sum of `count` draws of `size`: customers who each take some units.",
      example: "{ compound: { count: { poisson: { mean: 3 } }, size: { geometric: { mean: 2, from: 1 } } } }"),
    LawEntry(
      name: "shifted", parameters: [.init(name: "by", role: .value), .init(name: "law", role: .law)],
      meaning: "A law moved by a fixed amount.",
      example: "{ shifted: { by: 5, law: { exponential: { mean: 3 } } } }"),
    LawEntry(
      name: "scaled", parameters: [.init(name: "by", role: .number), .init(name: "law", role: .law)],
      meaning: "A law times a fixed factor.",
      example: "{ scaled: { by: 1.2, law: { gamma: { mean: 21, sd: 6 } } } }"),
    LawEntry(
      name: "truncated",
      parameters: [
        .init(name: "min", role: .value, isOptional: true), .init(name: "max", role: .value, isOptional: true),
        .init(name: "law", role: .law),
      ], meaning: "The law on condition that it falls between two bounds.",
      example: "{ truncated: { min: 1, max: 12, law: { gamma: { mean: 6, sd: 4 } } } }"),
  ]

  /// Words of the field for laws that have another name here.
  static let otherNames = ["deterministic": "constant"]
  static let names: [String] = all.map(\.name) + otherNames.keys.sorted()
  /// Laws of the language that are not built.
  static let later: Set<String> = ["autocorrelated"]

  static func named(_ name: String) -> LawEntry? {
    let name = otherNames[name] ?? name
    return all.first { $0.name == name }
  }
}
