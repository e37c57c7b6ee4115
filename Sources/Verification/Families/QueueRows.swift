internal import Foundation
internal import Groundwork
internal import Randomness

extension AnswerFamily {
  /// Waiting lines: by closed form, and by simulation on the kernel.
  static let queues: [AnswerFamily] = waitingLines.map { family in
    var told = family
    told.answer = { row in
      var answer = try family.answer(row)
      if answer.simulation == nil {
        answer.note =
          (answer.note.map { $0 + "; " } ?? "") + "not simulated: too close to saturation, too many at once, or times too far apart"
      }
      return answer
    }
    return told
  }

  private static let waitingLines: [AnswerFamily] = [
    AnswerFamily("queue_erlang_b") { row in
      let servers = try row.inputs.whole("servers", in: 1...1_000_000)
      // The loss formula holds for any law of service.
      if row.inputs.has("service") { _ = try row.inputs.text("service") }
      try row.inputs.assume("arrivals", "poisson")
      let load = try offeredLoad(row.inputs)
      var answer = Answer()
      let blocking = try MarkovQueue.erlangB(servers: servers, offeredLoad: load)
      answer.add("blocking", blocking)
      answer.add("P_block", blocking)
      answer.add("carried_load", load * (1 - blocking))
      answer.simulation = simulation(
        QueueModel(
          stations: [.init(servers: servers, capacity: servers)], streams: [.init(station: 0, gap: .exponential(mean: 1 / load))],
          services: [.exponential(mean: 1)])
      ) { ["blocking": [$0.blocked], "P_block": [$0.blocked], "carried_load": [$0.busy]] }
      return answer
    },
    AnswerFamily("queue_mmc") { row in
      let queue = try markovQueue(row.inputs)
      let figures = try queue.waiting()
      var answer = figures.answer()
      answer.add("rho", queue.offeredLoad / Double(queue.servers))
      for one in row.expected where quantile(one.name) != nil {
        if let p = quantile(one.name) { answer.add(one.name, try queue.waitQuantile(p)) }
      }
      answer.simulation = simulation(
        model(queue), load: queue.offeredLoad / Double(queue.servers), lineLength: figures.lineLength, quantilesOf: row
      ) { figures in lineFigures(figures) }
      return answer
    },
    AnswerFamily("queue_mmck") { row in
      let queue = try markovQueue(row.inputs)
      let capacity = try row.inputs.whole("capacity", in: 1...10_000_000)
      let figures = try queue.waiting(capacity: capacity)
      var answer = figures.answer()
      // A house that is full settles as one that is empty does; at a load of 1 its size alone says how fast.
      let bounded = 1 - max(abs(1 - queue.offeredLoad / Double(queue.servers)), 1 / Double(capacity))
      answer.simulation = simulation(model(queue, capacity: capacity), load: bounded, lineLength: figures.lineLength) { figures in
        lineFigures(figures)
      }
      return answer
    },
    AnswerFamily("queue_abandon") { row in
      let queue = try markovQueue(row.inputs)
      let patience = try row.inputs.number("patience_rate")
      let figures = try queue.waiting(patienceRate: patience)
      var answer = figures.answer()
      var simulated = model(queue)
      simulated.patience = .exponential(mean: 1 / patience)
      answer.simulation = simulation(simulated, lineLength: figures.lineLength) { figures in
        // The model's waits are those of the served only; the closed form's are everybody's: Little's law from the line.
        var values = lineFigures(figures)
        values["Wq"] = [figures.line[0] / queue.arrivalRate]
        values["W"] = [figures.house[0] / queue.arrivalRate]
        return values
      }
      return answer
    },
    AnswerFamily("queue_finite_source") { row in
      let inputs = row.inputs
      try exponentialOnly(inputs)
      let queue = MarkovQueue(
        servers: try inputs.whole("servers", in: 1...1_000_000), arrivalRate: try inputs.number("arrival_per_source"),
        serviceRate: try inputs.number("service_rate"))
      let sources = try inputs.whole("sources", in: 1...10_000_000)
      var answer = try queue.waiting(sources: sources).answer()
      var simulated = model(queue)
      simulated.streams[0].sources = sources
      answer.simulation = sources <= 2_000 ? simulation(simulated) { figures in lineFigures(figures) } : nil
      return answer
    },
    AnswerFamily("queue_mg1", "queue_gig1") { row in
      let inputs = row.inputs
      let queue = SingleServerQueue(
        interarrival: row.kind == "queue_mg1" ? .exponential(mean: 1 / (try inputs.positive("arrival_rate"))) : try interarrival(inputs),
        service: try service(inputs))
      let found = try queue.wait()
      let rate = 1 / queue.interarrival.mean
      var answer = Answer()
      answer.note = found.method
      answer.add("Wq", found.mean)
      answer.add("Lq", rate * found.mean)
      answer.add("W", found.mean + queue.service.mean)
      answer.add("L", rate * (found.mean + queue.service.mean))
      answer.add("rho", queue.load)
      if let none = found.none {
        answer.add("P_no_wait", none)
        answer.add("P_wait", 1 - none)
      }
      if let sigma = found.sigma { answer.add("sigma", sigma) }
      answer.simulation = simulation(
        QueueModel(stations: [.init(servers: 1)], streams: [.init(station: 0, gap: queue.interarrival)], services: [queue.service]),
        load: queue.load, lineLength: found.mean / queue.interarrival.mean
      ) { figures in
        var values = lineFigures(figures)
        values["P_no_wait"] = [1 - figures.waited]
        if found.sigma != nil { values["sigma"] = [figures.waited] }
        values["rho"] = [figures.busy]
        return values
      }
      return answer
    },
    AnswerFamily("queue_priority") { row in
      let inputs = row.inputs
      try inputs.assume("interarrival", "exponential")
      try inputs.assume("arrivals", "poisson")
      let rates = try inputs.numbers("arrival_rates")
      let services = try services(inputs, count: rates.count)
      let means = services.map(\.mean)
      let word = try inputs.text("discipline")
      guard ["non-preemptive", "preemptive resume", "preemptive-resume"].contains(word) else {
        throw inputs.refusal("discipline", "is '\(word)'", remedy: "write non-preemptive or preemptive resume")
      }
      let queue = PriorityQueue(
        arrivalRates: rates, services: services,
        discipline: word == "non-preemptive" ? .nonPreemptive : .preemptiveResume)
      let found = try queue.means()
      var answer = Answer()
      answer.add("Wq", found.wait)
      answer.add("sojourn", found.stay)
      answer.add("W", found.stay)
      answer.add("Lq", zip(rates, found.wait).map { $0 * $1 })
      answer.add("L", zip(rates, found.stay).map { $0 * $1 })
      let isPreemptive = queue.discipline == .preemptiveResume
      answer.simulation = simulation(
        QueueModel(
          stations: [.init(servers: 1, order: isPreemptive ? .preemptiveResume : .nonPreemptive)],
          streams: rates.map { .init(station: 0, gap: .exponential(mean: 1 / $0)) }, services: queue.services),
        load: zip(rates, means).reduce(0) { $0 + $1.0 * $1.1 }
      ) { figures in
        // The closed form's wait of an interrupted class is all its time out of service.
        ["Wq": isPreemptive ? zip(figures.stay, means).map { $0 - $1 } : figures.wait, "sojourn": figures.stay, "W": figures.stay]
      }
      return answer
    },
    AnswerFamily("queue_network") { row in
      let inputs = row.inputs
      try exponentialOnly(inputs)
      let external = try inputs.numbers("external_arrival_rates")
      let network = JacksonNetwork(
        externalRates: external, routing: try inputs.matrix("routing"),
        serviceRates: try inputs.series("service_rates", count: external.count),
        servers: try inputs.series("servers", count: external.count).map { Int(max(0, min(2_000_000, $0))) })
      let found = try network.figures()
      var answer = Answer()
      answer.add("throughputs", found.throughputs)
      answer.add("L", found.stations.map(\.inHouse))
      answer.add("Lq", found.stations.map(\.lineLength))
      answer.add("W", found.stations.map(\.stay))
      answer.add("Wq", found.stations.map(\.wait))
      answer.add("mean_sojourn", found.meanSojourn)
      let entries = external.indices.filter { external[$0] > 0 }
      answer.simulation = simulation(
        QueueModel(
          stations: external.indices.map { .init(servers: network.servers[$0], routing: network.routing[$0]) },
          streams: entries.map { .init(station: $0, gap: .exponential(mean: 1 / external[$0])) },
          services: external.indices.flatMap { i in entries.map { _ in TimeLaw.exponential(mean: 1 / network.serviceRates[i]) } }),
        load: zip(found.throughputs.indices, found.throughputs).map { $1 / (network.serviceRates[$0] * Double(network.servers[$0])) }.max()
          ?? 0
      ) { ["throughputs": $0.throughput, "L": $0.house, "Lq": $0.line, "mean_sojourn": [$0.sojourn]] }
      return answer
    },
  ]

