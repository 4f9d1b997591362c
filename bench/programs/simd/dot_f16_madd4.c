/* Dot product of half floats, eight at a time, fused; four sums. */
#define MADD
#define SUMS 4
#define ROUNDS 48000
#include "dot_f16.h"
