internal import Groundwork

/// What everyone did on a shift and how the queue went, on one clock: lanes of tasks, a utilisation column, an exact step plot beneath.
public struct TimelineChart: Chart, Hashable, Codable {
  public enum Kind: String, Sendable, Hashable, Codable {
    /// Takes the next colour of the cycle.
    case work
    /// Grey.
    case pause
    /// Umber, as failed equipment is wherever time is taken apart.
    case down
    /// Light grey: not there at all.
    case away
    /// Vermilion, as what is blocked is wherever time is taken apart: there, and kept from working. Drawn lower than work.
    case held
  }

  public struct Category: Sendable, Hashable, Codable {
    public var name: String
    public var kind: Kind
    public init(_ name: String, kind: Kind = .work) {
      self.name = name
      self.kind = kind
    }
  }

  public struct Segment: Sendable, Hashable, Codable {
    public var start: Double
    /// nil: not finished when the trace ends; drawn to the end, fading.
    public var end: Double?
    /// Index into the categories.
    public var category: Int
    public var label: String?
    public init(_ start: Double, _ end: Double?, category: Int, label: String? = nil) {
      self.start = start
      self.end = end
      self.category = category
      self.label = label
    }
  }

  public struct Lane: Sendable, Hashable, Codable {
    public var name: String
    public var segments: [Segment]
    /// 0…1; nil draws no bar.
    public var utilisation: Double?
    /// Hours worked past the end of the shift: underlined. nil = none.
    public var overtime: [ClosedRange<Double>]?
    /// Planned breaks: a pale ground behind whatever is done in them. nil = none.
    public var rests: [ClosedRange<Double>]?
    public init(
      _ name: String, segments: [Segment], utilisation: Double? = nil, overtime: [ClosedRange<Double>]? = nil,
      rests: [ClosedRange<Double>]? = nil
    ) {
      self.name = name
      self.segments = segments
      self.utilisation = utilisation
      self.overtime = overtime
      self.rests = rests
    }
  }

  /// The value that holds from a time on.
  public struct QueueStep: Sendable, Hashable, Codable {
    public var time: Double
    public var count: Int
    public init(_ time: Double, _ count: Int) {
      self.time = time
      self.count = count
    }
  }

  /// A further queue, with a panel of its own.
  public struct Queue: Sendable, Hashable, Codable {
    public var title: String
    public var steps: [QueueStep]
    public init(_ title: String, steps: [QueueStep]) {
      self.title = title
      self.steps = steps
    }
  }

  public var caption: Caption
  public var evidence: Evidence
  public var base: TimeBase
  /// The window shown, in the clock's unit.
  public var from: Double
  public var to: Double
  public var categories: [Category]
  public var lanes: [Lane]
  /// Such as `Orders waiting`.
  public var queueTitle: String
  public var queue: [QueueStep]
  /// Panels beneath the first queue's; nil = none.
  public var otherQueues: [Queue]?

  public init(
    base: TimeBase, from: Double, to: Double, categories: [Category], lanes: [Lane], queueTitle: String = "Waiting",
    queue: [QueueStep] = [], otherQueues: [Queue]? = nil,
    evidence: Evidence = .deterministic, caption: Caption = Caption()
  ) {
    self.base = base
    self.from = from
    self.to = to
    self.categories = categories
    self.lanes = lanes
    self.queueTitle = queueTitle
    self.queue = queue
    self.otherQueues = otherQueues
    self.evidence = evidence
    self.caption = caption
  }

  /// More lanes than this are too thin to read; the busiest are shown.
  static let mostLanes = 40

  public var neutralTitle: String { queue.isEmpty ? "Activity by lane" : "Activity and \(queueTitle.lowercasedFirst)" }

  public var neutralSubtitle: String {
    let day = base.date(at: from).map { ", \($0.dayName) \($0.prose)" } ?? ""
    let tail = queue.isEmpty ? "" : " and \(queueTitle.lowercasedFirst)"
    return "Activity of \(lanes.count)\(tail), \(base.clockTime(at: from))–\(base.clockTime(at: to))\(day), one replication."
  }

  public var emptyMessage: String? {
    lanes.contains { $0.segments.contains { visible($0) } } || steps.count > 1 || (queue.contains { $0.count > 0 })
      ? nil : "Nothing happened in this period"
  }

