internal import Groundwork
internal import Kernel
internal import Randomness
internal import Simulation
internal import Supply

/// The goods side as read, with the holes an optimiser is to fill.
struct ReadSupply {
  var plan: SupplyPlan
  var toOptimise: [Int]
  var initialStockFollowsPolicy: Bool
  /// One element per item of the plan.
  var zones: [ItemZone] = []
}

/// A supplier with the terms of those of its items that have none of their own.
struct ReadSupplier {
  var plan: SupplierPlan
  var minimum: Int64 = 1
  var multiple: Int64 = 1
  /// Whether its lead time could not be read.
  var isStandIn = false
  var name: String { plan.name }
}

/// Reads items, suppliers, locations, demand, policies, costs and stock into a `SupplyPlan`.
struct SupplyReader {
  let reading: Reading
  let root: Field
  let clock: ReadClock

  func read() -> ReadSupply? {
    let read = ItemReader(reading: reading, field: root["items"]).items()
    let suppliers = self.suppliers()
    let locations = self.locations()
    if !read.isWhole { reading.partial.insert("item") }
    if locations == nil { reading.partial.insert("location") }
    let table = read.table
    var items = read.rows
    var index = Dictionary(items.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { a, _ in a })
    terms(&items, index)
    for item in items {
      if let supplier = item.supplier, !suppliers.all.contains(where: { $0.name == supplier }) {
        reading.unknown("supplier", supplier, among: suppliers.all.map(\.name), code: "unknown-name", at: item.supplierPlace ?? item.place)
      }
      for row in item.terms where !suppliers.all.contains(where: { $0.name == row.supplier }) {
        reading.unknown("supplier", row.supplier, among: suppliers.all.map(\.name), code: "unknown-name", at: row.place)
      }
    }
    let locationNames = root["locations"].named.map(\.name)
    var demand = DemandReader(reading: reading, root: root, clock: clock, items: items, itemIndex: index, locationNames: locationNames)
      .streams()
    if let table { ItemReader(reading: reading, field: root["items"]).reportUnused(table, isRead: demand.isGood) }
    var newItems: NewItemsPlan?
    var newItemsAreGood = true
    if demand.isGood {
      newItems = NewItemsReader(reading: reading, field: root["new-items"], clock: clock).read(items: &items, streams: &demand.streams)
      newItemsAreGood = newItems != nil || !root["new-items"].isPresent
      index = Dictionary(items.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { a, _ in a })
    }
    let costs = CostReader(reading: reading, field: root["costs"]).read()
    func policies() -> PolicyReader {
      let policies = PolicyReader(reading: reading, root: root, clock: clock)
      policies.checkNames(items: index, itemNames: items.map(\.name), locations: locationNames)
      return policies
    }
    func builder(_ policies: PolicyReader, _ suppliers: [ReadSupplier], mean: Double = 0) -> StockPointBuilder {
      StockPointBuilder(
        reading: reading, root: root, items: items, itemIndex: index, suppliers: suppliers, locations: locations ?? [], demand: demand,
        guessedMean: mean, policies: policies, costs: costs.costs, study: clock.study)
    }
    let slotting = SlotReader(reading: reading, root: root, items: items, streams: demand.streams, newItems: newItems)
    guard read.isGood, suppliers.isGood, let locations, demand.isGood, newItemsAreGood, costs.isGood else {
      // Stock and policies are looked at all the same, with demand and lead times that nobody would confuse for what cannot be read.
      reading.agreed(
        [(0.37, 2.0), (41.0, 33.0)].map { mean, lead in
          {
            let own = policies()
            var all = suppliers.all
            for s in all.indices where all[s].isStandIn { all[s].plan.leadTime = .constant(lead) }
            var builder = builder(own, all, mean: mean)
            _ = builder.build()
            own.readAll()
          }
        })
      if read.isGood, demand.isGood { _ = slotting.slots() }
      return nil
    }
    let own = policies()
    var builder = builder(own, suppliers.all)
    let points = builder.build()
    let slots = slotting.slots()
    guard let points, let slots else { return nil }
    own.checkUnused()
    own.warnOfUnusedRules()
    var plan = SupplyPlan()
    plan.items = items.enumerated().map { i, row in
      ItemPlan(
        name: row.name, unitCost: row.unitCost, price: row.price, volumeLitres: row.volumeLitres, itemClass: row.itemClass, slot: slots[i])
    }
    plan.suppliers = builder.suppliers
    plan.locations = locations.map(\.plan)
    plan.stockPoints = points
    plan.streams = demand.streams.map(\.stream)
    plan.dayStarts = clock.dayStarts
    if plan.dayStarts != nil {
      plan.clockChanges = clock.civil.changes.map { ClockChange(at: SimTime(ticks: $0.at), forward: .seconds(Double($0.forward))) }
    }
    if let newItems { NewItemsReader.settle(newItems, in: &plan) }
    return ReadSupply(
      plan: plan, toOptimise: builder.toOptimise, initialStockFollowsPolicy: builder.initialStockFollowsPolicy,
      zones: items.map { ItemZone(name: $0.name, zone: $0.zone, place: $0.place) })
  }

