/* Chunks by address in one list (first fit), and by owner in another.
 *
 *   lowest ─▶ [start size used] ─▶ [ … ] ─▶ NULL      above/below
 */
#include "jit/code_space.h"

#include <pthread.h>
#include <unistd.h>

#include "base/os.h"
#include "jit/code_pages.h"

enum { CHUNK_LEAST = 64 << 10, CHUNK_MOST = 1 << 20 };

struct CodeChunk {
  CodeChunk *next;          /* of the same owner */
  CodeChunk *below, *above; /* by address */
  size_t start, size, used; /* offsets from lo; used: from start */
};

struct CodeSpace {
  const Alloc *alloc;
  CodePages pages;
  size_t limit;
  size_t unit; /* sizes of blocks are multiples */
  pid_t process;
  pthread_mutex_t lock;
  CodeChunk *lowest;
  size_t used, chunks;
};

static size_t round_up(size_t size, size_t unit) { return (size + unit - 1) & ~(unit - 1); }

/* ---- the space ---- */

/* As much address space as the system grants, two views before whole pages: a smaller range of two views is worth more.
 */
static bool reserve(CodePages *p, const CodeSpaceOptions *o, const char **why) {
  size_t most = o->reserve ? o->reserve : CODE_SPACE_DEFAULT;
  if (!os_round_to_page(most, &most)) return *why = "no address space for machine code", false;
  for (int two_views = !o->whole_pages; two_views >= 0; two_views--) {
    for (size_t size = most;; size = round_up(size / 2, os_page_size())) {
      if (code_pages_reserve(p, size, two_views, why)) return true;
      if (size <= CODE_SPACE_LEAST) break;
    }
  }
  return false;
}

CodeSpace *code_space_new(const Alloc *alloc, const CodeSpaceOptions *options, const char **why) {
  static const CodeSpaceOptions defaults = {0};
  const CodeSpaceOptions *o = options ? options : &defaults;
  CodeSpace *s = alloc_zeroed(alloc, sizeof *s);
  if (!s) return *why = "out of memory", NULL;
  s->alloc = alloc;
  s->process = getpid();
  if (!reserve(&s->pages, o, why)) return alloc_free(alloc, s, sizeof *s), NULL;
  if (pthread_mutex_init(&s->lock, NULL) != 0) {
    *why = "out of memory";
    code_pages_release(&s->pages);
    return alloc_free(alloc, s, sizeof *s), NULL;
  }
  s->limit = o->limit ? MIN_OF(o->limit, s->pages.size) : s->pages.size;
  s->unit = s->pages.two_views ? CODE_ALIGN : MAX_OF(os_page_size(), (size_t)CODE_ALIGN);
  return s;
}

void code_space_free(CodeSpace *s) {
  if (!s) return;
  for (CodeChunk *c = s->lowest; c;) {
    CodeChunk *above = c->above;
    alloc_free(s->alloc, c, sizeof *c);
    c = above;
  }
  code_pages_release(&s->pages);
  pthread_mutex_destroy(&s->lock);
  alloc_free(s->alloc, s, sizeof *s);
}

CodeSpaceStats code_space_stats(CodeSpace *s) {
  pthread_mutex_lock(&s->lock);
  CodeSpaceStats stats = {s->pages.size, s->limit, s->used, s->chunks, s->pages.two_views};
  pthread_mutex_unlock(&s->lock);
  return stats;
}

void code_space_range(const CodeSpace *s, const void **lo, const void **hi) {
  *lo = s->pages.exec;
  *hi = s->pages.exec + s->pages.size;
}

/* Code of two views is one for parent and child. */
static bool is_shared_with_parent(const CodeSpace *s) { return s->pages.two_views && s->process != getpid(); }

/* ---- chunks ---- */

/* The lowest gap of this size: its offset, and the chunk below it (NULL: none). false: there is none. */
static bool find_gap(const CodeSpace *s, size_t size, size_t *at, CodeChunk **below) {
  *at = 0;
  *below = NULL;
  for (CodeChunk *c = s->lowest; c; c = c->above) {
    if (c->start - *at >= size) return true;
    *at = c->start + c->size;
    *below = c;
  }
  return s->pages.size - *at >= size;
}

