/* gemm_i8.c, sixteen bytes at a time: the relaxed dot product. */
#define RELAXED
#include "gemm_i8.c"
