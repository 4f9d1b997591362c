/* Exceptions as objects. */
#include "vm/exception.h"

#include "vm/heap.h"

static ExnObject *object_of(Ref exception) {
  Object *o = ref_object(exception);
  assert(o && o->type == HT_EXN);
  return (ExnObject *)(void *)o;
}

TrapCode exception_new(Store *s, Tag *tag, const Slot *values, Ref *out) {
  const CanonType *type = types_get(s->engine->types, tag->type);
  Object *o;
  const size_t bytes = type->param_slots * sizeof(Slot);
  TrapCode trap = heap_alloc(s->heap, HT_EXN, 0, sizeof(ExnObject) + bytes, &o);
  if (trap) return trap;
  ExnObject *e = (ExnObject *)(void *)o;
  e->tag = tag;
  if (bytes) memcpy(e->slots, values, bytes);
  *out = (Ref)o;
  return TRAP_NONE;
}

const CanonType *exception_type(const Store *s, Ref exception) {
  return types_get(s->engine->types, exception_tag(exception)->type);
}

Tag *exception_tag(Ref exception) { return object_of(exception)->tag; }
const Slot *exception_values(Ref exception) { return object_of(exception)->slots; }
