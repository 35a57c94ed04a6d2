-- Reads entries of an index, ascending by the members' bytes.
-- KEYS: marker, members, values
-- ARGV: store id, lower bound as ZRANGEBYLEX takes it, how many at most
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
local members = redis.call('ZRANGEBYLEX', KEYS[2], ARGV[2], '+', 'LIMIT', 0, ARGV[3])
local values = {}
for i = 1, #members do values[i] = redis.call('HGET', KEYS[3], members[i]) or '' end
return {'OK', KEYS[2], members, values}
