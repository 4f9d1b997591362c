/* Descriptors: attributes, flags, the names of preopened directories. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "host/wasi/wasi.h"

static WasiErrno result_of(int host) { return host == 0 ? WASI_SUCCESS : wasi_from_errno(errno); }

/* ---- fdstat ---- */

WasiErrno wasi_fd_fdstat_get(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  const WasiErrno e = wasi_fd_get(c, a[0].u32, 0, &f);
  if (e) return e;
  uint8_t out[FDSTAT_SIZE] = {f.file->type};
  store_u16(out + 2, atomic_load(&f.file->flags));
  store_u64(out + 8, f.rights);
  store_u64(out + 16, f.inheriting);
  return wasi_put(c, a[1].bits, out, sizeof out);
}

/* Non-blocking is kept here alone (wasi_wait): set on the host's descriptor it would reach whoever shares the file,
 * such as the shell behind a terminal. */
WasiErrno wasi_fd_fdstat_set_flags(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  const WasiErrno e = wasi_fd_get(c, a[0].u32, RIGHT_FD_FDSTAT_SET_FLAGS, &f);
  if (e) return e;
  const uint32_t flags = a[1].u32, changed = flags ^ atomic_load(&f.file->flags);
  if (flags & ~(uint32_t)FD_FLAGS) return WASI_INVAL;
  if (changed & (FD_DSYNC | FD_RSYNC | FD_SYNC)) return WASI_NOTSUP;
  if (changed & FD_APPEND) {
    if (!f.file->owned) return WASI_NOTSUP;
    const int host = fcntl(f.file->host, F_GETFL);
    if (host < 0) return wasi_from_errno(errno);
    if (fcntl(f.file->host, F_SETFL, flags & FD_APPEND ? host | O_APPEND : host & ~O_APPEND) < 0)
      return wasi_from_errno(errno);
  }
  atomic_store(&f.file->flags, (uint16_t)flags);
  return WASI_SUCCESS;
}

/* ---- attributes ---- */

uint64_t wasi_nanoseconds(const struct timespec *t) {
  return t->tv_sec < 0 ? 0 : (uint64_t)t->tv_sec * 1000000000u + (uint64_t)t->tv_nsec;
}

size_t wasi_filestat(const WasiCall *c, const struct stat *st, uint8_t out[FILESTAT_SIZE]) {
  memset(out, 0, FILESTAT_SIZE);
  store_u64(out, st->st_dev);
  store_u64(out + 8, st->st_ino);
  out[16] = wasi_filetype(st->st_mode);
  uint8_t *rest = out + 32;
  if (c->unstable) {
    store_u32(out + 20, (uint32_t)MIN_OF(st->st_nlink, (nlink_t)UINT32_MAX));
    rest = out + 24;
  } else {
    store_u64(out + 24, st->st_nlink);
  }
  store_u64(rest, (uint64_t)st->st_size);
  store_u64(rest + 8, wasi_nanoseconds(&st->st_atim));
  store_u64(rest + 16, wasi_nanoseconds(&st->st_mtim));
  store_u64(rest + 24, wasi_nanoseconds(&st->st_ctim));
  return wasi_filestat_size(c);
}

WasiErrno wasi_times(uint64_t access_ns, uint64_t modify_ns, uint32_t flags, struct timespec out[2]) {
  enum { ATIM = 1, ATIM_NOW = 2, MTIM = 4, MTIM_NOW = 8 };
  if ((flags & ATIM && flags & ATIM_NOW) || (flags & MTIM && flags & MTIM_NOW) || flags > 15) return WASI_INVAL;
  const uint64_t ns[2] = {access_ns, modify_ns};
  for (int i = 0; i < 2; i++) {
    const uint32_t f = flags >> (2 * i);
    out[i] = (struct timespec){.tv_nsec = f & ATIM_NOW ? UTIME_NOW : UTIME_OMIT};
    if (f & ATIM)
      out[i] = (struct timespec){.tv_sec = (time_t)(ns[i] / 1000000000u), .tv_nsec = (long)(ns[i] % 1000000000u)};
  }
  return WASI_SUCCESS;
}

