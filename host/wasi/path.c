/* Functions on paths. What opens goes through wasi_open_beneath; what names an entry goes through its parent
 * directory, opened the same way, and the last component, which is not followed. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "host/wasi/wasi.h"

/* A path that leads outside: the guest has no permission to see what is there. */
static WasiErrno path_error(int host) { return host == EXDEV ? WASI_PERM : wasi_from_errno(host); }

/* A directory entry about to be changed. */
typedef struct Entry {
  char path[WASI_PATH_MAX];
  int parent;
  const char *name;
  bool slash;
} Entry;

/* The path is in two slots. */
static WasiErrno entry_open(WasiCall *c, wvm_raw_t fd, uint64_t rights, const wvm_raw_t *path, Entry *out) {
  WasiFd f;
  WasiErrno e = wasi_dir_get(c, fd.u32, rights, &f);
  if (!e) e = wasi_get_path(c, path[0], path[1], out->path);
  if (e) return e;
  return path_error(wasi_open_parent(c->wasi->walk, f.file->host, out->path, &out->parent, &out->name, &out->slash));
}

/* Closes the entry's parent; `result` is that of the host's call. */
static WasiErrno entry_close(Entry *entry, int result) {
  WasiErrno e = result == 0 ? WASI_SUCCESS : wasi_from_errno(errno);
  close(entry->parent);
  return e;
}

/* "name/" must be a directory. */
static int entry_check_slash(const Entry *entry) {
  struct stat st;
  if (!entry->slash) return 0;
  if (fstatat(entry->parent, entry->name, &st, AT_SYMLINK_NOFOLLOW) != 0) return -1;
  if (S_ISDIR(st.st_mode)) return 0;
  errno = ENOTDIR;
  return -1;
}

WasiErrno wasi_path_create_directory(WasiCall *c, const wvm_raw_t *a) {
  Entry entry;
  WasiErrno e = entry_open(c, a[0], RIGHT_PATH_CREATE_DIRECTORY, a + 1, &entry);
  return e ? e : entry_close(&entry, mkdirat(entry.parent, entry.name, 0777));
}

WasiErrno wasi_path_remove_directory(WasiCall *c, const wvm_raw_t *a) {
  Entry entry;
  WasiErrno e = entry_open(c, a[0], RIGHT_PATH_REMOVE_DIRECTORY, a + 1, &entry);
  return e ? e : entry_close(&entry, unlinkat(entry.parent, entry.name, AT_REMOVEDIR));
}

WasiErrno wasi_path_unlink_file(WasiCall *c, const wvm_raw_t *a) {
  Entry entry;
  WasiErrno e = entry_open(c, a[0], RIGHT_PATH_UNLINK_FILE, a + 1, &entry);
  if (e) return e;
  int result = entry_check_slash(&entry);
  return entry_close(&entry, result ? result : unlinkat(entry.parent, entry.name, 0));
}

WasiErrno wasi_path_rename(WasiCall *c, const wvm_raw_t *a) {
  Entry from, to;
  WasiErrno e = entry_open(c, a[0], RIGHT_PATH_RENAME_SOURCE, a + 1, &from);
  if (e) return e;
  e = entry_open(c, a[3], RIGHT_PATH_RENAME_TARGET, a + 4, &to);
  if (e) {
    close(from.parent);
    return e;
  }
  if (to.slash) from.slash = true;
  int result = entry_check_slash(&from);
  e = entry_close(&from, result ? result : renameat(from.parent, from.name, to.parent, to.name));
  close(to.parent);
  return e;
}

/* The file itself, without reading or writing it. directory a[0], lookup flags a[1], path a[2] a[3]. */
static WasiErrno open_for_attributes(WasiCall *c, const wvm_raw_t *a, uint64_t rights, int *out) {
  char path[WASI_PATH_MAX];
  WasiFd f;
  WasiErrno e = wasi_dir_get(c, a[0].u32, rights, &f);
  if (!e) e = wasi_get_path(c, a[2], a[3], path);
  if (e) return e;
  const int flags = O_PATH | (a[1].u32 & LOOKUP_FOLLOW ? 0 : O_NOFOLLOW);
  return path_error(wasi_open_beneath(c->wasi->walk, f.file->host, path, flags, 0, out));
}

/* The file that a symbolic link leads to: opened beneath the directory, and named by its descriptor. */
static WasiErrno link_followed(WasiCall *c, const wvm_raw_t *a, const Entry *to) {
  int fd;
  char name[40];
  const WasiErrno e = open_for_attributes(c, a, RIGHT_PATH_LINK_SOURCE, &fd);
  if (e) return e;
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  const int result = linkat(AT_FDCWD, name, to->parent, to->name, AT_SYMLINK_FOLLOW);
  const WasiErrno failed = result == 0 ? WASI_SUCCESS : wasi_from_errno(errno);
  close(fd);
  return failed;
}

