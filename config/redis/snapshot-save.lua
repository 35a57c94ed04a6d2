-- Saves a snapshot; one of the same sequence is replaced, the oldest beyond the bound are dropped.
-- KEYS: marker, document, snapshots
-- ARGV: store id, epoch ('' for a caller without a claim), sequence, timestamp, data,
--       '1' if the journal must have reached the sequence, how many to keep
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
local head = redis.call('HMGET', KEYS[2], 'version', 'epoch', 'expire')
if ARGV[2] ~= '' and head[2] ~= ARGV[2] then return {'EPOCH', KEYS[2]} end
local sequence = tonumber(ARGV[3])
if ARGV[6] == '1' and tonumber(head[1] or '0') < sequence then return {'SEQUENCE', KEYS[2]} end
local held = {}
local gone = {}
for _, field in ipairs(redis.call('HKEYS', KEYS[3])) do
  local at = tonumber(string.match(field, '^(%d+)%.'))
  if at == sequence then gone[#gone + 1] = field else held[#held + 1] = {at, field} end
end
table.sort(held, function(a, b) return a[1] < b[1] end)
for i = 1, #held + 1 - tonumber(ARGV[7]) do gone[#gone + 1] = held[i][2] end
redis.call('HSET', KEYS[3], ARGV[3] .. '.' .. ARGV[4], ARGV[5])
for _, field in ipairs(gone) do
  if field ~= ARGV[3] .. '.' .. ARGV[4] then redis.call('HDEL', KEYS[3], field) end
end
if head[3] then redis.call('PEXPIREAT', KEYS[3], head[3]) end
return {'OK', KEYS[2]}
