/* wasi-threads: members of a guest's group, their start and their end. */
#include "host/wasi/thread.h"

#include <stdio.h>

#include "host/wasi/wasi.h"

/* A shared memory that the module imports, under the names by which it does. */
typedef struct SharedImport {
  wvm_import_t import; /* its strings belong to the module */
  wvm_shared_memory_t *memory;
} SharedImport;

/* Of one program; its members hold it. */
typedef struct SharedImports {
  atomic_uint refs;
  size_t count;
  SharedImport at[];
} SharedImports;

typedef enum MemberState { MEMBER_NEW, MEMBER_RUNNING, MEMBER_ENDED } MemberState;

struct WasiMember {
  WasiBinding binding; /* of its thread-spawn: first, so that the function's env is the member */
  WasiMember *next;
  wvm_store_t *store; /* under the group's lock; NULL: not yet, or no more */
  SharedImports *shared;
  uint32_t id; /* of the thread; 0: a program's, on a thread of the host */
  MemberState state;
  bool joining;
  pthread_t thread;
  wvm_func_t *start;
  wvm_raw_t args[2];
};

/* ---- shared memories ---- */

static void shared_release(SharedImports *s) {
  if (!s || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1) return;
  for (size_t i = 0; i < s->count; i++) wvm_shared_memory_delete(s->at[i].memory);
  alloc_free(&alloc_libc, s, sizeof *s + s->count * sizeof *s->at);
}

static bool is_shared_memory(const wvm_import_t *i) {
  return i->type.kind == WVM_EXTERN_MEMORY && i->type.limits.shared;
}

/* The import's memory in the linker, made where it is missing. */
static wvm_error_t *program_memory(wvm_linker_t *l, SharedImport *s) {
  const wvm_import_t *i = &s->import;
  wvm_extern_t x = {.kind = WVM_EXTERN_MEMORY};
  wvm_error_t *e = NULL;
  if (!wvm_linker_get(l, i->module, i->module_size, i->name, i->name_size, &x)) {
    e = wvm_memory_new(wvm_linker_store(l), &i->type.limits, &x.of.memory);
    if (!e) e = wvm_linker_define(l, i->module, i->module_size, i->name, i->name_size, &x);
  }
  if (e || x.kind != WVM_EXTERN_MEMORY) return e; /* what is of another kind, instantiation refuses */
  wvm_limits_t limits;
  wvm_memory_type(x.of.memory, &limits);
  return limits.shared ? wvm_shared_memory_new(x.of.memory, &s->memory) : NULL;
}

static wvm_error_t *program_memories(wvm_linker_t *l, const wvm_module_t *m, SharedImports **out) {
  size_t count = 0;
  wvm_import_t import;
  for (size_t i = 0; i < wvm_module_import_count(m); i++) {
    wvm_module_import(m, i, &import);
    count += is_shared_memory(&import);
  }
  SharedImports *s = alloc_zeroed(&alloc_libc, sizeof *s + count * sizeof *s->at);
  if (!s) return wvm_error_new(WVM_ERROR_MEMORY, "no memory for the guest's threads");
  atomic_init(&s->refs, 1);
  s->count = count;
  wvm_error_t *e = NULL;
  for (size_t i = 0, k = 0; !e && i < wvm_module_import_count(m); i++) {
    wvm_module_import(m, i, &import);
    if (!is_shared_memory(&import)) continue;
    s->at[k].import = import;
    e = program_memory(l, &s->at[k++]);
  }
  if (e) shared_release(s);
  else *out = s;
  return e;
}

wvm_error_t *wasi_define_memories(wvm_linker_t *l, const wvm_module_t *m) {
  SharedImports *shared;
  wvm_error_t *e = program_memories(l, m, &shared);
  if (!e) shared_release(shared);
  return e;
}

static wvm_error_t *thread_memories(wvm_linker_t *l, const SharedImports *s) {
  wvm_error_t *e = NULL;
  for (size_t i = 0; !e && i < s->count; i++) {
    const wvm_import_t *k = &s->at[i].import;
    wvm_extern_t x = {.kind = WVM_EXTERN_MEMORY};
    if (!s->at[i].memory) continue;
    e = wvm_shared_memory_attach(s->at[i].memory, wvm_linker_store(l), &x.of.memory);
    if (!e) e = wvm_linker_define(l, k->module, k->module_size, k->name, k->name_size, &x);
  }
  return e;
}

/* ---- the group ---- */

