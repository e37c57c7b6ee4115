public import Groundwork
internal import Kernel
public import Optimization
public import Scenario
public import Simulation
public import Supply

/// What the optimiser says about one stock point.
public struct ItemProposal: Sendable, Equatable {
  public var stockPoint: Int
  public var item: String
  public var location: String
  /// What stands there today; nil where the scenario left it to be chosen.
  public var today: Control?
  /// Which model and solver were chosen, and why.
  public var solver = SolverChoice(.positions, "unmet demand waits")
  /// What the solver had to approximate or leave out, in plain words.
  public var solverNotes: [String] = []
  /// The model's cost of today's policy, money per day; nil where the model cannot say.
  public var todayCostPerDay: Double?
  /// The same in the program along the calendar, where that prices levels; nil where it does not.
  public var todayCalendarCostPerDay: Double?
  /// Share of demand that today's policy serves at once in a model by state, where a fill rate was promised; nil where it is not known.
  public var todayFillRate: Double?
  /// Today's policy in the model of positions; nil where that is not the model or it cannot say.
  public var todayEvaluation: PolicyEvaluation?
  /// The price of waiting at which today's levels would be right.
  public var impliedPenalty: ImpliedPenalty?
  /// Whether that price is the program's along the calendar, all levels moved alike on all dates, and not that of even demand.
  public var isPenaltyAlongCalendar = false
  /// Where unmet demand is lost and stock is solved by state: the cost of a lost sale, money per unit, at which today's base stock is the
  /// best one.
  public var impliedLostSale: ClosedRange<Double>?
  /// The exact optimum of the model first; empty where there is none.
  public var candidates: [Candidate]
  /// What keeps the scenario from being the model; empty = the model's cost is the scenario's expected cost.
  public var assumptions: [String]
  /// Why there is no candidate.
  public var failure: String?
}

/// Policies by dynamic programming, stock point by stock point.
public struct PolicyProposer: Sendable {
  public var plan: Plan
  public var objective: Objective
  public var threads: Int
  /// Told how many items are solved; nil where nobody watches.
  var progress: (@Sendable (StudyProgress) -> Void)?

  public init(plan: Plan, objective: Objective = .cost, threads: Int = StudyOptions.processors) {
    self.plan = plan
    self.objective = objective
    self.threads = threads
  }

  /// One proposal per stock point asked for, in their order.
  ///
  /// - Parameters:
  ///   - stockPoints: indices into the plan's.
  ///   - holes: those among them whose present control means nothing.
  public func propose(_ stockPoints: [Int], holes: Set<Int>, cancellation: Cancellation) throws(Cancelled) -> [ItemProposal] {
    let plan = plan, objective = objective
    // A single item's program may have all threads; their number changes no result.
    let inner = stockPoints.count == 1 ? max(1, threads) : 1
    let size = ProgramSize(items: stockPoints.count)
    let watch = SolvingWatch("solving items", planned: stockPoints.count, progress)
    return try concurrentMap(stockPoints.count, threads: threads, cancellation: cancellation) { i in
      let name = plan.supply.items[plan.supply.stockPoints[stockPoints[i]].item].name
      watch?.began(name)
      let proposal = Self.proposal(
        plan, stockPoint: stockPoints[i], isHole: holes.contains(stockPoints[i]), objective: objective, size: size, threads: inner,
        cancellation: cancellation, progress: watch?.steps(of: name))
      watch?.ended()
      return proposal
    }
  }

