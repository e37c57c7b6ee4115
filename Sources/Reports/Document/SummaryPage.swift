internal import Charts
internal import Groundwork
internal import Rendering

extension ReportLayout {
  mutating func laySummary() throws {
    let summary = report.summary
    try refuse(
      summary.tiles.count > 4, "the executive summary has \(summary.tiles.count) tiles and room for 4", "keep those the decision hangs on")
    try refuse(
      summary.findings.count > 4, "the executive summary has \(summary.findings.count) findings and room for 4",
      "move the others to a section")
    section = summary.title
    beginPage(section: section)
    begin(.section)
    heading1(summary.title, destination: References.summary)
    try layHeadline(summary.headline)
    layTiles(summary.tiles)
    layFindings(summary)
    if let figure = summary.figure {
      let room = bottom - y
      let least = min(figure.minimumHeight, 150) + 14
      guard room >= least else {
        throw InputErrors(
          Diagnostic(
            .error, code: "summary-too-long", "the executive summary leaves \(Int(room)) pt for its figure, which needs \(Int(least))",
            remedy: "shorten the findings, so that the summary stays one page"))
      }
      // What is left of the page is the figure's, up to a height that still looks like a chart.
      try lay(figure, height: min(room, figure.height + 14))
    } else if y > bottom {
      throw InputErrors(
        Diagnostic(.error, code: "summary-too-long", "the executive summary is longer than its page", remedy: "shorten the findings"))
    }
    end()
  }

  private mutating func layHeadline(_ headline: Headline) throws {
    let tall = 92.0
    box(Rect(x: left, y: y, width: column, height: tall), radius: 4, DocumentStyle.panel)
    let split = headline.interval == nil ? column - 36 : column * 0.5 - 30
    begin(.paragraph)
    let number = type.fitted(
      headline.number, TextStyle(.display, weight: .semibold, size: 40, tracking: -0.01), width: split, smallest: 0.5)
    text(number.text, x: left + 18, y: y + 55, number.style, DocumentStyle.navy, goesOn: true)
    var baseline = y + 76
    let words = try lines(headline.meaning, TextStyle(size: 9), width: split, atMost: 2, what: "the headline's meaning").lines
    if words.count > 1 { baseline -= 4 }
    for item in words {
      line(item, x: left + 18, y: baseline, colour: DocumentStyle.ink2, isNested: false, goesOn: true)
      baseline += 11.5
    }
    end()
    if let interval = headline.interval { draw(interval, top: y) }
    y += tall + 20
  }

