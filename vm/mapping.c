/* Mapping, and what a SIGBUS in a mapped range means. */
#include "vm/mapping.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/os.h"
#include "vm/store.h"

enum { MOST_RANGES = 1024 }; /* the system has so many for all of the process, about 65,000 */

typedef struct MapRange {
  uint64_t at, size; /* whole pages */
} MapRange;

/* The lock is held by nobody who touches the memory's pages, so that the handler of a fault may wait for it. */
struct Mappings {
  atomic_flag lock;
  atomic_bool lost;
  MapRange *ranges; /* in order */
  uint32_t count, capacity;
};

static const char *const texts[] = {
    "mapped",
#define MAP_RESULT(id, text) text,
#include "vm/mapping.def"
#undef MAP_RESULT
};
const char *mapping_text(MappingResult r) { return texts[r]; }

static void lock(struct Mappings *p) {
  while (atomic_flag_test_and_set_explicit(&p->lock, memory_order_acquire)) sched_yield();
}
static void unlock(struct Mappings *p) { atomic_flag_clear_explicit(&p->lock, memory_order_release); }

/* ---- memories that are watched: found by handlers without a lock; never freed, but used again ---- */

typedef struct Watched {
  atomic_uintptr_t lo, size; /* size 0: free */
  Memory *memory;
  struct Watched *next;
} Watched;

static _Atomic(Watched *) watched;
static pthread_mutex_t watched_lock = PTHREAD_MUTEX_INITIALIZER;

static bool watch(Memory *m) {
  pthread_mutex_lock(&watched_lock);
  Watched *w = watched;
  while (w && w->size) w = w->next;
  const bool is_new = !w;
  if (is_new && (w = alloc_zeroed(&alloc_libc, sizeof *w)) != NULL) w->next = watched;
  if (w) {
    w->memory = m;
    w->lo = (uintptr_t)m->base;
    w->size = m->reserved;
    if (is_new) watched = w;
  }
  pthread_mutex_unlock(&watched_lock);
  return w != NULL;
}

static void watch_no_more(const Memory *m) {
  pthread_mutex_lock(&watched_lock);
  for (Watched *w = watched; w; w = w->next)
    if (w->size && w->memory == m) w->size = 0;
  pthread_mutex_unlock(&watched_lock);
}

/* Whoever touches a memory keeps it: what is found for the address does not change meanwhile. */
static Memory *watched_at(uintptr_t address) {
  for (Watched *w = watched; w; w = w->next) {
    const uintptr_t size = w->size;
    if (size && address - w->lo < size) return w->memory;
  }
  return NULL;
}

/* ---- ranges, under the lock ---- */

/* The first that ends behind `at`. */
static uint32_t range_from(const struct Mappings *p, uint64_t at) {
  uint32_t k = 0;
  while (k < p->count && p->ranges[k].at + p->ranges[k].size <= at) k++;
  return k;
}

static bool overlaps(const struct Mappings *p, uint64_t at, uint64_t size) {
  const uint32_t k = range_from(p, at);
  return k < p->count && p->ranges[k].at < at + size;
}

/* Faults leave empty ones behind. */
static void ranges_tidy(struct Mappings *p) {
  uint32_t kept = 0;
  for (uint32_t k = 0; k < p->count; k++)
    if (p->ranges[k].size) p->ranges[kept++] = p->ranges[k];
  p->count = kept;
}

static void range_insert(struct Mappings *p, MapRange r) {
  const uint32_t k = range_from(p, r.at);
  memmove(&p->ranges[k + 1], &p->ranges[k], (p->count - k) * sizeof r);
  p->ranges[k] = r;
  p->count++;
}

/* Puts zeros in the place of what is mapped in [at, end). There is room for one range more. */
static bool ranges_cut(Memory *m, uint64_t at, uint64_t end) {
  struct Mappings *p = m->mappings;
  for (uint32_t k = range_from(p, at); k < p->count && p->ranges[k].at < end;) {
    const MapRange r = p->ranges[k];
    const uint64_t from = MAX_OF(r.at, at), to = MIN_OF(r.at + r.size, end);
    if (!os_map_zeroed_at(m->base + from, to - from)) return false;
    memmove(&p->ranges[k], &p->ranges[k + 1], (--p->count - k) * sizeof r);
    if (from > r.at) range_insert(p, (MapRange){r.at, from - r.at});
    if (to < r.at + r.size) range_insert(p, (MapRange){to, r.at + r.size - to});
    k = range_from(p, to);
  }
  return true;
}