  // MARK: Inputs

  private static func offeredLoad(_ inputs: RowInputs) throws -> Double {
    inputs.has("offered_load") ? try inputs.positive("offered_load") : try inputs.positive("arrival_rate") / inputs.positive("service_rate")
  }

  /// What Markov's formulas take for granted may be said; another law has no answer in them.
  private static func exponentialOnly(_ inputs: RowInputs) throws(InputErrors) {
    for name in ["interarrival", "service", "services", "patience"] { try inputs.assume(name, "exponential") }
    try inputs.assume("arrivals", "poisson")
  }

  private static func markovQueue(_ inputs: RowInputs) throws -> MarkovQueue {
    try exponentialOnly(inputs)
    return MarkovQueue(
      servers: try inputs.whole("servers", in: 1...1_000_000), arrivalRate: try inputs.number("arrival_rate"),
      serviceRate: try inputs.number("service_rate"))
  }

  /// `wait_quantile_95` asks for 0.95, `wait_quantile_995` for 0.995.
  private static func quantile(_ name: String) -> Double? {
    guard name.hasPrefix("wait_quantile_"), let digits = Optional(name.dropFirst(14)), !digits.isEmpty, digits.allSatisfy(\.isNumber) else {
      return nil
    }
    return Double("0." + digits)
  }

