/* jit/fault: faults of machine code are ours, everything else is the host's, as if we were not there. Each test is a process
 * of its own. */
#include "base/fault.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "base/os.h"
#include "jit/code_space.h"
#include "tests/check.h"
#include "tests/machine_code.h"

/* ---- machine code, and what its faults become ---- */

typedef int ReadFunction(const volatile int *);
typedef void LoopFunction(volatile int *);
typedef int ReadOnStackFunction(void *stack, const volatile int *);
typedef void *ContextFunction(void *ctx, const volatile int *);

static CodeSpace *space;
static CodeOwner owner;
static ReadFunction *read_code;
static LoopFunction *loop_code;
static ReadOnStackFunction *read_on_stack;
static ContextFunction *context_code;
static CodeBlock trap_code, read_block, stack_block, context_block;
static volatile int *no_access; /* a page */

static CodeBlock make(size_t (*write)(uint8_t *)) {
  CodeBlock b;
  ck_assert(!code_alloc(space, &owner, 64, &b));
  write(b.write);
  ck_assert(code_publish(space, &b));
  return b;
}
enum { TRAPPED = 12345 };
static size_t write_trap(uint8_t *p) { return code_return(p, TRAPPED); }

static atomic_uintptr_t seen_address, seen_sp, seen_fp, seen_handler_stack;
static atomic_int seen_kind;
static atomic_uint redirects;

/* Ends the function at hand: to code that returns TRAPPED, the return address being where it was. */
static bool to_trap(FaultRegs *regs, const void *address, FaultKind kind) {
  int here;
  seen_address = (uintptr_t)address;
  seen_sp = regs->sp;
  seen_fp = regs->fp;
  seen_kind = (int)kind;
  seen_handler_stack = (uintptr_t)&here;
  redirects++;
  regs->pc = (uintptr_t)trap_code.exec;
  return true;
}

static bool refuse(FaultRegs *regs, const void *address, FaultKind kind) {
  (void)address, (void)kind;
  redirects++;
  regs->pc = 1; /* not to be taken */
  return false;
}

static void start(FaultRedirect *redirect) {
  const char *why = "";
  const void *lo, *hi;
  owner = (CodeOwner){0};
  space = code_space_new(&alloc_libc, NULL, &why);
  ck_assert_msg(space != NULL, "%s", why);
  trap_code = make(write_trap);
  read_block = make(code_read);
  read_code = CALL_CODE(ReadFunction *, read_block.exec);
  loop_code = CALL_CODE(LoopFunction *, make(code_loop).exec);
  stack_block = make(code_read_on_stack);
  read_on_stack = CALL_CODE(ReadOnStackFunction *, stack_block.exec);
  context_block = make(code_context);
  context_code = CALL_CODE(ContextFunction *, context_block.exec);
  no_access = os_reserve(os_page_size());
  ck_assert_ptr_nonnull((void *)(uintptr_t)no_access);
  ck_assert_msg(fault_install(&why), "%s", why);
  code_space_range(space, &lo, &hi);
  ck_assert(fault_add_range(lo, hi, redirect));
  ck_assert(fault_thread_enter());
}

static void stop(void) {
  const void *lo, *hi;
  code_space_range(space, &lo, &hi);
  fault_drop_range(lo);
  fault_uninstall();
  code_space_free(space);
  os_release((void *)(uintptr_t)no_access, os_page_size());
}

/* ---- hosts ---- */

static sigjmp_buf host_escape;
static atomic_int host_calls, host_signal, host_code;
static atomic_uintptr_t host_address;
static sigset_t host_mask;
static struct sigaction host_chained; /* what the host found when it installed its handler */

static void note_host(int signal, siginfo_t *info, void *context) {
  host_signal = signal;
  host_code = info ? info->si_code : 0;
  host_address = info ? (uintptr_t)info->si_addr : 0;
  (void)context;
  pthread_sigmask(SIG_BLOCK, NULL, &host_mask);
  host_calls++; /* last: others wait for it */
}
static void host_leaves(int signal, siginfo_t *info, void *context) {
  note_host(signal, info, context);
  siglongjmp(host_escape, 1);
}
static void host_returns(int signal, siginfo_t *info, void *context) { note_host(signal, info, context); }
static void host_simple(int signal) {
  note_host(signal, NULL, NULL);
  siglongjmp(host_escape, 1);
}
static void host_chains(int signal, siginfo_t *info, void *context) {
  note_host(signal, info, context);
  host_chained.sa_sigaction(signal, info, context);
}

