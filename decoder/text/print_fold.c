/* Folded bodies: a tree is made of a body in one pass, then printed.
 *
 *   i32.const 1  i32.const 2  i32.add  drop      ─▶      drop ─▶ i32.add ─▶ i32.const 1, i32.const 2
 *
 * The tail of the list of statements stands for the operand stack: an instruction with n operands takes the last
 * statements that make n values in all, when there are such. Whatever it does not take stays where it is, so that the
 * order of the text is the order of the code in any case, and a wrong guess costs beauty, not truth.
 *
 * Neither pass recurses. Texts are read with a limited depth of parentheses: deep code is left to the flat style. */
#include "decoder/text/print_impl.h"

enum { DEPTH_MAX = 200, OPERANDS_MAX = 64, IN_LINE_MAX = 6 };

typedef enum NodeKind {
  NODE_PLAIN,
  NODE_BLOCK,
  NODE_THEN,
  NODE_ELSE,
  NODE_DO,
  NODE_CATCH,
  NODE_CATCH_ALL,
  NODE_DELEGATE
} NodeKind;

typedef struct Node {
  uint32_t offset;                          /* of the instruction, from the start of the code */
  uint32_t parent, first, last, prev, next; /* 0: none; node 0 is the body */
  uint32_t results, label, size, depth;     /* size: nodes in all; depth: of parentheses */
  uint8_t kind;                             /* NodeKind */
  bool has_label;                           /* its children stand under the block's label */
} Node;

typedef struct Fold {
  Printer *p;
  Node *nodes;
  uint32_t count, capacity;
  uint32_t open;     /* the node that takes statements */
  uint32_t *arities; /* of the labels, outermost first */
  uint32_t label_count, label_capacity;
} Fold;

/* ---- arity ---- */

static uint32_t label_arity(const Fold *f, uint32_t depth) {
  return depth < f->label_count ? f->arities[f->label_count - 1 - depth] : 0;
}

static bool type_arity(const Printer *p, uint32_t type, uint32_t extra, bool returns, Arity *out) {
  const TypeDef *def = print_func_type(p, type);
  if (!def) return false;
  *out = (Arity){def->func.param_count + extra, returns ? def->func.result_count : 0};
  return true;
}

static uint32_t tag_arity(const Printer *p, uint32_t tag) {
  Arity a = {0};
  if (tag < p->m->tag_count && !type_arity(p, p->m->tags[tag].type, 0, false, &a)) return 0;
  return a.params;
}

static bool gc_arity(const Printer *p, const Instr *in, Arity *out) {
  const Module *m = p->m;
  switch (in->op) {
  case OP_STRUCT_NEW:
  case OP_STRUCT_NEW_DESC:
    if (in->index >= m->type_count || m->types[in->index].comp != COMP_STRUCT) return false;
    *out = (Arity){m->types[in->index].fields.count + (in->op == OP_STRUCT_NEW_DESC), 1};
    return true;
  case OP_STRUCT_NEW_DEFAULT: *out = (Arity){0, 1}; return true;
  case OP_ARRAY_NEW_FIXED: *out = (Arity){in->second, 1}; return true;
  case OP_STRUCT_SET: *out = (Arity){2, 0}; return true;
  case OP_ARRAY_NEW:
  case OP_ARRAY_NEW_DATA:
  case OP_ARRAY_NEW_ELEM:
  case OP_ARRAY_GET:
  case OP_ARRAY_GET_S:
  case OP_ARRAY_GET_U:
  case OP_REF_CAST_DESC_EQ:
  case OP_REF_CAST_DESC_EQ_NULL: *out = (Arity){2, 1}; return true;
  case OP_ARRAY_SET: *out = (Arity){3, 0}; return true;
  case OP_ARRAY_FILL:
  case OP_ARRAY_INIT_DATA:
  case OP_ARRAY_INIT_ELEM: *out = (Arity){4, 0}; return true;
  case OP_ARRAY_COPY: *out = (Arity){5, 0}; return true;
  case OP_BR_ON_CAST:
  case OP_BR_ON_CAST_FAIL:
  case OP_BR_ON_CAST_DESC_EQ:
  case OP_BR_ON_CAST_DESC_EQ_FAIL: return false;
  default: *out = (Arity){1, 1}; return true;
  }
}

