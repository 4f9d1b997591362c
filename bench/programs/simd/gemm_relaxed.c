/* gemm.c with relaxed multiply-add. */
#define MADD
#include "gemm.c"
