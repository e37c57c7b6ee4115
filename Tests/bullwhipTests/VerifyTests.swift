import Foundation
import Testing

@Suite struct `bullwhip verify` {
  static func row(
    _ id: String, cost: String, kind: String = "eoq", inputs: String = #""fixed_cost": 8, "holding_cost": 0.225, "demand_rate": 1300"#
  ) -> String {
    #"{"id": "\#(id)", "kind": "\#(kind)", "source": "Harris 1913", "inputs": {\#(inputs)}, "expected": {"cost": \#(cost)}, "tolerance": {"relative": 1e-6}}"#
  }

  let shell: Shell

  init() throws {
    shell = try Shell()
    try shell.write("good.json", "[\(Self.row("a", cost: "68.41052551"))]")
    try shell.write("off.json", "[\(Self.row("a", cost: "68.41052551")),\n\(Self.row("b", cost: "70"))]")
    try shell.write("unknown.json", "[\(Self.row("c", cost: "1", kind: "eoq_on_mars"))]")
    try shell.write("wrong.json", "[\(Self.row("d", cost: "1", inputs: #""fixed_cost": 8"#)),\n\(Self.row("a", cost: "68.41052551"))]")
    try shell.write("broken.json", "[\n  {\"id\": }\n]")
  }

  @Test func `its exit code says whether all agree`() throws {
    let good = try shell.run("verify", "good.json")
    #expect(good.status == 0 && good.err == "")
    #expect(good.out.contains("68.41052551   68.41052551") && good.out.contains("Harris 1913"))
    #expect(good.out.hasSuffix("1 rows: 1 agree\n"))
    let off = try shell.run("verify", "good.json", "off.json")
    #expect(off.status == 1)
    #expect(off.out.hasSuffix("3 rows: 2 agree, 1 off (b)\n"))
    let unknown = try shell.run("verify", "unknown.json")
    #expect(unknown.status == 0)
    #expect(unknown.out.contains("unknown kind: no statement") && unknown.out.contains("1 of unknown kinds (eoq_on_mars)"))
    shell.remove()
  }

  @Test func `what is wrong is told with its place`() throws {
    let broken = try shell.run("verify", "broken.json", "absent.json")
    #expect(broken.status == 3 && broken.out == "")
    #expect(broken.err.contains("broken.json:2:10: error: '}' where a value should stand"))
    #expect(broken.err.contains("absent.json: error: the file does not exist"))
    // Rows that can be solved are solved all the same.
    let wrong = try shell.run("verify", "wrong.json")
    #expect(wrong.status == 3)
    #expect(wrong.out.contains("2 rows: 1 agree, 1 with wrong inputs"))
    #expect(wrong.err.hasPrefix("wrong.json:1:") && wrong.err.contains("'demand_rate' is missing"))
    #expect(try shell.run("verify", "good.json", "--threads", "0").status == 2)
    #expect(try shell.run("verify", "good.json", "--customers", "3").status == 2)
    shell.remove()
  }

  @Test func `the machine's answer is the same on any number of threads`() throws {
    let one = try shell.run("verify", "off.json", "good.json", "--json", "--threads", "1")
    let three = try shell.run("verify", "off.json", "good.json", "--json", "--threads", "3")
    #expect(one.status == 1 && one.out == three.out)
    let read = try JSONSerialization.jsonObject(with: Data(one.out.utf8)) as? [[String: Any]]
    let rows = try #require(read?.first?["rows"] as? [[String: Any]])
    #expect(rows.map { $0["status"] as? String } == ["agrees", "off"])
    shell.remove()
  }

  /// Whole studies of M/M/1, M/M/10 and a line of two, 2 000 of each: so often their intervals hold the exact means.
  @Test(.enabled(if: Product.release != nil, "needs the release build in BULLWHIP_BINARY"))
  func `intervals at 95 % hold the truth in 94 to 96 of 100 studies`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let answer = try shell.run(["verify", "--coverage", "--json"], program: Product.program)
    #expect(answer.status == 0, "\(answer.out)\(answer.err)")
    let rows = try #require(try JSONSerialization.jsonObject(with: Data(answer.out.utf8)) as? [[String: Any]])
    #expect(Set(rows.compactMap { $0["floor"] as? String }) == ["M/M/1", "M/M/10", "two stations in a line"])
    for row in rows {
      let share = try #require(row["share"] as? Double), mean = try #require(row["mean"] as? Double)
      let exact = try #require(row["exact"] as? Double), half = try #require(row["half-width"] as? Double)
      #expect(row["studies"] as? Int == 2_000 && (0.94...0.96).contains(share), "\(row)")
      // 2 000 studies know the mean some 20 times as well as one does: a start that is not forgotten would show.
      #expect(abs(mean - exact) < 0.1 * half && half < 0.25 * exact, "\(row)")
    }
  }

  @Test func `coverage takes a number of studies and no files`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    #expect(try shell.run("verify", "--coverage", "rows.json").status == 2)
    #expect(try shell.run("verify", "--studies", "20").status == 2)
    #expect(try shell.run("verify", "--coverage", "--studies", "1").status == 2)
  }
}
