import Groundwork
import Synchronization
import Testing

@testable import Verification

@Suite struct `Rows of published instances` {
  static func row(
    _ id: String = "a", kind: String = "eoq", inputs: String = #"{"fixed_cost": 8, "holding_cost": 0.225, "demand_rate": 1300}"#,
    expected: String = #"{"order_quantity": 304.04678, "cost": 68.41052551}"#, tolerance: String = #"{"relative": 1e-6}"#
  ) -> String {
    #"{"id": "\#(id)", "kind": "\#(kind)", "source": "Harris 1913", "inputs": \#(inputs), "expected": \#(expected), "tolerance": \#(tolerance)}"#
  }

  /// A word that a kind understands for one item it understands for several.
  @Test func `geometric demand of several items`() throws {
    let found = try Self.verdicts(
      Self.row(
        kind: "joint_replenishment",
        inputs: #"{"items": 2, "demand": "geometric / poisson", "demand_means": [0.6, 0.5], "minor_costs": [1, 1], "major_cost": 3, "#
          + #""holding_costs": [1, 1], "backorder_costs": [4, 4]}"#, expected: #"{"optimal_average_cost": 1}"#))
    guard case .compared(let comparisons) = found.rows[0].outcome else {
      Issue.record("\(found.rows[0].outcome)")
      return
    }
    #expect((comparisons[0].computed ?? 0) > 3)
  }

  /// A truck of 4 for both periods, with 5 units held for one, costs 9; one each costs 8.
  @Test(arguments: [
    #""demand_pmfs": [{"3": 1}, {"5": 1}]"#, #""demand_pmf": [{"3": 1}, {"5": 1}]"#,
    #""demand": ["uniform on 3..3", "normal"], "demand_mean": [0, 5], "demand_sd": 0"#,
  ])
  func `each period may have a law of its own`(demand: String) throws {
    let found = try Self.verdicts(
      Self.row(
        kind: "finite_horizon_dp",
        inputs: #"{"num_periods": 2, "holding_cost": 1, "stockout_cost": 10, "fixed_cost": 4, \#(demand)}"#,
        expected: #"{"total_cost": 8, "order_up_to_levels": [3, 5]}"#))
    #expect(Self.words(found.rows[0]) == ["agrees", "agrees", "agrees"], "\(found.rows[0])")
  }

  /// Levels from sums over the Poisson law: G(y) = E(y − D)⁺ + 9·E(D − y)⁺, a straight line between whole numbers.
  @Test func `myopic bounds of Poisson periods`() throws {
    func cost(_ y: Int) -> Double {
      var p = 0.0067379469990854670966, sum = 0.0
      for d in 0...80 {
        if d > 0 { p *= 5 / Double(d) }
        sum += p * (y > d ? Double(y - d) : 9 * Double(d - y))
      }
      return sum
    }
    let best = (0...40).min { cost($0) < cost($1) }!
    func crossing(_ direction: Int, _ more: Double) -> Double {
      var y = best
      while cost(y + direction) < cost(best) + more { y += direction }
      return Double(y) + Double(direction) * (cost(best) + more - cost(y)) / (cost(y + direction) - cost(y))
    }
    let found = try Self.verdicts(
      Self.row(
        kind: "myopic_bounds",
        inputs: #"{"num_periods": 2, "holding_cost": 1, "stockout_cost": 9, "fixed_cost": [7, 3], "demand": "poisson", "demand_mean": 5}"#,
        expected: #"{"S_lower": [\#(best), \#(best)], "S_upper": [\#(crossing(1, 3)), \#(best)], "#
          + #""s_lower": [\#(crossing(-1, 7)), \#(crossing(-1, 3))], "s_upper": [\#(crossing(-1, 4)), \#(crossing(-1, 3))]}"#))
    #expect(Self.words(found.rows[0]) == Array(repeating: "agrees", count: 8), "\(found.rows[0])")
  }

  @Test func `the power approximation takes a law's own spread`() throws {
    func row(_ demand: String) -> String {
      Self.row(
        kind: "ss_power_approximation",
        inputs: #"{"fixed_cost": 64, "holding_cost": 1, "stockout_cost": 9, "lead_time": 2, "demand_mean": 16, \#(demand)}"#,
        expected: #"{"reorder_point": 0, "order_up_to_level": 0}"#)
    }
    func computed(_ demand: String) throws -> [Double?] {
      guard case .compared(let all) = try Self.verdicts(row(demand)).rows[0].outcome else { return [] }
      return all.map(\.computed)
    }
    let plain = try computed(#""demand_sd": 4"#)
    #expect(plain.count == 2 && plain[0] != nil)
    #expect(try computed(#""demand": "poisson""#) == plain)
  }

  /// A solver that would last minutes ends when the flag goes up, and says how far it is until then.
  @Test func `a row that lasts is told of and can be stopped`() throws {
    let row = Self.row(
      kind: "perishable",
      inputs:
        #"{"shelf_life": 4, "lead_time": 2, "waste_cost": 7, "issuing": "lifo", "order_cost": 3, "shortage_cost": 5, "holding_cost": 1, "#
        + #""max_order": 9, "demand": "poisson", "demand_mean": 4, "discount": 0.9999}"#, expected: #"{"value_from_empty": -1}"#)
    let read = try PublishedRow.rows(of: Array("[\(row)]".utf8), file: "a.json")
    let cancellation = Cancellation()
    let told = Mutex<String>("")
    #expect(throws: Cancelled.self) {
      try Verification.run(
        [RowFile(name: "a.json", rows: read)], threads: 1, cancellation: cancellation,
        lasting: { _, _, what in
          told.withLock { $0 = what }
          cancellation.cancel()
        })
    }
    #expect(told.withLock { $0 }.contains("100000 states, sweep"))
  }

  static func verdicts(_ rows: String..., threads: Int = 1) throws -> FileVerdict {
    let read = try PublishedRow.rows(of: Array("[\(rows.joined(separator: ",\n"))]".utf8), file: "a.json")
    return try Verification.run([RowFile(name: "a.json", rows: read)], threads: threads, effort: .init(replications: 5, customers: 1_000))[
      0]
  }

  static func words(_ verdict: RowVerdict) -> [String] {
    guard case .compared(let comparisons) = verdict.outcome else { return ["\(verdict.outcome)"] }
    return comparisons.map(\.verdict.rawValue)
  }

  @Test func `a good row agrees, a wrong one is off`() throws {
    let found = try Self.verdicts(
      Self.row(), Self.row("b", expected: #"{"cost": 68.42}"#),
      Self.row("c", expected: #"{"cost": 68.42}"#, tolerance: #"{"absolute": 0.01}"#))
    #expect(found.rows.map(\.isOff) == [false, true, false])
    #expect(Self.words(found.rows[0]) == ["agrees", "agrees"])
  }

  @Test func `what is not known is listed and not judged`() throws {
    let found = try Self.verdicts(Self.row(kind: "eoq_on_mars"), Self.row("b", expected: #"{"cost": 68.41052551, "tax": 4}"#))
    guard case .unknownKind = found.rows[0].outcome else {
      Issue.record("an unknown kind was answered")
      return
    }
    #expect(!found.rows[0].isOff)
    #expect(Self.words(found.rows[1]) == ["agrees", "no answer"], "a value we do not compute is said so, and counts")
    #expect(found.rows[1].isOff)
  }

  /// Five equal periods at K = 100, h = 0.1: the lots 400-0-600 and 600-0-0-400 both cost 280; 200 a period costs 500.
  /// In the last period a unit costs 1 and saves at most 1 of waiting, so that up to 0 all levels cost the same, and above more.
  @Test func `order-up-to levels alone tie where they cost the same`() throws {
    func row(_ levels: String) -> String {
      Self.row(
        kind: "finite_horizon_dp",
        inputs: #"{"num_periods": 2, "holding_cost": 1, "stockout_cost": 1, "terminal_holding_cost": 0, "terminal_stockout_cost": 0, "#
          + #""purchase_cost": 1, "fixed_cost": 0, "discount_factor": 0.9, "initial_inventory_level": 0, "demand": "geometric", "#
          + #""demand_mean": 1.5}"#,
        expected: #"{"total_cost": 4.2, "order_up_to_levels": \#(levels)}"#, tolerance: #"{"relative": 1e-5}"#)
    }
    for levels in ["[0, -1]", "[0, -3]"] {
      #expect(Self.words(try Self.verdicts(row(levels)).rows[0]) == ["agrees", "agrees", "ties"], "\(levels)")
    }
    #expect(Self.words(try Self.verdicts(row("[0, 4]")).rows[0]).contains("off"))
  }

  @Test func `another choice of the same cost ties, a dearer one does not`() throws {
    func lots(_ id: String, _ orders: String, exact: Bool = false) -> String {
      Self.row(
        id, kind: "wagner_whitin",
        inputs: #"{"num_periods": 5, "holding_cost": 0.1, "fixed_cost": 100, "demand": [200, 200, 200, 200, 200]}"#,
        expected: #"{"order_quantities": \#(orders), "cost": 280}"#,
        tolerance: exact ? #"{"relative": 1e-6, "exact": ["order_quantities"]}"# : #"{"relative": 1e-6}"#)
    }
    let found = try Self.verdicts(
      lots("a", "[400, 0, 600, 0, 0]"), lots("b", "[600, 0, 0, 400, 0]"), lots("c", "[200, 200, 200, 200, 200]"), lots("d", "[400, 0]"),
      lots("e", "[600, 0, 0, 400, 0]", exact: true))
    #expect(found.rows.map(\.isOff) == [false, false, true, true, true])
    #expect(Self.words(found.rows[1]).contains("ties"))
  }

  @Test func `wrong inputs name their place and the other rows are solved`() throws {
    let found = try Self.verdicts(
      Self.row(inputs: #"{"fixed_cost": 8, "demand_rate": 1300}"#),
      Self.row("b", inputs: #"{"fixed_cost": "8", "holding_cost": 1, "demand_rate": 2}"#),
      Self.row("c"), Self.row("d", inputs: #"{"fixed_cost": -8, "holding_cost": 1, "demand_rate": 2}"#))
    var said: [String] = []
    for row in found.rows { if case .wrongInputs(let errors) = row.outcome { said.append(errors.description) } }
    #expect(said.count == 3)
    #expect(said[0].hasPrefix("a.json:1:") && said[0].contains("'holding_cost' is missing"))
    #expect(said[1].hasPrefix("a.json:2:") && said[1].contains("'fixed_cost' is a text; write a number"))
    #expect(said[2].contains("orderCost must not be negative"))
    #expect(!found.rows[2].isOff)
  }

  @Test(arguments: [
    ("", "a.json:1:1: error: the file is empty"), ("[1, 2", "a.json:1:6: error: the end of the file after a value"),
    ("[1,]", "a.json:1:4: error: ']' where a value should stand"), ("[NaN]", "a.json:1:2: error: 'N' where a value should stand"),
    ("[\n  {\"a\": 01}]", "a.json:2:9: error: a number that JSON does not have"),
    ("[1e999]", "a.json:1:2: error: a number that JSON does not have"),
    ("{\"a\": 1, \"a\": 2}", "a.json:1:10: error: the name 'a' stands twice"),
    ("[\"\\q\"]", "a.json:1:3: error: an escape that JSON does not have"),
    ("[\"\\ud800x\"]", "a.json:1:3: error: half of a surrogate pair"),
    ("[\"ab\ncd\"]", "a.json:1:5: error: a control character inside a text"),
    ("[1] 2", "a.json:1:5: error: '2' after the end of the JSON value"), ("{\"a\" 1}", "a.json:1:6: error: '1' after a name"),
    ("[\"é\", }", "a.json:1:7: error: '}' where a value should stand"),
  ])
  func `what is not JSON is refused at its place`(text: String, message: String) {
    #expect { try PublishedRow.rows(of: Array(text.utf8), file: "a.json") } throws: { error in
      let said = (error as? InputErrors)?.description ?? ""
      return said.hasPrefix(message)
    }
  }

  @Test func `a deep nest and broken bytes are refused, not followed`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: InputErrors.self) { try PublishedRow.rows(of: Array(deep.utf8), file: "a.json") }
    #expect(throws: InputErrors.self) { try PublishedRow.rows(of: [0x5B, 0x22, 0xFF, 0x22, 0x5D], file: "a.json") }
    #expect(throws: InputErrors.self) { try PublishedRow.rows(of: [0xFF, 0xFE], file: "a.json") }
  }

  @Test func `every wrong row of a file is told at once`() throws {
    let text = """
      [ 5,
        {"kind": "eoq"},
        \(Self.row("x")),
        \(Self.row("x")),
        \(Self.row("y", tolerance: #"{"about": 3}"#)),
        \(Self.row("z", expected: #"{"cost": "much"}"#)) ]
      """
    #expect { try PublishedRow.rows(of: Array(text.utf8), file: "a.json") } throws: { error in
      let found = (error as? InputErrors)?.diagnostics ?? []
      return found.map { $0.location?.line ?? 0 } == [1, 2, 4, 5, 6]
    }
  }

  @Test func `text in JSON is read as it was meant`() throws {
    let json = try PlacedJSON.read(Array(#"{"a": "ü \u00e9 \ud83d\ude00 \n\"", "b": [true, null, -1.5e-3]}"#.utf8), file: "a")
    #expect(json["a"]?.value == .string("ü é 😀 \n\""))
    guard case .array(let values)? = json["b"]?.value else {
      Issue.record("no list")
      return
    }
    #expect(values.map(\.value) == [.bool(true), .null, .number(-0.0015)])
    #expect(values[2].place.column == 55)
  }

  @Test func `any number of threads gives the same answers`() throws {
    let rows = try PublishedInstances.lots.rows() + PublishedInstances.newsvendor.rows()
    let one = try Verification.run([RowFile(name: "a", rows: rows)], threads: 1)
    let three = try Verification.run([RowFile(name: "a", rows: rows)], threads: 3)
    #expect("\(one)" == "\(three)")
  }

  @Test func `a raised flag stops the work`() throws {
    let flag = Cancellation()
    flag.cancel()
    let rows = try PublishedInstances.lots.rows()
    #expect(throws: Cancelled.self) { try Verification.run([RowFile(name: "a", rows: rows)], threads: 2, cancellation: flag) }
  }

  /// What the program says of itself without a file.
  @Test(arguments: PublishedInstances.bundled.map(\.name)) func `the bundled instances agree`(name: String) throws {
    let family = try #require(PublishedInstances.bundled.first { $0.name == name })
    let found = try Verification.run(
      [RowFile(name: name, rows: try family.rows())], threads: 2, effort: .init(replications: 8, customers: 1_500))
    for verdict in found[0].rows {
      #expect(!verdict.isOff, "\(verdict.row.id): \(Self.words(verdict))")
      if case .unknownKind = verdict.outcome { Issue.record("\(verdict.row.kind) has no answer") }
      if case .wrongInputs(let errors) = verdict.outcome { Issue.record("\(errors)") }
    }
  }
}
