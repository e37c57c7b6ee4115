#if Reports
  internal import CCairo
  internal import Charts

  /// A white sheet of pixels and the context that draws on it.
  final class PNGCanvas {
    private let surface: OpaquePointer
    private let context: OpaquePointer
    let width: Int
    let height: Int

    init(width: Int, height: Int, scale: Double) throws(RenderingError) {
      self.width = width
      self.height = height
      surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
      context = cairo_create(surface)
      try checkCairo(cairo_status(context), during: "making a picture of \(width) × \(height) pixels")
      cairo_set_source_rgb(context, 1, 1, 1)
      cairo_paint(context)
      cairo_scale(context, scale, scale)
      cairo_set_tolerance(context, 0.1)
    }

    deinit {
      cairo_destroy(context)
      cairo_surface_destroy(surface)
    }

    func draw(_ scene: Scene, measurer: PangoMeasurer) throws(RenderingError) {
      ScenePainter(context: context, measurer: measurer).draw(scene)
      try checkCairo(cairo_status(context), during: "drawing a picture")
    }

    /// Rows of red, green, blue.
    func pixels() throws(RenderingError) -> [UInt8] {
      cairo_surface_flush(surface)
      try checkCairo(cairo_surface_status(surface), during: "finishing a picture")
      guard let data = cairo_image_surface_get_data(surface) else { throw .drawing("no pixels", during: "finishing a picture") }
      let stride = Int(cairo_image_surface_get_stride(surface))
      return [UInt8](unsafeUninitializedCapacity: width * height * 3) { out, count in
        var to = 0
        for row in 0..<height {
          // Cairo keeps a pixel as one native 32-bit word 0x00RRGGBB; a row starts at a multiple of four bytes.
          let words = UnsafeRawPointer(data + row * stride).assumingMemoryBound(to: UInt32.self)
          for column in 0..<width {
            let word = words[column]
            out[to] = UInt8(truncatingIfNeeded: word >> 16)
            out[to + 1] = UInt8(truncatingIfNeeded: word >> 8)
            out[to + 2] = UInt8(truncatingIfNeeded: word)
            to += 3
          }
        }
        count = to
      }
    }
  }
#endif
