/* Writing instructions, types, blocks. */
#include "tests/fuzz/program/gen.h"

void gen_emit(Gen *g, Op op) {
  const OpInfo *info = &op_info[op];
  if (info->prefix == PREFIX_00) {
    u8(g, info->code);
    return;
  }
  u8(g, info->prefix);
  u32(g, info->code);
}
void gen_emit1(Gen *g, Op op, uint32_t a) {
  gen_emit(g, op);
  u32(g, a);
}
void gen_emit2(Gen *g, Op op, uint32_t a, uint32_t b) {
  gen_emit1(g, op, a);
  u32(g, b);
}
void gen_i32_const(Gen *g, int32_t v) {
  gen_emit(g, OP_I32_CONST);
  buf_put_s64_leb(g->out, v);
}

void gen_val_type(Gen *g, Type t) {
  static const uint8_t codes[T_COUNT] = {[T_I32] = 0x7f, [T_I64] = 0x7e, [T_F32] = 0x7d, [T_F64] = 0x7c, [T_V128] = 0x7b,
                                         [T_ANY] = 0x6e, [T_EXTERN] = 0x6f, [T_I31] = 0x6c, [T_EXN] = 0x69};
  static const uint8_t indices[T_COUNT] = {[T_S0] = TYPE_S0, [T_S1] = TYPE_S1, [T_A8] = TYPE_A8, [T_A64] = TYPE_A64, [T_AR] = TYPE_AR,
                                           [T_AV] = TYPE_AV, [T_FUNC] = TYPE_TASK, [T_CONT] = TYPE_CONT};
  if (codes[t]) {
    u8(g, codes[t]);
    return;
  }
  u8(g, 0x63);
  u8(g, indices[t]);
}

uint32_t gen_local_of(Gen *g, Type t) { return g->params + (uint32_t)t * LOCALS_OF_TYPE + below(g, LOCALS_OF_TYPE); }

void gen_push_label(Gen *g, Type t) { g->labels[g->label_count++] = (Label){.type = t}; }

void gen_block(Gen *g, Op op, Type t) {
  gen_emit(g, op);
  if (t == T_NONE) u8(g, 0x40);
  else gen_val_type(g, t);
  gen_push_label(g, op == OP_LOOP ? T_NONE : t);
}
void gen_end(Gen *g) {
  gen_emit(g, OP_END);
  g->label_count--;
}
