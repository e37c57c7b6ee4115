import Foundation
import Testing

@Suite struct `The command line` {
  let shell: Shell

  init() throws {
    shell = try Shell()
    try shell.write("part.yaml", Shell.small)
  }

  @Test func `help names the verbs that are built and no other`() throws {
    let answer = try shell.run("--help")
    #expect(answer.status == 0)
    #expect(answer.err == "")
    var verbs: [String] = []
    for line in answer.out.split(separator: "\n")
    where line.hasPrefix("  ") && !line.hasPrefix("   ") && !line.hasPrefix("  -") && !line.hasPrefix("  See") {
      verbs.append(String(line.split(separator: " ")[0]))
    }
    #expect(verbs == ["run", "optimize", "check", "calibrate", "report", "verify", "validate", "explain", "new", "schema", "diff"])
    #expect(answer.out.contains("Exit codes: 0 good, 1 a check failed or a target was missed"))
    shell.remove()
  }

  @Test func `every flag of run is told`() throws {
    let help = try shell.run("run", "--help").out
    for flag in [
      "--set <path=value>", "--replications <n>", "--precision <kpi=percent>", "--seed <n>", "--threads <n>", "--out <dir>",
      "--enforce-targets", "--json",
    ] { #expect(help.contains(flag), "\(flag)") }
    shell.remove()
  }

  @Test(arguments: [
    ["rum", "part.yaml"], ["run"], ["run", "part.yaml", "--replications", "many"], ["run", "part.yaml", "--replications", "0"],
    ["run", "part.yaml", "--replications", "5", "--precision", "cost.total=1%"], ["run", "part.yaml", "--precision", "cost.total"],
    ["run", "part.yaml", "--threads", "0"], ["optimize", "part.yaml", "--subject-to", "fill-rate>=98"],
    ["optimize", "part.yaml", "--method", "guess"],
    ["check", ".", "--annotations", "gitlab"], ["calibrate"], ["new", "--unknown"],
  ])
  func `usage errors leave with 2 and say so on stderr`(arguments: [String]) throws {
    let (process, out, err) = try shell.start(arguments)
    process.waitUntilExit()
    #expect(process.terminationStatus == 2)
    #expect(try String(contentsOf: out, encoding: .utf8) == "")
    #expect(try String(contentsOf: err, encoding: .utf8).hasPrefix("Error: "))
    shell.remove()
  }

  @Test func `wrong inputs leave with 3, all problems at once, each with its place`() throws {
    try shell.write(
      "wrong.yaml", Shell.small.replacing("order-cost: 64 EUR", with: "order-cots: 64 EUR").replacing("s: 25, S: 60", with: "s: 65, S: 60"))
    let answer = try shell.run("run", "wrong.yaml")
    #expect(answer.status == 3)
    #expect(answer.out == "")
    let lines = answer.err.split(separator: "\n")
    #expect(lines.count >= 3)
    #expect(lines[0].hasPrefix("wrong.yaml:7:"))
    #expect(lines[0].contains("did you mean 'order-cost'?"))
    #expect(answer.err.contains("wrong.yaml:10:"))
    #expect(!shell.exists("notebooks-output"))
    #expect(try shell.run("run", "absent.yaml").status == 3)
    #expect(try shell.run("validate", "wrong.yaml", "part.yaml").status == 3)
    #expect(
      try shell.run("explain", "fil-rate").err == "error: nothing is known about 'fil-rate'; did you mean 'fill-rate'? [unknown-topic]\n")
    #expect(try shell.run("run", "part.yaml", "--set", "demand.scal=2").status == 3)
    #expect(try shell.run("run", "part.yaml", "--precision", "cost.totl=1%").status == 3)
    #expect(try shell.run("check", "nowhere").status == 3)
    shell.remove()
  }

  /// Was: 206 columns where staffing's answer went into a file.
  @Test(arguments: [(nil, 120), ("70", 70), ("300", 300)])
  func `an answer into a file is as wide as COLUMNS says, else as a page`(columns: String?, most: Int) throws {
    try shell.write(
      "part.yaml",
      Shell.small + "  further levels: { policies.default.s-S.s: +20, policies.default.s-S.S: +20 }\n"
        + "  the highest levels of all: { policies.default.s-S.s: +30, policies.default.s-S.S: +30 }\n")
    let environment = columns.map { ["COLUMNS": $0] } ?? [:]
    let answer = try shell.run(["run", "part.yaml", "--no-files"], environment: environment)
    #expect(answer.status == 0, "\(answer.err)")
    let widths = answer.out.split(separator: "\n").map(\.count)
    #expect((widths.max() ?? 0) <= most)
    // As wide as that allows: on a page the table is one.
    #expect((answer.out.components(separatedBy: "total cost/week").count == 2) == (most >= 120))
    shell.remove()
  }

