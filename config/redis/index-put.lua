-- Puts an entry into an index, in place of the one with the same member.
-- KEYS: marker, index (sorted set by bytes: member, a zero byte, value)
-- ARGV: store id, bounds of the entries with this member, entry
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
redis.call('ZREMRANGEBYLEX', KEYS[2], ARGV[2], ARGV[3])
redis.call('ZADD', KEYS[2], 0, ARGV[4])
return {'OK', KEYS[2]}
