/* UTF-8, after the table of well-formed byte sequences in the Unicode standard (3.9, table 3-7). */
#include "base/utf8.h"

unsigned utf8_next(const uint8_t *p, const uint8_t *end, uint32_t *out) {
  if (p >= end) return 0;
  uint8_t first = *p;
  if (first < 0x80) {
    *out = first;
    return 1;
  }
  unsigned length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || (size_t)(end - p) < length) return 0;
  /* Only the second byte's range depends on the first: overlong forms, surrogates and the upper bound end here. */
  uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (p[1] < low || p[1] > high) return 0;
  uint32_t c = (uint32_t)(first & (0x7F >> length)) << 6 | (p[1] & 0x3F);
  for (unsigned i = 2; i < length; i++) {
    if ((p[i] & 0xC0) != 0x80) return 0;
    c = c << 6 | (p[i] & 0x3F);
  }
  *out = c;
  return length;
}

bool utf8_is_valid(const void *bytes, size_t size) {
  const uint8_t *p = bytes, *end = p + size;
  while (p < end) {
    while (end - p >= 8 && !(load_u64(p) & 0x8080808080808080u)) p += 8;
    if (p == end) break;
    uint32_t c;
    unsigned length = utf8_next(p, end, &c);
    if (length == 0) return false;
    p += length;
  }
  return true;
}

unsigned utf8_put(uint32_t c, uint8_t out[4]) {
  if (c < 0x80) {
    out[0] = (uint8_t)c;
    return 1;
  }
  if (c < 0x800) {
    out[0] = (uint8_t)(0xC0 | c >> 6);
    out[1] = (uint8_t)(0x80 | (c & 0x3F));
    return 2;
  }
  if (c < 0x10000) {
    out[0] = (uint8_t)(0xE0 | c >> 12);
    out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
    out[2] = (uint8_t)(0x80 | (c & 0x3F));
    return 3;
  }
  out[0] = (uint8_t)(0xF0 | c >> 18);
  out[1] = (uint8_t)(0x80 | (c >> 12 & 0x3F));
  out[2] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
  out[3] = (uint8_t)(0x80 | (c & 0x3F));
  return 4;
}
