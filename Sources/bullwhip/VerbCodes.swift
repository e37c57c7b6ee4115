/// What the codes of messages mean that come from other doors than the scenario's: tables, calibration, runs, checks and reports.
///
/// The scenario's own stand in `ErrorCodes`. A test reads every room's source and asks `explain` for each code it finds.
enum VerbCodes {
  static func explain(_ code: String) -> String? {
    guard let meaning = meanings[code] else { return nil }
    return "\(code)\n\n\(meaning)"
  }

  static var all: [String] { meanings.keys.sorted() }

  private static let meanings: [String: String] = [
    // Tables.
    "csv-empty": "A table's file holds nothing; its first line must name the columns.",
    "csv-encoding": "A table's file is not text. Save it as CSV in UTF-8.",
    "csv-fields": "A row has more or fewer fields than the header. Quote fields that contain the delimiter or a line end.",
    "csv-header": "Two columns of a table bear one name.",
    "csv-more": "A table has more bad rows than are listed; the first fifty are told.",
    "csv-number": "A cell that must hold a number does not.",
    "csv-quote": "A quote opens in a field and is never closed, or text stands after the closing quote.",
    "csv-row-length": "A line of a table is longer than 1 MiB: the file is hardly a table.",
    "csv-too-long": "A table has more rows than its use allows.",
    "cannot-read": "A data file cannot be opened, is a folder, or is compressed and cut off.",
    // Calibration.
    "bad-currency": "A currency is three capital letters of ISO 4217, such as GBP.",
    "bad-name": "The name to write to names no scenario.",
    "order-columns": "No column of the order lines looks like a part that is needed. Name it: --columns order=InvoiceNo,item=Code.",
    "dates": "A date such as 1/2/2011 can mean two days, and no date of the file tells which. Say --dates dmy or --dates mdy.",
    "no-data": "No file of order lines was named.",
    // Running.
    "deadlock":
      "The floor of a replication came to a stand: steps with full queues wait for each other, and the message names them. Raise a limit, "
      + "let orders leave at a step, or have people come to a step where nobody is left.",
    "stall":
      "An instant of a replication does not end: orders come back to steps whose work takes no time, and the message names them. "
      + "Give the work a time, or let fewer orders come back.",
    "needs-floor":
      "A question about stations and people was asked of a scenario that has no warehouse. Add `warehouse:`, or leave the option out.",
    "no-moment":
      "What was given is no moment or day of the run. Write for example --frame 2026-12-14T10:30, --shift 2026-12-14, or --frame \"day 12 10:30\" "
      + "without a calendar.",
    "no-scenario": "A baseline lies beside the others whose scenario is gone. Put the scenario back, or remove the baseline.",
    "no-shift": "A day was asked for on which no shift begins, or none of the shift or pool named. The message names the nearest day.",
    "no-trace": "A look at one replication was asked of a study that has none: one that goes by periods, or that names no scenario.",
    "trace-too-long": "A replication has more events than a file can usefully hold. Trace a shorter run, with --set clock.horizon.",
    "unknown-order": "Orders are numbered as they come, from 1; so many do not come in the replication that was asked for.",
    "no-places":
      "The fewest places and units of equipment were asked for, and no step holds any. Leave `--most-places` out, or give a step `at:` or `with:`.",
    "no-targets": "What was asked for needs targets, and the scenario has no `targets:`.",
    "law-parameter": "A parameter of a law is outside its range, or two contradict each other.",
    "law-too-large": "A law spreads over more values than can be tabulated.",
    "no-supplier": "Items that are asked for have nobody who supplies them.",
    "threads": "A number of threads lies between 1 and 1024. Any number gives the same bytes.",
    // Optimising.
    "optimize": "No policy can be found for a stock point; the message says why. Give its policy, or leave it out with --for.",
    "unknown-item": "An item named on the command line is not in the scenario.",
    // Checking.
    "baseline": "A baseline cannot be read, or was recorded for something else. Record it again: bullwhip check DIR --accept.",
    "no-baseline": "A scenario has no baseline yet. Record one: bullwhip check DIR --accept.",
    "no-scenarios": "A folder to check holds no file *.yaml.",
    // Verifying.
    "bad-json": "A file of published instances is no JSON, or no list of rows. The place is told.",
    "bad-row": "A row of published instances lacks a part, or holds a value that its kind cannot have.",
    // Files and reports.
    "file-exists": "A file to be written is already there, and is not an earlier one of its kind. What somebody wrote is never replaced.",
    "font-missing": "The font Inter is not installed: pictures are drawn with another one and differ from machine to machine.",
    "glyph-missing": "The font has no sign for some letters of a name. Use Latin, Greek or Cyrillic letters.",
    "no-report": "This program was built without Cairo and Pango, and so without charts and reports.",
    "run-changed": "A run cannot be repeated: the scenario, or a file it reads, has changed since.",
    "run-record": "A run's record cannot be read. Run the scenario again.",
    "unknown-run": "What was named is neither a file nor a run whose record is there.",
    "unknown-template": "There is no template of that name. `bullwhip new` lists them.",
    "unknown-topic": "Nothing is known about that word.",
    "duplicate-id": Self.layout, "figure-too-large": Self.layout, "figure-too-tall": Self.layout, "report-layout": Self.layout,
    "report-overflow": Self.layout, "report-text-too-long": Self.layout, "summary-too-long": Self.layout,
    "table-row-too-tall": Self.layout, "table-shape": Self.layout, "table-too-wide": Self.layout, "unknown-reference": Self.layout,
  ]

  private static let layout =
    "The report cannot be laid out as it should be: a text, table or figure does not fit its place. Shorten the text that the message "
    + "names; where it names none of yours, please report it."
}
