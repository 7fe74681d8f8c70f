local function no(x) if x ~= 0 then return 0 else return 1 end end
local function greater(a, b) if b < a then return 1 else return 0 end end
local function either(a, b)
  if a ~= 0 then return 1 elseif b ~= 0 then return 1 else return 0 end
end

local function steps(cre, cim)
  local re, im, n = 0, 0, 0
  local i = 1
  repeat
    local next = re * re - im * im + cre
    im = 2 * re * im + cim
    re = next
    n = i
    local more = no(either(greater(i, 255), greater(re * re + im * im, 4)))
    i = i + 1
  until more == 0
  return n
end

return function(n)
  local total = 0
  local y = 1
  repeat
    local x = 1
    repeat
      total = total + steps(x * 3 / n - 2.2, y * 2.5 / n - 1.25)
      local more = x < n
      x = x + 1
    until not more
    local more = y < n
    y = y + 1
  until not more
  return total
end
