internal import Foundation
internal import Groundwork
public import Optimization
internal import Simulation
public import Supply

/// How far the numbers behind the optimum may be wrong: by how much the least cost moves with each of them, and how wide the range is in
/// which the levels that are best today stay within one percent of the best. Exact evaluation in the items' models, no simulation.
public struct OptimumSensitivity: Sendable, Equatable {
  /// One number of the model.
  public struct Line: Sendable, Equatable {
    public var parameter: ProblemParameter
    /// As it is today, in the scenario's units (see `SensitivityModel.value`); nil over several items.
    public var value: Double?
    /// Percent of the least cost for one percent of the number; nil where the cost does not depend on it.
    public var elasticity: Double?
    /// Factors on today's number within which today's best levels cost at most one percent more than the best levels there.
    public var lowest: Double
    public var highest: Double
    /// Whether nothing ends the range there but what was looked at: `limit` was reached, or a number at which the model has no answer (a
    /// Poisson
    /// law has no smaller spread).
    public var isOpenBelow: Bool
    public var isOpenAbove: Bool

    /// The smaller of the two factors by which the number may be wrong; infinite where nothing but the model ends the range.
    public var width: Double { min(isOpenAbove ? .infinity : highest, isOpenBelow ? .infinity : 1 / lowest) }
  }

  public struct Item: Sendable, Equatable {
    public var item: String
    public var location: String
    public var stockPoint: Int
    /// Best in the item's model as it is today.
    public var policy: Policy
    /// Its cost there, money per week.
    public var costPerWeek: Double
    /// Lines of the numbers that the item's cost depends on.
    public var lines: [Line]
  }

  /// All items of `items` with the same factor on each of their numbers.
  public var total: [Line]
  /// In the order of the proposals.
  public var items: [Item]
  /// Items asked for, and those left out because they cost little or have no model of this kind.
  public var asked: Int
  /// Least cost of `items`, and of all items that have a model, money per week.
  public var costPerWeek: Double

  /// Factors looked at: from 1/4 to 4.
  public static let limit = 4.0
  /// Steps between 1 and the limit, of equal ratio; within a step the crossing is read off the square root of the excess, which is nearly
  /// straight, since the excess is nearly quadratic.
  static let steps = 14
  /// What "stays good" means: this much more than the least cost.
  public static let tolerance = 0.01

  public subscript(stockPoint: Int) -> Item? { items.first { $0.stockPoint == stockPoint } }
}

/// The items of a plan as problems whose numbers can be moved.
struct SensitivityStudy: Sendable {
  var plan: Plan
  var threads: Int
  var progress: (@Sendable (StudyProgress) -> Void)?
  /// Items looked at: those that cost most.
  var itemLimit = 30

  private struct Subject: Sendable {
    var proposal: ItemProposal
    var model: SensitivityModel
  }

  /// Cost of today's best levels and least cost of one item at one factor.
  private struct Pair: Sendable {
    var own: Double
    var least: Double
    var excess: Double { least > 0 ? own / least - 1 : 0 }
  }

  /// - Returns: nil where no item has a model.
  func run(_ proposals: [ItemProposal], cancellation: Cancellation) throws(Cancelled) -> OptimumSensitivity? {
    let known = proposals.filter { $0.candidates.contains { $0.expectedCostPerDay != nil && $0.method != .seasonal } }
    func cost(_ proposal: ItemProposal) -> Double {
      proposal.candidates.first { $0.expectedCostPerDay != nil && $0.method != .seasonal }?.expectedCostPerDay ?? 0
    }
    let dearest = known.indices.sorted { (-cost(known[$0]), $0) < (-cost(known[$1]), $1) }.prefix(itemLimit).sorted()
    let plan = plan
    let chosen = dearest.map { known[$0] }
    let subjects = try concurrentMap(chosen.count, threads: threads, cancellation: cancellation) { i -> Subject? in
      guard let problem = try? ModelAssumptions.problem(plan, stockPoint: chosen[i].stockPoint).get(),
        let model = try? SensitivityModel(problem, isCoarse: true, cancellation: cancellation), model.evaluation.costPerDay > 0
      else { return nil }
      return Subject(proposal: chosen[i], model: model)
    }.compactMap { $0 }
    if subjects.isEmpty { return nil }
    var total: [OptimumSensitivity.Line] = []
    var lines = [[OptimumSensitivity.Line]](repeating: [], count: subjects.count)
    let watch = SolvingWatch("moving each number of the model", planned: ProblemParameter.allCases.count, progress)
    for parameter in ProblemParameter.allCases {
      watch?.began(parameter.rawValue)
      defer { watch?.ended() }
      let (all, each) = try self.lines(parameter, subjects, cancellation)
      if let all { total.append(all) }
      for i in subjects.indices { if let line = each[i] { lines[i].append(line) } }
    }
    return OptimumSensitivity(
      total: total,
      items: subjects.enumerated().map { i, subject in
        OptimumSensitivity.Item(
          item: subject.proposal.item, location: subject.proposal.location, stockPoint: subject.proposal.stockPoint,
          policy: subject.model.policy, costPerWeek: subject.model.evaluation.costPerDay * 7, lines: lines[i])
      }, asked: proposals.count, costPerWeek: subjects.reduce(0) { $0 + $1.model.evaluation.costPerDay * 7 })
  }