static void install_host(int signal, void (*handler)(int, siginfo_t *, void *), int flags, int masked) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags};
  sigemptyset(&action.sa_mask);
  if (masked) sigaddset(&action.sa_mask, masked);
  ck_assert_int_eq(sigaction(signal, &action, &host_chained), 0);
}

static volatile int sink; /* what nobody wants might not be read */

/* A fault in C: true when the host's handler left it. */
static bool fault_in_c(void) {
  if (sigsetjmp(host_escape, 1)) return true;
  sink = *no_access;
  return false;
}

/* The status of a child process that does this. */
static int status_of(void (*run)(void)) {
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    run();
    _exit(0);
  }
  int status;
  ck_assert_int_eq(waitpid(child, &status, 0), child);
  return status;
}

/* ---- our faults ---- */

START_TEST(faults_of_code_are_redirected) {
  start(to_trap);
  int value = 77;
  for (unsigned k = 1; k < 100; k++) {
    ck_assert_int_eq(read_code(&value), 77);
    ck_assert_int_eq(read_code(no_access + k), TRAPPED);
    ck_assert_uint_eq(seen_address, (uintptr_t)(no_access + k));
    ck_assert_int_eq(seen_kind, FAULT_ACCESS);
    ck_assert_uint_eq(redirects, k);
  }
  stop();
}
END_TEST

START_TEST(bus_errors_too) {
  start(to_trap);
  FILE *file = tmpfile();
  int *mapped = mmap(NULL, os_page_size(), PROT_READ, MAP_SHARED, fileno(file), 0);
  ck_assert_ptr_ne(mapped, MAP_FAILED);
  ck_assert_int_eq(read_code(mapped + 3), TRAPPED);
  ck_assert_int_eq(seen_kind, FAULT_BUS);
  ck_assert_uint_eq(seen_address, (uintptr_t)(mapped + 3));
  munmap(mapped, os_page_size());
  fclose(file);
  stop();
}
END_TEST

static uintptr_t context_before;
static bool change_context(FaultRegs *regs, const void *address, FaultKind kind) {
  (void)address, (void)kind;
  context_before = regs->ctx;
  regs->ctx = 0x123456789;
  regs->pc = (uintptr_t)context_block.exec + code_context_landing;
  return true;
}

START_TEST(the_context_register_is_given_and_taken) {
  start(change_context);
  int value = 1;
  ck_assert_ptr_eq(context_code(&value, &value), &value);
  ck_assert_ptr_eq(context_code(&value, no_access), (void *)0x123456789);
  ck_assert_uint_eq(context_before, (uintptr_t)&value);
  stop();
}
END_TEST

/* Goes on behind the read, with the stack pointer that was kept in fp. */
static bool behind_read(FaultRegs *regs, const void *address, FaultKind kind) {
  to_trap(regs, address, kind);
  regs->sp = regs->fp;
  regs->pc = (uintptr_t)stack_block.exec + code_landing;
  return true;
}

START_TEST(code_may_run_on_stacks_of_its_own) {
  start(behind_read);
  /* A stack without any room: a handler that ran on it would fault. */
  size_t page = os_page_size();
  uint8_t *stack = os_reserve(2 * page);
  ck_assert(os_commit(stack + page, page));
  stack_t now;
  sigaltstack(NULL, &now);
  for (int k = 0; k < 10; k++) {
    read_on_stack(stack + page, no_access);
    ck_assert_uint_eq(redirects, k + 1);
    ck_assert_uint_eq(seen_sp, (uintptr_t)(stack + page));
    ck_assert_uint_eq(seen_address, (uintptr_t)no_access);
    ck_assert_uint_lt(seen_handler_stack - (uintptr_t)now.ss_sp, now.ss_size);
  }
  stop();
}
END_TEST

/* ---- the host's faults ---- */

