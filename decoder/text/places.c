/* Where things stand in the text: for messages about a module that was assembled well and then found invalid. */
#include "decoder/text/parse_impl.h"

static void add(TextPlaces *places, uint8_t section, TextPlace place) {
  SectionPlaces *s = &places->sections[section];
  if (!alloc_grow(places->alloc, (void **)&s->at, &s->capacity, (size_t)s->count + 1, sizeof *s->at)) return;
  s->at[s->count++] = place;
}

void place_add(Parser *p, uint32_t line, uint32_t column) {
  add(p->places, SECTION_CODE, (TextPlace){p->body.size, line, column});
}

/* The body at hand starts here in the code section's vector. */
void places_end_body(TextPlaces *places, size_t start) {
  SectionPlaces *s = &places->sections[SECTION_CODE];
  for (; places->settled < s->count; places->settled++) s->at[places->settled].offset += start;
}

void places_begin_field(const Parser *p, FieldPlace *f) {
  f->line = p->lx->tok.line;
  f->column = token_column(&p->lx->tok);
  f->had_start = p->has_start;
  for (int i = 0; i < SECTION_COUNT; i++) f->sizes[i] = p->sections[i].bytes.size;
}

/* A field may add to several sections: an inline export, elements, a type. */
void places_end_field(Parser *p, const FieldPlace *f) {
  for (uint8_t i = 0; i < SECTION_COUNT; i++)
    if (i != SECTION_CODE && p->sections[i].bytes.size > f->sizes[i])
      add(p->places, i, (TextPlace){f->sizes[i], f->line, f->column});
  if (p->has_start && !f->had_start) add(p->places, SECTION_START, (TextPlace){0, f->line, f->column});
}

bool text_place(const TextPlaces *places, size_t offset, uint32_t *line, uint32_t *column) {
  for (int i = 0; i < SECTION_COUNT; i++) {
    const SectionPlaces *s = &places->sections[i];
    if (offset < s->start || offset >= s->end) continue;
    uint32_t low = 0, high = s->count;
    while (low < high) {
      const uint32_t middle = low + (high - low) / 2;
      if (s->at[middle].offset + s->start <= offset) low = middle + 1;
      else high = middle;
    }
    if (low == 0) return false;
    *line = s->at[low - 1].line;
    *column = s->at[low - 1].column;
    return true;
  }
  return false;
}

void text_places_free(TextPlaces *places) {
  for (int i = 0; i < SECTION_COUNT; i++) {
    SectionPlaces *s = &places->sections[i];
    alloc_free(places->alloc, s->at, s->capacity * sizeof *s->at);
  }
  *places = (TextPlaces){.alloc = places->alloc};
}
