/* The type registry: recursion groups by structure.
 *
 *   buckets ─▶ Group ─▶ Group …           segments[s] ─▶ [ CanonType* … ]      (a TypeId indexes the segments)
 *                │                                           │
 *                └─ one block: Group │ CanonType × size │ displays, value types, fields │ key ◀┘
 *
 * A group's key is its definitions as words, references into the group itself relative, all others as TypeIds of
 * groups that are canonical already; so equal keys mean equal types, and hashing is linear in the definitions.
 * A group holds the groups it names: its count falls to 0 only when nobody can reach it.
 *
 * Ids of a group are consecutive. Freed runs are kept in lists threaded through their own table entries and used again
 * for groups of the same size. */
#include "validator/types.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/random.h>

typedef struct Group {
  struct Group *next; /* in its bucket; while being freed: in the work list */
  uint64_t hash;
  uint64_t refs;
  size_t bytes; /* of the whole block */
  const uint32_t *key;
  uint32_t key_count;
  TypeId first;
  uint32_t size;
} __attribute__((aligned(16))) Group;

/* Segment s holds SEGMENT_FIRST << s entries; 17 of them hold every TypeId. */
enum { SEGMENT_FIRST = 256, SEGMENTS = 17, FREE_LISTS = 32, MAX_DEPTH = 63 };

typedef union Entry {
  CanonType *type;
  uint64_t free; /* of a freed run: first entry: the next run's id + 1; second: the run's size */
} Entry;

struct Types {
  const Alloc *alloc;
  pthread_mutex_t lock; /* everything below; entries of held ids are read without it */
  _Atomic(Entry *) segments[SEGMENTS];
  uint32_t used;                  /* ids ever handed out */
  uint32_t free_runs[FREE_LISTS]; /* id + 1 of the first free run of this size; [0]: of larger sizes */
  Group **buckets;
  uint32_t bucket_count, group_count; /* a power of two */
  uint64_t seed;                      /* names come from guests: the hash is keyed */
  uint32_t *key;                      /* scratch */
  uint32_t key_capacity;
};

/* ---- ids ---- */

static uint32_t segment_of(TypeId id) { return 31 - (uint32_t)__builtin_clz(id / SEGMENT_FIRST + 1); }
static uint32_t segment_start(uint32_t s) { return SEGMENT_FIRST * ((1u << s) - 1); }

static Entry *entry_of(const Types *t, TypeId id) {
  uint32_t s = segment_of(id);
  return atomic_load_explicit(&t->segments[s], memory_order_acquire) + (id - segment_start(s));
}

const CanonType *types_get(const Types *t, TypeId id) { return entry_of(t, id)->type; }

static bool ids_reserve(Types *t, TypeId last) {
  for (uint32_t s = 0; s <= segment_of(last); s++) {
    if (atomic_load_explicit(&t->segments[s], memory_order_relaxed)) continue;
    Entry *entries = alloc_array(t->alloc, (size_t)SEGMENT_FIRST << s, sizeof *entries);
    if (!entries) return false;
    atomic_store_explicit(&t->segments[s], entries, memory_order_release);
  }
  return true;
}

static void ids_give_back(Types *t, TypeId first, uint32_t size) {
  uint32_t *list = &t->free_runs[size < FREE_LISTS ? size : 0];
  entry_of(t, first)->free = *list;
  if (size > 1) entry_of(t, first + 1)->free = size;
  *list = first + 1;
}

static Err ids_take(Types *t, uint32_t size, TypeId *out) {
  for (uint32_t *list = &t->free_runs[size < FREE_LISTS ? size : 0]; *list;) {
    TypeId first = *list - 1;
    Entry *e = entry_of(t, first);
    uint32_t run = size == 1 ? 1 : (uint32_t)entry_of(t, first + 1)->free;
    if (run < size) { /* among the larger ones only; first fit, few modules have any */
      if (!e->free) break;
      list = (uint32_t *)&e->free;
      continue;
    }
    *list = (uint32_t)e->free;
    if (run > size) ids_give_back(t, first + size, run - size);
    *out = first;
    return ERR_OK;
  }
  if (size > HT_ABSTRACT - t->used) return ERR_LIMIT;
  if (!ids_reserve(t, t->used + size - 1)) return ERR_NO_MEMORY;
  *out = t->used;
  t->used += size;
  return ERR_OK;
}

