/// A floor that cannot go on: its numbers would mislead, so that a study with such a replication is refused.
public struct Standstill: Sendable, Equatable {
  public enum Kind: Sendable {
    /// Steps wait for each other for ever.
    case deadlock
    /// An instant does not end: work that takes no time goes round and round.
    case stall
  }
  public var kind: Kind
  public var words: String
  public var remedy: String

  public init(_ kind: Kind, _ words: String, remedy: String) {
    self.kind = kind
    self.words = words
    self.remedy = remedy
  }
}
