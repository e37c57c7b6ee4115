/// One column of a CSV header.
public struct CSVColumn: Sendable, Hashable {
  /// Without the unit and surrounding blanks.
  public var name: String
  /// What stands in brackets at the end of the header: `lead-time [d]` has the unit `d`.
  public var unit: String?
  public var location: SourceLocation

  public init(name: String, unit: String? = nil, location: SourceLocation) {
    self.name = name
    self.unit = unit
    self.location = location
  }

  /// Splits `lead-time [d]` into name and unit.
  init(header text: String, location: SourceLocation) {
    self.location = location
    name = Self.trimmed(text)
    if name.hasSuffix("]"), let open = name.lastIndex(of: "["), open > name.startIndex {
      let inside = Self.trimmed(String(name[name.index(after: open)..<name.index(before: name.endIndex)]))
      name = Self.trimmed(String(name[..<open]))
      unit = inside.isEmpty ? nil : inside
    }
  }

  static func trimmed(_ text: String) -> String {
    let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
    guard let first = text.firstIndex(where: { !blank($0) }), let last = text.lastIndex(where: { !blank($0) }) else { return "" }
    return String(text[first...last])
  }
}
