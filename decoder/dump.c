/* The listing of `wvm dump`: one paragraph per part of the module, one line per item. */
#include "decoder/dump.h"

#include <inttypes.h>

#include "base/utf8.h"
#include "decoder/instr.h"

/* ---- pieces ---- */

/* Code points that would move the cursor, hide text or turn its direction on a terminal. */
static bool is_unprintable(uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || c >= 0xE0000;
}

static void put_name(Buf *out, Name name) {
  const uint8_t *p = (const uint8_t *)name.at, *end = p + name.size;
  buf_put_u8(out, '"');
  while (p < end) {
    uint32_t c;
    unsigned length = utf8_next(p, end, &c);
    if (length == 0) break;
    if (c == '"' || c == '\\') buf_printf(out, "\\%c", (int)c);
    else if (is_unprintable(c)) buf_printf(out, "\\u{%x}", c);
    else buf_put(out, p, length);
    p += length;
  }
  buf_put_u8(out, '"');
}

/* " "name"" if the index has one. */
static void put_name_of(Buf *out, const NameMap *map, uint32_t index) {
  Name name = name_find(map, index);
  if (!name.at) return;
  buf_put_u8(out, ' ');
  put_name(out, name);
}

static void put_heap(Buf *out, HeapType heap) {
  static const char *const names[] = {"func",  "nofunc", "extern", "noextern", "any",  "eq",     "i31", "struct",
                                      "array", "none",   "exn",    "noexn",    "cont", "nocont", "bot"};
  if (ht_is_index(heap)) buf_printf(out, "%u", heap);
  else buf_put_str(out, names[heap - HT_ABSTRACT]);
}

static void put_type(Buf *out, ValType type) {
  static const char *const names[] = {"bot", "i32", "i64", "f32", "f64", "v128", "ref", "i8", "i16"};
  if (!vt_is_ref(type)) {
    buf_put_str(out, names[vt_kind(type)]);
    return;
  }
  buf_printf(out, "(ref %s%s", vt_is_nullable(type) ? "null " : "", vt_is_exact(type) ? "(exact " : "");
  put_heap(out, vt_heap(type));
  buf_put_str(out, vt_is_exact(type) ? "))" : ")");
}

static void put_types(Buf *out, const char *keyword, const ValType *types, uint32_t count) {
  if (count == 0) return;
  buf_printf(out, " (%s", keyword);
  for (uint32_t i = 0; i < count; i++) {
    buf_put_u8(out, ' ');
    put_type(out, types[i]);
  }
  buf_put_u8(out, ')');
}

static void put_limits(Buf *out, const Limits *limits) {
  buf_printf(out, "%s%" PRIu64, limits->is64 ? "i64 " : "", limits->min);
  if (limits->has_max) buf_printf(out, " to %" PRIu64, limits->max);
  if (limits->shared) buf_put_str(out, " shared");
}

static void put_heading(Buf *out, const char *what, uint32_t count) {
  if (count > 0) buf_printf(out, "\n%s (%u)\n", what, count);
}

/* The instructions of a constant expression with the immediates that matter there. */
static void put_expr(Buf *out, const Module *m, ConstExpr expr) {
  Diag diag = {0};
  Reader r = module_reader(m, expr.at, expr.size, &diag);
  Instr instr;
  const char *separator = "";
  while (reader_left(&r) > 1 && instr_read(&r, m->features, &instr)) {
    buf_printf(out, "%s%s", separator, op_info[instr.op].text);
    separator = ", ";
    switch (op_info[instr.op].imm) {
    case IMM_I32: buf_printf(out, " %" PRId32, instr.i32); break;
    case IMM_I64: buf_printf(out, " %" PRId64, instr.i64); break;
    case IMM_F32: buf_printf(out, " bits 0x%08" PRIx32, instr.f32); break;
    case IMM_F64: buf_printf(out, " bits 0x%016" PRIx64, instr.f64); break;
    case IMM_V128:
      buf_put_str(out, " bytes");
      for (unsigned i = 0; i < 16; i++) buf_printf(out, " %02x", instr.bytes[i]);
      break;
    case IMM_FUNC:
    case IMM_GLOBAL:
    case IMM_TYPE: buf_printf(out, " %u", instr.index); break;
    case IMM_TYPE_COUNT:
    case IMM_TYPE_DATA:
    case IMM_TYPE_ELEM: buf_printf(out, " %u %u", instr.first, instr.second); break;
    case IMM_HEAP:
      buf_put_u8(out, ' ');
      put_heap(out, instr.heap);
      break;
    default: break;
    }
  }
}

static size_t offset_of(const Module *m, const void *at) { return (size_t)((const uint8_t *)at - m->bytes.at); }

/* ---- paragraphs ---- */

