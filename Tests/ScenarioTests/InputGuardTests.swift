import Groundwork
import Kernel
import Scenario
import Simulation
import Supply
import Testing

/// Values that would stop the program, never end, or mean something else than they say.
@Suite struct `Values beyond sense` {
  @Test(arguments: [
    ("lines: 2", "lines: 0", "'lines' is less than 1 on average", "out-of-range"),
    ("lines: 2", "lines: 1.5", "'lines' must be a whole number, not 1.5", "not-whole"),
    ("lines: 2", "lines: 1e12", "'lines' is 1000000000000 on average, more than 4096", "out-of-range"),
    ("lines: 2", "lines: { geometric: { mean: 1e9, from: 1 } }", "on average, more than 4096", "out-of-range"),
    ("mean: 24 /day }", "mean: 30000000 /day }", "brings more than ", "out-of-range"),
    ("quantity: 3", "quantity: 0", "'quantity' is less than 1 on average", "out-of-range"),
    ("quantity: 3", "quantity: 2.5", "'quantity' must be a whole number, not 2.5", "not-whole"),
    ("quantity: 3", "quantity: { discrete: { 1: 50 %, 3.7: 50 % } }", "'quantity' is 3.7 at times", "not-whole"),
    // e⁻³ = 4.98 % of a Poisson law of mean 3 is 0; as 1 it adds as much to the mean.
    (
      "quantity: 3", "quantity: { poisson: { mean: 3 } }", "4.98 % of 'quantity' is 0 and counts as 1; the mean becomes 3.05", "rounded-law"
    ),
    // 36 h are one day and a half: a Poisson law draws 0, 1, 2 … days.
    (
      "{ gamma: { mean: 21 d, sd: 6 d } }", "{ poisson: { mean: 36 h } }",
      "as a time 'poisson' counts whole days, whatever unit it is written in: 1.5 of them on average", "counted-law"
    ),
    (
      "{ lognormal: { mean: 74 s, cv: 0.6 } }", "{ geometric: { mean: 1 min } }",
      "as a time 'geometric' counts whole seconds, whatever unit it is written in: 60 of them on average", "counted-law"
    ),
    ("due: 48 h", "due: 1e8 weeks", "'1e8 weeks' is longer than 100 years, which 'due' cannot be", "out-of-range"),
    (
      "s-S: { s: 3 weeks, S: 7 weeks }", "R-S: { R: 1e8 weeks, S: 3 d }", "'1e8 weeks' is longer than 100 years, which 'R' cannot be",
      "out-of-range"
    ),
    ("s-S: { s: 3 weeks, S: 7 weeks }", "R-S: { R: 40 weeks, S: 50 weeks }", "longer than the horizon", "bad-period"),
    ("departures: mon-fri 16:30", "departures: mon-fri 16:30, cut-off: 1e8 weeks", "'1e8 weeks' is longer than 100 years", "out-of-range"),
    (
      "{ supplied-by: overseas }", "{ supplied-by: overseas, capacity: 0 m3 }", "a location without any room can hold nothing",
      "out-of-range"
    ),
    ("{ count: 2, shift: early }", "{ count: 2, shift: early, absence: 100 % }", "nobody of the pool ever comes", "out-of-range"),
    ("\">= 97 %\"", "\">= 200 %\"", "'fill-rate' lies between 0 % and 100 %", "out-of-range"),
    ("replications: 10,", "replications: 10, confidence: 50 %,", "more than 50 % and less than 100 %", "out-of-range"),
    ("warehouse.workers.packers.count: +2", "currency: EUR", "an alternative cannot change 'currency'", "bad-address"),
    ("warehouse.workers.packers.count: +2", "experiment.seed: 2", "an alternative cannot change 'experiment'", "bad-address"),
    ("two more packers:", "\" \":", "an alternative needs a name of one line", "reserved-name"),
    (
      "warehouse.workers.packers.count: +2", "warehouse.workers.packers.count: -9", "(in the alternative 'two more packers')",
      "out-of-range"
    ),
  ])
  func `are answered with place and remedy`(old: String, new: String, answer: String, code: String) {
    #expect(Sample.small.contains(old), "the sample holds '\(old)'")
    let problems = Desk(["s.yaml": Sample.small.replacing(old, with: new, maxReplacements: 1)]).problems()
    #expect(problems.contains { $0.hasPrefix("s.yaml:") && $0.contains(answer) && $0.hasSuffix("[\(code)]") }, "\(problems)")
  }

  @Test(arguments: [
    ("{ gamma: { mean: 21 d, sd: 6 d } }", "{ poisson: { mean: 21 d } }"),
    ("{ gamma: { mean: 21 d, sd: 6 d } }", "{ negative-binomial: { mean: 21 days, sd: 6 d } }"),
    ("{ gamma: { mean: 21 d, sd: 6 d } }", "{ gamma: { mean: 504 h, sd: 6 d } }"),
    ("{ lognormal: { mean: 74 s, cv: 0.6 } }", "{ poisson: { mean: 74 s } }"),
  ])
  func `a law that counts what is written needs no word`(old: String, new: String) {
    #expect(Sample.small.contains(old), "the sample holds '\(old)'")
    let problems = Desk(["s.yaml": Sample.small.replacing(old, with: new, maxReplacements: 1)]).problems()
    #expect(!problems.contains { $0.contains("law]") }, "\(problems)")
  }

  @Test func `a law of more values than can be listed says so`() {
    let law = "{ compound: { count: { poisson: { mean: 2e7 } }, size: { geometric: { mean: 2, from: 1 } } } }"
    let problems = Desk(["s.yaml": Sample.small.replacing("quantity: 3", with: "quantity: \(law)")]).problems()
    #expect(problems.contains { $0.contains("this law has more values than can be listed") && $0.hasSuffix("[bad-law]") }, "\(problems)")
  }

