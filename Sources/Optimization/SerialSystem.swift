internal import Groundwork
public import Randomness

/// Stages in a row, each supplied by the next, with stock allowed at all of them: the system of Clark and Scarf.
///
/// Stage 1 serves the customers; the last one buys from outside without delay. Demand not met is owed. Stage *j* ships with a lead time
/// *Lⱼ* and pays *hⱼ* on its echelon stock: what it holds, and all that is under way to or held at stages below it, less what customers
/// are owed. Local holding costs are sums of echelon ones from above.
public struct SerialSystem: Sendable, Equatable {
  public struct Stage: Sendable, Equatable {
    /// *hⱼ*, money per unit and unit of time on echelon stock: what a unit costs more to hold here than one stage up; at least 0.
    public var echelonHoldingCost: Double
    /// *Lⱼ*, units of time, at least 0.
    public var leadTime: Double

    public init(echelonHoldingCost: Double, leadTime: Double) {
      self.echelonHoldingCost = echelonHoldingCost
      self.leadTime = leadTime
    }
  }

  /// Demand of a unit of time.
  public enum Demand: Sendable, Equatable {
    /// Independent normal increments; negative demand is part of the law.
    case normal(mean: Double, sd: Double)
    /// A Poisson process.
    case poisson(mean: Double)
    /// Poisson customers, each with an independent number of units.
    case compoundPoisson(customers: Double, size: LatticeDistribution)
    /// Independent totals of whole units of time; every lead time must be a whole number.
    case perPeriod(LatticeDistribution)
  }

  /// Downstream first.
  public var stages: [Stage]
  /// *p*: money per unit owed and unit of time, beside the holding cost that a unit owed saves.
  public var stockoutCost: Double
  public var demand: Demand
  /// Whether costs are counted at the end of periods after ordering and demand, so that stage 1 must cover one period more.
  public var countsReviewPeriod: Bool

  public init(stages: [Stage], stockoutCost: Double, demand: Demand, countsReviewPeriod: Bool = false) {
    self.stages = stages
    self.stockoutCost = stockoutCost
    self.demand = demand
    self.countsReviewPeriod = countsReviewPeriod
  }

  func validate() throws(OptimizationError) {
    if stages.isEmpty { throw .invalid(field: "stages", reason: "must be at least one") }
    if stages.count > 1_000 { throw .invalid(field: "stages", reason: "must be at most 1000") }
    func number(_ x: Double, _ field: String) throws(OptimizationError) {
      if !(x >= 0) || !x.isFinite { throw .invalid(field: field, reason: "must be a finite number, at least 0") }
    }
    var holding = 0.0
    for stage in stages {
      try number(stage.echelonHoldingCost, "echelonHoldingCost")
      try number(stage.leadTime, "leadTime")
      holding += stage.echelonHoldingCost
    }
    try number(stockoutCost, "stockoutCost")
    switch demand {
    case .normal(let mean, let sd):
      if !mean.isFinite { throw .invalid(field: "demand", reason: "must have a finite mean") }
      if !(sd > 0) || !sd.isFinite { throw .invalid(field: "demand", reason: "must have a positive, finite sd") }
    case .poisson(let mean):
      try number(mean, "demand")
      if mean == 0 { throw .noDemand }
    case .compoundPoisson(let customers, let size):
      try number(customers, "customers")
      try size.validateAsDemand("size")
      if customers == 0 || size.mean <= 0 { throw .noDemand }
    case .perPeriod(let law):
      try law.validateAsDemand("demand")
      if law.mean <= 0 { throw .noDemand }
    }
    if holding == 0 { throw .holdingIsFree }
    if stockoutCost == 0 { throw .neverOrdering }
  }
}

/// The optimal echelon base stocks of a serial system, with bounds on the least cost.
public struct SerialSolution: Sendable, Equatable {
  /// *Sⱼ*, downstream first: each stage orders its echelon position up to this.
  public var echelonBaseStock: [Double]
  /// The least long-run cost of a unit of time lies between these. Equal, but for rounding, where demand comes in whole units.
  public var lower: Double
  public var upper: Double
  /// The best estimate within the bounds.
  public var cost: Double
  /// Distance of the points on which continuous demand was computed; 1 for whole units.
  public var step: Double

