internal import Foundation
internal import Groundwork
internal import Randomness
internal import Simulation

/// What `bullwhip explain` prints.
public enum Explain {
  /// Everything that can be explained, for completion and for suggestions: keys, laws, error codes, KPIs, `order`, `units`.
  public static var topics: [String] {
    KeyCatalogue.all.map(\.pattern) + LawEntry.names.map { "law \($0)" } + ErrorCodes.all.map(\.code) + KPIDictionary.declarations.map(\.id)
      + ["order", "units", "laws"]
  }

  /// The words on a topic, or nil where it is unknown.
  ///
  /// - Parameter topic: a key (`warm-up`, `suppliers.*.lead-time`, `suppliers.overseas.lead-time`), a law (`law gamma`, `gamma`), an error
  ///   code, a KPI, `order` (of things at one instant), `laws` or `units`.
  public static func topic(_ topic: String) -> String? {
    let topic = topic.trimmed
    switch topic {
    case "order": return order
    case "units": return units
    case "laws", "law":
      return "Laws:\n" + LawEntry.all.map { "  \(padded($0.name, 18))\($0.meaning)" }.joined(separator: "\n")
        + "\n\n`bullwhip explain law gamma` draws one."
    default: break
    }
    let lawName = topic.hasPrefix("law ") ? String(topic.dropFirst(4)).trimmed : topic
    if let law = LawEntry.named(lawName) { return describe(law) }
    // Some words are both a key and the code of a mistake with it.
    let entry = ErrorCodes.all.first { $0.code == topic }
    let parts = keys(topic).map(describe) + (entry.map { ["\($0.code), the code of an error\n\n\($0.meaning)\n\nFor example: \($0.example)"] } ?? [])
    return parts.isEmpty ? KPIDictionary.explain(topic) : parts.joined(separator: "\n\n")
  }

  /// The words on the key at an address, and on no other key that ends in the same words; nil where there is none.
  public static func key(_ address: String) -> String? { Address(address).flatMap { KeyCatalogue.declaration(for: $0.keys) }.map(describe) }

  /// The nearest topic, for a message.
  public static func suggestion(for topic: String) -> String? {
    let words = topics.map { $0.split(separator: ".").last.map(String.init) ?? $0 }
    return nearestName(to: topic, among: topics) ?? nearestName(to: topic, among: words)
  }

  private static func keys(_ topic: String) -> [KeyDeclaration] {
    if let address = Address(topic), let exact = KeyCatalogue.declaration(for: address.keys) { return [exact] }
    // The names of measures have dots of their own: `check.cost.total`.
    let parts = topic.split(separator: ".", maxSplits: 1).map(String.init)
    if parts.count == 2, KPIDictionary.declarations.contains(where: { $0.id == parts[1] }),
      let exact = KeyCatalogue.declaration(for: parts)
    {
      return [exact]
    }
    let ending = KeyCatalogue.all.filter { $0.pattern == topic || $0.pattern.hasSuffix("." + topic) }
    // Policies stand at three addresses with the same words; one of them is enough.
    var seen: Set<String> = []
    return ending.filter { seen.insert($0.meaning).inserted }
  }

  private static func describe(_ key: KeyDeclaration) -> String {
    var lines = [key.pattern + (key.status == .notYet ? "  (part of the language, not built yet)" : ""), "", "  " + key.meaning]
    if key.status == .notYet { return lines.joined(separator: "\n") }
    lines.append("  expected: \(key.type.inWords)")
    if let text = key.defaultText { lines.append("  default:  \(text.isEmpty ? "nothing" : text.replacing("¤", with: "money"))") }
    if key.isRequired { lines.append("  required") }
    if !key.example.isEmpty { lines.append("  example:  \(key.example)") }
    let children = KeyCatalogue.children(of: key.keys).filter {
      $0 != "*" && KeyCatalogue.declaration(for: key.keys + [$0])?.status != .notYet
    }
    if !children.isEmpty { lines.append("  keys:     \(children.joined(separator: ", "))") }
    return lines.joined(separator: "\n")
  }

  // MARK: Laws

  private static func describe(_ entry: LawEntry) -> String {
    var text = "law \(entry.name)\n\n  \(entry.meaning)\n  example:    \(entry.example)\n"
    if !entry.parameters.isEmpty {
      text += "  parameters: \(entry.parameters.map { $0.name + ($0.isOptional ? " (or another)" : "") }.joined(separator: ", "))\n"
    }
    guard let law = example(entry) else { return text }
    return text + "\n" + sketch(law)
  }

