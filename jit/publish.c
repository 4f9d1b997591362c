/* From a buffer to code that runs: a block of the code space, islands, what the code map tells. */
#include "jit/compiler.h"

#include "vm/exception_table.h"

static void free_func(const Alloc *alloc, NativeFunc *f) {
  if (f->cells) alloc_free(alloc, f->cells, f->cell_count * sizeof(Cell));
  if (f->maps) alloc_free(alloc, f->maps, f->map_size);
  alloc_free(alloc, f, sizeof *f);
}

/* Islands and maps, copied from the scratch memory. */
static NativeFunc *keep(const Jit *j) {
  uint32_t count;
  const Cell *cells = island_cells(j->islands, &count);
  const Bytes map = island_map(j->islands);
  NativeFunc *f = alloc_zeroed(j->alloc, sizeof *f);
  if (!f) return NULL;
  f->cell_count = j->resume_count ? count : 0;
  f->map_size = (uint32_t)(j->map.map.size + map.size);
  if (f->cell_count) f->cells = alloc_resize(j->alloc, NULL, 0, count * sizeof *cells);
  f->maps = alloc_resize(j->alloc, NULL, 0, f->map_size);
  if ((f->cell_count && !f->cells) || !f->maps) {
    free_func(j->alloc, f);
    return NULL;
  }
  if (f->cell_count) memcpy(f->cells, cells, count * sizeof *cells);
  memcpy(f->maps, j->map.map.at, j->map.map.size);
  if (map.size) memcpy(f->maps + j->map.map.size, map.at, map.size);
  return f;
}

/* Copies the code to its block and ties up what leads out of it. */
static bool place(const Jit *j, const JitEngine *e, const CodeBlock *block, NativeFunc *f) {
  const Asm *a = &j->as;
  memcpy(block->write, a->start, asm_here(a));
  const uint64_t cells = (uint64_t)(uintptr_t)f->cells;
  memcpy(block->write + asm_offset(a, j->header), &cells, sizeof cells);
  for (uint32_t k = 0; k < a->reloc_count; k++)
    if (!asm_relocate(a->target, block->write, (uint64_t)(uintptr_t)block->exec, &a->relocs[k], (uint64_t)(uintptr_t)e->stubs[a->relocs[k].symbol]))
      return false;
  for (uint32_t k = 0; k < j->resume_count; k++)
    f->cells[j->resumes[k].cell + 1].u64[0] = (uint64_t)(uintptr_t)(block->exec + asm_offset(a, j->resumes[k].label));
  return true;
}

/* Targets of clauses become places in the code, in both tables. */
static bool finish_tries(const Jit *j, const TryBuild *b, uint32_t unit, const CodeBlock *block, TryTable **out) {
  if (!try_build_finish(b, j->alloc, unit, out)) return false;
  if (!*out) return true;
  (*out)->native = true;
  (*out)->target_base = block->exec;
  for (uint32_t k = 0; k < (*out)->clause_count; k++) (*out)->clauses[k].target = asm_offset(&j->as, (*out)->clauses[k].target);
  return true;
}

static bool add_range(const Jit *j, CodeRange *range) {
  if (code_map_add(&j->program->code_map, j->alloc, range)) return true;
  try_table_free(j->alloc, range->tries);
  return false;
}

/* Enters the code and its islands in the Program's map. What was entered stays when the second fails, or the code cannot be
 * published: nothing leads there. */
static bool enter(const Jit *j, const CodeBlock *block, const NativeFunc *f) {
  CodeRange code = {.start = block->exec, .size = asm_here(&j->as), .unit = 1, .func = j->func,
                    .map = f->maps, .map_size = (uint32_t)j->map.map.size};
  if (!finish_tries(j, &j->tries, 1, block, &code.tries) || !add_range(j, &code)) return false;
  if (!f->cell_count) return true;
  CodeRange islands = {.start = (const uint8_t *)f->cells, .size = f->cell_count * (uint32_t)sizeof(Cell), .unit = sizeof(Cell),
                       .func = j->func, .map = f->maps + code.map_size, .map_size = f->map_size - code.map_size};
  return finish_tries(j, &j->island_tries, sizeof(Cell), block, &islands.tries) && add_range(j, &islands);
}

Err jit_publish(Jit *j, const void **entry) {
  if (j->map.map.failed) return ERR_NO_MEMORY;
  JitEngine *e = j->program->engine->compiler_state;
  NativeProgram *np = native_program(j->program);
  NativeFunc *f = keep(j);
  if (!f) return ERR_NO_MEMORY;
  pthread_mutex_lock(&np->lock);
  CodeBlock block;
  Err err = code_alloc(e->space, &np->owner, asm_here(&j->as), &block);
  if (!err) {
    f->next = np->funcs; /* the Program's from here on */
    np->funcs = f;
  }
  pthread_mutex_unlock(&np->lock);
  if (err) {
    free_func(j->alloc, f);
    return err;
  }
  if (!place(j, e, &block, f)) return ERR_LIMIT;
  if (!enter(j, &block, f)) return ERR_NO_MEMORY;
  /* Last, so that all of the above is behind its barrier: machine code of other threads finds the entry by a plain load, after
   * which AArch64 could read of code, cells and map what was there before (code_pages_synchronise). */
  if (!code_publish(e->space, &block)) return ERR_LIMIT;
  atomic_fetch_add_explicit(&j->program->stats.native_bytes, asm_here(&j->as), memory_order_relaxed);
  atomic_fetch_add_explicit(&np->published, 1, memory_order_release);
  const uint8_t *start = block.exec + asm_offset(&j->as, j->header) + 16;
  tell_function(j, e, f, block.exec, start);
  *entry = start;
  return ERR_OK;
}
