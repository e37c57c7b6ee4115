/// What our solvers say about a row.
public struct Answer: Sendable {
  /// How a computed value is compared.
  public enum Role: Sendable, Equatable {
    /// It is what it is: it must meet the tolerance.
    case quantity
    /// A choice whose cost is the named value: it may differ where the published choice costs the same.
    case choice(costedBy: String)
  }

  public struct Item: Sendable {
    public var name: String
    public var value: AnswerValue
    public var role: Role
  }

  /// One mean a replication, of a quantity that was simulated beside being solved.
  public struct Simulated: Sendable {
    public var name: String
    /// As `AnswerValue.parts` has it.
    public var part: String
    public var replications: [Double]

    public init(_ name: String, part: String = "", replications: [Double]) {
      self.name = name
      self.part = part
      self.replications = replications
    }
  }

  /// How long simulations run.
  public struct Effort: Sendable {
    public var replications: Int
    /// Customers (or their like) in one replication.
    public var customers: Int
    /// Worlds that no first look has seen.
    public var isFresh: Bool

    public init(replications: Int, customers: Int, isFresh: Bool = false) {
      self.replications = replications
      self.customers = customers
      self.isFresh = isFresh
    }

    /// Four times as long, on fresh worlds.
    var secondLook: Effort { Effort(replications: replications, customers: 4 * customers, isFresh: true) }

    /// Half widths of a few per cent for a line at a load of 0.9.
    public static let full = Effort(replications: 20, customers: 200_000)
  }

  public private(set) var items: [Item] = []
  /// What the published choice costs by our reckoning: asked with the name of a cost and the row, where a choice differs. Nil where the
  /// choice is none that can be priced.
  public var priced: (@Sendable (_ cost: String, _ row: PublishedRow) throws -> Double?)?
  /// The same quantities by simulation, where that is asked of the kind.
  public var simulation: (@Sendable (Effort) throws -> [Simulated])?
  /// What a reader should know: a method named, an approximation.
  public var note: String?

  public init() {}

  public mutating func add(_ name: String, _ value: Double) { items.append(Item(name: name, value: .number(value), role: .quantity)) }
  public mutating func add(_ name: String, _ values: [Double]) { items.append(Item(name: name, value: .numbers(values), role: .quantity)) }

  /// A choice whose cost is the value called `cost`.
  public mutating func choose(_ name: String, _ value: AnswerValue, costedBy cost: String) {
    items.append(Item(name: name, value: value, role: .choice(costedBy: cost)))
  }

  public mutating func choose(_ name: String, _ value: Double, costedBy cost: String) { choose(name, .number(value), costedBy: cost) }

  public subscript(name: String) -> Item? { items.first { $0.name == name } }
}

/// Kinds of rows that one solver answers. A family is one file of the folder `Families`, and one line in `AnswerFamily.all`.
public struct AnswerFamily: Sendable {
  public var kinds: [String]
  /// Solves a row of one of the kinds.
  ///
  /// Throws `InputErrors` where the row's inputs are wrong, any other error where there is no answer.
  public var answer: @Sendable (PublishedRow) throws -> Answer

  public init(_ kinds: String..., answer: @escaping @Sendable (PublishedRow) throws -> Answer) {
    self.kinds = kinds
    self.answer = answer
  }

  /// Every kind we know, by name. Built once from `all`.
  static let byKind: [String: AnswerFamily] = {
    var table: [String: AnswerFamily] = [:]
    for family in all {
      for kind in family.kinds {
        precondition(table[kind] == nil, "two families answer '\(kind)'")
        table[kind] = family
      }
    }
    return table
  }()

  /// The kinds that are answered, sorted.
  public static var knownKinds: [String] { byKind.keys.sorted() }
}
