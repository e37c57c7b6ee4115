internal import Groundwork
internal import Kernel
internal import Randomness
internal import Simulation
internal import Supply

/// What a periodic study asks of goods that spoil, of second suppliers, and of policies that look beyond the position.
extension StockPointBuilder {
  /// Length of a period in ticks; nil in a continuous study.
  private var period: Int64? {
    if case .periodic(let length) = study { return length.ticks }
    return nil
  }

  /// Periods from order to receipt where the lead time is constant.
  private func leadPeriods(_ supplier: Int) -> Int? {
    guard let period, case .constant(let days) = suppliers[supplier].leadTime else { return nil }
    return Int((days * Double(SimTime.ticksPerDay) / Double(period) - 1e-9).rounded(.up))
  }

  /// Gives a stock point its shelf life and its second supplier; false after a complaint.
  func addStructure(_ point: inout StockPointPlan, _ item: ItemRow, _ location: Field, usedSuppliers: inout Set<Int>) -> Bool {
    addShelfLife(&point, item, location) && addEmergency(&point, item, location, usedSuppliers: &usedSuppliers)
  }

  private func addShelfLife(_ point: inout StockPointPlan, _ item: ItemRow, _ location: Field) -> Bool {
    guard let seconds = item.shelfLife, let place = item.shelfLifePlace else { return true }
    guard let period else {
      reading.error(
        "needs-periods", "goods that spoil are not yet simulated in a continuous study",
        "write `study: periodic`, or leave out the shelf life",
        at: place)
      return false
    }
    let ticks = SimTime.seconds(seconds).ticks
    if ticks < period || ticks % period != 0 {
      reading.error(
        "bad-period", "the shelf life is not a whole number of the study's periods",
        "make it a multiple of \(RelativeChange.plain(Double(period) / Double(SimTime.ticksPerDay))) d, at least one", at: place)
      return false
    }
    if ticks / period > 10_000 {
      reading.error("out-of-range", "a shelf life of more than 10 000 periods is for ever", "leave it out", at: place)
      return false
    }
    guard let word = location["issue"].choice(), let issue = Perishing.Issue(rawValue: word) else { return false }
    let waste: Double
    switch costs.waste {
    case .unitCost: waste = item.unitCost
    case .money(let money): waste = money
    }
    point.perishing = Perishing(shelfLife: SimTime(ticks: ticks), issue: issue, wasteCost: waste)
    return true
  }

  private func addEmergency(_ point: inout StockPointPlan, _ item: ItemRow, _ location: Field, usedSuppliers: inout Set<Int>) -> Bool {
    let field = location["emergency"]
    guard field.isPresent, !point.unlimited else { return true }
    guard field["from"].require(), let name = field["from"].text(), let second = supplierNumber(name) else { return false }
    usedSuppliers.insert(second)
    let place = field["from"].place
    if second == point.supplier {
      // An item that the fast supplier delivers anyway has one supplier.
      if item.supplier != nil || !item.terms.isEmpty { return true }
      reading.error(
        "same-supplier", "the emergency supplier '\(name)' is the location's supplier", "name another, faster one", at: place)
      return false
    }
    var below: Int64?
    if field["when"].isPresent {
      guard let units = threshold(field["when"], meanPerDay: point.meanDailyDemand) else { return false }
      below = units
    } else if period == nil {
      reading.error(
        "missing-key", "'\(field.address)' lacks 'when', without which no policy of a continuous study asks the emergency supplier",
        "write for example `when: position < 1 week`", at: field.parentPlace)
      return false
    }
    if let below {
      let policy = point.control.policy
      if policy.asksBothSuppliers {
        reading.warn(
          "unused", "`when` is not asked here: a policy for two suppliers decides by itself which of them gets what", "remove `when`",
          at: field["when"].place)
      } else if policy != .none, policy.trigger < .max, below > policy.trigger {
        reading.warn(
          "unused",
          "every order goes to the emergency supplier: the policy orders at \(policy.trigger) or below, and all of that is below \(below)",
          "lower the threshold, or make '\(name)' the location's supplier", at: field["when"].place)
      }
    }
    guard isFaster(second, than: point.supplier, isFixed: below == nil || point.control.policy.asksBothSuppliers, at: place) else {
      return false
    }
    var surcharge = 0.0
    if field["surcharge"].isPresent {
      guard let q = field["surcharge"].quantity() else { return false }
      surcharge = q.dimension == .share ? q.value * item.unitCost : q.value
    }
    let (minimum, multiple) = ownTerms(of: item, at: second)
    point.emergency = EmergencySupply(
      supplier: second, surcharge: surcharge, below: below, minimum: minimum > 1 ? minimum : nil, multiple: multiple > 1 ? multiple : nil)
    return true
  }

