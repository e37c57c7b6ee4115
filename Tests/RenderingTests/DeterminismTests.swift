import Charts
import Foundation
import Groundwork
import Rendering
import Testing

/// A fingerprint of the three files of the sample scene.
private func fingerprints() throws -> String {
  let renderer = try Renderer()
  let scene = sampleScene(renderer.measurer)
  let files = [try renderer.png(scene), try renderer.pdf(scene, sampleMetadata), try renderer.svg(scene)]
  return files.map { file in
    var hash = StableHash()
    for byte in file { hash.combine(byte) }
    return String(hash.value, radix: 16)
  }.joined(separator: " ")
}

/// What several threads found.
private final class Found: @unchecked Sendable {
  private let lock = NSLock()
  private var list: [String] = []

  var all: [String] { lock.withLock { list } }

  func add(_ text: String) { lock.withLock { list.append(text) } }
}

@Suite struct `The same scene` {
  @Test func `gives the same bytes again in one process, whatever was drawn between`() throws {
    let renderer = try Renderer()
    let scene = sampleScene(renderer.measurer)
    let first = (try renderer.png(scene), try renderer.pdf(scene, sampleMetadata), try renderer.svg(scene))
    var other = scene
    other.commands.reverse()
    other.commands.removeAll { if case .pushClip = $0 { true } else if case .popClip = $0 { true } else { false } }
    _ = try renderer.pdf(other, sampleMetadata)
    #expect(try renderer.png(scene) == first.0)
    #expect(try renderer.pdf(scene, sampleMetadata) == first.1)
    #expect(try renderer.svg(scene) == first.2)
    #expect(try renderer.png(other) != first.0)
  }

  @Test func `gives the same bytes in another process`() async throws {
    let here = try fingerprints()
    let result = try await #require(processExitsWith: .success, observing: [\.standardOutputContent]) {
      print("fingerprints:", try fingerprints())
    }
    let said = String(decoding: result.standardOutputContent, as: UTF8.self)
    #expect(said.contains("fingerprints: \(here)"))
  }

  /// Was: now and then another subset of a font, since two threads opened its file at once.
  @Test func `gives the same bytes on threads that draw side by side`() throws {
    let alone = try fingerprints()
    for round in 0..<40 {
      let found = Found()
      DispatchQueue.concurrentPerform(iterations: 6) { _ in found.add((try? fingerprints()) ?? "an error") }
      #expect(found.all.allSatisfy { $0 == alone }, "round \(round)")
    }
  }

  @Test func `gives other bytes for another date`() throws {
    let renderer = try Renderer()
    let scene = sampleScene(renderer.measurer)
    var later = sampleMetadata
    later.created = "2026-01-05T09:00:01Z"
    #expect(try renderer.pdf(scene, later) != renderer.pdf(scene, sampleMetadata))
  }
}

@Suite struct `The last digits of a layout` {
  @Test func `reach no file: a scene moved by a hundred-thousandth of a point gives the same bytes`() throws {
    let renderer = try Renderer()
    func scene(_ dust: Double) -> Scene {
      let ink = Colour(hex: 0x14202B)
      return Scene(
        width: 100, height: 60,
        commands: [
          .path(
            [
              .move(Point(10 + dust, 10)), .line(Point(40.123, 20 - dust)),
              .curve(Point(50, 30 + dust), Point(60, 30), Point(0 * -1, dust)),
            ],
            fill: nil, stroke: Stroke(ink, width: 1.6 + dust, dash: [4 + dust, 2]), role: ""),
          .rect(Rect(x: dust, y: 30, width: 20, height: 5 + dust), cornerRadius: 2 - dust, fill: ink, stroke: nil, role: ""),
          .circle(centre: Point(70 + dust, 40), radius: 5 + dust, fill: ink, stroke: nil, role: ""),
          .pushClip(Rect(x: 50, y: dust, width: 20, height: 20)), .popClip,
          .text(TextRun("Words", at: Point(10 - dust, 55 + dust), style: TextStyle(size: 8), colour: ink, width: 24.5), role: ""),
        ])
    }
    for dust in [0.00001, -0.00001] {
      #expect(try renderer.png(scene(dust)) == renderer.png(scene(0)))
      #expect(try renderer.svg(scene(dust)) == renderer.svg(scene(0)))
      #expect(try renderer.pdf(scene(dust), sampleMetadata) == renderer.pdf(scene(0), sampleMetadata))
    }
    #expect(try renderer.pdf(scene(0.01), sampleMetadata) != renderer.pdf(scene(0), sampleMetadata))
  }
}
