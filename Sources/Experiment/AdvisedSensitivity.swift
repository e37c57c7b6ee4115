internal import Foundation
internal import Groundwork
public import Optimization
internal import Simulation
internal import Supply

/// By how much the least cost of what is recommended moves, where that is no item's stationary model alone: levels along the calendar,
/// levels within shared limits, levels of items that share their orders.
///
/// Prices are scale: all of them twice as high make the least cost twice as high, so that the elasticities of a kind's prices sum to 1.
public struct AdvisedSensitivity: Sendable, Equatable {
  /// Whose least cost it is.
  public enum Kind: String, Sendable, CaseIterable {
    /// The program over the calendar, solved again one percent above and below.
    case season = "levels by date"
    /// The bound of all levels within the limits, solved again one percent above and below.
    case limits = "levels within the limits"
    /// The recommended levels themselves, held: where levels are best, the least cost moves as theirs does (the envelope theorem).
    case sharedOrders = "levels that share orders"
    /// The best common review found, looked for again one percent above and below.
    case commonReview = "common reviews"
  }

  public struct Line: Sendable, Equatable {
    public var parameter: ProblemParameter
    /// Percent of the least cost for one percent of the number.
    public var elasticity: Double
  }

  public var kind: Kind
  /// All items of `count` with the same percent on each of their numbers.
  public var total: [Line]
  /// Items looked at, and those of the kind.
  public var count: Int
  public var asked: Int
}

/// The recommended levels, and the programs that found them.
struct AdviceStudy {
  let plan: Plan
  /// The same with the recommended levels.
  let advised: Plan
  let threads: Int
  var progress: (@Sendable (StudyProgress) -> Void)?

  private static let step = 0.01
  private static let parameters: [ProblemParameter] = [.holdingCost, .waitingCost, .orderCost, .demandMean]
  /// Multiplications that the programs over the calendar may take when they are solved again, as when they are solved; and items times
  /// limits of a decomposition that is.
  private static let workLimit = SeasonalProposer.totalLimit
  private static let limitedItems = 400

  func run(_ proposals: [ItemProposal], limits: LimitReport?, cancellation: Cancellation) throws(Cancelled) -> [AdvisedSensitivity] {
    func chosen(_ proposal: ItemProposal) -> Candidate.Method? {
      let control = advised.supply.stockPoints[proposal.stockPoint].control
      return proposal.candidates.first { $0.control == control }?.method
    }
    var found: [AdvisedSensitivity] = []
    let seasonal = proposals.filter { chosen($0) == .seasonal }
    if !seasonal.isEmpty, let one = try season(seasonal, cancellation) { found.append(one) }
    let shared = proposals.filter { chosen($0) == .canOrder }
    if !shared.isEmpty, let one = try sharedOrders(proposals, count: shared.count, cancellation) { found.append(one) }
    let common = proposals.filter { chosen($0) == .commonReview }
    if !common.isEmpty, let one = try commonReview(proposals, count: common.count, cancellation) { found.append(one) }
    if limits?.isFeasible == true, proposals.contains(where: { chosen($0) == .sharedLimits }),
      let one = try withinLimits(proposals, cancellation)
    {
      found.append(one)
    }
    return found
  }

  /// log(up ÷ down) by log(factor ÷ factor), each found by a solve.
  private static func elasticity(_ up: Double?, _ down: Double?) -> Double? {
    guard let up, let down, up > 0, down > 0 else { return nil }
    return log(up / down) / log((1 + step) / (1 - step))
  }

  /// The plan with one number multiplied at some stock points; nil where they do not have it.
  private func changed(_ parameter: ProblemParameter, at points: [Int], by factor: Double) -> Plan? {
    var copy = plan
    switch parameter {
    case .holdingCost: for i in points { copy.supply.stockPoints[i].holdingCost *= factor }
    case .waitingCost:
      for i in points {
        copy.supply.stockPoints[i].backorderCost *= factor
        copy.supply.stockPoints[i].backorderCostPerUnit *= factor
        copy.supply.stockPoints[i].lostSaleCost *= factor
      }
    case .orderCost:
      for s in Set(points.map { plan.supply.stockPoints[$0].supplier }).sorted() {
        if plan.supply.suppliers[s].orderCost + plan.supply.suppliers[s].lineCost == 0 { return nil }
        copy.supply.suppliers[s].orderCost *= factor
        copy.supply.suppliers[s].lineCost *= factor
      }
    case .demandMean:
      for i in points {
        guard let other = StateSensitivity.changed(copy, i, .demandMean, factor), other != copy else { return nil }
        copy = other
      }
    default: return nil
    }
    return copy
  }

