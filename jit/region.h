/* Regions: which locals have registers where, and ways between them.
 *
 * A region is a loop, or the body around all loops. Its locals are chosen when it is entered, by the use summary; a local
 * that the region around has in a register keeps that register. So a way from one region to another only loads and
 * stores, never shuffles; where a local changes registers across several regions it passes through its slot. */
#ifndef WVM_JIT_REGION_H
#define WVM_JIT_REGION_H

#include "jit/driver.h"

/* The body's region, at the function's entry: parameters are home, other locals zero. */
void region_body(Jit *j);
/* Enters a loop: returns the region of its label, in which all of the region's locals are valid. */
void region_enter(Jit *j, Block *b, uint32_t offset);
/* Back to the region around; `reachable`: the loop's end falls out. */
void region_leave(Jit *j, Block *b, bool reachable);

/* The way to the block's label needs no code for locals. */
MUST_USE bool region_way_is_plain(const Jit *j, const Block *b);
/* Emits what the way to the label needs, and notes what it brings. The state at hand stays as it is. */
void region_way(Jit *j, Block *b);
/* The same from where nothing is in registers, emitting nothing: afterwards b->valid tells what is to be loaded. */
void region_land(Block *b);
/* The state at hand becomes the label's. */
void region_bind(Jit *j, const Block *b);

#endif
