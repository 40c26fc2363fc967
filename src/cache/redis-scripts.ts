/** Redis runs each of these at once, with nothing in between. */

/**
 * KEYS: state, answer. ARGV: an epoch in case there is none, the hash of the body that the caller
 * has, spans. Answers with the epoch, the generation, the last touch of the spans, and the answer's
 * epoch, generation, began, cost and hash, and its body where the caller does not have it.
 */
export const LOOK = `
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then
  epoch = ARGV[1]
  redis.call('HSET', KEYS[1], 'epoch', epoch)
end
local touched = 0
for _, mark in ipairs(redis.call('HMGET', KEYS[1], '*', unpack(ARGV, 3))) do
  touched = math.max(touched, tonumber(mark or 0))
end
local generation = redis.call('HGET', KEYS[1], 'generation') or '0'
local kept = redis.call('HMGET', KEYS[2], 'epoch', 'generation', 'began', 'cost', 'hash')
local body = kept[5] and kept[5] ~= ARGV[2] and redis.call('HGET', KEYS[2], 'body')
return { epoch, generation, tostring(touched), kept[1], kept[2], kept[3], kept[4], kept[5], body }`;

/**
 * KEYS: answer, lock. ARGV: the lock's token, then, if there is an answer to keep, its milliseconds,
 * epoch, generation, began, cost, hash and body. A newer answer stays.
 */
export const KEEP = `
if ARGV[2] then
  local kept = redis.call('HMGET', KEYS[1], 'epoch', 'generation')
  if kept[1] ~= ARGV[3] or tonumber(kept[2]) <= tonumber(ARGV[4]) then
    redis.call('HSET', KEYS[1], 'epoch', ARGV[3], 'generation', ARGV[4], 'began', ARGV[5],
      'cost', ARGV[6], 'hash', ARGV[7], 'body', ARGV[8])
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
  end
end
if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end`;

/** KEYS: state. ARGV: spans that were touched. */
export const TOUCH = `
local generation = redis.call('HINCRBY', KEYS[1], 'generation', 1)
for _, span in ipairs(ARGV) do redis.call('HSET', KEYS[1], span, generation) end`;
