/* The module around the functions. */
#include "tests/differential/tiers/gen_impl.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- types ---- */

void put_heap(Buf *b, GType t, uint32_t def_count) {
  static const uint8_t codes[TY_KINDS] = {[TY_FUNC] = 0x70, [TY_EXTERN] = 0x6F, [TY_ANY] = 0x6E, [TY_EQ] = 0x6D, [TY_I31] = 0x6C, [TY_EXN] = 0x69};
  (void)def_count;
  if (t.kind == TY_DEFINED) buf_put_s64_leb(b, t.index);
  else buf_put_u8(b, codes[t.kind]);
}

void put_type(Buf *b, GType t, uint32_t def_count) {
  static const uint8_t codes[TY_KINDS] = {0x7F, 0x7E, 0x7D, 0x7C, 0x7B, 0x7B, 0x7B, 0x7B};
  if (t.kind == TY_DEFINED) buf_put_u8(b, 0x63);
  if (type_is_ref(t)) put_heap(b, t, def_count);
  else buf_put_u8(b, codes[t.kind]);
}

uint32_t func_type(Gen *g, const TypeList *params, const TypeList *results) {
  for (uint32_t k = 0; k < g->type_count; k++)
    if (list_same(&g->types[k].params, params) && list_same(&g->types[k].results, results)) return k;
  if (g->type_count == FUNC_TYPES_MAX) abort(); /* ten times what modules have */
  g->types[g->type_count] = (FuncType){*params, *results};
  return g->type_count++;
}

static void put_list(Buf *b, const TypeList *l, uint32_t def_count) {
  buf_put_u64_leb(b, l->count);
  for (uint32_t k = 0; k < l->count; k++) put_type(b, l->at[k], def_count);
}

static void put_field(Buf *b, Field f, uint32_t def_count) {
  if (f.packed) buf_put_u8(b, f.packed == 8 ? 0x78 : 0x77);
  else put_type(b, f.type, def_count);
  buf_put_u8(b, 1); /* mutable */
}

static void put_definition(Buf *b, uint32_t k) {
  const Definition *d = &definitions[k];
  if (k == DEF_SMALL) buf_put(b, "\x50\x00", 2); /* sub, open */
  if (k == DEF_WIDE) buf_put(b, "\x4F\x01\x00", 3); /* final, sub of it */
  buf_put_u8(b, d->is_array ? 0x5E : 0x5F);
  if (!d->is_array) buf_put_u64_leb(b, d->count);
  for (uint32_t f = 0; f < d->count; f++) put_field(b, d->fields[f], DEF_COUNT);
}

static void type_section(Gen *g, Buf *b) {
  buf_put_u64_leb(b, g->type_count + (g->def_count ? 1 : 0));
  if (g->def_count) {
    buf_put_u8(b, 0x4E);
    buf_put_u64_leb(b, g->def_count);
    for (uint32_t k = 0; k < g->def_count; k++) put_definition(b, k);
  }
  for (uint32_t k = 0; k < g->type_count; k++) {
    buf_put_u8(b, 0x60);
    put_list(b, &g->types[k].params, g->def_count);
    put_list(b, &g->types[k].results, g->def_count);
  }
}

/* ---- what there is ---- */

static void choose_parts(Gen *g) {
  g->parts = 0;
  static const uint8_t chances[GEN_PARTS] = {[GEN_SIMD] = 50, [GEN_RELAXED] = 40, [GEN_FP16] = 25, [GEN_GC] = 25, [GEN_EXCEPTIONS] = 25,
                                             [GEN_LEGACY_EXCEPTIONS] = 10, [GEN_MEMORY64] = 30, [GEN_MEMORIES] = 30, [GEN_TAIL_CALLS] = 40, [GEN_ATOMICS] = 20,
                                             [GEN_WIDE] = 20, [GEN_REFS] = 40, [GEN_MANY_LOCALS] = 15, [GEN_CALLS] = 75, [GEN_BULK] = 40, [GEN_IMPORTS] = 60};
  for (uint32_t k = 0; k < GEN_PARTS; k++)
    if (percent(g, chances[k])) g->parts |= 1u << k;
  g->parts &= g->o->parts;
  if (has(g, GEN_EXCEPTIONS)) g->parts &= ~(1u << GEN_LEGACY_EXCEPTIONS); /* a module has one kind */
  if (!has(g, GEN_GC)) return;
  g->parts |= 1u << GEN_REFS & g->o->parts;
  if (!has(g, GEN_REFS)) g->parts &= ~(1u << GEN_GC);
}

