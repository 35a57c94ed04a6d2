-- Puts an entry into an index.
-- KEYS: marker, members (sorted set, by bytes), values (hash)
-- ARGV: store id, member, value
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
redis.call('HLEN', KEYS[3])
redis.call('ZADD', KEYS[2], 0, ARGV[2])
redis.call('HSET', KEYS[3], ARGV[2], ARGV[3])
return {'OK', KEYS[2]}
