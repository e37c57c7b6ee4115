internal import Experiment
internal import Kernel
internal import Warehouse

/// What the stretches of an order's time are called, on paper and on a terminal.
enum StoryWords {
  /// For a legend.
  static func name(_ kind: OrderStory.Span.Kind) -> String {
    switch kind {
    case .working: "Worked on"
    case .waiting(.people): "Waits: all are busy"
    case .waiting(.offShift): "Waits: nobody on duty"
    case .waiting(.onBreak): "Waits: on break"
    case .waiting(.place): "Waits: no place"
    case .waiting(.equipment): "Waits: no equipment"
    case .waiting(.departure): "Waits: departure or release"
    case .waiting(.replenishment): "Waits: goods on the face"
    case .laidDown: "Put aside at the shift’s end"
    case .laidDownForBreak: "Put aside for a break"
    case .blocked: "Done, no room to go on"
    }
  }

  /// For a sentence: `3 h 40 min for the departure`.
  static func cause(_ kind: OrderStory.Span.Kind) -> String {
    switch kind {
    case .working: "worked on"
    case .waiting(.people): "because all who do it were busy"
    case .waiting(.offShift): "because nobody was on duty or all had their break"
    case .waiting(.onBreak): "because all had their break"
    case .waiting(.place): "for a place"
    case .waiting(.equipment): "for equipment"
    case .waiting(.departure): "for a departure or a release"
    case .waiting(.replenishment): "for goods on their pick face"
    case .laidDown: "put aside at the shift’s end"
    case .laidDownForBreak: "put aside for a break"
    case .blocked: "for room at the next step"
    }
  }

  /// In the order of a legend.
  static let kinds: [OrderStory.Span.Kind] =
    [.working] + WaitCause.allCases.map { .waiting($0) } + [.blocked, .laidDown, .laidDownForBreak]

  static func isWork(_ kind: OrderStory.Span.Kind) -> Bool { kind == .working }

  /// Ticks of an order's visits (all of them, or these) by kind, those that occur, longest first.
  static func totals(_ story: OrderStory, _ stages: [OrderStory.Stage]? = nil) -> [(kind: OrderStory.Span.Kind, ticks: Int64)] {
    let stages = stages ?? story.loads.flatMap(\.stages)
    return kinds.enumerated().map { place, kind in (place, kind, ticks(story, stages) { $0 == kind }) }
      .filter { $0.2 > 0 }.sorted { (-$0.2, $0.0) < (-$1.2, $1.0) }.map { (kind: $0.1, ticks: $0.2) }
  }

  static func ticks(_ story: OrderStory, _ stages: [OrderStory.Stage], _ isIncluded: (OrderStory.Span.Kind) -> Bool) -> Int64 {
    stages.flatMap(\.spans).filter { isIncluded($0.kind) }.reduce(0) { $0 + ($1.end ?? story.reached).ticks - $1.start.ticks }
  }

  /// `early picker 3, with carts, one of 3 orders in the round`.
  static func hands(_ stage: OrderStory.Stage) -> String {
    var parts = stage.people
    if let equipment = stage.equipment { parts.append("with \(equipment)") }
    if stage.together > 1 { parts.append("one of \(stage.together) orders in the round") }
    if stage.interruptions > 0 { parts.append("interrupted\(stage.interruptions > 1 ? " \(stage.interruptions) times" : "")") }
    if stage.isUnserved { parts.append("left unserved") }
    return parts.joined(separator: ", ")
  }

  /// `Left 3 h 58 min after it came, in time`.
  static func ending(_ story: OrderStory) -> String {
    switch story.end {
    case .open: return "It was still in the house when the run ended."
    case .lost: return "It never left: it was lost, turned away, or gave up waiting."
    case .left:
      guard let gone = story.gone else { return "" }
      let span = gone.ticks - story.placed.ticks
      let start = span == 0 ? "It left at once" : "It left \(DurationText.text(span)) after it came"
      guard let due = story.due else { return start + "." }
      let slack = due.ticks - gone.ticks
      return start + (slack >= 0 ? ", \(DurationText.text(slack)) before it was due." : ", \(DurationText.text(-slack)) late.")
    }
  }
}
