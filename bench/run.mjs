// Runs a WASI program of the corpus under a JavaScript engine (node, bun), or times one of the engine's parts:
//   run.mjs PROGRAM.wasm            runs it; the program prints "checksum nanoseconds" itself
//   run.mjs --validate FILE N       N times WebAssembly.validate; prints nanoseconds of the fastest
//   run.mjs --start FILE            compiles and instantiates, prints nothing
import fs from 'node:fs';

let memory;
const view = () => new DataView(memory.buffer);
const imports = {
  args_sizes_get(count, size) { view().setUint32(count, 0, true); view().setUint32(size, 0, true); return 0; },
  args_get: () => 0,
  environ_sizes_get(count, size) { view().setUint32(count, 0, true); view().setUint32(size, 0, true); return 0; },
  environ_get: () => 0,
  clock_time_get(id, precision, out) { view().setBigUint64(out, process.hrtime.bigint(), true); return 0; },
  fd_close: () => 0,
  fd_seek: () => 70,
  fd_fdstat_get(fd, out) { for (let i = 0; i < 24; i++) view().setUint8(out + i, i ? 0 : 2); return 0; },
  fd_prestat_get: () => 8,
  fd_prestat_dir_name: () => 8,
  fd_write(fd, iovs, count, written) {
    let total = 0;
    for (let i = 0; i < count; i++) {
      const at = view().getUint32(iovs + 8 * i, true), size = view().getUint32(iovs + 8 * i + 4, true);
      fs.writeSync(fd, new Uint8Array(memory.buffer, at, size));
      total += size;
    }
    view().setUint32(written, total, true);
    return 0;
  },
  proc_exit(status) { process.exit(status); },
};

const [first, file, count] = process.argv.slice(2);
if (first === '--validate') {
  const bytes = fs.readFileSync(file);
  let best = Infinity;
  for (let i = 0; i < Number(count); i++) {
    const start = process.hrtime.bigint();
    if (!WebAssembly.validate(bytes)) throw new Error('invalid');
    best = Math.min(best, Number(process.hrtime.bigint() - start));
  }
  console.log(best);
} else {
  const module = new WebAssembly.Module(fs.readFileSync(first === '--start' ? file : first));
  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: imports });
  memory = instance.exports.memory;
  if (first !== '--start') instance.exports._start();
}
