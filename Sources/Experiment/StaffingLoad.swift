internal import Groundwork
internal import Kernel
internal import Randomness
internal import Simulation
internal import Supply
internal import Warehouse

/// What the people of some pools can do at most against the work that only they can do: a staffing that is too small by this need not be
/// simulated.
struct LoadBound: Sendable {
  /// Standard hours that one person of each pool can work at most; 0 for a pool that can do none of the work.
  var hours: [Double]
  /// Standard hours that must be done for the targets to be met.
  var need: Double

  func allows(_ staffing: [Int]) -> Bool {
    var sum = 0.0
    for p in hours.indices { sum += hours[p] * Double(staffing[p]) }
    return sum >= need
  }

  /// Those who stay behind may be the largest orders: of a share of orders that must be done in time, so much more of the work may stay
  /// undone.
  private static let largestOrders = 0.15
  /// Beyond so many steps only single steps and all together are looked at.
  private static let mostSteps = 8

  /// - Parameters:
  ///   - plan: with the most people; its targets.
  ///   - outcomes: of some replications with the most people: what comes to each step when nothing is held up.
  /// - Returns: none where the targets do not say that work must be done by a time, where orders may leave unserved, or where people are
  ///   hired.
  static func all(_ plan: Plan, outcomes: [Outcome]) -> [LoadBound] {
    guard let floor = plan.floor, case .fixed(let warmUp) = plan.clock.warmUp, !outcomes.isEmpty, let demand = demand(plan),
      !floor.steps.contains(where: { $0.terms?.patience != nil || $0.terms?.overflow == .leave }), floor.people?.hiring.isEmpty ?? true
    else { return [] }
    let window = TimeSpan(start: warmUp, end: SimTime(ticks: plan.clock.horizon.ticks + demand.within.ticks))
    // Of a step whose times change the least of them counts, which may be no work at all.
    let worked = floor.steps.indices.filter { s in
      !floor.steps[s].crew.isEmpty && floor.steps[s].kind != .repair
        && (floor.steps[s].laterWork == nil || times(floor.steps[s]).map { $0.order + $0.line }.min() ?? 0 > 0)
    }
    var standard = [Double](repeating: 0, count: floor.steps.count)
    var longest = standard
    for s in worked {
      let all = times(floor.steps[s])
      let order = all.map(\.order).min() ?? 0, line = all.map(\.line).min() ?? 0
      for outcome in outcomes {
        standard[s] += (outcome.stations[s].orders * order + outcome.stations[s].lines * line) / Double(outcomes.count)
      }
      let tasks = outcomes.reduce(0) { $0 + $1.stations[s].tasks }
      longest[s] = tasks > 0 ? outcomes.reduce(0) { $0 + $1.stations[s].busyHours } / tasks : 0
      // The task in hand at the end of a shift may be of the slowest time, and the mean of nearly all of the fastest.
      if all.count > 1 { longest[s] *= (all.map { $0.order + $0.line }.max() ?? 0) / (all.map { $0.order + $0.line }.min() ?? 1) }
    }
    let groups =
      worked.count <= mostSteps
      ? (1..<(1 << worked.count)).map { mask in worked.indices.filter { mask >> $0 & 1 == 1 }.map { worked[$0] } }
      : worked.map { [$0] } + [worked]
    return groups.compactMap { steps in
      let hours = floor.pools.indices.map { p -> Double in
        let best = steps.map { proficiency(floor, p, $0) }.max() ?? 0
        return best > 0 ? best * most(floor, p, window, task: steps.map { longest[$0] }.max() ?? 0) : 0
      }
      let need = max(0, demand.share - largestOrders) * steps.reduce(0) { $0 + standard[$1] }
      return need > 0 ? LoadBound(hours: hours, need: need) : nil
    }
  }

