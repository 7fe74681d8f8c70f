local floor = math.floor

local function odd(x) return x - 2 * floor(x / 2) end
local function step(x) if odd(x) ~= 0 then return 3 * x + 1 else return x / 2 end end

local function length(x)
  local count
  local i = 1
  repeat
    x = step(x)
    count = i
    local more = 1 < x
    i = i + 1
  until not more
  return count
end

return function(n)
  local longest, start = 0, 0
  local i = 1
  repeat
    local count = length(i)
    if longest < count then
      longest = count
      start = i
    end
    local more = i < n
    i = i + 1
  until not more
  return longest + start
end
