import Foundation
import Testing

/// What is there stays there, whatever happens to a run.
@Suite(.serialized) struct `An interrupted run` {
  let shell: Shell

  init() throws {
    shell = try Shell()
    try shell.write("part.yaml", Shell.small)
  }

  @Test func `an interrupt leaves with 130 and touches nothing that was there`() throws {
    #expect(try shell.run("run", "part.yaml").status == 0)
    let before = shell.text("notebooks-output/part/kpis.csv")
    let (process, _, err) = try shell.start(["run", "part.yaml", "--replications", "1000000", "--threads", "2"])
    // Until it listens for signals; earlier a signal would end it as it ends any program.
    usleep(1_500_000)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    #expect(try String(contentsOf: err, encoding: .utf8).contains("interrupted"))
    #expect(shell.text("notebooks-output/part/kpis.csv") == before)
    shell.remove()
  }

  @Test func `a disk that refuses leaves with 74, before any work is done`() throws {
    try shell.write("out", "a file where a folder should be")
    let answer = try shell.run("run", "part.yaml", "--out", "out")
    #expect(answer.status == 74)
    #expect(answer.out == "")
    #expect(answer.err.contains("cannot create folder"))
    shell.remove()
  }

  /// Every file that people see below a folder, by its path; not the archive, whose own transactions are looked at with SQL elsewhere.
  private func files(_ folder: String) throws -> [String: Data] {
    let root = shell.folder.path + "/" + folder
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
      let name = (path as NSString).lastPathComponent
      var isFolder: ObjCBool = false
      guard !name.hasPrefix("."), !name.contains(".sqlite"),
        FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      files[path] = FileManager.default.contents(atPath: root + "/" + path)
    }
    return files
  }

  private func hidden(_ folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: shell.folder.path + "/" + folder).filter { $0.contains("/.") }
  }

  /// Wherever the kill falls, each file is the old one or the new one.
  @Test func `that is killed leaves no half-written file, and the next run clears up after it`() throws {
    let clock = ContinuousClock(), began = clock.now
    #expect(try shell.run(["run", "part.yaml", "--out", "old"], program: Product.program).status == 0)
    let took = began.duration(to: clock.now)
    #expect(try shell.run(["run", "part.yaml", "--out", "new", "--seed", "2"], program: Product.program).status == 0)
    let old = try files("old"), new = try files("new")
    #expect(old.count >= 15 && old.keys.sorted() == new.keys.sorted())
    try FileManager.default.copyItem(atPath: shell.folder.path + "/old", toPath: shell.folder.path + "/out")
    for step in 0..<8 {
      let (process, _, _) = try shell.start(["run", "part.yaml", "--out", "out", "--seed", "2"], program: Product.program)
      // Over the last two thirds of a run, where it writes.
      let wait = took * (40 + 8 * step) / 100
      usleep(UInt32(wait.components.seconds) * 1_000_000 + UInt32(wait.components.attoseconds / 1_000_000_000_000))
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
      let found = try files("out")
      #expect(found.keys.sorted() == old.keys.sorted())
      for (path, bytes) in found { #expect(bytes == old[path] || bytes == new[path], "\(path) is neither the old nor the new one") }
    }
    #expect(try shell.run(["run", "part.yaml", "--out", "out", "--seed", "2"], program: Product.program).status == 0)
    #expect(try files("out") == new)
    #expect(try hidden("out") == [])
    shell.remove()
  }

  @Test func `whose answer nobody takes is told, and its results are written`() throws {
    // A full device behind stdout.
    let full = try shell.sh("exec \"$0\" run part.yaml --replications 2 --out a > /dev/full")
    #expect(full.status == 74)
    #expect(full.err.contains("error: the answer could not be written to stdout: No space left on device"))
    #expect(shell.exists("a/notebooks-output/part/run.json"))
    // No stdout at all: the number of the closed stream must not go to a file of results.
    let closed = try shell.sh("exec \"$0\" run part.yaml --replications 2 --out b >&-")
    #expect(closed.status == 74)
    let a = try files("a"), b = try files("b")
    #expect(a == b)
    // A reader who leaves after the first line has read what he wanted.
    let head = try shell.sh("\"$0\" run part.yaml --replications 2 --out c | head -n 1")
    #expect(head.status == 0)
    #expect(head.out.hasPrefix("One part"))
    #expect(head.out.count { $0 == "\n" } == 1)
    #expect(try files("c") == a)
    shell.remove()
  }

  /// A disk of our own, filled to the last bytes; only root may mount one.
  @Test(.enabled(if: geteuid() == 0 && FileManager.default.fileExists(atPath: "/proc/mounts"), "mounts a small disk, as root"))
  func `for want of space costs only itself`() throws {
    let disk = shell.folder.path + "/disk"
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    guard mount("tmpfs", disk, "tmpfs", 0, "size=24m") == 0 else {
      // In a container without the right to mount there is no small disk to fill.
      shell.remove()
      return
    }
    defer {
      umount2(disk, Int32(MNT_DETACH))
      shell.remove()
    }
    #expect(try shell.run(["run", "part.yaml", "--out", "disk"], program: Product.program).status == 0)
    let before = try files("disk")
    for left in [0, 40, 250, 600] {
      // Filled but for so many kB.
      var space = statvfs()
      #expect(statvfs(disk, &space) == 0)
      let fill = Int(space.f_bavail) * Int(space.f_frsize) - left * 1024
      #expect(FileManager.default.createFile(atPath: disk + "/fill", contents: Data(count: max(0, fill))))
      let answer = try shell.run(["run", "part.yaml", "--out", "disk", "--seed", "2"], program: Product.program)
      #expect(answer.status == 74, "\(left) kB left: \(answer.status)")
      #expect(answer.err.contains("No space left on device") || answer.err.contains("disk is full"), "\(answer.err)")
      #expect(answer.out.hasPrefix("One part"), "what was simulated is told all the same")
      try FileManager.default.removeItem(atPath: disk + "/fill")
      #expect(try files("disk") == before)
      #expect(try hidden("disk") == [])
    }
    #expect(try shell.run(["run", "part.yaml", "--out", "disk", "--seed", "2"], program: Product.program).status == 0)
    #expect(try files("disk") != before)
  }
}
