internal import Groundwork
public import Verification

/// The answer of `verify --coverage`.
public struct CoverageText: Sendable {
  public var rows: [IntervalCoverage.Row]

  public init(_ rows: [IntervalCoverage.Row]) { self.rows = rows }

  /// Whether every share lies where that of an honest interval lies.
  public var isHonest: Bool { rows.allSatisfy(\.isHonest) }

  public func text(_ style: TerminalStyle) -> String {
    var table = TextTable([
      ("floor", .left), ("measure", .left), ("exact", .right), ("mean of studies", .right), ("mean ±", .right), ("covered", .right),
      ("", .left),
    ])
    for row in rows {
      table.rows.append([
        row.floor, row.measure, NumberFormat.plain.significant(row.exact, digits: 6), NumberFormat.plain.significant(row.mean, digits: 6),
        NumberFormat.plain.significant(row.halfWidth, digits: 3), NumberFormat.plain.number(row.share * 100, decimals: 1) + " %",
        row.isHonest ? "honest" : "off",
      ])
    }
    let studies = rows.first?.studies ?? 0
    let head =
      "Intervals at 95 %: how often they hold the exact mean · \(studies) studies of \(IntervalCoverage.replications) replications each"
    let band = 2 * (0.95 * 0.05 / Double(max(1, studies))).squareRoot() * 100
    let note =
      "An honest interval holds it in 95 % of all studies; by chance alone the share seen lies within "
      + "\(NumberFormat.plain.number(band, decimals: 1)) points of that."
    return [
      style.ink(.strong, style.plain(head)), table.text(style),
      style.plain(TerminalStyle.wrapped(note, width: min(style.width ?? 120, 120))),
    ]
    .joined(separator: "\n\n") + "\n"
  }
}

extension JSONText {
  /// What `verify --coverage --json` prints.
  public static func coverage(_ rows: [IntervalCoverage.Row]) -> JSONText {
    .array(
      rows.map {
        .object([
          "floor": .string($0.floor), "measure": .string($0.measure), "exact": .number($0.exact), "mean": .number($0.mean),
          "half-width": .number($0.halfWidth), "studies": .integer($0.studies), "covered": .integer($0.covered), "share": .number($0.share),
          "honest": .bool($0.isHonest),
        ])
      })
  }
}