  /// Base stocks that each stage may keep for itself, on its local position, with the same result: the differences of the least echelon
  /// levels from each stage upwards.
  public var localBaseStock: [Double] {
    var above = Double.infinity
    var least: [Double] = []
    for level in echelonBaseStock.reversed() {
      above = min(above, level)
      least.append(above)
    }
    least.reverse()
    return least.indices.map { $0 == 0 ? least[0] : least[$0] - least[$0 - 1] }
  }
}

extension SerialSystem {
  /// The optimum, by one function of one variable a stage (A. Clark and H. Scarf, "Optimal policies for a multi-echelon inventory
  /// problem", *Management Science* 6(4), 1960; in continuous time F. Chen and Y.-S. Zheng, *Management Science* 40(11), 1994).
  ///
  ///     C̲₀(x) = (p + Σh)·x⁻,   Cⱼ(y) = E[hⱼ·(y − Dⱼ) + C̲ⱼ₋₁(y − Dⱼ)],   Sⱼ = argmin Cⱼ,   C̲ⱼ(x) = Cⱼ(min(Sⱼ, x))
  ///
  /// Demand in whole units is exact. Normal demand is put on points δ apart, each value shared between its neighbours so that the mean
  /// stays: a convex function's expectation then only grows, which gives the upper bound. The excess of stage *j* is at most
  /// δ²/8·φⱼ·Vⱼ with φⱼ the greatest density of *Dⱼ* and *Vⱼ* = p + h_j + … + h_N the whole change of slope of C̲ⱼ₋₁, and choosing a level
  /// on the points costs at most δ²/2·φⱼ·Vⱼ more; their sum gives the lower bound, and δ is chosen for it. The estimate extrapolates from
  /// δ and 2δ.
  ///
  /// - Parameter tolerance: greatest distance of the bounds, relative to the cost.
  /// - Throws: an `OptimizationError` where the system is not valid, has no finite answer, or would not fit.
  /// - Complexity: O(Σ nⱼ·mⱼ) for nⱼ levels and mⱼ points of demand of stage *j*; stages follow each other, the levels of a stage are
  ///   shared out among the threads.
  public func optimum(tolerance: Double = 1e-4, control: SolverControl = SolverControl()) throws(OptimizationError) -> SerialSolution {
    try validate()
    if !(tolerance > 0) { throw .invalid(field: "tolerance", reason: "must be greater than 0") }
    guard case .normal(let mean, let sd) = demand else {
      let laws = try latticeLaws()
      let found = try EchelonRecursion(self, laws: laws, step: 1, levels: nil, control: control)
      let rounding = 1e-12 * abs(found.cost)
      return SerialSolution(
        echelonBaseStock: found.levels.map { $0 }, lower: found.cost - rounding, upper: found.cost + rounding, cost: found.cost, step: 1)
    }
    let spreads = exposures().map { sd * $0.squareRoot() }
    guard let narrowest = spreads.filter({ $0 > 0 }).min() else {
      // Nothing is uncertain: every stage holds what is under way below it.
      let pipeline = pipelineCost(mean: mean)
      var level = 0.0
      let levels = exposures().map { time in
        level += mean * time
        return level
      }
      return SerialSolution(echelonBaseStock: levels, lower: pipeline, upper: pipeline, cost: pipeline, step: 0)
    }
    let error = gapPerSquare(spreads)
    // A rough cost, on few points, says how fine the points must be.
    let rough = try normalCost(mean: mean, spreads: spreads, step: narrowest / 4, control: control)
    let allowed = tolerance * max(abs(rough.cost) - error * narrowest * narrowest / 16, 0.2 * abs(rough.cost))
    let step = allowed > 0 ? min(narrowest / 4, (allowed / error).squareRoot()) : narrowest / 64
    let fine = try normalCost(mean: mean, spreads: spreads, step: step, control: control)
    let coarse = try normalCost(mean: mean, spreads: spreads, step: 2 * step, control: control)
    let rounding = 1e-12 * abs(fine.cost)
    let lower = fine.cost - error * step * step - rounding
    let upper = fine.cost + rounding
    let estimate = fine.cost - (coarse.cost - fine.cost) / 3
    return SerialSolution(
      echelonBaseStock: fine.levels, lower: lower, upper: upper, cost: min(upper, max(lower, estimate)), step: step)
  }

