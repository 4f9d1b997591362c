/* The script language: commands around modules. Modules themselves are cut out as text, whole, and left to the
 * library. */
#include <stdio.h>

#include "decoder/text/number.h"
#include "tools/wast_impl.h"

/* ---- errors ---- */

static bool fail(Script *s, const char *reason) {
  if (s->reason[0] == 0) {
    snprintf(s->reason, sizeof s->reason, "%s", reason);
    s->fail_line = s->lexer.tok.line;
  }
  return false;
}

static bool fail_token(Script *s, const char *expected) {
  const Token *t = &s->lexer.tok;
  char reason[REASON_MAX];
  if (t->kind == TOK_ERROR) snprintf(reason, sizeof reason, "%s", s->diag.message);
  else if (t->kind == TOK_END) snprintf(reason, sizeof reason, "expected %s, found the end of the file", expected);
  else snprintf(reason, sizeof reason, "expected %s, found %.*s", expected, (int)MIN_OF(t->size, (size_t)40), t->at);
  return fail(s, reason);
}

/* ---- small pieces ---- */

static bool take(Script *s, TokenKind kind, const char *what) {
  if (s->lexer.tok.kind != kind) return fail_token(s, what);
  lexer_next(&s->lexer);
  return true;
}
static bool take_close(Script *s) { return take(s, TOK_RPAR, "')'"); }
static bool take_open(Script *s) { return take(s, TOK_LPAR, "'('"); }

static Text keep(Script *s, const void *bytes, size_t size) {
  void *copy = arena_copy(&s->arena, bytes, size);
  if (!copy) fail(s, "out of memory");
  return (Text){copy, copy ? size : 0};
}

static Text optional_id(Script *s) {
  if (s->lexer.tok.kind != TOK_ID) return (Text){0};
  Bytes id = lexer_id(&s->lexer, &s->lexer.tok);
  lexer_next(&s->lexer);
  return keep(s, id.at, id.size);
}

/* All strings from here on. */
static bool take_strings(Script *s, Text *out) {
  Buf bytes;
  buf_init(&bytes, &alloc_libc);
  while (s->lexer.tok.kind == TOK_STRING) {
    lexer_string(&s->lexer, &s->lexer.tok, &bytes);
    lexer_next(&s->lexer);
  }
  *out = keep(s, bytes.at ? (const void *)bytes.at : "", bytes.size);
  bool ok = !bytes.failed && out->at;
  buf_free(&bytes);
  return ok || fail(s, "out of memory");
}

static bool take_string(Script *s, Text *out) {
  if (s->lexer.tok.kind != TOK_STRING) return fail_token(s, "a string");
  Buf bytes;
  buf_init(&bytes, &alloc_libc);
  lexer_string(&s->lexer, &s->lexer.tok, &bytes);
  lexer_next(&s->lexer);
  *out = keep(s, bytes.at ? (const void *)bytes.at : "", bytes.size);
  bool ok = !bytes.failed && out->at;
  buf_free(&bytes);
  return ok || fail(s, "out of memory");
}

/* ---- numbers ---- */

typedef struct Shape {
  const char *name;
  uint8_t count, size;
  bool is_float;
} Shape;

static const Shape shapes[] = {{"i8x16", 16, 1, false}, {"i16x8", 8, 2, false}, {"i32x4", 4, 4, false},
                               {"i64x2", 2, 8, false},  {"f16x8", 8, 2, true},  {"f32x4", 4, 4, true},
                               {"f64x2", 2, 8, true}};

static bool is_number(TokenKind k) { return k == TOK_NAT || k == TOK_INT || k == TOK_FLOAT; }

static bool float_bits(const Token *t, unsigned size, uint64_t *out) {
  uint32_t f32;
  uint16_t f16;
  if (size == 8) return number_f64(t->at, t->size, out);
  if (size == 4) {
    if (!number_f32(t->at, t->size, &f32)) return false;
    *out = f32;
    return true;
  }
  if (!number_f16(t->at, t->size, &f16)) return false;
  *out = f16;
  return true;
}

