/* Instances: one block for the Instance and its arrays, own functions in zeroed memory beside it.
 *
 *   [Instance │ Memory* │ Table* │ Global* │ Tag* │ Func* (imports) │ Global (own) │ Tag (own) │ ElemValues │ dropped]
 *   [Func Func Func …]  by index without imports, each made when it is first referred to
 *
 * Nothing here is proportional to the number of functions but for pages that are not touched: a large module's second
 * instance costs what it initialises.
 */
#include "vm/instance.h"

#include "vm/compiler.h"

#include "base/os.h"
#include "decoder/instr.h"
#include "vm/bulk.h"
#include "vm/constexpr.h"
#include "vm/heap.h"
#include "vm/interp/code.h"
#include "vm/store.h"

/* From here on, own functions come from the system in pages, of which only those touched cost memory. */
static const size_t mapped_funcs = 16384;
static const uint32_t chunk = 1 << 17; /* table elements between polls */

/* ---- the block ---- */

/* Offsets of the arrays in the block, taken one after the other. */
typedef struct Layout {
  size_t size;
  bool overflow;
} Layout;

static size_t place(Layout *l, size_t count, size_t size) {
  size_t bytes, at = l->size;
  if (!size_mul(count, size, &bytes) || bytes > SIZE_MAX - 15 || !size_add(at, (bytes + 15) & ~(size_t)15, &l->size))
    l->overflow = true;
  return at;
}

static uint32_t own_func_count(const Module *m) { return m->func_count - m->imported[EXTERN_FUNC]; }

static bool funcs_new(Instance *i, const Module *m) {
  Layout l = {0};
  const size_t count = own_func_count(m);
  if (count == 0) return true;
  (void)place(&l, count, sizeof *i->funcs);
  if (l.overflow || !os_round_to_page(l.size, &i->funcs_size)) return false;
  i->funcs_mapped = l.size >= mapped_funcs;
  if (!i->funcs_mapped) i->funcs_size = l.size;
  i->funcs = i->funcs_mapped ? os_map_zeroed(i->funcs_size) : alloc_zeroed(i->store->alloc, i->funcs_size);
  return i->funcs != NULL;
}

static void funcs_free(Instance *i) {
  if (i->funcs && i->funcs_mapped) os_release(i->funcs, i->funcs_size);
  else alloc_free(i->store->alloc, i->funcs, i->funcs_size);
}

/* An instance with its arrays, all empty; NULL: no memory. */
static Instance *block_new(Store *store, Program *program) {
  const Module *m = program->module;
  Layout l = {.size = (sizeof(Instance) + 15) & ~(size_t)15};
  uint32_t own_globals = m->global_count - m->imported[EXTERN_GLOBAL],
           own_tags = m->tag_count - m->imported[EXTERN_TAG];
  size_t memories = place(&l, m->memory_count, sizeof(Memory *)), tables = place(&l, m->table_count, sizeof(Table *)),
         globals = place(&l, m->global_count, sizeof(Global *)), tags = place(&l, m->tag_count, sizeof(Tag *)),
         imported = place(&l, m->imported[EXTERN_FUNC], sizeof(Func *)),
         global = place(&l, own_globals, sizeof(Global)), tag = place(&l, own_tags, sizeof(Tag)),
         elems = place(&l, m->elem_count, sizeof(ElemValues)),
         dropped = place(&l, ((size_t)m->elem_count + m->data_count + 7) / 8, 1);
  uint8_t *block = l.overflow ? NULL : alloc_zeroed(store->alloc, l.size);
  if (!block) return NULL;
  Instance *i = (Instance *)(void *)block;
  *i = (Instance){.store = store,
                  .type_ids = program->valid->type_ids,
                  .memories = (Memory **)(void *)(block + memories),
                  .tables = (Table **)(void *)(block + tables),
                  .globals = (Global **)(void *)(block + globals),
                  .tags = (Tag **)(void *)(block + tags),
                  .imported_funcs = (Func **)(void *)(block + imported),
                  .dropped = block + dropped,
                  .elems = (ElemValues *)(void *)(block + elems),
                  .size = l.size};
  Global *g = (Global *)(void *)(block + global);
  for (uint32_t k = 0; k < own_globals; k++) i->globals[m->imported[EXTERN_GLOBAL] + k] = &g[k];
  Tag *t = (Tag *)(void *)(block + tag);
  for (uint32_t k = 0; k < own_tags; k++) i->tags[m->imported[EXTERN_TAG] + k] = &t[k];
  if (!funcs_new(i, m)) {
    alloc_free(store->alloc, block, l.size);
    return NULL;
  }
  i->program = program_retain(program);
  return i;
}

