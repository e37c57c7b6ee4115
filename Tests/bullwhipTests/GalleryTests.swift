import Foundation
import Testing

/// The main job with the release build, once: what `make demo` does, in a folder of its own.
private final class MainJob: Sendable {
  /// Every file it left behind, by its path from the folder it worked in.
  let files: [String: Data]
  let status: Int32
  /// Bytes.
  let peakMemory: Int
  let seconds: Double

  static let once = Result { try MainJob(program: #require(Product.release)) }

  private init(program: URL) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bullwhip-gallery-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // The record names the scenario as it was named: from the root of the repository.
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/scenarios", withDestinationPath: Repository.root.path + "/scenarios")
    let process = Process()
    process.executableURL = program
    process.arguments = ["run", "scenarios/gift-retailer.yaml"]
    process.currentDirectoryURL = folder
    process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": folder.path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let clock = ContinuousClock(), began = clock.now
    try process.run()
    var most = 0
    while process.isRunning {
      most = max(most, process.peakMemory ?? 0)
      usleep(10_000)
    }
    process.waitUntilExit()
    let took = began.duration(to: clock.now).components
    seconds = Double(took.seconds) + Double(took.attoseconds) * 1e-18
    status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    peakMemory = most
    var files: [String: Data] = [:]
    for part in `The gallery`.folders {
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(part)") {
        files["\(part)/\(name)"] = FileManager.default.contents(atPath: "\(folder.path)/\(part)/\(name)")
      }
    }
    self.files = files
  }
}

/// What the repository shows is what this version makes.
@Suite(.serialized, .enabled(if: Product.release != nil, "needs the release build in BULLWHIP_BINARY"))
struct `The gallery` {
  static let folders = ["charts/gift-retailer", "notebooks-output/gift-retailer"]
  /// A pixel counts as different when a channel moves by more than this of 255; edges of letters drawn by another version of the
  /// font's library move less.
  static let pixelTolerance = 24
  /// So many pixels may.
  static let pixelShare = 0.002

  @Test(arguments: folders) func `is what the main job writes`(folder: String) throws {
    let job = try MainJob.once.get()
    #expect(job.status == 0)
    let kept = Repository.root.path + "/" + folder
    // The archive of runs is not committed: it grows with each run.
    let names = try FileManager.default.contentsOfDirectory(atPath: kept).filter { !$0.hasSuffix(".sqlite") }
    let made = job.files.keys.filter { $0.hasPrefix(folder + "/") && !$0.hasSuffix(".sqlite") }.map { $0.dropFirst(folder.count + 1) }
    #expect(made.sorted() == names.map { $0[...] }.sorted(), "\(folder) holds other files than the main job writes: make gallery")
    for name in names.sorted() {
      let old = try Data(contentsOf: URL(fileURLWithPath: "\(kept)/\(name)"))
      guard let new = job.files["\(folder)/\(name)"], new != old else { continue }
      let remedy = "where the change is meant: make gallery"
      switch (name as NSString).pathExtension {
      case "png":
        guard let a = PixelImage(png: old), let b = PixelImage(png: new),
          let difference = b.difference(to: a, tolerance: Self.pixelTolerance)
        else {
          Issue.record("\(folder)/\(name) is another picture (size or kind); \(remedy)")
          continue
        }
        #expect(
          difference.share <= Self.pixelShare,
          "\(folder)/\(name): \(difference.share * 100) % of the pixels differ, by up to \(difference.largest) of 255; \(remedy)")
      case "csv", "json":
        let (line, was, now) = Self.firstDifference(old, new)
        Issue.record("\(folder)/\(name):\(line) was '\(was)', is '\(now)'; \(remedy)")
      default:
        Issue.record(
          "\(folder)/\(name) has other bytes, \(new.count) for \(old.count); so it has with another Cairo, Pango or Inter; \(remedy)"
        )
      }
    }
  }

  private static func firstDifference(_ old: Data, _ new: Data) -> (line: Int, was: Substring, now: Substring) {
    let a = String(decoding: old, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let b = String(decoding: new, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let i = zip(a, b).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(a.count, b.count)
    return (i + 1, i < a.count ? a[i].prefix(200) : "(no such line)", i < b.count ? b[i].prefix(200) : "(no such line)")
  }

  @Test func `takes no more than 500 MB`() throws {
    let job = try MainJob.once.get()
    print("the main job: \(job.peakMemory / 1_000_000) MB at its peak, \((job.seconds * 10).rounded() / 10) s beside the other tests")
    #expect(job.peakMemory > 10_000_000, "the peak was seen")
    #expect(job.peakMemory <= 500_000_000)
  }

  @Test func `is told from a gallery with one number or a picture changed`() throws {
    let picture = try #require(
      PixelImage(png: Data(contentsOf: Repository.root.appendingPathComponent("charts/gift-retailer/scenario-comparison.png"))))
    #expect(picture.width > 500 && picture.height > 200)
    #expect(try #require(picture.difference(to: picture, tolerance: 0)).share == 0)
    var other = picture
    // A patch of one hundredth of the picture, inverted.
    for i in 0..<(picture.bytes.count / 100) { other.bytes[i] = ~other.bytes[i] }
    #expect(try #require(other.difference(to: picture, tolerance: Self.pixelTolerance)).share > Self.pixelShare)
    #expect(Self.firstDifference(Data("a\nb\nc\n".utf8), Data("a\nB\nc\n".utf8)) == (2, "b", "B"))
  }
}

