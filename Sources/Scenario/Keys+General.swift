internal import Groundwork

/// The head of a file, its clock, and how it is run.
let generalKeys: [KeyDeclaration] = [
  KeyDeclaration(
    "bullwhip", .version, required: true, example: "bullwhip: 1",
    "The version of the scenario language. A newer file on an older program is refused."),
  KeyDeclaration("name", .text, required: true, example: "name: Gift retailer, spring peak", "The title of tables, charts and the report."),
  KeyDeclaration(
    "description", .text, default: "", example: "description: What one more shift would change", "One sentence for the report's cover."),
  KeyDeclaration(
    "extends", .file("(a scenario, .yaml)"), example: "extends: gift-retailer.yaml",
    "The scenario this one builds on. Maps merge, single values replace, `null` removes."),
  KeyDeclaration(
    "currency", .currency, default: "EUR", example: "currency: GBP",
    "The ISO 4217 code of all money in the scenario. Another code is an error, never a conversion."),
  KeyDeclaration(
    "study", .study, default: "continuous", example: "study: { periodic: 1 day }",
    "`continuous`: everything happens at its own moment. `periodic`: at the start of each period "
      + "receive, order, demand; cost on the period's end, "
      + "as in the literature. The period is a day unless given."),

  KeyDeclaration(
    "clock", .block, required: true, example: "clock: { start: 2011-01-03, horizon: 52 weeks, warm-up: 8 weeks }",
    "When the simulated time starts, ends, and from when it counts."),
  KeyDeclaration(
    "clock.start", .start, default: "day 0", example: "start: 2011-01-03",
    "The first day, from midnight. `day 0` gives a study without a calendar, in which day 0 is a Monday."),
  KeyDeclaration(
    "clock.horizon", .span(auto: false), required: true, example: "horizon: 52 weeks",
    "How long demand is simulated, from the start, warm-up included. Days, weeks and months are civil: a "
      + "day of the clock change has 23 or 25 hours."
  ),
  KeyDeclaration(
    "clock.warm-up", .span(auto: true), default: "0 weeks", example: "warm-up: 8 weeks",
    "The first part, simulated but not counted. `auto` finds it by MSER-5 on the total cost, one cut for "
      + "all alternatives; it is refused where "
      + "a season, a replay or a given initial stock make the start meaningful."),
  KeyDeclaration(
    "clock.time-zone", .zone, default: "UTC", example: "time-zone: Europe/London",
    "The zone of all times of day in the scenario."),
  KeyDeclaration(
    "clock.holidays", .closedDays, example: "holidays: uk-2011.csv",
    "Closed days for everything that does not say otherwise: shifts, departures, suppliers without "
      + "`closed:` of their own, and demand streams."
  ),

  KeyDeclaration(
    "experiment", .block, example: "experiment: { replications: 200, seed: 1 }", "How often and how exactly the scenario is simulated."),
  KeyDeclaration(
    "experiment.replications", .whole(1...1_000_000, noun: nil), default: "100", example: "replications: 200",
    "How many independent histories are simulated; all alternatives see the same ones."),
  KeyDeclaration(
    "experiment.seed", .whole(0...Int.max, noun: nil), default: "1", example: "seed: 1",
    "Where the random numbers begin. Same file, seed and version: same bytes."),
  KeyDeclaration(
    "experiment.precision", .named("relative half-width"), example: "precision: { cost.total: 1 % }",
    "Replicate until the interval's half-width is at most this share of the value, for each KPI named."),
  KeyDeclaration("experiment.precision.*", .share, example: "cost.total: 1 %", "The largest relative half-width of the KPI's interval."),
  KeyDeclaration("experiment.confidence", .share, default: "95 %", example: "confidence: 95 %", "The level of the intervals."),

  KeyDeclaration(
    "report", .block, example: "report: { prepared-for: Harrow Gifts Ltd, prepared-by: A. Mistry }",
    "Words of the report's cover and of its page of advice. No number depends on them."),
  KeyDeclaration("report.prepared-for", .text, example: "prepared-for: Harrow Gifts Ltd", "Who receives the report; stands on its cover."),
  KeyDeclaration(
    "report.prepared-by", .text, example: "prepared-by: A. Mistry",
    "Who answers for the report; stands on its cover and at the foot of its pages."),
  KeyDeclaration(
    "report.date", .date, example: "date: 2011-05-16",
    "The report's date. The clock is never asked, so that the same scenario gives the same report."),
  KeyDeclaration(
    "report.logo", .file("(a picture, .png)"), example: "logo: client.png",
    "The client's logo, for the upper right corner of the cover: at most 120 by 36 points there, on dark blue."),
  KeyDeclaration("report.decide-by", .date, example: "decide-by: 2011-06-30", "The day by which the decision is needed."),
  KeyDeclaration("report.decided-by", .text, example: "decided-by: the head of purchasing", "Who decides."),
]

