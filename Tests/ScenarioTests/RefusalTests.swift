import Groundwork
import Scenario
import Testing

/// One change to the small scenario and every line the door answers.
struct Refusal: Sendable, CustomTestStringConvertible {
  var old: String
  var new: String
  var answers: [String]
  var files: [String: String]

  init(_ old: String, _ new: String, _ answers: String..., files: [String: String] = [:]) {
    self.old = old
    self.new = new
    self.answers = answers
    self.files = files
  }

  var testDescription: String { new }
}

@Suite struct `Mistakes at the door` {
  @Test(arguments: Refusal.all) func `are answered with place, reason and remedy`(refusal: Refusal) {
    #expect(Sample.small.contains(refusal.old), "the sample holds '\(refusal.old)'")
    let desk = Desk(refusal.files.merging(["s.yaml": Sample.small.replacing(refusal.old, with: refusal.new, maxReplacements: 1)]) { a, _ in a })
    #expect(desk.problems() == refusal.answers)
  }
}

extension Refusal {
  static let all: [Refusal] = [
    Refusal("currency: GBP", "currency: GBP"),
    Refusal("bullwhip: 1", "bullwhip: 2"),
    Refusal("bullwhip: 1\n", "\n"),
    Refusal("name: Small", "nmae: Small"),
    Refusal("lead-time:", "leadtime:"),
    Refusal("horizon: 26 weeks", "horizon: 26"),
    Refusal("horizon: 26 weeks", "horizon: 26 wekes"),
    Refusal("horizon: 26 weeks", "horizon: 3 GBP"),
    Refusal("horizon: 26 weeks", "horizon: { uniform: { min: 1 week, max: 2 weeks } }"),
    Refusal("warm-up: 2 weeks", "warm-up: 26 weeks"),
    Refusal("start: 2011-01-03", "start: 2011-02-29"),
    Refusal("Europe/London", "Europe/Londn"),
    Refusal("order-cost: 120 GBP", "order-cost: 120"),
    Refusal("order-cost: 120 GBP", "order-cost: 120 EUR"),
    Refusal("order-cost: 120 GBP", "order-cost: £120"),
    Refusal("order-cost: 120 GBP", "order-cost: -120 GBP"),
    Refusal("order-cost: 120 GBP", "order-cost: 120 GBP, order-days: [mon]"),
    Refusal("order-cost: 120 GBP", "order-cost: 120 GBP, closed: mon-sun"),
    Refusal("order-cost: 120 GBP", "order-cost: 120 GBP, crossing: maybe"),
    Refusal("{ gamma: { mean: 21 d, sd: 6 d } }", "{ gaussian: { mean: 21 d, sd: 6 d } }"),
    Refusal("{ gamma: { mean: 21 d, sd: 6 d } }", "{ gamma: { mean: 21 d, sigma: 6 d } }"),
    Refusal("{ gamma: { mean: 21 d, sd: 6 d } }", "{ gamma: { mean: 21, sd: 6 d } }"),
    Refusal("{ gamma: { mean: 21 d, sd: 6 d } }", "{ normal: { mean: 3 d, sd: 2 d } }"),
    Refusal("{ gamma: { mean: 21 d, sd: 6 d } }", "{ uniform: { min: -1 d, max: 5 d } }"),
    Refusal("{ gamma: { mean: 21 d, sd: 6 d } }", "{ triangular: { min: 5 d, mode: 3 d, max: 9 d } }"),
    Refusal("{ gamma: { mean: 21 d, sd: 6 d } }", "{ empirical: lead.csv }"),
    Refusal("{ gamma: { mean: 21 d, sd: 6 d } }", "{ empirical: lead.csv }", files: ["lead.csv": "lead time\n3\n4\n"]),
    Refusal("{ gamma: { mean: 21 d, sd: 6 d } }", "{ empirical: lead.csv }", files: ["lead.csv": "lead [d],count\n3,1\nfour,1\n5,-1\n"]),
    Refusal("supplied-by: overseas", "supplied-by: oversees"),
    Refusal("supplied-by: overseas", "capacity: 900 m3"),
    Refusal("supplied-by: overseas", "supplied-by: overseas, emergency: { from: overseas }"),
    Refusal("at: dc", "at: cd"),
    Refusal("mean: 24 /day", "mean: 24"),
    Refusal("mean: 24 /day", "mean: 24 d"),
    Refusal("lines: 2", "lines: 2 d"),
    Refusal("due: 48 h", "due: 2 working days"),
    Refusal("lost: 30 %", "lost: 40 %"),
    Refusal("{ backorder: 70 %, lost: 30 % }", "lose"),
    Refusal("backorder: 70 %", "backorder: 170 %"),
    Refusal("{ s: 3 weeks, S: 7 weeks }", "{ s: 80, S: 40 }"),
    Refusal("{ s: 3 weeks, S: 7 weeks }", "{ s: 8 weeks, S: 7 weeks }"),
    Refusal("{ s: 3 weeks, S: 7 weeks }", "{ s: 3 weeks }"),
    Refusal("{ s-S: { s: 3 weeks, S: 7 weeks } }", "optimise"),
    Refusal("default: { s-S: { s: 3 weeks, S: 7 weeks } }", "items: { mugg: { r-Q: { r: 10, Q: 0 } } }"),
    Refusal("hours: 06:00-14:00", "hours: 06:00-06:00"),
    Refusal("hours: 06:00-14:00", "hours: 6 to 14"),
    Refusal("days: mon-fri", "days: mon-fry"),
    Refusal("lunch: 12:00 +30 min", "lunch: 13:45 +30 min"),
    Refusal("lunch: 12:00 +30 min", "lunch: 12:00 +30 min, tea: 12:10 +10 min"),
    Refusal("count: 3,", "count: 2.5,"),
    Refusal("count: 3,", "count: { poisson: { mean: 3 } },"),
    Refusal("count: 3,", "count: 0,"),
    Refusal("pick: 100 %", "pikc: 100 %"),
    Refusal("pick: 100 %", "pick: 100 %, fly: 50 %"),
    Refusal("at: benches", "at: bench"),
    Refusal("60 s per line", "60"),
    Refusal("60 s per line", "{ travel: 0.9 s per m, per-line: 21 s }"),
    Refusal("departures: mon-fri 16:30", "departures: mon-fri 16.30"),
    Refusal("unit-cost: 4 GBP", "class: C"),
    Refusal("price: 9 GBP, class: B", "price: 3 GBP, class: B"),
    Refusal("lost-sale: margin", "lost-sale: margine"),
    Refusal("fill-rate: \">= 97 %\"", "fillrate: \">= 97 %\""),
    Refusal("fill-rate: \">= 97 %\"", "fill-rate: 97 %"),
    Refusal("fill-rate: \">= 97 %\"", "fill-rate: \">= 97 h\""),
    Refusal("fill-rate: \">= 97 %\"", "backorders.mean: \"<= 5\""),
    Refusal("workers.packers.count: +2", "workers.packer.count: +2"),
    Refusal("workers.packers.count: +2", "workers.packers.cuont: +2"),
    Refusal("workers.packers.count: +2", "workers.packers.count: -3"),
    Refusal("warehouse.workers.packers.count: +2", "suppliers.overseas.lead-time: +2"),
    Refusal("warehouse.workers.packers.count: +2", "suppliers.overseas.order-cost: +2 d"),
    Refusal("warehouse.workers.packers.count: +2", "clock.horizon: +4 weeks"),
    Refusal("warehouse.workers.packers.count: +2", "extends: one more packer"),
    Refusal("warehouse.workers.packers.count: +2", "extends: two more packers"),
    Refusal("experiment: {", "promotions: {}\nexperiment: {"),
    Refusal("experiment: {", "initial-stock: -5\nexperiment: {"),
    Refusal("experiment: {", "extends: base.yaml\nexperiment: {"),
    Refusal("experiment: {", "extends: s.yaml\nexperiment: {"),
    Refusal("experiment: { replications: 10, seed: 1 }", "experiment: { replications: 10, seed: 1, seed: 2 }"),
    Refusal("experiment: { replications: 10", "experiment: { replications: 10 ["),
    Refusal("experiment: { replications: 10", "experiment: { precision: { cost.totl: 1 % }"),
  ]
}
