internal import Groundwork
internal import Kernel
internal import Randomness

/// What a hall needs beside the compiled floor: calendars as one list of changes a shift, terms as samplers and flat records.
struct CompiledHall: Sendable {
  enum Change: UInt8, Sendable { case shiftStart, breakStart, breakEnd, shiftEnd }

  struct Calendar: Sendable {
    var times: [Int64] = []
    var changes: [Change] = []
    /// Number of the shift's day, one element per change.
    var spans: [Int32] = []
    var terms = ShiftTerms()
    /// The last times at which a break begins, and at which the shift ends without going on at once, and somebody comes back; never
    /// (.min) or for ever (.max), where the days go on as they are.
    var lastBreak = Int64.min
    var lastEnd = Int64.min
  }

  struct Station: BitwiseCopyable, Sendable {
    let kind: StepPlan.Kind
    let queue: StepPlan.Queue
    let isInbound: Bool
    /// Step after it in its flow; -1 = out of it.
    let next: Int
    let place: Int
    let equipment: Int
    let batch: Int
    let limit: Int
    let leavesWhenFull: Bool
    let preempts: Bool
    let restarts: Bool
    let share: Double
    let gather: Int
    let gatherTicks: Int64
    let cutOff: Int64
    let helpersAbove: Int
    let load: Double
    let atEnd: ShiftTerms.AtEnd?
    let ticksPerMetre: Double
    let hasPatience: Bool
    let patience: SamplerView
    let shareSource: UInt64
    let routeSource: UInt64
    let patienceSource: UInt64
    let tieSource: UInt64
    /// Whether a gate makes what comes wait, and what for.
    let holdsBack: Bool
    let splits: Bool
    let joins: Bool
    let opens: Bool
    let perOpening: Int
    /// Zone whose lines it works; -1 = all.
    let zone: Int
    let batching: PickingTerms.Batching
    let linesAtMost: Int64
    let hasRoundTime: Bool
    let perRound: SamplerView
    let roundSource: UInt64
    let wholeTrucks: Bool
    let inspects: Bool
    /// Its carriers, in `carriers`; and what it is as one.
    let carriers: Stretch
    let carrierSource: UInt64
    let isCarrier: Bool
    let capacity: Int
    let capacityCounts: ShippingTerms.Room
    let orderBy: Int64
    /// Its crew, in `crew`; its routes, in `routes`; the steps that can come before it, in `upstream`.
    let crew: Stretch
    let routes: Stretch
    let upstream: Stretch

    /// Whether somebody, or a machine alone, works here.
    @inline(__always) var isWorked: Bool { kind == .inbound || kind == .outbound || kind == .repair || kind == .upkeep }

    /// Whether a round is more than the next so many orders of the queue.
    var composesRounds: Bool { batching != .inTurn || linesAtMost != .max || wholeTrucks }
  }

  struct Crew: BitwiseCopyable, Sendable {
    var pool: Int32
    var slowness: Double
    /// Whether the step is another pool's and they come as helpers.
    var helps: Bool
  }

  struct Route: BitwiseCopyable, Sendable {
    var step: Int
    /// Shares up to and with this one.
    var upTo: Double
  }

  struct Carrier: BitwiseCopyable, Sendable {
    let step: Int
    /// Shares up to and with this one, of the orders that fit no condition.
    let upTo: Double
    let linesFrom: Int64
    /// As in the salts of the stream's orders.
    let stream: UInt64
    let hasStream: Bool

    var hasCondition: Bool { hasStream || linesFrom != .max }
  }

  struct Equipment: BitwiseCopyable, Sendable {
    let count: Int
    let fails: Bool
    let countsWorkOnly: Bool
    let repairStep: Int
    let up: SamplerView
    let down: SamplerView
    let upSource: UInt64
    let downSource: UInt64
    /// Ticks of work between two charges; the largest number = it needs none.
    let chargedFor: Int64
    let charge: SamplerView
    let chargeSource: UInt64
  }

  struct Pool: BitwiseCopyable, Sendable {
    let terms: Bool
    let absence: Double
    let partTime: Double
    let hasAge: Bool
    let age: SamplerView
    let experience: Double
    let absenceSource: UInt64
    let ageSource: UInt64
    let leavingSource: UInt64
  }

