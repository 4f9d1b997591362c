/* A keyed hash (SipHash-1-3) for tables whose keys come from guests: without the key nobody can make them collide. */
#ifndef WVM_BASE_HASH_H
#define WVM_BASE_HASH_H

#include "base/base.h"

typedef struct HashKey {
  uint64_t k0, k1;
} HashKey;

/* A fresh random key. */
HashKey hash_key_new(void);
uint64_t hash_bytes(HashKey key, const void *bytes, size_t size);

#endif
