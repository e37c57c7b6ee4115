internal import Groundwork
internal import Kernel
internal import Simulation
internal import Supply

/// Reads `policies:` and says which policy an item at a location has.
final class PolicyReader {
  private let reading: Reading
  private let field: Field
  private let clock: ReadClock
  private var specs: [String: PolicySpec?] = [:]
  private(set) var usedRules: Set<String> = []
  /// Addresses of the policies that some stock point has.
  private var usedPolicies: Set<String> = []
  private var tables: [String: LevelTable?] = [:]
  private var stateTables: [String: StateTableFile] = [:]
  private var itemNames: [String] = []
  private var locationNames: [String] = []
  private let single: [String: Field]
  private let rules: [(name: String, field: Field)]

  init(reading: Reading, root: Field, clock: ReadClock) {
    self.reading = reading
    field = root["policies"]
    self.clock = clock
    single = Dictionary(field["items"].named.map { ($0.name, $0.field) }, uniquingKeysWith: { a, _ in a })
    rules = field["rules"].named
  }

  /// Whether `policies.items` names this item at this location.
  func names(item: String, location: String) -> Bool { single["\(item)@\(location)"] != nil }

  /// Complains about items and locations in `policies.items` that do not exist, and warns of rules that fit nothing.
  func checkNames(items: [String: Int], itemNames: [String], locations: [String]) {
    self.itemNames = itemNames
    locationNames = locations
    for (name, entry) in field["items"].named {
      if items[name] != nil { continue }
      if let at = name.lastIndex(of: "@") {
        let item = String(name[..<at])
        let location = String(name[name.index(after: at)...])
        if items[item] == nil { reading.unknown("item", item, among: itemNames, code: "unknown-name", at: entry.parentPlace) }
        if !locations.contains(location) {
          reading.unknown("location", location, among: locations, code: "unknown-name", at: entry.parentPlace)
        }
      } else {
        reading.unknown("item", name, among: itemNames, code: "unknown-name", at: entry.parentPlace)
      }
    }
  }

  /// Reads every policy, also those that no stock point was found for.
  func readAll() {
    for field in [field["default"]] + rules.map(\.field) + field["items"].named.map(\.field) where field.isPresent { _ = read(field) }
  }

  /// Complains about policies that nobody has and nobody could: levels upside down whatever the demand is.
  func checkUnused() {
    for field in [field["default"]] + rules.map(\.field) + field["items"].named.map(\.field)
    where field.isPresent && !usedPolicies.contains("\(field.address)") {
      guard let spec = read(field), let (low, high) = spec.isUpsideDown(meanPerDay: 1e-3), spec.isUpsideDown(meanPerDay: 1e6) != nil else {
        continue
      }
      reading.error(
        "s-above-S", "the reorder point \(low) is not below the order-up-to level \(high)", "make s smaller than S", at: spec.place)
    }
  }

  func warnOfUnusedRules() {
    for (name, rule) in rules where !usedRules.contains(name) {
      reading.warn("unused", "the rule '\(name)' fits no item", "check its `for:`", at: rule.parentPlace)
    }
  }

  /// The policy of an item at a location, the most specific; nil where there is none or it is wrong (which has been said).
  func spec(item: ItemRow, supplier: String?, location: String) -> (spec: PolicySpec?, isMissing: Bool) {
    func own(_ field: Field) -> PolicySpec? {
      usedPolicies.insert("\(field.address)")
      guard var spec = read(field) else { return nil }
      switch spec.kind {
      case .table(let table):
        guard let levels = table.levels(item: item.name, location: location, reading: reading, at: spec.place) else { return nil }
        spec.kind = .fixed(.timePhased(levels))
      case .states(let table):
        guard let states = table.states(item: item.name, location: location, reading: reading, at: spec.place) else { return nil }
        spec.kind = .fixed(.stateTable(states))
      default: break
      }
      return spec
    }
    if let field = single["\(item.name)@\(location)"] ?? single[item.name] { return (own(field), false) }
    for (name, rule) in rules.reversed() where fits(rule["for"], item, supplier, location) {
      usedRules.insert(name)
      return (own(rule), false)
    }
    let common = field["default"]
    return common.isPresent ? (own(common), false) : (nil, true)
  }

