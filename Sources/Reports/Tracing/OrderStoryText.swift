public import Experiment
internal import Groundwork
internal import Kernel

/// The answer of `run --order` on a terminal.
public struct OrderStoryText: Sendable {
  let run: TracedRun
  let story: OrderStory

  public init(_ story: OrderStory, run: TracedRun) {
    self.story = story
    self.run = run
  }

  /// Title, when and how it ended, a row a step, where the time went. Ends with a line feed.
  public func text(_ style: TerminalStyle) -> String {
    let limit = max(20, min(style.width ?? 120, 120))
    func paragraph(_ text: String) -> String { style.plain(TerminalStyle.wrapped(text, width: limit)) }
    let units = story.lines.reduce(0) { $0 + $1.asked }
    let size = "\(Self.count(story.lines.count, "line")), \(Self.count(Int(units), "unit"))"
    let head = "Order \(story.number) · \(story.stream) · \(size) · \(run.title) · replication \(run.replication + 1) · seed \(run.seed)"
    var parts = [style.ink(.strong, paragraph(head))]
    var moments = TextTable([("", .left), ("", .left)])
    moments.rows = [["came", run.text(story.placed)]]
    if let due = story.due { moments.rows.append(["due", run.text(due)]) }
    if let gone = story.gone { moments.rows.append([story.end == .left ? "left" : "gone", run.text(gone)]) }
    parts.append(String(moments.text(TerminalStyle(width: style.width, unicode: style.unicode)).drop { $0 == "\n" || $0 == " " }))
    let shortLines = story.lines.enumerated().filter { $0.element.waited + $0.element.lost > 0 }.map { index, line in shortage(index, line)
    }
    if !shortLines.isEmpty { parts.append(shortLines.map(paragraph).joined(separator: "\n")) }
    if story.loads.contains(where: { !$0.stages.isEmpty }) { parts.append(steps.text(style)) }
    parts.append(([StoryWords.ending(story)] + whereTimeWent).map(paragraph).joined(separator: "\n"))
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func count(_ n: Int, _ noun: String) -> String { "\(n) \(noun)\(n == 1 ? "" : "s")" }

  private func shortage(_ index: Int, _ line: OrderStory.Line) -> String {
    let name = "Line \(index + 1), \(line.asked) of \(line.item):"
    if line.lost > 0 { return "\(name) \(line.lost) not on the shelf and lost." }
    guard let complete = line.complete else { return "\(name) \(line.waited) not on the shelf, and it never came." }
    return "\(name) \(line.waited) not on the shelf; complete \(run.text(complete)), "
      + "\(DurationText.text(complete.ticks - story.placed.ticks)) later."
  }

  private var steps: TextTable {
    var table = TextTable([
      ("step", .left), ("came", .left), ("behind", .right), ("waited", .right), ("why", .left), ("worked on", .right), ("by", .left),
    ])
    for (index, load) in story.loads.enumerated() {
      if story.loads.count > 1 {
        table.rows.append(["goods \(index + 1): \(Self.count(load.lines, "line"))", run.text(load.ready), "", "", "", "", ""])
      }
      for stage in load.stages {
        let worked = StoryWords.ticks(story, [stage], StoryWords.isWork)
        let waits = StoryWords.totals(story, [stage]).filter { !StoryWords.isWork($0.kind) }
        let waited = waits.reduce(0) { $0 + $1.ticks }
        table.rows.append([
          stage.station, run.text(stage.came), String(max(0, stage.queue - 1)),
          waited > 0 ? DurationText.text(waited) : NumberFormat.missing,
          waits.map { waits.count == 1 ? StoryWords.cause($0.kind) : "\(DurationText.text($0.ticks)) \(StoryWords.cause($0.kind))" }
            .joined(separator: ", "), worked > 0 ? DurationText.text(worked) : NumberFormat.missing, StoryWords.hands(stage),
        ])
      }
    }
    return table
  }

  private var whereTimeWent: [String] {
    let totals = StoryWords.totals(story), all = totals.reduce(0) { $0 + $1.ticks }
    guard all > 0 else { return [] }
    let parts = totals.map { total in
      let share = NumberFormat.chart.percent(Double(total.ticks) / Double(all), decimals: 0)
      return "\(DurationText.text(total.ticks)) (\(share)) \(StoryWords.cause(total.kind))"
    }
    return ["Of \(DurationText.text(all)) at the steps: " + parts.joined(separator: ", ") + "."]
  }
}

extension JSONText {
  /// What `run --order --json` prints: times in hours of the run, and stretches by what they were spent on.
  public static func order(_ story: OrderStory, run: TracedRun) -> JSONText {
    func hours(_ time: SimTime?) -> JSONText { time.map { .number(Double($0.ticks) / Double(SimTime.ticksPerHour)) } ?? .null }
    func stage(_ stage: OrderStory.Stage) -> JSONText {
      .object([
        "step": .string(stage.station), "came": hours(stage.came), "left": hours(stage.left), "queue": .integer(stage.queue),
        "people": .array(stage.people.map(JSONText.string)), "equipment": stage.equipment.map(JSONText.string) ?? .null,
        "together": .integer(stage.together), "interruptions": .integer(stage.interruptions), "unserved": .bool(stage.isUnserved),
        "spans": .array(
          stage.spans.map { .object(["what": .string(StoryWords.name($0.kind)), "start": hours($0.start), "end": hours($0.end)]) }),
      ])
    }
    return .object([
      "bullwhip": .string(Study.version), "plan": .string(run.identity), "title": .string(run.title), "seed": .string(String(run.seed)),
      "replication": .integer(run.replication + 1), "order": .integer(story.number), "stream": .string(story.stream),
      "end": .string(story.end.rawValue), "placed": hours(story.placed), "placed-at": .string(run.text(story.placed)),
      "due": hours(story.due),
      "gone": hours(story.gone),
      "lines": .array(
        story.lines.map {
          .object([
            "item": .string($0.item), "asked": .integer(Int($0.asked)), "waited": .integer(Int($0.waited)), "lost": .integer(Int($0.lost)),
            "complete": hours($0.complete),
          ])
        }),
      "goods": .array(
        story.loads.map { load in
          .object([
            "ready": hours(load.ready), "left": hours(load.left), "lines": .integer(load.lines), "units": .integer(Int(load.units)),
            "steps": .array(load.stages.map(stage)),
          ])
        }),
    ])
  }
}
