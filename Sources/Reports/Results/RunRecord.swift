internal import Estimation
public import Experiment
internal import Randomness
public import Scenario

/// `run.json`: everything needed to repeat a run bit for bit, and to see afterwards that it was the same. No clock, no machine name.
public struct RunRecord: Sendable {
  public var study: StudyResult
  /// As given on the command line.
  public var scenarioFile: String
  public var sets: [String]
  public var inputs: [InputFile]
  /// The files written with this record.
  public var files: [String]

  public init(study: StudyResult, scenarioFile: String, sets: [String], inputs: [InputFile], files: [String]) {
    self.study = study
    self.scenarioFile = scenarioFile
    self.sets = sets
    self.inputs = inputs
    self.files = files
  }

  /// The command that repeats the run.
  public var command: String {
    var words = ["bullwhip", "run", scenarioFile]
    for set in sets { words += ["--set", set] }
    words += ["--replications", String(study.replications), "--seed", String(study.seed)]
    return Self.command(words)
  }

  /// Words as a shell takes them.
  public static func command(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

  public var json: JSONText {
    .object([
      "format": .integer(1), "run": .string(study.identity), "version": .string(study.version), "title": .string(study.title),
      "command": .string(command), "scenario": .string(scenarioFile), "set": .array(sets.map(JSONText.string)),
      "inputs": .array(inputs.map { .object(["path": .string($0.path), "sha256": .string($0.sha256)]) }),
      "seed": .string(String(study.seed)),
      "phase": .string(study.phase), "replications": .integer(study.replications), "confidence": .number(study.confidence),
      "warm-up-days": .number(study.warmUpDays), "warm-up-rule": .string(study.warmUpRule),
      "draw-layout": .integer(DrawKey.layoutVersion), "mathematics-probe": .string(JSONText.hexadecimal(MathematicsProbe.hash)),
      "scenarios": .array(
        study.scenarios.map { .object(["name": .string($0.name), "fingerprint": .string(JSONText.hexadecimal($0.fingerprint))]) }),
      "files": .array(files.map(JSONText.string)),
    ])
  }

  /// In single quotes where a shell would take the word apart.
  static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.unicodeScalars.allSatisfy {
        "/._-+=:@%,".unicodeScalars.contains($0) || $0.properties.isAlphabetic || ("0"..."9").contains($0)
      }
    return isPlain ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
