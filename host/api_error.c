/* Errors: made from diagnostics, traps and the API's own complaints. Each is one object with an arena for its strings;
 * it holds a copy of the allocator, so it may outlive its engine. */
#include <stdarg.h>
#include <stdio.h>

#include "host/api.h"

struct wvm_error {
  wvm_error_kind_t kind;
  wvm_trap_t trap;
  int exit_status;
  bool has_offset, has_func, has_line;
  size_t offset;
  uint32_t func, line, column;
  const char *message;
  size_t detail_at; /* where in the message the trap's detail starts */
  wvm_frame_t *frames;
  size_t frame_count, depth;
  Root *exception; /* or NULL; the store clears it when it ends */
  Alloc alloc;
  Arena arena;
};

/* What there is no memory to say. Never written, never freed. */
static const wvm_error_t no_memory = {.kind = WVM_ERROR_MEMORY, .message = "out of memory"};

static const wvm_error_t null = {.kind = WVM_ERROR_USAGE, .message = "bad argument: NULL"};
static const wvm_error_t pending = {.kind = WVM_ERROR_USAGE, .message = "pending"};

_Static_assert((int)WVM_TRAP_NOT_IMPLEMENTED == (int)TRAP_NOT_IMPLEMENTED, "wvm_trap_t follows trap.def");
_Static_assert((int)WVM_TRAP_HOST == (int)TRAP_HOST, "wvm_trap_t follows trap.def");
_Static_assert((int)WVM_TRAP_CAST == (int)TRAP_CAST, "wvm_trap_t follows trap.def");
_Static_assert((int)WVM_TRAP_NO_MEMORY == (int)TRAP_NO_MEMORY, "wvm_trap_t follows trap.def");

wvm_error_t *error_no_memory(void) { return (wvm_error_t *)(uintptr_t)&no_memory; }

wvm_error_t *error_null(void) { return (wvm_error_t *)(uintptr_t)&null; }
wvm_error_t *error_pending(void) { return (wvm_error_t *)(uintptr_t)&pending; }

void wvm_error_delete(wvm_error_t *e) {
  if (!e || e == &no_memory || e == &null || e == &pending) return;
  if (e->exception) heap_unroot(e->exception);
  Alloc alloc = e->alloc;
  arena_free(&e->arena);
  alloc_free(&alloc, e, sizeof *e);
}

/* An error with this message, of `size` bytes; NULL: no memory. */
static wvm_error_t *error_make(const Alloc *alloc, wvm_error_kind_t kind, const char *message, size_t size) {
  wvm_error_t *e = alloc_zeroed(alloc, sizeof *e);
  if (!e) return NULL;
  e->kind = kind;
  e->alloc = *alloc;
  arena_init(&e->arena, &e->alloc);
  char *copy = size < SIZE_MAX ? arena_take(&e->arena, size + 1) : NULL;
  if (!copy) {
    wvm_error_delete(e);
    return NULL;
  }
  if (size) memcpy(copy, message, size);
  copy[size] = 0;
  e->message = copy;
  return e;
}

static wvm_error_t *error_or_no_memory(wvm_error_t *e) { return e ? e : error_no_memory(); }

static wvm_error_kind_t kind_of(Err err) {
  switch (err_class(err)) {
  case CLASS_MALFORMED: return WVM_ERROR_MALFORMED;
  case CLASS_INVALID: return WVM_ERROR_INVALID;
  case CLASS_UNLINKABLE: return WVM_ERROR_UNLINKABLE;
  case CLASS_IO: return WVM_ERROR_IO;
  case CLASS_RESOURCE: return err == ERR_NO_MEMORY ? WVM_ERROR_MEMORY : WVM_ERROR_LIMIT;
  case CLASS_NONE:
  case CLASS_USAGE: break;
  }
  return WVM_ERROR_USAGE;
}

