-- Loads the newest snapshot within bounds.
-- KEYS: marker, snapshots
-- ARGV: store id, least and greatest sequence, least and greatest timestamp
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
local best, bestField = -1, nil
for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do
  local sequence, time = string.match(field, '^(%d+)%.(%d+)$')
  sequence, time = tonumber(sequence), tonumber(time)
  if sequence > best
    and sequence >= tonumber(ARGV[2]) and sequence <= tonumber(ARGV[3])
    and time >= tonumber(ARGV[4]) and time <= tonumber(ARGV[5]) then
    best, bestField = sequence, field
  end
end
if not bestField then return {'OK', KEYS[2]} end
return {'OK', KEYS[2], bestField, redis.call('HGET', KEYS[2], bestField)}
