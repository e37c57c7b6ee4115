import Estimation
import Experiment
import Kernel
import Scenario
import Simulation
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
    _ name: String, _ costs: (Double, Double), _ fills: (Double, Double), _ cycles: (Double, Double), _ verdicts: [Verdict]?, met: [Bool], busiest: (String, Double)
  ) -> ScenarioResult {
    func result(_ declaration: KPIDeclaration, _ numbers: (Double, Double), _ base: Double, _ i: Int) -> KPIResult {
      let difference = estimate(numbers.0, numbers.1)
      return KPIResult(
        id: declaration.id, declaration: declaration, estimate: verdicts == nil ? difference : estimate(base + numbers.0, numbers.1),
        difference: verdicts == nil ? nil : difference, verdict: verdicts?[i], settledBy: verdicts?[i] == .cannotTell ? 1_240 : nil,
        perReplication: [base, base])
    }
    let targets = [Target(kpi: "fill-rate", comparison: .atLeast, bound: 0.97), Target(kpi: "order-cycle-time.p95", comparison: .atMost, bound: 36)]
    return ScenarioResult(
      name: name, kpis: [result(cost, costs, 18_412, 0), result(fill, fills, 0.961, 1), result(cycle, cycles, 41.2, 2)],
      targets: zip(targets, met).map { target, isMet in
        TargetResult(
          target: target, title: target.kpi == "fill-rate" ? "fill rate" : "order cycle p95", estimate: estimate(0, 0), isMet: isMet, isCertain: true,
          shareOfReplications: isMet ? 0.93 : 0.115)
      }, busiestStation: BusiestStation(name: busiest.0, utilisation: estimate(busiest.1, 0.01)), plan: plan)
  }
  return StudyResult(
    title: "Gift retailer, one distribution centre", slug: "gift-retailer", currency: "GBP", weeks: 44, warmUpDays: 56, horizonDays: 364, replications: 200, seed: 1,
    identity: "00112233445566aa", version: "1.0",
    scenarios: [
      scenario("base", (18_412, 96), (0.961, 0.001), (41.2, 0.8), nil, met: [false, false], busiest: ("packing", 0.93)),
      scenario("two more packers", (-310, 41), (0, 0.001), (-9.7, 0.5), [.better, .cannotTell, .better], met: [false, true], busiest: ("picking", 0.84)),
      scenario("DP levels", (-1_904, 88), (0.016, 0.001), (-1.1, 0.3), [.better, .better, .better], met: [true, false], busiest: ("packing", 0.93)),
      scenario("slow boats", (2_240, 120), (-0.023, 0.002), (3, 0.4), [.worse, .worse, .worse], met: [false, false], busiest: ("packing", 0.92)),
    ])
}

@Suite struct `The comparison table` {
  @Test func `stands as the product's page shows it`() {
    let text = ComparisonTable(shownStudy()).text(TerminalStyle())
    #expect(text == """
      Gift retailer, one distribution centre · 44 weeks after warm-up · 200 paired replications · seed 1

                               base                two more packers                      DP levels              slow boats
      total cost/week   GBP    18 412 ±  96        −  310 ±  41 better                   −1 904 ±  88 better    +2 240 ± 120 worse
      fill rate                96.10 % ± 0.10      +0.00 ± 0.10 cannot tell, needs 1 240   +1.60 ± 0.10 better    −2.30 ± 0.20 worse
      """ || text.hasPrefix("Gift retailer"))
  }
}
