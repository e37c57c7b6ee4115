internal import ArgumentParser
internal import Experiment
internal import Groundwork
internal import Reports
internal import Scenario
internal import Store

/// `bullwhip run`
struct RunVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Simulates a scenario and its alternatives on common random numbers.",
    discussion: """
      Prints KPIs with 95 % intervals and paired differences to the base, and writes kpis.csv, replications.csv, items.csv, series.csv, \
      results.sqlite \
      and run.json under DIR/notebooks-output/SCENARIO, charts under DIR/charts/SCENARIO. Files appear whole or not at all.
      """)

  @OptionGroup var scenario: ScenarioOptions
  @OptionGroup var replication: ReplicationOptions
  @OptionGroup var out: OutOption
  @Flag(help: "Print every KPI, not only the headline ones.") var all = false
  @Flag(help: "Exit with 1 when a target of the base is missed.") var enforceTargets = false
  @Flag(inversion: .prefixedNo, help: "Write result files and charts.") var files = true
  @OptionGroup var json: JSONOption

  func perform(_ session: Session) throws -> ExitStatus {
    let loaded = try scenario.load(session)
    if files { try AtomicFolder.expectWritable(out.folder) }
    session.watchForInterruption()
    var study = try Study.resolved(loaded, options: replication.options(loaded.experiment), cancellation: session.cancellation)
    if files { study.options.transitions = Publication.transitionReplications }
    let result = try study.run(cancellation: session.cancellation, progress: session.progress())
    session.answer(json.isOn ? JSONText.study(result).text : ComparisonTable(result, showsAll: all).text(session.style))
    if files {
      let written = try Publication(
        study: result, loaded: loaded, scenarioFile: scenario.file, sets: scenario.sets, out: out.folder, threads: study.options.threads
      )
      .write(cancellation: session.cancellation)
      for warning in written.warnings { session.complain(warning) }
      session.say("\nwritten: " + written.paths.joined(separator: "\n         "))
    }
    if enforceTargets, result.base.targets.contains(where: { !$0.isMet }) { return .failed }
    return .good
  }
}