static void link_chunk(CodeSpace *s, CodeChunk *c, CodeChunk *below) {
  c->below = below;
  c->above = below ? below->above : s->lowest;
  if (c->above) c->above->below = c;
  if (below) below->above = c;
  else s->lowest = c;
}

static void unlink_chunk(CodeSpace *s, CodeChunk *c) {
  if (c->above) c->above->below = c->below;
  if (c->below) c->below->above = c->above;
  else s->lowest = c->above;
}

/* A chunk with room for `size` more bytes; owners get larger ones as they grow. */
static Err new_chunk(CodeSpace *s, const CodeOwner *owner, size_t size, CodeChunk **out) {
  size_t granule = MAX_OF(os_page_size(), (size_t)CHUNK_LEAST);
  size_t wanted = round_up(MAX_OF(size, MIN_OF(owner->bytes, (size_t)CHUNK_MOST)), granule);
  size_t at;
  CodeChunk *below;
  if (!find_gap(s, wanted, &at, &below)) {
    wanted = round_up(size, granule); /* the range is nearly full: no more than must be */
    if (!find_gap(s, wanted, &at, &below)) return ERR_LIMIT;
  }
  CodeChunk *c = alloc_zeroed(s->alloc, sizeof *c);
  if (!c) return ERR_NO_MEMORY;
  if (!code_pages_open(&s->pages, at, wanted)) {
    alloc_free(s->alloc, c, sizeof *c);
    return ERR_NO_MEMORY;
  }
  *c = (CodeChunk){.start = at, .size = wanted};
  link_chunk(s, c, below);
  s->chunks += wanted;
  *out = c;
  return ERR_OK;
}

/* ---- blocks ---- */

static size_t chunk_room(const CodeChunk *c) { return c ? c->size - c->used : 0; }

/* The current chunk is the first of the owner's; of the old and the new one that which has more room left. */
static void add_chunk(CodeOwner *owner, CodeChunk *c, size_t size) {
  if (chunk_room(c) - size >= chunk_room(owner->chunks)) {
    c->next = owner->chunks;
    owner->chunks = c;
  } else {
    c->next = owner->chunks->next;
    owner->chunks->next = c;
  }
}

static Err alloc_locked(CodeSpace *s, CodeOwner *owner, size_t size, CodeBlock *out) {
  if (is_shared_with_parent(s)) return ERR_LIMIT;
  if (s->used > s->limit - size) return ERR_LIMIT;
  CodeChunk *c = owner->chunks;
  if (chunk_room(c) < size) {
    Err e = new_chunk(s, owner, size, &c);
    if (e) return e;
    add_chunk(owner, c, size);
  }
  size_t at = c->start + c->used;
  c->used += size;
  s->used += size;
  owner->bytes += size;
  *out = (CodeBlock){s->pages.exec + at, s->pages.write + at, size};
  return ERR_OK;
}

Err code_alloc(CodeSpace *s, CodeOwner *owner, size_t size, CodeBlock *out) {
  assert(size);
  *out = (CodeBlock){0};
  if (size > s->limit || (size = round_up(size, s->unit)) > s->limit) return ERR_LIMIT;
  pthread_mutex_lock(&s->lock);
  Err e = alloc_locked(s, owner, size, out);
  pthread_mutex_unlock(&s->lock);
  return e;
}

bool code_publish(CodeSpace *s, CodeBlock *block) {
  if (block->size == 0) return true;
  size_t at = (size_t)(block->exec - s->pages.exec);
  if (!code_pages_seal(&s->pages, at, block->size)) return false;
  code_pages_synchronise(&s->pages, at, block->size);
  return true;
}

void code_owner_free(CodeSpace *s, CodeOwner *owner) {
  pthread_mutex_lock(&s->lock);
  bool shared = is_shared_with_parent(s);
  for (CodeChunk *c = owner->chunks; c;) {
    CodeChunk *next = c->next;
    unlink_chunk(s, c);
    s->chunks -= c->size;
    if (!shared) code_pages_close(&s->pages, c->start, c->size);
    alloc_free(s->alloc, c, sizeof *c);
    c = next;
  }
  s->used -= owner->bytes;
  *owner = (CodeOwner){0};
  pthread_mutex_unlock(&s->lock);
}
