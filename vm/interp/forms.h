/* Handlers by number, and what forms an operator has: the translator's view of handlers.def. */
#ifndef WVM_VM_INTERP_FORMS_H
#define WVM_VM_INTERP_FORMS_H

#include "decoder/opcode.h"
#include "vm/interp/code.h"

typedef enum HandlerId {
  H_NONE,
#define HANDLER_ID(id) H_##id,
#include "vm/interp/handlers.def"
#undef HANDLER_ID
  HANDLER_COUNT
} HandlerId;

/* Forms of an operator with two operands, in the order of handlers.def. Vectors end at AC; K is for i64 alone. */
typedef enum Form { FORM_SS, FORM_AS, FORM_SA, FORM_SC, FORM_AC, FORM_CS, FORM_CA, FORM_SK, FORM_AK } Form;
enum { UNARY_S, UNARY_A };
enum { BRANCH_SW = 5, BRANCH_AW };                     /* behind the branches of a compare of integers */
enum { TEST_BT = 2, TEST_BF = 4 };                     /* where branches of a test start */
enum { COMPARE_BT_i = 7, COMPARE_BT_l = 9, COMPARE_BT_f = 7, COMPARE_BF_f = 10 }; /* … of a compare */
enum { LOAD_S, LOAD_A, LOAD_C, LOAD_F, LOAD_X };
enum { STORE_SS, STORE_AS, STORE_SA, STORE_CS, STORE_CA, STORE_F, STORE_SC, STORE_AC };
enum { SHIFT_SS, SHIFT_AS, SHIFT_SC, SHIFT_AC };

/* What kind of register a value has. i32 shares the integer accumulator with i64 and references. */
typedef enum Class { CLASS_i, CLASS_l, CLASS_f, CLASS_d, CLASS_v } Class;

typedef enum Shape {
  SHAPE_NONE, SHAPE_UNARY, SHAPE_BINARY, SHAPE_TERNARY, SHAPE_TEST, SHAPE_COMPARE, SHAPE_WIDE, SHAPE_SHIFT, SHAPE_EXTRACT,
  SHAPE_REPLACE, SHAPE_SHUFFLE, SHAPE_LOAD, SHAPE_STORE, SHAPE_LOAD_LANE, SHAPE_STORE_LANE
} Shape;

typedef struct OpForms {
  uint16_t base;  /* HandlerId of the first form */
  uint16_t canon; /* of the operator that makes its NaNs canonical, or H_NONE */
  uint8_t shape, ret, a, b; /* Shape, Class */
} OpForms;

extern const OpForms op_forms[OP_COUNT];

typedef struct FusedPair {
  uint16_t first, second, fused; /* HandlerId; rows with the same first stand together */
} FusedPair;
extern const FusedPair fused_pairs[];
extern const uint32_t fused_pair_count;

/* Handlers by HandlerId: for any processor, and for x86-64-v3. */
extern const AnyHandler interp_handlers_base[HANDLER_COUNT];
extern const AnyHandler interp_handlers_v3[HANDLER_COUNT];
/* The ones for this processor. */
const AnyHandler *interp_handlers(void);

#endif
