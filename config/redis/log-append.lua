-- Adds an entry to a log that keeps only its newest ones. A command whose connection was cut is sent
-- again, so an entry that is among the last ones already is not added a second time.
-- KEYS: marker, log (stream)
-- ARGV: store id, how many entries are kept, entry
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
for _, known in ipairs(redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 32)) do
  if known[2][2] == ARGV[3] then return {'OK', KEYS[2], known[1]} end
end
return {'OK', KEYS[2], redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[2], '*', 'e', ARGV[3])}
