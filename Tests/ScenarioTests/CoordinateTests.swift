import Foundation
import Groundwork
import Kernel
import Scenario
import Simulation
import Supply
import Testing
import Warehouse

/// Storage places with coordinates, from the file to the metres.
@Suite struct `A floor known by coordinates` {
  static let scenario = """
    bullwhip: 1
    name: Places
    currency: EUR
    clock: { start: day 0, horizon: 1 week }
    items: { list: { mug: { unit-cost: 2 EUR }, jug: { unit-cost: 3 EUR } } }
    locations: { dc: { stock: unlimited } }
    demand: { streams: { web: { at: dc, replay: lines.csv } } }
    warehouse:
      shifts: { day: { hours: 00:00-24:00 } }
      workers: { pickers: { count: 1, shift: day } }
      layout: { from: places.csv, depot-at: { x: 1 m, y: 2 m }, extent: { x: 20 m, y: 10 m } }
      process: { outbound: { pick: { by: pickers, batch: 2 orders, time: { travel: 2 s per m } } } }

    """
  static let lines = "time,order,item,quantity\nday 0 08:00,1,mug,1\nday 0 08:00,1,jug,2\nday 0 09:00,2,jug,1\n"
  static let places = "location,x [m],y [m],item\nA1,4,6,mug\nA2,5,5,\nA3,11,2,jug\n"

  func desk(_ scenario: String = Self.scenario, places: String = Self.places, lines: String = Self.lines) -> Desk {
    Desk(["s.yaml": scenario, "lines.csv": lines, "places.csv": places])
  }

  /// By hand: (1,2) to (4,6), 7 m; to (11,2), 11 m; home 10 m. The second order goes to (11,2) and back, 20 m. Two seconds a metre.
  @Test func `counts the metres of rounds along the axes`() throws {
    let plan = try CompiledPlan(desk().load().drafts[0].plan)
    #expect(plan.plan.floor?.isPlain == false && plan.plan.floor?.layout == nil)
    let outcome = PairedRunner([plan]).run(seed: 1, replication: 0)[0]
    #expect(outcome.stations[0].metres == 28 + 20)
    #expect(abs(outcome.value("pick.metres-per-order", plan) - 24) < 1e-9)
    #expect(abs(outcome.value("pick.metres-per-line", plan) - 16) < 1e-9)
    #expect(abs(outcome[.cycleTimeHours] * 3600 - 2 * 48) < 1e-6)
  }

  // Aisles at x = 4 and 11, places from 2 to 9 m, the depot at (1, 2) on the front: 20 m along it to (4, 6), 4 m deep, and (11, 2).
  // S-shape goes through both, 7 m each, return in and out of the first; the shortest round is the return's.
  @Test(arguments: [("route: s-shape, ", 34.0), ("route: return, ", 28), ("", 28)])
  func `counts the metres of rounds by the aisles`(route: String, first: Double) throws {
    let places = "location,alley,x,y,item\nA1,n,4,6,mug\nA2,n,4,9,\nA3,s,11,2,jug\n"
    let desk = desk(Self.scenario.replacing("batch: 2 orders, ", with: "batch: 2 orders, \(route)"), places: places)
    #expect(desk.problems() == [])
    let plan = try CompiledPlan(desk.load().drafts[0].plan)
    // The second order goes to (11, 2) and back.
    #expect(PairedRunner([plan]).run(seed: 1, replication: 0)[0].stations[0].metres == first + 20)
  }

  @Test(arguments: [
    ("route: s-shape, ", Self.places, "s.yaml:12:", "the table of places has no column of them", "misplaced-key"),
    (
      "route: return, ", "location,aisle,x,y,item\nA1,n,4,6,mug\nA2,n,4,1,\nA3,s,11,2,jug\n", "s.yaml:11:",
      "the depot lies beside the aisles, at 2 m between their ends at 1 and 6 m", "no-aisles"
    ),
    (
      "", "location,aisle,x,y,item\nA1,n,4,6,mug\nA2,,4,5,\nA3,s,11,2,jug\n", "places.csv:3:4: error", "the location 'A2' has no aisle",
      "missing-name"
    ),
    (
      "", "location,aisle,x,y,item\nA1,n,4,6,mug\nA1,s,4,6,jug\n", "places.csv:3:4: error",
      "the location 'A1' lies in the aisle 's' here and in 'n' in line 2", "duplicate-key"
    ),
  ])
  func `refuses rounds by aisles that are none`(route: String, places: String, place: String, answer: String, code: String) {
    let found = desk(Self.scenario.replacing("batch: 2 orders, ", with: "batch: 2 orders, \(route)"), places: places).problems()
    #expect(found.contains { $0.hasPrefix(place) && $0.contains(answer) && $0.hasSuffix("[\(code)]") }, "\(found)")
  }

