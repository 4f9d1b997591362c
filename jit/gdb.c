/* ELF files in memory, and the list of them. */
#include "jit/gdb.h"

#include <elf.h>
#include <pthread.h>

#include "base/buf.h"

/* ---- the list: as GDB defines it ---- */

struct GdbEntry {
  GdbEntry *next, *previous;
  const uint8_t *file;
  uint64_t file_size;
};

typedef struct Descriptor {
  uint32_t version, action; /* 1; below */
  GdbEntry *relevant, *first;
} Descriptor;
enum { ACTION_NONE, ACTION_ADDED, ACTION_REMOVED };

/* A debugger stops in the function, and finds both by name. Weak: another compiler in the process may have them too. */
#define SEEN_BY_DEBUGGERS __attribute__((visibility("default"), weak))
SEEN_BY_DEBUGGERS void __jit_debug_register_code(void);
SEEN_BY_DEBUGGERS extern Descriptor __jit_debug_descriptor;
SEEN_BY_DEBUGGERS __attribute__((noinline)) void __jit_debug_register_code(void) { __asm__ volatile("" ::: "memory"); }
SEEN_BY_DEBUGGERS Descriptor __jit_debug_descriptor = {.version = 1};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void say(uint32_t action, GdbEntry *e) {
  __jit_debug_descriptor.action = action;
  __jit_debug_descriptor.relevant = e;
  __jit_debug_register_code();
  __jit_debug_descriptor.action = ACTION_NONE;
}

static void add(GdbEntry *e) {
  pthread_mutex_lock(&lock);
  e->next = __jit_debug_descriptor.first;
  if (e->next) e->next->previous = e;
  __jit_debug_descriptor.first = e;
  say(ACTION_ADDED, e);
  pthread_mutex_unlock(&lock);
}

void gdb_take_back(const Alloc *alloc, GdbEntry *e) {
  if (!e) return;
  pthread_mutex_lock(&lock);
  if (e->previous) e->previous->next = e->next;
  else __jit_debug_descriptor.first = e->next;
  if (e->next) e->next->previous = e->previous;
  say(ACTION_REMOVED, e);
  pthread_mutex_unlock(&lock);
  alloc_free(alloc, e, sizeof *e + e->file_size);
}

/* ---- how frames unwind: DWARF ---- */

enum {
  CFA_ADVANCE = 0x40, CFA_OFFSET = 0x80, CFA_DEF = 0x0C, CFA_DEF_OFFSET = 0x0E, CFA_DEF_EXPRESSION = 0x0F, CFA_EXPRESSION = 0x10,
  CFA_VALUE = 0x16, CFA_OFFSET_EXTENDED = 0x05, OP_DEREF = 0x06, OP_PLUS_CONST = 0x23, OP_MUL = 0x1E, OP_EQ = 0x29, OP_BREG = 0x70
};

static void put_u32(Buf *b, uint32_t v) { buf_put(b, &v, sizeof v); }
static void put_u64(Buf *b, uint64_t v) { buf_put(b, &v, sizeof v); }

/* Entries have a length in front and end at a multiple of 8. */
static size_t begin_entry(Buf *b) {
  put_u32(b, 0);
  return b->size;
}

static void end_entry(Buf *b, size_t from) {
  while (b->size % 8) buf_put_u8(b, 0); /* nops */
  const uint32_t size = (uint32_t)(b->size - from);
  if (!b->failed) memcpy(b->at + from - 4, &size, sizeof size);
}

/* An expression: the word at the register and a distance, or its address. */
static void put_breg(Buf *b, uint8_t reg, uint32_t at) {
  buf_put_u8(b, (uint8_t)(OP_BREG + reg));
  buf_put_s64_leb(b, at);
}
static void put_field(Buf *b, const GdbFrames *f, uint32_t at) {
  put_breg(b, f->exec, at);
  buf_put_u8(b, OP_DEREF);
}

