/* Reading and writing whole files. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/cli.h"

/* More than any module may have; guards against reading an endless device. */
static const size_t max_file = (size_t)1 << 30;

static bool complain(const char *name, const char *what) {
  fprintf(stderr, "wvm: %s: %s\n", name, what);
  return false;
}

static bool read_all(int fd, size_t expected, File *out) {
  size_t capacity = expected + 1;
  uint8_t *bytes = malloc(capacity);
  size_t size = 0;
  while (bytes) {
    if (size == capacity) {
      if (capacity > max_file) break;
      uint8_t *grown = realloc(bytes, capacity * 2 + 65536);
      if (!grown) break;
      bytes = grown;
      capacity = capacity * 2 + 65536;
    }
    ssize_t n = read(fd, bytes + size, capacity - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      int e = errno;
      free(bytes);
      return complain(out->name, strerror(e));
    }
    if (n == 0) {
      out->bytes = bytes;
      out->size = size;
      return true;
    }
    size += (size_t)n;
  }
  free(bytes);
  return complain(out->name, "too large to be read into memory");
}

bool file_read(const char *path, File *out) {
  bool input = !strcmp(path, "-");
  *out = (File){.name = input ? "standard input" : path};
  int fd = input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  struct stat st;
  if (fd < 0) return complain(out->name, strerror(errno));
  bool ok = false;
  if (fstat(fd, &st) != 0) complain(out->name, strerror(errno));
  else if (S_ISDIR(st.st_mode)) complain(out->name, "is a directory, not a module");
  else
    ok = read_all(
        fd, S_ISREG(st.st_mode) && st.st_size > 0 && (size_t)st.st_size < max_file ? (size_t)st.st_size : 65535, out);
  if (!input) close(fd);
  return ok;
}

void file_free(File *f) {
  free(f->bytes);
  f->bytes = NULL;
  f->size = 0;
}

bool file_write(const char *path, const void *bytes, size_t size) {
  if (!strcmp(path, "-")) return fwrite(bytes, 1, size, stdout) == size; /* main says when it could not be written */
  FILE *f = fopen(path, "wbe");
  if (!f) return complain(path, strerror(errno));
  bool ok = fwrite(bytes, 1, size, f) == size;
  int e = errno;
  if (fclose(f) != 0 && ok) ok = false, e = errno;
  return ok ? true : complain(path, strerror(e));
}

static bool has_suffix(const char *name, const char *suffix) {
  size_t a = strlen(name), b = strlen(suffix);
  return a >= b && !strcmp(name + a - b, suffix);
}

bool file_is_text(const File *f) {
  if (f->size >= 4 && !memcmp(f->bytes, "\0asm", 4)) return false;
  if (has_suffix(f->name, ".wat")) return true;
  if (has_suffix(f->name, ".wasm")) return false;
  size_t at = 0;
  while (at < f->size && f->bytes[at] && strchr(" \t\r\n", f->bytes[at])) at++;
  return at < f->size && (f->bytes[at] == '(' || f->bytes[at] == ';');
}
