internal import Groundwork

extension Chart {
  /// Lines of a note at most; assumptions of a model need them.
  private static var mostNoteLines: Int { 7 }

  /// The picture laid out for a canvas. Layouts re-flow with the size; type keeps its size.
  ///
  /// When the plot would fall below 120 × 80 points, first the stamp goes, then the note is shortened, then the title, then labels.
  ///
  /// - Throws: ``LayoutError/badData(_:)`` for contradictory data, ``LayoutError/tooSmall(width:height:)`` when less than 96 × 64 points
  ///   would be left for the plot.
  /// - Complexity: proportional to the marks drawn; a standard chart takes a few milliseconds.
  public func scene(size: Size, mode: Mode, measurer: any TextMeasurer, theme: Theme = .bullwhip) throws(LayoutError) -> Scene {
    if let defect { throw .badData(defect) }
    guard size.width.isFinite, size.height.isFinite, size.width > 0, size.height > 0, size.width < 20_000, size.height < 20_000 else {
      throw .tooSmall(width: size.width, height: size.height)
    }
    var best: (Scene, area: Double)?
    for detail in Detail.allCases {
      var canvas = Canvas(theme: theme, report: mode == .report, measurer: measurer)
      canvas.rect(Rect(x: 0, y: 0, width: size.width, height: size.height), fill: theme.background, as: "background")
      let content = drawSurroundings(size: size, mode: mode, detail: detail, on: &canvas)
      guard content.width >= 96, content.height >= 64 else { continue }
      let plot: Rect
      if let emptyMessage {
        plot = content
        drawEmpty(emptyMessage, in: content, on: &canvas)
      } else {
        plot = draw(in: content, on: &canvas, detail: detail)
      }
      let scene = Scene(width: size.width, height: size.height, commands: canvas.commands, title: title, altText: altText)
      if plot.width >= 120, plot.height >= 80 { return scene }
      if plot.width >= 96, plot.height >= 64, plot.width * plot.height > best?.area ?? 0 { best = (scene, plot.width * plot.height) }
    }
    guard let best else { throw .tooSmall(width: size.width, height: size.height) }
    return best.0
  }

  /// As ``scene(size:mode:measurer:theme:)``, but a scene that breaks a rule of the layout is an error.
  public func checkedScene(size: Size, mode: Mode, measurer: any TextMeasurer, theme: Theme = .bullwhip) throws(LayoutError) -> Scene {
    let scene = try scene(size: size, mode: mode, measurer: measurer, theme: theme)
    let found = Lint.violations(in: scene, evidence: evidence, theme: theme)
    guard found.isEmpty else { throw .violations(found) }
    return scene
  }

