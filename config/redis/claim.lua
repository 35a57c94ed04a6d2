-- Claims a persistence id: from here on every earlier claim's writes are refused.
-- KEYS: marker, document
-- ARGV: store id, first epoch for an id without one (random, so that an epoch that expired with its
--       keys does not come back), how long in ms the claim of an id never written is kept
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
local head = redis.call('HMGET', KEYS[2], 'version', 'epoch')
local last = head[1] or '0'
local epoch = ARGV[2]
if head[2] then epoch = string.format('%.0f', tonumber(head[2]) + 1) end
redis.call('HSET', KEYS[2], 'epoch', epoch, 'base', last)
if last == '0' then redis.call('PEXPIRE', KEYS[2], ARGV[3]) end
return {'OK', KEYS[2], epoch, last}
