/* A program with a 64-bit memory: WASI's functions with i64 addresses and sizes, also above 4 GiB.
 * BUILD --target=wasm64 -mbulk-memory -Wl,--export-memory,--max-memory=8589934592
 * TEST args: one "two words"
 * TEST env: COLOR=green
 * TEST dir
 */
#include "raw.h"

_Static_assert(sizeof(void *) == 8 && sizeof(size_t) == 8, "a 64-bit memory");

/* The compiler's own copies. */
void *memcpy(void *to, const void *from, size_t n) {
  for (size_t i = 0; i < n; i++) ((char *)to)[i] = ((const char *)from)[i];
  return to;
}
void *memset(void *to, int c, size_t n) {
  for (size_t i = 0; i < n; i++) ((char *)to)[i] = (char)c;
  return to;
}

static char bytes[4096];
static char *strings[16];

static void show_strings(void) {
  size_t count, size;
  must("args_sizes_get", !args_sizes_get(&count, &size) && count <= 16 && size <= sizeof bytes);
  must("args_get", !args_get(strings, bytes));
  for (size_t i = 1; i < count; i++) print(strings[i], (long long)length(strings[i]));
  must("environ_sizes_get", !environ_sizes_get(&count, &size) && count <= 16 && size <= sizeof bytes);
  must("environ_get", !environ_get(strings, bytes));
  for (size_t i = 0; i < count; i++) print(strings[i], (long long)i);
}

/* All that a call takes lies above 4 GiB: its vectors, their bytes, its result. */
typedef struct High {
  char path[16], text[64], back[64];
  Vector v[2];
  size_t done, prestat[2];
  uint64_t stat[8], at;
  char listing[512];
  uint64_t subscription[6], event[4];
  int fd;
} High;

static void use_files(High *h) {
  must("prestat", !fd_prestat_get(3, h->prestat) && (h->prestat[0] & 255) == 0);
  print("length of the directory's name", (long long)h->prestat[1]);
  must("name", !fd_prestat_dir_name(3, h->path, 16));
  memcpy(h->path, "file", 4);
  must("open", !path_open(3, 0, h->path, 4, 1, 0x3fffffff, 0, 0, &h->fd));
  memcpy(h->text, "written from above 4 GiB", 24);
  h->v[0] = (Vector){h->text, 8};
  h->v[1] = (Vector){h->text + 8, 16};
  must("write", !fd_write(h->fd, h->v, 2, &h->done));
  print("written", (long long)h->done);
  must("seek", !fd_seek(h->fd, 8, 0, &h->at) && h->at == 8);
  h->v[0] = (Vector){h->back, 64};
  must("read", !fd_read(h->fd, h->v, 1, &h->done));
  h->back[h->done] = 0;
  print(h->back, (long long)h->done);
  must("stat", !fd_filestat_get(h->fd, h->stat));
  print("size", (long long)h->stat[4]);
  must("symlink", !path_symlink("file", 4, 3, "link", 4));
  must("readlink", !path_readlink(3, "link", 4, h->back, 64, &h->done));
  print("length of the link", (long long)h->done);
  must("readdir", !fd_readdir(3, h->listing, 512, 0, &h->done));
  print("bytes of the listing", (long long)h->done); /* 4 × 24, ".", "..", "file", "link" */
}

static void use_clock(High *h) {
  uint64_t before, after;
  clock_time_get(1, 0, &before);
  h->subscription[0] = 42;
  h->subscription[1] = 0;       /* a clock */
  h->subscription[2] = 1;       /* monotonic */
  h->subscription[3] = 2000000; /* 2 ms */
  must("poll", !poll_oneoff(h->subscription, h->event, 1, &h->done) && h->done == 1 && h->event[0] == 42);
  clock_time_get(1, 0, &after);
  print("slept", after - before >= 2000000);
  memset(h->back, 0, 64);
  must("random", !random_get(h->back, 64));
  int any = 0;
  for (int i = 0; i < 64; i++) any |= h->back[i];
  print("random", any != 0);
}

/* Addresses that would be inside if their upper halves were forgotten. */
static void lie(High *h) {
  const char *outside = (const char *)((uintptr_t)h + (1ull << 40));
  h->v[0] = (Vector){outside, 8};
  print("vector outside", fd_write(1, h->v, 1, &h->done));
  h->v[0] = (Vector){h->text, 1ull << 40};
  print("vector too long", fd_write(1, h->v, 1, &h->done));
  h->v[0] = (Vector){h->text, (size_t)-8};
  print("vector around the end", fd_write(1, h->v, 1, &h->done));
  print("vectors outside", fd_write(1, (const Vector *)outside, 1, &h->done));
  print("result outside", fd_write(1, h->v, 0, (size_t *)outside));
  print("many vectors", fd_write(1, h->v, (1ull << 60) + 1, &h->done));
  print("path too long", path_open(3, 0, "x", 1ull << 33, 0, 0, 0, 0, &h->fd));
  print("path of size 2^32 + 1", path_open(3, 0, "file", (1ull << 32) + 4, 0, 2, 0, 0, &h->fd));
}

void _start(void) {
  show_strings();
  enum { PAGES = 65536 + 16 }; /* 4 GiB and 1 MiB */
  const size_t before = __builtin_wasm_memory_grow(0, PAGES);
  must("grow", before != (size_t)-1);
  High *h = (High *)((before + PAGES - 8) << 16);
  print("above 4 GiB", (uintptr_t)h >> 32 != 0);
  use_files(h);
  use_clock(h);
  lie(h);
  proc_exit(0);
}