/// What is asked of the results, and the variants that are compared.
let resultKeys: [KeyDeclaration] = [
  KeyDeclaration(
    "costs", .block, example: "costs: { holding: 22 %/year, backorder: 0.40 GBP/unit/day, lost-sale: margin }",
    "What stock, waiting and losing sales cost. Order costs stand at the suppliers, wages at the workers."),
  KeyDeclaration(
    "costs.holding", .holding, default: "0 %/year", example: "holding: 22 %/year",
    "What a unit in stock costs: a yearly rate on its unit cost, or money per unit and time. A year has 365.25 days."),
  KeyDeclaration(
    "costs.backorder", .backorder, default: "0 ¤/unit/day", example: "backorder: 0.40 GBP/unit/day",
    "What a unit owed to a customer costs: money per unit and time, or once per unit. A map `{ time: …, unit: … }` gives both."),
  KeyDeclaration(
    "costs.backorder.time", .quantity([QuantityForm(.money / .unit / .time, example: "0.40 GBP/unit/day")]),
    example: "time: 0.40 GBP/unit/day", "What a unit owed to a customer costs while it waits."),
  KeyDeclaration(
    "costs.backorder.unit", .quantity([QuantityForm(.money / .unit, example: "2 GBP/unit")]), example: "unit: 2 GBP/unit",
    "What a unit owed to a customer costs once, however long it waits."),
  KeyDeclaration(
    "costs.lost-sale", .lostSale, default: "0 ¤/unit", example: "lost-sale: margin",
    "What a lost unit costs: its `margin` (price − unit cost), its `price`, or money."),
  KeyDeclaration(
    "costs.waste", .waste, default: "unit-cost", example: "waste: 2 GBP/unit",
    "What a unit costs that is thrown away at the end of its shelf life: its unit cost, or money (disposal included)."),
  KeyDeclaration(
    "costs.goods", .choice(["excluded"]), default: "excluded", example: "goods: excluded",
    "The purchase cost of goods is no part of the costs: every policy buys what is sold."),
  notYet("costs.pipeline", "What a unit on order costs."),
  KeyDeclaration(
    "costs.late-order", .quantity([.money]), default: "0 ¤", example: "late-order: 5 GBP",
    "What an order costs once that leaves after the time its stream's `due:` promises, or is still in the house then when the run ends."),
  KeyDeclaration(
    "targets", .named("condition on a KPI"), example: "targets: { fill-rate: \">= 97 %\" }",
    "What the results must reach; tables print ✓ or ✗. The names are KPIs."),
  KeyDeclaration("targets.*", .condition, example: "fill-rate: \">= 97 %\"", "`>=` or `<=` and a value in the KPI's unit."),
  KeyDeclaration(
    "constraints", .named("limit"), example: "constraints: { stock.value: \"<= 250 000 GBP\" }",
    "Limits that all items share, for the optimiser. Those on `stock.value` (mean money in stock), `space-used.mean` (of the locations' capacity), "
      + "`supplier-lines` (order lines a day) and `fill-rate` (of all units together) are kept in expectation and then checked by simulation. Those on any other "
      + "measure, such as the largest `space-used.max`, the simulation alone judges: levels that keep them are recommended before all others, and where none "
      + "do, those that miss least."
  ),
  KeyDeclaration(
    "constraints.*", .condition, example: "stock.value: \"<= 250 000 GBP\"", "`<=` or `>=` and a value in the KPI's unit; `<=` of stock, room and lines, `>=` of the fill rate."),
  KeyDeclaration(
    "check", .named("margin of a KPI"), example: "check: { cost.total: { worse: up, relative: 1 % } }",
    "How far a KPI may move against its stored baseline before `bullwhip check` fails. `trace: exact` compares every event."),
  KeyDeclaration(
    "check.*", .margin, example: "cost.total: { worse: up, relative: 1 % }", "`exact`, or the margin and the direction that is worse."),
  KeyDeclaration("check.*.worse", .choice(["up", "down", "either"]), example: "worse: up", "The direction in which a change is a failure.")
    .otherwise("the KPI's own"),
  KeyDeclaration("check.*.relative", .share, example: "relative: 1 %", "The margin as a share of the baseline."),
  KeyDeclaration(
    "check.*.absolute",
    .quantity([
      QuantityForm(.share, example: "0.2 pp"), QuantityForm(.none, example: "0.5"), QuantityForm(.money, example: "100 GBP"),
      QuantityForm(.money / .time, example: "100 GBP/week"), QuantityForm(.time, example: "1 h"),
    ]), example: "absolute: 0.2 pp", "The margin in the KPI's own unit."),
  KeyDeclaration(
    "changes", .named("changes"), example: "changes: { 2026-06-01: { warehouse.workers.packers.count: +2 } }",
    "What becomes otherwise while the clock runs: dates (or `day 60`), each a map of addresses to new values that hold from its midnight on, as in `alternatives:`. "
      + "Counts and wages of workers, places and units of equipment (those in use go when they are free), times of steps (for orders that "
      + "come from then on), lead times (for orders placed from then on, which overtake none of those placed before where lead times do "
      + "not cross), levels of s-S, r-Q, min-max and base-stock policies, and in a continuous study what stock, waiting and lost sales "
      + "cost (stock and waiting by the time at each rate, once-only costs by their moment) can change."),
  KeyDeclaration(
    "changes.*", .named("new value"), example: "2026-06-01: { warehouse.workers.packers.count: +2 }", "What becomes otherwise on that day."),
  KeyDeclaration(
    "alternatives", .named("changes"), example: "alternatives: { two more packers: { warehouse.workers.packers.count: +2 } }",
    "Variants of the scenario, compared with it on the same random numbers. Each is a map of addresses "
      + "to new values; `+2`, `-2`, `×1.2` change "
      + "what stands there, a number or a whole law."),
  KeyDeclaration(
    "alternatives.*", .named("new value"), example: "slow boats: { suppliers.overseas.lead-time: +14 d }", "The changes of one variant."),
  KeyDeclaration(
    "alternatives.*.extends", .reference("alternatives"), example: "extends: slow boats", "The alternative whose changes come first."),
]

/// Blocks of the language that this version refuses.
let laterKeys: [KeyDeclaration] = [
  notYet("promotions", "Uplift, pull-forward and price of a promotion."),
  notYet("open-orders", "Orders already placed at the start."),
  notYet("warehouses", "Several floors."),
  notYet("disruptions", "Times in which a supplier or a place stops."),
  notYet("output", "What is written besides the tables."),
]
