local sqrt = math.sqrt

return function(n)
  local x = 1
  local i = 1
  repeat
    x = sqrt(x + i)
    local more = i < n
    i = i + 1
  until not more
  return x
end
