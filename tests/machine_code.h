/* A few functions of machine code for tests, for the processor at hand. */
#ifndef WVM_TESTS_MACHINE_CODE_H
#define WVM_TESTS_MACHINE_CODE_H

#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
/* int f(void): returns n */
static inline size_t code_return(uint8_t *p, uint32_t n) {
  p[0] = 0xB8; /* mov eax, n */
  memcpy(p + 1, &n, 4);
  p[5] = 0xC3; /* ret */
  return 6;
}
/* int f(const int *): reads it */
static inline size_t code_read(uint8_t *p) {
  memcpy(p, (const uint8_t[]){0x8B, 0x07, 0xC3}, 3); /* mov eax, [rdi]; ret */
  return 3;
}
/* void f(int *): writes 1 there, then runs for ever */
static inline size_t code_loop(uint8_t *p) {
  memcpy(p, (const uint8_t[]){0xC7, 0x07, 1, 0, 0, 0, 0xEB, 0xFE}, 8); /* mov dword [rdi], 1; jmp itself */
  return 8;
}
/* int f(void *stack, const int *): reads it while the stack pointer is `stack`. What interrupts it goes on at +code_landing
 * with the old stack pointer in fp. */
static inline size_t code_read_on_stack(uint8_t *p) {
  /* push rbp; mov rbp, rsp; mov rsp, rdi; mov eax, [rsi]; mov rsp, rbp; pop rbp; ret */
  static const uint8_t code[] = {0x55, 0x48, 0x89, 0xE5, 0x48, 0x89, 0xFC, 0x8B, 0x06, 0x48, 0x89, 0xEC, 0x5D, 0xC3};
  memcpy(p, code, sizeof code);
  return sizeof code;
}
enum { code_landing = 9 };
/* void *f(void *ctx, const int *): puts ctx into the context register, reads, returns the context register. */
static inline size_t code_context(uint8_t *p) {
  /* push r15; mov r15, rdi; mov eax, [rsi]; mov rax, r15; pop r15; ret */
  static const uint8_t code[] = {0x41, 0x57, 0x49, 0x89, 0xFF, 0x8B, 0x06, 0x4C, 0x89, 0xF8, 0x41, 0x5F, 0xC3};
  memcpy(p, code, sizeof code);
  return sizeof code;
}
enum { code_context_landing = 7 };
#elif defined(__aarch64__)
static inline size_t code_words(uint8_t *p, const uint32_t *words, size_t count) {
  memcpy(p, words, count * 4);
  return count * 4;
}
static inline size_t code_return(uint8_t *p, uint32_t n) { /* movz w0, n; movk w0, n >> 16, lsl 16; ret */
  const uint32_t code[] = {0x52800000 | (n & 0xFFFF) << 5, 0x72A00000 | (n >> 16) << 5, 0xD65F03C0};
  return code_words(p, code, 3);
}
static inline size_t code_read(uint8_t *p) { /* ldr w0, [x0]; ret */
  return code_words(p, (const uint32_t[]){0xB9400000, 0xD65F03C0}, 2);
}
static inline size_t code_loop(uint8_t *p) { /* mov w1, 1; str w1, [x0]; b itself */
  return code_words(p, (const uint32_t[]){0x52800021, 0xB9000001, 0x14000000}, 3);
}
static inline size_t code_read_on_stack(uint8_t *p) {
  /* stp x29, x30, [sp, -16]!; mov x29, sp; mov sp, x0; ldr w0, [x1]; mov sp, x29; ldp x29, x30, [sp], 16; ret */
  static const uint32_t code[] = {0xA9BF7BFD, 0x910003FD, 0x9100001F, 0xB9400020, 0x910003BF, 0xA8C17BFD, 0xD65F03C0};
  return code_words(p, code, 7);
}
enum { code_landing = 16 };
static inline size_t code_context(uint8_t *p) {
  /* str x28, [sp, -16]!; mov x28, x0; ldr w0, [x1]; mov x0, x28; ldr x28, [sp], 16; ret */
  static const uint32_t code[] = {0xF81F0FFC, 0xAA0003FC, 0xB9400020, 0xAA1C03E0, 0xF84107FC, 0xD65F03C0};
  return code_words(p, code, 6);
}
enum { code_context_landing = 12 };
#endif

/* Calls through pointers to functions of machine code. The pragma of -pedantic aside, POSIX has them as data. */
#define CALL_CODE(type, at) ((type)(uintptr_t)(at))

#endif
