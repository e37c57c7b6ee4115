public import Randomness

/// One item in one place with stationary demand, full backorders and one supplier: everything an exact policy depends on.
///
/// The unit of time is the day; a caller who counts in years or periods simply calls that
/// a day. Money is one currency. Goods are integers.
///
/// What moves the cost of every policy here is the inventory position *y* after a decision. With full backorders and lead times that do
/// not depend on the orders and do not cross, the net stock a lead time later is *y* − *X*, where *X* is the demand since the decision,
/// and *X* is independent of *y* (Zipkin, *Foundations of Inventory Management*, 2000, §6.2 and §7.4). So each problem is reduced to four
/// laws: the demand of a step between decisions, and *X* at the start, at the end, and on average over the time that a decision governs.
public struct InventoryProblem: Sendable, Equatable {
  /// How demand comes.
  public enum Demand: Sendable, Equatable {
    /// One total a period, independent and identically distributed; non-negative integers.
    case perPeriod(LatticeDistribution)
    /// Customers arrive as a Poisson process and each asks for `size` units at once (0 allowed: such customers are not seen).
    case compoundPoisson(customersPerDay: Double, size: LatticeDistribution)
  }

  /// When the position is looked at and when costs are counted.
  public enum Timing: Sendable, Equatable {
    /// After every demand; cost runs with the clock. Demand per period arrives in one piece at the start of its period.
    case continuous
    /// Every so many days, after the demands of that instant; cost runs with the clock. For demand per period, a whole number of periods.
    case every(days: Double)
    /// The literature's sequence: at the start of every `periods`-th period receive and order, then demand, then cost on the
    /// period's end. Lead times are whole periods: an order placed in *t* can serve the demand of period *t* + lead time.
    case sequence(periods: Int)
  }

  public var demand: Demand
  public var timing: Timing
  /// Days in a period: what `Demand.perPeriod` and `Timing.sequence` count in.
  public var periodDays: Double
  public var leadTime: LeadTime
  /// *K*: money per order placed (order cost and line cost together).
  public var orderCost: Double
  /// *h*: money per unit on hand and day; in the `sequence` timing per unit on hand at a period's end and day of that period.
  public var holdingCost: Double
  /// *p*: money per unit owed and day.
  public var backorderCost: Double
  /// *π*: money once for each unit that had to wait.
  public var backorderCostPerUnit: Double
  /// Least units of an order; 1 = none.
  public var minimum: Int64
  /// Orders are multiples of this; 1 = none. An order is lifted to the minimum first, then rounded up.
  public var multiple: Int64
  /// Where the position begins: it matters where demand and orders share a divisor.
  public var opening = Opening.anywhere
  /// What the scenario has and this model leaves out, in plain words; copied to every candidate's `approximations`.
  public var ignored: [String]

  public init(
    demand: Demand, timing: Timing, periodDays: Double = 1, leadTime: LeadTime = .constant(0), orderCost: Double, holdingCost: Double,
    backorderCost: Double = 0, backorderCostPerUnit: Double = 0, minimum: Int64 = 1, multiple: Int64 = 1, ignored: [String] = []
  ) {
    self.demand = demand
    self.timing = timing
    self.periodDays = periodDays
    self.leadTime = leadTime
    self.orderCost = orderCost
    self.holdingCost = holdingCost
    self.backorderCost = backorderCost
    self.backorderCostPerUnit = backorderCostPerUnit
    self.minimum = minimum
    self.multiple = multiple
    self.ignored = ignored
  }

  /// Mean demand, units per day; NaN where the demand is not valid.
  public var meanDailyDemand: Double {
    switch demand {
    case .perPeriod(let law): law.mean / periodDays
    case .compoundPoisson(let rate, let size): rate * size.mean
    }
  }

  /// What has no answer whatever the laws of demand are, told before those are made, which may take seconds.
  ///
  /// - Parameter isPriced: whether waiting must have a price; false where a service is promised instead.
  func refuseWithoutAnswer(isPriced: Bool = true) throws(OptimizationError) {
    try validate()
    if !(meanDailyDemand > 0) { throw .noDemand }
    if holdingCost == 0 { throw .holdingIsFree }
    if isPriced, backorderCost == 0, backorderCostPerUnit == 0 { throw .neverOrdering }
  }

