/* The stubs: between C and machine code, once per engine.
 *
 *   C stack    [ driver's frame │ kept registers │ c_stack before ]         Exec.c_stack points here while the guest runs
 *   Stack      [ slots …                        … pairs ]                   sp
 *
 * A stub that calls C puts into the Exec where the guest is (fp, rp, ip: an address within the instruction), takes the
 * driver's stack, and either comes back or leaves to the driver. Nothing of C's is ever on a Stack. C keeps x19, in which
 * a stub that comes back has the return address. */
#include <elf.h>

#include "jit/arm64/arm64.h"
#include "jit/compiler.h"

typedef struct Stubs {
  Asm *a;
  const AsmLabel *labels;
  AsmLabel leave, back;
} Stubs;

#define BACK X19

static void set_go(Asm *a, Go go) {
  a64_mov_imm(a, X16, (uint64_t)go);
  STORE_EXEC(a, A64_STR_W, X16, go);
}

/* sp can be no operand of loads and stores. */
static void load_sp(Asm *a) {
  LOAD_EXEC(a, A64_LDR_X, X16, rp);
  a64_rri(a, A64_ADD, 8, SP, X16, 0);
}
static void store_sp(Asm *a) {
  a64_rri(a, A64_ADD, 8, X16, SP, 0);
  STORE_EXEC(a, A64_STR_X, X16, rp);
}

static void push_pair(Asm *a) { a64_ldp(a, A64_STP_X, X29, X30, a64_pre(SP, -(int32_t)sizeof(Pair))); }
static void pop_pair(Asm *a) { a64_ldp(a, A64_LDP_X, X29, X30, a64_post(SP, sizeof(Pair))); }

/* Onto the driver's stack; sp is in the Exec already. The first argument is the Exec. */
static void call_c(Asm *a, const void *function) {
  LOAD_EXEC(a, A64_LDR_X, X16, c_stack);
  a64_rri(a, A64_ADD, 8, SP, X16, 0);
  a64_mov(a, 8, X0, EXEC);
  a64_mov_imm(a, X16, (uint64_t)(uintptr_t)function);
  a64_br(a, A64_BLR, X16);
}
#define CALL_C(a, function) call_c(a, (const void *)(uintptr_t)(function))

/* LIMIT_STOP alone has anything in its upper half. */
static void look_for_interrupt(Stubs *s) {
  a64_ldst(s->a, A64_LDR_W, X16, a64_mem(EXEC, (int32_t)offsetof(struct Exec, limit) + 4));
  a64_cb(s->a, A64_CBNZ, 4, X16, s->labels[STUB_INTERRUPTED]);
}

/* What C wants kept: x19-x30, d8-d15. */
enum { KEPT = 160 };
static void kept(Asm *a, A64Op ints, A64Op floats) {
  int32_t at = 16;
  for (unsigned r = X19; r <= X27; r += 2, at += 16) a64_ldp(a, ints, (A64Reg)r, (A64Reg)(r + 1), a64_mem(SP, at));
  for (unsigned r = V8; r <= V14; r += 2, at += 16) a64_ldp(a, floats, (A64Reg)r, (A64Reg)(r + 1), a64_mem(SP, at));
  assert(at == KEPT);
}