static WasiErrno link_entry(WasiCall *c, const wvm_raw_t *a, const Entry *to) {
  Entry from;
  const WasiErrno e = entry_open(c, a[0], RIGHT_PATH_LINK_SOURCE, a + 2, &from);
  if (e) return e;
  const int result = entry_check_slash(&from);
  return entry_close(&from, result ? result : linkat(from.parent, from.name, to->parent, to->name, 0));
}

/* directory a[0], lookup flags a[1], path a[2] a[3]; directory a[4], path a[5] a[6]. */
WasiErrno wasi_path_link(WasiCall *c, const wvm_raw_t *a) {
  Entry to;
  WasiErrno e = entry_open(c, a[4], RIGHT_PATH_LINK_TARGET, a + 5, &to);
  if (e) return e;
  if (to.slash) e = WASI_NOENT;
  else e = a[1].u32 & LOOKUP_FOLLOW ? link_followed(c, a, &to) : link_entry(c, a, &to);
  close(to.parent);
  return e;
}

/* Absolute targets are refused: the guest could not follow them, other programs of the host would. Relative ones that lead
 * out cannot be told from those that do not, seen from a subdirectory; the guest cannot follow them either. */
WasiErrno wasi_path_symlink(WasiCall *c, const wvm_raw_t *a) {
  char target[WASI_PATH_MAX];
  Entry entry;
  WasiErrno e = wasi_get_path(c, a[0], a[1], target);
  if (e) return e;
  if (target[0] == '/') return WASI_PERM;
  e = entry_open(c, a[2], RIGHT_PATH_SYMLINK, a + 3, &entry);
  if (e) return e;
  int result = 0;
  if (entry.slash) errno = ENOENT, result = -1;
  return entry_close(&entry, result ? result : symlinkat(target, entry.parent, entry.name));
}

WasiErrno wasi_path_readlink(WasiCall *c, const wvm_raw_t *a) {
  char target[WASI_PATH_MAX];
  Entry entry;
  WasiErrno e = entry_open(c, a[0], RIGHT_PATH_READLINK, a + 1, &entry);
  if (e) return e;
  const ssize_t n = readlinkat(entry.parent, entry.name, target, sizeof target);
  e = entry_close(&entry, n < 0 ? -1 : 0);
  if (e) return e;
  const uint64_t size = MIN_OF((uint64_t)n, a[4].bits);
  if (!wasi_at(c, a[5].bits, wasi_size_bytes(c))) return WASI_FAULT;
  e = wasi_put(c, a[3].bits, target, size);
  return e ? e : wasi_put_size(c, a[5].bits, size);
}

WasiErrno wasi_path_filestat_get(WasiCall *c, const wvm_raw_t *a) {
  int fd;
  struct stat st;
  uint8_t out[FILESTAT_SIZE];
  WasiErrno e = open_for_attributes(c, a, RIGHT_PATH_FILESTAT_GET, &fd);
  if (e) return e;
  e = fstat(fd, &st) == 0 ? WASI_SUCCESS : wasi_from_errno(errno);
  close(fd);
  return e ? e : wasi_put(c, a[4].bits, out, wasi_filestat(c, &st, out));
}

/* Of an O_PATH descriptor, by which futimens does not go. */
static int set_times(int fd, const struct timespec times[2]) {
  char name[40];
  struct stat st;
  if (utimensat(fd, "", times, AT_EMPTY_PATH) == 0) return 0; /* Linux 5.8 */
  if (errno != EINVAL && errno != ENOENT) return -1;
  if (fstat(fd, &st) != 0) return -1;
  if (S_ISLNK(st.st_mode)) { /* would be followed */
    errno = ENOTSUP;
    return -1;
  }
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  return utimensat(AT_FDCWD, name, times, 0);
}

/* directory a[0], lookup flags a[1], path a[2] a[3], times a[4] a[5], which a[6]. */
WasiErrno wasi_path_filestat_set_times(WasiCall *c, const wvm_raw_t *a) {
  int fd;
  struct timespec times[2];
  WasiErrno e = wasi_times(a[4].bits, a[5].bits, a[6].u32, times);
  if (!e) e = open_for_attributes(c, a, RIGHT_PATH_FILESTAT_SET_TIMES, &fd);
  if (e) return e;
  e = set_times(fd, times) == 0 ? WASI_SUCCESS : wasi_from_errno(errno);
  close(fd);
  return e;
}

/* ---- path_open ---- */

