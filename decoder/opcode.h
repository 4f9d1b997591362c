/* The instruction table as C: enumerators, facts per instruction, decode maps. Source: opcodes.def alone. */
#ifndef WVM_DECODER_OPCODE_H
#define WVM_DECODER_OPCODE_H

#include "decoder/features.h"

typedef enum Op {
#define OP(id, prefix, code, text, imm, sig, kind, size, flags, feature) OP_##id,
#include "decoder/opcodes.def"
#undef OP
  OP_COUNT
} Op;

typedef enum Prefix { PREFIX_00 = 0, PREFIX_FB = 0xFB, PREFIX_FC = 0xFC, PREFIX_FD = 0xFD, PREFIX_FE = 0xFE, PREFIX_NO = 0x100 } Prefix;

/* Kinds of immediate, parts in the order of the binary format. What an Instr holds of each: instr.h. */
typedef enum Imm {
  IMM_NONE,
  IMM_BLOCK,         /* block type */
  IMM_LABEL,         /* one index: */
  IMM_FUNC,
  IMM_TYPE,
  IMM_LOCAL,
  IMM_GLOBAL,
  IMM_TABLE,
  IMM_MEMORY,
  IMM_TAG,
  IMM_DATA,
  IMM_ELEM,
  IMM_TYPE_TABLE,    /* two indices: type, table */
  IMM_DATA_MEMORY,   /* data, memory */
  IMM_MEMORY_MEMORY, /* destination, source */
  IMM_ELEM_TABLE,    /* elem, table */
  IMM_TABLE_TABLE,   /* destination, source */
  IMM_TYPE_FIELD,    /* type, field */
  IMM_TYPE_COUNT,    /* type, count */
  IMM_TYPE_DATA,     /* type, data */
  IMM_TYPE_ELEM,     /* type, elem */
  IMM_TYPE_TYPE,     /* type, type */
  IMM_TYPE_TAG,      /* type, tag */
  IMM_LABELS,        /* vec(label) label */
  IMM_TYPES,         /* vec(valtype) */
  IMM_MEMARG,        /* alignment and flags, [memory], offset */
  IMM_MEMARG_LANE,   /* memarg, lane byte */
  IMM_LANE,          /* lane byte */
  IMM_LANES16,       /* sixteen lane bytes */
  IMM_I32,
  IMM_I64,
  IMM_F32,
  IMM_F64,
  IMM_V128,
  IMM_HEAP,          /* heap type */
  IMM_CAST,          /* heap type; nullability is in the opcode */
  IMM_BR_CAST,       /* flags byte, label, heap type, heap type */
  IMM_TRY_TABLE,     /* block type, vec(catch) */
  IMM_RESUME,        /* type, vec(handler) */
  IMM_RESUME_THROW,  /* type, tag, vec(handler) */
  IMM_ORDER,         /* one byte, zero */
  IMM_INDEX_FIRST = IMM_LABEL, IMM_INDEX_LAST = IMM_ELEM,
  IMM_PAIR_FIRST = IMM_TYPE_TABLE, IMM_PAIR_LAST = IMM_TYPE_TAG
} Imm;

/* Shapes, for the translators; operands and results are in the signature. */
typedef enum Kind {
  KIND_CONTROL, KIND_CALL, KIND_PARAMETRIC, KIND_VARIABLE, KIND_CONST,
  KIND_UNARY, KIND_BINARY, KIND_TERNARY,
  KIND_TEST, KIND_COMPARE,             /* i32 truth value of one, two scalars: may fuse with a branch */
  KIND_CONVERT, KIND_WIDE,
  KIND_LOAD, KIND_STORE, KIND_LOAD_LANE, KIND_STORE_LANE,
  KIND_MEMORY, KIND_TABLE, KIND_REF, KIND_GC, KIND_CONT,
  KIND_SPLAT, KIND_EXTRACT, KIND_REPLACE, KIND_SHIFT, KIND_SHUFFLE,
  KIND_ATOMIC_LOAD, KIND_ATOMIC_STORE, KIND_ATOMIC_RMW, KIND_ATOMIC_CMPXCHG, KIND_ATOMIC_WAIT, KIND_ATOMIC_FENCE
} Kind;

enum OpFlag {
  OPF_COMMUTES = 1 << 0,
  OPF_TRAPS = 1 << 1,      /* may trap */
  OPF_SAFEPOINT = 1 << 2,  /* may collect, throw, suspend or call: all state is home before it */
  OPF_CONST = 1 << 3,      /* allowed in constant expressions */
  OPF_CONST_EXT = 1 << 4,  /* the same, with FEATURE_EXTENDED_CONST */
  OPF_MAKES_NAN = 1 << 5,  /* arithmetic: a NaN result may carry any payload, --deterministic canonicalises it */
  OPF_RELAXED = 1 << 6,    /* never reaches a sink */
  OPF_ATOMIC = 1 << 7      /* alignment must be natural; an unaligned address traps */
};

/* Signatures: one enumerator per distinct column value; sigs.def lists them. */
typedef enum Sig {
  SIG_SPEC,
#define SIG(name, params, results) SIG_##name,
#include "decoder/sigs.def"
#undef SIG
  SIG_COUNT
} Sig;

typedef struct OpInfo {
  const char *text;
  uint16_t code;
  uint16_t prefix; /* Prefix */
  uint8_t imm, sig, kind, size, flags, feature;
} OpInfo;

extern const OpInfo op_info[OP_COUNT];

typedef struct SigInfo {
  uint8_t param_count, result_count;
  char params[5], results[5]; /* letters of opcodes.def */
} SigInfo;

extern const SigInfo sig_info[SIG_COUNT];

/* Instructions without a prefix by their byte: what reading them takes, in one place. */
typedef struct OpByte {
  uint16_t op; /* + 1; 0 where there is none */
  uint8_t imm, feature;
} OpByte;
extern const OpByte op_bytes[0x100];

/* The instruction with this code, or OP_COUNT. prefix is PREFIX_00 … PREFIX_FE. */
Op op_decode(Prefix prefix, uint32_t code);
/* The instruction with this keyword, or OP_COUNT; also older spellings. Of two rows with one keyword, the first. */
Op op_by_text(const char *text, size_t size);

#endif
