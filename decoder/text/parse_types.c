/* Value types, type definitions and uses of function types. */
#include "decoder/text/parse_impl.h"

static const struct {
  const char *heap, *shorthand; /* shorthand: of the nullable reference */
  uint8_t code;
} abstract_types[] = {
    {"func", "funcref", 0x70},
    {"extern", "externref", 0x6F},
    {"any", "anyref", 0x6E},
    {"eq", "eqref", 0x6D},
    {"i31", "i31ref", 0x6C},
    {"struct", "structref", 0x6B},
    {"array", "arrayref", 0x6A},
    {"exn", "exnref", 0x69},
    {"cont", "contref", 0x68},
    {"none", "nullref", 0x71},
    {"noextern", "nullexternref", 0x72},
    {"nofunc", "nullfuncref", 0x73},
    {"noexn", "nullexnref", 0x74},
    {"nocont", "nullcontref", 0x75},
};

static const struct {
  const char *text;
  uint8_t code;
} number_types[] = {{"i32", 0x7F},  {"i64", 0x7E}, {"f32", 0x7D}, {"f64", 0x7C},
                    {"v128", 0x7B}, {"i8", 0x78},  {"i16", 0x77}};
enum { VALUE_TYPES = 5 }; /* the rest is packed */

/* Composite types and what may stand around them. */
enum {
  TYPE_REC = 0x4E,
  TYPE_SUB = 0x50,
  TYPE_SUB_FINAL = 0x4F,
  TYPE_DESCRIBES = 0x4C,
  TYPE_DESCRIPTOR = 0x4D,
  TYPE_FUNC = 0x60,
  TYPE_STRUCT = 0x5F,
  TYPE_ARRAY = 0x5E,
  TYPE_CONT = 0x5D,
  REF_NULL = 0x63,
  REF = 0x64,
  HEAP_EXACT = 0x62
};

static void heap_index(HeapCode *h, uint32_t index, bool is_signed) {
  uint64_t v = index;
  uint64_t last = is_signed ? 0x40 : 0x80; /* the sign bit of the last byte stays clear */
  for (; v >= last; v >>= 7) h->at[h->size++] = (uint8_t)(v | 0x80);
  h->at[h->size++] = (uint8_t)v;
}

HeapCode take_heap_type(Parser *p) {
  Lexer *lx = p->lx;
  HeapCode h = {{0}, 0};
  if (at_index(p)) {
    heap_index(&h, take_index(p, SPACE_TYPE), true);
    return h;
  }
  if (lexer_take_open(lx, "exact")) {
    h.at[h.size++] = HEAP_EXACT;
    heap_index(&h, take_index(p, SPACE_TYPE), true);
    lexer_expect(lx, TOK_RPAR);
    return h;
  }
  for (size_t i = 0; i < COUNT_OF(abstract_types); i++)
    if (lexer_take(lx, abstract_types[i].heap)) {
      h.at[h.size++] = abstract_types[i].code;
      return h;
    }
  lexer_unexpected(lx);
  return h;
}

bool at_ref_type(Parser *p) {
  if (lexer_at_open(p->lx, "ref")) return true;
  for (size_t i = 0; i < COUNT_OF(abstract_types); i++)
    if (lexer_at(p->lx, abstract_types[i].shorthand)) return true;
  return false;
}

HeapCode take_ref_type(Parser *p, bool *nullable) {
  Lexer *lx = p->lx;
  *nullable = true;
  if (lexer_take_open(lx, "ref")) {
    *nullable = lexer_take(lx, "null");
    HeapCode h = take_heap_type(p);
    lexer_expect(lx, TOK_RPAR);
    return h;
  }
  for (size_t i = 0; i < COUNT_OF(abstract_types); i++)
    if (lexer_take(lx, abstract_types[i].shorthand)) return (HeapCode){{abstract_types[i].code}, 1};
  lexer_unexpected(lx);
  return (HeapCode){{0}, 0};
}

