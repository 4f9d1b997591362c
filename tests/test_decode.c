/* decoder/module: whole modules, their names, hints and exports; then the same modules cut at every byte, with every
 * byte changed, and with memory that runs out. */
#include "base/buf.h"
#include "decoder/dump.h"
#include "decoder/instr.h"
#include "tests/check.h"

#include <stdio.h>

#define ALL (~(Features)0)

/* ---- writing modules ---- */

typedef struct Section {
  uint8_t id;
  const char *bytes;
  size_t size;
} Section;
#define SECTION(id, bytes)                                                                                             \
  { id, bytes, sizeof(bytes) - 1 }

static void put_module(Buf *b, const Section *sections, size_t count) {
  buf_put(b, "\0asm\1\0\0\0", 8);
  for (size_t i = 0; i < count; i++) {
    buf_put_u8(b, sections[i].id);
    buf_put_u64_leb(b, sections[i].size);
    buf_put(b, sections[i].bytes, sections[i].size);
  }
}

/* Every kind of section, every form of segment, all of types. */
static const Section everything[] = {
    SECTION(0, "\5early"
               "abc"),
    SECTION(1, "\x06"
               "\x60\2\x7F\x7E\1\x7D"             /* 0: i32 i64 → f32 */
               "\x60\0\0"                         /* 1 */
               "\x4E\2\x50\0\x5F\2\x78\1\x63\2\0" /* 2: open structure of i8, a nullable reference to 2 */
               "\x4F\1\2\x5F\2\x78\1\x63\2\0"     /* 3: final, below 2 */
               "\x5E\x77\1"                       /* 4: array of i16 */
               "\x5D\1"                           /* 5: continuation of 1 */
               "\x4E\2\x4D\7\x5F\0\x4C\6\x5F\0"), /* 6 described by 7 */
    SECTION(2, "\x06"
               "\1m\1f\0\1"
               "\1m\1g\3\x7F\1"
               "\1m\1t\4\0\1"
               "\1n\0\x7F\2\1a\1\x70\0\3\1b\2\1\1\2" /* items of their own types */
               "\1n\0\x7E\0\0\2\1c\1d"               /* two functions of type 0 */
               "\1m\1x\x20\1"),                      /* exact function */
    SECTION(3, "\2\1\0"),
    SECTION(4, "\2\x63\x70\1\1\2\x40\0\x70\0\1\xD0\x70\x0B"),
    SECTION(5, "\3\0\1\7\1\2\x08\1\0"),
    SECTION(13, "\1\0\1"),
    SECTION(6, "\2\x7F\0\x41\x2A\x0B\x7B\1\xFD\x0C"
               "0123456789abcdef"
               "\x0B"),
    SECTION(7, "\4\1f\0\4\1g\3\0\3mem\2\0\0\4\0"),
    SECTION(8, "\4"),
    SECTION(9, "\x08"
               "\0\x41\0\x0B\2\0\4"
               "\1\0\1\4"
               "\2\1\x41\0\x0B\0\1\4"
               "\3\0\1\4"
               "\4\x41\0\x0B\1\xD2\4\x0B"
               "\5\x70\1\xD0\x70\x0B"
               "\6\1\x41\0\x0B\x70\1\xD2\4\x0B"
               "\7\x70\1\xD2\4\x0B"),
    SECTION(12, "\3"),
    SECTION(0, "\x19metadata.code.branch_hint"
               "\1\5\2\3\1\1\x09\1\0"),
    SECTION(10, "\2\2\0\x0B\x0E\2\1\x7F\2\x7E\x20\0\x04\x40\x20\0\x1A\x0B\x0B"),
    SECTION(11, "\3\0\x41\0\x0B\3abc\1\2de\2\1\x41\1\x0B\0"),
    SECTION(0, "\4name"
               "\0\4\3mod"
               "\1\7\2\0\1F\4\1G"
               "\2\x09\1\4\2\0\1p\1\1q"
               "\7\4\1\0\1v"
               "\x0A\6\1\2\1\0\1x"
               "\x0B\4\1\1\1t"),
};

