internal import Foundation
internal import Groundwork
internal import Simulation
internal import Supply

extension ScenarioWriter {
  /// Takes back, in a scenario just written, the alternatives of the original that are no longer what they were: those that change nothing
  /// any more, and those that would mix with the written policies, since what they moved are policies that the written ones stand above.
  /// Each is set to `null`, with a comment; one that other alternatives build on stays.
  ///
  /// - Parameters:
  ///   - path: the written file, which has no `alternatives:` of its own.
  ///   - original: what it extends, under the same options.
  /// - Returns: their names, in the original's order; empty where nothing was taken back or the file cannot be read or written.
  @discardableResult public static func dropVoidAlternatives(at path: String, of original: LoadedScenario) -> [String] {
    guard let written = try? ScenarioLoader.load(path: path), let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      return []
    }
    let idle = idle(written).filter { !self.idle(original).contains($0) }, mixed = mixed(written, original)
    let void = written.drafts.map(\.name).filter { idle.contains($0) || mixed.contains($0) }
    if void.isEmpty { return [] }
    let lines = void.map { name in
      "  \(Branch.plain(name)): null  # moves \(idle.contains(name) ? "only " : "")policies that are written above\n"
    }
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

  /// Alternatives that keep the levels they set in the original and take over the written base's review.
  private static func mixed(_ written: LoadedScenario, _ original: LoadedScenario) -> [String] {
    guard let base = written.drafts.first else { return [] }
    return written.drafts.dropFirst().filter { draft in
      guard let old = original.drafts.first(where: { $0.name == draft.name }) else { return false }
      let points = [draft, old, base].map(\.plan.supply.stockPoints)
      guard points.allSatisfy({ $0.count == points[0].count }) else { return false }
      let holes = Set(draft.toOptimise)
      return points[0].indices.contains { i in
        let now = points[0][i].control, then = points[1][i].control
        return !holes.contains(i) && now.policy == then.policy && now.policy != points[2][i].control.policy && now.review != then.review
      }
    }.map(\.name)
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