void put_ref_type(Buf *out, HeapCode heap, bool nullable) {
  bool is_abstract = heap.size == 1 && heap.at[0] >= 0x40;
  if (!nullable || !is_abstract) buf_put_u8(out, nullable ? REF_NULL : REF);
  buf_put(out, heap.at, heap.size);
}

static void take_type(Parser *p, Buf *out, size_t number_type_count) {
  for (size_t i = 0; i < number_type_count; i++)
    if (lexer_take(p->lx, number_types[i].text)) {
      buf_put_u8(out, number_types[i].code);
      return;
    }
  bool nullable;
  HeapCode h = take_ref_type(p, &nullable);
  put_ref_type(out, h, nullable);
}

void take_val_type(Parser *p, Buf *out) { take_type(p, out, VALUE_TYPES); }

/* t or (mut t), the mutability behind the type. */
static void take_mutable(Parser *p, Buf *out, size_t number_type_count) {
  bool mutable = lexer_take_open(p->lx, "mut");
  take_type(p, out, number_type_count);
  if (mutable) lexer_expect(p->lx, TOK_RPAR);
  buf_put_u8(out, mutable);
}

void take_global_type(Parser *p, Buf *out) { take_mutable(p, out, VALUE_TYPES); }

/* Function types */

static void vec_clear(Vec *v) {
  v->count = 0;
  v->bytes.size = 0;
}

static void take_types(Parser *p, Vec *v) {
  while (p->lx->tok.kind != TOK_RPAR && !parse_failed(p)) {
    take_val_type(p, &v->bytes);
    v->count++;
  }
  lexer_expect(p->lx, TOK_RPAR);
}

static void take_params(Parser *p, ParamNames names) {
  Lexer *lx = p->lx;
  Annot unused;
  while (lexer_take_open(lx, "param")) {
    if (lx->tok.kind != TOK_ID && !(names != PARAM_NAMES_NONE && lx->annot_first < lx->annot_count)) {
      take_types(p, &p->params);
      continue;
    }
    if (names == PARAM_NAMES_NONE) {
      lexer_unexpected(lx);
    } else if (names == PARAM_NAMES_IGNORED) {
      take_id(p);
      lexer_take_annot(lx, ANNOT_NAME, &unused);
    } else {
      Bytes id = take_binding(p, &p->local_names.inner, p->params.count);
      if (id.at) bind_local(p, id, p->params.count);
    }
    take_val_type(p, &p->params.bytes);
    p->params.count++;
    lexer_expect(lx, TOK_RPAR);
  }
}

static void take_sig(Parser *p, ParamNames names) {
  vec_clear(&p->params);
  vec_clear(&p->results);
  take_params(p, names);
  while (lexer_take_open(p->lx, "result")) take_types(p, &p->results);
  p->sig.size = 0;
  put_vec(&p->sig, &p->params);
  put_vec(&p->sig, &p->results);
  if (p->sig.failed) parse_no_memory(p);
}

/* The next type, of this function type (sig NULL: of none). `inlinable`: an inline use may mean it. */
static void add_type(Parser *p, bool is_func, bool inlinable) {
  if (parse_failed(p)) return;
  TypeInfo info = {NULL, 0, 0};
  if (is_func) {
    info.sig = arena_copy(&p->arena, p->sig.at, p->sig.size);
    info.sig_size = (uint32_t)p->sig.size;
    info.param_count = p->params.count;
  }
  if ((is_func && !info.sig) ||
      !alloc_grow(p->alloc, (void **)&p->types, &p->type_capacity, (size_t)p->type_count + 1, sizeof *p->types) ||
      (inlinable && map_add(&p->sigs, info.sig, info.sig_size, p->type_count, NULL) == MAP_NO_MEMORY)) {
    parse_no_memory(p);
    return;
  }
  p->types[p->type_count++] = info;
}

