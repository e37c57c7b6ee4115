internal import Groundwork
internal import Kernel
internal import Randomness
internal import Warehouse

/// Reads what a step does beyond a queue, people, places and time; and checks that orders can pass through the whole.
struct StepTermsReader {
  let reading: Reading
  /// Steps of both flows by name: their index in the floor.
  let stepIndex: [String: Int]
  let equipmentNames: [String]

  static let keys = [
    "with", "share", "fails", "to", "then", "limit", "overflow", "preempt", "at-end", "helpers-above", "load", "or-after", "patience",
  ]

  /// nil inside where the step says none of it; nil outside after a complaint.
  func terms(_ name: String, _ field: Field, isGate: Bool, isShip: Bool, isInbound: Bool) -> StepTerms?? {
    guard isGate || Self.keys.contains(where: { field[$0].isPresent }) else { return .some(nil) }
    var terms = StepTerms()
    var isGood = true
    func need<Value>(_ value: Value?, _ put: (Value) -> Void) { if let value { put(value) } else { isGood = false } }
    func refuse(_ key: String, _ why: String, _ remedy: String) {
      reading.error("misplaced-key", why, remedy, at: field[key].place)
      isGood = false
    }
    need(field["share"].share()) { terms.share = $0 }
    need(field["helpers-above"].whole()) { terms.helpersAbove = $0 > 0 ? $0 : nil }
    need(field["load"].number()) { terms.load = $0 }
    need(field["overflow"].choice()) { terms.overflow = StepTerms.Overflow(rawValue: $0) ?? .block }
    if field["limit"].isPresent { need(field["limit"].whole()) { terms.limit = $0 } }
    if field["overflow"].isPresent, !field["limit"].isPresent { refuse("overflow", "'overflow' needs a limit", "add `limit: 60 orders`") }
    if field["preempt"].isPresent { need(field["preempt"].choice()) { terms.preemption = StepTerms.Preemption(rawValue: $0) } }
    if field["at-end"].isPresent { need(field["at-end"].choice()) { terms.atEnd = ShiftTerms.AtEnd(rawValue: $0) } }
    if let branch = field["patience"].branch {
      var reader = LawReader(reading, use: .time)
      need(reader.law(branch, key: "patience")) { terms.patience = $0 }
    }
    if let word = field["with"].branch?.text { terms.equipment = equipmentNames.firstIndex(of: word) }
    need(routes(field)) { terms.routes = $0 }
    if field["or-after"].isPresent { need(field["or-after"].quantity()) { terms.gatherAtMost = .seconds($0.value) } }
    if isGate { need(field["batch"].isPresent ? field["batch"].whole() : 1) { terms.gather = $0 } }
    let queue = field["queue"].branch?.text ?? "fifo"
    if terms.preemption != nil, ["fifo", "lifo"].contains(queue) {
      refuse("preempt", "nothing is more urgent in a queue that goes by arrival", "add `queue: priority`, `due date` or `shortest`")
    }
    if terms.preemption != nil, field["batch"].isPresent, field["batch"].whole() != 1 {
      refuse("preempt", "a task of several orders cannot be interrupted for one", "remove `batch:` or `preempt:`")
    }
    if isGate || isShip {
      for key in ["with", "preempt", "at-end", "helpers-above", "load"] where field[key].isPresent {
        refuse(key, "nobody works at '\(name)'; '\(key)' makes no sense", "remove it")
      }
    }
    if isGate {
      for key in ["limit", "overflow", "patience"] where field[key].isPresent {
        refuse(key, "a step without work lets orders go by itself; '\(key)' makes no sense", "remove it")
      }
      let holds = ["batch", "waves", "every"].contains { field[$0].isPresent }
      if field["queue"].isPresent, !holds || isInbound {
        refuse("queue", "a step without work lets \(isInbound ? "receipts" : "orders") go as they come; 'queue' makes no sense", "remove it")
      } else if queue == "shortest" {
        refuse("queue", "nobody works at '\(name)', so no order needs less work there", "write `queue: due date` or `priority`")
      }
      if field["or-after"].isPresent, terms.gather == 1 {
        refuse("or-after", "'or-after' needs a number to gather", "add `batch: \(isInbound ? "4" : "4 orders")`")
      }
    } else if field["or-after"].isPresent {
      refuse(
        "or-after", "'or-after' stands at a step without people, which gathers",
        "make it a step of its own: `release: { batch: 4 orders, or-after: 30 min }`")
    }
    if isShip {
      for key in ["fails", "to", "then", "share"] where field[key].isPresent {
        refuse(key, "what has departed does not come back", "remove '\(key)'")
      }
    }
    if isInbound, terms.overflow == .leave, terms.limit != nil {
      refuse("overflow", "receipts cannot leave unserved", "write `overflow: block`")
    }
    // What says no more than the defaults says nothing.
    return isGood ? .some(terms == StepTerms() && !isGate ? nil : terms) : nil
  }

  private func routes(_ field: Field) -> [StepTerms.Route]? {
    let (fails, to, then) = (field["fails"], field["to"], field["then"])
    if then.isPresent {
      for other in [fails, to] where other.isPresent {
        reading.error(
          "misplaced-key", "'then' says where everything goes; '\(other.key)' makes no sense beside it", "keep one of them", at: other.place
        )
        return nil
      }
      return thenRoutes(then)
    }
    if fails.isPresent != to.isPresent {
      let missing = fails.isPresent ? "to: pick" : "fails: 2 %", present = fails.isPresent ? fails : to
      reading.error("missing-key", "'\(present.key)' does not say enough", "add `\(missing)`", at: present.place)
      return nil
    }
    guard fails.isPresent else { return [] }
    guard let share = fails.share(), let name = to.text(), let step = stepIndex[name] else { return nil }
    return [.init(step: step, share: share), .init(step: StepTermsReader.onward, share: 1 - share)]
  }

