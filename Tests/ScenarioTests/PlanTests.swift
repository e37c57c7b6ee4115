import Foundation
import Groundwork
import Kernel
import Randomness
import Scenario
import Simulation
import Supply
import Testing
import Warehouse

@Suite struct `From YAML to a plan` {
  let product = try! Desk(Sample.productFiles).load()

  @Test func `the specification's sample is read, with one warning for the column nothing reads`() throws {
    #expect(product.title == "Gift retailer, one distribution centre")
    #expect(product.slug == "s")
    #expect(product.drafts.map(\.name) == ["base", "two more packers", "slow boats", "DP levels"])
    #expect(product.warnings.map(\.code) == ["unused"])
    #expect(
      product.inputs.map(\.path) == [
        "domestic-days.csv", "hour-of-week.csv", "items.csv", "line-quantity.csv", "s.yaml", "week-of-year.csv",
      ])
  }

  @Test func `an emergency supplier below a week of mean demand is read as the contract writes it`() throws {
    let text = Sample.product.replacing(
      "supplied-by: overseas,", with: "supplied-by: overseas, emergency: { from: domestic, when: position < 1 week },"
    ).replacing("  items: { \"85123A\": { s-S: { s: 210, S: 640 } } }\n", with: "")
    let desk = Desk(Sample.productFiles.merging(["s.yaml": text]) { _, b in b })
    #expect(desk.problems().allSatisfy { !$0.contains("emergency") && !$0.contains(" error: ") })
    let points = try desk.load().drafts[0].plan.supply.stockPoints
    let threshold = (points[0].meanDailyDemand * 7).rounded(.up)
    #expect(points[0].emergency == EmergencySupply(supplier: 1, surcharge: 0, below: Int64(threshold)))
    // What the fast supplier delivers anyway has one.
    #expect(points[1].emergency == nil)
  }

  @Test func `orders a year are the stated mean times the days`() throws {
    guard case .orders(let stream) = product.drafts[0].plan.supply.streams[0] else { return #expect(Bool(false)) }
    // 52 weeks from Monday 3 January 2011 are the ISO weeks 1 to 52, each once: the season averages to 1.
    #expect(stream.hourlyMean.count == 52 * 168)
    let year: Double = stream.hourlyMean.reduce(0, +)
    #expect(abs(year - 33_488) < 1e-6)
    // Open from 8 to 20 each day: half of the hours, so twice the rate, times 0.8 in winter.
    let eight: Double = 92.0 / 24 * 2 * 0.8
    #expect(abs(stream.hourlyMean[8] - eight) < 1e-9)
    #expect(stream.hourlyMean[7] == 0)
    // In British summer time eight o'clock is the seventh hour in Greenwich: 4 April 2011 is day 91.
    #expect(stream.hourlyMean[91 * 24 + 7] > 0)
    #expect(stream.hourlyMean[91 * 24 + 19] == 0)
  }

  @Test func `mean demand, costs and levels follow from the file`() throws {
    let supply = product.drafts[0].plan.supply
    let cup = supply.stockPoints[0]
    let jug = supply.stockPoints[1]
    // 92 orders a day × 4.2 lines × 3/4 (or 1/4) × (50·1 + 30·2 + 15·6 + 5·12)/100 = 2.6 units.
    #expect(abs(cup.meanDailyDemand - 753.48) < 1e-6)
    #expect(abs(jug.meanDailyDemand - 251.16) < 1e-6)
    #expect(cup.control.policy == .sS(s: 210, S: 640))
    // 251.16 units a day × 21 d = 5274.36, × 49 d = 12306.84.
    #expect(jug.control.policy == .sS(s: 5274, S: 12307))
    let holding: Double = 0.22 / 365.25 * 1.60
    #expect(abs(cup.holdingCost - holding) < 1e-12)
    #expect(cup.backorderCost == 0.40)
    #expect(abs(cup.lostSaleCost - 0.95) < 1e-12)
    #expect(cup.minimum == 48)
    #expect(cup.multiple == 12)
    #expect(jug.minimum == 1)
    #expect(supply.suppliers[jug.supplier].name == "domestic")
    // Uniform on 211 … 640: 425.5, rounded up.
    #expect(cup.initialStock == 426)
    #expect(supply.items[0].slot == 0)
    #expect(supply.items[1].volumeLitres == 4)
    #expect(supply.locations[0].capacityLitres == 900_000)
  }

  @Test func `laws are in days, closed days are weekends`() throws {
    let suppliers = product.drafts[0].plan.supply.suppliers
    #expect(suppliers[0].leadTime == .gamma(mean: 21, sd: 6))
    #expect(suppliers[0].closedDays == [])
    #expect(suppliers[1].leadTime == .empirical([Weighted(1, weight: 4), Weighted(2, weight: 5), Weighted(3, weight: 1)], smooth: false))
    // Day 0 is a Monday. 52 weeks and 91 days of run-out.
    #expect(suppliers[1].closedDays.count == 364 + 91)
    #expect(Array(suppliers[1].closedDays.prefix(8)) == [false, false, false, false, false, true, true, false])
  }

  @Test func `the floor has its stations, crews and departures`() throws {
    let floor = try #require(product.drafts[0].plan.floor)
    #expect(floor.steps.map(\.name) == ["put-away", "pick", "pack", "ship"])
    #expect(floor.inbound == [0])
    #expect(floor.outbound == [1, 2, 3])
    #expect(floor.steps[0].crew == [StepPlan.Crew(pool: 0, proficiency: 0.8)])
    #expect(floor.steps[0].work == StepPlan.Work(perLine: .constant(45)))
    #expect(floor.steps[1].work == StepPlan.Work(perLine: .constant(21), travelSecondsPerMetre: 0.9))
    #expect(floor.steps[1].batch == 4)
    let pack = StepPlan.Work(perOrder: .lognormal(mean: 74, sd: 74 * 0.6))
    #expect(floor.steps[2].work == pack)
    #expect(floor.steps[2].place == 0)
    #expect(floor.steps[3].kind == .ship)
    // 65 weeks of five departures; the first at 16:30.
    #expect(floor.steps[3].departures.count == 65 * 5)
    #expect(floor.steps[3].departures[0] == SimTime.seconds(16.5 * 3600))
    #expect(abs(floor.pools[0].wage - 14.20) < 1e-9)
    #expect(abs(floor.pools[1].wage - 13.10) < 1e-9)
    #expect(floor.layout == LayoutPlan(aisles: 10, aisleLength: 25, aisleWidth: 2.4))
    // Eight hours less breaks of 20 and 30 minutes are 430 minutes.
    let first = floor.shifts[0].duty.prefix(3)
    let seconds = first.map { ($0.end - $0.start).seconds }.reduce(0, +)
    #expect(seconds == 430 * 60)
    #expect(floor.shifts[0].paid[0] == TimeSpan(start: .seconds(6 * 3600), end: .seconds(14 * 3600)))
  }

  @Test func `alternatives change what they name and say so`() throws {
    let base = product.drafts[0].plan
    var packers = base
    packers.floor!.pools[1].count = 6
    #expect(product.drafts[1].plan == packers)
    #expect(product.drafts[1].changes == [Draft.Change(address: "warehouse.workers.packers.count", before: "4", after: "6")])
    var boats = base
    boats.supply.suppliers[0].leadTime = .shifted(by: 14, .gamma(mean: 21, sd: 6))
    #expect(product.drafts[2].plan == boats)
    #expect(product.drafts[2].changes.map(\.address) == ["suppliers.overseas.lead-time"])
    // `policies.items` still names 85123A, so only the other item is to be optimised.
    #expect(product.drafts[3].toOptimise == [1])
    #expect(
      product.drafts[3].changes == [
        Draft.Change(address: "policies.default", before: "{ s-S: { s: 3 weeks, S: 7 weeks } }", after: "optimize")
      ])
  }

  @Test func `holes are filled with controls and the stock that belongs to them`() {
    let control = Control(policy: .rQ(r: 10, Q: 20), review: .continuous)
    let filled = product.drafts[3].filling([1: control])
    #expect(filled.toOptimise == [])
    #expect(filled.plan.supply.stockPoints[1].control == control)
    // r + (Q + 1)/2 = 20.5, rounded up.
    #expect(filled.plan.supply.stockPoints[1].initialStock == 21)
  }

  @Test func `targets are in the measure's own unit`() {
    #expect(
      product.drafts[0].plan.targets == [
        Target(kpi: "fill-rate", comparison: .atLeast, bound: 0.97), Target(kpi: "order-cycle-time.p95", comparison: .atMost, bound: 36),
      ])
  }

  @Test func `every draft can be simulated`() throws {
    for draft in product.drafts where draft.toOptimise.isEmpty { _ = try CompiledPlan(draft.plan) }
  }

  @Test(arguments: Templates.all.map(\.name)) func `templates are read without a complaint and can be simulated`(name: String) throws {
    let desk = Desk(["s.yaml": Templates.named(name)!.text])
    #expect(desk.problems() == [])
    for draft in try desk.load().drafts where draft.toOptimise.isEmpty { _ = try CompiledPlan(draft.plan) }
  }

  @Test func `the order of blocks does not matter`() throws {
    let lines = Sample.small.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var blocks: [[String]] = []
    for line in lines { if line.first?.isLetter == true { blocks.append([line]) } else { blocks[blocks.count - 1].append(line) } }
    let straight = try Desk(["s.yaml": Sample.small]).load()
    let turned = try Desk(["s.yaml": blocks.reversed().flatMap(\.self).joined(separator: "\n")]).load()
    #expect(straight.drafts == turned.drafts)
  }
}