  // A day of customers is kept one by one: more of them than memory holds are refused before anything is reserved.
  @Test(arguments: [
    ("{ poisson: { mean: 1e9 }, every: day }", true), ("{ poisson: { mean: 9.9e6 }, every: day }", false),
    ("{ poisson: { mean: 6.9e7 }, every: week }", false), ("{ poisson: { mean: 7.1e7 }, every: week }", true),
    ("{ compound: { count: { poisson: { mean: 2e6 } }, size: { geometric: { mean: 2, from: 1 } } }, every: 1 h }", true),
    ("{ negative-binomial: { mean: 1e9, dispersion: 5 }, every: day }", false), ("{ normal: { mean: 1e9, sd: 1e8 }, every: day }", false),
  ]) func `more customers than can be kept are refused`(law: String, isRefused: Bool) {
    let text = """
      bullwhip: 1
      name: Huge
      clock: { start: day 0, horizon: 2 days }
      items: { list: { a: { unit-cost: 1 EUR, price: 2 EUR } } }
      suppliers: { w: { lead-time: 1 d, order-cost: 1 EUR } }
      locations: { dc: { supplied-by: w } }
      demand: { streams: { web: { at: dc, per-item: \(law) } } }
      policies: { default: { s-S: { s: 1 d, S: 2 d } } }
      costs: { holding: 20 %/year }
      experiment: { replications: 3, seed: 5 }

      """
    let problems = Desk(["s.yaml": text]).problems()
    #expect(
      problems.contains { $0.hasPrefix("s.yaml:7:") && $0.contains("more than ten million customers on a day") } == isRefused, "\(problems)"
    )
    if !isRefused { #expect(!problems.contains { $0.contains("error") }, "\(problems)") }
  }

  // `1,50` beside a unit of the header, and the unit in the cell; a number with two meanings is no number.
  @Test func `of a table with decimal commas are read with their units`() throws {
    func costs(_ table: String) throws -> [[Double]] {
      let scenario = """
        bullwhip: 1
        name: Commas
        currency: EUR
        clock: { start: day 0, horizon: 10 days }
        items: { from: items.csv }
        suppliers: { w: { lead-time: 1 d } }
        locations: { dc: { supplied-by: w } }
        demand: { streams: { web: { at: dc, per-item: { poisson: { mean: 3 }, every: day } } } }
        policies: { default: { s-S: { s: 1 d, S: 2 d } } }
        costs: { holding: 20 %/year }
        experiment: { replications: 3, seed: 5 }

        """
      return try Desk(["s.yaml": scenario, "items.csv": table]).load().drafts[0].plan.supply.items.map { [$0.unitCost, $0.price] }
    }
    #expect(try costs("sku;unit-cost [EUR];price [EUR]\na;1,50;3,00\nb;2,25;1.004,10\n") == [[1.5, 3], [2.25, 1004.1]])
    #expect(try costs("sku;unit-cost;price\na;1,50 EUR;3,00 EUR\n") == [[1.5, 3]])
    #expect(try costs("sku,unit-cost [EUR],price\na,1.50,3.00 EUR\n") == [[1.5, 3]])
    let refusal = #expect(throws: InputErrors.self) { try costs("sku;unit-cost [EUR];price\na;1,234;3 EUR\n") }
    #expect(refusal?.diagnostics.contains { $0.message.contains("can mean two numbers") && $0.location?.line == 2 } == true)
  }

  @Test func `of the command line that hide an alternative are told`() {
    let desk = Desk(["s.yaml": Sample.small])
    let met = desk.problems(sets: ["warehouse.workers.packers.count=3"])
    #expect(
      met.contains { $0.contains("replaces what the alternative 'two more packers' changes") && $0.hasSuffix("[set-over-alternative]") },
      "\(met)")
    #expect(desk.problems(sets: ["warehouse.workers.pickers.count=4"]) == [])
    // Inside what an alternative replaces whole there is nothing to set; the others have it.
    let best = Desk(["s.yaml": Sample.small + "  best: { policies.default: optimize }\n"])
    let levels = best.problems(sets: ["policies.default.s-S.s=4 weeks"])
    #expect(levels.count == 1 && levels[0].contains("'best', which replaces 'policies.default'") && levels[0].contains("warning"), "\(levels)")
    // What an alternative takes away cannot be set in it, and the answer names the alternative.
    let without = Desk(["s.yaml": Sample.small + "  no house: { warehouse.workers: null }\n"])
    let gone = without.problems(sets: ["warehouse.workers.pickers.count=4"])
    #expect(
      gone.contains {
        $0.hasPrefix("--set 1:1: error: unknown pool of workers 'pickers'") && $0.contains("(in the alternative 'no house')")
      },
      "\(gone)")
  }

  @Test func `a moment beyond all clocks stays one that can be added to`() {
    #expect(SimTime.seconds(1e300).ticks == 1 << 60 && SimTime.days(-1e300).ticks == -(1 << 60))
    #expect(SimTime.seconds(1.5).ticks == 1_500_000)
  }

  @Test func `a profile without a header of names is refused`() {
    let rows = (0..<168).map { "\($0),1" }.joined(separator: "\n")
    var files = Sample.productFiles
    files["hour-of-week.csv"] = "-1,factor\n\(rows)\n"
    #expect(Desk(files).problems().contains { $0.contains("the first line names the columns, and '-1' is a number") })
  }
}
