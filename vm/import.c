/* Imports: whether what is given may stand for what is asked, and if not, both in words. */
#include <stdarg.h>
#include <stdio.h>

#include "vm/store.h"

/* Text into a buffer of fixed size, cut when it is full. */
typedef struct Line {
  char *at;
  size_t left; /* with the terminator */
} Line;

static void line_add(Line *l, const char *format, ...) PRINTF_LIKE(2, 3);
static void line_add(Line *l, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int n = vsnprintf(l->at, l->left, format, args);
  va_end(args);
  if (n <= 0) return;
  size_t took = MIN_OF((size_t)n, l->left - 1);
  l->at += took;
  l->left -= took;
}

void import_names_format(const Import *import, char *out, size_t size) {
  char module[160], name[160];
  name_format(import->module, module, sizeof module);
  name_format(import->name, name, sizeof name);
  Line l = {out, size};
  line_add(&l, "%s %s", module, name);
}

/* ---- types in words, like in the text format ---- */

static void line_add_val(Line *l, ValType t) {
  char text[48];
  types_format(t, text, sizeof text);
  line_add(l, "%s", text);
}

static void line_add_func(Line *l, const char *what, const CanonType *t) {
  line_add(l, "%s", what);
  const TypeDef *d = &t->def;
  if (d->comp != COMP_FUNC) return;
  for (uint32_t k = 0; k < d->func.param_count; k++) {
    line_add(l, k ? " " : " (param ");
    line_add_val(l, d->func.params[k]);
  }
  line_add(l, d->func.param_count ? ")" : "");
  for (uint32_t k = 0; k < d->func.result_count; k++) {
    line_add(l, k ? " " : " (result ");
    line_add_val(l, d->func.results[k]);
  }
  line_add(l, d->func.result_count ? ")" : "");
}

static void line_add_limits(Line *l, const char *what, const Limits *limits, uint64_t min) {
  line_add(l, "%s%s %llu", what, limits->is64 ? " i64" : "", (unsigned long long)min);
  if (limits->has_max) line_add(l, " %llu", (unsigned long long)limits->max);
  if (limits->shared) line_add(l, " shared");
}

static void line_add_memory(Line *l, const Limits *limits, uint64_t pages) {
  line_add_limits(l, "memory", limits, pages);
  if (limits->page_log2 != 16) line_add(l, " (pagesize %llu)", 1ull << limits->page_log2);
}

static void line_add_table(Line *l, const Limits *limits, uint64_t length, ValType type) {
  line_add_limits(l, "table", limits, length);
  line_add(l, " ");
  line_add_val(l, type);
}

static void line_add_global(Line *l, ValType type, bool mutable) {
  line_add(l, mutable ? "global (mut " : "global ");
  line_add_val(l, type);
  line_add(l, mutable ? ")" : "");
}

static void line_add_import(Line *l, const Program *p, const Import *import) {
  const Module *m = p->module;
  const ValidModule *v = p->valid;
  uint32_t k = import->index;
  switch ((ExternKind)import->kind) {
  case EXTERN_FUNC:
    line_add_func(l, m->funcs[k].exact ? "exact func" : "func", types_get(v->types, v->funcs[k].type));
    break;
  case EXTERN_TABLE: line_add_table(l, &m->tables[k].limits, m->tables[k].limits.min, v->table_types[k]); break;
  case EXTERN_MEMORY: line_add_memory(l, &m->memories[k].limits, m->memories[k].limits.min); break;
  case EXTERN_GLOBAL: line_add_global(l, v->global_types[k], m->globals[k].mutable); break;
  case EXTERN_TAG: line_add_func(l, "tag", types_get(v->types, v->tag_types[k])); break;
  case EXTERN_COUNT: break;
  }
}

static void line_add_extern(Line *l, const Types *types, const Extern *x) {
  switch (x->kind) {
  case EXTERN_FUNC: line_add_func(l, "func", types_get(types, func_type(x->func))); break;
  case EXTERN_TABLE: line_add_table(l, &x->table->limits, x->table->length, x->table->type); break;
  case EXTERN_MEMORY: line_add_memory(l, &x->memory->limits, memory_pages(x->memory)); break;
  case EXTERN_GLOBAL: line_add_global(l, x->global->type, x->global->mutable); break;
  case EXTERN_TAG: line_add_func(l, "tag", types_get(types, x->tag->type)); break;
  case EXTERN_COUNT: break;
  }
}

void import_format(const Program *program, const Import *import, char *out, size_t size) {
  Line l = {out, size};
  line_add_import(&l, program, import);
}

Err extern_mismatch(Store *store, const Program *program, const Import *import, const Extern *given, Diag *diag) {
  char names[160], want[160], have[160];
  import_names_format(import, names, sizeof names);
  import_format(program, import, want, sizeof want);
  if (!given || !given->any)
    return diag_at(diag, ERR_UNKNOWN_IMPORT, import->offset, ": %s: nothing is given for this %s", names, want);
  Line l = {have, sizeof have};
  line_add_extern(&l, store->engine->types, given);
  return diag_at(diag, ERR_INCOMPATIBLE_IMPORT, import->offset, ": %s: expected %s, given %s", names, want, have);
}

/* ---- matching (spec: "Import Matching") ---- */

static bool limits_match(const Limits *want, const Limits *have, uint64_t have_min) {
  if (want->is64 != have->is64 || want->shared != have->shared || want->page_log2 != have->page_log2) return false;
  if (have_min < want->min) return false;
  return !want->has_max || (have->has_max && have->max <= want->max);
}

static bool func_matches(const Types *types, const Program *p, uint32_t k, const Func *have) {
  TypeId want = p->valid->funcs[k].type;
  if (p->module->funcs[k].exact) return func_type(have) == want;
  return types_is_sub_id(types, func_type(have), want);
}

static bool global_matches(const Types *types, const Program *p, uint32_t k, const Global *have) {
  ValType want = p->valid->global_types[k];
  if (p->module->globals[k].mutable != have->mutable) return false;
  return have->mutable ? have->type == want : types_is_sub(types, have->type, want);
}

bool extern_matches(Store *store, const Program *program, const Import *import, const Extern *given) {
  const Types *types = store->engine->types;
  const Module *m = program->module;
  uint32_t k = import->index;
  if (!given->any || given->kind != (ExternKind)import->kind) return false;
  switch (given->kind) {
  case EXTERN_FUNC: return func_matches(types, program, k, given->func);
  case EXTERN_TABLE:
    return given->table->type == program->valid->table_types[k] &&
           limits_match(&m->tables[k].limits, &given->table->limits, given->table->length);
  case EXTERN_MEMORY: return limits_match(&m->memories[k].limits, &given->memory->limits, memory_pages(given->memory));
  case EXTERN_GLOBAL: return global_matches(types, program, k, given->global);
  case EXTERN_TAG: return given->tag->type == program->valid->tag_types[k];
  case EXTERN_COUNT: break;
  }
  return false;
}
