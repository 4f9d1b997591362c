/* Every operator that has no state, and every load and store of a vector, in machine code against the interpreter, on
 * random and special operands; made from decoder/opcodes.def, so that none is forgotten.
 *
 *   operator ─▶ a module with one function per setting ─▶ run over all inputs in memory, by either tier ─▶ outputs compared
 *
 * Settings say where operands are (temps, locals in low and in high registers, slots, constants) and where the result goes
 * (a local of its own, any operand's). Tiers are the interpreter and machine code for processors of several kinds, as far as
 * this one is that kind. Bits must be equal; without --deterministic NaNs that arithmetic makes are only quiet. No vector
 * instruction may be left to an island, nor a function to the interpreter. */
#include <stdarg.h>

#include "jit/compiler.h"
#include "jit/jit.h"
#include "tests/api.h"

#if defined(__x86_64__) || defined(__aarch64__)
#if defined(__x86_64__)
#include "jit/x64/x64.h"
enum { ON_ARM = false };
static const Target *const target = &target_x64;
#else
#include "jit/arm64/arm64.h"
enum { ON_ARM = true };
static const Target *const target = &target_arm64;
#endif

/* ---- text ---- */

typedef struct Text {
  char at[1 << 16];
  size_t size;
} Text;

static void put(Text *t, const char *format, ...) PRINTF_LIKE(2, 3);
static void put(Text *t, const char *format, ...) {
  va_list args;
  va_start(args, format);
  const int n = vsnprintf(t->at + t->size, sizeof t->at - t->size, format, args);
  va_end(args);
  t->size += (size_t)n;
  ck_assert_uint_lt(t->size, sizeof t->at);
}

/* ---- operands ---- */

/* memory: inputs, 64 bytes each (four operands); data that memory instructions see; outputs */
enum { INPUTS = 192, DATA = 0x4000, DATA_SIZE = 0x2000, OUTPUTS = 0x8000, OUTPUT_SIZE = 128, MEMORY = 0x10000 };

static uint64_t seed;
static uint64_t random64(void) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return seed ^ seed >> 29 ^ seed << 32;
}

static const uint64_t specials8[] = {0, 1, 0xFF, 0x7F, 0x80, 0x81, 15, 16};
static const uint64_t specials16[] = {0, 1, 0xFFFF, 0x7FFF, 0x8000, 0x8001, 0x00FF, 0x0080, 0xFF80, 0x7C00, 0xFC00, 0x7E00, 0x7D01, 0xFC01, 0x3C00, 0x0400, 0x03FF, 0x7BFF, 0x3800, 0x5D00, 0x5802};
static const uint64_t specials32[] = {0, 1, 0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFF, 0x8000, 0xFFFF8000, 0x3F800000, 0xBF800000, 0x3F000000, 0xBF000000, 0x3FC00000, 0x40200000, 0x4F000000, 0xCF000000,
                                      0x4EFFFFFF, 0x4F800000, 0x4F7FFFFF, 0xCF000001, 0x7F800000, 0xFF800000, 0x7FC00000, 0xFFC00000, 0x7FA00000, 0x7F800001, 0x00800000, 0x007FFFFF, 0x7F7FFFFF, 0xBF7FFFFF, 0x4B000001};
static const uint64_t specials64[] = {0, 1, UINT64_MAX, INT64_MAX, 0x8000000000000000, 0x8000000000000001, 0xFFFFFFFF, 0x80000000, 0x100000000, 0x3FF0000000000000, 0xBFF0000000000000, 0x3FE0000000000000, 0x3FF8000000000000,
                                      0x4004000000000000, 0x41DFFFFFFFC00000, 0x41E0000000000000, 0xC1E0000000000000, 0xC1E0000000200000, 0x41EFFFFFFFE00000, 0x41F0000000000000, 0xBFEFFFFFFFFFFFFF, 0x7FF0000000000000, 0xFFF0000000000000,
                                      0x7FF8000000000000, 0x7FF4000000000000, 0x7FF0000000000001, 0x0010000000000000, 0x47EFFFFFF0000000, 0x3E60000000000001, 0x3F00000000000001, 0x40EFFE0000000001, 0x43E0000000000000};

/* One operand of 16 bytes: lanes of some width, each random, special, or a small number. */
static void make_operand(uint8_t *out) {
  static const struct {
    const uint64_t *at;
    unsigned count, bytes;
  } kinds[] = {{specials8, COUNT_OF(specials8), 1}, {specials16, COUNT_OF(specials16), 2}, {specials32, COUNT_OF(specials32), 4}, {specials64, COUNT_OF(specials64), 8}};
  const unsigned k = (unsigned)(random64() % 5), mode = (unsigned)(random64() % 8);
  for (unsigned i = 0; i < 16; i += k < 4 ? kinds[k].bytes : 8) {
    uint64_t v = random64();
    if (mode == 7) v = random64() % 40 - 20;
    if (k < 4 && (mode < 5 || random64() % 2)) v = kinds[k].at[v % kinds[k].count];
    memcpy(out + i, &v, k < 4 ? kinds[k].bytes : 8);
  }
}

