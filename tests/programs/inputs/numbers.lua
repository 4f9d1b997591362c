-- Integers, floats, number theory, a matrix, a random generator of our own.
print(7 // 2, -7 // 2, 7 % -3, -7 % 3, 7.5 // 2, 2^53, 1 / 0, -1 / 0, 0 / 0 ~= 0 / 0)
print(math.maxinteger + 1 == math.mininteger, math.maxinteger // -1, 5 // 0.0, pcall(function() return 5 // 0 end))
print(0xff ~ 0x0f, ~0, 1 << 62, 1 << 63, 1 << 64, -1 >> 1, "10" + 5, "0x10" * 2, 10 == 10.0)
print(string.format("%.17g %.3f %d", 0.1 + 0.2, 2 / 3, 3.0), 1e15, 1e16, 123456789012345678)
print(math.tointeger(3.0), math.tointeger(3.5), tostring(-0.0), 3 | 0, pcall(function() return 3.5 | 0 end))
print(math.floor(-3.5), math.ceil(-3.5), math.fmod(-7, 3), math.ult(1, -1), math.abs(math.mininteger))
local sieve, primes = {}, 0
for i = 2, 20000 do
  if not sieve[i] then
    primes = primes + 1
    for j = i * i, 20000, i do sieve[j] = true end
  end
end
print("primes", primes)
local state = 42
local function random()
  state = (state * 6364136223846793005 + 1442695040888963407)
  return (state >> 33) / 2147483648.0
end
local inside = 0
for _ = 1, 50000 do
  local x, y = random(), random()
  if x * x + y * y < 1 then inside = inside + 1 end
end
print("pi about", 4 * inside / 50000)
local n, a, b = 24, {}, {}
for i = 1, n do
  a[i], b[i] = {}, {}
  for j = 1, n do a[i][j], b[i][j] = i + j / n, i - j / n end
end
local trace = 0.0
for i = 1, n do
  for j = 1, n do
    local s = 0.0
    for k = 1, n do s = s + a[i][k] * b[k][j] end
    if i == j then trace = trace + s end
  end
end
print(string.format("%.10f", trace))
local function fact(k) return k < 2 and 1 or k * fact(k - 1) end
print(fact(20), fact(21), fact(30.0))
local function ack(m, k) if m == 0 then return k + 1 elseif k == 0 then return ack(m - 1, 1) end return ack(m - 1, ack(m, k - 1)) end
print(ack(2, 9))
print(tostring(1e308 * 10), tostring(-1e308 * 10), math.huge // 1, 2^0.5, 10 // 3 * 3 + 10 % 3)
