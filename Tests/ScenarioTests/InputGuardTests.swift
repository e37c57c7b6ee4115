import Groundwork
import Kernel
import Scenario
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

  @Test func `of the command line that hide an alternative are told`() {
    let desk = Desk(["s.yaml": Sample.small])
    let met = desk.problems(sets: ["warehouse.workers.packers.count=3"])
    #expect(
      met.contains { $0.contains("replaces what the alternative 'two more packers' changes") && $0.hasSuffix("[set-over-alternative]") },
      "\(met)")
    #expect(desk.problems(sets: ["warehouse.workers.pickers.count=4"]) == [])
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
