internal import Experiment
internal import Groundwork
internal import Reports
internal import Scenario
internal import Store
internal import Synchronization

/// What a run leaves behind. The one place where results, charts and the report are bound to their files.
struct Publication {
  var study: StudyResult
  var loaded: LoadedScenario
  /// As given on the command line, for the record.
  var scenarioFile: String
  var sets: [String]
  var out: String
  var threads: Int
  /// Replications behind the bands of the way from today's stock to the recommended.
  static let transitionReplications = 60

  var resultFolder: String { "\(out)/notebooks-output/\(loaded.slug)" }
  var chartFolder: String { "\(out)/charts/\(loaded.slug)" }

  /// Writes everything, each file whole or not at all; the record comes last and names the others.
  ///
  /// Figures never wait for pictures: where a chart or the report cannot be made, the tables, the archive and the record are written all
  /// the same, and then the
  /// reason is thrown.
  /// - Returns: folders and files written, for the reader, and what was doubtful about the pictures.
  func write(cancellation: Cancellation) throws -> (paths: [String], warnings: [Diagnostic]) {
    let files = ResultFiles(study)
    // Written while the insights are gathered, which keep one thread busy longer than the other.
    let written = Mutex<[(name: String, text: String)]?>(nil)
    @Sendable func tabulate() -> [(name: String, text: String)] {
      [("kpis.csv", files.kpis), ("replications.csv", files.replications), ("items.csv", files.items), ("series.csv", files.series)]
        + (files.queues.map { [("queues.csv", $0)] } ?? [])
    }
    try cancellation.check()
    var drawn: (charts: [(name: String, bytes: [UInt8])], report: [UInt8]?) = ([], nil)
    var warnings: [Diagnostic] = []
    var stored: String?
    var failure: (any Error)?
    do {
      let insights = try insights(cancellation: cancellation) { written.withLock { $0 = tabulate() } }
      let document = document(insights)
      // What `report RUN` lays out again, years later, without the scenario.
      stored = try document.stored()
      let report: Result<[UInt8]?, any Error>
      (drawn.charts, report, warnings) = try draw(insights, document, cancellation)
      // Pictures never wait for the report.
      drawn.report = try report.get()
    } catch is Cancelled {
      throw Cancelled()
    } catch {
      failure = error
    }
    try cancellation.check()
    let tables = written.withLock { $0 } ?? tabulate()
    let names = tables.map(\.name) + drawn.charts.map(\.name) + (drawn.report == nil ? [] : ["report.pdf"])
    let record = RunRecord(study: study, scenarioFile: scenarioFile, sets: sets, inputs: loaded.inputs, files: names)
    var results = try AtomicFolder(resultFolder)
    for (name, text) in tables { try results.add(name, text) }
    if let report = drawn.report { try results.add("report.pdf", report) }
    try results.add("run.json", record.json.text)
    var pictures = drawn.charts.isEmpty ? nil : Optional(try AtomicFolder(chartFolder))
    for chart in drawn.charts { try pictures?.add(chart.name, chart.bytes) }
    // All bytes are on the disk now, under temporary names. The archive goes first: its transaction is whole by itself. After it only
    // renames are left.
    var archived = files.archived(scenarioFile: scenarioFile)
    archived.document = stored
    try RunArchive(path: resultFolder + "/results.sqlite").save(archived)
    if let pictures { _ = try pictures.commit() }
    _ = try results.commit()
    if let failure { throw failure }
    let report = drawn.report == nil ? [] : [resultFolder + "/report.pdf"]
    return ((drawn.charts.isEmpty ? [] : [chartFolder + "/"]) + [resultFolder + "/"] + report, warnings)
  }

  /// What the charts and the report show beside the comparison; made once a publication.
  func insights(cancellation: Cancellation, beside: @escaping @Sendable () -> Void = {}) throws -> StudyInsights {
    try StudyInsights.gather(
      study, recommended: StudyReport.recommended(of: study), threads: threads, cancellation: cancellation, beside: beside)
  }

  /// Charts by file name, each as PNG, PDF and SVG from one layout, and the report, several at a time; nothing where this build cannot
  /// draw.
  private func draw(_ insights: StudyInsights, _ document: ReportDocument, _ cancellation: Cancellation) throws
    -> (charts: [(name: String, bytes: [UInt8])], report: Result<[UInt8]?, any Error>, warnings: [Diagnostic])
  {
    #if Reports
      let pictures = StudyPictures(study, insights: insights)
      // The report takes longest, so it is begun first.
      let parts = try concurrentMap(pictures.count + 1, threads: threads, cancellation: cancellation) { part in
        Result<(report: [UInt8]?, picture: DrawnPicture?), any Error> {
          if part == 0 { return (try document.pdf(), nil) }
          return (nil, try pictures.files(of: part - 1))
        }
      }
      let drawn = try parts.dropFirst().compactMap { try $0.get().picture }
      var fonts: [Diagnostic] = []
      for warning in drawn.flatMap(\.fontWarnings) where !fonts.contains(warning) { fonts.append(warning) }
      return (drawn.flatMap(\.files), parts[0].map(\.report), fonts + drawn.flatMap(\.brokenRules))
    #else
      return ([], .success(nil), [])
    #endif
  }

  /// The report as a value.
  func document(_ insights: StudyInsights) -> ReportDocument {
    let record = RunRecord(study: study, scenarioFile: scenarioFile, sets: sets, inputs: loaded.inputs, files: [])
    return StudyReport(study, loaded: loaded, insights: insights, command: record.command).document
  }

  /// A report's bytes; nil where this build cannot draw.
  static func pdf(_ document: ReportDocument) throws -> [UInt8]? {
    #if Reports
      return try document.pdf()
    #else
      return nil
    #endif
  }
}
