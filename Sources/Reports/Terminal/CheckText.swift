public import Experiment
internal import Groundwork

/// The answer of `check` on a terminal: one line per scenario that passes, every finding of one that does not.
public enum CheckText {
  public static func text(_ results: [CheckResult], style: TerminalStyle) -> String {
    var lines: [String] = []
    for result in results {
      let passed = result.findings.count { $0.status == .pass && !$0.isBetter }, better = result.findings.count { $0.isBetter }
      let mark = mark(result.status)
      lines.append(
        style.ink(ink(result.status), style.plain(mark))
          + style.plain(" \(result.slug): \(passed) of \(result.findings.count) as accepted\(better > 0 ? ", \(better) better" : ""), "
              + "\(result.replications) replications"))
      for finding in result.findings where finding.status != .pass || finding.isBetter {
        let verdict = finding.isBetter ? "better" : finding.status.rawValue
        lines.append(style.plain("    \(verdict): \(finding.scenario) · \(CheckReports.sentence(finding))"))
      }
      for note in result.notes { lines.append(style.plain("    \(note)")) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func mark(_ status: CheckStatus) -> String {
    switch status {
    case .pass: "✓"
    case .fail: "✗"
    case .inconclusive: "?"
    }
  }

  private static func ink(_ status: CheckStatus) -> TerminalStyle.Ink {
    switch status {
    case .pass: .good
    case .fail: .bad
    case .inconclusive: .strong
    }
  }
}