WasiErrno wasi_fd_filestat_get(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  struct stat st;
  uint8_t out[FILESTAT_SIZE];
  const WasiErrno e = wasi_fd_get(c, a[0].u32, RIGHT_FD_FILESTAT_GET, &f);
  if (e) return e;
  if (fstat(f.file->host, &st) != 0) return wasi_from_errno(errno);
  const size_t size = wasi_filestat(c, &st, out);
  if (f.file->type == FILETYPE_DGRAM) out[16] = FILETYPE_DGRAM;
  return wasi_put(c, a[1].bits, out, size);
}

WasiErrno wasi_fd_filestat_set_size(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  WasiQuiet quiet;
  const WasiErrno e = wasi_fd_get(c, a[0].u32, RIGHT_FD_FILESTAT_SET_SIZE, &f);
  if (e) return e;
  if (a[1].i64 < 0) return WASI_INVAL;
  wasi_quiet_begin(&quiet, c, f.file);
  const WasiErrno result = result_of(ftruncate(f.file->host, a[1].i64));
  wasi_quiet_end(&quiet, result != WASI_SUCCESS);
  return result;
}

WasiErrno wasi_fd_filestat_set_times(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  struct timespec times[2];
  WasiErrno e = wasi_fd_get(c, a[0].u32, RIGHT_FD_FILESTAT_SET_TIMES, &f);
  if (!e) e = wasi_times(a[1].bits, a[2].bits, a[3].u32, times);
  return e ? e : result_of(futimens(f.file->host, times));
}

WasiErrno wasi_fd_sync(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  const WasiErrno e = wasi_fd_get(c, a[0].u32, RIGHT_FD_SYNC, &f);
  return e ? e : result_of(fsync(f.file->host));
}

WasiErrno wasi_fd_datasync(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  const WasiErrno e = wasi_fd_get(c, a[0].u32, RIGHT_FD_DATASYNC, &f);
  return e ? e : result_of(fdatasync(f.file->host));
}

WasiErrno wasi_fd_advise(WasiCall *c, const wvm_raw_t *a) {
  static const int host[] = {POSIX_FADV_NORMAL,   POSIX_FADV_SEQUENTIAL, POSIX_FADV_RANDOM,
                             POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,   POSIX_FADV_NOREUSE};
  WasiFd f;
  const WasiErrno e = wasi_fd_get(c, a[0].u32, RIGHT_FD_ADVISE, &f);
  if (e) return e;
  if (a[3].u32 >= COUNT_OF(host) || a[1].i64 < 0 || a[2].i64 < 0) return WASI_INVAL;
  return wasi_from_errno(posix_fadvise(f.file->host, a[1].i64, a[2].i64, host[a[3].u32]));
}

/* The kernel's own call: the C library would write the whole range where a file system knows none. */
WasiErrno wasi_fd_allocate(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  WasiQuiet quiet;
  int64_t end;
  const WasiErrno e = wasi_fd_get(c, a[0].u32, RIGHT_FD_ALLOCATE, &f);
  if (e) return e;
  if (a[1].i64 < 0 || a[2].i64 <= 0) return WASI_INVAL;
  if (__builtin_add_overflow(a[1].i64, a[2].i64, &end)) return WASI_FBIG;
  wasi_quiet_begin(&quiet, c, f.file);
  const WasiErrno result = result_of(fallocate(f.file->host, 0, a[1].i64, a[2].i64));
  wasi_quiet_end(&quiet, result != WASI_SUCCESS);
  return result;
}

/* ---- preopened directories ---- */

WasiErrno wasi_fd_prestat_get(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  const WasiErrno e = wasi_fd_get(c, a[0].u32, 0, &f);
  if (e) return e;
  if (!f.file->guest) return WASI_BADF;
  const uint32_t half = wasi_size_bytes(c); /* the tag, 0: a directory, takes as much room as the size */
  uint8_t out[16] = {0};
  store_u64(out + half, strlen(f.file->guest));
  return wasi_put(c, a[1].bits, out, 2 * (size_t)half);
}

WasiErrno wasi_fd_prestat_dir_name(WasiCall *c, const wvm_raw_t *a) {
  WasiFd f;
  const WasiErrno e = wasi_fd_get(c, a[0].u32, 0, &f);
  if (e) return e;
  if (!f.file->guest) return WASI_BADF;
  const size_t size = strlen(f.file->guest);
  return a[2].bits < size ? WASI_NAMETOOLONG : wasi_put(c, a[1].bits, f.file->guest, size);
}