static uint8_t image[MEMORY];

static void make_image(void) {
  seed = 42;
  for (unsigned k = 0; k < INPUTS * 4; k++) make_operand(image + k * 16);
  for (unsigned k = 0; k < DATA_SIZE / 16; k++) make_operand(image + DATA + k * 16);
  memset(image + OUTPUTS, 0x55, MEMORY - OUTPUTS);
}

/* Operands of f16x8.madd that f32 rounds wrongly: products of two odd numbers of six bits, which are half of the last place
 * or more, and a third that decides; and what is a little less than half of the last place of a subnormal sum. */
static void make_half_image(void) {
  make_image();
  for (unsigned k = 0; k < INPUTS * 8; k++) {
    uint8_t *lane = image + k / 8 * 64 + k % 8 * 2;
    const unsigned r = (unsigned)random64();
    uint16_t a = (uint16_t)((15 + (r >> 3 & 3)) << 10 | (r >> 5 & 31) << 5 | 0x20), b = (uint16_t)((15 + (r >> 11 & 3)) << 10 | (r >> 13 & 31) << 5 | 0x20);
    uint16_t c = (uint16_t)((r >> 18 & 1) << 15 | (r >> 19 & 3));
    if (r & 4) a = 0x0C01, b = 0x07FE, c = (uint16_t)((r >> 18 & 1) << 15 | (r >> 20 & 0x3FF));
    store_u16(lane, (uint16_t)(a | (r & 1) << 15));
    store_u16(lane + 16, (uint16_t)(b | (r & 2) << 14));
    store_u16(lane + 32, c);
  }
}

/* ---- operators ---- */

/* An instruction and one choice of its immediates. */
typedef struct Case {
  Op op;
  char imm[80];
  unsigned k; /* which choice */
} Case;

static const SigInfo *sig_of(Op op) { return &sig_info[op_info[op].sig]; }
static bool has_vector(Op op) {
  const SigInfo *s = sig_of(op);
  return strchr(s->params, 'v') || strchr(s->results, 'v') || op_info[op].feature == FEATURE_FP16;
}

/* Pure, or a memory instruction with a vector or an f16. */
static bool is_tested(Op op) {
  const OpInfo *i = &op_info[op];
  if (i->prefix == PREFIX_NO || i->sig == SIG_SPEC || i->flags & (OPF_SAFEPOINT | OPF_ATOMIC)) return false;
  switch (i->kind) {
  case KIND_UNARY: case KIND_BINARY: case KIND_TERNARY: case KIND_TEST: case KIND_COMPARE: case KIND_CONVERT: case KIND_SPLAT:
  case KIND_EXTRACT: case KIND_REPLACE: case KIND_SHIFT: case KIND_SHUFFLE:
    return !(i->flags & OPF_TRAPS) && i->prefix != PREFIX_FE;
  case KIND_LOAD: case KIND_STORE: case KIND_LOAD_LANE: case KIND_STORE_LANE: return has_vector(op);
  default: return false;
  }
}

/* Lanes of a shuffle: those that have an instruction of their own, then random ones. */
static const char *const shuffles[] = {
    "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15", "16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31",
    "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", "2 3 2 3 2 3 2 3 2 3 2 3 2 3 2 3", "16 17 16 17 16 17 16 17 16 17 16 17 16 17 16 17",
    "4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7", "8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7", "12 13 14 15 8 9 10 11 4 5 6 7 0 1 2 3",
    "2 3 0 1 6 7 4 5 8 9 10 11 12 13 14 15", "0 1 2 3 4 5 6 7 14 15 12 13 10 11 8 9", "0 0 1 1 2 2 3 3 4 4 5 5 6 6 7 7",
    "8 9 8 9 10 11 10 11 12 13 12 13 14 15 14 15", "3 4 5 6 7 8 9 10 11 12 13 14 15 0 1 2", "5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
    "30 31 0 1 2 3 4 5 6 7 8 9 10 11 12 13", "0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23", "24 8 25 9 26 10 27 11 28 12 29 13 30 14 31 15",
    "0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23", "8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31", "0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23",
    "24 25 26 27 8 9 10 11 28 29 30 31 12 13 14 15", "0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23", "24 25 26 27 28 29 30 31 8 9 10 11 12 13 14 15",
    "0 17 2 19 4 21 6 23 8 25 10 27 12 29 14 31", "0 1 18 19 4 5 22 23 24 25 10 11 28 29 14 15", "16 17 18 19 4 5 6 7 24 25 26 27 12 13 14 15",
    "0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27", "20 21 22 23 28 29 30 31 4 5 6 7 12 13 14 15", "0 1 2 3 4 5 6 7 28 29 30 31 12 13 14 15",
    "16 17 18 19 8 9 10 11 24 25 26 27 28 29 30 31", "0 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30", "1 3 5 7 9 11 13 15 17 19 21 23 25 27 29 31",
    "0 1 4 5 8 9 12 13 16 17 20 21 24 25 28 29", "15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0", "0 16 16 16 1 16 16 16 2 16 16 16 3 16 16 16",
    "8 16 9 16 10 16 11 16 12 16 13 16 14 16 15 16", "3 4 5 6 7 8 9 10 11 12 13 14 15 16 16 16", "16 16 16 16 16 0 1 2 3 4 5 6 7 8 9 10",
    "0 16 1 16 2 16 3 16 4 16 5 16 6 16 7 16", "0 16 16 16 16 16 16 16 1 16 16 16 16 16 16 16", "0 1 16 16 2 3 16 16 4 5 16 16 6 7 16 16",
    "16 0 16 1 16 2 16 3 16 4 16 5 16 6 16 7", "0 1 2 3 16 16 16 16 4 5 6 7 16 16 16 16", "16 16 16 16 16 16 16 16 16 16 16 16 16 16 16 16"};
