-- Has a session watch a thing, until the later of this time and what it was promised before.
-- KEYS: marker, watchers (sorted set: session, expiry in ms)
-- ARGV: store id, now in ms, session, until in ms
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[2])
local held = redis.call('ZSCORE', KEYS[2], ARGV[3])
if tonumber(ARGV[4]) > tonumber(ARGV[2]) and not (held and tonumber(held) >= tonumber(ARGV[4])) then
  redis.call('ZADD', KEYS[2], ARGV[4], ARGV[3])
end
local latest = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')
if latest[2] then
  redis.call('PEXPIREAT', KEYS[2], string.format('%.0f', tonumber(latest[2])))
end
return {'OK', KEYS[2]}
