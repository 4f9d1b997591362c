// Runs modules that `tiers --export=DIR` wrote in V8: they must do what their logs say (run.h has the form).
// usage: node --experimental-wasm-fp16 v8.mjs [--given] DIR…     --given: modules of Binaryen's (run_given.c)
import fs from 'node:fs';
import path from 'node:path';

Error.stackTraceLimit = 200;
const BUDGET = 60, MOST_LOGGED = 40, MOST_NESTED = 6, MOST_CALLS = 20, MOST_FRAMES = 12;
const buffer = new DataView(new ArrayBuffer(8));
const hex = (v, n) => BigInt.asUintN(n * 4, BigInt(v)).toString(16).padStart(n, '0');
const format = {
  i: v => 'i' + hex(v, 8),
  l: v => 'l' + hex(v, 16),
  f: v => (v !== v ? 'fnan' : (buffer.setFloat32(0, v), 'f' + hex(buffer.getUint32(0), 8))),
  d: v => (v !== v ? 'dnan' : (buffer.setFloat64(0, v), 'd' + hex(buffer.getBigUint64(0), 16))),
};
function parse(text) {
  const bits = BigInt('0x' + text.slice(1));
  switch (text[0]) {
    case 'i': return Number(BigInt.asIntN(32, bits));
    case 'l': return BigInt.asIntN(64, bits);
    case 'f': buffer.setUint32(0, Number(bits)); return buffer.getFloat32(0);
    default: buffer.setBigUint64(0, bits); return buffer.getFloat64(0);
  }
}

// ---- the module's types: letters of exports' results, globals, tags; JavaScript does not tell them ----
class Reader {
  constructor(bytes) { this.b = bytes; this.p = 8; }
  u() { let v = 0, s = 0, c; do { c = this.b[this.p++]; v += (c & 127) * 2 ** s; s += 7; } while (c & 128); return v; }
  type() {
    const c = this.b[this.p++];
    if (c === 0x63 || c === 0x64) { if (this.b[this.p] === 0x62) this.p++; this.heap(); }
    return { 0x7f: 'i', 0x7e: 'l', 0x7d: 'f', 0x7c: 'd', 0x7b: 'v' }[c] || 'r';
  }
  limits() { const flags = this.u(); this.u(); if (flags & 1) this.u(); if (flags & 8) this.u(); }
  constant() { // up to its end
    for (;;) {
      const op = this.b[this.p++];
      if (op === 0x0b) return;
      if (op === 0x43) this.p += 4;
      else if (op === 0x44) this.p += 8;
      else if (op === 0xfd) { if (this.u() === 12) this.p += 16; }
      else if (op === 0xfb) { const code = this.u(); if (code <= 8) this.u(); if (code === 8) this.u(); }
      else if ([0x41, 0x42, 0xd0, 0xd2, 0x23].includes(op)) this.heap();
    }
  }
  heap() { while (this.b[this.p++] & 128); }
  list() { let s = ''; for (let n = this.u(); n > 0; n--) s += this.type(); return s; }
  name() { const n = this.u(), s = Buffer.from(this.b.subarray(this.p, this.p + n)).toString(); this.p += n; return s; }
}
function field(r) { const c = r.b[r.p]; if (c === 0x78 || c === 0x77) r.p++; else r.type(); r.p++; }
function typeOf(r, types) {
  let c = r.b[r.p++];
  if (c === 0x50 || c === 0x4f) { for (let n = r.u(); n > 0; n--) r.u(); c = r.b[r.p++]; }
  if (c === 0x5f) { for (let n = r.u(); n > 0; n--) field(r); types.push(null); }
  else if (c === 0x5e) { field(r); types.push(null); }
  else types.push({ params: r.list(), results: r.list() });
}
function describe(bytes) {
  const r = new Reader(bytes), types = [], funcs = [], tags = [], globals = [], out = {};
  while (r.p < bytes.length) {
    const id = bytes[r.p++], size = r.u(), end = r.p + size;
    if (id === 1) for (let n = r.u(); n > 0; n--) {
      if (bytes[r.p] === 0x4e) { r.p++; for (let k = r.u(); k > 0; k--) typeOf(r, types); } else typeOf(r, types);
    } else if (id === 2) for (let n = r.u(); n > 0; n--) {
      r.name();
      const name = 'import ' + r.name(), kind = bytes[r.p++];
      if (kind === 0) funcs.push(out[name] = types[r.u()]);
      else if (kind === 1) { r.type(); r.limits(); }
      else if (kind === 2) r.limits();
      else if (kind === 3) { globals.push(out[name] = r.type()); r.p++; }
      else { r.p++; tags.push(out[name] = types[r.u()]); }
    } else if (id === 3) for (let n = r.u(); n > 0; n--) funcs.push(types[r.u()]);
    else if (id === 13) for (let n = r.u(); n > 0; n--) { r.p++; tags.push(types[r.u()]); }
    else if (id === 6) for (let n = r.u(); n > 0; n--) {
      globals.push(r.type()); r.p++;
      r.constant();
    } else if (id === 7) for (let n = r.u(); n > 0; n--) {
      const name = r.name(), kind = bytes[r.p++], k = r.u();
      out[name] = kind === 0 ? funcs[k] : kind === 3 ? globals[k] : kind === 4 ? tags[k] : null;
    }
    r.p = end;
  }
  return out;
}

