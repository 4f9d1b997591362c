/* Feature sets and their names. */
#include "decoder/features.h"

static const struct {
  const char *name, *description;
  FeatureSet set;
} facts[FEATURE_COUNT] = {
#define FEATURE(id, name, set, description) [FEATURE_##id] = {name, description, FEATURES_##set},
#include "decoder/features.def"
#undef FEATURE
};

static const char *const set_names[] = {
    [FEATURES_MVP] = "mvp", [FEATURES_WASM2] = "wasm2", [FEATURES_WASM3] = "wasm3", [FEATURES_ALL] = "all"};

Features features_of_set(FeatureSet set) {
  Features all = 0;
  for (unsigned f = 0; f < FEATURE_COUNT; f++)
    if (facts[f].set <= set) all |= (Features)1 << f;
  return all;
}

const char *feature_name(Feature f) { return facts[f].name; }
const char *feature_description(Feature f) { return facts[f].description; }

static bool is_name(const char *name, const char *at, size_t size) {
  return strlen(name) == size && memcmp(name, at, size) == 0;
}

/* One element of the list, [at, at + size). */
static bool apply(const char *at, size_t size, Features *set) {
  bool remove = size > 0 && *at == '-';
  if (remove) at++, size--;
  /* "mvp" names a set and the feature that every set holds: the set is meant. */
  for (unsigned s = 0; s < COUNT_OF(set_names) && !remove; s++) {
    if (!is_name(set_names[s], at, size)) continue;
    *set = features_of_set((FeatureSet)s);
    return true;
  }
  for (unsigned f = FEATURE_MVP + 1; f < FEATURE_COUNT; f++) {
    if (!is_name(facts[f].name, at, size)) continue;
    Features bit = (Features)1 << f;
    *set = remove ? *set & ~bit : *set | bit;
    return true;
  }
  return false;
}

bool features_parse(const char *list, Features *set, const char **bad) {
  Features result = *set;
  for (const char *at = list; *at;) {
    size_t size = strcspn(at, ",");
    if (!apply(at, size, &result)) {
      *bad = at;
      return false;
    }
    at += size;
    if (*at == ',') at++;
  }
  *set = result;
  return true;
}
