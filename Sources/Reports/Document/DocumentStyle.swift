internal import Charts

/// The look of a report's pages: margins, type and colours.
enum DocumentStyle {
  static let marginLeft = 54.0
  static let bodyTop = 74.0
  /// From the foot of the page to the end of the body, room for the footer's rule included.
  static let bodyFoot = 62.0
  static let headerBaseline = 38.0
  static let headerRule = 46.0
  static let footerBaseline = 33.0
  static let footerRule = 46.0

  static let ink = Colour(hex: 0x14202B)
  static let ink2 = Colour(hex: 0x4A5764)
  static let ink3 = Colour(hex: 0x626F7C)
  static let hairline = Colour(hex: 0xC9D0D6)
  static let context = Colour(hex: 0xA9B3BC)
  static let grid = Colour(hex: 0xE1E6EA)
  static let wash = Colour(hex: 0xF4F6F8)
  static let panel = Colour(hex: 0xEDF2F8)
  static let navy = Colour(hex: 0x0B3C73)
  static let coverNavy = Colour(hex: 0x0A2A52)
  static let vermilion = Colour(hex: 0xDD4A1F)
  static let vermilionText = Colour(hex: 0xB8370F)
  static let tealText = Colour(hex: 0x1C6E64)
  static let pathBlue = Colour(hex: 0x9CC4F2)
  static let white = Colour(hex: 0xFFFFFF)

  static let heading1 = TextStyle(.display, weight: .semibold, size: 24)
  static let heading2 = TextStyle(.display, weight: .semibold, size: 13)
  static let figureTitle = TextStyle(.display, weight: .semibold, size: 12)
  static let body = TextStyle(size: 9.6)
  static let eyebrow = TextStyle(weight: .semibold, size: 7.5, tracking: 0.05)
  static let note = TextStyle(size: 7.4)
  static let furniture = TextStyle(size: 7.8)
  static let cell = TextStyle(size: 8.8)
  static let cellNumber = TextStyle(size: 8.8, tabular: true)
  static let cellHeader = TextStyle(weight: .medium, size: 8)

  /// The distance of baselines: a factor on Inter's natural line, which is 1.21 times its size.
  static func leading(_ style: TextStyle, _ factor: Double) -> Double { style.size * 1.21 * factor }
  static let bodyLeading = 15.1
  static let noteLeading = 10.4

  static func colour(_ tone: Tone) -> Colour {
    switch tone {
    case .favourable: tealText
    case .adverse: vermilionText
    case .neutral: ink3
    }
  }
}
