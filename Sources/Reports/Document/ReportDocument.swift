public import Charts
public import Foundation
public import Groundwork
public import Rendering

/// The size of a report's pages, in points.
public struct PaperSize: Sendable, Hashable, Codable {
  public var width: Double
  public var height: Double
  public init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }
  public static let a4 = PaperSize(width: 595.276, height: 841.89)
  public static let letter = PaperSize(width: 612, height: 792)
}

/// A report as a value: cover, executive summary, sections of blocks, glossary and reproduction box. It knows pages, words, tables
/// and scenes, and nothing of what they are about.
///
/// `pdf(measurer:)` lays it out and writes it. The same value gives the same bytes.
///
///     let report = ReportDocument(
///       metadata: DocumentMetadata(title: "Less stock, better service", created: "2026-01-05T09:00:00Z"),
///       cover: cover, summary: summary, sections: [results, method])
///     let bytes = try report.pdf(measurer: PangoMeasurer())
public struct ReportDocument: Sendable, Codable {
  public var metadata: DocumentMetadata
  public var paper: PaperSize
  /// Upper left of every page but the cover, such as `Northwind Foods · Inventory and warehouse scenarios`.
  public var runningTitle: String
  /// Lower left of every page but the cover: author, date, confidentiality.
  public var footer: String
  public var cover: Cover
  public var summary: ExecutiveSummary
  public var sections: [ReportSection]
  /// Terms and what they mean, one line each. Only those that the report's words use are printed, in alphabetical order, each with the
  /// page of its first use.
  public var glossary: [GlossaryTerm]
  public var reproduction: ReproductionBox?

  public init(
    metadata: DocumentMetadata, paper: PaperSize = .a4, runningTitle: String = "", footer: String = "", cover: Cover,
    summary: ExecutiveSummary, sections: [ReportSection] = [], glossary: [GlossaryTerm] = [], reproduction: ReproductionBox? = nil
  ) {
    self.metadata = metadata
    self.paper = paper
    self.runningTitle = runningTitle
    self.footer = footer
    self.cover = cover
    self.summary = summary
    self.sections = sections
    self.glossary = glossary
    self.reproduction = reproduction
  }
}

/// The first page: a navy field with the study's own paths as art, and the answer in one line.
public struct Cover: Sendable, Codable {
  /// A small line in capitals above the title.
  public var eyebrow: String
  /// At most two lines of 40 pt; a longer title is set smaller.
  public var title: String
  public var subtitle: String
  /// `Prepared for`, `Prepared by`, `Date`; at most three.
  public var facts: [Fact]
  /// A label above the answer.
  public var answerLabel: String
  /// The whole study in one sentence, with a number and its interval.
  public var answer: RichText
  public var art: CoverArt?
  public var logo: Logo?

  /// A picture of at most 120 × 36 pt in the upper right corner of the navy field.
  public struct Logo: Sendable, Codable {
    /// A PNG file.
    public var png: Data
    /// For those who do not see it.
    public var altText: String
    public init(png: Data, altText: String) {
      self.png = png
      self.altText = altText
    }
  }

  public init(
    eyebrow: String, title: String, subtitle: String, facts: [Fact], answerLabel: String = "The answer in one line", answer: RichText,
    art: CoverArt? = nil, logo: Logo? = nil
  ) {
    self.eyebrow = eyebrow
    self.title = title
    self.subtitle = subtitle
    self.facts = facts
    self.answerLabel = answerLabel
    self.answer = answer
    self.art = art
    self.logo = logo
  }
}

/// Lines on the cover's navy field. `x` runs from 0 (left edge of the page) to 1 (right edge), `y` from 0 (lower edge of the art) to 1
/// (upper edge); points outside are cut off.
public struct CoverArt: Sendable, Codable {
  /// Thin, pale lines: single futures.
  public var paths: [[Point]]
  /// One white line: the middle of the futures, or the past and then the middle.
  public var median: [Point]
  /// A vermilion dot.
  public var today: Point?
  public var todayLabel: String
  /// What the lines are, printed at the foot of the page.
  public var caption: String

