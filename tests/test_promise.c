/* The memory promise: every instruction that accesses memory, at the last valid and the first invalid addresses, in every
 * kind of memory and every tier.
 *
 *   instruction × memory × offset × way of its address ─▶ a function; called with addresses ─▶ traps, or not, by arithmetic
 *
 * Memories: 32-bit, 64-bit, of single bytes, beside a larger one. Offsets: small, and such that a sum leaves 32 or 64 bits.
 * Ways: an address as it comes (with an upper half that an i32 has not), the register of a loop's local, a sum with a
 * constant, one that was used before with a smaller offset. What traps has written nothing; what does not has written
 * within its bytes alone, and reads the same in all tiers. */
#include <stdarg.h>

#include "decoder/opcode.h"
#include "tests/api.h"

typedef struct Text {
  char at[1 << 18];
  size_t size;
} Text;
static Text text;

static void put(const char *format, ...) PRINTF_LIKE(1, 2);
static void put(const char *format, ...) {
  va_list args;
  va_start(args, format);
  const int n = vsnprintf(text.at + text.size, sizeof text.at - text.size, format, args);
  va_end(args);
  text.size += (size_t)n;
  ck_assert_uint_lt(text.size, sizeof text.at);
}

/* ---- what is tried ---- */

typedef struct MemoryKind {
  const char *name, *memories; /* $m is the one that is accessed */
  uint64_t size;
  bool is64;
} MemoryKind;
static const MemoryKind memory_kinds[] = {
    {"a 32-bit memory", "(memory $m (export \"m\") 1)", 65536, false},
    {"a 64-bit memory", "(memory $m (export \"m\") i64 1)", 65536, true},
    {"a memory of bytes", "(memory $m (export \"m\") 200 (pagesize 1))", 200, false},
    {"a 64-bit memory of bytes", "(memory $m (export \"m\") i64 200 (pagesize 1))", 200, true},
    {"a second memory", "(memory 3) (memory $m (export \"m\") 1)", 65536, false},
    {"a second, 64-bit memory", "(memory 3) (memory $m (export \"m\") i64 1)", 65536, true},
};

typedef enum Way { WAY_PLAIN, WAY_LOOP, WAY_SUM, WAY_AGAIN, WAYS } Way;
enum { SUMMAND = 24, OFFSETS = 5, FUNCTIONS = OFFSETS * WAYS, ADDRESSES = 24, FILL = 0xA5 };

static uint64_t offset_of(const MemoryKind *k, unsigned n) {
  const uint64_t small[OFFSETS] = {0, 8, k->size - 8, 0x7FFFFFF8, 0xFFFFFFF8}, large[OFFSETS] = {0, 8, 0x1FFFFFFF8, 0x7FFFFFFFFFFFFFF8, 0xFFFFFFFFFFFFFFF8};
  return k->is64 ? large[n] : small[n];
}

static bool accesses_memory(Op op) {
  switch (op_info[op].kind) {
  case KIND_LOAD: case KIND_STORE: case KIND_LOAD_LANE: case KIND_STORE_LANE: case KIND_ATOMIC_LOAD: case KIND_ATOMIC_STORE: case KIND_ATOMIC_RMW:
  case KIND_ATOMIC_CMPXCHG: return op_info[op].prefix != PREFIX_NO;
  case KIND_ATOMIC_WAIT: return op == OP_MEMORY_ATOMIC_NOTIFY; /* the others want a shared memory, and time */
  default: return false;
  }
}
static bool writes(Op op) {
  const uint8_t kind = op_info[op].kind;
  return kind == KIND_STORE || kind == KIND_STORE_LANE || kind == KIND_ATOMIC_STORE || kind == KIND_ATOMIC_RMW || kind == KIND_ATOMIC_CMPXCHG;
}

/* ---- a module: all ways and offsets of one instruction ---- */

static void put_operand(char letter) {
  switch (letter) {
  case 'i': put(" (i32.const 0x1234567)"); break;
  case 'l': put(" (i64.const 0x123456789abcdef)"); break;
  case 'f': put(" (f32.const 1.5)"); break;
  case 'd': put(" (f64.const -2.5)"); break;
  default: put(" (v128.const i64x2 0x1122334455667788 0x99aabbccddeeff00)");
  }
}

