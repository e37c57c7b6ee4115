internal import Randomness

/// How well two things that a scenario takes of each item describe it: the mean and dispersion of its demand, and its share of the lines.
public struct ItemFits: Sendable, Equatable {
  /// One law, each item with its own parameters.
  public struct Candidate: Sendable, Equatable {
    /// `negative binomial with its mean and dispersion`
    public var name: String
    /// Items with enough sales for a test, and those of them that Pearson's χ² does not refuse at 5 %.
    public var tested: Int
    public var fitting: Int
    /// Sum over the items tested.
    public var chiSquared: Double
    public var degrees: Int

    /// A planner's word for it; chance alone refuses one item of twenty.
    public var verdict: String {
      if tested == 0 { return "too few sales to tell" }
      let share = Double(fitting) / Double(tested)
      // Two standard errors below the 95 % that chance leaves.
      if share >= 0.95 - 2 * (0.05 * 0.95 / Double(tested)).squareRoot() { return "fits" }
      return share >= 0.8 ? "close" : share >= 0.5 ? "rough" : "does not fit"
    }
  }

  /// Whether an item's share of the lines stays the same from one stretch of the file to the next.
  public struct Shares: Sendable, Equatable {
    /// Stretches of equal length that were compared, and items with at least five lines expected in each.
    public var stretches: Int
    public var items: Int
    /// χ² of homogeneity, lines by item and stretch.
    public var chiSquared: Double
    public var degrees: Int
    public var p: Double

    /// χ² over its degrees of freedom: how many times as much shares vary as chance lets them.
    public var dispersion: Double { degrees > 0 ? chiSquared / Double(degrees) : 0 }

    /// Whether fixed shares are far from what the file shows.
    public var moveMuch: Bool { degrees > 0 && p < 0.05 && dispersion > 4 }

    public var verdict: String {
      if degrees < 1 { return "too few lines to tell" }
      if p >= 0.05 { return "fits" }
      return "\(dispersion <= 1.5 ? "close" : moveMuch ? "does not fit" : "rough"): shares vary "
        + "\(dispersion.rounded(toPlaces: 1)) times as much as chance lets them"
    }
  }

  public enum Period: String, Sendable { case day, week }

  /// Totals of what period were tested, and how many of them there are.
  public var period: Period
  public var periods: Int
  public var candidates: [Candidate]
  public var shares: Shares
}

/// Judges the figures of each item.
enum ItemFitting {
  /// - Parameters:
  ///   - units: row-major, item × day: units sold.
  ///   - wholeWeeks: the days of whole weeks from Monday; a multiple of seven.
  ///   - lines: row-major, item × stretch: lines.
  /// - Complexity: O(items × days).
  static func judge(units: [Int], days: Int, wholeWeeks: Range<Int>, lines: [Int], stretches: Int) -> ItemFits {
    let items = days > 0 ? units.count / days : 0
    // A week holds the shop's own rhythm; only where there are too few of them for a test do days have to speak.
    let byWeek = wholeWeeks.count / 7 >= leastPeriods
    var totals: [[Int]] = []
    for i in 0..<items {
      let row = units[(i * days)..<((i + 1) * days)]
      totals.append(
        byWeek
          ? stride(from: wholeWeeks.lowerBound, to: wholeWeeks.upperBound, by: 7).map { day in
            (day..<(day + 7)).reduce(0) { $0 + Int(row[row.startIndex + $1]) }
          } : row.map { Int($0) })
    }
    let candidates = [
      candidate("negative binomial with its mean and dispersion", totals, parameters: 2) { mean, dispersion in
        dispersion > QuantityFitting.leastDispersion ? .negativeBinomial(mean: mean, dispersion: dispersion) : .poisson(mean: mean)
      },
      candidate("Poisson with its mean", totals, parameters: 1) { mean, _ in .poisson(mean: mean) },
    ]
    return ItemFits(
      period: byWeek ? .week : .day, periods: byWeek ? wholeWeeks.count / 7 : days, candidates: candidates,
      shares: shares(lines, stretches: stretches))
  }

  /// Five expected in each of four classes, the least that leave a degree of freedom beside two parameters.
  static let leastPeriods = 20

