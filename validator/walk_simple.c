/* The Walk's rules for everything that has a signature, and for variables, select, memories and tables. */
#include "validator/walk_state.h"

/* ---- relaxed operators ---- */

enum { FIRST_RELAXED = OP_I8X16_RELAXED_SWIZZLE };

/* What each relaxed operator is under each profile. det: what the spec's deterministic profile picks (the ordinary
 * operator, unfused). arm: NEON, fused. x86: what the instructions do that XNNPACK probes for; there is no blend of
 * 16-bit lanes, so those are selected bitwise, as everywhere else. */
static const uint16_t determined[][3] = {
#define RELAXED(op, x86, arm, det) [OP_##op - FIRST_RELAXED] = {OP_##x86, OP_##arm, OP_##det}
    RELAXED(I8X16_RELAXED_SWIZZLE, I8X16_SWIZZLE_X86, I8X16_SWIZZLE, I8X16_SWIZZLE),
    RELAXED(I32X4_RELAXED_TRUNC_F32X4_S, I32X4_TRUNC_F32X4_S_X86, I32X4_TRUNC_SAT_F32X4_S, I32X4_TRUNC_SAT_F32X4_S),
    RELAXED(I32X4_RELAXED_TRUNC_F32X4_U, I32X4_TRUNC_F32X4_U_X86, I32X4_TRUNC_SAT_F32X4_U, I32X4_TRUNC_SAT_F32X4_U),
    RELAXED(I32X4_RELAXED_TRUNC_F64X2_S_ZERO, I32X4_TRUNC_F64X2_S_ZERO_X86, I32X4_TRUNC_SAT_F64X2_S_ZERO,
            I32X4_TRUNC_SAT_F64X2_S_ZERO),
    RELAXED(I32X4_RELAXED_TRUNC_F64X2_U_ZERO, I32X4_TRUNC_F64X2_U_ZERO_X86, I32X4_TRUNC_SAT_F64X2_U_ZERO,
            I32X4_TRUNC_SAT_F64X2_U_ZERO),
    RELAXED(F32X4_RELAXED_MADD, F32X4_FMA, F32X4_FMA, F32X4_MULADD),
    RELAXED(F32X4_RELAXED_NMADD, F32X4_FNMA, F32X4_FNMA, F32X4_NMULADD),
    RELAXED(F64X2_RELAXED_MADD, F64X2_FMA, F64X2_FMA, F64X2_MULADD),
    RELAXED(F64X2_RELAXED_NMADD, F64X2_FNMA, F64X2_FNMA, F64X2_NMULADD),
    RELAXED(I8X16_RELAXED_LANESELECT, I8X16_BLENDV, V128_BITSELECT, V128_BITSELECT),
    RELAXED(I16X8_RELAXED_LANESELECT, V128_BITSELECT, V128_BITSELECT, V128_BITSELECT),
    RELAXED(I32X4_RELAXED_LANESELECT, I32X4_BLENDV, V128_BITSELECT, V128_BITSELECT),
    RELAXED(I64X2_RELAXED_LANESELECT, I64X2_BLENDV, V128_BITSELECT, V128_BITSELECT),
    RELAXED(F32X4_RELAXED_MIN, F32X4_MIN_X86, F32X4_MIN, F32X4_MIN),
    RELAXED(F32X4_RELAXED_MAX, F32X4_MAX_X86, F32X4_MAX, F32X4_MAX),
    RELAXED(F64X2_RELAXED_MIN, F64X2_MIN_X86, F64X2_MIN, F64X2_MIN),
    RELAXED(F64X2_RELAXED_MAX, F64X2_MAX_X86, F64X2_MAX, F64X2_MAX),
    RELAXED(I16X8_RELAXED_Q15MULR_S, I16X8_Q15MULR_X86, I16X8_Q15MULR_SAT_S, I16X8_Q15MULR_SAT_S),
    RELAXED(I16X8_RELAXED_DOT_I8X16_I7X16_S, I16X8_DOT_I8X16_SU, I16X8_DOT_I8X16_SS, I16X8_DOT_I8X16_SS_SAT),
    RELAXED(I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S, I32X4_DOT_I8X16_SU_ADD, I32X4_DOT_I8X16_SS_ADD,
            I32X4_DOT_I8X16_SS_SAT_ADD),
#undef RELAXED
};

Op relaxed_op(Op op, RelaxedProfile profile) {
  return op_info[op].flags & OPF_RELAXED ? (Op)determined[op - FIRST_RELAXED][profile] : op;
}

/* ---- immediates ---- */

static Err check_memarg(Walk *w, const Instr *i, const OpInfo *info) {
  const MemoryDecl *memory = walk_find_memory(w, i->mem.memory);
  if (!memory) return w->diag->err;
  unsigned natural = (unsigned)__builtin_ctz(info->size);
  if (i->mem.align > natural) return walk_fail(w, ERR_ALIGNMENT_NATURAL, NULL);
  if (i->mem.align < natural && (info->flags & OPF_ATOMIC))
    return walk_fail(w, ERR_ALIGNMENT_NATURAL, ", nor smaller in an atomic access");
  if (!memory->limits.is64 && i->mem.offset > UINT32_MAX) return walk_fail(w, ERR_OFFSET_RANGE, NULL);
  return ERR_OK;
}

