internal import Randomness

/// An inventory problem reduced to what a position *y* after a decision costs until the next decision.
///
///     g(y) = T·(h·E(y − X)⁺ + p·E(X − y)⁺) + π·(E(Xₑ − y)⁺ − E(Xₛ − y)⁺)
///
/// *T* is the time of a step, *X* the demand between the decision and a moment it governs, *Xₛ* and *Xₑ* that demand at the
/// start and at the end of the time it governs: what lies between them and above *y* is the demand that finds the shelf empty.
struct PositionModel {
  /// Demand between decisions; for continuous review with Poisson customers, one customer's units.
  var step: LatticeDistribution
  /// Days between decisions (mean).
  var stepDays: Double
  /// *X*, *Xₛ*, *Xₑ*.
  var exposure: LatticeDistribution
  var before: LatticeDistribution
  var after: LatticeDistribution

  var meanStep: Double { step.mean }

  /// Cells of the largest law a model may hold.
  static let cellLimit = 2e7
  /// Multiplications for the sums of a law: some seconds, during which nobody can be asked to stop.
  static let workLimit = 2e10
  /// Units of the largest step: several tables reach as far below a level as one step can.
  static let stepLimit = 5_000_000

  init(_ problem: InventoryProblem) throws(OptimizationError) {
    try problem.validate()
    switch problem.demand {
    case .perPeriod(let raw):
      let law = LatticeArithmetic.trimmed(raw)
      if law.largest == 0 { throw .noDemand }
      try PositionModel.refuse(step: Double(law.largest))
      switch problem.timing {
      case .sequence(let periods): try self.init(law, problem, periods: periods, demandFirst: false)
      case .continuous: try self.init(law, problem, periods: 1, demandFirst: true)
      case .every(let days):
        let periods = (days / problem.periodDays).rounded()
        guard abs(days / problem.periodDays - periods) < 1e-9, periods >= 1 else {
          throw .notCovered(reason: "a review every \(days) days does not fall on the demand's periods of \(problem.periodDays) days")
        }
        try self.init(law, problem, periods: Int(periods), demandFirst: true)
      }
    case .compoundPoisson(let rate, let raw):
      let zeroShare = raw.offset == 0 ? raw.probabilities[0] : 0
      let customers = rate * (1 - zeroShare)
      if customers <= 0 || raw.largest == 0 { throw .noDemand }
      var size = raw
      if raw.offset == 0 {
        size = LatticeArithmetic.normalised(LatticeDistribution(offset: 1, probabilities: Array(raw.probabilities.dropFirst())))
      }
      size = LatticeArithmetic.trimmed(PositionModel.withoutZeroEnds(size))
      try PositionModel.refuse(step: Double(size.largest))
      try self.init(customersPerDay: customers, size: size, problem)
      try PositionModel.refuse(step: Double(step.largest))
    }
  }

  /// Demand as one lump a period. `demandFirst`: the position is looked at just after the lump (a continuous clock), else just before it.
  private init(_ law: LatticeDistribution, _ problem: InventoryProblem, periods: Int, demandFirst: Bool) throws(OptimizationError) {
    let longest = (problem.leadTime.days.max() ?? 0) / problem.periodDays + Double(periods) + 1
    let width = Double(law.probabilities.count) * longest
    if width > PositionModel.cellLimit { throw .tooLarge(states: width, limit: PositionModel.cellLimit) }
    let points = Double(law.probabilities.count { $0 > 0 })
    let work = points * Double(law.probabilities.count) * longest * longest / 2
    if work > PositionModel.workLimit { throw .tooMuchWork(operations: work, limit: PositionModel.workLimit) }
    try PositionModel.refuse(step: Double(law.largest) * Double(periods))
    var sums = SumsOfDraws(law)
    var exposures: [(weight: Double, law: LatticeDistribution)] = []
    var befores: [(weight: Double, law: LatticeDistribution)] = []
    var afters: [(weight: Double, law: LatticeDistribution)] = []
    for (days, weight) in zip(problem.leadTime.days, problem.leadTime.weights) where weight > 0 {
      let length = days / problem.periodDays
      var whole = Int(length + 1e-9)
      var part = length - Double(whole)
      if part < 1e-9 { part = 0 }
      if !demandFirst {
        if part != 0 { throw .notCovered(reason: "in the period sequence a lead time of \(days) days is not a whole number of periods") }
        for j in 1...periods { exposures.append((weight, sums[whole + j])) }
        befores.append((weight, sums[whole]))
        afters.append((weight, sums[whole + periods]))
      } else if part == 0 {
        for j in 0..<periods { exposures.append((weight, sums[whole + j])) }
        // A receipt comes before the lump of its instant, except the receipt of an order placed just after that lump.
        if whole > 0 { whole -= 1 }
        befores.append((weight, sums[whole]))
        afters.append((weight, sums[whole + periods]))
      } else {
        exposures.append((weight * (1 - part), sums[whole]))
        if periods > 1 { for j in 1..<periods { exposures.append((weight, sums[whole + j])) } }
        exposures.append((weight * part, sums[whole + periods]))
        befores.append((weight, sums[whole]))
        afters.append((weight, sums[whole + periods]))
      }
    }
    step = sums[periods]
    stepDays = Double(periods) * problem.periodDays
    exposure = LatticeArithmetic.mixture(exposures)
    before = LatticeArithmetic.mixture(befores)
    after = LatticeArithmetic.mixture(afters)
  }

