/// The words around a picture. What is nil is generated or left out.
public struct Caption: Sendable, Hashable, Codable {
  /// The line above the title: `SCENARIO COMPARISON · TOTAL COST`. Printed in capitals, standalone only.
  public var eyebrow: String?
  /// The finding, as a sentence with a verb and a number. nil: a neutral title.
  public var title: String?
  /// Measure, unit, period. nil: generated.
  public var subtitle: String?
  /// Method, source, warnings; the evidence sentence is appended when the note does not say it.
  public var note: String?
  /// Program and version, such as `Bullwhip 1.0`; scenario and seed are appended from the evidence. Standalone only.
  public var stamp: String?
  /// Overrides the generated alternative text.
  public var altText: String?

  public init(
    eyebrow: String? = nil, title: String? = nil, subtitle: String? = nil, note: String? = nil, stamp: String? = nil, altText: String? = nil
  ) {
    self.eyebrow = eyebrow
    self.title = title
    self.subtitle = subtitle
    self.note = note
    self.stamp = stamp
    self.altText = altText
  }
}

public struct Size: Sendable, Hashable, Codable {
  public var width: Double
  public var height: Double
  public init(_ width: Double, _ height: Double) {
    self.width = width
    self.height = height
  }

  public static let standalone = Size(680, 420)
  public static let reportColumn = Size(487, 270)
  public static let halfColumn = Size(236, 170)
  public static let slide = Size(960, 540)
}

/// Where a picture will stand.
public enum Mode: String, Sendable, Hashable, Codable {
  /// On its own: padding, eyebrow and stamp.
  case standalone
  /// In a report's column: no padding, smaller title; eyebrow and stamp are the page's business.
  case report
}

/// Why no picture could be laid out.
public enum LayoutError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The plot would fall below 96 × 64 points.
  case tooSmall(width: Double, height: Double)
  /// The data contradict the chart; says which element and what would be right.
  case badData(String)
  /// Rules of the layout were broken (see ``Lint``).
  case violations([Lint.Violation])

  public var description: String {
    switch self {
    case .tooSmall(let width, let height):
      "a canvas of \(width) × \(height) pt leaves less than 96 × 64 pt for the plot; make it larger or shorten the title"
    case .badData(let message): message
    case .violations(let list): list.map(\.description).joined(separator: "; ")
    }
  }
}

/// The numbers behind a picture, for CSV and for readers of tables.
public struct DataTable: Sendable, Hashable, Codable {
  public enum Cell: Sendable, Hashable, Codable {
    case text(String)
    case number(Double)
    case missing
  }

  public var columns: [String]
  public var rows: [[Cell]]

  public init(columns: [String], rows: [[Cell]]) {
    self.columns = columns
    self.rows = rows
  }

  /// RFC 4180; numbers in their shortest exact form, what is missing as an empty field.
  public var csv: String {
    func quoted(_ text: String) -> String {
      text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
        ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : text
    }
    func field(_ cell: Cell) -> String {
      switch cell {
      case .text(let text): quoted(text)
      case .number(let value) where !value.isFinite: ""
      case .number(let value) where value == value.rounded() && abs(value) < 9e15: String(Int64(value))
      case .number(let value): value.description
      case .missing: ""
      }
    }
    return ([columns.map(quoted)] + rows.map { $0.map(field) }).map { $0.joined(separator: ",") + "\n" }.joined()
  }
}

extension DataTable.Cell {
  static func optional(_ value: Double?) -> Self { value.map { .number($0) } ?? .missing }
}

/// A picture as a value: data, words and evidence. Laid out for any canvas; drawn by a backend that only obeys.
public protocol Chart: Sendable {
  var caption: Caption { get set }
  var evidence: Evidence { get }
  /// Said when the caption has no title; a name, not a finding.
  var neutralTitle: String { get }
  /// Measure, unit and period, said when the caption has no subtitle.
  var neutralSubtitle: String { get }
  /// What the alternative text says of the data: type, range, direction, the highlighted finding.
  var summary: String { get }
  /// Further sentences for the note: dropped values, breaks, orderings.
  var remarks: [String] { get }
  var dataTable: DataTable { get }
  /// A sentence in the place of the plot when there is nothing to draw; nil when there is.
  var emptyMessage: String? { get }
  /// What contradicts itself in the data; nil for a good chart.
  var defect: String? { get }

  /// Draws the plot into `area`.
  ///
  /// - Returns: the plot's inner rectangle, judged against the least sizes of a readable plot.
  func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect
}

/// How much may be shown: falls when the canvas is too small for everything.
public enum Detail: Int, Sendable, Comparable, CaseIterable {
  case full, noStamp, shortNote, shortTitle, sparse
  public static func < (a: Detail, b: Detail) -> Bool { a.rawValue < b.rawValue }
}

extension Chart {
  public var remarks: [String] { [] }
  public var emptyMessage: String? { nil }
  public var defect: String? { nil }
  public var title: String { caption.title ?? neutralTitle }
  public var subtitle: String { caption.subtitle ?? neutralSubtitle }
}
