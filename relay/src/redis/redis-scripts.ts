/**
 * What must happen in Redis at one go. Times are those of Redis: the clocks of nodes may differ.
 *
 * @module
 */

/** A script in Lua. */
export type Script = string;

/** What Redis needs for an entry of an inbox besides its text, about. */
const ENTRY_BYTES = 128;

const NOW = `local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)`;

/**
 * A node extends its lease, and learns which nodes have lost theirs.
 * Keys: nodes, dead. Arguments: node, lease in ms, '1' if it is new. Answer: 'lost', or the dead nodes.
 */
export const BEAT: Script = `${NOW}
if ARGV[3] ~= '1' and not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return {'lost'} end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
  redis.call('ZREM', KEYS[1], node)
  redis.call('SADD', KEYS[2], node)
end
local dead = redis.call('SMEMBERS', KEYS[2])
table.insert(dead, 1, 'ok')
return dead`;

/**
 * Functions for an inbox: what waits for a node, and how many bytes that is. `isFull` counts what Redis needs for an
 * entry besides its text, too.
 */
const INBOX = `
local function isFull(bytes, text, limit)
  return tonumber(redis.call('GET', bytes) or '0') + #text > tonumber(limit)
end
local function post(inbox, bytes, text, keepMs)
  redis.call('XADD', inbox, '*', 'text', text)
  redis.call('INCRBY', bytes, #text + ${ENTRY_BYTES})
  redis.call('PEXPIRE', inbox, keepMs)
  redis.call('PEXPIRE', bytes, keepMs)
end`;

/**
 * Writes a text to the inbox of a node.
 * Keys: nodes, inbox, its bytes. Arguments: node, text, limit in bytes, how long to keep it in ms. Answer: 'ok', 'full',
 * or 'gone' if the node has lost its lease.
 */
export const POST: Script = `${INBOX}
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 'gone' end
if isFull(KEYS[3], ARGV[2], ARGV[3]) then return 'full' end
post(KEYS[2], KEYS[3], ARGV[2], ARGV[4])
return 'ok'`;

/**
 * Removes from an inbox what its node has read. It deletes first: Redis lets a script that has done that go on, even
 * if it has no memory left.
 * Keys: inbox, its bytes. Arguments: bytes of the texts, ids.
 */
export const REMOVE: Script = `
for index = 2, #ARGV do redis.call('XDEL', KEYS[1], ARGV[index]) end
if redis.call('XLEN', KEYS[1]) == 0 then redis.call('DEL', KEYS[2])
else redis.call('DECRBY', KEYS[2], ARGV[1] + (#ARGV - 1) * ${ENTRY_BYTES}) end
return 1`;

/**
 * Replaces a room if it still is what the node has seen, and the node still has its lease; and tells other nodes what
 * follows from that: both, or neither.
 * Keys: room, nodes, rooms of the node, all robots, and for each node to tell: its inbox and the bytes of that.
 * Arguments: seen, new, node, robot, limit of an inbox in bytes, how long to keep what is in it in ms, and for each node
 * to tell: its id and the text. Answer: 'ok', 'fenced', 'full' if a node does not take more, or 'stale' and what the room
 * is now. A room that nobody is in is ''.
 */
export const CHANGE: Script = `${INBOX}
if not redis.call('ZSCORE', KEYS[2], ARGV[3]) then return {'fenced'} end
local current = redis.call('GET', KEYS[1]) or ''
if current ~= ARGV[1] then return {'stale', current} end
for index = 7, #ARGV, 2 do
  if isFull(KEYS[index - 1], ARGV[index + 1], ARGV[5]) then return {'full'} end
end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1])
  redis.call('SREM', KEYS[4], ARGV[4])
else
  redis.call('SET', KEYS[1], ARGV[2])
  redis.call('SADD', KEYS[4], ARGV[4])
end
if string.find(ARGV[2], ARGV[3], 1, true) then redis.call('SADD', KEYS[3], ARGV[4])
else redis.call('SREM', KEYS[3], ARGV[4]) end
for index = 7, #ARGV, 2 do
  if redis.call('ZSCORE', KEYS[2], ARGV[index]) then post(KEYS[index - 2], KEYS[index - 1], ARGV[index + 1], ARGV[6]) end
end
return {'ok'}`;

/**
 * Counts a connection of a node, unless all nodes together have too many.
 * Keys: count, nodes. Arguments: node, limit. Answer: 1 if it was counted.
 */
export const ENTER: Script = `
local sum = 0
local counts = redis.call('HGETALL', KEYS[1])
for index = 1, #counts, 2 do
  if counts[index] == ARGV[1] or redis.call('ZSCORE', KEYS[2], counts[index]) then sum = sum + counts[index + 1]
  else redis.call('HDEL', KEYS[1], counts[index]) end
end
if sum >= tonumber(ARGV[2]) then return 0 end
redis.call('HINCRBY', KEYS[1], ARGV[1], 1)
return 1`;

/** Counts a connection of a node out. Keys: count. Arguments: node. */
export const LEAVE: Script = `
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 and redis.call('HINCRBY', KEYS[1], ARGV[1], -1) <= 0 then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return 1`;
