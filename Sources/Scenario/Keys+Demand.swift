internal import Groundwork

private let stream = "demand.streams.*"

/// Who asks for goods.
let demandKeys: [KeyDeclaration] = [
  KeyDeclaration(
    "demand", .block, required: true, example: "demand: { streams: { web orders: { at: dc, orders: { … } } } }",
    "Who asks for goods, when, and for how much."),
  KeyDeclaration(
    "demand.scale", .number(0...1e6), default: "1", example: "demand.scale: ×1.1",
    "Multiplies all streams but replays. More demand adds orders and moves none."),
  KeyDeclaration(
    "demand.streams", .named("stream of demand"), required: true, example: "streams: { shop sales: { at: leeds, per-item: … } }",
    "The sources of demand. A stream's name is the key of its random numbers."),
  KeyDeclaration(
    stream, .block, example: "web orders: { at: dc, orders: { … }, unmet: backorder }", "One stream: `orders`, `per-item` or `replay`."),
  KeyDeclaration("\(stream).at", .reference("locations"), required: true, example: "at: dc", "The location that serves it."),
  KeyDeclaration(
    "\(stream).holidays", .choice(["closed", "open"]), default: "closed", example: "holidays: open",
    "Whether demand stops on the clock's holidays. A replay plays every recorded order."),
  KeyDeclaration(
    "\(stream).unmet", .unmet, default: "backorder", example: "unmet: { backorder: 70 %, lost: 30 % }",
    "What happens to a line that stock cannot serve at once: it waits, it is lost, or one of both by chance."),
  KeyDeclaration("\(stream).unmet.backorder", .share, example: "backorder: 70 %", "The share of unmet lines that wait."),
  KeyDeclaration("\(stream).unmet.lost", .share, example: "lost: 30 %", "The share of unmet lines that are lost. Both shares make 100 %."),
  KeyDeclaration(
    "\(stream).ship", .choice(["partial", "complete"]), default: "partial", example: "ship: complete",
    "Whether an order may leave in parts or waits until every line is there. A line that leaves in two parts is worked twice and counts as finished once, "
      + "with the second."),
  KeyDeclaration(
    "\(stream).due", .quantity([.time]), example: "due: 48 h", "The promised time of a replayed order, from its arrival to its departure."),
  notYet("\(stream).follow", "Demand that follows a forecast."),
  notYet("\(stream).patience", "How long a customer waits for a backorder."),
  notYet("\(stream).substitute", "What is sold instead."),

  KeyDeclaration(
    "\(stream).orders", .block, example: "orders: { arrivals: { poisson: { mean: 92 /day } }, lines: 3, quantity: 2 }",
    "Customers' orders with lines: what pickers pick."),
  KeyDeclaration(
    "\(stream).orders.arrivals", .block, required: true, example: "arrivals: { poisson: { mean: 92 /day }, profile: hour-of-week.csv }",
    "A Poisson process whose rate follows profile, season, trend and events."),
  KeyDeclaration(
    "\(stream).orders.arrivals.poisson", .block, required: true, example: "poisson: { mean: 92 /day }",
    "Independent customers: the Poisson process."),
  KeyDeclaration(
    "\(stream).orders.arrivals.poisson.mean", .quantity([.rate, .orderRate]), required: true, example: "mean: 92 /day",
    "Orders per time, averaged over the week and the year (holidays apart)."),
  KeyDeclaration(
    "\(stream).orders.arrivals.profile", .profile, example: "profile: hour-of-week.csv",
    "How the rate moves in the day or the week: 24 hours, 7 weekdays, or 168 hours from Monday 00:00. "
      + "Only the shape counts: it is scaled to mean 1."
  ),
  KeyDeclaration(
    "\(stream).orders.arrivals.season", .season, example: "season: week-of-year.csv",
    "How the rate moves in the year: 12 months or 52 (53) ISO weeks. Only the shape counts: it is scaled to mean 1."),
  KeyDeclaration(
    "\(stream).orders.arrivals.trend", .quantity([.growth]), example: "trend: 3 %/year",
    "Growth from the clock's start, compounded: (1 + 3 %)^years."),
  KeyDeclaration(
    "\(stream).orders.arrivals.events", .events, example: "events: { bank holiday: { on: 2011-05-30, factor: 1.8 } }",
    "Days on which the rate is multiplied."),
  KeyDeclaration(
    "\(stream).orders.lines", .law(.count), default: "1", example: "lines: { geometric: { mean: 4.2, from: 1 } }",
    "Lines of an order; a draw below 1 counts as 1."),
  KeyDeclaration(
    "\(stream).orders.item", .itemChoice, default: "popularity", example: "item: popularity",
    "Which item a line asks for: by the items' `popularity`, each alike (`equal`), or by a column of the items' table."),
  KeyDeclaration(
    "\(stream).orders.quantity", .law(.demand), default: "1", example: "quantity: { empirical: line-quantity.csv }",
    "Units of a line; a draw below 1 counts as 1."),
  KeyDeclaration(
    "\(stream).orders.due", .quantity([.time]), example: "due: 48 h", "The promised time from an order's arrival to its departure."),
  KeyDeclaration(
    "\(stream).orders.priority", .whole(0...1000, noun: nil), default: "0", example: "priority: 2",
    "Smaller is more urgent, where a queue is ordered by priority."),

  KeyDeclaration(
    "\(stream).per-item", .law(.demand),
    example: "per-item: { negative-binomial: { mean: column mean, dispersion: column dispersion }, every: day }",
    "Demand drawn item by item and period by period: a law of one period's units, the period, and what moves the mean."),
  KeyDeclaration(
    "\(stream).per-item.every", .quantity([.time]), example: "every: week",
    "The period the law speaks of. `every: day`, `every: 2 weeks`. In a periodic study it must be the study's period."),
  KeyDeclaration(
    "\(stream).per-item.season", .season, example: "season: month-of-year.csv",
    "Factors on the mean by month or week of the year, scaled to mean 1."),
  KeyDeclaration(
    "\(stream).per-item.trend", .quantity([.growth]), example: "trend: 3 %/year", "Growth of the mean from the clock's start, compounded."),
  KeyDeclaration(
    "\(stream).per-item.profile", .profile, example: "profile: { mon: 1, tue: 1, wed: 1, thu: 1, fri: 2, sat: 3, sun: 0 }",
    "Factors on the mean by weekday, scaled to mean 1; only with `every: day`."),
  KeyDeclaration(
    "\(stream).per-item.events", .events, example: "events: { fair: { on: 2011-05-30, factor: 1.8 } }",
    "Days on which the mean is multiplied."),
  KeyDeclaration(
    "\(stream).per-item.items", .named("law"), example: "items: { \"85123A\": { poisson: { mean: 4 } } }",
    "Items whose law differs; with no common law, only these items are asked for."),
  KeyDeclaration(
    "\(stream).per-item.items.*", .law(.demand), example: "\"85123A\": { poisson: { mean: 4 } }",
    "The law of one item's demand in a period."),

  KeyDeclaration(
    "\(stream).replay", .file("of order lines"), example: "replay: order-lines.csv",
    "Recorded orders, played again as they were: columns `time`, `order`, `item`, `quantity`; times are local, 2011-01-03 08:26. Rows of "
      + "one number and one day are an order, at the moment of its first; without a number each row is an order of its own. Exports of "
      + "shops are read too, plain or as `.gz`: columns by what their names mean (`InvoiceNo`, `StockCode`, `Qty`, `InvoiceDate` …), dates "
      + "as `bullwhip calibrate` reads them, to the minute; their rows that are no sale of the scenario's items are left out and counted."),
]
