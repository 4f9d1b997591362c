/* Exceptions: objects of the heap that hold a tag and its values (ExnObject in vm/heap.h). */
#ifndef WVM_VM_EXCEPTION_H
#define WVM_VM_EXCEPTION_H

#include "vm/store.h"

/* An exception of this tag; `values` holds the slots of its parameters. May collect: references among the values are
 * the caller's to root. TRAP_HEAP_LIMIT, TRAP_NO_MEMORY. */
MUST_USE TrapCode exception_new(Store *s, Tag *tag, const Slot *values, Ref *out);

/* The function type of its tag. */
const CanonType *exception_type(const Store *s, Ref exception);
Tag *exception_tag(Ref exception);
/* Its values, one behind the other. */
const Slot *exception_values(Ref exception);

#endif
