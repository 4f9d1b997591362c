/* Roots: where references are that the guest can still get at.
 *
 *   the host's handles · ranges of C code · globals · tables · element segments · frames of all host entries
 *
 * Frames keep no record of where their references are. At a collection the Walk is run over a frame's function up to
 * where the frame is, and tells which slots hold references; what it told is kept by pc. An operand that the translator
 * has not brought home leaves something older in its slot: an older reference, perhaps to an object that is gone, so
 * words from frames are looked up before they are believed (gc_mark_candidate). The operand itself is in its local. */
#ifndef WVM_VM_ROOTS_H
#define WVM_VM_ROOTS_H

#include "vm/heap.h"
#include "vm/stack.h"

typedef struct RootMaps RootMaps;

/* Marks what the roots refer to. */
void roots_mark(Heap *h);
/* Marks what the frames of a suspended Stack refer to, while marking (roots_mark_special): `pc` is the cell of the
 * instruction that suspended it, whose operands have been taken; its pairs are those from rp to end. */
void roots_mark_stack(Heap *h, Instance *instance, const Cell *pc, Slot *fp, const Pair *rp, const Pair *end);
/* Marks what an object refers to that is neither structure nor array. */
void roots_mark_special(Heap *h, Object *o);
void roots_free(Heap *h);

#endif
