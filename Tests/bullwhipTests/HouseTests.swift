import Foundation
import Testing

/// The repository as seen from this file.
enum Repository {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}

@Suite struct `The house` {
  /// What each room stands on, directly; it may open the doors of everything those stand on.
  static let stands: [String: [String]] = [
    "Kernel": [], "Groundwork": ["CZlib"], "Randomness": ["CGSL", "Groundwork"], "Estimation": ["Randomness"],
    "Supply": ["Kernel", "Randomness"],
    "Warehouse": ["Kernel", "Randomness"], "Simulation": ["Supply", "Warehouse"], "Scenario": ["Simulation"], "Optimization": ["Supply"],
    "Store": ["Groundwork"], "History": ["Store", "Randomness"], "Experiment": ["Scenario", "Optimization", "Estimation", "Store"],
    "Calibration": ["Experiment", "History"], "Charts": ["Groundwork"], "Rendering": ["Charts", "CCairo", "CZlib"],
    "Verification": ["Experiment"],
    "Reports": ["Experiment", "Verification", "Rendering"],
  ]

  static func below(_ room: String) -> Set<String> {
    var seen: Set<String> = []
    func visit(_ name: String) {
      for next in stands[name] ?? [] where seen.insert(next).inserted { visit(next) }
    }
    visit(room)
    return seen
  }

  @Test(arguments: stands.keys.sorted())
  func `no room opens a door against the table`(room: String) throws {
    let rooms = Set(Self.stands.keys).union(["CGSL", "CCairo", "CZlib", "CxxLoops"]), allowed = Self.below(room)
    let folder = Repository.root.appendingPathComponent("Sources/\(room)")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)).compactMap { $0 as? URL }.filter {
      $0.pathExtension == "swift"
    }
    #expect(!files.isEmpty)
    for file in files {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ")
        guard let at = words.firstIndex(of: "import"), at + 1 < words.count, at <= 2, !line.contains("//") else { continue }
        let door = String(words[at + 1])
        if rooms.contains(door), door != room { #expect(allowed.contains(door), "\(file.lastPathComponent) imports \(door)") }
      }
    }
  }

  @Test func `each library stands behind one door`() throws {
    let owners = ["Yams": "Scenario", "GRDB": "Store", "ArgumentParser": "bullwhip", "CGSL": "Randomness", "CCairo": "Rendering"]
    let folder = Repository.root.appendingPathComponent("Sources")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)).compactMap { $0 as? URL }.filter {
      $0.pathExtension == "swift"
    }
    for file in files {
      let room = file.pathComponents[folder.pathComponents.count]
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ")
        guard let at = words.firstIndex(of: "import"), at + 1 < words.count, at <= 2 else { continue }
        if let owner = owners[String(words[at + 1])] { #expect(room == owner, "\(file.lastPathComponent) imports \(words[at + 1])") }
      }
    }
  }
}
