internal import Groundwork

extension FloorFrameChart {
  public func draw(in area: Rect, on canvas: inout Canvas, detail: Detail) -> Rect {
    let perDot = dotValue(area)
    let legendHeight = area.height > 170 ? drawLegend(area, perDot: perDot, on: &canvas) : 0
    let columns = Self.columns(area.width), named = flows.count > 1
    let lines = flows.reduce(0) { $0 + ($1.steps.count + columns - 1) / columns }
    let namesHeight = named ? 16 * Double(flows.count) : 0
    // The cards come first: a picture without room for both leaves the people's rows out.
    let showsBottom = bottomHeight > 0 && area.height - legendHeight - bottomHeight - namesHeight >= 74 * Double(lines)
    let room = area.height - legendHeight - (showsBottom ? bottomHeight : 0) - namesHeight
    let lineHeight = min(Self.lineHeight, room / Double(max(1, lines)))
    // Cards too low for a name and a row of dots need a taller canvas.
    if lineHeight < 40 { return Rect(x: area.minX, y: area.minY, width: area.width, height: 0) }
    var y = area.minY + legendHeight
    for flow in flows {
      if named {
        canvas.text(flow.name, x: area.minX, baseline: y + 9, .panelHeader, colour: canvas.theme.ink2, as: "panel-header")
        y += 16
      }
      var rest = flow.steps[...]
      while !rest.isEmpty {
        let row = Array(rest.prefix(columns))
        drawRow(row, Rect(x: area.minX, y: y, width: area.width, height: lineHeight - 10), perDot: perDot, on: &canvas)
        rest = rest.dropFirst(columns)
        y += lineHeight
      }
    }
    if showsBottom { drawBottom(Rect(from: area.minX, y + 4, to: area.maxX, area.maxY), on: &canvas) }
    return Rect(x: area.minX, y: area.minY, width: area.width, height: max(0, y - area.minY))
  }

  private static let dot = 4.4
  private static let dotPitch = 6.4
  private static let gap = 16.0

  private func cardWidth(_ width: Double, _ count: Int) -> Double {
    let columns = min(Self.columns(width), max(count, 3))
    return min(210, (width - Self.gap * Double(columns - 1)) / Double(columns))
  }

  /// What a dot stands for: the least of 1, 2, 5, 10 … with which the longest queue of the picture fits its card.
  private func dotValue(_ area: Rect) -> Int {
    let longest = flows.flatMap(\.steps).map(\.waiting).max() ?? 0
    let most = flows.map(\.steps.count).max() ?? 1
    let width = cardWidth(area.width, most) - 16
    let capacity = max(1, Int(width / Self.dotPitch)) * 5
    var scale = 1
    while true {
      for factor in [1, 2, 5] where factor * scale * capacity >= longest { return factor * scale }
      scale *= 10
    }
  }

  private func drawRow(_ steps: [Step], _ rect: Rect, perDot: Int, on canvas: inout Canvas) {
    let theme = canvas.theme
    let width = cardWidth(rect.width, steps.count)
    for (index, step) in steps.enumerated() {
      let card = Rect(x: rect.minX + Double(index) * (width + Self.gap), y: rect.minY, width: width, height: rect.height)
      canvas.rect(card, radius: 3, fill: theme.wash, as: "panel")
      drawCard(step, card, perDot: perDot, on: &canvas)
      guard index > 0 else { continue }
      canvas.arrow(
        from: Point(card.minX - Self.gap + 3, card.minY + 13), to: Point(card.minX - 3, card.minY + 13), Stroke(theme.ink3, width: 1),
        as: "flow")
    }
  }

