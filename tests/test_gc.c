/* The collector under pressure: much garbage in a small heap, cycles, long lists, dropped heads, limits, roots in every
 * place there is, finalizers. WVM_GC_TOTAL_MB says how much the long test allocates (2,000 by default). */
#include "tests/api.h"

/* Nodes of a list and of a tree, functions on them. What a function leaves behind is its globals. */
static const char *lists =
    "(module"
    " (rec (type $n (struct (field $next (mut (ref null $n))) (field $v (mut i32)))))"
    " (rec (type $t (struct (field $l (ref null $t)) (field $r (ref null $t)))))"
    " (type $a (array (mut (ref null $n))))"
    " (global $head (mut (ref null $n)) (ref.null $n))"
    " (global $tree (mut (ref null $t)) (ref.null $t))"
    " (global $array (mut (ref null $a)) (ref.null $a))"
    /* a list of n, kept: v = n … 1 */
    " (func (export \"keep\") (param $n i32) (local $p (ref null $n))"
    "  (loop $again"
    "   (local.set $p (struct.new $n (local.get $p) (local.get $n)))"
    "   (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
    "  (global.set $head (local.get $p)))"
    " (func (export \"drop\") (global.set $head (ref.null $n)) (global.set $tree (ref.null $t)) (global.set $array "
    "(ref.null $a)))"
    " (func (export \"length\") (result i32) (local $p (ref null $n)) (local $k i32)"
    "  (local.set $p (global.get $head))"
    "  (block $done (loop $again"
    "   (br_if $done (ref.is_null (local.get $p)))"
    "   (local.set $k (i32.add (local.get $k) (i32.const 1)))"
    "   (if (i32.ne (struct.get $n $v (local.get $p)) (local.get $k)) (then unreachable))"
    "   (local.set $p (struct.get $n $next (local.get $p)))"
    "   (br $again)))"
    "  (local.get $k))"
    /* n nodes of garbage */
    " (func $waste (export \"waste\") (param $n i32) (local $p (ref null $n))"
    "  (loop $again"
    "   (local.set $p (struct.new $n (ref.null $n) (local.get $n)))"
    "   (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))"
    /* rings of two nodes that refer to each other */
    " (func (export \"rings\") (param $n i32) (local $p (ref null $n)) (local $q (ref null $n))"
    "  (loop $again"
    "   (local.set $p (struct.new $n (ref.null $n) (i32.const 1)))"
    "   (local.set $q (struct.new $n (local.get $p) (i32.const 2)))"
    "   (struct.set $n $next (local.get $p) (local.get $q))"
    "   (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))"
    /* a list made while it is walked, nobody holding its head but at the start */
    " (func $first (result (ref $n)) (struct.new $n (ref.null $n) (i32.const 0)))"
    " (func $step (param $p (ref null $n)) (result (ref null $n)) (local $q (ref null $n))"
    "  (local.set $q (struct.new $n (ref.null $n) (i32.add (struct.get $n $v (local.get $p)) (i32.const 1))))"
    "  (struct.set $n $next (local.get $p) (local.get $q))"
    "  (local.get $q))"
    " (func (export \"lazy\") (param $n i32) (result i32) (local $p (ref null $n))"
    "  (local.set $p (call $first))"
    "  (loop $again"
    "   (local.set $p (call $step (local.get $p)))"
    "   (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
    "  (struct.get $n $v (local.get $p)))"
    /* the same in one function, where operands are read from locals and old slots go stale */
    " (func (export \"lazy-inline\") (param $n i32) (result i32) (local $p (ref null $n)) (local $q (ref null $n)) "
    "(local $k i32)"
    "  (local.set $p (call $first))"
    "  (loop $again"
    "   (local.set $k (i32.add (local.get $k) (i32.const 1)))"
    "   (local.set $q (struct.new $n (ref.null $n) (local.get $k)))"
    "   (struct.set $n $next (local.get $p) (local.get $q))"
    "   (local.set $p (local.get $q))"
    "   (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
    "  (struct.get $n $v (local.get $p)))"
    /* trees */
    " (func $make (param $d i32) (result (ref $t))"
    "  (if (result (ref $t)) (i32.eqz (local.get $d))"
    "   (then (struct.new_default $t))"
    "   (else (struct.new $t (call $make (i32.sub (local.get $d) (i32.const 1)))"
    "                        (call $make (i32.sub (local.get $d) (i32.const 1)))))))"
    " (func $count (param $t (ref null $t)) (result i32)"
    "  (if (result i32) (ref.is_null (local.get $t)) (then (i32.const 0))"
    "   (else (i32.add (i32.const 1) (i32.add (call $count (struct.get $t $l (local.get $t)))"
    "                                         (call $count (struct.get $t $r (local.get $t))))))))"
    " (func (export \"tree\") (param $d i32) (global.set $tree (call $make (local.get $d))))"
    " (func (export \"count\") (result i32) (call $count (global.get $tree)))"
    /* each frame holds a node among its operands while the ones below allocate */
    " (func $deep (export \"deep\") (param $d i32) (result i32)"
    "  (if (i32.eqz (local.get $d)) (then (call $waste (i32.const 100000)) (return (i32.const 0))))"
    "  (i32.add (struct.get $n $v (struct.new $n (struct.new $n (ref.null $n) (local.get $d)) (i32.const 1)))"
    "   (call $add (struct.new $n (ref.null $n) (i32.const 0)) (call $deep (i32.sub (local.get $d) (i32.const 1))))))"
    " (func $add (param $p (ref $n)) (param $k i32) (result i32) (i32.add (struct.get $n $v (local.get $p)) (local.get "
    "$k)))"
    /* arrays of references */
    " (func (export \"array\") (param $n i32) (local $k i32)"
    "  (global.set $array (array.new_default $a (local.get $n)))"
    "  (loop $again"
    "   (array.set $a (global.get $array) (local.get $k) (struct.new $n (struct.new $n (ref.null $n) (i32.const 1)) "
    "(local.get $k)))"
    "   (br_if $again (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $n)))))"
    " (func (export \"array-sum\") (result i64) (local $k i32) (local $s i64)"
    "  (loop $again"
    "   (local.set $s (i64.add (local.get $s) (i64.extend_i32_u (struct.get $n $v (array.get $a (global.get $array) "
    "(local.get $k))))))"
    "   (local.set $s (i64.add (local.get $s) (i64.extend_i32_u (struct.get $n $v"
    "     (struct.get $n $next (array.get $a (global.get $array) (local.get $k)))))))"
    "   (br_if $again (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 1))) (array.len (global.get "
    "$array)))))"
    "  (local.get $s))"
    " (func (export \"large\") (param $length i32) (param $times i32)"
    "  (loop $again (drop (array.new_default $a (local.get $length)))"
    "   (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))"
    " (func (export \"forever\") (local $p (ref null $n))"
    "  (loop $again (local.set $p (struct.new $n (local.get $p) (i32.const 0))) (br $again))))";

