internal import Supply
internal import Warehouse

/// Where the time of a floor's people, stations and equipment went.
extension KPIDictionary {
  private static let splits: [(id: String, title: String, meaning: String)] = [
    ("busy", "busy", "work"),
    ("blocked", "blocked", "done, with no room at the next step"),
    ("down", "down", "held up by equipment that has failed"),
    ("starved", "starved", "nothing to do while work is held up: in the queue for want of a place, a unit or goods, or on its way here"),
    ("idle", "idle", "nothing to do, and no work here or on its way"),
  ]

  static let fullStationDeclarations: [KPIDeclaration] =
    splits.map {
      KPIDeclaration(
        id: "STATION.\($0.id)", title: $0.title, unit: .share, worse: .neither,
        meaning:
          "Share of the time of the step's servers (as in utilisation, breaks in neither): \($0.meaning). Busy, blocked, down, starved and idle add up to 100 %."
      )
    } + [
      KPIDeclaration(
        id: "STATION.jobs.mean", title: "mean jobs", unit: .jobs, worse: .up,
        meaning: "Time average of jobs waiting or being worked on, nights included."),
      KPIDeclaration(
        id: "STATION.stay.mean", title: "mean stay", unit: .minutes, worse: .up,
        meaning:
          "Mean time of a job from its coming to its leaving: waiting, work, and being blocked. A visit again after a failed check counts again. "
          + visits),
    ]
    + causes.map {
      KPIDeclaration(
        id: "STATION.wait.\($0.id)", title: "wait: \($0.title)", unit: .minutes, worse: .up,
        meaning:
          "Part of the mean wait during which a job waited because \($0.meaning). The causes add up to wait.mean, which is of the same jobs."
      )
    } + [
      KPIDeclaration(
        id: "STATION.turned-away", title: "turned away", unit: .share, worse: .up,
        meaning: "Orders that found the queue full and left ÷ orders that came to the step."),
      KPIDeclaration(
        id: "STATION.gave-up", title: "gave up", unit: .share, worse: .up, range: .notNegative,
        meaning: "Orders whose patience ended in the queue ÷ orders that came to the step."),
      KPIDeclaration(
        id: "STATION.lines-per-hour", title: "lines per hour", unit: .perHour, worse: .down,
        meaning: "Lines worked at the step ÷ hours of its servers (as in utilisation): what an hour of a person there brings."),
      KPIDeclaration(
        id: "STATION.lines-per-hour.plan", title: "planned lines per hour", unit: .perHour, worse: .neither,
        meaning: "Lines that an hour of the step's servers is planned to bring, as `plan:` at the step says."),
      KPIDeclaration(
        id: "STATION.lines-per-hour.against-plan", title: "lines against plan", unit: .share, worse: .down, range: .notNegative,
        meaning:
          "lines-per-hour ÷ the step's `plan:`: lines worked ÷ lines that the same hours of its servers were planned to bring. Hours in which they had nothing to do "
          + "count: below 100 % is slow work or too little of it (see idle and starved)."),
      KPIDeclaration(
        id: "STATION.displaced", title: "displaced", unit: .share, worse: .neither, range: .notNegative,
        meaning: "Tasks interrupted for more urgent orders ÷ tasks finished."),
      KPIDeclaration(
        id: "STATION.metres-per-line", title: "metres per line", unit: .metres, worse: .up,
        meaning: "Metres of the walks begun in the measured window ÷ lines they were for; where the layout has bays or coordinates."),
      KPIDeclaration(
        id: "STATION.metres-per-order", title: "metres per order", unit: .metres, worse: .up,
        meaning:
          "Metres of the walks begun in the measured window ÷ orders (or receipts) they were for; where the layout has bays or coordinates."
      ),
      KPIDeclaration(
        id: "STATION.orders-per-round", title: "orders per round", unit: .jobs, worse: .neither,
        meaning:
          "Orders (parts of orders, behind a split) ÷ rounds finished at the step; where rounds are put together or have a time of their own."
      ),
      KPIDeclaration(
        id: "STATION.lines-per-round", title: "lines per round", unit: .jobs, worse: .neither,
        meaning: "Lines ÷ rounds finished at the step; where rounds are put together or have a time of their own."),
    ] + storageDeclarations

