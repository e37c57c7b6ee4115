import Foundation
import Testing

@testable import Kernel

/// Intervals that hold together: 14 of them at 95 % by Bonferroni, Student's t with 39 degrees of freedom (quantile 1 − 0.05/28: 3.12).
private func covers(_ values: [Double], _ theory: Double, _ what: String) {
  let n = Double(values.count), mean = values.reduce(0, +) / n
  let half = 3.12 * (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / (n - 1) / n).squareRoot()
  #expect(abs(mean - theory) < half, "\(what): \(mean) ± \(half), theory \(theory)")
  // Narrow enough to tell one rule from another.
  #expect(half < 0.07 * theory, "\(what): ± \(half)")
}

/// One server, whom the urgent interrupt: class 0 goes before class 1. Where `saturated`, there is always work of class 1.
private struct Interrupted {
  struct Job {
    var urgency: Int
    var came: Int64
    var need: Int64
    var left: Int64
  }
  var rates: [Double]
  var service: (Int, inout SplitMix) -> Double
  var restarts = false
  var isSaturated = false
  var dice: SplitMix

  var jobs: [Job] = []
  var line = OrderedLine()
  var inHand = -1
  var work = InterruptibleWork(standard: 0, at: 0)
  var end = EventHandle.none
  var stays = [Tally(), Tally()]

  mutating func run(until horizon: SimTime) {
    var agenda = Agenda()
    for urgency in rates.indices where rates[urgency] > 0 { agenda.schedule(at: gap(urgency), .demand, kind: 1, subject: Int32(urgency)) }
    if isSaturated { add(1, at: 0, &agenda) }
    while let event = agenda.next(notAfter: horizon) {
      let now = event.time.ticks
      if event.kind == 1 {
        let urgency = Int(event.subject)
        agenda.schedule(at: event.time + gap(urgency), .demand, kind: 1, subject: event.subject)
        add(urgency, at: now, &agenda)
        continue
      }
      let job = jobs[inHand]
      let worked = work.stop(at: now)
      #expect(worked == work.standard && work.left == 0)
      stays[job.urgency].add(now - job.came)
      inHand = -1
      if isSaturated, job.urgency == 1 { add(1, at: now, &agenda) } else { begin(at: now, &agenda) }
    }
  }

  private mutating func gap(_ urgency: Int) -> SimTime { .seconds(-log(dice.uniform()) / rates[urgency]) }

  private mutating func add(_ urgency: Int, at now: Int64, _ agenda: inout Agenda) {
    let need = SimTime.seconds(service(urgency, &dice)).ticks
    jobs.append(Job(urgency: urgency, came: now, need: need, left: need))
    line.insert(Int32(jobs.count - 1), rank: Int64(urgency), tie: Int64(jobs.count), stamp: 0)
    if inHand >= 0, urgency < jobs[inHand].urgency {
      agenda.cancel(end)
      _ = work.stop(at: now)
      #expect(abs(work.shareLeft * Double(work.standard) - Double(work.left)) < 1)
      if !restarts { jobs[inHand].left = work.left }
      line.insert(Int32(inHand), rank: Int64(jobs[inHand].urgency), tie: Int64(inHand + 1), stamp: 0)
      inHand = -1
    }
    begin(at: now, &agenda)
  }

  private mutating func begin(at now: Int64, _ agenda: inout Agenda) {
    guard inHand < 0, let next = line.first else { return }
    line.dropFirst()
    inHand = Int(next.job)
    work = InterruptibleWork(standard: jobs[inHand].left, at: now)
    end = agenda.schedule(at: SimTime(ticks: work.due), .workEnd, kind: 2)
  }
}

/// Servers before whom customers lose patience.
private struct Impatient {
  var arrivals: Double, service: Double, patience: Double
  var dice: SplitMix
  var servers: Resource
  var line = OrderedLine()
  var stays: [Stay] = []
  var came = 0, gaveUp = 0
  var waiting = TimeWeighted()
  var mostPending = 0

  mutating func run(until end: SimTime) {
    var agenda = Agenda()
    agenda.schedule(at: draw(1 / arrivals), .demand, kind: 1)
    while let event = agenda.next(notAfter: end) {
      mostPending = max(mostPending, agenda.count)
      let now = event.time
      switch event.kind {
      case 1:
        came += 1
        agenda.schedule(at: now + draw(1 / arrivals), .demand, kind: 1)
        stays.append(Stay())
        let j = stays.count - 1
        stays[j].begin()
        line.insert(Int32(j), rank: 0, tie: Int64(j), stamp: stays[j].stamp)
        waiting.change(by: 1, at: now)
        stays[j].setPatience(draw(patience).ticks, at: now.ticks, kind: 3, subject: Int32(j), &agenda)
      case 2: servers.release(at: now)
      default:
        let j = Int(event.subject)
        // Patience ends of those who wait and of nobody else: those taken up have had theirs cancelled.
        #expect(stays[j].isOf(UInt32(event.argument)))
        stays[j].end(&agenda)
        waiting.change(by: -1, at: now)
        gaveUp += 1
      }
      while let front = line.first, !stays[Int(front.job)].isOf(front.stamp) || servers.idle > 0 {
        line.dropFirst()
        if !stays[Int(front.job)].isOf(front.stamp) { continue }
        stays[Int(front.job)].end(&agenda)
        waiting.change(by: -1, at: now)
        _ = servers.seize(at: now)
        agenda.schedule(at: now + draw(service), .workEnd, kind: 2)
      }
    }
  }

