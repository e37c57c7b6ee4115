internal import Estimation
internal import Groundwork
internal import Optimization
internal import Randomness
internal import Scenario
internal import Simulation
internal import Supply

extension SharedLimitProposer {
  /// Means that lower the most ever taken of the same: what holds less on average holds less at its peak.
  static let means = ["space-used.max": "space-used.mean", "stock.value.max": "stock.value"]
  /// Times that a tighter mean is tried, and replications that judge each.
  static let steps = 6
  static let replications = 16

  /// A mean held so low that a simulated peak keeps its limit.
  struct PeakCap {
    /// The peak's limit, and the bound on the mean that stands for it; infinite where the peak needs none.
    var peak: Target
    var mean: Double = .infinity

    /// The mean as a limit with a price.
    var limit: Target? { means[peak.kpi].flatMap { mean.isFinite ? Target(kpi: $0, comparison: .atMost, bound: mean) : nil } }
  }

  /// Largest measures of the plan's limits that have a mean that lowers them.
  var peakCaps: [PeakCap] {
    plan.judgedConstraints.filter { Self.means[$0.kpi] != nil && $0.comparison == .atMost }.map { PeakCap(peak: $0) }
  }

  /// The limits with a price: the scenario's own first, a mean that lowers a peak where it asks for less than one of them.
  func limits(_ peakCaps: [PeakCap]) -> [Target] {
    var all = plan.pricedConstraints
    for limit in peakCaps.compactMap(\.limit) {
      if let own = all.firstIndex(where: { $0.kpi == limit.kpi }) {
        all[own].bound = min(all[own].bound, limit.bound)
      } else {
        all.append(limit)
      }
    }
    return all
  }

  /// Means and peaks of the plan with these controls, as simulated on worlds of their own use.
  private func measured(_ controls: [Int: Control], _ peakCaps: [PeakCap], _ cancellation: Cancellation) throws -> ScenarioResult {
    var plan = plan
    for (stockPoint, control) in controls { plan.supply.setControl(control, of: stockPoint) }
    // Some means are measured only where a limit is on them.
    for peakCap in peakCaps {
      guard let mean = Self.means[peakCap.peak.kpi], plan.constraints?.contains(where: { $0.kpi == mean }) != true else { continue }
      plan.constraints?.append(Target(kpi: mean, comparison: .atMost, bound: 1))
    }
    let study = Study(
      title: plan.name, slug: "limits", drafts: [Draft(name: "levels", plan: plan)],
      options: StudyOptions(replications: Self.replications, phase: .search, threads: threads))
    return try study.run(cancellation: cancellation).base
  }

  /// Bounds on the means under which the simulated peaks keep their limits, found by solving and simulating in turn: the bound is moved in
  /// proportion to how far the peak lies beyond its own.
  ///
  /// - Parameter solve: the controls of the best levels within given limits, by stock point; nil where there are none within them.
  func capped(_ free: [Int: Control], _ cancellation: Cancellation, solve: ([Target]) throws -> [Int: Control]?) throws -> [PeakCap] {
    var peakCaps = peakCaps
    if peakCaps.isEmpty { return [] }
    var controls = plan.pricedConstraints.isEmpty ? free : try solve(plan.pricedConstraints) ?? free
    for _ in 0..<Self.steps {
      let found = try measured(controls, peakCaps, cancellation)
      var isKept = true
      for k in peakCaps.indices {
        guard let mean = Self.means[peakCaps[k].peak.kpi], let peak = found[peakCaps[k].peak.kpi]?.estimate.value, peak > 0,
          let average = found[mean]?.estimate.value, !peakCaps[k].peak.isMet(by: peak)
        else { continue }
        isKept = false
        // A hair less than in proportion, so that the search ends.
        peakCaps[k].mean = min(peakCaps[k].mean, average) * min(0.98, peakCaps[k].peak.bound / peak)
      }
      if isKept { break }
      guard let next = try solve(limits(peakCaps)) else { break }
      controls = next
    }
    return peakCaps
  }
}
