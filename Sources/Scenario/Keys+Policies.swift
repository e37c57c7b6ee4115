/// The keys of a policy below one address.
private func policy(at base: String, _ meaning: String, example: String) -> [KeyDeclaration] {
  let time: ValueType = .quantity([.time])
  func level(_ key: String, _ meaning: String) -> KeyDeclaration {
    KeyDeclaration("\(base).\(key)", .level, required: true, example: "\(key.split(separator: ".").last!): 3 weeks", meaning)
  }
  func kind(_ key: String, _ example: String, _ meaning: String) -> KeyDeclaration {
    KeyDeclaration("\(base).\(key)", .block, example: "\(key): \(example)", meaning)
  }
  let every = KeyDeclaration("", time, required: true, example: "R: 1 week", "The time between two reviews.")
  func interval(_ key: String) -> KeyDeclaration {
    var declaration = every
    declaration.pattern = "\(base).\(key)"
    return declaration
  }
  func on(_ key: String) -> KeyDeclaration {
    KeyDeclaration("\(base).\(key)", .weekdays, example: "on: mon", "The weekday of the first review; the clock's first day unless given.")
  }
  return [
    KeyDeclaration(base, .policy, example: example, meaning),
    kind("s-S", "{ s: 3 weeks, S: 7 weeks }", "At or below `s`, order up to `S`."),
    level("s-S.s", "The reorder point: inventory position at or below which an order is placed."), level("s-S.S", "The order-up-to level."),
    kind("r-Q", "{ r: 210, Q: 480 }", "At or below `r`, order multiples of `Q` until the position is above `r`."),
    level("r-Q.r", "The reorder point."), level("r-Q.Q", "The order quantity."),
    kind("R-S", "{ R: 1 week, S: 5 weeks, on: mon }", "Every `R`, order up to `S`."),
    interval("R-S.R"), level("R-S.S", "The order-up-to level."), on("R-S.on"),
    kind("R-s-S", "{ R: 1 week, s: 3 weeks, S: 7 weeks }", "Every `R`, at or below `s`, order up to `S`."),
    interval("R-s-S.R"), level("R-s-S.s", "The reorder point."), level("R-s-S.S", "The order-up-to level."), on("R-s-S.on"),
    kind("base-stock", "{ S: 2 weeks }", "Below `S`, order up to `S`: every sale is ordered again."),
    level("base-stock.S", "The base-stock level."),
    kind("min-max", "{ min: 100, max: 400 }", "At or below `min`, order up to `max`: what most ERP systems do."),
    level("min-max.min", "The reorder point."), level("min-max.max", "The order-up-to level."),
    KeyDeclaration(
      "\(base).table", .file("of levels that follow the calendar"), example: "table: levels.csv",
      "Levels (s, S) that change on the calendar, as the optimiser writes them: a table with the columns `item` (or `sku`; not needed for one item), "
        + "`from [d]` (time since the clock's start; an item's first row at 0), `s` and `S` (units; both blank where nothing is ordered), and "
        + "`location` where an item is kept in several places."),
    KeyDeclaration(
      "\(base).review", .review, example: "review: every 1 week", "When the policy is asked: after every change, or at intervals."
    )
    .otherwise("continuous; in a periodic study at the start of each period"),
    notYet("\(base).echelon-base-stock", "Base stock on echelon positions."), notYet("\(base).kanban", "Kanban cards."),
    notYet("\(base).capped-base-stock", "Base stock with a largest order."),
    notYet("\(base).constant-order", "The same order every period."),
    notYet("\(base).dual-index", "Two suppliers, two levels."), notYet("\(base).base-surge", "A constant order and a surge."),
    notYet("\(base).newsvendor", "One order for a season."),
    notYet("\(base).dynamic", "Levels that follow a forecast."), notYet("\(base).of", "Which mean demand the levels' time refers to."),
  ]
}

/// How stock is replenished.
let policyKeys: [KeyDeclaration] =
  [
    KeyDeclaration(
      "policies", .block, example: "policies: { default: { s-S: { s: 3 weeks, S: 7 weeks } } }",
      "When and how much is ordered. The most specific wins: ITEM@LOCATION, ITEM, a rule (the later one), the default.")
  ]
  + policy(
    at: "policies.default", "The policy of everything that no rule and no item names; `optimize` lets Bullwhip choose.",
    example: "default: { s-S: { s: 3 weeks, S: 7 weeks } }")
  + [
    KeyDeclaration(
      "policies.rules", .named("policy"), example: "rules: { fast movers: { for: { class: A }, R-S: { R: 1 week, S: 5 weeks } } }",
      "Policies for groups of items; a later rule wins.")
  ]
  + policy(
    at: "policies.rules.*", "A policy and the items it is for.",
    example: "fast movers: { for: { class: A }, s-S: { s: 2 weeks, S: 4 weeks } }")
  + [
    KeyDeclaration(
      "policies.rules.*.for", .block, required: true, example: "for: { class: A }", "Which items the rule is for: all conditions must hold."
    ),
    KeyDeclaration("policies.rules.*.for.class", .text, example: "class: A", "Items of this class."),
    KeyDeclaration("policies.rules.*.for.supplier", .reference("suppliers"), example: "supplier: overseas", "Items of this supplier."),
    KeyDeclaration("policies.rules.*.for.location", .reference("locations"), example: "location: dc", "Items at this location."),
    KeyDeclaration(
      "policies.items", .named("policy"), example: "items: { \"85123A\": { r-Q: { r: 210, Q: 480 } } }",
      "Policies of single items, `ITEM` or `ITEM@LOCATION`."),
  ]
  + policy(at: "policies.items.*", "The policy of one item.", example: "\"85123A\": { r-Q: { r: 210, Q: 480 } }")
