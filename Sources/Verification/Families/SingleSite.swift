internal import Groundwork
internal import Kernel

extension AnswerFamily {
  /// One site followed event by event on the kernel, nothing random.
  static let singleSite: [AnswerFamily] = [
    AnswerFamily("des_single_site") { row in
      var site = SiteRun(try SitePlan(row.inputs))
      site.run()
      return site.answer()
    }
  ]
}

/// A site that orders from a supplier who always has enough, and loses what it cannot serve at once.
///
/// At equal times first receipts, then all customers, then one review: the kernel's classes of an instant. An order is cut to the room
/// that stock and orders leave.
private struct SitePlan {
  enum Rule {
    case lot(r: Int64, Q: Int64)
    case upTo(s: Int64, S: Int64)
  }

  let rule: Rule
  let leadTime: SimTime
  let capacity: Int64
  let streams: [(quantity: Int64, interval: SimTime)]
  let horizon: SimTime
  let customerLeadTime: SimTime
  /// nil where the site looks after every instant with a change.
  let reviewInterval: SimTime?
  let holding: Double
  let price: Double
  let transport: Double
  let delivery: Double

  let initialStock: Int64

  init(_ inputs: RowInputs) throws {
    func units(_ name: String) throws(InputErrors) -> Int64 { Int64(try inputs.whole(name, in: 0...1_000_000_000)) }
    func days(_ name: String) throws(InputErrors) -> SimTime {
      let value = try inputs.number(name)
      if !(value >= 0 && value <= 1e6) { throw inputs.refusal(name, "is \(value)", remedy: "write 0 to 1 000 000 days") }
      return .days(value)
    }
    switch try inputs.text("policy") {
    case "rQ": rule = .lot(r: try units("r"), Q: try units("Q"))
    case "sS": rule = .upTo(s: try units("s"), S: try units("S"))
    case let other: throw inputs.refusal("policy", "is '\(other)'", remedy: "write rQ or sS")
    }
    leadTime = try days("lead_time")
    capacity = inputs.has("capacity") ? try units("capacity") : .max
    var streams: [(quantity: Int64, interval: SimTime)] = []
    for one in try inputs.matrix("demand_streams") {
      guard one.count == 2, one[0] >= 0, one[0] == one[0].rounded(), one[0] <= 1e9, one[1] > 0, one[1] <= 1e6,
        SimTime.days(one[1]) > .zero
      else {
        throw inputs.refusal("demand_streams", "holds a stream that is not understood", remedy: "write [units, days between orders]")
      }
      streams.append((Int64(one[0]), .days(one[1])))
    }
    self.streams = streams
    let horizon = try days("horizon")
    self.horizon = horizon
    customerLeadTime = inputs.has("customer_lead_time") ? try days("customer_lead_time") : .zero
    let review = inputs.has("review") ? try inputs.text("review") : "continuous"
    switch review {
    case "continuous": reviewInterval = nil
    case "periodic":
      reviewInterval = try days("review_interval")
      if reviewInterval == .zero {
        throw inputs.refusal("review_interval", "is 0", remedy: "write days between reviews, or review continuously")
      }
    default: throw inputs.refusal("review", "is '\(review)'", remedy: "write continuous, or periodic with review_interval")
    }
    if inputs.has("supplier"), try inputs.text("supplier") != "infinite" {
      throw inputs.refusal("supplier", "is not infinite", remedy: "this kind has a supplier who always delivers")
    }
    holding = try inputs.number("holding_cost_per_unit_day", or: 0)
    price = try inputs.number("unit_buy_price", or: 0)
    transport = try inputs.number("transport_cost_per_shipment", or: 0)
    delivery = try inputs.number("customer_delivery_cost", or: 0)
    let events = streams.reduce(0.0) { $0 + Double(horizon.ticks) / Double($1.interval.ticks) }
    if events > 2e7 { throw inputs.refusal("demand_streams", "ask more than 20 million times", remedy: "shorten the horizon") }
    if let interval = reviewInterval, Double(horizon.ticks) / Double(interval.ticks) > 2e7 {
      throw inputs.refusal("review_interval", "makes more than 20 million reviews", remedy: "review less often, or continuously")
    }
    initialStock = try units("initial_stock")
  }
}

/// The site at work.
private struct SiteRun: ~Copyable {
  enum Kind { static let receipt: UInt16 = 1, delivery: UInt16 = 2, customer: UInt16 = 3, review: UInt16 = 4 }

