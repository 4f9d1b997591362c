/* validator/types: which recursion groups are one, which types lie below which, that references are counted. */
#include "base/buf.h"
#include "decoder/text/text.h"
#include "tests/check.h"
#include "validator/types.h"

#include <pthread.h>

/* An allocator that counts bytes, to see that everything comes back. */
static void *counting_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
  size_t *bytes = ctx;
  void *q = alloc_libc.resize(NULL, p, old_size, new_size);
  if (q || !new_size) __atomic_fetch_add(bytes, new_size - (p ? old_size : 0), __ATOMIC_RELAXED);
  return q;
}

typedef struct Interned {
  Module *m;
  TypeId *ids;
} Interned;

static Module *module_of(const char *text) {
  Buf out;
  buf_init(&out, &alloc_libc);
  Diag d = {0};
  TextOptions text_options = {.alloc = &alloc_libc, .features = ~(Features)0};
  Err e = text_to_binary((Bytes){(const uint8_t *)text, strlen(text)}, &text_options, &out, &d);
  ck_assert_msg(!e, "%s", d.message);
  DecodeOptions options = {.alloc = &alloc_libc, .features = ~(Features)0, .copy_bytes = true};
  Module *m;
  e = module_decode((Bytes){out.at, out.size}, &options, &m, &d);
  ck_assert_msg(!e, "%s", d.message);
  buf_free(&out);
  return m;
}

static Interned intern(Types *t, const char *text) {
  Interned n = {.m = module_of(text)};
  n.ids = calloc(n.m->type_count + 1, sizeof *n.ids);
  ck_assert_int_eq(types_intern_module(t, n.m, n.ids), ERR_OK);
  return n;
}

static void forget(Types *t, Interned n) {
  types_release(t, n.ids, n.m->type_count);
  free(n.ids);
  module_free(n.m);
}

/* Whether the last types of two modules are one. */
static bool same(const char *a, const char *b) {
  size_t bytes = 0;
  Alloc counting = {counting_resize, &bytes};
  Types *t = types_new(&counting);
  Interned x = intern(t, a), y = intern(t, b);
  bool equal = x.ids[x.m->type_count - 1] == y.ids[y.m->type_count - 1];
  forget(t, x);
  forget(t, y);
  types_free(t);
  ck_assert_uint_eq(bytes, 0);
  return equal;
}

START_TEST(equal_groups_are_one) {
  ck_assert(same("(module (type (func (param i32) (result i64))))",
                 "(module (type (struct)) (type (func (param i32) (result i64))))"));
  ck_assert(
      same("(module (rec (type $a (struct (field (ref $b)))) (type $b (struct (field (ref $a))))))",
           "(module (type (func)) (rec (type $x (struct (field (ref $y)))) (type $y (struct (field (ref $x))))))"));
  ck_assert(same("(module (type $a (func)) (type (struct (field (ref null $a)))))",
                 "(module (type (array i8)) (type $a (func)) (type (struct (field (ref null $a)))))"));
  ck_assert(
      same("(module (type $f (func)) (type (cont $f)))", "(module (type (struct)) (type $f (func)) (type (cont $f)))"));
  ck_assert(same("(module (rec (type $a (descriptor $b) (struct)) (type $b (describes $a) (struct))))",
                 "(module (type (func)) (rec (type $a (descriptor $b) (struct)) (type $b (describes $a) (struct))))"));
}
END_TEST

