/* The stubs: between C and machine code, once per engine.
 *
 *   C stack    [ driver's frame │ kept registers, c_stack before ]          Exec.c_stack points here while the guest runs
 *   Stack      [ slots …                        … pairs ]                   rsp
 *
 * A stub that calls C puts into the Exec where the guest is (fp, rp, ip: an address within the instruction), takes the
 * driver's stack, and either comes back or leaves to the driver. Nothing of C's is ever on a Stack. */
#include <elf.h>

#include "jit/compiler.h"
#include "jit/x64/x64.h"

static const X64Reg kept[] = {RBX, RBP, R12, R13, R14, R15};

typedef struct Stubs {
  Asm *a;
  const AsmLabel *labels;
  AsmLabel leave, back, call, begin;
} Stubs;

static void load(Asm *a, X64Reg r, X64Mem m) { x64_rm(a, X64_MOV, 8, r, m); }
static void store(Asm *a, X64Mem m, X64Reg r) { x64_mr(a, X64_MOV, 8, m, r); }
static void set_go(Asm *a, Go go) { x64_mi(a, X64_MOV, 4, EXEC_FIELD(go), (int32_t)go); }

/* Onto the driver's stack, which is aligned for a call. rsp is in the Exec already. Upper halves of vector registers would
 * slow down C that knows nothing of them. */
static void call_c(Asm *a, const void *function) {
  x64_0(a, X64_VZEROUPPER);
  load(a, RSP, EXEC_FIELD(c_stack));
  x64_mov_imm(a, R11, (uint64_t)(uintptr_t)function);
  x64_r(a, X64_CALL, 8, R11);
}
#define CALL_C(a, function) call_c(a, (const void *)(uintptr_t)(function))

/* LIMIT_STOP alone has anything in its upper half. */
static void look_for_interrupt(Stubs *s) {
  x64_mi(s->a, X64_CMP, 4, x64_mem(EXEC, (int32_t)offsetof(struct Exec, limit) + 4), 0);
  x64_jcc(s->a, X64_NE, s->labels[STUB_INTERRUPTED]);
}

/* What a function's entry wants, the pair that it returns to being the topmost. */
static void load_callee(Asm *a) {
  load(a, RDI, EXEC_FIELD(fp));
  x64_rm(a, X64_MOV, 4, RAX, EXEC_FIELD(callee_index));
  x64_r(a, X64_POP, 8, FRAME);
}

/* void enter(Exec *x) */
static void stub_enter(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->labels[STUB_ENTER]);
  for (uint32_t k = 0; k < COUNT_OF(kept); k++) x64_r(a, X64_PUSH, 8, kept[k]);
  x64_rr(a, X64_MOV, 8, EXEC, RDI);
  x64_m(a, X64_PUSH, 8, EXEC_FIELD(c_stack)); /* of an entry around; with it the stack is aligned */
  store(a, EXEC_FIELD(c_stack), RSP);
  load(a, MEMORY_BASE, EXEC_FIELD(memory_base));
  load(a, RAX, EXEC_FIELD(native)); /* where an interrupt finds it */
  store(a, EXEC_FIELD(ip), RAX);
  load(a, RSP, EXEC_FIELD(rp));
  const AsmLabel enter = asm_label(a);
  s->call = asm_label(a);
  s->begin = asm_label(a);
  x64_mi(a, X64_CMP, 4, EXEC_FIELD(go), GO_CALL);
  x64_jcc(a, X64_A, s->begin);
  x64_jcc(a, X64_E, s->call);
  x64_mi(a, X64_CMP, 4, EXEC_FIELD(go), GO_ENTER);
  x64_jcc_short(a, X64_E, enter);
  load(a, FRAME, EXEC_FIELD(fp));
  asm_bind(a, s->labels[STUB_ENTER_WINDOW]);
  look_for_interrupt(s);
  x64_m(a, X64_JMP, 8, EXEC_FIELD(native));
  asm_bind(a, s->labels[STUB_ENTER_WINDOW_END]);
  asm_bind(a, enter); /* as if called: the function completes its pair, and looks for interrupts */
  load_callee(a);
  x64_m(a, X64_JMP, 8, EXEC_FIELD(native));
}

