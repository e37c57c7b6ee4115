internal import Groundwork
internal import Kernel
internal import Optimization
internal import Randomness
internal import Simulation
internal import Supply

/// Levels along the calendar for the stock points whose demand changes on it.
///
/// The calendar's program knows a price of waiting and no promise. Where a promise is asked for, it is given the price that the levels found
/// for even demand imply: what keeps the promise on average keeps it about as well along the season, and the simulation judges.
struct SeasonalProposer {
  var plan: Plan
  var threads: Int
  /// Whether the candidates before it keep a promise.
  var keepsPromise = false
  var progress: (@Sendable (StudyProgress) -> Void)?

  /// Multiplications one program may take, and all of them together: seconds, not minutes. What would take more is left out before it is
  /// begun, the largest first.
  static let workLimit = 6e9
  static let totalLimit = 1.5e10

  private enum Answer: Sendable {
    case found(Candidate, checkedAtEveryDemand: Candidate?, today: Double?, penalty: ImpliedPenalty?)
    case left(String)
  }

  /// The proposals with a candidate of method `.seasonal` wherever there is one, last; and what a reader must know of them.
  func add(to proposals: [ItemProposal], cancellation: Cancellation) throws(Cancelled) -> (proposals: [ItemProposal], notes: [String]) {
    let (plan, isPriced) = keepsPromise ? priced(proposals) : (plan, [])
    let places = proposals.indices.filter {
      !proposals[$0].candidates.isEmpty && [.positions, .lostSales].contains(proposals[$0].solver.family)
        && SeasonalModel.demandChanges(plan, stockPoint: proposals[$0].stockPoint)
    }
    if places.isEmpty { return (proposals, []) }
    @Sendable func model(_ place: Int) -> Result<SeasonalModel, OptimizationError> {
      let point = proposals[place].stockPoint
      let (interval, first) = SeasonalModel.review(plan, stockPoint: point)
      do { return .success(try SeasonalModel(plan, stockPoint: point, interval: interval, first: first)) } catch { return .failure(error) }
    }
    var sizes: [(place: Int, work: Double)] = []
    var left: [(place: Int, why: String)] = []
    for place in places {
      try cancellation.check()
      switch model(place) {
      case .failure(let error): left.append((place, error.description))
      case .success(let model):
        let size = model.size
        if size.work > Self.workLimit || size.cells > 4e7 {
          left.append((place, "its calendar program would take \(Self.rough(size.work)) steps"))
        } else {
          sizes.append((place, size.work))
        }
      }
    }
    var total = 0.0
    var taken: [Int] = []
    for (place, work) in sizes.sorted(by: { ($0.work, $0.place) < ($1.work, $1.place) }) {
      total += work
      if total > Self.totalLimit {
        left.append((place, "all calendar programs together would take too long"))
      } else {
        taken.append(place)
      }
    }
    // The longest first, so that no thread is left alone with it.
    let order = Array(taken.reversed())
    let watch = SolvingWatch("solving along the calendar", planned: order.count, progress)
    let answers = try concurrentMap(order.count, threads: threads, cancellation: cancellation) { i in
      let proposal = proposals[order[i]]
      watch?.began(proposal.item)
      let answer = Self.answer(
        model(order[i]), today: proposal.today, isPriced: isPriced.contains(proposal.stockPoint), cancellation,
        watch?.steps(of: proposal.item))
      watch?.ended()
      return answer
    }
    var result = proposals
    var found = 0
    var assumptions: [(text: String, count: Int)] = []
    for (place, answer) in zip(order, answers).sorted(by: { $0.0 < $1.0 }) {
      switch answer {
      case .left(let why): left.append((place, why))
      case .found(let candidate, let other, let today, let penalty):
        found += 1
        result[place].todayCalendarCostPerDay = today
        if let penalty {
          result[place].impliedPenalty = penalty
          result[place].isPenaltyAlongCalendar = true
        }
        result[place].candidates.append(candidate)
        if let other { result[place].candidates.append(other) }
        for text in candidate.approximations {
          if let i = assumptions.firstIndex(where: { $0.text == text }) {
            assumptions[i].count += 1
          } else {
            assumptions.append((text, 1))
          }
        }
      }
    }
    return (result, Self.notes(found, assumptions, left.sorted { $0.place < $1.place }.map { (proposals[$0.place], $0.why) }))
  }

  /// The plan with the prices of waiting that the promise stands for, and the stock points that have one: whose levels imply none keeps
  /// its own.
  private func priced(_ proposals: [ItemProposal]) -> (plan: Plan, points: Set<Int>) {
    var plan = plan, points: Set<Int> = []
    for proposal in proposals {
      guard let implied = proposal.candidates.first(where: { $0.impliedPenalty != nil })?.impliedPenalty else { continue }
      points.insert(proposal.stockPoint)
      let point = plan.supply.stockPoints[proposal.stockPoint]
      // A promise that levels keep by themselves implies less than the scenario's own price.
      let price = max(point.backorderCost, min(PenaltySpread.typical(implied, holdingCost: point.holdingCost), 1e6 * point.holdingCost))
      let review = SeasonalModel.review(plan, stockPoint: proposal.stockPoint).interval.days
      plan.supply.stockPoints[proposal.stockPoint].backorderCost = price
      plan.supply.stockPoints[proposal.stockPoint].backorderCostPerUnit = 0
      plan.supply.stockPoints[proposal.stockPoint].lostSaleCost = price * review
    }
    return (plan, points)
  }