/* The expression that was written since `from` gets its length in front. */
static void end_expression(Buf *b, size_t from) {
  const uint8_t size = (uint8_t)(b->size - from);
  buf_insert(b, from, &size, 1);
}

static void put_offset(Buf *b, uint8_t reg, uint32_t below) {
  buf_put_u8(b, CFA_OFFSET_EXTENDED);
  buf_put_u64_leb(b, reg);
  buf_put_u64_leb(b, below);
}

/* The pair {fp, link} on top of a frame's stack. */
static void put_pair(Buf *b, const GdbFrames *f) {
  put_offset(b, f->fp, 2);
  put_offset(b, f->link, 1);
}

/* CFA: what an Exec's field points to, and a distance. */
static void def_cfa(Buf *b, const GdbFrames *f, uint32_t field, uint32_t distance) {
  buf_put_u8(b, CFA_DEF_EXPRESSION);
  const size_t from = b->size;
  put_field(b, f, field);
  if (distance) {
    buf_put_u8(b, OP_PLUS_CONST);
    buf_put_u64_leb(b, distance);
  }
  end_expression(b, from);
}

static size_t begin_range(Buf *b, const uint8_t *start, const uint8_t *end) {
  const size_t from = begin_entry(b);
  put_u32(b, 0); /* the one CIE */
  put_u64(b, (uintptr_t)start);
  put_u64(b, (uint64_t)(end - start));
  return from;
}

static void put_common(Buf *b, const GdbFrames *f) {
  const size_t from = begin_entry(b);
  put_u32(b, UINT32_MAX); /* a CIE */
  buf_put_u8(b, 1);       /* version */
  buf_put_u8(b, 0);       /* no augmentation */
  buf_put_u64_leb(b, 1);  /* code and data alignment */
  buf_put_s64_leb(b, -8);
  buf_put_u8(b, f->link);
  buf_put_u8(b, CFA_DEF);
  buf_put_u64_leb(b, f->sp);
  buf_put_u64_leb(b, f->call_push);
  if (f->call_push) put_offset(b, f->link, 1);
  end_entry(b, from);
}

static void put_function(Buf *b, const GdbFrames *f, const GdbCode *c) {
  const size_t from = begin_range(b, c->entry, c->start + c->size);
  buf_put_u8(b, (uint8_t)(CFA_ADVANCE + f->pair_size));
  buf_put_u8(b, CFA_DEF_OFFSET);
  buf_put_u64_leb(b, 16);
  put_pair(b, f);
  end_entry(b, from);
}

/* C was called with the callee's pair complete. */
static void put_lazy(Buf *b, const GdbFrames *f, const GdbExec *x, const uint8_t *start, const uint8_t *end) {
  const size_t from = begin_range(b, start, end);
  def_cfa(b, f, x->rp, 16);
  put_pair(b, f);
  end_entry(b, from);
}

/* Nothing called it: the driver did what the stub that enters has kept. */
static void put_driver(Buf *b, const GdbFrames *f, const GdbExec *x, const uint8_t *start, const uint8_t *end) {
  const size_t from = begin_range(b, start, end);
  def_cfa(b, f, x->c_stack, f->entered);
  for (uint32_t k = 0; k < f->kept_count; k++) put_offset(b, f->kept[k].reg, f->kept[k].below);
  end_entry(b, from);
}

/* C was called; the Exec knows where the guest is, unless there is an entry within: then that is the end. */
static void put_helper(Buf *b, const GdbFrames *f, const GdbExec *x, const uint8_t *start, const uint8_t *end) {
  const size_t entry = begin_range(b, start, end);
  def_cfa(b, f, x->rp, 0);
  buf_put_u8(b, CFA_EXPRESSION);
  buf_put_u64_leb(b, f->fp);
  size_t from = b->size;
  put_breg(b, f->exec, x->fp);
  end_expression(b, from);
  buf_put_u8(b, CFA_VALUE);
  buf_put_u64_leb(b, f->link);
  from = b->size;
  put_field(b, f, x->ip);
  put_breg(b, f->sp, 0);
  put_field(b, f, x->c_stack);
  buf_put_u8(b, OP_EQ);
  buf_put_u8(b, OP_MUL);
  end_expression(b, from);
  end_entry(b, entry);
}