static Err check_lane(Walk *w, uint32_t lane, uint32_t size) {
  return lane < 16 / size ? ERR_OK : walk_fail(w, ERR_LANE_INDEX, " %u", lane);
}

static Err check_data(Walk *w, uint32_t index) {
  if (!w->m->has_data_count && w->m->data_count) return walk_fail(w, ERR_DATA_COUNT_REQUIRED, NULL);
  return index < w->m->data_count ? ERR_OK : walk_unknown(w, "data segment", index);
}

static Err check_elem(Walk *w, uint32_t index) {
  return index < w->m->elem_count ? ERR_OK : walk_unknown(w, "elem segment", index);
}

/* Checks the immediates of an instruction with a signature; *address is what p and t stand for. */
static Err check_imm(Walk *w, const Instr *i, const OpInfo *info, ValType *address) {
  Err e = ERR_OK;
  uint32_t memory = i->index;
  switch ((Imm)info->imm) {
  case IMM_MEMARG_LANE:
    if ((e = check_lane(w, i->mem.lane, info->size))) return e;
    /* fall through */
  case IMM_MEMARG:
    if ((e = check_memarg(w, i, info))) return e;
    memory = i->mem.memory;
    break;
  case IMM_DATA_MEMORY:
    memory = i->second;
    if (!walk_find_memory(w, memory)) return w->diag->err;
    if ((e = check_data(w, i->first))) return e;
    break;
  case IMM_MEMORY:
    if (!walk_find_memory(w, memory)) return w->diag->err;
    break;
  case IMM_TABLE: {
    const TableDecl *table = walk_find_table(w, i->index);
    if (!table) return w->diag->err;
    *address = address_type(&table->limits);
    return ERR_OK;
  }
  case IMM_DATA: return check_data(w, i->index);
  case IMM_ELEM: return check_elem(w, i->index);
  case IMM_LANE: return check_lane(w, i->index, info->size);
  case IMM_LANES16:
    for (int k = 0; k < 16; k++)
      if (i->bytes[k] >= 32) return walk_fail(w, ERR_LANE_INDEX, " %u", i->bytes[k]);
    return ERR_OK;
  default: return ERR_OK;
  }
  *address = address_type(&w->m->memories[memory].limits);
  return ERR_OK;
}

static ValType letter_type(char letter, ValType address) {
  switch (letter) {
  case 'i': return VT_I32;
  case 'l': return VT_I64;
  case 'f': return VT_F32;
  case 'd': return VT_F64;
  case 'v': return VT_V128;
  default: return address;
  }
}

static Err rule_signature(Walk *w, const Instr *i) {
  const OpInfo *info = &op_info[i->op];
  const SigInfo *sig = &sig_info[info->sig];
  ValType address = VT_I32;
  Err e = check_imm(w, i, info, &address);
  if (e) return e;
  Effect effect = {.pops = sig->param_count, .pushes = sig->result_count};
  for (uint32_t k = 0; k < effect.pops; k++) effect.pop[k] = letter_type(sig->params[k], address);
  for (uint32_t k = 0; k < effect.pushes; k++) effect.push[k] = letter_type(sig->results[k], address);
  if (!(info->flags & OPF_RELAXED) || !w->sink) return effect_apply(w, &effect);
  Instr replaced = *i;
  replaced.op = relaxed_op(i->op, w->relaxed);
  w->instr = &replaced;
  e = effect_apply(w, &effect);
  w->instr = i;
  return e;
}

/* ---- variables ---- */

static Err rule_local(Walk *w, const Instr *i) {
  if (i->index >= w->local_count) return walk_unknown(w, "local", i->index);
  ValType t = walk_local_type(w, i->index);
  Effect effect = {0};
  if (i->op == OP_LOCAL_GET) {
    if (w->has_undefaultable && !vt_is_defaultable(t) && !local_is_init(w, i->index))
      return walk_fail(w, ERR_UNINITIALIZED_LOCAL, " %u", i->index);
    effect.pushes = 1;
  } else {
    effect.pops = 1;
    effect.pushes = i->op == OP_LOCAL_TEE;
  }
  effect.pop[0] = effect.push[0] = t;
  Err e = effect_apply(w, &effect);
  return e || i->op == OP_LOCAL_GET ? e : walk_local_init(w, i->index);
}

static Err rule_global(Walk *w, const Instr *i) {
  uint32_t count = w->constant ? w->global_count : w->m->global_count;
  if (i->index >= count) return walk_unknown(w, "global", i->index);
  bool is_mutable = w->m->globals[i->index].mutable;
  ValType t = w->v->global_types[i->index];
  Effect effect = {0};
  if (i->op == OP_GLOBAL_GET) {
    if (w->constant && is_mutable) return walk_fail(w, ERR_CONSTANT_REQUIRED, ": global %u is mutable", i->index);
    effect.pushes = 1;
  } else {
    if (!is_mutable) return walk_fail(w, ERR_IMMUTABLE_GLOBAL, " %u", i->index);
    effect.pops = 1;
  }
  effect.pop[0] = effect.push[0] = t;
  return effect_apply(w, &effect);
}