static void add_func(Gen *g, const TypeList *params, const TypeList *results, bool is_import) {
  g->funcs[g->func_count++] = (GFunc){func_type(g, params, results), is_import};
  if (is_import) g->import_count++;
}

static TypeList random_list(Gen *g, uint32_t most, bool scalar) {
  TypeList l = {0};
  for (uint32_t n = percent(g, 5) ? 11 : below(g, most + 1); l.count < n;) l.at[l.count++] = scalar ? scalar_type(g) : any_type(g);
  return l;
}

static void choose_funcs(Gen *g) {
  static const TypeList logged = {4, {{TY_I32, 0}, {TY_I64, 0}, {TY_F32, 0}, {TY_F64, 0}}}, none, one = {1, {{TY_I32, 0}}};
  add_func(g, &logged, &none, true);
  if (has(g, GEN_IMPORTS)) {
    add_func(g, &one, &one, true);
    g->cross_count = 2;
  }
  FuncType kinds[5];
  for (uint32_t k = 0; k < COUNT_OF(kinds); k++) kinds[k] = (FuncType){random_list(g, 5, k < 2), random_list(g, 3, k < 2)};
  for (uint32_t k = 0; k < g->cross_count; k++) add_func(g, &kinds[k].params, &kinds[k].results, true);
  add_func(g, &one, &one, false); /* that env.call calls */
  for (uint32_t k = 0; k < g->cross_count; k++) add_func(g, &kinds[k].params, &kinds[k].results, false); /* what another instance imports */
  for (uint32_t n = g->o->functions ? g->o->functions : 4 + below(g, 24); n > 0 && g->func_count < FUNCS_MAX; n--) {
    if (percent(g, 70)) {
      const uint32_t k = below(g, COUNT_OF(kinds));
      add_func(g, &kinds[k].params, &kinds[k].results, false);
    } else {
      const TypeList params = random_list(g, 7, false), results = random_list(g, 4, false);
      add_func(g, &params, &results, false);
    }
  }
}

static void choose_rest(Gen *g) {
  g->globals[g->global_count++] = (GGlobal){TYPE(I32), true};
  for (uint32_t n = 2 + below(g, 12); n > 0; n--) g->globals[g->global_count++] = (GGlobal){any_type(g), percent(g, 85)};
  for (uint32_t n = has(g, GEN_MEMORIES) ? 2 + below(g, 3) : 1; g->memory_count < n; g->memory_count++)
    g->memories[g->memory_count] = (GMemory){has(g, GEN_MEMORY64) && percent(g, 70), 1, 1 + below(g, 4)};
  g->imports_memory = has(g, GEN_IMPORTS) && percent(g, 30);
  g->table64 = has(g, GEN_MEMORY64) && percent(g, 30);
  static const TypeList none;
  for (uint32_t k = 0; k < TAGS; k++) {
    const TypeList params = k ? random_list(g, 3, true) : none;
    g->tag_types[k] = func_type(g, &params, &none);
  }
}

/* ---- sections ---- */

static void section(Buf *out, uint32_t id, Buf *content) {
  buf_put_u8(out, (uint8_t)id);
  buf_put_u64_leb(out, content->size);
  buf_put(out, content->at, content->size);
  out->failed |= content->failed;
  content->size = 0;
}

static void put_name(Buf *b, const char *letter, uint32_t k) {
  char name[24];
  const int n = snprintf(name, sizeof name, k == UINT32_MAX ? "%s" : "%s%u", letter, k);
  buf_put_u64_leb(b, (uint64_t)n);
  buf_put(b, name, (size_t)n);
}

