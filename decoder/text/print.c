/* The fields of a module as text, in the order of the binary's sections. */
#include "decoder/text/print.h"

#include "decoder/text/print_impl.h"

enum { SHOWN_MAX = 100, STRING_LINE = 64 };

static void put(Printer *p, const char *text) { buf_put_str(p->out, text); }

static void open_field(Printer *p, const char *word) {
  print_newline(p);
  buf_put_u8(p->out, '(');
  put(p, word);
}

static void close_field(Printer *p) { buf_put_u8(p->out, ')'); }

/* ---- code ---- */

static bool is_part(Op op) { return op == OP_ELSE || op == OP_CATCH || op == OP_CATCH_ALL; }

/* Whether an else, catch, catch_all or delegate may stand here: nothing else tells what block it belongs to. */
static bool part_fits(const Printer *p, Op op) {
  if (p->label_count == 0) return false;
  Op part = p->labels[p->label_count - 1].part;
  if (op == OP_ELSE) return part == OP_IF;
  return part == OP_TRY || (part == OP_CATCH && op != OP_DELEGATE);
}

static bool print_flat_instr(Printer *p, const Instr *in) {
  if (is_part(in->op)) {
    p->indent--;
    p->labels[p->label_count - 1].part = in->op;
  } else if (in->op == OP_END || in->op == OP_DELEGATE) {
    print_pop_label(p);
    p->indent--;
  }
  print_newline(p);
  print_hint(p, in);
  bool opens = print_opens_block(in->op);
  uint32_t label = opens ? p->next_label++ : NO_LABEL;
  print_instr(p, in, label);
  if (opens || is_part(in->op)) p->indent++;
  return !opens || print_push_label(p, label, in->op);
}

/* Each line for itself, without its newline, where that is asked for. */
static void hand_out(Printer *p, uint32_t offset) {
  if (!p->line || p->out->failed) return;
  const size_t skip = p->out->size && p->out->at[0] == '\n';
  p->line(p->env, offset, (const char *)p->out->at + skip, p->out->size - skip);
  p->out->size = 0;
}

/* Instructions up to the `end` that is the last byte. */
static void print_flat(Printer *p, const uint8_t *code, size_t size) {
  Reader r = print_reader(p, code, size);
  uint32_t indent = p->indent;
  Instr in;
  p->label_count = 0;
  while (!p->out->failed && instr_read(&r, p->m->features, &in)) {
    if (p->label_count == 0 && in.op == OP_END) {
      if (r.at != r.end) diag_at(p->diag, ERR_END_EXPECTED, reader_offset(&r), NULL);
      break;
    }
    if ((is_part(in.op) || in.op == OP_DELEGATE) && !part_fits(p, in.op)) {
      diag_at(p->diag, ERR_END_EXPECTED, in.offset, NULL);
      break;
    }
    if (!print_flat_instr(p, &in)) break;
    hand_out(p, in.offset);
  }
  p->indent = indent;
  p->label_count = 0;
}

void print_body(Printer *p, const uint8_t *code, size_t size) {
  if (p->folded && print_folded(p, code, size, false)) return;
  print_flat(p, code, size);
}

/* Constant expressions stand on one line, each instruction in parentheses; one with blocks cannot be valid, but can be
 * told. */
void print_const_expr(Printer *p, ConstExpr e) {
  uint32_t func = p->func;
  p->func = p->m->func_count;
  p->next_label = 0;
  if (!p->folded || !print_folded(p, e.at, e.size, true)) {
    Reader r = print_reader(p, e.at, e.size);
    uint32_t depth = 0;
    Instr in;
    while (!p->out->failed && instr_read(&r, p->m->features, &in)) {
      bool opens = print_opens_block(in.op), bare = opens || depth;
      if (in.op == OP_END && depth == 0) break;
      if (in.op == OP_END || in.op == OP_DELEGATE) depth -= depth > 0;
      depth += opens;
      put(p, bare ? " " : " (");
      print_instr(p, &in, NO_LABEL);
      if (!bare) buf_put_u8(p->out, ')');
    }
  }
  p->func = func;
}

