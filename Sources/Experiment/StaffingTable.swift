internal import Groundwork
internal import Kernel
internal import Randomness
internal import Scenario
public import Simulation
internal import Warehouse

/// How many of the people found are needed on the floor in each hour of the day: the others of the shift may be away.
public struct StaffingTable: Sendable {
  /// A pool, or the part of a pool in one shift.
  public struct Row: Sendable, Equatable {
    public var name: String
    public var shift: String
    /// People of the shift.
    public var people: Int
    /// Needed in hours 0 to 23 of the day on the wall clock; nil where the shift is not on duty.
    public var needed: [Int?]
    /// Hours on duty in each hour of the day, of one person, breaks taken out; means over the days on which anybody comes to work.
    public var duty: [Double]

    /// Person-hours a day on the floor, with everybody in every hour and as needed.
    public var hours: (all: Double, needed: Double) {
      let all = duty.reduce(0, +) * Double(people)
      return (all, zip(duty, needed).reduce(0) { $0 + $1.0 * Double($1.1 ?? 0) })
    }
  }
  public var rows: [Row]
  /// Whether one person less in any hour was found to miss a target; else the search stopped at its limit.
  public var isLeast: Bool
  /// Whether, besides, one person more in an hour for one less in a dearer hour or in two hours was found to miss a target, wherever that
  /// would lower the pay.
  public var isExchanged: Bool
  /// Tables simulated, and replications of all of them together.
  public var candidates: Int
  public var replications: Int
  /// All people in every hour and the table, on the worlds of the search and on fresh ones.
  public var search: StudyResult
  public var fresh: StudyResult
  /// The floor with the table.
  public var draft: Plan

  /// Whether the table meets every target on the fresh worlds too.
  public var isConfirmed: Bool { fresh.scenarios[1].targets.allSatisfy(\.isMet) }

  /// Person-hours a day on the floor, of all pools.
  public var hours: (all: Double, needed: Double) {
    rows.reduce((0, 0)) { sum, row in (sum.0 + row.hours.all, sum.1 + row.hours.needed) }
  }
}

extension StaffingTable {
  /// Hours of a pool that can be thinned out, in the order of the pools and of the day.
  private struct Cell {
    var pool: Int
    var hour: Int
  }

  /// - Parameters:
  ///   - study: its base has the people found; the warm-up is fixed.
  ///   - mostCandidates: tables simulated at most.
  ///   - hours: the work that comes, by groups of pools.
  static func find(
    _ study: Study, mostCandidates: Int, hours: [StaffingHours], cancellation: Cancellation,
    progress: (@Sendable (StudyProgress) -> Void)?
  ) throws -> StaffingTable? {
    let base = study.drafts[0].plan
    guard let floor = base.floor, case .fixed(let warmUp) = base.clock.warmUp else { return nil }
    let wall = StaffingWall(base.clock)
    let window = TimeSpan(start: warmUp, end: base.clock.horizon)
    let days = Int64(max(1, wall.workingDays(floor, window)))
    let duty = floor.pools.map { pool in
      wall.ticks(of: floor.shifts[pool.shift].duty, in: window).map { Double($0) / Double(SimTime.ticksPerHour * days) }
    }
    let cells = floor.pools.indices.flatMap { p in
      // People with a part of their own are a number that nobody plans; so are the hours a planner has thinned out by hand.
      floor.pools[p].count == 0 || floor.pools[p].membership?.kind == .people || floor.pools[p].onFloor != nil
        ? [] : (0..<24).filter { duty[p][$0] > 0 }.map { Cell(pool: p, hour: $0) }
    }
    if cells.isEmpty { return nil }
    // Where nobody has a wage hours are what is saved.
    let isPaid = floor.pools.contains { $0.wage > 0 }
    var walk = StaffingHourWalk(
      cells: cells.map { cell in
        let group = hours.first { $0.pools.contains(floor.pools[cell.pool].name) }
        let share = (group?.people[cell.hour] ?? 0) > 0 ? (group?.load[cell.hour] ?? 0) / (group?.people[cell.hour] ?? 1) : 0
        return .init(
          most: floor.pools[cell.pool].count, load: share * Double(floor.pools[cell.pool].count),
          price: duty[cell.pool][cell.hour] * (isPaid ? floor.pools[cell.pool].wage : 1))
      }, mostCandidates: mostCandidates)
    func table(_ counts: [Int]) -> [[Int?]] {
      var table = floor.pools.map { _ in [Int?](repeating: nil, count: 24) }
      for (cell, count) in zip(cells, counts) { table[cell.pool][cell.hour] = count }
      return table
    }
    func draft(_ counts: [Int]) -> Draft {
      var draft = study.drafts[0]
      for (p, most) in table(counts).enumerated() where zip(cells, counts).contains(where: { $0.0.pool == p }) {
        let all = floor.pools[p].count
        draft.plan.floor?.pools[p].onFloor = PoolPlan.Presence.daily(
          most.map { $0 == all ? nil : $0 }, until: floor.shifts[floor.pools[p].shift].paid.last?.end ?? .zero
        ) { wall.place($0).second }
      }
      return draft
    }
    var judge = StaffingJudge(study: study, cancellation: cancellation)
    var tried = 0
    let found = try walk.run { counts in
      tried += 1
      progress?(StudyProgress(finished: tried, planned: max(mostCandidates, tried), activity: "staffings by hour"))
      return try judge.meets(draft(counts).plan)
    }
    func measured(_ phase: DrawPhase) throws -> StudyResult {
      var asked = study
      asked.options.phase = phase
      asked.drafts = [study.drafts[0], draft(found.best)]
      asked.drafts[1].name = "by hour"
      return try asked.run(cancellation: cancellation, progress: progress)
    }
    let needed = table(found.best)
    return StaffingTable(
      rows: floor.pools.indices.map { p in
        let pool = floor.pools[p]
        return Row(
          name: pool.name, shift: floor.shifts[pool.shift].name, people: pool.count,
          needed: (0..<24).map { duty[p][$0] > 0 ? needed[p][$0] ?? pool.count : nil },
          duty: duty[p].map { $0 * (pool.terms?.partTime ?? 1) })
      },
      isLeast: found.isLeast, isExchanged: found.isExchanged,
      candidates: walk.measured, replications: judge.replications, search: try measured(.search),
      fresh: try measured(.fresh), draft: draft(found.best).plan)
  }
}
