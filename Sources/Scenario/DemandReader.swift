internal import Groundwork
internal import Kernel
internal import Randomness
internal import Simulation
internal import Supply

/// A stream as read, with what the rest of the door asks of it.
struct ReadStream {
  var stream: DemandStream
  /// Mean units a day per item over the horizon, by item index.
  var meanPerDay: [Int: Double]
  var place: SourceLocation
}

/// The streams that could be read, and what is known of the others.
struct ReadDemand {
  /// Goods that a stream asks for which could not be read itself.
  struct Guess {
    var location: Int
    var items: [Int]
  }
  var streams: [ReadStream] = []
  var guesses: [Guess] = []
  var isGood = true
}

/// Reads `demand:`.
struct DemandReader {
  let reading: Reading
  let root: Field
  let clock: ReadClock
  let items: [ItemRow]
  let itemIndex: [String: Int]
  let locationNames: [String]

  var horizonDays: Double { clock.clock.horizon.days }

  func streams() -> ReadDemand {
    let demand = root["demand"]
    let none = ReadDemand(isGood: false)
    guard demand.require() else { return none }
    let scale = demand["scale"].number() ?? 1
    let streams = demand["streams"]
    guard streams.require() else { return none }
    if streams.named.isEmpty {
      reading.error(
        "no-demand", "the scenario has no stream of demand", "write for example `\(demand["streams"].declaration?.example ?? "")`",
        at: streams.place)
      return none
    }
    if scale != 1, streams.named.allSatisfy({ $0.1["replay"].isPresent }) {
      reading.warn(
        "unused", "a replay plays every recorded order: `scale` changes nothing where there is no other stream", "remove it",
        at: demand["scale"].place)
    }
    var result = ReadDemand()
    for (name, field) in streams.named {
      if let stream = stream(name, field, scale: scale) {
        result.streams.append(stream)
      } else {
        result.isGood = false
        if let guess = guess(field) { result.guesses.append(guess) }
      }
    }
    return result
  }

  /// What a stream with a mistake asks for, whatever its laws.
  private func guess(_ field: Field) -> ReadDemand.Guess? {
    guard let at = field["at"].text(), let location = locationNames.firstIndex(of: at) else { return nil }
    if field["orders"].isPresent {
      let weights = popularity(field["orders"]["item"])
      return ReadDemand.Guess(location: location, items: items.indices.filter { weights == nil || weights![$0] > 0 })
    }
    guard field["per-item"].isPresent else { return nil }
    let single = field["per-item"]["items"].named
    let isCommon = single.isEmpty || field["per-item"].twigs.contains { LawEntry.names.contains($0.key) }
    return ReadDemand.Guess(location: location, items: isCommon ? Array(items.indices) : single.compactMap { itemIndex[$0.name] })
  }

  private func stream(_ name: String, _ field: Field, scale: Double) -> ReadStream? {
    let kinds = ["orders", "per-item", "replay"].filter { field[$0].isPresent }
    guard kinds.count == 1 else {
      if kinds.isEmpty {
        if field["follow"].isPresent { return nil }
        reading.error(
          "missing-key", "the stream '\(name)' says no demand", "give it `orders:`, `per-item:` or `replay:`", at: field.parentPlace)
      } else {
        reading.error(
          "two-kinds", "the stream '\(name)' has both '\(kinds[0])' and '\(kinds[1])'", "make them two streams", at: field[kinds[1]].place)
      }
      return nil
    }
    // A mistake about what or where is told beside those of the laws.
    let at = field["at"].require() ? field["at"].text().flatMap { locationNames.firstIndex(of: $0) } : nil
    let unmet = self.unmet(field, complete: shipsComplete(name, field, at: at))
    let location = at ?? 0, kept = unmet ?? UnmetDemand(backorderShare: 1, shipComplete: false)
    if case .periodic = clock.study, kinds[0] != "per-item" {
      reading.error(
        "periodic-demand", "the stream '\(name)' brings orders at moments of the day, which a periodic study does not know",
        "use `per-item:`, or `study: continuous`", at: field[kinds[0]].parentPlace)
      return nil
    }
    let stream: ReadStream?
    switch kinds[0] {
    case "orders": stream = orders(name, field, location, kept, scale)
    case "per-item": stream = perItem(name, field, location, kept, scale)
    default: stream = replay(name, field, location, kept)
    }
    return at == nil || unmet == nil ? nil : stream
  }