  private static let storageDeclarations: [KPIDeclaration] = [
    KPIDeclaration(
      id: "STATION.wait.replenishment", title: "wait: replenishment", unit: .minutes, worse: .up,
      meaning:
        "Part of the mean wait during which those in the queue waited because a pick face held too little for them. One of the causes that add up to the mean wait."
    ),
    KPIDeclaration(
      id: "STATION.found-empty", title: "faces found empty", unit: .share, worse: .up,
      meaning: "Orders that came to the picking step and found too little on a pick face ÷ orders that came to it."),
    KPIDeclaration(
      id: "STATION.per-week", title: "tasks a week", unit: .perWeek, worse: .neither,
      meaning: "Tasks of work on the storage (replenishments, exchanges of places, places made for new items) finished per measured week."),
    KPIDeclaration(
      id: "STATION.units-per-week", title: "units moved", unit: .unitsPerWeek, worse: .neither,
      meaning: "Units taken from the reserve to the pick faces per measured week."),
    KPIDeclaration(
      id: "STATION.hours-per-week", title: "work on the storage", unit: .hoursPerWeek, worse: .up,
      meaning: "Hours that people (or equipment alone) gave to the step per measured week."),
    KPIDeclaration(
      id: "STATION.metres-per-line.before", title: "metres per line before", unit: .metres, worse: .up,
      meaning:
        "Metres of the walks begun before the first re-slotting ÷ lines they were for; from the start of the clock, with its empty house, warm-up or not."
    ),
    KPIDeclaration(
      id: "STATION.metres-per-line.after", title: "metres per line after", unit: .metres, worse: .up,
      meaning:
        "Metres of the walks begun after the last re-slotting before the horizon ÷ lines they were for; where that is the horizon itself, of the interval before it."
    ),
    KPIDeclaration(
      id: "STATION.unfamiliar-hours", title: "unfamiliar items", unit: .hoursPerWeek, worse: .up,
      meaning:
        "Work added to picking because items were new, at the stated speed, hours per measured week; counted when the order comes to the floor."
    ),
  ]

  /// A measure of how goods are kept; nil where it means nothing at the step.
  private static func storage(_ id: String, _ s: Int, _ step: StepPlan, _ floor: FloorPlan) -> KPI.Evaluation? {
    let week: @Sendable (Outcome) -> Double = { $0.weeks }
    let fills = floor.storage?.faces?.step == s, picks = floor.storage?.faces != nil && floor.pickingStep == s
    switch id {
    case "STATION.wait.replenishment" where picks:
      return .ratio(numerator: { $0.stations[s].waitCauseMinutes[5] }, denominator: { $0.stations[s].allWaits })
    case "STATION.found-empty" where picks:
      return .ratio(numerator: { $0.stations[s].heldOrders }, denominator: { $0.stations[s].arrivals })
    case "STATION.per-week" where step.kind == .upkeep: return .ratio(numerator: { $0.stations[s].tasks }, denominator: week)
    case "STATION.units-per-week" where fills: return .ratio(numerator: { $0.stations[s].units }, denominator: week)
    case "STATION.hours-per-week" where step.kind == .upkeep: return .ratio(numerator: { $0.stations[s].busyHours }, denominator: week)
    case "STATION.metres-per-line.before"
    where floor.storage?.reslotting != nil && step.kind == .outbound && step.work.travelSecondsPerMetre > 0:
      return .ratio(numerator: { $0.stations[s].metresBefore }, denominator: { $0.stations[s].linesBefore })
    case "STATION.metres-per-line.after"
    where floor.storage?.reslotting != nil && step.kind == .outbound && step.work.travelSecondsPerMetre > 0:
      return .ratio(numerator: { $0.stations[s].metresAfter }, denominator: { $0.stations[s].linesAfter })
    case "STATION.unfamiliar-hours" where floor.pickingStep == s && (floor.storage?.newcomers?.factor ?? 1) > 1:
      return .ratio(numerator: { $0.stations[s].unfamiliarHours }, denominator: week)
    default: return nil
    }
  }

