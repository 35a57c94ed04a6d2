-- Runs one command on a key of a bucket, if this is the right store.
-- KEYS: marker, key
-- ARGV: store id, command, its arguments after the key
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
return {'OK', KEYS[2], redis.call(ARGV[2], KEYS[2], unpack(ARGV, 3))}
