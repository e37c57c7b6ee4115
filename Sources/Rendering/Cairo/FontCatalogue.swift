#if Reports
  internal import CCairo
  public import Groundwork

  #if canImport(Glibc)
    internal import Glibc
  #elseif canImport(Darwin)
    internal import Darwin
  #elseif canImport(Musl)
    internal import Musl
  #endif

  /// The fonts pictures are set in: Inter and Inter Display from the system package `fonts-inter`, in a FontConfig configuration
  /// of their own, so that no other font on the machine can change a picture.
  ///
  /// Where Inter is not installed the system's own sans serif stands in, and `warnings` says so: such pictures are readable, but not
  /// the same on every machine. Belongs to one task at a time (a Pango font map is not made for sharing); making one takes about 2 ms.
  public final class FontCatalogue {
    /// What a reader should know about the fonts that were found; empty when all is well.
    public let warnings: [Diagnostic]
    /// `Inter 4.000`, for the stamp of a report; `system sans` where Inter is missing.
    public let version: String

    let context: OpaquePointer
    private let map: UnsafeMutablePointer<PangoFontMap>

    /// The files read from a font folder; upright cuts only, for nothing is set in italics.
    private static let files = ["Inter", "InterDisplay"].flatMap { family in
      ["Regular", "Medium", "SemiBold", "Bold"].map { "\(family)-\($0).otf" }
    }
    private static let folders = ["/usr/share/fonts/opentype/inter", "/usr/local/share/fonts/inter"]

    /// Finds Inter: first in the folders its packages install to, then wherever the system's FontConfig knows it.
    ///
    /// - Throws: `RenderingError.drawing` when FontConfig or Pango cannot be started at all.
    public convenience init() throws {
      _ = OpenFaces.shared
      try self.init(files: Self.installed())
    }

    static func installed() -> [String] {
      let paths = folders.lazy.map { folder in files.map { "\(folder)/\($0)" } }.first { $0.allSatisfy { isReadable($0) } } ?? []
      return paths.isEmpty ? systemFiles() : paths
    }

    /// - Parameter files: font files holding the families `Inter` and `Inter Display`; none: the system sans serif, with a warning.
    init(files: [String]) throws {
      var version = "system sans"
      var complete = false
      var config: OpaquePointer?
      if !files.isEmpty, let own = FcConfigCreate() {
        let added = files.allSatisfy { bw_config_add_font(own, $0) != 0 }
        let text = Self.listed("Inter", in: own)
        complete = added && !text.isEmpty && !Self.listed("Inter Display", in: own).isEmpty
        if complete {
          config = own
          let fixed = text.map(\.version).max() ?? 0
          version = "Inter \(fixed >> 16).\(Self.thousandths(fixed))"
        } else {
          FcConfigDestroy(own)
        }
      }
      guard let map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT) else {
        if let config { FcConfigDestroy(config) }
        throw RenderingError.drawing("Pango has no FreeType fonts here", during: "opening the fonts")
      }
      if let config {
        bw_font_map_set_config(map, config)
        FcConfigDestroy(config)  // the map holds its own count
      }
      bw_font_map_set_resolution(map, 72)
      guard let context = pango_font_map_create_context(map) else {
        g_object_unref(UnsafeMutableRawPointer(map))
        throw RenderingError.drawing("Pango made no context", during: "opening the fonts")
      }
      let options = cairo_font_options_create()
      cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
      cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
      cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
      pango_cairo_context_set_font_options(context, options)
      cairo_font_options_destroy(options)
      pango_cairo_context_set_resolution(context, 72)
      pango_context_set_round_glyph_positions(context, 0)
      // Otherwise Pango asks the environment for the language, and the language chooses glyph variants.
      pango_context_set_language(context, pango_language_from_string("en"))
      pango_context_set_base_dir(context, PANGO_DIRECTION_LTR)
      self.map = map
      self.context = context
      self.version = version
      self.warnings =
        complete
        ? []
        : [
          Diagnostic(
            .warning, code: "font-missing",
            "the font Inter is not installed, so the system's sans serif stands in and pictures differ from machine to machine",
            remedy: "install the package fonts-inter")
        ]
    }

    deinit {
      g_object_unref(UnsafeMutableRawPointer(context))
      g_object_unref(UnsafeMutableRawPointer(map))
    }

    private static func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 }

    /// Inter's files as the system's FontConfig knows them, upright ones, in order of name.
    private static func systemFiles() -> [String] {
      let files = listed("Inter", in: nil) + listed("Inter Display", in: nil)
      return Set(files.map(\.file)).sorted()
    }

    private static func listed(_ family: String, in config: OpaquePointer?) -> [(file: String, version: Int)] {
      guard let set = bw_list_family(config, family) else { return [] }
      defer { FcFontSetDestroy(set) }
      return (0..<set.pointee.nfont).compactMap { index in
        guard bw_font_upright(set, index) != 0, let file = bw_font_file(set, index) else { return nil }
        return (String(cString: file), Int(bw_font_version(set, index)))
      }
    }

    private static func thousandths(_ fixed: Int) -> String {
      let part = ((fixed & 0xffff) * 1000 + 0x8000) >> 16
      return String("000\(part)".suffix(3))
    }
  }
#endif
