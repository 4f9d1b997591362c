/* Finding roots. Frames are gone through twice: first to learn which pcs are new, for which the Walk is run once per
 * function; then to mark what the maps tell.
 *
 *   table:  pc ─▶ where in `slots` the slots are of
 *             references among the operands that its instruction leaves alone, then among those it takes,
 *             references among the locals of its function (found by its FuncCode, shared by all its pcs)
 *
 * Where there is no memory for a map the whole frame is taken for roots: words are looked up before they are believed,
 * so that is safe, if not as thorough. */
#include "vm/roots.h"

#include <stdlib.h>

#include "vm/cont.h"
#include "vm/gc.h"
#include "vm/interp/forms.h"
#include "vm/interp/gc_cells.h"
#include "vm/interp/state.h"
#include "vm/store.h"
#include "vm/unwind.h"

/* ---- maps ---- */

typedef struct FrameMap {
  const void *key; /* NULL: empty */
  size_t at;       /* in slots; NO_MAP: not known, the frame is taken as a whole */
  size_t locals_at;
  uint32_t rest, taken, locals; /* how many; a FuncCode's entry has locals alone */
} FrameMap;
#define NO_MAP SIZE_MAX

/* A pc without map. */
typedef struct NewPc {
  const void *pc;
  Program *program;
  const FuncCode *code;
  uint32_t offset; /* of its instruction */
} NewPc;

struct RootMaps {
  const Alloc *alloc;
  FrameMap *table;
  uint32_t count, capacity;
  uint16_t *slots;
  uint32_t slot_count, slot_capacity;
  NewPc *fresh;
  uint32_t fresh_count, fresh_capacity;
  WalkScratch *scratch;
};

/* Beyond so many slots the maps are made anew. */
enum { MOST_SLOTS = 4 << 20 };

static size_t map_hash(const void *key, uint32_t capacity) {
  return (size_t)((uint64_t)((uintptr_t)key >> 3) * 0x9E3779B97F4A7C15u >> 32) & (capacity - 1);
}

static FrameMap *map_find_in(FrameMap *table, uint32_t capacity, const void *key) {
  size_t k = map_hash(key, capacity);
  while (table[k].key && table[k].key != key) k = (k + 1) & (capacity - 1);
  return &table[k];
}

static const FrameMap *map_get(const RootMaps *m, const void *key) {
  const FrameMap *e = m->capacity ? map_find_in(m->table, m->capacity, key) : NULL;
  return e && e->key ? e : NULL;
}

/* The entry of a key, made if need be; NULL: no memory. Holds until the next one is made. */
static FrameMap *map_put(RootMaps *m, const void *key) {
  if ((uint64_t)m->count * 2 >= m->capacity) {
    const uint64_t capacity = m->capacity ? (uint64_t)m->capacity * 2 : 256;
    FrameMap *table = capacity > UINT32_MAX ? NULL : alloc_array(m->alloc, capacity, sizeof *table);
    if (!table) return NULL;
    for (uint32_t k = 0; k < m->capacity; k++)
      if (m->table[k].key) *map_find_in(table, (uint32_t)capacity, m->table[k].key) = m->table[k];
    alloc_free(m->alloc, m->table, m->capacity * sizeof *table);
    m->table = table;
    m->capacity = (uint32_t)capacity;
  }
  FrameMap *e = map_find_in(m->table, m->capacity, key);
  if (!e->key) {
    *e = (FrameMap){.key = key, .at = NO_MAP};
    m->count++;
  }
  return e;
}

static bool slot_put(RootMaps *m, uint32_t slot) {
  if (!alloc_grow(m->alloc, (void **)&m->slots, &m->slot_capacity, (size_t)m->slot_count + 1, sizeof *m->slots)) return false;
  m->slots[m->slot_count++] = (uint16_t)slot;
  return true;
}

void roots_free(Heap *h) {
  RootMaps *m = h->maps;
  if (!m) return;
  alloc_free(m->alloc, m->table, m->capacity * sizeof *m->table);
  alloc_free(m->alloc, m->slots, m->slot_capacity * sizeof *m->slots);
  alloc_free(m->alloc, m->fresh, m->fresh_capacity * sizeof *m->fresh);
  if (m->scratch) walk_scratch_free(m->scratch);
  alloc_free(m->alloc, m, sizeof *m);
  h->maps = NULL;
}

/* ---- a walk that fills in maps ---- */