  /// The same problem at another price of waiting.
  func priced(backorderCost p: Double, perUnit: Double) -> InventoryProblem {
    var copy = self
    copy.backorderCost = p
    copy.backorderCostPerUnit = perUnit
    return copy
  }
}

/// The time from order to receipt, in days, as a finite set of weighted values.
///
/// For policies other than base stock the values are those of the *virtual* lead time: what an
/// order placed at an arbitrary moment would take, in a process *t* + *L*(*t*) that never decreases
/// and does not know our orders. `withoutCrossing` gives it from a law drawn anew each day.
public struct LeadTime: Sendable, Equatable {
  public var days: [Double]
  /// Weights of `days`, same count; they need not sum to 1.
  public var weights: [Double]
  /// Whether a later order may overtake an earlier one. Exact answers exist then for base stock only.
  public var crossing: Bool
  /// Whether orders may overtake each other and are modelled in order all the same: what is found is then a heuristic without a bound. See
  /// `InventoryProblem.answerable`.
  public internal(set) var isTakenInOrder = false

  public init(days: [Double], weights: [Double], crossing: Bool = false) {
    self.days = days
    self.weights = weights
    self.crossing = crossing
  }

  public static func constant(_ days: Double) -> LeadTime { LeadTime(days: [days], weights: [1]) }

  public var isConstant: Bool { days.count == 1 }

  /// Mean, days.
  public var mean: Double {
    var sum = 0.0
    var mass = 0.0
    for (d, w) in zip(days, weights) {
      sum += d * w
      mass += w
    }
    return sum / mass
  }

  /// The stationary virtual lead time of a process in which a fresh independent draw of the law is made for
  /// each review, `interval` days apart, and an order never arrives before one placed earlier: *L̃*(*t*) = max
  /// over *k* ≥ 0 of *L*(*t* − *k*·interval) − *k*·interval, so P(*L̃* ≤ *x*) = ∏ₖ P(*L* ≤ *x* + *k*·interval).
  ///
  /// For data and simulators that draw so. A process made to have a given law as its
  /// virtual lead time needs no such step: its law is used as it is.
  ///
  /// - Complexity: O(*n*²·range/interval) at worst for *n* values; the values of the result are those of the law shifted by whole
  ///   intervals.
  public static func withoutCrossing(_ law: LeadTime, drawnEvery interval: Double) -> LeadTime {
    guard law.days.count > 1, interval > 0, let top = law.days.max(), let low = law.days.min(), (top - low) / interval < 1e5 else {
      return law
    }
    let order = law.days.indices.sorted { law.days[$0] < law.days[$1] }
    let values = order.map { law.days[$0] }
    var cumulative: [Double] = []
    var sum = 0.0
    for i in order {
      sum += law.weights[i]
      cumulative.append(sum)
    }
    func atMost(_ x: Double) -> Double {
      var lowIndex = 0
      var highIndex = values.count
      while lowIndex < highIndex {
        let middle = (lowIndex + highIndex) / 2
        if values[middle] <= x + 1e-9 { lowIndex = middle + 1 } else { highIndex = middle }
      }
      return lowIndex == 0 ? 0 : cumulative[lowIndex - 1] / sum
    }
    var points: [Double] = []
    for value in values {
      var x = value
      while x >= values[0] - 1e-9 {
        points.append(x)
        x -= interval
      }
    }
    points.sort()
    var days: [Double] = []
    var weights: [Double] = []
    var before = 0.0
    for x in points where days.isEmpty || x > days[days.count - 1] + 1e-9 {
      var product = 1.0
      var k = 0.0
      while product > 0, x + k * interval < top - 1e-9 {
        product *= atMost(x + k * interval)
        k += 1
      }
      if product > before {
        days.append(x)
        weights.append(product - before)
        before = product
      }
    }
    return LeadTime(days: days, weights: weights)
  }
}