  private static func candidate(_ name: String, _ totals: [[Int]], parameters: Int, law: (Double, Double) -> Law) -> ItemFits.Candidate {
    var result = ItemFits.Candidate(name: name, tested: 0, fitting: 0, chiSquared: 0, degrees: 0)
    for values in totals where values.count >= leastPeriods {
      let n = Double(values.count)
      let mean = Double(values.reduce(0, +)) / n
      guard mean > 0 else { continue }
      let variance = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / (n - 1)
      guard let distribution = try? Distribution(law(mean, variance / mean)) else { continue }
      let (chi, classes) = pearson(values, distribution)
      let degrees = classes - 1 - parameters
      guard degrees > 0 else { continue }
      result.tested += 1
      result.chiSquared += chi
      result.degrees += degrees
      if SpecialFunctions.chiSquaredSurvival(chi, degrees: Double(degrees)) >= 0.05 { result.fitting += 1 }
    }
    return result
  }

  /// Pearson's χ² over classes of nearly equal probability under the law, each with at least five expected.
  ///
  /// - Returns: χ² and the number of classes; atoms of much probability make classes fewer.
  static func pearson(_ values: [Int], _ law: Distribution) -> (chi: Double, classes: Int) {
    let n = Double(values.count)
    let wanted = min(10, Int(n / 5))
    var chi = 0.0, classes = 0
    var below = 0.0, seen = 0
    let sorted = values.sorted()
    for k in 1...max(1, wanted) {
      let isLast = k == wanted || wanted < 1
      let bound = isLast ? Double.infinity : law.quantile(Double(k) / Double(wanted))
      let reached = isLast ? 1 : law.cdf(bound)
      let expected = n * (reached - below)
      // What is left must suffice for a class of its own.
      if !isLast, expected < 5 - 1e-9 || n * (1 - reached) < 5 - 1e-9 { continue }
      var upTo = seen
      while upTo < sorted.count, Double(sorted[upTo]) <= bound { upTo += 1 }
      let observed = Double(upTo - seen)
      if expected > 0 { chi += (observed - expected) * (observed - expected) / expected }
      classes += 1
      (below, seen) = (reached, upTo)
    }
    return (chi, classes)
  }

  /// Months of thirty days or a little more; two halves of a shorter file.
  static func stretches(of days: Int) -> Int { days < 2 ? 1 : max(2, days / 30) }

  /// χ² of homogeneity; items too rare for it are taken together.
  ///
  /// - Parameter lines: row-major, item × stretch.
  static func shares(_ lines: [Int], stretches: Int) -> ItemFits.Shares {
    let items = lines.count / stretches
    let table = lines.map { Double($0) }
    var byStretch = [Double](repeating: 0, count: stretches)
    for i in 0..<items { for s in 0..<stretches { byStretch[s] += table[i * stretches + s] } }
    let total = byStretch.reduce(0, +)
    let used = byStretch.indices.filter { byStretch[$0] > 0 }
    guard used.count > 1, total > 0 else { return ItemFits.Shares(stretches: used.count, items: 0, chiSquared: 0, degrees: 0, p: 1) }
    let least = used.map { byStretch[$0] }.min() ?? 0
    var chi = 0.0, rows = 0, common = 0
    var rest = [Double](repeating: 0, count: stretches)
    func add(_ row: [Double]) {
      let sum = row.reduce(0, +)
      guard sum > 0 else { return }
      for s in used {
        let expected = sum * byStretch[s] / total
        chi += (row[s] - expected) * (row[s] - expected) / expected
      }
      rows += 1
    }
    for i in 0..<items {
      let row = Array(table[(i * stretches)..<((i + 1) * stretches)])
      if row.reduce(0, +) * least / total >= 5 {
        add(row)
        common += 1
      } else {
        for s in used { rest[s] += row[s] }
      }
    }
    add(rest)
    let degrees = max(0, rows - 1) * (used.count - 1)
    return ItemFits.Shares(
      stretches: used.count, items: common, chiSquared: chi, degrees: degrees,
      p: degrees > 0 ? SpecialFunctions.chiSquaredSurvival(chi, degrees: Double(degrees)) : 1)
  }
}
