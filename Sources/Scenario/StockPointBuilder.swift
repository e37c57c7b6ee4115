internal import Groundwork
internal import Kernel
internal import Randomness
internal import Simulation
internal import Supply

/// Puts items, locations, suppliers, policies and costs together: one stock point for each item kept at a location.
struct StockPointBuilder {
  let reading: Reading
  let root: Field
  let items: [ItemRow]
  let itemIndex: [String: Int]
  var suppliers: [SupplierPlan]
  let terms: [(minimum: Int64, multiple: Int64)]
  private let supplierIndex: [String: Int]
  let locations: [(plan: LocationPlan, field: Field, isUnlimited: Bool)]
  let demand: ReadDemand
  /// Units a day that streams with a mistake are taken to ask of each of their items.
  let guessedMean: Double
  let policies: PolicyReader
  let costs: ReadCosts
  let study: StudyKind
  private(set) var toOptimise: [Int] = []
  private(set) var initialStockFollowsPolicy = true

  init(
    reading: Reading, root: Field, items: [ItemRow], itemIndex: [String: Int],
    suppliers: [ReadSupplier], locations: [(plan: LocationPlan, field: Field, isUnlimited: Bool)], demand: ReadDemand, guessedMean: Double,
    policies: PolicyReader, costs: ReadCosts, study: StudyKind
  ) {
    self.reading = reading
    self.root = root
    self.items = items
    self.itemIndex = itemIndex
    self.suppliers = suppliers.map(\.plan)
    terms = suppliers.map { ($0.minimum, $0.multiple) }
    supplierIndex = Dictionary(suppliers.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { a, _ in a })
    self.locations = locations
    self.demand = demand
    self.guessedMean = guessedMean
    self.policies = policies
    self.costs = costs
    self.study = study
  }

  /// The supplier of a name.
  func supplierNumber(_ name: String) -> Int? { supplierIndex[name] }