enum { RANDOM_SHUFFLES = 8 };

/* The k-th choice of immediates; false: there are no more. */
static bool case_of(Op op, unsigned k, Case *c) {
  const OpInfo *i = &op_info[op];
  const unsigned lanes = i->size ? 16 / i->size : 0;
  *c = (Case){.op = op, .k = k};
  switch ((Imm)i->imm) {
  case IMM_NONE: return k < 1;
  case IMM_MEMARG: snprintf(c->imm, sizeof c->imm, "offset=%u", DATA + 5); return k < 1;
  case IMM_MEMARG_LANE: snprintf(c->imm, sizeof c->imm, "offset=%u %u", DATA + 5, k); return k < lanes;
  case IMM_LANE: snprintf(c->imm, sizeof c->imm, "%u", k); return k < lanes;
  case IMM_LANES16:
    if (k < COUNT_OF(shuffles)) snprintf(c->imm, sizeof c->imm, "%s", shuffles[k]);
    else
      for (unsigned n = 0, at = 0; n < 16; n++) at += (unsigned)snprintf(c->imm + at, sizeof c->imm - at, "%u ", (unsigned)(random64() % 32));
    return k < COUNT_OF(shuffles) + RANDOM_SHUFFLES;
  default: ck_abort_msg("%s: immediates of no kind that is known here", i->text);
  }
}

/* ---- modules ---- */

static const char *type_name(char letter) {
  switch (letter) {
  case 'i': case 'p': return "i32";
  case 'l': return "i64";
  case 'f': return "f32";
  case 'd': return "f64";
  default: return "v128";
  }
}

/* The k-th operand of the input at hand; addresses are small. */
static void put_input(Text *t, char letter, unsigned k) {
  put(t, "(%s.load offset=%u (local.get $in))", type_name(letter), k * 16);
  if (letter == 'p') put(t, "(i32.and (i32.const 0xFFF))");
}

/* One of a few constants, by number: zeros, ones, random. */
static void put_constant(Text *t, char letter, unsigned number) {
  uint8_t b[16];
  make_operand(b);
  if (number % 4 == 0) memset(b, 0, sizeof b);
  const uint64_t v = letter == 'p' ? load_u32(b) & 0xFFF : load_u64(b);
  switch (letter) {
  case 'i': case 'p': put(t, "(i32.const %u)", (uint32_t)v); break;
  case 'l': put(t, "(i64.const 0x%llx)", (unsigned long long)v); break;
  case 'f': put(t, "(f32.reinterpret_i32 (i32.const 0x%x))", (uint32_t)v); break;
  case 'd': put(t, "(f64.reinterpret_i64 (i64.const 0x%llx))", (unsigned long long)v); break;
  default: put(t, "(v128.const i64x2 0x%llx 0x%llx)", (unsigned long long)v, (unsigned long long)load_u64(b + 8));
  }
}

static void put_op(Text *t, const Case *c) { put(t, " (%s %s)", op_info[c->op].text, c->imm); }

/* local.get of a value, stored into the output at hand. */
static void put_store(Text *t, char letter, const char *local, unsigned offset) {
  put(t, " (%s.store offset=%u (local.get $out) (local.get %s))", type_name(letter), OUTPUTS + offset, local);
}

typedef enum Setting {
  SET_STACK,   /* operands just made */
  SET_LOCALS,  /* in locals; the result in its own */
  SET_HIGH,    /* … in registers that are given out late */
  SET_SLOTS,   /* … without registers */
  SET_HOME,    /* brought home by a call */
  SET_DEEP,    /* on top of more values than there are registers */
  SET_SAME,    /* one local for all operands of its type */
  SET_BRANCH,  /* the result is a condition */
  SET_ALIAS,   /* + k: the result goes to the k-th operand's local */
  SET_CONST = SET_ALIAS + 3, /* + k: the k-th operand is a constant, the others in locals */
  SET_MIXED = SET_CONST + 3, /* + k: the k-th operand is just made, the others in locals */
  SET_COUNT = SET_MIXED + 3
} Setting;

