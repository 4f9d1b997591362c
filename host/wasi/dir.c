/* fd_readdir: what a directory holds.
 *
 * Cookies count the entries listed, and stand for the host's directory offsets, which the file remembers: cookie k goes
 * on at offsets[k - 1], behind the same entry also when others have been removed. The offsets themselves may be hashes
 * of 64 bits, too large for telldir of a 32-bit guest; and nothing that a guest makes up reaches the kernel. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/wasi/wasi.h"

/* As the kernel writes it. */
typedef struct HostEntry {
  uint64_t ino;
  int64_t next;
  uint16_t size;
  uint8_t type;
  char name[];
} HostEntry;

/* The guest's buffer. */
typedef struct Listing {
  uint8_t *at;
  uint64_t size, used;
} Listing;

/* Some file systems leave the type for others to find out. */
static uint8_t entry_type(int dir, const HostEntry *entry) {
  struct stat st;
  switch (entry->type) {
  case DT_REG: return FILETYPE_REGULAR;
  case DT_DIR: return FILETYPE_DIRECTORY;
  case DT_CHR: return FILETYPE_CHARACTER;
  case DT_BLK: return FILETYPE_BLOCK;
  case DT_LNK: return FILETYPE_SYMLINK;
  case DT_SOCK: return FILETYPE_STREAM;
  case DT_UNKNOWN:
    return fstatat(dir, entry->name, &st, AT_SYMLINK_NOFOLLOW) == 0 ? wasi_filetype(st.st_mode) : FILETYPE_UNKNOWN;
  default: return FILETYPE_UNKNOWN;
  }
}

static void put(Listing *l, const void *bytes, size_t size) {
  const size_t fits = MIN_OF(size, l->size - l->used);
  wasi_set(l->at + l->used, bytes, fits);
  l->used += fits;
}

/* As much of the entry as fits: WASI lets the last one be cut. What is above a directory is none of the guest's
 * business: "..", but neither its inode. */
static void put_entry(Listing *l, int dir, const HostEntry *entry, uint64_t cookie) {
  const bool parent = !strcmp(entry->name, "..");
  const size_t size = strlen(entry->name);
  uint8_t head[DIRENT_SIZE] = {0};
  store_u64(head, cookie);
  store_u64(head + 8, parent ? 0 : entry->ino);
  store_u32(head + 16, (uint32_t)size);
  head[20] = parent ? FILETYPE_DIRECTORY : entry_type(dir, entry);
  put(l, head, sizeof head);
  put(l, entry->name, size);
}

/* The cookie of what comes behind an entry; 0: no memory. */
static uint64_t remember(WasiFile *f, uint64_t cookie, int64_t offset) {
  void *offsets = f->offsets;
  if (!alloc_grow(&alloc_libc, &offsets, &f->offset_capacity, (size_t)cookie + 1, sizeof *f->offsets)) return 0;
  f->offsets = offsets;
  f->offsets[cookie++] = offset;
  if (cookie > f->offset_count) f->offset_count = (uint32_t)cookie;
  return cookie;
}

/* The lock is held: it covers the directory's position and the offsets. */
static WasiErrno list(const WasiCall *c, WasiFile *f, uint64_t cookie, Listing *l) {
  if (cookie > f->offset_count) return WASI_INVAL;
  if (lseek(f->host, cookie ? f->offsets[cookie - 1] : 0, SEEK_SET) < 0) return wasi_from_errno(errno);
  while (l->used < l->size) {
    _Alignas(8) char buffer[16384];
    const long n = syscall(SYS_getdents64, f->host, buffer, sizeof buffer);
    if (n < 0) return wasi_from_errno(errno);
    if (n == 0) break;
    for (long at = 0; at < n && l->used < l->size;) {
      const HostEntry *entry = (const HostEntry *)(buffer + at);
      cookie = remember(f, cookie, entry->next);
      if (!cookie) return WASI_NOMEM;
      put_entry(l, f->host, entry, cookie);
      at += entry->size;
    }
    if (wvm_store_interrupted(c->store)) return WASI_INTR;
  }
  return WASI_SUCCESS;
}

/* descriptor a[0], buffer a[1], size a[2], cookie a[3], bytes used a[4]. */
WasiErrno wasi_fd_readdir(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  WasiErrno e = wasi_dir_get(c, a[0].u32, RIGHT_FD_READDIR, &f);
  if (e) return e;
  Listing l = {.at = wasi_at(c, a[1].bits, a[2].bits), .size = a[2].bits};
  if (!l.at || !wasi_at(c, a[4].bits, wasi_size_bytes(c))) return WASI_FAULT;
  pthread_mutex_lock(&f.file->lock);
  e = list(c, f.file, a[3].bits, &l);
  pthread_mutex_unlock(&f.file->lock);
  return e ? e : wasi_put_size(c, a[4].bits, l.used);
}