static bool have_room(const Memory *m, struct Mappings *p) {
  return alloc_grow(m->alloc, (void **)&p->ranges, &p->capacity, (size_t)p->count + 2, sizeof *p->ranges);
}

/* ---- SIGBUS ---- */

/* In a signal handler. The file ends before the page, so all behind it is gone too. */
static bool on_bus(const void *address) {
  Memory *m = watched_at((uintptr_t)address);
  struct Mappings *p = m ? __atomic_load_n(&m->mappings, __ATOMIC_ACQUIRE) : NULL;
  if (!p) return false;
  const uint64_t page = os_page_size(), at = ((uintptr_t)address - (uintptr_t)m->base) / page * page;
  lock(p);
  const uint32_t k = range_from(p, at);
  uint64_t end = at + page;
  if (k < p->count && p->ranges[k].at <= at) {
    end = p->ranges[k].at + p->ranges[k].size;
    p->ranges[k].size = at - p->ranges[k].at; /* perhaps none */
  }
  const bool mended = os_mend_zeroed(m->base + at, end - at);
  unlock(p);
  if (!mended) return false;
  atomic_store_explicit(&p->lost, true, memory_order_release);
  exec_memory_lost(m->store ? m->store->exec : NULL);
  return true;
}

/* Signals tell of files that shrink. */
static bool is_watching(Engine *e) {
  static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
  const char *why;
  if (e->config.explicit_bounds) return false;
  pthread_mutex_lock(&once);
  if (!atomic_load(&e->watches_files) && fault_install(&why)) {
    fault_on_bus(on_bus);
    atomic_store(&e->watches_files, true);
  }
  pthread_mutex_unlock(&once);
  return atomic_load(&e->watches_files) && fault_thread_enter();
}

/* ---- mapping ---- */

static Engine *engine_of(const Memory *m) { return m->store ? m->store->engine : memory_engine(m); }