  private func drawCard(_ step: Step, _ card: Rect, perDot: Int, on canvas: inout Canvas) {
    let theme = canvas.theme
    let inner = card.inset(left: 8, top: 6, right: 8, bottom: 6)
    let count = "\(NumberFormat.chart.integer(step.waiting)) waiting"
    let countWidth = canvas.width(count, .axis)
    let name = TextLayout.shortened(step.name, limit: inner.width - countWidth - 6) { canvas.width($0, .emphasis) }
    canvas.text(name, x: inner.minX, baseline: inner.minY + 9, .emphasis, colour: theme.ink, as: "step")
    canvas.text(
      count, x: inner.maxX, baseline: inner.minY + 9, anchor: .end, .axis, colour: step.late > 0 ? theme.adverse.text : theme.ink2,
      as: "waiting")
    var y = inner.minY + 16
    if !step.detail.isEmpty, card.height > 92 {
      let text = TextLayout.shortened(step.detail, limit: inner.width) { canvas.width($0, .note) }
      canvas.text(text, x: inner.minX, baseline: y + 6, .note, colour: theme.ink3, as: "detail")
      y += 12
    }
    let hasFoot = !step.seats.isEmpty || (step.places ?? 0) > 0
    let noteHeight = step.note.isEmpty || card.height < 84 ? 0.0 : 12
    let seatsTop = inner.maxY - noteHeight - 17
    drawQueue(
      step, Rect(from: inner.minX, y + 2, to: inner.maxX, hasFoot ? seatsTop - 3 : inner.maxY - noteHeight), perDot: perDot, on: &canvas)
    if hasFoot { drawSeats(step, Rect(x: inner.minX, y: seatsTop, width: inner.width, height: 16), on: &canvas) }
    if noteHeight > 0 {
      let text = TextLayout.shortened(step.note, limit: inner.width) { canvas.width($0, .note) }
      canvas.text(text, x: inner.minX, baseline: inner.maxY - 1, .note, colour: theme.ink3, as: "step-note")
    }
  }

  private func drawQueue(_ step: Step, _ rect: Rect, perDot: Int, on canvas: inout Canvas) {
    let theme = canvas.theme
    let columns = max(1, Int((rect.width + 2) / Self.dotPitch)), rows = max(1, Int((rect.height + 2) / Self.dotPitch))
    let dots = (step.waiting + perDot - 1) / perDot, late = (step.late + perDot - 1) / perDot
    for index in 0..<min(dots, columns * rows) {
      let place = Rect(
        x: rect.minX + Double(index % columns) * Self.dotPitch, y: rect.minY + Double(index / columns) * Self.dotPitch, width: Self.dot,
        height: Self.dot)
      canvas.rect(place, radius: 1, fill: index < late ? theme.adverse.fill : theme.ink3, as: index < late ? "late" : "dot")
    }
  }

  /// Places as frames, people in them; people beyond the places that can be drawn are told by the note.
  private func drawSeats(_ step: Step, _ rect: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let pitch = 13.5
    let fits = max(1, Int((rect.width + 1) / pitch))
    // Those of whom something is wrong first: they must not fall off the edge.
    let seats = step.seats.sorted { Self.order($0) < Self.order($1) }
    for index in 0..<min(fits, max(seats.count, step.places ?? 0)) {
      let x = rect.minX + Double(index) * pitch
      if let places = step.places, index < places {
        canvas.rect(
          Rect(x: x, y: rect.minY, width: 11.5, height: 15.5), radius: 1.5, fill: theme.background,
          stroke: Stroke(theme.hairline, width: 0.8, cap: .butt),
          as: "frame-place")
      }
      if index < seats.count { Self.figure(seats[index], at: Point(x + 5.75, rect.minY + 8), on: &canvas) }
    }
  }

  private static func order(_ state: State) -> Int { [.down, .blocked, .working, .free, .onBreak, .absent].firstIndex(of: state) ?? 0 }

  /// A person: head and shoulders, 8 × 11 points around a centre.
  private static func figure(_ state: State, at centre: Point, on canvas: inout Canvas) {
    let theme = canvas.theme
    let fill: Colour?, stroke: Stroke?, role: String
    switch state {
    case .working: (fill, stroke, role) = (theme.primary.fill, nil, "person")
    case .blocked: (fill, stroke, role) = (theme.series[3].fill, nil, "person")
    case .down: (fill, stroke, role) = (theme.adverse.fill, nil, "person")
    case .free: (fill, stroke, role) = (theme.background, Stroke(theme.primary.fill, width: 1), "frame-person")
    case .onBreak: (fill, stroke, role) = (theme.context, nil, "context-person")
    case .absent:
      (fill, stroke, role) = (theme.background, Stroke(theme.context, width: 0.9, dash: [1.6, 1.4], cap: .butt), "context-person")
    }
    canvas.rect(Rect(x: centre.x - 4, y: centre.y + 0.2, width: 8, height: 5.6), radius: 2.6, fill: fill, stroke: stroke, as: role)
    canvas.circle(Point(centre.x, centre.y - 2.9), radius: 2.5, fill: fill, stroke: stroke, as: role)
  }

