/* What clang's lowering of setjmp and longjmp calls: longjmp throws an exception with the tag __c_longjmp, the function that
 * called setjmp catches it and asks whether it was meant. */
#include <setjmp.h>
#include <stdint.h>

__asm__(".tagtype __c_longjmp i32\n"
        ".globl __c_longjmp\n"
        "__c_longjmp:\n");

void __wasm_setjmp(void *env, uint32_t label, void *call);
uint32_t __wasm_setjmp_test(void *env, void *call);
void __wasm_longjmp(void *env, int value);

typedef struct Env {
  void *call;
  uint32_t label;
  struct {
    void *env;
    int value;
  } thrown;
} Env;

void __wasm_setjmp(void *env, uint32_t label, void *call) {
  Env *e = env;
  e->call = call;
  e->label = label;
}

/* The label when the activation is the one that called setjmp, else 0. */
uint32_t __wasm_setjmp_test(void *env, void *call) {
  const Env *e = env;
  return e->call == call ? e->label : 0;
}

void __wasm_longjmp(void *env, int value) {
  enum { TAG_LONGJMP = 1 };
  Env *e = env;
  e->thrown.env = env;
  e->thrown.value = value ? value : 1;
  __builtin_wasm_throw(TAG_LONGJMP, &e->thrown);
}
