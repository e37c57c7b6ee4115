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
    var going: Int32 = -1, staying: Int32 = -1
    var slot = orders.loads[Int(load)].goods
    while slot >= 0 {
      let next = orders.goods[Int(slot)].next
      if compiled.zoneOfPoint[Int(orders.goods[Int(slot)].stockPoint)] == zone {
        orders.goods[Int(slot)].next = going
        going = slot
      } else {
        orders.goods[Int(slot)].next = staying
        staying = slot
      }
      slot = next
    }
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
