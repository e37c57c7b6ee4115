internal import Groundwork
internal import Kernel
internal import Randomness
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
      where supplier.crossing && (try? CompiledLeadTime.canKeepOrder(supplier.leadTime, period: period)) == false
        && named.insert(supplier.name).inserted
      {
        notes.append(
          "orders to '\(supplier.name)' may overtake each other: no lead times that come in order keep this law")
      }
    }
    return notes
  }

  /// A note for each supplier whose constant lead time is no whole number of a periodic study's periods: goods come in at the start of the
  /// next one.
  func roundedLeadTimeNotes() -> [String] {
    var notes: [String] = []
    for draft in drafts {
      guard case .periodic(let length) = draft.plan.study else { continue }
      for supplier in draft.plan.supply.suppliers {
        guard case .constant(let days) = supplier.leadTime else { continue }
        let periods = (days / length.days - 1e-9).rounded(.up)
        if days <= 0 || abs(periods - days / length.days) < 1e-6 { continue }
        let format = NumberFormat.terminal
        let note =
          "the lead time of '\(supplier.name)', \(format.significant(days, digits: 3)) d, acts as \(format.significant(periods * length.days, digits: 3)) d: "
          + "a periodic study receives goods at the start of a period"
        if !notes.contains(note) { notes.append(note) }
      }
    }
    return notes
  }
}