/* Back to the driver. */
static void stub_leave(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->labels[STUB_INTERRUPTED]);
  x64_mi(a, X64_MOV, 4, EXEC_FIELD(trap), TRAP_INTERRUPTED);
  set_go(a, GO_OUT);
  s->leave = s->labels[STUB_LEAVE];
  asm_bind(a, s->leave);
  x64_0(a, X64_VZEROUPPER);
  load(a, RSP, EXEC_FIELD(c_stack));
  x64_m(a, X64_POP, 8, EXEC_FIELD(c_stack));
  for (uint32_t k = COUNT_OF(kept); k-- > 0;) x64_r(a, X64_POP, 8, kept[k]);
  x64_0(a, X64_RET);
}

/* Called with a function's index in rax, its frame in rdi. */
static void stub_lazy(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->labels[STUB_LAZY]);
  x64_r(a, X64_PUSH, 8, FRAME);
  store(a, EXEC_FIELD(rp), RSP);
  store(a, EXEC_FIELD(fp), RDI);
  x64_rr(a, X64_MOV, 4, RSI, RAX);
  x64_rr(a, X64_MOV, 8, RDI, EXEC);
  CALL_C(a, native_lazy);
  x64_rr(a, X64_TEST, 8, RAX, RAX);
  x64_jcc(a, X64_E, s->leave);
  x64_rr(a, X64_MOV, 8, RDX, RAX);
  load(a, RSP, EXEC_FIELD(rp));
  load(a, RDI, EXEC_FIELD(fp));
  x64_rm(a, X64_MOV, 4, RAX, EXEC_FIELD(callee_index));
  x64_r(a, X64_POP, 8, FRAME);
  x64_r(a, X64_JMP, 8, RDX);
}

static void stub_cells(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->labels[STUB_CELLS]);
  x64_r(a, X64_PUSH, 8, FRAME);
  store(a, EXEC_FIELD(rp), RSP);
  store(a, EXEC_FIELD(fp), RDI);
  x64_rr(a, X64_MOV, 4, RSI, RAX);
  x64_rr(a, X64_MOV, 8, RDI, EXEC);
  CALL_C(a, native_cells);
  x64_jmp(a, s->leave);
}

/* The call writes the address that is there already. */
static void call_callee(Asm *a) {
  load_callee(a);
  x64_ri(a, X64_ADD, 8, RSP, 8);
  x64_m(a, X64_CALL, 8, EXEC_FIELD(native));
}

/* GO_CALL. Returned to, with the frame that was called in rbp; the caller's pair lies next. */
static void stub_to_cells(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->call);
  call_callee(a);
  asm_bind(a, s->labels[STUB_TO_CELLS]);
  store(a, EXEC_FIELD(results), FRAME);
  x64_m(a, X64_POP, 8, EXEC_FIELD(fp));
  x64_m(a, X64_POP, 8, EXEC_FIELD(ip));
  store(a, EXEC_FIELD(rp), RSP);
  set_go(a, GO_CELLS);
  x64_jmp(a, s->leave);
}

/* GO_BEGIN. */
static void stub_done(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->begin);
  call_callee(a);
  asm_bind(a, s->labels[STUB_DONE]);
  set_go(a, GO_OUT);
  x64_jmp(a, s->leave);
}

/* The return address is on top of the pairs: the guest is in the call before it. */
static void note_place(Asm *a, X64Reg t) {
  load(a, t, x64_mem(RSP, 0));
  x64_ri(a, X64_SUB, 8, t, 1);
  store(a, EXEC_FIELD(ip), t);
  store(a, EXEC_FIELD(fp), FRAME);
  x64_rm(a, X64_LEA, 8, t, x64_mem(RSP, 8));
  store(a, EXEC_FIELD(rp), t);
}

/* On the driver's stack: back to the guest, behind the call. What the stack held below rp is still there. */
static void stub_back(Stubs *s) {
  Asm *a = s->a;
  s->back = asm_label_here(a);
  load(a, RSP, EXEC_FIELD(rp));
  x64_ri(a, X64_SUB, 8, RSP, 8);
  asm_bind(a, s->labels[STUB_BACK_WINDOW]);
  look_for_interrupt(s);
  x64_0(a, X64_RET);
  asm_bind(a, s->labels[STUB_BACK_WINDOW_END]);
}

static void jump_to_func(Asm *a) { /* rax: Func; rcx, rdx free */
  load(a, RDX, x64_mem(RAX, (int32_t)offsetof(Func, head)));
  x64_rm(a, X64_MOV, 4, RCX, EXEC_FIELD(variant));
  x64_rm(a, X64_MOV, 4, RAX, x64_mem(RDX, (int32_t)offsetof(FuncHead, index)));
  x64_m(a, X64_JMP, 8, x64_mem_index(RDX, RCX, 3, (int32_t)offsetof(FuncCode, native)));
}

