/// A picture laid out: a flat, ordered list of drawing commands in points, y downward. Every backend only obeys.
public struct Scene: Sendable, Hashable, Codable {
  public var width: Double
  public var height: Double
  public var commands: [DrawingCommand]
  public var title: String
  public var altText: String

  public init(width: Double, height: Double, commands: [DrawingCommand] = [], title: String = "", altText: String = "") {
    self.width = width
    self.height = height
    self.commands = commands
    self.title = title
    self.altText = altText
  }
}

public struct Point: Sendable, Hashable, Codable {
  public var x: Double
  public var y: Double
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

public struct Rect: Sendable, Hashable, Codable {
  public var x: Double
  public var y: Double
  public var width: Double
  public var height: Double
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}

/// sRGB, 0…1, straight alpha.
public struct Colour: Sendable, Hashable, Codable {
  public var red: Double
  public var green: Double
  public var blue: Double
  public var alpha: Double
  public init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }
  /// From `0xRRGGBB`.
  public init(hex: UInt32, alpha: Double = 1) {
    self.init(red: Double(hex >> 16 & 255) / 255, green: Double(hex >> 8 & 255) / 255, blue: Double(hex & 255) / 255, alpha: alpha)
  }
}

public struct Stroke: Sendable, Hashable, Codable {
  public enum Cap: String, Sendable, Codable { case butt, round }
  public var colour: Colour
  public var width: Double
  /// On and off lengths; empty = solid.
  public var dash: [Double]
  public var cap: Cap
  public init(_ colour: Colour, width: Double, dash: [Double] = [], cap: Cap = .round) {
    self.colour = colour
    self.width = width
    self.dash = dash
    self.cap = cap
  }
}

public struct TextStyle: Sendable, Hashable, Codable {
  public enum Family: String, Sendable, Codable { case text = "Inter", display = "Inter Display" }
  public enum Weight: String, Sendable, Codable { case regular, medium, semibold, bold }
  public var family: Family
  public var weight: Weight
  public var size: Double
  /// Tabular figures.
  public var tabular: Bool
  /// Extra space between letters, in em.
  public var tracking: Double
  public init(_ family: Family = .text, weight: Weight = .regular, size: Double, tabular: Bool = false, tracking: Double = 0) {
    self.family = family
    self.weight = weight
    self.size = size
    self.tabular = tabular
    self.tracking = tracking
  }
}

public struct TextRun: Sendable, Hashable, Codable {
  public enum Anchor: String, Sendable, Codable { case start, middle, end }
  public var text: String
  /// Where the anchor of the baseline stands.
  public var at: Point
  public var anchor: Anchor
  public var style: TextStyle
  public var colour: Colour
  /// A rim in the local background's colour, drawn first, 3 pt wide.
  public var halo: Colour?
  /// Measured width, for lint and for SVG's `textLength`.
  public var width: Double
  public init(_ text: String, at: Point, anchor: Anchor = .start, style: TextStyle, colour: Colour, halo: Colour? = nil, width: Double) {
    self.text = text
    self.at = at
    self.anchor = anchor
    self.style = style
    self.colour = colour
    self.halo = halo
    self.width = width
  }
}

public enum PathElement: Sendable, Hashable, Codable {
  case move(Point)
  case line(Point)
  case curve(Point, Point, Point)
  case close
}

public enum DrawingCommand: Sendable, Hashable, Codable {
  /// What the mark is, for lint and tests: `gridline`, `bar`, `band`, `axis-label` …
  case path([PathElement], fill: Colour?, stroke: Stroke?, role: String)
  case rect(Rect, cornerRadius: Double, fill: Colour?, stroke: Stroke?, role: String)
  case circle(centre: Point, radius: Double, fill: Colour?, stroke: Stroke?, role: String)
  case text(TextRun, role: String)
  case pushClip(Rect)
  case popClip
}

public struct TextExtent: Sendable, Hashable {
  public var width: Double
  public var ascent: Double
  public var descent: Double
  public init(width: Double, ascent: Double, descent: Double) {
    self.width = width
    self.ascent = ascent
    self.descent = descent
  }
}

/// Whoever lays out text hands in one of these; `Rendering` has the real one, tests a simple one.
public protocol TextMeasurer {
  func extent(of text: String, style: TextStyle) -> TextExtent
}
