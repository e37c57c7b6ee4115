internal import ArgumentParser
internal import Experiment
internal import Foundation
internal import Groundwork
internal import Reports
internal import Verification

/// `bullwhip verify`
struct VerifyVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Proves itself: solves published instances and prints computed against published.",
    discussion: """
      Each file is a JSON list of rows {"id", "kind", "source", "inputs", "expected", "tolerance"}; without one the instances bundled with \
      the program are solved. A choice (a reorder point, a plan) may differ where the published one costs the same. Queues are solved and \
      simulated: all simulated intervals of a file cover together at 95 %. Kinds that are not known are listed. Exits with 1 when a row is \
      off.

      With --coverage, instead: thousands of studies of floors whose means are known exactly, and how often the 95 % interval of each \
      holds them. Exits with 1 when that is not as often as it should be.
      """)

  @Argument(help: "Files of published instances; the bundled ones without it.", completion: .file(extensions: ["json"]))
  var files: [String] = []
  @Option(help: ArgumentHelp("Threads; any number gives the same bytes. All processors without it.", valueName: "n"))
  var threads: Int?
  @Option(help: ArgumentHelp("Customers of each of the 20 replications by which a queue is simulated.", valueName: "n"))
  var customers = 200_000
  @Flag(help: "Count how often the intervals of whole studies hold exactly known means.") var coverage = false
  @Option(parsing: .unconditional, help: ArgumentHelp("Studies of each floor with --coverage; 2000 without it.", valueName: "n"))
  var studies: Int?
  @OptionGroup var json: JSONOption

  func validate() throws {
    if coverage, !files.isEmpty { throw ValidationError("--coverage has floors of its own and reads no files.") }
    if studies != nil, !coverage { throw ValidationError("--studies goes with --coverage.") }
    if let studies, !(2...1_000_000).contains(studies) { throw ValidationError("--studies needs 2 to 1000000, not \(studies).") }
    if !(1_000...100_000_000).contains(customers) {
      throw ValidationError("--customers needs 1000 to 100000000, not \(customers).")
    }
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads needs 1 to 1024, not \(threads).") }
  }

  func perform(_ session: Session) throws -> ExitStatus {
    if coverage { return try cover(session) }
    let rows = try read()
    session.watchForInterruption()
    var progress: (@Sendable (Int, Int) -> Void)?
    var lasting: (@Sendable (Int, Int, String) -> Void)?
    if let show = session.progress() {
      progress = { finished, all in show(StudyProgress(finished: finished, planned: all, activity: "verifying")) }
      lasting = { finished, all, what in show(StudyProgress(finished: finished, planned: all, activity: "verifying \(what)")) }
    }
    let found = try Verification.run(
      rows, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
      effort: .init(replications: Answer.Effort.full.replications, customers: customers), cancellation: session.cancellation,
      progress: progress, lasting: lasting)
    let text = VerificationText(found)
    if json.isOn { session.answer(JSONText.verification(found).text) } else { session.answer(page: text.text(session.style)) }
    var wrong: [Diagnostic] = []
    for verdict in found.flatMap({ $0.rows }) {
      if case .wrongInputs(let errors) = verdict.outcome { wrong += errors.diagnostics }
    }
    if !wrong.isEmpty { throw InputErrors(wrong) }
    return text.offCount > 0 ? .failed : .good
  }

  private func cover(_ session: Session) throws -> ExitStatus {
    session.watchForInterruption()
    var progress: (@Sendable (Int, Int) -> Void)?
    if let show = session.progress() {
      progress = { finished, all in show(StudyProgress(finished: finished, planned: all, activity: "covering")) }
    }
    let rows = try IntervalCoverage(studies: studies ?? 2_000, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
      .run(cancellation: session.cancellation, progress: progress)
    let text = CoverageText(rows)
    session.answer(json.isOn ? JSONText.coverage(rows).text : text.text(session.style))
    return text.isHonest ? .good : .failed
  }

  /// All files before anything is solved, with every problem of every file.
  private func read() throws -> [RowFile] {
    if files.isEmpty { return try RowFile.bundled() }
    var rows: [RowFile] = []
    var problems: [Diagnostic] = []
    for path in files {
      do throws(InputErrors) { rows.append(try RowFile(path: path)) } catch { problems += error.diagnostics }
    }
    for file in rows where file.rows.isEmpty {
      problems.append(
        Diagnostic(
          .error, code: "bad-json", "there is nothing to verify: the list of rows is empty", remedy: "leave the file out, or add a row",
          at: SourceLocation(file: file.name)))
    }
    if !problems.isEmpty { throw InputErrors(problems) }
    return rows
  }
}
