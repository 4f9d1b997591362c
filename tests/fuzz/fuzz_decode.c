/* Any bytes: a Module or an error, and everything a Module points to can be read.
 * The first byte chooses the features, the rest is the module. Seeds: any .wasm behind a byte. */
#include "base/buf.h"
#include "decoder/dump.h"
#include "decoder/instr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Features features_of(uint8_t choice) {
  if (choice < FEATURES_FLAG) return features_of_set((FeatureSet)choice);
  return ~(Features)0;
}

static void read_bodies(const Module *m) {
  for (uint32_t f = 0; f < m->func_count; f++) {
    if (!m->funcs[f].body) continue;
    Diag diag = {0};
    Reader r = body_reader(m, f, &diag);
    uint32_t groups = read_count(&r);
    for (uint32_t i = 0; i < groups; i++) {
      read_u32_leb(&r);
      read_val_type(&r, m->features);
    }
    if (reader_failed(&r)) __builtin_trap(); /* the decoder has read these */
    Instr instr;
    while (instr_read(&r, m->features, &instr)) {
      hint_find(m, f, instr.offset);
      const uint8_t *at = NULL;
      if (op_info[instr.op].imm == IMM_LABELS)
        for (uint32_t i = (at = instr.labels, 0); i <= instr.label_count; i++) next_index(&at);
      if (op_info[instr.op].imm == IMM_TYPES)
        for (uint32_t i = (at = instr.types, 0); i < instr.type_count; i++) next_type(&at);
      if (op_info[instr.op].imm == IMM_TRY_TABLE)
        for (uint32_t i = (at = instr.catches, 0); i < instr.catch_count; i++) next_catch(&at);
      if (op_info[instr.op].imm == IMM_RESUME)
        for (uint32_t i = (at = instr.resume.handlers, 0); i < instr.resume.handler_count; i++) next_handler(&at);
      if (at > r.at) __builtin_trap(); /* a vector read again must not be longer */
    }
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  DecodeOptions options = {.alloc = &alloc_libc, .features = features_of(data[0])};
  Module *m;
  Diag diag = {0};
  if (module_decode((Bytes){data + 1, size - 1}, &options, &m, &diag) != ERR_OK) return 0;
  Buf out;
  buf_init(&out, &alloc_libc);
  if (module_dump(m, &out) != ERR_OK) __builtin_trap();
  buf_free(&out);
  read_bodies(m);
  for (uint32_t i = 0; i < m->export_count; i++)
    if (!module_find_export(m, m->exports[i].name.at, m->exports[i].name.size)) __builtin_trap();
  module_free(m);
  return 0;
}
