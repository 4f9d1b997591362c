/* One module: the two passes over its fields. */
#include "decoder/text/number.h"
#include "decoder/text/parse_impl.h"

static const char *const extern_keywords[SPACE_EXTERNS] = {"func", "table", "memory", "global", "tag"};
static const uint8_t extern_sections[SPACE_EXTERNS] = {SECTION_FUNC, SECTION_TABLE, SECTION_MEMORY, SECTION_GLOBAL,
                                                       SECTION_TAG};
enum { COMPACT_OWN_TYPES = 0x7F, COMPACT_ONE_TYPE = 0x7E, IMPORT_EXACT_FUNC = 0x20 };

/* Takes "(func", "(table", …; SPACE_EXTERNS if there is none. */
static Space take_open_extern(Parser *p) {
  for (int s = 0; s < SPACE_EXTERNS; s++)
    if (lexer_take_open(p->lx, extern_keywords[s])) return (Space)s;
  return SPACE_EXTERNS;
}

static void close_field(Parser *p) { lexer_expect(p->lx, TOK_RPAR); }

static void skip_field(Parser *p) {
  lexer_skip_to_close(p->lx);
  lexer_expect(p->lx, TOK_RPAR);
}

/* Something other than a '(' and a known keyword. */
static void fail_open(Parser *p) {
  if (p->lx->tok.kind == TOK_LPAR) lexer_next(p->lx);
  lexer_unexpected(p->lx);
}

/* Pass 1: what defines an index is counted, and its identifier bound. */

static void mark_type(Parser *p, LexerMark mark) {
  if (!alloc_grow(p->alloc, (void **)&p->type_marks, &p->type_mark_capacity, (size_t)p->type_mark_count + 1,
                  sizeof *p->type_marks)) {
    parse_no_memory(p);
    return;
  }
  p->type_marks[p->type_mark_count++] = mark;
}

static void check_import_order(Parser *p, const Token *at) {
  if (p->defined) lexer_fail_at(p->lx, at, ERR_IMPORT_AFTER, " %s", p->defined);
}

static void bind_imports(Parser *p, const Token *at) {
  Lexer *lx = p->lx;
  check_import_order(p, at);
  lexer_expect(lx, TOK_STRING);
  uint32_t untyped = 0;
  bool compact = lexer_at_open(lx, "item") && features_has(lx->features, FEATURE_COMPACT_IMPORTS);
  if (!compact) lexer_expect(lx, TOK_STRING);
  for (; compact && lexer_take_open(lx, "item");) {
    lexer_expect(lx, TOK_STRING);
    if (lx->tok.kind == TOK_LPAR) {
      Space s = take_open_extern(p);
      if (s == SPACE_EXTERNS) fail_open(p);
      else bind_next(p, s);
      skip_field(p);
    } else untyped++;
    close_field(p);
  }
  if (!compact || untyped) {
    Space s = take_open_extern(p);
    if (s == SPACE_EXTERNS) fail_open(p);
    else if (!untyped) bind_next(p, s);
    else if (lx->tok.kind == TOK_ID) lexer_fail(lx, ERR_IDENTIFIER_NOT_ALLOWED, NULL);
    else if (__builtin_add_overflow(p->spaces[s].bound, untyped, &p->spaces[s].bound)) parse_no_memory(p);
    skip_field(p);
  }
  close_field(p);
}

static void bind_extern(Parser *p, Space space, const Token *at) {
  Lexer *lx = p->lx;
  bind_next(p, space);
  while (lexer_take_open(lx, "export")) skip_field(p);
  if (lexer_at_open(lx, "import")) check_import_order(p, at);
  else if (!p->defined) p->defined = extern_keywords[space] == extern_keywords[0] ? "function" : extern_keywords[space];
  if (space == SPACE_TABLE || space == SPACE_MEMORY) { /* segments inside? */
    while (lx->tok.kind != TOK_RPAR && lx->tok.kind != TOK_END && !parse_failed(p)) {
      if (lexer_at_open(lx, "elem")) p->spaces[SPACE_ELEM].bound++;
      if (lexer_at_open(lx, "data")) p->spaces[SPACE_DATA].bound++;
      bool open = lx->tok.kind == TOK_LPAR;
      lexer_next(lx);
      if (open) skip_field(p);
    }
  }
  skip_field(p);
}