  // MARK: Suppliers and locations

  private func suppliers() -> (all: [ReadSupplier], isGood: Bool) {
    var result: [ReadSupplier] = []
    var isGood = true
    func standIn(_ name: String, _ law: Law?) {
      isGood = false
      result.append(ReadSupplier(plan: SupplierPlan(name: name, leadTime: law ?? .constant(1)), isStandIn: law == nil))
    }
    for (name, field) in root["suppliers"].named {
      var reader = LawReader(reading, use: .time, base: 86_400)
      var leadTime: Law?
      if field["lead-time"].require(), let branch = field["lead-time"].branch { leadTime = reader.law(branch, key: "lead-time") }
      let asked = field["crossing"].yesNo()
      let order = field["order-cost"].quantity()
      let line = field["line-cost"].quantity()
      let minimum = field["minimum"].whole()
      let multiple = field["multiple"].whole()
      var closed = clock.holidays
      if let branch = field["closed"].branch {
        if let own = reading.closedDays(branch, key: "closed") { closed = own } else { isGood = false }
      }
      guard let leadTime, let order, let line, let minimum, let multiple else {
        standIn(name, leadTime)
        continue
      }
      if asked != true, leadTime.quantile(1 - 1e-10) > 3650 {
        reading.error(
          "bad-law", "this lead time may exceed ten years", "shorten the law, or set `crossing: true`", at: field["lead-time"].place)
        standIn(name, nil)
        continue
      }
      let crossing = asked ?? !canKeepOrder(leadTime)
      if asked == false, !canKeepOrder(leadTime) {
        let (reason, remedy) = whyOrdersOvertake(leadTime)
        reading.error(
          "bad-law", "lead times of this law cannot come in order: \(reason)", "remove `crossing: false`, or \(remedy)",
          at: field["crossing"].place)
        isGood = false
      }
      var days: [Bool] = []
      if closed != ClosedDays() {
        // The calendar's days as days of 24 hours from the start; the noon of each stands for it, so that summer time moves none.
        days = (0..<clock.tableDays).map { day in
          closed.contains(day: clock.civil.wall(Int64(day) * SimTime.ticksPerDay + SimTime.ticksPerDay / 2).day, on: clock.civil)
        }
        if !days.contains(false) || closed.weekdays.count == 7 {
          reading.error(
            "always-closed", "the supplier '\(name)' is closed every day", "leave at least one day open", at: field["closed"].place)
          isGood = false
        }
        if !days.contains(true) { days = [] }
      }
      result.append(
        ReadSupplier(
          plan: SupplierPlan(
            name: name, leadTime: leadTime, crossing: crossing, orderCost: order.value, lineCost: line.value, closedDays: days),
          minimum: Int64(minimum), multiple: Int64(multiple)))
    }
    return (result, isGood)
  }

  private func canKeepOrder(_ law: Law) -> Bool {
    let period: Int64? = if case .periodic(let length) = clock.study { length.ticks } else { nil }
    return (try? CompiledLeadTime.canKeepOrder(law, period: period)) ?? false
  }

