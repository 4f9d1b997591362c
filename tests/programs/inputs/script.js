// Objects, closures, exceptions, regular expressions, JSON, dates, sorting.
function Shape(name) { this.name = name; }
Shape.prototype.describe = function () { return this.name + " of area " + this.area().toFixed(3); };
function Circle(r) { Shape.call(this, "circle"); this.r = r; }
Circle.prototype = Object.create(Shape.prototype);
Circle.prototype.area = function () { return Math.PI * this.r * this.r; };
print(new Circle(2).describe(), new Circle(1) instanceof Shape);

var o = { get x() { return 7; }, set x(v) { print("set", v); }, list: [1, [2, 3], { deep: null }] };
o.x = 3;
print(JSON.stringify(o), JSON.stringify({ a: [1, "two\n", true, undefined] }, null, 2));
print(JSON.parse('{"k": [1.5e3, "\\u00e4", {"n": false}]}').k[2].n);

var caught = 0;
function deep(n) { if (n === 0) throw new RangeError("bottom"); try { deep(n - 1); } finally { caught++; } }
for (var i = 0; i < 200; i++) { try { deep(i % 20); } catch (e) { if (!(e instanceof RangeError)) print("wrong"); } }
print("unwound", caught);
try { null.x; } catch (e) { print(e.name + ": " + e.message); }
try { eval("var 1x;"); } catch (e) { print(e.name); }
(function recurse(n) { try { return recurse(n + 1); } catch (e) { print("stack:", e.name); throw 0; } });

print("a1b22c333".replace(/[0-9]+/g, function (m) { return "<" + m.length + ">"; }), /(\w+)@(\w+)\.com/.exec("mail joe@example.com now").slice(1).join("|"));
print("one, two;three".split(/[,;]\s*/), "äöü€".length, encodeURIComponent("ä €"), "abc".charCodeAt(1), "x".concat(1, null));
print([5, 1, 10, 2].sort(), [5, 1, 10, 2].sort(function (a, b) { return a - b; }), [1, 2, 3, 4].filter(function (x) { return x % 2; }).map(function (x) { return x * x; }));
print([3, 1, 2].reduce(function (a, b) { return a + b; }), [1, 2, 3].indexOf(2), [1, 2, 3, 4, 5].splice(1, 2), Object.keys({ b: 1, a: 2 }));
print(0.1 + 0.2, 1 / 3, 1e21, 123456789012345680000, 5e-324, -0, (255).toString(16), (0.5).toString(2), parseInt("0x1f"), parseFloat("3.14abc"));
print(1 << 31, -1 >>> 0, 7 & ~2, NaN === NaN, typeof null, [] + {}, "5" * "2", "5" + 2, !!"false");
print(new Date(Date.UTC(2001, 1, 3, 4, 5, 6)).toISOString(), new Date(0).getTime());

var memo = {};
function fib(n) { return n < 2 ? n : memo[n] || (memo[n] = fib(n - 1) + fib(n - 2)); }
for (var f = 0; f < 90; f++) fib(f);
print(fib(90));
var sieve = [], primes = [];
for (var p = 2; p < 5000; p++) { if (sieve[p]) continue; primes.push(p); for (var q = p * p; q < 5000; q += p) sieve[q] = true; }
print(primes.length, primes[primes.length - 1]);
function queens(n) {
  var solutions = 0, columns = [];
  function place(row) {
    if (row === n) { solutions++; return; }
    next: for (var c = 0; c < n; c++) {
      for (var r = 0; r < row; r++) if (columns[r] === c || Math.abs(columns[r] - c) === row - r) continue next;
      columns[row] = c;
      place(row + 1);
    }
  }
  place(0);
  return solutions;
}
print(queens(6));
var s = "";
for (var k = 0; k < 2000; k++) s += String.fromCharCode(97 + k % 26);
print(s.length, s.lastIndexOf("xyz"), s.substring(1990));
