/* One instruction as text: the keyword of its row, then its immediates in the order of the text format. */
#include "decoder/text/print_impl.h"

Reader print_reader(const Printer *p, const uint8_t *at, size_t size) {
  return (Reader){
      .at = at, .end = at + size, .base = p->m->bytes.at, .diag = p->diag, .end_error = ERR_UNEXPECTED_END_SECTION};
}

bool print_opens_block(Op op) {
  return op == OP_BLOCK || op == OP_LOOP || op == OP_IF || op == OP_TRY || op == OP_TRY_TABLE;
}

bool print_push_label(Printer *p, uint32_t label, Op op) {
  void *labels = p->labels;
  if (!alloc_grow(p->alloc, &labels, &p->label_capacity, (size_t)p->label_count + 1, sizeof *p->labels)) {
    p->out->failed = true;
    return false;
  }
  p->labels = labels;
  p->labels[p->label_count++] = (Enclosing){label, op};
  return true;
}

void print_pop_label(Printer *p) {
  if (p->label_count) p->label_count--;
}

void print_hint(Printer *p, const Instr *in) {
  if (p->m->hint_count == 0 || (in->op != OP_IF && in->op != OP_BR_IF)) return;
  const BranchHint *hint = hint_find(p->m, p->func, in->offset);
  if (!hint) return;
  buf_put_str(p->out,
              hint->likely ? "(@metadata.code.branch_hint \"\\01\") " : "(@metadata.code.branch_hint \"\\00\") ");
}

static void put_space(Printer *p) { buf_put_u8(p->out, ' '); }

static void put_index(Printer *p, const Ids *ids, uint32_t index) {
  put_space(p);
  print_index(p, ids, index);
}

/* An index that may be left out when it is 0. */
static void put_optional(Printer *p, const Ids *ids, uint32_t index) {
  if (index) put_index(p, ids, index);
}

static void put_number(Printer *p, uint64_t v) {
  put_space(p);
  print_u64(p, v);
}

enum { LABELS_LOOKED_AT = 64 }; /* farther out, labels are told by number: time stays linear */

static Name label_name(const Printer *p, uint32_t depth) {
  if (!p->label_names || depth >= p->label_count) return (Name){0};
  return name_find(p->label_names, p->labels[p->label_count - 1 - depth].label);
}

static void put_label(Printer *p, uint32_t depth) {
  Name id = depth < LABELS_LOOKED_AT ? label_name(p, depth) : (Name){0};
  for (uint32_t inner = 0; inner < depth && id.size; inner++) {
    Name other = label_name(p, inner);
    if (other.size == id.size && memcmp(other.at, id.at, id.size) == 0) id.size = 0;
  }
  put_space(p);
  if (id.size) print_id(p, id);
  else print_u64(p, depth);
}

