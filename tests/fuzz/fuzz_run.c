/* Any valid module, run in two setups: it may trap; it may not crash, hang, leak, or behave differently. Two bytes choose
 * the setups, the rest is the module. */
#include "tests/fuzz/guest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2) return 0;
  const uint8_t how = data[0], more = data[1];
  GuestSetup a = {.tier = WVM_TIER_INTERPRETER, .relaxed = (wvm_relaxed_t)((how & 3) % 3), .deterministic = how & 4};
  GuestSetup b = a;
  b.gc_stress = how & 8;
  if (b.gc_stress) a.fuel = b.fuel = GUEST_FUEL_STRESS;
  b.poison = how & 16;
  if (how & 32) {
    b.tier = WVM_TIER_AUTO;
    a.deterministic = b.deterministic = true; /* NaNs may differ between tiers */
  }
  guest_compare(data + 2, size - 2, &a, &b);
  if (!(how & 64)) return 0;
  GuestLog log = {.hash = 1};
  b.fail_at = 1 + (uint64_t)more * (how & 128 ? 7 : 1);
  guest_run(data + 2, size - 2, &b, &log);
  return 0;
}
