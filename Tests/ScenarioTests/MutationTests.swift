import Foundation
import Groundwork
import Scenario
import Simulation
import Testing

/// A small generator of its own, so that every machine tries the same mutants.
private struct Lottery {
  var state: UInt64

  mutating func next(below n: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(n))
  }

  mutating func pick<T>(_ items: [T]) -> T { items[next(below: items.count)] }
}

@Suite struct `Damaged files` {
  private static let words = [
    "null", "~", "{}", "[]", "\"\"", "-1", "0", "1e308", "-1e308", "99999999999999999999", "NaN", "inf", "×0", "+0", "*", "×", "+", "=",
    "…", "\u{1F600}", "é", "#", ":",
    "{ gamma: { mean: 0 d, sd: 0 d } }", "{ poisson: { mean: 1e15 } }", "{ normal: { mean: 0, sd: 1 } }", "{ discrete: { 0: 0 } }",
    "{ uniform: { min: 5 d, max: 1 d } }",
    "{ erlang: { k: 0, mean: 1 d } }", "{ geometric: { mean: 0.5, from: 1 } }",
    "{ compound: { count: { poisson: { mean: 3 } }, size: 2 } }", "{ empirical: nothing.csv }",
    "{ mixture: { a: { weight: 0, law: 3 } } }", "{ shifted: { by: -50 d, law: 3 d } }", "{ scaled: { by: -2, law: 3 d } }",
    "{ truncated: { min: 5, law: 3 } }", "1000000 years",
    "0 s", "1 us", "2011-01-03", "day 0", "24:00", "00:00-24:00", "mon-sun", "fri-mon", "optimize", "none", "auto", "periodic", "unlimited",
    "lost", "exact", "*x", "&x 1", "!t 1",
    "? a", "[[[[[[", "}}}", "'", "\"", "\t", "<<: 1", "&a [*a]", "column x", "100 %", "300 %", "weeks", "GBP", "5 GBP/unit/day", "0.0001 s",
    "1e300 weeks", "§", "x.csv", "s.yaml",
  ]

  private static func mutant(_ text: String, _ lottery: inout Lottery) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for _ in 0..<(1 + lottery.next(below: 2)) {
      let i = lottery.next(below: lines.count)
      switch lottery.next(below: 7) {
      case 0: lines.remove(at: i)
      case 1: lines.insert(lines[lottery.next(below: lines.count)], at: i)
      case 2:
        var scalars = Array(lines[i].unicodeScalars)
        if !scalars.isEmpty { scalars.remove(at: lottery.next(below: scalars.count)) }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        lines[i] = String(view)
      default:
        // A value, after a colon, becomes something else.
        let starts = lines[i].indices.filter { lines[i][$0] == ":" && lines[i][lines[i].index(after: $0)...].first == " " }
        if starts.isEmpty { continue }
        let colon = lottery.pick(starts)
        let from = lines[i].index(colon, offsetBy: 2)
        let to = lines[i][from...].firstIndex { ",}".contains($0) } ?? lines[i].endIndex
        lines[i].replaceSubrange(from..<to, with: lottery.pick(words))
      }
      if lines.isEmpty { lines = [""] }
    }
    return lines.joined(separator: "\n")
  }

  /// Whatever is done to a file, the answer is a scenario that can be simulated or complaints with places, never a crash or silence.
  @Test func `are read or refused, with a place and a known code`() throws {
    let count = ProcessInfo.processInfo.environment["BULLWHIP_MUTANTS"].flatMap(Int.init) ?? 60
    var lottery = Lottery(state: UInt64(ProcessInfo.processInfo.environment["BULLWHIP_MUTANT_SEED"].flatMap(Int.init) ?? 1))
    let desk = Desk(Sample.productFiles)
    let codes = Set(ErrorCodes.all.map(\.code))
    let sources = [Sample.small, Sample.product] + Templates.all.map(\.text)
    var refused = 0
    for _ in 0..<count {
      let text = Self.mutant(lottery.pick(sources), &lottery)
      try text.write(toFile: desk.folder + "/s.yaml", atomically: false, encoding: .utf8)
      if ProcessInfo.processInfo.environment["BULLWHIP_MUTANTS"] != nil {
        try text.write(toFile: NSTemporaryDirectory() + "last-mutant.yaml", atomically: false, encoding: .utf8)
      }
      do throws(InputErrors) {
        let loaded = try ScenarioLoader.load(path: desk.folder + "/s.yaml")
        #expect(loaded.drafts.count >= 1)
        for draft in loaded.drafts where draft.toOptimise.isEmpty {
          do throws(InputErrors) { _ = try CompiledPlan(draft.plan) } catch {
            Issue.record("the door let through what cannot be simulated: \(error)\n\(text)")
          }
        }
      } catch {
        refused += 1
        #expect(error.diagnostics.hasErrors)
        for diagnostic in error.diagnostics {
          #expect(diagnostic.location != nil, "\(diagnostic)")
          #expect(codes.contains(diagnostic.code) || diagnostic.code.hasPrefix("csv"), "\(diagnostic)")
        }
      }
    }
    #expect(refused > count / 4)
  }
}