  private init(customersPerDay rate: Double, size: LatticeDistribution, _ problem: InventoryProblem) throws(OptimizationError) {
    let longest = problem.leadTime.days.max() ?? 0
    var interval = 0.0
    switch problem.timing {
    case .continuous: break
    case .every(let days): interval = days
    case .sequence(let periods): interval = Double(periods) * problem.periodDays
    }
    let customers = rate * (longest + interval)
    let cells = (customers + 12 * customers.squareRoot() + 40) * Double(size.largest)
    if cells > PositionModel.cellLimit { throw .tooLarge(states: cells, limit: PositionModel.cellLimit) }
    let unit = size.probabilities.count == 1
    func count(_ means: [(weight: Double, mean: Double)]) -> LatticeDistribution {
      LatticeArithmetic.mixture(means.map { ($0.weight, LatticeArithmetic.poisson(mean: $0.mean)) })
    }
    func total(_ means: [(weight: Double, mean: Double)]) -> LatticeDistribution {
      if means.count == 1, !unit { return LatticeArithmetic.compoundPoisson(mean: means[0].mean, size: size) }
      if !unit, let law = LatticeArithmetic.compoundPoissonMixture(means, size: size) { return law }
      return LatticeArithmetic.compound(count: count(means), size: size)
    }
    let leads = zip(problem.leadTime.days, problem.leadTime.weights).filter { $0.1 > 0 }
    let atStart = leads.map { (weight: $0.1, mean: rate * $0.0) }
    switch problem.timing {
    case .continuous:
      step = size
      stepDays = 1 / rate
      exposure = total(atStart)
      before = exposure
      after = LatticeArithmetic.sum(exposure, size)
    case .every(let days):
      step = total([(1, rate * days)])
      stepDays = days
      before = total(atStart)
      after = total(atStart.map { ($0.weight, $0.mean + rate * days) })
      let counts = LatticeArithmetic.mixture(
        atStart.map { ($0.weight, LatticeArithmetic.poisson(meanUniformOn: $0.mean, $0.mean + rate * days)) })
      exposure = LatticeArithmetic.compound(count: counts, size: size)
    case .sequence(let periods):
      let period = rate * problem.periodDays
      for (days, _) in leads where abs(days / problem.periodDays - (days / problem.periodDays).rounded()) > 1e-9 {
        throw .notCovered(reason: "in the period sequence a lead time of \(days) days is not a whole number of periods")
      }
      step = total([(1, period * Double(periods))])
      stepDays = Double(periods) * problem.periodDays
      before = total(atStart)
      after = total(atStart.map { ($0.weight, $0.mean + period * Double(periods)) })
      if periods == 1 {
        exposure = after
      } else {
        exposure = total(atStart.flatMap { start in (1...periods).map { (start.weight, start.mean + Double($0) * period) } })
      }
    }
  }

