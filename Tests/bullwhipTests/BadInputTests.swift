import Foundation
import Testing

/// A wrong input, and what the program must answer.
struct Mistake: Sendable, CustomTestStringConvertible {
  var name: String
  var arguments: [String]
  var status: Int32
  /// In the answer, each of them.
  var words: [String]
  var testDescription: String { name }

  init(_ name: String, _ arguments: [String], _ status: Int32 = 3, _ words: String...) {
    self.name = name
    self.arguments = arguments
    self.status = status
    self.words = words
  }
}

/// Wrong inputs of every kind, through the door a planner uses. Each is refused with its place, the reason and the remedy, leaves with the
/// status that is promised, and leaves nothing behind.
@Suite struct `A wrong input` {
  /// `Shell.small` with one piece replaced, run.
  static func changed(_ name: String, _ old: String, _ new: String, _ words: String...) -> Edit {
    Edit(name: name, old: old, new: new, words: words)
  }

  struct Edit: Sendable, CustomTestStringConvertible {
    var name: String
    var old: String
    var new: String
    var words: [String]
    var testDescription: String { name }
  }

  static let edits: [Edit] = [
    changed(
      "an unknown key", "order-cost: 64", "order-cots: 64", "x.yaml:7:39: error: unknown key 'order-cots'", "did you mean 'order-cost'?"),
    changed("a missing unit", "horizon: 40 weeks", "horizon: 40", "x.yaml:5:33: error: 'horizon' needs a unit; write `52 weeks`"),
    changed("a unit of something else", "lead-time: 5 d", "lead-time: 5 kg", "x.yaml:7:34: error: the unit 'kg' does not fit"),
    changed("a negative lead time", "lead-time: 5 d", "lead-time: -5 d", "x.yaml:7:34: error: 'lead-time' must not be negative"),
    changed("s above S", "s: 25, S: 60", "s: 65, S: 60", "x.yaml:10:29: error: the reorder point 65 is not below the order-up-to level 60"),
    changed("not a number", "mean: 4", "mean: NaN", "x.yaml:9:93: error: 'NaN' is not a number"),
    changed("a number beyond all numbers", "mean: 4", "mean: 1e400", "x.yaml:9:93: error: '1e400' is too large"),
    changed("a mean of 10^18", "mean: 4", "mean: 1000000000000000000", "x.yaml:9:93: error:", "outside the range"),
    changed(
      "a level of 10^18", "S: 60", "S: 1000000000000000000", "x.yaml:10:41: error: '1000000000000000000' is outside the range of 'S'"),
    changed("a level that is no whole number", "S: 60", "S: 60.5", "x.yaml:10:41: error: 'S' must be a whole number of units, not 60.5"),
    changed("a key twice", "currency: EUR", "currency: EUR\ncurrency: EUR", "x.yaml:4:1: error: the key 'currency' stands twice"),
    changed("a tab", "  higher", "\thigher", "x.yaml:15:1: error: this is not YAML here", "indent with spaces"),
    changed("a horizon beyond the calendar", "40 weeks", "1e15 weeks", "x.yaml:5:33: error: '1e15 weeks' is longer than 100 years"),
    changed("no horizon", "horizon: 40 weeks", "horizon: 0 weeks", "x.yaml:5:33: error: the horizon is empty"),
    changed("a warm-up as long as the horizon", "warm-up: 12 weeks", "warm-up: 40 weeks", "x.yaml:5:52: error: the warm-up is as long"),
    changed("no replication", "replications: 6", "replications: 0", "x.yaml:13:29: error: 0 is outside the range"),
    changed(
      "a seed of twenty nines", "seed: 1 ", "seed: 99999999999999999999 ",
      "x.yaml:13:38: error: 99999999999999999999 is outside the range"),
    changed("demand at no location", "at: store", "at: stroe", "x.yaml:9:38: error: unknown location 'stroe'; did you mean 'store'?"),
    changed(
      "demand that nobody supplies", "supplied-by: works", "capacity: 3 m3",
      "error: 'filter' is asked for at 'store', but nobody supplies it"),
    changed("a rate below zero", "holding: 0.05", "holding: -0.05", "x.yaml:11:19: error: 'holding' must not be negative"),
    changed("a list for a map", "{ list: { filter: { unit-cost: 20 EUR } } }", "[filter]", "x.yaml:6:8: error: 'items' is a list"),
    changed("a name of nothing", "{ filter: { unit-cost", "{ \"\": { unit-cost", "x.yaml:6:18: error: this", "has no name"),
    changed(
      "a law that contradicts itself", "poisson: { mean: 4 }", "negative-binomial: { mean: 4, dispersion: 0.5 }", "x.yaml:9:",
      "dispersion above 1"),
    changed("an alias of nothing", "lead-time: 5 d", "lead-time: *soon", "x.yaml:7:34: error: this is not YAML here", "define it with &"),
    changed("a merge key", "currency: EUR", "currency: EUR\n<<: { name: x }", "x.yaml:4:1: error: merge keys"),
    changed(
      "brackets without end", "currency: EUR", "currency: " + String(repeating: "[", count: 5_000), "x.yaml:3:",
      "nested deeper than any scenario"),
    changed("layers in a circle", "currency: EUR", "currency: EUR\nextends: x.yaml", "x.yaml:4:10: error: `extends:` comes back to"),
    changed(
      "a layer that is not there", "currency: EUR", "currency: EUR\nextends: y.yaml", "x.yaml:4:10: error: the file 'y.yaml' does not exist"
    ),
    changed(
      "a table that is not there", "{ list: { filter: { unit-cost: 20 EUR } } }", "{ from: i.csv }",
      "x.yaml:6:16: error: the file 'i.csv' does not exist"),
    changed(
      "a folder for a table", "{ list: { filter: { unit-cost: 20 EUR } } }", "{ from: folder }",
      "x.yaml:6:16: error: 'folder' is a folder"),
    changed("two documents", "alternatives:", "---\nalternatives:", "x.yaml:14:1: error: this is not YAML here", "remove the line ---"),
    changed("a stock below zero", "experiment:", "initial-stock: -3\nexperiment:", "x.yaml:13:16: error: the stock -3 is negative"),
    changed("a target of another unit", "\">= 99.9 %\"", "\">= 3 d\"", "x.yaml:12:23: error: the unit 'd' does not fit 'fill-rate'"),
    changed(
      "an alternative of a name that is not there", "policies.default.s-S.s: +10", "policies.defualt.s-S.s: +10",
      "x.yaml:15:20: error: unknown key 'defualt'"),
  ]

