-- Deletes the snapshots within bounds.
-- KEYS: marker, document, snapshots
-- ARGV: store id, epoch ('' for a caller without a claim), least and greatest sequence, least and
--       greatest timestamp
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
if ARGV[2] ~= '' and redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[2] then
  return {'EPOCH', KEYS[2]}
end
for _, field in ipairs(redis.call('HKEYS', KEYS[3])) do
  local sequence, time = string.match(field, '^(%d+)%.(%d+)$')
  sequence, time = tonumber(sequence), tonumber(time)
  if sequence >= tonumber(ARGV[3]) and sequence <= tonumber(ARGV[4])
    and time >= tonumber(ARGV[5]) and time <= tonumber(ARGV[6]) then
    redis.call('HDEL', KEYS[3], field)
  end
end
return {'OK', KEYS[2]}
