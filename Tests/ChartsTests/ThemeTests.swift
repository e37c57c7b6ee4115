import Testing

@testable import Charts

@Suite struct `Colours of the house` {
  /// The distances the theme was designed to (OKLab × 100, smallest pair): published with the palette, computed elsewhere.
  @Test(arguments: [(ColourVision.normal, 19.2), (.deuteranopia, 14.0), (.protanopia, 11.8), (.tritanopia, 15.0)])
  func `series can be told apart by every eye`(vision: ColourVision, least: Double) {
    let fills = Theme.bullwhip.series.map(\.fill)
    var smallest = Double.infinity
    for i in fills.indices {
      for j in fills.indices where j > i { smallest = min(smallest, fills[i].difference(from: fills[j], vision: vision)) }
    }
    #expect(abs(smallest - least) < 0.06)
    #expect(smallest >= 11)
  }

  @Test func `contrast is WCAG's`() {
    #expect(Colour(hex: 0x000000).contrast(with: Colour(hex: 0xFFFFFF)) == 21)
    // #777777 on white is the textbook near miss: 4.48.
    #expect(abs(Colour(hex: 0x777777).contrast(with: Colour(hex: 0xFFFFFF)) - 4.48) < 0.005)
    let theme = Theme.bullwhip
    for (colour, ratio) in [(theme.ink, 16.5), (theme.ink2, 7.4), (theme.ink3, 5.1), (theme.context, 2.1)] {
      #expect(abs(colour.contrast(with: theme.background) - ratio) < 0.06)
    }
  }

  @Test func `OKLab knows its published points`() {
    // Ottosson's table: white is (1, 0, 0); sRGB red is (0.628, 0.225, 0.126).
    let white = Colour(hex: 0xFFFFFF).okLab
    #expect(abs(white.lightness - 1) < 1e-4 && abs(white.a) < 1e-4 && abs(white.b) < 1e-4)
    let red = Colour(hex: 0xFF0000).okLab
    #expect(abs(red.lightness - 0.628) < 1e-3 && abs(red.a - 0.225) < 1e-3 && abs(red.b - 0.126) < 1e-3)
    for hex: UInt32 in [0x0B3C73, 0xDD4A1F, 0x2C8C80, 0x010203, 0xFEFDFC] {
      #expect(Colour(okLab: Colour(hex: hex).okLab) == Colour(hex: hex))
    }
  }

  @Test func `ramps are monotone in lightness, so they print in grey`() {
    for theme in [Theme.bullwhip, .dark] {
      for classes in 2...9 {
        let light = Colour.ramp(theme.sequential, classes: classes).map(\.okLab.lightness)
        #expect(light == light.sorted(by: theme == .dark ? (<) : (>)))
      }
    }
  }

  @Test func `the house theme has no problems and a bad accent is refused with reasons`() {
    #expect(Theme.bullwhip.problems().isEmpty)
    #expect(throws: ThemeError.self) { try Theme.bullwhip.rebranded(accent: Colour(hex: 0xDD4A1F)) }
    #expect(throws: ThemeError.self) { try Theme.bullwhip.rebranded(accent: Colour(hex: 0xFAFAFA)) }
  }

  @Test func `in the dark, text and series still stand out`() {
    let dark = Theme.dark
    for item in dark.series {
      #expect(item.fill.contrast(with: dark.background) >= 2.99)
      #expect(item.text.contrast(with: dark.background) >= 4.49)
    }
    for colour in [dark.ink, dark.ink2, dark.ink3] { #expect(colour.contrast(with: dark.panel) >= 4.5) }
  }
}
