import Foundation
import Testing

/// Calls the built program as a shell would.
struct Shell {
  struct Answer {
    var status: Int32
    var out: String
    var err: String
  }

  static let program: URL = {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    for folder in [tests.deletingLastPathComponent(), Bundle.main.bundleURL, Bundle.main.bundleURL.deletingLastPathComponent()] {
      let candidate = folder.appendingPathComponent("bullwhip")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    return tests.deletingLastPathComponent().appendingPathComponent("bullwhip")
  }()

  /// A folder of a test's own.
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("bullwhip-cli-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func write(_ name: String, _ text: String) throws {
    try text.write(to: folder.appendingPathComponent(name), atomically: false, encoding: .utf8)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  func start(_ arguments: [String], program: URL = Shell.program, environment: [String: String] = [:]) throws -> (
    process: Process, out: URL, err: URL
  ) {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": folder.path].merging(environment) { $1 }
    // Files, not pipes: no answer is too long, and nobody has to read along.
    let serial = UUID().uuidString
    let out = folder.appendingPathComponent(".out-\(serial)"), err = folder.appendingPathComponent(".err-\(serial)")
    _ = FileManager.default.createFile(atPath: out.path, contents: nil)
    _ = FileManager.default.createFile(atPath: err.path, contents: nil)
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return (process, out, err)
  }

  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Answer {
    try run(arguments, environment: environment)
  }

  func run(_ arguments: [String], program: URL = Shell.program, environment: [String: String] = [:]) throws -> Answer {
    let (process, out, err) = try start(arguments, program: program, environment: environment)
    process.waitUntilExit()
    return Answer(
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      out: try String(contentsOf: out, encoding: .utf8),
      err: try String(contentsOf: err, encoding: .utf8))
  }

  /// A line for the shell; `$0` is the program.
  func sh(_ line: String) throws -> Answer {
    try run(["-c", line, Product.program.path], program: URL(fileURLWithPath: "/bin/sh"))
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path) }
  func text(_ name: String) -> String? { try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8) }

  /// One item under the textbook's model, and an alternative with higher levels.
  static let small = """
    bullwhip: 1
    name: One part
    currency: EUR
    study: periodic
    clock: { start: day 0, horizon: 40 weeks, warm-up: 12 weeks }
    items: { list: { filter: { unit-cost: 20 EUR } } }
    suppliers: { works: { lead-time: 5 d, order-cost: 64 EUR } }
    locations: { store: { supplied-by: works } }
    demand: { streams: { workshop: { at: store, per-item: { items: { filter: { poisson: { mean: 4 } } } }, unmet: backorder } } }
    policies: { default: { s-S: { s: 25, S: 60 } } }
    costs: { holding: 0.05 EUR/unit/day, backorder: 0.95 EUR/unit/day }
    targets: { fill-rate: ">= 99.9 %" }
    experiment: { replications: 6, seed: 1 }
    alternatives:
      higher levels: { policies.default.s-S.s: +10, policies.default.s-S.S: +10 }

    """
}