static bool take_lane(Script *s, unsigned size, bool is_float, bool pattern, Lane *out) {
  const Token *t = &s->lexer.tok;
  *out = (Lane){0};
  if (is_float && pattern && (token_is(t, "nan:canonical") || token_is(t, "nan:arithmetic"))) {
    out->nan = token_is(t, "nan:canonical") ? LANE_NAN_CANONICAL : LANE_NAN_ARITHMETIC;
  } else if (!is_number(t->kind) || (!is_float && t->kind == TOK_FLOAT)) {
    return fail_token(s, "a number");
  } else if (!(is_float ? float_bits(t, size, &out->bits) : number_int(t->at, t->size, 8 * size, &out->bits))) {
    return fail(s, "constant out of range");
  }
  lexer_next(&s->lexer);
  return true;
}

/* A constant behind its keyword, into a PATTERN_NUMBER. False without a reason: not a constant's keyword. */
static bool take_const(Script *s, bool pattern, Pattern *out, bool *is_const) {
  static const struct {
    const char *word;
    wvm_valkind_t type;
    uint8_t size;
    bool is_float;
  } consts[] = {{"i32.const", WVM_I32, 4, false},
                {"i64.const", WVM_I64, 8, false},
                {"f32.const", WVM_F32, 4, true},
                {"f64.const", WVM_F64, 8, true}};
  *is_const = true;
  out->kind = PATTERN_NUMBER;
  for (size_t i = 0; i < COUNT_OF(consts); i++) {
    if (!lexer_take(&s->lexer, consts[i].word)) continue;
    out->type = consts[i].type;
    out->lane_count = 1;
    out->lane_size = consts[i].size;
    return take_lane(s, consts[i].size, consts[i].is_float, pattern, &out->lanes[0]);
  }
  if (!lexer_take(&s->lexer, "v128.const")) {
    *is_const = false;
    return false;
  }
  out->type = WVM_V128;
  for (size_t i = 0; i < COUNT_OF(shapes); i++) {
    if (!lexer_take(&s->lexer, shapes[i].name)) continue;
    out->lane_count = shapes[i].count;
    out->lane_size = shapes[i].size;
    for (unsigned lane = 0; lane < shapes[i].count; lane++)
      if (!take_lane(s, shapes[i].size, shapes[i].is_float, pattern, &out->lanes[lane])) return false;
    return true;
  }
  return fail_token(s, "a vector shape");
}

static bool take_natural(Script *s, uint64_t *out) {
  const Token *t = &s->lexer.tok;
  if (t->kind != TOK_NAT || !number_u64(t->at, t->size, out)) return fail_token(s, "a natural number");
  lexer_next(&s->lexer);
  return true;
}

/* ---- arguments and results ---- */

/* The heap type behind ref.null, which says nothing here. */
static void skip_heap_type(Script *s) {
  if (s->lexer.tok.kind == TOK_KEYWORD || s->lexer.tok.kind == TOK_ID || s->lexer.tok.kind == TOK_NAT)
    lexer_next(&s->lexer);
}

static bool take_arg(Script *s, Arg *out) {
  static const ArgKind kinds[] = {
      [WVM_I32] = ARG_I32, [WVM_I64] = ARG_I64, [WVM_F32] = ARG_F32, [WVM_F64] = ARG_F64, [WVM_V128] = ARG_V128};
  Pattern number = {0};
  bool is_const;
  *out = (Arg){0};
  if (!take_open(s)) return false;
  if (take_const(s, false, &number, &is_const)) {
    out->kind = kinds[number.type];
    for (unsigned i = 0; i < number.lane_count; i++)
      memcpy(out->bytes + i * number.lane_size, &number.lanes[i].bits, number.lane_size);
  } else if (is_const) {
    return false;
  } else if (lexer_take(&s->lexer, "ref.null")) {
    out->kind = ARG_NULL;
    skip_heap_type(s);
  } else if (lexer_take(&s->lexer, "ref.extern") || lexer_take(&s->lexer, "ref.host")) {
    out->kind = ARG_HOST;
    if (!take_natural(s, &out->host)) return false;
  } else {
    return fail_token(s, "a constant");
  }
  return take_close(s);
}