  // MARK: Beneath

  private func drawBottom(_ rect: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let hasSide = !units.isEmpty || aisles != nil
    let side = hasSide ? min(230, rect.width * 0.36) : 0
    let people = Rect(x: rect.minX, y: rect.minY, width: rect.width - side - (hasSide ? 24 : 0), height: rect.height)
    canvas.line(rect.minX, rect.minY, rect.maxX, rect.minY, Stroke(theme.hairline, width: 0.6, cap: .butt), as: "hairline")
    if !groups.isEmpty {
      canvas.text("People", x: people.minX, baseline: rect.minY + 15, .panelHeader, colour: theme.ink2, as: "panel-header")
      let names = min(people.width * 0.3, groups.map { canvas.width($0.name, .category) }.max() ?? 0)
      let notes = groups.map { canvas.width($0.note, .axis) }.max() ?? 0
      for (index, group) in groups.enumerated() {
        let y = rect.minY + 24 + (Double(index) + 0.5) * Self.groupHeight
        guard y + 8 <= rect.maxY + 0.5 else { break }
        let name = TextLayout.shortened(group.name, limit: names) { canvas.width($0, .category) }
        canvas.text(name, x: people.minX, baseline: canvas.baseline(centredOn: y, .category), .category, colour: theme.ink, as: "group")
        let start = people.minX + names + 12
        let noteRoom = min(notes, people.width * 0.42), fits = max(0, Int((people.maxX - start - noteRoom - 10) / 12))
        for (place, state) in group.members.sorted(by: { Self.order($0) < Self.order($1) }).prefix(fits).enumerated() {
          Self.figure(state, at: Point(start + 5 + Double(place) * 12, y - 0.5), on: &canvas)
        }
        let shown = min(group.members.count, fits)
        let rest = group.members.count > shown ? "+\(group.members.count - shown) · \(group.note)" : group.note
        let note = TextLayout.shortened(rest, limit: people.maxX - start - Double(shown) * 12 - 6) { canvas.width($0, .axis) }
        canvas.text(
          note, x: start + (shown == 0 ? 0 : Double(shown) * 12 + 6), baseline: canvas.baseline(centredOn: y, .axis), .axis,
          colour: theme.ink3, as: "group-note")
      }
    }
    guard hasSide else { return }
    var y = rect.minY
    let left = rect.maxX - side
    if !units.isEmpty {
      canvas.text("Equipment", x: left, baseline: y + 15, .panelHeader, colour: theme.ink2, as: "panel-header")
      y += 24
      for unit in units {
        guard y + 18 <= rect.maxY + 0.5 else { break }
        drawUnits(unit, Rect(x: left, y: y, width: side, height: 20), on: &canvas)
        y += 20
      }
    }
    if let aisles, rect.maxY - y >= 60 { drawAisles(aisles, Rect(from: left, y, to: rect.maxX, rect.maxY), on: &canvas) }
  }

