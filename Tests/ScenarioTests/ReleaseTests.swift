import Foundation
import Scenario
import Simulation
import Testing

/// Orders that are let onto the floor when all their goods are there.
@Suite struct `Release with the stock complete` {
  /// One of `a` and none of `b` in the house; `b` is ordered at once and takes a day.
  func day(_ steps: String, stream: String = "", orders: [String] = ["07:00 1 a", "07:00 1 b"]) -> [String: String] {
    var files = FloorDay(
      orders: orders,
      warehouse: FloorDay.people
        + "workers: { pickers: { count: 1, shift: always } }\nprocess: { outbound: { \(steps)pick: { by: pickers, time: 60 s } } }",
      items: "a: { unit-cost: 1 EUR }, b: { unit-cost: 1 EUR }", house: "{ supplied-by: maker }",
      more: """
        suppliers: { maker: { lead-time: 1 d } }
        policies: { default: { s-S: { s: 0, S: 1 } } }
        initial-stock: stock.csv
        """
    ).files
    files["stock.csv"] = "item,quantity\na,1\nb,0\n"
    files["s.yaml"]!.replace("replay: lines.csv", with: "replay: lines.csv\(stream)")
    return files
  }

  func run(_ files: [String: String]) throws -> Outcome {
    PairedRunner([try CompiledPlan(Desk(files).load().drafts[0].plan)]).run(seed: 1, replication: 0)[0]
  }

  static let release = "release: { when: stock complete }, "

  // `b` comes at midnight. In parts each line is picked as its goods are there; complete, both are picked at midnight, in one task.
  @Test func `keeps an order until its last line is there`() throws {
    let parts = try run(day("")), complete = try run(day(Self.release))
    #expect(parts.station("pick").orders == 2 && complete.station("pick").orders == 1)
    #expect(complete.station("pick").lines == 2)
    #expect(parts.cycleSeconds == 17 * 3600 + 60 && complete.cycleSeconds == 17 * 3600 + 60)
    // The first line's wait for the second is part of the order's, at no station.
    #expect(complete.station("pick").waitMinutes == 0)
  }

  @Test func `is what a stream's own word says`() throws {
    let own = try run(day("", stream: ", ship: complete"))
    #expect(try run(day("", stream: "")) != own)
    // The gate is a station of its own; all else is the same.
    let gate = try run(day(Self.release))
    #expect(gate.station("pick") == own.station("pick") && gate.cycleSeconds == own.cycleSeconds)
    // At the step where work is done it says the same, and needs no gate.
    var atPick = day("")
    atPick["s.yaml"]!.replace("pick: { by: pickers", with: "pick: { when: stock complete, by: pickers")
    #expect(try run(atPick) == own)
    #expect(try run(day(Self.release, stream: ", ship: complete")) == gate)
  }

  // The first order is complete at midnight, the second at 7:00, the third at 7:20: the gate lets the last two go together at 7:20, and the
  // first by itself half an hour after midnight. Had the first stood in the gate without its goods, two would have gone at 7:00.
  @Test func `gathers the orders that are complete`() throws {
    let orders = ["07:00 1 a", "07:00 1 b", "07:00 2 a", "07:20 3 a"]
    var files = day("release: { when: stock complete, batch: 2 orders, or-after: 30 min, queue: due date }, ", orders: orders)
    files["stock.csv"] = "item,quantity\na,3\nb,0\n"
    let outcome = try run(files)
    let minutes: Double = 21 + 2 + (17 * 60 + 31)
    #expect(outcome.cycleSeconds == 60 * minutes)
  }

  // Whom the stock cannot serve in full is picked twice in parts, and once when all is there.
  @Test func `holds for demand by item`() throws {
    func outcome(_ when: String) throws -> Outcome {
      let desk = Desk([
        "s.yaml": """
          bullwhip: 1
          name: By item
          currency: EUR
          clock: { start: 2026-01-05, horizon: 8 weeks }
          items: { list: { a: { unit-cost: 1 EUR } } }
          suppliers: { maker: { lead-time: 2 d } }
          locations: { dc: { supplied-by: maker } }
          demand: { streams: { web: { at: dc, per-item: { compound: { count: { poisson: { mean: 3 } }, size: { discrete: { 1: 0.5, 12: 0.5 } } }, every: day } } } }
          policies: { default: { s-S: { s: 30, S: 90 } } }
          warehouse:
            shifts: { s: { hours: 00:00-24:00 } }
            workers: { p: { count: 1, shift: s } }
            process: { outbound: { pick: { \(when)by: p, time: 60 s } } }
          """
      ])
      #expect(desk.problems() == [])
      return PairedRunner([try CompiledPlan(desk.load().drafts[0].plan)]).run(seed: 1, replication: 0)[0]
    }
    let parts = try outcome(""), complete = try outcome("when: stock complete, ")
    #expect(complete.station("pick").orders == complete[.ordersFinished])
    #expect(parts.station("pick").orders > parts[.ordersFinished] && parts[.ordersFinished] == complete[.ordersFinished])
  }

  static let mistakes: [(steps: String, stream: String, message: String)] = [
    (
      "release: { when: stock complete }, ", ", ship: partial",
      "error: the stream 'orders' ships in parts, but the step 'release' waits until the stock of an order is complete; remove `ship: partial`"
    ),
    (
      "check: { by: pickers, time: 1 s }, release: { when: stock complete }, ", "",
      "at 'release' work on it has begun; write it at the first step, 'check' [misplaced-key]"
    ),
    ("release: { when: stock compleat }, ", "", "error: 'stock compleat' is not a value of 'when'; did you mean 'stock complete'? [unknown-word]"),
  ]

  @Test(arguments: mistakes) func `is told where it cannot be meant`(steps: String, stream: String, message: String) {
    let problems = Desk(day(steps, stream: stream)).problems()
    #expect(problems.contains { $0.contains(message) }, "\(problems)")
  }
}
