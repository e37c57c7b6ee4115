#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// Evenly spaced nice values. Each is computed on an integer lattice, so 0.3 is 0.3 and not 0.30000000000000004.
public struct Ticks: Sendable, Hashable {
  public var values: [Double]
  /// Decimals that show every value exactly.
  public var decimals: Int

  public var step: Double { values.count > 1 ? values[1] - values[0] : 0 }

  /// What is asked of a set of ticks besides being nice.
  public struct Request {
    /// How many ticks the axis would like (one per 38 pt vertically, per 90 pt horizontally).
    public var target: Double
    public var integersOnly: Bool
    /// No tick outside the data.
    public var insideOnly: Bool
    public var maximum: Int
    /// Legibility of candidate ticks, 1 (fine) down to −∞ (labels overlap). Called for promising candidates only.
    public var legibility: ((Ticks) -> Double)?

    public init(
      target: Double, integersOnly: Bool = false, insideOnly: Bool = false, maximum: Int = 8, legibility: ((Ticks) -> Double)? = nil
    ) {
      self.target = target
      self.integersOnly = integersOnly
      self.insideOnly = insideOnly
      self.maximum = maximum
      self.legibility = legibility
    }
  }

  /// The best labelling of [low, high] by the extended Wilkinson algorithm.
  ///
  /// Talbot, Lin and Hanrahan, "An Extension of Wilkinson's Algorithm for Positioning Tick Labels on Axes", 2010: steps q·j·10^z with q
  /// from (1, 5, 2, 2.5, 4, 3), scored by simplicity 0.25, coverage 0.2, density 0.5 and legibility 0.05; the search stops at proven
  /// bounds.
  ///
  /// - Parameters:
  ///   - low: finite, at most `high`; equal bounds give that one value.
  ///   - high: finite.
  public static func wilkinson(_ low: Double, _ high: Double, _ request: Request) -> Ticks {
    guard low.isFinite, high.isFinite, high > low, high - low > (abs(low) + abs(high)) * 1e-14, high - low > 1e-290 else {
      return Ticks(values: [low.isFinite ? low + 0 : 0], decimals: 6)
    }
    let target = max(2, request.target)
    let span = high - low
    var best: (score: Double, ticks: Ticks)?
    var j = 1
    // Past a stride of 12 no step is nice; without a legible candidate the bounds below would never stop the search.
    search: while j <= 12 {
      for (order, q) in Self.niceSteps.enumerated() {
        let simplest = Score.simplicityBound(order: order, j: j)
        if let best, Score.total(simplest, 1, 1, 1) < best.score { break search }
        var k = 2
        while k <= request.maximum {
          let dense = Score.densityBound(count: k, target: target)
          if let best, Score.total(simplest, 1, dense, 1) < best.score { break }
          var z = Int(log10(span / Double(k + 1) / (Double(j) * Double(q) / 10)).rounded(.up))
          while z < 300 {
            let step = Double(j) * Self.lattice(Double(q), z - 1)
            guard step.isFinite, step > 0, step <= 2 * span || z < -290 else { break }
            let covers = Score.coverageBound(low, high, step * Double(k - 1))
            if let best, Score.total(simplest, covers, dense, 1) < best.score { break }
            let first = (high / step).rounded(.down) * Double(j) - Double(k - 1) * Double(j)
            let last = (low / step).rounded(.up) * Double(j)
            if first <= last, abs(first) < 9e15, abs(last) < 9e15 {
              for start in stride(from: first, through: last, by: 1) {
                guard let candidate = Self.make(start: start, q: q, j: j, z: z, count: k, request: request) else { continue }
                let (lowest, highest) = (candidate.values[0], candidate.values[k - 1])
                if request.insideOnly, lowest < low - 1e-9 * span || highest > high + 1e-9 * span { continue }
                let hasZero = lowest <= 0 && highest >= 0 && start.truncatingRemainder(dividingBy: Double(j)) == 0
                let simple = Score.simplicity(order: order, j: j, hasZero: hasZero)
                let cover = Score.coverage(low, high, lowest, highest)
                let density = Score.density(count: k, target: target, low, high, lowest, highest)
                let bound = Score.total(simple, cover, density, 1)
                if let best, bound <= best.score { continue }
                let legible = request.legibility?(candidate) ?? 1
                let score = Score.total(simple, cover, density, legible)
                if score > best?.score ?? -.infinity, score > -.infinity { best = (score, candidate) }
              }
            }
            z += 1
          }
          k += 1
        }
      }
      j += 1
    }
    return best?.ticks ?? fallback(low, high, request)
  }

  /// Where no set of at least two ticks is legible: the one roundest value inside.
  private static func fallback(_ low: Double, _ high: Double, _ request: Request) -> Ticks {
    if low <= 0, high >= 0 { return Ticks(values: [0], decimals: 0) }
    var exponent = Int(log10(high - low).rounded(.down)) + 1
    while exponent > -300 {
      let unit = lattice(10, exponent - 1)
      let value = (low / unit).rounded(.up)
      if value * unit <= high, !request.integersOnly || exponent >= 0 {
        return Ticks(values: [lattice(value * 10, exponent - 1)], decimals: max(0, -exponent))
      }
      if request.integersOnly, exponent <= 0 { break }
      exponent -= 1
    }
    return Ticks(values: [low], decimals: 6)
  }

  /// q × 10, so that 2.5 is a whole number.
  private static let niceSteps = [10, 50, 20, 25, 40, 30]