TypeUse take_type_use(Parser *p, ParamNames names) {
  TypeUse use = {false, false, 0, p->lx->tok};
  if (lexer_take_open(p->lx, "type")) {
    use.explicit_type = true;
    use.index = take_index(p, SPACE_TYPE);
    lexer_expect(p->lx, TOK_RPAR);
  }
  take_sig(p, names);
  use.has_inline = p->params.count || p->results.count;
  if (lexer_at_open(p->lx, "param"))
    lexer_unexpected(p->lx); /* before anything is said about a type that is only half read */
  return use;
}

uint32_t resolve_type_use(Parser *p, const TypeUse *use) {
  if (parse_failed(p)) return 0;
  if (use->explicit_type) {
    if (!use->has_inline) return use->index;
    const TypeInfo *t = use->index < p->type_count ? &p->types[use->index] : NULL;
    if (!t) lexer_fail_at(p->lx, &use->at, ERR_UNKNOWN, " type %u", use->index);
    else if (!t->sig || t->sig_size != p->sig.size || memcmp(t->sig, p->sig.at, p->sig.size) != 0)
      lexer_fail_at(p->lx, &use->at, ERR_INLINE_TYPE, NULL);
    return use->index;
  }
  const MapEntry *e = map_find(&p->sigs, p->sig.at, p->sig.size);
  if (e) return e->value;
  uint32_t index = p->type_count;
  add_type(p, true, true);
  Vec *section = &p->sections[SECTION_TYPE];
  buf_put_u8(&section->bytes, TYPE_FUNC);
  buf_put(&section->bytes, p->sig.at, p->sig.size);
  section->count++;
  return index;
}

uint32_t type_param_count(const Parser *p, uint32_t type) {
  return type < p->type_count && p->types[type].sig ? p->types[type].param_count : (uint32_t)NO_INDEX;
}

/* Type definitions */

static void bind_field(Parser *p, uint32_t type, uint32_t index) {
  Token at = p->lx->tok;
  Bytes id = take_binding(p, &p->field_names.inner, index);
  if (!id.at) return;
  p->key.size = 0;
  buf_put(&p->key, &type, sizeof type);
  buf_put(&p->key, id.at, id.size);
  const void *key = p->key.failed ? NULL : arena_copy(&p->arena, p->key.at, p->key.size);
  MapResult r = key ? map_add(&p->fields, key, p->key.size, index, NULL) : MAP_NO_MEMORY;
  if (r == MAP_NO_MEMORY) parse_no_memory(p);
  if (r == MAP_PRESENT)
    lexer_fail_at(p->lx, &at, ERR_DUPLICATE, " field $%.*s", (int)MIN_OF(id.size, (size_t)60), (const char *)id.at);
}

static void take_fields(Parser *p, uint32_t type, Buf *out) {
  Lexer *lx = p->lx;
  Vec *fields = &p->params; /* free here */
  vec_clear(fields);
  while (lexer_take_open(lx, "field")) {
    if (lx->tok.kind == TOK_ID || lx->annot_first < lx->annot_count) {
      bind_field(p, type, fields->count);
      take_mutable(p, &fields->bytes, COUNT_OF(number_types));
      fields->count++;
      lexer_expect(lx, TOK_RPAR);
      continue;
    }
    while (lx->tok.kind != TOK_RPAR && !parse_failed(p)) {
      take_mutable(p, &fields->bytes, COUNT_OF(number_types));
      fields->count++;
    }
    lexer_expect(lx, TOK_RPAR);
  }
  put_vec(out, fields);
  names_close(&p->field_names, type);
}