  /// Stands for the next step of the flow until the flow is known.
  static let onward = -2

  private func thenRoutes(_ then: Field) -> [StepTerms.Route]? {
    var routes: [StepTerms.Route] = []
    var sum = 0.0
    let siblings = Array(then.keys.dropLast(2))
    for (name, one) in then.named {
      guard let share = one.share() else { return nil }
      let isHere = stepIndex[name] != nil && then.reading === reading && siblings.count == 3
      if name != "out", !isHere {
        reading.unknown("step", name, among: stepIndex.keys.sorted() + ["out"], code: "unknown-name", at: one.parentPlace)
        return nil
      }
      sum += share
      routes.append(.init(step: name == "out" ? -1 : stepIndex[name]!, share: share))
    }
    if abs(sum - 1) > 1e-9 {
      reading.error(
        "shares", "the shares of 'then' add up to \((sum * 100).plainText) %", "make them 100 %, with `out` for what leaves", at: then.place
      )
      return nil
    }
    return routes
  }

  // MARK: The whole

  /// Fills in who follows whom, and complains where orders cannot get in or out.
  func close(_ floor: inout FloorPlan, fields: [Field]) -> Bool {
    var isGood = true
    for (flow, label) in [(floor.inbound, "inbound"), (floor.outbound, "outbound"), (floor.returns ?? [], "returns")] {
      for (i, s) in flow.enumerated() {
        let next = i + 1 < flow.count ? flow[i + 1] : -1
        guard let routes = floor.steps[s].terms?.routes else { continue }
        floor.steps[s].terms?.routes = routes.map { .init(step: $0.step == Self.onward ? next : $0.step, share: $0.share) }
        for route in floor.steps[s].terms?.routes ?? [] where route.step >= 0 && !flow.contains(route.step) {
          reading.error(
            "unknown-name", "'\(floor.steps[route.step].name)' is not a step of the \(label) flow", "name a step of the same flow",
            at: fields[s].place)
          isGood = false
        }
      }
      if isGood, !passes(flow, floor, fields) { isGood = false }
    }
    return isGood
  }

  /// Whether some orders pass a step by.
  private func isPassedBy(_ step: StepPlan) -> Bool { (step.terms?.share ?? 1) < 1 || step.terms?.picking?.zone != nil }

  private func passes(_ flow: [Int], _ floor: FloorPlan, _ fields: [Field]) -> Bool {
    guard let first = flow.first else { return true }
    func next(_ s: Int) -> Int { flow.firstIndex(of: s).map { $0 + 1 < flow.count ? flow[$0 + 1] : -1 } ?? -1 }
    func after(_ s: Int) -> [Int] {
      let terms = floor.steps[s].terms, ways = (terms?.routes ?? []).filter { $0.share > 0 }.map(\.step)
      let share = terms?.share ?? 1
      return (share > 0 ? (ways.isEmpty ? [next(s)] : ways) : []) + (isPassedBy(floor.steps[s]) ? [next(s)] : [])
    }
    // Steps from which the way out can be reached, by going back from it.
    var canLeave: Set<Int> = []
    var grew = true
    while grew {
      grew = false
      for s in flow where !canLeave.contains(s) && after(s).contains(where: { $0 < 0 || canLeave.contains($0) }) {
        canLeave.insert(s)
        grew = true
      }
    }
    var reached: Set<Int> = [first]
    var open = [first]
    while let s = open.popLast() { for t in after(s) where t >= 0 && reached.insert(t).inserted { open.append(t) } }
    var isGood = true
    for s in flow where reached.contains(s) && !canLeave.contains(s) {
      let ring = flow.filter { !canLeave.contains($0) && reached.contains($0) }.map { "'\(floor.steps[$0].name)'" }.joined(separator: ", ")
      reading.error(
        "no-exit", "orders that come to \(ring) can never leave",
        "let a share of them go on: lower `fails:`, or give `out` a share in `then:`", at: fields[s].parentPlace)
      isGood = false
      break
    }
    if isGood, !endsSoon(flow.filter { reached.contains($0) }, floor, fields, next: next) { isGood = false }
    for s in flow where !reached.contains(s) {
      reading.warn(
        "unused", "no order ever comes to the step '\(floor.steps[s].name)'", "check the shares of 'then'", at: fields[s].parentPlace)
    }
    // Nobody stands before the first step, and a gathering cannot hold what it lets go.
    var outside: Set<Int> = []
    var entries = [first] + flow.filter { floor.steps[$0].holdsBack }.flatMap(after)
    while let s = entries.popLast() {
      guard s >= 0, outside.insert(s).inserted else { continue }
      let step = floor.steps[s]
      if isPassedBy(step) { entries.append(next(s)) }
      if step.kind == .gate, !step.holdsBack { entries += after(s) }
      if step.terms?.limit != nil, step.terms?.overflow == .block {
        reading.error(
          "limit-outside", "orders that find '\(step.name)' full come from where nobody can hold them",
          "add `overflow: leave`, or a step with people before it",
          at: fields[s]["limit"].place)
        isGood = false
      }
    }
    return isGood
  }
}

extension StepPlan {
  /// Whether it is a gate that makes orders wait.
  fileprivate var holdsBack: Bool {
    kind == .gate && ((terms?.gather ?? 1) > 1 || !departures.isEmpty || terms?.picking?.splits == true || terms?.picking?.joins == true)
  }
}
