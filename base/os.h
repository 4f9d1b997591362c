/* The operating system, as far as wvm needs it: address space, time, random bytes. Knows nothing of WebAssembly.
 *
 *   os_reserve ─▶ [ no access …………………………… ]
 *   os_commit  ─▶ [ zeroed, read-write │ no access … ]
 *
 * Reserved space costs address space alone; committed pages cost memory when first touched. Sizes and addresses are
 * multiples of os_page_size() where said. What the system refuses (RLIMIT_AS, overcommit, small address spaces) is a
 * NULL or false, never an abort. Thread-safe. */
#ifndef WVM_BASE_OS_H
#define WVM_BASE_OS_H

#include "base/base.h"

size_t os_page_size(void);

/* Address space without access, page-aligned; NULL when refused. size: whole pages, not 0. */
MUST_USE void *os_reserve(size_t size);
/* Gives pages back, whatever their access. */
void os_release(void *at, size_t size);
/* Makes pages of reserved space readable and writable; they read as zero at first. */
MUST_USE bool os_commit(void *at, size_t size);
/* Takes the access away again and frees what the pages held. */
MUST_USE bool os_decommit(void *at, size_t size);
/* Committed pages become zero, their memory goes back to the system. */
MUST_USE bool os_discard(void *at, size_t size);
/* Puts other pages in the place of pages that are mapped, in one step for other threads; false: nothing has changed. `at`,
 * sizes and offsets are multiples of the page size. Zeros; a file's, written to it or the process's own; another mapping's
 * of pages that are shared. */
MUST_USE bool os_map_zeroed_at(void *at, size_t size);
MUST_USE bool os_map_file_at(void *at, size_t size, int fd, uint64_t offset, bool shared);
MUST_USE bool os_share_at(void *at, size_t size, void *pages);
/* The same for signal handlers; what the system refuses may leave nothing there. */
MUST_USE bool os_mend_zeroed(void *at, size_t size);

/* Zeroed pages, readable and writable, taken at first touch; os_release gives them back. NULL when refused. */
MUST_USE void *os_map_zeroed(size_t size);

/* size rounded up to whole pages; false when it does not fit. */
MUST_USE bool os_round_to_page(size_t size, size_t *out);

/* Processors that this process may run on; at least 1. */
uint32_t os_processor_count(void);

uint64_t os_monotonic_ns(void);

#endif
