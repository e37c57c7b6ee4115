internal import Groundwork
internal import Randomness

/// Reads laws and fixed values. Times come out in multiples of `base` seconds, counts and units as they are.
struct LawReader {
  let reading: Reading
  let use: LawUse
  /// Seconds in one unit of the law's numbers, for times: 86 400 gives days.
  var base = 1.0
  /// The item whose columns `column NAME` reads; nil where columns make no sense.
  var row: ItemRow?
  /// Whether a parameter of the form being read is written in another unit than that of the law's numbers.
  private var isInOtherUnit = false
  /// What the work is per: found with the first parameter that has a unit; all must agree.
  private(set) var dimension: Dimension?

  init(_ reading: Reading, use: LawUse, base: Double = 1, row: ItemRow? = nil) {
    self.reading = reading
    self.use = use
    self.base = base
    self.row = row
  }

  /// The law at a branch, checked; nil after a complaint.
  ///
  /// - Parameter beside: keys that may stand beside the law's name and are read elsewhere (`every`, `season`).
  mutating func law(_ branch: Branch, key: String, beside: Set<String> = []) -> Law? {
    guard let law = unchecked(branch, key: key, beside: beside) else { return nil }
    return checked(law, branch: branch, key: key)
  }

  mutating func unchecked(_ branch: Branch, key: String, beside: Set<String> = []) -> Law? {
    guard let twigs = branch.twigs else {
      if branch.list != nil {
        reading.error("wrong-kind", "this is a list", "expected \(reading.local(ValueType.law(use).inWords))", at: branch.place)
        return nil
      }
      return value(branch, key: key).map { .constant($0) }
    }
    let laws = twigs.filter { !beside.contains($0.key) }
    guard let named = laws.first else {
      reading.error("missing-law", "'\(key)' names no law", "write \(reading.local(ValueType.law(use).inWords))", at: branch.place)
      return nil
    }
    var isGood = true
    for twig in laws where !LawEntry.names.contains(twig.key) {
      if LawEntry.later.contains(twig.key) {
        reading.error(
          "not-yet", "the law '\(twig.key)' is not built yet", "the laws built are " + LawEntry.names.joined(separator: ", "),
          at: twig.place)
      } else {
        reading.unknown("law", twig.key, among: LawEntry.names + beside.sorted(), code: "unknown-law", at: twig.place)
      }
      isGood = false
    }
    if laws.count > 1, isGood {
      reading.error(
        "two-laws", "'\(key)' has two laws, '\(laws[0].key)' and '\(laws[1].key)'", "keep one, or mix them with `mixture`",
        at: laws[1].place)
      return nil
    }
    return isGood ? form(named, key: key) : nil
  }

  private func checked(_ law: Law, branch: Branch, key: String) -> Law? {
    for problem in law.problems() {
      let path = problem.path.isEmpty ? "" : "'\(problem.path.joined(separator: "."))': "
      reading.error("bad-law", "\(path)\(problem.message)", problem.remedy, at: branch.place)
      return nil
    }
    if law.support.lower.isNaN {
      reading.error(
        "bad-law", "this law has more values than can be listed",
        "count in packs, or give a law of the sum, `negative-binomial:` or `normal:`",
        at: branch.place)
      return nil
    }
    if law.support.lower >= 0 {
      warnOfRounding(law, at: branch.place)
      return law
    }
    if case .constant = law {
      reading.error("out-of-range", "'\(key)' must not be negative", "write \(reading.local(ValueType.law(use).inWords))", at: branch.place)
      return nil
    }
    guard isBellCurve(law) else {
      reading.error(
        "negative-law", "this law can be negative, which '\(key)' cannot be", "choose bounds at or above zero, or wrap it in `truncated`",
        at: branch.place)
      return nil
    }
    let cut = law.truncatedAtZero()
    guard cut.shareCut < 0.5, cut.mean.isFinite else {
      reading.error(
        "negative-law", "more than half of this law is negative, which '\(key)' cannot be", "choose another law", at: branch.place)
      return nil
    }
    // Cuts that no table could show are made in silence.
    if cut.shareCut >= 1e-6 {
      let share = cut.shareCut < 0.0001 ? "less than 0.01 %" : "\(twoDigits(cut.shareCut * 100)) %"
      reading.warn(
        "cut-law",
        "\(share) of this law is below zero and is cut off; the mean becomes \(twoDigits(cut.mean)) instead of \(twoDigits(law.mean))"
          + (use == .time && base == 86_400 ? " days" : ""), "use gamma or lognormal for a law that is never negative", at: branch.place)
    }
    warnOfRounding(cut.law, at: branch.place)
    return cut.law
  }

