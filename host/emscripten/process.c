/* The end of the program, its console, random numbers, the few system calls, the one thread. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

#include "host/emscripten/emscripten.h"

enum { TEXT_MOST = 1024 };

/* ---- errors ---- */

wvm_error_t *em_trap(const char *format, ...) {
  char message[TEXT_MOST + 512];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  return wvm_error_new(WVM_ERROR_TRAP, message);
}

wvm_error_t *em_outside(void) { return em_trap("an address outside of the memory"); }

void em_string(const EmCall *c, uint64_t ptr, char *out, size_t size) {
  size_t n = 0;
  for (; n + 1 < size && ptr < c->size && n < c->size - ptr && c->base[ptr + n]; n++) out[n] = (char)c->base[ptr + n];
  out[n] = 0;
}

void em_text(const EmCall *c, uint64_t ptr, char *out, size_t size) {
  em_string(c, ptr, out, size);
  for (; *out; out++)
    if ((unsigned char)*out < 32 || *out == 127) *out = ' ';
}

/* ---- the end ---- */

wvm_error_t *em_abort(EmCall *c, const wvm_raw_t *a) {
  (void)c, (void)a;
  return em_trap("the program called abort");
}

wvm_error_t *em_abort_js(EmCall *c, const wvm_raw_t *a) { return em_abort(c, a); }

wvm_error_t *em_assert_fail(EmCall *c, const wvm_raw_t *a) {
  char condition[200], file[200], func[100];
  em_text(c, a[0].bits, condition, sizeof condition);
  em_text(c, a[1].bits, file, sizeof file);
  em_text(c, a[3].bits, func, sizeof func);
  return em_trap("assertion failed: %s (%s:%d, %s)", condition, file, a[2].i32, func);
}

wvm_error_t *em_stack_overflow(EmCall *c, const wvm_raw_t *a) {
  (void)c;
  return em_trap("the program's own stack is used up (its pointer: 0x%llx); build it with a larger -sSTACK_SIZE",
                 (unsigned long long)a[0].bits);
}

wvm_error_t *em_segfault(EmCall *c, const wvm_raw_t *a) {
  (void)c, (void)a;
  return em_trap("SAFE_HEAP: a wrong address");
}

wvm_error_t *em_alignfault(EmCall *c, const wvm_raw_t *a) {
  (void)c, (void)a;
  return em_trap("SAFE_HEAP: a misaligned address");
}

wvm_error_t *em_exit(EmCall *c, const wvm_raw_t *a) {
  wvm_error_t *e = em_flush(c->instance);
  return e ? e : wvm_error_new_exit(a[0].i32);
}

wvm_error_t *em_force_exit(EmCall *c, const wvm_raw_t *a) { return em_exit(c, a); }

wvm_error_t *em_exit_now(EmCall *c, const wvm_raw_t *a) {
  (void)c;
  return wvm_error_new_exit(a[0].i32);
}

wvm_error_t *em_proc_exit(EmCall *c, const wvm_raw_t *a) { return em_exit_now(c, a); }

/* ---- console ---- */

/* Nothing in it steers a terminal. */
static wvm_error_t *line(const EmCall *c, uint64_t ptr, uint32_t stream) {
  char text[TEXT_MOST + 1];
  em_string(c, ptr, text, TEXT_MOST);
  size_t size = 0;
  for (; text[size]; size++)
    if (((unsigned char)text[size] < 32 && text[size] != '\n' && text[size] != '\t') || text[size] == 127)
      text[size] = '?';
  text[size++] = '\n';
  em_write(c, stream, text, size);
  return NULL;
}

wvm_error_t *em_console_log(EmCall *c, const wvm_raw_t *a) { return line(c, a[0].bits, 1); }
wvm_error_t *em_console_warn(EmCall *c, const wvm_raw_t *a) { return line(c, a[0].bits, 2); }
wvm_error_t *em_console_error(EmCall *c, const wvm_raw_t *a) { return line(c, a[0].bits, 2); }
wvm_error_t *em_out(EmCall *c, const wvm_raw_t *a) { return line(c, a[0].bits, 1); }
wvm_error_t *em_err(EmCall *c, const wvm_raw_t *a) { return line(c, a[0].bits, 2); }
wvm_error_t *em_dbg(EmCall *c, const wvm_raw_t *a) { return line(c, a[0].bits, 2); }

/* ---- system ---- */

/* As libc's: at most 256 bytes at once. */
wvm_error_t *em_getentropy(EmCall *c, const wvm_raw_t *a) {
  enum { MOST = 256 };
  c->result.i32 = -EM_EIO;
  if (a[1].bits > MOST) return NULL;
  uint8_t *at = em_at(c, a[0].bits, a[1].bits);
  if (!at) return em_outside();
  uint8_t bytes[MOST];
  if (getentropy(bytes, a[1].bits) != 0) return NULL;
  memcpy(at, bytes, a[1].bits);
  c->result.i32 = 0;
  return NULL;
}

