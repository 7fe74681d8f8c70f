local function steps(re, im, n, cre, cim)
  if n > 199 then return n end
  if re * re + im * im > 4 then return n end
  return steps(re * re - im * im + cre, 2 * re * im + cim, n + 1, cre, cim)
end

return function(n)
  local total = 0
  local y = 1
  repeat
    local x = 1
    repeat
      total = total + steps(x * 3 / n - 1.5, y * 2 / n - 1, 0, -0.4, 0.6)
      local more = x < n
      x = x + 1
    until not more
    local more = y < n
    y = y + 1
  until not more
  return total
end