// ---- running ----
const traps = [
  [/^thrown$/, 'code31'], /* the host's */ [/unreachable/, 'unreachable'], [/memory access out of bounds/, 'memory|unaligned'], [/table index is out of bounds/, 'table|undefined'],
  [/table access out of bounds|table index is out/, 'table'], [/operation does not support unaligned/, 'unaligned'],
  [/divide result unrepresentable/, 'overflow'], [/divide by zero|remainder by zero/, 'divide'],
  [/float unrepresentable in integer range/, 'overflow|conversion'], [/null function|function signature mismatch/, 'uninitialized|signature|null'],
  [/illegal cast/, 'cast'], [/dereferencing a null pointer/, 'null'], [/array element access out of bounds|requested new array is too large/, 'array'],
  [/data segment out of bounds|segment/, 'memory'], [/rethrowing null/, 'null'], [/Maximum call stack/, 'stack'], [/invalid array length|array.*large/, 'array'],
];

function hash(memory) {
  const words = new Uint32Array(memory.buffer);
  const h = new Int32Array(8);
  for (let k = 0; k < words.length; k += 8) for (let n = 0; n < 8; n++) h[n] = Math.imul(h[n] ^ words[k + n], 0x01000193);
  return hex(h.reduce((sum, x) => Math.imul(sum ^ x, 0x01000193), 0x811C9DC5 | 0) >>> 0, 8);
}

class Run {
  constructor(module, types, expected) {
    Object.assign(this, { module, types, lines: [], instances: [], logged: 0, nested: 0 });
    const imports = WebAssembly.Module.imports(module);
    this.instantiate(imports);
    if (imports.length > 2) this.instantiate(imports);
  }
  instantiate(imports) {
    const env = { log: (...v) => { if (this.logged++ < MOST_LOGGED) this.lines.push('log ' + v.map((x, k) => format['ilfd'[k]](x)).join(' ')); }, call: v => this.again(index, v) };
    const index = this.instances.length, o = {};
    for (const i of imports) {
      if (i.module !== 'o') continue;
      if (index) o[i.name] = this.instances[0].exports[i.name];
      else if (i.kind === 'memory') o[i.name] = this.memory();
      else {
        const zeros = [...this.types[i.name].results].map(t => (t === 'l' ? 0n : 0));
        o[i.name] = () => (zeros.length === 0 ? undefined : zeros.length === 1 ? zeros[0] : zeros);
      }
    }
    this.instances.push(new WebAssembly.Instance(this.module, { env, o }));
  }
  memory() { // as the import asks: one page, at most a few
    for (const address of ['i32', 'i64'])
      for (let maximum = 4; maximum >= 1; maximum--) { // the largest that fits
        const big = address === 'i64' ? BigInt : x => x;
        const memory = new WebAssembly.Memory({ initial: big(1), maximum: big(maximum), address });
        const o = new Proxy({}, { get: (t, k) => (k === 'm0' ? memory : () => 0) });
        const env = { log() {}, call: () => 0 };
        try { new WebAssembly.Instance(this.module, { env, o }); return memory; } catch (e) { if (!(e instanceof WebAssembly.LinkError)) throw e; }
      }
  }
  again(index, v) {
    if (this.nested >= MOST_NESTED) return 7;
    this.nested++;
    try { return this.instances[index].exports.again(v); } finally { this.nested--; }
  }
  isAsSeen() { return false; }
  state() {
    const out = [];
    this.instances.forEach(instance => {
      for (const e of WebAssembly.Module.exports(this.module)) {
        const x = instance.exports[e.name];
        if (e.kind === 'memory') out.push(x.buffer.byteLength / 65536 + ':' + hash(x));
        else if (e.kind === 'global') out.push(format[this.types[e.name]](x.value));
        else if (e.kind === 'table') out.push('t' + x.length);
      }
    });
    return 'state ' + out.join(' ');
  }
  trap(e, expected) {
    const text = String(e.message), found = traps.find(t => t[0].test(text));
    const want = expected ? expected.split(' ')[1] : '';
    let name = found ? found[1] : text;
    if (name.split('|').includes(want)) name = want;
    const frames = [...String(e.stack).matchAll(/wasm-function\[(\d+)\]:0x([0-9a-f]+)/g)].slice(0, MOST_FRAMES).map(m => ` ${m[1]}:${m[2]}`);
    return 'trap ' + name + frames.join('');
  }
  thrown(e) {
    for (let n = 0; n < this.instances.length; n++)
      for (let k = 0; k < 4; k++) {
        const tag = this.instances[n].exports['e' + k];
        if (tag && e.is(tag)) return ['throw ' + 'AB'[n], k, ...[...this.types['e' + k].params].map((t, a) => format[t](e.getArg(tag, a)))].join(' ');
      }
    return 'throw';
  }
  call(line, expected) {
    const [, instance, name, ...args] = line.split(' ');
    this.lines.push(line);
    for (const i of this.instances) i.exports.budget.value = BUDGET;
    this.logged = this.nested = 0;
    try {
      const r = this.instances['AB'.indexOf(instance)].exports[name](...args.map(parse)), results = this.types[name].results;
      const values = results.length === 0 ? [] : results.length === 1 ? [r] : r;
      this.lines.push(['=', ...[...results].map((t, k) => format[t](values[k]))].join(' '));
    } catch (e) {
      if (e instanceof WebAssembly.Exception) this.lines.push(this.thrown(e));
      else if (e instanceof WebAssembly.RuntimeError || e instanceof RangeError) this.lines.push(this.trap(e, expected));
      else throw e;
    }
    this.lines.push(this.state());
  }
}

