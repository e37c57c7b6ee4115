internal import Groundwork
internal import Kernel
internal import Supply
internal import Warehouse

/// What the floor reports, in hours and by name.
extension Replica {
  func measureFloor(into outcome: inout Outcome) {
    let plan = compiled.floor.plan, hour = Double(SimTime.ticksPerHour)
    outcome[.scheduledHours] = compiled.floor.scheduledHours(from: compiled.warmUp, to: compiled.horizon)
    outcome[.ordersAbandoned] = Double(totals.ordersAbandoned)
    // What no step had of an order was before the floor.
    var onFloor: Int128 = 0
    for s in plan.steps.indices { for part in FloorPathPart.allCases { onFloor += floor.pathTicks(s, part) } }
    outcome[.goodsWaitHours] = Double(totals.cycleTicks - onFloor) / hour
    for s in plan.steps.indices {
      outcome.stations.append(stationOutcome(s))
      outcome[.ordersShipped] += outcome.stations[s].shipped
      outcome[.ordersOnTruck] += outcome.stations[s].onTruck
    }
    for p in plan.pools.indices { outcome.pools.append(poolOutcome(p)) }
    let pay = plan.pools.indices.map { floor.poolReport($0).full.pay }
    for ((pool, plan), pay) in zip(zip(outcome.pools, plan.pools), pay) {
      outcome[.overtimeCost] += pay?.overtime ?? pool.overtimeHours * plan.wage * plan.overtimeFactor
    }
    if compiled.floor.isPlain {
      outcome[.labourCost] = compiled.floor.regularPay(from: compiled.warmUp, to: compiled.horizon)
      return
    }
    for ((pool, plan), pay) in zip(zip(outcome.pools, plan.pools), pay) {
      outcome[.labourCost] += pay?.regular ?? pool.paidHours * plan.wage
    }
    for (e, one) in (plan.equipment ?? []).enumerated() {
      let report = floor.equipmentReport(e)
      outcome.equipment.append(
        EquipmentOutcome(
          name: one.name, freeHours: Double(report.free) / hour, usedHours: Double(report.used) / hour,
          heldDownHours: Double(report.heldDown) / hour,
          downHours: Double(report.down) / hour))
      outcome.equipment[e].chargingHours = Double(report.charging) / hour
    }
    for (i, total) in streamTotals.enumerated() {
      outcome.streams.append(
        StreamOutcome(
          name: compiled.plan.supply.streams[i].name, finished: Double(total.finished), cycleHours: Double(total.cycleTicks) / hour,
          cycleTimes: withOpenOrders(Histogram(total.cycleTimes, ticksPerUnit: hour), ofStream: Int32(i))))
    }
    if let deadlock = floor.deadlock { outcome.standstill = standstill(deadlock) }
    if let stall = agenda.stalled { outcome.standstill = standstill(stall) }
  }

  /// Names the steps whose events the instant goes round through.
  private func standstill(_ stall: Stall) -> Standstill {
    var steps: [String] = []
    for event in stall.cycle {
      guard let s = floor.station(ofEvent: event.kind, subject: Int(event.subject)) else { continue }
      let name = "'\(compiled.floor.plan.steps[s].name)'"
      if !steps.contains(name) { steps.append(name) }
    }
    return Standstill(
      .stall,
      "\(moment(stall.time)) the instant does not end: \(stall.events) ends of work fall into it"
        + (steps.isEmpty ? "" : ", the last of them at \(steps.joined(separator: ", "))"),
      remedy: "give the work there a `time:` above 0, or let fewer orders come back")
  }

  private func standstill(_ deadlock: FloorDeadlock) -> Standstill {
    let plan = compiled.floor.plan, names = plan.steps.map(\.name)
    func name(_ means: FloorDeadlock.Means) -> String {
      switch means.kind {
      case .people, .gone: "'\(plan.pools[means.index].name)'"
      case .places: "'\(plan.places[means.index].name)'"
      case .units, .broken: "'\(plan.equipment?[means.index].name ?? "")'"
      }
    }
    /// The steps of the ring whose tasks hold it.
    func holders(_ means: FloorDeadlock.Means) -> String {
      let steps = deadlock.links.filter { $0.holds.contains { $0.kind == means.kind && $0.index == means.index } }.map(\.step)
      return Set(steps).sorted().map { "'\(names[$0])'" }.joined(separator: " and ")
    }
    let links = deadlock.links.map { link in
      let held = link.holds.map { "\($0.count) of \(name($0))" }.joined(separator: ", ")
      let isDeserted = link.lacks.contains { $0.kind == .gone }
      let lacks = link.lacks.filter { $0.kind != .gone }.map { means in
        "\(name(means)), " + (means.kind == .broken ? "broken until somebody repairs it" : "held by \(holders(means))")
      }.joined(separator: ", and ")
      return "'\(names[link.step])' (\(link.tasks) task\(link.tasks == 1 ? "" : "s") done"
        + (held.isEmpty ? "" : ", holding \(held)") + ") waits for room at '\(names[link.waitsFor])'"
        + (isDeserted ? ", where nobody is left who can work" : "") + (lacks.isEmpty ? "" : ", which needs \(lacks)")
    }
    let deserted = deadlock.links.first { $0.lacks.contains { $0.kind == .gone } }.map { "'\(names[$0.waitsFor])'" }
    return Standstill(
      .deadlock, "\(moment(deadlock.time)) the floor came to a stand: \(links.joined(separator: "; ")); for ever",
      remedy: deserted.map { "have people come for \($0), by `replacement:` or `hiring:`, or write `overflow: leave` there" }
        ?? "raise a `limit:` in the ring, or write `overflow: leave`")
  }

