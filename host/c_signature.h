/* Signatures of plain C functions, in letters: "f(f)", "i(s*l)", "v()".
 *
 *   i int32_t   l int64_t   f float   d double   v nothing (results)      i32 i64 f32 f64 of the guest
 *   p, p16      a pointer to that many bytes (1) of the guest's memory; address 0 is NULL      an i32
 *   b           void * and size_t: all bytes of the range                                     two i32
 *   s           const char *, to a string that ends within the memory; 0 is NULL              an i32
 *   P B S       the same of 64-bit memories                                                   i64 */
#ifndef WVM_HOST_C_SIGNATURE_H
#define WVM_HOST_C_SIGNATURE_H

#include "base/base.h"
#include "include/wvm.h"

enum { C_MOST_PARAMS = 32 };

typedef struct CParam {
  char letter;   /* i l f d p b s: width apart */
  bool wide;     /* of addresses */
  uint32_t size; /* p */
} CParam;

typedef struct CSignature {
  char result;
  uint32_t count, guest_count;
  bool checked; /* it has pointers */
  CParam params[C_MOST_PARAMS];
} CSignature;

/* NULL, or what is wrong with it, and where: *at. */
MUST_USE const char *c_signature_read(const char *text, CSignature *out, size_t *at);

/* The guest's side; the lists point into `types`. */
typedef struct CTypes {
  wvm_valtype_t params[2 * C_MOST_PARAMS], result;
} CTypes;
wvm_functype_t c_signature_type(const CSignature *s, CTypes *types);

/* The C function's parameters and result (first) as letters: i l f d; pointers and sizes are l. */
void c_signature_letters(const CSignature *s, char out[2 * C_MOST_PARAMS + 2]);

#endif
