/* What leaves nothing: stores, bulk operations, branches. */
#include "tests/fuzz/program/gen.h"

static void bulk(Gen *g) {
  switch (below(g, 12)) {
  case 0: {
    const uint32_t to = below(g, MEMORIES), from = below(g, MEMORIES);
    gen_address(g, to == MEMORY_64, 1);
    gen_address(g, from == MEMORY_64, 1);
    if (to == MEMORY_64 && from == MEMORY_64) gen_address(g, true, 1);
    else gen_small(g, 255);
    gen_emit2(g, OP_MEMORY_COPY, to, from);
    break;
  }
  case 1: {
    const uint32_t to = below(g, MEMORIES);
    gen_address(g, to == MEMORY_64, 1);
    gen_small(g, 15);
    gen_small(g, 15);
    gen_emit2(g, OP_MEMORY_INIT, 0, to);
    break;
  }
  case 2:
    gen_object(g, T_AR);
    gen_small(g, 7);
    gen_expr(g, T_ANY);
    gen_small(g, 7);
    gen_emit1(g, OP_ARRAY_FILL, TYPE_AR);
    break;
  case 3:
    gen_object(g, T_AR);
    gen_small(g, 3);
    gen_object(g, T_AR);
    gen_small(g, 3);
    gen_small(g, 3);
    gen_emit2(g, OP_ARRAY_COPY, TYPE_AR, TYPE_AR);
    break;
  case 4:
    gen_object(g, T_A8);
    gen_small(g, 3);
    gen_small(g, 7);
    gen_small(g, 7);
    gen_emit2(g, OP_ARRAY_INIT_DATA, TYPE_A8, 0);
    break;
  case 5:
    gen_object(g, T_AR);
    gen_small(g, 3);
    gen_small(g, 1);
    gen_small(g, 3);
    gen_emit2(g, OP_ARRAY_INIT_ELEM, TYPE_AR, 1);
    break;
  case 6:
    gen_small(g, 7);
    gen_expr(g, T_ANY);
    gen_emit1(g, OP_TABLE_SET, TABLE_ANY);
    break;
  case 7:
    gen_small(g, 7);
    gen_expr(g, T_ANY);
    gen_small(g, 7);
    gen_emit1(g, OP_TABLE_FILL, TABLE_ANY);
    break;
  case 8:
    gen_small(g, 3);
    gen_small(g, 3);
    gen_small(g, 3);
    gen_emit2(g, OP_TABLE_COPY, TABLE_ANY, TABLE_ANY);
    break;
  case 9:
    gen_small(g, 3);
    gen_small(g, 1);
    gen_small(g, 3);
    gen_emit2(g, OP_TABLE_INIT, 1, TABLE_ANY);
    break;
  case 10:
    gen_expr(g, T_ANY);
    gen_small(g, 3);
    gen_emit1(g, OP_TABLE_GROW, TABLE_ANY);
    gen_emit(g, OP_DROP);
    break;
  default: {
    const uint32_t memory = below(g, MEMORIES);
    gen_emit1(g, OP_MEMORY_SIZE, memory);
    gen_emit1(g, OP_MEMORY_GROW, memory);
    gen_emit(g, OP_DROP);
  }
  }
}

static void store_reference(Gen *g) {
  switch (below(g, 4)) {
  case 0: {
    static const Type types[] = {T_I32, T_I64, T_S0, T_I32, T_ANY};
    const uint32_t field = below(g, 5);
    gen_object(g, T_S0);
    gen_expr(g, types[field]);
    gen_emit2(g, OP_STRUCT_SET, TYPE_S0, field);
    break;
  }
  case 1: {
    static const Type types[] = {T_F64, T_V128, T_A8};
    const uint32_t field = below(g, 3);
    gen_object(g, T_S1);
    gen_expr(g, types[field]);
    gen_emit2(g, OP_STRUCT_SET, TYPE_S1, 5 + field);
    break;
  }
  default: {
    const Type t = (Type)(T_A8 + below(g, 4));
    gen_object(g, t);
    gen_small(g, 7);
    gen_expr(g, gen_array_type(t).element);
    gen_emit1(g, OP_ARRAY_SET, gen_array_type(t).type);
  }
  }
}

