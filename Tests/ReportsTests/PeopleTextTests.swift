import Estimation
import Foundation
import Groundwork
import Kernel
import Simulation
import Supply
import Testing

@testable import Experiment
@testable import Reports

private func estimate(_ value: Double, _ half: Double, n: Int = 40) -> Estimate {
  Estimate(value: value, lower: value - half, upper: value + half, n: n, kind: .confidence)
}

/// Today's staffing and another one, with one target.
private func measured(_ onTime: Estimate, isMet: Bool) -> StudyResult {
  let declaration = KPIDeclaration(id: "on-time", title: "on time", unit: .share, worse: .down, meaning: "", headline: true)
  let plan = Plan(name: "Peak", currency: "EUR", clock: Clock(horizon: .days(28)), study: .continuous, supply: SupplyPlan())
  func scenario(_ name: String, _ estimate: Estimate, _ met: Bool) -> ScenarioResult {
    ScenarioResult(
      name: name, kpis: [KPIResult(id: "on-time", declaration: declaration, estimate: estimate)],
      targets: [
        TargetResult(
          target: Target(kpi: "on-time", comparison: .atLeast, bound: 0.95), title: "on time", estimate: estimate, isMet: met,
          isCertain: true,
          shareOfReplications: met ? 1 : 0)
      ], plan: plan)
  }
  return StudyResult(
    title: "Peak", slug: "peak", currency: "EUR", weeks: 1, warmUpDays: 21, horizonDays: 28, replications: 40, seed: 1, identity: "00",
    version: "1",
    scenarios: [
      scenario("base", Estimate(value: 0.9, lower: 0.89, upper: 0.91, n: 40, kind: .confidence), false), scenario("found", onTime, isMet),
    ])
}

private func staffing(isMet: Bool = true, isProven: Bool = true, fresh: Estimate = estimate(0.951, 0.004)) -> StaffingResult {
  var people = [Double](repeating: 0, count: 24)
  var load = people
  for hour in 6..<8 { people[hour] = 4 }
  load[5] = 0.5
  load[6] = 3.25
  load[7] = 2
  let chosen = measured(estimate(0.953, 0.003), isMet: isMet)
  return StaffingResult(
    pools: [
      .init(name: "pickers", shift: "early", today: 3, needed: 4, most: 9),
      .init(name: "packers", shift: "late", today: 5, needed: 2, most: 15),
    ],
    hours: isMet
      ? [
        StaffingHours(steps: ["pick"], pools: ["pickers"], people: people, load: load),
        StaffingHours(steps: ["pack"], pools: ["packers"], people: load, load: people),
      ] : [],
    isMet: isMet, isProven: isProven, candidates: 12, replications: 240, search: chosen,
    fresh: isMet ? measured(fresh, isMet: fresh.value >= 0.95) : nil, draft: chosen.base.plan)
}

