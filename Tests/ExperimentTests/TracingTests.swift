import Foundation
import Groundwork
import Kernel
import Scenario
import Simulation
import Testing
import Warehouse

@testable import Experiment

/// Floors on which everything happens that a trace can tell of.
enum Watched {
  static func load(_ yaml: String) throws -> LoadedScenario {
    let path = NSTemporaryDirectory() + "watched-\(UUID().uuidString).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try yaml.write(toFile: path, atomically: true, encoding: .utf8)
    return try ScenarioLoader.load(path: path)
  }

  static func study(_ yaml: String) throws -> Study {
    let loaded = try load(yaml)
    return try Study.resolved(loaded, options: StudyOptions(loaded.experiment))
  }

  static let busy = """
    bullwhip: 1
    name: Busy
    currency: EUR
    clock: { start: 2026-03-23, horizon: 14 d, time-zone: Europe/Berlin }
    items: { list: { thing: { unit-cost: 1 EUR, price: 5 EUR } } }
    locations: { house: { stock: unlimited } }
    demand:
      streams:
        urgent: { at: house, orders: { arrivals: { poisson: { mean: 0.8 /h } }, lines: 1, quantity: 1, priority: 1, due: 6 h } }
        ordinary: { at: house, orders: { arrivals: { poisson: { mean: 1 /h } }, lines: { geometric: { mean: 2, from: 1 } },
          quantity: 1, priority: 2 } }
    warehouse:
      shifts:
        early: { days: mon-sun, hours: 06:00-14:00, breaks: { lunch: 10:00 +30 min }, at-end: hand over,
          overtime: { up-to: 90 min, when: backlog > 3 orders } }
        late: { days: mon-sun, hours: 13:30-21:30, at-end: stop }
      workers:
        pickers: { count: 3, shift: early, skills: { pick: 100 %, check: 90 % }, absence: 10 %, part-time: 80 %, wage: 14 EUR/h }
        packers: { count: 3, shift: late, skills: { pack: 100 %, pick: 60 % }, absence: 5 %, wage: 13 EUR/h }
      places: { benches: 2 }
      equipment: { carts: { count: 2, failures: { up: { exponential: { mean: 10 h } }, down: { exponential: { mean: 40 min } },
        clock: working } } }
      fatigue: { per-hour: 3 %, recovery: rest, half-life: 30 min }
      assignment: best skilled
      process:
        outbound:
          gather: { batch: 3 orders, or-after: 20 min }
          pick: { by: pickers, with: carts, time: { exponential: { mean: 9 min } }, helpers-above: 4 orders, queue: priority,
            preempt: resume }
          check: { by: pickers, share: 30 %, time: 3 min, fails: 20 %, to: pick, limit: 4 orders }
          pack: { by: packers, at: benches, time: { lognormal: { mean: 8 min, cv: 0.5 } }, limit: 25 orders, queue: shortest,
            patience: { exponential: { mean: 30 h } } }
          ship: { departures: "mon-sun 20:00" }
    experiment: { replications: 3, seed: 1 }

    """