/* void enter(Exec *x) */
static void stub_enter(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->labels[STUB_ENTER]);
  a64_ldp(a, A64_STP_X, X29, X30, a64_pre(SP, -KEPT));
  kept(a, A64_STP_X, A64_STP_FD);
  a64_mov(a, 8, EXEC, X0);
  LOAD_EXEC(a, A64_LDR_X, X16, c_stack); /* of an entry around */
  a64_ldst(a, A64_STR_X, X16, a64_pre(SP, -16));
  a64_rri(a, A64_ADD, 8, X16, SP, 0);
  STORE_EXEC(a, A64_STR_X, X16, c_stack);
  LOAD_EXEC(a, A64_LDR_X, MEMORY_BASE, memory_base);
  LOAD_EXEC(a, A64_LDR_X, X16, native); /* where an interrupt finds it */
  STORE_EXEC(a, A64_STR_X, X16, ip);
  load_sp(a);
  const AsmLabel enter = asm_label(a);
  LOAD_EXEC(a, A64_LDR_W, X16, go);
  a64_cmp_i(a, 4, X16, GO_ENTER);
  a64_b_cond(a, A64_HS, enter);
  LOAD_EXEC(a, A64_LDR_X, FRAME, fp);
  asm_bind(a, s->labels[STUB_ENTER_WINDOW]);
  look_for_interrupt(s);
  LOAD_EXEC(a, A64_LDR_X, X16, native);
  a64_br(a, A64_BR, X16);
  asm_bind(a, s->labels[STUB_ENTER_WINDOW_END]);
  asm_bind(a, enter); /* as if called: the function makes its pair, and looks for interrupts */
  LOAD_EXEC(a, A64_LDR_X, X1, fp);
  LOAD_EXEC(a, A64_LDR_W, X0, callee_index);
  LOAD_EXEC(a, A64_LDR_X, X16, native);
  pop_pair(a);
  a64_br(a, A64_BR, X16);
}

/* Back to the driver. */
static void stub_leave(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->labels[STUB_INTERRUPTED]);
  a64_mov_imm(a, X16, TRAP_INTERRUPTED);
  STORE_EXEC(a, A64_STR_W, X16, trap);
  set_go(a, GO_OUT);
  s->leave = s->labels[STUB_LEAVE];
  asm_bind(a, s->leave);
  LOAD_EXEC(a, A64_LDR_X, X16, c_stack);
  a64_rri(a, A64_ADD, 8, SP, X16, 0);
  a64_ldst(a, A64_LDR_X, X16, a64_post(SP, 16));
  STORE_EXEC(a, A64_STR_X, X16, c_stack);
  kept(a, A64_LDP_X, A64_LDP_FD);
  a64_ldp(a, A64_LDP_X, X29, X30, a64_post(SP, KEPT));
  a64_br(a, A64_RET, X30);
}

/* Called with a function's index in x0, its frame in x1. */
static void stub_lazy(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->labels[STUB_LAZY]);
  push_pair(a);
  store_sp(a);
  STORE_EXEC(a, A64_STR_X, X1, fp);
  a64_mov(a, 4, X1, X0);
  CALL_C(a, native_lazy);
  a64_cb(a, A64_CBZ, 8, X0, s->leave);
  a64_mov(a, 8, X17, X0);
  load_sp(a);
  LOAD_EXEC(a, A64_LDR_X, X1, fp);
  LOAD_EXEC(a, A64_LDR_W, X0, callee_index);
  pop_pair(a);
  a64_br(a, A64_BR, X17);
}

static void stub_cells(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->labels[STUB_CELLS]);
  push_pair(a);
  store_sp(a);
  STORE_EXEC(a, A64_STR_X, X1, fp);
  a64_mov(a, 4, X1, X0);
  CALL_C(a, native_cells);
  a64_b(a, s->leave);
}

/* Returned to, with the frame that was called in x29; the caller's pair lies next. */
static void stub_to_cells(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->labels[STUB_TO_CELLS]);
  STORE_EXEC(a, A64_STR_X, X29, results);
  pop_pair(a);
  STORE_EXEC(a, A64_STR_X, X29, fp);
  STORE_EXEC(a, A64_STR_X, X30, ip);
  store_sp(a);
  set_go(a, GO_CELLS);
  a64_b(a, s->leave);
}

static void stub_done(Stubs *s) {
  asm_bind(s->a, s->labels[STUB_DONE]);
  set_go(s->a, GO_OUT);
  a64_b(s->a, s->leave);
}

/* The guest is in the call before the return address. */
static void note_place(Asm *a) {
  a64_rri(a, A64_SUB, 8, X16, X30, 4);
  STORE_EXEC(a, A64_STR_X, X16, ip);
  STORE_EXEC(a, A64_STR_X, FRAME, fp);
  store_sp(a);
}

