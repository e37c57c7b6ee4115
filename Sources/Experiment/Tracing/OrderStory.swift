public import Groundwork
public import Kernel
internal import Simulation
public import Warehouse
internal import Supply

/// What happened to one customer's order: when it came, what it waited for and why, who did what, when it left.
public struct OrderStory: Sendable, Equatable {
  public enum End: String, Sendable {
    case left
    /// Lost, turned away or given up.
    case lost
    /// Still in the house when the run ended.
    case open
  }

  /// One line of the order.
  public struct Line: Sendable, Equatable {
    public var item: String
    public var asked: Int64
    /// What the shelf did not hold when it was asked: it waited, or was lost.
    public var waited: Int64 = 0
    public var lost: Int64 = 0
    /// When the last unit that waited was there; nil where none waited, or none came.
    public var complete: SimTime?
  }

  /// A stretch of time at a step.
  public struct Span: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
      case waiting(WaitCause)
      case working
      /// Its work stands still: its person has gone home.
      case laidDown
      /// The same while its person has a break.
      case laidDownForBreak
      /// Done, and no room at the next step.
      case blocked
    }
    public var kind: Kind
    public var start: SimTime
    /// nil = still going on when the run ended.
    public var end: SimTime?
  }

  /// One visit to a step.
  public struct Stage: Sendable, Equatable {
    public var station: String
    public var came: SimTime
    public var left: SimTime?
    public var spans: [Span] = []
    /// How many waited there when it came, itself included.
    public var queue = 0
    /// Who worked on it, in order; with which unit; and how many orders were in the task.
    public var people: [String] = []
    public var equipment: String?
    public var together = 1
    /// How often its work was given up for a more urgent order, the end of a shift or a failure of its equipment.
    public var interruptions = 0
    /// It left the house unserved from here.
    public var isUnserved = false

    func hours(_ end: SimTime, _ isIncluded: (Span.Kind) -> Bool) -> Double {
      spans.filter { isIncluded($0.kind) }.reduce(0) { $0 + Double(($1.end ?? end).ticks - $1.start.ticks) } / Double(SimTime.ticksPerHour)
    }
  }

  /// Goods of the order that went through the house together.
  public struct Load: Sendable, Equatable {
    public var number: Int
    public var ready: SimTime
    public var left: SimTime?
    public var lines: Int
    public var units: Int64
    public var stages: [Stage] = []
  }

  /// In order of arrival, from 1.
  public var number: Int
  public var stream: String
  public var placed: SimTime
  public var due: SimTime?
  public var lines: [Line] = []
  public var loads: [Load] = []
  public var end = End.open
  /// When its last goods left, or it was lost; nil while open.
  public var gone: SimTime?
  /// The end of the run.
  public var horizon: SimTime

  /// Where spans end that are still open.
  public var reached: SimTime { gone ?? horizon }

  /// Hours of all its goods' visits by what they were spent on.
  public func hours(_ isIncluded: (Span.Kind) -> Bool) -> Double {
    loads.flatMap(\.stages).reduce(0) { $0 + $1.hours(reached, isIncluded) }
  }
}

extension TracedRun {
  /// The story of an order of this replication, by its number in order of arrival from 1.
  ///
  /// - Throws: `InputErrors` where so many orders do not come.
  /// - Complexity: one replication.
  public func order(_ number: Int) throws(InputErrors) -> OrderStory {
    let teller = OrderTeller(self, number: number)
    _ = watch { teller.hear($0) }
    guard let story = teller.story else {
      let came = teller.orders
      throw InputErrors(
        Diagnostic(
          .error, code: "unknown-order",
          "there is no order \(number): \(came) order\(came == 1 ? " comes" : "s come") in replication \(replication + 1)",
          remedy: came > 0 ? "orders are numbered as they come, from 1 to \(came)" : "give the scenario some demand"))
    }
    return story
  }
}

/// Puts the story of one order together while the replication runs.
private final class OrderTeller {
  let run: TracedRun
  let number: Int
  var story: OrderStory?
  var orders = 0
  /// Why each step's queue waits at the moment.
  private var causes: [WaitCause?]

  init(_ run: TracedRun, number: Int) {
    self.run = run
    self.number = number
    causes = Array(repeating: nil, count: run.plan.floor?.steps.count ?? 0)
  }