  /// Goods and people: what stock does not hold waits, and what comes is put away first.
  static let shop = """
    bullwhip: 1
    name: Shop
    currency: EUR
    clock: { start: 2026-01-05, horizon: 3 weeks, time-zone: Europe/Berlin }
    items:
      list:
        mug: { unit-cost: 2 EUR, price: 5 EUR }
        jug: { unit-cost: 4 EUR, price: 9 EUR }
    suppliers: { maker: { lead-time: { gamma: { mean: 4 d, sd: 2 d } }, order-cost: 20 EUR } }
    locations: { dc: { supplied-by: maker } }
    demand:
      streams:
        web: { at: dc, orders: { arrivals: { poisson: { mean: 30 /day } }, lines: { geometric: { mean: 2, from: 1 } },
          quantity: 2, due: 1 d }, unmet: { backorder: 60 %, lost: 40 % } }
    policies: { default: { s-S: { s: 3 d, S: 7 d } } }
    warehouse:
      shifts: { early: { days: mon-fri, hours: 06:00-14:00, breaks: { lunch: 12:00 +30 min } } }
      workers:
        pickers: { count: 3, shift: early, skills: { pick: 100 %, put-away: 80 % }, wage: 14 EUR/h }
        packers: { count: 2, shift: early, skills: { pack: 100 % }, wage: 13 EUR/h }
      process:
        inbound: { put-away: { by: pickers, time: 4 min per line } }
        outbound:
          pick: { by: pickers, batch: 3 orders, time: { per-line: { exponential: { mean: 3 min } } } }
          pack: { by: packers, time: { lognormal: { mean: 6 min, cv: 0.6 } } }
    costs: { holding: 20 %/year, backorder: 0.4 EUR/unit/day, lost-sale: margin }
    experiment: { replications: 2, seed: 1 }

    """

  /// One person who needs 12 minutes for everything, for orders that come at any time.
  static let single = """
    bullwhip: 1
    name: Single
    currency: EUR
    clock: { start: day 0, horizon: 5 d }
    items: { list: { thing: { unit-cost: 1 EUR, price: 5 EUR } } }
    locations: { house: { stock: unlimited } }
    demand: { streams: { orders: { at: house, orders: { arrivals: { poisson: { mean: 4 /h } }, lines: 1, quantity: 1 } } } }
    warehouse:
      shifts: { always: { hours: 00:00-24:00 } }
      workers: { clerks: { count: 1, shift: always, skills: { serve: 100 % } } }
      process: { outbound: { serve: { by: clerks, time: 12 min } } }
    experiment: { replications: 2, seed: 1 }

    """
}

@Suite struct `A watched replication` {
  @Test(arguments: [Watched.busy, Watched.shop, Watched.single]) func `gives the outcome of one that nobody watches`(yaml: String) throws {
    let study = try Watched.study(yaml), run = try TracedRun(study, replication: 1)
    var events = 0, last = SimTime.zero
    let watched = run.watch { event in
      events += 1
      #expect(event.time >= last)
      last = event.time
    }
    #expect(events > 500)
    let plain = PairedRunner([try CompiledPlan(run.plan)]).run(seed: run.seed, replication: 1)[0]
    #expect(watched == plain)
    // The study's own floor may be the plain one: the same orders leave after the same time.
    let own = PairedRunner([try CompiledPlan(study.drafts[0].plan)]).run(seed: run.seed, replication: 1)[0]
    #expect(watched.cycleTimes == own.cycleTimes)
    #expect(watched.items == own.items)
  }

  /// Every order comes back, an hour after it has left: so does its number, with its item.
  @Test func `tells whose goods come back`() throws {
    let run = try TracedRun(
      try Watched.study(
        """
        bullwhip: 1
        name: Back
        currency: EUR
        clock: { start: day 0, horizon: 3 d }
        items: { list: { thing: { unit-cost: 1 EUR, price: 5 EUR }, other: { unit-cost: 1 EUR, price: 5 EUR } } }
        locations: { house: { stock: unlimited } }
        demand: { streams: { orders: { at: house, orders: { arrivals: { poisson: { mean: 2 /h } }, lines: 1, quantity: 1 } } } }
        returns: { share: 100 %, after: 1 h }
        warehouse:
          shifts: { always: { hours: 00:00-24:00 } }
          workers: { clerks: { count: 1, shift: always } }
          process: { outbound: { serve: { by: clerks, time: 2 min } }, returns: { open: { by: clerks, time: 2 min } } }
        experiment: { replications: 1, seed: 1 }

        """))
    let open = try #require(run.plan.floor?.steps.firstIndex { $0.name == "open" })
    var asked: [Int: Int32] = [:], back: [Int] = []
    _ = run.watch { event in
      if event.kind == .lineAsked { asked[event.order] = event.stockPoint }
      guard let floor = event.floor, Int(floor.station) == open, floor.kind != .cause, floor.kind != .person else { return }
      #expect(event.line == 0 && event.stream == 0 && event.stockPoint == asked[event.order])
      if floor.kind == .queued { back.append(event.order) }
    }
    #expect(back.count > 100 && back.sorted() == Array(1...back.count))
  }

