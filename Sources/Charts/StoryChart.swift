internal import Groundwork

/// What happened to one thing, step by step: a row a step, a bar for every stretch of time, two columns of durations, moments as lines
/// through all rows.
public struct StoryChart: Chart, Hashable, Codable {
  /// What a stretch of time was spent on; its colour follows.
  public enum Tone: String, Sendable, Hashable, Codable, CaseIterable {
    case work, waitForPeople, offDuty, waitForPlace, waitForEquipment, waitForDeparture, waitForGoods, blocked, down
  }

  public struct Kind: Sendable, Hashable, Codable {
    public var name: String
    public var tone: Tone
    public init(_ name: String, _ tone: Tone) {
      self.name = name
      self.tone = tone
    }
  }

  public struct Span: Sendable, Hashable, Codable {
    public var start: Double
    /// nil: still going on at the end of the window.
    public var end: Double?
    /// Index into the kinds.
    public var kind: Int
    public init(_ start: Double, _ end: Double?, kind: Int) {
      self.start = start
      self.end = end
      self.kind = kind
    }
  }

  public struct Row: Sendable, Hashable, Codable {
    public var name: String
    /// Who or what, beneath the name; empty for nobody.
    public var detail: String
    public var spans: [Span]
    /// The two columns, as printed; empty for nothing.
    public var waited: String
    public var worked: String
    public init(_ name: String, detail: String = "", spans: [Span], waited: String = "", worked: String = "") {
      self.name = name
      self.detail = detail
      self.spans = spans
      self.waited = waited
      self.worked = worked
    }
  }

  /// A moment, such as the promise.
  public struct Moment: Sendable, Hashable, Codable {
    public var time: Double
    public var name: String
    /// Drawn in the colour of what went wrong.
    public var isAdverse: Bool
    public init(_ time: Double, _ name: String, isAdverse: Bool = false) {
      self.time = time
      self.name = name
      self.isAdverse = isAdverse
    }
  }

  public var caption: Caption
  public var evidence: Evidence
  public var base: TimeBase
  /// The window shown, in the clock's unit.
  public var from: Double
  public var to: Double
  public var kinds: [Kind]
  public var rows: [Row]
  public var moments: [Moment]

  public init(
    base: TimeBase, from: Double, to: Double, kinds: [Kind], rows: [Row], moments: [Moment] = [], evidence: Evidence = .deterministic,
    caption: Caption = Caption()
  ) {
    self.base = base
    self.from = from
    self.to = to
    self.kinds = kinds
    self.rows = rows
    self.moments = moments
    self.evidence = evidence
    self.caption = caption
  }

  public var neutralTitle: String { "What happened, step by step" }
  public var neutralSubtitle: String {
    let day = base.date(at: from).map { ", \($0.dayName) \($0.prose)" } ?? ""
    return "Time at each of \(rows.count) steps, from \(base.clockTime(at: from))\(day)."
  }
  public var emptyMessage: String? { rows.isEmpty ? "Nothing happened" : nil }

  public var defect: String? {
    guard from.isFinite, to.isFinite, from < to else { return "the window runs from \(from) to \(to); it must have a length" }
    for row in rows {
      for (index, span) in row.spans.enumerated() {
        if !kinds.indices.contains(span.kind) { return "“\(row.name)”, span \(index + 1) has kind \(span.kind); there are \(kinds.count)" }
        if !span.start.isFinite || (span.end.map { !($0 >= span.start) } ?? false) {
          return "“\(row.name)”, span \(index + 1) ends before it starts"
        }
      }
      for (a, b) in zip(row.spans, row.spans.dropFirst()) where (a.end ?? .infinity) > b.start + 1e-6 * (to - from) {
        return "“\(row.name)” does two things at once at \(base.clockTime(at: b.start))"
      }
    }
    return nil
  }

  public var summary: String {
    let steps = rows.map { row in
      let parts = [row.waited.isEmpty ? "" : "waited \(row.waited)", row.worked.isEmpty ? "" : "worked on \(row.worked)"].filter {
        !$0.isEmpty
      }
      return parts.isEmpty ? row.name : "\(row.name): \(parts.joined(separator: ", "))"
    }
    return "Time line of \(rows.count) step\(rows.count == 1 ? "" : "s"). " + steps.joined(separator: "; ")
  }

  public var dataTable: DataTable {
    var table: [[DataTable.Cell]] = []
    for row in rows {
      for span in row.spans {
        table.append([.text(row.name), .text(row.detail), .text(kinds[span.kind].name), .number(span.start), .optional(span.end)])
      }
    }
    table += moments.map { [.text(""), .text(""), .text($0.name), .number($0.time), .missing] }
    return DataTable(columns: ["step", "by", "what", "start", "end"], rows: table)
  }

  /// A good height for so many rows.
  public func preferredHeight(_ mode: Mode) -> Double { (mode == .standalone ? 200 : 120) + 34 * Double(max(2, rows.count)) }
}

extension StoryChart.Tone {
  func fill(_ theme: Theme) -> Colour {
    switch self {
    case .work: theme.primary.fill
    case .waitForPeople: theme.series[3].fill
    case .offDuty: theme.hairline
    case .waitForPlace: theme.series[4].fill
    case .waitForEquipment: theme.series[6].fill
    case .waitForDeparture: theme.series[5].fill
    case .waitForGoods: theme.series[3].fill.mixed(with: theme.ink, share: 0.45)
    case .blocked: theme.favourable.fill
    case .down: theme.adverse.fill
    }
  }
}
