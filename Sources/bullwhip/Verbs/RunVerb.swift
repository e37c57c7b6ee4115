internal import ArgumentParser
internal import Experiment
internal import Groundwork
internal import Reports
internal import Scenario
internal import Simulation
internal import Store

/// `bullwhip run`
struct RunVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Simulates a scenario and its alternatives on common random numbers.",
    discussion: """
      Prints KPIs with 95 % intervals and paired differences to the base, and writes kpis.csv, replications.csv, items.csv, series.csv, \
      results.sqlite \
      and run.json under DIR/notebooks-output/SCENARIO, charts under DIR/charts/SCENARIO. Files appear whole or not at all.

      With --bottleneck, instead: what a tenth more capacity at each station and pool of the base brings, ranked, with bottleneck.csv, \
      bottleneck.pdf and a chart.

      With --order, instead: what happened to one order of the base in one replication, where it waited and why, as a time line. \
      With --frame, instead: the floor at a moment, what waits where, who does what, as a table and a picture. \
      With --shift, instead: what everybody did on a day, as a table and a Gantt chart. \
      With --trace, beside the rest: every event of that replication as events.csv. Looking changes no number.
      """)

  @OptionGroup var scenario: ScenarioOptions
  @OptionGroup var replication: ReplicationOptions
  @OptionGroup var out: OutOption
  @OptionGroup var look: LookOptions
  @Flag(help: "Print every KPI, not only the headline ones.") var all = false
  @Flag(help: "Exit with 1 when a target of the base is missed.") var enforceTargets = false
  @Flag(help: "Ask of every station and pool what a tenth more capacity brings.") var bottleneck = false
  @Flag(inversion: .prefixedNo, help: "Write result files and charts.") var files = true
  @OptionGroup var json: JSONOption

  func validate() throws {
    if bottleneck, enforceTargets || all {
      throw ValidationError("--bottleneck compares capacities; --all and --enforce-targets are about the scenario itself. Run twice.")
    }
    if look.answersInstead, bottleneck || enforceTargets || all {
      throw ValidationError(
        "--order, --frame and --shift look at one replication; --bottleneck, --all and --enforce-targets ask many. Run twice.")
    }
    if look.trace, !files { throw ValidationError("--trace writes a file, and --no-files forbids it.") }
    if look.trace, bottleneck || look.answersInstead {
      throw ValidationError(
        "--trace stands beside the scenario's own answer; --bottleneck, --order, --frame and --shift answer something else. Run twice.")
    }
  }

  func perform(_ session: Session) throws -> ExitStatus {
    let loaded = try scenario.load(session)
    if enforceTargets, loaded.drafts.first?.plan.targets.isEmpty == true {
      throw InputErrors(
        Diagnostic(
          .error, code: "no-targets", "--enforce-targets fails when a target is missed, and '\(loaded.title)' has none",
          remedy: "add `targets:`, for example { fill-rate: \">= 95 %\" }, or leave --enforce-targets out"))
    }
    if files { try AtomicFolder.expectWritable(out.folder) }
    session.watchForInterruption()
    var study = try Study.resolved(
      loaded, options: replication.options(loaded.experiment), cancellation: session.cancellation, progress: session.progress())
    if bottleneck { return try answerBottleneck(of: study, loaded, session) }
    if look.answersInstead { return try look.answer(study, loaded, out: files ? out.folder : nil, json: json.isOn, session) }
    if files { study.options.transitions = Publication.transitionReplications }
    let result = try study.run(cancellation: session.cancellation, progress: session.progress())
    session.answer(json.isOn ? JSONText.study(result).text : ComparisonTable(result, showsAll: all).text(session.style))
    if files {
      var written = try Publication(
        study: result, loaded: loaded, scenarioFile: scenario.file, sets: scenario.sets, out: out.folder, threads: study.options.threads
      )
      .write(cancellation: session.cancellation)
      if look.trace { written.paths += try look.writeTrace(study, loaded, out: out.folder, session) }
      for warning in written.warnings { session.complain(warning) }
      session.say("\nwritten: " + written.paths.joined(separator: "\n         "))
    }
    if enforceTargets, result.base.targets.contains(where: { !$0.isMet }) { return .failed }
    return .good
  }

  private func answerBottleneck(of study: Study, _ loaded: LoadedScenario, _ session: Session) throws -> ExitStatus {
    let result = try BottleneckStudy(study).run(cancellation: session.cancellation, progress: session.progress())
    session.answer(json.isOn ? JSONText.bottleneck(result).text : BottleneckText(result).text(session.style))
    if !files { return .good }
    var folder = try AtomicFolder("\(out.folder)/notebooks-output/\(loaded.slug)")
    try folder.add("bottleneck.csv", BottleneckFiles(result).table)
    var paths: [String] = []
    #if Reports
      let report = BottleneckReport(result, loaded: loaded, command: bottleneckCommand(result.study))
      try folder.add("bottleneck.pdf", try report.document.pdf())
      let drawn = try report.files()
      for warning in drawn.warnings { session.complain(warning) }
      var pictures = try AtomicFolder("\(out.folder)/charts/\(loaded.slug)")
      for file in drawn.files { try pictures.add(file.name, file.bytes) }
      paths = try pictures.commit()
    #endif
    paths += try folder.commit()
    session.say("\nwritten: " + paths.joined(separator: "\n         "))
    return .good
  }

  /// To be typed again for the same answer.
  private func bottleneckCommand(_ study: StudyResult) -> String {
    var words = ["bullwhip", "run", scenario.file, "--bottleneck"]
    for set in scenario.sets { words += ["--set", set] }
    return RunRecord.command(words + ["--replications", String(study.replications), "--seed", String(study.seed)])
  }
}
