internal import Groundwork
internal import Simulation
internal import Supply

/// One layered scenario to a plan with everything resolved, and what the file says about experiments.
struct PlanReader {
  let reading: Reading
  let root: Branch

  struct Result {
    var draft: Draft
    var experiment: ExperimentSettings
    var checks: [CheckRule]
    var report: ReportTerms
  }

  /// The plan, or nil after complaints. Everything is read, also after the first complaint.
  func read(name: String, title: String) -> Result? {
    Checker(reading: reading, root: root).check()
    guard root.twigs != nil else { return nil }
    let field = Field(root: root, reading: reading)
    for key in ["name", "bullwhip"] { field[key].require() }
    for key in ["items", "locations", "demand"] { field[key].require() }
    version(field["bullwhip"])
    let clocks = ClockReader(reading: reading, root: field)
    if let clock = clocks.read() { return rest(of: field, by: clock, name: name, title: title) }
    reading.agreed(clocks.standIns().map { clock in { _ = rest(of: field, by: clock, name: name, title: title) } })
    return nil
  }

  /// Everything that hangs on the clock.
  private func rest(of field: Field, by clock: ReadClock, name: String, title: String) -> Result? {
    reading.partial = []
    var supply = SupplyReader(reading: reading, root: field, clock: clock).read()
    if let returns = ReturnsReader(reading: reading, root: field, clock: clock).read() {
      supply?.plan.returns = returns
    } else {
      supply = nil
    }
    if supply == nil { reading.partial.insert("item") }
    let locationNames = field["locations"].named.map(\.name)
    var floorReader = FloorReader(
      reading: reading, root: field, clock: clock, locationNames: locationNames, streams: supply?.plan.streams ?? [],
      items: supply?.plan.items ?? [],
      newItems: supply?.plan.newItems)
    floorReader.itemZones = supply?.zones
    let floor = floorReader.read()
    if case .automatic = clock.clock.warmUp { automaticWarmUp(field, supply) }
    var plan: Plan?
    if let supply, let floor {
      plan = Plan(
        name: title, currency: reading.currency ?? "EUR", clock: clock.clock, study: clock.study, supply: supply.plan, floor: floor)
    }
    let lateOrderCost = lateOrderCost(field, plan)
    plan?.lateOrderCost = lateOrderCost
    let results = ResultKeysReader(reading: reading, root: field)
    // Targets are measures of the plan, and one measure is of a target.
    let promises = field["targets"].named.contains { KPIDictionary.setsPromise($0.0) }
    let hasCapacity = supply?.plan.locations.contains { ($0.capacityLitres ?? 0) > 0 } ?? true
    let constraints = results.constraints(plan, hasPromise: promises, hasCapacity: hasCapacity)
    plan?.constraints = constraints
    let kpis = plan.map { KPIDictionary.kpis(for: $0, hasPromise: promises) }
    let targets = results.targets(kpis: kpis)
    let checks = results.checks(kpis: kpis)
    let experiment = results.experiment(kpis: kpis)
    let report = ReportReader(reading: reading, root: field).read()
    let changes = root["changes"].flatMap { $0.isNothing ? nil : ChangesReader(reading: reading, root: root, clock: clock) }
    guard var plan, let supply, let experiment else {
      changes?.check(name: name, title: title)
      return nil
    }
    plan.targets = targets
    plan.supply.initialStockFollowsPolicy = supply.initialStockFollowsPolicy
    if let changes {
      guard let changed = changes.applied(to: plan, name: name, title: title) else { return nil }
      plan = changed
    }
    let draft = Draft(name: name, plan: plan, toOptimise: supply.toOptimise)
    return Result(draft: draft, experiment: experiment, checks: checks, report: report)
  }

  private func version(_ field: Field) {
    guard let text = field.branch?.text else { return }
    guard let number = Int(text) else {
      reading.error("version", "'\(text)' is not a version of the scenario language", "write `bullwhip: 1`", at: field.place)
      return
    }
    if number > 1 {
      reading.error(
        "version", "this file is written in version \(number) of the scenario language; this program reads version 1",
        "use a newer Bullwhip", at: field.place)
    } else if number < 1 {
      reading.error("version", "there is no version \(number) of the scenario language", "write `bullwhip: 1`", at: field.place)
    }
  }

  /// Money per order that leaves after its due time; nil where none is.
  private func lateOrderCost(_ field: Field, _ plan: Plan?) -> Double? {
    let late = field["costs"]["late-order"]
    guard late.isPresent, let cost = late.quantity()?.value, cost > 0, let plan else { return nil }
    if plan.promisesTimes { return cost }
    reading.warn(
      "unused", "no order is late where no stream promises a time, so `late-order` costs nothing", "give the stream `due: 24 h`, or remove it",
      at: late.place)
    return nil
  }

  /// MSER-5 looks for the end of a transient; where the start means something there is none to cut.
  private func automaticWarmUp(_ field: Field, _ supply: ReadSupply?) {
    let place = field["clock"]["warm-up"].place
    var reasons: [String] = []
    if supply?.initialStockFollowsPolicy == false { reasons.append("an initial stock is given") }
    for (name, stream) in field["demand"]["streams"].named {
      if stream["replay"].isPresent { reasons.append("'\(name)' is a replay") }
      let shape = stream["orders"].isPresent ? stream["orders"]["arrivals"] : stream["per-item"]
      for key in ["season", "trend", "events"] where shape[key].isPresent {
        reasons.append("'\(name)' has \(key == "events" ? "events" : "a \(key)")")
      }
    }
    if let first = reasons.first {
      reading.error(
        "warm-up", "the warm-up cannot be found by itself: \(first), so the start means something",
        "write a span such as `8 weeks`, or 0 weeks", at: place)
    }
  }
}
