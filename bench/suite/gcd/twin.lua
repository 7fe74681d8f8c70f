local floor = math.floor

local function remainder(a, b) return a - floor(a / b) * b end

local function gcd(a, b)
  if b < 1 then return a end
  return gcd(b, remainder(a, b))
end

return function(n)
  local sum = 0
  local a = 1
  repeat
    local b = 1
    repeat
      sum = sum + gcd(a, b)
      local more = b < n
      b = b + 1
    until not more
    local more = a < n
    a = a + 1
  until not more
  return sum
end