@Suite struct `Changes of a scenario` {
  private func plan(_ set: String...) throws -> Plan { try Desk(["s.yaml": Sample.small]).load(sets: set).drafts[0].plan }

  @Test func `numbers, quantities and laws change by what is written`() throws {
    #expect(try plan("warehouse.workers.packers.count=5").floor!.pools[1].count == 5)
    #expect(try plan("warehouse.workers.packers.count+=2").floor!.pools[1].count == 4)
    #expect(try plan("warehouse.workers.packers.count=+2").floor!.pools[1].count == 4)
    #expect(try plan("warehouse.workers.packers.count=-1").floor!.pools[1].count == 1)
    #expect(try plan("suppliers.overseas.order-cost=×1.5").supply.suppliers[0].orderCost == 180)
    #expect(try plan("suppliers.overseas.order-cost=*0.5").supply.suppliers[0].orderCost == 60)
    #expect(try plan("suppliers.overseas.lead-time=+2 weeks").supply.suppliers[0].leadTime == .shifted(by: 14, .gamma(mean: 21, sd: 6)))
    #expect(try plan("suppliers.overseas.lead-time=×1.2").supply.suppliers[0].leadTime == .scaled(by: 1.2, .gamma(mean: 21, sd: 6)))
    #expect(try plan("suppliers.overseas.lead-time=30 d").supply.suppliers[0].leadTime == .constant(30))
    #expect(try plan("suppliers.overseas.lead-time.gamma.mean=28 d").supply.suppliers[0].leadTime == .gamma(mean: 28, sd: 6))
    #expect(try plan("suppliers.overseas.lead-time={ erlang: { k: 2, mean: 9 d } }").supply.suppliers[0].leadTime == .erlang(k: 2, mean: 9))
  }

