import Optimization
import Randomness
import Supply

/// A generator for the tests' own simulations (SplitMix64), so that nothing of the solvers is inside them.
struct TestGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Uniform on (0, 1).
  mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

  mutating func draw(_ law: LatticeDistribution) -> Int {
    var u = uniform()
    for (i, p) in law.probabilities.enumerated() {
      u -= p
      if u < 0 { return law.offset + i }
    }
    return law.largest
  }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }
}

/// What a simulation measured, as means over batches with the standard error of the cost.
struct SimulatedPolicy {
  var cost = 0.0
  var standardError = 0.0
  var fillRate = 0.0
  var cycleService = 0.0
  var readyRate = 0.0
  var meanStock = 0.0
  var meanBackorders = 0.0
  var ordersPerDay = 0.0
}

/// Simulates an item with on-hand stock, owed units and a pipeline of dated orders: no
/// positions, no renewal theory. Event by event in continuous time.
///
/// Moments of one instant come in the order receipts, demands, review. In the literature's sequence a period's demand
/// falls a moment after its start, the review before it, and the cost of a period is that of its end, held for one period.
func simulate(_ problem: InventoryProblem, _ policy: Policy, batches: Int, daysPerBatch: Double, seed: UInt64) -> SimulatedPolicy {
  var generator = TestGenerator(seed)
  var net = 0
  var pipeline: [(due: Double, units: Int)] = []
  var onOrder = 0
  var now = 0.0
  var stockDays = 0.0
  var owedDays = 0.0
  var readyDays = 0.0
  var asked = 0
  var served = 0
  var orders = 0
  var receipts = 0
  var goodReceipts = 0
  var lastDue = 0.0
  let minimum = Int(problem.minimum)
  let multiple = Int(problem.multiple)

  func leadTime() -> Double {
    var u = generator.uniform() * problem.leadTime.weights.reduce(0, +)
    for (d, w) in zip(problem.leadTime.days, problem.leadTime.weights) {
      u -= w
      if u < 0 { return d }
    }
    return problem.leadTime.days[problem.leadTime.days.count - 1]
  }
  func pass(to time: Double) {
    stockDays += Double(max(0, net)) * (time - now)
    owedDays += Double(max(0, -net)) * (time - now)
    if net > 0 { readyDays += time - now }
    now = time
  }
  func receive() {
    var i = 0
    while i < pipeline.count {
      if pipeline[i].due <= now + 1e-9 {
        receipts += 1
        if net >= 0 { goodReceipts += 1 }
        net += pipeline[i].units
        onOrder -= pipeline[i].units
        pipeline.remove(at: i)
      } else {
        i += 1
      }
    }
  }
  func ask(_ units: Int) {
    asked += units
    served += max(0, min(units, net))
    net -= units
  }
  /// `length` is this review's lead time: drawn whether or not an order is placed, so that it does not depend on our orders.
  func review(_ length: Double) {
    var due = now + length
    if !problem.leadTime.crossing {
      due = max(due, lastDue)
      lastDue = due
    }
    var quantity = Int(policy.orderQuantity(position: Int64(net + onOrder)))
    if quantity <= 0 { return }
    quantity = max(quantity, minimum)
    quantity = (quantity + multiple - 1) / multiple * multiple
    orders += 1
    onOrder += quantity
    pipeline.append((due, quantity))
    receive()
  }

  var means: [SimulatedPolicy] = []
  var nextLump = 0.0
  var nextReview = 0.0
  var nextCustomer = 0.0
  for batch in 0...batches {
    stockDays = 0
    owedDays = 0
    readyDays = 0
    asked = 0
    served = 0
    orders = 0
    receipts = 0
    goodReceipts = 0
    let start = now
    let end = start + daysPerBatch
    while now < end - 1e-9 {
      switch (problem.demand, problem.timing) {
      case (.perPeriod(let law), .sequence(let periods)):
        for j in 0..<periods {
          receive()
          if j == 0 { review(leadTime()) }
          ask(generator.draw(law))
          pass(to: now + problem.periodDays)
        }
      case (.perPeriod(let law), _):
        var interval = problem.periodDays
        if case .every(let days) = problem.timing { interval = days }
        let due = pipeline.map(\.due).min() ?? .infinity
        let next = min(due, min(nextLump, nextReview))
        pass(to: max(now, next))
        receive()
        if nextLump <= now + 1e-9 {
          ask(generator.draw(law))
          nextLump += problem.periodDays
        }
        if nextReview <= now + 1e-9 {
          review(leadTime())
          nextReview += interval
        }
      case (.compoundPoisson(let rate, let size), let timing):
        let due = pipeline.map(\.due).min() ?? .infinity
        var next = min(due, nextCustomer)
        if case .every = timing { next = min(next, nextReview) }
        pass(to: max(now, next))
        receive()
        if nextCustomer <= now {
          ask(generator.draw(size))
          var u = generator.uniform()
          // −ln u by its definition as a limit would be slow; the inverse of the exponential law is exact.
          u = -logarithm(u)
          nextCustomer = now + u / rate
          if case .continuous = timing { review(leadTime()) }
        }
        if case .every(let days) = timing, nextReview <= now + 1e-9 {
          review(leadTime())
          nextReview += days
        }
      }
    }
    if batch == 0 { continue }
    let days = now - start
    var result = SimulatedPolicy()
    result.cost =
      (problem.holdingCost * stockDays + problem.backorderCost * owedDays + problem.backorderCostPerUnit * Double(asked - served)
        + problem.orderCost * Double(orders)) / days
    result.fillRate = Double(served) / Double(asked)
    result.cycleService = Double(goodReceipts) / Double(max(1, receipts))
    result.readyRate = readyDays / days
    result.meanStock = stockDays / days
    result.meanBackorders = owedDays / days
    result.ordersPerDay = Double(orders) / days
    means.append(result)
  }
  var total = SimulatedPolicy()
  let n = Double(means.count)
  for result in means {
    total.cost += result.cost / n
    total.fillRate += result.fillRate / n
    total.cycleService += result.cycleService / n
    total.readyRate += result.readyRate / n
    total.meanStock += result.meanStock / n
    total.meanBackorders += result.meanBackorders / n
    total.ordersPerDay += result.ordersPerDay / n
  }
  var squares = 0.0
  for result in means { squares += (result.cost - total.cost) * (result.cost - total.cost) }
  total.standardError = (squares / (n - 1) / n).squareRoot()
  return total
}
