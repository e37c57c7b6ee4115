/// The keys of a policy below one address.
private func policy(at base: String, _ meaning: String, example: String) -> [KeyDeclaration] {
  let time: ValueType = .quantity([.time])
  func level(_ key: String, _ meaning: String) -> KeyDeclaration {
    KeyDeclaration("\(base).\(key)", .level, required: true, example: "\(key.split(separator: ".").last!): 3 weeks", meaning)
  }
  func cap(_ key: String, _ meaning: String) -> KeyDeclaration {
    KeyDeclaration("\(base).\(key)", .level, example: "cap: 40", meaning).otherwise("no limit")
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
    KeyDeclaration(
      "\(base).base-stock.waste", .choice(["estimated"]), example: "waste: estimated",
      "For goods that spoil in a periodic study: what will be thrown away before the order comes, were demand its mean, is ordered on top."
    ).otherwise("nothing on top"),
    kind(
      "capped-base-stock", "{ S: 60, cap: 14 }",
      "Below `S`, order up to `S`, but at most `cap` at once: smooth orders where unmet demand is lost."),
    level("capped-base-stock.S", "The base-stock level."), level("capped-base-stock.cap", "The most units of one order."),
    kind("constant-order", "{ Q: 12 }", "The same order at every review, whatever is there; only for reviews at intervals."),
    level("constant-order.Q", "The order quantity."),
    kind(
      "can-order", "{ s: 12, c: 30, S: 60 }",
      "Joint replenishment: at or below `s` an item starts an order, and every item of the same supplier and location that has a "
        + "`can-order` policy too and is at or below its own `c` goes on that order; each of them is filled up to its `S`. One order pays one `order-cost`. "
        + "In a periodic study only for goods that keep and unmet demand that waits."
    ),
    level("can-order.s", "The must-order level: inventory position at or below which the item starts an order."),
    level("can-order.c", "The can-order level, from `s` to below `S`: at or below it the item joins an order that another one starts."),
    level("can-order.S", "The order-up-to level."),
    kind(
      "dual-index", "{ emergency: 8, regular: 30 }",
      "Two suppliers in a periodic study: the emergency supplier lifts what it can serve (on hand − owed + all that comes no later than its order) to "
        + "`emergency`, the regular one the whole position to `regular`."),
    level("dual-index.emergency", "The level of the emergency supplier."),
    level("dual-index.regular", "The level of the regular supplier."),
    cap("dual-index.cap", "The most units of one regular order (a capped dual index)."),
    kind(
      "single-index", "{ emergency: 25, regular: 30 }",
      "Two suppliers in a periodic study, both looking at the whole position: the emergency supplier lifts it to `emergency`, the regular one from there "
        + "to `regular`."),
    level("single-index.emergency", "The level of the emergency supplier."),
    level("single-index.regular", "The level of the regular supplier."),
    kind(
      "base-surge", "{ Q: 9, S: 14 }",
      "Two suppliers in a periodic study: the regular one sends `Q` in every period, the emergency one lifts what it can serve to `S` (tailored base-surge)."
    ),
    level("base-surge.Q", "The constant regular order."), level("base-surge.S", "The level of the emergency supplier."),
    kind("min-max", "{ min: 100, max: 400 }", "At or below `min`, order up to `max`: what most ERP systems do."),
    level("min-max.min", "The reorder point."), level("min-max.max", "The order-up-to level."),
    KeyDeclaration(
      "\(base).table", .file("of levels that follow the calendar, or of orders by state"), example: "table: levels.csv",
      "A table as the optimiser writes it. **Levels by date**: the columns `item` (or `sku`; not needed for one item), "
        + "`from [d]` (time since the clock's start; an item's first row at 0), `s` and `S` (units; both blank where nothing is ordered), and "
        + "`location` where an item is kept in several places. **Orders by state**, for a periodic study: `item`, `location`; the state before the order, "
        + "`on hand`, or for goods that spoil `left 1`, `left 2`, … (units by the periods they can still be sold in), or with two suppliers `position` (on "
        + "hand − owed + all that comes no later than an emergency order); then `due 1`, `due 2`, … (the other orders under way by the periods until they "
        + "come); and `order` (with two suppliers also `emergency`). Every column runs from 0 in equal steps. A state beyond the table is read from left "
        + "to right: a number that does not stand beside those before it is read as the next lower one that does."),
    KeyDeclaration(
      "\(base).review", .review, example: "review: every 1 week", "When the policy is asked: after every change, or at intervals."
    )
    .otherwise("continuous; in a periodic study at the start of each period"),
    notYet("\(base).echelon-base-stock", "Base stock on echelon positions."), notYet("\(base).kanban", "Kanban cards."),
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