  /// Nobody has asked for rounds by aisles: they are the shortest without racks, and that is told.
  @Test func `warns where aisles make no block`() throws {
    let desk = desk(places: "location,aisle,x,y,item\nA1,n,4,6,mug\nA2,n,4,1,\nA3,s,11,2,jug\n")
    let found = desk.problems()
    #expect(found.count == 1 && found[0].contains("warning") && found[0].hasSuffix("[no-aisles]"), "\(found)")
    #expect(try desk.load().drafts[0].plan.floor?.coordinates?.aisles == nil)
  }

  @Test func `gives items without a place of their own the nearest ones by rank`() throws {
    // The jug is asked for more (3 units), so it has rank 0.
    let places = "location,x,y\nfar,11,2\nnear,4,2\nmiddle,4,6\n"
    let floor = try #require(desk(places: places).load().drafts[0].plan.floor?.coordinates)
    #expect(floor.placeOfItem == [2, 1])
  }

  @Test func `is the same with every default written out`() throws {
    let desk = desk(), again = try self.desk(ScenarioLoader.defaultsText(path: desk.folder + "/s.yaml"))
    #expect(again.problems() == [])
    #expect(try again.load().drafts[0].plan == desk.load().drafts[0].plan)
  }

  /// Filling a pick face walks from the depot to the face and back.
  @Test func `knows the way to a pick face`() throws {
    let text = Self.scenario.replacing(
      "  process:",
      with: "  storage: { pick-face: 3 units, replenish: { below: 2 units, by: pickers, time: { travel: 1 s per m } } }\n  process:")
    let plan = try CompiledPlan(desk(text).load().drafts[0].plan)
    let outcome = PairedRunner([plan]).run(seed: 1, replication: 0)[0]
    // The jug's face is at 1 after the first order and is filled again; the mug's never falls below 2.
    #expect(outcome.stations[1].tasks == 1 && outcome.stations[1].metres == 20)
    #expect(outcome.value("replenish.units-per-week", plan) == 2)
  }

  @Test(arguments: [
    (
      "A1,4,6,mug", "A1,4,60,mug",
      "places.csv:2:4: error: the location 'A1' lies outside the layout at (4, 60); its coordinates must lie in 0 to 20 m and 0 to 10 m"
    ),
    ("A1,4,6,mug", "A1,four,6,mug", "places.csv:2:4: error: "),
    ("A1,4,6,mug", "A1,nan,6,mug", "places.csv:2:4: error: "),
    ("A1,4,6,mug", "A1,,6,mug", "places.csv:2:4: error: "),
    (
      "A2,5,5,", "A1,5,5,",
      "places.csv:3:4: error: the location 'A1' lies at (5, 5) here and at (4, 6) in line 2; keep one: a place is at one point [duplicate-key]"
    ),
    (
      "A2,5,5,", "A1,4,6,",
      "places.csv:3:1: error: the location 'A1' stands twice in the table (first at line 2); keep one row [duplicate-key]"
    ),
    ("A2,5,5,", "A2,5,5,mug", "places.csv:3:8: error: the item 'mug' lies at two places (first at line 2)"),
    ("A2,5,5,", "A2,5,5,mugg", "places.csv:3:8: error: unknown item 'mugg'; did you mean 'mug'? [unknown-name]"),
    (
      "A3,11,2,jug", "A3,11,2,",
      "s.yaml:11:19: error: no place holds the item 'jug'; add a row with its coordinates to the table [missing-row]"
    ),
    ("A3,11,2,jug", ",11,2,jug", "places.csv:4:1: error: this row has no location"),
    ("x [m]", "x [km]", "places.csv:1:10: error: coordinates are read in metres, not in 'km'"),
    ("A1,4,6,mug\nA2,5,5,\nA3,11,2,jug\n", "", "places.csv"),
    ("location,x [m]", "location,ex", "error: the table has no column 'x'"),
  ])
  func `refuses places that cannot be`(old: String, new: String, answer: String) {
    let problems = desk(places: Self.places.replacing(old, with: new)).problems()
    #expect(problems.contains { $0.contains(answer) }, "\(problems)")
  }

