import Kernel
import Randomness
@testable import Supply
import Testing

/// A tape of several streams beside the same days drawn and sorted in the obvious way.
@Suite struct `The demand tape` {
  static let plan: SupplyPlan = {
    var plan = SupplyPlan()
    plan.items = (0..<12).map { ItemPlan(name: "SKU\($0)") }
    plan.locations = [LocationPlan(name: "dc")]
    let unmet = UnmetDemand(backorderShare: 1)
    plan.streams = [
      .orders(
        OrderStream(
          name: "web", location: 0, hourlyMean: (0..<240).map { $0 % 24 < 8 ? 0 : Double($0 % 24) / 3 },
          lines: .geometric(mean: 3, from: 1),
          popularity: (0..<12).map { 1 / Double($0 + 1) }, quantity: .same(.poisson(mean: 2)), unmet: unmet)),
      .perItem(
        PerItemStream(
          name: "counter", location: 0, items: [3, 4, 5],
          laws: [.poisson(mean: 9), .compound(count: .poisson(mean: 4), size: .geometric(mean: 2, from: 1)), .gamma(mean: 5, sd: 3)],
          period: .days(2), unmet: unmet)),
      .replay(
        ReplayStream(
          name: "history", location: 0,
          lines: (0..<60).map {
            .init(time: SimTime(ticks: Int64($0 / 2) * 25_000_000_000 + 7), order: $0 / 2, item: $0 % 12, quantity: Int64($0 % 5 + 1))
          }, unmet: unmet)),
    ]
    return plan
  }()

  @Test func `is in order of time, day by day and as a whole, and loses nobody`() throws {
    let demand = try CompiledDemand(Self.plan, horizon: SimTime.days(10).ticks), key = DrawKey(seed: 3, phase: .main, replication: 0)
    let whole = DemandTape.complete(demand, key: key).view
    #expect(whole.count > 400)
    #expect(zip(whole.times, whole.times.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(Int(whole.firstLines[whole.count]) == whole.items.count && whole.items.count == whole.quantities.count)
    #expect(whole.quantities.allSatisfy { $0 > 0 })
    #expect(Set(whole.streams) == [0, 1, 2])

    let chunk = DemandChunk()
    var tape = DemandTape(demand, key: key), position = 0
    while !tape.isComplete {
      tape.nextDay(into: chunk)
      let day = chunk.view
      for i in 0..<day.count {
        #expect(day.times[i] == whole.times[position] && day.keys[i] == whole.keys[position] && day.streams[i] == whole.streams[position])
        let a = day.lines(of: i), b = whole.lines(of: position)
        #expect(Array(day.items[a]) == Array(whole.items[b]) && Array(day.quantities[a]) == Array(whole.quantities[b]))
        position += 1
      }
    }
    #expect(position == whole.count)
    // The recorded orders come back line by line.
    let replayed = (0..<whole.count).filter { whole.streams[$0] == 2 }
    #expect(replayed.count == 30)
    for i in replayed {
      let lines = whole.lines(of: i), number = Int(whole.keys[i])
      #expect(Array(whole.items[lines]) == [Int32(2 * number % 12), Int32((2 * number + 1) % 12)])
    }
  }

  @Test func `stands by stream as it does alone`() throws {
    let key = DrawKey(seed: 3, phase: .main, replication: 1), horizon = SimTime.days(10).ticks
    let together = DemandTape.complete(try CompiledDemand(Self.plan, horizon: horizon), key: key).view
    for stream in 0..<3 {
      var alone = Self.plan
      alone.streams = [Self.plan.streams[stream]]
      let single = DemandTape.complete(try CompiledDemand(alone, horizon: horizon), key: key).view
      let own = (0..<together.count).filter { together.streams[$0] == Int32(stream) }
      #expect(own.map { together.times[$0] } == Array(single.times))
      #expect(own.map { together.keys[$0] } == Array(single.keys))
      #expect(own.flatMap { Array(together.items[together.lines(of: $0)]) } == Array(single.items))
    }
  }

  /// A constant is not drawn; a law with one value is.
  @Test func `has the same lines whether a size that never varies is drawn or not`() throws {
    let horizon = SimTime.days(10).ticks, key = DrawKey(seed: 3, phase: .main, replication: 2)
    func tape(items: Int, _ law: (Double) -> Law) throws -> DemandView {
      var plan = Self.plan
      plan.items = Array(plan.items.prefix(items))
      plan.streams = [
        .orders(
          OrderStream(
            name: "web", location: 0, hourlyMean: [Double](repeating: 4, count: 240), lines: law(11),
            popularity: (0..<items).map { 1 / Double($0 + 1) }, quantity: .same(law(6)), unmet: UnmetDemand(backorderShare: 1)))
      ]
      return DemandTape.complete(try CompiledDemand(plan, horizon: horizon), key: key).view
    }
    for items in [1, 12] {
      let fixed = try tape(items: items) { .constant($0) }
      let drawn = try tape(items: items) { .discrete([Weighted($0, weight: 1)]) }
      #expect(fixed.count > 800 && fixed.items.count == 11 * fixed.count && fixed.quantities.allSatisfy { $0 == 6 })
      #expect(Array(fixed.times) == Array(drawn.times) && Array(fixed.items) == Array(drawn.items))
      #expect(Array(fixed.firstLines) == Array(drawn.firstLines) && Array(fixed.quantities) == Array(drawn.quantities))
    }
  }

  @Test func `is shared by demands that bring the same orders, whatever becomes of them`() throws {
    let horizon = SimTime.days(10).ticks, base = try CompiledDemand(Self.plan, horizon: horizon)
    func changed(_ change: (inout SupplyPlan) -> Void) throws -> CompiledDemand {
      var plan = Self.plan
      change(&plan)
      return try CompiledDemand(plan, horizon: horizon)
    }
    func web(_ plan: inout SupplyPlan, _ change: (inout OrderStream) -> Void) {
      guard case .orders(var stream) = plan.streams[0] else { return }
      change(&stream)
      plan.streams[0] = .orders(stream)
    }
    func history(_ plan: inout SupplyPlan, _ change: (inout ReplayStream) -> Void) {
      guard case .replay(var stream) = plan.streams[2] else { return }
      change(&stream)
      plan.streams[2] = .replay(stream)
    }
    #expect(base.drawsTheSame(as: try changed { _ in }))
    #expect(base.drawsTheSame(as: try changed { web(&$0) { $0.due = .days(1); $0.unmet.backorderShare = 0; $0.priority = 4 } }))
    #expect(base.drawsTheSame(as: try changed { history(&$0) { $0.unmet.shipComplete = true } }))
    #expect(!base.drawsTheSame(as: try changed { web(&$0) { $0.hourlyMean[30] += 0.1 } }))
    #expect(!base.drawsTheSame(as: try changed { web(&$0) { $0.lines = .geometric(mean: 3.5, from: 1) } }))
    #expect(!base.drawsTheSame(as: try changed { $0.items[7].name = "SKU-7" }))
    // The lines are those of before, but the last two come as two orders.
    #expect(!base.drawsTheSame(as: try changed { history(&$0) { $0.lines[59].order += 1 } }))
  }
}
