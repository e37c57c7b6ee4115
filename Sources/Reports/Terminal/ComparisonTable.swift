internal import Estimation
public import Experiment
internal import Foundation
internal import Groundwork
internal import Simulation

/// The answer of `run` on a terminal: KPIs of the base with intervals, paired differences of each alternative with their verdicts, targets,
/// busiest station.
public struct ComparisonTable: Sendable {
  public let study: StudyResult
  /// Every KPI instead of the headline ones.
  public var showsAll: Bool

  public init(_ study: StudyResult, showsAll: Bool = false) {
    self.study = study
    self.showsAll = showsAll
  }

  /// Title, table (in blocks of columns where it is wider than the terminal), notes. Ends with a line feed.
  public func text(_ style: TerminalStyle) -> String {
    var blocks = [headline]
    let rows = rows
    let columns = study.scenarios.count
    let label = rows.map { TerminalStyle.width(of: style.plain($0.label)) }.max() ?? 0
    let unit = rows.map { TerminalStyle.width(of: style.plain($0.unit)) }.max() ?? 0
    let left = label + 3 + (unit > 0 ? unit + 4 : 0)
    let widths = (0..<columns).map { c in
      max(
        TerminalStyle.width(of: style.plain(names[c])),
        rows.flatMap { $0.cells[c] }.map { TerminalStyle.width(of: style.plain($0.text)) }.max() ?? 0)
    }
    for block in Self.blocks(widths: widths, left: left, limit: style.width) {
      blocks.append(self.block(block, rows: rows, label: label, unit: unit, left: left, widths: widths, style: style))
    }
    let limit = min(style.width ?? 120, 120)
    let notes = (study.notes + verdictNotes(rows) + targetNotes).map { style.plain(TerminalStyle.wrapped($0, width: max(20, limit))) }
    if !notes.isEmpty { blocks.append(notes.joined(separator: "\n")) }
    let head = style.plain(TerminalStyle.wrapped(blocks[0], width: max(20, limit)))
    return ([style.ink(.strong, head)] + blocks.dropFirst()).joined(separator: "\n\n") + "\n"
  }

  /// How a verdict stands in the table. What is found to be too small to matter has one word wherever people read it.
  static func word(_ verdict: Verdict) -> String { verdict == .noChange ? "negligible" : verdict.rawValue }

  /// What a verdict means that a reader of the number would not guess.
  private func verdictNotes(_ rows: [TableRow]) -> [String] {
    let isShown = rows.contains { row in
      row.cells.contains { cell in cell.contains { $0.text.hasSuffix(" " + Self.word(.noChange)) } }
    }
    let needs = rows.contains { row in row.cells.contains { cell in cell.contains { $0.text.contains(", needs ") } } }
    return (isShown
      ? ["negligible: the whole interval lies within what does not matter, 0.2 points of a share and 0.5 % of the base of anything else"]
      : []) + (needs ? ["cannot tell, needs: replications that would tell, as far as the spread seen so far goes"] : [])
  }

  private var headline: String {
    // A week with a change of the clocks is an hour shorter or longer.
    let weeks = KPIText.format.number(study.weeks, decimals: abs(study.weeks - study.weeks.rounded()) < 0.05 ? 0 : 1)
    let measured = weeks + (weeks == "1" ? " week" : " weeks") + (study.warmUpDays > 0 ? " after warm-up" : "")
    let paired = study.scenarios.count > 1 ? "paired " : ""
    return
      "\(study.title) · \(measured) · \(study.replications) \(paired)replication\(study.replications == 1 ? "" : "s") · seed \(study.seed)"
  }

  private var names: [String] { study.scenarios.map(\.name) }

  struct Cell {
    var text: String
    var ink: TerminalStyle.Ink?
    /// The part in ink begins here (in characters); the rest stays plain.
    var inkFrom = 0
  }

  struct TableRow {
    var label: String
    var unit: String
    /// Lines of each scenario's cell.
    var cells: [[Cell]]
  }