/* The mappings of this memory, made now if need be, locked. */
static struct Mappings *begin(Memory *m) {
  struct Mappings *p = __atomic_load_n(&m->mappings, __ATOMIC_ACQUIRE);
  if (!p) {
    struct Mappings *made = alloc_zeroed(m->alloc, sizeof *made);
    if (!made) return NULL;
    atomic_flag_clear(&made->lock);
    if (!watch(m)) {
      alloc_free(m->alloc, made, sizeof *made);
      return NULL;
    }
    if (__atomic_compare_exchange_n(&m->mappings, &p, made, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) p = made;
    else alloc_free(m->alloc, made, sizeof *made); /* watched twice: harmless */
  }
  lock(p);
  return p;
}

/* Whole pages within the memory. */
static MappingResult check_range(const Memory *m, uint64_t at, uint64_t size, uint64_t *whole) {
  const uint64_t page = os_page_size();
  if (m->foreign) return MAPPING_FOREIGN;
  if (at % page) return MAPPING_UNALIGNED;
  if (!memory_in_bounds(m, at, size)) return MAPPING_OUTSIDE;
  *whole = (size + page - 1) / page * page; /* no overflow: size is that of something in memory */
  return memory_in_bounds(m, at, *whole) ? MAPPED : MAPPING_OUTSIDE;
}

typedef struct Placing {
  const MapSource *source; /* NULL: pages */
  void *pages;
} Placing;

static bool place(void *to, size_t size, const Placing *p) {
  return p->source ? os_map_file_at(to, size, p->source->fd, p->source->offset, p->source->shared)
                   : os_share_at(to, size, p->pages);
}

static MappingResult put(Memory *m, uint64_t at, uint64_t size, const Placing *placing) {
  if (!size) return MAPPED;
  struct Mappings *p = begin(m);
  if (!p) return MAPPING_NO_MEMORY;
  MappingResult r = MAPPED;
  ranges_tidy(p);
  if (overlaps(p, at, size)) r = MAPPING_OVERLAP;
  else if (p->count >= MOST_RANGES) r = MAPPING_MANY;
  else if (!have_room(m, p)) r = MAPPING_NO_MEMORY;
  else if (!place(m->base + at, size, placing)) {
    r = errno == EACCES ? MAPPING_DENIED : errno == ENODEV || errno == EINVAL ? MAPPING_NO_FILE : MAPPING_NO_MEMORY;
  } else range_insert(p, (MapRange){at, size});
  unlock(p);
  return r;
}

/* Where nobody would hear of a page that has gone. */
static MappingResult copy_file(Memory *m, uint64_t at, const MapSource *s, uint64_t size) {
  for (uint64_t done = 0; done < size;) {
    const ssize_t n = pread(s->fd, m->base + at + done, MIN_OF(size - done, (uint64_t)1 << 30), (off_t)(s->offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n == 0) return MAPPING_SHORT;
    if (n < 0) return errno == EBADF ? MAPPING_DENIED : MAPPING_READ;
    done += (uint64_t)n;
  }
  return MAPPED;
}

static bool cannot_shrink(int fd) {
  const int seals = fcntl(fd, F_GET_SEALS);
  return seals >= 0 && (seals & F_SEAL_SHRINK);
}

MappingResult memory_map_file(Memory *m, uint64_t at, const MapSource *source, uint64_t size) {
  struct stat st;
  uint64_t whole;
  MappingResult r = check_range(m, at, size, &whole);
  if (r) return r;
  if (source->offset % os_page_size()) return MAPPING_UNALIGNED;
  if (fstat(source->fd, &st) || !S_ISREG(st.st_mode)) return MAPPING_NO_FILE;
  const uint64_t length = (uint64_t)st.st_size;
  if (source->offset > length || size > length - source->offset) return MAPPING_SHORT;
  const int access = fcntl(source->fd, F_GETFL) & O_ACCMODE;
  if (access == O_WRONLY || (source->shared && access != O_RDWR)) return MAPPING_DENIED;
  if (source->trusted || cannot_shrink(source->fd) || is_watching(engine_of(m)))
    return put(m, at, whole, &(Placing){.source = source});
  return source->shared ? MAPPING_UNWATCHED : copy_file(m, at, source, size);
}

MappingResult memory_map_pages(Memory *m, uint64_t at, void *pages, uint64_t size) {
  uint64_t whole;
  const MappingResult r = check_range(m, at, size, &whole);
  if (r) return r;
  if ((uintptr_t)pages % os_page_size() || whole != size) return MAPPING_UNALIGNED;
  (void)is_watching(engine_of(m)); /* where nobody watches, the host vouches for its own pages */
  return put(m, at, size, &(Placing){.pages = pages});
}

MappingResult memory_unmap(Memory *m, uint64_t at, uint64_t size) {
  uint64_t whole;
  const MappingResult r = check_range(m, at, size, &whole);
  if (r) return r;
  return mappings_drop(m, at, whole) ? MAPPED : MAPPING_NO_MEMORY;
}

bool mappings_drop(Memory *m, uint64_t at, uint64_t size) {
  struct Mappings *p = __atomic_load_n(&m->mappings, __ATOMIC_ACQUIRE);
  if (!p || !size) return true;
  lock(p);
  const bool ok = have_room(m, p) && ranges_cut(m, at, at + size);
  unlock(p);
  return ok;
}

MappingResult memory_zero(Memory *m, uint64_t at, uint64_t size) {
  const uint64_t page = os_page_size();
  if (!memory_in_bounds(m, at, size)) return MAPPING_OUTSIDE;
  const uint64_t first = (at + page - 1) / page * page, last = (at + size) / page * page;
  const bool whole = first < last && !m->foreign && mappings_drop(m, first, last - first) && os_discard(m->base + first, last - first);
  if (!whole) memset(m->base + at, 0, size);
  else {
    memset(m->base + at, 0, first - at);
    memset(m->base + last, 0, at + size - last);
  }
  return MAPPED;
}

bool memory_is_lost(const Memory *m) {
  const struct Mappings *p = __atomic_load_n(&m->mappings, __ATOMIC_ACQUIRE);
  return p && atomic_load_explicit(&p->lost, memory_order_acquire);
}

void mappings_free(Memory *m) {
  struct Mappings *p = m->mappings;
  if (!p) return;
  watch_no_more(m);
  alloc_free(m->alloc, p->ranges, p->capacity * sizeof *p->ranges);
  alloc_free(m->alloc, p, sizeof *p);
  m->mappings = NULL;
}
