#if Reports
  public import Charts
  public import Groundwork

  /// Text extents as Pango shapes them: no hinting, nothing rounded but to 1/1024 pt, the same on every machine with the same Inter.
  ///
  /// Every pair of text and style is shaped once and remembered. Belongs to one task at a time.
  /// - Complexity: about 20 µs for a new short text, a dictionary lookup for a known one.
  public final class PangoMeasurer: TextMeasurer {
    public let fonts: FontCatalogue

    private struct Key: Hashable {
      var text: String
      var style: TextStyle
    }
    private var known: [Key: TextExtent] = [:]
    private var missing: Set<String> = []

    /// - Throws: `RenderingError` when the fonts cannot be opened; when Inter is only missing, see `diagnostics`.
    public convenience init() throws { try self.init(fonts: FontCatalogue()) }

    public init(fonts: FontCatalogue) { self.fonts = fonts }

    /// The advance width of one line of text, with ascent and descent of its font, in points.
    public func extent(of text: String, style: TextStyle) -> TextExtent {
      let key = Key(text: text, style: style)
      if let extent = known[key] { return extent }
      let line = ShapedLine(text, style: style, fonts: fonts)
      note(line, text)
      known[key] = line.extent
      return line.extent
    }

    /// Warnings about fonts and about letters no font had, in a fixed order.
    public var diagnostics: [Diagnostic] {
      fonts.warnings
        + missing.sorted().map {
          Diagnostic(
            .warning, code: "glyph-missing", "the font has no sign for some letters of '\($0)'; boxes are drawn in their place",
            remedy: "use Latin, Greek or Cyrillic letters in names that appear in pictures")
        }
    }

    func shaped(_ run: TextRun) -> ShapedLine {
      let line = ShapedLine(run.text, style: run.style, fonts: fonts)
      note(line, run.text)
      return line
    }

    private func note(_ line: ShapedLine, _ text: String) {
      if line.missingGlyphs > 0 { missing.insert(text) }
    }
  }
#endif