static Vm vm_with(uint64_t heap_bytes, bool stress) {
  wvm_config_t *c = wvm_config_new();
  wvm_config_set_gc_stress(c, stress);
  Vm vm = vm_of(c);
  wvm_store_limits_t l;
  wvm_store_limits_default(&l);
  l.heap_bytes = heap_bytes;
  ok(wvm_store_set_limits(vm.store, &l));
  return vm;
}

enum { MIB = 1 << 20 };

static void call_n(wvm_instance_t *i, const char *name, int32_t n) { ok(try_call(get_func(i, name), 1, &n, NULL)); }
static void call_none(wvm_instance_t *i, const char *name) { ok(try_call(get_func(i, name), 0, NULL, NULL)); }

START_TEST(pressure) {
  /* A live set of 12 MiB in 64; a node takes 32 bytes. */
  const char *text = getenv("WVM_GC_TOTAL_MB");
  const int64_t total = text ? atoll(text) : 2000;
  Vm vm = vm_with(64 * MIB, false);
  wvm_instance_t *i = instance_of(&vm, lists);
  call_n(i, "keep", 200000);
  call_n(i, "tree", 16);
  for (int64_t mb = 0; mb < total; mb += 100) call_n(i, "waste", 100 * (MIB / 32));
  ck_assert_int_eq(call0(get_func(i, "length")), 200000);
  ck_assert_int_eq(call0(get_func(i, "count")), (1 << 17) - 1);
  vm_delete(&vm);
}
END_TEST

