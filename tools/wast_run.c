/* Runs the commands of one file: a store, a linker with "spectest", and the instances made so far. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/wast_impl.h"

/* ---- verdicts ---- */

static void report(Runner *r, uint32_t line, const char *reason) {
  const char *name = wast_suite_name(r->path);
  if (r->root->heap && hostile_failed(r->root->heap)) return; /* from here on anything may be missing */
  pthread_mutex_lock(&r->root->lock);
  if (r->failures) fprintf(r->failures, "%s:%u %s\n", name, line, reason);
  if (expect_failure(r->options->expected, name, line)) {
    r->tally.skipped++;
  } else {
    r->tally.failed++;
    printf("%s:%u: %s\n", r->path, line, reason);
  }
  pthread_mutex_unlock(&r->root->lock);
}

bool wast_failed(Runner *r, uint32_t line, const char *format, ...) {
  char reason[REASON_MAX];
  va_list args;
  va_start(args, format);
  vsnprintf(reason, sizeof reason, format, args);
  va_end(args);
  report(r, line, reason);
  return false;
}

bool wast_failed_error(Runner *r, uint32_t line, const char *what, wvm_error_t *e) {
  static const char *const kinds[] = {"malformed", "invalid", "unlinkable", "trap", "exception",
                                      "exit",      "limit",   "no memory",  "io",   "usage"};
  uint32_t at_line, column;
  if (wvm_error_line(e, &at_line, &column))
    wast_failed(r, line, "%s: %s: %s (line %u, column %u)", what, kinds[wvm_error_kind(e)], wvm_error_message(e),
           line + at_line - 1, column);
  else wast_failed(r, line, "%s: %s: %s", what, kinds[wvm_error_kind(e)], wvm_error_message(e));
  wvm_error_delete(e);
  return false;
}

/* ---- names ---- */

static bool add_instance(Runner *r, Text id, wvm_instance_t *i) {
  void *items = r->instances;
  if (!alloc_grow(&alloc_libc, &items, &r->instance_capacity, (size_t)r->instance_count + 1, sizeof *r->instances))
    return false;
  r->instances = items;
  r->instances[r->instance_count++] = (NamedInstance){id, i};
  return true;
}

static bool add_module(Runner *r, Text id, wvm_module_t *m) {
  void *items = r->modules;
  if (!alloc_grow(&alloc_libc, &items, &r->module_capacity, (size_t)r->module_count + 1, sizeof *r->modules))
    return false;
  r->modules = items;
  r->modules[r->module_count++] = (NamedModule){id, m};
  return true;
}

wvm_instance_t *wast_find_instance(const Runner *r, Text id) {
  if (!id.at) return r->current;
  for (uint32_t i = r->instance_count; i-- > 0;)
    if (r->instances[i].id.at && text_same(r->instances[i].id, id)) return r->instances[i].instance;
  return NULL;
}

static wvm_module_t *find_module(const Runner *r, Text id) {
  for (uint32_t i = r->module_count; i-- > 0;)
    if (!id.at || (r->modules[i].id.at && text_same(r->modules[i].id, id))) return r->modules[i].module;
  return NULL;
}

/* ---- modules ---- */

static wvm_error_t *make_module(Runner *r, const ModuleSource *m, wvm_module_t **out) {
  if (m->form == FORM_BINARY) return wvm_module_new(r->engine, m->bytes.at, m->bytes.size, out);
  return wvm_module_new_text(r->engine, m->bytes.at, m->bytes.size, out);
}

static bool run_instantiate(Runner *r, uint32_t line, const wvm_module_t *m, Text id) {
  wvm_instance_t *i = NULL;
  r->current = NULL;
  wvm_error_t *e = wvm_linker_instantiate(r->linker, m, &i);
  if (e) return wast_failed_error(r, line, "instantiation", e);
  r->current = i;
  return add_instance(r, id, i) || wast_failed(r, line, "out of memory");
}

static bool run_module(Runner *r, const Command *c) {
  if (r->options->round_trip) {
    char reason[REASON_MAX];
    if (!wast_round_trip(r->engine, &c->module, reason, sizeof reason))
      return wast_failed(r, c->line, "round trip: %s", reason);
    r->tally.passed++;
    return true;
  }
  wvm_module_t *m = NULL;
  r->current = NULL;
  wvm_error_t *e = make_module(r, &c->module, &m);
  if (e) {
    add_instance(r, c->module.id, NULL);
    return wast_failed_error(r, c->line, "module", e);
  }
  if (!add_module(r, c->module.id, m)) {
    wvm_module_delete(m);
    return wast_failed(r, c->line, "out of memory");
  }
  if (r->options->compile_all && (e = wvm_module_compile(m, 0))) return wast_failed_error(r, c->line, "compilation", e);
  return c->module.definition || run_instantiate(r, c->line, m, c->module.id);
}

