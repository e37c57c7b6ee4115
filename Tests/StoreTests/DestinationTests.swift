import Foundation
import Testing

@testable import Store

@Suite struct `What stands at a path` {
  @Test func `a link stays and its target is replaced`() throws {
    let scratch = Scratch()
    try AtomicFile.write("old", to: scratch.path + "/target")
    try FileManager.default.createSymbolicLink(atPath: scratch.path + "/link", withDestinationPath: "target")
    try AtomicFile.write("new", to: scratch.path + "/link")
    #expect(scratch.text("target") == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.path + "/link") == "target")
    #expect(scratch.names == ["link", "target"])
  }

  @Test func `a link to nothing makes its target`() throws {
    let scratch = Scratch()
    try FileManager.default.createSymbolicLink(atPath: scratch.path + "/link", withDestinationPath: scratch.path + "/later")
    try AtomicFile.write("new", to: scratch.path + "/link")
    #expect(scratch.text("later") == "new")
    #expect(scratch.names == ["later", "link"])
  }

  @Test func `a folder's file behind a link is replaced where it lies`() throws {
    let scratch = Scratch()
    try AtomicFile.write("old", to: scratch.path + "/kept")
    try FileManager.default.createDirectory(atPath: scratch.path + "/results", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: scratch.path + "/results/kpis.csv", withDestinationPath: "../kept")
    var folder = try AtomicFolder(scratch.path + "/results")
    try folder.add("kpis.csv", "new")
    _ = try folder.commit()
    #expect(scratch.text("kept") == "new")
  }

  #if os(Linux)
    @Test func `a device is written into and stays a device`() throws {
      #expect(Destination("/dev/full") == .device("/dev/full"))
      try AtomicFile.expectWritable("/dev/full")
      try AtomicFile.write("gone", to: "/dev/null")
      #expect(throws: StoreError(path: "/dev/full", action: "write", reason: .system(ENOSPC))) {
        try AtomicFile.write("too much", to: "/dev/full")
      }
      #expect(Destination("/dev/null") == .device("/dev/null"))
      #expect(Destination("/dev/full") == .device("/dev/full"))
    }

    @Test func `a pipe takes the bytes`() throws {
      let scratch = Scratch()
      let path = scratch.path + "/pipe"
      try #require(mkfifo(path, 0o600) == 0)
      // Open for both, so that neither side waits for the other.
      let reader = open(path, O_RDWR | O_NONBLOCK)
      defer { close(reader) }
      try AtomicFile.write("figures", to: path)
      var buffer = [UInt8](repeating: 0, count: 64)
      let count = read(reader, &buffer, buffer.count)
      #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == "figures")
      #expect(scratch.names == ["pipe"])
    }

    @Test func `our own descriptors are known by every name`() throws {
      #expect(Destination("/proc/self/fd/7") == .descriptor(7))
      #expect(Destination("/dev/fd/7") == .descriptor(7))
      #expect(Destination("/dev/stdout") == .descriptor(1))
    }
  #endif
}