static void print_locals(Printer *p, Reader *r, uint32_t index, uint32_t count) {
  uint32_t groups = read_u32_leb(r), seen = 0;
  bool open = false;
  for (uint32_t g = 0; g < groups && !reader_failed(r); g++) {
    uint32_t n = read_u32_leb(r);
    ValType type = read_val_type(r, p->m->features);
    if (n > count - seen) {
      reader_fail(r, ERR_LOCALS);
      return;
    }
    seen += n;
    for (uint32_t i = 0; i < n && !p->out->failed; i++, index++) {
      bool named = p->local_ids.names && name_find(p->local_ids.names, index).at;
      if (open && named) {
        close_field(p);
        open = false;
      }
      if (!open) open_field(p, "local");
      buf_put_u8(p->out, ' ');
      if (named) print_name(p, &p->local_ids, index);
      print_val_type(p, type);
      if (named) close_field(p);
      open = !named;
    }
  }
  if (open) close_field(p);
}

/* " (type n)", and parameters and results for the reader where they are not too many. */
static void print_type_use(Printer *p, uint32_t index) {
  put(p, " (type ");
  print_index(p, &p->type_ids, index);
  put(p, ")");
  const TypeDef *type = print_func_type(p, index);
  if (!type || (!p->local_ids.names && type->func.param_count + type->func.result_count > SHOWN_MAX)) return;
  print_params(p, type, &p->local_ids);
  print_results(p, type);
}

static void print_func(Printer *p, uint32_t index) {
  const FuncDecl *f = &p->m->funcs[index];
  const TypeDef *type = print_func_type(p, f->type);
  if (!print_func_ids(p, index)) p->out->failed = true;
  p->func = index;
  p->next_label = p->label_count = 0;
  open_field(p, "func");
  print_binding(p, &p->ids[EXTERN_FUNC], index);
  print_type_use(p, f->type);
  p->indent++;
  Reader r = print_reader(p, f->body, f->body_size);
  print_locals(p, &r, type ? type->func.param_count : 0, f->local_count);
  if (!reader_failed(&r)) print_body(p, r.at, reader_left(&r));
  p->indent--;
  close_field(p);
  print_drop_func_ids(p);
}

/* ---- types ---- */

static void print_field(Printer *p, FieldType f) {
  if (f.mutable) put(p, "(mut ");
  print_val_type(p, f.type);
  if (f.mutable) put(p, ")");
}

static void print_struct(Printer *p, const TypeDef *t, uint32_t index) {
  const Ids *ids = print_field_ids(p, index);
  put(p, "(struct");
  for (uint32_t i = 0; i < t->fields.count; i++) {
    put(p, " (field ");
    print_name(p, ids, i);
    print_field(p, t->fields.fields[i]);
    put(p, ")");
  }
  put(p, ")");
}

static void print_comp(Printer *p, const TypeDef *t, uint32_t index) {
  if (t->describes != NO_TYPE) {
    put(p, "(describes ");
    print_index(p, &p->type_ids, t->describes);
    put(p, ") ");
  }
  if (t->descriptor != NO_TYPE) {
    put(p, "(descriptor ");
    print_index(p, &p->type_ids, t->descriptor);
    put(p, ") ");
  }
  switch ((CompKind)t->comp) {
  case COMP_FUNC:
    put(p, "(func");
    print_params(p, t, NULL);
    print_results(p, t);
    put(p, ")");
    break;
  case COMP_STRUCT: print_struct(p, t, index); break;
  case COMP_ARRAY:
    put(p, "(array ");
    print_field(p, t->fields.fields[0]);
    put(p, ")");
    break;
  case COMP_CONT:
    put(p, "(cont ");
    print_index(p, &p->type_ids, t->cont);
    put(p, ")");
    break;
  }
}

static void print_type(Printer *p, uint32_t index) {
  const TypeDef *t = &p->m->types[index];
  bool plain = t->final && t->super == NO_TYPE;
  open_field(p, "type");
  print_binding(p, &p->type_ids, index);
  put(p, " ");
  if (!plain) {
    put(p, t->final ? "(sub final " : "(sub ");
    if (t->super != NO_TYPE) {
      print_index(p, &p->type_ids, t->super);
      put(p, " ");
    }
  }
  print_comp(p, t, index);
  if (!plain) put(p, ")");
  close_field(p);
}

static void print_types(Printer *p) {
  for (uint32_t i = 0; i < p->m->type_count;) {
    uint32_t size = MAX_OF(p->m->types[i].group_size, 1u), end = MIN_OF(p->m->type_count, i + size);
    bool group = size > 1;
    if (group) {
      open_field(p, "rec");
      p->indent++;
    }
    for (; i < end; i++) print_type(p, i);
    if (group) {
      p->indent--;
      close_field(p);
    }
  }
}

/* ---- declarations ---- */