static bool has_setting(Op op, unsigned setting) {
  const SigInfo *s = sig_of(op);
  if (setting == SET_BRANCH) return s->results[0] == 'i';
  if (setting >= SET_MIXED) return setting - SET_MIXED < s->param_count && s->param_count > 1;
  if (setting >= SET_CONST) return setting - SET_CONST < s->param_count;
  if (setting >= SET_ALIAS) return setting - SET_ALIAS < s->param_count && s->params[setting - SET_ALIAS] == s->results[0];
  return true;
}

enum { DEEP = 10, FILLERS_HIGH = 9, FILLERS_SLOTS = 40 };

/* Locals that are used more than those of the operands, and take the first registers, or all. */
static void put_fillers(Text *t, unsigned count, const char *type) {
  for (unsigned n = 0; n < count; n++) put(t, " (local.set $%s%u (local.get $%s%u)) (local.set $%s%u (local.get $%s%u))", type, n, type, (n + 1) % count, type, n, type, n);
  for (unsigned n = 0; n < count; n++) put(t, " (local.set $%s%u (local.get $%s%u))", type, n, type, n);
}

static void put_all_fillers(Text *t, unsigned count) {
  put_fillers(t, count, "v");
  put_fillers(t, MIN_OF(count, 12u), "i");
}

/* Where each operand comes from: the local that holds it, or an instruction. */
static void put_operand(Text *t, const SigInfo *s, unsigned setting, unsigned k, unsigned number) {
  const char letter = s->params[k];
  if (setting == SET_STACK || setting == SET_HOME || setting == SET_DEEP || setting == SET_BRANCH || setting == SET_MIXED + k) put_input(t, letter, k);
  else if (setting == SET_CONST + k) put_constant(t, letter, number);
  else if (setting == SET_SAME) put(t, "(local.get $x%u)", (unsigned)(strchr(s->params, letter) - s->params));
  else put(t, "(local.get $x%u)", k);
}

static void put_body(Text *t, const Case *c, unsigned setting) {
  const SigInfo *s = sig_of(c->op);
  const char result = s->results[0];
  for (unsigned k = 0; k < s->param_count; k++) {
    put(t, " (local.set $x%u ", k);
    put_input(t, s->params[k], k);
    put(t, ")");
  }
  if (setting == SET_HIGH) put_all_fillers(t, FILLERS_HIGH);
  if (setting == SET_SLOTS) put_all_fillers(t, FILLERS_SLOTS);
  if (setting == SET_DEEP)
    for (unsigned n = 0; n < DEEP; n++) put(t, " (v128.load offset=%u (local.get $in))", n * 16 % 64);
  for (unsigned k = 0; k < s->param_count; k++) put_operand(t, s, setting, k, c->k + setting);
  if (setting == SET_HOME) put(t, " (call $nothing)");
  put_op(t, c);
  if (setting == SET_BRANCH) put(t, " (if (result i32) (then (i32.const 7)) (else (i32.const 8)))");
  const bool alias = setting >= SET_ALIAS && setting < SET_CONST;
  char to[8];
  snprintf(to, sizeof to, alias ? "$x%u" : "$r", setting - SET_ALIAS);
  if (result) put(t, " (local.set %s)", to);
  if (setting == SET_DEEP)
    for (unsigned n = 0; n < DEEP; n++) put(t, " (local.set $v%u)", n);
  if (result) put_store(t, result, to, 0);
  for (unsigned k = 0; k < s->param_count; k++) {
    char name[8];
    snprintf(name, sizeof name, "$x%u", k);
    put_store(t, s->params[k], name, 16 + 16 * k);
  }
  if (setting == SET_DEEP) /* their sum, as it were */
    for (unsigned n = 0; n < DEEP; n++)
      put(t, " (v128.store offset=%u (local.get $out) (i64x2.sub (v128.load offset=%u (local.get $out)) (local.get $v%u)))", OUTPUTS + 64, OUTPUTS + 64, n);
  if (setting == SET_DEEP && op_info[c->op].kind == KIND_STORE) put(t, " (v128.store offset=%u (local.get $out) (local.get $v0))", OUTPUTS + 80);
}

