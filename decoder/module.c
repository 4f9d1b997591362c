/* A module from its bytes: header, the row of sections, then the arrays that a Module consists of. */
#include "decoder/module.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "decoder/decode.h"
#include "decoder/section.h"

/* ---- shared pieces (decode.h) ---- */

void *list_add(Decoder *d, List *list) {
  if (!alloc_grow(d->alloc, &list->at, &list->capacity, (size_t)list->count + 1, list->item_size)) {
    reader_fail(&d->r, ERR_NO_MEMORY);
    return NULL;
  }
  void *item = (uint8_t *)list->at + list->count++ * list->item_size;
  memset(item, 0, list->item_size);
  return item;
}

bool decoder_within(Decoder *d, const uint8_t *where, uint64_t count, uint32_t limit, const char *what) {
  if (reader_failed(&d->r)) return false;
  if (LIKELY(count <= limit)) return true;
  reader_failf(&d->r, where, ERR_LIMIT, ": %llu %s, at most %u", (unsigned long long)count, what, limit);
  return false;
}

Name read_utf8(Reader *r, uint32_t size) {
  const uint8_t *at = read_bytes(r, size);
  if (!at || reader_failed(r)) return (Name){0};
  if (!utf8_is_valid(at, size)) {
    reader_fail_at(r, at, ERR_UTF8);
    return (Name){0};
  }
  return (Name){(const char *)at, size};
}

Name read_name(Decoder *d) {
  const uint8_t *where = d->r.at;
  uint32_t size = read_count(&d->r);
  if (!decoder_within(d, where, size, d->m->limits.name_size, "bytes in a name")) return (Name){0};
  return read_utf8(&d->r, size);
}

/* ---- sections ---- */

/* By id: how to read a section, and its place in the order that the format asks for. */
static const struct {
  void (*decode)(Decoder *d);
  uint8_t rank;
} sections[SECTION_COUNT] = {
    [SECTION_TYPE] = {decode_types, 1},
    [SECTION_IMPORT] = {decode_imports, 2},
    [SECTION_FUNC] = {decode_functions, 3},
    [SECTION_TABLE] = {decode_tables, 4},
    [SECTION_MEMORY] = {decode_memories, 5},
    [SECTION_TAG] = {decode_tags, 6},
    [SECTION_GLOBAL] = {decode_globals, 7},
    [SECTION_EXPORT] = {decode_exports, 8},
    [SECTION_START] = {decode_start, 9},
    [SECTION_ELEM] = {decode_elems, 10},
    [SECTION_DATA_COUNT] = {decode_data_count, 11},
    [SECTION_CODE] = {decode_code, 12},
    [SECTION_DATA] = {decode_data, 13},
};

static bool section_is_known(const Decoder *d, uint8_t id) {
  if (id == SECTION_TAG) return decoder_has_tags(d);
  if (id == SECTION_DATA_COUNT) return decoder_has(d, FEATURE_BULK_MEMORY);
  return id < SECTION_COUNT;
}

static bool name_is(Name name, const char *text) {
  return name.size == strlen(text) && memcmp(name.at, text, name.size) == 0;
}

/* A custom section lies within its size. */
static void decode_custom(Decoder *d, Reader *file, uint8_t after) {
  uint32_t size = read_size(file);
  if (reader_failed(file)) return;
  d->r = *file;
  d->r.end = file->at + size;
  d->r.end_error = ERR_UNEXPECTED_END_SECTION;
  file->at += size;
  const uint8_t *where = d->r.at;
  Name name = read_name(d);
  if (!decoder_within(d, where, (uint64_t)d->customs.count + 1, d->m->limits.custom_sections, "custom sections"))
    return;
  CustomSection *custom = list_add(d, &d->customs);
  if (!custom) return;
  *custom = (CustomSection){name, {d->r.at, reader_left(&d->r)}, after};
  if (name_is(name, "name")) d->names = custom->bytes;
  if (name_is(name, "metadata.code.branch_hint") && decoder_has(d, FEATURE_BRANCH_HINTS)) d->hints = custom->bytes;
}

