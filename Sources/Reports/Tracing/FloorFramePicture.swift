internal import Charts
public import Experiment
internal import Groundwork
internal import Kernel
internal import Simulation
internal import Warehouse

/// The floor at one moment as a picture, and as words.
public struct FloorFramePicture: Sendable {
  let moment: FloorMoment
  let run: TracedRun

  public init(_ moment: FloorMoment, run: TracedRun) {
    self.moment = moment
    self.run = run
  }

  var picture: StudyPictures.Picture {
    let chart = FloorFrameChart(
      flows: flows, groups: moment.pools.map(group),
      units: moment.equipment.map {
        .init(StudyWords.capitalised($0.name), used: $0.used, free: $0.free, down: $0.down, charging: $0.charging)
      }, aisles: aisles,
      evidence: Evidence(n: 1, noun: "replications", interval: nil, seed: run.seed, scenario: String(run.identity.prefix(6))),
      caption: Caption(
        eyebrow: "The floor at one moment · \(prose)", title: title,
        subtitle:
          "\(house), of \(NumberFormat.chart.integer(moment.ordersCame)) that have come; "
          + "\(prose), replication \(run.replication + 1).",
        note: "One replication shown as it happened. Frames are places; figures in them people at work there.",
        stamp: "Bullwhip \(Study.version)"))
    let name =
      "floor-" + run.text(moment.time).prefix(run.date(of: 0) == nil ? 50 : 16).map { $0 == " " || $0 == ":" ? "-" : String($0) }.joined()
    return StudyPictures.Picture(
      name: name, specification: .floorFrame(chart), size: Size(860, chart.preferredHeight(width: 860).rounded()), reportHeight: 420)
  }

  private var prose: String {
    let wall = run.wall(moment.time)
    return (run.date(of: wall.day)?.prose ?? "day \(wall.day)") + ", " + run.clockText(moment.time).prefix(5)
  }

  /// `8 orders in the house (3 wait for goods)`.
  private var house: String {
    let short = moment.ordersWaitingForGoods
    return "\(count(moment.ordersInHouse, "order")) in the house"
      + (short > 0 ? " (\(NumberFormat.chart.integer(short)) wait\(short == 1 ? "s" : "") for goods)" : "")
  }

  private func count(_ n: Int, _ noun: String) -> String { "\(NumberFormat.chart.integer(n)) \(noun)\(n == 1 ? "" : "s")" }

  /// Where most wait, and why.
  var title: String {
    let clock = run.clockText(moment.time).prefix(5)
    let worked = moment.stations.filter { $0.kind != .ship && $0.kind != .gate && !$0.waiting.isEmpty }
    guard let most = worked.max(by: { $0.waiting.count < $1.waiting.count }) else {
      let busy = moment.pools.reduce(0) { $0 + $1.count(.busy) }
      return "At \(clock), nothing waits for work; \(count(busy, "person").replacing("persons", with: "people")) at work"
    }
    let what = most.kind == .outbound ? count(most.waiting.count, "order") : count(most.waiting.count, "job")
    let verb = most.waiting.count == 1 ? "waits" : "wait"
    let why = most.cause.map { " " + Self.because($0) } ?? ""
    return "At \(clock), \(what) \(verb) for \(most.name)\(why)"
  }

  /// As a story says it of the past, of one moment.
  private static func because(_ cause: WaitCause) -> String {
    switch cause {
    case .people: "because all who do it are busy"
    case .offShift: "because nobody is on duty"
    case .onBreak: "because all who do it have their break"
    case .place, .equipment, .departure, .replenishment: StoryWords.cause(.waiting(cause))
    }
  }

  private var flows: [FloorFrameChart.Flow] {
    guard let plan = run.plan.floor else { return [] }
    let flown = plan.outbound + plan.inbound
    let rest = plan.steps.indices.filter { !flown.contains($0) }
    return [("Customers’ orders", plan.outbound), ("Receipts", plan.inbound), ("Beside the flows", rest)].filter { !$0.1.isEmpty }
      .map { name, steps in .init(name, steps: steps.map { step(moment.stations[$0]) }) }
  }

  private func step(_ station: FloorMoment.Station) -> FloorFrameChart.Step {
    let late = station.waiting.count { $0.due.map { $0 < moment.time } ?? false }
    let longest = station.waiting.map { moment.time.ticks - $0.since.ticks }.max()
    var note = ""
    if let next = station.nextDeparture {
      note =
        "next departure \(run.wall(next).day == run.wall(moment.time).day ? "" : run.dayText(next) + " ")\(run.clockText(next).prefix(5))"
    } else if let cause = station.cause {
      note = Self.short(cause)
    }
    return FloorFrameChart.Step(
      StudyWords.capitalised(station.name), detail: longest.map { "longest wait \(DurationText.text($0))" } ?? "",
      waiting: station.waiting.count, late: late, seats: station.tasks.map(Self.state), places: station.places, note: note)
  }

  static func short(_ cause: WaitCause) -> String {
    switch cause {
    case .people: "all who do it are busy"
    case .offShift: "nobody is on duty"
    case .onBreak: "all who do it have their break"
    case .place: "all places are taken"
    case .equipment: "no equipment is free"
    case .departure: "waits to go on together"
    case .replenishment: "goods are not on the face"
    }
  }

  private static func state(_ task: FloorMoment.Task) -> FloorFrameChart.State {
    switch task.state {
    case .working: .working
    case .blocked: .blocked
    case .stopped: .onBreak
    }
  }

