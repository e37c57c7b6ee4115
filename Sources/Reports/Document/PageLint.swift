internal import Charts
internal import Groundwork

/// What a page must not do: print outside its edges or margins, print one text over another, print too small to read.
public enum PageLint {
  /// The box a line of text covers: from cap height to descent, as wide as it was measured.
  static func box(of run: TextRun) -> Rect {
    let x: Double
    switch run.anchor {
    case .start: x = run.at.x
    case .middle: x = run.at.x - run.width / 2
    case .end: x = run.at.x - run.width
    }
    return Rect(x: x, y: run.at.y - run.style.size * 0.73, width: run.width, height: run.style.size * 0.93)
  }

  static func texts(of page: LaidOutPage) -> [(run: TextRun, box: Rect)] {
    page.scene.commands.compactMap { command in
      guard case .text(let run, _) = command else { return nil }
      return (run, box(of: run))
    }
  }

  /// Everything wrong on one page, in the order of its texts.
  ///
  /// - Parameter margin: how far from the left and right edges text must keep.
  /// - Complexity: quadratic in the number of texts on a page.
  public static func violations(on page: LaidOutPage, margin: Double = 53.9) -> [String] {
    let texts = texts(of: page)
    var out: [String] = []
    for (index, text) in texts.enumerated() {
      let box = text.box
      if box.x < margin || box.x + box.width > page.width - margin || box.y < 20 || box.y + box.height > page.height - 20 {
        out.append("'\(text.run.text)' stands outside the margins")
      }
      if text.run.style.size < 7 { out.append("'\(text.run.text)' is set in \(text.run.style.size) pt") }
      for other in texts[..<index] {
        let wide = min(box.x + box.width, other.box.x + other.box.width) - max(box.x, other.box.x)
        let tall = min(box.y + box.height, other.box.y + other.box.height) - max(box.y, other.box.y)
        if wide > 0.3, tall > 0.3 { out.append("'\(text.run.text)' is printed over '\(other.run.text)'") }
      }
    }
    return out
  }

  /// - Throws: `InputErrors` naming every text that would fall off its page.
  static func refuseOverflow(_ pages: [LaidOutPage]) throws {
    var problems: [Diagnostic] = []
    for (number, page) in pages.enumerated() {
      for (run, box) in texts(of: page)
      where box.x < -0.5 || box.y < -0.5 || box.x + box.width > page.width + 0.5 || box.y + box.height > page.height + 0.5 {
        problems.append(
          Diagnostic(
            .error, code: "report-overflow", "on page \(number + 1) of the report, '\(run.text)' falls off the paper",
            remedy: "shorten the text"))
      }
    }
    if !problems.isEmpty { throw InputErrors(problems) }
  }
}
