import Foundation
import Groundwork
import Kernel
import Simulation
import Supply
import Testing

@testable import Scenario

/// A written scenario is the plan that was found: options of the command line and changes by date included.
@Suite struct `A scenario that is written` {
  static let base = """
    bullwhip: 1
    name: Base
    clock: { start: 2026-02-02, horizon: 30 weeks, warm-up: 6 weeks }
    items: { list: { a: { unit-cost: 2 EUR, price: 5 EUR }, b: { unit-cost: 3 EUR, price: 7 EUR } } }
    suppliers: { w: { lead-time: { gamma: { mean: 3 d, sd: 1 d } }, order-cost: 10 EUR } }
    locations: { dc: { supplied-by: w } }
    demand: { streams: { web: { at: dc, per-item: { items: { a: { poisson: { mean: 6 } }, b: { poisson: { mean: 4 } } }, every: day } } } }
    policies: { default: { s-S: { s: 20, S: 60 } } }
    costs: { holding: 25 %/year, backorder: 1 EUR/unit/day }
    experiment: { replications: 8, seed: 1 }
    """

  /// Writes with these policies, loads what was written, and gives the plan.
  private func written(_ desk: Desk, sets: [String] = [], _ policies: [ScenarioWriter.Entry], folder: String = "") throws -> Plan {
    let path = desk.folder + "/" + folder + "best.yaml"
    try FileManager.default.createDirectory(
      atPath: desk.folder + "/" + folder, withIntermediateDirectories: true)
    if let table = ScenarioWriter.levels(of: policies) {
      try table.write(toFile: desk.folder + "/" + folder + "best-levels.csv", atomically: true, encoding: .utf8)
    }
    let text = ScenarioWriter.text(
      extending: desk.folder + "/s.yaml", at: path, name: "Best", remark: "found", policies: policies, sets: sets, table: "best-levels.csv")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return try ScenarioLoader.load(path: path).drafts[0].plan
  }

  private func found(_ item: String, _ policy: Policy) -> ScenarioWriter.Entry {
    .init(item: item, control: Control(policy: policy, review: .continuous))
  }

  @Test(arguments: [
    ["demand.scale=2"], ["suppliers.w.lead-time=+2 d"], ["suppliers.w.lead-time=×1.5"], ["suppliers.w.lead-time.gamma.mean=6 d"],
    ["suppliers.w.order-cost+=5 EUR", "items.list.b.unit-cost=×2"], ["costs={ holding: 10 %/year, backorder: 2 EUR/unit/day }"],
    ["policies.default=r-Q: { r: 5, Q: 30 }"], ["policies.items.b={ base-stock: { S: 40 } }"],
    ["suppliers.w.lead-time=4 d"], ["name=Other", "experiment.seed=7"],
  ])
  func `holds the options it was found under`(sets: [String]) throws {
    let desk = Desk(["s.yaml": Self.base])
    var goal = try desk.load(sets: sets).drafts[0].plan
    // Only one item was optimised; the other keeps what the options say.
    goal.supply.stockPoints[0].control.policy = .sS(s: 7, S: 33)
    let plan = try written(desk, sets: sets, [found("a", .sS(s: 7, S: 33))])
    #expect(plan.supply.stockPoints.map(\.control) == goal.supply.stockPoints.map(\.control))
    #expect(plan.supply.suppliers == goal.supply.suppliers)
    #expect(plan.supply.streams == goal.supply.streams)
    #expect(plan.supply.items == goal.supply.items)
    #expect(plan.supply.stockPoints.map(\.holdingCost) == goal.supply.stockPoints.map(\.holdingCost))
    #expect(plan.supply.stockPoints.map(\.backorderCost) == goal.supply.stockPoints.map(\.backorderCost))
  }

  @Test func `names files from where it stands`() throws {
    let desk = Desk(["s.yaml": Self.base, "goods.csv": "item,unit-cost,price\na,4 EUR,9 EUR\nb,5 EUR,9 EUR\n"])
    let sets = ["items={ from: goods.csv }"]
    let goal = try desk.load(sets: sets).drafts[0].plan
    let plan = try written(desk, sets: sets, [found("a", .sS(s: 7, S: 33))], folder: "deeper/still/")
    #expect(plan.supply.items == goal.supply.items)
  }

  static let onADate = base + "\nchanges: { 2026-05-01: { policies.default: { s-S: { s: 30, S: 80 } }, suppliers.w.lead-time: 5 d } }"

