/* Threads that count under a lock, hand numbers through a queue, sum an array, have variables of their own, and write.
 * BUILD --target=wasm32 -matomics -mbulk-memory
 * -Wl,--import-memory,--export-memory,--shared-memory,--max-memory=2097152 TEST dir
 */
#include "thread.h"

enum { THREADS = 8, ROUNDS = 2000, ITEMS = 1000, QUEUE = 7, NUMBERS = 65536 };

static _Alignas(16) char rooms[THREADS][STACK_SIZE + TLS_SIZE];
static Thread threads[THREADS];

static void start_all(long (*run)(void *)) {
  for (long k = 0; k < THREADS; k++) must("thread_create", thread_create(&threads[k], rooms[k], run, (void *)k) > 0);
}
static long join_all(void) {
  long sum = 0;
  for (int k = 0; k < THREADS; k++) sum += thread_join(&threads[k]);
  return sum;
}

/* ---- a lock ---- */

static Mutex counter_lock;
static int counter;

static long count(void *arg) {
  (void)arg;
  for (int i = 0; i < ROUNDS; i++) {
    lock(&counter_lock);
    counter++;
    unlock(&counter_lock);
  }
  return 0;
}

/* ---- a queue: half of the threads put numbers in, half take them out ---- */

static Mutex queue_lock;
static Condition changed;
static int queue[QUEUE], first, used;

static long pass(void *arg) {
  const int puts = (long)arg % 2 == 0;
  long sum = 0;
  for (int i = 1; i <= ITEMS; i++) {
    lock(&queue_lock);
    while (puts ? used == QUEUE : used == 0) await(&changed, &queue_lock);
    if (puts) queue[(first + used++) % QUEUE] = i;
    else sum += queue[first], first = (first + 1) % QUEUE, used--;
    wake(&changed);
    unlock(&queue_lock);
  }
  return sum;
}

/* ---- an array ---- */

static int numbers[NUMBERS];

static long add(void *arg) {
  long sum = 0;
  const int part = NUMBERS / THREADS, from = (int)(long)arg * part;
  for (int i = from; i < from + part; i++) sum += numbers[i];
  return sum;
}

/* ---- thread-local variables ---- */

static _Thread_local int own = 100;
static _Thread_local long *where = (long *)0;

static long use_own(void *arg) {
  long here = (long)arg;
  where = &here;
  for (int i = 0; i < 1000; i++) {
    own += 1;
    sched_yield();
  }
  return own == 1100 && *where == (long)arg;
}

/* ---- descriptors are everybody's ---- */

static _Atomic int fd = -1;

static long write_some(void *arg) {
  size_t done;
  long total = 0;
  static const char digit[] = "0123456789";
  if (arg == (void *)0) {
    int opened;
    must("open", !path_open(3, 0, "file", 4, 1, 0x3fffffff, 0, 1, &opened));
    fd = opened;
    __builtin_wasm_memory_atomic_notify((int *)&fd, ~0u);
  }
  while (fd < 0) __builtin_wasm_memory_atomic_wait32((int *)&fd, -1, -1);
  for (int i = 0; i < 100; i++) {
    const Vector v = {digit + (long)arg, 1};
    must("write", !fd_write(fd, &v, 1, &done));
    total += (long)done;
  }
  return total;
}

static int digits_in_file(void) {
  static char text[1000];
  int counts[THREADS] = {0}, all = 1;
  size_t done;
  const Vector v = {text, sizeof text};
  must("pread", !fd_pread(fd, &v, 1, 0, &done));
  for (size_t i = 0; i < done; i++) counts[text[i] - '0']++;
  for (int k = 0; k < THREADS; k++) all &= counts[k] == 100;
  return all;
}

void _start(void) {
  start_all(count);
  join_all();
  print("counted", counter);
  start_all(pass);
  print("passed", join_all());
  for (int i = 0; i < NUMBERS; i++) numbers[i] = i;
  start_all(add);
  print("sum", join_all());
  start_all(use_own);
  print("own variables", join_all());
  print("the first thread's", own);
  start_all(write_some);
  print("bytes written", join_all());
  print("each digit as often", digits_in_file());
  proc_exit(0);
}
