import Groundwork
import Randomness
import Testing

@testable import Optimization

@Suite struct `Two suppliers` {
  /// Five of each day's units are certain. The classes of the rest, with the five back, are those of all demand: the same least cost, and
  /// levels that cost it by the chains of whole demand, which know nothing of the part.
  @Test(arguments: [(2, 0), (3, 1), (1, 0)]) func `what is asked for every day leaves no choice`(lead: Int, fast: Int) throws {
    let problem = DualSourcingProblem(
      demand: LatticeDistribution(offset: 5, probabilities: [0.3, 0.2, 0.1, 0.4]), regularLeadTime: lead, expeditedLeadTime: fast,
      regularUnitCost: 2, expeditedUnitCost: 7, holdingCost: 1, backorderCost: 9)
    #expect(problem.certainDemand == 5)
    let rest = problem.beyond(certain: 5)
    let dual = problem.adding(certain: 5, to: try rest.bestDualIndex())
    #expect(abs(dual.cost - (try problem.bestDualIndex().cost)) < 1e-8)
    let gap = try #require(dual.regularLevel) - dual.expeditedLevel
    #expect(abs(try problem.evaluate(indexGap: gap, expeditedLevel: dual.expeditedLevel).cost - dual.cost) < 1e-8)
    let capped = problem.adding(certain: 5, to: try rest.bestCappedDualIndex())
    let cap = try #require(capped.regularCap), wide = try #require(capped.regularLevel) - capped.expeditedLevel
    #expect(abs(try problem.evaluate(indexGap: wide, cap: cap, expeditedLevel: capped.expeditedLevel).cost - capped.cost) < 1e-8)
    #expect(capped.cost <= (try problem.bestCappedDualIndex().cost) + 1e-8)
    let single = problem.adding(certain: 5, to: try rest.bestSingleIndex(), isSingleIndex: true), all = try problem.bestSingleIndex()
    #expect(abs(single.cost - all.cost) < 1e-9 && single.expeditedLevel == all.expeditedLevel && single.regularLevel == all.regularLevel)
    #expect(abs(try problem.evaluate(singleIndexGap: try #require(all.regularLevel) - all.expeditedLevel).cost - all.cost) < 1e-12)
    let surge = problem.adding(certain: 5, to: try rest.bestTailoredBaseSurge()), known = try problem.bestTailoredBaseSurge()
    #expect(abs(surge.cost - known.cost) < 1e-9 && surge.regularCap == known.regularCap && surge.expeditedLevel == known.expeditedLevel)
  }

  static let fair = LatticeDistribution(offset: 0, probabilities: [0.2, 0.2, 0.2, 0.2, 0.2])

  func problem(
    _ law: LatticeDistribution, regular: Int, expedited: Int = 0, dear: Double = 105, h: Double = 5, p: Double = 495
  ) -> DualSourcingProblem {
    DualSourcingProblem(
      demand: law, regularLeadTime: regular, expeditedLeadTime: expedited, regularUnitCost: 100, expeditedUnitCost: dear, holdingCost: h,
      backorderCost: p)
  }

  struct Row: Sendable {
    var lead: Int
    var dear: Double
    var optimum: Double
    var single: Double
    var dual: ([Int], Double)
    var capped: ([Int], Double)
    var surge: ([Int], Double)
  }

  /// S. Veeraraghavan and A. Scheller-Wolf, *Operations Research* 56(4), 2008, and J. Gijsbrechts et al., *MSOM* 24(3), 2022, section 6.2.
  static let rows = [
    Row(
      lead: 2, dear: 110, optimum: 219.733333, single: 222, dual: ([4, 8], 220.125313), capped: ([4, 8, 2], 219.799406),
      surge: ([4, 1], 221.903047)),
    Row(
      lead: 3, dear: 105, optimum: 216.87672, single: 219, dual: ([4, 8], 217.458184), capped: ([4, 9, 1], 216.878307),
      surge: ([4, 1], 216.903047)),
    Row(
      lead: 4, dear: 105, optimum: 216.893051, single: 220, dual: ([4, 8], 217.674414), capped: ([4, 11, 1], 216.893094),
      surge: ([4, 1], 216.903047)),
  ]

