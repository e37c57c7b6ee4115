#if Reports
  internal import CCairo
  internal import Charts

  /// The faces of the fonts, opened by one thread before any other draws, and open from then on.
  ///
  /// Cairo (1.16) opens a font's file when it first needs a glyph of it, with one FreeType library for all threads and no lock around the
  /// call, which FreeType asks for. Two threads that open files at once may spoil a face, and a document then embeds another subset of it:
  /// other bytes. What is open already is only locked and read.
  final class OpenFaces: @unchecked Sendable {
    static let shared = OpenFaces()
    /// As long as a line of text lives, so does its face.
    private let lines: [ShapedLine]

    private init() {
      // Whoever draws next is told what is wrong with the fonts.
      guard let fonts = try? FontCatalogue(files: FontCatalogue.installed()),
        let surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 32, 32), let context = cairo_create(surface)
      else {
        lines = []
        return
      }
      var lines: [ShapedLine] = []
      for family in [TextStyle.Family.text, .display] {
        for weight in [TextStyle.Weight.regular, .medium, .semibold, .bold] {
          let line = ShapedLine("A", style: TextStyle(family, weight: weight, size: 16), fonts: fonts)
          pango_cairo_show_layout(context, line.layout)
          lines.append(line)
        }
      }
      cairo_destroy(context)
      cairo_surface_destroy(surface)
      self.lines = lines
    }
  }
#endif
