internal import Foundation
internal import Groundwork
public import Kernel
public import Supply

/// Writes scenarios that build on another: the optimiser's policies as keys over the file they were found for.
public enum ScenarioWriter {
  /// A policy for one stock point, by name.
  public struct Entry: Sendable, Equatable {
    public var item: String
    /// nil where the item is kept in one place only.
    public var location: String?
    public var control: Control

    /// As `policies.items` names it.
    var key: String { item + (location.map { "@\($0)" } ?? "") }

    public init(item: String, location: String? = nil, control: Control) {
      self.item = item
      self.location = location
      self.control = control
    }
  }

  /// The text of a scenario that extends `original` and gives these stock points their policies.
  ///
  /// What `changes:` of the original does to policies is left out: each policy is written as it holds on every date. Files that an option
  /// names are named from where the text will stand.
  ///
  /// - Parameters:
  ///   - original: the path of the scenario they were found for.
  ///   - sets: the options `path=value` they were found under, which are written as keys.
  ///   - path: where the text will stand; `extends:` is written relative to it.
  ///   - name: the new scenario's title.
  ///   - remark: a line of comment at the top: who found the policies and how.
  ///   - periodLength: the period of a periodic study, whose reviews need not be written.
  ///   - table: the name, seen from the new scenario, of the file `levels(of:)` is written to; needed where a policy follows the calendar.
  ///   - states: the same of the file `states(of:)` is written to; needed where a policy orders by state.
  public static func text(
    extending original: String, at path: String, name: String, remark: String, policies: [Entry], sets: [String] = [],
    periodLength: SimTime? = nil, table: String? = nil, states: String? = nil
  ) -> String {
    var text = "bullwhip: 1\n"
    for line in remark.split(whereSeparator: \.isNewline) { text += "# \(line)\n" }
    text += "name: \(Branch.plain(name))\nextends: \(Branch.plain(relative(original, from: path)))\n"
    var layer =
      WrittenLayer(over: original, at: path, sets: sets)?.branch(policies: policies, periodLength: periodLength)
      ?? Branch(.map([]), at: SourceLocation(file: path))
    // Lots that change on a date stand under `changes:`.
    for entry in policies where !entry.control.policy.changesLots {
      let text = policy(entry.control, periodLength: periodLength, table: table, states: states)
      guard let value = WrittenLayer.parsed(text) else { continue }
      layer = layer.with(value, at: ["policies", "items", entry.key])
    }
    return text + layer.block()
  }

  /// The table of the levels that follow the calendar, for `table:`; nil where no policy does.
  ///
  /// A stretch's `from` is in days of 24 hours since the clock's start, in as many digits as bring the same microsecond back.
  public static func levels(of policies: [Entry]) -> String? {
    var writer = CSVWriter(header: LevelTable.header)
    var isEmpty = true
    let isByLocation = policies.contains { $0.location != nil }
    if !isByLocation { writer = CSVWriter(header: LevelTable.header.filter { $0 != "location" }) }
    for entry in policies {
      guard case .timePhased(let levels) = entry.control.policy, !entry.control.policy.changesLots else { continue }
      isEmpty = false
      for stretch in levels.stretches {
        let from = CSVWriter.number(Double(stretch.start.ticks) / 86_400e6, digits: 17)
        let place = isByLocation ? [entry.item, entry.location ?? ""] : [entry.item]
        writer.append(place + [from, stretch.isOrdering ? "\(stretch.s)" : "", stretch.isOrdering ? "\(stretch.S)" : ""])
      }
    }
    return isEmpty ? nil : writer.text
  }

