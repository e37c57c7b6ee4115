import Foundation
import Testing

@testable import Charts

/// Each chart's drawing commands as text, beside the tests. Rewritten only when `BULLWHIP_RECORD=1`.
@Suite struct `Snapshots of scenes` {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")

  @Test(arguments: Samples.all.map(\.name))
  func `are as they were`(name: String) throws {
    let sample = try #require(Samples.all.first { $0.name == name })
    for (suffix, size, mode) in [("standalone", sample.size, Mode.standalone), ("report", Size.reportColumn, .report)] {
      let scene = try sample.chart.scene(size: size, mode: mode, measurer: FixedWidthMeasurer())
      let text = scene.listing
      let file = Self.folder.appending(path: "\(name)-\(suffix).txt")
      if ProcessInfo.processInfo.environment["BULLWHIP_RECORD"] == "1" {
        try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        continue
      }
      let recorded = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      guard recorded != text else { continue }
      let (old, new) = (recorded.split(separator: "\n"), text.split(separator: "\n"))
      let line = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }
      let difference = line.map { "at \($0.offset + 1):\n− \($0.element.0)\n+ \($0.element.1)" } ?? "at the end"
      Issue.record(
        "\(name)-\(suffix): \(old.count) lines recorded, \(new.count) drawn; first difference \(difference)"
      )
    }
  }
}

extension Scene {
  /// One line per command: what it is, where (0.01 pt), in which colours.
  var listing: String {
    func number(_ x: Double) -> String {
      let rounded = (x * 100).rounded() / 100
      return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
    func hex(_ colour: Colour?) -> String {
      guard let colour else { return "-" }
      let bytes = [colour.red, colour.green, colour.blue].map { Int(($0 * 255).rounded()) }
      let text = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      return "#" + text + (colour.alpha < 1 ? "/" + number(colour.alpha) : "")
    }
    func pen(_ stroke: Stroke?) -> String {
      stroke.map { " \(hex($0.colour)) w\(number($0.width))\($0.dash.isEmpty ? "" : " dash")" } ?? ""
    }
    func pair(_ point: Point) -> String { "\(number(point.x)),\(number(point.y))" }
    func path(_ elements: [PathElement]) -> String {
      let points = elements.compactMap { element -> Point? in
        switch element {
        case .move(let point), .line(let point): point
        case .curve(_, _, let point): point
        case .close: nil
        }
      }
      guard points.count > 6 else { return points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ") }
      // Long lines by their ends, their count and the sum of their coordinates.
      let sum = points.reduce(0.0) { $0 + $1.x + $1.y }
      return
        "\(pair(points[0])) … \(pair(points[points.count - 1])) n=\(points.count) Σ=\(number(sum))"
    }
    var lines = ["scene \(number(width))×\(number(height)) “\(title)”", "alt \(altText)"]
    for command in commands {
      switch command {
      case .path(let elements, let fill, let stroke, let role):
        lines.append("\(role): path \(path(elements)) fill \(hex(fill))\(pen(stroke))")
      case .rect(let rect, _, let fill, let stroke, let role):
        lines.append(
          "\(role): rect \(number(rect.x)),\(number(rect.y)) \(number(rect.width))×\(number(rect.height)) fill \(hex(fill))\(pen(stroke))")
      case .circle(let centre, let radius, let fill, let stroke, let role):
        lines.append("\(role): circle \(number(centre.x)),\(number(centre.y)) r\(number(radius)) fill \(hex(fill))\(pen(stroke))")
      case .text(let run, let role):
        lines.append(
          "\(role): “\(run.text)” \(run.anchor.rawValue) \(pair(run.at)) \(number(run.style.size)) \(run.style.weight.rawValue) "
            + hex(run.colour)
        )
      case .pushClip(let rect): lines.append("clip \(number(rect.x)),\(number(rect.y)) \(number(rect.width))×\(number(rect.height))")
      case .popClip: lines.append("end clip")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
