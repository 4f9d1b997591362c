/* The default implementation limits: https://webassembly.github.io/spec/js-api/#limits; what is not named there is as
 * generous as what it bounds. */
#include "decoder/limits.h"

const ModuleLimits module_limits_default = {
    .module_size = 1u << 30,
    .types = 1000000,
    .functions = 1000000,
    .imports = 1000000,
    .exports = 1000000,
    .globals = 1000000,
    .tables = 100000,
    .memories = 100,
    .tags = 1000000,
    .data_segments = 100000,
    .elem_segments = 100000,
    .custom_sections = 100000,
    .params = 1000,
    .results = 1000,
    .fields = 10000,
    .locals = 50000,
    .function_size = 7654321,
    .name_size = 1u << 24,
    .subtype_depth = 63,
    .br_table_size = 1u << 20,
    .nesting = 1000,
};
