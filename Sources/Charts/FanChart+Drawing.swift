internal import Groundwork

extension FanChart {
  /// The range of the clock that is shown; never empty.
  private var span: Domain {
    let domain = Domain(of: history.map(\.time) + times) ?? Domain(low: 0, high: 1)
    return domain.span > 0 ? domain : Domain(low: domain.low - 0.5, high: domain.high + 0.5)
  }

  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let theme = canvas.theme
    let span = span
    let showsRisk = risk != nil && area.height >= 190 && detail < .sparse
    let headerHeight = showsRisk ? 34.0 : 0
    let topPad = history.isEmpty || times.isEmpty ? 4.0 : 12.0

    // The time axis' height depends on its labels, these on the width, that on the value labels, these on the height: two rounds settle it.
    var axisHeight = 28.0
    var plot = area
    var risk: Rect?
    var values = ValueAxis(Domain(low: 0, high: 1), rule: .data, unit: unit, direction: .vertical, from: 1, to: 0, canvas: canvas)
    var risks: ValueAxis?
    var ticks = TimeTicks(0, 1, base: base, length: 1) { _ in 0 }
    var labels: [EndLabel] = []
    for _ in 0..<3 {
      let height = area.height - axisHeight - headerHeight
      let riskHeight = showsRisk ? (height * 0.22).rounded() : 0
      let top = area.minY
      let bottom = top + height - riskHeight
      values = ValueAxis(
        valueDomain, rule: .data, unit: unit, direction: .vertical, from: bottom, to: top + topPad, canvas: canvas, scale: scale)
      if showsRisk, let most = self.risk?.probabilities.filter(\.isFinite).max() {
        let stripTop = bottom + headerHeight
        risks = ValueAxis(
          Domain(low: 0, high: max(most, 0.01)), rule: .includesZero, unit: .percent, direction: .vertical, from: stripTop + riskHeight,
          to: stripTop, canvas: canvas)
      }
      labels = area.width >= 330 ? endLabels(values, theme) : []
      let left = max(values.widest(canvas), risks?.widest(canvas) ?? 0) + 7
      let right = labels.isEmpty ? 8 : canvas.endLabelWidth(labels)
      plot = Rect(from: area.minX + left, top, to: area.maxX - right, bottom)
      risk = showsRisk ? Rect(from: plot.minX, bottom + headerHeight, to: plot.maxX, bottom + headerHeight + riskHeight) : nil
      ticks = TimeTicks(span.low, span.high, base: base, length: plot.width) { canvas.width($0, .axis) }
      axisHeight = ticks.height + 2
    }
    func x(_ time: Double) -> Double { plot.minX + (time - span.low) / span.span * plot.width }
    let bottom = (risk ?? plot).maxY

    // Ground: the wash of the future over both panels, grid, the line of today.
    if let first = times.first, times.count > 1 || !history.isEmpty {
      let seam = history.isEmpty ? plot.minX : max(plot.minX, x(history.last?.time ?? first))
      if !history.isEmpty { canvas.rect(Rect(from: seam, plot.minY, to: plot.maxX, bottom), fill: theme.wash, as: "wash") }
    }
    values.drawVertical(in: plot, on: &canvas, name: "y.value")
    if let risks, let risk { risks.drawVertical(in: risk, on: &canvas, name: "y.risk") }
    ticks.draw(in: Rect(from: plot.minX, bottom, to: plot.maxX, bottom), at: x, limit: area.minX...area.maxX, on: &canvas)
    if risk == nil || values.ticks.first != 0 {
      canvas.line(plot.minX, bottom, plot.maxX, bottom, Stroke(theme.ink, width: 0.9, cap: .butt), as: "baseline")
    }

    drawBands(x, values, on: &canvas)
    for single in futures ?? [] {
      let points = single.enumerated().map { $1.isFinite ? Point(x(times[$0]), values.at($1)) : nil }
      canvas.brokenLine(points, Stroke(theme.primary.fill.opacity(0.35), width: 0.7), as: "context-future")
    }
    let past = history.map { $0.value.isFinite && $0.time.isFinite ? Point(x($0.time), values.at($0.value)) : nil }
    canvas.brokenLine(past, Stroke(theme.ink, width: 1.6), as: "history")
    let beside: [Point?] = (companion?.values ?? []).enumerated().map { $1.isFinite ? Point(x(times[$0]), values.at($1)) : nil }
    canvas.brokenLine(beside, Stroke(theme.ink2, width: 1.3, dash: [4, 2.5]), as: "companion")
    // The median begins where history ends, so that the picture has one line.
    var future: [Point?] = zip(times, median).map { $1.isFinite ? Point(x($0), values.at($1)) : nil }
    if let last = past.last, let last, let start = times.first, start > history.last?.time ?? start { future.insert(last, at: 0) }
    canvas.brokenLine(future, Stroke(theme.primary.fill, width: 2), as: "median")
    if times.count == 1, let only = future.last, let only { canvas.hero(only, colour: theme.primary.fill, as: "median") }

