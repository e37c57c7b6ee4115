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
/// for. A pool is left empty where others can do all of its steps. Of equal numbers the one with the least pay wins, by the days worked and
/// the wages of each day, overtime left out. The winner is measured again on fresh random numbers.
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
    let limits = floor.pools.indices.map { p in
      let pool = floor.pools[p], named = pool.terms?.people.count ?? 0
      // A part of people with a name and terms of their own is as large as it is.
      if pool.membership?.kind == .people { return pool.count...pool.count }
      let fewest = max(Self.canBeEmpty(p, in: floor) ? 0 : 1, named)
      return fewest...max(mostPeople ?? max(3 * pool.count, pool.count + 5), fewest)
    }
    let pays = StaffingPay.all(study.drafts[0].plan, most: limits.map(\.upperBound).max() ?? 0)
    // In hundredths of a cent, as whole numbers: those who cost the same are equal in any order of adding.
    let pools = zip(limits, pays).map { SearchedPool(fewest: $0.lowerBound, most: $0.upperBound, pays: $1.map { ($0 * 1e4).rounded() }) }
    var walk = StaffingWalk(
      pools: pools, mostCandidates: mostCandidates,
      bounds: LoadBound.cover(floor) + (usesLoad ? try bounds(study, top: pools.map(\.most), cancellation) : []))
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

  /// Whether others can do every step of a pool. One that people join or leave on a date is no number that is searched alone.
  static func canBeEmpty(_ p: Int, in floor: FloorPlan) -> Bool {
    if floor.people?.hiring.contains(where: { $0.pool == p }) ?? false { return false }
    return floor.steps.allSatisfy { step in
      !step.crew.contains { $0.pool == p } || floor.pools.indices.contains { $0 != p && step.isDone(by: $0) }
    }
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