START_TEST(a_host_handler_from_before_sees_its_faults) {
  install_host(SIGSEGV, host_leaves, 0, SIGUSR1);
  start(to_trap);
  for (int k = 1; k < 10; k++) {
    ck_assert(fault_in_c());
    ck_assert_int_eq(host_calls, k);
    ck_assert_int_eq(host_signal, SIGSEGV);
    ck_assert_int_eq(host_code, SEGV_ACCERR);
    ck_assert_uint_eq(host_address, (uintptr_t)no_access);
    ck_assert(sigismember(&host_mask, SIGSEGV));
    ck_assert(sigismember(&host_mask, SIGUSR1));
    if (!THREAD_SANITIZER) { /* which blocks all signals in handlers */
      ck_assert(!sigismember(&host_mask, SIGUSR2));
      ck_assert(!sigismember(&host_mask, fault_interrupt_signal()));
    }
    ck_assert_int_eq(read_code(no_access), TRAPPED); /* and ours stay ours */
    ck_assert_int_eq(host_calls, k);
  }
  ck_assert_uint_eq(redirects, 9);
  stop();
}
END_TEST

START_TEST(flags_of_host_handlers_are_kept) {
  install_host(SIGSEGV, host_leaves, SA_NODEFER, 0);
  start(to_trap);
  ck_assert(fault_in_c());
  ck_assert(!sigismember(&host_mask, SIGSEGV));
  stop();
  struct sigaction now;
  sigaction(SIGSEGV, NULL, &now);
  ck_assert_ptr_eq(now.sa_sigaction, host_leaves);
  ck_assert(now.sa_flags & SA_NODEFER);

  struct sigaction simple = {.sa_handler = host_simple};
  sigaction(SIGSEGV, &simple, NULL);
  host_calls = 0;
  start(to_trap);
  ck_assert(fault_in_c());
  ck_assert_int_eq(host_calls, 1);
  ck_assert(sigismember(&host_mask, SIGSEGV));
  ck_assert_int_eq(read_code(no_access), TRAPPED);
  stop();
}
END_TEST

static void reset_after_one(void) {
  install_host(SIGSEGV, host_leaves, (int)SA_RESETHAND, 0);
  start(to_trap);
  if (!fault_in_c() || host_calls != 1) _exit(1);
  if (read_code(no_access) != TRAPPED) _exit(2);
  fault_in_c();
  _exit(3);
}
static void reset_and_uninstalled(void) {
  install_host(SIGSEGV, host_leaves, (int)SA_RESETHAND, 0);
  start(to_trap);
  if (!fault_in_c()) _exit(1);
  fault_uninstall();
  struct sigaction now;
  sigaction(SIGSEGV, NULL, &now);
  _exit(now.sa_handler == SIG_DFL ? 0 : 4);
}

START_TEST(a_one_shot_handler_is_called_once) {
  int status = status_of(reset_after_one);
  ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
  ck_assert_int_eq(status_of(reset_and_uninstalled), 0);
}
END_TEST

static int deadly;
static bool deadly_ignored;
static void die_in_c(void) {
  struct sigaction action = {.sa_handler = deadly_ignored ? SIG_IGN : SIG_DFL};
  sigaction(deadly, &action, NULL);
  start(to_trap);
  if (read_code(no_access) != TRAPPED) _exit(2);
  if (deadly == SIGSEGV) {
    sink = *no_access;
  } else {
    volatile int *mapped = mmap(NULL, os_page_size(), PROT_READ, MAP_SHARED, fileno(tmpfile()), 0);
    sink = *mapped;
  }
}
static void die_of_signal(void) {
  struct sigaction action = {.sa_handler = deadly_ignored ? SIG_IGN : SIG_DFL};
  sigaction(deadly, &action, NULL);
  start(to_trap);
  kill(getpid(), deadly);
}

START_TEST(the_default_action_is_what_it_was) {
  static const int signals[] = {SIGSEGV, SIGBUS};
  for (int k = 0; k < 4; k++) {
    deadly = signals[k % 2];
    deadly_ignored = k / 2;
    int status = status_of(die_in_c);
    ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == deadly, "%d: %x", k, status);
    status = status_of(die_of_signal);
    if (deadly_ignored) ck_assert_int_eq(status, 0);
    else ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == deadly, "%d: %x", k, status);
  }
}
END_TEST