static void put_function(Text *t, const Case *c, unsigned setting) {
  const SigInfo *s = sig_of(c->op);
  put(t, " (func (export \"f%u\") (local $in i32) (local $out i32)", setting);
  for (unsigned k = 0; k < s->param_count; k++) put(t, " (local $x%u %s)", k, type_name(s->params[k]));
  if (s->results[0]) put(t, " (local $r %s)", type_name(s->results[0]));
  const unsigned fillers = setting == SET_SLOTS ? FILLERS_SLOTS : setting == SET_HIGH ? FILLERS_HIGH : setting == SET_DEEP ? DEEP : 0;
  for (unsigned n = 0; n < fillers; n++) put(t, " (local $v%u v128) (local $i%u i32)", n, n);
  put(t, " (loop $l");
  put_body(t, c, setting);
  put(t, " (local.set $out (i32.add (local.get $out) (i32.const %u)))", OUTPUT_SIZE);
  put(t, " (br_if $l (i32.lt_u (local.tee $in (i32.add (local.get $in) (i32.const 64))) (i32.const %u)))))\n", INPUTS * 64);
}

static void put_module(Text *t, const Case *c) {
  t->size = 0;
  put(t, "(module (memory (export \"m\") 1) (func $nothing)\n");
  for (unsigned setting = 0; setting < SET_COUNT; setting++)
    if (has_setting(c->op, setting)) put_function(t, c, setting);
  put(t, ")");
}

_Static_assert(OUTPUTS + INPUTS * OUTPUT_SIZE <= MEMORY && INPUTS * 64 <= DATA, "memory of the guests");

/* ---- tiers ---- */

typedef struct Tier {
  const char *name;
  const char *cpu; /* as for --cpu; NULL: the interpreter */
  wvm_relaxed_t relaxed;
  bool deterministic, is_explicit;
  unsigned random;
} Tier;

#define INTERPRETER NULL
#define ALL         ""
#define V3          "least"
#if defined(__x86_64__)
#define NO_HALF     "-avx512fp16"
#define V3_VNNI     "-avx512vl,-avx512vnni,-avx512fp16"
#define NO_VNNI     "-avx512vnni,-avx512fp16"
#else /* the names of tiers below are x86-64's; of AArch64 they are, in the same order: */
#define NO_HALF     "-fp16"
#define V3_VNNI     "-i8mm,-fp16"
#define NO_VNNI     "-dotprod,-i8mm,-fp16"
#endif

static struct {
  unsigned functions, islands, refused;
} compiled;

static Err compile_counted(Program *p, uint32_t func, CodeVariant variant, void **scratch, CompiledCode *out) {
  const Err err = jit_compiler.compile(p, func, variant, scratch, out);
  compiled.functions++;
  compiled.refused += err != ERR_OK;
  if (!err) compiled.islands += ((const Jit *)*scratch)->resume_count;
  return err;
}

static Compiler counting;

static wvm_engine_t *open_tier(const Tier *tier) {
  wvm_config_t *config = wvm_config_new();
  wvm_config_set_deterministic(config, tier->deterministic);
  wvm_config_set_relaxed(config, tier->relaxed);
  if (tier->cpu && *tier->cpu) ok(wvm_config_set_cpu(config, tier->cpu));
  ok(wvm_config_set_tier(config, !tier->cpu ? WVM_TIER_INTERPRETER : WVM_TIER_JIT));
  char random[32];
  snprintf(random, sizeof random, "random=%u", tier->random);
  if (tier->random) ok(wvm_config_set_jit_test(config, random));
  wvm_engine_t *e = NULL;
  ok(wvm_engine_new(config, &e));
  Engine *engine = (Engine *)(void *)e; /* nothing has been compiled yet */
  if (!tier->cpu) return e;
  counting = jit_compiler;
  counting.compile = compile_counted;
  engine->config.compiler = &counting;
  if (tier->is_explicit) engine->config.explicit_bounds = true;
  return e;
}

/* ---- running ---- */

/* Runs a setting over all inputs; the memory afterwards. */
static void run_setting(wvm_instance_t *i, unsigned setting, uint8_t *after) {
  uint8_t *memory = wvm_memory_data(get_memory(i, "m"));
  char name[8];
  snprintf(name, sizeof name, "f%u", setting);
  memcpy(memory, image, MEMORY);
  ok(try_call(get_func(i, name), 0, NULL, NULL));
  memcpy(after, memory, MEMORY);
}

/* Bytes of a lane of the operator's result, where it is of floats. */
static unsigned float_size(Op op) {
  const char *text = op_info[op].text; /* f32.add, f64x2.add, f16x8.add, … */
  return text[0] != 'f' ? 0 : text[1] == '3' ? 4 : text[1] == '6' ? 8 : 2;
}

/* Both are NaNs, and quiet. */
static bool are_nans(const uint8_t *a, const uint8_t *b, unsigned size) {
  static const uint64_t quiet[9] = {[2] = 0x7E00, [4] = 0x7FC00000, [8] = 0x7FF8000000000000};
  uint64_t x = 0, y = 0;
  memcpy(&x, a, size);
  memcpy(&y, b, size);
  return (x & quiet[size]) == quiet[size] && (y & quiet[size]) == quiet[size];
}

