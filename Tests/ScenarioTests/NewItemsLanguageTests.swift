import Foundation
import Kernel
import Randomness
import Scenario
import Simulation
import Supply
import Testing

/// `new-items:` from the file to the measures.
@Suite struct `New items in a scenario` {
  static let shop = """
    bullwhip: 1
    name: Shop
    clock: { start: day 0, horizon: 40 weeks }
    items:
      list:
        mug: { unit-cost: 2 EUR, price: 5 EUR, class: A, popularity: 3 }
        jug: { unit-cost: 4 EUR, price: 9 EUR, class: C }
        pot: { unit-cost: 3 EUR, price: 7 EUR, class: C }
    suppliers: { maker: { lead-time: 4 d, order-cost: 20 EUR, line-cost: 1 EUR } }
    locations: { dc: { supplied-by: maker } }
    demand:
      streams:
        web: { at: dc, orders: { arrivals: { poisson: { mean: 60 /day } }, lines: 2, quantity: 1 }, unmet: lost }
    policies: { default: { s-S: { s: 2 weeks, S: 4 weeks } } }
    costs: { holding: 20 %/year, lost-sale: margin }
    experiment: { replications: 3, seed: 1 }

    """
  static let new =
    "new-items: { arrivals: { poisson: { mean: 0.5 /week } }, launch: { weeks-to-peak: 4 }, first-order: 3 weeks, like: { class: C } }\n"

  func outcome(_ plan: Plan, replication: Int = 0) throws -> Outcome {
    PairedRunner([try CompiledPlan(plan)]).run(seed: 1, replication: replication)[0]
  }

  @Test func `stand behind the others, with nothing in stock and a lead time to their launch`() throws {
    let scenario = try Desk(["s.yaml": Self.shop + Self.new]).load()
    let supply = scenario.drafts[0].plan.supply
    let new = try #require(supply.newItems)
    #expect(new.first == 3 && supply.items.count == 3 + new.models.count)
    #expect(abs(new.perDay - 0.5 / 7) < 1e-12 && new.rampDays == 28 && new.firstOrderDays == 21)
    #expect(Set(new.models) == [1, 2] && Set(new.leadDays) == [4])
    for point in supply.stockPoints where point.item >= 3 {
      #expect(point.initialStock == 0)
      #expect(point.meanDailyDemand == supply.stockPoints[new.models[point.item - 3]].meanDailyDemand)
    }
  }

  @Test func `are launched after the lead time that holds when they are introduced`() throws {
    let changes = "changes: { day 55: { suppliers.maker.lead-time: 7 d }, day 100: { suppliers.maker.lead-time: 2 d } }\n"
    let plan = try Desk(["s.yaml": Self.shop + Self.new + changes]).load().drafts[0].plan
    let new = try #require(plan.supply.newItems)
    #expect([0, 54, 55, 99, 100, 200].map { new.launchDay(of: 1, introduced: $0) } == [4, 58, 62, 106, 102, 202])
    // The lead time of the orders changes with it.
    #expect(plan.supply.suppliers[0].laterLeadTimes?.count == 2)
  }

  /// The demand of the bare shop stays: orders, lines and units are the same in number, and each unit is asked of one item.
  @Test func `ask for nothing more, and cost their first orders`() throws {
    let bare = try outcome(try Desk(["s.yaml": Self.shop]).load().drafts[0].plan)
    let plan = try Desk(["s.yaml": Self.shop + Self.new]).load().drafts[0].plan
    let result = try outcome(plan)
    #expect(result[.ordersArrived] == bare[.ordersArrived] && result[.unitsAsked] == bare[.unitsAsked])
    #expect(result.items.reduce(0) { $0 + $1.unitsAsked } == result[.unitsAsked])
    let new = try #require(plan.supply.newItems)
    let days = new.introductions(DrawKey(seed: 1, phase: .main, replication: 0), days: 280)
    #expect(Double(days.count) == result[.newItemsIntroduced] && days.count > 5)
    for (i, item) in result.items.enumerated() where i >= 3 {
      // An item is ordered at once on its introduction: three weeks of 60 × 2 ÷ 5 = 24 units a day.
      let k = i - 3
      #expect((item.ordersPlaced > 0) == (k < days.count))
      if k < days.count, days[k] + 4 < 280 {
        #expect(item.unitsReceived + 1e-9 >= 504 && item.unitsAsked <= item.unitsReceived + item.unitsLost)
      }
      if k >= days.count { #expect(item.unitsAsked == 0 && item.unitsReceived == 0 && item.onHandUnitDays == 0) }
    }
    #expect(result[.newUnitsAsked] == result.items[3...].reduce(0) { $0 + $1.unitsAsked })
    let live = days.reduce(0.0) { $0 + Double(max(0, 280 - $1 - 4)) }
    #expect(abs(result[.newItemDays] - live) < 1e-9)
  }

  @Test func `have measures only where there are any`() throws {
    let bare = try Desk(["s.yaml": Self.shop]).load().drafts[0].plan,
      with = try Desk(["s.yaml": Self.shop + Self.new]).load().drafts[0].plan
    #expect(!KPIDictionary.kpis(for: bare).contains { $0.id.hasPrefix("new-items.") })
    #expect(KPIDictionary.kpis(for: with).filter { $0.id.hasPrefix("new-items.") }.count == 4)
    // A plan without new items encodes as it did before there were any.
    #expect(!String(decoding: try JSONEncoder().encode(bare), as: UTF8.self).contains("newItems"))
  }

  @Test(arguments: [
    ("new-items: { arrivals: { poisson: { mean: 0 /week } } }\n", "no item would ever be introduced"),
    ("new-items: { arrivals: { poisson: { mean: 1000 /day } } }\n", "this would introduce about"),
    ("new-items: { arrivals: { poisson: { mean: 1 /week } }, like: { class: D } }\n", "unknown class of items in orders 'D'"),
    ("new-items: { launch: { weeks-to-peak: 3 } }\n", "lacks 'arrivals'"),
  ])
  func `are refused with line and remedy`(block: String, message: String) {
    let problems = Desk(["s.yaml": Self.shop + block]).problems()
    #expect(problems.contains { $0.hasPrefix("s.yaml:17:") && $0.contains(message) }, "\(problems)")
  }

  @Test func `are refused where no orders have lines to win`() {
    let text = Self.shop.replacing(
      "orders: { arrivals: { poisson: { mean: 60 /day } }, lines: 2, quantity: 1 }", with: "per-item: { poisson: { mean: 4 }, every: day }")
    #expect(Desk(["s.yaml": text + Self.new]).problems().contains { $0.contains("no stream has `orders:`") })
  }
}