  private static let standsForPromise = "the promise stands as the price of waiting that it implies at even demand"

  private static func answer(
    _ model: Result<SeasonalModel, OptimizationError>, today: Control?, isPriced: Bool, _ cancellation: Cancellation,
    _ progress: (@Sendable (SolverProgress) -> Void)?
  ) -> Answer {
    do throws(OptimizationError) {
      let model = try model.get()
      let problem = try model.problem()
      let solution = try problem.solve(cancellation: cancellation, progress: progress)
      let (levels, bent) = model.levels(solution, problem)
      var approximations = model.assumptions
      if bent > 0 { approximations.append("at some reviews the exact orders are not of (s, S) form; the nearest levels stand for them") }
      // At a price that is not the scenario's a cost is no answer.
      if isPriced { approximations.append(standsForPromise) }
      let cost = isPriced ? nil : model.exactCostPerDay(of: levels)
      let candidate = Candidate(
        method: .seasonal, control: Control(policy: .timePhased(levels), review: .periodic(interval: model.period, first: model.first)),
        expectedCostPerDay: cost, approximations: approximations,
        optimality: bent == 0 && model.lot == 1 && !isPriced ? .best : .heuristic,
        lowerBoundPerDay: cost == nil ? nil : model.exactOptimumPerDay(cancellation: cancellation))
      var other = SeasonalContinuous(plan: model.plan).candidate(model, cancellation: cancellation)
      if isPriced, let found = other {
        other = Candidate(
          method: found.method, control: found.control, approximations: found.approximations + [standsForPromise],
          optimality: .heuristic)
      }
      let kept = isPriced ? nil : today
      return .found(
        candidate, checkedAtEveryDemand: other, today: kept.flatMap { Self.cost(of: $0, in: model) },
        penalty: kept.flatMap { Self.penalty(of: $0, in: model) })
    } catch {
      return .left(error.description)
    }
  }

  /// What today's levels cost in the program, all of them moved by so many units.
  private static func cost(of control: Control, movedBy shift: Int64 = 0, in model: SeasonalModel) -> Double? {
    guard control.review == .periodic(interval: model.period, first: model.first) else { return nil }
    let levels: TimePhasedLevels
    switch control.policy {
    case .sS(let s, let S): levels = TimePhasedLevels([.init(start: .zero, s: s, S: S)])
    case .baseStock(let S): levels = TimePhasedLevels([.init(start: .zero, s: S - 1, S: S)])
    case .timePhased(let own): levels = own
    default: return nil
    }
    let moved = levels.stretches.map { $0.isOrdering ? .init(start: $0.start, s: $0.s + shift, S: $0.S + shift) : $0 }
    return model.exactCostPerDay(of: TimePhasedLevels(moved))
  }

  /// The price of waiting at which today's levels, moved by a unit on all dates alike, get no better: the program's cost is a straight line
  /// in that price. Nil where units are priced besides, or lost.
  private static func penalty(of control: Control, in model: SeasonalModel) -> ImpliedPenalty? {
    let point = model.plan.supply.stockPoints[model.stockPoint]
    guard model.allWaits, point.backorderCost > 0, point.backorderCostPerUnit == 0 else { return nil }
    var dearer = model.plan
    dearer.supply.stockPoints[model.stockPoint].backorderCost *= 2
    guard let twice = try? SeasonalModel(dearer, stockPoint: model.stockPoint, interval: model.period, first: model.first)
    else { return nil }
    return ImpliedPrice.range(point.backorderCost) { shift, factor in
      cost(of: control, movedBy: Int64(shift), in: factor == 1 ? model : twice)
    }.map { ImpliedPenalty(perUnitDay: $0, perUnit: nil, excessCostPerDay: nil) }
  }

  private static func notes(_ found: Int, _ assumptions: [(text: String, count: Int)], _ left: [(ItemProposal, String)]) -> [String] {
    var notes: [String] = []
    if found > 0 {
      var text =
        "seasonal levels: \(found) item\(found == 1 ? "" : "s") by backward induction over the calendar, which goes on after the end as the year before"
      let told = assumptions.map { $0.count == found ? $0.text : "\($0.text) (\($0.count) of \(found))" }
      text += told.isEmpty ? "." : "; in it " + told.joined(separator: "; ") + "."
      notes.append(text)
    }
    notes += left.prefix(5).map { "seasonal levels: \($0.0.item) at \($0.0.location) keeps its stationary levels: \($0.1)" }
    if left.count > 5 { notes.append("seasonal levels: \(left.count - 5) more items keep their stationary levels") }
    return notes
  }

  private static func rough(_ steps: Double) -> String { "\(Int64(min(9e6, steps / 1e9).rounded(.up))) billion" }
}
