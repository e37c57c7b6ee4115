internal import Foundation
internal import Groundwork
internal import Simulation

extension ScenarioWriter {
  /// Takes back, in a scenario just written, the alternatives of the original that change nothing any more: what they moved are policies
  /// that the
  /// written ones stand above. Each is set to `null`, with a comment; one that other alternatives build on stays.
  ///
  /// - Parameters:
  ///   - path: the written file, which has no `alternatives:` of its own.
  ///   - original: what it extends, under the same options.
  /// - Returns: their names, in the original's order; empty where nothing was taken back or the file cannot be read or written.
  @discardableResult public static func dropVoidAlternatives(at path: String, of original: LoadedScenario) -> [String] {
    guard let written = try? ScenarioLoader.load(path: path), let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      return []
    }
    let void = idle(written).filter { !idle(original).contains($0) }
    if void.isEmpty { return [] }
    let lines = void.map { "  \(Branch.plain($0)): null  # moves only policies that are written above\n" }
    let changed = text + (text.hasSuffix("\n") ? "" : "\n") + "alternatives:\n" + lines.joined()
    do {
      try Data(changed.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      if (try? ScenarioLoader.load(path: path)) != nil { return void }
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      return []
    }
    return []
  }

  /// Alternatives whose plan is the base's.
  private static func idle(_ scenario: LoadedScenario) -> [String] {
    guard let base = scenario.drafts.first else { return [] }
    return scenario.drafts.dropFirst().filter { draft in
      var plan = draft.plan
      plan.name = base.plan.name
      return plan == base.plan && draft.toOptimise == base.toOptimise
    }.map(\.name)
  }
}
