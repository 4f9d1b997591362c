/* The known sections but for types: declarations, segments, bodies. Each function reads one section; the caller checks
 * that it ends where its size says. */
#include "decoder/decode.h"

/* ---- pieces ---- */

/* The length of a section's vector, which adds to `already` of its kind. */
static uint32_t read_section_count(Decoder *d, uint32_t already, uint32_t limit, const char *what) {
  const uint8_t *where = d->r.at;
  uint32_t count = read_count(&d->r);
  return decoder_within(d, where, (uint64_t)already + count, limit, what) ? count : 0;
}

Limits read_limits(Decoder *d, bool is_memory) {
  enum { HAS_MAX = 1, SHARED = 2, IS64 = 4, HAS_PAGE = 8 };
  Reader *r = &d->r;
  unsigned known = HAS_MAX;
  if (decoder_has(d, FEATURE_MEMORY64)) known |= IS64;
  if (is_memory && decoder_has(d, FEATURE_THREADS)) known |= SHARED;
  if (is_memory && decoder_has(d, FEATURE_CUSTOM_PAGE_SIZES)) known |= HAS_PAGE;
  const uint8_t *where = r->at;
  uint8_t flags = read_u8(r);
  if (flags & ~known) reader_fail_at(r, where, ERR_LIMITS_FLAGS);
  Limits limits = {
      .has_max = flags & HAS_MAX,
      .shared = flags & SHARED,
      .is64 = flags & IS64,
      .page_log2 = is_memory ? 16 : 0,
  };
  /* Since memories of 64 bits exist the numbers have 64 bits in all of them; what is too large is invalid. */
  bool wide = decoder_has(d, FEATURE_MEMORY64);
  limits.min = wide ? read_u64_leb(r) : read_u32_leb(r);
  if (limits.has_max) limits.max = wide ? read_u64_leb(r) : read_u32_leb(r);
  if (flags & HAS_PAGE) {
    where = r->at;
    uint32_t log2 = read_u32_leb(r);
    if (log2 >= 64) reader_fail_at(r, where, ERR_PAGE_SIZE_LOG2);
    limits.page_log2 = (uint8_t)log2;
  }
  return limits;
}

ConstExpr read_expr(Decoder *d) {
  Reader *r = &d->r;
  const uint8_t *start = r->at;
  uint32_t depth = 1;
  while (depth > 0) {
    Instr instr;
    const uint8_t *where = r->at;
    if (!instr_read(r, d->features, &instr)) return (ConstExpr){0};
    switch (instr.op) {
    case OP_BLOCK:
    case OP_LOOP:
    case OP_IF:
    case OP_TRY:
    case OP_TRY_TABLE: depth++; break;
    case OP_END:
    case OP_DELEGATE: depth--; break;
    case OP_ELSE:
    case OP_CATCH:
    case OP_CATCH_ALL:
      if (depth == 1) {
        reader_fail_at(r, where, ERR_END_EXPECTED);
        return (ConstExpr){0};
      }
      break;
    default: break;
    }
  }
  return (ConstExpr){start, (uint32_t)(r->at - start)};
}

static TableDecl read_table_type(Decoder *d) {
  TableDecl table = {.type = read_ref_type(&d->r, d->features)};
  table.limits = read_limits(d, false);
  return table;
}

static GlobalDecl read_global_type(Decoder *d) {
  GlobalDecl global = {.type = read_val_type(&d->r, d->features)};
  const uint8_t *where = d->r.at;
  uint8_t mutability = read_u8(&d->r);
  if (mutability > 1) reader_fail_at(&d->r, where, ERR_MUTABILITY);
  global.mutable = mutability == 1;
  return global;
}

static TagDecl read_tag_type(Decoder *d) {
  const uint8_t *where = d->r.at;
  if (read_u8(&d->r) != 0) reader_fail_at(&d->r, where, ERR_ZERO_BYTE);
  return (TagDecl){.type = read_u32_leb(&d->r)};
}

/* ---- imports ---- */

enum { KIND_EXACT_FUNC = 0x20, GROUP_OF_ITEMS = 0x7F, GROUP_OF_TYPE = 0x7E };

/* What is imported. */
typedef struct ExternType {
  ExternKind kind;
  union {
    FuncDecl func;
    TableDecl table;
    MemoryDecl memory;
    GlobalDecl global;
    TagDecl tag;
  };
} ExternType;

