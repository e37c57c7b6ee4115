import Foundation
import Kernel
import Randomness
import Scenario
import Simulation
import Supply
import Synchronization

@testable import Experiment

/// One item of the textbook: Poisson demand a day, constant lead time, (s, S) at every period.
func textbookPlan(
  mean: Double = 4, s: Int64 = 25, S: Int64 = 60, weeks: Double = 60, warmUpWeeks: Double = 16, leadTime: Law = .constant(5)
) -> Plan {
  var supply = SupplyPlan()
  supply.items = [ItemPlan(name: "filter", unitCost: 20, price: 45)]
  supply.suppliers = [SupplierPlan(name: "works", leadTime: leadTime, orderCost: 64)]
  supply.locations = [LocationPlan(name: "store")]
  supply.stockPoints = [
    StockPointPlan(
      item: 0, location: 0, supplier: 0, control: Control(policy: .sS(s: s, S: S), review: .periodic(interval: .days(1), first: .zero)),
      initialStock: 45,
      holdingCost: 0.05, backorderCost: 0.95, meanDailyDemand: mean)
  ]
  supply.streams = [
    .perItem(
      PerItemStream(
        name: "workshop", location: 0, items: [0], laws: [.poisson(mean: mean)], period: .days(1), unmet: UnmetDemand(backorderShare: 1)))
  ]
  return Plan(
    name: "Textbook", currency: "EUR", clock: Clock(horizon: .days(7 * weeks), warmUp: .fixed(.days(7 * warmUpWeeks))),
    study: .periodic(period: .days(1)),
    supply: supply, targets: [Target(kpi: "fill-rate", comparison: .atLeast, bound: 0.95)])
}

func scenario(_ drafts: [Draft], replications: Int = 12, checks: [CheckRule] = []) -> LoadedScenario {
  var settings = ExperimentSettings()
  settings.replications = replications
  return LoadedScenario(title: "Textbook", description: "", slug: "textbook", drafts: drafts, experiment: settings, checks: checks)
}

func study(_ plans: [(String, Plan)], replications: Int = 12, threads: Int = 1) -> Study {
  Study(
    title: "Textbook", slug: "textbook", drafts: plans.map { Draft(name: $0.0, plan: $0.1) },
    options: StudyOptions(replications: replications, threads: threads))
}

/// A simulator that is a formula: outcomes any test can compute by hand.
final class FormulaRunner: ReplicationRunner {
  let plans: Int
  let outcome: @Sendable (_ plan: Int, _ replication: Int) -> Outcome

  init(plans: Int, outcome: @escaping @Sendable (Int, Int) -> Outcome) {
    self.plans = plans
    self.outcome = outcome
  }

  func run(seed: UInt64, phase: DrawPhase, replication: Int, first count: Int) -> [Outcome] { (0..<count).map { outcome($0, replication) } }
}

/// A uniform number in (0, 1) of a replication: a fixed scramble, the same for every plan.
func noise(_ replication: Int, _ salt: Int = 0) -> Double {
  DrawKey(seed: 99, phase: .main, replication: replication).uniform(source: UInt64(salt), ordinal: 0)
}

/// Holding cost per week of `cost`, and nothing else.
func costOutcome(_ replication: Int, _ cost: Double, weeks: Double = 10) -> Outcome {
  var outcome = Outcome(replication: replication, weeks: weeks)
  outcome[.holdingCost] = cost * weeks
  outcome[.unitsAsked] = 100
  outcome[.unitsServedAtOnce] = 90
  outcome.items = [ItemOutcome()]
  outcome.fingerprint = UInt64(replication) &+ cost.bitPattern
  return outcome
}

/// Everything a study says, as text: equal texts mean equal bytes.
func everything(_ result: StudyResult) -> String { "\(result)" }