  private mutating func draw(_ mean: Double) -> SimTime { .seconds(-log(dice.uniform()) * mean) }
}

/// One server that fails, and goes on with its customer when it is repaired.
private struct Failing {
  var arrivals: Double, up: Double, down: Double
  var dice: SplitMix
  var clock: FailureClock
  var line = WaitingLine()
  var came: [Int64] = []
  var isDown = false
  var work: InterruptibleWork?
  var end = EventHandle.none
  var waits = Tally()
  var broken = TimeWeighted()

  mutating func run(until horizon: SimTime) {
    var agenda = Agenda()
    agenda.schedule(at: draw(1 / arrivals), .demand, kind: 1)
    clock.renew(draw(up).ticks + 1, at: 0, works: false, kind: 3, subject: 0, &agenda)
    while let event = agenda.next(notAfter: horizon) {
      let now = event.time.ticks
      switch event.kind {
      case 1:
        agenda.schedule(at: event.time + draw(1 / arrivals), .demand, kind: 1)
        came.append(now)
        line.append(Int32(came.count - 1))
      case 2:
        work = nil
        clock.workEnds(at: now, &agenda)
      case 3:
        isDown = true
        clock.fail()
        broken.change(by: 1, at: event.time)
        agenda.cancel(end)
        _ = work?.stop(at: now)
        agenda.schedule(at: event.time + draw(down), .calendar, kind: 4)
      default:
        isDown = false
        broken.change(by: -1, at: event.time)
        work?.resume(at: now)
        clock.renew(draw(up).ticks + 1, at: now, works: work != nil, kind: 3, subject: 0, &agenda)
        if let work { end = agenda.schedule(at: SimTime(ticks: work.due), .workEnd, kind: 2) }
      }
      if work == nil, !isDown, let next = line.popFirst() {
        waits.add(now - came[Int(next)])
        work = InterruptibleWork(standard: draw(1).ticks, at: now)
        end = agenda.schedule(at: SimTime(ticks: work!.due), .workEnd, kind: 2)
        clock.workBegins(at: now, kind: 3, subject: 0, &agenda)
      }
    }
  }

  private mutating func draw(_ mean: Double) -> SimTime { .seconds(-log(dice.uniform()) * mean) }
}

/// Two tasks, a server for each; the server of the second helps at the first while more than one wait there and nobody of its own does.
private struct NModel: ~Copyable {
  static let arrivals = [0.7, 0.4]
  var dice: SplitMix
  var skills = SkillTable(
    [.init(task: 0, group: 0), .init(task: 0, group: 1, helps: true), .init(task: 1, group: 1)], helpersAbove: [1, -1], groups: 2)
  var waiting = [0, 0]
  var present = [TimeWeighted(), TimeWeighted()]

  init(seed: UInt64) {
    dice = SplitMix(seed: seed)
    for group in 0..<2 { skills.change(group, by: 1) }
  }

  mutating func run(until horizon: SimTime) {
    var agenda = Agenda()
    for task in 0..<2 { agenda.schedule(at: draw(1 / Self.arrivals[task]), .demand, kind: 1, subject: Int32(task)) }
    while let event = agenda.next(notAfter: horizon) {
      let task = Int(event.subject)
      if event.kind == 1 {
        agenda.schedule(at: event.time + draw(1 / Self.arrivals[task]), .demand, kind: 1, subject: event.subject)
        waiting[task] += 1
        present[task].change(by: 1, at: event.time)
      } else {
        present[task].change(by: -1, at: event.time)
        skills.change(Int(event.argument), by: 1)
      }
      for task in [1, 0] {
        while waiting[task] > 0, skills.canSeize(for: task, waiting: waiting[task]) {
          let skill = skills.of(task).first { skills.isFree($0, waiting: waiting[task]) && !skills.standsBack($0) }!
          waiting[task] -= 1
          skills.change(Int(skills[skill].group), by: -1)
          agenda.schedule(at: event.time + draw(1), .workEnd, kind: 2, subject: Int32(task), argument: Int64(skills[skill].group))
        }
      }
    }
  }

