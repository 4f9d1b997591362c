/* Lists: their elements lie in one block of malloc's. */
#include "host/wasm_c/wasm_c.h"

/* delete and copy work on one element, by its address. */
#define VEC(name, star, delete_element, copy_element)                                                                  \
  void wasm_##name##_vec_new_empty(wasm_##name##_vec_t *out) { *out = (wasm_##name##_vec_t){0, NULL}; }                \
  void wasm_##name##_vec_new_uninitialized(wasm_##name##_vec_t *out, size_t size) {                                    \
    out->data = size ? calloc(size, sizeof *out->data) : NULL;                                                         \
    out->size = out->data ? size : 0;                                                                                  \
  }                                                                                                                    \
  void wasm_##name##_vec_new(wasm_##name##_vec_t *out, size_t size, wasm_##name##_t star const data[]) {               \
    wasm_##name##_vec_new_uninitialized(out, size);                                                                    \
    if (out->size) memcpy(out->data, data, size * sizeof *out->data);                                                  \
  }                                                                                                                    \
  void wasm_##name##_vec_copy(wasm_##name##_vec_t *out, const wasm_##name##_vec_t *from) {                             \
    wasm_##name##_vec_new_uninitialized(out, from->size);                                                              \
    for (size_t k = 0; k < out->size; k++) copy_element(&out->data[k], &from->data[k]);                                \
  }                                                                                                                    \
  void wasm_##name##_vec_delete(wasm_##name##_vec_t *v) {                                                              \
    for (size_t k = 0; v->data && k < v->size; k++) delete_element(&v->data[k]);                                       \
    free(v->data);                                                                                                     \
    wasm_##name##_vec_new_empty(v);                                                                                    \
  }

#define DELETE_NOTHING(at) (void)(at)
#define COPY_BYTE(to, from) *(to) = *(from)
VEC(byte, , DELETE_NOTHING, COPY_BYTE)
VEC(val, , wasm_val_delete, wasm_val_copy)

#define POINTERS(name)                                                                                                 \
  static void name##_delete_at(wasm_##name##_t **at) { wasm_##name##_delete(*at); }                                    \
  static void name##_copy_at(wasm_##name##_t **to, wasm_##name##_t *const *from) {                                     \
    *to = *from ? wasm_##name##_copy(*from) : NULL;                                                                    \
  }                                                                                                                    \
  VEC(name, *, name##_delete_at, name##_copy_at)
POINTERS(valtype)
POINTERS(functype)
POINTERS(globaltype)
POINTERS(tabletype)
POINTERS(memorytype)
POINTERS(tagtype)
POINTERS(externtype)
POINTERS(importtype)
POINTERS(exporttype)
POINTERS(frame)
POINTERS(extern)