/* The instruction's result as an i64. */
static void put_access(Op op, uint64_t offset, const char *address) {
  static const char *const before[] = {['i'] = "(i64.extend_i32_u ", ['l'] = "(i64.add (i64.const 0) ", ['f'] = "(i64.extend_i32_u (i32.reinterpret_f32 ",
                                       ['d'] = "(i64.reinterpret_f64 ", ['v'] = "(i64x2.extract_lane 0 (i32x4.dot_i16x8_s (v128.const i32x4 1 2 3 4) "};
  static const char *const after[] = {['i'] = ")", ['l'] = ")", ['f'] = "))", ['d'] = ")", ['v'] = "))"};
  const SigInfo *s = &sig_info[op_info[op].sig];
  const char result = s->results[0];
  if (result) put("%s", before[(unsigned char)result]);
  put("(%s $m offset=%llu%s %s", op_info[op].text, (unsigned long long)offset, op_info[op].imm == IMM_MEMARG_LANE ? " 0" : "", address);
  for (const char *p = s->params + 1; *p; p++) put_operand(*p);
  put(")");
  put("%s", result ? after[(unsigned char)result] : " (i64.const 0)");
}

static void put_function(Op op, const MemoryKind *k, uint64_t offset, Way way) {
  const char *type = k->is64 ? "i64" : "i32", *address = k->is64 ? "(local.get $a)" : "(i32.wrap_i64 (local.get $a))";
  char sum[100];
  put("(func (export \"f%llu_%u\") (param $a i64) (result i64) (local $p %s) (local $n i32) (local $r i64)\n ", (unsigned long long)offset, way, type);
  switch (way) {
  case WAY_LOOP:
    put("(local.set $p %s) (loop $l (local.set $r (i64.add (local.get $r) ", address);
    put_access(op, offset, "(local.get $p)");
    put(")) (br_if $l (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 3)))) (local.get $r)");
    break;
  case WAY_SUM:
    snprintf(sum, sizeof sum, "(%s.add %s (%s.const %d))", type, address, type, SUMMAND);
    put_access(op, offset, sum);
    break;
  case WAY_AGAIN:
    put("(local.set $p %s) (drop (i32.load8_u $m (local.get $p)))", address);
    put_access(op, offset, "(local.get $p)");
    break;
  default: put_access(op, offset, address);
  }
  put(")\n");
}

static void put_module(Op op, const MemoryKind *k) {
  text.size = 0;
  put("(module %s\n", k->memories);
  for (unsigned n = 0; n < OFFSETS; n++)
    for (Way way = 0; way < WAYS; way++) put_function(op, k, offset_of(k, n), way);
  put(")");
}

/* ---- calls ---- */

typedef struct Tier {
  const char *name;
  wvm_tier_t tier;
  bool explicit_bounds;
  wvm_engine_t *engine;
  wvm_store_t *store;
  wvm_instance_t *instance;
} Tier;
static Tier tiers[] = {{"interpreter", WVM_TIER_INTERPRETER, false, NULL, NULL, NULL}, {"guarded code", WVM_TIER_AUTO, false, NULL, NULL, NULL}, {"explicit bounds", WVM_TIER_AUTO, true, NULL, NULL, NULL}};

/* Interesting addresses of an access: multiples of 8 where it is atomic, which an unaligned one would end before. */
static unsigned make_addresses(const MemoryKind *k, Op op, uint64_t offset, uint64_t out[ADDRESSES]) {
  const uint64_t size = op_info[op].size, last = k->size - size - offset; /* wraps, and so it should */
  const uint64_t odd[ADDRESSES] = {0, 8, last, last + 1, last - 1, last + 8, k->size, k->size - 1, last - SUMMAND, last - SUMMAND + 1, 0 - offset, 0 - offset - 1, 0xFFFFFFFF,
                                   0x7FFFFFFF, 0x80000000, 0x100000000, 0x100000000 + last, 0xFFFFFFFF00000000 + last, UINT64_MAX, UINT64_MAX - SUMMAND + 1, (uint64_t)1 << 63,
                                   0xFFFFFFE8, 0 - (uint64_t)SUMMAND, 0x200000000 - offset};
  for (unsigned n = 0; n < ADDRESSES; n++) out[n] = op_info[op].flags & OPF_ATOMIC ? odd[n] & ~UINT64_C(7) : odd[n];
  return ADDRESSES;
}

static bool is_inside(const MemoryKind *k, uint64_t at, uint64_t offset, uint64_t size) {
  uint64_t end;
  return !__builtin_add_overflow(at, offset, &at) && !__builtin_add_overflow(at, size, &end) && end <= k->size;
}

static bool all_are(const uint8_t *at, uint64_t size, uint8_t value) {
  for (uint64_t n = 0; n < size; n++)
    if (at[n] != value) return false;
  return true;
}

