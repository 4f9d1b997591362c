/* Imports, calls, and what came of them. */
#include "tests/differential/tiers/run_impl.h"

#include <stdio.h>
#include <stdlib.h>

#include "host/api.h"
#include "vm/program.h"

enum { BUDGET = 60 };

static const char instance_names[INSTANCES] = {'A', 'B'};

/* ---- values ---- */

void run_put_val(Run *r, const wvm_val_t *v) {
  uint32_t w;
  uint64_t d;
  switch (v->kind) {
  case WVM_I32: buf_printf(r->log, " i%08x", (uint32_t)v->of.i32); break;
  case WVM_I64: buf_printf(r->log, " l%016llx", (unsigned long long)v->of.i64); break;
  case WVM_F32:
    memcpy(&w, &v->of.f32, 4);
    if ((w & 0x7FFFFFFF) > 0x7F800000 && !r->o->nan_bits) buf_put_str(r->log, " fnan");
    else buf_printf(r->log, " f%08x", w);
    break;
  case WVM_F64:
    memcpy(&d, &v->of.f64, 8);
    if ((d & INT64_MAX) > 0x7FF0000000000000u && !r->o->nan_bits) buf_put_str(r->log, " dnan");
    else buf_printf(r->log, " d%016llx", (unsigned long long)d);
    break;
  case WVM_V128: {
    uint64_t half[2];
    memcpy(half, v->of.v128, sizeof half);
    buf_printf(r->log, " v%016llx%016llx", (unsigned long long)half[1], (unsigned long long)half[0]);
    break;
  }
  default: buf_put_str(r->log, v->of.ref ? " ref" : " null");
  }
}

static uint64_t some_bits(Run *r) {
  static const uint64_t odd[] = {0, 1, 2, 7, 63, 64, 255, 4096, 65535, 65536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000, INT64_MAX, 0x8000000000000000, UINT64_MAX};
  return rng_below(&r->rng, 4) ? odd[rng_below(&r->rng, COUNT_OF(odd))] : rng_next(&r->rng);
}

wvm_val_t run_some_val(Run *r, wvm_valkind_t kind) {
  static const double odd[] = {0, 1, -1, 0.5, 1e10, -3e9, 1e300, 65504, 1e-40, 2147483648.0, -0.0};
  const uint64_t bits = some_bits(r);
  double d = odd[rng_below(&r->rng, COUNT_OF(odd))];
  if (rng_below(&r->rng, 4) == 0) d = (double)(int64_t)bits;
  wvm_val_t v = {.kind = kind};
  switch (kind) {
  case WVM_I32: v.of.i32 = (int32_t)(uint32_t)bits; break;
  case WVM_I64: v.of.i64 = (int64_t)bits; break;
  case WVM_F32: v.of.f32 = (float)d; break;
  case WVM_F64: v.of.f64 = d; break;
  case WVM_V128: {
    const uint64_t half[2] = {bits, some_bits(r)};
    memcpy(v.of.v128, half, sizeof half);
    break;
  }
  case WVM_REF: break; /* null */
  }
  return v;
}

/* ---- imports ---- */

static wvm_error_t *on_log(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)caller, (void)results;
  Run *r = env;
  if (r->logged++ >= MOST_LOGGED) return NULL;
  buf_put_str(r->log, "log");
  for (uint32_t k = 0; k < 4; k++) run_put_val(r, &args[k]);
  buf_put_str(r->log, "\n");
  return NULL;
}

/* Calls the caller's export "again". */
static wvm_error_t *on_call(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  Run *r = env;
  results[0] = (wvm_val_t){.kind = WVM_I32, .of.i32 = 7};
  wvm_extern_t again;
  if (r->nested >= MOST_NESTED || !wvm_instance_export(wvm_caller_instance(caller), "again", &again)) return NULL;
  r->nested++;
  wvm_error_t *e = wvm_func_call(again.of.func, args, 1, results, 1);
  r->nested--;
  return e;
}

/* In place of another instance's function: zeros. */
static wvm_error_t *on_other(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)caller, (void)args;
  const wvm_functype_t *type = env;
  for (size_t k = 0; k < type->result_count; k++) results[k] = (wvm_val_t){.kind = type->results[k].kind};
  return NULL;
}

