internal import Groundwork
internal import Kernel
internal import Randomness
internal import Simulation
internal import Supply

/// Reads the demand of streams that ask item by item.
extension DemandReader {
  private static let beside: Set<String> = ["every", "season", "trend", "profile", "events", "items"]

  func perItem(_ name: String, _ field: Field, _ location: Int, _ unmet: UnmetDemand, _ scale: Double) -> ReadStream? {
    let perItem = field["per-item"]
    guard let branch = perItem.branch else { return nil }
    if field["due"].isPresent {
      reading.error("misplaced-key", "demand per item has no due time", "use `orders:` for orders with due times", at: field["due"].place)
    }
    if field["ship"].isPresent {
      reading.error(
        "misplaced-key", "demand per item has no orders to ship complete", "use `orders:` for orders with lines", at: field["ship"].place)
    }
    let shape = TimeShapeReader(reading: reading, clock: clock).read(perItem, holidays: field["holidays"])
    let asked = period(perItem, name: name)
    if let period = asked, clock.clock.horizon.ticks / period.ticks > 10_000_000 {
      reading.error(
        "out-of-range", "the stream '\(name)' would have more than ten million periods", "make them longer, or use `orders:`",
        at: perItem["every"].place)
      return nil
    }
    if shape?.variesWithinDay == true {
      reading.error(
        "profile-size", "demand per item is drawn by the period; hours of the day do not fit", "give 7 weekdays",
        at: perItem["profile"].place)
      return nil
    }
    if shape?.profile != nil, let period = asked, period != .days(1) {
      reading.error(
        "profile-size", "a profile of weekdays needs `every: day`", "use `season:` for weeks and months", at: perItem["profile"].place)
      return nil
    }
    let single = perItem["items"].named
    var chosen: [Int: Law] = [:]
    var isGood = true
    let hasCommon = branch.twigs == nil || branch.twigs!.contains { !Self.beside.contains($0.key) }
    if hasCommon || single.isEmpty {
      if !mentionsColumn(branch) {
        var reader = LawReader(reading, use: .demand)
        if let law = reader.law(branch, key: "per-item", beside: Self.beside) {
          for i in items.indices { chosen[i] = law }
        } else {
          isGood = false
        }
      } else if let laws = laws(branch, key: "per-item", beside: Self.beside) {
        for (i, law) in laws.enumerated() { chosen[i] = law }
      } else {
        isGood = false
      }
    }
    for (item, itemField) in single {
      guard let i = itemIndex[item] else {
        reading.unknown("item", item, among: items.map(\.name), code: "unknown-name", at: itemField.parentPlace)
        isGood = false
        continue
      }
      var reader = LawReader(reading, use: .demand, row: items[i])
      if let branch = itemField.branch, let law = reader.law(branch, key: item) { chosen[i] = law } else { isGood = false }
    }
    guard isGood, let shape, let period = asked else { return nil }
    let indices = chosen.keys.sorted()
    let factors = shape.periods(of: period, clock: clock)
    let laws = indices.map { chosen[$0]!.withMean(times: scale) }
    let starts = PerItemStream.starts(every: period, until: clock.clock.horizon, dayStarts: clock.dayStarts)
    let count = max(1, starts.map { $0.count - 1 } ?? Int((clock.clock.horizon.ticks + period.ticks - 1) / period.ticks))
    func factor(_ p: Int) -> Double { factors.isEmpty ? 1 : factors[min(p, factors.count - 1)] }
    let whole = (0..<count).reduce(0.0) { $0 + factor($1) }
    // Of a last period that the horizon cuts, customers come up to there; a law of whole periods is drawn whole, at its start.
    let lastStart = starts.map { $0[count - 1] } ?? SimTime(ticks: Int64(count - 1) * period.ticks)
    let lastEnd = starts.map { $0[count] } ?? SimTime(ticks: Int64(count) * period.ticks)
    let shown = Double((min(clock.clock.horizon, lastEnd) - lastStart).ticks) / Double((lastEnd - lastStart).ticks)
    let upToHorizon = whole - factor(count - 1) * (1 - shown)
    let isContinuous = if case .continuous = clock.study { true } else { false }
    var known: [Law: Double] = [:]
    var means: [Int: Double] = [:]
    for (i, law) in zip(indices, laws) {
      let mean = known[law] ?? latticeMean(law)
      known[law] = mean
      means[i] = mean * (isContinuous && law.customers != nil ? upToHorizon : whole) / horizonDays
    }
    warnOfRounding(laws, factors, isScaled: scale != 1, at: perItem.place)
    if means.values.allSatisfy({ $0 == 0 }) {
      reading.warn("no-demand", "the stream '\(name)' asks for nothing", "raise its mean, or remove it", at: field.parentPlace)
    }
    if case .continuous = clock.study {
      // Whole customers come one by one; other laws' periods are one line each.
      let customers = laws.reduce(0.0) { $0 + ($1.customers ?? 1) } * (factors.max() ?? 1) / period.days
      if customers > Self.mostADay {
        reading.error(
          "out-of-range", "the stream '\(name)' brings more than ten million customers on a day",
          "count in packs, or give a law of whole periods, `negative-binomial:` or `normal:`", at: perItem.place)
        return nil
      }
    }
    let stream = PerItemStream(name: name, location: location, items: indices, laws: laws, period: period, factors: factors, unmet: unmet)
    return ReadStream(stream: .perItem(stream), meanPerDay: means, place: field.parentPlace)
  }

  /// A law of real numbers is scaled first and rounded to whole units then: of a small mean that takes or adds much.
  private func warnOfRounding(_ laws: [Law], _ factors: [Double], isScaled: Bool, at place: SourceLocation) {
    let least = factors.min() ?? 1
    guard isScaled || least != 1 else { return }
    var seen: Set<Law> = []
    for law in laws where !law.isInteger && law.mean > 0 && seen.insert(law).inserted {
      let low = law.withMean(times: least)
      guard low.mean > 0, let mean = (try? low.lattice())?.mean, abs(mean / low.mean - 1) > 0.01 else { continue }
      let cause = least == 1 ? "`demand.scale`" : isScaled ? "`demand.scale` and the season" : "the season"
      reading.warn(
        "rounded-law",
        "where \(cause) makes this demand least, its law has a mean of \(twoDigits(mean)) in whole units instead of \(twoDigits(low.mean))",
        "use a law of counts (poisson, negative-binomial, discrete), or count in smaller units", at: place)
      return
    }
  }

  private func latticeMean(_ law: Law) -> Double {
    // Where rounding to whole units moves nothing, the law's own mean is exact; laws of real numbers are rounded unit by unit.
    law.isInteger ? law.mean : (try? law.lattice())?.mean ?? law.mean
  }

  private func period(_ field: Field, name: String) -> SimTime? {
    if let branch = field["every"].branch {
      guard let period = periodLength(branch, reading: reading) else { return nil }
      if case .periodic(let length) = clock.study, length != period {
        reading.error(
          "bad-period",
          "the stream '\(name)' asks every \(period.days.plainText) days, but the study's period is \(length.days.plainText) days",
          "make them the same", at: branch.place)
        return nil
      }
      return period
    }
    if case .periodic(let length) = clock.study { return length }
    reading.error(
      "missing-key", "the law of the stream '\(name)' does not say its period", "add `every: day` or `every: week` beside the law",
      at: field.place)
    return nil
  }
}

extension Law {
  /// Mean number of customers a period, where they come one by one; nil = the period's demand comes at once.
  fileprivate var customers: Double? {
    switch self {
    case .poisson(let mean), .compound(.poisson(let mean), _): mean
    default: nil
    }
  }
}