  private static let causes: [(id: String, title: String, meaning: String)] = [
    ("people", "people busy", "all who can do it were busy"),
    ("off-shift", "nobody on duty", "nobody who can do it was on duty, or all were on break"),
    ("place", "no place", "somebody was free but no place"),
    ("equipment", "no equipment", "somebody was free but no equipment, or all of it had failed"),
    ("departure", "departure", "a departure was due later, or a gathering was not complete"),
  ]

  static let fullPoolDeclarations: [KPIDeclaration] =
    [
      ("busy", "busy", "work, overtime included"), ("blocked", "blocked", "done, with no room at the next step"),
      ("down", "down", "nothing to do while the unit that broke in their hands is repaired and no other is free"),
      ("starved", "starved", "nothing to do while work for them is held up: in their queues for want of a place, a unit or goods, or on its way to them"),
      ("idle", "idle", "nothing to do, and no work for them anywhere"), ("break", "on break", "breaks that were taken"),
      ("absent", "absent", "absence with pay"), ("training", "in training", "newcomers who do not work yet; where there is training"),
    ].map { (id: String, title: String, meaning: String) in
      KPIDeclaration(
        id: "POOL.\(id)", title: title, unit: .share, worse: .neither,
        meaning: "Share of paid hours and overtime: \(meaning). Busy, blocked, down, starved, idle, break, absent and training add up to 100 %.")
    } + [
      KPIDeclaration(
        id: "POOL.headcount", title: "people employed", unit: .people, worse: .neither, meaning: "Time average of people employed."),
      KPIDeclaration(
        id: "POOL.proficiency", title: "proficiency", unit: .share, worse: .down, range: .notNegative,
        meaning:
          "Work done at the stated speed ÷ the time it took: skill, learning, tiredness and age together; 100 % is the plateau of a fully skilled person."
      ),
      KPIDeclaration(
        id: "POOL.hired", title: "people hired", unit: .people, worse: .neither,
        meaning: "People who came in the measured window, per replication."),
      KPIDeclaration(
        id: "POOL.gone", title: "people gone", unit: .people, worse: .neither,
        meaning: "People who left or retired in the measured window, per replication."),
    ]

  static let equipmentDeclarations: [KPIDeclaration] = [
    KPIDeclaration(
      id: "EQUIPMENT.utilisation", title: "utilisation", unit: .share, worse: .neither,
      meaning: "Unit-hours held by tasks (a broken one only where the task was put aside or finds no room) ÷ unit-hours, nights included."),
    KPIDeclaration(
      id: "EQUIPMENT.availability", title: "availability", unit: .share, worse: .down,
      meaning: "Unit-hours not under or awaiting repair ÷ unit-hours, nights included."),
    KPIDeclaration(
      id: "EQUIPMENT.down.mean", title: "mean units down", unit: .units, worse: .up,
      meaning: "Time average of units under or awaiting repair."),
    KPIDeclaration(
      id: "EQUIPMENT.charging", title: "charging", unit: .share, worse: .neither,
      meaning: "Unit-hours charging ÷ unit-hours, nights included."),
  ]

  static let streamDeclarations: [KPIDeclaration] = [
    KPIDeclaration(
      id: "STREAM.order-cycle-time.mean", title: "order cycle mean", unit: .hours, worse: .up,
      meaning: "From an order's arrival to the departure of its last line, orders of this stream alone; cohort as in order-cycle-time.mean."
    )
  ]