  private var rows: [TableRow] {
    var rows: [TableRow] = []
    let targeted = Set(study.scenarios.flatMap { $0.targets.map(\.target.kpi) })
    for kpi in study.base.kpis where showsAll || targeted.contains(kpi.id) || (kpi.declaration.headline && !isIdle(kpi.id)) {
      rows.append(row(kpi.id))
    }
    for alternative in study.scenarios.dropFirst() where showsAll {
      for kpi in alternative.kpis where !rows.contains(where: { $0.label == KPIText.label(kpi.declaration) }) && study.base[kpi.id] == nil {
        rows.append(row(kpi.id))
      }
    }
    rows += targets
    if study.scenarios.contains(where: { $0.busiestStation != nil }) { rows.append(busiest) }
    return rows
  }

  /// Zero whatever is done: stock that is unlimited, waiting where nobody works. It says nothing about any scenario. A share of 0 % says
  /// all: nothing is served.
  private func isIdle(_ id: String) -> Bool {
    let kpis = study.scenarios.compactMap { $0[id] }
    if kpis.contains(where: { $0.declaration.unit == .share && !$0.estimate.value.isNaN }) { return false }
    return study.scenarios.allSatisfy { scenario in
      scenario[id].map { $0.estimate.value == 0 && $0.estimate.halfWidth ?? 0 == 0 && $0.difference?.value ?? 0 == 0 } ?? true
    }
  }

  private func row(_ id: String) -> TableRow {
    let results = study.scenarios.map { $0[id] }
    let declaration = results.compactMap { $0 }[0].declaration
    let unit = declaration.unit, factor = KPIText.factor(unit), suffix = KPIText.suffix(unit)
    let shown: [Estimate?] = results.enumerated().map { $0 == 0 ? $1?.estimate : $1?.difference ?? $1?.estimate }
    let decimals = KPIText.decimals(shown, unit: unit)
    let format = KPIText.format
    // Magnitudes and half-widths are padded alike along the row, so that signs and ± stand under each other from scenario to scenario.
    let digits = shown.map { $0.map { format.number(abs($0.value * factor), decimals: decimals) } ?? "" }
    let halves = shown.map { $0?.halfWidth.map { format.number($0 * factor, decimals: decimals) } ?? "" }
    let digitWidth = digits.dropFirst().map(TerminalStyle.width).max() ?? 0
    let halfWidth = halves.map(TerminalStyle.width).max() ?? 0
    let cells: [[Cell]] = results.enumerated().map { c, result in
      guard let result, let estimate = shown[c] else { return [Cell(text: NumberFormat.missing)] }
      if estimate.value.isNaN { return [Cell(text: NumberFormat.missing)] }
      let isDifference = c > 0 && result.difference != nil
      var text: String
      if isDifference {
        let rounded = format.number(estimate.value * factor, decimals: decimals, sign: .always)
        text = String(rounded.prefix(1)) + TerminalStyle.padded(String(rounded.dropFirst()), to: digitWidth, right: true)
      } else {
        text = format.quantity(estimate.value * factor, unit: suffix, decimals: decimals)
        if estimate.caveat == .lowerBound { text = "≥ " + text }
      }
      if !halves[c].isEmpty { text += " ± " + TerminalStyle.padded(halves[c], to: halfWidth, right: true) }
      guard isDifference, let verdict = result.verdict else { return [Cell(text: text)] }
      // What prints as zero is neither good nor bad news.
      let isShown = digits[c].contains { ("1"..."9").contains($0) }
      let ink: TerminalStyle.Ink = !isShown ? .quiet : verdict == .better ? .good : verdict == .worse ? .bad : .quiet
      let needs = verdict == .cannotTell ? result.settledBy.map { ", needs \(format.integer($0))" } ?? "" : ""
      return [Cell(text: "\(text) \(Self.word(verdict))\(needs)", ink: ink, inkFrom: text.count + 1)]
    }
    return TableRow(label: KPIText.label(declaration), unit: KPIText.column(unit, currency: study.currency), cells: cells)
  }