  /// Was: refused as an unknown policy, though the item is known.
  @Test func `the policy of one item is set by its address, and misspelt items are told`() throws {
    #expect(try plan("policies.items.mug.s-S={ s: 3, S: 20 }").supply.stockPoints[0].control.policy == .sS(s: 3, S: 20))
    #expect(try plan("policies.items.mug={ r-Q: { r: 3, Q: 20 } }").supply.stockPoints[0].control.policy == .rQ(r: 3, Q: 20))
    let desk = Desk(["s.yaml": Sample.small])
    let told = desk.problems(sets: ["policies.items.mugg.s-S={ s: 3, S: 20 }"]).joined(separator: "\n")
    #expect(told.contains("unknown item 'mugg'") && told.contains("did you mean 'mug'?"))
  }

  @Test func `units meet in the finer one`() throws {
    // 3 weeks + 2 d of a demand of 24 × 2 × 3 / 2 = 72 units a day.
    #expect(try plan("policies.default.s-S.s=+2 d").supply.stockPoints[0].control.policy == .sS(s: 23 * 72, S: 49 * 72))
    #expect(try plan("policies.default.s-S.s=×2").supply.stockPoints[0].control.policy == .sS(s: 42 * 72, S: 49 * 72))
  }

  @Test func `a default can be scaled though the file does not write it`() throws {
    let plain = try plan()
    let scaled = try plan("demand.scale=×1.25")
    guard case .orders(let a) = plain.supply.streams[0], case .orders(let b) = scaled.supply.streams[0] else { return #expect(Bool(false)) }
    #expect(zip(a.hourlyMean, b.hourlyMean).allSatisfy { abs($1 - 1.25 * $0) < 1e-12 })
    // Levels in weeks follow the demand.
    #expect(scaled.supply.stockPoints[0].control.policy == .sS(s: 21 * 90, S: 49 * 90))
  }

  @Test func `a policy of another kind replaces the one that stood there`() throws {
    #expect(try plan("policies.default={ r-Q: { r: 50, Q: 100 } }").supply.stockPoints[0].control.policy == .rQ(r: 50, Q: 100))
    #expect(
      try plan("policies.items={ mug: { base-stock: { S: 9 } } }").supply.stockPoints.map(\.control.policy)
        == [.baseStock(S: 9), .sS(s: 21 * 72, S: 49 * 72)])
    #expect(
      try plan("policies.default.review=every 1 week").supply.stockPoints[0].control.review == .periodic(interval: .days(7), first: .zero))
    #expect(
      try plan("policies.default={ R-S: { R: 1 week, S: 100, on: wed } }").supply.stockPoints[0].control
        == Control(policy: .baseStock(S: 100), review: .periodic(interval: .days(7), first: .days(2))))
  }

  /// Was: nobody has the rule, so nobody looked at it.
  @Test func `levels upside down are found where no item has them`() {
    let rule = "  rules: { never: { for: { class: Z }, s-S: { s: 5 weeks, S: 4 weeks } } }\n"
    let found = Desk(["s.yaml": Sample.small.replacing("  default: { s-S:", with: rule + "  default: { s-S:")]).problems()
    #expect(found.contains { $0.contains("the reorder point 35 d is not below the order-up-to level 28 d") && $0.contains("s-above-S") }, "\(found)")
  }

  /// By hand: two parcels on average of two days each are four days; how many there are has no unit.
  @Test func `a lead time may be compound`() throws {
    let law = "compound: { count: { poisson: { mean: 2 } }, size: { exponential: { mean: 2 d } } }"
    let plan = try Desk(["s.yaml": Sample.small.replacing("gamma: { mean: 21 d, sd: 6 d }", with: law)]).load().drafts[0].plan
    #expect(abs(plan.supply.suppliers[0].leadTime.mean - 4) < 1e-9)
  }

  @Test func `mistakes on the command line are placed there`() {
    let desk = Desk(["s.yaml": Sample.small])
    #expect(
      desk.problems(sets: ["costs.holding=1 %/year", "warehouse.workers.packers.count=four"])
        == ["--set 2:33: error: 'four' is not a number; write a whole number of workers from 0 to 100000 [not-a-number]"])
    #expect(
      desk.problems(sets: ["warehouse.workers.packer.count=4"])
        == ["--set 1:1: error: unknown pool of workers 'packer'; did you mean 'packers'? [unknown-name]"])
    // A seed below 0 would else be one less than the file's.
    #expect(
      desk.problems(sets: ["experiment.seed=-1"]) == [
        "--set 1:17: error: a seed is no quantity that '-1' could change; give the seed itself, a whole number from 0 on [bad-change]"
      ])
    #expect(
      desk.problems(sets: ["nonsense"]) == ["--set 1:1: error: 'nonsense' sets nothing; write path=value or path+=value [bad-address]"])
  }

  @Test func `alternatives build on each other`() throws {
    let text =
      Sample.small
      + "  more of both: { extends: two more packers, warehouse.workers.packers.count: +1, suppliers.overseas.lead-time: 7 d }\n"
    let loaded = try Desk(["s.yaml": text]).load()
    #expect(loaded.drafts[2].plan.floor!.pools[1].count == 5)
    #expect(loaded.drafts[2].plan.supply.suppliers[0].leadTime == .constant(7))
  }

  @Test func `a number of successes is a time by what each lasts`() throws {
    let text = Sample.small
      .replacing(
        "lead-time: { gamma: { mean: 21 d, sd: 6 d } }", with: "lead-time: { compound: { count: { binomial: { n: 5, p: 30 % } }, size: 12 h } }")
      .replacing(
        "time: { lognormal: { mean: 74 s, cv: 0.6 } }", with: "time: { compound: { count: { bernoulli: { p: 97 % } }, size: 30 s } }")
    let loaded = try Desk(["s.yaml": text]).load()
    #expect(loaded.warnings.isEmpty)
    #expect(loaded.drafts[0].plan.supply.suppliers[0].leadTime == .compound(count: .binomial(n: 5, p: 0.3), size: .constant(0.5)))
  }

  @Test func `files build on each other`() throws {
    let desk = Desk([
      "base.yaml": Sample.small,
      "s.yaml": """
      extends: base.yaml
      name: Two shifts
      suppliers: { overseas: { lead-time: { gamma: { mean: 10 d, cv: 0.2 } }, order-cost: null } }
      alternatives: { two more packers: null }
      """,
    ])
    let loaded = try desk.load()
    #expect(loaded.title == "Two shifts")
    #expect(loaded.drafts.count == 1)
    #expect(loaded.drafts[0].plan.supply.suppliers[0].leadTime == .gamma(mean: 10, sd: 2))
    #expect(loaded.drafts[0].plan.supply.suppliers[0].orderCost == 0)
    #expect(
      try ScenarioDiff.between(desk.folder + "/base.yaml", desk.folder + "/s.yaml") == [
        Draft.Change(address: "name", before: "Small", after: "Two shifts"),
        Draft.Change(
          address: "suppliers.overseas.lead-time", before: "{ gamma: { mean: 21 d, sd: 6 d } }", after: "{ gamma: { mean: 10 d, cv: 0.2 } }"
        ),
        Draft.Change(address: "suppliers.overseas.order-cost", before: "120 GBP", after: "0 GBP"),
        Draft.Change(address: "alternatives.\"two more packers\"", before: "{ warehouse.workers.packers.count: +2 }", after: "–"),
      ])
  }
}
