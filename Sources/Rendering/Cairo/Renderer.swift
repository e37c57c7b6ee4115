#if Reports
  public import Charts
  public import Groundwork

  /// Turns scenes into files: PNG for screens, PDF for paper, SVG for the web. The same scene gives the same bytes, in any process.
  ///
  /// Belongs to one task at a time, like the measurer it draws with. Lay scenes out with `measurer`, so that what was measured is
  /// what is drawn.
  public struct Renderer {
    /// Pixels per point of a PNG.
    public let scale: Double
    public let measurer: PangoMeasurer

    /// - Parameter scale: pixels per point of a PNG, 0.1…16; 2 (144 dpi) for screens, 4 for print.
    /// - Throws: `RenderingError.invalidScene` for a scale out of range; `.drawing` when the fonts cannot be opened.
    public init(scale: Double = 2) throws {
      try self.init(scale: scale, measurer: PangoMeasurer())
    }

    public init(scale: Double = 2, measurer: PangoMeasurer) throws {
      guard scale >= 0.1, scale <= 16 else {
        throw RenderingError.invalidScene("a scale of \(scale) pixels per point; 0.1 to 16 are possible")
      }
      self.scale = scale
      self.measurer = measurer
    }

    /// Warnings about fonts and missing letters met so far.
    public var diagnostics: [Diagnostic] { measurer.diagnostics }

    /// The scene on white as a PNG of `⌈width × scale⌉` by `⌈height × scale⌉` pixels, with resolution, title and description.
    /// - Throws: `RenderingError` when the scene cannot be drawn or has more than 100 million pixels.
    public func png(_ scene: Scene) throws -> [UInt8] {
      try check(scene)
      let width = Int((scene.width * scale).rounded(.up))
      let height = Int((scene.height * scale).rounded(.up))
      guard width * height <= 100_000_000, width <= 32_767, height <= 32_767 else {
        throw RenderingError.invalidScene("\(width) × \(height) pixels; draw it at a smaller scale")
      }
      let canvas = try PNGCanvas(width: width, height: height, scale: scale)
      try takingTurns { try canvas.draw(scene, measurer: measurer) }
      let writer = PNGWriter(
        width: width, height: height, pixels: try canvas.pixels(), dotsPerInch: 72 * scale,
        texts: [("Title", scene.title), ("Description", scene.altText)])
      return try writer.bytes()
    }

    /// The scene as a document of one page, tagged as a figure whose alternative text is the scene's.
    /// - Throws: `RenderingError` when the scene cannot be drawn or the metadata's date cannot be read.
    public func pdf(_ scene: Scene, _ metadata: DocumentMetadata) throws -> [UInt8] {
      let book = try PDFBook(metadata: metadata, measurer: measurer)
      try book.beginPage(width: scene.width, height: scene.height, label: "1")
      book.beginTag(.document)
      book.beginTag(.figure(alternative: scene.altText))
      try book.draw(scene)
      book.endTag()
      book.endTag()
      return try book.finish()
    }

    /// The scene as an SVG document in UTF-8; see `SVGWriter`.
    /// - Throws: `RenderingError.invalidScene` when the scene cannot be drawn.
    public func svg(_ scene: Scene) throws -> [UInt8] {
      try check(scene)
      return SVGWriter(scene: scene) { measurer.extent(of: $0, style: $1).width }.bytes()
    }
  }
#endif