  /// `n` × 10^power, correctly rounded for whole `n` and |power| ≤ 22.
  static func lattice(_ n: Double, _ power: Int) -> Double {
    power >= 0 ? n * pow(10, Double(power)) : n / pow(10, Double(-power))
  }

  private static func make(start: Double, q: Int, j: Int, z: Int, count: Int, request: Request) -> Ticks? {
    var values: [Double] = []
    values.reserveCapacity(count)
    for i in 0..<count {
      let value = lattice((start + Double(i * j)) * Double(q), z - 1)
      values.append(value == 0 ? 0 : value)
    }
    // start·q and j·q share trailing zeros exactly when fewer decimals will do.
    var decimals = max(0, 1 - z)
    var (a, b) = ((start * Double(q)).magnitude, Double(j * q))
    while decimals > 0, a.truncatingRemainder(dividingBy: 10) == 0, b.truncatingRemainder(dividingBy: 10) == 0 {
      a /= 10
      b /= 10
      decimals -= 1
    }
    if request.integersOnly, decimals > 0 { return nil }
    return Ticks(values: values, decimals: decimals)
  }

  private enum Score {
    static func total(_ simplicity: Double, _ coverage: Double, _ density: Double, _ legibility: Double) -> Double {
      0.25 * simplicity + 0.2 * coverage + 0.5 * density + 0.05 * legibility
    }
    static func simplicity(order: Int, j: Int, hasZero: Bool) -> Double { 1 - Double(order) / 5 - Double(j) + (hasZero ? 1 : 0) + 1 - 1 }
    static func simplicityBound(order: Int, j: Int) -> Double { 1 - Double(order) / 5 - Double(j) + 1 }
    static func coverage(_ low: Double, _ high: Double, _ first: Double, _ last: Double) -> Double {
      let span = 0.1 * (high - low)
      return 1 - 0.5 * ((high - last) * (high - last) + (low - first) * (low - first)) / (span * span)
    }
    static func coverageBound(_ low: Double, _ high: Double, _ span: Double) -> Double {
      let range = high - low
      guard span > range else { return 1 }
      let half = (span - range) / 2
      return 1 - half * half / (0.01 * range * range)
    }
    static func density(count: Int, target: Double, _ low: Double, _ high: Double, _ first: Double, _ last: Double) -> Double {
      let r = Double(count - 1) / (last - first)
      let wanted = (target - 1) / (max(last, high) - min(low, first))
      return 2 - max(r / wanted, wanted / r)
    }
    static func densityBound(count: Int, target: Double) -> Double {
      Double(count) >= target ? 2 - Double(count - 1) / (target - 1) : 1
    }
  }
}

/// How a value axis chooses its domain.
public enum DomainRule: Sendable, Hashable {
  /// Bars, areas: zero is always in.
  case includesZero
  /// Lines and dots: zero is in when the smallest value is below 35% of the largest.
  case data
  /// Around zero with equal arms.
  case symmetric
  /// Shares that cannot leave 0…1; the whole range when the data cover more than 60% of it.
  case share
}

/// A range to draw and the ticks on it.
public struct Domain: Sendable, Hashable {
  public var low: Double
  public var high: Double

  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// The range of the finite ones among `values`; nil when there is none.
  public init?(of values: some Sequence<Double>) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    guard low <= high else { return nil }
    self.init(low: low, high: high)
  }

  var span: Double { high - low }

  /// As a rule wants it, before rounding to ticks: one value v becomes v ± 10% (0 becomes −1…1).
  func ruled(_ rule: DomainRule) -> Domain {
    var domain = self
    switch rule {
    case .includesZero:
      domain = Domain(low: min(0, low), high: max(0, high))
      if domain.span == 0 { return Domain(low: 0, high: 1) }
    case .symmetric:
      let arm = max(abs(low), abs(high))
      return arm == 0 ? Domain(low: -1, high: 1) : Domain(low: -arm, high: arm)
    case .share:
      if span > 0.6 || span == 0 { return Domain(low: 0, high: 1) }
      if low < 0.35 * high { domain.low = 0 }
    case .data:
      if low >= 0, low < 0.35 * high { domain.low = 0 }
      if high <= 0, high > 0.35 * low { domain.high = 0 }
    }
    guard domain.span <= (abs(domain.low) + abs(domain.high)) * 1e-12 else { return domain }
    let value = domain.low
    return value == 0 ? Domain(low: -1, high: 1) : Domain(low: value - abs(value) / 10, high: value + abs(value) / 10)
  }

  /// Rounded out to the nearest tick where that costs less than 12% of the span, else padded by 4%; a bound at zero (or a share's 1) stays.
  func roundedOut(to step: Double, rule: DomainRule) -> Domain {
    guard step > 0 else { return self }
    let outerLow = (low / step - 1e-9).rounded(.down) * step
    let outerHigh = (high / step + 1e-9).rounded(.up) * step
    func fixed(_ bound: Double) -> Bool { bound == 0 || (rule == .share && bound == 1) }
    var domain = self
    if !fixed(low) { domain.low = low - outerLow < 0.12 * span ? outerLow : low - 0.04 * span }
    if !fixed(high) { domain.high = outerHigh - high < 0.12 * span ? outerHigh : high + 0.04 * span }
    if rule == .share { domain = Domain(low: max(0, domain.low), high: min(1, domain.high)) }
    return domain
  }
}
