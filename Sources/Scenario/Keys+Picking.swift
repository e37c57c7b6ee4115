internal import Groundwork

/// The keys of rounds, zones, parts of orders and waves at a step of a flow.
func pickingKeys(_ flow: String, outbound: Bool) -> [KeyDeclaration] {
  let base = "warehouse.process.\(flow).*"
  let kind = outbound ? "order" : "receipt"
  var keys = [
    KeyDeclaration(
      "\(base).waves", .departures, example: "waves: [\"mon-fri 06:00\", \"mon-fri 10:00\"]",
      "A step without people that holds \(kind)s and releases them together at these moments, on open days of the clock."),
    KeyDeclaration(
      "\(base).every", .quantity([QuantityForm(.time, example: "2 h", in: 60...86_400)]), example: "every: 2 h",
      "As `waves:`, at equal distances from the start of the day or of `hours:`, also when the clocks change."),
    KeyDeclaration("\(base).days", .weekdays, default: "mon-sun", example: "days: mon-fri", "With `every:`: the days."),
    KeyDeclaration(
      "\(base).hours", .hours, example: "hours: 07:00-15:00",
      "With `every:`: from when to when; the first moment is the start, the end is none."),
    KeyDeclaration(
      "\(base).up-to", .whole(1...1_000_000, noun: outbound ? "orders" : flow == "inbound" ? "trucks" : nil),
      example: outbound ? "up-to: 120 orders" : "up-to: 2",
      "With `waves:` or `every:`: how many are released at once, \(outbound ? "in the order of `queue:`" : "who came first first"); "
        + "the others wait for the next moment."
        + (flow == "inbound" ? " What one supplier delivers at one moment is one truck: so these are its appointments." : "")),
  ]
  if outbound {
    keys += [
      KeyDeclaration(
        "\(base).time.per-round", .law(.time), example: "per-round: 2 min",
        "Time for each round, whatever is on it: fetching a cart, reading the list."),
      KeyDeclaration(
        "\(base).batch-lines", .whole(1...100_000, noun: "lines"), example: "batch-lines: 24 lines",
        "How many lines a round takes at most, beside `batch:`: the room of a cart. In turn, a round ends before the first order that does not fit; an order "
          + "that is larger makes a round alone."),
      KeyDeclaration(
        "\(base).batching", .choice(["in turn", "closest", "most saved"]), default: "in turn", example: "batching: closest",
        "Which orders join the first of the queue on its round: those next in the queue; one after another, the one that lengthens the walk least; or the one "
          + "that saves most against a walk of its own. The last two look at the first 64 of the queue."),
      KeyDeclaration(
        "\(base).zone", .text, example: "zone: A",
        "The step works the lines of items in this zone; orders without any pass by. Steps of several zones in a row are passed one after another, or at the same time "
          + "behind a step with `split: zones`."),
      KeyDeclaration(
        "\(base).split", .choice(["zones"]), example: "split: zones",
        "A step without people that takes an order apart: the lines of each zone go on as an order of their own, until a step with `join:` or out of the house."
      ),
      KeyDeclaration(
        "\(base).join", .choice(["orders"]), example: "join: orders",
        "A step without people at which the parts of an order wait until all have come, and go on as one."),
    ]
  } else {
    keys.append(
      KeyDeclaration(
        "\(base).cut-off", .quantity([.time]), default: "0 min", example: "cut-off: 30 min",
        "How long before a wave a receipt must be there."))
  }
  if flow == "inbound" { keys += receivingKeys(base) }
  return keys
}

/// Trucks and inspection at a step of the inbound flow.
private func receivingKeys(_ base: String) -> [KeyDeclaration] {
  [
    KeyDeclaration(
      "\(base).task", .choice(["receipt", "truck"]), default: "receipt", example: "task: truck",
      "What one task takes: one receipt, or all that one truck has brought. A place in `at:` (a dock door) is held for the whole task."),
    KeyDeclaration(
      "\(base).time.per-truck", .law(.time), example: "per-truck: 20 min", "With `task: truck`: time for each truck, whatever is on it."),
    KeyDeclaration(
      "\(base).rejects", .share, example: "rejects: 2 %",
      "The share of the units that fail the inspection, drawn for each unit; they leave the receipt. "
        + "A time per unit of a later step is for those that are left; times per receipt and line are not less."),
    KeyDeclaration(
      "\(base).rejected", .choice(["returned", "written off"]), default: "returned", example: "rejected: written off",
      "What becomes of units that fail: the supplier takes them back for what they cost, or they are written off at their unit cost."),
  ]
}

/// The keys of carriers at the last step of the outbound flow.
func carrierKeys() -> [KeyDeclaration] {
  let base = "warehouse.process.outbound.*.carriers"
  return [
    KeyDeclaration(
      base, .named("carrier"),
      example: "carriers: { parcel: { share: 80 %, departures: mon-fri 16:30 }, freight: { from: 10 lines, departures: tue 15:00 } }",
      "Who takes the orders away. A truck leaves at its departure with what is ready and fits; the rest waits for the next one. An order keeps its carrier whatever "
        + "happens on the floor."),
    KeyDeclaration(
      "\(base).*", .block,
      example: "parcel: { share: 80 %, departures: mon-fri 16:30, cut-off: 30 min, order-by: 3 h, capacity: 400 orders }", "One carrier."),
    KeyDeclaration(
      "\(base).*.share", .share, example: "share: 80 %", "Its share of the orders that fit no carrier's condition; the shares make 100 %."
    ).otherwise("all of them, where it is the only one"),
    KeyDeclaration(
      "\(base).*.from", .whole(1...100_000, noun: "lines"), example: "from: 10 lines",
      "A condition: it takes the orders with at least so many lines."),
    KeyDeclaration(
      "\(base).*.stream", .reference("demand.streams"), example: "stream: web orders",
      "A condition: it takes the orders of this stream; with `from:`, those that fit both. The first carrier whose condition an order fits takes it."
    ),
    KeyDeclaration(
      "\(base).*.departures", .departures, required: true, example: "departures: mon-fri 16:30",
      "When its trucks leave, on open days of the clock."),
    KeyDeclaration(
      "\(base).*.cut-off", .quantity([.time]), default: "0 min", example: "cut-off: 30 min",
      "How long before a departure an order must be ready at the dock."),
    KeyDeclaration(
      "\(base).*.order-by", .quantity([.time]), example: "order-by: 3 h",
      "An order that comes to the floor so long before a departure is meant to leave with it; results say how many did not."
    ).otherwise("as cut-off"),
    KeyDeclaration(
      "\(base).*.capacity",
      .quantity([
        QuantityForm(.order, example: "400 orders", in: 1...1_000_000), QuantityForm(.line, example: "900 lines", in: 1...1_000_000),
        QuantityForm(.unit, example: "2500 units", in: 1...1e9), QuantityForm(.none, example: "400", in: 1...1_000_000),
      ]), example: "capacity: 400 orders",
      "What a truck takes, in orders, lines or units (as the items count theirs). Orders are loaded in turn, up to the first that does "
        + "not fit; one that is larger than a truck has one to itself."),
  ]
}
