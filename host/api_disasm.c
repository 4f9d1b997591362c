/* A function's code as text: each Wasm instruction, below it the machine's, and the interpreter's cells beside them.
 *
 *   decoder ─▶ text of instructions ┐
 *   vm      ─▶ cells                ├─▶ by the offset of the instruction that they came from ─▶ lines
 *   jit     ─▶ machine code         ┘
 */
#include <stdio.h>
#include <stdlib.h>

#include "decoder/text/print.h"
#include "host/api.h"
#include "vm/compiler.h"
#include "vm/interp/code.h"

typedef struct Line {
  uint32_t offset; /* in the module; LIST_NO_OFFSET: none */
  uint32_t size;
  size_t text; /* in Lines.text */
} Line;

typedef struct Lines {
  Buf text;
  Line *at;
  uint32_t count, capacity;
} Lines;

static void lines_init(Lines *l, const Alloc *alloc) {
  *l = (Lines){0};
  buf_init(&l->text, alloc);
}

static void lines_free(Lines *l) {
  alloc_free(l->text.alloc, l->at, l->capacity * sizeof *l->at);
  buf_free(&l->text);
}

static void add_line(void *env, uint32_t offset, const char *text, size_t size) {
  Lines *l = env;
  if (!alloc_grow(l->text.alloc, (void **)&l->at, &l->capacity, (size_t)l->count + 1, sizeof *l->at)) {
    l->text.failed = true;
    return;
  }
  l->at[l->count++] = (Line){offset, (uint32_t)size, l->text.size};
  buf_put(&l->text, text, size);
}

/* Those that came from one instruction stand together, as they were. */
static int compare_lines(const void *a, const void *b) {
  const Line *x = a, *y = b;
  if (x->offset != y->offset) return x->offset < y->offset ? -1 : 1;
  return x->text < y->text ? -1 : x->text > y->text;
}

/* ---- layout ---- */

typedef struct Listing {
  Lines wat, cells, native;
  uint32_t cell, line; /* the next ones of cells and native */
  bool has_cells;
  Buf out;
} Listing;

/* Characters, not bytes. */
static uint32_t text_width(const char *text, uint32_t size) {
  uint32_t width = 0;
  for (uint32_t k = 0; k < size; k++) width += ((uint8_t)text[k] & 0xC0) != 0x80;
  return width;
}

static void put_line(Buf *out, const Lines *l, uint32_t k) { buf_put(out, l->text.at + l->at[k].text, l->at[k].size); }

/* The cells and the machine code of this offset that come next, side by side. */
static void put_block(Listing *l, uint32_t offset) {
  enum { CELL_WIDTH = 46 };
  for (;;) {
    const bool cell = l->cell < l->cells.count && l->cells.at[l->cell].offset == offset;
    const bool line = l->line < l->native.count && l->native.at[l->line].offset == offset;
    if (!cell && !line) return;
    if (l->has_cells) {
      uint32_t width = 0;
      buf_put_str(&l->out, "  ");
      if (cell) {
        const Line *at = &l->cells.at[l->cell];
        put_line(&l->out, &l->cells, l->cell++);
        width = text_width((const char *)l->cells.text.at + at->text, at->size);
      }
      if (line) buf_printf(&l->out, "%*s| ", (int)(width < CELL_WIDTH ? CELL_WIDTH - width : 1), "");
    }
    if (line) put_line(&l->out, &l->native, l->line++);
    buf_put_u8(&l->out, '\n');
  }
}

static uint32_t next_offset(const Listing *l) { return l->line < l->native.count ? l->native.at[l->line].offset : LIST_NO_OFFSET; }

/* What was made before the code of this instruction and belongs to an earlier one, or to none. */
static void put_others(Listing *l, uint32_t before) {
  while (l->line < l->native.count && next_offset(l) != before && (next_offset(l) < before || before == LIST_NO_OFFSET)) {
    buf_printf(&l->out, "; %06x out of line\n", next_offset(l));
    put_block(l, next_offset(l));
  }
  if (before != LIST_NO_OFFSET || l->line == l->native.count) return;
  buf_put_str(&l->out, "; out of line\n");
  put_block(l, before);
}