/* On the driver's stack: back to the guest, behind the call. */
static void stub_back(Stubs *s) {
  Asm *a = s->a;
  s->back = asm_label_here(a);
  load_sp(a);
  asm_bind(a, s->labels[STUB_BACK_WINDOW]);
  look_for_interrupt(s);
  a64_br(a, A64_RET, BACK);
  asm_bind(a, s->labels[STUB_BACK_WINDOW_END]);
}

static void jump_to_func(Asm *a) { /* x0: Func */
  a64_ldst(a, A64_LDR_X, X16, a64_mem(X0, offsetof(Func, head)));
  LOAD_EXEC(a, A64_LDR_W, X17, variant);
  a64_ldst(a, A64_LDR_W, X0, a64_mem(X16, offsetof(FuncHead, index)));
  a64_rrs(a, A64_ADD, 8, X16, X16, X17, A64_SHIFT_LSL, 3);
  a64_ldst(a, A64_LDR_X, X16, a64_mem(X16, offsetof(FuncCode, native)));
  a64_br(a, A64_BR, X16);
}

/* Whether the function is of the instance that runs; x16: its instance. */
static void compare_instance(Asm *a) {
  a64_ldst(a, A64_LDR_X, X16, a64_mem(X0, offsetof(Func, instance)));
  LOAD_EXEC(a, A64_LDR_X, X17, instance);
  a64_cmp(a, 8, X16, X17);
}

/* Calls the host's function in x0 with the frame in x1; leaves if it does not simply return. */
static void call_host(Stubs *s, bool is_tail) {
  Asm *a = s->a;
  a64_mov(a, 8, X2, X1);
  a64_mov(a, 8, X1, X0);
  a64_mov_imm(a, X3, is_tail);
  CALL_C(a, native_call_host);
  a64_cb(a, A64_CBNZ, 4, X0, s->leave);
}

/* Called with a Func in x0, its frame in x1. */
static void stub_call_func(Stubs *s) {
  Asm *a = s->a;
  const AsmLabel other = asm_label(a), host = asm_label(a);
  asm_bind(a, s->labels[STUB_CALL_FUNC]);
  compare_instance(a);
  a64_b_cond(a, A64_NE, other);
  jump_to_func(a);
  asm_bind(a, other);
  a64_cb(a, A64_CBZ, 8, X16, host);
  push_pair(a);
  store_sp(a);
  STORE_EXEC(a, A64_STR_X, X1, fp);
  STORE_EXEC(a, A64_STR_X, X0, callee);
  CALL_C(a, native_call_other);
  a64_b(a, s->leave);
  asm_bind(a, host);
  note_place(a);
  a64_mov(a, 8, BACK, X30);
  call_host(s, false);
  a64_b(a, s->back);
}

/* Called with a Func in x0, arguments where the frame at hand begins: its pair is the callee's. */
static void stub_tail_func(Stubs *s) {
  Asm *a = s->a;
  const AsmLabel other = asm_label(a), host = asm_label(a);
  asm_bind(a, s->labels[STUB_TAIL_FUNC]);
  note_place(a);
  a64_mov(a, 8, X1, FRAME);
  compare_instance(a);
  a64_b_cond(a, A64_NE, other);
  pop_pair(a);
  jump_to_func(a);
  asm_bind(a, other);
  a64_cb(a, A64_CBZ, 8, X16, host);
  STORE_EXEC(a, A64_STR_X, X0, callee);
  CALL_C(a, native_call_other);
  a64_b(a, s->leave);
  asm_bind(a, host);
  call_host(s, true);
  LOAD_EXEC(a, A64_LDR_X, X16, rp); /* back to where the frame would have returned to */
  a64_ldp(a, A64_LDP_X, FRAME, BACK, a64_post(X16, sizeof(Pair)));
  STORE_EXEC(a, A64_STR_X, X16, rp);
  a64_b(a, s->back);
}