bool wasi_group_init(WasiGroup *g) {
  g->limit = WASI_DEFAULT_THREADS;
  if (pthread_mutex_init(&g->lock, NULL) != 0) return false;
  if (pthread_cond_init(&g->changed, NULL) == 0) return true;
  pthread_mutex_destroy(&g->lock);
  return false;
}

static void member_free(WasiMember *m) {
  shared_release(m->shared);
  alloc_free(&alloc_libc, m, sizeof *m);
}

/* The lock is held. */
static void take_out(WasiGroup *g, WasiMember *m) {
  WasiMember **at = &g->members;
  while (*at && *at != m) at = &(*at)->next;
  if (*at) *at = m->next;
  pthread_cond_broadcast(&g->changed);
}

/* The lock is held; it is let go while waiting. */
static void join(WasiGroup *g, WasiMember *m) {
  m->joining = true;
  pthread_mutex_unlock(&g->lock);
  pthread_join(m->thread, NULL);
  pthread_mutex_lock(&g->lock);
  take_out(g, m);
  member_free(m);
}

/* Interrupts all threads and keeps new ones from starting; the lock is held. */
static void stop_threads(WasiGroup *g) {
  g->ending = true;
  for (WasiMember *m = g->members; m; m = m->next)
    if (m->id && m->store) wvm_store_interrupt(m->store);
}

/* A thread that can be joined; *any: there are threads. The lock is held. */
static WasiMember *next_to_join(const WasiGroup *g, bool *any) {
  *any = false;
  for (WasiMember *m = g->members; m; m = m->next) {
    if (!m->id) continue;
    *any = true;
    if (m->state != MEMBER_NEW && !m->joining) return m;
  }
  return NULL;
}

void wvm_wasi_end_threads(wvm_wasi_t *w) {
  if (!w) return;
  WasiGroup *g = &w->group;
  pthread_mutex_lock(&g->lock);
  stop_threads(g);
  for (bool any = true; any;) {
    WasiMember *m = next_to_join(g, &any);
    if (m) join(g, m);
    else if (any) pthread_cond_wait(&g->changed, &g->lock); /* one that is being made, or joined elsewhere */
  }
  g->ending = false;
  pthread_mutex_unlock(&g->lock);
}

void wasi_group_free(WasiGroup *g) {
  pthread_cond_destroy(&g->changed);
  pthread_mutex_destroy(&g->lock);
}

void wvm_wasi_set_threads(wvm_wasi_t *w, uint32_t limit, wvm_wasi_setup_t setup, void *env) {
  if (!w) return;
  w->group.limit = MIN_OF(limit, (uint32_t)WASI_MAX_THREAD_ID);
  w->group.setup = setup;
  w->group.setup_env = env;
}

/* A thread has ended with this error: so does its program. */
static void end_program(WasiGroup *g, wvm_error_t *e) {
  pthread_mutex_lock(&g->lock);
  const bool first = !g->ending;
  stop_threads(g);
  for (WasiMember *m = g->members; first && m; m = m->next) {
    if (m->id || !m->store) continue;
    if (e)
      wvm_store_stop(m->store, e),
          e = NULL; /* one tells why; that others of the host's stop is all they need to know */
    else wvm_store_interrupt(m->store);
  }
  pthread_mutex_unlock(&g->lock);
  wvm_error_delete(e);
}

/* ---- programs ---- */

static void program_finalize(void *env) { member_free(env); }

/* A call of the program's has failed: its threads are to stop; does not wait. */
static void program_fail(void *env) {
  WasiGroup *g = &((WasiMember *)env)->binding.wasi->group;
  pthread_mutex_lock(&g->lock);
  stop_threads(g);
  pthread_mutex_unlock(&g->lock);
}

/* The program's store is about to go. */
static void program_leave(void *env) {
  WasiMember *m = env;
  WasiGroup *g = &m->binding.wasi->group;
  bool others = false;
  pthread_mutex_lock(&g->lock);
  take_out(g, m);
  m->store = NULL;
  for (const WasiMember *k = g->members; k; k = k->next) others |= k->id == 0;
  pthread_mutex_unlock(&g->lock);
  if (!others) wvm_wasi_end_threads(m->binding.wasi);
}

static wvm_error_t *define_spawn(wvm_linker_t *l, WasiMember *m, void (*finalize)(void *env)) {
  const wvm_valtype_t i32 = {.kind = WVM_I32}, param = {.kind = m->binding.wide ? WVM_I64 : WVM_I32};
  const wvm_functype_t type = {1, 1, &param, &i32};
  const char *name = wasi_rows[WASI_FUNC_thread_spawn].name;
  wvm_extern_t x = {.kind = WVM_EXTERN_FUNC};
  wvm_error_t *e = wvm_func_new_raw(wvm_linker_store(l), &type, wasi_dispatch, m, finalize, &x.of.func);
  if (e && finalize) finalize(m);
  return e ? e : wvm_linker_define(l, "wasi", 4, name, strlen(name), &x);
}

