import { defineScript, type CommandParser } from 'redis'
import type { HeldKey, KeyReading } from './held-key.ts'

/** How many open conversations of one owner are remembered as open; LivePerson lets them have one. */
const MAX_OPEN_PER_OWNER = 32

/**
 * Redis's clock decides a lease. Those of the replicas differ, and a lease judged by two clocks can
 * be over for the one who wants the key and running for the one about to send.
 * ARGV[1] is a moment that a test decides on, otherwise empty.
 */
const readClock = `
  local now = tonumber(ARGV[1])
  if not now then
    local time = redis.call('TIME')
    now = time[1] * 1000 + math.floor(time[2] / 1000)
  end`

const fields = `'state', 'fingerprint', 'attempt', 'leaseUntil', 'expiresAt', 'answer'`

/** Told only where a process waits. What is written stands, even if this user may not publish. */
const tellWaiters = (channel: string, message: string) => `
  if waited then redis.pcall('PUBLISH', ${channel}, ${message}) end`

// Every script touches the one key it is given, and so runs in any slot of a cluster.

const oneKey = {
  NUMBER_OF_KEYS: 1,
  parseCommand(parser: CommandParser, key: string, args: readonly string[]): void {
    parser.pushKey(key)
    parser.push(...args)
  },
}

/** now, fingerprint, attempt, leaseMs → what holds the key, or null when the attempt does. */
const reserve = defineScript({
  ...oneKey,
  SCRIPT: `${readClock}
  local held = redis.call('HMGET', KEYS[1], ${fields})
  if held[5] and tonumber(held[5]) > now then return {now, unpack(held)} end

  local leaseUntil = now + ARGV[4]
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'state', 'reserved', 'fingerprint', ARGV[2], 'attempt', ARGV[3],
    'leaseUntil', leaseUntil, 'expiresAt', leaseUntil)
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  return false`,
  transformReply: (reply: unknown) => (reply === null ? null : toReading(reply)),
})

/** now, attempt, retentionMs → whether the attempt still has its lease. */
const markSent = defineScript({
  ...oneKey,
  SCRIPT: `${readClock}
  local attempt, state, leaseUntil =
    unpack(redis.call('HMGET', KEYS[1], 'attempt', 'state', 'leaseUntil'))
  if attempt ~= ARGV[2] or (state ~= 'reserved' and state ~= 'sent') then return 0 end
  if tonumber(leaseUntil) <= now then return 0 end

  local expiresAt = leaseUntil + ARGV[3]
  redis.call('HSET', KEYS[1], 'state', 'sent', 'expiresAt', expiresAt)
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

/** createdAt, id, retentionMs: the newest stay. */
const addOpen = defineScript({
  ...oneKey,
  SCRIPT: `
  redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ${MAX_OPEN_PER_OWNER})
  redis.call('PEXPIRE', KEYS[1], ARGV[3])`,
  transformReply: () => undefined,
})

export const scripts = { reserve, markSent, settle, release, observe, addOpen }

function toReading(reply: unknown): KeyReading {
  if (!Array.isArray(reply)) throw new TypeError('expected a list of what holds the key')
  const [now, state, fingerprint, attempt, leaseUntil, expiresAt, answer]: unknown[] = reply
  return {
    now: Number(now),
    held: toHeldKey(state, String(answer), {
      fingerprint: String(fingerprint),
      attempt: String(attempt),
      leaseUntil: Number(leaseUntil),
      expiresAt: Number(expiresAt),
    }),
  }
}

function toHeldKey(
  state: unknown,
  answer: string,
  held: Pick<HeldKey, 'fingerprint' | 'attempt' | 'leaseUntil' | 'expiresAt'>,
): HeldKey | undefined {
  if (state === null) return undefined
  if (state === 'reserved' || state === 'sent') return { ...held, state }
  if (state === 'unknown' || state === 'done') return { ...held, state, answer }
  throw new Error(`expected the state of an idempotency key, got ${JSON.stringify(state)}`)
}
