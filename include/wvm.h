/* wvm: a WebAssembly virtual machine to embed in native applications.
 *
 *   engine ─▶ module ─▶ linker + store ─▶ instance ─▶ exported functions, memories, …
 *
 * Ownership. Objects made by wvm_*_new are deleted with the matching wvm_*_delete. Functions, memories, tables, globals,
 * tags and instances belong to their store: their pointers stay valid until wvm_store_delete. An error returned by a
 * function belongs to the caller: wvm_error_delete.
 *
 * Errors. What can fail returns NULL on success and an error otherwise; out-parameters are set on success only. NULL where
 * an object or a place for a result belongs is such an error (WVM_ERROR_USAGE); functions that return no error do nothing then,
 * and return 0, NULL or false. Pointers to what has been deleted, or never was, are undefined.
 *
 * Threads. Engines and modules may be used from any thread. A store, and all that belongs to it, is used by one thread
 * at a time; wvm_store_interrupt alone may be called from any thread and from signal handlers.
 *
 * Strings are UTF-8. Names from modules may hold zero bytes: they come as pointer and size. */
#ifndef WVM_H
#define WVM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define WVM_API
#else
#define WVM_API __attribute__((visibility("default")))
#endif

#define WVM_VERSION "0.1.0"

/* The version of the library that is linked. */
WVM_API const char *wvm_version(void);

typedef struct wvm_config wvm_config_t;
typedef struct wvm_engine wvm_engine_t;
typedef struct wvm_module wvm_module_t;
typedef struct wvm_store wvm_store_t;
typedef struct wvm_linker wvm_linker_t;
typedef struct wvm_instance wvm_instance_t;
typedef struct wvm_func wvm_func_t;
typedef struct wvm_memory wvm_memory_t;
typedef struct wvm_shared_memory wvm_shared_memory_t;
typedef struct wvm_table wvm_table_t;
typedef struct wvm_global wvm_global_t;
typedef struct wvm_tag wvm_tag_t;
typedef struct wvm_error wvm_error_t;
typedef struct wvm_caller wvm_caller_t;
typedef struct wvm_call wvm_call_t;
typedef struct wvm_buffer wvm_buffer_t;

/* ---- errors ---- */

typedef enum wvm_error_kind {
  WVM_ERROR_MALFORMED,  /* not a module: bytes or text */
  WVM_ERROR_INVALID,    /* a module that fails validation */
  WVM_ERROR_UNLINKABLE, /* imports missing or of the wrong type */
  WVM_ERROR_TRAP,       /* execution trapped; wvm_error_trap says why */
  WVM_ERROR_EXCEPTION,  /* an exception left the guest */
  WVM_ERROR_EXIT,       /* the guest asked to exit; wvm_error_exit_status */
  WVM_ERROR_LIMIT,      /* a configured or implementation limit */
  WVM_ERROR_MEMORY,     /* no memory to be had */
  WVM_ERROR_IO,         /* a file could not be read */
  WVM_ERROR_USAGE       /* a wrong argument of this API */
} wvm_error_kind_t;

typedef enum wvm_trap {
  WVM_TRAP_NONE = 0,
  WVM_TRAP_UNREACHABLE, WVM_TRAP_MEMORY_BOUNDS, WVM_TRAP_TABLE_BOUNDS, WVM_TRAP_ARRAY_BOUNDS, WVM_TRAP_UNALIGNED_ATOMIC,
  WVM_TRAP_INTEGER_OVERFLOW, WVM_TRAP_DIVIDE_BY_ZERO, WVM_TRAP_INVALID_CONVERSION, WVM_TRAP_UNDEFINED_ELEMENT,
  WVM_TRAP_UNINITIALIZED_ELEMENT, WVM_TRAP_INDIRECT_TYPE, WVM_TRAP_CAST, WVM_TRAP_DESCRIPTOR_CAST, WVM_TRAP_NULL_REFERENCE,
  WVM_TRAP_NULL_FUNCTION, WVM_TRAP_NULL_STRUCTURE, WVM_TRAP_NULL_ARRAY, WVM_TRAP_NULL_I31, WVM_TRAP_NULL_EXCEPTION,
  WVM_TRAP_NULL_DESCRIPTOR, WVM_TRAP_NULL_CONTINUATION, WVM_TRAP_CONTINUATION_CONSUMED, WVM_TRAP_UNHANDLED_TAG,
  WVM_TRAP_STACK_OVERFLOW, WVM_TRAP_HEAP_LIMIT, WVM_TRAP_NO_MEMORY, WVM_TRAP_EXPECTED_SHARED, WVM_TRAP_INTERRUPTED,
  WVM_TRAP_OUT_OF_FUEL, WVM_TRAP_MEMORY_LOST, WVM_TRAP_HOST, WVM_TRAP_EXCEPTION, WVM_TRAP_EXIT, WVM_TRAP_NOT_IMPLEMENTED
} wvm_trap_t;

/* One activation of a backtrace, innermost first. Strings are owned by the error. */
typedef struct wvm_frame {
  const char *module; /* name of the module or instance; NULL: unknown */
  const char *func;   /* name from the name section or an export; NULL: unknown */
  uint32_t func_index;
  uint32_t offset;    /* of the instruction, in bytes from the start of the module */
  bool host;          /* a host function; index and offset mean nothing */
  wvm_instance_t *instance; /* NULL: the host's; valid as long as its store */
} wvm_frame_t;

WVM_API wvm_error_kind_t wvm_error_kind(const wvm_error_t *e);
/* The whole message, one line, with offset, function, line and column where known, without backtrace; it starts with
 * the spec's words. Owned by the error. */
WVM_API const char *wvm_error_message(const wvm_error_t *e);
WVM_API wvm_trap_t wvm_error_trap(const wvm_error_t *e);
WVM_API int wvm_error_exit_status(const wvm_error_t *e);
/* Where in the module's bytes; false when the error has no offset. */
WVM_API bool wvm_error_offset(const wvm_error_t *e, size_t *offset);
/* The function at hand (its index in the module); false when there is none. The message names it where it has a name. */
WVM_API bool wvm_error_func(const wvm_error_t *e, uint32_t *index);
/* Where in a text; false when the error has no line. From 1. */
WVM_API bool wvm_error_line(const wvm_error_t *e, uint32_t *line, uint32_t *column);
/* Frames kept of the backtrace; *depth (may be NULL): how many there were. */
WVM_API size_t wvm_error_frames(const wvm_error_t *e, const wvm_frame_t **frames, size_t *depth);
/* For host functions: an error that makes the guest trap with this message, or exit. */
WVM_API wvm_error_t *wvm_error_new(wvm_error_kind_t kind, const char *message);
WVM_API wvm_error_t *wvm_error_new_exit(int status);
/* NULL does nothing. */
WVM_API void wvm_error_delete(wvm_error_t *e);

