import Charts
import Estimation
@testable import Experiment
import Foundation
import Kernel
import Scenario
import Simulation
import Supply
import Testing

@testable import Reports

/// Targets before cost, branch by branch: studies made by hand, with one target for orders on time and one for the fill rate.
@Suite struct `What a report recommends` {
  /// One scenario: cost, its difference to today and that difference's verdict; share on time and fill rate with their half-widths.
  private struct Way {
    var name: String
    var cost: Double
    var change: Estimate?
    var verdict: Verdict?
    var onTime: (value: Double, half: Double)
    var fill: (value: Double, half: Double) = (0.99, 0.001)
    var costs: [Double] = []
  }

  private static let onTime = Target(kpi: "on-time", comparison: .atLeast, bound: 0.95)
  private static let fill = Target(kpi: "fill-rate", comparison: .atLeast, bound: 0.97)

  private static func estimate(_ value: Double, _ half: Double) -> Estimate {
    Estimate(value: value, lower: value - half, upper: value + half, n: 40, kind: .confidence)
  }

  private func study(_ today: Way, _ others: [Way], targets: [Target] = [Self.onTime, Self.fill]) -> StudyResult {
    func declaration(_ id: String, _ title: String, _ unit: KPIDeclaration.Unit, _ worse: KPIDeclaration.Worse) -> KPIDeclaration {
      KPIDeclaration(id: id, title: title, unit: unit, worse: worse, meaning: "", headline: true)
    }
    let plan = Plan(name: "It", currency: "GBP", clock: Clock(horizon: .days(364)), study: .continuous, supply: SupplyPlan())
    let scenarios = ([today] + others).enumerated().map { i, way in
      func share(_ id: String, _ title: String, _ now: (value: Double, half: Double), _ then: (value: Double, half: Double)) -> KPIResult {
        let difference = Self.estimate(now.value - then.value, now.half)
        return KPIResult(
          id: id, declaration: declaration(id, title, .share, .down), estimate: Self.estimate(now.value, now.half),
          difference: i == 0 ? nil : difference,
          verdict: i == 0 ? nil : Judgement(difference, good: .up, margin: Judgement.margin(base: then.value, isShare: true)).verdict)
      }
      let kpis = [
        KPIResult(
          id: "cost.total", declaration: declaration("cost.total", "total cost", .moneyPerWeek, .up),
          estimate: Self.estimate(way.cost, 20),
          difference: way.change, verdict: way.verdict, numerators: way.costs, denominators: way.costs.map { _ in 1 }),
        share("on-time", "on time", way.onTime, today.onTime), share("fill-rate", "fill rate", way.fill, today.fill),
      ]
      let found = targets.compactMap { target in
        kpis.first { $0.id == target.kpi }.map { kpi in
          TargetResult(
            target: target, title: kpi.declaration.title, estimate: kpi.estimate, isMet: kpi.estimate.value >= target.bound,
            isCertain: true,
            shareOfReplications: 0.5)
        }
      }
      return ScenarioResult(name: way.name, kpis: kpis, targets: found, plan: plan)
    }
    return StudyResult(
      title: "It", slug: "it", currency: "GBP", weeks: 52, warmUpDays: 0, horizonDays: 364, replications: 40, seed: 1,
      identity: "00112233445566aa", version: "1.0", scenarios: scenarios)
  }

  private func cheaper(_ name: String, by saving: Double, onTime: (Double, Double), fill: (Double, Double) = (0.99, 0.001)) -> Way {
    Way(
      name: name, cost: 1000 - saving, change: Self.estimate(-saving, 10), verdict: .better, onTime: (onTime.0, onTime.1),
      fill: (fill.0, fill.1))
  }

  private func dearer(_ name: String, by price: Double, onTime: (Double, Double)) -> Way {
    Way(name: name, cost: 1000 + price, change: Self.estimate(price, 10), verdict: .worse, onTime: (onTime.0, onTime.1))
  }

  private func report(_ study: StudyResult) -> StudyReport {
    let loaded = LoadedScenario(title: study.title, description: "", slug: study.slug, drafts: [], experiment: ExperimentSettings())
    return StudyReport(study, loaded: loaded, insights: StudyInsights(), command: "")
  }

  private let good = Way(name: "base", cost: 1000, onTime: (0.96, 0.001))
  private let late = Way(name: "base", cost: 1000, onTime: (0.90, 0.001))