/* Plain enough for every feature set. */
static const Section plain[] = {
    SECTION(1, "\1\x60\2\x7F\x7F\1\x7F"),
    SECTION(2, "\1\3env\3mem\2\0\1"),
    SECTION(3, "\1\0"),
    SECTION(4, "\1\x70\0\2"),
    SECTION(7, "\1\3add\0\0"),
    SECTION(9, "\1\0\x41\0\x0B\1\0"),
    SECTION(10, "\1\7\0\x20\0\x20\1\x6A\x0B"),
    SECTION(11, "\1\0\x41\x10\x0B\5hello"),
};

static const Section empty[] = {SECTION(0, "\0")};

static const struct {
  const Section *sections;
  size_t count;
} modules[] = {
    {everything, COUNT_OF(everything)},
    {plain, COUNT_OF(plain)},
    {empty, 0},
    {empty, 1},
};

/* ---- decoding them ---- */

static Err decode(const uint8_t *bytes, size_t size, Features features, const Alloc *alloc, Module **m, Diag *diag) {
  DecodeOptions options = {.alloc = alloc, .features = features, .copy_bytes = true};
  *diag = (Diag){0};
  Err e = module_decode((Bytes){bytes, size}, &options, m, diag);
  ck_assert_int_eq(e, diag->err);
  ck_assert((e == ERR_OK) == (*m != NULL));
  return e;
}

/* Reads everything a decoded module points to. */
static void use(const Module *m) {
  Buf out;
  buf_init(&out, &alloc_libc);
  ck_assert_int_eq(module_dump(m, &out), ERR_OK);
  buf_free(&out);
  for (uint32_t f = 0; f < m->func_count; f++) {
    if (!m->funcs[f].body) continue;
    Diag diag = {0};
    Reader r = body_reader(m, f, &diag);
    uint32_t groups = read_count(&r);
    for (uint32_t i = 0; i < groups; i++) {
      read_u32_leb(&r);
      read_val_type(&r, m->features);
    }
    Instr instr;
    while (instr_read(&r, m->features, &instr)) hint_find(m, f, instr.offset);
  }
  for (uint32_t i = 0; i < m->export_count; i++)
    ck_assert_ptr_nonnull(module_find_export(m, m->exports[i].name.at, m->exports[i].name.size));
}

/* Decodes a copy with nothing behind it, so that the address sanitizer sees the end. */
static Err try_bytes(const uint8_t *bytes, size_t size, Features features, Diag *diag) {
  uint8_t *tight = malloc(size ? size : 1);
  memcpy(tight, bytes, size);
  Module *m;
  Err e = decode(tight, size, features, &alloc_libc, &m, diag);
  free(tight);
  if (e == ERR_OK) use(m);
  else ck_assert_msg(diag->message[0] && (!diag->has_offset || diag->offset <= size), "%s", diag->message);
  module_free(m);
  return e;
}

