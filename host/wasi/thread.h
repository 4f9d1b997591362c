/* wasi-threads: guests that start threads.
 *
 *   wvm_wasi ── group ──▶ member (a program's store, the host's thread)
 *                     ├─▶ member (thread 1: a store, an instance, a thread of the system)
 *                     └─▶ member (thread 2) …           all over the same shared memories
 *
 * A thread is a new instance of the module that asked for it, in a store beside the program's; the linker is
 * made anew: WASI on the same descriptors, the program's shared memories, and what the embedder adds. The instance is
 * made on the thread that asks, so that it learns what fails.
 *
 * The group ends as one: when a call of the program's fails, its threads stop; the first thread that exits or traps
 * stops the others, and its error is what the program's call returns (wvm_store_stop). When a program's store is
 * deleted, its threads are stopped and joined.
 *
 * Fuel is shared out: a thread gets half of what its parent has left, and what it does not use goes to the next one. */
#ifndef WVM_HOST_WASI_THREAD_H
#define WVM_HOST_WASI_THREAD_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/base.h"
#include "include/wvm.h"

enum { WASI_DEFAULT_THREADS = 64, WASI_MAX_THREAD_ID = 0x1fffffff };

typedef struct WasiMember WasiMember;

typedef struct WasiGroup {
  pthread_mutex_t lock;
  pthread_cond_t changed; /* a member has gone */
  WasiMember *members;
  uint32_t running, limit; /* threads */
  uint32_t last_id;
  bool ending;
  uint64_t fuel; /* left over by threads that have ended */
  wvm_wasi_setup_t setup;
  void *setup_env;
} WasiGroup;

MUST_USE bool wasi_group_init(WasiGroup *g);
/* No thread runs any more. */
void wasi_group_free(WasiGroup *g);

/* The shared memories that a program's module imports, made where the linker has none of the name. */
MUST_USE wvm_error_t *wasi_define_memories(wvm_linker_t *l, const wvm_module_t *m);
/* The same, and the import wasi.thread-spawn. `member`: the instance is that thread's; NULL: a program's. */
MUST_USE wvm_error_t *wasi_define_threads(wvm_linker_t *l, wvm_wasi_t *w, const wvm_module_t *m, bool wide,
                                          WasiMember *member);

#endif
