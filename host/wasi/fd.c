/* Descriptors: the guest's table, attributes, flags, rights, directories' contents. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "host/wasi/wasi.h"

/* ---- the table ---- */

WasiErrno wasi_fd_get(wvm_wasi_t *w, uint32_t fd, uint64_t rights, WasiFd **out) {
  if (fd >= w->fd_count || w->fds[fd].host < 0) return WASI_BADF;
  if ((w->fds[fd].rights & rights) != rights) return WASI_NOTCAPABLE;
  *out = &w->fds[fd];
  return WASI_SUCCESS;
}

WasiErrno wasi_fd_add(wvm_wasi_t *w, const WasiFd *from, uint32_t *fd) {
  uint32_t at = 0;
  while (at < w->fd_count && w->fds[at].host >= 0) at++;
  if (at == WASI_MAX_FDS) return WASI_MFILE;
  if (at == w->fd_count) {
    if (!alloc_grow(&alloc_libc, (void **)&w->fds, &w->fd_capacity, (size_t)at + 1, sizeof *w->fds)) return WASI_NOMEM;
    w->fd_count++;
  }
  w->fds[at] = *from;
  *fd = at;
  return WASI_SUCCESS;
}

void wasi_fd_release(WasiFd *f) {
  if (f->host >= 0 && f->owned) close(f->host);
  if (f->guest) alloc_free(&alloc_libc, f->guest, strlen(f->guest) + 1);
  *f = (WasiFd){.host = -1};
}

WasiErrno wasi_fd_close(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, 0, &f);
  if (!e) wasi_fd_release(f);
  return e;
}

WasiErrno wasi_fd_renumber(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *from, *to;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, 0, &from);
  if (!e) e = wasi_fd_get(c->wasi, a[1].u32, 0, &to);
  if (e || from == to) return e;
  wasi_fd_release(to);
  *to = *from;
  *from = (WasiFd){.host = -1};
  return WASI_SUCCESS;
}

WasiErrno wasi_wait(const WasiCall *c, const WasiFd *f, short events) {
  if (f->type == FILETYPE_REGULAR || f->type == FILETYPE_DIRECTORY || f->type == FILETYPE_BLOCK) return WASI_SUCCESS;
  for (;;) {
    struct pollfd p = {.fd = f->host, .events = events};
    int n = poll(&p, 1, f->flags & FD_NONBLOCK ? 0 : WASI_WAIT_SLICE_MS);
    if (n > 0) return WASI_SUCCESS; /* or broken: the read or write says how */
    if (n < 0 && errno != EINTR) return wasi_from_errno(errno);
    if (wvm_store_interrupted(c->store)) return WASI_INTR;
    if (f->flags & FD_NONBLOCK) return WASI_AGAIN;
  }
}

/* ---- fdstat ---- */

WasiErrno wasi_fd_fdstat_get(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, 0, &f);
  uint8_t *out = wasi_at(c, a[1].u32, 24);
  if (e) return e;
  if (!out) return WASI_FAULT;
  memset(out, 0, 24);
  out[0] = f->type;
  store_u16(out + 2, f->flags);
  store_u64(out + 8, f->rights);
  store_u64(out + 16, f->inheriting);
  return WASI_SUCCESS;
}

/* Non-blocking is kept here alone (wasi_wait): set on the host's descriptor it would reach whoever shares the file,
 * such as the shell behind a terminal. */
WasiErrno wasi_fd_fdstat_set_flags(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, RIGHT_FD_FDSTAT_SET_FLAGS, &f);
  if (e) return e;
  uint32_t flags = a[1].u32, changed = flags ^ f->flags;
  if (flags & ~(uint32_t)(FD_APPEND | FD_DSYNC | FD_NONBLOCK | FD_RSYNC | FD_SYNC)) return WASI_INVAL;
  if (changed & (FD_DSYNC | FD_RSYNC | FD_SYNC)) return WASI_NOTSUP;
  if (changed & FD_APPEND) {
    if (!f->owned) return WASI_NOTSUP;
    int host = fcntl(f->host, F_GETFL);
    if (host < 0) return wasi_from_errno(errno);
    if (fcntl(f->host, F_SETFL, flags & FD_APPEND ? host | O_APPEND : host & ~O_APPEND) < 0)
      return wasi_from_errno(errno);
  }
  f->flags = (uint16_t)flags;
  return WASI_SUCCESS;
}

