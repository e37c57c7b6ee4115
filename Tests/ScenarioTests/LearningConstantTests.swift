import Scenario
import Simulation
import Testing
import Warehouse

@Suite struct `Dar-El's curve with a time constant` {
  // From 7/12 of the plateau's speed half of what is lacking leaves 19/24. 0.6 · n^log₂ 0.7 + 0.4 · n^log₂ 0.9 is 14/19 at n = 2.359284… (by
  // bisection in another language), so that 6 weeks of 40 hours are n − 1 repetitions.
  @Test func `makes up half of what a beginner lacks in that time`() throws {
    let plan = try HallStudy(
      streams: HallStudy.poisson(1),
      warehouse: HallStudy.always + "workers: { w: { count: 1, shift: always } }\n"
        + "learning: { curve: dar-el, plateau: 120 lines/h, start: 70 lines/h, time-constant: 6 weeks }\n"
        + "process: { outbound: { pick: { by: w, time: 5 min } } }", days: 1, warmUpDays: 0, replications: 0
    ).outcomes().plan
    let curve = try #require(plan.plan.floor?.people?.learning)
    #expect(abs(curve.slowness(practice: 240) - 24.0 / 19) < 1e-9 && abs(curve.slowness(practice: 0) - 12.0 / 7) < 1e-12)
    #expect(abs(curve.repetitionHours - 176.563516) < 1e-6)
  }
}
