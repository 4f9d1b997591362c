/* The numbers of WASI preview 1, and of wasi_unstable before it: errors, rights, flags, sizes of structures.
 *
 *   what differs          wasi_snapshot_preview1            wasi_unstable
 *   filestat              64 bytes, nlink u64 at 24         56 bytes, nlink u32 at 20
 *   whence                set 0, current 1, end 2           current 0, end 1, set 2
 *   subscription          48 bytes                          56 bytes: an identifier before the clock
 *   sock_accept           there                             not there
 *
 * With 64-bit addresses a vector is (u64, u64), a preopened directory's length a u64 at 8, an address in a list of
 * strings a u64; numbers of bytes and of things are u64 where they are results. All else is the same. */
#ifndef WVM_HOST_WASI_ABI_H
#define WVM_HOST_WASI_ABI_H

typedef enum WasiErrno {
#define ERRNO(id, host) WASI_##id,
#include "host/wasi/errno.def"
#undef ERRNO
  WASI_ERRNO_COUNT
} WasiErrno;

typedef enum WasiFunc {
#define WASI_AS(id, name, modules, params, summary) WASI_FUNC_##id,
#include "host/wasi/wasi.def"
#undef WASI_AS
  WASI_FUNC_COUNT
} WasiFunc;

enum WasiRight {
  RIGHT_FD_DATASYNC = 1 << 0,
  RIGHT_FD_READ = 1 << 1,
  RIGHT_FD_SEEK = 1 << 2,
  RIGHT_FD_FDSTAT_SET_FLAGS = 1 << 3,
  RIGHT_FD_SYNC = 1 << 4,
  RIGHT_FD_TELL = 1 << 5,
  RIGHT_FD_WRITE = 1 << 6,
  RIGHT_FD_ADVISE = 1 << 7,
  RIGHT_FD_ALLOCATE = 1 << 8,
  RIGHT_PATH_CREATE_DIRECTORY = 1 << 9,
  RIGHT_PATH_CREATE_FILE = 1 << 10,
  RIGHT_PATH_LINK_SOURCE = 1 << 11,
  RIGHT_PATH_LINK_TARGET = 1 << 12,
  RIGHT_PATH_OPEN = 1 << 13,
  RIGHT_FD_READDIR = 1 << 14,
  RIGHT_PATH_READLINK = 1 << 15,
  RIGHT_PATH_RENAME_SOURCE = 1 << 16,
  RIGHT_PATH_RENAME_TARGET = 1 << 17,
  RIGHT_PATH_FILESTAT_GET = 1 << 18,
  RIGHT_PATH_FILESTAT_SET_SIZE = 1 << 19,
  RIGHT_PATH_FILESTAT_SET_TIMES = 1 << 20,
  RIGHT_FD_FILESTAT_GET = 1 << 21,
  RIGHT_FD_FILESTAT_SET_SIZE = 1 << 22,
  RIGHT_FD_FILESTAT_SET_TIMES = 1 << 23,
  RIGHT_PATH_SYMLINK = 1 << 24,
  RIGHT_PATH_REMOVE_DIRECTORY = 1 << 25,
  RIGHT_PATH_UNLINK_FILE = 1 << 26,
  RIGHT_POLL_FD_READWRITE = 1 << 27,
  RIGHT_SOCK_SHUTDOWN = 1 << 28,
  RIGHT_SOCK_ACCEPT = 1 << 29,

