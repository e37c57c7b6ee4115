import Scenario
import Testing

/// A file is read in stages, and no stage may hide the mistakes of the next.
@Suite struct `Every mistake` {
  static let stages = """
    bullwhip: 1
    name: Stage
    currency: EUR
    clock: { start: 2026-02-20, horizon: 52, warm-up: 8 weeks }
    items: { list: { tea: { unit-cost: 2 EUR, price: 4.50 EUR } } }
    suppliers: { w: { lead-time: 6 d, order-cost: 12 EUR } }
    locations: { shop: { supplied-by: w } }
    demand: { streams: { s: { at: shop, per-item: { poisson: { mean: 8 }, every: day }, unmet: { backorder: 80 %, lost: 30 % } } } }
    policies: { default: { s-S: { s: 9 weeks, S: 4 weeks } } }
    initial-stock: -5
    warehouse:
      shifts: { e: { days: mon, hours: 06:00-14:00 } }
      workers: { p: { count: 1, shift: e, skills: { pick: 100 % } } }
      process: { outbound: { pick: { by: p, time: 5 } } }
    costs: { holding: 25 }
    targets: { fil-rate: ">= 95 %", cost.total: "= 4" }
    experiment: { replications: 10, confidence: 0 % }

    """

  private func places(_ text: String, files: [String: String] = [:]) -> [String] {
    Desk(files.merging(["s.yaml": text]) { a, _ in a }).problems().map { line in
      let place = line.split(separator: ":").prefix(2).joined(separator: ":")
      return place + " " + (line.split(separator: "[").last.map { String($0.dropLast()) } ?? "")
    }
  }

  @Test func `of nine in all stages is told at once, without its consequences`() {
    let told = [
      "s.yaml:4 missing-unit", "s.yaml:8 shares", "s.yaml:9 s-above-S", "s.yaml:10 negative-stock", "s.yaml:14 missing-unit",
      "s.yaml:15 missing-unit", "s.yaml:16 unknown-kpi", "s.yaml:16 bad-condition", "s.yaml:17 out-of-range",
    ]
    #expect(places(Self.stages) == told)
    // Each of them alone is told alone.
    let mended = [
      ("horizon: 52,", "horizon: 52 weeks,"), ("80 %, lost", "70 %, lost"), ("s: 9 weeks, S: 4 weeks", "s: 4 weeks, S: 9 weeks"),
      ("-5", "5"), ("time: 5 ", "time: 5 s "), ("holding: 25 ", "holding: 25 %/year "),
      ("fil-rate", "fill-rate"), ("\"= 4\"", "\"<= 4 EUR/week\""),
      ("confidence: 0 %", "confidence: 90 %"),
    ]
    for kept in mended.indices {
      var text = Self.stages
      for (i, (old, new)) in mended.enumerated() where i != kept { text = text.replacing(old, with: new) }
      #expect(places(text) == [told[kept]], "\(mended[kept].0)")
    }
  }

  @Test(arguments: [
    ("clock: { start: 2026-02-30, horizon: 52 weeks, warm-up: 8 weeks }", "s.yaml:4 bad-date"),
    ("clock: { start: 2026-02-20, horizon: 52 weaks, warm-up: 8 weeks }", "s.yaml:4 unknown-unit"),
    ("clock: { start: 2026-02-20, horizon: 0 weeks, warm-up: 8 weeks }", "s.yaml:4 out-of-range"),
    ("clock: { start: 2026-02-20, warm-up: 8 weeks }", "s.yaml:4 missing-key"),
    ("study: periodc\nclock: { start: 2026-02-20, horizon: 52 weeks, warm-up: 8 weeks }", "s.yaml:4 unknown-word"),
  ]) func `of the clock has no consequences`(clock: String, told: String) {
    let text = Sample.small.replacing(
      "clock: { start: 2011-01-03, horizon: 26 weeks, warm-up: 2 weeks, time-zone: Europe/London }", with: clock)
    #expect(text != Sample.small)
    #expect(places(text) == [told])
  }

  @Test(arguments: [("2011-01-03", "horizon: 150 weaks", "unknown-unit"), ("2011-02-30", "horizon: 150 weeks", "bad-date")])
  func `of the clock says nothing of what lies on the calendar`(start: String, horizon: String, code: String) {
    let text = Sample.small.replacing("start: 2011-01-03, horizon: 26 weeks", with: "start: \(start), \(horizon)")
      .replacing("orders: { arrivals: { poisson: { mean: 24 /day } }, lines: 2, quantity: 3, due: 48 h }", with: "replay: lines.csv")
    #expect(places(text, files: ["lines.csv": "time,order,item,quantity\n2013-05-01 10:00,1,mug,1\n"]) == ["s.yaml:4 \(code)"])
  }

  @Test(arguments: [
    ("unit-cost: 2 GBP", "unit-cost: 2", ["s.yaml:7 missing-unit"]),
    ("gamma: { mean: 21 d, sd: 6 d }", "gamma: { mean: 21 d }", ["s.yaml:10 missing-parameter"]),
    ("poisson: { mean: 24 /day }", "poisson: { mean: 24 }", ["s.yaml:17 missing-unit"]),
    ("supplied-by: overseas", "supplied-by: oversees", ["s.yaml:12 unknown-name"]),
  ]) func `of the goods has no consequences`(old: String, new: String, told: [String]) {
    #expect(Sample.small.contains(old))
    #expect(places(Sample.small.replacing(old, with: new, maxReplacements: 1)) == told)
  }