/// The first page's questions, each answered by a bundled scenario with one picture: the repository shows what this version draws, and the
/// page's words for who cannot see the picture are its title.
@Suite(.serialized, .enabled(if: Product.release != nil, "needs the release build in BULLWHIP_BINARY"))
struct `Questions of the first page` {
  static let pictures = [
    "staffing/scenario-comparison", "ageing-workforce/scenario-comparison", "new-items/scenario-comparison", "picking-layout/floor-plan",
  ]

  @Test(arguments: pictures) func `are answered by a picture of this version`(picture: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    let scenario = String(picture.prefix { $0 != "/" })
    let answer = try shell.run(
      ["run", Repository.root.path + "/scenarios/\(scenario).yaml", "--out", shell.folder.path], program: Product.program)
    #expect(answer.status == 0, "\(answer.err)")
    let made = try #require(FileManager.default.contents(atPath: "\(shell.folder.path)/charts/\(picture).png"))
    let drawing = try #require(shell.text("charts/\(picture).svg"))
    let title = String(try #require(drawing.firstMatch(of: /<title[^>]*>([^<]*)<\/title>/)).1).replacing("&amp;", with: "&")
    let kept = URL(fileURLWithPath: "\(Repository.root.path)/charts/\(picture).png"), page = Repository.root.path + "/README.md"
    let words = try String(contentsOfFile: page, encoding: .utf8)
    let place = try Regex("!\\[[^\\]]*\\]\\(charts/\(picture)\\.png\\)")
    #expect(words.contains(place))
    if Product.records {
      try FileManager.default.createDirectory(at: kept.deletingLastPathComponent(), withIntermediateDirectories: true)
      try made.write(to: kept)
      try words.replacing(place, with: "![\(title)](charts/\(picture).png)").write(toFile: page, atomically: true, encoding: .utf8)
      return
    }
    #expect(words.contains("![\(title)](charts/\(picture).png)"), "'\(title)' is the title now; where the change is meant: make gallery")
    let old = try #require(PixelImage(png: Data(contentsOf: kept))), new = try #require(PixelImage(png: made))
    let difference = try #require(new.difference(to: old, tolerance: `The gallery`.pixelTolerance), "another size")
    #expect(
      difference.share <= `The gallery`.pixelShare,
      "\(difference.share * 100) % of the pixels differ; where the change is meant: make gallery")
    let told = Self.figures(below: picture, in: words), printed = Self.bare(answer.out)
    #expect(!told.isEmpty, "the answer to the question has no figure")
    for figure in told { #expect(printed.contains(figure), "\(figure) is told of \(picture), and not what the run prints") }
  }

  /// The figures with intervals in the words between a picture and the next question, as bare as the table's.
  private static func figures(below picture: String, in page: String) -> [String] {
    guard let start = page.range(of: "(charts/\(picture).png)") else { return [] }
    let rest = page[start.upperBound...], end = [rest.range(of: "\n**"), rest.range(of: "\n## ")].compactMap { $0?.lowerBound }.min()
    return bare(String(rest[..<(end ?? rest.endIndex)])).matches(of: /[0-9.]*[0-9]±[0-9.]*[0-9]/).map { String($0.output) }
  }

  /// Without signs, units, and what aligns columns and parts thousands.
  private static func bare(_ text: String) -> String { String(text.filter { $0.isNumber || ".±".contains($0) || $0.isLetter }) }
}
