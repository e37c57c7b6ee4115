internal import Groundwork
internal import Optimization

extension AnswerFamily {
  /// Guaranteed-service safety stock on trees and other networks without circles.
  static let serviceNetworks: [AnswerFamily] = [
    AnswerFamily("gsm_tree", "gsm_network") { row in
      let (network, names, scale) = try network(row.inputs)
      let plan = try network.solve(threads: row.control.threads, cancellation: row.control.cancellation)
      // Where times are not whole, a period was a part of theirs: √ of time scales the cost.
      let unit = (1 / scale).squareRoot()
      var answer = Answer()
      answer.choose(
        "committed_service_times", .keyed(zip(names, plan.serviceTimes).map { .init($0, Double($1) / scale) }), costedBy: "cost")
      answer.add("cost", plan.cost * unit)
      if plan.gap > 0 { answer.note = "lower bound \(plan.lowerBound * unit)" }
      answer.priced = { _, row in
        guard case .keyed(let entries)? = row[expected: "committed_service_times"], entries.count == names.count else { return nil }
        var promises: [Int] = []
        for name in names {
          guard let time = entries.first(where: { $0.name == name })?.value, abs(time) < 1e5 else { return nil }
          promises.append(Int((time * scale).rounded()))
        }
        return try network.cost(ofPromises: promises) * unit
      }
      return answer
    }
  ]

  /// The network, its stages' names in order, and how many periods of it make one of the row's.
  private static func network(_ inputs: RowInputs) throws -> (ServiceNetwork, [String], Double) {
    let nodes = try inputs.objects("nodes")
    var times: [Double] = []
    func time(_ node: RowInputs, _ name: String) throws -> Double? {
      guard node.has(name) else { return nil }
      let value = try node.number(name)
      if value < 0 { throw node.refusal(name, "is negative", remedy: "write at least 0") }
      return value
    }
    for node in nodes {
      for name in ["processing_time", "external_inbound_cst", "external_outbound_cst"] {
        if let t = try time(node, name) { times.append(t) }
      }
    }
    var scale = 1.0
    while scale < 1000, !times.allSatisfy({ abs($0 * scale - ($0 * scale).rounded()) < 1e-6 }) { scale *= 10 }
    func periods(_ value: Double?) -> Int? { value.map { Int(min(1e9, ($0 * scale).rounded(.up))) } }
    var stages: [ServiceNetwork.Stage] = []
    var places: [Int: Int] = [:]
    for node in nodes {
      let index = try node.whole("index", in: -1_000_000_000...1_000_000_000)
      if places.updateValue(stages.count, forKey: index) != nil {
        throw node.refusal("index", "stands twice", remedy: "number each stage once")
      }
      stages.append(
        .init(
          name: "\(index)", processingTime: periods(try time(node, "processing_time")) ?? 0,
          holdingCost: try node.number("local_holding_cost"), boundFactor: try node.number("demand_bound_constant", or: 1),
          demandSD: try node.number("demand_sd", or: 0), inboundServiceTime: periods(try time(node, "external_inbound_cst")),
          maximumServiceTime: periods(try time(node, "external_outbound_cst"))))
    }
    var links: [ServiceNetwork.Link] = []
    for edge in try inputs.matrix("edges") {
      guard edge.count == 2, let from = Int(exactly: edge[0]).flatMap({ places[$0] }),
        let to = Int(exactly: edge[1]).flatMap({ places[$0] })
      else { throw inputs.refusal("edges", "joins stages that do not exist", remedy: "write [from, to] with the indices of nodes") }
      links.append(.init(from: from, to: to))
    }
    return (ServiceNetwork(stages: stages, links: links), stages.map(\.name), scale)
  }
}