  /// What a law lacks for lead times that come in order, and what would give it that.
  private func whyOrdersOvertake(_ law: Law) -> (reason: String, remedy: String) {
    guard case .periodic(let length) = clock.study else {
      return (
        "the logarithm of its distribution function would have to be concave, and at single values and gaps, or where its density climbs again, it is not",
        "give a law of one hump without gaps"
      )
    }
    guard let flaw = try? CompiledLeadTime.orderFlaw(law, period: length.ticks) else {
      return ("it reaches beyond 100 000 periods", "shorten the law")
    }
    func share(_ x: Double) -> String { NumberFormat.terminal.significant(100 * x, digits: 3) + " %" }
    let n = flaw.periods
    return (
      "of the orders that arrive within \(n + 1) periods \(share(flaw.after)) arrive within \(n), and of those within \(n) periods \(share(flaw.before)) within"
        + " \(n - 1); that share may not fall from a number of periods to the next",
      "move weight from \(n + 1) periods to fewer"
    )
  }

  private func locations() -> [(plan: LocationPlan, field: Field, isUnlimited: Bool)]? {
    let locations = root["locations"]
    guard locations.require() else { return nil }
    if locations.named.isEmpty {
      reading.error(
        "missing-key", "the scenario has no location", "write `locations: { dc: { supplied-by: overseas } }`", at: locations.place)
      return nil
    }
    return locations.named.map { name, field in
      let capacity = field["capacity"].isPresent ? field["capacity"].quantity()?.value : nil
      if capacity == 0 {
        reading.error(
          "out-of-range", "a location without any room can hold nothing", "write for example `capacity: 900 m3`, or leave it out",
          at: field["capacity"].place)
      }
      return (LocationPlan(name: name, capacityLitres: capacity), field, field["stock"].choice() == "unlimited")
    }
  }

  /// `supply:`: terms per item and supplier.
  private func terms(_ items: inout [ItemRow], _ index: [String: Int]) {
    let field = root["supply"]
    var isGood = true
    guard let name = field.text(), let table = reading.table(name, at: field.place, goodRowsOf: &isGood) else { return }
    guard let itemColumn = table.columnIndex(of: "item") ?? table.columnIndex(of: "sku") else {
      return reading.unknownColumn("item", in: table)
    }
    let known = ["item", "sku", "supplier", "minimum", "multiple"]
    for column in table.columns where !known.contains(column.name.lowercased()) {
      let later = ["lead-time", "cost", "share", "price", "minimum-value"]
      if later.contains(column.name.lowercased()) {
        reading.error("not-yet", "the column '\(column.name)' of `supply:` is not built yet", "give it per supplier", at: column.location)
      } else {
        reading.unknown("column", column.name, among: known, code: "unknown-column", at: column.location)
      }
    }
    for row in table.rows.indices {
      let place = table.location(row: row, column: itemColumn)
      guard let i = index[table[row, itemColumn]] else {
        reading.unknown("item", table[row, itemColumn], among: items.map(\.name), code: "unknown-name", at: place)
        continue
      }
      func units(_ key: String) -> Int? {
        guard let column = table.columnIndex(of: key), !table[row, column].isEmpty else { return nil }
        let cell = Branch.text(table[row, column], at: table.location(row: row, column: column))
        return reading.whole(cell, 1...1_000_000_000, noun: "units", key: key)
      }
      let minimum = units("minimum"), multiple = units("multiple")
      guard let column = table.columnIndex(of: "supplier"), !table[row, column].isEmpty else {
        // Without a supplier it speaks of the item, wherever it comes from.
        items[i].minimum = minimum ?? items[i].minimum
        items[i].multiple = multiple ?? items[i].multiple
        continue
      }
      let supplier = table[row, column], at = table.location(row: row, column: column)
      if items[i].terms.contains(where: { $0.supplier == supplier }) {
        reading.error("duplicate-key", "'\(items[i].name)' has a row for '\(supplier)' already", "keep one of them", at: at)
        continue
      }
      items[i].terms.append(SupplierTerms(supplier: supplier, place: at, minimum: minimum, multiple: multiple))
    }
  }
}

