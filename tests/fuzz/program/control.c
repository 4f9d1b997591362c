/* Blocks, branches, exceptions old and new, continuations, calls. */
#include "tests/fuzz/program/gen.h"

/* ---- events ---- */

/* The body throws or not; what is caught is turned into the result. */
static void try_table(Gen *g, Type t) {
  enum { CATCH_E, CATCH_ER, CATCH_E_REF, CATCH_ALL, CATCH_ALL_REF, KINDS };
  static const uint8_t kinds[KINDS] = {0, 0, 1, 2, 3};
  static const uint32_t tags[KINDS] = {TAG_E, TAG_ER, TAG_E, 0, 0};
  const uint32_t kind = below(g, KINDS);
  gen_block(g, OP_BLOCK, t);
  gen_emit(g, OP_BLOCK);
  switch (kind) {
  case CATCH_E: gen_val_type(g, T_I32); break;
  case CATCH_ER: u8(g, TYPE_CATCH_ER); break;
  case CATCH_E_REF: u8(g, TYPE_CATCH_REF); break;
  case CATCH_ALL: u8(g, 0x40); break;
  default: gen_val_type(g, T_EXN); break;
  }
  gen_push_label(g, kind == CATCH_E ? T_I32 : kind == CATCH_ALL_REF ? T_EXN : kind == CATCH_ALL ? T_NONE : T_TWO);
  gen_emit(g, OP_TRY_TABLE);
  if (t == T_NONE) u8(g, 0x40);
  else gen_val_type(g, t);
  u32(g, 1);
  u8(g, kinds[kind]);
  if (kind < CATCH_ALL) u32(g, tags[kind]);
  u32(g, 0);
  gen_push_label(g, t);
  gen_stmts(g);
  gen_expr(g, t);
  gen_end(g);
  gen_emit1(g, OP_BR, 1);
  gen_end(g);
  switch (kind) {
  case CATCH_E: gen_emit1(g, OP_LOCAL_SET, gen_local_of(g, T_I32)); break;
  case CATCH_ER:
    gen_emit1(g, OP_LOCAL_SET, gen_local_of(g, T_I64));
    gen_emit1(g, OP_LOCAL_SET, gen_local_of(g, T_ANY));
    break;
  case CATCH_E_REF:
    gen_emit1(g, OP_LOCAL_SET, gen_local_of(g, T_EXN));
    gen_emit1(g, OP_LOCAL_SET, gen_local_of(g, T_I32));
    break;
  case CATCH_ALL_REF: gen_emit1(g, OP_LOCAL_SET, gen_local_of(g, T_EXN)); break;
  default: break;
  }
  gen_expr(g, t);
  gen_end(g);
}

static void old_try(Gen *g, Type t) {
  gen_block(g, OP_TRY, t);
  gen_stmts(g);
  gen_expr(g, t);
  if (byte(g) & 1) {
    gen_emit1(g, OP_CATCH, TAG_E);
    g->labels[g->label_count - 1].is_catch = true;
    gen_emit1(g, OP_LOCAL_SET, gen_local_of(g, T_I32));
    gen_stmts(g);
    gen_expr(g, t);
  }
  if (byte(g) & 1) {
    gen_emit(g, OP_CATCH_ALL);
    g->labels[g->label_count - 1].is_catch = true;
    gen_stmts(g);
    gen_expr(g, t);
  }
  gen_end(g);
}

void gen_maybe_throw(Gen *g) {
  gen_expr(g, T_I32);
  gen_block(g, OP_IF, T_NONE);
  switch (below(g, 4)) {
  case 0:
    gen_expr(g, T_I32);
    gen_emit1(g, OP_THROW, TAG_E);
    break;
  case 1:
    gen_expr(g, T_ANY);
    gen_expr(g, T_I64);
    gen_emit1(g, OP_THROW, TAG_ER);
    break;
  case 2:
    gen_expr(g, T_EXN);
    gen_emit(g, OP_THROW_REF);
    break;
  default:
    for (uint32_t k = 0; k < g->label_count; k++) {
      if (!g->labels[g->label_count - 1 - k].is_catch) continue;
      gen_emit1(g, OP_RETHROW, k);
      break;
    }
  }
  gen_end(g);
}

