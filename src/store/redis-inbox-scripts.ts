import { defineScript } from 'redis'
import { keysOf, oneKey, readClock } from './redis-script-parts.ts'

// The keys of an account's inbox: a sorted set of ids by the end of their lease, a hash of what they
// hold, and a list of what was set aside, newest first, each after the moment when it is forgotten.

const keepAsLongAsTheLastLease = `
  local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
  if last then
    redis.call('PEXPIRE', KEYS[1], last - now + keepMs)
    redis.call('PEXPIRE', KEYS[2], last - now + keepMs)
  end`

/**
 * The first two keys; now, keepMs, leaseMs, id, what it holds → the end of its lease. A few that
 * nobody claimed go.
 */
const acceptNotification = defineScript({
  ...keysOf(2),
  SCRIPT: `${readClock}
  local keepMs = tonumber(ARGV[2])
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - keepMs, 'LIMIT', 0, 10)) do
    redis.call('ZREM', KEYS[1], id)
    redis.call('HDEL', KEYS[2], id)
  end
  redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[4])
  redis.call('HSET', KEYS[2], ARGV[4], ARGV[5])${keepAsLongAsTheLastLease}
  return now + ARGV[3]`,
  transformReply: Number,
})

/**
 * The first two keys; now, keepMs, leaseMs, limit → the end of the first lease from then on, empty if
 * nothing waits; and what those hold whose lease has ended.
 */
const claimNotifications = defineScript({
  ...keysOf(2),
  SCRIPT: `${readClock}
  local keepMs = tonumber(ARGV[2])
  local claimed = {}
  local kept = '(' .. string.format('%d', now - keepMs)
  local ids = redis.call('ZRANGEBYSCORE', KEYS[1], kept, now, 'LIMIT', 0, ARGV[4])
  for _, id in ipairs(ids) do
    redis.call('ZADD', KEYS[1], now + ARGV[3], id)
    table.insert(claimed, redis.call('HGET', KEYS[2], id))
  end
  if #ids > 0 then${keepAsLongAsTheLastLease}
  end
  local first = redis.call('ZRANGEBYSCORE', KEYS[1], kept, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  table.insert(claimed, 1, first[2] or '')
  return claimed`,
  transformReply: toTexts,
})

/** The first two keys; id */
const finishNotification = defineScript({
  ...keysOf(2),
  SCRIPT: `
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[2], ARGV[1])`,
  transformReply: () => undefined,
})

/** All three keys; now, keepMs, id. What was set aside long ago goes. */
const setNotificationAside = defineScript({
  ...keysOf(3),
  SCRIPT: `${readClock}
  local held = redis.call('HGET', KEYS[2], ARGV[3])
  if not held then return end
  redis.call('ZREM', KEYS[1], ARGV[3])
  redis.call('HDEL', KEYS[2], ARGV[3])
  redis.call('LPUSH', KEYS[3], string.format('%d ', now + ARGV[2]) .. held)
  while true do
    local oldest = redis.call('LINDEX', KEYS[3], -1)
    if tonumber(string.match(oldest, '^%d+')) > now then break end
    redis.call('RPOP', KEYS[3])
  end
  redis.call('PEXPIRE', KEYS[3], ARGV[2])`,
  transformReply: () => undefined,
})

// The index of inboxes is a sorted set of accounts by the moment when they are due.

/** now, keepMs, account, dueAt → when it is due. */
const noteAccount = defineScript({
  ...oneKey,
  SCRIPT: `${readClock}
  redis.call('ZADD', KEYS[1], 'LT', ARGV[4], ARGV[3])
  local keepMs = ARGV[4] - now + ARGV[2]
  if redis.call('PTTL', KEYS[1]) < keepMs then redis.call('PEXPIRE', KEYS[1], keepMs) end
  return redis.call('ZSCORE', KEYS[1], ARGV[3])`,
  transformReply: Number,
})

/** now → those that are due. */
const findDueAccounts = defineScript({
  ...oneKey,
  SCRIPT: `${readClock}
  return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)`,
  transformReply: toTexts,
})

/** now, account, for how long. One that is not due stays. */
const putAccountOff = defineScript({
  ...oneKey,
  SCRIPT: `${readClock}
  local dueAt = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[2]) or '+inf')
  if dueAt <= now then redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[2]) end`,
  transformReply: () => undefined,
})

/** now, account, leaseMs. One that is due within a lease was noted meanwhile, and stays. */
const dropAccount = defineScript({
  ...oneKey,
  SCRIPT: `${readClock}
  local dueAt = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[2]) or '-inf')
  if dueAt > now + ARGV[3] then redis.call('ZREM', KEYS[1], ARGV[2]) end`,
  transformReply: () => undefined,
})

export const inboxScripts = {
  acceptNotification,
  claimNotifications,
  finishNotification,
  setNotificationAside,
  noteAccount,
  findDueAccounts,
  putAccountOff,
  dropAccount,
}

function toTexts(reply: unknown): readonly string[] {
  if (!Array.isArray(reply)) throw new TypeError('expected a list of texts')
  return reply.map(String)
}
