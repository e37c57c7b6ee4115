internal import Groundwork
internal import Kernel
internal import Randomness

/// A small network of waiting lines written on the kernel as a room writes it: kinds, flat state, one switch. What `verify` holds the
/// closed forms against.
struct QueueModel: Sendable {
  enum Order: Sendable { case firstCome, nonPreemptive, preemptiveResume }

  struct Station: Sendable {
    var servers: Int
    /// Most customers at the station, those served included.
    var capacity = Int.max
    var order = Order.firstCome
    /// Row of the routing: chances of going on to each station; what is missing leaves.
    var routing: [Double] = []
  }

  /// Customers of one class from outside: one after another, or a fixed number who come again.
  struct Stream: Sendable {
    var station: Int
    var gap: TimeLaw
    /// 0 for an endless stream; else so many sources, each `gap` after it was served.
    var sources = 0
  }

  var stations: [Station]
  /// By class, the most important first.
  var streams: [Stream]
  /// By station and class, row-major.
  var services: [TimeLaw]
  var patience: TimeLaw?

  /// Customers per replication before counting, and counted.
  struct Effort: Sendable {
    var replications = 20
    var warmUp = 20_000
    var customers = 200_000
    var phase = DrawPhase.main
  }

  /// Figures of one replication.
  struct Figures: Sendable {
    var wait: [Double] = []
    var stay: [Double] = []
    var waited = 0.0
    var blocked = 0.0
    var abandoned = 0.0
    var line: [Double] = []
    var house: [Double] = []
    var throughput: [Double] = []
    var sojourn = 0.0
    var busy = 0.0
    /// Waits of all classes, ascending; kept only where asked for.
    var waits: [Int64] = []
  }
}

extension QueueModel {
  /// Independent replications, in order.
  ///
  /// - Parameter keepsWaits: whether every wait is kept for quantiles.
  /// - Throws: `QueueError.notCovered` where the times do not fit one clock.
  func replications(_ effort: Effort, keepsWaits: Bool = false) throws -> [Figures] {
    guard let unit = unit(customers: effort.customers) else { throw QueueError.notCovered("the times are too far apart to be simulated") }
    let drawn = Drawn(
      gaps: try streams.map { try Sampler($0.gap.law(scaledBy: unit)) }, services: try services.map { try Sampler($0.law(scaledBy: unit)) },
      patience: try patience.map { try Sampler($0.law(scaledBy: unit)) })
    return (0..<effort.replications).map { replication in
      var run = QueueRun(self, drawn, phase: effort.phase, replication: replication, keepsWaits: keepsWaits)
      run.run(effort)
      return run.figures(unit: unit)
    }
  }

  /// Ticks of a unit of time.
  ///
  /// The mean service is about a second of the simulated clock, so that rounding to microseconds moves no figure in the sixth digit; by
  /// a power of ten, so that times with few decimals stay exact and those that should coincide do.
  ///
  /// - Returns: nil where the times between customers and those of service are too far apart for one clock.
  func unit(customers: Int) -> Double? {
    var unit = 1e6
    while unit * services[0].mean > 3e6 { unit /= 10 }
    while unit * services[0].mean < 3e5 { unit *= 10 }
    let longest = (streams.map(\.gap.mean) + services.map(\.mean) + [patience?.mean ?? 0]).max() ?? 0
    let shortest = (streams.map(\.gap.mean) + services.map(\.mean)).min() ?? 0
    return unit * longest * Double(customers) < 1e17 && unit * shortest > 100 ? unit : nil
  }

  struct Drawn: Sendable {
    var gaps: [Sampler]
    var services: [Sampler]
    var patience: Sampler?
  }
}

/// One replication.
private struct QueueRun: ~Copyable {
  enum Kind { static let arrival: UInt16 = 1, departure: UInt16 = 2, abandonment: UInt16 = 3 }

  struct Customer {
    var kind: Int32 = 0
    var station: Int32 = 0
    var entered: Int64 = 0
    var came: Int64 = 0
    var number: UInt64 = 0
    /// Work left, and when the present service began.
    var rest: Int64 = 0
    var began: Int64 = -1
    var visits: UInt16 = 0
    /// The pending end of service or of patience.
    var pending: EventHandle?
  }

  let model: QueueModel
  let drawn: QueueModel.Drawn
  let key: DrawKey
  let keepsWaits: Bool
  var agenda = Agenda()
  var customers: [Customer] = []
  var free: [Int32] = []
  var lines: [RankedLine]
  /// Servers at work, by station; and who is served, where somebody may be interrupted.
  var atWork: [Int]
  var working: [[Int32]]
  var inLine: [TimeWeighted]
  var inHouse: [TimeWeighted]
  var busy: [TimeWeighted]
  var waits: [Tally]
  var stays: [Tally]
  var sojourns = Tally()
  var passed: [Int]
  var arrivals = 0
  var blocked = 0
  var abandoned = 0
  var waited = 0
  var next: [UInt64]
  var kept: [Int64] = []
  var start: Int64 = 0
  var isCounting = false

