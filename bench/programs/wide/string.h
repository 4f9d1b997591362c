#ifndef WIDE_STRING_H
#define WIDE_STRING_H
#include <stddef.h>

#define memcpy(to, from, size) __builtin_memcpy(to, from, size)

#endif
