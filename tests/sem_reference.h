/* What every operator of vm/sem should give, worked out from its name in the text format, a lane at a time, in 128-bit
 * integers and the exact model of sem_model.h. */
#ifndef WVM_TESTS_SEM_REFERENCE_H
#define WVM_TESTS_SEM_REFERENCE_H

#include "tests/sem_model.h"
#include "tests/sem_table.h"

#include <stdlib.h>

typedef struct Expect {
  bool known;   /* false: the reference has no rule */
  int nan_bits; /* lanes of this width may be any quiet NaN where the value has one; 0: exact bits */
  TrapCode trap;
  SemArg value;
} Expect;

typedef struct Shape {
  const char *name;
  int bits, lanes;
  bool is_float;
} Shape;

static const Shape shapes[] = {
    {"i8x16", 8, 16, false}, {"i16x8", 16, 8, false}, {"i32x4", 32, 4, false}, {"i64x2", 64, 2, false},
    {"f16x8", 16, 8, true},  {"f32x4", 32, 4, true},  {"f64x2", 64, 2, true},  {"i32", 32, 1, false},
    {"i64", 64, 1, false},   {"f32", 32, 1, true},    {"f64", 64, 1, true},    {"v128", 64, 2, false},
};

static inline Format shape_format(const Shape *s) {
  return s->bits == 16 ? format_f16 : s->bits == 32 ? format_f32 : format_f64;
}

static inline uint64_t lane_u(const SemArg *a, int bits, int i) {
  uint64_t r = 0;
  memcpy(&r, a->bytes + i * bits / 8, (size_t)bits / 8);
  return r;
}
static inline int64_t lane_s(const SemArg *a, int bits, int i) {
  return (int64_t)(lane_u(a, bits, i) << (64 - bits)) >> (64 - bits);
}
static inline __int128 lane_of(const SemArg *a, int bits, int i, bool is_signed) {
  return is_signed ? (__int128)lane_s(a, bits, i) : (__int128)lane_u(a, bits, i);
}
static inline void lane_set(SemArg *a, int bits, int i, __int128 v) {
  uint64_t low = (uint64_t)v;
  memcpy(a->bytes + i * bits / 8, &low, (size_t)bits / 8);
}

static inline __int128 clamp_int(__int128 v, int bits, bool is_signed) {
  __int128 most = ((__int128)1 << (is_signed ? bits - 1 : bits)) - 1, least = is_signed ? -most - 1 : 0;
  return v < least ? least : v > most ? most : v;
}

static inline bool starts(const char *text, const char *with) { return strncmp(text, with, strlen(with)) == 0; }

/* The longest shape named inside text; NULL if none. */
static inline const Shape *shape_inside(const char *text) {
  for (size_t i = 0; i < COUNT_OF(shapes); i++)
    if (strstr(text, shapes[i].name)) return &shapes[i];
  return NULL;
}

/* Integer operators of two lanes of the same width; false: no such operator. */
static inline bool reference_int(const char *op, __int128 a, __int128 b, int bits, bool is_signed, __int128 *r) {
  int count = (int)(b & (bits - 1));
  Wide ones = ((Wide)1 << bits) - 1, ua = (Wide)a & ones;
  if (starts(op, "add_sat")) return *r = clamp_int(a + b, bits, is_signed), true;
  if (starts(op, "sub_sat")) return *r = clamp_int(a - b, bits, is_signed), true;
  if (!strcmp(op, "add")) return *r = a + b, true;
  if (!strcmp(op, "sub")) return *r = a - b, true;
  if (!strcmp(op, "mul")) return *r = (__int128)((Wide)a * (Wide)b), true;
  if (!strcmp(op, "neg")) return *r = -a, true;
  if (!strcmp(op, "abs")) return *r = a < 0 ? -a : a, true;
  if (!strcmp(op, "and")) return *r = a & b, true;
  if (!strcmp(op, "andnot")) return *r = a & ~b, true;
  if (!strcmp(op, "or")) return *r = a | b, true;
  if (!strcmp(op, "xor")) return *r = a ^ b, true;
  if (!strcmp(op, "not")) return *r = ~a, true;
  if (starts(op, "min")) return *r = a < b ? a : b, true;
  if (starts(op, "max")) return *r = a > b ? a : b, true;
  if (starts(op, "avgr")) return *r = (a + b + 1) / 2, true;
  if (starts(op, "div")) return *r = a / b, true;
  if (starts(op, "rem")) return *r = a % b, true;
  if (!strcmp(op, "shl")) return *r = (__int128)(ua << count), true;
  if (starts(op, "shr")) return *r = a >> count, true;
  if (!strcmp(op, "rotl")) return *r = (__int128)(ua << count | ua >> (bits - count)), true;
  if (!strcmp(op, "rotr")) return *r = (__int128)(ua >> count | ua << (bits - count)), true;
  if (!strcmp(op, "extend8_s")) return *r = (int8_t)a, true;
  if (!strcmp(op, "extend16_s")) return *r = (int16_t)a, true;
  if (!strcmp(op, "extend32_s")) return *r = (int32_t)a, true;
  int n = 0;
  if (!strcmp(op, "popcnt")) {
    for (int i = 0; i < bits; i++) n += (ua >> i) & 1;
    return *r = n, true;
  }
  if (!strcmp(op, "clz")) {
    while (n < bits && !((ua >> (bits - 1 - n)) & 1)) n++;
    return *r = n, true;
  }
  if (!strcmp(op, "ctz")) {
    while (n < bits && !((ua >> n) & 1)) n++;
    return *r = n, true;
  }
  return false;
}

