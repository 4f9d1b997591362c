/* Compresses standard input at a level, checks the way back, writes the frame: zstd_tool LEVEL. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zstd.h"

enum { MOST = 1 << 22 };

int main(int argc, char **argv) {
  static unsigned char in[MOST], back[MOST];
  const size_t size = fread(in, 1, MOST, stdin), room = ZSTD_compressBound(size);
  unsigned char *out = malloc(room);
  const size_t n = argc == 2 && out ? ZSTD_compress(out, room, in, size, atoi(argv[1])) : 0;
  if (n == 0 || ZSTD_isError(n) || ZSTD_decompress(back, MOST, out, n) != size || memcmp(in, back, size) != 0) return 1;
  return fwrite(out, 1, n, stdout) != n;
}