START_TEST(what_differs_is_not_one) {
  static const char *const different[] = {
      "(module (type (func (param i32))))",
      "(module (type (func (result i32))))",
      "(module (type (func (param i32 i32))))",
      "(module (type (func (param i32) (result i32))))",
      "(module (type (sub (func (param i32)))))",
      "(module (type (struct (field i32))))",
      "(module (type (struct (field (mut i32)))))",
      "(module (type (struct (field i8))))",
      "(module (type (struct (field i32 i32))))",
      "(module (type (array i32)))",
      "(module (type (array (mut i32))))",
      "(module (type (func (param funcref))))",
      "(module (type (func (param (ref func)))))",
      "(module (type $a (func)) (type (func (param (ref $a)))))",
      "(module (type $a (func)) (type (func (param (ref (exact $a))))))",
      "(module (type $a (func (param f32))) (type (func (param (ref $a)))))",
      "(module (rec (type $a (func)) (type (func (param (ref $a))))))",
      "(module (rec (type $a (func)) (type (func (param (ref 1))))))",
      "(module (type (func (param (ref 0)))))",
      "(module (type $a (sub (func (param i32)))) (type (sub $a (func (param i32)))))",
      "(module (type $a (sub (func (param i32)))) (type (sub final $a (func (param i32)))))",
      "(module (rec (type (func (param i32))) (type (func (param i32)))))",
      "(module (rec (type (struct)) (type (func (param i32)))))",
      "(module (rec (type $a (descriptor $b) (struct)) (type $b (describes $a) (struct))))",
      "(module (rec (type $a (struct)) (type $b (struct))))",
      "(module (type $f (func)) (type (cont $f)))",
  };
  for (size_t i = 0; i < COUNT_OF(different); i++)
    for (size_t k = 0; k < COUNT_OF(different); k++)
      ck_assert_msg(same(different[i], different[k]) == (i == k), "%s and %s", different[i], different[k]);
}
END_TEST

START_TEST(function_types_of_hosts_are_those_of_modules) {
  Types *t = types_new(&alloc_libc);
  Interned n = intern(t, "(module (type (func (param i32 v128) (result f64))))");
  TypeId id;
  ck_assert_int_eq(types_intern_func(t, (ValType[]){VT_I32, VT_V128}, 2, (ValType[]){VT_F64}, 1, &id), ERR_OK);
  ck_assert_uint_eq(id, n.ids[0]);
  ck_assert_uint_eq(types_get(t, id)->param_slots, 3);
  ck_assert_uint_eq(types_get(t, id)->result_slots, 1);
  forget(t, n);
  ck_assert_uint_eq(types_get(t, id)->def.func.param_count, 2); /* still held */
  types_release(t, &id, 1);
  types_free(t);
}
END_TEST

START_TEST(abstract_types_form_four_trees_and_continuations) {
  Types *t = types_new(&alloc_libc);
  static const HeapType order[][2] = {/* sub, super: the direct ones */
                                      {HT_NOFUNC, HT_FUNC}, {HT_NOEXTERN, HT_EXTERN}, {HT_NOEXN, HT_EXN},
                                      {HT_NOCONT, HT_CONT}, {HT_EQ, HT_ANY},          {HT_I31, HT_EQ},
                                      {HT_STRUCT, HT_EQ},   {HT_ARRAY, HT_EQ},        {HT_NONE, HT_I31},
                                      {HT_NONE, HT_STRUCT}, {HT_NONE, HT_ARRAY}};
  enum { COUNT = HT_BOT - HT_ABSTRACT };
  bool below[COUNT][COUNT] = {0};
  for (int i = 0; i < COUNT; i++) below[i][i] = true;
  for (size_t i = 0; i < COUNT_OF(order); i++) below[order[i][0] - HT_ABSTRACT][order[i][1] - HT_ABSTRACT] = true;
  for (int k = 0; k < COUNT; k++) /* transitive closure */
    for (int i = 0; i < COUNT; i++)
      for (int j = 0; j < COUNT; j++)
        if (below[i][k] && below[k][j]) below[i][j] = true;
  for (int i = 0; i < COUNT; i++)
    for (int j = 0; j < COUNT; j++) {
      HeapType a = (HeapType)(HT_ABSTRACT + i), b = (HeapType)(HT_ABSTRACT + j);
      ck_assert_msg(types_is_sub_heap(t, a, b) == below[i][j], "%d %d", i, j);
      for (int n = 0; n < 4; n++)
        ck_assert(types_is_sub(t, vt_ref(a, n & 1, false), vt_ref(b, n & 2, false)) ==
                  (below[i][j] && (!(n & 1) || (n & 2))));
      ck_assert(types_is_sub(t, VT_BOT, vt_ref(b, false, false)));
      ck_assert(types_is_sub(t, vt_ref(HT_BOT, false, false), vt_ref(b, false, false)));
      ck_assert(!types_is_sub(t, VT_I32, vt_ref(b, true, false)));
    }
  types_free(t);
}
END_TEST