wvm_error_t *em_random(EmCall *c, const wvm_raw_t *a) {
  (void)a;
  uint32_t bits = 0;
  if (getentropy(&bits, sizeof bits) != 0) return em_trap("no random bytes are to be had");
  c->result.f32 = (float)(bits >> 8) / 16777216.0f;
  return NULL;
}

/* system(NULL) asks whether there is a shell. */
wvm_error_t *em_system(EmCall *c, const wvm_raw_t *a) {
  c->result.i32 = a[0].bits ? -EM_ENOSYS : 0;
  return NULL;
}

wvm_error_t *em_system_o(EmCall *c, const wvm_raw_t *a) { return em_system(c, a); }

/* A system call's variable arguments stand in memory: the first, an address. */
static bool first_argument(const EmCall *c, uint64_t ptr, uint64_t *out) {
  const uint8_t *at = em_at(c, ptr, c->wide ? 8 : 4);
  if (at) *out = c->wide ? load_u64(at) : load_u32(at);
  return at != NULL;
}

/* libc asks for a window's size to learn whether a stream is a terminal, and then buffers by lines. */
wvm_error_t *em_ioctl(EmCall *c, const wvm_raw_t *a) {
  enum { GET_WINDOW_SIZE = 0x5413, GET_ATTRIBUTES = 0x5401 };
  const bool terminal = a[0].u32 <= 2 && isatty(a[0].i32);
  const bool known = a[1].u32 == GET_WINDOW_SIZE || a[1].u32 == GET_ATTRIBUTES;
  c->result.i32 = !terminal ? -EM_ENOTTY : known ? 0 : -EM_EINVAL;
  if (c->result.i32 != 0 || a[1].u32 != GET_WINDOW_SIZE) return NULL;
  static const uint16_t rows_columns_pixels[4] = {24, 80, 0, 0};
  uint64_t ptr;
  uint8_t *to = first_argument(c, a[2].bits, &ptr) ? em_at(c, ptr, sizeof rows_columns_pixels) : NULL;
  if (to) memcpy(to, rows_columns_pixels, sizeof rows_columns_pixels);
  else c->result.i32 = -EM_EFAULT;
  return NULL;
}

wvm_error_t *em_fcntl(EmCall *c, const wvm_raw_t *a) {
  enum { GET_FD = 1, SET_FD = 2, GET_FLAGS = 3, SET_FLAGS = 4, READ_WRITE = 2 };
  switch (a[1].u32) {
  case GET_FD:
  case SET_FD:
  case SET_FLAGS: c->result.i32 = 0; break;
  case GET_FLAGS: c->result.i32 = READ_WRITE; break;
  default: c->result.i32 = -EM_EINVAL;
  }
  return NULL;
}

/* Returns the size with the zero behind. */
wvm_error_t *em_getcwd(EmCall *c, const wvm_raw_t *a) {
  uint8_t *to = em_at(c, a[0].bits, 2);
  c->result.i32 = a[1].bits < 2 ? -EM_ERANGE : !to ? -EM_EFAULT : 2;
  if (c->result.i32 == 2) memcpy(to, "/", 2);
  return NULL;
}

/* ---- the one thread ---- */

static wvm_error_t *one(EmCall *c) {
  c->result.bits = 1;
  return NULL;
}

wvm_error_t *em_cores(EmCall *c, const wvm_raw_t *a) { return (void)a, one(c); }
wvm_error_t *em_main_thread(EmCall *c, const wvm_raw_t *a) { return (void)a, one(c); }
wvm_error_t *em_browser_thread(EmCall *c, const wvm_raw_t *a) { return (void)a, one(c); }

wvm_error_t *em_thread_create(EmCall *c, const wvm_raw_t *a) {
  (void)a;
  c->result.i32 = EM_EAGAIN;
  return NULL;
}

wvm_error_t *em_stack_size(EmCall *c, const wvm_raw_t *a) {
  (void)a;
  c->result.i32 = 65536;
  return NULL;
}

/* (thread, is it the main one, the runtime's one, may it block, its stack, is it profiled): the guest then fills its
 * own structures. Older modules have fewer parameters. */
wvm_error_t *em_init_main_thread(EmCall *c, const wvm_raw_t *a) {
  bool found;
  wvm_raw_t slots[6] = {a[0], {.bits = 1}, {.bits = 1}, {.bits = 1}, {.bits = 65536}, {.bits = 0}};
  const char *names = "_emscripten_thread_init|__emscripten_thread_init";
  wvm_error_t *e = em_call_export(c->instance, names, "vpiiipi", slots, &found);
  if (!e && !found) e = em_call_export(c->instance, names, "vpiiii", slots, &found);
  if (!e) e = em_call_export(c->instance, "_emscripten_tls_init", "p", slots, &found);
  return e;
}

wvm_error_t *em_init_main_thread_o(EmCall *c, const wvm_raw_t *a) { return em_init_main_thread(c, a); }