  mutating func build() -> [StockPointPlan]? {
    var isGood = true
    let given = initialStock()
    if given == nil { isGood = false }
    let stock = given ?? (nil, [:])
    var points: [StockPointPlan] = []
    var kept: Set<Int> = []
    var usedSuppliers: Set<Int> = []
    var withoutCost: [String] = []
    var withoutPrice: [String] = []
    for (l, location) in locations.enumerated() {
      var means = [Double](repeating: 0, count: items.count)
      var isAsked = [Bool](repeating: false, count: items.count)
      for stream in demand.streams where place(of: stream.stream) == l {
        for i in stream.meanPerDay.keys.sorted() {
          means[i] += stream.meanPerDay[i]!
          isAsked[i] = true
        }
      }
      for guess in demand.guesses where guess.location == l {
        for i in guess.items {
          means[i] += guessedMean
          isAsked[i] = true
        }
      }
      var withoutSupplier: [String] = []
      var withoutPolicy: [String] = []
      var upsideDown: [String: (spec: PolicySpec, item: String, low: String, high: String)] = [:]
      let isAskedHere = isAsked.contains(true)
      if !isAskedHere {
        reading.warn(
          "unused", "nobody asks for goods at '\(location.plan.name)'", "name it in a stream's `at:`, or remove it",
          at: location.field.parentPlace)
      }
      for (i, item) in items.enumerated() {
        let isStocked = stock.byPoint[Key(item: i, location: l)] != nil
        guard isAsked[i] || isStocked || policies.names(item: item.name, location: location.plan.name) else { continue }
        kept.insert(i)
        let named = regularSupplier(of: item, location.field)
        var supplier = named.flatMap { supplierIndex[$0] }
        if supplier == nil {
          if location.isUnlimited {
            supplier = nobody()
          } else {
            // That a name is no supplier's is said where it stands.
            if named == nil { withoutSupplier.append(item.name) } else { isGood = false }
            continue
          }
        }
        usedSuppliers.insert(supplier!)
        let (spec, isMissing) =
          location.isUnlimited
          ? (PolicySpec(kind: .none, review: .continuous, place: location.field.place), false)
          : policies.spec(item: item, supplier: suppliers[supplier!].name, location: location.plan.name)
        if isMissing {
          withoutPolicy.append(item.name)
          continue
        }
        guard let spec else {
          isGood = false
          continue
        }
        if let (low, high) = spec.isUpsideDown(meanPerDay: means[i]), upsideDown["\(spec.place)"] == nil {
          upsideDown["\(spec.place)"] = (spec, item.name, low, high)
        }
        var point = StockPointPlan(
          item: i, location: l, supplier: supplier!,
          control: Control(policy: spec.policy(meanPerDay: means[i]) ?? .none, review: spec.review),
          meanDailyDemand: means[i], unlimited: location.isUnlimited)
        (point.minimum, point.multiple) = ownTerms(of: item, at: supplier!)
        if case .optimize = spec.kind { toOptimise.append(points.count) }
        if !location.isUnlimited {
          price(&point, item, withoutCost: &withoutCost, withoutPrice: &withoutPrice)
          guard !item.hasMistakes, addStructure(&point, item, location.field, usedSuppliers: &usedSuppliers), fits(spec, point, item) else {
            isGood = false
            continue
          }
        } else if ordersMayLeave {
          price(lostSaleOf: &point, item, withoutPrice: &withoutPrice)
        }
        point.initialStock =
          stock.byPoint[Key(item: i, location: l)] ?? stock.everywhere ?? (location.isUnlimited ? 0 : point.control.policy.meanPosition)
        points.append(point)
      }
      for name in upsideDown.keys.sorted() {
        let (spec, item, low, high) = upsideDown[name]!
        isGood = false
        if case .canOrder = spec.kind {
          reading.error(
            "s-above-S", "the can-order levels do not ascend: \(low) stands before \(high) (item '\(item)')", "make s ≤ c < S",
            at: spec.place)
          continue
        }
        reading.error(
          "s-above-S", "the reorder point \(low) is not below the order-up-to level \(high) (item '\(item)')",
          "make s smaller than S", at: spec.place)
      }
      if let first = withoutSupplier.first {
        isGood = false
        let more = withoutSupplier.count > 1 ? " and \(withoutSupplier.count - 1) more" : ""
        reading.error(
          "unreachable-demand", "'\(first)'\(more) is asked for at '\(location.plan.name)', but nobody supplies it",
          "add `supplied-by:` to the location, or a supplier to the item", at: location.field.parentPlace)
      }
      if let first = withoutPolicy.first {
        isGood = false
        let more = withoutPolicy.count > 1 ? " and \(withoutPolicy.count - 1) more" : ""
        reading.error(
          "missing-policy", "no policy says when '\(first)'\(more) is ordered for '\(location.plan.name)'",
          "add `policies: { default: { s-S: { s: 3 weeks, S: 7 weeks } } }`, or `default: optimize`", at: root["policies"].place)
      }
    }
    if let first = withoutCost.first {
      isGood = false
      let more = withoutCost.count > 1 ? " and \(withoutCost.count - 1) more" : ""
      reading.error(
        "no-unit-cost", "the holding cost is a rate on unit cost, but '\(first)'\(more) has none",
        "give the item a unit-cost, or write money per unit and time",
        at: costs.holdingPlace)
    }
    if let first = withoutPrice.first {
      isGood = false
      let more = withoutPrice.count > 1 ? " and \(withoutPrice.count - 1) more" : ""
      reading.error(
        "no-price", "a lost sale costs the item's price or margin, but '\(first)'\(more) has no price above its cost",
        "give the item a price, or write money",
        at: costs.lostSalePlace)
    }
    warnOfUnusedTerms(points)
    for (i, item) in items.enumerated() where !kept.contains(i) {
      reading.warn("unused", "nobody asks for the item '\(item.name)'", "add it to a stream of demand, or remove it", at: item.place)
    }
    for (s, supplier) in suppliers.enumerated() where s < terms.count && !usedSuppliers.contains(s) {
      reading.warn(
        "unused", "the supplier '\(supplier.name)' supplies nothing", "name it in `supplied-by:`, or remove it",
        at: root["suppliers"][supplier.name].parentPlace)
    }
    return isGood ? points : nil
  }

  /// The supplier of unlimited stock, who is never asked.
  private mutating func nobody() -> Int {
    let name = "unlimited"
    if let s = suppliers.firstIndex(where: { $0.name == name }), s >= terms.count { return s }
    suppliers.append(SupplierPlan(name: name, leadTime: .constant(0)))
    return suppliers.count - 1
  }

  private func place(of stream: DemandStream) -> Int {
    switch stream {
    case .orders(let s): s.location
    case .perItem(let s): s.location
    case .replay(let s): s.location
    }
  }

