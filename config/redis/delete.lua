-- Deletes events up to a sequence; the last sequence stays.
-- KEYS: marker, document, events
-- ARGV: store id, epoch ('' for a caller without a claim), up to which sequence
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
local head = redis.call('HMGET', KEYS[2], 'version', 'deleted', 'epoch')
if ARGV[2] ~= '' and head[3] ~= ARGV[2] then return {'EPOCH', KEYS[2]} end
local deleted = tonumber(head[2] or '0')
local upto = math.min(tonumber(ARGV[3]), tonumber(head[1] or '0'))
if upto > deleted then
  redis.call('LTRIM', KEYS[3], upto - deleted, -1)
  redis.call('HSET', KEYS[2], 'deleted', string.format('%.0f', upto))
end
return {'OK', KEYS[2]}
