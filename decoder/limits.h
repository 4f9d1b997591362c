/* Implementation limits as data. Defaults are those of the WebAssembly JavaScript interface (section
 * "Implementation-defined Limits"), so that what runs in browsers runs here. */
#ifndef WVM_DECODER_LIMITS_H
#define WVM_DECODER_LIMITS_H

#include "base/base.h"

typedef struct ModuleLimits {
  uint64_t module_size;      /* bytes */
  uint32_t types, functions, imports, exports, globals, tables, memories, tags, data_segments, elem_segments,
      custom_sections;
  uint32_t params, results;  /* of one function type */
  uint32_t fields;           /* of one structure */
  uint32_t locals;           /* of one function, parameters included */
  uint32_t function_size;    /* bytes of one body */
  uint32_t name_size;        /* bytes of one name */
  uint32_t subtype_depth;
  uint32_t br_table_size;
  uint32_t nesting;          /* text: depth of parentheses */
} ModuleLimits;

extern const ModuleLimits module_limits_default;

#endif