  private func price(_ point: inout StockPointPlan, _ item: ItemRow, withoutCost: inout [String], withoutPrice: inout [String]) {
    switch costs.holding {
    case .money(let perDay): point.holdingCost = perDay
    case .rate(let perDay):
      if perDay > 0, item.unitCost == 0 { withoutCost.append(item.name) }
      point.holdingCost = perDay * item.unitCost
    }
    point.backorderCost = costs.backorderPerDay
    point.backorderCostPerUnit = costs.backorderPerUnit
    price(lostSaleOf: &point, item, withoutPrice: &withoutPrice)
  }

  /// Whether orders may leave the floor unserved: then sales are lost even where stock is unlimited.
  private var ordersMayLeave: Bool {
    root["warehouse"]["process"]["outbound"].named.contains { $1["patience"].isPresent || $1["overflow"].branch?.text == "leave" }
  }

  private func price(lostSaleOf point: inout StockPointPlan, _ item: ItemRow, withoutPrice: inout [String]) {
    switch costs.lostSale {
    case .money(let money): point.lostSaleCost = money
    case .price, .margin:
      let isMargin = if case .margin = costs.lostSale { true } else { false }
      point.lostSaleCost = isMargin ? item.price - item.unitCost : item.price
      if item.price <= 0 || point.lostSaleCost < 0 { withoutPrice.append(item.name) }
    }
  }

  // MARK: Initial stock

  struct Key: Hashable {
    var item: Int
    var location: Int
  }

  private mutating func initialStock() -> (everywhere: Int64?, byPoint: [Key: Int64])? {
    let field = root["initial-stock"]
    guard let branch = field.branch else { return (nil, [:]) }
    guard let text = reading.scalar(branch, expected: ValueType.initialStock.inWords) else { return nil }
    if text == "policy" { return (nil, [:]) }
    initialStockFollowsPolicy = false
    if !Quantity.splitNumber(text).number.isEmpty, !text.lowercased().contains(".csv") {
      guard let units = stockUnits(branch) else { return nil }
      return (units, [:])
    }
    var isGood = true
    guard let table = reading.table(text, at: branch.place, goodRowsOf: &isGood) else { return nil }
    guard let itemColumn = table.columnIndex(of: "item") ?? table.columnIndex(of: "sku") else {
      reading.unknownColumn("item", in: table)
      return nil
    }
    guard let unitColumn = table.columnIndex(of: "units") ?? table.columnIndex(of: "stock") ?? table.columnIndex(of: "quantity") else {
      reading.unknownColumn("units", in: table)
      return nil
    }
    let locationColumn = table.columnIndex(of: "location")
    // Without locations there is nothing to keep stock at; that has been said.
    if locations.isEmpty { return nil }
    if locationColumn == nil, locations.count > 1 {
      reading.unknownColumn("location", in: table)
      return nil
    }
    var result: [Key: Int64] = [:]
    for row in table.rows.indices {
      var key = Key(item: 0, location: 0)
      guard let i = itemIndex[table[row, itemColumn]] else {
        reading.unknown(
          "item", table[row, itemColumn], among: items.map(\.name), code: "unknown-name", at: table.location(row: row, column: itemColumn))
        isGood = false
        continue
      }
      key.item = i
      if let locationColumn {
        guard let l = locations.firstIndex(where: { $0.plan.name == table[row, locationColumn] }) else {
          reading.unknown(
            "location", table[row, locationColumn], among: locations.map(\.plan.name), code: "unknown-name",
            at: table.location(row: row, column: locationColumn))
          isGood = false
          continue
        }
        key.location = l
      }
      guard let units = stockUnits(.text(table[row, unitColumn], at: table.location(row: row, column: unitColumn))) else {
        isGood = false
        continue
      }
      if result[key] != nil {
        reading.error(
          "duplicate-key", "the stock of '\(table[row, itemColumn])' stands twice", "keep one row",
          at: table.location(row: row, column: itemColumn))
        isGood = false
      }
      result[key] = units
    }
    // What the table does not name begins empty.
    return isGood ? (0, result) : nil
  }

  private func stockUnits(_ branch: Branch) -> Int64? {
    if let text = branch.text, let number = Double(Quantity.splitNumber(text).number), number < 0 {
      reading.error(
        "negative-stock", "the stock \(RelativeChange.plain(number)) is negative", "stock on hand is at least 0", at: branch.place)
      return nil
    }
    return reading.whole(branch, 0...1_000_000_000_000, noun: "units", key: "initial-stock").map(Int64.init)
  }
}
