local even, odd

function even(n)
  if n < 1 then return 1 end
  return odd(n - 1)
end

function odd(n)
  if n < 1 then return 0 end
  return even(n - 1)
end

return function(n)
  local count = 0
  local i = 1
  repeat
    local depth = 1
    repeat
      count = count + even(depth)
      local more = depth < 500
      depth = depth + 1
    until not more
    local more = i < n
    i = i + 1
  until not more
  return count
end
