/* Dot product of half floats, eight at a time, fused; one sum. */
#define MADD
#define SUMS 1
#define ROUNDS 48000
#include "dot_f16.h"