/* NaNs of arithmetic may differ in what else they hold: in the result, and in the local that it went to. */
static bool is_excused(const Case *c, unsigned setting, unsigned at) {
  const unsigned in_output = (at - OUTPUTS) % OUTPUT_SIZE;
  if (!(op_info[c->op].flags & OPF_MAKES_NAN) || at < OUTPUTS) return false;
  return in_output < 16 || (setting >= SET_ALIAS && setting < SET_CONST && in_output / 16 == setting - SET_ALIAS + 1);
}

static void compare(const Case *c, const Tier *tier, unsigned setting, const uint8_t *expected, const uint8_t *got) {
  const unsigned size = float_size(c->op);
  if (memcmp(expected, got, MEMORY) == 0) return;
  for (unsigned at = 0; at < MEMORY; at++) {
    if (expected[at] == got[at]) continue;
    const unsigned lane = size ? at & ~(size - 1) : at;
    if (!tier->deterministic && size && is_excused(c, setting, at) && are_nans(expected + lane, got + lane, size)) continue;
    const unsigned input = at < OUTPUTS ? 0 : (at - OUTPUTS) / OUTPUT_SIZE;
    char text[600];
    size_t n = (size_t)snprintf(text, sizeof text, "%s %s, setting %u, %s: byte 0x%x of memory\n", op_info[c->op].text, c->imm, setting, tier->name, at);
    for (unsigned k = 0; k < 4; k++)
      n += (size_t)snprintf(text + n, sizeof text - n, "  operand %u: %016llx %016llx\n", k, (unsigned long long)load_u64(image + input * 64 + k * 16 + 8), (unsigned long long)load_u64(image + input * 64 + k * 16));
    const unsigned line = at & ~15u;
    snprintf(text + n, sizeof text - n, "  expected: %016llx %016llx\n  got:      %016llx %016llx", (unsigned long long)load_u64(expected + line + 8), (unsigned long long)load_u64(expected + line),
             (unsigned long long)load_u64(got + line + 8), (unsigned long long)load_u64(got + line));
    ck_abort_msg("%s", text);
  }
}

static uint8_t reference[SET_COUNT][MEMORY];

static void run_case(const Case *c, const Text *t, const Tier *tier, wvm_engine_t *engine) {
  Vm vm = {.engine = engine};
  ok(wvm_store_new(engine, &vm.store));
  wvm_instance_t *i = instance_of(&vm, t->at);
  static uint8_t got[MEMORY];
  compiled.functions = compiled.islands = compiled.refused = 0;
  for (unsigned setting = 0; setting < SET_COUNT; setting++) {
    if (!has_setting(c->op, setting)) continue;
    run_setting(i, setting, !tier->cpu ? reference[setting] : got);
    if (tier->cpu) compare(c, tier, setting, reference[setting], got);
  }
  wvm_store_delete(vm.store);
  if (!tier->cpu) return;
  ck_assert_msg(compiled.functions > 0 && !compiled.refused, "%s, %s: not compiled", op_info[c->op].text, tier->name);
  const bool may_leave = ON_ARM && tier->deterministic; /* where payloads count */
  ck_assert_msg(!has_vector(c->op) || !compiled.islands || may_leave, "%s, %s: left to the interpreter", op_info[c->op].text, tier->name);
}

/* The first tier is the reference; the others like it are compared with it. */
static void run_tiers(const Tier *tiers, unsigned count, bool (*is_wanted)(Op op)) {
  static Text t;
  wvm_engine_t *engines[16];
  unsigned cases = 0;
  ck_assert_uint_le(count, COUNT_OF(engines));
  for (unsigned k = 0; k < count; k++) engines[k] = open_tier(&tiers[k]);
  for (Op op = 0; op < OP_COUNT; op++) {
    Case c;
    if (!is_tested(op) || !is_wanted(op)) continue;
    for (unsigned k = 0; case_of(op, k, &c); k++, cases++) {
      put_module(&t, &c);
      for (unsigned n = 0; n < count; n++) run_case(&c, &t, &tiers[n], engines[n]);
    }
  }
  for (unsigned k = 0; k < count; k++) wvm_engine_delete(engines[k]);
  ck_assert_uint_gt(cases, 0);
}

static bool all(Op op) { return (void)op, true; }
static bool is_relaxed(Op op) { return op_info[op].flags & OPF_RELAXED; }
static bool is_half_madd(Op op) { return op == OP_F16X8_MADD || op == OP_F16X8_NMADD; }
static bool makes_nan(Op op) { return op_info[op].flags & OPF_MAKES_NAN; }
static bool is_memory(Op op) { return op_info[op].flags & OPF_TRAPS; }

#define X86 WVM_RELAXED_X86
#define ARM WVM_RELAXED_ARM
#define DET WVM_RELAXED_DETERMINISTIC

