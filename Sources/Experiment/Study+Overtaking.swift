internal import Kernel
internal import Scenario
internal import Simulation
internal import Supply

extension Study {
  /// A note for each supplier whose orders may overtake each other because its law leaves no other way.
  func overtakingNotes() -> [String] {
    var named: Set<String> = []
    var notes: [String] = []
    for draft in drafts {
      let period: Int64? = if case .periodic(let length) = draft.plan.study { length.ticks } else { nil }
      for supplier in draft.plan.supply.suppliers
      where supplier.crossing && (try? CompiledLeadTime.canKeepOrder(supplier.leadTime, period: period)) == false && named.insert(supplier.name).inserted {
        notes.append("orders to '\(supplier.name)' may overtake each other: lead times with gaps between their values keep their law only so")
      }
    }
    return notes
  }
}