  private mutating func draw(_ mean: Double) -> SimTime { .seconds(-log(dice.uniform()) * mean) }

  /// Mean numbers at both tasks from the chain itself, with up to 24 waiting at each, by going round until nothing moves.
  static func theory() -> [Double] {
    let most = 24, side = most + 1
    // First server free or not; second free, at its own task, helping.
    func index(_ a: Int, _ b: Int, _ first: Int, _ second: Int) -> Int { ((a * side + b) * 2 + first) * 3 + second }
    func settled(_ a: Int, _ b: Int, _ first: Int, _ second: Int) -> Int {
      var (a, b, first, second) = (a, b, first, second)
      if second == 0, b > 0 { (b, second) = (b - 1, 1) }
      if first == 0, a > 0 { (a, first) = (a - 1, 1) }
      if second == 0, a > 1 { (a, second) = (a - 1, 2) }
      return index(a, b, first, second)
    }
    var moves: [[(to: Int, rate: Double)]] = Array(repeating: [], count: side * side * 6)
    for a in 0..<side {
      for b in 0..<side {
        for first in 0..<2 {
          for second in 0..<3 {
            let here = index(a, b, first, second)
            if a < most { moves[here].append((settled(a + 1, b, first, second), arrivals[0])) }
            if b < most { moves[here].append((settled(a, b + 1, first, second), arrivals[1])) }
            if first == 1 { moves[here].append((settled(a, b, 0, second), 1)) }
            if second > 0 { moves[here].append((settled(a, b, first, 0), 1)) }
          }
        }
      }
    }
    let rate = arrivals[0] + arrivals[1] + 2
    var share = [Double](repeating: 0, count: moves.count)
    share[index(0, 0, 0, 0)] = 1
    for _ in 0..<1_500 {
      var next = [Double](repeating: 0, count: moves.count)
      for here in moves.indices where share[here] > 1e-18 {
        var stays = share[here]
        for move in moves[here] {
          let part = share[here] * move.rate / rate
          next[move.to] += part
          stays -= part
        }
        next[here] += stays
      }
      share = next
    }
    var means = [0.0, 0.0]
    for a in 0..<side {
      for b in 0..<side {
        for first in 0..<2 {
          for second in 0..<3 {
            let p = share[index(a, b, first, second)]
            means[0] += p * Double(a + first + (second == 2 ? 1 : 0))
            means[1] += p * Double(b + (second == 1 ? 1 : 0))
          }
        }
      }
    }
    return means
  }
}

@Suite struct `Interruptions, patience, failures and skills, on the kernel` {
  private static let seeds = (0..<40).map { UInt64(31_000 + $0) }

  // M/M/1 with preemptive resume (Cobham 1954; White and Christie 1958): T₁ = 1/(μ − λ₁), and
  // T₂ = (1/μ)/(1 − ρ₁) + (λ₁ + λ₂)/μ² / ((1 − ρ₁)(1 − ρ₁ − ρ₂)); with λ = 0.3 and 0.4, μ = 1: 1/0.7 and 1/0.7 + 0.7/0.21.
  @Test func `the urgent interrupt, and the others go on where they stopped`() {
    var stays: [[Double]] = [[], []]
    for seed in Self.seeds {
      var queue = Interrupted(rates: [0.3, 0.4], service: { -log($1.uniform()) + 0 * Double($0) }, dice: SplitMix(seed: seed))
      queue.run(until: .seconds(8_000))
      for urgency in 0..<2 { stays[urgency].append(queue.stays[urgency].mean / 1e6) }
    }
    covers(stays[0], 1 / 0.7, "urgent")
    covers(stays[1], 1 / 0.7 + 0.7 / 0.21, "ordinary")
  }

  // 60 ticks as stated, at half the speed 120; after half of them 30 as stated are left. At the stated speed 30; of those 10 done, at a
  // quarter of the speed 80.
  @Test func `what is left of work is done at the speed of the moment`() {
    var work = InterruptibleWork(standard: 60, slowness: 2, at: 0)
    #expect(work.due == 120 && work.stop(at: 60) == 60 && work.standard(of: 60) == 30 && work.shareLeft == 0.5)
    work.resume(at: 100, slowness: 1)
    #expect(work.due == 130 && work.stop(at: 110) == 10 && work.standard(of: 10) == 10)
    work.resume(at: 200, slowness: 4)
    #expect(work.due == 280 && work.stop(at: 280) == 80 && work.standard(of: 80) == 20 && work.shareLeft == 0)
    work.resume(at: 300, slowness: 1)
    #expect(work.due == 300)
  }

