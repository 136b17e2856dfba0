/**
 * What must happen in Redis at one go. Times are those of Redis: the clocks of nodes may differ.
 *
 * @module
 */

/** A script with the number of its keys. */
export interface Script {
  readonly numberOfKeys: number;
  readonly lua: string;
}

const NOW = `local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)`;

/**
 * A node extends its lease, and learns which nodes have lost theirs.
 * Keys: nodes, dead. Arguments: node, lease in ms, '1' if it is new. Answer: 'lost', or the dead nodes.
 */
export const BEAT: Script = {
  numberOfKeys: 2,
  lua: `${NOW}
if ARGV[3] ~= '1' and not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return {'lost'} end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
  redis.call('ZREM', KEYS[1], node)
  redis.call('SADD', KEYS[2], node)
end
local dead = redis.call('SMEMBERS', KEYS[2])
table.insert(dead, 1, 'ok')
return dead`,
};

/**
 * Replaces a room if it still is what the node has seen, and the node still has its lease.
 * Keys: room, nodes, rooms of the node, all robots. Arguments: seen, new, node, robot. Answer: 'ok', 'fenced', or
 * 'stale' and what the room is now. A room that nobody is in is ''.
 */
export const CHANGE: Script = {
  numberOfKeys: 4,
  lua: `
if not redis.call('ZSCORE', KEYS[2], ARGV[3]) then return {'fenced'} end
local current = redis.call('GET', KEYS[1]) or ''
if current ~= ARGV[1] then return {'stale', current} end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1])
  redis.call('SREM', KEYS[4], ARGV[4])
else
  redis.call('SET', KEYS[1], ARGV[2])
  redis.call('SADD', KEYS[4], ARGV[4])
end
if string.find(ARGV[2], ARGV[3], 1, true) then redis.call('SADD', KEYS[3], ARGV[4])
else redis.call('SREM', KEYS[3], ARGV[4]) end
return {'ok'}`,
};

/**
 * Counts a connection of a node, unless all nodes together have too many.
 * Keys: count, nodes. Arguments: node, limit. Answer: 1 if it was counted.
 */
export const ENTER: Script = {
  numberOfKeys: 2,
  lua: `
local sum = 0
local counts = redis.call('HGETALL', KEYS[1])
for index = 1, #counts, 2 do
  if counts[index] == ARGV[1] or redis.call('ZSCORE', KEYS[2], counts[index]) then sum = sum + counts[index + 1]
  else redis.call('HDEL', KEYS[1], counts[index]) end
end
if sum >= tonumber(ARGV[2]) then return 0 end
redis.call('HINCRBY', KEYS[1], ARGV[1], 1)
return 1`,
};

/** Counts a connection of a node out. Keys: count. Arguments: node. */
export const LEAVE: Script = {
  numberOfKeys: 1,
  lua: `
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 and redis.call('HINCRBY', KEYS[1], ARGV[1], -1) <= 0 then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return 1`,
};
