local function f(x) return x * x * (3 - x) + 1 end
local function simpson(a, b)
  return (b - a) * (f(a) + 4 * f((a + b) / 2) + f(b)) / 6
end

return function(n)
  local h, area = 2 / n, 0
  local i = 1
  repeat
    area = area + simpson((i - 1) * h, i * h)
    local more = i < n
    i = i + 1
  until not more
  return area
end