  // MARK: Season

  private func season(_ proposals: [ItemProposal], _ cancellation: Cancellation) throws(Cancelled) -> AdvisedSensitivity? {
    @Sendable func model(_ plan: Plan, _ stockPoint: Int) throws(OptimizationError) -> SeasonalModel {
      let (interval, first) = SeasonalModel.review(plan, stockPoint: stockPoint)
      return try SeasonalModel(plan, stockPoint: stockPoint, interval: interval, first: first)
    }
    var work = 0.0
    var kept: [Int] = []
    // The cheapest programs first, so that most items are looked at.
    let sizes = proposals.map { (try? model(plan, $0.stockPoint).size.work) ?? .infinity }
    for i in proposals.indices.sorted(by: { (sizes[$0], $0) < (sizes[$1], $1) }) {
      work += sizes[i] * Double(1 + 2 * Self.parameters.count)
      if work > Self.workLimit { break }
      kept.append(i)
    }
    kept.sort()
    if kept.isEmpty { return nil }
    let jobs = kept.flatMap { i in [(i, nil, 1.0)] + Self.parameters.flatMap { [(i, $0, 1 + Self.step), (i, $0, 1 - Self.step)] } }
    let watch = SolvingWatch("solving again for the sensitivity", planned: jobs.count, progress)
    let costs = try concurrentMap(jobs.count, threads: threads, cancellation: cancellation) { k -> Double? in
      let (i, parameter, factor): (Int, ProblemParameter?, Double) = jobs[k]
      let point = proposals[i].stockPoint
      watch?.began(proposals[i].item)
      defer { watch?.ended() }
      guard let other = parameter.map({ changed($0, at: [point], by: factor) }) ?? plan else { return nil }
      guard let program = try? model(other, point) else { return nil }
      return program.exactOptimumPerDay(cancellation: cancellation)
        ?? (try? program.problem().solve(cancellation: cancellation))?.expectedCost
    }
    var (weights, count) = (0.0, 0)
    var sums = [Double](repeating: 0, count: Self.parameters.count)
    var has = [Bool](repeating: false, count: Self.parameters.count)
    let side = 1 + 2 * Self.parameters.count
    for k in kept.indices {
      guard let own = costs[k * side], own > 0 else { continue }
      weights += own
      count += 1
      for p in Self.parameters.indices {
        guard let one = Self.elasticity(costs[k * side + 1 + 2 * p], costs[k * side + 2 + 2 * p]) else { continue }
        sums[p] += one * own
        has[p] = true
      }
    }
    if weights == 0 { return nil }
    return AdvisedSensitivity(
      kind: .season,
      total: Self.parameters.indices.filter { has[$0] }.map { .init(parameter: Self.parameters[$0], elasticity: sums[$0] / weights) },
      count: count, asked: proposals.count)
  }

  // MARK: Limits

  private func withinLimits(_ proposals: [ItemProposal], _ cancellation: Cancellation) throws(Cancelled) -> AdvisedSensitivity? {
    let solved = proposals.filter { $0.candidates.contains { $0.method == .sharedLimits } }
    if solved.count * (plan.constraints?.count ?? 0) > Self.limitedItems { return nil }
    let watch = SolvingWatch("solving the limits again", planned: Self.parameters.count, progress)
    var lines: [AdvisedSensitivity.Line] = []
    for parameter in Self.parameters {
      watch?.began(parameter.rawValue)
      defer { watch?.ended() }
      func least(_ factor: Double) throws(Cancelled) -> Double? {
        guard let other = changed(parameter, at: solved.map(\.stockPoint), by: factor) else { return nil }
        do throws(OptimizationError) {
          return try SharedLimitProposer(plan: other, threads: threads).lowerBound(proposals, cancellation: cancellation)
        } catch {
          if case .cancelled = error { throw Cancelled() }
          return nil
        }
      }
      guard let one = Self.elasticity(try least(1 + Self.step), try least(1 - Self.step)) else { continue }
      lines.append(.init(parameter: parameter, elasticity: one))
    }
    return lines.isEmpty ? nil : AdvisedSensitivity(kind: .limits, total: lines, count: solved.count, asked: solved.count)
  }

