internal import ArgumentParser
internal import Experiment

/// The command and its verbs; what is not built is not listed.
struct Bullwhip: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bullwhip",
    abstract: "Simulates stock and the people who move it, finds the best policies, and proves them.",
    discussion: """
      One scenario file serves every verb. Answers go to stdout, words to stderr; --json gives the machine's answer.
      Exit codes: 0 good, 1 a check failed or a target was missed, 2 usage, 3 the input is wrong, 4 inconclusive (check only), \
      70 a defect of ours, 74 the disk refused, 130 interrupted.
      """,
    version: "bullwhip \(Study.version)",
    subcommands: [
      RunVerb.self, OptimizeVerb.self, CheckVerb.self, CalibrateVerb.self, ReportVerb.self, VerifyVerb.self, ValidateVerb.self,
      ExplainVerb.self,
      NewVerb.self, SchemaVerb.self,
      DiffVerb.self,
    ])
}
