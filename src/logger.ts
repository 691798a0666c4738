import { pino, type Logger } from 'pino'
import type { LogLevel } from './config.ts'
import { LogOutput } from './log-output.ts'

export type { Logger }

/** JSON lines on standard output. What is logged is named field by field; headers and bodies never are. */
export function createLogger(level: LogLevel): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  return pino(options, new LogOutput(process.stdout))
}
