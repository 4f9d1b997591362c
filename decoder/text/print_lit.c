/* Small things in text: numbers, strings, identifiers, types. */
#include "decoder/text/print_impl.h"

enum { INDENT_MAX = 40 }; /* levels that are shown: deep nesting must not make the text quadratic */

void print_newline(Printer *p) {
  static const char spaces[2 * INDENT_MAX + 1] = "                                                                "
                                                 "                ";
  buf_put_u8(p->out, '\n');
  buf_put(p->out, spaces, 2 * (size_t)MIN_OF(p->indent, (uint32_t)INDENT_MAX));
}

void print_u64(Printer *p, uint64_t v) {
  char digits[20];
  size_t at = sizeof digits;
  do digits[--at] = (char)('0' + v % 10);
  while (v /= 10);
  buf_put(p->out, digits + at, sizeof digits - at);
}

static void put_hex_byte(Printer *p, uint8_t b) {
  static const char hex[] = "0123456789abcdef";
  buf_put_u8(p->out, '\\');
  buf_put_u8(p->out, (uint8_t)hex[b >> 4]);
  buf_put_u8(p->out, (uint8_t)hex[b & 15]);
}

/* Bytes of the well-formed UTF-8 character at `s`, and its code. */
static size_t utf8_char(const uint8_t *s, uint32_t *code) {
  size_t size = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
  uint32_t c = s[0] & (0xFFu >> (size + 1));
  for (size_t i = 1; i < size; i++) c = c << 6 | (s[i] & 0x3F);
  *code = c;
  return size;
}

/* Characters that a reader cannot see, or that reorder what he sees. */
static bool is_deceptive(uint32_t c) {
  return c < 0xA0 || c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE0FFF);
}

void print_string(Printer *p, const void *bytes, size_t size, bool is_name) {
  const uint8_t *s = bytes;
  buf_put_u8(p->out, '"');
  for (size_t i = 0; i < size;) {
    if (s[i] == '"' || s[i] == '\\') {
      buf_put_u8(p->out, '\\');
      buf_put_u8(p->out, s[i++]);
    } else if (s[i] >= 0x20 && s[i] < 0x7F) {
      buf_put_u8(p->out, s[i++]);
    } else if (is_name && s[i] >= 0xC2) {
      uint32_t code;
      size_t n = utf8_char(s + i, &code);
      if (is_deceptive(code)) buf_printf(p->out, "\\u{%x}", code);
      else buf_put(p->out, s + i, n);
      i += n;
    } else {
      put_hex_byte(p, s[i++]);
    }
  }
  buf_put_u8(p->out, '"');
}

static bool is_id_char(uint8_t c) {
  return c > 0x20 && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '(' && c != ')' && c != '[' && c != ']' &&
         c != '{' && c != '}';
}

void print_id(Printer *p, Name id) {
  buf_put_u8(p->out, '$');
  bool plain = true;
  for (uint32_t i = 0; i < id.size && plain; i++) plain = is_id_char((uint8_t)id.at[i]);
  if (plain) buf_put(p->out, id.at, id.size);
  else print_string(p, id.at, id.size, true);
}

void print_index(Printer *p, const Ids *ids, uint32_t index) {
  Name id = name_find(&ids->unique, index);
  if (id.size) print_id(p, id);
  else print_u64(p, index);
}

bool print_name(Printer *p, const Ids *ids, uint32_t index) {
  Name id = ids ? name_find(&ids->unique, index) : (Name){0};
  Name name = ids && ids->names ? name_find(ids->names, index) : (Name){0};
  if (!name.at) return false;
  if (id.size) {
    print_id(p, id);
    buf_put_u8(p->out, ' ');
  }
  if (id.size == 0 || id.size != name.size || memcmp(id.at, name.at, id.size) != 0) {
    buf_put_str(p->out, "(@name ");
    print_string(p, name.at, name.size, true);
    buf_put_str(p->out, ") ");
  }
  return true;
}

void print_binding(Printer *p, const Ids *ids, uint32_t index) {
  buf_put_u8(p->out, ' ');
  if (!print_name(p, ids, index)) buf_printf(p->out, "(;%u;)", index);
  else p->out->size -= !p->out->failed; /* the space */
}

/* Abstract heap types, in the order of their enumerators: keyword, and that of the nullable reference. */
static const char *const heap_words[][2] = {
    {"func", "funcref"},   {"nofunc", "nullfuncref"}, {"extern", "externref"}, {"noextern", "nullexternref"},
    {"any", "anyref"},     {"eq", "eqref"},           {"i31", "i31ref"},       {"struct", "structref"},
    {"array", "arrayref"}, {"none", "nullref"},       {"exn", "exnref"},       {"noexn", "nullexnref"},
    {"cont", "contref"},   {"nocont", "nullcontref"},
};
_Static_assert(COUNT_OF(heap_words) == HT_BOT - HT_ABSTRACT, "a row for each abstract heap type");