  public var defect: String? {
    guard from.isFinite, to.isFinite, from < to else { return "the window runs from \(from) to \(to); it must have a length" }
    for lane in lanes {
      for (index, segment) in lane.segments.enumerated() {
        if !categories.indices.contains(segment.category) {
          return "lane “\(lane.name)”, segment \(index + 1) has category \(segment.category); there are \(categories.count)"
        }
        if !segment.start.isFinite || (segment.end.map { !($0 >= segment.start) } ?? false) {
          return "lane “\(lane.name)”, segment \(index + 1) ends before it starts"
        }
      }
      let ordered = lane.segments.sorted { $0.start < $1.start }
      for (a, b) in zip(ordered, ordered.dropFirst()) where (a.end ?? to) > b.start + 1e-6 * (to - from) {
        return "lane “\(lane.name)” has two tasks at once at \(base.clockTime(at: b.start)); one lane does one thing at a time"
      }
    }
    for queue in panels.map(\.steps) {
      for (index, pair) in zip(queue, queue.dropFirst()).enumerated() where !(pair.0.time <= pair.1.time) {
        return "queue step \(index + 2) (time \(pair.1.time)) comes before the one before"
      }
      if let bad = queue.firstIndex(where: { $0.count < 0 }) {
        return "queue step \(bad + 1) is \(queue[bad].count); a queue is never negative"
      }
    }
    if categories.filter({ $0.kind == .work }).count > 5 {
      return "more than 5 kinds of work cannot be told apart by colour; fold the rarest into one"
    }
    return nil
  }

  func visible(_ segment: Segment) -> Bool { segment.start < to && (segment.end ?? to) > from }

  /// The lanes drawn, in their order: all, or the ones with most work.
  var shownLanes: [Lane] {
    guard lanes.count > Self.mostLanes else { return lanes }
    return busiest(Self.mostLanes)
  }

  func busiest(_ count: Int) -> [Lane] {
    // Who was away the whole day is not the busiest.
    func work(_ lane: Lane) -> Double {
      lane.segments.filter { visible($0) && categories[$0.category].kind != .away }.reduce(0) {
        $0 + min(to, $1.end ?? to) - max(from, $1.start)
      }
    }
    let order = lanes.indices.sorted { (-work(lanes[$0]), $0) < (-work(lanes[$1]), $1) }
    return order.prefix(count).sorted().map { lanes[$0] }
  }

  /// All queues as given, the first one first.
  var panels: [Queue] { (queue.isEmpty ? [] : [Queue(queueTitle, steps: queue)]) + (otherQueues ?? []).filter { !$0.steps.isEmpty } }

  /// The queue within the window: the state at its start, then every change.
  var steps: [QueueStep] { within(queue) }

  func within(_ queue: [QueueStep]) -> [QueueStep] {
    guard !queue.isEmpty else { return [] }
    let before = queue.last { $0.time <= from }?.count ?? 0
    return [QueueStep(from, before)] + queue.filter { $0.time > from && $0.time < to }
  }

  /// Time average of the queue over the window, exact.
  public var meanQueue: Double { mean(steps) }

  func mean(_ steps: [QueueStep]) -> Double {
    guard !steps.isEmpty else { return .nan }
    var area = 0.0
    for (index, step) in steps.enumerated() {
      let end = index + 1 < steps.count ? steps[index + 1].time : to
      area += Double(step.count) * (end - step.time)
    }
    return area / (to - from)
  }

  /// The longest queue and when it was first reached.
  public var peakQueue: QueueStep? { Self.peak(steps) }

  static func peak(_ steps: [QueueStep]) -> QueueStep? {
    steps.enumerated().max { ($0.element.count, -$0.offset) < ($1.element.count, -$1.offset) }?.element
  }

  public var remarks: [String] {
    var said = lanes.count > Self.mostLanes ? ["The \(Self.mostLanes) busiest of \(lanes.count) lanes."] : []
    let late = shownLanes.flatMap { $0.overtime ?? [] }
    if late.contains(where: { $0.lowerBound < to && $0.upperBound > from }) { said.append("Underlined: overtime.") }
    if shownLanes.contains(where: { $0.rests?.isEmpty == false }) { said.append("Pale ground: break by plan.") }
    return said
  }

  public var summary: String {
    var text = "Timeline of \(lanes.count) lanes, \(base.clockTime(at: from)) to \(base.clockTime(at: to))"
    if let peak = peakQueue {
      let mean = NumberFormat.chart.number(meanQueue, decimals: 1)
      text += "; \(queueTitle.lowercasedFirst): mean \(mean), peak \(peak.count) at \(base.clockTime(at: peak.time))"
    }
    return text
  }

  public var dataTable: DataTable {
    var rows: [[DataTable.Cell]] = []
    for lane in lanes {
      for segment in lane.segments where visible(segment) && categories.indices.contains(segment.category) {
        rows.append([.text(lane.name), .text(categories[segment.category].name), .number(segment.start), .optional(segment.end), .missing])
      }
    }
    for panel in panels {
      rows += within(panel.steps).map { [.text(panel.title), .text("queue"), .number($0.time), .missing, .number(Double($0.count))] }
    }
    return DataTable(columns: ["lane", "task", "start", "end", "count"], rows: rows)
  }
}