START_TEST(everything_is_decoded) {
  Buf b;
  buf_init(&b, &alloc_libc);
  put_module(&b, everything, COUNT_OF(everything));
  Module *m;
  Diag diag;
  decode(b.at, b.size, ALL, &alloc_libc, &m, &diag);
  ck_assert_msg(diag.err == ERR_OK, "%s at %zu", diag.message, diag.offset);
  use(m);
  ck_assert_uint_eq(m->type_count, 8);
  ck_assert(m->types[0].func.param_count == 2 && m->types[0].func.params[1] == VT_I64 &&
            m->types[0].func.results[0] == VT_F32);
  ck_assert(m->types[1].final && m->types[1].super == NO_TYPE && m->types[1].group_size == 1);
  ck_assert(!m->types[2].final && m->types[2].group_start == 2 && m->types[2].group_size == 2);
  ck_assert(m->types[2].fields.fields[0].type == VT_I8 && m->types[2].fields.fields[0].mutable);
  ck_assert(m->types[3].final && m->types[3].super == 2 && m->types[3].fields.fields[1].type == vt_ref(2, true, false));
  ck_assert(m->types[4].comp == COMP_ARRAY && m->types[5].comp == COMP_CONT && m->types[5].cont == 1);
  ck_assert(m->types[6].descriptor == 7 && m->types[7].describes == 6);
  ck_assert_uint_eq(m->import_count, 8);
  ck_assert(m->imported[EXTERN_FUNC] == 4 && m->imported[EXTERN_TABLE] == 1 && m->imported[EXTERN_MEMORY] == 1);
  ck_assert(m->imports[6].module.at[0] == 'n' && m->imports[6].name.at[0] == 'd' && m->imports[6].index == 2);
  ck_assert(m->funcs[3].exact && !m->funcs[2].exact && m->funcs[1].type == 0);
  ck_assert(m->func_count == 6 && m->funcs[5].local_count == 3 && m->funcs[5].body_size == 14);
  ck_assert(m->memory_count == 4 && m->memories[0].limits.max == 2 && m->memories[0].limits.page_log2 == 16);
  ck_assert(m->memories[2].limits.shared && m->memories[2].limits.is64 && m->memories[3].limits.page_log2 == 0);
  ck_assert(m->table_count == 3 && m->tables[1].limits.has_max && m->tables[2].has_init && m->tables[2].init.size == 3);
  ck_assert(m->global_count == 3 && m->globals[0].mutable && m->globals[1].init.size == 3);
  ck_assert(m->tag_count == 2 && m->has_start && m->start == 4 && m->has_data_count);
  static const uint8_t modes[] = {SEGMENT_ACTIVE, SEGMENT_PASSIVE, SEGMENT_ACTIVE, SEGMENT_DECLARED,
                                  SEGMENT_ACTIVE, SEGMENT_PASSIVE, SEGMENT_ACTIVE, SEGMENT_DECLARED};
  for (unsigned i = 0; i < 8; i++) {
    ck_assert_uint_eq(m->elems[i].mode, modes[i]);
    ck_assert_uint_eq(m->elems[i].has_exprs, i >= 4);
    ck_assert_uint_eq(m->elems[i].table, i == 2 || i == 6);
    ck_assert_uint_eq(m->elems[i].count, i == 0 ? 2 : 1);
  }
  ck_assert(m->data_count == 3 && m->data[1].mode == SEGMENT_PASSIVE && m->data[1].size == 2 && m->data[2].memory == 1);
  ck_assert(m->custom_count == 3 && m->customs[0].after == 0 && m->customs[0].bytes.size == 3 &&
            m->customs[2].after == 11);
  module_free(m);
  buf_free(&b);
}
END_TEST

static bool name_is(Name name, const char *text) {
  return name.size == strlen(text) && name.at && memcmp(name.at, text, name.size) == 0;
}

