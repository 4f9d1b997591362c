-- Closures, metatables, coroutines, error handling, garbage collection.
local function counter()
  local n = 0
  return function() n = n + 1; return n end
end
local c = counter()
print(c(), c(), c())

local Point = {}
Point.__index = Point
Point.__add = function(a, b) return setmetatable({x = a.x + b.x, y = a.y + b.y}, Point) end
Point.__eq = function(a, b) return a.x == b.x and a.y == b.y end
Point.__tostring = function(p) return "(" .. p.x .. ", " .. p.y .. ")" end
Point.__close = function(p) print("closed " .. tostring(p)) end
local function point(x, y) return setmetatable({x = x, y = y}, Point) end
print(tostring(point(1, 2) + point(3, 4)), point(1, 2) == point(1, 2))
do local p <close> = point(7, 8); print("inside") end

local function permute(a, n)
  if n == 0 then coroutine.yield(table.concat(a, " ")) end
  for i = 1, n do
    a[n], a[i] = a[i], a[n]
    permute(a, n - 1)
    a[n], a[i] = a[i], a[n]
  end
end
local count, last = 0
for s in coroutine.wrap(function() permute({1, 2, 3, 4, 5, 6}, 6) end) do count, last = count + 1, s end
print(count, last)

-- longjmp through many C frames, from deep within, thousands of times
local function deep(n) if n == 0 then error({code = 42}) end return deep(n - 1) + 1 end
for i = 1, 2000 do
  local ok, e = pcall(deep, i % 100)
  assert(not ok and e.code == 42)
end
print(pcall(string.rep), select(2, pcall(error, "plain", 0)))
print(select(2, xpcall(function() local x = nil; return x.y end, function(m) return "handled: " .. m end)))
print(pcall(table.sort, {3, 1, 2}, function() error("in a comparison") end))
local co = coroutine.create(function(a) local b = coroutine.yield(a * 2); error("inside " .. b) end)
print(coroutine.resume(co, 21))
print(coroutine.resume(co, "again"))
print(coroutine.status(co))
local function overflow() return 1 + overflow() end
local ok, message = pcall(overflow)
print(ok, message:match("stack overflow"))

local weak = setmetatable({}, {__mode = "v"})
for i = 1, 20000 do weak[i % 100] = {i} end
collectgarbage()
local left = 0
for _ in pairs(weak) do left = left + 1 end
print("left", left)
goto done
print("never")
::done::
local env = {print = print}
load("x = 5; print('loaded', x)", "chunk", "t", env)()
print(env.x, x, load("syntax error here"))
local f = load(string.dump(function(a, b) return a * b + 1 end))
print(f(6, 7), math.type(1), math.type(1.0), math.type("1"))
