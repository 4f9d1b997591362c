/* gemm6.c with relaxed multiply-add. */
#define ROWS 6
#define MADD
#include "gemm.c"
