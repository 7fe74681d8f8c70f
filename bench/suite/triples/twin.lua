local sqrt, floor = math.sqrt, math.floor

local function no(x) if x ~= 0 then return 0 else return 1 end end
local function either(a, b)
  if a ~= 0 then return 1 elseif b ~= 0 then return 1 else return 0 end
end
local function both(a, b) if no(a) ~= 0 then return 0 else return no(no(b)) end end
local function less(a, b) if a < b then return 1 else return 0 end end
local function greater(a, b) return less(b, a) end
local function equal(a, b) return no(either(less(a, b), greater(a, b))) end

local function triple(a, b)
  local square = a * a + b * b
  local c = floor(sqrt(square))
  return both(less(a, b), equal(c * c, square))
end

return function(n)
  local count = 0
  local a = 1
  repeat
    local b = 1
    repeat
      if triple(a, b) ~= 0 then count = count + 1 end
      local more = b < n
      b = b + 1
    until not more
    local more = a < n
    a = a + 1
  until not more
  return count
end