  /// Demand comes in whole units: a law of real numbers is rounded, which can move the mean of a small one far.
  private func warnOfRounding(_ law: Law, at place: SourceLocation) {
    guard use == .demand, !law.isInteger, law.mean > 0, let mean = (try? law.lattice())?.mean, abs(mean / law.mean - 1) > 0.01 else {
      return
    }
    reading.warn(
      "rounded-law", "in whole units this law has a mean of \(twoDigits(mean)) instead of \(twoDigits(law.mean))",
      "use a law of counts (poisson, negative-binomial, discrete), or count in smaller units", at: place)
  }

  /// A normal law, or any law shifted into the negative by a relative change.
  private func isBellCurve(_ law: Law) -> Bool {
    switch law {
    case .normal, .shifted: true
    case .scaled(_, let inner): isBellCurve(inner)
    case .mixture(let parts): parts.allSatisfy { $0.value.support.lower >= 0 || isBellCurve($0.value) }
    case .zeroInflated(_, let inner): isBellCurve(inner)
    case .compound(_, let size): isBellCurve(size)
    default: false
    }
  }

  // MARK: Forms

  private mutating func form(_ twig: Twig, key: String) -> Law? {
    switch twig.key {
    case "discrete": return discrete(twig.value)
    case "empirical": return empirical(twig.value)
    case "mixture": return mixture(twig.value)
    default: break
    }
    let form = LawEntry.named(twig.key)!
    if form.isUnitless, use == .time || use == .work {
      // What a success lasts would be a matter of the unit that this program computes in.
      let written = twig.value.twigs == nil ? form.example : "{ \(form.name): \(twig.value.flow) }"
      reading.error(
        "missing-unit", "'\(form.name)' gives a number of successes, and '\(key)' needs a unit of time",
        "write what each lasts, such as `{ compound: { count: \(written), size: \(use == .work ? "30 s" : "1 d") } }`", at: twig.place)
      return nil
    }
    guard let twigs = twig.value.twigs else {
      reading.error("wrong-kind", "'\(twig.key)' needs its parameters", "write " + written(form), at: twig.value.place)
      return nil
    }
    var isGood = true
    for inner in twigs where !form.parameters.contains(where: { $0.name == inner.key }) {
      reading.unknown("parameter", inner.key, among: form.parameters.map(\.name), code: "unknown-parameter", at: inner.place)
      isGood = false
    }
    var numbers: [String: Double] = [:]
    var laws: [String: Law] = [:]
    isInOtherUnit = false
    for parameter in form.parameters {
      guard let inner = twig.value[parameter.name] else {
        if !parameter.isOptional {
          reading.error(
            "missing-parameter", "'\(twig.key)' lacks its parameter '\(parameter.name)'", "write " + written(form), at: twig.place)
          isGood = false
        }
        continue
      }
      switch parameter.role {
      case .law where form.name == "compound" && parameter.name == "count" && use != .demand:
        // How many pieces a time is made of has no unit.
        var counts = LawReader(reading, use: .count, row: row)
        if let law = counts.unchecked(inner, key: parameter.name) { laws[parameter.name] = law } else { isGood = false }
      case .law:
        if let law = unchecked(inner, key: parameter.name) { laws[parameter.name] = law } else { isGood = false }
      case .value:
        if let number = value(inner, key: parameter.name) { numbers[parameter.name] = number } else { isGood = false }
      case .number:
        if let number = plainNumber(inner, key: parameter.name) { numbers[parameter.name] = number } else { isGood = false }
      case .whole:
        if let number = reading.whole(inner, 0...1_000_000_000, noun: nil, key: parameter.name) {
          numbers[parameter.name] = Double(number)
        } else {
          isGood = false
        }
      case .share:
        if let share = reading.share(inner, key: parameter.name) { numbers[parameter.name] = share } else { isGood = false }
      }
    }
    if isGood, form.counts, isInOtherUnit { tellCounted(twig, mean: numbers["mean"] ?? 0) }
    return isGood ? build(twig, numbers, laws, form) : nil
  }

  /// A law of counts draws whole numbers of the unit that this program computes in, which is not the one that is written.
  private func tellCounted(_ twig: Twig, mean: Double) {
    let (name, sign) = base == 86_400 ? ("days", "d") : ("seconds", "s")
    reading.warn(
      "counted-law", "as a time '\(twig.key)' counts whole \(name), whatever unit it is written in: \(twoDigits(mean)) of them on average",
      "write them in \(sign), or take `gamma` for times between whole \(name)", at: twig.place)
  }