  private func fits(_ condition: Field, _ item: ItemRow, _ supplier: String?, _ location: String) -> Bool {
    guard condition.require() else { return false }
    if condition["class"].isPresent, condition["class"].text() != item.itemClass { return false }
    if condition["supplier"].isPresent, condition["supplier"].text() != supplier { return false }
    if condition["location"].isPresent, condition["location"].text() != location { return false }
    return true
  }

  private func read(_ field: Field) -> PolicySpec? {
    if let known = specs[field.address] { return known }
    let spec = parse(field)
    specs[field.address] = .some(spec)
    return spec
  }

  static let kinds = [
    "s-S", "r-Q", "R-S", "R-s-S", "base-stock", "min-max", "capped-base-stock", "constant-order", "dual-index", "single-index",
    "base-surge", "can-order", "table",
  ]

  private func parse(_ field: Field) -> PolicySpec? {
    guard let branch = field.branch else { return nil }
    let standard = review(field["review"]) ?? defaultReview
    if let text = branch.text {
      switch text {
      case "optimize": return PolicySpec(kind: .optimize, review: defaultReview, place: branch.place)
      case "none": return PolicySpec(kind: .none, review: defaultReview, place: branch.place)
      default: return nil
      }
    }
    guard branch.twigs != nil else { return nil }
    let named = Self.kinds.filter { field[$0].isPresent }
    guard let kind = named.first, named.count == 1 else {
      if named.isEmpty {
        reading.error("missing-policy", "'\(field.address)' names no policy", "expected \(ValueType.policy.inWords)", at: branch.place)
      } else {
        reading.error(
          "two-policies", "'\(field.address)' has two policies, '\(named[0])' and '\(named[1])'", "keep one",
          at: field[named[1]].parentPlace)
      }
      return nil
    }
    let own = field[kind]
    if kind == "table" { return table(own).map { PolicySpec(kind: $0, review: standard, place: own.place) } }
    guard own.branch?.twigs != nil else { return nil }
    func level(_ key: String) -> Level? { self.level(own[key], isQuantity: key == "Q" || key == "cap") }
    let spec: PolicySpec?
    switch kind {
    case "s-S": spec = pair(level("s"), level("S")).map { PolicySpec(kind: .sS($0, $1), review: standard, place: own.place) }
    case "r-Q": spec = pair(level("r"), level("Q")).map { PolicySpec(kind: .rQ($0, $1), review: standard, place: own.place) }
    case "base-stock":
      let isWasteAware = own["waste"].isPresent
      if isWasteAware, own["waste"].choice() == nil { return nil }
      spec = level("S").map {
        PolicySpec(kind: isWasteAware ? .baseStockWithWaste($0) : .baseStock($0), review: standard, place: own.place)
      }
    case "capped-base-stock":
      spec = pair(level("S"), level("cap")).map { PolicySpec(kind: .capped($0, cap: $1), review: standard, place: own.place) }
    case "constant-order": spec = level("Q").map { PolicySpec(kind: .constantOrder($0), review: standard, place: own.place) }
    case "can-order":
      guard let low = level("s"), let can = level("c"), let high = level("S") else { return nil }
      spec = PolicySpec(kind: .canOrder(low, can, high), review: standard, place: own.place)
    case "base-surge":
      spec = pair(level("S"), level("Q")).map { PolicySpec(kind: .baseSurge(S: $0, Q: $1), review: standard, place: own.place) }
    case "dual-index", "single-index":
      let cap = kind == "dual-index" && own["cap"].isPresent ? level("cap") : nil
      guard let (low, high) = pair(level("emergency"), level("regular")), cap != nil || !own["cap"].isPresent || kind == "single-index"
      else { return nil }
      spec = PolicySpec(
        kind: kind == "dual-index" ? .dualIndex(emergency: low, regular: high, cap: cap) : .singleIndex(emergency: low, regular: high),
        review: standard,
        place: own.place)
    case "min-max": spec = pair(level("min"), level("max")).map { PolicySpec(kind: .minMax($0, $1), review: standard, place: own.place) }
    case "R-S", "R-s-S":
      if field["review"].isPresent {
        reading.error("two-reviews", "'\(kind)' already says when it is reviewed", "remove 'review'", at: field["review"].place)
      }
      let interval = own["R"].quantity()
      let top = level("S")
      let low = kind == "R-s-S" ? level("s") : nil
      guard let interval, let top, kind == "R-S" || low != nil else { return nil }
      guard let review = periodic(every: SimTime.seconds(interval.value), on: own["on"], at: nil, place: own["R"].place) else { return nil }
      spec = PolicySpec(kind: low.map { .sS($0, top) } ?? .baseStock(top), review: review, place: own.place)
    default: spec = nil
    }
    return spec
  }

