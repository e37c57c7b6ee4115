internal import Estimation
public import Groundwork
internal import Kernel
internal import Randomness
internal import Scenario
public import Simulation
internal import Warehouse

/// The fewest people per pool, and so per shift, that meet every target of the base.
///
/// Candidates are measured on common random numbers of the search's own phase. The search takes it that more people of a pool never turn a met
/// target into a missed one; under that, what it finds is the fewest: every staffing of one person less within the limits is simulated, or has
/// nobody more than one that missed. Of equal numbers the one with the least pay wins. The winner is measured again on fresh random numbers.
public struct StaffingSearch: Sendable {
  /// Its base is staffed; alternatives are left out.
  public var study: Study
  /// Most people of a pool; nil = three times today's, and at least five more than today.
  public var mostPeople: Int?
  /// Candidates simulated at most.
  public var mostCandidates = 400

  public init(_ study: Study, mostPeople: Int? = nil) {
    self.study = study
    self.mostPeople = mostPeople
  }

  /// - Throws: `InputErrors` where the base has no floor or no targets, or cannot be simulated; `Cancelled`.
  public func run(cancellation: Cancellation = Cancellation(), progress: (@Sendable (StudyProgress) -> Void)? = nil) throws -> StaffingResult {
    guard let base = study.drafts.first, let floor = base.plan.floor, !floor.pools.isEmpty else {
      throw InputErrors(
        Diagnostic(
          .error, code: "needs-floor", "--staffing asks how many people are needed, and '\(study.title)' has no warehouse with workers",
          remedy: "add `warehouse:`"))
    }
    if base.plan.targets.isEmpty {
      throw InputErrors(
        Diagnostic(
          .error, code: "no-targets", "--staffing looks for the fewest people that meet the targets, and '\(study.title)' has none",
          remedy: "add `targets:`, for example { on-time: \">= 95 %\" }"))
    }
    let pools = floor.pools.map { pool in
      let named = pool.terms?.people.count ?? 0
      return SearchedPool(
        fewest: max(1, named), most: max(mostPeople ?? max(3 * pool.count, pool.count + 5), max(1, named)),
        pay: pool.wage * floor.shifts[pool.shift].paid.reduce(0) { $0 + Double($1.end.ticks - $1.start.ticks) })
    }
    var walk = StaffingWalk(pools: pools, today: floor.pools.map(\.count), mostCandidates: mostCandidates)
    let study = study
    let answer = try walk.run { staffing in
      // Most candidates miss by far: the first worlds say so, and the rest need not be simulated.
      if study.options.replications >= 2 * Self.firstLook {
        var short = study
        short.options.replications = Self.firstLook
        let look = try Self.measured(short, [staffing], phase: .search, cancellation: cancellation, progress: nil)
        if look.base.targets.contains(where: Self.missesByFar) { return false }
      }
      return try Self.measured(study, [staffing], phase: .search, cancellation: cancellation, progress: progress).base.targets.allSatisfy(\.isMet)
    }
    let shown = answer.best ?? pools.map(\.most)
    let chosen = try Self.measured(study, [floor.pools.map(\.count), shown], phase: .search, cancellation: cancellation, progress: progress)
    let fresh =
      answer.best == nil
      ? nil : try Self.measured(study, [floor.pools.map(\.count), shown], phase: .fresh, cancellation: cancellation, progress: progress)
    return StaffingResult(
      pools: zip(floor.pools, zip(shown, pools)).map { pool, found in
        StaffingPool(name: pool.name, shift: floor.shifts[pool.shift].name, today: pool.count, needed: found.0, most: found.1.most)
      },
      hours: Self.hours(floor, shown), isMet: answer.best != nil, isProven: answer.isProven, candidates: walk.measured, search: chosen, fresh: fresh,
      draft: Self.drafts(study, [shown])[0].plan)
  }

  /// Replications of a first look.
  private static let firstLook = 8

  /// Whether a target is missed by five times its interval's half-width at the least; of eight worlds that is beyond eleven standard errors.
  private static func missesByFar(_ result: TargetResult) -> Bool {
    guard !result.isMet, let half = result.estimate.halfWidth else { return false }
    return abs(result.estimate.value - result.target.bound) > 5 * half
  }

  private static func drafts(_ study: Study, _ staffings: [[Int]]) -> [Draft] {
    staffings.enumerated().map { i, staffing in
      var draft = study.drafts[0]
      if i > 0 { draft.name = "staffing \(staffing.map(String.init).joined(separator: "+"))" }
      for (p, count) in staffing.enumerated() { draft.plan.floor?.pools[p].count = count }
      return draft
    }
  }

  private static func measured(
    _ study: Study, _ staffings: [[Int]], phase: DrawPhase, cancellation: Cancellation, progress: (@Sendable (StudyProgress) -> Void)?
  ) throws -> StudyResult {
    var asked = study
    asked.options.transitions = 0
    asked.options.precision = [:]
    asked.options.phase = phase
    asked.drafts = drafts(study, staffings)
    return try asked.run(cancellation: cancellation, progress: progress)
  }

  /// People on duty in each hour of the day, mean over the days on which anybody works.
  static func hours(_ floor: FloorPlan, _ staffing: [Int]) -> [Double] {
    let hour: Int64 = SimTime.ticksPerDay / 24
    var sums = [Double](repeating: 0, count: 24)
    var days: Set<Int64> = []
    for (pool, count) in zip(floor.pools, staffing) {
      for span in floor.shifts[pool.shift].duty {
        var at = span.start.ticks
        while at < span.end.ticks {
          let next = min(span.end.ticks, (at / hour + 1) * hour)
          sums[Int(at / hour % 24)] += Double(next - at) / Double(hour) * Double(count)
          days.insert(at / SimTime.ticksPerDay)
          at = next
        }
      }
    }
    return days.isEmpty ? sums : sums.map { $0 / Double(days.count) }
  }
}

