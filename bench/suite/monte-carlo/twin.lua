local floor = math.floor

local function wrap(x) return x - floor(x / 4294967296) * 4294967296 end
local function next(seed) return wrap(1664525 * seed + 1013904223) end
local function unit(seed) return seed / 4294967296 end
local function inside(x, y) if x * x + y * y < 1 then return 1 else return 0 end end

return function(n)
  local seed, hits = 42, 0
  local i = 1
  repeat
    seed = next(seed)
    local x = seed
    seed = next(seed)
    local y = seed
    hits = hits + inside(unit(x), unit(y))
    local more = i < n
    i = i + 1
  until not more
  return 4 * hits / n
end
