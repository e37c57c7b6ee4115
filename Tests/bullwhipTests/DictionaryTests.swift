import Experiment
import Foundation
import Groundwork
import Reports
import Scenario
import Simulation
import Testing

@testable import bullwhip

/// Every measure is defined once, and everything that speaks of measures reads that one definition.
@Suite struct `Every measure of the dictionary` {
  let shell: Shell

  init() throws { shell = try Shell() }

  /// A station with people and places, orders with a due time, one item: a scenario that has every measure there is.
  static let scenario = Repository.root.path + "/scenarios/packing-line.yaml"
  static let sets = ["clock.horizon=5 weeks", "clock.warm-up=1 week"]

  @Test func `is explained`() throws {
    for declaration in KPIDictionary.declarations {
      let own = declaration.id.replacing("STATION", with: "packing").replacing("POOL", with: "packers")
      for name in Set([declaration.id, own]) {
        let answer = try shell.run("explain", name)
        #expect(answer.status == 0, "\(name)")
        #expect(answer.out.contains(declaration.title), "\(name)")
        #expect(answer.out.replacing("\n", with: " ").contains(declaration.meaning), "\(name)")
      }
    }
    let listed = try shell.run("explain", "kpis").out
    for declaration in KPIDictionary.declarations { #expect(listed.contains("\(declaration.id) — \(declaration.title)")) }
    shell.remove()
  }

  @Test func `stands in the table and in the files`() throws {
    var arguments = ["run", Self.scenario, "--all", "--replications", "2", "--no-files"]
    for set in Self.sets { arguments += ["--set", set] }
    let answer = try shell.run(arguments, program: Product.program)
    #expect(answer.status == 0, "\(answer.err)")
    // Long labels are broken into lines in the table's first column; words are compared, not lines.
    let rows = answer.out.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    for declaration in KPIDictionary.declarations {
      let whose = declaration.id.hasPrefix("STATION.") ? "packing " : declaration.id.hasPrefix("POOL.") ? "packers " : ""
      #expect(rows.contains { $0.hasPrefix(whose + declaration.title) }, "\(declaration.id)")
    }
    let loaded = try ScenarioLoader.load(path: Self.scenario)
    let ids = KPIDictionary.kpis(for: loaded.drafts[0].plan).map(\.id)
    for declaration in KPIDictionary.declarations {
      let own = declaration.id.replacing("STATION", with: "packing").replacing("POOL", with: "packers")
      #expect(ids.contains(own), "\(own)")
    }
    shell.remove()
  }

  @Test func `is defined in the report`() throws {
    let loaded = try ScenarioLoader.load(path: Self.scenario, sets: Self.sets)
    let study = try Study.resolved(loaded, options: StudyOptions(replications: 2)).run()
    let insights = try StudyInsights.gather(
      study, recommended: StudyReport.recommended(of: study), threads: 2, cancellation: Cancellation())
    let glossary = StudyReport(study, loaded: loaded, insights: insights, command: "bullwhip").document.glossary
    for declaration in KPIDictionary.declarations {
      #expect(glossary.contains { $0.term.hasPrefix(declaration.title) && $0.meaning == declaration.meaning }, "\(declaration.id)")
    }
    #expect(Set(glossary.map(\.term)).count == glossary.count, "no two measures share a name")
  }
}

/// What stands in brackets at the end of a message can be asked for.
@Suite struct `Every code of a message` {
  @Test func `is explained`() throws {
    let sources = Repository.root.appendingPathComponent("Sources")
    var codes: Set<String> = []
    for case let file as URL in try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /(?:error\(|warn\(|bad\(|code:)\s*"([a-zA-Z-]+)"/) { codes.insert(String(match.1)) }
      for match in text.matches(of: /"(csv-[a-z-]+)"/) { codes.insert(String(match.1)) }
    }
    #expect(codes.count > 100)
    for code in codes.sorted() {
      // A code that is also a key or a measure is explained as that.
      let text = Explain.topic(code) ?? VerbCodes.explain(code)
      #expect(text?.contains(code) == true, "\(code)")
    }
    #expect(VerbCodes.all.allSatisfy { codes.contains($0) && Explain.topic($0) == nil }, "no code is explained twice or in vain")
    let shell = try Shell()
    #expect(try shell.run("explain", "no-baseline").out.hasPrefix("no-baseline\n"))
    shell.remove()
  }
}
