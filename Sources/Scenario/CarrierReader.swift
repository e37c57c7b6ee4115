internal import Groundwork
internal import Kernel
internal import Simulation
internal import Warehouse

/// Reads the carriers of the last step of the outbound flow: a gate that deals orders out, and a step for each carrier behind it.
struct CarrierReader {
  let reading: Reading
  let clock: ReadClock
  let picking: PickingReader

  /// The carriers of a flow, in the file's order.
  static func carriers(_ outbound: [(name: String, field: Field)]) -> [(name: String, field: Field)] {
    outbound.last?.field["carriers"].named ?? []
  }

  private static let otherKeys =
    ["by", "time", "at", "with", "batch", "share", "fails", "to", "then", "limit", "patience", "departures", "cut-off", "or-after", "plan"]
    + PickingReader.keys

  /// The gate first, then the carriers; nil after a complaint.
  ///
  /// - Parameter index: of the gate among the floor's steps.
  func read(_ name: String, _ field: Field, index: Int, queue: StepPlan.Queue) -> [StepPlan]? {
    var isGood = true
    let carriers = field["carriers"].named
    for key in Self.otherKeys where field[key].isPresent {
      reading.error(
        "misplaced-key", "carriers only take orders away; '\(key)' makes no sense beside them",
        "make it a step of its own, or give it to a carrier", at: field[key].place)
      isGood = false
    }
    if carriers.isEmpty {
      reading.error(
        "missing-key", "'carriers' has no carrier", "write for example `parcel: { departures: mon-fri 16:30 }`", at: field["carriers"].place
      )
      return nil
    }
    var choices: [ShippingTerms.Choice] = []
    var steps: [StepPlan] = []
    for (k, carrier) in carriers.enumerated() {
      guard let choice = self.choice(carrier.field, step: index + 1 + k, among: carriers),
        let step = truck(carrier.name, carrier.field, queue: queue)
      else {
        isGood = false
        continue
      }
      choices.append(choice)
      steps.append(step)
    }
    guard isGood else { return nil }
    let dealt = choices.filter { $0.linesFrom == nil && $0.stream == nil }
    if dealt.isEmpty {
      reading.error(
        "no-carrier", "orders that fit no condition have no carrier", "add a carrier without `from:` and `stream:`",
        at: field["carriers"].place)
      return nil
    }
    let sum = dealt.reduce(0) { $0 + $1.share }
    if abs(sum - 1) > 1e-9 {
      reading.error(
        "shares", "the shares of the carriers add up to \(((sum * 1e6).rounded() / 1e4).plainText) %", "make them 100 %",
        at: field["carriers"].place)
      return nil
    }
    var gate = StepPlan(name: name, kind: .gate)
    var terms = StepTerms()
    var shipping = ShippingTerms()
    shipping.carriers = choices
    terms.shipping = shipping
    // For whoever asks where orders can go; how many go where is the carriers' business.
    terms.routes = choices.map { .init(step: $0.step, share: 1 / Double(choices.count)) }
    gate.terms = terms
    return [gate] + steps
  }

  private func choice(_ field: Field, step: Int, among all: [(name: String, field: Field)]) -> ShippingTerms.Choice? {
    let hasCondition = field["from"].isPresent || field["stream"].isPresent
    if hasCondition {
      if field["share"].isPresent {
        reading.error(
          "misplaced-key", "a carrier with a condition takes all orders that fit it", "remove 'share'", at: field["share"].place)
        return nil
      }
      var choice = ShippingTerms.Choice(step: step, share: 0)
      if field["from"].isPresent {
        guard let lines = field["from"].whole() else { return nil }
        choice.linesFrom = lines
      }
      if field["stream"].isPresent {
        guard let stream = field["stream"].text() else { return nil }
        choice.stream = stream
      }
      return choice
    }
    if field["share"].isPresent { return field["share"].share().map { .init(step: step, share: $0) } }
    let dealt = all.count { !$0.field["from"].isPresent && !$0.field["stream"].isPresent }
    if dealt == 1 { return .init(step: step, share: 1) }
    reading.error(
      "missing-key", "'\(field.key)' does not say its share of the orders", "add `share: \(100 / dealt) %`", at: field.parentPlace)
    return nil
  }

  private func truck(_ name: String, _ field: Field, queue: StepPlan.Queue) -> StepPlan? {
    guard field["departures"].require(), let plan = field["departures"].branch.flatMap({ reading.departures($0, key: "departures") }),
      let cutOff = field["cut-off"].quantity()
    else { return nil }
    let moments = picking.moments(of: plan)
    guard picking.departs("the carrier '\(name)'", field, moments, cutOff: .seconds(cutOff.value)) else { return nil }
    var orderBy = cutOff.value
    if field["order-by"].isPresent {
      guard let value = field["order-by"].quantity()?.value else { return nil }
      orderBy = value
      if orderBy < cutOff.value {
        reading.error(
          "cut-off-gap", "orders of '\(name)' would be meant for a truck after it has closed",
          "make `order-by:` at least as long as `cut-off:`",
          at: field["order-by"].place)
        return nil
      }
    }
    var step = StepPlan(name: name, kind: .ship, queue: queue, departures: moments, cutOff: .seconds(cutOff.value))
    var terms = StepTerms()
    var shipping = ShippingTerms()
    shipping.orderBy = .seconds(orderBy)
    if field["capacity"].isPresent {
      guard let capacity = capacity(field["capacity"]) else { return nil }
      shipping.capacity = capacity.most
      // Orders are what a capacity without a word always counted.
      shipping.capacityCounts = capacity.counts == .orders ? nil : capacity.counts
    }
    terms.shipping = shipping
    step.terms = terms
    return step
  }
}

extension CarrierReader {
  /// `400 orders`, `900 lines`, `2500 units`.
  private func capacity(_ field: Field) -> (most: Int, counts: ShippingTerms.Room)? {
    guard let quantity = field.quantity() else { return nil }
    guard let most = Int(exactly: quantity.value) else {
      reading.error("not-whole", "'capacity' must be a whole number, not \(quantity.number.plainText)", "round it", at: field.place)
      return nil
    }
    return (most, quantity.dimension == .line ? .lines : quantity.dimension == .unit ? .units : .orders)
  }
}

extension FloorReader {
  /// The last step, from which carriers take the orders; false after a complaint.
  func ship(
    _ name: String, _ one: Field, isLast: Bool, _ carriers: [(name: String, field: Field)], _ floor: inout FloorPlan,
    _ fields: inout [Field],
    _ names: inout Set<String>, _ picking: PickingReader
  ) -> Bool {
    if !isLast {
      reading.error(
        "ship-last", "carriers take orders from '\(name)', so it must be the last", "move the steps behind it before it",
        at: one.parentPlace)
      return false
    }
    for carrier in carriers where !names.insert(carrier.name).inserted {
      reading.error(
        "duplicate-key", "the carrier '\(carrier.name)' is called like a step", "give them different names: results are listed by name",
        at: carrier.field.parentPlace)
      return false
    }
    let queue = one["queue"].choice().map { $0 == "due date" ? StepPlan.Queue.dueDate : StepPlan.Queue(rawValue: $0) ?? .fifo }
    let reader = CarrierReader(reading: reading, clock: clock, picking: picking)
    guard let queue, let steps = reader.read(name, one, index: floor.steps.count, queue: queue) else { return false }
    fields += carriers.map(\.field)
    for step in steps {
      floor.outbound.append(floor.steps.count)
      floor.steps.append(step)
    }
    return true
  }
}
