/* Sections to bytes, in the order of the binary format, custom sections where their annotations put them. */
#include "decoder/text/parse_impl.h"

void put_name(Buf *out, Bytes name) {
  buf_put_u64_leb(out, name.size);
  buf_put(out, name.at, name.size);
}

void put_vec(Buf *out, const Vec *v) {
  buf_put_u64_leb(out, v->count);
  buf_put(out, v->bytes.at, v->bytes.size);
  if (v->bytes.failed) out->failed = true;
}

static size_t leb_size(uint64_t v) {
  size_t n = 1;
  for (; v >= 0x80; v >>= 7) n++;
  return n;
}

static void put_section_vec(Buf *out, uint8_t id, const Vec *v) {
  if (v->count == 0 && v->bytes.size == 0) return;
  buf_put_u8(out, id);
  buf_put_u64_leb(out, leb_size(v->count) + v->bytes.size);
  put_vec(out, v);
}

static void put_section_u32(Buf *out, uint8_t id, uint32_t v) {
  buf_put_u8(out, id);
  buf_put_u64_leb(out, leb_size(v));
  buf_put_u64_leb(out, v);
}

static void put_custom(Buf *out, Bytes name, Bytes bytes) {
  buf_put_u8(out, SECTION_CUSTOM);
  buf_put_u64_leb(out, leb_size(name.size) + name.size + bytes.size);
  put_name(out, name);
  buf_put(out, bytes.at, bytes.size);
}

static void put_customs(Parser *p, Buf *out, int place, bool after) {
  for (uint32_t i = 0; i < p->custom_count; i++) {
    const CustomSectionText *c = &p->customs[i];
    if (c->place == place && c->after == after) put_custom(out, c->name, c->bytes);
  }
}

static Bytes name_of(const char *text) { return (Bytes){(const uint8_t *)text, strlen(text)}; }

static void put_name_section(Parser *p, Buf *out) {
  const struct {
    uint8_t id;
    const Vec *names;
  } maps[] = {
      {NAMES_FUNC, &p->spaces[SPACE_FUNC].names},     {NAMES_LOCAL, &p->local_names.outer},
      {NAMES_LABEL, &p->label_names.outer},           {NAMES_TYPE, &p->spaces[SPACE_TYPE].names},
      {NAMES_TABLE, &p->spaces[SPACE_TABLE].names},   {NAMES_MEMORY, &p->spaces[SPACE_MEMORY].names},
      {NAMES_GLOBAL, &p->spaces[SPACE_GLOBAL].names}, {NAMES_ELEM, &p->spaces[SPACE_ELEM].names},
      {NAMES_DATA, &p->spaces[SPACE_DATA].names},     {NAMES_FIELD, &p->field_names.outer},
      {NAMES_TAG, &p->spaces[SPACE_TAG].names},
  };
  Buf content;
  buf_init(&content, p->alloc);
  if (p->has_module_name) {
    buf_put_u8(&content, NAMES_MODULE);
    buf_put_u64_leb(&content, leb_size(p->module_name.size) + p->module_name.size);
    put_name(&content, p->module_name);
  }
  for (size_t i = 0; i < COUNT_OF(maps); i++)
    if (maps[i].names->count) put_section_vec(&content, maps[i].id, maps[i].names);
  if (content.failed) out->failed = true;
  if (content.size) put_custom(out, name_of("name"), (Bytes){content.at, content.size});
  buf_free(&content);
}

static void put_hint_section(Parser *p, Buf *out) {
  if (p->hints.count == 0) return;
  Buf content;
  buf_init(&content, p->alloc);
  put_vec(&content, &p->hints);
  if (content.failed) out->failed = true;
  put_custom(out, name_of("metadata.code.branch_hint"), (Bytes){content.at, content.size});
  buf_free(&content);
}

bool encode_module(Parser *p, Buf *out) {
  static const uint8_t order[] = {SECTION_TYPE,       SECTION_IMPORT, SECTION_FUNC,   SECTION_TABLE, SECTION_MEMORY,
                                  SECTION_TAG,        SECTION_GLOBAL, SECTION_EXPORT, SECTION_START, SECTION_ELEM,
                                  SECTION_DATA_COUNT, SECTION_CODE,   SECTION_DATA};
  buf_put(out, "\0asm\1\0\0", 8);
  put_customs(p, out, ANNOT_AT_START, false);
  for (size_t i = 0; i < COUNT_OF(order); i++) {
    uint8_t id = order[i];
    put_customs(p, out, id, false);
    const size_t before = out->size;
    if (id == SECTION_START) {
      if (p->has_start) put_section_u32(out, id, p->start);
    } else if (id == SECTION_DATA_COUNT) {
      if (p->uses_data_count) put_section_u32(out, id, p->sections[SECTION_DATA].count);
    } else {
      if (id == SECTION_CODE) put_hint_section(p, out);
      put_section_vec(out, id, &p->sections[id]);
    }
    if (p->places) {
      const size_t vector = p->sections[id].bytes.size;
      p->places->sections[id].start = vector ? out->size - vector : before;
      p->places->sections[id].end = out->size;
    }
    put_customs(p, out, id, true);
  }
  put_name_section(p, out);
  put_customs(p, out, ANNOT_AT_END, true);
  return !out->failed;
}
