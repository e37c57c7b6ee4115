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
      RUN is the identity of a run in the archives under DIR/notebooks-output, a prefix of it that fits one run only, or last. \
      Its report is laid out from what the run left in results.sqlite: nothing is simulated, the scenario may have changed or \
      gone, and the bytes are those the run wrote. A run archived without a report is repeated from its record and must give \
      the same identity.
      """)

  @Argument(help: "A scenario file, or a run.") var source: String
  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file")) var output: String
  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Changes a value of the scenario by its address; path+=value adds. May be repeated.", valueName: "path=value"))
  var sets: [String] = []
  @OptionGroup var replication: ReplicationOptions
  @OptionGroup var out: OutOption
  @OptionGroup var json: JSONOption

  func perform(_ session: Session) throws -> ExitStatus {
    try OutputFile.expect(output, .pdf, inputs: [source])
    session.watchForInterruption()
    let (identity, document) = try FileManager.default.fileExists(atPath: source) ? fresh(session) : stored(session)
    guard let bytes = try Publication.pdf(document) else {
      throw InputErrors(
        Diagnostic(
          .error, code: "no-report", "this build cannot draw reports",
          remedy: "build with the package trait Reports, which needs Cairo and Pango"))
    }
    try session.cancellation.check()
    try AtomicFile.write(bytes, to: output)
    session.say("written: \(output)")
    if json.isOn { session.answer(JSONText.object(["run": .string(identity), "report": .string(output)]).text) }
    return .good
  }

  private func fresh(_ session: Session) throws -> (String, ReportDocument) {
    let loaded = try ScenarioLoader.load(path: source, sets: sets)
    for warning in loaded.warnings { session.complain(warning) }
    return try made(loaded, file: source, sets: sets, options: replication.options(loaded.experiment), session)
  }

  private func stored(_ session: Session) throws -> (String, ReportDocument) {
    if !sets.isEmpty || replication.replications != nil || replication.seed != nil || !replication.precision.isEmpty {
      throw InputErrors(
        Diagnostic(
          .error, code: "run-changed", "'\(source)' is a finished run: --set, --replications, --precision and --seed cannot change it",
          remedy: "leave them out, or give the scenario's file (no file of that name was found)"))
    }
    let run = try ArchivedReport.find(source, under: out.folder)
    if let text = run.document {
      do {
        return (run.identity, try ReportDocument(stored: text))
      } catch is DecodingError {
        session.say("note: the stored report has the form of another version; the run is repeated instead")
      }
    }
    guard let record = run.record else {
      throw InputErrors(
        Diagnostic(
          .error, code: "run-changed", "run \(run.identity) left no report and its record has been replaced by a later run",
          remedy: "run its scenario again"))
    }
    let loaded = try ScenarioLoader.load(path: record.scenarioFile, sets: record.sets)
    var options = StudyOptions(loaded.experiment)
    options.replications = record.replications
    options.precision = [:]
    options.seed = record.seed
    options.threads = replication.threads ?? options.threads
    let (identity, document) = try made(loaded, file: record.scenarioFile, sets: record.sets, options: options, session)
    if identity != record.identity {
      throw InputErrors(
        Diagnostic(
          .error, code: "run-changed",
          "run \(record.identity) cannot be repeated: '\(record.scenarioFile)' or a file it reads has changed since",
          remedy: "run it again, or give the scenario instead of the run"))
    }
    return (identity, document)
  }

  private func made(_ loaded: LoadedScenario, file: String, sets: [String], options: StudyOptions, _ session: Session) throws
    -> (String, ReportDocument)
  {
    var study = try Study.resolved(loaded, options: options, cancellation: session.cancellation, progress: session.progress())
    study.options.transitions = Publication.transitionReplications
    let result = try study.run(cancellation: session.cancellation, progress: session.progress())
    let publication = Publication(
      study: result, loaded: loaded, scenarioFile: file, sets: sets, out: out.folder, threads: options.threads)
    return (result.identity, publication.document(try publication.insights(cancellation: session.cancellation)))
  }
}

/// A run as the archives under a folder know it: its identity, the document its report is laid out from, and its record while that is
/// still the folder's latest.
struct ArchivedReport {
  var identity: String
  var document: String?
  var record: StoredRun?

  /// Looks through `notebooks-output/*/results.sqlite` below a folder; `last` is the run whose record was written last.
  static func find(_ name: String, under out: String) throws -> ArchivedReport {
    let folder = out + "/notebooks-output"
    let slugs = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    var known: [(run: ArchivedReport, archive: RunArchive?, written: Date, title: String)] = []
    for slug in slugs {
      let record = try StoredRun.read("\(folder)/\(slug)/run.json")
      let path = "\(folder)/\(slug)/results.sqlite"
      let archive = FileManager.default.fileExists(atPath: path) ? try RunArchive(path: path) : nil
      let headers = try archive?.runs() ?? []
      for header in headers {
        let own = record?.run.identity == header.identity ? record : nil
        known.append((.init(identity: header.identity, record: own?.run), archive, own?.date ?? .distantPast, header.scenarioFile))
      }
      if let record, !headers.contains(where: { $0.identity == record.run.identity }) {
        known.append((.init(identity: record.run.identity, record: record.run), nil, record.date, record.run.scenarioFile))
      }
    }
    let recorded = known.filter { $0.run.record != nil }
    // One plan under two names has one identity: what was written last stands for all of them.
    func distinct(_ runs: [(run: ArchivedReport, archive: RunArchive?, written: Date, title: String)])
      -> [(run: ArchivedReport, archive: RunArchive?, written: Date, title: String)]
    {
      runs.indices.filter { i in
        !runs.indices.contains { j in
          runs[j].run.identity == runs[i].run.identity && (runs[j].written, j) > (runs[i].written, i)
        }
      }.map { runs[$0] }
    }
    let fitting =
      name == "last"
      ? recorded.max { $0.written < $1.written }.map { [$0] } ?? []
      : distinct(known.filter { !name.isEmpty && $0.run.identity.hasPrefix(name.lowercased()) })
    guard fitting.count == 1 else {
      let list = known.map { "\($0.run.identity) (\($0.title))" }
      throw InputErrors(
        fitting.count > 1
          ? Diagnostic(.error, code: "unknown-run", "'\(name)' fits \(fitting.count) runs", remedy: "give more of the identity")
          : Diagnostic(
            .error, code: "unknown-run", "'\(name)' is neither a file nor a run under '\(folder)'",
            remedy: list.isEmpty ? "run a scenario first" : "known runs: " + list.suffix(20).joined(separator: ", ")))
    }
    var found = fitting[0].run
    found.document = try fitting[0].archive?.document(identity: found.identity)
    return found
  }
}

/// A run as its record tells it: what it takes to repeat it.
struct StoredRun {
  var identity: String
  var scenarioFile: String
  var sets: [String]
  var replications: Int
  var seed: UInt64

  /// A `run.json` and when it was written; nil where there is none.
  static func read(_ path: String) throws -> (run: StoredRun, date: Date)? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    guard let run = StoredRun(data) else {
      throw InputErrors(Diagnostic(.error, code: "run-record", "'\(path)' is no record of a run", remedy: "run the scenario again"))
    }
    let date = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
    return (run, date ?? .distantPast)
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
