/* opcodes.def expanded into tables. */
#include "decoder/opcode.h"

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

#define IN_00(id, code) [code] = OP_##id + 1,
#define SKIP(id, code)
#define OP_MAP(prefix, code, id) IN_##prefix(id, code)

#define IN_FB SKIP
#define IN_FC SKIP
#define IN_FD SKIP
#define IN_FE SKIP
#define IN_NO SKIP
#define OP(id, prefix, code, text, imm, sig, kind, size, flags, feature) OP_MAP(prefix, code, id)
static const uint16_t map_00[MAP_00] = {
#include "decoder/opcodes.def"
};
#undef IN_00
#define IN_00 SKIP
#undef IN_FB
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
    case PREFIX_00: map = map_00, size = MAP_00; break;
    case PREFIX_FB: map = map_fb, size = MAP_FB; break;
    case PREFIX_FC: map = map_fc, size = MAP_FC; break;
    case PREFIX_FD: map = map_fd, size = MAP_FD; break;
    case PREFIX_FE: map = map_fe, size = MAP_FE; break;
    default: return OP_COUNT;
  }
  return code < size && map[code] ? (Op)(map[code] - 1) : OP_COUNT;
}