  func hear(_ event: TraceEvent) {
    if event.kind == .orderPlaced { orders += 1 }
    if let floor = event.floor, floor.kind == .cause { return changeCause(floor) }
    guard event.order == number else { return }
    switch event.kind {
    case .orderPlaced:
      let end = SimTime(ticks: run.plan.clock.horizon.ticks + run.plan.clock.runOut.ticks)
      story = OrderStory(number: number, stream: run.stream(event.stream), placed: event.time, due: event.due, horizon: end)
    case .lineAsked:
      // Told after what of it was short: the line may be there already.
      let known = line(event)
      story?.lines[known].asked = event.quantity
    case .lineWaits:
      let known = line(event)
      story?.lines[known].waited += event.quantity
    case .lineLost:
      let known = line(event)
      story?.lines[known].lost += event.quantity
    case .lineAllocated:
      let known = line(event)
      story?.lines[known].complete = event.time
    case .loadReady:
      story?.loads.append(.init(number: event.load, ready: event.time, lines: event.count, units: event.quantity))
    case .loadLeft, .loadAbandoned:
      guard let i = story?.loads.firstIndex(where: { $0.number == event.load }) else { return }
      story?.loads[i].left = event.time
    case .orderFinished:
      story?.end = .left
      story?.gone = event.time
    case .orderLost:
      story?.end = .lost
      story?.gone = event.time
    case .floor:
      if let floor = event.floor, let i = story?.loads.firstIndex(where: { $0.number == event.load }) { hear(floor, load: i) }
    case .replenishmentOrdered, .received, .putAway: break
    }
  }

  /// Index of the line an event tells of; lines come in any order.
  private func line(_ event: TraceEvent) -> Int {
    let place = Int(event.line)
    while (story?.lines.count ?? .max) <= place { story?.lines.append(.init(item: "", asked: 0)) }
    if event.stockPoint >= 0, let item = run.plan.supply.stockPoints.indices.contains(Int(event.stockPoint)) ? Int(event.stockPoint) : nil {
      story?.lines[place].item = run.plan.supply.items[run.plan.supply.stockPoints[item].item].name
    }
    return place
  }

  private func changeCause(_ event: FloorEvent) {
    // A story counts a break among the time when nobody is on duty, as the measures do.
    let s = Int(event.station), told = WaitCause(rawValue: event.state), cause = told == .onBreak ? .offShift : told
    causes[s] = cause
    guard let cause, let story else { return }
    let name = run.station(event.station)
    for l in story.loads.indices {
      guard let i = visit(l, at: name), let span = story.loads[l].stages[i].spans.last, span.end == nil,
        case .waiting(let before) = span.kind,
        before != cause, before != .replenishment
      else { continue }
      close(l, i, event.time)
      open(l, i, .waiting(cause), event.time)
    }
  }

  private func waiting(_ event: FloorEvent) -> OrderStory.Span.Kind { .waiting(causes[Int(event.station)] ?? .people) }

  /// The visit to a step that has not ended; the parts of an order that is picked by zone are at several steps at once.
  private func visit(_ l: Int, at name: String) -> Int? { story?.loads[l].stages.lastIndex { $0.station == name && $0.left == nil } }

  private func hear(_ event: FloorEvent, load l: Int) {
    let t = event.time, name = run.station(event.station), i = visit(l, at: name)
    if event.kind == .queued || event.kind == .held {
      let kind = event.kind == .held ? OrderStory.Span.Kind.waiting(.replenishment) : waiting(event)
      if let i { close(l, i, t) } else { story?.loads[l].stages.append(.init(station: name, came: t, queue: Int(event.count))) }
      return open(l, i ?? (story?.loads[l].stages.count ?? 1) - 1, kind, t)
    }
    guard let i else { return }
    switch event.kind {
    case .begun, .resumed:
      close(l, i, t)
      open(l, i, .working, t)
      if let person = run.person(event.pool, event.person), story?.loads[l].stages[i].people.last != person {
        story?.loads[l].stages[i].people.append(person)
      }
      if event.equipment >= 0 { story?.loads[l].stages[i].equipment = run.equipment(event.equipment) }
      story?.loads[l].stages[i].together = max(1, Int(event.count))
    case .stopped:
      close(l, i, t)
      open(l, i, event.count == 1 ? .laidDownForBreak : .laidDown, t)
    case .putBack:
      close(l, i, t)
      story?.loads[l].stages[i].interruptions += 1
    case .done: close(l, i, t)
    case .blocked:
      close(l, i, t)
      open(l, i, .blocked, t)
    case .left, .turnedAway, .gaveUp:
      close(l, i, t)
      story?.loads[l].stages[i].left = t
      if event.kind != .left { story?.loads[l].stages[i].isUnserved = true }
    case .queued, .held, .departed, .person, .equipment, .cause: break
    }
  }

  private func open(_ l: Int, _ i: Int, _ kind: OrderStory.Span.Kind, _ time: SimTime) {
    story?.loads[l].stages[i].spans.append(.init(kind: kind, start: time))
  }

  /// Ends the open span; one without length is forgotten, one that goes on with the one before is joined to it.
  private func close(_ l: Int, _ i: Int, _ time: SimTime) {
    guard var stage = story?.loads[l].stages[i], let span = stage.spans.last, span.end == nil else { return }
    let before = stage.spans.count - 2
    if span.start == time {
      stage.spans.removeLast()
    } else if before >= 0, stage.spans[before].kind == span.kind, stage.spans[before].end == span.start {
      stage.spans.removeLast()
      stage.spans[before].end = time
    } else {
      stage.spans[stage.spans.count - 1].end = time
    }
    story?.loads[l].stages[i] = stage
  }
}