static void bind_field_of_module(Parser *p) {
  Lexer *lx = p->lx;
  LexerMark mark = lexer_mark(lx);
  Token at = lx->tok;
  if (lexer_take_open(lx, "type")) {
    mark_type(p, mark);
    bind_next(p, SPACE_TYPE);
    skip_field(p);
  } else if (lexer_take_open(lx, "rec")) {
    mark_type(p, mark);
    while (lexer_take_open(lx, "type")) {
      bind_next(p, SPACE_TYPE);
      skip_field(p);
    }
    close_field(p);
  } else if (lexer_take_open(lx, "import")) {
    bind_imports(p, &at);
  } else if (lexer_take_open(lx, "elem")) {
    bind_next(p, SPACE_ELEM);
    skip_field(p);
  } else if (lexer_take_open(lx, "data")) {
    bind_next(p, SPACE_DATA);
    skip_field(p);
  } else if (lexer_take_open(lx, "export") || lexer_take_open(lx, "start")) {
    skip_field(p);
  } else {
    Space s = take_open_extern(p);
    if (s == SPACE_EXTERNS) fail_open(p);
    else bind_extern(p, s, &at);
  }
}

/* Limits of tables and memories */

typedef struct TextLimits {
  uint64_t min, max;
  bool has_max, shared, is64, has_page;
  uint8_t page_log2;
} TextLimits;

static bool take_address_type(Parser *p) {
  if (lexer_take(p->lx, "i64")) return true;
  lexer_take(p->lx, "i32");
  return false;
}

/* Since 64-bit memories exist, all limits are 64-bit numbers, and too large ones are for the validator. */
static uint64_t take_limit(Parser *p) {
  return features_has(p->lx->features, FEATURE_MEMORY64) ? take_u64(p, ERR_I64_RANGE) : take_u32(p);
}

static void take_page_size(Parser *p, TextLimits *l) {
  if (!features_has(p->lx->features, FEATURE_CUSTOM_PAGE_SIZES) || !lexer_take_open(p->lx, "pagesize")) return;
  Token at = p->lx->tok;
  uint64_t size = take_u64(p, ERR_PAGE_SIZE);
  if (size == 0 || (size & (size - 1)) != 0) {
    lexer_fail_at(p->lx, &at, ERR_PAGE_SIZE, NULL);
    return;
  }
  l->has_page = true;
  l->page_log2 = (uint8_t)__builtin_ctzll(size);
  close_field(p);
}

static void take_limits(Parser *p, TextLimits *l) {
  l->min = take_limit(p);
  l->has_max = p->lx->tok.kind == TOK_NAT;
  if (l->has_max) l->max = take_limit(p);
  l->shared = lexer_take(p->lx, "shared");
}

static void put_limits(Buf *out, const TextLimits *l) {
  bool page = l->has_page && l->page_log2 != 16;
  buf_put_u8(out, (uint8_t)(l->has_max | l->shared << 1 | l->is64 << 2 | page << 3));
  buf_put_u64_leb(out, l->min);
  if (l->has_max) buf_put_u64_leb(out, l->max);
  if (page) buf_put_u64_leb(out, l->page_log2);
}

static void take_table_type(Parser *p, Buf *out) {
  TextLimits l = {.is64 = take_address_type(p)};
  take_limits(p, &l);
  bool nullable;
  HeapCode h = take_ref_type(p, &nullable);
  put_ref_type(out, h, nullable);
  put_limits(out, &l);
}

static void take_memory_type(Parser *p, Buf *out) {
  TextLimits l = {.is64 = take_address_type(p)};
  take_limits(p, &l);
  take_page_size(p, &l);
  put_limits(out, &l);
}

/* Imports and exports */

static void clear_func(Parser *p) {
  if (p->locals.count) map_free(&p->locals);
  if (p->labels.count) map_free(&p->labels);
  p->slot_count = p->label_count = p->block_count = 0;
}