  public init(paths: [[Point]], median: [Point] = [], today: Point? = nil, todayLabel: String = "today", caption: String = "") {
    self.paths = paths
    self.median = median
    self.today = today
    self.todayLabel = todayLabel
    self.caption = caption
  }
}

/// A label and what it stands for.
public struct Fact: Sendable, Hashable, Codable {
  public var label: String
  public var value: String
  public init(_ label: String, _ value: String) {
    self.label = label
    self.value = value
  }
}

/// The colour of a change. It repeats what sign and words say, and is never the only sign.
public enum Tone: String, Sendable, Hashable, Codable { case favourable, adverse, neutral }

/// The second page, always exactly one: headline, up to four tiles, up to four findings, one figure.
public struct ExecutiveSummary: Sendable, Codable {
  public var title: String
  public var headline: Headline
  public var tiles: [KPITile]
  public var findingsTitle: String
  public var findings: [Finding]
  public var figure: ReportFigure?

  public init(
    title: String = "Executive summary", headline: Headline, tiles: [KPITile], findingsTitle: String = "What we found", findings: [Finding],
    figure: ReportFigure? = nil
  ) {
    self.title = title
    self.headline = headline
    self.tiles = tiles
    self.findingsTitle = findingsTitle
    self.findings = findings
    self.figure = figure
  }
}

/// One number, large, and where its interval stands against no change.
public struct Headline: Sendable, Codable {
  /// Printed as given: `−$1.88m`.
  public var number: String
  /// What the number is: `expected annual cost, recommended vs current`.
  public var meaning: String
  public var interval: HeadlineInterval?
  public init(number: String, meaning: String, interval: HeadlineInterval? = nil) {
    self.number = number
    self.meaning = meaning
    self.interval = interval
  }
}

/// An interval on an axis of its own that reaches to a reference.
public struct HeadlineInterval: Sendable, Codable {
  public var low: Double
  public var high: Double
  public var estimate: Double
  /// Usually 0.
  public var reference: Double
  public var referenceLabel: String
  /// `95% CI −$2.01m to −$1.75m`.
  public var label: String
  /// `200 paired replications, common random numbers, $m`.
  public var note: String
  /// How a tick is written; the reference's 0 goes without a unit.
  public var unit: ValueUnit
  /// The factor of the ticks' labels.
  public var scale: NumberScale

  public init(
    low: Double, high: Double, estimate: Double, reference: Double = 0, referenceLabel: String = "no change", label: String, note: String,
    unit: ValueUnit, scale: NumberScale = .one
  ) {
    self.low = low
    self.high = high
    self.estimate = estimate
    self.reference = reference
    self.referenceLabel = referenceLabel
    self.label = label
    self.note = note
    self.unit = unit
    self.scale = scale
  }
}

/// One measure in four lines: what, how much, from what, and by how much it changed.
public struct KPITile: Sendable, Hashable, Codable {
  public var label: String
  public var value: String
  /// `from $13.74m`; empty: nothing to compare with.
  public var from: String
  /// `−13.7%`, or `no clear change` where the interval holds zero.
  public var change: String
  public var tone: Tone
  /// `±0.9 points`.
  public var interval: String

  public init(label: String, value: String, from: String = "", change: String = "", tone: Tone = .neutral, interval: String = "") {
    self.label = label
    self.value = value
    self.from = from
    self.change = change
    self.tone = tone
    self.interval = interval
  }
}

/// A claim in bold and one or two sentences that prove it.
public struct Finding: Sendable, Hashable, Codable {
  public var claim: String
  public var detail: RichText
  public init(_ claim: String, _ detail: RichText) {
    self.claim = claim
    self.detail = detail
  }
}