  /// The note as printed: the caller's words, what the layout has to confess, and the evidence unless it is already said.
  var fullNote: String {
    var parts = [caption.note ?? ""] + remarks
    let said = parts.joined(separator: " ") + " " + subtitle
    if !evidence.isDeterministic, !Lint.names(evidence, in: said) { parts.append(evidence.sentence) }
    return parts.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// At most 400 characters, whole words.
  public var altText: String {
    if let own = caption.altText { return own }
    var text = ""
    for sentence in [summary, caption.title ?? "", fullNote] where !sentence.isEmpty {
      let closed = ".!?".contains(sentence.last ?? ".") ? sentence : sentence + "."
      text += (text.isEmpty ? "" : " ") + closed
    }
    guard text.count > 400 else { return text }
    let cut = text.prefix(399)
    let whole = cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut
    return whole + "…"
  }

  private func drawEmpty(_ message: String, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    canvas.rect(area, stroke: Stroke(theme.grid, width: 0.6), as: "frame")
    let lines = TextLayout.balanced(message, limit: area.width - 24, maximum: 3) { canvas.width($0, .category) }
    let leading = canvas.lineHeight(.category)
    var baseline = canvas.baseline(centredOn: area.midY - Double(lines.count - 1) * leading / 2, .category)
    for line in lines {
      canvas.text(line, x: area.midX, baseline: baseline, anchor: .middle, .category, colour: theme.ink2, as: "empty")
      baseline += leading
    }
  }

  /// Header and footer; returns what is left between them.
  private func drawSurroundings(size: Size, mode: Mode, detail: Detail, on canvas: inout Canvas) -> Rect {
    let theme = canvas.theme
    let pad: Double = mode == .report ? 0 : size.width < 320 ? 12 : 24
    let (left, right) = (pad, size.width - pad)
    let width = right - left
    var y = pad
    if mode == .standalone, let eyebrow = caption.eyebrow, !eyebrow.isEmpty {
      let text = TextLayout.shortened(eyebrow.uppercased(), limit: width) { canvas.width($0, .eyebrow) }
      canvas.text(text, x: left, baseline: y + 5.5, .eyebrow, colour: theme.adverse.text, as: "eyebrow")
      y += 16
    }
    let titleSize = canvas.style(.title).size
    let titleLines = TextLayout.balanced(title, limit: width, maximum: detail >= .shortTitle ? 2 : 3) { canvas.width($0, .title) }
    for (index, line) in titleLines.enumerated() {
      y += index == 0 ? titleSize * 0.76 : canvas.lineHeight(.title)
      canvas.text(line, x: left, baseline: y, .title, colour: theme.ink, as: "title")
    }
    let subtitleLimit = detail >= .shortTitle ? 1 : detail >= .shortNote ? 2 : 3
    let subtitleLines = TextLayout.balanced(subtitle, limit: width, maximum: subtitleLimit) { canvas.width($0, .subtitle) }
    for (index, line) in subtitleLines.enumerated() {
      y += index == 0 ? (mode == .report ? 13.2 : 16.6) : canvas.lineHeight(.subtitle)
      canvas.text(line, x: left, baseline: y, .subtitle, colour: theme.ink2, as: "subtitle")
    }
    y += mode == .report ? 8 : 12

    let bottom = size.height - (mode == .report ? 2 : pad)
    let stampText = mode == .standalone && detail < .noStamp ? stampLine : ""
    let stampWidth = stampText.isEmpty ? 0 : canvas.width(stampText, .stamp)
    // Beside the stamp the note keeps to the left; it takes the whole line where that saves it.
    let noteLimit = max(60, stampText.isEmpty ? width : min(width * 0.72, width - stampWidth - 24))
    var noteLines: [String]
    if detail >= .shortNote {
      // What has been said in the subtitle or note may go; n and the kind of interval may not.
      let short =
        evidence.isDeterministic || Lint.names(evidence, in: subtitleLines.joined(separator: " "))
        ? (caption.note ?? remarks.first ?? "") : evidence.sentence
      // A shortened n would be no n.
      let lines = evidence.isDeterministic || short != evidence.sentence ? 1 : 2
      noteLines = TextLayout.balanced(short, limit: noteLimit, maximum: lines) { canvas.width($0, .note) }
    } else {
      noteLines = TextLayout.balanced(fullNote, limit: noteLimit, maximum: Self.mostNoteLines) { canvas.width($0, .note) }
    }
    if !evidence.isDeterministic, !Lint.names(evidence, in: (subtitleLines + noteLines).joined(separator: " ")) {
      // Too long a note was cut before it came to n: then n comes first.
      let whole = ([evidence.sentence, caption.note ?? ""] + remarks).filter { !$0.isEmpty }.joined(separator: " ")
      let most = detail >= .shortNote ? 2 : Self.mostNoteLines
      noteLines = TextLayout.balanced(whole, limit: noteLimit, maximum: most) { canvas.width($0, .note) }
    }
    var content = Rect(from: left, y, to: right, max(y, bottom))
    guard !noteLines.isEmpty || !stampText.isEmpty else { return content }
    let leading = canvas.lineHeight(.note)
    let first = bottom - 1 - Double(max(1, noteLines.count) - 1) * leading
    for (index, line) in noteLines.enumerated() {
      canvas.text(line, x: left, baseline: first + Double(index) * leading, .note, colour: theme.ink3, as: "note")
    }
    if !stampText.isEmpty { canvas.text(stampText, x: right, baseline: bottom - 1, anchor: .end, .stamp, colour: theme.ink3, as: "stamp") }
    let rule = first - (detail == .sparse ? 11 : 13)
    canvas.line(left, rule, right, rule, Stroke(theme.hairline, width: 0.6, cap: .butt), as: "hairline")
    content = Rect(from: left, y, to: right, max(y, rule - (detail == .sparse ? 6 : 10)))
    return content
  }

  private var stampLine: String {
    [caption.stamp ?? "", evidence.origin].filter { !$0.isEmpty }.joined(separator: " · ")
  }
}
