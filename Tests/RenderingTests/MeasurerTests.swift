import Charts
import Foundation
import Groundwork
import Testing

@testable import Rendering

/// Advance widths read from an OpenType file directly (tables `head`, `hhea`, `hmtx`, `cmap` format 4 or 12), beside the shaping engine.
private struct FontFile {
  var bytes: [UInt8]
  private func u16(_ at: Int) -> Int { Int(bytes[at]) << 8 | Int(bytes[at + 1]) }
  private func u32(_ at: Int) -> Int { u16(at) << 16 | u16(at + 2) }
  private func table(_ tag: String) -> Int {
    for index in 0..<u16(4) where String(decoding: bytes[12 + 16 * index..<16 + 16 * index], as: UTF8.self) == tag {
      return u32(12 + 16 * index + 8)
    }
    return 0
  }

  private func glyph(_ character: Int) -> Int {
    let cmap = table("cmap")
    for index in 0..<u16(cmap + 2) {
      let sub = cmap + u32(cmap + 4 + 8 * index + 4)
      if u16(sub) == 12 {
        for group in 0..<u32(sub + 12) {
          let at = sub + 16 + 12 * group
          if u32(at) <= character, character <= u32(at + 4) { return u32(at + 8) + character - u32(at) }
        }
      } else if u16(sub) == 4 {
        let segments = u16(sub + 6) / 2
        for segment in 0..<segments where character <= u16(sub + 14 + 2 * segment) {
          let start = u16(sub + 16 + 2 * (segments + segment))
          let delta = u16(sub + 16 + 2 * (2 * segments + segment))
          let rangeAt = sub + 16 + 2 * (3 * segments + segment)
          if character < start { break }
          if u16(rangeAt) == 0 { return (character + delta) & 0xffff }
          let glyph = u16(rangeAt + u16(rangeAt) + 2 * (character - start))
          return glyph == 0 ? 0 : (glyph + delta) & 0xffff
        }
      }
    }
    return 0
  }

  /// In em.
  func advance(of character: Unicode.Scalar) -> Double {
    let metrics = u16(table("hhea") + 34)
    let index = min(glyph(Int(character.value)), metrics - 1)
    return Double(u16(table("hmtx") + 4 * index)) / Double(u16(table("head") + 18))
  }
}

@Suite struct `Measuring text` {
  let measurer: PangoMeasurer

  init() throws { measurer = try PangoMeasurer() }

  func width(_ text: String, _ style: TextStyle = TextStyle(size: 10)) -> Double { measurer.extent(of: text, style: style).width }

  @Test(arguments: [("Inter-Regular", TextStyle(size: 100)), ("InterDisplay-SemiBold", TextStyle(.display, weight: .semibold, size: 100))])
  func `gives the font's own advance widths`(file: String, style: TextStyle) throws {
    let path = "/usr/share/fonts/opentype/inter/\(file).otf"
    guard let data = FileManager.default.contents(atPath: path) else { try Test.cancel("Inter is not in \(path)") }
    let font = FontFile(bytes: Array(data))
    for letter in "HxWi0%—ÄЖ".unicodeScalars {
      #expect(abs(width(String(letter), style) - 100 * font.advance(of: letter)) < 0.01, "\(letter)")
    }
  }

  @Test func `is linear in the size, since nothing is hinted or rounded`() {
    for text in ["Order cycle time, hours", "1,234.5", "AVAST To"] {
      for size in [7.2, 9.6, 13.37, 40] {
        #expect(abs(width(text, TextStyle(size: size)) - width(text, TextStyle(size: 1000)) * size / 1000) < 0.02)
      }
    }
  }

  @Test func `gives all digits one width on request, and only then`() {
    let tabular = TextStyle(size: 10, tabular: true)
    let widths = Set((0...9).map { (width(String($0), tabular) * 1000).rounded() })
    #expect(widths.count == 1)
    #expect(abs(width("1111111111", tabular) - width("8888888888", tabular)) < 0.001)
    #expect(width("1111111111") < width("8888888888") - 5)
  }

  @Test func `adds tracking between letters`() {
    let plain = TextStyle(weight: .semibold, size: 8)
    var tracked = plain
    tracked.tracking = 0.05
    // Between letters: three gaps in four letters, none after the last, so that centred words stay centred.
    #expect(abs(width("abcd", tracked) - width("abcd", plain) - 3 * 0.05 * 8) < 0.01)
  }

  @Test func `knows weights, families, empty text and heights`() {
    #expect(width("Bold words", TextStyle(weight: .bold, size: 10)) > width("Bold words"))
    #expect(width("Bold words", TextStyle(weight: .semibold, size: 10)) > width("Bold words", TextStyle(weight: .medium, size: 10)))
    #expect(width("Display", TextStyle(.display, size: 10)) < width("Display"))
    #expect(width("") == 0)
    let extent = measurer.extent(of: "Hg", style: TextStyle(size: 10))
    #expect(extent.ascent > 7.27 && extent.descent > 1 && extent.ascent + extent.descent < 13)
    #expect(measurer.extent(of: "", style: TextStyle(size: 10)).ascent == extent.ascent)
  }

  @Test func `uses no font but Inter, and says which letters it lacks`() {
    #expect(measurer.diagnostics.isEmpty)
    #expect(measurer.fonts.version.hasPrefix("Inter "))
    _ = width("Geschäft 漢字")
    _ = width("plain")
    #expect(measurer.diagnostics.map(\.code) == ["glyph-missing"])
    #expect(measurer.diagnostics.first?.message.contains("Geschäft 漢字") == true)
  }

  @Test func `stands in the system's sans serif for a missing Inter, with a warning`() throws {
    for files in [[], ["/nowhere/Inter.otf"]] {
      let catalogue = try FontCatalogue(files: files)
      #expect(catalogue.warnings.map(\.code) == ["font-missing"])
      #expect(catalogue.version == "system sans")
      #expect(PangoMeasurer(fonts: catalogue).extent(of: "abc", style: TextStyle(size: 10)).width > 0)
    }
  }
}
