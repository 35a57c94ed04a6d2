-- Moves a deadline, unless it was moved or cleared meanwhile.
-- KEYS: marker, deadlines
-- ARGV: store id, member, due, due from now on
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
local due = redis.call('ZSCORE', KEYS[2], ARGV[2])
if due and tonumber(due) == tonumber(ARGV[3]) then
  redis.call('ZADD', KEYS[2], ARGV[4], ARGV[2])
end
return {'OK', KEYS[2]}
