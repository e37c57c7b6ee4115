internal import Groundwork
internal import Kernel
internal import Supply

/// Items that are introduced while the clock runs: their first orders and reviews. Who asks for them, and from when, stands in the demand.
extension Replica {
  static let introductionDue: UInt16 = 3

  /// Schedules the introductions of this replication. A new item is not reviewed before its launch.
  mutating func scheduleIntroductions() {
    guard let new = compiled.plan.supply.newItems else { return }
    for (k, day) in new.introductions(key, days: compiled.demand.days).enumerated() {
      agenda.schedule(
        at: SimTime(ticks: compiled.demand.dayStart(day)), .calendar, kind: Self.introductionDue, subject: Int32(k), argument: Int64(day))
    }
  }

  /// Places the first orders of a new item, and schedules its reviews.
  mutating func introduce(_ k: Int, day: Int) {
    guard let new = compiled.plan.supply.newItems else { return }
    let supply = compiled.plan.supply, item = new.first + k
    if measuring { newItemsIntroduced += 1 }
    let launch = compiled.demand.dayStart(new.launchDay(of: k, introduced: day))
    for location in supply.locations.indices {
      let point = Int(compiled.stockPointOf[location * supply.items.count + item])
      if point >= 0 { tellIntroduced(point, launched: launch) }
      if point < 0 || supply.stockPoints[point].unlimited { continue }
      placeFirstOrder(point, days: new.firstOrderDays)
      switch supply.stockPoints[point].control.review {
      case .continuous: agenda.schedule(at: SimTime(ticks: launch), .calendar, kind: Self.reviewDue, subject: Int32(point))
      case .periodic(let interval, let first):
        let behind = max(0, launch - first.ticks)
        var reviews = (behind + interval.ticks - 1) / interval.ticks
        // An hour of summer time may put the review of that number before the launch.
        while review(reviews, every: interval.ticks, from: first.ticks) < launch { reviews += 1 }
        let next = review(reviews, every: interval.ticks, from: first.ticks)
        agenda.schedule(at: SimTime(ticks: next), .calendar, kind: Self.reviewDue, subject: Int32(point))
      }
    }
  }

  /// Days of the measured window on which each new item could be asked for; one element per new item.
  func newItemDays() -> [Double] {
    guard let new = compiled.plan.supply.newItems else { return [] }
    var days = [Double](repeating: 0, count: new.models.count)
    for (k, day) in new.introductions(key, days: compiled.demand.days).enumerated() {
      let launch = compiled.demand.dayStart(new.launchDay(of: k, introduced: day))
      days[k] = Double(max(0, compiled.horizon - max(compiled.warmUp, launch))) / Double(dayTicks)
    }
    return days
  }

  /// Nobody has asked for the item yet, so that it is ordered for the mean demand of its model.
  private mutating func placeFirstOrder(_ point: Int, days: Double) {
    let supply = compiled.plan.supply, plan = supply.stockPoints[point]
    let wanted = Int64(min(9e15, (plan.meanDailyDemand * days).rounded(.up)))
    if wanted <= 0 { return }
    let quantity = roundedUp(wanted, minimum: plan.minimum, multiple: plan.multiple)
    place(quantity, of: point)
  }
}
