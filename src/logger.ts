import { pino, type Logger } from 'pino'
import type { LogLevel } from './config.ts'
import { LogOutput } from './log-output.ts'

export type { Logger }

/** JSON lines on standard output. What is logged is named field by field; headers and bodies never are. */
export function createLogger(level: LogLevel): Logger {
  const options = { level, base: null, timestamp: oncePerMillisecond(toTimeField) }
  return pino(options, new LogOutput(process.stdout))
}

/** As pino's own `isoTime` writes it. */
const toTimeField = (now: number): string => `,"time":"${new Date(now).toISOString()}"`

/** Lines of requests that take a step together have a time in common, and it takes as long to write as half a line. */
function oncePerMillisecond(write: (now: number) => string): () => string {
  let last = 0
  let text = write(last)
  return () => {
    const now = Date.now()
    if (now !== last) {
      last = now
      text = write(now)
    }
    return text
  }
}
