internal import Groundwork

/// The rules every scene must keep, checked on its commands alone.
public enum Lint {
  public struct Violation: Sendable, Hashable, Codable, CustomStringConvertible {
    public enum Rule: String, Sendable, Hashable, Codable {
      case overlap, outside, tinyText, textContrast, markContrast, orphanLine, tooManyTicks, unnamedEvidence, unevenTicks, notFinite,
        thinLine
    }
    public var rule: Rule
    public var message: String
    public init(_ rule: Rule, _ message: String) {
      self.rule = rule
      self.message = message
    }
    public var description: String { "\(rule.rawValue): \(message)" }
  }

  /// Everything wrong with a scene; empty for a good one.
  ///
  /// Text boxes are disjoint; all ink lies on the canvas; type is at least 7 pt; text has a contrast of 4.5 against what lies beneath it
  /// and marks 3 against the background (roles that begin with `context`, bands, grid and ground are exempt); no title or note ends in an
  /// orphan;
  /// at most 8 ticks on a value axis; n and the kind of interval are named.
  ///
  /// - Complexity: O(texts × fills).
  public static func violations(in scene: Scene, evidence: Evidence, theme: Theme = .bullwhip) -> [Violation] {
    var found: [Violation] = []
    var texts: [(run: TextRun, role: String, index: Int)] = []
    var clips: [Rect] = []
    let canvas = Rect(x: 0, y: 0, width: scene.width, height: scene.height).grown(by: 0.05)
    for (index, command) in scene.commands.enumerated() {
      switch command {
      case .text(let run, let role): texts.append((run, role, index))
      case .pushClip(let rect): clips.append(rect)
      case .popClip: _ = clips.popLast()
      default: break
      }
      guard let box = inkBox(of: command) else { continue }
      guard [box.x, box.y, box.width, box.height].allSatisfy(\.isFinite) else {
        found.append(Violation(.notFinite, "\(name(command)) has a coordinate that is not a number"))
        continue
      }
      if clips.isEmpty, !canvas.contains(box) {
        found.append(Violation(.outside, "\(name(command)) leaves the canvas: \(box.minX)…\(box.maxX) × \(box.minY)…\(box.maxY)"))
      }
      if let violation = markContrast(command, theme: theme) { found.append(violation) }
    }
    for (run, role, _) in texts where run.style.size < 7 {
      found.append(Violation(.tinyText, "\(role) “\(run.text)” is \(run.style.size) pt; 7 is the least"))
    }
    found += overlaps(texts.map { ($0.run.inkBox, "\($0.role) “\($0.run.text)”") })
    found += contrasts(texts, scene, theme)
    found += orphans(texts.map { ($0.run, $0.role) })
    found += tickRules(texts.map { ($0.run, $0.role) })
    let words = texts.map(\.run.text).joined(separator: " ")
    if !evidence.isDeterministic, !names(evidence, in: words) {
      found.append(
        Violation(.unnamedEvidence, "the picture shows simulated values but does not say n = \(evidence.n) and the kind of its intervals"))
    }
    return found
  }

  /// Whether a text says how many replications there were and what kind of interval is drawn.
  static func names(_ evidence: Evidence, in text: String) -> Bool {
    let lower = text.lowercased()
    guard lower.contains(NumberFormat.chart.integer(evidence.n)) || lower.contains(String(evidence.n)) else { return false }
    if evidence.n == 1 { return lower.contains("no interval") }
    guard let interval = evidence.interval else { return true }
    switch interval {
    case .confidence: return ["confidence", " ci", "dkw"].contains { lower.contains($0) }
    case .prediction: return ["prediction", "single futures"].contains { lower.contains($0) }
    }
  }

  // MARK: Rules

