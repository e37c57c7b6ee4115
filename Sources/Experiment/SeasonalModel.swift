internal import Groundwork
internal import Kernel
internal import Optimization
internal import Randomness
internal import Simulation
internal import Supply
internal import Warehouse

/// A stock point along its calendar: the finite-horizon dynamic program in which every review has the demand of its own dates.
///
/// The program goes on beyond the clock's end through dates of a year before, so that the last levels are those of a business that does
/// not close; where the scenario itself is such a program, `exactCostPerDay` prices any
/// levels on its measured days alone.
struct SeasonalModel {
  let plan: Plan
  let stockPoint: Int
  /// Between reviews, and when the first is.
  let period: SimTime
  let first: SimTime
  /// Reviews before the clock's end.
  let decisions: Int
  /// Whole periods.
  let leadTime: Int
  /// Units that one position of the program stands for.
  let lot: Int
  /// What the program takes for granted and the scenario does not have; empty = the scenario is the program.
  let assumptions: [String]

  private let parts: [Part]
  private let backorderShare: Double
  /// Whether all unmet demand waits.
  var allWaits: Bool { backorderShare >= 1 }
  /// Periods whose dates lie within the clock.
  let fullPeriods: Int
  /// Periods after the last review within the clock.
  private let extra: Int
  /// Mean and variance of each full period's demand, units.
  private let moments: [(mean: Double, variance: Double)]

  /// What one stream asks of the stock point.
  private enum Part {
    case perItem(PerItemStream, law: Law)
    /// Expected lines an order, mean of a line's units, E q² ÷ E q.
    case orders(OrderStream, linesPerOrder: Double, mean: Double, dispersion: Double)
  }

  /// Reviews as the study has them: the policy's own where it is periodic, each period of a periodic study, else every week.
  static func review(_ plan: Plan, stockPoint: Int) -> (interval: SimTime, first: SimTime) {
    if case .periodic(let interval, let first) = plan.supply.stockPoints[stockPoint].control.review { return (interval, first) }
    if case .periodic(let length) = plan.study { return (length, .zero) }
    return (.days(7), .zero)
  }