static void put_frames(Buf *b, const GdbFrames *f, const GdbExec *x, const GdbCode *c) {
  put_common(b, f);
  if (c->kind == GDB_FUNCTION) {
    put_function(b, f, c);
    return;
  }
  put_lazy(b, f, x, c->lazy, c->to_cells - 1); /* return addresses are looked for one byte before */
  put_driver(b, f, x, c->to_cells - 1, c->call);
  put_helper(b, f, x, c->call, c->start + c->size);
}

/* ---- the file ---- */

enum { SECTION_NULL, SECTION_TEXT, SECTION_FRAME, SECTION_SYMBOLS, SECTION_STRINGS, SECTION_COUNT };
static const char section_names[] = "\0.text\0.debug_frame\0.symtab\0.strtab"; /* and behind them the symbol's */

static void put_file(Buf *b, const GdbFrames *f, const GdbExec *x, const GdbCode *c) {
  Elf64_Ehdr head = {.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT}, .e_type = ET_REL,
                     .e_machine = f->machine, .e_version = EV_CURRENT, .e_shoff = sizeof head, .e_ehsize = sizeof head,
                     .e_shentsize = sizeof(Elf64_Shdr), .e_shnum = SECTION_COUNT, .e_shstrndx = SECTION_STRINGS};
  Elf64_Shdr sections[SECTION_COUNT] = {
      [SECTION_TEXT] = {.sh_name = 1, .sh_type = SHT_NOBITS, .sh_flags = SHF_ALLOC | SHF_EXECINSTR, .sh_addr = (uintptr_t)c->start, .sh_size = c->size,
                        .sh_addralign = 1},
      [SECTION_FRAME] = {.sh_name = 7, .sh_type = SHT_PROGBITS, .sh_addralign = 8},
      [SECTION_SYMBOLS] = {.sh_name = 20, .sh_type = SHT_SYMTAB, .sh_link = SECTION_STRINGS, .sh_info = 1, .sh_entsize = sizeof(Elf64_Sym), .sh_addralign = 8},
      [SECTION_STRINGS] = {.sh_name = 28, .sh_type = SHT_STRTAB, .sh_addralign = 1}};
  const Elf64_Sym symbols[2] = {[1] = {.st_name = sizeof section_names, .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), .st_shndx = SECTION_TEXT, .st_size = c->size}};
  buf_put(b, &head, sizeof head);
  buf_put(b, sections, sizeof sections);
  sections[SECTION_FRAME].sh_offset = b->size;
  put_frames(b, f, x, c);
  sections[SECTION_FRAME].sh_size = b->size - sections[SECTION_FRAME].sh_offset;
  sections[SECTION_SYMBOLS].sh_offset = b->size;
  sections[SECTION_SYMBOLS].sh_size = sizeof symbols;
  buf_put(b, symbols, sizeof symbols);
  sections[SECTION_STRINGS].sh_offset = b->size;
  buf_put(b, section_names, sizeof section_names);
  buf_put(b, c->name, strlen(c->name) + 1);
  sections[SECTION_STRINGS].sh_size = b->size - sections[SECTION_STRINGS].sh_offset;
  if (!b->failed) memcpy(b->at + sizeof head, sections, sizeof sections);
}

GdbEntry *gdb_tell(const Alloc *alloc, const GdbFrames *frames, const GdbExec *exec, const GdbCode *code) {
  Buf b;
  buf_init(&b, alloc);
  put_file(&b, frames, exec, code);
  GdbEntry *e = b.failed ? NULL : alloc_zeroed(alloc, sizeof *e + b.size);
  if (e) {
    memcpy(e + 1, b.at, b.size);
    e->file = (const uint8_t *)(e + 1);
    e->file_size = b.size;
    add(e);
  }
  buf_free(&b);
  return e;
}
