/* One handler for three signals.
 *
 *   ranges ─▶ [version lo hi redirect] ─▶ [ … ]      read by handlers without a lock; never freed, but used again
 *   chains[signal] ─▶ Previous ─▶ older ─▶ NULL      whom we pass faults on to
 *
 * A chain is longer than one where the host has put a handler over ours that calls ours, we were to be removed but could
 * not (its handler stood there), and were installed once more above it. A fault then comes by several times: ours, the
 * host's, ours again; each time it goes one further down the chain. */
#include "base/fault.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/os.h"

/* ---- registers ---- */

#if defined(__linux__) && defined(__x86_64__)
enum { REGISTERS_KNOWN = true };
static void regs_load(FaultRegs *r, const ucontext_t *c) {
  const greg_t *g = c->uc_mcontext.gregs;
  *r = (FaultRegs){(uintptr_t)g[REG_RIP], (uintptr_t)g[REG_RSP], (uintptr_t)g[REG_RBP], (uintptr_t)g[REG_R15], 0};
}
static void regs_store(const FaultRegs *r, ucontext_t *c) {
  greg_t *g = c->uc_mcontext.gregs;
  g[REG_RIP] = (greg_t)r->pc, g[REG_RSP] = (greg_t)r->sp, g[REG_RBP] = (greg_t)r->fp, g[REG_R15] = (greg_t)r->ctx;
}
#elif defined(__linux__) && defined(__aarch64__)
enum { REGISTERS_KNOWN = true };
static void regs_load(FaultRegs *r, const ucontext_t *c) {
  const mcontext_t *m = &c->uc_mcontext;
  *r = (FaultRegs){m->pc, m->sp, m->regs[29], m->regs[28], m->regs[30]};
}
static void regs_store(const FaultRegs *r, ucontext_t *c) {
  mcontext_t *m = &c->uc_mcontext;
  m->pc = r->pc, m->sp = r->sp, m->regs[29] = r->fp, m->regs[28] = r->ctx, m->regs[30] = r->lr;
}
#else
enum { REGISTERS_KNOWN = false };
static void regs_load(FaultRegs *r, const ucontext_t *c) { (void)c, *r = (FaultRegs){0}; }
static void regs_store(const FaultRegs *r, ucontext_t *c) { (void)r, (void)c; }
#endif

/* ---- what is the process's ---- */

/* An action that stood before ours. Immutable; never freed, for a handler may be looking; equal ones are one. */
typedef struct Previous {
  struct sigaction action;
  atomic_flag spent; /* SA_RESETHAND: it has been called */
  struct Previous *older;
  struct Previous *next; /* of all of this signal */
} Previous;

static bool has_flag(const struct sigaction *a, unsigned flag) { return ((unsigned)a->sa_flags & flag) != 0; }

typedef struct Chain {
  int signal;
  bool gone; /* ours stands nowhere, as far as we know */
  _Atomic(Previous *) latest;
  Previous *all;
} Chain;

typedef struct Range {
  atomic_uint version; /* odd while it is being changed */
  atomic_uintptr_t lo, hi; /* equal: free */
  _Atomic(FaultRedirect *) redirect;
  struct Range *next;
} Range;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of all that follows, handlers apart */
static unsigned installed;
static Chain chains[2] = {{.signal = SIGSEGV, .gone = true}, {.signal = SIGBUS, .gone = true}};
static atomic_int interrupt_signal; /* 0: not installed */
static int interrupt_number;        /* the one chosen, kept for next time */
static _Atomic(Range *) ranges;

/* ---- ranges ---- */

bool fault_add_range(const void *lo, const void *hi, FaultRedirect *redirect) {
  assert(lo < hi);
  pthread_mutex_lock(&lock);
  Range *r = ranges;
  while (r && r->lo != r->hi) r = r->next;
  bool is_new = !r;
  if (is_new) r = alloc_zeroed(&alloc_libc, sizeof *r);
  if (r) {
    r->version++;
    r->redirect = redirect;
    r->lo = (uintptr_t)lo;
    r->hi = (uintptr_t)hi;
    r->version++;
    if (is_new) {
      r->next = ranges;
      ranges = r;
    }
  }
  pthread_mutex_unlock(&lock);
  return r != NULL;
}

void fault_drop_range(const void *lo) {
  pthread_mutex_lock(&lock);
  for (Range *r = ranges; r; r = r->next) {
    if (r->lo != (uintptr_t)lo || r->hi == r->lo) continue;
    r->version++;
    r->hi = r->lo = 0;
    r->version++;
  }
  pthread_mutex_unlock(&lock);
}

