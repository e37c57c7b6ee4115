public import Groundwork
internal import Kernel
internal import Randomness
internal import Scenario
internal import Simulation
internal import Warehouse

/// The fewest people per pool, and so per shift, that meet every target of the base.
///
/// Candidates are measured on common random numbers of the search's own phase, each in as many worlds as the answer takes. The search takes
/// it that more people of a pool never turn a met target into a missed one; under that, what it finds is the fewest: every staffing of one
/// person less within the limits is simulated, or has nobody more than one that missed, or could not do the work in the hours it is paid
/// for. Of equal numbers the one with the least pay wins. The winner is measured again on fresh random numbers.
///
/// Where places and equipment are looked for too, people come first, because they are paid for every hour: the fewest people are those
/// with the most places and units allowed, and the fewest places and units are those with which these people still meet every target. More
/// places and units are taken never to do harm either.
public struct StaffingSearch: Sendable {
  /// Its base is staffed; alternatives are left out.
  public var study: Study
  /// Most people of a pool; nil = three times today's, and at least five more than today.
  public var mostPeople: Int?
  /// Most places and units of each kind, which are then looked for beside people; nil = they stay as they are.
  public var mostPlaces: Int?
  /// Candidates simulated at most.
  public var mostCandidates = 400
  /// Whether the fewest people in each hour are looked for too, among the people found.
  public var byHour = false
  /// Whether staffings that cannot do the work are left out unsimulated; the answer is the same without.
  var usesLoad = true

  /// Replications in which the work of each step, and its hours of the day, are looked at.
  private static let pilots = 4

  public init(_ study: Study, mostPeople: Int? = nil, mostPlaces: Int? = nil) {
    self.study = study
    self.mostPeople = mostPeople
    self.mostPlaces = mostPlaces
  }

  /// - Throws: `InputErrors` where the base has no floor or no targets, or cannot be simulated; `Cancelled`.
  public func run(cancellation: Cancellation = Cancellation(), progress: (@Sendable (StudyProgress) -> Void)? = nil) throws
    -> StaffingResult
  {
    let floor = try checkedFloor()
    var study = study
    study.options.transitions = 0
    study.drafts = [study.drafts[0]]
    if study.drafts[0].plan.clock.warmUp == .automatic {
      study.drafts[0].plan.clock.warmUp = .fixed(try WarmUpSearch(study: study).run(cancellation: cancellation, progress: progress).time)
    }
    let means = mostPlaces.map { StaffingMeans.all(floor, most: $0) } ?? []
    let today = study
    study = study.equipped(means, means.map(\.means.most))
    let pools = floor.pools.map { pool in
      let named = pool.terms?.people.count ?? 0
      // A part of people with a name and terms of their own is as large as it is.
      if pool.membership?.kind == .people { return SearchedPool(fewest: pool.count, most: pool.count, pay: 0) }
      return SearchedPool(
        fewest: max(1, named), most: max(mostPeople ?? max(3 * pool.count, pool.count + 5), max(1, named)),
        pay: pool.wage * floor.shifts[pool.shift].paid.reduce(0) { $0 + Double($1.end.ticks - $1.start.ticks) })
    }
    var walk = StaffingWalk(
      pools: pools, mostCandidates: mostCandidates, bounds: usesLoad ? try bounds(study, top: pools.map(\.most), cancellation) : [])
    var judge = StaffingJudge(study: study, cancellation: cancellation)
    let most = mostCandidates
    var tried = 0
    let answer = try walk.run { staffing in
      tried += 1
      progress?(StudyProgress(finished: tried, planned: max(most, tried), activity: "staffings"))
      return try judge.meets(staffing)
    }
    let shown = answer.best ?? pools.map(\.most)
    var meansWalk = StaffingWalk(pools: means.map { SearchedPool(fewest: 1, most: $0.means.most, pay: 0) }, mostCandidates: mostCandidates)
    var foundMeans = means.map(\.means.most), isMeansProven = true
    if answer.best != nil, !means.isEmpty {
      // With the most of all, the people found have met the targets already.
      let found = try meansWalk.run { counts in
        tried += 1
        progress?(StudyProgress(finished: tried, planned: max(most, tried), activity: "staffings"))
        return try counts == means.map(\.means.most) || judge.meets(study.equipped(means, counts).staffed(shown).plan)
      }
      foundMeans = found.best ?? foundMeans
      isMeansProven = found.isProven
    }
    study = study.equipped(means, foundMeans)
    let words = (shown + (means.isEmpty ? [] : foundMeans)).map(String.init).joined(separator: "+")
    func measured(_ phase: DrawPhase) throws -> StudyResult {
      var asked = today
      asked.options.phase = phase
      asked.drafts.append(study.staffed(shown))
      asked.drafts[1].name = "staffing \(words)"
      return try asked.run(cancellation: cancellation, progress: progress)
    }
    let chosen = try measured(.search)
    let fresh = answer.best == nil ? nil : try measured(.fresh)
    let draft = study.staffed(shown).plan
    let hours =
      answer.best == nil
      ? []
      : try StaffingHours.all(
        draft, seed: study.options.seed, phase: .fresh, replications: min(Self.pilots, study.options.replications))
    var table: StaffingTable?
    if byHour, answer.best != nil {
      var found = study
      found.drafts = [study.staffed(shown)]
      found.drafts[0].name = "staffing \(words)"
      // Where there are most people to spare is asked in the worlds of the search: the fresh ones are for the proof.
      let load = try StaffingHours.all(
        draft, seed: study.options.seed, phase: .search, replications: min(Self.pilots, study.options.replications))
      table = try StaffingTable.find(
        found, mostCandidates: mostCandidates, hours: load, cancellation: cancellation, progress: progress)
    }
    return StaffingResult(
      pools: zip(floor.pools, zip(shown, pools)).map { pool, found in
        StaffingPool(name: pool.name, shift: floor.shifts[pool.shift].name, today: pool.count, needed: found.0, most: found.1.most)
      },
      hours: hours, isMet: answer.best != nil, isProven: answer.isProven, candidates: walk.measured + max(0, meansWalk.measured - 1),
      replications: judge.replications, search: chosen, fresh: fresh, draft: draft,
      means: zip(means, foundMeans).map { one, count in
        var means = one.means
        means.needed = count
        return means
      }, isMeansProven: isMeansProven, byHour: table)
  }

  private func checkedFloor() throws -> FloorPlan {
    try study.checkOptions()
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
    if mostPlaces != nil, StaffingMeans.all(floor, most: 1).isEmpty {
      throw InputErrors(
        Diagnostic(
          .error, code: "no-places",
          "--most-places looks for the fewest places and units of equipment, and no step of '\(study.title)' holds any",
          remedy: "leave it out, or give a step `at:` or `with:`"))
    }
    return floor
  }

  /// What no staffing can do without, by the work that comes where the most people hold nothing up.
  private func bounds(_ study: Study, top: [Int], _ cancellation: Cancellation) throws -> [LoadBound] {
    let plan = study.staffed(top).plan
    let compiled = try CompiledPlan(plan)
    let options = study.options
    let count = min(Self.pilots, options.replications)
    let outcomes = try concurrentMap(count, threads: options.threads, cancellation: cancellation) { replication in
      PairedRunner([compiled]).run(seed: options.seed, phase: .search, replication: replication)[0]
    }
    return LoadBound.all(plan, outcomes: outcomes)
  }
}
