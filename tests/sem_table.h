/* Every operator of vm/sem/ops.def behind one signature, so that a test can run them all. sem_table.c is compiled
 * several times, for different instruction sets; each makes one table. */
#ifndef WVM_TESTS_SEM_TABLE_H
#define WVM_TESTS_SEM_TABLE_H

#include "decoder/opcode.h"
#include "vm/sem/sem.h"

/* An operand or result; members are named as the letters of ops.def. All begin at the lowest byte. */
typedef union SemArg {
  uint8_t bytes[16];
  uint32_t i;
  uint64_t l;
  float f;
  double d;
  v128 v;
  uint8_t u8;
  uint16_t u16;
  uint32_t u32;
  uint64_t u64;
} SemArg;

typedef struct SemRow {
  Op op;
  bool makes_nan;
  void (*run)(const SemArg *in, SemArg *out);
  TrapCode (*traps)(const SemArg *in); /* or NULL */
} SemRow;

typedef struct SemTable {
  const char *name;
  const SemRow *rows;
  size_t count;
  SemArg (*canon)(const char *lanes, SemArg a);
} SemTable;

extern const SemTable sem_table_native;   /* what the compiler may use by default */
extern const SemTable sem_table_portable; /* generic vectors alone */
extern const SemTable sem_table_v3;       /* x86-64-v3; on x86-64 only */

#endif
