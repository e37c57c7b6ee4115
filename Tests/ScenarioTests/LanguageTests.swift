import Foundation
import Groundwork
import Kernel
import Randomness
import Scenario
import Simulation
import Supply
import Testing
import Warehouse

@Suite struct `The catalogue of keys` {
  @Test func `says of every key what it means, and of every built one shows it`() {
    for key in KeyCatalogue.all {
      #expect(key.meaning.hasSuffix("."), "\(key.pattern)")
      if key.status == .built {
        #expect(!key.example.isEmpty, "\(key.pattern)")
        #expect(!key.type.inWords.isEmpty)
      }
      #expect(KeyCatalogue.declaration(for: key.pattern.split(separator: ".").map(String.init)) == key)
    }
  }

  @Test func `can explain all of it`() {
    for key in KeyCatalogue.all { #expect(Explain.topic(key.pattern)?.contains(key.meaning) == true, "\(key.pattern)") }
    for topic in [
      "order", "units", "laws", "law gamma", "fill-rate", "s-above-S", "warm-up", "suppliers.overseas.lead-time", "packing.utilisation",
    ] {
      #expect(Explain.topic(topic) != nil, "\(topic)")
    }
    #expect(Explain.topic("no such thing") == nil)
    #expect(Explain.suggestion(for: "warmup") == "warm-up")
  }

  @Test func `draws a law whose bars add up`() throws {
    let text = try #require(Explain.topic("law poisson"))
    #expect(text.contains("mean 5, standard deviation 2.24"))
    // P(5) of Poisson's law with mean 5 is 5⁵e⁻⁵/120 = 17.5 %, as is P(4): the longest bars.
    #expect(text.contains("  4 │" + String(repeating: "█", count: 40) + " 17.5 %"))
    #expect(text.contains("  5 │" + String(repeating: "█", count: 40) + " 17.5 %"))
    for law in [
      "uniform", "pert", "lognormal", "gamma", "weibull", "beta", "discrete", "mixture", "compound", "zero-inflated", "truncated",
      "empirical",
    ] {
      #expect(Explain.topic("law \(law)")?.contains("│") == true, "\(law)")
    }
  }

  @Test func `knows every code that the door can answer with`() throws {
    let folder =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
      + "/Sources/Scenario"
    let known = Set(ErrorCodes.all.map(\.code))
    #expect(known.count == ErrorCodes.all.count)
    var used: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.hasSuffix(".swift") && file != "ErrorCodes.swift" {
      let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
      for match in text.matches(of: /(?:error\(|warn\(|code:)\s*"([a-zA-Z-]+)"/) { used.insert(String(match.1)) }
    }
    #expect(used.subtracting(known) == [])
    #expect(known.subtracting(used) == [])
  }

  @Test func `makes a reference page with a row for each key, law and code`() {
    let rows = ReferencePage.markdown.split(separator: "\n")
    for key in KeyCatalogue.all { #expect(rows.contains { $0.hasPrefix("| `\(key.pattern)` |") }, "\(key.pattern)") }
    for entry in ErrorCodes.all { #expect(rows.contains { $0.hasPrefix("| `\(entry.code)` |") }) }
    // Every table row has its cells; a bar inside one is escaped.
    for row in rows where row.hasPrefix("|") { #expect([4, 5, 6].contains(row.replacing("\\|", with: "").count { $0 == "|" }), "\(row)") }
  }

  @Test func `is what the documentation prints`() throws {
    let page = URL(fileURLWithPath: scenarios).deletingLastPathComponent().path + "/Sources/Scenario/Scenario.docc/Language.md"
    if ProcessInfo.processInfo.environment["BULLWHIP_RECORD"] == "1" {
      try ReferencePage.markdown.write(toFile: page, atomically: true, encoding: .utf8)
    }
    let isSame = try String(contentsOfFile: page, encoding: .utf8) == ReferencePage.markdown
    #expect(isSame, "the reference page is older than the catalogue: record it with BULLWHIP_RECORD=1")
  }

  @Test func `makes a schema that is JSON and holds every built key`() throws {
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(JSONSchema.text.utf8)) as? [String: Any])
    func holds(_ schema: [String: Any]?, _ keys: ArraySlice<String>) -> Bool {
      guard let schema else { return false }
      guard let key = keys.first else { return true }
      let next = key == "*" ? schema["additionalProperties"] : (schema["properties"] as? [String: Any])?[key]
      return holds(next as? [String: Any], keys.dropFirst())
    }
    for key in KeyCatalogue.all {
      let keys = key.pattern.split(separator: ".").map(String.init)
      #expect(holds(schema, keys[...]) == (key.status == .built), "\(key.pattern)")
    }
  }
}

@Suite struct `Texts that are written` {
  @Test(arguments: ["dp-proof", "corner-shop", "seasonal", "packing-line"])
  func `every default filled in says the same scenario`(name: String) throws {
    let text = try ScenarioLoader.defaultsText(path: scenarios + "/\(name).yaml")
    #expect(text.contains("# default"))
    let twin = scenarios + "/\(name)-with-defaults-\(UUID().uuidString).yaml"
    try text.write(toFile: twin, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: twin) }
    let original = try ScenarioLoader.load(path: scenarios + "/\(name).yaml")
    let copy = try ScenarioLoader.load(path: twin)
    #expect(original.drafts.map(\.plan) == copy.drafts.map(\.plan))
    #expect(original.drafts.map(\.toOptimise) == copy.drafts.map(\.toOptimise))
    #expect(original.experiment == copy.experiment)
    #expect(original.checks == copy.checks)
  }

  @Test func `policies come back as they were found`() throws {
    let desk = Desk(["s.yaml": Sample.small])
    let controls: [Policy] = [.sS(s: -3, S: 40), .rQ(r: 7, Q: 12), .baseStock(S: 0), .minMax(min: 5, max: 9), .none]
    for policy in controls {
      for review in [Review.continuous, .periodic(interval: .days(14), first: .zero)] where policy != .none {
        let control = Control(policy: policy, review: review)
        let text = ScenarioWriter.text(
          extending: desk.folder + "/s.yaml", at: desk.folder + "/best/b.yaml", name: "Best: of all",
          remark: "found by a test\nin two lines",
          policies: [.init(item: "jug", location: "dc", control: control)])
        try FileManager.default.createDirectory(atPath: desk.folder + "/best", withIntermediateDirectories: true)
        try text.write(toFile: desk.folder + "/best/b.yaml", atomically: true, encoding: .utf8)
        let loaded = try desk.load("best/b.yaml")
        #expect(loaded.title == "Best: of all")
        #expect(loaded.drafts[0].plan.supply.stockPoints[1].control == control)
      }
    }
  }

  @Test func `assumptions are the comments behind values`() throws {
    let text = Sample.small.replacing("order-cost: 120 GBP } }", with: "order-cost: 120 GBP }").replacing(
      "  overseas: { lead-time: { gamma: { mean: 21 d, sd: 6 d } }, order-cost: 120 GBP }",
      with:
        "  overseas:\n    lead-time: 21 d  # assumption: the forwarder's word\n    order-cost: 120 GBP   # assumption: \"clerk\" and bank")
    let loaded = try Desk(["s.yaml": text]).load()
    #expect(
      loaded.assumptions == [
        Assumption(address: "suppliers.overseas.lead-time", value: "21 d", source: "assumption: the forwarder's word"),
        Assumption(address: "suppliers.overseas.order-cost", value: "120 GBP", source: "assumption: \"clerk\" and bank"),
      ])
  }
}

@Suite struct `Corners of the language` {
  private func plan(_ old: String, _ new: String, files: [String: String] = [:]) throws -> Plan {
    let desk = Desk(files.merging(["s.yaml": Sample.small.replacing(old, with: new)]) { a, _ in a })
    return try desk.load().drafts[0].plan
  }

  @Test func `nights cross midnight and the change of the clock`() throws {
    let floor = try #require(
      try plan("hours: 06:00-14:00, breaks: { lunch: 12:00 +30 min }", "hours: 22:00-06:00, breaks: { tea: 01:30 +30 min }").floor)
    let nights = floor.shifts[0].paid
    #expect(nights[0] == TimeSpan(start: .seconds(22 * 3600), end: .seconds(30 * 3600)))
    #expect(floor.shifts[0].breaks[0] == TimeSpan(start: .seconds(25.5 * 3600), end: .seconds(26 * 3600)))
    // From Monday to Friday; the Sunday before the start is no working day.
    #expect(nights.prefix(6).map { Int($0.start.days) } == [0, 1, 2, 3, 4, 7])
    // The clocks go forward in the night to Sunday 27 March 2011: make the shift a Saturday's.
    let saturday = try #require(
      try plan("days: mon-fri, hours: 06:00-14:00, breaks: { lunch: 12:00 +30 min }", "days: sat, hours: 22:00-06:00").floor)
    #expect(Set(saturday.shifts[0].paid.map { ($0.end - $0.start).hours }) == [8, 7])
    #expect(saturday.shifts[0].paid.filter { ($0.end - $0.start).hours == 7 }.count == 1)
  }