  /// Whether an order waits for all its lines: as the stream says, or as the floor it comes to releases orders.
  private func shipsComplete(_ name: String, _ field: Field, at location: Int?) -> Bool {
    let own = field["ship"].choice() == "complete", floor = root["warehouse"]
    guard let release = floor["process"]["outbound"].named.first(where: { $0.1["when"].branch?.text == "stock complete" }),
      (floor["at"].branch?.text).map({ locationNames.firstIndex(of: $0) == location }) ?? (locationNames.count == 1)
    else { return own }
    if field["ship"].isPresent, !own {
      reading.error(
        "two-kinds", "the stream '\(name)' ships in parts, but the step '\(release.0)' waits until the stock of an order is complete",
        "remove `ship: partial`, or `when: stock complete` at the step", at: field["ship"].place)
    }
    return true
  }

  private func unmet(_ field: Field, complete: Bool) -> UnmetDemand? {
    guard let branch = field["unmet"].branch else { return UnmetDemand(backorderShare: 1, shipComplete: complete) }
    if let text = branch.text {
      switch text {
      case "backorder": return UnmetDemand(backorderShare: 1, shipComplete: complete)
      case "lost": return UnmetDemand(backorderShare: 0, shipComplete: complete)
      default:
        let remedy =
          nearestName(to: text, among: ["backorder", "lost"]).map { "did you mean '\($0)'?" } ?? "expected \(ValueType.unmet.inWords)"
        reading.error("unknown-word", "'\(text)' is not a value of 'unmet'", remedy, at: branch.place)
        return nil
      }
    }
    guard branch.twigs != nil else {
      reading.error("wrong-kind", "'unmet' is \(branch.kindInWords)", "expected \(ValueType.unmet.inWords)", at: branch.place)
      return nil
    }
    let backorder = field["unmet"]["backorder"].branch
    let lost = field["unmet"]["lost"].branch
    let b = backorder.flatMap { reading.share($0, key: "backorder") }
    let l = lost.flatMap { reading.share($0, key: "lost") }
    if backorder != nil && b == nil || lost != nil && l == nil { return nil }
    switch (b, l) {
    case (let b?, let l?):
      if abs(b + l - 1) > 1e-9 {
        reading.error(
          "shares", "the shares of 'unmet' make \(RelativeChange.plain((b + l) * 100)) %, not 100 %",
          "give one of them and leave the rest to the other", at: branch.place)
        return nil
      }
      return UnmetDemand(backorderShare: b, shipComplete: complete)
    case (let b?, nil): return UnmetDemand(backorderShare: b, shipComplete: complete)
    case (nil, let l?): return UnmetDemand(backorderShare: 1 - l, shipComplete: complete)
    case (nil, nil):
      reading.error("missing-key", "'unmet' says nothing", "expected \(ValueType.unmet.inWords)", at: branch.place)
      return nil
    }
  }

  // MARK: Orders