static bool run_instance(Runner *r, const Command *c) {
  wvm_module_t *m = find_module(r, c->definition_id);
  if (!m) return wast_failed(r, c->line, "no such module definition");
  return run_instantiate(r, c->line, m, c->instance_id);
}

static bool run_register(Runner *r, const Command *c) {
  bool found;
  wvm_error_t *error = wast_register_shared(r, c->register_as, c->register_id, &found);
  if (found) return !error || wast_failed_error(r, c->line, "register", error);
  wvm_instance_t *i = wast_find_instance(r, c->register_id);
  if (!i) return wast_failed(r, c->line, "no instance to register as \"%.*s\"", (int)c->register_as.size, c->register_as.at);
  wvm_error_t *e = wvm_linker_define_instance(r->linker, c->register_as.at, c->register_as.size, i);
  return !e || wast_failed_error(r, c->line, "register", e);
}

/* ---- actions ---- */

typedef struct Outcome {
  wvm_error_t *error;
  size_t count;
  wvm_val_t values[WAST_VALUES_MAX];
} Outcome;

static void drop_outcome(Outcome *o) {
  for (size_t i = 0; i < o->count; i++) wast_drop_value(&o->values[i]);
  o->count = 0;
  if (o->error) wvm_error_delete(o->error);
  o->error = NULL;
}

static void call(Runner *r, const Action *a, wvm_func_t *f, Outcome *out) {
  wvm_val_t args[WAST_VALUES_MAX];
  wvm_functype_t type;
  uint32_t made = 0;
  wvm_func_type(f, &type);
  if (type.result_count > WAST_VALUES_MAX) {
    out->error = wvm_error_new(WVM_ERROR_USAGE, "too many results for this runner");
    return;
  }
  for (; made < a->arg_count && !out->error; made++) out->error = wast_arg_value(r, &a->args[made], &args[made]);
  if (!out->error) {
    out->error = wvm_func_call(f, args, a->arg_count, out->values, type.result_count);
    if (!out->error) out->count = type.result_count;
  }
  for (uint32_t i = 0; i < made; i++) wast_drop_value(&args[i]);
}

/* False with the failure told: the action could not even be tried. */
static bool act(Runner *r, uint32_t line, const Action *a, Outcome *out) {
  *out = (Outcome){0};
  wvm_instance_t *i = wast_find_instance(r, a->module_id);
  if (!i) return wast_failed(r, line, "no instance: its module failed");
  wvm_extern_t e;
  if (!wvm_instance_export_sized(i, a->name.at, a->name.size, &e) ||
      e.kind != (a->is_get ? WVM_EXTERN_GLOBAL : WVM_EXTERN_FUNC))
    return wast_failed(r, line, "no such export: \"%.*s\"", (int)a->name.size, a->name.at);
  if (a->is_get) {
    out->error = wvm_global_get(e.of.global, &out->values[0]);
    if (!out->error) out->count = 1;
  } else {
    call(r, a, e.of.func, out);
  }
  return true;
}

static bool run_action(Runner *r, const Command *c) {
  Outcome o;
  if (!act(r, c->line, &c->action, &o)) return false;
  if (o.error) {
    wvm_error_t *e = o.error;
    o.error = NULL;
    return wast_failed_error(r, c->line, "action", e);
  }
  drop_outcome(&o);
  return true;
}

/* ---- assertions ---- */

static bool check_results(Runner *r, const Command *c, const Outcome *o) {
  if (o->count != c->result_count) return wast_failed(r, c->line, "expected %u results, got %zu", c->result_count, o->count);
  for (uint32_t i = 0; i < c->result_count; i++) {
    if (wast_match(r, c, &c->results[i], &o->values[i])) continue;
    char got[160];
    wast_describe_value(r, &o->values[i], got, sizeof got);
    return wast_failed(r, c->line, "\"%.*s\": result %u is %s", (int)MIN_OF(c->action.name.size, (size_t)80),
                  c->action.name.at, i, got);
  }
  return true;
}

static bool has_prefix(const char *message, Text prefix) {
  return strlen(message) >= prefix.size && (prefix.size == 0 || memcmp(message, prefix.at, prefix.size) == 0);
}

/* Is this the error that the assertion wants? Identifiers that mean nothing are the text's fault, so an "invalid" with
 * a line counts as malformed. */
