-- Reads a page of those who watch a thing, by expiry and then by session.
-- KEYS: marker, watchers (sorted set: session, expiry in ms)
-- ARGV: store id, now in ms, expiry and session of the last one that was read ('' for the first
--       page), how many at most
-- The last one may have gone or moved since: its place is found by what it was. Places are found by
-- rank, since any number may expire in the same millisecond.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end

-- Byte by byte: comparing texts follows the locale of the server's process.
local function comes_after(a, b)
  for i = 1, math.min(#a, #b) do
    if a:byte(i) ~= b:byte(i) then return a:byte(i) > b:byte(i) end
  end
  return #a > #b
end

local from = redis.call('ZCOUNT', KEYS[2], '-inf', ARGV[2])
if ARGV[3] ~= '' then
  local low = redis.call('ZCOUNT', KEYS[2], '-inf', '(' .. ARGV[3])
  local high = redis.call('ZCOUNT', KEYS[2], '-inf', ARGV[3])
  while low < high do
    local middle = math.floor((low + high) / 2)
    if comes_after(redis.call('ZRANGE', KEYS[2], middle, middle)[1], ARGV[4]) then
      high = middle
    else
      low = middle + 1
    end
  end
  from = math.max(from, low)
end
return {'OK', KEYS[2], redis.call('ZRANGE', KEYS[2], from, from + ARGV[5] - 1, 'WITHSCORES')}
