internal import ArgumentParser
internal import Experiment
internal import Foundation
internal import Groundwork
internal import Reports
internal import Scenario
internal import Store

/// `bullwhip report`
struct ReportVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Writes the PDF document of a scenario or of an earlier run.",
    discussion: """
      RUN is the identity of a run found under DIR/notebooks-output, a prefix of it that fits one run only, or last. The run is \
      repeated from its record and \
      must give the same identity: if the scenario has changed since, that is said and nothing is written.
      """)

  @Argument(help: "A scenario file, or a run.") var source: String
  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file")) var output: String
  @OptionGroup var replication: ReplicationOptions
  @OptionGroup var out: OutOption
  @OptionGroup var json: JSONOption

  func perform(_ session: Session) throws -> ExitStatus {
    try AtomicFile.expectWritable(output)
    session.watchForInterruption()
    let publication = try FileManager.default.fileExists(atPath: source) ? fresh(session) : repeated(session)
    guard let bytes = try publication.report(publication.insights(cancellation: session.cancellation)) else {
      throw InputErrors(
        Diagnostic(
          .error, code: "no-report", "this build cannot draw reports",
          remedy: "build with the package trait Reports, which needs Cairo and Pango"))
    }
    try session.cancellation.check()
    try AtomicFile.write(bytes, to: output)
    session.say("written: \(output)")
    if json.isOn { session.answer(JSONText.object(["run": .string(publication.study.identity), "report": .string(output)]).text) }
    return .good
  }

  private func fresh(_ session: Session) throws -> Publication {
    let loaded = try ScenarioLoader.load(path: source)
    for warning in loaded.warnings { session.complain(warning) }
    return try publication(loaded, file: source, sets: [], options: replication.options(loaded.experiment), session)
  }

  private func repeated(_ session: Session) throws -> Publication {
    let record = try StoredRun.find(source, under: out.folder)
    let loaded = try ScenarioLoader.load(path: record.scenarioFile, sets: record.sets)
    var options = StudyOptions(loaded.experiment)
    options.replications = record.replications
    options.precision = [:]
    options.seed = record.seed
    options.threads = replication.threads ?? options.threads
    let publication = try publication(loaded, file: record.scenarioFile, sets: record.sets, options: options, session)
    if publication.study.identity != record.identity {
      throw InputErrors(
        Diagnostic(
          .error, code: "run-changed",
          "run \(record.identity) cannot be repeated: '\(record.scenarioFile)' or a file it reads has changed since",
          remedy: "run it again, or give the scenario instead of the run"))
    }
    return publication
  }

  private func publication(_ loaded: LoadedScenario, file: String, sets: [String], options: StudyOptions, _ session: Session) throws
    -> Publication
  {
    let study = try Study.resolved(loaded, options: options, cancellation: session.cancellation)
    let result = try study.run(cancellation: session.cancellation, progress: session.progress())
    return Publication(study: result, loaded: loaded, scenarioFile: file, sets: sets, out: out.folder, threads: options.threads)
  }
}

/// A run as its record tells it.
struct StoredRun {
  var identity: String
  var scenarioFile: String
  var sets: [String]
  var replications: Int
  var seed: UInt64

  /// Looks through `notebooks-output/*/run.json` below a folder.
  static func find(_ name: String, under out: String) throws -> StoredRun {
    let folder = out + "/notebooks-output"
    let slugs = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    var records: [(path: String, run: StoredRun, date: Date)] = []
    for slug in slugs {
      let path = "\(folder)/\(slug)/run.json"
      guard let data = FileManager.default.contents(atPath: path) else { continue }
      guard let run = StoredRun(data) else {
        throw InputErrors(Diagnostic(.error, code: "run-record", "'\(path)' is no record of a run", remedy: "run the scenario again"))
      }
      let date = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
      records.append((path, run, date ?? .distantPast))
    }
    if name == "last", let last = records.max(by: { $0.date < $1.date }) { return last.run }
    let fitting = records.filter { !name.isEmpty && $0.run.identity.hasPrefix(name.lowercased()) }
    if fitting.count == 1 { return fitting[0].run }
    if fitting.count > 1 {
      throw InputErrors(
        Diagnostic(.error, code: "unknown-run", "'\(name)' fits \(fitting.count) runs", remedy: "give more of the identity"))
    }
    let known = records.map { "\($0.run.identity) (\($0.run.scenarioFile))" }
    throw InputErrors(
      Diagnostic(
        .error, code: "unknown-run", "'\(name)' is neither a file nor a run under '\(folder)'",
        remedy: known.isEmpty ? "run a scenario first" : "known runs: " + known.joined(separator: ", ")))
  }

  init?(_ data: Data) {
    guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any], let identity = object["run"] as? String,
      let file = object["scenario"] as? String, let sets = object["set"] as? [String], let replications = object["replications"] as? Int,
      let seedText = object["seed"] as? String, let seed = UInt64(seedText)
    else { return nil }
    self.identity = identity
    scenarioFile = file
    self.sets = sets
    self.replications = replications
    self.seed = seed
  }
}

/// A file that must not be there yet: what a planner wrote is never replaced.
enum NewFile {
  static func refuseExisting(_ path: String) throws(InputErrors) {
    if FileManager.default.fileExists(atPath: path) {
      throw InputErrors(
        Diagnostic(.error, code: "file-exists", "'\(path)' is already there", remedy: "give another name, or remove it first"))
    }
  }

  /// What hours of work would end in is told before them.
  static func expect(_ path: String) throws {
    try refuseExisting(path)
    try AtomicFile.expectWritable(path)
  }

  static func write(_ text: String, to path: String) throws {
    try refuseExisting(path)
    try AtomicFile.write(text, to: path)
  }
}