static bool take_ref_pattern(Script *s, Pattern *out) {
  static const struct {
    const char *word;
    wvm_heapkind_t heap;
  } refs[] = {{"ref.func", WVM_HEAP_FUNC}, {"ref.any", WVM_HEAP_ANY},       {"ref.eq", WVM_HEAP_EQ},
              {"ref.i31", WVM_HEAP_I31},   {"ref.struct", WVM_HEAP_STRUCT}, {"ref.array", WVM_HEAP_ARRAY},
              {"ref.exn", WVM_HEAP_EXN},   {"ref.cont", WVM_HEAP_CONT},     {"ref.extern", WVM_HEAP_EXTERN}};
  if (lexer_take(&s->lexer, "ref.null")) {
    out->kind = PATTERN_NULL;
    skip_heap_type(s);
    return true;
  }
  bool host = lexer_take(&s->lexer, "ref.host"), found = host;
  for (size_t i = 0; i < COUNT_OF(refs) && !found; i++) {
    if (!lexer_take(&s->lexer, refs[i].word)) continue;
    found = true;
    out->kind = PATTERN_REF;
    out->heap = refs[i].heap;
  }
  if (!found) return fail_token(s, "a result");
  if (s->lexer.tok.kind == TOK_RPAR && !host) return true;
  if (host || out->heap == WVM_HEAP_EXTERN) {
    out->kind = PATTERN_HOST;
    return take_natural(s, &out->host);
  }
  skip_heap_type(s); /* ref.func with an index */
  return true;
}

/* Behind '(' up to and with ')'. */
static bool take_pattern(Script *s, Command *c) {
  if (c->pattern_count >= WAST_VALUES_MAX) return fail(s, "too many results");
  Pattern *p = &c->patterns[c->pattern_count++];
  *p = (Pattern){0};
  bool is_const;
  if (!take_const(s, true, p, &is_const) && (is_const || !take_ref_pattern(s, p))) return false;
  return take_close(s);
}

static bool take_result(Script *s, Command *c) {
  if (c->result_count >= WAST_VALUES_MAX) return fail(s, "too many results");
  Result *r = &c->results[c->result_count++];
  r->first = c->pattern_count;
  if (!take_open(s)) return false;
  if (!lexer_take(&s->lexer, "either")) {
    r->count = 1;
    return take_pattern(s, c);
  }
  while (s->lexer.tok.kind == TOK_LPAR) {
    lexer_next(&s->lexer);
    if (!take_pattern(s, c)) return false;
  }
  r->count = c->pattern_count - r->first;
  return take_close(s);
}

/* ---- modules and actions ---- */

/* At the '(' of a module. Text is kept as it stands, `definition` left out. */
static bool take_module(Script *s, Command *c) {
  Lexer *lx = &s->lexer;
  ModuleSource *m = &c->module;
  const char *start = lx->tok.at, *rest = NULL;
  lexer_next(lx);
  if (!lexer_take(lx, "module")) return fail_token(s, "a module");
  m->definition = lexer_take(lx, "definition");
  rest = lx->tok.at;
  m->id = optional_id(s);
  if (lexer_at(lx, "binary") || lexer_at(lx, "quote")) {
    m->form = lexer_at(lx, "binary") ? FORM_BINARY : FORM_QUOTE;
    lexer_next(lx);
    return take_strings(s, &m->bytes) && take_close(s);
  }
  m->form = FORM_TEXT;
  lexer_skip_to_close(lx);
  if (lx->tok.kind != TOK_RPAR) return fail_token(s, "')'");
  const char *end = lx->tok.at + 1;
  if (m->definition) {
    Buf text;
    buf_init(&text, &alloc_libc);
    buf_put_str(&text, "(module ");
    buf_put(&text, rest, (size_t)(end - rest));
    m->bytes = keep(s, text.at ? (const void *)text.at : "", text.size);
    buf_free(&text);
  } else {
    m->bytes = (Text){start, (size_t)(end - start)};
  }
  lexer_next(lx);
  return true;
}

