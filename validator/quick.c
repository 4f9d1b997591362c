/* The table of the quick paths, from that of the instructions. */
#include "validator/quick.h"

static uint8_t letter_kind(char letter) {
  switch (letter) {
  case 'i':
  case 'p':
  case 't': return VK_I32;
  case 'l': return VK_I64;
  case 'f': return VK_F32;
  case 'd': return VK_F64;
  default: return VK_V128;
  }
}

static QuickKind quick_kind(Op op, const OpInfo *info) {
  switch (op) {
  case OP_LOCAL_GET: return QUICK_LOCAL_GET;
  case OP_LOCAL_SET: return QUICK_LOCAL_SET;
  case OP_LOCAL_TEE: return QUICK_LOCAL_TEE;
  case OP_GLOBAL_GET: return QUICK_GLOBAL_GET;
  case OP_GLOBAL_SET: return QUICK_GLOBAL_SET;
  case OP_DROP: return QUICK_DROP;
  case OP_SELECT: return QUICK_SELECT;
  case OP_BLOCK: return QUICK_BLOCK;
  case OP_LOOP: return QUICK_LOOP;
  case OP_IF: return QUICK_IF;
  case OP_END: return QUICK_END;
  case OP_BR: return QUICK_BR;
  case OP_BR_IF: return QUICK_BR_IF;
  case OP_CALL: return QUICK_CALL;
  case OP_I32_CONST: return QUICK_I32_CONST;
  case OP_I64_CONST: return QUICK_I64_CONST;
  case OP_F32_CONST: return QUICK_F32_CONST;
  case OP_F64_CONST: return QUICK_F64_CONST;
  case OP_V128_CONST: return QUICK_V128_CONST;
  default: break;
  }
  if (info->sig == SIG_SPEC) return QUICK_NONE;
  if (info->kind == KIND_STORE) return QUICK_STORE;
  const SigInfo *sig = &sig_info[info->sig];
  if (sig->result_count != 1) return QUICK_NONE;
  switch ((Imm)info->imm) {
  case IMM_NONE: return sig->param_count == 1   ? QUICK_UNARY
                        : sig->param_count == 2 ? QUICK_BINARY
                        : sig->param_count == 3 ? QUICK_TERNARY
                                                : QUICK_NONE;
  case IMM_MEMARG: return info->kind == KIND_LOAD ? QUICK_LOAD : QUICK_NONE;
  case IMM_LANE: return sig->param_count == 1 ? QUICK_EXTRACT : QUICK_REPLACE;
  case IMM_LANES16: return QUICK_SHUFFLE;
  default: return QUICK_NONE;
  }
}

static QuickTell quick_tell(QuickKind kind) {
  switch (kind) {
  case QUICK_LOCAL_GET: return TELL_LOCAL_GET;
  case QUICK_LOCAL_SET:
  case QUICK_LOCAL_TEE: return TELL_LOCAL_SET;
  case QUICK_LOAD:
  case QUICK_STORE: return TELL_ACCESS;
  case QUICK_BR:
  case QUICK_BR_IF: return TELL_BRANCH;
  case QUICK_CALL: return TELL_CALL;
  case QUICK_BLOCK:
  case QUICK_LOOP:
  case QUICK_IF: return TELL_BLOCK;
  case QUICK_END: return TELL_END;
  case QUICK_UNARY:
  case QUICK_BINARY:
  case QUICK_TERNARY:
  case QUICK_I32_CONST:
  case QUICK_I64_CONST:
  case QUICK_F32_CONST:
  case QUICK_F64_CONST:
  case QUICK_V128_CONST: return TELL_PLAIN;
  default: return TELL_BY_RULE;
  }
}

static Quick quick_row(Op op, Features features) {
  const OpInfo *info = &op_info[op];
  Quick q = {.kind = (uint8_t)quick_kind(op, info), .op = (uint16_t)op};
  if (!features_has(features, (Feature)info->feature)) q.kind = QUICK_NONE;
  if (!(info->flags & OPF_RELAXED)) q.tell = (uint8_t)quick_tell((QuickKind)q.kind); /* those are to be replaced first */
  if (q.kind == QUICK_NONE || info->sig == SIG_SPEC) return q;
  const SigInfo *sig = &sig_info[info->sig];
  q.pops = sig->param_count;
  for (uint32_t k = 0; k < q.pops; k++) q.pop[k] = letter_kind(sig->params[k]);
  for (uint32_t k = 0; k < q.pops; k++) q.pop_slots = (uint8_t)(q.pop_slots + vt_slots(q.pop[k]));
  if (sig->result_count) q.push = letter_kind(sig->results[0]), q.push_slots = (uint8_t)vt_slots(q.push);
  if (info->imm == IMM_LANE) q.align = (uint8_t)(16 / info->size - 1);
  else if (info->size) q.align = (uint8_t)__builtin_ctz(info->size);
  return q;
}

void quick_make(QuickTables *t, Features features) {
  for (uint32_t code = 0; code < 256; code++) {
    Op op = op_decode(PREFIX_00, code);
    t->code[code] = op == OP_COUNT ? (Quick){0} : quick_row(op, features);
  }
  for (uint32_t code = 0; code < QUICK_FD; code++) {
    Op op = op_decode(PREFIX_FD, code);
    t->fd[code] = op == OP_COUNT ? (Quick){0} : quick_row(op, features);
  }
  for (uint32_t op = 0; op < OP_COUNT; op++) t->op[op] = quick_row((Op)op, features);
  t->features = features;
  t->made = true;
}
