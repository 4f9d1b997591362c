/* setjmp for WASI: wasi-libc of Debian 12 has none. The compiler's side is -mllvm -wasm-enable-sjlj; setjmp.c is the rest. */
#ifndef SUPPORT_SETJMP_H
#define SUPPORT_SETJMP_H

typedef struct {
  void *call;         /* which activation called setjmp */
  unsigned label;     /* which of its setjmps */
  struct {
    void *env;
    int value;
  } thrown;           /* what longjmp throws the address of */
} jmp_buf[1];
typedef jmp_buf sigjmp_buf;

int setjmp(jmp_buf env) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf env, int value);
#define sigsetjmp(env, mask) setjmp(env)
#define siglongjmp longjmp
#define _setjmp  setjmp
#define _longjmp longjmp

#endif