// ---- modules of Binaryen's fuzzer: as run_given.c has it ----
const zero = { l: 0n, r: null };
const show = (v, t) => (t === 'r' ? (v === null ? 'null' : 'ref') : format[t](v));
class Uncallable extends Error {}
class GivenRun extends Run {
  instantiate(imports) {
    if (this.instances.length) return;
    const o = {};
    this.tags = {};
    for (const i of imports) {
      o[i.module] ??= {};
      const type = this.types['import ' + i.name];
      if (i.kind === 'function') o[i.module][i.name] = this.import(i.name, type);
      else if (i.kind === 'tag') o[i.module][i.name] = this.tags[i.name] = new WebAssembly.Tag({ parameters: [i.name === 'jstag' ? 'externref' : 'i32'] });
      else if (i.kind === 'global') o[i.module][i.name] = type === 'r' ? {} : zero[type] ?? 0;
      else throw new Uncallable(`a ${i.kind} is imported`);
    }
    this.exported = WebAssembly.Module.exports(this.module);
    this.functions = this.exported.filter(e => e.kind === 'function').map(e => e.name);
    if (this.exported.some(e => e.kind === 'global' && this.types[e.name] === 'v')) throw new Uncallable('a vector is exported');
    this.instances.push(new WebAssembly.Instance(this.module, o));
    try { this.state(); } catch (e) { throw e instanceof TypeError ? new Uncallable('a global is exported that JavaScript cannot have') : e; }
  }
  import(name, type) {
    const table = () => this.instances[0]?.exports.table;
    const inside = k => table() instanceof WebAssembly.Table && k < table().length;
    const call = k => { if (this.functions.length) this.zeros(this.functions[(k >>> 0) % this.functions.length]); };
    if (name.startsWith('log-')) return (...v) => { if (this.logged++ < MOST_LOGGED) this.lines.push(['log', ...v.map((x, k) => show(x, type.params[k]))].join(' ')); };
    if (name === 'call-export') return call;
    if (name === 'call-export-catch') return k => { try { call(k); return 0; } catch { return 1; } };
    if (name.startsWith('call-ref')) throw new Uncallable('references are called, whose types JavaScript does not tell');
    const place = k => (typeof table().length === 'bigint' ? BigInt(k) : k);
    if (name === 'table-get') return k => (inside(k >>> 0) ? table().get(place(k)) : null);
    if (name === 'table-set') return (k, v) => { if (inside(k >>> 0)) table().set(place(k), v); };
    if (name === 'throw') return k => { throw k && this.tags.wasmtag ? new WebAssembly.Exception(this.tags.wasmtag, [k]) : this.tags.jstag ? new WebAssembly.Exception(this.tags.jstag, [null]) : new Error('thrown'); };
    if (name === 'sleep') return (_, id) => id;
    return () => zero[type.results[0]] ?? 0;
  }
  zeros(name) {
    const type = this.types[name];
    if (/v/.test(type.params + type.results) || this.nested >= MOST_NESTED || this.calls++ >= MOST_CALLS) return;
    this.nested++;
    try { this.instances[0].exports[name](...[...type.params].map(t => (t in zero ? zero[t] : 0))); } finally { this.nested--; }
  }
  state() {
    const out = ['state'], exports = this.instances[0].exports;
    for (const e of this.exported) {
      const x = exports[e.name];
      if (e.kind === 'memory') out.push(x.buffer.byteLength / 65536 + ':' + hash(x));
      else if (e.kind === 'global') out.push(show(x.value, this.types[e.name]));
      else if (e.kind === 'table') out.push('t' + x.length);
    }
    return out.join(' ');
  }
  isAsSeen(line, logged) { return line === 'throw' && logged.startsWith('throw'); } // not what: tags are the module's own
  call(line, expected) {
    const [, , name, ...args] = line.split(' ');
    this.lines.push(line);
    this.logged = this.nested = this.calls = 0;
    try {
      const r = this.instances[0].exports[name](...args.map(a => (a === 'null' ? null : parse(a)))), results = this.types[name].results;
      const values = results.length === 0 ? [] : results.length === 1 ? [r] : r;
      this.lines.push(['=', ...[...results].map((t, k) => show(values[k], t))].join(' '));
    } catch (e) {
      if (e instanceof WebAssembly.Exception) this.lines.push('throw');
      else if (e instanceof WebAssembly.RuntimeError || e instanceof RangeError || e.message === 'thrown') this.lines.push(this.trap(e, expected));
      else throw e;
    }
    this.lines.push(this.state());
  }
}