  @Test func `run answers on stdout, talks on stderr and writes its files`() throws {
    let answer = try shell.run("run", "part.yaml", "--out", "results")
    #expect(answer.status == 0)
    #expect(answer.out.hasPrefix("One part · 28 weeks after warm-up · 6 paired replications · seed 1\n"))
    #expect(answer.out.contains("higher levels"))
    #expect(!answer.out.contains("\u{1B}"), "no colours into a file")
    #expect(answer.err.contains("results/notebooks-output/part/"))
    for name in ["kpis.csv", "replications.csv", "items.csv", "series.csv", "results.sqlite", "run.json"] {
      #expect(shell.exists("results/notebooks-output/part/\(name)"), "\(name)")
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: shell.folder.path + "/results/notebooks-output/part")
    #expect(!left.contains { $0.hasPrefix(".") })
    shell.remove()
  }

  @Test func `the same bytes on any number of threads, other bytes with another seed`() throws {
    let one = try shell.run("run", "part.yaml", "--no-files", "--json", "--threads", "1")
    #expect(one.status == 0)
    #expect(try shell.run("run", "part.yaml", "--no-files", "--json", "--threads", "2").out == one.out)
    #expect(try shell.run("run", "part.yaml", "--no-files", "--json", "--threads", "7").out == one.out)
    #expect(try shell.run("run", "part.yaml", "--no-files", "--json", "--seed", "2").out != one.out)
    let object = try JSONSerialization.jsonObject(with: Data(one.out.utf8)) as? [String: Any]
    #expect((object?["scenarios"] as? [Any])?.count == 2)
    #expect(!shell.exists("notebooks-output"))
    shell.remove()
  }

  @Test func `a missed target fails only when asked to`() throws {
    #expect(try shell.run("run", "part.yaml", "--no-files").status == 0)
    #expect(try shell.run("run", "part.yaml", "--no-files", "--enforce-targets").status == 1)
    #expect(try shell.run("run", "part.yaml", "--no-files", "--enforce-targets", "--set", "targets.fill-rate=\">= 50 %\"").status == 0)
    // Nothing to miss is no pass.
    let none = try shell.run("run", "part.yaml", "--no-files", "--enforce-targets", "--set", "targets=null")
    #expect(none.status == 3)
    #expect(none.err.contains("--enforce-targets fails when a target is missed, and 'One part' has none"))
    shell.remove()
  }

