public import Charts
public import Rendering

extension ReportDocument {
  /// Lays the report out.
  ///
  /// - Returns: its pages, cover first. `LaidOutPage.scene` shows one as a picture.
  /// - Throws: `InputErrors` for ids used twice, references to nothing, tables and figures that fit no page, a summary longer than
  ///   its page; whatever a figure's own layout throws.
  public func pages(measurer: any TextMeasurer) throws -> [LaidOutPage] {
    try ReportLayout.lay(self, measurer: measurer).pages
  }

  /// The report as a PDF: tagged, with outline, live links, page labels, alternative texts and embedded fonts.
  ///
  /// The same report gives the same bytes, in any process.
  /// - Throws: what `pages(measurer:)` throws, and `RenderingError`.
  public func pdf(measurer: PangoMeasurer) throws -> [UInt8] {
    // Widths, and so every line break, are those of one version of the fonts: the box names it.
    var report = self
    if let facts = reproduction?.facts, !facts.contains(where: { $0.label == "Fonts" }) {
      let place = facts.firstIndex { $0.label == "Engine" }.map { $0 + 1 } ?? facts.count
      report.reproduction?.facts.insert(Fact("Fonts", measurer.fonts.version), at: place)
    }
    let (pages, outline) = try ReportLayout.lay(report, measurer: measurer)
    let book = try PDFBook(metadata: metadata, measurer: measurer)
    for (index, page) in pages.enumerated() {
      try book.beginPage(width: page.width, height: page.height, label: String(index + 1))
      if index == 0 { book.beginTag(.document) }
      for item in page.items {
        switch item {
        case .draw(let command): try book.draw(command)
        case .scene(let scene, let corner): try book.draw(scene, at: corner)
        case .picture(let png, let box): try book.draw(png: png, in: box)
        case .beginTag(let tag): book.beginTag(tag)
        case .endTag: book.endTag()
        case .beginLink(let target): book.beginLink(to: target)
        case .endLink: book.endLink()
        case .destination(let name, let point): book.markDestination(name, at: point)
        }
      }
    }
    book.endTag()
    var chapter: Int?
    for entry in outline {
      if entry.level == 0 {
        chapter = book.addOutline(entry.title, to: entry.destination)
      } else {
        book.addOutline(entry.title, to: entry.destination, under: chapter, isOpen: false)
      }
    }
    return try book.finish()
  }
}