  static func fullStation(_ s: Int, _ step: StepPlan, _ floor: FloorPlan) -> [KPI] {
    let walks = step.work.travelSecondsPerMetre > 0 && (floor.layout?.bays != nil || floor.coordinates != nil)
    let isWorked = step.kind != .ship && step.kind != .gate
    return fullStationDeclarations.compactMap { declaration in
      let evaluation: KPI.Evaluation
      func share(_ part: @escaping @Sendable (StationOutcome) -> Double) -> KPI.Evaluation {
        .ratio(numerator: { part($0.stations[s]) }, denominator: { $0.stations[s].scheduledHours })
      }
      func cause(_ c: Int) -> KPI.Evaluation {
        .ratio(numerator: { $0.stations[s].waitCauseMinutes[c] }, denominator: { $0.stations[s].allWaits })
      }
      func ofArrivals(_ part: @escaping @Sendable (StationOutcome) -> Double) -> KPI.Evaluation {
        .ratio(numerator: { part($0.stations[s]) }, denominator: { $0.stations[s].arrivals })
      }
      switch declaration.id {
      case "STATION.busy" where isWorked: evaluation = share { $0.busyHours }
      case "STATION.blocked" where isWorked: evaluation = share { $0.blockedHours }
      case "STATION.down" where isWorked: evaluation = share { $0.downHours }
      case "STATION.starved" where isWorked: evaluation = share { $0.starvedHours }
      case "STATION.idle" where isWorked: evaluation = share { $0.idleHours }
      case "STATION.jobs.mean": evaluation = .ratio(numerator: { $0.stations[s].presentHours }, denominator: { $0.stations[s].spanHours })
      case "STATION.stay.mean": evaluation = .ratio(numerator: { $0.stations[s].stayHours * 60 }, denominator: { $0.stations[s].stays })
      case "STATION.wait.people" where isWorked: evaluation = cause(0)
      case "STATION.wait.off-shift" where isWorked: evaluation = cause(1)
      case "STATION.wait.place" where step.place != nil: evaluation = cause(2)
      case "STATION.wait.equipment" where step.terms?.equipment != nil: evaluation = cause(3)
      case "STATION.wait.departure" where !isWorked: evaluation = cause(4)
      case "STATION.turned-away" where step.terms?.limit != nil && step.terms?.overflow == .leave: evaluation = ofArrivals { $0.turnedAway }
      case "STATION.gave-up" where step.terms?.patience != nil: evaluation = ofArrivals { $0.gaveUp }
      case "STATION.lines-per-hour" where step.kind == .outbound || step.kind == .inbound:
        evaluation = .ratio(numerator: { $0.stations[s].lines }, denominator: { $0.stations[s].scheduledHours })
      case "STATION.lines-per-hour.plan", "STATION.lines-per-hour.against-plan":
        guard let planned = againstPlan(declaration.id, s, step) else { return nil }
        evaluation = planned
      case "STATION.displaced" where step.terms?.preemption != nil:
        evaluation = .ratio(numerator: { $0.stations[s].displaced }, denominator: { $0.stations[s].tasks })
      case "STATION.metres-per-line" where walks:
        evaluation = .ratio(numerator: { $0.stations[s].metres }, denominator: { $0.stations[s].walkedLines })
      case "STATION.metres-per-order" where walks:
        evaluation = .ratio(numerator: { $0.stations[s].metres }, denominator: { $0.stations[s].walkedOrders })
      case "STATION.orders-per-round" where step.makesRounds:
        evaluation = .ratio(numerator: { $0.stations[s].orders }, denominator: { $0.stations[s].tasks })
      case "STATION.lines-per-round" where step.makesRounds:
        evaluation = .ratio(numerator: { $0.stations[s].lines }, denominator: { $0.stations[s].tasks })
      default:
        guard let kept = storage(declaration.id, s, step, floor) else { return nil }
        evaluation = kept
      }
      return atLeast(bound(declaration, name: step.name, evaluation), declaration.id, s)
    }
  }

  /// Lines an hour as planned, and what was reached of it; nil where the step has no plan.
  private static func againstPlan(_ id: String, _ s: Int, _ step: StepPlan) -> KPI.Evaluation? {
    guard let plan = step.plannedLinesPerHour else { return nil }
    switch id {
    case "STATION.lines-per-hour": return .ratio(numerator: { $0.stations[s].lines }, denominator: { $0.stations[s].scheduledHours })
    case "STATION.lines-per-hour.plan": return .ratio(numerator: { _ in plan }, denominator: { _ in 1 })
    case "STATION.lines-per-hour.against-plan":
      return .ratio(numerator: { $0.stations[s].lines }, denominator: { $0.stations[s].scheduledHours * plan })
    default: return nil
    }
  }

