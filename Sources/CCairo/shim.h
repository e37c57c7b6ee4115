#pragma once
#include <cairo/cairo.h>
#include <cairo/cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

/// The cast from a font map to its FontConfig kind is a macro of GObject's, which Swift does not see.
static inline void bw_font_map_set_config(PangoFontMap *map, FcConfig *config) {
  pango_fc_font_map_set_config((PangoFcFontMap *)map, config);
}

/// FontConfig spells file names and property names as unsigned bytes; Swift's strings arrive as plain ones.
static inline FcBool bw_config_add_font(FcConfig *config, const char *path) {
  return FcConfigAppFontAddFile(config, (const FcChar8 *)path);
}

/// The fonts of one family in a configuration (null: the system's own), with the properties this package reads.
static inline FcFontSet *bw_list_family(FcConfig *config, const char *family) {
  FcPattern *pattern = FcPatternCreate();
  if (!pattern) return 0;
  FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)family);
  FcObjectSet *wanted = FcObjectSetBuild(FC_FILE, FC_FONTVERSION, FC_SLANT, FC_WEIGHT, (char *)0);
  FcFontSet *found = wanted ? FcFontList(config, pattern, wanted) : 0;
  if (wanted) FcObjectSetDestroy(wanted);
  FcPatternDestroy(pattern);
  return found;
}

/// The file a listed font lies in; null when it has none. Lives as long as the set.
static inline const char *bw_font_file(const FcFontSet *set, int index) {
  FcChar8 *file = 0;
  if (FcPatternGetString(set->fonts[index], FC_FILE, 0, &file) != FcResultMatch) return 0;
  return (const char *)file;
}

/// The version of a listed font as 16.16 fixed point; 0 when it names none.
static inline int bw_font_version(const FcFontSet *set, int index) {
  int version = 0;
  if (FcPatternGetInteger(set->fonts[index], FC_FONTVERSION, 0, &version) != FcResultMatch) return 0;
  return version;
}

/// Whether a listed font stands upright.
static inline int bw_font_upright(const FcFontSet *set, int index) {
  int slant = 0;
  return FcPatternGetInteger(set->fonts[index], FC_SLANT, 0, &slant) != FcResultMatch || slant == FC_SLANT_ROMAN;
}

/// Same cast, for Cairo's side of the same map.
static inline void bw_font_map_set_resolution(PangoFontMap *map, double dotsPerInch) {
  pango_cairo_font_map_set_resolution((PangoCairoFontMap *)map, dotsPerInch);
}