static const char *place(const Tier *t, Op op, const MemoryKind *k, uint64_t offset, Way way, uint64_t at) {
  static char out[300];
  snprintf(out, sizeof out, "%s of %s, offset 0x%llx, way %u, address 0x%llx, %s", op_info[op].text, k->name, (unsigned long long)offset, way, (unsigned long long)at, t->name);
  return out;
}

static uint64_t call_at(const Tier *t, Op op, const MemoryKind *k, uint64_t offset, Way way, uint64_t at, wvm_func_t *f, uint8_t *memory) {
  const uint64_t size = op_info[op].size;
  uint64_t address = k->is64 ? at : (uint32_t)at;
  bool inside = way != WAY_AGAIN || is_inside(k, address, 0, 1);
  if (way == WAY_SUM) address = k->is64 ? address + SUMMAND : (uint32_t)(address + SUMMAND);
  inside = inside && is_inside(k, address, offset, size);
  wvm_raw_t slot[1] = {{.bits = at}};
  wvm_error_t *e = wvm_func_call_raw(f, slot);
  const bool trapped = e && wvm_error_kind(e) == WVM_ERROR_TRAP && wvm_error_trap(e) == WVM_TRAP_MEMORY_BOUNDS;
  if (trapped == inside || (e && !trapped)) ck_abort_msg("%s: %s", place(t, op, k, offset, way, at), e ? wvm_error_message(e) : "does not trap");
  wvm_error_delete(e);
  if (!writes(op)) return inside ? slot[0].bits : 0;
  const uint64_t from = inside ? address + offset : 0, end = inside ? from + size : 0;
  if (!all_are(memory, from, FILL) || !all_are(memory + end, k->size - end, FILL)) ck_abort_msg("%s: writes elsewhere", place(t, op, k, offset, way, at));
  memset(memory + from, FILL, end - from);
  return inside ? slot[0].bits : 0;
}

static void try_instruction(Op op, const MemoryKind *k) {
  put_module(op, k);
  for (unsigned n = 0; n < COUNT_OF(tiers); n++) {
    Vm vm = {.engine = tiers[n].engine};
    ok(wvm_store_new(vm.engine, &vm.store));
    tiers[n].store = vm.store;
    tiers[n].instance = instance_of(&vm, text.at);
    memset(wvm_memory_data(get_memory(tiers[n].instance, "m")), FILL, k->size);
  }
  for (unsigned n = 0; n < OFFSETS; n++) {
    const uint64_t offset = offset_of(k, n);
    uint64_t addresses[ADDRESSES];
    const unsigned count = make_addresses(k, op, offset, addresses);
    for (Way way = 0; way < WAYS; way++) {
      char name[40];
      snprintf(name, sizeof name, "f%llu_%u", (unsigned long long)offset, way);
      for (unsigned a = 0; a < count; a++) {
        uint64_t right = 0;
        for (unsigned t = 0; t < COUNT_OF(tiers); t++) {
          const uint64_t got = call_at(&tiers[t], op, k, offset, way, addresses[a], get_func(tiers[t].instance, name), wvm_memory_data(get_memory(tiers[t].instance, "m")));
          if (t == 0) right = got;
          if (got != right) ck_abort_msg("%s: another result", place(&tiers[t], op, k, offset, way, addresses[a]));
        }
      }
    }
  }
  for (unsigned n = 0; n < COUNT_OF(tiers); n++) wvm_store_delete(tiers[n].store);
}

static void try_all(unsigned first) {
  unsigned count = 0;
  for (unsigned n = 0; n < COUNT_OF(tiers); n++) {
    wvm_config_t *c = wvm_config_new();
    ok(wvm_config_set_tier(c, tiers[n].tier));
    wvm_config_set_explicit_bounds(c, tiers[n].explicit_bounds);
    wvm_config_set_precise_stores(c, true);
    ok(wvm_engine_new(c, &tiers[n].engine));
  }
  enum { STEP = ADDRESS_SANITIZER || THREAD_SANITIZER ? 5 : 1 }; /* there each fifth */
  for (Op op = 0; op < OP_COUNT; op++)
    if (accesses_memory(op) && count++ % STEP == 0)
      for (unsigned k = first; k < first + 2; k++) try_instruction(op, &memory_kinds[k]);
  for (unsigned n = 0; n < COUNT_OF(tiers); n++) wvm_engine_delete(tiers[n].engine);
  ck_assert_uint_gt(count, 100);
}

START_TEST(one_memory) { try_all(0); }
END_TEST
START_TEST(memories_of_bytes) { try_all(2); }
END_TEST
START_TEST(second_memories) { try_all(4); }
END_TEST

TEST_MAIN("promise", one_memory, memories_of_bytes, second_memories)