/* ---- configuration and engine ---- */

/* Allocator hook: as realloc, with the old size told. new_size == 0 frees. Any thread. */
typedef void *(*wvm_resize_t)(void *ctx, void *p, size_t old_size, size_t new_size);

typedef enum wvm_relaxed { WVM_RELAXED_X86, WVM_RELAXED_ARM, WVM_RELAXED_DETERMINISTIC } wvm_relaxed_t;
typedef enum wvm_tier { WVM_TIER_AUTO, WVM_TIER_INTERPRETER, WVM_TIER_JIT } wvm_tier_t;
/* WVM_TRACE_KINDS: each instruction only when the engine first runs one of its kind. */
enum { WVM_TRACE_CALLS = 1, WVM_TRACE_OPS = 2, WVM_TRACE_MEMORY = 4, WVM_TRACE_HOST = 8, WVM_TRACE_KINDS = 16 };

WVM_API wvm_config_t *wvm_config_new(void); /* NULL: no memory */
WVM_API void wvm_config_delete(wvm_config_t *c);
/* Proposals: a list such as "wasm3,fp16,-gc"; default "all". */
WVM_API wvm_error_t *wvm_config_set_features(wvm_config_t *c, const char *list);
WVM_API void wvm_config_set_allocator(wvm_config_t *c, wvm_resize_t resize, void *ctx);
WVM_API wvm_error_t *wvm_config_set_tier(wvm_config_t *c, wvm_tier_t tier);
WVM_API void wvm_config_set_relaxed(wvm_config_t *c, wvm_relaxed_t profile);
/* NaNs made by arithmetic have one bit pattern, relaxed operators the deterministic profile; stores are precise. */
WVM_API void wvm_config_set_deterministic(wvm_config_t *c, bool on);
/* A store that crosses the end of a memory traps without having written anything. Processors other than AArch64 do so
 * anyway; there machine code may leave the part that fits behind, unless this is set (at the price of a load per store). */
WVM_API void wvm_config_set_precise_stores(wvm_config_t *c, bool on);
WVM_API void wvm_config_set_fuel(wvm_config_t *c, bool on);
/* The guest's stack in bytes: frames of 8 bytes per slot, which overlap at arguments, and 16 bytes per call, as
 * many again where it goes to another instance; rounded up to pages. Default 8 MiB. */
WVM_API wvm_error_t *wvm_config_set_stack_size(wvm_config_t *c, size_t bytes);
/* The largest 64-bit memory in bytes (whole pages of 64 KiB); address space is reserved for it. Default 16 GiB. */
WVM_API wvm_error_t *wvm_config_set_memory64_limit(wvm_config_t *c, uint64_t bytes);
WVM_API void wvm_config_set_trace(wvm_config_t *c, uint32_t bits);
/* For tests: garbage is collected at every allocation, and what is free is overwritten. */
WVM_API void wvm_config_set_gc_stress(wvm_config_t *c, bool on);
/* What of the processor machine code may use: a list with commas, applied in order. "host" is all that there is, the default;
 * "baseline" (or "least") no more than machine code cannot do without; -NAME leaves a feature alone, NAME demands one. The
 * error says what is wrong with an item, and names the features. Results do not depend on it. */
WVM_API wvm_error_t *wvm_config_set_cpu(wvm_config_t *c, const char *list);
/* Machine code checks every access to memory and asks for interrupts itself, and the engine installs no signal handlers: for
 * processes that keep SIGSEGV, SIGBUS and the like to themselves. Slower; results are the same. Default: off. */
WVM_API void wvm_config_set_explicit_bounds(wvm_config_t *c, bool on);
/* Profilers and debuggers are told of machine code, under its functions' names (name section, else export). perf_map: in
 * /tmp/perf-PID.map, one file for the process, which stays when it ends. gdb: through GDB's JIT interface, as long as the code lives;
 * GDB's backtraces then show compiled functions between those of the host. An engine whose code cannot be told of is refused. */
WVM_API void wvm_config_set_perf_map(wvm_config_t *c, bool on);
WVM_API void wvm_config_set_gdb(wvm_config_t *c, bool on);
/* For tests of the compiler, a list of: registers=N (so many of each class), random=SEED (of the choice of registers),
 * mixed=SEED (half of the functions stay interpreted), functions=FIRST:END (all others do; imports count), explicit=1
 * (wvm_config_set_explicit_bounds). */
WVM_API wvm_error_t *wvm_config_set_jit_test(wvm_config_t *c, const char *list);
/* For tests: what is free, and what a frame has not written yet, is overwritten. */
WVM_API void wvm_config_set_poison(wvm_config_t *c, bool on);

/* The proposals that wvm_config_set_features knows, and the instructions that wvm knows. index < count. */
typedef struct wvm_feature {
  const char *name, *description;
} wvm_feature_t;
WVM_API size_t wvm_feature_count(void);
WVM_API void wvm_feature_at(size_t index, wvm_feature_t *out);
/* The index-th architecture that machine code can be made for, on whatever host: "x86-64", "aarch64"; NULL: there are
 * no more. And the index-th feature of its processors (arch NULL: of this host's) for wvm_config_set_cpu. */
WVM_API const char *wvm_cpu_arch(unsigned index);
WVM_API const char *wvm_cpu_feature(const char *arch, unsigned index);
typedef struct wvm_op {
  const char *text, *feature;
  uint32_t prefix, code; /* prefix 0: none */
} wvm_op_t;
WVM_API size_t wvm_op_count(void);
WVM_API void wvm_op_at(size_t index, wvm_op_t *out);

/* The signal by which compiled code is interrupted, which a host must not block or use; 0: no engine of the process has handlers. */
WVM_API int wvm_interrupt_signal(void);
/* Takes the config over (deletes it), also when it fails; config NULL: the defaults. */
WVM_API wvm_error_t *wvm_engine_new(wvm_config_t *config, wvm_engine_t **out);
/* Why the engine makes no machine code, a phrase for people; NULL: it does. */
WVM_API const char *wvm_engine_interprets(const wvm_engine_t *e);
/* The engine goes when its modules and stores are gone too. */
WVM_API void wvm_engine_delete(wvm_engine_t *e);

