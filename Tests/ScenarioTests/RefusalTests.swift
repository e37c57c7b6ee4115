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
    let desk = Desk(
      refusal.files.merging(["s.yaml": Sample.small.replacing(refusal.old, with: refusal.new, maxReplacements: 1)]) { a, _ in a })
    #expect(desk.problems() == refusal.answers)
  }
}

extension Refusal {
  static let all: [Refusal] = [
    Refusal("currency: GBP", "currency: GBP"),
    Refusal(
      "bullwhip: 1", "bullwhip: 2",
      "s.yaml:1:11: error: this file is written in version 2 of the scenario language; this program reads version 1; use a newer Bullwhip [version]"
    ),
    Refusal(
      "bullwhip: 1\n", "\n",
      "s.yaml:2:1: error: the scenario lacks 'bullwhip'; write for example `bullwhip: 1` [missing-key]"),
    Refusal(
      "name: Small", "name: \"  \"",
      "s.yaml:2:7: error: 'name' is empty; write for example `name: Gift retailer, spring peak` [missing-name]"),
    Refusal(
      "name: Small", "nmae: Small",
      "s.yaml:2:1: error: unknown key 'nmae'; did you mean 'name'? [unknown-key]"),
    Refusal(
      "lead-time:", "leadtime:",
      "s.yaml:10:15: error: unknown key 'leadtime' in 'suppliers.overseas'; did you mean 'lead-time'? [unknown-key]"),
    Refusal(
      "horizon: 26 weeks", "horizon: 26",
      "s.yaml:4:38: error: 'horizon' needs a unit; write `52 weeks` (s, min, h, d, weeks, months or years) [missing-unit]"),
    Refusal(
      "horizon: 26 weeks", "horizon: 26 wekes",
      "s.yaml:4:38: error: unknown unit 'wekes'; did you mean 'weeks'? [unknown-unit]"),
    Refusal(
      "horizon: 26 weeks", "horizon: 3 GBP",
      "s.yaml:4:38: error: the unit 'GBP' does not fit 'horizon'; write `52 weeks` (s, min, h, d, weeks, months or years) [wrong-unit]"),
    Refusal(
      "horizon: 26 weeks", "horizon: { uniform: { min: 1 week, max: 2 weeks } }",
      "s.yaml:4:38: error: 'horizon' must be one fixed span: randomness makes no sense here; write a span such as `52 weeks` [law-not-allowed]"
    ),
    Refusal(
      "mean: 24 /day } }", "mean: 24 /day }, trend: { rate: 60 %/year } }",
      "s.yaml:17:64: error: 'trend' must be one fixed value, and this is a map with the key 'rate'; write `3 %/year` [wrong-kind]"),
    Refusal(
      "warm-up: 2 weeks", "warm-up: 26 weeks",
      "s.yaml:4:57: error: the warm-up is as long as the horizon: nothing would be measured; make it shorter than the horizon [out-of-range]"
    ),
    Refusal(
      "start: 2011-01-03", "start: 2011-02-29",
      "s.yaml:4:17: error: '2011-02-29' is not a date of the calendar; write year-month-day such as 2011-01-03, between 1900 and 2200 [bad-date]"
    ),
    Refusal(
      "Europe/London", "Europe/Londn",
      "s.yaml:4:77: error: unknown time zone 'Europe/Londn'; did you mean 'Europe/London'? [unknown-zone]"),
    Refusal(
      "order-cost: 120 GBP", "order-cost: 120",
      "s.yaml:10:74: error: 'order-cost' needs a unit; write `120 GBP` or `120 GBP/order` [missing-unit]"),
    Refusal(
      "order-cost: 120 GBP", "order-cost: 120 EUR",
      "s.yaml:10:74: error: 'EUR' is not the scenario's currency GBP; convert the amount; Bullwhip does not [other-currency]"),
    Refusal(
      "order-cost: 120 GBP", "order-cost: £120",
      "s.yaml:10:74: error: write money with its ISO code, not '£'; write `120 GBP` or `120 GBP/order` [unknown-unit]"),
    Refusal(
      "order-cost: 120 GBP", "order-cost: -120 GBP",
      "s.yaml:10:74: error: 'order-cost' must not be negative; write `120 GBP` or `120 GBP/order` [out-of-range]"),
    Refusal(
      "order-cost: 120 GBP", "order-cost: 120 GBP, order-days: [mon]",
      "s.yaml:10:83: error: 'suppliers.*.order-days' is part of the language but not built yet; remove it for now [not-yet]"),
    Refusal(
      "order-cost: 120 GBP", "order-cost: 120 GBP, closed: mon-sun",
      "s.yaml:10:91: error: the supplier 'overseas' is closed every day; leave at least one day open [always-closed]"),
    Refusal(
      "order-cost: 120 GBP", "order-cost: 120 GBP, crossing: maybe",
      "s.yaml:10:93: error: 'maybe' is not a value of 'crossing'; write true or false [unknown-word]"),
    Refusal(
      "{ gamma: { mean: 21 d, sd: 6 d } }", "{ gaussian: { mean: 21 d, sd: 6 d } }",
      "s.yaml:10:28: error: unknown law 'gaussian'; known here: constant, uniform, triangular, pert, normal, lognormal, gamma, erlang, exponential, weibull, beta, poisson … (25) [unknown-law]"
    ),
    Refusal(
      "{ gamma: { mean: 21 d, sd: 6 d } }", "{ gamma: { mean: 21 d, sigma: 6 d } }",
      "s.yaml:10:49: error: unknown parameter 'sigma'; known here: mean, sd, cv, shape, scale [unknown-parameter]"),
    Refusal(
      "{ mean: 21 d, sd: 6 d }", "{ mean: 21 d, cv: -1 }",
      "s.yaml:10:53: error: 'cv' is -1; the spread as a share of the mean, at least 0 [out-of-range]"),
    Refusal(
      "{ gamma: { mean: 21 d, sd: 6 d } }", "{ gamma: { mean: 21, sd: 6 d } }",
      "s.yaml:10:43: error: 'mean' needs a unit; write `21 d` (s, min, h, d, weeks, months or years) [missing-unit]"),
    Refusal(
      "{ gamma: { mean: 21 d, sd: 6 d } }", "{ binomial: { n: 5, p: 30 % } }",
      "s.yaml:10:28: error: 'binomial' gives a number of successes, and 'lead-time' needs a unit of time; write what each lasts, such as `{ compound: { count: { binomial: { n: 5, p: 30 % } }, size: 1 d } }` [missing-unit]"
    ),
    Refusal(
      "{ gamma: { mean: 21 d, sd: 6 d } }", "{ shifted: { by: 2 d, law: { bernoulli: { p: 0.5 } } } }",
      "s.yaml:10:55: error: 'bernoulli' gives a number of successes, and 'law' needs a unit of time; write what each lasts, such as `{ compound: { count: { bernoulli: { p: 0.5 } }, size: 1 d } }` [missing-unit]"
    ),
    Refusal(
      "{ lognormal: { mean: 74 s, cv: 0.6 } }", "{ binomial: { n: 5, p: 30 % } }",
      "s.yaml:31:49: error: 'binomial' gives a number of successes, and 'time' needs a unit of time; write what each lasts, such as `{ compound: { count: { binomial: { n: 5, p: 30 % } }, size: 30 s } }` [missing-unit]"
    ),
    Refusal(
      "seed: 1", "seed: 18446744073709551615",
      "s.yaml:35:39: error: 18446744073709551615 is outside the range of 'seed'; write a whole number from 0 to 9223372036854775807 [out-of-range]"
    ),
    Refusal(
      "{ gamma: { mean: 21 d, sd: 6 d } }", "{ normal: { mean: 3 d, sd: 2 d } }",
      "s.yaml:10:26: warning: 6.68 % of this law is below zero and is cut off; the mean becomes 3.28 instead of 3 days; use gamma or lognormal for a law that is never negative [cut-law]"
    ),
    Refusal(
      "{ gamma: { mean: 21 d, sd: 6 d } }", "{ uniform: { min: -1 d, max: 5 d } }",
      "s.yaml:10:26: error: this law can be negative, which 'lead-time' cannot be; choose bounds at or above zero, or wrap it in `truncated` [negative-law]"
    ),
    Refusal(
      "{ gamma: { mean: 21 d, sd: 6 d } }", "{ triangular: { min: 5 d, mode: 3 d, max: 9 d } }",
      "s.yaml:10:26: error: 'min': min (5.0) is greater than mode (3.0); give min ≤ mode [bad-law]"),
    Refusal(
      "{ gamma: { mean: 21 d, sd: 6 d } }", "{ empirical: lead.csv }",
      "s.yaml:10:39: error: the file 'lead.csv' does not exist; paths are relative to the file that names them [no-file]"),
    Refusal(
      "{ gamma: { mean: 21 d, sd: 6 d } }", "{ empirical: lead.csv }",
      "lead.csv:1:1: error: the column 'lead time' needs a unit of time; write it in the header, such as `lead time [d]` [missing-unit]",
      files: ["lead.csv": "lead time\n3\n4\n"]),
    Refusal(
      "{ gamma: { mean: 21 d, sd: 6 d } }", "{ empirical: lead.csv }",
      "lead.csv:3:1: error: 'four' is not a number; write a number such as 1234.5 in column 'lead' [csv-number]",
      "lead.csv:4:3: error: the weight -1 is negative; weights are at least 0 [out-of-range]",
      files: ["lead.csv": "lead [d],count\n3,1\nfour,1\n5,-1\n"]),
    Refusal(
      "supplied-by: overseas", "supplied-by: oversees",
      "s.yaml:12:22: error: unknown supplier 'oversees'; did you mean 'overseas'? [unknown-name]"),
    Refusal(
      "supplied-by: overseas", "capacity: 900 m3",
      "s.yaml:12:3: error: 'mug' and 1 more is asked for at 'dc', but nobody supplies it; add `supplied-by:` to the location, or a supplier to the item [unreachable-demand]"
    ),
    Refusal(
      "supplied-by: overseas", "supplied-by: overseas, emergency: { from: overseas }",
      "s.yaml:12:51: error: the emergency supplier 'overseas' is the location's supplier; name another, faster one [same-supplier]"),
    Refusal(
      "at: dc", "at: cd",
      "s.yaml:16:11: error: unknown location 'cd'; did you mean 'dc'? [unknown-name]"),
    Refusal(
      "mean: 24 /day", "mean: 24",
      "s.yaml:17:46: error: 'mean' needs a unit; write `92 /day` or `92 orders/day` [missing-unit]"),
    Refusal(
      "mean: 24 /day", "mean: 24 d",
      "s.yaml:17:46: error: the unit 'd' does not fit 'mean'; write `92 /day` or `92 orders/day` [wrong-unit]"),
    Refusal(
      "lines: 2", "lines: 2 d",
      "s.yaml:17:66: error: the unit 'd' does not fit 'lines'; write `5` or `3 lines` [wrong-unit]"),
    Refusal(
      "due: 48 h", "due: 2 working days",
      "s.yaml:17:87: error: the unit 'working days' is not built yet; write `21 d` [not-yet]"),
    Refusal(
      "lost: 30 %", "lost: 40 %",
      "s.yaml:18:14: error: the shares of 'unmet' make 110 %, not 100 %; give one of them and leave the rest to the other [shares]"),
    Refusal(
      "{ backorder: 70 %, lost: 30 % }", "lose",
      "s.yaml:18:14: error: 'lose' is not a value of 'unmet'; did you mean 'lost'? [unknown-word]"),
    Refusal(
      "backorder: 70 %", "backorder: 170 %",
      "s.yaml:18:27: error: '170 %' is outside the range of 'backorder'; write `70 %` or `0.7` [out-of-range]"),
    Refusal(
      "{ s: 3 weeks, S: 7 weeks }", "{ s: 80, S: 40 }",
      "s.yaml:20:19: error: the reorder point 80 is not below the order-up-to level 40 (item 'mug'); make s smaller than S [s-above-S]"),
    Refusal(
      "{ s: 3 weeks, S: 7 weeks }", "{ s: 8 weeks, S: 7 weeks }",
      "s.yaml:20:19: error: the reorder point 56 d is not below the order-up-to level 49 d (item 'mug'); make s smaller than S [s-above-S]"),
    Refusal(
      "{ s: 3 weeks, S: 7 weeks }", "{ s: 3 weeks }",
      "s.yaml:20:14: error: 'policies.default.s-S' lacks 'S'; write for example `S: 3 weeks` [missing-key]"),
    Refusal(
      "{ s-S: { s: 3 weeks, S: 7 weeks } }", "optimise",
      "s.yaml:20:12: error: 'optimise' is not a policy; did you mean 'optimize'? [unknown-word]"),
    Refusal(
      "default: { s-S: { s: 3 weeks, S: 7 weeks } }", "items: { mugg: { r-Q: { r: 10, Q: 0 } } }",
      "s.yaml:20:3: error: no policy says when 'mug' and 1 more is ordered for 'dc'; add `policies: { default: { s-S: { s: 3 weeks, S: 7 weeks } } }`, or `default: optimize` [missing-policy]",
      "s.yaml:20:12: error: unknown item 'mugg'; did you mean 'mug'? [unknown-name]"),
    Refusal(
      "hours: 06:00-14:00", "hours: 06:00-06:00",
      "s.yaml:23:36: error: '06:00-06:00' is an empty span of hours; write 00:00-24:00 for a whole day [empty-shift]"),
    Refusal(
      "hours: 06:00-14:00", "hours: 6 to 14",
      "s.yaml:23:36: error: '6 to 14' is not a span of hours; write hours such as `06:00-14:00` [bad-hours]"),
    Refusal(
      "days: mon-fri", "days: mon-fry",
      "s.yaml:23:20: error: 'mon-fry' is not a weekday; write days such as `mon-fri` or `[sat, sun]` [bad-days]"),
    Refusal(
      "lunch: 12:00 +30 min", "lunch: 13:45 +30 min",
      "s.yaml:23:66: error: the break 'lunch' lies outside the shift's hours; move it into the shift [break-outside]"),
    Refusal(
      "lunch: 12:00 +30 min", "lunch: 12:00 +30 min, tea: 12:10 +10 min",
      "s.yaml:23:86: error: the breaks 'lunch' and 'tea' overlap; move one of them [break-overlap]"),
    Refusal(
      "count: 3,", "count: 2.5,",
      "s.yaml:25:23: error: 'count' must be a whole number, not 2.5; write a whole number of workers from 0 to 100000 [not-whole]"),
    Refusal(
      "count: 3,", "count: { poisson: { mean: 3 } },",
      "s.yaml:25:23: error: 'count' must be one fixed number: randomness makes no sense here; write a whole number of workers from 0 to 100000 [law-not-allowed]"
    ),
    Refusal(
      "count: 3,", "count: 0,",
      "s.yaml:30:7: error: nobody works at the step 'pick': its pools have no workers, and nobody is hired; give one of them a count above 0, or hire before the horizon [zero-capacity]"
    ),
    Refusal(
      "pick: 100 %", "pikc: 100 %",
      "s.yaml:25:50: error: unknown step 'pikc'; did you mean 'pick'? [unknown-name]",
      "s.yaml:30:19: error: the step 'pick' is done by 'pickers', who lack the skill; did you mean 'pick' by the skill 'pikc'? [no-skill]"),
    Refusal(
      "pick: 100 %", "pick: 100 %, fly: 50 %",
      "s.yaml:25:63: warning: no step needs the skill 'fly'; remove it [unused]"),
    Refusal(
      "at: benches", "at: bench",
      "s.yaml:31:32: error: unknown place 'bench'; did you mean 'benches'? [unknown-name]"),
    Refusal(
      "60 s per line", "60",
      "s.yaml:30:34: error: 'time' needs a unit; write `74 s` or `45 s per line` or `3 s per unit` or `30 s per order` [missing-unit]"),
    Refusal(
      "60 s per line", "{ travel: 0.9 s per m, per-line: 21 s }",
      "s.yaml:30:44: error: a time of travel needs a layout to walk on; add `layout: { aisles: 10, length: 25 m, width: 2.4 m }` [no-layout]"
    ),
    Refusal(
      "departures: mon-fri 16:30", "departures: mon-fri 16.30",
      "s.yaml:32:27: error: 'mon-fri 16.30' is not a departure; write departures such as `mon-fri 16:30` [bad-hours]"),
    Refusal(
      "unit-cost: 4 GBP", "class: C",
      "s.yaml:8:36: error: the key 'class' stands twice in this map (first at line 8); keep one of them [duplicate-key]",
      "s.yaml:33:19: error: the holding cost is a rate on unit cost, but 'jug' has none; give the item a unit-cost, or write money per unit and time [no-unit-cost]"
    ),
    Refusal(
      "price: 9 GBP, class: B", "price: 3 GBP, class: B",
      "s.yaml:33:71: error: a lost sale costs the item's price or margin, but 'jug' has no price above its cost; give the item a price, or write money [no-price]"
    ),
    Refusal(
      "lost-sale: margin", "lost-sale: margine",
      "s.yaml:33:71: error: 'margine' is not a value of 'lost-sale'; did you mean 'margin'? [unknown-word]"),
    Refusal(
      "fill-rate: \">= 97 %\"", "fillrate: \">= 97 %\"",
      "s.yaml:34:12: error: unknown KPI 'fillrate'; did you mean 'fill-rate'? [unknown-kpi]"),
    Refusal(
      "fill-rate: \">= 97 %\"", "fill-rate: 97 %",
      "s.yaml:34:23: error: '97 %' is not a condition; begin with >= or <=, such as `\">= 97 %\"` [bad-condition]"),
    Refusal(
      "fill-rate: \">= 97 %\"", "fill-rate: \">= 97 h\"",
      "s.yaml:34:23: error: the unit 'h' does not fit 'fill-rate'; write `97 %` or `0.97` [wrong-unit]"),
    Refusal(
      "fill-rate: \">= 97 %\"", "backorders.mean: \"<= 5\"",
      "s.yaml:34:12: error: 'backorders.mean' is not measured in this scenario; it needs something the scenario lacks; see `bullwhip explain backorders.mean` [unmeasured-kpi]"
    ),
    Refusal(
      "workers.packers.count: +2", "workers.packer.count: +2",
      "s.yaml:37:23: error: unknown pool of workers 'packer'; did you mean 'packers'? [unknown-name]"),
    Refusal(
      "workers.packers.count: +2", "workers.packers.cuont: +2",
      "s.yaml:37:23: error: unknown key 'cuont' in the address 'warehouse.workers.packers.cuont'; did you mean 'count'? [unknown-key]"),
    Refusal(
      "workers.packers.count: +2", "workers.packers.count: -3",
      "s.yaml:37:56: error: -1 is outside the range of 'count' (in the alternative 'two more packers'); write a whole number of workers from 0 to 100000 [out-of-range]"
    ),
    Refusal(
      "warehouse.workers.packers.count: +2", "suppliers.overseas.lead-time: +2",
      "s.yaml:37:53: error: '+2' needs a unit of time; write for example +2 d [missing-unit]"),
    Refusal(
      "warehouse.workers.packers.count: +2", "suppliers.overseas.order-cost: +2 d",
      "s.yaml:37:54: error: the unit 'd' does not fit '120 GBP'; write for example +2 GBP [wrong-unit]"),
    Refusal(
      "warehouse.workers.packers.count: +2", "clock.horizon: +4 weeks",
      "s.yaml:37:3: error: the alternative changes the clock, the study or the currency, so it cannot be compared with the base; make it a scenario of its own with `extends:` [incomparable]"
    ),
    Refusal(
      "warehouse.workers.packers.count: +2", "extends: one more packer",
      "s.yaml:37:32: error: unknown alternative 'one more packer'; there is none yet [unknown-name]"),
    Refusal(
      "warehouse.workers.packers.count: +2", "extends: two more packers",
      "s.yaml:37:32: error: the alternative 'two more packers' builds on itself; remove one of the `extends:` [extends-cycle]"),
    Refusal(
      "experiment: {", "promotions: {}\nexperiment: {",
      "s.yaml:35:1: error: 'promotions' is part of the language but not built yet; remove it for now [not-yet]"),
    Refusal(
      "experiment: {", "initial-stock: -5\nexperiment: {",
      "s.yaml:35:16: error: the stock -5 is negative; stock on hand is at least 0 [negative-stock]"),
    Refusal(
      "experiment: {", "extends: base.yaml\nexperiment: {",
      "s.yaml:35:10: error: the file 'base.yaml' does not exist; did you mean 's.yaml'? [no-file]"),
    Refusal(
      "experiment: {", "extends: s.yaml\nexperiment: {",
      "s.yaml:35:10: error: `extends:` comes back to 's.yaml'; a scenario cannot build on itself: remove one of the links [extends-cycle]"),
    Refusal(
      "experiment: { replications: 10, seed: 1 }", "experiment: { replications: 10, seed: 1, seed: 2 }",
      "s.yaml:35:42: error: the key 'seed' stands twice in this map (first at line 35); keep one of them [duplicate-key]"),
    Refusal(
      "experiment: { replications: 10", "experiment: { replications: 10 [",
      "s.yaml:35:32: error: this is not YAML here: did not find expected ',' or '}'; check brackets, quotes and indentation just before this place [yaml]"
    ),
    Refusal(
      "experiment: { replications: 10", "experiment: { precision: { cost.totl: 1 % }",
      "s.yaml:35:28: error: unknown KPI 'cost.totl'; did you mean 'cost.total'? [unknown-kpi]"),
  ]
}
