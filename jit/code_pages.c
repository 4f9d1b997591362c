/* POSIX, with Linux's files without a name. */
#include "jit/code_pages.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/os.h"

#if defined(__linux__) && defined(__aarch64__)
#include <linux/membarrier.h>
#endif

enum { ACCESS_WRITE = PROT_READ | PROT_WRITE, ACCESS_RUN = PROT_READ | PROT_EXEC };

/* ---- two views ---- */

#ifdef MFD_CLOEXEC
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

/* A file without a name; -1 when refused. Newer kernels want to be told whether it could be executed as a program: to
 * be mapped executable it need not, and where the first answer is forbidden (vm.memfd_noexec) the second may do. */
static int open_file(void) {
  static const unsigned answers[] = {MFD_EXEC, MFD_NOEXEC_SEAL, 0};
  int fd = -1;
  for (size_t k = 0; k < COUNT_OF(answers) && fd < 0; k++) fd = memfd_create("wvm-code", MFD_CLOEXEC | answers[k]);
  return fd;
}

/* Sparse: pages are taken as they are touched. A file above RLIMIT_FSIZE would raise a signal, not just fail. */
static bool size_file(int fd, size_t size) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < size) return false;
  return ftruncate(fd, (off_t)size) == 0;
}

static void *map_file(int fd, size_t size) {
  void *at = mmap(NULL, size, PROT_NONE, MAP_SHARED, fd, 0);
  return at == MAP_FAILED ? NULL : at;
}

static bool reserve_two_views(CodePages *p, const char **why) {
  int fd = open_file();
  if (fd < 0) return *why = "no memory file", false;
  bool sized = size_file(fd, p->size);
  if (sized) {
    p->exec = map_file(fd, p->size);
    p->write = map_file(fd, p->size);
  }
  close(fd); /* the mappings keep it */
  if (p->exec && p->write) return true;
  *why = sized ? "no address space for machine code" : "no memory file of this size";
  return false;
}
#else
static bool reserve_two_views(CodePages *p, const char **why) {
  (void)p;
  *why = "no memory files on this system";
  return false;
}
#endif

/* ---- both ---- */

/* Whether the system lets code be made, before anybody counts on it: policies refuse at the first executable page. */
static bool try_first_page(CodePages *p) {
  size_t page = os_page_size();
  bool granted = code_pages_open(p, 0, page) && code_pages_seal(p, 0, page);
  code_pages_close(p, 0, page);
  return granted;
}

/* Other cores may have fetched what lay at these addresses before; the kernel makes them look again (AArch64; on x86-64
 * changing the access of pages has done so). */
static bool prepare_barrier(void) {
#if defined(__linux__) && defined(__aarch64__)
  return syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0) == 0;
#else
  return true;
#endif
}

bool code_pages_reserve(CodePages *p, size_t size, bool two_views, const char **why) {
  *p = (CodePages){.size = size, .two_views = two_views};
  if (two_views) {
    if (!reserve_two_views(p, why)) return code_pages_release(p), false;
  } else {
    p->exec = p->write = os_reserve(size);
    if (!p->exec) return *why = "no address space for machine code", false;
  }
  if (!try_first_page(p)) {
    *why = "the system grants no executable memory";
    return code_pages_release(p), false;
  }
  if (!prepare_barrier()) {
    *why = "the system has no barrier for the instructions of other cores";
    return code_pages_release(p), false;
  }
  return true;
}

void code_pages_release(CodePages *p) {
  os_release(p->exec, p->size);
  if (p->two_views) os_release(p->write, p->size);
  p->exec = p->write = NULL;
}

bool code_pages_open(CodePages *p, size_t at, size_t size) {
  if (mprotect(p->write + at, size, ACCESS_WRITE) != 0) return false;
  if (!p->two_views || mprotect(p->exec + at, size, ACCESS_RUN) == 0) return true;
  mprotect(p->write + at, size, PROT_NONE);
  return false;
}

bool code_pages_seal(CodePages *p, size_t at, size_t size) {
  return p->two_views || mprotect(p->exec + at, size, ACCESS_RUN) == 0;
}

void code_pages_close(CodePages *p, size_t at, size_t size) {
  if (!p->two_views) {
    if (!os_decommit(p->exec + at, size)) mprotect(p->exec + at, size, PROT_NONE);
    return;
  }
  mprotect(p->exec + at, size, PROT_NONE);
#ifdef MADV_REMOVE
  madvise(p->write + at, size, MADV_REMOVE); /* a hole in the file; asks for a writable view */
#endif
  mprotect(p->write + at, size, PROT_NONE);
}

/* On AArch64 the barrier is one of every running thread, at one point between two of its instructions: what it has fetched is
 * fetched again, and all that this thread has written before is seen behind it. Who finds code by a load that sees a store made
 * after the barrier is behind it; so readers need none of their own, neither for instructions nor for data. */
void code_pages_synchronise(CodePages *p, size_t at, size_t size) {
  char *from = (char *)p->exec + at;
  __builtin___clear_cache(from, from + size);
#if defined(__linux__) && defined(__aarch64__)
  syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0);
#endif
}