START_TEST(names_hints_and_exports_are_found) {
  Buf b;
  buf_init(&b, &alloc_libc);
  put_module(&b, everything, COUNT_OF(everything));
  Module *m;
  Diag diag;
  decode(b.at, b.size, ALL, &alloc_libc, &m, &diag);
  ck_assert(m->has_name && name_is(m->name, "mod"));
  ck_assert(name_is(name_find(&m->func_names, 4), "G") && name_is(name_find(&m->func_names, 0), "F"));
  ck_assert_ptr_null(name_find(&m->func_names, 1).at);
  ck_assert_ptr_null(name_find(&m->func_names, UINT32_MAX).at);
  const NameMap *locals = names_of(&m->local_names, 4);
  ck_assert(locals && name_is(name_find(locals, 1), "q"));
  ck_assert_ptr_null(names_of(&m->local_names, 3));
  ck_assert(name_is(name_find(&m->global_names, 0), "v") && name_is(name_find(&m->tag_names, 1), "t"));
  ck_assert(name_is(name_find(names_of(&m->field_names, 2), 0), "x"));

  uint32_t body = (uint32_t)(m->funcs[5].body - m->bytes.at);
  ck_assert_uint_eq(m->hint_count, 2);
  ck_assert(hint_find(m, 5, body + 3)->likely && !hint_find(m, 5, body + 9)->likely);
  ck_assert_ptr_null(hint_find(m, 5, body + 4));
  ck_assert_ptr_null(hint_find(m, 5, 0));
  ck_assert_ptr_null(hint_find(m, 4, body + 3));
  ck_assert_ptr_null(hint_find(m, 0, 3));
  ck_assert_ptr_null(hint_find(m, 99, 3));

  ck_assert(module_find_export(m, "mem", 3)->kind == EXTERN_MEMORY);
  ck_assert(module_find_export(m, "", 0)->kind == EXTERN_TAG);
  ck_assert_ptr_null(module_find_export(m, "me", 2));
  ck_assert_uint_eq(m->duplicate_export, m->export_count);
  module_free(m);
  buf_free(&b);
}
END_TEST

/* In linear time; the second of two equal names is told. */
START_TEST(many_exports_and_duplicates) {
  enum { COUNT = 200000 };
  Buf exports, b;
  buf_init(&exports, &alloc_libc);
  buf_init(&b, &alloc_libc);
  buf_put_u64_leb(&exports, COUNT + 1);
  for (uint32_t i = 0; i <= COUNT; i++) {
    char name[16];
    size_t size = (size_t)snprintf(name, sizeof name, "e%u", i % COUNT);
    buf_put_u8(&exports, (uint8_t)size);
    buf_put(&exports, name, size);
    buf_put(&exports, "\0\0", 2);
  }
  Section section = {7, (const char *)exports.at, exports.size};
  put_module(&b, &section, 1);
  Module *m;
  Diag diag;
  ck_assert_int_eq(decode(b.at, b.size, ALL, &alloc_libc, &m, &diag), ERR_OK);
  ck_assert_uint_eq(m->duplicate_export, COUNT);
  ck_assert_ptr_eq(module_find_export(m, "e0", 2), &m->exports[0]);
  ck_assert_ptr_eq(module_find_export(m, "e199999", 7), &m->exports[199999]);
  module_free(m);
  buf_free(&b);
  buf_free(&exports);
}
END_TEST

/* ---- what is wrong, in the spec's words ---- */

static void expect_error(const Section *sections, size_t count, Features features, Err e, size_t offset) {
  Buf b;
  buf_init(&b, &alloc_libc);
  put_module(&b, sections, count);
  Diag diag;
  ck_assert_msg(try_bytes(b.at, b.size, features, &diag) == e, "%s instead of %s", diag.message, err_text(e));
  if (offset) ck_assert_msg(diag.offset == offset, "%s at %zu", diag.message, diag.offset);
  buf_free(&b);
}
#define EXPECT(e, offset, features, ...)                                                                               \
  expect_error((const Section[]){__VA_ARGS__}, COUNT_OF(((const Section[]){__VA_ARGS__})), features, e, offset)