  private mutating func draw(_ strip: HeadlineInterval, top: Double) {
    let (x0, x1) = (left + column * 0.5 + 18, right - 22)
    let values = [strip.low, strip.high, strip.estimate, strip.reference].filter(\.isFinite)
    guard values.count == 4, strip.low <= strip.high else { return }
    let (least, most) = (values.min() ?? 0, values.max() ?? 1)
    let span = most > least ? most - least : 1
    let small = TextStyle(size: 7.4, tabular: true)
    // As many ticks as have room for their words.
    var axis = IntervalAxis(least: 0, most: 1, reference: 0)
    for target in [6, 4.8, 3.5, 2.5, 1.5] {
      axis = IntervalAxis(
        least: least - span * 0.09, most: most + (most > strip.reference ? span * 0.09 : 0), reference: strip.reference, target: target)
      let widest = axis.ticks.map { type.width(axis.label($0, strip), small) }.max() ?? 0
      let step = axis.ticks.count > 1 ? (axis.ticks[1] - axis.ticks[0]) * (x1 - x0) / (axis.high - axis.low) : .infinity
      if step >= widest + 8 { break }
    }
    func place(_ value: Double) -> Double { x0 + (x1 - x0) * (value - axis.low) / (axis.high - axis.low) }

    let axisY = top + 47
    begin(.figure(alternative: "\(strip.label); \(strip.referenceLabel) at \(axis.label(strip.reference, strip)). \(strip.note)"))
    rule(x: x0, to: x1, y: axisY, width: 0.8, DocumentStyle.context)
    var taken = -Double.infinity
    for tick in axis.ticks {
      let label = axis.label(tick, strip)
      let half = type.width(label, small) / 2
      // Ticks too close to the last one go without words rather than over each other.
      let at = min(max(place(tick), x0 + half - 4), x1 - half + 6)
      rule(x: place(tick), to: place(tick), y: axisY, height: 3.5, width: 0.7, DocumentStyle.context)
      guard at - half > taken + 6 else { continue }
      text(label, x: at, y: top + 62, small, DocumentStyle.ink3, anchor: .middle, role: "axis-label")
      taken = at + half
    }
    let (a, b) = (place(strip.low), max(place(strip.high), place(strip.low) + 1))
    box(Rect(x: a, y: axisY - 7, width: b - a, height: 6.6), DocumentStyle.vermilion, role: "interval")
    rule(x: place(strip.estimate), to: place(strip.estimate), y: axisY - 9.5, height: 9.5, width: 1.2, DocumentStyle.ink)
    rule(x: place(strip.reference), to: place(strip.reference), y: axisY - 18, height: 18, width: 1, DocumentStyle.ink)

    let bold = TextStyle(weight: .semibold, size: 8.2)
    let label = type.fitted(strip.label, bold, width: x1 - x0)
    let reference = type.fitted(strip.referenceLabel, TextStyle(size: 7.6), width: (x1 - x0) / 2)
    // The interval's words stand over the interval, the reference's over its line and one row higher.
    text(
      reference.text, x: clamp(place(strip.reference), reference.width, x0, x1), y: top + 23, reference.style, DocumentStyle.ink3,
      anchor: .middle)
    let gap = 5.0
    let line = place(strip.reference)
    var x = clamp((a + b) / 2, label.width, x0, x1)
    // Not through the reference's line either, where the strip has room beside it.
    if line > x - label.width / 2 - gap, line < x + label.width / 2 + gap {
      let (before, after) = (line - gap - label.width / 2, line + gap + label.width / 2)
      if before - label.width / 2 >= x0, place(strip.estimate) <= line {
        x = before
      } else if after + label.width / 2 <= x1 {
        x = after
      }
    }
    text(label.text, x: x, y: top + 34.5, label.style, DocumentStyle.vermilionText, anchor: .middle)
    let note = type.fitted(strip.note, DocumentStyle.note, width: x1 - x0 + 10)
    text(note.text, x: x0, y: top + 80, note.style, DocumentStyle.ink3)
    end()
  }

  private func clamp(_ x: Double, _ width: Double, _ low: Double, _ high: Double) -> Double {
    min(max(x, low + width / 2), max(high - width / 2, low + width / 2))
  }

  private mutating func rule(x: Double, to: Double, y: Double, height: Double, width: Double, _ colour: Colour) {
    add(
      .draw(
        .path(
          [.move(Point(x, y)), .line(Point(to, y + height))], fill: nil, stroke: Stroke(colour, width: width, cap: .butt), role: "tick")))
  }

  private mutating func layTiles(_ tiles: [KPITile]) {
    guard !tiles.isEmpty else { return }
    let gap = 18.0
    // Without anything to compare with, no lines are kept free for it.
    let isBare = tiles.allSatisfy { $0.from.isEmpty && $0.change.isEmpty }
    let wide = (column - gap * Double(tiles.count - 1)) / Double(tiles.count)
    for (index, tile) in tiles.enumerated() {
      let x = left + (wide + gap) * Double(index)
      rule(x: x, to: x + wide, y: y, width: 1, DocumentStyle.ink)
      begin(.paragraph)
      let label = type.fitted(tile.label, TextStyle(size: 8.4), width: wide)
      text(label.text, x: x, y: y + 14, label.style, DocumentStyle.ink2, goesOn: true)
      let value = type.fitted(tile.value, TextStyle(.display, weight: .semibold, size: 22), width: wide, smallest: 0.6)
      text(value.text, x: x, y: y + 40, value.style, DocumentStyle.ink, goesOn: true)
      let small = TextStyle(size: 8)
      let from = type.fitted(tile.from, small, width: wide)
      text(from.text, x: x, y: y + 56, from.style, DocumentStyle.ink3, goesOn: true)
      let change = type.fitted(tile.change, TextStyle(weight: .semibold, size: 8.8), width: wide)
      text(change.text, x: x, y: y + 71, change.style, DocumentStyle.colour(tile.tone), goesOn: true)
      let interval = type.fitted(tile.interval, small, width: wide)
      text(interval.text, x: x, y: y + (isBare ? 56 : 83), interval.style, DocumentStyle.ink3)
      end()
    }
    y += isBare ? 80 : 108
  }