/* The range of code that is running does not change, so one that changes may be passed over. */
static FaultRedirect *find_redirect(uintptr_t pc) {
  for (Range *r = ranges; r; r = r->next) {
    unsigned version = r->version;
    uintptr_t lo = r->lo, hi = r->hi;
    FaultRedirect *redirect = r->redirect;
    if (version % 2 == 0 && version == r->version && pc - lo < hi - lo) return redirect;
  }
  return NULL;
}

/* ---- passing on ---- */

/* How often this fault has come by, for which outer call of the handler. A host's handler may have left by siglongjmp: a
 * frame that is not inside the one noted, or another context, is another fault. */
typedef struct Passing {
  const void *context;
  uintptr_t frame;
  unsigned times;
} Passing;
static _Thread_local Passing passing __attribute__((tls_model("initial-exec")));

/* By what the thread did, not by somebody who sent it. */
static bool is_forced(int signal, const siginfo_t *info) {
#ifdef BUS_MCEERR_AO
  if (signal == SIGBUS && info->si_code == BUS_MCEERR_AO) return false;
#else
  (void)signal;
#endif
  return info->si_code > 0;
}

/* The default action, as if there were no handler: a fault happens again by itself, what was sent is sent once more with
 * the same siginfo, and comes when the handler returns. */
static void act_by_default(int signal, siginfo_t *info) {
  sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
  if (is_forced(signal, info)) return;
#ifdef SYS_rt_tgsigqueueinfo
  if (syscall(SYS_rt_tgsigqueueinfo, getpid(), syscall(SYS_gettid), signal, info) == 0) return;
#endif
  raise(signal);
}

/* The signal mask that the kernel would have given the handler; ours blocks the signal and the interrupt. */
static void mask_as(const struct sigaction *action, int signal, const ucontext_t *context) {
  sigset_t unblock;
  int ours[] = {signal, interrupt_signal};
  sigemptyset(&unblock);
  for (unsigned k = 0; k < COUNT_OF(ours); k++) {
    bool stays = ours[k] == 0 || sigismember(&context->uc_sigmask, ours[k]) || sigismember(&action->sa_mask, ours[k]) ||
                 (ours[k] == signal && !has_flag(action, SA_NODEFER));
    if (!stays) sigaddset(&unblock, ours[k]);
  }
  pthread_sigmask(SIG_BLOCK, &action->sa_mask, NULL);
  pthread_sigmask(SIG_UNBLOCK, &unblock, NULL);
}

static void act_as(Previous *p, int signal, siginfo_t *info, ucontext_t *context) {
  const struct sigaction *action = &p->action;
  bool is_default = action->sa_handler == SIG_DFL;
  if (action->sa_handler == SIG_IGN) {
    if (!is_forced(signal, info)) return;
    is_default = true; /* faults cannot be ignored */
  }
  if (has_flag(action, SA_RESETHAND) && atomic_flag_test_and_set(&p->spent)) is_default = true;
  if (is_default) {
    act_by_default(signal, info);
    return;
  }
  mask_as(action, signal, context);
  if (has_flag(action, SA_SIGINFO)) action->sa_sigaction(signal, info, context);
  else action->sa_handler(signal);
}

static void pass_on(int signal, siginfo_t *info, ucontext_t *context) {
  Previous *p = chains[signal == SIGBUS].latest;
  Passing outer = passing;
  uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
  bool again = outer.context == context && frame < outer.frame;
  passing = (Passing){context, frame, again ? outer.times + 1 : 0};
  for (unsigned k = 0; k < passing.times && p->older; k++) p = p->older;
  act_as(p, signal, info, context);
  passing = outer;
}

/* ---- the handlers ---- */

static bool redirected(ucontext_t *context, const void *address, FaultKind kind) {
  FaultRegs regs;
  regs_load(&regs, context);
  FaultRedirect *redirect = find_redirect(regs.pc);
  if (!redirect || !redirect(&regs, address, kind)) return false;
  regs_store(&regs, context);
  return true;
}

static bool (*_Atomic on_bus)(const void *address);
void fault_on_bus(bool (*mended)(const void *address)) { atomic_store_explicit(&on_bus, mended, memory_order_release); }

static bool mended(int signal, const siginfo_t *info) {
  bool (*mend)(const void *) = signal == SIGBUS ? atomic_load_explicit(&on_bus, memory_order_acquire) : NULL;
  return mend && mend(info->si_addr);
}

static void on_fault(int signal, siginfo_t *info, void *context) {
  int error = errno;
  /* A signal that somebody sent is no fault, wherever it arrives. */
  const bool forced = is_forced(signal, info);
  if (!forced || (!mended(signal, info) && !redirected(context, info->si_addr, signal == SIGBUS ? FAULT_BUS : FAULT_ACCESS)))
    pass_on(signal, info, context);
  errno = error;
}