    drawThreshold(plot, values, avoiding: past.compactMap(\.self) + future.compactMap(\.self), on: &canvas)
    drawEras(plot, bottom, x, values, on: &canvas)
    if let risk, let risks { drawRisk(risk, risks, plot, x, values, on: &canvas) }
    canvas.drawEndLabels(labels, beside: Rect(from: plot.minX, plot.minY + 4, to: plot.maxX, plot.maxY), right: area.maxX)
    if risk == nil { drawTrough(plot, x, values, avoiding: [past, future, beside].map { $0.compactMap(\.self) }, on: &canvas) }
    return plot
  }

  private var valueDomain: Domain {
    var values = history.map(\.value) + median + bands.flatMap { $0.lower + $0.upper } + (futures ?? []).flatMap { $0 }
    if let threshold { values.append(threshold.value) }
    values += companion?.values ?? []
    return Domain(of: values) ?? Domain(low: 0, high: 1)
  }

  private func drawBands(_ x: (Double) -> Double, _ values: ValueAxis, on canvas: inout Canvas) {
    let fill = canvas.theme.primary.fill
    let ordered = bands.sorted { $0.level > $1.level }
    let steps = [0.13, 0.17, 0.24]
    for (index, band) in ordered.enumerated() {
      let alpha = ordered.count == 1 ? 0.24 : steps[min(2, index + max(0, 3 - ordered.count))]
      if times.count == 1, band.lower[0].isFinite, band.upper[0].isFinite {
        let (low, high) = (values.at(band.lower[0]), values.at(band.upper[0]))
        canvas.rect(Rect(from: x(times[0]) - 7, high, to: x(times[0]) + 7, low), fill: fill.opacity(alpha), as: "band")
        continue
      }
      for run in runs(of: band) {
        var upper = run.map { Point(x(times[$0]), values.at(band.upper[$0])) }
        var lower = run.map { Point(x(times[$0]), values.at(band.lower[$0])) }
        if run.first == 0, let last = history.last, last.value.isFinite, last.time < times[0] {
          let start = Point(x(last.time), values.at(last.value))
          upper.insert(start, at: 0)
          lower.insert(start, at: 0)
        }
        canvas.area(upper, lower, fill: fill.opacity(alpha), as: "band")
      }
    }
  }

  /// Stretches of times at which the band is known.
  private func runs(of band: Band) -> [[Int]] {
    var runs: [[Int]] = [[]]
    for index in times.indices {
      if band.lower[index].isFinite, band.upper[index].isFinite {
        runs[runs.count - 1].append(index)
      } else if runs.last?.isEmpty == false {
        runs.append([])
      }
    }
    return runs.filter { $0.count > 1 }
  }

  /// Three figures for the numbers at the end, and for the lowest.
  private var endDecimals: Int {
    guard scale != .one else { return unit.isInteger ? 0 : min(2, unit.decimals(for: largest, scale: .one)) }
    return largest / scale.factor < 10 ? 2 : 1
  }

  private func endLabels(_ values: ValueAxis, _ theme: Theme) -> [EndLabel] {
    guard let last = times.indices.last else { return [] }
    let decimals = endDecimals
    func label(_ name: String, _ value: Double, strong: Bool, inner: Bool, priority: Int) -> EndLabel? {
      guard value.isFinite else { return nil }
      return EndLabel(
        name: name, value: unit.bare(value, decimals: decimals, scale: scale), target: values.at(value),
        colour: strong || inner ? theme.primary.text : theme.ink3,
        strong: strong, priority: priority)
    }
    var found = [label("Median", median[last], strong: true, inner: true, priority: 0)]
    let ordered = bands.sorted { $0.level < $1.level }
    for (order, band) in ordered.enumerated() {
      let inner = order == 0 && ordered.count > 1
      // Outer bounds say how bad it may get: they outlive the inner ones.
      let priority = ordered.count - order
      found.append(label("\((50 + band.level * 50).shortText)%", band.upper[last], strong: false, inner: inner, priority: priority))
      found.append(label("\((50 - band.level * 50).shortText)%", band.lower[last], strong: false, inner: inner, priority: priority))
    }
    if let companion, let value = companion.values.last, value.isFinite {
      found.append(
        EndLabel(
          name: companion.name, value: unit.bare(value, decimals: decimals, scale: scale), target: values.at(value), colour: theme.ink2,
          strong: true, priority: 1))
    }
    return found.compactMap(\.self)
  }

  /// The worst period: the lowest median, named where a label fits beside everything drawn.
  private func drawTrough(
    _ plot: Rect, _ x: (Double) -> Double, _ values: ValueAxis, avoiding lines: [[Point]], on canvas: inout Canvas
  ) {
    guard let trough, plot.width > 200, plot.height > 100 else { return }
    let theme = canvas.theme
    let at = Point(x(times[trough]), values.at(median[trough]))
    let shown = unit.scaled(median[trough], scale)
    let decimals = shown == shown.rounded() ? 0 : min(endDecimals, unit.decimals(for: median[trough], scale: scale))
    let text = "Lowest: \(unit.text(median[trough], decimals: decimals, scale: scale)), \(periodText(times[trough]))"
    // Words stand off the bands: the widest one is filled with lines that no label may touch.
    let widest = bands.max { $0.level < $1.level }
    let edges = stride(from: 0.0, through: 1, by: 0.125).map { part in
      times.indices.compactMap { i -> Point? in
        guard let low = widest?.lower[i], let high = widest?.upper[i], low.isFinite, high.isFinite else { return nil }
        return Point(x(times[i]), values.at(low + part * (high - low)))
      }
    }
    let singles = (futures ?? []).map { single in
      single.enumerated().compactMap { $1.isFinite ? Point(x(times[$0]), values.at($1)) : nil }
    }
    var obstacles = lines + edges + singles
    if let threshold { obstacles.append([Point(plot.minX, values.at(threshold.value)), Point(plot.maxX, values.at(threshold.value))]) }
    let labels = PointLabels(lines: obstacles, bounds: plot)
    // A dot without its words would be a riddle.
    guard canvas.nameWorst(at, text, labels, reach: 4.5, as: "trough-label") else { return }
    canvas.hero(at, colour: theme.adverse.fill, radius: 3.4, as: "trough")
  }

  private func drawThreshold(_ plot: Rect, _ values: ValueAxis, avoiding points: [Point], on canvas: inout Canvas) {
    guard let threshold, threshold.value.isFinite else { return }
    let theme = canvas.theme
    let y = values.at(threshold.value)
    canvas.line(plot.minX, y, plot.maxX, y, Stroke(theme.adverse.fill, width: 1, dash: [4, 2.5], cap: .butt), as: "threshold")
    let shown = unit.scaled(threshold.value, scale)
    let decimals = shown == shown.rounded() ? 0 : unit.decimals(for: threshold.value, scale: scale)
    let full = "\(threshold.name) \(unit.text(threshold.value, decimals: decimals, scale: scale))"
    let text = TextLayout.shortened(full, limit: plot.width - 8) { canvas.width($0, .emphasis) }
    let size = canvas.style(.emphasis).size
    let width = canvas.width(text, .emphasis)
    // Above or below the line, left or right: the first place free of lines, else the one with the fewest points in it.
    var places: [(baseline: Double, x: Double)] = []
    for left in [plot.minX + 4, plot.maxX - width - 4, plot.midX - width / 2] { places += [(y + size + 1.5, left), (y - 4, left)] }
    let lines = zip(points, points.dropFirst())
    func blocked(_ place: (baseline: Double, x: Double)) -> Int {
      let box = Rect(x: place.x, y: place.baseline - size * 0.76, width: width, height: size * 0.96).grown(by: 2)
      if box.minY < plot.minY || box.maxY > plot.maxY { return 10_000 }
      if !canvas.isFree(box) { return 10_000 }
      return lines.reduce(0) { $0 + (Rect(from: $1.0.x, $1.0.y, to: $1.1.x, $1.1.y).grown(by: 0.5).intersects(box) ? 1 : 0) }
    }
    guard let best = places.indices.min(by: { (blocked(places[$0]), $0) < (blocked(places[$1]), $1) }), blocked(places[best]) < 10_000
    else { return }
    let ground = history.isEmpty || places[best].x < plot.midX ? theme.background : theme.wash
    canvas.text(
      text, x: places[best].x, baseline: places[best].baseline, .emphasis, colour: theme.adverse.text, halo: ground, as: "threshold-label")
  }

  /// "History | Forecast" and the dot of today.
  private func drawEras(_ plot: Rect, _ bottom: Double, _ x: (Double) -> Double, _ values: ValueAxis, on canvas: inout Canvas) {
    guard let last = history.last, let first = times.first, last.value.isFinite else { return }
    let theme = canvas.theme
    let seam = x(min(last.time, first))
    canvas.line(seam, plot.minY, seam, bottom, Stroke(theme.ink2, width: 0.8, dash: [3, 2], cap: .butt), as: "reference")
    let baseline = plot.minY + 7
    if seam - 5 - canvas.width("History", .axis) >= plot.minX {
      canvas.text("History", x: seam - 5, baseline: baseline, anchor: .end, .axis, colour: theme.ink3, halo: theme.background, as: "era")
    }
    if seam + 5 + canvas.width("Forecast", .axis) <= plot.maxX {
      canvas.text("Forecast", x: seam + 5, baseline: baseline, .axis, colour: theme.ink3, halo: theme.wash, as: "era")
    }
    canvas.circle(
      Point(x(last.time), values.at(last.value)), radius: 3, fill: theme.ink, stroke: Stroke(theme.background, width: 1), as: "today")
  }

  private func drawRisk(
    _ strip: Rect, _ axis: ValueAxis, _ plot: Rect, _ x: (Double) -> Double, _ values: ValueAxis, on canvas: inout Canvas
  ) {
    guard let risk else { return }
    let theme = canvas.theme
    let headerBaseline = strip.minY - 12
    let steps = zip(times, times.dropFirst()).map { x($1) - x($0) }
    let band = steps.min() ?? min(40, strip.width * 0.2)
    let light = theme.adverse.fill.mixed(with: theme.background, share: 0.52)
    for (index, probability) in risk.probabilities.enumerated() where probability.isFinite && probability > 0 {
      let left = max(strip.minX, x(times[index]) - band * 0.36)
      let right = min(strip.maxX, x(times[index]) + band * 0.36)
      let bar = Rect(from: left, axis.at(probability), to: right, strip.maxY)
      canvas.rect(bar, fill: index == peak ? theme.adverse.fill : light, as: index == peak ? "bar" : "context-bar")
    }
    var titleLimit = strip.width
    if let peak {
      let label = "Peak: \(periodText(times[peak]))"
      let width = canvas.width(label, .emphasis)
      let centre = x(times[peak])
      let valueText = NumberFormat.chart.percent(risk.probabilities[peak], decimals: risk.probabilities[peak] < 0.095 ? 1 : 0)
      let valueWidth = canvas.width(valueText, .emphasis)
      let valueX = min(max(centre, strip.minX + valueWidth / 2 + 2), strip.maxX - valueWidth / 2)
      let valueBaseline = max(axis.at(risk.probabilities[peak]) - 4, strip.minY - 1)
      canvas.text(
        valueText, x: valueX, baseline: valueBaseline, anchor: .middle, .emphasis, colour: theme.adverse.text, halo: theme.wash,
        as: "peak-value")
      // The name of the peak stands left of its line, or right where the strip's title is in the way.
      let seam = history.isEmpty ? -Double.infinity : x(min(history.last?.time ?? times[0], times[0]))
      let fitsLeft = centre - 6 - width > strip.minX + canvas.width(risk.title, .panelHeader) + 12
      let fitsRight = centre + 6 + width <= strip.maxX
      let crossesSeam = centre - 8 - width < seam && seam < centre - 6
      if fitsLeft, !(crossesSeam && fitsRight) {
        canvas.text(label, x: centre - 6, baseline: headerBaseline, anchor: .end, .emphasis, colour: theme.adverse.text, as: "peak")
        titleLimit = centre - 12 - width - strip.minX
      } else if fitsRight {
        canvas.text(label, x: centre + 6, baseline: headerBaseline, .emphasis, colour: theme.adverse.text, as: "peak")
        titleLimit = centre - 8 - strip.minX
      } else {
        titleLimit = centre - 8 - strip.minX
      }
      if let trough, median[trough].isFinite {
        let dotted = Stroke(theme.adverse.fill, width: 1.3, dash: [0.1, 3.2])
        canvas.line(
          centre, values.at(median[peak].isFinite ? median[peak] : median[trough]) + 5, centre, valueBaseline - 9, dotted, as: "link")
        canvas.hero(
          Point(centre, values.at(median[peak].isFinite ? median[peak] : median[trough])), colour: theme.adverse.fill, as: "trough")
      }
    }
    if titleLimit > 60 {
      let title = TextLayout.shortened(risk.title, limit: titleLimit) { canvas.width($0, .panelHeader) }
      canvas.text(title, x: strip.minX, baseline: headerBaseline, .panelHeader, colour: theme.ink, as: "panel-header")
    }
  }
}