  /// Complains where an emergency supplier is no faster than the regular one.
  ///
  /// - Parameter isFixed: whether both lead times must be fixed times, because a policy looks at what comes in time.
  private func isFaster(_ second: Int, than first: Int, isFixed: Bool, at place: SourceLocation) -> Bool {
    let name = suppliers[second].name, other = suppliers[first].name
    if let slow = leadPeriods(first), let fast = leadPeriods(second) {
      if fast < slow { return true }
      reading.error(
        "same-supplier", "the emergency supplier '\(name)' takes \(fast) periods, the regular '\(other)' \(slow)",
        "name a supplier that is faster by a period at least", at: place)
      return false
    }
    if isFixed {
      reading.error(
        "random-lead-time", "with two suppliers both lead times must be fixed times: which orders come in time must be known",
        "write for example `lead-time: 5 d` for '\(other)' and '\(name)'", at: place)
      return false
    }
    let slow = suppliers[first].leadTime.mean, fast = suppliers[second].leadTime.mean
    if fast < slow { return true }
    func days(_ time: Double) -> String { RelativeChange.plain((time * 100).rounded() / 100) }
    reading.error(
      "same-supplier", "the emergency supplier '\(name)' takes \(days(fast)) d in the mean, the regular '\(other)' \(days(slow)) d",
      "name a faster supplier", at: place)
    return false
  }

  /// `position < 1 week` as the least position at which it does not hold, units.
  private func threshold(_ field: Field, meanPerDay: Double) -> Int64? {
    guard let text = field.text() else { return nil }
    let words = "write for example `when: position < 1 week`, or `when: position < 12`"
    let sign = ["<=", "≤", "<"].first { text.contains($0) } ?? "<"
    let parts = text.split(separator: sign, omittingEmptySubsequences: false).map { $0.trimmed }
    guard parts.count == 2, parts[0] == "position" else {
      reading.error("bad-condition", "'\(text)' is not a condition for an emergency order", words, at: field.place)
      return nil
    }
    var level = parts[1]
    for tail in [" of mean demand", " of demand"] where level.hasSuffix(tail) { level = String(level.dropLast(tail.count)) }
    guard let quantity = reading.number(level, fits: "`position < 1 week`", at: field.place) else { return nil }
    let units: Double
    switch quantity.dimension {
    case .none, .unit: units = quantity.value
    case .time: units = quantity.value / 86_400 * meanPerDay
    default:
      reading.error("wrong-unit", "the unit '\(quantity.unit)' does not fit a position", words, at: field.place)
      return nil
    }
    guard abs(units) < 1e12 else {
      reading.error("out-of-range", "'\(text)' is outside the range of a position", words, at: field.place)
      return nil
    }
    // Positions are whole; a product such as 7 × 0.1 is meant to be the whole number it misses by rounding.
    let nearest = units.rounded()
    let isWhole = abs(units - nearest) < 1e-9 * max(1, abs(units))
    if sign == "<" { return Int64(isWhole ? nearest : units.rounded(.up)) }
    return Int64(isWhole ? nearest : units.rounded(.down)) + 1
  }

