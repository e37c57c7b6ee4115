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
      if item.supplier != nil { return true }
      reading.error(
        "same-supplier", "the emergency supplier '\(name)' is the location's supplier", "name another, faster one", at: place)
      return false
    }
    if period == nil {
      reading.error(
        "needs-periods", "a second supplier is not yet simulated in a continuous study",
        "write `study: periodic`, or leave out `emergency`",
        at: field.parentPlace)
      return false
    }
    guard let slow = leadPeriods(point.supplier), let fast = leadPeriods(second) else {
      reading.error(
        "random-lead-time", "with two suppliers both lead times must be fixed times: which orders come in time must be known",
        "write for example `lead-time: 5 d` for '\(suppliers[point.supplier].name)' and '\(name)'", at: place)
      return false
    }
    if fast >= slow {
      reading.error(
        "same-supplier", "the emergency supplier '\(name)' takes \(fast) periods, the regular '\(suppliers[point.supplier].name)' \(slow)",
        "name a supplier that is faster by a period at least", at: place)
      return false
    }
    var surcharge = 0.0
    if field["surcharge"].isPresent {
      guard let q = field["surcharge"].quantity() else { return false }
      surcharge = q.dimension == .share ? q.value * item.unitCost : q.value
    }
    point.emergency = EmergencySupply(supplier: second, surcharge: surcharge)
    return true
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
