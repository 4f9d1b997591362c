/* Identifiers from the name section. Any text that is not empty can be an identifier (quoted where need be); what is
 * left to do is to make each one unique within its index space.
 *
 * Names are sorted; of equal ones the lowest index keeps the name, the others get ".index" appended, with as many dots
 * as it takes not to hit a third name. Two names made this way cannot be equal: what follows the last dot differs. */
#include "base/buf.h"
#include "decoder/text/print_impl.h"

static int compare_names(const IndexedName *a, const IndexedName *b) {
  size_t shorter = MIN_OF(a->name.size, b->name.size);
  int order = shorter ? memcmp(a->name.at, b->name.at, shorter) : 0;
  if (order) return order;
  if (a->name.size != b->name.size) return a->name.size < b->name.size ? -1 : 1;
  return a->index < b->index ? -1 : a->index > b->index;
}

static void sift_down(const IndexedName **heap, size_t at, size_t count) {
  for (;;) {
    size_t child = 2 * at + 1;
    if (child >= count) return;
    if (child + 1 < count && compare_names(heap[child], heap[child + 1]) < 0) child++;
    if (compare_names(heap[at], heap[child]) >= 0) return;
    const IndexedName *t = heap[at];
    heap[at] = heap[child], heap[child] = t;
    at = child;
  }
}

/* Heap sort: no memory, no bad inputs. */
static void sort_names(const IndexedName **names, size_t count) {
  for (size_t i = count / 2; i-- > 0;) sift_down(names, i, count);
  for (size_t left = count; left-- > 1;) {
    const IndexedName *t = names[0];
    names[0] = names[left], names[left] = t;
    sift_down(names, 0, left);
  }
}

static bool same_text(Name a, Name b) { return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0); }

static bool is_taken(const IndexedName **sorted, size_t count, Name name) {
  IndexedName wanted = {.index = 0, .name = name};
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare_names(sorted[middle], &wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low < count && same_text(sorted[low]->name, name);
}

static bool rename_one(Arena *arena, const IndexedName **sorted, size_t count, IndexedName *entry) {
  Buf text;
  buf_init(&text, arena->alloc);
  buf_put(&text, entry->name.at, entry->name.size);
  Name name;
  size_t dots = 0;
  do {
    text.size = entry->name.size + dots++;
    buf_put_u8(&text, '.');
    buf_printf(&text, "%u", entry->index);
    name = (Name){(const char *)text.at, (uint32_t)text.size};
  } while (!text.failed && is_taken(sorted, count, name));
  name.at = text.failed ? NULL : arena_copy(arena, text.at, text.size);
  buf_free(&text);
  entry->name = name;
  return name.at != NULL;
}

bool print_make_ids(Arena *arena, const NameMap *names, uint64_t size, Ids *out) {
  *out = (Ids){.names = names};
  if (!names || names->count == 0) return true;
  IndexedName *ids = arena_array(arena, names->count, sizeof *ids);
  const IndexedName **sorted = arena_array(arena, names->count, sizeof(const IndexedName *));
  if (!ids || !sorted) return false;
  uint32_t count = 0;
  for (uint32_t i = 0; i < names->count; i++) {
    if (names->at[i].name.size == 0 || names->at[i].index >= size) continue;
    sorted[count] = &names->at[i];
    ids[count++] = names->at[i];
  }
  sort_names(sorted, count);
  /* ids is sorted by index, as names is; the doubles are found in the other order. */
  for (uint32_t i = 1; i < count; i++) {
    if (!same_text(sorted[i]->name, sorted[i - 1]->name)) continue;
    uint32_t low = 0, high = count;
    while (low < high) {
      uint32_t middle = low + (high - low) / 2;
      if (ids[middle].index < sorted[i]->index) low = middle + 1;
      else high = middle;
    }
    if (low < count && !rename_one(arena, sorted, count, &ids[low])) return false;
  }
  out->unique = (NameMap){count, ids};
  return true;
}

bool print_module_ids(Printer *p) {
  const Module *m = p->m;
  const struct {
    const NameMap *names;
    uint32_t size;
    Ids *ids;
  } spaces[] = {
      {&m->func_names, m->func_count, &p->ids[EXTERN_FUNC]},
      {&m->table_names, m->table_count, &p->ids[EXTERN_TABLE]},
      {&m->memory_names, m->memory_count, &p->ids[EXTERN_MEMORY]},
      {&m->global_names, m->global_count, &p->ids[EXTERN_GLOBAL]},
      {&m->tag_names, m->tag_count, &p->ids[EXTERN_TAG]},
      {&m->type_names, m->type_count, &p->type_ids},
      {&m->elem_names, m->elem_count, &p->elem_ids},
      {&m->data_names, m->data_count, &p->data_ids},
  };
  for (size_t i = 0; i < COUNT_OF(spaces); i++)
    if (!print_make_ids(&p->arena, spaces[i].names, spaces[i].size, spaces[i].ids)) return false;
  uint32_t count = m->field_names.count;
  p->field_types = arena_array(&p->arena, count, sizeof *p->field_types);
  p->field_ids = arena_array(&p->arena, count, sizeof *p->field_ids);
  if (!p->field_types || !p->field_ids) return false;
  p->field_count = count;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t type = p->field_types[i] = m->field_names.at[i].index;
    bool has_fields = type < m->type_count && m->types[type].comp == COMP_STRUCT;
    uint32_t size = has_fields ? m->types[type].fields.count : 0;
    if (!print_make_ids(&p->arena, &m->field_names.at[i].names, size, &p->field_ids[i])) return false;
  }
  return true;
}

const Ids *print_field_ids(const Printer *p, uint32_t type) {
  static const Ids none;
  uint32_t low = 0, high = p->field_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (p->field_types[middle] < type) low = middle + 1;
    else high = middle;
  }
  return low < p->field_count && p->field_types[low] == type ? &p->field_ids[low] : &none;
}

bool print_func_ids(Printer *p, uint32_t func) {
  arena_init(&p->func_arena, p->alloc);
  p->label_names = names_of(&p->m->label_names, func);
  /* Without a function type to tell the parameters, text numbers locals differently: no names then. */
  const FuncDecl *f = &p->m->funcs[func];
  const TypeDef *type = print_func_type(p, f->type);
  uint64_t size = type ? (uint64_t)type->func.param_count + f->local_count : 0;
  return print_make_ids(&p->func_arena, type ? names_of(&p->m->local_names, func) : NULL, size, &p->local_ids);
}

void print_drop_func_ids(Printer *p) {
  p->local_ids = (Ids){0};
  p->label_names = NULL;
  arena_free(&p->func_arena);
}
