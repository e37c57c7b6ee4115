/// The codes behind the messages of this door, each with what it means and an example.
public enum ErrorCodes {
  public struct Entry: Sendable {
    public var code: String
    public var meaning: String
    public var example: String
  }

  private static func entry(_ code: String, _ meaning: String, _ example: String) -> Entry {
    Entry(code: code, meaning: meaning, example: example)
  }

  public static let all: [Entry] = [
    entry(
      "alternative-over-set", "A value of the command line lies inside what an alternative replaces whole, and does not reach it there.",
      "--set policies.default.s-S.s=80 with alternatives: { best: { policies.default: optimize } }"),
    entry("always-closed", "A supplier is closed on every day, so nothing would ever be delivered.", "closed: mon-sun"),
    entry("bad-address", "The address of a change cannot be read, or names what cannot be changed by address.", "--set 'a..b=1'"),
    entry(
      "bad-change", "A relative change (`+2`, `×1.2`) meets something that is neither a number nor a law.",
      "alternatives: { x: { name: +2 } }"),
    entry("bad-condition", "A condition or margin is not written as the language does.", "fill-rate: 97 %  (without >=)"),
    entry("bad-date", "A date that the calendar does not have, or that a study without a calendar cannot have.", "start: 2011-02-29"),
    entry("bad-days", "A word that is neither a weekday nor a date.", "days: mon-fry"),
    entry("bad-hours", "A time of day, a span of hours, a break or a departure that cannot be read.", "hours: 6-14"),
    entry("bad-law", "The parameters of a law contradict each other or the law.", "triangular: { min: 5, mode: 3, max: 9 }"),
    entry("bad-picture", "A logo that is no PNG picture.", "logo: client.jpg"),
    entry("bad-period", "Periods that do not fit into each other.", "study: { periodic: 1 week } with every: day"),
    entry("break-outside", "A break begins before the shift or ends after it.", "hours: 06:00-14:00, breaks: { late: 13:50 +30 min }"),
    entry("break-overlap", "Two breaks of a shift overlap.", "breaks: { a: 10:00 +20 min, b: 10:10 +5 min }"),
    entry(
      "counted-law", "As a time a law of counts draws whole days (of work: whole seconds), whatever unit is written; a warning.",
      "lead-time: { poisson: { mean: 36 h } }"),
    entry(
      "cut-off-gap", "A cut-off as long as the time between two departures, or longer than `order-by:`.",
      "cut-off: 26 h with departures: mon-fri 16:30"),
    entry(
      "cut-law",
      "A law that can be negative stands where negatives are impossible; it was cut at zero, and the message says what that did.",
      "lead-time: { normal: { mean: 3 d, sd: 2 d } }"),
    entry("duplicate-key", "A key stands twice in a map, or a name twice in a table; which one is meant?", "seed: 1 … seed: 2"),
    entry("empty-shift", "A shift without working time.", "hours: 06:00-06:00"),
    entry("empty-table", "A table without rows.", "a CSV file of a header alone"),
    entry("empty-zone", "A zone in which nobody picks.", "by: pickers at a step with zone: A, all of them with zone: B"),
    entry("encoding", "The file is not UTF-8.", "a file saved as Latin-1"),
    entry("extends-cycle", "Layers that come back to themselves.", "a.yaml extends b.yaml, which extends a.yaml"),
    entry(
      "fixed-in-a-run", "A value under `changes:` that cannot become another while the clock runs.",
      "changes: { 2026-06-01: { clock.horizon: +4 weeks } }"),
    entry("first-level", "The first stretch of a table of levels begins after time 0.", "an item's first row from 7 d"),
    entry(
      "incomparable", "An alternative changes what must be the same for a fair comparison: clock, study, currency.",
      "alternatives: { longer: { clock.horizon: +4 weeks } }"),
    entry("item-table", "A table of values per item where one law serves all items.", "lines: { empirical: line-quantity-by-item.csv }"),
    entry("law-not-allowed", "A law where only a fixed value makes sense.", "horizon: { uniform: { min: 1 week, max: 2 weeks } }"),
    entry(
      "limit-outside", "Orders would be blocked where nobody can hold them: before the first step, or behind a step that only gathers.",
      "limit: 5 orders at the first step without overflow: leave"),
    entry("merge-key", "YAML's << is not used; layers are made with `extends:`.", "<<: *base"),
    entry(
      "left-out", "Rows of recorded orders that are no sale of the scenario's items, counted by the reason; a warning.", "a line of postage"),
    entry("misplaced-key", "A key that has no meaning beside the others.", "due: below a per-item stream"),
    entry("missing-column", "A table without a column that its use needs.", "default: { table: levels.csv } without a column item"),
    entry("missing-key", "A required key is not there.", "a clock without horizon"),
    entry("missing-law", "A map that should hold a law holds none.", "lead-time: {}"),
    entry("missing-name", "A row or an entry without a name.", "an empty cell in column sku"),
    entry("missing-parameter", "A law lacks a parameter.", "gamma: { mean: 21 d }"),
    entry("missing-policy", "Nothing says when an item is ordered.", "policies: without default:"),
    entry("missing-row", "A table lacks the rows of something that needs them.", "a table of levels without an item that is ordered by it"),
    entry("missing-unit", "A number stands without the unit it needs.", "horizon: 52"),
    entry(
      "missing-slot", "An item without a slot where the storage rule lets the planner say where each lies.",
      "rule: dedicated and an item without slot:"),
    entry("more", "There are more problems than are listed; the first thousand are told.", "a file that is no scenario"),
    entry(
      "needs-clock",
      "Items ordered together where the study does not know that: with an emergency supplier, with new items, or in a periodic study beside goods that spoil and demand that is lost.",
      "can-order: { s: 12, c: 30, S: 60 } beside `new-items:`"),
    entry("needs-emergency", "A policy for two suppliers at a location that has one.", "dual-index without `emergency:`"),
    entry(
      "needs-periods",
      "Something that only a periodic study knows: goods that spoil, policies for two suppliers, orders by state; or a constant order without reviews at intervals.",
      "shelf-life: 5 d in a continuous study"),
    entry("needs-shelf-life", "A policy that looks at ages, for an item that does not spoil.", "base-stock: { S: 40, waste: estimated }"),
    entry(
      "no-affinity", "A storage rule by what is asked for together, where nothing says what is; a warning.",
      "rule: affinity without replay:"),
    entry("no-lines-to-win", "New items without orders whose lines they could win.", "new-items: in a study of replays alone"),
    entry("needs-warehouse", "Something that only a floor does.", "returns: without warehouse:"),
    entry("negative-law", "A law that can be negative stands where negatives are impossible.", "uniform: { min: -1 d, max: 5 d }"),
    entry("negative-stock", "Stock on hand below zero.", "initial-stock: -5"),
    entry(
      "no-aisles", "Places with coordinates whose aisles make no block with cross aisles at its ends.",
      "columns: { aisle: Alley } with the depot between the ends of the aisles"),
    entry("no-bays", "A route or a storage rule that needs positions inside the aisles.", "route: exact on a layout without bays"),
    entry("no-capacity", "A limit on room where no location says how much it has.", "constraints: { space-used.max: … } without capacity"),
    entry("no-change", "A change on a date that leaves everything as it was.", "changes: { 2026-06-01: { experiment.seed: 2 } }"),
    entry("no-column", "`column NAME` where there is no table to read it from.", "mean: column mean without items.from"),
    entry("no-demand", "A scenario or a stream without demand.", "demand: { streams: {} }"),
    entry("no-file", "A file that is named does not exist.", "items: { from: item.csv }"),
    entry(
      "no-rest", "Tiredness that only breaks and the ends of shifts take away, in a shift that has neither; a warning.",
      "fatigue: { per-hour: 2 % } with hours: 00:00-24:00 and no breaks"),
    entry(
      "no-exit", "Orders that come to a step can never leave the flow, or come back to it more than 1000 times on average.",
      "fails: 100 %, to: pick"),
    entry("no-items", "A scenario without items.", "items: { list: {} }"),
    entry(
      "never-leaves", "Moments of release or departure of which none is on an open day of the clock.",
      "waves: sun 08:00, with Sundays closed"),
    entry("no-carrier", "Orders that no carrier takes.", "carriers that all have a condition"),
    entry("no-layout", "Travel without a layout.", "time: { travel: 0.9 s per m } without layout:"),
    entry(
      "no-orders", "Recorded orders, or some of their lines, without a number that says which lines belong together; a warning.",
      "columns time, item, quantity"),
    entry("no-price", "Lost sales are priced by items that have no price, or one below cost.", "lost-sale: margin"),
    entry("no-skill", "Nobody can do a step.", "by: packers, whose skills lack it"),
    entry("no-zone", "An item that no step picks, on a floor that picks by zones.", "an item without zone beside `zone: A` at a step"),
    entry("no-unit-cost", "A holding rate needs the unit cost it is a rate on.", "holding: 22 %/year with unit-cost missing"),
    entry("not-a-limit", "A limit on what is no number of one scenario.", "constraints: { bottleneck: … }"),
    entry("not-ascending", "Rows that should follow each other in time do not.", "from: 28 d after 35 d"),
    entry("not-a-number", "Text where a number belongs.", "count: four"),
    entry("not-whole", "A fraction where only whole numbers make sense.", "count: 2.5"),
    entry("not-yet", "Part of the language that this version does not build. It is refused, never ignored.", "promotions:"),
    entry(
      "other-currency", "Money in another currency than the scenario's. Bullwhip does not convert.",
      "currency: GBP with order-cost: 120 EUR"),
    entry("out-of-range", "A value outside the range its key allows.", "skills: { pick: 900 % }"),
    entry("outside-clock", "Recorded lines outside the simulated time.", "a replay of last year's orders"),
    entry(
      "overlapping-shifts", "Shifts that the same people should work overlap, or say different things of their end.",
      "shift: [early, late] with early: 06:00-14:00 and late: 13:30-22:00"),
    entry(
      "part-alone", "A part of a split order could leave the flow where the others wait to be joined with it.",
      "then: { out: 10 % } between split and join"),
    entry("periodic-demand", "Orders at moments of the day in a periodic study.", "study: periodic with orders:"),
    entry("periodic-floor", "A warehouse in a periodic study.", "study: periodic with warehouse:"),
    entry("popularity-zero", "No item can be chosen for a line.", "popularity 0 for every item"),
    entry("profile-size", "A profile or season with another number of rows than hours, days, weeks or months.", "167 rows"),
    entry("profile-zero", "A profile or season of zeros.", "factor 0 in every row"),
    entry(
      "random-lead-time", "A lead time that is a law where it must be one fixed time: with two suppliers, and for orders by state.",
      "lead-time: { gamma: … } with `emergency:`"),
    entry(
      "repeated-order", "Recorded orders whose number came before on another day; each day's is an order; a warning.",
      "a till that counts from 1 every morning"),
    entry("reserved-name", "A name the program uses itself.", "alternatives: { base: … }"),
    entry("rounded-law", "Rounding to whole units moves the mean of a law of real numbers.", "per-item: { gamma: { mean: 0.4, cv: 1 } }"),
    entry("s-above-S", "A reorder point at or above the order-up-to level.", "s-S: { s: 80, S: 40 }"),
    entry(
      "same-supplier", "An emergency supplier that is the regular one, or not faster (in the mean, where a lead time is random).",
      "emergency: { from: overseas }"),
    entry(
      "set-over-alternative", "A value of the command line stands where an alternative has its own change; --set comes last and wins.",
      "--set demand.scale=2 with alternatives: { busy: { demand.scale: ×1.1 } }"),
    entry("shares", "Shares that do not make a whole.", "unmet: { backorder: 70 %, lost: 40 % }"),
    entry("ship-last", "A step after the departure.", "ship before pack"),
    entry(
      "state-columns", "A table of orders by state whose columns do not fit the item's lead time, shelf life or suppliers.",
      "due 1 with a lead time of one period"),
    entry("state-hole", "A table of orders by state that leaves a state out.", "on hand 0, 1, 3"),
    entry("tag", "A YAML tag.", "!!binary"),
    entry("too-large", "A file, or what it unfolds to, is larger than the program is willing to read.", "an alias of aliases of aliases"),
    entry("two-kinds", "A stream that is two kinds at once.", "orders: and per-item: in one stream"),
    entry("two-laws", "Two laws for one value.", "{ gamma: …, poisson: … }"),
    entry("two-policies", "Two policies for one item.", "{ s-S: …, r-Q: … }"),
    entry("two-reviews", "A policy that says twice when it is reviewed.", "R-S with review:"),
    entry("two-routes", "Two ways of walking on one floor.", "route: s-shape and route: return"),
    entry("two-splits", "Orders that are split or joined twice.", "two steps with split: zones"),
    entry(
      "two-suppliers", "Terms of an item with several suppliers, none of which is said to be the one it is ordered from.",
      "two rows of supply: for one item"),
    entry("two-spreads", "Two measures of one law's spread.", "sd and cv"),
    entry("unknown-column", "A table lacks a column, or has one whose name is nearly that of a known one.", "unit-csot"),
    entry("unknown-key", "A key that the language does not have there; the nearest one is offered.", "leadtime:"),
    entry("unknown-kpi", "A measure that is not in the dictionary.", "targets: { fillrate: … }"),
    entry("unknown-law", "A law that the language does not have.", "lead-time: { gaussian: … }"),
    entry("unknown-name", "A name of something that does not exist in the scenario.", "supplied-by: oversees"),
    entry("unknown-parameter", "A parameter that the law does not have.", "gamma: { mean: 3 d, sigma: 1 d }"),
    entry("unknown-unit", "A unit that the language does not have.", "21 dys"),
    entry("unknown-word", "A word that is not one of the allowed ones.", "unmet: lose"),
    entry("unknown-zone", "A time zone that the system does not know.", "time-zone: Europe/Londn"),
    entry("unmeasured-kpi", "A measure that needs something the scenario lacks.", "on-time without a due time"),
    entry("unreachable-demand", "An item is asked for where nobody supplies it.", "a location without supplied-by"),
    entry("unreadable", "A file exists but cannot be read.", "permissions"),
    entry("unused", "Something that nothing uses; a warning.", "an item nobody asks for"),
    entry("unused-column", "A column that nothing reads; a warning.", "an old column of the items' table"),
    entry("version", "A file of a version this program does not read.", "bullwhip: 2"),
    entry("warm-up", "An automatic warm-up where the start of the clock means something.", "warm-up: auto with a season"),
    entry("wrong-kind", "A map where a value belongs, or the other way round.", "currency: { GBP: 1 }"),
    entry("wrong-unit", "A unit of something else.", "horizon: 3 GBP"),
    entry("yaml", "The text is not YAML.", "a bracket that is not closed"),
    entry(
      "zones-and-faces", "Picking by zones beside storage that follows the goods of whole orders.",
      "zone: A at a step, with storage: { pick-face: 14 d, … }"),
    entry(
      "zero-capacity", "A step at which nobody ever works: its people are all counted zero and none are hired, or none may help.",
      "count: 0"),
  ]
}
