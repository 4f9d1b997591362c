/* gemm.c with tiles of 6 rows: twelve sums, more than sixteen registers hold beside what they are made from. */
#define ROWS 6
#include "gemm.c"
