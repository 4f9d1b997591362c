/* Reading signatures. */
#include "host/c_signature.h"

static bool is_in(char c, const char *set) { return c && strchr(set, c); }

/* Its letter, and the size behind a pointer's. */
static const char *read_param(const char **p, CParam *out) {
  const char c = *(*p)++;
  *out = (CParam){.letter = c, .wide = is_in(c, "PBS"), .size = 1};
  if (out->wide) out->letter = (char)(c - 'A' + 'a');
  else if (!is_in(c, "ilfdpbs")) return "is no letter for a parameter";
  if (out->letter != 'p' || !is_in(**p, "123456789")) return NULL;
  uint64_t size = 0;
  for (; is_in(**p, "0123456789"); ++*p)
    if ((size = size * 10 + (uint64_t)(**p - '0')) > UINT32_MAX) return "is too large a size";
  out->size = (uint32_t)size;
  return NULL;
}

const char *c_signature_read(const char *text, CSignature *out, size_t *at) {
  const char *p = text, *why = NULL;
  memset(out, 0, sizeof *out);
  *at = 0;
  if (!is_in(*p, "ilfdv")) return "is no letter for a result";
  out->result = *p++;
  if (*p != '(') why = "should be (";
  for (p++; !why && *p != ')';) {
    if (!*p) why = "should be )";
    else if (out->count == C_MOST_PARAMS) why = "is a parameter too many";
    else {
      CParam *param = &out->params[out->count++];
      if ((why = read_param(&p, param))) p--;
      out->guest_count += param->letter == 'b' ? 2 : 1;
      out->checked |= is_in(param->letter, "pbs");
    }
  }
  if (!why && p[1]) p++, why = "follows the end";
  *at = (size_t)(p - text);
  return why;
}

static wvm_valtype_t type_of(char letter) {
  switch (letter) {
  case 'l': return (wvm_valtype_t){.kind = WVM_I64};
  case 'f': return (wvm_valtype_t){.kind = WVM_F32};
  case 'd': return (wvm_valtype_t){.kind = WVM_F64};
  default: return (wvm_valtype_t){.kind = WVM_I32};
  }
}

wvm_functype_t c_signature_type(const CSignature *s, CTypes *types) {
  wvm_functype_t t = {.params = types->params, .results = &types->result, .result_count = s->result != 'v'};
  types->result = type_of(s->result);
  for (uint32_t k = 0; k < s->count; k++) {
    const CParam *p = &s->params[k];
    const bool is_address = is_in(p->letter, "pbs");
    types->params[t.param_count++] = type_of(is_address ? p->wide ? 'l' : 'i' : p->letter);
    if (p->letter == 'b') types->params[t.param_count++] = type_of(p->wide ? 'l' : 'i');
  }
  return t;
}

void c_signature_letters(const CSignature *s, char out[2 * C_MOST_PARAMS + 2]) {
  *out++ = s->result;
  for (uint32_t k = 0; k < s->count; k++) {
    const char c = s->params[k].letter;
    *out++ = is_in(c, "pbs") ? 'l' : c;
    if (c == 'b') *out++ = 'l';
  }
  *out = 0;
}
