/* One table of all operators (sem_table.h). SEM_TABLE is its name's last part. */
#include "tests/sem_table.h"

#define NAN_none  false
#define NAN_f32   true
#define NAN_f64   true
#define NAN_f32x4 true
#define NAN_f64x2 true
#define NAN_f16x8 true

#define RUN(name, ret, ...)                                                                                            \
  static void run_##name(const SemArg *in, SemArg *out) { out->ret = sem_##name(__VA_ARGS__); }
#define SEM_UNARY(op, name, ret, a, nan)         RUN(name, ret, in[0].a)
#define SEM_BINARY(op, name, ret, a, b, nan)     RUN(name, ret, in[0].a, in[1].b)
#define SEM_TERNARY(op, name, ret, a, b, c, nan) RUN(name, ret, in[0].a, in[1].b, in[2].c)
#define SEM_UNARY_TRAPS(op, name, ret, a)                                                                              \
  RUN(name, ret, in[0].a) static TrapCode traps_##name(const SemArg *in) { return sem_##name##_traps(in[0].a); }
#define SEM_BINARY_TRAPS(op, name, ret, a, b)                                                                          \
  RUN(name, ret, in[0].a, in[1].b)                                                                                     \
  static TrapCode traps_##name(const SemArg *in) { return sem_##name##_traps(in[0].a, in[1].b); }
#define SEM_SHIFT(op, name)           RUN(name, v, in[0].v, in[1].i)
#define SEM_SPLAT(op, name, a)        RUN(name, v, in[0].a)
#define SEM_EXTRACT(op, name, ret)    RUN(name, ret, in[0].v, in[1].i)
#define SEM_REPLACE(op, name, a)      RUN(name, v, in[0].v, in[1].a, in[2].i)
#define SEM_SHUFFLE(op, name)         RUN(name, v, in[0].v, in[1].v, in[2].v)
#define SEM_LOAD(op, name, ret, raw)  RUN(name, ret, in[0].raw)
#define SEM_STORE(op, name, a, raw)   RUN(name, raw, in[0].a)
#define SEM_LOAD_LANE(op, name, raw)  RUN(name, v, in[0].raw, in[1].v, in[2].i)
#define SEM_STORE_LANE(op, name, raw) RUN(name, raw, in[0].v, in[1].i)
#define RUN_WIDE(name, ...)                                                                                            \
  static void run_##name(const SemArg *in, SemArg *out) {                                                              \
    SemWide r = sem_##name(__VA_ARGS__);                                                                               \
    out->v = (v128){r.lo, r.hi};                                                                                       \
  }
#define SEM_WIDE2(op, name) RUN_WIDE(name, in[0].l, in[1].l)
#define SEM_WIDE4(op, name) RUN_WIDE(name, in[0].l, in[1].l, in[2].l, in[3].l)
#include "vm/sem/ops.def"

#define ROW(op, name, nan)                       {OP_##op, NAN_##nan, run_##name, NULL},
#define ROW_TRAPS(op, name)                      {OP_##op, false, run_##name, traps_##name},
#define SEM_UNARY(op, name, ret, a, nan)         ROW(op, name, nan)
#define SEM_BINARY(op, name, ret, a, b, nan)     ROW(op, name, nan)
#define SEM_TERNARY(op, name, ret, a, b, c, nan) ROW(op, name, nan)
#define SEM_UNARY_TRAPS(op, name, ret, a)        ROW_TRAPS(op, name)
#define SEM_BINARY_TRAPS(op, name, ret, a, b)    ROW_TRAPS(op, name)
#define SEM_SHIFT(op, name)                      ROW(op, name, none)
#define SEM_SPLAT(op, name, a)                   ROW(op, name, none)
#define SEM_EXTRACT(op, name, ret)               ROW(op, name, none)
#define SEM_REPLACE(op, name, a)                 ROW(op, name, none)
#define SEM_SHUFFLE(op, name)                    ROW(op, name, none)
#define SEM_LOAD(op, name, ret, raw)             ROW(op, name, none)
#define SEM_STORE(op, name, a, raw)              ROW(op, name, none)
#define SEM_LOAD_LANE(op, name, raw)             ROW(op, name, none)
#define SEM_STORE_LANE(op, name, raw)            ROW(op, name, none)
#define SEM_WIDE2(op, name)                      ROW(op, name, none)
#define SEM_WIDE4(op, name)                      ROW(op, name, none)
static const SemRow rows[] = {
#include "vm/sem/ops.def"
};

static SemArg canon(const char *lanes, SemArg a) {
  if (strcmp(lanes, "f32") == 0) a.f = sem_canon_f32(a.f);
  if (strcmp(lanes, "f64") == 0) a.d = sem_canon_f64(a.d);
  if (strcmp(lanes, "f32x4") == 0) a.v = sem_canon_f32x4(a.v);
  if (strcmp(lanes, "f64x2") == 0) a.v = sem_canon_f64x2(a.v);
  if (strcmp(lanes, "f16x8") == 0) a.v = sem_canon_f16x8(a.v);
  return a;
}

#define PASTE2(a, b) a##b
#define PASTE(a, b)  PASTE2(a, b)
#define STRING2(a)   #a
#define STRING(a)    STRING2(a)
const SemTable PASTE(sem_table_, SEM_TABLE) = {STRING(SEM_TABLE), rows, COUNT_OF(rows), canon};
