public import Estimation
public import Groundwork
internal import Kernel
internal import Randomness
internal import Scenario
internal import Simulation
internal import Warehouse

/// Where a tenth more capacity would help: every station and every pool of the base in turn gets it, on common random numbers.
///
/// A tenth of a person cannot be hired, so capacity is raised by speed: at a station all work takes 1/1.1 of its time, whoever does it; of
/// a pool everybody works 1.1 times as fast at everything. Wages, calendars, batches and departures stay as they are. A pool that works at
/// one station where nobody else works is the same question as the station and is asked once.
public struct BottleneckStudy: Sendable {
  /// Speed of the station or pool that is asked about ÷ its speed today.
  public static let factor = 1.1

  /// Its base is what is asked about; alternatives are left out.
  public var study: Study

  public init(_ study: Study) { self.study = study }

  /// - Throws: `InputErrors` where the base has no floor or cannot be simulated; `Cancelled`.
  /// - Complexity: one study of as many plans as there are stations and pools, and the base.
  public func run(cancellation: Cancellation = Cancellation(), progress: (@Sendable (StudyProgress) -> Void)? = nil) throws
    -> BottleneckResult
  {
    guard let base = study.drafts.first, let floor = base.plan.floor else {
      throw InputErrors(
        Diagnostic(
          .error, code: "needs-floor", "--bottleneck asks which station holds the orders up, and '\(study.title)' has no warehouse",
          remedy: "add `warehouse:`, or leave --bottleneck out"))
    }
    let questions = Self.questions(of: floor)
    var asked = study
    asked.options.transitions = 0
    asked.extraMeasures = { [DepartedOrders.measure(of: $0)] }
    asked.drafts = [base]
    for question in questions {
      var draft = base
      draft.name = question.title
      draft.plan.floor = question.floor
      asked.drafts.append(draft)
    }
    let result = try asked.run(cancellation: cancellation, progress: progress)
    let rows = zip(questions, result.scenarios.dropFirst()).map { question, scenario in
      BottleneckRow(
        name: question.name, kind: question.kind, alsoNamed: question.alsoNamed,
        utilisation: result.base["\(question.name).utilisation"]?.estimate,
        throughput: scenario[DepartedOrders.id]?.difference ?? .exact(.nan),
        cycle: scenario["order-cycle-time.p95"]?.difference, cost: scenario["cost.total"]?.difference, questions: questions.count,
        today: result.base[DepartedOrders.id]?.estimate.value)
    }
    return BottleneckResult(
      study: result, throughput: result.base[DepartedOrders.id]?.estimate ?? .exact(.nan),
      cycle: result.base["order-cycle-time.p95"]?.estimate, cost: result.base["cost.total"]?.estimate, rows: Self.ranked(rows))
  }

  /// Those that surely bring orders first, by how many; the rest by the hours they take off the order cycle; equal ones as in the process.
  static func ranked(_ rows: [BottleneckRow]) -> [BottleneckRow] {
    func gain(_ row: BottleneckRow) -> Double { row.gainsThroughput ? row.throughput.value : 0 }
    func saved(_ row: BottleneckRow) -> Double { row.cycle.map { $0.value.isNaN ? 0 : -$0.value } ?? 0 }
    return rows.enumerated().sorted { a, b in
      if gain(a.element) != gain(b.element) { return gain(a.element) > gain(b.element) }
      if saved(a.element) != saved(b.element) { return saved(a.element) > saved(b.element) }
      return a.offset < b.offset
    }.map(\.element)
  }

  struct Question: Sendable {
    var name: String
    var kind: BottleneckRow.Kind
    var alsoNamed: String?
    var floor: FloorPlan
    var title: String { "\(name) a tenth faster" }
  }

  static func questions(of floor: FloorPlan) -> [Question] {
    var twins: Set<Int> = []
    var questions: [Question] = []
    // In the order of the process; repairs and the upkeep of the storage belong to none of the flows and come last.
    let flows = floor.outbound + floor.inbound + (floor.returns ?? [])
    for s in flows + floor.steps.indices.filter({ !flows.contains($0) })
    where [.outbound, .inbound, .repair, .upkeep].contains(floor.steps[s].kind) {
      var twin: String?
      if floor.steps[s].crew.count == 1, let pool = floor.steps[s].crew.first?.pool,
        floor.steps.count(where: { $0.crew.contains { $0.pool == pool } }) == 1
      {
        twins.insert(pool)
        twin = floor.pools[pool].name
      }
      questions.append(Question(name: floor.steps[s].name, kind: .station, alsoNamed: twin, floor: faster(floor) { step, _ in step == s }))
    }
    for (p, pool) in floor.pools.enumerated() where !twins.contains(p) {
      if !floor.steps.contains(where: { $0.crew.contains { $0.pool == p } }) { continue }
      questions.append(Question(name: pool.name, kind: .pool, floor: faster(floor) { _, who in who == p }))
    }
    return questions
  }

