import Estimation
import Experiment
import Foundation
import Kernel
import Scenario
import Simulation
import Store
import Supply
import Testing

@testable import Reports

/// A study as the product's page shows it, with the numbers given.
func shownStudy() -> StudyResult {
  func declaration(_ id: String, _ title: String, _ unit: KPIDeclaration.Unit, _ worse: KPIDeclaration.Worse) -> KPIDeclaration {
    KPIDeclaration(id: id, title: title, unit: unit, worse: worse, meaning: "", headline: true)
  }
  func estimate(_ value: Double, _ half: Double) -> Estimate {
    Estimate(value: value, lower: value - half, upper: value + half, n: 200, kind: .confidence)
  }
  let cost = declaration("cost.total", "total cost", .moneyPerWeek, .up), fill = declaration("fill-rate", "fill rate", .share, .down)
  let cycle = declaration("order-cycle-time.p95", "order cycle p95", .hours, .up)
  let plan = Plan(name: "Gift retailer", currency: "GBP", clock: Clock(horizon: .days(364)), study: .continuous, supply: SupplyPlan())
  func scenario(
    _ name: String, _ costs: (Double, Double), _ fills: (Double, Double), _ cycles: (Double, Double), _ verdicts: [Verdict]?, met: [Bool],
    busiest: (String, Double)
  ) -> ScenarioResult {
    func result(_ declaration: KPIDeclaration, _ numbers: (Double, Double), _ base: Double, _ i: Int) -> KPIResult {
      let difference = estimate(numbers.0, numbers.1)
      return KPIResult(
        id: declaration.id, declaration: declaration, estimate: verdicts == nil ? difference : estimate(base + numbers.0, numbers.1),
        difference: verdicts == nil ? nil : difference, verdict: verdicts?[i], settledBy: verdicts?[i] == .cannotTell ? 1_240 : nil,
        perReplication: [base, base])
    }
    let targets = [
      Target(kpi: "fill-rate", comparison: .atLeast, bound: 0.97), Target(kpi: "order-cycle-time.p95", comparison: .atMost, bound: 36),
    ]
    return ScenarioResult(
      name: name, kpis: [result(cost, costs, 18_412, 0), result(fill, fills, 0.961, 1), result(cycle, cycles, 41.2, 2)],
      targets: zip(targets, met).map { target, isMet in
        TargetResult(
          target: target, title: target.kpi == "fill-rate" ? "fill rate" : "order cycle p95", estimate: estimate(0, 0), isMet: isMet,
          isCertain: true,
          shareOfReplications: isMet ? 0.93 : 0.115)
      }, busiestStation: BusiestStation(name: busiest.0, utilisation: estimate(busiest.1, 0.01)), plan: plan)
  }
  return StudyResult(
    title: "Gift retailer, one distribution centre", slug: "gift-retailer", currency: "GBP", weeks: 44, warmUpDays: 56, horizonDays: 364,
    replications: 200, seed: 1,
    identity: "00112233445566aa", version: "1.0",
    scenarios: [
      scenario("base", (18_412, 96), (0.961, 0.001), (41.2, 0.8), nil, met: [false, false], busiest: ("packing", 0.93)),
      scenario(
        "two more packers", (-310, 41), (0, 0.001), (-9.7, 0.5), [.better, .cannotTell, .better], met: [false, true],
        busiest: ("picking", 0.84)),
      scenario(
        "DP levels", (-1_904, 88), (0.016, 0.001), (-1.1, 0.3), [.better, .better, .better], met: [true, false],
        busiest: ("packing", 0.93)),
      scenario(
        "slow boats", (2_240, 120), (-0.023, 0.002), (3, 0.4), [.worse, .worse, .worse], met: [false, false], busiest: ("packing", 0.92)),
    ])
}

