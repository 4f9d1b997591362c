/* Where machine code lives: one range of addresses per engine, handed out in chunks to what owns code (a Program, the
 * engine's own stubs), and within a chunk in blocks, front to back.
 *
 *   exec   lo [ chunk of A ][ chunk of B ][ no access …      ][ chunk of A ] … hi     readable, executable
 *               │block│block│ free │
 *   write     [ the same bytes at a constant distance …                      ]        readable, writable
 *
 * No page is ever writable and executable at the same address. Two ways, the first that the system grants:
 *   two views    one anonymous file mapped twice; blocks are written through the second view, next to running code.
 *   whole pages  one private mapping; a block is whole fresh pages, writable until published and executable after it.
 *                A page that was published is not opened again before its owner is freed.
 * What is not handed out has no access at all, and its memory has gone back to the system.
 *
 * Everything here is thread-safe. A child process shares the two views with its parent: there code_alloc refuses
 * (functions stay interpreted), and nothing is given back; the parent must not free what the child runs. Whole pages are
 * the child's own.
 *
 * Must not know: what the code does, functions, the machine. */
#ifndef WVM_JIT_CODE_SPACE_H
#define WVM_JIT_CODE_SPACE_H

#include "base/alloc.h"
#include "base/err.h"

typedef struct CodeSpace CodeSpace;
typedef struct CodeChunk CodeChunk;

/* Embedded in what owns code; zero-initialised: owns nothing. */
typedef struct CodeOwner {
  CodeChunk *chunks; /* the current one first */
  size_t bytes;      /* of its blocks */
} CodeOwner;

/* Room for code. Bytes written at `write` appear at `exec`, where they may run once published. */
typedef struct CodeBlock {
  uint8_t *exec, *write;
  size_t size; /* a multiple of CODE_ALIGN (whole pages: of the page size), at least what was asked for */
} CodeBlock;

enum { CODE_ALIGN = 64 };

typedef struct CodeSpaceOptions {
  size_t reserve;   /* bytes of address space; halved down to CODE_SPACE_LEAST while the system refuses. 0: 1 GiB */
  size_t limit;     /* bytes of all blocks together. 0: as many as fit */
  bool whole_pages; /* do not try two views */
} CodeSpaceOptions;

#define CODE_SPACE_DEFAULT ((size_t)1 << 30)
#define CODE_SPACE_LEAST   ((size_t)16 << 20)

/* NULL when the system grants no executable memory, or there is no memory: *why is then a phrase for people. options
 * may be NULL. The Alloc must outlive the space. */
MUST_USE CodeSpace *code_space_new(const Alloc *alloc, const CodeSpaceOptions *options, const char **why);
/* Every owner must have been freed, or be dead and never used again: their chunks go too. */
void code_space_free(CodeSpace *s);

/* For information. */
typedef struct CodeSpaceStats {
  size_t reserved, limit;
  size_t used;   /* bytes of all blocks */
  size_t chunks; /* bytes of all chunks */
  bool two_views;
} CodeSpaceStats;
CodeSpaceStats code_space_stats(CodeSpace *s);

/* The range [*lo, *hi) that all code of this space lies in: constant, multiples of the page size. */
void code_space_range(const CodeSpace *s, const void **lo, const void **hi);

/* A block of at least `size` bytes (not 0), aligned to CODE_ALIGN. ERR_LIMIT: the limit or the range is used up;
 * ERR_NO_MEMORY: the system refuses. Then *out is empty and nothing has changed. */
MUST_USE Err code_alloc(CodeSpace *s, CodeOwner *owner, size_t size, CodeBlock *out);
/* Makes what was written runnable, on every core. false: the system refuses; the block must then not be run. */
MUST_USE bool code_publish(CodeSpace *s, CodeBlock *block);
/* Gives all chunks of the owner back; it may be used again. No thread may be running in them, or come back to them. */
void code_owner_free(CodeSpace *s, CodeOwner *owner);

#endif
