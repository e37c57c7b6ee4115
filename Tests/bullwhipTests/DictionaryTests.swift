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

  /// Goods that spoil and limits: what a station has not.
  static let shelf = """
    bullwhip: 1
    name: Shelf
    currency: EUR
    study: periodic
    clock: { start: day 0, horizon: 5 weeks, warm-up: 1 week }
    items: { list: { loaf: { unit-cost: 1 EUR, price: 3 EUR, volume: 2 l, shelf-life: 2 d } } }
    suppliers: { bakery: { lead-time: 2 d }, kiosk: { lead-time: 1 d } }
    locations: { shop: { supplied-by: bakery, capacity: 90 l, emergency: { from: kiosk, when: position < 11 } } }
    demand: { streams: { counter: { at: shop, per-item: { items: { loaf: { poisson: { mean: 6 } } } }, unmet: lost } } }
    policies: { default: { base-stock: { S: 16 } } }
    costs: { holding: 0.05 EUR/unit/day, lost-sale: margin }
    constraints: { space-used.mean: "<= 95 %", space-used.max: "<= 95 %", supplier-lines: "<= 2 lines/day" }

    """

  /// People, places and equipment accounted for in full, orders that do not wait for ever, new items, trucks, inspection and returns.
  static let hall = """
    bullwhip: 1
    name: Hall
    currency: EUR
    clock: { start: day 0, horizon: 5 weeks, warm-up: 1 week }
    items: { list: { parcel: { unit-cost: 1 EUR, price: 5 EUR } } }
    suppliers: { maker: { lead-time: 1 d } }
    locations: { hall: { supplied-by: maker } }
    policies: { default: { s-S: { s: 800, S: 1600 } } }
    returns: { share: 10 %, after: 1 d, restock: 50 % }
    demand:
      streams:
        parcels: { at: hall, orders: { arrivals: { poisson: { mean: 5 /h } }, lines: 1, quantity: 1, priority: 2, due: 1 h } }
        urgent:  { at: hall, orders: { arrivals: { poisson: { mean: 1 /h } }, lines: 1, quantity: 1, priority: 1, due: 1 h } }
    new-items: { arrivals: { poisson: { mean: 2 /week } } }
    warehouse:
      shifts: { always: { days: mon-sun, hours: 00:00-24:00, at-end: stop } }
      workers: { packers: { count: 2, shift: always, wage: 16 EUR/h, absence: 5 % } }
      workforce: { leaving: 5 %/year, replacement: { after: 1 d, training: 3 d } }
      layout: { aisles: 4, bays: 5, length: 10 m, width: 2 m }
      equipment: { tables: { count: 1, failures: { up: { exponential: { mean: 90 h } }, down: 2 h }, charging: { after: 40 h, for: 30 min } } }
      places: { benches: 2 }
      process:
        inbound: { inspect: { by: packers, time: 1 s, rejects: 1 % } }
        outbound:
          packing: { by: packers, at: benches, with: tables, plan: 6 lines/h, queue: priority, preempt: resume, limit: 9 orders, overflow: leave, patience: 40 min, time: { travel: 0.1 s per m, per-round: 1 s, per-order: { exponential: { mean: 9 min } } } }
          ship: { carriers: { van: { departures: "mon-sun 18:00", capacity: 500 orders } } }
    costs: { late-order: 5 EUR }
    targets: { order-cycle-time.p95: "<= 30 h" }

    """

  /// Pick faces that are filled, items that change places, and new ones that need a place.
  static let faces = """
    bullwhip: 1
    name: Faces
    currency: EUR
    clock: { start: day 0, horizon: 5 weeks, warm-up: 1 week }
    items: { list: { mug: { unit-cost: 2 EUR }, jug: { unit-cost: 4 EUR }, bowl: { unit-cost: 5 EUR } } }
    locations: { hall: { stock: unlimited } }
    demand:
      streams:
        parcels: { at: hall, orders: { arrivals: { poisson: { mean: 30 /day } }, lines: 2, quantity: 1 } }
    new-items: { arrivals: { poisson: { mean: 1 /week } }, slotting: { by: packers, time: 40 min }, unfamiliar: { factor: 2, lines: 25 } }
    warehouse:
      shifts: { always: { days: mon-sun, hours: 00:00-24:00 } }
      workers: { packers: { count: 3, shift: always, wage: 16 EUR/h } }
      layout: { aisles: 4, bays: 5, length: 10 m, width: 2 m }
      storage:
        pick-face: 1 d
        replenish: { below: 8 h, by: packers, time: { per-order: 2 min, travel: 1 s per m } }
        re-slotting: { every: 1 week, moves: 4, by: packers, time: { per-line: 8 min, travel: 1 s per m } }
      process: { outbound: { packing: { by: packers, time: { per-order: 1 min, travel: 1 s per m } } } }

    """

  @Test func `stands in the table and in the files`() throws {
    let own = [("shelf.yaml", Self.shelf), ("hall.yaml", Self.hall), ("faces.yaml", Self.faces)]
    for (name, text) in own { try shell.write(name, text) }
    var rows: [String] = [], ids: [String] = []
    for scenario in [Self.scenario] + own.map({ shell.folder.appendingPathComponent($0.0).path }) {
      var arguments = ["run", scenario, "--all", "--replications", "2", "--no-files"]
      for set in Self.sets { arguments += ["--set", set] }
      let answer = try shell.run(arguments, program: Product.program)
      #expect(answer.status == 0, "\(answer.err)")
      // Long labels are broken into lines in the table's first column; words are compared, not lines.
      rows += answer.out.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
      ids += KPIDictionary.kpis(for: try ScenarioLoader.load(path: scenario).drafts[0].plan).map(\.id)
    }
    for declaration in KPIDictionary.declarations {
      let kinds = [
        "STATION": ["packing", "van", "replenish"], "CARRIER": ["van"], "POOL": ["packers"], "EQUIPMENT": ["tables"],
        "STREAM": ["parcels"],
      ]
      let kind = kinds.first { declaration.id.hasPrefix($0.key + ".") }
      let titles = kind?.value.map { "\($0) \(declaration.title)" } ?? [declaration.title]
      #expect(rows.contains { row in titles.contains { row.hasPrefix($0) } }, "\(declaration.id)")
      let own = kind.map { kind in kind.value.map { declaration.id.replacing(kind.key, with: $0) } } ?? [declaration.id]
      #expect(own.contains { ids.contains($0) }, "\(declaration.id)")
    }
    shell.remove()
  }

  @Test func `is defined in the report`() throws {
    let loaded = try ScenarioLoader.load(path: Self.scenario, sets: Self.sets)
    let study = try Study.resolved(loaded, options: StudyOptions(replications: 2)).run()
    let insights = try StudyInsights.gather(
      study, recommended: StudyReport.recommended(of: study), threads: 2, cancellation: Cancellation())
    let glossary = StudyReport(study, loaded: loaded, insights: insights, command: "bullwhip").document.glossary
    // The page's own capitals, spaces and signs stand between the words; the words are the dictionary's.
    func words(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
    for declaration in KPIDictionary.declarations {
      let isDefined = glossary.contains {
        words($0.term).hasPrefix(words(declaration.title)) && words($0.meaning) == words(declaration.meaning)
      }
      #expect(isDefined, "\(declaration.id)")
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