static void dump_sections(Buf *out, const Module *m) {
  static const char *const names[] = {"custom", "type",  "import",  "function", "table", "memory",     "global",
                                      "export", "start", "element", "code",     "data",  "data count", "tag"};
  enum { HEADER = 8 };
  Diag diag = {0};
  Reader r = module_reader(m, m->bytes.at + HEADER, m->bytes.size - HEADER, &diag);
  buf_put_str(out, "\nsections: offset of the contents, size\n");
  for (uint32_t custom = 0; reader_left(&r) > 0;) {
    uint8_t id = read_u8(&r);
    uint32_t size = read_size(&r);
    if (reader_failed(&r) || id >= COUNT_OF(names)) return;
    buf_printf(out, "  0x%08zx %10u %s", reader_offset(&r), size, names[id]);
    if (id == 0 && custom < m->custom_count) {
      buf_put_u8(out, ' ');
      put_name(out, m->customs[custom++].name);
    }
    buf_put_u8(out, '\n');
    r.at += size;
  }
}

static void put_comp(Buf *out, const TypeDef *type) {
  switch ((CompKind)type->comp) {
  case COMP_FUNC:
    buf_put_str(out, "(func");
    put_types(out, "param", type->func.params, type->func.param_count);
    put_types(out, "result", type->func.results, type->func.result_count);
    buf_put_u8(out, ')');
    return;
  case COMP_STRUCT:
  case COMP_ARRAY:
    buf_put_str(out, type->comp == COMP_STRUCT ? "(struct" : "(array");
    for (uint32_t i = 0; i < type->fields.count; i++) {
      buf_put_str(out, type->fields.fields[i].mutable ? " (mut " : " ");
      put_type(out, type->fields.fields[i].type);
      if (type->fields.fields[i].mutable) buf_put_u8(out, ')');
    }
    buf_put_u8(out, ')');
    return;
  case COMP_CONT: buf_printf(out, "(cont %u)", type->cont); return;
  }
}

static void dump_types(Buf *out, const Module *m) {
  put_heading(out, "types", m->type_count);
  for (uint32_t i = 0; i < m->type_count; i++) {
    const TypeDef *type = &m->types[i];
    buf_printf(out, "  %u ", i);
    put_comp(out, type);
    if (!type->final) buf_put_str(out, " open");
    if (type->super != NO_TYPE) buf_printf(out, " sub %u", type->super);
    if (type->describes != NO_TYPE) buf_printf(out, " describes %u", type->describes);
    if (type->descriptor != NO_TYPE) buf_printf(out, " descriptor %u", type->descriptor);
    if (type->group_size != 1)
      buf_printf(out, " in group %u to %u", type->group_start, type->group_start + type->group_size - 1);
    put_name_of(out, &m->type_names, i);
    buf_put_u8(out, '\n');
  }
}

static void put_table(Buf *out, const TableDecl *table) {
  put_type(out, table->type);
  buf_put_u8(out, ' ');
  put_limits(out, &table->limits);
}

static void put_memory(Buf *out, const MemoryDecl *memory) {
  put_limits(out, &memory->limits);
  if (memory->limits.page_log2 != 16) buf_printf(out, " pages of 2^%u bytes", memory->limits.page_log2);
}

static void put_global(Buf *out, const GlobalDecl *global) {
  if (global->mutable) buf_put_str(out, "mut ");
  put_type(out, global->type);
}

static const char *const kind_names[EXTERN_COUNT] = {"func", "table", "memory", "global", "tag"};

static void dump_imports(Buf *out, const Module *m) {
  put_heading(out, "imports", m->import_count);
  for (uint32_t i = 0; i < m->import_count; i++) {
    const Import *import = &m->imports[i];
    uint32_t index = import->index;
    buf_put_str(out, "  ");
    put_name(out, import->module);
    buf_put_u8(out, ' ');
    put_name(out, import->name);
    buf_printf(out, " %s %u: ", kind_names[import->kind], index);
    switch ((ExternKind)import->kind) {
    case EXTERN_FUNC: buf_printf(out, "%stype %u", m->funcs[index].exact ? "exact " : "", m->funcs[index].type); break;
    case EXTERN_TABLE: put_table(out, &m->tables[index]); break;
    case EXTERN_MEMORY: put_memory(out, &m->memories[index]); break;
    case EXTERN_GLOBAL: put_global(out, &m->globals[index]); break;
    case EXTERN_TAG: buf_printf(out, "type %u", m->tags[index].type); break;
    case EXTERN_COUNT: break;
    }
    buf_put_u8(out, '\n');
  }
}

static void dump_functions(Buf *out, const Module *m) {
  uint32_t imported = m->imported[EXTERN_FUNC];
  put_heading(out, "functions: offset of the body, size, type, locals declared", m->func_count - imported);
  for (uint32_t i = imported; i < m->func_count; i++) {
    const FuncDecl *func = &m->funcs[i];
    buf_printf(out, "  %u 0x%08zx %u type %u locals %u", i, offset_of(m, func->body), func->body_size, func->type,
               func->local_count);
    put_name_of(out, &m->func_names, i);
    buf_put_u8(out, '\n');
  }
}

