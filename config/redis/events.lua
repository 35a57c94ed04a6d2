-- Reads a page of events as they stand at one moment.
-- KEYS: marker, document, events
-- ARGV: store id, from, to, how many at most
-- Answers: last, deleted, sequence of the first element, elements, the writer of those that do not
--          name theirs ('' for none), the first sequence of which that is true
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
local head = redis.call('HMGET', KEYS[2], 'version', 'deleted', 'writer', 'since')
local last = tonumber(head[1] or '0')
local deleted = tonumber(head[2] or '0')
if redis.call('LLEN', KEYS[3]) ~= last - deleted then return {'TORN', KEYS[2]} end
local from = math.max(tonumber(ARGV[2]), deleted + 1)
local upto = math.min(tonumber(ARGV[3]), last, from + tonumber(ARGV[4]) - 1)
local held = {}
if from <= upto then
  held = redis.call('LRANGE', KEYS[3], from - deleted - 1, upto - deleted - 1)
end
return {
  'OK',
  KEYS[2],
  string.format('%.0f', last),
  string.format('%.0f', deleted),
  string.format('%.0f', from),
  held,
  head[3] or '',
  head[4] or '0'
}