/* Any other section may, as far as its reading goes, use the rest of the file: its size is compared afterwards, so that
 * what is wrong with its contents is told first, as the spec's decoder does. */
static void decode_known(Decoder *d, Reader *file, uint8_t id) {
  const uint8_t *where = file->at;
  uint32_t size = read_u32_leb(file);
  d->r = *file;
  d->r.end_error = ERR_UNEXPECTED_END_SECTION;
  sections[id].decode(d);
  if (id == SECTION_IMPORT)
    for (unsigned k = 0; k < EXTERN_COUNT; k++) d->m->imported[k] = d->spaces[k].count;
  bool ran_out = d->r.diag->err == ERR_UNEXPECTED_END_SECTION;
  if (size > reader_left(file) && (ran_out || !reader_failed(file))) {
    *d->r.diag = (Diag){0};
    reader_fail_at(&d->r, where, ERR_LENGTH);
  }
  if ((size_t)(d->r.at - file->at) != size) reader_fail(&d->r, ERR_SECTION_SIZE);
  file->at = d->r.at;
}

/* The sections, in order; custom ones anywhere. */
static void decode_sections(Decoder *d, Reader *file) {
  uint8_t last_rank = 0, last_id = 0;
  while (file->at < file->end && !reader_failed(file)) {
    const uint8_t *where = file->at;
    uint8_t id = read_u8(file);
    if (!section_is_known(d, id)) {
      reader_fail_at(file, where, ERR_SECTION_ID);
      return;
    }
    if (id != SECTION_CUSTOM && sections[id].rank <= last_rank) {
      reader_fail_at(file, where, ERR_SECTION_ORDER);
      return;
    }
    if (id == SECTION_CUSTOM) {
      decode_custom(d, file, last_id);
      continue;
    }
    decode_known(d, file, id);
    last_rank = sections[id].rank;
    last_id = id;
  }
}

static void decode_header(Reader *file) {
  static const uint8_t magic[4] = {0, 'a', 's', 'm'}, version[4] = {1, 0, 0, 0};
  const uint8_t *at = read_bytes(file, sizeof magic);
  if (at && memcmp(at, magic, sizeof magic) != 0) reader_fail_at(file, at, ERR_MAGIC);
  at = read_bytes(file, sizeof version);
  if (at && memcmp(at, version, sizeof version) != 0) reader_fail_at(file, at, ERR_VERSION);
}

/* Counts that stand in two sections. */
static void check_counts(Decoder *d, Reader *file) {
  uint32_t declared = d->spaces[EXTERN_FUNC].count - d->m->imported[EXTERN_FUNC];
  if (declared != d->code_count)
    reader_failf(file, file->end, ERR_FUNC_CODE_COUNT, ": %u and %u", declared, d->code_count);
  else if (d->m->has_data_count && d->declared_data != d->data.count)
    reader_failf(file, file->end, ERR_DATA_COUNT_MISMATCH, ": %u and %u", d->declared_data, d->data.count);
}

/* ---- the Module ---- */

/* A List as an array of the arena. */
static const void *list_finish(Decoder *d, const List *list, uint32_t *count) {
  const void *at = arena_copy(&d->m->arena, list->at, list->count * list->item_size); /* nothing: a pointer to it */
  if (!at) reader_fail(&d->r, ERR_NO_MEMORY);
  *count = list->count;
  return at;
}

static void finish_lists(Decoder *d) {
  Module *m = d->m;
  m->types = list_finish(d, &d->types, &m->type_count);
  m->imports = list_finish(d, &d->imports, &m->import_count);
  m->funcs = list_finish(d, &d->spaces[EXTERN_FUNC], &m->func_count);
  m->tables = list_finish(d, &d->spaces[EXTERN_TABLE], &m->table_count);
  m->memories = list_finish(d, &d->spaces[EXTERN_MEMORY], &m->memory_count);
  m->globals = list_finish(d, &d->spaces[EXTERN_GLOBAL], &m->global_count);
  m->tags = list_finish(d, &d->spaces[EXTERN_TAG], &m->tag_count);
  m->exports = list_finish(d, &d->exports, &m->export_count);
  m->elems = list_finish(d, &d->elems, &m->elem_count);
  m->data = list_finish(d, &d->data, &m->data_count);
  m->customs = list_finish(d, &d->customs, &m->custom_count);
}