  /// The events alone, added up, give the hours that the floor counts by itself: of steps, of people by state, of waits by reason.
  @Test func `tells all of everybody's time`() throws {
    let run = try TracedRun(try Watched.study(Watched.busy))
    let floor = try #require(run.plan.floor), horizon = run.plan.clock.horizon.ticks
    struct Person: Hashable { var pool: Int32, number: Int32 }
    var people: [Person: (state: PersonState, since: Int64)] = [:]
    var spent: [Int32: [PersonState: Int64]] = [:]
    var waiting = [Int](repeating: 0, count: floor.steps.count), since = [Int64](repeating: 0, count: floor.steps.count)
    var causes = [WaitCause](repeating: .people, count: floor.steps.count)
    var queued = [[WaitCause: Int64]](repeating: [:], count: floor.steps.count)
    var waits: Set<Int64> = []
    func settle(_ s: Int, _ time: SimTime) {
      let now = min(time.ticks, horizon)
      queued[s][causes[s], default: 0] += Int64(waiting[s]) * max(0, now - since[s])
      since[s] = now
    }
    func job(_ event: FloorEvent) -> Int64 { Int64(event.station) << 32 | Int64(event.payload) }
    let outcome = run.watch { told in
      guard let event = told.floor else { return }
      switch event.kind {
      case .person:
        let person = Person(pool: event.pool, number: event.person)
        if let before = people[person] {
          spent[event.pool, default: [:]][before.state, default: 0] += max(0, min(horizon, event.time.ticks) - before.since)
        }
        people[person] = (PersonState(rawValue: event.state)!, min(horizon, event.time.ticks))
      case .queued:
        settle(Int(event.station), event.time)
        waiting[Int(event.station)] += 1
        waits.insert(job(event))
      case .begun, .left, .gaveUp:
        if waits.remove(job(event)) != nil {
          settle(Int(event.station), event.time)
          waiting[Int(event.station)] -= 1
        }
      case .cause:
        settle(Int(event.station), event.time)
        causes[Int(event.station)] = WaitCause(rawValue: event.state)!
      default: break
      }
    }
    for (person, last) in people { spent[person.pool, default: [:]][last.state, default: 0] += max(0, horizon - last.since) }
    for s in floor.steps.indices { settle(s, run.plan.clock.horizon) }
    let hour = Double(SimTime.ticksPerHour)
    for (p, pool) in outcome.pools.enumerated() {
      func hours(_ state: PersonState) -> Double { Double(spent[Int32(p)]?[state] ?? 0) / hour }
      #expect(abs(hours(.busy) - pool.workedHours) < 1e-6, "\(pool.name)")
      #expect(abs(hours(.onBreak) - pool.breakHours) < 1e-6 && abs(hours(.absent) - pool.absentHours) < 1e-6)
      #expect(abs(hours(.idle) - pool.idleHours) < 1e-6 && abs(hours(.blocked) - pool.blockedHours) < 1e-6)
      #expect(abs(hours(.down) - pool.downHours) < 1e-6)
    }
    #expect(outcome.pools[0].downHours > 0 && outcome.pools[0].blockedHours + outcome.pools[1].blockedHours >= 0)
    for (s, station) in outcome.stations.enumerated() {
      // A break is told apart, and counted among the time when nobody is on duty.
      for cause in WaitCause.allCases where cause != .onBreak {
        let ticks = (queued[s][cause] ?? 0) + (cause == .offShift ? queued[s][.onBreak] ?? 0 : 0)
        let told = Double(ticks) / hour, counted = station.causeHours[Int(cause.rawValue)]
        #expect(abs(told - counted) < 1e-6 * max(1, counted), "\(station.name), \(cause): \(told) told, \(counted) counted")
      }
    }
  }
}

