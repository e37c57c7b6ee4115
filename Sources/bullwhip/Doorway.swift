internal import ArgumentParser
internal import Estimation
internal import Experiment
internal import Foundation
internal import Groundwork
internal import Reports
internal import Store

/// What a shell learns from us.
enum ExitStatus: Int32, Error {
  case good = 0
  /// A check failed, or a target was missed with `--enforce-targets`.
  case failed = 1
  case usage = 2
  case badInput = 3
  case inconclusive = 4
  /// A defect of ours.
  case defect = 70
  /// The disk would not take what we wrote.
  case disk = 74
  case interrupted = 130
}

/// A verb of the command line.
protocol Verb: ParsableCommand {
  var json: JSONOption { get }
  func perform(_ session: Session) throws -> ExitStatus
}

enum Doorway {
  static func run(_ arguments: [String]) -> ExitStatus {
    if let verb = arguments.first, !verb.hasPrefix("-"), let complaint = complaint(about: verb) {
      try? FileHandle.standardError.write(contentsOf: Data((complaint + "\n").utf8))
      return .usage
    }
    var command: any ParsableCommand
    do {
      command = try Bullwhip.parseAsRoot(arguments)
    } catch {
      return usage(error)
    }
    guard let verb = command as? any Verb else {
      // Help asked for by its own name, or no verb at all.
      do { try command.run() } catch { return usage(error) }
      return .good
    }
    let session = Session()
    do {
      let status = try verb.perform(session)
      guard let refusal = session.refusedAnswer else { return status }
      session.say("error: the answer could not be written to stdout: \(refusal)")
      return status == .good ? .disk : status
    } catch let error as InputErrors {
      // Who reads the machine's answer reads why there is none.
      if verb.json.isOn, !session.hasAnswered {
        session.answer(JSONText.object(["problems": .array(error.diagnostics.map(JSONText.diagnostic))]).text)
      }
      for diagnostic in error.diagnostics { session.complain(diagnostic) }
      let count = error.diagnostics.count { $0.severity == .error }
      if count > 1 { session.say("\(count) errors") }
      return .badInput
    } catch let error as StoreError {
      session.say("error: \(error)")
      return .disk
    } catch is Cancelled {
      session.say("interrupted; nothing that was there before has changed")
      return .interrupted
    } catch let status as ExitStatus {
      return status
    } catch {
      session.say("error: this should not happen, please report it: \(error)")
      return .defect
    }
  }

  /// Where the first word is no verb: the one it may have been, or all there are. The parser would count it among the arguments.
  private static func complaint(about verb: String) -> String? {
    let known = Bullwhip.configuration.subcommands.compactMap { $0.configuration.commandName }
    if known.contains(verb) || verb == "help" { return nil }
    let remedy = nearestName(to: verb, among: known).map { "did you mean '\($0)'?" } ?? "the verbs are \(known.joined(separator: ", "))"
    return "Error: there is no verb '\(verb)'; \(remedy)"
  }

  /// The parser's own errors and its help, with our exit codes in the place of sysexits'.
  private static func usage(_ error: any Error) -> ExitStatus {
    let text = Bullwhip.fullMessage(for: error)
    if Bullwhip.exitCode(for: error).isSuccess {
      print(text)
      return .good
    }
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    return .usage
  }
}
