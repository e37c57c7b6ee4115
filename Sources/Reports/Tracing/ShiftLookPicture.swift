internal import Charts
public import Experiment
internal import Groundwork
internal import Kernel
internal import Simulation
internal import Warehouse

/// What everybody did on a day that was asked for, as a picture and as words.
public struct ShiftLookPicture: Sendable {
  /// In hours of the wall clock.
  let record: ShiftRecord
  let run: TracedRun

  public init(_ record: ShiftRecord, run: TracedRun) {
    let noon = SimTime(ticks: Int64(record.day) * SimTime.ticksPerDay + SimTime.ticksPerDay / 2)
    let wall = run.wall(noon)
    self.record = record.shifted(byHours: Double(wall.day - record.day) * 24 + wall.hours - 12)
    self.run = run
  }

  private var day: String { run.date(of: record.day)?.prose ?? "day \(record.day)" }

  var picture: StudyPictures.Picture {
    let drawn = ShiftPicture(
      record: record, date: run.date(of: record.day), seed: run.seed, identity: run.identity,
      eyebrow: "What happened to one shift · replication \(run.replication + 1)",
      subtitle: "\(ShiftPicture.dayName(record.day, run.date(of: record.day))), today’s scenario.",
      stamp: "Bullwhip \(Study.version)")
    let date = run.date(of: record.day).map { "\($0)" } ?? "day-\(record.day)"
    return StudyPictures.Picture(
      name: "shift-\(date)", specification: .timeline(drawn.chart), size: drawn.size, reportHeight: drawn.reportHeight)
  }

  /// Hours that lie in none of the person's tasks twice.
  private static func hours(_ ranges: [ClosedRange<Double>]) -> Double { ranges.reduce(0) { $0 + $1.upperBound - $1.lowerBound } }

  /// Title, a row a person. Ends with a line feed.
  public func text(_ style: TerminalStyle) -> String {
    let limit = max(20, min(style.width ?? 120, 120))
    let head = "\(run.title) · \(day) · replication \(run.replication + 1) · seed \(run.seed)"
    func clock(_ hours: Double) -> String { TimeBase(.hours).clockTime(at: hours) }
    func number(_ value: Double) -> String { value < 0.005 ? NumberFormat.missing : KPIText.format.number(value, decimals: 2) }
    var people = TextTable([
      ("people", .left), ("first task", .right), ("last task ends", .right), ("tasks", .right), ("hours worked", .right),
      ("overtime", .right), ("held up", .right), ("utilisation", .right), ("", .left),
    ])
    for lane in record.lanes {
      people.rows.append([
        lane.name, lane.tasks.first.map { clock($0.start) } ?? NumberFormat.missing,
        lane.tasks.map(\.end).max().map(clock) ?? NumberFormat.missing, String(lane.endedTasks),
        number(lane.tasks.reduce(0) { $0 + $1.end - $1.start }), number(Self.hours(lane.overtime)), number(Self.hours(lane.held)),
        lane.utilisation.isNaN ? NumberFormat.missing : "\(KPIText.format.number(100 * lane.utilisation, decimals: 0)) %",
        lane.isOff ? "not on duty" : lane.absent.isEmpty ? lane.training.isEmpty ? "" : "in training" : "absent",
      ])
    }
    return [
      style.ink(.strong, style.plain(TerminalStyle.wrapped(head, width: limit))), people.text(style),
      style.plain(TerminalStyle.wrapped(StudyPictures.shiftTitle(record) + ".", width: limit)),
    ].joined(separator: "\n\n") + "\n"
  }
}

extension JSONText {
  /// What `run --shift --json` prints: hours of the wall clock, counted from midnight of the day.
  public static func shift(_ picture: ShiftLookPicture) -> JSONText {
    let run = picture.run, record = picture.record
    func spans(_ ranges: [ClosedRange<Double>]) -> JSONText { .array(ranges.map { .numbers([$0.lowerBound, $0.upperBound]) }) }
    func queue(_ steps: [(time: Double, length: Int)]) -> JSONText {
      .array(steps.map { .object(["from": .number($0.time), "waiting": .integer($0.length)]) })
    }
    return .object([
      "bullwhip": .string(Study.version), "plan": .string(run.identity), "title": .string(run.title), "seed": .string(String(run.seed)),
      "replication": .integer(run.replication + 1), "day": .integer(record.day),
      "date": run.date(of: record.day).map { .string("\($0)") } ?? .null, "from": .number(record.from), "to": .number(record.to),
      "people": .array(
        record.lanes.map { lane in
          .object([
            "name": .string(lane.name), "utilisation": .optional(lane.utilisation.isNaN ? nil : lane.utilisation),
            "tasks": .array(
              lane.tasks.map {
                .object(["step": .string(record.stations[$0.station]), "start": .number($0.start), "end": .number($0.end)])
              }),
            "breaks": spans(lane.breaks), "absent": spans(lane.absent), "training": spans(lane.training), "down": spans(lane.down),
            "blocked": spans(lane.held), "overtime": spans(lane.overtime),
          ])
        }),
      "queues": .array(
        ([(record.queueStation, record.queue)] + record.otherQueues.map { ($0.station, $0.steps) }).map { station, steps in
          .object(["step": .string(station), "waiting": queue(steps)])
        }),
    ])
  }
}