void instance_free(Instance *i) {
  const Alloc *alloc = i->store->alloc;
  Program *p = i->program;
  const Module *m = p->module;
  for (uint32_t k = m->imported[EXTERN_MEMORY]; k < m->memory_count; k++)
    if (i->memories[k]) memory_release(i->store, i->memories[k]);
  for (uint32_t k = m->imported[EXTERN_TABLE]; k < m->table_count; k++)
    if (i->tables[k]) table_free(i->tables[k]);
  for (uint32_t k = 0; k < m->elem_count; k++)
    alloc_free(alloc, i->elems[k].refs, m->elems[k].count * sizeof *i->elems[k].refs);
  funcs_free(i);
  if (i->name) alloc_free(alloc, i->name, strlen(i->name) + 1);
  alloc_free(alloc, i, i->size);
  program_release(p);
}

/* ---- functions, exports ---- */

Func *instance_func(Instance *i, uint32_t index) {
  uint32_t imported = i->program->module->imported[EXTERN_FUNC];
  if (index < imported) return i->imported_funcs[index];
  Func *f = &i->funcs[index - imported];
  /* Written every time rather than asked whether it was: a page read first and written then costs two faults. */
  *f = (Func){.instance = i, .head = &i->program->codes[index].head};
  return f;
}

Extern instance_extern(Instance *i, ExternKind kind, uint32_t index) {
  Extern x = {.kind = kind};
  switch (kind) {
  case EXTERN_FUNC: x.func = instance_func(i, index); break;
  case EXTERN_TABLE: x.table = i->tables[index]; break;
  case EXTERN_MEMORY: x.memory = i->memories[index]; break;
  case EXTERN_GLOBAL: x.global = i->globals[index]; break;
  case EXTERN_TAG: x.tag = i->tags[index]; break;
  case EXTERN_COUNT: break;
  }
  return x;
}

bool instance_export(Instance *i, const char *name, size_t size, Extern *out) {
  const Export *e = program_find_export(i->program, name, size);
  if (e) *out = instance_extern(i, (ExternKind)e->kind, e->index);
  return e != NULL;
}

/* ---- segments ---- */

static bool bit_get(const uint8_t *bits, uint32_t k) { return bits[k / 8] >> (k % 8) & 1; }
static void bit_set(uint8_t *bits, uint32_t k) { bits[k / 8] = (uint8_t)(bits[k / 8] | 1u << (k % 8)); }

static bool elem_dropped(const Instance *i, uint32_t elem) { return bit_get(i->dropped, elem); }
static bool data_dropped(const Instance *i, uint32_t data) {
  return bit_get(i->dropped, i->program->module->elem_count + data);
}

void instance_data_drop(Instance *i, uint32_t data) { bit_set(i->dropped, i->program->module->elem_count + data); }

void instance_elem_drop(Instance *i, uint32_t elem) {
  bit_set(i->dropped, elem);
  alloc_free(i->store->alloc, i->elems[elem].refs, i->program->module->elems[elem].count * sizeof(Ref));
  i->elems[elem].refs = NULL;
}

uint32_t instance_elem_count(const Instance *i, uint32_t elem) {
  return elem_dropped(i, elem) ? 0 : i->program->module->elems[elem].count;
}

Bytes instance_data(const Instance *i, uint32_t data) {
  const DataSegment *s = &i->program->module->data[data];
  return (Bytes){s->bytes, data_dropped(i, data) ? 0 : (size_t)s->size};
}

/* All values of a segment, in order, into out. */
static TrapCode elem_values(Instance *i, const ElemSegment *s, Ref *out) {
  const uint8_t *at = s->items, *end = s->items + s->items_size;
  for (uint32_t k = 0; k < s->count; k++) {
    if (k % chunk == chunk - 1) {
      TrapCode trap = exec_poll(i->store->exec);
      if (trap) return trap;
    }
    if (!s->has_exprs) {
      out[k] = (Ref)instance_func(i, next_index(&at));
      continue;
    }
    Slot value[2];
    TrapCode trap = constexpr_eval_next(i, &at, end, value);
    if (trap) return trap;
    out[k] = value[0].ref;
  }
  return TRAP_NONE;
}