/* ---- what is to be interned ---- */

typedef struct Source {
  const TypeDef *defs; /* size of them */
  uint32_t start, size;
  const TypeId *ids; /* of types before the group; NULL: indices are TypeIds already */
} Source;

static bool source_inside(const Source *s, uint32_t index) { return index - s->start < s->size; }
static TypeId source_outside(const Source *s, uint32_t index) { return s->ids ? s->ids[index] : index; }

static TypeId source_canon(const Source *s, uint32_t index, TypeId first) {
  if (index == NO_TYPE) return NO_TYPE;
  return source_inside(s, index) ? first + (index - s->start) : source_outside(s, index);
}

static ValType source_canon_val(const Source *s, ValType v, TypeId first) {
  if (!vt_is_ref(v) || !ht_is_index(vt_heap(v))) return v;
  return (v & ((1u << VT_HEAP_SHIFT) - 1)) | source_canon(s, vt_heap(v), first) << VT_HEAP_SHIFT;
}

/* ---- keys ---- */

enum { KEY_INSIDE = 0x80000000, KEY_VAL_INSIDE = 0x40, KEY_VAL_MUTABLE = 0x80, KEY_FIXED = 6 };

static uint32_t key_index(const Source *s, uint32_t index) {
  if (index == NO_TYPE) return NO_TYPE;
  return source_inside(s, index) ? (index - s->start) | KEY_INSIDE : source_outside(s, index);
}

static uint32_t key_val(const Source *s, ValType v) {
  if (!vt_is_ref(v) || !ht_is_index(vt_heap(v))) return v;
  return source_canon_val(s, v, 0) | (source_inside(s, vt_heap(v)) ? (uint32_t)KEY_VAL_INSIDE : 0u);
}

static bool key_words(const TypeDef *d, size_t *total) {
  size_t n = KEY_FIXED;
  if (d->comp == COMP_FUNC) n += (size_t)d->func.param_count + d->func.result_count;
  else if (d->comp != COMP_CONT) n += d->fields.count;
  return size_add(*total, n, total);
}

static uint32_t *key_def(const Source *s, const TypeDef *d, uint32_t *k) {
  *k++ = d->comp | (uint32_t)d->final << 8;
  *k++ = key_index(s, d->super);
  *k++ = key_index(s, d->describes);
  *k++ = key_index(s, d->descriptor);
  if (d->comp == COMP_FUNC) {
    *k++ = d->func.param_count;
    *k++ = d->func.result_count;
    for (uint32_t i = 0; i < d->func.param_count; i++) *k++ = key_val(s, d->func.params[i]);
    for (uint32_t i = 0; i < d->func.result_count; i++) *k++ = key_val(s, d->func.results[i]);
  } else if (d->comp == COMP_CONT) {
    *k++ = key_index(s, d->cont);
    *k++ = 0;
  } else {
    *k++ = d->fields.count;
    *k++ = 0;
    for (uint32_t i = 0; i < d->fields.count; i++)
      *k++ = key_val(s, d->fields.fields[i].type) | (d->fields.fields[i].mutable ? (uint32_t)KEY_VAL_MUTABLE : 0u);
  }
  return k;
}

