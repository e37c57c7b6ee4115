/// Every colour, size and weight of a picture. Passed in, never global; a chart asks for roles, not for hex values.
public struct Theme: Sendable, Hashable, Codable {
  /// A colour for marks and its variant for text (at least 4.5:1 on the background).
  public struct Series: Sendable, Hashable, Codable {
    public var name: String
    public var fill: Colour
    public var text: Colour
    public init(_ name: String, fill: Colour, text: Colour) {
      self.name = name
      self.fill = fill
      self.text = text
    }
  }

  public var background: Colour
  /// Text and the line of what really happened.
  public var ink: Colour
  /// Subtitles; the current state or baseline.
  public var ink2: Colour
  /// Ticks and notes.
  public var ink3: Colour
  /// De-emphasised marks, never text.
  public var context: Colour
  public var hairline: Colour
  public var grid: Colour
  public var wash: Colour
  public var panel: Colour
  /// The categorical cycle, in its fixed order: navy, vermilion, teal, gold, violet, sky, umber.
  public var series: [Series]
  /// Light to dark.
  public var sequential: [Colour]
  /// "No action", outside the ramp.
  public var nothing: Colour
  /// Adverse to favourable, centred on a meaningful value.
  public var diverging: [Colour]

  public init(
    background: Colour, ink: Colour, ink2: Colour, ink3: Colour, context: Colour, hairline: Colour, grid: Colour, wash: Colour,
    panel: Colour, series: [Series], sequential: [Colour], nothing: Colour, diverging: [Colour]
  ) {
    self.background = background
    self.ink = ink
    self.ink2 = ink2
    self.ink3 = ink3
    self.context = context
    self.hairline = hairline
    self.grid = grid
    self.wash = wash
    self.panel = panel
    self.series = series
    self.sequential = sequential
    self.nothing = nothing
    self.diverging = diverging
  }

  public static let bullwhip = Theme(
    background: Colour(hex: 0xFFFFFF), ink: Colour(hex: 0x14202B), ink2: Colour(hex: 0x4A5764), ink3: Colour(hex: 0x626F7C),
    context: Colour(hex: 0xA9B3BC), hairline: Colour(hex: 0xC9D0D6), grid: Colour(hex: 0xE1E6EA), wash: Colour(hex: 0xF4F6F8),
    panel: Colour(hex: 0xEDF2F8),
    series: [
      Series("navy", fill: Colour(hex: 0x0B3C73), text: Colour(hex: 0x0B3C73)),
      Series("vermilion", fill: Colour(hex: 0xDD4A1F), text: Colour(hex: 0xB8370F)),
      Series("teal", fill: Colour(hex: 0x2C8C80), text: Colour(hex: 0x1C6E64)),
      Series("gold", fill: Colour(hex: 0xEDA420), text: Colour(hex: 0x8A5800)),
      Series("violet", fill: Colour(hex: 0x8640AE), text: Colour(hex: 0x74319A)),
      Series("sky", fill: Colour(hex: 0x5DB3F2), text: Colour(hex: 0x1B6CA8)),
      Series("umber", fill: Colour(hex: 0x662E0A), text: Colour(hex: 0x662E0A)),
    ],
    sequential: [0xDCE7F3, 0xA6BAD3, 0x728FB3, 0x406593, 0x0B3C73].map { Colour(hex: $0) }, nothing: Colour(hex: 0xF1F3F5),
    diverging: [0xB8370F, 0xD27A63, 0xE5B7AA, 0xF3F4F5, 0xA4B5CA, 0x5978A0, 0x0B3C73].map { Colour(hex: $0) })

  /// For screens at night: the same names, the series lifted until they stand out from the dark.
  public static let dark: Theme = {
    var theme = Theme.bullwhip
    let ground = Colour(hex: 0x0F1720)
    theme.background = ground
    theme.ink = Colour(hex: 0xE8EEF4)
    theme.ink2 = Colour(hex: 0xB7C2CD)
    theme.ink3 = Colour(hex: 0x97A4B1)
    theme.context = Colour(hex: 0x66737F)
    theme.hairline = Colour(hex: 0x3A4753)
    theme.grid = Colour(hex: 0x25313D)
    theme.wash = Colour(hex: 0x15202B)
    theme.panel = Colour(hex: 0x1A2836)
    theme.nothing = Colour(hex: 0x1B2631)
    theme.series = theme.series.map {
      Series($0.name, fill: $0.fill.lifted(on: ground, toContrast: 3), text: $0.text.lifted(on: theme.panel, toContrast: 4.5))
    }
    theme.sequential = [0x1E3550, 0x335478, 0x5078A6, 0x7FA3CC, 0xBBD3EC].map { Colour(hex: $0) }
    theme.diverging = [0xF08A66, 0xB05C42, 0x6B3B2F, 0x2A343F, 0x3B5878, 0x6288B5, 0x9CC0E6].map { Colour(hex: $0) }
    return theme
  }()