/* Rights are given away, never taken. */
WasiErrno wasi_fd_fdstat_set_rights(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, 0, &f);
  if (e) return e;
  uint64_t rights = a[1].bits, inheriting = a[2].bits;
  if ((rights & ~f->rights) || (inheriting & ~f->inheriting)) return WASI_NOTCAPABLE;
  f->rights = rights;
  f->inheriting = inheriting;
  return WASI_SUCCESS;
}

/* ---- attributes ---- */

uint8_t wasi_filetype(mode_t mode) {
  switch (mode & S_IFMT) {
  case S_IFREG: return FILETYPE_REGULAR;
  case S_IFDIR: return FILETYPE_DIRECTORY;
  case S_IFCHR: return FILETYPE_CHARACTER;
  case S_IFBLK: return FILETYPE_BLOCK;
  case S_IFLNK: return FILETYPE_SYMLINK;
  case S_IFSOCK: return FILETYPE_STREAM;
  default: return FILETYPE_UNKNOWN;
  }
}

static uint64_t file_time(const struct timespec *t) {
  return t->tv_sec < 0 ? 0 : (uint64_t)t->tv_sec * 1000000000u + (uint64_t)t->tv_nsec;
}

void wasi_filestat_write(uint8_t out[64], const struct stat *st) {
  memset(out, 0, 64);
  store_u64(out, st->st_dev);
  store_u64(out + 8, st->st_ino);
  out[16] = wasi_filetype(st->st_mode);
  store_u64(out + 24, st->st_nlink);
  store_u64(out + 32, (uint64_t)st->st_size);
  store_u64(out + 40, file_time(&st->st_atim));
  store_u64(out + 48, file_time(&st->st_mtim));
  store_u64(out + 56, file_time(&st->st_ctim));
}

WasiErrno wasi_times(uint64_t access_ns, uint64_t modify_ns, uint32_t flags, struct timespec out[2]) {
  enum { ATIM = 1, ATIM_NOW = 2, MTIM = 4, MTIM_NOW = 8 };
  if ((flags & ATIM && flags & ATIM_NOW) || (flags & MTIM && flags & MTIM_NOW) || flags > 15) return WASI_INVAL;
  uint64_t ns[2] = {access_ns, modify_ns};
  for (int i = 0; i < 2; i++) {
    uint32_t f = flags >> (2 * i);
    out[i] = (struct timespec){.tv_nsec = f & ATIM_NOW ? UTIME_NOW : UTIME_OMIT};
    if (f & ATIM)
      out[i] = (struct timespec){.tv_sec = (time_t)(ns[i] / 1000000000u), .tv_nsec = (long)(ns[i] % 1000000000u)};
  }
  return WASI_SUCCESS;
}

WasiErrno wasi_fd_filestat_get(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  struct stat st;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, RIGHT_FD_FILESTAT_GET, &f);
  uint8_t *out = wasi_at(c, a[1].u32, 64);
  if (e) return e;
  if (!out) return WASI_FAULT;
  if (fstat(f->host, &st) != 0) return wasi_from_errno(errno);
  wasi_filestat_write(out, &st);
  return WASI_SUCCESS;
}

WasiErrno wasi_fd_filestat_set_size(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, RIGHT_FD_FILESTAT_SET_SIZE, &f);
  if (e) return e;
  if (a[1].i64 < 0) return WASI_INVAL;
  return ftruncate(f->host, a[1].i64) == 0 ? WASI_SUCCESS : wasi_from_errno(errno);
}

