public import Kernel

/// What a step knows of trucks that take orders away. A step without any of this has no such terms.
public struct ShippingTerms: Sendable, Equatable, Codable {
  /// Which orders go with a carrier: those that fit its condition, the first carrier that has one first; the others are dealt out by share.
  public struct Choice: Sendable, Equatable, Codable {
    /// Index of the carrier's step.
    public var step: Int
    /// Of the orders that fit no condition; 0 for a carrier that has one.
    public var share: Double
    /// Orders of at least so many lines; nil = no such condition.
    public var linesFrom: Int?
    /// Orders of this stream; nil = no such condition.
    public var stream: String?

    public init(step: Int, share: Double, linesFrom: Int? = nil, stream: String? = nil) {
      self.step = step
      self.share = share
      self.linesFrom = linesFrom
      self.stream = stream
    }
  }

  /// Of a gate that deals orders out to carriers; empty = it does not.
  public var carriers: [Choice] = []
  /// What the room of a truck is counted in.
  public enum Room: String, Sendable, Codable, BitwiseCopyable { case orders, lines, units }

  /// Of a carrier (a step of kind `.ship`): what a truck takes at most; nil = any number.
  public var capacity: Int?
  /// What `capacity` counts; nil = orders.
  public var capacityCounts: Room?
  /// Of a carrier: an order that is in the house so long before a departure is meant to leave with it.
  public var orderBy = SimTime.zero

  public init() {}

  /// Whether a step of kind `.ship` counts what its trucks take.
  public var isCarrier: Bool { carriers.isEmpty }
}

/// What a step of the inbound flow knows of trucks and of goods that are not accepted.
public struct ReceivingTerms: Sendable, Equatable, Codable {
  /// Whether a task takes all receipts that came on one truck: from one supplier at one moment.
  public var wholeTrucks = false
  /// Share of the units that fail the inspection; each unit by itself.
  public var rejects = 0.0
  /// Whether failed units are written off at their cost; else the supplier takes them back for what they cost.
  public var writesOff = false

  public init() {}
}