START_TEST(every_operator) {
  static const Tier tiers[] = {{"interpreter", INTERPRETER, X86, false, false, 0},
                               {"all features", ALL, X86, false, false, 0},
                               {"without AVX512-FP16", NO_HALF, X86, false, false, 0},
                               {"x86-64-v3 with AVX-VNNI", V3_VNNI, X86, false, false, 0},
                               {"x86-64-v3", V3, X86, false, false, 0}};
  make_image();
  run_tiers(tiers, COUNT_OF(tiers), all);
}
END_TEST

START_TEST(random_registers) {
  static const Tier tiers[] = {{"interpreter", INTERPRETER, X86, false, false, 0},
                               {"all features, random 1", ALL, X86, false, false, 1},
                               {"x86-64-v3, random 2", V3, X86, false, false, 2},
                               {"without AVX512-FP16, random 3", NO_HALF, X86, false, false, 3}};
  make_image();
  run_tiers(tiers, COUNT_OF(tiers), all);
}
END_TEST

START_TEST(canonical_nans) {
  static const Tier tiers[] = {{"deterministic interpreter", INTERPRETER, X86, true, false, 0},
                               {"deterministic", ALL, X86, true, false, 0},
                               {"deterministic, without AVX512-FP16", NO_HALF, X86, true, false, 4},
                               {"deterministic, x86-64-v3", V3, X86, true, false, 0}};
  make_image();
  run_tiers(tiers, COUNT_OF(tiers), makes_nan);
}
END_TEST

START_TEST(relaxed_profiles) {
  static const Tier arm[] = {{"interpreter, arm", INTERPRETER, ARM, false, false, 0}, {"arm", ALL, ARM, false, false, 0}, {"arm, x86-64-v3", V3, ARM, false, false, 0}};
  static const Tier det[] = {{"interpreter, det", INTERPRETER, DET, false, false, 0}, {"det", ALL, DET, false, false, 0}, {"det, x86-64-v3", V3, DET, false, false, 0}};
  static const Tier x86[] = {{"interpreter", INTERPRETER, X86, false, false, 0}, {"AVX-512 without VNNI", NO_VNNI, X86, false, false, 0}};
  make_image();
  run_tiers(x86, COUNT_OF(x86), is_relaxed);
  run_tiers(arm, COUNT_OF(arm), is_relaxed);
  run_tiers(det, COUNT_OF(det), is_relaxed);
}
END_TEST

START_TEST(explicit_bounds) {
  static const Tier tiers[] = {{"interpreter", INTERPRETER, X86, false, false, 0}, {"explicit bounds", ALL, X86, false, true, 0}, {"explicit bounds, random", V3, X86, false, true, 5}};
  make_image();
  run_tiers(tiers, COUNT_OF(tiers), is_memory);
}
END_TEST

/* The interpreter may round in the same way: against a model that shares nothing, spec-tests/fp16 runs. */
START_TEST(half_precision_rounds_once) {
  static const Tier tiers[] = {{"interpreter", INTERPRETER, X86, false, false, 0},
                               {"all features", ALL, X86, false, false, 0},
                               {"without AVX512-FP16", NO_HALF, X86, false, false, 0},
                               {"x86-64-v3", V3, X86, false, false, 0}};
  make_half_image();
  run_tiers(tiers, COUNT_OF(tiers), is_half_madd);
}
END_TEST

/* ---- instructions that are lowered together ---- */

enum { SUMS = 12 };

static void put_dot(Text *t) { put(t, " (i32x4.dot_i16x8_s (local.get $v%u) (local.get $v%u))", (unsigned)(random64() % SUMS), (unsigned)(random64() % SUMS)); }

/* A loop of sums of products, in every order, whose result is often one of their operands, and of what may come between. */
static void put_products(Text *t) {
  static const char *const between[] = {"", "", "(local.tee $v3)", "(i32x4.neg)", "(local.get $v1) (local.set $v2)", "(block (param v128) (result v128))"};
  t->size = 0;
  put(t, "(module (memory (export \"m\") 1) (func (export \"f0\") (local $n i32)");
  for (unsigned k = 0; k < SUMS; k++) put(t, " (local $v%u v128)", k);
  for (unsigned k = 0; k < SUMS; k++) put(t, " (local.set $v%u (v128.load offset=%u (i32.const 0)))", k, k * 16);
  put(t, " (loop $l");
  for (unsigned k = 0; k < 20; k++) {
    const unsigned to = (unsigned)(random64() % SUMS), order = (unsigned)(random64() % 3);
    if (order == 0) put(t, " (local.get $v%u)", to);
    put_dot(t);
    put(t, " %s", between[random64() % COUNT_OF(between)]);
    if (order == 1) put(t, " (local.get $v%u)", to);
    if (order == 2) put_dot(t);
    put(t, " (i32x4.add) (local.set $v%u)\n", random64() % 4 ? to : (unsigned)(random64() % SUMS));
  }
  put(t, " (br_if $l (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 3))))");
  for (unsigned k = 0; k < SUMS; k++) put(t, " (v128.store offset=%u (i32.const 0) (local.get $v%u))", OUTPUTS + k * 16, k);
  put(t, "))");
}

