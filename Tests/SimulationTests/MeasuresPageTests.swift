import Foundation
import Simulation
import Testing

@Suite struct `The page of measures` {
  @Test func `is what the documentation prints`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    let page = root + "/Sources/Simulation/Simulation.docc/Measures.md"
    if ProcessInfo.processInfo.environment["BULLWHIP_RECORD"] == "1" {
      try KPIDictionary.markdown.write(toFile: page, atomically: true, encoding: .utf8)
    }
    let isSame = try String(contentsOfFile: page, encoding: .utf8) == KPIDictionary.markdown
    #expect(isSame, "the page of measures is older than the dictionary: record it with BULLWHIP_RECORD=1")
  }

  @Test func `has a row for each measure, with its cells`() {
    let rows = KPIDictionary.markdown.split(separator: "\n")
    for declaration in KPIDictionary.declarations {
      #expect(rows.contains { $0.hasPrefix("| `\(declaration.id)` |") }, "\(declaration.id)")
    }
    for measure in KPIDictionary.studyMeasures {
      #expect(rows.contains { $0.hasPrefix("| `\(measure.id)` |") }, "\(measure.id)")
    }
    for row in rows where row.hasPrefix("|") { #expect([5, 8].contains(row.replacing("\\|", with: "").count { $0 == "|" }), "\(row)") }
  }
}
