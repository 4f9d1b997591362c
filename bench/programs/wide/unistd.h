#ifndef WIDE_UNISTD_H
#define WIDE_UNISTD_H
#include "time.h"

typedef struct WideSlice {
  const void *at;
  size_t size;
} WideSlice;
WASI(fd_write) int wide_write(int fd, const WideSlice *slices, size_t count, size_t *written);
static inline long write(int fd, const void *at, size_t size) {
  const WideSlice slice = {at, size};
  size_t written;
  return wide_write(fd, &slice, 1, &written) ? -1 : (long)written;
}
WASI(proc_exit) _Noreturn void wide_exit(int status);
int main(void);
void _start(void) { wide_exit(main()); }

#endif
