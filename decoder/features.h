/* Proposals as a set of bits. Source: features.def. */
#ifndef WVM_DECODER_FEATURES_H
#define WVM_DECODER_FEATURES_H

#include "base/base.h"

typedef enum Feature {
#define FEATURE(id, name, set, description) FEATURE_##id,
#include "decoder/features.def"
#undef FEATURE
  FEATURE_COUNT
} Feature;

_Static_assert(FEATURE_COUNT <= 64, "a feature set is one word");

typedef uint64_t Features;

static inline bool features_has(Features set, Feature f) { return set >> f & 1; }

typedef enum FeatureSet { FEATURES_MVP, FEATURES_WASM2, FEATURES_WASM3, FEATURES_ALL, FEATURES_FLAG } FeatureSet;

/* All features of the nested set. */
Features features_of_set(FeatureSet set);
const char *feature_name(Feature f);
const char *feature_description(Feature f);

/* Applies a list such as "wasm3,fp16,-gc" to *set: a set's name (mvp, wasm2, wasm3, all) replaces, a feature's name
 * adds, with '-' before it removes. False on an unknown name, then *bad points at it within the list. */
MUST_USE bool features_parse(const char *list, Features *set, const char **bad);

#endif
