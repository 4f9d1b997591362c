/* Identifiers to indices, and names for the name section. */
#include "decoder/text/number.h"
#include "decoder/text/parse_impl.h"

/* What an index is called in "unknown …", and in "duplicate …". */
static const struct {
  const char *unknown, *duplicate;
} nouns[SPACE_COUNT] = {
    [SPACE_FUNC] = {"function", "func"},
    [SPACE_TABLE] = {"table", "table"},
    [SPACE_MEMORY] = {"memory", "memory"},
    [SPACE_GLOBAL] = {"global", "global"},
    [SPACE_TAG] = {"tag", "tag"},
    [SPACE_TYPE] = {"type", "type"},
    [SPACE_ELEM] = {"elem segment", "elem segment"},
    [SPACE_DATA] = {"data segment", "data segment"},
};

void parse_no_memory(Parser *p) { lexer_fail(p->lx, ERR_NO_MEMORY, NULL); }

/* As much of a name as an error message shows. */
static int shown(Bytes id) { return (int)MIN_OF(id.size, (size_t)60); }

static void fail_duplicate(Parser *p, const Token *at, const char *noun, Bytes id) {
  lexer_fail_at(p->lx, at, ERR_DUPLICATE, " %s $%.*s", noun, shown(id), id.at ? (const char *)id.at : "");
}

static void fail_unknown(Parser *p, const Token *at, const char *noun, Bytes id) {
  lexer_fail_at(p->lx, at, ERR_UNKNOWN, " %s $%.*s", noun, shown(id), id.at ? (const char *)id.at : "");
}

void names_add(Vec *names, uint32_t index, Bytes name) {
  buf_put_u64_leb(&names->bytes, index);
  put_name(&names->bytes, name);
  names->count++;
}

void names_close(IndirectVec *v, uint32_t index) {
  if (v->inner.count == 0) return;
  buf_put_u64_leb(&v->outer.bytes, index);
  put_vec(&v->outer.bytes, &v->inner);
  v->outer.count++;
  v->inner.count = 0;
  v->inner.bytes.size = 0;
}

Bytes take_id(Parser *p) {
  Bytes id = lexer_id(p->lx, &p->lx->tok);
  if (id.at) lexer_next(p->lx);
  return id;
}

Bytes take_binding(Parser *p, Vec *names, uint32_t index) {
  Bytes id = take_id(p);
  Annot a;
  if (lexer_take_annot(p->lx, ANNOT_NAME, &a)) names_add(names, index, a.name);
  else if (id.at && !p->omit_names) names_add(names, index, id);
  return id;
}

void bind_next(Parser *p, Space space) {
  IndexSpace *s = &p->spaces[space];
  Token at = p->lx->tok;
  Bytes id = take_id(p);
  if (id.at) switch (map_add(&s->ids, id.at, id.size, s->bound, NULL)) {
    case MAP_ADDED: break;
    case MAP_PRESENT: fail_duplicate(p, &at, nouns[space].duplicate, id); return;
    case MAP_NO_MEMORY: parse_no_memory(p); return;
    }
  s->bound++;
}

/* Numbers */

bool at_index(const Parser *p) { return p->lx->tok.kind == TOK_NAT || p->lx->tok.kind == TOK_ID; }

uint64_t take_u64(Parser *p, Err range) {
  const Token *t = &p->lx->tok;
  uint64_t v = 0;
  if (t->kind != TOK_NAT) {
    lexer_unexpected(p->lx);
    return 0;
  }
  if (!number_u64(t->at, t->size, &v)) {
    lexer_fail(p->lx, range, NULL);
    return 0;
  }
  lexer_next(p->lx);
  return v;
}

uint32_t take_u32(Parser *p) {
  Token at = p->lx->tok;
  uint64_t v = take_u64(p, ERR_I32_RANGE);
  if (v > UINT32_MAX) lexer_fail_at(p->lx, &at, ERR_I32_RANGE, NULL);
  return (uint32_t)v;
}

uint32_t take_index(Parser *p, Space space) {
  Token at = p->lx->tok;
  if (at.kind != TOK_ID) return take_u32(p);
  Bytes id = take_id(p);
  if (!id.at) return 0;
  const MapEntry *e = map_find(&p->spaces[space].ids, id.at, id.size);
  if (e) return e->value;
  fail_unknown(p, &at, nouns[space].unknown, id);
  return 0;
}

/* Locals and fields */

void bind_local(Parser *p, Bytes id, uint32_t index) {
  switch (map_add(&p->locals, id.at, id.size, index, NULL)) {
  case MAP_ADDED: break;
  case MAP_PRESENT: fail_duplicate(p, &p->lx->tok, "local", id); return;
  case MAP_NO_MEMORY: parse_no_memory(p); return;
  }
}

uint32_t take_local(Parser *p) {
  Token at = p->lx->tok;
  if (at.kind != TOK_ID) return take_u32(p);
  Bytes id = take_id(p);
  const MapEntry *e = id.at ? map_find(&p->locals, id.at, id.size) : NULL;
  if (e) return e->value;
  fail_unknown(p, &at, "local", id);
  return 0;
}

uint32_t take_field(Parser *p, uint32_t type) {
  Token at = p->lx->tok;
  if (at.kind != TOK_ID) return take_u32(p);
  Bytes id = take_id(p);
  if (!id.at) return 0;
  p->key.size = 0;
  buf_put(&p->key, &type, sizeof type);
  buf_put(&p->key, id.at, id.size);
  if (p->key.failed) {
    parse_no_memory(p);
    return 0;
  }
  const MapEntry *e = map_find(&p->fields, p->key.at, p->key.size);
  if (e) return e->value;
  fail_unknown(p, &at, "field", id);
  return 0;
}

/* Labels: an identifier's slot holds the innermost label of that name; a frame keeps what it shadows. */

uint32_t label_slot(Parser *p, Bytes id) {
  const MapEntry *e = NULL;
  switch (map_add(&p->labels, id.at, id.size, p->slot_count, &e)) {
  case MAP_PRESENT: return e->value;
  case MAP_ADDED:
    if (alloc_grow(p->alloc, (void **)&p->slots, &p->slot_capacity, (size_t)p->slot_count + 1, sizeof *p->slots)) {
      p->slots[p->slot_count] = (LabelSlot){id, NO_INDEX};
      return p->slot_count++;
    }
    break;
  case MAP_NO_MEMORY: break;
  }
  parse_no_memory(p);
  return NO_INDEX;
}

void label_push(Parser *p, Frame *f) {
  if (f->slot != NO_INDEX) {
    LabelSlot *slot = &p->slots[f->slot];
    f->shadowed = slot->number;
    slot->number = p->label_count;
    if (p->in_func && !p->omit_names) names_add(&p->label_names.inner, p->block_count, slot->id);
  }
  p->label_count++;
  p->block_count++;
}

void label_pop(Parser *p, const Frame *f) {
  p->label_count--;
  if (f->slot != NO_INDEX) p->slots[f->slot].number = f->shadowed;
}

uint32_t take_label(Parser *p) {
  Token at = p->lx->tok;
  if (at.kind != TOK_ID) return take_u32(p);
  Bytes id = take_id(p);
  const MapEntry *e = id.at ? map_find(&p->labels, id.at, id.size) : NULL;
  if (e && p->slots[e->value].number != NO_INDEX) return p->label_count - 1 - p->slots[e->value].number;
  fail_unknown(p, &at, "label", id);
  return 0;
}
