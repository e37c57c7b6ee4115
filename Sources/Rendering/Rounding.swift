internal import Charts

/// The last digits of a layout must not reach a file: everything drawn is rounded to 1/1000 pt, and -0 is 0.
func settled(_ value: Double) -> Double {
  let rounded = (value * 1000).rounded() / 1000
  return rounded == 0 ? 0 : rounded
}

func settled(_ point: Point) -> Point { Point(settled(point.x), settled(point.y)) }

/// Refuses a scene no backend could draw. A scene is a value anyone can build, so this is an error and not a precondition.
func check(_ scene: Scene, largest: Double = 14_400) throws(RenderingError) {
  guard scene.width.isFinite, scene.height.isFinite, scene.width > 0, scene.height > 0 else {
    throw .invalidScene("its size is \(scene.width) × \(scene.height) pt; both must be greater than 0")
  }
  guard scene.width <= largest, scene.height <= largest else {
    throw .invalidScene("its size is \(scene.width) × \(scene.height) pt; \(largest) pt is the most a page can be")
  }
  var open = 0
  for (index, command) in scene.commands.enumerated() {
    switch command {
    case .pushClip: open += 1
    case .popClip: open -= 1
    default: break
    }
    guard open >= 0 else { throw .invalidScene("command \(index) closes a clip that was never opened") }
    if !command.isDrawable {
      throw .invalidScene("command \(index) has a number no page can show (not finite, beyond a million points, or a negative width)")
    }
  }
  guard open == 0 else { throw .invalidScene("\(open) clip(s) are left open") }
}

/// Refuses one command no backend could draw.
func check(_ command: DrawingCommand) throws(RenderingError) {
  if !command.isDrawable { throw .invalidScene("a command has a number no page can show") }
}

/// Numbers a backend can take: finite, and small enough for the fixed-point arithmetic inside Cairo.
private func drawable(_ values: Double...) -> Bool { values.allSatisfy { abs($0) <= 1_000_000 } }

extension Point { fileprivate var isDrawable: Bool { drawable(x, y) } }

extension Rect { fileprivate var isDrawable: Bool { drawable(x, y, width, height) } }

extension Colour { fileprivate var isDrawable: Bool { drawable(red, green, blue, alpha) } }

extension Stroke {
  fileprivate var isDrawable: Bool { drawable(width) && width >= 0 && dash.allSatisfy { drawable($0) && $0 >= 0 } && colour.isDrawable }
}

extension DrawingCommand {
  fileprivate var isDrawable: Bool {
    func inked(_ fill: Colour?, _ stroke: Stroke?) -> Bool { fill?.isDrawable ?? true && stroke?.isDrawable ?? true }
    switch self {
    case .path(let elements, let fill, let stroke, _):
      return inked(fill, stroke)
        && elements.allSatisfy {
          switch $0 {
          case .move(let p), .line(let p): p.isDrawable
          case .curve(let a, let b, let c): a.isDrawable && b.isDrawable && c.isDrawable
          case .close: true
          }
        }
    case .rect(let rect, let radius, let fill, let stroke, _): return rect.isDrawable && drawable(radius) && inked(fill, stroke)
    case .circle(let centre, let radius, let fill, let stroke, _):
      return centre.isDrawable && drawable(radius) && radius >= 0 && inked(fill, stroke)
    case .text(let run, _):
      return run.at.isDrawable && drawable(run.width, run.style.size, run.style.tracking) && run.style.size > 0
        && run.style.size <= 2000 && run.colour.isDrawable && run.halo?.isDrawable ?? true
    case .pushClip(let rect): return rect.isDrawable
    case .popClip: return true
    }
  }
}

/// The width of the rim under a text with a halo, in points; half of it shows.
let haloWidth = 3.0