  @Test func `a Sunday's night reaches into the first day`() throws {
    let floor = try #require(
      try plan("days: mon-fri, hours: 06:00-14:00, breaks: { lunch: 12:00 +30 min }", "days: mon-sun, hours: 22:00-06:00").floor)
    #expect(floor.shifts[0].paid[0] == TimeSpan(start: .zero, end: .seconds(6 * 3600)))
  }

  @Test func `holidays close shifts, departures, suppliers and demand`() throws {
    let plan = try plan("time-zone: Europe/London", "time-zone: Europe/London, holidays: [2011-01-04]")
    let floor = try #require(plan.floor)
    #expect(floor.shifts[0].paid.prefix(2).map { Int($0.start.days) } == [0, 2])
    #expect(floor.steps.last!.departures.prefix(2).map { Int($0.days) } == [0, 2])
    #expect(plan.supply.suppliers[0].closedDays.prefix(3) == [false, true, false])
    guard case .orders(let stream) = plan.supply.streams[0] else { return #expect(Bool(false)) }
    #expect(stream.hourlyMean[24..<48].allSatisfy { $0 == 0 })
    #expect(stream.hourlyMean[23] == 1 && stream.hourlyMean[48] == 1)
  }

  @Test func `rules and items decide from the general to the particular`() throws {
    let policies = try plan(
      "default: { s-S: { s: 3 weeks, S: 7 weeks } }",
      """
      default: { base-stock: { S: 1 } }
        rules:
          everything: { for: { location: dc }, base-stock: { S: 2 } }
          dear ones: { for: { class: B, supplier: overseas }, base-stock: { S: 3 } }
        items: { "mug@dc": { base-stock: { S: 4 } }, mug: { base-stock: { S: 5 } } }
      """
    ).supply.stockPoints.map(\.control.policy)
    #expect(policies == [.baseStock(S: 4), .baseStock(S: 3)])
  }

  @Test func `demand per item reads its columns, season and period`() throws {
    let files = [
      "items.csv": "sku;unit-cost;price;mean;dispersion\nmug;2,50;5;10;2\njug;4;9;7;1\n",
      "season.csv": "month,factor\n" + (1...12).map { "\($0),\($0 < 7 ? 1 : 3)" }.joined(separator: "\n") + "\n",
    ]
    let text = """
      bullwhip: 1
      name: Weekly
      currency: GBP
      study: { periodic: 1 week }
      clock: { start: 2011-01-03, horizon: 52 weeks }
      items: { from: items.csv }
      suppliers: { works: { lead-time: 2 weeks } }
      locations: { dc: { supplied-by: works } }
      demand:
        scale: 2
        streams: { shop: { at: dc, per-item: { negative-binomial: { mean: column mean, dispersion: column dispersion }, every: week, season: season.csv } } }
      policies: { default: { R-S: { R: 2 weeks, S: 4 weeks } } }
      costs: { holding: 0.10 GBP/unit/week, backorder: 2 GBP/unit }
      """
    let plan = try Desk(files.merging(["s.yaml": text]) { a, _ in a }).load().drafts[0].plan
    #expect(plan.study == .periodic(period: .days(7)))
    guard case .perItem(let stream) = plan.supply.streams[0] else { return #expect(Bool(false)) }
    // Twice the customers: the means double, the dispersion stays; dispersion 1 is Poisson's law.
    #expect(stream.laws == [.negativeBinomial(mean: 20, dispersion: 2), .poisson(mean: 14)])
    #expect(stream.factors.count == 52)
    // The last week has its Sunday in January.
    #expect(stream.factors[0] == 0.5)
    #expect(stream.factors[50] == 1.5)
    #expect(abs(stream.factors[51] - 9.5 / 7) < 1e-12)
    let point = plan.supply.stockPoints[0]
    #expect(
      point.control
        == Control(
          policy: .baseStock(S: Int64((point.meanDailyDemand * 28).rounded())), review: .periodic(interval: .days(14), first: .zero)))
    #expect(abs(point.meanDailyDemand - 20 * stream.factors.reduce(0, +) / 364) < 1e-9)
    #expect(abs(point.holdingCost - 0.10 / 7) < 1e-12)
    #expect(point.backorderCostPerUnit == 2 && point.backorderCost == 0)
    #expect(plan.supply.items[0].unitCost == 2.5)
  }

  @Test func `recorded orders are played as they were`() throws {
    let lines =
      "time,order,item,quantity\n2011-01-05 10:00,7,jug,2\n2011-01-03 08:26,9,mug,1\n2011-01-05 10:05,7,mug,4\n2010-12-31 09:00,5,mug,1\n"
    let desk = Desk([
      "lines.csv": lines,
      "s.yaml": Sample.small.replacing(
        "orders: { arrivals: { poisson: { mean: 24 /day } }, lines: 2, quantity: 3, due: 48 h }", with: "replay: lines.csv"),
    ])
    #expect(
      desk.problems() == [
        "s.yaml:17:15: warning: 1 lines of 'lines.csv' lie outside the clock and are not played; move the start or the horizon [outside-clock]"
      ])
    guard case .replay(let stream) = try desk.load().drafts[0].plan.supply.streams[0] else { return #expect(Bool(false)) }
    let ten: SimTime = .seconds(2 * 86_400 + 36_000)
    #expect(
      stream.lines == [
        ReplayStream.Line(time: .seconds(8 * 3600 + 26 * 60), order: 0, item: 0, quantity: 1),
        ReplayStream.Line(time: ten, order: 1, item: 1, quantity: 2),
        ReplayStream.Line(time: ten, order: 1, item: 0, quantity: 4),
      ])
  }

  @Test func `units of a line may have a table of values for each item`() throws {
    let table = "sku,quantity,count\njug,5,1\nmug,1,3\nmug,2,1\n"
    let plan = try plan("quantity: 3", "quantity: { empirical: sizes.csv }", files: ["sizes.csv": table])
    guard case .orders(let stream) = plan.supply.streams[0] else { return #expect(Bool(false)) }
    let mug = Law.empirical([Weighted(1, weight: 3), Weighted(2, weight: 1)], smooth: false)
    #expect(stream.quantity == .each([mug, .empirical([Weighted(5, weight: 1)], smooth: false)]))
    let short = Desk([
      "sizes.csv": "sku,quantity,count\njug,5,1\n",
      "s.yaml": Sample.small.replacing("quantity: 3", with: "quantity: { empirical: sizes.csv }"),
    ])
    #expect(
      short.problems() == [
        "s.yaml:17:92: error: the table 'sizes.csv' has no row for the item 'mug'; give at least one value [empty-table]"
      ])
    let lines = Desk(["sizes.csv": table, "s.yaml": Sample.small.replacing("lines: 2", with: "lines: { empirical: sizes.csv }")])
    #expect(lines.problems().count == 1)
    #expect(lines.problems()[0].hasSuffix("[item-table]"))
  }

  @Test func `a removal inside an alternative is a change of it`() throws {
    let text = Sample.small.replacing(
      "alternatives:", with: "alternatives:\n  no wages at all: { costs.backorder: null, suppliers: { overseas: { order-cost: null } } }")
    let drafts = try Desk(["s.yaml": text]).load().drafts
    #expect(drafts[0].plan.supply.stockPoints[0].backorderCost == 0.4)
    #expect(drafts[1].plan.supply.stockPoints[0].backorderCost == 0)
    #expect(drafts[1].plan.supply.suppliers[0].orderCost == 0)
    #expect(drafts[1].changes.map(\.address) == ["suppliers.overseas.order-cost", "costs.backorder"])
  }

  @Test func `stock at the start comes from a table`() throws {
    let plan = try plan("experiment: {", "initial-stock: stock.csv\nexperiment: {", files: ["stock.csv": "item,units\njug,17\n"])
    #expect(plan.supply.stockPoints.map(\.initialStock) == [0, 17])
  }

  @Test func `events and trends move the rate`() throws {
    let plan = try plan(
      "poisson: { mean: 24 /day } }",
      "poisson: { mean: 24 /day }, trend: 10 %/year, events: { fair: { on: 2011-01-05, factor: 3 }, 2011-01-06: 0 } }")
    guard case .orders(let stream) = plan.supply.streams[0] else { return #expect(Bool(false)) }
    #expect(stream.hourlyMean[0] == 1)
    #expect(abs(stream.hourlyMean[48] - 3 * pow(1.1, 2 / 365.25)) < 1e-12)
    #expect(stream.hourlyMean[72..<96].allSatisfy { $0 == 0 })
  }

  @Test func `an automatic warm-up is refused where the start means something`() {
    let auto = Sample.small.replacing("warm-up: 2 weeks", with: "warm-up: auto")
    #expect(Desk(["s.yaml": auto]).problems() == [])
    #expect(
      Desk(["s.yaml": auto.replacing("experiment: {", with: "initial-stock: 5\nexperiment: {")]).problems()
        == [
          "s.yaml:4:57: error: the warm-up cannot be found by itself: an initial stock is given, so the start means something; write a span such as `8 weeks`, or 0 weeks [warm-up]"
        ])
  }

  @Test func `scalars mean what is written, not what YAML 1.1 makes of them`() throws {
    let text = Sample.small.replacing("mug:", with: "on:").replacing("jug:", with: "0012:").replacing("dc", with: "no")
    let plan = try Desk(["s.yaml": text]).load().drafts[0].plan
    #expect(plan.supply.items.map(\.name) == ["on", "0012"])
    #expect(plan.supply.locations[0].name == "no")
  }

  @Test func `aliases repeat a value, but not without end`() throws {
    let plan = try plan(
      "overseas: { lead-time: { gamma: { mean: 21 d, sd: 6 d } }, order-cost: 120 GBP }",
      "overseas: &o { lead-time: { gamma: { mean: 21 d, sd: 6 d } }, order-cost: 120 GBP }\n  spare: *o")
    #expect(plan.supply.suppliers[0].leadTime == plan.supply.suppliers[1].leadTime)
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for i in 1...9 { bomb += "a\(i): &a\(i) [" + Array(repeating: "*a\(i - 1)", count: 10).joined(separator: ", ") + "]\n" }
    #expect(Desk(["s.yaml": bomb]).problems().contains { $0.contains("[too-large]") })
  }

  @Test func `every problem of a file is told at once, in order of place`() {
    let text = Sample.small.replacing("horizon: 26 weeks", with: "horizon: 26").replacing("lead-time:", with: "leadtime:").replacing(
      "at: dc", with: "at: cd"
    )
    .replacing("seed: 1", with: "seed: x").replacing("hours: 06:00-14:00", with: "hours: 6")
    #expect(Desk(["s.yaml": text]).problems().map { $0.split(separator: ":")[1] } == ["4", "10", "16", "23", "35"])
  }

  @Test func `files that are no text are refused`() throws {
    let desk = Desk([:])
    try Data([0x62, 0x75, 0x0a, 0x6c, 0xff, 0x0a]).write(to: URL(fileURLWithPath: desk.folder + "/s.yaml"))
    #expect(desk.problems() == ["s.yaml:2:2: error: this is not UTF-8 text; save the file as UTF-8 [encoding]"])
    #expect(
      desk.problems("none.yaml") == ["error: the file 'none.yaml' does not exist; paths are relative to the file that names them [no-file]"]
    )
    #expect(Desk(["s.yaml": ""]).problems().count > 0)
    #expect(
      Desk(["s.yaml": "- a\n- b\n"]).problems() == [
        "s.yaml:1:1: error: a scenario is a map of keys; this is a list; begin with `bullwhip: 1` [wrong-kind]"
      ])
    #expect(Desk(["s.yaml": String(repeating: "[", count: 5000)]).problems().count == 1)
  }
}