  private static func proposal(
    _ original: Plan, stockPoint: Int, isHole: Bool, objective: Objective, size: ProgramSize, threads: Int,
    cancellation: Cancellation, progress: (@Sendable (SolverProgress) -> Void)?
  ) -> ItemProposal {
    var plan = original
    if isHole { plan.supply.stockPoints[stockPoint].control = unchosen(plan.study) }
    let point = plan.supply.stockPoints[stockPoint]
    let needsPositions: String? = if case .service = objective { "a service promise is asked for" } else { nil }
    // A fill rate of lost sales has its own program, by the price of a lost sale that it amounts to.
    var promised: Double?
    if case .service(.fillRate, let level) = objective, plan.constraints == nil { promised = level }
    var solver = SolverChoice(plan, stockPoint: stockPoint, needsPositions: needsPositions)
    let isPromise = promised != nil && SolverChoice(plan, stockPoint: stockPoint).family == .lostSales
    if isPromise { solver = SolverChoice(plan, stockPoint: stockPoint) }
    var proposal = ItemProposal(
      stockPoint: stockPoint, item: plan.supply.items[point.item].name, location: plan.supply.locations[point.location].name,
      today: isHole ? nil : point.control, solver: solver, candidates: [],
      assumptions: solver.family == .positions ? ModelAssumptions.check(plan, stockPoint: stockPoint) : [])
    if point.unlimited {
      proposal.failure = "its stock is unlimited"
      return proposal
    }
    if solver.family != .positions {
      if let needsPositions, !isPromise {
        proposal.failure = "\(needsPositions), which is solved for goods that keep and one supplier only"
        return proposal
      }
      do throws(OptimizationError) {
        let found =
          if isPromise, let promised {
            try LostSalesProposer(
              plan: plan, stockPoint: stockPoint, bestOnly: isHole, size: size, threads: threads, cancellation: cancellation,
              progress: progress
            )
            .propose(fillRate: promised, today: isHole ? nil : point.control.policy)
          } else {
            try byState(
              plan, stockPoint, solver.family, isHole: isHole, size: size, threads: threads, cancellation: cancellation, progress: progress)
          }
        proposal.candidates = found.candidates
        proposal.todayCostPerDay = isHole ? nil : found.todayCostPerDay
        proposal.todayFillRate = isHole ? nil : found.todayFillRate
        proposal.impliedPenalty = isHole ? nil : found.todayPenalty
        proposal.impliedLostSale = isHole ? nil : found.todayLostSale
        proposal.solverNotes = found.notes
        proposal.assumptions = found.ignored
      } catch {
        proposal.failure = error.description
      }
      return proposal
    }
    do throws(OptimizationError) {
      let problem = try ModelAssumptions.problem(plan, stockPoint: stockPoint).get().answerable(for: objective)
      if let remainder = ModelAssumptions.remainder(problem) { proposal.solverNotes.append(remainder) }
      // The laws are made once for all three questions; where they do not fit, proposing counts in larger units.
      let prepared = isHole ? nil : try? PreparedProblem(problem)
      if !isHole {
        proposal.todayEvaluation = try? prepared?.evaluate(point.control.policy, cancellation: cancellation)
        proposal.todayCostPerDay = proposal.todayEvaluation?.costPerDay
        proposal.impliedPenalty = try? prepared?.impliedPenalty(of: point.control.policy, cancellation: cancellation)
      }
      if case .service(let kind, let level) = objective {
        let promise = PromiseProposer(
          problem: problem, prepared: prepared ?? (try? PreparedProblem(problem)), kind: kind, level: level, review: point.control.review,
          bestOnly: isHole, cancellation: cancellation)
        let found = try promise.propose()
        proposal.candidates = found.candidates
        if found.isFree { proposal.solverNotes.append(PromiseProposer.isFree) }
      } else if let prepared {
        proposal.candidates = try prepared.propose(
          objective: objective, review: point.control.review, bestOnly: isHole, cancellation: cancellation)
      } else {
        proposal.candidates = try problem.propose(
          objective: objective, review: point.control.review, bestOnly: isHole, cancellation: cancellation)
      }
      proposal.assumptions = ModelAssumptions.check(plan, stockPoint: stockPoint, candidates: proposal.candidates.map(\.control.policy))
      // The model is then not the scenario, whatever else it has.
      if problem.leadTime.isTakenInOrder { proposal.assumptions.append(InventoryProblem.takenInOrder) }
    } catch {
      proposal.failure = error.description
    }
    return proposal
  }

  static func byState(
    _ plan: Plan, _ stockPoint: Int, _ family: SolverChoice.Family, isHole: Bool, size: ProgramSize, threads: Int,
    cancellation: Cancellation, progress: (@Sendable (SolverProgress) -> Void)? = nil
  ) throws(OptimizationError) -> StateProposal {
    let today = isHole ? nil : plan.supply.stockPoints[stockPoint].control.policy
    switch family {
    case .lostSales:
      return try LostSalesProposer(
        plan: plan, stockPoint: stockPoint, bestOnly: isHole, size: size, threads: threads, cancellation: cancellation,
        progress: progress
      )
      .propose(today: today)
    case .perishable:
      return try PerishableProposer(
        plan: plan, stockPoint: stockPoint, bestOnly: isHole, size: size, threads: threads, cancellation: cancellation,
        progress: progress
      )
      .propose(today: today)
    case .twoSuppliers:
      return try TwoSupplierProposer(
        plan: plan, stockPoint: stockPoint, bestOnly: isHole, size: size, threads: threads, cancellation: cancellation,
        progress: progress
      )
      .propose(today: today)
    case .positions: throw .notCovered(reason: "it is solved by position")
    }
  }