  private func written(_ form: LawEntry) -> String { "`\(form.example)` (see `bullwhip explain law \(form.name)`)" }

  /// The standard deviation from `sd` or `cv`; a complaint where there is none or both.
  private func deviation(_ twig: Twig, _ numbers: [String: Double], mean: Double, _ form: LawEntry) -> Double? {
    if numbers["sd"] != nil, numbers["cv"] != nil {
      reading.error("two-spreads", "'\(twig.key)' has both 'sd' and 'cv'", "keep one", at: twig.place)
      return nil
    }
    if let sd = numbers["sd"] { return sd }
    if let cv = numbers["cv"] {
      if cv >= 0 { return cv * abs(mean) }
      reading.error(
        "out-of-range", "'cv' is \(cv.plainText)", "the spread as a share of the mean, at least 0", at: twig.value["cv"]?.place ?? twig.place)
      return nil
    }
    reading.error("missing-parameter", "'\(twig.key)' lacks its parameter 'sd' (or 'cv')", "write " + written(form), at: twig.place)
    return nil
  }

  private func build(_ twig: Twig, _ p: [String: Double], _ laws: [String: Law], _ form: LawEntry) -> Law? {
    switch form.name {
    case "constant": return .constant(p["value"]!)
    case "uniform": return .uniform(min: p["min"]!, max: p["max"]!)
    case "triangular": return .triangular(min: p["min"]!, mode: p["mode"]!, max: p["max"]!)
    case "pert": return .pert(min: p["min"]!, mode: p["mode"]!, max: p["max"]!)
    case "normal", "lognormal":
      guard let sd = deviation(twig, p, mean: p["mean"]!, form) else { return nil }
      if sd == 0 { return .constant(p["mean"]!) }
      return twig.key == "normal" ? .normal(mean: p["mean"]!, sd: sd) : .lognormal(mean: p["mean"]!, sd: sd)
    case "gamma":
      if let shape = p["shape"], let scale = p["scale"] {
        if p["mean"] != nil || p["sd"] != nil || p["cv"] != nil {
          reading.error("two-spreads", "'gamma' has both mean and shape", "give mean and sd, or shape and scale", at: twig.place)
          return nil
        }
        return .gamma(mean: shape * scale, sd: shape.squareRoot() * scale)
      }
      guard let mean = p["mean"] else {
        reading.error("missing-parameter", "'gamma' lacks its parameter 'mean'", "write " + written(form), at: twig.place)
        return nil
      }
      guard let sd = deviation(twig, p, mean: mean, form) else { return nil }
      return sd == 0 ? .constant(mean) : .gamma(mean: mean, sd: sd)
    case "erlang": return .erlang(k: Int(p["k"]!), mean: p["mean"]!)
    case "exponential": return .exponential(mean: p["mean"]!)
    case "weibull": return .weibull(shape: p["shape"]!, scale: p["scale"]!)
    case "beta": return .beta(a: p["a"]!, b: p["b"]!, min: p["min"]!, max: p["max"]!)
    case "poisson": return p["mean"]! == 0 ? .constant(0) : .poisson(mean: p["mean"]!)
    case "negative-binomial": return negativeBinomial(twig, p, form)
    case "geometric":
      let from = Int(p["from"] ?? 0)
      guard from == 0 || from == 1 else {
        reading.error("out-of-range", "'from' is \(from)", "a geometric law begins at 0 or 1", at: twig.place)
        return nil
      }
      if from == 1, p["mean"]! == 1 { return .constant(1) }
      return p["mean"]! == 0 && from == 0 ? .constant(0) : .geometric(mean: p["mean"]!, from: from)
    case "binomial": return .binomial(n: Int(p["n"]!), p: p["p"]!)
    case "bernoulli": return .bernoulli(p: p["p"]!)
    case "zero-inflated": return laws["law"].map { .zeroInflated(share: p["zero"]!, $0) }
    case "compound": return laws["count"].flatMap { count in laws["size"].map { .compound(count: count, size: $0) } }
    case "shifted": return laws["law"].map { .shifted(by: p["by"]!, $0) }
    case "scaled": return laws["law"].map { .scaled(by: p["by"]!, $0) }
    case "truncated": return laws["law"].map { .truncated(min: p["min"], max: p["max"], $0) }
    default: return nil
    }
  }

