public import Groundwork
internal import Kernel
public import Randomness
internal import Supply
internal import Warehouse

/// Runs replications of several plans on common random numbers; plans whose demand is the same read one tape of customers' orders.
///
/// Not for use by two threads at once; make one each. What comes out depends on the plans, the seed and the replication alone.
public final class PairedRunner {
  public let plans: [CompiledPlan]
  /// Plans that share a demand, by the first of them.
  private let leader: [Int]
  /// Above this many expected order lines a tape is not kept but drawn again by each plan, day by day.
  private static let longestTape = 4_000_000.0
  /// Lead times that several plans have, and which of them each plan's stock points read; none where they are too many to keep.
  private let history: LeadTimeHistory?
  private let slots: [[Int]]
  /// Tapes of the last replication, by the plan they were drawn for; their memory serves the next.
  private var tapes: [Int: DemandChunk] = [:]
  /// What the orders of a tape draw at the floors' steps, by the plan the tape was drawn for, and each plan's column for each step.
  private var work: [Int: WorkHistory] = [:]
  private let workColumns: [[Int32]]
  private var cancellation: Cancellation?

  public init(_ plans: [CompiledPlan]) {
    self.plans = plans
    leader = plans.indices.map { i in plans.indices.first { plans[$0].demand.drawsTheSame(as: plans[i].demand) } ?? i }
    var slots: [[Int]] = [], count = 0
    for (i, plan) in plans.enumerated() {
      slots.append(
        plan.leadTimeSources.indices.map { point in
          if let twin = plans[..<i].firstIndex(where: { $0.hasSameLeadTime(as: plan, at: point) }) { return slots[twin][point] }
          count += 1
          return count - 1
        })
    }
    self.slots = slots
    var columns: [Int: [CompiledFloor.OrderDraw: Int32]] = [:], workColumns: [[Int32]] = []
    for (i, plan) in plans.enumerated() {
      var known = columns[leader[i]] ?? [:]
      workColumns.append(
        plan.floor.orderDraws.map { draw in
          guard let draw else { return -1 }
          let column = known[draw] ?? Int32(known.count)
          known[draw] = column
          return column
        })
      columns[leader[i]] = known
    }
    self.workColumns = workColumns
    for (first, known) in columns where !known.isEmpty && leader.count(where: { $0 == first }) > 1 {
      work[first] = WorkHistory(columns: known.count)
    }
    let days = plans.map(\.demand.days).max() ?? 0
    history = plans.count > 1 && count * days <= LeadTimeHistory.mostDays ? LeadTimeHistory(slots: count, days: days) : nil
  }

  /// From here on a replication ends early once the flag is up; its outcomes are then to be thrown away.
  public func watch(_ flag: Cancellation) { cancellation = flag }

  /// One outcome per plan, in their order.
  public func run(seed: UInt64, phase: DrawPhase = .main, replication: Int) -> [Outcome] {
    run(seed: seed, phase: phase, replication: replication, first: plans.count)
  }

  /// One outcome for each of the first `count` plans, in their order; those of the others are not needed.
  public func run(seed: UInt64, phase: DrawPhase, replication: Int, first count: Int) -> [Outcome] {
    let key = DrawKey(seed: seed, phase: phase, replication: replication)
    var drawn: Set<Int> = []
    history?.forget()
    return (0..<min(count, plans.count)).map { i in
      let plan = plans[i], first = leader[i]
      if case .periodic(let period) = plan.plan.study {
        var replica = PeriodicReplica(plan, key: key, period: period.ticks)
        replica.cancellation = cancellation
        return replica.run(replication: replication)
      }
      let isShared = leader.count(where: { $0 == first }) > 1 && plan.demand.expectedLines <= Self.longestTape
      var tape: DemandChunk?
      if isShared {
        let chunk = tapes[first] ?? DemandChunk()
        if drawn.insert(first).inserted {
          tapes[first] = DemandTape.complete(plan.demand, key: key, in: chunk)
          work[first]?.forget(orders: chunk.view.count)
        }
        tape = chunk
      }
      return withExtendedLifetime((history, work)) {
        let record = isShared ? work[first]?.record(workColumns[i]) : nil
        var replica = Replica(plan, key: key, tape: tape, leadTimes: leadTimes(i, history), work: record, trace: nil)
        replica.cancellation = cancellation
        return replica.run(replication: replication)
      }
    }
  }

  private func leadTimes(_ index: Int, _ history: LeadTimeHistory?) -> [LeadTimeState] {
    let plan = plans[index]
    return plan.plan.supply.stockPoints.enumerated().map { i, point in
      LeadTimeState(plan.leadTimes[point.supplier], source: plan.leadTimeSources[i], record: history?.record(slots[index][i]))
    }
  }

  /// One replication of one plan with its steps; the outcome is the one `run` gives. A periodic study has no steps to trace.
  ///
  /// - Parameter observer: told of everything that happens, in order of time; nil = tasks and queues of the floor are kept, and nothing
  ///   else.
  public func trace(
    plan index: Int, seed: UInt64, phase: DrawPhase = .main, replication: Int, observer: ((TraceEvent) -> Void)? = nil
  ) -> (Outcome, Trace) {
    let plan = plans[index], key = DrawKey(seed: seed, phase: phase, replication: replication)
    let trace = Trace()
    trace.observer = observer
    if case .periodic(let period) = plan.plan.study {
      var replica = PeriodicReplica(plan, key: key, period: period.ticks)
      return (replica.run(replication: replication), trace)
    }
    var replica = Replica(plan, key: key, tape: nil, leadTimes: leadTimes(index, nil), trace: trace)
    let outcome = replica.run(replication: replication)
    return (outcome, trace)
  }
}
