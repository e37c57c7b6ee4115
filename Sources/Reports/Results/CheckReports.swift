internal import Estimation
public import Experiment
public import Groundwork
internal import Scenario

/// A check's findings for the machines that read them.
public enum CheckReports {
  /// What could not be checked, and why: a scenario file that is wrong, or has no baseline that fits, or a baseline without a scenario.
  public struct Unusable: Sendable {
    public var name: String
    public var problems: [Diagnostic]

    public init(name: String, problems: [Diagnostic]) {
      self.name = name
      self.problems = problems
    }
  }

  /// JUnit XML: a suite per scenario file, a case per alternative and rule. What is inconclusive is a failure of that type, since CI
  /// systems know no third state. What could not be checked is an error.
  public static func junit(_ results: [CheckResult], _ unusable: [Unusable] = []) -> String {
    let all = results.flatMap(\.findings), errors = unusable.reduce(0) { $0 + $1.problems.count }
    var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    xml += "<testsuites name=\"bullwhip check\" tests=\"\(all.count + errors)\" "
    xml += "failures=\"\(all.count { $0.status != .pass })\" errors=\"\(errors)\">\n"
    for result in results {
      let failures = result.findings.count { $0.status != .pass }
      xml +=
        "  <testsuite name=\"\(escaped(result.slug))\" tests=\"\(result.findings.count)\" "
        + "failures=\"\(failures)\" errors=\"0\" skipped=\"0\">\n"
      for finding in result.findings {
        let name = escaped(finding.kpi.isEmpty ? "alternatives" : finding.kpi)
        xml +=
          "    <testcase classname=\"\(escaped(result.slug)).\(escaped(finding.scenario))\" name=\"\(name)\""
        if finding.status == .pass {
          xml += "/>\n"
        } else {
          xml += ">\n      <failure type=\"\(finding.status.rawValue)\" message=\"\(escaped(sentence(finding)))\"/>\n    </testcase>\n"
        }
      }
      if !result.notes.isEmpty { xml += "    <system-out>\(escaped(result.notes.joined(separator: "\n")))</system-out>\n" }
      xml += "  </testsuite>\n"
    }
    for one in unusable {
      let name = escaped(one.name), count = one.problems.count
      xml += "  <testsuite name=\"\(name)\" tests=\"\(count)\" failures=\"0\" errors=\"\(count)\" skipped=\"0\">\n"
      for problem in one.problems {
        xml += "    <testcase classname=\"\(name)\" name=\"\(escaped(problem.location?.description ?? problem.code))\">\n"
        xml += "      <error type=\"\(escaped(problem.code))\" message=\"\(escaped(problem.description))\"/>\n    </testcase>\n"
      }
      xml += "  </testsuite>\n"
    }
    return xml + "</testsuites>\n"
  }

  /// Workflow commands that GitHub shows beside the scenario file.
  public static func annotations(_ results: [(file: String, result: CheckResult)]) -> String {
    var lines: [String] = []
    for (file, result) in results {
      for finding in result.findings where finding.status != .pass {
        let level = finding.status == .fail ? "error" : "warning"
        let title = "\(result.slug) / \(finding.scenario)" + (finding.kpi.isEmpty ? "" : " / \(finding.kpi)")
        lines.append("::\(level) file=\(property(file)),title=\(property(title))::\(data(sentence(finding)))")
      }
    }
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }

  /// `fill-rate 0.962 → 0.951, −0.011 ± 0.002, allowed 0.005: moved by more than its margin`
  public static func sentence(_ finding: CheckFinding) -> String {
    let format = NumberFormat.plain
    var text = finding.kpi
    if let before = finding.baseline, let now = finding.today {
      text += " \(format.significant(before, digits: 6)) → \(format.significant(now, digits: 6))"
    }
    if let difference = finding.difference, difference.value != 0 {
      // Every world moved alike: the difference is known to its last digit.
      text += ", \(format.significant(difference.value, digits: difference.halfWidth == 0 ? 6 : 3, sign: .always))"
      if let half = difference.halfWidth { text += " ± \(format.significant(half, digits: 2))" }
      if let margin = finding.margin { text += ", allowed \(format.significant(margin, digits: 3))" }
    }
    return text.isEmpty ? finding.message : "\(text): \(finding.message)"
  }

  public static func json(_ results: [CheckResult], _ unusable: [Unusable] = []) -> JSONText {
    .array(
      unusable.map { one in
        .object([
          "scenario": .string(one.name), "status": .string("error"), "problems": .array(one.problems.map(JSONText.diagnostic)),
        ])
      }
        + results.map { result in
        .object([
          "scenario": .string(result.slug), "status": .string(result.status.rawValue), "replications": .integer(result.replications),
          "notes": .array(result.notes.map(JSONText.string)),
          "findings": .array(
            result.findings.map { finding in
              .object([
                "alternative": .string(finding.scenario), "kpi": .string(finding.kpi), "status": .string(finding.status.rawValue),
                "baseline": .optional(finding.baseline), "today": .optional(finding.today), "difference": .estimate(finding.difference),
                "margin": .optional(finding.margin), "message": .string(finding.message),
              ])
            }),
        ])
      })
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      // XML 1.0 has no other control characters.
      case let control where control.value < 0x20 && control != "\n" && control != "\t": out += " "
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  private static func data(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }
  private static func property(_ text: String) -> String { data(text).replacing(":", with: "%3A").replacing(",", with: "%2C") }
}
