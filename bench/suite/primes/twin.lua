local floor = math.floor

local function no(x) if x ~= 0 then return 0 else return 1 end end
local function both(a, b) if no(a) ~= 0 then return 0 else return no(no(b)) end end
local function less(a, b) if a < b then return 1 else return 0 end end
local function remainder(a, b) return a - floor(a / b) * b end

local function prime(n)
  local rest
  local d = 2
  repeat
    rest = remainder(n, d)
    local more = both(rest, less(d * d, n))
    d = d + 1
  until more == 0
  if rest ~= 0 then return 1 else return 0 end
end

return function(n)
  local count = 1
  local i = 3
  repeat
    count = count + prime(i)
    local more = i < n
    i = i + 1
  until not more
  return count
end