START_TEST(cycles) {
  Vm vm = vm_with(16 * MIB, false);
  wvm_instance_t *i = instance_of(&vm, lists);
  call_n(i, "rings", 8000000);
  vm_delete(&vm);
}
END_TEST

START_TEST(dropped_heads) {
  Vm vm = vm_with(16 * MIB, false);
  wvm_instance_t *i = instance_of(&vm, lists);
  ck_assert_int_eq(call1(get_func(i, "lazy"), 10000000), 10000000);
  ck_assert_int_eq(call1(get_func(i, "lazy-inline"), 10000000), 10000000);
  vm_delete(&vm);
}
END_TEST

START_TEST(long_list) {
  Vm vm = vm_with((uint64_t)1 << 30, false);
  wvm_instance_t *i = instance_of(&vm, lists);
  call_n(i, "keep", 10000000);
  call_n(i, "waste", 20000000);
  ck_assert_int_eq(call0(get_func(i, "length")), 10000000);
  call_none(i, "drop");
  call_n(i, "keep", 5);
  ck_assert_int_eq(call0(get_func(i, "length")), 5);
  vm_delete(&vm);
}
END_TEST

START_TEST(heap_limit) {
  Vm vm = vm_with(16 * MIB, false);
  wvm_instance_t *i = instance_of(&vm, lists);
  for (int k = 0; k < 3; k++) {
    wvm_error_t *e = try_call(get_func(i, "forever"), 0, NULL, NULL);
    ck_assert_ptr_nonnull(e);
    ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_HEAP_LIMIT);
    wvm_error_delete(e);
    call_n(i, "keep", 100000); /* what the trap left behind is free again */
    ck_assert_int_eq(call0(get_func(i, "length")), 100000);
    call_none(i, "drop");
  }
  int32_t sizes[2] = {-1, 1};
  fails(try_call(get_func(i, "large"), 2, sizes, NULL), WVM_ERROR_TRAP, "heap limit");
  sizes[0] = 2 * MIB + 1;
  fails(try_call(get_func(i, "large"), 2, sizes, NULL), WVM_ERROR_TRAP, "heap limit");
  sizes[0] = MIB;
  sizes[1] = 1000;
  ok(try_call(get_func(i, "large"), 2, sizes, NULL));
  vm_delete(&vm);
}
END_TEST

/* Small objects that pin nearly empty blocks of every class do not let the heap grow without bound. */
START_TEST(tiny_limits) {
  for (uint64_t limit = 0; limit < 4096; limit += 97) {
    Vm vm = vm_with(limit, false);
    wvm_instance_t *i = instance_of(&vm, lists);
    wvm_error_t *e = try_call(get_func(i, "forever"), 0, NULL, NULL);
    ck_assert_int_eq(wvm_error_trap(e), WVM_TRAP_HEAP_LIMIT);
    wvm_error_delete(e);
    vm_delete(&vm);
  }
}
END_TEST

START_TEST(arrays) {
  for (int stress = 0; stress < 2; stress++) {
    const int32_t n = stress ? 300 : 1000000;
    Vm vm = vm_with(256 * MIB, stress);
    wvm_instance_t *i = instance_of(&vm, lists);
    call_n(i, "array", n);
    call_n(i, "waste", stress ? 100 : 10000000);
    wvm_val_t sum;
    ok(wvm_func_call(get_func(i, "array-sum"), NULL, 0, &sum, 1));
    ck_assert_int_eq(sum.of.i64, (int64_t)n * (n - 1) / 2 + n);
    vm_delete(&vm);
  }
}
END_TEST