// Why what V8 does is no measure for this module.
function excuse(log) {
  if (log.some(l => l.startsWith('trap stack'))) return 'stacks end at another depth';
  if (log.some(l => /^log v/.test(l))) return 'a vector is logged, which JavaScript cannot have';
  if (log.some(l => l.startsWith('error'))) return 'it cannot be instantiated';
  return null;
}

// The first difference between the log and what V8 does; or null.
function difference(run, log) {
  for (let k = 0; k < log.length; k++) {
    if (!log[k].startsWith('call')) continue;
    let end = k + 1;
    while (end < log.length && !log[end].startsWith('call')) end++;
    const before = run.lines.length;
    run.call(log[k], log.slice(k, end).find(l => l.startsWith('trap')));
    for (let n = k; n < end && log[n] && !log[n].startsWith('inner'); n++)
      if (run.lines[before + n - k] !== log[n] && !run.isAsSeen(run.lines[before + n - k], log[n])) return `${log[k]}\n  < ${log[n]}\n  > ${run.lines[before + n - k]}`;
  }
  return null;
}

const isGiven = process.argv[2] === '--given';
let passed = 0, failed = 0, skipped = 0;
const reasons = new Map();
function one(file) {
  const bytes = fs.readFileSync(file), log = fs.readFileSync(file.replace('.wasm', '.log'), 'utf8').split('\n');
  if (isGiven && excuse(log)) throw new Uncallable(excuse(log));
  const found = difference(new (isGiven ? GivenRun : Run)(new WebAssembly.Module(bytes), describe(bytes)), log);
  if (found) console.log(`${file}: ${found}`);
  if (found) failed++; else passed++;
}
for (const dir of process.argv.slice(isGiven ? 3 : 2))
  for (const file of fs.readdirSync(dir).filter(f => f.endsWith('.wasm')).sort((a, b) => parseInt(a) - parseInt(b)))
    try { one(path.join(dir, file)); } catch (e) {
      if (!(e instanceof WebAssembly.CompileError || e instanceof Uncallable)) throw e;
      const reason = e.message.replace(/.*failed: |@\+\d+|\d+/g, '').slice(0, 60);
      reasons.set(reason, (reasons.get(reason) || 0) + 1);
      skipped++;
    }
for (const [reason, n] of reasons) console.log(`not run by this V8: ${n} × ${reason}`);
console.log(`V8 ${process.versions.v8}: ${passed} modules as their logs, ${failed} not, ${skipped} skipped`);
process.exit(failed ? 1 : 0);
