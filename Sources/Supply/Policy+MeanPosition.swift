internal import Groundwork

extension Policy {
  /// The inventory position the policy keeps on average when demand comes unit by unit; what an unstated initial stock is set to, since
  /// at the start nothing is on order.
  ///
  /// (s, S): uniform on s+1 … S (Hadley and Whitin, *Analysis of Inventory Systems*, 1963); (r, Q): on r+1 … r+Q; base stock: S; levels
  /// that follow the calendar: of those at time 0; can-order levels: as (s, S). With two suppliers the regular level; by state the least
  /// stock at which nothing is ordered; a constant order: one order. Rounded to the nearest unit, at least 0.
  public var meanPosition: Int64 {
    switch self {
    case .sS(let s, let S): max(0, (s + 1 + S + 1).flooredQuotient(2))
    case .rQ(let r, let Q): max(0, r + (Q + 1 + 1) / 2)
    case .baseStock(let S): max(0, S)
    case .minMax(let low, let high): max(0, (low + 1 + high + 1).flooredQuotient(2))
    case .timePhased(let levels):
      levels.stretches[0].isOrdering ? Policy.sS(s: levels.stretches[0].s, S: levels.stretches[0].S).meanPosition : 0
    case .cappedBaseStock(let S, _), .baseStockWithWaste(let S): max(0, S)
    case .canOrder(let s, _, let S): max(0, (s + 1 + S + 1).flooredQuotient(2))
    case .constantOrder(let Q): max(0, Q)
    case .stateTable(let table): table.restingStock
    case .twoSuppliers(let rule): rule.restingStock
    case .none: 0
    }
  }
}
