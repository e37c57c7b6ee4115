internal import ArgumentParser
internal import Experiment
internal import Foundation
internal import Groundwork
internal import Scenario

/// A scenario and its overrides.
struct ScenarioOptions: ParsableArguments {
  @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Changes a value by its address; path+=value adds. May be repeated.", valueName: "path=value"))
  var sets: [String] = []

  func load(_ session: Session) throws -> LoadedScenario {
    let scenario = try ScenarioLoader.load(path: file, sets: sets)
    for warning in scenario.warnings { session.complain(warning) }
    return scenario
  }
}

/// How many replications, which random worlds, how many threads.
struct ReplicationOptions: ParsableArguments {
  /// As many as a scenario may ask for.
  private static let mostReplications = 1_000_000

  @Option(parsing: .unconditional, help: ArgumentHelp("Paired replications; the scenario's own number without it.", valueName: "n"))
  var replications: Int?

  /// What `experiment.seed` may be.
  private static let seeds: ClosedRange<UInt64> = 0...UInt64(Int.max)

  @Option(
    help: ArgumentHelp(
      "Replicate until the KPI's interval is that narrow, for example cost.total=1%. May be repeated.", valueName: "kpi=percent"),
    transform: Precision.init)
  var precision: [Precision] = []

  @Option(parsing: .unconditional, help: ArgumentHelp("Names the random worlds; the scenario's own without it.", valueName: "n"))
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Threads; any number gives the same bytes. All processors without it.", valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let replications, !(1...Self.mostReplications).contains(replications) {
      throw ValidationError("--replications needs 1 to \(Self.mostReplications), not \(replications).")
    }
    if let seed, !Self.seeds.contains(seed) {
      throw ValidationError("--seed needs \(Self.seeds.lowerBound) to \(Self.seeds.upperBound), not \(seed).")
    }
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads needs 1 to 1024, not \(threads).") }
    if replications != nil, !precision.isEmpty {
      throw ValidationError("--replications and --precision exclude each other: a fixed number, or as many as needed.")
    }
  }

  func options(_ settings: ExperimentSettings) -> StudyOptions {
    var options = StudyOptions(settings)
    if let replications {
      options.replications = replications
      options.precision = [:]
    }
    for one in precision { options.precision[one.kpi] = one.halfWidth }
    if let seed { options.seed = seed }
    if let threads { options.threads = threads }
    return options
  }
}

/// `cost.total=1%`
struct Precision: Sendable, Equatable {
  var kpi: String
  /// Relative, as a fraction.
  var halfWidth: Double

  init(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    guard parts.count == 2, !parts[0].isEmpty, parts[1].hasSuffix("%"),
      let percent = Double(parts[1].dropLast().trimmingCharacters(in: .whitespaces)), percent > 0, percent < 100
    else { throw ValidationError("'\(text)' is no precision; write for example cost.total=1%.") }
    kpi = parts[0]
    halfWidth = percent / 100
  }
}

struct JSONOption: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print the machine's answer on stdout.")
  var isOn = false
}

struct OutOption: ParsableArguments {
  @Option(
    name: .customLong("out"), help: ArgumentHelp("Where charts/ and notebooks-output/ are written.", valueName: "dir"),
    completion: .directory)
  var folder = "."

  func validate() throws {
    if folder.isEmpty { throw ValidationError("--out needs a folder; without it the current one is used.") }
  }
}