  private func lines(_ parameter: ProblemParameter, _ subjects: [Subject], _ cancellation: Cancellation) throws(Cancelled) -> (
    OptimumSensitivity.Line?, [OptimumSensitivity.Line?]
  ) {
    let plan = plan
    let elasticities = try concurrentMap(subjects.count, threads: threads, cancellation: cancellation) { i -> Double? in
      let subject = subjects[i]
      return try? subject.model.elasticity(
        parameter, changed: { Self.changed(parameter, subject, plan, $0) }, cancellation: cancellation)
    }
    let concerned = subjects.indices.filter { elasticities[$0] != nil }
    if concerned.isEmpty { return (nil, subjects.map { _ in nil }) }
    let below = try walk(parameter, subjects, concerned, direction: -1, cancellation)
    let above = try walk(parameter, subjects, concerned, direction: 1, cancellation)
    var weight = 0.0, sum = 0.0
    for i in subjects.indices { weight += subjects[i].model.evaluation.costPerDay }
    for i in concerned { sum += (elasticities[i] ?? 0) * subjects[i].model.evaluation.costPerDay }
    let each = subjects.indices.map { i -> OptimumSensitivity.Line? in
      guard let elasticity = elasticities[i] else { return nil }
      return .init(
        parameter: parameter, value: subjects[i].model.value(of: parameter), elasticity: elasticity,
        lowest: below.each[i]?.factor ?? 1, highest: above.each[i]?.factor ?? 1, isOpenBelow: below.each[i]?.isOpen ?? true,
        isOpenAbove: above.each[i]?.isOpen ?? true)
    }
    let all = OptimumSensitivity.Line(
      parameter: parameter, value: nil, elasticity: sum / weight, lowest: below.total.factor, highest: above.total.factor,
      isOpenBelow: below.total.isOpen, isOpenAbove: above.total.isOpen)
    return (all, each)
  }

  /// More demand is what the scenario's own laws make of it, as its `scale` does: counts of events keep their dispersion.
  private static func changed(_ parameter: ProblemParameter, _ subject: Subject, _ plan: Plan, _ factor: Double) -> InventoryProblem? {
    guard parameter == .demandMean, case .perPeriod = subject.model.problem.demand else { return nil }
    let point = plan.supply.stockPoints[subject.proposal.stockPoint]
    var reduced = plan
    reduced.supply.streams = plan.supply.streams.compactMap { stream in
      guard case .perItem(var own) = stream, own.location == point.location, let i = own.items.firstIndex(of: point.item) else {
        return nil
      }
      own.items = [point.item]
      own.laws = [own.laws[i]]
      own.factors = own.factors.isEmpty ? [factor] : own.factors.map { $0 * factor }
      return .perItem(own)
    }
    return try? ModelAssumptions.problem(reduced, stockPoint: subject.proposal.stockPoint).get()
  }

  /// Where a range ends, and whether only because no more was looked at.
  private typealias End = (factor: Double, isOpen: Bool)

  /// Outwards from 1 until today's best levels cost more than the tolerance, for each item and for all together.
  private func walk(
    _ parameter: ProblemParameter, _ subjects: [Subject], _ concerned: [Int], direction: Int, _ cancellation: Cancellation
  ) throws(Cancelled) -> (total: End, each: [Int: End]) {
    let ratio = log(OptimumSensitivity.limit) / Double(OptimumSensitivity.steps) * Double(direction)
    let plan = plan
    var each: [Int: End] = [:]
    var total: End?
    var last = [Int: Pair](uniqueKeysWithValues: concerned.map { ($0, Pair(own: 1, least: 1)) })
    var lastTotal = 0.0
    var idle = 0.0
    for i in subjects.indices where !concerned.contains(i) { idle += subjects[i].model.evaluation.costPerDay }
    var step = 1
    while step <= OptimumSensitivity.steps {
      let factor = exp(ratio * Double(step))
      let open = total == nil ? concerned : concerned.filter { each[$0] == nil }
      if open.isEmpty { break }
      let pairs = try concurrentMap(open.count, threads: threads, cancellation: cancellation) { k -> Pair? in
        let subject = subjects[open[k]]
        guard
          let costs = try? subject.model.costs(
            parameter, times: factor, changed: Self.changed(parameter, subject, plan, factor), cancellation: cancellation)
        else { return nil }
        return Pair(own: costs.own, least: costs.least)
      }
      var own = idle, least = idle
      var isWhole = true
      for (i, pair) in zip(open, pairs) {
        guard let pair else {
          // The problem has no answer there: nothing is known beyond what was looked at.
          if each[i] == nil { each[i] = (exp(ratio * Double(step - 1)), true) }
          isWhole = false
          continue
        }
        own += pair.own
        least += pair.least
        if each[i] == nil, pair.excess > OptimumSensitivity.tolerance {
          each[i] = (Self.crossing(ratio, step, last[i]?.excess ?? 0, pair.excess), false)
        }
        last[i] = pair
      }
      if total == nil {
        let excess = least > 0 ? own / least - 1 : 0
        if !isWhole {
          total = (exp(ratio * Double(step - 1)), true)
        } else if excess > OptimumSensitivity.tolerance {
          total = (Self.crossing(ratio, step, lastTotal, excess), false)
        }
        lastTotal = excess
      }
      step += 1
    }
    let end: End = (exp(ratio * Double(OptimumSensitivity.steps)), true)
    for i in concerned where each[i] == nil { each[i] = end }
    return (total ?? end, each)
  }

  /// Where the excess passes the tolerance between two steps.
  private static func crossing(_ ratio: Double, _ step: Int, _ before: Double, _ after: Double) -> Double {
    let low = max(0, before).squareRoot(), high = after.squareRoot(), goal = OptimumSensitivity.tolerance.squareRoot()
    let part = high > low ? max(0, min(1, (goal - low) / (high - low))) : 0
    return exp(ratio * (Double(step - 1) + part))
  }
}