  let plan: SitePlan
  var agenda = Agenda()
  var stock: TimeWeighted
  var onOrder: Int64 = 0
  var isReviewDue = false
  var counts = Counts()

  struct Counts {
    var ordersPlaced: Int64 = 0, unitsPlaced: Int64 = 0, ordersReceived: Int64 = 0, unitsReceived: Int64 = 0
    var customersCame: Int64 = 0, unitsAsked: Int64 = 0, customersServed: Int64 = 0, unitsServed: Int64 = 0, deliveriesSent: Int64 = 0
  }

  init(_ plan: SitePlan) {
    self.plan = plan
    stock = TimeWeighted(plan.initialStock)
  }

  mutating func run() {
    for i in plan.streams.indices where plan.horizon > .zero { agenda.schedule(at: .zero, .demand, kind: Kind.customer, subject: Int32(i)) }
    if plan.reviewInterval != nil {
      agenda.schedule(at: .zero, .review, kind: Kind.review)
    } else {
      look(.zero)
    }
    // What is due at the horizon belongs to the time after it.
    while let event = agenda.next(notAfter: SimTime(ticks: plan.horizon.ticks - 1)) {
      switch event.kind {
      case Kind.receipt:
        stock.change(by: event.argument, at: event.time)
        onOrder -= event.argument
        counts.ordersReceived += 1
        counts.unitsReceived += event.argument
        look(event.time)
      case Kind.delivery:
        counts.customersServed += 1
        counts.unitsServed += event.argument
      case Kind.customer: serve(Int(event.subject), event.time)
      default: review(event.time)
      }
    }
  }

  private mutating func serve(_ stream: Int, _ now: SimTime) {
    let (quantity, interval) = plan.streams[stream]
    counts.customersCame += 1
    counts.unitsAsked += quantity
    if stock.level >= quantity {
      stock.change(by: -quantity, at: now)
      counts.deliveriesSent += 1
      agenda.schedule(at: now + plan.customerLeadTime, .measurement, kind: Kind.delivery, argument: quantity)
    }
    // Customers come before the plan.horizon, not at it.
    if now + interval < plan.horizon { agenda.schedule(at: now + interval, .demand, kind: Kind.customer, subject: Int32(stream)) }
    look(now)
  }

  /// One review after everything of the instant.
  private mutating func look(_ now: SimTime) {
    if plan.reviewInterval != nil || isReviewDue { return }
    isReviewDue = true
    agenda.schedule(at: now, .review, kind: Kind.review)
  }

  private mutating func review(_ now: SimTime) {
    isReviewDue = false
    let position = stock.level + onOrder
    var quantity: Int64 = 0
    switch plan.rule {
    case .lot(let r, let Q): if position <= r { quantity = Q }
    case .upTo(let s, let S): if position <= s { quantity = S - position }
    }
    quantity = min(quantity, max(0, plan.capacity - position))
    if quantity > 0 {
      onOrder += quantity
      counts.ordersPlaced += 1
      counts.unitsPlaced += quantity
      agenda.schedule(at: now + plan.leadTime, .receipt, kind: Kind.receipt, argument: quantity)
    }
    if let interval = plan.reviewInterval { agenda.schedule(at: now + interval, .review, kind: Kind.review) }
  }

  func answer() -> Answer {
    var answer = Answer()
    answer.add("inventory_at_end", Double(stock.level))
    answer.add("replenishment_orders_placed", Double(counts.ordersPlaced))
    answer.add("replenishment_units_placed", Double(counts.unitsPlaced))
    answer.add("replenishment_orders_received", Double(counts.ordersReceived))
    answer.add("replenishment_units_received", Double(counts.unitsReceived))
    answer.add("customer_orders_placed", Double(counts.customersCame))
    answer.add("customer_units_placed", Double(counts.unitsAsked))
    answer.add("customer_orders_delivered", Double(counts.customersServed))
    answer.add("customer_units_delivered", Double(counts.unitsServed))
    answer.add("holding_cost", plan.holding * Double(stock.area(until: plan.horizon)) / Double(SimTime.ticksPerDay))
    answer.add("replenishment_cost", plan.price * Double(counts.unitsReceived))
    answer.add("transport_cost", plan.transport * Double(counts.ordersPlaced) + plan.delivery * Double(counts.deliveriesSent))
    return answer
  }
}
