local function sum(i, n, total)
  if n < i then return total end
  return sum(i + 1, n, total + i * i)
end

return function(n)
  local total = 0
  local i = 1
  repeat
    total = sum(i, i + 199, total)
    local more = i < n
    i = i + 1
  until not more
  return total
end
