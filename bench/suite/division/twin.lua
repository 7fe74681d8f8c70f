return function(n)
  local x = 1
  local i = 1
  repeat
    x = i / (1 + x)
    local more = i < n
    i = i + 1
  until not more
  return x
end
