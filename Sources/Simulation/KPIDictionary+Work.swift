internal import Supply
internal import Warehouse

/// The measures of trucks, of goods that come back, and of goods that are not accepted.
extension KPIDictionary {
  static let workEntries: [Entry] = [
    entry(
      "on-truck", "with their truck", .share, .down, needs: .carriers, headline: true,
      "Orders that left with the departure they were meant for, or an earlier one, ÷ orders that left with carriers, in the measured window. An order is meant for its "
        + "carrier's first departure that is at least `order-by:` after the order came to the floor. Of an order that was split and not joined, each part counts.",
      sum(.ordersOnTruck), over: sum(.ordersShipped)),
    entry(
      "returns.share", "returned", .share, .neither, needs: .returns, range: .notNegative,
      "Units that customers sent back, at the door in the measured window, ÷ units delivered in it.",
      sum(.unitsReturned), over: sum(.unitsDelivered)),
    entry(
      "returns.restocked", "returns restocked", .share, .down, needs: .returns,
      "Returned units that were put back on their shelf ÷ those and the units written off.",
      sum(.unitsRestocked), over: sum(.unitsRestocked, .unitsWrittenOff)),
    entry(
      "returns.time.mean", "mean time of a return", .hours, .up, needs: .returns,
      "From a returned unit's coming to the door to its being restocked or written off, mean over units.", { $0[.returnDays] * 24 },
      over: sum(.unitsRestocked, .unitsWrittenOff)),
    entry(
      "cost.returns", "cost of returns", .moneyPerWeek, .up, needs: .returns,
      "Units sent back × cost per unit as stated, plus units written off × unit cost, per measured week. Refunds are no cost; they are taken off the contribution.",
      sum(.returnsCost), over: weeks),
    entry(
      "rejected-share", "rejected", .share, .up, needs: .rejects, range: .notNegative,
      "Units that failed their inspection ÷ units received in the measured window.",
      sum(.unitsRejected), over: sum(.unitsReceived)),
    entry(
      "cost.rejects", "cost of rejects", .moneyPerWeek, .up, needs: .rejects,
      "Units that failed their inspection and were written off × unit cost, per measured week; what the supplier takes back costs nothing.",
      sum(.rejectsCost), over: weeks),
  ]

  static let carrierDeclarations: [KPIDeclaration] = [
    KPIDeclaration(
      id: "CARRIER.on-truck", title: "with their truck", unit: .share, worse: .down,
      meaning: "Orders that left with the departure they were meant for, or an earlier one, ÷ orders that the carrier took."),
    KPIDeclaration(
      id: "CARRIER.missed", title: "missed their truck", unit: .orders, worse: .up,
      meaning: "Orders that left with a later departure than the one they were meant for, per measured week."),
    KPIDeclaration(
      id: "CARRIER.complete", title: "complete departures", unit: .share, worse: .down,
      meaning:
        "Departures that took along every order meant for them ÷ departures. An order that has not left when the run ends is not counted against its departure."
    ),
    KPIDeclaration(
      id: "CARRIER.per-truck", title: "orders per truck", unit: .jobs, worse: .neither,
      meaning: "Orders that the carrier took ÷ its departures."),
    KPIDeclaration(
      id: "CARRIER.fill", title: "truck fill", unit: .share, worse: .down,
      meaning: "Orders (or lines, or units, as `capacity:` counts) that the carrier took ÷ what its departures have room for."),
    KPIDeclaration(
      id: "CARRIER.left-behind", title: "left behind", unit: .orders, worse: .up,
      meaning: "Orders that were ready in time for a departure and found its truck full, per measured week, each counted once."),
  ]

  /// The measures of one carrier.
  static func carrier(_ s: Int, _ step: StepPlan) -> [KPI] {
    let room = step.terms?.shipping?.capacity.map(Double.init)
    return carrierDeclarations.compactMap { declaration in
      let evaluation: KPI.Evaluation
      switch declaration.id {
      case "CARRIER.on-truck": evaluation = .ratio(numerator: { $0.stations[s].onTruck }, denominator: { $0.stations[s].shipped })
      case "CARRIER.missed": evaluation = .ratio(numerator: { $0.stations[s].shipped - $0.stations[s].onTruck }, denominator: weeks)
      case "CARRIER.complete":
        evaluation = .ratio(numerator: { $0.stations[s].completeDepartures }, denominator: { $0.stations[s].departures })
      case "CARRIER.per-truck": evaluation = .ratio(numerator: { $0.stations[s].shipped }, denominator: { $0.stations[s].departures })
      case "CARRIER.fill":
        guard let room else { return nil }
        evaluation = .ratio(numerator: { $0.stations[s].loaded }, denominator: { $0.stations[s].departures * room })
      default:
        if room == nil { return nil }
        evaluation = .ratio(numerator: { $0.stations[s].leftBehind }, denominator: weeks)
      }
      return bound(declaration, name: step.name, evaluation)
    }
  }
}

extension StepPlan {
  /// Whether trucks of one carrier leave here.
  var isCarrier: Bool { kind == .ship && terms?.shipping != nil }
}
