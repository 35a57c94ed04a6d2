-- Destroys the key of a subject that is being erased. Again for one that is erased is a success.
-- KEYS: marker, record
-- ARGV: store id
-- Answers: state; anything but erased means that nothing was done
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
local state = redis.call('HGET', KEYS[2], 'state') or ''
if state == 'erasing' then
  state = 'erased'
  redis.call('HSET', KEYS[2], 'state', state)
  redis.call('HDEL', KEYS[2], 'key', 'by')
end
return {'OK', KEYS[2], state}