START_TEST(what_redirect_refuses_is_the_hosts) {
  install_host(SIGSEGV, host_leaves, 0, 0);
  start(refuse);
  if (!sigsetjmp(host_escape, 1)) {
    read_code(no_access);
    ck_abort();
  }
  ck_assert_int_eq(host_calls, 1);
  ck_assert_uint_eq(redirects, 1);
  /* Ranges that are ours no more are the host's. */
  const void *lo, *hi;
  code_space_range(space, &lo, &hi);
  fault_drop_range(lo);
  if (!sigsetjmp(host_escape, 1)) {
    read_code(no_access);
    ck_abort();
  }
  ck_assert_int_eq(host_calls, 2);
  ck_assert_uint_eq(redirects, 1);
  ck_assert(fault_add_range(lo, hi, to_trap));
  ck_assert_int_eq(read_code(no_access), TRAPPED);
  stop();
}
END_TEST

/* ---- handlers over ours ---- */

START_TEST(a_host_handler_from_after_may_chain_to_ours) {
  install_host(SIGSEGV, host_leaves, 0, 0);
  start(to_trap);
  install_host(SIGSEGV, host_chains, SA_ONSTACK, 0);
  ck_assert_int_eq(read_code(no_access), TRAPPED);
  ck_assert_int_eq(host_calls, 1);
  ck_assert(fault_in_c()); /* host_chains, ours, host_leaves */
  ck_assert_int_eq(host_calls, 3);
  /* Removed, ours is left where it is reached through the host's. */
  fault_uninstall();
  struct sigaction now;
  sigaction(SIGSEGV, NULL, &now);
  ck_assert_ptr_eq(now.sa_sigaction, host_chains);
  host_calls = 0;
  ck_assert(fault_in_c());
  ck_assert_int_eq(host_calls, 2);
  /* Installed again it stands on both sides; a fault still goes down to the first handler, and ends there. */
  const char *why;
  ck_assert(fault_install(&why));
  sigaction(SIGSEGV, NULL, &now);
  ck_assert_ptr_ne(now.sa_sigaction, host_chains);
  for (int k = 0; k < 3; k++) {
    host_calls = 0;
    ck_assert(fault_in_c()); /* ours, host_chains, ours, host_leaves */
    ck_assert_int_eq(host_calls, 2);
    ck_assert_int_eq(read_code(no_access), TRAPPED);
    ck_assert_int_eq(host_calls, 2);
  }
  stop();
  sigaction(SIGSEGV, NULL, &now);
  ck_assert_ptr_eq(now.sa_sigaction, host_chains);
}
END_TEST

START_TEST(uninstalling_restores) {
  struct sigaction before[3], now;
  install_host(SIGSEGV, host_leaves, 0, SIGUSR2);
  sigaction(SIGSEGV, NULL, &before[0]);
  sigaction(SIGBUS, NULL, &before[1]);
  int number = 0;
  for (int k = 0; k < 3; k++) {
    start(to_trap);
    const char *why;
    ck_assert(fault_install(&why));
    if (number) ck_assert_int_eq(fault_interrupt_signal(), number);
    number = fault_interrupt_signal();
    ck_assert_int_ge(number, SIGRTMIN);
    ck_assert_int_le(number, SIGRTMAX);
    fault_uninstall();
    ck_assert_int_eq(read_code(no_access), TRAPPED); /* counted */
    stop();
    ck_assert_int_eq(fault_interrupt_signal(), 0);
    ck_assert(!fault_interrupt_tid(fault_thread_id()));
    sigaction(SIGSEGV, NULL, &now);
    ck_assert_ptr_eq(now.sa_sigaction, before[0].sa_sigaction);
    ck_assert_int_eq(now.sa_flags, before[0].sa_flags);
    ck_assert(sigismember(&now.sa_mask, SIGUSR2));
    sigaction(SIGBUS, NULL, &now);
    ck_assert_ptr_eq(now.sa_sigaction, before[1].sa_sigaction);
    sigaction(number, NULL, &now);
    ck_assert_ptr_eq(now.sa_handler, SIG_DFL);
  }
  /* A number that somebody has taken is left to him. */
  struct sigaction taken = {.sa_handler = SIG_IGN};
  sigaction(number, &taken, NULL);
  start(to_trap);
  ck_assert_int_ne(fault_interrupt_signal(), number);
  sigaction(number, NULL, &now);
  ck_assert_ptr_eq(now.sa_handler, SIG_IGN);
  stop();
}
END_TEST

