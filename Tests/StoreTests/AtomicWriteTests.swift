import Foundation
import Testing

@testable import Store

/// A folder of a test's own, gone when the test is.
final class Scratch {
  let path: String
  init() {
    path = NSTemporaryDirectory() + "bullwhip-store-" + UUID().uuidString
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
  func text(_ name: String) -> String? { try? String(contentsOfFile: path + "/" + name, encoding: .utf8) }
}

/// The system's file operations with one step broken.
enum Broken: String, CaseIterable, Sendable {
  case create, firstWrite, secondWrite, writesNothing, sync, rename

  var operations: FileOperations {
    var operations = FileOperations.system
    switch self {
    case .create: operations.create = { _ in -EACCES }
    case .firstWrite: operations.write = { _, _ in -Int(ENOSPC) }
    case .secondWrite:
      // A disk with room for seven bytes.
      let room = Room()
      operations.write = { descriptor, bytes in
        let fit = min(room.left, bytes.count)
        if fit == 0 { return -Int(ENOSPC) }
        room.left -= fit
        return FileOperations.system.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[..<fit]))
      }
    case .writesNothing: operations.write = { _, _ in 0 }
    case .sync: operations.sync = { _ in -EIO }
    case .rename: operations.rename = { _, _ in -EXDEV }
    }
    return operations
  }

  // Used by one thread at a time: each test makes its own.
  final class Room: @unchecked Sendable { var left = 7 }
}

@Suite struct `Atomic files` {
  @Test func `a new file holds exactly the bytes, and no temporary file stays`() throws {
    let scratch = Scratch()
    try AtomicFile.write("figures", to: scratch.path + "/kpis.csv")
    #expect(scratch.text("kpis.csv") == "figures")
    #expect(scratch.names == ["kpis.csv"])
    try AtomicFile.write([], to: scratch.path + "/kpis.csv")
    #expect(scratch.text("kpis.csv") == "")
  }

  @Test(arguments: Broken.allCases)
  func `a write that fails at any step leaves the earlier file as it was and nothing else`(broken: Broken) throws {
    let scratch = Scratch()
    let path = scratch.path + "/kpis.csv"
    try AtomicFile.write("the earlier result", to: path)
    #expect(throws: StoreError.self) { try AtomicFile.write("the newer and longer result", to: path, operations: broken.operations) }
    #expect(scratch.text("kpis.csv") == "the earlier result")
    #expect(scratch.names == ["kpis.csv"])
  }

  @Test func `short writes are carried on`() throws {
    let scratch = Scratch()
    var operations = FileOperations.system
    operations.write = { descriptor, bytes in
      FileOperations.system.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[..<min(3, bytes.count)]))
    }
    try AtomicFile.write("ten letters", to: scratch.path + "/a", operations: operations)
    #expect(scratch.text("a") == "ten letters")
  }

  @Test func `the message names the file and the reason`() {
    let scratch = Scratch()
    let path = scratch.path + "/kpis.csv"
    #expect {
      try AtomicFile.write("x", to: path, operations: Broken.firstWrite.operations)
    } throws: { error in
      "\(error)" == "cannot write '\(path)': No space left on device"
    }
  }

  @Test func `what a killed process left is cleaned, what a living one holds is not`() throws {
    let scratch = Scratch()
    let dead = scratch.path + "/.kpis.csv\(AtomicFile.temporaryMark)99-1"
    try "half a fi".write(toFile: dead, atomically: false, encoding: .utf8)
    let living = try AtomicFile.stage([1, 2, 3], for: scratch.path + "/items.csv", operations: .system)
    try AtomicFile.write("whole", to: scratch.path + "/kpis.csv")
    #expect(!FileManager.default.fileExists(atPath: dead))
    #expect(FileManager.default.fileExists(atPath: living.path))
    try AtomicFile.put(living, at: scratch.path + "/items.csv", operations: .system)
    #expect(scratch.names == ["items.csv", "kpis.csv"])
  }
}

@Suite struct `Atomic folders` {
  @Test func `nothing is seen before commit and everything after`() throws {
    let scratch = Scratch()
    let path = scratch.path + "/notebooks-output/gift-retailer"
    var folder = try AtomicFolder(path)
    try folder.add("kpis.csv", "a")
    try folder.add("charts/smore.svg", "b")
    #expect(!FileManager.default.fileExists(atPath: path + "/kpis.csv"))
    let paths = try folder.commit()
    #expect(paths == [path + "/kpis.csv", path + "/charts/smore.svg"])
    #expect(try String(contentsOfFile: path + "/charts/smore.svg", encoding: .utf8) == "b")
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["charts", "kpis.csv"])
  }

  @Test func `a disk that fills at the third file costs only the new files`() throws {
    let scratch = Scratch()
    try AtomicFile.write("old", to: scratch.path + "/kpis.csv")
    let room = Broken.Room()
    var operations = FileOperations.system
    operations.write = { descriptor, bytes in
      if room.left < bytes.count { return -Int(ENOSPC) }
      room.left -= bytes.count
      return FileOperations.system.write(descriptor, bytes)
    }
    func attempt() throws {
      var folder = try AtomicFolder(scratch.path, operations: operations)
      try folder.add("kpis.csv", "new")
      try folder.add("items.csv", "new")
      try folder.add("run.json", "new")
      _ = try folder.commit()
    }
    #expect(throws: StoreError.self) { try attempt() }
    #expect(scratch.names == ["kpis.csv"])
    #expect(scratch.text("kpis.csv") == "old")
  }

  @Test func `a set given up leaves nothing`() throws {
    let scratch = Scratch()
    do {
      var folder = try AtomicFolder(scratch.path)
      try folder.add("kpis.csv", "new")
    }
    #expect(scratch.names.isEmpty)
  }

  @Test func `a file where a folder should be is said so`() throws {
    let scratch = Scratch()
    try AtomicFile.write("x", to: scratch.path + "/out")
    let path = scratch.path + "/out"
    #expect { _ = try AtomicFolder(path + "/charts") } throws: { "\($0)".contains("Not a directory") }
    #expect { _ = try AtomicFolder(path) } throws: { "\($0)" == "cannot create folder '\(path)': Not a directory" }
  }
}
