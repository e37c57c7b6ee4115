import Estimation
import Foundation
import Groundwork
import Kernel
import Randomness
import Reports
import Scenario
import Simulation
import Testing

@testable import Experiment

/// Same file, seed and version: same bytes, on any number of threads, in any order of replications.
@Suite(.serialized) struct `Everything a run leaves behind` {
  /// All files below a folder, by their path from it.
  private func files(below folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder + "/" + path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      files[path] = FileManager.default.contents(atPath: folder + "/" + path)
    }
    return files
  }

  @Test(arguments: [("part", [String]()), ("packing-line", ["--set", "clock.horizon=4 weeks", "--set", "clock.warm-up=1 week"])])
  func `has the same bytes for 1, 2 and 7 threads`(name: String, sets: [String]) throws {
    let shell = try Shell()
    try shell.write("part.yaml", Shell.small)
    try FileManager.default.copyItem(
      atPath: Repository.root.path + "/scenarios/packing-line.yaml", toPath: shell.folder.path + "/packing-line.yaml")
    var first: [String: Data] = [:]
    for threads in [1, 2, 7] {
      let out = "with-\(threads)"
      let answer = try shell.run(
        ["run", name + ".yaml", "--replications", "9", "--threads", "\(threads)", "--out", out] + sets, program: Product.program)
      #expect(answer.status == 0, "\(answer.err)")
      let files = try files(below: shell.folder.path + "/" + out)
      #expect(files.count >= 15, "tables, archive, record, report and charts")
      if threads == 1 {
        first = files
        continue
      }
      #expect(files.keys.sorted() == first.keys.sorted())
      for (path, bytes) in files { #expect(bytes == first[path], "\(path) differs on \(threads) threads") }
    }
    let other = try shell.run(
      ["run", name + ".yaml", "--replications", "9", "--seed", "2", "--out", "other"] + sets, program: Product.program)
    #expect(other.status == 0)
    let others = try files(below: shell.folder.path + "/other")
    #expect(others.count { $0.value != first[$0.key] } >= 10, "the comparison sees a difference where there is one")
    shell.remove()
  }

  @Test func `has the same bytes for shuffled replications`() throws {
    let path = Repository.root.path + "/scenarios/packing-line.yaml"
    let loaded = try ScenarioLoader.load(path: path, sets: ["clock.horizon=5 d", "clock.warm-up=1 d"])
    // The tables as they are written, and all that charts and report are made of: drawing them is a function of these alone, which the
    // test above draws.
    func everything(order: @escaping @Sendable (Range<Int>) -> [Int], threads: Int) throws -> [String] {
      var study = try Study.resolved(loaded, options: StudyOptions(replications: 9, threads: threads))
      study.order = order
      let result = try study.run()
      let tables = ResultFiles(result)
      let insights = try StudyInsights.gather(
        result, recommended: StudyReport.recommended(of: result), threads: threads, cancellation: Cancellation())
      return [tables.kpis, tables.replications, tables.items, tables.series, "\(result)", "\(insights)"]
    }
    let plain = try everything(order: { Array($0) }, threads: 1)
    #expect(plain.allSatisfy { $0.count > 100 })
    // 7 is coprime to 9, so every replication is taken once, far from its place.
    #expect(
      try everything(order: { range in range.map { range.lowerBound + ($0 - range.lowerBound) * 7 % range.count } }, threads: 3) == plain)
    #expect(try everything(order: { Array($0.reversed()) }, threads: 2) == plain)
  }
}