  /// A line for each solver that was used: for how many items, why, and what was left out.
  static func solverNotes(_ proposals: [ItemProposal]) -> [String] {
    var lines: [String] = []
    for family in SolverChoice.Family.allCases {
      var reasons: [(text: String, count: Int)] = []
      for proposal in proposals where proposal.solver.family == family && !proposal.candidates.isEmpty {
        if let i = reasons.firstIndex(where: { $0.text == proposal.solver.reason }) {
          reasons[i].count += 1
        } else {
          reasons.append((proposal.solver.reason, 1))
        }
      }
      for reason in reasons {
        lines.append("Solver of \(reason.count) item\(reason.count == 1 ? "" : "s"): \(family.rawValue), because \(reason.text).")
      }
    }
    var left: [(text: String, count: Int, first: String)] = []
    for proposal in proposals {
      for note in proposal.solverNotes {
        if let i = left.firstIndex(where: { $0.text == note }) { left[i].count += 1 } else { left.append((note, 1, proposal.item)) }
      }
    }
    lines += left.prefix(8).map { "\($0.first)\($0.count > 1 ? " and \($0.count - 1) more" : ""): \($0.text)." }
    if left.count > 8 { lines.append("\(left.count - 8) more programs were left out or cut; --json lists them.") }
    return lines
  }

  /// When a policy is asked where the scenario says nothing: as often as the study knows.
  static func unchosen(_ study: StudyKind) -> Control {
    switch study {
    case .continuous: Control(policy: .none, review: .continuous)
    case .periodic(let period): Control(policy: .none, review: .periodic(interval: period, first: .zero))
    }
  }
}

extension Study {
  /// The study of a scenario, every `optimize` in it filled with the exact optimum of the item's model.
  ///
  /// - Throws: `InputErrors` naming every stock point for which there is none; `Cancelled`.
  public static func resolved(
    _ scenario: LoadedScenario, options: StudyOptions, cancellation: Cancellation = Cancellation(),
    progress: (@Sendable (StudyProgress) -> Void)? = nil
  ) throws -> Study {
    var notes: [String] = []
    var problems: [Diagnostic] = []
    let drafts = try scenario.drafts.map { draft in
      try filled(draft, threads: options.threads, notes: &notes, problems: &problems, cancellation, progress)
    }
    if !problems.isEmpty { throw InputErrors(problems) }
    return Study(
      title: scenario.title, description: scenario.description, slug: scenario.slug, drafts: drafts, options: options, notes: notes)
  }

  static func filled(
    _ draft: Draft, threads: Int, notes: inout [String], problems: inout [Diagnostic], _ cancellation: Cancellation,
    _ progress: (@Sendable (StudyProgress) -> Void)? = nil
  ) throws -> Draft {
    if draft.toOptimise.isEmpty { return draft }
    var filled = draft
    var proposer = PolicyProposer(plan: draft.plan, threads: threads)
    proposer.progress = progress
    let proposals = try proposer.propose(draft.toOptimise, holes: Set(draft.toOptimise), cancellation: cancellation)
    var limited = proposals
    let limits = try SharedLimitProposer(plan: draft.plan, threads: threads, progress: progress)
      .add(to: &limited, cancellation: cancellation)
    notes += limits.notes.map { "\(draft.name): \($0)" }
    var unmet: [String] = []
    for proposal in limited {
      guard let best = proposal.candidates.first(where: { $0.method == .sharedLimits }) ?? proposal.candidates.first else {
        if proposal.failure == OptimizationError.noDemand.description {
          // Nobody asks for it: not to stock it is the optimum.
          filled.plan.supply.setControl(PolicyProposer.unchosen(draft.plan.study), of: proposal.stockPoint)
          continue
        }
        problems.append(
          Diagnostic(
            .error, code: "optimize",
            "no policy can be chosen for '\(proposal.item)' at '\(proposal.location)' in '\(draft.name)': \(proposal.failure ?? "")",
            remedy: "give its policy"))
        continue
      }
      filled.plan.supply.setControl(best.control, of: proposal.stockPoint)
      for assumption in proposal.assumptions where !unmet.contains(assumption) { unmet.append(assumption) }
    }
    filled.toOptimise = []
    let count = proposals.count
    let exact = unmet.isEmpty ? "the scenario is that model" : "in that model " + unmet.joined(separator: "; ")
    notes.append(
      "\(draft.name): levels of \(count) item\(count == 1 ? "" : "s") chosen by dynamic programming, each in its own model; \(exact).")
    return filled
  }
}
