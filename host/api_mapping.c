/* Zero copy: buffers, and what is mapped into memories (vm/mapping.h). */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/os.h"
#include "host/api.h"
#include "vm/mapping.h"

/* A file without a name, which nobody can make shorter. */
struct wvm_buffer {
  int fd;
  uint64_t size;
  size_t mapped; /* whole pages */
  void *data;
};

size_t wvm_page_size(void) { return os_page_size(); }

/* ---- buffers ---- */

static bool buffer_open(wvm_buffer_t *b) {
  b->fd = memfd_create("wvm buffer", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (b->fd < 0 || ftruncate(b->fd, (off_t)b->mapped)) return false;
  if (fcntl(b->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)) return false;
  b->data = mmap(NULL, b->mapped, PROT_READ | PROT_WRITE, MAP_SHARED, b->fd, 0);
  return b->data != MAP_FAILED;
}

static void buffer_close(wvm_buffer_t *b) {
  if (b->data && b->data != MAP_FAILED) munmap(b->data, b->mapped);
  if (b->fd >= 0) close(b->fd);
  alloc_free(&alloc_libc, b, sizeof *b);
}

wvm_error_t *wvm_buffer_new(uint64_t size, wvm_buffer_t **out) {
  if (!out) return error_null();
  if (!size || size > (uint64_t)1 << 46) return error_usage(&alloc_libc, "a buffer of %llu bytes", (unsigned long long)size);
  wvm_buffer_t *b = alloc_zeroed(&alloc_libc, sizeof *b);
  if (!b) return error_no_memory();
  b->size = size;
  if (!os_round_to_page((size_t)size, &b->mapped) || !buffer_open(b)) {
    buffer_close(b);
    return error_no_memory();
  }
  *out = b;
  return NULL;
}

void *wvm_buffer_data(const wvm_buffer_t *b) { return b ? b->data : NULL; }
uint64_t wvm_buffer_size(const wvm_buffer_t *b) { return b ? b->size : 0; }
void wvm_buffer_delete(wvm_buffer_t *b) {
  if (!b) return;
  if (b) buffer_close(b);
}

/* ---- mapping ---- */

static wvm_error_t *result_of(const Memory *m, MappingResult r, uint64_t at, uint64_t size) {
  if (!r) return NULL;
  const ErrClass class = r == MAPPING_NO_MEMORY ? CLASS_RESOURCE : r == MAPPING_READ ? CLASS_IO : CLASS_USAGE;
  Diag diag = {0};
  diag_set(&diag, class == CLASS_RESOURCE ? ERR_NO_MEMORY : class == CLASS_IO ? ERR_IO : ERR_USAGE,
           ": %llu bytes at address %llu: %s", (unsigned long long)size, (unsigned long long)at, mapping_text(r));
  return error_from_diag(m->alloc, &diag);
}

wvm_error_t *wvm_memory_map_file(wvm_memory_t *m, uint64_t address, int fd, uint64_t offset, uint64_t size, uint32_t flags) {
  if (!m) return error_null();
  Memory *memory = memory_in(m);
  if (flags & ~(uint32_t)(WVM_MAP_SHARED | WVM_MAP_TRUSTED)) return error_usage(memory->alloc, "unknown flags");
  const MapSource source = {fd, offset, (flags & WVM_MAP_SHARED) != 0, (flags & WVM_MAP_TRUSTED) != 0};
  return result_of(memory, memory_map_file(memory, address, &source, size), address, size);
}

wvm_error_t *wvm_memory_map_buffer(wvm_memory_t *m, uint64_t address, const wvm_buffer_t *b, uint64_t offset, uint64_t size,
                                   uint32_t flags) {
  if (!m || !b) return error_null();
  if (!b) return error_usage(memory_in(m)->alloc, "no buffer");
  if (offset > b->size || size > b->size - offset) return error_usage(memory_in(m)->alloc, "the range lies outside of the buffer");
  return wvm_memory_map_file(m, address, b->fd, offset, size, flags);
}

wvm_error_t *wvm_memory_map_pages(wvm_memory_t *m, uint64_t address, void *pages, uint64_t size) {
  if (!m) return error_null();
  Memory *memory = memory_in(m);
  if (!pages) return error_usage(memory->alloc, "no pages");
  return result_of(memory, memory_map_pages(memory, address, pages, size), address, size);
}

wvm_error_t *wvm_memory_unmap(wvm_memory_t *m, uint64_t address, uint64_t size) {
  if (!m) return error_null();
  Memory *memory = memory_in(m);
  return result_of(memory, memory_unmap(memory, address, size), address, size);
}

wvm_error_t *wvm_memory_discard(wvm_memory_t *m, uint64_t address, uint64_t size) {
  if (!m) return error_null();
  Memory *memory = memory_in(m);
  return result_of(memory, memory_zero(memory, address, size), address, size);
}

bool wvm_memory_is_lost(const wvm_memory_t *m) { return m && memory_is_lost(memory_in(m)); }

wvm_error_t *wvm_memory_new_foreign(wvm_store_t *s, const wvm_limits_t *limits, void *data, uint64_t size,
                                    void (*finalize)(void *env), void *env, wvm_memory_t **out) {
  if (!s || !out) return error_null();
  Store *store = store_in(s);
  Limits l;
  if (!limits || !limits_in(limits, true, &l)) return error_usage(store->alloc, "not the limits of a memory");
  if (!data && size) return error_usage(store->alloc, "no bytes");
  const uint64_t pages = size >> l.page_log2, most = l.is64 ? UINT64_MAX : (uint64_t)1 << 32;
  if (pages << l.page_log2 != size) return error_usage(store->alloc, "%llu bytes are no whole pages", (unsigned long long)size);
  if (pages < l.min || (l.has_max && pages > l.max) || size > most)
    return error_usage(store->alloc, "%llu bytes do not fit the limits", (unsigned long long)size);
  Diag diag = {0};
  Memory *m;
  if (store_foreign_memory(store, &l, data, size, finalize, env, &m, &diag)) return error_from_diag(store->alloc, &diag);
  *out = memory_out(m);
  return NULL;
}