/* ---- types ---- */

typedef enum wvm_valkind { WVM_I32, WVM_I64, WVM_F32, WVM_F64, WVM_V128, WVM_REF } wvm_valkind_t;
typedef enum wvm_heapkind {
  WVM_HEAP_FUNC, WVM_HEAP_NOFUNC, WVM_HEAP_EXTERN, WVM_HEAP_NOEXTERN, WVM_HEAP_ANY, WVM_HEAP_EQ, WVM_HEAP_I31, WVM_HEAP_STRUCT,
  WVM_HEAP_ARRAY, WVM_HEAP_NONE, WVM_HEAP_EXN, WVM_HEAP_NOEXN, WVM_HEAP_CONT, WVM_HEAP_NOCONT,
  WVM_HEAP_CONCRETE /* a type definition: `index` is the engine's id of it */
} wvm_heapkind_t;

typedef struct wvm_valtype {
  wvm_valkind_t kind;
  bool nullable, exact; /* WVM_REF */
  wvm_heapkind_t heap;  /* WVM_REF */
  uint32_t index;       /* WVM_HEAP_CONCRETE */
} wvm_valtype_t;

typedef struct wvm_functype {
  size_t param_count, result_count;
  const wvm_valtype_t *params, *results;
} wvm_functype_t;

typedef struct wvm_limits {
  uint64_t min, max;  /* pages or elements */
  bool has_max, shared, is64;
  uint32_t page_size; /* memories: 65536 or 1; 0 means 65536 */
} wvm_limits_t;

typedef enum wvm_externkind { WVM_EXTERN_FUNC, WVM_EXTERN_TABLE, WVM_EXTERN_MEMORY, WVM_EXTERN_GLOBAL, WVM_EXTERN_TAG } wvm_externkind_t;

/* The type of an import or export; `type` says which member holds. */
typedef struct wvm_externtype {
  wvm_externkind_t kind;
  wvm_functype_t func;   /* functions and tags */
  wvm_limits_t limits;   /* memories and tables */
  wvm_valtype_t value;   /* globals; elements of tables */
  bool mutable_;
} wvm_externtype_t;

/* ---- values ---- */

/* A reference the host holds: rooted until deleted or its store ends. NULL is the null reference. */
typedef struct wvm_ref wvm_ref_t;

typedef struct wvm_val {
  wvm_valkind_t kind;
  union {
    int32_t i32;
    int64_t i64;
    float f32;
    double f64;
    uint8_t v128[16];
    wvm_ref_t *ref;
  } of;
} wvm_val_t;

/* Half floats, as they lie in memory and in lanes of 128-bit values; rounded to nearest, ties to even. */
WVM_API uint16_t wvm_f16_from_f32(float value);
WVM_API float wvm_f16_to_f32(uint16_t bits);

/* A host pointer as an externref; finalize (or NULL) runs when nothing refers to it any more or the store ends. */
WVM_API wvm_error_t *wvm_ref_new_extern(wvm_store_t *s, void *value, void (*finalize)(void *), wvm_ref_t **out);
/* The host pointer, or NULL when it is not a host value. */
WVM_API void *wvm_ref_extern(const wvm_ref_t *r);
WVM_API wvm_error_t *wvm_ref_new_func(wvm_store_t *s, wvm_func_t *f, wvm_ref_t **out);
/* The function, or NULL when it is not one. */
WVM_API wvm_func_t *wvm_ref_func(const wvm_ref_t *r);
WVM_API bool wvm_ref_is_i31(const wvm_ref_t *r, int32_t *value);
WVM_API wvm_error_t *wvm_ref_new_i31(wvm_store_t *s, int32_t value, wvm_ref_t **out); /* its low 31 bits */
/* Another handle of the same. */
WVM_API wvm_error_t *wvm_ref_copy(const wvm_ref_t *r, wvm_ref_t **out);
/* How many fields a structure has, or elements an array; 0: it is neither. */
WVM_API uint64_t wvm_ref_length(const wvm_ref_t *r);
/* Its index-th field or element; packed ones as i32, zero-extended. A reference in *out belongs to the caller. */
WVM_API wvm_error_t *wvm_ref_get(const wvm_ref_t *r, uint64_t index, wvm_val_t *out);
/* Only where it is mutable. */
WVM_API wvm_error_t *wvm_ref_set(const wvm_ref_t *r, uint64_t index, const wvm_val_t *value);
WVM_API bool wvm_ref_same(const wvm_ref_t *a, const wvm_ref_t *b);
/* Whether the reference is of this heap type (WVM_HEAP_CONCRETE not supported here). */
WVM_API bool wvm_ref_is(const wvm_ref_t *r, wvm_heapkind_t heap);
WVM_API void wvm_ref_delete(wvm_ref_t *r);

/* ---- modules ---- */

/* Decodes and validates a binary module, copying the bytes. */
WVM_API wvm_error_t *wvm_module_new(wvm_engine_t *e, const void *bytes, size_t size, wvm_module_t **out);
/* The same for the text format. */
WVM_API wvm_error_t *wvm_module_new_text(wvm_engine_t *e, const char *text, size_t size, wvm_module_t **out);
/* Text to binary, under the engine's features; *bytes is freed with wvm_bytes_delete. */
WVM_API wvm_error_t *wvm_text_to_binary(wvm_engine_t *e, const char *text, size_t size, uint8_t **bytes, size_t *bytes_size);
typedef enum wvm_print { WVM_PRINT_FLAT, WVM_PRINT_FOLDED } wvm_print_t;
/* Binary to text; needs a well-formed module, not a valid one. */
WVM_API wvm_error_t *wvm_binary_to_text(wvm_engine_t *e, const void *bytes, size_t size, wvm_print_t style, uint8_t **text,
                                        size_t *text_size);
WVM_API void wvm_bytes_delete(uint8_t *bytes, size_t size);
/* Stores keep what they instantiated: a module may be deleted early. */
WVM_API void wvm_module_delete(wvm_module_t *m);

/* Its name in the name section, not terminated; false when it has none. */
WVM_API bool wvm_module_name(const wvm_module_t *m, const char **name, size_t *size);
WVM_API size_t wvm_module_import_count(const wvm_module_t *m);
WVM_API size_t wvm_module_export_count(const wvm_module_t *m);
typedef struct wvm_import {
  const char *module, *name;
  size_t module_size, name_size;
  wvm_externtype_t type;
} wvm_import_t;
typedef struct wvm_export {
  const char *name;
  size_t name_size;
  wvm_externtype_t type;
} wvm_export_t;
/* index < count; what *out points to is owned by the module. */
WVM_API void wvm_module_import(const wvm_module_t *m, size_t index, wvm_import_t *out);
WVM_API void wvm_module_export(const wvm_module_t *m, size_t index, wvm_export_t *out);
/* The n-th custom section of this name; false when there is none. Bytes are owned by the module. */
WVM_API bool wvm_module_custom(const wvm_module_t *m, const char *name, size_t n, const void **bytes, size_t *size);

