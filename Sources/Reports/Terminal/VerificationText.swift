internal import Estimation
internal import Groundwork
public import Verification

/// What `verify` found, for a terminal: rows by file, each with its source, computed beside expected.
public struct VerificationText: Sendable {
  public var files: [FileVerdict]

  public init(_ files: [FileVerdict]) { self.files = files }

  /// Rows that are off, over all files.
  public var offCount: Int { files.reduce(0) { $0 + $1.rows.count(where: \.isOff) } }

  public func text(_ style: TerminalStyle) -> String {
    var out = ""
    for file in files { out += section(file, style) + "\n" }
    return out + style.plain(summary(style)) + "\n"
  }

  private func section(_ file: FileVerdict, _ style: TerminalStyle) -> String {
    var out = style.ink(.strong, style.plain("\(file.name) · \(file.rows.count) rows")) + "\n"
    if let level = file.level {
      let percent = NumberFormat.plain.number(level * 100, decimals: 2)
      out += style.plain("simulated intervals at \(percent) % each cover together at 95 %") + "\n"
    }
    for verdict in file.rows {
      out += "\n" + style.plain(verdict.row.id) + style.ink(.quiet, style.plain(" · \(verdict.row.kind) · \(verdict.row.source)")) + "\n"
      if let note = verdict.note { out += style.ink(.quiet, style.plain("  \(note)")) + "\n" }
      switch verdict.outcome {
      case .unknownKind: out += style.ink(.quiet, style.plain("  unknown kind: no statement")) + "\n"
      case .unanswered(let reason): out += style.ink(.bad, style.plain("  no answer: \(reason)")) + "\n"
      case .wrongInputs: out += style.ink(.bad, style.plain("  not solved: its inputs are wrong")) + "\n"
      case .compared(let comparisons): out += table(comparisons, style) + "\n"
      }
    }
    return out
  }

  private func table(_ comparisons: [Comparison], _ style: TerminalStyle) -> String {
    var table = TextTable([("  value", .left), ("computed", .right), ("expected", .right), ("difference", .right), ("", .left)])
    for group in Self.grouped(comparisons) {
      let worst = group.max { abs($0.difference ?? .infinity) < abs($1.difference ?? .infinity) }
      if group.count > 3, let worst, group.allSatisfy(\.isGood), group.allSatisfy({ $0.estimate == nil }) {
        // A long list that agrees is one line: its worst place.
        table.rows.append(cells(worst, named: "\(worst.name), worst of \(group.count)", ties: group.contains { $0.verdict == .ties }))
      } else {
        for one in group { table.rows.append(cells(one, named: one.name, ties: false)) }
      }
    }
    return table.text(style)
  }

  private func cells(_ one: Comparison, named name: String, ties: Bool) -> [String] {
    let computed: String
    if let estimate = one.estimate {
      computed = Self.digits(estimate.value) + " ± " + Self.short(estimate.halfWidth ?? .nan)
    } else {
      computed = one.computed.map(Self.digits) ?? NumberFormat.missing
    }
    return [
      "  " + (one.estimate == nil ? "" : "simulated ") + name, computed, Self.digits(one.expected),
      one.difference.map(Self.short) ?? NumberFormat.missing, ties ? Comparison.Verdict.ties.rawValue : one.verdict.rawValue,
    ]
  }

  /// Neighbours of one name together.
  static func grouped(_ comparisons: [Comparison]) -> [[Comparison]] {
    var groups: [[Comparison]] = []
    for one in comparisons {
      if let last = groups.last?.first, last.group == one.group, (last.estimate == nil) == (one.estimate == nil) {
        groups[groups.count - 1].append(one)
      } else {
        groups.append([one])
      }
    }
    return groups
  }

  private func summary(_ style: TerminalStyle) -> String {
    let rows = files.flatMap(\.rows)
    let unknown = rows.filter { if case .unknownKind = $0.outcome { true } else { false } }
    let wrong = rows.filter { if case .wrongInputs = $0.outcome { true } else { false } }
    let off = rows.filter(\.isOff)
    let good = rows.count - off.count - unknown.count - wrong.count
    var parts = ["\(rows.count) rows: \(good) agree"]
    if !off.isEmpty { parts.append("\(off.count) off (" + off.map(\.row.id).joined(separator: ", ") + ")") }
    if !wrong.isEmpty { parts.append("\(wrong.count) with wrong inputs") }
    if !unknown.isEmpty {
      parts.append("\(unknown.count) of unknown kinds (" + Set(unknown.map(\.row.kind)).sorted().joined(separator: ", ") + ")")
    }
    return style.ink(off.isEmpty && wrong.isEmpty ? .good : .bad, parts.joined(separator: ", "))
  }

  /// Up to ten significant digits, without zeros that say nothing.
  static func digits(_ value: Double) -> String {
    if !value.isFinite { return NumberFormat.missing }
    if value == value.rounded(), abs(value) < 1e10 { return NumberFormat.plain.number(value) }
    return NumberFormat.plain.significant(value, digits: 10)
  }

  /// Two significant digits, with an exponent where the number is small.
  static func short(_ value: Double) -> String {
    if !value.isFinite { return NumberFormat.missing }
    if value == 0 { return "0" }
    var exponent = 0
    var scaled = abs(value)
    while scaled >= 9.95 {
      scaled /= 10
      exponent += 1
    }
    while scaled < 0.995 {
      scaled *= 10
      exponent -= 1
    }
    let sign = value < 0 ? NumberFormat.minus : ""
    if exponent >= -3, exponent <= 4 {
      return sign + NumberFormat.plain.number(abs(value), decimals: max(0, 1 - exponent))
    }
    return sign + NumberFormat.plain.number(scaled, decimals: 1) + "e\(exponent)"
  }
}

extension JSONText {
  /// The machine's answer of `verify`.
  public static func verification(_ files: [FileVerdict]) -> JSONText {
    .array(
      files.map { file in
        .object([
          "file": .string(file.name), "simulatedLevel": .optional(file.level), "rows": .array(file.rows.map(row)),
        ])
      })
  }

  private static func row(_ verdict: RowVerdict) -> JSONText {
    var status = "agrees"
    var reason: JSONText = .null
    var values: [JSONText] = []
    switch verdict.outcome {
    case .unknownKind: status = "unknown kind"
    case .unanswered(let why): (status, reason) = ("no answer", .string(why))
    case .wrongInputs(let errors): (status, reason) = ("wrong inputs", .string(errors.description))
    case .compared(let comparisons):
      if verdict.isOff { status = "off" }
      values = comparisons.map { one in
        .object([
          "name": .string(one.name), "computed": .optional(one.computed), "expected": .number(one.expected),
          "difference": .optional(one.difference), "verdict": .string(one.verdict.rawValue),
          "method": .string(one.estimate == nil ? "solved" : "simulated"), "lower": .optional(one.estimate?.lower),
          "upper": .optional(one.estimate?.upper),
        ])
      }
    }
    return .object([
      "id": .string(verdict.row.id), "kind": .string(verdict.row.kind), "source": .string(verdict.row.source), "status": .string(status),
      "reason": reason, "note": verdict.note.map(JSONText.string) ?? .null, "values": .array(values),
    ])
  }
}