/* 1, 0; -1: no comparison. `order` is -1, 0, 1, or 2 for unordered. */
static inline int reference_compare(const char *op, int order) {
  if (starts(op, "eq")) return order == 0;
  if (starts(op, "ne") && op[2] != 'a' && op[2] != 'g') return order != 0;
  if (starts(op, "lt")) return order == -1;
  if (starts(op, "gt")) return order == 1;
  if (starts(op, "le")) return order == -1 || order == 0;
  if (starts(op, "ge")) return order == 1 || order == 0;
  return -1;
}

/* Float operators of one format; *copies: the result's bits are exact even if it is a NaN. */
static inline bool reference_float(const char *op, Format f, const uint64_t x[3], uint64_t *r, bool *copies) {
  Num a = num_decode(f, x[0]), b = num_decode(f, x[1]), c = num_decode(f, x[2]);
  uint64_t sign = format_sign(f);
  *copies = true;
  if (!strcmp(op, "abs")) return *r = x[0] & ~sign, true;
  if (!strcmp(op, "neg")) return *r = x[0] ^ sign, true;
  if (!strcmp(op, "copysign")) return *r = (x[0] & ~sign) | (x[1] & sign), true;
  if (!strcmp(op, "pmin")) return *r = num_compare(b, a) == -1 ? x[1] : x[0], true;
  if (!strcmp(op, "pmax")) return *r = num_compare(a, b) == -1 ? x[1] : x[0], true;
  if (!strcmp(op, "min_x86")) return *r = num_compare(a, b) == -1 ? x[0] : x[1], true;
  if (!strcmp(op, "max_x86")) return *r = num_compare(a, b) == 1 ? x[0] : x[1], true;
  *copies = false;
  if (!strcmp(op, "min") || !strcmp(op, "max")) {
    bool max = op[1] == 'a';
    int order = num_compare(a, b);
    if (order == 2) return *r = format_nan(f), true;
    if (order == 0 && a.m == 0 && a.kind == NUM_FINITE)
      return *r = (max ? a.sign && b.sign : a.sign || b.sign) ? sign : 0, true;
    return *r = (order == -1) != max ? x[0] : x[1], true;
  }
  Num n;
  if (!strcmp(op, "add")) n = num_add(a, b);
  else if (!strcmp(op, "sub")) n = num_add(a, num_negate(b));
  else if (!strcmp(op, "mul")) n = num_mul(a, b);
  else if (!strcmp(op, "div")) n = num_div(a, b);
  else if (!strcmp(op, "sqrt")) n = num_sqrt(a);
  else if (!strcmp(op, "ceil")) n = num_to_integer(a, TOWARD_UP);
  else if (!strcmp(op, "floor")) n = num_to_integer(a, TOWARD_DOWN);
  else if (!strcmp(op, "trunc")) n = num_to_integer(a, TOWARD_ZERO);
  else if (!strcmp(op, "nearest")) n = num_to_integer(a, TOWARD_NEAREST);
  else if (!strcmp(op, "fma") || !strcmp(op, "madd")) n = num_add(num_mul(a, b), c);
  else if (!strcmp(op, "fnma") || !strcmp(op, "nmadd")) n = num_add(num_negate(num_mul(a, b)), c);
  else if (!strcmp(op, "muladd")) n = num_add(num_decode(f, num_round(f, num_mul(a, b))), c);
  else if (!strcmp(op, "nmuladd")) n = num_add(num_negate(num_decode(f, num_round(f, num_mul(a, b)))), c);
  else return false;
  return *r = num_round(f, n), true;
}

