// The few functions that wasm/freetype.ts calls: fonts in memory, and the outlines of their glyphs as OpenSCAD loads them
// (spec/geometry.md §9.3).
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include <stdlib.h>

#define EXPORT(name) __attribute__((export_name(#name)))

// A height of 1e5 in units of 1/64 point, at 100 dots per inch.
#define HEIGHT 100000
#define RESOLUTION 100

// More than glyphs of honest fonts have.
#define MOST_PARTS 256

static FT_Library library;

EXPORT(allocate) void *allocate(unsigned size) { return malloc(size); }

// A font of a file that stays in memory; null when it cannot be read. The upper 16 bits of `index` name an instance of
// a variable font.
EXPORT(open_font) FT_Face open_font(const FT_Byte *bytes, int size, int index)
{
  FT_Face face;
  if (library == NULL && FT_Init_FreeType(&library) != 0) return NULL;
  if (FT_New_Memory_Face(library, bytes, size, index, &face) != 0) return NULL;
  if (FT_Set_Char_Size(face, 0, HEIGHT, RESOLUTION, RESOLUTION) == 0) return face;
  FT_Done_Face(face);
  return NULL;
}

// Whether a glyph has at most MOST_PARTS parts, itself included. What is counted is read level by level, unhinted: each part
// may name others, so a file of some hundred bytes can stand for 10^8 of them.
static int has_few_parts(FT_Face face, FT_UInt glyph)
{
  FT_UInt parts[MOST_PARTS] = { glyph };
  FT_UInt count = 1;
  for (FT_UInt at = 0; at < count; at++) {
    if (FT_Load_Glyph(face, parts[at], FT_LOAD_NO_RECURSE) != 0) return 0;
    FT_GlyphSlot slot = face->glyph;
    if (slot->format != FT_GLYPH_FORMAT_COMPOSITE) continue;
    if (slot->num_subglyphs > MOST_PARTS - count) return 0;
    for (FT_UInt k = 0; k < slot->num_subglyphs; k++) {
      FT_Int part, x, y;
      FT_UInt flags;
      FT_Matrix matrix;
      if (FT_Get_SubGlyph_Info(slot, k, &part, &flags, &x, &y, &matrix) != 0) return 0;
      parts[count++] = (FT_UInt)part;
    }
  }
  return 1;
}

// The glyph's outline, hinted as the font asks for; null when there is none. It is valid until the next call.
EXPORT(load_outline) FT_Outline *load_outline(FT_Face face, unsigned glyph)
{
  if (!has_few_parts(face, glyph)) return NULL;
  if (FT_Load_Glyph(face, glyph, FT_LOAD_DEFAULT) != 0) return NULL;
  return face->glyph->format == FT_GLYPH_FORMAT_OUTLINE ? &face->glyph->outline : NULL;
}
EXPORT(contour_count) int contour_count(const FT_Outline *outline) { return outline->n_contours; }
EXPORT(point_count) int point_count(const FT_Outline *outline) { return outline->n_points; }
// The last point of each contour, 16 bits each.
EXPORT(contour_ends) const void *contour_ends(const FT_Outline *outline) { return outline->contours; }
// x and y of each point, 32 bits each.
EXPORT(points) const void *points(const FT_Outline *outline) { return outline->points; }
// The kind of each point, a byte each.
EXPORT(tags) const void *tags(const FT_Outline *outline) { return outline->tags; }