WasiErrno wasi_fd_filestat_set_times(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  struct timespec times[2];
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, RIGHT_FD_FILESTAT_SET_TIMES, &f);
  if (!e) e = wasi_times(a[1].bits, a[2].bits, a[3].u32, times);
  if (e) return e;
  return futimens(f->host, times) == 0 ? WASI_SUCCESS : wasi_from_errno(errno);
}

/* ---- preopened directories ---- */

WasiErrno wasi_fd_prestat_get(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, 0, &f);
  if (e) return e;
  if (!f->guest) return WASI_BADF;
  uint8_t *out = wasi_at(c, a[1].u32, 8);
  if (!out) return WASI_FAULT;
  store_u32(out, 0); /* a directory */
  store_u32(out + 4, (uint32_t)strlen(f->guest));
  return WASI_SUCCESS;
}

WasiErrno wasi_fd_prestat_dir_name(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, 0, &f);
  if (e) return e;
  if (!f->guest) return WASI_BADF;
  size_t size = strlen(f->guest);
  if (a[2].u32 < size) return WASI_NAMETOOLONG;
  uint8_t *out = wasi_at(c, a[1].u32, size);
  if (!out) return WASI_FAULT;
  memcpy(out, f->guest, size);
  return WASI_SUCCESS;
}

/* ---- contents of a directory ---- */

/* As the kernel writes it. */
typedef struct HostEntry {
  uint64_t ino;
  int64_t next;
  uint16_t size;
  uint8_t type;
  char name[];
} HostEntry;

static uint8_t entry_type(uint8_t host) {
  switch (host) {
  case DT_REG: return FILETYPE_REGULAR;
  case DT_DIR: return FILETYPE_DIRECTORY;
  case DT_CHR: return FILETYPE_CHARACTER;
  case DT_BLK: return FILETYPE_BLOCK;
  case DT_LNK: return FILETYPE_SYMLINK;
  case DT_SOCK: return FILETYPE_STREAM;
  default: return FILETYPE_UNKNOWN;
  }
}

/* Appends as much of the entry as fits: WASI lets the last one be cut. */
static uint32_t put_entry(uint8_t *out, uint32_t room, const HostEntry *entry) {
  uint8_t head[24] = {0};
  size_t name = strlen(entry->name);
  /* The inode of what is above a directory is none of the guest's business. */
  bool parent = !strcmp(entry->name, "..");
  store_u64(head, (uint64_t)entry->next);
  store_u64(head + 8, parent ? 0 : entry->ino);
  store_u32(head + 16, (uint32_t)name);
  head[20] = entry_type(entry->type);
  uint32_t first = MIN_OF(room, (uint32_t)sizeof head), second = MIN_OF(room - first, (uint32_t)name);
  memcpy(out, head, first);
  memcpy(out + first, entry->name, second);
  return first + second;
}

/* f a[0], buffer a[1], size a[2], cookie a[3] (the host's directory offset), bytes used a[4]. */
WasiErrno wasi_fd_readdir(WasiCall *c, const wvm_raw_t *a) {
  WasiFd *f;
  WasiErrno e = wasi_fd_get(c->wasi, a[0].u32, RIGHT_FD_READDIR, &f);
  if (e) return e;
  uint32_t room = a[2].u32, used = 0;
  uint8_t *out = wasi_at(c, a[1].u32, room);
  if (!out || !wasi_at(c, a[4].u32, 4)) return WASI_FAULT;
  if (lseek(f->host, a[3].i64, SEEK_SET) < 0) return wasi_from_errno(errno);
  while (used < room) {
    _Alignas(8) char buffer[16384];
    long n = syscall(SYS_getdents64, f->host, buffer, sizeof buffer);
    if (n < 0) return wasi_from_errno(errno);
    if (n == 0) break;
    for (long at = 0; at < n && used < room;) {
      const HostEntry *entry = (const HostEntry *)(buffer + at);
      used += put_entry(out + used, room - used, entry);
      at += entry->size;
    }
    if (wvm_store_interrupted(c->store)) return WASI_INTR;
  }
  return wasi_put_u32(c, a[4].u32, used);
}