TrapCode instance_elem_values(Instance *i, uint32_t elem, const Ref **refs, uint32_t *count) {
  const ElemSegment *s = &i->program->module->elems[elem];
  *refs = NULL;
  *count = 0;
  if (elem_dropped(i, elem) || s->count == 0) return TRAP_NONE;
  if (!i->elems[elem].refs) {
    Ref *made = alloc_array(i->store->alloc, s->count, sizeof *made);
    RootRange range = {.at = (const uint64_t *)made, .count = made ? s->count : 0};
    heap_push_range(i->store->heap, &range);
    TrapCode trap = made ? elem_values(i, s, made) : TRAP_NO_MEMORY;
    heap_pop_range(i->store->heap, &range);
    if (trap) {
      alloc_free(i->store->alloc, made, s->count * sizeof *made);
      return trap;
    }
    i->elems[elem].refs = made;
  }
  *refs = i->elems[elem].refs;
  *count = s->count;
  return TRAP_NONE;
}

TrapCode instance_table_init(Instance *i, uint32_t elem, uint32_t table, uint64_t at, uint32_t from, uint32_t size) {
  Table *t = i->tables[table];
  /* Bounds first: what is out of them is not evaluated. */
  uint32_t count = instance_elem_count(i, elem);
  if (size > count || from > count - size || size > t->length || at > t->length - size) return TRAP_TABLE_BOUNDS;
  if (size == 0) return TRAP_NONE;
  const Ref *refs;
  TrapCode trap = instance_elem_values(i, elem, &refs, &count);
  if (trap) return trap;
  return bulk_move(i->store->exec, t->elems + at, refs + from, size * sizeof *refs);
}

TrapCode instance_memory_init(Instance *i, uint32_t data, uint32_t memory, uint64_t at, uint32_t from, uint32_t size) {
  return memory_init(i->store, i->memories[memory], at, instance_data(i, data), from, size);
}

/* ---- instantiation ---- */

static Err imports_take(Instance *i, const Extern *given, Diag *diag) {
  const Module *m = i->program->module;
  for (uint32_t k = 0; k < m->import_count; k++) {
    const Import *import = &m->imports[k];
    if (!extern_matches(i->store, i->program, import, &given[k]))
      return extern_mismatch(i->store, i->program, import, &given[k], diag);
    switch (given[k].kind) {
    case EXTERN_FUNC: i->imported_funcs[import->index] = given[k].func; break;
    case EXTERN_TABLE: i->tables[import->index] = given[k].table; break;
    case EXTERN_MEMORY: i->memories[import->index] = given[k].memory; break;
    case EXTERN_GLOBAL: i->globals[import->index] = given[k].global; break;
    case EXTERN_TAG: i->tags[import->index] = given[k].tag; break;
    case EXTERN_COUNT: break;
    }
  }
  return ERR_OK;
}

/* Own memories and tables, these with null elements; tags; types of globals. */
static Err own_things_make(Instance *i, Diag *diag) {
  const Module *m = i->program->module;
  const ValidModule *v = i->program->valid;
  Err e = ERR_OK;
  for (uint32_t k = m->imported[EXTERN_MEMORY]; !e && k < m->memory_count; k++)
    e = memory_new(i->store, &m->memories[k].limits, &i->memories[k], diag);
  for (uint32_t k = m->imported[EXTERN_TABLE]; !e && k < m->table_count; k++)
    e = table_new(i->store, &m->tables[k].limits, v->table_types[k], REF_NULL, &i->tables[k], diag);
  for (uint32_t k = m->imported[EXTERN_TAG]; k < m->tag_count; k++)
    *i->tags[k] = (Tag){.type = v->tag_types[k], .store = i->store};
  for (uint32_t k = m->imported[EXTERN_GLOBAL]; k < m->global_count; k++) {
    i->globals[k]->type = v->global_types[k];
    i->globals[k]->mutable = m->globals[k].mutable;
    i->globals[k]->store = i->store;
  }
  i->variant = i->store->engine->config.explicit_bounds ? CODE_EXPLICIT : CODE_GUARDED;
  for (uint32_t k = 0; !e && k < m->memory_count; k++)
    if (!i->memories[k]->guarded) i->variant = CODE_EXPLICIT;
  return e;
}

static TrapCode globals_init(Instance *i) {
  const Module *m = i->program->module;
  for (uint32_t k = m->imported[EXTERN_GLOBAL]; k < m->global_count; k++) {
    Slot value[2];
    TrapCode trap = constexpr_eval(i, m->globals[k].init, value);
    if (trap) return trap;
    memcpy(i->globals[k]->value, value, vt_slots(i->globals[k]->type) * sizeof *value);
  }
  return TRAP_NONE;
}

