/// One key of the scenario language: where it stands, what may stand there, and what it means.
public struct KeyDeclaration: Sendable, Hashable {
  public enum Status: Sendable, Hashable {
    case built
    /// Part of the language, refused by this version.
    case notYet
  }

  /// The address with `*` for a name of the planner's: `suppliers.*.lead-time`.
  public var pattern: String
  public var type: ValueType
  /// As a planner would write it; nil where there is none.
  public var defaultText: String?
  public var isRequired: Bool
  /// One or two sentences for a planner.
  public var meaning: String
  public var example: String
  public var status: Status
  /// Whether the default is said in words (`by popularity`) because no value of the language means it.
  public var defaultIsWords = false

  public init(
    _ pattern: String, _ type: ValueType, default defaultText: String? = nil, required: Bool = false, example: String,
    _ meaning: String, status: Status = .built
  ) {
    self.pattern = pattern
    self.type = type
    self.defaultText = defaultText
    isRequired = required
    self.example = example
    self.meaning = meaning
    self.status = status
  }

  /// The declaration with a default that is said in words.
  func otherwise(_ words: String) -> KeyDeclaration {
    var declaration = self
    declaration.defaultText = words
    declaration.defaultIsWords = true
    return declaration
  }

  var keys: [String] { pattern.split(separator: ".").map(String.init) }
  /// The last word of the pattern.
  public var key: String { keys.last ?? pattern }
}

func notYet(_ pattern: String, _ meaning: String, example: String = "") -> KeyDeclaration {
  KeyDeclaration(pattern, .anything, example: example, meaning, status: .notYet)
}