START_TEST(deep_frames) {
  Vm vm = vm_with(64 * MIB, false);
  wvm_instance_t *i = instance_of(&vm, lists);
  for (int k = 0; k < 20; k++) ck_assert_int_eq(call1(get_func(i, "deep"), 20000), 20000);
  vm_delete(&vm);
}
END_TEST

/* The mark stack holds 16 entries here: what does not fit is found again. */
START_TEST(full_mark_stack) {
  Vm vm = vm_with(64 * MIB, true);
  wvm_instance_t *i = instance_of(&vm, lists);
  call_n(i, "tree", 8);
  ck_assert_int_eq(call0(get_func(i, "count")), 511);
  call_n(i, "keep", 100);
  ck_assert_int_eq(call0(get_func(i, "length")), 100);
  vm_delete(&vm);
}
END_TEST

/* ---- host values ---- */

static int finalized[2000];
static void count_final(void *value) { ++*(int *)value; }

START_TEST(finalizers) {
  memset(finalized, 0, sizeof finalized);
  Vm vm = vm_with(64 * MIB, false);
  wvm_instance_t *i = instance_of(&vm, "(module (table (export \"t\") 1000 externref)"
                                       " (type $s (struct (field i64)))"
                                       " (func (export \"waste\") (param i32)"
                                       "  (loop (drop (struct.new $s (i64.const 1)))"
                                       "   (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))");
  wvm_table_t *t = get(i, "t", WVM_EXTERN_TABLE).of.table;
  wvm_ref_t *held = NULL;
  for (int k = 0; k < 2000; k++) {
    wvm_ref_t *r;
    ok(wvm_ref_new_extern(vm.store, &finalized[k], count_final, &r));
    if (k < 1000) ok(wvm_table_set(t, (uint64_t)k, r));
    if (k == 1500) held = r;
    else wvm_ref_delete(r);
  }
  call_n(i, "waste", 2000000);
  for (int k = 0; k < 2000; k++) ck_assert_int_eq(finalized[k], k >= 1000 && k != 1500);
  ck_assert_ptr_eq(wvm_ref_extern(held), &finalized[1500]);
  for (int k = 0; k < 500; k++) ok(wvm_table_set(t, (uint64_t)k, NULL));
  call_n(i, "waste", 2000000);
  for (int k = 0; k < 2000; k++) ck_assert_int_eq(finalized[k], k < 500 || (k >= 1000 && k != 1500));
  vm_delete(&vm);
  for (int k = 0; k < 2000; k++) ck_assert_int_eq(finalized[k], 1);
}
END_TEST

/* A finalizer that calls the guest, which allocates and collects. */
typedef struct Calling {
  wvm_func_t *f;
  int count;
} Calling;
static void call_final(void *value) {
  Calling *c = value;
  c->count++;
  if (c->count < 50) call1(c->f, 1000);
}

START_TEST(finalizers_call_back) {
  for (int stress = 0; stress < 2; stress++) {
    Vm vm = vm_with(64 * MIB, stress);
    wvm_instance_t *i = instance_of(&vm, "(module (type $s (struct (field i64)))"
                                         " (func (export \"waste\") (param i32) (result i32)"
                                         "  (loop (drop (struct.new $s (i64.const 1)))"
                                         "   (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))"
                                         "  (i32.const 0)))");
    Calling c = {.f = get_func(i, "waste")};
    for (int k = 0; k < 40; k++) {
      wvm_ref_t *r;
      ok(wvm_ref_new_extern(vm.store, &c, call_final, &r));
      wvm_ref_delete(r);
    }
    call1(c.f, stress ? 10 : 2000000);
    ck_assert_int_eq(c.count, 40);
    vm_delete(&vm);
  }
}
END_TEST

/* ---- roots of host functions ---- */