/* Sizes in bytes, of Wasm where not said otherwise. Functions are translated to cells for the interpreter, or compiled to
 * machine code; refused ones were too much for the compiler and are interpreted. */
typedef struct wvm_module_stats {
  uint64_t decode_ns, validate_ns, translate_ns;
  uint64_t bytes, functions, translated_functions, translated_bytes, cell_bytes;
  uint64_t compile_ns, compiled_functions, compiled_bytes, native_bytes, refused_functions;
} wvm_module_stats_t;
WVM_API void wvm_module_stats(const wvm_module_t *m, wvm_module_stats_t *out);
/* The first function from *func on that was too much for the compiler so far, or that a test left out; false: there is none. */
WVM_API bool wvm_module_next_refused(const wvm_module_t *m, uint32_t *func);
/* Makes the code of every function now instead of at its first call, on `threads` threads, this one among them (0: one per
 * processor, at most 8): machine code as the engine's memories want it, cells where a function, or the whole engine, is
 * interpreted. What was made stays made. Fails only without memory. Any thread, also while the module runs. */
WVM_API wvm_error_t *wvm_module_compile(wvm_module_t *m, unsigned threads);

typedef struct wvm_listing {
  size_t struct_size; /* sizeof(wvm_listing_t) */
  const char *arch;   /* of wvm_cpu_arch; NULL: this host's, as the engine's code is made */
  const char *cpu;    /* a list as for wvm_config_set_cpu; with arch it may name what this processor lacks, and "all". NULL: as
                         the engine's code, or what every processor of another architecture has */
  bool cells;         /* the interpreter's cells beside machine code */
} wvm_listing_t;
/* Writes the machine code of a function (its index, imports included) as text: a line per Wasm instruction, its offset in the module
 * first, and below it the machine's instructions as binutils write them (for x86-64 in the notation of Intel), with cells to
 * the left of them where asked for: number, handler, operands. The code is made as at the function's first call, and thrown
 * away. how: NULL for defaults. WVM_ERROR_LIMIT: the function would be interpreted, and no cells are asked for. WVM_ERROR_USAGE:
 * there is no such function, it is imported, the engine only interprets, or how is wrong. */
WVM_API wvm_error_t *wvm_module_disassemble(wvm_module_t *m, uint32_t func, const wvm_listing_t *how,
                                            void (*write)(void *env, const char *text, size_t size), void *env);
/* The function of this name (name section, else export); false: there is none. */
WVM_API bool wvm_module_find_func(const wvm_module_t *m, const char *name, uint32_t *func);

/* ---- stores ---- */

WVM_API wvm_error_t *wvm_store_new(wvm_engine_t *e, wvm_store_t **out);
/* A store for another thread of the same work: of the engine of `other` and with its limits, and what the stores made
 * so use, from the first one on, counts together against the limits of each. */
WVM_API wvm_error_t *wvm_store_new_beside(const wvm_store_t *other, wvm_store_t **out);
WVM_API void wvm_store_delete(wvm_store_t *s);
WVM_API wvm_engine_t *wvm_store_engine(const wvm_store_t *s);
/* Calls back when the store is about to be deleted, with all of it still there; the last one asked for comes first. */
WVM_API wvm_error_t *wvm_store_at_delete(wvm_store_t *s, void (*callback)(void *env), void *env);
/* Calls back, on its thread, when an outermost call into the store's guests has failed, for whatever reason, and before
 * it returns. */
WVM_API wvm_error_t *wvm_store_at_failure(wvm_store_t *s, void (*callback)(void *env), void *env);
/* Limits; set before anything is made in the store. UINT64_MAX: none. */
typedef struct wvm_store_limits {
  size_t struct_size; /* sizeof(wvm_store_limits_t) */
  uint64_t memory_bytes, table_elements, heap_bytes;
  uint32_t instances, memories, tables, nesting;
} wvm_store_limits_t;
WVM_API void wvm_store_limits_default(wvm_store_limits_t *out);
WVM_API wvm_error_t *wvm_store_set_limits(wvm_store_t *s, const wvm_store_limits_t *limits);
WVM_API void wvm_store_limits(const wvm_store_t *s, wvm_store_limits_t *out);
WVM_API wvm_error_t *wvm_store_set_fuel(wvm_store_t *s, uint64_t fuel);
WVM_API uint64_t wvm_store_fuel(const wvm_store_t *s);
/* Makes running and later execution trap (WVM_TRAP_INTERRUPTED) until cleared. Any thread, signal handlers. */
WVM_API void wvm_store_interrupt(wvm_store_t *s);
WVM_API void wvm_store_clear_interrupt(wvm_store_t *s);
/* Interrupts the store so many nanoseconds from now; the last one counts. UINT64_MAX: not any more. Fails for want of memory
 * or of a thread: one waits for all stores of the process. The store's thread, or any while it lives. */
WVM_API wvm_error_t *wvm_store_set_timeout(wvm_store_t *s, uint64_t nanoseconds);
/* As wvm_store_interrupt, and the call that it ends returns `reason` (taken over) in place of the trap; with several the first counts.
 * Any thread, but not signal handlers. */
WVM_API void wvm_store_stop(wvm_store_t *s, wvm_error_t *reason);
/* For host functions that wait: whether they should give up. Any thread. */
WVM_API bool wvm_store_interrupted(const wvm_store_t *s);
WVM_API void wvm_store_set_data(wvm_store_t *s, void *data);
WVM_API void *wvm_store_data(const wvm_store_t *s);

/* ---- externs ---- */

typedef struct wvm_extern {
  wvm_externkind_t kind;
  union {
    wvm_func_t *func;
    wvm_table_t *table;
    wvm_memory_t *memory;
    wvm_global_t *global;
    wvm_tag_t *tag;
  } of;
} wvm_extern_t;

/* A host function. args and results as its type says; the callee fills results (references are taken over). Returns an
 * error to trap, which wvm deletes. */
