// The same modules in Node.js, to compare with V8: numbers of tokens a second, and the digest of every score.
//
//   node --experimental-wasm-fp16 lm.mjs lm.wasm|lm64.wasm DIRECTORY [--promote] --test=N FILE      one thread
//
// Its own WASI, as much as lm.c needs; map_file reads the file.
import fs from 'node:fs';

const [file, directory, ...rest] = process.argv.slice(2);
const module = new WebAssembly.Module(fs.readFileSync(file));
const wide = file.endsWith('64.wasm');
const page = (n) => (wide ? BigInt(n) : n);
const memory = new WebAssembly.Memory({ initial: page(17), maximum: page(1024), shared: true, address: wide ? 'i64' : 'i32' });
const pointer = wide ? 8 : 4;

const view = () => new DataView(memory.buffer);
const at = (p) => Number(p) + (wide || Number(p) >= 0 ? 0 : 2 ** 32);
const store = (p, n) => (wide ? view().setBigUint64(at(p), BigInt(n), true) : view().setUint32(at(p), n, true));
const load = (p) => (wide ? Number(view().getBigUint64(p, true)) : view().getUint32(p, true));
const bytes = (p, n) => Buffer.from(new Uint8Array(memory.buffer).slice(at(p), at(p) + Number(n)));
const write = (p, data) => new Uint8Array(memory.buffer).set(data, at(p));
const words = ['lm', ...rest].map((word) => Buffer.from(`${word}\0`));
let opened;

const wasi = {
  args_sizes_get(count, size) {
    store(count, words.length);
    store(size, words.reduce((n, word) => n + word.length, 0));
    return 0;
  },
  args_get(pointers, text) {
    let to = at(text);
    words.forEach((word, i) => {
      store(at(pointers) + i * pointer, to);
      write(to, word);
      to += word.length;
    });
    return 0;
  },
  clock_time_get(id, precision, out) { view().setBigUint64(at(out), process.hrtime.bigint(), true); return 0; },
  path_open(fd, lookup, path, size, flags, rights, inheriting, more, out) {
    opened = fs.readFileSync(`${directory}/${bytes(path, size)}`);
    view().setInt32(at(out), 4, true);
    return 0;
  },
  fd_filestat_get(fd, out) { view().setBigUint64(at(out) + 32, BigInt(opened.length), true); return 0; },
  fd_close: () => 0,
  fd_write(fd, vectors, count, done) {
    let total = 0;
    for (let i = 0; i < Number(count); i++) {
      const v = at(vectors) + 2 * pointer * i;
      total += fs.writeSync(fd, bytes(load(v), load(v + pointer)));
    }
    store(done, total);
    return 0;
  },
  proc_exit(status) { process.exit(status); },
};

new WebAssembly.Instance(module, {
  wasi_snapshot_preview1: wasi,
  wvm_memory: { map_file(fd, offset, size, to) { write(to, opened); return 0; } },
  wasi: { 'thread-spawn': () => -1 },
  env: { memory },
}).exports._start();