/* Told of interrupts that came while the thread was elsewhere. */
static void (*_Atomic on_missed)(void);
void fault_on_missed(void (*missed)(void)) { atomic_store_explicit(&on_missed, missed, memory_order_release); }

static void on_interrupt(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)info;
  int error = errno;
  if (!redirected(context, NULL, FAULT_INTERRUPT)) {
    void (*missed)(void) = atomic_load_explicit(&on_missed, memory_order_acquire);
    if (missed) missed();
  }
  errno = error;
}

/* ---- installing ---- */

static bool is_ours(const struct sigaction *action) {
  return has_flag(action, SA_SIGINFO) && (action->sa_sigaction == on_fault || action->sa_sigaction == on_interrupt);
}

static bool same_action(const struct sigaction *a, const struct sigaction *b) {
  if (a->sa_flags != b->sa_flags || a->sa_sigaction != b->sa_sigaction) return false;
  for (int k = 1; k < NSIG; k++)
    if (sigismember(&a->sa_mask, k) != sigismember(&b->sa_mask, k)) return false;
  return true;
}

static bool push_previous(Chain *c, const struct sigaction *action) {
  Previous *p = c->all, *older = c->gone ? NULL : c->latest;
  while (p && (p->older != older || !same_action(&p->action, action) || has_flag(action, SA_RESETHAND))) p = p->next;
  if (!p) {
    p = alloc_zeroed(&alloc_libc, sizeof *p);
    if (!p) return false;
    *p = (Previous){.action = *action, .spent = ATOMIC_FLAG_INIT, .older = older, .next = c->all};
    c->all = p;
  }
  c->latest = p;
  return true;
}

/* Interrupts wait until a fault has been dealt with: in the middle of it the pc is in C, and they would be dropped. */
static bool install_fault(Chain *c) {
  struct sigaction ours = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK}, now;
  sigemptyset(&ours.sa_mask);
  sigaddset(&ours.sa_mask, interrupt_number);
  if (sigaction(c->signal, NULL, &now) != 0) return false;
  if (is_ours(&now)) return c->gone = false, true; /* left under a handler of the host's that has gone since */
  Previous *before = c->latest;
  /* First known, then installed: it may be needed at once. */
  if (push_previous(c, &now) && sigaction(c->signal, &ours, NULL) == 0) return c->gone = false, true;
  c->latest = before;
  return false;
}

static void uninstall_fault(Chain *c) {
  struct sigaction now;
  Previous *p = c->latest;
  if (!p || sigaction(c->signal, NULL, &now) != 0 || !is_ours(&now)) return; /* what the host put there may call us */
  bool spent = has_flag(&p->action, SA_RESETHAND) && atomic_flag_test_and_set(&p->spent);
  sigaction(c->signal, spent ? &(struct sigaction){.sa_handler = SIG_DFL} : &p->action, NULL);
  /* The last one stays known: a handler may still be running, or have been kept by the host. */
  if (p->older) c->latest = p->older;
  else c->gone = true;
}

/* ThreadSanitizer holds signals back until the thread calls something it knows: too late for a loop. */
#if defined(__SANITIZE_THREAD__)
#define SIGNALS_HELD_BACK 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SIGNALS_HELD_BACK 1
#endif
#endif
#ifdef SIGNALS_HELD_BACK
int __sigaction(int signal, const struct sigaction *new_action, struct sigaction *old_action);
#define sigaction_at_once __sigaction
#else
#define sigaction_at_once sigaction
#endif

/* A real-time signal that nobody handles; not the first ones, which others take first too. */
static int choose_interrupt(void) {
  enum { SKIPPED = 7 };
  int first = SIGRTMIN, count = SIGRTMAX - first + 1;
  struct sigaction now;
  for (int k = -1; k < count; k++) {
    int number = k < 0 ? interrupt_number : first + (k + SKIPPED) % count;
    if (number && sigaction_at_once(number, NULL, &now) == 0 && now.sa_handler == SIG_DFL) return number;
  }
  return 0;
}