@Suite struct `The comparison table` {
  @Test func `stands as the product's page shows it`() {
    let expected = """
      Gift retailer, one distribution centre · 44 weeks after warm-up · 200 paired replications · seed 1

                                      base             two more packers                        DP levels             slow boats
      total cost/week          GBP    18 412 ±  96     −  310 ±  41 better                     −1 904 ±  88 better   +2 240 ± 120 worse
      fill rate                       96.10 % ± 0.10   +0.00 ± 0.10 cannot tell, needs 1 240   +1.60 ± 0.10 better   −2.30 ± 0.20 worse
      order cycle p95                 41.2 h ± 0.8     −9.7 ± 0.5 better                       −1.1 ± 0.3 better     +3.0 ± 0.4 worse
      fill rate ≥ 97 %                ✗ in 12 %        ✗ in 12 %                               ✓ in 93 %             ✗ in 12 %
      order cycle p95 ≤ 36 h          ✗ in 12 %        ✓ in 93 %                               ✗ in 12 %             ✗ in 12 %
      busiest station                 packing 93 %     picking 84 %                            packing 93 %          packing 92 %

      cannot tell, needs: replications that would tell, as far as the spread seen so far goes
      ✓ the target is met, ✗ it is missed; behind it the share of replications that meet it by themselves

      """
    #expect(ComparisonTable(shownStudy()).text(TerminalStyle()) == expected)
  }

