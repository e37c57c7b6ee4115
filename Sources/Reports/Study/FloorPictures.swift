internal import Charts
internal import Estimation
internal import Experiment
internal import Groundwork
internal import Simulation
internal import Warehouse

/// What a floor has to show: how its queues go, and how the time of its steps and people is spent.
enum FloorPictures {
  /// The course of every queue of today's floor; nil where nothing ever waits.
  static func queues(_ study: StudyResult, base: TimeBase, stamp: String, wallOffset: Double) -> StudyPictures.Picture? {
    let courses = study.base.queues.filter { ($0.mean.max() ?? 0) > 0 }
    guard let first = courses.first, let last = first.starts.last else { return nil }
    let end = min(last + first.stepHours, study.horizonDays * 24)
    let edges = (first.starts + [end]).map { ($0 + wallOffset) / 24 }
    let isHourly = first.stepHours < 2
    let panels = courses.map { course in
      // 10 % and 90 % of single futures; one replication has no band.
      QueueChart.Panel(
        StudyWords.capitalised(course.station), mean: course.mean, lower: course.n > 1 ? course.quantiles[1] : [],
        upper: course.n > 1 ? course.quantiles[5] : [])
    }
    let worked = study.base.plan.floor?.steps.filter { $0.kind != .ship && $0.kind != .gate }.map(\.name) ?? []
    let candidates = courses.filter { worked.contains($0.station) }
    func peak(_ course: QueueBands) -> Double { course.mean.max() ?? 0 }
    let top = (candidates.isEmpty ? courses : candidates).max { peak($0) < peak($1) }
    var title = "How the queues go"
    if let top, let place = top.mean.indices.max(by: { (top.mean[$0], -$0) < (top.mean[$1], -$1) }) {
      let at = edges[place], hasLonger = courses.contains { peak($0) > peak(top) }
      title =
        "The queue \(hasLonger ? "for people " : "")before \(top.station) is longest on \(base.date(at: at)?.prose ?? base.dayText(at: at))"
        + (isHourly ? " at \(base.clockTime(at: at))" : "")
        + ": \(NumberFormat.chart.number(peak(top), decimals: peak(top) < 9.95 ? 1 : 0)) on average"
    }
    let chart = QueueChart(
      base: base, edges: edges, panels: panels,
      evidence: Evidence(n: first.n, interval: .prediction, level: 0.8, seed: study.seed, scenario: String(study.identity.prefix(6))),
      caption: Caption(
        eyebrow: "Queues over time · today", title: title,
        subtitle:
          "Jobs waiting before each step, time average of each \(isHourly ? "hour" : "day"): mean over replications, "
          + "and band of single futures.",
        note: first.n > 1 ? "Band: 10% to 90% of \(first.n) replications (80% prediction interval)." : nil, stamp: stamp))
    return StudyPictures.Picture(
      name: "queues", specification: .queues(chart), size: Size(680, chart.preferredHeight(.standalone)),
      reportHeight: min(560, chart.preferredHeight(.report)))
  }

  static let stationParts: [(id: String, name: String, tone: LadderChart.Tone)] = [
    ("busy", "Busy", .busy), ("blocked", "Blocked", .blocked), ("down", "Down", .down), ("starved", "Starved", .starved),
    ("idle", "Idle", .idle),
  ]
  static let poolParts: [(id: String, name: String, tone: LadderChart.Tone)] = [
    ("busy", "Busy", .busy), ("blocked", "Blocked", .blocked), ("down", "Down", .down), ("starved", "Starved", .starved),
    ("break", "Break", .pause),
    ("absent", "Absent", .absent), ("idle", "Idle", .idle), ("training", "In training", .training),
  ]

  /// All states, in the order of the bars.
  static let states = poolParts.map { LadderChart.State($0.name, $0.tone) }

  /// Shares of the states by name of the step or pool; empty where it has no time of its own, nil where it is not accounted for.
  static func shares(_ scenario: ScenarioResult, _ name: String, isPool: Bool) -> [Double]? {
    let parts = isPool ? poolParts : stationParts
    guard scenario["\(name).\(parts[0].id)"] != nil else { return nil }
    let shares = poolParts.map { part in
      parts.contains { $0.id == part.id } ? scenario["\(name).\(part.id)"]?.estimate.value ?? 0 : 0
    }
    return shares.contains { $0.isNaN } ? [] : shares
  }

