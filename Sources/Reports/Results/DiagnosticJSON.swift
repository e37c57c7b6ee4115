public import Groundwork

extension JSONText {
  public static func diagnostic(_ diagnostic: Diagnostic) -> JSONText {
    .object([
      "severity": .string(diagnostic.severity.rawValue), "code": .string(diagnostic.code), "message": .string(diagnostic.message),
      "remedy": diagnostic.remedy.map(JSONText.string) ?? .null, "file": diagnostic.location.map { .string($0.file) } ?? .null,
      "line": diagnostic.location.map { .integer($0.line) } ?? .null, "column": diagnostic.location.map { .integer($0.column) } ?? .null,
    ])
  }
}