@Suite struct `A queue while all have their break` {
  // Many more orders come than one person picks; the break is from 10:00 to 10:30, and the shift ends at 11:00.
  @Test func `waits for the end of it, and at night for the next shift`() throws {
    let yaml = """
      bullwhip: 1
      name: Break
      currency: EUR
      clock: { start: 2026-01-05, horizon: 2 d }
      items: { list: { a: { unit-cost: 1 EUR } } }
      locations: { house: { stock: unlimited } }
      demand: { streams: { s: { at: house, orders: { arrivals: { poisson: { mean: 9 /h } }, lines: 1, quantity: 1 } } } }
      warehouse:
        shifts: { day: { hours: 08:00-11:00, breaks: { tea: 10:00 +30 min }, at-end: hand over } }
        workers: { p: { count: 1, shift: day } }
        accounts: full
        process: { outbound: { pick: { by: p, time: 25 min } } }
      experiment: { replications: 1, seed: 1 }

      """
    let run = try TracedRun(try Watched.study(yaml))
    for (hours, cause) in [(9.9, WaitCause.people), (10.25, .onBreak), (10.75, .people), (13, .offShift)] {
      #expect(try run.floor(at: .seconds(hours * 3600)).stations[0].cause == cause, "at \(hours)")
    }
  }
}

@Suite struct `The story of one order` {
  // Lindley's recursion, by hand: with one server, first come first served, an order begins when it has come and the one before is done.
  @Test func `at one server is Lindley's`() throws {
    let run = try TracedRun(try Watched.study(Watched.single))
    var placed: [Int64] = []
    _ = run.watch { if $0.kind == .orderPlaced { placed.append($0.time.ticks) } }
    let service: Int64 = 12 * 60_000_000
    var free: Int64 = 0
    for (index, came) in placed.enumerated() {
      let start = max(came, free)
      free = start + service
      guard [0, 1, 7, 40, 41, 200, placed.count - 1].contains(index) else { continue }
      let story = try run.order(index + 1)
      let stage = try #require(story.loads.first?.stages.first)
      #expect(story.placed.ticks == came && story.gone?.ticks == start + service && story.end == .left)
      #expect(stage.people == ["clerk 1"])
      let waits = stage.spans.filter { $0.kind == .waiting(.people) }, works = stage.spans.filter { $0.kind == .working }
      #expect(waits.map { $0.end!.ticks - $0.start.ticks } == (start > came ? [start - came] : []))
      #expect(works.map(\.start.ticks) == [start] && works.map { $0.end?.ticks } == [start + service])
    }
    #expect(placed.count > 300)
  }