  private static func interarrival(_ inputs: RowInputs) throws -> TimeLaw {
    if inputs.has("interarrival_pmf") { return try points(inputs, "interarrival_pmf") }
    let mean: Double? =
      inputs.has("mean_interarrival")
      ? try inputs.positive("mean_interarrival")
      : inputs.has("interarrival_mean")
        ? try inputs.positive("interarrival_mean") : inputs.has("arrival_rate") ? 1 / (try inputs.positive("arrival_rate")) : nil
    return try word(inputs, "interarrival", mean: mean, scv: inputs.has("interarrival_scv") ? try inputs.number("interarrival_scv") : nil)
  }

  private static func service(_ inputs: RowInputs) throws -> TimeLaw {
    if inputs.has("service_pmf") { return try points(inputs, "service_pmf") }
    let mean: Double? =
      inputs.has("service_mean")
      ? try inputs.positive("service_mean")
      : inputs.has("mean_service")
        ? try inputs.positive("mean_service") : inputs.has("service_rate") ? 1 / (try inputs.positive("service_rate")) : nil
    let scv = inputs.has("service_scv") ? try inputs.number("service_scv") : nil
    if !inputs.has("service") {
      guard let mean, let scv else {
        throw inputs.refusal("service", "is missing", remedy: "name the law, or give service_mean and service_scv")
      }
      return timeLaw(mean: mean, scv: scv)
    }
    return try word(inputs, "service", mean: mean, scv: scv)
  }

  /// A law with the given first two moments, for figures that depend on these alone.
  static func timeLaw(mean: Double, scv: Double) -> TimeLaw {
    scv == 0 ? .deterministic(mean) : scv == 1 ? .exponential(mean: mean) : .gamma(mean: mean, scv: scv)
  }

  static func points(_ inputs: RowInputs, _ name: String) throws -> TimeLaw {
    let weights = try inputs.weights(name)
    let total = weights.reduce(0) { $0 + $1.weight }
    return .points(weights.map { .init($0.value, $0.weight / total) })
  }

  /// `deterministic`, `exponential`, `erlang-k`, `lognormal`, `gamma`, `uniform on a..b`, each perhaps with `mean m` behind it; in a..b
  /// an end may be a multiple of the mean, as in `0..2*mean`.
  private static func word(_ inputs: RowInputs, _ name: String, mean: Double?, scv: Double?) throws -> TimeLaw {
    try word(try inputs.text(name), inputs, name, mean: mean, scv: scv)
  }

  static func word(_ text: String, _ inputs: RowInputs, _ name: String, mean: Double?, scv: Double?) throws -> TimeLaw {
    let law = try unchecked(text, inputs, name, mean: mean, scv: scv)
    // Numbers beside a word say the same or contradict it.
    if let mean, abs(law.mean - mean) > 1e-6 * abs(mean) {
      throw inputs.refusal(name, "has the mean \(law.mean), and the row says \(mean)", remedy: "make them agree")
    }
    if let scv, abs(law.scv - scv) > 1e-4 * max(1, scv) {
      throw inputs.refusal(name, "has a squared coefficient of variation of \(law.scv), and the row says \(scv)", remedy: "make them agree")
    }
    return law
  }