static void put_listing(Listing *l, uint32_t body) {
  buf_printf(&l->out, "; %06x entry\n", body);
  put_block(l, body);
  for (uint32_t k = 0; k < l->wat.count; k++) {
    const uint32_t offset = l->wat.at[k].offset;
    put_others(l, offset);
    buf_printf(&l->out, "; %06x ", offset);
    put_line(&l->out, &l->wat, k);
    buf_put_u8(&l->out, '\n');
    put_block(l, offset);
  }
  while (l->line < l->native.count) put_others(l, LIST_NO_OFFSET);
}

/* ---- what is put ---- */

static Err list_cells(Listing *l, Program *p, uint32_t func) {
  Translator *t = translator_new(&p->engine->config.alloc);
  if (!t) return ERR_NO_MEMORY;
  const Err err = code_list(p, func, t, add_line, &l->cells);
  translator_free(t);
  if (l->cells.count) qsort(l->cells.at, l->cells.count, sizeof *l->cells.at, compare_lines);
  return err;
}

/* What came of a function that the compiler refuses is its cells alone. */
static Err make_listing(Listing *l, Program *p, uint32_t func, const char *arch, uint64_t cpu) {
  const EngineConfig *config = &p->engine->config;
  const Compiler *compiler = host_compiler();
  Diag diag = {0};
  Err err = func_print(p->module, func, &config->alloc, add_line, &l->wat, &diag);
  if (!err && l->has_cells) err = list_cells(l, p, func);
  if (err) return err;
  err = compiler ? compiler->list(p, func, config->explicit_bounds ? CODE_EXPLICIT : CODE_GUARDED, arch, cpu, add_line, &l->native) : ERR_LIMIT;
  if (err == ERR_LIMIT && l->has_cells) {
    buf_put_str(&l->out, "; no machine code: the function is interpreted\n");
    err = ERR_OK;
  }
  if (err) return err;
  put_listing(l, (uint32_t)(p->module->funcs[func].body - p->module->bytes.at));
  return l->wat.text.failed || l->cells.text.failed || l->native.text.failed || l->out.failed ? ERR_NO_MEMORY : ERR_OK;
}

const char *wvm_cpu_arch(unsigned index) {
  const Compiler *compiler = host_compiler();
  return compiler ? compiler->arch_name(index) : NULL;
}

static bool is_arch(const char *name) {
  const char *known;
  for (unsigned k = 0; (known = wvm_cpu_arch(k)) != NULL; k++)
    if (!strcmp(known, name)) return true;
  return false;
}

wvm_error_t *wvm_module_disassemble(wvm_module_t *m, uint32_t func, const wvm_listing_t *how,
                                    void (*write)(void *env, const char *text, size_t size), void *env) {
  if (!m || !write) return error_null();
  Program *p = module_in(m);
  const EngineConfig *config = &p->engine->config;
  wvm_listing_t h = {0};
  uint64_t cpu = 0;
  if (how && (how->struct_size < sizeof how->struct_size || how->struct_size > sizeof h))
    return error_usage(&config->alloc, "struct_size is not that of wvm_listing_t");
  if (how) memcpy(&h, how, how->struct_size);
  if (func >= p->module->func_count || func < p->module->imported[EXTERN_FUNC])
    return error_usage(&config->alloc, "function %u is not one of the module's own", func);
  if (h.arch && !is_arch(h.arch)) return error_usage(&config->alloc, "there is no code for \"%.40s\"", h.arch);
  if (!h.arch && !h.cells && !p->engine->compiler_state) return error_usage(&config->alloc, "there is no machine code: the engine interprets");
  if (h.cpu) {
    wvm_error_t *e = cpu_in(&config->alloc, h.arch, h.cpu, &cpu);
    if (e) return e;
  }
  Listing l = {.has_cells = h.cells};
  lines_init(&l.wat, &config->alloc);
  lines_init(&l.cells, &config->alloc);
  lines_init(&l.native, &config->alloc);
  buf_init(&l.out, &config->alloc);
  const Err err = make_listing(&l, p, func, h.arch, cpu);
  if (!err) write(env, (const char *)l.out.at, l.out.size);
  lines_free(&l.wat);
  lines_free(&l.cells);
  lines_free(&l.native);
  buf_free(&l.out);
  if (err == ERR_LIMIT) return error_limit(&config->alloc, "function %u is too much for the compiler: it is interpreted", func);
  return err ? error_no_memory() : NULL;
}