  private func orders(_ name: String, _ field: Field, _ location: Int, _ unmet: UnmetDemand, _ scale: Double) -> ReadStream? {
    let orders = field["orders"]
    let arrivals = orders["arrivals"]
    let shape = TimeShapeReader(reading: reading, clock: clock).read(arrivals, holidays: field["holidays"])
    let rate = arrivals.require() && arrivals["poisson"].require() ? arrivals["poisson"]["mean"].quantity() : nil
    var lineReader = LawReader(reading, use: .count)
    let lines = orders["lines"].branch.map { lineReader.law($0, key: "lines") } ?? .constant(1)
    let popularity = self.popularity(orders["item"])
    let quantity = quantities(orders["quantity"])
    let due = orders["due"].isPresent ? orders["due"].quantity() : nil
    let priority = orders["priority"].whole()
    if field["due"].isPresent {
      reading.error("misplaced-key", "'due' of a stream of orders stands inside `orders:`", "move it there", at: field["due"].place)
    }
    guard let shape, let rate, let lines, let popularity, let quantity, let priority else { return nil }
    let hourly = shape.hourly(mean: rate.value * scale, clock: clock)
    if hourly.reduce(0, +) == 0 {
      reading.warn("no-demand", "the stream '\(name)' brings no orders", "raise its mean, or remove it", at: field.parentPlace)
    }
    let largest = hourly.max() ?? 0
    if largest > 1e6 {
      reading.error(
        "out-of-range", "the stream '\(name)' brings more than a million orders in an hour", "check the unit of its mean",
        at: arrivals["poisson"].place)
      return nil
    }
    guard isCountable(lines, "lines", at: orders["lines"].place) else { return nil }
    var counted: Set<Law> = []
    for i in items.indices where popularity[i] > 0 && counted.insert(quantity[i]).inserted {
      guard isCountable(quantity[i], "quantity", at: orders["quantity"].place) else { return nil }
    }
    let busiest = stride(from: 0, to: hourly.count, by: 24).map { hourly[$0..<min($0 + 24, hourly.count)].reduce(0, +) }.max() ?? 0
    if busiest * max(1, lines.mean) > Self.mostADay {
      reading.error(
        "out-of-range", "the stream '\(name)' brings more than ten million order lines on a day", "check the mean of its lines",
        at: orders["lines"].place)
      return nil
    }
    let total = popularity.reduce(0, +)
    let ordersPerDay = hourly.reduce(0, +) / horizonDays
    let meanLines = atLeastOne(lines)
    var sizes: [Law: Double] = [:]
    var means: [Int: Double] = [:]
    for i in items.indices where popularity[i] > 0 {
      let law = quantity[i]
      let size = sizes[law] ?? atLeastOne(law)
      sizes[law] = size
      means[i] = ordersPerDay * meanLines * popularity[i] / total * size
    }
    let stream = OrderStream(
      name: name, location: location, hourlyMean: hourly, lines: lines, popularity: popularity, quantity: quantity, unmet: unmet,
      due: due.map { SimTime.seconds($0.value) }, priority: priority)
    return ReadStream(stream: .orders(stream), meanPerDay: means, place: field.parentPlace)
  }

  /// Most lines of an order and most units of a line that a law may make likely.
  /// Order lines or customers on a day that are kept one by one, some 60 bytes each.
  static let mostADay = 1e7
  private static let mostLines = Double(DemandTape.mostLines), mostUnits = 1e12

  /// Whether a law gives lines or units that an order can have: whole numbers, none below 1 and none beyond counting.
  private func isCountable(_ law: Law, _ key: String, at place: SourceLocation) -> Bool {
    let most = key == "lines" ? Self.mostLines : Self.mostUnits
    if case .constant(let value) = law, value != value.rounded() {
      reading.error("not-whole", "'\(key)' must be a whole number, not \(value.plainText)", "write 1 or more", at: place)
      return false
    }
    let values: [Weighted<Double>] =
      switch law {
      case .discrete(let values), .empirical(let values, smooth: false): values
      default: []
      }
    if let part = values.first(where: { $0.weight > 0 && $0.value != $0.value.rounded() }) {
      reading.error("not-whole", "'\(key)' is \(part.value.plainText) at times, which is no whole number", "give whole numbers", at: place)
      return false
    }
    if law.mean > most {
      reading.error(
        "out-of-range", "'\(key)' is \(twoDigits(law.mean)) on average, more than \(most.plainText)", "check its unit", at: place)
      return false
    }
    if law.mean < 0.5 {
      reading.error(
        "out-of-range", "'\(key)' is less than 1 on average", "an order has at least one line, a line at least one unit", at: place)
      return false
    }
    guard let lattice = try? law.lattice() else { return true }
    var none = 0.0, mean = 0.0
    for (i, p) in lattice.probabilities.enumerated() {
      if lattice.offset + i < 1 { none += p }
      mean += Double(max(1, lattice.offset + i)) * p
    }
    if law.isInteger, none > 1e-9 {
      reading.warn(
        "rounded-law", "\(twoDigits(none * 100)) % of '\(key)' is 0 and counts as 1; the mean becomes \(twoDigits(mean))",
        "use a law that begins at 1, such as `{ geometric: { mean: 4.2, from: 1 } }`", at: place)
    } else if abs(mean / law.mean - 1) > 0.01 {
      reading.warn(
        "rounded-law", "in whole numbers of at least 1, '\(key)' has a mean of \(twoDigits(mean)) instead of \(twoDigits(law.mean))",
        "use a law of counts that begins at 1", at: place)
    }
    return true
  }