static TrapCode tables_init(Instance *i) {
  const Module *m = i->program->module;
  for (uint32_t k = m->imported[EXTERN_TABLE]; k < m->table_count; k++) {
    if (!m->tables[k].has_init) continue;
    Slot value[2];
    TrapCode trap = constexpr_eval(i, m->tables[k].init, value);
    if (!trap) trap = table_fill(i->store, i->tables[k], 0, value[0].ref, i->tables[k]->length);
    if (trap) return trap;
  }
  return TRAP_NONE;
}

/* Active segments write straight into the table, without values of their own. */
static TrapCode elems_init(Instance *i) {
  const Module *m = i->program->module;
  for (uint32_t k = 0; k < m->elem_count; k++) {
    const ElemSegment *s = &m->elems[k];
    if (s->mode == SEGMENT_ACTIVE) {
      Slot at[2];
      TrapCode trap = constexpr_eval(i, s->offset, at);
      if (trap) return trap;
      Table *t = i->tables[s->table];
      if (s->count > t->length || at[0].bits > t->length - s->count)
        return store_trap(i->store, TRAP_TABLE_BOUNDS, ": element segment %u", k);
      if (s->count && (trap = elem_values(i, s, t->elems + at[0].bits))) return trap;
    }
    if (s->mode != SEGMENT_PASSIVE) bit_set(i->dropped, k);
  }
  return TRAP_NONE;
}

static TrapCode data_init(Instance *i) {
  const Module *m = i->program->module;
  for (uint32_t k = 0; k < m->data_count; k++) {
    const DataSegment *s = &m->data[k];
    if (s->mode != SEGMENT_ACTIVE) continue;
    Slot at[2];
    TrapCode trap = constexpr_eval(i, s->offset, at);
    if (trap) return trap;
    trap = memory_init(i->store, i->memories[s->memory], at[0].bits, (Bytes){s->bytes, (size_t)s->size}, 0, s->size);
    if (trap == TRAP_MEMORY_BOUNDS) return store_trap(i->store, trap, ": data segment %u", k);
    if (trap) return trap;
    instance_data_drop(i, k);
  }
  return TRAP_NONE;
}

static TrapCode start_run(Instance *i) {
  const Module *m = i->program->module;
  if (!m->has_start) return TRAP_NONE;
  Slot none[1] = {{0}};
  return exec_call(i->store, instance_func(i, m->start), none);
}

/* In the order of the spec; what was written before a trap stays. */
static TrapCode initialise(Instance *i) {
  TrapCode trap = TRAP_NONE;
  store_trap(i->store, TRAP_NONE, NULL);
  trap = exec_poll(i->store->exec);
  if (!trap) trap = globals_init(i);
  if (!trap) trap = tables_init(i);
  if (!trap) trap = elems_init(i);
  if (!trap) trap = data_init(i);
  if (trap) {
    if (i->store->trap.code != trap) store_trap(i->store, trap, NULL);
    return trap;
  }
  return start_run(i);
}

/* It was never seen: what its memories and tables took can be used by others. */
static void own_things_give_back(Instance *i) {
  const Module *m = i->program->module;
  for (uint32_t k = m->imported[EXTERN_MEMORY]; k < m->memory_count; k++) {
    if (!i->memories[k]) continue;
    store_give(i->store, BUDGET_MEMORIES, 1);
    store_give(i->store, BUDGET_MEMORY_BYTES, memory_pages(i->memories[k]) << i->memories[k]->limits.page_log2);
  }
  for (uint32_t k = m->imported[EXTERN_TABLE]; k < m->table_count; k++) {
    if (!i->tables[k]) continue;
    store_give(i->store, BUDGET_TABLES, 1);
    store_give(i->store, BUDGET_TABLE_ELEMENTS, i->tables[k]->length);
  }
  instance_free(i);
}

Err instance_new(Store *store, Program *program, const Extern *imports, Instance **out, TrapCode *trap, Diag *diag) {
  *trap = TRAP_NONE;
  if (!store_take(store, BUDGET_INSTANCES, 1)) return store_over_limit(store, BUDGET_INSTANCES, diag);
  Instance *i = block_new(store, program);
  Err e = i ? ERR_OK : diag_set(diag, ERR_NO_MEMORY, NULL);
  if (!e) e = imports_take(i, imports, diag);
  if (!e) e = own_things_make(i, diag);
  if (e) { /* nothing has escaped */
    if (i) own_things_give_back(i);
    store_give(store, BUDGET_INSTANCES, 1);
    return e;
  }
  i->next = store->instances;
  store->instances = i;
  *out = i;
  *trap = initialise(i);
  return ERR_OK;
}