wvm_error_t *error_from_diag(const Alloc *alloc, const Diag *diag) {
  char text[sizeof diag->message + 64];
  int n;
  if (diag->has_line)
    n = snprintf(text, sizeof text, "%s (line %u, column %u)", diag->message, diag->line, diag->column);
  else if (diag->has_offset) n = snprintf(text, sizeof text, "%s (at offset 0x%zx)", diag->message, diag->offset);
  else n = snprintf(text, sizeof text, "%s", diag->message);
  wvm_error_t *e = n < 0 ? NULL : error_make(alloc, kind_of(diag->err), text, MIN_OF((size_t)n, sizeof text - 1));
  if (!e) return error_no_memory();
  e->has_offset = diag->has_offset;
  e->offset = diag->offset;
  e->has_func = diag->has_func;
  e->func = diag->func;
  e->has_line = diag->has_line;
  e->line = diag->line;
  e->column = diag->column;
  return e;
}

static wvm_error_t *error_format(const Alloc *alloc, wvm_error_kind_t kind, Err err, const char *format, va_list args) {
  char text[300];
  int n = snprintf(text, sizeof text, "%s: ", err_text(err));
  if (n > 0) vsnprintf(text + n, sizeof text - (size_t)n, format, args);
  return error_or_no_memory(error_make(alloc, kind, text, strlen(text)));
}

wvm_error_t *error_usage(const Alloc *alloc, const char *format, ...) {
  va_list args;
  va_start(args, format);
  wvm_error_t *e = error_format(alloc, WVM_ERROR_USAGE, ERR_USAGE, format, args);
  va_end(args);
  return e;
}

wvm_error_t *error_limit(const Alloc *alloc, const char *format, ...) {
  va_list args;
  va_start(args, format);
  wvm_error_t *e = error_format(alloc, WVM_ERROR_LIMIT, ERR_LIMIT, format, args);
  va_end(args);
  return e;
}

/* ---- exceptions ---- */

/* Without memory for the root the error still tells that there was an exception. */
static void hold(wvm_error_t *e, Store *store, Ref exception) {
  e->exception = heap_root(store->heap, exception, false);
  if (e->exception) e->exception->holder = &e->exception;
}

wvm_error_t *error_from_exception(Store *store, Ref exception) {
  const char *text = trap_text(TRAP_EXCEPTION);
  wvm_error_t *e = error_make(store->alloc, WVM_ERROR_EXCEPTION, text, strlen(text));
  if (!e) return error_no_memory();
  e->trap = WVM_TRAP_EXCEPTION;
  e->detail_at = strlen(text);
  hold(e, store, exception);
  return e;
}

const Root *error_exception(const wvm_error_t *e) { return e->exception; }

/* ---- traps ---- */

/* A name as a string, or NULL. A zero byte within ends it. */
static const char *name_string(Arena *arena, Name n) {
  if (!n.at) return NULL;
  char *copy = arena_take(arena, (size_t)n.size + 1);
  if (!copy) return NULL;
  if (n.size) memcpy(copy, n.at, n.size);
  copy[n.size] = 0;
  return copy;
}

static wvm_frame_t frame_out(Arena *arena, const TrapFrame *f) {
  if (!f->instance) return (wvm_frame_t){.host = true};
  const Instance *i = f->instance;
  const Module *m = i->program->module;
  Name module = i->name ? (Name){i->name, (uint32_t)strlen(i->name)} : m->has_name ? m->name : (Name){NULL, 0};
  return (wvm_frame_t){.instance = instance_out(f->instance),
                       .module = name_string(arena, module),
                       .func = name_string(arena, program_func_name(i->program, f->func)),
                       .func_index = f->func,
                       .offset = f->offset};
}