  @Test(arguments: [40, 60, 80, 100, 150])
  func `a narrow terminal gets blocks that fit and hold every scenario once`(width: Int) {
    let style = TerminalStyle(width: width)
    let text = ComparisonTable(shownStudy()).text(style)
    // One scenario and the labels need 69 columns at most; below that a block holds one scenario.
    for line in text.split(separator: "\n") { #expect(TerminalStyle.width(of: String(line)) <= max(width, 69), "\(line)") }
    #expect(text.components(separatedBy: "2 240 ± 120 worse").count == 2)
    #expect(text.components(separatedBy: "18 412 ±  96").count == 2)
    #expect((width < 150) == (text.components(separatedBy: "total cost/week").count > 2))
  }

  @Test(arguments: [(1, false), (2, true)])
  func `one replication has no share of replications that meet a target`(replications: Int, says: Bool) {
    var study = shownStudy()
    study.replications = replications
    let text = ComparisonTable(study).text(TerminalStyle())
    #expect(text.contains("✗ in 12 %") == says)
    #expect(text.contains("by themselves") == says)
  }

  @Test func `a difference within what does not matter has one word, and the word is told`() {
    var study = shownStudy()
    study.scenarios[1].kpis[1].verdict = .noChange
    let text = ComparisonTable(study).text(TerminalStyle())
    #expect(text.contains("+0.00 ± 0.10 negligible") && text.contains("\nnegligible: the whole interval lies within"))
    #expect(!text.contains("no change"))
    #expect(!ComparisonTable(shownStudy()).text(TerminalStyle()).contains("negligible"))
  }

  @Test(arguments: [30, 50, 70, 90, 120, 160])
  func `a plain table wider than the terminal stands in blocks that lose nothing`(width: Int) {
    var table = TextTable([("item", .left), ("today", .right), ("model cost", .right), ("simulated", .right), ("what it means", .left)])
    table.rows = [
      ["bird feeder", "73…1139", "12.50", "13.10 ± 0.20", "interval misses the model, service asked within its interval"],
      ["soil", "12", "", "9.90 ± 0.05", ""],
    ]
    let whole = table.text(TerminalStyle()), text = table.text(TerminalStyle(width: width))
    for line in text.split(separator: "\n") { #expect(TerminalStyle.width(of: String(line)) <= max(width, 42), "\(line)") }
    func words(_ text: String) -> Set<Substring> { Set(text.split { " \n".contains($0) }) }
    #expect(words(text) == words(whole))
    #expect((text == whole) == (width >= TerminalStyle.width(of: String(whole.split(separator: "\n")[1]))))
    #expect(text.components(separatedBy: "13.10 ± 0.20").count == 2)
  }

  @Test func `long headings are broken before columns are`() {
    var table = TextTable([("item", .left), ("today right at a penalty of", .right), ("proof", .left)])
    table.rows = [["pump", "12", "optimal"]]
    let folded = """
              today right at a
      item          penalty of   proof
      pump                  12   optimal
      """
    #expect(table.text(TerminalStyle(width: 34)) == folded)
  }

  @Test func `a terminal without Unicode gets ASCII alone`() {
    let text = ComparisonTable(shownStudy()).text(TerminalStyle(width: 80, unicode: false))
    #expect(text.unicodeScalars.allSatisfy { $0.isASCII })
    #expect(text.contains("-1 904 +-  88 better"))
  }

  @Test func `colours mark verdicts and targets, and move nothing`() {
    let plain = ComparisonTable(shownStudy()).text(TerminalStyle(width: 200))
    let coloured = ComparisonTable(shownStudy()).text(TerminalStyle(width: 200, colour: true))
    #expect(coloured.contains("\u{1B}[32mbetter\u{1B}[0m"))
    #expect(coloured.contains("\u{1B}[31m✗ in 12 %\u{1B}[0m"))
    #expect(coloured.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
  }

  /// Was: `85 ± 0` where every replication had cost 84.75, beside a total of `84.75 ± 0.08`.
  @Test(arguments: [(84.75, 2), (84.5, 1), (4217.0, 0), (4209.333, 2), (0.0, 0)])
  func `a value without spread is not rounded to look exact`(value: Double, decimals: Int) {
    let exact = Estimate(value: value, lower: value, upper: value, n: 40, kind: .confidence, caveat: .allEqual)
    #expect(KPIText.decimals([exact], unit: .moneyPerWeek) == decimals)
    // Whatever has a spread decides for its row, and one replication knows of none.
    let vague = Estimate(value: 90, lower: 70, upper: 110, n: 40, kind: .confidence)
    #expect(KPIText.decimals([exact, vague], unit: .moneyPerWeek) == 0)
    #expect(KPIText.decimals([Estimate(value: value, lower: nil, upper: nil, n: 1, kind: .confidence)], unit: .moneyPerWeek) == 0)
  }

  @Test func `what was not measured is a dash, and one replication has no interval`() {
    var study = shownStudy()
    study.replications = 1
    study.scenarios = [study.scenarios[0]]
    study.scenarios[0].kpis[0].estimate = Estimate(value: 18_412, lower: nil, upper: nil, n: 1, kind: .confidence)
    study.scenarios[0].kpis[1].estimate = Estimate(value: .nan, lower: nil, upper: nil, n: 1, kind: .confidence)
    let lines = ComparisonTable(study).text(TerminalStyle()).split(separator: "\n")
    #expect(lines[0].hasSuffix("· 1 replication · seed 1"))
    #expect(lines[2].hasSuffix("GBP    18 412"))
    #expect(lines[3].hasSuffix(" –"))
  }

  @Test func `widths are counted in columns, not in characters`() {
    #expect(TerminalStyle.width(of: "± 12 %") == 6)
    #expect(TerminalStyle.width(of: "倉庫") == 4)
    #expect(TerminalStyle.width(of: "e\u{301}") == 1)
  }
}

@Suite struct `Files for machines` {
  @Test func `JSON keeps its order, escapes what it must and has no NaN`() {
    let value = JSONText.object([
      "b": .number(1.5), "a": .array([.integer(1), .null, .bool(true)]), "text": .string("a \"quote\"\n\u{1}"), "nan": .number(.nan),
      "whole": .number(-0.0),
      "empty": .object([]), "nested": .array([.object(["k": .number(1e21)])]),
    ])
    #expect(
      value.text == """
        {
          "b": 1.5,
          "a": [1, null, true],
          "text": "a \\"quote\\"\\n\\u0001",
          "nan": null,
          "whole": 0,
          "empty": {},
          "nested": [
            {
              "k": 1e+21
            }
          ]
        }

        """)
  }

  @Test func `the tables hold every scenario, measure and replication once`() {
    var study = shownStudy()
    study.replications = 2
    let files = ResultFiles(study)
    let kpis = files.kpis.split(separator: "\n")
    #expect(kpis.count == 1 + 4 * 3)
    #expect(kpis[0] == "scenario,kpi,title,unit,value,lower,upper,n,level,difference,difference-lower,difference-upper,verdict,bound")
    #expect(kpis[1] == "base,cost.total,total cost,GBP/week,18412,18316,18508,200,0.95,,,,,")
    #expect(kpis[4] == "two more packers,cost.total,total cost,GBP/week,18102,18061,18143,200,0.95,-310,-351,-269,better,")
    #expect(files.replications.split(separator: "\n").count == 1 + 4 * 2 * 3)
    #expect(files.archived(scenarioFile: "x.yaml").kpis.count == 12)
  }

  @Test func `the record repeats the run, quoted for a shell`() {
    let record = RunRecord(
      study: shownStudy(), scenarioFile: "scenarios/gift retailer.yaml", sets: ["demand.scale=1.2", "policies.items.\"A\".r-Q.r=3"],
      inputs: [], files: [])
    #expect(
      record.command == """
        bullwhip run 'scenarios/gift retailer.yaml' --set demand.scale=1.2 --set 'policies.items."A".r-Q.r=3' --replications 200 --seed 1
        """)
  }

