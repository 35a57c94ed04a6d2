-- Opens the record of a subject: makes it, with the key given, where there is none. Enters a member
-- in the same step, unless the subject is being erased.
-- KEYS: marker, record (hash), members (sorted set, by bytes)
-- ARGV: store id, wrapped key and the id of what wraps it, for a new record; member ('' for none)
-- Answers: state, wrapped key, id of what wraps it
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
local held = redis.call('HMGET', KEYS[2], 'state', 'key', 'by')
redis.call('ZCARD', KEYS[3])
if not held[1] then
  redis.call('HSET', KEYS[2], 'state', 'active', 'key', ARGV[2], 'by', ARGV[3])
  held = {'active', ARGV[2], ARGV[3]}
end
if held[1] ~= 'active' then return {'OK', KEYS[2], held[1], '', ''} end
if ARGV[4] ~= '' then redis.call('ZADD', KEYS[3], 0, ARGV[4]) end
return {'OK', KEYS[2], held[1], held[2], held[3]}