static wvm_error_t *resolve(Run *r, const wvm_import_t *import, wvm_functype_t *type, wvm_extern_t *out) {
  char name[16];
  snprintf(name, sizeof name, "%.*s", (int)import->name_size, import->name);
  out->kind = import->type.kind;
  if (import->module[0] == 'e') return wvm_func_new(r->store, &import->type.func, name[0] == 'l' ? on_log : on_call, r, NULL, &out->of.func);
  if (r->instance_count) return wvm_instance_export(r->instances[0], name, out) ? NULL : wvm_error_new(WVM_ERROR_USAGE, "no such export");
  if (import->type.kind == WVM_EXTERN_MEMORY) return wvm_memory_new(r->store, &import->type.limits, &out->of.memory);
  *type = import->type.func;
  return wvm_func_new(r->store, type, on_other, type, NULL, &out->of.func);
}

static wvm_error_t *instantiate(Run *r, wvm_functype_t types[]) {
  wvm_extern_t imports[16];
  const size_t count = wvm_module_import_count(r->module);
  for (size_t k = 0; k < count && k < COUNT_OF(imports); k++) {
    wvm_import_t import;
    wvm_module_import(r->module, k, &import);
    wvm_error_t *e = resolve(r, &import, &types[k], &imports[k]);
    if (e) return e;
  }
  wvm_error_t *e = wvm_instance_new(r->store, r->module, imports, count, &r->instances[r->instance_count]);
  if (!e) r->instance_count++;
  return e;
}

/* ---- state ---- */

/* Words of 32 bits in eight lanes: quick here, and in JavaScript too. */
uint32_t run_hash(const uint8_t *at, size_t size) {
  enum { LANES = 8 };
  uint32_t h[LANES] = {0}, sum = 0x811C9DC5;
  for (size_t k = 0; k < size; k += LANES * 4)
    for (size_t n = 0; n < LANES; n++) h[n] = (h[n] ^ load_u32(at + k + n * 4)) * 0x01000193u;
  for (size_t n = 0; n < LANES; n++) sum = (sum ^ h[n]) * 0x01000193u;
  return sum;
}

void run_put_state(Run *r) {
  buf_put_str(r->log, "state");
  for (uint32_t n = 0; n < r->instance_count; n++) {
    const size_t count = wvm_instance_export_count(r->instances[n]);
    for (size_t k = 0; k < count; k++) {
      wvm_extern_t x;
      wvm_instance_export_at(r->instances[n], k, &x);
      if (x.kind == WVM_EXTERN_MEMORY) {
        const uint64_t size = wvm_memory_size(x.of.memory);
        buf_printf(r->log, " %llu:%08x", (unsigned long long)size / PAGE, run_hash(wvm_memory_data(x.of.memory), size));
      } else if (x.kind == WVM_EXTERN_GLOBAL) {
        wvm_val_t v;
        wvm_error_delete(wvm_global_get(x.of.global, &v));
        run_put_val(r, &v);
      } else if (x.kind == WVM_EXTERN_TABLE) {
        buf_printf(r->log, " t%llu", (unsigned long long)wvm_table_size(x.of.table));
      }
    }
  }
  buf_put_str(r->log, "\n");
}

static void set_budget(Run *r) {
  for (uint32_t n = 0; n < r->instance_count; n++) {
    wvm_extern_t budget;
    const wvm_val_t v = {.kind = WVM_I32, .of.i32 = BUDGET};
    if (wvm_instance_export(r->instances[n], "budget", &budget)) wvm_error_delete(wvm_global_set(budget.of.global, &v));
  }
}

/* ---- calls ---- */

static const char *const trap_names[] = {
    "none", "unreachable", "memory", "table", "array", "unaligned", "overflow", "divide", "conversion", "undefined", "uninitialized", "signature",
    "cast", "descriptor", "null", "null", "null", "null", "null", "null", "null", "continuation", "consumed", "unhandled", "stack"};

static void put_trap(Run *r, const wvm_error_t *e) {
  const wvm_trap_t code = wvm_error_trap(e);
  if ((size_t)code < COUNT_OF(trap_names)) buf_printf(r->log, "trap %s", trap_names[code]);
  else buf_printf(r->log, "trap code%d", (int)code);
  const wvm_frame_t *frames;
  size_t depth, shown = 0, count = wvm_error_frames(e, &frames, &depth);
  for (size_t k = 0; k < count && shown < MOST_FRAMES; k++) {
    if (frames[k].host) continue;
    buf_printf(r->log, " %u:%x", frames[k].func_index, frames[k].offset);
    shown++;
  }
  buf_put_str(r->log, "\n");
}

