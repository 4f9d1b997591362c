/* Where instructions stand in the text: for messages about a module that was assembled well and then found invalid. */
#include "decoder/text/parse_impl.h"

void place_add(Parser *p, uint32_t line, uint32_t column) {
  TextPlaces *places = p->places;
  if (!alloc_grow(places->alloc, (void **)&places->at, &places->capacity, (size_t)places->count + 1, sizeof *places->at)) return;
  places->at[places->count++] = (TextPlace){p->body.size, line, column};
}

/* The body at hand starts here in the code section's vector. */
void places_end_body(TextPlaces *places, size_t start) {
  for (; places->settled < places->count; places->settled++) places->at[places->settled].offset += start;
}

bool text_place(const TextPlaces *places, size_t offset, uint32_t *line, uint32_t *column) {
  uint32_t low = 0, high = places->count;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (places->at[middle].offset + places->start <= offset) low = middle + 1;
    else high = middle;
  }
  if (low == 0 || offset >= places->end) return false;
  *line = places->at[low - 1].line;
  *column = places->at[low - 1].column;
  return true;
}

void text_places_free(TextPlaces *places) {
  alloc_free(places->alloc, places->at, places->capacity * sizeof *places->at);
  *places = (TextPlaces){.alloc = places->alloc};
}