  init(_ model: QueueModel, _ drawn: QueueModel.Drawn, phase: DrawPhase, replication: Int, keepsWaits: Bool) {
    self.model = model
    self.drawn = drawn
    self.keepsWaits = keepsWaits
    key = DrawKey(seed: 1, phase: phase, replication: replication)
    let stations = model.stations.count
    lines = [RankedLine](repeating: RankedLine(capacity: 64), count: stations)
    working = [[Int32]](repeating: [], count: stations)
    atWork = [Int](repeating: 0, count: stations)
    inLine = [TimeWeighted](repeating: TimeWeighted(), count: stations)
    inHouse = inLine
    busy = inLine
    waits = [Tally](repeating: Tally(), count: model.streams.count)
    stays = waits
    passed = [Int](repeating: 0, count: stations)
    next = [UInt64](repeating: 0, count: model.streams.count)
  }

  mutating func run(_ effort: QueueModel.Effort) {
    for (stream, one) in model.streams.enumerated() {
      for _ in 0..<max(1, one.sources) { expect(stream, after: 0) }
    }
    var goal = effort.warmUp
    while let event = agenda.next() {
      handle(event)
      if arrivals >= goal {
        if isCounting { break }
        startCounting()
        goal = effort.customers
      }
    }
  }

  private mutating func startCounting() {
    isCounting = true
    let now = agenda.now
    start = now.ticks
    for i in inLine.indices {
      inLine[i].restart(at: now)
      inHouse[i].restart(at: now)
      busy[i].restart(at: now)
      passed[i] = 0
    }
    waits = waits.map { _ in Tally() }
    stays = waits
    sojourns = Tally()
    (arrivals, blocked, abandoned, waited) = (0, 0, 0, 0)
    kept = []
  }

  private mutating func handle(_ event: Event) {
    switch event.kind {
    case Kind.arrival:
      let stream = Int(event.subject)
      arrivals += 1
      let station = model.streams[stream].station
      if Int(inHouse[station].level) >= model.stations[station].capacity {
        blocked += 1
      } else {
        let id = admit(stream, number: UInt64(bitPattern: event.argument), at: event.time)
        arrive(id, at: station, event.time)
      }
      if model.streams[stream].sources == 0 { expect(stream, after: event.time.ticks) }
    case Kind.departure: leave(event.subject, event.time)
    default: giveUp(event.subject, event.time)
    }
  }

  /// Schedules the next customer of a stream.
  private mutating func expect(_ stream: Int, after time: Int64) {
    let number = next[stream]
    next[stream] += 1
    let gap = drawn.gaps[stream].draw(key.uniform(source: UInt64(stream) << 8 | 1, ordinal: number))
    agenda.schedule(
      at: SimTime(ticks: time + Int64(min(gap, 1e17).rounded())), .demand, kind: Kind.arrival, subject: Int32(stream),
      argument: Int64(bitPattern: number))
  }

  private mutating func admit(_ stream: Int, number: UInt64, at time: SimTime) -> Int32 {
    let id = free.popLast() ?? Int32(customers.count)
    let one = Customer(kind: Int32(stream), entered: time.ticks, number: number)
    if Int(id) == customers.count { customers.append(one) } else { customers[Int(id)] = one }
    return id
  }

  private mutating func arrive(_ id: Int32, at station: Int, _ now: SimTime) {
    let i = Int(id)
    let kind = Int(customers[i].kind)
    customers[i].station = Int32(station)
    customers[i].came = now.ticks
    customers[i].began = -1
    customers[i].visits &+= 1
    let place = station * model.streams.count + kind
    let u = key.uniform(source: UInt64(kind) << 8 | 2, ordinal: customers[i].number, draw: customers[i].visits)
    customers[i].rest = Int64(min(drawn.services[place].draw(u), 1e17).rounded())
    inHouse[station].change(by: 1, at: now)
    if atWork[station] < model.stations[station].servers {
      begin(id, now)
      return
    }
    if model.stations[station].order == .preemptiveResume,
      let weakest = working[station].max(by: { customers[Int($0)].kind < customers[Int($1)].kind }),
      customers[Int(weakest)].kind > Int32(kind)
    {
      interrupt(weakest, now)
      begin(id, now)
      return
    }
    waited += 1
    enqueue(id, isInterrupted: false, now)
    if let patience = drawn.patience {
      let u = key.uniform(source: UInt64(kind) << 8 | 3, ordinal: customers[i].number, draw: customers[i].visits)
      customers[i].pending = agenda.schedule(
        at: SimTime(ticks: now.ticks + Int64(min(patience.draw(u), 1e17).rounded())), .calendar, kind: Kind.abandonment, subject: id)
    }
  }

