-- driver.lua FILE N CALLS: prints the bits of run(N), then the milliseconds of each call.
local bit = require('bit')
local ffi = require('ffi')

ffi.cdef [[
  struct suite_time { long seconds; long nanoseconds; };
  int clock_gettime(int clock, struct suite_time *time);
  union suite_bits { double number; uint32_t words[2]; };
]]

local MONOTONIC = ffi.os == 'OSX' and 6 or 1
local time = ffi.new('struct suite_time')
local function now()
  ffi.C.clock_gettime(MONOTONIC, time)
  return tonumber(time.seconds) * 1e3 + tonumber(time.nanoseconds) * 1e-6
end

local run = dofile(arg[1])
local n, calls = tonumber(arg[2]), tonumber(arg[3])
local result
local times = {}
for i = 1, calls do
  local start = now()
  result = run(n)
  times[i] = string.format('%f', now() - start)
end
local words = ffi.new('union suite_bits', { result }).words
local high, low = words[1], words[0]
if ffi.abi('be') then high, low = low, high end
print(bit.tohex(high) .. bit.tohex(low) .. ' ' .. table.concat(times, ' '))