  /// - Parameter trains: whether anybody is ever trained.
  static func fullPool(_ p: Int, _ pool: PoolPlan, trains: Bool) -> [KPI] {
    func share(_ part: @escaping @Sendable (PoolOutcome) -> Double) -> KPI.Evaluation {
      .ratio(numerator: { part($0.pools[p]) }, denominator: { $0.pools[p].paidHours + $0.pools[p].overtimeHours })
    }
    return fullPoolDeclarations.filter { trains || $0.id != "POOL.training" }.map { declaration in
      let evaluation: KPI.Evaluation =
        switch declaration.id {
        case "POOL.busy": share { $0.workedHours }
        case "POOL.blocked": share { $0.blockedHours }
        case "POOL.down": share { $0.downHours }
        case "POOL.starved": share { $0.starvedHours }
        case "POOL.idle": share { $0.idleHours - $0.starvedHours }
        case "POOL.break": share { $0.breakHours }
        case "POOL.absent": share { $0.absentHours }
        case "POOL.training": share { $0.trainingHours }
        case "POOL.headcount": .ratio(numerator: { $0.pools[p].employedHours }, denominator: { $0.weeks * 168 })
        case "POOL.proficiency": .ratio(numerator: { $0.pools[p].standardHours }, denominator: { $0.pools[p].actualHours })
        case "POOL.hired": .ratio(numerator: { $0.pools[p].hired }, denominator: { _ in 1 })
        default: .ratio(numerator: { $0.pools[p].gone }, denominator: { _ in 1 })
        }
      return bound(declaration, name: pool.name, evaluation)
    }
  }

  static func equipmentAndStreams(_ plan: Plan, _ floor: FloorPlan) -> [KPI] {
    var result: [KPI] = []
    for (e, one) in (floor.equipment ?? []).enumerated() {
      let fit: @Sendable (Outcome) -> Double = { $0.equipment[e].freeHours + $0.equipment[e].usedHours + $0.equipment[e].chargingHours }
      let all: @Sendable (Outcome) -> Double = { fit($0) + $0.equipment[e].downHours }
      result.append(
        bound(
          equipmentDeclarations[0], name: one.name,
          .ratio(numerator: { $0.equipment[e].usedHours + $0.equipment[e].heldDownHours }, denominator: all)))
      if one.charging != nil {
        result.append(
          bound(equipmentDeclarations[3], name: one.name, .ratio(numerator: { $0.equipment[e].chargingHours }, denominator: all)))
      }
      if one.failures == nil { continue }
      result.append(bound(equipmentDeclarations[1], name: one.name, .ratio(numerator: fit, denominator: all)))
      result.append(
        bound(equipmentDeclarations[2], name: one.name, .ratio(numerator: { $0.equipment[e].downHours }, denominator: { $0.weeks * 168 })))
    }
    let through = plan.supply.streams.indices.filter { plan.supply.streams[$0].isWorked(at: floor.location) }
    if through.count < 2 { return result }
    for i in through {
      result.append(
        bound(
          streamDeclarations[0], name: plan.supply.streams[i].name,
          meanCycle { ($0.streams[i].cycleHours, $0.streams[i].finished, $0.streams[i].cycleTimes) }))
      result[result.count - 1].isLowerBound = { $0.streams[i].cycleTimes.openTotal > 0 }
    }
    return result
  }
}

extension StepPlan {
  /// Whether its rounds are more than the next orders of the queue, each with its own time.
  fileprivate var makesRounds: Bool {
    if terms?.receiving?.wholeTrucks == true { return true }
    guard let picking = terms?.picking else { return false }
    return picking.batching != .inTurn || picking.linesAtMost != nil || picking.perRound != nil
  }
}

extension DemandStream {
  /// Whether it brings orders that are worked at a location's floor.
  fileprivate func isWorked(at location: Int) -> Bool {
    switch self {
    case .orders(let s): s.location == location
    case .replay(let s): s.location == location
    case .perItem(let s): s.location == location
    }
  }
}