/// The prices of `costs:`.
struct ReadCosts {
  enum Holding {
    /// Per day, of the unit cost.
    case rate(Double)
    /// Money per unit and day.
    case money(Double)
  }
  enum LostSale {
    case margin, price
    case money(Double)
  }
  var holding: Holding
  var holdingPlace: SourceLocation
  /// Money per unit and day, and once per unit.
  var backorderPerDay: Double
  var backorderPerUnit: Double
  var lostSale: LostSale
  var lostSalePlace: SourceLocation
  enum Waste {
    case unitCost
    case money(Double)
  }
  /// Once per unit thrown away.
  var waste = Waste.unitCost
}

struct CostReader {
  let reading: Reading
  let field: Field

  /// The prices; those that cannot be read are 0.
  func read() -> (costs: ReadCosts, isGood: Bool) {
    var costs = ReadCosts(
      holding: .rate(0), holdingPlace: field["holding"].place, backorderPerDay: 0, backorderPerUnit: 0, lostSale: .money(0),
      lostSalePlace: field["lost-sale"].place)
    var isGood = true
    let year = QuantityForm(.share / .time, example: "22 %/year")
    let perUnit = QuantityForm(.money / .unit / .time, example: "0.35 GBP/unit/year")
    if let branch = field["holding"].branch {
      if let q = reading.quantity(branch, [year, perUnit], key: "holding") {
        costs.holding = q.dimension == perUnit.dimension ? .money(q.value * 86_400) : .rate(q.value * 86_400)
      } else {
        isGood = false
      }
    }
    let owed = QuantityForm(.money / .unit / .time, example: "0.40 GBP/unit/day")
    let once = QuantityForm(.money / .unit, example: "2 GBP/unit")
    func take(_ branch: Branch, _ forms: [QuantityForm]) {
      guard let q = reading.quantity(branch, forms, key: "backorder") else {
        isGood = false
        return
      }
      if q.dimension == owed.dimension { costs.backorderPerDay = q.value * 86_400 } else { costs.backorderPerUnit = q.value }
    }
    if let branch = field["backorder"].branch {
      if let twigs = branch.twigs {
        for twig in twigs {
          switch twig.key {
          case "time": take(twig.value, [owed])
          case "unit": take(twig.value, [once])
          default:
            reading.unknown("key", twig.key, among: ["time", "unit"], code: "unknown-key", at: twig.place)
            isGood = false
          }
        }
      } else {
        take(branch, [owed, once])
      }
    }
    if let branch = field["lost-sale"].branch {
      switch branch.text {
      case "margin": costs.lostSale = .margin
      case "price": costs.lostSale = .price
      default:
        if let text = branch.text, Quantity.splitNumber(text).number.isEmpty {
          let remedy =
            nearestName(to: text, among: ["margin", "price"]).map { "did you mean '\($0)'?" }
            ?? reading.local("expected \(ValueType.lostSale.inWords)")
          reading.error("unknown-word", "'\(text)' is not a value of 'lost-sale'", remedy, at: branch.place)
          isGood = false
        } else if let q = reading.quantity(branch, [.moneyPerUnit, .money], key: "lost-sale") {
          costs.lostSale = .money(q.value)
        } else {
          isGood = false
        }
      }
    }
    if let branch = field["waste"].branch, branch.text != "unit-cost" {
      if let text = branch.text, Quantity.splitNumber(text).number.isEmpty {
        let remedy =
          nearestName(to: text, among: ["unit-cost"]).map { "did you mean '\($0)'?" }
          ?? reading.local("expected \(ValueType.waste.inWords)")
        reading.error("unknown-word", "'\(text)' is not a value of 'waste'", remedy, at: branch.place)
        isGood = false
      } else if let q = reading.quantity(branch, [.moneyPerUnit, .money], key: "waste") {
        costs.waste = .money(q.value)
      } else {
        isGood = false
      }
    }
    return (costs, isGood)
  }
}