wvm_error_t *wasi_define_threads(wvm_linker_t *l, wvm_wasi_t *w, const wvm_module_t *m, bool wide, WasiMember *member) {
  if (member) {
    member->binding.wide = wide;
    return define_spawn(l, member, NULL);
  }
  WasiMember *program = alloc_zeroed(&alloc_libc, sizeof *program);
  if (!program) return wvm_error_new(WVM_ERROR_MEMORY, "no memory for the guest's threads");
  program->binding = (WasiBinding){.wasi = w, .func = WASI_FUNC_thread_spawn, .wide = wide};
  wvm_error_t *e = define_spawn(l, program, program_finalize); /* from here on it is the function's */
  if (!e) e = program_memories(l, m, &program->shared);
  if (!e) e = wvm_store_at_failure(wvm_linker_store(l), program_fail, program);
  if (!e) e = wvm_store_at_delete(wvm_linker_store(l), program_leave, program);
  if (e) return e;
  pthread_mutex_lock(&w->group.lock);
  program->store = wvm_linker_store(l);
  program->next = w->group.members;
  w->group.members = program;
  pthread_mutex_unlock(&w->group.lock);
  return NULL;
}

/* ---- threads ---- */

/* The store goes before anybody hears of the end: an exception in the error is the store's, and leaves it with the
 * store. */
static void thread_end(WasiMember *m, wvm_error_t *e) {
  WasiGroup *g = &m->binding.wasi->group;
  pthread_mutex_lock(&g->lock);
  wvm_store_t *store = m->store;
  m->store = NULL; /* nobody interrupts it any more */
  g->fuel += MIN_OF(wvm_store_fuel(store), UINT64_MAX - g->fuel);
  pthread_mutex_unlock(&g->lock);
  wvm_store_delete(store);
  if (e) end_program(g, e);
  pthread_mutex_lock(&g->lock);
  m->state = MEMBER_ENDED;
  g->running--;
  pthread_mutex_unlock(&g->lock);
}

static void *thread_main(void *arg) {
  WasiMember *m = arg;
  thread_end(m, wvm_func_call_raw(m->start, m->args));
  return NULL;
}

/* A member with a number of its own, among the others; NULL: there are enough, or the program ends. */
static WasiMember *thread_new(const WasiMember *parent) {
  WasiGroup *g = &parent->binding.wasi->group;
  WasiMember *m = alloc_zeroed(&alloc_libc, sizeof *m);
  if (!m) return NULL;
  pthread_mutex_lock(&g->lock);
  for (WasiMember *k = g->members, *next; k; k = next) { /* those that have ended make room */
    next = k->next;
    if (!k->id || k->state != MEMBER_ENDED || k->joining) continue;
    join(g, k);
    next = g->members; /* the list may have changed meanwhile */
  }
  if (g->ending || g->running >= g->limit) {
    pthread_mutex_unlock(&g->lock);
    alloc_free(&alloc_libc, m, sizeof *m);
    return NULL;
  }
  bool used;
  do {
    g->last_id = g->last_id % WASI_MAX_THREAD_ID + 1;
    used = false;
    for (const WasiMember *k = g->members; k; k = k->next) used |= k->id == g->last_id;
  } while (used);
  m->binding = parent->binding;
  m->id = g->last_id;
  m->shared = parent->shared;
  atomic_fetch_add_explicit(&m->shared->refs, 1, memory_order_relaxed);
  m->next = g->members;
  g->members = m;
  g->running++;
  pthread_mutex_unlock(&g->lock);
  return m;
}

/* One that never ran. */
static void thread_drop(WasiMember *m) {
  WasiGroup *g = &m->binding.wasi->group;
  pthread_mutex_lock(&g->lock);
  wvm_store_t *store = m->store;
  m->store = NULL;
  take_out(g, m);
  g->running--;
  pthread_mutex_unlock(&g->lock);
  wvm_store_delete(store);
  member_free(m);
}

/* Half of what the parent has, and of what ended threads have left. An engine without fuel refuses, and needs none. */
static void share_fuel(WasiGroup *g, wvm_store_t *parent, wvm_store_t *child) {
  pthread_mutex_lock(&g->lock);
  const uint64_t own = wvm_store_fuel(parent), all = own + MIN_OF(g->fuel, UINT64_MAX - own);
  wvm_error_t *e = wvm_store_set_fuel(child, all / 2);
  if (!e) e = wvm_store_set_fuel(parent, all - all / 2);
  g->fuel = 0;
  pthread_mutex_unlock(&g->lock);
  wvm_error_delete(e);
}

