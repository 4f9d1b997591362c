/* Cells as text, for people. */
#include <stdio.h>

#include "vm/interp/translate.h"

static const char *const names[HANDLER_COUNT] = {
    [H_NONE] = "data",
#define HANDLER_ID(id) [H_##id] = #id,
#include "vm/interp/handlers.def"
#undef HANDLER_ID
};

/* x2 and x3 together are the immediate. */
static size_t cell_text(const Translator *t, uint32_t cell, char *out, size_t size) {
  const Cell *c = &t->cells[cell];
  uint32_t h = 1;
  while (h < HANDLER_COUNT && t->handlers[h] != c->handler) h++;
  const int n = h < HANDLER_COUNT
                    ? snprintf(out, size, "%u %s %u %u %u %u", cell, names[h], c->x[0], c->x[1], c->x[2], c->x[3])
                    : snprintf(out, size, "%u %016llx %016llx", cell, (unsigned long long)c->u64[0],
                               (unsigned long long)c->u64[1]);
  return MIN_OF((size_t)MAX_OF(n, 0), size - 1);
}

Err code_list(Program *p, uint32_t func, Translator *t, ListLine *line, void *env) {
  const Err err = translate_function(t, p, func);
  if (err) return err;
  const uint8_t *map = t->map.map.at, *end = map + t->map.map.size;
  uint32_t at[2] = {0, 0}, offset = 0;
  bool more = code_map_next(&map, end, at);
  for (uint32_t k = 0; k < t->count; k++) {
    char text[120];
    for (; more && at[0] <= k; more = code_map_next(&map, end, at)) offset = at[1];
    line(env, offset, text, cell_text(t, k, text, sizeof text));
  }
  return ERR_OK;
}
