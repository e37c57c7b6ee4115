import Charts
import Rendering

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A small scene with one of everything.
func sampleScene(_ measurer: some TextMeasurer) -> Scene {
  let ink = Colour(hex: 0x14202B)
  func text(_ words: String, _ x: Double, _ y: Double, _ style: TextStyle, anchor: TextRun.Anchor = .start, halo: Colour? = nil)
    -> DrawingCommand
  {
    let width = measurer.extent(of: words, style: style).width
    return .text(TextRun(words, at: Point(x, y), anchor: anchor, style: style, colour: ink, halo: halo, width: width), role: "label")
  }
  return Scene(
    width: 240, height: 120,
    commands: [
      .rect(Rect(x: 10, y: 40, width: 80, height: 30), cornerRadius: 4, fill: Colour(hex: 0x2C8C80), stroke: nil, role: "bar"),
      .path(
        [.move(Point(10, 100)), .line(Point(60.00049, 80)), .curve(Point(80, 70), Point(100, 110), Point(-0.0, 90)), .close],
        fill: Colour(hex: 0xDD4A1F, alpha: 0.3), stroke: Stroke(ink, width: 1.6, dash: [4, 2.5]), role: "area"),
      .circle(
        centre: Point(150, 60), radius: 4.6, fill: Colour(hex: 0x0B3C73), stroke: Stroke(Colour(hex: 0xFFFFFF), width: 1.2), role: "dot"),
      .pushClip(Rect(x: 100, y: 70, width: 60, height: 40)),
      .rect(Rect(x: 90, y: 60, width: 100, height: 100), cornerRadius: 0, fill: Colour(hex: 0xEDF2F8), stroke: nil, role: "wash"),
      .popClip,
      text("Less stock, better service", 10, 24, TextStyle(.display, weight: .semibold, size: 16)),
      text("FIGURE 3", 230, 40, TextStyle(weight: .semibold, size: 7.5, tracking: 0.05), anchor: .end),
      text("1,111 ± 0.06 & “−9” <ü>", 120, 112, TextStyle(size: 8.2, tabular: true), anchor: .middle, halo: Colour(hex: 0xFFFFFF)),
    ], title: "Less stock & better service", altText: "A bar, an area and a dot; “ü” is a letter")
}

let sampleMetadata = DocumentMetadata(
  title: "Less stock, better service: it’s (nearly) free", author: "Harbour & Pine", subject: "A study", keywords: ["stock", "service"],
  created: "2026-01-05T09:00:00Z", language: "en-GB")

func temporaryFile(_ name: String) throws -> URL {
  let folder = FileManager.default.temporaryDirectory.appending(path: "bullwhip-rendering-\(ProcessInfo.processInfo.processIdentifier)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  return folder.appending(path: name)
}

/// The path of a program on the search path; nil when it is not installed.
func tool(_ name: String) -> String? {
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
}
