public import Supply

/// A policy proposed for one item, with what its model proves about it.
public struct Candidate: Sendable, Equatable {
  public enum Method: String, Sendable, CaseIterable {
    case exactSS = "(s, S) by exact dynamic programming"
    case exactBaseStock = "base stock, exact"
    case exactRQ = "(r, Q), exact"
    case economicOrderQuantity = "EOQ with safety stock"
    case seasonal = "seasonal (s, S) by backward induction"
    case seasonalContinuous = "seasonal (s, S), checked at every demand"
    case serviceSS = "(s, S) of least cost for the service asked"
    case constrainedSS = "(s, S) within minimum and multiple"
    case lostSales = "lost sales, exact by state"
    case lostSalesBaseStock = "best base stock for lost sales"
    case lostSalesCapped = "best capped base stock"
    case lostSalesConstant = "best constant order"
    case perishable = "perishable, exact by state and age"
    case perishableBaseStock = "best base stock of goods that spoil"
    case perishableWithWaste = "best base stock with estimated waste"
    case twoSuppliers = "two suppliers, exact by state"
    case dualIndex = "best dual index"
    case cappedDualIndex = "best capped dual index"
    case singleIndex = "best single index"
    case baseSurge = "best tailored base-surge"
    case emergencyAlone = "best base stock from the emergency supplier alone"
    case canOrder = "can-order levels"
    case commonReview = "common review at powers of two"
    case sharedLimits = "levels within shared limits"
    case searched = "levels by simulated search"
    case given = "as given"

    /// Whether it was found for all items of one supplier and location together, so that its cost is a part of theirs.
    public var isJoint: Bool { self == .canOrder || self == .commonReview }

    /// Classes of policies beside the exact ones, by the name of a set of candidates that has them wherever it can; the first method found
    /// counts.
    public static let neighbours: [(name: String, methods: [Method])] = [
      ("capped base stock", [.lostSalesCapped]), ("base stock", [.lostSalesBaseStock, .perishableBaseStock, .exactBaseStock]),
      ("constant orders", [.lostSalesConstant]),
      ("base stock with waste", [.perishableWithWaste]), ("capped dual index", [.cappedDualIndex]), ("dual index", [.dualIndex]),
      ("base-surge", [.baseSurge]), ("single index", [.singleIndex]), ("emergency supplier alone", [.emergencyAlone]), ("(s, S)", [.exactSS, .serviceSS]),
    ]
  }
  /// What is proven about a candidate within its model.
  public enum Optimality: String, Sendable, CaseIterable {
    /// No policy of any shape is cheaper.
    case best = "optimal"
    /// No policy of the same shape is cheaper.
    case bestOfClass = "best of its class"
    /// A rule of thumb, or the best found by a search.
    case heuristic = "heuristic"
  }
  public var method: Method
  public var control: Control
  /// The model's expected cost, money per day; nil where the model gives none. For a service objective it holds no cost of waiting.
  public var expectedCostPerDay: Double?
  /// Model fill rate (type 2) and cycle service, where computed.
  public var fillRate: Double?
  public var cycleService: Double?
  /// What the model had to approximate, in plain words; empty = exact for its model.
  public var approximations: [String]
  public var optimality: Optimality
  /// Everything the model says about the policy, where it can be evaluated exactly.
  public var evaluation: PolicyEvaluation?
  /// No allowed policy costs less than this in the model, money per day, where a bound is known.
  public var lowerBoundPerDay: Double?
  /// For a service objective: the price of waiting that would lead to the same levels.
  public var impliedPenalty: ImpliedPenalty?

  public init(
    method: Method, control: Control, expectedCostPerDay: Double? = nil, fillRate: Double? = nil, cycleService: Double? = nil,
    approximations: [String] = [], optimality: Optimality = .heuristic, evaluation: PolicyEvaluation? = nil,
    lowerBoundPerDay: Double? = nil,
    impliedPenalty: ImpliedPenalty? = nil
  ) {
    self.method = method
    self.control = control
    self.expectedCostPerDay = expectedCostPerDay
    self.fillRate = fillRate
    self.cycleService = cycleService
    self.approximations = approximations
    self.optimality = optimality
    self.evaluation = evaluation
    self.lowerBoundPerDay = lowerBoundPerDay
    self.impliedPenalty = impliedPenalty
  }
}
