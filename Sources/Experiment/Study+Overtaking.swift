internal import Simulation
internal import Supply

extension Study {
  /// A note for each supplier whose orders may overtake each other because its law leaves no other way.
  func overtakingNotes() -> [String] {
    var named: Set<String> = []
    return drafts.flatMap { draft in
      let period: Int64? = if case .periodic(let length) = draft.plan.study { length.ticks } else { nil }
      return draft.plan.supply.suppliers.compactMap { supplier in
        guard supplier.crossing, named.insert(supplier.name).inserted, (try? CompiledLeadTime.canKeepOrder(supplier.leadTime, period: period)) == false
        else { return nil }
        return "orders to '\(supplier.name)' may overtake each other: lead times with gaps between their values keep their law only so"
      }
    }
  }
}
