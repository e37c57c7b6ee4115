internal import Experiment
internal import Groundwork
internal import Reports
internal import Scenario
internal import Store

/// What a run leaves behind. The one place where results, charts and the report are bound to their files.
struct Publication {
  var study: StudyResult
  var loaded: LoadedScenario
  /// As given on the command line, for the record.
  var scenarioFile: String
  var sets: [String]
  var out: String

  var resultFolder: String { "\(out)/notebooks-output/\(loaded.slug)" }
  var chartFolder: String { "\(out)/charts/\(loaded.slug)" }

  /// Writes everything, each file whole or not at all; the record comes last and names the others.
  /// - Returns: folders and files written, for the reader.
  func write(cancellation: Cancellation) throws -> [String] {
    let files = ResultFiles(study)
    let tables = [("kpis.csv", files.kpis), ("replications.csv", files.replications), ("items.csv", files.items), ("series.csv", files.series)]
    try cancellation.check()
    let charts = try charts()
    try cancellation.check()
    let record = RunRecord(study: study, scenarioFile: scenarioFile, sets: sets, inputs: loaded.inputs, files: tables.map(\.0) + charts.map(\.name))
    var results = try AtomicFolder(resultFolder)
    for (name, text) in tables { try results.add(name, text) }
    try results.add("run.json", record.json.text)
    if !charts.isEmpty {
      var folder = try AtomicFolder(chartFolder)
      for chart in charts { try folder.add(chart.name, chart.bytes) }
      _ = try folder.commit()
    }
    // The archive first: its transaction is whole by itself, and a run that is in it can be written out again.
    try RunArchive(path: resultFolder + "/results.sqlite").save(files.archived(scenarioFile: scenarioFile))
    _ = try results.commit()
    return (charts.isEmpty ? [] : [chartFolder + "/"]) + [resultFolder + "/"]
  }

  /// Charts by file name: bound here once the chart room hands them out.
  func charts() throws -> [(name: String, bytes: [UInt8])] { [] }

  /// The report's bytes; nil where this build has no report.
  func report() throws -> [UInt8]? { nil }
}
