/* The Exec: what handlers reach through their context register. One per store; the first line of it is hot.
 *
 * `limit` is how many bytes must stay free between the frame of a function being entered and the pairs: normally
 * LIMIT_MOST, or LIMIT_ROOM on a continuation; LIMIT_STOP while an interrupt is pending, so that one compare sees to both.
 *
 * A stack overflows at the same depth whatever runs interpreted: the pairs that a change of tier takes (vm/compiler.h) do not
 * count. A host entry's Stack is larger by `tier_room`, and the limit by what of that has not been given to such pairs yet:
 * they are counted, and get it when an entry finds no room. Continuations, which grow, are not so exact. */
#ifndef WVM_VM_INTERP_STATE_H
#define WVM_VM_INTERP_STATE_H

#include "vm/cont.h"
#include "vm/exec.h"
#include "vm/stack.h"
#include "vm/store.h"

enum {
  LIMIT_ROOM = 256,
  /* On a Stack machine code keeps the stack pointer, and a signal handler that knows of no other stack runs below it: room for
   * its frame, the processor's vector state included. Continuations, small as they are, have none: docs/EMBEDDING.md. */
  SIGNAL_ROOM = 32 * 1024,
  LIMIT_MOST = LIMIT_ROOM + SIGNAL_ROOM,
  LIMIT_LARGEST = INT32_MAX /* with tier_room: what is more means stop */
};
#define LIMIT_STOP INT64_MAX

/* A host entry whose guest waits in a host function while a nested entry runs. */
typedef struct HostEntry {
  Pair *rp;
  Instance *instance;
  Stack *stack;
  const Cell *ip;
  Slot *fp;
  Slot *host_slots; /* arguments and results of the host function, */
  uint32_t host_slot_count;
  uint32_t host_env;
  ContStack *cont;        /* as in Exec */
  ContPlace entry_place;
  Stack *entry_stack;
  struct Call *call;
  struct HostEntry *outer;
  Exec *before; /* that this thread was in */
  uint32_t tier_pairs, tier_given;
} HostEntry;

/* What is to be done when cells or machine code have stopped. */
typedef enum Go {
  GO_OUT,    /* the outermost function has returned, or x->trap says why not */
  GO_CELLS,  /* on with the cells at x->ip in the frame x->fp */
  GO_RESUME, /* on with the machine code at x->native in the frame x->fp, */
  GO_ENTER,  /* … which is a function's entry: its pair is there already, */
  GO_CALL,   /* … and goes to NativeSpace.to_cells, */
  GO_BEGIN   /* … or to NativeSpace.done: processors predict returns from calls */
} Go;

/* Machine code reaches these fields through its context register. */
struct Exec {
  _Atomic int64_t limit;
  Pair *rp;            /* the topmost pair: where the running function returns to */
  FuncCode *codes;     /* of the running instance's Program, */
  Global **globals;    /* … its globals, */
  Instance *instance;  /* … itself */
  uint64_t fuel;
  struct AllocRun *runs; /* the heap's, by class of size */
  Memory *memory;        /* the running instance's memory 0, or NULL, */
  uint8_t *memory_base;  /* … its base */
  const void *native;    /* where machine code goes on */
  void *c_stack;         /* the stack pointer of the driver while machine code runs */
  const Slot *results;   /* GO_CELLS: what accumulators cache is here; or NULL */
  uint32_t go;           /* Go */
  uint32_t variant;      /* CodeVariant of the running instance */
  uint64_t memory64_limit; /* the engine's */
  uint32_t callee_index; /* GO_ENTER and those behind it: the function's */

  /* Left behind by a handler that stops, or calls something of another kind. */
  TrapCode trap;
  const Cell *ip;
  Slot *fp;
  Func *callee;        /* CALL_OTHER, CALL_SUBTYPE: what to call */
  Func *trapped_host;  /* the host function whose trap it is */