static bool take_instance(Script *s, Command *c) {
  lexer_next(&s->lexer); /* ( */
  lexer_next(&s->lexer); /* module */
  lexer_next(&s->lexer); /* instance */
  c->kind = CMD_INSTANCE;
  c->instance_id = optional_id(s);
  c->definition_id = optional_id(s);
  return take_close(s);
}

/* At the '(' of an invoke or get. */
static bool take_action(Script *s, Action *a) {
  if (!take_open(s)) return false;
  a->is_get = lexer_at(&s->lexer, "get");
  if (!lexer_take(&s->lexer, "get") && !lexer_take(&s->lexer, "invoke")) return fail_token(s, "an action");
  a->module_id = optional_id(s);
  if (!take_string(s, &a->name)) return false;
  a->arg_count = 0;
  while (!a->is_get && s->lexer.tok.kind == TOK_LPAR) {
    if (a->arg_count >= WAST_VALUES_MAX) return fail(s, "too many arguments");
    if (!take_arg(s, &a->args[a->arg_count++])) return false;
  }
  return take_close(s);
}

/* Whether the token behind the '(' at hand is this. Looks no further than the lexer does. */
static bool next_is(Script *s, const char *word) { return lexer_at_open(&s->lexer, word); }

static bool is_module_instance(Script *s) {
  LexerMark mark = lexer_mark(&s->lexer);
  bool found = lexer_take_open(&s->lexer, "module") && lexer_at(&s->lexer, "instance");
  lexer_rewind(&s->lexer, mark);
  return found;
}

/* ---- commands ---- */

static const struct {
  const char *word;
  CommandKind kind;
  bool has_results;
} assertions[] = {
    {"assert_return", CMD_ASSERT_RETURN, true},
    {"assert_trap", CMD_ASSERT_TRAP, false},
    {"assert_exhaustion", CMD_ASSERT_EXHAUSTION, false},
    {"assert_exception", CMD_ASSERT_EXCEPTION, false},
    {"assert_suspension", CMD_ASSERT_SUSPENSION, false},
    {"assert_malformed", CMD_ASSERT_MALFORMED, false},
    {"assert_invalid", CMD_ASSERT_INVALID, false},
    {"assert_unlinkable", CMD_ASSERT_UNLINKABLE, false},
    {"assert_malformed_custom", CMD_ASSERT_MALFORMED_CUSTOM, false},
    {"assert_invalid_custom", CMD_ASSERT_INVALID_CUSTOM, false},
};

/* Behind the keyword of an assertion. */
static bool take_assertion(Script *s, Command *c, bool has_results) {
  c->of_module = next_is(s, "module");
  if (!(c->of_module ? take_module(s, c) : take_action(s, &c->action))) return false;
  while (has_results && s->lexer.tok.kind == TOK_LPAR)
    if (!take_result(s, c)) return false;
  if (s->lexer.tok.kind == TOK_STRING && !take_string(s, &c->message)) return false;
  return take_close(s);
}

/* Behind `thread`: its commands are left for a Script of their own. */
static bool take_thread(Script *s, Command *c) {
  Lexer *lx = &s->lexer;
  c->kind = CMD_THREAD;
  c->thread_id = optional_id(s);
  while (next_is(s, "shared")) {
    if (c->shared_count >= WAST_SHARED_MAX) return fail(s, "too many shared modules");
    lexer_next(lx);
    lexer_next(lx);
    if (!lexer_take_open(lx, "module") || lx->tok.kind != TOK_ID) return fail_token(s, "a module's name");
    c->shared[c->shared_count++] = optional_id(s);
    if (!take_close(s) || !take_close(s)) return false;
  }
  c->body = lexer_mark(lx);
  lexer_skip_to_close(lx);
  if (lx->tok.kind != TOK_RPAR) return fail_token(s, "')'");
  c->body_end = lx->tok.at;
  lexer_next(lx);
  return true;
}

