/* POSIX (Linux, macOS, the BSDs) behind base/os.h. */
#include "base/os.h"

#include <errno.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

size_t os_page_size(void) {
  /* Asked once per process; a race writes the same value twice. */
  static size_t known;
  size_t size = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (size == 0) {
    long answer = sysconf(_SC_PAGESIZE);
    size = answer > 0 ? (size_t)answer : 4096;
    __atomic_store_n(&known, size, __ATOMIC_RELAXED);
  }
  return size;
}

bool os_round_to_page(size_t size, size_t *out) {
  size_t page = os_page_size();
  if (!size_add(size, page - 1, &size)) return false;
  *out = size & ~(page - 1);
  return true;
}

static void *map(size_t size, int access) {
  if (size == 0) return NULL;
  void *at = mmap(NULL, size, access, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return at == MAP_FAILED ? NULL : at;
}

void *os_reserve(size_t size) { return map(size, PROT_NONE); }
void *os_map_zeroed(size_t size) { return map(size, PROT_READ | PROT_WRITE); }

void os_release(void *at, size_t size) {
  if (at && size) munmap(at, size);
}

bool os_commit(void *at, size_t size) { return size == 0 || mprotect(at, size, PROT_READ | PROT_WRITE) == 0; }

bool os_decommit(void *at, size_t size) {
  return size == 0 || (os_discard(at, size) && mprotect(at, size, PROT_NONE) == 0);
}

bool os_discard(void *at, size_t size) {
  if (size == 0) return true;
#ifdef __linux__
  return madvise(at, size, MADV_DONTNEED) == 0;
#else
  /* Elsewhere MADV_DONTNEED is only advice: fresh pages in the same place are zero for certain. */
  return mmap(at, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED;
#endif
}

/* Elsewhere first, where failing does no harm; a move to where something is does, if it fails, so that is undone. */
static bool move_to(void *at, size_t size, void *from) {
  if (from == MAP_FAILED) return false;
#ifdef __linux__
  if (mremap(from, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, at) == at) return true;
#endif
  const int error = errno;
  munmap(from, size);
  errno = error;
  return false;
}

enum { ACCESS = PROT_READ | PROT_WRITE };

bool os_map_zeroed_at(void *at, size_t size) {
  return size == 0 || move_to(at, size, mmap(NULL, size, ACCESS, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
}

bool os_map_file_at(void *at, size_t size, int fd, uint64_t offset, bool shared) {
  const int how = shared ? MAP_SHARED : MAP_PRIVATE | MAP_NORESERVE;
  return size == 0 || move_to(at, size, mmap(NULL, size, ACCESS, how, fd, (off_t)offset));
}

/* Of size 0, a move leaves the old pages as well, if they are shared; otherwise it fails. */
bool os_share_at(void *at, size_t size, void *pages) {
#ifdef __linux__
  return size == 0 || move_to(at, size, mremap(pages, 0, size, MREMAP_MAYMOVE));
#else
  (void)at, (void)pages;
  return size == 0;
#endif
}

bool os_mend_zeroed(void *at, size_t size) {
  return mmap(at, size, ACCESS, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == at;
}

uint32_t os_processor_count(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return (uint32_t)CPU_COUNT(&set);
  const long n = sysconf(_SC_NPROCESSORS_ONLN); /* more than a set holds */
  return n > 0 ? (uint32_t)n : 1;
}

uint64_t os_monotonic_ns(void) {
  struct timespec t = {0, 0};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}