static void dump_definitions(Buf *out, const Module *m) {
  put_heading(out, "tables", m->table_count - m->imported[EXTERN_TABLE]);
  for (uint32_t i = m->imported[EXTERN_TABLE]; i < m->table_count; i++) {
    buf_printf(out, "  %u ", i);
    put_table(out, &m->tables[i]);
    if (m->tables[i].has_init) {
      buf_put_str(out, " = ");
      put_expr(out, m, m->tables[i].init);
    }
    put_name_of(out, &m->table_names, i);
    buf_put_u8(out, '\n');
  }
  put_heading(out, "memories", m->memory_count - m->imported[EXTERN_MEMORY]);
  for (uint32_t i = m->imported[EXTERN_MEMORY]; i < m->memory_count; i++) {
    buf_printf(out, "  %u ", i);
    put_memory(out, &m->memories[i]);
    put_name_of(out, &m->memory_names, i);
    buf_put_u8(out, '\n');
  }
  put_heading(out, "tags", m->tag_count - m->imported[EXTERN_TAG]);
  for (uint32_t i = m->imported[EXTERN_TAG]; i < m->tag_count; i++) {
    buf_printf(out, "  %u type %u", i, m->tags[i].type);
    put_name_of(out, &m->tag_names, i);
    buf_put_u8(out, '\n');
  }
  put_heading(out, "globals", m->global_count - m->imported[EXTERN_GLOBAL]);
  for (uint32_t i = m->imported[EXTERN_GLOBAL]; i < m->global_count; i++) {
    buf_printf(out, "  %u ", i);
    put_global(out, &m->globals[i]);
    buf_put_str(out, " = ");
    put_expr(out, m, m->globals[i].init);
    put_name_of(out, &m->global_names, i);
    buf_put_u8(out, '\n');
  }
}

static void dump_exports(Buf *out, const Module *m) {
  put_heading(out, "exports", m->export_count);
  for (uint32_t i = 0; i < m->export_count; i++) {
    buf_put_str(out, "  ");
    put_name(out, m->exports[i].name);
    buf_printf(out, " %s %u\n", kind_names[m->exports[i].kind], m->exports[i].index);
  }
  if (m->has_start) buf_printf(out, "\nstart: function %u\n", m->start);
}

static void dump_segments(Buf *out, const Module *m) {
  static const char *const modes[] = {"passive", "active", "declared"};
  put_heading(out, "element segments: offset, items", m->elem_count);
  for (uint32_t i = 0; i < m->elem_count; i++) {
    const ElemSegment *elem = &m->elems[i];
    buf_printf(out, "  %u 0x%08zx %u %s of ", i, elem->at, elem->count, elem->has_exprs ? "expressions" : "functions");
    put_type(out, elem->type);
    buf_printf(out, ", %s", modes[elem->mode]);
    if (elem->mode == SEGMENT_ACTIVE) {
      buf_printf(out, " in table %u at ", elem->table);
      put_expr(out, m, elem->offset);
    }
    put_name_of(out, &m->elem_names, i);
    buf_put_u8(out, '\n');
  }
  put_heading(out, "data segments: offset, size", m->data_count);
  for (uint32_t i = 0; i < m->data_count; i++) {
    const DataSegment *data = &m->data[i];
    buf_printf(out, "  %u 0x%08zx %" PRIu64 " %s", i, data->at, data->size, modes[data->mode]);
    if (data->mode == SEGMENT_ACTIVE) {
      buf_printf(out, " in memory %u at ", data->memory);
      put_expr(out, m, data->offset);
    }
    put_name_of(out, &m->data_names, i);
    buf_put_u8(out, '\n');
  }
}

static void dump_customs(Buf *out, const Module *m) {
  put_heading(out, "custom sections: offset of the contents, size", m->custom_count);
  for (uint32_t i = 0; i < m->custom_count; i++) {
    buf_printf(out, "  0x%08zx %zu ", offset_of(m, m->customs[i].bytes.at), m->customs[i].bytes.size);
    put_name(out, m->customs[i].name);
    buf_put_u8(out, '\n');
  }
  put_heading(out, "branch hints: function, offset in its body", m->hint_count);
  for (uint32_t i = 0; i < m->hint_count; i++)
    buf_printf(out, "  %u 0x%x %s\n", m->hints[i].func, m->hints[i].offset, m->hints[i].likely ? "likely" : "unlikely");
}

Err module_dump(const Module *m, Buf *out) {
  buf_printf(out, "module: %zu bytes", m->bytes.size);
  if (m->has_name) {
    buf_put_u8(out, ' ');
    put_name(out, m->name);
  }
  buf_put_u8(out, '\n');
  dump_sections(out, m);
  dump_types(out, m);
  dump_imports(out, m);
  dump_functions(out, m);
  dump_definitions(out, m);
  dump_exports(out, m);
  dump_segments(out, m);
  dump_customs(out, m);
  return out->failed ? ERR_NO_MEMORY : ERR_OK;
}
