import type { Writable } from 'node:stream'
import type { DestinationStream } from 'pino'

/**
 * Writes the lines of requests that take a step together at once, when the last of them has taken it, in the
 * thread that logs them: handing each to another thread costs more than all the rest of it. What is not
 * written yet when the process ends is written then. When nobody reads the stream any more, lines are lost,
 * and the process goes on.
 */
export class LogOutput implements DestinationStream {
  readonly #stream: Writable
  #lines = ''
  readonly #flush = (): void => {
    process.off('exit', this.#flush)
    this.#stream.write(this.#lines)
    this.#lines = ''
  }

  constructor(stream: Writable) {
    this.#stream = stream
    if (stream.listenerCount('error') === 0) stream.on('error', () => undefined)
  }

  write(line: string): void {
    if (this.#lines === '') {
      process.once('exit', this.#flush)
      process.nextTick(this.#flush)
    }
    this.#lines += line
  }
}
