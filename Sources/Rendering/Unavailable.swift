#if !Reports
  public import Charts
  public import Groundwork

  // The same doors with the package trait `Reports` off. Nothing here can be made, so whoever knocks learns why at once, and code that
  // draws compiles either way.

  /// The fonts pictures are set in; not in this build.
  public final class FontCatalogue {
    public let warnings: [Diagnostic] = []
    public let version = "none"
    /// - Throws: `RenderingError.unavailable`, always.
    public init() throws { throw RenderingError.unavailable }
  }

  /// Measures text; not in this build.
  public final class PangoMeasurer: TextMeasurer {
    public let fonts: FontCatalogue
    /// - Throws: `RenderingError.unavailable`, always.
    public init() throws { throw RenderingError.unavailable }
    public init(fonts: FontCatalogue) { self.fonts = fonts }
    public var diagnostics: [Diagnostic] { [] }
    public func extent(of text: String, style: TextStyle) -> TextExtent { TextExtent(width: 0, ascent: 0, descent: 0) }
  }

  /// Turns scenes into files; not in this build.
  public struct Renderer {
    public let scale: Double
    public let measurer: PangoMeasurer
    public var diagnostics: [Diagnostic] { [] }
    /// - Throws: `RenderingError.unavailable`, always.
    public init(scale: Double = 2) throws { throw RenderingError.unavailable }
    public init(scale: Double = 2, measurer: PangoMeasurer) throws { throw RenderingError.unavailable }
    public func png(_ scene: Scene) throws -> [UInt8] { throw RenderingError.unavailable }
    public func pdf(_ scene: Scene, _ metadata: DocumentMetadata) throws -> [UInt8] { throw RenderingError.unavailable }
    public func svg(_ scene: Scene) throws -> [UInt8] { throw RenderingError.unavailable }
  }

  /// A PDF being written; not in this build.
  public final class PDFBook {
    /// - Throws: `RenderingError.unavailable`, always.
    public init(metadata: DocumentMetadata, measurer: PangoMeasurer) throws { throw RenderingError.unavailable }
    public func beginPage(width: Double, height: Double, label: String = "") throws { throw RenderingError.unavailable }
    public func draw(_ scene: Scene, at corner: Point = Point(0, 0)) throws { throw RenderingError.unavailable }
    public func draw(_ command: DrawingCommand) throws { throw RenderingError.unavailable }
    public func beginTag(_ tag: StructureTag) {}
    public func endTag() {}
    public func beginLink(to target: LinkTarget) {}
    public func endLink() {}
    public func markDestination(_ name: String, at point: Point) {}
    @discardableResult
    public func addOutline(_ title: String, to name: String, under parent: Int? = nil, isOpen: Bool = true) -> Int { 0 }
    public func finish() throws -> [UInt8] { throw RenderingError.unavailable }
  }
#endif