static void put_memory(Buf *b, const GMemory *m) {
  buf_put_u8(b, m->is64 ? 5 : 1);
  buf_put_u64_leb(b, m->pages);
  buf_put_u64_leb(b, m->most);
}

static void import_section(Gen *g, Buf *b) {
  buf_put_u64_leb(b, g->import_count + g->imports_memory);
  for (uint32_t k = 0; k < g->import_count; k++) {
    put_name(b, k < 2 ? "env" : "o", UINT32_MAX);
    put_name(b, k == 0 ? "log" : k == 1 ? "call" : "x", k < 2 ? UINT32_MAX : k - 2);
    buf_put_u8(b, 0);
    buf_put_u64_leb(b, type_index(g, g->funcs[k].type));
  }
  if (!g->imports_memory) return;
  put_name(b, "o", UINT32_MAX), put_name(b, "m", 0);
  buf_put_u8(b, 2);
  put_memory(b, &g->memories[0]);
}

static void function_section(Gen *g, Buf *b) {
  buf_put_u64_leb(b, g->func_count - g->import_count + g->wrapped);
  for (uint32_t k = g->import_count; k < g->func_count; k++) buf_put_u64_leb(b, type_index(g, g->funcs[k].type));
  for (uint32_t k = g->import_count; k < g->func_count; k++) {
    if (is_scalar_type(&g->types[g->funcs[k].type])) continue;
    const FuncType w = wrapper_type(&g->types[g->funcs[k].type]);
    buf_put_u64_leb(b, type_index(g, func_type(g, &w.params, &w.results)));
  }
}

/* Two tables: all functions by their index; a few of anything. */
static void table_section(Gen *g, Buf *b) {
  buf_put_u64_leb(b, 2);
  buf_put_u8(b, 0x70), buf_put_u8(b, g->table64 ? 4 : 0), buf_put_u64_leb(b, g->func_count + 2);
  buf_put_u8(b, 0x70), buf_put_u8(b, 1), buf_put_u8(b, 12), buf_put_u8(b, 12);
}

static void memory_section(Gen *g, Buf *b) {
  buf_put_u64_leb(b, g->memory_count - g->imports_memory);
  for (uint32_t k = g->imports_memory; k < g->memory_count; k++) put_memory(b, &g->memories[k]);
}

static void tag_section(Gen *g, Buf *b) {
  buf_put_u64_leb(b, TAGS);
  for (uint32_t k = 0; k < TAGS; k++) buf_put_u8(b, 0), buf_put_u64_leb(b, type_index(g, g->tag_types[k]));
}

static void global_section(Gen *g, Buf *b) {
  buf_put_u64_leb(b, g->global_count);
  for (uint32_t k = 0; k < g->global_count; k++) {
    put_type(b, g->globals[k].type, g->def_count);
    buf_put_u8(b, g->globals[k].is_mutable);
    Buf *code = g->code;
    g->code = b;
    if (k && type_is_int(g->globals[k].type) && percent(g, 60)) {
      if (g->globals[k].type.kind == TY_I32) const_i32(g, (int32_t)rng_next(&g->rng));
      else const_i64(g, (int64_t)rng_next(&g->rng));
    } else {
      default_value(g, g->globals[k].type);
    }
    op(g, OP_END);
    g->code = code;
  }
}

static void export_section(Gen *g, Buf *b) {
  uint32_t count = 0;
  const size_t start = b->size;
#define EXPORT(letter, number, kind, index) (put_name(b, letter, number), buf_put_u8(b, kind), buf_put_u64_leb(b, index), count++)
  EXPORT("budget", UINT32_MAX, 3, 0);
  EXPORT("t", 0, 1, 0);
  EXPORT("again", UINT32_MAX, 0, g->import_count);
  for (uint32_t k = 0; k < g->cross_count; k++) EXPORT("x", k, 0, g->import_count + 1 + k);
  for (uint32_t k = 0; k < g->memory_count; k++) EXPORT("m", k, 2, k);
  for (uint32_t k = 0; k < TAGS && (has(g, GEN_EXCEPTIONS) || has(g, GEN_LEGACY_EXCEPTIONS)); k++) EXPORT("e", k, 4, k);
  for (uint32_t k = 1; k < g->global_count; k++)
    if (type_is_scalar(g->globals[k].type)) EXPORT("g", k, 3, k);
  for (uint32_t k = g->import_count, wrapper = g->func_count; k < g->func_count; k++) {
    const bool scalar = is_scalar_type(&g->types[g->funcs[k].type]);
    EXPORT(scalar ? "f" : "w", k, 0, scalar ? k : wrapper++);
  }
#undef EXPORT
  Buf n;
  buf_init(&n, b->alloc);
  buf_put_u64_leb(&n, count);
  buf_insert(b, start, n.at, n.size);
  buf_free(&n);
}