static Err key_make(Types *t, const Source *s, uint32_t *count) {
  size_t words = 0;
  for (uint32_t i = 0; i < s->size; i++)
    if (!key_words(&s->defs[i], &words)) return ERR_LIMIT;
  if (words > UINT32_MAX) return ERR_LIMIT;
  if (!alloc_grow(t->alloc, (void **)&t->key, &t->key_capacity, words, sizeof *t->key)) return ERR_NO_MEMORY;
  uint32_t *k = t->key;
  for (uint32_t i = 0; i < s->size; i++) k = key_def(s, &s->defs[i], k);
  *count = (uint32_t)words;
  return ERR_OK;
}

static uint64_t key_hash(const Types *t, const uint32_t *key, uint32_t count) {
  uint64_t h = t->seed ^ count;
  for (uint32_t i = 0; i < count; i++) {
    __uint128_t p = (__uint128_t)(h ^ key[i]) * 0x9E3779B97F4A7C15u;
    h = (uint64_t)p ^ (uint64_t)(p >> 64) ^ t->seed;
  }
  return h ^ h >> 29;
}

/* ---- groups ---- */

static CanonType *group_types(Group *g) { return (CanonType *)(g + 1); }

static Group *group_of(const Types *t, TypeId id) {
  CanonType *c = entry_of(t, id)->type;
  return (Group *)(c - (id - c->def.group_start)) - 1;
}

/* Calls each outer reference of a canonical group: takes one more, or gives one back (into the work list at 0). */
static void outer_ref(Types *t, const Group *g, TypeId id, bool take, Group **work);

static void outer_val(Types *t, const Group *g, ValType v, bool take, Group **work) {
  if (vt_is_ref(v) && ht_is_index(vt_heap(v))) outer_ref(t, g, vt_heap(v), take, work);
}

static void outer_refs(Types *t, Group *g, bool take, Group **work) {
  for (uint32_t i = 0; i < g->size; i++) {
    const TypeDef *d = &group_types(g)[i].def;
    outer_ref(t, g, d->super, take, work);
    outer_ref(t, g, d->describes, take, work);
    outer_ref(t, g, d->descriptor, take, work);
    if (d->comp == COMP_CONT) outer_ref(t, g, d->cont, take, work);
    else if (d->comp == COMP_FUNC) {
      for (uint32_t k = 0; k < d->func.param_count; k++) outer_val(t, g, d->func.params[k], take, work);
      for (uint32_t k = 0; k < d->func.result_count; k++) outer_val(t, g, d->func.results[k], take, work);
    } else
      for (uint32_t k = 0; k < d->fields.count; k++) outer_val(t, g, d->fields.fields[k].type, take, work);
  }
}

static void group_unlink(Types *t, Group *g) {
  Group **at = &t->buckets[g->hash & (t->bucket_count - 1)];
  while (*at != g) at = &(*at)->next;
  *at = g->next;
  t->group_count--;
}

static void group_drop_ref(Types *t, Group *g, Group **work) {
  if (--g->refs) return;
  group_unlink(t, g);
  g->next = *work;
  *work = g;
}

static void outer_ref(Types *t, const Group *g, TypeId id, bool take, Group **work) {
  if (id == NO_TYPE || id - g->first < g->size) return;
  Group *other = group_of(t, id);
  if (take) other->refs++;
  else group_drop_ref(t, other, work);
}

/* Frees what the work list holds and what that alone held: a loop, for chains of groups may be long. */
static void groups_free(Types *t, Group *work) {
  while (work) {
    Group *g = work;
    work = g->next;
    outer_refs(t, g, false, &work);
    ids_give_back(t, g->first, g->size);
    alloc_free(t->alloc, g, g->bytes);
  }
}

static bool buckets_grow(Types *t) {
  if (t->group_count < t->bucket_count) return true;
  uint32_t count = t->bucket_count ? t->bucket_count * 2 : 64;
  Group **buckets = alloc_array(t->alloc, count, sizeof(Group *));
  if (!buckets) return false;
  for (uint32_t i = 0; i < t->bucket_count; i++)
    for (Group *g = t->buckets[i], *next; g; g = next) {
      next = g->next;
      g->next = buckets[g->hash & (count - 1)];
      buckets[g->hash & (count - 1)] = g;
    }
  alloc_free(t->alloc, t->buckets, t->bucket_count * sizeof(Group *));
  t->buckets = buckets;
  t->bucket_count = count;
  return true;
}

