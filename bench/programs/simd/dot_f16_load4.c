/* Dot product of half floats, widened as they are loaded; four sums. */
#define LOAD
#define SUMS 4
#define ROUNDS 12000
#include "dot_f16.h"