  /// Complains where a policy does not fit the goods and suppliers it stands for.
  func fits(_ spec: PolicySpec, _ point: StockPointPlan, _ item: ItemRow) -> Bool {
    let policy = point.control.policy
    func wrong(code: String, _ message: String, _ remedy: String) -> Bool {
      reading.error(code, message, remedy, at: spec.place)
      return false
    }
    if case .constantOrder = policy, point.control.review == .continuous {
      return wrong(
        code: "needs-periods", "a constant order needs reviews at intervals, or it would be placed at every sale",
        "add `review: every 1 week`, or write `study: periodic`")
    }
    if case .canOrder = policy {
      if period != nil, point.perishing != nil {
        return wrong(
          code: "needs-clock", "in a periodic study goods that spoil, as '\(item.name)' does, are not ordered together with others",
          "write `s-S`")
      }
      if point.emergency != nil {
        return wrong(
          code: "needs-clock", "items that are ordered together have one supplier, and '\(item.name)' has an emergency supplier",
          "leave out `emergency`, or write `s-S`")
      }
      if root["new-items"].isPresent {
        return wrong(
          code: "needs-clock", "items that are ordered together are there from the start, and `new-items:` introduces others",
          "write `s-S`")
      }
    }
    guard policy.looksBeyondPosition else { return true }
    guard let period else {
      return wrong(
        code: "needs-periods", "this policy looks at the state of each period, which a continuous study does not have",
        "write `study: periodic`")
    }
    if case .periodic(let interval, let first) = point.control.review, interval.ticks != period || first != .zero {
      return wrong(code: "bad-period", "this policy decides in every period", "remove the review")
    }
    let ages = point.perishing.map { Int($0.shelfLife.ticks / period) }
    switch policy {
    case .baseStockWithWaste where ages == nil:
      return wrong(
        code: "needs-shelf-life", "'\(item.name)' does not spoil, so that there is no waste to estimate",
        "give the item a shelf life, or remove `waste`")
    case .twoSuppliers where point.emergency == nil:
      return wrong(
        code: "needs-emergency", "'\(item.name)' has one supplier, and this policy is for two", "add `emergency:` to its location")
    case .stateTable(let table): return fits(table, spec, point, item, ages: ages)
    default: return true
    }
  }

  private func fits(_ table: StateTable, _ spec: PolicySpec, _ point: StockPointPlan, _ item: ItemRow, ages: Int?) -> Bool {
    func wrong(code: String, _ message: String, _ remedy: String) -> Bool {
      reading.error(code, message, remedy, at: spec.place)
      return false
    }
    guard let lead = leadPeriods(point.supplier) else {
      return wrong(
        code: "random-lead-time", "orders by state need a fixed lead time, and '\(suppliers[point.supplier].name)' has a law",
        "write for example `lead-time: 3 d`")
    }
    var told = max(0, lead - 1)
    switch table.shape {
    case .stock: break
    case .ages(let count, _):
      guard let ages else {
        return wrong(
          code: "needs-shelf-life", "the table lists units by age, but '\(item.name)' does not spoil", "give the item a shelf life")
      }
      if ages != count {
        return wrong(
          code: "state-columns", "the table has \(count) columns of age, but '\(item.name)' can be sold in \(ages) periods",
          "give 'left 1' … 'left \(ages)'")
      }
    case .position:
      guard let emergency = point.emergency, let fast = leadPeriods(emergency.supplier) else {
        return wrong(
          code: "needs-emergency", "the table is for two suppliers, and '\(item.name)' has one", "add `emergency:` to its location")
      }
      told = max(0, lead - fast - 1)
    }
    if table.shape.pipeline != told {
      return wrong(
        code: "state-columns",
        "the table tells \(table.shape.pipeline) order\(table.shape.pipeline == 1 ? "" : "s") under way apart, but the lead time of \(lead) periods makes \(told)",
        told == 0 ? "remove the columns 'due …'" : "give the columns 'due 1' … 'due \(told)'")
    }
    return true
  }
}