typedef wvm_error_t *(*wvm_callback_t)(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results);
WVM_API wvm_error_t *wvm_func_new(wvm_store_t *s, const wvm_functype_t *type, wvm_callback_t callback, void *env,
                                  void (*finalize)(void *env), wvm_func_t **out);
/* A slot of a raw call: i32 and f32 in the low half; a v128 takes two slots. Upper halves are zero where the host reads;
 * what it writes there is dropped. */
typedef union wvm_raw { uint64_t bits; int32_t i32; uint32_t u32; int64_t i64; float f32; double f64; } wvm_raw_t;
/* Without conversion of values: slots hold the arguments on entry and the results on return. Faster. */
typedef wvm_error_t *(*wvm_raw_callback_t)(void *env, wvm_caller_t *caller, wvm_raw_t *slots);
WVM_API wvm_error_t *wvm_func_new_raw(wvm_store_t *s, const wvm_functype_t *type, wvm_raw_callback_t callback, void *env,
                                      void (*finalize)(void *env), wvm_func_t **out);
/* What *out points to is owned by the store. Fails for want of memory alone. */
WVM_API wvm_error_t *wvm_func_type(const wvm_func_t *f, wvm_functype_t *out);
/* Checks the kinds of args against the type. References in results belong to the caller. */
WVM_API wvm_error_t *wvm_func_call(wvm_func_t *f, const wvm_val_t *args, size_t arg_count, wvm_val_t *results,
                                   size_t result_count);
/* The caller vouches for the number of slots (the larger of arguments and results) and their contents. */
WVM_API wvm_error_t *wvm_func_call_raw(wvm_func_t *f, wvm_raw_t *slots);

/* ---- plain C functions ---- */

/* A function of C, whatever its type. */
typedef void (*wvm_cfn_t)(void);
/* A C function as a host function, by its signature: a letter for the result, and in parentheses one for each parameter:
 *
 *   i int32_t   l int64_t   f float   d double   v nothing (as a result)     the guest's i32, i64, f32, f64
 *   p           a pointer to a byte of the guest's memory, or p16: to 16 bytes; address 0 is NULL      the guest's i32
 *   b           two parameters of both, void * and size_t: the bytes of a range                        two i32
 *   s           const char *: a string that ends within the memory; address 0 is NULL                  i32
 *   P B S       the same of 64-bit memories                                                            i64
 *
 * Pointers are checked against the memory that the calling module exports as "memory", or its only one; wrong ones trap, and
 * so do strings in shared memories. The function must not keep them, nor longjmp; it runs with the host's floating-point
 * environment. Fails for a wrong signature: WVM_ERROR_USAGE. */
WVM_API wvm_error_t *wvm_func_new_c(wvm_store_t *s, const char *signature, wvm_cfn_t f, wvm_func_t **out);

/* The reverse: a function pointer of C that calls a function of the guest, of i32, i64, f32, f64 (letters i l f d v). It may
 * be called wherever wvm_func_call may. A call that fails returns 0, and so do those after it, until the error is taken. */
typedef struct wvm_cfunc wvm_cfunc_t;
WVM_API wvm_error_t *wvm_cfunc_new(wvm_func_t *f, const char *signature, wvm_cfunc_t **out);
/* To be cast to the function's type; valid until wvm_cfunc_delete. */
WVM_API wvm_cfn_t wvm_cfunc_pointer(const wvm_cfunc_t *c);
/* The first error since the last time, which is the caller's; NULL: none. */
WVM_API wvm_error_t *wvm_cfunc_take_error(wvm_cfunc_t *c);
WVM_API void wvm_cfunc_delete(wvm_cfunc_t *c); /* NULL does nothing; may come after the store's end */

/* During a callback. */
WVM_API wvm_store_t *wvm_caller_store(wvm_caller_t *c);
/* The calling instance; NULL when the host called. */
WVM_API wvm_instance_t *wvm_caller_instance(wvm_caller_t *c);
/* The caller's export "memory", or its only memory; NULL. */
WVM_API wvm_memory_t *wvm_caller_memory(wvm_caller_t *c);

/* ---- calls that can be suspended ---- */

/* A call of a guest's function that waits for a host function which answered that it is pending:
 *
 *     wvm_call_t *call;
 *     wvm_error_t *e = wvm_func_start(f, args, 1, results, 1, &call);
 *     while (!e && call) {
 *       … until what the host function began is done …
 *       e = wvm_call_resume(&call, values, 1, results, 1);
 *     }
 *
 * Belongs to its store, whose thread it is resumed by: any, if another one at a time. It keeps no thread, no C stack, and
 * about a KiB of memory while it is shallow, which counts against the store's limit on heap_bytes. Any number may be
 * suspended at once, in any order; calls that a host function starts within another one may outlive that. What the
 * guest has suspended by itself (stack switching) stays as it was. */

/* As wvm_func_call. *out NULL: it returned, results are there. Otherwise it is suspended; the caller owns *out. */
WVM_API wvm_error_t *wvm_func_start(wvm_func_t *f, const wvm_val_t *args, size_t arg_count, wvm_val_t *results,
                                    size_t result_count, wvm_call_t **out);
/* As wvm_func_call_raw. */
WVM_API wvm_error_t *wvm_func_start_raw(wvm_func_t *f, wvm_raw_t *slots, wvm_call_t **out);
/* For host functions: what to return when the results will be there later. *call (NULL allowed) is what will be suspended
 * then, for whoever is to resume it. A call made by wvm_func_call cannot be suspended, nor can a start function: *call is
 * NULL, and what is returned a usage error (a trap, if the host function passes it on). Only what the host function returns
 * counts; its results are not looked at then. */
WVM_API wvm_error_t *wvm_caller_suspend(wvm_caller_t *c, wvm_call_t **call);
/* The function that is pending; NULL: the call is not suspended. */
WVM_API wvm_func_t *wvm_call_pending(const wvm_call_t *call);
/* Goes on with these results of the pending function, until the call has ended or is suspended again. *call becomes NULL
 * when it has ended, with an error or without. Where these arguments are wrong (WVM_ERROR_USAGE, or WVM_ERROR_LIMIT: no room
 * for another nested entry) nothing has happened, and *call stays what it is. */
WVM_API wvm_error_t *wvm_call_resume(wvm_call_t **call, const wvm_val_t *values, size_t value_count, wvm_val_t *results,
                                     size_t result_count);
/* slots: the pending function's results, then those of the call; room for the more of both. */
WVM_API wvm_error_t *wvm_call_resume_raw(wvm_call_t **call, wvm_raw_t *slots);
/* Goes on as if the pending function had returned this error (taken over, also when the arguments are wrong): a trap, an
 * exit, or an exception, which the guest may catch. */
