/* One pass over the bytes. What is open is a stack of loops; the locals that a loop has used so far are entries on
 * another stack, found through a mark per local:
 *
 *   marks[local] ─▶ {serial of a loop, entry}        serial of the innermost open loop: count there
 *                                                    any other: a new entry, which keeps the mark it covers
 *   entries   [ body: … ][ loop: … ][ loop in it: … ]
 *
 * Where a loop ends, its marks are uncovered and its heaviest entries are counted in the loop around it. Serials are
 * never used twice, so that marks need no clearing between functions. */
#include "jit/summary.h"

#include "decoder/instr.h"

/* How to get over an instruction, for the most part: its immediates. */
typedef enum Skip {
  SKIP_NOTHING,
  SKIP_LEB,
  SKIP_TWO_LEBS,
  SKIP_1,
  SKIP_4,
  SKIP_8,
  SKIP_16,
  SKIP_MEMARG,
  SKIP_MEMARG_LANE,
  SKIP_LABELS,
  SKIP_LOCAL_GET,
  SKIP_LOCAL_SET, /* tee too */
  SKIP_BLOCK,
  SKIP_LOOP,
  SKIP_END,
  SKIP_DELEGATE,
  SKIP_READ,      /* by instr_read: what is rare or long */
  SKIP_READ_BLOCK,
  SKIP_PREFIX
} Skip;

/* Which sum an instruction belongs to. */
typedef enum CountKind { COUNT_NONE, COUNT_CALL, COUNT_HELPER, COUNT_VECTOR, COUNT_FLOAT } CountKind;
typedef uint32_t Counts __attribute__((vector_size(16))); /* CountKind - 1 */
static const Counts count_one[] = {{0, 0, 0, 0}, {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}};

typedef struct Row {
  uint8_t skip, count;
} Row;

enum { PREFIXES = 4, PREFIX_CODES = 0x180 };

typedef struct Mark {
  uint32_t serial, entry;
} Mark;

typedef struct Entry {
  LocalUse use;
  Mark covered;
} Entry;

/* A loop, or the body, that has not ended. */
typedef struct Open {
  Counts counts;
  uint32_t found;  /* what it will be */
  uint32_t serial;
  uint32_t first;  /* of its entries */
  uint32_t blocks; /* open in it, loops apart */
} Open;

typedef struct Found {
  LoopUse use;
  uint32_t first; /* of its locals */
} Found;

struct Summary {
  const Alloc *alloc;
  Row rows[256], prefixed[PREFIXES][PREFIX_CODES];
  uint32_t serial; /* the last one given */
  /* Stacks and lists; capacities in elements. */
  Mark *marks;
  Open *open;
  Entry *entries;
  Found *found;
  LocalUse *locals;
  uint32_t mark_capacity, open_count, open_capacity, entry_count, entry_capacity, found_count, found_capacity,
      local_count, local_capacity;
  uint32_t most_locals; /* of this scan */
  uint32_t cursor;
};

/* ---- the tables ---- */

bool summary_needs_helper(Op op) {
  const OpInfo *info = &op_info[op];
  switch (op) {
  case OP_ARRAY_FILL:
  case OP_ARRAY_COPY:
  case OP_ARRAY_INIT_DATA:
  case OP_ARRAY_INIT_ELEM:
  case OP_DATA_DROP:
  case OP_ELEM_DROP: return true;
  default: return (info->flags & OPF_SAFEPOINT) != 0;
  }
}

static bool sig_has(const OpInfo *info, const char *letters) {
  if (info->sig == SIG_SPEC) return false;
  const SigInfo *sig = &sig_info[info->sig];
  return strpbrk(sig->params, letters) || strpbrk(sig->results, letters);
}

static CountKind count_kind(Op op, bool (*needs_helper)(Op op)) {
  const OpInfo *info = &op_info[op];
  if (info->kind == KIND_CALL) return COUNT_CALL;
  if (needs_helper(op)) return COUNT_HELPER;
  if (sig_has(info, "v")) return COUNT_VECTOR;
  return sig_has(info, "fd") ? COUNT_FLOAT : COUNT_NONE;
}