/* What the continuation yields or returns; the rest of it is kept. */
static void resume(Gen *g) {
  gen_block(g, OP_BLOCK, T_I32);
  gen_emit(g, OP_BLOCK);
  u8(g, TYPE_ON_YIELD);
  gen_push_label(g, T_TWO);
  gen_expr(g, T_I32);
  gen_object(g, T_CONT);
  const bool throws = byte(g) > 200;
  gen_emit1(g, throws ? OP_RESUME_THROW : OP_RESUME, TYPE_CONT);
  if (throws) u32(g, TAG_E);
  u32(g, 1);
  u8(g, 0);
  u32(g, TAG_YIELD);
  u32(g, 0);
  gen_emit1(g, OP_BR, 1);
  gen_end(g);
  gen_emit1(g, OP_LOCAL_SET, gen_local_of(g, T_CONT));
  gen_end(g);
}

/* ---- calls ---- */

bool gen_call(Gen *g, Type t) {
  const uint8_t b = byte(g);
  if (t == T_I32 && b < 90 && g->func > FUNC_RUN) {
    gen_args_of_run(g);
    gen_emit1(g, OP_CALL, FUNC_RUN + b % (g->func - FUNC_RUN));
  } else if (t == T_I32 && b < 130 && g->func >= TASKS) {
    gen_expr(g, T_I32);
    gen_emit1(g, OP_CALL, FUNC_TASK + b % TASKS);
  } else if (t == T_I32 && b < 160) {
    gen_expr(g, T_I32);
    gen_object(g, T_FUNC);
    gen_emit1(g, OP_CALL_REF, TYPE_TASK);
  } else if (t == T_I32 && b < 190) {
    gen_args_of_run(g);
    gen_small(g, 7);
    gen_emit2(g, OP_CALL_INDIRECT, TYPE_RUN, TABLE_FUNC);
  } else if (t == T_I32 && b < 230) {
    resume(g);
  } else if (t == T_I32) {
    gen_expr(g, T_I32);
    gen_emit1(g, OP_SUSPEND, TAG_YIELD);
  } else if (t == T_F64 && g->func > FUNC_MULTI) {
    gen_expr(g, T_I64);
    gen_expr(g, T_ANY);
    gen_emit1(g, OP_CALL, FUNC_MULTI);
    gen_emit1(g, OP_LOCAL_SET, gen_local_of(g, T_ANY));
  } else {
    return false;
  }
  return true;
}

/* ---- control ---- */

/* Brings what the label takes, and says so. */
bool gen_bring(Gen *g, uint32_t k) {
  const Type t = g->labels[g->label_count - 1 - k].type;
  if (t > T_NONE) return false;
  gen_expr(g, t);
  return true;
}

void gen_control(Gen *g, Type t) {
  switch (below(g, 8)) {
  case 0:
    gen_block(g, OP_BLOCK, t);
    gen_stmts(g);
    gen_expr(g, t);
    gen_end(g);
    break;
  case 1:
    gen_block(g, OP_LOOP, t);
    gen_stmts(g);
    if (byte(g) & 1) {
      gen_expr(g, T_I32);
      gen_emit1(g, OP_BR_IF, 0);
    }
    gen_expr(g, t);
    gen_end(g);
    break;
  case 2:
  case 3:
    gen_expr(g, T_I32);
    gen_block(g, OP_IF, t);
    gen_stmts(g);
    gen_expr(g, t);
    gen_emit(g, OP_ELSE);
    gen_expr(g, t);
    gen_end(g);
    break;
  case 4: /* leaves early with one value, or goes on with it */
    gen_block(g, OP_BLOCK, t);
    gen_stmts(g);
    gen_expr(g, t);
    gen_expr(g, T_I32);
    gen_emit1(g, OP_BR_IF, 0);
    if (t != T_NONE) gen_emit(g, OP_DROP);
    gen_expr(g, t);
    gen_end(g);
    break;
  case 5:
    if (t == T_NONE) break;
    gen_expr(g, t);
    gen_expr(g, t);
    gen_expr(g, T_I32);
    if (t <= T_V128) {
      gen_emit(g, OP_SELECT);
    } else {
      gen_emit1(g, OP_SELECT_T, 1);
      gen_val_type(g, t);
    }
    break;
  case 6: try_table(g, t); break;
  default: old_try(g, t);
  }
}
