/* The custom sections that wvm understands. What is malformed in them is no fault of the module: reading stops there
 * and what came before holds. Names of things that are not there are left out, which bounds the memory they can ask
 * for. */
#include "decoder/decode.h"
#include "decoder/section.h"

/* A reader whose faults stay here. */
static Reader reader_of(const Decoder *d, Bytes bytes, Diag *diag) {
  return (Reader){bytes.at, bytes.at + bytes.size, d->m->bytes.at, diag, ERR_UNEXPECTED_END};
}

static Name read_plain_name(Reader *r) { return read_utf8(r, read_count(r)); }

/* Passes over a name map; how many of its entries count. Indices must ascend; those from `space` on are dropped. */
static uint32_t count_names(Reader *r, uint32_t space) {
  uint32_t count = read_count(r), kept = 0;
  uint64_t next = 0;
  for (uint32_t i = 0; i < count && !reader_failed(r); i++) {
    const uint8_t *where = r->at;
    uint32_t index = read_u32_leb(r);
    if (index < next) reader_fail_at(r, where, ERR_DUPLICATE);
    next = (uint64_t)index + 1;
    read_plain_name(r);
    if (!reader_failed(r) && index < space) kept++;
  }
  return kept;
}

/* Reads a name map twice: first how many names there are, then the names. False: no memory. */
static bool read_names(Decoder *d, Reader *r, uint32_t space, NameMap *out) {
  Diag diag = {0};
  Reader ahead = *r;
  ahead.diag = &diag;
  uint32_t kept = count_names(&ahead, space);
  IndexedName *names = arena_array(&d->m->arena, kept, sizeof *names);
  if (!names) return false;
  *out = (NameMap){kept, names};
  uint32_t count = read_count(r);
  for (uint32_t i = 0, at = 0; i < count && at < kept; i++) {
    IndexedName name = {.index = read_u32_leb(r)};
    name.name = read_plain_name(r);
    if (name.index < space) names[at++] = name;
  }
  /* Stand where the map ends, and take over what was wrong with it. */
  if (diag.err) reader_fail(r, diag.err);
  else r->at = ahead.at;
  return true;
}

/* How many entries the vector of (index, name map) has, as far as it is well-formed. */
static uint32_t count_maps(Reader r, uint32_t space) {
  Diag diag = {0};
  r.diag = &diag;
  uint32_t count = read_count(&r), kept = 0;
  uint64_t next = 0;
  for (uint32_t i = 0; i < count && !reader_failed(&r); i++) {
    uint32_t index = read_u32_leb(&r);
    if (reader_failed(&r) || index < next) break;
    next = (uint64_t)index + 1;
    count_names(&r, UINT32_MAX);
    if (index < space) kept++;
  }
  return kept;
}

static bool read_indirect_names(Decoder *d, Reader *r, uint32_t space, uint32_t inner_space, IndirectNameMap *out) {
  uint32_t kept = count_maps(*r, space);
  IndirectName *maps = arena_array(&d->m->arena, kept, sizeof *maps);
  if (!maps) return false;
  *out = (IndirectNameMap){kept, maps};
  read_count(r);
  for (uint32_t at = 0; at < kept;) {
    uint32_t index = read_u32_leb(r);
    NameMap names;
    if (!read_names(d, r, index < space ? inner_space : 0, &names)) return false;
    if (index < space) maps[at++] = (IndirectName){index, names};
  }
  return true;
}

static bool read_name_subsection(Decoder *d, uint8_t id, Reader *r) {
  Module *m = d->m;
  switch (id) {
  case NAMES_MODULE:
    m->name = read_plain_name(r);
    m->has_name = !reader_failed(r);
    return true;
  case NAMES_FUNC: return read_names(d, r, m->func_count, &m->func_names);
  case NAMES_LOCAL: return read_indirect_names(d, r, m->func_count, m->limits.locals, &m->local_names);
  case NAMES_LABEL: return read_indirect_names(d, r, m->func_count, UINT32_MAX, &m->label_names);
  case NAMES_TYPE: return read_names(d, r, m->type_count, &m->type_names);
  case NAMES_TABLE: return read_names(d, r, m->table_count, &m->table_names);
  case NAMES_MEMORY: return read_names(d, r, m->memory_count, &m->memory_names);
  case NAMES_GLOBAL: return read_names(d, r, m->global_count, &m->global_names);
  case NAMES_ELEM: return read_names(d, r, m->elem_count, &m->elem_names);
  case NAMES_DATA: return read_names(d, r, m->data_count, &m->data_names);
  case NAMES_FIELD: return read_indirect_names(d, r, m->type_count, m->limits.fields, &m->field_names);
  case NAMES_TAG: return read_names(d, r, m->tag_count, &m->tag_names);
  default: return true; /* from a later version of the format */
  }
}

bool decode_names(Decoder *d) {
  Diag diag = {0};
  Reader r = reader_of(d, d->names, &diag);
  uint32_t seen = 0;
  while (reader_left(&r) > 0) {
    uint8_t id = read_u8(&r);
    uint32_t size = read_size(&r);
    if (reader_failed(&r)) break;
    Diag inner_diag = {0};
    Reader inner = reader_of(d, (Bytes){r.at, size}, &inner_diag);
    r.at += size;
    /* Each at most once; a second one would only cost memory. */
    if (id < 32 && seen >> id & 1) continue;
    if (id < 32) seen |= 1u << id;
    if (!read_name_subsection(d, id, &inner)) return false;
  }
  return true;
}

/* vec(function, vec(offset, size = 1, value)); functions and offsets ascend. Returns how many hints were read; into
 * `hints` unless that is NULL. */
static uint32_t read_hints(const Decoder *d, BranchHint *hints) {
  Diag diag = {0};
  Reader r = reader_of(d, d->hints, &diag);
  uint32_t count = 0, funcs = read_count(&r);
  uint64_t next_func = 0;
  for (uint32_t f = 0; f < funcs && !reader_failed(&r); f++) {
    uint32_t func = read_u32_leb(&r);
    if (func < next_func) break;
    next_func = (uint64_t)func + 1;
    uint32_t in_func = read_count(&r);
    uint64_t next_offset = 0;
    for (uint32_t i = 0; i < in_func; i++) {
      uint32_t offset = read_u32_leb(&r);
      uint32_t size = read_u32_leb(&r);
      uint8_t value = read_u8(&r);
      if (reader_failed(&r) || offset < next_offset || size != 1 || value > 1) return count;
      next_offset = (uint64_t)offset + 1;
      if (hints) hints[count] = (BranchHint){func, offset, value == 1};
      count++;
    }
  }
  return count;
}

bool decode_hints(Decoder *d) {
  uint32_t count = d->hints.size ? read_hints(d, NULL) : 0;
  BranchHint *hints = arena_array(&d->m->arena, count, sizeof *hints);
  if (!hints) return false;
  d->m->hint_count = count;
  d->m->hints = hints;
  if (count) read_hints(d, hints);
  return true;
}