static Skip skip_kind(Op op) {
  switch (op) {
  case OP_LOCAL_GET: return SKIP_LOCAL_GET;
  case OP_LOCAL_SET:
  case OP_LOCAL_TEE: return SKIP_LOCAL_SET;
  case OP_LOOP: return SKIP_LOOP;
  case OP_END: return SKIP_END;
  case OP_DELEGATE: return SKIP_DELEGATE;
  case OP_TRY_TABLE: return SKIP_READ_BLOCK;
  default: break;
  }
  switch ((Imm)op_info[op].imm) {
  case IMM_NONE: return SKIP_NOTHING;
  case IMM_BLOCK: return SKIP_BLOCK;
  case IMM_INDEX_FIRST ... IMM_INDEX_LAST:
  case IMM_I32:
  case IMM_I64: return SKIP_LEB;
  case IMM_PAIR_FIRST ... IMM_PAIR_LAST: return SKIP_TWO_LEBS;
  case IMM_LABELS: return SKIP_LABELS;
  case IMM_MEMARG: return SKIP_MEMARG;
  case IMM_MEMARG_LANE: return SKIP_MEMARG_LANE;
  case IMM_LANE:
  case IMM_ORDER: return SKIP_1;
  case IMM_F32: return SKIP_4;
  case IMM_F64: return SKIP_8;
  case IMM_LANES16:
  case IMM_V128: return SKIP_16;
  default: return SKIP_READ;
  }
}

static void make_rows(Row *rows, Prefix prefix, uint32_t count, bool (*needs_helper)(Op op)) {
  for (uint32_t code = 0; code < count; code++) {
    Op op = op_decode(prefix, code);
    if (op != OP_COUNT) rows[code] = (Row){(uint8_t)skip_kind(op), (uint8_t)count_kind(op, needs_helper)};
  }
}

Summary *summary_new(const Alloc *alloc, bool (*needs_helper)(Op op)) {
  Summary *s = alloc_zeroed(alloc, sizeof *s);
  if (!s) return NULL;
  s->alloc = alloc;
  if (!alloc_grow(alloc, (void **)&s->found, &s->found_capacity, 1, sizeof *s->found)) {
    alloc_free(alloc, s, sizeof *s);
    return NULL;
  }
  s->found[0] = (Found){0};
  s->found_count = 1;
  if (!needs_helper) needs_helper = summary_needs_helper;
  make_rows(s->rows, PREFIX_00, 256, needs_helper);
  for (uint32_t k = 0; k < PREFIXES; k++) {
    make_rows(s->prefixed[k], (Prefix)(PREFIX_FB + k), PREFIX_CODES, needs_helper);
    s->rows[PREFIX_FB + k] = (Row){SKIP_PREFIX, COUNT_NONE};
  }
  return s;
}

void summary_free(Summary *s) {
  if (!s) return;
  alloc_free(s->alloc, s->marks, s->mark_capacity * sizeof *s->marks);
  alloc_free(s->alloc, s->open, s->open_capacity * sizeof *s->open);
  alloc_free(s->alloc, s->entries, s->entry_capacity * sizeof *s->entries);
  alloc_free(s->alloc, s->found, s->found_capacity * sizeof *s->found);
  alloc_free(s->alloc, s->locals, s->local_capacity * sizeof *s->locals);
  alloc_free(s->alloc, s, sizeof *s);
}

/* ---- locals ---- */

/* The first use in the innermost open loop, which has this serial. */
static NOINLINE bool add_entry(Summary *s, uint32_t serial, uint32_t local, uint32_t weight, bool written) {
  if (s->entry_count == s->entry_capacity &&
      !alloc_grow(s->alloc, (void **)&s->entries, &s->entry_capacity, (size_t)s->entry_count + 1, sizeof *s->entries))
    return false;
  Mark *mark = &s->marks[local];
  s->entries[s->entry_count] = (Entry){{local, weight, written}, *mark};
  *mark = (Mark){serial, s->entry_count++};
  return true;
}