  @Test(arguments: [
    (", depot-at: { x: 1 m, y: 2 m }", "", "error: 'warehouse.layout' lacks 'depot-at'"),
    ("x: 1 m", "x: 21 m", "error: the depot lies outside the layout's extent"),
    ("from: places.csv", "from: places.csv, aisles: 3", "error: 'aisles' belongs to a layout of aisles"),
    ("from: places.csv", "aisles: 3, length: 20 m, width: 2 m", "error: 'depot-at' belongs to storage places with coordinates"),
    (
      "from: places.csv, depot-at: { x: 1 m, y: 2 m }, extent: { x: 20 m, y: 10 m }", "aisles: 3, length: 20 m",
      "error: 'warehouse.layout' lacks 'width'"
    ),
    ("batch: 2 orders", "route: s-shape", "error: the route 's-shape' goes by aisles, and the table of places has no column of them"),
    ("batch: 2 orders", "batch: 2 orders, batching: closest", "error: `batching: closest` beside places with coordinates is not built yet"),
    ("from: places.csv", "from: place.csv", "place.csv"),
    ("  process", "  storage: { rule: popularity }\n  process", "error: the table of places says which item lies where"),
  ])
  func `refuses a layout that cannot be`(old: String, new: String, answer: String) {
    let problems = desk(Self.scenario.replacing(old, with: new)).problems()
    #expect(problems.contains { $0.contains(answer) }, "\(problems)")
  }

  @Test(arguments: ["dedicated", "affinity"]) func `refuses rules that go by bays`(rule: String) {
    let text = Self.scenario.replacing("  process", with: "  storage: { rule: \(rule) }\n  process")
    let problems = desk(text, places: "location,x,y\nfar,11,2\nnear,4,2\n").problems()
    #expect(problems.contains { $0.contains("error: the rule '\(rule)' goes by bays") }, "\(problems)")
  }

  /// As a warehouse exports its picks: a row a line, both coordinates in one column, other columns beside.
  static let picks = """
    DATE,OrderNumber,SKU,PCS,Location,Coord
    day,1,mug,1,A1,"[4, 6]"
    day,1,jug,2,A3,"[11.0, 2.0]"
    day,2,jug,1,A3,"[11, 2]"
    day,3,bowl,1,B1,"[5, 5]"
    day,4,bowl,1,B1,"[5, 5]"
    day,5,cup,1,B1,"[5, 5]"

    """

