/* References: structures, arrays, i31, functions, exceptions, continuations. */
#include "tests/fuzz/program/gen.h"

static void new_struct(Gen *g, bool sub) {
  if (byte(g) & 1) {
    gen_emit1(g, OP_STRUCT_NEW_DEFAULT, sub ? TYPE_S1 : TYPE_S0);
    return;
  }
  gen_expr(g, T_I32);
  gen_expr(g, T_I64);
  gen_expr(g, T_S0);
  gen_expr(g, T_I32);
  gen_expr(g, T_ANY);
  if (sub) {
    gen_expr(g, T_F64);
    gen_expr(g, T_V128);
    gen_expr(g, T_A8);
  }
  gen_emit1(g, OP_STRUCT_NEW, sub ? TYPE_S1 : TYPE_S0);
}

static const ArrayType arrays[] = {[T_A8 - T_A8] = {TYPE_A8, T_I32}, [T_A64 - T_A8] = {TYPE_A64, T_I64}, [T_AR - T_A8] = {TYPE_AR, T_ANY}, [T_AV - T_A8] = {TYPE_AV, T_V128}};
ArrayType gen_array_type(Type t) { return arrays[t - T_A8]; }

static void new_array(Gen *g, Type t) {
  const uint32_t type = arrays[t - T_A8].type;
  const Type element = arrays[t - T_A8].element;
  switch (below(g, 4)) {
  case 0:
    gen_small(g, 31);
    gen_emit1(g, OP_ARRAY_NEW_DEFAULT, type);
    break;
  case 1:
    gen_expr(g, element);
    gen_small(g, 31);
    gen_emit1(g, OP_ARRAY_NEW, type);
    break;
  case 2: {
    const uint32_t count = below(g, 5);
    for (uint32_t k = 0; k < count; k++) gen_expr(g, element);
    gen_emit2(g, OP_ARRAY_NEW_FIXED, type, count);
    break;
  }
  default:
    gen_small(g, 3);
    gen_small(g, 3);
    if (t == T_AR) gen_emit2(g, OP_ARRAY_NEW_ELEM, type, 1);
    else gen_emit2(g, OP_ARRAY_NEW_DATA, type, 0);
  }
}

static void cast(Gen *g, Type t, Type from) {
  static const uint32_t heaps[T_COUNT] = {[T_S0] = TYPE_S0, [T_S1] = TYPE_S1, [T_A8] = TYPE_A8, [T_A64] = TYPE_A64, [T_AR] = TYPE_AR, [T_AV] = TYPE_AV, [T_I31] = 0x6c};
  gen_expr(g, from);
  gen_emit1(g, OP_REF_CAST_NULL, heaps[t]);
}

/* A reference to something that is mostly there: null is replaced by what is new. */
void gen_object(Gen *g, Type t) {
  if (byte(g) > 240) {
    gen_expr(g, t);
    return;
  }
  const uint32_t local = gen_local_of(g, t);
  gen_block(g, OP_BLOCK, t);
  gen_expr(g, t);
  gen_emit1(g, OP_LOCAL_TEE, local);
  gen_emit1(g, OP_LOCAL_GET, local);
  gen_emit(g, OP_REF_IS_NULL);
  gen_emit(g, OP_I32_EQZ);
  gen_emit1(g, OP_BR_IF, 0);
  gen_emit(g, OP_DROP);
  if (t == T_S0 || t == T_S1) {
    gen_emit1(g, OP_STRUCT_NEW_DEFAULT, t == T_S0 ? TYPE_S0 : TYPE_S1);
  } else if (t == T_I31) {
    gen_i32_const(g, 31);
    gen_emit(g, OP_REF_I31);
  } else if (t == T_FUNC || t == T_CONT) {
    gen_emit1(g, OP_REF_FUNC, FUNC_TASK);
    if (t == T_CONT) gen_emit1(g, OP_CONT_NEW, TYPE_CONT);
  } else {
    gen_i32_const(g, 9);
    gen_emit1(g, OP_ARRAY_NEW_DEFAULT, arrays[t - T_A8].type);
  }
  gen_end(g);
}

static void array_get(Gen *g, Type t) {
  const Op op = t == T_A8 ? (byte(g) & 1 ? OP_ARRAY_GET_S : OP_ARRAY_GET_U) : OP_ARRAY_GET;
  gen_object(g, t);
  gen_small(g, 7);
  gen_emit1(g, op, arrays[t - T_A8].type);
}