  /// Without training, the last state, where nobody is trained.
  static func shown(_ blocks: [LadderChart.Block]) -> (states: [LadderChart.State], blocks: [LadderChart.Block]) {
    let last = states.count - 1
    if blocks.contains(where: { $0.rows.contains { $0.shares.count > last && $0.shares[last] > 0 } }) { return (states, blocks) }
    var blocks = blocks
    for b in blocks.indices {
      for r in blocks[b].rows.indices { blocks[b].rows[r].shares = Array(blocks[b].rows[r].shares.prefix(last)) }
    }
    return (Array(states[..<last]), blocks)
  }

  /// What the states mean that are not words of every day, those that occur.
  static func definitions(_ rows: [LadderChart.Row]) -> String {
    let words: [(LadderChart.Tone, String)] = [
      (.blocked, "Blocked: done, nowhere to put it."), (.down, "Down: equipment has failed."),
      (.starved, "Starved: nothing to do while work is held up before."), (.idle, "Idle: no work in the house."),
    ]
    return words.filter { tone, _ in
      states.indices.contains { i in states[i].tone == tone && rows.contains { i < $0.shares.count && $0.shares[i] >= 0.0005 } }
    }.map(\.1).joined(separator: " ")
  }

  /// How the time of today's steps and people is spent; nil without a floor.
  static func time(_ study: StudyResult, stamp: String) -> StudyPictures.Picture? {
    guard let floor = study.base.plan.floor else { return nil }
    func rows(_ names: [String], isPool: Bool) -> [LadderChart.Row] {
      names.compactMap { name in
        shares(study.base, name, isPool: isPool).map { LadderChart.Row(StudyWords.capitalised(name), shares: $0) }
      }
    }
    var steps = rows(floor.steps.filter { $0.kind != .ship && $0.kind != .gate }.map(\.name), isPool: false)
    let people = rows(floor.pools.map(\.name), isPool: true)
    guard !steps.isEmpty || !people.isEmpty else { return nil }
    func busy(_ row: LadderChart.Row) -> Double { row.shares.first ?? -1 }
    var title = "How time is spent"
    if let most = steps.indices.max(by: { busy(steps[$0]) < busy(steps[$1]) }), busy(steps[most]) > 0 {
      steps[most].isHighlighted = true
      title = "\(steps[most].name) is the busiest step: \(NumberFormat.chart.percent(busy(steps[most]), decimals: 0)) of the time"
      let lost = steps[most].shares[1] + steps[most].shares[2]
      if lost >= 0.02 { title += ", \(NumberFormat.chart.percent(lost, decimals: 0)) blocked or down" }
    }
    var blocks: [LadderChart.Block] = []
    if !steps.isEmpty { blocks.append(.init("Steps, of the time of those who could work there", rows: steps)) }
    if !people.isEmpty { blocks.append(.init("People, of their paid time and overtime", rows: people)) }
    let used = blocks.flatMap(\.rows), shown = Self.shown(blocks)
    let widest = (floor.steps.map(\.name) + floor.pools.map(\.name)).compactMap { study.base["\($0).busy"]?.estimate.halfWidth }.max()
    let chart = LadderChart(
      states: shown.states, blocks: shown.blocks,
      evidence: Evidence(
        n: study.replications, interval: .confidence, level: study.confidence, seed: study.seed,
        scenario: String(study.identity.prefix(6))),
      caption: Caption(
        eyebrow: "Time of steps and people · today", title: title,
        subtitle: "Share of time by state, in percent, mean of \(NumberFormat.chart.integer(study.replications)) replications.",
        note: (widest.map {
          let level = NumberFormat.chart.significant(study.confidence * 100)
          return
            "Busy: \(level)% confidence intervals within ± \(NumberFormat.chart.number($0 * 100, decimals: 1)) points, "
            + "n = \(study.replications). "
        } ?? "")
          + Self.definitions(used),
        stamp: stamp))
    return StudyPictures.Picture(
      name: "time", specification: .ladder(chart), size: Size(680, chart.preferredHeight(.standalone)),
      reportHeight: min(520, chart.preferredHeight(.report)))
  }
}
