import Foundation
import Testing

/// A code block of a Markdown page.
private struct Block {
  var language: String
  /// Of the first line inside, from 0.
  var start: Int
  var lines: [String]
  var text: String { lines.joined(separator: "\n") + "\n" }
}

private struct Page {
  var path: String
  var lines: [String]
  var blocks: [Block] = []
  /// Code between single backticks, outside blocks.
  var spans: [String] = []

  init(_ name: String) throws {
    path = Repository.root.path + "/" + name
    lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var open: Block?
    for (i, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        if let block = open { blocks.append(block) }
        open = open == nil ? Block(language: String(line.dropFirst(3)), start: i + 1, lines: []) : nil
      } else if open != nil {
        open?.lines.append(line)
      } else {
        spans += line.matches(of: /`([^`]+)`/).map { String($0.1) }
      }
    }
  }

  subscript(language: String) -> [Block] { blocks.filter { $0.language == language } }
}

/// Everything the first page shows is done here.
@Suite(.serialized) struct `The first page` {
  private let page: Page
  private let shell: Shell

  init() throws {
    page = try Page("README.md")
    shell = try Shell()
    try FileManager.default.createSymbolicLink(
      atPath: shell.folder.path + "/scenarios", withDestinationPath: Repository.root.path + "/scenarios")
    for block in page["yaml"] { try shell.write("shop.yaml", block.text) }
  }

  /// Words of a line, as a shell takes them here: `*` finds files, quotes hold together, what follows # is for people.
  private func words(_ line: String) throws -> [String] {
    var words: [String] = []
    for part in line.split(separator: " ") {
      if part == "#" { break }
      guard part.contains("*") else {
        words.append(String(part.filter { $0 != "'" }))
        continue
      }
      let folder = String(part.split(separator: "/").dropLast().joined(separator: "/")),
        tail = String(part.split(separator: "*").last ?? "")
      let found = try FileManager.default.contentsOfDirectory(atPath: shell.folder.path + "/" + folder).filter { $0.hasSuffix(tail) }
      #expect(!found.isEmpty, "\(part) finds nothing")
      words += found.sorted().map { folder + "/" + $0 }
    }
    return words
  }

  private func run(_ line: String) throws -> Shell.Answer {
    let words = try words(line)
    #expect(words.first == "bullwhip")
    return try shell.run(Array(words.dropFirst()), program: Product.program)
  }

  @Test func `shows one scenario of twenty lines that validates and runs`() throws {
    let block = try #require(page["yaml"].first)
    #expect(page["yaml"].count == 1)
    #expect((18...22).contains(block.lines.count))
    let good = try shell.run("validate", "shop.yaml")
    #expect(good.status == 0, "\(good.err)")
    #expect(good.err == "shop.yaml: good\n", "a newcomer's first file has no warnings")
    let ran = try shell.run("run", "shop.yaml", "--replications", "3", "--no-files")
    #expect(ran.status == 0, "\(ran.err)")
    #expect(ran.out.contains("let it choose"))
    shell.remove()
  }

  /// With the debug build only what it does in seconds.
  @Test func `prints commands that do what they say`() throws {
    let makefile = try String(contentsOfFile: Repository.root.path + "/Makefile", encoding: .utf8)
    var commands = 0
    for line in page["sh"].flatMap(\.lines) where !line.isEmpty {
      if line.hasPrefix("make ") {
        let target = line.split(separator: " ")[1]
        #expect(makefile.contains("\n\(target):"), "no target \(target)")
        continue
      }
      if Product.release == nil, ["gift-retailer", "staffing", "optimize", "--coverage"].contains(where: { line.contains($0) }) { continue }
      let answer = try run(line)
      #expect(answer.status == (line.hasSuffix("exits with 1") ? 1 : 0), "\(line)\n\(answer.err)")
      commands += 1
    }
    #expect(commands >= 3)
    for span in page.spans where span.hasPrefix("make ") {
      #expect(makefile.contains("\n\(span.dropFirst(5)):"), "no target for \(span)")
    }
    // In the text too: what is written in full is run, what holds a word in capitals is a pattern.
    for span in page.spans where span.hasPrefix("bullwhip ") && span.wholeMatch(of: /.*[A-Z]{3}.*/) == nil && !span.hasSuffix("…") {
      let words = span.split(separator: " ").map(String.init)
      let answer = try words.count == 2 && words[1] != "schema" ? run("bullwhip \(words[1]) --help") : run(span)
      #expect(answer.status == 0, "\(span)\n\(answer.err)")
    }
    shell.remove()
  }

  @Test(.enabled(if: Product.release != nil, "needs the release build in BULLWHIP_BINARY"))
  func `prints what the program prints`() throws {
    var lines = page.lines
    let blocks = page["console"]
    #expect(!blocks.isEmpty)
    for block in blocks.reversed() {
      let command = try #require(block.lines.first)
      #expect(command.hasPrefix("$ bullwhip "))
      let answer = try run(String(command.dropFirst(2)))
      #expect(answer.status == 0, "\(answer.err)")
      var printed = answer.out.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      while printed.last == "" { printed.removeLast() }
      if Product.records {
        lines.replaceSubrange((block.start + 1)..<(block.start + block.lines.count), with: printed)
      } else {
        #expect(Array(block.lines.dropFirst()) == printed, "README.md:\(block.start + 1): where the change is meant: make gallery")
      }
    }
    if Product.records { try lines.joined(separator: "\n").write(toFile: page.path, atomically: true, encoding: .utf8) }
    shell.remove()
  }

  /// No option is told of that no command of the page takes.
  @Test func `shows every option it names in a command`() {
    let words = (page["sh"] + page["console"]).flatMap(\.lines).flatMap { $0.split(separator: " ") }
    let shown = Set(words.filter { $0.hasPrefix("--") }.map(String.init))
    let named = page.spans.filter { $0.hasPrefix("--") }
    #expect(named.count >= 8)
    for option in named { #expect(shown.contains(option), "\(option) is named, and no command shows it") }
    shell.remove()
  }

  @Test(.enabled(if: Product.release != nil, "needs the release build in BULLWHIP_BINARY"))
  func `tells what one lorry for six articles costs`() throws {
    let answer = try run("bullwhip optimize scenarios/joint-orders.yaml --no-files")
    #expect(answer.status == 0, "\(answer.err)")
    let figures = /cost €([0-9.]+ ± [0-9.]+) a week, each at its own optimum €([0-9.]+ ± [0-9.]+)\./
    let told = try #require(page.lines.joined(separator: " ").firstMatch(of: figures))
    let rows = answer.out.split(separator: "\n")
    #expect(rows.contains { $0.contains("✓ best") && $0.contains(told.1) })
    #expect(rows.contains { $0.hasPrefix("DP levels") && $0.contains(told.2) })
    shell.remove()
  }

  @Test func `tells of every verb and of no other`() throws {
    let help = try shell.run("--help").out
    var verbs: Set<String> = []
    for match in help.matches(of: /\n  ([a-z]+) +[A-Z]/) { verbs.insert(String(match.1)) }
    #expect(verbs.count >= 10)
    var told: Set<String> = []
    for row in page.lines where row.hasPrefix("| `bullwhip ") {
      let first = row.replacing("\\|", with: " ").split(separator: "|")[0]
      for match in first.matches(of: /`(?:bullwhip )?([a-z]+)[^`]*`/) { told.insert(String(match.1)) }
    }
    #expect(told == verbs)
    // The same exit codes with the same words.
    let exits = try #require(page.lines.first { $0.hasPrefix("Exit codes:") })
    let codes = exits.matches(of: /([0-9]+)\s/).map { String($0.1) }
    let helped = try #require(help.split(separator: "OVERVIEW").joined().range(of: "Exit codes:")).upperBound
    let known = help[helped...].replacing("\n", with: " ").prefix { $0 != "." }.matches(of: /([0-9]+)\s/).map { String($0.1) }
    #expect(codes == known)
    shell.remove()
  }

  @Test func `names folders, files and pictures that are there`() throws {
    let root = Repository.root.path
    func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + "/" + path) }
    for line in page.lines {
      for match in line.matches(of: /\]\(([^)]+)\)/) where !match.1.hasPrefix("http") { #expect(isThere(String(match.1)), "\(match.1)") }
    }
    var paths = 0
    for span in page.spans where span.contains("/") && !span.contains(" ") && !span.contains("=") && !span.contains("%") {
      #expect(isThere(span.replacing("<scenario>", with: "gift-retailer")), "\(span)")
      paths += 1
    }
    #expect(paths >= 5)
    // The rooms, as Sources holds them.
    let hidden: Set<String> = ["bullwhip", "Benchmarks", "CxxLoops", "CGSL", "CCairo", "CZlib"]
    let rooms = try FileManager.default.contentsOfDirectory(atPath: root + "/Sources").filter { !hidden.contains($0) }
    for room in rooms { #expect(page.spans.contains(room), "README.md does not tell of the room \(room)") }
  }
}