bool print_arity(const Printer *p, const Instr *in, Arity *out) {
  const OpInfo *info = &op_info[in->op];
  if (info->sig != SIG_SPEC) {
    *out = (Arity){sig_info[info->sig].param_count, sig_info[info->sig].result_count};
    return true;
  }
  if (info->kind == KIND_GC) return gc_arity(p, in, out);
  switch (in->op) {
  case OP_UNREACHABLE: *out = (Arity){0, 0}; return true;
  case OP_DROP:
  case OP_LOCAL_SET:
  case OP_GLOBAL_SET:
  case OP_THROW_REF: *out = (Arity){1, 0}; return true;
  case OP_LOCAL_GET:
  case OP_GLOBAL_GET:
  case OP_REF_NULL:
  case OP_REF_FUNC: *out = (Arity){0, 1}; return true;
  case OP_LOCAL_TEE:
  case OP_TABLE_GET:
  case OP_REF_IS_NULL:
  case OP_REF_AS_NON_NULL:
  case OP_CONT_NEW: *out = (Arity){1, 1}; return true;
  case OP_REF_EQ:
  case OP_TABLE_GROW: *out = (Arity){2, 1}; return true;
  case OP_SELECT:
  case OP_SELECT_T: *out = (Arity){3, 1}; return true;
  case OP_TABLE_SET: *out = (Arity){2, 0}; return true;
  case OP_TABLE_FILL:
  case OP_TABLE_INIT:
  case OP_TABLE_COPY:
  case OP_MEMORY_COPY: *out = (Arity){3, 0}; return true;
  case OP_CALL:
  case OP_RETURN_CALL:
    return in->index < p->m->func_count && type_arity(p, p->m->funcs[in->index].type, 0, in->op == OP_CALL, out);
  case OP_CALL_INDIRECT:
  case OP_RETURN_CALL_INDIRECT: return type_arity(p, in->first, 1, in->op == OP_CALL_INDIRECT, out);
  case OP_CALL_REF:
  case OP_RETURN_CALL_REF: return type_arity(p, in->index, 1, in->op == OP_CALL_REF, out);
  case OP_THROW: *out = (Arity){tag_arity(p, in->index), 0}; return true;
  default: return false;
  }
}

/* Those that depend on labels too. */
static bool fold_arity(const Fold *f, const Instr *in, Arity *out) {
  uint32_t n;
  switch (in->op) {
  case OP_BR: *out = (Arity){label_arity(f, in->index), 0}; return true;
  case OP_BR_IF:
    n = label_arity(f, in->index);
    *out = (Arity){n + 1, n};
    return true;
  case OP_RETURN: *out = (Arity){f->arities[0], 0}; return true;
  case OP_BR_TABLE: {
    const uint8_t *cursor = in->labels;
    uint32_t label = 0;
    for (uint64_t i = 0; i <= in->label_count; i++) label = next_index(&cursor);
    *out = (Arity){label_arity(f, label) + 1, 0};
    return true;
  }
  default: return print_arity(f->p, in, out);
  }
}

static Arity block_arity(const Printer *p, BlockType t) {
  Arity a = {0, t.kind == BLOCK_VALUE};
  if (t.kind == BLOCK_TYPE && !type_arity(p, t.type, 0, true, &a)) return (Arity){0, 0};
  return a;
}

/* ---- making the tree ---- */

static uint32_t new_node(Fold *f, NodeKind kind, uint32_t offset) {
  void *nodes = f->nodes;
  if (!alloc_grow(f->p->alloc, &nodes, &f->capacity, (size_t)f->count + 1, sizeof *f->nodes)) return 0;
  f->nodes = nodes;
  f->nodes[f->count] = (Node){.kind = (uint8_t)kind, .offset = offset, .label = NO_LABEL, .size = 1, .depth = 1};
  return f->count++;
}

static void append(Fold *f, uint32_t to, uint32_t node) {
  Node *parent = &f->nodes[to], *n = &f->nodes[node];
  n->parent = to;
  n->prev = parent->last;
  if (parent->last) f->nodes[parent->last].next = node;
  else parent->first = node;
  parent->last = node;
  parent->size += n->size;
  parent->depth = MAX_OF(parent->depth, n->depth + 1);
}