/* Depth of each type into depths (scratch behind the key), and the bytes that the group's block takes. */
static Err group_measure(const Types *t, const Source *s, uint32_t *depths, size_t *bytes) {
  size_t n = sizeof(Group) + s->size * sizeof(CanonType);
  for (uint32_t i = 0; i < s->size; i++) {
    const TypeDef *d = &s->defs[i];
    uint32_t depth = 0;
    if (d->super != NO_TYPE) {
      if (source_inside(s, d->super)) depth = depths[d->super - s->start] + 1;
      else depth = types_get(t, source_outside(s, d->super))->depth + 1;
    }
    if (depth > MAX_DEPTH) return ERR_LIMIT;
    depths[i] = depth;
    n += (depth + 1) * sizeof(TypeId);
    if (d->comp == COMP_FUNC) n += ((size_t)d->func.param_count + d->func.result_count) * sizeof(ValType);
    else if (d->comp != COMP_CONT) n += d->fields.count * sizeof(FieldType);
    if (d->comp == COMP_STRUCT) n += (2 * (size_t)d->fields.count + 1) * sizeof(uint32_t);
  }
  *bytes = n;
  return ERR_OK;
}

/* Writes the canonical form of definition i; *at is the free part of the block. */
static void group_fill_def(const Types *t, Group *g, const Source *s, uint32_t i, uint32_t depth, uint8_t **at) {
  const TypeDef *d = &s->defs[i];
  CanonType *c = &group_types(g)[i];
  TypeId first = g->first;
  TypeId *supers = (TypeId *)*at;
  *at += (depth + 1) * sizeof(TypeId);
  *c = (CanonType){.def = *d, .id = first + i, .depth = depth, .supers = supers};
  c->def.super = source_canon(s, d->super, first);
  c->def.describes = source_canon(s, d->describes, first);
  c->def.descriptor = source_canon(s, d->descriptor, first);
  c->def.group_start = first;
  c->def.group_size = g->size;
  supers[depth] = c->id;
  if (depth) {
    const CanonType *super =
        source_inside(s, d->super) ? &group_types(g)[d->super - s->start] : types_get(t, c->def.super);
    memcpy(supers, super->supers, depth * sizeof(TypeId));
  }
  if (d->comp == COMP_CONT) c->def.cont = source_canon(s, d->cont, first);
  else if (d->comp == COMP_FUNC) {
    ValType *v = (ValType *)*at;
    c->def.func.params = v;
    for (uint32_t k = 0; k < d->func.param_count; k++, v++) {
      *v = source_canon_val(s, d->func.params[k], first);
      c->param_slots += vt_slots(*v);
    }
    c->def.func.results = v;
    for (uint32_t k = 0; k < d->func.result_count; k++, v++) {
      *v = source_canon_val(s, d->func.results[k], first);
      c->result_slots += vt_slots(*v);
    }
    *at = (uint8_t *)v;
  } else {
    FieldType *f = (FieldType *)*at;
    c->def.fields.fields = f;
    for (uint32_t k = 0; k < d->fields.count; k++, f++)
      *f = (FieldType){source_canon_val(s, d->fields.fields[k].type, first), d->fields.fields[k].mutable};
    *at = (uint8_t *)f;
  }
}

static bool is_object_ref(const Types *t, ValType v) { return vt_is_ref(v) && types_top(t, vt_heap(v)) != HT_FUNC; }

/* Where the fields are. A descriptor lies behind the fields of the supertype that has none, so that those stay where
 * they are. The group's types can be looked up already; supertypes come first. */
