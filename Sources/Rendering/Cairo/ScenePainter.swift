#if Reports
  internal import CCairo
  internal import Charts

  /// Draws scenes on a Cairo context, command by command. Cairo keeps its first error; whoever finishes the surface reads it.
  struct ScenePainter {
    let context: OpaquePointer
    let measurer: PangoMeasurer

    func draw(_ scene: Scene) {
      for command in scene.commands { draw(command) }
    }

    func draw(_ command: DrawingCommand) {
      switch command {
      case .path(let elements, let fill, let stroke, _):
        guard !elements.isEmpty else { return }
        cairo_new_path(context)
        for element in elements {
          switch element {
          case .move(let p): cairo_move_to(context, settled(p.x), settled(p.y))
          case .line(let p): cairo_line_to(context, settled(p.x), settled(p.y))
          case .curve(let a, let b, let c):
            cairo_curve_to(context, settled(a.x), settled(a.y), settled(b.x), settled(b.y), settled(c.x), settled(c.y))
          case .close: cairo_close_path(context)
          }
        }
        paint(fill, stroke)
      case .rect(let rect, let radius, let fill, let stroke, _):
        trace(rect, radius)
        paint(fill, stroke)
      case .circle(let centre, let radius, let fill, let stroke, _):
        cairo_new_path(context)
        cairo_arc(context, settled(centre.x), settled(centre.y), settled(radius), 0, 2 * Double.pi)
        cairo_close_path(context)
        paint(fill, stroke)
      case .text(let run, _):
        draw(run)
      case .pushClip(let rect):
        cairo_save(context)
        cairo_new_path(context)
        cairo_rectangle(context, settled(rect.x), settled(rect.y), settled(rect.width), settled(rect.height))
        cairo_clip(context)
      case .popClip:
        cairo_restore(context)
      }
    }

    private func trace(_ rect: Rect, _ cornerRadius: Double) {
      let (x, y, w, h) = (settled(rect.x), settled(rect.y), settled(rect.width), settled(rect.height))
      let r = max(0, min(settled(cornerRadius), abs(w) / 2, abs(h) / 2))
      cairo_new_path(context)
      guard r > 0 else {
        cairo_rectangle(context, x, y, w, h)
        return
      }
      let quarter = Double.pi / 2
      cairo_arc(context, x + w - r, y + r, r, -quarter, 0)
      cairo_arc(context, x + w - r, y + h - r, r, 0, quarter)
      cairo_arc(context, x + r, y + h - r, r, quarter, 2 * quarter)
      cairo_arc(context, x + r, y + r, r, 2 * quarter, 3 * quarter)
      cairo_close_path(context)
    }

    private func paint(_ fill: Colour?, _ stroke: Stroke?) {
      if let fill {
        set(fill)
        if stroke == nil { cairo_fill(context) } else { cairo_fill_preserve(context) }
      }
      if let stroke, stroke.width > 0 {
        set(stroke.colour)
        cairo_set_line_width(context, settled(stroke.width))
        cairo_set_line_cap(context, stroke.cap == .round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        // Cairo refuses a dash pattern without any length.
        let dash = stroke.dash.map(settled)
        cairo_set_dash(context, dash, dash.contains { $0 > 0 } ? Int32(dash.count) : 0, 0)
        cairo_stroke(context)
      }
      cairo_new_path(context)
    }

    private func draw(_ run: TextRun) {
      guard !run.text.isEmpty else { return }
      let line = measurer.shaped(run)
      let x: Double
      switch run.anchor {
      case .start: x = run.at.x
      case .middle: x = run.at.x - line.extent.width / 2
      case .end: x = run.at.x - line.extent.width
      }
      guard let glyphs = pango_layout_get_line_readonly(line.layout, 0) else { return }
      if let halo = run.halo {
        cairo_new_path(context)
        cairo_move_to(context, settled(x), settled(run.at.y))
        pango_cairo_layout_line_path(context, glyphs)
        set(halo)
        cairo_set_line_width(context, haloWidth)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        cairo_set_dash(context, nil, 0, 0)
        cairo_stroke(context)
      }
      set(run.colour)
      cairo_new_path(context)
      cairo_move_to(context, settled(x), settled(run.at.y))
      pango_cairo_show_layout_line(context, glyphs)
      cairo_new_path(context)
    }

    private func set(_ colour: Colour) {
      cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, colour.alpha)
    }
  }

  /// Throws when a Cairo call on this context or surface has failed.
  func checkCairo(_ status: cairo_status_t, during action: String) throws(RenderingError) {
    guard status == CAIRO_STATUS_SUCCESS else {
      throw .drawing(String(cString: cairo_status_to_string(status)), during: action)
    }
  }
#endif