  @Test(arguments: rows) func `the published instances`(_ row: Row) throws {
    let problem = problem(Self.fair, regular: row.lead, dear: row.dear)
    let best = try problem.optimum(tolerance: 1e-3)
    #expect(abs(best.cost - row.optimum) < 1e-3 && best.edgeShare < 1e-9)
    #expect(abs(try problem.bestSingleIndex().cost - row.single) < 1e-6)
    let dual = try problem.bestDualIndex()
    #expect([dual.expeditedLevel, dual.regularLevel ?? 0] == row.dual.0 && abs(dual.cost - row.dual.1) < 1e-5)
    let capped = try problem.bestCappedDualIndex()
    #expect([capped.expeditedLevel, capped.regularLevel ?? 0, capped.regularCap ?? 0] == row.capped.0)
    #expect(abs(capped.cost - row.capped.1) < 1e-5)
    let surge = try problem.bestTailoredBaseSurge()
    #expect([surge.expeditedLevel, surge.regularCap ?? 0] == row.surge.0 && abs(surge.cost - row.surge.1) < 1e-5)
  }

  static let low = -12
  static let high = 10
  static let most = 4

  /// The system as it is told: net stock with what is due now, the regular orders behind, both orders free. Expedited at once.
  func wholeProcess(_ problem: DualSourcingProblem, orders: (([Int]) -> (regular: Int, expedited: Int))? = nil) throws -> DecisionProcess {
    let width = problem.regularLeadTime - 1
    let side = Self.most + 1
    let span = Self.high - Self.low + 1
    let pipelines = (0..<width).reduce(1) { n, _ in n * side }
    return try DecisionProcess(stateCount: span * pipelines) { state in
      var rest = state
      var behind = [Int](repeating: 0, count: width)
      for k in stride(from: width - 1, through: 0, by: -1) {
        behind[k] = rest % side
        rest /= side
      }
      let x = rest + Self.low
      var actions: [DecisionProcess.Action] = []
      for e in 0...(Self.high - x) {
        for q in 0...Self.most {
          if let wanted = orders?([x] + behind), wanted.expedited != e || wanted.regular != q { continue }
          var cost = problem.expeditedUnitCost * Double(e) + problem.regularUnitCost * Double(q)
          var chances: [(state: Int, probability: Double)] = []
          for (d, p) in problem.demand.probabilities.enumerated() {
            let left = x + e - d
            cost += p * (problem.holdingCost * Double(max(0, left)) + problem.backorderCost * Double(max(0, -left)))
            let all = behind + [q]
            let next = min(Self.high, max(Self.low, left + all[0]))
            chances.append((all.dropFirst().reduce(next - Self.low) { $0 * side + $1 }, p))
          }
          actions.append(DecisionProcess.Action(label: e * 100 + q, cost: cost, transitions: chances))
        }
      }
      return actions
    }
  }

  @Test func `the reduced states lose nothing`() throws {
    var generator = TestGenerator(131)
    for round in 0..<4 {
      let law = randomDemand(&generator, largest: 2)
      let problem = problem(
        law, regular: round % 2 + 2, dear: 101 + 12 * generator.uniform(), h: 1 + 3 * generator.uniform(), p: 30 + 50 * generator.uniform())
      let fast = try problem.optimum(tolerance: 1e-6)
      let slow = try wholeProcess(problem).solve(method: .modifiedPolicyIteration(sweeps: 5), tolerance: 1e-5)
      #expect(abs(fast.cost - slow.cost) < 2e-5, "round \(round): \(fast.cost), all states \(slow.cost)")
      // The rule it hands out, obeyed in the whole system.
      let obeyed = try wholeProcess(problem) { fast.orders(position: $0[0], pipeline: Array($0.dropFirst())) ?? (0, 0) }
      #expect(abs(try obeyed.evaluate([Int32](repeating: 0, count: obeyed.stateCount), tolerance: 1e-5).cost - fast.cost) < 2e-5)
    }
  }

