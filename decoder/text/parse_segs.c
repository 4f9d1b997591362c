/* Element and data segments.
 *
 * Flags of an element segment: bit 0 not active, bit 1 with a table (active) or declared, bit 2 expressions and a type
 * instead of function indices. Lists of functions take the short forms, lists of expressions the long ones, as the text
 * says. */
#include "decoder/text/parse_impl.h"

enum { ELEM_PASSIVE = 1, ELEM_EXPLICIT = 2, ELEM_DECLARED = 3, ELEM_EXPRS = 4, KIND_FUNCREF = 0x00 };

static void vec_init(Parser *p, Vec *v) {
  *v = (Vec){.count = 0};
  buf_init(&v->bytes, p->alloc);
}

static void vec_take_failure(Parser *p, Vec *v) {
  if (v->bytes.failed) parse_no_memory(p);
  buf_free(&v->bytes);
}

static void take_func_indices(Parser *p, Vec *items) {
  for (; at_index(p); items->count++) buf_put_u64_leb(&items->bytes, take_index(p, SPACE_FUNC));
}

/* The same, as expressions. */
static void take_func_exprs(Parser *p, Vec *items) {
  for (; at_index(p); items->count++) {
    put_op(&items->bytes, OP_REF_FUNC);
    buf_put_u64_leb(&items->bytes, take_index(p, SPACE_FUNC));
    put_op(&items->bytes, OP_END);
  }
}

/* (item …) or a folded instruction, any number. */
static void take_exprs(Parser *p, Vec *items) {
  for (; p->lx->tok.kind == TOK_LPAR && !parse_failed(p); items->count++) {
    if (lexer_take_open(p->lx, "item")) {
      parse_instrs(p, &items->bytes);
      lexer_expect(p->lx, TOK_RPAR);
    } else parse_one_instr(p, &items->bytes);
    put_op(&items->bytes, OP_END);
  }
}

static void put_elem(Parser *p, uint8_t flags, uint32_t table, const Buf *offset, HeapCode heap, bool nullable,
                     const Vec *items) {
  Vec *section = &p->sections[SECTION_ELEM];
  Buf *out = &section->bytes;
  bool is_funcref = nullable && heap.size == 1 && heap.at[0] == 0x70;
  bool active = !(flags & ELEM_PASSIVE);
  bool exprs = flags & ELEM_EXPRS;
  if (active && (table != 0 || (exprs && !is_funcref))) flags |= ELEM_EXPLICIT;
  buf_put_u8(out, flags);
  if (active && (flags & ELEM_EXPLICIT)) buf_put_u64_leb(out, table);
  if (active) buf_put(out, offset->at, offset->size);
  if (flags & (ELEM_PASSIVE | ELEM_EXPLICIT)) {
    if (exprs) put_ref_type(out, heap, nullable);
    else buf_put_u8(out, KIND_FUNCREF);
  }
  put_vec(out, items);
  section->count++;
}

void parse_elem(Parser *p) {
  Lexer *lx = p->lx;
  IndexSpace *space = &p->spaces[SPACE_ELEM];
  take_binding(p, &space->names, space->next++);
  Buf offset;
  buf_init(&offset, p->alloc);
  Vec items;
  vec_init(p, &items);
  uint8_t flags = 0;
  uint32_t table = 0;
  bool bare = false; /* indices without `func` may follow */
  if (lexer_take(lx, "declare")) {
    flags = ELEM_DECLARED;
  } else if (lx->tok.kind == TOK_LPAR && !lexer_at_open(lx, "ref")) {
    bare = !lexer_at_open(lx, "table");
    if (lexer_take_open(lx, "table")) {
      table = take_index(p, SPACE_TABLE);
      lexer_expect(lx, TOK_RPAR);
    }
    parse_offset(p, &offset);
  } else if (at_index(p)) { /* the table's index alone, as in early versions of the format */
    table = take_index(p, SPACE_TABLE);
    parse_offset(p, &offset);
    bare = true;
  } else flags = ELEM_PASSIVE;

  HeapCode heap = {{0x70}, 1};
  bool nullable = true;
  if (lexer_take(lx, "func") || (bare && !at_ref_type(p))) {
    take_func_indices(p, &items);
  } else {
    heap = take_ref_type(p, &nullable);
    flags |= ELEM_EXPRS;
    take_exprs(p, &items);
  }
  put_elem(p, flags, table, &offset, heap, nullable, &items);
  if (offset.failed) parse_no_memory(p);
  buf_free(&offset);
  vec_take_failure(p, &items);
}

static void put_zero_offset(Buf *out, bool is64) {
  put_op(out, is64 ? OP_I64_CONST : OP_I32_CONST);
  buf_put_u8(out, 0);
  put_op(out, OP_END);
}

void parse_inline_elem(Parser *p, uint32_t table, HeapCode heap, bool nullable, bool is64, uint64_t *count) {
  Buf offset;
  buf_init(&offset, p->alloc);
  put_zero_offset(&offset, is64);
  Vec items;
  vec_init(p, &items);
  p->spaces[SPACE_ELEM].next++;
  uint8_t flags = 0;
  bool is_funcref = nullable && heap.size == 1 && heap.at[0] == 0x70;
  if (p->lx->tok.kind == TOK_LPAR) {
    flags = ELEM_EXPRS;
    take_exprs(p, &items);
  } else if (is_funcref) {
    take_func_indices(p, &items);
  } else {
    flags = ELEM_EXPRS;
    take_func_exprs(p, &items);
  }
  *count = items.count;
  put_elem(p, flags, table, &offset, heap, nullable, &items);
  if (offset.failed) parse_no_memory(p);
  buf_free(&offset);
  vec_take_failure(p, &items);
}

/* Strings as a vector of bytes. Returns how many. */
static uint64_t put_strings(Parser *p, Buf *out) {
  p->scratch.size = 0;
  lexer_take_strings(p->lx, &p->scratch);
  if (p->scratch.failed) parse_no_memory(p);
  buf_put_u64_leb(out, p->scratch.size);
  buf_put(out, p->scratch.at, p->scratch.size);
  return p->scratch.size;
}

void parse_data(Parser *p) {
  Lexer *lx = p->lx;
  IndexSpace *space = &p->spaces[SPACE_DATA];
  Vec *section = &p->sections[SECTION_DATA];
  Buf *out = &section->bytes;
  take_binding(p, &space->names, space->next++);
  uint32_t memory = 0;
  if (lx->tok.kind == TOK_LPAR || at_index(p)) {
    if (lexer_take_open(lx, "memory")) {
      memory = take_index(p, SPACE_MEMORY);
      lexer_expect(lx, TOK_RPAR);
    } else if (at_index(p)) memory = take_index(p, SPACE_MEMORY);
    buf_put_u8(out, memory ? 2 : 0);
    if (memory) buf_put_u64_leb(out, memory);
    parse_offset(p, out);
  } else buf_put_u8(out, 1);
  put_strings(p, out);
  section->count++;
}

void parse_inline_data(Parser *p, uint32_t memory, bool is64, uint64_t *size) {
  Vec *section = &p->sections[SECTION_DATA];
  Buf *out = &section->bytes;
  p->spaces[SPACE_DATA].next++;
  buf_put_u8(out, memory ? 2 : 0);
  if (memory) buf_put_u64_leb(out, memory);
  put_zero_offset(out, is64);
  *size = put_strings(p, out);
  section->count++;
}
