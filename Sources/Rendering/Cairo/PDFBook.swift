#if Reports
  internal import CCairo
  public import Charts

  /// A PDF being written, page after page: scenes drawn directly (text stays text, fonts are embedded as subsets), structure tags,
  /// links, destinations, outline and page labels; finished with what Cairo leaves out (see `PDFFinisher`).
  ///
  /// Equal calls give equal bytes. Belongs to one task.
  ///
  ///     let book = try PDFBook(metadata: metadata, measurer: measurer)
  ///     try book.beginPage(width: 595.276, height: 841.89, label: "1")
  ///     book.draw(scene, at: Point(54, 74))
  ///     let bytes = try book.finish()
  public final class PDFBook {
    private let surface: OpaquePointer
    private let context: OpaquePointer
    private let sink: ByteSink
    private let metadata: DocumentMetadata
    private let measurer: PangoMeasurer
    private var painter: ScenePainter { ScenePainter(context: context, measurer: measurer) }

    private var alternatives: [String] = []
    private var open: [String] = []
    private var marked: Set<String> = []
    private var wanted: Set<String> = []
    private var pageIsOpen = false
    private var problem: RenderingError?
    private var isFinished = false

    /// - Throws: `RenderingError.invalidDate`, or `.drawing` when Cairo cannot start.
    public init(metadata: DocumentMetadata, measurer: PangoMeasurer) throws {
      try metadata.checkDate()
      self.metadata = metadata
      self.measurer = measurer
      sink = ByteSink()
      surface = cairo_pdf_surface_create_for_stream(
        { closure, data, length in
          guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
          Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue().append(UnsafeBufferPointer(start: data, count: Int(length)))
          return CAIRO_STATUS_SUCCESS
        }, Unmanaged.passUnretained(sink).toOpaque(), 595.276, 841.89)
      context = cairo_create(surface)
      try checkCairo(cairo_status(context), during: "starting a PDF")
      // PDF 1.4 has no object streams, so the finisher can read what any Cairo writes.
      cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4)
      set(CAIRO_PDF_METADATA_TITLE, metadata.title)
      set(CAIRO_PDF_METADATA_AUTHOR, metadata.author)
      set(CAIRO_PDF_METADATA_SUBJECT, metadata.subject)
      set(CAIRO_PDF_METADATA_KEYWORDS, metadata.keywords.joined(separator: ", "))
      set(CAIRO_PDF_METADATA_CREATOR, metadata.creator)
      set(CAIRO_PDF_METADATA_CREATE_DATE, metadata.created)
      set(CAIRO_PDF_METADATA_MOD_DATE, metadata.created)
    }

    deinit {
      // The sink must outlive the surface: destroying an unfinished surface still writes.
      cairo_destroy(context)
      cairo_surface_destroy(surface)
    }

    private func set(_ field: cairo_pdf_metadata_t, _ text: String) {
      if !text.isEmpty { cairo_pdf_surface_set_metadata(surface, field, text) }
    }

    // MARK: Pages

    /// Starts a page, in points. The page before it is closed.
    /// - Throws: `RenderingError.invalidScene` for a size no page can have; `.unbalanced` when a link is still open.
    public func beginPage(width: Double, height: Double, label: String = "") throws {
      guard width.isFinite, height.isFinite, width >= 3, height >= 3, width <= 14_400, height <= 14_400 else {
        throw RenderingError.invalidScene("a page of \(width) × \(height) pt; PDF allows 3 to 14400 pt")
      }
      if pageIsOpen { takingTurns { cairo_show_page(context) } }
      cairo_pdf_surface_set_size(surface, width, height)
      if !label.isEmpty { cairo_pdf_surface_set_page_label(surface, label) }
      // An opaque fill over the whole page lets Cairo's recording forget all before it, and with the drawing it forgets the tags that
      // were opened. It does so only where nothing clips; a clip around the page changes no picture and keeps the record.
      cairo_reset_clip(context)
      cairo_new_path(context)
      cairo_rectangle(context, -1, -1, width + 2, height + 2)
      cairo_clip(context)
      pageIsOpen = true
    }

    /// Draws a scene with its upper left corner at a point of the page.
    /// - Throws: `RenderingError.invalidScene` when the scene cannot be drawn.
    public func draw(_ scene: Scene, at corner: Point = Point(0, 0)) throws {
      try check(scene)
      takingTurns {
        cairo_save(context)
        cairo_translate(context, settled(corner.x), settled(corner.y))
        painter.draw(scene)
        cairo_restore(context)
      }
    }

    /// Draws one command in the page's own coordinates. Clips are pushed and popped within a page.
    /// - Throws: `RenderingError.invalidScene` when the command cannot be drawn.
    public func draw(_ command: DrawingCommand) throws {
      try check(command)
      takingTurns { painter.draw(command) }
    }

    /// Paints an image surface with its upper left corner at a point, `scale` points a pixel.
    func paint(_ image: OpaquePointer?, scale: Double, at corner: Point) {
      cairo_save(context)
      cairo_translate(context, settled(corner.x), settled(corner.y))
      cairo_scale(context, scale, scale)
      cairo_set_source_surface(context, image, 0, 0)
      cairo_paint(context)
      cairo_restore(context)
    }

    // MARK: Structure

    /// Opens a structure tag. It may stay open over any number of pages as long as it holds other tags; what holds text or drawing
    /// itself is closed on its page.
    public func beginTag(_ tag: StructureTag) {
      guard isOnPage("a tag is opened") else { return }
      if case .figure(let words) = tag { alternatives.append(words) }
      open.append(tag.name)
      cairo_tag_begin(context, tag.name, "")
    }

    /// Closes the tag opened last.
    public func endTag() {
      guard let name = open.popLast(), name != linkName else {
        problem = problem ?? .unbalanced("a tag is closed that is not the last one opened")
        return
      }
      cairo_tag_end(context, name)
    }

    /// What is drawn until `endLink` leads somewhere when it is clicked.
    public func beginLink(to target: LinkTarget) {
      guard isOnPage("a link is opened") else { return }
      open.append(linkName)
      switch target {
      case .destination(let name):
        wanted.insert(name)
        cairo_tag_begin(context, linkName, "dest='\(safe(name))'")
      case .uri(let uri): cairo_tag_begin(context, linkName, "uri='\(safe(uri: uri))'")
      }
    }

    public func endLink() {
      guard open.popLast() == linkName else {
        problem = problem ?? .unbalanced("a link is closed that is not the last thing opened")
        return
      }
      cairo_tag_end(context, linkName)
    }

    /// Gives a place on this page a name that links and outline entries can lead to. Names are unique in a document.
    public func markDestination(_ name: String, at point: Point) {
      guard isOnPage("a destination is marked") else { return }
      if !marked.insert(name).inserted { problem = problem ?? .unbalanced("the destination '\(name)' is marked twice") }
      let place = "name='\(safe(name))' x=\(settled(point.x)) y=\(settled(point.y))"
      cairo_tag_begin(context, "cairo.dest", place)
      cairo_tag_end(context, "cairo.dest")
    }

    /// Adds an entry to the outline (the list of headings beside the pages).
    /// - Parameters:
    ///   - name: a destination that is marked before `finish`.
    ///   - parent: what an earlier call returned; nil for the top level.
    /// - Returns: the entry's number, for its children.
    @discardableResult
    public func addOutline(_ title: String, to name: String, under parent: Int? = nil, isOpen: Bool = true) -> Int {
      let flags = isOpen ? CAIRO_PDF_OUTLINE_FLAG_OPEN : cairo_pdf_outline_flags_t(rawValue: 0)
      wanted.insert(name)
      return Int(cairo_pdf_surface_add_outline(surface, Int32(parent ?? 0), title, "dest='\(safe(name))'", flags))
    }

    private let linkName = "Link"

    /// Cairo forgets what happens before a page has its size, so nothing may.
    private func isOnPage(_ action: String) -> Bool {
      if !pageIsOpen { problem = problem ?? .unbalanced("\(action) before the first page") }
      return pageIsOpen
    }

    /// A destination's name in letters, digits, points, hyphens and underlines; any other byte as `~` and two hexadecimal digits. Cairo
    /// writes names into the file as they are, and a parenthesis or backslash would break it.
    private func safe(_ name: String) -> String {
      name.utf8.reduce(into: "") { out, byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
          out.unicodeScalars.append(Unicode.Scalar(byte))
        default: out += (byte < 16 ? "~0" : "~") + String(byte, radix: 16)
        }
      }
    }

    /// A web address in ASCII (RFC 3986): what may not stand in one, and the signs that mean something in a PDF string, as percent codes.
    private func safe(uri: String) -> String {
      let allowed = Set("-._~:/?#[]@!$&*+,;=%".utf8)
      return uri.utf8.reduce(into: "") { out, byte in
        let scalar = Unicode.Scalar(byte)
        if allowed.contains(byte) || (scalar.isASCII && scalar.properties.isAlphabetic) || (48...57).contains(byte) {
          out.unicodeScalars.append(scalar)
        } else {
          out += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
        }
      }
    }

    // MARK: End

    /// Closes the last page and the document.
    /// - Throws: `RenderingError` when a tag is left open, a link leads nowhere, or Cairo reported any error on the way.
    public func finish() throws -> [UInt8] {
      precondition(!isFinished, "a book is finished once")
      isFinished = true
      if let problem { throw problem }
      guard open.isEmpty else { throw RenderingError.unbalanced("\(open.joined(separator: " › ")) is left open") }
      guard pageIsOpen else { throw RenderingError.unbalanced("the document has no page") }
      // Cairo itself writes a link to nowhere without a word.
      if let lost = wanted.subtracting(marked).sorted().first {
        throw RenderingError.unbalanced("a link leads to '\(lost)', which is nowhere")
      }
      try takingTurns {
        cairo_show_page(context)
        try checkCairo(cairo_status(context), during: "drawing a PDF")
        cairo_surface_finish(surface)
      }
      try checkCairo(cairo_surface_status(surface), during: "finishing a PDF")
      return try PDFFinisher(metadata: metadata, alternatives: alternatives).finish(sink.bytes)
    }
  }

  /// Collects what Cairo writes.
  private final class ByteSink {
    var bytes: [UInt8] = []
    func append(_ more: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: more) }
  }
#endif
