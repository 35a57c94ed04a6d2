-- Marks a subject as being erased: its key is kept, but nobody gets a new hold of it. What is
-- erased already stays so.
-- KEYS: marker, record
-- ARGV: store id
-- Answers: state
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
local state = redis.call('HGET', KEYS[2], 'state')
if state ~= 'erased' then
  state = 'erasing'
  redis.call('HSET', KEYS[2], 'state', state)
end
return {'OK', KEYS[2], state}
