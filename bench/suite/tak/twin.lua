local function tak(x, y, z)
  if y < x then
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))
  end
  return z
end

return function(n)
  local sum = 0
  local i = 1
  repeat
    sum = sum + tak(18 + i, 12 + i, 6 + i)
    local more = i < n
    i = i + 1
  until not more
  return sum
end
