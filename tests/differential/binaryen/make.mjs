// Random modules of Binaryen (wasm-opt --translate-to-fuzz), many in one process: its program is loaded once and run anew for each.
// usage: node make.mjs WASM_OPT DIR FIRST_SEED COUNT     writes DIR/SEED.wasm
//
// What a module may hold depends on its seed: SETS. Modules whose seed is a multiple of 4 are for other engines too: they have no NaNs
// (--denan), as far as Binaryen knows (in the others NaNs are made canonical where they are compared), and one kind of exceptions.
import crypto from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';

const BASE = ['sign-ext', 'mutable-globals', 'nontrapping-float-to-int', 'bulk-memory', 'bulk-memory-opt', 'reference-types', 'multivalue', 'extended-const'];
const SETS = [
  [],
  ['simd'],
  ['simd', 'tail-call', 'multimemory'],
  ['gc', 'typed-function-references', 'tail-call'],
  ['gc', 'typed-function-references', 'exception-handling', 'tail-call'],
  ['simd', 'memory64', 'multimemory'],
  ['simd', 'relaxed-simd'],
  ['simd', 'relaxed-simd', 'fp16', 'gc', 'typed-function-references', 'exception-handling', 'tail-call', 'memory64', 'multimemory'],
  ['threads', 'simd', 'exception-handling'],
];
const SIZES = [300, 1000, 2000, 4000, 8000];

const [wasmOpt, out, first, count] = [process.argv[2], process.argv[3], Number(process.argv[4]), Number(process.argv[5])];
const source = fs.readFileSync(wasmOpt, 'utf8').replace(/^#!.*\n/, '');
const program = vm.compileFunction(source, ['Module', 'module', 'require', '__filename', '__dirname', 'process', 'WebAssembly'], { filename: wasmOpt });

let compiled; // wasm-opt's own code, for all runs
const cached = Object.create(WebAssembly, {
  instantiate: { value: async (bytes, imports) => {
    compiled ??= await WebAssembly.compile(bytes);
    return { module: compiled, instance: await WebAssembly.instantiate(compiled, imports) };
  } },
});

const real = createRequire(wasmOpt);
const quiet = Object.create(fs, { writeSync: { value: (fd, bytes, ...more) => (fd <= 2 ? (more[1] ?? bytes.length) : fs.writeSync(fd, bytes, ...more)) } });
const required = name => (/^(node:)?fs$/.test(name) ? quiet : real(name));

function run(args) {
  return new Promise(resolve => {
    const process = Object.create(globalThis.process, {
      argv: { value: ['node', wasmOpt, ...args] }, on: { value() {} },
      exitCode: { set: resolve, get: () => undefined }, // its last act
    });
    program(undefined, { exports: {} }, required, wasmOpt, path.dirname(wasmOpt), process, cached);
  });
}

process.on('unhandledRejection', () => {}); // how a program of Emscripten's exits
process.on('uncaughtException', () => {});
const input = path.join(out, 'input');
for (let seed = first; seed < first + count; seed++) {
  const size = SIZES[seed % SIZES.length];
  fs.writeFileSync(input, crypto.createHash('shake256', { outputLength: size }).update(String(seed)).digest());
  const features = [...BASE, ...SETS[seed % SETS.length]].map(f => '--enable-' + f);
  await run([input, '-ttf', ...(seed % 4 ? [] : ['--denan', '--emit-exnref']), '-o', path.join(out, seed + '.wasm'), '--mvp-features', ...features]);
}
fs.rmSync(input);