void print_heap_type(Printer *p, HeapType h, bool exact) {
  if (exact) buf_put_str(p->out, "(exact ");
  if (ht_is_index(h)) print_index(p, &p->type_ids, h);
  else if (h < HT_BOT) buf_put_str(p->out, heap_words[h - HT_ABSTRACT][0]);
  if (exact) buf_put_u8(p->out, ')');
}

void print_val_type(Printer *p, ValType t) {
  static const char *const words[] = {[VK_I32] = "i32",   [VK_I64] = "i64", [VK_F32] = "f32", [VK_F64] = "f64",
                                      [VK_V128] = "v128", [VK_I8] = "i8",   [VK_I16] = "i16"};
  TypeKind kind = vt_kind(t);
  HeapType heap = vt_heap(t);
  if (kind != VK_REF) {
    if (kind < COUNT_OF(words) && words[kind]) buf_put_str(p->out, words[kind]);
  } else if (vt_is_nullable(t) && !vt_is_exact(t) && heap >= HT_ABSTRACT && heap < HT_BOT) {
    buf_put_str(p->out, heap_words[heap - HT_ABSTRACT][1]);
  } else {
    buf_put_str(p->out, vt_is_nullable(t) ? "(ref null " : "(ref ");
    print_heap_type(p, heap, vt_is_exact(t));
    buf_put_u8(p->out, ')');
  }
}

/* m × 2^e as a short decimal number, when it has one: m·2^e with few bits behind the point. */
static bool put_short_decimal(Printer *p, uint64_t m, int e) {
  while (m && !(m & 1)) m >>= 1, e++;
  if (m >> 53) return false;
  if (e >= 0) {
    if (e > 10 || m >> (53 - e)) return false;
    print_u64(p, m << e);
    return true;
  }
  if (e < -10) return false;
  uint64_t whole = m >> -e, rest = m & ((UINT64_C(1) << -e) - 1); /* rest < 2^10: ten digits, no overflow */
  print_u64(p, whole);
  buf_put_u8(p->out, '.');
  while (rest) {
    rest *= 10;
    buf_put_u8(p->out, (uint8_t)('0' + (rest >> -e)));
    rest &= (UINT64_C(1) << -e) - 1;
  }
  return true;
}

void print_float(Printer *p, uint64_t bits, unsigned mantissa, unsigned exponent) {
  uint64_t fraction = bits & ((UINT64_C(1) << mantissa) - 1);
  unsigned biased = (unsigned)(bits >> mantissa) & ((1u << exponent) - 1), top = (1u << exponent) - 1;
  int bias = (int)(top >> 1);
  if (bits >> (mantissa + exponent) & 1) buf_put_u8(p->out, '-');
  if (biased == top) {
    if (fraction == 0) buf_put_str(p->out, "inf");
    else if (fraction == UINT64_C(1) << (mantissa - 1)) buf_put_str(p->out, "nan");
    else buf_printf(p->out, "nan:0x%llx", (unsigned long long)fraction);
    return;
  }
  uint64_t m = biased ? fraction | UINT64_C(1) << mantissa : fraction;
  int e = (int)(biased ? biased : 1) - bias - (int)mantissa;
  if (m == 0) {
    buf_put_u8(p->out, '0');
    return;
  }
  if (put_short_decimal(p, m, e)) return;
  /* 0x1.hhhp±e: the leading bit before the point, then the rest shifted up to whole hexadecimal digits. */
  while (!(m >> mantissa & 1)) m <<= 1, e--;
  fraction = m & ((UINT64_C(1) << mantissa) - 1);
  unsigned digits = (mantissa + 3) / 4;
  fraction <<= 4 * digits - mantissa;
  while (fraction && !(fraction & 15)) fraction >>= 4, digits--;
  buf_put_str(p->out, "0x1");
  if (fraction) buf_printf(p->out, ".%0*llx", (int)digits, (unsigned long long)fraction);
  buf_printf(p->out, "p%+d", e + (int)mantissa);
}

const TypeDef *print_func_type(const Printer *p, uint32_t index) {
  if (index >= p->m->type_count || p->m->types[index].comp != COMP_FUNC) return NULL;
  return &p->m->types[index];
}

void print_params(Printer *p, const TypeDef *type, const Ids *ids) {
  bool open = false;
  for (uint32_t i = 0; i < type->func.param_count; i++) {
    bool named = ids && ids->names && name_find(ids->names, i).at;
    if (open && named) {
      buf_put_u8(p->out, ')');
      open = false;
    }
    if (!open) buf_put_str(p->out, " (param");
    buf_put_u8(p->out, ' ');
    if (named) print_name(p, ids, i);
    print_val_type(p, type->func.params[i]);
    if (named) buf_put_u8(p->out, ')');
    open = !named;
  }
  if (open) buf_put_u8(p->out, ')');
}

void print_results(Printer *p, const TypeDef *type) {
  if (type->func.result_count == 0) return;
  buf_put_str(p->out, " (result");
  for (uint32_t i = 0; i < type->func.result_count; i++) {
    buf_put_u8(p->out, ' ');
    print_val_type(p, type->func.results[i]);
  }
  buf_put_u8(p->out, ')');
}