  /// E max(1, X) of a law discretised to whole numbers: what lines and quantities are on average.
  private func atLeastOne(_ law: Law) -> Double {
    guard let lattice = try? law.lattice() else { return max(1, law.mean) }
    var mean = 0.0
    for (i, p) in lattice.probabilities.enumerated() { mean += Double(max(1, lattice.offset + i)) * p }
    return mean
  }

  private func popularity(_ field: Field) -> [Double]? {
    // That there are none has been said.
    if items.isEmpty { return nil }
    let branch = field.branch
    let text = branch == nil ? "popularity" : reading.scalar(branch!, expected: ValueType.itemChoice.inWords)
    guard let text else { return nil }
    var weights: [Double]
    switch text {
    case "equal": weights = items.map { _ in 1 }
    case "popularity": weights = items.map(\.popularity)
    default:
      guard text.hasPrefix("column ") else {
        let remedy =
          nearestName(to: text, among: ["popularity", "equal"]).map { "did you mean '\($0)'?" }
          ?? "expected \(ValueType.itemChoice.inWords)"
        reading.error("unknown-word", "'\(text)' is not a way to choose items", remedy, at: field.place)
        return nil
      }
      weights = []
      for item in items {
        guard let value = item.number(inColumn: String(text.dropFirst(7)).trimmed, namedAt: field.place, reading: reading) else {
          return nil
        }
        if value < 0 {
          reading.error("out-of-range", "the popularity of item '\(item.name)' is negative", "give it 0 or more", at: item.place)
          return nil
        }
        weights.append(value)
      }
    }
    if weights.allSatisfy({ $0 == 0 }) {
      reading.error(
        "popularity-zero", "the popularity of all items is zero: no line could choose one", "give at least one item a popularity above 0",
        at: field.place)
      return nil
    }
    return weights
  }

  /// The law of a line's units: one for all items, or one per item where it reads their columns.
  private func quantities(_ field: Field) -> PerItem<Law>? {
    guard let branch = field.branch else { return .same(.constant(1)) }
    if !mentionsColumn(branch), !namesItemTable(branch) {
      var reader = LawReader(reading, use: .demand)
      return reader.law(branch, key: "quantity").map { .same($0) }
    }
    return laws(branch, key: "quantity", beside: []).map { .each($0) }
  }

  func laws(_ branch: Branch, key: String, beside: Set<String>) -> [Law]? {
    var laws: [Law] = []
    var failures = 0
    for item in items {
      var reader = LawReader(reading, use: .demand, row: item)
      if let law = reader.law(branch, key: key, beside: beside) { laws.append(law) } else { failures += 1 }
      // A wrong key is wrong for every item; fifty complaints about cells are enough to begin with.
      if failures > 50 { break }
    }
    return failures == 0 ? laws : nil
  }

  func mentionsColumn(_ branch: Branch) -> Bool {
    if let text = branch.text { return text.hasPrefix("column ") }
    return (branch.twigs?.map(\.value) ?? branch.list ?? []).contains { mentionsColumn($0) }
  }

  /// Whether an `empirical` of this law reads a table with a column of items.
  private func namesItemTable(_ branch: Branch) -> Bool {
    guard let twigs = branch.twigs else { return false }
    return twigs.contains { twig in
      if twig.key == "empirical", let file = (twig.value["file"] ?? twig.value).text, let table = reading.table(file, at: twig.value.place)
      {
        return LawReader.itemColumn(of: table) != nil
      }
      return namesItemTable(twig.value)
    }
  }
}
