/* Reading one instruction with its immediates. Vectors of immediates (br_table, select, try_table, resume) are
 * checked and skipped; the Instr keeps where they start, and the iterators below read them again. */
#ifndef WVM_DECODER_INSTR_H
#define WVM_DECODER_INSTR_H

#include "decoder/module.h"
#include "decoder/opcode.h"
#include "decoder/reader.h"

typedef enum BlockKind { BLOCK_EMPTY, BLOCK_VALUE, BLOCK_TYPE } BlockKind;
typedef struct BlockType {
  uint8_t kind;  /* BlockKind */
  ValType value; /* BLOCK_VALUE: the one result */
  uint32_t type; /* BLOCK_TYPE: index of a function type */
} BlockType;

typedef struct MemArg {
  uint64_t offset;
  uint32_t memory;
  uint8_t align; /* log2 of bytes */
  uint8_t lane;  /* IMM_MEMARG_LANE */
} MemArg;

typedef struct Instr {
  Op op;
  uint32_t offset; /* of the first byte, in the module */
  union {
    uint32_t index;                         /* one index, IMM_LANE, IMM_ORDER; first of two */
    struct { uint32_t first, second; };     /* two indices, in binary order */
    struct { BlockType block; uint32_t catch_count; const uint8_t *catches; }; /* IMM_BLOCK, IMM_TRY_TABLE */
    struct { uint32_t label_count; const uint8_t *labels; };   /* IMM_LABELS: label_count + 1 labels, default last */
    struct { uint32_t type_count; const uint8_t *types; };     /* IMM_TYPES */
    MemArg mem;
    int32_t i32;
    int64_t i64;
    uint32_t f32; /* bits */
    uint64_t f64;
    uint8_t bytes[16]; /* IMM_V128, IMM_LANES16 */
    struct { HeapType heap; bool heap_exact; };                /* IMM_HEAP, IMM_CAST */
    struct { uint32_t label; ValType from, to; } cast;         /* IMM_BR_CAST: whole reference types */
    struct { uint32_t type, tag, handler_count; const uint8_t *handlers; } resume; /* IMM_RESUME(_THROW) */
  };
} Instr;

/* Readers over the body of a defined function (local declarations first) and over part of a module's bytes. */
Reader body_reader(const Module *m, uint32_t func, Diag *diag);
Reader module_reader(const Module *m, const uint8_t *at, size_t size, Diag *diag);

/* Reads the instruction at the cursor into *out. Unknown codes and codes whose feature is not in `features` fail as
 * malformed ("illegal opcode" with the byte). Returns false at a fault, which the reader's Diag then tells. */
MUST_USE bool instr_read(Reader *r, Features features, Instr *out);

/* Reads a value type, a heap type (exact into *exact), a block type; local indices. */
ValType read_val_type(Reader *r, Features features);
HeapType read_heap_type(Reader *r, Features features, bool *exact);
BlockType read_block_type(Reader *r, Features features);
/* A value type that must be a reference. */
ValType read_ref_type(Reader *r, Features features);

/* The i-th step through a vector that was checked before: by instr_read, then *cursor starts at the Instr's pointer. No
 * faults. Indices: of labels, of functions in an element segment. */
uint32_t next_index(const uint8_t **cursor);
ValType next_type(const uint8_t **cursor);

typedef enum CatchKind { CATCH_TAG, CATCH_TAG_REF, CATCH_ALL, CATCH_ALL_REF } CatchKind;
typedef struct Catch {
  uint8_t kind;
  uint32_t tag, label;
} Catch;
Catch next_catch(const uint8_t **cursor);

typedef struct Handler {
  bool is_switch;
  uint32_t tag, label;
} Handler;
Handler next_handler(const uint8_t **cursor);

#endif