static ALWAYS_INLINE bool count_local(Summary *s, uint32_t serial, uint32_t local, bool written) {
  Mark mark = s->marks[local];
  if (UNLIKELY(mark.serial != serial)) return add_entry(s, serial, local, 1, written);
  LocalUse *use = &s->entries[mark.entry].use;
  use->weight++;
  if (written) use->written = true;
  return true;
}

static uint32_t sum_of(uint32_t a, uint64_t b) { return (uint32_t)MIN_OF(a + b, (uint64_t)SUMMARY_HEAVIEST); }

/* ---- loops ---- */

/* The heaviest of the loop's entries in order; uncovers the marks of all. */
static uint32_t close_entries(Summary *s, uint32_t first, LocalUse best[SUMMARY_LOCALS]) {
  uint32_t count = 0;
  for (uint32_t k = first; k < s->entry_count; k++) {
    const Entry *e = &s->entries[k];
    s->marks[e->use.local] = e->covered;
    uint32_t at = count;
    if (count < SUMMARY_LOCALS) count++;
    else if (best[at - 1].weight < e->use.weight) at--;
    else continue;
    for (; at > 0 && best[at - 1].weight < e->use.weight; at--) best[at] = best[at - 1];
    best[at] = e->use;
  }
  s->entry_count = first;
  for (uint32_t k = 0; k < count; k++) best[k].weight = sum_of(best[k].weight, 0);
  return count;
}

static bool keep_locals(Summary *s, Found *f, const LocalUse *best, uint32_t count) {
  if (count > s->most_locals - s->local_count) return true;
  if (!alloc_grow(s->alloc, (void **)&s->locals, &s->local_capacity, (size_t)s->local_count + count, sizeof *s->locals))
    return false;
  if (count) memcpy(s->locals + s->local_count, best, count * sizeof *best);
  f->first = s->local_count;
  f->use.local_count = (uint8_t)count;
  s->local_count += count;
  return true;
}

static bool open_loop(Summary *s, uint32_t offset) {
  if (!alloc_grow(s->alloc, (void **)&s->open, &s->open_capacity, (size_t)s->open_count + 1, sizeof *s->open) ||
      !alloc_grow(s->alloc, (void **)&s->found, &s->found_capacity, (size_t)s->found_count + 1, sizeof *s->found))
    return false;
  if (s->open_count) s->found[s->open[s->open_count - 1].found].use.inner = true;
  s->found[s->found_count] = (Found){.use = {.offset = offset, .depth = s->open_count}};
  s->open[s->open_count++] = (Open){.found = s->found_count++, .serial = ++s->serial, .first = s->entry_count};
  return true;
}

/* The innermost loop has ended: what it was, and what of it counts in the loop around. */
static bool close_loop(Summary *s) {
  LocalUse best[SUMMARY_LOCALS];
  const Open *o = &s->open[--s->open_count];
  Found *f = &s->found[o->found];
  uint32_t count = close_entries(s, o->first, best);
  f->use.calls = sum_of(o->counts[COUNT_CALL - 1], 0);
  f->use.helpers = sum_of(o->counts[COUNT_HELPER - 1], 0);
  f->use.vectors = sum_of(o->counts[COUNT_VECTOR - 1], 0);
  f->use.floats = sum_of(o->counts[COUNT_FLOAT - 1], 0);
  if (!keep_locals(s, f, best, count)) return false;
  if (s->open_count == 0) return true;
  Open *around = &s->open[s->open_count - 1];
  for (unsigned k = 0; k < 4; k++) around->counts[k] = sum_of(around->counts[k], (uint64_t)SUMMARY_NESTED * o->counts[k]);
  for (uint32_t k = 0; k < count; k++) {
    uint64_t weight = (uint64_t)SUMMARY_NESTED * best[k].weight;
    Mark mark = s->marks[best[k].local];
    if (mark.serial != around->serial) {
      if (!add_entry(s, around->serial, best[k].local, sum_of(0, weight), best[k].written)) return false;
      continue;
    }
    LocalUse *use = &s->entries[mark.entry].use;
    use->weight = sum_of(use->weight, weight);
    use->written |= best[k].written;
  }
  return true;
}

