/// Something wrong with a law's parameters, in a planner's words.
public struct LawProblem: Sendable, Hashable, CustomStringConvertible {
  /// The parameter's place inside the law, from the outside in: `["size", "sd"]`. Parts of lists are counted from 1.
  public var path: [String]
  /// What is wrong, without a full stop.
  public var message: String
  /// What would be right.
  public var remedy: String

  public init(path: [String], message: String, remedy: String) {
    self.path = path
    self.message = message
    self.remedy = remedy
  }

  public var description: String { "\(path.joined(separator: ".")): \(message); \(remedy)" }
}

/// Why a law could not be compiled.
public enum LawError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The parameters contradict the law; `Law.problems()` finds the same ones.
  case invalid([LawProblem])
  /// The law needs more points on the integers than allowed.
  case tooLarge(points: Double, limit: Int)
  /// A sum of random many terms would take more than about 3·10⁹ multiplications.
  case tooMuchWork(operations: Double)

  public var description: String {
    switch self {
    case .invalid(let problems): problems.map(\.description).joined(separator: "\n")
    case .tooLarge(let points, let limit):
      "the law spreads over about \(Self.round(points)) whole numbers, more than the \(limit) a table may hold; "
        + "count in larger units (cases or pallets instead of pieces), or truncate the law"
    case .tooMuchWork(let operations):
      "summing the compound law takes about \(Self.round(operations)) multiplications, more than can be waited for; "
        + "count in larger units, or use a gamma or normal law with the same mean and standard deviation"
    }
  }

  /// Two significant digits, without a formatter or a locale.
  private static func round(_ x: Double) -> String {
    guard x.isFinite, x < 1e300 else { return "more than 10^300" }
    var mantissa = x, exponent = 0
    while mantissa >= 10 {
      mantissa /= 10
      exponent += 1
    }
    let tenths = Int((mantissa * 10).rounded())
    return exponent < 6 ? "\(Int(x.rounded()))" : "\(tenths / 10).\(tenths % 10)·10^\(exponent)"
  }
}

extension Law {
  /// Everything wrong with the parameters; empty when the law can be used.
  ///
  /// Degenerate cases are in order: a standard deviation of 0, a mean of 0, equal bounds make a constant. Parameters are at most 10¹⁵ in
  /// size.
  ///
  /// - Complexity: O(size of the law), except that a truncation looks at the share it keeps.
  public func problems() -> [LawProblem] {
    var found: [LawProblem] = []
    check([], &found)
    return found
  }