/* One of the subtypes of any, or what is left of a branch on its type. */
static void any(Gen *g) {
  static const Type kinds[] = {T_S0, T_S1, T_A8, T_A64, T_AR, T_AV, T_I31};
  switch (below(g, 8)) {
  case 0:
    gen_expr(g, T_EXTERN);
    gen_emit(g, OP_ANY_CONVERT_EXTERN);
    break;
  case 1: array_get(g, T_AR); break;
  case 2:
    gen_object(g, T_S0);
    gen_emit2(g, OP_STRUCT_GET, TYPE_S0, 4);
    break;
  case 3:
    gen_small(g, 7);
    gen_emit1(g, OP_TABLE_GET, TABLE_ANY);
    break;
  case 4: /* br_on_cast: what goes and what stays are both any */
    gen_block(g, OP_BLOCK, T_ANY);
    gen_expr(g, T_ANY);
    gen_emit(g, byte(g) & 1 ? OP_BR_ON_CAST : OP_BR_ON_CAST_FAIL);
    u8(g, 3);
    u32(g, 0);
    u8(g, 0x6e);
    u8(g, below(g, 2) ? TYPE_S1 : 0x6c);
    gen_end(g);
    break;
  case 5: /* null goes on, nothing else */
    gen_block(g, OP_BLOCK, T_ANY);
    gen_expr(g, T_ANY);
    gen_emit1(g, OP_BR_ON_NON_NULL, 0);
    gen_expr(g, T_S0);
    gen_end(g);
    break;
  default: gen_expr(g, kinds[below(g, COUNT_OF(kinds))]);
  }
}

void gen_reference(Gen *g, Type t) {
  switch (t) {
  case T_ANY: any(g); break;
  case T_S0:
    switch (below(g, 16)) {
    case 0: cast(g, T_S0, T_ANY); break;
    case 1:
    case 2:
    case 3:
      gen_object(g, T_S0);
      gen_emit2(g, OP_STRUCT_GET, TYPE_S0, 2);
      break;
    case 4:
    case 5:
    case 6: gen_expr(g, T_S1); break;
    default: new_struct(g, false);
    }
    break;
  case T_S1:
    if (below(g, 16) == 0) cast(g, T_S1, below(g, 2) ? T_S0 : T_ANY);
    else new_struct(g, true);
    break;
  case T_A8:
  case T_A64:
  case T_AR:
  case T_AV:
    if (below(g, 16) == 0) cast(g, t, T_ANY);
    else new_array(g, t);
    break;
  case T_FUNC: gen_emit1(g, OP_REF_FUNC, FUNC_TASK + below(g, TASKS)); break;
  case T_EXTERN:
    gen_expr(g, T_ANY);
    gen_emit(g, OP_EXTERN_CONVERT_ANY);
    break;
  case T_I31:
    gen_expr(g, T_I32);
    gen_emit(g, OP_REF_I31);
    break;
  case T_EXN:
    gen_block(g, OP_BLOCK, T_EXN);
    gen_emit(g, OP_TRY_TABLE);
    u8(g, 0x40);
    u32(g, 1);
    u8(g, 3);
    u32(g, 0);
    gen_push_label(g, T_NONE);
    gen_stmts(g);
    gen_expr(g, T_I32);
    gen_emit1(g, OP_THROW, TAG_E);
    gen_end(g);
    gen_emit(g, OP_UNREACHABLE);
    gen_end(g);
    break;
  default:
    gen_object(g, T_FUNC);
    gen_emit1(g, OP_CONT_NEW, TYPE_CONT);
  }
}

/* Numbers that come of references. */
void gen_number_of_reference(Gen *g, Type t) {
  switch (t) {
  case T_I32:
    switch (below(g, 9)) {
    case 0:
      gen_expr(g, (Type)(T_ANY + below(g, T_COUNT - T_ANY)));
      gen_emit(g, OP_REF_IS_NULL);
      break;
    case 1:
      gen_expr(g, T_S0);
      gen_expr(g, below(g, 2) ? T_S0 : T_I31);
      gen_emit(g, OP_REF_EQ);
      break;
    case 2:
      gen_expr(g, T_ANY);
      gen_emit1(g, below(g, 2) ? OP_REF_TEST : OP_REF_TEST_NULL, below(g, 2) ? TYPE_S0 : below(g, 2) ? TYPE_S1 : 0x6c);
      break;
    case 3:
      gen_object(g, T_S0);
      gen_emit2(g, below(g, 2) ? OP_STRUCT_GET_S : OP_STRUCT_GET_U, TYPE_S0, 3);
      break;
    case 4: array_get(g, T_A8); break;
    case 5:
      gen_object(g, (Type)(T_A8 + below(g, 4)));
      gen_emit(g, OP_ARRAY_LEN);
      break;
    case 6:
      gen_object(g, T_I31);
      gen_emit(g, below(g, 2) ? OP_I31_GET_S : OP_I31_GET_U);
      break;
    case 7: gen_emit1(g, OP_TABLE_SIZE, below(g, 2)); break;
    default:
      gen_object(g, T_S1);
      gen_emit2(g, OP_STRUCT_GET, TYPE_S1, 0);
    }
    break;
  case T_I64:
    if (byte(g) & 1) array_get(g, T_A64);
    else {
      gen_object(g, T_S0);
      gen_emit2(g, OP_STRUCT_GET, TYPE_S0, 1);
    }
    break;
  case T_F64:
    gen_object(g, T_S1);
    gen_emit2(g, OP_STRUCT_GET, TYPE_S1, 5);
    break;
  case T_V128:
    if (byte(g) & 1) array_get(g, T_AV);
    else {
      gen_object(g, T_S1);
      gen_emit2(g, OP_STRUCT_GET, TYPE_S1, 6);
    }
    break;
  default: gen_constant(g, t);
  }
}
