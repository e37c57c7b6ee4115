internal import Kernel

/// What a hall tells whoever watches. It only reads, so that watching changes no number (`mutating` as `Hall` says, lest every word copy
/// it).
extension Hall {
  @inline(__always) var isWatched: Bool { trace?.observer != nil }

  /// Something happened to a job at a step.
  mutating func tell(_ kind: FloorEvent.Kind, _ job: Int32, _ s: Int, count: Int = -1, state: Int8 = -1) {
    guard let observer = trace?.observer else { return }
    var event = jobEvent(kind, job, s)
    event.count = Int32(truncatingIfNeeded: count)
    event.state = state
    observer(event)
  }

  /// Something happened to every job of a task.
  mutating func tell(_ kind: FloorEvent.Kind, task t: Int, count: Int? = nil) {
    guard let observer = trace?.observer else { return }
    let task = tasks[t]
    var job = task.job
    while job >= 0 {
      var event = jobEvent(kind, job, Int(task.station))
      if task.person >= 0 {
        event.pool = people[Int(task.person)].pool
        event.person = people[Int(task.person)].number
      }
      if task.unit >= 0 {
        event.equipment = units[Int(task.unit)].equipment
        event.unit = task.unit
      }
      event.count = Int32(truncatingIfNeeded: count ?? Int(task.count))
      observer(event)
      job = jobs[Int(job)].next
    }
  }

  private mutating func jobEvent(_ kind: FloorEvent.Kind, _ job: Int32, _ s: Int) -> FloorEvent {
    var event = FloorEvent(kind, at: reached)
    switch fixed[s].kind {
    case .repair: event.flow = .repair
    case .upkeep: event.flow = .upkeep
    default: event.flow = jobs[Int(job)].isInbound ? .inbound : .outbound
    }
    event.payload = jobs[Int(job)].payload
    event.aisles = jobs[Int(job)].aisles
    event.station = Int32(truncatingIfNeeded: s)
    return event
  }

  /// A job leaves the step where it was; one that comes to its first step leaves none.
  mutating func tellLeft(_ job: Int32) {
    let s = Int(jobs[Int(job)].station)
    if s >= 0 { tell(.left, job, s) }
  }

  mutating func tell(person w: Int, _ state: PersonState) {
    guard let observer = trace?.observer else { return }
    var event = FloorEvent(.person, at: reached)
    event.pool = people[w].pool
    event.person = people[w].number
    event.state = state.rawValue
    event.count = people[w].isPastPaid ? 1 : 0
    if people[w].task >= 0 { event.station = tasks[Int(people[w].task)].station }
    observer(event)
  }

  mutating func tell(unit u: Int) {
    guard let observer = trace?.observer else { return }
    var event = FloorEvent(.equipment, at: reached)
    event.equipment = units[u].equipment
    event.unit = Int32(truncatingIfNeeded: u)
    event.state = Int8(truncatingIfNeeded: units[u].state.rawValue)
    observer(event)
  }

  /// Tells of every queue whose reason to wait is another than before. Called when an instant is settled: the reasons hold from then on.
  mutating func tellCauses() {
    guard let trace, let observer = trace.observer else { return }
    if trace.causes.isEmpty { trace.causes = [Int8](repeating: -1, count: stations.count) }
    for s in 0..<stations.count where stations[s].waiting > 0 {
      let state = toldCause(s).rawValue
      if trace.causes[s] == state { continue }
      trace.causes[s] = state
      var event = FloorEvent(.cause, at: reached)
      event.station = Int32(truncatingIfNeeded: s)
      event.state = state
      observer(event)
    }
  }

  /// Why those who wait do, told apart further than it is measured.
  private mutating func toldCause(_ s: Int) -> WaitCause {
    let cause = cause(s)
    if cause == .offShift {
      for c in fixed[s].crew {
        let h = Int(crew[c].pool) * Self.stateRoom + 2 * Person.State.onBreak.rawValue
        if heads[h] + heads[h + 1] > 0 { return .onBreak }
      }
    }
    return WaitCause(rawValue: Int8(truncatingIfNeeded: cause.rawValue)) ?? .people
  }
}

extension Hall.Person.State {
  var told: PersonState {
    switch self {
    case .off: .off
    case .idle: .idle
    case .busy: .busy
    case .blocked: .blocked
    case .down: .down
    case .onBreak: .onBreak
    case .absent: .absent
    case .training: .training
    }
  }
}