/* The kind and type of an import of this space, whose index is `index`. */
static void take_extern_type(Parser *p, Space space, uint32_t index, Buf *out) {
  switch (space) {
  case SPACE_FUNC: {
    bool exact = lexer_take_open(p->lx, "exact");
    TypeUse use = take_type_use(p, PARAM_NAMES_BOUND);
    if (exact) close_field(p);
    buf_put_u8(out, exact ? IMPORT_EXACT_FUNC : SPACE_FUNC);
    buf_put_u64_leb(out, resolve_type_use(p, &use));
    names_close(&p->local_names, index);
    clear_func(p);
    break;
  }
  case SPACE_TABLE:
    buf_put_u8(out, SPACE_TABLE);
    take_table_type(p, out);
    break;
  case SPACE_MEMORY:
    buf_put_u8(out, SPACE_MEMORY);
    take_memory_type(p, out);
    break;
  case SPACE_GLOBAL:
    buf_put_u8(out, SPACE_GLOBAL);
    take_global_type(p, out);
    break;
  default: {
    TypeUse use = take_type_use(p, PARAM_NAMES_IGNORED);
    buf_put_u8(out, SPACE_TAG);
    buf_put_u8(out, 0);
    buf_put_u64_leb(out, resolve_type_use(p, &use));
    break;
  }
  }
}

static void take_name(Parser *p, Buf *out) { put_name(out, lexer_take_string(p->lx, true)); }

/* "(func $id? type)" and its like. */
static void parse_extern_desc(Parser *p, Buf *out) {
  Space s = take_open_extern(p);
  if (s == SPACE_EXTERNS) {
    fail_open(p);
    return;
  }
  uint32_t index = p->spaces[s].next++;
  take_binding(p, &p->spaces[s].names, index);
  take_extern_type(p, s, index, out);
  close_field(p);
}

/* The groups of compact imports: the items with types, then those without, which share the one behind them. */
static void parse_compact_imports(Parser *p, Bytes module, Vec *section) {
  Lexer *lx = p->lx;
  Vec items = {.count = 0};
  buf_init(&items.bytes, p->alloc);
  bool own_types = true;
  for (bool first = true; lexer_take_open(lx, "item"); first = false) {
    take_name(p, &items.bytes);
    bool typed = lx->tok.kind == TOK_LPAR;
    if (first) own_types = typed;
    else if (typed != own_types) lexer_unexpected(lx);
    if (typed) parse_extern_desc(p, &items.bytes);
    close_field(p);
    items.count++;
  }
  Buf *out = &section->bytes;
  put_name(out, module);
  put_name(out, (Bytes){NULL, 0});
  buf_put_u8(out, own_types ? COMPACT_OWN_TYPES : COMPACT_ONE_TYPE);
  if (!own_types) {
    Space s = take_open_extern(p);
    if (s == SPACE_EXTERNS) fail_open(p);
    else {
      take_extern_type(p, s, p->spaces[s].next, out);
      p->spaces[s].next += items.count;
      close_field(p);
    }
  }
  put_vec(out, &items);
  if (items.bytes.failed) parse_no_memory(p);
  buf_free(&items.bytes);
  section->count++;
}

static void parse_import(Parser *p) {
  Vec *section = &p->sections[SECTION_IMPORT];
  Bytes module = lexer_take_string(p->lx, true);
  if (lexer_at_open(p->lx, "item")) {
    parse_compact_imports(p, module, section);
  } else {
    put_name(&section->bytes, module);
    take_name(p, &section->bytes);
    parse_extern_desc(p, &section->bytes);
    section->count++;
  }
}

static void put_export(Parser *p, Bytes name, Space space, uint32_t index) {
  Vec *section = &p->sections[SECTION_EXPORT];
  put_name(&section->bytes, name);
  buf_put_u8(&section->bytes, (uint8_t)space);
  buf_put_u64_leb(&section->bytes, index);
  section->count++;
}

static void parse_export(Parser *p) {
  Bytes name = lexer_take_string(p->lx, true);
  Space s = take_open_extern(p);
  if (s == SPACE_EXTERNS) {
    fail_open(p);
    return;
  }
  put_export(p, name, s, take_index(p, s));
  close_field(p);
}