typedef struct Recorder {
  Sink sink; /* first */
  RootMaps *maps;
  const NewPc *at, *end; /* of one function, by offset */
  const FuncCode *code;
  size_t locals_at;
  uint32_t locals;
} Recorder;

static bool is_object_ref(Walk *w, ValType t) {
  return vt_is_ref(t) && types_top(walk_module(w)->types, vt_heap(t)) != HT_FUNC;
}

static Err record_begin(Sink *s, Walk *w) {
  Recorder *r = (Recorder *)s;
  RootMaps *m = r->maps;
  const FrameMap *known = map_get(m, r->code);
  if (known) {
    r->locals_at = known->locals_at;
    r->locals = known->locals;
    return ERR_OK;
  }
  r->locals_at = m->slot_count;
  for (uint32_t k = 0; k < walk_local_count(w); k++)
    if (is_object_ref(w, walk_local_type(w, k)) && !slot_put(m, walk_local_slot(w, k))) return ERR_NO_MEMORY;
  r->locals = (uint32_t)(m->slot_count - r->locals_at);
  FrameMap *e = map_put(m, r->code);
  if (!e) return ERR_NO_MEMORY;
  e->locals_at = r->locals_at;
  e->locals = r->locals;
  return ERR_OK;
}

static Err record(Recorder *r, Walk *w, const WalkInstr *i) {
  if (LIKELY(i->instr->offset < r->at->offset)) return ERR_OK;
  RootMaps *m = r->maps;
  for (; r->at < r->end && r->at->offset <= i->instr->offset; r->at++) {
    if (r->at->offset != i->instr->offset) continue; /* made by the translator alone: takes the frame as a whole */
    const size_t at = m->slot_count;
    const uint32_t count = walk_operand_count(w), taken_from = i->height - i->operand_slots;
    uint32_t rest = 0, taken = 0;
    for (uint32_t depth = count; depth-- > 0;) {
      if (!is_object_ref(w, walk_operand_type(w, depth))) continue;
      const uint32_t slot = walk_operand_slot(w, depth);
      if (!slot_put(m, slot)) return ERR_NO_MEMORY;
      if (slot < taken_from) rest++;
      else taken++;
    }
    FrameMap *e = map_put(m, r->at->pc);
    if (!e) return ERR_NO_MEMORY;
    *e = (FrameMap){r->at->pc, at, r->locals_at, rest, taken, r->locals};
  }
  return r->at < r->end ? ERR_OK : ERR_LIMIT; /* ends the walk */
}

static Err record_enter(Sink *s, Walk *w, const WalkInstr *i, Label *l) {
  (void)l;
  return record((Recorder *)s, w, i);
}
static Err record_edge(Sink *s, Walk *w, const WalkInstr *i, Label *l, bool reachable) {
  (void)l, (void)reachable;
  return record((Recorder *)s, w, i);
}
static Err record_instr(Sink *s, Walk *w, const WalkInstr *i) { return record((Recorder *)s, w, i); }

/* All of one function. */
static void walk_fresh(RootMaps *m, const NewPc *first, const NewPc *end) {
  const Program *p = first->program;
  Recorder r = {.sink = {record_begin, record_enter, record_edge, record_edge, record_instr},
                .maps = m, .at = first, .end = end, .code = first->code};
  const WalkOptions options = {.relaxed = p->engine->config.relaxed};
  Diag diag = {0};
  const Err err = walk_function(p->valid, first->code->head.index, &options, &r.sink, m->scratch, NULL, &diag);
  (void)err; /* what could not be recorded stays without map */
}

/* ---- pcs without map ---- */

