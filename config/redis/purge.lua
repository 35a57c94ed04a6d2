-- Removes all that stands under a persistence id, unless something was appended meanwhile.
-- KEYS: marker, document, events, snapshots, deadlines
-- ARGV: store id, last sequence, then the members of its deadlines
-- Answers '1' if nothing of it is left, '0' if the last sequence is another one.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
local last = tonumber(redis.call('HGET', KEYS[2], 'version') or '0')
-- gone already: what stands here is at most the claim of one that comes after
if last == 0 then return {'OK', KEYS[2], '1'} end
if last ~= tonumber(ARGV[2]) then return {'OK', KEYS[2], '0'} end
for i = 3, #ARGV do redis.call('ZREM', KEYS[5], ARGV[i]) end
redis.call('DEL', KEYS[2], KEYS[3], KEYS[4])
return {'OK', KEYS[2], '1'}
