import Foundation
import Kernel
import Simulation
import Testing
import Warehouse

/// Every choice of a whole replication, judged by looking at everybody who was free: as the trace tells it, from outside.
@Suite struct `Who begins` {
  struct Watched {
    var told: PersonState?
    var isIdle = false
    /// Its number among those who became free.
    var turn = 0
    var worked: Int64 = 0
    var busySince: Int64 = -1
  }

  /// Calls `judge` for everybody who begins, with all who were free just before.
  func watch(_ warehouse: String, days: Int = 6, perHour: Double, judge: @escaping ([(person: Int, state: Watched)], Int) -> Bool) throws
    -> (
      choices: Int, mistakes: Int
    )
  {
    let plan = try HallStudy(streams: HallStudy.poisson(perHour), warehouse: warehouse, days: days, warmUpDays: 0, replications: 0)
      .outcomes().plan
    var people: [Int: Watched] = [:], turns = 0, choices = 0, mistakes = 0
    _ = PairedRunner([plan]).trace(plan: 0, seed: 5, replication: 0) { event in
      guard let floor = event.floor, floor.kind == .person else { return }
      let w = Int(floor.person), state = PersonState(rawValue: floor.state)
      var person = people[w] ?? Watched()
      // The end of the paid hours is told as well, with the state there is.
      if person.told == state { return }
      person.told = state
      if state == .busy {
        let free = people.filter(\.value.isIdle).map { (person: $0.key, state: $0.value) }.sorted { $0.state.turn < $1.state.turn }
        if free.count > 1 {
          choices += 1
          mistakes += judge(free, w) ? 0 : 1
        }
        person.busySince = floor.time.ticks
      } else if person.busySince >= 0 {
        person.worked += floor.time.ticks - person.busySince
      }
      if state != .busy { person.busySince = -1 }
      person.isIdle = state == .idle
      if state == .idle {
        person.turn = turns
        turns += 1
      }
      people[w] = person
    }
    return (choices, mistakes)
  }

  static let shifts = "shifts: { day: { hours: 06:00-14:00, breaks: { lunch: 10:00 +30 min } } }\n"

  @Test func `of all who are free it is who has worked least`() throws {
    let seen = try watch(
      Self.shifts
        + "assignment: least loaded\nworkers: { many: { count: 23, shift: day } }\nprocess: { outbound: { serve: { by: many, time: { gamma: { mean: 6 min, cv: 0.8 } } } } }",
      perHour: 50
    ) { free, chosen in
      let least = free.map(\.state.worked).min()
      return free.first { $0.state.worked == least }?.person == chosen
    }
    #expect(seen.choices > 1_000)
    #expect(seen.mistakes == 0)
  }

  @Test func `of all who are free it is who is fastest, of equals who has been free longest`() throws {
    // Seven speeds for 23 people.
    let speeds = (0..<23).map { 70 + 10 * ($0 * 5 % 7) }
    let named = speeds.enumerated().map { "P\($0.offset): { skills: { serve: \($0.element) % } }" }.joined(separator: ", ")
    let seen = try watch(
      Self.shifts
        + "assignment: best skilled\nworkers: { many: { count: 23, shift: day, people: { \(named) } } }\nprocess: { outbound: { serve: { by: many, time: 6 min } } }",
      perHour: 90
    ) { free, chosen in
      let best = free.map { speeds[$0.person] }.max()
      return free.first { speeds[$0.person] == best }?.person == chosen
    }
    #expect(seen.choices > 1_000)
    #expect(seen.mistakes == 0)
  }

  // Practice in standard hours, halved each 2 days away.
  @Test func `who was fastest when last at work is looked at again once it has forgotten`() throws {
    var practice: [Int: (hours: Double, at: Int64)] = [:], busy: [Int: Int64] = [:], idle: Set<Int> = []
    let plan = try HallStudy(
      streams: HallStudy.poisson(12),
      warehouse: Self.shifts
        + "assignment: best skilled\nworkers: { many: { count: 9, shift: day, experience: 0 h } }\nlearning: { curve: wright, rate: 80 %, start: 40 % }\nforgetting: { half-life: 2 d }\nprocess: { outbound: { serve: { by: many, time: 6 min } } }",
      days: 12, warmUpDays: 0, replications: 0
    ).outcomes().plan
    var choices = 0, worst = 0.0
    func left(_ w: Int, _ now: Int64) -> Double {
      guard let one = practice[w] else { return 0 }
      return one.hours * exp2(-Double(now - one.at) / (2 * 86_400e6))
    }
    /// Wright's curve from 40 % of the plateau, 80 % for each doubling.
    func slowness(_ w: Int, _ now: Int64) -> Double { max(1, pow(1 + left(w, now), log2(0.8)) / 0.4) }
    _ = PairedRunner([plan]).trace(plan: 0, seed: 5, replication: 0) { event in
      guard let floor = event.floor, floor.kind == .person else { return }
      let w = Int(floor.person), now = floor.time.ticks
      if floor.state == PersonState.busy.rawValue {
        if busy[w] != nil { return }
        if idle.count > 1 {
          choices += 1
          worst = max(worst, slowness(w, now) - (idle.map { slowness($0, now) }.min() ?? 0))
        }
        busy[w] = now
        idle.remove(w)
      } else {
        // Every order is 6 minutes at the stated speed.
        if let begun = busy.removeValue(forKey: w) { practice[w] = (left(w, begun) + 0.1, now) }
        if floor.state == PersonState.idle.rawValue { idle.insert(w) } else { idle.remove(w) }
      }
    }
    #expect(choices > 200)
    #expect(worst < 1e-9)
  }

