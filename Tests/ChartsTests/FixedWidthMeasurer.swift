import Charts
import Groundwork
import Testing

/// Every character is as wide as Inter's average; enough to lay out, the same everywhere.
struct FixedWidthMeasurer: TextMeasurer {
  func extent(of text: String, style: TextStyle) -> TextExtent {
    let weight = style.weight == .regular ? 0.54 : 0.57
    let width = text.reduce(0.0) { sum, character in
      sum
        + (" .,:;·−–|il'’\u{202F}".contains(character)
          ? 0.3 : character.isUppercase ? 0.68 : character.unicodeScalars.first!.value > 0x2E80 ? 1.0 : weight)
    }
    return TextExtent(
      width: style.size * (width + style.tracking * Double(text.count)), ascent: style.size * 0.97, descent: style.size * 0.24)
  }
}

/// The scene of a chart, or a recorded issue naming every broken rule.
func laidOut(_ chart: some Chart, _ size: Size = .standalone, _ mode: Mode = .standalone, _ name: String = "") -> Scene? {
  do {
    let scene = try chart.scene(size: size, mode: mode, measurer: FixedWidthMeasurer())
    let found = Lint.violations(in: scene, evidence: chart.evidence)
    for violation in found { Issue.record("\(name) \(size.width)×\(size.height): \(violation)") }
    return scene
  } catch {
    Issue.record("\(name) \(size.width)×\(size.height): \(error)")
    return nil
  }
}

extension Scene {
  var texts: [TextRun] { commands.compactMap { if case .text(let run, _) = $0 { run } else { nil } } }
  func texts(_ role: String) -> [String] {
    commands.compactMap { if case .text(let run, let name) = $0, name == role { run.text } else { nil } }
  }
  func says(_ part: String) -> Bool { texts.map(\.text).joined(separator: " ").contains(part) }
  func rects(_ role: String) -> [Rect] {
    commands.compactMap { if case .rect(let rect, _, _, _, let name) = $0, name == role { rect } else { nil } }
  }
}

/// Whether a canvas is large enough for a chart; records what is broken in its scene.
func isDrawn(_ chart: some Chart, _ size: Size, _ mode: Mode) -> Bool {
  do {
    let scene = try chart.scene(size: size, mode: mode, measurer: FixedWidthMeasurer())
    for violation in Lint.violations(in: scene, evidence: chart.evidence) {
      Issue.record("\(type(of: chart)) \(Int(size.width))×\(Int(size.height)) \(mode): \(violation)")
    }
    return true
  } catch .tooSmall {
    return false
  } catch {
    Issue.record("\(error)")
    return false
  }
}