/* Table 0 holds every function at its index, imports too; the others are declared by that. */
static void element_section(Gen *g, Buf *b) {
  buf_put_u64_leb(b, 1);
  buf_put_u64_leb(b, 0);
  buf_put_u8(b, g->table64 ? 0x42 : 0x41), buf_put_u8(b, 0), buf_put_u8(b, 0x0B);
  buf_put_u64_leb(b, g->func_count);
  for (uint32_t k = 0; k < g->func_count; k++) buf_put_u64_leb(b, k);
}

static void data_section(Gen *g, Buf *b) {
  buf_put_u64_leb(b, 2);
  for (uint32_t k = 0; k < 2; k++) {
    buf_put_u8(b, 1);
    buf_put_u64_leb(b, k ? 256 : 40);
    for (uint32_t n = 0; n < (k ? 256u : 40u); n++) buf_put_u8(b, (uint8_t)rng_next(&g->rng));
  }
}

static void code_section(Gen *g, Buf *b) {
  g->wrapped = 0;
  for (uint32_t k = g->import_count; k < g->func_count; k++) g->wrapped += !is_scalar_type(&g->types[g->funcs[k].type]);
  buf_put_u64_leb(b, g->func_count - g->import_count + g->wrapped);
  for (uint32_t k = g->import_count; k < g->func_count; k++) gen_body(g, k, b);
  for (uint32_t k = g->import_count; k < g->func_count; k++)
    if (!is_scalar_type(&g->types[g->funcs[k].type])) gen_wrapper(g, k, b);
}

uint32_t gen_module(const GenOptions *options, Buf *out) {
  Gen *g = calloc(1, sizeof *g);
  if (!g) {
    out->failed = true;
    return 0;
  }
  g->o = options;
  g->rng.state = options->seed * 0x9E3779B97F4A7C15u + 1;
  choose_parts(g);
  static const uint8_t risks[] = {0, 1, 1, 2, 3, 8};
  g->risk = risks[below(g, COUNT_OF(risks))];
  g->def_count = has(g, GEN_GC) ? DEF_COUNT : 0;
  find_rows(g);
  choose_funcs(g);
  choose_rest(g);
  Buf code, b;
  buf_init(&code, out->alloc);
  buf_init(&b, out->alloc);
  code_section(g, &code); /* makes types */
  Buf functions, globals;
  buf_init(&functions, out->alloc);
  buf_init(&globals, out->alloc);
  function_section(g, &functions);
  global_section(g, &globals);
  buf_put(out, "\0asm\1\0\0\0", 8);
  type_section(g, &b), section(out, 1, &b);
  import_section(g, &b), section(out, 2, &b);
  section(out, 3, &functions);
  table_section(g, &b), section(out, 4, &b);
  memory_section(g, &b), section(out, 5, &b);
  if (has(g, GEN_EXCEPTIONS) || has(g, GEN_LEGACY_EXCEPTIONS)) tag_section(g, &b), section(out, 13, &b);
  section(out, 6, &globals);
  export_section(g, &b), section(out, 7, &b);
  element_section(g, &b), section(out, 9, &b);
  buf_put_u64_leb(&b, 2), section(out, 12, &b);
  section(out, 10, &code);
  data_section(g, &b), section(out, 11, &b);
  buf_free(&code), buf_free(&b), buf_free(&functions), buf_free(&globals);
  const uint32_t nodes = g->nodes;
  free(g);
  return nodes;
}