WVM_API wvm_error_t *wvm_call_fail(wvm_call_t **call, wvm_error_t *reason, wvm_val_t *results, size_t result_count);
/* Gives up a suspended call: nothing of it runs any more. NULL does nothing, nor does one that runs. */
WVM_API void wvm_call_delete(wvm_call_t *call);
WVM_API wvm_store_t *wvm_call_store(const wvm_call_t *call);
/* For the application's use; NULL at first. */
WVM_API void wvm_call_set_data(wvm_call_t *call, void *data);
WVM_API void *wvm_call_data(const wvm_call_t *call);

/* ---- memories, tables, globals, tags ---- */

WVM_API wvm_error_t *wvm_memory_new(wvm_store_t *s, const wvm_limits_t *limits, wvm_memory_t **out);
WVM_API void wvm_memory_type(const wvm_memory_t *m, wvm_limits_t *out);
/* Stays where it is for the memory's life; only [0, size) may be touched, and size only grows. */
WVM_API uint8_t *wvm_memory_data(const wvm_memory_t *m);
WVM_API uint64_t wvm_memory_size(const wvm_memory_t *m); /* bytes */
WVM_API wvm_error_t *wvm_memory_grow(wvm_memory_t *m, uint64_t pages, uint64_t *before);

/* ---- zero copy ----
 *
 * Files and other pages in the place of a memory's own: nothing is read or copied, what is not touched takes no room.
 *
 * Ranges are whole pages of the host (wvm_page_size; addresses that are multiples of 65536 always do), lie within the memory's
 * present size and do not overlap what is mapped already. Such a memory stays one: its guest, and everything else that uses
 * it, sees nothing but bytes. A range ends with wvm_memory_unmap or the memory; what was mapped may be deleted or
 * closed before. Wrong arguments, files that are too short or not open for it: WVM_ERROR_USAGE; WVM_ERROR_IO and
 * WVM_ERROR_MEMORY where the system refuses. At most 1024 ranges in one memory.
 *
 * A file that is cut short takes pages away. Whoever touches one of them finds zeros from there to the end of the range;
 * the host goes on, and the guest traps (WVM_TRAP_MEMORY_LOST) at its next check, at the latest when the call returns.
 * Of a shared memory only that guest traps whose thread touched the page. Where the engine has no signal handlers
 * (wvm_config_set_explicit_bounds) a private range is a copy of the file, and a shared one an error, unless WVM_MAP_TRUSTED
 * says that the file keeps its size, or it is sealed so. */
WVM_API size_t wvm_page_size(void);
typedef enum wvm_map_flags {
  WVM_MAP_PRIVATE = 0, /* what is written is the memory's own */
  WVM_MAP_SHARED = 1,  /* what is written goes to the file or buffer, and is seen by whoever else has it */
  WVM_MAP_TRUSTED = 2  /* the file does not shrink: the caller vouches */
} wvm_map_flags_t;
/* [offset, offset + size) of an open file. The last page is taken whole: behind the range it holds what the file has there. */
WVM_API wvm_error_t *wvm_memory_map_file(wvm_memory_t *m, uint64_t address, int fd, uint64_t offset, uint64_t size,
                                         uint32_t flags);
/* Bytes of the host's that memories can share: pages with nothing else in them, zero at first, which keep their size. */
WVM_API wvm_error_t *wvm_buffer_new(uint64_t size, wvm_buffer_t **out);
WVM_API void *wvm_buffer_data(const wvm_buffer_t *b);
WVM_API uint64_t wvm_buffer_size(const wvm_buffer_t *b);
WVM_API void wvm_buffer_delete(wvm_buffer_t *b); /* memories keep what is mapped. NULL does nothing */
WVM_API wvm_error_t *wvm_memory_map_buffer(wvm_memory_t *m, uint64_t address, const wvm_buffer_t *b, uint64_t offset,
                                           uint64_t size, uint32_t flags);
/* Pages that the host has mapped with MAP_SHARED; they are shared. */
WVM_API wvm_error_t *wvm_memory_map_pages(wvm_memory_t *m, uint64_t address, void *pages, uint64_t size);
/* What is mapped there becomes zeros; what is not stays as it is. The rest of the last page goes too. */
WVM_API wvm_error_t *wvm_memory_unmap(wvm_memory_t *m, uint64_t address, uint64_t size);
/* All of the range becomes zeros, and whole pages are given back to the system. */
WVM_API wvm_error_t *wvm_memory_discard(wvm_memory_t *m, uint64_t address, uint64_t size);
/* Pages of a file have gone that was mapped here. */
WVM_API bool wvm_memory_is_lost(const wvm_memory_t *m);
/* Any bytes of the host's as a whole memory: `limits` are its type, size its size for life: whole pages of the type (page_size 1:
 * any). They stay the host's, who keeps them where they are until finalize(env) (NULL: none) is called, when the memory
 * ends. Nothing is mapped there. Guests run with explicit bounds. On failure nothing is taken over. */
WVM_API wvm_error_t *wvm_memory_new_foreign(wvm_store_t *s, const wvm_limits_t *limits, void *data, uint64_t size,
                                            void (*finalize)(void *env), void *env, wvm_memory_t **out);

/* Shared memories, for threads: each thread has a store of its own, all of one engine, and modules instantiated there that
 * import the memory. A handle is independent of stores and may be used from any thread; the memory lives until the last
 * handle and the last store that holds it are deleted. Its bytes count against the limits of the store that made it. The
 * host reads and writes it as other threads do: atomically, or where the guest's protocol says that nobody else does. */
WVM_API wvm_error_t *wvm_shared_memory_new(const wvm_memory_t *m, wvm_shared_memory_t **out); /* of a memory of shared type */
/* The memory as one of this store's; the same *out each time. */
WVM_API wvm_error_t *wvm_shared_memory_attach(wvm_shared_memory_t *m, wvm_store_t *s, wvm_memory_t **out);
WVM_API void wvm_shared_memory_delete(wvm_shared_memory_t *m); /* NULL does nothing */

WVM_API wvm_error_t *wvm_table_new(wvm_store_t *s, const wvm_limits_t *limits, const wvm_valtype_t *type,
                                   const wvm_ref_t *init, wvm_table_t **out);
