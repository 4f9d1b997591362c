/* The filter of what guests write to terminals. */
#include "host/wasi/terminal.h"

static size_t put(uint8_t *out, const char *text, size_t size) {
  memcpy(out, text, size);
  return size;
}

static size_t put_wrong(uint8_t *out) { return put(out, "\xEF\xBF\xBD", 3); } /* U+FFFD */

/* Bytes of the character that starts so; 0: none does. */
static unsigned length_of(uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

/* The byte may follow what is held. Second bytes are narrower after some first ones: no overlong forms, no surrogates,
 * nothing above U+10FFFF. */
static bool follows(const TerminalFilter *f, uint8_t byte) {
  uint8_t low = 0x80, high = 0xBF;
  if (f->count == 1) {
    if (f->held[0] == 0xE0) low = 0xA0;
    if (f->held[0] == 0xED) high = 0x9F;
    if (f->held[0] == 0xF0) low = 0x90;
    if (f->held[0] == 0xF4) high = 0x8F;
  }
  return byte >= low && byte <= high;
}

static size_t put_ascii(uint8_t *out, uint8_t byte) {
  const bool plain = (byte >= 0x20 && byte != 0x7F) || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\b';
  if (plain) return put(out, (const char *)&byte, 1);
  const char shown[2] = {'^', (char)(byte ^ 0x40)};
  return put(out, shown, 2);
}

static size_t put_held(TerminalFilter *f, uint8_t *out) {
  const bool control = f->held[0] == 0xC2 && f->held[1] < 0xA0;
  const size_t n = control ? put_wrong(out) : put(out, (const char *)f->held, f->count);
  f->count = 0;
  return n;
}

size_t terminal_filter(TerminalFilter *f, const uint8_t *in, size_t size, uint8_t *out) {
  size_t n = 0;
  for (size_t i = 0; i < size; i++) {
    const uint8_t byte = in[i];
    if (f->count && !follows(f, byte)) {
      for (; f->count; f->count--) n += put_wrong(out + n);
    }
    if (f->count) {
      f->held[f->count++] = byte;
      if (f->count == length_of(f->held[0])) n += put_held(f, out + n);
    } else if (byte < 0x80) {
      n += put_ascii(out + n, byte);
    } else if (length_of(byte)) {
      f->held[f->count++] = byte;
    } else {
      n += put_wrong(out + n);
    }
  }
  return n;
}
