public import Supply

/// A policy proposed for one item, with what its model proves about it.
public struct Candidate: Sendable, Equatable {
  public enum Method: String, Sendable {
    case exactSS = "(s, S) by exact dynamic programming"
    case exactBaseStock = "base stock, exact"
    case exactRQ = "(r, Q), exact"
    case economicOrderQuantity = "EOQ with safety stock"
    case seasonal = "seasonal (s, S) by backward induction"
    case given = "as given"
  }
  public var method: Method
  public var control: Control
  /// The model's expected cost, money per day; nil where the model gives none.
  public var expectedCostPerDay: Double?
  /// Model fill rate (type 2) and cycle service, where computed.
  public var fillRate: Double?
  public var cycleService: Double?
  /// What the model had to approximate, in plain words; empty = exact for its model.
  public var approximations: [String]

  public init(method: Method, control: Control, expectedCostPerDay: Double? = nil, fillRate: Double? = nil, cycleService: Double? = nil, approximations: [String] = []) {
    self.method = method
    self.control = control
    self.expectedCostPerDay = expectedCostPerDay
    self.fillRate = fillRate
    self.cycleService = cycleService
    self.approximations = approximations
  }
}