static bool kind_fits(CommandKind want, const wvm_error_t *e) {
  wvm_error_kind_t kind = wvm_error_kind(e);
  switch (want) {
  case CMD_ASSERT_TRAP: return kind == WVM_ERROR_TRAP && wvm_error_trap(e) != WVM_TRAP_NOT_IMPLEMENTED;
  case CMD_ASSERT_EXHAUSTION: return kind == WVM_ERROR_TRAP && wvm_error_trap(e) == WVM_TRAP_STACK_OVERFLOW;
  case CMD_ASSERT_EXCEPTION: return kind == WVM_ERROR_EXCEPTION;
  case CMD_ASSERT_SUSPENSION: return kind == WVM_ERROR_TRAP && wvm_error_trap(e) == WVM_TRAP_UNHANDLED_TAG;
  case CMD_ASSERT_MALFORMED:
  case CMD_ASSERT_MALFORMED_CUSTOM: /* also what the text front end refuses, which has made no bytes to be wrong in */
    return kind == WVM_ERROR_MALFORMED ||
           (kind == WVM_ERROR_INVALID && wvm_error_line(e, NULL, NULL) && !wvm_error_offset(e, NULL));
  case CMD_ASSERT_INVALID:
  case CMD_ASSERT_INVALID_CUSTOM: return kind == WVM_ERROR_INVALID;
  case CMD_ASSERT_UNLINKABLE: return kind == WVM_ERROR_UNLINKABLE;
  default: return false;
  }
}

static const char *wanted(CommandKind k) {
  switch (k) {
  case CMD_ASSERT_TRAP: return "a trap";
  case CMD_ASSERT_EXHAUSTION: return "exhaustion";
  case CMD_ASSERT_EXCEPTION: return "an exception";
  case CMD_ASSERT_SUSPENSION: return "a suspension";
  case CMD_ASSERT_MALFORMED:
  case CMD_ASSERT_MALFORMED_CUSTOM: return "malformed";
  case CMD_ASSERT_INVALID:
  case CMD_ASSERT_INVALID_CUSTOM: return "invalid";
  case CMD_ASSERT_UNLINKABLE: return "unlinkable";
  default: return "success";
  }
}

/* Takes the error over. */
static bool check_error(Runner *r, const Command *c, wvm_error_t *e) {
  if (!e)
    return wast_failed(r, c->line, "expected %s \"%.*s\", got success", wanted(c->kind), (int)c->message.size,
                  c->message.at);
  if (kind_fits(c->kind, e) && has_prefix(wvm_error_message(e), c->message)) {
    wvm_error_delete(e);
    return true;
  }
  char what[REASON_MAX];
  snprintf(what, sizeof what, "expected %s \"%.*s\", got", wanted(c->kind), (int)MIN_OF(c->message.size, (size_t)200),
           c->message.at);
  return wast_failed_error(r, c->line, what, e);
}

static bool run_module_assertion(Runner *r, const Command *c) {
  wvm_module_t *m = NULL;
  wvm_instance_t *i = NULL;
  wvm_error_t *e = make_module(r, &c->module, &m);
  bool early = c->kind >= CMD_ASSERT_MALFORMED && c->kind != CMD_ASSERT_UNLINKABLE;
  if (e && !early) return wast_failed_error(r, c->line, "module", e);
  if (!e && !early) e = wvm_linker_instantiate(r->linker, m, &i);
  bool ok = check_error(r, c, e);
  wvm_module_delete(m);
  return ok;
}

static bool run_assertion(Runner *r, const Command *c) {
  if (c->of_module) return run_module_assertion(r, c);
  Outcome o;
  if (!act(r, c->line, &c->action, &o)) return false;
  wvm_error_t *e = o.error;
  o.error = NULL;
  bool ok;
  if (c->kind != CMD_ASSERT_RETURN) ok = check_error(r, c, e);
  else if (e) ok = wast_failed_error(r, c->line, "expected success, got", e);
  else ok = check_results(r, c, &o);
  drop_outcome(&o);
  return ok;
}

static void run_command(Runner *r, const Command *c) {
  if (r->options->round_trip) { /* modules that must be well-formed, nothing else */
    if (c->kind == CMD_MODULE || (c->of_module && (c->kind == CMD_ASSERT_INVALID || c->kind == CMD_ASSERT_UNLINKABLE ||
                                                   c->kind == CMD_ASSERT_TRAP)))
      run_module(r, c);
    if (c->kind == CMD_THREAD && !r->in_thread) {
      r->in_thread = true;
      wast_run_commands(r, c->body.at, (size_t)(c->body_end - c->body.at), &c->body);
      r->in_thread = false;
    }
    return;
  }
  switch (c->kind) {
  case CMD_MODULE: run_module(r, c); break;
  case CMD_INSTANCE: run_instance(r, c); break;
  case CMD_REGISTER: run_register(r, c); break;
  case CMD_ACTION: run_action(r, c); break;
  case CMD_THREAD: wast_start_thread(r, c); break;
  case CMD_WAIT: wast_wait_thread(r, c); break;
  default: r->tally.passed += run_assertion(r, c); break;
  }
}

