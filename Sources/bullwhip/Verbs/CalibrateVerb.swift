internal import ArgumentParser
internal import Calibration
internal import Groundwork
internal import History
internal import Reports

/// `bullwhip calibrate`
struct CalibrateVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "calibrate", abstract: "Makes a scenario from order lines, and shows how well it fits.",
    discussion: """
      Reads order lines as web shops and tills export them (CSV, plain or gzip), counts and reports what is doubtful, fits demand, \
      arrivals, lines and quantities, \
      and replays the history through the scenario it made.
      """)

  enum Ranking: String, ExpressibleByArgument, CaseIterable { case units, lines, revenue }
  enum Dates: String, ExpressibleByArgument, CaseIterable { case dmy, mdy }
  enum Decimals: String, ExpressibleByArgument, CaseIterable { case point, comma }

  @Argument(help: "Files of order lines.", completion: .file(extensions: ["csv", "gz"])) var data: [String]
  @Option(help: ArgumentHelp("Write the scenario: NAME.yaml and the folder NAME of its tables.", valueName: "name")) var write: String?
  @Option(
    help: ArgumentHelp("Columns whose names tell nothing: order=InvoiceNo,item=Code,…", valueName: "part=column"),
    transform: ColumnNames.init)
  var columns: ColumnNames?
  @Option(help: ArgumentHelp("How many of the best-selling items to keep.", valueName: "n")) var items: Int?
  @Option(help: "What best-selling goes by: units, lines or revenue.") var by: Ranking = .units
  @Option(help: "Day and month of dates such as 1/12/2010: dmy or mdy; found from the file without it.") var dates: Dates?
  @Option(help: "How the file writes decimals: point or comma; found from the file without it.") var decimals: Decimals?
  @Option(help: ArgumentHelp("ISO code of the prices' currency; found from the file, if it says, without it.", valueName: "code"))
  var currency: String?
  @Option(help: ArgumentHelp("Zone of the file's times; those with a distance from UTC are brought to its clock.", valueName: "zone"))
  var timeZone: String?
  @Option(help: ArgumentHelp("Assumed unit cost as a share of the price, in percent.", valueName: "percent")) var costShare: Double?
  @Flag(help: "Leave out rows equal to an earlier one.") var dropDuplicates = false
  @Option(help: ArgumentHelp("Codes that are goods, though they look like postage or fees: S,M,GIFT.", valueName: "code,…"))
  var goods: String?
  @Option(help: ArgumentHelp("Further codes that are no goods: postage, fees, vouchers.", valueName: "code,…")) var services: String?
  @Option(help: ArgumentHelp("Replications of the replay.", valueName: "n")) var replications: Int?
  @Option(help: ArgumentHelp("Names the random worlds of the replay.", valueName: "n")) var seed: UInt64?
  @OptionGroup var json: JSONOption

  func validate() throws {
    if let items, !(1...1_000_000).contains(items) { throw ValidationError("--items needs 1 to 1000000, not \(items).") }
    if let replications, replications < 1 { throw ValidationError("--replications needs at least 1, not \(replications).") }
    if let costShare, !(costShare > 0 && costShare <= 100) {
      throw ValidationError("--cost-share needs more than 0 and at most 100, not \(costShare).")
    }
  }

  private static func codes(_ text: String?) -> [String] {
    (text ?? "").split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
  }

  func perform(_ session: Session) throws -> ExitStatus {
    var options = CalibrationOptions()
    if let items { options.items = items }
    options.by = CalibrationOptions.Ranking(rawValue: by.rawValue) ?? .units
    if let currency { options.currency = currency }
    if let timeZone { options.timeZone = timeZone }
    if let costShare { options.costShare = costShare / 100 }
    if let replications { options.replications = replications }
    if let seed { options.seed = seed }
    options.reading.columns = columns?.byRole ?? [:]
    options.reading.dates = dates.flatMap { DateOrder(rawValue: $0.rawValue) }
    options.reading.decimals = decimals.map { $0 == .comma ? .comma : .point }
    options.reading.dropsDuplicates = dropDuplicates
    options.reading.goods = Self.codes(goods)
    options.reading.serviceCodes = Self.codes(services)
    session.watchForInterruption()
    let run = try CalibrationRun.run(data, options: options, write: write, cancellation: session.cancellation)
    for diagnostic in run.diagnostics { session.complain(diagnostic) }
    if json.isOn { session.answer(run.json) } else { session.answer(page: session.style.plain(run.text)) }
    return .good
  }
}

/// `order=InvoiceNo,item=StockCode`
struct ColumnNames: Sendable {
  var byRole: [OrderLineRole: String] = [:]

  init(_ text: String) throws {
    let roles = OrderLineRole.ofHistory.map(\.rawValue).joined(separator: ", ")
    for pair in text.split(separator: ",") {
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, !parts[1].isEmpty, let role = OrderLineRole(rawValue: parts[0]) else {
        throw ValidationError("'\(pair)' names no column; write part=column with one of the parts \(roles).")
      }
      byRole[role] = parts[1]
    }
  }
}