START_TEST(sums_of_products) {
  static const Tier tiers[] = {{"interpreter", INTERPRETER, X86, false, false, 0}, {"all features", ALL, X86, false, false, 0}, {"x86-64-v3 with AVX-VNNI", V3_VNNI, X86, false, false, 0},
                               {"all features, random", ALL, X86, false, false, 7}, {"x86-64-v3 with AVX-VNNI, random", V3_VNNI, X86, false, false, 8}};
  static Text t;
  static uint8_t got[MEMORY];
  wvm_engine_t *engines[COUNT_OF(tiers)];
  make_image();
  for (unsigned n = 0; n < COUNT_OF(tiers); n++) engines[n] = open_tier(&tiers[n]);
  for (unsigned k = 0; k < 200; k++) {
    const Case c = {.op = OP_I32X4_ADD, .k = k};
    put_products(&t);
    for (unsigned n = 0; n < COUNT_OF(tiers); n++) {
      Vm vm = {.engine = engines[n]};
      ok(wvm_store_new(vm.engine, &vm.store));
      run_setting(instance_of(&vm, t.at), 0, n ? got : reference[0]);
      if (n) compare(&c, &tiers[n], 0, reference[0], got);
      wvm_store_delete(vm.store);
    }
  }
  for (unsigned n = 0; n < COUNT_OF(tiers); n++) wvm_engine_delete(engines[n]);
}
END_TEST

/* ---- where memory ends ---- */

/* A module with one function, which does the operator at an address. */
static void put_edge(Text *t, const Case *c, bool is64) {
  const SigInfo *s = sig_of(c->op);
  char imm[sizeof c->imm];
  const char *lane = strchr(c->imm, ' ');
  snprintf(imm, sizeof imm, "offset=3%s", lane ? lane : "");
  t->size = 0;
  put(t, "(module (memory%s 1) (func (export \"f\") (param i32) %s", is64 ? " i64" : "", is64 ? "(i64.extend_i32_u (local.get 0))" : "(local.get 0)");
  for (unsigned k = 1; k < s->param_count; k++) put_constant(t, s->params[k], 1);
  put(t, " (%s %s)%s))", op_info[c->op].text, imm, s->results[0] ? " drop" : "");
}

static void run_edge(const Case *c, const Tier *tier, wvm_engine_t *engine, bool is64) {
  static Text t;
  Vm vm = {.engine = engine};
  put_edge(&t, c, is64);
  ok(wvm_store_new(engine, &vm.store));
  wvm_instance_t *i = instance_of(&vm, t.at);
  const int32_t last = 65536 - op_info[c->op].size - 3;
  for (int32_t at = last - 20; at <= last + 20; at++) {
    wvm_error_t *e = try_call(get_func(i, "f"), 1, &at, NULL);
    const bool trapped = e && wvm_error_kind(e) == WVM_ERROR_TRAP && wvm_error_trap(e) == WVM_TRAP_MEMORY_BOUNDS;
    wvm_error_delete(e);
    if (trapped != (at > last)) ck_abort_msg("%s, %s: at %d of 65536 bytes it %s", op_info[c->op].text, tier->name, at + 3, trapped ? "traps" : "does not trap");
  }
  wvm_store_delete(vm.store);
}

START_TEST(last_bytes_of_memory) {
  static const Tier tiers[] = {{"interpreter", INTERPRETER, X86, false, false, 0}, {"guarded", ALL, X86, false, false, 0}, {"guarded, x86-64-v3", V3, X86, false, false, 0}, {"explicit bounds", ALL, X86, false, true, 0}};
  for (unsigned n = 0; n < COUNT_OF(tiers); n++) {
    wvm_engine_t *engine = open_tier(&tiers[n]);
    for (Op op = 0; op < OP_COUNT; op++) {
      Case c;
      if (!is_tested(op) || !is_memory(op)) continue;
      for (unsigned k = 0; case_of(op, k, &c); k++)
        for (unsigned is64 = 0; is64 < 2; is64++) run_edge(&c, &tiers[n], engine, is64);
    }
    wvm_engine_delete(engine);
  }
}
END_TEST

/* What this processor has not cannot be tried on it. */
int main(void) {
  const TTest *const tests[] = {every_operator, random_registers, canonical_nans, relaxed_profiles, explicit_bounds, half_precision_rounds_once, sums_of_products, last_bytes_of_memory, NULL};
  const CpuFeatures cpu = target->detect();
  for (unsigned k = 0; k < CPU_FEATURES; k++)
    if (!(cpu >> k & 1)) printf("not tested: code for %s, which this processor has not\n", target->feature_names[k]);
  if ((cpu & target->needed) != target->needed) return 77;
  fflush(stdout);
  return run_tests("jit_ops", tests);
}

#else

int main(void) {
  printf("not run: there is no machine code for this processor\n");
  return 77;
}

#endif