  /// Within a class the interrupted customer stands before those who have not begun.
  private mutating func enqueue(_ id: Int32, isInterrupted: Bool, _ now: SimTime) {
    let station = Int(customers[Int(id)].station)
    let rank = model.stations[station].order == .firstCome ? 0 : 2 * Int64(customers[Int(id)].kind) + (isInterrupted ? 0 : 1)
    lines[station].insert(id, rank: rank)
    inLine[station].change(by: 1, at: now)
  }

  private mutating func begin(_ id: Int32, _ now: SimTime) {
    let i = Int(id)
    let station = Int(customers[i].station)
    if customers[i].began < 0 {
      let wait = now.ticks - customers[i].came
      waits[Int(customers[i].kind)].add(wait)
      if keepsWaits, isCounting { kept.append(wait) }
    }
    customers[i].began = now.ticks
    atWork[station] += 1
    if model.stations[station].order == .preemptiveResume { working[station].append(id) }
    busy[station].change(by: 1, at: now)
    customers[i].pending = agenda.schedule(
      at: SimTime(ticks: now.ticks + customers[i].rest), .workEnd, kind: Kind.departure, subject: id)
  }

  private mutating func interrupt(_ id: Int32, _ now: SimTime) {
    let i = Int(id)
    let station = Int(customers[i].station)
    if let pending = customers[i].pending { agenda.cancel(pending) }
    customers[i].rest -= now.ticks - customers[i].began
    stop(id, station, now)
    enqueue(id, isInterrupted: true, now)
  }

  private mutating func stop(_ id: Int32, _ station: Int, _ now: SimTime) {
    atWork[station] -= 1
    if let place = working[station].firstIndex(of: id) { working[station].remove(at: place) }
    busy[station].change(by: -1, at: now)
  }

  private mutating func leave(_ id: Int32, _ now: SimTime) {
    let i = Int(id)
    let station = Int(customers[i].station)
    let kind = Int(customers[i].kind)
    stop(id, station, now)
    inHouse[station].change(by: -1, at: now)
    stays[kind].add(now.ticks - customers[i].came)
    passed[station] += 1
    startNext(station, now)
    if let onward = route(id, from: station) {
      arrive(id, at: onward, now)
      return
    }
    sojourns.add(now.ticks - customers[i].entered)
    release(id)
    if model.streams[kind].sources > 0 { expect(kind, after: now.ticks) }
  }

  private mutating func startNext(_ station: Int, _ now: SimTime) {
    guard let next = lines[station].popFirst() else { return }
    inLine[station].change(by: -1, at: now)
    if drawn.patience != nil, let pending = customers[Int(next)].pending { agenda.cancel(pending) }
    begin(next, now)
  }

  private mutating func giveUp(_ id: Int32, _ now: SimTime) {
    let station = Int(customers[Int(id)].station)
    lines[station].remove(id)
    inLine[station].change(by: -1, at: now)
    inHouse[station].change(by: -1, at: now)
    abandoned += 1
    release(id)
  }

  private mutating func release(_ id: Int32) {
    customers[Int(id)].pending = nil
    free.append(id)
  }

  private func route(_ id: Int32, from station: Int) -> Int? {
    let row = model.stations[station].routing
    if row.isEmpty { return nil }
    let customer = customers[Int(id)]
    var u = key.uniform(source: UInt64(customer.kind) << 8 | 4, ordinal: customer.number, draw: customer.visits)
    for (to, p) in row.enumerated() {
      u -= p
      if u < 0 { return to }
    }
    return nil
  }

  func figures(unit: Double) -> QueueModel.Figures {
    let now = agenda.now
    let span = Double(now.ticks - start) / unit
    var result = QueueModel.Figures()
    result.wait = waits.map { $0.mean / unit }
    result.stay = stays.map { $0.mean / unit }
    let got = Double(max(1, arrivals - blocked))
    result.waited = Double(waited) / got
    result.blocked = Double(blocked) / Double(max(1, arrivals))
    result.abandoned = Double(abandoned) / Double(max(1, arrivals))
    result.line = inLine.map { $0.mean(until: now) }
    result.house = inHouse.map { $0.mean(until: now) }
    result.busy = busy.reduce(0) { $0 + $1.mean(until: now) }
    result.throughput = passed.map { Double($0) / span }
    result.sojourn = sojourns.mean / unit
    result.waits = kept.sorted()
    return result
  }
}