enum {
  READS = RIGHT_FD_READ | RIGHT_FD_READDIR,
  WRITES = RIGHT_FD_WRITE | RIGHT_FD_DATASYNC | RIGHT_FD_ALLOCATE | RIGHT_FD_FILESTAT_SET_SIZE
};

/* The host's flags, after checking that the directory's rights allow what is asked. */
static WasiErrno open_flags(const WasiFd *dir, uint32_t lookup, uint32_t oflags, uint64_t rights, uint32_t fdflags,
                            int *out) {
  uint64_t need = RIGHT_PATH_OPEN;
  if (oflags & OPEN_CREATE) need |= RIGHT_PATH_CREATE_FILE;
  if (oflags & OPEN_TRUNCATE) need |= RIGHT_PATH_FILESTAT_SET_SIZE;
  if ((dir->rights & need) != need) return WASI_NOTCAPABLE;
  if (rights & (RIGHT_FD_READ | RIGHT_FD_WRITE) & ~dir->inheriting) return WASI_NOTCAPABLE;
  if (oflags & ~(uint32_t)OPEN_FLAGS || fdflags & ~(uint32_t)FD_FLAGS) return WASI_INVAL;
  if ((oflags & OPEN_CREATE) && (oflags & OPEN_DIRECTORY)) return WASI_INVAL;
  rights &= dir->inheriting;
  int flags = O_NOCTTY | O_NONBLOCK | O_CLOEXEC; /* non-blocking: opening a pipe must not wait */
  bool writes = (rights & WRITES) || (oflags & OPEN_TRUNCATE);
  flags |= writes ? (rights & READS ? O_RDWR : O_WRONLY) : O_RDONLY;
  if (oflags & OPEN_DIRECTORY) flags = (flags & ~O_ACCMODE) | O_DIRECTORY;
  if (oflags & OPEN_CREATE) flags |= O_CREAT;
  if (oflags & OPEN_EXCLUSIVE) flags |= O_EXCL;
  if (oflags & OPEN_TRUNCATE) flags |= O_TRUNC;
  if (!(lookup & LOOKUP_FOLLOW)) flags |= O_NOFOLLOW;
  if (fdflags & FD_APPEND) flags |= O_APPEND;
  if (fdflags & FD_DSYNC) flags |= O_DSYNC;
  if (fdflags & (FD_SYNC | FD_RSYNC)) flags |= O_SYNC;
  *out = flags;
  return WASI_SUCCESS;
}

/* Puts an opened file into the table, with no more rights than its kind can use. Only what may wait stays non-blocking.
 */
static WasiErrno add_opened(WasiCall *c, int host, uint64_t rights, uint64_t inheriting, uint32_t fdflags,
                            uint64_t out) {
  WasiFile *f = wasi_file_new(host, true);
  if (!f) {
    close(host);
    return WASI_NOMEM;
  }
  const bool is_dir = f->type == FILETYPE_DIRECTORY;
  const int flags = fcntl(host, F_GETFL);
  atomic_store(&f->flags, (uint16_t)fdflags);
  WasiErrno e = flags < 0 ? wasi_from_errno(errno) : WASI_SUCCESS;
  if (!e && f->way == WAY_PLAIN && fcntl(host, F_SETFL, flags & ~O_NONBLOCK) < 0) e = wasi_from_errno(errno);
  uint32_t fd;
  if (!e)
    e = wasi_fd_add(c->wasi, f, rights & (uint64_t)(is_dir ? RIGHTS_DIR : RIGHTS_FILE), is_dir ? inheriting : 0, &fd);
  if (e) {
    wasi_file_release(f);
    return e;
  }
  return wasi_put_u32(c, out, fd);
}

/* directory a[0], lookup flags a[1], path a[2] a[3], open flags a[4], rights a[5] a[6], fd flags a[7], fd a[8]. */
WasiErrno wasi_path_open(WasiCall *c, const wvm_raw_t *a) {
  char path[WASI_PATH_MAX];
  WasiFd dir;
  int flags, host;
  WasiErrno e = wasi_dir_get(c, a[0].u32, 0, &dir);
  if (!e) e = wasi_get_path(c, a[2], a[3], path);
  if (!e && !wasi_at(c, a[8].bits, 4)) e = WASI_FAULT;
  if (!e) e = open_flags(&dir, a[1].u32, a[4].u32, a[5].bits, a[7].u32, &flags);
  if (e) return e;
  const uint64_t rights = a[5].bits & dir.inheriting, inheriting = a[6].bits & dir.inheriting;
  e = path_error(wasi_open_beneath(c->wasi->walk, dir.file->host, path, flags, 0666, &host));
  return e ? e : add_opened(c, host, rights, inheriting, a[7].u32, a[8].bits);
}