  private func drawUnits(_ unit: Units, _ rect: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let charging = unit.charging ?? 0, all = unit.used + unit.free + unit.down + charging
    let others = [(unit.down, "down"), (charging, "charging")].filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }
    let note = "\(unit.used) of \(all) in use" + others.joined()
    let noteWidth = canvas.width(note, .axis)
    let name = TextLayout.shortened(unit.name, limit: max(20, (rect.width - noteWidth) * 0.6)) { canvas.width($0, .category) }
    let baseline = canvas.baseline(centredOn: rect.midY, .category)
    canvas.text(name, x: rect.minX, baseline: baseline, .category, colour: theme.ink, as: "unit")
    let start = rect.minX + canvas.width(name, .category) + 8, fits = max(0, Int((rect.maxX - start - noteWidth - 8) / 8))
    for index in 0..<min(fits, all) {
      let box = Rect(x: start + Double(index) * 8, y: rect.midY - 3, width: 6, height: 6)
      if index < unit.down {
        canvas.rect(box, fill: theme.adverse.fill, as: "unit-down")
      } else if index < unit.down + unit.used {
        canvas.rect(box, fill: theme.primary.fill, as: "unit-used")
      } else {
        canvas.rect(box, fill: theme.background, stroke: Stroke(theme.primary.fill, width: 0.8), as: "frame-unit")
        // A battery that fills.
        if index < unit.down + unit.used + charging {
          canvas.rect(Rect(x: box.minX, y: box.midY, width: 6, height: 3), fill: theme.primary.fill, as: "unit-charging")
        }
      }
    }
    canvas.text(note, x: rect.maxX, baseline: baseline, anchor: .end, .axis, colour: theme.ink3, as: "unit-note")
  }

  private func drawAisles(_ plan: Aisles, _ rect: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let title = TextLayout.shortened(plan.title, limit: rect.width) { canvas.width($0, .axis) }
    canvas.text(title, x: rect.minX, baseline: rect.minY + 14, .axis, colour: theme.ink2, as: "aisles-title")
    let box = Rect(from: rect.minX, rect.minY + 20, to: rect.maxX, rect.maxY)
    let pitch = min(22, box.width / Double(plan.aisles)), bay = min(14, box.height / Double(plan.bays))
    let most = plan.rounds.max() ?? 0
    let fills = Colour.ramp(theme.sequential, classes: max(2, most))
    for section in plan.rounds.indices {
      let aisle = section / plan.bays, depth = section % plan.bays, count = plan.rounds[section]
      let cell = Rect(
        x: box.minX + Double(aisle) * pitch, y: box.minY + Double(plan.bays - 1 - depth) * bay, width: pitch * 0.8,
        height: max(0.5, bay - 0.6))
      canvas.rect(cell, fill: count == 0 ? theme.nothing : fills[min(count, fills.count) - 1], as: "cell-aisle")
    }
  }

  // MARK: Above

  private func drawLegend(_ area: Rect, perDot: Int, on canvas: inout Canvas) -> Double {
    let theme = canvas.theme
    let present = Set(flows.flatMap { $0.steps.flatMap(\.seats) } + groups.flatMap(\.members))
    let states = State.allCases.filter { present.contains($0) }
    let things = perDot == 1 ? "one \(noun)" : "\(perDot) \(noun)s"
    var entries: [(width: Double, draw: (inout Canvas, Double, Double) -> Void)] = []
    func entry(_ text: String, _ mark: @escaping (inout Canvas, Double, Double) -> Void) {
      entries.append(
        (
          canvas.width(text, .category) + 28,
          { canvas, x, y in
            mark(&canvas, x, y)
            canvas.text(text, x: x + 13, baseline: canvas.baseline(centredOn: y, .category), .category, colour: theme.ink2, as: "legend")
          }
        ))
    }
    if flows.contains(where: { $0.steps.contains { $0.waiting > 0 } }) {
      entry("Waits, \(things) a dot") { $0.rect(Rect(x: $1, y: $2 - 2.2, width: 4.4, height: 4.4), radius: 1, fill: theme.ink3, as: "key") }
    }
    if flows.contains(where: { $0.steps.contains { $0.late > 0 } }) {
      entry("Past its due time") {
        $0.rect(Rect(x: $1, y: $2 - 2.2, width: 4.4, height: 4.4), radius: 1, fill: theme.adverse.fill, as: "key")
      }
    }
    for state in states { entry(state.name) { Self.figure(state, at: Point($1 + 4.6, $2), on: &$0) } }
    var x = area.minX, y = area.minY + 6.0
    for one in entries {
      if x > area.minX, x + one.width - 16 > area.maxX {
        x = area.minX
        y += 15
      }
      one.draw(&canvas, x, y)
      x += one.width
    }
    return entries.isEmpty ? 0 : y - area.minY + 16
  }
}
