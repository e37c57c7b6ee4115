public import Groundwork
internal import Estimation
internal import Experiment
internal import Kernel
internal import Randomness
internal import Scenario
internal import Simulation
internal import Supply
internal import Warehouse

/// How often the intervals this program prints hold the truth: whole studies of floors whose long-run means are known exactly, each with a
/// seed of its own, through everything a planner's study goes through.
///
/// An interval at 95 % that holds the truth in 95 of 100 studies is honest; less often, and it promises too much. With so many studies the
/// share itself has a standard error of √(0.95 · 0.05 ÷ studies), half a point for 2 000.
public struct IntervalCoverage: Sendable {
  /// One measure of one floor.
  public struct Row: Sendable, Equatable {
    public var floor: String
    public var measure: String
    /// The exact mean, in the measure's unit.
    public var exact: Double
    public var studies: Int
    /// Studies whose interval holds it.
    public var covered: Int
    /// Mean of the studies' estimates, and of the half-widths of their intervals.
    public var mean: Double
    public var halfWidth: Double

    public var share: Double { Double(covered) / Double(studies) }
    /// Whether the share lies where that of an honest interval lies: 94 to 96 % at 2 000 studies, two standard errors at any other number.
    public var isHonest: Bool { abs(share - 0.95) <= 2 * (0.95 * 0.05 / Double(studies)).squareRoot() + 0.0003 }
  }

  public var studies: Int
  public var threads: Int

  /// - Parameter studies: 2 or more.
  public init(studies: Int = 2_000, threads: Int) {
    self.studies = studies
    self.threads = threads
  }

  /// Replications of each study.
  public static let replications = 40

  struct Case: Sendable {
    var name: String
    /// Orders an hour; every step takes six minutes in the mean.
    var perHour: Double
    var servers: Int
    var steps: Int
    var hours: Int
    var warmUp: Int
    /// Measure to its exact mean.
    var exact: [(kpi: String, value: Double)]
  }

  /// Runs are long against the time in which a queue forgets (12 mean services at one server with a load of 0.5, four at ten servers with a
  /// load of 0.7), and the warm-up is five of those or more: else the start would bias the mean. Means of waits are skew, by 0.5 over 375
  /// hours of the one server and 1.0 over 60 hours of the ten; Student's interval of 40 such means holds the truth 0.1 to 0.3 points less
  /// often than it says, of 20 shorter runs it would be a full point.
  static let cases = [
    Case(
      name: "M/M/1", perHour: 5, servers: 1, steps: 1, hours: 390, warmUp: 15,
      // Wq = ρ/(μ − λ), 6 minutes; Lq = λ·Wq.
      exact: [("serve 1.wait.mean", 6), ("serve 1.queue.mean", 0.5)]),
    Case(
      name: "M/M/10", perHour: 70, servers: 10, steps: 1, hours: 62, warmUp: 2,
      // Erlang's C by the loss formula's recursion: B(10, 7) = 0.078741, C = B/(1 − ρ(1 − B)), Wq = C/(cμ − λ).
      exact: [("serve 1.wait.mean", erlangWait(servers: 10, load: 7) * 6), ("serve 1.queue.mean", erlangWait(servers: 10, load: 7) * 7)]),
    Case(
      name: "two stations in a line", perHour: 5, servers: 1, steps: 2, hours: 390, warmUp: 15,
      // Burke: what leaves the first is Poisson again, so each is M/M/1 and a stay is 2/(μ − λ) = 0.4 h.
      exact: [("order-cycle-time.mean", 0.4), ("serve 2.wait.mean", 6)]),
  ]

  /// Mean wait in mean services.
  static func erlangWait(servers: Int, load a: Double) -> Double {
    var b = 1.0
    for c in 1...servers { b = a * b / (Double(c) + a * b) }
    let rho = a / Double(servers)
    return b / (1 - rho * (1 - b)) / (Double(servers) - a)
  }

  /// - Parameter progress: finished and planned studies.
  /// - Throws: `InputErrors` where a floor cannot be simulated, `Cancelled`.
  /// - Complexity: some 30 million orders per hundred studies, all floors together.
  public func run(cancellation: Cancellation = Cancellation(), progress: (@Sendable (Int, Int) -> Void)? = nil) throws -> [Row] {
    var rows: [Row] = []
    for (index, one) in Self.cases.enumerated() {
      var found = one.exact.map {
        Row(floor: one.name, measure: $0.kpi, exact: $0.value, studies: studies, covered: 0, mean: 0, halfWidth: 0)
      }
      let draft = Draft(name: "base", plan: Self.plan(one))
      for seed in 1...studies {
        let study = Study(
          title: one.name, slug: "coverage", drafts: [draft],
          options: StudyOptions(replications: Self.replications, seed: UInt64(seed), threads: threads))
        let result = try study.run(cancellation: cancellation)
        for (k, value) in one.exact.enumerated() {
          guard let estimate = result.base[value.kpi]?.estimate, let lower = estimate.lower, let upper = estimate.upper else { continue }
          if lower <= value.value, value.value <= upper { found[k].covered += 1 }
          found[k].mean += estimate.value / Double(studies)
          found[k].halfWidth += (upper - lower) / 2 / Double(studies)
        }
        progress?(index * studies + seed, Self.cases.count * studies)
      }
      rows += found
    }
    return rows
  }

  static func plan(_ one: Case) -> Plan {
    var supply = SupplyPlan()
    supply.items = [ItemPlan(name: "thing")]
    supply.suppliers = [SupplierPlan(name: "anyone", leadTime: .constant(1))]
    supply.locations = [LocationPlan(name: "house")]
    supply.stockPoints = [
      StockPointPlan(
        item: 0, location: 0, supplier: 0, control: Control(policy: .none, review: .continuous), meanDailyDemand: one.perHour * 24,
        unlimited: true)
    ]
    supply.streams = [
      .orders(
        OrderStream(
          name: "orders", location: 0, hourlyMean: [Double](repeating: one.perHour, count: one.hours), lines: .constant(1), popularity: [1],
          quantity: .same(.constant(1)), unmet: UnmetDemand(backorderShare: 1)))
    ]
    let end = SimTime(ticks: Int64(one.hours) * SimTime.ticksPerHour)
    let always = TimeSpan(start: .zero, end: SimTime(ticks: end.ticks + 91 * SimTime.ticksPerDay))
    var floor = FloorPlan(location: 0)
    floor.shifts = [ShiftPlan(name: "always", duty: [always], paid: [always], breaks: [])]
    for step in 0..<one.steps {
      floor.pools.append(PoolPlan(name: "people \(step + 1)", count: one.servers, shift: 0))
      floor.steps.append(
        StepPlan(name: "serve \(step + 1)", kind: .outbound, crew: [.init(pool: step)], work: .init(perOrder: .exponential(mean: 360))))
    }
    floor.outbound = Array(0..<one.steps)
    let warmUp = SimTime(ticks: Int64(one.warmUp) * SimTime.ticksPerHour)
    return Plan(
      name: one.name, currency: "EUR", clock: Clock(horizon: end, warmUp: .fixed(warmUp)), study: .continuous, supply: supply, floor: floor)
  }
}