/* Called with a Func in rax, its frame in rdi. */
static void stub_call_func(Stubs *s) {
  Asm *a = s->a;
  const AsmLabel other = asm_label(a), host = asm_label(a);
  asm_bind(a, s->labels[STUB_CALL_FUNC]);
  load(a, RDX, x64_mem(RAX, (int32_t)offsetof(Func, instance)));
  x64_rm(a, X64_CMP, 8, RDX, EXEC_FIELD(instance));
  x64_jcc_short(a, X64_NE, other);
  jump_to_func(a);
  asm_bind(a, other);
  x64_rr(a, X64_TEST, 8, RDX, RDX);
  x64_jcc_short(a, X64_E, host);
  x64_r(a, X64_PUSH, 8, FRAME);
  store(a, EXEC_FIELD(rp), RSP);
  store(a, EXEC_FIELD(fp), RDI);
  store(a, EXEC_FIELD(callee), RAX);
  x64_rr(a, X64_MOV, 8, RDI, EXEC);
  CALL_C(a, native_call_other);
  x64_jmp(a, s->leave);
  asm_bind(a, host);
  note_place(a, RCX);
  x64_rr(a, X64_MOV, 8, RSI, RAX);
  x64_rr(a, X64_MOV, 8, RDX, RDI);
  x64_rr(a, X64_MOV, 8, RDI, EXEC);
  x64_mov_imm(a, RCX, 0);
  CALL_C(a, native_call_host);
  x64_rr(a, X64_TEST, 4, RAX, RAX);
  x64_jcc(a, X64_NE, s->leave);
  x64_jmp(a, s->back);
}

/* Called with a Func in rax, arguments where the frame at hand begins: its pair is the callee's. */
static void stub_tail_func(Stubs *s) {
  Asm *a = s->a;
  const AsmLabel other = asm_label(a), host = asm_label(a);
  asm_bind(a, s->labels[STUB_TAIL_FUNC]);
  note_place(a, RCX);
  load(a, RDX, x64_mem(RAX, (int32_t)offsetof(Func, instance)));
  x64_rr(a, X64_MOV, 8, RDI, FRAME);
  x64_rm(a, X64_CMP, 8, RDX, EXEC_FIELD(instance));
  x64_jcc_short(a, X64_NE, other);
  x64_ri(a, X64_ADD, 8, RSP, 8);
  x64_r(a, X64_POP, 8, FRAME);
  jump_to_func(a);
  asm_bind(a, other);
  x64_rr(a, X64_TEST, 8, RDX, RDX);
  x64_jcc_short(a, X64_E, host);
  store(a, EXEC_FIELD(callee), RAX);
  x64_rr(a, X64_MOV, 8, RDI, EXEC);
  CALL_C(a, native_call_other);
  x64_jmp(a, s->leave);
  asm_bind(a, host);
  x64_rr(a, X64_MOV, 8, RSI, RAX);
  x64_rr(a, X64_MOV, 8, RDX, FRAME);
  x64_rr(a, X64_MOV, 8, RDI, EXEC);
  x64_mov_imm(a, RCX, 1);
  CALL_C(a, native_call_host);
  x64_rr(a, X64_TEST, 4, RAX, RAX);
  x64_jcc(a, X64_NE, s->leave);
  load(a, RCX, EXEC_FIELD(rp)); /* its own return address takes the place of the call's */
  x64_rm(a, X64_LEA, 8, RDX, x64_mem(RCX, 16));
  load(a, FRAME, x64_mem(RCX, 0));
  store(a, EXEC_FIELD(rp), RDX);
  x64_jmp(a, s->back);
}

/* Jumped to with the cell in rax. */
static void stub_island(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->labels[STUB_ISLAND]);
  store(a, EXEC_FIELD(ip), RAX);
  store(a, EXEC_FIELD(fp), FRAME);
  store(a, EXEC_FIELD(rp), RSP);
  set_go(a, GO_CELLS);
  x64_jmp(a, s->leave);
}

/* Called with the trap in rax, an index in rdx. */
static void stub_trap(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->labels[STUB_TRAP]);
  note_place(a, RCX);
  x64_rr(a, X64_MOV, 4, RSI, RAX);
  x64_rr(a, X64_MOV, 8, RDI, EXEC);
  CALL_C(a, native_trap);
  x64_jmp(a, s->leave);
}