  private func negativeBinomial(_ twig: Twig, _ p: [String: Double], _ form: LawEntry) -> Law? {
    let mean = p["mean"]!
    if mean == 0 { return .constant(0) }
    if p["dispersion"] != nil, p["sd"] != nil {
      reading.error("two-spreads", "'negative-binomial' has both 'dispersion' and 'sd'", "keep one", at: twig.place)
      return nil
    }
    guard let dispersion = p["dispersion"] ?? p["sd"].map({ $0 * $0 / mean }) else {
      reading.error(
        "missing-parameter", "'negative-binomial' lacks its parameter 'dispersion' (or 'sd')", "write " + written(form), at: twig.place)
      return nil
    }
    // Variance equal to the mean is Poisson's law, the limit.
    if dispersion == 1 { return .poisson(mean: mean) }
    if dispersion < 1 {
      let who = row.map { " of item '\($0.name)'" } ?? ""
      reading.error(
        "bad-law",
        "the dispersion\(who) is \(dispersion.plainText): a negative-binomial law varies more than its mean (dispersion above 1)",
        "use `binomial` or `poisson`, or raise the dispersion", at: twig.value["dispersion"]?.place ?? twig.place)
      return nil
    }
    return .negativeBinomial(mean: mean, dispersion: dispersion)
  }

  // MARK: Parameters

  /// A number in the law's own unit.
  mutating func value(_ branch: Branch, key: String) -> Double? {
    if let column = columnName(branch) { return cell(column, branch, key: key) }
    switch use {
    case .time:
      guard let quantity = reading.quantity(branch, [QuantityForm(.time, example: "21 d", in: -1e12...1e12)], key: key) else { return nil }
      if quantity.number != quantity.value / base { isInOtherUnit = true }
      return quantity.value / base
    case .work:
      let all = -Reading.longestSpan...Reading.longestSpan
      let forms = [
        QuantityForm(.time, example: "74 s", in: all), QuantityForm(.time / .line, example: "45 s per line", in: all),
        QuantityForm(.time / .unit, example: "3 s per unit", in: all), QuantityForm(.time / .order, example: "30 s per order", in: all),
      ]
      guard let quantity = reading.quantity(branch, forms, key: key) else { return nil }
      if quantity.unit.isEmpty { return 0 }
      if let known = dimension, known != quantity.dimension {
        reading.error(
          "wrong-unit", "'\(quantity.unit)' differs from the unit of the law's other parameters", "use the same unit throughout",
          at: branch.place)
        return nil
      }
      dimension = quantity.dimension
      if quantity.number != quantity.value { isInOtherUnit = true }
      return quantity.value
    case .count, .demand:
      let all = -1e15...1e15
      var forms = [QuantityForm(.none, example: "5", in: all)]
      if use == .demand {
        forms.append(QuantityForm(.unit, example: "5 units", in: all))
      } else {
        forms.append(QuantityForm(.line, example: "3 lines", in: all))
      }
      return reading.quantity(branch, forms, key: key)?.value
    }
  }

  func plainNumber(_ branch: Branch, key: String) -> Double? {
    if let column = columnName(branch) { return cell(column, branch, key: key) }
    let forms = [QuantityForm(.none, example: "0.6", in: -1e12...1e12), QuantityForm(.share, example: "60 %", in: -1e12...1e12)]
    return reading.quantity(branch, forms, key: key)?.value
  }

  private func columnName(_ branch: Branch) -> String? {
    guard let text = branch.text, text.hasPrefix("column ") else { return nil }
    return String(text.dropFirst(7)).trimmed
  }

  private func cell(_ column: String, _ branch: Branch, key: String) -> Double? {
    guard use == .demand else {
      reading.error(
        "no-column", "'\(key)' cannot be read from a column", "columns of the items' table serve demand per item and units per line",
        at: branch.place)
      return nil
    }
    guard let row else {
      reading.error(
        "no-column", "there is no table of items to read the column '\(column)' from", "name one with `items: { from: items.csv }`",
        at: branch.place)
      return nil
    }
    return row.number(inColumn: column, namedAt: branch.place, reading: reading)
  }
}

/// Two digits after the point, without a locale.
func twoDigits(_ x: Double) -> String {
  let cents = (abs(x) * 100).rounded()
  guard cents < 1e15 else { return x.plainText }
  let whole = Int64(cents)
  let rest = whole % 100
  return "\(x < 0 && whole > 0 ? "−" : "")\(whole / 100)"
    + (rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)")
}