static void put_signed(Printer *p, int64_t v) {
  put_space(p);
  if (v < 0) buf_put_u8(p->out, '-');
  print_u64(p, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

static void put_type_use(Printer *p, uint32_t type) {
  buf_put_str(p->out, " (type ");
  print_index(p, &p->type_ids, type);
  buf_put_u8(p->out, ')');
}

static void put_block_type(Printer *p, BlockType t) {
  if (t.kind == BLOCK_VALUE) {
    buf_put_str(p->out, " (result ");
    print_val_type(p, t.value);
    buf_put_u8(p->out, ')');
  } else if (t.kind == BLOCK_TYPE) {
    put_type_use(p, t.type);
    const TypeDef *type = print_func_type(p, t.type);
    if (!type || type->func.param_count + type->func.result_count > 16) return;
    print_params(p, type, NULL);
    print_results(p, type);
  }
}

static void put_catches(Printer *p, const Instr *in) {
  static const char *const words[] = {[CATCH_TAG] = "catch",
                                      [CATCH_TAG_REF] = "catch_ref",
                                      [CATCH_ALL] = "catch_all",
                                      [CATCH_ALL_REF] = "catch_all_ref"};
  const uint8_t *cursor = in->catches;
  for (uint32_t i = 0; i < in->catch_count; i++) {
    Catch c = next_catch(&cursor);
    buf_put_str(p->out, " (");
    buf_put_str(p->out, words[c.kind]);
    if (c.kind == CATCH_TAG || c.kind == CATCH_TAG_REF) put_index(p, &p->ids[EXTERN_TAG], c.tag);
    put_label(p, c.label);
    buf_put_u8(p->out, ')');
  }
}

static void put_handlers(Printer *p, const Instr *in) {
  const uint8_t *cursor = in->resume.handlers;
  for (uint32_t i = 0; i < in->resume.handler_count; i++) {
    Handler h = next_handler(&cursor);
    buf_put_str(p->out, " (on");
    put_index(p, &p->ids[EXTERN_TAG], h.tag);
    if (h.is_switch) buf_put_str(p->out, " switch");
    else put_label(p, h.label);
    buf_put_u8(p->out, ')');
  }
}

static void put_memarg(Printer *p, const Instr *in) {
  put_optional(p, &p->ids[EXTERN_MEMORY], in->mem.memory);
  if (in->mem.offset) {
    buf_put_str(p->out, " offset=");
    print_u64(p, in->mem.offset);
  }
  if (in->mem.align < 64 && UINT64_C(1) << in->mem.align != op_info[in->op].size) {
    buf_put_str(p->out, " align=");
    print_u64(p, UINT64_C(1) << in->mem.align);
  }
}

static void put_field(Printer *p, uint32_t type, uint32_t field) {
  put_index(p, &p->type_ids, type);
  put_index(p, print_field_ids(p, type), field);
}

static bool casts_to_nullable(Op op) {
  return op == OP_REF_TEST_NULL || op == OP_REF_CAST_NULL || op == OP_REF_CAST_DESC_EQ_NULL;
}

static void put_v128(Printer *p, const uint8_t *bytes) {
  buf_put_str(p->out, " i32x4");
  for (int lane = 0; lane < 4; lane++) buf_printf(p->out, " 0x%08x", load_u32(bytes + 4 * lane));
}

/* The pairs of indices whose order in text differs from the binary's, or of which one may be left out. */
static void put_pair(Printer *p, const Instr *in) {
  const Ids *types = &p->type_ids, *tables = &p->ids[EXTERN_TABLE], *memories = &p->ids[EXTERN_MEMORY];
  switch (op_info[in->op].imm) {
  case IMM_TYPE_TABLE:
    put_optional(p, tables, in->second);
    put_type_use(p, in->first);
    break;
  case IMM_DATA_MEMORY:
    put_optional(p, memories, in->second);
    put_index(p, &p->data_ids, in->first);
    break;
  case IMM_ELEM_TABLE:
    put_optional(p, tables, in->second);
    put_index(p, &p->elem_ids, in->first);
    break;
  case IMM_MEMORY_MEMORY:
  case IMM_TABLE_TABLE: {
    const Ids *ids = op_info[in->op].imm == IMM_TABLE_TABLE ? tables : memories;
    if (!in->first && !in->second) break;
    put_index(p, ids, in->first);
    put_index(p, ids, in->second);
    break;
  }
  case IMM_TYPE_FIELD: put_field(p, in->first, in->second); break;
  default: {
    static const Ids none;
    uint8_t imm = op_info[in->op].imm;
    put_index(p, types, in->first);
    put_index(p,
              imm == IMM_TYPE_DATA   ? &p->data_ids
              : imm == IMM_TYPE_ELEM ? &p->elem_ids
              : imm == IMM_TYPE_TYPE ? types
              : imm == IMM_TYPE_TAG  ? &p->ids[EXTERN_TAG]
                                     : &none,
              in->second);
  }
  }
}

static void put_labels(Printer *p, const Instr *in) {
  const uint8_t *cursor = in->labels;
  for (uint64_t i = 0; i <= in->label_count; i++) put_label(p, next_index(&cursor));
}

static void put_types(Printer *p, const Instr *in) {
  const uint8_t *cursor = in->types;
  buf_put_str(p->out, " (result");
  for (uint32_t i = 0; i < in->type_count; i++) {
    put_space(p);
    print_val_type(p, next_type(&cursor));
  }
  buf_put_u8(p->out, ')');
}

static void put_cast(Printer *p, const Instr *in) {
  put_space(p);
  if (op_info[in->op].imm == IMM_HEAP) print_heap_type(p, in->heap, in->heap_exact);
  else print_val_type(p, vt_ref(in->heap, casts_to_nullable(in->op), in->heap_exact));
}

static void put_br_cast(Printer *p, const Instr *in) {
  put_label(p, in->cast.label);
  put_space(p);
  print_val_type(p, in->cast.from);
  put_space(p);
  print_val_type(p, in->cast.to);
}

static void put_block(Printer *p, const Instr *in, uint32_t label) {
  Name id = p->label_names ? name_find(p->label_names, label) : (Name){0};
  if (id.size) {
    put_space(p);
    print_id(p, id);
  }
  put_block_type(p, in->block);
  if (op_info[in->op].imm == IMM_TRY_TABLE) put_catches(p, in);
}

void print_instr(Printer *p, const Instr *in, uint32_t label) {
  const OpInfo *info = &op_info[in->op];
  buf_put_str(p->out, info->text);
  switch ((Imm)info->imm) {
  case IMM_NONE:
  case IMM_ORDER: break;
  case IMM_BLOCK:
  case IMM_TRY_TABLE: put_block(p, in, label); break;
  case IMM_LABEL: put_label(p, in->index); break;
  case IMM_LABELS: put_labels(p, in); break;
  case IMM_FUNC: put_index(p, &p->ids[EXTERN_FUNC], in->index); break;
  case IMM_TYPE: put_index(p, &p->type_ids, in->index); break;
  case IMM_TYPES: put_types(p, in); break;
  case IMM_LOCAL: put_index(p, &p->local_ids, in->index); break;
  case IMM_GLOBAL: put_index(p, &p->ids[EXTERN_GLOBAL], in->index); break;
  case IMM_TABLE: put_index(p, &p->ids[EXTERN_TABLE], in->index); break;
  case IMM_MEMORY: put_optional(p, &p->ids[EXTERN_MEMORY], in->index); break;
  case IMM_TAG: put_index(p, &p->ids[EXTERN_TAG], in->index); break;
  case IMM_DATA: put_index(p, &p->data_ids, in->index); break;
  case IMM_ELEM: put_index(p, &p->elem_ids, in->index); break;
  case IMM_MEMARG: put_memarg(p, in); break;
  case IMM_MEMARG_LANE:
    put_memarg(p, in);
    put_number(p, in->mem.lane);
    break;
  case IMM_LANE: put_number(p, in->index); break;
  case IMM_LANES16:
    for (int i = 0; i < 16; i++) put_number(p, in->bytes[i]);
    break;
  case IMM_I32: put_signed(p, in->i32); break;
  case IMM_I64: put_signed(p, in->i64); break;
  case IMM_F32:
    put_space(p);
    print_float(p, in->f32, 23, 8);
    break;
  case IMM_F64:
    put_space(p);
    print_float(p, in->f64, 52, 11);
    break;
  case IMM_V128: put_v128(p, in->bytes); break;
  case IMM_HEAP:
  case IMM_CAST: put_cast(p, in); break;
  case IMM_BR_CAST: put_br_cast(p, in); break;
  case IMM_PAIR_FIRST ... IMM_PAIR_LAST: put_pair(p, in); break;
  case IMM_RESUME:
  case IMM_RESUME_THROW:
    put_index(p, &p->type_ids, in->resume.type);
    if (info->imm == IMM_RESUME_THROW) put_index(p, &p->ids[EXTERN_TAG], in->resume.tag);
    put_handlers(p, in);
    break;
  }
}