static void print_limits(Printer *p, const Limits *l) {
  put(p, l->is64 ? " i64 " : " ");
  print_u64(p, l->min);
  if (l->has_max) {
    put(p, " ");
    print_u64(p, l->max);
  }
  if (l->shared) put(p, " shared");
}

static void print_memory(Printer *p, uint32_t index) {
  const Limits *l = &p->m->memories[index].limits;
  put(p, "memory");
  print_binding(p, &p->ids[EXTERN_MEMORY], index);
  print_limits(p, l);
  if (l->page_log2 != 16) buf_printf(p->out, " (pagesize %llu)", l->page_log2 < 64 ? 1ull << l->page_log2 : 0ull);
}

static void print_table(Printer *p, uint32_t index) {
  const TableDecl *t = &p->m->tables[index];
  put(p, "table");
  print_binding(p, &p->ids[EXTERN_TABLE], index);
  print_limits(p, &t->limits);
  put(p, " ");
  print_val_type(p, t->type);
  if (t->has_init) print_const_expr(p, t->init);
}

static void print_global(Printer *p, uint32_t index) {
  const GlobalDecl *g = &p->m->globals[index];
  put(p, "global");
  print_binding(p, &p->ids[EXTERN_GLOBAL], index);
  put(p, " ");
  print_field(p, (FieldType){g->type, g->mutable});
}

static void print_tag(Printer *p, uint32_t index) {
  put(p, "tag");
  print_binding(p, &p->ids[EXTERN_TAG], index);
  print_type_use(p, p->m->tags[index].type);
}

static void print_imported_func(Printer *p, uint32_t index) {
  const FuncDecl *f = &p->m->funcs[index];
  put(p, "func");
  print_binding(p, &p->ids[EXTERN_FUNC], index);
  if (f->exact) {
    put(p, " (exact (type ");
    print_index(p, &p->type_ids, f->type);
    put(p, "))");
  } else {
    if (!print_func_ids(p, index)) p->out->failed = true;
    print_type_use(p, f->type);
    print_drop_func_ids(p);
  }
}

/* "(func …)" of an import; what it is called in the module may be left out. */
static void print_extern(Printer *p, const Import *i) {
  put(p, " (");
  switch ((ExternKind)i->kind) {
  case EXTERN_FUNC: print_imported_func(p, i->index); break;
  case EXTERN_TABLE: print_table(p, i->index); break;
  case EXTERN_MEMORY: print_memory(p, i->index); break;
  case EXTERN_GLOBAL: print_global(p, i->index); break;
  case EXTERN_TAG: print_tag(p, i->index); break;
  case EXTERN_COUNT: break;
  }
  put(p, ")");
}

/* How the import was grouped: 0x7F (each with its type), 0x7E (one type for all), or 0. Behind the module's name such a
 * group has an empty name and this byte in the place of the kind. */
static uint8_t import_group(const Printer *p, const Import *i) {
  const uint8_t *end = p->m->bytes.at + p->m->bytes.size, *at = (const uint8_t *)i->module.at + i->module.size;
  if (!features_has(p->m->features, FEATURE_COMPACT_IMPORTS) || end - at < 2 || at[0] != 0) return 0;
  return at[1] == 0x7F || at[1] == 0x7E ? at[1] : 0;
}

/* The imports from `first` on that share its group; returns how many. */
static uint32_t print_import(Printer *p, uint32_t first) {
  const Import *all = p->m->imports, *i = &all[first];
  uint8_t group = import_group(p, i);
  uint32_t count = 1;
  while (group && first + count < p->m->import_count && all[first + count].module.at == i->module.at) count++;
  for (uint32_t k = 0; k < count && group == 0x7E; k++) /* with one type for all there is no room for names */
    if (p->ids[i[k].kind].names && name_find(p->ids[i[k].kind].names, i[k].index).at) group = 0x7F;
  open_field(p, "import ");
  print_string(p, i->module.at, i->module.size, true);
  for (uint32_t k = 0; k < count; k++) {
    put(p, group ? " (item " : " ");
    print_string(p, i[k].name.at, i[k].name.size, true);
    if (group != 0x7E) print_extern(p, &i[k]);
    if (group) put(p, ")");
  }
  if (group == 0x7E) print_extern(p, i);
  close_field(p);
  return count;
}

static void print_export(Printer *p, const Export *e) {
  static const char *const words[] = {" (func ", " (table ", " (memory ", " (global ", " (tag "};
  open_field(p, "export ");
  print_string(p, e->name.at, e->name.size, true);
  put(p, words[e->kind]);
  print_index(p, &p->ids[e->kind], e->index);
  put(p, "))");
}

