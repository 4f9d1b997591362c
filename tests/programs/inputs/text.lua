-- Patterns, formatting, packing, sorting, files.
local words = {}
local text = ("the quick brown fox jumps over the lazy dog; pack my box with five dozen liquor jugs. "):rep(40)
for w in text:gmatch("%a+") do words[w] = (words[w] or 0) + 1 end
local list = {}
for w, n in pairs(words) do list[#list + 1] = {w, n} end
table.sort(list, function(a, b) if a[2] ~= b[2] then return a[2] > b[2] end return a[1] < b[1] end)
for i = 1, #list do io.write(list[i][1], "=", list[i][2], " ") end
print()
print(text:gsub("%f[%a](%a)(%a*)", function(a, b) return a:upper() .. b end, 9):sub(1, 60))
print(("key = value # comment"):match("^(%w+)%s*=%s*(%w+)%s*#%s*(.*)$"))
print(("%5d|%-8s|%08.3f|%x|%q|%g|%a"):format(42, "left", math.pi, 255, "a\n\0b\"", 1e100, 0.1))
print(string.pack(">I4 s2 d", 0x01020304, "hello", 1.5):byte(1, -1))
print(string.unpack("<i2 z", "\xfe\xffabc\0"))
print(utf8.char(72, 228, 8364, 128512), utf8.len("häß€"), #utf8.char(128512))
for p, c in utf8.codes("aé€") do io.write(p, ":", c, " ") end
print()
local f <close> = assert(io.open("made.txt", "w"))
for i = 1, 1000 do f:write(i, "\t", i * i, "\n") end
f:flush()
print(f:seek("cur"), f:seek("set", 10), f:seek("end"))
local sum = 0
for a, b in io.lines("made.txt", "n", "n") do sum = sum + a * b end
print(sum)
print((select(2, io.open("missing/file", "r"))))
print(os.rename("made.txt", "moved.txt"), (select(2, os.remove("missing.txt"))))
local g = io.open("moved.txt", "rb")
print(#g:read("a"), g:read("a"), g:read("l"))
g:close()
print(os.date("!%Y-%m-%d %H:%M:%S", 1234567890), os.time({year = 2001, month = 2, day = 3, hour = 4}) % 86400)
local t = {}
for i = 1, 5000 do t[i] = (i * 7919) % 5003 end
table.sort(t)
for i = 2, #t do assert(t[i - 1] < t[i]) end
print(#t, t[1], t[#t], table.unpack(t, 10, 15))
print(#table.concat(t, ","), table.concat(t, ",", 1, 5))
