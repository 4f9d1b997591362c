/* Cells as text, for people. */
#include <stdio.h>

#include "vm/interp/forms.h"

static const char *const names[HANDLER_COUNT] = {
    [H_NONE] = "data",
#define HANDLER_ID(id) [H_##id] = #id,
#include "vm/interp/handlers.def"
#undef HANDLER_ID
};

void code_dump(const FuncCode *code, FILE *out) {
  const CodeRange range = {.start = (const uint8_t *)code->cells, .unit = sizeof(Cell), .map = code->offsets, .map_size = code->map_size};
  const AnyHandler *handlers = interp_handlers();
  for (uint32_t i = 0; i < code->cell_count; i++) {
    const Cell *c = &code->cells[i];
    uint32_t h = 1;
    while (h < HANDLER_COUNT && handlers[h] != c->handler) h++;
    if (h < HANDLER_COUNT)
      fprintf(out, "%6u  0x%06x  %-20s %5u %5u %5u %5u  %d\n", i, code_range_offset(&range, c), names[h], c->x[0], c->x[1], c->x[2], c->x[3], c->imm);
    else
      fprintf(out, "%6u            %016llx %016llx\n", i, (unsigned long long)c->u64[0], (unsigned long long)c->u64[1]);
  }
}
