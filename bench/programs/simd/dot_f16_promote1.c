/* Dot product of half floats, four at a time, widened; one sum. */
#define PROMOTE
#define SUMS 1
#define ROUNDS 24000
#include "dot_f16.h"
