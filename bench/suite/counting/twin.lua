return function(n)
  local sum = 0
  local i = 1
  repeat
    sum = sum + i
    local more = i < n
    i = i + 1
  until not more
  return sum
end
