#if Reports
  internal import CCairo
  public import Charts

  extension PDFBook {
    /// Draws a PNG picture as large as a box allows, in its own proportions, at the box's upper right corner. Transparency stays.
    ///
    /// - Throws: `RenderingError.drawing` when the bytes are no PNG file that can be read to its end.
    public func draw(png: [UInt8], in box: Rect) throws {
      let source = PNGSource(png)
      let surface = cairo_image_surface_create_from_png_stream(
        { closure, data, length in
          guard let closure, let data,
            Unmanaged<PNGSource>.fromOpaque(closure).takeUnretainedValue().read(UnsafeMutableBufferPointer(start: data, count: Int(length)))
          else { return CAIRO_STATUS_READ_ERROR }
          return CAIRO_STATUS_SUCCESS
        }, Unmanaged.passUnretained(source).toOpaque())
      defer { cairo_surface_destroy(surface) }
      try checkCairo(cairo_surface_status(surface), during: "reading a PNG picture")
      let width = Double(cairo_image_surface_get_width(surface)), height = Double(cairo_image_surface_get_height(surface))
      let scale = min(box.width / width, box.height / height)
      paint(surface, scale: scale, at: Point(box.x + box.width - width * scale, box.y))
    }

    /// The bytes of a file, handed out piece by piece.
    private final class PNGSource {
      private var rest: ArraySlice<UInt8>
      init(_ bytes: [UInt8]) { rest = bytes[...] }

      /// - Returns: whether there was as much as asked for.
      func read(_ room: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        guard rest.count >= room.count else { return false }
        _ = room.update(fromContentsOf: rest.prefix(room.count))
        rest = rest.dropFirst(room.count)
        return true
      }
    }
  }
#endif