  /// `fill rate ≥ 97 %`: one row a target, whether each scenario keeps it, and how often.
  private var targets: [TableRow] {
    study.base.targets.map { first in
      let unit = study.base[first.target.kpi]?.declaration.unit ?? .ratio
      let sign = first.target.comparison == .atLeast ? "≥" : "≤"
      let bound = KPIText.format.quantity(first.target.bound * KPIText.factor(unit), unit: KPIText.suffix(unit), decimals: 2)
      return TableRow(
        label: "\(first.title)\(unit == .moneyPerWeek ? "/week" : "") \(sign) \(Self.trimmed(bound))", unit: KPIText.column(unit, currency: study.currency),
        cells: study.scenarios.map { scenario in
          guard let target = scenario.targets.first(where: { $0.target == first.target }) else { return [Cell(text: NumberFormat.missing)] }
          // Nothing that was measured can miss it.
          if target.estimate.value.isNaN { return [Cell(text: NumberFormat.missing)] }
          let often = study.replications > 1 ? " in \(KPIText.value(target.shareOfReplications, unit: .share, decimals: 0))" : ""
          let doubt = target.isCertain ? "" : ", cannot tell"
          return [Cell(text: "\(target.isMet ? "✓" : "✗")\(often)\(doubt)", ink: target.isMet ? .good : .bad)]
        })
    }
  }

  private var busiest: TableRow {
    TableRow(
      label: KPIDictionary.bottleneck.title, unit: "",
      cells: study.scenarios.map { scenario in
        guard let station = scenario.busiestStation else { return [Cell(text: NumberFormat.missing)] }
        return [Cell(text: "\(station.name) \(KPIText.value(station.utilisation.value, unit: .share, decimals: 0))")]
      })
  }

  /// What the rows of targets say.
  private var targetNotes: [String] {
    if study.base.targets.isEmpty || study.replications < 2 { return [] }
    return ["✓ the target is met, ✗ it is missed; behind it the share of replications that meet it by themselves"]
  }

  /// `97.00 %` → `97 %`, `36.50 h` → `36.5 h`.
  private static func trimmed(_ text: String) -> String {
    guard let point = text.firstIndex(of: ".") else { return text }
    let end = text[point...].firstIndex { $0 == "\u{202F}" } ?? text.endIndex
    var number = text[..<end]
    while number.hasSuffix("0") { number.removeLast() }
    if number.hasSuffix(".") { number.removeLast() }
    return String(number) + text[end...]
  }

  /// Ranges of scenario columns that fit side by side; the base leads the first.
  static func blocks(widths: [Int], left: Int, limit: Int?) -> [Range<Int>] {
    guard let limit else { return [0..<widths.count] }
    var blocks: [Range<Int>] = []
    var first = 0, used = left
    for (c, width) in widths.enumerated() {
      let needed = width + (c > first ? 3 : 0)
      if c > first, used + needed > limit {
        blocks.append(first..<c)
        first = c
        used = left + width
      } else {
        used += needed
      }
    }
    blocks.append(first..<widths.count)
    return blocks
  }

  private func block(_ columns: Range<Int>, rows: [TableRow], label: Int, unit: Int, left: Int, widths: [Int], style: TerminalStyle)
    -> String
  {
    var lines: [String] = []
    func append(_ parts: [(text: String, shown: String, width: Int)]) {
      var line = ""
      for (i, part) in parts.enumerated() {
        let isLast = i == parts.count - 1
        line +=
          part.shown
          + (isLast ? "" : String(repeating: " ", count: max(0, part.width - TerminalStyle.width(of: part.text)) + (i == 0 ? 0 : 3)))
      }
      while line.hasSuffix(" ") { line.removeLast() }
      lines.append(line)
    }
    append(
      [("", "", left)]
        + columns.map { c in
          let name = style.plain(names[c])
          return (name, style.ink(.strong, name), widths[c])
        })
    for row in rows {
      for depth in 0..<(columns.map { row.cells[$0].count }.max() ?? 0) {
        let stub =
          depth > 0 ? "" : TerminalStyle.padded(style.plain(row.label), to: label) + (unit > 0 ? "   " + style.plain(row.unit) : "")
        append(
          [(stub, stub, left)]
            + columns.map { c in
              guard depth < row.cells[c].count else { return ("", "", widths[c]) }
              let cell = row.cells[c][depth]
              let text = style.plain(cell.text)
              guard let ink = cell.ink, style.colour else { return (text, text, widths[c]) }
              let head = style.plain(String(cell.text.prefix(cell.inkFrom))), tail = style.plain(String(cell.text.dropFirst(cell.inkFrom)))
              return (text, head + style.ink(ink, tail), widths[c])
            })
      }
    }
    return lines.joined(separator: "\n")
  }
}