/* Exports by name: open addressing, slots hold index + 1. The key keeps guests from choosing names that collide. */
static uint32_t *export_slot(const Module *m, uint32_t *slots, const char *name, size_t size) {
  for (uint64_t i = hash_bytes(m->export_key, name, size);; i++) {
    uint32_t *slot = &slots[i & m->export_mask];
    if (*slot == 0) return slot;
    const Name *other = &m->exports[*slot - 1].name;
    if (other->size == size && (size == 0 || memcmp(other->at, name, size) == 0)) return slot;
  }
}

static void index_exports(Decoder *d) {
  Module *m = d->m;
  uint32_t slot_count = 2;
  while (slot_count / 2 < m->export_count) slot_count *= 2;
  uint32_t *slots = arena_array(&m->arena, slot_count, sizeof *slots);
  if (!slots) {
    reader_fail(&d->r, ERR_NO_MEMORY);
    return;
  }
  m->export_slots = slots;
  m->export_mask = slot_count - 1;
  m->export_key = hash_key_new();
  m->duplicate_export = m->export_count;
  for (uint32_t i = 0; i < m->export_count; i++) {
    uint32_t *slot = export_slot(m, slots, m->exports[i].name.at, m->exports[i].name.size);
    if (*slot == 0) *slot = i + 1;
    else if (m->duplicate_export == m->export_count) m->duplicate_export = i;
  }
}

static void decoder_init(Decoder *d) {
  d->names = d->hints = (Bytes){d->m->bytes.at, 0};
  d->types.item_size = sizeof(TypeDef);
  d->imports.item_size = sizeof(Import);
  d->exports.item_size = sizeof(Export);
  d->elems.item_size = sizeof(ElemSegment);
  d->data.item_size = sizeof(DataSegment);
  d->customs.item_size = sizeof(CustomSection);
  d->spaces[EXTERN_FUNC].item_size = sizeof(FuncDecl);
  d->spaces[EXTERN_TABLE].item_size = sizeof(TableDecl);
  d->spaces[EXTERN_MEMORY].item_size = sizeof(MemoryDecl);
  d->spaces[EXTERN_GLOBAL].item_size = sizeof(GlobalDecl);
  d->spaces[EXTERN_TAG].item_size = sizeof(TagDecl);
}

static void list_free(Decoder *d, List *list) { alloc_free(d->alloc, list->at, list->capacity * list->item_size); }

static void decoder_free(Decoder *d) {
  list_free(d, &d->types);
  list_free(d, &d->imports);
  list_free(d, &d->exports);
  list_free(d, &d->elems);
  list_free(d, &d->data);
  list_free(d, &d->customs);
  for (unsigned k = 0; k < EXTERN_COUNT; k++) list_free(d, &d->spaces[k]);
}

static Err decode(Decoder *d, Diag *diag) {
  Bytes bytes = d->m->bytes;
  Reader file = {bytes.at, bytes.at + bytes.size, bytes.at, diag, ERR_UNEXPECTED_END};
  d->r = file;
  decode_header(&file);
  decode_sections(d, &file);
  if (!reader_failed(&file)) check_counts(d, &file);
  if (err_class(diag->err) == CLASS_MALFORMED) decode_malformed_bodies(d);
  if (reader_failed(&file)) return diag->err;
  finish_lists(d);
  if (!reader_failed(&file)) index_exports(d);
  if (!reader_failed(&file) && !(decode_names(d) && decode_hints(d))) reader_fail(&file, ERR_NO_MEMORY);
  return diag->err;
}

