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
    try cancellation.check()
    try AtomicFolder.make(resultFolder)
    // The archive's rows take as long as the pictures and wait for none; nobody sees them before they are kept.
    let pending = Mutex<PendingRun?>(nil)
    let parts = try concurrentMap(2, threads: threads, cancellation: cancellation) { part in
      Result<Drawn, any Error> {
        if part == 1 { return try draw(files, cancellation) }
        let archive = try RunArchive(path: resultFolder + "/results.sqlite"), run = files.archived(scenarioFile: scenarioFile)
        try pending.withLock { $0 = try archive.begin(run) }
        return Drawn()
      }
    }
    _ = try parts[0].get()
    let drawn = try parts[1].get()
    let tables = drawn.tables ?? tables(files)
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
    try pending.withLock { try $0.take()?.keep(document: drawn.stored) }
    if let pictures { _ = try pictures.commit() }
    _ = try results.commit()
    if let failure = drawn.failure { throw failure }
    let report = drawn.report == nil ? [] : [resultFolder + "/report.pdf"]
    return ((drawn.charts.isEmpty ? [] : [chartFolder + "/"]) + [resultFolder + "/"] + report, drawn.warnings)
  }

  /// What is shown of a run, and the tables that were written meanwhile.
  private struct Drawn: Sendable {
    var tables: [(name: String, text: String)]?
    var charts: [(name: String, bytes: [UInt8])] = []
    var report: [UInt8]?
    /// What `report RUN` lays out again, years later, without the scenario.
    var stored: String?
    var warnings: [Diagnostic] = []
    /// Why a chart or the report could not be made.
    var failure: (any Error)?
  }

  private func tables(_ files: ResultFiles) -> [(name: String, text: String)] {
    [("kpis.csv", files.kpis), ("replications.csv", files.replications), ("items.csv", files.items), ("series.csv", files.series)]
      + (files.queues.map { [("queues.csv", $0)] } ?? [])
  }

  /// Charts and report, or why there are none.
  /// - Throws: `Cancelled`.
  private func draw(_ files: ResultFiles, _ cancellation: Cancellation) throws -> Drawn {
    var drawn = Drawn()
    // Written while the insights are gathered, which keep one thread busy longer than the other.
    let written = Mutex<[(name: String, text: String)]?>(nil)
    do {
      let insights = try insights(cancellation: cancellation) { written.withLock { $0 = tables(files) } }
      drawn.tables = written.withLock { $0 }
      let document = document(insights)
      drawn.stored = try document.stored()
      let report: Result<[UInt8]?, any Error>
      (drawn.charts, report, drawn.warnings) = try draw(insights, document, cancellation)
      // Pictures never wait for the report.
      drawn.report = try report.get()
    } catch is Cancelled {
      throw Cancelled()
    } catch {
      drawn.failure = error
    }
    return drawn
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