static void parse_start(Parser *p, const Token *at) {
  if (p->has_start) lexer_fail_at(p->lx, at, ERR_MULTIPLE_STARTS, NULL);
  p->has_start = true;
  p->start = take_index(p, SPACE_FUNC);
}

/* Functions */

/* (local …)*, as runs of one type, to the body. */
static void parse_locals(Parser *p, uint32_t param_count, const TypeUse *use) {
  Lexer *lx = p->lx;
  Vec runs = {.count = 0};
  buf_init(&runs.bytes, p->alloc);
  uint64_t index = param_count == NO_INDEX ? 0 : param_count;
  uint32_t run = 0;
  uint8_t type[16];
  size_t type_size = 0;
  while (lexer_take_open(lx, "local")) {
    bool named = lx->tok.kind == TOK_ID || lx->annot_first < lx->annot_count;
    if (named) {
      Bytes id = take_binding(p, &p->local_names.inner, (uint32_t)index);
      if (id.at && param_count == NO_INDEX) lexer_fail_at(lx, &use->at, ERR_UNKNOWN, " type %u", use->index);
      else if (id.at) bind_local(p, id, (uint32_t)index);
    }
    while (named || (lx->tok.kind != TOK_RPAR && !parse_failed(p))) {
      p->scratch.size = 0;
      take_val_type(p, &p->scratch);
      bool same = run && p->scratch.size == type_size && (!type_size || memcmp(type, p->scratch.at, type_size) == 0);
      if (!same && run) {
        buf_put_u64_leb(&runs.bytes, run);
        buf_put(&runs.bytes, type, type_size);
        runs.count++;
        run = 0;
      }
      type_size = MIN_OF(p->scratch.size, sizeof type);
      if (type_size) memcpy(type, p->scratch.at, type_size);
      if (++index > UINT32_MAX) lexer_fail(lx, ERR_LOCALS, NULL);
      run++;
      if (named) break;
    }
    close_field(p);
  }
  if (run) {
    buf_put_u64_leb(&runs.bytes, run);
    buf_put(&runs.bytes, type, type_size);
    runs.count++;
  }
  put_vec(&p->body, &runs);
  buf_free(&runs.bytes);
}

static void parse_func_body(Parser *p, uint32_t index) {
  TypeUse use = take_type_use(p, PARAM_NAMES_BOUND);
  uint32_t type = resolve_type_use(p, &use);
  Vec *funcs = &p->sections[SECTION_FUNC], *codes = &p->sections[SECTION_CODE];
  buf_put_u64_leb(&funcs->bytes, type);
  funcs->count++;
  p->body.size = 0;
  parse_locals(p, type_param_count(p, type), &use);
  p->in_func = true;
  parse_instrs(p, &p->body);
  place_token(p, &p->lx->tok);
  p->in_func = false;
  put_op(&p->body, OP_END);
  buf_put_u64_leb(&codes->bytes, p->body.size);
  buf_put(&codes->bytes, p->body.at, p->body.size);
  codes->count++;
  if (UNLIKELY(p->places != NULL)) places_end_body(p->places, codes->bytes.size - p->body.size);
  if (p->body.failed || codes->bytes.failed) parse_no_memory(p);
  names_close(&p->local_names, index);
  names_close(&p->label_names, index);
  if (p->func_hints.count) {
    buf_put_u64_leb(&p->hints.bytes, index);
    put_vec(&p->hints.bytes, &p->func_hints);
    p->hints.count++;
    p->func_hints.count = 0;
    p->func_hints.bytes.size = 0;
  }
  clear_func(p);
}

/* Tables, memories, globals, tags */