  @Test func `in the rows of a table is told beside a short row`() {
    let table = "sku,unit-cost,price\nmug,2,5\njug,4\ncup,-1,9\nmug,2,5\n,1,2\nbowl,x,3\n"
    let text = Sample.small.replacing(
      "  list:\n    mug: { unit-cost: 2 GBP, price: 5 GBP, class: A }\n    jug: { unit-cost: 4 GBP, price: 9 GBP, class: B }",
      with: "  from: items.csv")
    #expect(text != Sample.small)
    #expect(
      places(text, files: ["items.csv": table]) == [
        "items.csv:3 csv-fields", "items.csv:4 out-of-range", "items.csv:5 duplicate-key", "items.csv:6 missing-name",
        "items.csv:7 not-a-number",
      ])
  }

  /// A short row of a table hides no other row; what hangs on the missing row is not told.
  @Test(arguments: [
    (
      "orders: { arrivals: { poisson: { mean: 24 /day } }, lines: 2,",
      "orders: { arrivals: { poisson: { mean: 24 /day }, season: t.csv }, lines: 2,",
      "week,factor\n1,1\n2\n3,-1\n4,x\n", ["t.csv:3 csv-fields", "t.csv:4 out-of-range", "t.csv:5 csv-number"]
    ),
    (
      "quantity: 3", "quantity: { empirical: t.csv }", "value,weight\n1,1\n2\n-3,1\n4,x\n",
      ["t.csv:3 csv-fields", "t.csv:4 out-of-range", "t.csv:5 csv-number"]
    ),
    (
      "s-S: { s: 3 weeks, S: 7 weeks }", "table: t.csv", "item,from [d],s,S\nmug,0,1\nmug,7,9,5\njug,0,2,4\njgu,0,1,2\n",
      ["t.csv:2 csv-fields", "t.csv:3 s-above-S", "t.csv:5 unknown-name"]
    ),
    (
      "s-S: { s: 3 weeks, S: 7 weeks }", "table: t.csv", "item,on hand,order\nmug,0\nmug,1,3\nmug,2,-1\njgu,0,1\n",
      ["t.csv:2 csv-fields", "t.csv:4 out-of-range", "t.csv:5 unknown-name"]
    ),
  ]) func `in the rows of any table is told beside a short row`(old: String, new: String, table: String, told: [String]) {
    let text = Sample.small.replacing(old, with: new)
    #expect(text != Sample.small)
    #expect(places(text, files: ["t.csv": table]) == told)
  }

  @Test func `in a change on a date is told beside those of the scenario`() {
    let changes = """
      changes:
        2011-03-01: { costs.holding: 25, warehouse.workers.packers.count: lots }
        2019-01-01: { costs.holding: 25 %/year }
        2011-05-01: { warehouse.steps.pck.time: 1 s }

      """
    func told(_ text: String) -> [String] { places(text + "\n" + changes) }
    let line = Sample.small.split(separator: "\n", omittingEmptySubsequences: false).count + 2
    let good = [
      "s.yaml:\(line) missing-unit", "s.yaml:\(line) not-a-number", "s.yaml:\(line + 1) bad-date", "s.yaml:\(line + 2) unknown-key",
    ]
    #expect(told(Sample.small) == good)
    // The same, and the scenario's own.
    let bad = Sample.small.replacing("holding: 22 %/year", with: "holding: 22", maxReplacements: 1)
    #expect(told(bad) == ["s.yaml:33 missing-unit"] + good)
  }

  @Test func `in a column's name is an error, also where the right one stands there too`() {
    func told(_ header: String) -> [String] {
      let text = Sample.small.replacing(
        "  list:\n    mug: { unit-cost: 2 GBP, price: 5 GBP, class: A }\n    jug: { unit-cost: 4 GBP, price: 9 GBP, class: B }",
        with: "  from: items.csv")
      return Desk(["s.yaml": text, "items.csv": "\(header)\nmug,2,5,1\njug,4,9,1\n"]).problems()
    }
    #expect(
      told("sku,unit-cost,price,unit-csot") == [
        "items.csv:1:21: error: unknown column 'unit-csot' in the items' table; did you mean 'unit-cost'? That stands there too: remove one of them [unknown-column]"
      ])
    #expect(
      told("sku,unit-cost,price,colour") == [
        "items.csv:1:21: warning: the column 'colour' is not used; remove it, or read it with `column colour` [unused-column]"
      ])
    #expect(told("sku,unit-cost,price,price2")[0].contains("warning"))
  }

  @Test func `in an alternative is told beside those of the base`() {
    let text = Sample.small.replacing("horizon: 26 weeks", with: "horizon: 26").replacing(
      "alternatives:", with: "alternatives:\n  worse: { costs.holding: 25 }")
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("worse:") }! + 1
    #expect(places(text) == ["s.yaml:4 missing-unit", "s.yaml:\(line) missing-unit"])
  }
}

@Suite struct `A law's other name` {
  @Test func `is understood, explained and replaced in a layer`() throws {
    let named = Desk(["s.yaml": Sample.small.replacing("quantity: 3", with: "quantity: { deterministic: { value: 3 } }")])
    let plain = Desk(["s.yaml": Sample.small])
    #expect(try named.load().drafts[0].plan == plain.load().drafts[0].plan)
    #expect(Explain.topic("law deterministic") == Explain.topic("law constant"))
    #expect(Explain.topic("law deterministic") != nil)
    let both = Desk(["s.yaml": Sample.small.replacing("quantity: 3", with: "quantity: { deterministic: { valu: 3 } }")])
    #expect(both.problems().contains { $0.contains("did you mean 'value'?") })
  }
}
