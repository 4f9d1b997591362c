/* The printer: what it makes of numbers, names and faulty bodies, and that lack of memory and depth do it no harm. That
 * modules come back the same is for `wvm wast --roundtrip` over the official suite. */
#include "decoder/text/print.h"
#include "decoder/text/text.h"
#include "tests/check.h"

#include <stdio.h>

static const char *assemble(const char *text, Buf *out) {
  static Diag diag;
  diag = (Diag){0};
  TextOptions o = {.alloc = &alloc_libc, .features = features_of_set(FEATURES_ALL)};
  buf_init(out, &alloc_libc);
  Err e = text_to_binary((Bytes){(const uint8_t *)text, strlen(text)}, &o, out, &diag);
  return e == ERR_OK ? NULL : diag.message;
}

static Err print_with(Bytes bytes, bool folded, const Alloc *alloc, Buf *out) {
  Diag diag = {0};
  Module *m;
  DecodeOptions d = {.alloc = &alloc_libc, .features = features_of_set(FEATURES_ALL)};
  ck_assert_msg(module_decode(bytes, &d, &m, &diag) == ERR_OK, "%s", diag.message);
  PrintOptions o = {.alloc = alloc, .folded = folded};
  buf_init(out, alloc);
  Err e = module_print(m, &o, out, &diag);
  ck_assert_int_eq(e, diag.err);
  module_free(m);
  return e;
}

static void check_prints(const char *text, bool folded, const char *part) {
  Buf binary, out;
  const char *message = assemble(text, &binary);
  ck_assert_msg(message == NULL, "%s: %s", text, message);
  ck_assert_int_eq(print_with((Bytes){binary.at, binary.size}, folded, &alloc_libc, &out), ERR_OK);
  buf_put_u8(&out, 0);
  ck_assert_msg(strstr((char *)out.at, part) != NULL, "%s\nis not in\n%s", part, (char *)out.at);
  buf_free(&out);
  buf_free(&binary);
}

START_TEST(numbers) {
  static const struct {
    const char *text, *printed;
  } rows[] = {
      {"f32.const 1", "f32.const 1)"},
      {"f32.const -0.0", "f32.const -0)"},
      {"f32.const 0.5", "f32.const 0.5)"},
      {"f64.const -123456.75", "f64.const -123456.75)"},
      {"f64.const 0.0009765625", "f64.const 0.0009765625)"},
      {"f64.const 0.00048828125", "f64.const 0x1p-11)"},
      {"f64.const 0.1", "f64.const 0x1.999999999999ap-4)"},
      {"f32.const 0.1", "f32.const 0x1.99999ap-4)"},
      {"f32.const 1e-45", "f32.const 0x1p-149)"},
      {"f32.const 0x1.fffffep127", "f32.const 0x1.fffffep+127)"},
      {"f64.const 0x1p-1074", "f64.const 0x1p-1074)"},
      {"f64.const 0x0.fffffffffffffp-1022", "f64.const 0x1.ffffffffffffep-1023)"},
      {"f64.const inf", "f64.const inf)"},
      {"f32.const -nan", "f32.const -nan)"},
      {"f32.const nan:0x1", "f32.const nan:0x1)"},
      {"f64.const -nan:0xfffffffffffff", "f64.const -nan:0xfffffffffffff)"},
      {"i32.const 0xffffffff", "i32.const -1)"},
      {"i64.const -0x8000000000000000", "i64.const -9223372036854775808)"},
      {"v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
       "v128.const i32x4 0x04030201 0x08070605 0x0c0b0a09 0x100f0e0d)"},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char text[160];
    snprintf(text, sizeof text, "(func (drop (%s)))", rows[i].text);
    check_prints(text, true, rows[i].printed);
  }
}
END_TEST

START_TEST(folding) {
  check_prints("(func (result i32) i32.const 1 i32.const 2 i32.add)", true, "(i32.add (i32.const 1) (i32.const 2))");
  check_prints("(func (result i32) i32.const 1 nop i32.const 2 i32.add)", true, "(i32.add))");
  check_prints("(func (param $x i32) local.get $x if nop else drop end)", true, "(else");
  check_prints("(func (param i32 i32) local.get 0 local.get 1 call 0)", true, "(call 0 (local.get 0) (local.get 1))");
  check_prints("(func (drop (i32.const 1)))", false, "i32.const 1\n    drop)");
}
END_TEST

START_TEST(identifiers) {
  check_prints("(func $\"a b\" (call $\"a b\"))", false, "call $\"a b\"");
  check_prints("(func $f) (func (@name \"f\") (call 1))", false, "call $f.1");
  check_prints("(func $f) (func (@name \"f\"))", false, "(func $f.1 (@name \"f\") (type 0)");
  check_prints("(func $a!#$%&'*+-./:<=>?@\\^_`|~9)", false, "(func $a!#$%&'*+-./:<=>?@\\^_`|~9 ");
  check_prints("(func $\"\\u{202e}\")", false, "$\"\\u{202e}\"");
  check_prints("(func $\"\\c3\\a4\")", false, "$\"\xC3\xA4\"");
}
END_TEST