  @Test func `JUnit and annotations say what moved, escaped`() {
    let rule = CheckRule(kpi: "cost.total", margin: .relative(0.01), worse: .up)
    let finding = CheckFinding(
      scenario: "<two> & more", kpi: "cost.total", rule: rule, status: .fail, baseline: 100, today: 103,
      difference: Estimate(value: 3, lower: 2.5, upper: 3.5, n: 25, kind: .confidence), margin: 1, replications: 25,
      message: "moved by more than its margin")
    let passed = CheckFinding(
      scenario: "base", kpi: "fill-rate", rule: rule, status: .pass, replications: 25, message: "the same in every replication")
    let result = CheckResult(slug: "shop", title: "Shop", findings: [passed, finding], notes: [], replications: 25)
    #expect(result.status == .fail)
    #expect(
      CheckReports.junit([result]) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="bullwhip check" tests="2" failures="1" errors="0">
          <testsuite name="shop" tests="2" failures="1" errors="0" skipped="0">
            <testcase classname="shop.base" name="fill-rate"/>
            <testcase classname="shop.&lt;two&gt; &amp; more" name="cost.total">
              <failure type="fail" message="cost.total 100 → 103, +3 ± 0.5, allowed 1: moved by more than its margin"/>
            </testcase>
          </testsuite>
        </testsuites>

        """)
    #expect(
      CheckReports.annotations([("a:b.yaml", result)])
        == "::error file=a%3Ab.yaml,title=shop / <two> & more / cost.total::"
        + "cost.total 100 → 103, +3 ± 0.5, allowed 1: moved by more than its margin\n"
    )
  }
}

@Suite struct `Levels by date in words` {
  @Test func `are the span of each level; stretches without orders have none`() {
    let levels = TimePhasedLevels([
      .init(start: .zero, s: 12, S: 40), .init(start: .days(28), s: -3, S: 40), .ordersNothing(from: .days(70)),
    ])
    let text = PolicyText(Control(policy: .timePhased(levels), review: .periodic(interval: .days(7), first: .zero)))
    #expect(text.text == "(s, S) by date −3…12, 40")
    #expect(text.review == "every 7 d")
    let never = PolicyText(Control(policy: .timePhased(TimePhasedLevels([.ordersNothing(from: .zero)])), review: .continuous))
    #expect(never.text == "(s, S) by date")
  }
}