  @Test func `leaves out changes of policies that the levels found replace, and keeps the rest`() throws {
    let desk = Desk(["s.yaml": Self.onADate])
    let today = try desk.load().drafts[0].plan
    guard case .timePhased = today.supply.stockPoints[1].control.policy else {
      Issue.record("levels do not change on a date")
      return
    }
    // All items found.
    let both = try written(desk, [found("a", .sS(s: 7, S: 33)), found("b", .rQ(r: 4, Q: 20))])
    #expect(both.supply.stockPoints.map(\.control.policy) == [.sS(s: 7, S: 33), .rQ(r: 4, Q: 20)])
    #expect(both.supply.suppliers == today.supply.suppliers && both.supply.suppliers[0].laterLeadTimes != nil)
    // One found, the other as it was, by date.
    let one = try written(desk, [found("a", .sS(s: 7, S: 33)), found("b", today.supply.stockPoints[1].control.policy)])
    #expect(one.supply.stockPoints[0].control.policy == .sS(s: 7, S: 33))
    #expect(one.supply.stockPoints[1].control == today.supply.stockPoints[1].control)
  }

  @Test func `says again for one item what lots change on a date`() throws {
    let desk = Desk([
      "s.yaml": Self.base.replacing("default: { s-S: { s: 20, S: 60 } }", with: "default: { r-Q: { r: 20, Q: 40 } }")
        + "\nchanges: { 2026-04-01: { policies.default.r-Q.r: 25 }, 2026-05-01: { policies.default: { r-Q: { r: 30, Q: 50 } } } }"
    ])
    let today = try desk.load().drafts[0].plan
    let plan = try written(desk, [found("a", .sS(s: 7, S: 33)), found("b", today.supply.stockPoints[1].control.policy)])
    #expect(plan.supply.stockPoints[0].control.policy == .sS(s: 7, S: 33))
    #expect(plan.supply.stockPoints[1].control == today.supply.stockPoints[1].control)
  }

  /// The written policies hide the default, so what only moved the default does nothing any more; what moves something else stays.
  @Test func `leaves out the alternatives that its policies make void`() throws {
    let more = """

      alternatives:
        leaner: { policies.default.s-S: { s: 15, S: 40 } }
        "far: away": { suppliers.w.lead-time: 9 d }
        both: { policies.default.s-S: { s: 15, S: 40 }, suppliers.w.order-cost: 5 EUR }
      """
    let desk = Desk(["s.yaml": Self.base + more])
    let original = try desk.load()
    #expect(original.drafts.map(\.name) == ["base", "leaner", "far: away", "both"])
    func drop(_ policies: [ScenarioWriter.Entry]) throws -> (void: [String], names: [String], text: String) {
      let path = desk.folder + "/best.yaml"
      try ScenarioWriter.text(extending: desk.folder + "/s.yaml", at: path, name: "Best", remark: "found", policies: policies)
        .write(toFile: path, atomically: true, encoding: .utf8)
      let void = ScenarioWriter.dropVoidAlternatives(at: path, of: original)
      return (void, try ScenarioLoader.load(path: path).drafts.map(\.name), try String(contentsOfFile: path, encoding: .utf8))
    }
    let all = try drop([found("a", .sS(s: 7, S: 33)), found("b", .sS(s: 9, S: 30))])
    #expect(all.void == ["leaner"])
    #expect(!all.names.contains("leaner") && all.names.contains("far: away") && all.names.contains("both"))
    #expect(all.text.contains("leaner: null  # "))
    // Item b still follows the default.
    let part = try drop([found("a", .sS(s: 7, S: 33))])
    #expect(part.void.isEmpty && part.names.contains("leaner") && !part.text.contains("alternatives:"))
  }

  /// An alternative that gives an item levels and no review would be reviewed as the written policy is.
  @Test func `leaves out the alternatives that would take over a written review`() throws {
    let more = """

      alternatives:
        by hand: { policies.items.a: { s-S: { s: 15, S: 40 } } }
        both higher: { policies.items.b: { s-S: { s: 25, S: 80 } } }
      """
    let desk = Desk(["s.yaml": Self.base + more]), path = desk.folder + "/best.yaml"
    let monthly = Control(policy: .sS(s: 7, S: 33), review: .periodic(interval: .days(23), first: .zero))
    try ScenarioWriter.text(
      extending: desk.folder + "/s.yaml", at: path, name: "Best", remark: "found", policies: [.init(item: "a", control: monthly)]
    ).write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try ScenarioWriter.dropVoidAlternatives(at: path, of: desk.load()) == ["by hand"])
    let kept = try ScenarioLoader.load(path: path).drafts
    #expect(kept.map(\.name) == ["base", "both higher"] && kept[1].plan.supply.stockPoints[1].control.policy == .sS(s: 25, S: 80))
  }
}