/* Conversions between shapes: `to`.op with `from` inside op. Lane i of the result comes from lane at + i. */
static inline bool reference_convert(const Shape *to, const Shape *from, const char *op, const SemArg *in, Expect *e) {
  bool is_signed =
      strstr(op, "_s") && !starts(strstr(op, "_s"), "_sat") ? true : strstr(op, "_s_") || op[strlen(op) - 1] == 's';
  bool x86 = strstr(op, "_x86") != NULL;
  int lanes = to->lanes < from->lanes ? to->lanes : from->lanes;
  int at = strstr(op, "_high_") ? from->lanes / 2 : 0;
  __int128 most = ((__int128)1 << (is_signed ? to->bits - 1 : to->bits)) - 1, least = is_signed ? -most - 1 : 0;
  for (int i = 0; i < lanes; i++) {
    uint64_t bits = lane_u(in, from->bits, at + i);
    __int128 r;
    if (starts(op, "reinterpret")) {
      r = bits;
    } else if (starts(op, "trunc")) {
      bool fits;
      Num n = num_decode(shape_format(from), bits);
      r = num_to_int(n, least, most, &fits);
      if (!fits && x86) r = is_signed ? least : most;
      if (!fits && to->lanes == 1 && !starts(op, "trunc_sat"))
        e->trap = n.kind == NUM_NAN ? TRAP_INVALID_CONVERSION : TRAP_INTEGER_OVERFLOW;
    } else if (starts(op, "convert")) {
      r = num_round(shape_format(to), num_of_int(lane_of(in, from->bits, at + i, is_signed)));
    } else if (starts(op, "demote") || starts(op, "promote")) {
      r = num_round(shape_format(to), num_decode(shape_format(from), bits));
      e->nan_bits = to->bits;
    } else if (starts(op, "wrap") || starts(op, "extend")) {
      r = lane_of(in, from->bits, at + i, is_signed);
    } else {
      return false;
    }
    lane_set(&e->value, to->bits, i, r);
  }
  return true;
}

/* Operators that combine neighbours, two vectors or different widths of integers. */
static inline bool reference_wide(const Shape *to, const Shape *from, const char *op, const SemArg *in, Expect *e) {
  bool is_signed = op[strlen(op) - 1] == 's';
  for (int i = 0; i < to->lanes; i++) {
    __int128 r = 0;
    if (starts(op, "narrow")) {
      const SemArg *a = &in[i >= from->lanes];
      r = clamp_int(lane_s(a, from->bits, i % from->lanes), to->bits, is_signed);
    } else if (starts(op, "extmul")) {
      int k = i + (strstr(op, "_high_") ? to->lanes : 0);
      r = lane_of(&in[0], from->bits, k, is_signed) * lane_of(&in[1], from->bits, k, is_signed);
    } else if (starts(op, "extadd")) {
      r = lane_of(&in[0], from->bits, 2 * i, is_signed) + lane_of(&in[0], from->bits, 2 * i + 1, is_signed);
    } else if (starts(op, "dot")) {
      bool b_signed = !strstr(op, "_su");
      int n = to->bits / from->bits;
      bool pairs_saturate = strstr(op, "_sat") || (!b_signed && n == 2);
      for (int k = n * i; k < n * i + n; k += 2) {
        __int128 pair = 0;
        for (int j = k; j < k + 2; j++)
          pair += (__int128)lane_s(&in[0], from->bits, j) * lane_of(&in[1], from->bits, j, b_signed);
        r += pairs_saturate ? clamp_int(pair, 2 * from->bits, true) : pair;
      }
      if (strstr(op, "_add")) r += lane_s(&in[2], to->bits, i);
    } else {
      return false;
    }
    lane_set(&e->value, to->bits, i, r);
  }
  return true;
}