  RIGHTS_ALL = (1 << 30) - 1,
  /* What would change something outside the guest. A hard link or a new name gives more rights to what it names when the
   * directory it is put into has more: so both need the right to write where the file is now. */
  RIGHTS_WRITE = RIGHT_FD_DATASYNC | RIGHT_FD_SYNC | RIGHT_FD_WRITE | RIGHT_FD_ALLOCATE | RIGHT_PATH_CREATE_DIRECTORY |
                 RIGHT_PATH_CREATE_FILE | RIGHT_PATH_LINK_SOURCE | RIGHT_PATH_LINK_TARGET | RIGHT_PATH_RENAME_SOURCE |
                 RIGHT_PATH_RENAME_TARGET | RIGHT_PATH_FILESTAT_SET_SIZE | RIGHT_PATH_FILESTAT_SET_TIMES |
                 RIGHT_FD_FILESTAT_SET_SIZE | RIGHT_FD_FILESTAT_SET_TIMES | RIGHT_PATH_SYMLINK |
                 RIGHT_PATH_REMOVE_DIRECTORY | RIGHT_PATH_UNLINK_FILE,
  /* What means something for a file, a directory, a connection, a socket that listens. */
  RIGHTS_FILE = RIGHT_FD_DATASYNC | RIGHT_FD_READ | RIGHT_FD_SEEK | RIGHT_FD_FDSTAT_SET_FLAGS | RIGHT_FD_SYNC |
                RIGHT_FD_TELL | RIGHT_FD_WRITE | RIGHT_FD_ADVISE | RIGHT_FD_ALLOCATE | RIGHT_FD_FILESTAT_GET |
                RIGHT_FD_FILESTAT_SET_SIZE | RIGHT_FD_FILESTAT_SET_TIMES | RIGHT_POLL_FD_READWRITE,
  RIGHTS_DIR = RIGHTS_ALL & ~(RIGHT_FD_READ | RIGHT_FD_SEEK | RIGHT_FD_TELL | RIGHT_FD_WRITE | RIGHT_FD_ALLOCATE |
                              RIGHT_FD_FILESTAT_SET_SIZE | RIGHT_SOCK_SHUTDOWN | RIGHT_SOCK_ACCEPT),
  RIGHTS_SOCKET = RIGHT_FD_READ | RIGHT_FD_WRITE | RIGHT_FD_FDSTAT_SET_FLAGS | RIGHT_FD_FILESTAT_GET |
                  RIGHT_POLL_FD_READWRITE | RIGHT_SOCK_SHUTDOWN,
  RIGHTS_LISTENER = RIGHT_FD_FDSTAT_SET_FLAGS | RIGHT_FD_FILESTAT_GET | RIGHT_POLL_FD_READWRITE | RIGHT_SOCK_ACCEPT
};

enum WasiFlag { FD_APPEND = 1, FD_DSYNC = 2, FD_NONBLOCK = 4, FD_RSYNC = 8, FD_SYNC = 16, FD_FLAGS = 31 };
enum WasiOpen { OPEN_CREATE = 1, OPEN_DIRECTORY = 2, OPEN_EXCLUSIVE = 4, OPEN_TRUNCATE = 8, OPEN_FLAGS = 15 };
enum { LOOKUP_FOLLOW = 1 };
enum WasiFiletype {
  FILETYPE_UNKNOWN,
  FILETYPE_BLOCK,
  FILETYPE_CHARACTER,
  FILETYPE_DIRECTORY,
  FILETYPE_REGULAR,
  FILETYPE_DGRAM,
  FILETYPE_STREAM,
  FILETYPE_SYMLINK
};
enum WasiWhence { WHENCE_SET, WHENCE_CURRENT, WHENCE_END };
enum WasiEvent { EVENT_CLOCK, EVENT_READ, EVENT_WRITE };
enum { CLOCK_ABSOLUTE = 1, EVENT_HANGUP = 1 };
enum { RECV_PEEK = 1, RECV_WAITALL = 2, RECV_TRUNCATED = 1, SHUT_RECEIVE = 1, SHUT_SEND = 2 };

enum {
  FILESTAT_SIZE = 64, FILESTAT_SIZE_UNSTABLE = 56,
  SUBSCRIPTION_SIZE = 48, SUBSCRIPTION_SIZE_UNSTABLE = 56,
  EVENT_SIZE = 32, FDSTAT_SIZE = 24, DIRENT_SIZE = 24
};

#endif
