import Foundation
import Testing

/// What is named as an output is never somebody's work, and a device stays a device.
@Suite struct `An output` {
  @Test(arguments: [
    ["report", "x.yaml", "-o", "x.yaml"], ["report", "x.yaml", "-o", "link.yaml"], ["report", "x.yaml", "-o", "./x.yaml"],
    ["check", "x.yaml", "--junit", "x.yaml"], ["check", ".", "--junit", "link.yaml"], ["report", "x.yaml", "-o", "notes.txt"],
    ["check", "x.yaml", "--junit", "notes.txt"],
  ])
  func `that is an input, or not of its kind, is refused and stays as it was`(arguments: [String]) throws {
    let shell = try Shell()
    try shell.write("x.yaml", Shell.small)
    try shell.write("notes.txt", "by hand")
    try FileManager.default.createSymbolicLink(
      atPath: shell.folder.appendingPathComponent("link.yaml").path, withDestinationPath: "x.yaml")
    let answer = try shell.run(arguments)
    #expect(answer.status == 3, "\(answer.status): \(answer.err)")
    #expect(answer.err.contains("[file-exists]"), "\(answer.err)")
    #expect(shell.text("x.yaml") == Shell.small)
    #expect(shell.text("notes.txt") == "by hand")
    shell.remove()
  }

  @Test func `of the same kind is replaced`() throws {
    let shell = try Shell()
    try shell.write("x.yaml", Shell.small)
    try shell.write("old.xml", "<?xml version=\"1.0\"?><old/>")
    #expect(try shell.run("check", "x.yaml", "--accept").status == 0)
    let answer = try shell.run("check", "x.yaml", "--junit", "old.xml")
    #expect(answer.status == 0, "\(answer.err)")
    #expect(shell.text("old.xml")?.contains("<testsuite") == true)
    shell.remove()
  }

  #if os(Linux)
    @Test func `on a full device is told as such and the device stays`() throws {
      let shell = try Shell()
      try shell.write("x.yaml", Shell.small)
      #expect(try shell.run("check", "x.yaml", "--accept").status == 0)
      let answer = try shell.run("check", "x.yaml", "--junit", "/dev/full")
      #expect(answer.status == 74, "\(answer.status): \(answer.err)")
      #expect(answer.err.contains("/dev/full"), "\(answer.err)")
      #expect(try shell.run("check", "x.yaml", "--junit", "/dev/stdout").out.contains("<testsuite"))
      shell.remove()
    }

    @Test func `beyond the largest file allowed is a refusal of the disk, not a crash`() throws {
      let shell = try Shell()
      try shell.write("x.yaml", Shell.small)
      let answer = try shell.sh("ulimit -f 1; exec \"$0\" run x.yaml --out o 2>/dev/null")
      #expect(answer.status == 74, "\(answer.status)")
      let left = FileManager.default.enumerator(atPath: shell.folder.path)?.compactMap { $0 as? String } ?? []
      #expect(!left.contains { $0.contains("bullwhip-part") }, "\(left)")
      shell.remove()
    }
  #endif
}