  /// Hours of an order and of a line with one unit, the least that a line has; for each time that a step ever has.
  private static func times(_ step: StepPlan) -> [(order: Double, line: Double)] {
    func hours(_ law: Law?) -> Double { max(0, law?.mean ?? 0) / 3600 }
    let all: [StepPlan.Work] = [step.work] + (step.laterWork ?? []).map(\.work)
    return all.map { (hours($0.perOrder), hours($0.perLine) + hours($0.perUnit)) }
  }

  /// What must be there for each step at least: one person who does it. Helpers who never come are none.
  static func cover(_ floor: FloorPlan) -> [LoadBound] {
    floor.steps.filter { !$0.crew.isEmpty }.map { step in
      LoadBound(hours: floor.pools.indices.map { step.isDone(by: $0) ? 1 : 0 }, need: 1)
    }
  }

  /// The share of the orders that must leave so soon after they came; the most demanding target counts.
  private static func demand(_ plan: Plan) -> (share: Double, within: SimTime)? {
    var best: (share: Double, within: SimTime)?
    for target in plan.targets {
      var share: Double?
      var within: SimTime?
      if target.kpi == "on-time", target.comparison == .atLeast {
        let due = plan.supply.streams.compactMap { stream -> SimTime?? in
          switch stream {
          case .orders(let s): s.location == plan.floor?.location ? .some(s.due) : nil
          case .replay(let s): s.location == plan.floor?.location ? .some(s.due) : nil
          case .perItem(let s): s.location == plan.floor?.location ? .some(nil) : nil
          }
        }
        // Orders that nobody is promised may wait for ever.
        if !due.contains(where: { $0 == nil }) { (share, within) = (target.bound, due.compactMap { $0 }.max()) }
      } else if target.comparison == .atMost, target.kpi.hasPrefix("order-cycle-time.p"), let percent = Double(target.kpi.dropFirst(18)) {
        (share, within) = (percent / 100, .seconds(target.bound * 3600))
      }
      if let share, let within, share > best?.share ?? 0 { best = (share, within) }
    }
    return best
  }

  private static func proficiency(_ floor: FloorPlan, _ p: Int, _ s: Int) -> Double {
    guard let crew = floor.steps[s].crew.first(where: { $0.pool == p }) else { return 0 }
    let named = (floor.pools[p].terms?.people ?? []).flatMap(\.skills).filter { $0.step == s }.map(\.proficiency)
    return max(crew.proficiency, named.max() ?? 0)
  }

  /// Hours in the window of the person of a pool who works most: on duty, all the overtime the shift allows, and the task in hand at each
  /// end of a shift. Part time gives each person whole days, which a short window may hold more of than their share.
  static func most(_ floor: FloorPlan, _ p: Int, _ window: TimeSpan, task: Double) -> Double {
    let pool = floor.pools[p]
    let shift = floor.shifts[pool.shift]
    func overlap(_ span: TimeSpan) -> Int64 { max(0, min(span.end, window.end).ticks - max(span.start, window.start).ticks) }
    let partTime = pool.terms?.partTime ?? 1
    let days = zip(shift.paid, shift.workDays).filter { $0.0.end >= window.start && $0.0.start <= window.end }.map { paid, day in
      let duty = shift.duty.reduce(0) { $1.start >= paid.start && $1.end <= paid.end ? $0 + overlap($1) : $0 }
      return (day: day, hours: Double(duty + (shift.terms?.overtime.ticks ?? 0)) / Double(SimTime.ticksPerHour) + task)
    }
    func hours(_ person: Int) -> Double {
      days.reduce(0) { PoolTerms.works(person: person, day: $1.day, partTime: partTime) ? $0 + $1.hours : $0 }
    }
    let most = partTime >= 1 ? hours(0) : (0..<max(1, pool.count)).map(hours).max() ?? 0
    return most * (1 - (pool.terms?.absence ?? 0))
  }
}

/// People on duty and the work that comes, hour by hour, of pools that share work and share it with no others.
public struct StaffingHours: Sendable, Equatable {
  /// Names, in the order of the process and of the scenario.
  public var steps: [String]
  public var pools: [String]
  /// People on duty in hours 0 to 23 of the day, and people whom the work that comes in that hour would keep busy; means over the days on
  /// which anybody works. Work that comes on other days counts in the hour it came.
  public var people: [Double]
  public var load: [Double]
}

