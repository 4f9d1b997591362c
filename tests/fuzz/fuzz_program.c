/* Programs made of arbitrary bytes (program.h), valid by construction, run in two setups: the interpreter alone, and again
 * with what the first bytes choose, another tier, collections everywhere, poison. Both must come to the same. Then
 * perhaps with an allocation that fails. WVM_FUZZ_DUMP=FILE writes the module. */
#include "tests/fuzz/guest.h"
#include "tests/fuzz/program.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 8 || size > 8192) return 0;
  const uint8_t how = data[0];
  GuestSetup a = {.tier = WVM_TIER_INTERPRETER, .relaxed = (wvm_relaxed_t)(how % 3), .deterministic = true};
  GuestSetup b = a;
  if (how & 4) b.tier = WVM_TIER_AUTO;
  b.gc_stress = (how & 24) == 24;
  if (b.gc_stress) a.fuel = b.fuel = GUEST_FUEL_STRESS;
  b.poison = how & 32;
  Buf module;
  buf_init(&module, &alloc_libc);
  MUST(program_make(data + 2, size - 2, &module));
  const char *dump = getenv("WVM_FUZZ_DUMP");
  FILE *f = dump ? fopen(dump, "wb") : NULL;
  if (f) {
    fwrite(module.at, 1, module.size, f);
    fclose(f);
  }
  GuestLog log = {.hash = 1, .verbose = getenv("WVM_FUZZ_VERBOSE") != NULL};
  if (how & 64) {
    b.fail_at = 1 + (uint64_t)data[1] * 5;
    guest_run(module.at, module.size, &b, &log);
  } else {
    MUST(guest_compare(module.at, module.size, &a, &b)); /* it is valid */
  }
  buf_free(&module);
  return 0;
}