/* ---- parametric ---- */

static Err rule_drop(Walk *w) {
  Effect effect = {.pops = 1, .pop = {peek(w, 0)}};
  if (!has_operands(w, 1)) return walk_fail(w, ERR_TYPE_MISMATCH, ": instruction requires [any] but stack has []");
  return effect_apply(w, &effect);
}

static Err rule_select(Walk *w, const Instr *i) {
  ValType t = peek(w, 1);
  if (t == VT_BOT) t = peek(w, 2);
  if (i->op == OP_SELECT_T) {
    if (i->type_count != 1) return walk_fail(w, ERR_RESULT_ARITY, NULL);
    const uint8_t *at = i->types;
    ValType local = next_type(&at);
    Err e = walk_check_val(w, local);
    if (e) return e;
    t = canon(w, local);
  } else if (vt_is_ref(t) || vt_is_ref(peek(w, 2)))
    return walk_fail(w, ERR_TYPE_MISMATCH, ": select of references needs a type");
  if (!has_operands(w, 3)) t = t == VT_BOT ? VT_I32 : t; /* for the message */
  Effect effect = {.pops = 3, .pop = {t, t, VT_I32}, .pushes = 1, .push = {t}};
  return effect_apply(w, &effect);
}

/* ---- memories and tables ---- */

static ValType narrower(const Limits *a, const Limits *b) { return a->is64 && b->is64 ? VT_I64 : VT_I32; }

static Err rule_memory_copy(Walk *w, const Instr *i) {
  const MemoryDecl *to = walk_find_memory(w, i->first);
  const MemoryDecl *from = to ? walk_find_memory(w, i->second) : NULL;
  if (!from) return w->diag->err;
  Effect effect = {
      .pops = 3, .pop = {address_type(&to->limits), address_type(&from->limits), narrower(&to->limits, &from->limits)}};
  return effect_apply(w, &effect);
}

static Err rule_table_copy(Walk *w, const Instr *i) {
  const TableDecl *to = walk_find_table(w, i->first);
  const TableDecl *from = to ? walk_find_table(w, i->second) : NULL;
  if (!from) return w->diag->err;
  if (!types_is_sub(w->types, w->v->table_types[i->second], w->v->table_types[i->first]))
    return walk_fail(w, ERR_TYPE_MISMATCH, ": elements of table %u are not those of table %u", i->second, i->first);
  Effect effect = {
      .pops = 3, .pop = {address_type(&to->limits), address_type(&from->limits), narrower(&to->limits, &from->limits)}};
  return effect_apply(w, &effect);
}

static Err rule_table_init(Walk *w, const Instr *i) {
  const TableDecl *table = walk_find_table(w, i->second);
  if (!table) return w->diag->err;
  Err e = check_elem(w, i->first);
  if (e) return e;
  if (!types_is_sub(w->types, canon(w, w->m->elems[i->first].type), w->v->table_types[i->second]))
    return walk_fail(w, ERR_TYPE_MISMATCH, ": elements of segment %u are not those of table %u", i->first, i->second);
  Effect effect = {.pops = 3, .pop = {address_type(&table->limits), VT_I32, VT_I32}};
  return effect_apply(w, &effect);
}

static Err rule_table(Walk *w, const Instr *i) {
  const TableDecl *table = walk_find_table(w, i->index);
  if (!table) return w->diag->err;
  ValType at = address_type(&table->limits), t = w->v->table_types[i->index];
  Effect effect = {0};
  switch (i->op) {
  case OP_TABLE_GET: effect = (Effect){.pops = 1, .pop = {at}, .pushes = 1, .push = {t}}; break;
  case OP_TABLE_SET: effect = (Effect){.pops = 2, .pop = {at, t}}; break;
  case OP_TABLE_GROW: effect = (Effect){.pops = 2, .pop = {t, at}, .pushes = 1, .push = {at}}; break;
  default: effect = (Effect){.pops = 3, .pop = {at, t, at}}; break; /* table.fill */
  }
  return effect_apply(w, &effect);
}

Err rule_simple(Walk *w, const Instr *i) {
  switch (i->op) {
  case OP_LOCAL_GET:
  case OP_LOCAL_SET:
  case OP_LOCAL_TEE: return rule_local(w, i);
  case OP_GLOBAL_GET:
  case OP_GLOBAL_SET: return rule_global(w, i);
  case OP_DROP: return rule_drop(w);
  case OP_SELECT:
  case OP_SELECT_T: return rule_select(w, i);
  case OP_MEMORY_COPY: return rule_memory_copy(w, i);
  case OP_TABLE_COPY: return rule_table_copy(w, i);
  case OP_TABLE_INIT: return rule_table_init(w, i);
  case OP_TABLE_GET:
  case OP_TABLE_SET:
  case OP_TABLE_GROW:
  case OP_TABLE_FILL: return rule_table(w, i);
  default: return rule_signature(w, i);
  }
}