START_TEST(concrete_types_lie_between) {
  Types *t = types_new(&alloc_libc);
  Interned n =
      intern(t, "(module (type $a (sub (struct (field i32)))) (type $b (sub $a (struct (field i32 i64))))"
                " (type $c (sub final $b (struct (field i32 i64 f32)))) (type $d (sub $a (struct (field i32 f64))))"
                " (type $f (func)) (type $k (cont $f)) (type $r (array i8)))");
  TypeId a = n.ids[0], b = n.ids[1], c = n.ids[2], d = n.ids[3], f = n.ids[4], k = n.ids[5], r = n.ids[6];
  ck_assert(types_is_sub_id(t, c, a) && types_is_sub_id(t, c, b) && types_is_sub_id(t, b, a) &&
            types_is_sub_id(t, d, a));
  ck_assert(!types_is_sub_id(t, a, b) && !types_is_sub_id(t, d, b) && !types_is_sub_id(t, b, d) &&
            !types_is_sub_id(t, f, a));
  ck_assert_uint_eq(types_get(t, c)->depth, 2);
  ck_assert_uint_eq(types_get(t, c)->supers[0], a);
  ck_assert_uint_eq(types_get(t, c)->supers[2], c);
  const HeapType is[][2] = {{a, HT_STRUCT}, {f, HT_FUNC}, {k, HT_CONT}, {r, HT_ARRAY}};
  const HeapType bottom[] = {HT_NONE, HT_NOFUNC, HT_NOCONT, HT_NONE}, top[] = {HT_ANY, HT_FUNC, HT_CONT, HT_ANY};
  for (size_t i = 0; i < COUNT_OF(is); i++) {
    for (HeapType h = HT_ABSTRACT; h < HT_BOT; h++) {
      ck_assert(types_is_sub_heap(t, is[i][0], h) == types_is_sub_heap(t, is[i][1], h));
      ck_assert(types_is_sub_heap(t, h, is[i][0]) == (h == bottom[i]));
    }
    ck_assert_uint_eq(types_top(t, is[i][0]), top[i]);
    ck_assert_uint_eq(types_bottom(t, is[i][0]), bottom[i]);
  }
  /* Exact: below the inexact, beside other exact ones, above the bottom. */
  ck_assert(types_is_sub(t, vt_ref(b, false, true), vt_ref(a, false, false)));
  ck_assert(!types_is_sub(t, vt_ref(b, false, true), vt_ref(a, false, true)));
  ck_assert(!types_is_sub(t, vt_ref(a, false, false), vt_ref(a, false, true)));
  ck_assert(types_is_sub(t, vt_ref(HT_NONE, false, false), vt_ref(a, false, true)));
  ck_assert(types_is_sub(t, vt_ref(a, false, true), vt_ref(a, true, true)));
  forget(t, n);
  types_free(t);
}
END_TEST

/* A module of `count` types, each a structure that refers to the one before; in one group or in one each. */
static Module *chain(uint32_t count, bool one_group) {
  Buf b, types;
  buf_init(&b, &alloc_libc);
  buf_init(&types, &alloc_libc);
  buf_put_u64_leb(&types, one_group ? 1 : count);
  if (one_group) buf_put_u8(&types, 0x4E), buf_put_u64_leb(&types, count);
  for (uint32_t i = 0; i < count; i++) {
    buf_put(&types, "\x5F\1\x63", 3);
    buf_put_s64_leb(&types, i ? (int64_t)i - 1 : 0x6D - 0x80);
    buf_put_u8(&types, 0);
  }
  buf_put(&b, "\0asm\1\0\0\0\1", 9);
  buf_put_u64_leb(&b, types.size);
  buf_put(&b, types.at, types.size);
  DecodeOptions options = {.alloc = &alloc_libc, .features = ~(Features)0, .copy_bytes = true};
  Module *m;
  Diag d = {0};
  ck_assert_msg(!module_decode((Bytes){b.at, b.size}, &options, &m, &d), "%s", d.message);
  buf_free(&b);
  buf_free(&types);
  return m;
}

