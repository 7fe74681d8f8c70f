return function(n)
  local x, y, z, h = 1, 1, 1, 0.005
  local i = 1
  repeat
    local mx = x + h / 2 * (10 * (y - x))
    local my = y + h / 2 * (x * (28 - z) - y)
    local mz = z + h / 2 * (x * y - 8 / 3 * z)
    x = x + h * (10 * (my - mx))
    y = y + h * (mx * (28 - mz) - my)
    z = z + h * (mx * my - 8 / 3 * mz)
    local more = i < n
    i = i + 1
  until not more
  return x + y + z
end