  @Test(arguments: edits) func `in a scenario is told with its line and column`(edit: Edit) throws {
    let shell = try Shell()
    #expect(Shell.small.contains(edit.old), "the sample holds it")
    try FileManager.default.createDirectory(at: shell.folder.appendingPathComponent("folder"), withIntermediateDirectories: true)
    try shell.write("x.yaml", Shell.small.replacing(edit.old, with: edit.new, maxReplacements: 1))
    let answer = try shell.run("run", "x.yaml", "--out", "o")
    #expect(answer.status == 3, "\(answer.status): \(answer.err)")
    #expect(answer.out == "")
    for words in edit.words { #expect(answer.err.contains(words), "\(answer.err)") }
    #expect(!shell.exists("o"))
    shell.remove()
  }

  static let bytes: [(name: String, bytes: [UInt8], words: String)] = [
    ("nothing", [], "error: the scenario lacks 'bullwhip'"),
    ("a comment", Array("# soon\n".utf8), "error: the scenario lacks 'bullwhip'"),
    ("a word", Array("hello\n".utf8), "x.yaml:1:1: error: a scenario is a map of keys; this is a single value"),
    ("a list", Array("- 1\n".utf8), "x.yaml:1:1: error: a scenario is a map of keys; this is a list"),
    ("Latin-1", Array("bullwhip: 1\nname: caf".utf8) + [0xe9, 0x0a], "x.yaml:2:10: error: this is not UTF-8 text"),
    ("UTF-16", [0xff, 0xfe, 0x62, 0, 0x75, 0], "x.yaml:1:1: error: this is not UTF-8 text"),
    ("a zero byte", Array("bullwhip: 1\nname: a".utf8) + [0, 0x0a], "x.yaml:2:8: error: this is not YAML here: control characters"),
    ("a program", [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0xff, 0x80], "error: this is not"),
    (
      "aliases of aliases",
      Array(
        ("bullwhip: 1\na: &a [x,x,x,x,x,x,x,x,x]\n"
          + zip("bcdefghijk", "abcdefghij").map { new, old in
            "\(new): &\(new) [" + [String](repeating: "*\(old)", count: 9).joined(separator: ",") + "]\n"
          }.joined()).utf8), "error: the scenario lacks 'items'"
    ),
    ("keys without end", Array(("bullwhip: 1\n" + (0..<5_000).map { "k\($0): 1\n" }.joined()).utf8), "more problems are not listed"),
  ]

  @Test(arguments: bytes.indices) func `that is no scenario is told as what it is`(index: Int) throws {
    let (_, bytes, words) = Self.bytes[index]
    let shell = try Shell()
    try Data(bytes).write(to: shell.folder.appendingPathComponent("x.yaml"))
    let answer = try shell.run("validate", "x.yaml")
    #expect(answer.status == 3)
    #expect(answer.err.contains(words), "\(answer.err.prefix(500))")
    #expect(answer.err.split(separator: "\n").count <= 1_003)
    shell.remove()
  }

  static let verbs: [Mistake] = [
    Mistake("a file that is not there", ["run", "part.yml"], 3, "error: the file 'part.yml' does not exist; did you mean 'part.yaml'?"),
    Mistake("a folder for a file", ["run", "."], 3, "error: '.' is a folder; name a file"),
    Mistake("a device for a file", ["run", "/dev/zero"], 3, "cannot be read"),
    Mistake("an unknown verb", ["simulate", "part.yaml"], 2, "Error: there is no verb 'simulate'; the verbs are run, "),
    Mistake("a misspelt verb", ["rnu", "part.yaml"], 2, "Error: there is no verb 'rnu'; did you mean 'run'?"),
    Mistake(
      "a seed that no scenario could name", ["run", "part.yaml", "--seed", "9223372036854775808"], 2,
      "--seed needs 0 to 9223372036854775807, not 9223372036854775808"),
    Mistake("a negative seed", ["run", "part.yaml", "--seed", "-1"], 2, "The value '-1' is invalid for '--seed <n>'"),
    Mistake("an empty folder's name", ["run", "part.yaml", "--out", ""], 2, "--out needs a folder"),
    Mistake("a precision of a measure there is not", ["run", "part.yaml", "--precision", "cost.totl=1%"], 3, "has a KPI 'cost.totl'"),
    Mistake(
      "a change of nothing", ["run", "part.yaml", "--set", "horizon"], 3, "--set 1:1: error: 'horizon' sets nothing; write path=value"),
    Mistake("a change at an unknown place", ["run", "part.yaml", "--set", "a.b=1"], 3, "--set 1:1: error: unknown key 'a'"),
    Mistake("two bad changes at once", ["run", "part.yaml", "--set", "a=1", "--set", "b=1"], 3, "--set 1:1: error:", "--set 2:1: error:"),
    Mistake(
      "a change to no number", ["run", "part.yaml", "--set", "policies.default.s-S.s=few"], 3, "--set 1:24: error: 'few' is not a number"),
    Mistake("a change that is no YAML", ["run", "part.yaml", "--set", "name=[1,"], 3, "--set 1:6: error: '[1,' is not a value"),
    Mistake("an address of dots", ["run", "part.yaml", "--set", "...=1"], 3, "--set 1:1: error: '...' is not an address"),
    Mistake(
      "levels that cross by a change", ["run", "part.yaml", "--set", "policies.default.s-S.s=70"], 3, "the reorder point 70 is not below"),
    Mistake("an item there is not", ["optimize", "part.yaml", "--for", "filtre"], 3, "there is no item 'filtre'"),
    Mistake("a promise of all", ["optimize", "part.yaml", "--subject-to", "fill-rate>=100%"], 2, "no stock serves 100 %"),
    Mistake("a promise above 100 %", ["optimize", "part.yaml", "--subject-to", "fill-rate>=2"], 2, "is no service promise"),
    Mistake("a winner over a file", ["optimize", "part.yaml", "--write", "part.yaml"], 3, "error: 'part.yaml' is already there"),
    Mistake("a winner into no folder", ["optimize", "part.yaml", "--write", "no/best.yaml"], 74, "cannot write 'no/best.yaml'"),
    Mistake("a report into no folder", ["report", "part.yaml", "-o", "no/r.pdf"], 74, "cannot write 'no/r.pdf': No such file"),
    Mistake("a report over a folder", ["report", "part.yaml", "-o", "."], 74, "Is a directory"),
    Mistake("a run there is not", ["report", "last", "-o", "r.pdf"], 3, "'last' is neither a file nor a run"),
    Mistake("results below a file", ["run", "part.yaml", "--out", "part.yaml/out"], 74, "Not a directory"),
    Mistake("no baseline", ["check", "part.yaml"], 3, "there is no baseline", "bullwhip check part.yaml --accept"),
    Mistake("a folder without scenarios", ["check", "empty"], 3, "'empty' holds no scenario"),
    Mistake("a template there is not", ["new", "shop"], 3, "there is no template 'shop'; choose one of"),
    Mistake("a template over a file", ["new", "inventory", "--write", "part.yaml"], 3, "'part.yaml' is already there"),
    Mistake("a topic there is not", ["explain", "servicelevel"], 3, "nothing is known about 'servicelevel'"),
    Mistake("instances that are not there", ["verify", "cases.json"], 3, "cases.json"),
    Mistake("instances that are no JSON", ["verify", "broken.json"], 3, "broken.json:2:"),
    Mistake("a difference to nothing", ["diff", "part.yaml", "other.yaml"], 3, "the file 'other.yaml' does not exist"),
    Mistake("several bad files at once", ["validate", "a.yaml", "b.yaml"], 3, "'a.yaml' does not exist", "'b.yaml' does not exist"),
    Mistake("order lines that are not there", ["calibrate", "lines.csv"], 3, "cannot read 'lines.csv'"),
    Mistake("order lines of nothing", ["calibrate", "empty.csv"], 3, "empty.csv:1:1: error: the file is empty"),
    Mistake("order lines that end in the middle of the compressed file", ["calibrate", "cut.csv.gz"], 3, "the compressed file is cut off"),
    Mistake(
      "order lines of other columns", ["calibrate", "other.csv"], 3, "other.csv:1:1: error: no column looks like the quantity",
      "--columns quantity=NAME"),
    Mistake("order lines of cancellations", ["calibrate", "back.csv"], 3, "no row of the data is demand"),
    Mistake("a calibration over a scenario", ["calibrate", "lines-1.csv", "--write", "part"], 3, "error: 'part.yaml' is already there"),
  ]

  @Test(arguments: verbs) func `of a verb is told, and nothing is written`(mistake: Mistake) throws {
    let shell = try Shell()
    try shell.write("part.yaml", Shell.small)
    try FileManager.default.createDirectory(at: shell.folder.appendingPathComponent("empty"), withIntermediateDirectories: true)
    try shell.write("empty.csv", "")
    try shell.write("other.csv", "a,b\n1,2\n")
    try shell.write("broken.json", "[\n  { \"id\": , }\n]\n")
    try shell.write("back.csv", "order,sku,quantity,date,price\nC1,A,-2,2011-01-03,1.5\n")
    try shell.write("lines-1.csv", "order,sku,quantity,date,price\n1,A,2,2011-01-03,1.5\n")
    // The first bytes of a compressed file, and no more.
    try Data([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b, 0x4c]).write(to: shell.folder.appendingPathComponent("cut.csv.gz"))
    let before = try FileManager.default.subpathsOfDirectory(atPath: shell.folder.path).sorted()
    let answer = try shell.run(mistake.arguments)
    #expect(answer.status == mistake.status, "\(answer.status): \(answer.err)")
    #expect(answer.out == "")
    for words in mistake.words { #expect(answer.err.contains(words), "\(answer.err)") }
    let after = try FileManager.default.subpathsOfDirectory(atPath: shell.folder.path).filter {
      !$0.hasPrefix(".out-") && !$0.hasPrefix(".err-")
    }
    #expect(after.sorted() == before)
    #expect(shell.text("part.yaml") == Shell.small)
    shell.remove()
  }

  @Test func `file's name of dots does not lead out of the folder of results`() throws {
    let shell = try Shell()
    try shell.write("...yaml", Shell.small)
    let answer = try shell.run("run", "...yaml", "--replications", "2", "--out", "o")
    #expect(answer.status == 0)
    #expect(shell.exists("o/notebooks-output/scenario/kpis.csv"))
    #expect(!shell.exists("o/kpis.csv"))
    shell.remove()
  }
}
