local function root(a)
  local x = a
  repeat
    local d = (x * x * x - a) / (3 * x * x)
    x = x - d
  until not (1e-12 < d * d)
  return x
end

return function(n)
  local sum = 0
  local i = 1
  repeat
    sum = sum + root(i)
    local more = i < n
    i = i + 1
  until not more
  return sum
end
