import { defineScript } from 'redis'
import type { HeldKey, KeyReading } from './held-key.ts'
import { oneKey, readClock } from './redis-script-parts.ts'

const fields = `'state', 'fingerprint', 'leaseUntil', 'expiresAt', 'answer'`

/** Told only where a process waits. What is written stands, even if this user may not publish. */
const tellWaiters = (channel: string, message: string) => `
  if waited then redis.pcall('PUBLISH', ${channel}, ${message}) end`

/** now, fingerprint, attempt, leaseMs[, retentionMs[, consumer, sentAt]] → what holds the key, or null when the attempt does. */
const reserve = defineScript({
  ...oneKey,
  SCRIPT: `${readClock}
  local held = redis.call('HMGET', KEYS[1], ${fields})
  if held[4] and tonumber(held[4]) > now then return {now, unpack(held)} end

  local leaseUntil = now + ARGV[4]
  local expiresAt = leaseUntil + (ARGV[5] or 0)
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'state', ARGV[5] and 'sent' or 'reserved', 'fingerprint', ARGV[2], 'attempt', ARGV[3],
    'leaseUntil', leaseUntil, 'expiresAt', expiresAt)
  if ARGV[6] then redis.call('HSET', KEYS[1], 'consumer', ARGV[6], 'sentAt', ARGV[7]) end
  redis.call('PEXPIRE', KEYS[1], expiresAt - now)
  return false`,
  transformReply: (reply: unknown) => (reply === null ? null : toReading(reply)),
})

/** now, attempt, retentionMs[, consumer, sentAt] → whether the attempt still has its lease. */
const markSent = defineScript({
  ...oneKey,
  SCRIPT: `${readClock}
  local attempt, state, leaseUntil =
    unpack(redis.call('HMGET', KEYS[1], 'attempt', 'state', 'leaseUntil'))
  if attempt ~= ARGV[2] or (state ~= 'reserved' and state ~= 'sent') then return 0 end
  if tonumber(leaseUntil) <= now then return 0 end

  local expiresAt = leaseUntil + ARGV[3]
  redis.call('HSET', KEYS[1], 'state', 'sent', 'expiresAt', expiresAt)
  if ARGV[4] then redis.call('HSET', KEYS[1], 'consumer', ARGV[4], 'sentAt', ARGV[5]) end
  redis.call('PEXPIRE', KEYS[1], expiresAt - now)
  return 1`,
  transformReply: (reply: unknown) => reply === 1,
})

/** now, attempt, state, answer, retentionMs, channel, message */
const settle = defineScript({
  ...oneKey,
  SCRIPT: `${readClock}
  local attempt, state, expiresAt, waited =
    unpack(redis.call('HMGET', KEYS[1], 'attempt', 'state', 'expiresAt', 'waited'))
  if attempt ~= ARGV[2] or (state ~= 'reserved' and state ~= 'sent') then return end
  if tonumber(expiresAt) <= now then return end

  redis.call('HSET', KEYS[1], 'state', ARGV[3], 'answer', ARGV[4], 'expiresAt', now + ARGV[5])
  redis.call('HDEL', KEYS[1], 'waited')
  redis.call('PEXPIRE', KEYS[1], ARGV[5])${tellWaiters('ARGV[6]', 'ARGV[7]')}`,
  transformReply: () => undefined,
})

/** now, answer, retentionMs, channel, message → whether the outcome was unknown until now. */
const learn = defineScript({
  ...oneKey,
  SCRIPT: `${readClock}
  local state, leaseUntil, expiresAt, waited =
    unpack(redis.call('HMGET', KEYS[1], 'state', 'leaseUntil', 'expiresAt', 'waited'))
  if not state or tonumber(expiresAt) <= now then return 0 end
  local isOrphaned = state == 'sent' and tonumber(leaseUntil) <= now
  if state ~= 'unknown' and not isOrphaned then return 0 end

  redis.call('HSET', KEYS[1], 'state', 'done', 'answer', ARGV[2], 'expiresAt', now + ARGV[3])
  redis.call('HDEL', KEYS[1], 'waited')
  redis.call('PEXPIRE', KEYS[1], ARGV[3])${tellWaiters('ARGV[4]', 'ARGV[5]')}
  return 1`,
  transformReply: (reply: unknown) => reply === 1,
})

/** member, score, member, score …: those that still have that score leave the sorted set. */
const forgetScored = defineScript({
  ...oneKey,
  SCRIPT: `
  for n = 1, #ARGV, 2 do
    local score = redis.call('ZSCORE', KEYS[1], ARGV[n])
    if score and tonumber(score) == tonumber(ARGV[n + 1]) then
      redis.call('ZREM', KEYS[1], ARGV[n])
    end
  end`,
  transformReply: () => undefined,
})

/** attempt, channel, message */
const release = defineScript({
  ...oneKey,
  SCRIPT: `
  local attempt, state, waited =
    unpack(redis.call('HMGET', KEYS[1], 'attempt', 'state', 'waited'))
  if attempt ~= ARGV[1] or (state ~= 'reserved' and state ~= 'sent') then return end

  redis.call('DEL', KEYS[1])${tellWaiters('ARGV[2]', 'ARGV[3]')}`,
  transformReply: () => undefined,
})

/** now → what holds the key; while an attempt runs, its end will be published. */
const observe = defineScript({
  ...oneKey,
  SCRIPT: `${readClock}
  local held = redis.call('HMGET', KEYS[1], ${fields})
  if held[1] == 'reserved' or held[1] == 'sent' then
    redis.call('HSET', KEYS[1], 'waited', 1)
  end
  return {now, unpack(held)}`,
  transformReply: toReading,
})

export const idempotencyScripts = {
  reserve,
  markSent,
  settle,
  learn,
  forgetScored,
  release,
  observe,
}

function toReading(reply: unknown): KeyReading {
  if (!Array.isArray(reply)) throw new TypeError('expected a list of what holds the key')
  const [now, state, fingerprint, leaseUntil, expiresAt, answer]: unknown[] = reply
  const isFree = state === null || Number(expiresAt) <= Number(now)
  return {
    now: Number(now),
    held: isFree ? undefined : toHeldKey(state, { fingerprint, leaseUntil, answer }),
  }
}

function toHeldKey(
  state: unknown,
  held: Readonly<Record<'fingerprint' | 'leaseUntil' | 'answer', unknown>>,
): HeldKey {
  const fingerprint = String(held.fingerprint)
  if (state === 'reserved' || state === 'sent')
    return { state, fingerprint, leaseUntil: Number(held.leaseUntil) }
  if (state === 'unknown' || state === 'done')
    return { state, fingerprint, answer: String(held.answer) }
  throw new Error(`expected the state of an idempotency key, got ${JSON.stringify(state)}`)
}