static int by_code_and_offset(const void *a, const void *b) {
  const NewPc *x = a, *y = b;
  if (x->code != y->code) return x->code < y->code ? -1 : 1;
  return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static void make_maps(RootMaps *m) {
  NewPc *fresh = m->fresh;
  const uint32_t count = m->fresh_count;
  m->fresh_count = 0;
  if (!count) return;
  if (!m->scratch && !(m->scratch = walk_scratch_new(m->alloc))) return;
  for (NewPc *n = fresh; n < fresh + count; n++) {
    CodePosition at;
    if (!code_locate(n->program, n->pc, &at) || !at.range) continue;
    n->code = &n->program->codes[at.func];
    n->offset = at.offset;
  }
  qsort(fresh, count, sizeof *fresh, by_code_and_offset);
  for (uint32_t k = 0, next; k < count; k = next) {
    for (next = k; next < count && fresh[next].code == fresh[k].code;) next++;
    if (fresh[k].code) walk_fresh(m, &fresh[k], &fresh[next]);
  }
}

/* ---- frames ---- */

typedef struct Frame {
  Instance *instance;
  const void *pc; /* in the code of the instruction at hand: of the call for all but the innermost frame */
  Slot *fp;
  const Pair *limit; /* slots end below the pairs */
  bool innermost;
} Frame;

typedef void (*FrameVisit)(Heap *h, const Frame *f);

static void learn(Heap *h, const Frame *f) {
  RootMaps *m = h->maps;
  if (map_get(m, f->pc)) return;
  if (!alloc_grow(m->alloc, (void **)&m->fresh, &m->fresh_capacity, (size_t)m->fresh_count + 1, sizeof *m->fresh) ||
      !map_put(m, f->pc))
    return;
  m->fresh[m->fresh_count++] = (NewPc){.pc = f->pc, .program = f->instance->program};
}

/* slots is NULL where no frame of the store has references: nothing is added to it then. */
static void mark_slots(Heap *h, const Slot *fp, const uint16_t *slots, size_t at, uint32_t count) {
  for (uint32_t k = 0; k < count; k++) gc_mark_candidate(h, fp[slots[at + k]].bits);
}

static void mark_range(Heap *h, const Slot *at, size_t count) {
  for (size_t k = 0; k < count; k++) gc_mark_candidate(h, at[k].bits);
}

/* An allocation of a structure reads its operands wherever they are: the cells tell. False: another instruction. */
static bool mark_sources(Heap *h, const Exec *x, const Frame *f) {
  if (engine_is_native(h->store->engine, f->pc)) return false; /* all operands are home */
  const Cell *pc = f->pc;
  const AnyHandler handler = pc->handler;
  uint32_t few = 0;
  for (uint32_t k = 1; k <= FEW_FIELDS; k++)
    if (handler == x->handlers[H_STRUCT_NEW_1 + k - 1]) few = k;
  for (uint32_t k = 0; k < few; k++) gc_mark_candidate(h, f->fp[pc[1].u64[1] >> 16 * k & 0xFFFF].bits);
  if (few) return true;
  if (handler != x->handlers[H_STRUCT_NEW_N] && handler != x->handlers[H_STRUCT_NEW_BIG]) return false;
  for (uint32_t k = 0; k < (uint32_t)pc->imm; k++)
    gc_mark_candidate(h, f->fp[new_field_slot(pc[2 + k / 2].u64[k % 2])].bits);
  return true;
}

/* A frame without map: everything up to where it can reach. */
static void mark_whole(Heap *h, const Frame *f) {
  enum { LONGEST = 65535 };
  CodePosition at;
  const bool known = code_locate(f->instance->program, f->pc, &at);
  const uint32_t slots = known ? f->instance->program->valid->funcs[at.func].frame_slots : (uint32_t)LONGEST;
  const size_t room = (size_t)((const Slot *)(const void *)f->limit - f->fp);
  mark_range(h, f->fp, MIN_OF(slots, room));
}

static void mark_frame(Heap *h, const Frame *f) {
  const RootMaps *m = h->maps;
  const FrameMap *e = m ? map_get(m, f->pc) : NULL;
  if (!e || e->at == NO_MAP) {
    mark_whole(h, f);
    return;
  }
  mark_slots(h, f->fp, m->slots, e->locals_at, e->locals);
  mark_slots(h, f->fp, m->slots, e->at, e->rest);
  if (f->innermost && !mark_sources(h, h->store->exec, f)) mark_slots(h, f->fp, m->slots, e->at + e->rest, e->taken);
}

/* The frames of pairs up to `end`, the innermost, which is in *f, first. */
static void each_frame(Heap *h, Frame f, const Pair *end, FrameVisit visit) {
  visit(h, &f);
  f.innermost = false;
  for (const Pair *p = f.limit; p < end; p++) {
    const PairKind kind = pair_kind(h->store->exec, p);
    if (kind == PAIR_RESTORE) f.instance = (Instance *)p->fp;
    if (kind != PAIR_FRAME) continue;
    f.pc = pair_call(p);
    f.fp = p->fp;
    visit(h, &f);
  }
}

static void each_entry(Heap *h, FrameVisit visit) {
  const Exec *x = h->store->exec;
  if (!x || !x->nesting) return;
  const HostEntry now = {.rp = x->rp, .instance = x->instance, .stack = x->stack, .ip = x->ip, .fp = x->fp, .outer = x->outer};
  for (const HostEntry *e = &now; e && e->stack; e = e->outer) {
    const Frame innermost = {.instance = e->instance, .pc = e->ip, .fp = e->fp, .limit = e->rp, .innermost = true};
    each_frame(h, innermost, e->stack->pairs_end - 1, visit); /* the outermost returns to `finish` */
  }
}

static void mark_host_slots(Heap *h) {
  const Exec *x = h->store->exec;
  if (!x) return;
  if (x->host_slots) mark_range(h, x->host_slots, x->host_slot_count);
  for (const HostEntry *e = x->outer; e; e = e->outer)
    if (e->host_slots) mark_range(h, e->host_slots, e->host_slot_count);
}

/* The maps to learn into; NULL: no memory. */
static RootMaps *maps_of(Heap *h) {
  if (!h->maps && (h->maps = alloc_zeroed(h->alloc, sizeof *h->maps))) h->maps->alloc = h->alloc;
  return h->maps;
}

static void mark_frames(Heap *h) {
  RootMaps *m = maps_of(h);
  if (m && m->slot_count > MOST_SLOTS) {
    memset(m->table, 0, m->capacity * sizeof *m->table);
    m->count = m->slot_count = 0;
  }
  if (m) {
    each_entry(h, learn);
    make_maps(m);
  }
  each_entry(h, mark_frame);
  mark_host_slots(h);
}

void roots_mark_stack(Heap *h, Instance *instance, const Cell *pc, Slot *fp, const Pair *rp, const Pair *end) {
  const Frame top = {.instance = instance, .pc = pc, .fp = fp, .limit = rp};
  RootMaps *m = maps_of(h);
  if (m) {
    each_frame(h, top, end, learn);
    make_maps(m);
  }
  each_frame(h, top, end, mark_frame);
}

/* ---- everything else ---- */

static bool holds_objects(const Types *types, ValType t) { return vt_is_ref(t) && types_top(types, vt_heap(t)) != HT_FUNC; }

static void mark_table(Heap *h, const Table *t) {
  if (!holds_objects(h->store->engine->types, t->type)) return;
  for (uint64_t k = 0; k < t->length; k++) gc_mark_ref(h, t->elems[k]);
}

static void mark_global(Heap *h, const Global *g) {
  if (holds_objects(h->store->engine->types, g->type)) gc_mark_ref(h, g->value[0].ref);
}

static void mark_owned(void *heap, const Extern *x) {
  if (x->kind == EXTERN_TABLE && x->table) mark_table(heap, x->table);
  else if (x->kind == EXTERN_GLOBAL) mark_global(heap, x->global);
}

static void mark_instance(Heap *h, const Instance *i) {
  const Module *m = i->program->module;
  for (uint32_t k = m->imported[EXTERN_GLOBAL]; k < m->global_count; k++) mark_global(h, i->globals[k]);
  for (uint32_t k = m->imported[EXTERN_TABLE]; k < m->table_count; k++)
    if (i->tables[k]) mark_table(h, i->tables[k]);
  for (uint32_t k = 0; k < m->elem_count; k++) {
    const ElemSegment *s = &m->elems[k];
    if (!i->elems[k].refs || !holds_objects(h->store->engine->types, canon_val(i->type_ids, s->type))) continue;
    for (uint32_t n = 0; n < s->count; n++) gc_mark_ref(h, i->elems[k].refs[n]);
  }
}

void roots_mark(Heap *h) {
  gc_mark_ref(h, h->store->exception);
  for (const Root *r = h->roots; r; r = r->next)
    if (!r->is_func) gc_mark_ref(h, r->ref);
  for (const RootRange *r = h->ranges; r; r = r->next)
    for (size_t k = 0; k < r->count; k++) gc_mark_candidate(h, r->at[k]);
  store_each_owned(h->store, mark_owned, h);
  for (const Instance *i = h->store->instances; i; i = i->next) mark_instance(h, i);
  mark_frames(h);
  cont_mark_roots(h);
}

void roots_mark_special(Heap *h, Object *o) {
  if (o->type == HT_CONT || o->type == HT_NOCONT) cont_mark(h, o);
  if (o->type != HT_EXN) return;
  const ExnObject *exn = (const ExnObject *)(const void *)o;
  const CanonType *t = types_get(h->store->engine->types, exn->tag->type);
  const Slot *at = exn->slots;
  for (uint32_t k = 0; k < t->def.func.param_count; k++) {
    const ValType type = t->def.func.params[k];
    if (holds_objects(h->store->engine->types, type)) gc_mark_ref(h, at->ref);
    at += vt_slots(type);
  }
}