  @Test func `the laws of the simple classes are those of the whole system`() throws {
    var generator = TestGenerator(132)
    for round in 0..<4 {
      let problem = problem(randomDemand(&generator, largest: 2), regular: 2 + round % 2, dear: 104, h: 2, p: 40)
      let gap = generator.integer(0...4)
      let cap = round < 2 ? nil : generator.integer(1...2)
      let dual = try problem.evaluate(indexGap: gap, cap: cap)
      let obeyed = try wholeProcess(problem) { state in
        let e = max(0, dual.expeditedLevel - state[0])
        let position = state.reduce(0, +) + e
        return (min(cap ?? Self.most, Self.most, max(0, dual.expeditedLevel + gap - position)), min(e, Self.high - state[0]))
      }
      let slow = try obeyed.evaluate([Int32](repeating: 0, count: obeyed.stateCount), tolerance: 1e-6).cost
      #expect(abs(slow - dual.cost) < 1e-4, "gap \(gap), cap \(String(describing: cap))")
      let surge = try problem.bestTailoredBaseSurge()
      let surged = try wholeProcess(problem) { state in
        (surge.regularCap ?? 0, min(max(0, surge.expeditedLevel - state[0]), Self.high - state[0]))
      }
      let cost = try surged.evaluate([Int32](repeating: 0, count: surged.stateCount), tolerance: 1e-6).cost
      // The stock may drift above what is kept here only with a base load close to the demand.
      if Double(surge.regularCap ?? 0) < problem.demand.mean - 0.4 { #expect(abs(cost - surge.cost) < 1e-3) }
    }
  }

  /// With both lead times longer by one the state is the same and the cost covers one period more: here told in full for L = 1 and 2.
  @Test func `an expedited order may take time`() throws {
    let law = LatticeDistribution(offset: 0, probabilities: [0.3, 0.4, 0.3])
    let problem = problem(law, regular: 2, expedited: 1, dear: 104, h: 2, p: 40)
    let fast = try problem.optimum(tolerance: 1e-6)
    // State: net stock with all due now, and the regular order due next.
    let side = 5
    let process = try DecisionProcess(stateCount: 23 * side) { state in
      let x = state / side - 12
      let due = state % side
      var cost = 0.0
      for (d, p) in law.probabilities.enumerated() { cost += p * (2 * Double(max(0, x - d)) + 40 * Double(max(0, d - x))) }
      var actions: [DecisionProcess.Action] = []
      for e in 0...6 {
        for q in 0...4 {
          let chances = law.probabilities.enumerated().map { d, p in
            (state: (min(10, max(-12, x - d + due + e)) + 12) * side + q, probability: p)
          }
          actions.append(DecisionProcess.Action(label: 0, cost: cost + 104 * Double(e) + 100 * Double(q), transitions: chances))
        }
      }
      return actions
    }
    let slow = try process.solve(method: .modifiedPolicyIteration(sweeps: 5), tolerance: 1e-5)
    #expect(abs(fast.cost - slow.cost) < 2e-5)
  }

  @Test func `no class beats the optimum and dearer suppliers, shelves and customers cost more`() throws {
    var generator = TestGenerator(133)
    for _ in 0..<5 {
      var problem = problem(
        randomDemand(&generator, largest: 4), regular: generator.integer(2...3), dear: 101 + 20 * generator.uniform(),
        h: 1 + 5 * generator.uniform(), p: 20 + 100 * generator.uniform())
      let best = try problem.optimum(tolerance: 1e-4).cost
      let capped = try problem.bestCappedDualIndex().cost
      let dual = try problem.bestDualIndex().cost
      for other in [capped, dual, try problem.bestSingleIndex().cost, try problem.bestTailoredBaseSurge().cost] {
        #expect(best <= other + 1e-4)
      }
      #expect(capped <= dual + 1e-9)
      problem.expeditedUnitCost += 3
      let dearer = try problem.optimum(tolerance: 1e-4).cost
      #expect(dearer >= best - 1e-4)
      problem.holdingCost += 1
      let shelves = try problem.optimum(tolerance: 1e-4).cost
      #expect(shelves >= dearer - 1e-4)
      problem.backorderCost += 30
      #expect(try problem.optimum(tolerance: 1e-4).cost >= shelves - 1e-4)
    }
  }

  /// Left once in ten million periods: steps alone would not settle.
  @Test func `classes that are hardly ever left`() throws {
    let rare = 1e-7
    let law = LatticeDistribution(offset: 0, probabilities: [rare, 0, 0.5, 0.5 - rare])
    let chain = try ReachableChain(
      from: [0, 0], probabilities: [rare, 1 - rare], control: SolverControl(), reduce: ""
    ) { state, outcome in
      // Two pairs of states that take turns; a rare outcome leads from the first pair to the second, two of them back.
      outcome == 0 ? [1 - state[0], 0] : [state[0], 1 - state[1]]
    }
    let standing = try chain.stationaryLaw(maxSweeps: 50, control: SolverControl())
    // By hand: p(a, 1) = (1 − r)·p(a, 0), both pairs alike, so p(a, 0) = ½/(2 − r).
    for (state, p) in zip(chain.states, standing) {
      #expect(abs(p - (state[1] == 0 ? 0.5 : 0.5 * (1 - rare)) / (2 - rare)) < 1e-14)
    }
    let problem = problem(law, regular: 2, dear: 103, h: 2, p: 40)
    #expect(try problem.evaluate(indexGap: 2).cost >= problem.optimum(tolerance: 1e-4).cost - 1e-4)
  }

  @Test func `unbounded demand is cut where it no longer matters`() throws {
    let best = try problem(poissonLaw(1.5), regular: 3, dear: 106, h: 3, p: 60).optimum(tolerance: 1e-3)
    #expect(best.edgeShare < 1e-9)
    let capped = try problem(poissonLaw(1.5), regular: 3, dear: 106, h: 3, p: 60).evaluate(indexGap: 3, cap: 2)
    #expect(best.cost <= capped.cost + 1e-3)
  }

  @Test func `extremes get an answer or a reason`() throws {
    let law = Self.fair
    #expect(throws: OptimizationError.noDemand) { try problem(LatticeDistribution(offset: 0, probabilities: [1]), regular: 2).optimum() }
    #expect(throws: OptimizationError.holdingIsFree) { try problem(law, regular: 2, h: 0).optimum() }
    #expect(throws: OptimizationError.neverOrdering) { try problem(law, regular: 2, p: 0).optimum() }
    for broken in [
      problem(law, regular: 1, expedited: 1), problem(law, regular: 2, expedited: -1), problem(law, regular: 2, dear: 100),
      problem(law, regular: 2, dear: .nan), problem(law, regular: 2, h: -1), problem(law, regular: 5_000),
    ] {
      #expect(throws: OptimizationError.self) { try broken.optimum() }
      #expect(throws: OptimizationError.self) { try broken.bestDualIndex() }
      #expect(throws: OptimizationError.self) { try broken.bestSingleIndex() }
      #expect(throws: OptimizationError.self) { try broken.bestTailoredBaseSurge() }
      #expect(throws: OptimizationError.self) { try broken.bestCappedDualIndex() }
    }
    // A fast supplier dearer than any wait: the slow one alone, a newsvendor over three periods.
    let alone = try problem(law, regular: 2, dear: 1e6).optimum()
    let sum = LatticeArithmetic.power(law, 3)
    let level = try newsvendor(demand: sum, overage: 5, underage: 495)
    #expect(abs(alone.cost - (200 + level.cost)) < 1e-9)
    let orders = try #require(alone.orders(position: 1, pipeline: [2]))
    #expect(orders.expedited == 0 && orders.regular > 0)
    // A lead time of a year fits nowhere, and is said to.
    #expect { try problem(law, regular: 60).optimum() } throws: { error in
      if case .stateSpaceTooLarge? = error as? OptimizationError { return true }
      return false
    }
    let flag = Cancellation()
    flag.cancel()
    #expect(throws: OptimizationError.cancelled) { try problem(law, regular: 3).optimum(control: SolverControl(cancellation: flag)) }
    #expect(throws: OptimizationError.self) { try problem(law, regular: 3).evaluate(indexGap: -1) }
    // Certain demand: two a period, all from the slow supplier, nothing held.
    let certain = try problem(LatticeDistribution(offset: 2, probabilities: [1]), regular: 2).optimum(tolerance: 1e-6)
    #expect(abs(certain.cost - 200) < 1e-5)
  }
}