START_TEST(faults_have_their_text_and_place) {
  Diag diag;
  ck_assert_int_eq(try_bytes((const uint8_t *)"", 0, ALL, &diag), ERR_UNEXPECTED_END);
  ck_assert_int_eq(try_bytes((const uint8_t *)"\0asn\1\0\0\0", 8, ALL, &diag), ERR_MAGIC);
  ck_assert_int_eq(try_bytes((const uint8_t *)"\0asm\2\0\0\0", 8, ALL, &diag), ERR_VERSION);
  EXPECT(ERR_SECTION_ID, 8, ALL, SECTION(14, ""));
  EXPECT(ERR_SECTION_ORDER, 11, ALL, SECTION(3, "\0"), SECTION(1, "\0"));
  EXPECT(ERR_SECTION_SIZE, 11, ALL, SECTION(1, "\0\0"));
  EXPECT(ERR_FUNC_CODE_COUNT, 0, ALL, SECTION(3, "\1\0"));
  EXPECT(ERR_DATA_COUNT_MISMATCH, 0, ALL, SECTION(12, "\1"));
  EXPECT(ERR_LENGTH, 10, ALL, SECTION(1, "\x7F"));
  EXPECT(ERR_LOCALS, 0, ALL, SECTION(3, "\1\0"), SECTION(10, "\1\x0A\2\xFF\xFF\xFF\xFF\x0F\x7F\2\x7E\x0B"));
  EXPECT(ERR_LIMIT, 0, ALL, SECTION(3, "\1\0"), SECTION(10, "\1\6\1\xD1\x86\3\x7F\x0B")); /* 50,001 */
  EXPECT(ERR_UTF8, 11, ALL, SECTION(0, "\1\xFF"));
  EXPECT(ERR_SUB_TYPE, 0, ALL, SECTION(1, "\1\x50\2\0\0\x60\0\0"));
}
END_TEST

START_TEST(features_gate_sections_and_types) {
  Features mvp = features_of_set(FEATURES_MVP), wasm2 = features_of_set(FEATURES_WASM2);
  Features wasm3 = features_of_set(FEATURES_WASM3), all = features_of_set(FEATURES_ALL);
  EXPECT(ERR_SECTION_ID, 8, wasm2, SECTION(13, "\0"));
  EXPECT(ERR_OK, 0, wasm3, SECTION(13, "\0"));
  EXPECT(ERR_SECTION_ID, 8, mvp, SECTION(12, "\0"));
  EXPECT(ERR_LIMITS_FLAGS, 0, wasm3, SECTION(5, "\1\3\1\1"));
  EXPECT(ERR_OK, 0, all, SECTION(5, "\1\3\1\1"));
  EXPECT(ERR_LIMITS_FLAGS, 0, all, SECTION(4, "\1\x70\3\1\1"));
  EXPECT(ERR_LIMITS_FLAGS, 0, wasm2, SECTION(5, "\1\4\1"));
  EXPECT(ERR_DEFINITION_TYPE, 0, wasm2, SECTION(1, "\1\x5F\0"));
  EXPECT(ERR_DEFINITION_TYPE, 0, wasm3, SECTION(1, "\1\x5D\0"));
  EXPECT(ERR_VALUE_TYPE, 0, mvp, SECTION(1, "\1\x60\1\x70\0"));
  EXPECT(ERR_VALUE_TYPE, 0, mvp, SECTION(1, "\1\x60\1\x7B\0"));
  EXPECT(ERR_IMPORT_KIND, 0, wasm3, SECTION(2, "\1\0\0\x20\0"));
  EXPECT(ERR_IMPORT_KIND, 0, wasm3, SECTION(2, "\1\0\0\x7F\0"));
  EXPECT(ERR_OK, 0, all, SECTION(2, "\1\0\0\x7F\0"));
  expect_error(plain, COUNT_OF(plain), mvp, ERR_OK, 0);
  expect_error(plain, COUNT_OF(plain), wasm2, ERR_OK, 0);
}
END_TEST

START_TEST(malformed_custom_sections_are_no_fault) {
  static const Section bad[] = {SECTION(0, "\4name"
                                           "\1\x7F"),
                                SECTION(0, "\4name"
                                           "\1\5\2\0\1F\0"),
                                SECTION(0, "\4name"
                                           "\1\4\1\0\1\xFF"),
                                SECTION(0, "\4name"
                                           "\2\4\1\0\x7F\0"),
                                SECTION(0, "\x19metadata.code.branch_hint"
                                           "\5\5\5"),
                                SECTION(0, "\x19metadata.code.branch_hint"
                                           "\1\0\1\0\2\1")};
  for (size_t i = 0; i < COUNT_OF(bad); i++) expect_error(&bad[i], 1, ALL, ERR_OK, 0);
}
END_TEST