/* A module with one function of this body (locals and code). */
static Bytes one_body(const char *body, size_t size, uint8_t *out) {
  static const uint8_t head[] = {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10};
  memcpy(out, head, sizeof head);
  size_t at = sizeof head;
  out[at++] = (uint8_t)(size + 2);
  out[at++] = 1;
  out[at++] = (uint8_t)size;
  memcpy(out + at, body, size);
  return (Bytes){out, at + size};
}

START_TEST(faulty_bodies) {
  static const struct {
    const char *body;
    size_t size;
  } bodies[] = {
#define BODY(text) {text, sizeof text - 1}
      BODY("\0\x05\x0b"),                     /* else outside an if */
      BODY("\0\x02\x40\x05\x0b\x0b"),         /* else in a block */
      BODY("\0\x04\x40\x05\x05\x0b\x0b"),     /* a second else */
      BODY("\0\x19\x0b"),                     /* catch_all outside a try */
      BODY("\0\x06\x40\x19\x07\x00\x0b\x0b"), /* catch behind catch_all */
      BODY("\0\x06\x40\x19\x18\x00\x0b"),     /* delegate behind catch_all */
      BODY("\0\x02\x40\x0b"),                 /* no end */
      BODY("\0\x0b\x0b"),                     /* code behind the end */
      BODY("\0\xff\x0b"),                     /* no instruction */
      BODY("\0\x41"),                         /* cut off */
#undef BODY
  };
  uint8_t bytes[64];
  for (size_t i = 0; i < COUNT_OF(bodies); i++)
    for (int folded = 0; folded < 2; folded++) {
      Buf out;
      Err e = print_with(one_body(bodies[i].body, bodies[i].size, bytes), folded, &alloc_libc, &out);
      ck_assert_msg(err_class(e) == CLASS_MALFORMED, "body %zu: %s", i, err_text(e));
      buf_free(&out);
    }
}
END_TEST

/* ---- memory and depth ---- */

typedef struct Failing {
  uint64_t requests, fail_at;
  size_t held;
} Failing;

static void *fail_once(void *ctx, void *p, size_t old_size, size_t new_size) {
  Failing *f = ctx;
  if (new_size > old_size && ++f->requests == f->fail_at) return NULL;
  void *q = alloc_libc.resize(NULL, p, old_size, new_size);
  if (q || new_size == 0) f->held += new_size - old_size;
  return q;
}

START_TEST(no_memory_is_an_error) {
  static const char text[] = "(module $m (type $s (struct (field $f i32))) (func $f) (func (@name \"f\") (param $x i32)"
                             " (local $y i32) (block $l (if (local.get $x) (then (br $l)) (else (call $f))))))";
  Buf binary;
  ck_assert_ptr_null(assemble(text, &binary));
  for (int folded = 0; folded < 2; folded++) {
    Failing failing = {0};
    Alloc alloc = {fail_once, &failing};
    Err e = ERR_NO_MEMORY;
    for (failing.fail_at = 1; e != ERR_OK; failing.fail_at++) {
      Buf out;
      failing.requests = 0;
      e = print_with((Bytes){binary.at, binary.size}, folded, &alloc, &out);
      buf_free(&out);
      ck_assert_uint_eq(failing.held, 0);
      if (failing.requests < failing.fail_at) ck_assert_int_eq(e, ERR_OK); /* none failed */
      ck_assert(e == ERR_OK || e == ERR_NO_MEMORY);
      if (failing.requests >= failing.fail_at && e == ERR_OK) e = ERR_NO_MEMORY; /* went on flat */
    }
    ck_assert_uint_gt(failing.fail_at, 5);
  }
  buf_free(&binary);
}
END_TEST

START_TEST(deep_code) {
  enum { DEEP = 200000 };
  static const char *const parts[][3] = {
      {"block ", "", "end "}, {"loop ", "br 0 ", "end "}, {"i32.const 1 ", "", "i32.eqz "}};
  for (size_t i = 0; i < COUNT_OF(parts); i++) {
    Buf text, binary, out, again;
    buf_init(&text, &alloc_libc);
    buf_put_str(&text, "(func ");
    for (int k = 0; k < DEEP; k++) buf_put_str(&text, parts[i][0]);
    buf_put_str(&text, parts[i][1]);
    for (int k = 0; k < DEEP; k++) buf_put_str(&text, parts[i][2]);
    buf_put_str(&text, ")");
    buf_put_u8(&text, 0);
    ck_assert_ptr_null(assemble((char *)text.at, &binary));
    for (int folded = 0; folded < 2; folded++) {
      ck_assert_int_eq(print_with((Bytes){binary.at, binary.size}, folded, &alloc_libc, &out), ERR_OK);
      buf_put_u8(&out, 0);
      ck_assert_ptr_null(assemble((char *)out.at, &again));
      ck_assert_uint_eq(again.size, binary.size);
      ck_assert_mem_eq(again.at, binary.at, binary.size);
      buf_free(&again);
      buf_free(&out);
    }
    buf_free(&binary);
    buf_free(&text);
  }
}
END_TEST

TEST_MAIN("print", numbers, folding, identifiers, faulty_bodies, no_memory_is_an_error, deep_code)
