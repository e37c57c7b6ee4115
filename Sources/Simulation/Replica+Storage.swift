internal import Kernel
internal import Supply
internal import Warehouse

/// What a floor that keeps goods in places of their own is told, and how it agrees with the ledger.
extension Replica {
  /// Tells the floor what a job takes of each item.
  mutating func tellPicks(of job: Int32, _ goods: Int32) {
    var slot = goods
    while slot >= 0 {
      let part = orders.goods[Int(slot)]
      floor.addPick(Int(part.stockPoint), part.quantity, line: Int(part.line), to: job, at: now)
      slot = part.next
    }
  }

  /// Goods have come to their places on the floor.
  mutating func tellStored(_ point: Int, _ quantity: Int64) {
    if compiled.plan.supply.stockPoints[point].location == compiled.floor.plan.location { floor.store(point, quantity) }
  }

  /// A new item is introduced where the floor keeps it.
  mutating func tellIntroduced(_ point: Int, launched: Int64) {
    guard compiled.floor.recordsPicks, compiled.plan.supply.stockPoints[point].location == compiled.floor.plan.location else { return }
    floor.introduce(point, launched: launched, at: now, agenda: &agenda)
  }

  /// Whether the floor and the ledger count the same units of every item; a debug build asks once a day and at the end.
  func floorAgreesWithLedger() -> Bool {
    guard compiled.floor.plan.storage?.faces != nil else { return true }
    for (point, plan) in compiled.plan.supply.stockPoints.enumerated()
    where plan.location == compiled.floor.plan.location && !plan.unlimited {
      if floor.units(of: point) != ledger[point].available + ledger[point].inProcess { return false }
    }
    return true
  }
}