static ExternType read_extern_type(Decoder *d) {
  ExternType type = {0};
  Reader *r = &d->r;
  const uint8_t *where = r->at;
  uint8_t kind = read_u8(r);
  bool exact = kind == KIND_EXACT_FUNC && decoder_has(d, FEATURE_CUSTOM_DESCRIPTORS);
  if (exact) kind = EXTERN_FUNC;
  if (kind >= EXTERN_COUNT || (kind == EXTERN_TAG && !decoder_has_tags(d))) {
    reader_fail_at(r, where, ERR_IMPORT_KIND);
    return type;
  }
  type.kind = (ExternKind)kind;
  switch (type.kind) {
  case EXTERN_FUNC: type.func = (FuncDecl){.type = read_u32_leb(r), .exact = exact}; break;
  case EXTERN_TABLE: type.table = read_table_type(d); break;
  case EXTERN_MEMORY: type.memory = (MemoryDecl){read_limits(d, true)}; break;
  case EXTERN_GLOBAL: type.global = read_global_type(d); break;
  case EXTERN_TAG: type.tag = read_tag_type(d); break;
  case EXTERN_COUNT: break;
  }
  return type;
}

static uint32_t space_limit(const Decoder *d, ExternKind kind) {
  const ModuleLimits *l = &d->m->limits;
  const uint32_t limits[EXTERN_COUNT] = {l->functions, l->tables, l->memories, l->globals, l->tags};
  return limits[kind];
}

static const char *const space_names[EXTERN_COUNT] = {"functions", "tables", "memories", "globals", "tags"};

static void add_import(Decoder *d, const uint8_t *where, Name module, Name name, const ExternType *type) {
  List *space = &d->spaces[type->kind];
  if (reader_failed(&d->r) ||
      !decoder_within(d, where, (uint64_t)d->imports.count + 1, d->m->limits.imports, "imports") ||
      !decoder_within(d, where, (uint64_t)space->count + 1, space_limit(d, type->kind), space_names[type->kind]))
    return;
  Import *import = list_add(d, &d->imports);
  void *decl = import ? list_add(d, space) : NULL;
  if (!decl) return;
  *import = (Import){module, name, (uint8_t)type->kind, space->count - 1, (size_t)(where - d->r.base)};
  /* The members of the union all begin where it does. */
  memcpy(decl, &type->func, space->item_size);
}

/* Compact imports: behind a module name and an empty name, several items that share the module, or module and type. */
static void read_import_group(Decoder *d, Name module, bool share_type) {
  ExternType type = {0};
  if (share_type) type = read_extern_type(d);
  uint32_t count = read_count(&d->r);
  for (uint32_t i = 0; i < count && !reader_failed(&d->r); i++) {
    const uint8_t *where = d->r.at;
    Name name = read_name(d);
    if (!share_type) type = read_extern_type(d);
    add_import(d, where, module, name, &type);
  }
}

void decode_imports(Decoder *d) {
  Reader *r = &d->r;
  uint32_t count = read_section_count(d, 0, d->m->limits.imports, "imports");
  for (uint32_t i = 0; i < count && !reader_failed(r); i++) {
    const uint8_t *where = r->at;
    Name module = read_name(d);
    Name name = read_name(d);
    bool compact = name.size == 0 && decoder_has(d, FEATURE_COMPACT_IMPORTS) && r->at < r->end &&
                   (*r->at == GROUP_OF_ITEMS || *r->at == GROUP_OF_TYPE);
    if (compact) {
      read_import_group(d, module, read_u8(r) == GROUP_OF_TYPE);
    } else {
      ExternType type = read_extern_type(d);
      add_import(d, where, module, name, &type);
    }
  }
}

/* ---- definitions ---- */

static uint32_t read_definition_count(Decoder *d, ExternKind kind) {
  return read_section_count(d, d->spaces[kind].count, space_limit(d, kind), space_names[kind]);
}

void decode_functions(Decoder *d) {
  uint32_t count = read_definition_count(d, EXTERN_FUNC);
  for (uint32_t i = 0; i < count && !reader_failed(&d->r); i++) {
    FuncDecl *func = list_add(d, &d->spaces[EXTERN_FUNC]);
    if (func) func->type = read_u32_leb(&d->r);
  }
}

void decode_tables(Decoder *d) {
  enum { CODE_INIT = 0x40 };
  Reader *r = &d->r;
  uint32_t count = read_definition_count(d, EXTERN_TABLE);
  for (uint32_t i = 0; i < count && !reader_failed(r); i++) {
    TableDecl *table = list_add(d, &d->spaces[EXTERN_TABLE]);
    if (!table) return;
    if (r->at < r->end && *r->at == CODE_INIT && decoder_has(d, FEATURE_FUNCTION_REFERENCES)) {
      r->at++;
      const uint8_t *where = r->at;
      if (read_u8(r) != 0) reader_fail_at(r, where, ERR_ZERO_BYTE);
      *table = read_table_type(d);
      table->has_init = true;
      table->init = read_expr(d);
    } else {
      *table = read_table_type(d);
    }
  }
}