  private func check(_ path: [String], _ found: inout [LawProblem]) {
    func report(_ parameter: String, _ message: String, _ remedy: String) {
      found.append(LawProblem(path: path + [parameter], message: message, remedy: remedy))
    }
    /// Whether a number is there at all, and of a size that can be reckoned with.
    func number(_ parameter: String, _ x: Double) -> Bool {
      if !(abs(x) <= 1e15) {
        report(parameter, "\(parameter) is \(x)", "give a finite number of at most 10^15 in size")
        return false
      }
      return true
    }
    func atLeastZero(_ parameter: String, _ x: Double) -> Bool {
      if number(parameter, x) {
        if x >= 0 { return true }
        report(parameter, "\(parameter) is \(x), below 0", "give a \(parameter) of at least 0")
      }
      return false
    }
    func positive(_ parameter: String, _ x: Double, within range: ClosedRange<Double>) {
      if number(parameter, x), !range.contains(x) {
        report(parameter, "\(parameter) is \(x)", "give a \(parameter) greater than 0, between \(range.lowerBound) and \(range.upperBound)")
      }
    }
    func share(_ parameter: String, _ x: Double) {
      if !(x >= 0 && x <= 1) { report(parameter, "\(parameter) is \(x)", "give a share between 0 and 1 (0 % and 100 %)") }
    }
    func ordered(_ parameters: [(name: String, value: Double)]) {
      let finite = parameters.map { number($0.name, $0.value) }
      if finite.contains(false) { return }
      for (a, b) in zip(parameters, parameters.dropFirst()) where a.value > b.value {
        report(a.name, "\(a.name) (\(a.value)) is greater than \(b.name) (\(b.value))", "give \(a.name) ≤ \(b.name)")
      }
    }
    func weights(_ weights: [Double]) {
      if weights.isEmpty { report("values", "the list is empty", "give at least one value") }
      for (i, w) in weights.enumerated() where !(w >= 0 && w <= 1e300) {
        report("weight \(i + 1)", "the weight is \(w)", "give a finite weight of at least 0")
      }
      if !weights.isEmpty, weights.allSatisfy({ $0 == 0 }) {
        report("weights", "all weights are 0", "give at least one weight greater than 0")
      }
    }
    switch self {
    case .constant(let value): _ = number("value", value)
    case .uniform(let min, let max): ordered([("min", min), ("max", max)])
    case .triangular(let min, let mode, let max), .pert(let min, let mode, let max): ordered([("min", min), ("mode", mode), ("max", max)])
    case .normal(let mean, let sd):
      _ = number("mean", mean)
      _ = atLeastZero("sd", sd)
    case .lognormal(let mean, let sd), .gamma(let mean, let sd):
      let ready = [atLeastZero("mean", mean), atLeastZero("sd", sd)]
      if ready.contains(false) { break }
      if mean == 0 && sd > 0 { report("mean", "mean is 0 but sd is \(sd)", "give a mean greater than 0, or sd 0") }
      if mean > 0 && (sd > 10_000 * mean || mean < 1e-100) {
        report(
          "sd", "sd (\(sd)) is more than 10 000 times the mean (\(mean))",
          "give a standard deviation in the mean's unit; check whether a variance was meant")
      }
    case .erlang(let k, let mean):
      if k < 1 || k > 1_000_000_000 { report("k", "k is \(k)", "give a whole number of phases from 1 to 10^9") }
      _ = atLeastZero("mean", mean)
    case .exponential(let mean): _ = atLeastZero("mean", mean)
    case .weibull(let shape, let scale):
      positive("shape", shape, within: 0.01...1e6)
      _ = atLeastZero("scale", scale)
    case .beta(let a, let b, let min, let max):
      positive("a", a, within: 1e-4...1e9)
      positive("b", b, within: 1e-4...1e9)
      ordered([("min", min), ("max", max)])
    case .poisson(let mean):
      if atLeastZero("mean", mean), mean > 1e12 { report("mean", "mean is \(mean)", "give at most 10^12, or a normal law with sd = √mean") }
    case .negativeBinomial(let mean, let dispersion):
      if atLeastZero("mean", mean), mean > 1e12 { report("mean", "mean is \(mean)", "give at most 10^12") }
      if !(dispersion > 1) {
        report(
          "dispersion", "dispersion is \(dispersion)",
          "give variance ÷ mean greater than 1; at 1 the law is poisson, below 1 it is binomial")
      } else if dispersion > 1e9 {
        report("dispersion", "dispersion is \(dispersion)", "give at most 10^9")
      }
    case .geometric(let mean, let from):
      if from != 0 && from != 1 { report("from", "from is \(from)", "give 0 or 1, the smallest possible value") }
      if atLeastZero("mean", mean), from == 1, mean < 1 {
        report("mean", "mean is \(mean), but the smallest value is 1", "give a mean of at least 1, or from: 0")
      }
      if mean > 1e12 { report("mean", "mean is \(mean)", "give at most 10^12") }
    case .binomial(let n, let p):
      if n < 0 || n > 1_000_000_000_000 { report("n", "n is \(n)", "give a whole number from 0 to 10^12") }
      share("p", p)
    case .bernoulli(let p): share("p", p)
    case .discrete(let list), .empirical(let list, _):
      weights(list.map(\.weight))
      for (i, item) in list.enumerated() { _ = number("value \(i + 1)", item.value) }
    case .mixture(let parts):
      weights(parts.map(\.weight))
      for (i, part) in parts.enumerated() { part.value.check(path + ["part \(i + 1)"], &found) }
    case .zeroInflated(let zero, let law):
      share("zero", zero)
      law.check(path + ["law"], &found)
    case .compound(let count, let size):
      count.check(path + ["count"], &found)
      size.check(path + ["size"], &found)
      if size.support.lower < 0 {
        report("size", "the size can be below 0", "truncate it: { truncated: { min: 0, law: … } }")
      }
      if !count.isInteger || count.support.lower < 0 {
        report(
          "count", "the count can take values that are not whole numbers from 0 up",
          "give a counting law such as poisson, negative-binomial or geometric")
      }
    case .shifted(let by, let law):
      _ = number("by", by)
      law.check(path + ["law"], &found)
    case .scaled(let by, let law):
      _ = atLeastZero("by", by)
      law.check(path + ["law"], &found)
    case .truncated(let min, let max, let law):
      let before = found.count
      law.check(path + ["law"], &found)
      if let min, min != min { report("min", "min is not a number", "give a number or leave it out") }
      if let max, max != max { report("max", "max is not a number", "give a number or leave it out") }
      if found.count > before { break }
      if let min, let max, min > max {
        report("min", "min (\(min)) is greater than max (\(max))", "give min ≤ max")
      } else if let form = try? LawForm(law), LawForm.kept(form, min ?? -.infinity, max ?? .infinity) < 1e-9 {
        report("law", "less than one draw in 10^9 falls between the bounds", "widen the bounds or move the law's mean towards them")
      }
    }
  }
}