  private static func overlaps(_ boxes: [(Rect, String)]) -> [Violation] {
    // A sweep from left to right: pictures may carry thousands of cell labels.
    let order = boxes.indices.sorted { (boxes[$0].0.minX, $0) < (boxes[$1].0.minX, $1) }
    var found: [Violation] = []
    var open: [Int] = []
    for index in order {
      let box = boxes[index].0
      open.removeAll { boxes[$0].0.maxX <= box.minX + 0.01 }
      for other in open where boxes[other].0.minY < box.maxY - 0.01 && box.minY < boxes[other].0.maxY - 0.01 {
        found.append(Violation(.overlap, "\(boxes[other].1) and \(boxes[index].1) overlap"))
      }
      open.append(index)
    }
    return found
  }

  private static func contrasts(_ texts: [(run: TextRun, role: String, index: Int)], _ scene: Scene, _ theme: Theme) -> [Violation] {
    var fills: [(Rect, [Point], Colour, Int)] = []
    for (index, command) in scene.commands.enumerated() {
      switch command {
      case .rect(let rect, _, let fill?, _, _): fills.append((rect, [], fill, index))
      case .path(let elements, let fill?, _, _): fills.append((bounds(elements), corners(elements), fill, index))
      case .circle(let centre, let radius, let fill?, _, _):
        // The square inside is what a label could stand on.
        fills.append(
          (Rect(x: centre.x - radius * 0.7, y: centre.y - radius * 0.7, width: radius * 1.4, height: radius * 1.4), [], fill, index))
      default: break
      }
    }
    var found: [Violation] = []
    for (run, role, index) in texts {
      let box = run.inkBox
      var worst = Double.infinity
      for share in [0.1, 0.5, 0.9] {
        let point = Point(box.minX + box.width * share, box.midY)
        var ground = theme.background
        for (rect, polygon, fill, at) in fills where at < index && rect.contains(point) && (polygon.isEmpty || inside(point, polygon)) {
          ground = fill.over(ground)
        }
        if let halo = run.halo { ground = halo.over(ground) }
        worst = min(worst, run.colour.over(ground).contrast(with: ground))
      }
      // Short labels inside a coloured mark may go down to 4; the mark's own name and place repeat what they say.
      let least = ["task-label", "cell-number"].contains(role) ? 3.995 : 4.495
      if worst < least {
        found.append(Violation(.textContrast, "\(role) “\(run.text)” has a contrast of \((worst * 100).rounded() / 100)"))
      }
    }
    return found
  }

  /// Roles that carry no information of their own, or carry it by size and position beside a mark that does.
  private static let quiet = [
    "context", "background", "grid", "hairline", "band", "wash", "panel", "cell", "frame", "leader", "seam", "halo", "track", "key", "ring",
  ]

  private static func markContrast(_ command: DrawingCommand, theme: Theme) -> Violation? {
    let parts: (fill: Colour?, stroke: Stroke?, role: String)
    switch command {
    case .path(_, let fill, let stroke, let role): parts = (fill, stroke, role)
    case .rect(_, _, let fill, let stroke, let role): parts = (fill, stroke, role)
    case .circle(_, _, let fill, let stroke, let role): parts = (fill, stroke, role)
    default: return nil
    }
    guard !quiet.contains(where: { parts.role.hasPrefix($0) }) else { return nil }
    guard let colour = parts.fill ?? parts.stroke?.colour else { return nil }
    let contrast = colour.over(theme.background).contrast(with: theme.background)
    // Gold and sky of the cycle are fills: they reach 2:1 and are always labelled.
    let isCycleFill = theme.series.contains { $0.fill == colour }
    guard contrast < 2.995, !isCycleFill else { return nil }
    return Violation(.markContrast, "\(parts.role) has a contrast of \((contrast * 100).rounded() / 100) on the background")
  }

  private static func orphans(_ texts: [(run: TextRun, role: String)]) -> [Violation] {
    var found: [Violation] = []
    for role in ["title", "subtitle", "note"] {
      let lines = texts.filter { $0.role == role }.map(\.run)
      guard lines.count > 1, let last = lines.last, !last.text.contains(" "), last.text.count < 5 else { continue }
      let above = lines[lines.count - 2]
      let moved = above.text.split(separator: " ").last.map { Double($0.count) / Double(above.text.count) * above.width } ?? 0
      // Only an orphan that a better break would have cured is a fault.
      if above.text.split(separator: " ").count > 2, last.width + moved < (lines.map(\.width).max() ?? 0) * 0.95, !above.text.hasSuffix("…")
      {
        found.append(Violation(.orphanLine, "\(role) ends in the lonely “\(last.text)”"))
      }
    }
    return found
  }