static void group_layout(const Types *t, CanonType *c, uint8_t **at) {
  const FieldType *f = c->def.fields.fields;
  if (c->def.comp == COMP_ARRAY) {
    c->size = field_size(f->type);
    c->ref_count = is_object_ref(t, f->type);
  }
  if (c->def.comp != COMP_STRUCT) return;
  const CanonType *super = c->def.super == NO_TYPE ? NULL : types_get(t, c->def.super);
  if (super && super->def.comp != COMP_STRUCT) super = NULL; /* not valid, which is found out later */
  const uint32_t count = c->def.fields.count, inherited = super ? MIN_OF(super->def.fields.count, count) : 0;
  uint32_t *offsets = (uint32_t *)*at, *refs = offsets + count, end = OBJECT_HEADER;
  *at = (uint8_t *)(refs + count + 1);
  if (super) c->descriptor_at = super->descriptor_at;
  for (uint32_t k = 0; k <= count; k++) {
    if (k == inherited && c->def.descriptor != NO_TYPE && !c->descriptor_at) {
      c->descriptor_at = (end + 7) & ~7u;
      end = c->descriptor_at + 8;
    }
    if (k == inherited && c->descriptor_at) {
      refs[c->ref_count++] = c->descriptor_at;
      end = MAX_OF(end, c->descriptor_at + 8);
    }
    if (k == count) break;
    const uint32_t size = field_size(f[k].type), align = MIN_OF(size, 8u);
    offsets[k] = k < inherited ? super->offsets[k] : (end + align - 1) & ~(align - 1);
    end = offsets[k] + size;
    if (is_object_ref(t, f[k].type)) refs[c->ref_count++] = offsets[k];
  }
  c->size = end;
  c->offsets = offsets;
  c->refs = refs;
}

static Err group_new(Types *t, const Source *s, uint64_t hash, uint32_t key_count, Group **out) {
  size_t need = (size_t)key_count + s->size;
  if (!buckets_grow(t) || !alloc_grow(t->alloc, (void **)&t->key, &t->key_capacity, need, sizeof *t->key))
    return ERR_NO_MEMORY;
  uint32_t *depths = t->key + key_count;
  size_t bytes;
  Err e = group_measure(t, s, depths, &bytes);
  if (e) return e;
  bytes += key_count * sizeof *t->key;
  Group *g = alloc_resize(t->alloc, NULL, 0, bytes);
  if (!g) return ERR_NO_MEMORY;
  *g = (Group){.hash = hash, .bytes = bytes, .key_count = key_count, .size = s->size};
  if ((e = ids_take(t, s->size, &g->first))) {
    alloc_free(t->alloc, g, bytes);
    return e;
  }
  uint8_t *at = (uint8_t *)(group_types(g) + s->size);
  for (uint32_t i = 0; i < s->size; i++) group_fill_def(t, g, s, i, depths[i], &at);
  for (uint32_t i = 0; i < s->size; i++) entry_of(t, g->first + i)->type = &group_types(g)[i];
  for (uint32_t i = 0; i < s->size; i++) group_layout(t, &group_types(g)[i], &at);
  memcpy(at, t->key, key_count * sizeof *t->key);
  g->key = (uint32_t *)at;
  outer_refs(t, g, true, NULL);
  Group **bucket = &t->buckets[hash & (t->bucket_count - 1)];
  g->next = *bucket;
  *bucket = g;
  t->group_count++;
  *out = g;
  return ERR_OK;
}

/* Finds or makes the group; it has one more reference per type then. */
static Err group_intern(Types *t, const Source *s, TypeId *first) {
  uint32_t key_count;
  Err e = key_make(t, s, &key_count);
  if (e) return e;
  uint64_t hash = key_hash(t, t->key, key_count);
  Group *g = t->bucket_count ? t->buckets[hash & (t->bucket_count - 1)] : NULL;
  while (g && !(g->hash == hash && g->key_count == key_count && g->size == s->size &&
                !memcmp(g->key, t->key, key_count * sizeof *t->key)))
    g = g->next;
  if (!g && (e = group_new(t, s, hash, key_count, &g))) return e;
  g->refs += s->size;
  *first = g->first;
  return ERR_OK;
}