  @Test func `is read from recorded lines too, and rows of other items are counted`() throws {
    let desk = desk(places: Self.picks)
    #expect(
      desk.problems() == [
        "places.csv:5:7: warning: 3 rows of 2 items that the scenario does not have; add the items to `items:`, if they are kept [left-out]"
      ])
    let floor = try #require(desk.load().drafts[0].plan.floor?.coordinates)
    #expect(floor.places == [.init(x: 4, y: 6), .init(x: 11, y: 2), .init(x: 5, y: 5)] && floor.placeOfItem == [0, 1])
    let outcome = PairedRunner([try CompiledPlan(desk.load().drafts[0].plan)]).run(seed: 1, replication: 0)[0]
    #expect(outcome.stations[0].metres == 28 + 20, "the same places by another file")
  }

  @Test func `columns with names of their own are named`() throws {
    let places = "bay code,east,north,what\nA1,4,6,mug\nA3,11,2,jug\n"
    let keys = "from: places.csv, columns: { location: bay code, x: east, y: north, item: what }"
    let named = desk(Self.scenario.replacing("from: places.csv", with: keys), places: places)
    #expect(named.problems() == [])
    #expect(try named.load().drafts[0].plan.floor?.coordinates?.placeOfItem == [0, 1])
    let odd = desk(Self.scenario.replacing("from: places.csv", with: keys.replacing("east", with: "eastt")), places: places).problems()
    #expect(odd.contains { $0.contains("s.yaml:11:") && $0.contains("'eastt'") && $0.contains("did you mean 'east'?") }, "\(odd)")
  }

  @Test(arguments: [
    (
      "day,2,jug,1,A3,\"[11, 2]\"", "day,2,jug,1,A3,\"[11, 3]\"",
      "places.csv:4:16: error: the location 'A3' lies at (11, 3) here and at (11, 2) in line 3"
    ),
    (
      "day,2,jug,1,A3,\"[11, 2]\"", "day,2,jug,1,A4,\"[12, 2]\"",
      "places.csv:4:7: error: the item 'jug' lies at two places (first at line 3)"
    ),
    ("\"[4, 6]\"", "\"[4]\"", "places.csv:2:16: error: '[4]' is not a pair of coordinates; write both in metres, as [19.5, 21.0]"),
    ("\"[4, 6]\"", "\"[4, six]\"", "is not a pair of coordinates"),
    ("\"[4, 6]\"", "\"[4, 60]\"", "the location 'A1' lies outside the layout at (4, 60)"),
  ])
  func `refuses recorded lines that contradict each other`(old: String, new: String, answer: String) {
    let problems = desk(places: Self.picks.replacing(old, with: new)).problems()
    #expect(problems.contains { $0.contains(answer) }, "\(problems)")
  }

  /// 5 000 lines of 1 050 items, each at one place; half of the items are in the scenario.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["BULLWHIP_DATA"] != nil))
  func `reads the places of a real picking area as they were exported`() throws {
    let file = (ProcessInfo.processInfo.environment["BULLWHIP_DATA"] ?? "") + "/warehouse/picking_lines.csv"
    let table = try CSVTable(path: file)
    let sku = table.columnIndex(of: "SKU")!, coord = table.columnIndex(of: "Coord")!
    var points: [String: String] = [:], names: [String] = []
    for row in table.rows.indices where points.updateValue(table[row, coord], forKey: table[row, sku]) == nil {
      names.append(table[row, sku])
    }
    let kept = names.enumerated().filter { $0.offset % 2 == 0 }.map(\.element), isKept = Set(kept)
    let rows = table.rows.count { !isKept.contains($0[sku]) }
    let text = Self.scenario.replacing("list: { mug: { unit-cost: 2 EUR }, jug: { unit-cost: 3 EUR } }", with: "from: items.csv")
      .replacing("from: places.csv", with: "from: \(file)").replacing(", extent: { x: 20 m, y: 10 m }", with: "")
    let desk = Desk([
      "s.yaml": text, "lines.csv": "time,order,item,quantity\nday 0 08:00,1,\(kept[0]),1\n",
      "items.csv": "sku,unit-cost\n" + kept.map { "\($0),1\n" }.joined(),
    ])
    #expect(names.count == 1_050)
    #expect(desk.problems().contains { $0.contains("\(rows) rows of \(names.count - kept.count) items that the scenario does not have") })
    let plan = try desk.load().drafts[0].plan, floor = try #require(plan.floor?.coordinates)
    for (i, item) in plan.supply.items.enumerated() {
      let point = floor.places[floor.placeOfItem[i]]
      let written = (points[item.name] ?? "").filter { !"[] ".contains($0) }.split(separator: ",").compactMap { Double($0) }
      #expect(written == [point.x, point.y], "\(item.name)")
    }
  }

  /// The recorded orders of a picking area with 1 050 places: the metres of the floor are those of the rounds, found one by one.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["BULLWHIP_DATA"] != nil))
  func `walks the rounds of a real picking area`() throws {
    let folder = ProcessInfo.processInfo.environment["BULLWHIP_DATA"] ?? ""
    let table = try CSVTable(path: folder + "/warehouse/picking_lines.csv")
    func column(_ name: String) -> Int { table.columnIndex(of: name)! }
    var places = "location,x,y,item\n", seen: Set<String> = [], lines = "time,order,item,quantity\n", names: [String] = []
    var points: [String: StopTour.Point] = [:], baskets: [String: [String]] = [:], order: [String] = []
    for row in table.rows.indices.prefix(600) {
      let item = table[row, column("SKU")]
      let xy = table[row, column("Coord")].filter { !"[] ".contains($0) }.split(separator: ",").map { Double($0)! }
      if seen.insert(item).inserted {
        places += "\(table[row, column("Location")]),\(xy[0]),\(xy[1]),\(item)\n"
        points[item] = .init(x: xy[0], y: xy[1])
        names.append(item)
      }
      let number = table[row, column("OrderNumber")]
      if baskets[number] == nil { order.append(number) }
      baskets[number, default: []].append(item)
    }
    // An order an hour, so that nobody takes two at a time.
    for (hour, number) in order.enumerated() {
      for item in baskets[number]! { lines += "day \(hour / 24) \(hour % 24 < 10 ? "0" : "")\(hour % 24):00,\(number),\(item),1\n" }
    }
    let text = Self.scenario.replacing("horizon: 1 week", with: "horizon: \((order.count + 23) / 24) d")
      .replacing("list: { mug: { unit-cost: 2 EUR }, jug: { unit-cost: 3 EUR } }", with: "from: items.csv")
      .replacing(", extent: { x: 20 m, y: 10 m }", with: "")
    let desk = Desk([
      "s.yaml": text, "lines.csv": lines, "places.csv": places, "items.csv": "sku,unit-cost\n" + names.map { "\($0),1\n" }.joined(),
    ])
    let plan = try CompiledPlan(desk.load().drafts[0].plan)
    let outcome = PairedRunner([plan]).run(seed: 1, replication: 0)[0]
    let depot = StopTour.Point(x: 1, y: 2)
    let metres = order.reduce(0) {
      $0 + StopTour.round(depot: depot, stops: Set(baskets[$1]!).map { points[$0]! }.sorted { ($0.x, $0.y) < ($1.x, $1.y) }).metres
    }
    #expect(order.count > 300 && abs(outcome.stations[0].metres - metres) < 1e-6 * metres)
  }
}
