import Foundation
import Testing

/// What the tests of the built product need of the machine.
enum Product {
  /// The release build, which `make test` makes first and names; nil elsewhere, and then what takes the debug build minutes is left out.
  static let release: URL? = ProcessInfo.processInfo.environment["BULLWHIP_BINARY"].flatMap { path in
    let url = URL(fileURLWithPath: path).standardizedFileURL
    return FileManager.default.isExecutableFile(atPath: url.path) ? url : nil
  }

  /// The release build where there is one, else the debug build.
  static var program: URL { release ?? Shell.program }

  /// Snapshots are written, not compared.
  static let records = ProcessInfo.processInfo.environment["BULLWHIP_RECORD"] == "1"
}

extension Process {
  /// The most memory the program has held so far, bytes resident, by the kernel's account; nil once it has ended, and where there is no
  /// such account. (What `wait4` tells afterwards also counts the memory of the process that started it.)
  var peakMemory: Int? {
    guard let status = try? String(contentsOfFile: "/proc/\(processIdentifier)/status", encoding: .utf8) else { return nil }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 * 1024 }
  }
}