  private static let states: [(PersonState, FloorFrameChart.State, String)] = [
    (.busy, .working, "at work"), (.idle, .free, "free"), (.blocked, .blocked, "blocked"), (.down, .down, "without equipment"),
    (.onBreak, .onBreak, "on break"), (.absent, .absent, "absent"), (.training, .absent, "in training"),
  ]

  private func group(_ pool: FloorMoment.Pool) -> FloorFrameChart.Group {
    var parts = Self.states.filter { pool.count($0.0) > 0 }.map { "\(pool.count($0.0)) \($0.2)" }
    let off = pool.count(.off), over = pool.people.count { $0.isPastPaid && $0.state != .off }
    if off > 0 { parts.append("\(off == pool.people.count ? "all \(off)" : "\(off)") off duty") }
    if over > 0 { parts.append("\(over) in overtime") }
    return .init(
      StudyWords.capitalised(pool.name),
      members: pool.people.compactMap { person in Self.states.first { $0.0 == person.state }?.1 }, note: parts.joined(separator: ", "))
  }

  private var aisles: FloorFrameChart.Aisles? {
    guard let layout = run.plan.floor?.layout else { return nil }
    let bays = layout.bays ?? 1, sections = min(64, layout.aisles * bays)
    // Whoever packs or checks has the aisles of the order too, but walks nowhere.
    let walks = run.plan.floor?.steps.map { $0.work.travelSecondsPerMetre > 0 } ?? []
    let masks = zip(moment.stations, walks).filter(\.1).flatMap(\.0.tasks).map(\.aisles).filter { $0 != 0 }
    var rounds = [Int](repeating: 0, count: layout.aisles * bays)
    for mask in masks { for section in 0..<sections where mask >> UInt64(section) & 1 == 1 { rounds[section] += 1 } }
    return .init("Aisles of the \(count(masks.count, "round")) under way", aisles: layout.aisles, bays: bays, rounds: rounds)
  }

  /// Title, a row a step, a row a pool and a kind of equipment. Ends with a line feed.
  public func text(_ style: TerminalStyle) -> String {
    let limit = max(20, min(style.width ?? 120, 120))
    let head = "\(run.title) · \(run.text(moment.time)) · replication \(run.replication + 1) · seed \(run.seed)"
    var steps = TextTable([
      ("step", .left), ("waiting", .right), ("late", .right), ("longest wait", .right), ("in hand", .right), ("", .left),
    ])
    for flow in flows {
      for step in flow.steps {
        steps.rows.append([
          step.name, String(step.waiting), step.late > 0 ? String(step.late) : "",
          step.detail.hasPrefix("longest wait ") ? String(step.detail.dropFirst(13)) : "",
          step.seats.isEmpty && step.places == nil ? "" : String(step.seats.count) + (step.places.map { " of \($0)" } ?? ""), step.note,
        ])
      }
    }
    var people = TextTable([("people and equipment", .left), ("", .left)])
    for pool in moment.pools { people.rows.append([pool.name, group(pool).note]) }
    for unit in moment.equipment {
      let charging = unit.charging > 0 ? ", \(unit.charging) charging" : ""
      people.rows.append([unit.name, "\(unit.used) in use, \(unit.free) free" + (unit.down > 0 ? ", \(unit.down) down" : "") + charging])
    }
    return [
      style.ink(.strong, style.plain(TerminalStyle.wrapped(head, width: limit))), steps.text(style), people.text(style),
      style.plain(TerminalStyle.wrapped("\(title). \(house).", width: limit)),
    ].joined(separator: "\n\n") + "\n"
  }
}

extension JSONText {
  /// What `run --frame --json` prints.
  public static func floor(_ moment: FloorMoment, run: TracedRun) -> JSONText {
    .object([
      "bullwhip": .string(Study.version), "plan": .string(run.identity), "title": .string(run.title), "seed": .string(String(run.seed)),
      "replication": .integer(run.replication + 1), "time": .number(Double(moment.time.ticks) / Double(SimTime.ticksPerHour)),
      "clock": .string(run.text(moment.time)), "orders-in-house": .integer(moment.ordersInHouse),
      "orders-waiting-for-goods": .integer(moment.ordersWaitingForGoods),
      "orders-came": .integer(moment.ordersCame),
      "steps": .array(
        moment.stations.map { station in
          .object([
            "name": .string(station.name), "waiting": .integer(station.waiting.count),
            "late": .integer(station.waiting.count { $0.due.map { $0 < moment.time } ?? false }),
            "orders": .array(station.waiting.map { .integer($0.order) }), "cause": station.cause.map { .string("\($0)") } ?? .null,
            "places": station.places.map(JSONText.integer) ?? .null,
            "tasks": .array(
              station.tasks.map {
                .object([
                  "state": .string($0.state.rawValue), "person": $0.person.map(JSONText.string) ?? .null,
                  "equipment": $0.equipment.map(JSONText.string) ?? .null, "orders": .integer($0.jobs),
                ])
              }),
          ])
        }),
      "pools": .array(
        moment.pools.map { pool in
          .object([
            "name": .string(pool.name),
            "people": .array(
              pool.people.map { .object(["name": .string($0.name), "state": .string("\($0.state)"), "overtime": .bool($0.isPastPaid)]) }),
          ])
        }),
      "equipment": .array(
        moment.equipment.map {
          .object([
            "name": .string($0.name), "used": .integer($0.used), "free": .integer($0.free), "down": .integer($0.down),
            "charging": .integer($0.charging),
          ])
        }),
    ])
  }
}
