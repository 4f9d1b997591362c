/* Emscripten's "env", from the inside: what its JavaScript would do for a module, done by the host.
 *
 *   guest ─call─▶ dispatch (bind.c) ─▶ em_<id>(EmCall, arguments) ─▶ result, or an error that traps
 *                   one row of emscripten.def      heap.c time.c process.c invoke.c cxx.c
 *
 *   bind.c     which row an import means, by name and type; arguments brought into one form
 *   wasi.c     WASI for modules whose i64 were legalized
 *   invoke.c   invoke_*: calls through the guest's table that longjmp may leave
 *   cxx.c      C++ exceptions that land at invoke_*
 *   start.c    constructors, main
 *
 * Rules as for WASI (host/wasi/wasi.h): the guest is hostile, each address goes through em_at, each structure is read
 * once. Input, output and clocks of the guest's libc go through WASI, which is linked beside this. Public API alone. */
#ifndef WVM_HOST_EMSCRIPTEN_H
#define WVM_HOST_EMSCRIPTEN_H

#include "base/alloc.h"
#include "include/wvm.h"

typedef struct EmCall {
  wvm_emscripten_t *em;
  wvm_store_t *store;
  wvm_instance_t *instance; /* the calling one */
  wvm_memory_t *memory;     /* NULL: it has none; then size is 0 */
  uint8_t *base;
  uint64_t size;
  bool wide; /* addresses have 64 bits */
  wvm_raw_t result;
} EmCall;

/* Arguments: i32 and addresses zero-extended, i64 joined where it was legalized. */
typedef wvm_error_t *(*EmHandler)(EmCall *c, const wvm_raw_t *a);

typedef enum EmStatus { EM_DONE, EM_ZERO, EM_NOSYS, EM_SCRIPT } EmStatus;

typedef struct EmRow {
  const char *name, *signature;
  EmStatus status;
  EmHandler handler;
} EmRow;

typedef enum EmBindingKind { EM_ROW, EM_INVOKE, EM_SYSCALL, EM_ASM_CONST, EM_CATCH, EM_BINDINGS } EmBindingKind;

/* An import that was bound; the env of its callback. They live as long as the wvm_emscripten_t. */
typedef struct EmBinding {
  struct EmBinding *next;
  wvm_emscripten_t *em;
  EmBindingKind kind;
  const EmRow *row; /* EM_ROW */
  bool wide, legal; /* the form of the import's type: p is i64; j is two i32 */
  wvm_func_t *func; /* itself */
  uint64_t calls;   /* of what is not offered */
  size_t name_size;
  char name[]; /* terminated */
} EmBinding;

enum { EM_MOST_CAUGHT = 64 };

struct wvm_emscripten {
  wvm_wasi_t *wasi;            /* whose streams the console writes to; NULL: the process's own */
  wvm_instance_t *instance;    /* whose invoke is running: functions that it calls in the table may be the host's own */
  wvm_store_t *store;          /* the one it serves; NULL: none yet */
  EmBinding *bindings, **last; /* in the order of the imports */
  wvm_tag_t *thrown;           /* of longjmp and of C++ exceptions; made when first needed */
  wvm_memory_t *memory;        /* made for imports; or NULL */
  wvm_table_t *table;
  uint64_t temp_return; /* upper half of the last legalized result; the type that a catch clause was found by */
  uint64_t
      last_thrown; /* C++: the exception that is on its way, or 0; those being handled; how many are on their way */
  uint64_t caught[EM_MOST_CAUGHT];
  uint32_t caught_count, uncaught;
  uint64_t start_ns; /* zero of emscripten_get_now */
  bool trace;
};

/* Numbers of errno, which are WASI's. */
enum EmErrno {
  EM_EAGAIN = 6,
  EM_EFAULT = 21,
  EM_EINVAL = 28,
  EM_EIO = 29,
  EM_ENOSYS = 52,
  EM_ENOTTY = 59,
  EM_ERANGE = 68
};

/* ---- guest memory ---- */

/* [ptr, ptr + size) in the guest's memory, or NULL when it does not lie inside. */
static inline uint8_t *em_at(const EmCall *c, uint64_t ptr, uint64_t size) {
  return size <= c->size && ptr <= c->size - size ? c->base + ptr : NULL;
}

/* The instance whose call this is, and its memory: exported, or made for its import. */
void em_call_of(EmCall *c, wvm_instance_t *i);

/* An error that traps. */
MUST_USE wvm_error_t *em_trap(const char *format, ...) PRINTF_LIKE(1, 2);
MUST_USE wvm_error_t *em_outside(void);
/* The string at ptr, up to its zero, the room or the memory's end. */
void em_string(const EmCall *c, uint64_t ptr, char *out, size_t size);
/* The same with blanks for control characters; for messages. */
void em_text(const EmCall *c, uint64_t ptr, char *out, size_t size);

/* ---- the guest's exports ---- */

/* Calls the first of these exports that exists (names separated by '|'), with raw slots; NULL and *found false: none.
 * `type`: letters as in emscripten.def; one of another type is no such export. */
MUST_USE wvm_error_t *em_call_export(wvm_instance_t *i, const char *names, const char *type, wvm_raw_t *slots,
                                     bool *found);
/* exit: what is registered with atexit, then the streams. */
MUST_USE wvm_error_t *em_flush(wvm_instance_t *i);
/* Whether the type is the signature's, addresses being i64 (wide) or not, j two i32 (legal) or not. */
bool em_type_matches(const wvm_functype_t *type, const char *signature, bool wide, bool legal);

/* ---- wasi.c ---- */

/* Defines what a function import wants of wasi_snapshot_preview1, if its type is a legalized one. */
MUST_USE wvm_error_t *em_define_legal_wasi(wvm_linker_t *l, wvm_wasi_t *w, const wvm_import_t *import);

/* To the guest's stream 1 or 2, all at once. */
void em_write(const EmCall *c, uint32_t stream, const char *text, size_t size);

/* ---- invoke.c, cxx.c ---- */

MUST_USE wvm_error_t *em_invoke(EmBinding *b, wvm_caller_t *caller, wvm_raw_t *slots);
/* What leaves the guest's frames up to an invoke. */
MUST_USE wvm_error_t *em_throw(EmCall *c);
/* Calls the function at an index of the guest's table, of one of these two types. */
MUST_USE wvm_error_t *em_call_indirect(EmCall *c, uint64_t index, const char *type, const char *or_type,
                                       wvm_raw_t *slots);
/* __cxa_find_matching_catch_N with N − 2 types. */
MUST_USE wvm_error_t *em_find_catch(EmCall *c, const wvm_raw_t *types, size_t count);

/* ---- the functions ---- */

#define EM_STATUS_DONE(id) wvm_error_t *em_##id(EmCall *c, const wvm_raw_t *a);
#define EM_STATUS_ZERO(id)
#define EM_STATUS_NOSYS(id)
#define EM_STATUS_SCRIPT(id)
#define EMSCRIPTEN(id, name, signature, status, summary) EM_STATUS_##status(id)
#include "host/emscripten/emscripten.def"
#undef EMSCRIPTEN
#undef EM_STATUS_DONE
#undef EM_STATUS_ZERO
#undef EM_STATUS_NOSYS
#undef EM_STATUS_SCRIPT

#endif