/// A chapter: a heading and what stands under it.
public struct ReportSection: Sendable, Codable {
  /// For references; unique in a report.
  public var id: String
  public var title: String
  /// false: follows the section before on the same page, if there is room for a beginning.
  public var startsNewPage: Bool
  public var blocks: [ReportBlock]

  public init(id: String? = nil, title: String, startsNewPage: Bool = true, _ blocks: [ReportBlock]) {
    self.id = id ?? "section-" + title
    self.title = title
    self.startsNewPage = startsNewPage
    self.blocks = blocks
  }
}

/// What a section is made of, in reading order.
public enum ReportBlock: Sendable, Codable {
  /// A heading of the second level.
  case heading(String)
  case paragraph(RichText)
  case bullets([RichText])
  case numbered([RichText])
  case figure(ReportFigure)
  case table(ReportTable)
  /// Labels on the left, values on the right.
  case facts([Fact])
  case pageBreak
}

/// A numbered table. Rows never split; a table that goes on repeats its header with "(continued)".
public struct ReportTable: Sendable, Codable {
  public struct Column: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable {
      /// Left, wrapped when the table is too wide.
      case text
      /// Aligned on the decimal mark, tabular figures, never wrapped.
      case number
      /// A number in grey: the interval of the column before.
      case interval
    }
    public var title: String
    public var kind: Kind
    /// Cells of this column are bold in highlighted rows.
    public var isKey: Bool
    public init(_ title: String, _ kind: Kind = .text, isKey: Bool = false) {
      self.title = title
      self.kind = kind
      self.isKey = isKey
    }
  }

  public struct Cell: Sendable, Hashable, Codable, ExpressibleByStringLiteral {
    /// Empty prints an en dash.
    public var text: String
    public var tone: Tone
    public init(_ text: String, tone: Tone = .neutral) {
      self.text = text
      self.tone = tone
    }
    public init(stringLiteral value: String) { self.init(value) }
  }

  public struct Row: Sendable, Hashable, Codable {
    public var cells: [Cell]
    public var isHighlighted: Bool
    public init(_ cells: [Cell], isHighlighted: Bool = false) {
      self.cells = cells
      self.isHighlighted = isHighlighted
    }
  }

  /// For references; unique in a report.
  public var id: String
  public var title: String
  public var columns: [Column]
  public var rows: [Row]
  public var note: String
  /// `.` or `,`: where numbers are aligned.
  public var decimalMark: Character {
    get { mark.first ?? "." }
    set { mark = String(newValue) }
  }
  private var mark: String
  /// Columns at the left that are repeated where the table is too wide for a page and goes on with the others; 0 refuses such a table.
  public var fixedColumns: Int
  /// Numbers on their decimal mark; false in a table whose rows have different units, where they stand at the right.
  public var alignsDecimals: Bool
  /// Size of letters and numbers, as a share of the usual; set where a table is laid out, nil = 1.
  var letterScale: Double?

  public init(
    id: String, title: String, columns: [Column], rows: [Row], note: String = "", decimalMark: Character = ".", fixedColumns: Int = 0,
    alignsDecimals: Bool = true
  ) {
    self.id = id
    self.title = title
    self.columns = columns
    self.rows = rows
    self.note = note
    mark = String(decimalMark)
    self.fixedColumns = fixedColumns
    self.alignsDecimals = alignsDecimals
  }
}

public struct GlossaryTerm: Sendable, Hashable, Codable {
  public var term: String
  public var meaning: String
  public init(_ term: String, _ meaning: String) {
    self.term = term
    self.meaning = meaning
  }
}

/// What it takes to make the same report again.
public struct ReproductionBox: Sendable, Hashable, Codable {
  public var title: String
  /// Command, engine, scenario hash, seed, replications, inputs, generated-at.
  public var facts: [Fact]
  public init(title: String = "Reproduce this report", facts: [Fact]) {
    self.title = title
    self.facts = facts
  }
}
