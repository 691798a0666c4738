import { defineScript } from 'redis'
import { oneKey } from './redis-script-parts.ts'

/** How many open conversations of one owner are remembered as open; LivePerson lets them have one. */
const MAX_OPEN_PER_OWNER = 32

/** createdAt, id, retentionMs: the newest stay. */
const addOpen = defineScript({
  ...oneKey,
  SCRIPT: `
  redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ${MAX_OPEN_PER_OWNER})
  redis.call('PEXPIRE', KEYS[1], ARGV[3])`,
  transformReply: () => undefined,
})

/**
 * what is held (empty: nothing), what is to be held, retentionMs
 * → undefined when it was so, otherwise what is held
 */
const swapConversation = defineScript({
  ...oneKey,
  SCRIPT: `
  local held = redis.call('GET', KEYS[1]) or ''
  if held ~= ARGV[1] then return held end
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return false`,
  transformReply: (reply: unknown) => (typeof reply === 'string' ? reply : undefined),
})

export const conversationScripts = { addOpen, swapConversation }
