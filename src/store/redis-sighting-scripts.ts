import { defineScript } from 'redis'
import { oneKey, readClock } from './redis-script-parts.ts'

/**
 * now, conversationId, changedAt, retentionMs, record. A field of the hash holds the moment when it
 * is forgotten, `changedAt` and the record, with a space between them. Fields that are over go.
 */
const addSighting = defineScript({
  ...oneKey,
  SCRIPT: `${readClock}
  local held = redis.call('HGETALL', KEYS[1])
  for n = 1, #held, 2 do
    local expiresAt, changedAt = string.match(held[n + 1], '^(%d+) (%-?%d+) ')
    if tonumber(expiresAt) <= now then
      redis.call('HDEL', KEYS[1], held[n])
    elseif held[n] == ARGV[2] and tonumber(changedAt) > tonumber(ARGV[3]) then
      return
    end
  end
  local expiresAt = string.format('%d', now + ARGV[4])
  redis.call('HSET', KEYS[1], ARGV[2], expiresAt .. ' ' .. ARGV[3] .. ' ' .. ARGV[5])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])`,
  transformReply: () => undefined,
})

export const sightingScripts = { addSighting }