  // MARK: Roles with a meaning

  /// Recommended, or the primary series.
  public var primary: Series { series[0] }
  /// Alert, threshold, adverse change.
  public var adverse: Series { series[1] }
  public var favourable: Series { series[2] }
  /// The current state or baseline.
  public var baseline: Series { Series("baseline", fill: ink2, text: ink2) }
  public var other: Series { Series("other", fill: context, text: ink3) }

  /// This theme with a client's colour in the place of navy.
  ///
  /// - Throws: ``ThemeError`` with every reason when text would not be readable or series not be told apart.
  public func rebranded(accent: Colour, text: Colour? = nil) throws(ThemeError) -> Theme {
    var theme = self
    theme.series[0] = Series("accent", fill: accent, text: text ?? accent.lifted(on: panel, toContrast: 4.5))
    let reasons = theme.problems()
    guard reasons.isEmpty else { throw ThemeError(reasons: reasons) }
    return theme
  }

  /// Why this theme may not be used; empty for a good one.
  public func problems() -> [String] {
    var found: [String] = []
    func text(_ colour: Colour, _ name: String) {
      for (ground, place) in [(background, "the background"), (panel, "highlighted rows"), (wash, "the wash")]
      where colour.contrast(with: ground) < 4.5 {
        found.append("\(name) text reaches a contrast of \(oneDecimal(colour.contrast(with: ground))) on \(place); 4.5 is needed")
      }
    }
    text(ink, "ink")
    text(ink2, "ink-2")
    text(ink3, "ink-3")
    for item in series { text(item.text, item.name) }
    for (index, item) in series.enumerated() where item.fill.contrast(with: background) < 1.9 {
      found.append("series \(index + 1) (\(item.name)) hardly stands out from the background")
    }
    for vision in ColourVision.allCases {
      for i in series.indices {
        for j in series.indices where j > i {
          let distance = series[i].fill.difference(from: series[j].fill, vision: vision)
          guard distance < 11 else { continue }
          let pair = "\(series[i].name) and \(series[j].name)"
          found.append("\(pair) cannot be told apart (\(vision.rawValue): \(oneDecimal(distance)); 11 is needed)")
        }
      }
    }
    return found
  }

  private func oneDecimal(_ value: Double) -> String { String((value * 10).rounded(.down) / 10) }
}

/// Why a theme was refused.
public struct ThemeError: Error, Sendable, Equatable, CustomStringConvertible {
  public var reasons: [String]
  public var description: String { reasons.joined(separator: "; ") }
}

/// What a piece of text is for; its family, weight and size follow.
public enum TextRole: Sendable, Hashable {
  case eyebrow, title, subtitle, axis, axisUnit, endLabel, panelHeader, emphasis, value, note, stamp, category, cell, largeValue

  public func style(report: Bool) -> TextStyle {
    switch self {
    case .eyebrow: TextStyle(weight: .semibold, size: 7.5, tracking: 0.05)
    case .title: TextStyle(.display, weight: .semibold, size: report ? 12 : 16)
    case .subtitle: TextStyle(size: report ? 8.1 : 9.2)
    case .axis: TextStyle(size: 8.2, tabular: true)
    case .axisUnit: TextStyle(weight: .semibold, size: 8.2)
    case .endLabel: TextStyle(size: 8.2, tabular: true)
    case .panelHeader: TextStyle(weight: .semibold, size: report ? 8.8 : 9.2)
    case .emphasis: TextStyle(weight: .semibold, size: 8.8)
    case .value: TextStyle(weight: .semibold, size: report ? 9.2 : 9.6)
    case .note: TextStyle(size: 7.2)
    case .stamp: TextStyle(size: 7)
    case .category: TextStyle(size: 8.8)
    case .cell: TextStyle(size: 8.8, tabular: true)
    case .largeValue: TextStyle(.display, weight: .semibold, size: report ? 11 : 13)
    }
  }

  /// Distance between baselines; Inter's natural line is 1.21 em.
  public func lineHeight(report: Bool) -> Double {
    let leading =
      switch self {
      case .title: 1.06
      case .subtitle: 1.15
      case .note, .stamp: 1.18
      default: 1.05
      }
    return style(report: report).size * 1.21 * leading
  }
}
