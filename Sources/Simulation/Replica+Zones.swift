internal import Kernel
internal import Warehouse

/// Orders on a floor that picks by zones.
extension Replica {
  /// Tells the floor in which zones the lines of a job lie.
  mutating func tellZones(of goods: Int32, _ job: Int32, salt: UInt64, identity: UInt64) {
    var slot = goods
    while slot >= 0 {
      let part = orders.goods[Int(slot)], point = Int(part.stockPoint)
      floor.addZone(
        compiled.zoneOfPoint[point], line: Int(part.line), quantity: part.quantity, aisle: rules[point].aisleBit, to: job, salt: salt,
        identity: identity)
      slot = part.next
    }
  }

  /// The goods of a load that lie in one zone leave the house before the others: they become a load of their own.
  mutating func departPart(of load: Int32, zone: Int) {
    let all = orders.loads[Int(load)].goods
    var going: Int32 = -1, staying: Int32 = -1, slot = all
    while slot >= 0 {
      let part = orders.goods[Int(slot)]
      let isGoing = compiled.zoneOfPoint[Int(part.stockPoint)] == zone
      let place = orders.makeGoods(
        stockPoint: part.stockPoint, line: part.line, quantity: part.quantity, next: isGoing ? going : staying, split: part.split)
      if isGoing { going = place } else { staying = place }
      slot = part.next
    }
    orders.removeGoods(all)
    if staying < 0 {
      orders.loads[Int(load)].goods = going
      return depart(load)
    }
    orders.loads[Int(load)].goods = staying
    let order = orders.loads[Int(load)].order
    orders.orders[Int(order)].pending += 1
    depart(orders.loads.insert(.init(order: order, goods: going)))
  }
}
