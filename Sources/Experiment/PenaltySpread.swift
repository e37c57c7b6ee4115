internal import Foundation
internal import Groundwork
public import Optimization
internal import Simulation
internal import Supply

/// What today's levels say a wait costs, item by item and over all: levels set by one rule for all should imply one price.
public struct PenaltySpread: Sendable, Equatable {
  /// One item with levels today and a price that makes them right.
  public struct Entry: Sendable, Equatable {
    public var stockPoint: Int
    public var penalty: ImpliedPenalty
    /// The price the scenario states, money per unit and day; nil where it prices units, not days.
    public var stated: Double?
    /// How today's levels stand to the scenario's own price: 1 they guard against more than it asks for, −1 against less, 0 they are right
    /// for it; nil where nothing can be said.
    public var side: Int?
    /// The middle of the prices that make the levels right, money per unit and day; infinite where no price would (see
    /// `PenaltySpread.typical`).
    public var typical: Double
  }

  /// The middle of the prices that make levels right, money per unit and day; infinite beyond a million times what a unit costs to hold,
  /// where
  /// levels fail to cover less than one unit-day in a million: what they guard against is then no shortage that anybody has priced.
  public static func typical(_ penalty: ImpliedPenalty, holdingCost: Double) -> Double {
    penalty.typical > 1e6 * holdingCost ? .infinity : penalty.typical
  }

  public var entries: [Entry]
  /// Items with levels today whose model names no price.
  public var without: Int
  /// Quantiles of the typical price over the entries, money per unit and day; infinite where no price would make the levels right.
  public var lowest: Double
  public var tenth: Double
  public var median: Double
  public var ninetieth: Double
  public var highest: Double

  public var tooHigh: Int { entries.count { $0.side == 1 } }
  public var right: Int { entries.count { $0.side == 0 } }
  public var tooLow: Int { entries.count { $0.side == -1 } }

  /// nil where no item has levels and a price.
  init?(_ items: [ItemProposal], plan: Plan) {
    entries = items.compactMap { item in
      guard let penalty = item.impliedPenalty else { return nil }
      var stated: Double?
      var side: Int?
      if let problem = try? ModelAssumptions.problem(plan, stockPoint: item.stockPoint).get() {
        func place(_ price: Double, in range: ClosedRange<Double>) -> Int {
          price < range.lowerBound * (1 - 1e-9) ? 1 : price > range.upperBound * (1 + 1e-9) ? -1 : 0
        }
        if problem.backorderCost > 0 { stated = problem.backorderCost }
        if problem.backorderCostPerUnit == 0, problem.backorderCost > 0 {
          side = place(problem.backorderCost, in: penalty.perUnitDay)
        } else if problem.backorderCost == 0, let range = penalty.perUnit {
          side = place(problem.backorderCostPerUnit, in: range)
        }
      }
      return Entry(
        stockPoint: item.stockPoint, penalty: penalty, stated: stated, side: side,
        typical: Self.typical(penalty, holdingCost: plan.supply.stockPoints[item.stockPoint].holdingCost))
    }
    if entries.isEmpty { return nil }
    without = items.count { $0.today != nil && $0.impliedPenalty == nil }
    let sorted = entries.map(\.typical).sorted()
    func quantile(_ p: Double) -> Double {
      let at = p * Double(sorted.count - 1), below = Int(at), above = min(below + 1, sorted.count - 1)
      // An infinite price has no neighbour to be mixed with.
      if !sorted[above].isFinite { return at - Double(below) < 0.5 ? sorted[below] : sorted[above] }
      return sorted[below] + (at - Double(below)) * (sorted[above] - sorted[below])
    }
    (lowest, tenth, median, ninetieth, highest) = (sorted[0], quantile(0.1), quantile(0.5), quantile(0.9), sorted[sorted.count - 1])
  }
}