/* Gets a structure, has the guest allocate, gives it back. */
static wvm_error_t *host_pass(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env;
  wvm_extern_t waste;
  if (!wvm_instance_export(wvm_caller_instance(caller), "waste", &waste))
    return wvm_error_new(WVM_ERROR_USAGE, "waste");
  int32_t n = 1000;
  wvm_error_t *e = try_call(waste.of.func, 1, &n, NULL);
  if (e) return e;
  wvm_extern_t same;
  if (!wvm_instance_export(wvm_caller_instance(caller), "same", &same)) return wvm_error_new(WVM_ERROR_USAGE, "same");
  return wvm_func_call(same.of.func, args, 1, results, 1);
}

/* The same without conversion: only the slot holds the reference. */
static wvm_error_t *host_pass_raw(void *env, wvm_caller_t *caller, wvm_raw_t *slots) {
  (void)env, (void)slots;
  wvm_extern_t waste;
  if (!wvm_instance_export(wvm_caller_instance(caller), "waste", &waste))
    return wvm_error_new(WVM_ERROR_USAGE, "waste");
  int32_t n = 1000;
  return try_call(waste.of.func, 1, &n, NULL);
}

START_TEST(host_functions) {
  const wvm_valtype_t any = {.kind = WVM_REF, .nullable = true, .heap = WVM_HEAP_ANY};
  const wvm_functype_t type = {.param_count = 1, .result_count = 1, .params = &any, .results = &any};
  Vm vm = vm_with(64 * MIB, true);
  wvm_extern_t imports[2] = {{.kind = WVM_EXTERN_FUNC}, {.kind = WVM_EXTERN_FUNC}};
  ok(wvm_func_new(vm.store, &type, host_pass, NULL, NULL, &imports[0].of.func));
  ok(wvm_func_new_raw(vm.store, &type, host_pass_raw, NULL, NULL, &imports[1].of.func));
  wvm_instance_t *i =
      instance_with(&vm,
                    "(module (type $s (struct (field i32) (field (ref null any))))"
                    " (import \"\" \"a\" (func $pass (param anyref) (result anyref)))"
                    " (import \"\" \"b\" (func $pass-raw (param anyref) (result anyref)))"
                    " (func (export \"waste\") (param i32)"
                    "  (loop (drop (struct.new $s (i32.const 77) (ref.null any)))"
                    "   (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))"
                    " (func (export \"same\") (param anyref) (result anyref) (local.get 0))"
                    " (func $value (param anyref) (result i32) (struct.get $s 0 (ref.cast (ref $s) (local.get 0))))"
                    " (func (export \"go\") (param i32) (result i32) (local $l anyref)"
                    "  (local.set $l (struct.new $s (i32.const 1000) (ref.null any)))"
                    "  (i32.add (call $value (struct.new $s (local.get 0) (ref.null any)))"
                    "  (i32.add (call $value (call $pass (struct.new $s (i32.const 10) (local.get $l))))"
                    "  (i32.add (call $value (call $pass-raw (struct.new $s (i32.const 100) (local.get $l))))"
                    "           (call $value (local.get $l))))))"
                    " (func (export \"make\") (result anyref) (struct.new $s (i32.const 5) (ref.null any)))"
                    " (func (export \"read\") (param anyref) (result i32) (call $value (local.get 0))))",
                    imports, 2);
  ck_assert_int_eq(call1(get_func(i, "go"), 1), 1111);
  /* The host's handle. */
  wvm_val_t made, value;
  ok(wvm_func_call(get_func(i, "make"), NULL, 0, &made, 1));
  ck_assert(wvm_ref_is(made.of.ref, WVM_HEAP_STRUCT) && wvm_ref_is(made.of.ref, WVM_HEAP_EQ) &&
            wvm_ref_is(made.of.ref, WVM_HEAP_ANY) && !wvm_ref_is(made.of.ref, WVM_HEAP_ARRAY) &&
            !wvm_ref_is(made.of.ref, WVM_HEAP_I31));
  call_n(i, "waste", 1000);
  ok(wvm_func_call(get_func(i, "read"), &made, 1, &value, 1));
  ck_assert_int_eq(value.of.i32, 5);
  wvm_ref_delete(made.of.ref);
  vm_delete(&vm);
}
END_TEST

