/// One thing wrong (or doubtful) in what the user gave us: where, what, and what would be right.
public struct Diagnostic: Sendable, Hashable, CustomStringConvertible {
  public enum Severity: String, Sendable, Hashable { case error, warning, note }

  public var severity: Severity
  /// A stable code such as `unknown-key`; `bullwhip explain CODE` tells more.
  public var code: String
  /// What is wrong, in a planner's words, without a full stop.
  public var message: String
  /// What would be right; printed after a semicolon.
  public var remedy: String?
  public var location: SourceLocation?

  public init(_ severity: Severity, code: String, _ message: String, remedy: String? = nil, at location: SourceLocation? = nil) {
    self.severity = severity
    self.code = code
    self.message = message
    self.remedy = remedy
    self.location = location
  }

  /// `file:line:column: error: message; remedy [code]`
  public var description: String {
    let place = location.map { "\($0): " } ?? ""
    let cure = remedy.map { "; \($0)" } ?? ""
    return "\(place)\(severity.rawValue): \(message)\(cure) [\(code)]"
  }
}

/// Everything found wrong with an input, sorted by place. Thrown once, after the whole input was read.
public struct InputErrors: Error, Sendable, Equatable, CustomStringConvertible {
  public var diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics.sorted(byPlace: ())
  }

  public init(_ diagnostic: Diagnostic) { self.init([diagnostic]) }

  public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

extension [Diagnostic] {
  /// In order of file, line and column; what has no place comes first; equal places keep their order.
  public func sorted(byPlace: Void) -> [Diagnostic] {
    enumerated().sorted { a, b in
      switch (a.element.location, b.element.location) {
      case (nil, nil): a.offset < b.offset
      case (nil, _): true
      case (_, nil): false
      case (let x?, let y?): x == y ? a.offset < b.offset : x < y
      }
    }.map(\.element)
  }

  public var hasErrors: Bool { contains { $0.severity == .error } }
}
