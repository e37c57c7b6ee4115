internal import Experiment
internal import Groundwork
internal import Reports
internal import Scenario
internal import Simulation
internal import Store
internal import Supply

/// What an optimisation leaves behind: its charts beside the scenario's others, its report, and every item as a row for the ERP.
struct OptimizationPublication {
  var result: OptimizationResult
  var loaded: LoadedScenario
  /// As to be typed again.
  var command: String
  var out: String
  var threads: Int

  private var resultFolder: String { "\(out)/notebooks-output/\(loaded.slug)" }
  private var chartFolder: String { "\(out)/charts/\(loaded.slug)" }

  /// The recommended levels by date, as `--write` saves them; empty where no item is ordered by date.
  private var byDate: [ScenarioWriter.Entry] {
    let supply = result.draft.plan.supply
    return result.items.map { item in
      ScenarioWriter.Entry(item: item.item, location: item.location, control: supply.stockPoints[item.stockPoint].control)
    }
  }

  /// Writes everything, each file whole or not at all; the items are written even where no picture can be made, and then the reason is
  /// thrown.
  /// - Returns: folders written, for the reader, and what was doubtful about the pictures.
  func write(cancellation: Cancellation) throws -> (paths: [String], warnings: [Diagnostic]) {
    try cancellation.check()
    var drawn: (charts: [(name: String, bytes: [UInt8])], report: [UInt8]?) = ([], nil)
    var warnings: [Diagnostic] = []
    var failure: (any Error)?
    do {
      let insights = try StudyInsights.gather(
        result.search, recommended: result.recommendation.index, threads: threads, cancellation: cancellation)
      #if Reports
        (drawn.charts, warnings) = try OptimizationPictures(result, orders: insights.orders).files()
        drawn.report = try OptimizationReport(result, loaded: loaded, insights: insights, command: command).document.pdf()
      #endif
    } catch is Cancelled {
      throw Cancelled()
    } catch {
      failure = error
    }
    var results = try AtomicFolder(resultFolder)
    try results.add("optimization-items.csv", OptimizationFiles(result).items)
    // Every candidate's levels and what each item cost under them, in the shape that `run` writes its scenarios' items.
    try results.add("optimization-candidates.csv", ResultFiles(result.search).items)
    if let levels = ScenarioWriter.levels(of: byDate) { try results.add("optimization-levels.csv", levels) }
    if let report = drawn.report { try results.add("optimization.pdf", report) }
    if !drawn.charts.isEmpty {
      var pictures = try AtomicFolder(chartFolder)
      for chart in drawn.charts { try pictures.add(chart.name, chart.bytes) }
      _ = try pictures.commit()
    }
    _ = try results.commit()
    if let failure { throw failure }
    return ((drawn.charts.isEmpty ? [] : [chartFolder + "/"]) + [resultFolder + "/"], warnings)
  }
}
