internal import Groundwork

extension ScenarioText {
  /// The whole replay for people to read, which a terminal shows the best of: history beside the scenario, item by item and week by week.
  ///
  /// Columns `lower` and `upper` hold 95 % of single simulated histories.
  static func replayTables(_ c: Calibration, _ replay: CalibrationReplay, name: String) -> [File] {
    func cells(_ x: CalibrationReplay.Comparison) -> [String] {
      [x.actual, x.simulated, x.lower, x.upper].map { CSVWriter.number($0, digits: 6) } + [x.isInside ? "yes" : "no"]
    }
    let compared = ["actual", "simulated", "lower", "upper", "inside"]
    var items = CSVWriter(header: ["sku", "weeks", "replications"] + compared.map { "\($0)-units" })
    for (item, x) in zip(c.items, replay.items) { items.append([item.sku, "\(replay.weeks.count)", "\(replay.replications)"] + cells(x)) }
    let measures = ["orders", "lines", "units"]
    var weeks = CSVWriter(header: ["monday", "replications"] + measures.flatMap { m in compared.map { "\($0)-\(m)" } })
    for week in replay.weeks {
      weeks.append(
        ["\(week.week.monday)", "\(replay.replications)"] + [week.orders, week.lines, week.units].flatMap { cells($0) })
    }
    return [
      File(name: "\(name)/replay-by-item.csv", text: items.text), File(name: "\(name)/replay-by-week.csv", text: weeks.text),
    ]
  }
}
