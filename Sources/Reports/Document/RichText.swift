/// Words of a report: plain, bold, linked, or naming a figure or table by its id.
///
///     let finding: RichText = "\(bold: "Freight is the price.") Smaller loads add $0.34m a year (\(ref: "bridge"))."
public struct RichText: Sendable, Hashable, Codable, ExpressibleByStringInterpolation {
  public enum Target: Sendable, Hashable, Codable {
    /// A web address.
    case uri(String)
    /// The id of a figure, a table or a section of the same report.
    case reference(String)
  }

  public struct Run: Sendable, Hashable, Codable {
    public var text: String
    public var isBold: Bool
    public var target: Target?
    public init(_ text: String, isBold: Bool = false, target: Target? = nil) {
      self.text = text
      self.isBold = isBold
      self.target = target
    }
  }

  public var runs: [Run]

  public init(runs: [Run]) { self.runs = runs }
  public init(_ text: String) { runs = text.isEmpty ? [] : [Run(text)] }
  public init(stringLiteral value: String) { self.init(value) }
  public init(stringInterpolation: Interpolation) { runs = stringInterpolation.runs }

  public static func bold(_ text: String) -> RichText { RichText(runs: [Run(text, isBold: true)]) }
  /// The words "Figure 3" or "Table 1" (or a section's title) as a live link; the number is found when the report is laid out.
  public static func reference(_ id: String) -> RichText { RichText(runs: [Run("", target: .reference(id))]) }
  public static func link(_ text: String, to uri: String) -> RichText { RichText(runs: [Run(text, target: .uri(uri))]) }
  public static func + (a: RichText, b: RichText) -> RichText { RichText(runs: a.runs + b.runs) }

  public var isEmpty: Bool { runs.isEmpty }
  /// The words without their dress; references count as nothing.
  public var plain: String { runs.map(\.text).joined() }

  public struct Interpolation: StringInterpolationProtocol {
    var runs: [Run] = []
    public init(literalCapacity: Int, interpolationCount: Int) { runs.reserveCapacity(interpolationCount * 2 + 1) }
    public mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { runs.append(Run(literal)) }
    }
    public mutating func appendInterpolation(_ text: String) { appendLiteral(text) }
    public mutating func appendInterpolation(_ number: Int) { appendLiteral(String(number)) }
    public mutating func appendInterpolation(_ text: RichText) { runs += text.runs }
    public mutating func appendInterpolation(bold text: String) { runs.append(Run(text, isBold: true)) }
    public mutating func appendInterpolation(ref id: String) { runs.append(Run("", target: .reference(id))) }
    public mutating func appendInterpolation(link text: String, to uri: String) { runs.append(Run(text, target: .uri(uri))) }
  }
}
