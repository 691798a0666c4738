import type { CommandParser } from 'redis'

/**
 * Redis's clock decides a lease. Those of the replicas differ, and a lease judged by two clocks can
 * be over for the one who wants the key and running for the one about to send.
 * ARGV[1] is a moment that a test decides on, otherwise empty.
 */
export const readClock = `
  local now = tonumber(ARGV[1])
  if not now then
    local time = redis.call('TIME')
    now = time[1] * 1000 + math.floor(time[2] / 1000)
  end`

// Every script is given all keys that it touches, and they lie in one slot: so it runs in a cluster.

export const oneKey = {
  NUMBER_OF_KEYS: 1,
  parseCommand(parser: CommandParser, key: string, args: readonly string[]): void {
    parser.pushKey(key)
    parser.push(...args)
  },
}

/** For a script of several keys; it is given them in the order that it says. */
export const keysOf = (count: number) => ({
  NUMBER_OF_KEYS: count,
  parseCommand(parser: CommandParser, keys: readonly string[], args: readonly string[]): void {
    for (const key of keys) parser.pushKey(key)
    parser.push(...args)
  },
})