static void put_exception(Run *r, const wvm_error_t *e) {
  const wvm_tag_t *tag = wvm_error_exception_tag(e);
  wvm_val_t values[MOST_VALUES];
  buf_put_str(r->log, "throw");
  bool found = false;
  for (uint32_t n = 0; n < r->instance_count && !found; n++) {
    for (uint32_t k = 0; k < 4 && !found; k++) {
      char name[16];
      wvm_extern_t x;
      snprintf(name, sizeof name, "e%u", k);
      found = wvm_instance_export(r->instances[n], name, &x) && x.of.tag == tag;
      if (found) buf_printf(r->log, " %c %u", instance_names[n], k);
    }
  }
  wvm_functype_t type;
  if (tag && !wvm_tag_type(tag, &type) && type.param_count <= MOST_VALUES && !wvm_error_exception_values(e, values, type.param_count))
    for (size_t k = 0; k < type.param_count; k++) run_put_val(r, &values[k]);
  buf_put_str(r->log, "\n");
}

void run_put_end(Run *r, const wvm_error_t *e) {
  if (wvm_error_kind(e) == WVM_ERROR_EXCEPTION) put_exception(r, e);
  else put_trap(r, e);
}

static void call(Run *r, uint32_t instance, const char *name, wvm_func_t *f) {
  wvm_functype_t type;
  wvm_val_t args[MOST_VALUES], results[MOST_VALUES];
  wvm_error_delete(wvm_func_type(f, &type));
  if (type.param_count > MOST_VALUES || type.result_count > MOST_VALUES) return;
  buf_printf(r->log, "call %c %s", instance_names[instance], name);
  for (size_t k = 0; k < type.param_count; k++) {
    args[k] = run_some_val(r, type.params[k].kind);
    run_put_val(r, &args[k]);
  }
  buf_put_str(r->log, "\n");
  set_budget(r);
  r->logged = r->nested = 0;
  const uint64_t fuel = rng_below(&r->rng, 2) ? rng_below(&r->rng, 3000) : 100000000;
  if (r->o->fuel) wvm_error_delete(wvm_store_set_fuel(r->store, fuel));
  wvm_error_t *e = wvm_func_call(f, args, type.param_count, results, type.result_count);
  if (!e) {
    buf_put_str(r->log, "=");
    for (size_t k = 0; k < type.result_count; k++) run_put_val(r, &results[k]);
    buf_put_str(r->log, "\n");
  } else {
    run_put_end(r, e);
  }
  wvm_error_delete(e);
  if (r->o->fuel) buf_printf(r->log, "fuel %llu\n", (unsigned long long)wvm_store_fuel(r->store));
  run_put_state(r);
}

static void call_all(Run *r) {
  for (uint32_t n = r->instance_count; n-- > 0;) {
    const size_t count = wvm_module_export_count(r->module);
    for (size_t k = 0; k < count; k++) {
      wvm_export_t export;
      wvm_module_export(r->module, k, &export);
      char name[16];
      snprintf(name, sizeof name, "%.*s", (int)export.name_size, export.name);
      wvm_extern_t x;
      if (export.type.kind != WVM_EXTERN_FUNC || (name[0] != 'f' && name[0] != 'w') || !wvm_instance_export(r->instances[n], name, &x)) continue;
      for (uint32_t c = n ? 1 : r->o->calls; c > 0; c--) call(r, n, name, x.of.func);
    }
  }
}

bool run_fail(Run *r, wvm_error_t *e) {
  if (!e) return false;
  buf_printf(r->log, "error %s\n", wvm_error_message(e));
  wvm_error_delete(e);
  return true;
}

void run_count(const Run *r, RunCounts *counts) {
  if (!r->module) return;
  wvm_module_stats_t stats;
  wvm_module_stats(r->module, &stats);
  counts->compiled += stats.compiled_functions;
  counts->refused += stats.refused_functions;
}

bool run_module(wvm_engine_t *engine, const void *bytes, size_t size, const RunOptions *o, Buf *log, RunCounts *counts) {
  Run r = {.o = o, .log = log, .rng = {o->seed}};
  wvm_functype_t types[16];
  bool ok = !run_fail(&r, wvm_module_new(engine, bytes, size, &r.module)) && !run_fail(&r, wvm_store_new(engine, &r.store));
  ok = ok && !run_fail(&r, instantiate(&r, types));
  if (ok && wvm_module_import_count(r.module) > 2) ok = !run_fail(&r, instantiate(&r, types));
  if (ok) call_all(&r);
  run_count(&r, counts);
  wvm_store_delete(r.store);
  wvm_module_delete(r.module);
  return ok;
}