/* Returns whether it is a function type, which is then in p->sig. */
static bool take_comp_type(Parser *p, uint32_t type, Buf *out) {
  Lexer *lx = p->lx;
  bool is_func = false;
  if (lexer_take_open(lx, "func")) {
    take_sig(p, PARAM_NAMES_IGNORED);
    buf_put_u8(out, TYPE_FUNC);
    buf_put(out, p->sig.at, p->sig.size);
    is_func = true;
  } else if (lexer_take_open(lx, "struct")) {
    buf_put_u8(out, TYPE_STRUCT);
    take_fields(p, type, out);
  } else if (lexer_take_open(lx, "array")) {
    buf_put_u8(out, TYPE_ARRAY);
    take_mutable(p, out, COUNT_OF(number_types));
  } else if (lexer_take_open(lx, "cont")) {
    buf_put_u8(out, TYPE_CONT);
    HeapCode h = {{0}, 0};
    heap_index(&h, take_index(p, SPACE_TYPE), true);
    buf_put(out, h.at, h.size);
  } else {
    if (lx->tok.kind == TOK_LPAR) lexer_next(lx);
    lexer_unexpected(lx);
  }
  lexer_expect(lx, TOK_RPAR);
  return is_func;
}

static bool take_clause(Parser *p, const char *keyword, uint8_t code, Buf *out) {
  if (!lexer_take_open(p->lx, keyword)) return false;
  buf_put_u8(out, code);
  buf_put_u64_leb(out, take_index(p, SPACE_TYPE));
  lexer_expect(p->lx, TOK_RPAR);
  return true;
}

/* (type $id? …) into `out`. */
static void parse_type_def(Parser *p, bool alone, Buf *out) {
  Lexer *lx = p->lx;
  IndexSpace *space = &p->spaces[SPACE_TYPE];
  if (!lexer_take_open(lx, "type")) {
    lexer_unexpected(lx);
    return;
  }
  uint32_t type = space->next++;
  take_binding(p, &space->names, type);
  bool is_sub = lexer_take_open(lx, "sub");
  bool final = !is_sub || lexer_take(lx, "final");
  Vec *supers = &p->results; /* free here */
  vec_clear(supers);
  for (; is_sub && at_index(p); supers->count++) buf_put_u64_leb(&supers->bytes, take_index(p, SPACE_TYPE));
  bool plain = final && supers->count == 0;
  if (!plain) {
    buf_put_u8(out, final ? TYPE_SUB_FINAL : TYPE_SUB);
    put_vec(out, supers);
  }
  bool clauses = take_clause(p, "describes", TYPE_DESCRIBES, out);
  clauses |= take_clause(p, "descriptor", TYPE_DESCRIPTOR, out);
  bool is_func = take_comp_type(p, type, out);
  if (is_sub) lexer_expect(lx, TOK_RPAR);
  lexer_expect(lx, TOK_RPAR);
  add_type(p, is_func, is_func && plain && alone && !clauses);
}

void parse_type_field(Parser *p) {
  Vec *section = &p->sections[SECTION_TYPE];
  if (!lexer_take_open(p->lx, "rec")) {
    parse_type_def(p, true, &section->bytes);
    section->count++;
    return;
  }
  /* A group of one is written without the group, an empty one not at all, so they are counted first. */
  LexerMark mark = lexer_mark(p->lx);
  uint32_t count = 0;
  bool dropping = p->lx->drop_annots;
  p->lx->drop_annots = true;
  for (; lexer_take_open(p->lx, "type"); count++) {
    lexer_skip_to_close(p->lx);
    lexer_expect(p->lx, TOK_RPAR);
  }
  p->lx->drop_annots = dropping;
  if (parse_failed(p)) return;
  lexer_rewind(p->lx, mark);
  if (count > 1) {
    buf_put_u8(&section->bytes, TYPE_REC);
    buf_put_u64_leb(&section->bytes, count);
  }
  while (p->lx->tok.kind != TOK_RPAR && !parse_failed(p)) parse_type_def(p, count == 1, &section->bytes);
  lexer_expect(p->lx, TOK_RPAR);
  section->count += count > 0;
}
