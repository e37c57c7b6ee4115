#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// Kinds of colour vision a theme is held against.
public enum ColourVision: String, Sendable, Hashable, CaseIterable, Codable {
  case normal, deuteranopia, protanopia, tritanopia

  /// Linear-light RGB to linear-light RGB, row-major; Machado, Oliveira and Fernandes 2009, severity 1.0.
  var matrix: [Double] {
    switch self {
    case .normal: [1, 0, 0, 0, 1, 0, 0, 0, 1]
    case .protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998]
    case .deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881]
    case .tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900]
    }
  }
}

/// A colour by lightness (0…1) and two opponent axes; Ottosson 2020. Distances in it are close to perceived differences.
struct OKLab: Hashable {
  var lightness: Double
  var a: Double
  var b: Double

  func distance(to other: OKLab) -> Double {
    let l = lightness - other.lightness
    let da = a - other.a
    let db = b - other.b
    return (l * l + da * da + db * db).squareRoot()
  }
}

extension Colour {
  private static func linear(_ channel: Double) -> Double {
    channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
  }

  private static func encoded(_ channel: Double) -> Double {
    let clamped = min(1, max(0, channel))
    return clamped <= 0.0031308 ? clamped * 12.92 : 1.055 * pow(clamped, 1 / 2.4) - 0.055
  }

  private var linearLight: (Double, Double, Double) { (Self.linear(red), Self.linear(green), Self.linear(blue)) }

  /// WCAG 2 relative luminance, 0 (black) … 1 (white); alpha is ignored.
  public var luminance: Double {
    let (r, g, b) = linearLight
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }

  /// WCAG 2 contrast ratio, 1…21.
  public func contrast(with other: Colour) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// As someone with this colour vision sees it.
  public func seen(with vision: ColourVision) -> Colour {
    let (r, g, b) = linearLight
    let m = vision.matrix
    return Colour(
      red: Self.encoded(m[0] * r + m[1] * g + m[2] * b), green: Self.encoded(m[3] * r + m[4] * g + m[5] * b),
      blue: Self.encoded(m[6] * r + m[7] * g + m[8] * b), alpha: alpha)
  }

  var okLab: OKLab {
    let (r, g, b) = linearLight
    let l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return OKLab(
      lightness: 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s, a: 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      b: 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
  }

  init(okLab lab: OKLab, alpha: Double = 1) {
    func cube(_ x: Double) -> Double { x * x * x }
    let l = cube(lab.lightness + 0.3963377774 * lab.a + 0.2158037573 * lab.b)
    let m = cube(lab.lightness - 0.1055613458 * lab.a - 0.0638541728 * lab.b)
    let s = cube(lab.lightness - 0.0894841775 * lab.a - 1.2914855480 * lab.b)
    self.init(
      red: Self.encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
      green: Self.encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
      blue: Self.encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s), alpha: alpha)
    // The C library's last bits differ between processors; a picture's bytes must not.
    self = quantised
  }

  /// Channels on the 8-bit lattice every backend writes.
  var quantised: Colour {
    func step(_ x: Double) -> Double { (x * 255).rounded() / 255 }
    return Colour(red: step(red), green: step(green), blue: step(blue), alpha: alpha)
  }

  /// Perceived difference × 100 (OKLab); about 2 is just noticeable side by side.
  public func difference(from other: Colour, vision: ColourVision = .normal) -> Double {
    seen(with: vision).okLab.distance(to: other.seen(with: vision).okLab) * 100
  }

  /// This colour over an opaque ground.
  public func over(_ ground: Colour) -> Colour {
    func mix(_ a: Double, _ b: Double) -> Double { a * alpha + b * (1 - alpha) }
    return Colour(red: mix(red, ground.red), green: mix(green, ground.green), blue: mix(blue, ground.blue))
  }

  public func opacity(_ alpha: Double) -> Colour {
    var copy = self
    copy.alpha = alpha
    return copy
  }

  /// Part of the way to another colour, in OKLab; opaque, on the 8-bit lattice.
  public func mixed(with other: Colour, share: Double) -> Colour {
    let (a, b) = (okLab, other.okLab)
    func mix(_ x: Double, _ y: Double) -> Double { x + (y - x) * share }
    return Colour(okLab: OKLab(lightness: mix(a.lightness, b.lightness), a: mix(a.a, b.a), b: mix(a.b, b.b)))
  }

  /// Lighter or darker, a step of lightness at a time with the hue kept, until the contrast with `ground` is reached.
  func lifted(on ground: Colour, toContrast target: Double) -> Colour {
    let direction = ground.luminance < 0.2 ? 0.01 : -0.01
    var lab = okLab
    var colour = self
    while colour.contrast(with: ground) < target, lab.lightness > 0, lab.lightness < 1 {
      lab.lightness = min(1, max(0, lab.lightness + direction))
      colour = Colour(okLab: lab, alpha: alpha)
    }
    return colour
  }

  /// Text on this fill: white where its contrast reaches 4, else ink.
  func label(ink: Colour) -> Colour {
    let white = Colour(hex: 0xFFFFFF)
    return contrast(with: white) >= 4 ? white : ink
  }

  /// `n` colours along a ramp of stops, first and last included, interpolated in OKLab.
  static func ramp(_ stops: [Colour], classes n: Int) -> [Colour] {
    guard n > 1, stops.count > 1 else { return Array(stops.suffix(max(0, n))) }
    return (0..<n).map { i in
      let place = Double(i) * Double(stops.count - 1) / Double(n - 1)
      let lower = min(stops.count - 2, Int(place))
      let share = place - Double(lower)
      return share == 0 ? stops[lower] : stops[lower].mixed(with: stops[lower + 1], share: share)
    }
  }
}