  /// The long-run cost of given echelon base stocks, demand in whole units.
  ///
  /// - Parameter levels: downstream first, one per stage.
  /// - Throws: `notCovered` for normal demand.
  public func evaluate(echelonBaseStock levels: [Int], control: SolverControl = SolverControl()) throws(OptimizationError) -> Double {
    try validate()
    if levels.count != stages.count { throw .invalid(field: "levels", reason: "must be one per stage") }
    if levels.contains(where: { abs($0) > 1 << 40 }) { throw .invalid(field: "levels", reason: "must lie within 2⁴⁰ units") }
    if case .normal = demand { throw .notCovered(reason: "given levels under normal demand") }
    return try EchelonRecursion(self, laws: try latticeLaws(), step: 1, levels: levels, control: control).cost
  }

  /// The time whose demand each stage's level must cover.
  private func exposures() -> [Double] {
    stages.enumerated().map { $0.element.leadTime + ($0.offset == 0 && countsReviewPeriod ? 1 : 0) }
  }

  private func pipelineCost(mean: Double) -> Double {
    // With levels that just cover the lead times, stage j's echelon holds what is under way below it.
    var below = 0.0
    var cost = 0.0
    for (stage, time) in zip(stages, exposures()) {
      cost += stage.echelonHoldingCost * below * mean
      below += time
    }
    return cost
  }

  private func latticeLaws() throws(OptimizationError) -> [LatticeDistribution] {
    var laws: [LatticeDistribution] = []
    for time in exposures() {
      switch demand {
      case .normal: throw .notCovered(reason: "normal demand in whole units")
      case .poisson(let mean):
        if mean * time > 1e11 { throw .tooLarge(states: mean * time, limit: 1e11) }
        laws.append(LatticeArithmetic.poisson(mean: mean * time))
      case .compoundPoisson(let customers, let size):
        let spread = (customers * time * (size.variance + size.mean * size.mean)).squareRoot() + Double(size.largest)
        if spread > 2e6 || customers * time * size.mean > 1e8 { throw .tooLarge(states: spread, limit: 2e6) }
        laws.append(LatticeArithmetic.compoundPoisson(mean: customers * time, size: size))
      case .perPeriod(let law):
        if abs(time - time.rounded()) > 1e-9 || time > 10_000 {
          throw .notCovered(reason: "demand by period with a lead time of \(time), which is not a whole number of periods")
        }
        if Double(law.probabilities.count) * time > 2e6 { throw .tooLarge(states: Double(law.probabilities.count) * time, limit: 2e6) }
        laws.append(LatticeArithmetic.power(law, Int(time.rounded())))
      }
    }
    return laws
  }

  /// What the bounds are apart per square of the step.
  private func gapPerSquare(_ spreads: [Double]) -> Double {
    var slope = stockoutCost
    for stage in stages { slope += stage.echelonHoldingCost }
    var sum = 0.0
    var curvature = 0.0
    for (stage, sd) in zip(stages, spreads) {
      if sd > 0 {
        let density = 1 / (sd * (2 * Double.pi).squareRoot())
        sum += density * slope / 8
        curvature = density * slope
      }
      // Without a lead time the function is the last stage's, and so is its curvature.
      sum += curvature / 2
      slope -= stage.echelonHoldingCost
    }
    return sum
  }

  /// The recursion on points `step` apart. Levels come from a parabola through the best point and its neighbours.
  private func normalCost(mean: Double, spreads: [Double], step: Double, control: SolverControl) throws(OptimizationError)
    -> (cost: Double, levels: [Double])
  {
    // The mean of each stage is shifted off, so that points are even and levels come back by adding it.
    var laws: [LatticeDistribution] = []
    for sd in spreads { laws.append(try Self.spreadNormal(sd: sd, step: step)) }
    var shifted = self
    shifted.stockoutCost = stockoutCost
    let found = try EchelonRecursion(shifted, laws: laws, step: step, levels: nil, control: control)
    var covered = 0.0
    let levels = zip(found.levels, exposures()).map { level, time in
      covered += mean * time
      return level + covered
    }
    return (found.cost + pipelineCost(mean: mean), levels)
  }

