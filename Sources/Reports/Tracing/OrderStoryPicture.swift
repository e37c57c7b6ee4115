internal import Charts
public import Experiment
internal import Groundwork
internal import Kernel
internal import Warehouse

/// The time line of one order as a picture.
public struct OrderStoryPicture: Sendable {
  let story: OrderStory
  let run: TracedRun

  public init(_ story: OrderStory, run: TracedRun) {
    self.story = story
    self.run = run
  }

  /// nil where the order passed no step of a floor.
  var picture: StudyPictures.Picture? {
    let stages = story.loads.flatMap(\.stages)
    guard !stages.isEmpty else { return nil }
    let first = run.wall(story.placed).day
    func hours(_ time: SimTime) -> Double {
      let wall = run.wall(time)
      return Double(wall.day - first) * 24 + wall.hours
    }
    let kinds = StoryWords.kinds
    var rows: [StoryChart.Row] = []
    for (index, load) in story.loads.enumerated() {
      for stage in load.stages {
        let worked = StoryWords.ticks(story, [stage], StoryWords.isWork)
        let waited = StoryWords.ticks(story, [stage]) { !StoryWords.isWork($0) }
        let name = story.loads.count > 1 ? "\(stage.station), goods \(index + 1)" : stage.station
        rows.append(
          StoryChart.Row(
            StudyWords.capitalised(name), detail: StoryWords.hands(stage),
            spans: stage.spans.map { span in
              StoryChart.Span(hours(span.start), span.end.map(hours), kind: kinds.firstIndex(of: span.kind) ?? 0)
            }, waited: waited > 0 ? DurationText.text(waited) : "", worked: worked > 0 ? DurationText.text(worked) : ""))
      }
    }
    // Room before and after, so that the first and the last moment do not stand on the edge.
    let begin = hours(story.placed), end = max(hours(story.reached), begin + 1.0 / 60)
    let dueHours = story.due.map(hours)
    let isLate = story.due.map { story.reached > $0 } ?? false
    let last = dueHours.map { isLate || $0 < end + (end - begin) * 0.6 ? max(end, $0) : end } ?? end
    let room = (last - begin) * 0.03
    var moments = [StoryChart.Moment(begin, "Came \(clock(story.placed))")]
    if let due = story.due, let dueHours, dueHours <= last + room {
      moments.append(.init(dueHours, "Due \(clock(due))", isAdverse: isLate))
    }
    if let gone = story.gone { moments.append(.init(hours(gone), "\(story.end == .left ? "Left" : "Gone") \(clock(gone))")) }
    let chart = StoryChart(
      base: TimeBase(.hours, from: run.date(of: first)), from: begin - room, to: last + room,
      kinds: kinds.map { .init(StoryWords.name($0), Self.tone($0)) }, rows: rows, moments: moments,
      evidence: Evidence(n: 1, noun: "replications", interval: nil, seed: run.seed, scenario: String(run.identity.prefix(6))),
      caption: Caption(
        eyebrow: "What happened to one order", title: title, subtitle: subtitle,
        note: "One replication shown as it happened. Thin bars are waiting, thick ones work; work is drawn at least a hair wide.",
        stamp: "Bullwhip \(Study.version)"))
    return StudyPictures.Picture(
      name: "order-\(story.number)", specification: .story(chart), size: Size(760, chart.preferredHeight(.standalone)),
      reportHeight: chart.preferredHeight(.report))
  }

  private func clock(_ time: SimTime) -> String { String(run.clockText(time).prefix(5)) }

  /// The finding: how long it took, and what took most of it.
  private var title: String {
    let totals = StoryWords.totals(story), all = totals.reduce(0) { $0 + $1.ticks }
    let took = story.reached.ticks - story.placed.ticks
    let late = story.due.map { story.reached > $0 } ?? false
    let start =
      switch story.end {
      case .left: "Order \(story.number) took \(DurationText.text(took))\(story.due == nil ? "" : late ? " and was late" : "")"
      case .lost: "Order \(story.number) was given up after \(DurationText.text(took))"
      case .open: "Order \(story.number) is still in the house after \(DurationText.text(took))"
      }
    guard let most = totals.first, all > 0 else { return start }
    let share = NumberFormat.chart.percent(Double(most.ticks) / Double(all), decimals: 0)
    return "\(start), \(share) of it \(StoryWords.isWork(most.kind) ? "being worked on" : "waiting " + StoryWords.cause(most.kind))"
  }

  private var subtitle: String {
    let units = story.lines.reduce(0) { $0 + $1.asked }, wall = run.wall(story.placed)
    let day = run.date(of: wall.day)?.prose ?? "on day \(wall.day)"
    return "\(StudyWords.capitalised(story.stream)), \(story.lines.count) line\(story.lines.count == 1 ? "" : "s"), \(units) "
      + "unit\(units == 1 ? "" : "s"), came \(day) at \(clock(story.placed)); replication \(run.replication + 1)."
  }

  private static func tone(_ kind: OrderStory.Span.Kind) -> StoryChart.Tone {
    switch kind {
    case .working: .work
    case .waiting(.people): .waitForPeople
    case .waiting(.offShift), .waiting(.onBreak), .laidDown, .laidDownForBreak: .offDuty
    case .waiting(.place): .waitForPlace
    case .waiting(.equipment): .waitForEquipment
    case .waiting(.replenishment): .waitForGoods
    case .waiting(.departure): .waitForDeparture
    case .blocked: .blocked
    }
  }
}