  /// The table a policy names, read once however many policies name it.
  private func table(_ field: Field) -> PolicySpec.Kind? {
    var isWhole = true
    guard let name = field.text(), let csv = reading.table(name, at: field.place, goodRowsOf: &isWhole) else { return nil }
    if StateTableFile.isStates(csv) {
      let table =
        stateTables[csv.file]
        ?? StateTableFile(csv, isWhole: isWhole, reading: reading, itemNames: itemNames, locationNames: locationNames)
      stateTables[csv.file] = table
      if table.isForOneItem, !isOfOneItem(field) {
        refuseSharing(field)
        return nil
      }
      return .states(table)
    }
    if let known = tables[csv.file] {
      if let known, known.isForOneItem, !isOfOneItem(field) { refuseSharing(field) }
      return known.map { .table($0) }
    }
    let table = LevelTable(csv, isWhole: isWhole, reading: reading, itemNames: itemNames, locationNames: locationNames)
    tables[csv.file] = .some(table)
    if let table, table.isForOneItem, !isOfOneItem(field) {
      refuseSharing(field)
      return nil
    }
    return table.map { .table($0) }
  }

  /// Levels are units, so one list of them fits one item.
  private func isOfOneItem(_ field: Field) -> Bool { field.keys.starts(with: ["policies", "items"]) }

  private func refuseSharing(_ field: Field) {
    reading.error(
      "missing-column", "the table has no column 'item', and this policy is for more than one",
      "add the column, or name the table under policies.items",
      at: field.place)
  }

  private func pair<A, B>(_ a: A?, _ b: B?) -> (A, B)? {
    if let a, let b { return (a, b) }
    return nil
  }

  private func level(_ field: Field, isQuantity: Bool) -> Level? {
    guard field.require(), let branch = field.branch else { return nil }
    let expected = "`210` (units) or `3 weeks` (of mean demand)"
    if branch.twigs != nil {
      reading.error(
        "law-not-allowed", "'\(field.key)' must be one fixed level: randomness makes no sense here", "write \(expected)", at: branch.place)
      return nil
    }
    guard var text = reading.scalar(branch, expected: expected) else { return nil }
    for tail in [" of mean demand", " of demand"] where text.hasSuffix(tail) { text = String(text.dropLast(tail.count)) }
    guard let quantity = reading.number(text, fits: expected, at: branch.place) else { return nil }
    switch quantity.dimension {
    case .none, .unit:
      guard abs(quantity.value) < 1e12 else {
        reading.error(
          "out-of-range", "'\(text)' is outside the range of '\(field.key)': a level is below 1 000 000 000 000 units", "write \(expected)",
          at: branch.place)
        return nil
      }
      guard quantity.value == quantity.value.rounded() else {
        reading.error(
          "not-whole", "'\(field.key)' must be a whole number of units, not \(quantity.number.plainText)", "write \(expected)",
          at: branch.place)
        return nil
      }
      if isQuantity, quantity.value < 1 {
        reading.error("out-of-range", "'\(field.key)' must be at least 1", "write \(expected)", at: branch.place)
        return nil
      }
      return .units(quantity.value)
    case .time:
      if quantity.value < 0 || isQuantity && quantity.value == 0 || quantity.value > 1e10 {
        reading.error("out-of-range", "'\(text)' is outside the range of '\(field.key)'", "write \(expected)", at: branch.place)
        return nil
      }
      return .days(quantity.value / 86_400)
    default:
      reading.error("wrong-unit", "the unit '\(quantity.unit)' does not fit '\(field.key)'", "write \(expected)", at: branch.place)
      return nil
    }
  }

