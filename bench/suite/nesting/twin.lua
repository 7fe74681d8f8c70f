local function mix(p, q)
  local a, b = p * 0.5, q * 0.25
  local c, d = a + b, a - b
  local e, f = c * d + p, c - d * q
  local a2, b2 = e * 0.125 + a, f * 0.125 - b
  local g, h, i = a2 * b2, a2 + b2, c - f
  c = c + g * 0.5
  d = d - h * 0.25
  e = e * 0.75 + i
  do
    local j, k, l = c + d, d * e, e - f
    local c2, m, o = j * k * 0.0625, k - l, l + j
    f = f * 0.5 + c2
    g = g * 0.5 - m * 0.125
    h = h * 0.5 + o * 0.125
    a2 = (a2 + j) * 0.25
    b2 = (b2 + k) * 0.25
  end
  return (a2 + b2 + c + d) * 0.0625 + (e + f + g + h + i) * 0.03125
end

return function(n)
  local x, y = 0.5, 0.25
  local i = 1
  repeat
    local z = mix(x, y)
    x = y * 0.5 + z * 0.5
    y = z / (1 + x * x)
    local more = i < n
    i = i + 1
  until not more
  return x + y
end