void decode_memories(Decoder *d) {
  uint32_t count = read_definition_count(d, EXTERN_MEMORY);
  for (uint32_t i = 0; i < count && !reader_failed(&d->r); i++) {
    MemoryDecl *memory = list_add(d, &d->spaces[EXTERN_MEMORY]);
    if (memory) memory->limits = read_limits(d, true);
  }
}

void decode_tags(Decoder *d) {
  uint32_t count = read_definition_count(d, EXTERN_TAG);
  for (uint32_t i = 0; i < count && !reader_failed(&d->r); i++) {
    TagDecl *tag = list_add(d, &d->spaces[EXTERN_TAG]);
    if (tag) *tag = read_tag_type(d);
  }
}

void decode_globals(Decoder *d) {
  uint32_t count = read_definition_count(d, EXTERN_GLOBAL);
  for (uint32_t i = 0; i < count && !reader_failed(&d->r); i++) {
    GlobalDecl *global = list_add(d, &d->spaces[EXTERN_GLOBAL]);
    if (!global) return;
    *global = read_global_type(d);
    global->init = read_expr(d);
  }
}

void decode_exports(Decoder *d) {
  Reader *r = &d->r;
  uint32_t count = read_section_count(d, 0, d->m->limits.exports, "exports");
  for (uint32_t i = 0; i < count && !reader_failed(r); i++) {
    Export *export = list_add(d, &d->exports);
    if (!export) return;
    export->offset = reader_offset(r);
    export->name = read_name(d);
    const uint8_t *where = r->at;
    export->kind = read_u8(r);
    if (export->kind >= EXTERN_COUNT || (export->kind == EXTERN_TAG && !decoder_has_tags(d)))
      reader_fail_at(r, where, ERR_EXPORT_KIND);
    export->index = read_u32_leb(r);
  }
}

void decode_start(Decoder *d) {
  d->m->start_offset = reader_offset(&d->r);
  d->m->start = read_u32_leb(&d->r);
  d->m->has_start = true;
}

/* ---- segments ---- */

/* The items of an element segment are only passed over: count LEB128 indices, or expressions. */
static void read_elem_items(Decoder *d, ElemSegment *elem) {
  Reader *r = &d->r;
  elem->count = read_count(r);
  elem->items = r->at;
  for (uint32_t i = 0; i < elem->count && !reader_failed(r); i++) {
    if (elem->has_exprs) read_expr(d);
    else read_u32_leb(r);
  }
  elem->items_size = (uint32_t)(r->at - elem->items);
}

/* flags: 1 passive or declared, 2 explicit table (with 1: declared), 4 expressions instead of function indices. */
static void read_elem(Decoder *d, ElemSegment *elem) {
  enum { NOT_ACTIVE = 1, EXPLICIT = 2, EXPRS = 4, KIND_FUNC_INDEX = 0 };
  Reader *r = &d->r;
  const uint8_t *where = r->at;
  elem->at = reader_offset(r);
  uint32_t flags = read_u32_leb(r);
  /* WebAssembly 1.0 has a table index in this place. */
  bool one_form = !decoder_has(d, FEATURE_BULK_MEMORY) && !decoder_has(d, FEATURE_REFERENCE_TYPES);
  if (one_form) {
    elem->table = flags;
    flags = 0;
  } else if (flags > (NOT_ACTIVE | EXPLICIT | EXPRS)) {
    reader_fail_at(r, where, ERR_ELEM_FLAGS);
  }
  elem->has_exprs = flags & EXPRS;
  elem->mode = !(flags & NOT_ACTIVE) ? SEGMENT_ACTIVE : flags & EXPLICIT ? SEGMENT_DECLARED : SEGMENT_PASSIVE;
  if (elem->mode == SEGMENT_ACTIVE) {
    if (flags & EXPLICIT) elem->table = read_u32_leb(r);
    elem->offset = read_expr(d);
  }
  elem->type = elem->has_exprs ? VT_FUNCREF : vt_ref(HT_FUNC, false, false);
  if (flags & (NOT_ACTIVE | EXPLICIT)) {
    where = r->at;
    if (elem->has_exprs) elem->type = read_ref_type(r, d->features);
    else if (read_u8(r) != KIND_FUNC_INDEX) reader_fail_at(r, where, ERR_ELEM_KIND);
  }
  read_elem_items(d, elem);
}

