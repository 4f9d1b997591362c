/* Inside the script runner.
 *
 *   file ─▶ Script ─▶ Command ─▶ Runner ─▶ Tally
 *           (parse)              (run, match)
 *
 * A command is parsed, run, forgotten; one that cannot be parsed fails alone. Modules, instances and values are made
 * through the public API only. */
#ifndef WVM_TOOLS_WAST_IMPL_H
#define WVM_TOOLS_WAST_IMPL_H

#include <pthread.h>

#include "base/buf.h"
#include "decoder/features.h"
#include "decoder/text/lexer.h"
#include "wvm.h"

enum { WAST_VALUES_MAX = 64, WAST_LANES_MAX = 16, WAST_HOSTS = 4096, WAST_SHARED_MAX = 8, REASON_MAX = 512 };

/* A piece of text or bytes, owned by whoever made it: the file, or the script's strings. */
typedef struct Text {
  const char *at;
  size_t size;
} Text;

static inline bool text_is(Text t, const char *word) {
  return t.size == strlen(word) && memcmp(t.at, word, t.size) == 0;
}
static inline bool text_same(Text a, Text b) {
  return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

/* ---- what a script says ---- */

typedef enum ModuleForm { FORM_TEXT, FORM_BINARY, FORM_QUOTE } ModuleForm;

typedef struct ModuleSource {
  ModuleForm form;
  bool definition; /* not to be instantiated */
  Text id, bytes;
} ModuleSource;

/* Arguments; also what a host reference stands for. */
typedef enum ArgKind { ARG_I32, ARG_I64, ARG_F32, ARG_F64, ARG_V128, ARG_NULL, ARG_HOST } ArgKind;
typedef struct Arg {
  ArgKind kind;
  uint8_t bytes[16];
  uint64_t host; /* ARG_HOST: the number */
} Arg;

typedef enum LaneNan { LANE_EXACT, LANE_NAN_CANONICAL, LANE_NAN_ARITHMETIC } LaneNan;
typedef struct Lane {
  uint64_t bits;
  LaneNan nan;
} Lane;

typedef enum PatternKind { PATTERN_NUMBER, PATTERN_NULL, PATTERN_REF, PATTERN_HOST } PatternKind;
typedef struct Pattern {
  PatternKind kind;
  wvm_valkind_t type;             /* PATTERN_NUMBER */
  unsigned lane_count, lane_size; /* the same; scalars have one lane; size in bytes */
  Lane lanes[WAST_LANES_MAX];
  wvm_heapkind_t heap; /* PATTERN_REF */
  uint64_t host;       /* PATTERN_HOST */
} Pattern;

/* One result: any of `count` patterns from `first`. */
typedef struct Result {
  uint32_t first, count;
} Result;

typedef struct Action {
  bool is_get;
  Text module_id, name;
  uint32_t arg_count;
  Arg args[WAST_VALUES_MAX];
} Action;

typedef enum CommandKind {
  CMD_MODULE,
  CMD_INSTANCE,
  CMD_REGISTER,
  CMD_ACTION,
  CMD_THREAD,
  CMD_WAIT,
  CMD_ASSERT_RETURN,
  CMD_ASSERT_TRAP,
  CMD_ASSERT_EXHAUSTION,
  CMD_ASSERT_EXCEPTION,
  CMD_ASSERT_SUSPENSION,
  CMD_ASSERT_MALFORMED,
  CMD_ASSERT_INVALID,
  CMD_ASSERT_UNLINKABLE,
  CMD_ASSERT_MALFORMED_CUSTOM,
  CMD_ASSERT_INVALID_CUSTOM
} CommandKind;

typedef struct Command {
  CommandKind kind;
  uint32_t line;
  bool of_module; /* an assertion about a module, not an action */
  ModuleSource module;
  Text instance_id, definition_id; /* CMD_INSTANCE */
  Text register_as, register_id;
  Text thread_id;              /* CMD_THREAD, CMD_WAIT */
  Text shared[WAST_SHARED_MAX]; /* CMD_THREAD: the instances that it sees, */
  uint32_t shared_count;
  LexerMark body;              /* … its commands */
  const char *body_end;
  Action action;
  Text message;
  uint32_t result_count, pattern_count;
  Result results[WAST_VALUES_MAX];
  Pattern patterns[WAST_VALUES_MAX];
} Command;

/* wast_parse.c */
typedef struct Script {
  Lexer lexer;
  Diag diag;
  Arena arena; /* strings; lives as long as the script */
  uint32_t fail_line;
  bool unclosed;
  char reason[REASON_MAX];
} Script;

/* The text must outlive the script, and the script its commands. */
void script_open(Script *s, const char *text, size_t size);
void script_close(Script *s);
typedef enum ScriptStep { SCRIPT_COMMAND, SCRIPT_ERROR, SCRIPT_END } ScriptStep;
/* SCRIPT_ERROR: the reason is in the script, which then stands behind the faulty command. */
ScriptStep script_next(Script *s, Command *out);

/* ---- what becomes of it ---- */

typedef struct ExpectList ExpectList;

typedef struct WastOptions {
  wvm_tier_t tier;
  bool has_relaxed, round_trip, gc_stress, poison, compile_all, explicit_bounds, precise_stores;
  uint64_t fail_alloc; /* more runs of each file, each with an allocation that fails */
  uint32_t trace;
  wvm_relaxed_t relaxed;
  const char *features; /* NULL: from the path */
  const char *jit_test; /* or NULL */
  const char *cpu;      /* or NULL */
  ExpectList *expected;
} WastOptions;

typedef struct Tally {
  uint64_t passed, failed, skipped;
} Tally;

typedef struct NamedInstance {
  Text id;
  wvm_instance_t *instance;
} NamedInstance;
typedef struct NamedModule {
  Text id;
  wvm_module_t *module;
} NamedModule;

typedef struct HostileHeap HostileHeap; /* wast_hostile.c */
typedef struct Thread Thread;         /* wast_thread.c */
typedef struct SharedInstance SharedInstance;

typedef struct Runner {
  struct Runner *root;           /* of the file: itself, or for a thread's runner the one that started it */
  pthread_mutex_t lock;          /* the root's: output, list of failures */
  Thread **threads;              /* of the root, joined ones too */
  uint32_t thread_count, thread_capacity;
  bool in_thread;                /* the round trip of a thread's modules */
  const SharedInstance *shared;  /* of a thread */
  uint32_t shared_count;
  const WastOptions *options;
  HostileHeap *heap; /* NULL: the C library's */
  const char *path;
  Tally tally;
  wvm_engine_t *engine;
  wvm_store_t *store;
  wvm_linker_t *linker;
  wvm_instance_t *current; /* NULL: the last module failed */
  wvm_module_t *last_definition;
  NamedInstance *instances;
  NamedModule *modules; /* definitions; all are deleted at the end */
  uint32_t instance_count, instance_capacity, module_count, module_capacity;
  uint8_t *hosts; /* stand-ins for host objects: object n is hosts + n */
  void *failures; /* FILE, or NULL */
} Runner;

/* wast_run.c: a whole file. heap: what the engine allocates from, or NULL. */
Tally wast_run_text(const WastOptions *o, HostileHeap *heap, const char *path, const char *text, size_t size, void *failures);
/* The commands of a script, or of a part of it: from `from`, NULL: all. */
void wast_run_commands(Runner *r, const char *text, size_t size, const LexerMark *from);
/* Store, linker and "spectest" for the runner's engine. */
MUST_USE wvm_error_t *wast_open_store(Runner *r);
void wast_close_store(Runner *r);
PRINTF_LIKE(3, 4) bool wast_failed(Runner *r, uint32_t line, const char *format, ...);
bool wast_failed_error(Runner *r, uint32_t line, const char *what, wvm_error_t *e);
/* Later ones hide earlier ones. No identifier: the last. */
wvm_instance_t *wast_find_instance(const Runner *r, Text id);

/* wast_hostile.c: the file again and again, as --poison and --fail-alloc want it. */
Tally wast_run_hostile(const WastOptions *o, const char *path, const char *text, size_t size, void *failures);
void *hostile_resize(void *heap, void *p, size_t old_size, size_t new_size);
/* Whether an allocation has failed. */
bool hostile_failed(const HostileHeap *heap);

/* wast_thread.c: threads, each with a runner and a store of its own. */
bool wast_start_thread(Runner *r, const Command *c);
bool wast_wait_thread(Runner *r, const Command *c);
/* All that still run. */
void wast_join_threads(Runner *r);
/* What a shared instance exports, under a name; *found: there is such an instance. */
MUST_USE wvm_error_t *wast_register_shared(Runner *r, Text as, Text id, bool *found);

/* The features that a file of this path is for. */
void wast_features_of_path(const char *path, char *out, size_t size);
/* The path within the suite: "proposals/threads/atomic.wast". */
const char *wast_suite_name(const char *path);

/* wast_match.c */
wvm_error_t *wast_arg_value(Runner *r, const Arg *a, wvm_val_t *out);
void wast_drop_value(wvm_val_t *v);
bool wast_match(const Runner *r, const Command *c, const Result *want, const wvm_val_t *got);
void wast_describe_value(const Runner *r, const wvm_val_t *v, char *out, size_t size);

/* wast_spectest.c: defines the host module "spectest" in the runner's linker. */
wvm_error_t *wast_define_spectest(Runner *r);

/* wast_roundtrip.c: text → binary → text → binary; false with the reason. */
bool wast_round_trip(wvm_engine_t *engine, const ModuleSource *m, char *reason, size_t reason_size);

/* wast_expect.c: the list of failures that are known. NULL with a message on a file that cannot be read. */
ExpectList *expect_open(const char *path);
void expect_close(ExpectList *e);
/* Whether the list has this line of the file, or all of the file; notes that it came. */
bool expect_failure(ExpectList *e, const char *suite_name, uint32_t line);
/* Entries for this file that did not come: each is told to `tell`. Returns how many. */
uint64_t expect_unmet(const ExpectList *e, const char *suite_name,
                      void (*tell)(void *ctx, uint32_t line, const char *reason), void *ctx);

#endif