  private static func unchecked(_ given: String, _ inputs: RowInputs, _ name: String, mean: Double?, scv: Double?) throws -> TimeLaw {
    var text = given
    var mean = mean
    if let range = text.range(of: " mean "), let stated = Double(text[range.upperBound...]) {
      mean = mean ?? stated
      text = String(text[..<range.lowerBound])
    }
    func needed() throws(InputErrors) -> Double {
      guard let mean else {
        throw inputs.refusal(name, "has no mean", remedy: "add mean_interarrival, service_mean, or 'mean 1' behind the word")
      }
      return mean
    }
    func varied() throws(InputErrors) -> Double {
      guard let scv, scv > 0 else {
        throw inputs.refusal(name, "has no variation", remedy: "add \(name)_scv, the squared coefficient of variation")
      }
      return scv
    }
    switch text {
    case "deterministic": return .deterministic(try needed())
    case "exponential": return .exponential(mean: try needed())
    case "lognormal": return .lognormal(mean: try needed(), scv: try varied())
    case "gamma": return .gamma(mean: try needed(), scv: try varied())
    default: break
    }
    if text.hasPrefix("erlang-"), let k = Int(text.dropFirst(7)), k >= 1 { return .erlang(k: k, mean: try needed()) }
    if text.hasPrefix("uniform on ") {
      let ends = text.dropFirst(11).split(separator: "..", omittingEmptySubsequences: false).map(String.init)
      if ends.count == 2, let low = try end(ends[0], needed), let high = try end(ends[1], needed), low < high {
        return .uniform(low: low, high: high)
      }
    }
    throw inputs.refusal(
      name, "is '\(text)', which is not known", remedy: "write deterministic, exponential, erlang-3, lognormal, gamma or 'uniform on 0..2'")
  }

  /// A number, `mean`, or a number times `mean`.
  private static func end(_ text: String, _ mean: () throws -> Double) throws -> Double? {
    if text == "mean" { return try mean() }
    if text.hasSuffix("*mean"), let factor = Double(text.dropLast(5)) { return factor * (try mean()) }
    return Double(text)
  }

  // MARK: Simulation

  private static func model(_ queue: MarkovQueue, capacity: Int = .max) -> QueueModel {
    QueueModel(
      stations: [.init(servers: queue.servers, capacity: capacity)],
      streams: [.init(station: 0, gap: .exponential(mean: 1 / queue.arrivalRate))],
      services: [.exponential(mean: 1 / queue.serviceRate)])
  }

  /// Figures of a model with one station, by the names rows use.
  private static func lineFigures(_ figures: QueueModel.Figures) -> [String: [Double]] {
    [
      "Wq": [figures.wait[0]], "W": [figures.stay[0]], "Lq": [figures.line[0]], "L": [figures.house[0]], "P_wait": [figures.waited],
      "P_block": [figures.blocked], "P_abandon": [figures.abandoned], "throughput": [figures.throughput[0]],
    ]
  }

  /// Replications of a model, by the names rows use; nil where a simulation would say nothing.
  ///
  /// A line settles in about (1 − ρ)⁻² services, so the run grows with that, up to ten times what was asked for.
  ///
  /// - Parameters:
  ///   - load: *ρ*, below 1 where the line has no other end.
  ///   - lineLength: mean number waiting: a line of thousands is not followed customer by customer.
  private static func simulation(
    _ model: QueueModel, load: Double = 0, lineLength: Double = 0, quantilesOf row: PublishedRow? = nil,
    _ named: @escaping @Sendable (QueueModel.Figures) -> [String: [Double]]
  ) -> (@Sendable (Answer.Effort) throws -> [Answer.Simulated])? {
    let settling = 1 / max(1e-12, (1 - load) * (1 - load))
    let servers = model.stations.reduce(0) { $0 + $1.servers }
    if settling > 40_000 || lineLength > 2_000 || servers > 20_000 || model.unit(customers: 2_000_000) == nil { return nil }
    let quantiles = (row?.expected ?? []).compactMap { one in quantile(one.name).map { (one.name, $0) } }
    return { effort in
      let customers = min(10 * effort.customers, max(effort.customers, Int(50 * settling)))
      let warmUp = max(customers / 10, 4 * servers)
      let length = QueueModel.Effort(
        replications: effort.replications, warmUp: warmUp, customers: customers, phase: effort.isFresh ? .fresh : .main)
      let runs = try model.replications(length, keepsWaits: !quantiles.isEmpty)
      let values = runs.map(named)
      var result: [Answer.Simulated] = []
      for name in (values.first?.keys.sorted() ?? []) {
        let count = values[0][name]?.count ?? 0
        for place in 0..<count {
          let replications = values.map { $0[name]?[place] ?? .nan }
          result.append(Answer.Simulated(name, part: count > 1 ? "[\(place + 1)]" : "", replications: replications))
        }
      }
      let unit = model.unit(customers: customers) ?? .nan
      for (name, p) in quantiles {
        result.append(
          Answer.Simulated(
            name, replications: runs.map { Double($0.waits[min($0.waits.count - 1, Int(p * Double($0.waits.count)))]) / unit }))
      }
      return result
    }
  }
}

extension QueueFigures {
  /// By the names rows use.
  func answer() -> Answer {
    var answer = Answer()
    answer.add("P_wait", waitingProbability)
    answer.add("P_block", blocking)
    answer.add("P_abandon", abandoning)
    answer.add("Wq", wait)
    answer.add("W", stay)
    answer.add("Lq", lineLength)
    answer.add("L", inHouse)
    answer.add("throughput", throughput)
    return answer
  }
}