  Store *store;
  const Alloc *alloc;
  const AnyHandler *handlers; /* by HandlerId, for this processor */
  Cell finish;                /* where the outermost function returns to, */
  Cell cont_return;           /* … where that of a continuation does */
  Cell restore;               /* where a call into another instance does */
  Cell to_native;             /* where cells called by machine code return to */
  Cell landing[2];            /* where an exception caught by machine code lands */
  void *compiler_scratch;
  atomic_int thread;          /* the system's number of the one that ran machine code last; 0: none did */
  ContStack *cont;            /* that runs, or NULL: the host entry's own stack does, */
  ContPlace entry_place;      /* … else this is where that one stands */
  Stack *entry_stack;
  Stack *stack, *pool;        /* in use; free ones, */
  uint32_t pooled;            /* … how many */
  const Func *typed;          /* exec_type: this function's type … */
  const CanonType *type;      /* … is this */
  uint32_t nesting;
  atomic_bool interrupted;    /* `limit` says stop because of an interrupt, */
  atomic_bool lost;           /* … or because pages of a memory are gone: a trap is due */
  HostEntry *outer;           /* the entry around the one at hand */
  struct Call *call;          /* that the entry at hand runs and may suspend; NULL: it may not be suspended */
  struct Call *calls;         /* all there are */
  Cell call_end[3];           /* where a Call's outermost continuation returns to: like a resume, then `finish` */
  Slot *pending_at;           /* arguments and results of trapped_host, */
  bool pending_tail;          /* … which machine code called in the stead of the frame at hand */
  Slot *host_slots;           /* of the host function at hand; NULL: the guest runs */
  uint32_t host_slot_count;
  uint32_t host_env;          /* the host's floating-point environment, */
  uint32_t guest_env;         /* … the guest's */
  uint64_t stack_slots;
  uint32_t tier_room;         /* bytes for pairs of changes of tier, on the entry's own stack, */
  uint32_t tier_pairs;        /* … how many of them there are, */
  uint32_t tier_given;        /* … and for how many room was given; no more than that */
  Translator *translator;
  uint8_t *c_stack_low;       /* of the thread `c_stack_thread` */
  uint64_t c_stack_thread;
};

/* The limit of the stack in use. */
static inline int64_t exec_room(const Exec *x) {
  const int64_t left = (int64_t)x->tier_room - (int64_t)(x->tier_given * sizeof(Pair));
  if (x->cont) return LIMIT_ROOM;
  return x->tier_room ? LIMIT_MOST + MAX_OF(left, (int64_t)0) : LIMIT_MOST + (int64_t)sizeof(Pair); /* that of the first change */
}

/* After what exec_room depends on has changed: the limit is that, unless it says stop. */
static inline void exec_set_room(Exec *x) {
  const int64_t room = exec_room(x);
  int64_t was = atomic_load_explicit(&x->limit, memory_order_relaxed);
  while (was != room && was != LIMIT_STOP && !atomic_compare_exchange_weak(&x->limit, &was, room)) {}
}

/* A pair of a change of tier was put on the running stack; so many were taken away. */
static inline void exec_tier_push(Exec *x) { x->tier_pairs += !x->cont; }
static inline void exec_tier_pop(Exec *x, uint32_t count) {
  if (x->cont) return;
  x->tier_pairs -= count;
  if (LIKELY(x->tier_given <= x->tier_pairs)) return;
  x->tier_given = x->tier_pairs;
  exec_set_room(x);
}
/* An entry found no room: false if there is none indeed, else it looks again. */
static inline bool exec_tier_give(Exec *x) {
  if (x->cont || x->tier_given == x->tier_pairs) return false;
  x->tier_given = x->tier_pairs;
  exec_set_room(x);
  return true;
}

/* Makes an instance the running one, or none. */
static inline void exec_switch(Exec *x, Instance *i) {
  x->instance = i;
  x->codes = i ? i->program->codes : NULL;
  x->globals = i ? i->globals : NULL;
  x->memory = i && i->program->module->memory_count ? i->memories[0] : NULL;
  x->memory_base = x->memory ? x->memory->base : NULL;
  x->variant = i ? i->variant : CODE_GUARDED;
}

/* Runs from this cell until a handler stops; x->go and x->trap say why. results: what the accumulators cache, two slots,
 * or NULL. */
void interp_run(Exec *x, const Cell *ip, Slot *frame, const Slot *results);

/* Cells are about to be entered at a function's beginning, or machine code is: sees to the pair it returns to; which way it is
 * to go then. */
void exec_prepare_cells(Exec *x, Slot *frame);
Go exec_prepare_native(Exec *x, Slot *frame);

/* For handlers: x->ip and x->fp say where the guest is. */
MUST_USE TrapCode exec_call_host(Exec *x, Func *f, Slot *slots);
/* Makes code for a function's first call; its entry then is another. */
MUST_USE TrapCode exec_make_code(Exec *x, FuncCode *code);

#endif
