import { createClient } from 'redis'
import { scripts } from './redis-scripts.ts'
import type { RedisEndpoint } from './redis-url.ts'

const CONNECT_TIMEOUT_MS = 2_000
const MAX_RECONNECT_DELAY_MS = 1_000
/** Far above what a healthy server leaves unanswered: beyond it, calls are refused, not stored up. */
const MAX_QUEUED_COMMANDS = 50_000

export type RedisClient = ReturnType<typeof createRedisClient>

/** Tries to connect for ever once told to, and fails every call while it is not connected. */
export function createRedisClient({ host, port, isTls, ...session }: RedisEndpoint) {
  const address = { host, port, connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy }
  return createClient({
    ...session,
    socket: isTls ? { ...address, tls: true } : address,
    scripts,
    // what was sent into a broken connection may have happened: never send it again
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_QUEUED_COMMANDS,
    // its own timer stops when a command is written, so a silent server would be waited for for ever
    commandOptions: { timeout: 0 },
    maintNotifications: 'disabled',
  })
}

/** @param random from 0 to 1, so that replicas do not all come back at the same moment */
export function reconnectDelayMs(retries: number, random: number): number {
  return Math.min(50 * 2 ** retries, MAX_RECONNECT_DELAY_MS) * (0.5 + random / 2)
}

const reconnectStrategy = (retries: number): number => reconnectDelayMs(retries, Math.random())
