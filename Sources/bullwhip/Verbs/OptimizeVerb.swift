internal import ArgumentParser
internal import Experiment
internal import Groundwork
internal import Kernel
internal import Optimization
internal import Reports
internal import Scenario
internal import Simulation
internal import Store
internal import Supply

/// `bullwhip optimize`
struct OptimizeVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "optimize", abstract: "Finds the best policies by dynamic programming and proves them by simulation.",
    discussion: """
      Today's policy and all candidates are simulated on common random numbers and ranked; the winner is measured again on fresh ones. \
      Where the scenario is the \
      model of the dynamic program, the model's cost is exact and stands beside the simulated interval; where it is not, what differs \
      is named. What the optimum stands on, and the price of waiting that today's levels imply, are told beside it. Writes the charts under \
      DIR/charts/SCENARIO, and under DIR/notebooks-output/SCENARIO optimization.pdf, optimization-items.csv (levels today and recommended), \
      optimization-candidates.csv (levels of every candidate, and what each item cost under them) and, where levels move by date, \
      optimization-levels.csv.
      """)

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case auto, dp, search
    var way: OptimizationMethod { OptimizationMethod(rawValue: rawValue) ?? .auto }
  }

  @OptionGroup var scenario: ScenarioOptions
  @Option(name: .customLong("for"), parsing: .upToNextOption, help: ArgumentHelp("Only these items.", valueName: "item")) var items:
    [String] = []
  @Option(
    help: """
      How candidates are found: dp by dynamic programming; search also by simulation, from there on; auto is dp, and search where no program \
      answers for an item.
      """) var method: Method = .auto
  @Flag(help: "Print the exact optimum or bound, the simulated cost and the gap of every item.") var exact = false
  @Option(
    help: ArgumentHelp(
      "A service promise instead of a price of waiting: fill-rate>=0.98, cycle-service-level>=95%, ready-rate>=0.9.", valueName: "promise"),
    transform: { text in
      guard let target = ServiceTarget(text) else {
        throw ValidationError(ServiceTarget.refusal(of: text))
      }
      return target
    })
  var subjectTo: ServiceTarget?
  @OptionGroup var replication: ReplicationOptions
  @Option(help: ArgumentHelp("Save the winner as a scenario that extends this one; the file must not be there yet.", valueName: "file"))
  var write: String?
  @Flag(help: "Instead of policies: the fewest people of each pool that meet the scenario's targets.") var staffing = false
  @Flag(help: "With --staffing, how many of them are needed on the floor in each hour of the day too.") var byHour = false
  @Option(help: ArgumentHelp("With --staffing, most people of a pool; three times today's without it.", valueName: "n")) var mostPeople:
    Int?
  @Option(
    help: ArgumentHelp(
      "With --staffing, look for the fewest places and units of equipment too, at most so many of each kind.", valueName: "n"))
  var mostPlaces: Int?
  @Flag(help: "List every item, not only the 20 that save most.") var all = false
  @OptionGroup var out: OutOption
  @Flag(inversion: .prefixedNo, help: "Write charts, report and items.") var files = true
  @OptionGroup var json: JSONOption

  func validate() throws {
    if !replication.precision.isEmpty, !staffing {
      throw ValidationError("optimize compares candidates on a fixed number of replications; use --replications.")
    }
    if staffing, !items.isEmpty || subjectTo != nil || exact || all || method != .auto {
      throw ValidationError("--staffing is about people; --for, --subject-to, --method, --exact and --all are about policies.")
    }
    if byHour, !staffing { throw ValidationError("--by-hour goes with --staffing.") }
    if let mostPlaces {
      if !staffing { throw ValidationError("--most-places goes with --staffing.") }
      if !(1...10_000).contains(mostPlaces) { throw ValidationError("--most-places needs 1 to 10000, not \(mostPlaces).") }
    }
    if let mostPeople {
      if !staffing { throw ValidationError("--most-people goes with --staffing.") }
      if !(1...10_000).contains(mostPeople) { throw ValidationError("--most-people needs 1 to 10000, not \(mostPeople).") }
    }
  }

  func perform(_ session: Session) throws -> ExitStatus {
    if let write {
      try NewFile.expect(write)
      try NewFile.expect(Self.tablePath(write))
      try NewFile.expect(Self.statesPath(write))
    }
    let loaded = try scenario.load(session)
    if staffing { return try answerStaffing(loaded, session) }
    if files { try AtomicFolder.expectWritable(out.folder) }
    session.watchForInterruption()
    let optimizer = PolicyOptimizer(
      scenario: loaded, options: replication.options(loaded.experiment), items: items, service: subjectTo, method: method.way)
    let result = try optimizer.run(cancellation: session.cancellation, progress: session.progress())
    session.answer(
      json.isOn
        ? JSONText.optimization(result).text
        : OptimizationText(result, itemLimit: all ? .max : 20, showsExact: exact).text(session.style))
    try save(result, loaded, session)
    if files {
      let written = try OptimizationPublication(
        result: result, loaded: loaded, command: command(result), out: out.folder, threads: optimizer.options.threads
      ).write(cancellation: session.cancellation)
      for warning in written.warnings { session.complain(warning) }
      session.say("\nwritten: " + written.paths.joined(separator: "\n         "))
    }
    // Limits that no plan keeps, and a promise that none keeps, are a failed check; what comes nearest is still worth saving.
    let winner = result.candidates.first { $0.name == result.winner }
    let isKept = winner?.meetsService ?? true
    let exceeded = winner?.exceeded ?? []
    if !exceeded.isEmpty {
      let names = exceeded.joined(separator: ", ")
      session.say("\(json.isOn ? "" : "\n")No candidate keeps every limit; \(result.winner) comes nearest and breaks \(names).")
    }
    // Levels that the program did not see may keep what its own could not.
    let isWithin = exceeded.isEmpty && (result.limits?.isFeasible != false || winner?.limits.allSatisfy { $0.verdict == .holds } == true)
    if !isKept { session.say("\(json.isOn ? "" : "\n")No candidate keeps the service asked for; \(result.winner) comes nearest.") }
    return isWithin && isKept ? .good : .failed
  }

  private func answerStaffing(_ loaded: LoadedScenario, _ session: Session) throws -> ExitStatus {
    if files { try AtomicFolder.expectWritable(out.folder) }
    session.watchForInterruption()
    let study = try Study.resolved(
      loaded, options: replication.options(loaded.experiment), cancellation: session.cancellation,
      progress: session.progress())
    var search = StaffingSearch(study, mostPeople: mostPeople, mostPlaces: mostPlaces)
    search.byHour = byHour
    let result = try search.run(cancellation: session.cancellation, progress: session.progress())
    let text = StaffingText(result)
    session.answer(json.isOn ? JSONText.staffing(result).text : text.text(session.style))
    if files {
      var paths: [String] = []
      var folder = try AtomicFolder("\(out.folder)/notebooks-output/\(loaded.slug)")
      try folder.add("staffing.csv", text.table)
      if !result.means.isEmpty { try folder.add("staffing-places.csv", text.meansTable) }
      if result.isMet { try folder.add("staffing-hours.csv", text.hourTable) }
      if let table = text.byHourTable { try folder.add("staffing-by-hour.csv", table) }
      #if Reports
        if let report = StaffingReport(result, loaded: loaded, command: staffingCommand(result)) {
          try folder.add("staffing.pdf", try report.document.pdf())
        }
        if result.byHour != nil {
          let drawn = try StaffingPictures(result).files()
          for warning in drawn.warnings { session.complain(warning) }
          var pictures = try AtomicFolder("\(out.folder)/charts/\(loaded.slug)")
          for file in drawn.files { try pictures.add(file.name, file.bytes) }
          paths = try pictures.commit()
        }
      #endif
      paths += try folder.commit()
      session.say("\nwritten: " + paths.joined(separator: "\n         "))
    }
    if let write, result.isMet, let floor = result.draft.floor {
      try NewFile.write(
        ScenarioWriter.staffing(
          extending: scenario.file, at: write, name: "\(loaded.title), fewest people",
          remark: "People found by bullwhip optimize --staffing, seed \(result.search.seed), \(result.search.replications) replications.",
          floor: floor,
          byHour: (result.byHour?.rows ?? []).map { row in row.needed.map { $0.flatMap { $0 < row.people ? $0 : nil } } },
          places: result.means.filter { $0.kind == .place }.map(\.name),
          equipment: result.means.filter { $0.kind == .equipment }.map(\.name)), to: write)
      session.say("written: \(write)")
      if !scenario.sets.isEmpty { session.say("note: \(write) holds the people found; give it the same --set again") }
    } else if let write {
      session.say("note: \(write) is not written: no staffing within the limits meets every target")
    }
    return result.isMet && result.isConfirmed && result.byHour?.isConfirmed ?? true ? .good : .failed
  }

  /// To be typed again for the same answer.
  private func staffingCommand(_ result: StaffingResult) -> String {
    var words = ["bullwhip", "optimize", scenario.file, "--staffing", "--by-hour"]
    for set in scenario.sets { words += ["--set", set] }
    if let mostPeople { words += ["--most-people", String(mostPeople)] }
    if let mostPlaces { words += ["--most-places", String(mostPlaces)] }
    return RunRecord.command(words + ["--replications", String(result.search.replications), "--seed", String(result.search.seed)])
  }

  /// What to type for the same answer.
  private func command(_ result: OptimizationResult) -> String {
    var words = ["bullwhip", "optimize", scenario.file]
    for set in scenario.sets { words += ["--set", set] }
    if !items.isEmpty { words += ["--for"] + items }
    if method != .auto { words += ["--method", method.rawValue] }
    if let subjectTo { words += ["--subject-to", "\(subjectTo.kpi)>=\(subjectTo.level)"] }
    return RunRecord.command(words + ["--replications", String(result.search.replications), "--seed", String(result.search.seed)])
  }

  /// The winner as a scenario, where one was asked for.
  private func save(_ result: OptimizationResult, _ loaded: LoadedScenario, _ session: Session) throws {
    guard let write else { return }
    if result.candidates.first?.name == "today" {
      session.say("note: today's policy is the cheapest found; \(write) says so and changes no level")
    }
    let policies = policies(of: result)
    // The tables first: a scenario never names a file that is not there.
    for (table, path) in [
      (ScenarioWriter.levels(of: policies), Self.tablePath(write)), (ScenarioWriter.states(of: policies), Self.statesPath(write)),
    ] {
      guard let table else { continue }
      try NewFile.write(table, to: path)
      session.say("written: \(path)")
    }
    try NewFile.write(text(of: result, policies, for: loaded, at: write), to: write)
    session.say("written: \(write)")
    let void = ScenarioWriter.dropVoidAlternatives(at: write, of: loaded)
    if !void.isEmpty { session.say("note: without \(void.joined(separator: ", ")), which changed only policies that are written") }
  }

  /// `best.yaml` has its levels by date in `best-levels.csv` beside it, and its orders by state in `best-states.csv`.
  private static func tablePath(_ path: String) -> String { stem(path) + "-levels.csv" }
  private static func statesPath(_ path: String) -> String { stem(path) + "-states.csv" }

  private static func stem(_ path: String) -> String {
    for ending in [".yaml", ".yml"] where path.hasSuffix(ending) { return String(path.dropLast(ending.count)) }
    return path
  }

  private func policies(of result: OptimizationResult) -> [ScenarioWriter.Entry] {
    let supply = result.draft.plan.supply
    let kept = supply.stockPoints.reduce(into: [Int: Int]()) { $0[$1.item, default: 0] += 1 }
    let asked = Set(result.items.filter { !$0.candidates.isEmpty || $0.today != nil }.map(\.stockPoint))
    return supply.stockPoints.indices.compactMap { i in
      let point = supply.stockPoints[i]
      // Levels by date of items that were not asked for may come from `changes:`, which is written anew.
      var isByDate = false
      if case .timePhased = point.control.policy { isByDate = true }
      guard asked.contains(i) || isByDate && !point.unlimited else { return nil }
      return ScenarioWriter.Entry(
        item: supply.items[point.item].name, location: kept[point.item] == 1 ? nil : supply.locations[point.location].name,
        control: point.control)
    }
  }

  private func text(of result: OptimizationResult, _ policies: [ScenarioWriter.Entry], for loaded: LoadedScenario, at path: String)
    -> String
  {
    var period: SimTime?
    if case .periodic(let length) = result.draft.plan.study { period = length }
    return ScenarioWriter.text(
      extending: scenario.file, at: path, name: "\(loaded.title), \(result.winner)",
      remark:
        "Levels found by bullwhip optimize (\(result.winner)), seed \(result.search.seed), \(result.search.replications) replications.",
      policies: policies, sets: scenario.sets, periodLength: period,
      table: Self.tablePath(path).split(separator: "/").last.map(String.init),
      states: Self.statesPath(path).split(separator: "/").last.map(String.init))
  }
}