START_TEST(without_a_free_signal_nothing_is_installed) {
  struct sigaction ignore = {.sa_handler = SIG_IGN}, before, now;
  for (int k = SIGRTMIN; k <= SIGRTMAX; k++) sigaction(k, &ignore, NULL);
  sigaction(SIGSEGV, NULL, &before);
  const char *why = NULL;
  ck_assert(!fault_install(&why));
  ck_assert_ptr_nonnull(why);
  sigaction(SIGSEGV, NULL, &now);
  ck_assert_ptr_eq(now.sa_sigaction, before.sa_sigaction);
  ck_assert_int_eq(fault_interrupt_signal(), 0);
}
END_TEST

/* ---- threads ---- */

static void *fault_often(void *arg) {
  const volatile int *address = arg;
  if (!fault_thread_enter()) return NULL;
  stack_t now;
  sigaltstack(NULL, &now);
  for (int k = 0; k < 2000; k++)
    if (read_code(address) != TRAPPED) return NULL;
  return now.ss_sp;
}

START_TEST(threads_have_an_alternate_stack_each) {
  start(to_trap);
  enum { THREADS = 4 };
  pthread_t threads[THREADS];
  void *stacks[THREADS];
  for (int k = 0; k < THREADS; k++)
    ck_assert_int_eq(pthread_create(&threads[k], NULL, fault_often, (void *)(uintptr_t)(no_access + k)), 0);
  /* Ranges come and go meanwhile. */
  static int others[64];
  for (int k = 0; k < 20000; k++) {
    int at = k % 31;
    ck_assert(fault_add_range(&others[2 * at], &others[2 * at + 1], refuse));
    if (k % 3) ck_assert(fault_add_range(&others[2 * at + 1], &others[2 * at + 2], refuse));
    fault_drop_range(&others[2 * at]);
    if (k % 3) fault_drop_range(&others[2 * at + 1]);
  }
  for (int k = 0; k < THREADS; k++) {
    pthread_join(threads[k], &stacks[k]);
    ck_assert_ptr_nonnull(stacks[k]);
  }
  ck_assert_uint_eq(redirects, THREADS * 2000);
  stop();
}
END_TEST

static int count_mappings(void) {
  FILE *maps = fopen("/proc/self/maps", "r");
  ck_assert_ptr_nonnull(maps);
  int count = 0;
  for (int c; (c = getc(maps)) != EOF;) count += c == '\n';
  fclose(maps);
  return count;
}

START_TEST(alternate_stacks_go_with_their_threads) {
  start(to_trap);
  int before = 0;
  for (int k = 0; k < 100; k++) {
    pthread_t thread;
    void *stack;
    ck_assert_int_eq(pthread_create(&thread, NULL, fault_often, (void *)(uintptr_t)no_access), 0);
    pthread_join(thread, &stack);
    ck_assert_ptr_nonnull(stack);
    if (k == 0) before = count_mappings();
  }
  ck_assert_int_le(count_mappings(), before + 50); /* guard and stack would be two each */
  stop();
}
END_TEST

static void *keep_own_stack(void *arg) {
  uint8_t *own = arg;
  stack_t mine = {.ss_sp = own, .ss_size = 1 << 16}, now;
  if (sigaltstack(&mine, NULL) != 0 || !fault_thread_enter()) return NULL;
  sigaltstack(NULL, &now);
  if (now.ss_sp != own || now.ss_size != 1 << 16) return NULL;
  if (read_code(no_access) != TRAPPED) return NULL;
  return own;
}

START_TEST(an_alternate_stack_of_the_hosts_is_used_and_left) {
  start(to_trap);
  uint8_t *own = os_map_zeroed(1 << 16);
  pthread_t thread;
  void *result;
  pthread_create(&thread, NULL, keep_own_stack, own);
  pthread_join(thread, &result);
  ck_assert_ptr_eq(result, own);
  ck_assert_uint_lt(seen_handler_stack - (uintptr_t)own, 1 << 16);
  if (!ADDRESS_SANITIZER) own[0] = 1; /* still there; the sanitizer frees whatever stack it finds when a thread ends */
  stop();
}
END_TEST

/* ---- interrupts ---- */

typedef struct Looper {
  volatile int running; /* set by the loop: thread is known then */
  int thread;
  bool block;
} Looper;

static void *loop_for_ever(void *arg) {
  Looper *l = arg;
  sigset_t all;
  sigfillset(&all);
  if (l->block) pthread_sigmask(SIG_BLOCK, &all, NULL);
  if (!fault_thread_enter()) return NULL;
  l->thread = fault_thread_id();
  loop_code(&l->running);
  return l;
}

