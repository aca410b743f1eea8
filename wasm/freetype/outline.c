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

static FT_Library library;

EXPORT(allocate) void *allocate(unsigned size) { return malloc(size); }

EXPORT(release) void release(void *memory) { free(memory); }

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

EXPORT(close_font) void close_font(FT_Face face) { FT_Done_Face(face); }

// The glyph's outline, hinted as the font asks for; null when there is none. It is valid until the next call.
EXPORT(load_outline) FT_Outline *load_outline(FT_Face face, unsigned glyph)
{
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
