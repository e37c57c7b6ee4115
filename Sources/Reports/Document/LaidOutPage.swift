public import Charts
public import Rendering

/// One page of a report after layout: what is drawn where, and which part of the structure it belongs to, in reading order.
public struct LaidOutPage: Sendable {
  public enum Item: Sendable {
    case draw(DrawingCommand)
    case scene(Scene, at: Point)
    /// A PNG file as large as a box allows, at its upper right corner.
    case picture([UInt8], in: Rect)
    case beginTag(StructureTag)
    case endTag
    case beginLink(LinkTarget)
    case endLink
    case destination(String, Point)
  }

  public var width: Double
  public var height: Double
  public var items: [Item]
  /// The chapter, for the running head; nil on the cover, which has none.
  public var section: String?

  /// The page as one picture, without pictures in files: for a preview as PNG, and for checks that read positions.
  public var scene: Scene {
    var commands: [DrawingCommand] = []
    for item in items {
      switch item {
      case .draw(let command): commands.append(command)
      case .scene(let scene, let corner): commands += scene.commands.map { $0.moved(by: corner) }
      case .picture, .beginTag, .endTag, .beginLink, .endLink, .destination: break
      }
    }
    return Scene(width: width, height: height, commands: commands, title: section ?? "", altText: "")
  }
}

extension DrawingCommand {
  fileprivate func moved(by shift: Point) -> DrawingCommand {
    func move(_ p: Point) -> Point { Point(p.x + shift.x, p.y + shift.y) }
    func move(_ r: Rect) -> Rect { Rect(x: r.x + shift.x, y: r.y + shift.y, width: r.width, height: r.height) }
    switch self {
    case .path(let elements, let fill, let stroke, let role):
      let moved = elements.map { element -> PathElement in
        switch element {
        case .move(let p): .move(move(p))
        case .line(let p): .line(move(p))
        case .curve(let a, let b, let c): .curve(move(a), move(b), move(c))
        case .close: .close
        }
      }
      return .path(moved, fill: fill, stroke: stroke, role: role)
    case .rect(let rect, let radius, let fill, let stroke, let role):
      return .rect(move(rect), cornerRadius: radius, fill: fill, stroke: stroke, role: role)
    case .circle(let centre, let radius, let fill, let stroke, let role):
      return .circle(centre: move(centre), radius: radius, fill: fill, stroke: stroke, role: role)
    case .text(var run, let role):
      run.at = move(run.at)
      return .text(run, role: role)
    case .pushClip(let rect): return .pushClip(move(rect))
    case .popClip: return .popClip
    }
  }
}
