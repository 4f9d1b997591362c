/* Any module: valid or an error, twice the same; and what is valid can be walked with a sink, which then sees a stack
 * machine that adds up. The first byte chooses the features and the options of the Walk, the rest is the module. Seeds:
 * any .wasm behind a byte. */
#include "validator/walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)                                                                                                \
  do {                                                                                                                 \
    if (!(condition)) __builtin_trap();                                                                                \
  } while (0)

typedef struct Model {
  Sink sink;
  uint32_t labels, height, frame;
  bool known; /* the height after the last event */
} Model;

static void see(Model *m, Walk *w, const WalkInstr *i) {
  uint32_t count = walk_operand_count(w), height = walk_local_slots(w);
  for (uint32_t k = count > 8 ? 8 : count; k-- > 0;) {
    uint32_t end = walk_operand_slot(w, k) + vt_slots(walk_operand_type(w, k));
    MUST(k ? end == walk_operand_slot(w, k - 1) : end == i->height);
  }
  MUST(i->height >= height && i->operand_slots <= i->height - height && i->height <= m->frame);
  MUST(!m->known || m->height == i->height);
  MUST(i->instr->op < OP_COUNT && !(op_info[i->instr->op].flags & OPF_RELAXED));
  MUST(m->labels == 0 || walk_label_depth(w) >= m->labels);
  m->height = i->height - i->operand_slots + i->result_slots;
  m->known = true;
}

static Err begin(Sink *s, Walk *w) {
  Model *m = (Model *)s;
  m->labels = 1;
  m->known = true;
  m->height = walk_local_slots(w);
  for (uint32_t i = 0, slot = 0; i < walk_local_count(w); i++) {
    MUST(walk_local_slot(w, i) == slot);
    slot += vt_slots(walk_local_type(w, i));
  }
  return ERR_OK;
}

static Err enter(Sink *s, Walk *w, const WalkInstr *i, Label *l) {
  Model *m = (Model *)s;
  m->labels++;
  MUST(!l->dead && l == walk_label(w, 0) && l->base_slot + i->operand_slots == i->height);
  see(m, w, i);
  return ERR_OK;
}

/* Where an arm's results end: in a catch the exception lies below them. */
static uint32_t arm_height(const Label *l) { return l->base_slot + l->result_slots + (l->kind >= LABEL_CATCH); }

static Err arm(Sink *s, Walk *w, const WalkInstr *i, Label *l, bool reachable) {
  Model *m = (Model *)s;
  MUST(walk_label_depth(w) == m->labels && (!reachable || arm_height(l) == i->height));
  if (!reachable) m->known = false;
  see(m, w, i);
  m->height = l->base_slot + i->result_slots + (i->instr->op != OP_ELSE); /* a catch: the exception */
  return ERR_OK;
}

static Err leave(Sink *s, Walk *w, const WalkInstr *i, Label *l, bool reachable) {
  Model *m = (Model *)s;
  MUST(walk_label_depth(w) == m->labels && (!reachable || arm_height(l) == i->height));
  if (!reachable) m->known = false;
  see(m, w, i);
  m->labels--;
  m->height = l->base_slot + l->result_slots;
  return ERR_OK;
}

static Err instr(Sink *s, Walk *w, const WalkInstr *i) {
  Model *m = (Model *)s;
  MUST(walk_label_depth(w) == m->labels && !walk_label(w, 0)->silent);
  for (uint32_t k = 0, slots = 0; slots < i->operand_slots; k++) {
    MUST(walk_operand_type(w, k) != VT_BOT);
    slots += vt_slots(walk_operand_type(w, k));
    MUST(slots <= i->operand_slots);
  }
  see(m, w, i);
  return ERR_OK;
}

static void walk_all(const ValidModule *v, uint8_t choice) {
  const Module *m = v->module;
  WalkScratch *scratch = walk_scratch_new(&alloc_libc);
  WalkOptions options = {.relaxed = (RelaxedProfile)(choice >> 3 & 1), .fuel = choice >> 4 & 1};
  for (uint32_t f = m->imported[EXTERN_FUNC]; f < m->func_count; f++) {
    Model model = {.sink = {begin, enter, arm, leave, instr}, .frame = v->funcs[f].frame_slots};
    Diag d = {0};
    FuncInfo info;
    MUST(!walk_function(v, f, &options, &model.sink, scratch, &info, &d));
    MUST(!memcmp(&info, &v->funcs[f], sizeof info) && model.labels == 0);
  }
  for (uint32_t g = m->imported[EXTERN_GLOBAL]; g < m->global_count; g++) {
    Diag d = {0};
    ValType result;
    MUST(!walk_const_expr(v, m->globals[g].init, v->global_types[g], g, scratch, &result, &d));
    MUST(types_is_sub(v->types, result, v->global_types[g]));
  }
  walk_scratch_free(scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  Features features = (data[0] & 7) < FEATURES_FLAG ? features_of_set((FeatureSet)(data[0] & 7)) : ~(Features)0;
  DecodeOptions options = {.alloc = &alloc_libc, .features = features};
  Module *m;
  Diag d = {0};
  if (module_decode((Bytes){data + 1, size - 1}, &options, &m, &d)) return 0;
  Types *types = types_new(&alloc_libc);
  ValidModule *v, *again;
  Diag second = {0};
  Err e = module_validate(m, types, &v, &d);
  MUST(e == d.err && (!e || e == ERR_LIMIT || err_class(e) == CLASS_INVALID || err_class(e) == CLASS_MALFORMED));
  MUST(module_validate(m, types, &again, &second) == e);
  MUST(d.offset == second.offset && !strcmp(d.message, second.message));
  if (!e) {
    MUST(!memcmp(v->type_ids, again->type_ids, m->type_count * sizeof *v->type_ids));
    walk_all(v, data[0]);
  }
  valid_module_free(again);
  valid_module_free(v);
  types_free(types);
  module_free(m);
  return 0;
}
