internal import Charts

/// A scene as SVG 1.1 with text as text: a reader can search it, a screen reader reads title and description, and `textLength`
/// keeps every line as wide as it was laid out even where Inter is not installed. Ids count from `c0` in each document.
struct SVGWriter {
  var scene: Scene
  /// The width of a text whose run does not carry one.
  var measure: (String, TextStyle) -> Double

  func bytes() -> [UInt8] {
    var out = ""
    var definitions = ""
    var body = ""
    var clips = 0
    for command in scene.commands {
      switch command {
      case .pushClip(let rect):
        definitions += "<clipPath id=\"c\(clips)\"><rect \(box(rect))/></clipPath>\n"
        body += "<g clip-path=\"url(#c\(clips))\">\n"
        clips += 1
      case .popClip:
        body += "</g>\n"
      default:
        body += element(command)
      }
    }
    let size = "\(number(scene.width)) \(number(scene.height))"
    out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    out += "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(number(scene.width))pt\" height=\"\(number(scene.height))pt\""
    out += " viewBox=\"0 0 \(size)\" role=\"img\""
    let named = [scene.title.isEmpty ? nil : "title", scene.altText.isEmpty ? nil : "desc"].compactMap { $0 }
    if !named.isEmpty { out += " aria-labelledby=\"\(named.joined(separator: " "))\"" }
    out += ">\n"
    if !scene.title.isEmpty { out += "<title id=\"title\">\(escapedXML(scene.title))</title>\n" }
    if !scene.altText.isEmpty { out += "<desc id=\"desc\">\(escapedXML(scene.altText))</desc>\n" }
    if !definitions.isEmpty { out += "<defs>\n\(definitions)</defs>\n" }
    out += "<rect width=\"\(number(scene.width))\" height=\"\(number(scene.height))\" fill=\"#ffffff\"/>\n"
    out += body
    out += "</svg>\n"
    return Array(out.utf8)
  }

  private func element(_ command: DrawingCommand) -> String {
    switch command {
    case .path(let elements, let fill, let stroke, let role):
      return elements.isEmpty ? "" : "<path\(mark(role)) d=\"\(outline(elements))\"\(paint(fill, stroke))/>\n"
    case .rect(let rect, let radius, let fill, let stroke, let role):
      let r = max(0, min(radius, abs(rect.width) / 2, abs(rect.height) / 2))
      return "<rect\(mark(role)) \(box(rect))\(r > 0 ? " rx=\"\(number(r))\"" : "")\(paint(fill, stroke))/>\n"
    case .circle(let centre, let radius, let fill, let stroke, let role):
      return "<circle\(mark(role)) cx=\"\(number(centre.x))\" cy=\"\(number(centre.y))\" r=\"\(number(radius))\"\(paint(fill, stroke))/>\n"
    case .text(let run, let role):
      return run.text.isEmpty ? "" : text(run, role)
    case .pushClip, .popClip:
      return ""
    }
  }

  private func text(_ run: TextRun, _ role: String) -> String {
    var attributes = mark(role) + " x=\"\(number(run.at.x))\" y=\"\(number(run.at.y))\""
    switch run.anchor {
    case .start: break
    case .middle: attributes += " text-anchor=\"middle\""
    case .end: attributes += " text-anchor=\"end\""
    }
    let style = run.style
    let families = style.family == .display ? "Inter Display, Inter" : "Inter"
    attributes += " font-family=\"\(families), Helvetica, Arial, sans-serif\" font-size=\"\(number(style.size))\""
    if style.weight != .regular { attributes += " font-weight=\"\(weight(style.weight))\"" }
    if style.tabular { attributes += " style=\"font-variant-numeric:tabular-nums\"" }
    if style.tracking != 0 { attributes += " letter-spacing=\"\(number(style.tracking * style.size))\"" }
    let width = run.width > 0 ? run.width : measure(run.text, style)
    if width > 0 { attributes += " textLength=\"\(number(width))\"" }
    attributes += colour("fill", run.colour)
    if let halo = run.halo {
      attributes += colour("stroke", halo) + " stroke-width=\"\(number(haloWidth))\" stroke-linejoin=\"round\" paint-order=\"stroke\""
    }
    return "<text\(attributes) xml:space=\"preserve\">\(escapedXML(run.text))</text>\n"
  }

  private func weight(_ weight: TextStyle.Weight) -> Int {
    switch weight {
    case .regular: 400
    case .medium: 500
    case .semibold: 600
    case .bold: 700
    }
  }

  private func mark(_ role: String) -> String { role.isEmpty ? "" : " class=\"\(escapedXML(role))\"" }

  private func box(_ rect: Rect) -> String {
    // SVG has no negative sizes; a scene may hold a box drawn from another corner.
    let x = min(rect.x, rect.x + rect.width)
    let y = min(rect.y, rect.y + rect.height)
    return "x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(abs(rect.width)))\" height=\"\(number(abs(rect.height)))\""
  }

  private func outline(_ elements: [PathElement]) -> String {
    elements.map {
      switch $0 {
      case .move(let p): "M\(pair(p))"
      case .line(let p): "L\(pair(p))"
      case .curve(let a, let b, let c): "C\(pair(a)) \(pair(b)) \(pair(c))"
      case .close: "Z"
      }
    }.joined()
  }

  private func pair(_ point: Point) -> String { "\(number(point.x)) \(number(point.y))" }

  private func paint(_ fill: Colour?, _ stroke: Stroke?) -> String {
    var out = fill.map { colour("fill", $0) } ?? " fill=\"none\""
    if let stroke, stroke.width > 0 {
      out += colour("stroke", stroke.colour) + " stroke-width=\"\(number(stroke.width))\" stroke-linejoin=\"round\""
      if stroke.cap == .round { out += " stroke-linecap=\"round\"" }
      if stroke.dash.contains(where: { $0 > 0 }) { out += " stroke-dasharray=\"\(stroke.dash.map(number).joined(separator: " "))\"" }
    }
    return out
  }

  private func colour(_ attribute: String, _ colour: Colour) -> String {
    let channels = [colour.red, colour.green, colour.blue].map { channel in
      let byte = Int((min(max(channel, 0), 1) * 255).rounded())
      return (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    let alpha = min(max(colour.alpha, 0), 1)
    return " \(attribute)=\"#\(channels.joined())\"" + (alpha < 1 ? " \(attribute)-opacity=\"\(number(alpha))\"" : "")
  }

  /// A number with at most three decimals and no more than it needs; integer arithmetic, so no digit depends on a formatter.
  private func number(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    let magnitude = thousandths.magnitude
    var text = thousandths < 0 ? "-" : ""
    text += String(magnitude / 1000)
    var fraction = magnitude % 1000
    guard fraction > 0 else { return text }
    var digits = 3
    while fraction % 10 == 0 {
      fraction /= 10
      digits -= 1
    }
    let tail = String(fraction)
    return text + "." + String(repeating: "0", count: digits - tail.count) + tail
  }
}