  /// A centred normal law on multiples of `step`, every value shared between its two neighbours in proportion to nearness.
  ///
  /// The mass of point *k* is (Ψ(k+1) − 2Ψ(k) + Ψ(k−1))/step with Ψ(k) = E(X − k·step)⁺, the second difference of the loss.
  static func spreadNormal(sd: Double, step: Double) throws(OptimizationError) -> LatticeDistribution {
    if sd == 0 { return LatticeDistribution(offset: 0, probabilities: [1]) }
    let reach = (8.3 * sd / step).rounded(.up)
    if !(reach < 2e6) { throw .tooLarge(states: reach, limit: 2e6) }
    let half = Int(reach)
    let losses = (0...(half + 1)).map { sd * StandardNormal.loss(Double($0) * step / sd) }
    var p = [Double](repeating: 0, count: 2 * half + 1)
    for k in 0...half {
      // Ψ(−x) = Ψ(x) + x.
      let below = k == 0 ? losses[1] + step : losses[k - 1]
      let mass = max(0, below - 2 * losses[k] + losses[k + 1]) / step
      p[half + k] = mass
      p[half - k] = mass
    }
    let sum = p.reduce(0, +)
    return LatticeDistribution(offset: -half, probabilities: p.map { $0 / sum })
  }
}

/// The functions C̲ⱼ on multiples of a step: a table between two points, a straight line below it, a constant above.
private struct EchelonRecursion {
  /// In units of demand, refined between points where the step is not 1.
  var levels: [Double] = []
  var cost = 0.0

  init(_ system: SerialSystem, laws: [LatticeDistribution], step: Double, levels given: [Int]?, control: SolverControl)
    throws(OptimizationError)
  {
    var slope = -system.stockoutCost
    for stage in system.stages { slope -= stage.echelonHoldingCost }
    // C̲₀: table of one point, 0 at 0, rising to the left.
    var low = 0
    var table = [0.0]
    var work = 0.0
    let crew = SweepCrew(threads: control.threads)
    for (j, stage) in system.stages.enumerated() {
      try control.check()
      let law = laws[j]
      let h = stage.echelonHoldingCost * step
      // Ĉ(x) = h·x + C̲(x) on low ... top; below a line, above h·x + constant.
      let top = low + table.count - 1
      let below = slope * step + h
      let first = low + law.smallest
      let last = max(first, given.map { max($0[j], first) } ?? (top + law.largest))
      let count = last - first + 1
      work += Double(count) * Double(law.probabilities.count)
      if work > 2e10 { throw .tooMuchWork(operations: work, limit: 2e10) }
      if count > 20_000_000 { throw .tooLarge(states: Double(count), limit: 2e7) }
      // One array of Ĉ for all differences that occur, so that each expectation is a dot product.
      let start = first - law.largest
      var values = [Double](repeating: 0, count: last - law.smallest - start + 1)
      for i in 0..<values.count {
        let x = start + i
        if x < low {
          values[i] = h * Double(low) + table[0] + below * Double(x - low)
        } else {
          values[i] = h * Double(x) + (x <= top ? table[x - low] : table[table.count - 1])
        }
      }
      let backwards = Array(law.probabilities.reversed())
      var next = [Double](repeating: 0, count: count)
      // Levels of one stage do not need each other: blocks of them go to the threads, and each writes its own.
      let block = 256, blocks = (count + block - 1) / block
      let isLarge = Double(count) * Double(backwards.count) > 2e6
      values.withUnsafeBufferPointer { values in
        backwards.withUnsafeBufferPointer { p in
          next.withUnsafeMutableBufferPointer { next in
            let size = p.count
            nonisolated(unsafe) let (v, q, out) = (values.baseAddress!, p.baseAddress!, next.baseAddress!)
            func fill(_ b: Int) {
              let first = b * block
              LatticeArithmetic.dots(q, sliding: v + first, size, to: out + first, places: min(block, count - first))
            }
            if isLarge {
              _ = crew.run(blocks: blocks, cancellation: control.cancellation) {
                fill($0)
                return ChangeRange()
              }
            } else {
              for b in 0..<blocks { fill(b) }
            }
          }
        }
      }
      try control.check()
      var best: Int
      if let given {
        best = max(0, given[j] - first)
        if given[j] < first { next = [next[0] + below * Double(given[j] - first)] }
        low = given[j] < first ? given[j] : first
        levels.append(Double(given[j]))
      } else {
        best = 0
        for i in 1..<max(1, count) where next[i] < next[best] - 1e-13 * abs(next[best]) { best = i }
        var level = Double(first + best)
        if step != 1, best > 0, best < count - 1 {
          let bend = next[best - 1] - 2 * next[best] + next[best + 1]
          if bend > 0 { level += max(-0.5, min(0.5, (next[best - 1] - next[best + 1]) / (2 * bend))) }
        }
        levels.append(level * step)
        low = first
      }
      table = Array(next[0...min(best, next.count - 1)])
      slope += stage.echelonHoldingCost
      cost = table[table.count - 1]
    }
  }
}
