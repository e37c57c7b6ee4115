import Scenario
import Simulation
import Testing

/// What the dictionary says of a measure besides its meaning, held against every bundled scenario.
@Suite struct `Ranges and examples of measures` {
  /// Weeks are enough: what a measure cannot be it cannot be in any week.
  static let short = ["clock.horizon=3 weeks", "clock.warm-up=0 d"]

  @Test(arguments: [
    "corner-shop", "gift-retailer", "joint-orders", "lost-sales", "new-items", "order-fulfilment", "packing-line", "perishable",
    "picking-layout", "seasonal", "staffing", "two-suppliers",
  ]) func `hold in the bundled scenarios`(name: String) throws {
    let path = "\(scenarios)/\(name).yaml"
    let drafts = try ScenarioLoader.load(path: path, sets: Self.short).drafts, draft = drafts[0]
    let plan = try CompiledPlan(draft.plan)
    let outcome = PairedRunner([plan]).run(seed: 1, replication: 0)[0]
    let kpis = KPIDictionary.kpis(for: draft.plan)
    #expect(kpis.count > 10)
    for kpi in kpis {
      let value = outcome.value(kpi.id, plan)
      // NaN: nothing of its kind happened.
      #expect(value.isNaN || kpi.declaration.canBe(value), "\(kpi.id) is \(value), declared \(kpi.declaration.rangeInWords)")
    }
    // Each example, under the name that the scenario gives the measure, is a target that the door accepts where every alternative has it.
    let others = drafts.dropFirst().map { Set(KPIDictionary.kpis(for: $0.plan).map(\.id)) }
    let common = kpis.filter { kpi in others.allSatisfy { $0.contains(kpi.id) } }
    let targets = common.map { kpi in
      "\(kpi.id): " + kpi.declaration.example.split(separator: ": ", maxSplits: 1)[1].replacing("GBP", with: draft.plan.currency)
    }
    let loaded = try ScenarioLoader.load(path: path, sets: Self.short + ["targets={ \(targets.joined(separator: ", ")) }"])
    #expect(loaded.drafts[0].plan.targets.count == common.count && common.count > 10)
  }

  @Test func `every measure has an example of its own name and a range in words`() {
    for declaration in KPIDictionary.declarations {
      #expect(declaration.example.contains(": \""), "\(declaration.id)")
      #expect(!declaration.example.contains("STATION") && !declaration.rangeInWords.isEmpty)
      let page = KPIDictionary.explain(declaration.id) ?? ""
      #expect(page.contains(declaration.rangeInWords) && page.contains(declaration.example))
    }
  }

  @Test func `a target that no result can reach is refused with an example`() throws {
    let text = Sample.small.replacing("targets: {", with: "targets: { cost.total: \"<= -5 GBP/week\",", maxReplacements: 1)
    #expect(text != Sample.small)
    let problems = Desk(["s.yaml": text]).problems()
    #expect(problems.count == 1 && problems[0].contains("'cost.total' is never below 0; write for example `cost.total: \"<= 19000"))
  }
}