START_TEST(limits_are_data) {
  ModuleLimits limits = module_limits_default;
  limits.functions = 5;
  limits.module_size = 1000;
  Buf b;
  buf_init(&b, &alloc_libc);
  put_module(&b, everything, COUNT_OF(everything));
  DecodeOptions options = {.alloc = &alloc_libc, .features = ALL, .limits = &limits};
  Module *m;
  Diag diag = {0};
  ck_assert_int_eq(module_decode((Bytes){b.at, b.size}, &options, &m, &diag), ERR_LIMIT);
  ck_assert_str_eq(diag.message, "limit exceeded: 6 functions, at most 5");
  limits.functions = 6;
  diag = (Diag){0};
  ck_assert_int_eq(module_decode((Bytes){b.at, b.size}, &options, &m, &diag), ERR_OK);
  module_free(m);
  limits.module_size = b.size - 1;
  ck_assert_int_eq(module_decode((Bytes){b.at, b.size}, &options, &m, &diag), ERR_LIMIT);
  buf_free(&b);
}
END_TEST

/* ---- bytes from an enemy ---- */

START_TEST(every_prefix_is_an_error_or_a_module) {
  for (size_t k = 0; k < COUNT_OF(modules); k++) {
    Buf b;
    buf_init(&b, &alloc_libc);
    put_module(&b, modules[k].sections, modules[k].count);
    Diag diag;
    ck_assert_int_eq(try_bytes(b.at, b.size, ALL, &diag), ERR_OK);
    for (size_t size = 0; size < b.size; size++) try_bytes(b.at, size, ALL, &diag);
    buf_free(&b);
  }
}
END_TEST

START_TEST(every_changed_byte_is_an_error_or_a_module) {
  for (size_t k = 0; k < COUNT_OF(modules); k++) {
    Buf b;
    buf_init(&b, &alloc_libc);
    put_module(&b, modules[k].sections, modules[k].count);
    Diag diag;
    for (size_t at = 0; at < b.size; at++) {
      uint8_t was = b.at[at];
      for (unsigned to = 0; to < 256; to++) {
        b.at[at] = (uint8_t)to;
        try_bytes(b.at, b.size, to & 1 ? ALL : features_of_set(FEATURES_WASM3), &diag);
      }
      b.at[at] = was;
    }
    buf_free(&b);
  }
}
END_TEST

typedef struct Failing {
  size_t requests, fail_at, held;
} Failing;

static void *fail_once(void *ctx, void *p, size_t old_size, size_t new_size) {
  Failing *f = ctx;
  if (new_size > 0 && ++f->requests == f->fail_at) return NULL;
  void *q = alloc_libc.resize(NULL, p, old_size, new_size);
  f->held = f->held + new_size - (p ? old_size : 0);
  return q;
}

START_TEST(no_memory_at_any_point) {
  Buf b;
  buf_init(&b, &alloc_libc);
  put_module(&b, everything, COUNT_OF(everything));
  Failing failing = {0};
  Alloc alloc = {fail_once, &failing};
  for (failing.fail_at = 1;; failing.fail_at++) {
    failing.requests = 0;
    Module *m;
    Diag diag;
    Err e = decode(b.at, b.size, ALL, &alloc, &m, &diag);
    module_free(m);
    ck_assert_uint_eq(failing.held, 0);
    if (e == ERR_OK) break;
    ck_assert_int_eq(e, ERR_NO_MEMORY);
  }
  ck_assert_uint_gt(failing.fail_at, 10);
  buf_free(&b);
}
END_TEST

TEST_MAIN("decode", everything_is_decoded, names_hints_and_exports_are_found, many_exports_and_duplicates,
          faults_have_their_text_and_place, features_gate_sections_and_types, malformed_custom_sections_are_no_fault,
          limits_are_data, every_prefix_is_an_error_or_a_module, every_changed_byte_is_an_error_or_a_module,
          no_memory_at_any_point)