/* ---- bytes ---- */

static ALWAYS_INLINE const uint8_t *skip_leb(const uint8_t *p) {
  while (*p++ >= 0x80) {}
  return p;
}

/* An index, mostly of one byte. The cursor stays in a register. */
static ALWAYS_INLINE uint32_t take_index(const uint8_t **cursor) {
  const uint8_t *p = *cursor;
  uint32_t index = *p++;
  if (UNLIKELY(index >= 0x80)) {
    const uint8_t *start = p - 1;
    if (LIKELY(*p < 0x80)) index = (index & 0x7F) | (uint32_t)*p++ << 7;
    else index = next_index(&start), p = start;
  }
  *cursor = p;
  return index;
}

static ALWAYS_INLINE const uint8_t *skip_memarg(const uint8_t *p) {
  if (UNLIKELY(take_index(&p) & 0x40)) p = skip_leb(p); /* the memory */
  return skip_leb(p);
}

static const uint8_t *skip_labels(const uint8_t *p) {
  for (uint64_t left = (uint64_t)next_index(&p) + 1; left > 0; left--) p = skip_leb(p);
  return p;
}

/* Where a body is, and the readers of what is rare. */
typedef struct Body {
  const Module *module;
  const uint8_t *end;
} Body;

static NOINLINE const uint8_t *skip_by_reading(const Body *b, const uint8_t *start) {
  Diag diag = {0};
  Reader r = module_reader(b->module, start, (size_t)(b->end - start), &diag);
  Instr instr;
  bool valid = instr_read(&r, b->module->features, &instr);
  assert(valid);
  return valid ? r.at : b->end;
}

/* A block type is one LEB128, but for references that name their type. */
static ALWAYS_INLINE const uint8_t *skip_block_type(const Body *b, const uint8_t *start) {
  enum { REF_NULL = 0x63, REF = 0x64 };
  const uint8_t *p = start + 1;
  return UNLIKELY(*p == REF_NULL || *p == REF) ? skip_by_reading(b, start) : skip_leb(p);
}

/* Immediates from p of the instruction at start. */
static ALWAYS_INLINE const uint8_t *skip_immediates(const Body *b, Skip skip, const uint8_t *start, const uint8_t *p) {
  switch (skip) {
  case SKIP_LEB: return skip_leb(p);
  case SKIP_TWO_LEBS: return skip_leb(skip_leb(p));
  case SKIP_1: return p + 1;
  case SKIP_4: return p + 4;
  case SKIP_8: return p + 8;
  case SKIP_16: return p + 16;
  case SKIP_MEMARG: return skip_memarg(p);
  case SKIP_MEMARG_LANE: return skip_memarg(p) + 1;
  case SKIP_LABELS: return skip_labels(p);
  case SKIP_READ: return skip_by_reading(b, start);
  default: return p;
  }
}