struct SearchedPool: Sendable {
  var fewest: Int
  var most: Int
  /// Pay of one person, in any unit common to all pools.
  var pay: Double
}

/// The search itself, which knows nothing of simulation.
struct StaffingWalk {
  let pools: [SearchedPool]
  let today: [Int]
  let mostCandidates: Int
  /// Staffings whose targets were measured.
  private(set) var measured = 0
  private var known: [[Int]: Bool] = [:]
  /// Whether some staffing of fewer people was left untried.
  private var leftSome = false

  init(pools: [SearchedPool], today: [Int], mostCandidates: Int) {
    self.pools = pools
    self.today = today
    self.mostCandidates = mostCandidates
  }

  /// - Returns: nil where even the most people miss a target; whether nothing smaller is left untried.
  mutating func run(_ judge: ([Int]) throws -> Bool) rethrows -> (best: [Int]?, isProven: Bool) {
    let top = pools.map(\.most)
    if !(try meets(top, judge)) { return (nil, true) }
    // No pool can do with less than it needs while all others have the most.
    var fewest = top
    for p in pools.indices {
      var low = pools[p].fewest, high = top[p]
      while low < high {
        var tried = top
        tried[p] = (low + high) / 2
        if try meets(tried, judge) { high = tried[p] } else { low = tried[p] + 1 }
      }
      fewest[p] = low
    }
    // From there up in equal steps, then down again person by person.
    var best = fewest
    while !(try meets(best, judge)) {
      for p in pools.indices where best[p] < top[p] { best[p] += 1 }
    }
    var goesOn = true
    while goesOn {
      goesOn = false
      for p in pools.indices.sorted(by: { pools[$0].pay > pools[$1].pay }) where best[p] > fewest[p] {
        var tried = best
        tried[p] -= 1
        if try meets(tried, judge) {
          best = tried
          goesOn = true
        }
      }
    }
    // Fewer people: if nobody does with one less, nobody does with two less.
    while let fewer = try first(of: best.reduce(0, +) - 1, from: fewest, below: .infinity, judge) { best = fewer }
    if let cheaper = try first(of: best.reduce(0, +), from: fewest, below: pay(best), judge) { best = cheaper }
    return (best, !leftSome)
  }

  private func pay(_ staffing: [Int]) -> Double { zip(staffing, pools).reduce(0) { $0 + Double($1.0) * $1.1.pay } }

  /// The cheapest staffing of so many people that meets the targets.
  private mutating func first(of people: Int, from fewest: [Int], below limit: Double, _ judge: ([Int]) throws -> Bool) rethrows -> [Int]? {
    var found: [[Int]] = []
    // Whole numbers of people only, head by head.
    func fill(_ p: Int, _ left: Int, _ head: [Int]) {
      if found.count > 100_000 {
        leftSome = true
        return
      }
      if p == pools.count {
        if left == 0 { found.append(head) }
        return
      }
      var more = 0
      while more <= left, fewest[p] + more <= pools[p].most {
        fill(p + 1, left - more, head + [fewest[p] + more])
        more += 1
      }
    }
    let spare = people - fewest.reduce(0, +)
    if spare < 0 { return nil }
    fill(0, spare, [])
    let ordered = found.filter { pay($0) < limit }.sorted { a, b in pay(a) != pay(b) ? pay(a) < pay(b) : a.lexicographicallyPrecedes(b) }
    for staffing in ordered {
      if measured >= mostCandidates {
        leftSome = true
        return nil
      }
      if try meets(staffing, judge) { return staffing }
    }
    return nil
  }

  /// Measured once, or known from one with more people that missed or one with fewer that met.
  private mutating func meets(_ staffing: [Int], _ judge: ([Int]) throws -> Bool) rethrows -> Bool {
    if let answer = known[staffing] { return answer }
    func isWithin(_ a: [Int], _ b: [Int]) -> Bool { zip(a, b).allSatisfy { $0 <= $1 } }
    if known.contains(where: { !$0.value && isWithin(staffing, $0.key) }) { return false }
    if known.contains(where: { $0.value && isWithin($0.key, staffing) }) { return true }
    measured += 1
    let answer = try judge(staffing)
    known[staffing] = answer
    return answer
  }
}

/// People of one pool.
public struct StaffingPool: Sendable, Equatable {
  public var name: String
  public var shift: String
  public var today: Int
  public var needed: Int
  /// Where the search stopped looking.
  public var most: Int
}

/// What a staffing search found.
public struct StaffingResult: Sendable {
  public var pools: [StaffingPool]
  /// People on duty in hours 0 to 23 of the day, mean over the days on which anybody works.
  public var hours: [Double]
  /// Whether any staffing within the limits meets every target; if not, `pools` has the most people that were allowed.
  public var isMet: Bool
  /// Whether every staffing with fewer people was ruled out.
  public var isProven: Bool
  /// Staffings simulated.
  public var candidates: Int
  /// Today's staffing and the one found, on the worlds of the search and on fresh ones; nil where nothing was found.
  public var search: StudyResult
  public var fresh: StudyResult?
  public var draft: Plan

  /// Whether the staffing found meets every target on the fresh worlds too.
  public var isConfirmed: Bool { fresh?.scenarios[1].targets.allSatisfy(\.isMet) ?? false }
}