WVM_API void wvm_table_type(const wvm_table_t *t, wvm_limits_t *limits, wvm_valtype_t *type);
WVM_API uint64_t wvm_table_size(const wvm_table_t *t);
WVM_API wvm_error_t *wvm_table_get(wvm_table_t *t, uint64_t index, wvm_ref_t **out);
WVM_API wvm_error_t *wvm_table_set(wvm_table_t *t, uint64_t index, const wvm_ref_t *value);
WVM_API wvm_error_t *wvm_table_grow(wvm_table_t *t, uint64_t delta, const wvm_ref_t *init, uint64_t *before);

WVM_API wvm_error_t *wvm_global_new(wvm_store_t *s, const wvm_valtype_t *type, bool mutable_, const wvm_val_t *value,
                                    wvm_global_t **out);
WVM_API void wvm_global_type(const wvm_global_t *g, wvm_valtype_t *type, bool *mutable_);
WVM_API wvm_error_t *wvm_global_get(const wvm_global_t *g, wvm_val_t *out);
WVM_API wvm_error_t *wvm_global_set(wvm_global_t *g, const wvm_val_t *value);

WVM_API wvm_error_t *wvm_tag_new(wvm_store_t *s, const wvm_functype_t *type, wvm_tag_t **out);
WVM_API wvm_error_t *wvm_tag_type(const wvm_tag_t *t, wvm_functype_t *out); /* as wvm_func_type */

/* Exceptions are errors of kind WVM_ERROR_EXCEPTION: a call returns one when the guest did not catch it, a host function
 * returns one to throw it, be it new or what a nested call returned. This makes one, or another error if the values do
 * not fit the tag. */
WVM_API wvm_error_t *wvm_exception_new(wvm_tag_t *tag, const wvm_val_t *values, size_t count);
/* NULL: another kind of error, or the store is gone. */
WVM_API wvm_tag_t *wvm_error_exception_tag(const wvm_error_t *e);
/* As many values as the tag's type has parameters. References belong to the caller. */
WVM_API wvm_error_t *wvm_error_exception_values(const wvm_error_t *e, wvm_val_t *values, size_t count);

/* ---- instances ---- */

/* imports: one per import of the module, in order. Runs the start function. */
WVM_API wvm_error_t *wvm_instance_new(wvm_store_t *s, const wvm_module_t *m, const wvm_extern_t *imports, size_t import_count,
                                      wvm_instance_t **out);
/* NULL-terminated name. False when there is no such export. */
WVM_API bool wvm_instance_export(wvm_instance_t *i, const char *name, wvm_extern_t *out);
WVM_API bool wvm_instance_export_sized(wvm_instance_t *i, const char *name, size_t name_size, wvm_extern_t *out);
WVM_API size_t wvm_instance_export_count(const wvm_instance_t *i);
/* The index-th export of its module. */
WVM_API void wvm_instance_export_at(wvm_instance_t *i, size_t index, wvm_extern_t *out);
WVM_API const wvm_module_t *wvm_instance_module(const wvm_instance_t *i);
/* What backtraces call it; copied. */
WVM_API void wvm_instance_set_name(wvm_instance_t *i, const char *name);

/* ---- linker ---- */

/* Names two levels deep, by which imports are resolved. Belongs to one store, which must outlive it. */
WVM_API wvm_error_t *wvm_linker_new(wvm_store_t *s, wvm_linker_t **out);
WVM_API void wvm_linker_delete(wvm_linker_t *l);
WVM_API wvm_store_t *wvm_linker_store(const wvm_linker_t *l);
/* A later definition of the same name replaces the earlier one. */
WVM_API wvm_error_t *wvm_linker_define(wvm_linker_t *l, const char *module, size_t module_size, const char *name,
                                       size_t name_size, const wvm_extern_t *value);
WVM_API wvm_error_t *wvm_linker_define_func(wvm_linker_t *l, const char *module, const char *name, const wvm_functype_t *type,
                                            wvm_callback_t callback, void *env);
/* A plain C function (wvm_func_new_c): wvm_linker_define_c(linker, "env", "sinf", "f(f)", sinf). */
WVM_API wvm_error_t *wvm_linker_define_c(wvm_linker_t *l, const char *module, const char *name, const char *signature,
                                         wvm_cfn_t f);
#define wvm_linker_define_c(linker, module, name, signature, function)                                                 \
  (wvm_linker_define_c)((linker), (module), (name), (signature), (wvm_cfn_t)(function))
/* All exports of an instance, under this module name. */
WVM_API wvm_error_t *wvm_linker_define_instance(wvm_linker_t *l, const char *module, size_t module_size, wvm_instance_t *i);
WVM_API bool wvm_linker_get(const wvm_linker_t *l, const char *module, size_t module_size, const char *name, size_t name_size,
                            wvm_extern_t *out);
/* Resolves every import; an unknown one is an error that names it, its type and the nearest name that exists. */
WVM_API wvm_error_t *wvm_linker_instantiate(wvm_linker_t *l, const wvm_module_t *m, wvm_instance_t **out);

/* ---- the standard C API ---- */

/* What of this API is behind objects of include/wasm.h, whose types these are. They stay theirs; use both on one thing as you
 * like, but host values: those that wvm_ref_new_extern makes must not reach what is used through wasm.h. */
struct wasm_engine_t;
struct wasm_store_t;
struct wasm_module_t;
struct wasm_instance_t;
struct wasm_extern_t;
WVM_API wvm_engine_t *wvm_of_wasm_engine(struct wasm_engine_t *e);
WVM_API wvm_store_t *wvm_of_wasm_store(struct wasm_store_t *s);
WVM_API wvm_module_t *wvm_of_wasm_module(struct wasm_module_t *m);
WVM_API wvm_instance_t *wvm_of_wasm_instance(struct wasm_instance_t *i);
WVM_API void wvm_of_wasm_extern(const struct wasm_extern_t *x, wvm_extern_t *out);

/* ---- WASI preview 1 ---- */

typedef struct wvm_wasi wvm_wasi_t; /* what a guest is given: arguments, environment, directories, streams */
WVM_API wvm_wasi_t *wvm_wasi_new(void); /* NULL: no memory. Streams 0, 1, 2 are the process's own */
WVM_API void wvm_wasi_delete(wvm_wasi_t *w);
WVM_API wvm_error_t *wvm_wasi_set_args(wvm_wasi_t *w, size_t count, const char *const *args);
WVM_API wvm_error_t *wvm_wasi_set_env(wvm_wasi_t *w, const char *name, const char *value);
/* Opens host_path now; the guest sees it as guest_path. */
WVM_API wvm_error_t *wvm_wasi_preopen(wvm_wasi_t *w, const char *host_path, const char *guest_path, bool read_only);
/* The host's descriptor that the guest has as its standard stream 0, 1 or 2, in place of the process's own. Stays the
 * caller's, who keeps it open as long as the guest runs. */