@Suite struct `The staffing table` {
  @Test func `has places and equipment where they were looked for`() {
    var result = staffing()
    #expect(
      !StaffingText(result).text(TerminalStyle()).contains("places and equipment")
        && !StaffingText(result).conclusion.contains("People first"))
    result.means = [
      .init(.place, name: "benches", today: 4, needed: 3, most: 9), .init(.equipment, name: "fork lifts", today: 2, needed: 4, most: 9),
    ]
    let text = StaffingText(result)
    #expect(
      text.text(TerminalStyle()).contains(
        """
        places and equipment   today   needed   at most
        benches                    4        3         9
        fork lifts                 2        4         9
        """))
    #expect(text.conclusion.contains("with these people one place or unit less, of any kind, misses a target."))
    #expect(
      text.meansTable.split(separator: "\n").map { $0.filter { $0 != "\r" } } == [
        "kind,name,today,needed,at-most,targets-met", "place,benches,4,3,9,true", "equipment,fork lifts,2,4,9,true",
      ])
    result.isMeansProven = false
    #expect(StaffingText(result).conclusion.contains("with these people fewer places or units may do."))
    result.isMet = false
    #expect(
      StaffingText(result).conclusion.contains("departures and the hours of the shifts stay as they are")
        && StaffingText(result).meansTable.contains("place,benches,4,,9,false"))
    let json = JSONText.staffing(result).text
    #expect(json.contains("\"fork lifts\"") && json.contains("\"places-proven\""))
  }

  @Test func `names people, hours, targets, and what the search flattered`() {
    let expected = """
      Peak · fewest people that meet the targets · 40 replications · seed 1

      people     shift   today   needed   at most
      pickers    early       3        4         9
      packers    late        5        2        15
      together               8        6

      hours                pick: on duty   pick: work that comes   pack: on duty   pack: work that comes
      05:00–06:00                      –                     0.5             0.5                       –
      06:00–07:00                    4.0                     3.3             3.3                     4.0
      07:00–08:00                    4.0                     2.0             2.0                     4.0
      person-hours a day             8.0                     5.8             5.8                     8.0
      """
    let text = StaffingText(staffing()).text(TerminalStyle()).replacing(NumberSpace.thin, with: " ")
    #expect(text.hasPrefix(expected.components(separatedBy: "\n\n")[0]))
    for block in expected.components(separatedBy: "\n\n").dropFirst() { #expect(text.contains(block), "\(text)") }
    // 95.3 ± 0.3 less 95.1 ± 0.4: the errors add in squares to 0.5, a little less by the more degrees of freedom.
    #expect(text.contains("+0.2 ± 0.5 points"), "\(text)")
    #expect(text.contains("One person less misses a target, wherever it is taken away (12 staffings simulated, 240"))
    #expect(!text.contains("On fresh seeds a target is missed"))
  }

  @Test func `says what it does not know`() {
    let doubtful = StaffingText(staffing(isProven: false, fresh: estimate(0.948, 0.004))).text(TerminalStyle(width: 400))
    #expect(
      doubtful.contains("The search stopped at its limit")
        && doubtful.contains("On fresh seeds a target is missed: take more replications, or one person more."))
    let none = StaffingText(staffing(isMet: false)).text(TerminalStyle(width: 400))
    #expect(none.contains("No staffing within the limits meets every target") && !none.contains("together") && !none.contains("on duty"))
    let row = none.split(separator: "\n").first { $0.hasPrefix("pickers") }
    #expect(row?.contains("–") == true)
  }

  @Test(arguments: [60, 80]) func `fits ASCII and wraps its sentences`(width: Int) {
    let text = StaffingText(staffing()).text(TerminalStyle(width: width, unicode: false))
    #expect(text.unicodeScalars.allSatisfy { $0.isASCII })
    for line in text.split(separator: "\n") where line.contains(". ") { #expect(line.count <= width) }
  }

  @Test func `is a table and an answer for machines`() throws {
    let text = StaffingText(staffing())
    #expect(text.table == "pool,shift,today,needed,at-most,targets-met\npickers,early,3,4,9,true\npackers,late,5,2,15,true\n")
    let rows = text.hourTable.split(separator: "\n")
    #expect(rows.count == 49 && rows[0] == "hour,steps,pools,people-on-duty,work-that-comes" && rows[13] == "6,pick,pickers,4,3.25")
    #expect(StaffingText(staffing(isMet: false)).hourTable == "hour,steps,pools,people-on-duty,work-that-comes\n")
    let answer = try #require(JSONSerialization.jsonObject(with: Data(JSONText.staffing(staffing()).text.utf8)) as? [String: Any])
    #expect((answer["people-by-hour"] as? [Double])?[6] == 7.25)
    #expect(((answer["hours"] as? [[String: Any]])?[0]["work"] as? [Double])?[5] == 0.5)
    let optimism = try #require((answer["optimism"] as? [[String: Any]])?[0])
    #expect(abs((optimism["value"] as? Double ?? 0) - 0.002) < 1e-12)
    #expect(JSONText.staffing(staffing(isMet: false)).text.contains("\"people-by-hour\": null"))
  }
}