  /// `on 2026-03-30 at 8:05`, by the clock of the place; in a study without dates `on day 56 at 8:05`.
  private func moment(_ time: SimTime) -> String {
    let starts = compiled.dayStarts
    let day = starts.isEmpty ? Int(time.ticks / dayTicks) : max(0, (starts.lastIndex { $0 <= time.ticks }) ?? 0)
    let begun = starts.isEmpty ? Int64(day) * dayTicks : starts[day]
    let first = compiled.plan.clock.startDate.flatMap { CivilDate(iso: $0) }
    let name = first.map { "on \(CivilDate(dayNumber: $0.dayNumber + day))" } ?? "on day \(day)"
    // On the two days of a year whose clocks change the hours since midnight are not the clock's.
    if day + 1 < starts.count, starts[day + 1] - begun != dayTicks { return name }
    let minutes = (time.ticks - begun) / 60_000_000
    return "\(name) at \(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
  }

  private func stationOutcome(_ s: Int) -> StationOutcome {
    let step = compiled.floor.plan.steps[s], hour = Double(SimTime.ticksPerHour)
    let report = floor.stationReport(s)
    var station = StationOutcome(name: step.name)
    station.busyHours = Double(report.busyTicks) / hour
    station.scheduledHours = Double(report.scheduledTicks) / hour
    station.tasks = Double(report.tasks)
    station.orders = Double(report.orders)
    station.lines = Double(report.lines)
    station.queueTime = Histogram(levels: report.levelTicks.map { Double($0) / hour })
    station.spanHours = station.queueTime.total
    for (level, ticks) in report.levelTicks.enumerated() { station.queueHours += Double(level) * Double(ticks) / hour }
    station.queueMaximum = Double(report.longest)
    station.waitMinutes = Double(report.waitTicks) / 60e6
    station.waits = Histogram(report.waits, ticksPerUnit: 60e6)
    for ticks in report.unendedWaits { station.waits.addOpen(ticks: ticks) }
    station.servesPeople = step.kind != .ship && step.kind != .gate
    station.pathWaitHours = Double(floor.pathTicks(s, .wait)) / hour
    station.pathWorkHours = Double(floor.pathTicks(s, .work)) / hour
    station.pathStandHours = Double(floor.pathTicks(s, .stand)) / hour
    let full = report.full
    station.blockedHours = Double(full.blockedTicks) / hour
    station.downHours = Double(full.downTicks) / hour
    station.starvedHours = Double(full.starvedTicks) / hour
    station.idleHours = Double(full.idleTicks) / hour
    station.presentHours = Double(full.presentTicks) / hour
    station.stayHours = Double(full.stayTicks) / hour
    station.stays = Double(full.stays + full.unendedStays)
    station.openStays = Double(full.unendedStays)
    station.arrivals = Double(full.arrivals)
    station.turnedAway = Double(full.turnedAway)
    station.gaveUp = Double(full.gaveUp)
    station.displaced = Double(full.displaced)
    station.metres = full.metres
    station.walkedOrders = Double(full.walkedOrders)
    station.walkedLines = Double(full.walkedLines)
    station.heldOrders = Double(full.heldOrders)
    station.units = Double(full.units)
    station.unfamiliarHours = full.unfamiliarSeconds / 3600
    (station.metresBefore, station.linesBefore) = (full.metresBefore, Double(full.linesBefore))
    (station.metresAfter, station.linesAfter) = (full.metresAfter, Double(full.linesAfter))
    station.departures = Double(full.departures)
    station.shipped = Double(full.shipped)
    station.loaded = Double(full.loaded)
    station.onTruck = Double(full.onTruck)
    station.leftBehind = Double(full.leftBehind)
    if step.terms?.shipping?.isCarrier == true {
      station.completeDepartures = Double(floor.completeDepartures(s, from: compiled.warmUp, to: compiled.horizon).complete)
    }
    station.causeHours = full.causeTicks.map { Double($0) / hour }
    station.waitCauseMinutes = full.waitCauses.map { Double($0) / 60e6 }
    station.queueCourse = full.queue
    return station
  }

  private func poolOutcome(_ p: Int) -> PoolOutcome {
    let hour = Double(SimTime.ticksPerHour)
    let report = floor.poolReport(p)
    var pool = PoolOutcome(name: compiled.floor.plan.pools[p].name)
    pool.workedHours = Double(report.workedTicks) / hour
    pool.overtimeHours = Double(report.overtimeTicks) / hour
    let full = report.full
    if compiled.floor.isPlain {
      pool.paidHours = compiled.floor.paidHours(pool: p, from: compiled.warmUp, to: compiled.horizon)
      pool.dutyHours = compiled.floor.dutyHours(pool: p, from: compiled.warmUp, to: compiled.horizon)
    } else {
      pool.paidHours = Double(full.paidTicks) / hour
      pool.dutyHours = Double(full.paidTicks - full.breakTicks - full.absentTicks - full.trainingTicks) / hour
    }
    pool.blockedHours = Double(full.blockedTicks) / hour
    pool.downHours = Double(full.downTicks) / hour
    pool.idleHours = Double(full.idleTicks) / hour
    pool.starvedHours = Double(full.starvedTicks) / hour
    pool.breakHours = Double(full.breakTicks) / hour
    pool.absentHours = Double(full.absentTicks) / hour
    pool.trainingHours = Double(full.trainingTicks) / hour
    pool.employedHours = Double(full.employedTicks) / hour
    pool.standardHours = full.standardTicks / hour
    pool.actualHours = full.actualTicks / hour
    pool.hired = Double(full.hired)
    pool.gone = Double(full.gone)
    return pool
  }
}