extension StaffingHours {
  /// - Parameters:
  ///   - plan: with the staffing asked about.
  ///   - phase, replications: the worlds in which it is looked at.
  static func all(_ plan: Plan, seed: UInt64, phase: DrawPhase, replications: Int) throws(InputErrors) -> [StaffingHours] {
    let compiled = try CompiledPlan(plan)
    guard let floor = plan.floor, case .fixed(let warmUp) = plan.clock.warmUp else { return [] }
    let runner = PairedRunner([compiled])
    let wall = StaffingWall(plan.clock)
    var arrivals = [[Double]](repeating: [Double](repeating: 0, count: 24), count: floor.steps.count)
    var busy = [Double](repeating: 0, count: floor.steps.count)
    for replication in 0..<replications {
      let (outcome, trace) = runner.trace(plan: 0, seed: seed, phase: phase, replication: replication)
      for s in busy.indices { busy[s] += outcome.stations[s].busyHours }
      var length = [Int](repeating: 0, count: floor.steps.count)
      for step in trace.floor?.queue ?? [] {
        if step.length > length[step.station], step.time >= warmUp, step.time < plan.clock.horizon {
          arrivals[step.station][wall.hour(step.time)] += 1
        }
        length[step.station] = step.length
      }
    }
    let window = TimeSpan(start: warmUp, end: plan.clock.horizon)
    let days = wall.workingDays(floor, window)
    return groups(floor).map { steps, pools in
      var load = [Double](repeating: 0, count: 24)
      var people = load
      for s in steps {
        let all = arrivals[s].reduce(0, +)
        for h in 0..<24 where all > 0 { load[h] += busy[s] / Double(replications) * arrivals[s][h] / all / Double(max(1, days)) }
      }
      for p in pools {
        let shift = floor.shifts[floor.pools[p].shift]
        let share = Double(floor.pools[p].count) * (floor.pools[p].terms?.partTime ?? 1)
        for (hour, ticks) in wall.ticks(of: shift.duty, in: window).enumerated() {
          people[hour] += Double(ticks) / Double(SimTime.ticksPerHour * Int64(max(1, days))) * share
        }
      }
      return StaffingHours(steps: steps.map { floor.steps[$0].name }, pools: pools.map { floor.pools[$0].name }, people: people, load: load)
    }
  }

  /// Steps and pools that hang together, in the order of the process.
  static func groups(_ floor: FloorPlan) -> [(steps: [Int], pools: [Int])] {
    var group = Array(floor.pools.indices)
    for step in floor.steps {
      guard let first = step.crew.first?.pool else { continue }
      for member in step.crew {
        let old = group[member.pool]
        let new = group[first]
        for p in group.indices where group[p] == old { group[p] = new }
      }
    }
    let flow = floor.outbound + floor.inbound
    let ordered = flow + floor.steps.indices.filter { !flow.contains($0) }
    var found: [(steps: [Int], pools: [Int])] = []
    var seen: Set<Int> = []
    for s in ordered {
      guard let pool = floor.steps[s].crew.first?.pool, seen.insert(group[pool]).inserted else { continue }
      let steps = ordered.filter { other in floor.steps[other].crew.first.map { group[$0.pool] == group[pool] } ?? false }
      found.append((steps, floor.pools.indices.filter { group[$0] == group[pool] }))
    }
    return found
  }
}

extension StepPlan {
  /// Whether people of a pool can do the step by themselves. A queue that cannot grow beyond `helpers-above:` never calls helpers.
  func isDone(by pool: Int) -> Bool {
    guard let member = crew.first(where: { $0.pool == pool }) else { return false }
    guard let terms, let above = terms.helpersAbove, let limit = terms.limit, above >= limit else { return true }
    return member.helps != true
  }
}
