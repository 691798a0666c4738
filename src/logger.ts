import { pino, type Logger } from 'pino'
import type { LogLevel } from './config.ts'

export type { Logger }

/** JSON lines on standard output. What is logged is named field by field; headers and bodies never are. */
export function createLogger(level: LogLevel): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime })
}