  private static func example(_ entry: LawEntry) -> Law? {
    if entry.name == "empirical" { return .empirical([3, 4, 4, 5, 5, 5, 7, 9].map { Weighted($0, weight: 1) }, smooth: false) }
    let (tree, problems) = YAMLReader.read(bytes: Array(entry.example.utf8), file: "example")
    guard let tree, problems.isEmpty else { return nil }
    var reader = LawReader(Reading(files: FileShelf(home: "")), use: .demand)
    return reader.law(tree, key: entry.name)
  }

  /// The law as bars: probabilities of whole numbers, or of a dozen classes of equal width.
  static func sketch(_ law: Law) -> String {
    let low = max(law.support.lower, law.quantile(0.001))
    let high = min(law.support.upper, law.quantile(0.999))
    guard low.isFinite, high.isFinite else { return "" }
    var bars: [(label: String, share: Double)] = []
    if law.isDiscrete || low == high {
      let first = Int(low.rounded(.down))
      let last = Int(high.rounded(.up))
      let step = max(1, (last - first) / 15 + 1)
      for k in stride(from: first, through: last, by: step) {
        let share = law.cdf(Double(k + step) - 0.5) - law.cdf(Double(k) - 0.5)
        bars.append((step == 1 ? "\(k)" : "\(k)–\(k + step - 1)", share))
      }
    } else {
      let width = (high - low) / 12
      for i in 0..<12 {
        let a = low + Double(i) * width
        bars.append(("\(short(a))–\(short(a + width))", law.cdf(a + width) - law.cdf(a)))
      }
    }
    let largest = bars.map(\.share).max() ?? 0
    guard largest > 0 else { return "" }
    let label = bars.map(\.label.count).max() ?? 0
    var text = ""
    for bar in bars {
      let length = Int((bar.share / largest * 40).rounded())
      text +=
        "  " + String(repeating: " ", count: label - bar.label.count) + bar.label + " │" + String(repeating: "█", count: length)
        + (length == 0 && bar.share > 0 ? "·" : "") + " \(short(bar.share * 100)) %\n"
    }
    return text + "  mean \(short(law.mean)), standard deviation \(short(law.variance.squareRoot()))\n"
  }

  /// Three significant digits.
  private static func short(_ x: Double) -> String {
    if x == 0 || !x.isFinite { return x == 0 ? "0" : x.plainText }
    var scale = 1.0
    while abs(x) * scale < 100 { scale *= 10 }
    return RelativeChange.plain((x * scale).rounded() / scale)
  }

  private static func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(1, width - text.count)) }

  // MARK: Texts

  static let order = """
    The order of things at one instant

      1  receipts                       goods arrive at the door
      2  put-away completions           goods become pickable
      3  ends of work                   a worker finishes a task
      4  calendar                       shifts and breaks begin and end
      5  demand arrivals                customers ask
      6  allocation                     stock goes to waiting demand
      7  starts of work                 free workers take tasks
      8  reviews                        policies look at positions and order
      9  measurements                   on the state that the instant leaves

    The measured window and the days of the series begin before all of this: what happens at their first instant belongs to them,
    what happens at their end does not.

    Within a class: by declared priority, then in the order of scheduling.

    A periodic study follows the literature instead: at the start of a period receive, order, demand; cost on the period's end.
    A continuous study with a daily review is not the periodic model of the textbooks.
    """

  static let units = """
    Units

      time      us ms s min h d week(s) month(s) year(s); in process times a month is 30.4375 d and a year 365.25 d;
                on the clock (start, horizon, warm-up) days, weeks and months are those of the calendar
      money     the scenario's currency by its ISO code: 2.50 GBP, 0.40 GBP/unit/day
      shares    70 %, 0.7; differences in pp
      rates     92 /day, 22 %/year, 14.20 GBP/h
      counts    4 orders, 3 lines, 12 units, or the number alone
      length    mm cm m km;  volume  ml l m3;  mass  g kg t
      per       `45 s per line` is `45 s/line`

    Thousands may be grouped with a space: 19 000 GBP/week. The decimal sign is a point.
    """
}