  /// The floor with some work done faster; a station where nobody works has the times themselves shortened.
  /// - Parameter isAsked: station and pool; nil for the pool where a machine works alone.
  private static func faster(_ floor: FloorPlan, _ isAsked: (Int, Int?) -> Bool) -> FloorPlan {
    var floor = floor
    for s in floor.steps.indices {
      if floor.steps[s].crew.isEmpty {
        if isAsked(s, nil) {
          floor.steps[s].work = shorter(floor.steps[s].work)
          floor.steps[s].laterWork = floor.steps[s].laterWork?.map { WorkChange(at: $0.at, work: shorter($0.work)) }
          if let round = floor.steps[s].terms?.picking?.perRound {
            floor.steps[s].terms?.picking?.perRound = .scaled(by: 1 / factor, round)
          }
        }
        continue
      }
      for c in floor.steps[s].crew.indices where isAsked(s, floor.steps[s].crew[c].pool) { floor.steps[s].crew[c].proficiency *= factor }
      for p in floor.pools.indices where isAsked(s, p) {
        for i in floor.pools[p].terms?.people.indices ?? 0..<0 {
          for k in floor.pools[p].terms?.people[i].skills.indices ?? 0..<0 where floor.pools[p].terms?.people[i].skills[k].step == s {
            floor.pools[p].terms?.people[i].skills[k].proficiency *= factor
          }
        }
      }
    }
    return floor
  }

  private static func shorter(_ work: StepPlan.Work) -> StepPlan.Work {
    func part(_ law: Law?) -> Law? { law.map { .scaled(by: 1 / factor, $0) } }
    return StepPlan.Work(
      perOrder: part(work.perOrder), perLine: part(work.perLine), perUnit: part(work.perUnit),
      travelSecondsPerMetre: work.travelSecondsPerMetre / factor)
  }
}

/// One station or pool and what a tenth more of it brings. Differences are to the base, on pairs of replications.
public struct BottleneckRow: Sendable, Equatable {
  public enum Kind: String, Sendable { case station, pool }
  public var name: String
  public var kind: Kind
  /// The pool that is the same question as this station.
  public var alsoNamed: String?
  /// Share of its time that it is busy today, as `utilisation` in the dictionary; nil where it has none.
  public var utilisation: Estimate?
  /// Orders departed per day.
  public var throughput: Estimate
  /// 95 % quantile of order cycle times, hours; nil without orders.
  public var cycle: Estimate?
  /// Money per week, without what the capacity itself would cost.
  public var cost: Estimate?

  /// How many questions are asked at once, and the orders that depart a day as it is: what a gain is held against.
  public var questions = 1
  public var today: Double?

  /// The least part of today's throughput that a bottleneck's tenth more brings; less limits nothing.
  static let leastGain = 0.001

  /// Whether it brings orders: at a level that holds for all rows together (Bonferroni) the interval lies above no gain, which is a
  /// thousandth of today's throughput at least.
  public var gainsThroughput: Bool {
    guard let lower = throughput.lower, lower > 0, throughput.value >= Self.leastGain * (today ?? 0) else { return false }
    if throughput.n < 2 { return false }
    let tail = (1 - throughput.level) / 2, degrees = Double(throughput.n - 1)
    let widening =
      SpecialFunctions.studentQuantile(1 - tail / Double(questions), degrees: degrees)
      / SpecialFunctions.studentQuantile(1 - tail, degrees: degrees)
    return throughput.value > widening * (throughput.value - lower)
  }
}

/// The stations and pools of a floor, the one that holds it up first.
public struct BottleneckResult: Sendable {
  /// The base and one scenario a question, in the order of the process.
  public var study: StudyResult
  /// Of the base: orders departed per day, hours, money per week.
  public var throughput: Estimate
  public var cycle: Estimate?
  public var cost: Estimate?
  public var rows: [BottleneckRow]

  /// The row whose capacity surely brings more orders out of the house, and most of them; nil where none does.
  public var bottleneck: BottleneckRow? { rows.first.flatMap { $0.gainsThroughput ? $0 : nil } }
}