void decode_elems(Decoder *d) {
  uint32_t count = read_section_count(d, 0, d->m->limits.elem_segments, "element segments");
  for (uint32_t i = 0; i < count && !reader_failed(&d->r); i++) {
    ElemSegment *elem = list_add(d, &d->elems);
    if (elem) read_elem(d, elem);
  }
}

void decode_data_count(Decoder *d) {
  const uint8_t *where = d->r.at;
  d->declared_data = read_u32_leb(&d->r);
  d->m->has_data_count = true;
  if (!decoder_within(d, where, d->declared_data, d->m->limits.data_segments, "data segments")) return;
}

static void read_data(Decoder *d, DataSegment *data) {
  enum { FORM_ACTIVE = 0, FORM_PASSIVE = 1, FORM_EXPLICIT = 2 };
  Reader *r = &d->r;
  const uint8_t *where = r->at;
  data->at = reader_offset(r);
  uint32_t form = read_u32_leb(r);
  if (!decoder_has(d, FEATURE_BULK_MEMORY)) {
    data->memory = form; /* as with element segments */
    form = FORM_ACTIVE;
  } else if (form > FORM_EXPLICIT) {
    reader_fail_at(r, where, ERR_DATA_FLAGS);
  }
  data->mode = form == FORM_PASSIVE ? SEGMENT_PASSIVE : SEGMENT_ACTIVE;
  if (form == FORM_EXPLICIT) data->memory = read_u32_leb(r);
  if (form != FORM_PASSIVE) data->offset = read_expr(d);
  uint32_t size = read_u32_leb(r);
  data->bytes = read_bytes(r, size);
  data->size = size;
}

void decode_data(Decoder *d) {
  uint32_t count = read_section_count(d, 0, d->m->limits.data_segments, "data segments");
  for (uint32_t i = 0; i < count && !reader_failed(&d->r); i++) {
    DataSegment *data = list_add(d, &d->data);
    if (data) read_data(d, data);
  }
}

/* ---- bodies ---- */

/* Counts the local declarations at the start of a body; their types are read again by the Walk. */
static uint32_t count_locals(Decoder *d, Reader *body) {
  uint64_t total = 0;
  const uint8_t *where = body->at;
  uint32_t groups = read_count(body);
  for (uint32_t i = 0; i < groups && !reader_failed(body); i++) {
    where = body->at;
    total += read_u32_leb(body);
    read_val_type(body, d->features);
    if (total > UINT32_MAX) reader_fail_at(body, where, ERR_LOCALS);
  }
  return decoder_within(d, where, total, d->m->limits.locals, "locals") ? (uint32_t)total : 0;
}

void decode_code(Decoder *d) {
  Reader *r = &d->r;
  uint32_t imported = d->m->imported[EXTERN_FUNC];
  List *funcs = &d->spaces[EXTERN_FUNC];
  uint32_t count = read_section_count(d, imported, d->m->limits.functions, "functions");
  for (uint32_t i = 0; i < count && !reader_failed(r); i++) {
    const uint8_t *where = r->at;
    uint32_t size = read_size(r);
    if (!decoder_within(d, where, size, d->m->limits.function_size, "bytes in a function")) return;
    Reader body = *r;
    body.end = body.at + size;
    r->at = body.end;
    uint32_t locals = count_locals(d, &body);
    if (i >= funcs->count - imported) continue; /* one too many: reported at the end of the module */
    FuncDecl *func = (FuncDecl *)funcs->at + imported + i;
    func->body = r->at - size;
    func->body_size = size;
    func->local_count = locals;
    d->bodies_read = i + 1;
  }
  d->code_count = count;
}

void decode_malformed_bodies(Decoder *d) {
  if (d->bodies_read == 0) return;
  const FuncDecl *func = (const FuncDecl *)d->spaces[EXTERN_FUNC].at + d->m->imported[EXTERN_FUNC];
  size_t first_fault = d->r.diag->offset;
  for (uint32_t i = 0; i < d->bodies_read; i++) {
    Diag diag = {0};
    Reader bytes = {func[i].body, d->r.base + d->m->bytes.size, d->r.base, &diag, ERR_UNEXPECTED_END_SECTION};
    if ((size_t)(bytes.at - bytes.base) > first_fault) return;
    Decoder probe = *d;
    probe.r = bytes;
    count_locals(&probe, &probe.r);
    read_expr(&probe);
    if (err_class(diag.err) != CLASS_MALFORMED) continue;
    *d->r.diag = diag;
    return;
  }
}