/* The empty Module over its bytes, or NULL and an error. */
static Module *module_new(Bytes bytes, const DecodeOptions *options, const ModuleLimits *limits, Diag *diag) {
  const Alloc *alloc = options->alloc;
  Module *m = alloc_zeroed(alloc, sizeof *m);
  if (!m) {
    diag_set(diag, ERR_NO_MEMORY, NULL);
    return NULL;
  }
  arena_init(&m->arena, alloc);
  m->alloc = alloc;
  m->features = options->features;
  m->limits = *limits;
  /* Type indices must fit a ValType, offsets 32 bits. */
  m->limits.types = MIN_OF(m->limits.types, (uint32_t)HT_ABSTRACT - 1);
  m->limits.module_size = MIN_OF(m->limits.module_size, (uint64_t)UINT32_MAX);
  m->bytes = bytes;
  if (bytes.size > m->limits.module_size) {
    diag_set(diag, ERR_LIMIT, ": %zu bytes in a module, at most %llu", bytes.size,
             (unsigned long long)m->limits.module_size);
  } else if (options->copy_bytes && bytes.size > 0) {
    uint8_t *copy = alloc_resize(alloc, NULL, 0, bytes.size);
    if (copy) m->bytes.at = memcpy(copy, bytes.at, bytes.size);
    else diag_set(diag, ERR_NO_MEMORY, NULL);
    m->owns_bytes = copy != NULL;
  }
  if (diag->err == ERR_OK) return m;
  module_free(m);
  return NULL;
}

Err module_decode(Bytes bytes, const DecodeOptions *options, Module **out, Diag *diag) {
  static const uint8_t nothing[1];
  Diag own = {0};
  *out = NULL;
  if (!bytes.at) bytes = (Bytes){nothing, 0};
  Module *m = module_new(bytes, options, options->limits ? options->limits : &module_limits_default, &own);
  if (m) {
    Decoder d = {.m = m, .alloc = options->alloc, .features = options->features};
    decoder_init(&d);
    if (decode(&d, &own) == ERR_OK) {
      *out = m;
    } else {
      module_free(m);
    }
    decoder_free(&d);
  }
  if (own.err != ERR_OK && diag->err == ERR_OK) *diag = own;
  return own.err;
}

void module_free(Module *m) {
  if (!m) return;
  const Alloc *alloc = m->alloc;
  if (m->owns_bytes) alloc_free(alloc, (void *)(uintptr_t)m->bytes.at, m->bytes.size);
  arena_free(&m->arena);
  alloc_free(alloc, m, sizeof *m);
}

/* ---- lookups ---- */

Name name_find(const NameMap *map, uint32_t index) {
  uint32_t low = 0, high = map->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (map->at[middle].index < index) low = middle + 1;
    else high = middle;
  }
  return low < map->count && map->at[low].index == index ? map->at[low].name : (Name){0};
}

const NameMap *names_of(const IndirectNameMap *map, uint32_t index) {
  uint32_t low = 0, high = map->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (map->at[middle].index < index) low = middle + 1;
    else high = middle;
  }
  return low < map->count && map->at[low].index == index ? &map->at[low].names : NULL;
}

const BranchHint *hint_find(const Module *m, uint32_t func, uint32_t offset) {
  if (func >= m->func_count || !m->funcs[func].body) return NULL;
  size_t body = (size_t)(m->funcs[func].body - m->bytes.at);
  if (offset < body) return NULL;
  uint64_t key = (uint64_t)func << 32 | (uint32_t)(offset - body);
  uint32_t low = 0, high = m->hint_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const BranchHint *h = &m->hints[middle];
    if (((uint64_t)h->func << 32 | h->offset) < key) low = middle + 1;
    else high = middle;
  }
  if (low == m->hint_count) return NULL;
  const BranchHint *h = &m->hints[low];
  return ((uint64_t)h->func << 32 | h->offset) == key ? h : NULL;
}

const Export *module_find_export(const Module *m, const char *name, size_t size) {
  /* Nobody writes to the slots: only the search is shared with their making. */
  const uint32_t *slot = export_slot(m, (uint32_t *)(uintptr_t)m->export_slots, name, size);
  return *slot ? &m->exports[*slot - 1] : NULL;
}
