import Foundation
import Kernel
import Randomness
@testable import Supply
import Testing

/// New items as a process, beside the same demand without them.
@Suite struct `New items` {
  static let days = 200

  static func plan(new count: Int, perDay: Double = 0.5, ramp: Double = 0) -> SupplyPlan {
    var plan = SupplyPlan()
    plan.items = (0..<6).map { ItemPlan(name: "SKU\($0)") } + (0..<count).map { ItemPlan(name: "new item \($0 + 1)") }
    plan.locations = [LocationPlan(name: "dc")]
    plan.streams = [
      .orders(
        OrderStream(
          name: "web", location: 0, hourlyMean: [Double](repeating: 20, count: days * 24), lines: .constant(2),
          popularity: (0..<6).map { Double($0 + 1) } + (0..<count).map { _ in 0 }, quantity: .same(.constant(1)),
          unmet: UnmetDemand(backorderShare: 1)))
    ]
    if count > 0 {
      plan.newItems = NewItemsPlan(
        perDay: perDay, first: 6, models: (0..<count).map { $0 % 6 }, leadDays: (0..<count).map { _ in 3 }, rampDays: ramp,
        firstOrderDays: 7)
    }
    return plan
  }

  static let key = DrawKey(seed: 5, phase: .main, replication: 0)

  func tape(_ plan: SupplyPlan) throws -> DemandView {
    DemandTape.complete(try CompiledDemand(plan, horizon: Int64(Self.days) * dayTicks), key: Self.key).view
  }

  @Test func `take only the lines they win; a further one takes lines from all, and no other line changes`() throws {
    let bare = try tape(Self.plan(new: 0)), some = try tape(Self.plan(new: 9)), more = try tape(Self.plan(new: 10))
    #expect(Array(bare.times) == Array(some.times) && Array(bare.times) == Array(more.times))
    var won = 0, last = 0
    for i in bare.items.indices {
      if some.items[i] != bare.items[i] {
        #expect(some.items[i] >= 6)
        won += 1
      }
      if more.items[i] != some.items[i] {
        #expect(more.items[i] == 15)
        last += 1
      }
    }
    #expect(won > 1000 && last > 1000)
  }

  /// Each item's lines of the last days, all launched and at their peak, against weight ÷ Σ weights: 192 000 lines, six standard errors.
  @Test func `win in proportion to their popularity`() throws {
    let count = 12, view = try tape(Self.plan(new: count, perDay: 4))
    var weights: [Double] = [1, 2, 3, 4, 5, 6]
    for k in 0..<count { weights.append(Double(k % 6 + 1)) }
    var lines = [Double](repeating: 0, count: weights.count), total = 0.0
    for i in 0..<view.count where view.times[i] > 40 * dayTicks {
      for line in view.lines(of: i) {
        lines[Int(view.items[line])] += 1
        total += 1
      }
    }
    let sum = weights.reduce(0, +)
    for (i, weight) in weights.enumerated() {
      let p = weight / sum
      let share = lines[i] / total, error = (p * (1 - p) / total).squareRoot()
      #expect(abs(share - p) < 6 * error)
    }
  }

  /// The mean of a straight line over its ramp is a half; before the launch nobody asks.
  @Test func `rise in a straight line from their launch`() throws {
    let plan = Self.plan(new: 1, perDay: 0.2, ramp: 60), view = try tape(plan)
    let introduced = try #require(plan.newItems?.introductions(Self.key, days: Self.days).first)
    let launch: Int = introduced + 3
    #expect(launch + 120 < Self.days)
    var perDay = [Double](repeating: 0, count: Self.days)
    for i in 0..<view.count {
      let day = Int(view.times[i] / dayTicks)
      for line in view.lines(of: i) where view.items[line] == 6 { perDay[day] += 1 }
    }
    #expect(perDay[..<launch].allSatisfy { $0 == 0 })
    // 960 lines a day; weight w of 1 beside 21 takes w ÷ (21 + w).
    var expected = 0.0
    for d in 0..<60 {
      let w = (Double(d) + 0.5) / 60
      expected += 960 * w / (21 + w)
    }
    let rising: Double = perDay[launch..<(launch + 60)].reduce(0, +)
    #expect(abs(rising - expected) < 6 * expected.squareRoot())
    let peak = 60 * 960.0 / 22
    let full: Double = perDay[(launch + 60)..<(launch + 120)].reduce(0, +)
    #expect(abs(full - peak) < 6 * peak.squareRoot())
  }

  /// A Poisson process: over 2 000 replications mean and variance of the number are rate × time.
  @Test func `come as a Poisson process, and there is always a place for them`() {
    let places = NewItemsPlan.places(perDay: 0.5, days: 100)
    let plan = NewItemsPlan(
      perDay: 0.5, first: 0, models: (0..<places).map { _ in 0 }, leadDays: (0..<places).map { _ in 0 }, rampDays: 0, firstOrderDays: 0)
    let counts = (0..<2000).map { Double(plan.introductions(DrawKey(seed: 1, phase: .main, replication: $0), days: 100).count) }
    let mean: Double = counts.reduce(0, +) / 2000
    var squares = 0.0
    for count in counts { squares += (count - mean) * (count - mean) }
    let variance = squares / 1999
    // The last midnight before the end closes the count: 99 days.
    let error = (49.5 / 2000).squareRoot(), spread = 49.5 * (2.0 / 2000).squareRoot()
    #expect(abs(mean - 49.5) < 4 * error)
    #expect(abs(variance - 49.5) < 5 * spread)
    #expect(counts.allSatisfy { $0 < Double(places) })
  }
}
