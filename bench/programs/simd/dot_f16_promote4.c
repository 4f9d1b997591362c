/* Dot product of half floats, four at a time, widened; four sums. */
#define PROMOTE
#define SUMS 4
#define ROUNDS 24000
#include "dot_f16.h"
