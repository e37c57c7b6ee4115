internal import Groundwork
public import Optimization
internal import Simulation
public import Supply

/// The exact cost around one item's optimum, with what stands there today.
public struct SurfaceRecord: Sendable, Equatable {
  public var item: String
  public var location: String
  public var surface: CostSurface
  /// Today's levels, where they are of the surface's kind.
  public var today: Policy?
  /// Cost of today's levels in the model, money per day.
  public var todayCost: Double?
  /// What the model leaves out of the scenario.
  public var assumptions: [String]
  /// Whether the best policy shown is proven to be the best there is.
  public var isProven: Bool

  /// Of the item whose today's levels lose most in its model, else of the one that costs most; nil where none has two levels to choose.
  init?(_ plan: Plan, _ proposals: [ItemProposal], _ cancellation: Cancellation) throws(Cancelled) {
    func cost(_ p: ItemProposal) -> Double? { p.candidates.first { $0.method != .seasonal }?.expectedCostPerDay }
    func rank(_ p: ItemProposal) -> Double {
      (p.todayEvaluation?.costPerDay ?? cost(p) ?? 0) - (p.todayEvaluation == nil ? 0 : cost(p) ?? 0)
    }
    let order = proposals.indices.filter { cost(proposals[$0]) != nil }.sorted {
      (-rank(proposals[$0]), $0) < (-rank(proposals[$1]), $1)
    }
    for i in order.prefix(12) {
      try cancellation.check()
      let proposal = proposals[i]
      guard let problem = try? ModelAssumptions.problem(plan, stockPoint: proposal.stockPoint).get(),
        let model = try? SensitivityModel(problem, isCoarse: problem.hasWideCycles, cancellation: cancellation),
        let surface = try? model.surface(around: Self.best(proposal), today: proposal.today?.policy, cancellation: cancellation)
      else { continue }
      item = proposal.item
      location = proposal.location
      self.surface = surface
      today = SensitivityModel.place(proposal.today?.policy, surface.levels) == nil ? nil : proposal.today?.policy
      todayCost = proposal.todayEvaluation?.costPerDay
      assumptions = proposal.assumptions
      isProven = proposal.candidates.first?.optimality == .best
      return
    }
    return nil
  }

  /// The cheapest candidate with two levels.
  private static func best(_ proposal: ItemProposal) -> Policy? {
    proposal.candidates.filter { $0.method != .seasonal && $0.expectedCostPerDay != nil }
      .min { ($0.expectedCostPerDay ?? 0) < ($1.expectedCostPerDay ?? 0) }?.control.policy
  }
}
