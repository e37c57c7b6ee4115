import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct `Run archive` {
  func run(_ identity: String, title: String = "Corner shop") -> ArchivedRun {
    var run = ArchivedRun(
      header: .init(
        identity: identity, title: title, scenarioFile: "scenarios/corner-shop.yaml", version: "1.0", currency: "GBP", seed: .max,
        replications: 20, weeks: 44,
        warmUpDays: 56))
    run.kpis = [
      .init(scenario: "base", kpi: "cost.total", unit: "money/week", value: 18_412, lower: 18_316, upper: 18_508, n: 20, level: 0.95),
      .init(
        scenario: "slow", kpi: "cost.total", unit: "money/week", value: 20_652, lower: nil, upper: nil, n: 20, level: 0.95,
        difference: 2_240,
        differenceLower: 2_120, differenceUpper: 2_360, verdict: "worse"),
    ]
    run.replications = [.init(scenario: "base", replication: 3, kpi: "fill-rate", value: 0.96, numerator: 96, denominator: 100)]
    run.items = [.init(scenario: "base", item: "85123A", location: "dc", measure: "fill-rate", value: 0.97, lower: 0.96, upper: 0.98)]
    run.series = [.init(scenario: "base", measure: "stock-value", day: 0, mean: 4, quantiles: [1, 2, 3, 4, 5, 6, 7])]
    return run
  }

  @Test func `what goes in comes out, the largest seed included`() throws {
    let scratch = Scratch()
    let archive = try RunArchive(path: scratch.path + "/results.sqlite")
    try archive.save(run("00aa"))
    #expect(try archive.load(identity: "00aa") == run("00aa"))
    #expect(try archive.load(identity: "00ab") == nil)
  }

  @Test func `a run again takes its own place and leaves the others`() throws {
    let scratch = Scratch()
    let path = scratch.path + "/results.sqlite"
    do {
      let archive = try RunArchive(path: path)
      try archive.save(run("00aa"))
      try archive.save(run("00bb"))
      try archive.save(run("00aa", title: "again"))
    }
    let archive = try RunArchive(path: path)
    #expect(try archive.runs().map(\.identity) == ["00bb", "00aa"])
    #expect(try archive.load(identity: "00aa")?.kpis.count == 2)
    #expect(try archive.find("last")?.title == "again")
    #expect(try archive.find("00b")?.identity == "00bb")
    #expect(try archive.find("00") == nil, "a prefix of two runs names neither")
    let rows = try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM kpis") }
    #expect(rows == 4, "rows of the replaced run are gone")
  }

  @Test func `a run that is begun is seen when it is kept, and was never there when it is not`() throws {
    let scratch = Scratch()
    let path = scratch.path + "/results.sqlite"
    let archive = try RunArchive(path: path), reader = try RunArchive(path: path)
    try archive.save(run("00aa"))
    var first = run("00bb")
    first.document = "{}"
    do {
      let pending = try archive.begin(first)
      #expect(try reader.runs().map(\.identity) == ["00aa"])
      try pending.keep(document: first.document)
    }
    #expect(try reader.load(identity: "00bb") == first)
    do {
      let given = try archive.begin(run("00aa", title: "again"))
      #expect(try reader.find("00aa")?.title == "Corner shop")
      _ = consume given
    }
    #expect(try reader.runs().map(\.title) == ["Corner shop", "Corner shop"])
    #expect(try reader.load(identity: "00aa") == run("00aa"))
    // The archive is open for others again.
    try reader.save(run("00cc"))
    #expect(try archive.runs().map(\.identity) == ["00aa", "00bb", "00cc"])
  }

  @Test func `a newer archive is refused and not touched`() throws {
    let scratch = Scratch()
    let path = scratch.path + "/results.sqlite"
    try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE future (x); PRAGMA user_version = 99") }
    #expect(throws: StoreError(path: path, action: "open archive", reason: .newerArchive(found: 99, known: RunArchive.schemaVersion))) {
      try RunArchive(path: path)
    }
  }

  @Test func `a file that is no archive is refused with its name`() throws {
    let scratch = Scratch()
    let path = scratch.path + "/results.sqlite"
    try String(repeating: "this is a letter, not a database. ", count: 100).write(toFile: path, atomically: false, encoding: .utf8)
    #expect { _ = try RunArchive(path: path) } throws: {
      "\($0)" == "cannot open archive '\(path)': file is not a database; move it away, or use another --out"
    }
  }

  @Test func `the schema's number stands where other tools look for it`() throws {
    let scratch = Scratch()
    let path = scratch.path + "/results.sqlite"
    _ = try RunArchive(path: path)
    #expect(try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == RunArchive.schemaVersion)
  }
}
