import Groundwork
import Randomness
import Testing

@testable import Optimization

/// What is shared out among threads is folded in order: the same numbers, to the last bit, on any number of them.
@Suite struct `Solvers on one thread and on several` {
  @Test func `a serial system`() throws {
    // Levels times points of demand are beyond what one thread does alone.
    let system = SerialSystem(
      stages: [.init(echelonHoldingCost: 1, leadTime: 2), .init(echelonHoldingCost: 0.5, leadTime: 3), .init(echelonHoldingCost: 0.2, leadTime: 1)],
      stockoutCost: 20, demand: .poisson(mean: 40_000))
    let one = try system.optimum(control: SolverControl(threads: 1))
    for threads in [2, 7] { #expect(try system.optimum(control: SolverControl(threads: threads)) == one) }
  }

  @Test func `dual indices, capped and not`() throws {
    let problem = DualSourcingProblem(
      demand: poissonLaw(3), regularLeadTime: 3, expeditedLeadTime: 0, regularUnitCost: 0, expeditedUnitCost: 3, holdingCost: 1,
      backorderCost: 12)
    let one = (try problem.bestDualIndex(), try problem.bestCappedDualIndex())
    for threads in [2, 7] {
      let control = SolverControl(threads: threads)
      #expect(try problem.bestDualIndex(control: control) == one.0)
      #expect(try problem.bestCappedDualIndex(control: control) == one.1)
    }
    // The search ends at the same gap: one ahead of it may be refused without being needed.
    var memory = SolverControl(threads: 1)
    memory.memoryLimit = 400_000
    let few = try? problem.bestDualIndex(control: memory)
    for threads in [2, 7] {
      memory.threads = threads
      #expect((try? problem.bestDualIndex(control: memory)) == few)
    }
  }

  /// Stages of one height are many and their times long.
  @Test func `guaranteed service`() throws {
    var generator = TestGenerator(47)
    let count = 120
    var links: [ServiceNetwork.Link] = []
    var supplies = [Bool](repeating: false, count: count)
    for k in 1..<count {
      for _ in 0..<generator.integer(1...2) {
        let from = max(0, k / 3 - generator.integer(0...4))
        if from < k {
          links.append(.init(from: from, to: k))
          supplies[from] = true
        }
      }
    }
    let stages = supplies.enumerated().map { k, supplies in
      ServiceNetwork.Stage(
        name: "\(k)", processingTime: generator.integer(5...40), holdingCost: 1 + 9 * generator.uniform(), boundFactor: 1.645,
        demandSD: supplies ? 0 : 1 + 9 * generator.uniform(), maximumServiceTime: supplies ? nil : 0)
    }
    let network = ServiceNetwork(stages: stages, links: links)
    let effort = ServiceNetwork.Effort(boundSteps: 12, improvementSteps: 6, branchingSteps: 6)
    let one = try network.solve(effort: effort)
    let forest = ServiceForest(try CheckedNetwork(network), weights: links.map { _ in 1 })
    #expect(forest.heights.contains { $0.count > 20 }, "too few stages of one height for threads to share")
    for threads in [2, 7] { #expect(try network.solve(effort: effort, threads: threads) == one) }
  }

  /// A flag that is up ends every search at once, whatever it is doing.
  @Test func `a raised flag ends every solver`() {
    let flag = Cancellation()
    flag.cancel()
    let control = SolverControl(threads: 2, cancellation: flag)
    func isCancelled(_ body: () throws -> Void) -> Bool {
      do {
        try body()
        return false
      } catch OptimizationError.cancelled { return true } catch { return false }
    }
    let law = poissonLaw(3)
    let two = DualSourcingProblem(
      demand: law, regularLeadTime: 2, expeditedLeadTime: 0, regularUnitCost: 0, expeditedUnitCost: 3, holdingCost: 1, backorderCost: 12)
    #expect(isCancelled { _ = try two.optimum(control: control) })
    #expect(isCancelled { _ = try two.bestDualIndex(control: control) })
    #expect(isCancelled { _ = try two.bestCappedDualIndex(control: control) })
    #expect(isCancelled { _ = try two.bestSingleIndex(control: control) })
    #expect(isCancelled { _ = try two.bestTailoredBaseSurge(control: control) })
    let lost = LostSalesProblem(demand: law, leadTime: 2, holdingCost: 1, lostSaleCost: 9)
    #expect(isCancelled { _ = try lost.optimum(control: control) })
    #expect(isCancelled { _ = try lost.bestCappedBaseStock(control: control) })
    #expect(isCancelled { _ = try lost.bestConstantOrder(control: control) })
    let spoils = PerishableProblem(
      demand: law, shelfLife: 2, leadTime: 1, largestOrder: 6, issuing: .oldestFirst, orderCost: 0, holdingCost: 1, shortageCost: 9,
      wasteCost: 2)
    #expect(isCancelled { _ = try spoils.optimum(.average, control: control) })
    #expect(
      isCancelled {
        _ = try spoils.bestBaseStock(withEstimatedWaste: true, over: .init(warmUp: 100, periods: 10, discount: 1), control: control)
      })
    let item = JointReplenishmentProblem.Item(demand: law, holdingCost: 1, backorderCost: 9, minorCost: 1)
    #expect(isCancelled { _ = try JointReplenishmentProblem(items: [item, item], majorCost: 10).optimum(.average, control: control) })
    let one = InventoryProblem(
      demand: .compoundPoisson(customersPerDay: 2, size: law.demandOfBuyers), timing: .continuous, orderCost: 3, holdingCost: 1,
      backorderCost: 9)
    #expect(isCancelled { _ = try JointOrderProblem(items: [one, one], sharedCost: 20).bestCanOrder(control: control) })
    let use = SharedItem(problem: one, perUnitInStock: [1], perOrder: [0], perUnitShort: [0])
    #expect(
      isCancelled { _ = try SharedLimitsProblem(items: [use, use], limits: [.init(name: "units", limit: 5)]).solve(control: control) })
    let period = SeasonalProblem.Period(demand: law, orderCost: 3, holdingCost: 1, backorderCost: 9)
    #expect(isCancelled { _ = try SeasonalProblem(periods: [period, period], terminalBackorder: 9).solve(cancellation: flag) })
    #expect(
      isCancelled {
        _ = try SerialSystem(
          stages: [.init(echelonHoldingCost: 1, leadTime: 1)], stockoutCost: 9, demand: .poisson(mean: 3)
        ).optimum(control: control)
      })
    let shop = ServiceNetwork.Stage(name: "shop", processingTime: 3, holdingCost: 1, boundFactor: 2, demandSD: 1, maximumServiceTime: 0)
    #expect(isCancelled { _ = try ServiceNetwork(stages: [shop], links: []).solve(threads: 2, cancellation: flag) })
    #expect(
      isCancelled {
        _ = try RetailNetwork(
          warehouseLeadTime: 1, warehouseHoldingCost: 1,
          retailers: [.init(demandRate: 1, leadTime: 1, holdingCost: 1, backorderCost: 9)]
        ).optimum(control: control)
      })
  }
}

extension LatticeDistribution {
  /// The law of what a customer asks for, of those who ask for anything.
  fileprivate var demandOfBuyers: LatticeDistribution {
    let kept = Array(probabilities.dropFirst(max(0, 1 - offset)))
    let sum = kept.reduce(0, +)
    return LatticeDistribution(offset: max(1, offset), probabilities: kept.map { $0 / sum })
  }
}
