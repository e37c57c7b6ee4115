import Foundation
import Groundwork
import Kernel
import Randomness
import Scenario
import Simulation
import Supply
import Testing

/// The repository's folder of bundled scenarios, found from this file.
let scenarios =
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path + "/scenarios"

/// A folder of files that is removed with the last reference to it.
final class Desk {
  let folder: String

  init(_ files: [String: String]) {
    folder = NSTemporaryDirectory() + "bullwhip-scenario-" + UUID().uuidString
    try! FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in files { try! text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8) }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// What is wrong with a file of the desk, one line each, the folder left out.
  func problems(_ name: String = "s.yaml", sets: [String] = []) -> [String] {
    do throws(InputErrors) {
      return try ScenarioLoader.load(path: folder + "/" + name, sets: sets).warnings.map {
        $0.description.replacing(folder + "/", with: "")
      }
    } catch {
      return error.diagnostics.map { $0.description.replacing(folder + "/", with: "") }
    }
  }

  func load(_ name: String = "s.yaml", sets: [String] = []) throws -> LoadedScenario {
    try ScenarioLoader.load(path: folder + "/" + name, sets: sets)
  }
}

@Suite struct `Bundled scenarios` {
  @Test(
    arguments: [
      "dp-proof", "corner-shop", "seasonal", "packing-line", "gift-retailer", "staffing", "ageing-workforce", "picking-layout", "new-items",
      "order-fulfilment",
    ])
  func `are read without an error or a warning`(name: String) {
    let problems = ScenarioLoader.validate([scenarios + "/\(name).yaml"]).map(\.description)
    #expect(problems == [])
  }
}