@Suite struct `The bottleneck table` {
  func result(_ gain: Estimate, cycle: Estimate?) -> BottleneckResult {
    BottleneckResult(
      study: measured(estimate(0.95, 0.01), isMet: true), throughput: estimate(1360, 4), cycle: cycle == nil ? nil : estimate(28.5, 0.6),
      cost: estimate(20_999, 240),
      rows: [
        BottleneckRow(
          name: "pack", kind: .station, alsoNamed: "packers", utilisation: estimate(0.961, 0.01), throughput: gain, cycle: cycle,
          cost: estimate(-575, 159)),
        BottleneckRow(name: "pickers", kind: .pool, throughput: estimate(0.4, 0.8), cycle: cycle, cost: nil),
      ])
  }

  @Test func `ranks with differences and names the bottleneck`() {
    let text = BottleneckText(result(estimate(1.7, 1.1), cycle: estimate(-1.1, 0.3))).text(TerminalStyle(width: 400))
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "Peak · what a tenth more capacity brings · 40 paired replications · seed 1")
    let pack = lines.first { $0.hasPrefix("pack (packers)") } ?? ""
    #expect(["96", "+1.7 ± 1.1", "−1.1 ± 0.3", "−575 ± 159"].allSatisfy { pack.contains($0) }, "\(pack)")
    #expect(lines.first { $0.hasPrefix("pickers") }?.hasSuffix("–") == true)
    #expect(text.contains("The bottleneck is pack (packers): a tenth more of it brings +1.7 ± 1.1 orders out of the house a day."))
  }

  /// Of twenty questions one would seem to gain by chance; and what gains a thousandth of a day's orders limits nothing.
  @Test func `does not name one by chance or for nothing`() {
    var many = result(estimate(1.7, 1.1), cycle: nil)
    many.rows[0].questions = 6
    #expect(many.bottleneck != nil)
    many.rows[0].questions = 20
    #expect(many.bottleneck == nil)
    many.rows[0].questions = 1
    many.rows[0].today = 1_690
    #expect(many.bottleneck != nil)
    many.rows[0].today = 1_710
    #expect(many.bottleneck == nil)
  }

  @Test func `does not name one where no gain is sure`() {
    let unsure = estimate(0.6, 1.1)
    #expect(
      TerminalStyle().plain(BottleneckText(result(unsure, cycle: estimate(-1.1, 0.3))).conclusion).contains(
        "most helps pack (packers), −1.1 ± 0.3"))
    #expect(BottleneckText(result(unsure, cycle: estimate(-0.1, 0.3))).conclusion.hasSuffix("which none surely shortens."))
    #expect(BottleneckText(result(unsure, cycle: nil)).conclusion.hasSuffix("which none surely shortens."))
    var empty = result(unsure, cycle: nil)
    empty.rows = []
    #expect(BottleneckText(empty).conclusion == "Nobody works on this floor.")
  }
}

private enum NumberSpace {
  static let thin = "\u{2009}"
}

@Suite struct `A traced shift` {
  /// By hand: on duty 6 to 14 with a break at 9, at work from 8:50 to 9:10 and from 13:30 to 14:40, held till 15:00.
  @Test func `counts work past the shift as overtime, and work in a break as none`() {
    var lane = ShiftRecord.Lane(
      name: "Ben", tasks: [.init(start: 8.8333, end: 9.1667, station: 0), .init(start: 13.5, end: 14.6667, station: 0)], breaks: [],
      utilisation: 1)
    lane.held = [-2...0.5, 14.6667...15]
    lane.count(overtimeOutside: [(6, 9), (9.25, 14), (9, 9.25)])
    #expect(lane.overtime == [14...15])
    // What somebody else of the day before held in the night is not this shift's.
    #expect(lane.held == [14.6667...15])
  }

  @Test func `levels are grouped as the numbers beside them`() {
    let control = Control(policy: .sS(s: -3, S: 27_072), review: .continuous)
    #expect(PolicyText(control).text == "(s, S) −3, 27072")
    #expect(PolicyText(control).text(.chart) == "(s, S) −3; 27,072")
    #expect(PolicyText(Control(policy: .sS(s: 40, S: 90), review: .continuous)).text(.chart) == "(s, S) 40, 90")
    #expect(PolicyText(Control(policy: .canOrder(s: 1, c: 1200, S: 3000), review: .continuous)).text(.chart).hasPrefix("can-order (joins"))
  }
}