/* ---- segments ---- */

static void print_offset(Printer *p, ConstExpr e) {
  put(p, " (offset");
  print_const_expr(p, e);
  put(p, ")");
}

/* The size of the constant expression at the front of `left` bytes, or 0 at a fault. */
static size_t expr_size(Printer *p, const uint8_t *at, size_t left) {
  Reader r = print_reader(p, at, left);
  uint32_t depth = 0;
  Instr in;
  while (instr_read(&r, p->m->features, &in)) {
    if (in.op == OP_END && depth-- == 0) return (size_t)(r.at - at);
    depth += print_opens_block(in.op);
  }
  return 0;
}

static void print_elem_items(Printer *p, const ElemSegment *e) {
  if (!e->has_exprs) {
    Reader r = print_reader(p, e->items, e->items_size);
    for (uint32_t i = 0; i < e->count && !reader_failed(&r); i++) {
      put(p, " ");
      print_index(p, &p->ids[EXTERN_FUNC], read_u32_leb(&r));
    }
    return;
  }
  const uint8_t *at = e->items;
  size_t left = e->items_size;
  for (uint32_t i = 0; i < e->count; i++) {
    size_t size = expr_size(p, at, left);
    if (size == 0) return;
    put(p, " (item");
    print_const_expr(p, (ConstExpr){at, (uint32_t)size});
    put(p, ")");
    at += size;
    left -= size;
  }
}

static void print_elem(Printer *p, uint32_t index) {
  const ElemSegment *e = &p->m->elems[index];
  open_field(p, "elem");
  print_binding(p, &p->elem_ids, index);
  if (e->mode == SEGMENT_DECLARED) put(p, " declare");
  if (e->mode == SEGMENT_ACTIVE) {
    if (e->table) {
      put(p, " (table ");
      print_index(p, &p->ids[EXTERN_TABLE], e->table);
      put(p, ")");
    }
    print_offset(p, e->offset);
  }
  put(p, " ");
  if (e->has_exprs) print_val_type(p, e->type);
  else put(p, "func");
  print_elem_items(p, e);
  close_field(p);
}

static void print_long_string(Printer *p, const uint8_t *bytes, uint64_t size) {
  p->indent++;
  for (uint64_t at = 0; at < size; at += STRING_LINE) {
    if (size > STRING_LINE) print_newline(p);
    else put(p, " ");
    print_string(p, bytes + at, (size_t)MIN_OF(size - at, (uint64_t)STRING_LINE), false);
  }
  p->indent--;
}

static void print_data(Printer *p, uint32_t index) {
  const DataSegment *d = &p->m->data[index];
  open_field(p, "data");
  print_binding(p, &p->data_ids, index);
  if (d->mode == SEGMENT_ACTIVE) {
    if (d->memory) {
      put(p, " (memory ");
      print_index(p, &p->ids[EXTERN_MEMORY], d->memory);
      put(p, ")");
    }
    print_offset(p, d->offset);
  }
  print_long_string(p, d->bytes, d->size);
  close_field(p);
}

/* ---- custom sections ---- */

static bool name_is(Name n, const char *text) { return n.size == strlen(text) && memcmp(n.at, text, n.size) == 0; }

static bool is_names(const CustomSection *c) { return name_is(c->name, "name"); }

/* Names and hints are in the text already. `behind_names`: behind the name section, where text has no place but the
 * end. */
static void print_custom(Printer *p, const CustomSection *c, bool behind_names) {
  static const char *const sections[] = {NULL,     "type",  "import", "func", "table", "memory",    "global",
                                         "export", "start", "elem",   "code", "data",  "datacount", "tag"};
  if (is_names(c) || name_is(c->name, "metadata.code.branch_hint")) return;
  open_field(p, "@custom ");
  print_string(p, c->name.at, c->name.size, true);
  if (!behind_names && c->after == 0) put(p, " (before first)");
  else if (!behind_names && c->after < COUNT_OF(sections)) buf_printf(p->out, " (after %s)", sections[c->after]);
  print_long_string(p, c->bytes.at, c->bytes.size);
  close_field(p);
}

static void print_customs(Printer *p) {
  bool behind_names = false;
  for (uint32_t i = 0; i < p->m->custom_count; i++) {
    print_custom(p, &p->m->customs[i], behind_names);
    behind_names |= is_names(&p->m->customs[i]);
  }
}

/* ---- the module ---- */

