import { defineScript } from 'redis'
import { keysOf, oneKey, readClock } from './redis-script-parts.ts'

/** The version is another one after each extension, of a log that begins anew as well. */
export interface LogHead {
  readonly version: string
  readonly state: string
}

const readHead = `
  local version, state, expiresAt =
    unpack(redis.call('HMGET', KEYS[1], 'version', 'state', 'expiresAt'))
  local head = false
  if version and tonumber(expiresAt) > now then head = {version, state} end`

/** now → the head of the log, undefined where there is no log. */
const readLogHead = defineScript({
  ...oneKey,
  SCRIPT: `${readClock}${readHead}
  return head`,
  transformReply: toHead,
})

/**
 * The head and the entries of one log; now, expected version (empty: no log), new version, state,
 * retentionMs, channel, entry, entry … → whether it was as expected and is extended now, and
 * otherwise its head. What is written stands, even if this user may not publish.
 */
const extendLog = defineScript({
  ...keysOf(2),
  SCRIPT: `${readClock}${readHead}
  if (head and version or '') ~= ARGV[2] then return head end

  local until_ = now + ARGV[5]
  if not head then redis.call('DEL', KEYS[1], KEYS[2])
  elseif tonumber(expiresAt) > until_ then until_ = tonumber(expiresAt) end
  redis.call('HSET', KEYS[1], 'version', ARGV[3], 'state', ARGV[4], 'expiresAt', until_)
  for n = 7, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[n]) end
  redis.call('PEXPIRE', KEYS[1], until_ - now)
  redis.call('PEXPIRE', KEYS[2], until_ - now)
  if #ARGV > 6 then redis.pcall('PUBLISH', ARGV[6], '') end
  return 1`,
  transformReply: (reply: unknown) =>
    reply === 1
      ? { isExtended: true as const }
      : { isExtended: false as const, head: toHead(reply) },
})

export const logScripts = { readLogHead, extendLog }

function toHead(reply: unknown): LogHead | undefined {
  if (reply === null) return undefined
  if (!Array.isArray(reply)) throw new TypeError('expected the head of a log')
  const [version, state]: unknown[] = reply
  return { version: String(version), state: String(state) }
}
