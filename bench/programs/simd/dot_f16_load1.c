/* Dot product of half floats, widened as they are loaded; one sum. */
#define LOAD
#define SUMS 1
#define ROUNDS 12000
#include "dot_f16.h"