static void parse_table_body(Parser *p, uint32_t index, Buf *out) {
  TextLimits l = {.is64 = take_address_type(p)};
  bool nullable;
  if (p->lx->tok.kind != TOK_NAT) { /* reftype (elem …) */
    HeapCode h = take_ref_type(p, &nullable);
    if (!lexer_take_open(p->lx, "elem")) {
      fail_open(p);
      return;
    }
    parse_inline_elem(p, index, h, nullable, l.is64, &l.min);
    close_field(p);
    l.has_max = true;
    l.max = l.min;
    put_ref_type(out, h, nullable);
    put_limits(out, &l);
    return;
  }
  take_limits(p, &l);
  HeapCode h = take_ref_type(p, &nullable);
  bool init = p->lx->tok.kind != TOK_RPAR;
  if (init) buf_put(out, "\x40\0", 2); /* the form with an initial value */
  put_ref_type(out, h, nullable);
  put_limits(out, &l);
  if (init) {
    parse_instrs(p, out);
    put_op(out, OP_END);
  }
}

static void parse_memory_body(Parser *p, uint32_t index, Buf *out) {
  TextLimits l = {.is64 = take_address_type(p)};
  take_page_size(p, &l);
  if (lexer_take_open(p->lx, "data")) {
    uint64_t size = 0;
    parse_inline_data(p, index, l.is64, &size);
    close_field(p);
    unsigned log2 = l.has_page ? l.page_log2 : 16;
    l.min = log2 > 63 ? 1 : (size >> log2) + ((size & ((1ull << log2) - 1)) != 0);
    l.has_max = true;
    l.max = l.min;
  } else {
    take_limits(p, &l);
    if (!l.has_page) take_page_size(p, &l);
  }
  put_limits(out, &l);
}

/* A field that defines or, with (import …), imports something of an index space. */
static void parse_extern(Parser *p, Space space) {
  Lexer *lx = p->lx;
  IndexSpace *s = &p->spaces[space];
  uint32_t index = s->next++;
  take_binding(p, &s->names, index);
  while (lexer_take_open(lx, "export")) {
    Bytes name = lexer_take_string(lx, true);
    put_export(p, name, space, index);
    close_field(p);
  }
  if (lexer_take_open(lx, "import")) {
    Vec *imports = &p->sections[SECTION_IMPORT];
    take_name(p, &imports->bytes);
    take_name(p, &imports->bytes);
    close_field(p);
    take_extern_type(p, space, index, &imports->bytes);
    imports->count++;
    return;
  }
  Vec *section = &p->sections[extern_sections[space]];
  Buf *out = &section->bytes;
  switch (space) {
  case SPACE_FUNC: parse_func_body(p, index); return;
  case SPACE_TABLE: parse_table_body(p, index, out); break;
  case SPACE_MEMORY: parse_memory_body(p, index, out); break;
  case SPACE_GLOBAL:
    take_global_type(p, out);
    parse_instrs(p, out);
    put_op(out, OP_END);
    break;
  default: {
    TypeUse use = take_type_use(p, PARAM_NAMES_IGNORED);
    buf_put_u8(out, 0);
    buf_put_u64_leb(out, resolve_type_use(p, &use));
    break;
  }
  }
  section->count++;
}

/* Pass 2 */

static void take_module_annots(Parser *p, bool at_start) {
  Lexer *lx = p->lx;
  Annot a;
  for (;;) {
    if (lexer_take_annot(lx, ANNOT_CUSTOM, &a)) {
      if (!alloc_grow(p->alloc, (void **)&p->customs, &p->custom_capacity, (size_t)p->custom_count + 1,
                      sizeof *p->customs)) {
        parse_no_memory(p);
        return;
      }
      p->customs[p->custom_count++] = (CustomSectionText){a.place, a.after, a.name, a.bytes};
    } else if (lexer_take_annot(lx, ANNOT_HINT, &a)) {
      lexer_fail_at(lx, &a.token, ERR_HINT_ANNOTATION, " not in a function");
    } else if (at_start && lexer_take_annot(lx, ANNOT_NAME, &a)) {
      if (lexer_take_annot(lx, ANNOT_NAME, &a)) lexer_fail_at(lx, &a.token, ERR_NAME_ANNOTATION, " multiple module");
      p->module_name = a.name;
      p->has_module_name = true;
    } else break;
  }
  lexer_no_annots(lx);
}