  // There is always work of the ordinary class, of half a second or one and a half, as often as not. How long one of x seconds is in hand,
  // interruptions by the urgent (λ = 0.3, exponential of mean 1, busy periods of 1/0.7) included: x/0.7 where it goes on; where it is begun
  // again and takes as long as before, (e^{λx} − 1)(1/λ + 1/0.7) (Gaver 1962). Drawn anew each time it would be 1.594 s, and not 1.738.
  @Test(arguments: [false, true]) func `work that is begun again takes as long as the first time`(restarts: Bool) {
    var rates: [Double] = []
    for seed in Self.seeds {
      var queue = Interrupted(
        rates: [0.3, 0], service: { $0 == 0 ? -log($1.uniform()) : $1.uniform() < 0.5 ? 0.5 : 1.5 }, restarts: restarts,
        isSaturated: true, dice: SplitMix(seed: seed))
      queue.run(until: .seconds(8_000))
      rates.append(Double(queue.stays[1].count) / 8_000)
    }
    let again = (exp(0.15) - 1 + exp(0.45) - 1) / 2 * (1 / 0.3 + 1 / 0.7)
    covers(rates, restarts ? 1 / again : 0.7, restarts ? "begun again" : "resumed")
  }

  // M/M/3 with exponential patience (Erlang A; C. Palm 1957): a birth-and-death chain, solved state by state.
  @Test func `those whose patience ends leave, and nobody else`() {
    let (arrivals, patience, servers) = (4.0, 2.0, 3)
    var weights = [1.0]
    for n in 1...200 { weights.append(weights[n - 1] * arrivals / (Double(min(n, servers)) + Double(max(0, n - servers)) / patience)) }
    let sum = weights.reduce(0, +)
    let line = weights.indices.reduce(0.0) { $0 + weights[$1] / sum * Double(max(0, $1 - servers)) }
    var lines: [Double] = [], shares: [Double] = []
    for seed in Self.seeds {
      var queue = Impatient(
        arrivals: arrivals, service: 1, patience: patience, dice: SplitMix(seed: seed), servers: Resource(capacity: Int64(servers)))
      queue.run(until: .seconds(2_000))
      lines.append(queue.waiting.mean(until: .seconds(2_000)))
      shares.append(Double(queue.gaveUp) / Double(queue.came))
      // One event for each who waits or is served, and the next arrival.
      #expect(queue.mostPending < 40)
    }
    covers(lines, line, "line")
    covers(shares, line / patience / arrivals, "share that gives up")
  }

  // A machine that fails after an exponential time of its work: a service of x has Poisson many repairs in it, so it is an M/G/1 queue with
  // E[C] = 1 + ⅛ and E[C²] = 2 · 1.125² + ¼ · 2 · ½² (Avi-Itzhak and Naor 1963), and is down for λ · ⅛ of the time.
  @Test func `a machine whose clock is its work fails at work only`() {
    var waits: [Double] = [], down: [Double] = []
    for seed in Self.seeds {
      var machine = Failing(arrivals: 0.5, up: 4, down: 0.5, dice: SplitMix(seed: seed), clock: FailureClock(countsWorkOnly: true))
      machine.run(until: .seconds(10_000))
      waits.append(machine.waits.mean / 1e6)
      down.append(machine.broken.mean(until: .seconds(10_000)))
    }
    covers(waits, 0.5 * (2 * 1.125 * 1.125 + 0.125) / (2 * (1 - 0.5625)), "wait")
    covers(down, 0.5 * 0.125, "down")
  }

  // By the calendar it is up for 4 seconds and down for half a one, whatever it does.
  @Test func `a machine whose clock is the calendar's fails at rest as well`() {
    let down = Self.seeds.map { seed in
      var machine = Failing(arrivals: 0.2, up: 4, down: 0.5, dice: SplitMix(seed: seed), clock: FailureClock(countsWorkOnly: false))
      machine.run(until: .seconds(10_000))
      return machine.broken.mean(until: .seconds(10_000))
    }
    covers(down, 0.5 / 4.5, "down")
  }

  @Test func `who helps does so by the rule, against the chain solved by going round`() {
    let theory = NModel.theory()
    var present: [[Double]] = [[], []]
    for seed in Self.seeds {
      var model = NModel(seed: seed)
      model.run(until: .seconds(4_000))
      for task in 0..<2 { present[task].append(model.present[task].mean(until: .seconds(4_000))) }
    }
    for task in 0..<2 { covers(present[task], theory[task], "task \(task)") }
  }

  // Ten ticks of work at half speed take twenty: after five of them a quarter is done.
  @Test func `what is left is a share of the work`() {
    var work = InterruptibleWork(standard: 10, slowness: 2, at: 100)
    #expect(work.due == 120)
    let worked = work.stop(at: 105)
    #expect(worked == 5 && work.left == 15 && work.shareLeft == 0.75 && work.standard(of: 5) == 2.5)
    work.resume(at: 200)
    #expect(work.due == 215)
    #expect(InterruptibleWork(standard: 0, at: 3).shareLeft == 0)
  }
}