static inline bool reference_memory(const Shape *s, const char *op, const SemArg *in, Expect *e) {
  int bits = atoi(strpbrk(op, "0123456789") ? strpbrk(op, "0123456789") : "0");
  bool is_signed = op[strlen(op) - 1] == 's', load = starts(op, "load");
  if (!strcmp(op, "load_f16") || !strcmp(op, "store_f16")) {
    Format from = load ? format_f16 : format_f32, to = load ? format_f32 : format_f16;
    e->nan_bits = to.bits;
    lane_set(&e->value, to.bits, 0, num_round(to, num_decode(from, lane_u(&in[0], from.bits, 0))));
  } else if (strstr(op, "_lane")) {
    int lane = (int)(in[load ? 2 : 1].i % (unsigned)(128 / bits));
    if (load) e->value = in[1];
    lane_set(&e->value, bits, load ? lane : 0, lane_u(&in[0], bits, load ? 0 : lane));
  } else if (strstr(op, "_splat")) {
    for (int i = 0; i < 128 / bits; i++) lane_set(&e->value, bits, i, lane_u(&in[0], bits, 0));
  } else if (strstr(op, "_zero") || !load || s->bits == bits) {
    lane_set(&e->value, bits ? bits : s->bits, 0, lane_u(&in[0], bits ? bits : s->bits, 0));
    if (!bits && s->lanes == 2) e->value = in[0];
  } else if (strchr(op, 'x')) {
    for (int i = 0; i < 64 / bits; i++) lane_set(&e->value, 2 * bits, i, lane_of(&in[0], bits, i, is_signed));
  } else if (bits) {
    lane_set(&e->value, s->bits, 0, lane_of(&in[0], bits, 0, is_signed));
  } else {
    for (int i = 0; i < s->lanes; i++) lane_set(&e->value, s->bits, i, lane_u(&in[0], s->bits, i));
  }
  return true;
}

static inline bool reference_lanes(const Shape *s, const char *op, const SemArg *in, Expect *e) {
  bool half = s->is_float && s->bits == 16;
  unsigned lane = in[1].i % (unsigned)s->lanes, count = 0;
  SemArg scalar = in[strcmp(op, "splat") ? 1 : 0];
  if (half) lane_set(&scalar, 16, 0, num_round(format_f16, num_decode(format_f32, scalar.u32)));
  if (!strcmp(op, "splat")) {
    if (half) e->nan_bits = 16;
    for (int i = 0; i < s->lanes; i++) lane_set(&e->value, s->bits, i, lane_u(&scalar, s->bits, 0));
  } else if (!strcmp(op, "replace_lane")) {
    if (half) e->nan_bits = 16;
    e->value = in[0];
    lane_set(&e->value, s->bits, (int)(in[2].i % (unsigned)s->lanes), lane_u(&scalar, s->bits, 0));
  } else if (starts(op, "extract_lane")) {
    uint64_t bits = lane_u(&in[0], s->bits, (int)lane);
    if (half) {
      e->nan_bits = 32;
      lane_set(&e->value, 32, 0, num_round(format_f32, num_decode(format_f16, bits)));
    } else {
      bool is_signed = op[strlen(op) - 1] == 's';
      lane_set(&e->value, s->bits < 32 ? 32 : s->bits, 0, lane_of(&in[0], s->bits, (int)lane, is_signed));
    }
  } else if (!strcmp(op, "all_true")) {
    for (int i = 0; i < s->lanes; i++) count += lane_u(&in[0], s->bits, i) != 0;
    e->value.i = count == (unsigned)s->lanes;
  } else if (!strcmp(op, "any_true")) {
    e->value.i = in[0].v[0] || in[0].v[1];
  } else if (!strcmp(op, "bitmask")) {
    for (int i = 0; i < s->lanes; i++) e->value.i |= (uint32_t)(lane_s(&in[0], s->bits, i) < 0) << i;
  } else if (!strcmp(op, "bitselect")) {
    e->value.v = (in[0].v & in[2].v) | (in[1].v & ~in[2].v);
  } else if (!strcmp(op, "blendv")) {
    for (int i = 0; i < s->lanes; i++)
      lane_set(&e->value, s->bits, i, lane_s(&in[lane_s(&in[2], s->bits, i) >= 0], s->bits, i));
  } else if (starts(op, "swizzle") || !strcmp(op, "shuffle")) {
    for (int i = 0; i < 16; i++) {
      unsigned from = in[op[1] == 'h' ? 2 : 1].bytes[i];
      if (op[1] == 'h') e->value.bytes[i] = in[from / 16 & 1].bytes[from % 16];
      else if (op[7]) e->value.bytes[i] = from & 128 ? 0 : in[0].bytes[from & 15];
      else e->value.bytes[i] = from < 16 ? in[0].bytes[from] : 0;
    }
  } else if (starts(op, "q15mulr")) {
    for (int i = 0; i < 8; i++) {
      int64_t r = (lane_s(&in[0], 16, i) * lane_s(&in[1], 16, i) + 0x4000) >> 15;
      lane_set(&e->value, 16, i, strstr(op, "_sat") ? clamp_int(r, 16, true) : r);
    }
  } else {
    return false;
  }
  return true;
}