  // MARK: Shared orders

  private func sharedOrders(_ proposals: [ItemProposal], count: Int, _ cancellation: Cancellation) throws(Cancelled) -> AdvisedSensitivity? {
    let proposer = JointProposer(plan: plan, threads: threads)
    let control = SolverControl(threads: threads, cancellation: cancellation)
    var looked = 0
    var sum = JointCostParts(holding: 0, waiting: 0, ordering: 0)
    for group in proposer.groups(proposals) {
      try cancellation.check()
      var policy = CanOrderPolicy(mustOrder: [], canOrder: [], upTo: [])
      for i in group.members {
        guard case .canOrder(let s, let c, let S) = advised.supply.stockPoints[proposals[i].stockPoint].control.policy else { break }
        policy.mustOrder.append(Int(clamping: s))
        policy.canOrder.append(Int(clamping: c))
        policy.upTo.append(Int(clamping: S))
      }
      guard policy.upTo.count == group.members.count else { continue }
      do throws(OptimizationError) {
        let parts = try proposer.problem(of: group, proposals).costParts(of: policy, control: control)
        sum.holding += parts.holding
        sum.waiting += parts.waiting
        sum.ordering += parts.ordering
        looked += group.members.count
      } catch {
        if case .cancelled = error { throw Cancelled() }
      }
    }
    let all = sum.holding + sum.waiting + sum.ordering
    guard looked > 0, all > 0 else { return nil }
    return AdvisedSensitivity(
      kind: .sharedOrders,
      total: [
        .init(parameter: .holdingCost, elasticity: sum.holding / all), .init(parameter: .waitingCost, elasticity: sum.waiting / all),
        .init(parameter: .orderCost, elasticity: sum.ordering / all),
      ], count: looked, asked: count)
  }

  private func commonReview(_ proposals: [ItemProposal], count: Int, _ cancellation: Cancellation) throws(Cancelled) -> AdvisedSensitivity? {
    let proposer = JointProposer(plan: plan, threads: threads)
    let joints = proposer.groups(proposals).compactMap { try? proposer.problem(of: $0, proposals) }
    // Each asks for a search of its own, item by item.
    if joints.isEmpty || joints.reduce(0, { $0 + $1.items.count }) > 50 { return nil }
    @Sendable func least(_ parameter: ProblemParameter, _ factor: Double) -> Double? {
      var sum = 0.0
      for joint in joints {
        var other = joint
        if parameter == .orderCost { other.sharedCost *= factor }
        for i in other.items.indices {
          guard let moved = other.items[i].scaled(parameter, by: factor) else { return nil }
          other.items[i] = moved
        }
        guard let found = JointProposer.commonReview(other, cancellation) else { return nil }
        sum += found.costPerDay
      }
      return sum
    }
    let watch = SolvingWatch("solving again for the sensitivity", planned: Self.parameters.count, progress)
    let found = try concurrentMap(Self.parameters.count, threads: threads, cancellation: cancellation) { k in
      watch?.began(Self.parameters[k].rawValue)
      defer { watch?.ended() }
      return Self.elasticity(least(Self.parameters[k], 1 + Self.step), least(Self.parameters[k], 1 - Self.step))
    }
    let lines = zip(Self.parameters, found).compactMap { parameter, one in
      one.map { AdvisedSensitivity.Line(parameter: parameter, elasticity: $0) }
    }
    return lines.isEmpty ? nil : AdvisedSensitivity(kind: .commonReview, total: lines, count: count, asked: count)
  }
}
