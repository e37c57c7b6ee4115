public import Randomness

/// How orders are brought together into rounds, taken apart by zone, joined again, and held until a wave. A step without any of this has
/// no such terms.
public struct PickingTerms: Sendable, Equatable, Codable {
  /// Which of the waiting orders make a round with the first one.
  public enum Batching: String, Sendable, Codable, BitwiseCopyable {
    /// Those that come next in the queue.
    case inTurn = "in turn"
    /// One after another, the order that lengthens the round least: a cumulative seed rule as in De Koster, Van der Poort and Wolters,
    /// "Efficient orderbatching methods in warehouses", International Journal of Production Research 37(7), 1999.
    case closest
    /// One after another, the order that saves most against a round of its own: the savings of Clarke and Wright, 1964, from the first
    /// order on.
    case mostSaved = "most saved"
  }

  public var batching = Batching.inTurn
  /// Lines that a round takes at most; an order that is larger makes a round alone. nil = any number.
  public var linesAtMost: Int?
  /// Seconds of each round beside what its orders take; nil = none.
  public var perRound: Law?
  /// Index into `ZonePlan.names`: the step works the lines of that zone, and orders without such lines pass by. nil = it works all lines.
  public var zone: Int?
  /// A gate sends the lines of each zone on as a part of their own.
  public var splits = false
  /// A gate holds the parts of an order until all of them are there, and sends the order on.
  public var joins = false
  /// Orders that one opening of a gate with moments (`StepPlan.departures`) lets go; nil = all.
  public var perOpening: Int?

  public init() {}
}

/// Zones of the pick area: which step picks which items.
public struct ZonePlan: Sendable, Equatable, Codable {
  /// At most 64.
  public var names: [String]
  /// By item, an index into `names`.
  public var ofItem: [Int]

  public init(names: [String], ofItem: [Int]) {
    self.names = names
    self.ofItem = ofItem
  }
}
