/* Zero copy: files and other pages in a linear memory's place.
 *
 *   base │ zeroed │ file, its own copy │ zeroed │ shared pages │ … length          every page within length is accessible
 *
 * Ranges are whole pages of the host, inside the memory's length, and do not overlap; nothing outside of the memory is ever
 * touched. A page is put in another's place in one step, so that other threads of a shared memory find one of both.
 *
 * A file that shrinks takes pages away that are mapped. Whoever touches one gets a SIGBUS; the handler puts zeros there, up
 * to the end of what is mapped, marks the memory and stops its guest, which traps (TRAP_MEMORY_LOST) at its next check; the
 * host goes on. Where there are to be no signal handlers (EngineConfig.explicit_bounds) files are copied, unless the caller
 * vouches for them, or the system does (seals).
 *
 * What a memory that belongs to the host (memory_new_foreign) holds is nobody's to replace: nothing is mapped there. */
#ifndef WVM_VM_MAPPING_H
#define WVM_VM_MAPPING_H

#include "vm/memory.h"

typedef enum MappingResult {
  MAPPED,
#define MAP_RESULT(id, text) MAPPING_##id,
#include "vm/mapping.def"
#undef MAP_RESULT
  MAPPING_COUNT
} MappingResult;

/* For people. */
const char *mapping_text(MappingResult r);

typedef struct MapSource {
  int fd;          /* a file */
  uint64_t offset; /* … from there on; a multiple of the page size */
  bool shared;     /* what the guest writes is written to the file; otherwise it is the memory's own */
  bool trusted;    /* the caller vouches that it does not shrink */
} MapSource;

/* [offset, offset + size) of a file at `at`. The last page is taken whole: it holds what the file has there, and zeros. */
MUST_USE MappingResult memory_map_file(Memory *m, uint64_t at, const MapSource *source, uint64_t size);
/* The pages of a shared mapping of the host's, which may then go. */
MUST_USE MappingResult memory_map_pages(Memory *m, uint64_t at, void *pages, uint64_t size);
/* What is mapped in the range becomes zeros. */
MUST_USE MappingResult memory_unmap(Memory *m, uint64_t at, uint64_t size);
/* All of the range becomes zeros; whole pages go back to the system. For hosts: not interrupted. */
MUST_USE MappingResult memory_zero(Memory *m, uint64_t at, uint64_t size);
/* Something in the range was mapped and is zeros now, so that the system's ways to discard pages will do; false: no memory. */
MUST_USE bool mappings_drop(Memory *m, uint64_t at, uint64_t size);
/* A file has shrunk since the memory was made: pages of it are zeros that should not be. */
bool memory_is_lost(const Memory *m);

/* The memory is about to give its pages back. */
void mappings_free(Memory *m);

#endif