  var calendars: [Calendar] = []
  var stations: [Station] = []
  var crew: [Crew] = []
  var routes: [Route] = []
  var carriers: [Carrier] = []
  var upstream: [Int] = []
  var equipment: [Equipment] = []
  var pools: [Pool] = []
  /// When wages or step times change, and the times that hold from each of these moments on.
  var changeTimes: [SimTime] = []
  var laterWork: [WorkTimes] = []
  /// People with a name who come later.
  var newcomers: [(pool: Int, number: Int, person: PoolTerms.Person)] = []
  private var owned: [Sampler] = []

  /// Nothing, for a floor that needs no hall.
  init() {}

  init(_ plan: FloorPlan, next: [Int], travelTicksPerMetre: [Double]) throws(LawError) {
    var owned = [try Sampler(.constant(0))]
    func view(_ law: Law?) throws(LawError) -> SamplerView {
      guard let law else { return owned[0].view }
      owned.append(try Sampler(law))
      return owned[owned.count - 1].view
    }
    calendars = plan.shifts.map(Self.calendar)
    let inbound = Set(plan.inbound + (plan.returns ?? []))
    let reach = Self.upstream(of: plan, next: next)
    for (s, step) in plan.steps.enumerated() {
      let terms = step.terms ?? StepTerms()
      let firstCrew = crew.count, firstRoute = routes.count, firstUpstream = upstream.count
      for member in step.crew {
        crew.append(Crew(pool: Int32(member.pool), slowness: 1 / member.proficiency, helps: member.helps ?? false))
      }
      var sum = 0.0
      for route in terms.routes where route.share > 0 {
        sum += route.share
        routes.append(Route(step: route.step, upTo: sum))
      }
      upstream += reach[s]
      let picking = terms.picking ?? PickingTerms()
      let firstCarrier = carriers.count
      var dealt = 0.0
      for choice in terms.shipping?.carriers ?? [] {
        dealt += choice.share
        carriers.append(
          Carrier(
            step: choice.step, upTo: dealt, linesFrom: choice.linesFrom.map(Int64.init) ?? .max,
            stream: StableHash.of("stream/\(choice.stream ?? "")"),
            hasStream: choice.stream != nil))
      }
      let opens = step.kind == .gate && !step.departures.isEmpty
      stations.append(
        Station(
          kind: step.kind, queue: step.queue, isInbound: inbound.contains(s), next: next[s], place: step.place ?? -1,
          equipment: terms.equipment ?? -1,
          batch: step.batch, limit: terms.limit ?? .max, leavesWhenFull: terms.overflow == .leave, preempts: terms.preemption != nil,
          restarts: terms.preemption == .restart, share: terms.share, gather: terms.gather, gatherTicks: terms.gatherAtMost?.ticks ?? .max,
          cutOff: step.cutOff.ticks, helpersAbove: terms.helpersAbove ?? -1, load: terms.load, atEnd: terms.atEnd,
          ticksPerMetre: travelTicksPerMetre[s], hasPatience: terms.patience != nil, patience: try view(terms.patience),
          shareSource: StableHash.of("share/\(step.name)"), routeSource: StableHash.of("route/\(step.name)"),
          patienceSource: StableHash.of("patience/\(step.name)"), tieSource: StableHash.of("tie/\(step.name)"),
          holdsBack: terms.gather > 1 || opens || picking.splits || picking.joins, splits: picking.splits, joins: picking.joins,
          opens: opens,
          perOpening: picking.perOpening ?? .max, zone: picking.zone ?? -1, batching: picking.batching,
          linesAtMost: picking.linesAtMost.map(Int64.init) ?? .max, hasRoundTime: picking.perRound != nil,
          perRound: try view(picking.perRound),
          roundSource: StableHash.of("round/\(step.name)"), wholeTrucks: terms.receiving?.wholeTrucks ?? false,
          inspects: (terms.receiving?.rejects ?? 0) > 0,
          carriers: Stretch(firstCarrier, carriers.count), carrierSource: StableHash.of("carrier/\(step.name)"),
          isCarrier: step.kind == .ship && terms.shipping != nil, capacity: terms.shipping?.capacity ?? .max,
          capacityCounts: terms.shipping?.capacityCounts ?? .orders, orderBy: terms.shipping?.orderBy.ticks ?? 0,
          crew: Stretch(firstCrew, crew.count),
          routes: Stretch(firstRoute, routes.count), upstream: Stretch(firstUpstream, upstream.count)))
    }
    for one in plan.equipment ?? [] {
      equipment.append(
        Equipment(
          count: one.count, fails: one.failures != nil, countsWorkOnly: one.failures?.countsWorkOnly ?? false,
          repairStep: one.failures?.repairStep ?? -1, up: try view(one.failures?.up), down: try view(one.failures?.down),
          upSource: StableHash.of("failure/\(one.name)"), downSource: StableHash.of("repair/\(one.name)"),
          chargedFor: one.charging?.after.ticks ?? .max, charge: try view(one.charging?.lasts),
          chargeSource: StableHash.of("charge/\(one.name)")))
    }
    for (p, pool) in plan.pools.enumerated() {
      let terms = pool.terms
      let later = (terms?.people ?? []).filter { $0.hired != nil }
      for (i, person) in later.enumerated() { newcomers.append((p, pool.countAtStart + i, person)) }
      pools.append(
        Pool(
          terms: terms != nil, absence: terms?.absence ?? 0, partTime: terms?.partTime ?? 1, hasAge: terms?.age != nil,
          age: try view(terms?.age),
          experience: terms?.experience ?? .infinity, absenceSource: StableHash.of("absence/\(pool.name)"),
          ageSource: StableHash.of("age/\(pool.name)"),
          leavingSource: StableHash.of("leaving/\(pool.name)")))
    }
    changeTimes = plan.changeTimes
    for time in changeTimes { laterWork.append(try WorkTimes(plan.steps(at: time))) }
    self.owned = owned
  }

