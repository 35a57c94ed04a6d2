-- Appends a batch: events, document sections, deadlines, outbox and expiry in one step, or nothing.
-- KEYS: marker, document, events, snapshots, deadlines, outbox
-- ARGV: store id, epoch, first sequence, expiry in ms ('' leaves it), the writer's id in 16 bytes
--       ('' where the events name theirs), count of events, of sections, of deadlines, of outbox
--       entries; then the events, then section and value pairs ('' removes), then member and due ms
--       pairs ('' clears), then the outbox entries.
-- Everything that can fail is looked at before the first write.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'STORE', KEYS[2]} end
local head = redis.call('HMGET', KEYS[2], 'version', 'deleted', 'epoch', 'base', 'expire', 'writer')
if head[3] ~= ARGV[2] then return {'EPOCH', KEYS[2]} end
local last = tonumber(head[1] or '0')
local deleted = tonumber(head[2] or '0')
local first = tonumber(ARGV[3])
local count = tonumber(ARGV[6])
local upto = first + count - 1
local stored = redis.call('LLEN', KEYS[3])
if stored ~= last - deleted then return {'TORN', KEYS[2]} end

-- Commands are repeated after a reconnect: the identical batch of the same claim is a success.
if first <= last then
  if upto > last or first <= tonumber(head[4]) then return {'SEQUENCE', KEYS[2]} end
  local from = math.max(first, deleted + 1)
  if from <= upto then
    local held = redis.call('LRANGE', KEYS[3], from - deleted - 1, upto - deleted - 1)
    for i = 1, #held do
      if held[i] ~= ARGV[9 + from - first + i] then return {'SEQUENCE', KEYS[2]} end
    end
  end
  return {'OK', KEYS[2], string.format('%.0f', upto)}
end
if first ~= last + 1 then return {'SEQUENCE', KEYS[2]} end

local sections, deadlines, outbox = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
if deadlines > 0 then redis.call('ZCARD', KEYS[5]) end
if outbox > 0 then redis.call('XLEN', KEYS[6]) end

local at = 9
for i = 1, count, 1000 do
  redis.call('RPUSH', KEYS[3], unpack(ARGV, at + i, at + math.min(i + 999, count)))
end
at = at + count

local set, gone = {'version', string.format('%.0f', upto)}, {}
local function put(name, value)
  set[#set + 1] = name
  set[#set + 1] = value
end
local expire = head[5]
if ARGV[4] ~= '' then
  expire = ARGV[4]
  put('expire', expire)
end
if ARGV[5] ~= '' and ARGV[5] ~= head[6] then
  put('writer', ARGV[5])
  put('since', ARGV[3])
end
for i = 1, sections do
  local name, value = ARGV[at + 2 * i - 1], ARGV[at + 2 * i]
  if value == '' then
    gone[#gone + 1] = name
  else
    put(name, value)
  end
end
redis.call('HSET', KEYS[2], unpack(set))
if #gone > 0 then redis.call('HDEL', KEYS[2], unpack(gone)) end
if last == 0 then redis.call('PERSIST', KEYS[2]) end
at = at + 2 * sections

for i = 1, deadlines do
  local member, due = ARGV[at + 2 * i - 1], ARGV[at + 2 * i]
  if due == '' then
    redis.call('ZREM', KEYS[5], member)
  else
    redis.call('ZADD', KEYS[5], due, member)
  end
end
at = at + 2 * deadlines

for i = 1, outbox do redis.call('XADD', KEYS[6], '*', 'e', ARGV[at + i]) end

-- Always again, because a key that this step created does not expire yet.
if expire then
  for i = 2, 4 do redis.call('PEXPIREAT', KEYS[i], expire) end
end
return {'OK', KEYS[2], set[2]}