static bool install_interrupt(void) {
  struct sigaction ours = {.sa_sigaction = on_interrupt, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
  sigemptyset(&ours.sa_mask);
  int number = choose_interrupt();
  if (number == 0 || sigaction_at_once(number, &ours, NULL) != 0) return false;
  interrupt_number = number;
  interrupt_signal = number;
  return true;
}

/* Ignored first: that discards what is pending, whose default action would end the process. */
static void uninstall_interrupt(void) {
  struct sigaction now;
  interrupt_signal = 0;
  if (sigaction_at_once(interrupt_number, NULL, &now) != 0 || !is_ours(&now)) return;
  sigaction_at_once(interrupt_number, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
  sigaction_at_once(interrupt_number, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
}

static bool install_all(const char **why) {
  if (!REGISTERS_KNOWN) return *why = "signal handlers are not known for this system", false;
  if (!install_interrupt()) return *why = "no real-time signal is free", false;
  for (unsigned k = 0; k < COUNT_OF(chains); k++) {
    if (install_fault(&chains[k])) continue;
    while (k-- > 0) uninstall_fault(&chains[k]);
    uninstall_interrupt();
    return *why = "signal handlers cannot be installed", false;
  }
  return true;
}

bool fault_install(const char **why) {
  pthread_mutex_lock(&lock);
  bool done = installed > 0 || install_all(why);
  if (done) installed++;
  pthread_mutex_unlock(&lock);
  return done;
}

void fault_uninstall(void) {
  pthread_mutex_lock(&lock);
  assert(installed > 0);
  if (--installed == 0) {
    for (unsigned k = 0; k < COUNT_OF(chains); k++) uninstall_fault(&chains[k]);
    uninstall_interrupt();
  }
  pthread_mutex_unlock(&lock);
}

int fault_interrupt_signal(void) { return interrupt_signal; }

bool fault_interrupt_tid(int tid) {
  const int number = interrupt_signal;
  return number && syscall(SYS_tgkill, getpid(), tid, number) == 0;
}

/* ---- threads ---- */

_Thread_local int fault_thread_number __attribute__((tls_model("initial-exec"))); /* 0: not prepared */

/* Alternate stacks: [guard│ stack ]. Handlers of the host's may run there too, with whatever they print. */
enum { ALTERNATE_STACK = 256 << 10 };
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t key; /* of a thread: where its alternate stack is mapped */
static bool key_made;

/* A timer of the thread's own sends the interrupt signal to it. */
static _Thread_local timer_t again __attribute__((tls_model("initial-exec")));
static _Thread_local bool again_made __attribute__((tls_model("initial-exec")));
static bool make_timer(void) {
  struct sigevent e = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = interrupt_number};
  e._sigev_un._tid = (int)syscall(SYS_gettid);
  again_made = again_made || (interrupt_number && timer_create(CLOCK_MONOTONIC, &e, &again) == 0);
  return again_made;
}

static void set_timer(long ns) {
  if (again_made) timer_settime(again, 0, &(struct itimerspec){.it_value = {.tv_nsec = ns}}, NULL);
}
void fault_interrupt_again(void) { set_timer(1000000); }
void fault_interrupt_no_more(void) { set_timer(0); }

static void free_alternate_stack(void *at) {
  if (again_made) timer_delete(again);
  again_made = false;
  fault_thread_number = 0; /* destructors of others may enter guests yet */
  if (at == &key) return; /* the host's own stack */
  stack_t now;
  void *stack = (uint8_t *)at + os_page_size();
  if (sigaltstack(NULL, &now) == 0 && now.ss_sp == stack)
    sigaltstack(&(stack_t){.ss_flags = SS_DISABLE, .ss_size = ALTERNATE_STACK}, NULL);
  os_release(at, os_page_size() + ALTERNATE_STACK);
}

/* The thread that forks has another number in the child. */
static void forget_number(void) {
  fault_thread_number = 0;
  again_made = false; /* timers are not inherited */
}

static void make_key(void) {
  key_made = pthread_key_create(&key, free_alternate_stack) == 0 && pthread_atfork(NULL, NULL, forget_number) == 0;
}

static bool make_alternate_stack(void) {
  size_t page = os_page_size(), size = page + ALTERNATE_STACK;
  uint8_t *at = os_reserve(size);
  if (!at) return false;
  if (!os_commit(at + page, ALTERNATE_STACK) || pthread_setspecific(key, at) != 0) return os_release(at, size), false;
  if (sigaltstack(&(stack_t){.ss_sp = at + page, .ss_size = ALTERNATE_STACK}, NULL) == 0) return true;
  pthread_setspecific(key, NULL);
  os_release(at, size);
  return false;
}

bool fault_thread_prepare(void) {
  stack_t now;
  pthread_once(&key_once, make_key);
  if (!key_made || sigaltstack(NULL, &now) != 0) return false;
  if (now.ss_flags & SS_DISABLE ? !make_alternate_stack() : pthread_setspecific(key, &key) != 0) return false;
  if (!make_timer()) return false;
  sigset_t ours;
  sigemptyset(&ours);
  for (unsigned k = 0; k < COUNT_OF(chains); k++) sigaddset(&ours, chains[k].signal);
  if (interrupt_signal) sigaddset(&ours, interrupt_signal);
  if (pthread_sigmask(SIG_UNBLOCK, &ours, NULL) != 0) return false;
  fault_thread_number = (int)syscall(SYS_gettid);
  return true;
}
