local function ack(m, n)
  if m < 1 then return n + 1 end
  if n < 1 then return ack(m - 1, 1) end
  return ack(m - 1, ack(m, n - 1))
end

return function(n)
  local sum = 0
  local i = 1
  repeat
    sum = sum + ack(2, i)
    local more = i < n
    i = i + 1
  until not more
  return sum
end
