-- Replaces a wrapped key by the same key wrapped anew, unless it changed or went meanwhile.
-- KEYS: marker, record
-- ARGV: store id, wrapped key that is expected, wrapped key to put, id of what wraps that
-- Answers: '1' if the new one stands there, '0' if not
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
local held = redis.call('HGET', KEYS[2], 'key')
if held == ARGV[2] then
  redis.call('HSET', KEYS[2], 'key', ARGV[3], 'by', ARGV[4])
  return {'OK', KEYS[2], '1'}
end
if held == ARGV[3] then return {'OK', KEYS[2], '1'} end
return {'OK', KEYS[2], '0'}