/* ---- the interface ---- */

Types *types_new(const Alloc *alloc) {
  Types *t = alloc_zeroed(alloc, sizeof *t);
  if (!t) return NULL;
  t->alloc = alloc;
  if (pthread_mutex_init(&t->lock, NULL)) {
    alloc_free(alloc, t, sizeof *t);
    return NULL;
  }
  if (getrandom(&t->seed, sizeof t->seed, GRND_NONBLOCK) != (ssize_t)sizeof t->seed) t->seed = (uintptr_t)t;
  return t;
}

void types_free(Types *t) {
  if (!t) return;
  for (uint32_t i = 0; i < t->bucket_count; i++)
    for (Group *g = t->buckets[i], *next; g; g = next) {
      next = g->next;
      alloc_free(t->alloc, g, g->bytes);
    }
  alloc_free(t->alloc, t->buckets, t->bucket_count * sizeof(Group *));
  for (uint32_t s = 0; s < SEGMENTS; s++)
    alloc_free(t->alloc, atomic_load(&t->segments[s]), ((size_t)SEGMENT_FIRST << s) * sizeof(Entry));
  alloc_free(t->alloc, t->key, t->key_capacity * sizeof *t->key);
  pthread_mutex_destroy(&t->lock);
  alloc_free(t->alloc, t, sizeof *t);
}

static void release_locked(Types *t, const TypeId *ids, uint32_t count) {
  Group *work = NULL;
  for (uint32_t i = 0; i < count; i++) group_drop_ref(t, group_of(t, ids[i]), &work);
  groups_free(t, work);
}

Err types_intern_module(Types *t, const Module *m, TypeId *ids) {
  Err e = ERR_OK;
  uint32_t i = 0;
  pthread_mutex_lock(&t->lock);
  while (i < m->type_count) {
    Source s = {m->types + i, i, m->types[i].group_size, ids};
    TypeId first;
    if ((e = group_intern(t, &s, &first))) break;
    for (uint32_t k = 0; k < s.size; k++) ids[i + k] = first + k;
    i += s.size;
  }
  if (e) release_locked(t, ids, i);
  pthread_mutex_unlock(&t->lock);
  return e;
}

void types_release(Types *t, const TypeId *ids, uint32_t count) {
  pthread_mutex_lock(&t->lock);
  release_locked(t, ids, count);
  pthread_mutex_unlock(&t->lock);
}

Err types_intern_func(Types *t, const ValType *params, uint32_t param_count, const ValType *results,
                      uint32_t result_count, TypeId *out) {
  TypeDef d = {.comp = COMP_FUNC, .final = true, .super = NO_TYPE, .describes = NO_TYPE, .descriptor = NO_TYPE};
  d.func.param_count = param_count;
  d.func.result_count = result_count;
  d.func.params = params;
  d.func.results = results;
  Source s = {&d, HT_ABSTRACT, 1, NULL}; /* no index is inside */
  pthread_mutex_lock(&t->lock);
  Err e = group_intern(t, &s, out);
  pthread_mutex_unlock(&t->lock);
  return e;
}

/* ---- subtyping ---- */

bool types_is_sub_id(const Types *t, TypeId sub, TypeId super) {
  if (sub == super) return true;
  uint32_t depth = types_get(t, super)->depth;
  const CanonType *c = types_get(t, sub);
  return depth < c->depth && c->supers[depth] == super;
}

/* What a concrete type is, abstractly. */
static HeapType abstract_of(const Types *t, TypeId id) {
  static const HeapType of[] = {
      [COMP_FUNC] = HT_FUNC, [COMP_STRUCT] = HT_STRUCT, [COMP_ARRAY] = HT_ARRAY, [COMP_CONT] = HT_CONT};
  return of[types_get(t, id)->def.comp];
}

