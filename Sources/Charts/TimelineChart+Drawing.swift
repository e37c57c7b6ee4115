internal import Groundwork

extension TimelineChart {
  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let theme = canvas.theme
    let queues = panels.map { (title: $0.title, steps: within($0.steps)) }
    let hasQueue = !queues.isEmpty
    let legendHeight = area.height > 120 ? legendHeight(area.width, canvas) : 0
    var axisHeight = 20.0
    var lanesShown = shownLanes
    let headerHeight = 20.0 * Double(queues.count)
    var laneRect = area
    var queueRects: [Rect] = []
    var axes: [ValueAxis] = []
    var ticks = TimeTicks(0, 1, base: base, length: 1) { _ in 0 }
    let showsUse = lanesShown.contains { $0.utilisation != nil } && area.width >= 380
    func meanText(_ steps: [QueueStep]) -> String {
      let mean = mean(steps)
      return "mean \(NumberFormat.chart.number(mean, decimals: mean < 99.95 ? 1 : 0))"
    }
    for _ in 0..<3 {
      let height = area.height - legendHeight - axisHeight - headerHeight
      // Lanes have the larger part, but a queue alone needs no more than is read with ease.
      let share = hasQueue ? (lanes.isEmpty ? 1 : 0.38) / Double(queues.count) : 0
      let each = lanes.isEmpty ? height * share : max(min(height * share, 116), min(44, height * 0.7 / Double(max(1, queues.count))))
      let laneHeight = max(0, height - each * Double(queues.count))
      let most = max(1, Int(laneHeight / 7))
      if lanesShown.count > most { lanesShown = busiest(most) }
      let names = lanesShown.map { canvas.width($0.name, .category) }.max() ?? 0
      let top = area.minY + legendHeight
      axes = queues.enumerated().map { place, queue in
        let foot = top + laneHeight + Double(place + 1) * (20 + each)
        return ValueAxis(
          Domain(low: 0, high: Double(max(1, Self.peak(queue.steps)?.count ?? 1))), rule: .includesZero, unit: .count(""),
          direction: .vertical, from: foot, to: foot - each, canvas: canvas)
      }
      let left = max(min(names, area.width * 0.25), axes.map { $0.widest(canvas) }.max() ?? 0) + 8
      let words = queues.map { canvas.width(meanText($0.steps), .axis) }.max() ?? 0
      let right = max(showsUse ? 66 : 12, hasQueue && area.width >= 380 ? words + 8 : 0)
      laneRect = Rect(from: area.minX + left, top, to: area.maxX - right, top + laneHeight)
      queueRects = axes.map { Rect(from: laneRect.minX, $0.end, to: laneRect.maxX, $0.start) }
      ticks = TimeTicks(from, to, base: base, length: laneRect.width) { canvas.width($0, .axis) }
      axisHeight = ticks.height + 2
    }
    func x(_ time: Double) -> Double { laneRect.minX + (min(to, max(from, time)) - from) / (to - from) * laneRect.width }
    let bottom = queueRects.last?.maxY ?? laneRect.maxY
    // What everyone does at once belongs to both panels: pauses wash through.
    for span in sharedPauses() {
      canvas.rect(Rect(from: x(span.0), laneRect.minY, to: x(span.1), bottom), fill: theme.wash, as: "wash")
    }
    for tick in ticks.ticks {
      canvas.line(x(tick.at), laneRect.minY, x(tick.at), bottom, Stroke(theme.grid, width: 0.6, cap: .butt), as: "gridline")
    }
    ticks.draw(in: Rect(from: laneRect.minX, bottom, to: laneRect.maxX, bottom), at: x, limit: area.minX...area.maxX, on: &canvas)
    drawLanes(lanesShown, in: laneRect, x, area: area, showsUse: showsUse, on: &canvas)
    if legendHeight > 0 {
      drawLegend(area, laneRect, showsUse: showsUse, on: &canvas)
      drawPauseNames(laneRect, x, on: &canvas)
    }
    for (queue, (rect, axis)) in zip(queues, zip(queueRects, axes)) {
      drawQueue(queue.title, queue.steps, rect, axis, x, area: area, meanText: meanText(queue.steps), on: &canvas)
    }
    return Rect(from: laneRect.minX, laneRect.minY, to: laneRect.maxX, bottom)
  }

  /// Times during which at least half of the lanes pause.
  private func sharedPauses() -> [(Double, Double)] {
    var edges: [(time: Double, change: Int)] = []
    for lane in lanes {
      if let rests = lane.rests {
        for rest in rests where rest.lowerBound < to && rest.upperBound > from {
          edges += [(max(from, rest.lowerBound), 1), (min(to, rest.upperBound), -1)]
        }
        continue
      }
      for segment in lane.segments where visible(segment) && categories[segment.category].kind == .pause {
        edges.append((max(from, segment.start), 1))
        edges.append((min(to, segment.end ?? to), -1))
      }
    }
    edges.sort { ($0.time, $0.change) < ($1.time, $1.change) }
    var (count, start) = (0, 0.0)
    let needed = max(1, (lanes.count + 1) / 3)
    var spans: [(Double, Double)] = []
    for edge in edges {
      let before = count
      count += edge.change
      if before < needed, count >= needed { start = edge.time }
      if before >= needed, count < needed, edge.time > start {
        if let last = spans.last, start - last.1 < 1e-9 * (to - from) {
          spans[spans.count - 1].1 = edge.time
        } else {
          spans.append((start, edge.time))
        }
      }
    }
    return spans
  }

  /// The washes named, above the lanes: each where it has room.
  private func drawPauseNames(_ lanes: Rect, _ x: (Double) -> Double, on canvas: inout Canvas) {
    let name = categories.first { $0.kind == .pause }?.name ?? ""
    let width = canvas.width(name, .axis)
    for span in sharedPauses() {
      let middle = (x(span.0) + x(span.1)) / 2
      let box = Rect(x: middle - width / 2, y: lanes.minY - 9, width: width, height: 8)
      guard box.minX >= lanes.minX, box.maxX <= lanes.maxX, canvas.isFree(box, gap: 3) else { continue }
      canvas.text(name, x: middle, baseline: lanes.minY - 2.5, anchor: .middle, .axis, colour: canvas.theme.ink3, as: "pause")
    }
  }

  private func colour(_ category: Int, _ theme: Theme) -> Colour {
    switch categories[category].kind {
    case .pause: return theme.hairline
    case .down: return theme.series[6].fill
    case .away: return theme.grid
    case .held: return theme.adverse.fill
    case .work:
      // Vermilion means "blocked": the cycle without it.
      let cycle = theme.series.indices.filter { $0 != 1 }
      let place = categories[..<category].filter { $0.kind == .work }.count
      return theme.series[cycle[place % cycle.count]].fill
    }
  }

  private func drawLanes(_ shown: [Lane], in rect: Rect, _ x: (Double) -> Double, area: Rect, showsUse: Bool, on canvas: inout Canvas) {
    guard !shown.isEmpty else { return }
    let theme = canvas.theme
    let pitch = rect.height / Double(shown.count)
    let height = min(18, pitch * 0.7)
    let labelled = pitch >= 8.4
    for (index, lane) in shown.enumerated() {
      let y = rect.minY + (Double(index) + 0.5) * pitch
      canvas.line(rect.minX, y, rect.maxX, y, Stroke(theme.grid, width: 0.6, cap: .butt), as: "gridline")
      if labelled || index % 2 == 0 {
        let name = TextLayout.shortened(lane.name, limit: rect.minX - area.minX - 7) { canvas.width($0, .category) }
        canvas.text(
          name, x: rect.minX - 8, baseline: canvas.baseline(centredOn: y, .category), anchor: .end, .category, colour: theme.ink, as: "lane"
        )
      }
      for rest in lane.rests ?? [] where rest.lowerBound < to && rest.upperBound > from {
        let (a, b) = (x(max(from, rest.lowerBound)), x(min(to, rest.upperBound)))
        canvas.rect(Rect(x: a, y: y - height / 2, width: b - a, height: height), fill: theme.grid, as: "context-rest")
      }
      drawSegments(lane, y: y, height: height, x, on: &canvas)
      for late in lane.overtime ?? [] where late.lowerBound < to && late.upperBound > from {
        let (a, b) = (x(max(from, late.lowerBound)), x(min(to, late.upperBound)))
        canvas.rect(Rect(x: a, y: y + height / 2 + 0.8, width: max(1, b - a), height: 1.4), fill: theme.ink, as: "overtime")
      }
      guard showsUse, let use = lane.utilisation, use.isFinite else { continue }
      let track = Rect(x: rect.maxX + 14, y: y - 3.5, width: 26, height: 7)
      canvas.rect(track, fill: theme.grid, as: "track")
      canvas.rect(
        Rect(x: track.x, y: track.y, width: track.width * min(1, max(0, use)), height: 7), fill: theme.primary.fill, as: "utilisation")
      if labelled {
        canvas.text(
          NumberFormat.chart.percent(use), x: area.maxX, baseline: canvas.baseline(centredOn: y, .axis), anchor: .end, .axis,
          colour: theme.ink, as: "utilisation")
      }
    }
  }

  private func drawSegments(_ lane: Lane, y: Double, height: Double, _ x: (Double) -> Double, on canvas: inout Canvas) {
    let theme = canvas.theme
    // Narrow tasks that touch are drawn as one, and only wide ones are parted by a hair: seams on every task would make a lane without a
    // pause look three quarters busy. Tasks thinner than 0.7 pt join neighbours just as near, so that no ink is lost and none invented
    // twice.
    let narrow = 12.0
    var pending: (from: Double, to: Double, category: Int)?
    // Who is kept from working does not fill the lane: the break behind it shows.
    func tall(_ category: Int) -> Double { categories[category].kind == .held ? height * 0.56 : height }
    func flush(_ canvas: inout Canvas) {
      guard let run = pending else { return }
      let tall = tall(run.category)
      canvas.rect(
        Rect(x: run.from, y: y - tall / 2, width: max(0.7, run.to - run.from), height: tall), fill: colour(run.category, theme),
        as: categories[run.category].kind == .down ? "down" : "cell-task")
      pending = nil
    }
    for segment in lane.segments.sorted(by: { $0.start < $1.start }) where visible(segment) {
      let (a, b) = (x(segment.start), x(segment.end ?? to))
      let isOpen = segment.end == nil
      if b - a < narrow, !isOpen, segment.label == nil {
        if let run = pending, run.category == segment.category, a - run.to < (b - a < 0.7 ? 0.7 : 0.1) {
          pending = (run.from, max(run.to, b), run.category)
        } else {
          flush(&canvas)
          pending = (a, b, segment.category)
        }
        continue
      }
      flush(&canvas)
      let fill = colour(segment.category, theme)
      let seam = b - a >= narrow ? 0.4 : 0
      let tall = tall(segment.category)
      let box = Rect(x: a, y: y - tall / 2, width: b - a - seam, height: tall)
      let kind = categories[segment.category].kind
      if isOpen, box.width > 6 {
        // Still going on at the horizon: it fades out.
        let solid = max(0, box.width - 9)
        canvas.rect(Rect(x: box.x, y: box.y, width: solid, height: tall), fill: fill, as: "cell-task")
        for (step, alpha) in [0.7, 0.45, 0.2].enumerated() {
          canvas.rect(
            Rect(x: box.x + solid + Double(step) * 3, y: box.y, width: 3, height: tall), fill: fill.opacity(alpha), as: "cell-fade")
        }
      } else {
        canvas.rect(box, fill: fill, as: kind == .down ? "down" : "cell-task")
      }
      if let label = segment.label, height >= 11 {
        var style = canvas.style(.emphasis)
        style.size = 7.2
        if canvas.width(label, style) + 6 <= box.width {
          canvas.text(
            label, x: box.midX, baseline: y + 7.2 * 0.3635, anchor: .middle, style: style,
            colour: fill.label(ink: Theme.bullwhip.ink), as: "task-label")
        }
      }
    }
    flush(&canvas)
  }

  private func legendHeight(_ width: Double, _ canvas: Canvas) -> Double {
    legendRows(width, canvas).isEmpty ? 0 : Double(legendRows(width, canvas).count) * 14 + 13
  }

  /// Categories that occur, broken into rows.
  private func legendRows(_ width: Double, _ canvas: Canvas) -> [[Int]] {
    let used = Set(lanes.flatMap { $0.segments.filter(visible).map(\.category) })
    return canvas.legendRows(categories.indices.filter(used.contains), room: width * 0.7, gap: 30) { categories[$0].name }
  }

  private func drawLegend(_ area: Rect, _ lanes: Rect, showsUse: Bool, on canvas: inout Canvas) {
    let theme = canvas.theme
    var y = area.minY + 4.5
    for row in legendRows(area.width, canvas) {
      var x = lanes.minX
      for index in row {
        canvas.rect(Rect(x: x, y: y - 4.5, width: 9, height: 9), fill: colour(index, theme), as: "key")
        let name = TextLayout.shortened(categories[index].name, limit: max(20, area.maxX - x - 14)) { canvas.width($0, .category) }
        canvas.text(name, x: x + 13, baseline: canvas.baseline(centredOn: y, .category), .category, colour: theme.ink2, as: "legend")
        x += canvas.width(name, .category) + 30
      }
      y += 14
    }
    if showsUse {
      canvas.text(
        "Utilisation", x: area.maxX, baseline: canvas.baseline(centredOn: area.minY + 4.5, .axis), anchor: .end, .axis, colour: theme.ink3,
        as: "column-header")
    }
  }

  private func drawQueue(
    _ name: String, _ steps: [QueueStep], _ rect: Rect, _ axis: ValueAxis, _ x: (Double) -> Double, area: Rect, meanText: String,
    on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    axis.drawVertical(in: rect, on: &canvas, name: "y.\(name)")
    let path = Canvas.steps(steps.map { Point(x($0.time), axis.at(Double($0.count))) }, until: rect.maxX)
    let thin = Decimation.m4(path)
    canvas.polygon([Point(rect.minX, rect.maxY)] + thin + [Point(rect.maxX, rect.maxY)], fill: theme.primary.fill.opacity(0.12), as: "band")
    canvas.polyline(thin, Stroke(theme.primary.fill, width: 1.3), as: "queue")
    let title = TextLayout.shortened(name, limit: rect.width * 0.6) { canvas.width($0, .panelHeader) }
    canvas.text(title, x: rect.minX, baseline: rect.minY - 7, .panelHeader, colour: theme.ink, as: "panel-header")
    let mean = mean(steps)
    canvas.line(
      rect.minX, axis.at(mean), rect.maxX, axis.at(mean), Stroke(theme.ink2, width: 0.8, dash: [3, 2], cap: .butt), as: "reference")
    if area.width >= 380 {
      canvas.text(
        meanText, x: rect.maxX + 7, baseline: canvas.baseline(centredOn: axis.at(mean), .axis), .axis, colour: theme.ink3, as: "mean")
    }
    guard let peak = Self.peak(steps), peak.count > 0 else { return }
    let at = Point(x(peak.time), axis.at(Double(peak.count)))
    canvas.hero(at, colour: theme.adverse.fill, radius: 3.4, as: "peak")
    let text = "Peak \(NumberFormat.chart.integer(peak.count)) at \(base.clockTime(at: peak.time))"
    let mean0 = axis.at(mean)
    let labels = PointLabels(
      lines: [thin, [Point(rect.minX, mean0), Point(rect.maxX, mean0)]],
      bounds: Rect(from: rect.minX, rect.minY - 3, to: rect.maxX + 8, rect.maxY))
    canvas.nameWorst(at, text, labels, reach: 4, as: "peak-label")
  }
}