  @Test func `leaves no gap from arrival to departure, whatever happens on the way`() throws {
    let run = try TracedRun(try Watched.study(Watched.busy))
    var kinds: Set<String> = [], late = 0
    for number in stride(from: 1, through: 400, by: 9) {
      let story = try run.order(number)
      #expect(story.number == number && story.lines.allSatisfy { $0.asked > 0 && $0.item == "thing" })
      for load in story.loads {
        var reached = load.ready
        for stage in load.stages {
          #expect(stage.came == reached, "order \(number) at \(stage.station)")
          for span in stage.spans {
            #expect(span.start == reached)
            reached = span.end ?? story.reached
            kinds.insert("\(span.kind)")
          }
          if let left = stage.left { #expect(reached == left) }
        }
        if let left = load.left { #expect(left == reached) }
      }
      if let due = story.due, let gone = story.gone, gone > due { late += 1 }
    }
    #expect(kinds.count >= 5, "\(kinds)")
    #expect(late > 0)
  }

  @Test func `tells what was not on the shelf, and when it came`() throws {
    let run = try TracedRun(try Watched.study(Watched.shop))
    var waited: [Int: Int64] = [:], lost: [Int: Int64] = [:], allocated: [Int: Int64] = [:]
    let outcome = run.watch { event in
      switch event.kind {
      case .lineWaits: waited[event.order, default: 0] += event.quantity
      case .lineLost: lost[event.order, default: 0] += event.quantity
      case .lineAllocated: allocated[event.order, default: 0] += event.quantity
      default: break
      }
    }
    #expect(Double(waited.values.reduce(0, +)) == outcome[.unitsBackordered] && Double(lost.values.reduce(0, +)) == outcome[.unitsLost])
    let number = try #require(waited.filter { allocated[$0.key] == $0.value }.keys.min())
    let story = try run.order(number)
    #expect(story.lines.reduce(0) { $0 + $1.waited } == waited[number])
    let complete = try #require(story.lines.compactMap(\.complete).max())
    #expect(complete > story.placed)
    // What came late goes through the house by itself.
    #expect(story.loads.contains { $0.ready == complete })
    let gone = try #require(lost.keys.min())
    #expect(try run.order(gone).lines.reduce(0) { $0 + $1.lost } == lost[gone])
  }

  @Test func `is refused where there is no such order, and a study by periods has none`() throws {
    let run = try TracedRun(try Watched.study(Watched.single))
    let refusal = #expect(throws: InputErrors.self) { try run.order(100_000) }
    #expect(refusal?.diagnostics.first?.code == "unknown-order")
    #expect(refusal?.diagnostics.first?.remedy?.contains("from 1 to") == true)
    let periodic = study([("base", textbookPlan(weeks: 4, warmUpWeeks: 0))])
    let second = #expect(throws: InputErrors.self) { try TracedRun(periodic) }
    #expect(second?.diagnostics.first?.code == "no-trace")
  }
}

@Suite struct `A moment of the run` {
  @Test func `is read from the wall clock, over a change of it`() throws {
    // In Berlin the clock goes from 2 to 3 on 29 March 2026: from then on an hour less has passed.
    let run = try TracedRun(try Watched.study(Watched.busy))
    #expect(try run.moment("2026-03-24T10:30").ticks == Int64(34.5 * 3.6e9))
    #expect(try run.moment("2026-03-29T10:30").ticks == Int64((6 * 24 + 9.5) * 3.6e9))
    #expect(run.text(try run.moment("2026-03-29 10:30:05")) == "2026-03-29 10:30:05")
    for wrong in [
      "2026-03-29", "10:30", "2026-03-29T25:00", "2027-01-01T10:00", "2026-03-22T23:59", "day 3 10:30", "", "T", "2026-13-01T10:00",
    ] {
      let refusal = #expect(throws: InputErrors.self, "\(wrong)") { try run.moment(wrong) }
      #expect(refusal?.diagnostics.first?.code == "no-moment")
    }
    let bare = try TracedRun(try Watched.study(Watched.single))
    #expect(try bare.moment("day 3 10:30").ticks == Int64(82.5 * 3.6e9))
    #expect(bare.text(try bare.moment("day 3 10:30")) == "day 3 10:30:00")
    #expect(throws: InputErrors.self) { try bare.moment("2026-03-29T10:30") }
    #expect(throws: InputErrors.self) { try bare.moment("day 5 00:00") }
    #expect(throws: InputErrors.self) { try bare.moment("day 99999999999999999999 00:00") }
  }
}

@Suite struct `The floor at a moment` {
  /// Beside it what the floor writes down for its Gantt charts without being watched: tasks from start to end, lengths of queues.
  @Test(arguments: [Watched.busy, Watched.shop]) func `is what tasks and queues say it is`(yaml: String) throws {
    let run = try TracedRun(try Watched.study(yaml))
    let (_, trace) = PairedRunner([try CompiledPlan(run.plan)]).trace(plan: 0, seed: run.seed, replication: 0)
    let record = try #require(trace.floor), floor = try #require(run.plan.floor)
    var waiting = 0, working = 0
    let hours = yaml == Watched.busy ? [7.3, 13.9, 16.2, 19.5] : [6.6, 9.3, 11.9, 13.45]
    for hour in (0..<5).flatMap({ day in hours.map { Double(24 * day) + $0 } }) {
      let time = SimTime(ticks: Int64(hour * 3.6e9)), moment = try run.floor(at: time)
      #expect(moment.time == time && moment.stations.count == floor.steps.count)
      for (s, station) in moment.stations.enumerated() {
        let length = record.queue.last { $0.station == s && $0.time <= time }?.length ?? 0
        #expect(station.waiting.count == length, "\(station.name) at \(hour)")
        #expect(zip(station.waiting, station.waiting.dropFirst()).allSatisfy { $0.since <= $1.since })
        #expect(station.waiting.allSatisfy { $0.since <= time })
        #expect((station.cause == nil) == station.waiting.isEmpty)
        waiting += length
        // A task that is given up and begun again stands in the record with its last beginning only.
        if station.tasks.allSatisfy({ $0.state == .working }) {
          let tasks = record.tasks.filter { $0.station == s && $0.start <= time && $0.end > time }
          #expect(station.tasks.count >= tasks.count)
          #expect(
            tasks.allSatisfy { task in station.tasks.contains { $0.jobs == task.orders && $0.since == task.start } },
            "\(station.name) at \(hour)")
          working += tasks.count
        }
      }
      // Whoever is at work or blocked holds a task, and nobody else does: who lost a unit to a failure has given the task back.
      for (p, pool) in moment.pools.enumerated() {
        let held = moment.stations.flatMap(\.tasks).filter { $0.pool == p && $0.state != .stopped && $0.person != nil }
        #expect(pool.count(.busy) + pool.count(.blocked) == held.count, "\(pool.name) at \(hour)")
        #expect(pool.people.count == floor.pools[p].count)
      }
      for kind in moment.equipment { #expect(kind.used + kind.free + kind.down == 2 && kind.free >= 0) }
      let inSteps = moment.stations.reduce(0) { $0 + $1.waiting.count + $1.tasks.reduce(0) { $0 + $1.jobs } }
      if yaml == Watched.busy { #expect(moment.ordersInHouse == inSteps) }
    }
    #expect(waiting > 20 && working > 5, "\(waiting) waiting, \(working) working")
  }

  /// Beside it the stories of the orders, one by one.
  @Test func `knows who waits for goods and is not on it`() throws {
    let run = try TracedRun(try Watched.study(Watched.shop))
    var came = 0
    _ = run.watch { if $0.kind == .orderPlaced, $0.time < SimTime.days(8) { came += 1 } }
    let stories = try (1...came).map { try run.order($0) }
    var found: [Int] = []
    for day in [4, 5.5, 6.5, 7, 7.5] {
      let time = SimTime.days(day), moment = try run.floor(at: time)
      let lacking = stories.count { story in
        story.placed <= time && story.lines.contains { $0.waited > 0 && ($0.complete.map { $0 > time } ?? true) }
      }
      #expect(moment.ordersWaitingForGoods == lacking && lacking <= moment.ordersInHouse, "day \(day)")
      found.append(lacking)
    }
    #expect(found.contains(0) && found.contains { $0 > 10 }, "\(found)")
  }

  @Test func `needs a floor`() throws {
    let yaml =
      Watched.single.split(separator: "\n").filter { line in
        !["warehouse:", "  shifts:", "  workers:", "  process:"].contains { line.hasPrefix($0) }
      }.joined(separator: "\n") + "\n"
    let run = try TracedRun(try Watched.study(yaml))
    let refusal = #expect(throws: InputErrors.self) { try run.floor(at: .zero) }
    #expect(refusal?.diagnostics.first?.code == "needs-floor")
  }
}
