internal import ArgumentParser
internal import Experiment
internal import Groundwork
internal import Reports
internal import Scenario
internal import Store

/// Looking at one replication as it happens.
struct LookOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Tell what happened to the n-th order that comes: when, where, why it waited, who did what.", valueName: "n"))
  var order: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Show the floor at a moment: 2026-12-14T10:30, or \"day 12 10:30\" without a calendar.", valueName: "moment"))
  var frame: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Show what everybody did on a day: 2026-12-14, or \"2026-12-14 late\" for one shift or pool; \"day 12\" without a calendar.",
      valueName: "day"))
  var shift: String?

  @Flag(help: "Write every event of one replication as events.csv: orders, stock, steps, people, equipment.") var trace = false

  @Option(
    name: .customLong("replication"), parsing: .unconditional,
    help: ArgumentHelp("Which replication --order, --frame, --shift and --trace look at, from 1; the first without it.", valueName: "n"))
  var replicationNumber: Int?

  /// Whether the look is the answer, in the place of the study's.
  var answersInstead: Bool { order != nil || frame != nil || shift != nil }

  func validate() throws {
    if let order, order < 1 { throw ValidationError("--order needs a number from 1, not \(order).") }
    if let replicationNumber, !(1...1_000_000).contains(replicationNumber) {
      throw ValidationError("--replication needs a number from 1 to 1000000, not \(replicationNumber).")
    }
    if order != nil, frame != nil { throw ValidationError("--order follows one order, --frame shows the whole floor. Run twice.") }
    if shift != nil, order != nil || frame != nil {
      throw ValidationError("--shift shows a day, --order one order, --frame a moment. Run twice.")
    }
    if replicationNumber != nil, !answersInstead, !trace {
      throw ValidationError("--replication says which one --order, --frame, --shift and --trace look at; none of them is there.")
    }
  }

  private func run(_ study: Study) throws(InputErrors) -> TracedRun { try TracedRun(study, replication: (replicationNumber ?? 1) - 1) }

  /// - Parameter out: nil = no files.
  func answer(_ study: Study, _ loaded: LoadedScenario, out: String?, json: Bool, _ session: Session) throws -> ExitStatus {
    let run = try run(study)
    if let frame {
      let moment = try run.floor(at: try run.moment(frame)), picture = FloorFramePicture(moment, run: run)
      session.answer(json ? JSONText.floor(moment, run: run).text : picture.text(session.style))
      #if Reports
        if let out { try write(picture.files(), "\(out)/charts/\(loaded.slug)", session) }
      #endif
    }
    if let shift {
      let picture = ShiftLookPicture(try run.shift(shift), run: run)
      session.answer(json ? JSONText.shift(picture).text : picture.text(session.style))
      #if Reports
        if let out { try write(picture.files(), "\(out)/charts/\(loaded.slug)", session) }
      #endif
    }
    guard let order else { return .good }
    let story = try run.order(order)
    session.answer(json ? JSONText.order(story, run: run).text : OrderStoryText(story, run: run).text(session.style))
    #if Reports
      if let out { try write(OrderStoryPicture(story, run: run).files(), "\(out)/charts/\(loaded.slug)", session) }
    #endif
    return .good
  }

  #if Reports
    private func write(_ drawn: (files: [(name: String, bytes: [UInt8])], warnings: [Diagnostic]), _ path: String, _ session: Session)
      throws
    {
      if drawn.files.isEmpty { return }
      var folder = try AtomicFolder(path)
      for file in drawn.files { try folder.add(file.name, file.bytes) }
      let paths = try folder.commit()
      for warning in drawn.warnings { session.complain(warning) }
      session.say("\nwritten: " + paths.joined(separator: "\n         "))
    }
  #endif

  func writeTrace(_ study: Study, _ loaded: LoadedScenario, out: String, _ session: Session) throws -> [String] {
    let text = try EventsFile(try run(study)).text(cancellation: session.cancellation)
    var folder = try AtomicFolder("\(out)/notebooks-output/\(loaded.slug)")
    try folder.add("events.csv", text)
    return try folder.commit()
  }
}