/* ---- a file ---- */

static void tell_unmet(void *ctx, uint32_t line, const char *reason) {
  Runner *r = ctx;
  r->tally.failed++;
  printf("%s:%u: passes, but is listed as failing: %s\n", r->path, line, reason);
}

static wvm_error_t *open_runner(Runner *r) {
  char features[256];
  wast_features_of_path(r->path, features, sizeof features);
  wvm_config_t *config = wvm_config_new();
  if (!config) return wvm_error_new(WVM_ERROR_MEMORY, "out of memory");
  wvm_error_t *e = wvm_config_set_features(config, r->options->features ? r->options->features : features);
  if (!e) e = wvm_config_set_tier(config, r->options->tier);
  if (!e && r->options->cpu) e = wvm_config_set_cpu(config, r->options->cpu);
  if (!e && r->options->jit_test) e = wvm_config_set_jit_test(config, r->options->jit_test);
  if (r->options->has_relaxed) wvm_config_set_relaxed(config, r->options->relaxed);
  wvm_config_set_gc_stress(config, r->options->gc_stress);
  wvm_config_set_poison(config, r->options->poison);
  wvm_config_set_explicit_bounds(config, r->options->explicit_bounds);
  wvm_config_set_precise_stores(config, r->options->precise_stores);
  if (r->heap) wvm_config_set_allocator(config, hostile_resize, r->heap);
  wvm_config_set_trace(config, r->options->trace);
  if (e) {
    wvm_config_delete(config);
    return e;
  }
  e = wvm_engine_new(config, &r->engine);
  return e ? e : wast_open_store(r);
}

wvm_error_t *wast_open_store(Runner *r) {
  wvm_error_t *e = wvm_store_new(r->engine, &r->store);
  if (!e) e = wvm_linker_new(r->store, &r->linker);
  r->hosts = calloc(WAST_HOSTS, 1);
  if (!e && !r->hosts) e = wvm_error_new(WVM_ERROR_MEMORY, "out of memory");
  return e ? e : wast_define_spectest(r);
}

void wast_close_store(Runner *r) {
  if (r->linker) wvm_linker_delete(r->linker);
  if (r->store) wvm_store_delete(r->store);
  for (uint32_t i = 0; i < r->module_count; i++) wvm_module_delete(r->modules[i].module);
  alloc_free(&alloc_libc, r->instances, r->instance_capacity * sizeof *r->instances);
  alloc_free(&alloc_libc, r->modules, r->module_capacity * sizeof *r->modules);
  free(r->hosts);
}

void wast_run_commands(Runner *r, const char *text, size_t size, const LexerMark *from) {
  Script script;
  Command *c = malloc(sizeof *c);
  if (!c) {
    wast_failed(r, 0, "out of memory");
    return;
  }
  script_open(&script, text, size);
  if (from) lexer_rewind(&script.lexer, *from); /* for the numbers of lines */
  for (ScriptStep step; (step = script_next(&script, c)) != SCRIPT_END;) {
    if (step == SCRIPT_ERROR) report(r, script.fail_line, script.reason);
    else run_command(r, c);
  }
  free(c);
  if (r->root == r) wast_join_threads(r);
  /* Names of instances are the script's. */
  r->instance_count = 0;
  for (uint32_t i = 0; i < r->module_count; i++) r->modules[i].id = (Text){0};
  script_close(&script);
}

Tally wast_run_text(const WastOptions *o, HostileHeap *heap, const char *path, const char *text, size_t size, void *failures) {
  Runner r = {.options = o, .heap = heap, .path = path, .failures = failures};
  r.root = &r;
  if (pthread_mutex_init(&r.lock, NULL)) return (Tally){.failed = 1};
  wvm_error_t *e = open_runner(&r);
  if (e) wast_failed_error(&r, 0, "cannot begin", e);
  else wast_run_commands(&r, text, size, NULL);
  expect_unmet(o->expected, wast_suite_name(path), tell_unmet, &r);
  wast_close_store(&r);
  if (r.engine) wvm_engine_delete(r.engine);
  pthread_mutex_destroy(&r.lock);
  return r.tally;
}
