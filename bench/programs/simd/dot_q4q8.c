/* dot_q8q8.c with 4 bits by 8. */
#define NIBBLES
#include "dot_q8q8.c"