  private static func tickRules(_ texts: [(run: TextRun, role: String)]) -> [Violation] {
    var byAxis: [String: [TextRun]] = [:]
    for (run, role) in texts where role.hasPrefix("tick.") { byAxis[role, default: []].append(run) }
    var found: [Violation] = []
    for axis in byAxis.keys.sorted() {
      let runs = byAxis[axis] ?? []
      if runs.count > 8 { found.append(Violation(.tooManyTicks, "\(axis) has \(runs.count) ticks; 8 are the most")) }
      let vertical = axis.hasPrefix("tick.y")
      let places = runs.map { vertical ? $0.at.y : $0.inkBox.midX }.sorted()
      let gaps = zip(places, places.dropFirst()).map { $1 - $0 }
      if !axis.hasSuffix(".log"), let least = gaps.min(), let most = gaps.max(), vertical, most - least > 0.02 {
        found.append(Violation(.unevenTicks, "\(axis) has unequal steps"))
      }
    }
    return found
  }

  // MARK: Geometry

  private static func name(_ command: DrawingCommand) -> String {
    switch command {
    case .path(_, _, _, let role), .rect(_, _, _, _, let role), .circle(_, _, _, _, let role): role
    case .text(let run, let role): "\(role) “\(run.text)”"
    case .pushClip, .popClip: "clip"
    }
  }

  static func inkBox(of command: DrawingCommand) -> Rect? {
    switch command {
    case .path(let elements, _, let stroke, _): elements.isEmpty ? nil : stroked(bounds(elements), stroke)
    case .rect(let rect, _, _, let stroke, _): rect.grown(by: (stroke?.width ?? 0) / 2)
    case .circle(let centre, let radius, _, let stroke, _):
      Rect(x: centre.x - radius, y: centre.y - radius, width: 2 * radius, height: 2 * radius).grown(by: (stroke?.width ?? 0) / 2)
    case .text(let run, _): run.inkBox
    case .pushClip, .popClip: nil
    }
  }

  /// A straight stroke with butt ends does not grow along itself.
  private static func stroked(_ box: Rect, _ stroke: Stroke?) -> Rect {
    guard let stroke else { return box }
    let half = stroke.width / 2
    if stroke.cap == .butt, box.height == 0 { return box.inset(top: -half, bottom: -half) }
    if stroke.cap == .butt, box.width == 0 { return box.inset(left: -half, right: -half) }
    return box.grown(by: half)
  }

  private static func corners(_ elements: [PathElement]) -> [Point] {
    elements.flatMap { element -> [Point] in
      switch element {
      case .move(let point), .line(let point): [point]
      case .curve(let a, let b, let c): [a, b, c]
      case .close: []
      }
    }
  }

  private static func bounds(_ elements: [PathElement]) -> Rect {
    var (low, high) = (Point(.infinity, .infinity), Point(-.infinity, -.infinity))
    for point in corners(elements) {
      guard point.x.isFinite, point.y.isFinite else { return Rect(x: .nan, y: .nan, width: 0, height: 0) }
      low = Point(min(low.x, point.x), min(low.y, point.y))
      high = Point(max(high.x, point.x), max(high.y, point.y))
    }
    return Rect(from: low.x, low.y, to: high.x, high.y)
  }

  private static func inside(_ point: Point, _ polygon: [Point]) -> Bool {
    var result = false
    var previous = polygon.count - 1
    for index in polygon.indices {
      let (a, b) = (polygon[index], polygon[previous])
      if (a.y > point.y) != (b.y > point.y), point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x { result.toggle() }
      previous = index
    }
    return result
  }
}
