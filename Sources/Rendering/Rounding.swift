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
    if !command.isFinite { throw .invalidScene("command \(index) has a coordinate that is not a finite number") }
  }
  guard open == 0 else { throw .invalidScene("\(open) clip(s) are left open") }
}

extension Point { fileprivate var isFinite: Bool { x.isFinite && y.isFinite } }

extension Rect { fileprivate var isFinite: Bool { x.isFinite && y.isFinite && width.isFinite && height.isFinite } }

extension DrawingCommand {
  fileprivate var isFinite: Bool {
    func fine(_ stroke: Stroke?) -> Bool {
      guard let stroke else { return true }
      return stroke.width.isFinite && stroke.width >= 0 && stroke.dash.allSatisfy { $0.isFinite && $0 >= 0 }
    }
    switch self {
    case .path(let elements, _, let stroke, _):
      return fine(stroke)
        && elements.allSatisfy {
          switch $0 {
          case .move(let p), .line(let p): p.isFinite
          case .curve(let a, let b, let c): a.isFinite && b.isFinite && c.isFinite
          case .close: true
          }
        }
    case .rect(let rect, let radius, _, let stroke, _): return rect.isFinite && radius.isFinite && fine(stroke)
    case .circle(let centre, let radius, _, let stroke, _): return centre.isFinite && radius.isFinite && radius >= 0 && fine(stroke)
    case .text(let run, _):
      return run.at.isFinite && run.width.isFinite && run.style.size.isFinite && run.style.size > 0 && run.style.tracking.isFinite
    case .pushClip(let rect): return rect.isFinite
    case .popClip: return true
    }
  }
}

/// The width of the rim under a text with a halo, in points; half of it shows.
let haloWidth = 3.0