  /// Tiredness of the free, from outside: hours worked, of which rest takes half in each 40 minutes. At every choice the first of the fastest
  /// begins. After a night all are rested to the last digit, and who has been free longest begins.
  @Test(arguments: [
    (23, 1, 120.0, false), (23, 5, 90, false), (23, 23, 90, false), (23, 5, 90, true), (41, 41, 160, false), (41, 7, 160, true),
  ])
  func `who has rested most is the fastest of equal skills`(count: Int, speeds: Int, perHour: Double, ages: Bool) throws {
    let percent = (0..<count).map { 94 + 12 * ($0 * 5 % count % speeds) / speeds }
    let named = percent.enumerated().map {
      "P\($0.offset): { \(ages ? "age: \(40 + $0.offset % 9) years, " : "")skills: { serve: \($0.element) % } }"
    }.joined(separator: ", ")
    let effect = ages ? "age-effect: { above: 45 years, per-year: 0.5 %, source: a test }\n" : ""
    let plan = try HallStudy(
      streams: HallStudy.poisson(perHour),
      warehouse: Self.shifts
        + "assignment: best skilled\nworkers: { many: { count: \(count), shift: day, people: { \(named) } } }\n\(effect)"
        + "fatigue: { per-hour: 4 %, recovery: rest, half-life: 40 min }\n"
        + "process: { outbound: { serve: { by: many, time: { gamma: { mean: 6 min, cv: 0.8 } } } } }",
      days: 14, warmUpDays: 0, replications: 0
    ).outcomes().plan
    struct Body {
      var tired = 0.0
      var since: Int64 = 0
      var busySince: Int64 = -1
      var isIdle = false
      var turn = 0
    }
    var people: [Int: Body] = [:], turns = 0, choices = 0, mistakes = 0, rested = 0, told: [Int: Int] = [:]
    func left(_ body: Body, _ now: Int64) -> Double { body.tired * exp2(-Double(now - body.since) / 2_400e6) }
    _ = PairedRunner([plan]).trace(plan: 0, seed: 5, replication: 0) { event in
      guard let floor = event.floor, floor.kind == .person else { return }
      let w = Int(floor.person), now = floor.time.ticks, state = Int(floor.state)
      if told[w] == state { return }
      told[w] = state
      var body = people[w] ?? Body()
      if state == PersonState.busy.rawValue {
        let free = people.filter(\.value.isIdle)
        if free.count > 1 {
          func loss(_ w: Int) -> Double {
            let years = ages ? max(0, Double(40 + w % 9 - 45) + Double(now) / 1e6 / (365.25 * 86_400)) : 0
            return 1 / (Double(percent[w]) / 100) * (1 + 0.04 * left(people[w]!, now)) * (1 + 0.005 * years)
          }
          let least = free.keys.map(loss).min()!
          let first = free.filter { loss($0.key) == least }.min { $0.value.turn < $1.value.turn }!.key
          choices += 1
          // The sums here are made otherwise than in the hall: equal to within rounding is equal.
          if first != w, loss(w) > least * (1 + 1e-13) { mistakes += 1 }
          if first == w { rested += 1 }
        }
        body.busySince = now
      } else if body.busySince >= 0 {
        body.tired = left(body, body.busySince) + Double(now - body.busySince) / 3_600e6
        body.since = now
        body.busySince = -1
      }
      body.isIdle = state == PersonState.idle.rawValue
      if body.isIdle {
        body.turn = turns
        turns += 1
      }
      people[w] = body
    }
    #expect(choices > 1_000)
    #expect(mistakes == 0)
    #expect(Double(rested) > 0.98 * Double(choices), "\(rested) of \(choices): of equals who has been free longest")
  }
}