static bool take_command(Script *s, Command *c) {
  Lexer *lx = &s->lexer;
  if (lx->tok.kind != TOK_LPAR) return fail_token(s, "a command");
  if (next_is(s, "module")) {
    if (is_module_instance(s)) return take_instance(s, c);
    c->kind = CMD_MODULE;
    return take_module(s, c);
  }
  if (next_is(s, "invoke") || next_is(s, "get")) {
    c->kind = CMD_ACTION;
    return take_action(s, &c->action);
  }
  lexer_next(lx);
  if (lexer_take(lx, "register")) {
    c->kind = CMD_REGISTER;
    if (!take_string(s, &c->register_as)) return false;
    c->register_id = optional_id(s);
    return take_close(s);
  }
  if (lexer_take(lx, "thread")) return take_thread(s, c);
  if (lexer_take(lx, "wait")) {
    c->kind = CMD_WAIT;
    c->thread_id = optional_id(s);
    return take_close(s);
  }
  for (size_t i = 0; i < COUNT_OF(assertions); i++) {
    if (!lexer_take(lx, assertions[i].word)) continue;
    c->kind = assertions[i].kind;
    return take_assertion(s, c, assertions[i].has_results);
  }
  return fail_token(s, "a command");
}

/* A file without (module …) around its fields. */
static bool is_bare_module(Script *s) {
  static const char *const fields[] = {"type",   "rec",    "import", "func", "table", "memory",
                                       "global", "export", "start",  "elem", "data",  "tag"};
  for (size_t i = 0; i < COUNT_OF(fields); i++)
    if (next_is(s, fields[i])) return true;
  return false;
}

/* Stands behind the faulty command: at its closing parenthesis or, where the tokens are at fault, at the next line that
 * begins with a parenthesis. */
static void recover(Script *s, LexerMark mark) {
  Lexer *lx = &s->lexer;
  s->diag = (Diag){0};
  lexer_rewind(lx, mark);
  const char *start = lx->tok.at;
  if (lx->tok.kind == TOK_LPAR && !s->unclosed) {
    lexer_next(lx);
    lexer_skip_to_close(lx);
    if (lx->tok.kind == TOK_RPAR) lexer_next(lx);
    if (lx->tok.kind != TOK_ERROR) return;
    s->unclosed = true; /* looked at everything once; more than once would be quadratic */
  }
  s->diag = (Diag){0};
  const char *at = start < lx->end ? start + 1 : lx->end;
  while (at < lx->end && !(at[0] == '(' && at[-1] == '\n')) {
    if (*at == '\n') mark.line++, mark.line_start = at + 1;
    at++;
  }
  mark.at = at;
  lexer_rewind(lx, mark);
}

void script_open(Script *s, const char *text, size_t size) {
  memset(s, 0, sizeof *s);
  Features all = features_of_set(FEATURES_ALL);
  arena_init(&s->arena, &alloc_libc);
  lexer_init(&s->lexer, (Bytes){(const uint8_t *)text, size}, &alloc_libc, all, &s->diag);
  s->lexer.drop_annots = true; /* those within modules are the library's business */
}

void script_close(Script *s) {
  lexer_free(&s->lexer);
  arena_free(&s->arena);
}

ScriptStep script_next(Script *s, Command *out) {
  Lexer *lx = &s->lexer;
  if (lx->tok.kind == TOK_END) return SCRIPT_END;
  s->reason[0] = 0;
  memset(out, 0, offsetof(Command, results));
  out->line = lx->tok.line;
  if (lx->tok.kind == TOK_LPAR && is_bare_module(s)) {
    out->kind = CMD_MODULE;
    out->module = (ModuleSource){.form = FORM_TEXT, .bytes = {lx->text, (size_t)(lx->end - lx->text)}};
    lexer_rewind(lx, (LexerMark){.at = lx->end, .line_start = lx->end, .line = out->line});
    return SCRIPT_COMMAND;
  }
  LexerMark mark = lexer_mark(lx);
  bool ok = take_command(s, out);
  if (ok) return SCRIPT_COMMAND; /* an error in the tokens behind it is the next command's */
  s->fail_line = s->fail_line ? s->fail_line : out->line;
  recover(s, mark);
  return SCRIPT_ERROR;
}
