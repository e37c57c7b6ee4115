import Foundation
import Scenario
import Simulation
import Supply
import Testing
import Warehouse

@testable import Experiment

@Suite struct `The plan of a picking floor` {
  private func plans() throws -> [(name: String, plan: Plan)] {
    try ScenarioLoader.load(path: "\(Bundled.root.path)/scenarios/picking-layout.yaml").drafts.map { ($0.name, $0.plan) }
  }

  @Test func `holds all picks once, a way as long as its round, and one list for every floor`() throws {
    let plans = try plans(), base = plans[0].plan
    let today = try #require(FloorPlanRecord(base, seed: 1))
    for (name, plan) in plans {
      let record = try #require(FloorPlanRecord(plan, reference: base, seed: 1), "\(name)")
      #expect(abs(record.shares.reduce(0, +) - 1) < 1e-12, "\(name)")
      #expect(record.metres == record.block.metres(record.route, sections: record.picks), "\(name)")
      let walked = zip(record.path, record.path.dropFirst()).reduce(0) { $0 + $1.0.metres(to: $1.1) }
      #expect(abs(walked - record.metres) < 1e-9, "\(name)")
      #expect(record.lines == today.lines && record.orders == 4, "\(name)")
    }
    // Four orders of three lines on average: the list of median length is not far from twelve.
    #expect((8...18).contains(today.lines))
    #expect(FloorPlanRecord(base, seed: 1) == today)
  }

  @Test func `puts the most popular items in the bays beside the depot`() throws {
    let plans = try plans()
    let sorted = try #require(plans.first { $0.name == "by popularity" })
    let record = try #require(FloorPlanRecord(sorted.plan, seed: 1))
    let order = record.block.sectionsByDistance(), shares = order.map { record.shares[$0] }
    #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 >= $1 - 1e-12 })
    // 240 items in 60 sections, weights 1 / rank^0.9 (the file rounds them): four items lie nearest.
    var weights: [Double] = []
    for stream in plans[0].plan.supply.streams {
      if case .orders(let orders) = stream { weights = orders.popularity.sorted(by: >) }
    }
    #expect(abs(shares[0] - weights.prefix(4).reduce(0, +) / weights.reduce(0, +)) < 1e-12)
  }

  @Test func `needs bays`() throws {
    var plan = try plans()[0].plan
    plan.floor?.layout?.bays = nil
    #expect(FloorPlanRecord(plan, seed: 1) == nil)
  }
}