wvm_error_t *error_from_trap(Store *store, TrapCode code) {
  if (exec_is_idle(store->exec)) /* nobody of the guest hears of it any more */
    for (const StoreHook *k = store_host(store)->at_failure; k; k = k->next) k->callback(k->env);
  wvm_error_t *reason = code == TRAP_INTERRUPTED ? atomic_exchange(&store_host(store)->reason, NULL) : NULL;
  if (reason) return reason;
  const Trap *t = &store->trap;
  bool described = t->code == code;
  const char *text = trap_text(code), *detail = described ? t->detail : "";
  char message[sizeof t->detail + 100];
  int n = snprintf(message, sizeof message, "%s%s", text, detail);
  wvm_error_kind_t kind = code == TRAP_EXIT        ? WVM_ERROR_EXIT
                          : code == TRAP_EXCEPTION ? WVM_ERROR_EXCEPTION
                                                   : WVM_ERROR_TRAP;
  wvm_error_t *e = n < 0 ? NULL : error_make(store->alloc, kind, message, MIN_OF((size_t)n, sizeof message - 1));
  if (!e) return error_no_memory();
  e->detail_at = MIN_OF(strlen(text), strlen(e->message));
  e->trap = (wvm_trap_t)code;
  if (code == TRAP_EXCEPTION && store->exception != REF_NULL) {
    hold(e, store, store->exception);
    store->exception = REF_NULL;
  }
  if (!described) return e;
  e->exit_status = code == TRAP_EXIT ? t->exit_status : 0;
  e->depth = t->depth;
  e->frames = arena_array(&e->arena, t->frame_count, sizeof *e->frames);
  if (!e->frames) return e; /* better without a backtrace than without the reason */
  e->frame_count = t->frame_count;
  for (size_t k = 0; k < e->frame_count; k++) e->frames[k] = frame_out(&e->arena, &t->frames[k]);
  return e;
}

TrapCode error_to_trap(Store *store, wvm_error_t *e) {
  TrapCode code = TRAP_HOST;
  if (e == &no_memory) code = store_trap(store, TRAP_NO_MEMORY, NULL);
  else if (e == &pending)
    return call_at_hand(store) ? TRAP_PENDING : store_trap(store, TRAP_HOST, ": pending in a call that cannot be suspended");
  else if (e->kind == WVM_ERROR_EXIT) {
    code = TRAP_EXIT;
    if (store->trap.code != code) store_trap(store, code, NULL);
    store->trap.exit_status = e->exit_status;
  } else if (e->exception && e->exception->store != store) {
    store_trap(store, code, ": an exception of another store");
  } else if (e->trap != WVM_TRAP_NONE) { /* of a nested call: passed on as it was, its frames are still in the store */
    code = (TrapCode)e->trap;
    if (e->exception) store->exception = e->exception->ref;
    if (store->trap.code != code || !e->depth) store_trap(store, code, "%s", e->message + e->detail_at);
  } else store_trap(store, TRAP_HOST, ": %s", e->message);
  wvm_error_delete(e);
  return code;
}

wvm_error_t *wvm_error_new(wvm_error_kind_t kind, const char *message) {
  return error_or_no_memory(error_make(&alloc_libc, kind, message ? message : "", message ? strlen(message) : 0));
}

wvm_error_t *wvm_error_new_exit(int status) {
  char text[32];
  int n = snprintf(text, sizeof text, "exit %d", status);
  wvm_error_t *e = error_make(&alloc_libc, WVM_ERROR_EXIT, text, n > 0 ? (size_t)n : 0);
  if (!e) return error_no_memory();
  e->trap = WVM_TRAP_EXIT;
  e->exit_status = status;
  return e;
}

/* ---- access ---- */

wvm_error_kind_t wvm_error_kind(const wvm_error_t *e) { return e ? e->kind : WVM_ERROR_USAGE; }
const char *wvm_error_message(const wvm_error_t *e) { return e ? e->message : NULL; }
wvm_trap_t wvm_error_trap(const wvm_error_t *e) { return e ? e->trap : WVM_TRAP_NONE; }
int wvm_error_exit_status(const wvm_error_t *e) { return e ? e->exit_status : 0; }

bool wvm_error_offset(const wvm_error_t *e, size_t *offset) {
  if (!e) return false;
  if (e->has_offset && offset) *offset = e->offset;
  return e->has_offset;
}

bool wvm_error_func(const wvm_error_t *e, uint32_t *index) {
  if (!e) return false;
  if (e->has_func && index) *index = e->func;
  return e->has_func;
}

bool wvm_error_line(const wvm_error_t *e, uint32_t *line, uint32_t *column) {
  if (!e) return false;
  if (e->has_line && line) *line = e->line;
  if (e->has_line && column) *column = e->column;
  return e->has_line;
}

size_t wvm_error_frames(const wvm_error_t *e, const wvm_frame_t **frames, size_t *depth) {
  if (!e) return 0;
  if (frames) *frames = e->frames;
  if (depth) *depth = e->depth;
  return e->frame_count;
}
