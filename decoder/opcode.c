/* opcodes.def expanded into tables. */
#include "decoder/opcode.h"

#include <pthread.h>

#include "base/base.h"

const OpInfo op_info[OP_COUNT] = {
#define OP(id, prefix, code, text, imm, sig, kind, size, flags, feature) \
  [OP_##id] = {text, code, PREFIX_##prefix, IMM_##imm, SIG_##sig, KIND_##kind, size, flags, FEATURE_##feature},
#include "decoder/opcodes.def"
#undef OP
};

const SigInfo sig_info[SIG_COUNT] = {
#define SIG(name, params, results) [SIG_##name] = {sizeof(params) - 1, sizeof(results) - 1, params, results},
#include "decoder/sigs.def"
#undef SIG
};

/* Decode maps, one per prefix. Entries hold op + 1, so that absent means 0. */
enum { MAP_00 = 0x100, MAP_FB = 0x40, MAP_FC = 0x40, MAP_FD = 0x180, MAP_FE = 0x80 };
_Static_assert(OP_COUNT < UINT16_MAX, "op + 1 fits 16 bits");

#define BYTE_00(id, code, imm, feature) [code] = {OP_##id + 1, IMM_##imm, FEATURE_##feature},
#define BYTE_FB(id, code, imm, feature)
#define BYTE_FC BYTE_FB
#define BYTE_FD BYTE_FB
#define BYTE_FE BYTE_FB
#define BYTE_NO BYTE_FB
#define OP(id, prefix, code, text, imm, sig, kind, size, flags, feature) BYTE_##prefix(id, code, imm, feature)
const OpByte op_bytes[MAP_00] = {
#include "decoder/opcodes.def"
};
#undef OP

#define SKIP(id, code)
#define OP_MAP(prefix, code, id) IN_##prefix(id, code)
#define OP(id, prefix, code, text, imm, sig, kind, size, flags, feature) OP_MAP(prefix, code, id)
#define IN_00 SKIP
#define IN_FC SKIP
#define IN_FD SKIP
#define IN_FE SKIP
#define IN_NO SKIP
#define IN_FB(id, code) [code] = OP_##id + 1,
static const uint16_t map_fb[MAP_FB] = {
#include "decoder/opcodes.def"
};
#undef IN_FB
#define IN_FB SKIP
#undef IN_FC
#define IN_FC(id, code) [code] = OP_##id + 1,
static const uint16_t map_fc[MAP_FC] = {
#include "decoder/opcodes.def"
};
#undef IN_FC
#define IN_FC SKIP
#undef IN_FD
#define IN_FD(id, code) [code] = OP_##id + 1,
static const uint16_t map_fd[MAP_FD] = {
#include "decoder/opcodes.def"
};
#undef IN_FD
#define IN_FD SKIP
#undef IN_FE
#define IN_FE(id, code) [code] = OP_##id + 1,
static const uint16_t map_fe[MAP_FE] = {
#include "decoder/opcodes.def"
};
#undef OP

Op op_decode(Prefix prefix, uint32_t code) {
  const uint16_t *map;
  uint32_t size;
  switch (prefix) {
    case PREFIX_00: return code < MAP_00 && op_bytes[code].op ? (Op)(op_bytes[code].op - 1) : OP_COUNT;
    case PREFIX_FB: map = map_fb, size = MAP_FB; break;
    case PREFIX_FC: map = map_fc, size = MAP_FC; break;
    case PREFIX_FD: map = map_fd, size = MAP_FD; break;
    case PREFIX_FE: map = map_fe, size = MAP_FE; break;
    default: return OP_COUNT;
  }
  return code < size && map[code] ? (Op)(map[code] - 1) : OP_COUNT;
}

/* Keywords by hash: filled once from the rows above, constant from then on. Rows with one keyword stand in the order of
 * the table, and the later ones are left out. */
enum { TEXT_SLOTS = 2048 };
_Static_assert(OP_COUNT < TEXT_SLOTS / 2, "the keyword table is at most half full");
static uint16_t text_slots[TEXT_SLOTS]; /* op + 1 */
static pthread_once_t text_once = PTHREAD_ONCE_INIT;

/* FNV-1a. The set of keywords is fixed, so nobody can choose ones that collide. */
static uint32_t text_hash(const char *text, size_t size) {
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < size; i++) h = (h ^ (uint8_t)text[i]) * 16777619u;
  return h ^ h >> 15;
}

/* The slot that holds the keyword, or the free one where it belongs. */
static uint32_t text_slot(const char *text, size_t size) {
  uint32_t i = text_hash(text, size) & (TEXT_SLOTS - 1);
  for (; text_slots[i]; i = (i + 1) & (TEXT_SLOTS - 1)) {
    const char *other = op_info[text_slots[i] - 1].text;
    if (strncmp(other, text, size) == 0 && other[size] == 0) break;
  }
  return i;
}

static void text_fill(void) {
  for (uint16_t op = 0; op < OP_COUNT; op++) {
    uint32_t i = text_slot(op_info[op].text, strlen(op_info[op].text));
    if (text_slots[i] == 0 && op_info[op].prefix != PREFIX_NO) text_slots[i] = (uint16_t)(op + 1);
  }
}

static const struct {
  const char *text;
  Op op;
} older_spellings[] = {
    {"f32x4.promote_f16x8_low", OP_F32X4_PROMOTE_LOW_F16X8},
};

Op op_by_text(const char *text, size_t size) {
  pthread_once(&text_once, text_fill);
  uint32_t i = text_slot(text, size);
  if (text_slots[i]) return (Op)(text_slots[i] - 1);
  for (size_t k = 0; k < COUNT_OF(older_spellings); k++)
    if (strlen(older_spellings[k].text) == size && memcmp(older_spellings[k].text, text, size) == 0)
      return older_spellings[k].op;
  return OP_COUNT;
}
