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
      """)

  @Argument(help: "Files of published instances; the bundled ones without it.", completion: .file(extensions: ["json"]))
  var files: [String] = []
  @Option(help: ArgumentHelp("Threads; any number gives the same bytes. All processors without it.", valueName: "n"))
  var threads: Int?
  @Option(help: ArgumentHelp("Customers of each of the 20 replications by which a queue is simulated.", valueName: "n"))
  var customers = 200_000
  @OptionGroup var json: JSONOption

  func validate() throws {
    if !(1_000...100_000_000).contains(customers) {
      throw ValidationError("--customers needs 1000 to 100000000, not \(customers).")
    }
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads needs 1 to 1024, not \(threads).") }
  }

  func perform(_ session: Session) throws -> ExitStatus {
    let rows = try read()
    session.watchForInterruption()
    var progress: (@Sendable (Int, Int) -> Void)?
    if let show = session.progress() {
      progress = { finished, all in show(StudyProgress(finished: finished, planned: all, activity: "verifying")) }
    }
    let found = try Verification.run(
      rows, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
      effort: .init(replications: Answer.Effort.full.replications, customers: customers), cancellation: session.cancellation,
      progress: progress)
    let text = VerificationText(found)
    session.answer(json.isOn ? JSONText.verification(found).text : text.text(session.style))
    var wrong: [Diagnostic] = []
    for verdict in found.flatMap({ $0.rows }) {
      if case .wrongInputs(let errors) = verdict.outcome { wrong += errors.diagnostics }
    }
    if !wrong.isEmpty { throw InputErrors(wrong) }
    return text.offCount > 0 ? .failed : .good
  }

  /// All files before anything is solved, with every problem of every file.
  private func read() throws -> [RowFile] {
    if files.isEmpty { return try RowFile.bundled() }
    var rows: [RowFile] = []
    var problems: [Diagnostic] = []
    for path in files {
      do throws(InputErrors) { rows.append(try RowFile(path: path)) } catch { problems += error.diagnostics }
    }
    if !problems.isEmpty { throw InputErrors(problems) }
    return rows
  }
}
