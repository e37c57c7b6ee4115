public import Experiment
public import Groundwork
internal import Kernel
internal import Simulation
internal import Supply
internal import Warehouse

/// `events.csv`: everything that happened in one replication, a row an event, in order of time.
public struct EventsFile: Sendable {
  /// More than this is refused rather than cut off: some gigabytes of text that no table opens.
  public static let mostEvents = 20_000_000

  let run: TracedRun

  public init(_ run: TracedRun) { self.run = run }

  /// The table's text.
  ///
  /// - Throws: `InputErrors` where there are more events than `mostEvents`; `Cancelled`.
  /// - Complexity: one replication; memory of the text, about 90 bytes an event.
  public func text(cancellation: Cancellation = Cancellation()) throws -> String {
    let header = [
      "time [h]", "clock", "event", "order", "goods", "replenishment", "stream", "line", "item", "location", "quantity", "lines",
      "on-shelf",
      "owed", "on-order", "step", "queue", "pool", "person", "equipment", "unit", "state",
    ]
    var csv = CSVWriter(header: header)
    var count = 0
    _ = run.watch { event in
      count += 1
      if count > Self.mostEvents || cancellation.isCancelled { return }
      csv.append(row(event))
    }
    try cancellation.check()
    if count > Self.mostEvents {
      throw InputErrors(
        Diagnostic(
          .error, code: "trace-too-long",
          "the trace of '\(run.title)' has \(count) events; a file of more than \(Self.mostEvents) is of no use",
          remedy: "trace a shorter run: --set 'clock.horizon=4 weeks'"))
    }
    return csv.text
  }

  private func row(_ event: TraceEvent) -> [String] {
    let supply = run.plan.supply
    func number(_ value: Int) -> String { value == 0 ? "" : String(value) }
    let point = event.stockPoint >= 0 ? supply.stockPoints[Int(event.stockPoint)] : nil
    // Work on the floor moves no stock, and its events carry no levels.
    let keepsStock = event.floor == nil && (point.map { !$0.unlimited } ?? false)
    var cells = [
      CSVWriter.number(Double(event.time.ticks) / Double(SimTime.ticksPerHour), digits: 12), run.text(event.time),
      event.floor.map { Self.words($0) } ?? event.kind.rawValue, number(event.order), number(event.load), number(event.receipt),
      event.stream >= 0 ? supply.streams[Int(event.stream)].name : "", event.line >= 0 ? String(event.line + 1) : "",
      point.map { supply.items[$0.item].name } ?? "", point.map { supply.locations[$0.location].name } ?? "",
      event.quantity == 0 ? "" : String(event.quantity), number(event.count), keepsStock ? String(event.available) : "",
      keepsStock ? String(event.owed) : "", keepsStock ? String(event.onOrder) : "",
    ]
    guard let floor = event.floor, let plan = run.plan.floor else { return cells + Array(repeating: "", count: 7) }
    cells += [
      floor.station >= 0 ? plan.steps[Int(floor.station)].name : "", [.queued, .held].contains(floor.kind) ? String(floor.count) : "",
      floor.pool >= 0 ? plan.pools[Int(floor.pool)].name : "", floor.person >= 0 ? String(floor.person + 1) : "",
      floor.equipment >= 0 ? plan.equipment?[Int(floor.equipment)].name ?? "" : "", floor.unit >= 0 ? String(floor.unit + 1) : "",
      Self.state(floor),
    ]
    return cells
  }

  private static func words(_ event: FloorEvent) -> String {
    switch event.kind {
    case .queued: "waits"
    case .held: "waits for its goods"
    case .begun: "work begins"
    case .stopped: "work stands still"
    case .resumed: "work goes on"
    case .putBack: "work given up"
    case .done: "work done"
    case .blocked: "no room to go on"
    case .left: "leaves step"
    case .departed: "leaves floor"
    case .turnedAway: "turned away"
    case .gaveUp: "out of patience"
    case .person: "person"
    case .equipment: "equipment"
    case .cause: "queue waits for"
    }
  }

  private static func state(_ event: FloorEvent) -> String {
    switch event.kind {
    case .person:
      guard let state = PersonState(rawValue: event.state) else { return "" }
      return name(state) + (event.count == 1 ? ", overtime" : "")
    case .equipment:
      let states = ["free", "in use", "down", "charging", "gone"]
      return states.indices.contains(Int(event.state)) ? states[Int(event.state)] : ""
    case .cause:
      guard let cause = WaitCause(rawValue: event.state) else { return "" }
      switch cause {
      case .people: return "people"
      case .offShift: return "the next shift"
      case .onBreak: return "the end of a break"
      case .place: return "a place"
      case .equipment: return "equipment"
      case .departure: return "a departure"
      case .replenishment: return "goods on the face"
      }
    case .stopped: return event.count == 1 ? "break" : "shift over"
    default: return ""
    }
  }

  static func name(_ state: PersonState) -> String {
    switch state {
    case .off: "off duty"
    case .idle: "free"
    case .busy: "at work"
    case .blocked: "blocked"
    case .down: "equipment down"
    case .onBreak: "on break"
    case .absent: "absent"
    case .training: "in training"
    case .gone: "gone"
    }
  }
}