static void parse_field(Parser *p) {
  Lexer *lx = p->lx;
  Token at = lx->tok;
  if (lexer_take_open(lx, "type") || lexer_take_open(lx, "rec")) {
    lexer_skip_to_close(lx); /* has been read */
  } else if (lexer_take_open(lx, "import")) {
    parse_import(p);
  } else if (lexer_take_open(lx, "export")) {
    parse_export(p);
  } else if (lexer_take_open(lx, "start")) {
    parse_start(p, &at);
  } else if (lexer_take_open(lx, "elem")) {
    parse_elem(p);
  } else if (lexer_take_open(lx, "data")) {
    parse_data(p);
  } else {
    Space s = take_open_extern(p);
    if (s == SPACE_EXTERNS) fail_open(p);
    else parse_extern(p, s);
  }
  close_field(p);
}

static void parse_fields(Parser *p) {
  Lexer *lx = p->lx;
  FieldPlace place;
  LexerMark start = lexer_mark(lx);
  lexer_drop_annots(lx);
  lx->drop_annots = true;
  while (lx->tok.kind == TOK_LPAR) {
    bind_field_of_module(p);
    lexer_drop_annots(lx);
  }
  if (!parse_failed(p) && lx->tok.kind != TOK_RPAR && lx->tok.kind != TOK_END) lexer_unexpected(lx);
  lx->drop_annots = false;
  for (uint32_t i = 0; i < p->type_mark_count && !parse_failed(p); i++) {
    lexer_rewind(lx, p->type_marks[i]);
    lexer_drop_annots(lx);
    if (p->places) places_begin_field(p, &place);
    parse_type_field(p);
    if (p->places) places_end_field(p, &place);
  }
  if (parse_failed(p)) return;
  lexer_rewind(lx, start);
  take_module_annots(p, true);
  while (lx->tok.kind == TOK_LPAR) {
    if (p->places) places_begin_field(p, &place);
    parse_field(p);
    if (p->places) places_end_field(p, &place);
    take_module_annots(p, false);
  }
}

/* Every map and buffer of the Parser. */
static void each_map(Parser *p, void (*visit)(Map *, const Alloc *)) {
  Map *const maps[] = {&p->sigs, &p->fields, &p->locals, &p->labels};
  for (size_t i = 0; i < COUNT_OF(maps); i++) visit(maps[i], p->alloc);
  for (int i = 0; i < SPACE_COUNT; i++) visit(&p->spaces[i].ids, p->alloc);
}

static void each_buf(Parser *p, void (*visit)(Buf *, const Alloc *)) {
  Buf *const bufs[] = {&p->sig,
                       &p->key,
                       &p->saved,
                       &p->body,
                       &p->scratch,
                       &p->params.bytes,
                       &p->results.bytes,
                       &p->hints.bytes,
                       &p->func_hints.bytes,
                       &p->local_names.outer.bytes,
                       &p->local_names.inner.bytes,
                       &p->label_names.outer.bytes,
                       &p->label_names.inner.bytes,
                       &p->field_names.outer.bytes,
                       &p->field_names.inner.bytes};
  for (size_t i = 0; i < COUNT_OF(bufs); i++) visit(bufs[i], p->alloc);
  for (int i = 0; i < SPACE_COUNT; i++) visit(&p->spaces[i].names.bytes, p->alloc);
  for (int i = 0; i < SECTION_COUNT; i++) visit(&p->sections[i].bytes, p->alloc);
}

static void free_map(Map *m, const Alloc *alloc) {
  (void)alloc;
  map_free(m);
}

static void free_buf(Buf *b, const Alloc *alloc) {
  (void)alloc;
  buf_free(b);
}

static void parser_init(Parser *p, Lexer *lx, const TextOptions *o) {
  *p = (Parser){.lx = lx, .alloc = o->alloc, .omit_names = o->omit_names, .places = o->places};
  arena_init(&p->arena, o->alloc);
  each_map(p, map_init);
  each_buf(p, buf_init);
}