/* ---- structures of every size ---- */

/* `count` fields: i32 and i64 in turn; the function makes one of its argument + k, and checks each field. */
static char *many_fields(int count) {
  char *text = malloc(4096 + (size_t)count * 400), *at = text;
  at += sprintf(at, "(module (type $s (struct");
  for (int k = 0; k < count; k++)
    at += sprintf(at, " (field (mut %s))", k % 3 == 2 ? "(ref null any)" : k % 2 ? "i64" : "i32");
  at += sprintf(at, ")) (func $i (param i32) (result anyref) (ref.i31 (local.get 0)))"
                    " (func (export \"go\") (param $v i32) (result i32) (local $s (ref null $s))"
                    " (local.set $s (struct.new $s");
  for (int k = 0; k < count; k++)
    at += sprintf(at,
                  k % 3 == 2 ? " (call $i (i32.add (local.get 0) (i32.const %d)))"
                  : k % 2    ? " (i64.extend_i32_u (i32.add (local.get 0) (i32.const %d)))"
                             : " (i32.add (local.get 0) (i32.const %d))",
                  k);
  at += sprintf(at, "))");
  for (int k = 0; k < count; k++)
    at += sprintf(at,
                  k % 3 == 2 ? "(if (i32.ne (i31.get_s (ref.cast (ref i31) (struct.get $s %d (local.get $s)))) "
                               "(i32.add (local.get 0) (i32.const %d))) (then (return (i32.const %d))))"
                  : k % 2    ? "(if (i64.ne (struct.get $s %d (local.get $s)) (i64.extend_i32_u (i32.add (local.get 0) "
                               "(i32.const %d)))) (then (return (i32.const %d))))"
                             : "(if (i32.ne (struct.get $s %d (local.get $s)) (i32.add (local.get 0) (i32.const %d))) "
                            "(then (return (i32.const %d))))",
                  k, k, k);
  sprintf(at, "(drop (struct.new_default $s)) (i32.const -1)))");
  return text;
}

START_TEST(sizes) {
  static const int counts[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 21, 40, 100, 300, 1000, 1500, 3000, 10000};
  for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
    Vm vm = vm_with(64 * MIB, true);
    char *text = many_fields(counts[k]);
    wvm_func_t *f = get_func(instance_of(&vm, text), "go");
    for (int32_t v = 0; v < 3; v++) ck_assert_int_eq(call1(f, v), -1);
    free(text);
    vm_delete(&vm);
  }
}
END_TEST

/* One object of each size pins its block: the heap's own size stays bounded, with a trap when it cannot. */
START_TEST(fragmentation) {
  Vm vm = vm_with(4 * MIB, false);
  wvm_instance_t *i = instance_of(
      &vm, "(module (type $b (array (mut i8))) (type $a (array (mut (ref null $b)))) (global $a (ref $a) "
           "(array.new_default $a (i32.const 400)))"
           " (func (export \"go\") (param $size i32) (param $keep i32) (local $k i32) (local $x (ref null $b))"
           "  (loop $again"
           "   (local.set $x (array.new_default $b (local.get $size)))"
           "   (if (i32.eqz (i32.rem_u (local.get $k) (local.get $keep)))"
           "    (then (array.set $a (global.get $a) (i32.rem_u (i32.div_u (local.get $k) (local.get $keep)) (i32.const "
           "400)) (local.get $x))))"
           "   (br_if $again (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 1))) (i32.const 100000))))))");
  int32_t args[2] = {8, 0};
  for (; args[0] < 8000; args[0] = args[0] * 3 / 2) {
    args[1] = 65536 / args[0] + 1;
    ok(try_call(get_func(i, "go"), 2, args, NULL));
  }
  vm_delete(&vm);
}
END_TEST