START_TEST(a_million_types) {
  size_t bytes = 0;
  Alloc counting = {counting_resize, &bytes};
  Types *t = types_new(&counting);
  for (int one_group = 0; one_group < 2; one_group++) {
    Interned n = {.m = chain(1000000, one_group)};
    n.ids = calloc(n.m->type_count, sizeof *n.ids);
    for (int again = 0; again < 2; again++) {
      ck_assert_int_eq(types_intern_module(t, n.m, n.ids), ERR_OK);
      ck_assert_uint_eq(types_get(t, n.ids[999999])->def.fields.count, 1);
      types_release(t, n.ids, n.m->type_count);
    }
    free(n.ids);
    module_free(n.m);
  }
  types_free(t);
  ck_assert_uint_eq(bytes, 0);
}
END_TEST

START_TEST(ids_are_used_again) {
  Types *t = types_new(&alloc_libc);
  for (uint32_t round = 0; round < 3000; round++) {
    Interned n =
        intern(t, round % 2 ? "(module (rec (type (struct)) (type (func))) (type (array i64)))"
                            : "(module (type (func (param i64))) (rec (type (struct)) (type (func (param i32)))))");
    for (uint32_t i = 0; i < n.m->type_count; i++) ck_assert_uint_lt(n.ids[i], 16);
    forget(t, n);
  }
  types_free(t);
}
END_TEST

static void *intern_often(void *types) {
  TypeId held[64];
  for (int round = 0; round < 200; round++) {
    for (uint32_t i = 0; i < 64; i++) {
      ValType params[6];
      for (uint32_t k = 0; k < 6; k++) params[k] = i >> k & 1 ? VT_I32 : VT_F64;
      if (types_intern_func(types, params, 6, NULL, 0, &held[i])) return "no memory";
    }
    for (uint32_t i = 0; i < 64; i++) {
      const CanonType *c = types_get(types, held[i]);
      if (c->id != held[i] || c->def.func.params[0] != (i & 1 ? (ValType)VT_I32 : (ValType)VT_F64)) return "wrong type";
    }
    types_release(types, held, 64);
  }
  return NULL;
}

START_TEST(threads_may_share_it) {
  Types *t = types_new(&alloc_libc);
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) ck_assert(!pthread_create(&threads[i], NULL, intern_often, t));
  for (int i = 0; i < 4; i++) {
    void *fault;
    pthread_join(threads[i], &fault);
    ck_assert_msg(!fault, "%s", (const char *)fault);
  }
  types_free(t);
}
END_TEST

START_TEST(types_have_texts) {
  char text[40];
  static const struct {
    ValType type;
    const char *text;
  } rows[] = {{VT_I32, "i32"}, {VT_V128, "v128"}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    types_format(rows[i].type, text, sizeof text);
    ck_assert_str_eq(text, rows[i].text);
  }
  types_format(vt_ref(HT_CONT, false, false), text, sizeof text);
  ck_assert_str_eq(text, "(ref cont)");
  types_format(vt_ref(7, true, true), text, sizeof text);
  ck_assert_str_eq(text, "(ref null (exact 7))");
  types_format(vt_ref(7, true, true), text, 6);
  ck_assert_str_eq(text, "(ref ");
}
END_TEST

TEST_MAIN("types", equal_groups_are_one, what_differs_is_not_one, function_types_of_hosts_are_those_of_modules,
          abstract_types_form_four_trees_and_continuations, concrete_types_lie_between, a_million_types,
          ids_are_used_again, threads_may_share_it, types_have_texts)