/* Jumped to with the cell in x0. */
static void stub_island(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->labels[STUB_ISLAND]);
  STORE_EXEC(a, A64_STR_X, X0, ip);
  STORE_EXEC(a, A64_STR_X, FRAME, fp);
  store_sp(a);
  set_go(a, GO_CELLS);
  a64_b(a, s->leave);
}

/* Called with the trap in x0, an index in x1. */
static void stub_trap(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->labels[STUB_TRAP]);
  note_place(a);
  a64_mov(a, 8, X2, X1);
  a64_mov(a, 4, X1, X0);
  CALL_C(a, native_trap);
  a64_b(a, s->leave);
}

/* Called from an entry, the frame's slots in x0. */
static void stub_no_room(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->labels[STUB_NO_ROOM]);
  note_place(a);
  STORE_EXEC(a, A64_STR_X, X30, native);
  a64_mov(a, 4, X1, X0);
  CALL_C(a, native_no_room);
  a64_b(a, s->leave);
}

/* Called with what the function takes behind the Exec. */
static void stub_helper(Stubs *s, Stub which, const void *function) {
  Asm *a = s->a;
  asm_bind(a, s->labels[which]);
  note_place(a);
  a64_mov(a, 8, BACK, X30);
  call_c(a, function);
  a64_cb(a, A64_CBNZ, 4, X0, s->leave);
  a64_b(a, s->back);
}
#define STUB_HELPER(s, which, function) stub_helper(s, which, (const void *)(uintptr_t)(function))

/* Called with a Func in x0, a type in x1; keeps x0. */
static void stub_subtype(Stubs *s) {
  Asm *a = s->a;
  const AsmLabel bad = asm_label(a);
  asm_bind(a, s->labels[STUB_SUBTYPE]);
  note_place(a);
  STORE_EXEC(a, A64_STR_X, X0, callee);
  a64_mov(a, 8, BACK, X30);
  a64_mov(a, 4, X2, X1);
  a64_mov(a, 8, X1, X0);
  CALL_C(a, native_is_subtype);
  a64_cb(a, A64_CBZ, 4, X0, bad);
  LOAD_EXEC(a, A64_LDR_X, X0, callee);
  a64_b(a, s->back);
  asm_bind(a, bad);
  a64_mov_imm(a, X1, TRAP_INDIRECT_TYPE);
  a64_mov_imm(a, X2, 0);
  CALL_C(a, native_trap);
  a64_b(a, s->leave);
}

void a64_stubs(Asm *a, const AsmLabel labels[STUB_COUNT], CpuFeatures cpu) {
  (void)cpu;
  Stubs s = {.a = a, .labels = labels};
  stub_leave(&s);
  stub_back(&s);
  stub_enter(&s);
  stub_lazy(&s);
  stub_cells(&s);
  stub_to_cells(&s);
  stub_done(&s);
  stub_call_func(&s);
  stub_tail_func(&s);
  stub_island(&s);
  stub_trap(&s);
  stub_no_room(&s);
  stub_subtype(&s);
  STUB_HELPER(&s, STUB_MEMORY_COPY, native_memory_copy);
  STUB_HELPER(&s, STUB_MEMORY_FILL, native_memory_fill);
  STUB_HELPER(&s, STUB_ATOMIC_WAIT, native_atomic_wait);
  STUB_HELPER(&s, STUB_ATOMIC_NOTIFY, native_atomic_notify);
}

/* DWARF's numbers: x0-x30, 31 sp, 72 d8. */
const GdbFrames a64_gdb_frames = {.machine = EM_AARCH64, .sp = 31, .fp = 29, .link = 30, .exec = 28, .call_push = 0, .pair_size = 4,
                                  .entered = KEPT + 16, .kept_count = 20,
                                  .kept = {{29, 20}, {30, 19}, {19, 18}, {20, 17}, {21, 16}, {22, 15}, {23, 14}, {24, 13}, {25, 12}, {26, 11},
                                           {27, 10}, {28, 9}, {72, 8}, {73, 7}, {74, 6}, {75, 5}, {76, 4}, {77, 3}, {78, 2}, {79, 1}}};
