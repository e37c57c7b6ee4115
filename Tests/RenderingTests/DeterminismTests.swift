import Charts
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

  @Test func `gives other bytes for another date`() throws {
    let renderer = try Renderer()
    let scene = sampleScene(renderer.measurer)
    var later = sampleMetadata
    later.created = "2026-01-05T09:00:01Z"
    #expect(try renderer.pdf(scene, later) != renderer.pdf(scene, sampleMetadata))
  }
}
