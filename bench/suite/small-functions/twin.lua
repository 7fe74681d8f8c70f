local function square(x) return x * x end
local function cube(x) return square(x) * x end
local function negative(x) return 0 - x end
local function absolute(x) if x < 0 then return negative(x) else return x end end
local function least(a, b) if b < a then return b else return a end end
local function most(a, b) if a < b then return b else return a end end
local function clamp(x, low, high) return most(low, least(high, x)) end
local function mix(a, b, t) return a + (b - a) * t end
local function smooth(t) return square(t) * (3 - 2 * t) end
local function wave(x) return smooth(absolute(x)) - cube(x) * 0.5 end
local function dot(ax, ay, bx, by) return ax * bx + ay * by end
local function height(x, y)
  return mix(wave(x), wave(y), clamp(dot(x, y, 0.6, 0.8), 0, 1))
end
local function slope(x, y, h) return (height(x + h, y) - height(x - h, y)) / (2 * h) end
local function light(x, y) return clamp(0.7 - slope(x, y, 0.01) * 0.3, 0, 1) end

return function(n)
  local total = 0
  local y = 1
  repeat
    local x = 1
    repeat
      total = total + light(x * 2 / n - 1, y * 2 / n - 1)
      local more = x < n
      x = x + 1
    until not more
    local more = y < n
    y = y + 1
  until not more
  return total
end