/* Numbers that look like addresses, where references may be: slots of a host function. */
static wvm_error_t *host_odd(void *env, wvm_caller_t *caller, wvm_raw_t *slots) {
  wvm_extern_t waste;
  if (!wvm_instance_export(wvm_caller_instance(caller), "waste", &waste))
    return wvm_error_new(WVM_ERROR_USAGE, "waste");
  static const uint64_t odd[] = {
      8, 16, 1088, 1096, 65535, 65536, 66624, 66632, UINT64_MAX - 7, UINT64_MAX - 15, (uint64_t)1 << 63};
  wvm_ref_t *r;
  for (size_t k = 0; k < sizeof odd / sizeof *odd; k++)
    for (int64_t near = -16; near <= 16; near += 8) {
      slots[0].bits = odd[k] + (uint64_t)near;
      slots[1].bits = (uint64_t)(uintptr_t)env + (uint64_t)near; /* memory of the process, but no object */
      wvm_error_t *e = wvm_ref_new_extern(wvm_caller_store(caller), NULL, NULL, &r);
      if (!e) wvm_ref_delete(r);
      int32_t n = 1;
      if (!e) e = try_call(waste.of.func, 1, &n, NULL);
      if (e) return e;
    }
  return NULL;
}

START_TEST(odd_words) {
  const wvm_valtype_t types[2] = {{.kind = WVM_I64}, {.kind = WVM_I64}};
  const wvm_functype_t type = {.param_count = 2, .params = types};
  Vm vm = vm_with(64 * MIB, true);
  wvm_extern_t import = {.kind = WVM_EXTERN_FUNC};
  ok(wvm_func_new_raw(vm.store, &type, host_odd, &vm, NULL, &import.of.func));
  wvm_instance_t *i =
      instance_with(&vm,
                    "(module (type $s (struct (field i64))) (import \"\" \"\" (func $odd (param i64 i64)))"
                    " (type $a (array i64)) (global $large (ref $a) (array.new $a (i64.const 3) (i32.const 5000)))"
                    " (func (export \"waste\") (param i32) (drop (struct.new $s (i64.const 1))))"
                    " (func (export \"go\") (call $odd (i64.const 0) (i64.const 0))))",
                    &import, 1);
  call_none(i, "go");
  vm_delete(&vm);
}
END_TEST

/* ---- no memory ---- */

typedef struct Counted {
  size_t left, live;
} Counted;
static void *counted_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
  Counted *c = ctx;
  if (new_size > old_size && new_size - old_size > c->left - c->live) return NULL;
  c->live += new_size - old_size;
  if (new_size) return realloc(p, new_size);
  free(p);
  return NULL;
}

START_TEST(no_memory) {
  /* Far below the heap's limit the allocator gives out: a trap, and everything is given back. */
  for (size_t room = 3 * MIB; room < 12 * MIB; room += 300001) {
    Counted c = {.left = room};
    wvm_config_t *config = wvm_config_new();
    wvm_config_set_allocator(config, counted_resize, &c);
    Vm vm = vm_of(config);
    wvm_instance_t *i = instance_of(&vm, lists);
    for (int k = 0; k < 2; k++) {
      wvm_error_t *e = try_call(get_func(i, "forever"), 0, NULL, NULL);
      /* The trap, or that there was no memory to tell of it. */
      ck_assert(wvm_error_trap(e) == WVM_TRAP_NO_MEMORY || wvm_error_kind(e) == WVM_ERROR_MEMORY);
      wvm_error_delete(e);
    }
    call_n(i, "keep", 1000);
    ck_assert_int_eq(call0(get_func(i, "length")), 1000);
    vm_delete(&vm);
    ck_assert_uint_eq(c.live, 0);
  }
}
END_TEST

TEST_MAIN("gc", pressure, cycles, dropped_heads, long_list, heap_limit, tiny_limits, arrays, deep_frames,
          full_mark_stack, finalizers, finalizers_call_back, host_functions, odd_words, sizes, fragmentation, no_memory)