/* Where control goes; all of it leaves the operands as they are, or what follows is dead. */
static void jump(Gen *g) {
  const uint32_t k = below(g, g->label_count);
  const Type t = g->labels[g->label_count - 1 - k].type;
  switch (below(g, 6)) {
  case 0:
  case 1:
    if (!gen_bring(g, k)) return;
    gen_expr(g, T_I32);
    gen_emit1(g, OP_BR_IF, k);
    if (t != T_NONE) gen_emit(g, OP_DROP);
    break;
  case 2: { /* labels that take the same */
    gen_block(g, OP_BLOCK, T_NONE);
    uint32_t targets[8], count = 0;
    const Type same = g->labels[g->label_count - 2 - k].type;
    for (uint32_t j = 0; j < g->label_count && count < COUNT_OF(targets); j++)
      if (g->labels[g->label_count - 1 - j].type == same && same <= T_NONE) targets[count++] = j;
    if (count) {
      gen_expr(g, same);
      gen_small(g, 7);
      gen_emit1(g, OP_BR_TABLE, count - 1);
      for (uint32_t j = 0; j < count; j++) u32(g, targets[j]);
    }
    gen_end(g);
    break;
  }
  case 3:
    gen_expr(g, T_I32);
    gen_block(g, OP_IF, T_NONE);
    if (gen_bring(g, k + 1)) gen_emit1(g, OP_BR, k + 1);
    gen_end(g);
    break;
  case 4: /* null: leaves with nothing */
    gen_block(g, OP_BLOCK, T_NONE);
    gen_expr(g, T_S0);
    gen_emit1(g, OP_BR_ON_NULL, 0);
    gen_emit1(g, OP_LOCAL_SET, gen_local_of(g, T_S0));
    gen_end(g);
    break;
  default:
    gen_expr(g, T_I32);
    gen_block(g, OP_IF, T_NONE);
    if (g->func >= FUNC_RUN) {
      gen_args_of_run(g);
      if (byte(g) & 1 && g->func > FUNC_RUN) gen_emit1(g, OP_RETURN_CALL, FUNC_RUN + below(g, g->func - FUNC_RUN));
      else {
        gen_small(g, 7);
        gen_emit2(g, OP_RETURN_CALL_INDIRECT, TYPE_RUN, TABLE_FUNC);
      }
    } else if (g->func >= FUNC_MULTI) {
      gen_expr(g, T_F64);
      gen_expr(g, T_ANY);
      gen_emit(g, OP_RETURN);
    } else {
      gen_expr(g, T_I32);
      gen_object(g, T_FUNC);
      gen_emit1(g, OP_RETURN_CALL_REF, TYPE_TASK);
    }
    gen_end(g);
  }
}

static void wait_or_pair(Gen *g) {
  if (byte(g) & 1) {
    gen_row_leaving(g, T_TWO);
    gen_emit1(g, OP_LOCAL_SET, gen_local_of(g, T_I64));
    gen_emit1(g, OP_LOCAL_SET, gen_local_of(g, T_I64));
    return;
  }
  const bool wide = byte(g) & 1;
  gen_address(g, false, 8);
  gen_expr(g, wide ? T_I64 : T_I32);
  gen_emit(g, OP_I64_CONST); /* not at all */
  u8(g, 0);
  gen_emit(g, wide ? OP_MEMORY_ATOMIC_WAIT64 : OP_MEMORY_ATOMIC_WAIT32);
  u8(g, (wide ? 3 : 2) | 0x40);
  u8(g, MEMORY_SHARED);
  u8(g, 0);
  gen_emit(g, OP_DROP);
}

void gen_stmt(Gen *g) {
  if (g->depth >= MOST_DEPTH || g->nodes >= MOST_NODES || g->label_count + 6 > MOST_LABELS) return;
  g->depth++;
  g->nodes++;
  const uint8_t b = byte(g);
  if (b < 70) {
    const Type t = (Type)below(g, T_COUNT);
    gen_expr(g, t);
    gen_emit1(g, OP_LOCAL_SET, gen_local_of(g, t));
  } else if (b < 90) {
    const Type t = (Type)below(g, GLOBALS);
    gen_expr(g, t);
    gen_emit1(g, OP_GLOBAL_SET, t);
  } else if (b < 140) gen_row_leaving(g, T_NONE);
  else if (b < 160) store_reference(g);
  else if (b < 180) bulk(g);
  else if (b < 205) jump(g);
  else if (b < 215) gen_maybe_throw(g);
  else if (b < 222) wait_or_pair(g);
  else if (b < 224) gen_emit1(g, b == 222 ? OP_DATA_DROP : OP_ELEM_DROP, b == 222 ? 0 : 1);
  else if (b < 245) gen_control(g, T_NONE);
  else {
    const Type t = (Type)below(g, T_COUNT);
    gen_expr(g, t);
    gen_emit(g, OP_DROP);
  }
  g->depth--;
}

void gen_stmts(Gen *g) {
  for (uint32_t n = below(g, 4); n-- > 0 && g->at < g->end;) gen_stmt(g);
}