/* Moves the statements that make `count` values from the open node's tail to `node`, if there are such. */
static void take_operands(Fold *f, uint32_t node, uint32_t count) {
  if (count == 0 || count > OPERANDS_MAX) return;
  Node *open = &f->nodes[f->open], *n = &f->nodes[node];
  uint32_t from = 0, have = 0, size = 0;
  for (uint32_t at = open->last; have < count; at = f->nodes[at].prev) {
    if (at == 0 || f->nodes[at].results == 0 || f->nodes[at].depth >= DEPTH_MAX / 2) return;
    if (f->nodes[at].kind > NODE_BLOCK) return;
    have += f->nodes[at].results;
    size += f->nodes[at].size;
    from = at;
  }
  if (have != count) return;
  n->first = from;
  n->last = open->last;
  for (uint32_t at = from; at; at = f->nodes[at].next) {
    f->nodes[at].parent = node;
    n->depth = MAX_OF(n->depth, f->nodes[at].depth + 1);
  }
  n->size += size;
  open->size -= size;
  open->last = f->nodes[from].prev;
  f->nodes[from].prev = 0;
  if (open->last) f->nodes[open->last].next = 0;
  else open->first = 0;
}

static bool push_arity(Fold *f, uint32_t arity) {
  void *arities = f->arities;
  if (f->label_count >= DEPTH_MAX / 2 ||
      !alloc_grow(f->p->alloc, &arities, &f->label_capacity, (size_t)f->label_count + 1, sizeof *f->arities))
    return false;
  f->arities = arities;
  f->arities[f->label_count++] = arity;
  return true;
}

/* Opens an arm of the block `of`; statements go there. */
static bool open_arm(Fold *f, uint32_t of, NodeKind kind, uint32_t offset) {
  uint32_t arm = new_node(f, kind, offset);
  if (!arm) return false;
  f->nodes[arm].has_label = kind != NODE_DELEGATE;
  f->nodes[arm].label = f->nodes[of].label;
  f->nodes[arm].parent = of;
  f->open = arm;
  return true;
}

static void close_arm(Fold *f) {
  uint32_t arm = f->open;
  append(f, f->nodes[arm].parent, arm);
  f->open = f->nodes[arm].parent;
}

static bool is_arm(const Fold *f) { return f->nodes[f->open].kind > NODE_BLOCK; }

static bool open_block(Fold *f, const Instr *in, uint32_t offset, uint32_t label) {
  Arity arity = block_arity(f->p, in->block);
  uint32_t node = new_node(f, NODE_BLOCK, offset);
  if (!node) return false;
  f->nodes[node].results = arity.results;
  f->nodes[node].label = label;
  if (in->op == OP_IF) take_operands(f, node, 1);
  f->nodes[node].parent = f->open;
  f->open = node;
  if (!push_arity(f, in->op == OP_LOOP ? arity.params : arity.results)) return false;
  if (in->op == OP_IF) return open_arm(f, node, NODE_THEN, offset);
  if (in->op == OP_TRY) return open_arm(f, node, NODE_DO, offset);
  f->nodes[node].has_label = true;
  return true;
}

static void close_block(Fold *f) {
  if (is_arm(f)) close_arm(f);
  uint32_t node = f->open, parent = f->nodes[node].parent;
  f->open = parent;
  append(f, parent, node);
  f->label_count--;
}

/* An else, catch, catch_all or delegate: ends one arm and begins the next. */
static bool next_arm(Fold *f, Op op, uint32_t offset) {
  uint8_t kind = f->nodes[f->open].kind;
  bool fits = op == OP_ELSE       ? kind == NODE_THEN
              : op == OP_DELEGATE ? kind == NODE_DO
                                  : kind == NODE_DO || kind == NODE_CATCH;
  if (!fits) return false;
  close_arm(f);
  NodeKind next = op == OP_ELSE       ? NODE_ELSE
                  : op == OP_DELEGATE ? NODE_DELEGATE
                  : op == OP_CATCH    ? NODE_CATCH
                                      : NODE_CATCH_ALL;
  return open_arm(f, f->open, next, offset);
}

