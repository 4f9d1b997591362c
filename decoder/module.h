/* A decoded module: immutable after module_decode, shared by threads, one arena.
 *
 *   bytes ─▶ Module { types  imports  funcs  tables  memories  tags  globals  exports  elems  data  names … }
 *
 * Index spaces hold imports first, as the spec has them. All offsets are into `bytes`; function bodies, constant
 * expressions and custom sections are not copied, they point there. Well-formed is not valid: indices may be out of
 * range until the validator has passed it. */
#ifndef WVM_DECODER_MODULE_H
#define WVM_DECODER_MODULE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "decoder/features.h"
#include "decoder/limits.h"
#include "decoder/type.h"

/* Text within the module's bytes: UTF-8, checked, not terminated; may hold zero bytes. */
typedef struct Name {
  const char *at;
  uint32_t size;
} Name;

typedef enum ExternKind { EXTERN_FUNC, EXTERN_TABLE, EXTERN_MEMORY, EXTERN_GLOBAL, EXTERN_TAG, EXTERN_COUNT } ExternKind;

/* A constant expression, from its first instruction to behind its `end`. */
typedef struct ConstExpr {
  const uint8_t *at;
  uint32_t size;
} ConstExpr;

typedef struct FuncDecl {
  uint32_t type;
  bool exact;          /* imports: the import is of exactly this type */
  const uint8_t *body; /* from the local declarations to behind the last `end`; NULL for an import */
  uint32_t body_size;
  uint32_t local_count; /* declared, parameters not included */
} FuncDecl;

typedef struct TableDecl {
  ValType type;
  Limits limits;
  bool has_init;
  ConstExpr init;
} TableDecl;

typedef struct MemoryDecl {
  Limits limits;
} MemoryDecl;

typedef struct GlobalDecl {
  ValType type;
  bool mutable;
  ConstExpr init; /* defined globals */
} GlobalDecl;

typedef struct TagDecl {
  uint32_t type;
} TagDecl;

typedef struct Import {
  Name module, name;
  uint8_t kind;   /* ExternKind */
  uint32_t index; /* in the index space of its kind */
  size_t offset;
} Import;

typedef struct Export {
  Name name;
  uint8_t kind;
  uint32_t index;
  size_t offset;
} Export;

typedef enum SegmentMode { SEGMENT_PASSIVE, SEGMENT_ACTIVE, SEGMENT_DECLARED } SegmentMode;

typedef struct ElemSegment {
  uint8_t mode;
  bool has_exprs;     /* items are constant expressions; else function indices */
  ValType type;
  uint32_t table;
  ConstExpr offset;   /* active */
  uint32_t count;
  const uint8_t *items; /* count LEB128 indices, or expressions one behind the other */
  uint32_t items_size;
  size_t at;
} ElemSegment;

typedef struct DataSegment {
  uint8_t mode;
  uint32_t memory;
  ConstExpr offset;
  const uint8_t *bytes;
  uint64_t size;
  size_t at;
} DataSegment;

typedef struct CustomSection {
  Name name;
  Bytes bytes;
  uint8_t after; /* id of the last known section before it, 0: at the start */
} CustomSection;

/* From the name section; sorted by index, so that name_find is a binary search. */
typedef struct IndexedName {
  uint32_t index;
  Name name;
} IndexedName;
typedef struct NameMap {
  uint32_t count;
  const IndexedName *at;
} NameMap;
typedef struct IndirectName {
  uint32_t index;
  NameMap names;
} IndirectName;
typedef struct IndirectNameMap { /* names within each function, label, type */
  uint32_t count;
  const IndirectName *at;
} IndirectNameMap;

typedef struct BranchHint {
  uint32_t func, offset; /* offset from the start of the body's local declarations, as in the section */
  bool likely;
} BranchHint;

typedef struct Module {
  Arena arena;
  const Alloc *alloc;
  Bytes bytes;  /* owned by the Module when owns_bytes */
  bool owns_bytes;
  Features features; /* what it was decoded under */
  ModuleLimits limits;

  uint32_t type_count, import_count, func_count, table_count, memory_count, tag_count, global_count, export_count,
      elem_count, data_count, custom_count, hint_count;
  uint32_t imported[EXTERN_COUNT]; /* how many of each index space are imports */
  const TypeDef *types;
  const Import *imports;
  const FuncDecl *funcs;
  const TableDecl *tables;
  const MemoryDecl *memories;
  const TagDecl *tags;
  const GlobalDecl *globals;
  const Export *exports;
  const ElemSegment *elems;
  const DataSegment *data;
  const CustomSection *customs;
  const BranchHint *hints;

  /* Exports by name, for module_find_export: slots of index + 1. */
  const uint32_t *export_slots;
  uint32_t export_mask;
  HashKey export_key;
  uint32_t duplicate_export; /* the first export whose name an earlier one has, or export_count */

  bool has_start, has_data_count;
  uint32_t start;
  size_t start_offset;

  bool has_name;
  Name name;
  NameMap func_names, type_names, table_names, memory_names, global_names, elem_names, data_names, tag_names;
  IndirectNameMap local_names, label_names, field_names;
} Module;

typedef struct DecodeOptions {
  const Alloc *alloc;
  Features features;
  const ModuleLimits *limits; /* NULL: the defaults */
  bool copy_bytes;            /* else the bytes must outlive the Module */
} DecodeOptions;

/* Decodes any bytes to a Module, or an error with offset and the spec's text in *diag. A malformed name or hint
 * section is no error: what it says is ignored, as the spec asks. Threads: none shared. */
MUST_USE Err module_decode(Bytes bytes, const DecodeOptions *options, Module **out, Diag *diag);
void module_free(Module *m);

/* The name of an index, or {NULL, 0}. */
Name name_find(const NameMap *map, uint32_t index);
/* The names of the outer index, or NULL. */
const NameMap *names_of(const IndirectNameMap *map, uint32_t index);
/* The hint for the branch at this offset of the module's bytes, or NULL. */
const BranchHint *hint_find(const Module *m, uint32_t func, uint32_t offset);
/* The export of this name (of several, the first), or NULL. */
const Export *module_find_export(const Module *m, const char *name, size_t size);

#endif
