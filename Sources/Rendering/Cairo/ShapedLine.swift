#if Reports
  internal import CCairo
  internal import Charts

  /// One line of text turned into glyphs: the owner of a Pango layout.
  final class ShapedLine {
    let layout: OpaquePointer
    let extent: TextExtent
    /// Letters the fonts do not have; Pango draws a box for each.
    let missingGlyphs: Int

    init(_ text: String, style: TextStyle, fonts: FontCatalogue) {
      layout = pango_layout_new(fonts.context)
      let description = pango_font_description_new()
      pango_font_description_set_family(description, style.family.rawValue + ",sans-serif")
      pango_font_description_set_weight(description, style.weight.pango)
      pango_font_description_set_absolute_size(description, style.size * Double(PANGO_SCALE))
      pango_layout_set_font_description(layout, description)
      pango_font_description_free(description)

      let attributes = pango_attr_list_new()
      // The attribute list takes each attribute over.
      pango_attr_list_insert(attributes, pango_attr_font_features_new(style.features(for: text)))
      if style.tracking != 0 {
        pango_attr_list_insert(
          attributes, pango_attr_letter_spacing_new(Int32((style.tracking * style.size * Double(PANGO_SCALE)).rounded())))
      }
      pango_layout_set_attributes(layout, attributes)
      pango_attr_list_unref(attributes)
      // A line is a line: what would break a paragraph is drawn as a sign instead.
      pango_layout_set_single_paragraph_mode(layout, 1)
      pango_layout_set_text(layout, text, Int32(text.utf8.count))
      var logical = PangoRectangle()
      pango_layout_get_extents(layout, nil, &logical)
      let scale = Double(PANGO_SCALE)
      let ascent = Double(pango_layout_get_baseline(layout)) / scale
      extent = TextExtent(width: Double(logical.width) / scale, ascent: ascent, descent: Double(logical.height) / scale - ascent)
      missingGlyphs = Int(pango_layout_get_unknown_glyphs_count(layout))
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }
  }

  extension TextStyle.Weight {
    fileprivate var pango: PangoWeight {
      switch self {
      case .regular: PANGO_WEIGHT_NORMAL
      case .medium: PANGO_WEIGHT_MEDIUM
      case .semibold: PANGO_WEIGHT_SEMIBOLD
      case .bold: PANGO_WEIGHT_BOLD
      }
    }
  }

  extension TextStyle {
    /// OpenType features: contextual forms always, tabular figures on request, signs at capital height in lines set in capitals.
    fileprivate func features(for text: String) -> String {
      let letters = text.unicodeScalars.lazy.filter(\.properties.isAlphabetic)
      let capitals = tracking > 0 && !letters.isEmpty && letters.allSatisfy { !$0.properties.isLowercase }
      return "calt=1" + (tabular ? ", tnum=1" : "") + (capitals ? ", case=1" : "")
    }
  }
#endif