  /// - Throws: why there is no program for this stock point.
  init(_ plan: Plan, stockPoint: Int, interval: SimTime, first: SimTime = .zero) throws(OptimizationError) {
    let supply = plan.supply
    let point = supply.stockPoints[stockPoint]
    let supplier = supply.suppliers[point.supplier]
    self.plan = plan
    self.stockPoint = stockPoint
    self.first = first
    var period = interval
    if case .periodic(let length) = plan.study, interval.ticks % length.ticks != 0 || first.ticks % length.ticks != 0 {
      throw .notCovered(reason: "reviews do not fall on the study's periods")
    }
    if period.ticks < SimTime.ticksPerHour { period = .days(7) }
    self.period = period
    let horizon = plan.clock.horizon.ticks
    fullPeriods = Int((horizon - first.ticks) / period.ticks)
    decisions = Int((horizon - first.ticks + period.ticks - 1) / period.ticks)
    if fullPeriods < 4 { throw .notCovered(reason: "the clock holds fewer than four reviews") }
    if point.holdingCost <= 0 { throw .holdingIsFree }

    var parts: [Part] = []
    var notes: [String] = []
    var waiting = 0.0, asked = 0.0
    for stream in supply.streams {
      switch stream {
      case .perItem(let s) where s.location == point.location:
        for (i, item) in s.items.enumerated() where item == point.item && s.laws[i].mean > 0 {
          parts.append(.perItem(s, law: s.laws[i]))
          let mean = s.laws[i].mean / s.period.days
          (waiting, asked) = (waiting + mean * s.unmet.backorderShare, asked + mean)
        }
      case .orders(let s) where s.location == point.location:
        let all = s.popularity.reduce(0, +)
        guard all > 0, s.popularity[point.item] > 0 else { continue }
        do {
          let size = try s.quantity[point.item].lattice(tail: 1e-9).raised(to: 1)
          let lines = max(1, s.lines.mean) * s.popularity[point.item] / all
          parts.append(.orders(s, linesPerOrder: lines, mean: size.mean, dispersion: size.variance / size.mean + size.mean))
          let mean = s.hourlyMean.reduce(0, +) / plan.clock.horizon.days * lines * size.mean
          (waiting, asked) = (waiting + mean * s.unmet.backorderShare, asked + mean)
        } catch { throw .invalid(field: "demand", reason: "\(error)") }
        notes.append("an item's order lines of a period come as a negative binomial total of their mean and spread")
        if s.unmet.shipComplete { notes.append("lines leave as soon as they can, though orders wait to be complete") }
      case .replay(let s) where s.location == point.location && s.lines.contains { $0.item == point.item }:
        throw .notCovered(reason: "its demand is a record, whose future no program may know")
      default: continue
      }
    }
    if parts.isEmpty || asked <= 0 { throw .noDemand }
    self.parts = parts
    backorderShare = waiting / asked
    var isContinuous = true
    if case .periodic(let length) = plan.study {
      isContinuous = false
      if period != length { notes.append("costs are counted when a review's span ends, though they run every period") }
    }
    if isContinuous { notes.append("costs are counted when a review's span ends, though they run all the time") }
    if first != .zero { notes.append("demand before the first review is left out") }

    let periods = supplier.leadTime.mean / period.days
    if case .constant(let days) = supplier.leadTime {
      // Goods that come within a period can be used from its end on, as the periodic study plays it.
      leadTime = Int((isContinuous ? days / period.days : (days / period.days - 1e-9).rounded(.up)).rounded())
      if isContinuous, abs(periods - Double(leadTime)) > 1e-9 {
        notes.append(leadTime == 0 ? Self.atOnce : "the lead time is rounded to \(Self.spans(leadTime, period))")
      }
    } else {
      leadTime = Int(periods.rounded())
      notes.append(
        leadTime == 0
          ? Self.atOnce + ", and has a spread" : "the lead time is its mean, \(Self.spans(leadTime, period)), without its spread")
    }
    if leadTime > 520 { throw .tooLarge(states: Double(leadTime), limit: 520) }

    if backorderShare < 1 {
      notes.append("unmet demand all waits, and what losing a unit costs is charged at each review that finds it owed")
    }
    if backorderShare > 0, point.backorderCostPerUnit > 0 {
      notes.append("what a late unit costs once is charged at each review that finds it owed")
    }
    if supplier.closedDays.contains(true) { notes.append("the supplier's closing days are left out") }
    let sharing = supply.stockPoints.count { $0.supplier == point.supplier && $0.location == point.location }
    if supplier.orderCost > 0, sharing > 1 {
      notes.append(ModelAssumptions.paysAlone)
    }
    if let floor = plan.floor, floor.location == point.location, !floor.inbound.isEmpty {
      notes.append("goods can be used at receipt, though they wait to be put away")
    }
    notes += plan.goodsBesideTheModel(at: point.location)

    let spans = (0..<fullPeriods).map { Self.pieces(parts, plan: plan, from: first.ticks + Int64($0) * period.ticks, period.ticks) }
    moments = spans.map { pieces in
      pieces.reduce((0, 0)) { sum, piece in
        switch piece {
        case .law(let law): (sum.0 + law.mean, sum.1 + law.variance)
        case .total(let mean, let dispersion): (sum.0 + mean, sum.1 + mean * dispersion)
        }
      }
    }
    let largest = moments.map(\.mean).max() ?? 0
    if largest <= 0 { throw .noDemand }
    // An item that sells many packs a period is counted in them: a state for every piece would change no order.
    lot = point.multiple > 1 && largest > max(100, 6 * Double(point.multiple)) ? Int(point.multiple) : 1
    if lot > 1 { notes.append("an item of large sales is counted in its packs") }
    let penalty = Self.penalty(point, days: period.days, backorderShare: backorderShare)
    if penalty <= 0 { throw .neverOrdering }
    // Twice the time a lot lasts, at least eight reviews and at most a year.
    let mean = moments.reduce(0) { $0 + $1.mean } / Double(moments.count)
    let cycle = (2 * (supplier.orderCost + supplier.lineCost) / (point.holdingCost * period.days * mean)).squareRoot()
    let year = max(1, Int((364 / period.days).rounded()))
    extra = leadTime + min(max(8, Int(min(1e6, 2 * cycle).rounded(.up))), max(8, year))
    assumptions = notes.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// A lead time of less than half a review.
  private static let atOnce = "goods come at the review that orders them, though the lead time is part of a review"

  private static func spans(_ count: Int, _ period: SimTime) -> String {
    let days = Double(count) * period.days
    if period.ticks % SimTime.ticksPerWeek == 0 { return "\(Int(days / 7)) week\(days == 7 ? "" : "s")" }
    return days == days.rounded() ? "\(Int(days)) day\(days == 1 ? "" : "s")" : "\(count) reviews"
  }

  /// Money per unit owed at a review's end.
  private static func penalty(_ point: StockPointPlan, days: Double, backorderShare: Double) -> Double {
    backorderShare * (point.backorderCost * days + point.backorderCostPerUnit) + (1 - backorderShare) * point.lostSaleCost
  }

  // MARK: Demand

  private enum Piece {
    case law(Law)
    /// A compound Poisson total: mean and variance ÷ mean.
    case total(mean: Double, dispersion: Double)
  }

  private static func pieces(_ parts: [Part], plan: Plan, from: Int64, _ length: Int64) -> [Piece] {
    let to = from + length
    var result: [Piece] = []
    for part in parts {
      switch part {
      case .orders(let stream, let lines, let mean, let dispersion):
        var orders = 0.0
        var hour = from / SimTime.ticksPerHour
        while hour * SimTime.ticksPerHour < to, hour < Int64(stream.hourlyMean.count) {
          let start = max(from, hour * SimTime.ticksPerHour), end = min(to, (hour + 1) * SimTime.ticksPerHour)
          orders += stream.hourlyMean[Int(hour)] * Double(end - start) / Double(SimTime.ticksPerHour)
          hour += 1
        }
        if orders > 0 { result.append(.total(mean: orders * lines * mean, dispersion: dispersion)) }
      case .perItem(let stream, let law):
        let own = stream.period.ticks
        var isSpread = false
        if case .continuous = plan.study {
          switch law {
          case .poisson, .compound(count: .poisson, size: _): isSpread = true
          default: break
          }
        }
        var k = isSpread ? from / own : (from + own - 1) / own
        while k * own < to {
          var factor = stream.factors.isEmpty ? 1 : stream.factors[Int(k) % stream.factors.count]
          if isSpread { factor *= Double(min(to, (k + 1) * own) - max(from, k * own)) / Double(own) }
          if factor > 0 { result.append(.law(law.withMean(times: factor))) }
          k += 1
        }
      }
    }
    return result
  }

  /// Demand of one full period in the program's positions.
  private func demand(period k: Int) throws(OptimizationError) -> LatticeDistribution {
    let pieces = Self.pieces(parts, plan: plan, from: first.ticks + Int64(k) * period.ticks, period.ticks)
    var sum = LatticeDistribution(offset: 0, probabilities: [1])
    do throws(LawError) {
      for piece in pieces {
        let law: Law
        switch piece {
        case .law(let own): law = own
        case .total(let mean, let dispersion):
          law = dispersion > 1.001 ? .negativeBinomial(mean: mean, dispersion: dispersion) : .poisson(mean: mean)
        }
        sum = try sum.convolved(with: law.lattice(tail: 1e-10)).cut(tail: 1e-11)
      }
    } catch { throw .invalid(field: "demand", reason: "\(error)") }
    return lot > 1 ? Self.inPacks(sum.normalized(), of: lot) : sum.normalized()
  }

  /// The law in packs: a number between two packs stands as a draw of either with its mean kept.
  private static func inPacks(_ law: LatticeDistribution, of lot: Int) -> LatticeDistribution {
    let low = law.smallest / lot
    var p = [Double](repeating: 0, count: law.largest / lot + 2 - low)
    for (i, weight) in law.probabilities.enumerated() {
      let (pack, rest) = (law.offset + i).quotientAndRemainder(dividingBy: lot)
      p[pack - low] += weight * Double(lot - rest) / Double(lot)
      p[pack - low + 1] += weight * Double(rest) / Double(lot)
    }
    while p.count > 1, p[p.count - 1] == 0 { p.removeLast() }
    return LatticeDistribution(offset: low, probabilities: p)
  }

  /// The dates that stand for those of a period beyond the clock: a year before, or from the start again where the clock holds less.
  private func dates(of period: Int) -> Int {
    if period < fullPeriods { return period }
    let year = max(1, Int((364 / self.period.days).rounded()))
    let back = min(year, fullPeriods)
    return fullPeriods - back + (period - fullPeriods) % back
  }

  /// Mean demand from each review on over a number of days, against the mean over all dates; reviews within the clock.
  func localFactors(days: Double) -> [(start: SimTime, factor: Double)] {
    let span = max(1, Int((days / period.days).rounded()))
    let overall = moments.reduce(0) { $0 + $1.mean } / Double(moments.count)
    return (0..<decisions).map { k in
      let sum = (k..<(k + span)).reduce(0) { $0 + moments[dates(of: $1)].mean }
      return (SimTime(ticks: first.ticks + Int64(k) * period.ticks), sum / Double(span) / overall)
    }
  }

  // MARK: The program

  /// Multiplications its backward induction will take, roughly, and the cells of its tables; known before either is begun.
  var size: (work: Double, cells: Double) {
    let supplier = plan.supply.suppliers[plan.supply.stockPoints[stockPoint].supplier]
    let point = plan.supply.stockPoints[stockPoint]
    let unit = Double(lot)
    var widest = 0.0, mean = 0.0, breadth = 0.0
    for (m, variance) in moments {
      mean = max(mean, m / unit)
      let six = 6.5 * variance.squareRoot() / unit
      widest = max(widest, m / unit + 1.3 * six + 20)
      breadth = max(breadth, min(m / unit, six) + 1.3 * six + 20)
    }
    let h = max(1e-9, point.holdingCost * period.days * unit)
    let spread = (2 * (supplier.orderCost + supplier.lineCost) * mean / h).squareRoot()
    let positions =
      Double(point.initialStock) / unit + Double(leadTime + 1) * mean + 2 * spread + 4 * widest
      + Double(max(point.minimum, point.multiple)) / unit * 2
    let rows = Double(decisions + extra - leadTime)
    let cover = Double(leadTime) * breadth
    return (rows * (positions * breadth * 1.5 + cover * breadth * Double(leadTime + 1) / 2), rows * positions)
  }

  /// - Throws: `invalid` where a period's law cannot be made.
  func problem() throws(OptimizationError) -> SeasonalProblem {
    var known: [Int: LatticeDistribution] = [:]
    let point = plan.supply.stockPoints[stockPoint]
    let supplier = plan.supply.suppliers[point.supplier]
    let unit = Double(lot)
    let penalty = Self.penalty(point, days: period.days, backorderShare: backorderShare) * unit
    var periods: [SeasonalProblem.Period] = []
    for k in 0..<(decisions + extra) {
      let dates = dates(of: k)
      let law: LatticeDistribution
      if let old = known[dates] { law = old } else { law = try demand(period: dates) }
      known[dates] = law
      periods.append(
        .init(
          demand: law, orderCost: supplier.orderCost + supplier.lineCost, holdingCost: point.holdingCost * period.days * unit,
          backorderCost: penalty))
    }
    return SeasonalProblem(
      periods: periods, leadTime: leadTime, terminalBackorder: penalty, initialStock: Int(point.initialStock) / lot,
      minimum: lot > 1 ? (point.minimum + Int64(lot) - 1) / Int64(lot) : point.minimum, multiple: lot > 1 ? 1 : point.multiple)
  }

  /// The levels of the reviews within the clock, and at how many of them the program's table is more than levels can say.
  func levels(_ solution: SeasonalSolution, _ problem: SeasonalProblem) -> (levels: TimePhasedLevels, bent: Int) {
    var stretches: [TimePhasedLevels.Stretch] = []
    var bent = 0
    for k in 0..<min(decisions, solution.decisionCount) {
      let start = k == 0 ? SimTime.zero : SimTime(ticks: first.ticks + Int64(k) * period.ticks)
      guard let found = Self.levels(solution, period: k, minimum: problem.minimum, multiple: problem.multiple) else {
        stretches.append(.ordersNothing(from: start))
        continue
      }
      if !found.isWhole { bent += 1 }
      var (s, S) = (Int64(found.s), Int64(found.S))
      if lot > 1 {
        // A position between two packs belongs to the nearer; orders are rounded up to packs, so the target is half a pack lower.
        s = s * Int64(lot) + Int64(lot / 2)
        S = S * Int64(lot) - Int64(lot / 2)
        s = min(s, S - 1)
      }
      stretches.append(.init(start: start, s: s, S: S))
    }
    return (TimePhasedLevels(stretches), bent)
  }

  /// The (s, S) that orders as a period's table does when the supplier's minimum and multiple round it up; nil where the table orders
  /// nothing.
  ///
  /// `S` is the least position an order leads to from the last minimum-and-multiple positions at or below `s`: rounding up then reaches the
  /// same window of positions that the table's orders do.
  static func levels(_ solution: SeasonalSolution, period: Int, minimum: Int64, multiple: Int64) -> (s: Int, S: Int, isWhole: Bool)? {
    let row = solution.orders[(period * solution.positionCount)..<((period + 1) * solution.positionCount)]
    guard let last = row.lastIndex(where: { $0 > 0 }) else { return nil }
    let s = solution.lowest + last - row.startIndex
    let lots = max(1, multiple)
    let least = Int((max(1, minimum) + lots - 1) / lots * lots)
    var S = Int.max
    for x in max(solution.lowest, s - least + 1)...s {
      let order = solution.order(period: period, position: x)
      if order > 0 { S = min(S, x + order) }
    }
    S = max(S, s + 1)
    var isWhole = true
    for x in solution.lowest...s {
      let wanted = max(Int64(S - x), minimum)
      let rounded = (wanted + lots - 1) / lots * lots
      if Int64(solution.order(period: period, position: x)) != rounded { isWhole = false }
    }
    return (s, S, isWhole)
  }
}

extension SeasonalModel {
  /// Whether demand of a stock point differs between the dates of the clock by more than one part in a thousand: factors of its per-item
  /// streams, or the weeks' totals of its order streams.
  static func demandChanges(_ plan: Plan, stockPoint: Int) -> Bool {
    let point = plan.supply.stockPoints[stockPoint]
    func differ(_ values: [Double]) -> Bool {
      guard let low = values.min(), let high = values.max() else { return false }
      return high - low > 1e-3 * high
    }
    return plan.supply.streams.contains { stream in
      switch stream {
      case .perItem(let s):
        return s.location == point.location && s.items.contains(point.item) && differ(s.factors)
      case .orders(let s):
        guard s.location == point.location, s.popularity[point.item] > 0 else { return false }
        let weeks = s.hourlyMean.count / 168
        return differ((0..<weeks).map { week in s.hourlyMean[(week * 168)..<((week + 1) * 168)].reduce(0, +) })
      case .replay: return false
      }
    }
  }
}
