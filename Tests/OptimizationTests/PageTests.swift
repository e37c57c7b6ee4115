import Foundation
import Testing

@Suite struct `Pages of the problems` {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/Optimization/Optimization.docc")
  /// What speaks of all problems rather than of one.
  static let others: Set<String> = ["Optimization.md", "InTheProduct.md"]

  static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }.sorted()
  }

  @Test func `every problem has a page of five sections, each with something in it`() throws {
    let pages = try Self.names().filter { !Self.others.contains($0) }
    #expect(pages.count >= 18)
    for page in pages {
      let lines = try String(contentsOf: Self.folder.appendingPathComponent(page), encoding: .utf8).components(separatedBy: "\n")
      let headings = lines.filter { $0.hasPrefix("## ") }.map { String($0.dropFirst(3)) }
      #expect(headings == ["Model", "Recursion", "Sources", "Complexity", "Limits"], "\(page)")
      for heading in headings {
        guard let at = lines.firstIndex(of: "## " + heading) else { continue }
        let text = lines[(at + 1)...].prefix { !$0.hasPrefix("## ") }.joined().trimmingCharacters(in: .whitespaces)
        #expect(text.count > 20, "\(page): \(heading)")
      }
    }
  }

  @Test func `the overview leads to every page and to none that is not there`() throws {
    let overview = try String(contentsOf: Self.folder.appendingPathComponent("Optimization.md"), encoding: .utf8)
    let linked = Set(overview.components(separatedBy: "<doc:").dropFirst().compactMap { $0.components(separatedBy: ">").first })
    let there = Set(try Self.names().map { String($0.dropLast(3)) }).subtracting(["Optimization"])
    #expect(linked == there)
  }
}