  /// Starts and ends of a shift and of its breaks, in order.
  private static func calendar(_ shift: ShiftPlan) -> Calendar {
    var calendar = Calendar()
    calendar.terms = shift.terms ?? ShiftTerms()
    func add(_ time: Int64, _ change: Change, _ span: Int) {
      calendar.times.append(time)
      calendar.changes.append(change)
      calendar.spans.append(Int32(span))
    }
    var d = 0
    for (paid, number) in zip(shift.paid, shift.workDays) {
      var reached = paid.start.ticks
      add(reached, .shiftStart, number)
      while d < shift.duty.count, shift.duty[d].end <= paid.end {
        let duty = shift.duty[d]
        if duty.start.ticks > reached {
          add(reached, .breakStart, number)
          add(duty.start.ticks, .breakEnd, number)
        }
        reached = duty.end.ticks
        d += 1
      }
      if reached < paid.end.ticks { add(reached, .breakStart, number) }
      add(paid.end.ticks, .shiftEnd, number)
    }
    for i in calendar.times.indices.dropLast() {
      let time = calendar.times[i]
      if calendar.changes[i] == .breakStart, calendar.changes[i + 1] == .breakEnd { calendar.lastBreak = time }
      if calendar.changes[i] == .shiftEnd, calendar.times[i + 1] > time { calendar.lastEnd = time }
    }
    // The table ends, the weeks do not.
    let lastWeek = (calendar.times.last ?? 0) - 8 * SimTime.ticksPerDay
    if calendar.lastBreak > lastWeek { calendar.lastBreak = .max }
    if calendar.lastEnd > lastWeek { calendar.lastEnd = .max }
    return calendar
  }

  /// The steps from which orders can come to each step, itself left out.
  private static func upstream(of plan: FloorPlan, next: [Int]) -> [[Int]] {
    let count = plan.steps.count
    var after = [[Int]](repeating: [], count: count)
    for (s, step) in plan.steps.enumerated() {
      after[s] = [next[s]] + (step.terms?.routes ?? []).filter { $0.share > 0 }.map(\.step)
      if let terms = step.terms, !terms.routes.isEmpty {
        after[s] = terms.routes.filter { $0.share > 0 }.map(\.step) + (step.share1 ? [next[s]] : [])
      }
    }
    var before = [[Int]](repeating: [], count: count)
    for s in 0..<count {
      var seen: Set<Int> = []
      var open = after[s]
      while let t = open.popLast() {
        guard t >= 0, seen.insert(t).inserted else { continue }
        open += after[t]
        if plan.steps[t].share1 { open.append(next[t]) }
      }
      for t in seen.sorted() where t != s { before[t].append(s) }
    }
    return before
  }
}

/// Neighbours in a table, as plain data.
struct Stretch: BitwiseCopyable, Sendable, Sequence {
  let first: Int
  let end: Int

  init(_ first: Int, _ end: Int) {
    self.first = first
    self.end = end
  }

  var isEmpty: Bool { first == end }
  func makeIterator() -> Range<Int>.Iterator { (first..<end).makeIterator() }
}

extension StepPlan {
  /// Whether some orders pass the step by.
  fileprivate var share1: Bool { (terms?.share ?? 1) < 1 || terms?.picking?.zone != nil }
}