static Err scan(Summary *s, const Body *b, const uint8_t *p) {
  const uint8_t local_get = (uint8_t)op_info[OP_LOCAL_GET].code;
  Open *open = s->open; /* the innermost loop; of it these three are kept here */
  uint32_t serial = open->serial, blocks = 0;
  Counts counts = {0};
  while (p < b->end) {
    const uint8_t *start = p;
    Row row = s->rows[*p++];
  again:
    counts += count_one[row.count];
    switch ((Skip)row.skip) {
    case SKIP_LOCAL_GET: /* one seldom comes alone */
      do {
        if (!count_local(s, serial, take_index(&p), false)) return ERR_NO_MEMORY;
      } while (*p == local_get && p++);
      break;
    case SKIP_LOCAL_SET:
      if (!count_local(s, serial, take_index(&p), true)) return ERR_NO_MEMORY;
      break;
    case SKIP_NOTHING: break;
    case SKIP_LEB: p = skip_leb(p); break;
    case SKIP_MEMARG: p = skip_memarg(p); break;
    case SKIP_BLOCK: p = skip_block_type(b, start), blocks++; break;
    case SKIP_READ_BLOCK: p = skip_by_reading(b, start), blocks++; break;
    case SKIP_LOOP:
      p = skip_block_type(b, start);
      open->blocks = blocks, open->counts = counts;
      if (!open_loop(s, (uint32_t)(start - b->module->bytes.at))) return ERR_NO_MEMORY;
      open = &s->open[s->open_count - 1];
      serial = open->serial, blocks = 0, counts = (Counts){0};
      break;
    case SKIP_PREFIX: row = s->prefixed[*start - PREFIX_FB][take_index(&p)]; goto again;
    case SKIP_DELEGATE: p = skip_leb(p); /* fall through */
    case SKIP_END:
      if (blocks-- > 0) break;
      open->counts = counts;
      if (!close_loop(s)) return ERR_NO_MEMORY;
      if (s->open_count == 0) return ERR_OK;
      open = &s->open[s->open_count - 1];
      serial = open->serial, blocks = open->blocks, counts = open->counts;
      break;
    default: p = skip_immediates(b, (Skip)row.skip, start, p);
    }
  }
  return ERR_OK;
}

/* ---- functions ---- */

static const uint8_t *skip_declarations(const uint8_t *p) {
  for (uint32_t left = next_index(&p); left > 0; left--) {
    next_index(&p);
    next_type(&p);
  }
  return p;
}

static bool prepare(Summary *s, const ValidModule *v, uint32_t func) {
  const FuncDecl *f = &v->module->funcs[func];
  size_t locals = (size_t)types_get(v->types, v->funcs[func].type)->def.func.param_count + f->local_count;
  uint32_t had = s->mark_capacity;
  if (locals > had && !alloc_grow(s->alloc, (void **)&s->marks, &s->mark_capacity, locals, sizeof *s->marks))
    return false;
  if (s->serial > UINT32_MAX - f->body_size) s->serial = 0, had = 0; /* there are fewer loops than bytes */
  if (had < s->mark_capacity) memset(s->marks + had, 0, (s->mark_capacity - had) * sizeof *s->marks);
  s->open_count = s->entry_count = s->found_count = s->local_count = s->cursor = 0;
  s->most_locals = (uint32_t)MIN_OF((uint64_t)f->body_size + SUMMARY_SPARE, (uint64_t)UINT32_MAX);
  return open_loop(s, (uint32_t)(f->body - v->module->bytes.at));
}

Err summary_scan(Summary *s, const ValidModule *v, uint32_t func) {
  const FuncDecl *f = &v->module->funcs[func];
  Body body = {v->module, f->body + f->body_size};
  Err e = prepare(s, v, func) ? scan(s, &body, skip_declarations(f->body)) : ERR_NO_MEMORY;
  if (e) {
    s->found[0] = (Found){0};
    s->found_count = 1;
  }
  /* Lists have stopped moving. */
  for (uint32_t k = 0; k < s->found_count; k++)
    if (s->found[k].use.local_count) s->found[k].use.locals = s->locals + s->found[k].first;
  return e;
}

const LoopUse *summary_body(const Summary *s) { return &s->found[0].use; }

const LoopUse *summary_next_loop(Summary *s, uint32_t offset) {
  while (s->cursor + 1 < s->found_count) {
    const LoopUse *use = &s->found[s->cursor + 1].use;
    if (use->offset > offset) return NULL;
    s->cursor++;
    if (use->offset == offset) return use;
  }
  return NULL;
}
