import Foundation
import Kernel
import Randomness
import Simulation
import Warehouse

/// How the cost of an order grows with the floor and with the number of orders: it should not.
struct ScaleRow {
  var work: String
  var orders: Double
  /// Nanoseconds an order, each repetition.
  var nanoseconds: [Double]
  /// Against the first row of the same family, and the most that counts as flat.
  var growth: Double
  var limit: Double
  /// Bytes held at most so far by this process.
  var peakMemory: Int
  /// Against the row of the fewest orders on the same floor; NaN where the floor grows.
  var memoryGrowth = Double.nan

  /// A hundred times the people do not fit the processor's nearest memory; a hundred times the orders change nothing.
  static let mostWithPeople = 1.5, mostWithOrders = 1.2
  /// The horizon is longer too, and with it the calendar.
  static let mostMemory = 1.25

  var row: [String] {
    [
      work, String(format: "%.0f", orders), String(format: "%.0f", Contest.median(nanoseconds)), String(format: "%.2f", growth),
      String(format: "≤ %.2f", limit), growth <= limit ? "met" : "missed", String(format: "%.0f", Double(peakMemory) / 1e6),
      memoryGrowth.isNaN ? "" : String(format: "%.2f", memoryGrowth), memoryGrowth.isNaN ? "" : String(format: "≤ %.2f", Self.mostMemory),
      memoryGrowth.isNaN ? "" : memoryGrowth <= Self.mostMemory ? "met" : "missed",
    ]
  }
}

/// A floor of the family.
private enum ScaledFloor: String, CaseIterable {
  case plain
  case full = "full accounts"
  case bestSkilled = "best skilled"
  case tiring = "best skilled, who learn and tire"
  case leastLoaded = "least loaded"
  case displacing = "short work displaces long"
  case blocking = "short queues that block"

  /// Orders of one repetition.
  var orders: Double { self == .plain ? 400_000 : 100_000 }

  func arrange(_ floor: inout FloorPlan) {
    if self != .plain { floor.fullAccounts = true }
    switch self {
    case .plain, .full: return
    case .bestSkilled, .tiring:
      if self == .tiring {
        var people = PeopleTerms()
        people.learning = LearningCurve(.wright(rate: 0.85), start: 0.6)
        people.forgettingHalfLife = .days(60)
        people.fatigue = Fatigue(perHour: 0.02, halfLife: .seconds(1_800))
        floor.people = people
      }
      floor.assignment = .bestSkilled
      for p in floor.pools.indices {
        // Nobody is as fast as anybody else.
        var terms = PoolTerms()
        let count = floor.pools[p].count
        terms.people = (0..<count).map { i in
          PoolTerms.Person(name: "\(i)", skills: [.init(step: p, proficiency: 0.9 + 0.2 * Double(i * 7919 % count) / Double(count))])
        }
        floor.pools[p].terms = terms
      }
    case .leastLoaded: floor.assignment = .leastLoaded
    case .displacing:
      for s in floor.steps.indices {
        floor.steps[s].queue = .shortest
        var terms = StepTerms()
        terms.preemption = .resume
        floor.steps[s].terms = terms
      }
    case .blocking:
      var terms = StepTerms()
      terms.limit = max(1, floor.pools[1].count / 2)
      floor.steps[1].terms = terms
    }
  }
}

extension Suite {
  /// Pick and pack with as many times the people and the orders an hour, on floors of several kinds; then with more and more orders on one
  /// floor; then three years of a warehouse whose people learn, tire, grow older and are chosen by skill.
  mutating func scaling() throws {
    for kind in ScaledFloor.allCases {
      var first: Double?
      for factor in [1, 10, 100] {
        let people = 10 * factor, work = "\(people) people, \(kind.rawValue)"
        if !wanted(work) { continue }
        let perHour = 60 * Double(factor), orders = kind.orders * (quick ? 0.1 : 1)
        let row = try scale(
          work, pickers: 6 * factor, packers: 4 * factor, perHour: perHour, hours: max(2, Int(orders / perHour)), kind, first: &first)
        scales.append(row)
      }
      if kind != .plain && kind != .full { continue }
      first = nil
      var memory: Int?
      for count in quick ? [10_000, 100_000] : [10_000, 100_000, 1_000_000] {
        let work = "10 people, \(kind.rawValue), many orders"
        if !wanted(work) { continue }
        var row = try scale(
          work, pickers: 6, packers: 4, perHour: 60, hours: count / 60, kind, first: &first, limit: ScaleRow.mostWithOrders)
        memory = memory ?? row.peakMemory
        row.memoryGrowth = Double(row.peakMemory) / Double(max(1, memory ?? 1))
        scales.append(row)
      }
    }
    try threeYears()
  }

  private mutating func threeYears() throws {
    let work = "three years at 2 000 orders a day"
    if !wanted(work) { return }
    let days = quick ? 30 : 3 * 365
    var model = try ScenarioModel.pickPack(
      pickers: 9, packers: 7, perHour: 2_000 / 24, pickMean: 270, packMean: 210, packCV: 0.6, hours: 24 * days
    ) { floor in
      ScaledFloor.bestSkilled.arrange(&floor)
      var people = PeopleTerms()
      people.learning = LearningCurve(.wright(rate: 0.85), start: 0.6)
      people.forgettingHalfLife = .days(60)
      people.fatigue = Fatigue(perHour: 0.02, halfLife: .seconds(1_800))
      people.ageEffect = AgeEffect(above: 45 * 365.25 * 86_400, perYear: 0.005, source: "an assumption of this measurement")
      floor.people = people
      for p in floor.pools.indices { floor.pools[p].terms?.age = .uniform(min: 20 * 365.25 * 86_400, max: 60 * 365.25 * 86_400) }
    }
    var spans: [Double] = [], orders = 0.0
    for _ in 0..<(quick ? 1 : 3) {
      let begin = Contest.processorSeconds()
      orders = model.run()[.ordersFinished]
      spans.append((Contest.processorSeconds() - begin) * 1e3)
    }
    timings.append(Timing(work: work, limit: 10_000, spans: spans, check: String(format: "%.0f orders a replication", orders)))
  }

  private func scale(
    _ work: String, pickers: Int, packers: Int, perHour: Double, hours: Int, _ kind: ScaledFloor, first: inout Double?,
    limit: Double = ScaleRow.mostWithPeople
  ) throws -> ScaleRow {
    var model = try ScenarioModel.pickPack(
      pickers: pickers, packers: packers, perHour: perHour, pickMean: 270, packMean: 210, packCV: 0.6, hours: hours, arrange: kind.arrange)
    var spans: [Double] = [], orders = 0.0
    for round in 0...3 {
      let begin = Contest.processorSeconds()
      let outcome = model.run()
      let took = Contest.processorSeconds() - begin
      orders = outcome[.ordersFinished]
      if round > 0 { spans.append(took / orders * 1e9) }
    }
    let middle = Contest.median(spans)
    if first == nil { first = middle }
    return ScaleRow(
      work: work, orders: orders, nanoseconds: spans, growth: middle / (first ?? middle), limit: limit, peakMemory: Self.peakMemory)
  }

  /// The most this process has held, by the system's account; 0 where there is none.
  private static var peakMemory: Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 * 1024 } ?? 0
  }
}
