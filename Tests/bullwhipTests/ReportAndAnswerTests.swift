import Foundation
import Testing

@Suite struct `Reports of runs` {
  let shell: Shell

  init() throws {
    shell = try Shell()
    try shell.write("part.yaml", Shell.small)
  }

  private func bytes(_ name: String) -> Data? { FileManager.default.contents(atPath: shell.folder.appendingPathComponent(name).path) }

  private func identity() throws -> String {
    let record = try #require(shell.text("notebooks-output/part/run.json"))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(record.utf8)) as? [String: Any])
    return try #require(object["run"] as? String)
  }

  /// Was: simulated again, and refused where the scenario had changed since.
  @Test func `the report of a run is laid out from the archive, the same bytes, with the scenario gone`() throws {
    #expect(try shell.run("run", "part.yaml").status == 0)
    let first = try #require(bytes("notebooks-output/part/report.pdf"))
    let name = try identity()
    // Another run takes the folder; the first is still in the archive.
    #expect(try shell.run("run", "part.yaml", "--set", "suppliers.works.order-cost=80 EUR").status == 0)
    #expect(bytes("notebooks-output/part/report.pdf") != first)
    try FileManager.default.removeItem(at: shell.folder.appendingPathComponent("part.yaml"))
    #expect(try shell.run("report", name, "-o", "again.pdf").status == 0)
    #expect(bytes("again.pdf") == first)
    #expect(try shell.run("report", String(name.prefix(6)), "-o", "prefix.pdf").status == 0)
    #expect(bytes("prefix.pdf") == first)
    let last = try shell.run("report", "last", "-o", "last.pdf", "--json")
    #expect(last.status == 0)
    #expect(bytes("last.pdf") == bytes("notebooks-output/part/report.pdf"))
    #expect(last.out.contains("\"report\": \"last.pdf\""))
    shell.remove()
  }

  @Test func `a scenario's report is the one its run writes, overrides included`() throws {
    #expect(try shell.run("run", "part.yaml", "--set", "costs.backorder=2 EUR/unit/day", "--replications", "4").status == 0)
    #expect(
      try shell.run("report", "part.yaml", "--set", "costs.backorder=2 EUR/unit/day", "--replications", "4", "-o", "own.pdf").status == 0)
    #expect(bytes("own.pdf") == bytes("notebooks-output/part/report.pdf"))
    #expect(bytes("own.pdf") != nil)
    shell.remove()
  }

  @Test func `what cannot be reported is refused with the reason`() throws {
    let nothing = try shell.run("report", "last", "-o", "x.pdf")
    #expect(nothing.status == 3 && nothing.err.contains("run a scenario first"))
    #expect(try shell.run("run", "part.yaml").status == 0)
    let changed = try shell.run("report", "last", "--seed", "2", "-o", "x.pdf")
    #expect(changed.status == 3 && changed.err.contains("is a finished run"))
    let unknown = try shell.run("report", "ffffffff", "-o", "x.pdf")
    let known = try identity()
    #expect(unknown.status == 3 && unknown.err.contains("known runs: \(known)"))
    #expect(!shell.exists("x.pdf"))
    shell.remove()
  }
}

@Suite struct `Answers for machines` {
  static let page = try? String(
    contentsOf: Repository.root.appendingPathComponent("Sources/Reports/Reports.docc/MachineAnswers.md"), encoding: .utf8)

  /// Every key of an answer, those of maps by name (KPIs) left out.
  private func keys(_ value: Any, under key: String = "") -> Set<String> {
    if let list = value as? [Any] { return list.reduce(into: []) { $0.formUnion(keys($1, under: key)) } }
    guard let object = value as? [String: Any] else { return [] }
    return object.reduce(into: key == "kpis" ? [] : Set(object.keys)) { $0.formUnion(keys($1.value, under: $1.key)) }
  }

  @Test(arguments: [["run", "part.yaml", "--no-files", "--json"], ["optimize", "part.yaml", "--replications", "4", "--json"]])
  func `have no key that the page does not name, and the same bytes twice`(arguments: [String]) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write("part.yaml", Shell.small)
    func answer() throws -> String {
      let (process, out, _) = try shell.start(arguments)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      return try String(contentsOf: out, encoding: .utf8)
    }
    let text = try answer()
    #expect(try answer() == text)
    let page = try #require(Self.page)
    let found = keys(try JSONSerialization.jsonObject(with: Data(text.utf8)))
    #expect(found.count > 40)
    for key in found.sorted() { #expect(page.contains("`\(key)`") || page.contains("\"\(key)\""), "\(key) is not described") }
  }

  @Test func `name units, directions, policies and the recommendation`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write("part.yaml", Shell.small)
    let text = try shell.run("run", "part.yaml", "--no-files", "--json").out
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let scenarios = try #require(object["scenarios"] as? [[String: Any]])
    let cost = try #require((scenarios[0]["kpis"] as? [String: [String: Any]])?["cost.total"])
    #expect(cost["unit"] as? String == "EUR/week" && cost["better"] as? String == "down")
    let item = try #require((scenarios[0]["items"] as? [[String: Any]])?.first)
    let policy = try #require(item["policy"] as? [String: Any])
    #expect(policy["reorder-at"] as? Int == 25 && policy["order-to"] as? Int == 60 && policy["order-quantity"] is NSNull)
    // Recommended is what meets the one target, where today misses it; else what is clearly cheaper and serves no worse.
    let measures = try #require(scenarios[1]["kpis"] as? [String: [String: Any]])
    let met = try scenarios.map { try #require(($0["targets"] as? [[String: Any]])?.first?["met"] as? Bool) }
    let isCheaper = measures["cost.total"]?["verdict"] as? String == "better"
    let servesWorse = met[0] ? !met[1] : measures["fill-rate"]?["verdict"] as? String == "worse"
    let isAdvised = !met[0] && met[1] || isCheaper && !servesWorse
    #expect((object["recommended"] as? String == "higher levels") == isAdvised)
    #expect((item["fill-rate"] as? [String: Any])?["n"] as? Int == 6)
  }
}
