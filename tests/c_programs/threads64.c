/* The same with a 64-bit memory.
 * BUILD --target=wasm64 -matomics -mbulk-memory -Wl,--import-memory,--export-memory,--shared-memory,--max-memory=2097152
 * TEST dir
 */
#include "threads.c"