/* Called from an entry, the frame's slots in rax. */
static void stub_no_room(Stubs *s) {
  Asm *a = s->a;
  asm_bind(a, s->labels[STUB_NO_ROOM]);
  note_place(a, RCX);
  load(a, RCX, x64_mem(RSP, 0));
  store(a, EXEC_FIELD(native), RCX);
  x64_rr(a, X64_MOV, 4, RSI, RAX);
  x64_rr(a, X64_MOV, 8, RDI, EXEC);
  CALL_C(a, native_no_room);
  x64_jmp(a, s->leave);
}

/* Called with what C takes in rsi, rdx and rcx. Keeps the registers that integer locals may be in. */
static void call_keeping(Stubs *s, Stub which, const void *function) {
  static const X64Reg lost[] = {R8, R9, R10, R11}; /* of these; an even number, for the stack is aligned */
  Asm *a = s->a;
  asm_bind(a, s->labels[which]);
  note_place(a, RAX);
  x64_rr(a, X64_MOV, 8, RDI, EXEC);
  x64_0(a, X64_VZEROUPPER);
  load(a, RSP, EXEC_FIELD(c_stack));
  for (uint32_t k = 0; k < COUNT_OF(lost); k++) x64_r(a, X64_PUSH, 8, lost[k]);
  x64_mov_imm(a, RAX, (uint64_t)(uintptr_t)function);
  x64_r(a, X64_CALL, 8, RAX);
  for (uint32_t k = COUNT_OF(lost); k-- > 0;) x64_r(a, X64_POP, 8, lost[k]);
}

/* One that may stop, and says so. */
static void stub_that_may_stop(Stubs *s, Stub which, const void *function) {
  call_keeping(s, which, function);
  x64_rr(s->a, X64_TEST, 4, RAX, RAX);
  x64_jcc(s->a, X64_NE, s->leave);
  x64_jmp(s->a, s->back);
}

/* The answer is in rax. */
static void stub_ref_is(Stubs *s) {
  call_keeping(s, STUB_REF_IS, (const void *)(uintptr_t)native_ref_is);
  x64_jmp(s->a, s->back);
}

/* Called with a Func in rax, a type in rdx; keeps rax. */
static void stub_subtype(Stubs *s) {
  Asm *a = s->a;
  const AsmLabel bad = asm_label(a);
  asm_bind(a, s->labels[STUB_SUBTYPE]);
  note_place(a, RCX);
  store(a, EXEC_FIELD(callee), RAX);
  x64_rr(a, X64_MOV, 8, RSI, RAX);
  x64_rr(a, X64_MOV, 8, RDI, EXEC);
  CALL_C(a, native_is_subtype);
  x64_rr(a, X64_TEST, 4, RAX, RAX);
  x64_jcc_short(a, X64_E, bad);
  load(a, RAX, EXEC_FIELD(callee));
  x64_jmp(a, s->back);
  asm_bind(a, bad);
  x64_mov_imm(a, RSI, TRAP_INDIRECT_TYPE);
  x64_rr(a, X64_MOV, 8, RDI, EXEC);
  CALL_C(a, native_trap);
  x64_jmp(a, s->leave);
}

void x64_stubs(Asm *a, const AsmLabel labels[STUB_COUNT], CpuFeatures cpu) {
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
  stub_that_may_stop(&s, STUB_MEMORY_COPY, (const void *)(uintptr_t)native_memory_copy);
  stub_that_may_stop(&s, STUB_MEMORY_FILL, (const void *)(uintptr_t)native_memory_fill);
  stub_that_may_stop(&s, STUB_REFILL, (const void *)(uintptr_t)native_refill);
  stub_that_may_stop(&s, STUB_ARRAY_NEW, (const void *)(uintptr_t)native_array_new);
  stub_ref_is(&s);
}

/* DWARF's numbers: rbx 3, rbp 6, rsp 7, r12-r15 the same, 16 the return address. */
const GdbFrames x64_gdb_frames = {.machine = EM_X86_64, .sp = 7, .fp = 6, .link = 16, .exec = 15, .call_push = 8, .pair_size = 1,
                                  .entered = (COUNT_OF(kept) + 2) * 8, .kept_count = 7,
                                  .kept = {{16, 1}, {3, 2}, {6, 3}, {12, 4}, {13, 5}, {14, 6}, {15, 7}}};