  @Test func `check accepts, passes, and fails with its report`() throws {
    let none = try shell.run("check", ".")
    #expect(none.status == 3)
    #expect(
      none.err.contains("there is no baseline './baselines/part.txt'") || none.err.contains("there is no baseline 'baselines/part.txt'"))
    #expect(try shell.run("check", ".", "--accept").status == 0)
    let passed = try shell.run("check", ".")
    #expect(passed.status == 0)
    #expect(passed.out.hasPrefix("✓ part: 4 of 4 as accepted"))
    try shell.write("part.yaml", Shell.small.replacing("s: 25, S: 60", with: "s: 60, S: 90"))
    let failed = try shell.run("check", ".", "--junit", "junit.xml", "--annotations", "github")
    #expect(failed.status == 1)
    #expect(failed.out.contains("::error file="))
    #expect(shell.text("junit.xml")?.contains("<failure type=\"fail\"") == true)
    shell.remove()
  }

  @Test func `check tells of every scenario, though one cannot be checked and the baseline of another has none`() throws {
    #expect(try shell.run("check", ".", "--accept").status == 0)
    try shell.write("new.yaml", Shell.small)
    try shell.write("wrong.yaml", "bullwhip: 1\nname: [\n")
    try shell.write("baselines/gone.txt", shell.text("baselines/part.txt") ?? "")
    let answer = try shell.run("check", ".", "--junit", "junit.xml")
    #expect(answer.status == 3)
    #expect(answer.out.hasPrefix("✓ part: 4 of 4 as accepted"))
    let junit = try #require(shell.text("junit.xml"))
    for told in ["tests=\"7\"", "errors=\"3\"", "type=\"no-baseline\"", "type=\"no-scenario\"", "type=\"yaml\"", "classname=\"part.base\""] {
      #expect(junit.contains(told), "\(told): \(junit)")
    }
    let machine = try shell.run("check", ".", "--json")
    let list = try JSONSerialization.jsonObject(with: Data(machine.out.utf8)) as? [[String: Any]]
    #expect(list?.compactMap { $0["status"] as? String }.sorted() == ["error", "error", "error", "pass"])
    shell.remove()
  }

  @Test(arguments: [
    ["run", "wrong.yaml"], ["optimize", "wrong.yaml"], ["explain", "nothing-of-the-kind"], ["calibrate", "nowhere.csv", "--write", "x"],
    ["check", "nowhere"], ["diff", "wrong.yaml", "part.yaml"],
  ]) func `the machine is told what is wrong as well`(call: [String]) throws {
    try shell.write("wrong.yaml", "bullwhip: 1\nname: [\n")
    let answer = try shell.run(call + ["--json"])
    #expect(answer.status == 3)
    let object = try JSONSerialization.jsonObject(with: Data(answer.out.utf8)) as? [String: Any]
    let problems = object?["problems"] as? [[String: Any]]
    #expect((problems?.count ?? 0) >= 1, "\(answer.out)")
    #expect(!answer.err.isEmpty)
    shell.remove()
  }

  @Test func `optimize finds the levels, and what it writes runs`() throws {
    let answer = try shell.run("optimize", "part.yaml", "--replications", "8", "--write", "best.yaml")
    #expect(answer.status == 0)
    #expect(answer.out.contains("DP levels"))
    #expect(answer.out.contains("against today"))
    #expect(try shell.run("validate", "best.yaml").status == 0)
    #expect(try shell.run("run", "best.yaml", "--no-files").status == 0)
    #expect(try shell.run("optimize", "part.yaml", "--write", "best.yaml").status == 3, "a file that is there is never replaced")
    shell.remove()
  }

  @Test func `levels that follow the season are written as a table beside the scenario, and what is there is never replaced`() throws {
    let season =
      "every: day, season: { jan: 0.2, feb: 0.2, mar: 1, apr: 3, may: 3, jun: 1, jul: 1, aug: 1, sep: 0.2, oct: 0.2, nov: 0.2, dec: 0.2 }, "
    let text = Shell.small.replacing("start: day 0", with: "start: 2024-01-01").replacing(
      "items: { filter: {", with: season + "items: { filter: {")
    try shell.write("s.yaml", text)
    let answer = try shell.run("optimize", "s.yaml", "--replications", "8", "--write", "best.yaml")
    #expect(answer.status == 0, "\(answer.err)")
    #expect(answer.out.contains("seasonal levels"))
    #expect(answer.out.contains("(s, S) by date"))
    #expect(answer.err.contains("written: best-levels.csv\n"))
    #expect(shell.text("best-levels.csv")?.hasPrefix("item,from [d],s,S\nfilter,0,") == true)
    #expect(shell.text("best.yaml")?.contains("filter: { table: best-levels.csv }") == true)
    #expect(try shell.run("run", "best.yaml", "--no-files").status == 0)
    #expect(try shell.run("diff", "s.yaml", "best.yaml").out.contains("best-levels.csv"))
    try FileManager.default.removeItem(atPath: shell.folder.path + "/best.yaml")
    let again = try shell.run("optimize", "s.yaml", "--replications", "8", "--write", "best.yaml")
    #expect(again.status == 3)
    #expect(again.err.contains("'best-levels.csv' is already there"))
    #expect(!shell.exists("best.yaml"))
    shell.remove()
  }

  @Test func `small verbs answer`() throws {
    #expect(try shell.run("explain", "fill-rate").out.contains("units asked"))
    #expect(try shell.run("schema").out.hasPrefix("{"))
    #expect(try shell.run("diff", "part.yaml", "part.yaml").err == "no difference\n")
    let templates = try shell.run("new").out.split(separator: "\n").map { String($0.split(separator: " ")[0]) }
    #expect(!templates.isEmpty)
    for template in templates {
      #expect(try shell.run("new", template, "--write", "\(template).yaml").status == 0)
      #expect(try shell.run("validate", "\(template).yaml").status == 0, "\(template)")
      #expect(try shell.run("new", template, "--write", "\(template).yaml").status == 3)
    }
    #expect(try shell.run("new", "nothing").status == 3)
    shell.remove()
  }

  @Test func `a difference tells what is gone, new and changed`() throws {
    try shell.write(
      "other.yaml",
      """
      extends: part.yaml
      suppliers: { shop: { lead-time: 1 d } }
      costs: { holding: 0.1 EUR/unit/day }
      targets: null
      alternatives: { dearer: { costs.holding: ×2 } }
      """)
    let lines = Set(try shell.run("diff", "part.yaml", "other.yaml").out.split(separator: "\n").map(String.init))
    #expect(
      lines.isSuperset(of: [
        "suppliers.shop: added { lead-time: 1 d }", "costs.holding: 0.05 EUR/unit/day -> 0.1 EUR/unit/day",
        "targets.fill-rate: removed (was >= 99.9 %)", "alternatives.dearer: added { costs.holding: ×2 }",
      ]), "\(lines)")
    let json = try shell.run("diff", "part.yaml", "other.yaml", "--json").out
    #expect(json.contains("\"alternatives.dearer\"") && json.contains("\"{ costs.holding: ×2 }\""), "\(json)")
    shell.remove()
  }

  @Test func `a word that is a key and a KPI is explained as both`() throws {
    let share = try shell.run("explain", "returns.share").out
    #expect(share.contains("The share of the lines delivered that come back") && share.contains("÷ units delivered in it"), "\(share)")
    #expect(try shell.run("explain", "costs.backorder.time").out.hasPrefix("costs.backorder.time\n"))
    #expect(try shell.run("explain", "costs.backorder.unit").out.hasPrefix("costs.backorder.unit\n"))
    let both = try shell.run("explain", "pick.utilisation").out
    #expect(both.contains("STATION.utilisation") && both.contains("POOL.utilisation"))
    shell.remove()
  }
}
