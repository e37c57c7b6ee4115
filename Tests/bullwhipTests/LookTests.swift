import Foundation
import Testing

/// Looking at one replication from the command line.
@Suite struct `bullwhip run, looked at` {
  static let floor = """
    bullwhip: 1
    name: Small floor
    currency: EUR
    clock: { start: 2026-03-02, horizon: 5 d, time-zone: Europe/Berlin }
    items: { list: { thing: { unit-cost: 1 EUR, price: 5 EUR } } }
    locations: { house: { stock: unlimited } }
    demand: { streams: { web: { at: house, orders: { arrivals: { poisson: { mean: 3 /h } }, lines: 1, quantity: 2, due: 1 d } } } }
    warehouse:
      shifts: { day: { days: mon-fri, hours: 08:00-16:00, breaks: { lunch: 12:00 +30 min } } }
      workers: { pickers: { count: 2, shift: day, skills: { pick: 100 % }, wage: 14 EUR/h } }
      process:
        outbound:
          pick: { by: pickers, time: { exponential: { mean: 8 min } } }
          ship: { departures: "mon-fri 16:30" }
    experiment: { replications: 2, seed: 1 }

    """

  private func answer(_ words: String..., then: (Shell, Shell.Answer) throws -> Void) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write("floor.yaml", Self.floor)
    try shell.write("small.yaml", Shell.small)
    try then(shell, try shell.run(words))
  }

  @Test func `an order's story is told and drawn`() throws {
    try answer("run", "floor.yaml", "--order", "30", "--out", "out") { shell, answer in
      #expect(answer.status == 0, "\(answer.err)")
      #expect(answer.out.hasPrefix("Order 30 · web · 1 line, 2 units · Small floor · replication 1 · seed 1\n"))
      for part in ["came   2026-03-0", "due    2026-03-0", "left   2026-03-0", "\npick ", "\nship ", "It left ", " at the steps: "] {
        #expect(answer.out.contains(part), "\(part)")
      }
      for kind in ["png", "pdf", "svg", "csv"] { #expect(shell.exists("out/charts/floor/order-30.\(kind)")) }
      #expect(!shell.exists("out/notebooks-output"))
    }
    try answer("run", "floor.yaml", "--order", "30", "--json", "--no-files", "--replication", "2") { _, answer in
      let object = try #require(try JSONSerialization.jsonObject(with: Data(answer.out.utf8)) as? [String: Any])
      #expect(object["order"] as? Int == 30 && object["replication"] as? Int == 2 && object["end"] as? String == "left")
      let goods = try #require(object["goods"] as? [[String: Any]])
      #expect((goods[0]["steps"] as? [Any])?.count == 2)
    }
  }

  @Test func `a moment of the floor is told and drawn`() throws {
    try answer("run", "floor.yaml", "--frame", "2026-03-03T10:15", "--out", "out") { shell, answer in
      #expect(answer.status == 0, "\(answer.err)")
      #expect(answer.out.hasPrefix("Small floor · 2026-03-03 10:15:00 · replication 1 · seed 1\n"))
      #expect(answer.out.contains("\nPick ") && answer.out.contains("next departure 16:30") && answer.out.contains("pickers "))
      for kind in ["png", "pdf", "svg", "csv"] { #expect(shell.exists("out/charts/floor/floor-2026-03-03-10-15.\(kind)")) }
    }
  }

  @Test func `a day of the floor is told and drawn`() throws {
    try answer("run", "floor.yaml", "--shift", "2026-03-04", "--out", "out") { shell, answer in
      #expect(answer.status == 0, "\(answer.err)")
      #expect(answer.out.contains("Small floor · ") && answer.out.contains("\nPicker 1 ") && answer.out.contains("\nPicker 2 "))
      for kind in ["png", "pdf", "svg", "csv"] { #expect(shell.exists("out/charts/floor/shift-2026-03-04.\(kind)")) }
      #expect(!shell.exists("out/notebooks-output"))
    }
    // The table says what the events of the same replication say.
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write("floor.yaml", Self.floor)
    _ = try shell.run("run", "floor.yaml", "--out", "a", "--trace")
    let told = try shell.run("run", "floor.yaml", "--shift", "2026-03-04 day", "--json", "--no-files")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(told.out.utf8)) as? [String: Any])
    let people = try #require(object["people"] as? [[String: Any]])
    let tasks = people.flatMap { $0["tasks"] as? [[String: Any]] ?? [] }
    let events = try #require(shell.text("a/notebooks-output/floor/events.csv")).split(separator: "\n")
    let began = events.filter { $0.contains("2026-03-04") && $0.contains(",work begins,") && $0.contains(",pick,") }
    #expect(object["date"] as? String == "2026-03-04" && people.count == 2)
    #expect(tasks.count == began.count && tasks.count > 20, "\(tasks.count) \(began.count)")
    #expect(tasks.allSatisfy { ($0["start"] as? Double ?? 0) >= 8 && ($0["start"] as? Double ?? 24) < 16 })
  }

  /// A night with its break after midnight is one shift: the day's picture begins at ten in the evening and holds nothing of the night before.
  @Test func `a night is one shift`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let night = Self.floor.replacing("hours: 08:00-16:00", with: "hours: 22:00-06:00").replacing("12:00 +30", with: "02:00 +30")
    try shell.write("floor.yaml", night)
    let told = try shell.run("run", "floor.yaml", "--shift", "2026-03-03", "--json", "--no-files")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(told.out.utf8)) as? [String: Any])
    #expect(object["from"] as? Double == 22 && (object["to"] as? Double ?? 0) >= 30)
    let people = try #require(object["people"] as? [[String: Any]])
    let starts = people.flatMap { $0["tasks"] as? [[String: Any]] ?? [] }.compactMap { $0["start"] as? Double }
    #expect(starts.count > 30 && starts.allSatisfy { $0 >= 22 } && starts.contains { $0 > 26.5 })
    #expect(people.allSatisfy { ($0["breaks"] as? [[Double]])?.count == 1 })
  }

  @Test func `a trace lies beside the results and changes none of them`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write("floor.yaml", Self.floor)
    let plain = try shell.run("run", "floor.yaml", "--out", "a"), traced = try shell.run("run", "floor.yaml", "--out", "b", "--trace")
    #expect(plain.status == 0 && traced.status == 0, "\(traced.err)")
    #expect(plain.out == traced.out)
    for name in ["kpis.csv", "replications.csv", "items.csv", "series.csv", "run.json"] {
      #expect(shell.text("a/notebooks-output/floor/\(name)") == shell.text("b/notebooks-output/floor/\(name)"), "\(name)")
    }
    let events = try #require(shell.text("b/notebooks-output/floor/events.csv")).split(separator: "\n")
    #expect(events.first?.hasPrefix("time [h],clock,event,order,") == true)
    #expect(!shell.exists("a/notebooks-output/floor/events.csv"))
    // Every order that came is there, comes once, and what leaves has come.
    func numbers(_ kind: String) -> [String] {
      events.map { $0.split(separator: ",", omittingEmptySubsequences: false) }.filter { $0[2] == kind }.map { String($0[3]) }
    }
    let placed = numbers("order placed")
    #expect(placed.count > 200 && placed == (1...placed.count).map(String.init))
    #expect(Set(numbers("order finished")) == Set(placed))
    let times = events.dropFirst().compactMap { Double($0.prefix { $0 != "," }) }
    #expect(times.count == events.count - 1 && zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test(arguments: [
    (["floor.yaml", "--order", "0"], 2, "--order needs a number from 1"), (["floor.yaml", "--order", "x"], 2, "'x' is invalid"),
    (["floor.yaml", "--order", "1", "--frame", "2026-03-03T10:15"], 2, "Run twice"),
    (["floor.yaml", "--order", "1", "--bottleneck"], 2, "Run twice"),
    (["floor.yaml", "--trace", "--no-files"], 2, "--no-files forbids it"),
    (["floor.yaml", "--replication", "2"], 2, "none of them is there"),
    (["floor.yaml", "--order", "1", "--replication", "0"], 2, "from 1"),
    (["floor.yaml", "--order", "99999", "--no-files"], 3, "[unknown-order]"),
    (["floor.yaml", "--frame", "noon", "--no-files"], 3, "[no-moment]"),
    (["floor.yaml", "--frame", "2027-03-03T10:15", "--no-files"], 3, "lies outside the run"),
    (["floor.yaml", "--shift", "2026-03-04", "--order", "1"], 2, "Run twice"),
    (["floor.yaml", "--shift", "today", "--no-files"], 3, "'today' is no day; write for example 2026-03-02"),
    (
      ["floor.yaml", "--shift", "2026-03-09", "--no-files"], 3,
      "2026-03-09 lies outside the measured time; the measured time goes from 2026-03-02 to 2026-03-06"
    ),
    (["floor.yaml", "--shift", "2026-03-04 dya", "--no-files"], 3, "there is no shift and no pool 'dya'; did you mean 'day'?"),
    (
      ["floor.yaml", "--shift", "2026-03-04", "--set", "warehouse.shifts.day.days=mon-tue", "--no-files"], 3,
      "no shift begins on 2026-03-04; the nearest one begins on 2026-03-03 [no-shift]"
    ),
    (["small.yaml", "--order", "1", "--no-files"], 3, "[no-trace]"),
    (["small.yaml", "--frame", "day 3 10:15", "--no-files"], 3, "[no-trace]"),
  ])
  func `what cannot be looked at is refused`(words: [String], status: Int32, message: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write("floor.yaml", Self.floor)
    try shell.write("small.yaml", Shell.small)
    let answer = try shell.run(["run"] + words)
    #expect(answer.status == status, "\(answer.err)")
    #expect(answer.err.contains(message), "\(answer.err)")
    #expect(answer.out.isEmpty)
  }
}