  private static func refuse(step largest: Double) throws(OptimizationError) {
    if largest > Double(stepLimit) { throw .tooLarge(states: largest, limit: Double(stepLimit)) }
  }

  private static func withoutZeroEnds(_ law: LatticeDistribution) -> LatticeDistribution {
    var first = 0
    var last = law.probabilities.count - 1
    while first < last, law.probabilities[first] == 0 { first += 1 }
    while last > first, law.probabilities[last] == 0 { last -= 1 }
    return LatticeDistribution(offset: law.offset + first, probabilities: Array(law.probabilities[first...last]))
  }
}

/// Laws of the sum of 0, 1, 2 … draws, each made once.
private struct SumsOfDraws {
  private let law: LatticeDistribution
  private var made: [Int: LatticeDistribution] = [:]

  init(_ law: LatticeDistribution) { self.law = law }

  subscript(count: Int) -> LatticeDistribution {
    mutating get {
      if let known = made[count] { return known }
      let result: LatticeDistribution
      if count > 0, let shorter = made[count - 1] {
        result = LatticeArithmetic.sum(shorter, law)
      } else {
        result = LatticeArithmetic.power(law, count)
      }
      made[count] = result
      return result
    }
  }
}

extension InventoryProblem {
  /// Checks every number once, at the door.
  func validate() throws(OptimizationError) {
    func number(_ value: Double, _ field: String, positive: Bool = false) throws(OptimizationError) {
      if !value.isFinite { throw .invalid(field: field, reason: "must be a finite number") }
      if value < 0 { throw .invalid(field: field, reason: "must not be negative") }
      if positive, value == 0 { throw .invalid(field: field, reason: "must be greater than 0") }
    }
    try number(orderCost, "orderCost")
    try number(holdingCost, "holdingCost")
    try number(backorderCost, "backorderCost")
    try number(backorderCostPerUnit, "backorderCostPerUnit")
    try number(periodDays, "periodDays", positive: true)
    if minimum < 0 { throw .invalid(field: "minimum", reason: "must not be negative") }
    if multiple < 1 { throw .invalid(field: "multiple", reason: "must be at least 1") }
    if minimum > 1_000_000_000 || multiple > 1_000_000_000 {
      throw .invalid(field: "minimum or multiple", reason: "must not exceed 1 000 000 000 units")
    }
    switch timing {
    case .continuous: break
    case .every(let days): try number(days, "review interval", positive: true)
    case .sequence(let periods):
      if periods < 1 || periods > 100_000 { throw .invalid(field: "review interval", reason: "must be 1 to 100 000 periods") }
    }
    if leadTime.days.isEmpty || leadTime.days.count != leadTime.weights.count {
      throw .invalid(field: "leadTime", reason: "must have as many weights as values, at least one")
    }
    var mass = 0.0
    for (days, weight) in zip(leadTime.days, leadTime.weights) {
      try number(days, "leadTime")
      try number(weight, "leadTime weight")
      if days > 1e7 * periodDays { throw .invalid(field: "leadTime", reason: "must not exceed 10 000 000 periods") }
      mass += weight
    }
    if !(mass > 0) || !mass.isFinite { throw .invalid(field: "leadTime", reason: "must have weights with a positive, finite sum") }
    switch demand {
    case .perPeriod(let law): try law.validateAsDemand("demand")
    case .compoundPoisson(let rate, let size):
      try number(rate, "customersPerDay")
      try size.validateAsDemand("size")
    }
  }
}

extension LatticeDistribution {
  func validateAsDemand(_ field: String) throws(OptimizationError) {
    if probabilities.isEmpty { throw .invalid(field: field, reason: "has no points") }
    if offset < 0 { throw .invalid(field: field, reason: "must not have negative values") }
    if offset > 1 << 40 { throw .invalid(field: field, reason: "must not have values beyond 2⁴⁰ units") }
    var mass = 0.0
    for p in probabilities {
      if !(p >= 0) || p > 1.000001 { throw .invalid(field: field, reason: "must have probabilities between 0 and 1") }
      mass += p
    }
    if abs(mass - 1) > 1e-6 { throw .invalid(field: field, reason: "must have probabilities that sum to 1, not \(mass)") }
  }
}