START_TEST(a_loop_is_interrupted) {
  start(to_trap);
  for (int k = 0; k < 20; k++) {
    Looper l = {.block = k % 2}; /* also in a thread that blocks all signals */
    pthread_t thread;
    void *result;
    pthread_create(&thread, NULL, loop_for_ever, &l);
    while (!l.running) sched_yield();
    ck_assert(fault_interrupt_tid(l.thread));
    pthread_join(thread, &result);
    ck_assert_ptr_eq(result, &l);
    ck_assert_int_eq(seen_kind, FAULT_INTERRUPT);
    ck_assert_uint_eq(seen_address, 0);
    ck_assert_uint_eq(redirects, k + 1);
  }
  stop();
}
END_TEST

static void *interrupt_main(void *arg) {
  const Looper *l = arg;
  while (!l->running) sched_yield();
  return fault_interrupt_tid(l->thread) ? arg : NULL;
}

/* The number of the thread that forked is another one there. */
static void loop_in_child(void) {
  Looper l = {.thread = fault_thread_id()};
  if (l.thread != 0 || !fault_thread_enter()) _exit(1);
  l.thread = fault_thread_id();
  pthread_t thread;
  void *result;
  pthread_create(&thread, NULL, interrupt_main, &l);
  alarm(20);
  loop_code(&l.running);
  pthread_join(thread, &result);
  _exit(result == &l && redirects == 1 ? 0 : 2);
}

START_TEST(a_child_process_is_interrupted) {
  start(to_trap);
  ck_assert_int_ne(fault_thread_id(), 0);
  ck_assert_int_eq(status_of(loop_in_child), 0);
  stop();
}
END_TEST

START_TEST(in_c_an_interrupt_is_dropped) {
  start(to_trap);
  errno = 4711;
  for (int k = 0; k < 100; k++) ck_assert(fault_interrupt_tid(fault_thread_id()));
  ck_assert_int_eq(errno, 4711);
  ck_assert_uint_eq(redirects, 0);
  stop();
}
END_TEST

START_TEST(a_pending_interrupt_does_not_outlive_us) {
  start(to_trap);
  int number = fault_interrupt_signal();
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  ck_assert(fault_interrupt_tid(fault_thread_id()));
  stop();
  pthread_sigmask(SIG_UNBLOCK, &set, NULL); /* its default action would end the process */
  ck_assert_uint_eq(redirects, 0);
}
END_TEST

/* A SIGSEGV that somebody sent is no fault, also where it finds machine code running. */
START_TEST(sent_signals_are_no_faults) {
  install_host(SIGSEGV, host_returns, 0, 0);
  start(to_trap);
  Looper l = {0};
  pthread_t thread;
  pthread_create(&thread, NULL, loop_for_ever, &l);
  while (!l.running) sched_yield();
  ck_assert_int_eq(pthread_kill(thread, SIGSEGV), 0);
  while (!host_calls) sched_yield();
  ck_assert_int_eq(host_code, SI_TKILL);
  ck_assert_uint_eq(redirects, 0);
  while (!redirects) { /* the first may find the thread in the handler still, and be dropped */
    ck_assert(fault_interrupt_tid(l.thread));
    usleep(100);
  }
  pthread_join(thread, NULL);
  ck_assert_int_eq(host_calls, 1);
  stop();
}
END_TEST

TEST_MAIN("fault", faults_of_code_are_redirected, bus_errors_too, the_context_register_is_given_and_taken,
          code_may_run_on_stacks_of_its_own, a_host_handler_from_before_sees_its_faults, flags_of_host_handlers_are_kept,
          a_one_shot_handler_is_called_once, the_default_action_is_what_it_was, what_redirect_refuses_is_the_hosts,
          a_host_handler_from_after_may_chain_to_ours, uninstalling_restores, without_a_free_signal_nothing_is_installed,
          threads_have_an_alternate_stack_each, alternate_stacks_go_with_their_threads,
          an_alternate_stack_of_the_hosts_is_used_and_left, a_loop_is_interrupted,
          a_child_process_is_interrupted, in_c_an_interrupt_is_dropped, a_pending_interrupt_does_not_outlive_us, sent_signals_are_no_faults)