static void parser_free(Parser *p) {
  each_map(p, free_map);
  each_buf(p, free_buf);
  alloc_free(p->alloc, p->type_marks, p->type_mark_capacity * sizeof *p->type_marks);
  alloc_free(p->alloc, p->types, p->type_capacity * sizeof *p->types);
  alloc_free(p->alloc, p->customs, p->custom_capacity * sizeof *p->customs);
  alloc_free(p->alloc, p->slots, p->slot_capacity * sizeof *p->slots);
  alloc_free(p->alloc, p->frames, p->frame_capacity * sizeof *p->frames);
  arena_free(&p->arena);
}

Err text_parse_module(Lexer *lx, Bytes id, const TextOptions *options, Buf *out) {
  if (lexer_failed(lx)) return lx->diag->err;
  Parser *p = alloc_zeroed(options->alloc, sizeof *p);
  if (!p) return lexer_fail(lx, ERR_NO_MEMORY, NULL);
  parser_init(p, lx, options);
  if (id.at && !options->omit_names) {
    p->module_name = id;
    p->has_module_name = true;
  }
  parse_fields(p);
  size_t start = out->size;
  if (!parse_failed(p) && !encode_module(p, out)) parse_no_memory(p);
  const ModuleLimits *limits = options->limits ? options->limits : &module_limits_default;
  if (out->size - start > limits->module_size) lexer_fail(lx, ERR_LIMIT, ": module of %zu bytes", out->size - start);
  parser_free(p);
  alloc_free(options->alloc, p, sizeof *p);
  return lexer_failed(lx) ? lx->diag->err : ERR_OK;
}

/* Whole texts */

static void parse_text(Lexer *lx, const TextOptions *o, bool may_quote, Buf *out);

/* (module quote "…"): text inside of text, one level of it. */
static void parse_quoted(Lexer *lx, const TextOptions *o, bool may_quote, Buf *out) {
  if (!may_quote) {
    lexer_unexpected(lx);
    return;
  }
  lexer_next(lx);
  Buf text;
  buf_init(&text, o->alloc);
  lexer_take_strings(lx, &text);
  if (text.failed) lexer_fail(lx, ERR_NO_MEMORY, NULL);
  if (!lexer_failed(lx)) {
    Lexer inner;
    lexer_init(&inner, (Bytes){text.at, text.size}, o->alloc, lx->features, lx->diag);
    TextOptions inner_options = *o;
    inner_options.places = NULL; /* they would be within the strings */
    parse_text(&inner, &inner_options, false, out);
    bool failed = lexer_failed(&inner);
    lexer_free(&inner);
    if (failed) lexer_fail(lx, lx->diag->err, NULL);
  }
  buf_free(&text);
}

static void parse_text(Lexer *lx, const TextOptions *o, bool may_quote, Buf *out) {
  Err e = ERR_OK;
  if (!lexer_at_open(lx, "module")) {
    e = text_parse_module(lx, (Bytes){NULL, 0}, o, out);
  } else {
    lexer_next(lx);
    lexer_next(lx);
    Bytes id = lexer_id(lx, &lx->tok);
    if (id.at) lexer_next(lx);
    if (lexer_at(lx, "quote")) {
      parse_quoted(lx, o, may_quote, out);
    } else if (lexer_take(lx, "binary")) {
      lexer_take_strings(lx, out);
    } else {
      e = text_parse_module(lx, id, o, out);
    }
    if (e == ERR_OK) lexer_expect(lx, TOK_RPAR);
  }
  if (!lexer_failed(lx) && lx->tok.kind != TOK_END) lexer_unexpected(lx);
  lexer_no_annots(lx);
}

Err text_to_binary(Bytes text, const TextOptions *options, Buf *out, Diag *diag) {
  if (text.size > INT32_MAX) return diag_set(diag, ERR_LIMIT, ": text of more than 2 GiB");
  size_t start = out->size;
  Lexer lx;
  lexer_init(&lx, text, options->alloc, options->features, diag);
  parse_text(&lx, options, true, out);
  Err e = lexer_failed(&lx) ? diag->err : ERR_OK;
  if (e == ERR_OK && out->failed) e = diag_set(diag, ERR_NO_MEMORY, NULL);
  lexer_free(&lx);
  if (e != ERR_OK) out->size = start;
  return e;
}