WVM_API wvm_error_t *wvm_wasi_set_stream(wvm_wasi_t *w, uint32_t stream, int host_fd);
/* Gives the guest a socket that is connected or listens: it may accept, receive, send and shut down. Takes the
 * descriptor over, on success only, and makes it non-blocking. *fd (may be NULL) is the guest's number of it: the lowest
 * that is free, as of preopened directories. Guests built with wasi-libc find directories by counting up from 3 until
 * something is none: preopen directories first. */
WVM_API wvm_error_t *wvm_wasi_add_socket(wvm_wasi_t *w, int host_fd, uint32_t *fd);
/* The same with a new socket that listens at "ADDRESS:PORT", "[IPv6]:PORT", "localhost:PORT" or "unix:PATH". No names are
 * looked up. Port 0: any that is free. A path that is taken by a socket at which nobody listens any more is taken over. */
WVM_API wvm_error_t *wvm_wasi_listen(wvm_wasi_t *w, const char *address, uint32_t *fd);
/* Where an internet socket of the guest's is bound, in the form that wvm_wasi_listen takes; false: it is none, or `size`
 * is too small (56 suffices). */
WVM_API bool wvm_wasi_socket_address(wvm_wasi_t *w, uint32_t fd, char *out, size_t size);
/* What the guest writes to a terminal is filtered: text passes, control sequences are shown instead of obeyed. On: they
 * pass. Default off. */
WVM_API void wvm_wasi_set_raw_terminal(wvm_wasi_t *w, bool on);
/* A guest that writes to a pipe that nobody reads any more gets the error EPIPE. On: it exits with status 141, as a native
 * program that SIGPIPE ends. Default off. */
WVM_API void wvm_wasi_set_pipe_ends(wvm_wasi_t *w, bool on);
/* Threads, for modules that import wasi.thread-spawn. At most `limit` run beside the host's own (0: none; default 64).
 * Each has a store of its own beside the one it comes from (wvm_store_new_beside), and half of what that has left of
 * its fuel. `setup` (or NULL) defines what else the module imports, in the linker of a new thread's instance; it is
 * called on the thread of the guest that asks. All threads end with the program: when the call that runs it fails (a
 * trap, an exit, an interruption), when one of them does (the program's call then returns that error), when the last
 * store whose linker was given this wasi is deleted, or by wvm_wasi_end_threads. */
typedef wvm_error_t *(*wvm_wasi_setup_t)(void *env, wvm_linker_t *l);
WVM_API void wvm_wasi_set_threads(wvm_wasi_t *w, uint32_t limit, wvm_wasi_setup_t setup, void *env);
/* Interrupts all threads of the guest and waits for their end; then there may be new ones. Not from a guest's thread. */
WVM_API void wvm_wasi_end_threads(wvm_wasi_t *w);
/* One line on stderr per call. */
WVM_API void wvm_wasi_set_trace(wvm_wasi_t *w, bool on);
/* Defines the functions that this module imports from wasi_snapshot_preview1 or wasi_unstable, with 32-bit or 64-bit
 * addresses as the import's type has it, and wasi.thread-spawn; docs/WASI.md lists them. A shared memory that a module
 * with any of them imports is made here, unless the linker has it already. The wasi must outlive the store. */
WVM_API wvm_error_t *wvm_linker_define_wasi(wvm_linker_t *l, wvm_wasi_t *w, const wvm_module_t *m);

/* ---- the guest's own mappings ---- */

/* Defines the functions that this module imports from "wvm_memory", by which a guest maps files that this WASI gave it
 * into its memory (the one that it exports as "memory", or its only one): docs/MEMORY.md. The wasi must outlive the store;
 * NULL: there are no files. */
WVM_API wvm_error_t *wvm_linker_define_memory(wvm_linker_t *l, wvm_wasi_t *w, const wvm_module_t *m);

/* ---- Emscripten ---- */

/* What modules made by Emscripten import from "env", which its JavaScript would answer: growth of the memory, time, copies,
 * abort, setjmp and longjmp (invoke_*), a memory, table or tags of the module's own. `wvm help emscripten` lists them. What
 * needs JavaScript traps when it is called and says so; what needs a file system other than WASI's answers ENOSYS.
 * One for each store, which it must outlive; used by the store's thread. */
typedef struct wvm_emscripten wvm_emscripten_t;
WVM_API wvm_emscripten_t *wvm_emscripten_new(void); /* NULL: no memory */
WVM_API void wvm_emscripten_delete(wvm_emscripten_t *em);
/* One line on stderr per call. */
WVM_API void wvm_emscripten_set_trace(wvm_emscripten_t *em, bool on);
/* Defines what this module imports from "env"; names that the linker knows already are left as they are. Its imports from
 * wasi_snapshot_preview1 are wvm_linker_define_wasi's, which comes before; of those, functions whose i64 were legalized for
 * JavaScript (two i32 each) are defined here, for this wasi (NULL: not at all), whose streams the console writes to (NULL:
 * the process's own). Fails for modules that cannot work here: dynamic libraries, and those whose imports have minified
 * names. */
WVM_API wvm_error_t *wvm_linker_define_emscripten(wvm_linker_t *l, wvm_emscripten_t *em, wvm_wasi_t *w, const wvm_module_t *m);
/* To be called once the module is instantiated, before anything else of it: its constructors, unless it exports _start or
 * _initialize, which call them. */
WVM_API wvm_error_t *wvm_emscripten_start(wvm_emscripten_t *em, wvm_instance_t *i);
/* Calls the module's main with these arguments. Always returns an error: of kind WVM_ERROR_EXIT when main returned or
 * exit was called. */
WVM_API wvm_error_t *wvm_emscripten_main(wvm_emscripten_t *em, wvm_instance_t *i, size_t count, const char *const *args);
/* Whether the module has a main for it. */
WVM_API bool wvm_module_has_emscripten_main(const wvm_module_t *m);
/* Whether the module imports something that Emscripten's JavaScript would answer. */
WVM_API bool wvm_module_wants_emscripten(const wvm_module_t *m);
/* The index-th function that the guest called although it is not offered here, and how often; false: there are no more. */
WVM_API bool wvm_emscripten_missed(const wvm_emscripten_t *em, size_t index, const char **name, uint64_t *calls);

#ifdef __cplusplus
}
#endif
#endif
