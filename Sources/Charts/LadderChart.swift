internal import Groundwork

/// How the time of each station or pool is spent, as bars of 100 %; beside them, where it was measured, what more capacity would bring.
public struct LadderChart: Chart, Hashable, Codable {
  /// What time is spent on; its colour follows.
  public enum Tone: String, Sendable, Hashable, Codable, CaseIterable {
    case busy, blocked, down, starved, pause, absent, idle, training
  }

  public struct State: Sendable, Hashable, Codable {
    public var name: String
    public var tone: Tone
    public init(_ name: String, _ tone: Tone) {
      self.name = name
      self.tone = tone
    }
  }

  public struct Row: Sendable, Hashable, Codable {
    public var name: String
    /// One share a state, 0…1; they add up to 1. Empty where there is no time to share out.
    public var shares: [Double]
    /// What a tenth more of it brings; nil = not asked.
    public var gain: Measured?
    /// The row the picture speaks of.
    public var isHighlighted: Bool
    public init(_ name: String, shares: [Double], gain: Measured? = nil, isHighlighted: Bool = false) {
      self.name = name
      self.shares = shares
      self.gain = gain
      self.isHighlighted = isHighlighted
    }
  }

  /// Rows that belong together, under a heading.
  public struct Block: Sendable, Hashable, Codable {
    public var name: String
    public var rows: [Row]
    public init(_ name: String, rows: [Row]) {
      self.name = name
      self.rows = rows
    }
  }

  public var caption: Caption
  public var evidence: Evidence
  public var states: [State]
  public var blocks: [Block]
  /// Heading of the gains, such as `Orders a day gained`, and their unit.
  public var gainTitle: String
  public var gainUnit: ValueUnit

  public init(
    states: [State], blocks: [Block], gainTitle: String = "", gainUnit: ValueUnit = .quantity(""), evidence: Evidence,
    caption: Caption = Caption()
  ) {
    self.states = states
    self.blocks = blocks
    self.gainTitle = gainTitle
    self.gainUnit = gainUnit
    self.evidence = evidence
    self.caption = caption
  }

  var rows: [Row] { blocks.flatMap(\.rows) }
  var hasGains: Bool { rows.contains { $0.gain != nil } }

  public var neutralTitle: String { "How time is spent" }
  public var neutralSubtitle: String {
    "Share of time by state, in percent, mean of \(evidence.count)."
      + (hasGains ? " Right: \(gainTitle.lowercasedFirst), with \(evidence.levelText) intervals." : "")
  }
  public var emptyMessage: String? { rows.isEmpty ? "Nobody works here" : nil }

  public var defect: String? {
    for row in rows where !row.shares.isEmpty {
      if row.shares.count != states.count { return "“\(row.name)” has \(row.shares.count) shares for \(states.count) states" }
      if let bad = row.shares.firstIndex(where: { !($0 >= -1e-9) }) {
        return "“\(row.name)”: the share of \(states[bad].name) is \(row.shares[bad])"
      }
      let sum = row.shares.reduce(0, +)
      if abs(sum - 1) > 0.001 { return "the shares of “\(row.name)” add up to \(sum); they must add up to 1" }
    }
    for row in rows {
      if let gain = row.gain, let low = gain.lower, let high = gain.upper, low > high {
        return "“\(row.name)”: the interval runs from \(low) to \(high)"
      }
    }
    return nil
  }

  public var summary: String {
    let parts = rows.filter { !$0.shares.isEmpty }.map { row in
      let most = row.shares.enumerated().filter { $0.element >= 0.005 }
        .map { "\(states[$0.offset].name.lowercasedFirst) \(NumberFormat.chart.percent($0.element, decimals: 0))" }
      return "\(row.name): \(most.joined(separator: ", "))"
    }
    return "Bars of time by state. " + parts.joined(separator: "; ")
  }

  public var dataTable: DataTable {
    DataTable(
      columns: ["group", "name"] + states.map(\.name) + (hasGains ? ["gain", "lower", "upper"] : []),
      rows: blocks.flatMap { block in
        block.rows.map { row in
          let shares: [DataTable.Cell] = row.shares.isEmpty ? states.map { _ in .missing } : row.shares.map { .number($0) }
          let gain: [DataTable.Cell] = hasGains ? [.optional(row.gain?.value), .optional(row.gain?.lower), .optional(row.gain?.upper)] : []
          return [.text(block.name), .text(row.name)] + shares + gain
        }
      })
  }

  public func preferredHeight(_ mode: Mode) -> Double {
    // One or two rows want the room of three: less leaves no plot.
    (mode == .standalone ? 186 : 116) + 27 * Double(max(3, rows.count)) + (blocks.count > 1 ? 20 * Double(blocks.count) : 0)
  }
}

extension LadderChart.Tone {
  func fill(_ theme: Theme) -> Colour {
    switch self {
    case .busy: theme.primary.fill
    case .blocked: theme.adverse.fill
    case .down: theme.series[6].fill
    case .starved: theme.series[3].fill.mixed(with: theme.background, share: 0.4)
    case .pause: theme.context
    case .absent: theme.series[5].fill
    case .training: theme.series[4].fill.mixed(with: theme.background, share: 0.4)
    case .idle: theme.grid
    }
  }
}