  // MARK: Reviews

  private var defaultReview: Review {
    if case .periodic(let period) = clock.study { return .periodic(interval: period, first: .zero) }
    return .continuous
  }

  private func review(_ field: Field) -> Review? {
    guard let branch = field.branch else { return nil }
    let expected = ValueType.review.inWords
    if let text = branch.text {
      if text == "continuous" {
        if case .periodic = clock.study {
          reading.error(
            "bad-period", "a periodic study reviews at the start of its periods", "remove 'review', or write `every 2 weeks`",
            at: branch.place)
        }
        return .continuous
      }
      var words = text
      if ["daily", "weekly"].contains(text) { words = text == "daily" ? "every 1 day" : "every 1 week" }
      guard words.hasPrefix("every "), let interval = periodLength(.text(String(words.dropFirst(6)), at: branch.place), reading: reading)
      else {
        if !words.hasPrefix("every ") {
          let remedy =
            nearestName(to: text, among: ["continuous", "daily", "weekly"]).map { "did you mean '\($0)'?" } ?? "expected \(expected)"
          reading.error("unknown-word", "'\(text)' is not a review", remedy, at: branch.place)
        }
        return nil
      }
      return periodic(every: interval, on: nil, at: nil, place: branch.place)
    }
    for twig in branch.twigs ?? [] where !["every", "on", "at"].contains(twig.key) {
      reading.unknown("key", twig.key, among: ["every", "on", "at"], code: "unknown-key", at: twig.place)
      return nil
    }
    guard let every = branch["every"] else {
      reading.error("missing-key", "the review does not say how often", "expected \(expected)", at: branch.place)
      return nil
    }
    guard let interval = periodLength(every, reading: reading) else { return nil }
    var second: Int?
    if let at = branch["at"] {
      guard let text = reading.scalar(at, expected: "a time of day such as 07:00"), let time = reading.timeOfDay(text) else {
        reading.error("bad-hours", "this is not a time of day", "write 07:00", at: at.place)
        return nil
      }
      second = time
    }
    return periodic(every: interval, on: field["on"], at: second, place: every.place)
  }

  /// A review at intervals, first on the named weekday at the given second of the day.
  private func periodic(every interval: SimTime, on: Field?, at second: Int?, place: SourceLocation) -> Review? {
    if case .periodic(let period) = clock.study {
      if interval.ticks % period.ticks != 0 {
        reading.error(
          "bad-period", "reviews are not a whole number of the study's periods apart", "make them a multiple of the period", at: place)
        return nil
      }
    }
    if interval.ticks < 60_000_000 {
      reading.error("out-of-range", "reviews are less than a minute apart", "use `continuous`", at: place)
      return nil
    }
    if interval > clock.clock.horizon {
      reading.warn(
        "bad-period", "the time between reviews is longer than the horizon, so that only the first happens",
        "shorten it, or lengthen the horizon",
        at: place)
    }
    var day = 0
    if second != nil, interval.ticks % SimTime.ticksPerDay != 0 {
      reading.error(
        "bad-period", "reviews \(interval.days.plainText) days apart do not stay at one time of day",
        "write whole days or weeks, such as `every: 4 weeks`, or remove `at:`", at: place)
      return nil
    }
    if let on, let branch = on.branch {
      guard let days = reading.weekdays(branch, key: "on") else { return nil }
      guard days.count == 1 else {
        reading.error("bad-period", "a review is on one weekday", "name one, such as `on: mon`", at: branch.place)
        return nil
      }
      guard interval.ticks % SimTime.ticksPerWeek == 0 else {
        reading.error(
          "bad-period", "reviews \(interval.days.plainText) days apart do not stay on one weekday",
          "write whole weeks, such as `every: 2 weeks`, or remove `on:`", at: place)
        return nil
      }
      while !days.contains(clock.civil.weekday(day: day)) { day += 1 }
    }
    return .periodic(interval: interval, first: SimTime(ticks: clock.civil.ticks(day: day, second: second ?? 0)))
  }
}