  private mutating func layFindings(_ summary: ExecutiveSummary) {
    let findings = summary.findings
    guard !findings.isEmpty else { return }
    begin(.heading2)
    text(summary.findingsTitle, x: left, y: y + 11, DocumentStyle.heading2, DocumentStyle.ink)
    end()
    y += 21
    begin(.list)
    for (index, finding) in findings.enumerated() {
      begin(.listItem)
      begin(.label)
      text("\(index + 1)", x: left, y: y + 11, TextStyle(.display, weight: .semibold, size: 11), DocumentStyle.vermilionText)
      end()
      let words = RichText.bold(finding.claim) + " " + finding.detail
      let set = type.lines(references.resolved(words), style: DocumentStyle.body, width: column - 20)
      lines(set, x: left + 20, leading: DocumentStyle.bodyLeading, colour: DocumentStyle.ink, tag: .listBody)
      end()
      y += 3.5
    }
    end()
    y += 12
  }
}

/// A few round ticks for an interval and its reference: steps of 1, 2 or 5 times a power of ten, about `target` of them or fewer.
struct IntervalAxis {
  var low: Double
  var high: Double
  var ticks: [Double]

  init(least: Double, most: Double, reference: Double, target: Double = 4.8) {
    low = min(least, reference)
    high = max(most, reference)
    if !(high > low) { high = low + 1 }
    ticks = []
    let rough = (high - low) / target
    guard rough.isFinite, rough > 1e-12, rough < 1e15, max(abs(low), abs(high)) / rough < 1e9 else { return }
    // The step is mantissa × 10^exponent, and ticks are counted in whole mantissas: none is 0.30000000000000004.
    var exponent = 0
    while Self.power(exponent + 1) <= rough { exponent += 1 }
    while Self.power(exponent) > rough { exponent -= 1 }
    let mantissa = [1.0, 2, 5, 10].first { $0 * Self.power(exponent) >= rough } ?? 10
    func tick(_ index: Double) -> Double {
      let value = exponent >= 0 ? index * mantissa * Self.power(exponent) : index * mantissa / Self.power(-exponent)
      return value == 0 ? 0 : value
    }
    var index = (low / tick(1)).rounded(.up)
    while tick(index) <= high + tick(1) * 1e-9, ticks.count < 12 {
      ticks.append(tick(index))
      index += 1
    }
  }

  /// A tick's words, with as many decimals as the step between ticks has.
  func label(_ value: Double, _ strip: HeadlineInterval) -> String {
    if value == 0 { return "0" }
    let step = (ticks.count > 1 ? abs(ticks[1] - ticks[0]) : abs(value)) / strip.scale.factor * (strip.unit == .percent ? 100 : 1)
    var (decimals, unit) = (0, 1.0)
    while decimals < 6, abs((step / unit).rounded() - step / unit) > 1e-6 {
      decimals += 1
      unit /= 10
    }
    return strip.unit.text(value, decimals: decimals, scale: strip.scale)
  }

  private static func power(_ exponent: Int) -> Double {
    var value = 1.0
    for _ in 0..<abs(exponent) { value *= 10 }
    return exponent < 0 ? 1 / value : value
  }
}
