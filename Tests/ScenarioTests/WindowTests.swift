import Groundwork
import Kernel
import Scenario
import Simulation
import Testing

/// One item and no orders, so that what is asked is counted and nothing else moves.
private func bolts(clock: String, demand: String, more: String = "") -> String {
  """
  bullwhip: 1
  name: Bolts
  currency: EUR
  clock: { \(clock) }
  items: { list: { bolt: { unit-cost: 1 EUR, price: 2 EUR } } }
  suppliers: { far: { lead-time: 1 d, order-cost: 10 EUR } }
  locations: { dc: { supplied-by: far } }
  demand: { streams: { old: { at: dc, per-item: { \(demand) }, unmet: lost } } }
  policies: { default: none }
  initial-stock: 0
  \(more)

  """
}

private func outcome(_ text: String, _ files: [String: String] = [:]) throws -> Outcome {
  let desk = Desk(files.merging(["s.yaml": text]) { $1 })
  return PairedRunner([try CompiledPlan(desk.load().drafts[0].plan)]).run(seed: 1, replication: 0)[0]
}

@Suite struct `The measured window and its days` {
  // Four periods; the warm-up ends where the third begins, so that two are measured, whole.
  @Test(arguments: [("items: { bolt: 35 }, every: week", 70.0), ("items: { bolt: 5 }, every: day", 70)])
  func `hold the demand of their first instant, and none of the horizon's`(demand: String, units: Double) throws {
    let outcome = try outcome(bolts(clock: "start: 2026-10-19, horizon: 4 weeks, warm-up: 2 weeks", demand: demand))
    #expect(outcome.weeks == 2)
    #expect(outcome[.unitsAsked] == units)
    #expect(outcome[.unitsLost] == units)
  }

  @Test func `put what is asked at midnight on the day that begins`() throws {
    let outcome = try outcome(bolts(clock: "start: 2026-10-19, horizon: 2 weeks", demand: "items: { bolt: 35 }, every: week"))
    #expect(outcome.daily.unitsAsked == [35, 0, 0, 0, 0, 0, 0, 35, 0, 0, 0, 0, 0, 0])
  }

  // A day of 25 hours and one of 23: whole days and weeks go from midnight to midnight all the same.
  @Test(arguments: [("2026-10-19", "2 weeks"), ("2026-03-23", "14 d")])
  func `are the calendar's where the clocks change`(start: String, horizon: String) throws {
    func asked(_ demand: String) throws -> [Double] {
      try outcome(bolts(clock: "start: \(start), horizon: \(horizon), time-zone: Europe/Berlin", demand: demand)).daily.unitsAsked
    }
    let mondays: [Double] = [35, 0, 0, 0, 0, 0, 0, 35, 0, 0, 0, 0, 0, 0]
    #expect(try asked("items: { bolt: 35 }, every: week") == mondays)
    #expect(try asked("items: { bolt: 5 }, every: day") == Array(repeating: 5, count: 14))
    let week = "profile: { mon: 1, tue: 0, wed: 0, thu: 0, fri: 0, sat: 0, sun: 0 }"
    #expect(try asked("items: { bolt: 5 }, every: day, \(week)") == mondays)
  }

  @Test func `count 26 weeks in half a year with 4369 hours`() throws {
    let half = bolts(clock: "start: 2026-07-01, horizon: 26 weeks, time-zone: Europe/Berlin", demand: "items: { bolt: 35 }, every: week")
    #expect(try outcome(half)[.unitsAsked] == 910)
  }

  // Customers who come one by one, all day long and on no other day: 7000 on Sundays and Mondays each.
  @Test func `hold the customers of their own periods`() throws {
    let profile = "profile: { mon: 1, tue: 0, wed: 0, thu: 0, fri: 0, sat: 0, sun: 1 }"
    let demand = "items: { bolt: { poisson: { mean: 2000 } } }, every: day, \(profile)"
    let days = try outcome(bolts(clock: "start: 2026-10-19, horizon: 14 d, time-zone: Europe/Berlin", demand: demand)).daily.unitsAsked
    #expect(days.indices.filter { days[$0] > 0 } == [0, 6, 7, 13])
    #expect([0, 6, 7, 13].allSatisfy { abs(days[$0] - 7000) < 500 })
  }
}

/// Orders and receipts on the wall clock of Berlin, where the night to 2026-03-29 has no hour from 2 to 3, and that to 2026-10-25 has it
/// twice.
@Suite struct `Times of the day where the clocks change` {
  private func moments(_ supplier: String, review: String, start: String, lines: String) throws -> (ordered: [Int64], received: [Int64]) {
    let text = """
      bullwhip: 1
      name: DST
      currency: EUR
      clock: { start: \(start), horizon: 14 d, time-zone: Europe/Berlin }
      items: { list: { bolt: { unit-cost: 1 EUR, price: 2 EUR } } }
      suppliers: { far: { lead-time: 2 h\(supplier) } }
      locations: { dc: { supplied-by: far } }
      demand: { streams: { old: { at: dc, replay: l.csv } } }
      policies: { default: { base-stock: { S: 10 }, review: \(review) } }
      initial-stock: 10

      """
    let desk = Desk(["s.yaml": text, "l.csv": "time,order,item,quantity\n" + lines])
    var ordered: [Int64] = [], received: [Int64] = []
    _ = PairedRunner([try CompiledPlan(desk.load().drafts[0].plan)]).trace(plan: 0, seed: 1, replication: 0) { event in
      if event.kind == .replenishmentOrdered { ordered.append(event.time.ticks) }
      if event.kind == .received { received.append(event.time.ticks) }
    }
    return (ordered, received)
  }

  private func at(_ day: Int, _ hour: Int, from start: String) -> Int64 {
    CivilClock(start: CivilDate(iso: start), zone: "Europe/Berlin", days: 60)!.ticks(day: day, second: hour * 3600)
  }

  @Test(arguments: [
    (
      "2026-03-23",
      "2026-03-27 09:00,1,bolt,3\n2026-03-28 10:00,2,bolt,3\n2026-03-29 11:00,3,bolt,3\n2026-03-30 09:00,4,bolt,3\n"
    ),
    (
      "2026-10-19",
      "2026-10-23 09:00,1,bolt,3\n2026-10-24 10:00,2,bolt,3\n2026-10-25 11:00,3,bolt,3\n2026-10-26 09:00,4,bolt,3\n"
    ),
  ])
  func `a review at seven is a review at seven`(start: String, lines: String) throws {
    let moments = try moments("", review: "{ every: 1 d, at: 07:00 }", start: start, lines: lines)
    #expect(moments.ordered == [5, 6, 7, 8].map { at($0, 7, from: start) })
  }

  // Saturday's order waits for Sunday, the day of the change: ten o'clock on the wall, an hour less since midnight in spring.
  @Test(arguments: [("2026-03-23", "2026-03-28"), ("2026-10-19", "2026-10-24")])
  func `what waits for an open day keeps its time`(start: String, saturday: String) throws {
    let moments = try moments(", closed: [sat]", review: "continuous", start: start, lines: "\(saturday) 10:00,1,bolt,3\n")
    #expect(moments.received == [at(6, 12, from: start)])
  }

  @Test(arguments: [("2026-03-23", "2026-03-29"), ("2026-10-19", "2026-10-25")])
  func `what waits from the day of the change on keeps its time`(start: String, sunday: String) throws {
    let moments = try moments(", closed: [sun]", review: "continuous", start: start, lines: "\(sunday) 11:00,1,bolt,3\n")
    #expect(moments.received == [at(7, 13, from: start)])
  }
}