static void print_fields(Printer *p) {
  const Module *m = p->m;
  print_types(p);
  for (uint32_t i = 0; i < m->import_count;) i += print_import(p, i);
  for (uint32_t i = m->imported[EXTERN_TABLE]; i < m->table_count; i++) {
    print_newline(p);
    put(p, "(");
    print_table(p, i);
    close_field(p);
  }
  for (uint32_t i = m->imported[EXTERN_MEMORY]; i < m->memory_count; i++) {
    print_newline(p);
    put(p, "(");
    print_memory(p, i);
    close_field(p);
  }
  for (uint32_t i = m->imported[EXTERN_TAG]; i < m->tag_count; i++) {
    print_newline(p);
    put(p, "(");
    print_tag(p, i);
    close_field(p);
  }
  for (uint32_t i = m->imported[EXTERN_GLOBAL]; i < m->global_count; i++) {
    print_newline(p);
    put(p, "(");
    print_global(p, i);
    print_const_expr(p, m->globals[i].init);
    close_field(p);
  }
  for (uint32_t i = 0; i < m->export_count; i++) print_export(p, &m->exports[i]);
  if (m->has_start) {
    open_field(p, "start ");
    print_index(p, &p->ids[EXTERN_FUNC], m->start);
    close_field(p);
  }
  for (uint32_t i = 0; i < m->elem_count; i++) print_elem(p, i);
  for (uint32_t i = m->imported[EXTERN_FUNC]; i < m->func_count && !p->out->failed; i++) print_func(p, i);
  for (uint32_t i = 0; i < m->data_count; i++) print_data(p, i);
  print_customs(p);
}

Err module_print(const Module *m, const PrintOptions *options, Buf *out, Diag *diag) {
  Printer p = {.m = m, .alloc = options->alloc, .out = out, .diag = diag, .folded = options->folded};
  arena_init(&p.arena, p.alloc);
  if (print_module_ids(&p)) {
    put(&p, "(module");
    if (m->has_name && m->name.size) {
      put(&p, " ");
      print_id(&p, m->name);
    } else if (m->has_name) {
      put(&p, " (@name \"\")");
    }
    p.indent = 1;
    print_fields(&p);
    put(&p, "\n)\n");
  } else {
    out->failed = true;
  }
  arena_free(&p.arena);
  alloc_free(p.alloc, p.labels, p.label_capacity * sizeof *p.labels);
  if (out->failed) diag_set(diag, ERR_NO_MEMORY, NULL);
  return diag->err;
}

static void use_names(Printer *p) {
  const Module *m = p->m;
  const NameMap *names[] = {[EXTERN_FUNC] = &m->func_names,
                            [EXTERN_TABLE] = &m->table_names,
                            [EXTERN_MEMORY] = &m->memory_names,
                            [EXTERN_GLOBAL] = &m->global_names,
                            [EXTERN_TAG] = &m->tag_names};
  for (uint32_t k = 0; k < COUNT_OF(names); k++) p->ids[k] = (Ids){*names[k], names[k]};
  p->type_ids = (Ids){m->type_names, &m->type_names};
  p->elem_ids = (Ids){m->elem_names, &m->elem_names};
  p->data_ids = (Ids){m->data_names, &m->data_names};
}

Err func_print(const Module *m, uint32_t func, const Alloc *alloc, PrintLine *line, void *env, Diag *diag) {
  const FuncDecl *f = &m->funcs[func];
  Buf out;
  buf_init(&out, alloc);
  Printer p = {.m = m, .alloc = alloc, .out = &out, .diag = diag, .line = line, .env = env, .func = func};
  arena_init(&p.arena, alloc);
  use_names(&p);
  Reader r = body_reader(m, func, diag);
  const uint32_t groups = read_u32_leb(&r);
  for (uint32_t g = 0; g < groups && !reader_failed(&r); g++) {
    (void)read_u32_leb(&r);
    (void)read_val_type(&r, m->features);
  }
  if (!print_func_ids(&p, func)) out.failed = true;
  else if (!reader_failed(&r)) print_flat(&p, r.at, (size_t)(f->body + f->body_size - r.at));
  print_drop_func_ids(&p);
  arena_free(&p.arena);
  alloc_free(alloc, p.labels, p.label_capacity * sizeof *p.labels);
  if (out.failed) diag_set(diag, ERR_NO_MEMORY, NULL);
  buf_free(&out);
  if (!diag->err)
    line(env, (uint32_t)(f->body + f->body_size - 1 - m->bytes.at), "end", 3); /* the function's, of one byte */
  return diag->err;
}