  /// Was: adopted, since its cost is lowest.
  @Test func `a saving that loses a target of today is passed over, with its reason`() {
    let study = study(good, [cheaper("nobody replaced", by: 150, onTime: (0.37, 0.03))])
    let advice = Recommendation(study)
    #expect(advice.index == 0 && advice.reason == .none)
    #expect(advice.passedOver == [.init(scenario: 1, fault: .loses(Self.onTime))])
    let said = report(study).decision.map(\.plain)
    #expect(said.count == 2)
    #expect(
      said[0]
        == """
        Keep things as they are. No alternative is clearly cheaper than today without hurting a target; today costs £1,000 a week (95% CI \
        £980 to £1,020).
        """)
    #expect(
      said[1]
        == """
        “Nobody replaced” costs £150 a week less than today (95% CI £140 to £160) but misses the target for on time, which today meets: \
        37% instead of 96% (at least 95% is asked).
        """)
    #expect(report(study).findings.first?.claim == "“Nobody replaced” is cheaper, at the price of a target.")
  }

  @Test func `what was asked of a search comes before all, and of those that keep it what hurts no target`() {
    let ways = [
      cheaper("fewer", by: 150, onTime: (0.94, 0.001)), dearer("smarter", by: 60, onTime: (0.96, 0.001)),
      dearer("all", by: 400, onTime: (0.99, 0.001)),
    ]
    let asked = study(good, ways)
    // Today does not keep it: the cheapest that does and loses no target of today.
    let advice = Recommendation(asked, keeps: [false, true, true, true], order: [1, 2, 3, 0], hasToday: true)
    #expect(advice.index == 2 && advice.reason == .asked && advice.keepsWhatWasAsked)
    // Where all that keep it hurt a target, the first of them.
    #expect(Recommendation(asked, keeps: [false, true, false, false], order: [1, 0, 2, 3], hasToday: true).index == 1)
    // Nothing keeps it: the nearest.
    let none = Recommendation(asked, keeps: [false, false, false, false], order: [3, 2, 1, 0], hasToday: true)
    #expect(none.index == 3 && !none.keepsWhatWasAsked)
    // Today keeps it: the ordinary rule among those that do.
    let kept = Recommendation(
      study(good, [cheaper("fewer", by: 150, onTime: (0.96, 0.001)), cheaper("less", by: 60, onTime: (0.97, 0.001))]),
      keeps: [true, false, true], order: [2, 0, 1], hasToday: true)
    #expect(kept.index == 2 && kept.reason == .cheaper && kept.passedOver.isEmpty)
    // No today: the cheapest of those that meet most targets.
    #expect(Recommendation(asked, keeps: [true, true, true, true], order: [1, 0, 2, 3], hasToday: false).index == 0)
  }

  /// Was: adopted, though nothing that is done had changed.
  @Test(arguments: ["demand.scale", "demand.streams.web.arrivals", "costs.lost-sale", "costs"])
  func `other demand and other prices of stock are no choice, however cheap`(address: String) {
    var whatIf = study(good, [cheaper("fewer customers", by: 150, onTime: (0.96, 0.001)), cheaper("ours", by: 60, onTime: (0.96, 0.001))])
    whatIf.scenarios[1].changes = [.init(address: address, before: "1", after: "0.7")]
    let advice = Recommendation(whatIf)
    #expect(advice.index == 2 && advice.reason == .cheaper)
    #expect(advice.passedOver == [.init(scenario: 1, fault: .premise)])
    // Nor does it count as meeting what today misses.
    var missed = study(late, [cheaper("fewer customers", by: 150, onTime: (0.99, 0.001))])
    missed.scenarios[1].changes = [.init(address: address, before: "1", after: "0.7")]
    #expect(Recommendation(missed).index == 0)
    let said = report(missed).decision.map(\.plain)
    #expect(said[0].hasPrefix("Keep things as they are. No alternative that can be chosen is clearly cheaper than today"))
    #expect(said[1].contains("changes what is given") && said[1].hasSuffix("not what is done: it tells what would be, and is no advice."))
    // What is done besides makes it no choice either; what is done alone is one.
    whatIf.scenarios[1].changes.append(.init(address: "policies.default", before: "a", after: "b"))
    #expect(Recommendation(whatIf).index == 2)
    whatIf.scenarios[1].changes.removeFirst()
    #expect(Recommendation(whatIf).index == 1)
  }

  @Test func `of equals the least exact cost is taken, where each is known`() {
    #expect(Recommendation.cheapest(of: [1, 2, 3], [nil, 27.856, 27.841, 27.9]) == 2)
    #expect(Recommendation.cheapest(of: [1, 2], [nil, 27.841 * (1 + 1e-12), 27.841]) == 1)
    #expect(Recommendation.cheapest(of: [1, 2], [nil, 27.856, nil]) == 1)
    #expect(Recommendation.cheapest(of: [2, 1], []) == 2)
    #expect(Recommendation.cheapest(of: [], [1]) == nil)
    func way(_ name: String, _ saving: Double, _ costs: [Double]) -> Way {
      var way = cheaper(name, by: saving, onTime: (0.96, 0.001))
      way.costs = costs
      return way
    }
    // By the simulation the first is cheaper, but not told apart.
    let tied = study(good, [way("one", 101, [890, 910, 897]), way("other", 100, [910, 890, 900])])
    func index(_ exact: [Double?]) -> Int {
      Recommendation(tied, keeps: [true, true, true], order: [1, 2, 0], hasToday: true, exact: exact).index
    }
    #expect(index([1000, 900, 899]) == 2 && index([1000, 899, 900]) == 1 && index([]) == 1)
  }

  @Test func `what would change the advice is the target that stands against a saving, and the next in cost`() {
    func said(_ study: StudyResult) -> String {
      report(study).advice.blocks.compactMap { if case .bullets(let list) = $0 { list.map(\.plain).joined(separator: " ") } else { nil } }
        .joined(separator: " ")
    }
    let lost = said(study(good, [cheaper("nobody replaced", by: 150, onTime: (0.37, 0.03))]))
    #expect(lost.contains("Without the target for on time, “Nobody replaced” would be advised: total cost falls by £150 a week"))
    #expect(!lost.contains("Without the target for fill rate"))
    let two = said(study(good, [cheaper("first", by: 150, onTime: (0.96, 0.001)), cheaper("second", by: 60, onTime: (0.96, 0.001))]))
    #expect(two.contains("The next is “Second”, which costs £90.00 a week more: it would come first only by saving that much elsewhere."))
    #expect(two.contains("the advice holds while it costs less than £150 a week (95% CI £140 to £160)"))
  }

  @Test func `the cheapest that hurts no target comes before a cheaper one that does`() {
    let study = study(good, [cheaper("fewer", by: 150, onTime: (0.94, 0.001)), cheaper("smarter", by: 60, onTime: (0.96, 0.001))])
    let advice = Recommendation(study)
    #expect(advice.index == 2 && advice.reason == .cheaper)
    #expect(advice.passedOver == [.init(scenario: 1, fault: .loses(Self.onTime))])
    #expect(
      StudyPictures(study, insights: StudyInsights())["scenario-comparison"]?.chart.title
        == "“Smarter” is the cheapest that hurts no target: £60 a week below today")
  }

  @Test func `a target that today misses may not get clearly worse, but may stay as it is`() {
    let worse = study(late, [cheaper("fewer", by: 150, onTime: (0.80, 0.01))])
    #expect(Recommendation(worse).index == 0)
    #expect(Recommendation(worse).passedOver == [.init(scenario: 1, fault: .worsens(Self.onTime))])
    // Half a point less, give or take one: the study cannot tell; a tenth of a point less, give or take nothing: it does not matter.
    #expect(Recommendation(study(late, [cheaper("fewer", by: 150, onTime: (0.895, 0.01))])).index == 1)
    #expect(Recommendation(study(late, [cheaper("fewer", by: 150, onTime: (0.899, 0.0001))])).index == 1)
    #expect(Recommendation(study(late, [cheaper("fewer", by: 150, onTime: (0.895, 0.001))])).index == 0)
  }

  @Test func `where today misses a target, the cheapest that meets all comes before every saving`() {
    let study = study(
      late,
      [
        dearer("two more", by: 300, onTime: (0.97, 0.001)), dearer("one more", by: 120, onTime: (0.96, 0.001)),
        cheaper("smarter", by: 60, onTime: (0.91, 0.001)),
      ])
    let advice = Recommendation(study)
    #expect(advice.index == 2 && advice.reason == .targets)
    #expect(advice.passedOver == [.init(scenario: 3, fault: .misses(Self.onTime))])
    #expect(
      report(study).decision.map(\.plain).first
        == """
        Adopt “One more”. With “One more”, every target is met and total cost rises by £120 a week (95% CI £110 to £130), and 99.00% of \
        units are served from stock as today.
        """)
    #expect(
      StudyPictures(study, insights: StudyInsights())["scenario-comparison"]?.chart.title
        == "“One more” meets every target: £120 a week above today")
  }

  @Test func `of those that cost cannot tell apart, the one that meets most targets is taken`() {
    // Pairs differ by −72 and +48 in turn: −12 in the mean, give or take 19.
    let low = (0..<40).map { 890 + Double($0 % 2) * 40 }, high = (0..<40).map { 882 + Double(1 - $0 % 2) * 80 }
    var few = cheaper("one a week", by: 90, onTime: (0.90, 0.001), fill: (0.96, 0.001))
    var more = cheaper("eight weeks", by: 78, onTime: (0.90, 0.001), fill: (0.98, 0.001))
    (few.costs, more.costs) = (low, high)
    var today = late
    today.fill = (0.96, 0.001)
    // A saving too small to matter does as well.
    more.verdict = .noChange
    let tied = study(today, [few, more])
    #expect(Recommendation(tied).index == 2 && Recommendation(tied).reason == .cheaper)
    #expect(Recommendation(tied).passedOver == [.init(scenario: 1, fault: .meetsFewer)])
    #expect(
      report(tied).decision.last?.plain
        == """
        “One a week” costs £90 a week less than today (95% CI £80 to £100) but is not told apart from “Eight weeks” by cost and meets 0 of \
        2 targets instead of 1.
        """)
    // Clearly dearer than the cheapest it is not taken.
    more.costs = high.map { $0 + 60 }
    #expect(Recommendation(study(today, [few, more])).index == 1)
  }

  @Test func `without targets cost alone decides, and nothing is advised where nothing is clear`() {
    #expect(Recommendation(study(good, [cheaper("fewer", by: 150, onTime: (0.37, 0.03))], targets: [])).index == 1)
    let none = study(late, [dearer("slow", by: 40, onTime: (0.90, 0.001))])
    #expect(Recommendation(none) == Recommendation(study(late, [])))
    #expect(
      report(none).decision.map(\.plain) == [
        """
        Keep things as they are. No alternative is clearly cheaper than today, which costs £1,000 a week (95% CI £980 to £1,020). Today \
        misses the target for on time (90.00%, at least 95% is asked), and no alternative meets every target.
        """
      ])
    let summary = report(none).document.summary
    #expect(summary.headline.number == "£1,000")
    #expect(summary.headline.meaning == "total cost per week, today; the alternative is not clearly cheaper")
  }

  /// Was: "100% of units are served from stock as today" of a floor whose stock never ends.
  @Test func `stock without a limit is no service`() {
    var study = study(late, [dearer("one more", by: 120, onTime: (0.96, 0.001))])
    for i in study.scenarios.indices {
      study.scenarios[i].plan.supply.stockPoints = [
        StockPointPlan(
          item: 0, location: 0, supplier: 0, control: Control(policy: .sS(s: 1, S: 2), review: .periodic(interval: .days(1), first: .zero)),
          unlimited: true)
      ]
    }
    let report = report(study)
    #expect(
      report.answer.plain
        == """
        With “One more”, every target is met and total cost rises by £120 a week (95% CI £110 to £130), and 96.00% of orders leave on time \
        instead of 90.00%.
        """)
    #expect(report.document.summary.tiles.map(\.label) == ["Total cost", "On time"])
    guard case .table(let table)? = report.results.blocks.dropFirst().first else {
      Issue.record("no table of results")
      return
    }
    // The fill rate has a target here, so that it stands in the table all the same.
    #expect(table.rows.map { $0.cells[0].text } == ["Total cost", "On time", "Fill rate"])
  }

  @Test func `a target that an alternative drops is judged by its measure all the same`() {
    var study = study(good, [cheaper("fewer", by: 150, onTime: (0.37, 0.03))])
    study.scenarios[1].targets = []
    #expect(Recommendation(study).index == 0)
  }
}