HeapType types_top(const Types *t, HeapType h) {
  switch (ht_is_index(h) ? abstract_of(t, h) : h) {
  case HT_FUNC:
  case HT_NOFUNC: return HT_FUNC;
  case HT_EXTERN:
  case HT_NOEXTERN: return HT_EXTERN;
  case HT_EXN:
  case HT_NOEXN: return HT_EXN;
  case HT_CONT:
  case HT_NOCONT: return HT_CONT;
  case HT_BOT: return HT_BOT;
  default: return HT_ANY;
  }
}

HeapType types_bottom(const Types *t, HeapType h) {
  switch (types_top(t, h)) {
  case HT_FUNC: return HT_NOFUNC;
  case HT_EXTERN: return HT_NOEXTERN;
  case HT_EXN: return HT_NOEXN;
  case HT_CONT: return HT_NOCONT;
  case HT_BOT: return HT_BOT;
  default: return HT_NONE;
  }
}

bool types_is_sub_heap(const Types *t, HeapType sub, HeapType super) {
  if (sub == super || sub == HT_BOT) return true;
  if (super == HT_BOT) return false;
  if (ht_is_index(super)) {
    if (ht_is_index(sub)) return types_is_sub_id(t, sub, super);
    return sub == types_bottom(t, super);
  }
  if (ht_is_index(sub)) sub = abstract_of(t, sub);
  if (sub == super) return true;
  switch (super) {
  case HT_ANY: return sub >= HT_ANY && sub <= HT_NONE;
  case HT_EQ: return sub > HT_EQ && sub <= HT_NONE;
  case HT_I31:
  case HT_STRUCT:
  case HT_ARRAY: return sub == HT_NONE;
  case HT_FUNC: return sub == HT_NOFUNC;
  case HT_EXTERN: return sub == HT_NOEXTERN;
  case HT_EXN: return sub == HT_NOEXN;
  case HT_CONT: return sub == HT_NOCONT;
  default: return false;
  }
}

bool types_is_sub(const Types *t, ValType sub, ValType super) {
  if (sub == super || sub == VT_BOT) return true;
  if (!vt_is_ref(sub) || !vt_is_ref(super)) return false;
  if (vt_is_nullable(sub) && !vt_is_nullable(super)) return false;
  /* An exact type has itself and the bottom below it. */
  if (vt_is_exact(super) && ht_is_index(vt_heap(sub)) && !(vt_is_exact(sub) && vt_heap(sub) == vt_heap(super)))
    return false;
  return types_is_sub_heap(t, vt_heap(sub), vt_heap(super));
}

/* ---- text ---- */

void heap_type_format(HeapType h, char *out, size_t size) {
  static const char *const names[] = {"func",  "nofunc", "extern", "noextern", "any",  "eq",     "i31", "struct",
                                      "array", "none",   "exn",    "noexn",    "cont", "nocont", "bot"};
  if (ht_is_index(h)) snprintf(out, size, "%u", h);
  else if (h - HT_ABSTRACT < COUNT_OF(names)) snprintf(out, size, "%s", names[h - HT_ABSTRACT]);
  else snprintf(out, size, "?");
}

void types_format(ValType t, char *out, size_t size) {
  static const char *const names[] = {"bot", "i32", "i64", "f32", "f64", "v128", "ref", "i8", "i16"};
  if (!vt_is_ref(t)) {
    snprintf(out, size, "%s", vt_kind(t) < COUNT_OF(names) ? names[vt_kind(t)] : "?");
    return;
  }
  char heap[16];
  heap_type_format(vt_heap(t), heap, sizeof heap);
  snprintf(out, size, "(ref %s%s%s%s)", vt_is_nullable(t) ? "null " : "", vt_is_exact(t) ? "(exact " : "", heap,
           vt_is_exact(t) ? ")" : "");
}