/* One instruction into the tree; false: not to be folded. */
static bool fold_instr(Fold *f, const Instr *in, uint32_t offset) {
  if (print_opens_block(in->op)) return open_block(f, in, offset, f->p->next_label++);
  switch (in->op) {
  case OP_ELSE:
  case OP_CATCH:
  case OP_CATCH_ALL: return next_arm(f, in->op, offset);
  case OP_DELEGATE:
    if (!next_arm(f, in->op, offset)) return false;
    close_block(f);
    return true;
  case OP_END: close_block(f); return true;
  default: break;
  }
  Arity arity = {0, 0};
  bool known = fold_arity(f, in, &arity);
  uint32_t node = new_node(f, NODE_PLAIN, offset);
  if (!node) return false;
  f->nodes[node].results = arity.results;
  if (known) take_operands(f, node, arity.params);
  append(f, f->open, node);
  return true;
}

static bool make_tree(Fold *f, const uint8_t *code, size_t size) {
  Diag quiet = {0};
  Reader r = print_reader(f->p, code, size);
  r.diag = &quiet;
  if (size > UINT32_MAX / 2) return false;
  new_node(f, NODE_BLOCK, 0); /* number 0 */
  const TypeDef *type =
      f->p->func < f->p->m->func_count ? print_func_type(f->p, f->p->m->funcs[f->p->func].type) : NULL;
  if (f->count == 0 || !push_arity(f, type ? type->func.result_count : 0)) return false;
  for (;;) {
    Instr in;
    uint32_t offset = (uint32_t)(r.at - code);
    if (!instr_read(&r, f->p->m->features, &in)) return false;
    if (in.op == OP_END && f->label_count == 1) return r.at == r.end;
    if (!fold_instr(f, &in, offset)) return false;
  }
}

/* ---- printing it ---- */

static void put_head(Fold *f, const Node *n, const uint8_t *code, size_t size) {
  Printer *p = f->p;
  Instr in;
  Reader r = print_reader(p, code + n->offset, size - n->offset);
  if (n->kind == NODE_THEN || n->kind == NODE_ELSE || n->kind == NODE_DO) {
    buf_put_str(p->out, n->kind == NODE_THEN ? "(then" : n->kind == NODE_ELSE ? "(else" : "(do");
  } else if (instr_read(&r, p->m->features, &in)) {
    if (n->kind == NODE_BLOCK || n->kind == NODE_PLAIN) print_hint(p, &in);
    buf_put_u8(p->out, '(');
    print_instr(p, &in, n->label);
  }
}

static void print_tree(Fold *f, const uint8_t *code, size_t size, bool in_line) {
  Printer *p = f->p;
  uint32_t at = f->nodes[0].first, line = 0; /* line: the node within which all stands on one line */
  while (at) {
    Node *n = &f->nodes[at];
    if (in_line || line) buf_put_u8(p->out, ' ');
    else print_newline(p);
    put_head(f, n, code, size);
    if (!line && n->kind == NODE_PLAIN && n->size <= IN_LINE_MAX) line = at;
    if (n->has_label && !print_push_label(p, n->label, OP_BLOCK)) return;
    if (n->first) {
      p->indent++;
      at = n->first;
      continue;
    }
    for (;;) { /* leave nodes until one has a sibling */
      n = &f->nodes[at];
      if (n->has_label) print_pop_label(p);
      buf_put_u8(p->out, ')');
      if (line == at) line = 0;
      if (n->next) {
        at = n->next;
        break;
      }
      at = n->parent;
      if (at == 0) return;
      p->indent--;
    }
  }
}

bool print_folded(Printer *p, const uint8_t *code, size_t size, bool in_line) {
  Fold f = {.p = p};
  uint32_t first_label = p->next_label;
  bool ok = make_tree(&f, code, size) && f.nodes[0].depth < DEPTH_MAX;
  if (ok) {
    uint32_t indent = p->indent;
    print_tree(&f, code, size, in_line);
    p->indent = indent;
  } else {
    p->next_label = first_label;
  }
  alloc_free(p->alloc, f.nodes, f.capacity * sizeof *f.nodes);
  alloc_free(p->alloc, f.arities, f.label_capacity * sizeof *f.arities);
  return ok;
}