static inline bool reference_128(const char *op, const SemArg *in, Expect *e) {
  Wide a = (Wide)in[1].l << 64 | in[0].l, b = (Wide)in[3].l << 64 | in[2].l, r;
  if (!strcmp(op, "add128")) r = a + b;
  else if (!strcmp(op, "sub128")) r = a - b;
  else if (!strcmp(op, "mul_wide_u")) r = (Wide)in[0].l * in[1].l;
  else if (!strcmp(op, "mul_wide_s")) r = (Wide)((__int128)(int64_t)in[0].l * (int64_t)in[1].l);
  else return false;
  e->value.v = (v128){(uint64_t)r, (uint64_t)(r >> 64)};
  return true;
}

/* What the operator with this name gives; e->known is false where no rule is found. */
static inline Expect reference(Op op_id, const SemArg *in) {
  Expect e = {.known = true};
  const OpInfo *info = &op_info[op_id];
  const char *op = strchr(info->text, '.') + 1;
  const Shape *to = NULL, *from = shape_inside(op);
  for (size_t i = 0; i < COUNT_OF(shapes) && !to; i++)
    if (starts(info->text, shapes[i].name) && info->text[strlen(shapes[i].name)] == '.') to = &shapes[i];

  if (starts(op, "load") || starts(op, "store")) return e.known = reference_memory(to, op, in, &e), e;
  if (reference_128(op, in, &e) || reference_lanes(to, op, in, &e)) return e;
  if (from) return e.known = reference_wide(to, from, op, in, &e) || reference_convert(to, from, op, in, &e), e;

  const SigInfo *sig = &sig_info[info->sig];
  bool is_signed =
      op[strlen(op) - 1] == 's' || !strcmp(op, "abs") || starts(op, "add_sat_s") || starts(op, "sub_sat_s");
  bool shift = info->kind == KIND_SHIFT;
  for (int i = 0; i < to->lanes; i++) {
    __int128 a = lane_of(&in[0], to->bits, i, is_signed), r = 0;
    __int128 b = shift ? in[1].i : sig->param_count > 1 ? lane_of(&in[1], to->bits, i, is_signed) : 0;
    int order = a < b ? -1 : a > b;
    if (to->is_float)
      order = num_compare(num_decode(shape_format(to), (uint64_t)a), num_decode(shape_format(to), (uint64_t)b));
    int truth = reference_compare(op, order);
    if (truth >= 0) {
      if (to->lanes == 1) e.value.i = (uint32_t)truth;
      else lane_set(&e.value, to->bits, i, -truth);
      continue;
    }
    if (to->is_float) {
      uint64_t x[3] = {(uint64_t)a, (uint64_t)b, lane_u(&in[2], to->bits, i)}, bits = 0;
      bool copies = false;
      e.known = reference_float(op, shape_format(to), x, &bits, &copies);
      if (!copies) e.nan_bits = to->bits;
      r = bits;
    } else {
      bool divides = starts(op, "div") || starts(op, "rem");
      if (divides && b == 0) e.trap = TRAP_DIVIDE_BY_ZERO;
      else e.known = reference_int(op, a, b, to->bits, is_signed, &r);
      if (starts(op, "div_s") && b != 0 && r != clamp_int(r, to->bits, true)) e.trap = TRAP_INTEGER_OVERFLOW;
    }
    if (!e.known) return e;
    lane_set(&e.value, to->bits, i, r);
  }
  return e;
}

#endif