static wvm_error_t *thread_store(WasiMember *m, wvm_store_t *parent) {
  WasiGroup *g = &m->binding.wasi->group;
  wvm_store_t *store;
  wvm_error_t *e = wvm_store_new_beside(parent, &store);
  if (e) return e;
  share_fuel(g, parent, store);
  pthread_mutex_lock(&g->lock);
  m->store = store;
  if (g->ending) wvm_store_interrupt(store);
  pthread_mutex_unlock(&g->lock);
  return NULL;
}

static wvm_error_t *thread_instance(WasiMember *m, const wvm_module_t *module, wvm_instance_t **out) {
  const WasiGroup *g = &m->binding.wasi->group;
  wvm_linker_t *l;
  wvm_error_t *e = wvm_linker_new(m->store, &l);
  if (e) return e;
  e = wasi_define(l, m->binding.wasi, module, m);
  if (!e) e = thread_memories(l, m->shared);
  if (!e && g->setup) e = g->setup(g->setup_env, l);
  if (!e) e = wvm_linker_instantiate(l, module, out);
  wvm_linker_delete(l);
  return e;
}

/* wasi_thread_start, if its type is right. */
static wvm_func_t *entry_of(wvm_instance_t *i, bool wide) {
  wvm_extern_t x;
  wvm_functype_t type;
  if (!wvm_instance_export(i, "wasi_thread_start", &x) || x.kind != WVM_EXTERN_FUNC) return NULL;
  wvm_error_t *e = wvm_func_type(x.of.func, &type);
  if (e) {
    wvm_error_delete(e);
    return NULL;
  }
  const bool fits = type.param_count == 2 && type.result_count == 0 && type.params[0].kind == WVM_I32 &&
                    type.params[1].kind == (wide ? WVM_I64 : WVM_I32);
  return fits ? x.of.func : NULL;
}

/* The thread runs, unless the program ends at this moment or the system has no more threads. */
static bool thread_start(WasiMember *m) {
  WasiGroup *g = &m->binding.wasi->group;
  pthread_mutex_lock(&g->lock);
  const bool ok = !g->ending && pthread_create(&m->thread, NULL, thread_main, m) == 0;
  if (ok) m->state = MEMBER_RUNNING;
  pthread_mutex_unlock(&g->lock);
  return ok;
}

/* Want of something is told to the guest; what can never work ends it. */
static WasiErrno refuse(WasiCall *c, WasiMember *m, wvm_error_t *e) {
  const wvm_error_kind_t kind = e ? wvm_error_kind(e) : WVM_ERROR_LIMIT;
  thread_drop(m);
  if (kind == WVM_ERROR_LIMIT || kind == WVM_ERROR_MEMORY) {
    wvm_error_delete(e);
    return WASI_AGAIN;
  }
  char message[400];
  snprintf(message, sizeof message, "wasi.thread-spawn: %.350s", wvm_error_message(e));
  c->end = kind == WVM_ERROR_EXIT || kind == WVM_ERROR_TRAP ? e : wvm_error_new(WVM_ERROR_UNLINKABLE, message);
  if (c->end != e) wvm_error_delete(e);
  return WASI_INVAL;
}

/* argument a[0], passed on to the new thread. */
WasiErrno wasi_thread_spawn(WasiCall *c, const wvm_raw_t *a) {
  const WasiMember *parent = (const WasiMember *)(const void *)c->binding;
  wvm_instance_t *caller = wvm_caller_instance(c->caller), *instance = NULL;
  WasiMember *m = caller ? thread_new(parent) : NULL;
  if (!m) return WASI_AGAIN;
  wvm_error_t *e = thread_store(m, c->store);
  if (!e) e = thread_instance(m, wvm_instance_module(caller), &instance);
  if (!e && !(m->start = entry_of(instance, c->wide)))
    e = wvm_error_new(WVM_ERROR_UNLINKABLE, c->wide ? "the module exports no function wasi_thread_start (i32, i64)"
                                                    : "the module exports no function wasi_thread_start (i32, i32)");
  if (e) return refuse(c, m, e);
  const uint32_t id = m->id; /* once it runs, it may end and be gone at any time */
  m->args[0] = (wvm_raw_t){.bits = id};
  m->args[1] = a[0];
  if (!thread_start(m)) return refuse(c, m, NULL);
  c->thread = id;
  return WASI_SUCCESS;
}
