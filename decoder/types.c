/* The type section: recursion groups of subtypes of functions, structures, arrays, continuations.
 *
 *   4E n subtype…                        a group of n; any other byte: a group of one
 *   50 supers…, 4F supers… (final)       else final and without supertype
 *   4C x (describes), 4D x (descriptor)  custom descriptors, in this order
 *   60 function, 5F structure, 5E array, 5D continuation */
#include "decoder/decode.h"

enum { CODE_REC = 0x4E, CODE_SUB = 0x50, CODE_SUB_FINAL = 0x4F, CODE_DESCRIBES = 0x4C, CODE_DESCRIPTOR = 0x4D };
enum { CODE_FUNC = 0x60, CODE_STRUCT = 0x5F, CODE_ARRAY = 0x5E, CODE_CONT = 0x5D };

static bool next_is(const Reader *r, uint8_t byte) { return r->at < r->end && *r->at == byte; }

/* A vector of value types in the arena. */
static const ValType *read_val_types(Decoder *d, uint32_t limit, const char *what, uint32_t *count) {
  const uint8_t *where = d->r.at;
  *count = read_count(&d->r);
  if (!decoder_within(d, where, *count, limit, what)) return NULL;
  ValType *types = arena_array(&d->m->arena, *count, sizeof *types);
  if (!types) {
    reader_fail(&d->r, ERR_NO_MEMORY);
    return NULL;
  }
  for (uint32_t i = 0; i < *count && !reader_failed(&d->r); i++) types[i] = read_val_type(&d->r, d->features);
  return types;
}

static FieldType read_field(Decoder *d) {
  FieldType field = {0};
  const uint8_t *where = d->r.at;
  if (next_is(&d->r, 0x78) || next_is(&d->r, 0x77)) {
    field.type = read_u8(&d->r) == 0x78 ? VT_I8 : VT_I16;
  } else {
    field.type = read_val_type(&d->r, d->features);
    /* What is neither packed nor a value type is called a storage type here. */
    if (d->r.diag->err == ERR_VALUE_TYPE || d->r.diag->err == ERR_HEAP_TYPE) {
      *d->r.diag = (Diag){0};
      reader_fail_at(&d->r, where, ERR_STORAGE_TYPE);
    }
  }
  where = d->r.at;
  uint8_t mutability = read_u8(&d->r);
  if (mutability > 1) reader_fail_at(&d->r, where, ERR_MUTABILITY);
  field.mutable = mutability == 1;
  return field;
}

static void read_fields(Decoder *d, TypeDef *type, bool is_array) {
  uint32_t count = 1;
  if (!is_array) {
    const uint8_t *where = d->r.at;
    count = read_count(&d->r);
    if (!decoder_within(d, where, count, d->m->limits.fields, "fields")) return;
  }
  FieldType *fields = arena_array(&d->m->arena, count, sizeof *fields);
  if (!fields) {
    reader_fail(&d->r, ERR_NO_MEMORY);
    return;
  }
  for (uint32_t i = 0; i < count && !reader_failed(&d->r); i++) fields[i] = read_field(d);
  type->fields.count = count;
  type->fields.fields = fields;
}

static void read_comp_type(Decoder *d, TypeDef *type) {
  Reader *r = &d->r;
  const uint8_t *where = r->at;
  uint8_t code = read_u8(r);
  if (code == CODE_FUNC) {
    type->comp = COMP_FUNC;
    type->func.params = read_val_types(d, d->m->limits.params, "parameters", &type->func.param_count);
    type->func.results = read_val_types(d, d->m->limits.results, "results", &type->func.result_count);
  } else if ((code == CODE_STRUCT || code == CODE_ARRAY) && decoder_has(d, FEATURE_GC)) {
    type->comp = code == CODE_STRUCT ? COMP_STRUCT : COMP_ARRAY;
    read_fields(d, type, code == CODE_ARRAY);
  } else if (code == CODE_CONT && decoder_has(d, FEATURE_STACK_SWITCHING)) {
    type->comp = COMP_CONT;
    where = r->at;
    int64_t func = read_s33_leb(r);
    if (func < 0) reader_fail_at(r, where, ERR_HEAP_TYPE);
    type->cont = (uint32_t)func;
  } else {
    /* The code is a signed number of 7 bits. */
    reader_fail_at(r, where, code & 0x80 ? ERR_INT_LONG : ERR_DEFINITION_TYPE);
  }
}

/* The index of a type. NO_TYPE is none; no module has so many, so the one before will be found unknown, too. */
static uint32_t read_type_index(Reader *r) {
  uint32_t index = read_u32_leb(r);
  return index == (uint32_t)NO_TYPE ? (uint32_t)NO_TYPE - 1 : index;
}

/* The supertypes between the sub code and the composite type. */
static void read_supers(Decoder *d, TypeDef *type) {
  const uint8_t *where = d->r.at;
  uint32_t count = read_count(&d->r);
  if (count > 1) reader_failf(&d->r, where, ERR_SUB_TYPE, ": at most one supertype");
  if (count == 1) type->super = read_type_index(&d->r);
}

static void read_sub_type(Decoder *d, uint32_t group_start, uint32_t group_size) {
  TypeDef *type = list_add(d, &d->types);
  if (!type) return;
  *type = (TypeDef){.final = true, .super = NO_TYPE, .describes = NO_TYPE, .descriptor = NO_TYPE};
  type->group_start = group_start;
  type->group_size = group_size;
  if (decoder_has(d, FEATURE_GC) && (next_is(&d->r, CODE_SUB) || next_is(&d->r, CODE_SUB_FINAL))) {
    type->final = read_u8(&d->r) == CODE_SUB_FINAL;
    read_supers(d, type);
  }
  if (decoder_has(d, FEATURE_CUSTOM_DESCRIPTORS)) {
    if (next_is(&d->r, CODE_DESCRIBES)) {
      d->r.at++;
      type->describes = read_type_index(&d->r);
    }
    if (next_is(&d->r, CODE_DESCRIPTOR)) {
      d->r.at++;
      type->descriptor = read_type_index(&d->r);
    }
  }
  read_comp_type(d, type);
}

void decode_types(Decoder *d) {
  Reader *r = &d->r;
  const uint8_t *where = r->at;
  uint32_t groups = read_count(r);
  if (!decoder_within(d, where, groups, d->m->limits.types, "types")) return;
  for (uint32_t i = 0; i < groups && !reader_failed(r); i++) {
    uint32_t size = 1, start = d->types.count;
    where = r->at;
    if (decoder_has(d, FEATURE_GC) && next_is(r, CODE_REC)) {
      r->at++;
      size = read_count(r);
    }
    if (!decoder_within(d, where, (uint64_t)start + size, d->m->limits.types, "types")) return;
    for (uint32_t k = 0; k < size && !reader_failed(r); k++) read_sub_type(d, start, size);
  }
}
