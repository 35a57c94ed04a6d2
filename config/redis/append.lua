-- Appends a batch: events, document sections, deadlines, outbox and expiry in one step, or nothing.
-- KEYS: marker, meta, events, document, snapshots, deadlines, outbox
-- ARGV: store id, epoch, first sequence, expiry in ms ('' leaves it), count of events, of sections,
--       of deadlines, of outbox entries; then the events, then section and value pairs
--       ('' removes), then member and due ms pairs ('' clears), then the outbox entries.
-- Everything that can fail is looked at before the first write.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
local meta = redis.call('HMGET', KEYS[2], 'last', 'deleted', 'epoch', 'base', 'expire')
if meta[3] ~= ARGV[2] then return {'EPOCH', KEYS[2]} end
local last = tonumber(meta[1] or '0')
local deleted = tonumber(meta[2] or '0')
local first = tonumber(ARGV[3])
local count = tonumber(ARGV[5])
local upto = first + count - 1
local stored = redis.call('LLEN', KEYS[3])
if stored ~= last - deleted then return {'TORN', KEYS[2]} end

-- Commands are repeated after a reconnect: the identical batch of the same claim is a success.
if first <= last then
  if upto > last or first <= tonumber(meta[4]) then return {'SEQUENCE', KEYS[2]} end
  local from = math.max(first, deleted + 1)
  if from <= upto then
    local held = redis.call('LRANGE', KEYS[3], from - deleted - 1, upto - deleted - 1)
    for i = 1, #held do
      if held[i] ~= ARGV[8 + from - first + i] then return {'SEQUENCE', KEYS[2]} end
    end
  end
  return {'OK', KEYS[2], string.format('%.0f', upto)}
end
if first ~= last + 1 then return {'SEQUENCE', KEYS[2]} end

local sections, deadlines, outbox = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local documented = redis.call('HEXISTS', KEYS[4], 'version') == 1
if deadlines > 0 then redis.call('ZCARD', KEYS[6]) end
if outbox > 0 then redis.call('XLEN', KEYS[7]) end

local at = 8
for i = 1, count, 1000 do
  redis.call('RPUSH', KEYS[3], unpack(ARGV, at + i, at + math.min(i + 999, count)))
end
at = at + count

local written = {'last', string.format('%.0f', upto)}
local expire = meta[5]
if ARGV[4] ~= '' then
  expire = ARGV[4]
  written[3], written[4] = 'expire', expire
end
redis.call('HSET', KEYS[2], unpack(written))
if last == 0 then redis.call('PERSIST', KEYS[2]) end

if sections > 0 or documented then
  local set, gone = {'version', written[2]}, {}
  for i = 1, sections do
    local name, value = ARGV[at + 2 * i - 1], ARGV[at + 2 * i]
    if value == '' then
      gone[#gone + 1] = name
    else
      set[#set + 1] = name
      set[#set + 1] = value
    end
  end
  redis.call('HSET', KEYS[4], unpack(set))
  if #gone > 0 then redis.call('HDEL', KEYS[4], unpack(gone)) end
end
at = at + 2 * sections

for i = 1, deadlines do
  local member, due = ARGV[at + 2 * i - 1], ARGV[at + 2 * i]
  if due == '' then
    redis.call('ZREM', KEYS[6], member)
  else
    redis.call('ZADD', KEYS[6], due, member)
  end
end
at = at + 2 * deadlines

for i = 1, outbox do redis.call('XADD', KEYS[7], '*', 'e', ARGV[at + i]) end

-- Always again, because a key that this step created does not expire yet.
if expire then
  for i = 2, 5 do redis.call('PEXPIREAT', KEYS[i], expire) end
end
return {'OK', KEYS[2], written[2]}