  /// The table of the orders by state, for `table:`; nil where no policy has any.
  ///
  /// Items whose states have other columns leave those of the others blank.
  public static func states(of policies: [Entry]) -> String? {
    let tables = policies.compactMap { entry in
      if case .stateTable(let table) = entry.control.policy { (entry, table) } else { nil }
    }
    if tables.isEmpty { return nil }
    var columns: [String] = []
    for word in ["on hand", "left", "position", "due", "order", "emergency"] {
      // Numbered columns in the order of the item that has most of them.
      let own = tables.map { table in (table.1.shape.columns + table.1.shape.orderColumns).filter { $0 == word || $0.hasPrefix(word + " ") }
      }
      columns += own.max { $0.count < $1.count } ?? []
    }
    let isByLocation = tables.contains { $0.0.location != nil }
    var writer = CSVWriter(header: ["item"] + (isByLocation ? ["location"] : []) + columns)
    for (entry, table) in tables {
      let names = table.shape.columns + table.shape.orderColumns
      let places = columns.map { names.firstIndex(of: $0) }
      for row in table.rows {
        let numbers = row.state + [row.order, row.emergency]
        writer.append([entry.item] + (isByLocation ? [entry.location ?? ""] : []) + places.map { $0.map { String(numbers[$0]) } ?? "" })
      }
    }
    return writer.text
  }

  /// A policy as it stands behind a key: `{ s-S: { s: 12, S: 40 } }`; levels that follow the calendar by the name of their table.
  public static func policy(_ control: Control, periodLength: SimTime? = nil, table: String? = nil, states: String? = nil) -> String {
    let review: String
    switch control.review {
    case .continuous: review = ""
    case .periodic(let interval, let first):
      // An offset from the clock's start has no words of its own; reviews from the start on are the rule.
      review = interval.ticks == periodLength?.ticks && first.ticks == 0 ? "" : ", review: every \(span(interval.ticks))"
    }
    switch control.policy {
    case .sS(let s, let S): return "{ s-S: { s: \(s), S: \(S) }\(review) }"
    case .rQ(let r, let Q): return "{ r-Q: { r: \(r), Q: \(Q) }\(review) }"
    case .baseStock(let S): return "{ base-stock: { S: \(S) }\(review) }"
    case .minMax(let low, let high): return "{ min-max: { min: \(low), max: \(high) }\(review) }"
    case .timePhased: return "{ table: \(Branch.plain(table ?? "levels.csv"))\(review) }"
    case .cappedBaseStock(let S, let cap): return "{ capped-base-stock: { S: \(S), cap: \(cap) }\(review) }"
    case .canOrder(let s, let c, let S): return "{ can-order: { s: \(s), c: \(c), S: \(S) }\(review) }"
    case .constantOrder(let Q): return "{ constant-order: { Q: \(Q) }\(review) }"
    case .baseStockWithWaste(let S): return "{ base-stock: { S: \(S), waste: estimated }\(review) }"
    case .stateTable: return "{ table: \(Branch.plain(states ?? "states.csv"))\(review) }"
    case .twoSuppliers(.dualIndex(let low, let high, let cap)):
      return "{ dual-index: { emergency: \(low), regular: \(high)\(cap.map { ", cap: \($0)" } ?? "") }\(review) }"
    case .twoSuppliers(.singleIndex(let low, let high)): return "{ single-index: { emergency: \(low), regular: \(high) }\(review) }"
    case .twoSuppliers(.baseSurge(let S, let Q)): return "{ base-surge: { S: \(S), Q: \(Q) }\(review) }"
    case .none: return "none"
    }
  }

  private static func span(_ ticks: Int64) -> String {
    for (length, word) in [(Int64(604_800_000_000), "week"), (86_400_000_000, "day"), (3_600_000_000, "hour"), (60_000_000, "min")]
    where ticks % length == 0 {
      let count = ticks / length
      return "\(count) \(word)\(count == 1 || word == "min" ? "" : "s")"
    }
    return "\(ticks) us"
  }

  /// The path of a file as seen from the folder of another.
  static func relative(_ target: String, from path: String) -> String {
    let a = URL(fileURLWithPath: target).standardizedFileURL.pathComponents
    let b = URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent().pathComponents
    var common = 0
    while common < min(a.count - 1, b.count), a[common] == b[common] { common += 1 }
    return (Array(repeating: "..", count: b.count - common) + a[common...]).joined(separator: "/")
  }
}

extension Policy {
  /// Whether it orders lots at levels that change on a date: `changes:` makes such policies, and no table does.
  var changesLots: Bool {
    if case .timePhased(let levels) = self { levels.stretches.contains { $0.lot != nil } } else { false }
  }
}
